/* save_audit.c - what a save leaves in the audit chain: the changed fields, before and after. */
#include "audit/audit.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "reg/reg_sql.h"

static void json_value(struct arena *a, struct json *j, const struct field_def *f,
		       const struct value *v)
{
	json_key(j, f->name);
	if (!v->known)
		json_none(j);
	else if (f->type == FIELD_IDNUM)
		json_str(j, mask_idnum(a, v->s));
	else if (f->type == FIELD_PHONE)
		json_str(j, mask_phone(a, v->s));
	else if (f->ref || f->type == FIELD_UNIT)
		json_str(j, arena_printf(a, "%s #%" PRId64, v->s ? v->s : "", v->i));
	else
		json_str(j, value_raw(a, f, v));
}

/* The changed members of `r` (all when there is no other), as a JSON object. */
static const char *changes(struct arena *a, struct db *db, const struct record *r,
			   const struct record *other)
{
	struct buf out;
	struct json j;
	buf_init(&out, 1 << 20);
	json_init(&j, &out);
	json_open(&j, '{');
	if (!other || other->unit != r->unit)
		json_kstr(&j, "unit",
			  arena_printf(a, "%s #%" PRId64, unit_name_now(a, db, r->unit), r->unit));
	if (!is_empty(r->state) && (!other || !text_eq(other->state, r->state)))
		json_kstr(&j, "state", r->state);
	for (int i = 0; i < r->def->field_count; i++) {
		const struct field_def *f = &r->def->fields[i];
		if (other ? !value_eq(f, &r->v[i], &other->v[i]) : r->v[i].known)
			json_value(a, &j, f, &r->v[i]);
	}
	json_close(&j, '}');
	const char *text = arena_strdup(a, buf_str(&out));
	buf_done(&out);
	return text;
}

/* Whether a saved row must be read back before it can be told: the names of what it points to,
 * and the order of its units, are the database's. */
static bool needs_reading(const struct reg_def *def)
{
	for (int i = 0; i < def->field_count; i++) {
		const struct field_def *f = &def->fields[i];
		if (f->ref || f->type == FIELD_UNIT || f->type == FIELD_UNITS)
			return true;
	}
	return false;
}

bool reg_audit(struct arena *a, struct db *db, const struct record *rec, const struct record *old,
	       const struct save_how *how, const char *action, struct err *e)
{
	const struct record *now = rec;
	assert(rec || old);
	if (rec && needs_reading(rec->def)) {
		struct scope all;
		struct record *loaded;
		scope_all(rec->county, &all);
		if (!reg_load(a, db, rec->def, rec->county, rec->id, &all, true, &loaded, e))
			return false;
		now = loaded;
	}
	const struct record *any = now ? now : old;
	assert(any);
	struct audit_entry en = {
	    .county = any->county,
	    .actor = how->actor,
	    .action = how->action ? how->action : action,
	    .subject = any->def->name,
	    .record = any->id,
	    .origin = how->origin,
	    .reason = how->reason,
	    .before = old ? changes(a, db, old, now) : NULL,
	    .after = now ? changes(a, db, now, old) : NULL,
	};
	return audit_write(db, &en, e);
}
