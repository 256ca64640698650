/* journeys_statement.js - an accountant looks at the statements of a village's book, opens a figure
 * down to a voucher, takes the sheets along; the district sees the sum; the next village does not
 * get in. */
"use strict";
const assert = require("assert");
const { Person } = require("./site.js");
const { match } = require("./journeys.js");

/* The figures of a line by its name, as they are printed. */
async function figures(p, name) {
	const row = p.page.locator("main tbody tr").filter({ has: p.page.locator("th", { hasText: new RegExp(`^\\s*${name}\\s*$`) }) });
	return (await row.locator("td").allInnerTexts()).slice(1).map(s => s.trim());
}

/* Cash and bank: the line, its accounts, the ledger of the bank, one of its vouchers. */
async function down(p, book) {
	await p.go(`${book}/statement/balance?period=2026`);
	const [, money] = await figures(p, "货币资金");
	await p.page.locator("main tbody tr", { hasText: "货币资金" }).locator("a").last().click();
	await p.page.waitForLoadState();
	match(await p.text(), /库存现金[\s\S]*银行存款/);
	assert.ok((await p.text()).includes(money));
	await p.press("main tbody a:has-text('银行存款')");
	match(p.page.url(), /account\/102\?period=2026/);
	await p.press("main tbody a[href*='/voucher/']");
	match(p.page.url(), /\/voucher\/\d+/);
	match(await p.text(), /银行存款/);
}

async function file(p, url, start) {
	const reply = await p.context.request.get(p.site.url + url);
	assert.strictEqual(reply.status(), 200, url);
	assert.strictEqual((await reply.body()).subarray(0, start.length).toString(), start, url);
}

async function statements(browser, site) {
	const p = await Person.open(browser, site, { script: false });
	await p.sign_in("baoying.kj");
	await p.go("/books");
	const book = await p.page.locator("main tbody th a[href^='/book/']").last().getAttribute("href");
	await p.go(`${book}/statement/balance?period=2026`);
	const [open, end] = await figures(p, "资产总计");
	assert.deepStrictEqual(await figures(p, "负债和所有者权益总计"), [open, end]);
	assert.strictEqual(await p.page.locator("main .alert-danger").count(), 0);
	await p.press("main a:has-text('收益及收益分配表')");
	match(await p.text(), /本年数[\s\S]*六、年末未分配收益/);
	await p.press("main a:has-text('收支明细表')");
	match(await p.text(), /经营收入/);
	await p.press("main a:has-text('会计报表附注')");
	match(await p.text(), /财会〔2023〕14号/);
	await down(p, book);
	for (const [tail, start] of [["statement/balance/xlsx?period=2026", "PK"], ["statement/balance/pdf?period=2026", "%PDF"],
		["statement/income/pdf?period=2026", "%PDF"], ["statement/detail/xlsx?period=2026", "PK"],
		["trial/xlsx?period=2026", "PK"], ["account/102/xlsx?period=2026", "PK"]])
		await file(p, `${book}/${tail}`, start);
	const id = book.split("/")[2];
	const api = await (await p.context.request.get(`${p.site.url}/api/v1/books/${id}/statement/balance?period=2026`)).json();
	const fen = item => api.lines.find(l => l.item === item).second;
	assert.strictEqual(fen("assets"), fen("claims"));
	assert.strictEqual((fen("assets") / 100).toFixed(2), end.replace(/,/g, ""));
	await p.close();
	return book;
}

async function sums(browser, site, book) {
	const p = await Person.open(browser, site);
	await p.sign_in("daguan.kj");
	await p.go("/statements?period=2020&kind=income");
	match(await p.text(), /汇总账套[\s\S]*17/);
	match(await p.text(), /往来余额未作抵销/);
	await p.page.locator("main tbody tr", { hasText: "经营收入" }).first().locator("a").first().click();
	await p.page.waitForLoadState();
	assert.strictEqual(await p.page.locator("main tbody tr").count(), 17);
	await p.press("main tbody a:has-text('保婴村')");
	match(p.page.url(), /\/book\/\d+\/statement\/income\/line\/operating/);
	await p.close();
	const other = await Person.open(browser, site);
	await other.sign_in("jiangkou.kj");
	for (const tail of ["/statement/balance", "/statement/balance/pdf", "/statement/income/line/net", "/trial/xlsx", "/account/102/xlsx"])
		await other.go(book + tail, 404);
	await other.close();
}

async function list(t, browser, site) {
	let book;
	await t.try("statements: from the sheet down to a voucher", async () => {
		book = await statements(browser, site);
	});
	await t.try("statements: the sum of a district", () => sums(browser, site, book));
}

module.exports = { list };
