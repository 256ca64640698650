/* scope.c - from grants to units: who may touch what, and why. */
#include "auth/auth.h"
#include "base/arena.h"
#include "base/findings.h"

bool account_can(const struct account *acc, enum cap c)
{
	if (c == CAP_PUBLIC || c == CAP_SIGNED_IN)
		return true;
	for (int i = 0; i < acc->grant_count; i++)
		if (role_can(acc->grants[i].role, c))
			return true;
	return false;
}

/* Is `unit` at or under the unit of any grant whose role is in `roles`? */
static bool any_over(struct db *db, const struct account *acc, unsigned roles, int64_t unit,
		     bool *out, struct err *e)
{
	bool under = false;
	for (int i = 0; i < acc->grant_count && !under; i++)
		if ((roles & ROLE_BIT(acc->grants[i].role)) &&
		    !unit_is_under(db, unit, acc->grants[i].unit, &under, e))
			return false;
	*out = under;
	return true;
}

static unsigned roles_with(enum cap c)
{
	unsigned roles = 0;
	for (int r = 0; r < ROLE__COUNT; r++)
		if (role_can((enum role)r, c))
			roles |= ROLE_BIT(r);
	return roles;
}

bool account_can_at(struct db *db, const struct account *acc, enum cap c, int64_t unit, bool *out,
		    struct err *e)
{
	return any_over(db, acc, roles_with(c), unit, out, e);
}

/* Of two grants over the same unit the first stays. */
static bool is_covered(const struct account *acc, unsigned roles, int i)
{
	for (int k = 0; k < acc->grant_count; k++) {
		if (k == i || !(roles & ROLE_BIT(acc->grants[k].role)))
			continue;
		if (acc->grants[k].unit == acc->grants[i].unit ? k < i :
								 (acc->grants[i].above >> k & 1u) != 0)
			return true;
	}
	return false;
}

void scope_of_roles(const struct account *acc, unsigned roles, struct scope *out)
{
	*out = (struct scope){ 0 };
	for (int i = 0; i < acc->grant_count; i++)
		if ((roles & ROLE_BIT(acc->grants[i].role)) && acc->grants[i].unit &&
		    !is_covered(acc, roles, i))
			out->units[out->count++] = acc->grants[i].unit;
}

void scope_of_cap(const struct account *acc, enum cap c, struct scope *out)
{
	scope_of_roles(acc, roles_with(c), out);
}

void scope_all(int64_t county, struct scope *out)
{
	*out = (struct scope){ .count = 1, .units = { county } };
}

bool grant_allowed(struct db *db, const struct account *admin, enum role role, int64_t unit,
		   bool *out, struct err *e)
{
	unsigned givers = ROLE_BIT(ROLE_SITE) | (role == ROLE_SITE ? 0 : ROLE_BIT(ROLE_ADMIN));
	return any_over(db, admin, givers, unit, out, e);
}

static const char *path_text(struct arena *a, struct db *db, int64_t unit, struct err *e)
{
	struct unit_list path;
	const char *text = "";
	if (!unit_path(a, db, unit, 0, &path, e))
		return NULL;
	for (int i = 0; i < path.count; i++)
		text = arena_printf(a, "%s%s%s", text, i ? " / " : "", path.units[i].name);
	return text;
}

/* One whole sentence per role: a role's name inside a sentence could not be translated. */
#define OPEN(role, text)                                                                           \
	case role:                                                                                 \
		find_note(out, "role", "permission-open", text, path, from, to);                   \
		return;

static void say_open(struct findings *out, enum role role, const char *path, const char *from,
		     const char *to)
{
	switch (role) {
	OPEN(ROLE_SITE, "Open to the site administrator of %s, from %s until %s.")
	OPEN(ROLE_ADMIN, "Open to the administrator of %s, from %s until %s.")
	OPEN(ROLE_ORGANISER, "Open to the organiser of %s, from %s until %s.")
	OPEN(ROLE_LEADER, "Open to the leader of %s, from %s until %s.")
	OPEN(ROLE_CLERK, "Open to the village clerk of %s, from %s until %s.")
	OPEN(ROLE_VIEWER, "Open to the viewer of %s, from %s until %s.")
	OPEN(ROLE_ACCOUNTANT, "Open to the accountant of %s, from %s until %s.")
	OPEN(ROLE_CASHIER, "Open to the cashier of %s, from %s until %s.")
	case ROLE__COUNT:
		break;
	}
	assert(!"unknown role");
}
#undef OPEN

#define CLOSED(role, text)                                                                         \
	case role:                                                                                 \
		find_note(out, "role", "permission-closed", text, path);                           \
		return;

static void say_closed(struct findings *out, enum role role, const char *path)
{
	switch (role) {
	CLOSED(ROLE_SITE, "Closed; the role of site administrator over %s or above would open it.")
	CLOSED(ROLE_ADMIN, "Closed; the role of administrator over %s or above would open it.")
	CLOSED(ROLE_ORGANISER, "Closed; the role of organiser over %s or above would open it.")
	CLOSED(ROLE_LEADER, "Closed; the role of leader over %s or above would open it.")
	CLOSED(ROLE_CLERK, "Closed; the role of village clerk over %s or above would open it.")
	CLOSED(ROLE_VIEWER, "Closed; the role of viewer over %s or above would open it.")
	CLOSED(ROLE_ACCOUNTANT, "Closed; the role of accountant over %s or above would open it.")
	CLOSED(ROLE_CASHIER, "Closed; the role of cashier over %s or above would open it.")
	case ROLE__COUNT:
		break;
	}
	assert(!"unknown role");
}
#undef CLOSED

bool permission_explain(struct arena *a, struct db *db, const struct account *acc, unsigned roles,
			int64_t unit, struct findings *out, struct err *e)
{
	bool open = false;
	for (int i = 0; i < acc->grant_count; i++) {
		const struct grant *g = &acc->grants[i];
		bool under = false;
		char from[16], to[16];
		if (!(roles & ROLE_BIT(g->role)))
			continue;
		if (!unit_is_under(db, unit, g->unit, &under, e))
			return false;
		if (!under)
			continue;
		const char *path = path_text(a, db, g->unit, e);
		if (!path)
			return false;
		say_open(out, g->role, path, date_iso(g->from, from),
			 g->to == DATE_OPEN ? "…" : date_iso(g->to, to));
		open = true;
	}
	if (open)
		return true;
	const char *path = path_text(a, db, unit, e);
	if (!path)
		return false;
	for (int r = 0; r < ROLE__COUNT; r++)
		if (roles & ROLE_BIT(r))
			say_closed(out, (enum role)r, path);
	return true;
}

bool account_units_of_person(struct db *db, int64_t county, int64_t person, ymd at, struct scope *out,
			     struct err *e)
{
	/* the widest first: if there are more than fit, those are what matters */
	struct stmt *q = db_query(db,
				  SQL("select distinct g.unit, u.level from account c join account_grant g on "
				      "g.account=c.id join unit u on u.id=g.unit where c.county=$1 and c.person=$2 and "
				      "c.closed=0 and g.from_day<=$3 and g.to_day>$3 order by u.level, g.unit"),
				  e);
	*out = (struct scope){ 0 };
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, person);
	bind(q, 3, (int64_t)at);
	while (person && db_next(q) && out->count < LIMIT_GRANTS)
		out->units[out->count++] = col_i64(q, 0);
	return db_end(q, e);
}
