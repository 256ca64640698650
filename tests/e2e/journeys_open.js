/* journeys_open.js - a decision is published, its code opened signed out, a record changed, the page says so; what
 * the public may not do. */
"use strict";
const assert = require("assert");
const { Person } = require("./site.js");
const { match } = require("./journeys.js");

let code, receipt;

async function publish(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("xiadangcun");
	await p.go("/decisions");
	await p.press(p.link("民宿院落出租方案"));
	match(await p.text(), /应到60，实到38 < 40（2\/3以上）：不足法定人数/);
	match(await p.text(), /应到60，实到46 ≥ 40[\s\S]*同意41 ≥ 24/);
	await p.go("/disclosures/new?kind=decision");
	await p.page.selectOption("[name=pick]", { label: "民宿院落出租方案" });
	await p.press("main form[method=get] button[type=submit]");
	await p.page.fill("[name=title]", "院落出租决议公开<b>");
	await p.press("main form[method=post] button[type=submit]");
	await p.press(p.link("上墙公开表"));
	assert.strictEqual(await p.page.locator("main svg.yz-qr").count(), 1);
	code = /([2-9A-Z]{5})-([2-9A-Z]{5})/.exec(await p.text());
	assert(code, "the paper has a code");
	code = code[1] + code[2];
	await p.close();
}

async function prove(browser, site) {
	const q = await Person.open(browser, site);
	await q.go(`/public/${code.toLowerCase()}`);
	match(await q.text(), /院落出租决议公开<b>[\s\S]*不足法定人数/);
	assert.strictEqual(await q.page.locator("main a[href*='/reg/'], main a[href^='/disclosure/']").count(), 0);
	await q.press(q.link("与现在的记录核对"));
	match(await q.text(), /纸面数字与记录一致/);
	const p = await Person.open(browser, site);
	await p.sign_in("xiadangcun");
	await p.go("/decisions");
	await p.press(p.link("民宿院落出租方案"));
	await p.press(p.page.locator("main h2 a", { hasText: "村民代表会议或村民会议决议" }).last());
	await p.press(p.link("修改"));
	await p.page.fill("[name='f.agreed']", "42");
	await p.press("main form.yz-form button[type=submit]");
	await p.close();
	await q.go(`/public/${code}?check=1`);
	match(await q.text(), /公布之后，记录有变化[\s\S]*同意41[\s\S]*同意42[\s\S]*更正了记录/);
	await q.close();
}

async function object(browser, site) {
	const q = await Person.open(browser, site);
	await q.go(`/public/${code}`);
	await q.page.fill("[name=text]", "<script>alert(1)</script>面积不对");
	await q.page.fill("[name=name]", "赵小明");
	await q.page.check("[name=may_show]");
	await q.press("main form[method=post] button[type=submit]");
	receipt = /回执码：([2-9A-Z]{8})/.exec(await q.text());
	assert(receipt, "a receipt");
	match(await q.text(), /<script>alert\(1\)<\/script>面积不对[\s\S]*尚未答复/);
	const p = await Person.open(browser, site);
	await p.sign_in("xiadangcun");
	await p.go("/objections");
	await p.press(p.link("院落出租决议公开"));
	match(await p.text(), /赵\*明/);
	const where = p.page.url();
	await p.page.fill("[name=answer]", "已实地丈量，面积无误。");
	await p.press("main form[method=post] button[type=submit]");
	await p.close();
	await q.go(`/public/${code}`);
	match(await q.text(), /异议与答复[\s\S]*已实地丈量/);
	assert(!/赵/.test(await q.text()), "the name is told");
	await q.close();
	const r = await Person.open(browser, site); /* of another county */
	await r.sign_in("npa");
	await r.go(where, 404);
	await r.close();
}

async function guess(browser, site) {
	const q = await Person.open(browser, site);
	for (const wrong of ["22222222222", "2222222222", "K7MQ2-9XWRT", "1"])
		await q.go(`/public/${wrong}`, 404);
	await q.go("/disclosures");
	match(q.page.url(), /\/sign-in/);
	await q.close();
	const r = await Person.open(browser, site);
	await r.sign_in("npa");
	await r.go("/disclosures/new?unit=350924209201", 404);
	await r.close();
}

async function list(t, browser, site) {
	await t.try("openness: a decision is published with a code", () => publish(browser, site));
	await t.try("openness: the page proves the paper, then says what changed", () => prove(browser, site));
	await t.try("openness: an objection is sent without an account and answered", () => object(browser, site));
	await t.try("openness: codes and other villages' sheets stay closed", () => guess(browser, site));
}

module.exports = { list };
