/* journeys_person.js - the page of one person: before a talk, on paper, and what the person asks
 * about the own data.  Leaves the figures as they were. */
"use strict";
const assert = require("assert");
const { execFileSync } = require("child_process");
const fs = require("fs");
const { Person } = require("./site.js");
const { match, YJT } = require("./journeys.js");

/* Every row that points at the person, from the database's own foreign keys: a second way. */
function rows_of(site, id) {
	return JSON.parse(execFileSync("python3", ["-c", `
import json, sqlite3, sys
db = sqlite3.connect("file:" + sys.argv[1] + "/site.db?mode=ro", uri=True)
out = {}
for (table,) in db.execute("select name from sqlite_master where type='table' and name like 'r@_%' escape '@'").fetchall():
    for key in db.execute("pragma foreign_key_list(%s)" % table).fetchall():
        if key[2] == "r_person" and key[3] != "county":
            ids = [str(r[0]) for r in db.execute("select id from %s where %s=? order by id" % (table, key[3]), (sys.argv[2],))]
            if ids:
                out[table[2:] + "." + key[3]] = ids
print(json.dumps(out))`, site.dir, id], { encoding: "utf8" }));
}

async function someone(p, register) {
	await p.go(`/reg/${register}`);
	const href = await p.page.locator("main tbody a[href*='/reg/reserve/']").first().getAttribute("href");
	await p.go(href);
	const person = await p.page.locator("main .yz-facts a[href*='/reg/person/']").first().getAttribute("href");
	return /person\/(\d+)/.exec(person)[1];
}

/* Whoever of the village has the most entries: the sheet must still be one page. */
function busiest(site) {
	return execFileSync("python3", ["-c", `
import sqlite3, sys
db = sqlite3.connect("file:" + sys.argv[1] + "/site.db?mode=ro", uri=True)
print(db.execute("select person from (select person from r_trainee union all select person from r_post union all select helper from r_pairing)"
    " where person in (select p.id from r_person p join unit_name n on n.unit=p.unit where n.name='牛坪坳村')"
    " group by person order by count(*) desc, person limit 1").fetchone()[0])`, site.dir], { encoding: "utf8" }).trim();
}

async function before_a_talk(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("npa");
	const id = await someone(p, "reserve"), all = rows_of(site, id);
	await p.go(`/reg/person/${id}`);
	const text = await p.text();
	match(text, /到期事项/);
	match(text, /村级后备力量[\s\S]*现行/);
	const shown = await p.page.locator("main .yz-section tbody tr").count();
	assert.strictEqual(shown, Object.values(all).reduce((n, ids) => n + ids.length, 0));
	const name = (await p.text("h1")).split(" ")[0];
	await p.press(p.link("打印（一页纸）"));
	match(await p.text(".yz-sheet"), new RegExp(name));
	for (const who of [id, busiest(site)]) {
		await p.go(`/person/${who}/print`);
		const pdf = await p.page.pdf({ preferCSSPageSize: true });
		const pages = /\/Count (\d+)/.exec(pdf.toString("latin1"));
		assert.strictEqual(pages && pages[1], "1", "the sheet takes one page");
	}
	/* the search of the head leads here */
	await p.page.fill("#yz-q", name);
	await p.press("header form[role=search] button");
	assert(await p.page.locator(`main tbody a[href='/reg/person/${id}']`).count());
	await p.close();
}

async function a_copy(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("npa");
	const id = await someone(p, "reserve"), all = rows_of(site, id);
	await p.go(`/person/${id}/rights`);
	await p.page.fill("[name=reason]", "本人要求复制");
	const copy = JSON.parse(fs.readFileSync(await p.download(p.button("JSON")), "utf8"));
	const held = {};
	for (const part of copy.registers)
		held[`${part.register}.${part.field}`] = part.entries.map(x => x.id).sort();
	for (const ids of Object.values(all))
		ids.sort();
	assert.deepStrictEqual(held, all);
	assert.strictEqual(copy.person.id, id);
	match(copy.person.fields.id_number.value, /^\d{17}[\dX]$/);
	const sheet = fs.readFileSync(await p.download(p.button("Excel")));
	assert.strictEqual(sheet.toString("latin1", 0, 2), "PK");
	await p.press(p.button("纸面"));
	const paper = await p.text(".yz-sheet");
	match(paper, /关于您的|全部登记内容/);
	match(paper, /\d{6}\*{8}/);
	assert(!paper.includes(copy.person.fields.id_number.value), "the paper shows the number in full");
	match(paper, /第四十四条/);
	await p.close();
	const viewer = await Person.open(browser, site);
	await viewer.sign_in("yjt.view");
	await viewer.go(`/reg/person/${id}`);
	assert(!/本人信息权利/.test(await viewer.text()));
	await viewer.go(`/person/${id}/rights`, 403);
	await viewer.go(`/person/${id}/print`);
	assert(!/\d{6}\*{8}|19\d\d-\d\d-\d\d|200\d-\d\d-\d\d/.test(await viewer.text(".yz-sheet-facts")), "a viewer's sheet shows a birth");
	await viewer.close();
}

async function correct_and_delete(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("npa");
	await p.go("/reg/person/new");
	await p.page.fill("[name='f.name']", "邝知微");
	await p.page.selectOption("[name='f.sex']", { label: "女" });
	await p.page.fill("[name='f.birth']", "1991-05-06");
	await p.page.fill("[name='f.phone']", "13800001234");
	await p.page.fill("[name='f.school']", "错误的学校");
	await p.press("main form.yz-form button[type=submit]");
	const id = /person\/(\d+)/.exec(p.page.url())[1];
	const ask = async kind => {
		await p.go(`/person/${id}/rights`);
		await p.press(p.link(kind));
		match(await p.page.inputValue("[name='f.person']"), new RegExp(`邝知微 #${id}`));
		match(await p.page.inputValue("[name='f.due']"), /^\d{4}-\d\d-\d\d$/);
		await p.press("main form.yz-form button[type=submit]");
		match(p.page.url(), /\/reg\/data_request\/\d+/);
		await p.press(p.link("复制、更正、删除"));
	};
	await ask("更正");
	await p.press(p.link("更正信息"));
	await p.page.fill("[name='f.school']", "县职业中专");
	await p.press("main form.yz-form button[type=submit]");
	await p.page.locator("main details.yz-change summary").first().click();
	match(await p.text("main details.yz-change"), /个人信息请求 #\d+[\s\S]*错误的学校[\s\S]*县职业中专/);
	await ask("删除");
	match(await p.text(), /将删除[\s\S]*联系电话[\s\S]*毕业院校/);
	match(await p.text(), /将保留[\s\S]*出生日期/);
	await p.page.locator("main form[action$='/erase'] [name=reason]").fill("年龄、学历为档案保存所需");
	await p.press(p.button("删除并办结请求"));
	await p.go(`/reg/person/${id}`);
	const text = await p.page.content();
	assert(!/县职业中专|错误的学校|138\*{4}1234/.test(text), "an erased fact is on the page");
	match(text, /1991-05-06/);
	await p.go(`/person/${id}/rights`);
	match(await p.text(), /已办结/);
	await p.close();
}

/* The village's page against the database, the town's table against the figures. */
async function a_village(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("npa");
	await p.press(p.link("本村一页通"));
	const unit = /unit\/(\d+)/.exec(p.page.url())[1];
	const [posts, people, reserves, members] = execFileSync("python3", ["-c", `
import sqlite3, sys
db = sqlite3.connect("file:" + sys.argv[1] + "/site.db?mode=ro", uri=True)
here = "where unit=? and (%s is null or %s>?)"
day, unit = sys.argv[3], sys.argv[2]
for what, table, to, more in (("count(*)", "post", "ended", " and committee=1"), ("count(distinct person)", "post", "ended", " and committee=1"),
        ("count(*)", "reserve", "exited", ""), ("count(*)", "membership", "departed", "")):
    print(db.execute("select %s from r_%s " % (what, table) + here % (to, to) + more, (unit, day)).fetchone()[0])`,
		site.dir, unit, new Date().toISOString().slice(0, 10).replace(/-/g, "")], { encoding: "utf8" }).trim().split("\n");
	const text = await p.text();
	match(text, new RegExp(`“两委”班子\\s+${people} 人任 ${posts} 职`));
	match(text, new RegExp(`后备力量\\s+达标[\\s\\S]*${reserves} 应有`));
	match(text, new RegExp(`党员名册\\s+${members}`));
	await p.close();
	const town = await Person.open(browser, site);
	await town.sign_in("yjt");
	await town.press(town.link("下级单位一览"));
	const heads = await town.page.locator("main table").first().locator("thead th").allInnerTexts();
	const total = town.page.locator("main table").first().locator("tbody tr", { hasText: "合计" });
	const reserve = heads.indexOf("后备力量");
	assert.strictEqual(await total.locator("th, td").nth(reserve).innerText(), site.figure("reserve.total", YJT));
	await town.press(total.locator("th, td").nth(reserve).locator("a"));
	match(town.page.url(), /\/reg\/reserve\?/);
	await town.close();
	const viewer = await Person.open(browser, site);
	await viewer.sign_in("yjt.view");
	await viewer.go(`/unit/${unit}`);
	const seen = await viewer.text();
	assert(!/帮带记录|个人信息请求|\d{6}\*{8}/.test(seen), "a viewer reads what is not a viewer's");
	match(await viewer.page.locator("main tbody tr").first().innerText(), /＊/);
	await viewer.close();
}

/* Typing offers people of one's own units; the pair of a log names both. */
async function picking(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("npa");
	await p.go("/reg/mentor_pair/new");
	await p.page.locator("[name='f.mentor']").pressSequentially("xie", { delay: 40 });
	await p.page.waitForFunction(() => document.querySelector("[name='f.mentor'] + datalist option"));
	const offered = await p.page.locator("[name='f.mentor'] + datalist option").evaluateAll(all => all.map(o => o.value + o.text));
	assert(offered.every(o => /谢.* #\d+牛坪坳村/.test(o)), offered.join("|"));
	await p.page.fill("[name='f.mentor']", "");
	await p.go("/reg/mentor_log/new");
	match(await p.text("[name='f.pair']"), /· 导师 \S+ · 牛坪坳村/);
	await p.close();
}

async function list(t, browser, site) {
	await t.try("person: everything before a talk, on one sheet", () => before_a_talk(browser, site));
	await t.try("person: a copy holds what the registers hold", () => a_copy(browser, site));
	await t.try("form: people and pairs to choose from", () => picking(browser, site));
	await t.try("village: one page, and the town's table", () => a_village(browser, site));
	await t.try("person: correct and delete on request", () => correct_and_delete(browser, site));
}

module.exports = { list };
