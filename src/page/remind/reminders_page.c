/* reminders_page.c - for administrators: robots of group chats, what is sent, the daily run. */
#include "page/remind/remind_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/account_page.h"
#include "reg/record.h"
#include "tpl.h"

enum { SENT = 100 };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool add(struct request *rq, struct html *h, struct err *e);
static bool finish(struct request *rq, struct html *h, struct err *e);
static bool again(struct request *rq, struct html *h, struct err *e);
static bool go_on(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "id", .kind = PARAM_ID },
	{ .name = "over", .kind = PARAM_UNIT },
	{ .name = "kind", .kind = PARAM_TEXT, .max = 20 },
	{ .name = "name", .kind = PARAM_TEXT, .max = 40 },
	{ .name = "url", .kind = PARAM_TEXT, .max = 500 },
	{ .name = "secret", .kind = PARAM_TEXT, .max = 200 },
	{ .name = "channel", .kind = PARAM_TEXT, .max = 10 },
	{ .name = "target", .kind = PARAM_ID },
	{ .name = "day", .kind = PARAM_DATE },
	{ 0 },
};

#define REMINDERS(p, m, fn, text)                                                                  \
	{ .path = p, .method = m, .cap = CAP_ACCOUNTS, .params = params, .serve = fn,                  \
	  .title = N_("Reminders and messages"), .about = text }

const struct page reminders_page =
	REMINDERS("/reminders", GET, show, "Robots of group chats, what was sent and what failed, the daily run.");
const struct page robot_post = REMINDERS("/reminders/robot", POST, add, "Adds a robot of a group chat.");
const struct page robot_end_post = REMINDERS("/reminders/robot/:id/end", POST, finish, "Ends a robot.");
const struct page outbox_retry_post =
	REMINDERS("/reminders/again", POST, again, "Tries a message again that was given up.");
const struct page run_go_on_post =
	REMINDERS("/reminders/go-on", POST, go_on, "Says that the clock is right after it jumped.");

static bool scope_of(struct request *rq, struct scope *out, struct err *e)
{
	scope_of_cap(rq->account, CAP_ACCOUNTS, out);
	if (rq->county && out->count)
		return true;
	return err_set(e, ERR_DENIED, "Choose a county first.");
}

static const char *kind_word(const char *kind)
{
	return text_eq(kind, "dingtalk") ? N_("DingTalk") : N_("WeCom");
}

static bool robots_make(struct request *rq, const struct scope *scope, struct reminders_view *v, struct err *e)
{
	struct robot_list list;
	if (!robot_list(rq->arena, rq->db, rq->county, scope, &list, e))
		return false;
	struct robot_line *lines = ARENA_ARRAY(rq->arena, struct robot_line, list.count + 1);
	for (int i = 0; i < list.count; i++)
		lines[i] = (struct robot_line){
			.name = list.rows[i].name,
			.kind = kind_word(list.rows[i].kind),
			.unit = list.rows[i].unit_name,
			.mask = list.rows[i].mask,
			.sealed = list.rows[i].has_secret,
			.end = arena_printf(rq->arena, "/reminders/robot/%" PRId64 "/end", list.rows[i].id),
		};
	v->robots = lines;
	v->robot_count = list.count;
	return true;
}

static struct outbox_line line_of(struct request *rq, const struct outbox_row *r)
{
	char day[16], id[24], moment[32];
	struct msg m = {0};
	struct outbox_line l = {
		.day = arena_strdup(rq->arena, date_iso(r->day, day)),
		.to = r->to,
		.channel = text_eq(r->channel, "mail") ? N_("E-mail") : N_("Group chat"),
		.error = r->error,
		.retry_channel = r->channel,
		.retry_target = arena_strdup(rq->arena, id_text(r->target, id)),
	};
	if (text_eq(r->state, "sent")) {
		msg_set(&m, "sent %s", time_iso(r->done_ms, moment));
		l.tone = UI_GOOD;
	} else if (text_eq(r->state, "failed")) {
		msg_set(&m, "given up after %d tries", r->tries);
		l.tone = UI_BAD;
		l.retry = l.day;
	} else if (r->tries) {
		msg_set(&m, "tried %d times, again at %s", r->tries, time_iso(r->next_ms, moment));
		l.tone = UI_WARN;
	} else {
		msg_set(&m, "waits to be sent");
		l.tone = UI_INFO;
	}
	l.word = msg_render(rq->arena, &m, rq->lang);
	return l;
}

static bool outbox_make(struct request *rq, const struct scope *scope, struct reminders_view *v, struct err *e)
{
	struct outbox_list list;
	if (!outbox_load(rq->arena, rq->db, rq->county, scope, SENT, &list, e))
		return false;
	struct outbox_line *lines = ARENA_ARRAY(rq->arena, struct outbox_line, list.count + 1);
	for (int i = 0; i < list.count; i++)
		lines[i] = line_of(rq, &list.rows[i]);
	v->outbox = lines;
	v->outbox_count = list.count;
	return true;
}

/* Only who keeps the accounts of the whole county speaks for its clock. */
static bool may_go_on(struct request *rq, bool *out, struct err *e)
{
	return account_can_at(rq->db, rq->account, CAP_ACCOUNTS, rq->county, out, e);
}

static bool draw(struct request *rq, struct html *h, const struct err *why, struct err *e)
{
	const struct remind_conf *conf = rq_remind(rq);
	struct scope scope;
	struct daily_row run;
	char day[16], unit[24];
	struct reminders_view v = {
		.unit = arena_strdup(rq->arena, id_text(rq->unit.id, unit)),
		.mail = conf && !is_empty(conf->smtp_url),
		.runs = conf && conf->hour >= 0,
		.hour = conf ? conf->hour : -1,
		.name = rq_text(rq, "name"),
		.kind = rq_text(rq, "kind"),
		.url = why ? rq_text(rq, "url") : "",
		.over = rq_has(rq, "over") ? rq_text(rq, "over") : "",
		.error = why ? msg_render(rq->arena, &why->text, rq->lang) : NULL,
		.error_hint = why && why->hint.id ? msg_render(rq->arena, &why->hint, rq->lang) : NULL,
	};
	if (!scope_of(rq, &scope, e) || !robots_make(rq, &scope, &v, e) || !outbox_make(rq, &scope, &v, e) ||
	    !remind_run_load(rq->db, rq->county, &run, e) || !may_go_on(rq, &v.may_go_on, e) ||
	    !account_units(rq, &v.units, &v.unit_count, e))
		return false;
	v.never = !run.day;
	v.last = arena_strdup(rq->arena, date_iso(run.day, day));
	v.held = arena_strdup(rq->arena, date_iso(run.held, day));
	v.today = arena_strdup(rq->arena, date_iso(today(), day));
	if (why) {
		rq->status = err_http(why->code);
		rq->refuse = true;
	}
	tpl_reminders(h, &v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	return draw(rq, h, NULL, e);
}

static bool done(struct request *rq, const char *flash)
{
	reply_flash(rq, flash);
	reply_redirect(rq, arena_printf(rq->arena, "/reminders?unit=%" PRId64, rq->unit.id));
	return true;
}

static bool over_mine(struct request *rq, int64_t unit, struct err *e)
{
	struct scope scope;
	bool inside;
	if (!scope_of(rq, &scope, e) || !scope_has(rq->db, &scope, rq->county, unit, &inside, e))
		return false;
	return inside || err_set(e, ERR_NOT_FOUND, "There is no such unit within your accounts.");
}

static bool add(struct request *rq, struct html *h, struct err *e)
{
	struct err why = {0};
	const struct remind_conf *conf = rq_remind(rq);
	struct robot_new n = {
		.county = rq->county, .unit = rq_id(rq, "over"), .actor = rq->account->id, .kind = rq_text(rq, "kind"),
		.name = rq_text(rq, "name"), .url = rq_text(rq, "url"), .secret = rq_text(rq, "secret"),
	};
	if (!over_mine(rq, n.unit, e))
		return false;
	if (robot_add(rq->arena, rq->db, &n, conf ? conf->hook_hosts : "", &why))
		return done(rq, N_("The robot was added; it speaks after the next daily run."));
	if (err_http(why.code) < 500)
		return draw(rq, h, &why, e);
	*e = why;
	return false;
}

static bool finish(struct request *rq, struct html *h, struct err *e)
{
	struct robot_list list;
	struct scope scope;
	(void)h;
	if (!scope_of(rq, &scope, e) || !robot_list(rq->arena, rq->db, rq->county, &scope, &list, e))
		return false;
	for (int i = 0; i < list.count; i++)
		if (list.rows[i].id == rq_id(rq, "id"))
			return robot_end(rq->db, rq->county, list.rows[i].id, rq->account->id, e) &&
			       done(rq, N_("The robot was ended."));
	return err_set(e, ERR_NOT_FOUND, "There is no such robot.");
}

static bool again(struct request *rq, struct html *h, struct err *e)
{
	struct outbox_list list;
	struct scope scope;
	(void)h;
	if (!scope_of(rq, &scope, e) || !outbox_load(rq->arena, rq->db, rq->county, &scope, SENT, &list, e))
		return false;
	for (int i = 0; i < list.count; i++) {
		const struct outbox_row *r = &list.rows[i];
		if (text_eq(r->channel, rq_text(rq, "channel")) && r->target == rq_id(rq, "target") &&
		    r->day == rq_date(rq, "day"))
			return outbox_retry(rq->db, rq->county, r->channel, r->target, r->day, rq->account->id, e) &&
			       done(rq, N_("It is tried again."));
	}
	return err_set(e, ERR_NOT_FOUND, "There is no such message that was given up.");
}

static bool go_on(struct request *rq, struct html *h, struct err *e)
{
	bool may;
	(void)h;
	if (!may_go_on(rq, &may, e))
		return false;
	if (!may)
		return err_set(e, ERR_DENIED, "Only an administrator of the whole county says that its clock is right.");
	return remind_go_on(rq->db, rq->county, today(), rq->account->id, e) &&
	       done(rq, N_("The daily run goes on with the last month's deadlines."));
}
