/* erase.c - deleting a person's data on request. */
#include "reg/erase.h"

#include "base/arena.h"
#include "base/str.h"
#include "reg/file.h"

static const char *const kept_facts[] = {"birth",     "nation",	   "id_number",
					 "education", "political", "party_joined"};

static bool is_kept(const struct field_def *f)
{
	for (size_t i = 0; i < ARRAY_LEN(kept_facts); i++)
		if (text_eq(f->name, kept_facts[i]))
			return true;
	return false;
}

static bool covers_county(const struct account *acc, const struct reg_def *def, int64_t county)
{
	struct scope scope;
	reg_scope(acc, def, true, &scope);
	for (int i = 0; i < scope.count; i++)
		if (scope.units[i] == county)
			return true;
	return false;
}

/* Everything that points at the person, but not the requests about the data. */
static bool find_entries(struct arena *a, struct db *db, const struct record *person,
			 const struct account *acc, struct erase_plan *plan, struct err *e)
{
	struct referrer_ask ask = {
	    .to = person, .acc = acc, .roles = ~0u, .at = today(), .limit = LIMIT_PAGE_ROWS};
	struct referrer *refs;
	int n;
	if (!referrers_load(a, db, &ask, &n, &refs, e))
		return false;
	for (int i = 0; i < n; i++)
		if (!text_eq(refs[i].def->name, "data_request"))
			refs[plan->entry_count++] = refs[i];
	plan->entries = refs;
	return true;
}

/* A reader of the whole county may still be closed out of one register: then nothing is sure. */
static bool sees_all(const struct record *person, const struct account *acc)
{
	const struct reg_set *all = reg_all();
	for (int k = 0; k < all->count; k++)
		for (int i = 0; i < all->regs[k]->field_count; i++) {
			struct scope scope;
			bool whole = false;
			if (all->regs[k]->fields[i].ref != person->def)
				continue;
			reg_scope(acc, all->regs[k], false, &scope);
			for (int u = 0; u < scope.count; u++)
				whole |= scope.units[u] == person->county;
			if (!whole)
				return false;
		}
	return covers_county(acc, person->def, person->county);
}

bool erase_plan(struct arena *a, struct db *db, const struct record *person,
		const struct account *acc, struct erase_plan *out, struct err *e)
{
	const struct reg_def *def = person->def;
	struct erase_plan plan = {0};
	struct attachment_list files;
	if (!find_entries(a, db, person, acc, &plan, e) || !file_list(a, db, file_of(person), &files, e))
		return false;
	plan.whole = plan.entry_count == 0 && sees_all(person, acc);
	plan.file_count = files.count;
	plan.gone = ARENA_ARRAY(a, const struct field_def *, def->field_count);
	plan.kept = ARENA_ARRAY(a, const struct field_def *, def->field_count);
	for (int i = 0; i < def->field_count; i++) {
		const struct field_def *f = &def->fields[i];
		if (!person->v[i].known)
			continue;
		if (f->required || (is_kept(f) && !plan.whole))
			plan.kept[plan.kept_count++] = f;
		else
			plan.gone[plan.gone_count++] = f;
	}
	*out = plan;
	return true;
}

static bool request_fits(const struct erase *x, struct err *e)
{
	struct record *r = x->request;
	if (is_empty(x->reason))
		return err_set(e, ERR_REFUSED, "Say why the rest stays.");
	if (!text_eq(r->def->name, "data_request") || !text_eq(r->state, "open") ||
	    !text_eq(record_value(r, "kind")->s, "delete") ||
	    record_value(r, "person")->i != x->person->id) {
		err_set(e, ERR_REFUSED, "Deleting needs an open request of this person to delete.");
		return err_hint(e, N_("Register the request first."));
	}
	return true;
}

static bool drop_files(struct arena *a, struct db *db, const struct erase *x, struct err *e)
{
	struct attachment_list files;
	if (!file_list(a, db, file_of(x->person), &files, e))
		return false;
	for (int i = 0; i < files.count; i++)
		if (!file_delete(a, db, file_of(x->person), files.rows[i].id, x->how.actor, NULL, e))
			return false;
	return true;
}

static bool finish(struct arena *a, struct db *db, const struct erase *x, struct findings *f,
		   struct err *e)
{
	struct record *r = x->request;
	*record_value(r, "answer") = (struct value){.known = true, .s = x->answer};
	*record_value(r, "reason") = (struct value){.known = true, .s = x->reason};
	*record_value(r, "done") = (struct value){.known = true, .i = today()};
	return reg_transit(a, db, r, "finish", &x->how_request, x->roles, f, e);
}

bool person_erase(struct arena *a, struct db *db, const struct erase *x,
		  const struct erase_plan *plan, struct findings *f, struct err *e)
{
	TXN(t);
	struct save_how how = x->how;
	how.action = "erase";
	how.reason = x->reason;
	if (!request_fits(x, e) || !txn_begin(&t, db, e))
		return false;
	for (int i = 0; i < plan->gone_count; i++)
		x->person->v[plan->gone[i]->index] = (struct value){0};
	return reg_save(a, db, x->person, &how, f, e) && drop_files(a, db, x, e) &&
	       finish(a, db, x, f, e) && txn_commit(&t, e);
}
