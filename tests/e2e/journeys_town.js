/* journeys_town.js - what a town organiser does in a year: fill a gap, pair mentors, issue the
 * briefing, merge villages; and what nobody may do. */
"use strict";
const assert = require("assert");
const { execFileSync } = require("child_process");
const crypto = require("crypto");
const fs = require("fs");
const { Person } = require("./site.js");
const { match, YJT } = require("./journeys.js");

async function choose(page, name, label) {
	await page.selectOption(`main form.yz-form [name="${name}"]`, { label });
}

/* A person of a village through the form; returns the page's number. */
async function register(p, village, name, birth) {
	await p.go("/reg/person/new");
	await choose(p.page, "home", village);
	await p.page.fill("[name='f.name']", name);
	await choose(p.page, "f.sex", "女");
	await p.page.fill("[name='f.birth']", birth);
	await choose(p.page, "f.education", "本科");
	await choose(p.page, "f.political", "群众");
	await p.press("main form.yz-form button[type=submit]");
	match(p.page.url(), /\/reg\/person\/\d+/);
	match(await p.text(), new RegExp(name));
	return /person\/(\d+)/.exec(p.page.url())[1];
}

async function shortage(browser, site) {
	const p = await Person.open(browser, site);
	const state = async () => {
		await p.go("/shortage");
		return p.page.locator("main tbody tr", { hasText: "八歧村" }).innerText();
	};
	await p.sign_in("yjt");
	await p.go("/shortage");
	assert.strictEqual(await p.card("不足"), "4");
	match(await state(), /不足[\s\S]*办理中/);
	const todo = await p.page.locator("main tbody tr", { hasText: "八歧村" }).locator("a[href*='/supervise/']").getAttribute("href");
	const id = await register(p, "八歧村", "戚禾苗", "1998-04-12");
	await p.go("/reg/reserve/new");
	await choose(p.page, "home", "八歧村");
	await p.page.fill("[name='f.person']", `戚禾苗 #${id}`);
	await p.page.fill("[name='f.joined']", "2026-11-01");
	await p.press("main form.yz-form button[type=submit]");
	match(p.page.url(), /\/reg\/reserve\/\d+/);
	const record = p.page.url();
	match(await state(), /达标/);
	assert(!/办理中/.test(await state()), "the to-do stays open on the board");
	assert.strictEqual(await p.card("不足"), "3");
	await p.go(todo);
	match(await p.text(".yz-facts"), /已办结|已销号|已达标|已完成/);
	/* back to the numbers of the demonstration: the row first, then the person */
	await p.go(record);
	await p.press(p.button("删除"));
	await p.go("/shortage");
	assert.strictEqual(await p.card("不足"), "4");
	await p.close();
}

async function pairs(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("yjt");
	await p.go("/mentors");
	const before = await p.card("帮带对象");
	const mentor = p.page.locator("main tbody tr").first();
	const mentor_id = /person\/(\d+)/.exec(await mentor.locator("a").first().getAttribute("href"))[1];
	const load = +(await mentor.locator(".yz-num").innerText());
	const id = await register(p, "新龙村", "匡新枝", "1999-02");
	await p.go("/reg/mentor_pair/new");
	await choose(p.page, "home", "新龙村");
	await p.page.fill("[name='f.mentor']", `#${mentor_id}`);
	await p.page.fill("[name='f.mentee']", `#${id}`);
	await choose(p.page, "f.kind", "老带新");
	await p.page.fill("[name='f.started']", "2026-10-08");
	await p.press("main form.yz-form button[type=submit]");
	match(p.page.url(), /\/reg\/mentor_pair\/\d+/);
	const pair = p.page.url(), number = /pair\/(\d+)/.exec(pair)[1];
	await p.go("/mentors");
	assert.strictEqual(+await p.card("帮带对象"), +before + 1);
	const row = p.page.locator(`main tbody tr:has(a[href*='/person/${mentor_id}'])`);
	assert.strictEqual(+(await row.locator(".yz-num").innerText()), load + 1);
	const silent = async () => { /* the second list: no log this quarter */
		await p.go("/mentors");
		return +await p.page.locator(".yz-cols h2 .yz-quiet").nth(1).innerText();
	};
	const quiet = await silent();
	await p.go("/reg/mentor_log/new");
	await choose(p.page, "home", "新龙村");
	await p.page.selectOption("[name='f.pair']", number);
	await p.page.fill("[name='f.happened']", "2026-11-10");
	await p.page.fill("[name='f.content']", "随访入户三次，讲解低保评议程序。");
	await p.press("main form.yz-form button[type=submit]");
	match(p.page.url(), /\/reg\/mentor_log\/\d+/);
	assert.strictEqual(await silent(), quiet - 1, "the log does not end the silence");
	const log = "/reg/mentor_log?f.pair=" + number;
	await p.go(log);
	await p.press(p.page.locator("main tbody a[href*='/mentor_log/']"));
	await p.press(p.button("删除"));
	await p.go(pair);
	await p.press(p.button("删除"));
	await p.close();
}

async function briefing(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("yjt");
	await p.go("/documents");
	await p.press(p.page.locator("main form[action^='/document/new/']", { hasText: "羊角塘镇" }).locator("button"));
	const draft = await p.text(".yz-prose");
	match(draft, /(^|\D)72(\D|$)/);
	await p.press(p.page.locator("main form[action='/document/issue'] button"));
	match(p.page.url(), /\/document\/\d+/);
	const issued = p.page.url();
	match(await p.text(), /没有变化|并无变化|未变化/);
	const pdf = await p.download(p.page.locator("main a[href$='/pdf']"));
	assert.strictEqual(fs.readFileSync(pdf).subarray(0, 5).toString(), "%PDF-");
	match(execFileSync("pdftotext", [pdf, "-"], { encoding: "utf8" }), /(^|\D)72(\D|$)/);
	const docx = await p.download(p.page.locator("main a[href$='/docx']"));
	assert.strictEqual(fs.readFileSync(docx).subarray(0, 2).toString(), "PK");
	match(execFileSync("unzip", ["-p", docx, "word/document.xml"], { encoding: "utf8" }), />[^<]*72/);
	/* one leaves the pool: the issue stays, the page says why today differs */
	await p.go("/figure/reserve.young_college");
	await p.press(p.page.locator("#records ~ .yz-scroll tbody a").first());
	if (!/\/reg\/reserve\//.test(p.page.url()))
		await p.press(p.page.locator("main a[href*='/reg/reserve']").last());
	if (!/\/reg\/reserve\/\d+/.test(p.page.url()))
		await p.press(p.page.locator("main tbody a[href*='/reg/reserve/']").first());
	await p.press(p.page.locator("main a.btn-primary"));
	await p.page.fill("[name='f.exited']", "2026-11-20");
	await choose(p.page, "f.exit_reason", "外出");
	await p.press("main form.yz-form button[type=submit]");
	const record = p.page.url();
	await p.go(issued);
	match(await p.text(".yz-prose"), /(^|\D)72(\D|$)/);
	const why = await p.text("main h2:has-text('变') ~ .yz-scroll tbody");
	match(why, /72/);
	match(why, /71/);
	await p.press(p.page.locator("main form[action$='/reissue'] button"));
	assert.notStrictEqual(p.page.url(), issued);
	match(await p.text(".yz-prose"), /(^|\D)71(\D|$)/);
	await p.go(record);
	await p.press(p.page.locator("main a.btn-primary"));
	await p.page.fill("[name='f.exited']", "");
	await p.page.selectOption("[name='f.exit_reason']", "");
	await p.press("main form.yz-form button[type=submit]");
	assert.strictEqual(site.figure("reserve.total", YJT), "72");
	await p.close();
}

async function merge(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("yjt");
	await p.press(p.link("江山村"));
	const unit = /unit=(\d+)/.exec(p.page.url())[1];
	await p.go(`/units/change?unit=${unit}&kind=merge`);
	await p.page.getByLabel("太白峰村", { exact: true }).check();
	await p.page.fill("[name='n.name0']", "江白村");
	await p.page.fill("main [name=day]", "2026-11-15");
	await p.page.fill("main [name=document]", "湘民行发〔2026〕9号");
	await p.press(p.button("查看变更结果"));
	match(await p.text(), /江白村/);
	assert.strictEqual(site.figure("reserve.total", YJT), "72");
	await p.press(p.page.locator("main button[name=apply]"));
	await p.go("/");
	await p.press(p.link("江白村"));
	const merged = /unit=(\d+)/.exec(p.page.url())[1];
	await p.go(`/unit/${merged}`);
	match(await p.text(), /湘民行发〔2026〕9号/);
	const value = async query => {
		await p.go(`/figure/reserve.total?${query}`);
		return parseInt(await p.text(".yz-figure-value"), 10);
	};
	assert.strictEqual(await value(`unit=${merged}&boundary=restated`), 4);
	assert.strictEqual(await value(`unit=${merged}&at=2026-11-01&boundary=restated`), 4);
	await p.go(`/figure/reserve.total?unit=${merged}&at=2026-11-01&boundary=both`);
	match(await p.text(), /湘民行发〔2026〕9号|合并/);
	assert.strictEqual(await value(`unit=${unit}&at=2026-11-01&boundary=was`), 2);
	await p.go("/reg/reserve?unit=" + merged);
	assert.strictEqual(await p.page.locator("main tbody tr").count(), 4);
	assert.strictEqual(site.figure("reserve.total", YJT), "72");
	await p.close();
}

async function permissions(browser, site) {
	const a = await Person.open(browser, site);
	await a.sign_in("yjt");
	await a.go("/reg/reserve?q=" + encodeURIComponent("八歧村"));
	await a.go("/reg/reserve");
	const foreign = await a.page.locator("main tbody tr", { hasNotText: "牛坪坳村" }).locator("a").first().getAttribute("href");
	const p = await Person.open(browser, site);
	await p.sign_in("npa");
	await p.go("/reg/reserve");
	const villages = await p.page.locator("main tbody tr td:first-child").allInnerTexts();
	assert(villages.length > 0 && villages.every(v => v.trim() === "牛坪坳村"), villages.join());
	await p.go(foreign, 404);
	await p.go(foreign + "/edit", 404);
	/* the identity number: masked, opened with a reason, which the history keeps */
	await p.go("/reg/person");
	await p.press(p.page.locator("main tbody a[href*='/person/']").first());
	match(await p.text(), /\d{3,6}\*{4,}/);
	await p.page.fill("main [name=reason]", "核对身份信息");
	await p.press("main form[action$='/reveal'] button");
	match(await p.text(), /\d{17}[0-9X]/);
	await p.go(p.page.url().replace(/\/reveal.*/, ""));
	match(await p.text(), /核对身份信息/);
	await p.close();
	const v = await Person.open(browser, site);
	await v.sign_in("yjt.view");
	await v.go("/reg/reserve");
	const born = await v.page.locator("main td[data-label='出生日期']").allInnerTexts();
	assert(born.every(text => !/\d/.test(text)), born.join()); /* the column may stand there, empty */
	await a.close();
	await v.close();
}

/* RFC 6238 with SHA-1, six digits, 30 seconds. */
function totp(base32, at) {
	const bits = [...base32.replace(/[^A-Z2-7]/g, "")].map(c => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
	const key = Buffer.from((bits.match(/.{8}/g) || []).map(b => parseInt(b, 2)));
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
	const mac = crypto.createHmac("sha1", key).update(counter).digest(), o = mac[19] & 15;
	return String((mac.readUInt32BE(o) & 0x7fffffff) % 1000000).padStart(6, "0");
}

async function accounts(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("yjt.admin");
	await p.go("/accounts/new");
	await p.page.fill("main [name=login]", "xinlong");
	await p.page.fill("main [name=name]", "匡文书");
	await p.page.fill("main [name=password]", "First-2026-pw");
	await p.page.selectOption("main [name=role]", { label: "村级文书" });
	await p.page.selectOption("main [name=over]", { label: "新龙村" });
	await p.press("main form button[type=submit]");
	match(await p.text(), /xinlong/);
	await p.close();
	const n = await Person.open(browser, site);
	await n.sign_in("xinlong", "First-2026-pw");
	match(n.page.url(), /\/account$/);
	await n.page.fill("main [name=old]", "First-2026-pw");
	await n.page.fill("main [name=password]", "Second-2026-pw");
	await n.page.fill("main [name=again]", "Second-2026-pw");
	await n.press("main form[action='/account/password'] button[type=submit]");
	await n.go("/reg/reserve");
	match(await n.text(), /新龙村/);
	await n.go("/account");
	await n.press("main form[action='/account/totp/start'] button");
	const secret = await n.text("main code.yz-code");
	await n.page.fill("main [name=code]", totp(secret, Date.now()));
	await n.press("main form[action='/account/totp/confirm'] button");
	await n.go("/account");
	assert(await n.page.locator("main form[action='/account/totp/off']").count(), "the second factor is not on");
	await n.close();
	const m = await Person.open(browser, site);
	m.expects = true; /* the first answer is 401: it asks for the code */
	await m.go("/");
	m.expects = true;
	await m.page.fill("[name=login]", "xinlong");
	await m.page.fill("[name=password]", "Second-2026-pw");
	await m.press("main button[type=submit]");
	await m.page.fill("[name=password]", "Second-2026-pw");
	await m.page.fill("[name=code]", totp(secret, Date.now() + 30000)); /* one code works once */
	await m.press("main button[type=submit]");
	m.expects = false;
	await m.go("/account");
	await m.page.fill("main form[action='/account/totp/off'] [name=old]", "Second-2026-pw");
	await m.press("main form[action='/account/totp/off'] button");
	await m.go("/account");
	assert(await m.page.locator("main form[action='/account/totp/start']").count(), "the second factor is not off");
	await m.close();
}

async function search(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("yjt");
	await register(p, "新龙村", "曾华强", "1970-01-02");
	await register(p, "白塘村", "曾华强", "1985-06-07");
	await register(p, "白塘村", "单文彬", "1990-03-04");
	for (const [typed, wanted] of [["曾", "曾"], ["华强", "曾华强"], ["zenghuaqiang", "曾华强"], ["zhq", "曾华强"],
			["shanwenbin", "单文彬"], ["danwenbin", "单文彬"], ["曾華強", "曾华强"]]) {
		await p.page.fill("#yz-q", typed);
		await p.press("header form[role=search] button");
		match(`${typed}: ${await p.text()}`, new RegExp(wanted));
		assert(await p.page.locator("main tbody a", { hasText: wanted }).count(), `${typed} does not find ${wanted}`);
	}
	await p.page.fill("#yz-q", "曾华强");
	await p.press("header form[role=search] button");
	const rows = await p.page.locator("main tbody tr", { hasText: "曾华强" }).allInnerTexts();
	assert.strictEqual(rows.length, 2);
	match(rows.join("\n"), /新龙村/);
	match(rows.join("\n"), /白塘村/);
	match(rows.join("\n"), /1970/);
	match(rows.join("\n"), /1985/);
	await p.close();
}

async function list(t, browser, site) {
	await t.try("shortage: a reserve more closes the village's to-do", () => shortage(browser, site));
	await t.try("mentor pairs: a pair and a log change the boards", () => pairs(browser, site));
	await t.try("briefing: issue, correct a record, issue again", () => briefing(browser, site));
	await t.try("permissions: village, foreign row, viewer, masked number", () => permissions(browser, site));
	await t.try("accounts: first password, second factor", () => accounts(browser, site));
	await t.try("search as people type", () => search(browser, site));
	await t.try("units: merge two villages", () => merge(browser, site));
}

module.exports = { list };
