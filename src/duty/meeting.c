/* meeting.c - who was to come and came; decisions that become tasks. */
#include "duty/meeting.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"

#include <string.h>

static struct path path_of(const struct reg_def *def, const char *text)
{
	struct path p;
	bool there = def && path_parse(def, text, &p);
	assert(there);
	return p;
}

static const char *text_of(struct arena *a, const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	const struct value *v = &r->v[f->index];
	return v->known && v->s ? arena_strdup(a, v->s) : "";
}

static int64_t number_of(const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return r->v[f->index].known ? r->v[f->index].i : 0;
}

/* ---- attendance ---- */

struct gather {
	struct arena *a;
	struct meeting_seats *out;
};

static struct meeting_seat *seat_of(struct meeting_seats *s, int64_t person)
{
	for (int i = 0; i < s->count; i++)
		if (s->seats[i].person == person)
			return &s->seats[i];
	return NULL;
}

static bool entered_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			 struct err *e)
{
	struct gather *g = arg;
	(void)row;
	(void)subs;
	if (g->out->count == MEETING_PEOPLE)
		return err_set(e, ERR_TOO_BIG, "More than %d people are on the list of one meeting.", MEETING_PEOPLE);
	struct meeting_seat *s = &g->out->seats[g->out->count++];
	*s = (struct meeting_seat){ .row = rec->id, .person = number_of(rec, "person"),
				    .name = text_of(g->a, rec, "person"), .role = text_of(g->a, rec, "role"),
				    .attendance = text_of(g->a, rec, "attendance"),
				    .reason = text_of(g->a, rec, "reason") };
	g->out->expected++;
	g->out->present += text_eq(s->attendance, "present");
	return true;
}

static bool post_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs, struct err *e)
{
	struct gather *g = arg;
	int64_t person = number_of(rec, "person");
	struct meeting_seat *s = seat_of(g->out, person);
	const struct choice *kind = choice_find(choice_list_find("post_kind"), text_of(g->a, rec, "kind"));
	(void)row;
	(void)subs;
	(void)e;
	if (!s && g->out->count < MEETING_PEOPLE) {
		s = &g->out->seats[g->out->count++];
		*s = (struct meeting_seat){ .person = person, .name = text_of(g->a, rec, "person"), .role = "",
					    .attendance = "", .reason = "" };
	}
	if (s && is_empty(s->role) && kind)
		s->role = kind->label.zh;
	return true;
}

bool meeting_seats_load(struct arena *a, struct db *db, const struct record *meeting, const struct scope *posts,
			const struct scope *people, struct meeting_seats *out, struct err *e)
{
	const struct reg_def *def = reg_find("meeting_person"), *post = reg_find("post");
	struct gather g = { .a = a, .out = out };
	struct query q;
	*out = (struct meeting_seats){ 0 };
	query_init(&q, def, meeting->county, people);
	query_filter(&q, path_of(def, "meeting"), OP_EQ, arena_printf(a, "%" PRId64, meeting->id));
	if (!query_each(db, &q, entered_take, &g, e))
		return false;
	query_init(&q, post, meeting->county, posts);
	q.unit = meeting->unit;
	q.at = (ymd)number_of(meeting, "held");
	query_filter(&q, path_of(post, "unit"), OP_EQ, arena_printf(a, "%" PRId64, meeting->unit));
	return query_each(db, &q, post_take, &g, e);
}

static void put_text(struct record *r, const char *field, const char *text)
{
	*record_value(r, field) = (struct value){ .known = !is_empty(text), .s = text };
}

static void put_id(struct record *r, const char *field, int64_t id)
{
	*record_value(r, field) = (struct value){ .known = id != 0, .i = id };
}

static bool tick_save(struct arena *a, struct db *db, const struct record *meeting, const struct meeting_tick *t,
		      const struct meeting_seat *seat, const struct save_how *how, struct findings *f, struct err *e)
{
	const struct reg_def *def = reg_find("meeting_person");
	struct record *r;
	if (!seat || !seat->row) {
		if (is_empty(t->attendance))
			return true;
		r = record_new(a, def, meeting->county, meeting->unit);
		put_id(r, "meeting", meeting->id);
		put_id(r, "person", t->person);
		put_text(r, "role", seat ? seat->role : "");
	} else if (!reg_load(a, db, def, meeting->county, seat->row, &how->scope, false, &r, e)) {
		return false;
	}
	if (is_empty(t->attendance))
		return reg_delete(a, db, r, how, f, e);
	put_text(r, "attendance", t->attendance);
	put_text(r, "reason", text_eq(t->attendance, "leave") || text_eq(t->attendance, "absent") ? t->reason : "");
	return reg_save(a, db, r, how, f, e);
}

bool meeting_attend(struct arena *a, struct db *db, const struct record *meeting, int count,
		    const struct meeting_tick *ticks, const struct save_how *how, struct findings *f, struct err *e)
{
	TXN(t);
	struct meeting_seats seats;
	struct scope all;
	scope_all(meeting->county, &all); /* saving keeps to how->scope */
	if (!txn_begin(&t, db, e) || !meeting_seats_load(a, db, meeting, &all, &how->scope, &seats, e))
		return false;
	for (int i = 0; i < count; i++)
		if (!tick_save(a, db, meeting, &ticks[i], seat_of(&seats, ticks[i].person), how, f, e))
			return false;
	return txn_commit(&t, e);
}

/* ---- a decision becomes a task ---- */

static bool plan_find(struct arena *a, struct db *db, const struct record *meeting, int year, const char *name,
		      const struct save_how *how, int64_t *out, struct err *e)
{
	const struct reg_def *def = reg_find("plan");
	struct record_list list;
	struct query q;
	query_init(&q, def, meeting->county, &how->scope);
	query_filter(&q, path_of(def, "unit"), OP_EQ, arena_printf(a, "%" PRId64, meeting->unit));
	query_filter(&q, path_of(def, "year"), OP_EQ, arena_printf(a, "%d", year));
	query_filter(&q, path_of(def, "name"), OP_EQ, name);
	q.limit = 1;
	if (!query_list(a, db, &q, &list, e))
		return false;
	*out = list.count ? list.rows[0]->id : 0;
	return true;
}

static bool plan_of(struct arena *a, struct db *db, const struct record *meeting, const struct save_how *how,
		    int64_t *out, struct findings *f, struct err *e)
{
	int year = (int)(number_of(meeting, "held") / 10000);
	const char *name = arena_printf(a, "%d年会议议定事项", year);
	if (!plan_find(a, db, meeting, year, name, how, out, e))
		return false;
	if (*out)
		return true;
	struct record *r = record_new(a, reg_find("plan"), meeting->county, meeting->unit);
	put_text(r, "name", name);
	put_text(r, "kind", "other");
	put_id(r, "year", year);
	put_id(r, "started", date_make(year, 1, 1));
	if (!reg_save(a, db, r, how, f, e))
		return false;
	*out = r->id;
	return true;
}

static bool item_fits(const struct record *item, struct findings *f, struct err *e)
{
	if (number_of(item, "task"))
		return err_set(e, ERR_CONFLICT, "This decision is a task already.");
	if (!item->v[field_find(item->def, "decision")->index].known)
		find_error(f, "decision", "decision-what", "Nothing was decided here.");
	if (!number_of(item, "person"))
		find_hint(find_error(f, "person", "decision-whom", "Nobody is named who does it."),
			  "A decision that somebody answers for can become a task.");
	if (!number_of(item, "due"))
		find_error(f, "due", "decision-day", "The day by which it is to be done is missing.");
	return f->errors == 0 || err_set(e, ERR_REFUSED, "This decision cannot become a task yet.");
}

static bool role_make(struct arena *a, struct db *db, const struct record *task, const struct record *item,
		      const struct save_how *how, struct findings *f, struct err *e)
{
	struct record *r = record_new(a, reg_find("task_role"), task->county, task->unit);
	put_id(r, "task", task->id);
	put_text(r, "role", "act");
	put_id(r, "person", number_of(item, "person"));
	put_id(r, "started", number_of(task, "started"));
	return reg_save(a, db, r, how, f, e);
}

/* The same topic comes again at the next meeting: its title says of which. */
static const char *title_of(struct arena *a, const struct record *meeting, const struct record *item)
{
	const char *topic = text_of(a, item, "topic");
	const char *both = arena_printf(a, "%s：%s", text_of(a, meeting, "topic"), topic);
	return strlen(both) <= 200 ? both : topic;
}

bool meeting_task(struct arena *a, struct db *db, const struct record *meeting, int64_t item,
		  const struct save_how *how, int64_t *task, struct findings *f, struct err *e)
{
	TXN(t);
	struct record *it, *r = record_new(a, reg_find("task"), meeting->county, meeting->unit);
	int64_t plan;
	if (!txn_begin(&t, db, e) ||
	    !reg_load(a, db, reg_find("meeting_item"), meeting->county, item, &how->scope, false, &it, e))
		return false;
	if (number_of(it, "meeting") != meeting->id)
		return err_set(e, ERR_NOT_FOUND, "This decision belongs to another meeting.");
	if (!item_fits(it, f, e) || !plan_of(a, db, meeting, how, &plan, f, e))
		return false;
	put_id(r, "plan", plan);
	put_text(r, "title", title_of(a, meeting, it));
	put_text(r, "measures", text_of(a, it, "decision"));
	put_text(r, "evidence", text_of(a, meeting, "topic"));
	put_id(r, "started", number_of(meeting, "held"));
	put_id(r, "due", number_of(it, "due"));
	if (!reg_save(a, db, r, how, f, e) || !role_make(a, db, r, it, how, f, e))
		return false;
	put_id(it, "task", r->id);
	if (!reg_save(a, db, it, how, f, e))
		return false;
	*task = r->id;
	return txn_commit(&t, e);
}
