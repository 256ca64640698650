/* village_sums.c - the sums of each unit below a town or county, every number a link. */
#include "page/village_sums.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/shortage.h"
#include "page/figure_page.h"

/*
 * The columns, as far as their registers are there: rows that hold today; people are counted
 * once where `distinct` names a field of theirs.
 */
static const struct sum_column {
	const char *reg, *distinct, *filter, *value, *label;
} columns[] = {
    {.reg = "post", .distinct = "person", .filter = "committee", .value = "1",
     .label = N_("Committee members")},
    {.reg = "reserve", .distinct = "person", .label = N_("Reserves")},
    {.reg = "membership", .distinct = "person", .filter = "principal", .value = "1",
     .label = N_("Party members")},
    {.reg = "mentor_pair", .label = N_("Mentor pairs")},
    {.reg = "trainee", .distinct = "person", .filter = "attended", .label = N_("People trained")},
    {.reg = "talent", .distinct = "person", .label = N_("Local talent")},
    {.reg = "pairing", .label = N_("Pairings")},
    {.reg = "team", .label = N_("Teams")},
    {.reg = "supervise", .label = N_("Open to-dos")},
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

struct sums {
	struct request *rq;
	const struct unit *unit;
	const struct unit_list *below;
	struct sum_cell (*cells)[COLUMNS]; /* below, then the unit itself, then all */
	int shown[COLUMNS];
	int count;
};

static struct path path_of(const struct reg_def *def, const char *name)
{
	const struct field_def *f = field_find(def, name);
	return (struct path){.field = f ? f->index : PATH_ID, .sub = -1};
}

static void begin(const struct sums *s, const struct reg_def *def, const struct sum_column *c,
		  struct query *q, struct aggregate *g)
{
	struct scope scope;
	reg_scope(s->rq->account, def, false, &scope);
	query_init(q, def, s->rq->county, &scope);
	q->unit = s->unit->id;
	q->at = today();
	if (c->filter && field_find(def, c->filter))
		query_filter(q, path_of(def, c->filter), c->value ? OP_EQ : OP_FILLED, c->value);
	*g = (struct aggregate){.kind = c->distinct ? AGG_DISTINCT : AGG_ROWS};
	if (c->distinct)
		g->of = path_of(def, c->distinct);
}

static const char *href_of(const struct sums *s, const struct sum_column *c, int64_t unit)
{
	return c->filter && c->value
		   ? arena_printf(s->rq->arena, "/reg/%s?unit=%" PRId64 "&f.%s=%s", c->reg, unit,
				  c->filter, c->value)
		   : arena_printf(s->rq->arena, "/reg/%s?unit=%" PRId64, c->reg, unit);
}

static bool ask(const struct sums *s, const struct query *q, const struct aggregate *g,
		struct group_list *out, struct err *e)
{
	return query_aggregate(s->rq->arena, s->rq->db, q, g, out, e);
}

static bool fill(struct sums *s, const struct reg_def *def, int column, struct err *e)
{
	const struct sum_column *c = &columns[column];
	struct query q;
	struct aggregate g;
	struct group_list groups;
	char id[24];
	int n = s->below->count;
	begin(s, def, c, &q, &g);
	if (!ask(s, &q, &g, &groups, e))
		return false;
	s->cells[n + 1][column] = (struct sum_cell){.href = href_of(s, c, s->unit->id),
						    .value = groups.count ? groups.rows[0].value
									  : 0};
	g.group = GROUP_CHILD_UNIT;
	g.parent = s->unit->id;
	if (!ask(s, &q, &g, &groups, e))
		return false;
	for (int i = 0; i < n; i++) {
		const char *key = id_text(s->below->units[i].id, id);
		s->cells[i][column].href = href_of(s, c, s->below->units[i].id);
		for (int k = 0; k < groups.count; k++)
			if (text_eq(groups.rows[k].key, key))
				s->cells[i][column].value = groups.rows[k].value;
	}
	g.group = GROUP_NONE;
	query_filter(&q, (struct path){.field = PATH_UNIT, .sub = -1}, OP_EQ,
		     id_text(s->unit->id, id));
	if (!ask(s, &q, &g, &groups, e))
		return false;
	s->cells[n][column] = (struct sum_cell){
	    .href = arena_printf(s->rq->arena, "%s&f.unit=%s", href_of(s, c, s->unit->id), id),
	    .value = groups.count ? groups.rows[0].value : 0};
	return true;
}

static const struct sum_cell *row_cells(const struct sums *s, int row)
{
	struct sum_cell *cells = ARENA_ARRAY(s->rq->arena, struct sum_cell, COLUMNS);
	for (int c = 0; c < s->count; c++)
		cells[c] = s->cells[row][s->shown[c]];
	return cells;
}

/* Short, weak or met, where the units below are villages whose reserves the account reads. */
static bool add_states(const struct sums *s, struct sum_row *rows, struct village_part *out,
		       struct err *e)
{
	struct request *rq = s->rq;
	const struct unit *u = s->unit;
	const struct reg_def *def = reg_find("reserve");
	struct figure_ask ask_for = {.county = rq->county, .unit = u->id, .at = today()};
	struct shortage_list list;
	bool inside;
	assert(def);
	reg_scope(rq->account, def, false, &ask_for.scope);
	if (u->level != LEVEL_TOWN)
		return true;
	if (!scope_has(rq->db, &ask_for.scope, rq->county, u->id, &inside, e))
		return false;
	if (!inside)
		return true;
	if (!shortage_load(rq->arena, rq->db, &ask_for, &list, e))
		return false;
	out->states = true;
	for (int k = 0; k < list.count; k++)
		for (int i = 0; i < s->below->count; i++)
			if (s->below->units[i].id == list.rows[k].unit.id) {
				rows[i].state = unit_state_word(list.rows[k].state);
				rows[i].tone = unit_state_tone(list.rows[k].state);
			}
	return true;
}

static bool has_own(const struct sums *s)
{
	for (int c = 0; c < s->count; c++)
		if (s->cells[s->below->count][s->shown[c]].value)
			return true;
	return false;
}

static bool make_rows(const struct sums *s, struct village_part *out, struct err *e)
{
	struct request *rq = s->rq;
	int n = s->below->count;
	struct sum_row *rows = ARENA_ARRAY(rq->arena, struct sum_row, n + 2);
	for (int i = 0; i < n; i++)
		rows[out->sum_count++] = (struct sum_row){
		    .name = s->below->units[i].name,
		    .href = arena_printf(rq->arena, "/unit/%" PRId64, s->below->units[i].id),
		    .cells = row_cells(s, i)};
	if (has_own(s))
		rows[out->sum_count++] = (struct sum_row){
		    .name = tr(rq->lang, N_("The unit itself")), .cells = row_cells(s, n)};
	rows[out->sum_count++] =
	    (struct sum_row){.name = tr(rq->lang, N_("Together")), .cells = row_cells(s, n + 1)};
	out->sums = rows;
	return add_states(s, rows, out, e);
}

bool unit_sums(struct request *rq, const struct unit *u, struct village_part *out, struct err *e)
{
	struct unit_list below;
	struct sums s = {.rq = rq, .unit = u, .below = &below};
	const char **labels = ARENA_ARRAY(rq->arena, const char *, COLUMNS);
	if (!unit_children(rq->arena, rq->db, u->id, 0, &below, e))
		return false;
	if (below.count == 0)
		return true;
	s.cells = arena_alloc(rq->arena, (size_t)(below.count + 2) * sizeof *s.cells);
	for (int c = 0; c < COLUMNS; c++) {
		const struct reg_def *def = reg_find(columns[c].reg);
		struct scope scope = {0};
		if (def)
			reg_scope(rq->account, def, false, &scope);
		if (scope.count == 0)
			continue;
		if (!fill(&s, def, c, e))
			return false;
		labels[s.count] = columns[c].label;
		s.shown[s.count++] = c;
	}
	out->columns = labels;
	out->column_count = s.count;
	return s.count == 0 || make_rows(&s, out, e);
}
