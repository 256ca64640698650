/* openness_board.c - what each village has to publish by when, what it did, what is late. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "openness/due.h"
#include "page/open/open_page.h"
#include "tpl.h"

enum { MONTHS_BACK = 12 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "at", .kind = PARAM_DATE },
	{ 0 },
};

const struct page openness_page = {
	.path = "/openness",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.slow = 1,
	.title = N_("Openness board"),
	.about = "What villages have to publish by when, what they did, what is late.",
};

static const char *day_text(struct request *rq, ymd day)
{
	char text[16];
	return day ? arena_strdup(rq->arena, date_iso(day, text)) : "";
}

static const char *state_word(struct request *rq, const struct due_row *r, enum ui_tone *tone)
{
	struct msg m = {0};
	switch (r->state) {
	case DUE_DONE:
		*tone = UI_GOOD;
		msg_set(&m, "Published in time");
		break;
	case DUE_DONE_LATE:
		*tone = UI_WARN;
		msg_set(&m, "Published %d days late", r->late_days);
		break;
	case DUE_WAITING:
		*tone = UI_INFO;
		msg_set(&m, "%d days left", -r->late_days);
		break;
	case DUE_LATE:
		*tone = UI_BAD;
		msg_set(&m, "%d days late", r->late_days);
		break;
	}
	return msg_render(rq->arena, &m, rq->lang);
}

static const char *section_word(struct request *rq, const char *code)
{
	const struct field_def *f = field_find(reg_find("openness_item"), "section");
	for (int i = 0; i < f->of->count; i++)
		if (text_eq(f->of->choices[i].code, code))
			return label_in(&f->of->choices[i].label, rq->lang);
	return "";
}

/* The newest first: what is late stands on top of what was done. */
static bool rows_make(struct request *rq, const struct openness_dues *list, struct openness_board *v, struct err *e)
{
	struct openness_row *rows = ARENA_ARRAY(rq->arena, struct openness_row, list->count + 1);
	char id[24];
	bool may;
	if (!open_may(rq, true, rq->unit.id, &may, e))
		return false;
	for (int pass = 0; pass < 2; pass++)
		for (int i = list->count; i-- > 0;) {
			const struct due_row *r = &list->rows[i];
			bool waits = r->state == DUE_LATE || r->state == DUE_WAITING;
			if (waits == (pass == 1))
				continue;
			struct openness_row *o = &rows[v->count++];
			*o = (struct openness_row){
			    .village = r->village_name, .section = section_word(rq, r->section),
			    .matter = r->matter, .basis = r->basis,
			    .period = arena_printf(rq->arena, "%s – %s", day_text(rq, r->from), day_text(rq, r->to)),
			    .due = day_text(rq, r->due), .posted = day_text(rq, r->posted),
			};
			o->word = state_word(rq, r, &o->tone);
			if (may && waits)
				o->add = arena_printf(rq->arena,
						      "/reg/openness_notice/new?unit=%s&f.item=%" PRId64 "&f.about=%s",
						      id_text(rq->unit.id, id), r->item, day_text(rq, r->from));
		}
	v->rows = rows;
	return true;
}

static void villages_make(struct request *rq, const struct openness_dues *list, struct openness_board *v)
{
	struct openness_village *out = ARENA_ARRAY(rq->arena, struct openness_village, list->village_count + 1);
	for (int i = 0; i < list->village_count; i++) {
		const struct due_village *d = &list->villages[i];
		out[i] = (struct openness_village){
		    .name = d->unit.name, .href = arena_printf(rq->arena, "/openness?unit=%" PRId64, d->unit.id),
		    .done = d->done, .done_late = d->done_late, .waiting = d->waiting, .late = d->late,
		};
		v->late += d->late;
		v->waiting += d->waiting;
	}
	v->villages = out;
	v->village_count = list->village_count;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct openness_dues list;
	struct scope scope;
	char id[24];
	ymd at = rq_date(rq, "at") ? rq_date(rq, "at") : today();
	open_scope(rq, false, &scope);
	if (!rq->unit.id || !scope.count)
		return err_set(e, ERR_DENIED, "Your account may not see what has to be published.");
	if (!due_load(rq->arena, rq->db, rq->county, rq->unit.id, &scope, at, MONTHS_BACK, &list, e))
		return false;
	struct openness_board v = {.unit = arena_strdup(rq->arena, id_text(rq->unit.id, id)),
				   .at = day_text(rq, at), .one = rq->unit.is_village, .more = list.more};
	villages_make(rq, &list, &v);
	if (v.one && !rows_make(rq, &list, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Openness board")), rq->unit.name);
	tpl_openness(h, &v);
	return true;
}
