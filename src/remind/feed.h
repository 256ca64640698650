#pragma once
/*
 * feed.h - a person's to-dos as a calendar (iCalendar, RFC 5545) at a secret address.
 *
 * Only titles and days leave the site, and no title that names a person.
 *
 * Owns:   calendar_feed (table)
 * Memory: everything returned lives in the arena passed in
 */
#include "remind/todo.h"

/* A new secret address ends the older one; 64 hex digits, shown once. */
bool feed_make(struct arena *a, struct db *db, const struct account *acc, const char **secret,
	       struct err *e) MUST_USE;
bool feed_end(struct db *db, const struct account *acc, struct err *e) MUST_USE;
bool feed_exists(struct db *db, int64_t account, bool *out, struct err *e) MUST_USE;
/* Whose it is; ERR_NOT_FOUND for an unknown one. */
bool feed_account(struct arena *a, struct db *db, const char *secret, struct account *out,
		  struct err *e) MUST_USE;
/* The calendar as text; `host` makes the UIDs unique in the world. */
bool feed_write(struct arena *a, struct db *db, const struct account *acc, ymd at, const char *host,
		enum lang lang, const char **out, struct err *e) MUST_USE;
