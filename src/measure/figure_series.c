/*
 * figure_series.c - one figure many times: by child unit, by value, by month.
 *
 * Children and breakdowns cost one grouped query per measure, however many groups there are.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/figure_int.h"

/* Values of every input for every group; a group without rows counts 0. */
struct series {
	int count;
	struct amount *values; /* count x FIGURE_INPUTS_MAX */
};

static struct amount *series_at(const struct series *s, int group, int input)
{
	return &s->values[(size_t)group * FIGURE_INPUTS_MAX + (size_t)input];
}

static void series_init(struct series *s, struct arena *a, int count)
{
	s->count = count;
	s->values = ARENA_ARRAY(a, struct amount, (size_t)count * FIGURE_INPUTS_MAX + 1);
	for (size_t i = 0; i < (size_t)count * FIGURE_INPUTS_MAX; i++)
		s->values[i] = (struct amount){.known = true, .d = 1};
}

/* ---- children ---- */

static int child_find(const struct unit_list *children, int64_t id)
{
	for (int i = 0; i < children->count; i++)
		if (children->units[i].id == id)
			return i;
	return -1;
}

/* The child a unit stands under; -1 when it is the parent's own. */
static bool child_above(const struct making *m, const struct unit_list *children,
			const struct unit *u, int *out, struct err *e)
{
	*out = child_find(children, u->id);
	if (*out < 0)
		*out = child_find(children, u->parent);
	if (*out >= 0)
		return true;
	struct unit_list path;
	if (!unit_path(m->a, m->db, u->id, m->ask->boundary == AS_WAS ? m->base.at : 0, &path, e))
		return false;
	for (int i = 0; i < path.count && *out < 0; i++)
		*out = child_find(children, path.units[i].id);
	return true;
}

static bool units_by_child(const struct making *m, int input, const struct unit_list *children,
			   struct series *s, struct err *e)
{
	const struct measure_def *md = m->full->formula.inputs[input].measure;
	const struct special *special = md->special;
	int all;
	struct figure_unit *units;
	if (!special->units(m->a, m->db, md, m->ask, &all, &units, e))
		return false;
	int *of = ARENA_ARRAY(m->a, int, all + 1);
	for (int i = 0; i < all; i++)
		if (!child_above(m, children, &units[i].unit, &of[i], e))
			return false;
	struct figure_unit *own = ARENA_ARRAY(m->a, struct figure_unit, all + 1);
	for (int c = 0; c < children->count; c++) {
		int n = 0;
		for (int i = 0; i < all; i++)
			if (of[i] == c)
				own[n++] = units[i];
		*series_at(s, c, input) = units_amount(m->a, special, own, n);
	}
	return true;
}

static bool rows_by_child(const struct making *m, int input, const struct unit_list *children,
			  struct series *s, struct err *e)
{
	const struct measure_def *md = m->full->formula.inputs[input].measure;
	struct query q;
	making_query(m, input, &q);
	struct aggregate g = {
	    .kind = md->kind, .of = md->path, .group = GROUP_CHILD_UNIT, .parent = m->ask->unit};
	struct group_list list;
	if (!query_aggregate(m->a, m->db, &q, &g, &list, e))
		return false;
	for (int i = 0; i < list.count; i++) {
		int64_t id;
		int child = id_parse(list.rows[i].key, &id) ? child_find(children, id) : -1;
		if (child >= 0)
			series_at(s, child, input)->n = list.rows[i].value;
	}
	return true;
}

bool figure_children(struct arena *a, struct db *db, const struct figure_ask *ask, int *count,
		     struct figure_child **out, struct err *e)
{
	struct making m;
	struct unit_list children;
	if (!making_init(&m, a, db, ask, e) ||
	    !unit_children(a, db, ask->unit, ask->boundary == AS_WAS ? m.base.at : 0, &children, e))
		return false;
	struct series s;
	series_init(&s, a, children.count);
	for (int i = 0; i < m.base.input_count; i++) {
		bool units = m.full->formula.inputs[i].measure->special != NULL;
		if (units ? !units_by_child(&m, i, &children, &s, e)
			  : !rows_by_child(&m, i, &children, &s, e))
			return false;
	}
	struct figure_child *rows = ARENA_ARRAY(a, struct figure_child, children.count + 1);
	for (int i = 0; i < children.count; i++) {
		rows[i].unit = children.units[i];
		making_figure(&m, series_at(&s, i, 0), &rows[i].figure);
	}
	*count = children.count;
	*out = rows;
	return true;
}

/* ---- breakdown ---- */

struct groups {
	int count, cap;
	struct figure_group *rows; /* key and label */
};

static struct figure_group *group_add(struct arena *a, struct groups *gs, const char *key,
				      struct label label)
{
	if (gs->count == gs->cap) {
		int more = gs->cap ? 2 * gs->cap : 16;
		gs->rows = arena_grow(a, gs->rows, (size_t)gs->cap * sizeof *gs->rows,
				      (size_t)more * sizeof *gs->rows);
		gs->cap = more;
	}
	gs->rows[gs->count] = (struct figure_group){.key = key, .label = label};
	return &gs->rows[gs->count++];
}

static int group_find(const struct groups *gs, const char *key)
{
	for (int i = 0; i < gs->count; i++)
		if (text_eq(gs->rows[i].key, key))
			return i;
	return -1;
}

/* The groups that are there even when nothing is in them, in their order. */
static void groups_declared(struct arena *a, const struct reg_def *of, struct path by,
			    const struct band_set *bands, struct groups *gs)
{
	const struct field_def *field = path_field(of, by);
	for (int i = 0; bands && i < bands->count; i++)
		group_add(a, gs, arena_printf(a, "%d", bands->bands[i].from),
			  bands->bands[i].label);
	for (int i = 0; field && field->type == FIELD_CHOICE && i < field->of->count; i++)
		group_add(a, gs, field->of->choices[i].code, field->of->choices[i].label);
	for (int i = 0; by.field == PATH_STATE && i < of->state_count; i++)
		group_add(a, gs, of->states[i].code, of->states[i].label);
	if (field && field->type == FIELD_FLAG) {
		group_add(a, gs, "1", (struct label){tr(LANG_ZH, "yes"), "yes"});
		group_add(a, gs, "0", (struct label){tr(LANG_ZH, "no"), "no"});
	}
}

static const char *band_key(struct arena *a, const struct band_set *bands, const char *age)
{
	int64_t years;
	if (!bands || !parse_i64(age, &years))
		return bands ? "" : age;
	for (int i = 0; i < bands->count; i++)
		if (years >= bands->bands[i].from && years <= bands->bands[i].to)
			return arena_printf(a, "%d", bands->bands[i].from);
	return "";
}

/* What an input counts in each group; groups not declared are added as they come. */
static bool input_groups(const struct making *m, int input, struct path by,
			 const struct band_set *bands, struct groups *gs, struct group_list *list,
			 struct err *e)
{
	const struct measure_def *md = m->full->formula.inputs[input].measure;
	const struct field_def *field = path_field(md->of, by);
	struct query q;
	making_query(m, input, &q);
	struct aggregate g = {.kind = md->kind,
			      .of = md->path,
			      .by = by,
			      .group = field && field->type == FIELD_DATE ? GROUP_AGE : GROUP_PATH};
	if (!query_aggregate(m->a, m->db, &q, &g, list, e))
		return false;
	for (int i = 0; i < list->count; i++) {
		list->rows[i].key = band_key(m->a, bands, list->rows[i].key);
		const char *key = list->rows[i].key;
		if (*key && group_find(gs, key) < 0)
			group_add(m->a, gs, key, (struct label){key, key});
	}
	return true;
}

/* Choices, flags, states, dates of birth, numbers and short texts have groups. */
static bool can_group(const struct reg_def *of, struct path by)
{
	const struct field_def *f = path_field(of, by);
	if (!f)
		return by.field == PATH_STATE;
	return f->type == FIELD_CHOICE || f->type == FIELD_FLAG || f->type == FIELD_DATE ||
	       f->type == FIELD_INT || (f->type == FIELD_TEXT && !f->personal && !f->search);
}

static bool path_of_all(const struct making *m, const char *by, struct path *out, struct err *e)
{
	for (int i = 0; i < m->base.input_count; i++) {
		const struct reg_def *of = m->full->formula.inputs[i].measure->of;
		if (!of || !path_parse(of, by, out) || !can_group(of, *out))
			return err_set(e, ERR_INPUT, "“%s” cannot be broken down by “%s”.",
				       m->base.indicator->name, by);
	}
	return true;
}

bool figure_breakdown(struct arena *a, struct db *db, const struct figure_ask *ask, const char *by,
		      int *count, struct figure_group **out, struct err *e)
{
	struct making m;
	struct path path = {0};
	const struct band_set *bands = by ? NULL : ask->indicator->bands;
	if (!by)
		by = ask->indicator->by;
	if (!by)
		return err_set(e, ERR_INPUT, "“%s” has no breakdown.", ask->indicator->name);
	if (!making_init(&m, a, db, ask, e) || !path_of_all(&m, by, &path, e))
		return false;
	struct groups gs = {0};
	struct group_list lists[FIGURE_INPUTS_MAX];
	groups_declared(a, m.full->formula.inputs[0].measure->of, path, bands, &gs);
	bool some_unknown = false;
	for (int i = 0; i < m.base.input_count; i++) {
		if (!input_groups(&m, i, path, bands, &gs, &lists[i], e))
			return false;
		for (int k = 0; k < lists[i].count; k++)
			some_unknown |= !*lists[i].rows[k].key && lists[i].rows[k].rows > 0;
	}
	if (some_unknown)
		group_add(a, &gs, "",
			  (struct label){tr(LANG_ZH, N_("not recorded")), "not recorded"});
	struct series s;
	series_init(&s, a, gs.count);
	for (int i = 0; i < m.base.input_count; i++) {
		for (int k = 0; k < lists[i].count; k++) {
			int group = group_find(&gs, lists[i].rows[k].key);
			if (group >= 0)
				series_at(&s, group, i)->n += lists[i].rows[k].value;
		}
	}
	for (int i = 0; i < gs.count; i++)
		making_figure(&m, series_at(&s, i, 0), &gs.rows[i].figure);
	*count = gs.count;
	*out = gs.rows;
	return true;
}

/* ---- trend ---- */

enum { POINTS_MAX = 36 };

static ymd month_end(ymd day)
{
	int year = day / 10000, month = day / 100 % 100;
	ymd first = month == 12 ? date_make(year + 1, 1, 1) : date_make(year, month + 1, 1);
	return date_from_days(date_days(first) - 1);
}

bool figure_trend(struct arena *a, struct db *db, const struct figure_ask *ask, ymd from, ymd to,
		  int *count, struct figure_point **out, struct err *e)
{
	struct figure_point *points = ARENA_ARRAY(a, struct figure_point, POINTS_MAX);
	int all = 0, n = 0;
	for (ymd day = month_end(from); day <= to;
	     day = month_end(date_from_days(date_days(day) + 1)))
		all++;
	for (ymd day = month_end(from); day <= to;
	     day = month_end(date_from_days(date_days(day) + 1))) {
		if (all-- > POINTS_MAX) /* the newest are kept */
			continue;
		struct figure_ask one = *ask;
		one.at = points[n].at = day;
		if (!figure_compute(a, db, &one, &points[n++].figure, e))
			return false;
	}
	*count = n;
	*out = points;
	return true;
}
