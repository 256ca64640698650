/*
 * night_paper.c - papers of a night talk: the feedback notice for the wall, the blank sheet.
 *
 * Papers of the village, always in Chinese.  On the wall stand public texts only, without names;
 * what nobody has released yet is counted.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/voice/night.h"
#include "tpl.h"
#include "voice/mask.h"

static bool notice(struct request *rq, struct html *h, struct err *e);
static bool sheet(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "id", .kind = PARAM_ID, .required = 1 },
	{ 0 },
};

const struct page night_notice_page = {
	.path = "/night-talk/:id/notice",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = notice,
	.title = N_("Feedback notice"),
	.about = "The notice for the wall: what was raised, what became of it, what waits until when.",
};
const struct page night_sheet_page = {
	.path = "/night-talk/:id/sheet",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = sheet,
	.title = N_("Blank sheet of the night talk"),
	.about = "The sheet to print and to write on where there is no signal.",
};

/* The last public step says what was done; without one the state alone does. */
static bool last_step(struct request *rq, const struct matter *m, const char **out, struct err *e)
{
	struct matter_steps steps;
	*out = "";
	if (!matter_steps(rq->arena, rq->db, m, true, &steps, e))
		return false;
	for (int i = 0; i < steps.count; i++)
		if (!is_empty(steps.rows[i].text))
			*out = mask_public(rq->arena, steps.rows[i].text);
	return true;
}

static struct night_notice_row row_of(struct request *rq, const struct matter *m, const char *text)
{
	char day[32];
	bool open = m->state == MATTER_OPEN || m->state == MATTER_WAITING;
	const char *state = matter_state_label(m->state, LANG_ZH);
	return (struct night_notice_row){
	    .text = text, .what = "",
	    .state = *m->label ? arena_printf(rq->arena, "%s（%s）", m->label, state) : state,
	    .due = open && m->due ? arena_printf(rq->arena, "%s前答复", date_zh(m->due, day)) : "",
	};
}

static bool notice(struct request *rq, struct html *h, struct err *e)
{
	struct night_talk t;
	struct matter_list told;
	char day[32];
	if (!night_load(rq, &t, e) || !night_told_list(rq, &t, &told, e))
		return false;
	struct night_notice_row *rows = ARENA_ARRAY(rq->arena, struct night_notice_row, told.count + 1);
	const char *key = *t.village.code ? t.village.code : arena_printf(rq->arena, "%" PRId64, t.village.id);
	struct night_notice v = {
	    .title = arena_printf(rq->arena, "%s邻里夜谈反馈公示", t.village.name), .village = t.village.name,
	    .month = night_month(rq, t.day, LANG_ZH), .rows = rows,
	    .back = arena_printf(rq->arena, "/night-talk/%" PRId64, t.rec->id),
	    .address = arena_printf(rq->arena, "%s/voice?unit=%s", rq_origin(rq), key),
	};
	v.date = arena_strdup(rq->arena, date_zh(t.day, day));
	v.intro = arena_printf(rq->arena, "现将%s邻里夜谈以前群众反映事项的办理情况公示如下：", v.date);
	for (int i = 0; i < told.count; i++) {
		const struct matter *m = &told.rows[i];
		if (is_empty(m->public_text)) {
			v.silent_count++;
			continue;
		}
		rows[v.count] = row_of(rq, m, mask_public(rq->arena, m->public_text));
		if (!last_step(rq, m, &rows[v.count].what, e))
			return false;
		v.count++;
	}
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Feedback notice")), t.village.name);
	rq->unit = t.village;
	tpl_night_notice(h, &v);
	return true;
}

/* For the hand of the recorder, not for the wall: titles as they stand in the register. */
static bool sheet(struct request *rq, struct html *h, struct err *e)
{
	struct night_talk t;
	struct matter_list told;
	char day[32];
	if (!night_load(rq, &t, e) || !night_told_list(rq, &t, &told, e))
		return false;
	struct night_notice_row *rows = ARENA_ARRAY(rq->arena, struct night_notice_row, told.count + 1);
	for (int i = 0; i < told.count; i++) {
		const struct matter *m = &told.rows[i];
		rows[i] = row_of(rq, m, m->title);
		rows[i].what = m->state == MATTER_DECLINED ? m->reason : m->answer;
	}
	struct night_blank v = {
	    .title = arena_printf(rq->arena, "%s邻里夜谈记录表", t.village.name), .village = t.village.name,
	    .back = arena_printf(rq->arena, "/night-talk/%" PRId64, t.rec->id), .count = told.count, .rows = rows,
	};
	v.day = arena_strdup(rq->arena, date_zh(t.day, day));
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Blank sheet of the night talk")),
				 t.village.name);
	rq->unit = t.village;
	tpl_night_blank(h, &v);
	return true;
}
