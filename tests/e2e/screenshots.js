/* screenshots.js - the pictures of docs/images, taken from a demonstration site that is served.
 * usage: node screenshots.js http://127.0.0.1:8080 [FOLDER]     as the organiser of 羊角塘镇
 *
 * Run it again when a page changes its looks.  A picture is a PNG of at most 150 KB.
 */
"use strict";
const fs = require("fs");
const path = require("path");
const source = path.resolve(__dirname, "..", "..");
const playwright = require(path.join(process.env.NODE_MODULES || path.join(source, "node_modules"), "playwright-core"));
const [site, folder = path.join(source, "docs", "images")] = process.argv.slice(2);
if (!site) {
	console.error("usage: node screenshots.js URL [FOLDER]");
	process.exit(2);
}
const TOWN = "431181110000", DAY = "2023-12-31", SIZE_MAX = 150 * 1024;

/* name, address or steps, language */
const pictures = [
	{ name: "home", path: `/?unit=${TOWN}` },
	{ name: "reserves", path: `/reg/reserve?unit=${TOWN}` },
	{ name: "figure", path: `/figure/reserve.young_college?unit=${TOWN}&at=${DAY}` },
	{ name: "shortage", path: `/shortage?unit=${TOWN}` },
	{ name: "training", path: `/training?unit=${TOWN}` },
	{ name: "person", steps: person },
	{ name: "import", steps: bring },
	{ name: "briefing", steps: briefing },
	{ name: "home-en", path: `/?unit=${TOWN}`, lang: "en" },
	{ name: "guide", steps: guide },
	{ name: "statement", steps: statement },
];

/* The sheet that `yanzhen demo` leaves beside the site, judged but not taken over. */
async function bring(page) {
	const sheet = process.env.DEMO_SHEET;
	if (!sheet)
		return false;
	await page.goto(`${site}/import/new/reserve?unit=${TOWN}`);
	await page.setInputFiles("main input[type=file]", sheet);
	await page.click("main form button[type=submit]");
	for (let i = 0; i < 4; i++) {
		const check = page.locator("main form[action*='/map'] button[type=submit], main form[action*='/stage'] button[type=submit]");
		if (await check.count() === 0)
			break;
		await check.first().click();
		await page.waitForTimeout(2500);
		await page.reload();
		if (await page.locator("main form[action*='/accept']").count())
			break;
	}
	return true;
}

/* The entry of a reserve whose mentor and classes are on it. */
async function person(page) {
	await page.goto(`${site}/reg/mentor_pair?unit=${TOWN}`);
	const mentee = await page.locator("main tbody a[href*='/reg/person/']").first().getAttribute("href");
	return (await page.goto(site + mentee)).status() === 200;
}

async function briefing(page) {
	const got = await page.goto(`${site}/documents?unit=${TOWN}`);
	const form = page.locator("main form[action*='yangjiaotang-briefing']").first();
	if (got.status() !== 200 || await form.count() === 0)
		return false;
	await form.locator("input[name=period]").fill("2023");
	await form.locator("button").click();
	return true;
}

/* The running book of 保婴村, as its accountant. */
async function book(page) {
	await page.context().clearCookies();
	await signIn(page, "baoying.kj");
	await page.goto(`${site}/books`);
	const hrefs = await page.locator("main tbody a[href*='/book/']").evaluateAll(all => all.map(a => a.getAttribute("href")));
	return hrefs[hrefs.length - 1];
}

async function guide(page) {
	return (await page.goto(`${site}${await book(page)}/guide`)).status() === 200;
}

async function statement(page) {
	const shown = (await page.goto(`${site}${await book(page)}/statement/balance`)).status() === 200;
	await page.locator("main h2").first().scrollIntoViewIfNeeded();
	return shown;
}

async function signIn(page, login = "yjt") {
	await page.goto(`${site}/sign-in?lang=zh`);
	await page.fill("input[name=login]", login);
	await page.fill("input[name=password]", "Yanzhen-demo-2026");
	await page.click("main button[type=submit], form button[type=submit]");
	await page.waitForLoadState();
}

async function main() {
	const browser = await playwright.chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
		args: ["--no-sandbox"] });
	const page = await browser.newPage({ viewport: { width: 1280, height: 640 }, locale: "zh-CN" });
	let wrong = 0;
	fs.mkdirSync(folder, { recursive: true });
	await signIn(page);
	for (const p of pictures) {
		const lang = p.lang || "zh";
		const file = path.join(folder, `${p.name}.png`);
		let ok;
		if (p.steps)
			ok = await p.steps(page);
		else
			ok = (await page.goto(`${site}${p.path}&lang=${lang}`)).status() === 200;
		if (ok) {
			await page.waitForLoadState();
			await page.screenshot({ path: file });
			const size = fs.statSync(file).size;
			console.log(`${p.name}.png ${size}`);
			ok = size <= SIZE_MAX;
		}
		if (!ok) {
			console.error(`${p.name}: no picture, or one that is too large`);
			wrong++;
		}
		if (lang !== "zh")
			await page.goto(`${site}/?lang=zh`);
	}
	await browser.close();
	process.exit(wrong ? 1 : 0);
}
main().catch(e => { console.error(e); process.exit(1); });
