/* bank.c - where members are paid; the number is sealed. */
#include "audit/audit.h"
#include "auth/auth.h"
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "share/pay.h"

#include <string.h>

enum { ACCOUNTS_MAX = 1000000, DIGITS_MIN = 8, DIGITS_MAX = 30 };

bool member_accounts_load(struct arena *a, struct db *db, const struct book *b, int64_t person,
			  int *count, struct member_account **out, struct err *e)
{
	int n = 0, room = 0;
	struct member_account *rows = NULL;
	struct stmt *q = db_query(db,
				  SQL("select person,bank,number from member_account where county=$1 and org=$2"
				      " and ($3=0 or person=$3) order by person"),
				  e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->org);
	bind(q, 3, person);
	while (n < ACCOUNTS_MAX && db_next(q)) {
		if (n == room) {
			int more = room ? room * 2 : 64;
			rows = arena_grow(a, rows, sizeof *rows * (size_t)room, sizeof *rows * (size_t)more);
			room = more;
		}
		const char *clear = unseal(a, col_peek(q, 2));
		rows[n++] = (struct member_account){
		    .person = col_i64(q, 0), .bank = col_text(q, 1, a), .number = clear ? clear : ""};
	}
	*count = n;
	*out = rows;
	return db_end(q, e);
}

const char *member_account_mask(struct arena *a, const char *number)
{
	size_t n = strlen(number);
	if (n < DIGITS_MIN)
		return n ? "****" : "";
	return arena_printf(a, "%.4s **** %s", number, number + n - 4);
}

/* Digits only, from what was typed with blanks. */
static const char *digits_of(struct arena *a, const char *text, bool *ok)
{
	char *out = arena_alloc(a, strlen(text) + 1);
	size_t n = 0;
	*ok = true;
	for (const char *p = text; *p; p++) {
		if (*p == ' ' || *p == '-')
			continue;
		*ok &= *p >= '0' && *p <= '9';
		out[n++] = *p;
	}
	out[n] = 0;
	*ok &= n == 0 || (n >= DIGITS_MIN && n <= DIGITS_MAX);
	return out;
}

static bool account_write(struct arena *a, struct db *db, const struct book *b,
			  const struct member_account *acc, const char *digits, struct err *e)
{
	struct stmt *q =
	    is_empty(digits)
		? db_query(db,
			   SQL("delete from member_account where county=$1 and org=$2 and person=$3"), e)
		: db_query(db,
			   SQL("insert into member_account (county,org,person,bank,number)"
			       " values ($1,$2,$3,$4,$5) on conflict (county,org,person) do update set"
			       " bank=excluded.bank,number=excluded.number"),
			   e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->org);
	bind(q, 3, acc->person);
	if (!is_empty(digits)) {
		bind(q, 4, acc->bank);
		bind(q, 5, seal(a, digits));
	}
	return db_run(q, e);
}

bool member_account_save(struct arena *a, struct db *db, const struct book *b,
			 const struct member_account *acc, const struct ledger_who *who,
			 struct findings *f, struct err *e)
{
	bool ok;
	TXN(t);
	const char *digits = digits_of(a, acc->number, &ok);
	if (!ok)
		find_hint(find_error(f, "number", "account-digits", "This is not a bank account number."),
			  "Write %d to %d digits, as on the card or passbook.", DIGITS_MIN, DIGITS_MAX);
	if (strlen(acc->bank) > VOUCHER_TEXT_MAX)
		find_error(f, "bank", "account-bank", "The name of the bank is too long.");
	if (f->errors)
		return err_set(e, ERR_REFUSED, "The bank account was not saved.");
	struct audit_entry en = {
	    .county = b->county,
	    .actor = who->actor,
	    .action = is_empty(digits) ? "delete" : "update",
	    .subject = "member_account",
	    .record = acc->person,
	    .origin = who->origin,
	    .reason = who->reason,
	    .after = arena_printf(a, "{\"number\":\"%s\"}", member_account_mask(a, digits)),
	};
	return txn_begin(&t, db, e) && account_write(a, db, b, acc, digits, e) && audit_write(db, &en, e) &&
	       txn_commit(&t, e);
}
