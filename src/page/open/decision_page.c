/* decision_page.c - the decisions of the villages, the six steps of one, its sheets for paper. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/open/open_page.h"
#include "page/org_page.h"
#include "page/page_reg.h"
#include "tpl.h"

#include <stdlib.h>

enum { DECISIONS = 200, STEPS = 60 };

static bool board(struct request *rq, struct html *h, struct err *e);
static bool show(struct request *rq, struct html *h, struct err *e);
static bool sheet(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "id", .kind = PARAM_ID },
	{ 0 },
};

const struct page decisions_page = {
	.path = "/decisions",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = board,
	.title = N_("Decisions of the villages"),
	.about = "Matters decided by 四议两公开, which step each has reached, what comes next.",
};
const struct page decision_page = {
	.path = "/decision/:id",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = show,
	.title = N_("Decision"),
	.about = "One matter with its six steps and the test of each.",
};
const struct page decision_sheet_page = {
	.path = "/decision/:id/sheet",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = sheet,
	.title = N_("Sheets of a decision"),
	.about = "The sheet of each step, to be printed and signed.",
};

static const struct choice_list *stages(void)
{
	const struct field_def *f = field_find(reg_find("decision_step"), "stage");
	assert(f && f->of->count == STAGES);
	return f->of;
}

static int stage_of(const char *code)
{
	const struct choice_list *of = stages();
	for (int i = 0; i < of->count; i++)
		if (text_eq(of->choices[i].code, code))
			return i;
	return 0;
}

static const char *word(struct request *rq, const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return value_text(rq->arena, f, &r->v[f->index], rq->lang);
}

static const char *state_word(struct request *rq, const struct record *r)
{
	for (int i = 0; i < r->def->state_count; i++)
		if (text_eq(r->def->states[i].code, r->state))
			return label_in(&r->def->states[i].label, rq->lang);
	return "";
}

static enum ui_tone state_tone(const char *state)
{
	return text_eq(state, "done") ? UI_GOOD : text_eq(state, "dropped") ? UI_PLAIN : UI_INFO;
}

/* Where the account may write decisions: the address of an empty form, or NULL. */
static const char *form_for(struct request *rq, const char *reg, int64_t unit, const char *more,
			    struct err *e)
{
	const struct reg_def *def = reg_find(reg);
	struct scope scope;
	bool inside = false;
	reg_scope(rq->account, def, true, &scope);
	if (scope.count == 0 || !scope_has(rq->db, &scope, rq->county, unit, &inside, e) || !inside)
		return NULL;
	return arena_printf(rq->arena, "/reg/%s/new?unit=%" PRId64 "%s", reg, unit, more);
}

/* ---- the board ---- */

struct board_work {
	struct request *rq;
	int count;
	int64_t *ids;                 /* in the order of the rows */
	struct decision_row *rows;
	int stage, result, held, decision; /* fields */
};

static bool step_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
		      struct err *e)
{
	struct board_work *w = arg;
	(void)row;
	(void)subs;
	(void)e;
	int i = 0;
	while (i < w->count && w->ids[i] != rec->v[w->decision].i)
		i++;
	if (i == w->count)
		return true;
	struct stage_cell *c = &w->rows[i].stages[stage_of(rec->v[w->stage].s)];
	bool passed = text_eq(rec->v[w->result].known ? rec->v[w->result].s : "", "passed");
	char day[16];
	if (c->tone == UI_GOOD && !passed)
		return true;
	c->tone = passed ? UI_GOOD : rec->v[w->result].known ? UI_BAD : UI_WARN;
	c->day = arena_strdup(w->rq->arena, date_iso((ymd)rec->v[w->held].i, day));
	return true;
}

static bool steps_take(struct request *rq, struct board_work *w, struct err *e)
{
	const struct reg_def *def = reg_find("decision_step");
	struct scope scope;
	struct query q;
	w->stage = field_find(def, "stage")->index;
	w->result = field_find(def, "result")->index;
	w->held = field_find(def, "held")->index;
	w->decision = field_find(def, "decision")->index;
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	q.unit = rq->unit.id;
	return query_each(rq->db, &q, step_take, w, e);
}

static const char *next_of(struct request *rq, const struct decision_row *r)
{
	for (int i = 0; i < STAGES; i++)
		if (r->stages[i].tone != UI_GOOD)
			return label_in(&stages()->choices[i].label, rq->lang);
	return tr(rq->lang, N_("Close the matter"));
}

static bool board(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def = reg_find("decision");
	struct scope scope;
	struct query q;
	struct record_list list;
	int64_t all;
	reg_scope(rq->account, def, false, &scope);
	if (!rq->unit.id || !scope.count)
		return err_set(e, ERR_DENIED, "Your account may not read decisions.");
	query_init(&q, def, rq->county, &scope);
	q.unit = rq->unit.id;
	q.limit = DECISIONS;
	if (!query_list(rq->arena, rq->db, &q, &list, e) ||
	    !query_count(rq->arena, rq->db, &q, LIMIT_COUNT, &all, e))
		return false;
	struct decision_row *rows = ARENA_ARRAY(rq->arena, struct decision_row, list.count + 1);
	int64_t *ids = ARENA_ARRAY(rq->arena, int64_t, list.count + 1);
	struct decision_board v = {.count = list.count, .left_out = (int)(all - list.count), .rows = rows};
	for (int i = 0; i < list.count; i++) {
		struct record *r = list.rows[i];
		ids[i] = r->id;
		rows[i] = (struct decision_row){
		    .title = record_title(rq->arena, r, rq->lang),
		    .href = arena_printf(rq->arena, "/decision/%" PRId64, r->id),
		    .unit = r->unit_name, .matter = word(rq, r, "matter"), .raised = word(rq, r, "raised"),
		    .state = state_word(rq, r), .tone = state_tone(r->state),
		};
		v.open += text_eq(r->state, "open");
	}
	struct board_work w = {.rq = rq, .count = list.count, .ids = ids, .rows = rows};
	if (!steps_take(rq, &w, e))
		return false;
	for (int i = 0; i < STAGES; i++)
		v.heads[i] = label_in(&stages()->choices[i].label, rq->lang);
	for (int i = 0; i < list.count; i++)
		rows[i].next = text_eq(list.rows[i]->state, "open") ? next_of(rq, &rows[i]) : "";
	v.add = form_for(rq, "decision", rq->unit.id, "", e);
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Decisions of the villages")),
				 rq->unit.name);
	tpl_decisions(h, &v);
	return e->code == ERR_NONE;
}

/* ---- one matter ---- */

static void fact(struct step_view *s, struct request *rq, const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	const char *text = word(rq, r, field);
	assert(f && s->fact_count < (int)ARRAY_LEN(s->facts));
	if (!is_empty(text))
		s->facts[s->fact_count++] =
		    (struct step_fact){.label = label_in(&f->label, rq->lang), .value = text};
}

/* The test with its working and its law, as of the day of the meeting. */
static bool test_show(struct request *rq, struct record *r, struct step_view *s, struct err *e)
{
	const struct value *due = record_value(r, "due"), *present = record_value(r, "present"),
			   *agreed = record_value(r, "agreed"), *counted = record_value(r, "counted"),
			   *noticed = record_value(r, "noticed");
	struct quorum_rule rule;
	struct quorum_test t;
	bool found;
	if (!quorum_rule_find(rq->arena, rq->db, r->county, r->unit, record_value(r, "body")->s,
			      counted->known ? counted->s : "persons", (ymd)record_value(r, "held")->i, &rule,
			      &found, e))
		return false;
	if (!found || !due->known || !present->known)
		return true;
	quorum_test(&rule, due->i, present->i, agreed->known ? agreed->i : 0, &t);
	s->attend = msg_render(rq->arena, &t.attend, rq->lang);
	s->pass = agreed->known ? msg_render(rq->arena, &t.pass, rq->lang) : "";
	s->law = arena_printf(rq->arena, "%s %s", rule.law, rule.article);
	if (rule.notice_days && noticed->known) {
		struct msg m;
		msg_set(&m, "Notice given %d days before, %d required.",
			date_days((ymd)record_value(r, "held")->i) - date_days((ymd)noticed->i),
			(int)rule.notice_days);
		s->notice = msg_render(rq->arena, &m, rq->lang);
	}
	return true;
}

static bool step_show(struct request *rq, struct record *r, struct step_view *s, struct err *e)
{
	static const char *const fields[] = {"form",   "counted", "noticed",  "due",	 "present", "agreed",
					     "content", "attended", "signed", "overseen"};
	const struct value *result = record_value(r, "result");
	*s = (struct step_view){
	    .label = word(rq, r, "stage"),
	    .href = arena_printf(rq->arena, "/reg/decision_step/%" PRId64, r->id),
	    .body = word(rq, r, "body"),
	    .day = word(rq, r, "held"),
	    .word = result->known ? word(rq, r, "result") : tr(rq->lang, N_("Not said yet")),
	    .tone = !result->known ? UI_WARN : text_eq(result->s, "passed") ? UI_GOOD : UI_BAD,
	};
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		fact(s, rq, r, fields[i]);
	return test_show(rq, r, s, e);
}

static int by_stage(const void *x, const void *y)
{
	struct record *a = *(struct record *const *)x, *b = *(struct record *const *)y;
	int order = stage_of(record_value(a, "stage")->s) - stage_of(record_value(b, "stage")->s);
	int64_t day = record_value(a, "held")->i - record_value(b, "held")->i;
	return order ? order : day ? (day > 0) - (day < 0) : (a->id > b->id) - (a->id < b->id);
}

/* What to enter next: the first stage that is not passed. */
static void next_form(struct request *rq, const struct record *r, const struct record_list *steps,
		      struct decision_view *v, struct err *e)
{
	bool passed[STAGES] = {false};
	int next = 0;
	for (int i = 0; i < steps->count; i++)
		if (record_value(steps->rows[i], "result")->known &&
		    text_eq(record_value(steps->rows[i], "result")->s, "passed"))
			passed[stage_of(record_value(steps->rows[i], "stage")->s)] = true;
	while (next < STAGES && passed[next])
		next++;
	if (next == STAGES || !text_eq(r->state, "open"))
		return;
	v->add_label = label_in(&stages()->choices[next].label, rq->lang);
	v->add = form_for(rq, "decision_step", r->unit,
			  arena_printf(rq->arena, "&f.decision=%" PRId64 "&f.stage=%s", r->id,
				       stages()->choices[next].code),
			  e);
}

/* Once the four discussions stand, whoever publishes for the village may publish the matter. */
static bool publish_link(struct request *rq, const struct record *r, struct decision_view *v, struct err *e)
{
	char unit[24], id[24];
	bool may = false;
	if (v->count < STAGES - 2 || text_eq(r->state, "dropped"))
		return true;
	if (!open_may(rq, true, r->unit, &may, e))
		return false;
	if (may)
		v->publish = arena_printf(rq->arena, "/disclosures/new?unit=%s&kind=decision&pick=%s",
					  id_text(r->unit, unit), id_text(r->id, id));
	return true;
}

static bool load(struct request *rq, struct decision_view *v, struct err *e)
{
	const struct reg_def *def = reg_find("decision");
	struct scope scope;
	struct record *r;
	struct record_list list;
	char id[24];
	reg_scope(rq->account, def, false, &scope);
	if (!reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "id"), &scope, false, &r, e) ||
	    !page_rows_of(rq, "decision_step", "decision", r->id, 0, STEPS, &list, e) ||
	    !unit_load(rq->arena, rq->db, r->unit, 0, &rq->unit, e))
		return false;
	if (list.count)
		qsort(list.rows, (size_t)list.count, sizeof *list.rows, by_stage);
	struct step_view *steps = ARENA_ARRAY(rq->arena, struct step_view, list.count + 1);
	for (int i = 0; i < list.count; i++)
		if (!step_show(rq, list.rows[i], &steps[i], e))
			return false;
	*v = (struct decision_view){
	    .id = arena_strdup(rq->arena, id_text(r->id, id)),
	    .entry = arena_printf(rq->arena, "/reg/decision/%" PRId64, r->id),
	    .unit = r->unit_name, .matter = word(rq, r, "matter"), .origin = word(rq, r, "origin"),
	    .amount = page_dec(rq, r, "amount"), .raised = word(rq, r, "raised"),
	    .state = state_word(rq, r), .content = word(rq, r, "content"), .result = word(rq, r, "result"),
	    .org = record_value(r, "org")->known ? record_value(r, "org")->s : "",
	    .count = list.count, .steps = steps,
	};
	next_form(rq, r, &list, v, e);
	rq->title = record_title(rq->arena, r, rq->lang);
	return e->code == ERR_NONE && publish_link(rq, r, v, e);
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct decision_view v;
	if (!load(rq, &v, e))
		return false;
	tpl_decision(h, &v);
	return true;
}

static bool sheet(struct request *rq, struct html *h, struct err *e)
{
	struct decision_view v;
	if (!load(rq, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Sheets of a decision")), rq->title);
	tpl_decision_sheet(h, &v);
	return true;
}
