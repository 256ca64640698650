/* paper_page.c - papers of the public's door: the poster with the QR code, the slip to write on. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/page_reg.h"
#include "page/voice/night.h"
#include "tpl.h"

static bool poster(struct request *rq, struct html *h, struct err *e);
static bool slip(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ 0 },
};

const struct page voice_poster_page = {
	.path = "/voice/poster",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = poster,
	.title = N_("Poster of the public's door"),
	.about = "A sheet for the wall: the village, the QR code, the address, how to say it on paper.",
};
const struct page voice_slip_page = {
	.path = "/voice/slip",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = slip,
	.title = N_("Paper slip"),
	.about = "A slip to write on, for whoever has no telephone.",
};

bool voice_readable(struct request *rq, const char *reg, bool write, struct scope *out, struct err *e)
{
	const struct reg_def *def = reg_find(reg);
	assert(def);
	reg_scope(rq->account, def, write, out);
	return out->count > 0 || err_set(e, ERR_DENIED, "No role of your account opens this register.");
}

/* Villages at or under the unit in view that the account reaches, to choose from. */
bool voice_pick(struct request *rq, const char *base, int *count, const struct ui_link **out, struct err *e)
{
	struct unit_list list;
	if (!rq->unit.id) {
		*count = 0;
		return true;
	}
	if (!unit_villages(rq->arena, rq->db, rq->unit.id, 0, &list, e))
		return false;
	struct ui_link *links = ARENA_ARRAY(rq->arena, struct ui_link, list.count + 1);
	for (int i = 0; i < list.count; i++)
		links[i] = (struct ui_link){
		    .label = list.units[i].name,
		    .href = arena_printf(rq->arena, "%s?unit=%" PRId64, base, list.units[i].id),
		};
	*count = list.count;
	*out = links;
	return true;
}

static const char *town_of(struct request *rq)
{
	return rq->unit.parent ? unit_name_now(rq->arena, rq->db, rq->unit.parent) : "";
}

static bool choose(struct request *rq, struct html *h, const char *base, struct err *e)
{
	struct night_pick v = {0};
	if (!voice_pick(rq, base, &v.count, &v.rows, e))
		return false;
	tpl_night_pick(h, &v);
	return true;
}

static bool poster(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	if (!voice_readable(rq, "matter", false, &scope, e))
		return false;
	if (!rq->unit.is_village)
		return choose(rq, h, "/voice/poster", e);
	struct unit *u = &rq->unit;
	const char *key = *u->code ? u->code : arena_printf(rq->arena, "%" PRId64, u->id);
	struct voice_poster v = {
	    .village = u->name, .where = town_of(rq), .code = key,
	    .address = arena_printf(rq->arena, "%s/voice?unit=%s", rq_origin(rq), key),
	    .shown = arena_printf(rq->arena, "%s/voice", rq_origin(rq)),
	    .slip = arena_printf(rq->arena, "/voice/slip?unit=%" PRId64, u->id),
	    .back = arena_printf(rq->arena, "/voice?unit=%" PRId64, u->id),
	};
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Poster of the public's door")), u->name);
	tpl_voice_poster(h, &v);
	return true;
}

static bool slip(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	if (!voice_readable(rq, "matter", false, &scope, e))
		return false;
	if (!rq->unit.is_village)
		return choose(rq, h, "/voice/slip", e);
	struct voice_slip v = {
	    .village = rq->unit.name, .where = town_of(rq), .shown = arena_printf(rq->arena, "%s/voice", rq_origin(rq)),
	    .back = arena_printf(rq->arena, "/voice/poster?unit=%" PRId64, rq->unit.id),
	};
	v.kind_count = voice_kinds(LANG_ZH, v.kinds);
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Paper slip")), rq->unit.name);
	tpl_voice_slip(h, &v);
	return true;
}
