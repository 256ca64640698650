#pragma once
/*
 * import_int.h - inside the import: records as JSON, columns, findings as rows.
 */
#include "base/json.h"
#include "reg/import.h"
#include "sheet/sheet.h"

#include <jansson.h>

enum { HEAD_ROWS = 20, CHUNK_ROWS = 200 };

/* Hidden columns of our own exports. */
#define KEY_ID_HEADING "_id"
#define KEY_VER_HEADING "_ver"

/* A record's id, ver, unit, state and known fields (in clear) as a JSON object; to be sealed. */
char *record_to_json(struct arena *a, const struct record *r);
void record_put(struct arena *a, struct json *j, const struct record *r);
/* The record again; NULL when the text is damaged. */
struct record *record_from_json(struct arena *a, const struct reg_def *def, int64_t county, const char *text);
struct record *record_of(struct arena *a, const struct reg_def *def, int64_t county, const json_t *o);

/* Finding texts keep their msgid and arguments, so that they are translated when shown. */
char *msg_pack(struct arena *a, const struct msg *m);
char *msg_unpack(struct arena *a, const char *packed, enum lang lang);

/* The batch's own row, then its columns (sorted). */
bool batch_count(struct db *db, int64_t county, int64_t batch, const struct import_batch *b, struct err *e) MUST_USE;
bool batch_state(struct db *db, int64_t county, int64_t batch, enum batch_state state, struct err *e) MUST_USE;
/* ERR_CONFLICT or ERR_REFUSED when the batch is not ready to be taken over. */
bool batch_may_accept(const struct import_batch *b, bool good_rows, struct err *e) MUST_USE;
/* Title of the sheet's place: "台账.xlsx!C17". */
char *place_of(struct arena *a, const char *file, int column, int row);

/* Header text of a column over the (merged) header rows. */
struct header {
	int row;                       /* last row of the header; 0: none found */
	int count;
	int columns[LIMIT_SHEET_COLUMNS];
	const char *headings[LIMIT_SHEET_COLUMNS];
	int matched;
};
/* Looks at the first rows of the selected sheet. `wanted` 0: find the header. */
bool header_find(struct arena *a, struct sheet *s, const struct reg_def *def, int wanted, struct header *out,
		 struct err *e) MUST_USE;
/* The declared path of a heading ("person.name"), or NULL. */
const char *heading_path(struct arena *a, const struct reg_def *def, const char *heading);
