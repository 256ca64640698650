/* matter_page.c - one matter: the original beside the public text, its timeline, the next step. */
#include "page/voice/matter_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/query.h"
#include "tpl.h"
#include "voice/mask.h"

enum { LIKES = 5, TEXT_MAX = 4000 };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool act(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "id", .kind = PARAM_ID},
    {.name = "ver", .kind = PARAM_INT},
    {.name = "do", .kind = PARAM_TEXT, .max = 20},
    {.name = "text", .kind = PARAM_NOTE, .max = TEXT_MAX},
    {.name = "heard", .kind = PARAM_TEXT, .max = 20},
    {.name = "open", .kind = PARAM_FLAG},
    {.name = "to", .kind = PARAM_ID},
    {.name = "into", .kind = PARAM_ID},
    {0},
};

const struct page matter_page = {
    .path = "/matter/:id",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = show,
    .title = N_("Matter"),
    .about = "One matter: what was said, what the public reads, what happened, what comes next.",
};
const struct page matter_post = {
    .path = "/matter/:id",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = act,
    .title = N_("Matter"),
    .about = "Takes a step of a matter: answer, hand on, claim, decline, confirm, reopen, merge.",
};

static const char *day_text(struct request *rq, ymd day)
{
	char text[16];
	return arena_strdup(rq->arena, date_iso(day, text));
}

/* ---- what is shown ---- */

static void fact(struct matter_view *v, const char *label, const char *value, const char *href)
{
	assert(v->fact_count < (int)ARRAY_LEN(v->facts));
	if (!is_empty(value))
		v->facts[v->fact_count++] = (struct matter_fact){label, value, href};
}

static const char *person_name(struct request *rq, int64_t id)
{
	struct scope all;
	struct record *r;
	struct err ignored = {0};
	scope_all(rq->county, &all); /* people are named through the county */
	return id && reg_load(rq->arena, rq->db, reg_find("person"), rq->county, id, &all, false, &r, &ignored)
		   ? record_title(rq->arena, r, rq->lang)
		   : "";
}

static const char *raw_text(const struct matter *m, const char *field)
{
	const struct value *v = record_value(m->rec, field);
	return v->known && v->s ? v->s : "";
}

static void facts_make(struct request *rq, const struct matter *m, bool personal, struct matter_view *v)
{
	struct arena *a = rq->arena;
	fact(v, N_("Village it is about"), unit_name_now(a, rq->db, m->place), NULL);
	fact(v, N_("Kind"), matter_word_of(rq, "matter_kind", m->kind), NULL);
	fact(v, N_("Source"), matter_word_of(rq, "matter_source", m->source), NULL);
	fact(v, N_("Raised on"), day_text(rq, m->raised), NULL);
	if (personal) {
		const char *name = m->raiser ? person_name(rq, m->raiser) : raw_text(m, "raiser_name");
		fact(v, N_("Raised by"), is_empty(name) ? tr(rq->lang, N_("nobody named")) : name, NULL);
		fact(v, N_("Phone"), raw_text(m, "raiser_phone"), NULL);
		fact(v, N_("Person it is about"), person_name(rq, m->about), NULL);
	}
	fact(v, N_("Handled by"), m->unit_name, NULL);
	fact(v, N_("Person responsible"), person_name(rq, m->responsible), NULL);
	fact(v, N_("Due"), day_text(rq, m->due), NULL);
	fact(v, N_("First answered"), day_text(rq, m->answered), NULL);
	fact(v, N_("What was done"), m->answer, NULL);
	fact(v, N_("Asked of the villager"), m->waiting, NULL);
	fact(v, N_("Why it was declined"), m->reason, NULL);
	fact(v, N_("Said to be done on"), day_text(rq, m->claimed), NULL);
	fact(v, N_("Settled on"), day_text(rq, m->closed), NULL);
	fact(v, N_("The villager spoke"), is_empty(m->heard) ? "" : matter_word_of(rq, "matter_heard", m->heard), NULL);
	fact(v, N_("What the villager said"), m->word, NULL);
	if (m->same_as)
		fact(v, N_("Merged into"), raw_text(m, "same_as"), arena_printf(a, "/matter/%" PRId64, m->same_as));
}

static bool steps_make(struct request *rq, const struct matter *m, struct matter_view *v, struct err *e)
{
	struct matter_steps steps;
	if (!matter_steps(rq->arena, rq->db, m, false, &steps, e))
		return false;
	struct matter_step_row *rows = ARENA_ARRAY(rq->arena, struct matter_step_row, steps.count + 1);
	for (int i = 0; i < steps.count; i++)
		rows[i] = (struct matter_step_row){.day = day_text(rq, steps.rows[i].day),
						   .what = matter_word_of(rq, "matter_act", steps.rows[i].what),
						   .text = steps.rows[i].text, .open = steps.rows[i].open};
	v->steps = rows;
	v->step_count = steps.count;
	return true;
}

static bool likes_make(struct request *rq, const struct matter *m, const struct scope *scope, struct matter_view *v,
		       struct err *e)
{
	struct matter_like *likes;
	int count;
	char text[24];
	if (!matter_alike(rq->arena, rq->db, m, scope, LIKES, &count, &likes, e))
		return false;
	struct matter_like_row *rows = ARENA_ARRAY(rq->arena, struct matter_like_row, count + 1);
	for (int i = 0; i < count; i++)
		rows[i] = (struct matter_like_row){
		    .id = arena_strdup(rq->arena, id_text(likes[i].m.id, text)),
		    .href = arena_printf(rq->arena, "/matter/%" PRId64, likes[i].m.id), .title = likes[i].m.title,
		    .raised = day_text(rq, likes[i].m.raised), .alike = likes[i].alike,
		};
	v->likes = rows;
	v->like_count = count;
	return true;
}

/* From the place up to the county; but not where it is. */
static bool units_make(struct request *rq, const struct matter *m, struct matter_view *v, struct err *e)
{
	struct unit_list path;
	char text[24];
	if (!unit_path(rq->arena, rq->db, m->place, 0, &path, e))
		return false;
	struct ui_option *o = ARENA_ARRAY(rq->arena, struct ui_option, path.count + 1);
	for (int i = path.count - 1; i >= 0; i--)
		if (path.units[i].level >= LEVEL_COUNTY && path.units[i].id != m->unit)
			o[v->unit_count++] =
			    (struct ui_option){.value = arena_strdup(rq->arena, id_text(path.units[i].id, text)),
					       .label = path.units[i].name};
	v->units = o;
	return true;
}

static void may_make(const struct matter *m, struct matter_view *v)
{
	v->may_confirm = v->may_write && matter_may(m, MATTER_DO_CONFIRM);
	v->may_reopen = v->may_write && matter_may(m, MATTER_DO_REOPEN);
	v->may_claim = v->may_write && matter_may(m, MATTER_DO_CLAIM);
	v->may_wait = v->may_write && matter_may(m, MATTER_DO_WAIT);
	v->may_resume = v->may_write && matter_may(m, MATTER_DO_RESUME);
	v->may_move = v->may_write && (m->state == MATTER_OPEN || m->state == MATTER_WAITING);
	v->is_merged = m->state == MATTER_MERGED;
	v->is_mergeable = v->may_write && m->state == MATTER_OPEN;
}

static bool draw(struct request *rq, struct html *h, const struct matter *m, const struct scope *scope, struct err *e)
{
	struct scope write;
	char text[24];
	struct matter_view v = {
	    .id = arena_strdup(rq->arena, id_text(m->id, text)), .ver = arena_printf(rq->arena, "%" PRId64, m->ver),
	    .action = arena_printf(rq->arena, "/matter/%" PRId64, m->id), .text = m->text,
	    .public_text = m->public_text, .entry = arena_printf(rq->arena, "/reg/matter/%" PRId64, m->id),
	    .typed = rq_text(rq, "text"), .supports = m->supports, .findings = rq->findings,
	};
	v.typed_public = rq_has(rq, "text") && text_eq(rq_text(rq, "do"), "redact") ? v.typed : m->public_text;
	reg_scope(rq->account, reg_find("matter"), true, &write);
	if (!scope_has(rq->db, &write, rq->county, m->unit, &v.may_write, e))
		return false;
	v.state = matter_state_word(rq, m, &v.tone);
	may_make(m, &v);
	facts_make(rq, m, reg_sees_personal(rq->db, rq->account, reg_find("matter"), rq->county, m->unit), &v);
	v.heard_count = matter_options(rq, "matter_heard", "code", &v.heard);
	if (!steps_make(rq, m, &v, e) || !likes_make(rq, m, scope, &v, e) || !units_make(rq, m, &v, e))
		return false;
	v.public_findings = ARENA_NEW(rq->arena, struct findings);
	findings_init(v.public_findings, rq->arena);
	if (!is_empty(m->public_text) &&
	    !mask_warn(rq->arena, rq->db, m->county, m->place, m->public_text, NULL, v.public_findings, e))
		return false;
	rq->title = m->title;
	tpl_matter(h, &v);
	return true;
}

static bool load(struct request *rq, bool write, struct matter *m, struct scope *scope, struct err *e)
{
	return matter_scope(rq, write, scope, e) &&
	       matter_load(rq->arena, rq->db, rq->county, rq_id(rq, "id"), scope, m, e) &&
	       unit_load(rq->arena, rq->db, m->unit, 0, &rq->unit, e);
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct matter m;
	struct scope scope;
	return load(rq, false, &m, &scope, e) && draw(rq, h, &m, &scope, e);
}

/* ---- what is done ---- */

static const struct {
	const char *word;
	enum matter_verb verb;
} steps[] = {
    {"note", MATTER_DO_NOTE},	  {"answer", MATTER_DO_ANSWER},   {"word", MATTER_DO_WORD},
    {"wait", MATTER_DO_WAIT},	  {"resume", MATTER_DO_RESUME},   {"claim", MATTER_DO_CLAIM},
    {"decline", MATTER_DO_DECLINE}, {"confirm", MATTER_DO_CONFIRM}, {"reopen", MATTER_DO_REOPEN},
    {"remind", MATTER_DO_REMIND},
};

static bool merge(struct request *rq, struct matter *m, const struct save_how *how, struct err *e)
{
	struct matter into;
	return matter_load(rq->arena, rq->db, rq->county, rq_id(rq, "into"), &how->scope, &into, e) &&
	       matter_merge(rq->arena, rq->db, m, &into, how, rq->findings, e);
}

static bool take(struct request *rq, struct matter *m, const struct save_how *how, struct err *e)
{
	const char *word = rq_text(rq, "do"), *text = rq_text(rq, "text");
	struct matter_word w = {.text = text, .heard = rq_text(rq, "heard"), .open = rq_flag(rq, "open")};
	if (text_eq(word, "redact"))
		return matter_redact(rq->arena, rq->db, m, text, how, rq->findings, e);
	if (text_eq(word, "move"))
		return matter_move(rq->arena, rq->db, m, rq_id(rq, "to"), 0, text, how, rq->findings, e);
	if (text_eq(word, "merge"))
		return merge(rq, m, how, e);
	if (text_eq(word, "unmerge"))
		return matter_unmerge(rq->arena, rq->db, m, how, rq->findings, e);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		if (text_eq(word, steps[i].word))
			return matter_act(rq->arena, rq->db, m, steps[i].verb, &w, how, rq->findings, e);
	err_set(e, ERR_INPUT, "Choose what is to be done.");
	return false;
}

static bool act(struct request *rq, struct html *h, struct err *e)
{
	struct save_how how = {.actor = rq->account->id, .origin = "form"};
	struct matter m, before;
	struct err why = {0};
	bool reads = true;
	if (!load(rq, true, &m, &how.scope, e))
		return false;
	if (rq_int(rq, "ver"))
		m.rec->ver = rq_int(rq, "ver"); /* what the person has read */
	before = m;
	if (!take(rq, &m, &how, &why)) {
		if (why.code != ERR_REFUSED || !rq->findings->errors) {
			*e = why;
			return false;
		}
		rq->refuse = true;
		rq->status = 422;
		return draw(rq, h, &before, &how.scope, e);
	}
	if (!scope_has(rq->db, &how.scope, rq->county, m.unit, &reads, e))
		return false;
	reply_flash(rq, reads ? N_("The step is entered.") : N_("The matter was handed on; it is handled there now."));
	reply_redirect(rq, reads ? arena_printf(rq->arena, "/matter/%" PRId64, m.id) : "/matters");
	return true;
}
