/* gallery.js - every component in a real browser: nothing sticks out, axe finds nothing.
 * usage: node gallery.js GALLERY SOURCE BUILD CHROMIUM [PNG-FOLDER] */
"use strict";
const { execFileSync } = require("child_process");
const fs = require("fs");
const path = require("path");
const [gallery, source, build, chromium, shots] = process.argv.slice(2);
const modules = path.join(source, "node_modules");
if (!fs.existsSync(path.join(modules, "playwright-core")))
	process.exit(77); /* meson: skipped; `npm ci` without --omit=dev installs it */
const playwright = require(path.join(modules, "playwright-core"));
const axe = fs.readFileSync(path.join(modules, "axe-core", "axe.min.js"), "utf8");

const policy = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:";
const types = { ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const views = [
	{ name: "desk", width: 1280, height: 900 },
	{ name: "phone", width: 390, height: 844 },
	{ name: "zoom", width: 640, height: 450, scale: 2 }, /* 200 % on a 1280 screen */
];

function asset(url) {
	const name = path.basename(new URL(url).pathname);
	return [path.join(source, "assets", name), path.join(build, "gen", "assets", name)].find(fs.existsSync);
}

async function look(browser, lang, view, script) {
	const wrong = [], say = text => wrong.push(`${lang} ${view.name}: ${text}`);
	const context = await browser.newContext({ viewport: { width: view.width, height: view.height },
		deviceScaleFactor: view.scale || 1, javaScriptEnabled: script });
	const page = await context.newPage();
	const html = execFileSync(gallery, [lang], { encoding: "utf8" });
	await page.route("**/*", route => {
		const url = route.request().url(), file = url.includes("/assets/") && asset(url);
		if (file)
			return route.fulfill({ path: file, contentType: types[path.extname(file)] });
		return route.fulfill({ body: html, contentType: "text/html; charset=utf-8",
			headers: { "content-security-policy": policy } });
	});
	page.on("console", m => m.type() === "error" && say(m.text()));
	page.on("pageerror", e => say(e.message));
	await page.goto("http://yanzhen.test/g");
	if (shots)
		await page.screenshot({ path: path.join(shots, `${lang}-${view.name}.png`), fullPage: true });
	if (!script) {
		if (view.name !== "desk") { /* the navigation opens without script */
			await page.click(".yz-nav-button");
			if (!await page.isVisible(".yz-side"))
				say("the navigation does not open without script");
			await page.click(".yz-nav-close");
			if (await page.isVisible(".yz-side"))
				say("the navigation does not close");
		}
		await context.close();
		return wrong;
	}
	await page.evaluate(() => document.querySelectorAll(".yz-menu").forEach(m => { m.open = true; }));
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	if (wide > 0)
		say(`the page is ${wide} px too wide`);
	const out = await page.evaluate(() => Array.from(document.querySelectorAll("main *, header *")).filter(e => {
		const box = e.getBoundingClientRect();
		return box.width && box.right > innerWidth + 1 && !e.closest(".yz-scroll, .visually-hidden");
	}).map(e => e.outerHTML.slice(0, 80)));
	out.forEach(e => say(`sticks out: ${e}`));
	if (shots)
		await page.screenshot({ path: path.join(shots, `${lang}-${view.name}-open.png`) });
	await page.evaluate(() => document.querySelectorAll(".yz-menu").forEach(m => { m.open = false; }));
	const small = await page.evaluate(() => Array.from(document.querySelectorAll(
		"button, .btn, select, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), .yz-side a, summary.btn")).filter(e => {
		const box = e.getBoundingClientRect();
		return box.height && box.height < 32;
	}).map(e => e.outerHTML.slice(0, 80)));
	small.forEach(e => say(`too small to hit: ${e}`));
	await page.evaluate(axe);
	const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
	for (const v of found.violations)
		for (const node of v.nodes)
			say(`axe ${v.id}: ${v.help}: ${node.html.slice(0, 120)} ${(node.any[0] || {}).message || ""}`);
	if (view.name === "desk") {
		await page.evaluate(() => document.activeElement.blur());
		await page.keyboard.press("/");
		if (await page.evaluate(() => document.activeElement.id) !== "yz-q")
			say("/ does not go to the search box");
		await page.emulateMedia({ media: "print" });
		if (await page.isVisible(".yz-side"))
			say("the navigation is printed");
		if (shots)
			await page.pdf({ path: path.join(shots, `${lang}.pdf`), format: "A4" });
	}
	await context.close();
	return wrong;
}

(async () => {
	const browser = await playwright.chromium.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu", "--disable-software-rasterizer"] });
	const wrong = [];
	for (const lang of ["zh", "en"])
		for (const view of views)
			wrong.push(...await look(browser, lang, view, true));
	wrong.push(...await look(browser, "zh", views[1], false));
	await browser.close();
	wrong.forEach(line => console.log(line));
	process.exit(wrong.length ? 1 : 0);
})();
