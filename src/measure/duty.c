/* duty.c - the duties of one village's committee. */
#include "measure/duty.h"

#include "base/arena.h"
#include "base/str.h"

struct gather {
	struct arena *a;
	struct duty_list *list;
};

static const struct value *value_of(const struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	assert(f);
	return &rec->v[f->index];
}

static const char *text_of(struct arena *a, const struct record *rec, const char *field)
{
	const struct value *v = value_of(rec, field);
	return v->known && v->s ? arena_strdup(a, v->s) : "";
}

static bool standing_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			  struct err *e)
{
	struct gather *g = arg;
	(void)row;
	(void)subs;
	if (g->list->count == DUTIES_MAX)
		return err_set(e, ERR_TOO_BIG, "More than %d duties hold here at once.", DUTIES_MAX);
	g->list->rows[g->list->count++] = (struct duty_standing){
		.id = rec->id,
		.person = value_of(rec, "person")->i,
		.duty = text_of(g->a, rec, "duty"),
		.name = text_of(g->a, rec, "person"),
		.reason = text_of(g->a, rec, "reason"),
		.document = text_of(g->a, rec, "document"),
		.decided = (ymd)value_of(rec, "decided")->i,
		.started = (ymd)value_of(rec, "started")->i,
	};
	return true;
}

static struct path path_of(const struct reg_def *def, const char *text)
{
	struct path p;
	bool there = def && path_parse(def, text, &p);
	assert(there);
	return p;
}

/* Only the unit's own rows, not those of units below it. */
static void query_unit(struct arena *a, struct query *q, const struct reg_def *def, int64_t county, int64_t unit,
		       const struct scope *scope)
{
	query_init(q, def, county, scope);
	q->unit = unit;
	query_filter(q, path_of(def, "unit"), OP_EQ, arena_printf(a, "%" PRId64, unit));
}

static int rank_of(const char *duty)
{
	const struct choice *c = choice_find(choice_list_find("committee_duty"), duty);
	return c ? c->rank : 1000;
}

bool duties_standing(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		     ymd at, struct duty_list *out, struct err *e)
{
	struct query q;
	struct gather g = { .a = a, .list = out };
	out->count = 0;
	query_unit(a, &q, reg_find("duty_assignment"), county, unit, scope);
	q.at = at;
	if (!query_each(db, &q, standing_take, &g, e))
		return false;
	for (int i = 1; i < out->count; i++) { /* few rows: by insertion */
		struct duty_standing row = out->rows[i];
		int k = i;
		for (; k && rank_of(out->rows[k - 1].duty) > rank_of(row.duty); k--)
			out->rows[k] = out->rows[k - 1];
		out->rows[k] = row;
	}
	return true;
}

/* ---- what is wrong with a decision ---- */

static const char *field_of(const struct findings *f, const char *duty)
{
	return arena_printf(f->arena, "d.%s", duty);
}

static int64_t person_of(const struct duty_decision *in, const char *duty)
{
	for (int i = 0; i < in->count; i++)
		if (text_eq(in->choices[i].duty, duty))
			return in->choices[i].person;
	return 0;
}

static bool holds_post(struct arena *a, struct db *db, const struct duty_decision *in, int64_t person, bool *out,
		       struct err *e)
{
	const struct reg_def *def = reg_find("post");
	struct scope all;
	struct query q;
	int64_t n;
	scope_all(in->county, &all);
	query_unit(a, &q, def, in->county, in->unit, &all);
	q.at = in->day;
	query_filter(&q, path_of(def, "person"), OP_EQ, arena_printf(a, "%" PRId64, person));
	query_filter(&q, path_of(def, "committee"), OP_EQ, "1");
	if (!query_count(a, db, &q, 1, &n, e))
		return false;
	*out = n > 0;
	return true;
}

static bool no_later_decision(struct arena *a, struct db *db, const struct duty_decision *in, struct findings *f,
			      struct err *e)
{
	const struct reg_def *def = reg_find("duty_assignment");
	struct scope all;
	struct query q;
	int64_t n;
	scope_all(in->county, &all);
	query_unit(a, &q, def, in->county, in->unit, &all);
	ymd after = date_from_days(date_days(in->day) + 1);
	char text[16];
	query_filter(&q, path_of(def, "started"), OP_GE, arena_strdup(a, date_iso(after, text)));
	if (!query_count(a, db, &q, 1, &n, e))
		return false;
	if (n)
		find_hint(find_error(f, "day", "duty-later", "A later decision of this village is registered already."),
			  "Choose a later day, or change the entries of that decision.");
	return true;
}

static bool judge(struct arena *a, struct db *db, const struct duty_decision *in, struct findings *f, struct err *e)
{
	bool dated = in->day % 100 != 0; /* a month is not enough: the old division ends on the day */
	if (!dated || !in->decided)
		find_error(f, dated ? "decided" : "day", "duty-day", "The day is missing.");
	if (in->count == 0)
		find_error(f, "day", "duty-nobody", "Nobody was chosen for any duty.");
	if (person_of(in, "cashier") && person_of(in, "cashier") == person_of(in, "accountant"))
		find_hint(find_error(f, "d.cashier", "cash-and-accounts",
				     "One person cannot keep both the cash and the accounts."),
			  "Give one of the two to somebody else (Accounting Law, article 37).");
	if (f->errors)
		return true;
	for (int i = 0; i < in->count; i++) {
		bool holds;
		if (!holds_post(a, db, in, in->choices[i].person, &holds, e))
			return false;
		if (!holds)
			find_error(f, field_of(f, in->choices[i].duty), "duty-post",
				   "Only somebody on the committee that day can be chosen.");
	}
	return no_later_decision(a, db, in, f, e);
}

/* ---- saving ---- */

static const struct duty_choice *choice_of(const struct duty_decision *in, const struct duty_standing *s, bool *done)
{
	for (int i = 0; i < in->count; i++)
		if (in->choices[i].person == s->person && text_eq(in->choices[i].duty, s->duty)) {
			done[i] = true;
			return &in->choices[i];
		}
	return NULL;
}

/* A row that goes on keeps its beginning; one that began this very day goes without trace. */
static bool settle(struct arena *a, struct db *db, const struct duty_decision *in, const struct duty_standing *s,
		   const struct save_how *how, bool *done, struct findings *f, struct err *e)
{
	struct record *rec;
	const struct duty_choice *stays = choice_of(in, s, done);
	if (stays && (is_empty(stays->reason) || text_eq(stays->reason, s->reason)))
		return true;
	if (!reg_load(a, db, reg_find("duty_assignment"), in->county, s->id, &how->scope, false, &rec, e))
		return false;
	if (!stays && s->started == in->day)
		return reg_delete(a, db, rec, how, f, e);
	if (stays)
		*record_value(rec, "reason") = (struct value){ .known = true, .s = stays->reason };
	else
		*record_value(rec, "ended") = (struct value){ .known = true, .i = in->day };
	return reg_save(a, db, rec, how, f, e);
}

static bool open_new(struct arena *a, struct db *db, const struct duty_decision *in, const struct duty_choice *c,
		     const struct save_how *how, struct findings *f, struct err *e)
{
	struct record *rec = record_new(a, reg_find("duty_assignment"), in->county, in->unit);
	*record_value(rec, "person") = (struct value){ .known = true, .i = c->person };
	*record_value(rec, "duty") = (struct value){ .known = true, .s = c->duty };
	*record_value(rec, "reason") = (struct value){ .known = !is_empty(c->reason), .s = c->reason };
	*record_value(rec, "document") = (struct value){ .known = !is_empty(in->document), .s = in->document };
	*record_value(rec, "decided") = (struct value){ .known = true, .i = in->decided };
	*record_value(rec, "started") = (struct value){ .known = true, .i = in->day };
	return reg_save(a, db, rec, how, f, e);
}

bool duties_decide(struct arena *a, struct db *db, const struct duty_decision *in, const struct save_how *how,
		   struct findings *f, struct err *e)
{
	TXN(t);
	struct duty_list standing;
	bool done[DUTIES_MAX] = { false };
	if (!txn_begin(&t, db, e) || !judge(a, db, in, f, e))
		return false;
	if (f->errors)
		return err_set(e, ERR_REFUSED, "This division of duties cannot be saved.");
	if (!duties_standing(a, db, in->county, in->unit, &how->scope, in->day, &standing, e))
		return false;
	for (int i = 0; i < standing.count; i++)
		if (!settle(a, db, in, &standing.rows[i], how, done, f, e))
			return false;
	for (int i = 0; i < in->count; i++)
		if (!done[i] && !open_new(a, db, in, &in->choices[i], how, f, e))
			return false;
	return txn_commit(&t, e);
}
