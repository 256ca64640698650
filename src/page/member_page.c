/*
 * member_page.c - who stands at which stage on the way to membership, what comes next and by
 * which day, what is overdue.
 */
#include "page/member_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/measure.h"
#include "page/figure_page.h"
#include "page/page_reg.h"
#include "tpl.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS = 300, VILLAGES = 500 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "at", .kind = PARAM_DATE},
    {.name = "stage", .kind = PARAM_TEXT},
    {0},
};

const struct page member_page = {
    .path = "/members",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = serve,
    .title = N_("Member development board"),
    .about = "People at each stage on the way to membership, the next step and its day.",
};

/* Words in the address; the last is no stage but what is overdue at any. */
static const char *const codes[] = {"applicant", "activist", "candidate", "probationary", "overdue"};
static const char *const words[] = {N_("Applicants"), N_("Activists"), N_("Candidates"),
				    N_("Probationary members"), N_("Overdue")};
static_assert(ARRAY_LEN(codes) == MEMBER_COUNTS + 1, "every stage, and overdue");

static const char *const steps[] = {
    [DEV_TALK] = N_("Talk with the applicant"),
    [DEV_CHOOSE] = N_("Choose as an activist"),
    [DEV_CONSIDER] = N_("May be considered as a candidate"),
    [DEV_TRAIN] = N_("Short training"),
    [DEV_INTRODUCE] = N_("Two introducers"),
    [DEV_ADMIT] = N_("Admit as a probationary member"),
    [DEV_CONVERT] = N_("Discuss full membership"),
};

/* ---- load ---- */

struct someone {
	int64_t id, unit;
	const char *name, *unit_name;
	struct dev_dates dates;
	struct dev_state state;
};
struct loading {
	struct request *rq;
	ymd at;
	struct dev_rules *rules;
	size_t count, cap;
	struct someone *rows;
};

static bool take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
		 struct err *e)
{
	struct loading *l = arg;
	const struct field_def *person = field_find(rec->def, "person");
	(void)row;
	(void)subs;
	(void)e;
	assert(person);
	if (l->count == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 64;
		l->rows = arena_grow(l->rq->arena, l->rows, l->count * sizeof *l->rows, cap * sizeof *l->rows);
		l->cap = cap;
	}
	struct someone *s = &l->rows[l->count++];
	*s = (struct someone){.id = rec->id, .unit = rec->unit,
			      .name = arena_strdup(l->rq->arena, rec->v[person->index].s),
			      .unit_name = arena_strdup(l->rq->arena, rec->unit_name)};
	dev_dates_of(rec, &s->dates);
	return true;
}

static int by_unit(const void *x, const void *y)
{
	const struct someone *a = x, *b = y;
	if (a->unit != b->unit)
		return a->unit > b->unit ? 1 : -1;
	return (a->id > b->id) - (a->id < b->id);
}

/* The bounds of a unit are asked for once. */
static bool states_make(struct loading *l, struct err *e)
{
	struct unit_list path = {0};
	qsort(l->rows, l->count, sizeof *l->rows, by_unit);
	for (size_t i = 0; i < l->count; i++) {
		struct someone *s = &l->rows[i];
		if ((i == 0 || s->unit != s[-1].unit) &&
		    !unit_path(l->rq->arena, l->rq->db, s->unit, 0, &path, e))
			return false;
		s->state = dev_state_on(&s->dates, l->rules, &path, l->at);
	}
	return true;
}

static bool load(struct request *rq, ymd at, struct loading *l, struct err *e)
{
	const struct reg_def *def = reg_find("development");
	struct scope scope;
	struct query q;
	assert(def);
	*l = (struct loading){.rq = rq, .at = at};
	reg_scope(rq->account, def, false, &scope);
	if (!rq->unit.id || !scope.count) {
		err_set(e, ERR_DENIED, "Your account may not read the development of members.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	query_init(&q, def, rq->county, &scope);
	q.unit = rq->unit.id;
	q.at = at;
	if (!dev_rules_load(rq->arena, rq->db, rq->county, &l->rules, e) ||
	    !query_each(rq->db, &q, take, l, e))
		return false;
	return l->count == 0 || states_make(l, e);
}

/* ---- numbers ---- */

static const char *board_href(struct request *rq, int64_t unit, const char *at, const char *stage)
{
	return arena_printf(rq->arena, "/members?unit=%" PRId64 "&at=%s&stage=%s", unit, at, stage);
}

static struct member_count count_of(struct request *rq, const struct loading *l, int64_t unit, int code,
				    const char *at)
{
	int n = 0;
	for (size_t i = 0; i < l->count; i++) {
		const struct someone *s = &l->rows[i];
		if (unit == s->unit || unit == 0)
			n += code == MEMBER_COUNTS ? s->state.overdue : (int)s->state.stage == code;
	}
	return (struct member_count){
	    .text = arena_printf(rq->arena, "%d", n),
	    .href = n ? board_href(rq, unit ? unit : rq->unit.id, at, codes[code]) : NULL};
}

static void make_villages(struct request *rq, const struct loading *l, struct member_view *v)
{
	struct member_village *rows = ARENA_ARRAY(rq->arena, struct member_village, VILLAGES);
	for (size_t i = 0; i < l->count && v->village_count < VILLAGES; i++) {
		const struct someone *s = &l->rows[i];
		if (i && s->unit == s[-1].unit)
			continue;
		struct member_village *row = &rows[v->village_count++];
		*row = (struct member_village){.name = s->unit_name,
					       .href = arena_printf(rq->arena, "/unit/%" PRId64, s->unit)};
		for (int c = 0; c < MEMBER_COUNTS; c++)
			row->stages[c] = count_of(rq, l, s->unit, c, v->at);
		row->overdue = count_of(rq, l, s->unit, MEMBER_COUNTS, v->at);
	}
	v->villages = rows;
}

static bool make_tiles(struct request *rq, const struct loading *l, struct member_view *v, struct err *e)
{
	static const char *const names[] = {"member.total", "member.developed", "conversion.count"};
	for (int c = 0; c <= MEMBER_COUNTS; c++) {
		struct member_count n = count_of(rq, l, 0, c, v->at);
		v->tiles.rows[v->tiles.count++] =
		    (struct ui_tile){.label = words[c], .value = n.text, .href = n.href};
	}
	return page_tiles(rq, names, ARRAY_LEN(names), l->at, &v->tiles, e);
}

/* ---- who, and what comes next ---- */

/* Those with a day first, by day; then by stage. */
static int soonest_first(const void *x, const void *y)
{
	const struct someone *a = *(const struct someone *const *)x, *b = *(const struct someone *const *)y;
	ymd p = a->state.day ? a->state.day : DATE_OPEN, q = b->state.day ? b->state.day : DATE_OPEN;
	if (a->state.overdue != b->state.overdue)
		return b->state.overdue - a->state.overdue;
	if (p != q)
		return p > q ? 1 : -1;
	if (a->state.stage != b->state.stage)
		return (int)b->state.stage - (int)a->state.stage;
	return (a->id > b->id) - (a->id < b->id);
}

static bool wanted(const struct someone *s, const char *stage)
{
	if (s->state.stage >= DEV_FULL)
		return false;
	if (is_empty(stage))
		return true;
	if (text_eq(stage, codes[MEMBER_COUNTS]))
		return s->state.overdue;
	return text_eq(stage, codes[s->state.stage]);
}

static struct member_step step_of(struct request *rq, const struct someone *s)
{
	char day[32];
	struct member_step step = {
	    .name = s->name,
	    .unit = s->unit_name,
	    .href = arena_printf(rq->arena, "/reg/development/%" PRId64, s->id),
	    .stage = words[s->state.stage],
	    .next = steps[s->state.next],
	    .day = s->state.day ? arena_strdup(rq->arena, date_iso(s->state.day, day)) : NULL,
	};
	if (s->state.overdue) {
		step.tone = UI_BAD;
		step.word = N_("Overdue");
	} else if (s->state.day && s->state.next == DEV_CONSIDER) {
		step.tone = UI_PLAIN;
		step.word = N_("Not before");
	} else if (s->state.day) {
		step.tone = UI_INFO;
		step.word = N_("Due by");
	}
	return step;
}

static void make_steps(struct request *rq, const struct loading *l, struct member_view *v)
{
	const struct someone **order = ARENA_ARRAY(rq->arena, const struct someone *, l->count + 1);
	struct member_step *rows = ARENA_ARRAY(rq->arena, struct member_step, STEPS);
	size_t count = 0;
	for (size_t i = 0; i < l->count; i++)
		if (wanted(&l->rows[i], v->stage))
			order[count++] = &l->rows[i];
	if (count)
		qsort(order, count, sizeof *order, soonest_first);
	for (size_t i = 0; i < count && i < STEPS; i++)
		rows[v->step_count++] = step_of(rq, order[i]);
	v->left_out = (int)count - v->step_count;
	v->steps = rows;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct loading l;
	char text[32];
	ymd at = rq_date(rq, "at") ? rq_date(rq, "at") : today();
	struct member_view v = {.unit = arena_strdup(rq->arena, id_text(rq->unit.id, text)),
				.at = arena_strdup(rq->arena, date_iso(at, text)),
				.stage = rq_text(rq, "stage"),
				.heading = N_("What comes next"),
				.stage_count = MEMBER_COUNTS + 1};
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, MEMBER_COUNTS + 1);
	for (int c = 0; c <= MEMBER_COUNTS; c++) {
		options[c] = (struct ui_option){.value = codes[c], .label = words[c]};
		if (text_eq(v.stage, codes[c]))
			v.heading = words[c];
		if (c < MEMBER_COUNTS)
			v.stage_words[c] = words[c];
	}
	v.stages = options;
	if (!load(rq, at, &l, e) || !make_tiles(rq, &l, &v, e))
		return false;
	make_villages(rq, &l, &v);
	make_steps(rq, &l, &v);
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Member development board")),
				 rq->unit.name);
	tpl_members(h, &v);
	return true;
}
