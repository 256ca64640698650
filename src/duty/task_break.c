/* task_break.c - one task broken down to several units, all or none; statements of duties. */
#include "base/arena.h"
#include "base/str.h"
#include "duty/task_int.h"

static void put_text(struct record *rec, const char *field, const char *text)
{
	*record_value(rec, field) = (struct value){ .known = !is_empty(text), .s = text };
}

static void put_number(struct record *rec, const char *field, int64_t i)
{
	*record_value(rec, field) = (struct value){ .known = i != 0, .i = i };
}

static void judge(struct arena *a, const struct task_break *in, struct findings *f)
{
	if (in->count == 0)
		find_hint(find_error(f, "part", "task-break", "No unit was chosen."), "Tick at least one unit.");
	if (in->count > LIMIT_BREAK_DOWN)
		find_error(f, "part", "task-break", "A task is broken down to at most %d units at once.",
			   (int)LIMIT_BREAK_DOWN);
	for (int i = 0; i < in->count && i < LIMIT_BREAK_DOWN; i++)
		if (in->parts[i].weight < 1 || in->parts[i].weight > 1000)
			find_error(f, arena_printf(a, "w.%" PRId64, in->parts[i].unit), "task-break",
				   "A weight is a whole number from 1 to 1000.");
}

static bool part_make(struct arena *a, struct db *db, const struct task_break *in, const struct record *above,
		      const struct task_part *p, const struct save_how *how, struct findings *f, struct err *e)
{
	struct record *rec = record_new(a, above->def, in->county, p->unit);
	put_number(rec, "plan", task_number_of(above, "plan"));
	put_number(rec, "parent", above->id);
	put_text(rec, "title", is_empty(in->title) ? task_text(a, above, "title") : in->title);
	put_text(rec, "measures", in->measures);
	put_text(rec, "evidence", is_empty(in->evidence) ? task_text(a, above, "evidence") : in->evidence);
	put_number(rec, "weight", p->weight);
	put_number(rec, "started", in->started);
	put_number(rec, "due", in->due);
	*record_value(rec, "progress") = (struct value){ .known = true };
	if (!reg_save(a, db, rec, how, f, e))
		return false;
	if (!p->person)
		return true;
	struct record *role = record_new(a, reg_find("task_role"), in->county, p->unit);
	put_number(role, "task", rec->id);
	put_text(role, "role", "act");
	put_number(role, "person", p->person);
	put_number(role, "started", in->started);
	return reg_save(a, db, role, how, f, e);
}

bool task_break_down(struct arena *a, struct db *db, const struct task_break *in, const struct save_how *how,
		     struct findings *f, struct err *e)
{
	TXN(t);
	struct record *above;
	if (!txn_begin(&t, db, e) ||
	    !reg_load(a, db, reg_find("task"), in->county, in->id, &how->scope, false, &above, e))
		return false;
	if (above->ver != in->ver) {
		err_set(e, ERR_CONFLICT, "Somebody else changed this task while you were working on it.");
		return err_hint(e, N_("Open it again, compare, and enter your change once more."));
	}
	judge(a, in, f);
	if (f->errors)
		return err_set(e, ERR_REFUSED, "The task was not broken down: %d things are wrong.", f->errors);
	for (int i = 0; i < in->count; i++)
		if (!part_make(a, db, in, above, &in->parts[i], how, f, e))
			return false;
	return txn_commit(&t, e);
}

/* ---- responsibility statements ---- */

struct statements {
	struct arena *a;
	struct db *db;
	int64_t unit;
	int count;
	struct duty_said *rows;
	bool failed;
};

static bool statement_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			   struct err *e)
{
	struct statements *s = arg;
	bool holds;
	(void)row;
	(void)subs;
	if (s->count >= DUTY_SAID_MAX)
		return true;
	if (!unit_is_under(s->db, s->unit, rec->unit, &holds, e))
		return false;
	if (!holds)
		return true;
	const char *document = task_text(s->a, rec, "document");
	s->rows[s->count++] = (struct duty_said){ .id = rec->id, .who = task_text(s->a, rec, "who"),
						  .text = task_text(s->a, rec, "text"),
						  .document = is_empty(document) ? NULL : document,
						  .started = (ymd)task_number_of(rec, "started") };
	return true;
}

/* Read from the whole county: what is expected of somebody is known to everybody below. */
bool duty_statements(struct arena *a, struct db *db, int64_t county, int64_t unit, int which, const char *code,
		     ymd at, int *count, struct duty_said **out, struct err *e)
{
	static const char *const fields[] = { "role", "org_kind", "post" };
	const struct reg_def *def = reg_find("duty_statement");
	struct statements s = { .a = a, .db = db, .unit = unit,
				.rows = ARENA_ARRAY(a, struct duty_said, DUTY_SAID_MAX) };
	struct query q;
	struct scope all;
	struct path p;
	assert(def && which >= 0 && which < (int)ARRAY_LEN(fields));
	bool there = path_parse(def, fields[which], &p);
	assert(there);
	scope_all(county, &all);
	query_init(&q, def, county, &all);
	q.at = at;
	query_filter(&q, p, OP_EQ, code);
	if (!query_each(db, &q, statement_take, &s, e))
		return false;
	*count = s.count;
	*out = s.rows;
	return true;
}
