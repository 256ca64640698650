/* recheck.c - drawing the sample of a month, and what came of it. */
#include "voice/recheck.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/matters.h"
#include "reg/query.h"
#include "voice/matter_int.h"

#include <stdlib.h>
#include <string.h>

enum { PERCENT = 100 };

struct lot {
	struct matter m;
	const char *rank;
};

static int by_unit_and_rank(const void *x, const void *y)
{
	const struct lot *a = x, *b = y;
	if (a->m.unit != b->m.unit)
		return a->m.unit < b->m.unit ? -1 : 1;
	return strcmp(a->rank, b->rank);
}

static bool recheck_make(struct arena *a, struct db *db, const struct matter *m, ymd month, struct err *e)
{
	const struct reg_def *def = reg_find("matter_recheck");
	struct save_how how = {.origin = "daily run"};
	struct findings f;
	assert(def);
	scope_all(m->county, &how.scope);
	findings_init(&f, a);
	struct record *r = record_new(a, def, m->county, m->unit);
	value_set(r, "matter", m->id);
	value_set(r, "month", month);
	return reg_save(a, db, r, &how, &f, e);
}

/* The first of every hundred, by share and rounded up, of each run of lots of one unit. */
static bool draw(struct arena *a, struct db *db, const struct lot *lots, int count, ymd month, struct err *e)
{
	for (int i = 0, n; i < count; i += n) {
		int64_t share;
		for (n = 1; i + n < count && lots[i + n].m.unit == lots[i].m.unit;)
			n++;
		if (!matter_parameter(a, db, lots[i].m.county, lots[i].m.unit, "matter.recheck_share", month,
				      PERCENT, &share, e))
			return false;
		int64_t wanted = (n * share + PERCENT - 1) / PERCENT;
		for (int k = 0; k < wanted; k++)
			if (!recheck_make(a, db, &lots[i + k].m, month, e))
				return false;
	}
	return true;
}

bool recheck_draw(struct arena *a, struct db *db, int64_t county, ymd at, struct err *e)
{
	ymd last = date_add_months(at / 100 * 100 + 1, -1), month = last / 100 * 100;
	struct matter_ids ids;
	struct scope all;
	int64_t drawn;
	char id[24];
	scope_all(county, &all);
	if (!matter_rechecks_of(db, county, month, &drawn, e) || drawn)
		return e->code == ERR_NONE;
	if (!matter_ids_done(a, db, county, last, date_from_days(date_days(date_add_months(last, 1)) - 1), &ids, e))
		return false;
	struct lot *lots = ARENA_ARRAY(a, struct lot, ids.count + 1);
	for (int i = 0; i < ids.count; i++) {
		if (!matter_load(a, db, county, ids.ids[i], &all, &lots[i].m, e))
			return false;
		lots[i].rank = blind_index(a, county, arena_printf(a, "recheck %d %s", (int)month,
								   id_text(ids.ids[i], id)));
	}
	qsort(lots, (size_t)ids.count, sizeof *lots, by_unit_and_rank);
	TXN(t);
	return txn_begin(&t, db, e) && draw(a, db, lots, ids.count, month, e) && txn_commit(&t, e);
}

/* ---- list ---- */

static const struct value *value_in(const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return &r->v[f->index];
}

static const char *text_in(const struct record *r, const char *field)
{
	const struct value *v = value_in(r, field);
	return v->known && v->s ? v->s : "";
}

static int waiting_first(const void *x, const void *y)
{
	const struct recheck *a = x, *b = y;
	if (is_empty(a->result) != is_empty(b->result))
		return is_empty(a->result) ? -1 : 1;
	if (a->month != b->month)
		return a->month > b->month ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

bool recheck_list(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope, int limit,
		  struct recheck_list *out, struct err *e)
{
	const struct reg_def *def = reg_find("matter_recheck");
	struct record_list rows;
	struct query q;
	char id[24];
	assert(def);
	query_init(&q, def, county, scope);
	q.unit = unit;
	q.limit = limit;
	if (!query_list(a, db, &q, &rows, e))
		return false;
	*out = (struct recheck_list){.rows = ARENA_ARRAY(a, struct recheck, rows.count + 1)};
	for (int i = 0; i < rows.count; i++) {
		const struct record *r = rows.rows[i];
		const struct value *matter = value_in(r, "matter"), *checked = value_in(r, "checked");
		out->rows[out->count++] = (struct recheck){
		    .id = r->id, .matter = matter->i, .unit = r->unit, .month = (ymd)value_in(r, "month")->i,
		    .checked = checked->known ? (ymd)checked->i : 0, .result = text_in(r, "result"),
		    .note = text_in(r, "note"), .title = text_in(r, "matter"),
		    .unit_name = r->unit_name ? r->unit_name : "",
		    .href = arena_printf(a, "/matter/%s", id_text(matter->i, id)),
		};
	}
	qsort(out->rows, (size_t)out->count, sizeof *out->rows, waiting_first);
	return true;
}

/* ---- result ---- */

static bool matter_told(struct arena *a, struct db *db, struct matter *m, const char *result, const char *note,
			const struct save_how *how, struct findings *f, struct err *e)
{
	const struct field_def *fd = field_find(reg_find("matter_recheck"), "result");
	const struct choice *c = choice_find(fd->of, result);
	struct matter_word w = {.text = note, .day = today()};
	if (!c)
		return err_set(e, ERR_INPUT, "Choose what the visit showed.");
	if (text_eq(result, "unsolved") && matter_may(m, MATTER_DO_UNSOLVED))
		return matter_act(a, db, m, MATTER_DO_UNSOLVED, &w, how, f, e);
	if (is_empty(note))
		w.text = c->label.zh;
	return step_save(a, db, m, "recheck", &w, how, e);
}

bool recheck_result(struct arena *a, struct db *db, int64_t county, int64_t id, const char *result,
		    const char *note, const struct save_how *how, struct findings *f, struct err *e)
{
	const struct reg_def *def = reg_find("matter_recheck");
	struct record *r;
	struct matter m;
	TXN(t);
	if (!txn_begin(&t, db, e) || !reg_load(a, db, def, county, id, &how->scope, false, &r, e))
		return false;
	if (value_in(r, "result")->known)
		return err_set(e, ERR_CONFLICT, "The result of this visit has been entered already.");
	if (!matter_load(a, db, county, value_in(r, "matter")->i, &how->scope, &m, e) ||
	    !matter_told(a, db, &m, result, note, how, f, e))
		return false;
	value_set_text(r, "result", result);
	value_set_text(r, "note", note);
	value_set(r, "checked", today());
	return reg_save(a, db, r, how, f, e) && txn_commit(&t, e);
}
