/*
 * credit_page.c - star-rated credit: who asked, what the branch and the bank said; stars explained.
 *
 * Nothing here decides: the points come from facts, the stars are declared by the branch, and only
 * the bank's reply says whether there is credit.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/figure_page.h"
#include "page/open/open_page.h"
#include "page/org_page.h"
#include "reg/star.h"
#include "tpl.h"

enum { ROWS = 200 };

static bool board(struct request *rq, struct html *h, struct err *e);
static bool stars(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "id", .kind = PARAM_ID },
	{ 0 },
};

const struct page credit_page = {
	.path = "/credit",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = board,
	.title = N_("Star-rated credit"),
	.about = "Applications with the branch's opinion and the bank's reply; declared stars.",
};
const struct page stars_page = {
	.path = "/credit/stars/:id",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = stars,
	.title = N_("Stars explained"),
	.about = "The points of a member in a year, each with its criterion and document.",
};

static const char *word(struct request *rq, const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return value_text(rq->arena, f, &r->v[f->index], rq->lang);
}

static bool rows_of(struct request *rq, const char *reg, struct record_list *out, struct err *e)
{
	const struct reg_def *def = reg_find(reg);
	struct scope scope;
	struct query q;
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	q.unit = rq->unit.id;
	q.limit = ROWS;
	return query_list(rq->arena, rq->db, &q, out, e);
}

static bool make_figures(struct request *rq, struct credit_board *v, struct err *e)
{
	static const char *const names[] = {"credit.members_helped", "credit.waiting", "credit.overdue"};
	return page_tiles(rq, names, ARRAY_LEN(names), today(), &v->tiles, e);
}

static enum ui_tone tone_of(struct record *r)
{
	const struct value *reply = record_value(r, "reply"), *repayment = record_value(r, "repayment");
	if (repayment->known && text_eq(repayment->s, "overdue"))
		return UI_BAD;
	return !reply->known ? UI_INFO : text_eq(reply->s, "granted") ? UI_GOOD : UI_PLAIN;
}

static void take(struct request *rq, const struct record_list *asked, const struct record_list *rated,
		 struct credit_board *v)
{
	struct credit_row *rows = ARENA_ARRAY(rq->arena, struct credit_row, asked->count + 1);
	struct rating_row *ratings = ARENA_ARRAY(rq->arena, struct rating_row, rated->count + 1);
	for (int i = 0; i < asked->count; i++) {
		struct record *r = asked->rows[i];
		rows[i] = (struct credit_row){
		    .name = record_title(rq->arena, r, rq->lang),
		    .href = arena_printf(rq->arena, "/reg/credit_application/%" PRId64, r->id),
		    .unit = r->unit_name, .applied = word(rq, r, "applied"), .amount = page_dec(rq, r, "amount"),
		    .opinion = word(rq, r, "opinion"), .repayment = word(rq, r, "repayment"), .tone = tone_of(r),
		    .reply = record_value(r, "reply")->known ? word(rq, r, "reply")
							     : tr(rq->lang, N_("No reply yet")),
		};
	}
	for (int i = 0; i < rated->count; i++) {
		struct record *r = rated->rows[i];
		ratings[i] = (struct rating_row){
		    .name = record_title(rq->arena, r, rq->lang),
		    .href = arena_printf(rq->arena, "/credit/stars/%" PRId64, r->id),
		    .unit = r->unit_name, .year = word(rq, r, "rated_year"), .points = word(rq, r, "points"),
		    .stars = word(rq, r, "stars"), .declared = word(rq, r, "declared"),
		};
	}
	v->rows = rows;
	v->count = asked->count;
	v->ratings = ratings;
	v->rating_count = rated->count;
}

static bool board(struct request *rq, struct html *h, struct err *e)
{
	struct credit_board v = {0};
	struct record_list asked, rated;
	struct scope scope;
	reg_scope(rq->account, reg_find("credit_application"), false, &scope);
	if (!rq->unit.id || !scope.count) {
		err_set(e, ERR_DENIED, "Your account may not read credit applications.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	if (!make_figures(rq, &v, e) || !rows_of(rq, "credit_application", &asked, e) ||
	    !rows_of(rq, "star_rating", &rated, e))
		return false;
	take(rq, &asked, &rated, &v);
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Star-rated credit")), rq->unit.name);
	tpl_credit(h, &v);
	return true;
}

static const char *star_word(struct request *rq, const char *code)
{
	const struct field_def *f = field_find(reg_find("star_rating"), "stars");
	for (int i = 0; code && i < f->of->count; i++)
		if (text_eq(f->of->choices[i].code, code))
			return label_in(&f->of->choices[i].label, rq->lang);
	return tr(rq->lang, N_("below the lowest band"));
}

static bool stars(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def = reg_find("star_rating");
	struct scope scope;
	struct record *r;
	struct star_result s;
	reg_scope(rq->account, def, false, &scope);
	if (!reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "id"), &scope, false, &r, e) ||
	    !unit_load(rq->arena, rq->db, r->unit, 0, &rq->unit, e) ||
	    !star_compute(rq->arena, rq->db, r->county, r->unit, record_value(r, "person")->i,
			  record_value(r, "rated_year")->i, (ymd)record_value(r, "declared")->i, &s, e))
		return false;
	struct star_row *rows = ARENA_ARRAY(rq->arena, struct star_row, s.count + 1);
	for (int i = 0; i < s.count; i++) {
		const struct star_line *l = &s.lines[i];
		rows[i] = (struct star_row){
		    .criterion = l->criterion, .document = l->document, .times = l->times, .points = l->points,
		    .counted = l->counted,
		    .limit = l->most ? arena_printf(rq->arena, "%" PRId64, l->most) : "",
		};
	}
	struct stars_view v = {
	    .entry = arena_printf(rq->arena, "/reg/star_rating/%" PRId64, r->id),
	    .name = record_title(rq->arena, r, rq->lang), .unit = r->unit_name, .year = word(rq, r, "rated_year"),
	    .declared = word(rq, r, "declared"), .document = word(rq, r, "document"),
	    .stars = word(rq, r, "stars"), .computed = star_word(rq, s.stars), .points = s.points,
	    .declared_points = record_value(r, "points")->i,
	    .agrees = s.points == record_value(r, "points")->i, .count = s.count, .rows = rows,
	};
	rq->title = arena_printf(rq->arena, "%s · %s", v.name, tr(rq->lang, N_("Stars explained")));
	tpl_stars(h, &v);
	return true;
}
