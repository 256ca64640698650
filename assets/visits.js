/* visits.js - the form of a visit where there is no signal.  ES2019 only (Chromium 86).
 *
 * What is saved goes first into the phone's own store (IndexedDB), then to the site; it leaves the
 * list of waiting ones only when the site has answered for it.  The site knows each by `client` and
 * `edit`, so sending again is harmless.  Everything belongs to the account that wrote it: another
 * account on the same phone neither sees nor sends it, and the site refuses it if it tried.
 *
 * states of an item: waiting, then what the site said: saved, same, merged, conflict, refused, gone
 */
"use strict";

(function () {
	var box = document.querySelector("[data-visit-outbox]"), form = document.querySelector("form[data-visit]");
	if (!box || !window.indexedDB || !window.fetch || !window.Promise)
		return;
	var FIELDS = ["place", "visited", "visitor", "others", "purpose", "said", "found", "helped", "matters", "matter_kind"];
	var SENT_KEPT = 20, AT_ONCE = 20, AGAIN_MS = 60000, DRAFT_MS = 300;
	var on_phone = box.dataset.phone === "1";
	var store, owner = box.dataset.account || "", csrf = "", refused_by = "", sending = false, editing = null, draft_timer;

	function word(name) {
		var item = box.querySelector('[data-word="' + name + '"]');
		return item ? item.textContent : name;
	}

	/* ---- the store ---- */

	function open_store() {
		return new Promise(function (resolve, reject) {
			var ask = indexedDB.open("yz-visits", 1);
			ask.onupgradeneeded = function () {
				ask.result.createObjectStore("items", { keyPath: "client" });
				ask.result.createObjectStore("drafts", { keyPath: "account" });
				ask.result.createObjectStore("meta", { keyPath: "key" });
			};
			ask.onsuccess = function () {
				resolve(ask.result);
			};
			ask.onerror = ask.onblocked = reject;
		});
	}

	/* One transaction; resolves when it is on the disk. */
	function change(names, work) {
		return new Promise(function (resolve, reject) {
			var t = store.transaction(names, "readwrite", { durability: "strict" });
			t.oncomplete = resolve;
			t.onerror = t.onabort = function () {
				reject(t.error);
			};
			work(t);
		});
	}

	function read(name, key) {
		return new Promise(function (resolve, reject) {
			var from = store.transaction(name).objectStore(name);
			var ask = key === undefined ? from.getAll() : from.get(key);
			ask.onsuccess = function () {
				resolve(ask.result);
			};
			ask.onerror = reject;
		});
	}

	function mine() {
		return read("items").then(function (all) {
			return all.filter(function (item) {
				return item.account === owner;
			}).sort(function (a, b) {
				return b.at - a.at;
			});
		});
	}

	/* ---- the form ---- */

	function values() {
		var wrote = {};
		FIELDS.forEach(function (name) {
			wrote[name] = form.elements[name].value;
		});
		return wrote;
	}

	function set_values(wrote) {
		FIELDS.forEach(function (name) {
			var field = form.elements[name];
			if (wrote[name] === undefined)
				return;
			field.value = wrote[name];
			/* a place that is no longer offered is still the one that was visited */
			if (name === "place" && wrote.place && field.value !== wrote.place) {
				field.add(new Option(wrote.place_label || wrote.place, wrote.place));
				field.value = wrote.place;
			}
		});
	}

	function today() {
		var now = new Date();
		return [now.getFullYear(), String(now.getMonth() + 1).padStart(2, "0"),
			String(now.getDate()).padStart(2, "0")].join("-");
	}

	function offer(select, options) {
		var group = null;
		while (select.options.length && select.options[select.options.length - 1].value)
			select.remove(select.options.length - 1);
		Array.prototype.slice.call(select.querySelectorAll("optgroup")).forEach(function (old) {
			old.remove();
		});
		options.forEach(function (o) {
			if (o.group && (!group || group.label !== o.group)) {
				group = document.createElement("optgroup");
				group.label = o.group;
				select.appendChild(group);
			}
			(o.group ? group : select).appendChild(new Option(o.label, o.value));
		});
	}

	function offer_people(people) {
		var list = document.getElementById("visit-people");
		if (!list) {
			list = document.createElement("datalist");
			list.id = "visit-people";
			form.appendChild(list);
		}
		list.textContent = "";
		people.forEach(function (name) {
			list.appendChild(new Option("", name));
		});
		form.elements.visitor.setAttribute("list", "visit-people");
	}

	function fill(kit) {
		if (!form || !on_phone || !kit)
			return;
		var wrote = values();
		offer(form.elements.place, kit.places);
		offer_people(kit.people);
		set_values(wrote);
		if (!form.elements.visitor.value)
			form.elements.visitor.value = kit.self;
		if (!form.elements.visited.value)
			form.elements.visited.value = today();
	}

	function draft_later() {
		clearTimeout(draft_timer);
		draft_timer = setTimeout(draft_now, DRAFT_MS);
	}

	function draft_now() {
		if (owner && form)
			change(["drafts"], function (t) {
				t.objectStore("drafts").put({ account: owner, wrote: labelled(values()), editing: editing });
			}).catch(function () {});
	}

	function labelled(wrote) {
		var at = form.elements.place.selectedOptions[0];
		wrote.place_label = at ? at.textContent : "";
		return wrote;
	}

	function draft_back() {
		if (!form || location.search.indexOf("place=") >= 0)
			return Promise.resolve();
		return read("drafts", owner).then(function (draft) {
			if (!draft)
				return;
			editing = draft.editing;
			set_values(draft.wrote);
			say(word("draft"));
		});
	}

	function new_client() {
		var bytes = new Uint8Array(16);
		crypto.getRandomValues(bytes);
		return Array.prototype.map.call(bytes, function (b) {
			return b.toString(16).padStart(2, "0");
		}).join("");
	}

	function save(event) {
		if (!owner)
			return; /* whose it is is not known: the site's own form takes it */
		event.preventDefault();
		event.stopPropagation();
		clearTimeout(draft_timer);
		var item = { client: editing ? editing.client : new_client(), edit: editing ? editing.edit + 1 : 1,
			     account: owner, wrote: labelled(values()), state: "waiting", tried: false, at: Date.now() };
		change(["items", "drafts"], function (t) {
			t.objectStore("items").put(item);
			t.objectStore("drafts").delete(owner);
		}).then(function () {
			editing = null;
			["said", "found", "helped", "others", "matters", "matter_kind", "place"].forEach(function (name) {
				form.elements[name].value = "";
			});
			form.querySelectorAll(".yz-findings").forEach(function (old) {
				old.remove();
			});
			say(word("kept"));
			box.scrollIntoView();
			return draw().then(send);
		}).catch(function () {
			say(word("full"));
		});
	}

	/* ---- what is shown ---- */

	function say(text) {
		box.querySelector("[data-visit-state]").textContent = text;
	}

	function button(label, act) {
		var b = document.createElement("button");
		b.type = "button";
		b.className = "btn btn-sm";
		b.textContent = label;
		b.addEventListener("click", act);
		return b;
	}

	function correct(item) {
		editing = { client: item.client, edit: item.edit };
		set_values(item.wrote);
		draft_now();
		form.elements.place.focus();
	}

	function drop(item) {
		if (!window.confirm(word("sure")))
			return;
		change(["items"], function (t) {
			t.objectStore("items").delete(item.client);
		}).then(draw);
	}

	function line(item) {
		var li = document.createElement("li"), head = document.createElement("span"), state = document.createElement("b");
		li.dataset.state = item.state;
		head.textContent = item.wrote.visited + " " + (item.wrote.place_label || "") + " ";
		state.textContent = word(item.state);
		li.appendChild(head);
		li.appendChild(state);
		(item.findings || []).forEach(function (f) {
			var p = document.createElement("p");
			p.textContent = f.text + (f.hint ? " " + f.hint : "");
			li.appendChild(p);
		});
		if (item.visit) {
			var a = document.createElement("a");
			a.href = "/visit/" + item.visit;
			a.textContent = word("open");
			li.appendChild(document.createTextNode(" "));
			li.appendChild(a);
		}
		if (form && (item.state === "refused" || (item.state === "waiting" && !item.tried)))
			li.appendChild(button(word("correct"), function () {
				correct(item);
			}));
		if (item.state === "refused" || (item.state === "waiting" && !sending))
			li.appendChild(button(word("drop"), function () {
				drop(item);
			}));
		return li;
	}

	function draw() {
		return read("items").then(function (all) {
			var list = box.querySelector("[data-visit-list]"), others = 0, unsent = 0;
			list.textContent = "";
			all.sort(function (a, b) {
				return b.at - a.at;
			}).forEach(function (item) {
				if (item.account !== owner) {
					others += item.state === "waiting" || item.state === "refused";
					return;
				}
				unsent += item.state === "waiting" || item.state === "refused";
				list.appendChild(line(item));
			});
			if (others) {
				var li = document.createElement("li");
				li.className = "yz-quiet";
				li.textContent = word("hidden");
				list.appendChild(li);
			}
			/* with nothing on the phone one quiet sentence is enough */
			var some = list.children.length > 0;
			box.hidden = false;
			box.classList.toggle("card", some);
			box.querySelector("h2").hidden = list.hidden = !some;
			box.querySelector("[data-visit-send]").hidden = !unsent;
			box.querySelector("[data-visit-sign-in]").hidden = refused_by !== "signin";
			if (form)
				form.hidden = on_phone && !owner;
			/* what signing out asks (app.js) */
			if (owner)
				localStorage.setItem("yz-visits", JSON.stringify({ account: owner, unsent: unsent, ask: word("leave") }));
		});
	}

	/* ---- with the site ---- */

	/* Whose session this is, and what the form offers. */
	function fetch_kit() {
		var unit = new URLSearchParams(location.search).get("unit");
		return fetch("/visits/kit" + (unit ? "?unit=" + encodeURIComponent(unit) : ""),
			     { credentials: "same-origin", headers: { Accept: "application/json" } }).then(function (answer) {
			refused_by = answer.status === 401 ? "signin" : answer.ok ? "" : "site";
			if (!answer.ok)
				throw new Error(refused_by);
			return answer.json();
		}, function () {
			refused_by = "offline";
			throw new Error(refused_by);
		}).then(function (kit) {
			csrf = kit.csrf;
			if (on_phone && !owner)
				owner = kit.account;
			if (kit.account !== owner) {
				refused_by = "other";
				throw new Error(refused_by);
			}
			return change(["meta"], function (t) {
				t.objectStore("meta").put({ key: "current", account: kit.account });
				t.objectStore("meta").put({ key: "kit " + kit.account, places: kit.places, people: kit.people, self: kit.self });
			}).then(function () {
				return kit;
			});
		});
	}

	/* Half a character, cut off at the end of a field, would keep all others from being read. */
	function whole(wrote) {
		var out = {};
		Object.keys(wrote).forEach(function (name) {
			var text = wrote[name];
			out[name] = typeof text === "string" ?
				new TextDecoder().decode(new TextEncoder().encode(text)).replace(/\0/g, "") : text;
		});
		return out;
	}

	function post(items) {
		return fetch("/visits/sync", {
			method: "POST",
			credentials: "same-origin",
			headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
			body: JSON.stringify({ account: owner, items: items.map(function (item) {
				return { client: item.client, edit: item.edit, began: {}, wrote: whole(item.wrote) };
			}) })
		}).then(function (answer) {
			if (!answer.ok) {
				refused_by = answer.status === 401 ? "signin" : answer.status === 409 ? "other" : "site";
				csrf = "";
				throw new Error(refused_by);
			}
			return answer.json();
		}, function () {
			refused_by = "offline";
			throw new Error(refused_by);
		});
	}

	/* An answer counts for the edit it is of: the item may have been corrected meanwhile. */
	function note(answers) {
		return change(["items"], function (t) {
			var items = t.objectStore("items");
			answers.forEach(function (answer) {
				var ask = items.get(answer.client);
				ask.onsuccess = function () {
					var item = ask.result;
					if (!item || item.edit !== answer.edit || item.account !== owner)
						return;
					item.state = answer.outcome;
					item.visit = answer.visit;
					item.findings = answer.findings;
					items.put(item);
				};
			});
		});
	}

	function forget_old() {
		return mine().then(function (items) {
			var sent = items.filter(function (item) {
				return item.state !== "waiting" && item.state !== "refused";
			}).slice(SENT_KEPT);
			return sent.length && change(["items"], function (t) {
				sent.forEach(function (item) {
					t.objectStore("items").delete(item.client);
				});
			});
		});
	}

	function waiting(items) {
		return items.filter(function (item) {
			return item.state === "waiting";
		}).slice(0, AT_ONCE);
	}

	function send() {
		if (sending || !owner)
			return Promise.resolve();
		sending = true;
		return mine().then(function (all) {
			var items = waiting(all);
			if (!items.length)
				return false;
			return fetch_kit().then(function () {
				/* from now on the site may have them, whatever becomes of the answer */
				return change(["items"], function (t) {
					items.forEach(function (item) {
						item.tried = true;
						t.objectStore("items").put(item);
					});
				});
			}).then(function () {
				say(word("sending"));
				return post(items);
			}).then(function (reply) {
				return note(reply.items);
			}).then(forget_old).then(function () {
				say(word("online"));
				return true;
			});
		}).catch(function () {
			say(word(refused_by === "site" || !refused_by ? "waiting" : refused_by));
			return false;
		}).then(function (more) {
			sending = false;
			return draw().then(function () {
				return more ? send() : undefined;
			});
		});
	}

	function start(db) {
		store = db;
		return read("meta", "current").then(function (current) {
			if (on_phone && current)
				owner = current.account;
			return owner ? read("meta", "kit " + owner) : null;
		}).then(function (kit) {
			fill(kit);
			return owner ? draft_back() : undefined;
		}).then(draw).then(function () {
			/* who else is signed in by now sees nothing of the one before */
			return fetch_kit().catch(function () {
				if (refused_by === "other" && on_phone) {
					owner = "";
					form.reset();
					return fetch_kit();
				}
				throw new Error(refused_by);
			});
		}).then(function (kit) {
			fill(kit);
			say(word("online"));
			if (navigator.storage && navigator.storage.persist)
				navigator.storage.persist();
		}, function () {
			say(word(owner || refused_by === "signin" ? refused_by || "offline" : "nobody"));
		}).then(draw).then(send);
	}

	if (form) {
		form.addEventListener("submit", save);
		form.addEventListener("input", draft_later);
		form.addEventListener("change", draft_later);
	}
	box.querySelector("[data-visit-send]").addEventListener("click", send);
	window.addEventListener("online", function () {
		send();
	});
	window.addEventListener("offline", function () {
		say(word("offline"));
	});
	setInterval(function () {
		if (!document.hidden)
			send();
	}, AGAIN_MS);

	if ("serviceWorker" in navigator)
		navigator.serviceWorker.register("/sw.js", { scope: "/visit/" }).then(function (registration) {
			if (registration.active)
				registration.active.postMessage("refresh");
		}).catch(function () {});
	open_store().then(start).catch(function () {
		box.hidden = true; /* no store: the form is sent the ordinary way */
		owner = "";
	});
})();
