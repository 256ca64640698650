/* journeys_meeting.js - a meeting is planned, held, ticked off; its decision becomes a task; the record is printed;
 * the board of cadence says so. */
"use strict";
const assert = require("assert");
const { Person } = require("./site.js");
const { match } = require("./journeys.js");

const today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);

async function plan(p) {
	await p.go("/meetings");
	await p.press(p.link("安排会议"));
	await p.page.fill("[name='f.topic']", "演示<b>推进会");
	await p.page.selectOption("[name='f.kind']", { label: "工作例会" });
	await p.page.fill("[name='f.held']", today);
	assert.strictEqual(await p.page.inputValue("[name='f.status']"), "planned");
	await p.press("main form.yz-form button[type=submit]");
	await p.go("/meetings");
	await p.press(p.link("演示<b>推进会"));
	match(await p.text(), /拟召开/);
}

async function hold(p) {
	const form = p.page.locator("main form", { hasText: "登记为已召开" });
	await form.locator("[name=text]").fill("逐项过堂。");
	await p.press(form.locator("button[type=submit]"));
	match(await p.text(), /已召开[\s\S]*逐项过堂/);
	const seats = p.page.locator("main select[name^='p.']");
	assert(await seats.count() > 1, "people who hold posts are offered");
	await seats.nth(0).selectOption("present");
	await seats.nth(1).selectOption("leave");
	p.expects = true; /* the browser reports a refused page as an error */
	await p.press(p.button("保存出席情况"));
	match(await p.text(), /请假要写明原因/);
	p.expects = false;
	await p.page.locator("main select[name^='p.']").nth(0).selectOption("present");
	await p.page.locator("main select[name^='p.']").nth(1).selectOption("leave");
	await p.page.locator("main input[name^='r.']").nth(1).fill("参加培训");
	await p.press(p.button("保存出席情况"));
	match(await p.text(), /实到\/应到\s*1\/2/);
}

async function meeting(browser, site, script) {
	const p = await Person.open(browser, site, { script });
	await p.sign_in("xiadangcun");
	await plan(p);
	await hold(p);
	await p.press(p.link("打印会议记录"));
	match(await p.text(), /应到[\s\S]*2[\s\S]*实到[\s\S]*1[\s\S]*请假：参加培训[\s\S]*参会人员签名/);
	await p.close();
}

async function task(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("jiangkou");
	await p.go("/meetings?kind=liaison");
	await p.press(p.page.locator("main tr", { hasText: "已召开" }).locator("a[href^='/meeting/']").first());
	await p.press(p.button("转为任务"));
	await p.press(p.page.locator("main table a[href^='/task/']"));
	match(await p.text("body"), /会商坝区资源共享/);
	await p.go("/cadence");
	match(await p.text(), /乡镇推进会[\s\S]*太平镇/);
	await p.press(p.page.locator("main thead a", { hasText: "乡镇推进会" }));
	match(await p.text(), /每月至少1次：工作推进会/);
	await p.close();
}

module.exports = {
	async list(t, browser, site) {
		await t.try("meeting: planned, held, ticked off, printed", () => meeting(browser, site, true));
		await t.try("meeting: a decision becomes a task, cadence", () => task(browser, site));
	},
};
