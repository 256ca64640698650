/* journeys_visit.js - a visit entered in a village without signal: the page is killed, the network is cut
 * while it is being sent, another account signs in on the phone; two people write differently. */
"use strict";
const assert = require("assert");
const net = require("net");
const { Person } = require("./site.js");
const { match } = require("./journeys.js");

const VILLAGE = "340803100211", DISTRICT = "340803000000"; /* 保婴村, 大观区 */
const phone = { name: "phone", width: 390, height: 844 };

/* The way between the phone and the site: open, dead, or cut as soon as the site answers a save. */
class Way {
	static async to(site) {
		const w = new Way();
		w.mode = "open";
		w.cuts = 0;
		w.sockets = new Set();
		const port = +new URL(site.url).port;
		w.server = net.createServer(near => w.join(near, port));
		await new Promise(resolve => w.server.listen(0, "127.0.0.1", resolve));
		w.site = Object.assign(Object.create(site), { url: `http://127.0.0.1:${w.server.address().port}` });
		return w;
	}

	join(near, port) {
		if (this.mode === "dead")
			return near.destroy();
		const far = net.connect(port, "127.0.0.1");
		let saving = false;
		this.sockets.add(near);
		near.on("data", data => {
			const text = data.toString("latin1");
			if (/^(GET|POST) /.test(text))
				saving = text.startsWith("POST /visits/sync");
			if (saving && this.mode === "no saving")
				return near.destroy();
			far.write(data);
		});
		far.on("data", data => {
			if (saving && this.mode === "cut") { /* the site has it, the phone will not know */
				this.cuts++;
				near.destroy();
				return;
			}
			near.write(data);
		});
		for (const [one, other] of [[near, far], [far, near]]) {
			one.on("close", () => other.destroy());
			one.on("error", () => other.destroy());
		}
	}

	set(mode) {
		this.mode = mode;
		for (const s of this.sockets)
			s.destroy(); /* kept connections belong to the old way */
		this.sockets.clear();
	}

	close() {
		this.set("dead");
		return new Promise(resolve => this.server.close(resolve));
	}
}

async function until(what, why) {
	for (let i = 0; i < 200; i++) {
		if (await what())
			return;
		await new Promise(resolve => setTimeout(resolve, 100));
	}
	assert.fail(why);
}

/* The worker keeps the form, the store what it offers. */
async function ready(p) {
	await p.page.evaluate(() => navigator.serviceWorker.ready);
	await until(() => p.page.evaluate(async () => !!await (await caches.open("yz-visit-1")).match("/visit/phone")),
		"the form is not kept");
	await until(async () => /系统收到后/.test(await p.text("[data-visit-state]")), "the phone has no lists");
}

async function fill(p, said) {
	const place = p.page.locator("select[name=place]");
	const value = await place.locator("option[value^=u][value*=h]").first().getAttribute("value");
	await place.selectOption(value);
	await p.page.fill("[name=visited]", "2026-11-20");
	await p.page.fill("[name=said]", said);
}

const states = p => p.page.locator("[data-visit-list] li[data-state]").evaluateAll(all => all.map(li => li.dataset.state));

/* Who answers for a pairing of the village, as the form offers them: "name #id". */
const visitor = p => p.page.evaluate(async () => (await (await fetch("/visits/kit")).json()).people[0]);

async function without_signal(browser, site) {
	const way = await Way.to(site), count = () => +site.figure("visit.count", DISTRICT);
	const p = await Person.open(browser, way.site, { view: phone });
	p.expects = true; /* the browser reports each cut */
	const before = count();
	await p.page.goto("/");
	await p.page.fill("[name=login]", "baoying");
	await p.page.fill("[name=password]", "Yanzhen-demo-2026");
	await p.press("main button[type=submit]");
	const who = await visitor(p);
	await p.page.goto("/visit/new");
	await ready(p);
	/* in the village: no signal, the form opens, the tab dies while somebody is typing */
	way.set("dead");
	await p.context.setOffline(true);
	await p.page.goto("/visit/new");
	await p.page.waitForSelector("select[name=place] option[value*=h]", { state: "attached" });
	await fill(p, "离线走访，谈了秋收。");
	await p.page.fill("[name=visitor]", who);
	await p.page.waitForTimeout(800);
	await p.page.close();
	await p.tab(p);
	p.expects = true;
	await p.page.goto("/visit/new");
	await until(async () => await p.page.inputValue("[name=said]") === "离线走访，谈了秋收。", "the draft is gone");
	assert.strictEqual(await p.page.inputValue("[name=visitor]"), who);
	await p.page.click("main form.yz-visit button[type=submit]");
	await until(async () => (await states(p)).join() === "waiting", "it is not kept");
	await p.page.close();
	await p.tab(p);
	p.expects = true;
	await p.page.goto("/visit/new");
	await until(async () => (await states(p)).join() === "waiting", "the tab took it along");
	assert.strictEqual(await p.page.inputValue("[name=said]"), "");
	assert.strictEqual(count(), before);
	/* the signal is back and breaks off when the site has it but has not said so */
	way.set("cut");
	await p.context.setOffline(false);
	await until(() => way.cuts > 0, "nothing was sent");
	await until(() => count() === before + 1, "the site has not got it");
	assert.deepStrictEqual(await states(p), ["waiting"]);
	way.set("open");
	await p.page.click("[data-visit-send]");
	await until(async () => (await states(p)).join() === "saved", "it is not known to be sent");
	assert.strictEqual(count(), before + 1, "one visit, however often it was sent");
	await p.press("[data-visit-list] a");
	match(await p.text(), /离线走访，谈了秋收。/);
	await p.close();
	await way.close();
}

async function enter(p, login) {
	await p.page.goto("/sign-in");
	await p.page.fill("[name=login]", login);
	await p.page.fill("[name=password]", "Yanzhen-demo-2026");
	await p.press("main button[type=submit]");
}

async function leave(p) {
	await p.page.goto("/visits");
	await p.page.locator(".yz-account summary").click();
	await p.press("form[action='/sign-out'] button");
}

async function two_accounts(browser, site) {
	const way = await Way.to(site), count = () => +site.figure("visit.count", DISTRICT), before = count();
	const p = await Person.open(browser, way.site, { view: phone });
	p.expects = true;
	await enter(p, "baoying");
	const who = await visitor(p);
	await p.page.goto("/visit/new");
	await ready(p);
	const account = await p.page.getAttribute("[data-visit-outbox]", "data-account");
	way.set("no saving");
	await fill(p, "别人不该看到的话");
	await p.page.fill("[name=visited]", "2026-11-19");
	await p.page.fill("[name=visitor]", who);
	await p.page.click("main form.yz-visit button[type=submit]");
	await until(async () => (await states(p)).join() === "waiting", "it is not kept");
	await leave(p); /* asked, and stays on the phone */
	way.set("open");
	await enter(p, "haikou");
	await p.page.goto("/visit/new");
	await ready(p);
	assert.deepStrictEqual(await states(p), []);
	match(await p.text("[data-visit-outbox]"), /另一个账号/);
	assert(!(await p.page.content()).includes("别人不该看到的话"));
	assert.strictEqual(count(), before, "one account sent what another had written");
	const answer = await p.page.evaluate(async whose => {
		const kit = await (await fetch("/visits/kit")).json();
		const reply = await fetch("/visits/sync", { method: "POST", headers: { "Content-Type": "application/json",
			"X-CSRF-Token": kit.csrf }, body: JSON.stringify({ account: whose, items: [] }) });
		return reply.status;
	}, account);
	assert.strictEqual(answer, 409);
	await leave(p);
	await enter(p, "baoying");
	await p.page.goto("/visit/new");
	await until(async () => (await states(p)).join() === "saved", "it was lost");
	assert.strictEqual(count(), before + 1);
	await p.close();
	await way.close();
}

/* Two people at one visit: what only one changed is kept, what both changed is shown and settled. */
async function told_differently(browser, site) {
	const a = await Person.open(browser, site), b = await Person.open(browser, site, { script: false });
	await a.sign_in("baoying");
	await b.sign_in("haikou");
	const who = await visitor(a);
	await b.go(`/visit/new?unit=${VILLAGE}`);
	await fill(b, "原来的话");
	await b.page.fill("[name=visited]", "2026-11-18");
	await b.page.fill("[name=visitor]", who);
	await b.page.fill("[name=matters]", "3组水渠渗漏\n村口路灯不亮");
	await b.page.selectOption("[name=matter_kind]", "works");
	await b.press("main form.yz-visit button[type=submit]");
	match(b.page.url(), /\/visit\/\d+$/);
	match(await b.text(), /计入\d项责任/);
	match(await b.text(), /这次走访转办的诉求[\s\S]*3组水渠渗漏[\s\S]*村口路灯不亮|村口路灯不亮[\s\S]*3组水渠渗漏/);
	const at = new URL(b.page.url()).pathname;
	await a.go(at);
	await a.page.fill("[name=said]", "甲写的话");
	await a.page.fill("[name=found]", "水渠渗漏");
	await b.page.fill("[name=said]", "乙写的话");
	await b.page.fill("[name=helped]", "联系水管员");
	await a.press("main form.yz-visit button[type=submit]");
	await b.press("main form.yz-visit button[type=submit]");
	const text = await b.text();
	for (const kept of ["甲写的话", "水渠渗漏", "联系水管员", "乙写的话"])
		assert(text.includes(kept), kept);
	await a.go("/visits/conflicts");
	match(await a.text(), /乙写的话/);
	await a.press("main button[value=both]");
	await a.go(at);
	match(await a.text(), /甲写的话\s*乙写的话/);
	assert(!(await a.text()).includes("待核对"));
	await a.go("/visits");
	match(await a.text(), /最近的走访/);
	await a.close();
	await b.close();
}

exports.list = async (t, browser, site) => {
	await t.try("visit: no signal, the page killed, the network cut in the middle of a save",
		() => without_signal(browser, site));
	await t.try("visit: another account on the same phone", () => two_accounts(browser, site));
	await t.try("visit: two people write differently", () => told_differently(browser, site));
};
