/* person_copy.c - everything recorded about one person: as a page, a workbook, JSON. */
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "html/html.h"
#include "page/person_page.h"
#include "sheet/sheet.h"
#include "tpl.h"

#include <string.h>

static const char *state_label(const struct record *r, enum lang lang)
{
	for (int i = 0; i < r->def->state_count; i++)
		if (text_eq(r->def->states[i].code, r->state))
			return label_in(&r->def->states[i].label, lang);
	return "";
}

static const char *text_of(struct request *rq, const struct field_def *f, const struct value *v)
{
	if (!v->known)
		return "";
	if (f->type == FIELD_UNITS)
		return reg_unit_names(rq, v->s);
	return value_text(rq->arena, f, v, rq->lang);
}

/* ---- the page ---- */

static const struct reg_fact *facts_of(struct request *rq, const struct record *r, int *count)
{
	struct reg_fact *facts = ARENA_ARRAY(rq->arena, struct reg_fact, r->def->field_count + 1);
	for (int i = 0; i < r->def->field_count; i++)
		if (r->v[i].known)
			facts[(*count)++] = (struct reg_fact){
			    .label = label_in(&r->def->fields[i].label, rq->lang),
			    .text = text_of(rq, &r->def->fields[i], &r->v[i])};
	return facts;
}

void copy_page(struct request *rq, struct html *h, const struct holding *x)
{
	struct copy_part *parts = ARENA_ARRAY(rq->arena, struct copy_part, x->count + 1);
	struct person_copy v = {.id = arena_printf(rq->arena, "%" PRId64, x->person->id),
				.name = record_title(rq->arena, x->person, rq->lang),
				.unit = x->person->unit_name,
				.maker = rq->account->name,
				.within = x->within,
				.whole = x->whole,
				.day = today(),
				.part_count = x->count,
				.parts = parts,
				.files = x->files.rows,
				.file_count = x->files.count};
	v.facts = facts_of(rq, x->person, &v.fact_count);
	for (int k = 0; k < x->count; k++) {
		const struct record_list *list = &x->refs[k].list;
		struct copy_entry *entries =
		    ARENA_ARRAY(rq->arena, struct copy_entry, list->count + 1);
		for (int i = 0; i < list->count; i++) {
			struct record *r = list->rows[i];
			entries[i] = (struct copy_entry){.unit = r->unit_name,
							 .state = state_label(r, rq->lang)};
			entries[i].facts = facts_of(rq, r, &entries[i].fact_count);
		}
		parts[k] = (struct copy_part){.label = label_in(&x->refs[k].def->label, rq->lang),
					      .count = list->count,
					      .entries = entries};
	}
	rq->title = arena_printf(rq->arena, "%s · %s", v.name,
				 tr(rq->lang, N_("What is recorded about you")));
	tpl_person_copy(h, &v);
}

/* ---- JSON ---- */

static void json_record(struct request *rq, struct json *j, const struct record *r)
{
	char at[32];
	json_kid(j, "id", r->id);
	json_kstr(j, "unit", r->unit_name);
	if (!is_empty(r->state))
		json_kstr(j, "state", r->state);
	json_kstr(j, "created", time_iso(r->created_ms, at));
	json_kstr(j, "updated", time_iso(r->updated_ms, at));
	json_key(j, "fields");
	json_open(j, '{');
	for (int i = 0; i < r->def->field_count; i++) {
		const struct field_def *f = &r->def->fields[i];
		if (!r->v[i].known)
			continue;
		json_key(j, f->name);
		json_open(j, '{');
		json_kstr(j, "label", label_in(&f->label, rq->lang));
		json_kstr(j, "value", value_raw(rq->arena, f, &r->v[i]));
		json_kstr(j, "text", text_of(rq, f, &r->v[i]));
		json_close(j, '}');
	}
	json_close(j, '}');
}

static void json_parts(struct request *rq, struct json *j, const struct holding *x)
{
	json_key(j, "registers");
	json_open(j, '[');
	for (int k = 0; k < x->count; k++) {
		const struct referrer *ref = &x->refs[k];
		json_open(j, '{');
		json_kstr(j, "register", ref->def->name);
		json_kstr(j, "label", label_in(&ref->def->label, rq->lang));
		json_kstr(j, "field", ref->field->name);
		json_key(j, "entries");
		json_open(j, '[');
		for (int i = 0; i < ref->list.count; i++) {
			json_open(j, '{');
			json_record(rq, j, ref->list.rows[i]);
			json_close(j, '}');
		}
		json_close(j, ']');
		json_close(j, '}');
	}
	json_close(j, ']');
}

const char *page_encoded(struct request *rq, const char *text)
{
	struct buf b;
	struct html h;
	buf_init(&b, 4096);
	html_init(&h, &b, rq->lang);
	html_url(&h, text);
	const char *out = arena_strdup(rq->arena, buf_str(&b));
	buf_done(&b);
	return out;
}

void copy_json(struct request *rq, const struct holding *x, const char *name)
{
	struct json j;
	char at[32];
	json_init(&j, reply_buf(rq, "application/json; charset=utf-8"));
	reply_header(rq, "Content-Disposition",
		     arena_printf(rq->arena, "attachment; filename*=UTF-8''%s",
				  page_encoded(rq, name)));
	json_open(&j, '{');
	json_kstr(&j, "made", time_iso(now_ms(), at));
	json_kstr(&j, "within", x->within);
	json_kbool(&j, "whole_county", x->whole);
	json_key(&j, "person");
	json_open(&j, '{');
	json_record(rq, &j, x->person);
	json_key(&j, "files");
	json_open(&j, '[');
	for (int i = 0; i < x->files.count; i++)
		json_str(&j, x->files.rows[i].name);
	json_close(&j, ']');
	json_close(&j, '}');
	json_parts(rq, &j, x);
	json_close(&j, '}');
}

/* ---- the workbook: one sheet for the facts, one for each register ---- */

static void sheet_person(struct request *rq, struct sheet_out *o, const struct holding *x)
{
	int n = 0, row = 2;
	const struct reg_fact *facts = facts_of(rq, x->person, &n);
	out_title(o, 1, 2, tr(rq->lang, N_("What is recorded about you")));
	out_width(o, 1, 20);
	out_width(o, 2, 50);
	out_cell(o, row, 1, OUT_HEAD, tr(rq->lang, N_("Unit")));
	out_cell(o, row++, 2, OUT_TEXT, x->person->unit_name);
	for (int i = 0; i < n; i++) {
		out_cell(o, row, 1, OUT_HEAD, facts[i].label);
		out_cell(o, row++, 2, OUT_TEXT, facts[i].text);
	}
	for (int i = 0; i < x->files.count; i++) {
		out_cell(o, row, 1, OUT_HEAD, tr(rq->lang, N_("Attachments")));
		out_cell(o, row++, 2, OUT_TEXT, x->files.rows[i].name);
	}
	out_cell(o, row, 1, OUT_HEAD, tr(rq->lang, N_("Holds the entries of")));
	out_cell(o, row, 2, OUT_TEXT, x->within);
}

static void sheet_register(struct request *rq, struct sheet_out *o, const struct referrer *ref)
{
	const struct reg_def *def = ref->def;
	out_cell(o, 1, 1, OUT_HEAD, tr(rq->lang, N_("Unit")));
	out_cell(o, 1, 2, OUT_HEAD, tr(rq->lang, N_("State")));
	for (int f = 0; f < def->field_count; f++) {
		out_width(o, f + 3, 16);
		out_cell(o, 1, f + 3, OUT_HEAD, label_in(&def->fields[f].label, rq->lang));
	}
	for (int i = 0; i < ref->list.count; i++) {
		const struct record *r = ref->list.rows[i];
		const char *state = state_label(r, rq->lang);
		out_cell(o, i + 2, 1, OUT_TEXT, r->unit_name);
		if (!is_empty(state))
			out_cell(o, i + 2, 2, OUT_TEXT, state);
		for (int f = 0; f < def->field_count; f++)
			if (r->v[f].known)
				out_cell(o, i + 2, f + 3, OUT_TEXT,
					 text_of(rq, &def->fields[f], &r->v[f]));
	}
}

/* Excel allows 31 characters, each name once, and none of these signs. */
static const char *sheet_name(struct request *rq, const struct referrer *ref)
{
	char *name = arena_printf(rq->arena, "%s-%s", label_in(&ref->def->label, rq->lang),
				  label_in(&ref->field->label, rq->lang));
	for (char *p = name; *p; p++)
		if (strchr("[]:*?/\\'", *p))
			*p = ' ';
	int chars = 0;
	for (char *p = name; *p; p++)
		if ((*p & 0xC0) != 0x80 && ++chars > 31) {
			*p = 0;
			break;
		}
	return name;
}

bool copy_xlsx(struct request *rq, const struct holding *x, const char *path, struct err *e)
{
	struct sheet_out *o = out_open(path, tr(rq->lang, N_("Person")), e);
	if (!o)
		return false;
	sheet_person(rq, o, x);
	for (int k = 0; k < x->count; k++) {
		out_sheet(o, sheet_name(rq, &x->refs[k]), false);
		sheet_register(rq, o, &x->refs[k]);
	}
	return out_close(o, e);
}
