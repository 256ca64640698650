/* load.c - issued documents, read from their frozen rows alone. */
#include "base/arena.h"
#include "base/str.h"
#include "document/document_int.h"

#include <jansson.h>
#include <string.h>

static const char *const block_words[] = {
	[BLOCK_TITLE] = "title",
	[BLOCK_HEADING] = "heading",
	[BLOCK_PARAGRAPH] = "paragraph",
	[BLOCK_ITEM] = "item",
};

const char *block_word(enum block_kind kind)
{
	return block_words[kind];
}

static bool damaged(struct err *e)
{
	err_set(e, ERR_CORRUPT, "The text of this issued document is damaged.");
	return err_hint(e, "Run the check of the site, and restore it from a backup.");
}

/* ---- text ---- */

static bool span_read(struct arena *a, const json_t *from, int figures, struct span *out)
{
	const char *text = json_string_value(json_object_get(from, "text"));
	const json_t *figure = json_object_get(from, "figure");
	int64_t n = figure ? json_integer_value(figure) : -1;
	if (!text || n < -1 || n >= figures)
		return false;
	*out = (struct span){ .text = arena_strdup(a, text), .figure = (int)n };
	return true;
}

static bool block_read(struct arena *a, const json_t *from, int figures, struct block *out)
{
	const char *kind = json_string_value(json_object_get(from, "kind"));
	const json_t *spans = json_object_get(from, "spans");
	size_t i = 0;
	while (i < ARRAY_LEN(block_words) && !text_eq(kind, block_words[i]))
		i++;
	if (i == ARRAY_LEN(block_words))
		return false;
	out->kind = (enum block_kind)i;
	out->span_count = (int)json_array_size(spans);
	out->spans = ARENA_ARRAY(a, struct span, out->span_count);
	for (int k = 0; k < out->span_count; k++)
		if (!span_read(a, json_array_get(spans, (size_t)k), figures, &out->spans[k]))
			return false;
	return true;
}

static bool text_read(struct arena *a, const char *text, struct document *d, struct err *e)
{
	json_t *root = json_loads(text, 0, NULL);
	bool ok = json_is_array(root);
	if (ok) {
		d->block_count = (int)json_array_size(root);
		d->blocks = ARENA_ARRAY(a, struct block, d->block_count);
	}
	for (int i = 0; ok && i < d->block_count; i++)
		ok = block_read(a, json_array_get(root, (size_t)i), d->figure_count, &d->blocks[i]);
	json_decref(root);
	return ok || damaged(e);
}

/* ---- figures ---- */

static bool figure_count(struct db *db, int64_t county, int64_t run, int *out, struct err *e)
{
	struct stmt *q = db_query(
		db, SQL("select count(*) from document_figure where county=$1 and run=$2"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, run);
	if (db_next(q))
		*out = (int)col_i64(q, 0);
	return db_end(q, e);
}

static bool figures_read(struct arena *a, struct db *db, int64_t county, struct document *d,
			 struct err *e)
{
	if (!figure_count(db, county, d->run, &d->figure_count, e))
		return false;
	struct stmt *q = db_query(
		db,
		SQL("select name,style,printed,value,scale,reason,revision from document_figure"
		    " where county=$1 and run=$2 order by seq"),
		e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, d->run);
	d->figures = ARENA_ARRAY(a, struct document_figure, d->figure_count);
	bool ok = true;
	for (int i = 0; i < d->figure_count && db_next(q); i++) {
		struct document_figure *f = &d->figures[i];
		f->name = col_text(q, 0, a);
		ok = style_parse(col_peek(q, 1), &f->style) && ok;
		f->printed = col_text(q, 2, a);
		f->figure = (struct figure){ .indicator = indicator_find(f->name),
					     .known = !col_null(q, 3),
					     .value = { col_i64(q, 3), (int8_t)col_i64(q, 4) },
					     .at = d->at };
		if (!f->figure.known)
			msg_set(&f->figure.reason, "%s", col_peek(q, 5));
		f->revision = col_text(q, 6, a);
	}
	return db_end(q, e) && (ok || damaged(e));
}

static bool parameters_read(struct arena *a, struct db *db, int64_t county, struct document *d,
			    struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select seq,name,value,document from document_parameter"
				      " where county=$1 and run=$2 order by seq,pos"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, d->run);
	while (db_next(q)) {
		int64_t seq = col_i64(q, 0);
		struct figure *f = seq < d->figure_count ? &d->figures[seq].figure : NULL;
		if (!f || f->parameter_count == (int)ARRAY_LEN(f->parameters))
			continue;
		int i = f->parameter_count++;
		f->parameters[i].name = col_text(q, 1, a);
		f->parameters[i].value = col_text(q, 2, a);
		f->parameters[i].document = col_text(q, 3, a);
	}
	return db_end(q, e);
}

static bool measures_read_of(struct arena *a, struct db *db, int64_t county, struct document *d,
			     struct err *e)
{
	struct stmt *q = db_query(
		db,
		SQL("select seq,measure,numerator,value,filter_zh,filter_en from document_measure"
		    " where county=$1 and run=$2 order by seq,input"),
		e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, d->run);
	while (db_next(q)) {
		int64_t seq = col_i64(q, 0);
		struct figure *f = seq < d->figure_count ? &d->figures[seq].figure : NULL;
		if (!f || f->input_count == (int)ARRAY_LEN(f->inputs))
			continue;
		f->inputs[f->input_count++] = (struct figure_input){
			.measure = col_text(q, 1, a),
			.numerator = col_i64(q, 2) != 0,
			.value = col_i64(q, 3),
			.filter = { [LANG_ZH] = col_text(q, 4, a), [LANG_EN] = col_text(q, 5, a) },
		};
	}
	return db_end(q, e);
}

/* What is kept once for an indicator holds for each of its figures. */
static void figures_share(struct document *d)
{
	for (int i = 0; i < d->figure_count; i++) {
		int first = figure_first(d, i);
		if (first != i)
			d->figures[i].figure = d->figures[first].figure;
	}
}

/* ---- the run ---- */

static const struct template_def *template_of(struct arena *a, struct stmt *q)
{
	const struct template_def *now = template_find(col_peek(q, 0));
	struct template_def *def = ARENA_NEW(a, struct template_def);
	if (now)
		*def = *now;
	else
		*def = (struct template_def){ .name = col_text(q, 0, a),
					      .text = "",
					      .unit_code = "",
					      .office = "",
					      .period = "",
					      .file = "" };
	def->title = (struct label){ .zh = col_text(q, 1, a), .en = col_text(q, 2, a) };
	return def;
}

/* False with e untouched when there is no such run. */
static bool run_read(struct arena *a, struct db *db, int64_t county, int64_t run,
		     struct document *d, const char **text, struct err *e)
{
	struct stmt *q = db_query(
		db,
		SQL("select template,title_zh,title_en,unit,unit_code,unit_name,period,at,lang,office,number,"
		    "issued_ms,issuer,hash,text from document_run where county=$1 and id=$2"),
		e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, run);
	bool found = db_next(q), ok = found;
	if (found) {
		*d = (struct document){ .template = template_of(a, q),
					.run = run,
					.at = (ymd)col_i64(q, 7),
					.lang = text_eq(col_peek(q, 8), "en") ? LANG_EN : LANG_ZH,
					.office = col_text(q, 9, a),
					.number = (int)col_i64(q, 10),
					.issued_ms = col_i64(q, 11),
					.issuer = col_text(q, 12, a),
					.hash = col_text(q, 13, a) };
		d->unit = (struct unit){ .id = col_i64(q, 3),
					 .county = county,
					 .code = col_text(q, 4, a),
					 .name = col_text(q, 5, a) };
		ok = period_parse(col_peek(q, 6), &d->period);
		*text = col_text(q, 14, a);
	}
	if (!db_end(q, e))
		return false;
	if (!found)
		return err_set(e, ERR_NOT_FOUND, "There is no such document.");
	return ok || damaged(e);
}

bool document_load(struct arena *a, struct db *db, int64_t county, int64_t run,
		   const struct scope *scope, struct document *out, struct err *e)
{
	struct document d = {0};
	const char *text = "";
	bool may;
	if (!run_read(a, db, county, run, &d, &text, e) ||
	    !scope_has(db, scope, county, d.unit.id, &may, e))
		return false;
	if (!may)
		return err_set(e, ERR_NOT_FOUND, "There is no such document.");
	if (!figures_read(a, db, county, &d, e) || !parameters_read(a, db, county, &d, e) ||
	    !measures_read_of(a, db, county, &d, e) || !text_read(a, text, &d, e))
		return false;
	figures_share(&d);
	*out = d;
	return true;
}

bool document_runs(struct arena *a, struct db *db, int64_t county, int64_t unit,
		   const struct scope *scope, int *count, struct run_row **out, struct err *e)
{
	enum { RUNS_MAX = 500 };
	bool may;
	int n = 0;
	if (!scope_has(db, scope, county, unit, &may, e))
		return false;
	struct run_row *rows = ARENA_ARRAY(a, struct run_row, may ? RUNS_MAX : 1);
	struct stmt *q = db_query(
		db,
		SQL("select id,issued_ms,number,template,title_zh,unit_name,period,hash"
		    " from document_run where county=$1 and unit=$2 order by id desc limit $3"),
		e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, unit);
	bind(q, 3, may ? RUNS_MAX : 0);
	while (n < RUNS_MAX && db_next(q))
		rows[n++] = (struct run_row){ .id = col_i64(q, 0),
					      .issued_ms = col_i64(q, 1),
					      .number = (int)col_i64(q, 2),
					      .template = col_text(q, 3, a),
					      .title = col_text(q, 4, a),
					      .unit_name = col_text(q, 5, a),
					      .period = col_text(q, 6, a),
					      .hash = col_text(q, 7, a) };
	if (!db_end(q, e))
		return false;
	*count = n;
	*out = rows;
	return true;
}
