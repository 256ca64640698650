#pragma once
/*
 * import_page.h - views of the import wizard, and which batches an account may open.
 *
 * A batch is open to an account that may write its register for the batch's unit and may
 * import there; to everyone else it does not exist.
 *
 * Memory: request arena.
 */
#include "html/ui.h"
#include "reg/import.h"
#include "web/page.h"

/* Where the account may import into the register. */
void import_scope(const struct account *acc, const struct reg_def *def, struct scope *out);
/* One heading for each path, the first that is declared; `out` holds import_count. */
int import_headings(const struct reg_def *def, const struct import_def **out);
/* The register of the path parameter "reg"; ERR_DENIED where the account may not import into it. */
bool import_reg(struct request *rq, const struct reg_def **def, struct scope *scope,
		struct err *e) MUST_USE;
/* The batch of the path parameter "id". */
bool import_batch_open(struct request *rq, struct import_batch *b, struct scope *scope,
		       struct err *e) MUST_USE;
/* "/import/<id>?unit=<unit>": its page. */
const char *import_href(struct request *rq, const struct import_batch *b);
enum ui_tone import_tone(enum batch_state s);
const char *import_state(enum batch_state s); /* msgid */
/* What a path means, in the reader's language: "Name", "Name · Date of birth". */
const char *import_path_label(struct request *rq, const struct reg_def *def, const char *path);
/* Where the uploaded sheet of a batch lies. */
const char *import_file(struct request *rq, const struct import_batch *b);
/* The wizard page of a batch as it is now, with rq->findings. */
bool import_show(struct request *rq, struct html *h, const struct import_batch *b,
		 struct err *e) MUST_USE;

/* ---- the list ---- */
struct import_item {
	const char *href, *file, *reg, *unit, *who, *state;
	enum ui_tone tone;
	int64_t at_ms, fresh, changed, same, refused;
};
struct import_list_view {
	int count, reg_count;
	const struct import_item *items;
	const struct ui_link *regs; /* where a new import can begin */
	struct ui_pager pager;
};

/* ---- the upload ---- */
struct import_new_view {
	const char *reg, *reg_label, *action, *template_href, *home;
	int unit_count, heading_count;
	const struct ui_option *units;
	const char *const *headings; /* those a sheet should have, as declared */
	const struct findings *findings;
};

/* ---- one batch ---- */
struct import_map_row {
	const char *letter, *heading, *name, *value, *said;
	bool open, remembered, twice, key; /* nobody has said; key: of our own export */
};
struct import_show_view {
	const char *base, *here; /* "/import/<id>"; the page itself */
	const char *unit, *unit_id, *reg, *reg_label, *file, *sheet, *who, *state_text;
	const char *failure, *remedy; /* what stopped the last step, or NULL */
	int64_t at_ms;
	enum batch_state state;
	enum ui_tone tone;
	int header_row, progress;
	int column_count, option_count, open_columns;
	const struct import_map_row *columns;
	const struct ui_option *options;
	int64_t rows, fresh, changed, same, refused, done, good;
	int figure_count;
	struct {
		const char *label, *value;
	} figures[5];
	bool standing; /* new rows would stand at the batch's unit itself */
	int tab_count;
	const struct ui_link *tabs;
	struct import_rows list;
	struct import_conflicts conflicts;
	struct ui_pager pager;
	bool staged, busy, over,
	    stopped; /* preview there; a step runs; accepted or undone; to go on */
	const struct findings *findings;
};
struct import_state_view {
	const char *base, *unit_id, *label;
	int progress;
	bool busy;
};
