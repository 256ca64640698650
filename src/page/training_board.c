/* training_board.c - the classes of a time, what villages ask for, who has not come yet. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/figure_page.h"
#include "page/training_page.h"
#include "tpl.h"

#include <stdlib.h>
#include <string.h>

enum { CLASSES = 60, REQUESTS = 30, GAPS = 40, GAP_PEOPLE = 12 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "from", .kind = PARAM_DATE},
    {.name = "to", .kind = PARAM_DATE},
    {0},
};

const struct page training_page = {
    .path = "/training",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = serve,
    .title = N_("Training board"),
    .about = "Classes with planned, enrolled and attended, requests that wait, who is not covered.",
};

/* ---- figures ---- */

static bool make_figures(struct request *rq, struct training_board *v, struct err *e)
{
	static const char *const names[] = {
	    "training.secretary_classes", "training.secretary_attendances", "training.classes",
	    "training.attendances",	  "training.observations",	    "training.persons",
	    "training.coverage_secretaries", "training.coverage_reserves"};
	return page_tiles(rq, names, ARRAY_LEN(names), today(), &v->tiles, e);
}

/* ---- classes ---- */

static struct path path_of(const struct reg_def *def, const char *text)
{
	struct path p;
	bool there = path_parse(def, text, &p);
	assert(there);
	return p;
}

static void within(const struct request *rq, struct query *q, const char *field)
{
	char day[16];
	if (rq_date(rq, "from"))
		query_filter(q, path_of(q->def, field), OP_GE,
			     arena_strdup(rq->arena, date_iso(rq_date(rq, "from"), day)));
	if (rq_date(rq, "to"))
		query_filter(q, path_of(q->def, field), OP_LE,
			     arena_strdup(rq->arena, date_iso(rq_date(rq, "to"), day)));
}

/* Trainees by class, of those that meet `field` `op` (field NULL: all). */
static bool counts(struct request *rq, const char *field, enum op op, struct group_list *out,
		   struct err *e)
{
	const struct reg_def *def = reg_find("trainee");
	struct scope scope;
	struct query q;
	struct aggregate g = {.kind = AGG_ROWS, .group = GROUP_PATH, .by = path_of(def, "class")};
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	within(rq, &q, "class.started");
	if (field)
		query_filter(&q, path_of(def, field), op, "1");
	return query_aggregate(rq->arena, rq->db, &q, &g, out, e);
}

static int64_t count_of(const struct group_list *list, int64_t class)
{
	char id[24];
	id_text(class, id);
	for (int i = 0; i < list->count; i++)
		if (text_eq(list->rows[i].key, id))
			return list->rows[i].value;
	return 0;
}

static const char *choice_word(struct request *rq, struct record *r, const char *field)
{
	return value_text(rq->arena, field_find(r->def, field), record_value(r, field), rq->lang);
}

static bool make_classes(struct request *rq, struct training_board *v, struct err *e)
{
	const struct reg_def *def = reg_find("training_class");
	struct group_list all, came, passed;
	struct record_list list;
	struct scope scope;
	struct query q;
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	q.unit = rq->unit.id;
	q.limit = CLASSES;
	within(rq, &q, "started");
	if (!query_list(rq->arena, rq->db, &q, &list, e) || !counts(rq, NULL, OP_EQ, &all, e) ||
	    !counts(rq, "attended", OP_HAPPENED, &came, e) ||
	    !counts(rq, "passed", OP_EQ, &passed, e))
		return false;
	struct training_class_row *rows =
	    ARENA_ARRAY(rq->arena, struct training_class_row, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		struct record *r = list.rows[i];
		const char *of = arena_printf(rq->arena, "/reg/trainee?all=1&f.class=%" PRId64, r->id);
		rows[i] = (struct training_class_row){
		    .number = record_value(r, "number")->s,
		    .name = record_title(rq->arena, r, rq->lang),
		    .href = arena_printf(rq->arena, "/training/class/%" PRId64, r->id),
		    .kind = choice_word(rq, r, "kind"),
		    .target = choice_word(rq, r, "target"),
		    .unit = r->unit_name,
		    .all = of,
		    .came = arena_printf(rq->arena, "%s&f.attended.from=1900-01-01", of),
		    .passed = arena_printf(rq->arena, "%s&f.passed=1", of),
		    .started = (ymd)record_value(r, "started")->i,
		    .planned = record_value(r, "planned")->i,
		    .enrolled = count_of(&all, r->id),
		    .attended = count_of(&came, r->id),
		    .passes = count_of(&passed, r->id),
		};
	}
	v->classes = rows;
	v->class_count = list.count;
	v->more = list.next != NULL;
	return true;
}

/* ---- requests ---- */

static bool make_requests(struct request *rq, struct training_board *v, struct err *e)
{
	const struct reg_def *def = reg_find("training_request");
	struct record_list list;
	struct scope scope;
	struct query q;
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	q.unit = rq->unit.id;
	q.limit = REQUESTS;
	query_filter(&q, path_of(def, "state"), OP_EQ, "waiting");
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	struct training_request_row *rows =
	    ARENA_ARRAY(rq->arena, struct training_request_row, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		struct record *r = list.rows[i];
		rows[i] = (struct training_request_row){
		    .topic = record_title(rq->arena, r, rq->lang),
		    .unit = r->unit_name,
		    .href = arena_printf(rq->arena, "/reg/training_request/%" PRId64, r->id),
		    .people = record_value(r, "people")->i,
		    .asked = (ymd)record_value(r, "asked")->i,
		};
	}
	v->requests = rows;
	v->request_count = list.count;
	return true;
}

/* ---- who has not come ---- */

/* Rows come by unit: one line for each unit that has somebody left. */
static void gaps_of(struct request *rq, const struct target_list *list, struct training_gaps *out)
{
	struct training_gap *gaps = ARENA_ARRAY(rq->arena, struct training_gap, GAPS + 1);
	for (int i = 0, to; i < list->count && !list->rows[i].times; i = to) {
		const struct target_person *first = &list->rows[i];
		for (to = i + 1; to < list->count && !list->rows[to].times &&
				 text_eq(list->rows[to].unit_name, first->unit_name);)
			to++;
		if (out->gap_count == GAPS) {
			out->left_out++;
			continue;
		}
		int shown = to - i < GAP_PEOPLE ? to - i : GAP_PEOPLE;
		struct ui_link *people = ARENA_ARRAY(rq->arena, struct ui_link, shown + 1);
		for (int k = 0; k < shown; k++)
			people[k] = (struct ui_link){
			    .label = first[k].name,
			    .href = arena_printf(rq->arena, "/reg/person/%" PRId64, first[k].person)};
		gaps[out->gap_count++] = (struct training_gap){
		    .unit = first->unit_name,
		    .href = arena_printf(rq->arena, "%s&unit=%" PRId64, out->href, first->unit),
		    .count = to - i,
		    .people = people};
	}
	out->gaps = gaps;
	out->total = list->count;
	out->covered = list->covered;
}

static bool make_gaps(struct request *rq, struct training_board *v, struct err *e)
{
	static const enum target shown[] = {TARGET_SECRETARY, TARGET_RESERVE};
	for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
		struct target_list list;
		struct training_gaps *g = &v->gaps[i];
		g->title = target_label(shown[i]);
		g->href = arena_printf(rq->arena, "/training/coverage?group=%s",
				       target_code(shown[i]));
		if (!training_target(rq, shown[i], rq->unit.id, &list, e))
			return false;
		gaps_of(rq, &list, g);
	}
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct scope read, write;
	char text[32];
	reg_scope(rq->account, reg_find("trainee"), false, &read);
	if (!rq->unit.id || !read.count) {
		err_set(e, ERR_DENIED, "Your account may not read the training records.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	struct training_board v = {.unit = arena_strdup(rq->arena, id_text(rq->unit.id, text)),
				   .from = arena_strdup(rq->arena, date_iso(rq_date(rq, "from"), text)),
				   .to = arena_strdup(rq->arena, date_iso(rq_date(rq, "to"), text))};
	reg_scope(rq->account, reg_find("training_request"), true, &write);
	v.may_ask = write.count > 0;
	reg_scope(rq->account, reg_find("training_class"), true, &write);
	if (!scope_has(rq->db, &write, rq->county, rq->unit.id, &v.may_open, e) ||
	    !make_figures(rq, &v, e) || !make_classes(rq, &v, e) || !make_requests(rq, &v, e) ||
	    !make_gaps(rq, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Training board")),
				 rq->unit.name);
	tpl_training_board(h, &v);
	return true;
}
