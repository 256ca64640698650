/* frame.c - the shell around a page: navigation by what the account may do, unit path; errors. */
#include "auth/manage.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"
#include "html/shell.h"
#include "page/page_reg.h"
#include "page/pages.h"
#include "page/voice/voice_page.h"
#include "tpl.h"

#include <string.h>

enum { NAV_MAX = 400 }; /* registers and boards; a site's own registers come on top */

struct nav {
	struct request *rq;
	struct shell_nav items[NAV_MAX];
	int count;
};

static void add(struct nav *n, const char *group, bool fold, const char *label, const char *href)
{
	size_t len = strlen(href);
	const char *path = n->rq->path;
	bool here = strncmp(path, href, len) == 0 && (path[len] == 0 || path[len] == '/');
	if (n->count < NAV_MAX)
		n->items[n->count++] =
		    (struct shell_nav){.group = group,
				       .label = label,
				       .href = href,
				       .fold = fold,
				       .current = len == 1 ? path[1] == 0 : here};
}

static bool may_read(const struct account *acc, const char *reg)
{
	const struct reg_def *def = reg_find(reg);
	struct scope scope = {0};
	if (def)
		reg_scope(acc, def, false, &scope);
	return scope.count > 0;
}

/* Pages over several registers stand first in the group they are about; `needs`: the register
 * that one must read to open it, NULL when reading any will do. */
static const struct {
	const char *group, *label, *href, *needs;
	enum cap cap;
} boards[] = {
	{ "people", N_("Shortage board"), "/shortage", "reserve", CAP_READ },
	{ "mentoring", N_("Mentor pairs board"), "/mentors", "mentor_pair", CAP_READ },
	{ "talent", N_("Talent map"), "/talent", "talent", CAP_READ },
	{ "pairing", N_("Pairings board"), "/pairings", "pairing", CAP_READ },
	{ "pairing", N_("First secretaries"), "/residents", "leave", CAP_READ },
	{ "duty", N_("Visits board"), "/visits", "visit", CAP_READ },
	{ "duties", N_("Duty matching"), "/duties", "duty_assignment", CAP_READ },
	{ "training", N_("Training board"), "/training", "training_class", CAP_READ },
	{ "members", N_("Member development board"), "/members", "development", CAP_READ },
	{ "care", N_("Benefits due"), "/benefits", "benefit", CAP_READ },
	{ "chain", N_("Branches on the chain"), "/chain", "base", CAP_READ },
	{ "books", N_("Books of the collectives"), "/books", NULL, CAP_BOOK_READ },
	{ "books", N_("Income of the collectives"), "/income", NULL, CAP_BOOK_READ },
	{ "estate", N_("Contracts board"), "/contracts", "contract", CAP_READ },
	{ "estate", N_("Assets and land board"), "/assets", "asset_card", CAP_READ },
	{ "project", N_("Projects board"), "/projects", "project", CAP_READ },
	{ "cooperative", N_("Cooperatives board"), "/cooperatives", "cooperative", CAP_READ },
	{ "openness", N_("Decisions of the villages"), "/decisions", "decision", CAP_READ },
	{ "books", N_("Statements of the collectives"), "/statements", NULL, CAP_BOOK_READ },
	{ "duty", N_("Meetings board"), "/meetings", "meeting", CAP_READ },
	{ "duty", N_("Cadence board"), "/cadence", "cadence_rule", CAP_READ },
	{ "credit", N_("Star-rated credit"), "/credit", "credit_application", CAP_READ },
	{ "openness", N_("Openness board"), "/openness", "openness_notice", CAP_READ },
	{ "openness", N_("Published sheets"), "/disclosures", "openness_notice", CAP_READ },
	{ "openness", N_("Objections"), "/objections", "openness_notice", CAP_WRITE },
	{ "duty", N_("Key tasks board"), "/plans", "task", CAP_READ },
	{ "voice", N_("Board of matters"), "/matters", "matter", CAP_READ },
	{ "duty", N_("Working-day calendar"), "/calendar", "calendar_day", CAP_READ },
	{ "voice", N_("Night talks"), "/night-talks", "meeting", CAP_READ },
	{ "voice", N_("Poster of the public's door"), "/voice/poster", "matter", CAP_READ },
};

static void add_boards(struct nav *n, const struct choice *group)
{
	const struct account *acc = n->rq->account;
	for (size_t i = 0; i < ARRAY_LEN(boards); i++)
		if (text_eq(boards[i].group, group->code) && account_can(acc, boards[i].cap) &&
		    (!boards[i].needs || may_read(acc, boards[i].needs)))
			add(n, label_in(&group->label, n->rq->lang), true, boards[i].label, boards[i].href);
}

/* The registers of one group, as far as the account reads them. */
static void add_registers(struct nav *n, const struct choice *group)
{
	const struct reg_set *all = reg_all();
	for (int i = 0; i < all->count; i++) {
		const struct reg_def *def = all->regs[i];
		struct scope scope;
		if (!text_eq(def->group, group->code))
			continue;
		reg_scope(n->rq->account, def, false, &scope);
		if (scope.count)
			add(n, label_in(&group->label, n->rq->lang), true,
			    label_in(&def->label, n->rq->lang),
			    arena_printf(n->rq->arena, "/reg/%s", def->name));
	}
}

/* The chain is one for the county: a link that only refuses helps nobody. */
static bool sees_audit(struct request *rq)
{
	struct err ignored = {0};
	bool open = false;
	if (!account_can(rq->account, CAP_AUDIT) || !rq->db)
		return false;
	return (account_is_whole(rq->db, rq->account->id, &open, &ignored) && open) ||
	       (rq->county &&
		account_can_at(rq->db, rq->account, CAP_AUDIT, rq->county, &open, &ignored) && open);
}

static void make_nav(struct nav *n)
{
	const struct account *acc = n->rq->account;
	add(n, N_("Start"), false, N_("Home"), "/");
	add(n, N_("Start"), false, N_("To do"), "/todo");
	add(n, N_("Start"), false, N_("Notices"), "/notices");
	if (account_can(acc, CAP_READ)) {
		add(n, N_("Start"), false, N_("Figures"), "/figures");
		add(n, N_("Start"), false, N_("Briefings"), "/documents");
	}
	const struct choice_list *groups = choice_list_find("register_group");
	for (int i = 0; groups && i < groups->count; i++) {
		add_boards(n, &groups->choices[i]);
		add_registers(n, &groups->choices[i]);
	}
	if (account_can(acc, CAP_IMPORT))
		add(n, N_("Manage"), true, N_("Imports"), "/import");
	add(n, N_("Manage"), true, N_("Units"), "/units");
	if (account_can(acc, CAP_ACCOUNTS)) {
		add(n, N_("Manage"), true, N_("Accounts"), "/accounts");
		add(n, N_("Manage"), true, N_("Reminders and messages"), "/reminders");
	}
	add(n, N_("Manage"), true, N_("Why can I see this?"), "/why");
	if (sees_audit(n->rq))
		add(n, N_("Manage"), true, N_("Audit"), "/audit");
}

/* The unit from the top down, as far as the account reaches; links keep the page. */
static int make_path(struct request *rq, struct ui_link *links, int max)
{
	struct unit_list path;
	struct err ignored = {0};
	int n = 0;
	if (!rq->unit.id || !rq->db ||
	    !unit_path(rq->arena, rq->db, rq->unit.id, 0, &path, &ignored))
		return 0;
	bool reach = false;
	for (int i = 0; i < path.count && n < max; i++) {
		for (int g = 0; g < rq->account->grant_count; g++)
			reach |= rq->account->grants[g].unit == path.units[i].id;
		links[n++] = (struct ui_link){
		    .label = path.units[i].name,
		    .href =
			reach ? arena_printf(rq->arena, "/?unit=%" PRId64, path.units[i].id) : NULL,
		    .current = i == path.count - 1,
		};
	}
	return n;
}

static const char *post_of(struct request *rq)
{
	const struct account *acc = rq->account;
	if (!acc || !acc->grant_count || !rq->db)
		return NULL;
	return arena_printf(rq->arena, "%s · %s", tr(rq->lang, role_label(acc->grants[0].role)),
			    unit_name_now(rq->arena, rq->db, acc->grants[0].unit));
}

static void fill(struct request *rq, struct shell *s, struct nav *n, struct ui_link *links, int max)
{
	bool inside = rq->account && !rq->account->must_change;
	*s = (struct shell){
	    .title = rq->title	? rq->title
		     : rq->page ? rq->page->title
				: N_("Not found"),
	    .account = inside ? rq->account->name : NULL,
	    .post = inside ? post_of(rq) : NULL,
	    .path = rq->path,
	    .query = rq->query,
	    .flash = rq_flash(rq),
	    .flash_tone = UI_GOOD,
	    .bare = !inside,
	    .units = links,
	    .nav = n->items,
	};
	if (!inside)
		return;
	n->rq = rq;
	make_nav(n);
	s->nav_count = n->count;
	s->unit_count = make_path(rq, links, max);
}

void frame_draw(struct request *rq, struct html *h, struct buf *body, struct html *out)
{
	struct shell s;
	struct nav *n = ARENA_NEW(rq->arena, struct nav);
	struct ui_link links[8];
	(void)body;
	fill(rq, &s, n, links, ARRAY_LEN(links));
	shell_page(out, &s, h);
}

static void error_json(struct request *rq, const struct err *e)
{
	struct json j;
	struct buf *b = reply_buf(rq, "application/problem+json; charset=utf-8");
	json_init(&j, b);
	json_open(&j, '{');
	json_kstr(&j, "type", arena_printf(rq->arena, "urn:yanzhen:error:%s", err_name(e->code)));
	json_ki64(&j, "status", err_http(e->code));
	json_kstr(&j, "title", msg_render(rq->arena, &e->text, rq->lang));
	if (e->hint.id)
		json_kstr(&j, "detail", msg_render(rq->arena, &e->hint, rq->lang));
	json_kstr(&j, "request", rq->id);
	json_key(&j, "findings");
	json_open(&j, '[');
	for (const struct finding *f = rq->findings ? rq->findings->first : NULL; f; f = f->next) {
		json_open(&j, '{');
		json_kstr(&j, "field", f->field);
		json_kstr(&j, "code", f->code);
		json_kstr(&j, "severity",
			  f->severity == FINDING_ERROR	   ? "error"
			  : f->severity == FINDING_WARNING ? "warning"
							   : "note");
		json_kstr(&j, "text", msg_render(rq->arena, &f->text, rq->lang));
		json_kstr(&j, "hint",
			  f->hint.id ? msg_render(rq->arena, &f->hint, rq->lang) : NULL);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
}

void frame_error(struct request *rq, const struct err *e, struct html *out)
{
	struct shell s;
	struct nav *n = ARENA_NEW(rq->arena, struct nav);
	struct ui_link links[8];
	if ((rq->page && rq->page->api) || has_prefix(rq->path ? rq->path : "", "/api/")) {
		error_json(rq, e);
		return;
	}
	if (rq->page && rq->page->plain && rq->page->cap == CAP_PUBLIC && has_prefix(rq->page->path, "/voice")) {
		voice_error(rq, e, out);
		return;
	}
	rq->title = err_http(e->code) >= 500 ? N_("Something failed") : N_("This did not work");
	fill(rq, &s, n, links, ARRAY_LEN(links));
	struct notice_view v = {
	    .text = msg_render(rq->arena, &e->text, rq->lang),
	    .hint = e->hint.id ? msg_render(rq->arena, &e->hint, rq->lang) : NULL,
	    .href = "/",
	    .link = N_("Go to the start page"),
	    .reference = rq->id,
	    .tone = UI_WARN,
	};
	shell_begin(out, &s);
	if (rq->findings)
		ui_findings(out, rq->findings);
	tpl_notice(out, &v);
	shell_end(out, &s);
}
