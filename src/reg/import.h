#pragma once
/*
 * import.h - a sheet into a register: match columns, stage, review, accept, undo.
 *
 *	import_new()    file -> batch: header row found, columns matched
 *	import_stage()  every row -> checked, kept as new / change / same / refused
 *	import_accept() the staged changes -> reg_save(), in one transaction or the good rows
 *	import_undo()   while nothing has built on it
 *
 * The same file twice changes nothing.  Each step can be killed and started again.
 *
 * Owns:   import_batch, import_column, import_memory, import_row, import_finding,
 *         import_choice, import_failure (tables)
 */
#include "reg/record.h"

enum batch_state {
	BATCH_NEW,
	BATCH_STAGING,
	BATCH_STAGED,
	BATCH_ACCEPTING,
	BATCH_ACCEPTED,
	BATCH_UNDONE
};
enum row_kind {
	ROW_NEW,
	ROW_CHANGE,
	ROW_SAME,
	ROW_REFUSED,
	ROW_DONE,
	ROW_SKIPPED /* a line that is no row: a note, a sum, a signature; not counted in `rows` */
};

struct import_column {
	int column;	     /* 1 = A */
	const char *heading; /* as in the sheet, merged heads joined by '/' */
	const char *path;    /* "person.name"; "" = not used; NULL = nobody has said yet */
	bool remembered;     /* by an earlier import of this register */
};

struct import_batch {
	int64_t county, id, unit; /* unit: new rows that name none belong to it */
	const struct reg_def *def;
	const char *file_name, *file_hash, *sheet_name;
	int sheet, header_row; /* last row of the header */
	enum batch_state state;
	int64_t actor, created_ms;
	int64_t rows, fresh, changed, same, refused, done; /* fresh: new records */
	int progress;					   /* 0..1000 of the running step */
	int column_count;
	struct import_column *columns;
};

struct import_start {
	int64_t county, unit, actor;
	const struct reg_def *def;
	const char *path, *name; /* stored file, name it had */
	int sheet;		 /* -1: the first visible sheet whose header is found */
	int header_row;		 /* 0: find it */
};

/* True when the batch's unit has units below it, sheets of the register name them, and no
 * column of this one does: new rows would stand at the batch's unit itself. */
bool import_stands_above(struct arena *a, struct db *db, const struct import_batch *b, bool *out,
			 struct err *e) MUST_USE;
/* Finds header and columns.  ERR_REFUSED when no row looks like a header of this register. */
bool import_new(struct arena *a, struct db *db, const struct import_start *s, int64_t *batch,
		struct err *e) MUST_USE;
/* Says what a column means and remembers it for the register. */
bool import_map(struct arena *a, struct db *db, int64_t county, int64_t batch, int column,
		const char *path, struct err *e) MUST_USE;
bool import_load(struct arena *a, struct db *db, int64_t county, int64_t batch,
		 struct import_batch *out, struct err *e) MUST_USE;

struct import_list {
	int count;
	struct import_batch *rows; /* without columns */
};
/* The county's batches, newest first, whose id is below `before` (0: from the newest). */
bool import_list(struct arena *a, struct db *db, int64_t county, int64_t before, int limit,
		 struct import_list *out, struct err *e) MUST_USE;

/* Called now and then with 0..1000; false stops (the batch stays resumable). */
struct import_progress {
	bool (*fn)(void *arg, int64_t row, int permille);
	void *arg;
};
bool import_stage(struct db *db, int64_t county, int64_t batch, const struct scope *scope,
		  const char *file_path, const struct import_progress *p, struct err *e) MUST_USE;
/* `good_rows`: leave refused rows aside; otherwise one refused row refuses the batch (ERR_REFUSED).
 */
bool import_accept(struct db *db, int64_t county, int64_t batch, const struct scope *scope,
		   bool good_rows, const struct import_progress *p, struct err *e) MUST_USE;
/* ERR_CONFLICT names the rows that something has been built on. */
bool import_undo(struct db *db, int64_t county, int64_t batch, const struct scope *scope,
		 int64_t actor, struct err *e) MUST_USE;

/*
 * For a step that runs elsewhere (job/): the batch is STAGING or ACCEPTING from now on, what
 * stopped it before is forgotten, and `actor` takes the step, in name and scope.
 * ERR_CONFLICT and ERR_REFUSED as the step itself would say.
 */
bool import_begin(struct arena *a, struct db *db, int64_t county, int64_t batch, int64_t actor,
		  enum batch_state step, bool good_rows, struct err *e) MUST_USE;
/* Keeps what stopped the step; `back` is the state the batch returns to. */
bool import_fail(struct arena *a, struct db *db, int64_t county, int64_t batch,
		 enum batch_state back, const struct err *why, struct err *e) MUST_USE;
/* Batches whose step has begun and neither ended nor failed, of all counties; at most `room`. */
struct import_running {
	int64_t county, batch;
	enum batch_state state; /* BATCH_STAGING, BATCH_ACCEPTING */
	bool some_done;         /* rows were taken over already */
};
bool import_running(struct db *db, int room, struct import_running *out, int *count, struct err *e) MUST_USE;
/* What stopped the last step, NULL when nothing did. */
bool import_failure(struct arena *a, struct db *db, int64_t county, int64_t batch, enum lang lang,
		    const char **text, const char **hint, struct err *e) MUST_USE;

struct import_diff {
	const char *field, *before, *after; /* as shown */
};
struct import_row_view {
	int row;
	enum row_kind kind;
	const char *title;
	int64_t record;
	int diff_count;
	struct import_diff *diffs;
	int finding_count;
	struct import_found {
		const char *place, *code, *text, *hint, *field;
		enum severity severity;
		int column;
	} * findings;
};
struct import_rows {
	int count;
	int next; /* row number to continue after, 0 at the end */
	struct import_row_view *rows;
};
/* kind -1: all but the skipped lines. */
bool import_rows_load(struct arena *a, struct db *db, int64_t county, int64_t batch, int kind,
		      int after, int limit, enum lang lang, struct import_rows *out,
		      struct err *e) MUST_USE;
/* How many lines of the sheet were taken for notes, sums and signatures. */
bool import_skipped(struct db *db, int64_t county, int64_t batch, int64_t *out,
		    struct err *e) MUST_USE;
/* The true conflicts of a batch, by row: sentences that name both values. */
struct import_conflict {
	int row;
	const char *title, *field, *text;
};
struct import_conflicts {
	int count;
	bool more;
	struct import_conflict *rows;
};
bool import_conflicts_load(struct arena *a, struct db *db, int64_t county, int64_t batch, int limit,
			   enum lang lang, struct import_conflicts *out, struct err *e) MUST_USE;
/* Settles one true conflict (finding "edit-conflict"): the sheet's value or the present one.
 * The batch has to be staged again. */
bool import_choose(struct db *db, int64_t county, int64_t batch, int row, const char *field,
		   bool mine, struct err *e) MUST_USE;
/* The file again, each finding as a coloured cell with a comment, refused rows marked. */
bool import_annotate(struct db *db, int64_t county, int64_t batch, const char *source_path,
		     const char *out_path, enum lang lang, struct err *e) MUST_USE;

/* ---- out and back ---- */
struct query;
struct sheet_out;
/* The head and foot of a register's sheet, around rows that the caller writes. */
struct sheet_layout {
	const struct reg_def *def;
	const char *title, *unit; /* unit: who fills the sheet in; NULL or "" leaves a blank */
	ymd day;		  /* 0 leaves a blank */
	enum lang lang;
	int count;
	const struct layout_column {
		const char *group, *head; /* group NULL: none */
		int width;
	} * columns; /* 序号 first, where there is one */
	bool keys;   /* the hidden columns of record id and version follow */
};
/* The columns of the register's list that `chosen` holds (0: all), after 序号. */
int layout_columns(struct arena *a, const struct reg_def *def, uint64_t chosen, int more,
		   enum lang lang, struct layout_column **out);
/* Title, head line, heads; the row that follows. */
int layout_head(struct sheet_out *o, struct arena *a, const struct sheet_layout *l);
void layout_foot(struct sheet_out *o, const struct sheet_layout *l, int row);

/* Writes the list in the register's export layout: title, headings, 序号, hidden key columns
 * (record id, version, and the exported values' hash) so that an edited copy can come back. */
bool export_sheet(struct db *db, const struct query *q, const char *title, enum lang lang,
		  const char *path, int64_t *rows, struct err *e) MUST_USE;
