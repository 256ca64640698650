/* api_figures.c - figures and the records behind them. */
#include "api/api.h"
#include "base/arena.h"
#include "base/str.h"
#include "measure/measure.h"

static bool list(struct request *rq, struct html *h, struct err *e);
static bool one(struct request *rq, struct html *h, struct err *e);
static bool records(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "name", .kind = PARAM_TEXT, .required = 1},
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "at", .kind = PARAM_DATE},
    {.name = "boundary", .kind = PARAM_TEXT},
    {.name = "input", .kind = PARAM_INT},
    {.name = "after", .kind = PARAM_TEXT},
    {.name = "limit", .kind = PARAM_INT},
    {0},
};

const struct page api_figures = {
    .path = "/api/v1/figures",
    .method = GET,
    .cap = CAP_READ,
    .serve = list,
    .api = 1,
    .title = "API",
    .about = "The indicators and what each counts.",
};
const struct page api_figure = {
    .path = "/api/v1/figures/:name",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = one,
    .api = 1,
    .title = "API",
    .about = "A figure for a unit on a day, with its inputs and parameters.",
};
const struct page api_figure_records = {
    .path = "/api/v1/figures/:name/records",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = records,
    .api = 1,
    .title = "API",
    .about = "The records behind one input of a figure.",
};

static bool list(struct request *rq, struct html *h, struct err *e)
{
	struct json j = api_reply(rq);
	(void)h;
	(void)e;
	json_open(&j, '{');
	json_key(&j, "figures");
	json_open(&j, '[');
	for (int i = 0; i < indicator_count(); i++) {
		const struct indicator_def *def = indicator_at(i);
		json_open(&j, '{');
		json_kstr(&j, "name", def->name);
		json_kstr(&j, "label", label_in(&def->label, rq->lang));
		json_kstr(&j, "about", label_in(&def->about, rq->lang));
		json_kstr(&j, "formula", def->formula);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	return true;
}

static bool ask_of(struct request *rq, struct figure_ask *ask, struct err *e)
{
	const char *name = rq_text(rq, "name");
	const struct indicator_def *def = indicator_find(name);
	if (!def) {
		const char *near = indicator_nearest(name);
		err_set(e, ERR_NOT_FOUND, "There is no figure \"%s\".", name);
		return near ? err_hint(e, N_("Did you mean \"%s\"?"), near) : false;
	}
	*ask = (struct figure_ask){.indicator = def,
				   .county = rq->county,
				   .unit = rq->unit.id,
				   .at = rq_date(rq, "at") ? rq_date(rq, "at") : today(),
				   .boundary =
				       text_eq(rq_text(rq, "boundary"), "was") ? AS_WAS : RESTATED};
	reg_scope(rq->account, def->of ? def->of : reg_find("reserve"), false, &ask->scope);
	if (ask->scope.count == 0)
		return err_set(e, ERR_DENIED, "Your account may not read this figure.");
	return true;
}

static void write_inputs(struct request *rq, struct json *j, const struct figure *fig)
{
	json_key(j, "inputs");
	json_open(j, '[');
	for (int i = 0; i < fig->input_count; i++) {
		json_open(j, '{');
		json_kstr(j, "measure", fig->inputs[i].measure);
		if (fig->inputs[i].scale)
			json_kstr(j, "value", figure_input_text(rq->arena, &fig->inputs[i]));
		else
			json_ki64(j, "value", fig->inputs[i].value);
		json_kstr(j, "filter", fig->inputs[i].filter[rq->lang]);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_key(j, "parameters");
	json_open(j, '[');
	for (int i = 0; i < fig->parameter_count; i++) {
		json_open(j, '{');
		json_kstr(j, "name", fig->parameters[i].name);
		json_kstr(j, "value", fig->parameters[i].value);
		json_kstr(j, "document", fig->parameters[i].document);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static bool one(struct request *rq, struct html *h, struct err *e)
{
	struct figure_ask ask;
	struct figure fig;
	char value[32], day[16];
	(void)h;
	if (!ask_of(rq, &ask, e) || !figure_compute(rq->arena, rq->db, &ask, &fig, e))
		return false;
	struct json j = api_reply(rq);
	json_open(&j, '{');
	json_kstr(&j, "name", ask.indicator->name);
	json_kid(&j, "unit", ask.unit);
	json_kstr(&j, "at", date_iso(ask.at, day));
	json_kbool(&j, "known", fig.known);
	json_kstr(&j, "value", fig.known ? dec_text(fig.value, value) : NULL);
	json_kstr(&j, "text", figure_text(rq->arena, &fig, rq->lang));
	json_kstr(&j, "reason", fig.known ? NULL : msg_render(rq->arena, &fig.reason, rq->lang));
	json_kstr(&j, "revision", ask.indicator->revision);
	write_inputs(rq, &j, &fig);
	json_close(&j, '}');
	return true;
}

static bool write_units(struct request *rq, const struct figure_ask *ask, int input, struct err *e)
{
	static const char *const words[] = {[UNIT_COUNTED] = "counted",
					    [UNIT_SHORT] = "short",
					    [UNIT_WEAK] = "weak",
					    [UNIT_MET] = "met",
					    [UNIT_UNKNOWN] = "unknown"};
	struct figure_unit *units;
	int n;
	if (!figure_units(rq->arena, rq->db, ask, input, &n, &units, e))
		return false;
	struct json j = api_reply(rq);
	json_open(&j, '{');
	json_key(&j, "units");
	json_open(&j, '[');
	for (int i = 0; i < n; i++) {
		json_open(&j, '{');
		json_key(&j, "unit");
		api_unit(&j, &units[i].unit);
		json_kstr(&j, "state", words[units[i].state]);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_kstr(&j, "next", NULL);
	json_close(&j, '}');
	return true;
}

static bool records(struct request *rq, struct html *h, struct err *e)
{
	struct figure_ask ask;
	struct figure fig;
	struct query q;
	struct record_list rows;
	int input = (int)rq_int(rq, "input");
	(void)h;
	if (!ask_of(rq, &ask, e) || !figure_compute(rq->arena, rq->db, &ask, &fig, e))
		return false;
	if (input < 0 || input >= fig.input_count)
		return err_set(e, ERR_INPUT, "This figure has no input %d.", input);
	if (input_counts_units(ask.indicator, input))
		return write_units(rq, &ask, input, e);
	if (!figure_records(rq->arena, rq->db, &ask, input, &q, e))
		return false;
	q.after = rq_text(rq, "after");
	q.limit = rq_int(rq, "limit") > 0 && rq_int(rq, "limit") <= LIMIT_PAGE_ROWS
		      ? (int)rq_int(rq, "limit")
		      : 100;
	if (!query_list(rq->arena, rq->db, &q, &rows, e))
		return false;
	struct json j = api_reply(rq);
	json_open(&j, '{');
	json_kstr(&j, "register", q.def->name);
	json_key(&j, "records");
	json_open(&j, '[');
	for (int i = 0; i < rows.count; i++)
		api_record(rq, &j, rows.rows[i]);
	json_close(&j, ']');
	json_kstr(&j, "next", rows.next);
	json_close(&j, '}');
	return true;
}
