#pragma once
/*
 * shares.h - the roll, the classes, the rules and the movements of a collective, read whole.
 *
 * For src/share, which adds them up.  Whoever calls has made sure that the person may read the
 * unit of the organisation; rows stand in no other (check collective_org).
 * Shares are hundredths.  Days are yyyymmdd.
 *
 * Memory: results live in the arena given.
 */
#include "base/date.h"
#include "db/db.h"

struct share_class_row {
	int64_t id;
	const char *name, *kind;
	bool takes;              /* part in dividends */
	ymd since, until;        /* until 0: none */
};
struct share_classes {
	int count;
	struct share_class_row *rows;   /* by name */
};
bool share_classes_load(struct arena *a, struct db *db, int64_t county, int64_t org,
			struct share_classes *out, struct err *e) MUST_USE;

enum share_move_kind {
	MOVE_GRANT, MOVE_TRANSFER, MOVE_INHERIT, MOVE_SPLIT, MOVE_REDEEM, MOVE_FREEZE,
	MOVE_UNFREEZE, MOVE_REVERSAL, MOVE__COUNT
};
struct share_move {
	int64_t id, class, holder, receiver;   /* persons; 0: none */
	int64_t shares;
	ymd day;
	enum share_move_kind kind;
	const char *number, *document;         /* with `texts` */
};
struct share_moves {
	int64_t count;
	struct share_move *rows;               /* by day and id */
};
/* Up to the day; of one person, or of all with 0. */
bool share_moves_load(struct arena *a, struct db *db, int64_t county, int64_t org, ymd upto,
		      int64_t person, bool texts, struct share_moves *out, struct err *e) MUST_USE;

struct share_person {
	int64_t person;
	const char *name, *household, *standing;
	ymd admitted, ended, rights_until;     /* 0: none */
};
struct share_people {
	int64_t count;
	struct share_person *rows;             /* by person, then admission */
};
/* The roll, every row. */
bool share_people_load(struct arena *a, struct db *db, int64_t county, int64_t org,
		       struct share_people *out, struct err *e) MUST_USE;
/* Rows of members (not of heirs and beneficiaries) on the day. */
int64_t share_members_on(const struct share_people *all, ymd day);
/* The row of the person that says most about the day: admitted by then, the last such; NULL: none. */
const struct share_person *share_person_on(const struct share_people *all, int64_t person, ymd day);

struct share_rule {
	int64_t id;                            /* 0: none is in force */
	ymd since;
	const char *document, *frozen;
	int notice, quorum, quorum_of, votes, votes_of;
	int64_t ceiling;                       /* hundredths of a percent; 0: none */
	bool subsidy;                          /* may be divided */
	struct {                               /* of the register charter */
		int64_t id;                    /* 0: none is in force */
		const char *document, *members, *base; /* member_rule, reserve_base */
		int64_t ratio;                 /* hundredths of a percent */
		int64_t until;                 /* fen; -1: none */
	} charter;
};
/* Both the rules of shares and the charter's of income, in force on the day. */
bool share_rule_load(struct arena *a, struct db *db, int64_t county, int64_t org, ymd day,
		     struct share_rule *out, struct err *e) MUST_USE;
