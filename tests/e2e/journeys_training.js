/* journeys_training.js - a village asks for a course, the town makes a class of it, people are
 * enrolled, ticked by two at once, given certificates; the coverage moves. */
"use strict";
const assert = require("assert");
const { execFileSync } = require("child_process");
const fs = require("fs");
const { Person } = require("./site.js");
const { match } = require("./journeys.js");

const DAY = "2024-05-06";

/* The village asks without script. */
async function ask(browser, site) {
	const p = await Person.open(browser, site, { script: false });
	await p.sign_in("npa");
	await p.go("/training");
	await p.press(p.link("我要点单"));
	await p.page.selectOption("main [name=home]", { label: "牛坪坳村" });
	const course = await p.page.locator("main [name=course] option", { hasText: "矛盾纠纷调解" }).getAttribute("value");
	await p.page.selectOption("main [name=course]", course);
	await p.page.fill("main [name=people]", "8");
	await p.press("main form.yz-form button[type=submit]");
	match(p.page.url(), /\/reg\/training_request\/\d+/);
	match(await p.text(), /待安排/);
	const request = new URL(p.page.url()).pathname;
	await p.close();
	return request;
}

async function open_class(p) {
	await p.go("/reg/training_class/new");
	await p.page.selectOption("[name=home]", { label: "羊角塘镇" });
	await p.page.fill("[name='f.number']", "羊训2024-E1");
	await p.page.fill("[name='f.name']", "矛盾纠纷调解点单班");
	await p.page.selectOption("[name='f.kind']", { label: "专题培训" });
	await p.page.selectOption("[name='f.target']", { label: "后备力量" });
	await p.page.fill("[name='f.started']", DAY);
	await p.page.fill("[name='f.hours']", "8");
	await p.press("main form.yz-form button[type=submit]");
	match(p.page.url(), /\/reg\/training_class\/\d+/);
	return "/training/class/" + /class\/(\d+)/.exec(p.page.url())[1];
}

async function gather(p, room, request) {
	await p.go(room);
	const box = p.page.locator("main label.yz-check", { hasText: "牛坪坳村" }).locator("input");
	assert.strictEqual(await box.getAttribute("name"), "g." + /(\d+)$/.exec(request)[1]);
	await box.check();
	await p.press("main form[action$='/gather'] button");
	await p.go(request);
	match(await p.text(), /已开班/);
	match(await p.text(), /矛盾纠纷调解点单班/);
}

/* All reserves but the first who is already trained. */
async function enrol(p, room) {
	await p.go(room + "/enrol?group=reserve");
	match(await p.text(), /将报名72人/);
	await p.page.locator("main tbody tr").last().locator("input").check();
	await p.press("main form[method=post] button[type=submit]");
	match(p.page.url(), new RegExp(room + "$"));
	match(await p.text(".yz-facts"), /报名\s*71/);
	await p.go(room + "/enrol?group=reserve");
	match(await p.text(), /将报名1人/);
	await p.go(room + "/sheet");
	assert.strictEqual(await p.page.locator("main tbody tr").count(), 71);
}

function row(p, name) {
	return p.page.locator("main form[action$='/attend'] tbody tr", { hasText: name });
}

/* Two look at the same list; each ticks one and saves. */
async function tick(browser, site, p, room, one, other) {
	const q = await Person.open(browser, site, { script: false });
	await q.sign_in("qiyang");
	await q.go(room);
	await p.go(room);
	await row(p, one).locator("[name^='t.']").check();
	await row(p, one).locator("[name^='p.']").check();
	await p.press(p.button("保存考勤"));
	await row(q, other).locator("[name^='t.']").check();
	await q.press(q.button("保存考勤"));
	for (const name of [one, other])
		assert(await row(q, name).locator("[name^='t.']").isChecked(), name + " was lost");
	assert(await row(q, one).locator("[name^='p.']").isChecked());
	match(await q.text(".yz-facts"), /到课\s*2/);
	/* nobody passes who did not come */
	await q.page.locator("main tbody tr:has([name^='t.']:not(:checked)) [name^='p.']").first().check();
	q.expects = true;
	await q.press(q.button("保存考勤"));
	q.expects = false;
	match(await q.text(), /没有到课不能记合格/);
	await q.close();
}

async function certificate(p, room, name) {
	await p.go(room);
	await p.press(p.button("编发1份证书"));
	match(await row(p, name).innerText(), /羊训2024-E1-001/);
	const pdf = await p.download(row(p, name).locator("a[href*='/certificate/']"));
	assert.strictEqual(fs.readFileSync(pdf).subarray(0, 5).toString(), "%PDF-");
	const text = execFileSync("pdftotext", [pdf, "-"], { encoding: "utf8" }).replace(/\s/g, "");
	match(text, new RegExp(name + "同志于2024年5月6日参加“矛盾纠纷调解点单班”学习，学满8学时"));
	match(text, /羊训2024-E1-001/);
}

async function training(browser, site) {
	const p = await Person.open(browser, site);
	const request = await ask(browser, site);
	await p.sign_in("yjt");
	await p.go("/training");
	const before = await p.card("后备力量培训覆盖率");
	await p.go("/training/coverage?group=reserve");
	assert.strictEqual(await p.card("受训人数"), "69");
	const fresh = await p.page.locator("main tbody tr th a").nth(0).innerText();
	const second = await p.page.locator("main tbody tr th a").nth(1).innerText();
	const room = await open_class(p);
	await gather(p, room, request);
	await enrol(p, room);
	await p.go("/training/coverage?group=reserve"); /* enrolled is not trained */
	assert.strictEqual(await p.card("受训人数"), "69");
	await tick(browser, site, p, room, fresh, second);
	await certificate(p, room, fresh);
	await p.go("/training/coverage?group=reserve");
	assert.strictEqual(await p.card("受训人数"), "71");
	await p.go("/training");
	assert.notStrictEqual(await p.card("后备力量培训覆盖率"), before);
	match(await p.page.locator("main tbody tr", { hasText: "羊训2024-E1" }).innerText(), /71\s+2\s+1/);
	await p.close();
}

async function list(t, browser, site) {
	await t.try("training: a request becomes a class with certificates", () => training(browser, site));
}

module.exports = { list };
