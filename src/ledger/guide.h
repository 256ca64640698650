#pragma once
/*
 * guide.h - common events of a village, asked in plain words, answered by a voucher.
 *
 * An event is a row of a constant table (guide_in.c, guide_out.c, guide_still.c): the facts it asks for and the lines
 * they make.  What a table cannot say, such as the part of a rent that belongs to this year,
 * is a small function (guide_work.c).  guide_build() shows the voucher, guide_make() makes the
 * draft with source guide/<event>/<id>; people approve, sign and post it as any other.
 *
 * Memory:   everything returned lives in the arena passed in
 * See also: plan.h, docs/manual/guided-entries.md, docs/decision/0010-guided-entries.md
 */
#include "ledger/plan.h"
#include "ledger/voucher.h"

enum guide_group { GUIDE_IN, GUIDE_OUT, GUIDE_STILL, GUIDE__GROUPS };

enum fact_kind {
	FACT_AMOUNT,    /* yuan */
	FACT_COUNT,     /* a whole number in [min, max] */
	FACT_TEXT,
	FACT_NAME,      /* a detail of an account: whose it is; one known or a new one */
	FACT_CHOICE,
	FACT_MONEY,     /* an account of cash or bank */
	FACT_LIST,      /* "name amount" on each line */
};

struct guide_option {
	const char *value, *label;
	const char *account;          /* that {fact} stands for in a path, or NULL */
};
struct guide_fact {
	const char *name;
	enum fact_kind kind;
	const char *label, *hint;     /* msgids; hint may be NULL */
	bool optional;
	const char *given;            /* the answer offered first, or NULL */
	int min, max;
	int option_count;
	const struct guide_option *options;
};

enum guide_side { GUIDE_DEBIT, GUIDE_CREDIT };
/*
 * path: "501", "211/预收款/{who}", "{money}": {fact} is the answer or what the chosen option
 * stands for.  A path with {rows} is repeated for each line of the list.  amount: the name of
 * a fact or of what `work` worked out; nothing is written for 0.
 */
struct guide_line {
	enum guide_side side;
	const char *path, *amount;
};

struct guide_work;
struct guide_event {
	const char *code;
	enum guide_group group;
	const char *title, *about;    /* msgids: what happened; when to choose it */
	const char *entry;            /* msgid whose Chinese text begins the voucher's summary */
	const char *mark;             /* msgid: where the accounts come from and how sure that is */
	int fact_count, line_count;
	const struct guide_fact *facts;
	const struct guide_line *lines;
	void (*work)(struct guide_work *w);
	const char *no_voucher;       /* msgid: why there is nothing to write; NULL otherwise */
};

/* Asked for by every event: day, what, receipt, attachments. */
enum { GUIDE_COMMON = 4 };
extern const struct guide_fact guide_common[GUIDE_COMMON];
/* In the order of the page; NULL behind the last. */
const struct guide_event *guide_event_at(int i);
const struct guide_event *guide_find(const char *code); /* NULL: none */

struct guide_answer {
	const char *name, *value;     /* as typed */
};
struct guide_answers {
	int count;
	const struct guide_answer *rows;
};
const char *guide_answer(const struct guide_answers *all, const char *name); /* "" without one */

struct guide_entry {
	const char *code, *name;      /* of the account, with those above it */
	bool added;                   /* the detail is made together with the draft */
	int64_t debit, credit;
	const char *why;              /* msgid: what this side of this account means */
	const char *choose;           /* the account of whose details one must be chosen, or NULL */
};
struct guide_draft {
	struct voucher voucher;
	struct plan plan;
	int count;
	struct guide_entry *entries;  /* one for each line of the voucher */
	struct findings *later;       /* what must be settled before the draft is posted */
};
/*
 * The voucher that the answers make; reads only.  Answers that cannot be used are findings
 * of error in `f`; the draft is then as far as it could be worked out.
 */
bool guide_build(struct arena *a, struct db *db, const struct book *b,
		 const struct guide_event *ev, const struct guide_answers *answers,
		 struct guide_draft *out, struct findings *f, struct err *e) MUST_USE;
/* Makes the draft and its new details; `id` (from the form) makes it once only.  Gives the
 * voucher that is there, old or new.  ERR_REFUSED with findings. */
bool guide_make(struct arena *a, struct db *db, const struct book *b,
		const struct guide_event *ev, const struct guide_answers *answers, int64_t id,
		const struct ledger_who *who, int64_t *voucher, struct findings *f,
		struct err *e) MUST_USE;

/* The details that a FACT_NAME of the event may mean, with their balance (debit positive). */
struct guide_name {
	const char *code, *name;
	int64_t fen;
};
struct guide_names {
	int count;
	struct guide_name *rows;
};
bool guide_names(struct arena *a, struct db *db, const struct book *b,
		 const struct guide_event *ev, const char *fact, struct guide_names *out,
		 struct err *e) MUST_USE;
/* What a side of an account means in plain words, a msgid. */
const char *account_meaning(const struct book_account *acc, bool credit);
