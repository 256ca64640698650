/* audit.c - write, read and verify the chain. */
#include "audit/audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/findings.h"
#include "base/str.h"

#include <openssl/evp.h>
#include <string.h>

enum { HASH_TEXT = 65, ROW_MAX = 16 << 20 };

struct head {
	int64_t seq;
	char hash[HASH_TEXT];
	char algorithm[8];
};

/* Everything a row says; the hash covers exactly these, in this order. */
struct content {
	int64_t county, seq, at_ms, actor, record;
	const char *action, *subject, *origin, *reason, *before, *after;
};

/* Length first, so that no two rows serialise alike; "-" is null. */
static void put_text(struct buf *b, const char *s)
{
	if (!s) {
		buf_puts(b, "-,");
		return;
	}
	size_t n = strlen(s);
	buf_i64(b, (int64_t)n);
	buf_putc(b, ':');
	buf_put(b, s, n);
	buf_putc(b, ',');
}

static void put_number(struct buf *b, int64_t v)
{
	buf_i64(b, v);
	buf_putc(b, ',');
}

static bool row_hash(const char *algorithm, const char *previous, const struct content *c,
		     char out[HASH_TEXT], struct err *e)
{
	static const char hex[] = "0123456789abcdef";
	const EVP_MD *md = text_eq(algorithm, "sm3") ? EVP_sm3() : EVP_sha256();
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	struct buf b;
	buf_init(&b, ROW_MAX);
	put_text(&b, previous);
	put_number(&b, c->county);
	put_number(&b, c->seq);
	put_number(&b, c->at_ms);
	put_number(&b, c->actor);
	put_text(&b, c->action);
	put_text(&b, c->subject);
	put_number(&b, c->record);
	put_text(&b, c->origin);
	put_text(&b, c->reason);
	put_text(&b, c->before);
	put_text(&b, c->after);
	bool fits = !b.full;
	bool ok = fits && EVP_Digest(buf_str(&b), b.n, raw, &n, md, NULL) == 1;
	buf_done(&b);
	if (!fits)
		return err_set(e, ERR_TOO_BIG, "The change is too long for the audit chain.");
	if (!ok || n != 32)
		return err_set(e, ERR_FILE, "The hash of the audit chain could not be computed.");
	for (unsigned i = 0; i < n; i++) {
		out[2 * i] = hex[raw[i] >> 4];
		out[2 * i + 1] = hex[raw[i] & 15];
	}
	out[2 * n] = 0;
	return true;
}

static void copy(char *out, size_t size, const char *s)
{
	size_t n = strlen(s);
	n = n < size ? n : size - 1;
	memcpy(out, s, n);
	out[n] = 0;
}

/* SHA-256 unless the site asks for SM3 (GB/T 32905) in site_setting audit.hash. */
static bool algorithm_chosen(struct db *db, char out[8], struct err *e)
{
	struct stmt *q = db_query(db, SQL("select value from site_setting where name=$1"), e);
	if (!q)
		return false;
	bind(q, 1, "audit.hash");
	bool sm3 = db_next(q) && text_eq(col_peek(q, 0), "sm3");
	copy(out, 8, sm3 ? "sm3" : "sha256");
	return db_end(q, e);
}

static bool head_load(struct db *db, int64_t county, struct head *out, bool *found, struct err *e)
{
	struct stmt *q =
		db_query(db, SQL("select seq,hash,algorithm from audit_head where county=$1"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	*out = (struct head){ 0 };
	*found = db_next(q);
	if (*found) {
		out->seq = col_i64(q, 0);
		copy(out->hash, sizeof out->hash, col_peek(q, 1));
		copy(out->algorithm, sizeof out->algorithm, col_peek(q, 2));
	}
	return db_end(q, e);
}

static bool row_insert(struct db *db, const struct content *c, const char *hash, struct err *e)
{
	struct stmt *q = db_query(db, SQL("insert into audit(county,seq,at_ms,actor,action,subject,"
					  "record,origin,reason,before_json,after_json,hash) "
					  "values($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)"), e);
	if (!q)
		return false;
	bind(q, 1, c->county);
	bind(q, 2, c->seq);
	bind(q, 3, c->at_ms);
	bind(q, 4, c->actor);
	bind(q, 5, c->action);
	bind(q, 6, c->subject);
	bind(q, 7, c->record);
	bind(q, 8, c->origin);
	bind(q, 9, c->reason);
	bind(q, 10, c->before);
	bind(q, 11, c->after);
	bind(q, 12, hash);
	return db_run(q, e);
}

static bool head_save(struct db *db, int64_t county, int64_t seq, const char *hash,
		      const char *algorithm, struct err *e)
{
	struct stmt *q = db_query(db, SQL("insert into audit_head(county,seq,hash,algorithm) "
					  "values($1,$2,$3,$4) on conflict (county) do update "
					  "set seq=excluded.seq, hash=excluded.hash"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, seq);
	bind(q, 3, hash);
	bind(q, 4, algorithm);
	return db_run(q, e);
}

bool audit_write(struct db *db, const struct audit_entry *en, struct err *e)
{
	assert(en->action && en->subject && en->origin);
	struct head head;
	bool found;
	char hash[HASH_TEXT];
	TXN(t);
	/* Within another's transaction the row and its head stand or fall with the rest of it. */
	bool own = !db_in_txn(db);
	if ((own && !txn_begin(&t, db, e)) || !head_load(db, en->county, &head, &found, e) ||
	    (!found && !algorithm_chosen(db, head.algorithm, e)))
		return false;
	struct content c = {
		.county = en->county, .seq = head.seq + 1, .at_ms = now_ms(), .actor = en->actor,
		.record = en->record, .action = en->action, .subject = en->subject,
		.origin = en->origin, .reason = en->reason, .before = en->before, .after = en->after,
	};
	if (!row_hash(head.algorithm, head.hash, &c, hash, e) || !row_insert(db, &c, hash, e) ||
	    !head_save(db, c.county, c.seq, hash, head.algorithm, e))
		return false;
	return !own || txn_commit(&t, e);
}

#define ROW_COLUMNS                                                                                \
	"select r.seq,r.at_ms,r.actor,r.record,coalesce(a.name,''),r.action,r.subject,r.origin,"   \
	"r.reason,r.before_json,r.after_json,r.hash "                                              \
	"from audit r left join account a on a.id=r.actor where r.county=$1 and r.seq<$2 "
#define ROW_ORDER "order by r.seq desc limit $3"

static struct stmt *rows_query(struct db *db, const char *subject, int64_t record, struct err *e)
{
	struct stmt *q;
	if (subject && record) {
		q = db_query(db, SQL(ROW_COLUMNS "and r.subject=$4 and r.record=$5 " ROW_ORDER), e);
		if (q)
			bind(q, 5, record);
	} else if (record) {
		q = db_query(db, SQL(ROW_COLUMNS "and r.record=$4 " ROW_ORDER), e);
		if (q)
			bind(q, 4, record);
	} else if (subject) {
		q = db_query(db, SQL(ROW_COLUMNS "and r.subject=$4 " ROW_ORDER), e);
	} else {
		q = db_query(db, SQL(ROW_COLUMNS ROW_ORDER), e);
	}
	if (q && subject)
		bind(q, 4, subject);
	return q;
}

static bool rows_take(struct arena *a, struct stmt *q, int limit, struct audit_list *out, struct err *e)
{
	struct audit_list list = { .rows = ARENA_ARRAY(a, struct audit_row, limit) };
	while (db_next(q)) {
		if (list.count == limit) {
			list.more = true;
			continue;
		}
		list.rows[list.count++] = (struct audit_row){
			.seq = col_i64(q, 0), .at_ms = col_i64(q, 1), .actor = col_i64(q, 2),
			.record = col_i64(q, 3), .actor_name = col_text(q, 4, a),
			.action = col_text(q, 5, a), .subject = col_text(q, 6, a),
			.origin = col_text(q, 7, a), .reason = col_text(q, 8, a),
			.before = col_text(q, 9, a), .after = col_text(q, 10, a),
			.hash = col_text(q, 11, a),
		};
	}
	if (!db_end(q, e))
		return false;
	*out = list;
	return true;
}

bool audit_load(struct arena *a, struct db *db, int64_t county, const char *subject, int64_t record,
		int64_t before_seq, int limit, struct audit_list *out, struct err *e)
{
	assert(limit > 0);
	struct stmt *q = rows_query(db, subject, record, e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, before_seq ? before_seq : INT64_MAX);
	bind(q, 3, limit + 1);
	if (subject) {
		bind(q, 4, subject);
		bind(q, 5, record);
	} else {
		bind(q, 4, record);
	}
	return rows_take(a, q, limit, out, e);
}

/* The first millisecond of a day in China's time. */
static int64_t day_ms(ymd day)
{
	return ((int64_t)date_days(day) * 24 - 8) * 3600 * 1000;
}

bool audit_search(struct arena *a, struct db *db, int64_t county, const struct audit_filter *f, int limit,
		  struct audit_list *out, struct err *e)
{
	assert(limit > 0);
	struct stmt *q = db_query(db, SQL(ROW_COLUMNS "and ($4='' or r.subject=$4) and ($5='' or r.action=$5) "
					  "and ($6=0 or r.actor=$6) and r.at_ms>=$7 and r.at_ms<$8 " ROW_ORDER), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, f->before_seq ? f->before_seq : INT64_MAX);
	bind(q, 3, limit + 1);
	bind(q, 4, f->subject ? f->subject : "");
	bind(q, 5, f->action ? f->action : "");
	bind(q, 6, f->actor);
	bind(q, 7, f->from ? day_ms(f->from) : 0);
	bind(q, 8, f->to ? day_ms(f->to) + 24 * 3600 * 1000 : INT64_MAX);
	return rows_take(a, q, limit, out, e);
}

bool audit_head(struct arena *a, struct db *db, int64_t county, const char **hex, int64_t *seq,
		struct err *e)
{
	struct head head;
	bool found;
	if (!head_load(db, county, &head, &found, e))
		return false;
	*hex = arena_strdup(a, head.hash);
	*seq = head.seq;
	return true;
}

enum breach { BREACH_NONE, BREACH_CHANGED, BREACH_MISSING, BREACH_NEWEST, BREACH_HEAD };

static void breach_report(struct findings *out, enum breach what, int64_t county, int64_t seq)
{
	struct finding *fi = NULL;
	switch (what) {
	case BREACH_NONE:
		return;
	case BREACH_CHANGED:
		fi = find_error(out, NULL, "audit-chain",
				"The audit chain of county %" PRId64 " breaks at row %" PRId64
				": the row or its place was changed.", county, seq);
		break;
	case BREACH_MISSING:
		fi = find_error(out, NULL, "audit-chain",
				"The audit chain of county %" PRId64 " breaks at row %" PRId64
				": the row is missing.", county, seq);
		break;
	case BREACH_NEWEST:
		fi = find_error(out, NULL, "audit-chain",
				"The audit chain of county %" PRId64 " breaks at row %" PRId64
				": from here on the rows are missing.", county, seq);
		break;
	case BREACH_HEAD:
		fi = find_error(out, NULL, "audit-chain",
				"The audit chain of county %" PRId64 " breaks at row %" PRId64
				": the recorded head does not fit it.", county, seq);
		break;
	}
	find_hint(fi, "Compare with the newest backup; do not repair the row by hand.");
}

/* Walks one chain up to its first broken row. */
static bool chain_check(struct db *db, int64_t county, struct findings *out, struct err *e)
{
	struct head head;
	bool found;
	if (!head_load(db, county, &head, &found, e))
		return false;
	struct stmt *q = db_query(db, SQL("select seq,at_ms,actor,action,subject,record,origin,reason,"
					  "before_json,after_json,hash from audit where county=$1 "
					  "order by seq"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	char previous[HASH_TEXT] = "", hash[HASH_TEXT] = "";
	int64_t seq = 0, broken_at = 0;
	enum breach what = BREACH_NONE;
	while (!what && db_next(q)) {
		struct content c = {
			.county = county, .seq = col_i64(q, 0), .at_ms = col_i64(q, 1),
			.actor = col_i64(q, 2), .record = col_i64(q, 5), .action = col_peek(q, 3),
			.subject = col_peek(q, 4), .origin = col_peek(q, 6), .reason = col_peek(q, 7),
			.before = col_peek(q, 8), .after = col_peek(q, 9),
		};
		broken_at = ++seq;
		if (c.seq != seq) {
			what = BREACH_MISSING;
		} else if (!row_hash(found ? head.algorithm : "sha256", previous, &c, hash, e)) {
			return false;
		} else if (!text_eq(hash, col_peek(q, 10))) {
			what = BREACH_CHANGED;
		}
		memcpy(previous, hash, sizeof previous);
	}
	if (!db_end(q, e))
		return false;
	if (!what && (!found || seq != head.seq || !text_eq(previous, head.hash))) {
		broken_at = seq < head.seq ? seq + 1 : seq;
		what = seq < head.seq ? BREACH_NEWEST : BREACH_HEAD;
	}
	breach_report(out, what, county, broken_at);
	return true;
}

bool audit_check(struct arena *a, struct db *db, struct findings *out, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select county from audit_head union "
					  "select county from audit order by 1"), e);
	if (!q)
		return false;
	int64_t *counties = NULL;
	size_t count = 0;
	while (db_next(q)) {
		size_t size = sizeof *counties;
		if (count % 64 == 0)
			counties = arena_grow(a, counties, count * size, (count + 64) * size);
		counties[count++] = col_i64(q, 0);
	}
	if (!db_end(q, e))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!chain_check(db, counties[i], out, e))
			return false;
	return true;
}

bool audit_check_county(struct db *db, int64_t county, struct findings *out, struct err *e)
{
	return chain_check(db, county, out, e);
}
