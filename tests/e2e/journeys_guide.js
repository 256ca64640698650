/* journeys_guide.js - an accountant who never learned double entry books what happened by answering
 * questions, and closes the year step by step; others approve and sign. */
"use strict";
const assert = require("assert");
const fs = require("fs");
const path = require("path");
const { Person, PASSWORD } = require("./site.js");
const { match } = require("./journeys.js");

const FIRST = "First-word-2026";
const VILLAGE = "431181110235"; /* 牛坪坳村 */
const NAME = "牛坪坳村股份经济合作社";

function grant(site, login, name, role) {
	const file = path.join(site.folder, "first");
	fs.writeFileSync(file, FIRST);
	site.run("user", "add", login, "--name", name, "--password-file", file, "--unit", "431181000000");
	site.run("user", "grant", login, "--role", role, "--unit", VILLAGE, "--from", "2020-01-01");
}

/* Signs in for the first time, which asks for a password of one's own. */
async function first(browser, site, login) {
	const p = await Person.open(browser, site, { script: false });
	await p.sign_in(login, FIRST);
	await p.page.fill("main [name=old]", FIRST);
	await p.page.fill("main [name=password]", PASSWORD);
	await p.page.fill("main [name=again]", PASSWORD);
	await p.press("main form[action='/account/password'] button[type=submit]");
	return p;
}

async function collective(p) {
	await p.go("/reg/org/new");
	await p.page.fill("[name='f.name']", NAME);
	await p.page.selectOption("[name='f.kind']", "collective");
	await p.press("main form.yz-form button[type=submit]");
}

async function open(p) {
	await p.go("/books");
	await p.press(p.link("建立账套"));
	const value = await p.page.locator("[name=org] option", { hasText: NAME }).getAttribute("value");
	await p.page.selectOption("[name=org]", value);
	await p.page.fill("[name=month]", "2024-12");
	await p.press(p.button("建立账套"));
	return new URL(p.page.url()).pathname;
}

async function answer(p, answers) {
	for (const [name, value] of Object.entries(answers)) {
		const field = p.page.locator(`main [name="${name}"]`).first();
		const kind = await field.evaluate(x => x.tagName === "SELECT" ? "select" : x.type);
		if (kind === "select")
			await field.selectOption(value);
		else if (kind === "radio")
			await p.page.locator(`main [name="${name}"][value="${value}"]`).check();
		else
			await field.fill(value);
	}
	await p.press(p.button("显示凭证"));
}

/* Asked, shown, confirmed: then the voucher is there as a draft. */
async function happened(p, book, event, answers, shown) {
	await p.go(`${book}/guide/${event}`);
	await answer(p, answers);
	for (const words of shown)
		match(await p.text(), words);
	await p.press(p.button("确认，生成凭证草稿"));
	match(p.page.url(), /\/voucher\/\d+$/);
	match(await p.text(), /凭证草稿已生成/);
	return new URL(p.page.url()).pathname;
}

async function press(p, voucher, button) {
	await p.go(voucher);
	await p.press(p.button(button));
}

/* The clerk approves, the cashier signs what moves money, the accountant posts. */
async function posted(people, voucher, money) {
	const { clerk, p, cash } = people;
	await press(clerk, voucher, "审核通过");
	if (money)
		await press(cash, voucher, "出纳签字确认");
	await press(p, voucher, "登记入账");
	match(await p.text(), /记-\d/);
}

/* 100,000 for three years: 33,333.33 this year, the fen left over to the last. */
async function events(people, book) {
	const { p } = people;
	await p.go(`${book}/guide`);
	match(await p.text(), /钱进来了[^]*钱出去了[^]*没有收付款/);
	await p.press(p.link("收到租金或承包费（一年或多年）"));
	await answer(p, { "f.amount": "十万", "f.money": "102", "f.who": "王五", "f.years": "3", "f.day": "2024-12-10", "f.what": "大棚" });
	match(await p.text(), /“十万”/);
	assert.strictEqual(await p.button("确认，生成凭证草稿").count(), 0);
	const rent = await happened(p, book, "rent",
		{ "f.amount": "100000", "f.money": "102", "f.who": "王五", "f.years": "3", "f.day": "2024-12-10", "f.what": "2号大棚" },
		[/33,333\.33/, /66,666\.67/, /应付款-预收款-王五/, /新增明细/, /除不尽的 0\.01 元归最后一年/]);
	await posted(people, rent, true);
	const run = await happened(p, book, "running",
		{ "f.amount": "3333.33", "f.money": "102", "f.day": "2024-12-20", "f.what": "办公用品" },
		[/管理费用-运转支出/, /今年的支出增加/]);
	await posted(people, run, true);
	await p.go(`${book}/guide/county_pay`);
	match(await p.text(), /不是集体的，账上什么都不记/);
	assert.strictEqual(await p.button("显示凭证").count(), 0);
}

async function step(people, year, name, shown) {
	const { p } = people;
	await p.go(year);
	await p.press(p.page.locator(`main form[action$='/${name}'] button`));
	match(p.page.url(), /\/voucher\/\d+$/);
	for (const words of shown)
		match(await p.text(), words);
	await posted(people, new URL(p.page.url()).pathname, false);
}

async function charter(p) {
	await p.go("/reg/charter/new");
	await p.page.selectOption("[name='f.org']",
		await p.page.locator("[name='f.org'] option", { hasText: NAME }).getAttribute("value"));
	await p.page.fill("[name='f.reserve_ratio']", "15");
	await p.page.selectOption("[name='f.reserve_base']", { label: "当年净收益弥补以前年度亏损后的余额" });
	await p.page.selectOption("[name='f.member_rule']", { label: "按收益权份额" });
	await p.page.fill("[name='f.valid_from']", "2024-01-01");
	await p.page.fill("[name='f.document']", "村经〔2024〕3号");
	await p.press("main form.yz-form button[type=submit]");
}

/* 30,000.00 earned, 15 % is 4,500.00, 20,000.00 to the members, 5,500.00 stays. */
async function year_end(people, book) {
	const { p, clerk } = people, year = `${book}/year/2024`;
	await p.go(`${book}/year`);
	match(await p.text(), /年终结账 2024/);
	match(await p.text(), /2024-11月尚未结账/);
	await p.go(`${book}/month/2024-11`);
	await p.press(p.button("结账"));
	await step(people, year, "income", [/33,333\.33/]);
	await step(people, year, "expense", [/3,333\.33/]);
	await step(people, year, "result", [/30,000\.00/]);
	await p.go(year);
	match(await p.text(), /没有填写本年适用的章程分配规定/);
	assert.strictEqual(await p.page.locator("main form[action$='/reserve']").count(), 0);
	await charter(clerk);
	await step(people, year, "reserve", [/4,500\.00/, /15\.00%（村经〔2024〕3号）/]);
	await p.go(year);
	await p.page.fill("main form[action$='/members'] [name=amount]", "25500.01");
	await p.press(p.page.locator("main form[action$='/members'] button"));
	match(await p.text(), /最多只有 25500\.00/);
	match(await p.text(), /没有填写决议编号/);
	await p.page.fill("main form[action$='/members'] [name=amount]", "20000");
	await p.page.fill("main form[action$='/members'] [name=document]", "成员大会〔2025〕1号");
	await p.press(p.page.locator("main form[action$='/members'] button"));
	await posted(people, new URL(p.page.url()).pathname, false);
	await step(people, year, "carry", [/24,500\.00/]);
	await p.go(year);
	await p.press(p.button("结账并锁定本年"));
	match(await p.text(), /本年已结账/);
	match(await p.text(), /账上现有未分配收益\s+5,500\.00/);
	await p.go(`${book}/month/2024-12`);
	match(await p.text(), /已结账/);
}

async function guided(browser, site) {
	grant(site, "niuping.kj", "牛坪会计", "accountant");
	grant(site, "niuping.cn", "牛坪出纳", "cashier");
	const clerk = await Person.open(browser, site);
	await clerk.sign_in("npa");
	await collective(clerk);
	const people = { clerk, p: await first(browser, site, "niuping.kj"), cash: await first(browser, site, "niuping.cn") };
	const book = await open(people.p);
	await events(people, book);
	await year_end(people, book);
	await people.cash.go(`${book}/guide/rent`);
	assert.strictEqual(await people.cash.button("显示凭证").count(), 0);
	for (const who of Object.values(people))
		await who.close();
	const other = await Person.open(browser, site);
	await other.sign_in("baoying");
	for (const page of ["/guide", "/guide/rent", "/year", "/year/2024"])
		await other.go(book + page, 404);
	await other.close();
}

async function list(t, browser, site) {
	await t.try("guided: what happened, in plain words; the year closed step by step", () => guided(browser, site));
}

module.exports = { list };
