/* journeys_estate.js - the accountant of 保婴村 finds what is in arrears, enters what came in, has the
 * drafts made, and comes from a voucher back to the contract; the next village does not get in. */
"use strict";
const assert = require("assert");
const { Person } = require("./site.js");
const { match } = require("./journeys.js");

/* From the board to the contract, and money comes in. */
async function receive(p) {
	await p.go("/contracts");
	match(await p.text(), /欠缴金额/);
	await p.press("main tbody a:has-text('扶贫车间厂房租赁')");
	const contract = new URL(p.page.url()).pathname;
	match(await p.text(), /10,000\.00/);
	const form = `main form[action='${contract}/receive']`;
	await p.page.fill(form + " [name=amount]", "一万");
	await p.page.fill(form + " [name=receipt]", "皖农No.0099001");
	await p.press(form + " button[type=submit]");
	match(await p.text(), /不是数字/);
	assert.strictEqual(await p.page.inputValue(form + " [name=receipt]"), "皖农No.0099001");
	await p.page.fill(form + " [name=amount]", "10000");
	await p.press(form + " button[type=submit]");
	match(await p.text(), /已登记/);
	assert.strictEqual(new URL(p.page.url()).pathname, contract);
	/* the same receipt a second time, on another day */
	await p.page.fill(form + " [name=amount]", "10000");
	await p.page.fill(form + " [name=receipt]", "皖农No.0021001");
	await p.press(form + " button[type=submit]");
	match(await p.text(), /已有另一笔收款使用该票据号码/);
	return contract;
}

/* Drafts are made once; a voucher leads back to its contract. */
async function propose(p, contract) {
	await p.go("/contracts");
	await p.press("main form[action='/contracts/propose'] button");
	await p.press("main form[action='/contracts/propose'] button");
	match(await p.text(), /没有需要生成的凭证|没有生成草稿/);
	await p.go(contract);
	const voucher = p.page.locator("main a[href*='/voucher/']").first();
	if (await voucher.count()) {
		await voucher.click();
		match(await p.text(), /凭证/);
		await p.press("main dd a[href^='/contract/'], main dd a[href^='/reg/contract_receipt/']");
	}
}

async function depreciation(p) {
	await p.go("/assets");
	match(await p.text(), /灵芝|农业基础设施/);
	match(await p.text(), /旧村小学校舍/);
	await p.press("main a:has-text('旧村小学校舍')");
	match(await p.text(), /该资产不计提折旧/);
}

async function estate(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("baoying.kj");
	const contract = await receive(p);
	await propose(p, contract);
	await depreciation(p);
	await p.close();
	const other = await Person.open(browser, site);
	await other.sign_in("yunshe");
	await other.go(contract, 404);
	await other.close();
}

async function list(t, browser, site) {
	await t.try("estate: rent in arrears is received and booked", () => estate(browser, site));
}

module.exports = { list };
