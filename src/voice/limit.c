/* limit.c - tokens of public forms, and how many posts an address and a unit may have. */
#include <arpa/inet.h> /* first: it declares the socket call bind(), for which db.h has a macro */

#include "voice/limit.h"

#include "auth/auth.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/record.h"
#include "text/text.h"

#include <string.h>

enum {
	FAST_MS = 3000,                 /* nobody fills in a form in less */
	TOKEN_MS = 24 * 3600 * 1000,    /* a page may stay open for a day */
	HOUR_MS = 3600 * 1000,
	DAY_MS = 24 * HOUR_MS,
	KEEP_MS = 2 * DAY_MS,
	SIGNATURE = 32,
	BOUND_MAX = 1000000,
};

/* ---- bounds ---- */

static bool bound(const struct check_in *in, const char *name, int64_t *out)
{
	const char *value, *document;
	if (!reg_parameter(in, name, in->today, &value, &document))
		return false;
	if (value && (!parse_i64(value, out) || *out < 0 || *out > BOUND_MAX))
		*out = 0; /* what cannot be read opens nothing */
	return true;
}

bool limit_read(struct arena *a, struct db *db, int64_t county, int64_t unit, struct limit_rule *out,
		struct err *e)
{
	struct record rec = {.county = county, .unit = unit};
	struct check_in in = {.arena = a, .db = db, .rec = &rec, .today = today(), .e = e};
	*out = (struct limit_rule){.hour = 5, .day = 15, .address_day = 60, .unit_day = 200};
	return bound(&in, "voice.per_hour", &out->hour) && bound(&in, "voice.per_day", &out->day) &&
	       bound(&in, "voice.address_day", &out->address_day) &&
	       bound(&in, "voice.unit_day", &out->unit_day);
}

/* ---- addresses and tokens ---- */

char *limit_address(struct arena *a, const char *address)
{
	struct in6_addr six;
	const char *key = address ? address : "";
	if (inet_pton(AF_INET6, key, &six) == 1 && !IN6_IS_ADDR_V4MAPPED(&six)) {
		memset(six.s6_addr + 8, 0, 8); /* one line of a house has all of the other 64 bits */
		char text[INET6_ADDRSTRLEN];
		key = arena_strdup(a, inet_ntop(AF_INET6, &six, text, sizeof text));
	}
	return blind_index(a, 0, arena_printf(a, "address|%s", key));
}

static const char *signature(struct arena *a, const char *ms)
{
	return blind_index(a, 0, arena_printf(a, "voice token|%s", ms));
}

char *limit_token(struct arena *a)
{
	const char *ms = arena_printf(a, "%" PRId64, now_ms());
	return arena_printf(a, "%s.%s", ms, signature(a, ms));
}

/* When the form was drawn; 0: the token is none of ours. */
static int64_t token_ms(struct arena *a, const char *token)
{
	int64_t ms;
	const char *dot = token ? strchr(token, '.') : NULL;
	const char *text = dot ? arena_strndup(a, token, (size_t)(dot - token)) : "";
	if (!dot || !parse_i64(text, &ms) || ms <= 0)
		return 0;
	const char *right = signature(a, text);
	unsigned char diff = strlen(dot + 1) != SIGNATURE;
	for (size_t i = 0; i < SIGNATURE && !diff; i++)
		diff |= (unsigned char)(dot[1 + i] ^ right[i]);
	return diff ? 0 : ms;
}

static void numbers_of(struct arena *a, const char *token, int *x, int *y)
{
	const char *hash = blind_index(a, 0, arena_printf(a, "voice question|%s", token ? token : ""));
	*x = 2 + (hash[0] + hash[1]) % 8;
	*y = 1 + (hash[2] + hash[3]) % 9;
}

char *limit_question(struct arena *a, const char *token, enum lang lang)
{
	static const char *const zh[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
	static const char *const en[] = {"zero", "one", "two",	 "three", "four",
					 "five", "six", "seven", "eight", "nine"};
	int x, y;
	struct msg m;
	numbers_of(a, token, &x, &y);
	const char *const *word = lang == LANG_ZH ? zh : en;
	msg_set(&m, N_("How much is %s and %s? A number will do."), word[x], word[y]);
	return msg_render(a, &m, lang);
}

/* 12, １２, 十二, "12。": as people write a small number; -1 when it is none. */
static int small_number(struct arena *a, const char *typed)
{
	static const char *const zh[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
	const char *p = text_normal(a, typed ? typed : "");
	int n = 0, tens = -1, seen = 0;
	for (size_t len; *p; p += len) {
		int digit = -1;
		utf8_get(p, strlen(p), &len);
		if (*p >= '0' && *p <= '9')
			digit = *p - '0';
		for (int i = 0; i < 10 && digit < 0; i++)
			if (has_prefix(p, zh[i]))
				digit = i;
		if (has_prefix(p, "十")) {
			tens = seen ? n : 1;
			n = 0;
		} else if (digit >= 0 && n < 1000) {
			n = n * 10 + digit;
		} else {
			continue;
		}
		seen++;
	}
	return !seen ? -1 : tens >= 0 ? tens * 10 + n : n;
}

static bool is_right(struct arena *a, const struct limit_try *t)
{
	int x, y;
	numbers_of(a, t->token, &x, &y);
	return !is_empty(t->answer) && small_number(a, t->answer) == x + y;
}

/* ---- counting ---- */

static bool count(struct db *db, struct sql sql, const struct limit_try *t, const char *address, int64_t after,
		  int64_t *out, struct err *e)
{
	struct stmt *q = db_query(db, sql, e);
	if (!q)
		return false;
	bind(q, 1, t->county);
	bind(q, 2, t->what);
	if (address)
		bind(q, 3, address);
	else
		bind(q, 3, t->unit);
	bind(q, 4, after);
	*out = db_next(q) ? col_i64(q, 0) : 0;
	return db_end(q, e);
}

static bool sent_before(struct db *db, const struct limit_try *t, const char *address, const char *digest,
			bool *out, struct err *e)
{
	*out = false;
	if (!*digest)
		return true;
	struct stmt *q = db_query(db,
				  SQL("select count(*) from public_post where county=$1 and what=$2 and address=$3 "
				      "and digest=$4"),
				  e);
	if (!q)
		return false;
	bind(q, 1, t->county);
	bind(q, 2, t->what);
	bind(q, 3, address);
	bind(q, 4, digest);
	*out = db_next(q) && col_i64(q, 0) > 0;
	return db_end(q, e);
}

static bool keep(struct db *db, const struct limit_try *t, const char *address, const char *digest, struct err *e)
{
	struct stmt *q = db_query(
	    db, SQL("insert into public_post(county,id,what,unit,address,digest,made_ms) values($1,$2,$3,$4,$5,$6,$7)"),
	    e);
	if (!q)
		return false;
	bind(q, 1, t->county);
	bind(q, 2, id_new());
	bind(q, 3, t->what);
	bind(q, 4, t->unit);
	bind(q, 5, address);
	bind(q, 6, digest);
	bind(q, 7, now_ms());
	(void)db_next(q);
	return db_end(q, e);
}

bool limit_sweep(struct db *db, struct err *e)
{
	/* a clock that was ahead leaves rows of the future: they go, too */
	struct stmt *q = db_query(db, SQL("delete from public_post where made_ms<$1 or made_ms>$2"), e);
	if (!q)
		return false;
	bind(q, 1, now_ms() - KEEP_MS);
	bind(q, 2, now_ms() + HOUR_MS);
	(void)db_next(q);
	return db_end(q, e);
}

struct sent {
	int64_t hour, day, unit;
};

static bool sent_count(struct db *db, const struct limit_try *t, const char *address, struct sent *out, struct err *e)
{
	int64_t now = now_ms();
	return count(db,
		     SQL("select count(*) from public_post where county=$1 and what=$2 and address=$3 and made_ms>$4"),
		     t, address, now - HOUR_MS, &out->hour, e) &&
	       count(db,
		     SQL("select count(*) from public_post where county=$1 and what=$2 and address=$3 and made_ms>$4"),
		     t, address, now - DAY_MS, &out->day, e) &&
	       count(db, SQL("select count(*) from public_post where county=$1 and what=$2 and unit=$3 and made_ms>$4"),
		     t, NULL, now - DAY_MS, &out->unit, e);
}

/* ---- judging ---- */

/* What no person does.  The text typed is drawn again with a new token, so that nobody loses it. */
static bool is_person(struct arena *a, const struct limit_try *t, struct findings *f)
{
	int64_t drawn = token_ms(a, t->token), age = now_ms() - drawn;
	if (!is_empty(t->honey))
		find_hint(find_error(f, NULL, "public-honey", "This was not sent: a hidden field was filled in."),
			  "Leave the field empty that says so, and send it again.");
	else if (!drawn)
		find_hint(find_error(f, NULL, "public-token", "This was not sent: the form was not opened here."),
			  "Look at it once more and send it again.");
	else if (age < (t->quick ? 0 : FAST_MS))
		find_hint(find_error(f, NULL, "public-fast", "This was not sent: it came too fast to be read."),
			  "Wait a moment and send it again.");
	else if (age > TOKEN_MS)
		find_hint(find_error(f, NULL, "public-old", "This was not sent: the page was open for more than a day."),
			  "Look at it once more and send it again.");
	return f->errors == 0;
}

static bool too_many(struct err *e)
{
	err_set(e, ERR_TOO_MANY, "Very much has been sent today, so nothing more can be taken here until tomorrow.");
	return err_hint(e, "Say it at the village office, by telephone or on paper: that always works.");
}

bool limit_take(struct arena *a, struct db *db, const struct limit_try *t, enum limit_word *out,
		struct findings *f, struct err *e)
{
	struct limit_rule rule;
	struct sent sent;
	bool again;
	const char *address = limit_address(a, t->address);
	const char *digest = "";
	if (!is_empty(t->text))
		digest = blind_index(a, t->county,
				     arena_printf(a, "%s|%" PRId64 "|%s", t->what, t->unit, search_query(a, t->text)));
	if (!t->program && !is_person(a, t, f))
		return err_set(e, ERR_REFUSED, "This was not sent.");
	if (!limit_sweep(db, e) || !limit_read(a, db, t->county, t->unit, &rule, e) ||
	    !sent_count(db, t, address, &sent, e) || !sent_before(db, t, address, digest, &again, e))
		return false;
	*out = LIMIT_AGAIN;
	if (again)
		return true;
	if (sent.day >= rule.address_day || sent.unit >= rule.unit_day)
		return too_many(e);
	if (t->program && (sent.hour >= rule.hour || sent.day >= rule.day))
		return too_many(e);
	*out = LIMIT_ASK;
	if ((sent.hour >= rule.hour || sent.day >= rule.day) && !is_right(a, t))
		return true;
	*out = LIMIT_OK;
	return keep(db, t, address, digest, e);
}
