/* opening_make.c - from the file to the plan, from the plan to accounts and drafts. */
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/opening_int.h"
#include "ledger/voucher.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_SHOWN = 120 };

static bool sheet_rows(struct arena *a, struct sheet *s, const char *file, struct balance_rows *rows,
		       const char **place, struct findings *f, struct err *e)
{
	for (int i = 0; i < sheet_count(s); i++) {
		struct grid g;
		if (sheet_info(s, i).hidden)
			continue;
		if (!grid_open(&g, a, s, i, file, is_balance_head, e))
			return false;
		if (!g.row)
			continue;
		*place = grid_place(&g, a, g.first, g.row);
		return balance_rows_read(a, &g, rows, f, e);
	}
	err_set(e, ERR_REFUSED, "No row of %s looks like the heading of a sheet of balances.", file);
	return err_hint(e, "The heading holds 科目编码, 科目名称 and 期初余额, or 借方 and 贷方, within the "
			   "first 40 rows of a visible sheet.");
}

bool opening_read(struct arena *a, struct db *db, const struct book *b,
		  const struct opening_ask *ask, struct opening_plan *out, struct findings *f,
		  struct err *e)
{
	struct balance_rows rows = {0};
	const char *place = NULL;
	struct sheet *s = sheet_open(ask->path, e);
	if (!s)
		return false;
	bool ok = sheet_rows(a, s, ask->file, &rows, &place, f, e);
	sheet_close(s);
	return ok && opening_plan(a, db, b, &rows, ask, place, out, f, e) &&
	       opening_standing(db, b, out, f, e);
}

/* ---- writing ---- */

static int by_code(const void *x, const void *y)
{
	const struct opening_line *const *p = x, *const *q = y;
	return strcmp((*p)->code, (*q)->code);
}

/* An account above comes before its details: its code is shorter and sorts first. */
static const struct opening_line **sorted_lines(struct arena *a, const struct opening_plan *plan)
{
	const struct opening_line **out =
	    ARENA_ARRAY(a, const struct opening_line *, plan->count + 1);
	for (int i = 0; i < plan->count; i++)
		out[i] = &plan->lines[i];
	qsort(out, (size_t)plan->count, sizeof *out, by_code);
	return out;
}

static bool accounts_add(struct arena *a, struct db *db, const struct book *b,
			 const struct opening_line *const *lines, int count,
			 const struct ledger_who *who, struct findings *f, struct err *e)
{
	for (int i = 0; i < count; i++) {
		const struct opening_line *l = lines[i];
		if (!l->fresh)
			continue;
		f->row = l->row;
		f->place = l->place;
		if (!book_account_add(a, db, b, l->parent, l->code, l->name, who, f, e))
			return false;
	}
	f->row = 0;
	f->place = NULL;
	return true;
}

static void line_add(struct arena *a, struct voucher *v, const struct opening_line *l,
		     const char *summary, int64_t debit, int64_t credit)
{
	char text[32];
	v->lines[v->line_count++] = (struct voucher_line){
	    .summary = summary,
	    .account = l->code,
	    .debit = debit ? arena_strdup(a, fen_text(debit, text)) : "",
	    .credit = credit ? arena_strdup(a, fen_text(credit, text)) : "",
	    .receipt = "",
	};
}

static void balance_line(struct arena *a, struct voucher *v, const struct opening_line *l,
			 const char *summary, int64_t fen)
{
	if (fen)
		line_add(a, v, l, summary, fen > 0 ? fen : 0, fen < 0 ? -fen : 0);
}

static bool draft(struct arena *a, struct db *db, const struct book *b, struct voucher *v, int month,
		  const char *source, const struct ledger_who *who, struct err *e)
{
	char day[16];
	if (!v->line_count)
		return true; /* an organisation of this year begins with nothing */
	if (v->line_count > VOUCHER_LINES_MAX) {
		err_set(e, ERR_REFUSED, "The opening voucher would have %d lines, more than %d.",
			v->line_count, VOUCHER_LINES_MAX);
		return err_hint(e, "Put details together that need not be kept apart.");
	}
	v->county = b->county;
	v->book = b->id;
	v->kind = VOUCHER_OPENING;
	v->month = month;
	v->day = arena_strdup(a, date_iso(month_last_day(month), day));
	v->attachments = 1;
	v->source = source;
	return voucher_save(a, db, v, who, e);
}

bool opening_write(struct arena *a, struct db *db, const struct book *b,
		   const struct opening_plan *plan, const char *file,
		   const struct ledger_who *who, struct findings *f, struct err *e)
{
	const struct opening_line **lines = sorted_lines(a, plan);
	struct voucher start = {.lines = ARENA_ARRAY(a, struct voucher_line, plan->count + 1)},
		       year = {.lines = ARENA_ARRAY(a, struct voucher_line, 2 * plan->count + 1)};
	size_t n = strlen(file);
	const char *of =
	    arena_printf(a, "（%.*s）", (int)utf8_floor(file, n < NAME_SHOWN ? n : NAME_SHOWN), file);
	const char *opening = arena_printf(a, "%s%s", plan->mid_year ? "年初余额" : "期初余额", of);
	const char *turnover = arena_printf(a, "本年累计发生额%s", of);
	if (!accounts_add(a, db, b, lines, plan->count, who, f, e))
		return false;
	for (int i = 0; i < plan->count; i++) {
		const struct opening_line *l = lines[i];
		if (!l->leaf)
			continue;
		balance_line(a, &start, l, opening, plan->mid_year ? l->year : l->closing);
		if (l->debit)
			line_add(a, &year, l, turnover, l->debit, 0);
		if (l->credit)
			line_add(a, &year, l, turnover, 0, l->credit);
	}
	return draft(a, db, b, &start, book_year_start(b), "takeover/1", who, e) &&
	       draft(a, db, b, &year, book_takeover(b), "takeover/2", who, e);
}

bool opening_make(struct arena *a, struct db *db, const struct book *b,
		  const struct opening_ask *ask, const struct ledger_who *who,
		  struct opening_plan *out, struct findings *f, struct err *e)
{
	struct opening_plan plan;
	TXN(t);
	if (!txn_begin(&t, db, e) || !opening_read(a, db, b, ask, &plan, f, e))
		return false;
	*out = plan;
	if (f->errors)
		return err_set(e, ERR_REFUSED, "The balances were not brought in.");
	return opening_write(a, db, b, &plan, ask->file, who, f, e) && txn_commit(&t, e);
}
