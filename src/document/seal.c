/*
 * seal.c - the content hash of an issued document: SHA-256 over every frozen row, column by
 * column with its length before it, so that no two documents serialise alike.
 */
#include "base/arena.h"
#include "base/findings.h"
#include "base/id.h"
#include "document/document_int.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

/* Each value as "<bytes>:<text>,", null as "-,", each row ended by ";". */
static bool rows_add(EVP_MD_CTX *md, struct db *db, struct sql sql, int64_t county, int64_t run,
		     struct err *e)
{
	struct stmt *q = db_query(db, sql, e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, run);
	bool ok = true;
	while (db_next(q)) {
		for (int i = 0; i < col_count(q); i++) {
			char head[32] = "-";
			const char *s = col_peek(q, i);
			size_t n = s ? strlen(s) : 0;
			if (s)
				snprintf(head, sizeof head, "%zu:", n);
			ok = ok && EVP_DigestUpdate(md, head, strlen(head)) &&
			     (n == 0 || EVP_DigestUpdate(md, s, n)) && EVP_DigestUpdate(md, ",", 1);
		}
		ok = ok && EVP_DigestUpdate(md, ";", 1);
	}
	if (!db_end(q, e))
		return false;
	return ok ||
	       err_set(e, ERR_FILE, "The content hash of the document could not be computed.");
}

static bool run_add(EVP_MD_CTX *md, struct db *db, int64_t county, int64_t run, struct err *e)
{
	const struct sql parts[] = {
		SQL("select county,id,template,title_zh,title_en,unit,unit_code,unit_name,period,at,lang,office,"
		    "number,issued_ms,actor,issuer,text from document_run where county=$1 and id=$2"),
		SQL("select seq,name,style,printed,value,scale,reason,revision from document_figure"
		    " where county=$1 and run=$2 order by seq"),
		SQL("select seq,pos,name,value,document from document_parameter where county=$1 and run=$2"
		    " order by seq,pos"),
		SQL("select seq,input,measure,numerator,value,register,filter_zh,filter_en from document_measure"
		    " where county=$1 and run=$2 order by seq,input"),
		SQL("select seq,input,record,ver,unit,title from document_input where county=$1 and run=$2"
		    " order by seq,input,record"),
	};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (!rows_add(md, db, parts[i], county, run, e))
			return false;
		if (!EVP_DigestUpdate(md, "\n", 1))
			return err_set(e, ERR_FILE,
				       "The content hash of the document could not be computed.");
	}
	return true;
}

bool run_hash(struct db *db, int64_t county, int64_t run, char out[RUN_HASH], struct err *e)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	bool ok = md && EVP_DigestInit_ex(md, EVP_sha256(), NULL);
	if (!ok)
		err_set(e, ERR_FILE, "The content hash of the document could not be computed.");
	ok = ok && run_add(md, db, county, run, e);
	if (ok && (!EVP_DigestFinal_ex(md, raw, &n) || n != (RUN_HASH - 1) / 2))
		ok = err_set(e, ERR_FILE,
			     "The content hash of the document could not be computed.");
	EVP_MD_CTX_free(md);
	for (unsigned i = 0; ok && i < n; i++) {
		out[2 * i] = hex[raw[i] >> 4];
		out[2 * i + 1] = hex[raw[i] & 15];
	}
	out[RUN_HASH - 1] = 0;
	return ok;
}

struct issued {
	int64_t county, id;
	const char *title, *hash;
	int number;
};

/* The next runs after (county, id): a few at a time, as many as there may be. */
static bool runs_next(struct arena *a, struct db *db, const struct issued *after, int max,
		      struct issued *out, int *count, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select county,id,title_zh,hash,number from document_run"
				      " where (county,id)>($1,$2) order by county,id limit $3"), e);
	if (!q)
		return false;
	bind(q, 1, after->county);
	bind(q, 2, after->id);
	bind(q, 3, max);
	*count = 0;
	while (*count < max && db_next(q))
		out[(*count)++] = (struct issued){ .county = col_i64(q, 0),
						   .id = col_i64(q, 1),
						   .title = col_text(q, 2, a),
						   .hash = col_text(q, 3, a),
						   .number = (int)col_i64(q, 4) };
	return db_end(q, e);
}

bool documents_check(struct arena *a, struct db *db, struct findings *out, struct err *e)
{
	struct issued last = { .county = INT64_MIN }, batch[100];
	int count;
	do {
		if (!runs_next(a, db, &last, ARRAY_LEN(batch), batch, &count, e))
			return false;
		for (int i = 0; i < count; i++) {
			char now[RUN_HASH];
			if (!run_hash(db, batch[i].county, batch[i].id, now, e))
				return false;
			if (strcmp(now, batch[i].hash) == 0)
				continue;
			char id[24];
			find_hint(
				find_error(
					out, NULL, "document-hash",
					"Issue %d of %s (document %s) was changed after it was issued.",
					batch[i].number, batch[i].title, id_text(batch[i].id, id)),
				"Restore it from a backup made before the change.");
		}
		if (count)
			last = batch[count - 1];
	} while (count == (int)ARRAY_LEN(batch));
	return true;
}
