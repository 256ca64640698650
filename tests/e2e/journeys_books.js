/* journeys_books.js - the accountant, the checker and the cashier of a village keep its book by
 * hand; what is wrong is said, nobody does two parts, and the next village does not get in. */
"use strict";
const assert = require("assert");
const fs = require("fs");
const path = require("path");
const { Person, PASSWORD } = require("./site.js");
const { match } = require("./journeys.js");

const FIRST = "First-word-2026";
const VILLAGE = "350924209201"; /* 下党村 */

function grant(site, login, name, role, unit) {
	const file = path.join(site.folder, "first");
	fs.writeFileSync(file, FIRST);
	site.run("user", "add", login, "--name", name, "--password-file", file, "--unit", "350924000000");
	site.run("user", "grant", login, "--role", role, "--unit", unit, "--from", "2020-01-01");
}

/* Signs in for the first time, which asks for a password of one's own. */
async function first(browser, site, login, options) {
	const p = await Person.open(browser, site, options);
	await p.sign_in(login, FIRST);
	await p.page.fill("main [name=old]", FIRST);
	await p.page.fill("main [name=password]", PASSWORD);
	await p.page.fill("main [name=again]", PASSWORD);
	await p.press("main form[action='/account/password'] button[type=submit]");
	return p;
}

async function collective(p) {
	await p.go("/reg/org/new");
	await p.page.fill("[name='f.name']", "下党村股份经济合作社");
	const kind = await p.page.locator("[name='f.kind'] option[value=collective]").getAttribute("value");
	await p.page.selectOption("[name='f.kind']", kind);
	await p.press("main form.yz-form button[type=submit]");
	return /org\/(\d+)/.exec(p.page.url())[1];
}

async function fill(p, row, summary, account, debit, credit) {
	await p.page.fill(`[name='l.${row}.summary']`, summary);
	await p.page.fill(`[name='l.${row}.account']`, account);
	await p.page.fill(`[name='l.${row}.debit']`, debit);
	await p.page.fill(`[name='l.${row}.credit']`, credit);
}

/* Written wrong: a name that two accounts could be, an amount that is none, sides that differ. */
async function write(p, book) {
	await p.go(`${book}/new?month=2024-01`);
	assert.strictEqual(await p.page.locator("main tbody tr").count(), 6);
	await p.press(p.button("增加行"));
	assert.strictEqual(await p.page.locator("main tbody tr").count(), 12);
	await p.page.selectOption("[name=month]", "2024-01");
	await p.page.fill("[name=day]", "2024-02-30");
	await p.page.fill("[name=sheets]", "2");
	await fill(p, 0, "收到大棚租金", "库存现金", "1200.5", "");
	await fill(p, 1, "收到大棚租金", "大棚收入", "", "一千二");
	await p.press(p.button("保存草稿"));
	const text = await p.text();
	match(text, /有误，待更正/);
	match(text, /“2024-02-30”/);
	match(text, /大棚收入/);
	match(text, /“一千二”/);
	match(text, /1,200\.50/);
	assert.strictEqual(await p.button("审核通过").count(), 0);
	return new URL(p.page.url()).pathname;
}

async function correct(p, voucher) {
	await p.go(`${voucher}/edit`);
	await p.page.fill("[name=day]", "2024-01-05");
	await fill(p, 1, "收到大棚租金", "501", "", "1,200.50");
	await p.press(p.button("保存草稿"));
	const text = await p.text();
	match(text, /待审核、待出纳签字/);
	match(text, /须由他人审核/);
	match(text, /由出纳签字/);
	assert.strictEqual(await p.page.locator(".yz-error").count(), 0);
}

async function step(p, voucher, button, after) {
	await p.go(voucher);
	await p.press(p.button(button));
	match(await p.text(), after);
}

/* Two hold the same draft; the second to save is told, and keeps what was typed. */
async function conflict(p, q, voucher) {
	await p.go(`${voucher}/edit`);
	await q.go(`${voucher}/edit`);
	await p.page.fill("[name='l.0.summary']", "收到大棚租金（一季度）");
	await p.press(p.button("保存草稿"));
	await q.page.fill("[name='l.0.summary']", "另一种写法");
	q.expects = true;
	await q.press(q.button("保存草稿"));
	q.expects = false;
	match(await q.text(), /已被他人修改/);
	match(await q.text(), /（一季度）/);
	assert.strictEqual(await q.page.inputValue("[name='l.0.summary']"), "另一种写法");
}

/* Whoever holds an old version approves nothing: a sentence above what it says now. */
async function stale(p, q, voucher) {
	await q.go(voucher);
	await p.go(`${voucher}/edit`);
	await p.page.fill("[name='l.0.summary']", "收到大棚租金");
	await p.press(p.button("保存草稿"));
	q.expects = true;
	await q.press(q.button("审核通过"));
	q.expects = false;
	match(await q.text(), /已被他人修改/);
	match(await q.text(), /待审核、待出纳签字/);
}

/* Opened on the page; the register's row gives its name and unit. */
async function open(p) {
	await p.go("/books");
	await p.press(p.link("建立账套"));
	await p.page.selectOption("[name=org]", { label: "下党村委会 · 下党村股份经济合作社" });
	await p.page.fill("[name=month]", "一月");
	p.expects = true;
	await p.press(p.button("建立账套"));
	p.expects = false;
	match(await p.text(), /“一月”不是月份/);
	await p.page.fill("[name=month]", "2024-01");
	await p.press(p.button("建立账套"));
	return new URL(p.page.url()).pathname;
}

async function close(p, book) {
	await p.go(`${book}/month/2024-01`);
	match(await p.text(), /2023-12/);
	await p.go(`${book}/month/2023-12`);
	await p.press(p.button("结账"));
	match(await p.text(), /本月已结账/);
	await p.go(`${book}/month/2024-01`);
	await p.press(p.button("结账"));
	match(await p.text(), /已结账/);
	await p.go(`${book}/vouchers?month=2024-01`);
	match(await p.text(), /不能再填凭证/);
	await p.go(`${book}/month/2023-12`);
	match(await p.text(), /须先反结账后面的月份/);
	assert.strictEqual(await p.button("反结账").count(), 0);
}

/* Through the trial balance to the journal, its day and its voucher. */
async function look(p, book, voucher) {
	await p.go(`${book}/trial?period=2024-01`);
	match(await p.text("tfoot"), /1,200\.50\s+1,200\.50/);
	await p.press(p.link("101 库存现金"));
	match(await p.text(), /今日结存（已记账）：1,200\.50 元/);
	match(await p.text("main tbody"), /本日合计\s+1,200\.50\s+借 1,200\.50/);
	await p.press(p.link("记-1"));
	assert.strictEqual(new URL(p.page.url()).pathname, voucher);
}

/* In the next month, and by the same three people. */
async function reverse(p, clerk, cash, voucher, book) {
	await p.go(voucher);
	await p.page.fill("[name=day]", "2024-02-01");
	await p.press(p.button("红字冲销"));
	match(await p.text(), /-1,200\.50/);
	const red = new URL(p.page.url()).pathname;
	await step(clerk, red, "审核通过", /待出纳签字/);
	await step(cash, red, "出纳签字确认", /可以记账/);
	await step(p, red, "登记入账", /2024-02 记-1/);
	await p.go(voucher);
	match(await p.text(), /已有.*冲销|已记账，已冲销/);
	await p.go(`${book}/cash?period=2024-02`);
	match(await p.text("tfoot"), /-1,200\.50\s+0\.00\s+平 0\.00/);
}

/* A scan is added to a draft and to a posted voucher; of the latter it stays. */
async function attach(p, site, voucher, posted) {
	const file = path.join(site.folder, posted ? "late.txt" : "scan.txt");
	fs.writeFileSync(file, "a receipt " + posted);
	await p.go(voucher);
	await p.page.setInputFiles("main [name=file]", file);
	await p.press(p.button("上传"));
	const saved = await p.download(p.link(path.basename(file)));
	assert.strictEqual(fs.readFileSync(saved, "utf8"), "a receipt " + posted);
	assert.strictEqual(await p.button("删除").count(), posted ? 0 : 1);
}

/* What a program reads and writes with the session of the clerk. */
async function api(p, book) {
	const id = book.split("/")[2], all = await (await p.context.request.get("/api/v1/books")).json();
	const mine = all.books.find(b => b.id === id);
	assert.strictEqual(mine.cash, "0.00");
	assert.strictEqual(mine.closed, "2024-01");
	const list = await (await p.context.request.get(`/api/v1/books/${id}/vouchers?month=2024-01`)).json();
	assert.deepStrictEqual(list.vouchers.map(v => [v.state, v.number, v.amount]), [["posted", 1, "1200.50"]]);
	const one = await (await p.context.request.get(`/api/v1/books/${id}/vouchers/${list.vouchers[0].id}`)).json();
	assert.deepStrictEqual(one.lines.map(l => [l.account, l.debit, l.credit]),
		[["101", "1200.5", ""], ["501", "", "1,200.50"]]);
	match(site_lines(p.site.run("book", "vouchers", id, "--period", "2024", "--unit", VILLAGE)), /2024-01 1 .* 1200.50 2 posted/);
}

function site_lines(text) {
	return text.replace(/\t/g, " ");
}

async function books(browser, site) {
	grant(site, "xiadang.kj", "下党会计", "accountant", VILLAGE);
	grant(site, "xiadang.cn", "下党出纳", "cashier", VILLAGE);
	const clerk = await Person.open(browser, site);
	await clerk.sign_in("xiadangcun");
	await collective(clerk);
	const p = await first(browser, site, "xiadang.kj", { script: false });
	const book = await open(p);
	const voucher = await write(p, book);
	await attach(p, site, voucher, false);
	await correct(p, voucher);
	await conflict(p, clerk, voucher);
	await stale(p, clerk, voucher);
	await step(clerk, voucher, "审核通过", /待出纳签字/);
	const cash = await first(browser, site, "xiadang.cn", { script: false });
	await cash.go(`${book}/new`, 403);
	await step(cash, voucher, "出纳签字确认", /可以记账/);
	await step(p, voucher, "登记入账", /记-1/);
	await close(p, book);
	await look(p, book, voucher);
	await attach(p, site, voucher, true);
	await reverse(p, clerk, cash, voucher, book);
	await api(clerk, book);
	for (const who of [clerk, p, cash])
		await who.close();
	const other = await Person.open(browser, site);
	await other.sign_in("baoying");
	await other.go(voucher, 404);
	for (const page of ["", "/vouchers", "/trial", "/cash", "/accounts", "/account/101", "/month/2024-01", "/new"])
		await other.go(book + page, 404);
	await other.close();
}

async function list(t, browser, site) {
	await t.try("books: written wrong, put right, approved, signed, posted", () => books(browser, site));
}

module.exports = { list };
