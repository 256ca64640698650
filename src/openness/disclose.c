/* disclose.c - sheets frozen, found, withdrawn. */
#include "openness/openness_int.h"

#include "audit/audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"

#include <ctype.h>
#include <sodium.h>
#include <string.h>

enum { TITLE_MAX = 120, BODY_MAX = 4000, CELLS_MAX = 4000 };

static const char letters[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

static const struct {
	const char *code, *label;
} kinds[DISCLOSE__COUNT] = {
	[DISCLOSE_FIGURES] = { "figures", N_("Figures") },
	[DISCLOSE_BRIEFING] = { "briefing", N_("Issued briefing") },
	[DISCLOSE_BOOK] = { "book", N_("Accounts of the collective") },
	[DISCLOSE_DECISION] = { "decision", N_("Decision") },
	[DISCLOSE_PERSONS] = { "persons", N_("List of persons") },
};

const char *disclosure_kind_code(enum disclosure_kind k)
{
	assert(k < DISCLOSE__COUNT);
	return kinds[k].code;
}

const char *disclosure_kind_label(enum disclosure_kind k)
{
	assert(k < DISCLOSE__COUNT);
	return kinds[k].label;
}

bool disclosure_kind_parse(const char *code, enum disclosure_kind *out)
{
	for (int k = 0; k < DISCLOSE__COUNT; k++)
		if (text_eq(kinds[k].code, code)) {
			*out = (enum disclosure_kind)k;
			return true;
		}
	return false;
}

/* ---- codes ---- */

void code_make(int n, char *out)
{
	int ready = sodium_init();
	assert(ready >= 0);
	for (int i = 0; i < n; i++)
		out[i] = letters[randombytes_uniform(sizeof letters - 1)];
	out[n] = 0;
}

bool code_read(const char *typed, int n, char *out)
{
	int count = 0;
	for (; *typed; typed++) {
		char c = (char)toupper((unsigned char)*typed);
		if (c == '-' || c == ' ')
			continue;
		if (count == n || !strchr(letters, c))
			return false;
		out[count++] = c;
	}
	out[count] = 0;
	return count == n;
}

char *disclosure_code_text(struct arena *a, const char *code)
{
	return arena_printf(a, "%.5s-%s", code, strlen(code) > 5 ? code + 5 : "");
}

/* ---- the hash ---- */

static void part(crypto_hash_sha256_state *s, const char *text)
{
	char size[24];
	size_t n = strlen(text); /* the length before the text: parts cannot run together */
	snprintf(size, sizeof size, "%zu:", n);
	crypto_hash_sha256_update(s, (const unsigned char *)size, strlen(size));
	crypto_hash_sha256_update(s, (const unsigned char *)text, n);
}

static void number(crypto_hash_sha256_state *s, int64_t n)
{
	char text[24];
	part(s, id_text(n, text));
}

static const char *joined(struct arena *a, const char *const *cells, int n)
{
	struct buf *b = ARENA_NEW(a, struct buf);
	buf_init_in(b, a, CELLS_MAX * 2);
	for (int i = 0; i < n; i++) {
		buf_puts(b, i ? "\t" : "");
		for (const char *p = cells[i] ? cells[i] : ""; *p; p++)
			buf_putc(b, (unsigned char)*p < ' ' ? ' ' : *p);
	}
	return arena_strdup(a, buf_str(b));
}

const char *disclosure_hash(struct arena *a, const struct disclosure *d)
{
	crypto_hash_sha256_state s;
	unsigned char sum[crypto_hash_sha256_BYTES];
	char *hex = arena_alloc(a, 2 * sizeof sum + 1);
	crypto_hash_sha256_init(&s);
	part(&s, d->code);
	part(&s, d->unit_name);
	part(&s, disclosure_kind_code(d->kind));
	part(&s, d->source);
	part(&s, d->title);
	part(&s, d->body);
	number(&s, d->unit);
	number(&s, d->as_of);
	number(&s, d->takedown);
	number(&s, d->revision);
	number(&s, d->replaces);
	number(&s, d->published_ms);
	part(&s, joined(a, d->heads, d->columns));
	for (int i = 0; i < d->count; i++)
		part(&s, joined(a, d->lines[i].cells, d->columns));
	crypto_hash_sha256_final(&s, sum);
	sodium_bin2hex(hex, 2 * sizeof sum + 1, sum, sizeof sum);
	return hex;
}

/* ---- publishing ---- */

static void sheet_check(const struct disclosure *d, struct findings *f)
{
	if (is_empty(d->title) || utf8_count(d->title) > TITLE_MAX)
		find_error(f, "title", "open-title", "The sheet needs a title of at most %d characters.", TITLE_MAX);
	if (utf8_count(d->body) > BODY_MAX)
		find_error(f, "body", "open-body", "The text is longer than %d characters.", BODY_MAX);
	if (d->count == 0)
		find_hint(find_error(f, "source", "open-empty", "There is nothing to publish: the table is empty."),
			  "Choose another period, day or source.");
	if (d->kind == DISCLOSE_PERSONS && !d->takedown)
		find_hint(find_error(f, "takedown", "open-takedown",
				     "A list of persons needs the day on which it is taken down."),
			  "Personal data is shown no longer than its purpose takes.");
	if (d->takedown && d->takedown <= today())
		find_error(f, "takedown", "open-takedown", "The day of taking down has passed.");
}

static bool lines_save(struct arena *a, struct db *db, const struct disclosure *d, struct err *e)
{
	for (int i = 0; i < d->count; i++) {
		struct stmt *q = db_query(
		    db,
		    SQL("insert into disclosure_line(county,disclosure,ord,cells,link) values($1,$2,$3,$4,$5)"), e);
		if (!q)
			return false;
		bind(q, 1, d->county);
		bind(q, 2, d->id);
		bind(q, 3, (int64_t)i);
		bind(q, 4, joined(a, d->lines[i].cells, d->columns));
		bind(q, 5, d->lines[i].link ? d->lines[i].link : "");
		(void)db_next(q);
		if (!db_end(q, e))
			return false;
	}
	return true;
}

static bool sheet_save(struct arena *a, struct db *db, const struct disclosure *d, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("insert into disclosure(county,id,code,unit,unit_name,kind,source,title,body,as_of,heads,takedown,"
		"listed,revision,replaces,hash,publisher,published_ms,withdrawn_ms,withdrawn_by,withdrawn_reason,"
		"word) values($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,0,0,'','')"),
	    e);
	if (!q)
		return false;
	bind(q, 1, d->county);
	bind(q, 2, d->id);
	bind(q, 3, d->code);
	bind(q, 4, d->unit);
	bind(q, 5, d->unit_name);
	bind(q, 6, disclosure_kind_code(d->kind));
	bind(q, 7, d->source);
	bind(q, 8, d->title);
	bind(q, 9, d->body);
	bind(q, 10, (int64_t)d->as_of);
	bind(q, 11, joined(a, d->heads, d->columns));
	bind(q, 12, (int64_t)d->takedown);
	bind(q, 13, (int64_t)d->listed);
	bind(q, 14, d->revision);
	bind(q, 15, d->replaces);
	bind(q, 16, d->hash);
	bind(q, 17, d->publisher);
	bind(q, 18, d->published_ms);
	(void)db_next(q);
	return db_end(q, e) && lines_save(a, db, d, e);
}

/* A sheet may replace one of the same unit, which then stands withdrawn; its number goes on. */
static bool replaced_load(struct arena *a, struct db *db, struct disclosure *d, int64_t actor, struct err *e)
{
	struct disclosure old;
	d->revision = 1;
	if (!d->replaces)
		return true;
	if (!disclosure_load(a, db, d->county, d->replaces, &old, e))
		return false;
	if (old.unit != d->unit)
		return err_set(e, ERR_NOT_FOUND, "There is no such sheet.");
	d->revision = old.revision + 1;
	return old.withdrawn_ms || disclosure_withdraw(db, &old, actor, "已由新的公开表替换", e);
}

/* As it will be read back: control characters are blanks in the table, and so in the hash. */
static void cells_clean(struct arena *a, struct disclosure *d)
{
	for (int i = 0; i < d->count; i++)
		for (int c = 0; c < d->columns; c++)
			d->lines[i].cells[c] = joined(a, &d->lines[i].cells[c], 1);
}

bool disclosure_publish(struct arena *a, struct db *db, struct disclosure *d, int64_t actor,
			struct findings *f, struct err *e)
{
	char code[DISCLOSURE_CODE + 1];
	sheet_check(d, f);
	if (f->errors)
		return err_set(e, ERR_REFUSED, "The sheet cannot be published like this.");
	TXN(t);
	if (!txn_begin(&t, db, e) || !replaced_load(a, db, d, actor, e))
		return false;
	code_make(DISCLOSURE_CODE, code);
	d->id = id_new();
	d->code = arena_strdup(a, code);
	d->publisher = actor;
	d->published_ms = now_ms();
	cells_clean(a, d);
	d->hash = disclosure_hash(a, d);
	struct audit_entry en = {
	    .county = d->county, .actor = actor, .action = "issue", .subject = "disclosure", .record = d->id,
	    .origin = "form", .reason = d->title,
	    .after = arena_printf(a, "{\"hash\":\"%s\"}", d->hash),
	};
	return sheet_save(a, db, d, e) && audit_write(db, &en, e) && txn_commit(&t, e);
}

bool disclosure_withdraw(struct db *db, const struct disclosure *d, int64_t actor, const char *reason,
			 struct err *e)
{
	if (d->withdrawn_ms)
		return err_set(e, ERR_CONFLICT, "This sheet is withdrawn already.");
	if (is_empty(reason))
		return err_set(e, ERR_INPUT, "Say why the sheet is withdrawn: the public reads it.");
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q = db_query(db,
				  SQL("update disclosure set withdrawn_ms=$3, withdrawn_by=$4, withdrawn_reason=$5 "
				      "where county=$1 and id=$2"),
				  e);
	if (!q)
		return false;
	bind(q, 1, d->county);
	bind(q, 2, d->id);
	bind(q, 3, now_ms());
	bind(q, 4, actor);
	bind(q, 5, reason);
	(void)db_next(q);
	struct audit_entry en = {
	    .county = d->county, .actor = actor, .action = "withdraw", .subject = "disclosure", .record = d->id,
	    .origin = "form", .reason = reason,
	};
	return db_end(q, e) && audit_write(db, &en, e) && txn_commit(&t, e);
}

bool disclosure_explain(struct db *db, const struct disclosure *d, int64_t actor, const char *word,
			struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q = db_query(db, SQL("update disclosure set word=$3 where county=$1 and id=$2"), e);
	if (!q)
		return false;
	bind(q, 1, d->county);
	bind(q, 2, d->id);
	bind(q, 3, word);
	(void)db_next(q);
	struct audit_entry en = {
	    .county = d->county, .actor = actor, .action = "explain", .subject = "disclosure", .record = d->id,
	    .origin = "form", .reason = word,
	};
	return db_end(q, e) && audit_write(db, &en, e) && txn_commit(&t, e);
}
