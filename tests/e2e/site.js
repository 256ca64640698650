/* site.js - a demonstration site, a browser in front of it, and a tally of what was tried. */
"use strict";
const { execFileSync, spawn } = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");
const assert = require("assert");

const PASSWORD = "Yanzhen-demo-2026"; /* DEMO_PASSWORD of src/demo/demo.h */
const views = [
	{ name: "desk", width: 1280, height: 900 },
	{ name: "phone", width: 390, height: 844 },
	{ name: "zoom", width: 640, height: 450 }, /* 200 % on a 1280 screen */
];

class Site {
	/* Makes the site and serves it on a port that is free. */
	static async start(program) {
		const s = new Site();
		s.program = program;
		s.folder = fs.mkdtempSync(path.join(os.tmpdir(), "yanzhen-e2e-"));
		s.dir = path.join(s.folder, "site");
		execFileSync(program, ["demo", s.dir], { stdio: ["ignore", "ignore", "inherit"] });
		s.log = fs.openSync(path.join(s.folder, "serve.log"), "w");
		s.server = spawn(program, ["serve", s.dir, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", s.log] });
		s.url = await new Promise((resolve, reject) => {
			let text = "";
			s.server.once("exit", () => reject(new Error("the server ended: " + text)));
			s.server.stdout.on("data", data => {
				text += data;
				const found = /http:\/\/[0-9.]+:\d+/.exec(text);
				if (found)
					resolve(found[0]);
			});
		});
		return s;
	}

	run(...args) {
		return execFileSync(this.program, [args[0], this.dir, ...args.slice(1)], { encoding: "utf8" });
	}

	figure(name, code) {
		return this.run("figure", name, "--unit", code).split("\n")[0];
	}

	/* Ends the server and says what `yanzhen check` finds. */
	async stop() {
		const ended = new Promise(resolve => this.server.once("exit", resolve));
		this.server.kill("SIGTERM");
		await ended;
		fs.closeSync(this.log);
	}

	remove() {
		fs.rmSync(this.folder, { recursive: true, force: true });
	}
}

/* One person at one browser.  Everything wrong that the browser says is kept in `wrong`. */
class Person {
	static async open(browser, site, options) {
		const p = new Person(), o = Object.assign({ lang: "zh", script: true, view: views[0] }, options);
		p.site = site;
		p.wrong = [];
		p.context = await browser.newContext({ viewport: { width: o.view.width, height: o.view.height },
			javaScriptEnabled: o.script, acceptDownloads: true, baseURL: site.url });
		await p.context.addCookies([{ name: "lang", value: o.lang, url: site.url }]);
		return p.tab(p);
	}

	/* The same person in a tab of its own; what goes wrong there is wrong for both. */
	async tab(p = Object.assign(new Person(), this)) {
		p.page = await p.context.newPage();
		p.page.setDefaultTimeout(20000);
		p.page.on("console", m => m.type() === "error" && !p.expects && p.wrong.push(`${p.page.url()}: ${m.text()}`));
		p.page.on("pageerror", e => p.wrong.push(`${p.page.url()}: ${e.message}`));
		p.page.on("dialog", d => d.accept());
		return p;
	}

	async go(to, status = 200) {
		this.expects = status !== 200; /* the browser itself reports a refused page as an error */
		const answer = await this.page.goto(to);
		this.expects = false;
		assert.strictEqual(answer.status(), status, `${to} answers ${answer.status()}`);
	}

	async sign_in(login, password = PASSWORD) {
		await this.go("/");
		await this.page.fill("[name=login]", login);
		await this.page.fill("[name=password]", password);
		await this.press("main button[type=submit]");
	}

	/* Clicks what leads to another page and waits for it. */
	async press(what) {
		const target = typeof what === "string" ? this.page.locator(what).first() : what;
		await Promise.all([this.page.waitForNavigation(), target.click()]);
	}

	link(text, within = "main") {
		return this.page.locator(`${within} a`, { hasText: text }).first();
	}

	button(text) {
		return this.page.locator("main button", { hasText: text }).first();
	}

	text(what = "main") {
		return this.page.locator(what).first().innerText();
	}

	/* The number of a figure's card on this page. */
	async card(label) {
		const all = await this.page.locator(".yz-figure").allInnerTexts();
		const found = all.map(t => t.split("\n").map(s => s.trim()).filter(Boolean)).find(t => t[0] === label);
		assert(found, `no figure ${label} on ${this.page.url()}: ${all.join(" | ")}`);
		return found[1].replace(/\s.*/, "");
	}

	async download(target) {
		const [file] = await Promise.all([this.page.waitForEvent("download"), target.click()]);
		const to = path.join(this.site.folder, `${Date.now()}-${file.suggestedFilename()}`);
		await file.saveAs(to);
		return to;
	}

	async close() {
		await this.context.close();
		assert.deepStrictEqual(this.wrong, []);
	}
}

class Tally {
	constructor(only) {
		this.only = only;
		this.passed = 0;
		this.failed = 0;
	}

	async try(name, fn) {
		if (this.only && !name.includes(this.only))
			return;
		try {
			await fn();
			this.passed++;
			console.log(`ok      ${name}`);
		} catch (e) {
			this.failed++;
			console.log(`FAILED  ${name}\n        ${(e.stack || String(e)).split("\n").slice(0, 12).join("\n        ")}`);
		}
	}
}

module.exports = { Site, Person, Tally, views, PASSWORD };
