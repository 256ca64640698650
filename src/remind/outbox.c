/* outbox.c - what is to be sent: filled by the run, claimed, sent, marked. */
#include "remind/remind_int.h"

#include "audit/audit.h"
#include "base/buf.h"
#include "base/limits.h"
#include "reg/record.h"

#include <stdatomic.h>
#include <string.h>

enum { BATCH = 50, LINES = 10, MAIL_LINES = 30, BODY_MAX = 64 << 10, ROBOT_BYTES = 1900 };
enum { LEASE_MS = 5 * 60 * 1000, PAUSE_MS = 60 * 1000, PAUSE_MAX_MS = 6 * 3600 * 1000 };

/* ---- filling ---- */

struct ids {
	int count, room;
	struct pair {
		int64_t id, unit;
	} *rows;
};

static void ids_add(struct arena *a, struct ids *l, int64_t id, int64_t unit)
{
	if (l->count == l->room) {
		int more = l->room ? l->room * 2 : 32;
		l->rows = arena_grow(a, l->rows, sizeof *l->rows * (size_t)l->room,
				     sizeof *l->rows * (size_t)more);
		l->room = more;
	}
	l->rows[l->count++] = (struct pair){id, unit};
}

static bool message_put(struct db *db, int64_t county, const char *channel, const struct pair *to, ymd day,
			const char *subject, const char *body, int *made, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("insert into outbox(county,channel,target,day,unit,state,subject,body,tries,next_ms,"
				      "error,made_ms,done_ms) values($1,$2,$3,$4,$5,'waiting',$6,$7,0,0,'',$8,0) "
				      "on conflict (county,channel,target,day) do nothing"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, channel);
	bind(q, 3, to->id);
	bind(q, 4, day);
	bind(q, 5, to->unit);
	bind(q, 6, subject);
	bind(q, 7, body);
	bind(q, 8, now_ms());
	if (!db_run(q, e))
		return false;
	*made += (int)db_changes(db);
	return true;
}

static void line_put(struct arena *a, struct buf *b, int n, enum due_kind kind, const char *title,
		     const char *unit, ymd due, enum lang lang)
{
	char day[16];
	buf_printf(b, "%d. %s · %s\n", n, due_text_plain(a, kind, title, unit, lang), date_iso(due, day));
}

static const char *said(struct arena *a, enum lang lang, const char *fmt, ...) PRINTF_LIKE(3, 4);
static const char *said(struct arena *a, enum lang lang, const char *fmt, ...)
{
	struct msg m;
	va_list ap;
	va_start(ap, fmt);
	msg_vset(&m, fmt, ap);
	va_end(ap);
	return msg_render(a, &m, lang);
}

static bool mail_fill(struct arena *a, struct db *db, int64_t county, ymd at, const struct pair *to,
		      const struct remind_conf *conf, int *made, struct err *e)
{
	struct account acc;
	struct notice_list list;
	struct err gone = {0};
	if (!account_load(a, db, to->id, &acc, &gone))
		return gone.code == ERR_NOT_FOUND || err_set(e, gone.code, "An account cannot be read.");
	if (!notices_load(a, db, &acc, at, LIMIT_COUNT, &list, e))
		return false;
	if (!list.count)
		return true;
	struct buf *b = remind_buf(a, BODY_MAX);
	buf_puts(b, said(a, acc.lang, N_("What is due, as on %s:"), date_iso(at, (char[16]){0})));
	buf_puts(b, "\n\n");
	for (int i = 0; i < list.count && i < MAIL_LINES; i++)
		line_put(a, b, i + 1, list.rows[i].kind, list.rows[i].title, list.rows[i].unit_name,
			 list.rows[i].due, acc.lang);
	if (list.count > MAIL_LINES)
		buf_printf(b, "%s\n", said(a, acc.lang, N_("… and %d more."), list.count - MAIL_LINES));
	if (!is_empty(conf->site_url))
		buf_printf(b, "\n%s/todo\n", conf->site_url);
	const char *subject = said(a, acc.lang, N_("Yanzhen: %d to-dos"), list.count);
	return message_put(db, county, "mail", to, at, subject, buf_str(b), made, e);
}

static bool mails_fill(struct arena *a, struct db *db, int64_t county, ymd at, const struct remind_conf *conf,
		       int *made, struct err *e)
{
	struct ids to = {0};
	struct stmt *q = db_query(db,
				  SQL("select m.account from remind_mail m where m.county=$1 and exists (select 1 from "
				      "notice n where n.county=m.county and n.account=m.account and n.day=$2) "
				      "order by m.account"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, at);
	while (db_next(q))
		ids_add(a, &to, col_i64(q, 0), 0);
	if (!db_end(q, e))
		return false;
	for (int i = 0; i < to.count; i++)
		if (!mail_fill(a, db, county, at, &to.rows[i], conf, made, e))
			return false;
	return true;
}

/* Steps of the day, as a robot tells them. */
struct steps {
	int count, room;
	struct step_row {
		int64_t unit;
		ymd due;
		enum due_kind kind;
		const char *step, *title, *unit_name;
	} *rows;
};

static bool steps_load(struct arena *a, struct db *db, int64_t county, ymd at, struct steps *out, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select unit,due_day,kind,step,title,what,number from remind_step where county=$1 "
				      "and day=$2 order by unit,due_key,due_day,step,days"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, at);
	while (db_next(q)) {
		struct due d = {.title = col_text(q, 4, a), .what = col_text(q, 5, a), .number = col_i64(q, 6)};
		struct step_row r = {.unit = col_i64(q, 0), .due = (ymd)col_i64(q, 1), .step = col_text(q, 3, a)};
		if (!due_kind_parse(col_peek(q, 2), &r.kind))
			continue;
		if (!*d.what)
			d.what = NULL;
		r.title = due_text(a, &d, LANG_ZH);
		if (out->count == out->room) {
			int more = out->room ? out->room * 2 : 64;
			out->rows = arena_grow(a, out->rows, sizeof *out->rows * (size_t)out->room,
					       sizeof *out->rows * (size_t)more);
			out->room = more;
		}
		out->rows[out->count++] = r;
	}
	if (!db_end(q, e))
		return false;
	for (int i = 0; i < out->count; i++)
		out->rows[i].unit_name = unit_name_now(a, db, out->rows[i].unit);
	return true;
}

static bool robot_fill(struct arena *a, struct db *db, int64_t county, ymd at, const struct pair *to,
		       const struct steps *all, const struct remind_conf *conf, int *made, struct err *e)
{
	int owed = 0, above = 0, supervised = 0, n = 0;
	struct buf *lines = remind_buf(a, BODY_MAX), *b = remind_buf(a, BODY_MAX);
	for (int i = 0; i < all->count; i++) {
		const struct step_row *r = &all->rows[i];
		bool under;
		if (!unit_is_under(db, r->unit, to->unit, &under, e))
			return false;
		if (!under)
			continue;
		owed += text_eq(r->step, "remind");
		above += text_eq(r->step, "superior");
		supervised += text_eq(r->step, "supervise");
		if (++n <= LINES)
			line_put(a, lines, n, r->kind, r->title, r->unit_name, r->due, LANG_ZH);
	}
	if (!n)
		return true;
	buf_printf(b, "【雁阵】%s 待办提醒：到期提醒%d项，告知上级%d项，列入督办%d项。\n", date_iso(at, (char[16]){0}),
		   owed, above, supervised);
	buf_puts(b, buf_str(lines));
	if (n > LINES)
		buf_printf(b, "另有%d项。\n", n - LINES);
	if (!is_empty(conf->site_url))
		buf_printf(b, "%s/todo\n", conf->site_url);
	const char *text = buf_str(b);
	size_t size = strlen(text);
	if (size > ROBOT_BYTES)
		text = arena_strndup(a, text, utf8_floor(text, ROBOT_BYTES));
	return message_put(db, county, "robot", to, at, "", text, made, e);
}

static bool robots_fill(struct arena *a, struct db *db, int64_t county, ymd at, const struct remind_conf *conf,
			int *made, struct err *e)
{
	struct ids to = {0};
	struct steps steps = {0};
	struct stmt *q =
	    db_query(db, SQL("select id,unit from robot where county=$1 and closed=0 order by id"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	while (db_next(q))
		ids_add(a, &to, col_i64(q, 0), col_i64(q, 1));
	if (!db_end(q, e) || (to.count && !steps_load(a, db, county, at, &steps, e)))
		return false;
	for (int i = 0; i < to.count; i++)
		if (!robot_fill(a, db, county, at, &to.rows[i], &steps, conf, made, e))
			return false;
	return true;
}

bool outbox_fill(struct arena *a, struct db *db, int64_t county, ymd at, const struct remind_conf *conf, int *made,
		 struct err *e)
{
	*made = 0;
	if (!conf)
		return true;
	return (is_empty(conf->smtp_url) || mails_fill(a, db, county, at, conf, made, e)) &&
	       robots_fill(a, db, county, at, conf, made, e);
}

/* ---- sending ---- */

struct message {
	int64_t county, target, unit, now;
	ymd day;
	const char *channel, *subject, *body, *error;
	int tries;
	bool mine, sent;
};

static void message_key(struct stmt *q, const struct message *m)
{
	bind(q, 1, m->county);
	bind(q, 2, m->channel);
	bind(q, 3, m->target);
	bind(q, 4, m->day);
}

/* For some minutes it is this sender's; one that dies leaves it to the next. */
static bool claim(void *arg, struct db *db, struct err *e)
{
	struct message *m = arg;
	struct stmt *q = db_query(db,
				  SQL("update outbox set tries=tries+1, next_ms=$6 where county=$1 and channel=$2 and "
				      "target=$3 and day=$4 and state='waiting' and next_ms<=$5"),
				  e);
	if (!q)
		return false;
	message_key(q, m);
	bind(q, 5, m->now);
	bind(q, 6, m->now + LEASE_MS);
	if (!db_run(q, e))
		return false;
	m->mine = db_changes(db) == 1;
	return true;
}

static int64_t pause_after(int tries)
{
	int64_t pause = PAUSE_MS;
	for (int i = 0; i < tries && pause < PAUSE_MAX_MS; i++)
		pause *= 3;
	return pause < PAUSE_MAX_MS ? pause : PAUSE_MAX_MS;
}

static bool mark(void *arg, struct db *db, struct err *e)
{
	struct message *m = arg;
	bool given_up = !m->sent && m->tries >= OUTBOX_TRIES;
	struct stmt *q = db_query(db,
				  SQL("update outbox set state=$5, next_ms=$6, error=$7, done_ms=$8 where county=$1 and "
				      "channel=$2 and target=$3 and day=$4"),
				  e);
	if (!q)
		return false;
	message_key(q, m);
	bind(q, 5, m->sent ? "sent" : given_up ? "failed" : "waiting");
	bind(q, 6, m->sent || given_up ? 0 : m->now + pause_after(m->tries));
	bind(q, 7, m->error);
	bind(q, 8, m->sent ? now_ms() : 0);
	return db_run(q, e);
}

static bool waiting_load(struct arena *a, struct db *db, int64_t now, int *count, struct message **out,
			 struct err *e)
{
	struct message *rows = ARENA_ARRAY(a, struct message, BATCH);
	struct stmt *q = db_query(db,
				  SQL("select county,channel,target,day,unit,subject,body,tries from outbox where "
				      "state='waiting' and next_ms<=$1 order by next_ms,county,channel,target,day limit $2"),
				  e);
	*count = 0;
	*out = rows;
	if (!q)
		return false;
	bind(q, 1, now);
	bind(q, 2, BATCH);
	while (db_next(q))
		rows[(*count)++] = (struct message){
			.county = col_i64(q, 0), .channel = col_text(q, 1, a), .target = col_i64(q, 2),
			.day = (ymd)col_i64(q, 3), .unit = col_i64(q, 4), .subject = col_text(q, 5, a),
			.body = col_text(q, 6, a), .tries = (int)col_i64(q, 7) + 1, .now = now, .error = ""};
	return db_end(q, e);
}

static bool robot_load(struct arena *a, struct db *db, const struct message *m, struct robot *out, struct err *e)
{
	struct stmt *q =
	    db_query(db, SQL("select kind,url,secret,unit from robot where county=$1 and id=$2 and closed=0"), e);
	if (!q)
		return false;
	bind(q, 1, m->county);
	bind(q, 2, m->target);
	*out = (struct robot){.county = m->county, .id = m->target};
	if (db_next(q)) {
		const char *secret = col_peek(q, 2);
		out->kind = col_text(q, 0, a);
		out->url = unseal(a, col_peek(q, 1));
		out->secret = is_empty(secret) ? "" : unseal(a, secret);
		out->unit = col_i64(q, 3);
	}
	if (!db_end(q, e))
		return false;
	if (!out->url || !out->secret)
		return err_set(e, ERR_NOT_FOUND, "The robot is no longer there.");
	return true;
}

/* Without the writer: this may take long. */
static bool deliver(struct arena *a, struct db *read, const struct message *m, const struct remind_conf *conf,
		    const _Atomic bool *stop, struct err *e)
{
	if (text_eq(m->channel, "robot")) {
		struct robot r;
		bool ok = robot_load(a, read, m, &r, e);
		db_idle(read);
		return ok && robot_send(a, &r, m->body, conf->hook_hosts, stop, e);
	}
	struct mail mail = {.subject = m->subject, .body = m->body};
	if (!mail_get(a, read, m->target, &mail.to, e))
		return false;
	db_idle(read);
	if (is_empty(mail.to))
		return err_set(e, ERR_NOT_FOUND, "The account has no address any more.");
	mail.id = arena_printf(a, "%d.%" PRId64 ".%" PRId64, (int)m->day, m->county, m->target);
	return mail_send(a, &mail, conf, stop, e);
}

bool outbox_send(struct arena *a, struct db *read, struct remind_writer *w, const struct remind_conf *conf,
		 const _Atomic bool *stop, struct outbox_report *out, struct err *e)
{
	struct message *rows;
	int count;
	*out = (struct outbox_report){0};
	if (!waiting_load(a, read, now_ms(), &count, &rows, e))
		return false;
	db_idle(read);
	for (int i = 0; i < count && !(stop && atomic_load(stop)); i++) {
		struct message *m = &rows[i];
		struct err why = {0};
		if (!w->run(w, claim, m, e))
			return false;
		if (!m->mine)
			continue;
		m->sent = deliver(a, read, m, conf, stop, &why);
		if (!m->sent)
			m->error = msg_render(a, &why.text, LANG_ZH);
		if (!w->run(w, mark, m, e))
			return false;
		out->sent += m->sent;
		out->failed += !m->sent && m->tries >= OUTBOX_TRIES;
		out->waiting += !m->sent && m->tries < OUTBOX_TRIES;
	}
	return true;
}

/* ---- for the administrator ---- */

struct outbox_raw {
	struct outbox_row row;
	int64_t unit;
};

static bool outbox_name(struct arena *a, struct db *db, int64_t county, const struct scope *scope,
			struct outbox_raw *r, bool *shown, struct err *e)
{
	*shown = false;
	if (text_eq(r->row.channel, "robot")) {
		struct stmt *q = db_query(db, SQL("select name from robot where county=$1 and id=$2"), e);
		if (!q)
			return false;
		bind(q, 1, county);
		bind(q, 2, r->row.target);
		r->row.to = db_next(q) ? col_text(q, 0, a) : "";
		return db_end(q, e) && scope_has(db, scope, county, r->unit, shown, e);
	}
	struct account acc;
	struct err gone = {0};
	if (!account_load(a, db, r->row.target, &acc, &gone))
		return gone.code == ERR_NOT_FOUND || err_set(e, gone.code, "An account cannot be read.");
	r->row.to = acc.login;
	for (int i = 0; i < acc.grant_count && !*shown; i++)
		if (!scope_has(db, scope, county, acc.grants[i].unit, shown, e))
			return false;
	return true;
}

bool outbox_load(struct arena *a, struct db *db, int64_t county, const struct scope *scope, int limit,
		 struct outbox_list *out, struct err *e)
{
	struct outbox_raw *raw = ARENA_ARRAY(a, struct outbox_raw, limit);
	int n = 0;
	struct stmt *q = db_query(db,
				  SQL("select channel,target,day,unit,state,tries,next_ms,error,done_ms from outbox where "
				      "county=$1 order by day desc,channel,target limit $2"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, limit);
	while (db_next(q))
		raw[n++] = (struct outbox_raw){
			.unit = col_i64(q, 3),
			.row = {.channel = col_text(q, 0, a), .target = col_i64(q, 1), .day = (ymd)col_i64(q, 2),
				.state = col_text(q, 4, a), .tries = (int)col_i64(q, 5), .next_ms = col_i64(q, 6),
				.error = col_text(q, 7, a), .done_ms = col_i64(q, 8)}};
	if (!db_end(q, e))
		return false;
	*out = (struct outbox_list){.rows = ARENA_ARRAY(a, struct outbox_row, limit)};
	for (int i = 0; i < n; i++) {
		bool shown;
		if (!outbox_name(a, db, county, scope, &raw[i], &shown, e))
			return false;
		if (shown)
			out->rows[out->count++] = raw[i].row;
	}
	return true;
}

bool outbox_retry(struct db *db, int64_t county, const char *channel, int64_t target, ymd day, int64_t actor,
		  struct err *e)
{
	TXN(t);
	struct audit_entry en = {.county = county, .actor = actor, .action = "update", .subject = "outbox",
				 .record = target, .origin = "form"};
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q = db_query(db,
				  SQL("update outbox set state='waiting', tries=0, next_ms=0 where county=$1 and "
				      "channel=$2 and target=$3 and day=$4 and state='failed'"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, channel);
	bind(q, 3, target);
	bind(q, 4, day);
	if (!db_run(q, e))
		return false;
	if (db_changes(db) != 1)
		return err_set(e, ERR_NOT_FOUND, "There is no such message that was given up.");
	return audit_write(db, &en, e) && txn_commit(&t, e);
}
