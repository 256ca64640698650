/* journeys_voice.js - a villager with a cheap phone and no account raises something, is answered, opens it again
 * and has the last word; the night talk reports it, the notice goes to the wall. */
"use strict";
const assert = require("assert");
const { Person } = require("./site.js");
const { match } = require("./journeys.js");

const VILLAGE = "350924209201"; /* 下党村 */
const phone = { name: "phone", width: 360, height: 740 };
const said = "村口路灯坏了三盏，晚上走路不安全。";

/* Nobody fills in a form in less than three seconds, and the site knows it. */
const slowly = page => page.waitForTimeout(3200);

async function raise(p) {
	await p.go(`/voice/raise?unit=${VILLAGE}`);
	await p.page.fill("[name=text]", said);
	await p.page.selectOption("[name=kind]", { index: 1 });
	await slowly(p.page);
	await p.press(p.button("提交"));
	const code = (await p.page.locator("main .code").textContent()).trim();
	match(code, /^[2-9A-Z]{5}-[2-9A-Z]{5}$/);
	return code;
}

async function speak(p, code, button, text) {
	await p.go(`/voice/m/${code}`);
	if (text)
		await p.page.fill("main form [name=text]", text);
	await slowly(p.page);
	await p.press(p.page.locator(`main form button[value=${button}]`));
}

async function claim(clerk, text) {
	await clerk.go("/matters");
	await clerk.press(clerk.page.locator("main a[href^='/matter/']", { hasText: "村口路灯坏了三盏" }).first());
	await clerk.page.locator("main form[data-guard] [name=text]").fill(text);
	await clerk.page.check("main form[data-guard] [name=open]");
	await clerk.press(clerk.page.locator("main button[value=claim]"));
	match(await clerk.text(), /待群众确认/);
}

async function last_word(browser, site) {
	const villager = await Person.open(browser, site, { script: false, view: phone });
	const clerk = await Person.open(browser, site);
	const code = await raise(villager);
	await clerk.sign_in("xiadangcun");
	await claim(clerk, "已换灯泡。");
	await villager.go(`/voice/m/${code}`);
	match(await villager.text(), /已换灯泡/);
	await speak(villager, code, "reopen", "还有一盏不亮");
	match(await villager.text(), /还有一盏不亮/);
	await claim(clerk, "第三盏也换了。");
	await speak(villager, code, "confirm");
	match(await villager.text(), /群众已确认/);
	await clerk.go(clerk.page.url());
	match(await clerk.text("body"), /群众已确认/);
	await villager.close();
	await clerk.close();
}

async function night(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("xiadangcun");
	await p.go("/night-talks");
	const talk = (await p.page.locator("main a[href^='/night-talk/']").first().getAttribute("href")).split("/").slice(0, 3).join("/");
	await p.go(talk);
	match(await p.text(), /下党村/);
	await p.go(talk + "/notice");
	match(await p.text(), /公示/);
	assert(!/1[3-9]\d{9}/.test(await p.text()), "no telephone number goes to the wall");
	await p.close();
}

module.exports = {
	async list(t, browser, site) {
		await t.try("voice: a villager without account has the last word", () => last_word(browser, site));
		await t.try("voice: a night talk and its notice", () => night(browser, site));
	},
};
