/*
 * follow_page.c - what became of a matter, for whoever holds its code; "me too" for everybody.
 *
 * The code is the key: addresses with it are kept by no cache, found by no search engine and told
 * to no other site.  31^10 codes cannot be guessed; wrong ones are counted by address all the same.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/voice/voice_page.h"
#include "tpl.h"
#include "voice/mask.h"

enum { WRONG_PER_HOUR = 100, TYPED_MAX = 20000, LIST_MAX = 200 };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool act(struct request *rq, struct html *h, struct err *e);
static bool support_show(struct request *rq, struct html *h, struct err *e);
static bool support(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "code", .kind = PARAM_TEXT, .max = 200 },
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "matter", .kind = PARAM_ID },
	{ .name = "do", .kind = PARAM_TEXT, .max = 20 },
	{ .name = "done", .kind = PARAM_TEXT, .max = 20 },
	{ .name = "text", .kind = PARAM_NOTE, .max = TYPED_MAX },
	{ .name = "token", .kind = PARAM_TEXT, .max = 200 },
	{ .name = "link", .kind = PARAM_TEXT, .max = 1000 },
	{ .name = "reply", .kind = PARAM_TEXT, .max = 200 },
	{ 0 },
};

const struct page voice_follow_page = {
	.path = "/voice/m/:code",
	.method = GET,
	.cap = CAP_PUBLIC,
	.params = params,
	.serve = show,
	.plain = 1,
	.title = N_("What became of it"),
	.about = "What became of a matter, for whoever holds its code.",
};
const struct page voice_follow_post = {
	.path = "/voice/m/:code",
	.method = POST,
	.cap = CAP_PUBLIC,
	.params = params,
	.serve = act,
	.plain = 1,
	.title = N_("What became of it"),
	.about = "The villager confirms, reopens or adds to a matter by its code.",
};
const struct page voice_support_page = {
	.path = "/voice/support",
	.method = GET,
	.cap = CAP_PUBLIC,
	.params = params,
	.serve = support_show,
	.plain = 1,
	.title = N_("Me too"),
	.about = "Asks whether somebody has the same concern as a public matter.",
};
const struct page voice_support_post = {
	.path = "/voice/support",
	.method = POST,
	.cap = CAP_PUBLIC,
	.params = params,
	.serve = support,
	.plain = 1,
	.title = N_("Me too"),
	.about = "Counts somebody with the same concern as a public matter.",
};

/* ---- by code ---- */

static bool load(struct request *rq, struct matter *m, struct matter *kept, struct err *e)
{
	if (!rq_may_spend(rq, "code", WRONG_PER_HOUR)) {
		err_set(e, ERR_TOO_MANY, "Very many wrong codes were tried from here in the last hour.");
		return err_hint(e, "Try again in an hour, or bring your slip to the village office.");
	}
	if (matter_by_code(rq->arena, rq->db, rq_text(rq, "code"), m, kept, e))
		return true;
	if (e->code == ERR_NOT_FOUND)
		rq_spend(rq, "code");
	return false;
}

/* What was said to the villager or by them, and what the public may read anyway. */
static bool is_told(const struct matter_step *s)
{
	static const char *const told[] = {"raise", "answer", "wait", "resume", "claim", "decline", "confirm",
					   "reopen", "silence", "word", "merge", "unmerge", "move"};
	for (size_t i = 0; i < ARRAY_LEN(told); i++)
		if (text_eq(s->what, told[i]))
			return true;
	return s->open;
}

/* Between offices, or the same text as above. */
static bool is_silent(const struct matter_step *s)
{
	return !s->open && (text_eq(s->what, "move") || text_eq(s->what, "merge") || text_eq(s->what, "unmerge") ||
			    text_eq(s->what, "raise"));
}

static bool steps_take(struct request *rq, const struct matter *m, const struct matter *kept, struct voice_follow *v,
		       struct err *e)
{
	struct matter_steps mine, theirs = {0};
	char day[16];
	if (!matter_steps(rq->arena, rq->db, m, false, &mine, e) ||
	    (m->id != kept->id && !matter_steps(rq->arena, rq->db, kept, true, &theirs, e)))
		return false;
	struct voice_step *steps = ARENA_ARRAY(rq->arena, struct voice_step, mine.count + theirs.count + 1);
	for (int i = 0; i < mine.count + theirs.count; i++) {
		const struct matter_step *s = i < mine.count ? &mine.rows[i] : &theirs.rows[i - mine.count];
		if (is_told(s))
			steps[v->step_count++] = (struct voice_step){
			    .day = arena_strdup(rq->arena, date_iso(s->day, day)),
			    .what = voice_act_label(s->what, rq->lang),
			    .text = is_silent(s) ? "" : mask_public(rq->arena, s->text),
			};
	}
	v->steps = steps;
	return true;
}

static const char *done_sentence(const char *done)
{
	return text_eq(done, "confirm") ? N_("Thank you: it is down as done, on your word.")
	       : text_eq(done, "reopen") ? N_("It is open again. You will find the answer here.")
	       : text_eq(done, "add")	   ? N_("What you added has been taken down.")
					   : NULL;
}

static bool draw(struct request *rq, struct html *h, bool ask, struct err *e)
{
	struct matter m, kept;
	char day[16];
	if (!load(rq, &m, &kept, e))
		return false;
	struct voice_follow v = {
	    .action = arena_printf(rq->arena, "/voice/m/%s", rq_text(rq, "code")), .village = m.place_name,
	    .text = m.text, .kind = voice_kind_label(m.kind, rq->lang), .handler = kept.unit_name,
	    .state = matter_state_label(kept.state, rq->lang), .label = kept.label, .tone = voice_tone(kept.state),
	    .merged = m.id != kept.id, .waiting = m.waiting, .supports = m.supports,
	    .answer = m.id != kept.id ? mask_public(rq->arena, kept.answer) : "",
	    .reason = kept.state == MATTER_DECLINED ? mask_public(rq->arena, kept.reason) : "",
	    .may_confirm = matter_may(&m, MATTER_DO_CONFIRM), .may_reopen = matter_may(&m, MATTER_DO_REOPEN),
	    .may_add = matter_may(&m, MATTER_DO_WORD), .typed = rq_text(rq, "text"),
	    .back = arena_printf(rq->arena, "/voice?unit=%" PRId64, m.place), .done = done_sentence(rq_text(rq, "done")),
	};
	bool open = kept.state == MATTER_OPEN || kept.state == MATTER_WAITING;
	v.raised = arena_strdup(rq->arena, date_iso(m.raised, day));
	v.due = open ? arena_strdup(rq->arena, date_iso(kept.due, day)) : "";
	v.late = open && kept.due && kept.due < today();
	if (kept.state != MATTER_WAITING)
		v.waiting = "";
	if (!steps_take(rq, &m, &kept, &v, e))
		return false;
	voice_guard_new(rq, ask, &v.guard);
	voice_begin(rq, h, N_("What became of it"));
	tpl_voice_follow(h, &v);
	voice_end(rq, h);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	return draw(rq, h, false, e);
}

static bool again(struct request *rq, struct html *h, bool ask, struct err *e)
{
	*e = (struct err){0};
	rq->refuse = true;
	rq->status = 422;
	return draw(rq, h, ask, e);
}

/* What the button meant; false for none of them. */
static bool verb_of(const char *what, enum matter_verb *out)
{
	*out = text_eq(what, "confirm")	 ? MATTER_DO_CONFIRM
	       : text_eq(what, "reopen") ? MATTER_DO_REOPEN
					 : MATTER_DO_WORD;
	return *out != MATTER_DO_WORD || text_eq(what, "add");
}

static bool text_check(struct request *rq, enum matter_verb v)
{
	size_t n = utf8_count(rq_text(rq, "text"));
	if (n == 0 && v != MATTER_DO_CONFIRM)
		find_error(rq->findings, NULL, "voice-word", "Write a word of why: one is enough.");
	if (n > VOICE_TEXT)
		find_error(rq->findings, NULL, "voice-long", "The text has %d characters; %d can be taken.", (int)n,
			   VOICE_TEXT);
	return rq->findings->errors == 0;
}

static bool act(struct request *rq, struct html *h, struct err *e)
{
	struct matter m;
	enum matter_verb v;
	enum limit_word word = LIMIT_OK;
	if (!load(rq, &m, NULL, e))
		return false;
	if (!verb_of(rq_text(rq, "do"), &v))
		return err_set(e, ERR_INPUT, "This address does not take that method.");
	if (!text_check(rq, v))
		return again(rq, h, false, e);
	struct unit place = {.id = m.place, .county = m.county};
	struct limit_try t = voice_try(rq, "word", &place, NULL);
	t.quick = true;
	bool taken = limit_take(rq->arena, rq->db, &t, &word, rq->findings, e);
	if (taken && word == LIMIT_ASK)
		return again(rq, h, true, e);
	struct save_how how = voice_how(m.county);
	struct matter_word w = {.text = rq_text(rq, "text"), .heard = v == MATTER_DO_WORD ? "" : "code"};
	if (taken && matter_act(rq->arena, rq->db, &m, v, &w, &how, rq->findings, e)) {
		reply_redirect(rq, arena_printf(rq->arena, "/voice/m/%s?done=%s",
						voice_code(rq, rq_text(rq, "code")), rq_text(rq, "do")));
		return true;
	}
	return e->code == ERR_REFUSED && again(rq, h, false, e);
}

/* ---- me too ---- */

static bool public_matter(struct request *rq, const struct unit *u, struct matter *out, struct err *e)
{
	struct matter_list list;
	if (!matter_public_list(rq->arena, rq->db, u->county, u->id, LIST_MAX, &list, e))
		return false;
	for (int i = 0; i < list.count; i++)
		if (list.rows[i].id == rq_id(rq, "matter")) {
			*out = list.rows[i];
			return true;
		}
	return err_set(e, ERR_NOT_FOUND, "This is not shown any more.");
}

static bool support_draw(struct request *rq, struct html *h, bool ask, bool done, bool before, struct err *e)
{
	struct unit u;
	struct matter m;
	char id[24];
	if (!voice_village(rq, &u, e) || !public_matter(rq, &u, &m, e))
		return false;
	struct voice_support v = {
	    .unit = arena_strdup(rq->arena, id_text(u.id, id)), .village = u.name,
	    .text = mask_public(rq->arena, m.public_text), .supports = m.supports, .done = done, .before = before,
	    .back = arena_printf(rq->arena, "/voice?unit=%" PRId64, u.id),
	};
	v.matter = arena_strdup(rq->arena, id_text(m.id, id));
	voice_guard_new(rq, ask, &v.guard);
	voice_begin(rq, h, N_("Me too"));
	tpl_voice_support(h, &v);
	voice_end(rq, h);
	return true;
}

static bool support_show(struct request *rq, struct html *h, struct err *e)
{
	return support_draw(rq, h, false, false, false, e);
}

static bool support(struct request *rq, struct html *h, struct err *e)
{
	struct unit u;
	struct matter m;
	enum limit_word word = LIMIT_OK;
	bool counted = false;
	if (!voice_village(rq, &u, e) || !public_matter(rq, &u, &m, e))
		return false;
	struct limit_try t = voice_try(rq, "support", &u, NULL);
	t.quick = true;
	bool taken = limit_take(rq->arena, rq->db, &t, &word, rq->findings, e);
	if (!taken && e->code != ERR_REFUSED)
		return false;
	if (!taken || word == LIMIT_ASK) {
		*e = (struct err){0};
		rq->refuse = true;
		rq->status = 422;
		return support_draw(rq, h, taken, false, false, e);
	}
	/* people behind one address are told apart by their telephones, as far as these say what they are */
	const char *agent = rq_header(rq, "User-Agent");
	const char *who = limit_address(rq->arena, arena_printf(rq->arena, "%s|%s", rq->address, agent ? agent : ""));
	return matter_support(rq->arena, rq->db, &m, 0, who, &counted, e) &&
	       support_draw(rq, h, false, true, !counted, e);
}
