/* figure_list.c - all figures of the unit in view, by what they are about. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/figure_page.h"
#include "tpl.h"

#include <string.h>

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "at", .kind = PARAM_DATE},
    {0},
};

const struct page figure_list_page = {
    .path = "/figures",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = serve,
    .title = N_("Figures"),
    .about = "Every figure of the unit in view on a day.",
};

/* The part of the name before the first point. */
static bool same_group(const struct indicator_def *a, const struct indicator_def *b)
{
	size_t n = strcspn(a->name, ".");
	return n == strcspn(b->name, ".") && strncmp(a->name, b->name, n) == 0;
}

static bool is_first(int i)
{
	for (int k = 0; k < i; k++)
		if (same_group(indicator_at(k), indicator_at(i)))
			return false;
	return true;
}

static bool make_group(struct request *rq, int first, ymd at, struct figure_group_view *g,
		       struct err *e)
{
	struct ui_tile *cards = ARENA_ARRAY(rq->arena, struct ui_tile, indicator_count());
	struct ui_link *links = ARENA_ARRAY(rq->arena, struct ui_link, indicator_count());
	for (int i = first; i < indicator_count(); i++) {
		const struct indicator_def *def = indicator_at(i);
		struct figure fig;
		bool shown = false;
		if (!same_group(def, indicator_at(first)))
			continue;
		if (def->of && !g->label)
			g->label = label_in(&def->of->label, rq->lang);
		if (def->by)
			links[g->link_count++] =
			    (struct ui_link){.label = label_in(&def->label, rq->lang),
					     .href = figure_href(rq, def->name, rq->unit.id, at)};
		else if (!page_tile(rq, def, at, &cards[g->count], &fig, &shown, e))
			return false;
		g->count += !def->by && shown;
	}
	if (!g->label)
		g->label = label_in(&indicator_at(first)->label, rq->lang);
	g->cards = cards;
	g->links = links;
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	char text[32];
	ymd at = rq_date(rq, "at") ? rq_date(rq, "at") : today();
	struct figure_list_view v = {.unit = arena_strdup(rq->arena, id_text(rq->unit.id, text)),
				     .at = arena_strdup(rq->arena, date_iso(at, text))};
	struct figure_group_view *groups =
	    ARENA_ARRAY(rq->arena, struct figure_group_view, indicator_count() + 1);
	for (int i = 0; rq->unit.id && i < indicator_count(); i++)
		if (is_first(i) && !make_group(rq, i, at, &groups[v.count++], e))
			return false;
	v.groups = groups;
	if (rq->unit.id)
		rq->title =
		    arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Figures")), rq->unit.name);
	tpl_figure_list(h, &v);
	return true;
}
