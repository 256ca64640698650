/*
 * night_page.c - the sheet of one night talk: what is told, what people say to it, what is new.
 *
 * Everything typed on the sheet is saved in one transaction or not at all; what was typed is drawn
 * again when something is wrong.  What people say about a matter that the office calls done is
 * marked as said at the talk, for staff wrote it down.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/voice/night.h"
#include "tpl.h"

#include <string.h>

static bool show(struct request *rq, struct html *h, struct err *e);
static bool save(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "id", .kind = PARAM_ID, .required = 1 },
	{ .name = "text.*", .kind = PARAM_NOTE },
	{ .name = "kind.*", .kind = PARAM_TEXT, .max = 40 },
	{ .name = "who.*", .kind = PARAM_TEXT },
	{ .name = "said.*", .kind = PARAM_TEXT, .max = 20 },
	{ .name = "word.*", .kind = PARAM_NOTE },
	{ 0 },
};

const struct page night_page = {
	.path = "/night-talk/:id",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = show,
	.title = N_("Night talk"),
	.about = "The sheet of a night talk: earlier matters to tell, new ones to take.",
};
const struct page night_post = {
	.path = "/night-talk/:id",
	.method = POST,
	.cap = CAP_WRITE,
	.params = params,
	.serve = save,
	.title = N_("Night talk"),
	.about = "Saves what was said and raised at a night talk; gives the code slips.",
};

const char *night_month(struct request *rq, ymd day, enum lang lang)
{
	char text[32];
	ymd month = day / 100 * 100;
	return arena_strdup(rq->arena, lang == LANG_ZH ? date_zh(month, text) : date_iso(month, text));
}

bool night_load(struct request *rq, struct night_talk *out, struct err *e)
{
	struct scope scope;
	const struct reg_def *def = reg_find("meeting");
	if (!voice_readable(rq, "meeting", false, &scope, e) || !voice_readable(rq, "matter", false, &out->scope, e) ||
	    !reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "id"), &scope, false, &out->rec, e))
		return false;
	if (!text_eq(record_value(out->rec, "kind")->s, "night_talk"))
		return err_set(e, ERR_NOT_FOUND, "This meeting is no night talk.");
	out->day = (ymd)record_value(out->rec, "held")->i;
	return unit_load(rq->arena, rq->db, out->rec->unit, 0, &out->village, e);
}

static bool is_told(const struct matter *m, ymd since)
{
	if (m->state == MATTER_OPEN || m->state == MATTER_WAITING || m->state == MATTER_CLAIMED)
		return true;
	if (m->state == MATTER_MERGED)
		return false;
	return m->closed >= since || (m->state == MATTER_DECLINED && m->answered >= since);
}

bool night_told_list(struct request *rq, const struct night_talk *t, struct matter_list *out, struct err *e)
{
	struct matter_list all;
	ymd from = date_add_months(t->day, -NIGHT_BACK_MONTHS), since = date_add_months(t->day, -1);
	ymd to = date_from_days(date_days(t->day) - 1);
	if (!matter_raised_list(rq->arena, rq->db, t->village.county, t->village.id, &t->scope, from, to,
				4 * NIGHT_TOLD, &all, e))
		return false;
	*out = (struct matter_list){.rows = ARENA_ARRAY(rq->arena, struct matter, all.count + 1), .more = all.more};
	for (int i = 0; i < all.count; i++)
		if (is_told(&all.rows[i], since))
			out->rows[out->count++] = all.rows[i];
	return true;
}

/* ---- drawing ---- */

static const char *typed(const struct request *rq, const char *what, const char *row)
{
	return rq_text(rq, arena_printf(rq->arena, "%s.%s", what, row));
}

static struct night_told told_of(struct request *rq, const struct matter *m)
{
	char id[24], day[16];
	const char *key = arena_strdup(rq->arena, id_text(m->id, id));
	bool open = m->state == MATTER_OPEN || m->state == MATTER_WAITING;
	return (struct night_told){
	    .id = key, .href = arena_printf(rq->arena, "/matter/%s", key), .title = m->title,
	    .kind = voice_kind_label(m->kind, rq->lang), .state = matter_state_label(m->state, rq->lang),
	    .tone = voice_tone(m->state), .answer = m->state == MATTER_DECLINED ? m->reason : m->answer,
	    .public_text = m->public_text, .claimed = matter_may(m, MATTER_DO_CONFIRM),
	    .may_reopen = matter_may(m, MATTER_DO_REOPEN), .late = open && m->due && m->due < today(),
	    .due = open ? arena_strdup(rq->arena, date_iso(m->due, day)) : "",
	    .raised = arena_strdup(rq->arena, date_iso(m->raised, day)), .said = typed(rq, "said", key),
	    .word = typed(rq, "word", key),
	};
}

static bool raised_here(struct request *rq, const struct night_talk *t, struct matter_list *out, struct err *e)
{
	struct matter_list all;
	if (!matter_raised_list(rq->arena, rq->db, t->village.county, t->village.id, &t->scope, t->day, t->day,
				4 * NIGHT_TOLD, &all, e))
		return false;
	*out = (struct matter_list){.rows = ARENA_ARRAY(rq->arena, struct matter, all.count + 1)};
	for (int i = 0; i < all.count; i++)
		if (all.rows[i].meeting == t->rec->id)
			out->rows[out->count++] = all.rows[i];
	return true;
}

static void kinds_fill(struct request *rq, struct night_view *v)
{
	v->kind_count = voice_kinds(rq->lang, v->kinds);
	v->kinds[v->kind_count++] = (struct ui_option){
	    .value = "conduct", .label = tr(rq->lang, N_("How a cadre behaves (goes to the level above)"))};
}

static bool draw(struct request *rq, struct html *h, const struct night_talk *t, struct err *e)
{
	struct matter_list told, here;
	struct scope write;
	char id[24], day[32];
	const char *key = arena_strdup(rq->arena, id_text(t->rec->id, id));
	struct night_view *v = ARENA_NEW(rq->arena, struct night_view);
	if (!night_told_list(rq, t, &told, e) || !raised_here(rq, t, &here, e))
		return false;
	reg_scope(rq->account, reg_find("matter"), true, &write);
	if (!scope_has(rq->db, &write, rq->county, t->village.id, &v->may_write, e))
		return false;
	struct night_told *rows = ARENA_ARRAY(rq->arena, struct night_told, told.count + here.count + 1);
	for (int i = 0; i < told.count; i++)
		rows[i] = told_of(rq, &told.rows[i]);
	for (int i = 0; i < here.count; i++)
		rows[told.count + i] = told_of(rq, &here.rows[i]);
	v->told = rows;
	v->told_count = told.count;
	v->raised = rows + told.count;
	v->new_count = here.count;
	v->id = key;
	v->village = t->village.name;
	v->day = arena_strdup(rq->arena, rq->lang == LANG_ZH ? date_zh(t->day, day) : date_iso(t->day, day));
	v->clock = value_text(rq->arena, field_find(t->rec->def, "clock"), record_value(t->rec, "clock"), rq->lang);
	v->place = value_text(rq->arena, field_find(t->rec->def, "place"), record_value(t->rec, "place"), rq->lang);
	v->meeting = arena_printf(rq->arena, "/reg/meeting/%s", key);
	v->action = arena_printf(rq->arena, "/night-talk/%s", key);
	v->notice = arena_printf(rq->arena, "/night-talk/%s/notice", key);
	v->sheet = arena_printf(rq->arena, "/night-talk/%s/sheet", key);
	v->ahead = t->day > today();
	v->findings = rq->findings;
	kinds_fill(rq, v);
	for (int i = 0; i < NIGHT_ROWS; i++) {
		const char *row = arena_printf(rq->arena, "%d", i);
		v->rows[i] = (struct night_new){.text = typed(rq, "text", row), .kind = typed(rq, "kind", row),
						.who = typed(rq, "who", row)};
	}
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Night talk")), t->village.name);
	rq->unit = t->village;
	tpl_night_talk(h, v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct night_talk t;
	return night_load(rq, &t, e) && draw(rq, h, &t, e);
}

/* ---- saving ---- */

static bool said_save(struct request *rq, const struct night_talk *t, const struct save_how *how, int *count,
		      struct err *e)
{
	const struct rq_pair *said;
	int n = rq_prefixed(rq, "said.", &said);
	for (int i = 0; i < n; i++) {
		struct matter m;
		int64_t id;
		bool confirm = text_eq(said[i].value, "confirm"), reopen = text_eq(said[i].value, "reopen");
		if ((!confirm && !reopen) || !id_parse(said[i].name, &id))
			continue;
		const char *word = typed(rq, "word", said[i].name);
		struct matter_word w = {.text = word, .heard = "spoken", .day = t->day};
		if (reopen && is_empty(word)) {
			const char *field = arena_printf(rq->arena, "word.%s", said[i].name);
			find_hint(find_error(rq->findings, field, "night-word",
					     "Who says that it is not done says why: one word is enough."),
				  "Write it beside it.");
			continue;
		}
		if (!matter_load(rq->arena, rq->db, rq->county, id, &how->scope, &m, e))
			return false;
		if (m.place != t->village.id)
			return err_set(e, ERR_NOT_FOUND, "This matter is another village's.");
		if (matter_act(rq->arena, rq->db, &m, confirm ? MATTER_DO_CONFIRM : MATTER_DO_REOPEN, &w, how,
			       rq->findings, e)) {
			(*count)++;
			continue;
		}
		if (e->code != ERR_CONFLICT)
			return false;
		*e = (struct err){0}; /* what else was typed must not be lost over it */
		find_error(rq->findings, NULL, "night-moved",
			   "“%s” has been changed by somebody else meanwhile.",
			   m.title);
	}
	return true;
}

static bool is_there(const struct matter_list *here, const char *text)
{
	for (int i = 0; i < here->count; i++)
		if (text_eq(here->rows[i].text, text))
			return true;
	return false;
}

static struct night_slip slip_of(struct request *rq, const struct matter_raised *r, const char *text)
{
	char day[32];
	const char *code = voice_code(rq, r->code);
	return (struct night_slip){
	    .code = r->code, .title = text, .handler = r->unit_name,
	    .address = arena_printf(rq->arena, "%s/voice/m/%s", rq_origin(rq), code),
	    .due = arena_strdup(rq->arena, date_zh(r->due, day)),
	};
}

static bool rows_save(struct request *rq, const struct night_talk *t, const struct save_how *how,
		      struct night_done *done, struct err *e)
{
	struct matter_list here;
	struct night_slip *slips = ARENA_ARRAY(rq->arena, struct night_slip, NIGHT_ROWS);
	if (!raised_here(rq, t, &here, e))
		return false;
	done->slips = slips;
	for (int i = 0; i < NIGHT_ROWS; i++) {
		const char *row = arena_printf(rq->arena, "%d", i), *text = typed(rq, "text", row);
		struct matter_raised raised;
		struct matter_new in = {
		    .county = t->village.county, .place = t->village.id, .kind = typed(rq, "kind", row),
		    .source = "night_talk", .text = text, .raiser_name = typed(rq, "who", row),
		    .raiser_phone = "", .meeting = t->rec->id, .raised = t->day,
		};
		if (is_empty(text))
			continue;
		rq->findings->row = i + 1;
		if (is_empty(in.kind))
			in.kind = "other";
		if (is_there(&here, text))
			find_error(rq->findings, NULL, "night-twice", "This stands on the sheet already.");
		else if (matter_raise(rq->arena, rq->db, &in, how, &raised, rq->findings, e))
			slips[done->slip_count++] = slip_of(rq, &raised, text);
		else if (e->code != ERR_REFUSED)
			return false;
		else
			*e = (struct err){0};
		rq->findings->row = 0;
	}
	return true;
}

/* A talk at which something was said has been held. */
static bool meeting_held(struct request *rq, const struct night_talk *t, struct err *e)
{
	struct scope scope;
	bool inside;
	const struct field_def *f = field_find(t->rec->def, "status");
	if (!text_eq(record_value(t->rec, "status")->s, "planned"))
		return true;
	reg_scope(rq->account, t->rec->def, true, &scope);
	if (!scope_has(rq->db, &scope, rq->county, t->village.id, &inside, e))
		return false;
	if (!inside)
		return true;
	struct save_how how = page_how(rq, &scope);
	return value_parse(rq->arena, f, "held", false, &t->rec->v[f->index], rq->findings) &&
	       reg_save(rq->arena, rq->db, t->rec, &how, rq->findings, e);
}

static bool again(struct request *rq, struct html *h, const struct night_talk *t, struct err *e)
{
	*e = (struct err){0};
	rq->findings->row = 0;
	rq->refuse = true;
	rq->status = 422;
	return draw(rq, h, t, e);
}

static bool save(struct request *rq, struct html *h, struct err *e)
{
	struct night_talk t;
	struct scope write;
	char day[32];
	bool inside;
	if (!night_load(rq, &t, e) || !voice_readable(rq, "matter", true, &write, e) ||
	    !scope_has(rq->db, &write, rq->county, t.village.id, &inside, e))
		return false;
	if (!inside) {
		err_set(e, ERR_DENIED, "%s is not among the units you may write for.", t.village.name);
		return err_hint(e, "Ask the administrator of that unit, or choose your own unit.");
	}
	if (t.day > today()) {
		find_error(rq->findings, NULL, "night-ahead",
			   "This talk has not taken place yet: it is on a day to come.");
		return again(rq, h, &t, e);
	}
	struct save_how how = page_how(rq, &write);
	struct night_done done = {
	    .village = t.village.name, .day = arena_strdup(rq->arena, date_zh(t.day, day)),
	    .back = arena_printf(rq->arena, "/night-talk/%" PRId64, t.rec->id),
	    .notice = arena_printf(rq->arena, "/night-talk/%" PRId64 "/notice", t.rec->id),
	};
	bool saved = said_save(rq, &t, &how, &done.said_count, e) && rows_save(rq, &t, &how, &done, e) &&
		     rq->findings->errors == 0 && meeting_held(rq, &t, e);
	if (!saved)
		return (e->code == ERR_NONE || e->code == ERR_REFUSED) && again(rq, h, &t, e);
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Night talk")), t.village.name);
	rq->unit = t.village;
	tpl_night_done(h, &done);
	return true;
}
