/* coop_page.c - the cooperatives of a unit: who leads them, members counted, bases, sales. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/book/book_page.h"
#include "page/figure_page.h"
#include "page/project/project_page.h"
#include "tpl.h"

#include <stdlib.h>
#include <string.h>

enum { COOPS = 100, BASES = 60 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "at", .kind = PARAM_DATE },
	{ .name = "led", .kind = PARAM_TEXT, .max = 20 },
	{ 0 },
};

const struct page coop_page = {
	.path = "/cooperatives",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Cooperatives board"),
	.about = "Cooperatives of a unit by who leads them, their members, the bases and what they yield.",
};

/* ---- members, counted ---- */

struct membership {
	int64_t coop, person, value;
};
struct memberships {
	struct arena *a;
	int count, room, coop, person, value; /* fields */
	struct membership *rows;
};

static bool membership_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			    struct err *e)
{
	struct memberships *m = arg;
	(void)row;
	(void)subs;
	(void)e;
	if (m->count == m->room) {
		int room = m->room ? m->room * 2 : 64;
		m->rows = arena_grow(m->a, m->rows, (size_t)m->room * sizeof *m->rows,
				     (size_t)room * sizeof *m->rows);
		m->room = room;
	}
	m->rows[m->count++] = (struct membership){ rec->v[m->coop].i, rec->v[m->person].i,
						   rec->v[m->value].known ? rec->v[m->value].i : 0 };
	return true;
}

static int by_coop(const void *x, const void *y)
{
	const struct membership *a = x, *b = y;
	if (a->coop != b->coop)
		return a->coop < b->coop ? -1 : 1;
	return (a->person > b->person) - (a->person < b->person);
}

static bool memberships_load(struct request *rq, ymd at, struct memberships *out, bool *told, struct err *e)
{
	const struct reg_def *def = reg_find("coop_member");
	struct scope scope;
	struct query q;
	*out = (struct memberships){ .a = rq->arena, .coop = field_find(def, "cooperative")->index,
				     .person = field_find(def, "person")->index,
				     .value = field_find(def, "value")->index };
	reg_scope(rq->account, def, false, &scope);
	*told = scope.count > 0;
	if (!*told)
		return true;
	query_init(&q, def, rq->county, &scope);
	q.unit = rq->unit.id;
	q.at = at;
	if (!query_each(rq->db, &q, membership_take, out, e))
		return false;
	if (out->count)
		qsort(out->rows, (size_t)out->count, sizeof *out->rows, by_coop);
	return true;
}

/* A person with several contributions is one member. */
static void members_of(struct request *rq, const struct memberships *m, int64_t coop, struct coop_row *row)
{
	int64_t people = 0, value = 0;
	for (int i = 0; i < m->count; i++) {
		if (m->rows[i].coop != coop)
			continue;
		people += !i || m->rows[i - 1].coop != coop || m->rows[i - 1].person != m->rows[i].person;
		value += m->rows[i].value;
	}
	row->members = arena_printf(rq->arena, "%" PRId64, people);
	row->contributed = page_fen(rq, value, false);
}

/* ---- cooperatives ---- */

static const char *word(struct request *rq, struct record *r, const char *field)
{
	return value_text(rq->arena, field_find(r->def, field), record_value(r, field), rq->lang);
}

static bool make_rows(struct request *rq, const struct scope *scope, ymd at, struct coop_view *v, struct err *e)
{
	const struct reg_def *def = reg_find("cooperative");
	const struct field_def *led = field_find(def, "led");
	struct memberships members;
	struct record_list list;
	struct query q;
	query_init(&q, def, rq->county, scope);
	q.unit = rq->unit.id;
	q.at = at;
	q.limit = COOPS + 1;
	if (choice_find(led->of, v->led))
		query_filter(&q, (struct path){ .field = led->index, .sub = -1 }, OP_EQ, v->led);
	if (!query_list(rq->arena, rq->db, &q, &list, e) ||
	    !memberships_load(rq, at, &members, &v->tells_members, e))
		return false;
	v->more = list.count > COOPS;
	v->row_count = v->more ? COOPS : list.count;
	struct coop_row *rows = ARENA_ARRAY(rq->arena, struct coop_row, v->row_count + 1);
	for (int i = 0; i < v->row_count; i++) {
		struct record *r = list.rows[i];
		const char *branch = record_value(r, "branch")->known ? record_value(r, "branch")->s : NULL;
		rows[i] = (struct coop_row){
			.name = record_title(rq->arena, r, rq->lang),
			.href = arena_printf(rq->arena, "/reg/cooperative/%" PRId64, r->id),
			.unit = r->unit_name,
			.kind = word(rq, r, "kind"),
			.led = branch ? arena_printf(rq->arena, "%s · %s", word(rq, r, "led"), branch)
				      : word(rq, r, "led"),
			.leader = word(rq, r, "leader"),
			.business = word(rq, r, "business"),
		};
		if (v->tells_members)
			members_of(rq, &members, r->id, &rows[i]);
	}
	v->rows = rows;
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, led->of->count + 1);
	for (int i = 0; i < led->of->count; i++)
		options[v->led_count++] = (struct ui_option){ .value = led->of->choices[i].code,
							      .label = label_in(&led->of->choices[i].label, rq->lang) };
	v->leds = options;
	return true;
}

/* ---- bases ---- */

static int larger_first(const void *x, const void *y)
{
	const struct coop_line *a = x, *b = y;
	if (a->area != b->area)
		return a->area > b->area ? -1 : 1;
	return strcmp(a->href, b->href);
}

static bool make_bases(struct request *rq, ymd at, struct coop_view *v, struct err *e)
{
	const struct reg_def *def = reg_find("base");
	struct record_list list;
	struct scope scope;
	struct query q;
	reg_scope(rq->account, def, false, &scope);
	if (scope.count == 0)
		return true;
	query_init(&q, def, rq->county, &scope);
	q.unit = rq->unit.id;
	q.at = at;
	q.limit = BASES;
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	struct coop_line *rows = ARENA_ARRAY(rq->arena, struct coop_line, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		struct record *r = list.rows[i];
		rows[i] = (struct coop_line){
			.name = record_title(rq->arena, r, rq->lang),
			.href = arena_printf(rq->arena, "/reg/base/%" PRId64, r->id),
			.kind = word(rq, r, "kind"),
			.products = word(rq, r, "products"),
			.stage = word(rq, r, "stage"),
			.value = word(rq, r, "area"),
			.outputs = arena_printf(rq->arena, "/reg/base_output?f.base=%" PRId64, r->id),
			.area = record_value(r, "area")->known ? record_value(r, "area")->i : 0,
		};
	}
	qsort(rows, (size_t)list.count, sizeof *rows, larger_first);
	v->bases = rows;
	v->base_count = list.count;
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	static const char *const names[] = { "cooperative.branch_led", "cooperative.members", "cooperative.raised",
					     "cooperative.tourism", "base.hundred_mu", "base.thousand_mu",
					     "base.forest_mu", "sale.weight", "sale.live_weight", "sale.value" };
	struct scope scope;
	char text[32];
	ymd at = rq_date(rq, "at") ? rq_date(rq, "at") : today();
	reg_scope(rq->account, reg_find("cooperative"), false, &scope);
	if (!rq->unit.id || scope.count == 0) {
		err_set(e, ERR_DENIED, "Your account may not read this register.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	struct coop_view v = { .unit = arena_strdup(rq->arena, id_text(rq->unit.id, text)),
			       .at = arena_strdup(rq->arena, date_iso(at, text)),
			       .led = rq_text(rq, "led"),
			       .add = project_form(rq, "cooperative", rq->unit.id, "", e) };
	if (e->code != ERR_NONE ||
	    !page_tiles(rq, names, ARRAY_LEN(names), at, &v.tiles, e) ||
	    !make_rows(rq, &scope, at, &v, e) || !make_bases(rq, at, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Cooperatives board")), rq->unit.name);
	tpl_cooperatives(h, &v);
	return true;
}
