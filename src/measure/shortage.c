/*
 * shortage.c - the board: requirements and counts side by side, one pass each.
 */
#include "measure/shortage.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/measure_int.h"

#include <stdlib.h>

struct requirement {
	int64_t id, unit;
	ymd from;
	const char *kind, *education; /* education NULL: any */
	int64_t number, young_number;
	int64_t age_max; /* 0: any age */
	int bounds;	 /* index among board.bounds; -1: none are asked */
};

enum { BOUNDS_MAX = 16, REQUIREMENTS_MAX = 2000 };

struct tally {
	int64_t village, value;
};
struct tallies {
	int count;
	struct tally *rows; /* by village */
};

struct board {
	struct arena *a;
	struct db *db;
	const struct figure_ask *ask;
	ymd at, stand;		   /* day of the rows; day of the boundaries, 0 today */
	const struct reg_def *def; /* requirement */
	int requirement_count;
	struct requirement *requirements;
	int bound_count;
	const struct requirement *bounds[BOUNDS_MAX];
	struct tallies all, young[BOUNDS_MAX];
	struct unit_list path; /* of path_parent */
	int64_t path_parent;
};

/* ---- requirements ---- */

static const struct value *value_of(const struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	assert(f);
	return &rec->v[f->index];
}

static int64_t number_of(const struct record *rec, const char *field)
{
	const struct value *v = value_of(rec, field);
	return v->known ? v->i : 0;
}

static bool requirement_take(void *arg, struct arena *row, const struct record *rec,
			     const struct value *subs, struct err *e)
{
	(void)row;
	(void)subs;
	struct board *b = arg;
	if (b->requirement_count == REQUIREMENTS_MAX)
		return err_set(e, ERR_TOO_BIG, "More than %d requirements hold at once.",
			       REQUIREMENTS_MAX);
	const struct value *education = value_of(rec, "education"),
			   *kind = value_of(rec, "unit_kind");
	struct requirement *r = &b->requirements[b->requirement_count++];
	*r = (struct requirement){.id = rec->id,
				  .unit = rec->unit,
				  .from = (ymd)number_of(rec, "valid_from"),
				  .kind = arena_strdup(b->a, kind->s),
				  .number = number_of(rec, "number"),
				  .young_number = number_of(rec, "young_number"),
				  .age_max = number_of(rec, "age_max"),
				  .education =
				      education->known ? arena_strdup(b->a, education->s) : NULL,
				  .bounds = -1};
	return true;
}

static bool requirements_load(struct board *b, struct err *e)
{
	struct scope all;
	scope_all(b->ask->county, &all); /* a village must meet what stands above its reader */
	struct query q;
	query_init(&q, b->def, b->ask->county, &all);
	q.at = b->at;
	b->requirements = ARENA_ARRAY(b->a, struct requirement, REQUIREMENTS_MAX);
	return query_each(b->db, &q, requirement_take, b, e);
}

/* The one that holds for the village: of the nearest unit, of these the newest. */
static bool requirement_of(struct board *b, const struct unit *village, struct requirement **out,
			   struct err *e)
{
	if (village->parent != b->path_parent) {
		if (!unit_path(b->a, b->db, village->parent, b->stand, &b->path, e))
			return false;
		b->path_parent = village->parent;
	}
	int best = -1;
	*out = NULL;
	for (int i = 0; i < b->requirement_count; i++) {
		struct requirement *r = &b->requirements[i];
		int depth = r->unit == village->id ? b->path.count : -1;
		for (int k = 0; depth < 0 && k < b->path.count; k++)
			if (b->path.units[k].id == r->unit)
				depth = k;
		if (depth < 0 || !text_eq(r->kind, village->kind))
			continue;
		if (depth > best || (depth == best && r->from > (*out)->from)) {
			best = depth;
			*out = r;
		}
	}
	return true;
}

/* ---- counts ---- */

static int by_village(const void *x, const void *y)
{
	const struct tally *a = x, *b = y;
	return (a->village > b->village) - (a->village < b->village);
}

/* The groups as numbers in order, so that a village is found by halving. */
static void tally_make(struct arena *a, const struct group_list *list, bool also,
		       struct tallies *out)
{
	*out = (struct tallies){.rows = ARENA_ARRAY(a, struct tally, list->count + 1)};
	for (int i = 0; i < list->count; i++)
		if (id_parse(list->rows[i].key, &out->rows[out->count].village))
			out->rows[out->count++].value =
			    also ? list->rows[i].also : list->rows[i].value;
	qsort(out->rows, (size_t)out->count, sizeof *out->rows, by_village);
}

/* Current reserves per village and, with `bounds`, those of them who keep to these: one pass. */
static bool count_by_village(struct board *b, const struct requirement *bounds,
			     struct tallies *young, struct err *e)
{
	const struct reg_def *def = reg_find("reserve");
	struct path person, birth, education;
	bool there = def && path_parse(def, "person", &person) &&
		     path_parse(def, "person.birth", &birth) &&
		     path_parse(def, "person.education", &education);
	assert(there);
	struct query q;
	query_init(&q, def, b->ask->county, &b->ask->scope);
	q.unit = b->ask->unit;
	q.boundary = b->ask->boundary;
	q.at = b->at;
	struct filter also[2];
	struct aggregate g = {.kind = AGG_DISTINCT,
			      .of = person,
			      .group = GROUP_LEVEL,
			      .level = LEVEL_VILLAGE,
			      .also = also};
	if (bounds && bounds->age_max)
		also[g.also_count++] = (struct filter){
		    .path = birth,
		    .op = OP_AGE_LE,
		    .text = arena_printf(b->a, "%" PRId64, bounds->age_max)};
	if (bounds && bounds->education)
		also[g.also_count++] = (struct filter){
		    .path = education, .op = OP_AT_LEAST, .text = bounds->education};
	struct group_list list;
	if (!query_aggregate(b->a, b->db, &q, &g, &list, e))
		return false;
	tally_make(b->a, &list, false, &b->all);
	if (bounds)
		tally_make(b->a, &list, g.also_count > 0, young);
	return true;
}

/* Villages with the same bounds share one count. */
static bool bounds_find(struct board *b, struct requirement *r, struct err *e)
{
	if (r->bounds >= 0 || r->young_number == 0)
		return true;
	for (int i = 0; i < b->bound_count; i++)
		if (b->bounds[i]->age_max == r->age_max &&
		    text_eq(b->bounds[i]->education, r->education))
			r->bounds = i;
	if (r->bounds >= 0)
		return true;
	if (b->bound_count == BOUNDS_MAX)
		return err_set(e, ERR_TOO_BIG,
			       "The requirements use more than %d different bounds.", BOUNDS_MAX);
	r->bounds = b->bound_count;
	b->bounds[b->bound_count++] = r;
	return true;
}

static bool count_all(struct board *b, struct err *e)
{
	if (b->bound_count == 0)
		return count_by_village(b, NULL, NULL, e);
	for (int i = 0; i < b->bound_count; i++)
		if (!count_by_village(b, b->bounds[i], &b->young[i], e))
			return false;
	return true;
}

static int64_t count_of(const struct tallies *t, int64_t village)
{
	struct tally key = {.village = village};
	const struct tally *hit =
	    bsearch(&key, t->rows, (size_t)t->count, sizeof *t->rows, by_village);
	return hit ? hit->value : 0;
}

/* ---- words ---- */

static void say_number(struct shortage *s)
{
	msg_set(&s->reasons[s->reason_count++], "%" PRId64 " reserves, %" PRId64 " required",
		s->number, s->need_number);
}

/* Arguments only; the sentence is set after. */
static const char YOUNG_ARGUMENTS[] = "%" PRId64 "%" PRId64 "%" PRId64 "%s%s";

static void say_young(struct shortage *s, const struct requirement *r)
{
	const struct field_def *f = field_find(reg_find("requirement"), "education");
	const struct choice *c = r->education ? choice_find(f->of, r->education) : NULL;
	struct msg *m = &s->reasons[s->reason_count++];
	msg_set(m, YOUNG_ARGUMENTS, s->young, s->need_young, r->age_max, c ? c->label.en : "",
		c ? c->label.zh : "");
	/* the translation takes the label of its own language */
	if (r->age_max && c)
		m->id = N_("%1$s aged %3$s or less with %4$s or above, %2$s required");
	else if (r->age_max)
		m->id = N_("%1$s aged %3$s or less, %2$s required");
	else
		m->id = N_("%1$s with %4$s or above, %2$s required");
}

static void judge(struct board *b, struct shortage *s, const struct requirement *r)
{
	if (!r) {
		char day[16];
		s->state = UNIT_UNKNOWN;
		msg_set(&s->reasons[s->reason_count++],
			"no requirement for this kind of village holds on %s",
			date_iso(b->at, day));
		return;
	}
	s->requirement = r->id;
	s->need_number = r->number;
	s->need_young = r->young_number;
	s->young = r->bounds >= 0 ? count_of(&b->young[r->bounds], s->unit.id) : 0;
	s->state = UNIT_MET;
	if (s->young < s->need_young)
		s->state = UNIT_WEAK;
	if (s->number < s->need_number)
		s->state = UNIT_SHORT;
	if (s->state != UNIT_WEAK)
		say_number(s);
	if (s->need_young && (s->young < s->need_young || s->state == UNIT_MET))
		say_young(s, r);
}

bool shortage_load(struct arena *a, struct db *db, const struct figure_ask *ask,
		   struct shortage_list *out, struct err *e)
{
	struct board *b = ARENA_NEW(a, struct board);
	*b = (struct board){.a = a,
			    .db = db,
			    .ask = ask,
			    .at = ask->at ? ask->at : today(),
			    .path_parent = -1,
			    .def = reg_find("requirement")};
	b->stand = ask->boundary == AS_WAS ? b->at : 0;
	assert(b->def);
	struct unit_list villages;
	if (!unit_villages(a, db, ask->unit, b->stand, &villages, e) || !requirements_load(b, e))
		return false;
	struct requirement **of = ARENA_ARRAY(a, struct requirement *, villages.count + 1);
	for (int i = 0; i < villages.count; i++)
		if (!requirement_of(b, &villages.units[i], &of[i], e) ||
		    (of[i] && !bounds_find(b, of[i], e)))
			return false;
	if (!count_all(b, e))
		return false;
	*out = (struct shortage_list){.count = villages.count,
				      .rows = ARENA_ARRAY(a, struct shortage, villages.count + 1)};
	for (int i = 0; i < villages.count; i++) {
		struct shortage *s = &out->rows[i];
		s->unit = villages.units[i];
		s->number = count_of(&b->all, s->unit.id);
		judge(b, s, of[i]);
		out->in_state[s->state]++;
	}
	return true;
}
