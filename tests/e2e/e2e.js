/* e2e.js - the journeys of journeys*.js and the screens of screens.js on one demonstration site.
 * usage: node e2e.js PROGRAM SOURCE CHROMIUM [screens|journeys|WORD-OF-A-NAME]   (SHOTS=folder: keeps pictures)
 * A file journeys_*.js beside this one is found by itself. */
"use strict";
const fs = require("fs");
const path = require("path");
const [program, source, chromium, only] = process.argv.slice(2);
const modules = path.join(source, "node_modules");
if (!fs.existsSync(path.join(modules, "playwright-core")))
	process.exit(77); /* meson: skipped; `npm ci` without --omit=dev installs it */
const playwright = require(path.join(modules, "playwright-core"));
const axe = fs.readFileSync(path.join(modules, "axe-core", "axe.min.js"), "utf8");
const { Site, Tally } = require("./site.js");
const half = ["screens", "journeys"].includes(only) ? only : "";
const journeys = fs.readdirSync(__dirname).filter(f => /^(journeys.*|screens)\.js$/.test(f) && f.startsWith(half))
	.sort().map(f => require("./" + f));

(async () => {
	const t = new Tally(half ? "" : only);
	const site = await Site.start(program);
	const browser = await playwright.chromium.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu", "--disable-software-rasterizer"] });
	try {
		for (const j of journeys)
			await j.list(t, browser, site, { axe, source });
	} finally {
		await browser.close();
		await site.stop();
	}
	await t.try("yanzhen check", () => site.run("check"));
	site.remove();
	console.log(`${t.passed} passed, ${t.failed} failed`);
	process.exit(t.failed || !t.passed ? 1 : 0);
})();
