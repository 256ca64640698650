/* figure_parts.c - parts of a figure's page: breakdowns, trend, units below, what is behind it. */
#include "base/arena.h"
#include "base/str.h"
#include "html/geojson.h"
#include "page/figure_page.h"

#include <stdlib.h>

enum { CHARTS_MAX = 6, TREND_YEARS = 2, ROWS = 50, MAP_SIDE = 640 };

struct ui_point figure_point_of(struct request *rq, const struct figure *fig, const char *label,
				const char *href)
{
	return (struct ui_point){.label = label,
				 .href = href,
				 .value = fig->known ? fig->value.v : 0,
				 .unknown = !fig->known,
				 .text = figure_text(rq->arena, fig, rq->lang)};
}

/* ---- breakdowns ---- */

static bool add_chart(struct request *rq, const struct figure_ask *ask, const char *by,
		      const char *title, struct figure_view *v, struct ui_chart *charts,
		      struct err *e)
{
	int count;
	struct figure_group *groups;
	if (!figure_breakdown(rq->arena, rq->db, ask, by, &count, &groups, e))
		return false;
	struct ui_point *points = ARENA_ARRAY(rq->arena, struct ui_point, count + 1);
	for (int i = 0; i < count; i++) {
		const char *label = label_in(&groups[i].label, rq->lang);
		points[i] = figure_point_of(rq, &groups[i].figure, label, NULL);
	}
	charts[v->chart_count++] = (struct ui_chart){
	    .title = title, .decimals = ask->indicator->scale, .points = points, .count = count};
	return true;
}

/* By the columns of its register that hold choices, for a figure without declared breakdowns. */
static bool charts_by_columns(struct request *rq, const struct figure_ask *ask,
			      struct figure_view *v, struct ui_chart *charts, struct err *e)
{
	const struct reg_def *def = ask->indicator->of;
	bool sees = reg_sees_personal(rq->db, rq->account, def, rq->county, rq->unit.id);

	for (int i = 0; i < def->column_count && v->chart_count < CHARTS_MAX; i++) {
		struct path p = def->columns[i].path;
		const struct field_def *f = path_field(def, p);
		struct err no = {0};
		if (!f || f->type != FIELD_CHOICE || (f->personal && !sees))
			continue;
		if (!add_chart(rq, ask, path_text(rq->arena, def, p),
			       label_in(&def->columns[i].label, rq->lang), v, charts, &no) &&
		    no.code != ERR_INPUT) {
			*e = no;
			return false;
		}
	}
	return true;
}

/* The breakdowns declared for the same formula. */
static bool make_breakdowns(struct request *rq, const struct figure_ask *ask, struct figure_view *v,
			    struct err *e)
{
	struct ui_chart *charts = ARENA_ARRAY(rq->arena, struct ui_chart, CHARTS_MAX);
	v->charts = charts;
	if (!ask->indicator->of)
		return true;
	for (int i = 0; i < indicator_count() && v->chart_count < CHARTS_MAX; i++) {
		struct figure_ask one = *ask;
		one.indicator = indicator_at(i);
		if (one.indicator->by && text_eq(one.indicator->formula, ask->indicator->formula) &&
		    !add_chart(rq, &one, NULL, label_in(&one.indicator->label, rq->lang), v, charts,
			       e))
			return false;
	}
	return v->chart_count || charts_by_columns(rq, ask, v, charts, e);
}

/* ---- in time, and by the units below ---- */

static bool make_trend(struct request *rq, const struct figure_ask *ask, struct figure_view *v,
		       struct err *e)
{
	int count;
	struct figure_point *points;
	if (!figure_trend(rq->arena, rq->db, ask, date_add_years(ask->at, -TREND_YEARS), ask->at,
			  &count, &points, e))
		return false;
	struct ui_point *out = ARENA_ARRAY(rq->arena, struct ui_point, count + 1);
	for (int i = 0; i < count; i++) {
		const char *month = arena_printf(rq->arena, "%d-%02d", points[i].at / 10000,
						 points[i].at / 100 % 100);
		out[i] =
		    figure_point_of(rq, &points[i].figure, month,
				    figure_href(rq, ask->indicator->name, ask->unit, points[i].at));
	}
	v->trend = (struct ui_chart){.title = N_("Month by month"),
				     .decimals = ask->indicator->scale,
				     .points = out,
				     .count = count};
	return true;
}

static int by_value(const void *x, const void *y)
{
	const struct ui_point *a = x, *b = y;
	if (a->unknown != b->unknown)
		return a->unknown - b->unknown;
	return a->value == b->value ? 0 : a->value < b->value ? 1 : -1;
}

void figure_map(struct request *rq, const char *const *codes, const struct ui_point *points, int count,
		const char *title, struct ui_map *out)
{
	struct geo_shape *found = ARENA_ARRAY(rq->arena, struct geo_shape, count + 1);
	struct ui_map map = {.title = title, .count = count};
	if (!geo_read(rq->arena, rq->dir, codes, count, found) ||
	    !geo_project(found, count, MAP_SIDE, &map.width, &map.height))
		return;
	struct ui_map_shape *shapes = ARENA_ARRAY(rq->arena, struct ui_map_shape, count);
	struct ui_point *own = ARENA_ARRAY(rq->arena, struct ui_point, count);
	for (int i = 0; i < count; i++) {
		own[i] = points[i]; /* the table's may be sorted */
		shapes[i] = (struct ui_map_shape){.point = &own[i],
						  .ring_count = found[i].ring_count,
						  .rings = found[i].rings};
	}
	map.shapes = shapes;
	map.classes = ARENA_ARRAY(rq->arena, int, count);
	*out = map;
}

static bool make_children(struct request *rq, const struct figure_ask *ask, struct figure_view *v,
			  struct err *e)
{
	struct figure_child *children;
	if (!figure_children(rq->arena, rq->db, ask, &v->child_count, &children, e))
		return false;
	struct ui_point *points = ARENA_ARRAY(rq->arena, struct ui_point, v->child_count + 1);
	const char **codes = ARENA_ARRAY(rq->arena, const char *, v->child_count + 1);
	for (int i = 0; i < v->child_count; i++) {
		codes[i] = children[i].unit.code;
		points[i] = figure_point_of(
		    rq, &children[i].figure, children[i].unit.name,
		    figure_href(rq, ask->indicator->name, children[i].unit.id, ask->at));
	}
	figure_map(rq, codes, points, v->child_count, v->title, &v->map);
	bool sorted = text_eq(rq_text(rq, "order"), "value");
	if (sorted)
		qsort(points, (size_t)v->child_count, sizeof *points, by_value);
	const char *here = figure_href(rq, ask->indicator->name, ask->unit, ask->at);
	v->orders[0] = (struct ui_link){.label = N_("By code"),
					.href = arena_printf(rq->arena, "%s#units", here),
					.current = !sorted};
	v->orders[1] =
	    (struct ui_link){.label = N_("By value"),
			     .current = sorted,
			     .href = arena_printf(rq->arena, "%s&order=value#units", here)};
	v->children = (struct ui_chart){.title = v->title,
					.decimals = ask->indicator->scale,
					.points = points,
					.count = v->child_count};
	return true;
}

bool figure_charts(struct request *rq, const struct figure_ask *ask, struct figure_view *v,
		   struct err *e)
{
	return make_breakdowns(rq, ask, v, e) && make_trend(rq, ask, v, e) &&
	       make_children(rq, ask, v, e);
}

/* ---- what is behind it ---- */

static const struct {
	enum ui_tone tone;
	const char *word;
} states[] = {
    [UNIT_COUNTED] = {UI_PLAIN, N_("Counted")},	 [UNIT_SHORT] = {UI_BAD, N_("Short")},
    [UNIT_WEAK] = {UI_WARN, N_("Weak")},	 [UNIT_MET] = {UI_GOOD, N_("Met")},
    [UNIT_UNKNOWN] = {UI_INFO, N_("Not known")},
};

const char *unit_state_word(enum unit_state state)
{
	return states[state].word;
}

enum ui_tone unit_state_tone(enum unit_state state)
{
	return states[state].tone;
}

const char *unit_reasons(struct request *rq, const struct msg *reasons, int count)
{
	const char *text = "";
	for (int i = 0; i < count; i++)
		text = arena_printf(rq->arena, "%s%s%s", text,
				    !i			  ? ""
				    : rq->lang == LANG_ZH ? "；"
							  : " ",
				    msg_render(rq->arena, &reasons[i], rq->lang));
	return text;
}

static bool make_units(struct request *rq, const struct figure_ask *ask, int input,
		       struct figure_view *v, struct err *e)
{
	struct figure_unit *units;
	char day[16];
	if (!figure_units(rq->arena, rq->db, ask, input, &v->unit_count, &units, e))
		return false;
	struct figure_unit_row *rows =
	    ARENA_ARRAY(rq->arena, struct figure_unit_row, v->unit_count + 1);
	for (int i = 0; i < v->unit_count; i++)
		rows[i] = (struct figure_unit_row){
		    .name = units[i].unit.name,
		    .code = units[i].unit.code,
		    .href = units[i].book && account_can(rq->account, CAP_BOOK_READ)
				? arena_printf(rq->arena, "/book/%" PRId64 "/income?day=%s",
							 units[i].book, date_iso(ask->at, day))
			    : units[i].board
				? arena_printf(rq->arena, "%s?unit=%" PRId64, units[i].board, units[i].unit.id)
				: arena_printf(rq->arena, "/unit/%" PRId64, units[i].unit.id),
		    .word = unit_state_word(units[i].state),
		    .tone = unit_state_tone(units[i].state),
		    .reasons = unit_reasons(rq, units[i].reasons, units[i].reason_count),
		};
	v->units = rows;
	v->counts_units = true;
	return true;
}

static bool make_gaps(struct request *rq, const struct figure_ask *ask, int input, int current,
		      struct figure_view *v, struct err *e)
{
	struct figure_gap gaps[FIGURE_GAPS_MAX];
	int count;
	if (!figure_gaps(rq->arena, rq->db, ask, input, &count, gaps, e))
		return false;
	struct figure_gap_row *rows = ARENA_ARRAY(rq->arena, struct figure_gap_row, count + 1);
	for (int i = 0; i < count; i++)
		if (gaps[i].count)
			rows[v->gap_count++] = (struct figure_gap_row){
			    .count = arena_printf(rq->arena, "%" PRId64, gaps[i].count),
			    .field = label_in(&gaps[i].field, rq->lang),
			    .persons = gaps[i].persons,
			    .current = current == i + 1,
			    .href = arena_printf(
				rq->arena, "%s&input=%d&gap=%d#records",
				figure_href(rq, ask->indicator->name, ask->unit, ask->at), input,
				i + 1),
			};
	v->gaps = rows;
	return true;
}

bool figure_behind(struct request *rq, const struct figure_ask *ask, int input,
		   struct figure_view *v, struct err *e)
{
	struct query q;
	int gap = (int)rq_int(rq, "gap");
	struct record_list list;
	if (input_counts_units(ask->indicator, input))
		return make_units(rq, ask, input, v, e);
	if (!make_gaps(rq, ask, input, gap, v, e) ||
	    !(gap ? figure_gap_records(rq->arena, rq->db, ask, input, gap - 1, &q, e)
		  : figure_records(rq->arena, rq->db, ask, input, &q, e)))
		return false;
	const char *sort = rq_text(rq, "sort");
	q.limit = ROWS;
	q.after = rq_text(rq, "after");
	q.down = *sort == '-';
	q.sort_given = !is_empty(sort) && path_parse(q.def, sort + q.down, &q.sort);
	struct query asked = q; /* the figure's own conditions are not the person's */
	asked.filter_count = 0;
	if (!query_guard(&asked, rq->account, e))
		return false;
	q.scope = asked.scope;
	q.personal = asked.personal;
	if (!query_list(rq->arena, rq->db, &q, &list, e) ||
	    !page_pager(rq, &q, &list, &v->pager, e))
		return false;
	v->heads = page_heads(rq, q.def);
	v->rows = page_cells(rq, q.def, &list);
	v->column_count = q.def->column_count;
	v->row_count = list.count;
	return true;
}
