/*
 * issue.c - freezes a filled document: text, values, formula revisions, parameters and the
 * versions of the records behind each figure, in one transaction with the audit row.
 */
#include "audit/audit.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "document/document_int.h"

#include <string.h>

enum { TEXT_MAX = 4 << 20 };

struct issue {
	struct arena *arena;
	struct db *db;
	const struct document_ask *ask;
	const struct document *doc;
	int64_t run;
	int seq, input;               /* what is being kept */
};

/* ---- the records behind a measure ---- */

static bool input_add(struct issue *s, int64_t record, int64_t ver, int64_t unit, const char *title,
		      struct err *e)
{
	struct stmt *q = db_query(
		s->db,
		SQL("insert into document_input(county,run,seq,input,record,ver,unit,title)"
		    " values($1,$2,$3,$4,$5,$6,$7,$8)"),
		e);
	if (!q)
		return false;
	bind(q, 1, s->ask->county);
	bind(q, 2, s->run);
	bind(q, 3, s->seq);
	bind(q, 4, s->input);
	bind(q, 5, record);
	bind(q, 6, ver);
	bind(q, 7, unit);
	bind(q, 8, title);
	return db_run(q, e);
}

static bool record_add(void *arg, struct arena *row, const struct record *rec,
		       const struct value *subs, struct err *e)
{
	(void)subs;
	return input_add(arg, rec->id, rec->ver, rec->unit, record_title(row, rec, LANG_ZH), e);
}

static bool inputs_keep(struct issue *s, const struct figure_ask *fa, struct err *e)
{
	struct query q;
	if (!input_counts_units(fa->indicator, s->input))
		return figure_records(s->arena, s->db, fa, s->input, &q, e) &&
		       query_each(s->db, &q, record_add, s, e);
	int count;
	struct figure_unit *units;
	if (!figure_units(s->arena, s->db, fa, s->input, &count, &units, e))
		return false;
	for (int i = 0; i < count; i++)
		if (!input_add(s, units[i].unit.id, units[i].state, units[i].unit.id,
			       units[i].unit.name, e))
			return false;
	return true;
}

static bool measure_add(struct issue *s, const struct figure_input *in, const char *reg,
			struct err *e)
{
	struct stmt *q = db_query(
		s->db,
		SQL("insert into document_measure(county,run,seq,input,measure,numerator,value,register,filter_zh,"
		    "filter_en) values($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)"),
		e);
	if (!q)
		return false;
	bind(q, 1, s->ask->county);
	bind(q, 2, s->run);
	bind(q, 3, s->seq);
	bind(q, 4, s->input);
	bind(q, 5, in->measure);
	bind(q, 6, (int64_t)in->numerator);
	bind(q, 7, in->value);
	bind(q, 8, reg);
	bind(q, 9, in->filter[LANG_ZH] ? in->filter[LANG_ZH] : "");
	bind(q, 10, in->filter[LANG_EN] ? in->filter[LANG_EN] : "");
	return db_run(q, e);
}

static bool measures_keep(struct issue *s, const struct document_figure *f, struct err *e)
{
	const struct figure_ask fa = document_figure_ask(s->doc, s->ask->county, &s->ask->scope, f);
	for (s->input = 0; s->input < f->figure.input_count; s->input++) {
		struct query q = { 0 };
		bool rows = !input_counts_units(fa.indicator, s->input);
		if (rows && !figure_records(s->arena, s->db, &fa, s->input, &q, e))
			return false;
		if (!measure_add(s, &f->figure.inputs[s->input], rows ? q.def->name : "", e) ||
		    !inputs_keep(s, &fa, e))
			return false;
	}
	return true;
}

/* ---- figures ---- */

static bool parameters_keep(struct issue *s, const struct figure *fig, struct err *e)
{
	for (int i = 0; i < fig->parameter_count; i++) {
		struct stmt *q = db_query(
			s->db,
			SQL("insert into document_parameter(county,run,seq,pos,name,value,document)"
			    " values($1,$2,$3,$4,$5,$6,$7)"), e);
		if (!q)
			return false;
		bind(q, 1, s->ask->county);
		bind(q, 2, s->run);
		bind(q, 3, s->seq);
		bind(q, 4, i);
		bind(q, 5, fig->parameters[i].name);
		bind(q, 6, fig->parameters[i].value ? fig->parameters[i].value : "");
		bind(q, 7, fig->parameters[i].document ? fig->parameters[i].document : "");
		if (!db_run(q, e))
			return false;
	}
	return true;
}

static bool figure_add(struct issue *s, const struct document_figure *f, struct err *e)
{
	struct stmt *q = db_query(
		s->db,
		SQL("insert into document_figure(county,run,seq,name,style,printed,value,scale,reason,revision)"
		    " values($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)"),
		e);
	if (!q)
		return false;
	bind(q, 1, s->ask->county);
	bind(q, 2, s->run);
	bind(q, 3, s->seq);
	bind(q, 4, f->name);
	bind(q, 5, style_word(f->style));
	bind(q, 6, f->printed);
	if (f->figure.known)
		bind(q, 7, f->figure.value.v);
	else
		bind_null(q, 7);
	bind(q, 8, (int64_t)f->figure.value.scale);
	bind(q, 9, msg_render(s->arena, &f->figure.reason, s->ask->lang));
	bind(q, 10, f->revision);
	return db_run(q, e);
}

static bool figures_keep(struct issue *s, struct err *e)
{
	for (s->seq = 0; s->seq < s->doc->figure_count; s->seq++) {
		const struct document_figure *f = &s->doc->figures[s->seq];
		if (!figure_add(s, f, e))
			return false;
		if (figure_first(s->doc, s->seq) != s->seq)
			continue;
		if (!parameters_keep(s, &f->figure, e) || !measures_keep(s, f, e))
			return false;
	}
	return true;
}

/* ---- the run ---- */

static const char *text_json(struct arena *a, const struct document *d, struct err *e)
{
	struct buf *b = ARENA_NEW(a, struct buf);
	struct json j;
	buf_init_in(b, a, TEXT_MAX);
	json_init(&j, b);
	json_open(&j, '[');
	for (int i = 0; i < d->block_count; i++) {
		const struct block *block = &d->blocks[i];
		json_open(&j, '{');
		json_kstr(&j, "kind", block_word(block->kind));
		json_key(&j, "spans");
		j.comma = false;
		json_open(&j, '[');
		for (int k = 0; k < block->span_count; k++) {
			json_open(&j, '{');
			json_kstr(&j, "text", block->spans[k].text);
			if (block->spans[k].figure >= 0)
				json_ki64(&j, "figure", block->spans[k].figure);
			json_close(&j, '}');
		}
		json_close(&j, ']');
		json_close(&j, '}');
	}
	json_close(&j, ']');
	if (b->full) {
		err_set(e, ERR_TOO_BIG, "The document is too long for a file.");
		return NULL;
	}
	return buf_str(b);
}

static bool number_next(struct issue *s, int64_t *out, struct err *e)
{
	struct stmt *q =
		db_query(s->db,
			 SQL("select cast(coalesce(max(number),0) as bigint) from document_run"
			     " where county=$1 and template=$2 and unit=$3"),
			 e);
	if (!q)
		return false;
	bind(q, 1, s->ask->county);
	bind(q, 2, s->doc->template->name);
	bind(q, 3, s->doc->unit.id);
	if (db_next(q))
		*out = col_i64(q, 0) + 1;
	return db_end(q, e);
}

static bool issuer_name(struct issue *s, int64_t actor, const char **out, struct err *e)
{
	struct account acc;
	*out = "";
	if (actor == 0)
		return true;
	if (!account_load(s->arena, s->db, actor, &acc, e))
		return false;
	*out = acc.name;
	return true;
}

static bool run_add(struct issue *s, int64_t actor, int64_t number, struct err *e)
{
	const struct document *d = s->doc;
	const char *issuer, *text = text_json(s->arena, d, e);
	if (!text || !issuer_name(s, actor, &issuer, e))
		return false;
	struct stmt *q = db_query(
		s->db,
		SQL("insert into document_run(county,id,template,title_zh,title_en,unit,unit_code,unit_name,period,"
		    "at,lang,office,number,issued_ms,actor,issuer,text,hash)"
		    " values($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,'')"),
		e);
	if (!q)
		return false;
	bind(q, 1, s->ask->county);
	bind(q, 2, s->run);
	bind(q, 3, d->template->name);
	bind(q, 4, d->template->title.zh);
	bind(q, 5, d->template->title.en);
	bind(q, 6, d->unit.id);
	bind(q, 7, d->unit.code);
	bind(q, 8, d->unit.name);
	bind(q, 9, d->period.name);
	bind(q, 10, (int64_t)d->at);
	bind(q, 11, d->lang == LANG_ZH ? "zh" : "en");
	bind(q, 12, d->office);
	bind(q, 13, number);
	bind(q, 14, now_ms());
	bind(q, 15, actor);
	bind(q, 16, issuer);
	bind(q, 17, text);
	return db_run(q, e);
}

static bool hash_keep(struct issue *s, const char *hash, struct err *e)
{
	struct stmt *q = db_query(
		s->db, SQL("update document_run set hash=$1 where county=$2 and id=$3"), e);
	if (!q)
		return false;
	bind(q, 1, hash);
	bind(q, 2, s->ask->county);
	bind(q, 3, s->run);
	return db_run(q, e);
}

static bool audit_issue(struct issue *s, int64_t actor, int64_t number, const char *hash,
			struct err *e)
{
	struct buf *b = ARENA_NEW(s->arena, struct buf);
	struct json j;
	buf_init_in(b, s->arena, 4096);
	json_init(&j, b);
	json_open(&j, '{');
	json_kstr(&j, "template", s->doc->template->name);
	json_kid(&j, "unit", s->doc->unit.id);
	json_kstr(&j, "period", s->doc->period.name);
	json_ki64(&j, "number", number);
	json_kstr(&j, "hash", hash);
	json_close(&j, '}');
	const struct audit_entry en = { .county = s->ask->county,
					.actor = actor,
					.action = "issue",
					.subject = "document",
					.record = s->run,
					.origin = actor ? "form" : "command line",
					.after = buf_str(b) };
	return audit_write(s->db, &en, e);
}

bool document_issue(struct arena *a, struct db *db, const struct document_ask *ask, int64_t actor,
		    int64_t *run, struct err *e)
{
	struct document d;
	struct issue s = { .arena = a, .db = db, .ask = ask, .doc = &d, .run = id_new() };
	int64_t number = 0;
	char hash[RUN_HASH];
	TXN(t);
	if (!txn_begin(&t, db, e) || !document_fill(a, db, ask, &d, e))
		return false;
	if (!number_next(&s, &number, e) || !run_add(&s, actor, number, e) || !figures_keep(&s, e))
		return false;
	if (!run_hash(db, ask->county, s.run, hash, e) || !hash_keep(&s, hash, e))
		return false;
	if (!audit_issue(&s, actor, number, hash, e) || !txn_commit(&t, e))
		return false;
	*run = s.run;
	return true;
}
