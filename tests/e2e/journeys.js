/* journeys.js - what people do with Yanzhen, from the first click to the number they look for.
 * Each journey leaves the figures as the next one expects them. */
"use strict";
const assert = require("assert");
const { execFileSync } = require("child_process");
const fs = require("fs");
const path = require("path");
const { Person } = require("./site.js");

const YJT = "431181110000";

function match(text, pattern) {
	assert(pattern.test(text), `${pattern} is not in: ${text.slice(0, 600)}`);
}

async function newcomer(browser, site, script) {
	const p = await Person.open(browser, site, { script });
	let clicks = 0;
	const press = async what => { clicks++; await p.press(what); };
	await p.go("/");
	await p.page.fill("[name=login]", "yjt");
	await p.page.fill("[name=password]", "Yanzhen-demo-2026");
	await press("main button[type=submit]");
	assert.strictEqual(await p.card("后备力量人数"), "72");
	await press(p.link("72"));
	const row = p.page.locator("#records ~ .yz-scroll tbody a").first();
	const name = (await row.innerText()).trim();
	await press(row);
	if (!/\/reg\/person\//.test(p.page.url()))
		await press(p.page.locator("main .yz-facts a[href*='/reg/person/']"));
	assert(clicks < 5, `${clicks} clicks`);
	match(await p.text("h1"), new RegExp(name.slice(0, 2)));
	await p.close();
}

/* From the start page to the number in the briefing, then to its people. */
async function newcomer_briefing(browser, site) {
	const p = await Person.open(browser, site);
	let clicks = 0;
	const press = async what => { clicks++; await p.press(what); };
	await p.go("/");
	await p.page.fill("[name=login]", "yjt");
	await p.page.fill("[name=password]", "Yanzhen-demo-2026");
	await press("main button[type=submit]");
	await press(p.page.locator("nav.yz-side a[href^='/documents']"));
	await press(p.page.locator("main form[action^='/document/new/']", { hasText: "羊角塘镇" }).locator("button"));
	const text = await p.text(".yz-prose");
	for (const number of ["72", "48", "51", "93"])
		match(text, new RegExp(`(^|\\D)${number}(\\D|$)`));
	await press(p.page.locator(".yz-prose a", { hasText: /^72/ }));
	assert(clicks < 5, `${clicks} clicks to the figure`);
	const row = p.page.locator("#records ~ .yz-scroll tbody a").first();
	const name = (await row.innerText()).trim();
	await p.press(row);
	match(await p.text("main"), new RegExp(name));
	await p.close();
}

async function figures(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("yjt");
	assert.strictEqual(await p.card("后备力量人数"), "72");
	await p.go("/figure/reserve.villages_short");
	match(await p.text(".yz-figure-value"), /^4\b/);
	assert.strictEqual(site.figure("reserve.total", YJT), "72");
	assert.strictEqual(site.figure("reserve.young_college", YJT), "48");
	assert.strictEqual(site.figure("mentor.mentors", YJT), "51");
	assert.strictEqual(site.figure("mentor.mentees", YJT), "93");
	await p.close();
	const q = await Person.open(browser, site);
	await q.sign_in("jiangkou");
	const cards = await q.text();
	for (const number of ["598", "33.11"])
		match(cards, new RegExp(number.replace(".", "\\.")));
	await q.go("/figure/committee.young");
	match(await q.text(".yz-figure-value"), /^198\b/);
	await q.close();
}

async function wait_import(p) {
	for (let i = 0; i < 60; i++) {
		if (!await p.page.locator("main form[action$='/stage'], [hx-get$='/state']").count() &&
		    !/正在/.test(await p.text(".yz-facts")))
			return;
		await p.page.waitForTimeout(500);
		await p.page.reload();
	}
	assert.fail("the step of the import does not end");
}

async function bring_in(browser, site, script) {
	const p = await Person.open(browser, site, { script });
	const count = async () => { await p.go("/figure/reserve.total"); return parseInt(await p.text(".yz-figure-value"), 10); };
	await p.sign_in("yjt");
	assert.strictEqual(await count(), 72);
	await p.go("/import");
	await p.press(p.link("村级后备力量"));
	await p.page.setInputFiles("[name=file]", path.join(site.dir, "demo", "羊角塘镇村级后备力量台账.xlsx"));
	await p.press("main form button[type=submit]");
	await p.page.waitForLoadState();
	const unknown = await p.page.locator("main .yz-cards select").evaluateAll(all => all.filter(s => !s.value).length);
	assert.strictEqual(unknown, 0, "columns not matched");
	if (await p.page.locator("main form[action$='/map'] .btn-primary").count())
		await p.press("main form[action$='/map'] .btn-primary");
	await wait_import(p);
	const fresh = +await p.card("新增"), refused = +await p.card("不通过");
	const here = p.page.url();
	assert(fresh >= 8 && refused >= 2, `${fresh} new, ${refused} refused`);
	/* rows 13 to 15 of the sheet: a wrong check digit, no such village, a rounded number */
	await p.go(here + "&kind=all");
	const rows = await p.text();
	match(rows, /B14/);
	match(rows, /G15/);
	const file = await p.download(p.link("下载"));
	assert.strictEqual(fs.readFileSync(file).subarray(0, 2).toString(), "PK");
	const inside = execFileSync("unzip", ["-p", file, "xl/worksheets/sheet1.xml", "xl/comments1.xml"],
		{ encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
	match(inside, /牛坪凹村/);
	await p.go(here);
	await p.press(p.page.locator("main form[action$='/accept'] button"));
	await wait_import(p);
	const done = +await p.card("已入库");
	assert.strictEqual(done, fresh);
	assert.strictEqual(await count(), 72 + done, "the figure does not grow by what was accepted");
	await p.go(here);
	await p.press(p.page.locator("main form[action$='/undo'] button"));
	await wait_import(p);
	assert.strictEqual(await count(), 72, "undo does not bring 72 back");
	await p.close();
}

async function list(t, browser, site) {
	await t.try("newcomer: from the start page to a person", () => newcomer(browser, site, true));
	await t.try("newcomer: from the start page to a number of the briefing", () => newcomer_briefing(browser, site));
	await t.try("newcomer without JavaScript", () => newcomer(browser, site, false));
	await t.try("figures as published", () => figures(browser, site));
	await t.try("import, accept, undo", () => bring_in(browser, site, true));
	await t.try("import without JavaScript", () => bring_in(browser, site, false));
}

module.exports = { list, match, YJT };
