/* village_page.c - what stands in one village: committee, reserves, what is due, every register. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/shortage.h"
#include "page/figure_page.h"
#include "page/unit_page.h"
#include "page/village_sums.h"

enum { NEWEST = 5, COMMITTEE = 60, DUE_ROWS = 20, ENDS_WITHIN_DAYS = 90 };

/* The posts without which a village has no head (村民委员会组织法 §6, §32; 村务监督). */
static const char *const needed_posts[] = {"secretary", "director", "supervision_head"};

static void list_of(struct request *rq, const struct reg_def *def, int64_t unit, struct query *q)
{
	struct scope scope;
	reg_scope(rq->account, def, false, &scope);
	query_init(q, def, rq->county, &scope);
	q->unit = unit;
	q->at = today();
}

static bool reads_here(struct request *rq, const struct reg_def *def, int64_t unit, bool *out,
		       struct err *e)
{
	struct scope scope;
	reg_scope(rq->account, def, false, &scope);
	return scope_has(rq->db, &scope, rq->county, unit, out, e);
}

/* ---- the committee ---- */

static int column_of(const struct reg_def *def, const char *text)
{
	struct path p;
	if (path_parse(def, text, &p))
		for (int c = 0; c < def->column_count; c++)
			if (def->columns[c].path.field == p.field &&
			    def->columns[c].path.sub == p.sub)
				return c;
	return -1;
}

static const char *cell(struct request *rq, const struct reg_cell *cells, int column)
{
	(void)rq;
	return column >= 0 ? cells[column].text : "";
}

static const char *age_of(struct request *rq, const struct record_list *l, int row,
			  const struct reg_def *def, int column)
{
	const struct field_def *f = column >= 0 ? path_field(def, def->columns[column].path) : NULL;
	if (!f)
		return "";
	const struct value *born = list_value(l, row, def, column);
	if (born->hidden || page_hides(rq, f, l->rows[row]))
		return "＊";
	return born->known ? arena_printf(rq->arena, "%d", date_age((ymd)born->i, today())) : "";
}

static void make_vacancies(struct request *rq, const struct record_list *l,
			   const struct field_def *kind, struct village_part *v)
{
	const char **names = ARENA_ARRAY(rq->arena, const char *, ARRAY_LEN(needed_posts));
	for (size_t i = 0; i < ARRAY_LEN(needed_posts); i++) {
		const struct choice *c = choice_find(kind->of, needed_posts[i]);
		bool held = false;
		for (int r = 0; r < l->count; r++)
			held |= text_eq(l->rows[r]->v[kind->index].s, needed_posts[i]);
		if (c && !held)
			names[v->vacancy_count++] = label_in(&c->label, rq->lang);
	}
	v->vacancies = names;
}

static bool make_committee(struct request *rq, const struct unit *u, struct village_part *v,
			   struct err *e)
{
	const struct reg_def *def = reg_find("post");
	const struct field_def *kind = field_find(def, "kind"), *in = field_find(def, "committee"),
			       *person = field_find(def, "person");
	struct query q;
	struct record_list l;
	assert(kind && in && person);
	if (!reads_here(rq, def, u->id, &v->committee_shown, e) || !v->committee_shown)
		return v->committee_shown || !e->code;
	list_of(rq, def, u->id, &q);
	q.limit = COMMITTEE;
	q.sort_given = true;
	q.sort = (struct path){.field = kind->index, .sub = -1};
	if (!query_list(rq->arena, rq->db, &q, &l, e))
		return false;
	const struct reg_cell *const *cells = page_cells(rq, def, &l);
	struct committee_row *rows = ARENA_ARRAY(rq->arena, struct committee_row, l.count + 1);
	for (int i = 0; i < l.count; i++) {
		const struct record *r = l.rows[i];
		if (!r->v[in->index].i)
			continue;
		rows[v->committee_count++] = (struct committee_row){
		    .name = r->v[person->index].s,
		    .href = arena_printf(rq->arena, "/reg/person/%" PRId64, r->v[person->index].i),
		    .post = value_text(rq->arena, kind, &r->v[kind->index], rq->lang),
		    .post_href = arena_printf(rq->arena, "/reg/post/%" PRId64, r->id),
		    .sex = cell(rq, cells[i], column_of(def, "person.sex")),
		    .age = age_of(rq, &l, i, def, column_of(def, "person.birth")),
		    .education = cell(rq, cells[i], column_of(def, "person.education")),
		    .political = cell(rq, cells[i], column_of(def, "person.political")),
		    .since = cell(rq, cells[i], column_of(def, "started")),
		};
	}
	for (int i = 0; i < v->committee_count; i++) {
		int k = 0;
		while (!text_eq(rows[k].href, rows[i].href))
			k++;
		v->committee_people += k == i;
	}
	v->committee = rows;
	v->committee_href =
	    arena_printf(rq->arena, "/reg/post?unit=%" PRId64 "&f.committee=1", u->id);
	make_vacancies(rq, &l, kind, v);
	return true;
}

/* ---- reserves against the requirement ---- */

static bool make_reserves(struct request *rq, const struct unit *u, struct village_part *v,
			  struct err *e)
{
	const struct reg_def *def = reg_find("reserve");
	struct figure_ask ask = {.county = rq->county, .unit = u->id, .at = today()};
	struct shortage_list list;
	if (!reads_here(rq, def, u->id, &v->reserves.shown, e))
		return false;
	if (!v->reserves.shown)
		return true;
	reg_scope(rq->account, def, false, &ask.scope);
	if (!shortage_load(rq->arena, rq->db, &ask, &list, e))
		return false;
	v->reserves.shown = list.count == 1;
	if (list.count != 1)
		return true; /* a closed village, or one that does not count as one */
	const struct shortage *s = &list.rows[0];
	v->reserves_known = s->state != UNIT_UNKNOWN;
	v->reserves.word = unit_state_word(s->state);
	v->reserves.tone = unit_state_tone(s->state);
	v->reserves.reasons = unit_reasons(rq, s->reasons, s->reason_count);
	v->reserves.number = s->number;
	v->reserves.need_number = s->need_number;
	v->reserves.young = s->young;
	v->reserves.need_young = s->need_young;
	v->reserves.href = arena_printf(rq->arena, "/reg/reserve?unit=%" PRId64, u->id);
	v->reserves.board = arena_printf(rq->arena, "/shortage?unit=%" PRId64, u->id);
	return true;
}

/* ---- due, and the registers ---- */

static struct referrer listed(struct request *rq, const struct reg_def *def,
			      const struct record_list *l)
{
	struct referrer ref = {.def = def, .list = *l, .now = l->count, .more = l->next != NULL};
	ref.standings = ARENA_ARRAY(rq->arena, enum standing, l->count + 1);
	for (int i = 0; i < l->count; i++)
		ref.standings[i] = record_standing(l->rows[i], today());
	return ref;
}

/* Rows of a register whose `field` is filled and, when `until` is given, not after that day. */
static bool filled(struct request *rq, const struct reg_def *def, const struct field_def *field,
		   ymd until, int64_t unit, struct record_list *out, struct err *e)
{
	struct query q;
	char day[16];
	struct path p = {.field = field->index, .sub = -1};
	list_of(rq, def, unit, &q);
	q.limit = DUE_ROWS;
	q.sort_given = true;
	q.sort = p;
	query_filter(&q, p, OP_FILLED, NULL);
	if (until)
		query_filter(&q, p, OP_LE, arena_strdup(rq->arena, date_iso(until, day)));
	return query_list(rq->arena, rq->db, &q, out, e);
}

static bool make_dues(struct request *rq, const struct unit *u, struct village_part *v,
		      struct err *e)
{
	const struct reg_set *all = reg_all();
	struct referrer *refs = ARENA_ARRAY(rq->arena, struct referrer, all->count + 1);
	ymd soon = date_from_days(date_days(today()) + ENDS_WITHIN_DAYS);
	int n = 0;
	for (int k = 0; k < all->count; k++) {
		const struct reg_def *def = all->regs[k];
		const struct field_def *due = field_find(def, "due"), *to = def->valid_to;
		struct record_list l;
		struct scope scope;
		reg_scope(rq->account, def, false, &scope);
		if (due && due->type != FIELD_DATE)
			due = NULL;
		if (scope.count == 0 || (!due && !to))
			continue;
		if (!filled(rq, def, due ? due : to, due ? 0 : soon, u->id, &l, e))
			return false;
		if (l.count)
			refs[n++] = listed(rq, def, &l);
	}
	v->dues = dues_of(rq, refs, n);
	return true;
}

static bool make_sections(struct request *rq, const struct unit *u, struct village_part *v,
			  struct err *e)
{
	const struct reg_set *all = reg_all();
	struct section *sections = ARENA_ARRAY(rq->arena, struct section, all->count + 1);
	int n = 0;
	for (int k = 0; k < all->count; k++) {
		struct query q;
		struct record_list l;
		int64_t count;
		list_of(rq, all->regs[k], u->id, &q);
		q.limit = NEWEST;
		if (q.scope.count == 0)
			continue;
		if (!query_list(rq->arena, rq->db, &q, &l, e))
			return false;
		if (l.count == 0)
			continue;
		struct referrer ref = listed(rq, all->regs[k], &l);
		if (!ref.more)
			count = l.count;
		else if (!query_count(rq->arena, rq->db, &q, LIMIT_COUNT, &count, e))
			return false;
		sections[n] = section_of_unit(rq, &ref, u->id);
		sections[n].count = (int)count;
		sections[n++].counted_out = count > LIMIT_COUNT;
	}
	v->sections = (struct section_list){.count = n, .sections = sections};
	return true;
}

bool unit_part(struct request *rq, const struct unit *u, struct village_part *out, struct err *e)
{
	*out = (struct village_part){0};
	if (u->level < LEVEL_VILLAGE)
		return unit_sums(rq, u, out, e);
	return make_committee(rq, u, out, e) && make_reserves(rq, u, out, e) &&
	       make_dues(rq, u, out, e) && make_sections(rq, u, out, e);
}
