#pragma once
/*
 * open311.h - GeoReport v2 for the matters of the public's door; shared by open311*.c only.
 *
 * One writer makes both formats of the standard.  Nothing is shown but what the public page
 * shows; ids outside are not those within (open311_id()).
 */
#include "api/api.h"
#include "voice/matter.h"

/* ---- the writer: open311_write.c ---- */
enum { OPEN311_DEPTH = 8 };
struct open311 {
	struct request *rq;
	struct buf *out;
	bool xml;
	struct json json;
	int depth;
	const char *names[OPEN311_DEPTH];
};
/* "requests.json" → word "requests"; false when the format is neither json nor xml. */
bool open311_begin(struct open311 *w, struct request *rq, const char *what, const char **word);
void open311_list(struct open311 *w, const char *name);  /* at the top or within an item */
void open311_item(struct open311 *w, const char *name);  /* within a list, or at the top */
void open311_end(struct open311 *w);
void open311_text(struct open311 *w, const char *name, const char *value); /* NULL: empty */
void open311_flag(struct open311 *w, const char *name, bool value);
void open311_number(struct open311 *w, const char *name, int64_t value);
/* A text in a list of texts. */
void open311_word(struct open311 *w, const char *name, const char *value);
/* The whole reply says what went wrong, as the standard does; the writes of the request are undone. */
bool open311_error(struct open311 *w, const struct err *e);

/* ---- shared: open311.c ---- */
/* The county of jurisdiction_id; without it the only one of the site. */
bool open311_county(struct request *rq, struct unit *out, struct err *e) MUST_USE;
/* How a matter is called outside: 16 hex digits that say nothing without the site's key. */
char *open311_id(struct arena *a, int64_t county, int64_t id);
bool open311_id_read(struct arena *a, int64_t county, const char *text, int64_t *id) MUST_USE;
