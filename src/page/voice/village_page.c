/* village_page.c - the public's door: a village chosen, what was answered there, what it published. */
#include "base/arena.h"
#include "base/str.h"
#include "openness/openness.h"
#include "page/voice/voice_page.h"
#include "tpl.h"
#include "voice/mask.h"

enum { SHORT_LIST = 12, LONG_LIST = 60, SHEETS = 5, FOUND = 20, STEPS_SHOWN = 3 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "q", .kind = PARAM_TEXT, .max = 60 },
	{ .name = "code", .kind = PARAM_TEXT, .max = 40 },
	{ .name = "all", .kind = PARAM_FLAG },
	{ 0 },
};

const struct page voice_page = {
	.path = "/voice",
	.method = GET,
	.cap = CAP_PUBLIC,
	.params = params,
	.serve = serve,
	.plain = 1,
	.title = N_("The village listens"),
	.about = "Chooses a village; shows its answered matters and what it has published.",
};

/* ---- choosing ---- */

static const char *href_of(struct request *rq, const struct unit *u)
{
	return *u->code ? arena_printf(rq->arena, "/voice?unit=%s", u->code)
			: arena_printf(rq->arena, "/voice?unit=%" PRId64, u->id);
}

static const char *where_of(struct request *rq, int64_t unit)
{
	struct unit_list path;
	struct err ignored = {0};
	const char *text = "";
	if (!unit_path(rq->arena, rq->db, unit, 0, &path, &ignored))
		return text;
	for (int i = 0; i + 1 < path.count; i++)
		if (path.units[i].level >= LEVEL_COUNTY)
			text = arena_printf(rq->arena, "%s%s%s", text, *text ? " " : "", path.units[i].name);
	return text;
}

/* Villages of that name anywhere. */
static bool find(struct request *rq, const struct unit_list *counties, struct voice_choose *v, struct err *e)
{
	struct voice_link *found = ARENA_ARRAY(rq->arena, struct voice_link, FOUND);
	v->typed = rq_text(rq, "q");
	v->searched = !is_empty(v->typed);
	for (int c = 0; v->searched && c < counties->count; c++) {
		struct unit_list list;
		if (!unit_find(rq->arena, rq->db, counties->units[c].id, v->typed, FOUND, &list, e))
			return false;
		for (int i = 0; i < list.count && v->found_count < FOUND; i++)
			if (list.units[i].is_village)
				found[v->found_count++] = (struct voice_link){
				    .name = list.units[i].name, .href = href_of(rq, &list.units[i]),
				    .where = where_of(rq, list.units[i].id),
				};
	}
	v->found = found;
	return true;
}

static bool counties(struct request *rq, struct unit_list *out, struct err *e)
{
	const int64_t *ids;
	int count;
	if (!unit_counties(rq->arena, rq->db, &count, &ids, e))
		return false;
	*out = (struct unit_list){.units = ARENA_ARRAY(rq->arena, struct unit, count + 1)};
	for (int i = 0; i < count; i++)
		if (!unit_load(rq->arena, rq->db, ids[i], 0, &out->units[out->count++], e))
			return false;
	return true;
}

static bool choose(struct request *rq, struct html *h, bool above, struct err *e)
{
	struct voice_choose v = {0};
	struct unit_list list;
	if (above ? !unit_children(rq->arena, rq->db, rq->unit.id, 0, &list, e)
		  : !counties(rq, &list, e) || !find(rq, &list, &v, e))
		return false;
	struct voice_link *rows = ARENA_ARRAY(rq->arena, struct voice_link, list.count + 1);
	for (int i = 0; i < list.count; i++)
		rows[i] = (struct voice_link){.name = list.units[i].name, .href = href_of(rq, &list.units[i])};
	v.rows = rows;
	v.count = list.count;
	v.above = above ? rq->unit.name : NULL;
	v.above_href = above && rq->unit.level > LEVEL_COUNTY
			   ? arena_printf(rq->arena, "/voice?unit=%" PRId64, rq->unit.parent)
			   : "/voice";
	voice_begin(rq, h, N_("Which village is it?"));
	tpl_voice_choose(h, &v);
	voice_end(rq, h);
	return true;
}

/* ---- a village ---- */

enum ui_tone voice_tone(enum matter_state s)
{
	return s == MATTER_CONFIRMED || s == MATTER_CLAIMED ? UI_GOOD
	       : s == MATTER_DECLINED			     ? UI_BAD
	       : s == MATTER_WAITING			     ? UI_WARN
							     : UI_PLAIN;
}

const char *voice_act_label(const char *what, enum lang lang)
{
	const struct choice *c = choice_find(choice_list_find("matter_act"), what);
	return c ? label_in(&c->label, lang) : what;
}

/* Public steps, the last ones. */
static bool steps_take(struct request *rq, const struct matter *m, struct voice_matter *row, struct err *e)
{
	struct matter_steps all;
	char day[16];
	if (!matter_steps(rq->arena, rq->db, m, true, &all, e))
		return false;
	struct voice_step *steps = ARENA_ARRAY(rq->arena, struct voice_step, STEPS_SHOWN);
	for (int i = all.count > STEPS_SHOWN ? all.count - STEPS_SHOWN : 0; i < all.count; i++)
		steps[row->step_count++] = (struct voice_step){
		    .day = arena_strdup(rq->arena, date_iso(all.rows[i].day, day)),
		    .what = voice_act_label(all.rows[i].what, rq->lang),
		    .text = mask_public(rq->arena, all.rows[i].text),
		};
	row->steps = steps;
	return true;
}

static bool matters_take(struct request *rq, const struct unit *u, struct voice_village *v, struct err *e)
{
	struct matter_list list;
	char day[16];
	int max = rq_flag(rq, "all") ? LONG_LIST : SHORT_LIST;
	if (!matter_public_list(rq->arena, rq->db, u->county, u->id, max, &list, e))
		return false;
	struct voice_matter *rows = ARENA_ARRAY(rq->arena, struct voice_matter, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		const struct matter *m = &list.rows[i];
		bool open = m->state == MATTER_OPEN || m->state == MATTER_WAITING;
		rows[i] = (struct voice_matter){
		    .state = matter_state_label(m->state, rq->lang), .label = m->label, .tone = voice_tone(m->state),
		    .text = mask_public(rq->arena, m->public_text), .kind = voice_kind_label(m->kind, rq->lang),
		    .raised = arena_strdup(rq->arena, date_iso(m->raised, day)), .supports = m->supports,
		    .support = open ? arena_printf(rq->arena, "/voice/support?unit=%" PRId64 "&matter=%" PRId64, u->id,
						   m->id)
				    : NULL,
		};
		if (!steps_take(rq, m, &rows[i], e))
			return false;
	}
	v->rows = rows;
	v->count = list.count;
	v->more = list.more && max == SHORT_LIST;
	return true;
}

static bool sheets_take(struct request *rq, const struct unit *u, struct voice_village *v, struct err *e)
{
	struct disclosure_list list;
	char day[16];
	if (!disclosure_public(rq->arena, rq->db, u->id, SHEETS, &list, e))
		return false;
	struct voice_link *rows = ARENA_ARRAY(rq->arena, struct voice_link, list.count + 1);
	for (int i = 0; i < list.count; i++)
		rows[i] = (struct voice_link){
		    .name = list.rows[i].title, .href = arena_printf(rq->arena, "/public/%s", list.rows[i].code),
		    .where = arena_strdup(rq->arena, date_iso(date_of_ms(list.rows[i].published_ms), day)),
		};
	v->newest = rows;
	v->sheet_count = list.count;
	return true;
}

static bool village(struct request *rq, struct html *h, const struct unit *u, struct err *e)
{
	struct voice_village v = {
	    .name = u->name, .where = where_of(rq, u->id), .choose = "/voice",
	    .raise = arena_printf(rq->arena, "/voice/raise?unit=%" PRId64, u->id),
	    .all = arena_printf(rq->arena, "/voice?unit=%" PRId64 "&all=1", u->id),
	    .sheets = arena_printf(rq->arena, "/public?unit=%" PRId64, u->id),
	};
	if (!matters_take(rq, u, &v, e) || !sheets_take(rq, u, &v, e))
		return false;
	voice_begin(rq, h, u->name);
	tpl_voice_village(h, &v);
	voice_end(rq, h);
	return true;
}

/* The code as it stands in an address: letters and digits. */
const char *voice_code(struct request *rq, const char *typed)
{
	char *out = arena_strdup(rq->arena, typed), *to = out;
	for (const char *p = typed; *p; p++)
		if ((*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z'))
			*to++ = *p;
	*to = 0;
	return *out ? out : "0";
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	bool asked = rq_has(rq, "unit") && rq->unit.id;
	if (!is_empty(rq_text(rq, "code"))) {
		reply_redirect(rq, arena_printf(rq->arena, "/voice/m/%s", voice_code(rq, rq_text(rq, "code"))));
		return true;
	}
	return asked && rq->unit.is_village ? village(rq, h, &rq->unit, e) : choose(rq, h, asked, e);
}
