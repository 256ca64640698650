/* demo.c - the demonstration site: units, one place after the other, accounts. */
#include "auth/manage.h"
#include "base/embed.h"
#include "base/log.h"
#include "base/str.h"
#include "demo/demo_int.h"

#include <string.h>

enum { PLACE_ARENA = 64 << 20, ROW_ARENA = 32 << 20 };

/* The units of the lists hold from here on, so that every date of the records lies after. */
static const ymd UNITS_FROM = 20200101;

static bool units_load(struct arena *a, struct db *db, struct err *e)
{
	struct findings f;
	int added;
	findings_init(&f, a);
	for (size_t i = embedded_from("packs/areas/"); i < embedded_count; i++) {
		const struct embedded *file = &embedded_files[i];
		if (!has_prefix(file->path, "packs/areas/"))
			break;
		if (!units_load_csv(db, file->data, file->size, UNITS_FROM, &added, &f, e))
			return false;
		if (f.errors)
			return err_set(e, ERR_CORRUPT, "The list of units %s is wrong.", file->path);
	}
	return true;
}

/* A site with units has people in them, or soon will. */
static bool is_fresh(struct arena *a, struct db *db, struct err *e)
{
	struct unit province;
	struct err none = { 0 };
	if (!unit_by_code(a, db, "430000000000", 0, &province, &none))
		return none.code == ERR_NOT_FOUND || err_set(e, none.code, "The units cannot be read.");
	err_set(e, ERR_CONFLICT, "This site has units already; the demonstration needs an empty one.");
	return err_hint(e, N_("Make it in a folder of its own."));
}

/* ---- accounts ---- */

/* Whose an account is: a person of the register, or only a name. */
struct owner {
	const char *name;
	int64_t person;
};

static bool account_make(struct db *db, const char *login, const struct owner *who, enum role role,
			 const struct unit *unit, struct err *e)
{
	struct account_new n = { .login = login, .name = who->name, .password = DEMO_PASSWORD,
				 .county = unit ? unit->county : 0, .lang = LANG_ZH };
	int64_t id;
	return account_create(db, &n, &id, e) &&
	       grant_add(db, id, role, unit ? unit->id : 0, UNITS_FROM, DATE_OPEN, 0, e) &&
	       (!who->person || account_tie(db, id, who->person, 0, e));
}

/* A person of the unit who has no account yet; someone from elsewhere where there is none. */
static struct owner account_owner(struct place *p, const struct unit *unit)
{
	for (int i = 0; i < p->person_count; i++) {
		struct person *who = &p->people[i];
		if (who->unit != unit->id || who->kind == RESERVE || who->kind == VILLAGER || !who->name)
			continue;
		const char *name = who->name;
		who->name = NULL;
		return (struct owner){ name, who->id };
	}
	return (struct owner){ people_name(p->a, &p->lot, lot_below(&p->lot, 2) ? MALE : FEMALE), 0 };
}

static bool accounts_make(struct place *p, struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, p->db, e))
		return false;
	for (int i = 0; i < p->plan->account_count; i++) {
		const struct plan_account *row = &p->plan->accounts[i];
		struct unit unit;
		enum role role;
		if (!role_parse(row->role, &role))
			return err_set(e, ERR_CORRUPT, "The demonstration of %s has no role %s.", p->plan->slug,
				       row->role);
		if (!unit_by_code(p->a, p->db, row->unit, 0, &unit, e))
			return false;
		struct owner who = account_owner(p, &unit);
		if (!account_make(p->db, row->login, &who, role, &unit, e))
			return false;
	}
	return txn_commit(&t, e);
}

/* ---- places ---- */

/* In this order: later ones draw on the people and organisations of earlier ones. */
static bool (*const makers[])(struct place *p, struct err *e) = {
	make_settings,
	make_committees,
	make_town,
	make_reserves,
	make_mentoring,
	make_pairings,
	make_duties,
	make_training,
	make_members,
	make_todos,
	make_escalation,
	make_talent,
	make_chain,
	make_sites,
	make_credit,
	make_estate,
	make_cooperatives,
	make_projects,
	make_open,
	make_tasks,
	make_visits,
	make_cadence,
	make_voice,
};

/* What people do who have accounts: after these were made, in this order. */
static bool (*const keepers[])(struct place *p, struct err *e) = {
	make_books,
	make_shares,
};

static bool place_records(struct place *p, bool (*const fns[])(struct place *p, struct err *e),
			  size_t count, struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, p->db, e))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!fns[i](p, e))
			return false;
	return txn_commit(&t, e);
}

static bool place_make(struct db *db, const struct plan *plan, struct err *e)
{
	struct place p = {
		.a = arena_new(PLACE_ARENA), .row = arena_new(ROW_ARENA), .db = db, .plan = plan,
		.lot = { (uint64_t)plan->seed }, .how = { .origin = "demo" },
	};
	bool ok = unit_by_code(p.a, db, plan->unit, 0, &p.unit, e);
	if (ok) {
		p.county = p.unit.county;
		scope_all(p.county, &p.how.scope);
		ok = place_records(&p, makers, ARRAY_LEN(makers), e) && accounts_make(&p, e) &&
		     place_records(&p, keepers, ARRAY_LEN(keepers), e);
		trace("demo", "%s: %d people", plan->slug, p.person_count);
	}
	arena_free(p.row);
	arena_free(p.a);
	return ok;
}

bool demo_make(struct arena *a, struct db *db, struct err *e)
{
	struct plan *plans;
	int count;
	if (!is_fresh(a, db, e) || !plans_read(a, &count, &plans, e) || !units_load(a, db, e) ||
	    !account_make(db, "admin", &(struct owner){ .name = "站点管理员" }, ROLE_SITE, NULL, e))
		return false;
	for (int i = 0; i < count; i++)
		if (!place_make(db, &plans[i], e))
			return false;
	return run_day(a, db, e);
}

const struct demo_account *demo_accounts(struct arena *a, struct db *db, int *count, struct err *e)
{
	struct plan *plans;
	int places, n = 0;
	if (!plans_read(a, &places, &plans, e))
		return NULL;
	struct demo_account *out = ARENA_ARRAY(a, struct demo_account, 1 + places * PLAN_LIST);
	out[n++] = (struct demo_account){ .login = "admin", .role = role_code(ROLE_SITE), .unit = "" };
	for (int i = 0; i < places; i++)
		for (int k = 0; k < plans[i].account_count; k++) {
			const struct plan_account *row = &plans[i].accounts[k];
			struct unit unit;
			if (!unit_by_code(a, db, row->unit, 0, &unit, e))
				return NULL;
			out[n++] = (struct demo_account){ .login = row->login, .role = row->role, .unit = unit.name };
		}
	*count = n;
	return out;
}
