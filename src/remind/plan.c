/* plan.c - which steps have come to their day, and whom they are told. */
#include "remind/escalate_int.h"

#include "auth/manage.h"
#include "measure/measure.h"
#include "reg/query.h"
#include "reg/workday.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

enum { RULES_MAX = 2000, LEVELS_UP = 8, SUPERVISED_MAX = 20000 };

struct rule {
	int64_t unit;
	enum due_kind kind;
	enum step step;
	int days;
};
/* A unit and what stands above it, within the county. */
struct line {
	int64_t unit;
	int count;
	int64_t path[LEVELS_UP];       /* the unit first */
	struct holder_list holders[LEVELS_UP];
	struct line *next;
};
struct work {
	struct arena *a;
	struct db *db;
	struct run_plan *plan;
	struct workdays *days;
	int rule_count;
	struct rule *rules;
	struct line *lines;
};

static const char *const steps[] = {"remind", "superior", "supervise"};

const char *step_code(enum step s)
{
	assert(s < STEP__COUNT);
	return steps[s];
}

bool step_parse(const char *code, enum step *out)
{
	for (int i = 0; i < STEP__COUNT; i++)
		if (text_eq(steps[i], code)) {
			*out = (enum step)i;
			return true;
		}
	return false;
}

/* ---- the chain ---- */

static bool rule_take(void *arg, struct arena *row, const struct record *r, const struct value *subs,
		      struct err *e)
{
	struct work *w = arg;
	struct rule rule = {.unit = r->unit};
	const struct value *v = r->v;
	(void)row;
	(void)subs;
	if (w->rule_count == RULES_MAX)
		return err_set(e, ERR_TOO_BIG, "More than %d escalation rules are in force.", RULES_MAX);
	rule.days = (int)v[field_find(r->def, "days")->index].i;
	/* a kind or step that a site added itself escalates nothing */
	if (due_kind_parse(v[field_find(r->def, "applies")->index].s, &rule.kind) &&
	    step_parse(v[field_find(r->def, "step")->index].s, &rule.step))
		w->rules[w->rule_count++] = rule;
	return true;
}

static bool rules_load(struct work *w, struct err *e)
{
	struct scope all;
	struct query q;
	scope_all(w->plan->county, &all);
	query_init(&q, reg_find("escalation_rule"), w->plan->county, &all);
	q.at = w->plan->at;
	w->rules = ARENA_ARRAY(w->a, struct rule, RULES_MAX);
	return query_each(w->db, &q, rule_take, w, e);
}

/* ---- who is told ---- */

static struct line *line_of(struct work *w, int64_t unit, struct err *e)
{
	struct unit_list path;
	for (struct line *l = w->lines; l; l = l->next)
		if (l->unit == unit)
			return l;
	struct line *l = ARENA_NEW(w->a, struct line);
	*l = (struct line){.unit = unit, .next = w->lines};
	if (!unit_path(w->a, w->db, unit, 0, &path, e))
		return NULL;
	for (int i = path.count - 1; i >= 0 && l->count < LEVELS_UP && path.units[i].level >= LEVEL_COUNTY; i--) {
		if (!unit_holders(w->a, w->db, path.units[i].id, &l->holders[l->count], e))
			return NULL;
		l->path[l->count++] = path.units[i].id;
	}
	w->lines = l;
	return l;
}

/* Roles that read what a due is about and act on it. */
static unsigned roles_of(enum due_kind k)
{
	const char *reg = due_register(k);
	const struct reg_def *def = reg ? reg_find(reg) : NULL;
	unsigned roles = 0;
	if (def)
		return def->read & ~ROLE_BIT(ROLE_VIEWER);
	for (int r = 0; r < ROLE__COUNT; r++)
		if (!reg && role_can((enum role)r, CAP_BOOK_READ))
			roles |= ROLE_BIT(r);
	return roles;
}

struct told {
	int count;
	int64_t accounts[200];
};

static void told_add(struct told *t, const struct holder_list *list, unsigned roles)
{
	for (int i = 0; i < list->count && t->count < (int)ARRAY_LEN(t->accounts); i++) {
		bool there = roles && !(list->rows[i].roles & roles);
		for (int k = 0; k < t->count && !there; k++)
			there = t->accounts[k] == list->rows[i].account;
		if (!there)
			t->accounts[t->count++] = list->rows[i].account;
	}
}

/* The nearest unit from `from` up where somebody can be told; returns where, -1 nowhere. */
static int tell_units(struct told *t, const struct line *l, int from, unsigned roles)
{
	for (int i = from; i < l->count; i++) {
		int before = t->count;
		told_add(t, &l->holders[i], roles);
		for (int k = 0; k < l->holders[i].count; k++)
			if (l->holders[i].rows[k].roles & roles)
				return i;
		assert(t->count == before);
	}
	return -1;
}

static bool whom(struct work *w, const struct due *d, enum step step, const struct line *l, struct taking *out,
		 struct err *e)
{
	struct told t = {0};
	struct holder_list own = {0};
	unsigned roles = roles_of(d->kind);
	if (d->person && !person_holders(w->a, w->db, w->plan->county, d->person, &own, e))
		return false;
	if (step != STEP_SUPERIOR) {
		told_add(&t, &own, 0);
		if (!own.count)
			tell_units(&t, l, 0, roles);
	}
	if (step != STEP_REMIND)
		tell_units(&t, l, 1, roles);
	int64_t *told = ARENA_ARRAY(w->a, int64_t, t.count + 1);
	for (int i = 0; i < t.count; i++)
		told[i] = t.accounts[i];
	out->told = told;
	out->told_count = t.count;
	return true;
}

/* ---- steps ---- */

static bool is_taken(struct work *w, const struct due *d, const struct rule *r, bool *out, struct err *e)
{
	struct stmt *q = db_query(w->db,
				  SQL("select 1 from remind_step where county=$1 and due_key=$2 and due_day=$3 "
				      "and step=$4 and days=$5"),
				  e);
	if (!q)
		return false;
	bind(q, 1, w->plan->county);
	bind(q, 2, d->key);
	bind(q, 3, d->due);
	bind(q, 4, step_code(r->step));
	bind(q, 5, r->days);
	*out = db_next(q);
	return db_end(q, e);
}

static bool take(struct work *w, const struct due *d, const struct rule *r, const struct line *l, struct err *e)
{
	struct run_plan *p = w->plan;
	bool taken;
	ymd day = workday_add(w->days, d->due, r->days);
	/* what is supervised is not supervised again */
	if (r->step == STEP_SUPERVISE && (d->kind == DUE_SUPERVISE || d->kind == DUE_SHORTAGE))
		return true;
	if (day > p->at || day < p->since)
		return true;
	if (!is_taken(w, d, r, &taken, e))
		return false;
	if (taken)
		return true;
	if (p->taking_count == p->room) {
		int more = p->room ? p->room * 2 : 64;
		p->takings = arena_grow(w->a, p->takings, sizeof *p->takings * (size_t)p->room,
					sizeof *p->takings * (size_t)more);
		p->room = more;
	}
	struct taking *t = &p->takings[p->taking_count];
	*t = (struct taking){.due = d, .step = r->step, .days = r->days};
	if (!whom(w, d, r->step, l, t, e))
		return false;
	p->taking_count++;
	return true;
}

/* The chain of the nearest unit that has one for this kind. */
static bool due_escalate(struct work *w, const struct due *d, struct err *e)
{
	bool any = false;
	for (int i = 0; i < w->rule_count; i++)
		any |= w->rules[i].kind == d->kind;
	const struct line *l = d->due && any ? line_of(w, d->unit, e) : NULL;
	if (!l)
		return !d->due || !any;
	for (int up = 0; up < l->count; up++) {
		bool found = false;
		for (int i = 0; i < w->rule_count; i++) {
			const struct rule *r = &w->rules[i];
			if (r->unit != l->path[up] || r->kind != d->kind)
				continue;
			found = true;
			if (!take(w, d, r, l, e))
				return false;
		}
		if (found)
			return true;
	}
	return true;
}

/* ---- supervised dues that are done ---- */

static GHashTable *open_dues(struct arena *a, const struct due_list *list)
{
	GHashTable *open = g_hash_table_new(g_str_hash, g_str_equal);
	for (int i = 0; i < list->count; i++)
		g_hash_table_add(open, arena_printf(a, "%s@%d", list->rows[i].key, (int)list->rows[i].due));
	return open;
}

static bool met_find(struct work *w, GHashTable *open, struct err *e)
{
	struct run_plan *p = w->plan;
	struct stmt *q = db_query(w->db,
				  SQL("select due_key,due_day,supervise from remind_step where county=$1 and "
				      "supervise>0 and met=0 order by supervise,due_key,due_day limit $2"),
				  e);
	if (!q)
		return false;
	bind(q, 1, p->county);
	bind(q, 2, SUPERVISED_MAX);
	int room = 0;
	while (db_next(q)) {
		struct done_due m = {
			.key = col_text(q, 0, w->a), .due = (ymd)col_i64(q, 1), .supervise = col_i64(q, 2)};
		if (g_hash_table_contains(open, arena_printf(w->a, "%s@%d", m.key, (int)m.due)))
			continue;
		if (p->met_count == room) {
			int more = room ? room * 2 : 32;
			p->met = arena_grow(w->a, p->met, sizeof *p->met * (size_t)room,
					    sizeof *p->met * (size_t)more);
			room = more;
		}
		p->met[p->met_count++] = m;
	}
	return db_end(q, e);
}

/* The day by which what is supervised today has to be settled; 0: no parameter says so. */
static bool supervised_due(struct work *w, struct err *e)
{
	const char *value, *document;
	bool found;
	int64_t n;
	if (!parameter_value(w->a, w->db, w->plan->county, w->plan->county, "supervise.days", w->plan->at, &value,
			     &document, &found, e))
		return false;
	if (value && parse_i64(value, &n) && n > 0 && n < 1000)
		w->plan->supervised_due = workday_add(w->days, w->plan->at, (int)n);
	return true;
}

bool plan_make(struct arena *a, struct db *db, struct run_plan *p, struct err *e)
{
	struct work w = {.a = a, .db = db, .plan = p};
	struct due_list list;
	struct todo_ask ask = {.county = p->county, .unit = p->county, .at = p->at, .limit = DUES_MAX};
	if (!workdays_load(a, db, p->county, &w.days, e) || !rules_load(&w, e) || !supervised_due(&w, e) ||
	    !todo_list(a, db, &ask, &list, e))
		return false;
	for (int i = 0; i < list.count; i++)
		if (!due_escalate(&w, &list.rows[i], e))
			return false;
	if (list.more) /* what was left out may be open: nothing is said to be done */
		return true;
	GHashTable *open = open_dues(a, &list);
	bool ok = met_find(&w, open, e);
	g_hash_table_destroy(open);
	return ok;
}
