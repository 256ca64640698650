/* visit-worker.js - opens the form of a visit without signal; served as /sw.js for /visit/ only.
 * It keeps one page without data (/visit/phone) and that page's assets, and answers for nothing
 * else: every other page comes from the site or not at all.  ES2019 only (Chromium 86). */
"use strict";

var CACHE = "yz-visit-1", FORM = "/visit/phone", PATIENCE_MS = 6000;

/* The page of today with the assets it names; those of an older program are dropped. */
function refresh() {
	return fetch(FORM, { credentials: "same-origin", cache: "no-store" }).then(function (answer) {
		if (!answer.ok || answer.redirected)
			throw new Error("no form");
		var copy = answer.clone();
		return answer.text().then(function (text) {
			var assets = text.match(/\/assets\/[0-9a-f]+\/[\w.-]+/g) || [];
			return caches.open(CACHE).then(function (cache) {
				return Promise.all(assets.map(function (asset) {
					return cache.match(asset).then(function (had) {
						return had || cache.add(asset);
					});
				})).then(function () {
					return cache.put(FORM, copy);
				}).then(function () {
					return cache.keys();
				}).then(function (requests) {
					return Promise.all(requests.map(function (request) {
						var path = new URL(request.url).pathname;
						return path === FORM || assets.indexOf(path) >= 0 || cache.delete(request);
					}));
				});
			});
		});
	});
}

function kept(request) {
	return caches.open(CACHE).then(function (cache) {
		return cache.match(request);
	});
}

/* A signal too weak to answer is no signal. */
function form(request) {
	var late = new Promise(function (resolve, reject) {
		setTimeout(reject, PATIENCE_MS);
	});
	return Promise.race([fetch(request), late]).catch(function () {
		return kept(FORM).then(function (page) {
			return page || fetch(request);
		});
	});
}

self.addEventListener("install", function (event) {
	event.waitUntil(refresh().then(function () {
		return self.skipWaiting();
	}));
});
self.addEventListener("activate", function (event) {
	event.waitUntil(self.clients.claim());
});
self.addEventListener("message", function (event) {
	if (event.data === "refresh")
		event.waitUntil(refresh().catch(function () {}));
});
self.addEventListener("fetch", function (event) {
	var request = event.request, url = new URL(request.url);
	if (request.method !== "GET" || url.origin !== self.location.origin)
		return;
	if (request.mode === "navigate" && (url.pathname === "/visit/new" || url.pathname === FORM))
		event.respondWith(form(request));
	else if (url.pathname.indexOf("/assets/") === 0)
		event.respondWith(kept(request).then(function (asset) {
			return asset || fetch(request);
		}));
});
