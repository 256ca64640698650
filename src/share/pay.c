/* pay.c - vouchers of a dividend, payments and what comes back. */
#include "share/pay.h"

#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "share/dividend_int.h"

#include <string.h>

enum { BATCHES_MAX = 400, UNPAID_MAX = 5000 };

static const char *const kinds[] = {[PAY_BANK] = "bank", [PAY_CASH] = "cash", [PAY_RETURN] = "return"};

static enum pay_kind kind_of(const char *text)
{
	return text_eq(text, "bank") ? PAY_BANK : text_eq(text, "cash") ? PAY_CASH : PAY_RETURN;
}

static const char *step_of(struct arena *a, enum pay_kind kind, int64_t number)
{
	return arena_printf(a, "%s-%" PRId64, kind == PAY_RETURN ? "return" : "pay", number);
}

/* ---- what there is ---- */

static bool voucher_state(struct arena *a, struct db *db, const struct book *b, const struct dividend *d,
			  const char *step, struct voucher *out, struct err *e)
{
	int64_t id;
	*out = (struct voucher){0};
	return voucher_of_source(db, b, dividend_source(a, d, step), &id, e) &&
	       (!id || voucher_load(a, db, b->county, id, out, e));
}

static bool batch_rows(struct arena *a, struct db *db, const struct dividend *d, struct pay_batches *out,
		       struct err *e)
{
	out->rows = ARENA_ARRAY(a, struct pay_batch, BATCHES_MAX);
	struct stmt *q = db_query(db,
				  SQL("select number,kind,day,line_count,fen,undone from dividend_batch where"
				      " county=$1 and dividend=$2 order by number"),
				  e);
	if (!q)
		return false;
	bind(q, 1, d->county);
	bind(q, 2, d->id);
	while (out->count < BATCHES_MAX && db_next(q))
		out->rows[out->count++] = (struct pay_batch){
		    .number = col_i64(q, 0),
		    .kind = kind_of(col_peek(q, 1)),
		    .day = (ymd)col_i64(q, 2),
		    .lines = col_i64(q, 3),
		    .fen = col_i64(q, 4),
		    .undone = col_i64(q, 5) != 0,
		};
	return db_end(q, e);
}

bool pay_batches_load(struct arena *a, struct db *db, const struct book *b, const struct dividend *d,
		      struct pay_batches *out, struct err *e)
{
	struct pay_batches all = {0};
	struct voucher v;
	if (!batch_rows(a, db, d, &all, e) || !voucher_state(a, db, b, d, "declare", &v, e))
		return false;
	all.declare = v.id;
	all.declare_posted = v.posted;
	for (int i = 0; i < all.count; i++) {
		struct pay_batch *p = &all.rows[i];
		if (p->undone)
			continue;
		if (!voucher_state(a, db, b, d, step_of(a, p->kind, p->number), &v, e))
			return false;
		p->voucher = v.id;
		p->posted = v.posted;
		if (v.posted)
			all.paid += p->kind == PAY_RETURN ? -p->fen : p->fen;
	}
	all.unpaid = d->declared - all.paid;
	*out = all;
	return true;
}

/* ---- proposing ---- */

static bool is_leaf_of(const struct book_account *acc, const char *code)
{
	return !acc->has_details && !acc->closed && has_prefix(acc->code, code);
}

/* The account below `code` whose name has one of the words; else the first without details. */
static const char *account_choose(const struct book_accounts *all, const char *code,
				  const char *const words[3])
{
	const char *first = "";
	for (int i = 0; i < all->count; i++) {
		const struct book_account *acc = &all->rows[i];
		if (!is_leaf_of(acc, code))
			continue;
		for (int w = 0; w < 3; w++)
			if (strstr(acc->name, words[w]))
				return acc->code;
		if (is_empty(first))
			first = acc->code;
	}
	return first;
}

static bool propose(struct arena *a, struct db *db, const struct book *b, const struct dividend *d,
		    const char *step, ymd day, const char *summary, const char *debit, const char *credit,
		    int64_t fen, const struct ledger_who *who, int64_t *out, struct err *e)
{
	char text[16], amount[32];
	struct voucher_line lines[2] = {
	    {.summary = summary, .account = debit, .debit = fen_text(fen, amount), .credit = "", .receipt = ""},
	    {.summary = summary, .account = credit, .debit = "", .credit = amount, .receipt = ""},
	};
	struct voucher v = {
	    .county = b->county,
	    .book = b->id,
	    .kind = VOUCHER_ORDINARY,
	    .month = day / 100,
	    .day = date_iso(day, text),
	    .attachments = 1,
	    .source = dividend_source(a, d, step),
	    .line_count = 2,
	    .lines = lines,
	};
	int64_t there;
	if (!voucher_of_source(db, b, v.source, &there, e))
		return false;
	if (there)
		return err_set(e, ERR_CONFLICT, "This voucher has been proposed already.");
	if (!voucher_save(a, db, &v, who, e))
		return false;
	*out = v.id;
	return true;
}

bool pay_declare(struct arena *a, struct db *db, const struct book *b, const struct dividend *d,
		 ymd day, const struct ledger_who *who, int64_t *voucher, struct err *e)
{
	static const char *const words[3] = {"成员分配", "成员分红", "分红"};
	struct book_accounts all;
	TXN(t);
	if (d->state != DIVIDEND_RESOLVED)
		return err_set(e, ERR_REFUSED, "Only what the assembly has resolved is booked.");
	if (!txn_begin(&t, db, e) || !book_accounts(a, db, b, &all, e))
		return false;
	const char *debit = account_choose(&all, "32201", words);
	const char *credit = is_empty(d->payable) ? account_choose(&all, "211", words) : d->payable;
	const char *summary = arena_printf(a, "%s（%d年度收益）", d->name, d->year);
	return propose(a, db, b, d, "declare", day, summary, debit, credit, d->declared, who, voucher, e) &&
	       dividend_audit(a, db, d, "book", NULL, who, e) && txn_commit(&t, e);
}

/* ---- paying ---- */

static bool line_mark(struct db *db, const struct dividend *d, int64_t ord, const char *pay, int64_t batch,
		      int64_t before, const char *note, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("update dividend_line set pay=$4,batch=$5,batch_before=$6,pay_note=$7"
				      " where county=$1 and dividend=$2 and ord=$3"),
				  e);
	if (!q)
		return false;
	bind(q, 1, d->county);
	bind(q, 2, d->id);
	bind(q, 3, ord);
	bind(q, 4, pay);
	bind(q, 5, batch);
	bind(q, 6, before);
	bind(q, 7, note);
	return db_run(q, e);
}

static bool batch_insert(struct db *db, const struct dividend *d, const struct pay_batch *p, struct err *e)
{
	struct stmt *q =
	    db_query(db,
		     SQL("insert into dividend_batch (county,dividend,number,kind,day,line_count,fen,undone)"
			 " values ($1,$2,$3,$4,$5,$6,$7,0)"),
		     e);
	if (!q)
		return false;
	bind(q, 1, d->county);
	bind(q, 2, d->id);
	bind(q, 3, p->number);
	bind(q, 4, kinds[p->kind]);
	bind(q, 5, (int64_t)p->day);
	bind(q, 6, p->lines);
	bind(q, 7, p->fen);
	return db_run(q, e);
}

static const char *payable_of(const struct pay_batches *all, struct arena *a, struct db *db,
			      const struct dividend *d, struct err *e)
{
	struct voucher v;
	if (!voucher_load(a, db, d->county, all->declare, &v, e))
		return NULL;
	for (int i = 0; i < v.line_count; i++)
		if (!is_empty(v.lines[i].credit))
			return v.lines[i].account;
	err_set(e, ERR_REFUSED, "The voucher of the declaration says nothing that is owed.");
	return NULL;
}

static bool begin_batch(struct arena *a, struct db *db, const struct book *b, const struct dividend *d,
			ymd day, struct pay_batch *p, const char **payable, struct err *e)
{
	struct pay_batches all;
	if (!day || day % 100 == 0 || day > today())
		return err_set(e, ERR_REFUSED, "The day of the payment is missing or still to come.");
	if (!pay_batches_load(a, db, b, d, &all, e))
		return false;
	if (!all.declare_posted) {
		err_set(e, ERR_REFUSED, "The dividend is not booked yet.");
		return err_hint(e, "Post the voucher of the declaration first: then it is known what is owed.");
	}
	if (all.count == BATCHES_MAX)
		return err_set(e, ERR_TOO_BIG, "A dividend has at most %d payments.", BATCHES_MAX);
	p->day = day;
	p->number = all.count ? all.rows[all.count - 1].number + 1 : 1;
	*payable = payable_of(&all, a, db, d, e);
	return *payable != NULL;
}

static bool is_asked(const int64_t *ords, int64_t count, int64_t ord)
{
	for (int64_t i = 0; i < count; i++)
		if (ords[i] == ord)
			return true;
	return false;
}

static bool has_account(const struct member_account *accounts, int count, int64_t person)
{
	int low = 0, high = count;
	while (low < high) {
		int mid = (low + high) / 2;
		if (accounts[mid].person < person)
			low = mid + 1;
		else
			high = mid;
	}
	return low < count && accounts[low].person == person;
}

bool pay_send(struct arena *a, struct db *db, const struct book *b, const struct dividend *d,
	      enum pay_kind kind, const char *money, ymd day, const int64_t *ords, int64_t count,
	      const struct ledger_who *who, struct pay_batch *made, struct err *e)
{
	struct pay_batch p = {.kind = kind};
	struct dividend_lines lines;
	struct member_account *accounts;
	const char *payable;
	int account_count;
	TXN(t);
	if (!txn_begin(&t, db, e) || !begin_batch(a, db, b, d, day, &p, &payable, e) ||
	    !dividend_lines_load(a, db, d, 0, &lines, e) ||
	    !member_accounts_load(a, db, b, 0, &account_count, &accounts, e))
		return false;
	for (int64_t i = 0; i < lines.count; i++) {
		const struct dividend_line *l = &lines.rows[i];
		bool open = l->fen > 0 && (text_eq(l->pay, "due") || text_eq(l->pay, "returned"));
		if (!open || (count ? !is_asked(ords, count, l->ord) : kind == PAY_CASH) ||
		    (kind == PAY_BANK && !has_account(accounts, account_count, l->person)))
			continue;
		p.lines++;
		p.fen += l->fen;
		if (!line_mark(db, d, l->ord, "sent", p.number, l->batch, "", e))
			return false;
	}
	if (!p.lines) {
		err_set(e, ERR_REFUSED, "There is nobody to be paid in this way.");
		return err_hint(e, kind == PAY_BANK ? N_("Enter the bank accounts of the members first.")
						    : N_("Tick those who sign for cash."));
	}
	const char *summary = arena_printf(a, "%s：%s发放%" PRId64 "人", d->name,
					   kind == PAY_BANK ? "银行" : "现金", p.lines);
	if (!batch_insert(db, d, &p, e) ||
	    !propose(a, db, b, d, step_of(a, kind, p.number), day, summary, payable, money, p.fen, who,
		     &p.voucher, e) ||
	    !dividend_audit(a, db, d, "pay", step_of(a, kind, p.number), who, e) || !txn_commit(&t, e))
		return false;
	*made = p;
	return true;
}

static bool paid_before(const struct pay_batches *all, int64_t number)
{
	for (int i = 0; i < all->count; i++)
		if (all->rows[i].number == number)
			return all->rows[i].kind == PAY_BANK && all->rows[i].posted;
	return false;
}

bool pay_return(struct arena *a, struct db *db, const struct book *b, const struct dividend *d,
		const char *money, ymd day, const int64_t *ords, int64_t count,
		const struct ledger_who *who, struct pay_batch *made, struct err *e)
{
	struct pay_batch p = {.kind = PAY_RETURN};
	struct pay_batches all;
	struct dividend_lines lines;
	const char *payable;
	TXN(t);
	if (is_empty(who->reason) || strlen(who->reason) > VOUCHER_TEXT_MAX / 2)
		return err_set(e, ERR_REFUSED, "It is not said, in short, why the bank gave the money back.");
	if (!txn_begin(&t, db, e) || !begin_batch(a, db, b, d, day, &p, &payable, e) ||
	    !pay_batches_load(a, db, b, d, &all, e) || !dividend_lines_load(a, db, d, 0, &lines, e))
		return false;
	for (int64_t i = 0; i < lines.count; i++) {
		const struct dividend_line *l = &lines.rows[i];
		if (!is_asked(ords, count, l->ord))
			continue;
		if (!text_eq(l->pay, "sent") || !paid_before(&all, l->batch)) {
			err_set(e, ERR_REFUSED, "No. %" PRId64 " has no posted bank payment that could come back.",
				l->ord);
			return err_hint(e, "Post the voucher of the payment first.");
		}
		p.lines++;
		p.fen += l->fen;
		if (!line_mark(db, d, l->ord, "returned", p.number, l->batch, who->reason, e))
			return false;
	}
	if (!p.lines)
		return err_set(e, ERR_REFUSED, "Nobody is ticked.");
	if (!batch_insert(db, d, &p, e) ||
	    !propose(a, db, b, d, step_of(a, p.kind, p.number), day,
		     arena_printf(a, "%s：银行退回%" PRId64 "人，%s", d->name, p.lines, who->reason), money,
		     payable, p.fen, who, &p.voucher, e) ||
	    !dividend_audit(a, db, d, "return", step_of(a, p.kind, p.number), who, e) || !txn_commit(&t, e))
		return false;
	*made = p;
	return true;
}

/* ---- taking back ---- */

/* Drops the draft of a step; a posted one has to be reversed first. */
static bool step_drop(struct arena *a, struct db *db, const struct book *b, const struct dividend *d,
		      const char *step, const struct ledger_who *who, struct err *e)
{
	struct voucher v;
	if (!voucher_state(a, db, b, d, step, &v, e))
		return false;
	if (!v.id)
		return true;
	if (v.posted) {
		err_set(e, ERR_REFUSED, "Voucher %" PRId64 " of %s is posted.", v.number, month_text(v.month));
		return err_hint(e, "Reverse it in the books and post the reversal; then take this back.");
	}
	return voucher_drop(a, db, b->county, v.id, v.ver, who, e);
}

/* Lines whose last payment this was go back to what they were. */
static bool lines_back(struct db *db, const struct dividend *d, const struct pay_batch *p, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("update dividend_line set pay=case when $4='return' then 'sent' when batch_before=0 then 'due'"
		" else 'returned' end,batch=batch_before,batch_before=0 where county=$1 and dividend=$2 and"
		" batch=$3"),
	    e);
	if (!q)
		return false;
	bind(q, 1, d->county);
	bind(q, 2, d->id);
	bind(q, 3, p->number);
	bind(q, 4, kinds[p->kind]);
	if (!db_run(q, e))
		return false;
	if (db_changes(db) != p->lines) {
		err_set(e, ERR_REFUSED, "A later payment stands on this one.");
		return err_hint(e, "Take the later ones back first, the last one before the others.");
	}
	q = db_query(db,
		     SQL("update dividend_batch set undone=1 where county=$1 and dividend=$2 and number=$3"), e);
	if (!q)
		return false;
	bind(q, 1, d->county);
	bind(q, 2, d->id);
	bind(q, 3, p->number);
	return db_run(q, e);
}

bool pay_undo(struct arena *a, struct db *db, const struct book *b, const struct dividend *d,
	      int64_t number, const struct ledger_who *who, struct err *e)
{
	struct pay_batches all;
	const struct pay_batch *p = NULL;
	TXN(t);
	if (!txn_begin(&t, db, e) || !pay_batches_load(a, db, b, d, &all, e))
		return false;
	for (int i = 0; i < all.count; i++)
		if (all.rows[i].number == number && !all.rows[i].undone)
			p = &all.rows[i];
	if (!p)
		return err_set(e, ERR_NOT_FOUND, "There is no such payment.");
	return step_drop(a, db, b, d, step_of(a, p->kind, number), who, e) && lines_back(db, d, p, e) &&
	       dividend_audit(a, db, d, "pay-undo", step_of(a, p->kind, number), who, e) && txn_commit(&t, e);
}

bool pay_release(struct arena *a, struct db *db, const struct dividend *d, int64_t ord,
		 const struct ledger_who *who, struct err *e)
{
	struct dividend_lines lines;
	TXN(t);
	if (is_empty(who->reason) || strlen(who->reason) > VOUCHER_TEXT_MAX)
		return err_set(e, ERR_REFUSED, "It is not said by which document the shares were released.");
	if (!txn_begin(&t, db, e) || !dividend_lines_load(a, db, d, ord, &lines, e))
		return false;
	if (!text_eq(lines.rows[0].pay, "held"))
		return err_set(e, ERR_CONFLICT, "This step is not possible in the present state.");
	return line_mark(db, d, ord, "due", 0, 0, who->reason, e) &&
	       dividend_audit(a, db, d, "release", arena_printf(a, "%" PRId64, ord), who, e) &&
	       txn_commit(&t, e);
}

bool dividend_vouchers_drop(struct arena *a, struct db *db, const struct book *b,
			    const struct dividend *d, const struct ledger_who *who, struct err *e)
{
	struct pay_batches all;
	if (!pay_batches_load(a, db, b, d, &all, e))
		return false;
	for (int i = all.count - 1; i >= 0; i--) {
		const struct pay_batch *p = &all.rows[i];
		if (!p->undone && (!step_drop(a, db, b, d, step_of(a, p->kind, p->number), who, e) ||
				   !lines_back(db, d, p, e)))
			return false;
	}
	return step_drop(a, db, b, d, "declare", who, e);
}

/* ---- what is still owed ---- */

bool unpaid_list(struct arena *a, struct db *db, const struct book *b, struct unpaid_list *out,
		 struct err *e)
{
	struct unpaid_list all = {.rows = ARENA_ARRAY(a, struct unpaid_line, UNPAID_MAX)};
	struct dividend_list list;
	if (!dividend_list(a, db, b, &list, e))
		return false;
	for (int i = list.count - 1; i >= 0; i--) {
		const struct dividend *d = &list.rows[i];
		struct pay_batches batches;
		struct dividend_lines lines;
		if (d->state != DIVIDEND_RESOLVED)
			continue;
		if (!pay_batches_load(a, db, b, d, &batches, e) || !dividend_lines_load(a, db, d, 0, &lines, e))
			return false;
		for (int64_t l = 0; l < lines.count; l++) {
			const struct dividend_line *r = &lines.rows[l];
			bool paid = false;
			for (int p = 0; p < batches.count; p++)
				paid |= batches.rows[p].number == r->batch && batches.rows[p].posted &&
					text_eq(r->pay, "sent");
			if (paid || !r->fen)
				continue;
			all.fen += r->fen;
			all.more |= all.count == UNPAID_MAX;
			if (all.count < UNPAID_MAX)
				all.rows[all.count++] = (struct unpaid_line){
				    .dividend = d->id, .ord = r->ord, .fen = r->fen, .year = d->year,
				    .name = r->name, .household = r->household, .pay = r->pay, .note = r->note};
		}
	}
	*out = all;
	return true;
}
