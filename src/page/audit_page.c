/* audit_page.c - the audit chain of a county: who changed what, and whether the chain holds. */
#include "page/audit_page.h"

#include "audit/audit.h"
#include "auth/manage.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "tpl.h"
#include "page/page_reg.h"

enum { ROWS = 100 };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool check(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "subject", .kind = PARAM_TEXT, .max = 60},
    {.name = "action", .kind = PARAM_TEXT, .max = 40},
    {.name = "actor", .kind = PARAM_TEXT, .max = 64},
    {.name = "from", .kind = PARAM_DATE},
    {.name = "to", .kind = PARAM_DATE},
    {.name = "after", .kind = PARAM_ID},
    {.name = "unit", .kind = PARAM_UNIT},
    {0},
};

const struct page audit_page = {
    .path = "/audit",
    .method = GET,
    .cap = CAP_AUDIT,
    .params = params,
    .serve = show,
    .title = N_("Audit"),
    .about = "Every change in a county, newest first.",
};
const struct page audit_check_page = {
    .path = "/audit/check",
    .method = GET,
    .cap = CAP_AUDIT,
    .params = params,
    .serve = check,
    .slow = 1,
    .title = N_("Audit"),
    .about = "Recomputes the chain of the county and says whether it holds.",
};

/* Rows carry no unit: they are for those whose role covers the whole county. */
static bool may(struct request *rq, struct err *e)
{
	bool open;
	if (!account_is_whole(rq->db, rq->account->id, &open, e))
		return false;
	if (!open && rq->county &&
	    !account_can_at(rq->db, rq->account, CAP_AUDIT, rq->county, &open, e))
		return false;
	if (open)
		return true;
	err_set(e, ERR_DENIED, "The audit list is for those who answer for the whole county.");
	return err_hint(e, "The history of a single entry is on its own page.");
}

static const char *const actions[] = {
    N_("create"),    N_("update"),   N_("delete"),  N_("import"), N_("undo"),
    N_("reveal"),    N_("export"),   N_("sign-in"), N_("issue"),  N_("grant"),
    N_("grant-end"), N_("password"), N_("close"),   N_("token"),  N_("token-end"),
    N_("totp-on"),   N_("totp-off"), N_("attach"),  N_("detach"),
    N_("copy"),	     N_("erase"),    N_("approve"), N_("sign"),	  N_("post"),
    N_("reopen"),
};

/* What stands in the chain besides registers. */
static const struct {
	const char *code, *label;
} others[] = {
    {"account", N_("Account")}, {"unit", N_("Unit")},
    {"book", N_("Book")},	{"book_account", N_("Account of a book")},
    {"voucher", N_("Voucher")}, {"book_period", N_("Month of a book")},
};

static const char *subject_label(struct request *rq, const char *code)
{
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (text_eq(others[i].code, code))
			return tr(rq->lang, others[i].label);
	return code;
}

static void make_options(struct request *rq, struct audit_view *v)
{
	const struct reg_set *all = reg_all();
	struct ui_option *subjects = ARENA_ARRAY(
	    rq->arena, struct ui_option, all->count + (int)ARRAY_LEN(others));
	struct ui_option *list = ARENA_ARRAY(rq->arena, struct ui_option, ARRAY_LEN(actions));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		subjects[v->subject_count++] =
		    (struct ui_option){.value = others[i].code, .label = others[i].label};
	for (int i = 0; i < all->count; i++)
		subjects[v->subject_count++] = (struct ui_option){
		    .value = all->regs[i]->name, .label = label_in(&all->regs[i]->label, rq->lang)};
	for (size_t i = 0; i < ARRAY_LEN(actions); i++)
		list[v->action_count++] =
		    (struct ui_option){.value = actions[i], .label = actions[i]};
	v->subjects = subjects;
	v->actions = list;
}

/*
 * What changed stands on the entry's own page, which is scoped: the chain is read by those
 * who may not see people.  Accounts and units have no page of that kind.
 */
static struct audit_line line_of(struct request *rq, const struct audit_row *r)
{
	const struct reg_def *def = reg_find(r->subject);
	struct scope scope = {0};
	struct audit_line line = {
	    .seq = r->seq,
	    .at_ms = r->at_ms,
	    .action = r->action,
	    .origin = r->origin,
	    .reason = r->reason,
	    .who = !is_empty(r->actor_name) ? r->actor_name : tr(rq->lang, N_("the program")),
	    .subject = def ? label_in(&def->label, rq->lang) : subject_label(rq, r->subject),
	};
	if (def)
		reg_scope(rq->account, def, false, &scope);
	if (def && scope.count == 0)
		line.reason = NULL; /* the name of a file, a word about a person */
	if (scope.count && r->record)
		line.href = arena_printf(rq->arena, "/reg/%s/%" PRId64, def->name, r->record);
	else if (text_eq(r->subject, "account") && r->record &&
		 account_can(rq->account, CAP_ACCOUNTS))
		line.href = arena_printf(rq->arena, "/accounts/%" PRId64, r->record);
	if (!def && text_eq(r->subject, "unit"))
		line.href = arena_printf(rq->arena, "/unit/%" PRId64, r->record);
	line.detail =
	    text_eq(r->subject, "account") || text_eq(r->subject, "unit") ? r->after : NULL;
	return line;
}

/* The login typed into the filter; an unknown one matches nothing. */
static bool actor_of(struct request *rq, int64_t *out, struct err *e)
{
	struct account acc;
	struct err mine = {0};
	const char *login = rq_text(rq, "actor");
	*out = 0;
	if (is_empty(login))
		return true;
	if (account_by_login(rq->arena, rq->db, login, &acc, &mine)) {
		*out = acc.id;
		return true;
	}
	*out = -1;
	if (mine.code == ERR_NOT_FOUND)
		return true;
	*e = mine;
	return false;
}

static bool load(struct request *rq, struct audit_view *v, struct err *e)
{
	struct audit_list list;
	char number[24];
	struct audit_filter f = {.subject = v->subject,
				 .action = v->action,
				 .from = rq_date(rq, "from"),
				 .to = rq_date(rq, "to"),
				 .before_seq = rq_id(rq, "after")};
	if (!actor_of(rq, &f.actor, e) ||
	    !audit_search(rq->arena, rq->db, rq->county, &f, ROWS, &list, e) ||
	    !audit_head(rq->arena, rq->db, rq->county, &v->head, &v->rows_all, e))
		return false;
	struct audit_line *rows = ARENA_ARRAY(rq->arena, struct audit_line, list.count + 1);
	for (int i = 0; i < list.count; i++)
		rows[i] = line_of(rq, &list.rows[i]);
	v->rows = rows;
	v->count = list.count;
	v->none = !v->rows_all;
	v->pager = (struct ui_pager){
	    .path = "/audit", .query = rq->query, .count = -1, .shown = list.count};
	if (list.more)
		v->pager.after =
		    arena_strdup(rq->arena, id_text(list.rows[list.count - 1].seq, number));
	return true;
}

static bool draw(struct request *rq, struct html *h, bool checked, const struct findings *f,
		 struct err *e)
{
	char id[24];
	struct audit_view v = {
	    .path = "/audit",
	    .unit = rq->unit.id ? arena_strdup(rq->arena, id_text(rq->unit.id, id)) : "",
	    .unit_name = rq->county ? unit_name_now(rq->arena, rq->db, rq->county)
				    : tr(rq->lang, N_("the whole site")),
	    .subject = rq_text(rq, "subject"),
	    .action = rq_text(rq, "action"),
	    .actor = rq_text(rq, "actor"),
	    .from = rq_text(rq, "from"),
	    .to = rq_text(rq, "to"),
	    .checked = checked,
	    .findings = f,
	};
	make_options(rq, &v);
	if (!load(rq, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Audit")), v.unit_name);
	tpl_audit(h, &v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	return may(rq, e) && draw(rq, h, false, NULL, e);
}

static bool check(struct request *rq, struct html *h, struct err *e)
{
	struct findings f;
	findings_init(&f, rq->arena);
	return may(rq, e) && audit_check_county(rq->db, rq->county, &f, e) &&
	       draw(rq, h, true, &f, e);
}
