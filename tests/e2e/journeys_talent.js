/* journeys_talent.js - a festival: the list, the contacts of several at once, who is left; and a
 * return that moves its figure. */
"use strict";
const assert = require("assert");
const { execFileSync } = require("child_process");
const fs = require("fs");
const { Person } = require("./site.js");
const { match, YJT } = require("./journeys.js");

async function overdue(p) {
	await p.go("/talent");
	return +/已逾期 (\d+) 人/.exec(await p.text())[1];
}

async function visits(browser, site) {
	const p = await Person.open(browser, site, { script: false });
	await p.sign_in("yjt");
	const before = await overdue(p);
	await p.go("/reg/person");
	const by = /person\/(\d+)/.exec(await p.page.locator("main tbody a[href*='/reg/person/']").first().getAttribute("href"))[1];
	await p.go("/talent/visits?festival=spring&due=1");
	match(await p.text(), /羊角塘镇春节走访名单/);
	const rows = p.page.locator("main tbody tr"), all = await rows.count();
	const names = [];
	for (const i of [0, 1]) {
		names.push(await rows.nth(i).locator("a").first().innerText());
		await rows.nth(i).locator("input[type=checkbox]").check();
		await rows.nth(i).locator("input[type=text]").fill(`春节走访，听取意见（${i}）`);
		await rows.nth(i).locator("select").selectOption({ label: "继续跟进" });
	}
	await p.page.fill("main [name=by]", `#${by}`);
	await p.press(p.page.locator("main form[action^='/talent/visits/save'] button[type=submit]").first());
	match(p.page.url(), /\/talent\/visits\?unit=\d+&festival=spring&due=1/);
	match(await p.text(), /联系记录已保存/);
	assert.strictEqual(await rows.count(), all - 2, "who was contacted is still due");
	for (const name of names)
		assert(!(await rows.allInnerTexts()).some(text => text.includes(name)), `${name} is still due`);
	assert.strictEqual(await overdue(p), before - 2);
	await p.go("/reg/talent_contact?all=1");
	match(await p.text(), /春节走访，听取意见（1）/);
	await p.close();
}

/* On paper and as a sheet: the same people. */
async function paper(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("yjt");
	await p.go("/talent/visits?festival=national");
	const name = await p.page.locator("main tbody tr").first().locator("a").first().innerText();
	const pdf = await p.download(p.page.locator("main a[href*='/visits/file/pdf']"));
	const text = execFileSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8" });
	match(text, /羊角塘镇国庆走访名单/);
	match(text, new RegExp(name));
	const sheet = await p.download(p.page.locator("main a[href*='/visits/file/xlsx']"));
	assert.strictEqual(fs.readFileSync(sheet).subarray(0, 2).toString(), "PK");
	match(execFileSync("unzip", ["-p", sheet, "xl/worksheets/sheet1.xml"],
		{ encoding: "utf8" }), new RegExp(name));
	await p.close();
	const viewer = await Person.open(browser, site);
	await viewer.sign_in("yjt.view");
	await viewer.go("/talent");
	assert(!/应联系的在外人才/.test(await viewer.text()), "a viewer sees who is to be contacted");
	await viewer.go("/talent/visits", 403);
	await viewer.close();
}

/* A village's clerk logs for those of the village, whatever the form is made to say. */
async function not_yours(browser, site) {
	const town = await Person.open(browser, site), p = await Person.open(browser, site);
	await town.sign_in("yjt");
	await town.go("/talent/visits");
	const foreign = await town.page.locator("main tbody tr", { hasNotText: "牛坪坳村" }).first()
		.locator("input[type=checkbox]").getAttribute("name");
	await town.go("/reg/talent_contact?all=1");
	const pages = /共[^\d]*([\d,]+)/, before = (pages.exec(await town.text()) || [])[1];
	await p.sign_in("npa");
	await p.go("/talent/visits");
	const box = p.page.locator("main tbody input[type=checkbox]");
	assert.strictEqual(await box.count(), 1);
	match(await p.page.locator("main tbody").innerText(), /牛坪坳村/);
	await box.first().evaluate((e, name) => { e.name = name; e.checked = true; }, foreign);
	p.expects = true; /* 404: for the clerk there is no such person */
	await p.press("main form[action^='/talent/visits/save'] button[type=submit]");
	p.expects = false;
	match(await p.text(), /没有这条记录|无权/);
	await town.go("/reg/talent_contact?all=1");
	assert.strictEqual((pages.exec(await town.text()) || [])[1], before, "a contact was written");
	await town.close();
	await p.close();
}

async function comes_back(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("yjt");
	const number = () => +/\d+/.exec(site.figure("return.count", YJT))[0];
	const before = number();
	await p.go("/reg/person/new");
	await p.page.selectOption("main form.yz-form [name=home]", { label: "新龙村" });
	await p.page.fill("[name='f.name']", "蒋归田");
	await p.page.selectOption("[name='f.sex']", { label: "男" });
	await p.page.fill("[name='f.birth']", "1992-04");
	await p.press("main form.yz-form button[type=submit]");
	const person = /person\/(\d+)/.exec(p.page.url())[1];
	await p.go("/reg/return_event/new");
	await p.page.selectOption("main form.yz-form [name=home]", { label: "新龙村" });
	await p.page.fill("[name='f.person']", `#${person}`);
	await p.page.fill("[name='f.came_back']", "2026-11-01");
	await p.page.selectOption("[name='f.kind']", { label: "返乡农民工" });
	await p.page.fill("[name='f.project']", "油茶加工");
	await p.page.selectOption("[name='f.support']", { label: "创业担保贷款" });
	await p.press("main form.yz-form button[type=submit]");
	match(p.page.url(), /\/reg\/return_event\/\d+/);
	assert.strictEqual(number(), before + 1);
	await p.go("/talent");
	match(await p.text(), /蒋归田[\s\S]*油茶加工[\s\S]*创业担保贷款/);
	await p.close();
}

async function list(t, browser, site) {
	await t.try("talent: a festival's visits, logged at once, are no longer due", () => visits(browser, site));
	await t.try("talent: the visit list on paper and as a sheet", () => paper(browser, site));
	await t.try("talent: a clerk logs no contacts of other villages", () => not_yours(browser, site));
	await t.try("talent: who comes back moves the figure", () => comes_back(browser, site));
}

module.exports = { list };
