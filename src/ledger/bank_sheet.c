/* bank_sheet.c - reads a bank's statement and proves that its balance follows, line by line. */
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/bank.h"
#include "ledger/grid.h"
#include "text/text.h"

#include <glib.h>
#include <string.h>

struct bank_columns {
	int day, in, out, amount, side, balance, summary, party, serial;
};

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* The bank's credit is what came in: it owes it. */
static void columns_find(const struct grid *g, struct bank_columns *c)
{
	*c = (struct bank_columns){
	    .day = grid_column(g, WORDS("交易日期", "交易时间", "记账日期", "入账日期", "日期", "时间")),
	    .in = grid_column(g, WORDS("贷方发生", "贷方金额", "收入", "存入", "转入", "贷方")),
	    .out = grid_column(g, WORDS("借方发生", "借方金额", "支出", "支取", "转出", "借方")),
	    .amount = grid_column(g, WORDS("交易金额", "发生额", "金额")),
	    .side = grid_column(g, WORDS("借贷标志", "借贷", "收支", "方向")),
	    .balance = grid_column(g, WORDS("余额")),
	    .summary = grid_column(g, WORDS("摘要", "用途", "附言", "备注")),
	    .party = grid_column(g, WORDS("对方户名", "对方名称", "对方账户名", "对方单位", "对方")),
	    .serial = grid_column(g, WORDS("流水", "交易序号", "凭证号")),
	};
	if (c->in == c->out)
		c->in = c->out = 0;
	if (c->in && c->out)
		c->amount = 0;
	if (c->amount == c->balance)
		c->amount = 0;
}

static bool is_bank_head(const struct grid *g)
{
	struct bank_columns c;
	columns_find(g, &c);
	return c.day && c.balance && ((c.in && c.out) || c.amount);
}

struct bank_reading {
	struct arena *a;
	const struct grid *g;
	struct bank_columns c;
	struct bank_sheet *out;
	int room;
	struct findings *f;
};

static void unreadable_day(struct bank_reading *r, int row, const char *text)
{
	grid_at(r->g, r->f, r->c.day, row);
	find_hint(find_error(r->f, "day", "bank-day", "“%s” is not a day.", text),
		  "The line is broken: have the bank's file made again, or correct the day.");
}

/* "2024-03-05 10:22:33", "20240305 102233", "2024/3/5": the time does not matter. */
static bool day_read(const char *text, ymd *out)
{
	char day[32];
	size_t n = strcspn(text, " T");
	if (n >= sizeof day)
		return false;
	memcpy(day, text, n);
	day[n] = 0;
	return date_parse(day, true, out) && *out % 100 != 0;
}

static int64_t fen_read(struct bank_reading *r, const struct sheet_row *row)
{
	if (!r->c.amount) {
		int64_t in = grid_fen(r->g, row, r->c.in, r->f),
			out = grid_fen(r->g, row, r->c.out, r->f);
		if (in && out) {
			grid_at(r->g, r->f, r->c.in, row->number);
			find_hint(find_error(r->f, "amount", "bank-both",
					     "The line has money in and money out."),
				  "The line is broken: have the bank's file made again.");
		}
		return in - out;
	}
	int64_t fen = grid_fen(r->g, row, r->c.amount, r->f);
	const char *side = grid_text(row, r->c.side);
	bool out = strstr(side, "借") || strstr(side, "支") || strstr(side, "出") || text_eq(side, "D");
	return out && fen > 0 ? -fen : fen;
}

static void row_add(struct bank_reading *r, const struct bank_row *row)
{
	if (r->out->count == r->room) {
		int more = r->room ? r->room * 2 : 64;
		r->out->rows = arena_grow(r->a, r->out->rows, sizeof *row * (size_t)r->room,
					  sizeof *row * (size_t)more);
		r->room = more;
	}
	r->out->rows[r->out->count++] = *row;
}

static const char *text_kept(struct bank_reading *r, const struct sheet_row *row, int column)
{
	return grid_short(r->a, grid_text(row, column));
}

/* A sum or a note at the foot has no day; a line with amounts and no day is broken. */
static bool is_foot(struct bank_reading *r, const struct sheet_row *row)
{
	for (int i = 0; i < row->count; i++) {
		const char *t = row->cells[i].text;
		if (t && (strstr(t, "合计") || strstr(t, "总计") || strstr(t, "笔数")))
			return true;
	}
	return is_empty(grid_text(row, r->c.day)) && is_empty(grid_text(row, r->c.balance)) &&
	       is_empty(grid_text(row, r->c.in)) && is_empty(grid_text(row, r->c.out)) &&
	       is_empty(grid_text(row, r->c.amount));
}

static void row_read(struct bank_reading *r, const struct sheet_row *row)
{
	struct bank_row line = {.row = row->number};
	const char *day = grid_text(row, r->c.day);
	if (is_foot(r, row) || row->count < 2)
		return;
	int before = r->f->errors;
	if (!day_read(day, &line.day))
		unreadable_day(r, row->number, day);
	else if (line.day > today())
		unreadable_day(r, row->number, day);
	line.fen = fen_read(r, row);
	line.balance = grid_fen(r->g, row, r->c.balance, r->f);
	grid_at(r->g, r->f, r->c.balance, row->number);
	if (is_empty(grid_text(row, r->c.balance)))
		find_hint(find_error(r->f, "balance", "bank-balance-missing",
				     "The line has no balance."),
			  "The line is broken: have the bank's file made again.");
	if (!line.fen && r->f->errors == before) {
		grid_at(r->g, r->f, r->c.amount ? r->c.amount : r->c.in, row->number);
		find_hint(find_error(r->f, "amount", "bank-zero", "The line moves no money."),
			  "The line is broken: have the bank's file made again, or leave it out.");
	}
	line.summary = text_kept(r, row, r->c.summary);
	line.party = text_kept(r, row, r->c.party);
	line.serial = text_kept(r, row, r->c.serial);
	line.place = grid_place(r->g, r->a, r->c.balance, row->number);
	row_add(r, &line);
}

/* ---- order and balance ---- */

static int breaks(const struct bank_sheet *s, bool newest_first)
{
	int count = 0;
	for (int i = 1; i < s->count; i++) {
		const struct bank_row *p = &s->rows[newest_first ? i : i - 1],
				      *q = &s->rows[newest_first ? i - 1 : i];
		count += p->balance + q->fen != q->balance || p->day > q->day;
	}
	return count;
}

static void turn(struct bank_sheet *s)
{
	for (int i = 0, k = s->count - 1; i < k; i++, k--) {
		struct bank_row swap = s->rows[i];
		s->rows[i] = s->rows[k];
		s->rows[k] = swap;
	}
}

static void order_check(const struct bank_sheet *s, struct findings *f)
{
	char had[32], moved[32], said[32];
	for (int i = 1; i < s->count; i++) {
		const struct bank_row *p = &s->rows[i - 1], *q = &s->rows[i];
		f->row = q->row;
		f->place = q->place;
		if (p->balance + q->fen != q->balance)
			find_hint(find_error(f, "balance", "bank-balance",
					     "The balance does not follow: %s before and %s moved do not make %s.",
					     fen_text(p->balance, had), fen_text(q->fen, moved),
					     fen_text(q->balance, said)),
				  "A line before this one is missing, doubled or wrong: have the bank's file made again.");
		else if (p->day > q->day)
			find_hint(find_error(f, "day", "bank-order", "The line lies before the one above it."),
				  "Hand in the bank's file as the bank made it, not sorted anew.");
	}
}

/* The bank counts fees under the number of the transfer: the same number alone is a warning. */
static void serials_check(const struct bank_sheet *s, struct findings *f)
{
	GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (int i = 0; i < s->count; i++) {
		const struct bank_row *row = &s->rows[i], *other;
		if (is_empty(row->serial))
			continue;
		f->row = row->row;
		f->place = row->place;
		other = g_hash_table_lookup(seen, row->serial);
		if (other && other->fen == row->fen)
			find_hint(find_error(f, "serial", "bank-serial-twice",
					     "The number %s stands in two lines with the same amount.",
					     row->serial),
				  "A line is doubled: have the bank's file made again.");
		else if (other)
			find_warning(f, "serial", "bank-serial-shared",
				     "The number %s stands in two lines with different amounts.",
				     row->serial);
		g_hash_table_replace(seen, (gpointer)(uintptr_t)row->serial,
				     (gpointer)(uintptr_t)row);
	}
	g_hash_table_destroy(seen);
}

static bool rows_read(struct bank_reading *r, struct grid *g, struct err *e)
{
	struct sheet_row row;
	int got;
	struct arena *cells = arena_new(LIMIT_JOB_ARENA);
	while ((got = grid_next(g, cells, &row, e)) > 0) {
		if (r->out->count >= BANK_ROWS_MAX) {
			err_set(e, ERR_TOO_BIG, "The statement has more than %d lines.", BANK_ROWS_MAX);
			err_hint(e, "Hand it in year by year.");
			got = -1;
			break;
		}
		row_read(r, &row);
		if (g->next >= g->ahead_count)
			arena_reset(cells);
	}
	arena_free(cells);
	return got == 0;
}

static bool sheet_read(struct arena *a, struct sheet *s, const char *file, struct bank_sheet *out,
		       struct findings *f, struct err *e)
{
	for (int i = 0; i < sheet_count(s); i++) {
		struct grid g;
		if (sheet_info(s, i).hidden)
			continue;
		if (!grid_open(&g, a, s, i, file, is_bank_head, e))
			return false;
		if (!g.row)
			continue;
		struct bank_reading r = {.a = a, .g = &g, .out = out, .f = f};
		columns_find(&g, &r.c);
		if (!rows_read(&r, &g, e))
			return false;
		if (!out->count) {
			grid_at(&g, f, g.first, g.row);
			find_hint(find_error(f, NULL, "bank-empty", "The statement has no line."),
				  "Look whether it is the right file.");
		}
		return true;
	}
	err_set(e, ERR_REFUSED, "No row of %s looks like the heading of a bank's statement.", file);
	return err_hint(e, "The heading holds 交易日期, 收入 and 支出 (or 借方发生额 and 贷方发生额, or "
			   "交易金额) and 余额, within the first 40 rows.");
}

bool bank_read(struct arena *a, const char *path, const char *file, struct bank_sheet *out,
	       struct findings *f, struct err *e)
{
	struct bank_sheet sheet = {0};
	struct sheet *s = sheet_open(path, e);
	if (!s)
		return false;
	bool ok = sheet_read(a, s, file, &sheet, f, e);
	sheet_close(s);
	if (!ok)
		return false;
	if (breaks(&sheet, true) < breaks(&sheet, false))
		turn(&sheet);
	if (!f->errors)
		order_check(&sheet, f);
	serials_check(&sheet, f);
	f->row = 0;
	f->place = NULL;
	*out = sheet;
	return true;
}
