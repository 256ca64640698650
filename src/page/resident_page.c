/* resident_page.c - first secretaries: term, leave, days in the village by month, appraisal. */
#include "measure/resident.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/pairing.h"
#include "page/figure_page.h"
#include "page/pairing_page.h"
#include "tpl.h"

enum { ROWS = 300 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "at", .kind = PARAM_DATE },
	{ 0 },
};

const struct page resident_page = {
	.path = "/residents",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("First secretaries"),
	.about = "Terms, leave and days in the village of first secretaries, from their records.",
};

/* A month is judged when it is over and the secretary was in post all through. */
static struct resident_cell cell_of(const struct resident_month *m, int at_least)
{
	int days = resident_days(m), all = date_days(m->to) - date_days(m->from);
	return (struct resident_cell){ .term = m->term, .leave = m->leave, .official = m->official, .days = days,
				       .short_of = m->term == all && days < at_least };
}

static struct resident_row row_of(struct request *rq, const struct resident *r, ymd at, int at_least)
{
	const struct choice *grade = choice_find(choice_list_find("appraisal_grade"), r->grade ? r->grade : "");
	struct resident_row row = {
		.name = r->name,
		.href = arena_printf(rq->arena, "/reg/post/%" PRId64, r->post),
		.unit = r->unit_name,
		.unit_href = arena_printf(rq->arena, "/unit/%" PRId64, r->unit),
		.sender = r->sender,
		.leaves = arena_printf(rq->arena, "/reg/leave?unit=%" PRId64 "&f.person=%" PRId64, r->unit, r->person),
		.grade = grade ? label_in(&grade->label, rq->lang) : NULL,
		.grade_year = r->grade_year,
		.started = r->started,
		.due = r->due,
		.over = r->due && r->due <= at,
	};
	for (int i = 0; i < RESIDENT_MONTHS; i++)
		row.months[i] = cell_of(&r->months[i], at_least);
	return row;
}

static bool make_figure(struct request *rq, ymd at, struct resident_view *v, struct err *e)
{
	static const char *const names[] = { "first_secretary.total" };
	return page_tiles(rq, names, ARRAY_LEN(names), at, &v->tiles, e);
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	char text[32];
	struct resident *list;
	int count;
	ymd at = rq_date(rq, "at") ? rq_date(rq, "at") : today();
	struct resident_ask ask = { .county = rq->county, .unit = rq->unit.id, .at = at };
	reg_scope(rq->account, reg_find("post"), false, &ask.posts);
	reg_scope(rq->account, reg_find("leave"), false, &ask.leaves);
	reg_scope(rq->account, reg_find("appraisal"), false, &ask.appraisals);
	if (!rq->unit.id || !ask.posts.count || !ask.leaves.count) {
		err_set(e, ERR_DENIED, "Your account may not read the leave of first secretaries.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	struct resident_view v = { .unit = arena_strdup(rq->arena, id_text(rq->unit.id, text)),
				   .at = arena_strdup(rq->arena, date_iso(at, text)) };
	if (!residents_load(rq->arena, rq->db, &ask, &count, &list, e) || !make_figure(rq, at, &v, e) ||
	    !number_parameter(rq->arena, rq->db, rq->county, rq->unit.id, "first_secretary.month_days", at,
			      &v.month_days, e))
		return false;
	struct resident_row *rows = ARENA_ARRAY(rq->arena, struct resident_row, count + 1);
	for (int i = 0; i < count && v.count < ROWS; i++)
		rows[v.count++] = row_of(rq, &list[i], at, v.month_days);
	for (int i = 0; i < RESIDENT_MONTHS && count; i++)
		v.heads[i] = arena_printf(rq->arena, "%04d-%02d", list[0].months[i].from / 10000,
					  list[0].months[i].from / 100 % 100);
	v.left_out = count - v.count;
	v.rows = rows;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("First secretaries")), rq->unit.name);
	tpl_residents(h, &v);
	return true;
}
