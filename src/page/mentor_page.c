/* mentor_page.c - who teaches how many, who has no mentor, which pairs have no log. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/figure_page.h"
#include "page/shortage_page.h"
#include "tpl.h"

#include <stdlib.h>
#include <string.h>

enum { MENTORS = 200, SHORT_LIST = 20 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "at", .kind = PARAM_DATE},
    {0},
};

const struct page mentor_page = {
    .path = "/mentors",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = serve,
    .title = N_("Mentor pairs board"),
    .about = "Load of each mentor, reserves without one, pairs without a log.",
};

/* ---- load per mentor ---- */

struct pair {
	int64_t mentor, mentee;
	const char *name, *kind;
};
struct pairs {
	struct arena *arena;
	int mentor, mentee, kind; /* fields */
	struct pair *rows;
	size_t count, cap;
};

static bool pair_add(void *arg, struct arena *row, const struct record *rec,
		     const struct value *subs, struct err *e)
{
	struct pairs *p = arg;
	(void)row;
	(void)subs;
	(void)e;
	if (p->count == p->cap) {
		size_t cap = p->cap ? p->cap * 2 : 64;
		p->rows = arena_grow(p->arena, p->rows, p->count * sizeof *p->rows,
				     cap * sizeof *p->rows);
		p->cap = cap;
	}
	p->rows[p->count++] = (struct pair){.mentor = rec->v[p->mentor].i,
					    .mentee = rec->v[p->mentee].i,
					    .name = arena_strdup(p->arena, rec->v[p->mentor].s),
					    .kind = arena_strdup(p->arena, rec->v[p->kind].s)};
	return true;
}

static int by_mentor(const void *x, const void *y)
{
	const struct pair *a = x, *b = y;
	if (a->mentor != b->mentor)
		return a->mentor > b->mentor ? 1 : -1;
	return (a->mentee > b->mentee) - (a->mentee < b->mentee);
}

static int most_first(const void *x, const void *y)
{
	const struct mentor_row *a = x, *b = y;
	int order = b->mentees - a->mentees;
	return order ? order : strcmp(a->pairs, b->pairs);
}

/* "镇带村 3，老带新 1" of rows [from, to). */
static const char *kinds_of(struct request *rq, const struct field_def *kind, const struct pairs *p,
			    size_t from, size_t to)
{
	const char *text = "";
	for (int c = 0; c < kind->of->count; c++) {
		const struct choice *choice = &kind->of->choices[c];
		int count = 0;
		for (size_t i = from; i < to; i++)
			count += text_eq(p->rows[i].kind, choice->code);
		if (count)
			text = arena_printf(rq->arena, "%s%s%s %d", text, *text ? " · " : "",
					    label_in(&choice->label, rq->lang), count);
	}
	return text;
}

static struct mentor_row mentor_of(struct request *rq, const struct field_def *kind,
				   const struct pairs *p, size_t from, size_t to)
{
	int mentees = 0;
	for (size_t i = from; i < to; i++)
		mentees += i == from || p->rows[i].mentee != p->rows[i - 1].mentee;
	return (struct mentor_row){
	    .name = p->rows[from].name,
	    .mentees = mentees,
	    .kinds = kinds_of(rq, kind, p, from, to),
	    .href = arena_printf(rq->arena, "/reg/person/%" PRId64, p->rows[from].mentor),
	    .pairs = arena_printf(rq->arena, "/reg/mentor_pair?unit=%" PRId64 "&f.mentor=%" PRId64,
				  rq->unit.id, p->rows[from].mentor),
	};
}

static bool make_mentors(struct request *rq, const struct reg_def *def, const struct scope *scope,
			 ymd at, struct mentor_view *v, struct err *e)
{
	const struct field_def *kind = field_find(def, "kind"), *mentor = field_find(def, "mentor"),
			       *mentee = field_find(def, "mentee");
	assert(kind && mentor && mentee);
	struct pairs p = {.arena = rq->arena,
			  .mentor = mentor->index,
			  .mentee = mentee->index,
			  .kind = kind->index};
	struct query q;
	query_init(&q, def, rq->county, scope);
	q.unit = rq->unit.id;
	q.at = at;
	if (!query_each(rq->db, &q, pair_add, &p, e))
		return false;
	if (p.count)
		qsort(p.rows, p.count, sizeof *p.rows, by_mentor);
	struct mentor_row *rows = ARENA_ARRAY(rq->arena, struct mentor_row, p.count + 1);
	for (size_t from = 0, to; from < p.count; from = to) {
		for (to = from + 1; to < p.count && p.rows[to].mentor == p.rows[from].mentor;)
			to++;
		rows[v->mentor_count++] = mentor_of(rq, kind, &p, from, to);
	}
	qsort(rows, (size_t)v->mentor_count, sizeof *rows, most_first);
	if (v->mentor_count > MENTORS) {
		v->left_out = v->mentor_count - MENTORS;
		v->mentor_count = MENTORS;
	}
	v->mentors = rows;
	return true;
}

/* ---- figures, and the records behind two of them ---- */

static bool ask_for(struct request *rq, const char *name, ymd at, struct figure_ask *ask)
{
	*ask = (struct figure_ask){
	    .indicator = indicator_find(name), .county = rq->county, .unit = rq->unit.id, .at = at};
	assert(ask->indicator);
	page_figure_scope(rq, ask->indicator, &ask->scope);
	return ask->scope.count > 0;
}

static bool make_figures(struct request *rq, ymd at, struct mentor_view *v, struct err *e)
{
	static const char *const names[] = {"mentor.mentors", "mentor.mentees",
					    "mentor.mentees_without", "mentor.pairs_without_log"};
	return page_tiles(rq, names, ARRAY_LEN(names), at, &v->tiles, e);
}

/* The first rows behind a measure; `field` adds a second value, NULL none. */
static bool make_list(struct request *rq, const char *name, const char *field, ymd at,
		      struct mentor_list *out, struct err *e)
{
	struct figure_ask ask;
	struct query q;
	struct record_list list;
	if (!ask_for(rq, name, at, &ask))
		return true;
	if (!figure_records(rq->arena, rq->db, &ask, 0, &q, e))
		return false;
	q.limit = SHORT_LIST;
	if (!query_list(rq->arena, rq->db, &q, &list, e) ||
	    !query_count(rq->arena, rq->db, &q, LIMIT_COUNT, &out->all, e))
		return false;
	struct mentor_short *rows = ARENA_ARRAY(rq->arena, struct mentor_short, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		struct record *r = list.rows[i];
		rows[i] = (struct mentor_short){
		    .title = record_title(rq->arena, r, rq->lang),
		    .unit = r->unit_name,
		    .href = arena_printf(rq->arena, "/reg/%s/%" PRId64, q.def->name, r->id),
		    .detail = field ? record_value(r, field)->s : NULL,
		};
	}
	out->rows = rows;
	out->count = list.count;
	out->more = figure_href(rq, name, rq->unit.id, at);
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def = reg_find("mentor_pair");
	struct scope scope;
	char text[32];
	ymd at = rq_date(rq, "at") ? rq_date(rq, "at") : today();
	assert(def);
	reg_scope(rq->account, def, false, &scope);
	if (!rq->unit.id || !scope.count) {
		err_set(e, ERR_DENIED, "Your account may not read the mentor pairs.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	struct mentor_view v = {.unit = arena_strdup(rq->arena, id_text(rq->unit.id, text)),
				.at = arena_strdup(rq->arena, date_iso(at, text))};
	v.lists[0] = (struct mentor_list){.title = N_("Reserves without a mentor"),
					  .empty = N_("Every reserve has a mentor.")};
	v.lists[1] = (struct mentor_list){.title = N_("Pairs without a log this quarter"),
					  .empty = N_("Every pair has a log this quarter.")};
	if (!make_figures(rq, at, &v, e) || !make_mentors(rq, def, &scope, at, &v, e) ||
	    !make_list(rq, "mentor.mentees_without", NULL, at, &v.lists[0], e) ||
	    !make_list(rq, "mentor.pairs_without_log", "mentor", at, &v.lists[1], e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Mentor pairs board")),
				 rq->unit.name);
	tpl_mentors(h, &v);
	return true;
}
