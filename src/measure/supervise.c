/*
 * supervise.c - the to-do of a short village: opened by the board, closed by the register.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "measure/measure_int.h"
#include "measure/shortage.h"

static const char *const KIND = "reserve_shortage";

struct todo {
	int64_t id, unit;
	struct todo *next;
};

struct work {
	struct arena *a;
	struct db *db;
	const struct reg_def *def;
	int64_t county;
	struct scope all;
	struct save_how how;
	struct todo *todos; /* open ones */
	int opened, closed;
};

static bool todo_take(void *arg, struct arena *row, const struct record *rec,
		      const struct value *subs, struct err *e)
{
	(void)row;
	(void)subs;
	(void)e;
	struct work *w = arg;
	struct todo *t = ARENA_NEW(w->a, struct todo);
	*t = (struct todo){.id = rec->id, .unit = rec->unit, .next = w->todos};
	w->todos = t;
	return true;
}

static struct path path_of(const struct work *w, const char *field)
{
	struct path p;
	bool there = path_parse(w->def, field, &p);
	assert(there);
	return p;
}

/* Open to-dos of the kind at or under the unit; `opened`: only closed ones opened that day. */
static bool todos_load(struct work *w, int64_t unit, const char *state, ymd opened, struct err *e)
{
	struct query q;
	query_init(&q, w->def, w->county, &w->all);
	q.unit = unit;
	query_filter(&q, path_of(w, "kind"), OP_EQ, KIND);
	query_filter(&q, (struct path){.field = PATH_STATE, .sub = -1}, OP_EQ, state);
	char day[16];
	if (opened)
		query_filter(&q, path_of(w, "opened"), OP_EQ,
			     arena_strdup(w->a, date_iso(opened, day)));
	w->todos = NULL;
	return query_each(w->db, &q, todo_take, w, e);
}

static bool refused(const struct findings *f, struct err *e)
{
	/* the program's own rows are correct, unless a site changed the definition */
	if (e->code == ERR_REFUSED && f->first && !e->hint.id) {
		char text[MSG_TEXT];
		msg_write(&f->first->text, LANG_EN, text, sizeof text);
		return err_hint(e, "The to-do of a village could not be saved: %s", text);
	}
	return false;
}

static bool todo_close(struct work *w, int64_t id, const char *result, struct err *e)
{
	struct record *rec;
	struct findings f;
	findings_init(&f, w->a);
	if (!reg_load(w->a, w->db, w->def, w->county, id, &w->all, false, &rec, e))
		return false;
	*record_value(rec, "closed") = (struct value){.known = true, .i = today()};
	*record_value(rec, "closed_by_register") = (struct value){.known = true, .i = 1};
	*record_value(rec, "result") = (struct value){.known = true, .s = result};
	w->closed++;
	return reg_transit(w->a, w->db, rec, "close", &w->how, ROLE_BIT(ROLE_ORGANISER), &f, e) ||
	       refused(&f, e);
}

static bool todo_reopen(struct work *w, int64_t id, const char *content, struct err *e)
{
	struct record *rec;
	struct findings f;
	findings_init(&f, w->a);
	if (!reg_load(w->a, w->db, w->def, w->county, id, &w->all, false, &rec, e))
		return false;
	*record_value(rec, "closed") = (struct value){0};
	*record_value(rec, "closed_by_register") = (struct value){.known = true, .i = 0};
	*record_value(rec, "result") = (struct value){0};
	*record_value(rec, "content") = (struct value){.known = true, .s = content};
	return reg_transit(w->a, w->db, rec, "reopen", &w->how, ROLE_BIT(ROLE_ORGANISER), &f, e) ||
	       refused(&f, e);
}

static const char *content_of(struct work *w, const struct shortage *s)
{
	struct buf *out = buf_in(w->a, 4096);
	for (int i = 0; i < s->reason_count; i++) {
		buf_puts(out, i ? "；" : "");
		buf_puts(out, msg_render(w->a, &s->reasons[i], LANG_ZH));
	}
	return buf_str(out);
}

/* One closed earlier the same day is opened again: a village has one to-do per day. */
static bool todo_open(struct work *w, const struct shortage *s, struct err *e)
{
	const char *content = content_of(w, s);
	w->opened++;
	if (!todos_load(w, s->unit.id, "closed", today(), e))
		return false;
	for (const struct todo *t = w->todos; t; t = t->next)
		if (t->unit == s->unit.id)
			return todo_reopen(w, t->id, content, e);
	const char *days, *document;
	bool found;
	int64_t term;
	if (!parameter_value(w->a, w->db, w->county, s->unit.id, "reserve.shortage_days", today(),
			     &days, &document, &found, e))
		return false;
	struct record *rec = record_new(w->a, w->def, w->county, s->unit.id);
	*record_value(rec, "kind") = (struct value){.known = true, .s = KIND};
	*record_value(rec, "content") = (struct value){.known = true, .s = content};
	*record_value(rec, "opened") = (struct value){.known = true, .i = today()};
	if (parse_i64(days, &term) && term >= 0 && term < 3660)
		*record_value(rec, "due") = (struct value){
		    .known = true, .i = date_from_days(date_days(today()) + (int32_t)term)};
	struct findings f;
	findings_init(&f, w->a);
	return reg_save(w->a, w->db, rec, &w->how, &f, e) || refused(&f, e);
}

static const struct shortage *village_find(const struct shortage_list *list, int64_t unit)
{
	for (int i = 0; i < list->count; i++)
		if (list->rows[i].unit.id == unit)
			return &list->rows[i];
	return NULL;
}

bool shortage_supervise(struct arena *a, struct db *db, int64_t county, int64_t unit, int64_t actor,
			int *opened, int *closed, struct err *e)
{
	struct work w = {.a = a, .db = db, .county = county, .def = reg_find("supervise")};
	assert(w.def);
	scope_all(county, &w.all);
	w.how = (struct save_how){.actor = actor, .scope = w.all, .origin = "shortage board"};
	struct figure_ask ask = {.county = county, .unit = unit, .scope = w.all, .at = today()};
	struct shortage_list list;
	TXN(t);
	if (!txn_begin(&t, db, e) || !shortage_load(a, db, &ask, &list, e) ||
	    !todos_load(&w, unit, "open", 0, e))
		return false;
	struct todo *open = w.todos;
	for (const struct todo *o = open; o; o = o->next) {
		const struct shortage *s = village_find(&list, o->unit);
		bool met = s && s->state == UNIT_MET;
		if ((!s || met) &&
		    !todo_close(&w, o->id, met ? content_of(&w, s) : "该村（社区）已撤并", e))
			return false;
	}
	for (int i = 0; i < list.count; i++) {
		const struct shortage *s = &list.rows[i];
		bool there = false;
		for (const struct todo *o = open; o && !there; o = o->next)
			there = o->unit == s->unit.id;
		if ((s->state == UNIT_SHORT || s->state == UNIT_WEAK) && !there &&
		    !todo_open(&w, s, e))
			return false;
	}
	*opened = w.opened;
	*closed = w.closed;
	return txn_commit(&t, e);
}

bool shortage_follow(struct arena *a, struct db *db, const struct reg_def *def, int64_t county,
		     int64_t actor, struct err *e)
{
	static const char *const registers[] = {"reserve", "person", "requirement"};
	int opened, closed;
	for (size_t i = 0; i < ARRAY_LEN(registers); i++)
		if (text_eq(def->name, registers[i])) /* a county's number is the id of its unit */
			return shortage_supervise(a, db, county, county, actor, &opened, &closed,
						  e);
	return true;
}
