/*
 * training_class.c - one class: who is in it, the tick list, requests it gathers, certificates.
 *
 * The tick list sends, beside the ticks, what the boxes showed.  Only boxes that differ from
 * that are saved, each on the row as it stands now: of two people who tick at once neither
 * undoes the other.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/training_page.h"
#include "tpl.h"

#include <stdlib.h>
#include <string.h>

enum { TICKS = 80, REQUESTS = 60, SHOWN_MAX = 4000 };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool attend(struct request *rq, struct html *h, struct err *e);
static bool gather(struct request *rq, struct html *h, struct err *e);
static bool certify(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "id", .kind = PARAM_ID, .required = 1},
    {.name = "first", .kind = PARAM_INT},
    {.name = "day", .kind = PARAM_DATE},
    {.name = "hours", .kind = PARAM_INT},
    {.name = "shown", .kind = PARAM_TEXT, .max = SHOWN_MAX},
    {.name = "t.*", .kind = PARAM_FLAG},
    {.name = "p.*", .kind = PARAM_FLAG},
    {.name = "g.*", .kind = PARAM_FLAG},
    {0},
};

const struct page training_class_page = {
    .path = "/training/class/:id",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = show,
    .title = N_("Class"),
    .about = "A class with its people, the tick list, and the requests it could gather.",
};
const struct page training_attend_page = {
    .path = "/training/class/:id/attend",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = attend,
    .title = N_("Class"),
    .about = "Saves the ticks that were changed: who attended, who passed.",
};
const struct page training_gather_page = {
    .path = "/training/class/:id/gather",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = gather,
    .title = N_("Class"),
    .about = "Gathers requests of villages into the class.",
};
const struct page training_certify_page = {
    .path = "/training/class/:id/certify",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = certify,
    .title = N_("Class"),
    .about = "Numbers a certificate for everyone who passed and has none.",
};

static struct path path_of(const struct reg_def *def, const char *text)
{
	struct path p;
	bool there = path_parse(def, text, &p);
	assert(there);
	return p;
}

static const char *class_href(struct request *rq, int64_t id)
{
	return arena_printf(rq->arena, "/training/class/%" PRId64, id);
}

/* ---- showing ---- */

static const char *choice_word(struct request *rq, struct record *r, const char *field)
{
	return value_text(rq->arena, field_find(r->def, field), record_value(r, field), rq->lang);
}

static const char *text_or(const struct record *r, const char *field, const char *other)
{
	const struct value *v = &r->v[field_find(r->def, field)->index];
	return v->known && !is_empty(v->s) ? v->s : other;
}

static void make_facts(struct request *rq, struct record *r, struct training_class_view *v)
{
	char text[32];
	v->id = arena_strdup(rq->arena, id_text(r->id, text));
	v->title = record_title(rq->arena, r, rq->lang);
	v->number = text_or(r, "number", "");
	v->kind = choice_word(rq, r, "kind");
	v->target = choice_word(rq, r, "target");
	v->unit = r->unit_name;
	v->place = text_or(r, "place", "—");
	v->organiser = text_or(r, "organiser", r->unit_name);
	v->record = arena_printf(rq->arena, "/reg/training_class/%" PRId64, r->id);
	v->started = (ymd)record_value(r, "started")->i;
	v->ended = (ymd)record_value(r, "ended")->i;
	v->planned = record_value(r, "planned")->i;
	v->begun = v->started <= today();
	v->all = arena_printf(rq->arena, "/reg/trainee?all=1&f.class=%" PRId64, r->id);
	v->came = arena_printf(rq->arena, "%s&f.attended.from=1900-01-01", v->all);
	v->passed = arena_printf(rq->arena, "%s&f.passed=1", v->all);
	v->day = rq_date(rq, "day") ? arena_strdup(rq->arena, date_iso(rq_date(rq, "day"), text))
				    : arena_strdup(rq->arena, date_iso(v->started, text));
	v->hours = value_raw(rq->arena, field_find(r->def, "hours"), record_value(r, "hours"));
}

/* What the boxes of the rows show: "id:attended:passed id:…" */
static void make_ticks(struct request *rq, const struct trainee_list *list, struct training_class_view *v)
{
	struct buf shown;
	int64_t first = rq_int(rq, "first");
	if (first < 0 || first >= list->count)
		first = 0;
	first -= first % TICKS;
	v->first = first;
	v->ticks = list->rows + first;
	v->tick_count = list->count - first < TICKS ? list->count - (int)first : TICKS;
	if (first)
		v->prev = arena_printf(rq->arena, "/training/class/%s?first=%" PRId64, v->id, first - TICKS);
	if (first + TICKS < list->count)
		v->next = arena_printf(rq->arena, "/training/class/%s?first=%" PRId64, v->id, first + TICKS);
	buf_init(&shown, SHOWN_MAX);
	for (int i = 0; i < v->tick_count; i++)
		buf_printf(&shown, "%s%" PRId64 ":%d:%d", i ? " " : "", v->ticks[i].id,
			   v->ticks[i].attended != 0, v->ticks[i].passed);
	v->shown = arena_strdup(rq->arena, buf_str(&shown));
	buf_done(&shown);
	for (int i = 0; i < list->count; i++) {
		v->attended += list->rows[i].attended != 0;
		v->passes += list->rows[i].passed;
		v->certificates += !is_empty(list->rows[i].certificate);
		v->uncertified += list->rows[i].passed && is_empty(list->rows[i].certificate);
	}
	v->enrolled = list->count;
}

/* Waiting requests under the class's unit: those for its course first. */
static bool make_requests(struct request *rq, const struct record *class, struct training_class_view *v,
			  struct err *e)
{
	const struct reg_def *def = reg_find("training_request");
	const struct value *course = &class->v[field_find(class->def, "course")->index];
	struct record_list list;
	struct scope scope;
	struct query q;
	reg_scope(rq->account, def, true, &scope);
	query_init(&q, def, rq->county, &scope);
	q.unit = class->unit;
	q.limit = REQUESTS;
	query_filter(&q, path_of(def, "state"), OP_EQ, "waiting");
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	struct training_request_row *rows =
	    ARENA_ARRAY(rq->arena, struct training_request_row, list.count + 1);
	for (int same = 1; same >= 0; same--)
		for (int i = 0; i < list.count; i++) {
			struct record *r = list.rows[i];
			const struct value *asked = record_value(r, "course");
			char id[24];
			bool is_same = course->known && asked->known && asked->i == course->i;
			if (is_same != (bool)same)
				continue;
			rows[v->request_count++] = (struct training_request_row){
			    .id = arena_strdup(rq->arena, id_text(r->id, id)),
			    .topic = record_title(rq->arena, r, rq->lang),
			    .unit = r->unit_name,
			    .href = arena_printf(rq->arena, "/reg/training_request/%" PRId64, r->id),
			    .people = record_value(r, "people")->i,
			    .asked = (ymd)record_value(r, "asked")->i,
			    .same = is_same,
			};
		}
	v->requests = rows;
	v->more_requests = list.next != NULL;
	return true;
}

static bool show_class(struct request *rq, struct html *h, struct record *class, struct err *e)
{
	struct training_class_view v = {.findings = rq->findings};
	struct trainee_list list;
	make_facts(rq, class, &v);
	if (!training_may_write(rq, class, &v.may_write, e) ||
	    !training_trainees(rq, class->id, &list, e) ||
	    (v.may_write && !make_requests(rq, class, &v, e)))
		return false;
	make_ticks(rq, &list, &v);
	rq->title = v.title;
	tpl_training_class(h, &v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct record *class;
	return training_class_load(rq, false, &class, e) && show_class(rq, h, class, e);
}

/* ---- saving ---- */

/* Loads the class for writing; shows it again, with what is wrong, when `ok` is false for that. */
static bool finish(struct request *rq, struct html *h, struct record *class, bool ok, struct err *why,
		   const char *done, struct err *e)
{
	if (!ok && why->code != ERR_REFUSED) {
		*e = *why;
		return false;
	}
	if (!ok) {
		rq->refuse = true;
		rq->status = err_http(ERR_REFUSED);
		return show_class(rq, h, class, e);
	}
	reply_flash(rq, done);
	const char *page = rq_int(rq, "first")
			       ? arena_printf(rq->arena, "%s?first=%" PRId64, class_href(rq, class->id),
					      rq_int(rq, "first"))
			       : class_href(rq, class->id);
	reply_redirect(rq, page);
	return true;
}

static bool ticked(struct request *rq, const char *prefix, int64_t id)
{
	return rq_flag(rq, arena_printf(rq->arena, "%s.%" PRId64, prefix, id));
}

static void put_i(struct record *r, const char *field, bool known, int64_t i)
{
	*record_value(r, field) = (struct value){.known = known, .i = known ? i : 0};
}

/* One row of the tick list, when a box of it was changed. */
static bool tick_save(struct request *rq, const struct save_how *how, const struct record *class, int64_t id,
		      bool came, bool passed, struct err *e)
{
	bool now = ticked(rq, "t", id), pass = ticked(rq, "p", id);
	struct record *r;
	if (now == came && pass == passed)
		return true;
	if (!reg_load(rq->arena, rq->db, reg_find("trainee"), rq->county, id, &how->scope, false, &r, e))
		return false;
	if (record_value(r, "class")->i != class->id)
		return err_set(e, ERR_NOT_FOUND, "This entry belongs to another class.");
	if (now != came) {
		const struct value *planned = &class->v[field_find(class->def, "hours")->index];
		int64_t hours = rq_int(rq, "hours") ? rq_int(rq, "hours") : planned->i;
		ymd day = rq_date(rq, "day") ? rq_date(rq, "day")
					     : (ymd)class->v[field_find(class->def, "started")->index].i;
		put_i(r, "attended", now, day);
		put_i(r, "hours", now && hours > 0, hours);
		if (now)
			put_i(r, "absence", false, 0);
	}
	if (pass != passed)
		put_i(r, "passed", true, pass);
	if (!now)
		put_i(r, "passed", record_value(r, "passed")->known, pass);
	return reg_save(rq->arena, rq->db, r, how, rq->findings, e);
}

static bool attend(struct request *rq, struct html *h, struct err *e)
{
	struct record *class;
	struct scope scope;
	struct err why = {0};
	bool ok = true, may;
	if (!training_class_load(rq, false, &class, e) || !training_may_write(rq, class, &may, e))
		return false;
	if (!may)
		return err_set(e, ERR_DENIED, "Your role may not keep the attendance of this class.");
	reg_scope(rq->account, reg_find("trainee"), true, &scope);
	struct save_how how = page_how(rq, &scope);
	char *text = arena_strdup(rq->arena, rq_text(rq, "shown")), *save = NULL;
	for (char *one = strtok_r(text, " ", &save); one && ok; one = strtok_r(NULL, " ", &save)) {
		char *came = strchr(one, ':'), *passed = came ? strchr(came + 1, ':') : NULL;
		int64_t id;
		if (!passed)
			return err_set(e, ERR_INPUT, "The list that was sent cannot be read.");
		*came = *passed = 0;
		if (!id_parse(one, &id))
			return err_set(e, ERR_INPUT, "The list that was sent cannot be read.");
		ok = tick_save(rq, &how, class, id, came[1] == '1', passed[1] == '1', &why);
	}
	return finish(rq, h, class, ok, &why, N_("The attendance was saved."), e);
}

static bool gather(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def = reg_find("training_request");
	const struct rq_pair *pairs;
	struct record *class, *r;
	struct scope scope;
	struct err why = {0};
	bool ok = true;
	if (!training_class_load(rq, true, &class, e))
		return false;
	reg_scope(rq->account, def, true, &scope);
	struct save_how how = page_how(rq, &scope);
	int n = rq_prefixed(rq, "g.", &pairs);
	for (int i = 0; i < n && ok; i++) {
		int64_t id;
		if (!id_parse(pairs[i].name, &id))
			return err_set(e, ERR_INPUT, "The list that was sent cannot be read.");
		if (!reg_load(rq->arena, rq->db, def, rq->county, id, &scope, false, &r, e))
			return false;
		put_i(r, "class", true, class->id);
		ok = reg_transit(rq->arena, rq->db, r, "gather", &how, page_roles(rq), rq->findings, &why);
	}
	return finish(rq, h, class, ok, &why,
		      n ? N_("The requests are in this class now.") : N_("No request was chosen."), e);
}

/* ---- certificates: class number and three more digits, without gaps ---- */

struct numbers {
	const char *prefix;
	int last, field;
};

static bool number_seen(void *arg, struct arena *row, const struct record *r, const struct value *subs,
			struct err *e)
{
	struct numbers *n = arg;
	const struct value *v = &r->v[n->field];
	(void)row;
	(void)subs;
	(void)e;
	if (v->known && has_prefix(v->s, n->prefix)) {
		long at = strtol(v->s + strlen(n->prefix), NULL, 10);
		if (at > n->last && at < 100000)
			n->last = (int)at;
	}
	return true;
}

/* The last number given in the class: of all its rows, whoever may see them. */
static bool last_number(struct request *rq, const struct record *class, struct numbers *out, struct err *e)
{
	const struct reg_def *def = reg_find("trainee");
	struct scope all;
	struct query q;
	out->field = field_find(def, "certificate")->index;
	scope_all(rq->county, &all);
	query_init(&q, def, rq->county, &all);
	query_filter(&q, path_of(def, "class"), OP_EQ, arena_printf(rq->arena, "%" PRId64, class->id));
	return query_each(rq->db, &q, number_seen, out, e);
}

static bool certify(struct request *rq, struct html *h, struct err *e)
{
	struct record *class, *r;
	struct trainee_list list;
	struct scope scope;
	struct err why = {0};
	bool ok = true;
	if (!training_class_load(rq, true, &class, e))
		return false;
	struct numbers n = {.prefix = arena_printf(rq->arena, "%s-", text_or(class, "number", ""))};
	if (!last_number(rq, class, &n, e) || !training_trainees(rq, class->id, &list, e))
		return false;
	reg_scope(rq->account, reg_find("trainee"), true, &scope);
	struct save_how how = page_how(rq, &scope);
	for (int i = 0; i < list.count && ok; i++) {
		if (!list.rows[i].passed || !is_empty(list.rows[i].certificate))
			continue;
		if (!reg_load(rq->arena, rq->db, reg_find("trainee"), rq->county, list.rows[i].id, &scope,
			      false, &r, e))
			return false;
		*record_value(r, "certificate") =
		    (struct value){.known = true,
				   .s = arena_printf(rq->arena, "%s%03d", n.prefix, ++n.last)};
		ok = reg_save(rq->arena, rq->db, r, &how, rq->findings, &why);
	}
	return finish(rq, h, class, ok, &why, N_("The certificates are numbered."), e);
}
