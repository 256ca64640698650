/* screens.js - every screen, in both languages and three widths: it answers, fits, can be read and
 * reached by keyboard, and speaks one language. */
"use strict";
const assert = require("assert");
const { execFileSync } = require("child_process");
const path = require("path");
const { Person, views } = require("./site.js");

/* ASCII words that a Chinese page may show: names, file kinds and what follows from them. */
const NAMES = /^(Excel|WPS|PDF|HTML|Word|CSV|API|TOTP|QR|Yanzhen|English|xlsx|xls|csv|docx|MB|Q[1-4]|ID|SHA)$/i;

/* Every page of the site map, as the program itself lists it. */
function routes(program) {
	return execFileSync(program, ["routes"], { encoding: "utf8" }).split("\n").map(line => line.split("\t"))
		.filter(([method, path]) => method === "GET" && !path.startsWith("/api/")).map(([, path]) => path);
}

function covers(route, url) {
	const want = new RegExp("^" + route.replace(/:[a-z]+/g, "[^/?]+") + "(\\?.*)?$");
	return want.test(url);
}

/* Visible text with three or more ASCII words in it that are no names. */
function foreign() {
	const out = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const e = walk.currentNode.parentElement;
		if (!e.closest("code, script, style, [lang=en], .yz-lang") && e.getClientRects().length)
			out.push(walk.currentNode.textContent);
	}
	document.querySelectorAll("[placeholder], [aria-label], [title], [data-confirm]").forEach(e =>
		["placeholder", "aria-label", "title", "data-confirm"].forEach(a => e.getAttribute(a) && out.push(e.getAttribute(a))));
	return out;
}

function stick_out() {
	const wide = document.documentElement.scrollWidth - innerWidth;
	const out = wide > 0 ? [`the page is ${wide} px too wide`] : [];
	document.querySelectorAll("main *, header *").forEach(e => {
		const box = e.getBoundingClientRect();
		if (box.width && box.right > innerWidth + 1 && !e.closest(".yz-scroll, .yz-tabs ul, .visually-hidden, svg"))
			out.push("sticks out: " + e.outerHTML.slice(0, 90));
	});
	return out.slice(0, 3);
}

/* Tab from the top reaches the main button, and what has the focus shows it. */
async function keyboard(page, say) {
	if (!await page.locator("main .btn-primary:visible").count())
		return;
	await page.evaluate(() => { document.activeElement.blur(); document.querySelector("main").focus(); });
	for (let i = 0; i < 200; i++) { /* a list with a box in each row may stand before it */
		await page.keyboard.press("Tab");
		const at = await page.evaluate(() => {
			const e = document.activeElement, s = getComputedStyle(e);
			return { main: e.matches("main .btn-primary"), out: e === document.body,
				seen: s.outlineStyle !== "none" || s.boxShadow !== "none", html: e.outerHTML.slice(0, 90) };
		});
		if (!at.out && !at.seen)
			say(`no visible focus: ${at.html}`);
		if (at.main)
			return;
	}
	say("Tab does not reach the main button");
}

async function accessible(page, axe, say) {
	await page.evaluate(axe);
	const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
	for (const v of found.violations.filter(x => x.impact === "serious" || x.impact === "critical"))
		for (const node of v.nodes.slice(0, 3))
			say(`axe ${v.id}: ${node.html.slice(0, 120)} ${(node.any[0] || {}).message || ""}`);
}

/* Lists and forms of every register, made by one and the same code: they fit and speak Chinese. */
async function each_register(browser, site, o, seen) {
	const p = await Person.open(browser, site, { view: views.find(v => v.name === "phone") });
	await p.sign_in("yjt");
	await p.go("/");
	const lists = await p.page.locator("nav a[href^='/reg/']").evaluateAll(all => all.map(a => a.getAttribute("href")));
	assert(lists.length > 20, `only ${lists.length} registers in the navigation`);
	const wrong = await in_tabs(p, new Set(lists.map(href => href.split("?")[0])), async (tab, list) => {
		const look = url => screen(tab, url, "zh", null, process.env.SHOTS, ["phone"]);
		const out = await look(list);
		if (!seen.includes(list + "/new") && await tab.page.locator(`main a[href^='${list}/new']`).count())
			out.push(...await look(list + "/new"));
		return out;
	});
	await p.context.close();
	return wrong.concat(p.wrong);
}

/* Looks at every address, some at a time: a browser waits more than it works. */
async function in_tabs(p, urls, look) {
	const left = [...urls], wrong = [];
	const work = async tab => {
		for (let url = left.shift(); url; url = left.shift()) {
			try {
				wrong.push(...await look(tab, url));
			} catch (e) {
				wrong.push(`${url}: ${e.message.split("\n")[0]}`);
			}
		}
	};
	await Promise.all([p, await p.tab(), await p.tab()].map(work));
	return wrong;
}

async function screen(p, url, lang, axe, shots, only) {
	const wrong = [], page = p.page, wanted = views.filter(v => !only || only.includes(v.name));
	const resize = async view => page.viewportSize().width !== view.width &&
		page.setViewportSize({ width: view.width, height: view.height });
	await resize(wanted[0]);
	await p.go(url);
	for (const view of wanted) {
		const say = text => wrong.push(`${lang} ${view.name} ${url}: ${text}`);
		await resize(view);
		(await page.evaluate(stick_out)).forEach(say);
		if (shots && (view.name !== "zoom"))
			await page.screenshot({ path: path.join(shots,
				`${lang}-${view.name}${url.replace(/[^a-z0-9]+/gi, "-")}.png`), fullPage: true });
		if (view.name === "phone" && lang === "zh" && axe)
			await accessible(page, axe, say);
		if (view.name === "desk" && lang === "zh" && axe)
			await keyboard(page, say);
	}
	if (lang === "zh")
		for (const text of await page.evaluate(foreign)) {
			const words = (text.replace(/[\w-]*[\d._][\w.-]*/g, " ").match(/[A-Za-z][A-Za-z'-]+/g) || []).filter(w => !NAMES.test(w));
			if (words.length >= 3)
				wrong.push(`zh ${url}: not translated: ${text.trim().slice(0, 80)}`);
		}
	return wrong;
}

async function all(browser, site, axe, login, urls, langs, shots) {
	const wrong = [];
	for (const lang of langs) {
		const p = await Person.open(browser, site, { lang });
		await p.sign_in(login);
		wrong.push(...await in_tabs(p, urls, (tab, url) => screen(tab, url, lang, axe, shots, lang === "en" ? ["desk", "phone"] : null)));
		wrong.push(...p.wrong);
		await p.context.close();
	}
	return wrong;
}

/* Addresses of things that exist, by opening what leads to them. */
async function addresses(browser, site) {
	const p = await Person.open(browser, site), first = async (url, what) => {
		await p.go(url);
		return p.page.locator(what).first().getAttribute("href");
	};
	await p.sign_in("yjt");
	const person = await first("/reg/person", "main tbody a[href*='/reg/person/']");
	const reserve = await first("/reg/reserve", "main tbody a[href*='/reg/reserve/']");
	const pair = await first("/reg/mentor_pair", "main tbody a[href*='/reg/mentor_pair/']");
	const todo = await first("/shortage", "main tbody a[href*='/supervise/']");
	const unit = /unit=(\d+)/.exec(await first("/", ".yz-units a"))[1];
	const room = await first("/training", "main tbody a[href^='/training/class/']");
	const village = /unit=(\d+)/.exec(await first("/", ".yz-units li:nth-child(14) a"))[1]; /* has decided its duties */
	const hand = await first("/pairings", "main a[href*='/hand-over']");
	await p.go("/import/new/reserve");
	await p.page.setInputFiles("[name=file]", path.join(site.dir, "demo", "羊角塘镇村级后备力量台账.xlsx"));
	await p.press("main form button[type=submit]");
	const sheet = new URL(p.page.url()).pathname;
	await p.go("/documents");
	await p.press("main form[action^='/document/new/'] button");
	const draft = new URL(p.page.url());
	await p.press("main form[action='/document/issue'] button");
	const issued = new URL(p.page.url()).pathname;
	await p.context.close();
	const places = await chain(browser, site);
	return {
		party: [places.xiadang],
		openness: await openness(browser, site),
		organiser: ["/", "/figures", "/figure/reserve.total", "/figure/reserve.villages_short",
			"/figure/committee.young_share?boundary=both&at=2026-01-01", "/shortage", "/shortage?state=short",
			"/mentors", "/training", "/training/coverage?group=reserve", "/training/ask", room, room + "/enrol?group=reserve",
			room + "/sheet", "/members?at=2023-12-31", "/benefits?period=2023",
			"/contracts", "/assets?at=2023-12-31", "/pairings", hand, "/residents", "/duties", "/duties?unit=" + village, "/duties/notice?unit=" + village,
			"/talent", "/talent?at=2023-12-31", "/talent/visits?festival=spring", "/documents", draft.pathname + draft.search, issued, "/search?q=zhang",
			"/search?q=nobodyatall", "/reg/person", "/reg/reserve", "/reg/mentor_pair", "/reg/mentor_log", "/reg/org",
			"/reg/post", "/reg/supervise", "/reg/requirement", "/reg/parameter", "/reg/reserve/new",
			"/reg/person/new", person, reserve, pair, todo, person + "/edit", reserve + "/edit",
			person.replace("/reg/person/", "/person/") + "/print", person.replace("/reg/person/", "/person/") + "/rights", "/reg/data_request/new", "/import",
			"/import/new/reserve", sheet, "/units", "/unit/" + unit,
			...["merge", "split", "transfer", "rename", "recode"].map(k => `/units/change?kind=${k}&unit=${unit}`),
			"/account", "/why", `/why?register=reserve&unit=${unit}`],
		admin: ["/accounts", "/accounts/new", await account(browser, site), "/reminders"],
		county: ["/audit", "/audit/check", "/chain", places["jiangkou.leader"], "/cooperatives", "/cooperatives?led=member"],
		shares: await shares(browser, site),
		books: [...await books(browser, site), "/projects", places["baoying.kj"]],
		duty: await duty(browser, site),
		voice: await voice(browser, site),
	};
}

/* Who owes what: the boards of a county, and one row behind each. */
async function duty(browser, site) {
	const p = await Person.open(browser, site), first = async (url, what) => {
		await p.go(url);
		return p.page.locator(what).first().getAttribute("href");
	};
	await p.sign_in("jiangkou");
	const plan = (await first("/plans", "main tbody a[href^='/plan/']")).split("?")[0];
	const task = await first(plan, "main a[href^='/task/']");
	const rule = await first("/cadence", "main thead a[href^='/cadence/']");
	const meeting = await first("/meetings", "main tbody a[href^='/meeting/']");
	const visit = (await first("/reg/visit", "main tbody a[href^='/reg/visit/']")).replace("/reg/visit/", "/visit/");
	const supervised = (await first("/reg/supervise", "main tbody a[href^='/reg/supervise/']"))
		.replace("/reg/supervise/", "/todo/supervised/");
	await p.context.close();
	return ["/todo", "/notices", supervised, "/plans", plan, plan + "/notice", task, task + "/break-down", "/tasks/hand-over",
		"/cadence", rule, "/meetings", meeting, meeting + "/print", "/visits", "/visits/conflicts", "/visit/new", visit,
		"/calendar", "/calendar/new"];
}

/* What became of what people said: a village's clerk, and what the public sees of the village. */
async function voice(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("xiadangcun");
	await p.go("/matters");
	const matter = await p.page.locator("main a[href^='/matter/']:not([href*='new'])").first().getAttribute("href");
	await p.go("/night-talks");
	const talk = (await p.page.locator("main a[href^='/night-talk/']").first().getAttribute("href")).split("/").slice(0, 3).join("/");
	await p.context.close();
	const village = "350924209201";
	return ["/matters", matter, "/matter/new", "/night-talks", talk, talk + "/notice", talk + "/sheet", "/voice",
		`/voice?unit=${village}`, `/voice/raise?unit=${village}`, "/voice/poster", "/voice/slip"];
}

/* A published sheet with an objection, and the boards around it. */
async function openness(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("xiadangcun");
	await p.go("/decisions");
	await p.press(p.link("茶园步道建设"));
	const decision = new URL(p.page.url()).pathname;
	await p.go("/credit");
	const stars = await p.page.locator("main a[href^='/credit/stars/']").first().getAttribute("href");
	await p.go("/disclosures/new?kind=decision");
	await p.page.selectOption("[name=pick]", { label: "茶园步道建设" });
	await p.press("main form[method=get] button[type=submit]");
	const draft = new URL(p.page.url());
	await p.page.fill("[name=title]", "茶园步道建设公开");
	await p.press("main form[method=post] button[type=submit]");
	const sheet = new URL(p.page.url()).pathname;
	await p.page.fill("[name=text]", "书面异议");
	await p.press(`main form[action='${sheet}/objection'] button[type=submit]`);
	const objection = new URL(p.page.url()).pathname;
	await p.go(sheet + "/paper");
	const code = /([2-9A-Z]{5})-([2-9A-Z]{5})/.exec(await p.text());
	await p.context.close();
	return ["/decisions", decision, decision + "/sheet", "/openness?at=2022-11-01", "/disclosures",
		draft.pathname + draft.search, sheet + "?check=1", sheet + "/paper", "/objections", objection, "/credit", stars,
		"/public", `/public/${code[1]}${code[2]}?check=1`];
}

/* The chain of a county that has one, and an alliance as one of its towns sees it. */
async function chain(browser, site) {
	const out = {};
	for (const [login, list, row, what] of [
		["jiangkou.leader", "/chain", null, "main tbody a[href^='/org/']"],
		["baoying.kj", "/projects", null, "main tbody a[href^='/project/']"],
		["xiadang", "/reg/alliance_share", "main tbody a[href*='/reg/alliance_share/']", "main a[href^='/alliance/']"]]) {
		const p = await Person.open(browser, site);
		await p.sign_in(login);
		await p.go(list);
		if (row)
			await p.press(row);
		out[login] = await p.page.locator(what).first().getAttribute("href");
		await p.context.close();
	}
	return out;
}

/* The book that a village's accountant keeps now, with a draft of its own. */
async function books(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("baoying.kj");
	await p.go("/books");
	const book = await p.page.locator("main tbody th a[href^='/book/']").last().getAttribute("href");
	await p.go(book + "/vouchers");
	const posted = await p.page.locator("main tbody th a", { hasText: "记-" }).first().getAttribute("href");
	await p.go(book);
	const month = await p.page.locator("main tbody a[href*='/month/']").first().getAttribute("href");
	await p.go(book + "/new");
	await p.page.fill("[name=day]", "2026-02-30");
	await p.page.fill("[name='l.0.summary']", "付大棚水电费");
	await p.page.fill("[name='l.0.account']", "水电费");
	await p.page.fill("[name='l.0.debit']", "12");
	await p.press("main button.btn-primary");
	const draft = new URL(p.page.url()).pathname;
	const of = async (board, what) => {
		await p.go(board);
		return p.page.locator(`main a[href^='/${what}/']`).first().getAttribute("href");
	};
	const estate = [await of("/contracts", "contract"), await of("/assets", "asset")];
	await p.context.close();
	return [...estate, book + "/depreciation", book + "/income", "/income", book + "/bank", book + "/bank/print", book + "/takeover",
		"/books/migrate", "/books", "/books?show=behind", "/books/new", book, book + "/vouchers", posted, posted + "/print", draft,
		draft + "/edit", book + "/new", month, book + "/trial", book + "/cash", book + "/account/101", book + "/accounts",
		...["balance", "income", "detail", "notes"].map(k => `${book}/statement/${k}`), book + "/statement/balance/line/receivable",
		"/statements", "/statements?kind=income", "/statements/line?kind=balance&item=money"];
}

/* The share register and the dividend of the collective that has one. */
async function shares(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("daguan.kj");
	await p.go("/books");
	for (const book of await p.page.locator("main tbody th a[href^='/book/']").evaluateAll(l => l.map(a => a.getAttribute("href")))) {
		await p.go(book + "/dividend");
		const plan = p.page.locator("main tbody th a").first();
		if (!await plan.count())
			continue;
		const dividend = await plan.getAttribute("href");
		await p.go(book + "/shares");
		const holder = await p.page.locator("main tbody th a").first().getAttribute("href");
		await p.context.close();
		return [book + "/shares", holder, book + "/dividend", book + "/dividend/new", book + "/dividend/unpaid",
			dividend, dividend + "/slips", dividend + "/slip/1",
			book + "/guide", book + "/guide/levy_due", book + "/year", `${book}/year/${new Date().getFullYear()}`];
	}
	throw new Error("no collective has a dividend");
}

async function account(browser, site) {
	const p = await Person.open(browser, site);
	await p.sign_in("yjt.admin");
	await p.go("/accounts");
	const href = await p.page.locator("main tbody a").first().getAttribute("href");
	await p.context.close();
	return href;
}

/* Routes that answer with a file or a part of a page, or need a site of their own; other tests
 * take them. */
const OTHERS = [/\/(pdf|xlsx|docx|html|export|annotated|state|:form)$/, /^\/import\/template\//, /^\/setup$/, /^\/sign-in$/, /\/file\//, /^\/file/,
	/^\/training\/.*certificate/, /\/pick$/, /\.xlsx$/, /\/takeover\/template$/, /^\/sw\.js$/,
	/^\/visit\/phone$/, /^\/visits\/kit$/, /^\/open311\//, /^\/todo\/:file$/, /^\/voice\/(m\/|support)/];

async function list(t, browser, site, o) {
	let urls;
	await t.try("screens: addresses", async () => {
		urls = await addresses(browser, site);
	});
	if (!urls)
		return;
	await t.try("screens: every route is looked at", () => {
		const seen = [].concat(...Object.values(urls));
		const left = routes(site.program).filter(r => !OTHERS.some(x => x.test(r)) && !seen.some(u => covers(r, u)));
		assert.deepStrictEqual(left, []);
	});
	await t.try("screens of every register", async () => {
		const wrong = await each_register(browser, site, o, [].concat(...Object.values(urls)));
		assert.strictEqual(wrong.length, 0, wrong.join("\n"));
	});
	for (const [role, login] of [["organiser", "yjt"], ["admin", "yjt.admin"], ["county", "jiangkou.leader"], ["party", "xiadang"], ["shares", "daguan.kj"], ["books", "baoying.kj"], ["openness", "xiadangcun"],
		["duty", "jiangkou"], ["voice", "xiadangcun"]])
		for (const lang of ["zh", "en"])
			await t.try(`screens of the ${role}, ${lang}`, async () => {
				const wrong = await all(browser, site, o.axe, login, urls[role], [lang], process.env.SHOTS);
				assert.strictEqual(wrong.length, 0, wrong.join("\n"));
			});
}

module.exports = { list, all };
