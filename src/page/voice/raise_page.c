/*
 * raise_page.c - anybody says what is wrong or wanted, without an account.
 *
 * The code is in the answer to the form and nowhere else: not in an address that a browser keeps,
 * not in a log.  What was typed is never lost: every refusal draws the form again.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/voice/voice_page.h"
#include "reg/file.h"
#include "tpl.h"
#include "voice/picture.h"

#include <unistd.h>

enum { TYPED_MAX = 20000, TEXT_MIN = 2 };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool raise_post(struct request *rq, struct html *h, struct err *e);

/* Long texts reach the page, so that it can draw them again instead of losing them. */
static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "kind", .kind = PARAM_TEXT, .max = 40 },
	{ .name = "text", .kind = PARAM_NOTE, .max = TYPED_MAX },
	{ .name = "raiser_name", .kind = PARAM_TEXT, .max = 1000 },
	{ .name = "raiser_phone", .kind = PARAM_TEXT, .max = 1000 },
	{ .name = "conduct", .kind = PARAM_FLAG },
	{ .name = "token", .kind = PARAM_TEXT, .max = 200 },
	{ .name = "link", .kind = PARAM_TEXT, .max = 1000 },
	{ .name = "reply", .kind = PARAM_TEXT, .max = 200 },
	{ .name = "picture", .kind = PARAM_FILE, .max = PICTURE_BYTES },
	{ 0 },
};

const struct page voice_raise_page = {
	.path = "/voice/raise",
	.method = GET,
	.cap = CAP_PUBLIC,
	.params = params,
	.serve = show,
	.plain = 1,
	.title = N_("Say what is wrong or wanted"),
	.about = "The form by which anybody raises a matter without an account.",
};
const struct page voice_raise_post = {
	.path = "/voice/raise",
	.method = POST,
	.cap = CAP_PUBLIC,
	.params = params,
	.serve = raise_post,
	.plain = 1,
	.title = N_("Say what is wrong or wanted"),
	.about = "Takes a matter from anybody; gives the code that follows it.",
};

static bool draw(struct request *rq, struct html *h, const struct unit *u, bool ask, bool again)
{
	char id[24];
	struct voice_raise v = {
	    .unit = arena_strdup(rq->arena, id_text(u->id, id)), .village = u->name,
	    .back = arena_printf(rq->arena, "/voice?unit=%" PRId64, u->id), .kind = rq_text(rq, "kind"),
	    .text = rq_text(rq, "text"), .name = rq_text(rq, "raiser_name"), .phone = rq_text(rq, "raiser_phone"),
	    .conduct = rq_flag(rq, "conduct"), .again = again, .lost_picture = rq_file(rq, "picture") != NULL,
	};
	v.kind_count = voice_kinds(rq->lang, v.kinds);
	voice_guard_new(rq, ask, &v.guard);
	voice_begin(rq, h, N_("Say what is wrong or wanted"));
	tpl_voice_raise(h, &v);
	voice_end(rq, h);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct unit u;
	if (!rq_has(rq, "unit")) {
		reply_redirect(rq, "/voice");
		return true;
	}
	return voice_village(rq, &u, e) && draw(rq, h, &u, false, false);
}

static void check(struct request *rq)
{
	struct findings *f = rq->findings;
	size_t n = utf8_count(rq_text(rq, "text"));
	if (n < TEXT_MIN)
		find_error(f, "text", "voice-text", "Write what is wrong or wanted: one sentence is enough.");
	if (n > VOICE_TEXT)
		find_hint(find_error(f, "text", "voice-long", "The text has %d characters; %d can be taken.", (int)n,
				     VOICE_TEXT),
			  "Shorten it, or send the rest as a second one.");
	if (utf8_count(rq_text(rq, "raiser_name")) > VOICE_NAME)
		find_error(f, "raiser_name", "voice-name", "The name is too long.");
	if (utf8_count(rq_text(rq, "raiser_phone")) > VOICE_PHONE)
		find_error(f, "raiser_phone", "voice-phone", "The telephone number is too long.");
	if (is_empty(rq_text(rq, "kind")) && !rq_flag(rq, "conduct"))
		find_error(f, "kind", "voice-kind", "Choose what it is about.");
}

static const char *kind_of(const struct request *rq)
{
	struct ui_option kinds[VOICE_KINDS];
	if (rq_flag(rq, "conduct"))
		return "conduct";
	int n = voice_kinds(rq->lang, kinds);
	for (int i = 0; i < n; i++)
		if (text_eq(kinds[i].value, rq_text(rq, "kind")))
			return kinds[i].value;
	return "other";
}

/* A picture is checked before anything is saved; *out stays empty when none was sent. */
static bool picture_take(struct request *rq, struct picture *out, struct err *e)
{
	const struct upload *up = rq_file(rq, "picture");
	char id[24];
	if (!up)
		return true;
	const char *to = arena_printf(rq->arena, "%s/tmp/%s", rq->dir, id_text(id_new(), id));
	return picture_clean(rq->arena, up->path, to, "picture", out, rq->findings, e);
}

static bool picture_keep(struct request *rq, const struct picture *p, int64_t county, int64_t matter, struct err *e)
{
	if (!p->path)
		return true;
	struct attachment_new n = {.path = p->path, .name = p->name, .hash = p->hash, .size = p->size, .dir = rq->dir};
	return file_add(rq->db, (struct file_of){.county = county, .subject = "matter", .record = matter}, &n, e);
}

static bool answer(struct request *rq, struct html *h, const struct unit *u, const struct matter_raised *raised,
		   bool picture)
{
	char day[32];
	const char *code = voice_code(rq, raised->code);
	struct voice_raised v = {
	    .village = u->name, .code = raised->code, .handler = raised->unit_name, .picture = picture,
	    .href = arena_printf(rq->arena, "/voice/m/%s", code),
	    .address = arena_printf(rq->arena, "%s/voice/m/%s", rq_origin(rq), code),
	    .due = raised->due ? rq->lang == LANG_ZH ? date_zh(raised->due, day) : date_iso(raised->due, day) : "",
	    .back = arena_printf(rq->arena, "/voice?unit=%" PRId64, u->id),
	};
	voice_begin(rq, h, N_("Thank you, it has been taken down"));
	tpl_voice_raised(h, &v);
	voice_end(rq, h);
	return true;
}

/* The same form again, with what is wrong; nothing was written. */
static bool again(struct request *rq, struct html *h, const struct unit *u, bool ask, bool same, struct err *e)
{
	*e = (struct err){0};
	rq->refuse = true;
	rq->status = same ? 409 : 422;
	return draw(rq, h, u, ask, same);
}

static bool save(struct request *rq, const struct unit *u, const struct picture *p, struct matter_raised *out,
		 struct err *e)
{
	struct matter_new in = {
	    .county = u->county, .place = u->id, .kind = kind_of(rq), .source = "public",
	    .text = rq_text(rq, "text"), .raiser_name = rq_text(rq, "raiser_name"),
	    .raiser_phone = rq_text(rq, "raiser_phone"),
	};
	struct save_how how = voice_how(u->county);
	return matter_raise(rq->arena, rq->db, &in, &how, out, rq->findings, e) &&
	       picture_keep(rq, p, u->county, out->id, e);
}

static bool raise_post(struct request *rq, struct html *h, struct err *e)
{
	struct unit u;
	struct picture picture = {0};
	struct matter_raised raised = {0};
	enum limit_word word = LIMIT_OK;
	if (!voice_village(rq, &u, e))
		return false;
	check(rq);
	if (rq->findings->errors)
		return again(rq, h, &u, false, false, e);
	const char *all = arena_printf(rq->arena, "%s|%s|%s", rq_text(rq, "text"), rq_text(rq, "raiser_name"),
				       rq_text(rq, "raiser_phone"));
	struct limit_try t = voice_try(rq, "matter", &u, all);
	bool taken = limit_take(rq->arena, rq->db, &t, &word, rq->findings, e);
	if (!taken && e->code != ERR_REFUSED)
		return false;
	if (!taken || word != LIMIT_OK)
		return again(rq, h, &u, taken && word == LIMIT_ASK, taken && word == LIMIT_AGAIN, e);
	if (!picture_take(rq, &picture, e))
		return false;
	bool saved = rq->findings->errors == 0 && save(rq, &u, &picture, &raised, e);
	if (picture.path)
		unlink(picture.path); /* its bytes are linked to where attachments stand */
	if (!saved && e->code != ERR_NONE && e->code != ERR_REFUSED)
		return false;
	return saved ? answer(rq, h, &u, &raised, picture.path != NULL) : again(rq, h, &u, false, false, e);
}
