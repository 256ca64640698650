/* matter_read.c - matters as others see them: by id, by code, in lists. */
#include "voice/matter_int.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/matters.h"
#include "reg/query.h"

static const char *const state_codes[MATTER__STATES] = {
#define X(id, code) [id] = code,
    MATTER_STATES(X)
#undef X
};

const char *matter_state_code(enum matter_state s)
{
	return state_codes[s];
}

const char *matter_state_label(enum matter_state s, enum lang lang)
{
	const struct reg_def *def = matter_def();
	for (int i = 0; i < def->state_count; i++)
		if (text_eq(def->states[i].code, state_codes[s]))
			return label_in(&def->states[i].label, lang);
	return state_codes[s];
}

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

static int64_t number_in(const struct record *r, const char *field)
{
	const struct value *v = value_in(r, field);
	return v->known ? v->i : 0;
}

void matter_of_record(struct arena *a, const struct record *r, struct matter *out)
{
	(void)a;
	enum matter_state state = MATTER_OPEN;
	while (state < MATTER__STATES - 1 && !text_eq(state_codes[state], r->state))
		state++;
	*out = (struct matter){
	    .county = r->county, .id = r->id, .ver = r->ver, .unit = r->unit, .state = state,
	    .unit_name = r->unit_name ? r->unit_name : "", .place = number_in(r, "place"),
	    .place_name = text_in(r, "place"), .kind = text_in(r, "kind"), .source = text_in(r, "source"),
	    .title = text_in(r, "title"), .text = text_in(r, "text"), .public_text = text_in(r, "public_text"),
	    .label = text_in(r, "status"), .raised = (ymd)number_in(r, "raised"), .due = (ymd)number_in(r, "due"),
	    .answered = (ymd)number_in(r, "answered"), .claimed = (ymd)number_in(r, "claimed"),
	    .closed = (ymd)number_in(r, "closed"), .answer = text_in(r, "answer"), .reason = text_in(r, "reason"),
	    .waiting = text_in(r, "waiting"), .heard = text_in(r, "heard"), .word = text_in(r, "word"),
	    .raiser = number_in(r, "raiser"), .about = number_in(r, "about"),
	    .responsible = number_in(r, "responsible"), .base = number_in(r, "base"),
	    .household = number_in(r, "household"), .meeting = number_in(r, "meeting"),
	    .visit = number_in(r, "visit"), .same_as = number_in(r, "same_as"), .reopened = number_in(r, "reopened"),
	};
	if (!out->place) {
		out->place = out->unit;
		out->place_name = out->unit_name;
	}
}

static bool count_of(struct db *db, struct sql sql, const struct matter *m, int64_t *out, struct err *e)
{
	struct stmt *q = db_query(db, sql, e);
	if (!q)
		return false;
	bind(q, 1, m->county);
	bind(q, 2, m->id);
	*out = db_next(q) ? col_i64(q, 0) : 0;
	return db_end(q, e);
}

bool matter_load(struct arena *a, struct db *db, int64_t county, int64_t id, const struct scope *scope,
		 struct matter *out, struct err *e)
{
	struct record *r;
	struct matter m;
	int64_t codes = 0;
	if (!reg_load(a, db, matter_def(), county, id, scope, false, &r, e))
		return false;
	matter_of_record(a, r, &m);
	m.rec = r;
	if (!count_of(db, SQL("select count(*) from matter_code where county=$1 and matter=$2"), &m, &codes, e) ||
	    !count_of(db, SQL("select count(*) from matter_support where county=$1 and matter=$2"), &m, &m.supports,
		      e))
		return false;
	m.has_code = codes > 0;
	*out = m;
	return true;
}

/* Merging into a merged one is refused, so this ends soon; the bound is for rows from elsewhere. */
static bool kept_find(struct arena *a, struct db *db, const struct matter *m, struct matter *out, struct err *e)
{
	struct scope all;
	scope_all(m->county, &all);
	*out = *m;
	for (int i = 0; i < 8 && out->state == MATTER_MERGED && out->same_as; i++)
		if (!matter_load(a, db, m->county, out->same_as, &all, out, e))
			return false;
	return true;
}

bool matter_by_code(struct arena *a, struct db *db, const char *code, struct matter *out, struct matter *kept,
		    struct err *e)
{
	const char *hash = code_hash(a, code);
	int64_t county = 0, id = 0;
	struct scope all;
	if (hash) {
		struct stmt *q = db_query(
		    db, SQL("select county, matter from matter_code where hash=$1 order by county, matter limit 1"), e);
		if (!q)
			return false;
		bind(q, 1, hash);
		if (db_next(q)) {
			county = col_i64(q, 0);
			id = col_i64(q, 1);
		}
		if (!db_end(q, e))
			return false;
	}
	if (!id) {
		err_set(e, ERR_NOT_FOUND, "There is no matter with this code.");
		return err_hint(e, "Compare it with the slip: ten letters and digits.");
	}
	scope_all(county, &all);
	return matter_load(a, db, county, id, &all, out, e) && (!kept || kept_find(a, db, out, kept, e));
}

/* ---- steps ---- */

struct taking {
	struct arena *a;
	struct matter_steps *out;
};

static bool step_take(void *arg, struct arena *row, const struct record *r, const struct value *subs, struct err *e)
{
	struct taking *t = arg;
	(void)row;
	(void)subs;
	(void)e;
	if (t->out->count == MATTER_STEPS)
		return true;
	t->out->rows[t->out->count++] = (struct matter_step){
	    .id = r->id, .day = (ymd)number_in(r, "happened"), .what = arena_strdup(t->a, text_in(r, "what")),
	    .text = arena_strdup(t->a, text_in(r, "text")), .open = number_in(r, "open") != 0,
	};
	return true;
}

bool matter_steps(struct arena *a, struct db *db, const struct matter *m, bool open, struct matter_steps *out,
		  struct err *e)
{
	const struct reg_def *def = reg_find("matter_step");
	struct path matter, day, shown;
	struct scope all;
	struct query q;
	char id[24];
	bool there = def && path_parse(def, "matter", &matter) && path_parse(def, "happened", &day) &&
		     path_parse(def, "open", &shown);
	assert(there);
	scope_all(m->county, &all);
	query_init(&q, def, m->county, &all);
	query_filter(&q, matter, OP_EQ, id_text(m->id, id));
	if (open)
		query_filter(&q, shown, OP_EQ, "yes");
	q.sort = day;
	q.sort_given = true;
	*out = (struct matter_steps){.rows = ARENA_ARRAY(a, struct matter_step, MATTER_STEPS)};
	struct taking t = {.a = a, .out = out};
	return query_each(db, &q, step_take, &t, e);
}

/* ---- lists ---- */

static bool rows_load(struct arena *a, struct db *db, int64_t county, const struct matter_ids *ids,
		      const struct scope *scope, int limit, struct matter_list *out, struct err *e)
{
	struct matter_list list = {.rows = ARENA_ARRAY(a, struct matter, limit + 1)};
	for (int i = 0; i < ids->count; i++) {
		struct err why = {0};
		struct record *r;
		if (reg_load(a, db, matter_def(), county, ids->ids[i], scope, false, &r, &why)) {
			list.more = list.count == limit;
			if (list.more)
				break;
			matter_of_record(a, r, &list.rows[list.count++]);
		} else if (why.code != ERR_NOT_FOUND) { /* above the reader */
			*e = why;
			return false;
		}
	}
	*out = list;
	return true;
}

bool matter_is_public(const struct matter *m)
{
	return !is_empty(m->public_text) && !m->about && !text_eq(m->kind, "conduct") && m->state != MATTER_MERGED;
}

bool matter_public_between(struct arena *a, struct db *db, int64_t county, int64_t place, ymd from, ymd to,
			   int limit, struct matter_list *out, struct err *e)
{
	struct matter_ids ids;
	struct scope all;
	scope_all(county, &all);
	if (!matter_ids_of(a, db, county, place, MATTER_PICK_PUBLIC, from, to, limit + 1, &ids, e) ||
	    !rows_load(a, db, county, &ids, &all, limit, out, e))
		return false;
	for (int i = 0; i < out->count; i++) {
		struct matter *m = &out->rows[i];
		m->title = m->text = m->answer = m->reason = m->waiting = m->word = "";
		m->raiser = m->about = m->responsible = m->household = m->meeting = m->visit = 0;
	}
	return true;
}

bool matter_public_list(struct arena *a, struct db *db, int64_t county, int64_t place, int limit,
			struct matter_list *out, struct err *e)
{
	return matter_public_between(a, db, county, place, 0, today(), limit, out, e);
}

bool matter_unanswered(struct arena *a, struct db *db, int64_t county, int64_t place, const struct scope *scope,
		       ymd before, int limit, struct matter_list *out, struct err *e)
{
	struct matter_ids ids;
	return matter_ids_of(a, db, county, place, MATTER_PICK_UNANSWERED, 0, before, limit * 2 + 1, &ids, e) &&
	       rows_load(a, db, county, &ids, scope, limit, out, e);
}

bool matter_raised_list(struct arena *a, struct db *db, int64_t county, int64_t place, const struct scope *scope,
			ymd from, ymd to, int limit, struct matter_list *out, struct err *e)
{
	struct matter_ids ids;
	return matter_ids_of(a, db, county, place, MATTER_PICK_RAISED, from, to, limit * 2 + 1, &ids, e) &&
	       rows_load(a, db, county, &ids, scope, limit, out, e);
}
