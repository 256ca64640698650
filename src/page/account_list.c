/* account_list.c - the accounts within an administrator's units, and a new one. */
#include "page/account_list.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "tpl.h"
#include "page/account_page.h"

enum { ROWS = 50 };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool form(struct request *rq, struct html *h, struct err *e);
static bool make(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "after", .kind = PARAM_TEXT},
    {.name = "login", .kind = PARAM_TEXT, .max = 64},
    {.name = "name", .kind = PARAM_TEXT, .max = 40},
    {.name = "password", .kind = PARAM_TEXT},
    {.name = "role", .kind = PARAM_TEXT, .max = 20},
    {.name = "over", .kind = PARAM_UNIT},
    {.name = "from", .kind = PARAM_DATE},
    {.name = "to", .kind = PARAM_DATE},
    {0},
};

const struct page account_list_page = {
    .path = "/accounts",
    .method = GET,
    .cap = CAP_ACCOUNTS,
    .params = params,
    .serve = show,
    .title = N_("Accounts"),
    .about = "The accounts within the administrator's units.",
};
const struct page account_new_page = {
    .path = "/accounts/new",
    .method = GET,
    .cap = CAP_ACCOUNTS,
    .params = params,
    .serve = form,
    .title = N_("New account"),
    .about = "The form for a new account with its first role.",
};
const struct page account_new_post = {
    .path = "/accounts/new",
    .method = POST,
    .cap = CAP_ACCOUNTS,
    .params = params,
    .serve = make,
    .slow = 1,
    .title = N_("New account"),
    .about = "Makes an account with its first role; its password has to be changed.",
};

static const char *roles_text(struct request *rq, const struct grant_list *grants)
{
	const char *text = "";
	for (int i = 0; i < grants->count; i++) {
		const struct grant_row *g = &grants->rows[i];
		if (g->in_force)
			text = arena_printf(rq->arena, "%s%s%s%s%s", text, *text ? "；" : "",
					    tr(rq->lang, role_label(g->role)),
					    *g->unit_name ? " · " : "", g->unit_name);
	}
	return text;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct account_list list;
	struct scope scope;
	bool whole;
	const char *after = rq_text(rq, "after");
	scope_of_cap(rq->account, CAP_ACCOUNTS, &scope);
	if (!account_is_whole(rq->db, rq->account->id, &whole, e) ||
	    !(whole ? account_list_site(rq->arena, rq->db, after, ROWS, &list, e)
		    : account_list(rq->arena, rq->db, &scope, after, ROWS, &list, e)))
		return false;
	struct account_line *rows = ARENA_ARRAY(rq->arena, struct account_line, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		struct grant_list grants;
		if (!grant_list(rq->arena, rq->db, list.rows[i].id, &grants, e))
			return false;
		rows[i] = (struct account_line){.id = list.rows[i].id,
						.login = list.rows[i].login,
						.name = list.rows[i].name,
						.closed = list.rows[i].closed,
						.totp = list.rows[i].totp,
						.roles = roles_text(rq, &grants)};
	}
	struct account_list_view v = {
	    .path = rq->path,
	    .query = rq->query,
	    .count = list.count,
	    .rows = rows,
	    .pager = {.path = rq->path,
		      .query = rq->query,
		      .count = -1,
		      .shown = list.count,
		      .after = list.more ? list.rows[list.count - 1].login : NULL},
	};
	tpl_account_list(h, &v);
	return true;
}

static bool draw(struct request *rq, struct html *h, const char *error, struct err *e)
{
	char day[16], unit[24];
	bool fresh = rq->method == GET;
	struct account_new_view v = {
	    .login = rq_text(rq, "login"),
	    .name = rq_text(rq, "name"),
	    .role = rq_text(rq, "role"),
	    .unit =
		fresh ? arena_strdup(rq->arena, id_text(rq->unit.id, unit)) : rq_text(rq, "over"),
	    .from = fresh ? arena_strdup(rq->arena, date_iso(today(), day)) : rq_text(rq, "from"),
	    .to = rq_text(rq, "to"),
	    .error = error,
	    .findings = rq->findings,
	};
	v.role_count = account_roles(rq, &v.roles);
	if (!account_units(rq, &v.units, &v.unit_count, e))
		return false;
	tpl_account_new(h, &v);
	return true;
}

static bool form(struct request *rq, struct html *h, struct err *e)
{
	return draw(rq, h, NULL, e);
}

/* Everything that can be wrong, before anything is written. */
static bool check(struct request *rq, struct account_new *n, enum role *role, struct unit *unit,
		  struct err *e)
{
	struct findings *f = rq->findings;
	bool allowed = false;
	ymd from = rq_date(rq, "from"), to = rq_date(rq, "to");
	if (!account_check(rq->db, n, f, e))
		return false;
	if (!role_parse(rq_text(rq, "role"), role))
		find_error(f, "role", "account-role", "Choose a role.");
	else if (!rq_id(rq, "over"))
		find_error(f, "over", "account-unit", "Choose the unit the role is for.");
	else if (!unit_load(rq->arena, rq->db, rq_id(rq, "over"), 0, unit, e) ||
		 !grant_allowed(rq->db, rq->account, *role, unit->id, &allowed, e))
		return false;
	else if (!allowed)
		find_error(f, "over", "account-unit",
			   "This role over this unit is not yours to give.");
	if (!from || (to && to <= from))
		find_error(f, "to", "account-days", "The role must end after it begins.");
	n->county = unit->county;
	return true;
}

static bool make(struct request *rq, struct html *h, struct err *e)
{
	enum role role = ROLE_VIEWER;
	struct unit unit = {0};
	int64_t id;
	struct account_new n = {
	    .login = rq_text(rq, "login"),
	    .name = rq_text(rq, "name"),
	    .password = rq_text(rq, "password"),
	    .actor = rq->account->id,
	    .lang = LANG_ZH,
	    .must_change = true,
	};
	if (!check(rq, &n, &role, &unit, e))
		return false;
	if (rq->findings->errors) {
		rq->status = err_http(ERR_REFUSED);
		return draw(rq, h, NULL, e);
	}
	ymd to = rq_date(rq, "to");
	/* Two transactions, so that nothing waits while the password is hashed; after a failure
	 * between them the account is there without a role and opens nothing. */
	if (!account_create(rq->db, &n, &id, e) ||
	    !grant_add(rq->db, id, role, unit.id, rq_date(rq, "from"), to ? to : DATE_OPEN,
		       rq->account->id, e))
		return false;
	reply_flash(
	    rq, N_("The account was made. Its password has to be changed at the first sign-in."));
	reply_redirect(rq, arena_printf(rq->arena, "/accounts/%" PRId64, id));
	return true;
}
