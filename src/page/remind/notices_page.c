/* notices_page.c - what the account was told, newest day first; nobody counts who looked. */
#include "page/remind/remind_page.h"

#include "base/arena.h"
#include "base/str.h"
#include "remind/notice.h"
#include "tpl.h"

enum { BACK_DAYS = 62, SHOWN = 400 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ 0 },
};

const struct page notices_page = {
	.path = "/notices",
	.method = GET,
	.cap = CAP_SIGNED_IN,
	.params = params,
	.serve = serve,
	.title = N_("Notices"),
	.about = "What the account was reminded of, day by day.",
};

static const char *step_word(const char *step, enum ui_tone *tone)
{
	if (text_eq(step, "supervise")) {
		*tone = UI_BAD;
		return N_("Now supervised");
	}
	if (text_eq(step, "superior")) {
		*tone = UI_WARN;
		return N_("Not done below");
	}
	*tone = UI_INFO;
	return N_("Reminder");
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct notice_list list;
	struct account acc = *rq->account;
	char day[16];
	acc.lang = rq->lang; /* as the page is read, not as the account was made */
	if (!notices_load(rq->arena, rq->db, &acc, date_from_days(date_days(today()) - BACK_DAYS), SHOWN, &list, e))
		return false;
	struct told_day *days = ARENA_ARRAY(rq->arena, struct told_day, list.count + 1);
	struct told_row *rows = ARENA_ARRAY(rq->arena, struct told_row, list.count + 1);
	struct notices_view v = {.more = list.more, .days = days};
	for (int i = 0; i < list.count; i++) {
		const struct notice_row *n = &list.rows[i];
		if (!i || n->day != list.rows[i - 1].day)
			days[v.count++] = (struct told_day){
				.day = arena_strdup(rq->arena, date_iso(n->day, day)), .rows = &rows[i]};
		rows[i] = (struct told_row){
			.text = n->title,
			.kind = tr(rq->lang, due_kind_label(n->kind)),
			.unit = n->unit_name,
			.href = n->href,
			.due = arena_strdup(rq->arena, date_iso(n->due, day)),
		};
		rows[i].word = step_word(n->step, &rows[i].tone);
		days[v.count - 1].count++;
	}
	tpl_notices(h, &v);
	return true;
}
