#pragma once
/* demo_int.h - a pack's plan, the generator, and the making of one place. */
#include "base/arena.h"
#include "demo/demo.h"
#include "reg/record.h"

enum { PLAN_LIST = 24, PLAN_VILLAGES = 120 };

struct plan_codes {
	int count;
	const char *code[PLAN_LIST];
	int number[PLAN_LIST]; /* where the list gives numbers */
};

struct plan_requirement {
	const char *kind, *education, *document; /* education NULL: any */
	int number, young, age;                  /* age 0: any */
	ymd from;
};

struct plan_parameter {
	const char *name, *value, *document;
	ymd from;
};

struct plan_account {
	const char *login, *role, *unit;
};

struct plan {
	const char *slug, *unit, *id_area;
	ymd cutoff;
	int seed;
	struct plan_codes nations; /* code and weight */
	struct plan_codes names; /* name and sex */
	struct {
		struct plan_codes under;
		ymd elected;
		int members, young, both;
	} committees;
	struct {
		int leaders, cadres, young_cadres;
	} town;
	struct {
		struct plan_codes under, villages, weak;
		int number, young_college, left;
		ymd from, to;
		const char *source, *level; /* source NULL: mixed */
	} reserves;
	struct {
		ymd from, to;
		int town_mentors, secretary_mentors; /* who teaches */
		int reserves, members, secretaries, young_cadres; /* who is taught */
		int second, silent;
	} mentoring;
	int requirement_count, parameter_count, account_count;
	struct plan_requirement requirements[PLAN_LIST];
	struct plan_parameter parameters[PLAN_LIST];
	struct plan_account accounts[PLAN_LIST];
};

/* Reads packs/<slug>/demo.yaml of every pack, in order of their paths. */
bool plans_read(struct arena *a, int *count, struct plan **out, struct err *e) MUST_USE;

/* ---- the generator: same seed, same people ---- */
struct lot {
	uint64_t state;
};
/* 0 <= result < n. */
int lot_below(struct lot *l, int n);
/* A day in (from, to]. */
ymd lot_day(struct lot *l, ymd from, ymd to);

enum { MALE = 1, FEMALE = 2 };
const char *people_name(struct arena *a, struct lot *l, int sex);
/* 18 characters with the right check digit; `serial` tells people of one birthday apart, in blocks
 * of 499 that count the area's last digit down from 9. */
const char *people_idnum(struct arena *a, const char *area, ymd birth, int sex, int serial);
const char *people_phone(struct arena *a, int serial);
const char *people_school(struct lot *l);
const char *people_major(struct lot *l);
const char *people_occupation(struct lot *l);
const char *people_log(struct lot *l);

/* ---- one place ---- */
enum kind {
	SECRETARY,
	MEMBER,
	RESERVE,
	LEADER,
	CADRE,
	YOUNG_CADRE,
	VILLAGER,
	HOUSEHOLDER,
	OFFICIAL,
};

struct person {
	int64_t id, unit;
	const char *name;
	enum kind kind;
	int sex;
	bool party;  /* member of the Party, not on probation */
	bool young;  /* of the age, and for reserves the education, that the sources count */
	int mentors; /* how many teach them */
	int taught;  /* how many they teach */
	ymd birth, since; /* since: in the reserve pool */
};

struct village {
	struct unit unit;
	int64_t branch, committee; /* organisations */
	int reserves;              /* how many it has */
};

struct place {
	struct arena *a, *row; /* of the place; of one record */
	struct db *db;
	const struct plan *plan;
	struct lot lot;
	int64_t county;
	struct unit unit;
	struct save_how how;
	int serial, named; /* people made; names of the plan given */
	int person_count, person_room;
	struct person *people;
	int village_count; /* of the committees */
	struct village *villages;
};

/* A record in the making: fields are read from text as a form sends it. */
struct entry {
	struct place *place;
	struct record *rec;
	struct findings f;
};
void entry_start(struct place *p, struct entry *en, const char *reg, int64_t unit);
void entry_put(struct entry *en, const char *field, const char *text); /* NULL, "": stays empty */
void entry_id(struct entry *en, const char *field, int64_t id);
void entry_day(struct entry *en, const char *field, ymd day);
/* Saves it; *id may be NULL. */
bool entry_save(struct entry *en, int64_t *id, struct err *e) MUST_USE;

/* What a person to be made is like. */
struct wish {
	int64_t unit;
	enum kind kind;
	int sex;                /* 0: by lot */
	bool young;
	ymd birth;
	const char *education;
	const char *political;  /* NULL: by lot */
	const char *occupation; /* NULL: by lot */
};
/* Makes and saves one; the pointer lives as long as the place. */
bool person_make(struct place *p, const struct wish *w, struct person **out, struct err *e) MUST_USE;
/* A birth day so that the age on `at` is in [low, high] full years. */
ymd birth_of_age(struct lot *l, ymd at, int low, int high);
/* Of age on `at`, and still 35 or less until the end of 2030: so that the published numbers
 * of young people hold on the place's own day and while the demonstration is being shown. */
enum { YOUNG_FROM = 19950101 };
ymd birth_lasting(struct lot *l, ymd at);

bool make_settings(struct place *p, struct err *e) MUST_USE;
bool make_committees(struct place *p, struct err *e) MUST_USE;
bool make_town(struct place *p, struct err *e) MUST_USE;
bool make_reserves(struct place *p, struct err *e) MUST_USE;
bool make_mentoring(struct place *p, struct err *e) MUST_USE;
/* Local talent, talent away, returns, contests: packs/<slug>/talent.yaml, where there is one. */
bool make_talent(struct place *p, struct err *e) MUST_USE;
bool make_pairings(struct place *p, struct err *e) MUST_USE;
/* First secretaries with leave and appraisals; wishes and decisions of committee duties. */
bool make_duties(struct place *p, struct err *e) MUST_USE;
/* After whoever makes first secretaries. */
bool make_training(struct place *p, struct err *e) MUST_USE;
bool make_members(struct place *p, struct err *e) MUST_USE;
/* packs/<place>/chain.yaml: chain.c, chain_teams.c. */
bool make_chain(struct place *p, struct err *e) MUST_USE;
/* Activity sites of villages: packs/<slug>/site.yaml, where there is one. */
bool make_sites(struct place *p, struct err *e) MUST_USE;
/* Stars and credit of members: packs/<slug>/credit.yaml, where there is one. */
bool make_credit(struct place *p, struct err *e) MUST_USE;
/* Decisions and the catalogue of what is published: packs/<slug>/open.yaml, where there is one. */
bool make_open(struct place *p, struct err *e) MUST_USE;
/* Matters of villagers: packs/<slug>/voice.yaml, after the bases. */
bool make_voice(struct place *p, struct err *e) MUST_USE;
/* Assets, land and contracts of collectives: packs/<slug>/estate.yaml, where there is one. */
bool make_estate(struct place *p, struct err *e) MUST_USE;
/* packs/<slug>/project.yaml: project.c; packs/<slug>/cooperative.yaml: cooperative.c, after the bases. */
bool make_projects(struct place *p, struct err *e) MUST_USE;
bool make_cooperatives(struct place *p, struct err *e) MUST_USE;
/* Cadence rules and the meetings that keep them: packs/<slug>/cadence.yaml; meetings.c. */
bool make_cadence(struct place *p, struct err *e) MUST_USE;
/* Collectives, their books and calibers: packs/<slug>/books.yaml; after the accounts. */
bool make_books(struct place *p, struct err *e) MUST_USE;
/* After the books: packs/<slug>/share.yaml, where there is one. */
bool make_shares(struct place *p, struct err *e) MUST_USE;
/* Lists of key tasks: packs/<slug>/task.yaml, where there is one. */
bool make_tasks(struct place *p, struct err *e) MUST_USE;
/* Visits of pairings: packs/<slug>/visit.yaml, where there is one. */
bool make_visits(struct place *p, struct err *e) MUST_USE;
/* The chain of reminding and supervising: packs/<slug>/remind.yaml, where there is one. */
bool make_escalation(struct place *p, struct err *e) MUST_USE;
/* The daily run of every county, as of today; last of all. */
bool run_day(struct arena *a, struct db *db, struct err *e) MUST_USE;
/* The shortage board's to-dos, as of today. */
bool make_todos(struct place *p, struct err *e) MUST_USE;
/* "南埂村" of 南埂村民委员会: how a village is called in the name of its organisations. */
const char *short_name(struct arena *a, const char *name);
/* Villages at or under the listed units, by code. */
bool villages_of(struct place *p, const struct plan_codes *under, int *count, struct village **out,
		 struct err *e) MUST_USE;
