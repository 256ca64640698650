#pragma once
/* pages.h - the site map, and what draws the frame around pages and the errors. */
#include "web/page.h"

/* Every screen; NULL-terminated. */
extern const struct page *const all_pages[];

/* struct web's callbacks. */
void frame_draw(struct request *rq, struct html *h, struct buf *body, struct html *out);
void frame_error(struct request *rq, const struct err *e, struct html *out);
