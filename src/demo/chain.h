#pragma once
/* chain.h - bases and branches of one place in the making; chain.c, chain_teams.c, alliance.c. */
#include "demo/demo_int.h"
#include "demo/reading.h"

enum { CHAIN_BASES = 40 };

struct chain_base {
	int64_t id, unit, branch; /* branch 0: none stands on it */
	const char *name;         /* 云舍村坝区 */
	const char *chain;
	struct person *head;
	int joint;                /* 1, 2, …: which joint branch; 0 none */
};

struct chain {
	struct place *place;
	struct reading plan;
	ymd founded;
	int base_count, expert_count;
	struct chain_base bases[CHAIN_BASES];
	struct person **experts; /* who are posted on the cut-off day, base by base */
	int *expert_base;
};

/* The i-th person of a kind at a unit; NULL when there are fewer. */
struct person *person_at(struct place *p, int64_t unit, enum kind kind, int i);
/* A copy that stays where it is when more people are made. */
struct person *person_keep(struct place *p, const struct person *who);
bool chain_teams(struct chain *c, struct err *e) MUST_USE;
bool chain_alliances(struct chain *c, struct err *e) MUST_USE;
