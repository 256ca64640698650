/* tiles.c - figures as tiles at the head of a board. */
#include "page/figure_page.h"

bool page_tile(struct request *rq, const struct indicator_def *def, ymd at, struct ui_tile *out,
	       struct figure *fig, bool *shown, struct err *e)
{
	struct figure_ask ask = {.indicator = def, .county = rq->county, .unit = rq->unit.id, .at = at};
	page_figure_scope(rq, def, &ask.scope);
	*shown = ask.scope.count > 0;
	if (!*shown)
		return true;
	if (!figure_compute(rq->arena, rq->db, &ask, fig, e))
		return false;
	*out = (struct ui_tile){
	    .label = label_in(&def->label, rq->lang),
	    .value = figure_text(rq->arena, fig, rq->lang),
	    .href = figure_href(rq, def->name, rq->unit.id, at),
	    .note = fig->known ? NULL : msg_render(rq->arena, &fig->reason, rq->lang),
	};
	return true;
}

bool page_tiles(struct request *rq, const char *const *names, size_t count, ymd at, struct ui_tiles *out,
		struct err *e)
{
	for (size_t i = 0; i < count; i++) {
		const struct indicator_def *def = indicator_find(names[i]);
		struct figure fig;
		bool shown;
		assert(def && out->count < (int)ARRAY_LEN(out->rows));
		if (!page_tile(rq, def, at, &out->rows[out->count], &fig, &shown, e))
			return false;
		out->count += shown;
	}
	return true;
}
