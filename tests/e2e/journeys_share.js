/* journeys_share.js - the accountant plans a dividend, is told all that stands against it, looks at
 * a slip and checks its sum as a phone would; the next village and a viewer do not get in. */
"use strict";
const assert = require("assert");
const { Person } = require("./site.js");
const { match } = require("./journeys.js");

/* The book that has a dividend. */
async function found(p) {
	await p.go("/books");
	for (const book of await p.page.locator("main tbody th a[href^='/book/']").evaluateAll(l => l.map(a => a.getAttribute("href")))) {
		await p.go(book + "/dividend");
		if (await p.page.locator("main tbody th a").count())
			return book;
	}
	throw new Error("no collective has a dividend");
}

async function register(p, book) {
	await p.go(book + "/shares?day=2019-12-19");
	match(await p.text(), /当天没有股份/);
	await p.go(book + "/shares?day=2019-12-31");
	match(await p.text(), /人口股/);
	match(await p.text(), /名册成员24名/);
	await p.go(book + "/shares?day=2022-01-01"); /* one has died, the share went on */
	match(await p.text(), /名册成员23名/);
}

async function plan(p, book) {
	await p.go(book + "/dividend/new");
	await p.page.fill("[name=name]", "固定分红");
	await p.page.fill("[name=declared]", "99,999,999.00");
	await p.press(p.button("保存并检查"));
	const text = await p.text();
	match(text, /不是分红/);
	match(text, /不够分配/);
	match(text, /要靠借钱/);
	assert.strictEqual(await p.button("公布方案").count(), 0);
}

/* What the slip tells to press comes to what it says. */
async function slip(p, book) {
	await p.go(book + "/dividend");
	await p.press(p.page.locator("main tbody tr", { hasText: "年度成员分红" }).locator("th a").first());
	const all = await p.page.locator("main a[href*='/slip/']").first();
	if (!await all.count())
		return;
	await p.press(all);
	const typed = /([\d.]+) × ([\d.]+) ÷ ([\d.]+) =/.exec(await p.text());
	const cut = Math.floor(Math.round(typed[1] * 100) * typed[2] / typed[3]) / 100;
	match(await p.text(), new RegExp("不四舍五入：" + cut.toFixed(2).replace(".", "\\.")));
}

async function list(t, browser, site) {
	await t.try("shares: register, a plan refused, a slip", async () => {
		const p = await Person.open(browser, site);
		await p.sign_in("daguan.kj");
		const book = await found(p);
		await register(p, book);
		await slip(p, book);
		await plan(p, book);
		await p.context.close();
		for (const login of ["daguan.view", "yjt"]) {
			const other = await Person.open(browser, site);
			await other.sign_in(login);
			const got = await other.page.goto(new URL(book + "/shares", other.page.url()).href);
			assert.ok([403, 404].includes(got.status()), `${login}: ${got.status()}`);
			await other.context.close();
		}
	});
}

module.exports = { list };
