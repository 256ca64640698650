/* pairing_page.c - the pairings board: who has nobody, who carries too many, what ends soon. */
#include "page/pairing_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/pairing.h"
#include "page/figure_page.h"
#include "tpl.h"

enum { SHORT_LIST = 20, LINES = 50, LOADS = 100, ENDING_DAYS = 60 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "at", .kind = PARAM_DATE },
	{ .name = "kind", .kind = PARAM_TEXT },
	{ 0 },
};

const struct page pairing_page = {
	.path = "/pairings",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Pairings board"),
	.about = "Who has nobody, who carries too many, results, and what ends soon.",
};

static const char *kind_label(const struct request *rq, const char *code)
{
	const struct choice *c = choice_find(choice_list_find("pairing_kind"), code);
	return c ? label_in(&c->label, rq->lang) : code;
}

/* ---- figures and who has nobody ---- */

static bool ask_for(struct request *rq, const char *name, ymd at, struct figure_ask *ask)
{
	*ask = (struct figure_ask){ .indicator = indicator_find(name), .county = rq->county, .unit = rq->unit.id,
				    .at = at };
	assert(ask->indicator);
	page_figure_scope(rq, ask->indicator, &ask->scope);
	return ask->scope.count > 0;
}

static bool make_figures(struct request *rq, ymd at, struct pairing_view *v, struct err *e)
{
	static const char *const names[] = { "pairing.total", "pairing.helpers", "pairing.households",
					     "pairing.households_without", "pairing.villages_without_leader",
					     "pairing.results" };
	return page_tiles(rq, names, ARRAY_LEN(names), at, &v->tiles, e);
}

/* The form of a new pairing for that unit or household, where the account may write it. */
static bool pair_href(struct request *rq, int64_t unit, const char *kind, int64_t household, const char **out,
		      struct err *e)
{
	struct scope writes;
	bool inside;
	*out = NULL;
	reg_scope(rq->account, reg_find("pairing"), true, &writes);
	if (!scope_has(rq->db, &writes, rq->county, unit, &inside, e))
		return false;
	if (inside && household)
		*out = arena_printf(rq->arena, "/reg/pairing/new?unit=%" PRId64 "&f.kind=%s&f.household=%" PRId64, unit,
				    kind, household);
	else if (inside)
		*out = arena_printf(rq->arena, "/reg/pairing/new?unit=%" PRId64 "&f.kind=%s", unit, kind);
	return true;
}

static bool make_households(struct request *rq, ymd at, struct pairing_without *out, struct err *e)
{
	static const char name[] = "pairing.households_without";
	struct figure_ask ask;
	struct query q;
	struct record_list list;
	*out = (struct pairing_without){ .title = N_("Households in need with nobody"),
					 .empty = N_("Every household in need has somebody.") };
	if (!ask_for(rq, name, at, &ask))
		return true;
	if (!figure_records(rq->arena, rq->db, &ask, 0, &q, e))
		return false;
	q.limit = SHORT_LIST;
	if (!query_list(rq->arena, rq->db, &q, &list, e) ||
	    !query_count(rq->arena, rq->db, &q, LIMIT_COUNT, &out->all, e))
		return false;
	struct pairing_nobody *rows = ARENA_ARRAY(rq->arena, struct pairing_nobody, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		const struct record *r = list.rows[i];
		rows[i] = (struct pairing_nobody){
			.title = record_title(rq->arena, r, rq->lang),
			.unit = r->unit_name,
			.href = arena_printf(rq->arena, "/reg/household/%" PRId64, r->id),
		};
		if (!pair_href(rq, r->unit, "member_household", r->id, &rows[i].pair, e))
			return false;
	}
	out->rows = rows;
	out->count = list.count;
	out->more = figure_href(rq, name, rq->unit.id, at);
	return true;
}

static bool make_villages(struct request *rq, ymd at, struct pairing_without *out, struct err *e)
{
	static const char name[] = "pairing.villages_without_leader";
	struct figure_ask ask;
	struct figure_unit *units;
	int count;
	*out = (struct pairing_without){ .title = N_("Villages without a leader"),
					 .empty = N_("Every village has a leader.") };
	if (!ask_for(rq, name, at, &ask))
		return true;
	if (!figure_units(rq->arena, rq->db, &ask, 0, &count, &units, e))
		return false;
	struct pairing_nobody *rows = ARENA_ARRAY(rq->arena, struct pairing_nobody, SHORT_LIST);
	for (int i = 0; i < count; i++) {
		if (units[i].state != UNIT_SHORT || out->all++ >= SHORT_LIST)
			continue;
		struct pairing_nobody *n = &rows[out->count++];
		*n = (struct pairing_nobody){
			.title = units[i].unit.name,
			.unit = "",
			.href = arena_printf(rq->arena, "/unit/%" PRId64, units[i].unit.id),
		};
		if (!pair_href(rq, units[i].unit.id, "town_leader_village", 0, &n->pair, e))
			return false;
	}
	out->rows = rows;
	out->more = figure_href(rq, name, rq->unit.id, at);
	return true;
}

/* ---- the board ---- */

static struct pairing_line line_of(struct request *rq, const struct pairing_row *r)
{
	bool may = account_can(rq->account, CAP_WRITE);
	return (struct pairing_line){
		.kind = kind_label(rq, r->kind),
		.helper = r->party ? arena_printf(rq->arena, "%s（%s）", r->party, r->helper) : r->helper,
		.helped = r->helped,
		.unit = r->unit_name,
		.results = r->results,
		.visited = r->visited,
		.visits = r->visits,
		.last = r->last,
		.started = r->started,
		.due = r->due,
		.href = arena_printf(rq->arena, "/reg/pairing/%" PRId64, r->id),
		.hand_over = may ? arena_printf(rq->arena, "/pairings/%" PRId64 "/hand-over", r->id) : NULL,
		.results_href = arena_printf(rq->arena, "/reg/pairing_result?unit=%" PRId64 "&f.pairing=%" PRId64,
					     rq->unit.id, r->id),
	};
}

static void make_lines(struct request *rq, const struct pairing_board *b, ymd at, struct pairing_view *v)
{
	ymd soon = date_from_days(date_days(at) + ENDING_DAYS);
	struct pairing_line *lines = ARENA_ARRAY(rq->arena, struct pairing_line, LINES),
			    *endings = ARENA_ARRAY(rq->arena, struct pairing_line, LINES);
	for (int i = 0; i < b->count; i++) {
		if (v->line_count < LINES)
			lines[v->line_count++] = line_of(rq, &b->rows[i]);
		if (b->rows[i].due && b->rows[i].due <= soon && v->ending_count < LINES)
			endings[v->ending_count++] = line_of(rq, &b->rows[i]);
	}
	v->lines = lines;
	v->endings = endings;
	v->all = b->count;
	v->all_href = arena_printf(rq->arena, "/reg/pairing?unit=%" PRId64 "&at=%s%s%s", rq->unit.id, v->at,
				   is_empty(v->kind) ? "" : "&f.kind=", v->kind);
}

static void make_loads(struct request *rq, const struct pairing_board *b, struct pairing_view *v)
{
	struct pairing_load_row *rows = ARENA_ARRAY(rq->arena, struct pairing_load_row, LOADS);
	for (int i = 0; i < b->load_count && b->loads[i].pairings > v->load_max; i++) {
		const struct pairing_load *l = &b->loads[i];
		v->heavy++;
		if (v->load_count == LOADS)
			continue;
		rows[v->load_count++] = (struct pairing_load_row){
			.name = l->name,
			.count = l->pairings,
			.results = l->results,
			.href = arena_printf(rq->arena, "/reg/person/%" PRId64, l->person),
			.pairings = arena_printf(rq->arena, "/reg/pairing?unit=%" PRId64 "&at=%s&f.helper=%" PRId64
						 "%s%s", rq->unit.id, v->at, l->person,
						 is_empty(v->kind) ? "" : "&f.kind=", v->kind),
		};
	}
	v->loads = rows;
}

static void make_kinds(struct request *rq, struct pairing_view *v)
{
	const struct choice_list *list = choice_list_find("pairing_kind");
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, list->count);
	for (int i = 0; i < list->count; i++)
		options[i] = (struct ui_option){ .value = list->choices[i].code,
						 .label = label_in(&list->choices[i].label, rq->lang) };
	v->kinds = options;
	v->kind_count = list->count;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	char text[32];
	struct pairing_board board;
	ymd at = rq_date(rq, "at") ? rq_date(rq, "at") : today();
	struct pairing_ask ask = { .county = rq->county, .unit = rq->unit.id, .at = at };
	reg_scope(rq->account, reg_find("pairing"), false, &ask.scope);
	if (!rq->unit.id || !ask.scope.count) {
		err_set(e, ERR_DENIED, "Your account may not read the pairings.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	if (choice_find(choice_list_find("pairing_kind"), rq_text(rq, "kind")))
		ask.kind = rq_text(rq, "kind");
	struct pairing_view v = { .unit = arena_strdup(rq->arena, id_text(rq->unit.id, text)),
				  .at = arena_strdup(rq->arena, date_iso(at, text)),
				  .kind = ask.kind ? ask.kind : "" };
	if (!pairing_board_load(rq->arena, rq->db, &ask, &board, e) ||
	    !number_parameter(rq->arena, rq->db, rq->county, rq->unit.id, "pairing.load_max", at, &v.load_max, e) ||
	    !make_figures(rq, at, &v, e) || !make_households(rq, at, &v.without[0], e) ||
	    !make_villages(rq, at, &v.without[1], e))
		return false;
	make_kinds(rq, &v);
	make_lines(rq, &board, at, &v);
	make_loads(rq, &board, &v);
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Pairings board")), rq->unit.name);
	tpl_pairings(h, &v);
	return true;
}
