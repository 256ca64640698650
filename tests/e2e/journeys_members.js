/* journeys_members.js - from the application to full membership by way of the board; benefits of
 * a quarter from the rule to the payment. */
"use strict";
const assert = require("assert");
const { execFileSync } = require("child_process");
const { Person } = require("./site.js");
const { match, YJT } = require("./journeys.js");

/* A day so many months ago, in China's time. */
function ago(months) {
	const d = new Date(Date.now() + 8 * 3600e3);
	d.setUTCDate(10);
	d.setUTCMonth(d.getUTCMonth() - months);
	return d.toISOString().slice(0, 10);
}

async function edit(p, record, fields) {
	await p.go(`${record}/edit`);
	for (const name of Object.keys(fields))
		await p.page.fill(`main form.yz-form [name='f.${name}']`, fields[name]);
	await p.press("main form.yz-form button[type=submit]");
	assert(p.page.url().endsWith(record), await p.text());
}

/* The line of the board about a person, "" when there is none. */
async function line(p, name, stage = "") {
	await p.go(`/members?stage=${stage}`);
	const rows = await p.page.locator("main tbody tr").allInnerTexts();
	return rows.find(text => text.includes(name)) || "";
}

async function joins(browser, site, script) {
	const p = await Person.open(browser, site, { script }), name = script ? "蒋新芽" : "蒋新叶";
	const number = () => +/\d+/.exec(site.figure("member.developed", YJT))[0];
	await p.sign_in("yjt");
	await p.go("/members");
	const before = number(), overdue = +await p.card("已逾期");
	await p.go("/reg/person");
	const members = await p.page.locator("main tbody a[href*='/reg/person/']").evaluateAll(
		all => [...new Set(all.map(a => /person\/(\d+)/.exec(a.getAttribute("href"))[1]))]);
	await p.go("/reg/person/new");
	await p.page.selectOption("main form.yz-form [name=home]", { label: "新龙村" });
	await p.page.fill("[name='f.name']", name);
	await p.page.selectOption("[name='f.sex']", { label: "女" });
	await p.page.fill("[name='f.birth']", "1996-05-04");
	await p.press("main form.yz-form button[type=submit]");
	const person = /person\/(\d+)/.exec(p.page.url())[1];
	await p.go("/reg/development/new");
	await p.page.selectOption("main form.yz-form [name=home]", { label: "新龙村" });
	await p.page.fill("[name='f.person']", `#${person}`);
	await p.page.fill("[name='f.applied']", ago(40));
	await p.press("main form.yz-form button[type=submit]");
	match(p.page.url(), /\/reg\/development\/\d+/);
	const record = /(\/reg\/development\/\d+)/.exec(p.page.url())[1];
	match(await line(p, name, "applicant"), /派人谈话\s+已逾期/);
	await edit(p, record, { talked: ago(40), activist: ago(34) });
	match(await line(p, name), /入党积极分子\s+可研究列为发展对象\s+最早/);
	assert.strictEqual(await line(p, name, "overdue"), "");
	await edit(p, record, { candidate: ago(20) });
	match(await line(p, name, "candidate"), /短期集中培训/);
	await edit(p, record, { training_days: "3", introducer: `#${members[0]}`, introducer2: `#${members[1]}`,
		probationary: ago(18) });
	match(await line(p, name, "overdue"), /预备党员\s+讨论转正\s+已逾期/);
	assert.strictEqual(+await p.card("已逾期"), overdue + 1);
	assert.strictEqual(number(), before + 1, "a new probationary member is not counted");
	await edit(p, record, { converted: ago(1) });
	assert.strictEqual(await line(p, name), "", "a full member is still on the board");
	assert.strictEqual(+await p.card("已逾期"), overdue);
	assert.strictEqual(number(), before + 1);
	await p.close();
}

async function is_paid(browser, site, script, period) {
	const p = await Person.open(browser, site, { script });
	await p.sign_in("yjt");
	await p.go(`/benefits?period=${period}`);
	const due = +await p.card("尚未登记");
	assert(due > 0, "nobody is due anything");
	match(await p.text("main .yz-scroll"), /累计任职满\d+年 × 12\.00元 × 3个月 = \d+\.00元（羊发〔2023〕9号/);
	const name = await p.page.locator("main tbody a").first().innerText();
	await p.press(p.button("登记应发待遇"));
	assert.strictEqual(+await p.card("待发放"), due);
	assert.strictEqual(+await p.card("尚未登记"), 0);
	await p.press(p.button("登记应发待遇"));
	match(await p.text(), /此前已全部登记/);
	await p.page.fill("main form[action^='/benefits/pay'] [name=paid]", ago(0).slice(0, 4) + "-01-05");
	await p.press(p.button("标记为已发放"));
	assert.strictEqual(+await p.card("已发放"), due);
	assert.strictEqual(+await p.card("待发放"), 0);
	await p.press(p.page.locator(".yz-figure", { hasText: "已发放" }).locator("a"));
	match(await p.text(), new RegExp(`(^|\\D)${due}(\\D|$)`));
	const days = await p.page.locator("main tbody tr").allInnerTexts();
	assert(days.length && days.every(text => text.includes("-01-05")), "others than those paid are listed");
	await p.page.goBack();
	const file = await p.download(p.link("导出发放表"));
	match(execFileSync("unzip", ["-p", file, "xl/worksheets/sheet1.xml"], { encoding: "utf8" }), new RegExp(name));
	assert(+/\d+/.exec(site.figure("benefit.paid", YJT))[0] > 0, "what was paid is not counted");
	await p.close();
}

/* Viewers see neither; a village clerk sees the village only, and enters no benefits. */
async function others(browser, site) {
	const viewer = await Person.open(browser, site);
	await viewer.sign_in("yjt.view");
	await viewer.go("/members", 403);
	await viewer.go("/benefits", 403);
	await viewer.close();
	const clerk = await Person.open(browser, site);
	await clerk.sign_in("npa");
	await clerk.go("/members");
	const villages = await clerk.page.locator("main tbody tr td:nth-child(2)").allInnerTexts();
	assert(villages.every(text => !/村|社区/.test(text) || text === "牛坪坳村"), `another village: ${villages}`);
	await clerk.go("/benefits?period=2023-Q4");
	assert(!/登记应发待遇/.test(await clerk.text()), "a clerk may enter benefits");
	const units = await clerk.page.locator("main tbody tr td:nth-child(2)").allInnerTexts();
	assert(units.every(text => text === "牛坪坳村"), `another village: ${units}`);
	await clerk.close();
}

async function list(t, browser, site) {
	await t.try("members: from the application to full membership", () => joins(browser, site, true));
	await t.try("members: the same without JavaScript", () => joins(browser, site, false));
	await t.try("members: benefits of a quarter are paid", () => is_paid(browser, site, true, "2024-Q1"));
	await t.try("members: benefits without JavaScript", () => is_paid(browser, site, false, "2024-Q2"));
	await t.try("members: who sees what", () => others(browser, site));
}

module.exports = { list };
