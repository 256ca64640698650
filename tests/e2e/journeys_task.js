/* journeys_task.js - a list of key tasks from the county to a village and back, without script:
 * made, broken down, reported, returned, given more time, accepted, handed over, printed. */
"use strict";
const assert = require("assert");
const { Person } = require("./site.js");
const { match } = require("./journeys.js");

const LIST = "冬季生产任务清单", TOP = "冬季育苗";

function day(ahead) {
	const d = new Date(Date.now() + ahead * 864e5 + 8 * 36e5);
	return d.toISOString().slice(0, 10);
}

async function as(browser, site, login, fn, options = {}) {
	const p = await Person.open(browser, site, Object.assign({ script: false }, options));
	await p.sign_in(login);
	await fn(p);
	await p.close();
}

async function save(p) {
	await p.press("main form.yz-form button[type=submit]");
}

/* The form of one step of a task, by its main button. */
function step(p, name) {
	return p.page.locator("main form", { has: p.page.locator(`[name=step][value=${name}]`) });
}

async function task_at(p, title, unit) {
	await p.go("/plans");
	await p.press(p.link(LIST));
	await p.press(p.page.locator(".yz-task", { hasText: unit }).locator("a", { hasText: title }).first());
}

/* The county: a list, its task, whom it is in charge of, broken down to a town. */
async function county(p) {
	await p.go("/plans");
	await p.press(p.link("新建清单"));
	await p.page.fill("main [name='f.name']", LIST);
	await p.page.fill("main [name='f.year']", day(0).slice(0, 4));
	await p.page.fill("main [name='f.started']", day(-20));
	await save(p);
	await p.go("/plans");
	await p.press(p.link(LIST));
	await p.press(p.link("新建任务"));
	await p.page.fill("main [name='f.title']", TOP);
	await p.page.fill("main [name='f.started']", day(-10));
	await p.page.fill("main [name='f.due']", day(-20));
	p.expects = true;
	await save(p);
	p.expects = false;
	match(await p.text(), /完成时限早于下达日期/);
	await p.page.fill("main [name='f.due']", day(40));
	await save(p);
	await task_at(p, TOP, "江口县");
	await p.press(p.link("分解"));
	await p.page.locator("main tr", { hasText: "太平镇" }).locator("input[type=checkbox]").check();
	await p.page.fill("main [name=title]", "太平镇冬季育苗");
	p.expects = true;
	await p.page.fill("main [name=due]", day(-30));
	await save(p);
	p.expects = false;
	match(await p.text(), /完成时限早于下达日期/);
	await p.page.fill("main [name=due]", day(30));
	await save(p);
	match(await p.text(), /任务已分解/);
	match(await p.text(), /太平镇冬季育苗/);
}

async function town(p) {
	await task_at(p, "太平镇冬季育苗", "太平镇");
	match(await p.text(), new RegExp(TOP)); /* the name above, which is no link here */
	assert.strictEqual(await p.page.locator("main a", { hasText: new RegExp(`^${TOP}$`) }).count(), 0);
	await p.press(p.link("分解"));
	for (const [unit, weight] of [["云舍村", "3"], ["快场村", "1"]]) {
		const row = p.page.locator("main tr", { hasText: unit });
		await row.locator("input[type=checkbox]").check();
		await row.locator("input[name^='w.']").fill(weight);
	}
	await p.page.fill("main [name=title]", "育苗到户");
	await save(p);
	match(await p.text(), /任务已分解/);
}

async function village(p) {
	await task_at(p, "育苗到户", "云舍村");
	match(await p.text(), /太平镇冬季育苗/);
	assert.strictEqual(await p.link("太平镇冬季育苗").count(), 0, "a village does not open the town's task");
	await step(p, "progress").locator("[name=per_cent]").fill("40");
	await step(p, "progress").locator("button[type=submit]").click();
	match(await p.text(), /进度已保存/);
	await step(p, "report").locator("textarea").fill("育苗200盘，已发到户");
	await step(p, "report").locator("button[type=submit]").click();
	match(await p.text(), /已上报/);
	assert.strictEqual(await step(p, "accept").count(), 0, "nobody accepts what they report");
}

async function returned(p) {
	await task_at(p, "育苗到户", "云舍村");
	await step(p, "return").locator("textarea").fill("缺发放花名册");
	await step(p, "return").locator("button[type=submit]").click();
	match(await p.text(), /已退回并写明原因/);
}

async function again(p) {
	await task_at(p, "育苗到户", "云舍村");
	match(await p.text(), /缺发放花名册/);
	const ask = p.page.locator("details", { has: p.page.locator("[name=step][value=ask]") });
	await ask.locator("summary").click();
	await step(p, "ask").locator("[name=day]").fill(day(60));
	await step(p, "ask").locator("textarea").fill("等二批苗盘");
	await step(p, "ask").locator("button[type=submit]").click();
	match(await p.text(), /延期申请已提交/);
	assert.strictEqual(await p.button("同意").count(), 0);
}

/* Two officials have the page open; the second is told who was faster. */
async function judged(browser, site, p) {
	await task_at(p, "育苗到户", "云舍村");
	await p.page.locator("main form", { has: p.page.locator("button[value=grant]") }).locator("textarea").fill("同意");
	await p.press("button[value=grant]");
	match(await p.text(), new RegExp(`${day(60)}.*原定`));
	await step(p, "report").locator("textarea").fill("二批已发完，花名册已附");
	await step(p, "report").locator("button[type=submit]").click();
	const other = await Person.open(browser, site, { script: false });
	await other.sign_in("jiangkou");
	await task_at(other, "育苗到户", "云舍村");
	await step(p, "accept").locator("button[type=submit]").click();
	match(await p.text(), /已验收/);
	other.expects = true;
	await step(other, "accept").locator("button[type=submit]").click();
	match(await other.text(), /修改了/);
	other.expects = false;
	await other.close();
}

/* 3 of 4 parts are done: three quarters, in the tree and in the figure's records. */
async function county_sees(p) {
	await p.go("/plans");
	match(await p.page.locator("main tr", { hasText: LIST }).innerText(), /75%/);
	await p.press(p.link(LIST));
	match(await p.page.locator(".yz-task", { hasText: "太平镇冬季育苗" }).first().innerText(), /75%/);
	await p.go("/figure/task.progress");
	match(await p.text(), /重点任务完成进度/);
	await p.go("/plans");
	await p.press(p.page.locator("main tr", { hasText: "主导产业发展" }).locator("a").first());
	await p.press(p.link("督办通知单"));
	match(await p.text(), /现予督办/);
}

async function elsewhere(p) {
	await p.go("/plans");
	assert(!(await p.text()).includes(LIST), "another county's list");
}

async function handed(p) {
	await task_at(p, "育苗到户", "快场村");
	await p.press(p.link("添加责任人"));
	const who = await p.page.locator("main [name='f.person']").count();
	assert.strictEqual(who, 1);
	await p.go("/plans");
	const old = (await p.page.locator("main table").nth(1).locator("tbody tr td").nth(2).innerText()).trim();
	await p.go("/tasks/hand-over");
	await p.page.fill("main [name=from]", old);
	await p.page.fill("main [name=day]", day(0));
	await save(p);
	const text = await p.text();
	assert(/超期|任务/.test(text));
}

async function list(t, browser, site) {
	await t.try("task: the county makes a list and breaks it down", () => as(browser, site, "jiangkou", county));
	await t.try("task: the town breaks it down further", () => as(browser, site, "taiping", town));
	await t.try("task: the village reports", () => as(browser, site, "yunshe", village));
	await t.try("task: the town returns it with the reason", () => as(browser, site, "taiping", returned));
	await t.try("task: the village asks for more time", () => as(browser, site, "yunshe", again));
	await t.try("task: granted, accepted, and not twice", () => as(browser, site, "taiping", p => judged(browser, site, p)));
	await t.try("task: the county sees three quarters and prints a notice", () => as(browser, site, "jiangkou", county_sees));
	await t.try("task: another county sees nothing of it", () => as(browser, site, "yjt", elsewhere));
	await t.try("task: what somebody answers for is shown before it passes", () => as(browser, site, "taiping", handed));
}

module.exports = { list };
