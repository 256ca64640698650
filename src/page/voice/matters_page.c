/* matters_page.c - the board of matters: open by deadline, awaiting the villager, done; re-checks. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/voice/matter_page.h"
#include "reg/query.h"
#include "reg/workday.h"
#include "tpl.h"

enum { ROWS = 100, RECHECKS = 60, NOTE_MAX = 1000 };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool recheck(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "show", .kind = PARAM_TEXT, .max = 20},
    {.name = "id", .kind = PARAM_ID},
    {.name = "result", .kind = PARAM_TEXT, .max = 40},
    {.name = "note", .kind = PARAM_NOTE, .max = NOTE_MAX},
    {0},
};

const struct page matters_page = {
    .path = "/matters",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = serve,
    .title = N_("Board of matters"),
    .about = "What villagers raised: open by deadline, awaiting the villager, done; re-checks of the month.",
};
const struct page matter_recheck_post = {
    .path = "/matters/recheck/:id",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = recheck,
    .title = N_("Board of matters"),
    .about = "Enters what a re-check showed; not solved opens the matter again.",
};

bool matter_scope(struct request *rq, bool write, struct scope *out, struct err *e)
{
	reg_scope(rq->account, reg_find("matter"), write, out);
	if (out->count)
		return true;
	err_set(e, ERR_DENIED, "Your account may not see matters.");
	return err_hint(e, "Ask the administrator of your unit.");
}

const char *matter_word_of(struct request *rq, const char *list, const char *code)
{
	const struct choice *c = choice_find(choice_list_find(list), code);
	return c ? label_in(&c->label, rq->lang) : code;
}

int matter_options(struct request *rq, const char *list, const char *without, const struct ui_option **out)
{
	const struct choice_list *l = choice_list_find(list);
	struct ui_option *o = ARENA_ARRAY(rq->arena, struct ui_option, l->count + 1);
	int n = 0;
	for (int i = 0; i < l->count; i++)
		if (!text_eq(l->choices[i].code, without))
			o[n++] = (struct ui_option){.value = l->choices[i].code,
						    .label = label_in(&l->choices[i].label, rq->lang)};
	*out = o;
	return n;
}

const char *matter_state_word(struct request *rq, const struct matter *m, enum ui_tone *tone)
{
	static const enum ui_tone tones[MATTER__STATES] = {
	    [MATTER_OPEN] = UI_INFO, [MATTER_WAITING] = UI_WARN, [MATTER_DECLINED] = UI_PLAIN,
	    [MATTER_CLAIMED] = UI_WARN, [MATTER_CONFIRMED] = UI_GOOD, [MATTER_SILENT] = UI_PLAIN,
	    [MATTER_MERGED] = UI_PLAIN,
	};
	struct msg late;
	const char *word = *m->label ? m->label : matter_state_label(m->state, rq->lang);
	*tone = tones[m->state];
	if (!m->due || m->due >= today() || (m->state != MATTER_OPEN && m->state != MATTER_WAITING))
		return word;
	*tone = UI_BAD;
	msg_set(&late, "%d days late", (int)(date_days(today()) - date_days(m->due)));
	return arena_printf(rq->arena, "%s · %s", word, msg_render(rq->arena, &late, rq->lang));
}

/* ---- the tabs ---- */

static const struct shown {
	const char *code, *label, *states;
	bool overdue, newest;
} shows[] = {
    {"open", N_("In hand"), "open,waiting", false, false},
    {"late", N_("Late"), "open,waiting", true, false},
    {"claimed", N_("Awaiting the villager"), "claimed", false, false},
    {"done", N_("Settled"), "confirmed,silent,declined,merged", false, true},
    {"all", N_("All"), NULL, false, true},
};

static void query_of(struct request *rq, const struct shown *s, const struct scope *scope, struct query *q)
{
	const struct reg_def *def = reg_find("matter");
	struct path state = {.field = PATH_STATE, .sub = -1}, due, raised;
	char day[16];
	bool there = path_parse(def, "due", &due) && path_parse(def, "raised", &raised);
	assert(there);
	query_init(q, def, rq->county, scope);
	q->unit = rq->unit.id;
	q->limit = ROWS;
	q->sort = s->newest ? raised : due;
	q->sort_given = true;
	q->down = s->newest;
	if (s->states)
		query_filter(q, state, OP_IN, s->states);
	if (s->overdue)
		query_filter(q, due, OP_LE,
			     arena_strdup(rq->arena, date_iso(date_from_days(date_days(today()) - 1), day)));
}

static bool tabs_make(struct request *rq, const struct scope *scope, const struct shown *now, struct matters_view *v,
		      struct err *e)
{
	for (size_t i = 0; i < ARRAY_LEN(shows); i++) {
		struct query q;
		int64_t n;
		query_of(rq, &shows[i], scope, &q);
		if (!query_count(rq->arena, rq->db, &q, 999, &n, e))
			return false;
		v->tabs[v->tab_count++] = (struct ui_link){
		    .label = arena_printf(rq->arena, n > 999 ? "%s 999+" : "%s %" PRId64,
					  tr(rq->lang, shows[i].label), n),
		    .href = arena_printf(rq->arena, "/matters?unit=%" PRId64 "&show=%s", rq->unit.id, shows[i].code),
		    .current = &shows[i] == now,
		};
	}
	return true;
}

static const char *day_text(struct request *rq, ymd day)
{
	char text[16];
	return arena_strdup(rq->arena, date_iso(day, text));
}

/* A row of a list knows its values by the definition's fields; the rest is loaded with it. */
static bool rows_make(struct request *rq, const struct query *q, const struct scope *scope, struct matters_view *v,
		      struct err *e)
{
	struct record_list list;
	if (!query_list(rq->arena, rq->db, q, &list, e))
		return false;
	struct matter_row *rows = ARENA_ARRAY(rq->arena, struct matter_row, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		struct matter m;
		if (!matter_load(rq->arena, rq->db, rq->county, list.rows[i]->id, scope, &m, e))
			return false;
		struct matter_row *r = &rows[v->count++];
		*r = (struct matter_row){
		    .href = arena_printf(rq->arena, "/matter/%" PRId64, m.id), .title = m.title,
		    .place = unit_name_now(rq->arena, rq->db, m.place), .unit = m.unit_name,
		    .kind = matter_word_of(rq, "matter_kind", m.kind), .raised = day_text(rq, m.raised),
		    .due = day_text(rq, m.due),
		};
		r->state = matter_state_word(rq, &m, &r->tone);
	}
	v->rows = rows;
	v->more = list.next != NULL;
	return true;
}

static bool rechecks_make(struct request *rq, const struct scope *scope, struct matters_view *v, struct err *e)
{
	struct recheck_list list;
	char text[24];
	if (!recheck_list(rq->arena, rq->db, rq->county, rq->unit.id, scope, RECHECKS, &list, e))
		return false;
	struct recheck_row *rows = ARENA_ARRAY(rq->arena, struct recheck_row, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		const struct recheck *r = &list.rows[i];
		rows[i] = (struct recheck_row){
		    .id = arena_strdup(rq->arena, id_text(r->id, text)), .href = r->href, .title = r->title,
		    .unit = r->unit_name, .month = day_text(rq, r->month),
		    .result = is_empty(r->result) ? "" : matter_word_of(rq, "matter_recheck_result", r->result),
		    .note = r->note, .checked = day_text(rq, r->checked),
		};
	}
	v->rechecks = rows;
	v->recheck_count = list.count;
	v->result_count = matter_options(rq, "matter_recheck_result", NULL, &v->results);
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope, write;
	struct matters_view v = {.show = shows[0].code};
	const struct shown *now = &shows[0];
	struct query q;
	if (!matter_scope(rq, false, &scope, e))
		return false;
	reg_scope(rq->account, reg_find("matter"), true, &write);
	v.may_write = write.count > 0;
	for (size_t i = 0; i < ARRAY_LEN(shows); i++)
		if (text_eq(rq_text(rq, "show"), shows[i].code))
			now = &shows[i];
	query_of(rq, now, &scope, &q);
	if (!tabs_make(rq, &scope, now, &v, e) || !rows_make(rq, &q, &scope, &v, e) ||
	    !rechecks_make(rq, &scope, &v, e))
		return false;
	v.unit = rq->unit.name;
	v.show = now->code;
	v.add = v.may_write ? arena_printf(rq->arena, "/matter/new?unit=%" PRId64, rq->unit.id) : NULL;
	v.list = arena_printf(rq->arena, "/reg/matter?unit=%" PRId64, rq->unit.id);
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Board of matters")), rq->unit.name);
	tpl_matters(h, &v);
	return true;
}

static bool recheck(struct request *rq, struct html *h, struct err *e)
{
	struct save_how how = {.actor = rq->account->id, .origin = "form"};
	(void)h;
	if (!matter_scope(rq, true, &how.scope, e) ||
	    !recheck_result(rq->arena, rq->db, rq->county, rq_id(rq, "id"), rq_text(rq, "result"),
			    rq_text(rq, "note"), &how, rq->findings, e))
		return false;
	reply_flash(rq, N_("The result is entered."));
	reply_redirect(rq, "/matters");
	return true;
}
