/* search_page.c - one box over everything the account may read. */
#include "page/search_page.h"

#include "base/arena.h"
#include "base/str.h"
#include "page/page_reg.h"
#include "tpl.h"

#include <string.h>

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool pick(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "q", .kind = PARAM_TEXT},
    {0},
};

const struct page search_page = {
    .path = "/search",
    .method = GET,
    .cap = CAP_SIGNED_IN,
    .params = params,
    .serve = serve,
    .title = N_("Search"),
    .about = "Finds people and entries by part of a name, pinyin, initials or number.",
};

/* The field that asks sends its own name: f.person, f.mentor, … */
static const struct param pick_params[] = {
    {.name = "f.*", .kind = PARAM_TEXT},
    {0},
};

const struct page people_pick_page = {
    .path = "/people/pick",
    .method = GET,
    .cap = CAP_WRITE,
    .params = pick_params,
    .serve = pick,
    .plain = 1,
    .title = N_("Search"),
    .about = "People whose name begins as typed, for a field of a form.",
};

enum { PICKS = 12 };

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct hit_list hits = {0};
	const char *text = rq_text(rq, "q");
	struct account acc = *rq->account;
	acc.county = rq->county;
	acc.lang = rq->lang;
	if (!is_empty(text) &&
	    !search_all(rq->arena, rq->db, &acc, text, LIMIT_SEARCH_RESULTS, &hits, e))
		return false;
	struct search_row *rows = ARENA_ARRAY(rq->arena, struct search_row, hits.count + 1);
	for (int i = 0; i < hits.count; i++)
		rows[i] = (struct search_row){
		    .title = hits.hits[i].title,
		    .unit = hits.hits[i].unit_name,
		    .detail = hits.hits[i].detail,
		    .register_label = label_in(&hits.hits[i].def->label, rq->lang),
		    .href = arena_printf(rq->arena, "/reg/%s/%" PRId64, hits.hits[i].def->name,
					 hits.hits[i].id),
		};
	struct search_view v = {.text = text, .count = hits.count, .more = hits.more, .rows = rows};
	tpl_search(h, &v);
	return true;
}

/* ---- a person for a form ---- */

/* "1990-05-06 新龙村 wjg": browsers offer only what holds the text typed. */
static const char *pick_label(struct request *rq, const struct record *r, const char *typed)
{
	const struct field_def *birth = field_find(r->def, "birth");
	bool hidden = !birth || page_hides(rq, birth, r) || !r->v[birth->index].known;
	return arena_printf(rq->arena, "%s%s%s %s", r->unit_name, hidden ? "" : " ",
			    hidden ? ""
				   : value_text(rq->arena, birth, &r->v[birth->index], rq->lang),
			    typed);
}

/* Within the account's scope; somebody of another unit is found by the whole name when the form
 * is sent. */
static bool pick(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def = reg_find("person");
	const struct rq_pair *pairs;
	struct record_list list = {0};
	struct scope scope;
	struct query q;
	int n = rq_prefixed(rq, "f.", &pairs);
	const char *typed = n ? pairs[0].value : "";
	assert(def);
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	q.search = typed;
	q.limit = PICKS;
	if (!is_empty(typed) && !strchr(typed, '#') &&
	    (!query_guard(&q, rq->account, e) || !query_list(rq->arena, rq->db, &q, &list, e)))
		return false;
	struct pick_row *rows = ARENA_ARRAY(rq->arena, struct pick_row, list.count + 1);
	for (int i = 0; i < list.count; i++)
		rows[i] = (struct pick_row){
		    .value = arena_printf(rq->arena, "%s #%" PRId64,
					  record_title(rq->arena, list.rows[i], rq->lang),
					  list.rows[i]->id),
		    .label = pick_label(rq, list.rows[i], typed)};
	struct pick_view v = {.count = list.count, .rows = rows};
	tpl_people_pick(h, &v);
	return true;
}
