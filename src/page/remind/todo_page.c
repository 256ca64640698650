/* todo_page.c - everything that is due for the account: its own first, then its units'. */
#include "page/remind/remind_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "tpl.h"

enum { SHOWN = 300, EACH_KIND = 1000, WEEK = 7 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "kind", .kind = PARAM_TEXT, .max = 20 },
	{ .name = "when", .kind = PARAM_TEXT, .max = 10 },
	{ 0 },
};

const struct page todo_page = {
	.path = "/todo",
	.method = GET,
	.cap = CAP_SIGNED_IN,
	.params = params,
	.serve = serve,
	.slow = 1,
	.title = N_("To do"),
	.about = "What is due: the own to-dos first, then those of the units.",
};

static const struct {
	const char *code, *label;
} whens[] = {
	{ "", N_("All") },
	{ "overdue", N_("Overdue") },
	{ "week", N_("Within a week") },
	{ "later", N_("Later") },
	{ "open", N_("Without a day") },
};

static const char *when_of(const struct due *d, ymd at)
{
	if (!d->due)
		return "open";
	int days = date_days(d->due) - date_days(at);
	return days < 0 ? "overdue" : days <= WEEK ? "week" : "later";
}

struct todo_row todo_row_of(struct request *rq, const struct due *d, ymd at)
{
	struct msg m = {0};
	char day[16];
	int days = d->due ? date_days(d->due) - date_days(at) : 0;
	struct todo_row r = {
		.text = d->what ? arena_printf(rq->arena, "%s · %s", tr(rq->lang, d->what), d->title) : d->title,
		.unit = d->unit_name ? d->unit_name : "",
		.kind = tr(rq->lang, due_kind_label(d->kind)),
		.href = d->href,
		.due = d->due ? arena_strdup(rq->arena, date_iso(d->due, day)) : "",
		.mine = todo_is_mine(rq->account, d),
	};
	if (d->what && d->number)
		r.text = arena_printf(rq->arena, "%s (%" PRId64 ") · %s", tr(rq->lang, d->what), d->number, d->title);
	r.tone = !d->due ? UI_INFO : days < 0 ? UI_BAD : days <= WEEK ? UI_WARN : UI_INFO;
	if (d->due && days < 0)
		msg_set(&m, "%d days late", -days);
	else if (d->due && !days)
		msg_set(&m, "due today");
	else if (d->due)
		msg_set(&m, "%d days left", days);
	r.word = m.id ? msg_render(rq->arena, &m, rq->lang) : "";
	return r;
}

static const char *address(struct request *rq, const char *unit, const char *kind, const char *when)
{
	return arena_printf(rq->arena, "/todo?unit=%s&kind=%s&when=%s", unit, kind, when);
}

static void tabs_make(struct request *rq, struct todo_view *v, const struct due_list *list, ymd at)
{
	const char *kind = rq_text(rq, "kind"), *when = rq_text(rq, "when");
	int of_when[ARRAY_LEN(whens)] = {0}, of_kind[DUE__COUNT] = {0}, fitting = 0;
	for (int i = 0; i < list->count; i++) {
		const struct due *d = &list->rows[i];
		bool fits_kind = !*kind || text_eq(kind, due_kind_code(d->kind));
		bool fits_when = !*when || text_eq(when, when_of(d, at));
		for (size_t k = 0; k < ARRAY_LEN(whens); k++)
			of_when[k] += fits_kind && (!k || text_eq(whens[k].code, when_of(d, at)));
		of_kind[d->kind] += fits_when;
		fitting += fits_when;
	}
	struct ui_link *w = ARENA_ARRAY(rq->arena, struct ui_link, ARRAY_LEN(whens));
	struct ui_link *k = ARENA_ARRAY(rq->arena, struct ui_link, DUE__COUNT + 1);
	for (size_t i = 0; i < ARRAY_LEN(whens); i++)
		w[v->when_count++] = (struct ui_link){
			.label = arena_printf(rq->arena, "%s %d", tr(rq->lang, whens[i].label), of_when[i]),
			.href = address(rq, v->unit, kind, whens[i].code),
			.current = text_eq(when, whens[i].code),
		};
	k[v->kind_count++] = (struct ui_link){
		.label = arena_printf(rq->arena, "%s %d", tr(rq->lang, N_("All kinds")), fitting),
		.href = address(rq, v->unit, "", when), .current = !*kind,
	};
	for (int i = 0; i < DUE__COUNT; i++)
		if (of_kind[i] || text_eq(kind, due_kind_code((enum due_kind)i)))
			k[v->kind_count++] = (struct ui_link){
				.label = arena_printf(rq->arena, "%s %d",
						      tr(rq->lang, due_kind_label((enum due_kind)i)), of_kind[i]),
				.href = address(rq, v->unit, due_kind_code((enum due_kind)i), when),
				.current = text_eq(kind, due_kind_code((enum due_kind)i)),
			};
	v->whens = w;
	v->kinds = k;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	char id[24];
	const char *kind = rq_text(rq, "kind"), *when = rq_text(rq, "when");
	ymd at = today();
	struct due_list list = {0};
	struct todo_ask ask = {.account = rq->account, .county = rq->county, .unit = rq->unit.id, .at = at,
			       .limit = EACH_KIND};
	struct todo_view v = {.unit = arena_strdup(rq->arena, id_text(rq->unit.id, id))};
	if (rq->unit.id && !todo_list(rq->arena, rq->db, &ask, &list, e))
		return false;
	struct todo_row *rows = ARENA_ARRAY(rq->arena, struct todo_row, SHOWN);
	for (int i = 0; i < list.count; i++) {
		const struct due *d = &list.rows[i];
		if ((*kind && !text_eq(kind, due_kind_code(d->kind))) || (*when && !text_eq(when, when_of(d, at))))
			continue;
		if (v.count < SHOWN)
			rows[v.count++] = todo_row_of(rq, d, at);
		else
			v.more = true;
		v.all++;
	}
	v.rows = rows;
	v.more |= list.more;
	tabs_make(rq, &v, &list, at);
	tpl_todo(h, &v);
	return true;
}
