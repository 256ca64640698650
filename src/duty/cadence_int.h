#pragma once
/*
 * cadence_int.h - a question about cadence in the making: rules, who owes, events, excuses.
 */
#include "duty/cadence.h"

/* Where events are looked up: by whom they are counted. */
enum pool {
	POOL_MEETING_UNIT,     /* key: the unit that held it */
	POOL_MEETING_PERSON,   /* key: who was there */
	POOL_ACTIVITY_UNIT,    /* key: the unit and each above it that is asked */
	POOL_VISIT_UNIT,       /* the same of visits; with a kind: those that serve a pairing of it */
	POOL_VISIT_PERSON,     /* key: who went; with a kind: for a pairing of it that is theirs */
	POOL_VISIT_PAIRING,    /* key: the pairing */
	POOL__COUNT
};

struct event_key {
	int64_t key, id, unit;
	ymd day;
	int kind;              /* rank in its list + 1; 0: any */
};

struct excuse {
	int64_t rule, unit, person, pairing;
	ymd day;
	const char *reason;
};

struct cadence_work {
	struct arena *a;
	struct db *db;
	const struct cadence_ask *ask;
	ymd from, to;          /* of the periods asked about, of every length */
	int line_count;
	struct unit_line *lines;
	int rule_count, rule_room;
	struct cadence_rule *rules;
	int who_count, who_room;
	struct cadence_who *whos;
	int each_first[EACH_POST + 1], each_count[EACH_POST + 1]; /* whos stand by kind of each */
	int excuse_count, excuse_room;
	struct excuse *excuses; /* by rule, unit */
	int event_count[POOL__COUNT], event_room[POOL__COUNT];
	struct event_key *events[POOL__COUNT]; /* by kind, key, day, id */
	int taken_room;        /* of the board's events */
};

/* cadence_load.c */
bool rules_load(struct cadence_work *w, struct err *e) MUST_USE;
bool whos_load(struct cadence_work *w, struct err *e) MUST_USE;
bool excuses_load(struct cadence_work *w, struct err *e) MUST_USE;
/* cadence_event.c */
bool events_load(struct cadence_work *w, struct err *e) MUST_USE;
/* Kind of the rule's events as events_load() keys them. */
int rule_kind(const struct cadence_rule *r);
enum pool rule_pool(const struct cadence_rule *r);
/* The first event of a pool at or after (kind, key, day). */
int event_from(const struct cadence_work *w, enum pool p, int kind, int64_t key, ymd day);

/* Is `ancestor` the unit or above it? */
bool stands_under(const struct cadence_work *w, int64_t unit, int64_t ancestor);
/* The first day that a date means, and the day after the last: a month alone is all of it. */
ymd day_from(int64_t date);
ymd day_after(int64_t date);
