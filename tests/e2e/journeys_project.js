/* journeys_project.js - a project of a village from the district's fund to the invoice and into
 * the book: what would be overdrawn is refused with the remedy, what is booked is a draft. */
"use strict";
const assert = require("assert");
const { Person } = require("./site.js");
const { match } = require("./journeys.js");

/* Fills the form of a register; a value that begins with "=" is the words of an option. */
async function enter(p, reg, fields) {
	await p.go(`/reg/${reg}/new`);
	for (const [name, value] of Object.entries(fields)) {
		const at = p.page.locator(`main [name='f.${name}']`).first();
		if (!value.startsWith("=")) {
			await at.fill(value);
			continue;
		}
		const option = at.locator("option", { hasText: value.slice(1) }).first();
		await at.selectOption(await option.getAttribute("value"));
	}
	p.expects = true;
	await p.press("main form.yz-form button[type=submit]");
	p.expects = false;
}

/* The day of last month on which it all happens: the book keeps that month open. */
function day(n) {
	const now = new Date();
	return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(n).padStart(2, "0")}`;
}

async function money(p) {
	const project = "=保婴村烘干房";
	await enter(p, "project", { name: "保婴村烘干房", kind: "=加工", listed: day(1), stage: "=已立项", budget: "90000" });
	const fund = "=2020年扶持壮大村级集体经济专项资金"; /* the district's, offered to the village by name */
	await enter(p, "project_allocation", { number: "烘-1", fund, project, amount: "1200000", day: day(1), document: "观农1号" });
	match(await p.text(), /这项资金将超支.*元/);
	match(await p.text(), /请减少金额/);
	await enter(p, "project_allocation", { number: "烘-1", fund, project, amount: "90000", day: day(1), document: "观农1号" });
	await enter(p, "project_commitment", { number: "烘合-1", allocation: "=烘-1", party: "某设备公司", amount: "70000.50", signed: day(1) });
	await enter(p, "project_payment", { number: "烘付-1", allocation: "=烘-1", payee: "村民", amount: "20000", day: day(1), asset: "=是" });
	match(await p.text(), /这笔资金安排将超支0\.50元/);
	await enter(p, "project_payment", { number: "烘付-1", allocation: "=烘-1", commitment: "=烘合-1", payee: "某设备公司",
		amount: "70000.50", day: day(1), asset: "=是" });
	await enter(p, "project_receipt", { payment: "=烘付-1", invoice: "034002000111-20817745", party: "某设备公司", amount: "70000.50", day: day(1) });
	match(await p.text(), /票据号码/);
	assert(p.page.url().endsWith("/new") || !/\/reg\/project_receipt\/\d+$/.test(p.page.url()), "an invoice counts once");
	await enter(p, "project_receipt", { payment: "=烘付-1", invoice: "99001122", party: "某设备公司", amount: "70000.50", day: day(1) });
	match(p.page.url(), /\/reg\/project_receipt\/\d+/);
}

async function board(p) {
	await p.go("/projects");
	match(await p.text(), /保婴村灵芝大棚种植项目/);
	await p.press(p.link("保婴村烘干房"));
	match(await p.text(), /19,999\.50/); /* free, and left */
	match(await p.text(), /99001122/);
	await p.press(p.button("生成凭证"));
	match(await p.text(), /已为没有记账的事项生成凭证草稿/);
	assert.strictEqual(await p.page.locator("#vouchers a", { hasText: /^凭证$/ }).count(), 2);
	assert.strictEqual(await p.button("生成凭证").count(), 0);
	await p.press(p.page.locator("#vouchers a", { hasText: /^凭证$/ }).first());
	match(await p.text(), /收到保婴村烘干房项目资金/);
	match(await p.text(), /90,?000\.00/);
}

async function project(browser, site) {
	const p = await Person.open(browser, site, { script: false });
	await p.sign_in("baoying.kj");
	await money(p);
	await board(p);
	await p.close();
	const view = await Person.open(browser, site);
	await view.sign_in("daguan.view");
	await view.go("/projects");
	const text = await view.text();
	match(text, /保婴村烘干房/);
	assert(!/已支付/.test(text), "a viewer is not told payments");
	await view.close();
	const away = await Person.open(browser, site);
	await away.sign_in("xiadangcun");
	await away.go("/projects");
	assert(!/保婴村/.test(await away.text()));
	await away.close();
}

async function cooperatives(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("caoping");
	await p.go("/cooperatives?led=branch");
	assert.strictEqual(await p.card("村党支部领办的合作社"), "18");
	assert.strictEqual(await p.card("千亩以上基地数"), "2");
	assert.strictEqual(await p.page.locator("main table").first().locator("tbody tr").count(), 18);
	await p.close();
}

async function list(t, browser, site) {
	await t.try("project: from a fund to the invoice and the book", () => project(browser, site));
	await t.try("project: cooperatives led by branches", () => cooperatives(browser, site));
}

module.exports = { list };
