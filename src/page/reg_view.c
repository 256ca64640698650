/* reg_view.c - one record: its facts, the steps it may take, what refers to it, its history. */
#include "page/reg_view.h"

#include "audit/audit.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/page_reg.h"
#include "reg/file.h"
#include "tpl.h"

#include <jansson.h>
#include <string.h>

enum { HISTORY_ROWS = 30, PERSON_ROWS = 100, OTHER_ROWS = 50 };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool reveal(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "reg", .kind = PARAM_TEXT, .required = 1},
    {.name = "id", .kind = PARAM_ID, .required = 1},
    {.name = "reason", .kind = PARAM_TEXT},
    {0},
};

const struct page reg_view_page = {
    .path = "/reg/:reg/:id",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = serve,
    .title = N_("Entry"),
    .about = "One row of a register with everything about it.",
};

const struct page reg_reveal_page = {
    .path = "/reg/:reg/:id/reveal",
    .method = POST,
    .cap = CAP_REVEAL,
    .params = params,
    .serve = reveal,
    .title = N_("Entry"),
    .about = "Shows identity number and telephone in clear; leaves an audit row.",
};

/* ---- facts ---- */

static struct reg_fact fact_of(struct request *rq, const struct record *r,
			       const struct field_def *f)
{
	const struct value *v = &r->v[f->index];
	bool hidden = page_hides(rq, f, r);
	struct reg_fact fact = {.label = label_in(&f->label, rq->lang),
				.text = hidden && v->known ? "＊"
							   : value_text(rq->arena, f, v, rq->lang),
				.sealed = f->type == FIELD_IDNUM || f->type == FIELD_PHONE};
	if (f->ref && v->known)
		fact.href = arena_printf(rq->arena, "/reg/%s/%" PRId64, f->ref->name, v->i);
	if (f->type == FIELD_UNIT && v->known)
		fact.href = arena_printf(rq->arena, "/unit/%" PRId64, v->i);
	return fact;
}

const char *reg_unit_names(struct request *rq, const char *ids)
{
	struct buf out;
	char *copy = arena_strdup(rq->arena, ids), *save = NULL;
	buf_init(&out, 1 << 16);
	for (char *id = strtok_r(copy, ",", &save); id; id = strtok_r(NULL, ",", &save)) {
		int64_t unit;
		if (id_parse(id, &unit))
			buf_printf(&out, "%s%s", out.n ? "、" : "",
				   unit_name_now(rq->arena, rq->db, unit));
	}
	const char *text = arena_strdup(rq->arena, buf_str(&out));
	buf_done(&out);
	return text;
}

/* The list's columns that come from people: shown beside the row's own facts. */
static bool add_subs(struct request *rq, const struct record *r, const struct scope *scope,
		     struct reg_fact *facts, struct reg_view_view *v, struct err *e)
{
	struct query q;
	struct record_list list;
	char id[24];
	query_init(&q, r->def, r->county, scope);
	query_filter(&q, (struct path){.field = PATH_ID, .sub = -1}, OP_EQ, id_text(r->id, id));
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	for (int i = 0; list.count && i < r->def->column_count; i++) {
		struct path p = r->def->columns[i].path;
		const struct field_def *f = path_field(r->def, p);
		const struct value *value = list_value(&list, 0, r->def, i);
		if (p.sub < 0 || !f || !value->known)
			continue;
		bool hidden = page_hides(rq, f, r);
		facts[v->fact_count++] = (struct reg_fact){
		    .label = label_in(&r->def->columns[i].label, rq->lang),
		    .text = hidden ? "＊" : value_text(rq->arena, f, value, rq->lang),
		};
	}
	return true;
}

bool reg_facts(struct request *rq, const struct record *r, const struct scope *scope,
	       struct reg_view_view *v, struct err *e)
{
	struct reg_fact *facts =
	    ARENA_ARRAY(rq->arena, struct reg_fact, r->def->field_count + r->def->column_count);
	for (int i = 0; i < r->def->field_count; i++) {
		facts[i] = fact_of(rq, r, &r->def->fields[i]);
		if (r->def->fields[i].type == FIELD_UNITS && r->v[i].known)
			facts[i].text = reg_unit_names(rq, r->v[i].s);
		v->has_sealed |= facts[i].sealed && r->v[i].known;
	}
	v->facts = facts;
	v->fact_count = r->def->field_count;
	return add_subs(rq, r, scope, facts, v, e);
}

static void make_steps(struct request *rq, const struct record *r, struct reg_view_view *v)
{
	struct reg_step *steps =
	    ARENA_ARRAY(rq->arena, struct reg_step, r->def->transition_count + 1);
	for (int i = 0; i < r->def->transition_count && v->may_write; i++) {
		const struct transition_def *t = &r->def->transitions[i];
		if (!text_eq(t->from->code, r->state) || !(t->allow & page_roles(rq)))
			continue;
		steps[v->step_count++] = (struct reg_step){
		    .code = t->code,
		    .label = label_in(&t->label, rq->lang),
		    .ask = t->ask && !r->v[t->ask->index].known ? t->ask->name : NULL,
		    .ask_label = t->ask ? label_in(&t->ask->label, rq->lang) : NULL,
		};
	}
	v->steps = steps;
	for (int i = 0; i < r->def->state_count; i++)
		if (text_eq(r->def->states[i].code, r->state))
			v->state = label_in(&r->def->states[i].label, rq->lang);
}

/* An organisation and an alliance have pages of their own. */
static void make_board(struct request *rq, const struct record *r, struct reg_view_view *v)
{
	const struct field_def *f =
	    text_eq(r->def->name, "alliance_share") ? field_find(r->def, "alliance") : NULL;
	const struct value *alliance = f ? &r->v[f->index] : NULL;
	if (text_eq(r->def->name, "org")) {
		v->board = arena_printf(rq->arena, "/org/%" PRId64, r->id);
		v->board_label = N_("Organisation page");
	} else if (text_eq(r->def->name, "alliance") || (alliance && alliance->known)) {
		v->board = arena_printf(rq->arena, "/alliance/%" PRId64, alliance ? alliance->i : r->id);
		v->board_label = N_("Shares of the alliance");
	}
}

/* Rows of other registers that point here; of a person also what is due. */
static bool make_sections(struct request *rq, const struct record *r, struct reg_view_view *v,
			  struct err *e)
{
	struct referrer_ask ask = {.to = r,
				   .acc = rq->account,
				   .roles = ~0u,
				   .at = today(),
				   .limit = v->person ? PERSON_ROWS : OTHER_ROWS};
	struct referrer *refs;
	int count;
	if (!referrers_load(rq->arena, rq->db, &ask, &count, &refs, e))
		return false;
	struct section *sections = ARENA_ARRAY(rq->arena, struct section, count + 1);
	for (int i = 0; i < count; i++)
		sections[i] = section_of(rq, &refs[i]);
	v->sections = (struct section_list){.count = count, .sections = sections};
	if (v->person)
		v->dues = dues_of(rq, refs, count);
	return true;
}

/* ---- history ---- */

static const char *part_text(struct request *rq, const struct field_def *f, json_t *o)
{
	const char *raw = json_string_value(o);
	struct findings ignored;
	struct value v;
	if (is_empty(raw))
		return "";
	const char *copy = arena_strdup(rq->arena, raw), *mark = strrchr(copy, '#');
	if (!f || f->ref || f->type == FIELD_UNIT) /* "王建国 #123" */
		return mark && mark > copy ? arena_strndup(rq->arena, copy, (size_t)(mark - copy))
					   : copy;
	findings_init(&ignored, rq->arena);
	if (f->type == FIELD_IDNUM || f->type == FIELD_PHONE ||
	    !value_parse(rq->arena, f, raw, false, &v, &ignored))
		return copy;
	return f->type == FIELD_UNITS ? reg_unit_names(rq, copy)
				      : value_text(rq->arena, f, &v, rq->lang);
}

/* `erased`, per field: it was deleted on request later than this change; the row that did it sets
 * them.  Rows come newest first. */
static void change_parts(struct request *rq, const struct record *r, const struct audit_row *row,
			 bool *erased, struct reg_change *out)
{
	const struct reg_def *def = r->def;
	json_error_t je;
	json_t *before = row->before ? json_loads(row->before, 0, &je) : NULL;
	json_t *after = row->after ? json_loads(row->after, 0, &je) : NULL;
	struct reg_change_part *parts =
	    ARENA_ARRAY(rq->arena, struct reg_change_part, def->field_count + 2);
	for (int i = -2; i < def->field_count; i++) {
		const struct field_def *f = i >= 0 ? &def->fields[i] : NULL;
		const char *name = f ? f->name : i == -2 ? "unit" : "state";
		json_t *was = json_object_get(before, name), *is = json_object_get(after, name);
		if (!was && !is)
			continue;
		if (f && text_eq(row->action, "erase"))
			erased[i] = true;
		bool hidden = page_hides(rq, f, r) || (f && erased[i]);
		parts[out->count++] = (struct reg_change_part){
		    .label = f ? label_in(&f->label, rq->lang)
			       : tr(rq->lang, i == -2 ? N_("Unit") : N_("State")),
		    .before = hidden && was ? "＊" : part_text(rq, f, was),
		    .after = hidden && json_is_string(is) ? "＊" : part_text(rq, f, is),
		};
	}
	out->parts = parts;
	json_decref(before);
	json_decref(after);
}

static bool make_history(struct request *rq, const struct record *r, struct reg_view_view *v,
			 struct err *e)
{
	struct audit_list list;
	if (!audit_load(rq->arena, rq->db, rq->county, r->def->name, r->id, 0, HISTORY_ROWS, &list,
			e))
		return false;
	struct reg_change *changes = ARENA_ARRAY(rq->arena, struct reg_change, list.count + 1);
	bool *erased = ARENA_ARRAY(rq->arena, bool, r->def->field_count + 1);
	for (int i = 0; i < list.count; i++) {
		changes[i] = (struct reg_change){.at_ms = list.rows[i].at_ms,
						 .who = is_empty(list.rows[i].actor_name)
							    ? tr(rq->lang, N_("the program"))
							    : list.rows[i].actor_name,
						 .action = list.rows[i].action,
						 .origin = list.rows[i].origin,
						 .reason = list.rows[i].reason};
		change_parts(rq, r, &list.rows[i], erased, &changes[i]);
	}
	v->changes = changes;
	v->change_count = list.count;
	return true;
}

static bool show(struct request *rq, struct html *h, const struct record *r,
		 const struct scope *scope, struct err *e)
{
	struct scope write;
	struct attachment_list files;
	char id[24], ver[24];
	bool writes = false;
	reg_scope(rq->account, r->def, true, &write);
	if (!scope_has(rq->db, &write, rq->county, r->unit, &writes, e))
		return false;
	struct reg_view_view v = {
	    .reg = r->def->name,
	    .id = arena_strdup(rq->arena, id_text(r->id, id)),
	    .ver = arena_strdup(rq->arena, id_text(r->ver, ver)),
	    .unit = r->unit_name,
	    .unit_href = arena_printf(rq->arena, "/unit/%" PRId64, r->unit),
	    .may_write = writes,
	    .may_reveal = account_can(rq->account, CAP_REVEAL),
	    .revealed = r->revealed,
	    .person = text_eq(r->def->name, "person"),
	    .findings = rq->findings,
	};
	if (text_eq(r->def->name, "data_request") && v.may_reveal)
		v.answer = arena_printf(rq->arena, "/person/%" PRId64 "/rights",
					r->v[r->def->title.field].i);
	make_steps(rq, r, &v);
	make_board(rq, r, &v);
	if (reg_sees_personal(rq->db, rq->account, r->def, r->county, r->unit)) {
		if (!file_list(rq->arena, rq->db, file_of(r), &files, e))
			return false;
		v.files = &files;
	}
	if (!reg_facts(rq, r, scope, &v, e) || !make_sections(rq, r, &v, e) || !make_history(rq, r, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", record_title(rq->arena, r, rq->lang),
				 label_in(&r->def->label, rq->lang));
	tpl_reg_view(h, &v);
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	struct record *r;
	return page_record(rq, false, &def, &scope, &r, e) && show(rq, h, r, &scope, e);
}

static bool reveal(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	struct record *r;
	bool open;
	if (!page_reg(rq, false, &def, &scope, e) ||
	    !reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "id"), &scope, true, &r, e) ||
	    !account_can_at(rq->db, rq->account, CAP_REVEAL, r->unit, &open, e))
		return false;
	if (!open)
		return err_set(e, ERR_DENIED,
			       "Your role may not see these numbers in clear for this unit.");
	struct audit_entry en = {.county = rq->county,
				 .actor = rq->account->id,
				 .action = "reveal",
				 .subject = def->name,
				 .record = r->id,
				 .origin = "form",
				 .reason = rq_text(rq, "reason")};
	return audit_write(rq->db, &en, e) && show(rq, h, r, &scope, e);
}
