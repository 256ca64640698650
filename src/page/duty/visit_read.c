/* visit_read.c - a visit as a form or a phone sends it, and what both offer to choose from. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "page/duty/visit_page.h"

#include <stdlib.h>
#include <string.h>

enum { OWN_MAX = 200, NEAR_MAX = 300, VILLAGES_MAX = 200, HOUSEHOLDS_MAX = 200, PEOPLE_MAX = 200 };
enum { PLACES_MAX = OWN_MAX + NEAR_MAX + VILLAGES_MAX + HOUSEHOLDS_MAX };

const char *const visit_form_names[10] = { "visited", "place", "visitor", "others", "purpose",
					   "said",    "found", "helped",  NULL,	    NULL };

/* ---- reading ---- */

const char *visit_given(struct request *rq, const struct visit_source *src, bool wrote, const char *name)
{
	if (!src->wrote)
		return rq_text(rq, wrote ? name : arena_printf(rq->arena, "b.%s", name));
	const char *s = json_string_value(json_object_get(wrote ? src->wrote : src->began, name));
	return s ? s : "";
}

const char *visit_place(struct arena *a, int64_t unit, int64_t household, int64_t base)
{
	if (household)
		return arena_printf(a, "u%" PRId64 "h%" PRId64, unit, household);
	return base ? arena_printf(a, "u%" PRId64 "b%" PRId64, unit, base) : arena_printf(a, "u%" PRId64, unit);
}

struct place {
	int64_t unit;
	const char *household, *base; /* as ids in text, "" none */
};

static bool place_parse(struct arena *a, const char *text, struct place *out)
{
	const char *mark = strpbrk(text, "hb");
	int64_t id;
	*out = (struct place){ .household = "", .base = "" };
	if (text[0] != 'u' || (mark && !id_parse(mark + 1, &id)))
		return false;
	if (mark && *mark == 'h')
		out->household = mark + 1;
	else if (mark)
		out->base = mark + 1;
	const char *unit = mark ? arena_strndup(a, text + 1, (size_t)(mark - text - 1)) : text + 1;
	return id_parse(unit, &out->unit);
}

static void read_place(struct request *rq, const struct visit_source *src, int64_t home, struct visit_edit *out)
{
	struct place began, wrote;
	const char *text = visit_given(rq, src, true, "place");
	if (!place_parse(rq->arena, visit_given(rq, src, false, "place"), &began))
		began = (struct place){ .household = "", .base = "" };
	if (!place_parse(rq->arena, text, &wrote)) {
		find_hint(find_error(rq->findings, "place", "visit-place", "It is not said who was visited."),
			  "Choose the household, the base or the village.");
		return;
	}
	out->unit = home ? home : wrote.unit;
	if (home && wrote.unit != home)
		find_hint(find_error(rq->findings, "place", "visit-moves", "A visit stays in its village."),
			  "Enter a new one for the other village.");
	bool read = visit_edit_set(rq->arena, out, "household", began.household, wrote.household, rq->findings) &
		    visit_edit_set(rq->arena, out, "base", began.base, wrote.base, rq->findings);
	assert(read); /* ids, as place_parse() left them */
}

static bool read_person(struct request *rq, const char *text, bool quiet, struct value *out, struct err *e)
{
	struct findings *all = rq->findings, ignored;
	findings_init(&ignored, rq->arena);
	if (quiet)
		rq->findings = &ignored;
	bool ok = page_read_person(rq, field_find(reg_find("visit"), "visitor"), text, out, e);
	rq->findings = all;
	return ok;
}

/* Names parted by 、 or commas or lines. */
static bool read_people(struct request *rq, const char *text, bool quiet, struct visit_people *out, struct err *e)
{
	static const char *const marks[] = { "、", "，", "；", ",", ";", "\n", "\r" };
	*out = (struct visit_people){ .count = 0 };
	for (const char *p = text, *end; *p; p = end) {
		size_t step = 0;
		end = p + strlen(p);
		for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
			const char *at = strstr(p, marks[i]);
			if (at && at < end) {
				end = at;
				step = strlen(marks[i]);
			}
		}
		struct value v;
		struct str one = str_trim((struct str){ .p = p, .n = (size_t)(end - p) });
		const char *name = arena_strndup(rq->arena, one.p, one.n);
		end += step;
		if (is_empty(name))
			continue;
		if (!read_person(rq, name, quiet, &v, e))
			return false;
		if (v.known && out->count < VISIT_PEOPLE_MAX)
			out->ids[out->count++] = v.i;
		else if (v.known && !quiet)
			find_error(rq->findings, "others", "visit-people", "More than %d people went on one visit.",
				   VISIT_PEOPLE_MAX + 1);
	}
	return true;
}

bool visit_edit_read(struct request *rq, const struct visit_source *src, int64_t home, struct visit_edit *out,
		     struct err *e)
{
	static const char *const plain[] = { "visited", "purpose", "said", "found", "helped" };
	out->county = rq->county;
	out->writer = rq->account->name;
	read_place(rq, src, home, out);
	for (size_t i = 0; i < ARRAY_LEN(plain); i++)
		if (!visit_edit_set(rq->arena, out, plain[i], visit_given(rq, src, false, plain[i]),
				    visit_given(rq, src, true, plain[i]), rq->findings))
			continue; /* the others may be wrong, too */
	return read_person(rq, visit_given(rq, src, true, "visitor"), false, &out->wrote[1], e) &&
	       read_person(rq, visit_given(rq, src, false, "visitor"), true, &out->began[1], e) &&
	       read_people(rq, visit_given(rq, src, true, "others"), false, &out->people_wrote, e) &&
	       read_people(rq, visit_given(rq, src, false, "others"), true, &out->people_began, e);
}

bool visit_save(struct request *rq, const struct visit_source *src, const struct visit_edit *edit,
		struct visit_result *out, bool *ok, struct err *e)
{
	TXN(t);
	struct scope scope;
	struct err why = { 0 };
	*ok = false;
	if (rq->findings->errors)
		return true;
	reg_scope(rq->account, reg_find("visit"), true, &scope);
	struct save_how how = page_how(rq, &scope);
	if (txn_begin(&t, rq->db, &why) && visit_put(rq->arena, rq->db, edit, &how, rq->findings, out, &why) &&
	    (out->again || out->outcome == VISIT_GONE || visit_matters_raise(rq, src, edit, out->visit, &why)) &&
	    txn_commit(&t, &why)) {
		*ok = true;
		return true;
	}
	if (why.code == ERR_DB || why.code == ERR_CORRUPT || why.code == ERR_BUSY) {
		*e = why;
		return false;
	}
	if (!rq->findings->errors)
		find_error(rq->findings, NULL, "visit-refused", "%s", msg_render(rq->arena, &why.text, rq->lang));
	return true;
}

/* ---- what there is to choose from ---- */

const char *visit_person_text(struct arena *a, const char *name, int64_t id)
{
	return arena_printf(a, "%s #%" PRId64, name, id);
}

int visit_purposes(struct request *rq, const struct ui_option **out)
{
	const struct choice_list *list = choice_list_find("visit_purpose");
	struct ui_option *o = ARENA_ARRAY(rq->arena, struct ui_option, list->count);
	for (int i = 0; i < list->count; i++)
		o[i] = (struct ui_option){ .value = list->choices[i].code,
					   .label = label_in(&list->choices[i].label, rq->lang) };
	*out = o;
	return list->count;
}

static void offer(struct visit_choices *c, const char *group, const char *value, const char *label)
{
	for (int i = 0; i < c->place_count; i++)
		if (text_eq(c->places[i].value, value))
			return;
	if (c->place_count < PLACES_MAX)
		c->places[c->place_count++] = (struct ui_option){ .value = value, .label = label, .group = group };
}

static void offer_person(struct visit_choices *c, const char *text)
{
	for (int i = 0; i < c->people_count; i++)
		if (text_eq(c->people[i], text))
			return;
	if (c->people_count < PEOPLE_MAX)
		c->people[c->people_count++] = text;
}

static struct path path_of(const struct reg_def *def, const char *text)
{
	struct path p;
	bool there = path_parse(def, text, &p);
	assert(there);
	return p;
}

/* Households, bases and villages of pairings that hold today; `helper` 0: anybody's. */
static bool offer_pairings(struct request *rq, const struct scope *scope, int64_t helper, const char *group,
			   struct visit_choices *c, struct err *e)
{
	const struct reg_def *def = reg_find("pairing");
	struct query q;
	struct record_list list;
	query_init(&q, def, rq->county, scope);
	q.at = today();
	q.limit = helper ? OWN_MAX : NEAR_MAX;
	if (helper)
		query_filter(&q, path_of(def, "helper"), OP_EQ, arena_printf(rq->arena, "%" PRId64, helper));
	else
		q.unit = rq->unit.id;
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	for (int i = 0; i < list.count; i++) {
		struct record *r = list.rows[i];
		const struct value *h = record_value(r, "household"), *b = record_value(r, "base"),
				   *who = record_value(r, "helper");
		const char *label = h->known ? h->s : b->known ? b->s : tr(rq->lang, N_("the village as a whole"));
		bool far = group || !(h->known || b->known); /* the village is not said above it */
		offer(c, group ? group : r->unit_name,
		      visit_place(rq->arena, r->unit, h->known ? h->i : 0, b->known ? b->i : 0),
		      far ? arena_printf(rq->arena, "%s · %s", r->unit_name, label) : label);
		if (who->known)
			offer_person(c, visit_person_text(rq->arena, who->s, who->i));
	}
	return true;
}

static bool offer_units(struct request *rq, const struct scope *scope, struct visit_choices *c, struct err *e)
{
	struct unit_list list;
	bool inside;
	if (!unit_villages(rq->arena, rq->db, rq->unit.id, 0, &list, e))
		return false;
	for (int i = -1; i < list.count && i < VILLAGES_MAX; i++) {
		const struct unit *u = i < 0 ? &rq->unit : &list.units[i];
		if (u->level < LEVEL_TOWN)
			continue;
		if (!scope_has(rq->db, scope, rq->county, u->id, &inside, e))
			return false;
		if (inside)
			offer(c, tr(rq->lang, N_("Villages as a whole")), visit_place(rq->arena, u->id, 0, 0), u->name);
	}
	return true;
}

static bool offer_households(struct request *rq, const struct scope *scope, struct visit_choices *c, struct err *e)
{
	struct query q;
	struct record_list list;
	if (!rq->unit.is_village)
		return true;
	query_init(&q, reg_find("household"), rq->county, scope);
	q.unit = rq->unit.id;
	q.at = today();
	q.limit = HOUSEHOLDS_MAX;
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	for (int i = 0; i < list.count; i++)
		offer(c, list.rows[i]->unit_name, visit_place(rq->arena, list.rows[i]->unit, list.rows[i]->id, 0),
		      record_title(rq->arena, list.rows[i], rq->lang));
	return true;
}

bool visit_choices_load(struct request *rq, const struct scope *scope, struct visit_choices *out, struct err *e)
{
	struct scope all;
	struct record *self;
	struct err ignored = { 0 };
	scope_all(rq->county, &all);
	*out = (struct visit_choices){ .places = ARENA_ARRAY(rq->arena, struct ui_option, PLACES_MAX),
				       .people = ARENA_ARRAY(rq->arena, const char *, PEOPLE_MAX),
				       .self = "" };
	int64_t own = rq->account->person;
	if (own && reg_load(rq->arena, rq->db, reg_find("person"), rq->county, own, &all, false, &self, &ignored)) {
		out->self = visit_person_text(rq->arena, record_title(rq->arena, self, rq->lang), self->id);
		offer_person(out, out->self);
		if (!offer_pairings(rq, scope, self->id, tr(rq->lang, N_("My pairings")), out, e))
			return false;
	}
	return offer_pairings(rq, scope, 0, NULL, out, e) && offer_households(rq, scope, out, e) &&
	       offer_units(rq, scope, out, e);
}
