/* figure_export.c - the records or units behind a figure, as a sheet. */
#include "base/arena.h"
#include "page/figure_page.h"
#include "reg/import.h"
#include "sheet/sheet.h"

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "name", .kind = PARAM_TEXT, .required = 1},
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "at", .kind = PARAM_DATE},
    {.name = "boundary", .kind = PARAM_TEXT},
    {.name = "input", .kind = PARAM_INT},
    {0},
};

const struct page figure_export_page = {
    .path = "/figure/:name/export",
    .method = GET,
    .cap = CAP_EXPORT,
    .params = params,
    .serve = serve,
    .slow = 1,
    .title = N_("Export to Excel"),
    .about = "The records or villages behind a figure as an XLSX file.",
};

static bool write_units(struct request *rq, const struct figure_ask *ask, int input,
			const char *title, const char *path, struct err *e)
{
	static const char *const heads[] = {N_("Village"), N_("Code"), N_("State"), N_("Reason")};
	int count;
	struct figure_unit *units;
	if (!figure_units(rq->arena, rq->db, ask, input, &count, &units, e))
		return false;
	struct sheet_out *o = out_open(path, tr(rq->lang, N_("Villages")), e);
	if (!o)
		return false;
	out_width(o, 1, 24);
	out_width(o, 2, 16);
	out_width(o, 4, 60);
	out_title(o, 1, ARRAY_LEN(heads), title);
	for (int c = 0; c < (int)ARRAY_LEN(heads); c++)
		out_cell(o, 2, c + 1, OUT_HEAD, tr(rq->lang, heads[c]));
	out_freeze(o, 2);
	for (int i = 0; i < count; i++) {
		out_cell(o, i + 3, 1, OUT_TEXT, units[i].unit.name);
		out_cell(o, i + 3, 2, OUT_TEXT, units[i].unit.code);
		out_cell(o, i + 3, 3, OUT_TEXT, tr(rq->lang, unit_state_word(units[i].state)));
		out_cell(o, i + 3, 4, OUT_TEXT,
			 unit_reasons(rq, units[i].reasons, units[i].reason_count));
	}
	return out_close(o, e);
}

static bool write_records(struct request *rq, const struct figure_ask *ask, int input,
			  const char *title, const char *path, struct err *e)
{
	struct figure_ask mine = *ask;
	struct query q;
	int64_t rows;
	if (!figure_records(rq->arena, rq->db, &mine, input, &q, e))
		return false;
	page_export_scope(rq, q.def, &q.scope);
	q.personal = q.scope;
	return export_sheet(rq->db, &q, title, rq->lang, path, &rows, e);
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct figure_ask ask;
	struct figure fig;
	char day[16];
	(void)h;
	if (!page_figure_ask(rq, &ask, e) || !figure_compute(rq->arena, rq->db, &ask, &fig, e))
		return false;
	int input = (int)rq_int(rq, "input");
	if (input < 0 || input >= fig.input_count)
		return err_set(e, ERR_INPUT, "This figure has no such part.");
	const char *title = arena_printf(rq->arena, "%s%s", rq->unit.name,
					 figure_label(rq, fig.inputs[input].measure));
	const char *path = arena_printf(rq->arena, "%s/tmp/figure-%s.xlsx", rq->dir, rq->id);
	bool done = input_counts_units(ask.indicator, input)
			? write_units(rq, &ask, input, title, path, e)
			: write_records(rq, &ask, input, title, path, e);
	if (!done)
		return false;
	reply_file(rq, path, arena_printf(rq->arena, "%s %s.xlsx", title, date_iso(ask.at, day)),
		   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	return true;
}
