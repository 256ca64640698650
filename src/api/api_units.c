/* api_units.c - units and the search. */
#include "api/api.h"
#include "base/arena.h"
#include "base/str.h"

static bool root(struct request *rq, struct html *h, struct err *e);
static bool list(struct request *rq, struct html *h, struct err *e);
static bool one(struct request *rq, struct html *h, struct err *e);
static bool find(struct request *rq, struct html *h, struct err *e);
static bool contract(struct request *rq, struct html *h, struct err *e);

static const struct param list_params[] = {
    {.name = "parent", .kind = PARAM_UNIT},
    {.name = "q", .kind = PARAM_TEXT},
    {.name = "at", .kind = PARAM_DATE},
    {0},
};
static const struct param one_params[] = {
    {.name = "id", .kind = PARAM_UNIT, .required = 1},
    {.name = "at", .kind = PARAM_DATE},
    {0},
};
static const struct param find_params[] = {
    {.name = "q", .kind = PARAM_TEXT, .required = 1},
    {0},
};

const struct page api_root = {
    .path = "/api/v1",
    .method = GET,
    .cap = CAP_SIGNED_IN,
    .serve = root,
    .api = 1,
    .title = "API",
    .about = "Who is signed in and where the resources are.",
};
const struct page api_openapi = {
    .path = "/api/v1/openapi.json",
    .method = GET,
    .cap = CAP_PUBLIC,
    .serve = contract,
    .api = 1,
    .title = "API",
    .about = "This contract.",
};
const struct page api_units = {
    .path = "/api/v1/units",
    .method = GET,
    .cap = CAP_SIGNED_IN,
    .params = list_params,
    .serve = list,
    .api = 1,
    .title = "API",
    .about = "The units below one unit, or those whose name or code matches.",
};
const struct page api_unit_one = {
    .path = "/api/v1/units/:id",
    .method = GET,
    .cap = CAP_SIGNED_IN,
    .params = one_params,
    .serve = one,
    .api = 1,
    .title = "API",
    .about = "One unit, by id or 12-digit code.",
};
const struct page api_search = {
    .path = "/api/v1/search",
    .method = GET,
    .cap = CAP_SIGNED_IN,
    .params = find_params,
    .serve = find,
    .api = 1,
    .title = "API",
    .about = "Finds entries by part of a name, pinyin, initials or number.",
};

static bool root(struct request *rq, struct html *h, struct err *e)
{
	struct json j = api_reply(rq);
	(void)h;
	(void)e;
	json_open(&j, '{');
	json_kstr(&j, "version", YANZHEN_VERSION);
	json_kstr(&j, "account", rq->account->login);
	json_kid(&j, "unit", rq->unit.id);
	json_close(&j, '}');
	return true;
}

static bool contract(struct request *rq, struct html *h, struct err *e)
{
	(void)h;
	(void)e;
	openapi_write(reply_buf(rq, "application/json; charset=utf-8"));
	return true;
}

static bool list(struct request *rq, struct html *h, struct err *e)
{
	struct unit_list units;
	int64_t parent = rq_has(rq, "parent") ? rq_id(rq, "parent") : rq->unit.id;
	const char *text = rq_text(rq, "q");
	(void)h;
	bool ok = is_empty(text)
		      ? unit_children(rq->arena, rq->db, parent, rq_date(rq, "at"), &units, e)
		      : unit_find(rq->arena, rq->db, parent, text, LIMIT_SEARCH_RESULTS, &units, e);
	if (!ok)
		return false;
	struct json j = api_reply(rq);
	json_open(&j, '{');
	json_key(&j, "units");
	json_open(&j, '[');
	for (int i = 0; i < units.count; i++)
		api_unit(&j, &units.units[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	return true;
}

static bool one(struct request *rq, struct html *h, struct err *e)
{
	struct unit u;
	(void)h;
	if (!unit_load(rq->arena, rq->db, rq_id(rq, "id"), rq_date(rq, "at"), &u, e))
		return false;
	struct json j = api_reply(rq);
	api_unit(&j, &u);
	return true;
}

static bool find(struct request *rq, struct html *h, struct err *e)
{
	struct hit_list hits;
	struct account acc = *rq->account;
	(void)h;
	acc.county = rq->county;
	acc.lang = rq->lang;
	if (!search_all(rq->arena, rq->db, &acc, rq_text(rq, "q"), LIMIT_SEARCH_RESULTS, &hits, e))
		return false;
	struct json j = api_reply(rq);
	json_open(&j, '{');
	json_key(&j, "hits");
	json_open(&j, '[');
	for (int i = 0; i < hits.count; i++) {
		json_open(&j, '{');
		json_kstr(&j, "register", hits.hits[i].def->name);
		json_kid(&j, "id", hits.hits[i].id);
		json_kstr(&j, "title", hits.hits[i].title);
		json_kstr(&j, "unit", hits.hits[i].unit_name);
		json_kstr(&j, "detail", hits.hits[i].detail);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_kbool(&j, "more", hits.more);
	json_close(&j, '}');
	return true;
}
