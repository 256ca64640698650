#pragma once
/* daily.h - what a site does by itself: the daily run and sending, by command and in the server. */
#include "cli/site.h"
#include "web/page.h"

/* struct web's callback. */
void site_tick(const struct web *w, struct tick *t);
