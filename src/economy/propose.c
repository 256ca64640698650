/* propose.c - drafts of vouchers. */
#include "economy/propose.h"

#include "base/arena.h"
#include "base/str.h"
#include "economy/rent_int.h"
#include "ledger/period.h"

#include <string.h>

/* ---- lines and accounts ---- */

void lines_add(struct lines *l, const char *summary, const char *root, const char *hint, int64_t debit,
	       int64_t credit)
{
	if (!debit && !credit)
		return;
	assert(l->count < LINES_MAX);
	l->rows[l->count++] = (struct line){ summary, root, hint, "", debit, credit };
}

static bool is_under(const struct book_account *acc, const char *root)
{
	return !acc->has_details && !acc->closed && (text_eq(acc->root, root) || has_prefix(acc->code, root));
}

/* The only open detail whose name bears the hint; else the only one; else `root`, for which the
 * check of the voucher asks the person to choose. */
static const char *account_pick(const struct book_accounts *all, const char *root, const char *hint)
{
	const struct book_account *acc = account_find(all, root);
	const char *named = NULL, *any = NULL;
	int named_count = 0, count = 0;
	if (!acc || !acc->has_details)
		return root;
	for (int i = 0; i < all->count; i++) {
		if (!is_under(&all->rows[i], root))
			continue;
		any = all->rows[i].code;
		count++;
		if (*hint && strstr(all->rows[i].name, hint)) {
			named = all->rows[i].code;
			named_count++;
		}
	}
	return named_count == 1 ? named : count == 1 ? any : root;
}

static const char *amount_text(struct arena *a, int64_t fen)
{
	char text[32];
	return fen ? arena_strdup(a, fen_text(fen, text)) : "";
}

bool draft_save(struct arena *a, struct db *db, const struct book *b, const struct book_accounts *accounts,
		const struct draft *d, const struct ledger_who *who, int64_t *id, struct err *e)
{
	char day[16];
	struct voucher v = {
		.county = b->county, .book = b->id, .kind = VOUCHER_ORDINARY, .month = day_month(d->day),
		.day = arena_strdup(a, date_iso(d->day, day)), .source = d->source,
		.line_count = d->lines->count,
		.lines = ARENA_ARRAY(a, struct voucher_line, d->lines->count + 1),
	};
	for (int i = 0; i < v.line_count; i++) {
		const struct line *l = &d->lines->rows[i];
		v.lines[i] = (struct voucher_line){
			.summary = l->summary, .account = account_pick(accounts, l->root, l->hint),
			.debit = amount_text(a, l->debit), .credit = amount_text(a, l->credit), .receipt = l->receipt,
		};
	}
	if (!voucher_save(a, db, &v, who, e))
		return false;
	*id = v.id;
	return true;
}

/* On another chart the same codes mean other accounts. */
bool book_takes_proposals(const struct book *b)
{
	return text_eq(b->chart, "2023");
}

bool month_state(struct db *db, const struct book *b, ymd day, enum month_state *out, struct err *e)
{
	bool closed;
	if (day_month(day) < b->opened || (b->ended && day_month(day) > b->ended)) {
		*out = MONTH_OUTSIDE;
		return true;
	}
	if (!period_is_closed(db, b, day_month(day), &closed, e))
		return false;
	*out = closed ? MONTH_CLOSED : MONTH_OPEN;
	return true;
}

/* Counts why there is none, and says whether there may be one. */
static bool may_propose(struct db *db, const struct book *b, ymd day, struct proposed *out, bool *may, struct err *e)
{
	enum month_state state;
	*may = false;
	if (!month_state(db, b, day, &state, e))
		return false;
	out->closed += state == MONTH_CLOSED;
	out->outside += state == MONTH_OUTSIDE;
	out->more |= out->made >= PROPOSALS_MAX;
	*may = state == MONTH_OPEN && out->made < PROPOSALS_MAX;
	return true;
}

/* ---- contracts ---- */

static int64_t debit_of(const struct lines *l)
{
	int64_t sum = 0;
	for (int i = 0; i < l->count; i++)
		sum += l->rows[i].debit;
	return sum;
}

bool rent_events_load(struct arena *a, struct db *db, const struct book *b, const struct contract *c, ymd until,
		      struct rent_events *out, struct err *e)
{
	struct lines lines;
	rent_events_make(a, c, until, out);
	for (int i = 0; i < out->count; i++)
		if (b && !voucher_of_source(db, b, out->rows[i].source, &out->rows[i].voucher, e))
			return false;
	for (int i = 0; i < out->count; i++) {
		rent_lines(a, c, out, i, "102", &lines);
		out->rows[i].amount = debit_of(&lines);
	}
	return true;
}

static bool contract_propose(struct arena *a, struct db *db, const struct book *b,
			     const struct book_accounts *accounts, const struct contract *c, ymd until,
			     const char *money, const struct ledger_who *who, struct proposed *out, struct err *e)
{
	struct rent_events all;
	struct lines lines;
	bool may;
	if (!rent_events_load(a, db, b, c, until, &all, e))
		return false;
	for (int i = 0; i < all.count; i++) {
		struct rent_event *ev = &all.rows[i];
		rent_lines(a, c, &all, i, money ? money : "102", &lines);
		if (ev->voucher || !lines.count)
			continue;
		if (!may_propose(db, b, ev->day, out, &may, e))
			return false;
		struct draft d = { ev->source, ev->day, &lines };
		if (!may)
			continue;
		if (!draft_save(a, db, b, accounts, &d, who, &ev->voucher, e))
			return false;
		out->made++;
	}
	return true;
}

bool rent_propose(struct arena *a, struct db *db, const struct book *b, const struct contract_list *all, ymd until,
		  const char *money, const struct ledger_who *who, struct proposed *out, struct err *e)
{
	struct book_accounts accounts;
	struct book_owner owner;
	if (!book_takes_proposals(b))
		return true;
	if (!book_accounts(a, db, b, &accounts, e) || !book_owner_load(a, db, b, &owner, e))
		return false;
	for (int i = 0; i < all->count; i++)
		if (book_owns(&owner, all->rows[i].org, all->rows[i].unit) &&
		    !contract_propose(a, db, b, &accounts, &all->rows[i], until, money, who, out, e))
			return false;
	return true;
}

/* ---- depreciation ---- */

static const char *month_source(struct arena *a, int month)
{
	return arena_printf(a, "depreciation/%d", month);
}

bool depreciation_load(struct arena *a, struct db *db, const struct book *b, const struct asset_list *of_book,
		       int month, struct depreciation *out, struct err *e)
{
	*out = (struct depreciation){ .month = month };
	out->rows = ARENA_ARRAY(a, struct depreciation_row, of_book->count + 1);
	for (int i = 0; i < of_book->count; i++) {
		const struct asset *as = &of_book->rows[i];
		int64_t amount = asset_contra(as) ? depreciation_of(&as->value, month) : 0;
		if (!amount)
			continue;
		out->rows[out->count++] =
		    (struct depreciation_row){ as, amount, depreciation_through(&as->value, month) };
		out->total += amount;
	}
	return voucher_of_source(db, b, month_source(a, month), &out->voucher, e);
}

static const char *category_label(const char *code)
{
	const struct choice *choice = choice_find(choice_list_find("asset_category"), code);
	return choice ? choice->label.zh : code;
}

/* One line for each use and kind of asset, in order of the cards. */
static void debit_lines(struct arena *a, const struct depreciation *d, struct lines *out)
{
	for (int i = 0; i < d->count; i++) {
		const struct asset *as = d->rows[i].asset;
		int64_t sum = 0;
		int cards = 0, first = -1;
		for (int k = 0; k < d->count; k++) {
			const struct asset *other = d->rows[k].asset;
			if (!text_eq(other->purpose, as->purpose) || !text_eq(other->category, as->category))
				continue;
			first = first < 0 ? k : first;
			sum += d->rows[k].amount;
			cards++;
		}
		if (first == i)
			lines_add(out,
				  arena_printf(a, "计提%d年%d月折旧（摊销）：%s%d项", d->month / 100, d->month % 100,
					       category_label(as->category), cards),
				  asset_charged(as), "折旧", sum, 0);
	}
}

static void credit_lines(struct arena *a, const struct depreciation *d, struct lines *out)
{
	static const char *const contras[] = { "152", "133", "162" };
	for (size_t k = 0; k < ARRAY_LEN(contras); k++) {
		int64_t sum = 0;
		for (int i = 0; i < d->count; i++)
			if (text_eq(asset_contra(d->rows[i].asset), contras[k]))
				sum += d->rows[i].amount;
		lines_add(out, arena_printf(a, "计提%d年%d月折旧（摊销）", d->month / 100, d->month % 100), contras[k], "", 0,
			  sum);
	}
}

bool depreciation_propose(struct arena *a, struct db *db, const struct book *b, const struct depreciation *d,
			  const struct ledger_who *who, struct proposed *out, struct err *e)
{
	struct book_accounts accounts;
	struct lines lines = { 0 };
	ymd first = (ymd)(d->month * 100 + 1);
	bool may;
	int64_t id;
	if (d->voucher || !d->count || !book_takes_proposals(b))
		return true;
	if (!may_propose(db, b, first, out, &may, e) || !book_accounts(a, db, b, &accounts, e))
		return false;
	if (!may)
		return true;
	debit_lines(a, d, &lines);
	credit_lines(a, d, &lines);
	ymd last = date_from_days(date_days((ymd)(month_next(d->month) * 100 + 1)) - 1);
	struct draft draft = { month_source(a, d->month), last, &lines };
	if (!draft_save(a, db, b, &accounts, &draft, who, &id, e))
		return false;
	out->made++;
	return true;
}
