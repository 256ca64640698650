/* import_page.c - one import: its columns, its preview, what can be done with it. */
#include "page/import_page.h"

#include "base/arena.h"
#include "base/str.h"
#include "tpl.h"
#include "sheet/sheet.h"

#include <string.h>

enum { PREVIEW_ROWS = 50, CONFLICTS = 150 /* below LIMIT_PARAMS */ };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool serve_state(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "id", .kind = PARAM_ID, .required = 1},
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "kind", .kind = PARAM_TEXT},
    {.name = "after", .kind = PARAM_INT},
    {0},
};

const struct page import_page = {
    .path = "/import/:id",
    .method = GET,
    .cap = CAP_IMPORT,
    .params = params,
    .serve = serve,
    .title = N_("Import"),
    .about = "Columns, preview and acceptance of one sheet.",
};
const struct page import_state_page = {
    .path = "/import/:id/state",
    .method = GET,
    .cap = CAP_IMPORT,
    .params = params,
    .serve = serve_state,
    .plain = 1,
    .title = N_("Import"),
    .about = "How far the running step of an import has come.",
};

/* ---- columns ---- */

static void add_option(struct request *rq, const struct reg_def *def, const char *path,
		       struct ui_option *options, int *count)
{
	for (int i = 0; i < *count; i++)
		if (text_eq(options[i].value, path))
			return;
	options[(*count)++] =
	    (struct ui_option){.value = path, .label = import_path_label(rq, def, path)};
}

static void make_options(struct request *rq, const struct reg_def *def, struct import_show_view *v)
{
	struct ui_option *options =
	    ARENA_ARRAY(rq->arena, struct ui_option,
			def->import_count + def->column_count + def->field_count + 1);
	options[v->option_count++] =
	    (struct ui_option){.value = "-", .label = tr(rq->lang, N_("not used"))};
	for (int i = 0; i < def->import_count; i++)
		add_option(rq, def, path_text(rq->arena, def, def->imports[i].path), options,
			   &v->option_count);
	for (int i = 0; i < def->field_count; i++)
		if (!def->fields[i].ref)
			add_option(rq, def, def->fields[i].name, options, &v->option_count);
	v->options = options;
}

static const char *letter_of(struct request *rq, int column)
{
	char buf[16];
	char *text = arena_strdup(rq->arena, cell_address(column, 1, buf));
	text[strcspn(text, "0123456789")] = 0;
	return text;
}

static void make_columns(struct request *rq, const struct import_batch *b,
			 struct import_show_view *v)
{
	struct import_map_row *rows =
	    ARENA_ARRAY(rq->arena, struct import_map_row, b->column_count + 1);
	for (int i = 0; i < b->column_count; i++) {
		const struct import_column *c = &b->columns[i];
		struct import_map_row *row = &rows[v->column_count++];
		*row = (struct import_map_row){
		    .letter = letter_of(rq, c->column),
		    .heading = c->heading,
		    .remembered = c->remembered,
		    .name = arena_printf(rq->arena, "c.%d", c->column),
		    .open = !c->path,
		    .value = !c->path	 ? ""
			     : !*c->path ? "-"
					 : c->path,
		    .key = c->path && *c->path == '_',
		};
		v->open_columns += row->open;
		for (int k = 0; k < i && !is_empty(c->path); k++)
			row->twice |= text_eq(b->columns[k].path, c->path);
	}
	v->columns = rows;
	make_options(rq, b->def, v);
}

/* ---- preview ---- */

static const struct {
	const char *code, *label;
	int kind;
} tabs[] = {
    {"refused", N_("Refused"), ROW_REFUSED},  {"new", N_("New"), ROW_NEW},
    {"changed", N_("Changed"), ROW_CHANGE},   {"done", N_("Taken over"), ROW_DONE},
    {"same", N_("Same as before"), ROW_SAME}, {"skipped", N_("Skipped lines"), ROW_SKIPPED},
    {"all", N_("All rows"), -1},
};

static int64_t count_of(const struct import_batch *b, int64_t skipped, int kind)
{
	bool after = b->state > BATCH_STAGED; /* rows taken over are no longer new or changed */
	switch (kind) {
	case ROW_NEW:
		return after ? 0 : b->fresh;
	case ROW_CHANGE:
		return after ? 0 : b->changed;
	case ROW_SAME:
		return b->same;
	case ROW_REFUSED:
		return b->refused;
	case ROW_DONE:
		return b->done;
	case ROW_SKIPPED:
		return skipped;
	default:
		return b->rows;
	}
}

/* The tab asked for, else the first that has rows. */
static size_t chosen_tab(const struct request *rq, const struct import_batch *b, int64_t skipped)
{
	for (size_t i = 0; i < ARRAY_LEN(tabs); i++)
		if (text_eq(tabs[i].code, rq_text(rq, "kind")))
			return i;
	for (size_t i = 0; i < ARRAY_LEN(tabs); i++)
		if (count_of(b, skipped, tabs[i].kind))
			return i;
	return ARRAY_LEN(tabs) - 1;
}

static void add_figure(struct request *rq, struct import_show_view *v, const char *label, int64_t n)
{
	v->figures[v->figure_count].label = label;
	v->figures[v->figure_count++].value = arena_printf(rq->arena, "%" PRId64, n);
}

static void make_figures(struct request *rq, struct import_show_view *v)
{
	add_figure(rq, v, N_("New"), v->fresh);
	add_figure(rq, v, N_("Changed"), v->changed);
	add_figure(rq, v, N_("Same as before"), v->same);
	add_figure(rq, v, N_("Refused"), v->refused);
	if (v->over)
		add_figure(rq, v, N_("Taken over"), v->done);
}

static bool make_preview(struct request *rq, const struct import_batch *b,
			 struct import_show_view *v, struct err *e)
{
	struct ui_link *links = ARENA_ARRAY(rq->arena, struct ui_link, ARRAY_LEN(tabs));
	int64_t skipped;
	if (!import_skipped(rq->db, b->county, b->id, &skipped, e))
		return false;
	size_t now = chosen_tab(rq, b, skipped);
	for (size_t i = 0; i < ARRAY_LEN(tabs); i++)
		if (i == now || count_of(b, skipped, tabs[i].kind))
			links[v->tab_count++] = (struct ui_link){
			    .label =
				arena_printf(rq->arena, "%s %" PRId64, tr(rq->lang, tabs[i].label),
					     count_of(b, skipped, tabs[i].kind)),
			    .href = arena_printf(rq->arena, "%s?unit=%s&kind=%s", v->base,
						 v->unit_id, tabs[i].code),
			    .current = i == now};
	v->tabs = links;
	if (!import_rows_load(rq->arena, rq->db, b->county, b->id, tabs[now].kind,
			      (int)rq_int(rq, "after"), PREVIEW_ROWS, rq->lang, &v->list, e))
		return false;
	v->pager = (struct ui_pager){
	    .path = v->base,
	    .query = arena_printf(rq->arena, "unit=%s&kind=%s", v->unit_id, tabs[now].code),
	    .count = count_of(b, skipped, tabs[now].kind),
	    .shown = v->list.count,
	    .after = v->list.next ? arena_printf(rq->arena, "%d", v->list.next) : NULL,
	};
	return b->state != BATCH_STAGED ||
	       import_conflicts_load(rq->arena, rq->db, b->county, b->id, CONFLICTS, rq->lang,
				     &v->conflicts, e);
}

/* ---- the page ---- */

bool import_show(struct request *rq, struct html *h, const struct import_batch *b, struct err *e)
{
	struct account who;
	struct err gone = {0};
	struct import_show_view v = {
	    .base = arena_printf(rq->arena, "/import/%" PRId64, b->id),
	    .here = import_href(rq, b),
	    .unit = unit_name_now(rq->arena, rq->db, b->unit),
	    .unit_id = arena_printf(rq->arena, "%" PRId64, b->unit),
	    .reg = b->def->name,
	    .reg_label = label_in(&b->def->label, rq->lang),
	    .file = b->file_name,
	    .sheet = b->sheet_name,
	    .at_ms = b->created_ms,
	    .state = b->state,
	    .header_row = b->header_row,
	    .state_text = import_state(b->state),
	    .tone = import_tone(b->state),
	    .progress = b->progress,
	    .rows = b->rows,
	    .fresh = b->fresh,
	    .changed = b->changed,
	    .same = b->same,
	    .refused = b->refused,
	    .done = b->done,
	    .good = b->fresh + b->changed - b->done,
	    .staged = b->state >= BATCH_STAGED,
	    .busy = b->state == BATCH_STAGING || b->state == BATCH_ACCEPTING,
	    .over = b->state >= BATCH_ACCEPTED,
	    .findings = rq->findings,
	};
	v.who = account_load(rq->arena, rq->db, b->actor, &who, &gone) ? who.name : "";
	if (!import_failure(rq->arena, rq->db, b->county, b->id, rq->lang, &v.failure, &v.remedy,
			    e))
		return false;
	v.stopped = v.busy && v.failure;
	v.busy &= !v.failure;
	bool above;
	if (!import_stands_above(rq->arena, rq->db, b, &above, e))
		return false;
	v.standing = above && !v.over;
	make_columns(rq, b, &v);
	make_figures(rq, &v);
	if (v.staged && !make_preview(rq, b, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", v.reg_label, tr(rq->lang, N_("Import")));
	tpl_import_page(h, &v);
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct import_batch b;
	struct scope scope;
	return import_batch_open(rq, &b, &scope, e) && import_show(rq, h, &b, e);
}

static bool serve_state(struct request *rq, struct html *h, struct err *e)
{
	struct import_batch b;
	struct scope scope;
	if (!import_batch_open(rq, &b, &scope, e))
		return false;
	const char *failure, *remedy;
	if (!import_failure(rq->arena, rq->db, b.county, b.id, rq->lang, &failure, &remedy, e))
		return false;
	struct import_state_view v = {
	    .base = arena_printf(rq->arena, "/import/%" PRId64, b.id),
	    .progress = b.progress,
	    .unit_id = arena_printf(rq->arena, "%" PRId64, b.unit),
	    .label = import_state(b.state),
	    .busy = !failure && (b.state == BATCH_STAGING || b.state == BATCH_ACCEPTING),
	};
	if (!v.busy)
		reply_header(rq, "HX-Refresh", "true");
	tpl_import_state(h, &v);
	return true;
}
