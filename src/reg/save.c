/*
 * save.c - the one door: check, write, search keys and audit in one transaction.
 *
 * Forms, sheets, the API and the command line end here; nothing else writes r_* tables.
 */
#include "audit/audit.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"
#include "reg/file.h"
#include "reg/query.h"
#include "reg/reg_sql.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

void reg_scope(const struct account *acc, const struct reg_def *def, bool write, struct scope *out)
{
	scope_of_roles(acc, write ? def->write : def->read, out);
}

void reg_scope_personal(const struct account *acc, const struct reg_def *def, struct scope *out)
{
	scope_of_roles(acc, def->read & ~ROLE_BIT(ROLE_VIEWER), out);
}

bool reg_sees_personal(struct db *db, const struct account *acc, const struct reg_def *def,
		       int64_t county, int64_t unit)
{
	struct scope open, personal;
	struct err ignored = {0};
	bool inside = false;
	scope_of_roles(acc, def->read & ROLE_BIT(ROLE_VIEWER), &open);
	reg_scope_personal(acc, def, &personal);
	if (open.count == 0 || personal.count == 0)
		return personal.count > 0;
	return scope_has(db, &personal, county, unit, &inside, &ignored) && inside;
}

bool scope_has(struct db *db, const struct scope *s, int64_t county, int64_t unit, bool *out,
	       struct err *e)
{
	*out = false;
	for (int i = 0; i < s->count && !*out; i++) {
		struct stmt *q =
		    db_query(db,
			     SQL("select 1 from unit_restated r join unit u on u.id=r.unit"
				 " where r.unit=$1 and r.ancestor=$2 and u.county=$3"),
			     e);
		if (!q)
			return false;
		bind(q, 1, unit);
		bind(q, 2, s->units[i]);
		bind(q, 3, county);
		*out = db_next(q);
		if (!db_end(q, e))
			return false;
	}
	return true;
}

/* ---- columns ---- */

bool reg_is_sealed(const struct field_def *f)
{
	return f->type == FIELD_IDNUM || f->type == FIELD_PHONE;
}

int reg_columns(const struct field_def *f)
{
	if (f->type == FIELD_UNITS)
		return 0;
	return reg_is_sealed(f) ? 2 : 1;
}

int reg_bind_field(struct arena *a, struct stmt *s, int i, const struct record *rec,
		   const struct field_def *f)
{
	const struct value *v = &rec->v[f->index];
	int columns = reg_columns(f);
	for (int k = 0; !v->known && k < columns; k++)
		bind_null(s, i + k);
	if (!v->known || columns == 0)
		return i + columns;
	if (reg_is_sealed(f)) {
		bind(s, i, seal(a, v->s));
		bind(s, i + 1, blind_index(a, rec->county, v->s));
	} else if (f->type == FIELD_TEXT || f->type == FIELD_NOTE || f->type == FIELD_CHOICE) {
		bind(s, i, v->s);
	} else {
		bind(s, i, v->i);
	}
	return i + columns;
}

void reg_bind_key(struct arena *a, struct stmt *s, int i, const struct record *rec, int field)
{
	if (field == PATH_UNIT) {
		bind(s, i, rec->unit);
		return;
	}
	const struct field_def *f = &rec->def->fields[field];
	if (reg_is_sealed(f))
		bind(s, i, blind_index(a, rec->county, rec->v[field].s));
	else
		(void)reg_bind_field(a, s, i, rec, f);
}

static void add_columns(struct sqlb *b, const struct field_def *f, bool assign)
{
	for (int k = 0; k < reg_columns(f); k++) {
		sqlb_add(b, ",");
		sqlb_name(b, f->name);
		if (k)
			sqlb_add(b, "_bix");
		if (assign) {
			sqlb_add(b, "=");
			sqlb_param(b);
		}
	}
}

static bool insert(struct arena *a, struct db *db, const struct record *rec, struct err *e)
{
	const struct reg_def *def = rec->def;
	struct sqlb b;
	sqlb_init(&b, a);
	sqlb_add(&b, "insert into ");
	sqlb_name(&b, def->table);
	sqlb_add(&b, "(county,id,unit,ver,state,created_ms,updated_ms");
	int columns = 7;
	for (int i = 0; i < def->field_count; i++) {
		add_columns(&b, &def->fields[i], false);
		columns += reg_columns(&def->fields[i]);
	}
	sqlb_add(&b, ") values(");
	for (int i = 0; i < columns; i++) {
		if (i)
			sqlb_add(&b, ",");
		sqlb_param(&b);
	}
	sqlb_add(&b, ")");
	struct stmt *s = db_query(db, sqlb_done(&b, __FILE__), e);
	if (!s)
		return false;
	bind(s, 1, rec->county);
	bind(s, 2, rec->id);
	bind(s, 3, rec->unit);
	bind(s, 4, rec->ver);
	bind(s, 5, rec->state);
	bind(s, 6, rec->created_ms);
	bind(s, 7, rec->updated_ms);
	for (int i = 0, at = 8; i < def->field_count; i++)
		at = reg_bind_field(a, s, at, rec, &def->fields[i]);
	return db_run(s, e);
}

static bool update(struct arena *a, struct db *db, const struct record *rec,
		   const struct record *old, struct err *e)
{
	const struct reg_def *def = rec->def;
	struct sqlb b;
	sqlb_init(&b, a);
	sqlb_add(&b, "update ");
	sqlb_name(&b, def->table);
	sqlb_add(&b, " set unit=$1,ver=$2,state=$3,updated_ms=$4");
	b.params = 4;
	for (int i = 0; i < def->field_count; i++)
		add_columns(&b, &def->fields[i], true);
	sqlb_add(&b, " where county=");
	int at_county = sqlb_param(&b);
	sqlb_add(&b, " and id=");
	sqlb_param(&b);
	sqlb_add(&b, " and ver=");
	sqlb_param(&b);
	struct stmt *s = db_query(db, sqlb_done(&b, __FILE__), e);
	if (!s)
		return false;
	bind(s, 1, rec->unit);
	bind(s, 2, rec->ver);
	bind(s, 3, rec->state);
	bind(s, 4, rec->updated_ms);
	for (int i = 0, at = 5; i < def->field_count; i++)
		at = reg_bind_field(a, s, at, rec, &def->fields[i]);
	bind(s, at_county, rec->county);
	bind(s, at_county + 1, rec->id);
	bind(s, at_county + 2, old->ver);
	if (!db_run(s, e))
		return false;
	if (db_changes(db) != 1)
		return err_set(e, ERR_CONFLICT, "Someone else changed this entry meanwhile.");
	return true;
}

/* ---- units fields: side tables ---- */

static bool units_clear(struct arena *a, struct db *db, const struct record *rec, const char *table,
			struct err *e)
{
	struct sqlb b;
	sqlb_init(&b, a);
	sqlb_add(&b, "delete from ");
	sqlb_name(&b, table);
	sqlb_add(&b, " where county=$1 and id=$2");
	struct stmt *s = db_query(db, sqlb_done(&b, __FILE__), e);
	if (!s)
		return false;
	bind(s, 1, rec->county);
	bind(s, 2, rec->id);
	return db_run(s, e);
}

static bool units_add(struct arena *a, struct db *db, const struct record *rec, const char *table,
		      const char *ids, struct err *e)
{
	struct sqlb b;
	sqlb_init(&b, a);
	sqlb_add(&b, "insert into ");
	sqlb_name(&b, table);
	sqlb_add(&b, "(county,id,unit) values($1,$2,$3) on conflict do nothing");
	struct sql sql = sqlb_done(&b, __FILE__);
	char *copy = arena_strdup(a, ids), *save = NULL;
	for (char *id = strtok_r(copy, ",", &save); id; id = strtok_r(NULL, ",", &save)) {
		struct stmt *s = db_query(db, sql, e);
		if (!s)
			return false;
		bind(s, 1, rec->county);
		bind(s, 2, rec->id);
		bind(s, 3, strtoll(id, NULL, 10));
		if (!db_run(s, e))
			return false;
	}
	return true;
}

static bool write_units(struct arena *a, struct db *db, const struct record *rec,
			const struct record *old, struct err *e)
{
	for (int i = 0; i < rec->def->field_count; i++) {
		const struct field_def *f = &rec->def->fields[i];
		if (f->type != FIELD_UNITS || (old && value_eq(f, &rec->v[i], &old->v[i])))
			continue;
		const char *table = arena_printf(a, "%s_%s", rec->def->table, f->name);
		if (old && !units_clear(a, db, rec, table, e))
			return false;
		if (rec->v[i].known && !units_add(a, db, rec, table, rec->v[i].s, e))
			return false;
	}
	return true;
}

/* ---- search keys ---- */

static bool keys_drop(struct arena *a, struct db *db, const struct record *rec, struct err *e)
{
	struct stmt *s = db_query(
	    db, SQL("delete from search_key where county=$1 and reg in ($2,$3) and id=$4"), e);
	if (!s)
		return false;
	bind(s, 1, rec->county);
	bind(s, 2, rec->def->name);
	bind(s, 3, arena_printf(a, "%s:sort", rec->def->name));
	bind(s, 4, rec->id);
	return db_run(s, e);
}

static bool key_add(struct db *db, const struct record *rec, const char *reg, const char *key,
		    struct err *e)
{
	struct stmt *s =
	    db_query(db,
		     SQL("insert into search_key(county,reg,key,id) values($1,$2,$3,$4)"
			 " on conflict do nothing"),
		     e);
	if (!s)
		return false;
	bind(s, 1, rec->county);
	bind(s, 2, reg);
	bind(s, 3, key);
	bind(s, 4, rec->id);
	return db_run(s, e);
}

static bool keys_write(struct arena *a, struct db *db, const struct record *rec,
		       const struct record *old, struct err *e)
{
	bool changed = !old, sorted = false;
	const struct reg_def *def = rec->def;
	for (int i = 0; i < def->field_count; i++)
		if (def->fields[i].search && old &&
		    !value_eq(&def->fields[i], &rec->v[i], &old->v[i]))
			changed = true;
	if (!changed)
		return true;
	if (old && !keys_drop(a, db, rec, e))
		return false;
	for (int i = 0; i < def->field_count; i++) {
		const char **keys;
		if (!def->fields[i].search || def->fields[i].type != FIELD_TEXT || !rec->v[i].known)
			continue;
		int n = search_keys(a, rec->v[i].s, &keys);
		for (int k = 0; k < n; k++)
			if (!key_add(db, rec, def->name, keys[k], e))
				return false;
		if (!sorted && !key_add(db, rec, arena_printf(a, "%s:sort", def->name),
					pinyin_key(a, rec->v[i].s), e))
			return false;
		sorted = true;
	}
	return true;
}

/* ---- the door ---- */

static bool load_old(struct arena *a, struct db *db, const struct record *rec,
		     const struct save_how *how, struct record **old, struct err *e)
{
	struct scope all;
	bool inside;
	scope_all(rec->county, &all);
	if (!reg_load(a, db, rec->def, rec->county, rec->id, &all, true, old, e) ||
	    !scope_has(db, &how->scope, rec->county, (*old)->unit, &inside, e))
		return false;
	if (!inside)
		return err_set(e, ERR_NOT_FOUND,
			       "There is no such entry, or it is not yours to change.");
	if ((*old)->ver == rec->ver)
		return true;
	struct audit_list last;
	char when[32];
	if (!audit_load(a, db, rec->county, rec->def->name, rec->id, 0, 1, &last, e))
		return false;
	err_set(e, ERR_CONFLICT, "%s changed this entry at %s, while you were working on it.",
		last.count ? last.rows[0].actor_name : "?", time_iso((*old)->updated_ms, when));
	return err_hint(e, N_("Open it again, compare, and enter your change once more."));
}

/* A sealed value that comes back as its mask means: unchanged. */
static void keep_sealed(struct arena *a, struct record *rec, const struct record *old)
{
	for (int i = 0; i < rec->def->field_count; i++) {
		const struct field_def *f = &rec->def->fields[i];
		if (!reg_is_sealed(f) || !rec->v[i].known || !old->v[i].known)
			continue;
		const char *mask = f->type == FIELD_IDNUM ? mask_idnum(a, old->v[i].s)
							  : mask_phone(a, old->v[i].s);
		if (text_eq(rec->v[i].s, mask))
			rec->v[i] = old->v[i];
	}
}

static bool is_same(const struct record *x, const struct record *y)
{
	if (x->unit != y->unit || !text_eq(x->state, y->state))
		return false;
	for (int i = 0; i < x->def->field_count; i++)
		if (!value_eq(&x->def->fields[i], &x->v[i], &y->v[i]))
			return false;
	return true;
}

static bool refuse(const struct findings *f, struct err *e)
{
	if (f->errors == 0)
		return true;
	err_set(e, ERR_REFUSED, "Nothing was saved: %d things are wrong.", f->errors);
	return err_hint(e, N_("Correct what is marked and save again."));
}

static bool write_all(struct arena *a, struct db *db, struct record *rec, const struct record *old,
		      const struct save_how *how, struct err *e)
{
	rec->updated_ms = now_ms();
	if (!old) {
		rec->id = rec->id ? rec->id : id_new();
		rec->ver = 1;
		rec->created_ms = rec->updated_ms;
	} else {
		rec->ver = old->ver + 1;
		rec->created_ms = old->created_ms;
	}
	if (!(old ? update(a, db, rec, old, e) : insert(a, db, rec, e)))
		return false;
	return write_units(a, db, rec, old, e) && keys_write(a, db, rec, old, e) &&
	       reg_audit(a, db, rec, old, how, old ? "update" : "create", e);
}

/*
 * Whoever writes may point to rows of a register that the whole county can name, and to rows
 * within the own scope; a reference that was there before stays.
 */
static bool check_reach(struct arena *a, struct db *db, const struct record *rec,
			const struct record *old, const struct save_how *how, struct findings *f,
			struct err *e)
{
	for (int i = 0; i < rec->def->field_count; i++) {
		const struct field_def *fd = &rec->def->fields[i];
		const struct value *v = &rec->v[i];
		struct record *there;
		struct err why = {0};
		if (!fd->ref || fd->ref->whole_county || !v->known ||
		    (old && old->v[i].known && old->v[i].i == v->i))
			continue;
		if (reg_load(a, db, fd->ref, rec->county, v->i, &how->scope, false, &there, &why))
			continue;
		if (why.code != ERR_NOT_FOUND) {
			*e = why;
			return false;
		}
		find_error(f, fd->name, "ref-elsewhere",
			   "There is no such entry, or it is not yours to see.");
	}
	return true;
}

bool reg_save(struct arena *a, struct db *db, struct record *rec, const struct save_how *how,
	      struct findings *f, struct err *e)
{
	TXN(t);
	struct record *old = NULL, work = *rec;
	bool inside;
	if (!txn_begin(&t, db, e))
		return false;
	if (rec->ver && !load_old(a, db, rec, how, &old, e))
		return false;
	work.v = record_copy(a, rec)->v;
	if (old)
		keep_sealed(a, &work, old);
	if (!scope_has(db, &how->scope, rec->county, rec->unit, &inside, e))
		return false;
	if (!inside) {
		err_set(e, ERR_DENIED, "%s is not among the units you may write for.",
			unit_name_now(a, db, rec->unit));
		return err_hint(e,
				N_("Ask the administrator of that unit, or choose your own unit."));
	}
	if (!record_check(a, db, &work, old, f, e) ||
	    !check_reach(a, db, &work, old, how, f, e) || !refuse(f, e))
		return false;
	if (old && is_same(&work, old))
		return txn_commit(&t, e);
	if (!write_all(a, db, &work, old, how, e) || !txn_commit(&t, e))
		return false;
	rec->id = work.id;
	rec->ver = work.ver;
	rec->created_ms = work.created_ms;
	rec->updated_ms = work.updated_ms;
	trace("reg", "%s %" PRId64 " ver %" PRId64, rec->def->name, rec->id, rec->ver);
	return true;
}

/* ---- delete, transitions ---- */

/* Rows that point at the record through one field, as far as `scope` reaches; at most 99. */
static bool count_users_in(struct arena *a, struct db *db, const struct record *rec, const struct reg_def *def,
			   int field, const struct scope *scope, int64_t *n, struct err *e)
{
	struct query q;
	char id[24];
	query_init(&q, def, rec->county, scope);
	query_filter(&q, (struct path){.field = field, .sub = -1}, OP_EQ, id_text(rec->id, id));
	return query_count(a, db, &q, 99, n, e);
}

/* Who deletes learns how many rows of the own units point here; of others only that there are some. */
static bool count_users(struct arena *a, struct db *db, const struct record *rec, const struct save_how *how,
			struct findings *f, struct err *e)
{
	const struct reg_set *all = reg_all();
	bool elsewhere = false;
	struct scope whole;
	scope_all(rec->county, &whole);
	for (int r = 0; r < all->count; r++)
		for (int i = 0; i < all->regs[r]->field_count; i++) {
			int64_t n, mine;
			if (all->regs[r]->fields[i].ref != rec->def)
				continue;
			if (!count_users_in(a, db, rec, all->regs[r], i, &whole, &n, e) ||
			    !count_users_in(a, db, rec, all->regs[r], i, &how->scope, &mine, e))
				return false;
			elsewhere |= n > mine;
			if (mine == 0)
				continue;
			struct finding *fi =
			    find_error(f, NULL, "in-use", "%s has %" PRId64 " entries about it.",
				       all->regs[r]->label.zh, mine);
			find_hint(fi, N_("End or delete those entries first."));
		}
	if (elsewhere) {
		struct finding *fi = find_error(f, NULL, "in-use", "Other units have entries about it.");
		find_hint(fi, N_("Ask whoever is responsible for both units."));
	}
	return true;
}

static bool delete_row(struct arena *a, struct db *db, const struct record *rec, struct err *e)
{
	for (int i = 0; i < rec->def->field_count; i++)
		if (rec->def->fields[i].type == FIELD_UNITS &&
		    !units_clear(
			a, db, rec,
			arena_printf(a, "%s_%s", rec->def->table, rec->def->fields[i].name), e))
			return false;
	struct sqlb b;
	sqlb_init(&b, a);
	sqlb_add(&b, "delete from ");
	sqlb_name(&b, rec->def->table);
	sqlb_add(&b, " where county=$1 and id=$2");
	struct stmt *s = db_query(db, sqlb_done(&b, __FILE__), e);
	if (!s)
		return false;
	bind(s, 1, rec->county);
	bind(s, 2, rec->id);
	return db_run(s, e) && keys_drop(a, db, rec, e);
}

/* What other rows stand on may not go, either. */
static bool check_leaving(struct arena *a, struct db *db, const struct record *old, struct findings *f,
			  struct err *e)
{
	struct check_in in = {.arena = a, .db = db, .rec = old, .old = old, .today = today(),
			      .leaving = true, .e = e};
	for (int i = 0; i < old->def->check_count && e->code == ERR_NONE; i++)
		if (old->def->checks[i]->at_delete)
			old->def->checks[i]->fn(&in, f);
	return e->code == ERR_NONE;
}

bool reg_delete(struct arena *a, struct db *db, struct record *rec, const struct save_how *how,
		struct findings *f, struct err *e)
{
	TXN(t);
	struct record *old;
	if (!txn_begin(&t, db, e) || !load_old(a, db, rec, how, &old, e) ||
	    !count_users(a, db, old, how, f, e) || !check_leaving(a, db, old, f, e) || !refuse(f, e))
		return false;
	return delete_row(a, db, old, e) && file_delete_all(db, file_of(old), e) &&
	       reg_audit(a, db, NULL, old, how, "delete", e) && txn_commit(&t, e);
}

/* The judge's unit is that of the row above: whoever may not write there does not judge. */
static bool check_over(struct arena *a, struct db *db, const struct record *rec, const struct transition_def *t,
		       const struct save_how *how, struct err *e)
{
	const struct field_def *f = NULL;
	struct record *above;
	struct scope all;
	bool inside;
	for (size_t i = 0; i < ARRAY_LEN(t->over) && !f; i++)
		if (t->over[i] && rec->v[t->over[i]->index].known)
			f = t->over[i];
	if (!f)
		return true;
	scope_all(rec->county, &all);
	if (!reg_load(a, db, f->ref, rec->county, rec->v[f->index].i, &all, false, &above, e) ||
	    !scope_has(db, &how->scope, rec->county, above->unit, &inside, e))
		return false;
	if (inside)
		return true;
	err_set(e, ERR_DENIED, "Only %s or a unit above it takes this step.", above->unit_name);
	return err_hint(e, N_("Ask the unit that gave the task."));
}

bool reg_transit(struct arena *a, struct db *db, struct record *rec, const char *transition,
		 const struct save_how *how, unsigned roles, struct findings *f, struct err *e)
{
	const struct transition_def *found = NULL;
	for (int i = 0; i < rec->def->transition_count; i++)
		if (text_eq(rec->def->transitions[i].code, transition))
			found = &rec->def->transitions[i];
	if (!found || !text_eq(found->from->code, rec->state))
		return err_set(e, ERR_CONFLICT, "This step is not possible in the present state.");
	if (!(found->allow & roles))
		return err_set(e, ERR_DENIED, "Your role may not take this step.");
	if (!check_over(a, db, rec, found, how, e))
		return false;
	if (found->ask && !rec->v[found->ask->index].known) {
		find_error(f, found->ask->name, "required", "%s is missing.",
			   label_in(&found->ask->label, LANG_ZH));
		return refuse(f, e);
	}
	const char *before = rec->state;
	rec->state = found->to->code;
	if (reg_save(a, db, rec, how, f, e))
		return true;
	rec->state = before;
	return false;
}
