/* screens.js - every screen, in both languages and three widths: it answers, fits, can be read and
 * reached by keyboard, and speaks one language. */
"use strict";
const fs = require("fs");
const path = require("path");
const { Person, views } = require("./site.js");

/* ASCII words that a Chinese page may show: names, file kinds and what follows from them. */
const NAMES = /^(Excel|WPS|PDF|HTML|Word|CSV|API|TOTP|QR|Yanzhen|English|xlsx|xls|csv|docx|MB|Q[1-4]|ID|SHA-256)$/i;

/* Every GET route of the site map, from the source. */
function routes(source) {
	const folder = path.join(source, "src", "page"), found = new Set();
	for (const file of fs.readdirSync(folder).filter(f => f.endsWith(".c"))) {
		const text = fs.readFileSync(path.join(folder, file), "utf8");
		for (const m of text.matchAll(/\.path = "([^"]+)",\s*\.method = GET,/g))
			found.add(m[1]);
	}
	return [...found];
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
		if (box.width && box.right > innerWidth + 1 && !e.closest(".yz-scroll, .visually-hidden, svg"))
			out.push("sticks out: " + e.outerHTML.slice(0, 90));
	});
	return out.slice(0, 3);
}

/* Tab from the top reaches the main button, and what has the focus shows it. */
async function keyboard(page, say) {
	if (!await page.locator("main .btn-primary:visible").count())
		return;
	await page.evaluate(() => { document.activeElement.blur(); document.querySelector("main").focus(); });
	for (let i = 0; i < 80; i++) {
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

async function screen(p, url, lang, axe, shots) {
	const wrong = [], page = p.page;
	await page.setViewportSize(views[0]);
	await p.go(url);
	for (const view of views) {
		const say = text => wrong.push(`${lang} ${view.name} ${url}: ${text}`);
		await page.setViewportSize({ width: view.width, height: view.height });
		(await page.evaluate(stick_out)).forEach(say);
		if (shots && (view.name !== "zoom"))
			await page.screenshot({ path: path.join(shots,
				`${lang}-${view.name}${url.replace(/[^a-z0-9]+/gi, "-")}.png`), fullPage: true });
		if (view.name !== "zoom" && lang === "zh")
			await accessible(page, axe, say);
		if (view.name === "desk" && lang === "zh")
			await keyboard(page, say);
	}
	if (lang === "zh")
		for (const text of await page.evaluate(foreign)) {
			const words = (text.match(/[A-Za-z][A-Za-z'-]+/g) || []).filter(w => !NAMES.test(w));
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
		for (const url of urls) {
			try {
				wrong.push(...await screen(p, url, lang, axe, shots));
			} catch (e) {
				wrong.push(`${lang} ${url}: ${e.message.split("\n")[0]}`);
			}
		}
		wrong.push(...p.wrong);
		await p.context.close();
	}
	return wrong;
}

module.exports = { all, routes, covers };
