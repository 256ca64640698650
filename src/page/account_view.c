/* account_view.c - one account: its roles, its password, its end. */
#include "page/account_view.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "tpl.h"
#include "page/account_page.h"
#include "reg/query.h"

enum { PERSONS = 20 };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool grant(struct request *rq, struct html *h, struct err *e);
static bool ungrant(struct request *rq, struct html *h, struct err *e);
static bool password(struct request *rq, struct html *h, struct err *e);
static bool totp(struct request *rq, struct html *h, struct err *e);
static bool finish(struct request *rq, struct html *h, struct err *e);
static bool tie(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "id", .kind = PARAM_ID, .required = 1},
    {.name = "role", .kind = PARAM_TEXT, .max = 20},
    {.name = "over", .kind = PARAM_UNIT},
    {.name = "of", .kind = PARAM_TEXT, .max = 20},
    {.name = "from", .kind = PARAM_DATE},
    {.name = "to", .kind = PARAM_DATE},
    {.name = "password", .kind = PARAM_TEXT},
    {.name = "who", .kind = PARAM_TEXT, .max = 30},
    {.name = "person", .kind = PARAM_INT},
    {0},
};

const struct page account_view_page = {
    .path = "/accounts/:id",
    .method = GET,
    .cap = CAP_ACCOUNTS,
    .params = params,
    .serve = show,
    .title = N_("Account"),
    .about = "One account with all its roles.",
};
const struct page account_grant_post = {
    .path = "/accounts/:id/grant",
    .method = POST,
    .cap = CAP_ACCOUNTS,
    .params = params,
    .serve = grant,
    .title = N_("Account"),
    .about = "Gives a role over a unit.",
};
const struct page account_ungrant_post = {
    .path = "/accounts/:id/grant/end",
    .method = POST,
    .cap = CAP_ACCOUNTS,
    .params = params,
    .serve = ungrant,
    .title = N_("Account"),
    .about = "Ends a role today.",
};
const struct page account_reset_post = {
    .path = "/accounts/:id/password",
    .method = POST,
    .cap = CAP_ACCOUNTS,
    .params = params,
    .serve = password,
    .slow = 1,
    .title = N_("Account"),
    .about = "Sets a first password and ends every session of the account.",
};
const struct page account_totp_end_post = {
    .path = "/accounts/:id/totp/off",
    .method = POST,
    .cap = CAP_ACCOUNTS,
    .params = params,
    .serve = totp,
    .title = N_("Account"),
    .about = "Turns the second factor of a lost telephone off.",
};
const struct page account_close_post = {
    .path = "/accounts/:id/close",
    .method = POST,
    .cap = CAP_ACCOUNTS,
    .params = params,
    .serve = finish,
    .title = N_("Account"),
    .about = "Closes the account; its history stays.",
};

const struct page account_tie_post = {
    .path = "/accounts/:id/person",
    .method = POST,
    .cap = CAP_ACCOUNTS,
    .params = params,
    .serve = tie,
    .title = N_("Account"),
    .about = "Says whose account it is.",
};

/* People of the units whose accounts this administrator keeps: by name, which anybody may know. */
static bool persons_find(struct request *rq, int64_t county, struct account_view_view *v, struct err *e)
{
	struct query q;
	struct record_list list;
	struct scope scope;
	char id[24];
	v->who = rq_text(rq, "who");
	if (!*v->who || !v->manages)
		return true;
	scope_of_cap(rq->account, CAP_ACCOUNTS, &scope);
	query_init(&q, reg_find("person"), county, &scope);
	q.personal = (struct scope){0};
	q.search = v->who;
	q.limit = PERSONS;
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	struct account_person *out = ARENA_ARRAY(rq->arena, struct account_person, PERSONS);
	for (int i = 0; i < list.count && i < PERSONS; i++)
		out[v->person_count++] = (struct account_person){
		    .id = arena_strdup(rq->arena, id_text(list.rows[i]->id, id)),
		    .name = record_title(rq->arena, list.rows[i], rq->lang),
		    .unit = list.rows[i]->unit_name,
		};
	v->persons = out;
	return true;
}

/* The name; "" when nobody has been named or the row is gone. */
static bool person_named(struct request *rq, const struct account_card *card, const char **out, struct err *e)
{
	struct scope all;
	struct record *rec;
	struct err gone = {0};
	*out = "";
	if (!card->person)
		return true;
	scope_all(card->county, &all);
	if (reg_load(rq->arena, rq->db, reg_find("person"), card->county, card->person, &all, false, &rec, &gone))
		*out = arena_printf(rq->arena, "%s · %s", record_title(rq->arena, rec, rq->lang), rec->unit_name);
	else if (gone.code != ERR_NOT_FOUND)
		*e = gone;
	return gone.code == ERR_NONE || gone.code == ERR_NOT_FOUND;
}

static bool draw(struct request *rq, struct html *h, const struct account_seen *seen,
		 const struct err *why, struct err *e)
{
	char day[16], unit[24];
	struct account_view_view v = {
	    .card = &seen->card,
	    .grants = &seen->grants,
	    .manages = seen->manages && !seen->card.closed,
	    .own = seen->card.id == rq->account->id,
	    .findings = rq->findings,
	    .role = rq_text(rq, "role"),
	    .unit = rq_has(rq, "over") ? rq_text(rq, "over")
				       : arena_strdup(rq->arena, id_text(rq->unit.id, unit)),
	    .from = rq_has(rq, "from") ? rq_text(rq, "from")
				       : arena_strdup(rq->arena, date_iso(today(), day)),
	    .to = rq_text(rq, "to"),
	};
	if (why) {
		v.error = msg_render(rq->arena, &why->text, rq->lang);
		v.error_hint = why->hint.id ? msg_render(rq->arena, &why->hint, rq->lang) : NULL;
		rq->status = err_http(why->code);
		rq->refuse = true;
	}
	v.role_count = account_roles(rq, &v.roles);
	if (v.manages && !account_units(rq, &v.units, &v.unit_count, e))
		return false;
	if (!person_named(rq, &seen->card, &v.person, e) || !persons_find(rq, seen->card.county, &v, e))
		return false;
	rq->title = seen->card.name;
	tpl_account_view(h, &v);
	return true;
}

/* What a person can put right is said on the page; the rest stays a failure. */
static bool refuse(struct request *rq, struct html *h, const struct account_seen *seen,
		   const struct err *why, struct err *e)
{
	if (err_http(why->code) < 500)
		return draw(rq, h, seen, why, e);
	*e = *why;
	return false;
}

static bool done(struct request *rq, const char *flash)
{
	reply_flash(rq, flash);
	reply_redirect(rq, arena_printf(rq->arena, "/accounts/%" PRId64, rq_id(rq, "id")));
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct account_seen seen;
	return account_see(rq, false, &seen, e) && draw(rq, h, &seen, NULL, e);
}

static bool give(struct request *rq, const struct account_seen *seen, struct err *why)
{
	enum role role;
	bool allowed;
	ymd to = rq_date(rq, "to");
	int64_t unit = rq_id(rq, "over");
	if (!role_parse(rq_text(rq, "role"), &role))
		return err_set(why, ERR_REFUSED, "Choose a role.");
	if (!unit)
		return err_set(why, ERR_REFUSED, "Choose the unit the role is for.");
	if (!grant_allowed(rq->db, rq->account, role, unit, &allowed, why))
		return false;
	if (!allowed)
		return err_set(why, ERR_DENIED, "This role over this unit is not yours to give.");
	return grant_add(rq->db, seen->card.id, role, unit, rq_date(rq, "from"),
			 to ? to : DATE_OPEN, rq->account->id, why);
}

static bool grant(struct request *rq, struct html *h, struct err *e)
{
	struct account_seen seen;
	struct err why = {0};
	if (!account_see(rq, true, &seen, e))
		return false;
	return give(rq, &seen, &why) ? done(rq, N_("The role was given."))
				     : refuse(rq, h, &seen, &why, e);
}

static bool ungrant(struct request *rq, struct html *h, struct err *e)
{
	struct account_seen seen;
	struct err why = {0};
	enum role role;
	int64_t unit;
	if (!account_see(rq, true, &seen, e))
		return false;
	if (!role_parse(rq_text(rq, "role"), &role) || !parse_i64(rq_text(rq, "of"), &unit))
		return err_set(e, ERR_INPUT, "There is no such role.");
	if (!grant_end(rq->db, seen.card.id, role, unit, today(), rq->account->id, &why))
		return refuse(rq, h, &seen, &why, e);
	return done(rq, N_("The role ends today."));
}

static bool password(struct request *rq, struct html *h, struct err *e)
{
	struct account_seen seen;
	if (!account_see(rq, true, &seen, e))
		return false;
	password_check(seen.card.login, rq_text(rq, "password"), rq->findings);
	if (rq->findings->errors) {
		rq->status = err_http(ERR_REFUSED);
		return draw(rq, h, &seen, NULL, e);
	}
	return account_password_set(rq->db, seen.card.id, rq_text(rq, "password"), rq->account->id,
				    e) &&
	       done(rq, N_("The password was reset; it has to be changed at the next sign-in."));
}

static bool totp(struct request *rq, struct html *h, struct err *e)
{
	struct account_seen seen;
	(void)h;
	return account_see(rq, true, &seen, e) &&
	       totp_off(rq->db, seen.card.id, rq->account->id, e) &&
	       done(rq, N_("The second factor is off."));
}

static bool finish(struct request *rq, struct html *h, struct err *e)
{
	struct account_seen seen;
	(void)h;
	return account_see(rq, true, &seen, e) &&
	       account_close(rq->db, seen.card.id, rq->account->id, e) &&
	       done(rq, N_("The account is closed."));
}

static bool tie(struct request *rq, struct html *h, struct err *e)
{
	struct account_seen seen;
	struct scope scope;
	struct record *rec;
	int64_t person = rq_int(rq, "person");
	(void)h;
	scope_of_cap(rq->account, CAP_ACCOUNTS, &scope);
	if (!account_see(rq, true, &seen, e))
		return false;
	if (person && !reg_load(rq->arena, rq->db, reg_find("person"), seen.card.county, person, &scope, false, &rec,
				e))
		return false;
	return account_tie(rq->db, seen.card.id, person, rq->account->id, e) &&
	       done(rq, person ? N_("The account belongs to that person now.")
			       : N_("The account belongs to nobody now."));
}
