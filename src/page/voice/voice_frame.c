/* voice_frame.c - the frame of the public's pages, and what their forms share. */
#include "base/arena.h"
#include "base/str.h"
#include "page/voice/voice_page.h"

#define RAW(lit) html_raw_literal(h, lit)

/* Kinds of matters as a villager says them; the codes are of the list matter_kind. */
static const struct {
	const char *code, *label;
} kinds[] = {
	{ "works", N_("Roads, ditches, lamps, buildings") },
	{ "utilities", N_("Drinking water and electricity") },
	{ "environment", N_("Rubbish, sewage, clean surroundings") },
	{ "planning", N_("How the village is to be built") },
	{ "industry", N_("What to grow, raise and make; earning more") },
	{ "sales", N_("Selling what we grow") },
	{ "land", N_("Land and its leasing") },
	{ "welfare", N_("Relief, insurance, the old and the ill") },
	{ "dispute", N_("A quarrel to be settled") },
	{ "finance", N_("The village's money and property") },
	{ "other", N_("Something else") },
};

static void headers(struct request *rq)
{
	reply_header(rq, "X-Robots-Tag", "noindex, nofollow, noarchive");
	reply_header(rq, "Cache-Control", "no-store");
	reply_header(rq, "Referrer-Policy", "no-referrer");
}

static void head(struct html *h, const char *title)
{
	RAW("<!doctype html>\n<html lang='");
	html_text(h, h->lang == LANG_ZH ? "zh-CN" : "en");
	RAW("'><head><meta charset='utf-8'><title>");
	html_t(h, title);
	RAW("</title><meta name='viewport' content='width=device-width, initial-scale=1'>"
	    "<meta name='referrer' content='no-referrer'><meta name='robots' content='noindex'>"
	    "<link rel='icon' type='image/svg+xml' href=\"");
	html_asset(h, "mark.svg");
	RAW("\"><link rel='stylesheet' href=\"");
	html_asset(h, "voice.css");
	RAW("\"></head><body><a class='skip' href='#main'>");
	html_t(h, "Skip to the content");
	RAW("</a><header><a href='/voice'>");
	html_t(h, "The village listens");
	RAW("</a></header><main id='main' tabindex='-1'><h1>");
	html_t(h, title);
	RAW("</h1>");
}

static void foot(struct request *rq, struct html *h)
{
	bool zh = h->lang == LANG_ZH, post = rq->method != GET;
	RAW("</main><footer><p>");
	html_t(h, "No account, no app: this page, paper and the village office are equally good.");
	RAW("</p>");
	if (!post) { /* the answer to a form cannot be asked for again */
		RAW("<p><a href=\"");
		html_query(h, rq->path, rq->query, "lang", zh ? "en" : "zh");
		if (zh)
			RAW("\" lang='en' hreflang='en'>English</a></p>");
		else
			RAW("\" lang='zh-CN' hreflang='zh-CN'>中文</a></p>");
	}
	RAW("</footer></body></html>\n");
}

void voice_begin(struct request *rq, struct html *h, const char *title)
{
	headers(rq);
	head(h, title);
}

void voice_end(struct request *rq, struct html *h)
{
	foot(rq, h);
}

void voice_error(struct request *rq, const struct err *e, struct html *h)
{
	headers(rq);
	head(h, N_("This did not work"));
	RAW("<div class='card' role='status'><p>");
	html_msg(h, &e->text);
	RAW("</p>");
	if (e->hint.id) {
		RAW("<p>");
		html_msg(h, &e->hint);
		RAW("</p>");
	}
	for (const struct finding *f = rq->findings ? rq->findings->first : NULL; f; f = f->next) {
		RAW("<p>");
		html_msg(h, &f->text);
		RAW(" ");
		html_msg(h, &f->hint);
		RAW("</p>");
	}
	RAW("</div><p><a class='btn' href='/voice'>");
	html_t(h, "To the villages");
	RAW("</a></p>");
	foot(rq, h);
}

/* ---- villages and kinds ---- */

bool voice_village(struct request *rq, struct unit *out, struct err *e)
{
	bool there = rq_has(rq, "unit") && rq->unit.id && rq->unit.is_village && rq->unit.closed == DATE_OPEN;
	if (there) {
		*out = rq->unit;
		return true;
	}
	err_set(e, ERR_NOT_FOUND, "There is no such village.");
	return err_hint(e, "Choose it by county and town.");
}

int voice_kinds(enum lang lang, struct ui_option out[VOICE_KINDS])
{
	_Static_assert(ARRAY_LEN(kinds) <= VOICE_KINDS, "room for the kinds");
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		out[i] = (struct ui_option){.value = kinds[i].code, .label = tr(lang, kinds[i].label)};
	return (int)ARRAY_LEN(kinds);
}

const char *voice_kind_label(const char *code, enum lang lang)
{
	const struct choice *c = choice_find(choice_list_find("matter_kind"), code);
	return c ? label_in(&c->label, lang) : code;
}

struct save_how voice_how(int64_t county)
{
	struct save_how how = {.origin = "public page"};
	scope_all(county, &how.scope);
	return how;
}

/* ---- forms ---- */

void voice_guard_new(struct request *rq, bool ask, struct voice_guard *out)
{
	out->token = limit_token(rq->arena);
	out->question = ask ? limit_question(rq->arena, out->token, rq->lang) : NULL;
	out->findings = rq->findings;
}

static void errors_of(struct html *h, const struct findings *f)
{
	bool any = false;
	for (const struct finding *i = f ? f->first : NULL; i; i = i->next) {
		if (i->field || i->severity != FINDING_ERROR)
			continue;
		if (!any)
			RAW("<div class='yz-alert' role='alert'>");
		any = true;
		RAW("<p>");
		html_msg(h, &i->text);
		RAW(" ");
		html_msg(h, &i->hint);
		RAW("</p>");
	}
	if (any)
		RAW("</div>");
}

void voice_guard_fields(struct html *h, const struct voice_guard *g)
{
	html_csrf(h);
	errors_of(h, g->findings);
	RAW("<input type='hidden' name='token'");
	html_attr(h, "value", g->token);
	/* nobody sees or reaches it; programs fill in what they find */
	RAW("><div class='hp' aria-hidden='true'><label>");
	html_t(h, "Leave this empty");
	RAW(" <input type='text' name='link' tabindex='-1' autocomplete='off'></label></div>");
	if (g->question) {
		ui_field(h, &(struct ui_field){.kind = UI_TEXT, .name = "reply", .label = g->question,
					       .hint = N_("Much was sent from here today; this shows that you are a person."),
					       .required = true, .max_length = 12, .autocomplete = "off"});
	}
}

struct limit_try voice_try(const struct request *rq, const char *what, const struct unit *village, const char *text)
{
	return (struct limit_try){
	    .what = what, .county = village->county, .unit = village->id, .address = rq->address,
	    .token = rq_text(rq, "token"), .honey = rq_text(rq, "link"), .answer = rq_text(rq, "reply"),
	    .text = text,
	};
}
