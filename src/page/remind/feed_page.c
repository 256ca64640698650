/* feed_page.c - the calendar at its secret address; making and ending it, and the e-mail address. */
#include "page/remind/remind_page.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "remind/feed.h"

#include <string.h>

static bool calendar(struct request *rq, struct html *h, struct err *e);
static bool end(struct request *rq, struct html *h, struct err *e);

static const struct param calendar_params[] = {
	{ .name = "file", .kind = PARAM_TEXT, .max = 80 },
	{ 0 },
};
static const struct param none[] = { { 0 } };

const struct page feed_page = {
	.path = "/todo/:file",
	.method = GET,
	.cap = CAP_PUBLIC,
	.params = calendar_params,
	.serve = calendar,
	.slow = 1,
	.plain = 1,
	.title = N_("To do"),
	.about = "A person's to-dos as a calendar (iCalendar), at a secret address.",
};
const struct page feed_end_post = {
	.path = "/account/calendar/end",
	.method = POST,
	.cap = CAP_SIGNED_IN,
	.params = none,
	.serve = end,
	.title = N_("My account"),
	.about = "Ends the address of the own calendar.",
};

/* "64 hex digits.ics"; anything else is as unknown as a wrong secret. */
static bool calendar(struct request *rq, struct html *h, struct err *e)
{
	static const char suffix[] = ".ics";
	struct account acc;
	const struct remind_conf *conf = rq_remind(rq);
	const char *file = rq_text(rq, "file"), *text;
	size_t n = strlen(file), cut = sizeof suffix - 1;
	(void)h;
	if (n <= cut || !text_eq(file + n - cut, suffix))
		return err_set(e, ERR_NOT_FOUND, "There is no such calendar.");
	/* the same whatever address the calendar was asked at, or each would be a new event */
	const char *host = conf && conf->site_url ? strstr(conf->site_url, "://") : NULL;
	if (!feed_account(rq->arena, rq->db, arena_strndup(rq->arena, file, n - cut), &acc, e) ||
	    !feed_write(rq->arena, rq->db, &acc, today(), host ? host + 3 : "yanzhen", acc.lang, &text, e))
		return false;
	reply_header(rq, "Cache-Control", "private, no-store");
	buf_puts(reply_buf(rq, "text/calendar; charset=utf-8"), text);
	return true;
}

static bool end(struct request *rq, struct html *h, struct err *e)
{
	(void)h;
	if (!feed_end(rq->db, rq->account, e))
		return false;
	reply_flash(rq, N_("The calendar's address has ended."));
	reply_redirect(rq, "/account");
	return true;
}
