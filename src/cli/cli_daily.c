/* cli_daily.c - the daily run: reminders, escalation, what is sent; and the same in the server. */
#include "cli/daily.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/log.h"
#include "cli/commands.h"
#include "remind/escalate.h"
#include "remind/outbox.h"

static bool run(struct cli *c, struct err *e);

static const struct option options[] = {
	{ .name = "go-on" },
	{ .name = "no-send" },
	{0},
};
const struct command daily_command = {
	.name = "daily",
	.usage = "DIR [--go-on] [--no-send]",
	.about = N_("Reminds and escalates what is due today and sends it; the server does this by itself once a day."),
	.options = options,
	.words_min = 1,
	.words_max = 1,
	.run = run,
};

/* ---- the command: a connection of its own writes ---- */

struct direct {
	struct remind_writer writer; /* first */
	struct db *db;
};

static bool direct_run(struct remind_writer *w, bool (*fn)(void *arg, struct db *db, struct err *e), void *arg,
		       struct err *e)
{
	struct direct *d = (struct direct *)w;
	bool ok;
	{
		TXN(t);
		ok = txn_begin(&t, d->db, e) && fn(arg, d->db, e);
		db_idle(d->db);
		ok = ok && txn_commit(&t, e);
	}
	db_idle(d->db);
	return ok;
}

static void report_say(struct cli *c, struct site *s, int64_t county, const struct run_report *r)
{
	char at[16], last[16];
	const char *name = unit_name_now(c->arena, s->db, county);
	date_iso(r->at, at);
	date_iso(r->last, last);
	switch (r->state) {
	case RUN_DONE:
		cli_say(c, "%s, %s: %d steps taken, %d supervised, %d closed, %d messages to send.", name, at, r->steps,
			r->supervised, r->closed, r->messages);
		break;
	case RUN_ALREADY:
		cli_say(c, "%s, %s: the run of this day has ended before.", name, at);
		break;
	case RUN_HELD_BACK:
	case RUN_HELD_FORWARD:
		cli_note(c, "%s: the last run was on %s, and now it is said to be %s. Nothing was sent.", name, last, at);
		cli_note(c, "Look at the clock of this machine; if it is right, say so with --go-on.");
		c->status = 1;
		break;
	}
}

static bool run(struct cli *c, struct err *e)
{
	struct site s;
	struct outbox_report sent;
	const int64_t *counties;
	int count;
	if (!site_open(&s, c, c->words[0], false, e))
		return false;
	struct direct d = {{direct_run}, s.db};
	bool ok = remind_counties(c->arena, s.db, &count, &counties, e);
	for (int i = 0; ok && i < count; i++) {
		struct run_report r;
		struct run_ask ask = {.county = counties[i], .at = today(), .go_on = cli_flag(c, "go-on"),
				      .conf = &s.remind};
		struct arena *a = arena_new(LIMIT_JOB_ARENA);
		ok = remind_daily(a, s.db, &d.writer, &ask, &r, e);
		if (ok)
			report_say(c, &s, counties[i], &r);
		arena_free(a);
	}
	if (ok && !cli_flag(c, "no-send")) {
		ok = outbox_send(c->arena, s.db, &d.writer, &s.remind, NULL, &sent, e);
		if (ok && sent.sent + sent.failed + sent.waiting)
			cli_say(c, "%d messages sent, %d to be tried again, %d given up.", sent.sent, sent.waiting,
				sent.failed);
	}
	site_close(&s);
	return ok;
}

/* ---- the server: the writer thread writes ---- */

struct through {
	struct remind_writer writer; /* first */
	struct tick *tick;
};

static bool through_run(struct remind_writer *w, bool (*fn)(void *arg, struct db *db, struct err *e), void *arg,
			struct err *e)
{
	struct through *t = (struct through *)w;
	return t->tick->write(t->tick, fn, arg, e);
}

/* In China's time. */
static int hour_now(void)
{
	return (int)((now_ms() / 3600000 + 8) % 24);
}

static bool county_tick(struct arena *a, const struct web *w, struct through *t, int64_t county, struct err *e)
{
	struct run_report r;
	struct daily_row last;
	struct run_ask ask = {.county = county, .at = today(), .conf = w->remind};
	if (!remind_run_load(t->tick->db, county, &last, e))
		return false;
	db_idle(t->tick->db);
	if (last.day == ask.at || last.held == ask.at)
		return true;
	if (!remind_daily(a, t->tick->db, &t->writer, &ask, &r, e))
		return false;
	if (r.state == RUN_DONE)
		log_event("daily", "county=%" PRId64 " steps=%d supervised=%d closed=%d messages=%d", county, r.steps,
			  r.supervised, r.closed, r.messages);
	else if (r.state != RUN_ALREADY)
		log_event("daily", "county=%" PRId64 " held: the last run was on %d", county, (int)r.last);
	return true;
}

void site_tick(const struct web *w, struct tick *t)
{
	struct err e = {0};
	struct outbox_report sent;
	struct through through = {{through_run}, t};
	const int64_t *counties;
	int count = 0;
	struct arena *a = arena_new(LIMIT_JOB_ARENA);
	bool due = w->remind->hour >= 0 && hour_now() >= w->remind->hour;
	bool ok = !due || remind_counties(a, t->db, &count, &counties, &e);
	db_idle(t->db);
	for (int i = 0; ok && i < count && !*t->stopping; i++)
		if (!county_tick(a, w, &through, counties[i], &e)) {
			log_error("daily", &e); /* the next tick tries again; other counties go on */
			e = (struct err){0};
		}
	if (!ok || !outbox_send(a, t->db, &through.writer, w->remind, t->stopping, &sent, &e))
		log_error("daily", &e);
	arena_free(a);
}
