/* app.js - makes pages that work without it more comfortable.  Nothing here is needed.
 * ES2019 only (Chromium 86).  Behaviour is asked for by attributes:
 *   data-confirm="…"     on a form or its button: asks before sending
 *   data-auto            on a form: a changed select or checkbox sends it
 *   data-again           on a form: answers with a file, so it may be sent once more
 *   data-guard           on a form: warns before leaving with unsaved changes
 *   data-columns="id"    on a box of checkboxes: each shows or hides the cells of that table
 *                        whose data-col is its value
 */
"use strict";

(function () {
	function each(selector, fn) {
		Array.prototype.forEach.call(document.querySelectorAll(selector), fn);
	}

	/* "/" goes to the search box, Escape closes open menus */
	document.addEventListener("keydown", function (event) {
		var typing = event.target.closest && event.target.closest("input, textarea, select");
		if (event.key === "/" && !typing && !event.ctrlKey && !event.altKey && !event.metaKey) {
			var box = document.getElementById("yz-q");
			if (box) {
				event.preventDefault();
				box.focus();
				box.select();
			}
		}
		if (event.key === "Escape")
			each("details.yz-menu[open]", function (menu) {
				var had = menu.contains(document.activeElement);
				menu.open = false;
				if (had)
					menu.querySelector("summary").focus();
			});
	});
	document.addEventListener("click", function (event) {
		each("details.yz-menu[open]", function (menu) {
			if (!menu.contains(event.target))
				menu.open = false;
		});
	});

	/* Signing out takes the lists of the visit form (visits.js) from this phone; visits that
	 * have not been sent stay, for the same account only, and leaving them is asked about. */
	function forget_visits(form, event) {
		var kept = JSON.parse(localStorage.getItem("yz-visits") || "null");
		if (!kept || !window.indexedDB || form.getAttribute("action") !== "/sign-out")
			return false;
		event.preventDefault();
		if (kept.unsent && !window.confirm(kept.ask))
			return true;
		localStorage.removeItem("yz-visits");
		function leave() {
			form.submit();
		}
		var ask = indexedDB.open("yz-visits", 1);
		ask.onerror = ask.onblocked = leave;
		ask.onupgradeneeded = function () { /* none there: leave none behind */
			ask.transaction.abort();
		};
		ask.onsuccess = function () {
			var t = ask.result.transaction(["meta", "items"], "readwrite"), items = t.objectStore("items");
			t.objectStore("meta").clear();
			items.openCursor().onsuccess = function (found) {
				var at = found.target.result;
				if (!at)
					return;
				if (at.value.account === kept.account && at.value.state !== "waiting" && at.value.state !== "refused")
					at.delete();
				at.continue();
			};
			t.oncomplete = t.onerror = t.onabort = leave;
		};
		return true;
	}

	/* ask first; never send the same form twice */
	document.addEventListener("submit", function (event) {
		var form = event.target, button = event.submitter;
		if (forget_visits(form, event))
			return;
		var ask = (button && button.dataset.confirm) || form.dataset.confirm;
		if (form.dataset.sent || (ask && !window.confirm(ask))) {
			event.preventDefault();
			return;
		}
		delete form.dataset.changed;
		if (form.method === "post" && !("again" in form.dataset))
			form.dataset.sent = "1";
	});
	window.addEventListener("pageshow", function () {
		each("form[data-sent]", function (form) {
			delete form.dataset.sent;
		});
	});

	document.addEventListener("change", function (event) {
		var form = event.target.form;
		if (form && "auto" in form.dataset && /^(select-one|checkbox|radio)$/.test(event.target.type))
			form.requestSubmit();
	});

	document.addEventListener("input", function (event) {
		var form = event.target.form;
		if (form && "guard" in form.dataset)
			form.dataset.changed = "1";
	});
	window.addEventListener("beforeunload", function (event) {
		if (document.querySelector("form[data-changed]")) {
			event.preventDefault();
			event.returnValue = "";
		}
	});

	/* columns: at once, and remembered for this list on this computer */
	function column_chooser(box) {
		var table = document.getElementById(box.dataset.columns);
		var inputs = Array.prototype.slice.call(box.querySelectorAll("input[type=checkbox]"));
		var key = "columns " + location.pathname;
		var off = (localStorage.getItem(key) || "").split(" ");
		function show() {
			inputs.forEach(function (input) {
				Array.prototype.forEach.call(table.querySelectorAll("[data-col]"), function (cell) {
					if (cell.dataset.col === input.value)
						cell.hidden = !input.checked;
				});
			});
		}
		inputs.forEach(function (input) {
			if (off.indexOf(input.value) >= 0)
				input.checked = false;
		});
		box.addEventListener("change", function () {
			localStorage.setItem(key, inputs.filter(function (input) {
				return !input.checked;
			}).map(function (input) {
				return input.value;
			}).join(" "));
			show();
		});
		show();
	}
	each("[data-columns]", column_chooser);

	/* a row of tabs that scrolls begins where one is */
	each(".yz-tabs [aria-current]", function (tab) {
		var row = tab.closest("ul"), box = tab.getBoundingClientRect(), all = row.getBoundingClientRect();
		row.scrollLeft += box.left + box.width / 2 - all.left - all.width / 2;
	});

	/* what was found wrong is the first thing to read */
	var wrong = document.querySelector("main .yz-findings");
	if (wrong)
		wrong.focus();
})();
