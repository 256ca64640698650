#pragma once
/*
 * pay.h - a dividend in the books and out to the members.
 *
 * Each step proposes one draft voucher with the source dividend/<id>/<step>: `declare`
 * (debit 322, credit what is owed), `pay-<n>` (debit what is owed, credit bank or cash),
 * `return-<n>` (the opposite, for what the bank gave back).  A step that was dropped or
 * reversed in the books can be put back here.
 *
 * Memory:   everything returned lives in the arena passed in
 * See also: dividend.h, docs/manual/dividends.md
 */
#include "share/dividend.h"

enum pay_kind { PAY_BANK, PAY_CASH, PAY_RETURN };

struct pay_batch {
	int64_t number, lines, fen;
	enum pay_kind kind;
	ymd day;
	bool undone;
	int64_t voucher;              /* draft or posted; 0: none any more */
	bool posted;
};
struct pay_batches {
	int count;
	struct pay_batch *rows;
	int64_t declare;              /* its voucher; 0: none */
	bool declare_posted;
	int64_t paid, unpaid;         /* fen: by posted payments, and the rest */
};
bool pay_batches_load(struct arena *a, struct db *db, const struct book *b, const struct dividend *d,
		      struct pay_batches *out, struct err *e) MUST_USE;

/* Proposes the voucher of the declaration; ERR_CONFLICT when there is one. */
bool pay_declare(struct arena *a, struct db *db, const struct book *b, const struct dividend *d,
		 ymd day, const struct ledger_who *who, int64_t *voucher, struct err *e) MUST_USE;
/* Pays everyone who is due and has a bank account (PAY_BANK), or those of the given numbers in
 * cash; from the account `money`. */
bool pay_send(struct arena *a, struct db *db, const struct book *b, const struct dividend *d,
	      enum pay_kind kind, const char *money, ymd day, const int64_t *ords, int64_t count,
	      const struct ledger_who *who, struct pay_batch *made, struct err *e) MUST_USE;
/* The bank gave these back, for who->reason. */
bool pay_return(struct arena *a, struct db *db, const struct book *b, const struct dividend *d,
		const char *money, ymd day, const int64_t *ords, int64_t count,
		const struct ledger_who *who, struct pay_batch *made, struct err *e) MUST_USE;
/* Puts a payment back whose voucher is a draft (dropped here) or was reversed. */
bool pay_undo(struct arena *a, struct db *db, const struct book *b, const struct dividend *d,
	      int64_t number, const struct ledger_who *who, struct err *e) MUST_USE;
/* A frozen line was released: it is due now. */
bool pay_release(struct arena *a, struct db *db, const struct dividend *d, int64_t ord,
		 const struct ledger_who *who, struct err *e) MUST_USE;
/* Drops the drafts of a dividend; ERR_REFUSED while a posted voucher is not reversed. */
bool dividend_vouchers_drop(struct arena *a, struct db *db, const struct book *b,
			    const struct dividend *d, const struct ledger_who *who,
			    struct err *e) MUST_USE;

/* What is still owed to members, by year of income. */
struct unpaid_line {
	int64_t dividend, ord, fen;
	int year;
	const char *name, *household, *pay, *note;
};
struct unpaid_list {
	int count;
	bool more;
	struct unpaid_line *rows;
	int64_t fen;
};
bool unpaid_list(struct arena *a, struct db *db, const struct book *b, struct unpaid_list *out,
		 struct err *e) MUST_USE;

/* ---- bank accounts of members, sealed ---- */
struct member_account {
	int64_t person;
	const char *bank, *number;    /* in clear: mask it on a screen */
};
/* Of one person, or of all with 0, by person. */
bool member_accounts_load(struct arena *a, struct db *db, const struct book *b, int64_t person,
			  int *count, struct member_account **out, struct err *e) MUST_USE;
/* "" for a number takes it away.  Findings on `number`. */
bool member_account_save(struct arena *a, struct db *db, const struct book *b,
			 const struct member_account *acc, const struct ledger_who *who,
			 struct findings *f, struct err *e) MUST_USE;
/* "6228 **** **** 1234" */
const char *member_account_mask(struct arena *a, const char *number);
