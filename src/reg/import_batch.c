/* import_batch.c - find the header, match the columns, keep the batch. */
#include "audit/audit.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/import_int.h"
#include "text/text.h"

#include <string.h>

/* ---- header ---- */

/* The heading of a column as export.c writes it, alone or below its group. */
static bool is_own(struct arena *a, const struct column_def *c, const char *want)
{
	if (text_eq(text_heading(a, c->label.zh), want) ||
	    text_eq(text_heading(a, c->label.en), want))
		return true;
	if (!c->group.zh)
		return false;
	return text_eq(text_heading(a, arena_printf(a, "%s%s", c->group.zh, c->head.zh)), want) ||
	       text_eq(text_heading(a, arena_printf(a, "%s%s", c->group.en, c->head.en)), want);
}

/* A person is written as a name, so it is read as one. */
static const char *own_path(struct arena *a, const struct reg_def *def, struct path p)
{
	const struct field_def *f = path_field(def, p);
	if (p.sub == -1 && f && f->type == FIELD_PERSON && f->ref->title.field >= 0)
		p.sub = f->ref->title.field;
	return path_text(a, def, p);
}

const char *heading_path(struct arena *a, const struct reg_def *def, const char *heading)
{
	const char *want = text_heading(a, heading);
	if (is_empty(want))
		return NULL;
	for (int i = 0; i < def->import_count; i++)
		if (text_eq(text_heading(a, def->imports[i].heading), want))
			return path_text(a, def, def->imports[i].path);
	for (int i = 0; i < def->column_count; i++) /* our own export's headings */
		if (is_own(a, &def->columns[i], want))
			return own_path(a, def, def->columns[i].path);
	return NULL;
}

static bool is_known(struct arena *a, const struct reg_def *def, const char *heading)
{
	return text_eq(heading, KEY_ID_HEADING) || text_eq(heading, KEY_VER_HEADING) ||
	       heading_path(a, def, heading);
}

/* A group head above ("导师" over "姓名") may complete a heading. */
static const char *full_heading(struct arena *a, const struct reg_def *def, const char *above,
				const char *own)
{
	static const char *const endings[] = {"基本情况", "基本信息", "情况", "信息"};
	if (is_empty(own) || text_eq(above, own))
		return is_empty(above) ? own : above;
	if (is_empty(above))
		return own;
	assert(above); /* not empty: not NULL */
	const char *joined = arena_printf(a, "%s%s", above, own);
	if (heading_path(a, def, joined))
		return joined;
	size_t n = strlen(above);
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) { /* 导师基本情况 over 姓名: 导师姓名 */
		size_t end = strlen(endings[i]);
		if (n <= end || !text_eq(above + n - end, endings[i]))
			continue;
		joined = arena_printf(a, "%.*s%s", (int)(n - end), above, own);
		if (heading_path(a, def, joined))
			return joined;
	}
	return own;
}

struct head_row {
	int number;
	const char *text[LIMIT_SHEET_COLUMNS + 1];
};

static int score(struct arena *a, const struct reg_def *def, const struct head_row *above,
		 const struct head_row *own, struct header *out)
{
	out->count = out->matched = 0;
	out->row = own->number;
	for (int c = 1; c <= LIMIT_SHEET_COLUMNS; c++) {
		const char *up = above && above->number == own->number - 1 ? above->text[c] : NULL;
		/* a head merged over all columns is a title, not a group */
		const char *heading = full_heading(a, def, up, own->text[c]);
		if (is_empty(heading))
			continue;
		out->columns[out->count] = c;
		out->headings[out->count++] = heading;
		out->matched += is_known(a, def, heading);
	}
	return out->matched;
}

bool header_find(struct arena *a, struct sheet *s, const struct reg_def *def, int wanted,
		 struct header *out, struct err *e)
{
	struct sheet_row row;
	struct head_row *previous = NULL;
	struct header *best = ARENA_NEW(a, struct header), *now = ARENA_NEW(a, struct header);
	for (int seen = 0; seen < HEAD_ROWS || wanted;) {
		int got = sheet_next(s, a, &row, e);
		if (got < 0)
			return false;
		if (got == 0 || row.number > HEAD_ROWS * 5 || (wanted && row.number > wanted))
			break;
		seen++;
		struct head_row *own = ARENA_NEW(a, struct head_row);
		own->number = row.number;
		for (int i = 0; i < row.count; i++)
			if (row.cells[i].column <= LIMIT_SHEET_COLUMNS &&
			    !is_empty(row.cells[i].text))
				own->text[row.cells[i].column] = row.cells[i].text;
		bool title = row.count > 1 && own->text[row.cells[0].column] &&
			     text_eq(own->text[row.cells[0].column],
				     own->text[row.cells[row.count - 1].column]);
		int points = score(a, def, previous, own, now);
		/* nor is a line merged over all columns the heading, should it begin like one */
		if (wanted ? row.number == wanted : !title && points > best->matched)
			*best = *now;
		previous = title ? NULL : own;
	}
	if (best->matched < (def->import_count > 1 ? 2 : 1) && !wanted)
		best->row = 0;
	*out = *best;
	return true;
}

/* ---- batch rows ---- */

static bool find_sheet(struct arena *a, struct sheet *s, const struct import_start *st, int *index,
		       struct header *out, struct err *e)
{
	for (int i = 0; i < sheet_count(s); i++) {
		if (st->sheet >= 0 ? i != st->sheet : sheet_info(s, i).hidden)
			continue;
		if (!sheet_select(s, i, e) || !header_find(a, s, st->def, st->header_row, out, e))
			return false;
		*index = i;
		if (out->row)
			return true;
	}
	struct buf names;
	buf_init(&names, 1000);
	for (int i = 0; i < st->def->import_count && i < 6; i++)
		buf_printf(&names, "%s%s", i ? "、" : "", st->def->imports[i].heading);
	err_set(e, ERR_REFUSED, "No row of %s looks like the heading of \"%s\".", st->name,
		st->def->label.zh);
	err_hint(e,
		 N_("The heading row should hold columns such as %s, within the first 20 rows of a "
		    "visible sheet."),
		 buf_str(&names));
	buf_done(&names);
	return false;
}

static bool remembered_path(struct arena *a, struct db *db, int64_t county, const char *reg,
			    const char *heading, const char **path, struct err *e)
{
	*path = NULL;
	struct stmt *q =
	    db_query(db,
		     SQL("select path from import_memory where county=$1 and register=$2"
			 " and heading=$3"),
		     e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, reg);
	bind(q, 3, text_heading(a, heading));
	if (db_next(q))
		*path = col_text(q, 0, a);
	return db_end(q, e);
}

static bool write_column(struct arena *a, struct db *db, const struct import_start *st,
			 int64_t batch, int column, const char *heading, struct err *e)
{
	const char *memory, *path = heading_path(a, st->def, heading);
	if (!remembered_path(a, db, st->county, st->def->name, heading, &memory, e))
		return false;
	if (text_eq(heading, KEY_ID_HEADING) || text_eq(heading, KEY_VER_HEADING))
		path = heading;
	if (!path && text_eq(text_heading(a, heading), "序号"))
		path = ""; /* a running number means nothing */
	struct stmt *q =
	    db_query(db,
		     SQL("insert into import_column(county,batch,col,heading,path,remembered)"
			 " values($1,$2,$3,$4,$5,$6)"),
		     e);
	if (!q)
		return false;
	bind(q, 1, st->county);
	bind(q, 2, batch);
	bind(q, 3, column);
	bind(q, 4, heading);
	bind(q, 5, memory ? memory : path);
	bind(q, 6, memory != NULL);
	return db_run(q, e);
}

static bool write_batch(struct db *db, const struct import_start *st, int64_t batch,
			const char *hash, int sheet, const char *sheet_name, int header_row,
			struct err *e)
{
	struct stmt *q =
	    db_query(db,
		     SQL("insert into import_batch(county,id,unit,register,file_name,file_hash,"
			 "sheet,sheet_name,header_row,state,actor,created_ms,rows,fresh,changed,"
			 "same,refused,done,progress)"
			 " values($1,$2,$3,$4,$5,$6,$7,$8,$9,0,$10,$11,0,0,0,0,0,0,0)"),
		     e);
	if (!q)
		return false;
	bind(q, 1, st->county);
	bind(q, 2, batch);
	bind(q, 3, st->unit);
	bind(q, 4, st->def->name);
	bind(q, 5, st->name);
	bind(q, 6, hash);
	bind(q, 7, sheet);
	bind(q, 8, sheet_name);
	bind(q, 9, header_row);
	bind(q, 10, st->actor);
	bind(q, 11, now_ms());
	return db_run(q, e);
}

bool import_new(struct arena *a, struct db *db, const struct import_start *st, int64_t *batch,
		struct err *e)
{
	struct header *head = ARENA_NEW(a, struct header);
	int index = 0;
	struct sheet *s = sheet_open(st->path, e);
	if (!s)
		return false;
	bool found = find_sheet(a, s, st, &index, head, e);
	const char *sheet_name = found ? arena_strdup(a, sheet_info(s, index).name) : "";
	sheet_close(s);
	if (!found)
		return false;
	TXN(t);
	int64_t id = id_new();
	const char *slash = strrchr(st->path, '/');
	if (!txn_begin(&t, db, e) ||
	    !write_batch(db, st, id, slash ? slash + 1 : st->path, index, sheet_name, head->row, e))
		return false;
	for (int i = 0; i < head->count; i++)
		if (!write_column(a, db, st, id, head->columns[i], head->headings[i], e))
			return false;
	if (!txn_commit(&t, e))
		return false;
	*batch = id;
	return true;
}

/* The register and heading of a batch's column. */
static bool column_heading(struct arena *a, struct db *db, int64_t county, int64_t batch,
			   int column, const struct reg_def **def, const char **heading,
			   struct err *e)
{
	struct stmt *q =
	    db_query(db,
		     SQL("select b.register,c.heading from import_batch b join import_column c"
			 " on c.county=b.county and c.batch=b.id"
			 " where b.county=$1 and b.id=$2 and c.col=$3"),
		     e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, batch);
	bind(q, 3, column);
	*def = NULL;
	if (db_next(q)) {
		*def = reg_find(col_peek(q, 0));
		*heading = text_heading(a, col_peek(q, 1));
	}
	if (!db_end(q, e))
		return false;
	return *def || err_set(e, ERR_NOT_FOUND, "There is no such import.");
}

static bool map_column(struct db *db, int64_t county, int64_t batch, int column, const char *path,
		       struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("update import_column set path=$4, remembered=1"
				      " where county=$1 and batch=$2 and col=$3"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, batch);
	bind(q, 3, column);
	bind(q, 4, path);
	return db_run(q, e);
}

static bool remember(struct db *db, int64_t county, const char *reg, const char *heading,
		     const char *path, struct err *e)
{
	struct stmt *q =
	    db_query(db,
		     SQL("insert into import_memory(county,register,heading,path)"
			 " values($1,$2,$3,$4)"
			 " on conflict (county,register,heading) do update set path=$4"),
		     e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, reg);
	bind(q, 3, heading);
	bind(q, 4, path);
	return db_run(q, e);
}

bool import_map(struct arena *a, struct db *db, int64_t county, int64_t batch, int column,
		const char *path, struct err *e)
{
	TXN(t);
	const struct reg_def *def;
	const char *heading = "";
	struct path parsed;
	if (!txn_begin(&t, db, e) ||
	    !column_heading(a, db, county, batch, column, &def, &heading, e))
		return false;
	if (!is_empty(path) && !path_parse(def, path, &parsed))
		return err_set(e, ERR_INPUT, "There is no field \"%s\" in this register.", path);
	return map_column(db, county, batch, column, path, e) &&
	       remember(db, county, def->name, heading, path, e) && txn_commit(&t, e);
}

static bool load_columns(struct arena *a, struct db *db, struct import_batch *b, struct err *e)
{
	b->columns = ARENA_ARRAY(a, struct import_column, LIMIT_SHEET_COLUMNS);
	struct stmt *q = db_query(db,
				  SQL("select col,heading,path,remembered from import_column"
				      " where county=$1 and batch=$2 order by col"),
				  e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	while (b->column_count < LIMIT_SHEET_COLUMNS && db_next(q))
		b->columns[b->column_count++] = (struct import_column){
		    .column = (int)col_i64(q, 0),
		    .heading = col_text(q, 1, a),
		    .path = col_text(q, 2, a),
		    .remembered = col_i64(q, 3) != 0,
		};
	return db_end(q, e);
}

/* Reads the row that BATCH_COLUMNS gives; NULL def for a register that is no longer there. */
static void read_batch(struct arena *a, struct stmt *q, struct import_batch *b)
{
	b->id = col_i64(q, 0);
	b->unit = col_i64(q, 1);
	b->def = reg_find(col_peek(q, 2));
	b->file_name = col_text(q, 3, a);
	b->file_hash = col_text(q, 4, a);
	b->sheet = (int)col_i64(q, 5);
	b->sheet_name = col_text(q, 6, a);
	b->header_row = (int)col_i64(q, 7);
	b->state = (enum batch_state)col_i64(q, 8);
	b->actor = col_i64(q, 9);
	b->created_ms = col_i64(q, 10);
	b->rows = col_i64(q, 11);
	b->fresh = col_i64(q, 12);
	b->changed = col_i64(q, 13);
	b->same = col_i64(q, 14);
	b->refused = col_i64(q, 15);
	b->done = col_i64(q, 16);
	b->progress = (int)col_i64(q, 17);
}

#define BATCH_COLUMNS                                                                              \
	"id,unit,register,file_name,file_hash,sheet,sheet_name,header_row,state,actor,created_ms," \
	"rows,fresh,changed,same,refused,done,progress"

bool import_load(struct arena *a, struct db *db, int64_t county, int64_t batch,
		 struct import_batch *out, struct err *e)
{
	struct import_batch b = {.county = county};
	struct stmt *q = db_query(
	    db, SQL("select " BATCH_COLUMNS " from import_batch where county=$1 and id=$2"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, batch);
	if (db_next(q))
		read_batch(a, q, &b);
	if (!db_end(q, e))
		return false;
	if (!b.def)
		return err_set(e, ERR_NOT_FOUND, "There is no such import.");
	if (!load_columns(a, db, &b, e))
		return false;
	*out = b;
	return true;
}

bool import_list(struct arena *a, struct db *db, int64_t county, int64_t before, int limit,
		 struct import_list *out, struct err *e)
{
	struct import_list list = {.rows = ARENA_ARRAY(a, struct import_batch, limit)};
	struct stmt *q =
	    db_query(db,
		     SQL("select " BATCH_COLUMNS " from import_batch where county=$1 and id<$2"
			 " order by id desc limit $3"),
		     e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, before ? before : INT64_MAX);
	bind(q, 3, limit);
	while (list.count < limit && db_next(q)) {
		list.rows[list.count].county = county;
		read_batch(a, q, &list.rows[list.count++]);
	}
	if (!db_end(q, e))
		return false;
	*out = list;
	return true;
}

bool batch_count(struct db *db, int64_t county, int64_t batch, const struct import_batch *b,
		 struct err *e)
{
	struct stmt *q =
	    db_query(db,
		     SQL("update import_batch set rows=$3,fresh=$4,changed=$5,same=$6,refused=$7,"
			 "done=$8,progress=$9 where county=$1 and id=$2"),
		     e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, batch);
	bind(q, 3, b->rows);
	bind(q, 4, b->fresh);
	bind(q, 5, b->changed);
	bind(q, 6, b->same);
	bind(q, 7, b->refused);
	bind(q, 8, b->done);
	bind(q, 9, b->progress);
	return db_run(q, e);
}

bool batch_state(struct db *db, int64_t county, int64_t batch, enum batch_state state,
		 struct err *e)
{
	struct stmt *q =
	    db_query(db, SQL("update import_batch set state=$3 where county=$1 and id=$2"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, batch);
	bind(q, 3, state);
	return db_run(q, e);
}
