/* feed.c - see feed.h. */
#include "remind/feed.h"

#include "base/arena.h"
#include "base/str.h"
#include "remind/remind_int.h"

#include <libical/ical.h>
#include <sodium.h>
#include <string.h>

enum { SECRET_BYTES = 32, SECRET_HEX = SECRET_BYTES * 2, FEED_MAX = 300 };

static void hash_of(const char *secret, char out[crypto_hash_sha256_BYTES * 2 + 1])
{
	unsigned char sum[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(sum, (const unsigned char *)secret, strlen(secret));
	sodium_bin2hex(out, crypto_hash_sha256_BYTES * 2 + 1, sum, sizeof sum);
}

bool feed_end(struct db *db, const struct account *acc, struct err *e)
{
	struct stmt *q = db_query(db, SQL("delete from calendar_feed where account=$1"), e);
	if (!q)
		return false;
	bind(q, 1, acc->id);
	return db_run(q, e);
}

bool feed_make(struct arena *a, struct db *db, const struct account *acc, const char **secret, struct err *e)
{
	unsigned char raw[SECRET_BYTES];
	char hash[crypto_hash_sha256_BYTES * 2 + 1];
	char *text = arena_alloc(a, SECRET_HEX + 1);
	randombytes_buf(raw, sizeof raw);
	sodium_bin2hex(text, SECRET_HEX + 1, raw, sizeof raw);
	hash_of(text, hash);
	if (!feed_end(db, acc, e))
		return false;
	struct stmt *q =
	    db_query(db, SQL("insert into calendar_feed(hash,account,made_ms) values($1,$2,$3)"), e);
	if (!q)
		return false;
	bind(q, 1, hash);
	bind(q, 2, acc->id);
	bind(q, 3, now_ms());
	*secret = text;
	return db_run(q, e);
}

bool feed_exists(struct db *db, int64_t account, bool *out, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select 1 from calendar_feed where account=$1"), e);
	if (!q)
		return false;
	bind(q, 1, account);
	*out = db_next(q);
	return db_end(q, e);
}

bool feed_account(struct arena *a, struct db *db, const char *secret, struct account *out, struct err *e)
{
	char hash[crypto_hash_sha256_BYTES * 2 + 1];
	int64_t account = 0;
	if (strlen(secret) != SECRET_HEX)
		return err_set(e, ERR_NOT_FOUND, "There is no such calendar.");
	hash_of(secret, hash);
	struct stmt *q = db_query(db, SQL("select account from calendar_feed where hash=$1"), e);
	if (!q)
		return false;
	bind(q, 1, hash);
	if (db_next(q))
		account = col_i64(q, 0);
	if (!db_end(q, e))
		return false;
	if (!account)
		return err_set(e, ERR_NOT_FOUND, "There is no such calendar.");
	return account_load(a, db, account, out, e);
}

/* ---- the calendar ---- */

static struct icaltimetype day_of(ymd d)
{
	struct icaltimetype t = icaltime_null_date();
	t.year = d / 10000;
	t.month = d / 100 % 100;
	t.day = d % 100 ? d % 100 : 1;
	t.is_date = 1;
	return t;
}

static struct icaltimetype moment_of(int64_t ms)
{
	return icaltime_from_timet_with_zone((time_t)(ms / 1000), 0, icaltimezone_get_utc_timezone());
}

static void event_add(struct arena *a, icalcomponent *calendar, const struct due *d, const char *host,
		      enum lang lang)
{
	icalcomponent *event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
	const char *title = due_text_plain(a, d->kind, due_text(a, d, lang), d->unit_name ? d->unit_name : "", lang);
	icalcomponent_add_property(event, icalproperty_new_uid(arena_printf(a, "%s@%s", d->key, host)));
	icalcomponent_add_property(event, icalproperty_new_dtstamp(moment_of(now_ms())));
	icalcomponent_add_property(event, icalproperty_new_dtstart(day_of(d->due)));
	icalcomponent_add_property(event, icalproperty_new_summary(title));
	icalcomponent_add_property(event, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
	icalcomponent_add_component(calendar, event);
}

bool feed_write(struct arena *a, struct db *db, const struct account *acc, ymd at, const char *host,
		enum lang lang, const char **out, struct err *e)
{
	struct due_list list;
	struct todo_ask ask = {.account = acc, .county = acc->county, .unit = acc->county, .at = at, .limit = FEED_MAX};
	if (!todo_list(a, db, &ask, &list, e))
		return false;
	icalcomponent *calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
	icalcomponent_add_property(calendar, icalproperty_new_version("2.0"));
	icalcomponent_add_property(calendar, icalproperty_new_prodid("-//Yanzhen//to-dos//ZH"));
	icalcomponent_add_property(calendar, icalproperty_new_method(ICAL_METHOD_PUBLISH));
	icalproperty *name = icalproperty_new_x(tr(lang, N_("To do")));
	icalproperty_set_x_name(name, "X-WR-CALNAME");
	icalcomponent_add_property(calendar, name);
	int n = 0;
	for (int i = 0; i < list.count && n < FEED_MAX; i++)
		if (list.rows[i].due) {
			event_add(a, calendar, &list.rows[i], host, lang);
			n++;
		}
	char *text = icalcomponent_as_ical_string_r(calendar);
	*out = arena_strdup(a, text);
	icalmemory_free_buffer(text);
	icalcomponent_free(calendar);
	return true;
}
