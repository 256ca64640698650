/* account_page.c - see account_page.h. */
#include "page/account_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"

enum { UNITS_MAX = 3000 };

bool account_see(struct request *rq, bool change, struct account_seen *out, struct err *e)
{
	bool sees;
	struct account_seen seen;
	if (!account_card(rq->arena, rq->db, rq_id(rq, "id"), &seen.card, e) ||
	    !grant_list(rq->arena, rq->db, seen.card.id, &seen.grants, e) ||
	    !account_reach(rq->db, rq->account, &seen.card, &seen.grants, &sees, &seen.manages, e))
		return false;
	if (!sees)
		return err_set(e, ERR_NOT_FOUND, "There is no such account.");
	if (change && seen.card.id == rq->account->id)
		return err_set(e, ERR_DENIED, "Nobody manages the own account.");
	if (change && !seen.manages) {
		err_set(e, ERR_DENIED, "This account also holds roles that are not yours to give.");
		return err_hint(e, "Ask the administrator above you.");
	}
	*out = seen;
	return true;
}

int account_roles(struct request *rq, const struct ui_option **out)
{
	struct ui_option *list = ARENA_ARRAY(rq->arena, struct ui_option, ROLE__COUNT);
	bool site = false;
	int n = 0;
	for (int i = 0; i < rq->account->grant_count; i++)
		site |= rq->account->grants[i].role == ROLE_SITE;
	for (int r = ROLE__COUNT - 1; r >= 0; r--)
		if (r != ROLE_SITE || site)
			list[n++] = (struct ui_option){.value = role_code((enum role)r),
						       .label = role_label((enum role)r)};
	*out = list;
	return n;
}

struct units {
	struct request *rq;
	struct ui_option *list;
	int count;
};

static void put(struct units *u, const struct unit *unit, const char *group)
{
	char id[24];
	if (u->count < UNITS_MAX)
		u->list[u->count++] =
		    (struct ui_option){.value = arena_strdup(u->rq->arena, id_text(unit->id, id)),
				       .label = unit->name,
				       .group = group};
}

/* The unit, then what is below it; villages stand in the group of their township. */
static bool put_under(struct units *u, const struct unit *unit, const char *group, struct err *e)
{
	struct unit_list below;
	put(u, unit, group);
	if (unit->level >= LEVEL_VILLAGE)
		return true;
	if (!unit_children(u->rq->arena, u->rq->db, unit->id, 0, &below, e))
		return false;
	for (int i = 0; i < below.count; i++)
		if (!put_under(u, &below.units[i],
			       below.units[i].level <= LEVEL_TOWN ? below.units[i].name : group, e))
			return false;
	return true;
}

bool account_units(struct request *rq, const struct ui_option **out, int *count, struct err *e)
{
	struct scope scope;
	struct unit unit;
	struct units u = {.rq = rq, .list = ARENA_ARRAY(rq->arena, struct ui_option, UNITS_MAX)};
	scope_of_cap(rq->account, CAP_ACCOUNTS, &scope);
	for (int i = 0; i < scope.count; i++)
		if (!unit_load(rq->arena, rq->db, scope.units[i], 0, &unit, e) ||
		    !put_under(&u, &unit, unit.name, e))
			return false;
	*out = u.list;
	*count = u.count;
	return true;
}
