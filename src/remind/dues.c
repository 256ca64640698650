/* dues.c - what is due in registers and books that are older than reg/due.h. */
#include "remind/remind_int.h"

#include "base/id.h"
#include "economy/contract.h"
#include "ledger/state.h"
#include "openness/due.h"
#include "reg/query.h"

enum { OPENNESS_MONTHS = 2 };

static ymd horizon(ymd at)
{
	return date_from_days(date_days(at) + TODO_AHEAD_DAYS);
}

static const struct value *value_of(const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return &r->v[f->index];
}

/* ---- supervised to-dos ---- */

struct supervised {
	struct dues dues;
	enum due_kind kind;
};

static bool supervise_take(void *arg, struct arena *row, const struct record *r, const struct value *subs,
			   struct err *e)
{
	struct supervised *s = arg;
	struct arena *a = s->dues.a;
	bool overdue = text_eq(value_of(r, "kind")->s, "overdue");
	(void)row;
	(void)subs;
	(void)e;
	dues_add(&s->dues, &(struct due){
		.kind = s->kind,
		.key = arena_printf(a, "supervise/%" PRId64, r->id),
		.unit = r->unit,
		.unit_name = arena_strdup(a, r->unit_name),
		.title = arena_strdup(a, value_of(r, "content")->s),
		.href = arena_printf(a, overdue ? "/todo/supervised/%" PRId64 : "/reg/supervise/%" PRId64, r->id),
		.due = (ymd)value_of(r, "due")->i,
	});
	return true;
}

static bool supervised_list(struct supervised *s, struct db *db, int64_t county, int64_t unit,
			    const struct scope *scope, ymd at, struct due_list *out, struct err *e)
{
	static const char shortage[] = "reserve_shortage";
	struct query q;
	struct path kind, due;
	query_init(&q, reg_find("supervise"), county, scope);
	bool there = path_parse(q.def, "kind", &kind) && path_parse(q.def, "due", &due);
	assert(there);
	(void)at; /* whatever is supervised is to be seen, however late it is due */
	q.unit = unit;
	q.sort = due;
	q.sort_given = true;
	q.limit = s->dues.limit;
	query_filter(&q, kind, s->kind == DUE_SHORTAGE ? OP_EQ : OP_NE, shortage);
	query_filter(&q, (struct path){.field = PATH_STATE, .sub = -1}, OP_EQ, "open");
	if (!query_each(db, &q, supervise_take, s, e))
		return false;
	dues_done(&s->dues, out);
	return true;
}

bool supervise_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		    ymd at, int limit, struct due_list *out, struct err *e)
{
	struct supervised s = {.dues = {.a = a, .limit = limit}, .kind = DUE_SUPERVISE};
	return supervised_list(&s, db, county, unit, scope, at, out, e);
}

bool shortage_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		   ymd at, int limit, struct due_list *out, struct err *e)
{
	struct supervised s = {.dues = {.a = a, .limit = limit}, .kind = DUE_SHORTAGE};
	return supervised_list(&s, db, county, unit, scope, at, out, e);
}

/* ---- contracts ---- */

static void contract_add(struct dues *d, const struct contract *c, const char *key, ymd due, const char *what)
{
	dues_add(d, &(struct due){
		.kind = DUE_CONTRACT,
		.key = key,
		.unit = c->unit,
		.unit_name = c->unit_name,
		.title = *c->name ? c->name : c->number,
		.href = arena_printf(d->a, "/contract/%" PRId64, c->id),
		.due = due,
		.what = what,
	});
}

bool contract_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		   ymd at, int limit, struct due_list *out, struct err *e)
{
	struct contract_list list;
	struct contracts_ask ask = {.county = county, .unit = unit, .scope = *scope};
	struct dues d = {.a = a, .limit = limit};
	if (!contracts_load(a, db, &ask, &list, e))
		return false;
	for (int i = 0; i < list.count; i++) {
		struct contract *c = &list.rows[i];
		contract_settle(c, at);
		for (int k = 0; k < c->due_count; k++) {
			const struct contract_due *due = &c->dues[k];
			if (due->received < due->amount && contract_day_counts(c, due->day) &&
			    due->day <= horizon(at))
				contract_add(&d, c, arena_printf(a, "contract_due/%" PRId64, due->id), due->day,
					     N_("Money due"));
		}
		if (contract_runs(c, at) && c->expires && c->expires <= horizon(at))
			contract_add(&d, c, arena_printf(a, "contract/%" PRId64 "/expires", c->id), c->expires,
				     N_("Contract expires"));
	}
	dues_done(&d, out);
	return true;
}

/* ---- books ---- */

static void book_add(struct dues *d, const struct book_state *s, const char *part, const char *page,
		     const char *what, int64_t number)
{
	if (number)
		dues_add(d, &(struct due){
			.kind = DUE_BOOK,
			.key = arena_printf(d->a, "book/%" PRId64 "/%s", s->book.id, part),
			.unit = s->book.unit,
			.unit_name = s->book.unit_name,
			.title = s->book.name,
			.href = arena_printf(d->a, "/book/%" PRId64 "%s", s->book.id, page),
			.what = what,
			.number = number,
		});
}

bool book_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
	       ymd at, int limit, struct due_list *out, struct err *e)
{
	struct book_states states;
	struct dues d = {.a = a, .limit = limit};
	(void)county;
	(void)at;
	if (!book_states(a, db, unit, scope, &states, e))
		return false;
	for (int i = 0; i < states.count; i++) {
		const struct book_state *s = &states.rows[i];
		if (s->book.ended)
			continue;
		book_add(&d, s, "approve", "/vouchers", N_("Vouchers to approve"), s->to_approve);
		book_add(&d, s, "sign", "/vouchers", N_("Vouchers to sign"), s->to_sign);
		book_add(&d, s, "post", "/vouchers", N_("Vouchers to post"), s->to_post);
		book_add(&d, s, "months", "", N_("Months to close"), s->behind);
	}
	dues_done(&d, out);
	return true;
}

/* ---- openness ---- */

bool openness_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		   ymd at, int limit, struct due_list *out, struct err *e)
{
	struct openness_dues list;
	struct dues d = {.a = a, .limit = limit};
	if (!due_load(a, db, county, unit, scope, at, OPENNESS_MONTHS, &list, e))
		return false;
	d.more = list.more;
	for (int i = 0; i < list.count; i++) {
		const struct due_row *r = &list.rows[i];
		if (r->posted)
			continue;
		dues_add(&d, &(struct due){
			.kind = DUE_OPENNESS,
			.key = arena_printf(a, "openness/%" PRId64 "/%" PRId64 "/%d", r->item, r->village,
					    (int)r->from),
			.unit = r->village,
			.unit_name = r->village_name,
			.title = r->matter,
			.href = arena_printf(a, "/openness?unit=%" PRId64, r->village),
			.due = r->due,
		});
	}
	dues_done(&d, out);
	return true;
}
