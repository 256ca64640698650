/* cadence_parts.c - what the two pages of cadence share: squares, reasons, a rule in words. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/duty/cadence_page.h"
#include "page/page_reg.h"

bool cadence_scope(struct request *rq, struct scope *out, struct err *e)
{
	reg_scope(rq->account, reg_find("cadence_rule"), false, out);
	if (out->count && rq->unit.id)
		return true;
	err_set(e, ERR_DENIED, "Your account may not read this register.");
	return err_hint(e, N_("Ask the administrator of your unit."));
}

const char *cadence_day(struct request *rq, ymd day)
{
	char text[16];
	return arena_strdup(rq->arena, date_iso(day, text));
}

void cadence_count(struct cadence_square *s, const struct cadence_cell *c)
{
	s->asked++;
	s->in_state[c->state]++;
}

static const enum ui_tone tones[CADENCE__STATES] = {
	[CADENCE_KEPT] = UI_GOOD, [CADENCE_DUE] = UI_INFO, [CADENCE_MISSED] = UI_BAD, [CADENCE_EXCUSED] = UI_PLAIN,
};

/* The worst that occurs names the square. */
void cadence_square_say(struct request *rq, struct cadence_square *s)
{
	static const enum cadence_state order[] = { CADENCE_MISSED, CADENCE_DUE, CADENCE_KEPT, CADENCE_EXCUSED };
	enum cadence_state state = CADENCE_EXCUSED;
	for (size_t i = ARRAY_LEN(order); i-- > 0;)
		if (s->in_state[order[i]])
			state = order[i];
	s->tone = tones[state];
	if (!s->asked)
		s->text = "—";
	else if (s->asked == 1)
		s->text = arena_printf(rq->arena, "%s %s", cadence_state_sign(state),
				       tr(rq->lang, cadence_state_word(state)));
	else
		s->text = arena_printf(rq->arena, "%s %" PRId64 "/%d", cadence_state_sign(state),
				       s->in_state[CADENCE_KEPT], s->asked);
}

const char *cadence_period_of(struct request *rq, const struct cadence_rule *r, ymd first)
{
	return cadence_period_name(rq->arena, r->period, first, rq->lang);
}

static const char *label_of(struct request *rq, const char *list, int place)
{
	const struct choice_list *of = choice_list_find(list);
	assert(of && place < of->count);
	return label_in(&of->choices[place].label, rq->lang);
}

const char *cadence_asks(struct request *rq, const struct cadence_rule *r)
{
	static const char *const lists[] = { "meeting_kind", "pairing_kind", "activity_kind" };
	const struct choice *kind = choice_find(choice_list_find(lists[r->event]), r->kind);
	const struct choice *post = choice_find(choice_list_find("post_kind"), r->post);
	struct msg m;
	msg_set(&m, "%s: %s, at least %d times: %s", post ? label_in(&post->label, rq->lang)
							  : label_of(rq, "cadence_each", (int)r->each),
		label_of(rq, "cadence_period", (int)r->period), r->times,
		kind ? label_in(&kind->label, rq->lang) : label_of(rq, "cadence_event", (int)r->event));
	return msg_render(rq->arena, &m, rq->lang);
}

const char *cadence_window_word(struct request *rq, const struct cadence_rule *r)
{
	const char *day = r->weekday ? label_of(rq, "weekday", r->weekday - 1) : "";
	struct msg m;
	if (!r->first_day && !r->last_day)
		return day;
	if (r->last_day)
		msg_set(&m, "day %d to %d of the period %s", r->first_day ? r->first_day : 1, r->last_day, day);
	else
		msg_set(&m, "from day %d of the period %s", r->first_day, day);
	return msg_render(rq->arena, &m, rq->lang);
}

/* Where the account may excuse: at the unit above who owes it. */
static bool excuse_form(struct request *rq, const struct cadence_rule *r, const struct cadence_who *w, ymd first,
			const char **out, struct err *e)
{
	struct scope scope;
	struct unit u;
	bool inside = false;
	*out = NULL;
	reg_scope(rq->account, reg_find("cadence_excuse"), true, &scope);
	if (!scope.count)
		return true;
	if (!unit_load(rq->arena, rq->db, w->unit, 0, &u, e))
		return false;
	int64_t by = w->unit == rq->county ? rq->county : u.parent;
	if (!scope_has(rq->db, &scope, rq->county, by, &inside, e))
		return false;
	if (!inside)
		return true;
	*out = arena_printf(rq->arena, "/reg/cadence_excuse/new?unit=%" PRId64 "&f.rule=%" PRId64 "&f.excused=%" PRId64
			    "&f.period=%s&f.granted=%s", by, r->id, w->unit, cadence_day(rq, first),
			    cadence_day(rq, today()));
	if (w->pairing)
		*out = arena_printf(rq->arena, "%s&f.pairing=%" PRId64, *out, w->pairing);
	else if (w->person)
		*out = arena_printf(rq->arena, "%s&f.person=%" PRId64, *out, w->person);
	return true;
}

bool cadence_why_list(struct request *rq, const struct cadence_board *b, int *count, int *left,
		      struct cadence_why **out, struct err *e)
{
	*count = *left = 0;
	*out = ARENA_ARRAY(rq->arena, struct cadence_why, CADENCE_WHY);
	for (int i = 0; i < b->cell_count; i++) {
		const struct cadence_cell *c = &b->cells[i];
		const struct cadence_rule *r = &b->rules[c->rule];
		const struct cadence_who *w = &b->whos[c->who];
		if (c->state != CADENCE_MISSED && c->state != CADENCE_EXCUSED)
			continue;
		if (*count == CADENCE_WHY) {
			++*left;
			continue;
		}
		struct cadence_why *y = &(*out)[(*count)++];
		*y = (struct cadence_why){
			.unit = w->unit_name, .who = w->name, .rule = r->name,
			.period = cadence_period_of(rq, r, c->first), .word = cadence_state_word(c->state),
			.got = arena_printf(rq->arena, "%d/%d", c->got, c->needed), .due = cadence_day(rq, c->due),
			.reason = c->reason, .tone = tones[c->state],
			.href = arena_printf(rq->arena, "/cadence/%" PRId64 "?unit=%" PRId64 "&day=%s", r->id, w->unit,
					     cadence_day(rq, c->first)),
		};
		if (c->state == CADENCE_MISSED && !excuse_form(rq, r, w, c->first, &y->excuse, e))
			return false;
	}
	return true;
}
