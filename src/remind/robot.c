/* robot.c - robots of group chats: 企业微信 and 钉钉. */
#include <curl/curl.h> /* first: it declares the socket call bind(), for which db.h has a macro */

#include "remind/send_int.h"

#include "audit/audit.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/json.h"
#include "reg/record.h"

#include <glib.h>
#include <jansson.h>
#include <sodium.h>
#include <string.h>

enum { URL_MAX = 500, ROBOTS_MAX = 200, PAYLOAD_MAX = 16 << 10 };

static const struct {
	const char *kind, *host, *path, *secret; /* secret: what of the query is nobody's business */
} vendors[] = {
	{ "wecom", "qyapi.weixin.qq.com", "/cgi-bin/webhook/send", "key" },
	{ "dingtalk", "oapi.dingtalk.com", "/robot/send", "access_token" },
};

/* ---- addresses ---- */

/* Is "host" or "host:port" in the site's list? */
static bool host_listed(const char *list, const char *host, const char *port)
{
	char **names = g_strsplit(list ? list : "", ",", -1);
	char *with_port = g_strdup_printf("%s:%s", host, port ? port : "");
	bool found = false;
	for (int i = 0; names[i]; i++) {
		g_strstrip(names[i]);
		found |= g_ascii_strcasecmp(names[i], with_port) == 0 ||
			 (!port && g_ascii_strcasecmp(names[i], host) == 0);
	}
	g_free(with_port);
	g_strfreev(names);
	return found;
}

static bool parts_ok(CURLU *u, const char *kind, const char *hook_hosts, bool *open)
{
	char *scheme = NULL, *host = NULL, *port = NULL, *path = NULL, *query = NULL, *user = NULL;
	bool ok = !curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) && !curl_url_get(u, CURLUPART_HOST, &host, 0) &&
		  !curl_url_get(u, CURLUPART_PATH, &path, 0) && !curl_url_get(u, CURLUPART_QUERY, &query, 0) &&
		  curl_url_get(u, CURLUPART_USER, &user, 0) != CURLUE_OK;
	curl_url_get(u, CURLUPART_PORT, &port, 0);
	bool https = ok && g_ascii_strcasecmp(scheme, "https") == 0;
	bool http = ok && g_ascii_strcasecmp(scheme, "http") == 0;
	*open = ok && host_listed(hook_hosts, host, port);
	bool fits = ok && *open && (https || http);
	for (size_t i = 0; i < ARRAY_LEN(vendors) && ok && !fits; i++)
		fits = text_eq(vendors[i].kind, kind) && https && (!port || text_eq(port, "443")) &&
		       g_ascii_strcasecmp(host, vendors[i].host) == 0 && text_eq(path, vendors[i].path) &&
		       strstr(query, vendors[i].secret);
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_free(path);
	curl_free(query);
	curl_free(user);
	return fits;
}

bool robot_url_ok(const char *kind, const char *url, const char *hook_hosts, bool *open)
{
	bool known = false;
	*open = false;
	for (size_t i = 0; i < ARRAY_LEN(vendors); i++)
		known |= text_eq(vendors[i].kind, kind);
	for (const char *p = url; *p; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p > '~')
			return false;
	if (!known || strlen(url) > URL_MAX)
		return false;
	CURLU *u = curl_url();
	bool ok = u && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK && parts_ok(u, kind, hook_hosts, open);
	curl_url_cleanup(u);
	return ok;
}

const char *robot_signed_url(struct arena *a, const struct robot *r, int64_t at_ms)
{
	unsigned char sum[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state st;
	char b64[sodium_base64_ENCODED_LEN(sizeof sum, sodium_base64_VARIANT_ORIGINAL)];
	if (is_empty(r->secret))
		return r->url;
	const char *text = arena_printf(a, "%" PRId64 "\n%s", at_ms, r->secret);
	crypto_auth_hmacsha256_init(&st, (const unsigned char *)r->secret, strlen(r->secret));
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)text, strlen(text));
	crypto_auth_hmacsha256_final(&st, sum);
	sodium_bin2base64(b64, sizeof b64, sum, sizeof sum, sodium_base64_VARIANT_ORIGINAL);
	char *escaped = g_uri_escape_string(b64, NULL, FALSE);
	const char *url = arena_printf(a, "%s%stimestamp=%" PRId64 "&sign=%s", r->url, strchr(r->url, '?') ? "&" : "?",
				       at_ms, escaped);
	g_free(escaped);
	return url;
}

/* ---- sending ---- */

static bool answer_read(const char *text, size_t n, struct err *e)
{
	json_error_t why;
	json_t *j = json_loadb(text, n, 0, &why);
	json_t *code = json_object_get(j, "errcode"), *said = json_object_get(j, "errmsg");
	bool ok = json_is_integer(code) && json_integer_value(code) == 0;
	if (!ok && json_is_string(said))
		err_set(e, ERR_BUSY, "The group chat refused it: %.120s", json_string_value(said));
	else if (!ok)
		err_set(e, ERR_BUSY, "The group chat gave no answer that can be read.");
	json_decref(j);
	return ok;
}

bool robot_send(struct arena *a, const struct robot *r, const char *text, const char *hook_hosts,
		const _Atomic bool *stop, struct err *e)
{
	bool open;
	struct json j;
	struct buf *payload = remind_buf(a, PAYLOAD_MAX), *answer = remind_buf(a, PAYLOAD_MAX);
	if (!robot_url_ok(r->kind, r->url, hook_hosts, &open))
		return err_set(e, ERR_DENIED, "The address of the robot is not allowed any more.");
	json_init(&j, payload);
	json_open(&j, '{');
	json_kstr(&j, "msgtype", "text");
	json_key(&j, "text");
	json_open(&j, '{');
	json_kstr(&j, "content", text);
	json_close(&j, '}');
	json_close(&j, '}');
	CURL *c = transfer_start(stop, open, answer, e);
	if (!c)
		return false;
	struct curl_slist *heads = curl_slist_append(NULL, "Content-Type: application/json; charset=utf-8");
	long status = 0;
	curl_easy_setopt(c, CURLOPT_URL, robot_signed_url(a, r, now_ms()));
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, open ? "http,https" : "https");
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, heads);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, buf_str(payload));
	bool ok = transfer_run(c, e);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(heads);
	curl_easy_cleanup(c);
	if (ok && status != 200)
		return err_set(e, ERR_BUSY, "The group chat answered with HTTP status %ld.", status);
	return ok && answer_read(buf_str(answer), answer->n, e);
}

/* ---- the register of robots ---- */

static const char *mask_of(struct arena *a, const char *url)
{
	const char *host = strstr(url, "://") + 3, *eq = strrchr(url, '=');
	size_t n = strlen(url);
	return arena_printf(a, "%.*s/…%s", (int)strcspn(host, "/?"), host, eq && n > 4 ? url + n - 4 : "");
}

bool robot_add(struct arena *a, struct db *db, const struct robot_new *n, const char *hook_hosts, struct err *e)
{
	bool open;
	TXN(t);
	struct audit_entry en = {.county = n->county, .actor = n->actor, .action = "create", .subject = "robot",
				 .origin = "form", .record = id_new()};
	if (!*n->name || utf8_count(n->name) > 40)
		return err_set(e, ERR_INPUT, "A robot has a name of at most 40 characters.");
	if (!robot_url_ok(n->kind, n->url, hook_hosts, &open)) {
		err_set(e, ERR_INPUT, "This is not the address of a robot of that kind.");
		return err_hint(e, "Copy it from the group's settings: https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=… "
				   "or https://oapi.dingtalk.com/robot/send?access_token=…");
	}
	if (strlen(n->secret) > 200)
		return err_set(e, ERR_INPUT, "The secret is too long.");
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q = db_query(db,
				  SQL("insert into robot(county,id,unit,kind,name,url,mask,secret,made_by,made_ms,closed) "
				      "values($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,0)"),
				  e);
	if (!q)
		return false;
	bind(q, 1, n->county);
	bind(q, 2, en.record);
	bind(q, 3, n->unit);
	bind(q, 4, n->kind);
	bind(q, 5, n->name);
	bind(q, 6, seal(a, n->url));
	bind(q, 7, mask_of(a, n->url));
	bind(q, 8, *n->secret ? seal(a, n->secret) : "");
	bind(q, 9, n->actor);
	bind(q, 10, now_ms());
	return db_run(q, e) && audit_write(db, &en, e) && txn_commit(&t, e);
}

bool robot_end(struct db *db, int64_t county, int64_t id, int64_t actor, struct err *e)
{
	TXN(t);
	struct audit_entry en = {.county = county, .actor = actor, .action = "delete", .subject = "robot",
				 .origin = "form", .record = id};
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q = db_query(
	    db, SQL("update robot set closed=1, url='', secret='' where county=$1 and id=$2 and closed=0"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, id);
	if (!db_run(q, e))
		return false;
	if (db_changes(db) != 1)
		return err_set(e, ERR_NOT_FOUND, "There is no such robot.");
	return audit_write(db, &en, e) && txn_commit(&t, e);
}

bool robot_list(struct arena *a, struct db *db, int64_t county, const struct scope *scope, struct robot_list *out,
		struct err *e)
{
	struct robot_row *all = ARENA_ARRAY(a, struct robot_row, ROBOTS_MAX);
	int n = 0;
	struct stmt *q = db_query(db,
				  SQL("select id,unit,kind,name,mask,secret from robot where county=$1 and closed=0 "
				      "order by unit,id limit $2"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, ROBOTS_MAX);
	while (db_next(q))
		all[n++] = (struct robot_row){.id = col_i64(q, 0), .unit = col_i64(q, 1), .kind = col_text(q, 2, a),
					      .name = col_text(q, 3, a), .mask = col_text(q, 4, a),
					      .has_secret = !is_empty(col_peek(q, 5))};
	if (!db_end(q, e))
		return false;
	*out = (struct robot_list){.rows = ARENA_ARRAY(a, struct robot_row, ROBOTS_MAX)};
	for (int i = 0; i < n; i++) {
		bool inside;
		if (!scope_has(db, scope, county, all[i].unit, &inside, e))
			return false;
		if (!inside)
			continue;
		all[i].unit_name = unit_name_now(a, db, all[i].unit);
		out->rows[out->count++] = all[i];
	}
	return true;
}
