/* figure_page.c - one figure: its value, what it is made of, and the records behind it. */
#include "page/figure_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "tpl.h"

#include <string.h>

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "name", .kind = PARAM_TEXT, .required = 1},
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "at", .kind = PARAM_DATE},
    {.name = "boundary", .kind = PARAM_TEXT},
    {.name = "input", .kind = PARAM_INT},
    {.name = "gap", .kind = PARAM_INT},
    {.name = "order", .kind = PARAM_TEXT},
    {.name = "sort", .kind = PARAM_TEXT},
    {.name = "after", .kind = PARAM_TEXT},
    {0},
};

const struct page figure_page = {
    .path = "/figure/:name",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = serve,
    .title = N_("Figure"),
    .about = "A figure with its formula, parameters and the records behind it.",
};

void page_figure_scope(const struct request *rq, const struct indicator_def *def, struct scope *out)
{
	reg_scope(rq->account, def->of ? def->of : reg_find("reserve"), false, out);
}

bool page_figure_ask(struct request *rq, struct figure_ask *out, struct err *e)
{
	const char *name = rq_text(rq, "name"), *boundary = rq_text(rq, "boundary");
	const struct indicator_def *def = indicator_find(name);
	if (!def) {
		const char *near = indicator_nearest(name);
		err_set(e, ERR_NOT_FOUND, "There is no figure \"%s\".", name);
		return near ? err_hint(e, "Did you mean \"%s\"?", near) : false;
	}
	*out = (struct figure_ask){.indicator = def,
				   .county = rq->county,
				   .unit = rq->unit.id,
				   .at = rq_date(rq, "at"),
				   .boundary = text_eq(boundary, "was") ? AS_WAS : RESTATED};
	if (!out->at)
		out->at = today();
	page_figure_scope(rq, def, &out->scope);
	if (!out->unit || !out->scope.count) {
		err_set(e, ERR_DENIED, "Your account may not read the records behind this figure.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	return true;
}

const char *figure_href(struct request *rq, const char *name, int64_t unit, ymd at)
{
	char day[16];
	const char *boundary = rq_text(rq, "boundary");
	bool known = text_eq(boundary, "was") || text_eq(boundary, "both");
	return arena_printf(rq->arena, "/figure/%s?unit=%" PRId64 "&at=%s%s%s", name, unit,
			    date_iso(at, day), known ? "&boundary=" : "", known ? boundary : "");
}

const char *figure_label(const struct request *rq, const char *name)
{
	const struct indicator_def *def = indicator_find(name);
	return def ? label_in(&def->label, rq->lang) : name;
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

const char *figure_formula(struct request *rq, const char *declared)
{
	struct buf *out =
	    ARENA_NEW(rq->arena, struct buf); /* lives as long as the arena that frees it */
	buf_init_in(out, rq->arena, 1 << 14);
	for (const char *p = declared; *p;) {
		const char *from = p;
		if (*p >= 'a' && *p <= 'z') {
			while (is_name(*p))
				p++;
			buf_puts(out, figure_label(
					  rq, arena_strndup(rq->arena, from, (size_t)(p - from))));
			continue;
		}
		buf_puts(out, *p == '/' ? "÷" : *p == '*' ? "×" : arena_strndup(rq->arena, p, 1));
		p++;
	}
	return buf_str(out);
}

static const char *export_href(struct request *rq, const struct figure_ask *ask, int input)
{
	char day[16];
	return arena_printf(rq->arena, "/figure/%s/export?unit=%" PRId64 "&at=%s&input=%d%s",
			    ask->indicator->name, ask->unit, date_iso(ask->at, day), input,
			    ask->boundary == AS_WAS ? "&boundary=was" : "");
}

static void make_inputs(struct request *rq, const struct figure_ask *ask, const struct figure *fig,
			int current, struct figure_view *v)
{
	struct figure_input_row *rows =
	    ARENA_ARRAY(rq->arena, struct figure_input_row, fig->input_count + 1);
	for (int i = 0; i < fig->input_count; i++) {
		const struct figure_input *in = &fig->inputs[i];
		rows[i] = (struct figure_input_row){
		    .label = figure_label(rq, in->measure),
		    .value = figure_input_text(rq->arena, in),
		    .filter = in->filter[rq->lang] ? in->filter[rq->lang] : "",
		    .current = i == current,
		    .href =
			arena_printf(rq->arena, "%s&input=%d#records",
				     figure_href(rq, ask->indicator->name, ask->unit, ask->at), i),
		    .export = export_href(rq, ask, i),
		};
	}
	v->inputs = rows;
	v->input_count = fig->input_count;
	if (current < fig->input_count)
		v->records_of = rows[current].label;
}

static bool make_bridge(struct request *rq, const struct figure_ask *ask, struct figure_view *v,
			struct err *e)
{
	struct figure was, restated;
	struct bridge_line *lines;
	char text[32];
	if (!figure_bridge(rq->arena, rq->db, ask, &was, &restated, &v->bridge_count, &lines, e))
		return false;
	struct figure_bridge_row *rows =
	    ARENA_ARRAY(rq->arena, struct figure_bridge_row, v->bridge_count + 1);
	for (int i = 0; i < v->bridge_count; i++)
		rows[i] = (struct figure_bridge_row){
		    .text = lines[i].text[rq->lang],
		    .day = lines[i].day,
		    .delta = arena_printf(rq->arena, "%s%s", lines[i].delta.v > 0 ? "+" : "",
					  dec_text(lines[i].delta, text))};
	v->bridge = rows;
	v->bridged = true;
	v->was = figure_text(rq->arena, &was, rq->lang);
	v->restated = figure_text(rq->arena, &restated, rq->lang);
	return true;
}

static void make_head(struct request *rq, const struct figure_ask *ask, const struct figure *fig,
		      struct figure_view *v)
{
	const struct indicator_def *def = ask->indicator;
	char text[32];
	v->name = def->name;
	v->unit = arena_strdup(rq->arena, id_text(ask->unit, text));
	v->unit_name = rq->unit.name;
	v->at = arena_strdup(rq->arena, date_iso(ask->at, text));
	v->boundary = rq_text(rq, "boundary");
	v->title = label_in(&def->label, rq->lang);
	v->about = label_in(&def->about, rq->lang);
	v->value = figure_text(rq->arena, fig, rq->lang);
	v->reason = fig->known ? NULL : msg_render(rq->arena, &fig->reason, rq->lang);
	v->declared = def->formula;
	v->formula = figure_formula(rq, def->formula);
	v->figure = fig;
	v->path = rq->path;
	v->query = rq->query;
	v->may_export = account_can(rq->account, CAP_EXPORT);
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct figure_ask ask;
	struct figure fig;
	struct figure_view v = {0};
	if (!page_figure_ask(rq, &ask, e) || !figure_compute(rq->arena, rq->db, &ask, &fig, e))
		return false;
	int input = (int)rq_int(rq, "input");
	if (input < 0 || input >= fig.input_count)
		input = 0;
	make_head(rq, &ask, &fig, &v);
	make_inputs(rq, &ask, &fig, input, &v);
	if (text_eq(v.boundary, "both") && !make_bridge(rq, &ask, &v, e))
		return false;
	if (!figure_charts(rq, &ask, &v, e) ||
	    (fig.input_count && !figure_behind(rq, &ask, input, &v, e)))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", v.title, v.unit_name);
	tpl_figure_page(h, &v);
	return true;
}
