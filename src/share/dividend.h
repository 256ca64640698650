#pragma once
/*
 * dividend.h - a dividend: plan, viewing, resolution, slips, vouchers, payment, taking back.
 *
 *	draft ──publish──► published ──resolve──► resolved ──vouchers──► booked, paid
 *	         (lines frozen)      (assembly)        └──withdraw──► withdrawn, as if not happened
 *
 * Whether it is booked and paid is read from the vouchers with the source dividend/<id>/…:
 * this module proposes drafts, people post them.  Whoever calls has made sure that the person
 * may keep the book.
 *
 * Owns:     dividend, dividend_line, dividend_batch, member_account (tables)
 * Memory:   everything returned lives in the arena passed in
 * See also: share.h, docs/manual/dividends.md
 */
#include "ledger/voucher.h"
#include "share/share.h"

enum dividend_state { DIVIDEND_DRAFT, DIVIDEND_PUBLISHED, DIVIDEND_RESOLVED, DIVIDEND_WITHDRAWN };

struct dividend {
	int64_t county, id, book, org, unit, ver;
	int year;                     /* whose income is divided */
	const char *name;
	enum dividend_state state;
	int64_t declared;             /* fen */
	ymd record_day, from, to;     /* period of share-days, both inclusive; 0 by plain shares */
	const char *weighting, *frozen;
	const char *document;         /* the decision */
	const char *rule_document;    /* the charter's rule, when published */
	const char *payable;          /* account of what is owed to members */
	ymd viewed;                   /* from when the plan could be viewed */
	ymd assembly;
	int64_t members_all, members_present, members_for;
	int64_t line_count, weight_total;
	struct {
		int quorum, quorum_of, votes, votes_of, notice;
	} rule;                       /* when published */
	const char *root;             /* hash over all slips, hex; "" before they are made */
	const char *reason;           /* why it was taken back */
	int64_t made_ms;
};

struct dividend_line {
	int64_t ord, person;
	const char *name, *household;
	int64_t shares, frozen, weight;
	int64_t base, extra, fen;
	const char *salt;
	int64_t leaf;                 /* place in the proof */
	const char *pay;              /* due, held, sent, returned */
	int64_t batch;
	const char *note;
};
struct dividend_lines {
	int64_t count;
	struct dividend_line *rows;   /* by ord */
	int64_t total;                /* sum of the weights */
};

struct dividend_list {
	int count;
	struct dividend *rows;        /* newest year first */
};
bool dividend_load(struct arena *a, struct db *db, const struct book *b, int64_t id,
		   struct dividend *out, struct err *e) MUST_USE;
bool dividend_list(struct arena *a, struct db *db, const struct book *b, struct dividend_list *out,
		   struct err *e) MUST_USE;
/* Saves a draft as it is; d->id 0 makes one.  ERR_CONFLICT for another version. */
bool dividend_save(struct arena *a, struct db *db, struct dividend *d, const struct ledger_who *who,
		   struct err *e) MUST_USE;

/* What publishing and the assembly are measured by. */
struct dividend_facts {
	struct share_rule rule;       /* in force on the record day */
	struct share_people people;
	struct dividend_lines lines;  /* of the plan: as frozen, or worked out for a draft */
	int64_t gone_count;           /* holders who are not in the roll, or no longer */
	const char *gone;             /* a few names */
	int64_t over_count;           /* holders above the charter's ceiling */
	bool kept_here;               /* the year's vouchers are in this book */
	bool year_closed;
	int64_t income;               /* of the year, by its closing vouchers */
	int64_t carried;              /* 322 before the year; negative: a loss */
	int64_t undivided;            /* 322 now */
	int64_t promised;             /* other dividends that are not booked yet */
	int64_t reserve;              /* taken from that income */
	int64_t reserve_before;       /* 311 before the year */
	int64_t subsidy;              /* 503 of the year */
	int64_t money;                /* 101 and 102 now */
	ymd today;
};
bool dividend_facts_load(struct arena *a, struct db *db, const struct book *b,
			 const struct dividend *d, struct dividend_facts *out, struct err *e) MUST_USE;
/* Everything that stands against publishing; with `assembly` against the resolution, too. */
void dividend_check(const struct dividend *d, const struct dividend_facts *facts, bool assembly,
		    struct findings *f);

/* Freezes the lines, with slips and their proof.  ERR_REFUSED with findings. */
bool dividend_publish(struct arena *a, struct db *db, const struct book *b, struct dividend *d,
		      const struct ledger_who *who, struct findings *f, struct err *e) MUST_USE;
/* d carries the assembly's day, numbers and document. */
bool dividend_resolve(struct arena *a, struct db *db, const struct book *b, struct dividend *d,
		      const struct ledger_who *who, struct findings *f, struct err *e) MUST_USE;
/* Takes it back: draft vouchers are dropped; refused while a posted one is not reversed. */
bool dividend_withdraw(struct arena *a, struct db *db, const struct book *b, struct dividend *d,
		       const struct ledger_who *who, struct err *e) MUST_USE;

/* ---- lines ---- */
/* What everyone would get, from the register at the record day. */
bool dividend_plan(struct arena *a, struct db *db, const struct dividend *d, const char *frozen,
		   const struct share_moves *moves, const struct share_people *people,
		   struct dividend_lines *out, struct err *e) MUST_USE;
/* As frozen; ord 0: all. */
bool dividend_lines_load(struct arena *a, struct db *db, const struct dividend *d, int64_t ord,
			 struct dividend_lines *out, struct err *e) MUST_USE;

/* ---- proof.c: a tree over all slips, whose root fixes each slip and the sum of all ---- */
struct proof_step {
	char hash[65];
	int64_t fen;
	bool left;                    /* the other one stands left */
};
struct proof {
	char leaf[65], root[65];
	int64_t root_fen;
	int count;
	struct proof_step steps[48];
};
/* Gives every line its place; the root in hex. */
bool proof_make(struct arena *a, int64_t dividend, struct dividend_lines *lines, char root[65],
		struct err *e) MUST_USE;
/* The way of one slip up to the root. */
bool proof_of(struct arena *a, int64_t dividend, const struct dividend_lines *lines, int64_t ord,
	      struct proof *out, struct err *e) MUST_USE;
/* The leaves in their order, one hex line each, for the published list. */
void proof_leaves(struct arena *a, int64_t dividend, const struct dividend_lines *lines,
		  const char ***out);
