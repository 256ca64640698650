/*
 * training_enrol.c - a whole target group into a class: first the list to look through, then one
 * save.  Sent back is the list that was looked at and who of it is left out, so that nobody is
 * enrolled whom no one saw.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/training_page.h"
#include "tpl.h"

#include <stdlib.h>
#include <string.h>

enum { PEOPLE_MAX = 1000, UNITS_MAX = 200, TEXT_MAX = PEOPLE_MAX * 44 };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool save(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "id", .kind = PARAM_ID, .required = 1},
    {.name = "group", .kind = PARAM_TEXT, .max = 40},
    {.name = "under", .kind = PARAM_UNIT},
    {.name = "people", .kind = PARAM_TEXT, .max = TEXT_MAX},
    {.name = "x.*", .kind = PARAM_FLAG},
    {0},
};

const struct page training_enrol_page = {
    .path = "/training/class/:id/enrol",
    .method = GET,
    .cap = CAP_WRITE,
    .params = params,
    .serve = show,
    .title = N_("Enrol a group"),
    .about = "The people of a target group under a unit, to be looked through before they are enrolled.",
};
const struct page training_enrol_post = {
    .path = "/training/class/:id/enrol",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = save,
    .title = N_("Enrol a group"),
    .about = "Enrols the people of the list that was looked through.",
};

static bool may(struct request *rq, struct record **class, struct err *e)
{
	bool open;
	if (!training_class_load(rq, false, class, e) || !training_may_write(rq, *class, &open, e))
		return false;
	return open || err_set(e, ERR_DENIED, "Your role may not enrol people in this class.");
}

/* ---- choosing ---- */

static bool make_units(struct request *rq, const struct record *class, int64_t chosen,
		       struct training_enrol *v, struct err *e)
{
	struct unit_list list;
	struct unit home;
	char id[24];
	struct ui_option *units = ARENA_ARRAY(rq->arena, struct ui_option, UNITS_MAX + 1);
	if (!unit_load(rq->arena, rq->db, class->unit, 0, &home, e) ||
	    !unit_children(rq->arena, rq->db, class->unit, 0, &list, e))
		return false;
	units[v->unit_count++] = (struct ui_option){
	    .value = arena_strdup(rq->arena, id_text(home.id, id)), .label = home.name};
	for (int i = 0; i < list.count && v->unit_count < UNITS_MAX; i++)
		units[v->unit_count++] =
		    (struct ui_option){.value = arena_strdup(rq->arena, id_text(list.units[i].id, id)),
				       .label = list.units[i].name};
	v->units = units;
	v->unit = arena_strdup(rq->arena, id_text(chosen, id));
	return true;
}

static const struct ui_option *group_options(struct request *rq)
{
	struct ui_option *out = ARENA_ARRAY(rq->arena, struct ui_option, TARGET__COUNT);
	for (int i = 0; i < TARGET__COUNT; i++)
		out[i] = (struct ui_option){.value = target_code((enum target)i),
					    .label = target_label((enum target)i)};
	return out;
}

static bool is_in(const struct trainee_list *list, int64_t person)
{
	for (int i = 0; i < list->count; i++)
		if (list->rows[i].person == person)
			return true;
	return false;
}

/* "person:unit …" of those who are not in the class yet. */
static bool make_people(struct request *rq, const struct record *class, enum target group, int64_t unit,
			struct training_enrol *v, struct err *e)
{
	struct trainee_list there;
	struct target_list list;
	struct buf people;
	char id[24];
	if (!training_target(rq, group, unit, &list, e) ||
	    !training_trainees(rq, class->id, &there, e))
		return false;
	if (list.count > PEOPLE_MAX)
		return err_set(e, ERR_TOO_BIG, "This group has more than %d people; choose a unit below.",
			       PEOPLE_MAX);
	struct training_choice *rows = ARENA_ARRAY(rq->arena, struct training_choice, list.count + 1);
	buf_init(&people, TEXT_MAX);
	for (int i = 0; i < list.count; i++) {
		const struct target_person *p = &list.rows[i];
		rows[i] = (struct training_choice){
		    .p = p,
		    .id = arena_strdup(rq->arena, id_text(p->person, id)),
		    .enrolled = is_in(&there, p->person)};
		if (rows[i].enrolled)
			continue;
		buf_printf(&people, "%s%" PRId64 ":%" PRId64, v->fresh ? " " : "", p->person, p->unit);
		v->fresh++;
	}
	v->people = arena_strdup(rq->arena, buf_str(&people));
	buf_done(&people);
	v->rows = rows;
	v->count = list.count;
	return true;
}

static bool show_class(struct request *rq, struct html *h, struct record *class, struct err *e)
{
	struct training_enrol v = {.findings = rq->findings, .option_count = TARGET__COUNT};
	enum target group;
	bool inside, chosen = target_parse(rq_text(rq, "group"), &group);
	int64_t unit = rq_id(rq, "under") ? rq_id(rq, "under") : class->unit;
	char id[24];
	if (!unit_is_under(rq->db, unit, class->unit, &inside, e))
		return false;
	if (!inside)
		return err_set(e, ERR_INPUT, "This unit is not under the unit of the class.");
	v.id = arena_strdup(rq->arena, id_text(class->id, id));
	v.title = record_title(rq->arena, class, rq->lang);
	v.options = group_options(rq);
	v.group = chosen ? target_code(group) : "";
	if (!make_units(rq, class, unit, &v, e) ||
	    (chosen && !make_people(rq, class, group, unit, &v, e)))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Enrol a group")), v.title);
	tpl_training_enrol(h, &v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct record *class;
	return may(rq, &class, e) && show_class(rq, h, class, e);
}

/* ---- saving ---- */

static bool enrol(struct request *rq, const struct save_how *how, int64_t class, int64_t person, int64_t unit,
		  struct err *e)
{
	struct record *r = record_new(rq->arena, reg_find("trainee"), rq->county, unit);
	*record_value(r, "class") = (struct value){.known = true, .i = class};
	*record_value(r, "person") = (struct value){.known = true, .i = person};
	*record_value(r, "enrolled") = (struct value){.known = true, .i = today()};
	return reg_save(rq->arena, rq->db, r, how, rq->findings, e);
}

static bool save(struct request *rq, struct html *h, struct err *e)
{
	struct record *class;
	struct trainee_list there;
	struct scope scope;
	struct err why = {0};
	bool ok = true;
	if (!may(rq, &class, e) || !training_trainees(rq, class->id, &there, e))
		return false;
	reg_scope(rq->account, reg_find("trainee"), true, &scope);
	struct save_how how = page_how(rq, &scope);
	char *text = arena_strdup(rq->arena, rq_text(rq, "people")), *rest = NULL;
	for (char *one = strtok_r(text, " ", &rest); one && ok; one = strtok_r(NULL, " ", &rest)) {
		char *mark = strchr(one, ':');
		int64_t person, unit;
		if (mark)
			*mark = 0;
		if (!mark || !id_parse(one, &person) || !id_parse(mark + 1, &unit))
			return err_set(e, ERR_INPUT, "The list that was sent cannot be read.");
		if (is_in(&there, person) || rq_flag(rq, arena_printf(rq->arena, "x.%s", one)))
			continue;
		ok = enrol(rq, &how, class->id, person, unit, &why);
	}
	if (!ok && why.code != ERR_REFUSED) {
		*e = why;
		return false;
	}
	if (!ok) {
		rq->refuse = true;
		rq->status = err_http(ERR_REFUSED);
		return show_class(rq, h, class, e);
	}
	reply_flash(rq, N_("They are enrolled."));
	reply_redirect(rq, arena_printf(rq->arena, "/training/class/%" PRId64, class->id));
	return true;
}
