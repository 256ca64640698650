/* search_page.c - one box over everything the account may read. */
#include "page/search_page.h"

#include "base/arena.h"
#include "base/str.h"
#include "page/page_reg.h"
#include "tpl.h"

static bool serve(struct request *rq, struct html *h, struct err *e);

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
