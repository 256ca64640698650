/* journeys_pairing.js - a household finds somebody, a pairing is handed over; a village divides its
 * committee's duties and prints the notice. */
"use strict";
const assert = require("assert");
const { execFileSync } = require("child_process");
const { Person } = require("./site.js");
const { match, YJT } = require("./journeys.js");

const NPA = "431181110235"; /* 牛坪坳村 */
const CARD = "无人结对的脱贫户、监测户";

/* Two people of the village's committee: numbers. */
async function members(p) {
	await p.go(`/reg/post?unit=${NPA}`);
	const links = await p.page.locator("main tbody a[href*='/reg/post/']").all();
	const out = [];
	for (const link of links.slice(0, 6))
		out.push(await link.getAttribute("href"));
	const people = [];
	for (const href of out) {
		await p.go(href);
		const to = await p.page.locator("main a[href*='/reg/person/']").first().getAttribute("href");
		const id = /person\/(\d+)/.exec(to)[1];
		if (!people.includes(id))
			people.push(id);
	}
	assert(people.length >= 2);
	return people;
}

async function pairs(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("yjt");
	const [first, second] = await members(p);
	await p.go(`/pairings?unit=${NPA}`);
	const before = +await p.card(CARD);
	assert(before > 0);
	await p.press(p.page.locator("main a[href*='f.household']").first());
	await p.page.fill("[name='f.helper']", `#${first}`);
	await p.page.fill("[name='f.started']", "2026-11-01");
	await p.press("main form.yz-form button[type=submit]");
	match(p.page.url(), /\/reg\/pairing\/\d+/);
	const old = p.page.url(), id = /pairing\/(\d+)/.exec(old)[1];
	await p.go(`/pairings?unit=${NPA}`);
	assert.strictEqual(+await p.card(CARD), before - 1);
	await p.go(`/pairings/${id}/hand-over`);
	await p.page.fill("[name=successor]", `#${second}`);
	await p.page.fill("[name=day]", "2026-11-10");
	await p.press("main form.yz-form button[type=submit]");
	match(p.page.url(), /\/reg\/pairing\/\d+/);
	assert.notStrictEqual(p.page.url(), old);
	match(await p.text(), /2026-11-10/);
	const now = p.page.url();
	await p.go(old);
	match(await p.text(), /移交接任/);
	await p.go(`/pairings?unit=${NPA}`);
	assert.strictEqual(+await p.card(CARD), before - 1, "a hand-over leaves no household alone");
	/* back to the numbers of the demonstration */
	for (const url of [now, old]) {
		await p.go(url);
		await p.press(p.button("删除"));
	}
	await p.go(`/pairings?unit=${NPA}`);
	assert.strictEqual(+await p.card(CARD), before);
	await p.close();
}

async function duties(browser, site) {
	const p = await Person.open(browser, site, { script: false });
	const decided = () => +site.figure("duty.villages_decided", YJT), before = decided();
	await p.sign_in("npa"); /* the village's own clerk */
	await p.go(`/duties?unit=${NPA}`);
	match(await p.text(), /有事项无人负责/);
	const row = duty => p.page.locator("main form tbody tr", { hasText: duty });
	const pick = async (duty, index) => row(duty).locator("select").selectOption({ index });
	await pick("主持全面工作", 1);
	await pick("会计（报账）", 2);
	await pick("出纳", 2);
	await p.page.fill("[name=document]", "牛村发〔2026〕1号");
	p.expects = true;
	await p.press("main form button[type=submit]");
	p.expects = false;
	match(await p.text(), /同一人不能既管出纳又管会计/);
	assert.strictEqual(decided(), before, "nothing of a refused decision is kept");
	await pick("出纳", 3);
	await row("出纳").locator("input").fill("办事细致，本人愿意");
	await p.press("main form button[type=submit]");
	match(await p.text(), /综治与调解/);
	assert.strictEqual(decided(), before + 1);
	await p.press(p.link("打印分工通知"));
	match(await p.text(), /关于牛坪坳村“两委”班子成员分工的通知[\s\S]*牛村发〔2026〕1号[\s\S]*主持全面工作/);
	const pdf = await p.download(p.page.locator("main a[href*='/duties/notice/pdf']"));
	const text = execFileSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8" });
	match(text, /牛村发〔2026〕1号/);
	match(text, /出纳/);
	await p.close();
	const viewer = await Person.open(browser, site);
	await viewer.sign_in("yjt.view");
	await viewer.go(`/duties?unit=${NPA}`);
	assert(!/熟悉党务/.test(await viewer.text()), "a viewer sees no wishes");
	assert.strictEqual(await viewer.page.locator("main form[method=post]").count(), 0);
	await viewer.close();
}

async function list(t, browser, site) {
	await t.try("pairing: a household finds somebody, and is handed over without a gap", () => pairs(browser, site));
	await t.try("pairing: a village divides its duties and prints the notice", () => duties(browser, site));
}

module.exports = { list };
