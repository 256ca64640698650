/* journeys_takeover.js - a village's old balances come into its book from the sheet of the old
 * program: wrong at first, then right, as a draft that others approve, sign and post. */
"use strict";
const assert = require("assert");
const fs = require("fs");
const path = require("path");
const { Person, PASSWORD } = require("./site.js");
const { match } = require("./journeys.js");

const FIRST = "First-word-2026";
const VILLAGE = "350924209201"; /* 下党村 */

function grant(site, login, name, role) {
	const file = path.join(site.folder, "first");
	fs.writeFileSync(file, FIRST);
	site.run("user", "add", login, "--name", name, "--password-file", file, "--unit", "350924000000");
	site.run("user", "grant", login, "--role", role, "--unit", VILLAGE, "--from", "2020-01-01");
}

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
	await p.page.fill("[name='f.name']", "移交村股份经济合作社");
	const kind = await p.page.locator("[name='f.kind'] option[value=collective]").getAttribute("value");
	await p.page.selectOption("[name='f.kind']", kind);
	await p.press("main form.yz-form button[type=submit]");
	return /org\/(\d+)/.exec(p.page.url())[1];
}

async function hand_in(p, site, name, text, chart) {
	const file = path.join(site.folder, name);
	fs.writeFileSync(file, text);
	await p.page.setInputFiles("[name=file]", file);
	if (chart)
		await p.page.selectOption("form[enctype] [name=chart]", chart);
	p.expects = true;
	await p.press(p.button("检查这张表"));
	p.expects = false;
}

async function shot(p, name) {
	if (process.env.SHOTS)
		await p.page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`), fullPage: true });
}

const HEAD = "科目编码,科目名称,期初余额借方,期初余额贷方\n";

/* No sheet at all; then one whose sides differ; then the right one, of the old chart. */
async function balances(p, site, book) {
	await p.go(`${book}/takeover`);
	await shot(p, "takeover-empty");
	assert((await p.download(p.link("下载空表"))).endsWith(".xlsx"));
	await hand_in(p, site, "名册.csv", "姓名,年龄\n张三,20\n", "2004");
	match(await p.text(), /没有像科目余额表表头的行/);
	await hand_in(p, site, "余额.csv", `${HEAD}101,现金,1000,\n102,银行存款,5000,\n202,应付款,,2500\n301,资本,,3000\n`, "2004");
	match(await p.text(), /相差500\.00/);
	await hand_in(p, site, "余额.csv", `${HEAD}101,现金,1000,\n102,银行存款,5000,\n131,牲畜资产,500,\n202,应付款,,2500\n301,资本,,4000\n`, "2004");
	match(await p.text(), /待确定/);
	await shot(p, "takeover-asked");
	await p.page.selectOption("[name='m.131']", "132");
	await p.press(p.button("保存所选"));
	match(await p.text(), /全部相符/);
	await shot(p, "takeover-ready");
	await p.press(p.button("生成草稿"));
	match(await p.text(), /草稿已生成/);
	await p.press(p.link("期初余额", "main section li"));
	match(await p.text(), /211/);
	return new URL(p.page.url()).pathname;
}

async function step(p, voucher, button, seen) {
	await p.go(voucher);
	await p.press(p.button(button));
	match(await p.text(), seen);
}

/* The cashier hands in a statement that does not follow, then the right one; nothing is booked yet,
 * so the line stands open; the accountant sees it and hands in nothing. */
async function bank(p, cash, site, book) {
	const file = path.join(site.folder, "对账单.csv");
	const give = async text => {
		fs.writeFileSync(file, `交易日期,摘要,对方户名,收入,支出,余额,流水号\n${text}`);
		await cash.page.setInputFiles("[name=file]", file);
		cash.expects = true;
		await cash.press(cash.button("检查并录入"));
		cash.expects = false;
	};
	await cash.go(`${book}/bank?day=2024-01-31`);
	await give("2024-01-05,租金,李四,100,,5100,A1\n2024-01-06,手续费,,,5,5090,A2\n");
	match(await cash.text(), /余额接不上/);
	await give("2024-01-05,租金,李四,100,,5100,A1\n2024-01-06,手续费,,,5,5095,A2\n");
	match(await cash.text(), /已对平/);
	match(await cash.text(), /请补记凭证/);
	await shot(cash, "bank");
	await p.go(`${book}/bank?day=2024-01-31`);
	match(await p.text(), /5,095\.00/);
	assert.strictEqual(await p.page.locator("main form[method=post]").count(), 0);
	await p.go(`${book}/bank/print?day=2024-01-31`);
	match(await p.text(), /银行存款余额调节表/);
	await shot(p, "bank-print");
}

async function takeover(browser, site) {
	grant(site, "yijiao.kj", "移交会计", "accountant");
	grant(site, "yijiao.sh", "移交复核", "accountant");
	grant(site, "yijiao.cn", "移交出纳", "cashier");
	const p = await first(browser, site, "yijiao.kj", { script: false });
	const clerk = await Person.open(browser, site);
	await clerk.sign_in("xiadangcun");
	const org = await collective(clerk);
	await clerk.close();
	const id = site.run("book", "make", "--org", org, "--from", "2024-01", "--unit", VILLAGE).trim();
	const book = `/book/${id}`;
	const voucher = await balances(p, site, book);
	const other = await first(browser, site, "yijiao.sh", { script: false });
	const cash = await first(browser, site, "yijiao.cn", { script: false });
	await cash.go(`${book}/takeover`);
	assert.strictEqual(await cash.page.locator("main form").count(), 0);
	await step(other, voucher, "审核通过", /待出纳签字/);
	await step(cash, voucher, "出纳签字确认", /可以记账/);
	await step(p, voucher, "登记入账", /记-1/);
	await bank(p, cash, site, book);
	for (const who of [p, other, cash])
		await who.close();
	const away = await Person.open(browser, site);
	await away.sign_in("baoying");
	await away.go(`${book}/takeover`, 404);
	await away.close();
}

async function list(t, browser, site) {
	await t.try("takeover: old balances checked, decided, drafted, posted", () => takeover(browser, site));
}

module.exports = { list };
