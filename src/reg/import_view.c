/* import_view.c - the review: rows, differences, findings, the annotated copy. */
#include "base/arena.h"
#include "base/str.h"
#include "reg/import_int.h"
#include "unit/unit.h"

#include <jansson.h>

static const char *shown(struct arena *a, const struct field_def *f, const char *raw,
			 enum lang lang)
{
	struct value v;
	struct findings ignored;
	findings_init(&ignored, a);
	if (f->ref || f->type == FIELD_IDNUM || f->type == FIELD_PHONE || is_empty(raw) ||
	    !value_parse(a, f, raw, false, &v, &ignored))
		return raw ? arena_strdup(a, raw) : "";
	return f->type == FIELD_UNIT || f->type == FIELD_UNITS ? "…" : value_text(a, f, &v, lang);
}

static void read_diffs(struct arena *a, const char *text, struct import_row_view *row,
		       enum lang lang)
{
	json_error_t je;
	json_t *list = text ? json_loads(text, 0, &je) : NULL;
	size_t n = json_array_size(list);
	row->diffs = ARENA_ARRAY(a, struct import_diff, n + 1);
	for (size_t i = 0; i < n; i++) {
		json_t *d = json_array_get(list, i);
		const struct reg_def *def = reg_find(json_string_value(json_array_get(d, 0)));
		const struct field_def *f =
		    def ? field_find(def, json_string_value(json_array_get(d, 1))) : NULL;
		if (def && text_eq(json_string_value(json_array_get(d, 1)), "unit") && !f)
			row->diffs[row->diff_count++] = (struct import_diff){
			    .field = tr(lang, N_("Unit")),
			    .before = arena_strdup(a, json_string_value(json_array_get(d, 2))),
			    .after = arena_strdup(a, json_string_value(json_array_get(d, 3))),
			};
		if (!f)
			continue;
		row->diffs[row->diff_count++] = (struct import_diff){
		    .field = label_in(&f->label, lang),
		    .before = shown(a, f, json_string_value(json_array_get(d, 2)), lang),
		    .after = shown(a, f, json_string_value(json_array_get(d, 3)), lang),
		};
	}
	json_decref(list);
}

enum { ROW_FINDINGS = 40 };

static bool read_findings(struct arena *a, struct db *db, int64_t county, int64_t batch,
			  struct import_row_view *row, enum lang lang, struct err *e)
{
	struct stmt *q =
	    db_query(db,
		     SQL("select severity,place,col,field,code,message,hint from import_finding"
			 " where county=$1 and batch=$2 and row_no=$3 order by seq limit $4"),
		     e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, batch);
	bind(q, 3, row->row);
	bind(q, 4, ROW_FINDINGS);
	row->findings = ARENA_ARRAY(a, struct import_found, ROW_FINDINGS);
	while (db_next(q))
		row->findings[row->finding_count++] = (struct import_found){
		    .severity = (enum severity)col_i64(q, 0),
		    .place = col_text(q, 1, a),
		    .column = (int)col_i64(q, 2),
		    .field = col_text(q, 3, a),
		    .code = col_text(q, 4, a),
		    .text = msg_unpack(a, col_peek(q, 5), lang),
		    .hint = msg_unpack(a, col_peek(q, 6), lang),
		};
	return db_end(q, e);
}

bool import_rows_load(struct arena *a, struct db *db, int64_t county, int64_t batch, int kind,
		      int after, int limit, enum lang lang, struct import_rows *out, struct err *e)
{
	struct stmt *q =
	    db_query(db,
		     SQL("select row_no,kind,title,record,diff from import_row"
			 " where county=$1 and batch=$2 and row_no>$3"
			 " and (kind=$4 or ($4<0 and kind<>$6))"
			 " order by row_no limit $5"),
		     e);
	struct import_rows list = {.rows = ARENA_ARRAY(a, struct import_row_view, limit + 1)};
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, batch);
	bind(q, 3, after);
	bind(q, 4, kind);
	bind(q, 5, limit + 1);
	bind(q, 6, ROW_SKIPPED);
	while (db_next(q)) {
		if (list.count == limit) {
			list.next = list.rows[limit - 1].row;
			break;
		}
		struct import_row_view *row = &list.rows[list.count++];
		row->row = (int)col_i64(q, 0);
		row->kind = (enum row_kind)col_i64(q, 1);
		row->title = col_text(q, 2, a);
		row->record = col_i64(q, 3);
		read_diffs(a, col_peek(q, 4), row, lang);
	}
	if (!db_end(q, e))
		return false;
	for (int i = 0; i < list.count; i++)
		if (!read_findings(a, db, county, batch, &list.rows[i], lang, e))
			return false;
	*out = list;
	return true;
}

bool import_skipped(struct db *db, int64_t county, int64_t batch, int64_t *out, struct err *e)
{
	struct stmt *q = db_query(
	    db, SQL("select count(*) from import_row where county=$1 and batch=$2 and kind=$3"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, batch);
	bind(q, 3, ROW_SKIPPED);
	*out = db_next(q) ? col_i64(q, 0) : 0;
	return db_end(q, e);
}

bool import_conflicts_load(struct arena *a, struct db *db, int64_t county, int64_t batch, int limit,
			   enum lang lang, struct import_conflicts *out, struct err *e)
{
	struct stmt *q =
	    db_query(db,
		     SQL("select f.row_no,r.title,f.field,f.message from import_finding f"
			 " join import_row r on r.county=f.county and r.batch=f.batch"
			 " and r.row_no=f.row_no"
			 " where f.county=$1 and f.batch=$2 and f.code='edit-conflict'"
			 " order by f.row_no,f.seq limit $3"),
		     e);
	struct import_conflicts list = {.rows = ARENA_ARRAY(a, struct import_conflict, limit + 1)};
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, batch);
	bind(q, 3, limit + 1);
	while (db_next(q)) {
		list.more = list.count == limit;
		if (list.more)
			break;
		list.rows[list.count++] = (struct import_conflict){
		    .row = (int)col_i64(q, 0),
		    .title = col_text(q, 1, a),
		    .field = col_text(q, 2, a),
		    .text = msg_unpack(a, col_peek(q, 3), lang),
		};
	}
	if (!db_end(q, e))
		return false;
	*out = list;
	return true;
}

bool import_stands_above(struct arena *a, struct db *db, const struct import_batch *b, bool *out,
			 struct err *e)
{
	struct unit_list below;
	bool could = false, does = false;
	*out = false;
	for (int i = 0; i < b->def->import_count; i++)
		could |= b->def->imports[i].path.field == PATH_UNIT;
	for (int i = 0; i < b->column_count; i++)
		does |= text_eq(b->columns[i].path, "unit");
	if (!could || does)
		return true;
	if (!unit_children(a, db, b->unit, 0, &below, e))
		return false;
	*out = below.count > 0;
	return true;
}

/* ---- the annotated copy ---- */

static bool annotate_row(struct arena *a, struct db *db, const struct import_batch *b,
			 const struct sheet_row *row, int at, struct sheet_out *o, enum lang lang,
			 struct err *e)
{
	struct import_row_view view = {.row = row->number};
	if (!read_findings(a, db, b->county, b->id, &view, lang, e))
		return false;
	struct buf all;
	buf_init(&all, 1 << 16);
	for (int i = 0; i < view.finding_count; i++)
		buf_printf(&all, "%s%s%s%s", all.n ? "; " : "", view.findings[i].text,
			   is_empty(view.findings[i].hint) ? "" : " ", view.findings[i].hint);
	out_cell(o, at, 1, view.finding_count ? OUT_WRONG : OUT_TEXT, buf_str(&all));
	buf_done(&all);
	for (int i = 0; i < row->count; i++) {
		const struct cell *c = &row->cells[i];
		enum out_style style = row->number <= b->header_row ? OUT_HEAD : OUT_TEXT;
		const char *comment = NULL;
		for (int k = 0; k < view.finding_count; k++)
			if (view.findings[k].column == c->column) {
				style = view.findings[k].severity == FINDING_ERROR ? OUT_WRONG
										   : OUT_WARN;
				comment = view.findings[k].text;
			}
		out_cell(o, at, c->column + 1, style, c->text);
		if (comment)
			out_comment(o, at, c->column + 1, comment);
	}
	return true;
}

static bool annotate(struct arena *a, struct db *db, const struct import_batch *b, struct sheet *s,
		     struct sheet_out *o, enum lang lang, struct err *e)
{
	struct sheet_row row;
	int got;
	out_width(o, 1, 50);
	if (!sheet_select(s, b->sheet, e))
		return false;
	while ((got = sheet_next(s, a, &row, e)) > 0) {
		if (!annotate_row(a, db, b, &row, row.number, o, lang, e))
			return false;
		arena_reset(a);
	}
	return got == 0;
}

bool import_annotate(struct db *db, int64_t county, int64_t batch, const char *source_path,
		     const char *out_path, enum lang lang, struct err *e)
{
	struct arena *a = arena_new(LIMIT_JOB_ARENA), *row = arena_new(LIMIT_JOB_ARENA);
	struct import_batch b;
	struct sheet *s = NULL;
	struct sheet_out *o = NULL;
	bool ok = import_load(a, db, county, batch, &b, e) && (s = sheet_open(source_path, e)) &&
		  (o = out_open(out_path, is_empty(b.sheet_name) ? "Sheet1" : b.sheet_name, e)) &&
		  annotate(row, db, &b, s, o, lang, e);
	if (o) {
		struct err second = {0};
		ok = out_close(o, ok ? e : &second) && ok;
	}
	if (s)
		sheet_close(s);
	arena_free(row);
	arena_free(a);
	return ok;
}
