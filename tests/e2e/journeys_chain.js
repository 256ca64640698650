/* journeys_chain.js - from the county's branches to a base's expert; a post that is missing is filled; what a party
 * of an alliance sees. */
"use strict";
const assert = require("assert");
const { Person } = require("./site.js");
const { match } = require("./journeys.js");

async function experts(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("jiangkou");
	await p.go("/chain");
	/* 单独组建19个、联合组建2个、示范9个、专家53名、志愿服务队24个 */
	assert.strictEqual(await p.card("单独组建的链上党支部"), "19");
	assert.strictEqual(await p.card("联合组建的链上党支部"), "2");
	assert.strictEqual(await p.card("县级及以上示范党支部数"), "9");
	assert.strictEqual(await p.card("选派专家人数"), "53");
	assert.strictEqual(await p.card("党员志愿服务队数"), "24");
	assert.strictEqual(await p.page.locator("main tbody tr").count(), 21);
	await p.press(p.link("云舍村坝区联合"));
	match(await p.text(), /联合组建[\s\S]*云舍村坝区[\s\S]*凯文村坝区|联合组建[\s\S]*凯文村坝区[\s\S]*云舍村坝区/);
	match(await p.text(), /链上党支部书记[\s\S]*坝长[\s\S]*已配/);
	const base = p.page.locator("main tr", { hasText: "云舍村坝区" }).first();
	const names = (await base.locator("td").last().innerText()).split("、");
	assert(names.length >= 2, `experts of the base: ${names}`);
	await p.press(base.locator("td").last().locator("a"));
	match(p.page.url(), /\/reg\/expert_posting\?f\.base=\d+/);
	for (const name of names)
		match(await p.text(), new RegExp(name));
	await p.press(p.page.locator("main tbody a[href*='/reg/expert_posting/']").first());
	match(await p.text(), /驻点坝区[\s\S]*云舍村坝区[\s\S]*第五项划转\s*是/);
	await p.close();
}

async function fills(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("jiangkou");
	await p.go("/chain");
	const lacking = () => p.page.locator("main tbody tr", { hasText: "链上党支部委员 1" });
	const before = await lacking().count();
	assert(before > 0, "a branch of the demonstration lacks a post");
	const row = lacking().first(), unit = await row.locator("td").nth(1).innerText();
	const org = /org\/(\d+)/.exec(await row.locator("a").first().getAttribute("href"))[1];
	await p.press(row.locator("a").first());
	const page = p.page.url();
	match(await p.text(), /空缺\s*1/);
	await p.go("/reg/person");
	const person = await p.page.locator("main tbody a[href*='/reg/person/']").first().getAttribute("href");
	await p.go(`/reg/post/new`);
	await p.page.selectOption("main form.yz-form [name=home]", { label: unit });
	await p.page.fill("[name='f.person']", `#${/person\/(\d+)/.exec(person)[1]}`);
	await p.page.selectOption("[name='f.org']", org);
	await p.page.selectOption("[name='f.kind']", { label: "链上党支部委员" });
	await p.page.fill("[name='f.started']", "2026-10-08");
	await p.press("main form.yz-form button[type=submit]");
	match(p.page.url(), /\/reg\/post\/\d+/);
	const post = p.page.url();
	await p.go(page);
	assert(!/空缺/.test(await p.text()), "the post is still missing");
	await p.go("/chain");
	assert.strictEqual(await lacking().count(), before - 1);
	await p.go(post); /* back to the numbers of the demonstration */
	await p.press(p.button("删除"));
	await p.go("/chain");
	assert.strictEqual(await lacking().count(), before);
	await p.close();
}

async function share(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("xiadangcun"); /* of 下党村, which leads one alliance and is a party of the other */
	await p.go("/reg/alliance_share");
	assert.strictEqual(await p.page.locator("main tbody tr").count(), 2);
	assert(!/上党村股份|山里茶业/.test((await p.text()).replace(/下党村/g, "")), "another party's row is shown");
	await p.press(p.page.locator("main tbody tr", { hasText: "茶果产业" }).locator("a[href*='/reg/alliance_share/']").first());
	const own = p.page.url(); /* the alliance is another unit's row: an edit keeps the reference */
	await p.press(p.link("修改"));
	await p.page.fill("[name='f.content']", "茶园三十亩");
	await p.press("main form.yz-form button[type=submit]");
	assert.strictEqual(p.page.url(), own);
	match(await p.text(), /茶园三十亩/);
	await p.press(p.link("联建份额"));
	const text = await p.text();
	match(text, /下党村股份经济合作社[\s\S]*25\.00%/);
	match(text, /其余各方合计[\s\S]*75\.00%/);
	assert(!/下屏峰村股份|葛垅村|山里茶业/.test(text), "another party's row is shown");
	assert.strictEqual(await p.page.locator("main a[href*='/reg/alliance/']").count(), 0);
	const alliance = p.page.url();
	await p.close();
	const q = await Person.open(browser, site); /* of another county: it does not exist */
	await q.sign_in("npa");
	await q.go(alliance, 404);
	await q.close();
}

async function list(t, browser, site) {
	await t.try("chain: from the county's branches to the expert of a base", () => experts(browser, site));
	await t.try("chain: a post that was missing is filled and no longer missing", () => fills(browser, site));
	await t.try("chain: a party of an alliance sees its own share", () => share(browser, site));
}

module.exports = { list };
