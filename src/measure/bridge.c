/*
 * bridge.c - why a figure as it was differs from the same figure in today's boundaries.
 *
 * The rows are counted once per unit they stand in.  Then the changes are applied one after
 * the other to where each of these units stands; a unit that comes under the figure's unit
 * adds its count, one that leaves takes it away.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/figure_int.h"

struct place {
	int64_t unit;	/* where the rows were entered */
	int64_t stands; /* the unit it is, after the changes so far; 0: not yet open */
	bool inside;	/* stands at or under the figure's unit */
	int64_t value[FIGURE_INPUTS_MAX];
};

struct bridge {
	const struct making *m;
	int place_count, place_cap;
	struct place *places;
	int change_count;
	struct change_row *changes;
	int line_count;
	struct bridge_line *lines;
};

static struct place *place_of(struct bridge *b, int64_t unit)
{
	struct arena *a = b->m->a;
	for (int i = 0; i < b->place_count; i++)
		if (b->places[i].unit == unit)
			return &b->places[i];
	if (b->place_count == b->place_cap) {
		int more = b->place_cap ? 2 * b->place_cap : 64;
		b->places = arena_grow(a, b->places, (size_t)b->place_cap * sizeof *b->places,
				       (size_t)more * sizeof *b->places);
		b->place_cap = more;
	}
	b->places[b->place_count] = (struct place){.unit = unit, .stands = unit};
	return &b->places[b->place_count++];
}

/* Counts of every input per unit, over all that the asker may see. */
static bool places_load(struct bridge *b, struct err *e)
{
	for (int i = 0; i < b->m->base.input_count; i++) {
		const struct measure_def *md = b->m->full->formula.inputs[i].measure;
		struct query q;
		making_query(b->m, i, &q);
		q.unit = 0;
		q.boundary = RESTATED;
		struct aggregate g = {.kind = md->kind,
				      .of = md->path,
				      .group = GROUP_PATH,
				      .by = {.field = PATH_UNIT, .sub = -1}};
		struct group_list list;
		if (!query_aggregate(b->m->a, b->m->db, &q, &g, &list, e))
			return false;
		for (int k = 0; k < list.count; k++) {
			int64_t unit;
			if (id_parse(list.rows[k].key, &unit))
				place_of(b, unit)->value[i] = list.rows[k].value;
		}
	}
	return true;
}

/* Whether the place stands at or under the figure's unit on the day. */
static bool place_inside(const struct bridge *b, struct place *p, ymd day, struct err *e)
{
	struct unit u;
	struct unit_list path;
	p->inside = p->unit == b->m->ask->unit; /* a closed unit keeps its own rows */
	if (!unit_load(b->m->a, b->m->db, p->stands, day, &u, e))
		return false;
	if (u.opened > day)
		return true;
	if (!unit_path(b->m->a, b->m->db, p->stands, day, &path, e))
		return false;
	for (int i = 0; i < path.count; i++)
		p->inside |= path.units[i].id == b->m->ask->unit;
	return true;
}

static void place_follow(struct place *p, const struct change_row *c)
{
	if (c->kind != CHANGE_MERGE && c->kind != CHANGE_SPLIT)
		return;
	for (int i = 0; i < c->old_count && c->new_count; i++) {
		if (c->old[i].unit == p->stands) {
			p->stands = c->made[0].unit; /* the first new unit inherits */
			return;
		}
	}
}

/* Values with the places that are inside now, measured from those at the start. */
static void stage_values(const struct bridge *b, const struct amount *start, const int64_t *sums,
			 struct amount *out)
{
	for (int i = 0; i < b->m->base.input_count; i++) {
		int64_t sum = 0;
		for (int k = 0; k < b->place_count; k++)
			sum += b->places[k].inside ? b->places[k].value[i] : 0;
		out[i] = (struct amount){.known = true, .n = start[i].n + sum - sums[i], .d = 1};
	}
}

static void names_put(struct buf *out, const struct change_part *parts, int count, enum lang lang)
{
	for (int i = 0; i < count; i++) {
		buf_puts(out, i == 0 ? "" : lang == LANG_ZH ? "、" : ", ");
		buf_puts(out, parts[i].name);
	}
}

static const char *change_text(struct arena *a, const struct change_row *c, enum lang lang)
{
	static const char *const words[] = {
	    [CHANGE_MERGE] = N_("Merger"),	[CHANGE_SPLIT] = N_("Split"),
	    [CHANGE_TRANSFER] = N_("Transfer"), [CHANGE_RENAME] = N_("New name"),
	    [CHANGE_CODE] = N_("New code"),
	};
	struct buf *out = buf_in(a, 8192);
	buf_printf(out, lang == LANG_ZH ? "%s：" : "%s: ", tr(lang, words[c->kind]));
	names_put(out, c->old, c->old_count, lang);
	if (c->kind != CHANGE_TRANSFER && c->new_count) {
		buf_puts(out, " → ");
		names_put(out, c->made, c->new_count, lang);
	}
	buf_printf(out, lang == LANG_ZH ? "（%s）" : " (%s)", c->document);
	return buf_str(out);
}

static void line_add(struct bridge *b, const struct change_row *c, struct dec delta)
{
	struct bridge_line *line = &b->lines[b->line_count++];
	*line = (struct bridge_line){.day = c ? c->day : 0, .delta = delta};
	for (int lang = 0; lang < LANG__COUNT; lang++)
		line->text[lang] =
		    c ? change_text(b->m->a, c, (enum lang)lang)
		      : tr((enum lang)lang, N_("Counted in more than one of the units"));
}

/* The figure after each change; false only when the database failed. */
static bool lines_make(struct bridge *b, const struct amount *start, const struct figure *as_was,
		       const struct figure *restated, struct err *e)
{
	int64_t sums[FIGURE_INPUTS_MAX] = {0};
	struct dec before = as_was->value, delta;
	for (int k = 0; k < b->place_count; k++) {
		if (!place_inside(b, &b->places[k], b->m->base.at, e))
			return false;
		for (int i = 0; i < b->m->base.input_count; i++)
			sums[i] += b->places[k].inside ? b->places[k].value[i] : 0;
	}
	for (int c = 0; c < b->change_count; c++) {
		const struct change_row *change = &b->changes[c];
		for (int k = 0; k < b->place_count; k++) {
			place_follow(&b->places[k], change);
			if (!place_inside(b, &b->places[k], change->day, e))
				return false;
		}
		struct amount values[FIGURE_INPUTS_MAX];
		struct figure after;
		stage_values(b, start, sums, values);
		making_figure(b->m, values, &after);
		if (!after.known || !dec_sub(after.value, before, &delta) || delta.v == 0)
			continue;
		line_add(b, change, delta);
		before = after.value;
	}
	if (dec_sub(restated->value, before, &delta) && delta.v != 0)
		line_add(b, NULL, delta);
	return true;
}

static bool counts_rows(const struct making *m)
{
	for (int i = 0; i < m->base.input_count; i++)
		if (m->full->formula.inputs[i].measure->special)
			return false;
	return true;
}

bool figure_bridge(struct arena *a, struct db *db, const struct figure_ask *ask,
		   struct figure *as_was, struct figure *restated, int *count,
		   struct bridge_line **lines, struct err *e)
{
	struct figure_ask now = *ask, then = *ask;
	struct making m_now, m_then;
	struct amount v_now[FIGURE_INPUTS_MAX], v_then[FIGURE_INPUTS_MAX];
	now.boundary = RESTATED;
	then.boundary = AS_WAS;
	if (!making_init(&m_now, a, db, &now, e) || !figure_make(&m_now, v_now, restated, e) ||
	    !making_init(&m_then, a, db, &then, e) || !figure_make(&m_then, v_then, as_was, e))
		return false;
	struct bridge b = {.m = &m_then};
	*count = 0;
	*lines = NULL;
	if (!as_was->known || !restated->known)
		return true;
	if (!unit_history(a, db, ask->county, as_was->at, today(), &b.change_count, &b.changes, e))
		return false;
	b.lines = ARENA_ARRAY(a, struct bridge_line, b.change_count + 1);
	/* what counts units moves with all changes at once */
	struct dec delta;
	if (!counts_rows(&m_then)) {
		if (dec_sub(restated->value, as_was->value, &delta) && delta.v != 0)
			line_add(&b, b.change_count == 1 ? &b.changes[0] : NULL, delta);
	} else if (b.change_count &&
		   (!places_load(&b, e) || !lines_make(&b, v_then, as_was, restated, e))) {
		return false;
	}
	*count = b.line_count;
	*lines = b.lines;
	return true;
}
