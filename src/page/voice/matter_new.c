/* matter_new.c - the clerk enters a slip or a call, and hands out the receipt with the code. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/voice/matter_page.h"
#include "tpl.h"

#include <string.h>

enum { TEXT_MAX = 4000, PLACES = 600 };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool save(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "entry", .kind = PARAM_ID},
    {.name = "place", .kind = PARAM_ID},
    {.name = "kind", .kind = PARAM_TEXT, .max = 40},
    {.name = "source", .kind = PARAM_TEXT, .max = 40},
    {.name = "text", .kind = PARAM_NOTE, .max = TEXT_MAX},
    {.name = "raised", .kind = PARAM_TEXT, .max = 40},
    {.name = "raiser_name", .kind = PARAM_TEXT, .max = 60},
    {.name = "raiser_phone", .kind = PARAM_TEXT, .max = 40},
    {.name = "f.*", .kind = PARAM_TEXT},
    {0},
};

const struct page matter_new_page = {
    .path = "/matter/new",
    .method = GET,
    .cap = CAP_WRITE,
    .params = params,
    .serve = show,
    .title = N_("Enter what a villager raised"),
    .about = "The form for a paper slip, a call or a word in person.",
};
const struct page matter_new_post = {
    .path = "/matter/new",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = save,
    .title = N_("Enter what a villager raised"),
    .about = "Takes up a matter and shows the receipt with its code, once.",
};

/* The villages of the unit in view that the account may write for. */
static bool places_make(struct request *rq, const struct scope *scope, struct matter_form *v, struct err *e)
{
	struct unit_list list;
	char text[24];
	if (!unit_villages(rq->arena, rq->db, rq->unit.id, 0, &list, e))
		return false;
	int room = list.count < PLACES ? list.count : PLACES;
	struct ui_option *o = ARENA_ARRAY(rq->arena, struct ui_option, room + 1);
	for (int i = 0; i < list.count && v->place_count < room; i++) {
		bool inside;
		if (!scope_has(rq->db, scope, rq->county, list.units[i].id, &inside, e))
			return false;
		if (inside)
			o[v->place_count++] =
			    (struct ui_option){.value = arena_strdup(rq->arena, id_text(list.units[i].id, text)),
					       .label = list.units[i].name};
	}
	v->places = o;
	return true;
}

static bool draw(struct request *rq, struct html *h, const struct scope *scope, struct err *e)
{
	char day[16], id[24];
	const char *place = rq_has(rq, "place") ? arena_strdup(rq->arena, id_text(rq_id(rq, "place"), id)) : "";
	struct matter_form v = {
	    .id = arena_strdup(rq->arena, id_text(rq_id(rq, "entry") ? rq_id(rq, "entry") : id_new(), id)),
	    .unit = arena_strdup(rq->arena, id_text(rq->unit.id, id)), .kind = rq_text(rq, "kind"),
	    .source = rq_has(rq, "source") ? rq_text(rq, "source") : "paper", .place = place,
	    .text = rq_text(rq, "text"), .raiser_name = rq_text(rq, "raiser_name"),
	    .raiser_phone = rq_text(rq, "raiser_phone"), .about = rq_text(rq, "f.about"),
	    .raised = rq_has(rq, "raised") ? rq_text(rq, "raised")
					   : arena_strdup(rq->arena, date_iso(today(), day)),
	    .findings = rq->findings,
	};
	v.kind_count = matter_options(rq, "matter_kind", NULL, &v.kinds);
	v.source_count = matter_options(rq, "matter_source", "open311", &v.sources);
	if (!places_make(rq, scope, &v, e))
		return false;
	if (v.place_count == 1 && is_empty(v.place))
		v.place = v.places[0].value;
	tpl_matter_new(h, &v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	return matter_scope(rq, true, &scope, e) && draw(rq, h, &scope, e);
}

/* "王建国 #123", as the field offers it, or a name that is one person's of the village. */
static bool about_read(struct request *rq, const struct matter_new *in, int64_t *out, struct err *e)
{
	const char *text = rq_text(rq, "f.about"), *mark = strrchr(text, '#');
	struct person_match found[5];
	int count = 0;
	*out = 0;
	if (is_empty(text) || (mark && id_parse(mark + 1, out)))
		return true;
	if (!person_find(rq->arena, rq->db, rq->county, text, "", 0, in->place, found, &count, e))
		return false;
	if (count == 1)
		*out = found[0].id;
	else
		find_hint(find_error(rq->findings, "f.about", "matter-who", "It is not clear who is meant."),
			  "Choose the person from the list that opens while you type, or leave it empty.");
	return true;
}

static bool read_form(struct request *rq, struct matter_new *in, struct err *e)
{
	*in = (struct matter_new){
	    .county = rq->county, .place = rq_id(rq, "place"), .kind = rq_text(rq, "kind"),
	    .source = rq_text(rq, "source"), .text = rq_text(rq, "text"),
	    .raiser_name = rq_text(rq, "raiser_name"), .raiser_phone = rq_text(rq, "raiser_phone"),
	    .id = rq_id(rq, "entry"),
	};
	if (!date_parse(rq_text(rq, "raised"), false, &in->raised) || in->raised % 100 == 0)
		find_hint(find_error(rq->findings, "raised", "date-form", "\"%s\" is not a day of the calendar.",
				     rq_text(rq, "raised")),
			  "Write it as 2024-05-03.");
	if (!in->place)
		find_hint(find_error(rq->findings, "place", "required", "The village is missing."), "Choose it.");
	return about_read(rq, in, &in->about, e);
}

static void receipt_draw(struct request *rq, struct html *h, const struct matter_new *in,
			 const struct matter_raised *out)
{
	char day[16], due[16];
	struct matter_receipt v = {
	    .code = out->code, .unit = out->unit_name, .due = arena_strdup(rq->arena, date_iso(out->due, due)),
	    .place = unit_name_now(rq->arena, rq->db, in->place),
	    .raised = arena_strdup(rq->arena, date_iso(in->raised, day)), .text = in->text,
	    .address = arena_printf(rq->arena, "%s/voice/m/%s", rq_origin(rq), out->code),
	    .again = arena_printf(rq->arena, "/matter/new?unit=%" PRId64, rq->unit.id),
	};
	rq->title = tr(rq->lang, N_("Receipt for a matter"));
	reply_header(rq, "Cache-Control", "no-store");
	tpl_matter_receipt(h, &v);
}

static bool save(struct request *rq, struct html *h, struct err *e)
{
	struct save_how how = {.actor = rq->account->id, .origin = "form"};
	struct matter_new in;
	struct matter_raised out;
	struct err why = {0};
	if (!matter_scope(rq, true, &how.scope, e) || !read_form(rq, &in, e))
		return false;
	if (rq->findings->errors) {
		rq->refuse = true;
		rq->status = 422;
		return draw(rq, h, &how.scope, e);
	}
	if (!matter_raise(rq->arena, rq->db, &in, &how, &out, rq->findings, &why)) {
		if (why.code != ERR_REFUSED) {
			*e = why;
			return false;
		}
		rq->refuse = true;
		rq->status = 422;
		return draw(rq, h, &how.scope, e);
	}
	receipt_draw(rq, h, &in, &out);
	return true;
}
