/* change.c - merge, split, transfer, rename, new code: checked, previewed, applied. */
#include "unit/unit_int.h"
#include "base/arena.h"
#include "base/findings.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"

#include <string.h>

enum { PARTS_MAX = 16, NAME_BYTES_MAX = 120, COUNTIES_MAX = 4096 };

/* What the check has learned and the application uses. */
struct plan {
	struct arena *a;
	struct db *db;
	const struct unit_change *c;
	struct findings *f;
	struct unit old[PARTS_MAX];
	int64_t parent[PARTS_MAX];      /* of each new unit */
	const char *kind[PARTS_MAX];    /* of each new unit or name */
};

static const char *const kind_codes[] = {
	[CHANGE_MERGE] = "merge", [CHANGE_SPLIT] = "split", [CHANGE_TRANSFER] = "transfer",
	[CHANGE_RENAME] = "rename", [CHANGE_CODE] = "code",
};

static bool opens_units(const struct unit_change *c)
{
	return c->kind == CHANGE_MERGE || c->kind == CHANGE_SPLIT;
}

/* ---- the check: one question per function; each adds findings ---- */

static void form_check(const struct unit_change *c, struct findings *f)
{
	if (is_empty(c->document))
		find_hint(find_error(f, "document", "change-document", "The document number is missing."),
			  "Write the number of the approval that orders this change.");
	if (!date_ok(c->day) || c->day % 100 == 0)
		find_hint(find_error(f, "day", "change-day", "The day of the change is missing."),
			  "Write the day from which the change is in force.");
	else if (c->day > today())
		find_hint(find_error(f, "day", "change-day-future", "The day of the change lies in the future."),
			  "Enter the change on or after the day it comes into force.");
	bool fits = c->kind == CHANGE_MERGE ? c->old_count >= 2 && c->new_count == 1 :
		    c->kind == CHANGE_SPLIT ? c->old_count == 1 && c->new_count >= 2 :
					      c->old_count == 1 && c->new_count == 1;
	if (!fits || c->old_count > PARTS_MAX || c->new_count > PARTS_MAX)
		find_hint(find_error(f, "units", "change-parts", "The number of units does not fit the change."),
			  "A merge takes 2 to 16 units into one, a split one into 2 to 16; every other change concerns one unit.");
}

static bool one_number(struct db *db, struct sql sql, int64_t p1, int64_t p2, int64_t p3, int64_t *out,
		       struct err *e)
{
	struct stmt *q = db_query(db, sql, e);
	if (!q)
		return false;
	bind(q, 1, p1);
	bind(q, 2, p2);
	bind(q, 3, p3);
	*out = db_next(q) ? col_i64(q, 0) : 0;
	return db_end(q, e);
}

/* The newest day on which something about the unit began or ended that this change touches. */
static bool last_touched(struct plan *p, int64_t unit, int64_t *out, struct err *e)
{
	int64_t name = 0, code = 0, parent = 0, child = 0, left = 0;
	enum change_kind k = p->c->kind;
	bool all = opens_units(p->c);
	if ((all || k == CHANGE_RENAME) &&
	    !one_number(p->db, SQL("select coalesce(max(from_day),0) from unit_name where unit=$1"), unit,
			0, 0, &name, e))
		return false;
	if ((all || k == CHANGE_CODE) &&
	    !one_number(p->db, SQL("select coalesce(max(from_day),0) from unit_code where unit=$1"), unit,
			0, 0, &code, e))
		return false;
	if ((all || k == CHANGE_TRANSFER) &&
	    !one_number(p->db, SQL("select coalesce(max(from_day),0) from unit_parent where unit=$1"), unit,
			0, 0, &parent, e))
		return false;
	if (all && (!one_number(p->db, SQL("select coalesce(max(from_day),0) from unit_parent "
					   "where parent=$1"), unit, 0, 0, &child, e) ||
		    !one_number(p->db, SQL("select coalesce(max(to_day),0) from unit_parent "
					   "where parent=$1 and to_day<$2"), unit, DATE_OPEN, 0, &left, e)))
		return false;
	/* A child may have left on the very day: its row ends there and is not touched. */
	left = left ? date_from_days(date_days((ymd)left) - 1) : 0;
	int64_t days[] = { name, code, parent, child, left };
	*out = 0;
	for (size_t i = 0; i < ARRAY_LEN(days); i++)
		*out = days[i] > *out ? days[i] : *out;
	return true;
}

static bool old_check(struct plan *p, int i, struct err *e)
{
	const struct unit_change *c = p->c;
	struct unit *u = &p->old[i];
	struct err missing = { 0 };
	int64_t last;
	char day[16];
	if (!unit_load(p->a, p->db, c->old[i], 0, u, &missing)) {
		if (missing.code != ERR_NOT_FOUND) {
			*e = missing;
			return false;
		}
		find_hint(find_error(p->f, "units", "unit-unknown", "One of the units does not exist."),
			  "Choose the units from the list.");
		return true;
	}
	for (int k = 0; k < i; k++)
		if (c->old[k] == u->id)
			find_hint(find_error(p->f, "units", "unit-twice", "%s is named twice.", u->name),
				  "Name each unit once.");
	if (u->closed != DATE_OPEN) {
		find_hint(find_error(p->f, "units", "unit-closed", "%s was closed on %s.", u->name,
				     date_iso(u->closed, day)),
			  "Choose the unit that took its place.");
		return true;
	}
	if (opens_units(c) && u->level <= LEVEL_COUNTY)
		find_hint(find_error(p->f, "units", "change-level",
				     "%s is a county or above; those keep their data apart and cannot be merged or split here.",
				     u->name),
			  "Rename it, change its code, or transfer it as a whole.");
	if (u->level != p->old[0].level || u->county != p->old[0].county)
		find_hint(find_error(p->f, "units", "change-unlike", "%s and %s are not of the same level and county.",
				     p->old[0].name, u->name),
			  "Merge units of one level within one county.");
	if (!last_touched(p, u->id, &last, e))
		return false;
	if (c->day <= last)
		find_hint(find_error(p->f, "day", "change-order", "%s already has a change of %s.", u->name,
				     date_iso((ymd)last, day)),
			  "Enter changes in the order of their days, each after the last.");
	return true;
}

static bool is_old(const struct unit_change *c, int64_t unit)
{
	for (int i = 0; i < c->old_count; i++)
		if (c->old[i] == unit)
			return true;
	return false;
}

/* Another standing unit of that name under the parent, besides those that the change closes. */
static bool name_check(struct plan *p, int64_t parent, const char *name, struct err *e)
{
	bool taken = false;
	struct stmt *q = db_query(p->db, SQL("select n.unit from unit_name n join unit_parent x "
					     "on x.unit=n.unit and x.to_day=$3 where n.name=$1 "
					     "and n.to_day=$3 and x.parent=$2 order by n.unit"), e);
	if (!q)
		return false;
	bind(q, 1, name);
	bind(q, 2, parent);
	bind(q, 3, DATE_OPEN);
	while (db_next(q))
		taken |= !is_old(p->c, col_i64(q, 0));
	if (!db_end(q, e))
		return false;
	if (taken)
		find_hint(find_error(p->f, "name", "unit-name-double", "There is already a unit named %s there.", name),
			  "Choose another name, or merge the two units.");
	return true;
}

static bool code_check(struct plan *p, const char *code, struct err *e)
{
	bool taken = false;
	if (strlen(code) != 12 || strspn(code, "0123456789") != 12) {
		find_hint(find_error(p->f, "code", "unit-code", "The code \"%s\" is not 12 digits.", code),
			  "Write the code of the statistics bureau with all 12 digits.");
		return true;
	}
	struct stmt *q = db_query(p->db, SQL("select unit from unit_code where code=$1 and to_day>$2 "
					     "order by unit"), e);
	if (!q)
		return false;
	bind(q, 1, code);
	bind(q, 2, p->c->day);
	while (db_next(q))
		taken |= !(opens_units(p->c) && is_old(p->c, col_i64(q, 0)));
	if (!db_end(q, e))
		return false;
	if (taken)
		find_hint(find_error(p->f, "code", "unit-code-used", "The code %s is already in use.", code),
			  "Look up the code in the newest list of the statistics bureau.");
	return true;
}

static bool kind_check(struct plan *p, int i, struct err *e)
{
	int64_t known = 0;
	int level = p->old[0].level;
	const char *given = p->c->made[i].kind;
	const char *derived = kind_of_name(p->c->made[i].name, level);
	if (is_empty(given)) {
		bool keep = p->c->kind == CHANGE_RENAME && text_eq(derived, "other");
		p->kind[i] = keep ? p->old[0].kind : derived;
		return true;
	}
	p->kind[i] = given;
	struct stmt *q = db_query(p->db, SQL("select count(*) from unit_kind where code=$1 "
					     "and (level=$2 or level=0)"), e);
	if (!q)
		return false;
	bind(q, 1, given);
	bind(q, 2, level);
	if (db_next(q))
		known = col_i64(q, 0);
	if (!db_end(q, e))
		return false;
	if (!known)
		find_hint(find_error(p->f, "kind", "unit-kind", "The kind %s does not fit a unit of level %d.",
				     given, level),
			  "Choose one of the kinds of that level.");
	return true;
}

static bool parent_check(struct plan *p, int64_t parent, struct err *e)
{
	const struct unit *u = &p->old[0];
	struct err missing = { 0 };
	struct unit to;
	bool under = false;
	if (!parent || !unit_load(p->a, p->db, parent, 0, &to, &missing)) {
		find_hint(find_error(p->f, "parent", "unit-parent-unknown", "The new parent does not exist."),
			  "Choose the parent from the list.");
		return true;
	}
	if (!unit_is_under(p->db, parent, u->id, &under, e))
		return false;
	if (under)
		find_hint(find_error(p->f, "parent", "unit-cycle", "%s cannot stand under itself.", u->name),
			  "Choose a parent outside of it.");
	else if (!level_fits(u->level, to.level))
		find_hint(find_error(p->f, "parent", "unit-level-parent",
				     "%s of level %d cannot stand under a unit of level %d.", u->name,
				     u->level, to.level),
			  "Correct the level or the parent.");
	if (to.closed != DATE_OPEN || to.opened > p->c->day || (opens_units(p->c) && is_old(p->c, parent)))
		find_hint(find_error(p->f, "parent", "unit-parent-closed", "%s does not stand on that day.", to.name),
			  "Choose a parent that stands from that day on.");
	if (u->level > LEVEL_COUNTY && to.county != u->county)
		find_hint(find_error(p->f, "parent", "change-county",
				     "%s belongs to another county; a county's data cannot move to another.",
				     to.name),
			  "Open the unit anew in the other county and move its data by export and import.");
	return true;
}

static bool made_check(struct plan *p, int i, struct err *e)
{
	const struct unit_change *c = p->c;
	const char *name = c->made[i].name, *code = c->made[i].code;
	int64_t given = c->made[i].parent;
	p->parent[i] = given && c->kind != CHANGE_RENAME ? given : p->old[0].parent;
	if (c->kind != CHANGE_TRANSFER && c->kind != CHANGE_CODE) {
		if (is_empty(name) || strlen(name) > NAME_BYTES_MAX || !utf8_ok(name, strlen(name))) {
			find_hint(find_error(p->f, "name", "unit-name", "The unit has no readable name."),
				  "Write a name of at most 40 characters.");
			return true;
		}
		if (!kind_check(p, i, e) || !name_check(p, p->parent[i], name, e))
			return false;
	}
	if (c->kind == CHANGE_RENAME && text_eq(name, p->old[0].name) && text_eq(p->kind[i], p->old[0].kind))
		find_hint(find_error(p->f, "name", "change-nothing", "%s already has this name.", name),
			  "Write the new name.");
	bool has_code = c->kind == CHANGE_CODE || (opens_units(c) && !is_empty(code));
	if (has_code && !code_check(p, code ? code : "", e))
		return false;
	for (int k = 0; opens_units(c) && k < i; k++)
		if (text_eq(c->made[k].name, name) || (!is_empty(code) && text_eq(c->made[k].code, code)))
			find_hint(find_error(p->f, "name", "unit-twice", "%s is named twice.", name),
				  "Give each new unit a name and code of its own.");
	if (c->kind == CHANGE_TRANSFER && given == p->old[0].parent)
		find_hint(find_error(p->f, "parent", "change-nothing", "%s already stands there.", p->old[0].name),
			  "Choose the new parent.");
	else if (c->kind == CHANGE_TRANSFER && !name_check(p, given, p->old[0].name, e))
		return false;
	if (c->kind == CHANGE_TRANSFER || (opens_units(c) && p->parent[i]))
		return parent_check(p, c->kind == CHANGE_TRANSFER ? given : p->parent[i], e);
	return true;
}

static bool preview(struct plan *p, struct err *e)
{
	const struct unit_change *c = p->c;
	char day[16];
	int64_t moved = 0, n;
	date_iso(c->day, day);
	if (c->kind == CHANGE_RENAME)
		find_note(p->f, NULL, "change-preview", "%s is called %s from %s.", p->old[0].name,
			  c->made[0].name, day);
	if (c->kind == CHANGE_CODE)
		find_note(p->f, NULL, "change-preview", "%s has the code %s instead of %s from %s.",
			  p->old[0].name, c->made[0].code, p->old[0].code, day);
	if (c->kind == CHANGE_TRANSFER)
		find_note(p->f, NULL, "change-preview", "%s stands under %s instead of %s from %s.",
			  p->old[0].name, unit_name_now(p->a, p->db, c->made[0].parent),
			  unit_name_now(p->a, p->db, p->old[0].parent), day);
	if (!opens_units(c))
		return true;
	for (int i = 0; i < c->old_count; i++) {
		find_note(p->f, NULL, "change-preview", "%s closes on %s.", p->old[i].name, day);
		if (!one_number(p->db, SQL("select count(*) from unit_parent where parent=$1 and to_day=$2"),
				c->old[i], DATE_OPEN, 0, &n, e))
			return false;
		moved += n;
	}
	for (int i = 0; i < c->new_count; i++)
		find_note(p->f, NULL, "change-preview", "%s opens on %s.", c->made[i].name, day);
	if (moved)
		find_note(p->f, NULL, "change-preview", "%" PRId64 " units directly below move to %s.", moved,
			  c->made[0].name);
	find_note(p->f, NULL, "change-preview", "In today's boundaries the earlier records count under %s.",
		  c->made[0].name);
	return true;
}

static bool plan_make(struct plan *p, struct err *e)
{
	int errors = p->f->errors;
	form_check(p->c, p->f);
	if (p->f->errors > errors)
		return true;
	for (int i = 0; i < p->c->old_count; i++)
		if (!old_check(p, i, e))
			return false;
	if (p->f->errors > errors)
		return true;
	for (int i = 0; i < p->c->new_count; i++)
		if (!made_check(p, i, e))
			return false;
	return p->f->errors > errors || preview(p, e);
}

bool unit_change_check(struct arena *a, struct db *db, const struct unit_change *c,
		       struct findings *out, struct err *e)
{
	struct plan p = { .a = a, .db = db, .c = c, .f = out };
	return plan_make(&p, e);
}

/* ---- the application ---- */

static bool part_insert(struct db *db, int64_t change, const char *role, int ord, int64_t unit,
			struct err *e)
{
	struct stmt *q = db_query(db, SQL("insert into unit_change_part(change,role,ord,unit) "
					  "values($1,$2,$3,$4)"), e);
	if (!q)
		return false;
	bind(q, 1, change);
	bind(q, 2, role);
	bind(q, 3, ord);
	bind(q, 4, unit);
	return db_run(q, e);
}

static bool change_insert(const struct plan *p, int64_t actor, int64_t *id, struct err *e)
{
	struct stmt *q = db_query(p->db, SQL("insert into unit_change(id,kind,day,document,actor,at_ms) "
					     "values($1,$2,$3,$4,$5,$6)"), e);
	if (!q)
		return false;
	*id = id_new();
	bind(q, 1, *id);
	bind(q, 2, kind_codes[p->c->kind]);
	bind(q, 3, p->c->day);
	bind(q, 4, p->c->document);
	bind(q, 5, actor);
	bind(q, 6, now_ms());
	if (!db_run(q, e))
		return false;
	for (int i = 0; i < p->c->old_count; i++)
		if (!part_insert(p->db, *id, "old", i + 1, p->c->old[i], e))
			return false;
	return true;
}

static bool unit_open(const struct plan *p, int i, int64_t id, struct err *e)
{
	const struct unit_change *c = p->c;
	struct stmt *q = db_query(p->db, SQL("insert into unit(id,county,level,opened,closed) "
					     "values($1,$2,$3,$4,$5)"), e);
	if (!q)
		return false;
	bind(q, 1, id);
	bind(q, 2, p->old[0].county);
	bind(q, 3, p->old[0].level);
	bind(q, 4, c->day);
	bind(q, 5, DATE_OPEN);
	return db_run(q, e) && name_open(p->db, id, c->day, c->made[i].name, p->kind[i], e) &&
	       parent_open(p->db, id, c->day, p->parent[i], e) &&
	       (is_empty(c->made[i].code) || code_open(p->db, id, c->day, c->made[i].code, e));
}

/* The units directly below go to the first successor. */
static bool children_move(const struct plan *p, int64_t from, int64_t to, struct err *e)
{
	struct unit_list list = { 0 };
	struct stmt *q = db_query(p->db, SQL("select unit from unit_parent where parent=$1 and to_day=$2 "
					     "order by unit"), e);
	if (!q)
		return false;
	bind(q, 1, from);
	bind(q, 2, DATE_OPEN);
	for (size_t cap = 0, size = sizeof *list.units; db_next(q); list.count++) {
		size_t n = (size_t)list.count;
		if (n == cap) {
			cap = cap ? cap * 2 : 64;
			list.units = arena_grow(p->a, list.units, n * size, cap * size);
		}
		list.units[list.count].id = col_i64(q, 0);
	}
	if (!db_end(q, e))
		return false;
	for (int i = 0; i < list.count; i++)
		if (!parent_open(p->db, list.units[i].id, p->c->day, to, e))
			return false;
	return true;
}

static bool replace(const struct plan *p, int64_t change, int64_t made[PARTS_MAX], struct err *e)
{
	for (int i = 0; i < p->c->old_count; i++)
		if (!unit_end(p->db, p->c->old[i], p->c->day, e))
			return false;
	for (int i = 0; i < p->c->new_count; i++) {
		made[i] = id_new();
		if (!unit_open(p, i, made[i], e) || !part_insert(p->db, change, "new", i + 1, made[i], e))
			return false;
	}
	for (int i = 0; i < p->c->old_count; i++)
		if (!children_move(p, p->c->old[i], made[0], e))
			return false;
	return true;
}

static bool rebuild_under(const struct plan *p, struct err *e)
{
	int64_t *counties = ARENA_ARRAY(p->a, int64_t, COUNTIES_MAX);
	int n = 0;
	struct stmt *q = db_query(p->db, SQL("select distinct u.county from unit_restated r "
					     "join unit u on u.id=r.unit where r.ancestor=$1 "
					     "order by u.county limit $2"), e);
	if (!q)
		return false;
	bind(q, 1, p->c->old[0]);
	bind(q, 2, COUNTIES_MAX);
	while (db_next(q))
		counties[n++] = col_i64(q, 0);
	if (!db_end(q, e))
		return false;
	for (int i = 0; i < n; i++)
		if (!derived_rebuild(p->db, counties[i], e))
			return false;
	return true;
}

static bool change_audit(const struct plan *p, int64_t actor, int64_t record, struct err *e)
{
	const struct unit_change *c = p->c;
	struct buf before, after;
	struct json j;
	char day[16];
	buf_init(&before, 1 << 16);
	buf_init(&after, 1 << 16);
	json_init(&j, &before);
	json_open(&j, '[');
	for (int i = 0; i < c->old_count; i++) {
		json_open(&j, '{');
		json_kid(&j, "unit", c->old[i]);
		json_kstr(&j, "name", p->old[i].name);
		json_kstr(&j, "code", p->old[i].code);
		json_kid(&j, "parent", p->old[i].parent);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_init(&j, &after);
	json_open(&j, '{');
	json_kstr(&j, "day", date_iso(c->day, day));
	json_key(&j, "units");
	json_open(&j, '[');
	for (int i = 0; i < c->new_count; i++) {
		json_open(&j, '{');
		json_kstr(&j, "name", c->made[i].name);
		json_kstr(&j, "code", c->made[i].code);
		json_kid(&j, "parent", c->made[i].parent);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	bool ok = unit_change_log(p->db, &(struct unit_change_log){
		.county = p->old[0].county, .actor = actor, .record = record,
		.action = kind_codes[c->kind], .document = c->document,
		.before = buf_str(&before), .after = buf_str(&after) }, e);
	buf_done(&before);
	buf_done(&after);
	return ok;
}

static bool apply(struct plan *p, int64_t actor, int64_t made[PARTS_MAX], struct err *e)
{
	const struct unit_change *c = p->c;
	int64_t change;
	TXN(t);
	if (!txn_begin(&t, p->db, e) || !plan_make(p, e))
		return false;
	if (p->f->errors) {
		err_set(e, ERR_REFUSED, "The change is refused.");
		e->text = p->f->first->text;
		e->hint = p->f->first->hint;
		return false;
	}
	if (!change_insert(p, actor, &change, e))
		return false;
	bool ok = false;
	switch (c->kind) {
	case CHANGE_MERGE:
	case CHANGE_SPLIT:
		ok = replace(p, change, made, e) && rebuild_under(p, e);
		break;
	case CHANGE_TRANSFER:
		ok = parent_open(p->db, c->old[0], c->day, c->made[0].parent, e) && rebuild_under(p, e);
		break;
	case CHANGE_RENAME:
		ok = name_open(p->db, c->old[0], c->day, c->made[0].name, p->kind[0], e);
		break;
	case CHANGE_CODE:
		ok = code_open(p->db, c->old[0], c->day, c->made[0].code, e);
		break;
	}
	int64_t record = opens_units(c) ? made[0] : c->old[0];
	return ok && change_audit(p, actor, record, e) && txn_commit(&t, e);
}

bool unit_change_apply(struct db *db, const struct unit_change *c, int64_t actor,
		       int64_t made_ids[16], struct err *e)
{
	int64_t made[PARTS_MAX] = { 0 };
	struct findings f;
	struct arena *a = arena_new(64 << 20);
	findings_init(&f, a);
	struct plan p = { .a = a, .db = db, .c = c, .f = &f };
	bool ok = apply(&p, actor, made, e);
	arena_free(a);
	if (ok && made_ids)
		memcpy(made_ids, made, sizeof made);
	return ok;
}
