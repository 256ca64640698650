/* book_new.c - opens the book of a collective economic organisation that has none yet. */
#include "page/book/book_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/page_reg.h"
#include "tpl.h"

static bool show(struct request *rq, struct html *h, struct err *e);
static bool make(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "org", .kind = PARAM_ID},
    {.name = "month", .kind = PARAM_TEXT},
    {0},
};

const struct page book_new_page = {
    .path = "/books/new",
    .method = GET,
    .cap = CAP_BOOK,
    .params = params,
    .serve = show,
    .title = N_("Open a book"),
    .about = "The form for the book of a collective that has none.",
};
const struct page book_new_post = {
    .path = "/books/new",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = make,
    .title = N_("Open a book"),
    .about = "Opens the book of a collective with its first month.",
};

/* Collectives over whose unit the account keeps books, without one of their own. */
static bool make_orgs(struct request *rq, struct book_new_view *v, struct err *e)
{
	const struct reg_def *def = reg_find("org");
	struct scope scope;
	struct query q;
	struct record_list list;
	struct path kind;
	bool there = path_parse(def, "kind", &kind);
	assert(there);
	scope_of_cap(rq->account, CAP_BOOK, &scope);
	query_init(&q, def, rq->county, &scope);
	q.unit = rq->unit.id;
	q.limit = LIMIT_PAGE_ROWS;
	query_filter(&q, kind, OP_EQ, "collective");
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		struct book has;
		char id[24];
		const struct record *r = list.rows[i];
		if (!book_of_org(rq->arena, rq->db, r->county, r->id, &has, e))
			return false;
		if (!has.id || has.ended)
			options[v->org_count++] = (struct ui_option){
			    .value = arena_strdup(rq->arena, id_text(r->id, id)),
			    .label = arena_printf(rq->arena, "%s · %s", r->unit_name,
						  record_title(rq->arena, r, rq->lang))};
	}
	v->orgs = options;
	return true;
}

static bool draw(struct request *rq, struct html *h, const struct err *why, struct err *e)
{
	struct book_new_view v = {
	    .org = rq_text(rq, "org"),
	    .month = rq_text(rq, "month"),
	    .findings = rq->findings,
	    .wrong = why ? msg_render(rq->arena, &why->text, rq->lang) : NULL,
	    .wrong_hint = why && why->hint.id ? msg_render(rq->arena, &why->hint, rq->lang) : NULL,
	};
	if (!make_orgs(rq, &v, e))
		return false;
	tpl_book_new(h, &v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	return draw(rq, h, NULL, e);
}

/* The book takes name and unit of the organisation, and the chart in force in its first month. */
static bool fill(struct request *rq, struct book *b, struct err *why)
{
	struct scope scope;
	struct record *rec;
	struct chart chart;
	struct period month;
	scope_of_cap(rq->account, CAP_BOOK, &scope);
	if (!period_parse(rq_text(rq, "month"), &month) ||
	    day_month(month.from) != day_month(month.to)) {
		err_set(why, ERR_REFUSED, "“%s” is not a month.", rq_text(rq, "month"));
		return err_hint(why, "Write it like 2024-01.");
	}
	if (!reg_load(rq->arena, rq->db, reg_find("org"), rq->county, rq_id(rq, "org"), &scope, false,
		      &rec, why))
		return false;
	if (!text_eq(record_value(rec, "kind")->s, "collective"))
		return err_set(why, ERR_REFUSED,
			       "Only a collective economic organisation keeps such a book.");
	b->opened = day_month(month.from);
	if (!chart_of_month(rq->arena, b->opened, &chart, why))
		return false;
	b->county = rec->county;
	b->org = rec->id;
	b->unit = rec->unit;
	b->name = record_value(rec, "name")->s;
	b->chart = chart.name;
	return true;
}

static bool make(struct request *rq, struct html *h, struct err *e)
{
	struct book b = {0};
	struct ledger_who who = page_book_who(rq);
	struct err why = {0};
	if (fill(rq, &b, &why) &&
	    book_make(rq->arena, rq->db, &b, &who, rq->findings, &why)) {
		reply_flash(rq, N_("The book was opened. Its opening balances come next."));
		reply_redirect(rq, arena_printf(rq->arena, "/book/%" PRId64, b.id));
		return true;
	}
	if (err_http(why.code) >= 500) {
		*e = why;
		return false;
	}
	rq->refuse = true;
	rq->status = err_http(why.code);
	return draw(rq, h, &why, e);
}
