/*
 * visit_sync.c - visits from phones: the form that opens without signal, what it needs, its door.
 *
 * /visit/phone holds no data: it is what the worker (/sw.js) keeps.  What it offers comes from
 * /visits/kit and stays on the phone of the account that fetched it.  /visits/sync answers item by
 * item and is harmless to repeat; it refuses items that another account has written.
 */
#include "base/arena.h"
#include "base/embed.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "html/shell.h"
#include "page/duty/visit_page.h"
#include "tpl.h"

#include <string.h>

enum { ITEMS_MAX = 50, CLIENT_MAX = 64, EDIT_MAX = 1000000 };

static bool phone(struct request *rq, struct html *h, struct err *e);
static bool worker(struct request *rq, struct html *h, struct err *e);
static bool kit(struct request *rq, struct html *h, struct err *e);
static bool sync_items(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ 0 },
};

const struct page visit_phone_page = {
	.path = "/visit/phone",
	.method = GET,
	.cap = CAP_PUBLIC,
	.serve = phone,
	.plain = 1,
	.title = N_("Enter a visit"),
	.about = "The form of a visit without any data, for the phone to keep.",
};
const struct page visit_worker_page = {
	.path = "/sw.js",
	.method = GET,
	.cap = CAP_PUBLIC,
	.serve = worker,
	.plain = 1,
	.title = N_("Enter a visit"),
	.about = "The program that opens the visit form without signal, and nothing else.",
};
const struct page visit_kit_page = {
	.path = "/visits/kit",
	.method = GET,
	.cap = CAP_WRITE,
	.params = params,
	.serve = kit,
	.api = 1,
	.title = N_("Enter a visit"),
	.about = "What the visit form needs on a phone: whose it is, whom one may have visited.",
};
const struct page visit_sync_post = {
	.path = "/visits/sync",
	.method = POST,
	.cap = CAP_WRITE,
	.params = params,
	.serve = sync_items,
	.api = 1,
	.title = N_("Enter a visit"),
	.about = "Takes visits from a phone and answers each; sending again changes nothing.",
};

/* ---- what the phone keeps ---- */

static bool phone(struct request *rq, struct html *h, struct err *e)
{
	struct shell shell = { .title = rq->page->title, .path = "/visit/phone", .query = "" };
	struct visit_form_view v = { .action = "/visit/new", .cancel = "/visits", .account = "",
				     .visited = "", .place = "", .visitor = "", .others = "", .purpose = "",
				     .said = "", .found = "", .helped = "", .phone = true };
	(void)e;
	for (int i = 0; visit_form_names[i]; i++)
		v.began[i] = "";
	v.matters = v.matter_kind = "";
	v.kind_count = visit_matter_kinds(rq, &v.kinds);
	v.purpose_count = visit_purposes(rq, &v.purposes);
	h->csrf = NULL; /* nothing of a session is kept */
	shell_begin(h, &shell);
	tpl_visit_new(h, &v);
	shell_end(h, &shell);
	return true;
}

static bool worker(struct request *rq, struct html *h, struct err *e)
{
	const struct embedded *f = embedded_find("assets/visit-worker.js");
	(void)h;
	(void)e;
	assert(f);
	struct buf *b = reply_buf(rq, "text/javascript; charset=utf-8");
	buf_put(b, f->data, f->size);
	return true;
}

static struct json reply_json(struct request *rq)
{
	struct json j;
	json_init(&j, reply_buf(rq, "application/json; charset=utf-8"));
	return j;
}

static void options_json(struct json *j, const char *key, const struct ui_option *o, int count)
{
	json_key(j, key);
	json_open(j, '[');
	for (int i = 0; i < count; i++) {
		json_open(j, '{');
		json_kstr(j, "value", o[i].value);
		json_kstr(j, "label", o[i].label);
		json_kstr(j, "group", o[i].group);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static bool kit(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct visit_choices c;
	const struct ui_option *purposes;
	(void)h;
	reg_scope(rq->account, reg_find("visit"), true, &scope);
	if (!scope.count || !rq->unit.id)
		return err_set(e, ERR_DENIED, "Your account may not change this register.");
	if (!visit_choices_load(rq, &scope, &c, e))
		return false;
	int purpose_count = visit_purposes(rq, &purposes);
	struct json j = reply_json(rq);
	json_open(&j, '{');
	json_kid(&j, "account", rq->account->id);
	json_kstr(&j, "name", rq->account->name);
	json_kstr(&j, "csrf", rq->csrf);
	json_kstr(&j, "self", c.self);
	options_json(&j, "places", c.places, c.place_count);
	options_json(&j, "purposes", purposes, purpose_count);
	json_key(&j, "people");
	json_open(&j, '[');
	for (int i = 0; i < c.people_count; i++)
		json_str(&j, c.people[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	return true;
}

/* ---- what the phone sends ---- */

static bool client_ok(const char *s)
{
	size_t n = s ? strlen(s) : 0;
	for (size_t i = 0; i < n; i++)
		if (!(s[i] == '-' || (s[i] >= '0' && s[i] <= '9') || (s[i] >= 'a' && s[i] <= 'z') ||
		      (s[i] >= 'A' && s[i] <= 'Z')))
			return false;
	return n > 0 && n <= CLIENT_MAX;
}

static void answer(struct request *rq, struct json *j, const json_t *item, bool ok, const struct visit_result *r)
{
	json_open(j, '{');
	json_kstr(j, "client", json_string_value(json_object_get(item, "client")));
	json_ki64(j, "edit", json_integer_value(json_object_get(item, "edit")));
	json_kstr(j, "outcome", ok ? visit_outcome_code(r->outcome) : "refused");
	json_kid(j, "visit", ok && r->outcome != VISIT_GONE ? r->visit : 0);
	json_key(j, "findings");
	json_open(j, '[');
	for (const struct finding *f = rq->findings->first; f; f = f->next) {
		json_open(j, '{');
		json_kstr(j, "field", f->field);
		json_kbool(j, "error", f->severity == FINDING_ERROR);
		json_kstr(j, "text", msg_render(rq->arena, &f->text, rq->lang));
		json_kstr(j, "hint", f->hint.id ? msg_render(rq->arena, &f->hint, rq->lang) : NULL);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
}

/* One item by itself: what is wrong with it is its own findings and undoes nothing of the others. */
static bool take_item(struct request *rq, const json_t *item, struct json *j, struct err *e)
{
	const char *client = json_string_value(json_object_get(item, "client"));
	int64_t edit_no = json_integer_value(json_object_get(item, "edit"));
	struct visit_source src = { .began = json_object_get(item, "began"), .wrote = json_object_get(item, "wrote") };
	struct visit_edit *edit = ARENA_NEW(rq->arena, struct visit_edit);
	struct visit_result result = { .outcome = VISIT_SAVED };
	bool ok = false;
	if (!client_ok(client) || edit_no < 1 || edit_no > EDIT_MAX || !json_is_object(src.wrote)) {
		find_hint(find_error(rq->findings, NULL, "visit-item", "This is not a visit as the form sends it."),
			  "Open the form again with signal; it may be an old one.");
		answer(rq, j, item, false, &result);
		return true;
	}
	*edit = (struct visit_edit){ .client = client, .edit = edit_no };
	if (!visit_edit_read(rq, &src, 0, edit, e) || !visit_save(rq, &src, edit, &result, &ok, e))
		return false;
	answer(rq, j, item, ok, &result);
	return true;
}

static bool is_mine(struct request *rq, const json_t *body, struct err *e)
{
	char mine[24];
	const char *whose = json_string_value(json_object_get(body, "account"));
	if (whose && text_eq(whose, id_text(rq->account->id, mine)))
		return true;
	err_set(e, ERR_CONFLICT, "These visits were entered under another account.");
	return err_hint(e, "Sign in with that account; they wait on the phone.");
}

static bool sync_items(struct request *rq, struct html *h, struct err *e)
{
	size_t n = 0, i;
	const char *text = rq_body(rq, &n);
	struct findings *whole = rq->findings;
	json_t *body = text ? json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL) : NULL, *items, *item;
	bool ok = true;
	(void)h;
	items = json_object_get(body, "items");
	if (!json_is_array(items) || json_array_size(items) > ITEMS_MAX) {
		json_decref(body);
		return err_set(e, ERR_INPUT, "The phone's message cannot be read: at most %d visits at once.", ITEMS_MAX);
	}
	ok = is_mine(rq, body, e);
	struct json j = reply_json(rq);
	json_open(&j, '{');
	json_key(&j, "items");
	json_open(&j, '[');
	json_array_foreach(items, i, item) {
		if (!ok)
			break;
		rq->findings = ARENA_NEW(rq->arena, struct findings);
		findings_init(rq->findings, rq->arena);
		ok = take_item(rq, item, &j, e);
	}
	json_close(&j, ']');
	json_close(&j, '}');
	rq->findings = whole;
	json_decref(body);
	return ok;
}
