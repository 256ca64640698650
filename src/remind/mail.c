/* mail.c - e-mail addresses of accounts, and the message as RFC 5322 wants it. */
#include <curl/curl.h> /* first: it declares the socket call bind(), for which db.h has a macro */

#include "remind/send_int.h"

#include "base/buf.h"

#include <glib.h>
#include <string.h>
#include <time.h>

enum { MAIL_MAX = 256 << 10, ADDRESS_MAX = 120, LINE_BYTES = 57, WORD_BYTES = 42 };

/* ---- addresses ---- */

bool mail_address_ok(const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~@";
	const char *at = strchr(text, '@');
	size_t n = strlen(text);
	return at && at != text && n <= ADDRESS_MAX && strspn(text, allowed) == n && !strchr(at + 1, '@') &&
	       strchr(at + 1, '.') && at[1] != '.' && text[n - 1] != '.' && text[0] != '-' && !strstr(text, "..");
}

bool mail_set(struct arena *a, struct db *db, const struct account *acc, const char *address, struct err *e)
{
	bool ends = !*address;
	if (!ends && !mail_address_ok(address)) {
		err_set(e, ERR_INPUT, "“%s” is not an e-mail address.", address);
		return err_hint(e, "It looks like name@example.cn; leave the field empty to get no mail.");
	}
	struct stmt *q =
	    ends ? db_query(db, SQL("delete from remind_mail where account=$1 and county=$2"), e)
		 : db_query(db,
			    SQL("insert into remind_mail(account,county,address,set_ms) values($1,$2,$3,$4) on conflict "
				"(county,account) do update set address=excluded.address, set_ms=excluded.set_ms"),
			    e);
	if (!q)
		return false;
	bind(q, 1, acc->id);
	bind(q, 2, acc->county);
	if (!ends) {
		bind(q, 3, seal(a, address));
		bind(q, 4, now_ms());
	}
	return db_run(q, e);
}

bool mail_get(struct arena *a, struct db *db, int64_t account, const char **out, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select address from remind_mail where account=$1"), e);
	*out = "";
	if (!q)
		return false;
	bind(q, 1, account);
	if (db_next(q)) {
		const char *plain = unseal(a, col_peek(q, 0));
		*out = plain ? plain : "";
	}
	return db_end(q, e);
}

/* ---- the message ---- */

static void base64_put(struct buf *b, const char *text, size_t n)
{
	char *coded = g_base64_encode((const guchar *)text, n);
	buf_puts(b, coded);
	g_free(coded);
}

/* "=?UTF-8?B?…?=" in words of at most 75 characters. */
static void words_put(struct buf *b, const char *text)
{
	for (bool first = true; *text; first = false) {
		size_t n = strlen(text) > WORD_BYTES ? utf8_floor(text, WORD_BYTES) : strlen(text);
		buf_puts(b, first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
		base64_put(b, text, n);
		buf_puts(b, "?=");
		text += n;
	}
}

static void date_put(struct buf *b, int64_t at_ms)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t t = (time_t)(at_ms / 1000 + 8 * 3600); /* China's time */
	struct tm tm;
	gmtime_r(&t, &tm);
	buf_printf(b, "Date: %s, %d %s %d %02d:%02d:%02d +0800\r\n", days[tm.tm_wday], tm.tm_mday,
		   months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

const char *mail_text(struct arena *a, const struct mail *m, const char *from, int64_t at_ms)
{
	struct buf *b = remind_buf(a, MAIL_MAX);
	const char *at = strchr(from, '@');
	size_t n = strlen(m->body);
	date_put(b, at_ms);
	buf_printf(b, "From: <%s>\r\nTo: <%s>\r\nSubject: ", from, m->to);
	words_put(b, m->subject);
	buf_printf(b, "\r\nMessage-ID: <%s@%s>\r\n", m->id, at ? at + 1 : "localhost");
	buf_puts(b, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
		    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
	for (size_t i = 0; i < n; i += LINE_BYTES) {
		base64_put(b, m->body + i, n - i < LINE_BYTES ? n - i : LINE_BYTES);
		buf_puts(b, "\r\n");
	}
	return buf_str(b);
}

struct reading {
	const char *p;
	size_t left;
};

static size_t message_give(char *out, size_t size, size_t n, void *arg)
{
	struct reading *r = arg;
	size_t take = size * n < r->left ? size * n : r->left;
	memcpy(out, r->p, take);
	r->p += take;
	r->left -= take;
	return take;
}

bool mail_send(struct arena *a, const struct mail *m, const struct remind_conf *conf, const _Atomic bool *stop,
	       struct err *e)
{
	const char *text = mail_text(a, m, conf->smtp_from, now_ms());
	struct reading r = {text, strlen(text)};
	if (is_empty(conf->smtp_url))
		return err_set(e, ERR_DENIED, "The site has no mail server any more.");
	if (!mail_address_ok(m->to) || !mail_address_ok(conf->smtp_from))
		return err_set(e, ERR_DENIED, "The address of the sender or of the receiver is not one.");
	CURL *c = transfer_start(stop, true, remind_buf(a, MAIL_MAX), e); /* the site's own server may be near */
	if (!c)
		return false;
	struct curl_slist *to = curl_slist_append(NULL, arena_printf(a, "<%s>", m->to));
	curl_easy_setopt(c, CURLOPT_URL, conf->smtp_url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c, CURLOPT_USE_SSL, (long)(conf->smtp_plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	if (!is_empty(conf->smtp_user)) {
		curl_easy_setopt(c, CURLOPT_USERNAME, conf->smtp_user);
		curl_easy_setopt(c, CURLOPT_PASSWORD, conf->smtp_password);
	}
	curl_easy_setopt(c, CURLOPT_MAIL_FROM, arena_printf(a, "<%s>", conf->smtp_from));
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, message_give);
	curl_easy_setopt(c, CURLOPT_READDATA, &r);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	bool ok = transfer_run(c, e);
	curl_slist_free_all(to);
	curl_easy_cleanup(c);
	return ok;
}
