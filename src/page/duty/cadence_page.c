/* cadence_page.c - units by rules for one month: kept, still time, missed, excused; as a sheet, too. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/duty/cadence_page.h"
#include "page/page_reg.h"
#include "sheet/sheet.h"
#include "tpl.h"

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool export(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "day", .kind = PARAM_DATE },
	{ 0 },
};

const struct page cadence_page = {
	.path = "/cadence",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Cadence board"),
	.about = "What is to be done so many times in each period: kept, still time, missed, excused, by unit and rule.",
};
const struct page cadence_export_page = {
	.path = "/cadence/export",
	.method = GET,
	.cap = CAP_EXPORT,
	.params = params,
	.serve = export,
	.slow = 1,
	.title = N_("Export to Excel"),
	.about = "The board of cadence of one month as an XLSX file.",
};

/* ---- rows: the unit itself, then those below it ---- */

struct work {
	struct request *rq;
	struct cadence_board board;
	struct cadence_board_view *v;
	int column_of[CADENCE_RULES_MAX]; /* by rule; -1 none */
	int line_count;
	struct unit_line *lines;
	ymd day;
};

static bool is_under(const struct work *w, int64_t unit, int64_t ancestor)
{
	int low = 0, high = w->line_count;
	while (low < high) {
		int mid = low + (high - low) / 2;
		const struct unit_line *l = &w->lines[mid];
		if (l->unit < unit || (l->unit == unit && l->ancestor < ancestor))
			low = mid + 1;
		else
			high = mid;
	}
	return low < w->line_count && w->lines[low].unit == unit && w->lines[low].ancestor == ancestor;
}

static void line_add(struct work *w, const struct unit *u, bool below)
{
	struct cadence_board_view *v = w->v;
	if (v->line_count == CADENCE_ROWS) {
		v->line_left++;
		return;
	}
	v->lines[v->line_count++] = (struct cadence_line){
		.unit = u->id, .name = u->name,
		.href = below ? arena_printf(w->rq->arena, "/cadence?unit=%" PRId64 "&day=%s", u->id, v->day) : NULL,
		.squares = ARENA_ARRAY(w->rq->arena, struct cadence_square, CADENCE_COLUMNS),
	};
}

static bool lines_make(struct work *w, struct err *e)
{
	struct request *rq = w->rq;
	struct unit_list list;
	if (!unit_lines(rq->arena, rq->db, rq->unit.id, &w->line_count, &w->lines, e) ||
	    !unit_children(rq->arena, rq->db, rq->unit.id, 0, &list, e))
		return false;
	w->v->lines = ARENA_ARRAY(rq->arena, struct cadence_line, CADENCE_ROWS);
	line_add(w, &rq->unit, false);
	for (int i = 0; i < list.count; i++)
		line_add(w, &list.units[i], true);
	return true;
}

/* Rules without a period asked here have no column. */
static void columns_make(struct work *w)
{
	struct request *rq = w->rq;
	struct cadence_board_view *v = w->v;
	for (int i = 0; i < w->board.rule_count; i++)
		w->column_of[i] = -1;
	for (int i = 0; i < w->board.cell_count; i++) {
		int rule = w->board.cells[i].rule;
		const struct cadence_rule *r = &w->board.rules[rule];
		if (w->column_of[rule] >= 0)
			continue;
		if (v->column_count == CADENCE_COLUMNS) {
			v->column_left++;
			continue;
		}
		w->column_of[rule] = v->column_count;
		v->columns[v->column_count].name = r->name;
		v->columns[v->column_count].period = cadence_period_of(rq, r, w->board.cells[i].first);
		v->columns[v->column_count++].href = arena_printf(
		    rq->arena, "/cadence/%" PRId64 "?unit=%" PRId64 "&day=%s", r->id, rq->unit.id, v->day);
	}
}

static struct cadence_line *line_of(struct work *w, int64_t unit)
{
	for (int i = w->v->line_count - 1; i > 0; i--)
		if (is_under(w, unit, w->v->lines[i].unit))
			return &w->v->lines[i];
	return unit == w->rq->unit.id ? &w->v->lines[0] : NULL;
}

static void squares_fill(struct work *w)
{
	struct cadence_board_view *v = w->v;
	struct request *rq = w->rq;
	int64_t last = 0;
	struct cadence_line *line = NULL;
	for (int i = 0; i < w->board.cell_count; i++) {
		const struct cadence_cell *c = &w->board.cells[i];
		int64_t unit = w->board.whos[c->who].unit;
		if (unit != last)
			line = line_of(w, unit);
		last = unit;
		if (!line || w->column_of[c->rule] < 0)
			continue;
		struct cadence_square *s = &line->squares[w->column_of[c->rule]];
		cadence_count(s, c);
		if (!s->href)
			s->href = arena_printf(rq->arena, "/cadence/%" PRId64 "?unit=%" PRId64 "&day=%s",
					       w->board.rules[c->rule].id, line->unit, v->day);
	}
	for (int i = 0; i < v->line_count; i++)
		for (int k = 0; k < v->column_count; k++)
			cadence_square_say(rq, &v->lines[i].squares[k]);
}

/* Lines where nothing is asked are left out. */
static void lines_drop(struct cadence_board_view *v)
{
	int n = 0;
	for (int i = 0; i < v->line_count; i++) {
		int asked = 0;
		for (int k = 0; k < v->column_count; k++)
			asked += v->lines[i].squares[k].asked;
		if (asked)
			v->lines[n++] = v->lines[i];
	}
	v->line_count = n;
}

static bool load(struct request *rq, struct work *w, struct err *e)
{
	struct cadence_ask ask = { .county = rq->county, .unit = rq->unit.id, .at = today() };
	struct cadence_board_view *v = w->v;
	if (!cadence_scope(rq, &ask.scope, e))
		return false;
	w->rq = rq;
	w->day = rq_date(rq, "day") ? rq_date(rq, "day") : ask.at;
	w->day = w->day % 100 ? w->day : w->day + 1;
	ask.from = ask.to = w->day;
	v->day = cadence_day(rq, w->day);
	if (!cadence_evaluate(rq->arena, rq->db, &ask, &w->board, e) || !lines_make(w, e))
		return false;
	columns_make(w);
	squares_fill(w);
	lines_drop(v);
	for (int s = 0; s < CADENCE__STATES; s++)
		v->sums[s] = arena_printf(rq->arena, "%" PRId64, w->board.in_state[s]);
	return true;
}

static const char *form_new(struct request *rq, const char *reg, struct err *e)
{
	struct scope scope;
	bool inside = false;
	reg_scope(rq->account, reg_find(reg), true, &scope);
	if (!scope.count || !scope_has(rq->db, &scope, rq->county, rq->unit.id, &inside, e) || !inside)
		return NULL;
	return arena_printf(rq->arena, "/reg/%s/new?unit=%" PRId64, reg, rq->unit.id);
}

static const char *month_href(struct request *rq, ymd day)
{
	return arena_printf(rq->arena, "/cadence?unit=%" PRId64 "&day=%s", rq->unit.id, cadence_day(rq, day));
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct cadence_board_view v = { 0 };
	struct work *w = ARENA_NEW(rq->arena, struct work);
	w->v = &v;
	if (!load(rq, w, e) || !cadence_why_list(rq, &w->board, &v.why_count, &v.why_left, &v.whys, e))
		return false;
	ymd month = w->day / 100 * 100 + 1;
	v.unit = arena_printf(rq->arena, "%" PRId64, rq->unit.id);
	v.month = cadence_period_name(rq->arena, EVERY_MONTH, month, rq->lang);
	v.before = month_href(rq, date_add_months(month, -1));
	v.after = month_href(rq, date_add_months(month, 1));
	v.export_href = arena_printf(rq->arena, "/cadence/export?unit=%s&day=%s", v.unit, v.day);
	v.rules_href = arena_printf(rq->arena, "/reg/cadence_rule?unit=%" PRId64, rq->county);
	v.meetings_href = arena_printf(rq->arena, "/meetings?unit=%s", v.unit);
	v.rule_new = form_new(rq, "cadence_rule", e);
	if (e->code != ERR_NONE)
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Cadence board")), rq->unit.name);
	tpl_cadence(h, &v);
	return true;
}

/* ---- the sheet ---- */

static bool sheet_write(struct request *rq, const struct cadence_board_view *v, const char *title, const char *path,
			struct err *e)
{
	struct sheet_out *o = out_open(path, tr(rq->lang, N_("Cadence board")), e);
	if (!o)
		return false;
	out_width(o, 1, 24);
	out_title(o, 1, v->column_count + 1, title);
	out_cell(o, 2, 1, OUT_HEAD, tr(rq->lang, N_("Unit")));
	for (int k = 0; k < v->column_count; k++) {
		out_width(o, k + 2, 18);
		out_cell(o, 2, k + 2, OUT_HEAD,
			 arena_printf(rq->arena, "%s %s", v->columns[k].name, v->columns[k].period));
	}
	out_freeze(o, 2);
	for (int i = 0; i < v->line_count; i++) {
		out_cell(o, i + 3, 1, OUT_TEXT, v->lines[i].name);
		for (int k = 0; k < v->column_count; k++)
			out_cell(o, i + 3, k + 2, OUT_TEXT, v->lines[i].squares[k].text);
	}
	out_cell(o, v->line_count + 3, 1, OUT_TEXT,
		 tr(rq->lang, N_("✓ kept  … still time  ✗ missed  ○ excused; kept / asked")));
	return out_close(o, e);
}

static bool export(struct request *rq, struct html *h, struct err *e)
{
	struct cadence_board_view v = { 0 };
	struct work *w = ARENA_NEW(rq->arena, struct work);
	(void)h;
	w->v = &v;
	if (!load(rq, w, e))
		return false;
	const char *title = arena_printf(rq->arena, "%s%s %s", rq->unit.name, tr(rq->lang, N_("Cadence board")),
					 cadence_period_name(rq->arena, EVERY_MONTH, w->day, rq->lang));
	const char *path = arena_printf(rq->arena, "%s/tmp/cadence-%s.xlsx", rq->dir, rq->id);
	if (!sheet_write(rq, &v, title, path, e))
		return false;
	reply_file(rq, path, arena_printf(rq->arena, "%s.xlsx", title),
		   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	return true;
}
