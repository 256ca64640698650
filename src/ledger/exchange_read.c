/* exchange_read.c - reads the neutral workbook back: accounts and drafts. */
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/exchange.h"
#include "ledger/exchange_int.h"
#include "ledger/grid.h"
#include "ledger/ledger_int.h"

#include <string.h>

enum { C_MONTH = 1, C_NUMBER, C_DAY, C_KIND, C_REVERSES, C_SHEETS, C_SOURCE, C_ORD, C_SUMMARY,
       C_ACCOUNT, C_NAME, C_DEBIT, C_CREDIT, C_RECEIPT };

struct coming {
	struct arena *a, *rows;       /* of a voucher; of a row */
	struct db *db;
	const struct book *b;
	const struct ledger_who *who;
	struct grid g;
	struct voucher v;             /* being gathered; month 0: none */
	int room, row;
	const char *number, *reverses;
	struct exchange_result *out;
	struct findings *f;
};

static bool is_accounts(const struct grid *g)
{
	return text_eq(g->heads[1], exchange_accounts[0]) && text_eq(g->heads[3], exchange_accounts[2]);
}

static bool is_vouchers(const struct grid *g)
{
	for (int i = 0; exchange_vouchers[i]; i++)
		if (!text_eq(g->heads[i + 1], exchange_vouchers[i]))
			return false;
	return true;
}

static bool named_sheet(struct arena *a, struct sheet *s, const char *name, const char *file,
			bool (*is_head)(const struct grid *), struct grid *g, struct err *e)
{
	for (int i = 0; i < sheet_count(s); i++)
		if (text_eq(sheet_info(s, i).name, name)) {
			if (!grid_open(g, a, s, i, file, is_head, e))
				return false;
			if (g->row)
				return true;
		}
	err_set(e, ERR_REFUSED, "%s has no sheet %s with the fields of this program's export.", file, name);
	return err_hint(e, "Hand in the file as it was exported, unchanged.");
}

/* ---- accounts ---- */

static bool accounts_read(struct coming *c, struct err *e)
{
	struct book_accounts all;
	struct sheet_row row;
	int got;
	if (!book_accounts(c->a, c->db, c->b, &all, e))
		return false;
	while ((got = grid_next(&c->g, c->rows, &row, e)) > 0) {
		const char *code = grid_text(&row, 1), *name = grid_text(&row, 2);
		const struct book_account *acc = account_find(&all, code);
		grid_at(&c->g, c->f, 1, row.number);
		if (acc && !text_eq(acc->name, name))
			find_hint(find_error(c->f, "name", "opening-name",
					     "In this book %s is %s; the sheet says %s.", code, acc->name,
					     name),
				  "Give the account another code in the sheet, or the book's name.");
		if (acc || c->f->errors)
			continue;
		struct err why = {0};
		if (!book_account_add(c->a, c->db, c->b, grid_text(&row, 3), code, name, c->who, c->f,
				      &why) &&
		    why.code != ERR_REFUSED) {
			*e = why;
			return false;
		}
		c->out->accounts++;
	}
	return got == 0;
}

/* ---- vouchers ---- */

static bool voucher_id(struct coming *c, const char *source, int64_t *id, bool *posted, struct err *e)
{
	struct stmt *q = db_query(c->db,
				  SQL("select id,state from voucher where county=$1 and book=$2 and"
				      " source=$3 order by id limit 1"),
				  e);
	*id = 0;
	*posted = false;
	if (!q)
		return false;
	bind(q, 1, c->b->county);
	bind(q, 2, c->b->id);
	bind(q, 3, source);
	if (db_next(q)) {
		*id = col_i64(q, 0);
		*posted = text_eq(col_peek(q, 1), "posted");
	}
	return db_end(q, e);
}

static const char *source_of(struct coming *c, const char *month, const char *number)
{
	return arena_printf(c->a, "exchange/%.4s%s/%s", month, strlen(month) > 5 ? month + 5 : "", number);
}

/* The reversal of a voucher that is posted and not taken back yet. */
static bool reversal_make(struct coming *c, struct err *e)
{
	const char *dash = strrchr(c->reverses, '-');
	int64_t id, already;
	bool posted;
	struct voucher made;
	ymd day;
	if (!dash || !date_parse(c->v.day, false, &day)) {
		find_hint(find_error(c->f, NULL, "exchange-reversal",
				     "The reversal %s does not say what it takes back.", c->number),
			  "Hand in the file as it was exported, unchanged.");
		return true;
	}
	const char *month = arena_strndup(c->a, c->reverses, (size_t)(dash - c->reverses));
	if (!voucher_id(c, source_of(c, month, dash + 1), &id, &posted, e) ||
	    !ledger_i64(c->db, SQL("select count(*) from voucher where county=$1 and reverses=$2"),
			(int64_t[]){c->b->county, id ? id : -1}, 2, &already, e))
		return false;
	if (already) {
		c->out->there++;
		return true;
	}
	if (!posted) {
		c->out->waiting++;
		return true;
	}
	c->out->drafts++;
	return voucher_reverse(c->a, c->db, c->b->county, id, day, c->who, &made, e);
}

static bool gathered(struct coming *c, struct err *e)
{
	int64_t id;
	bool posted;
	if (!c->v.month)
		return true;
	c->f->row = c->row;
	c->f->place = grid_place(&c->g, c->a, C_NUMBER, c->row);
	if (c->v.kind == VOUCHER_REVERSAL)
		return reversal_make(c, e);
	if (!voucher_id(c, c->v.source, &id, &posted, e))
		return false;
	if (id) {
		c->out->there++;
		return true;
	}
	c->out->drafts++;
	return voucher_save(c->a, c->db, &c->v, c->who, e);
}

static const char *kept(struct coming *c, const struct sheet_row *row, int column)
{
	return arena_strdup(c->a, grid_text(row, column));
}

/* "0.00" stands for nothing. */
static const char *amount(struct coming *c, const struct sheet_row *row, int column)
{
	int64_t fen;
	const char *text = grid_text(row, column);
	return fen_parse(text, &fen) && !fen ? "" : kept(c, row, column);
}

static void voucher_begin(struct coming *c, const struct sheet_row *row)
{
	struct period month;
	const char *kind = grid_text(row, C_KIND);
	int64_t sheets = 0;
	bool fine = period_parse(grid_text(row, C_MONTH), &month) && strlen(month.name) == 7 &&
		    (is_empty(grid_text(row, C_SHEETS)) || parse_i64(grid_text(row, C_SHEETS), &sheets));
	grid_at(&c->g, c->f, C_MONTH, row->number);
	c->v = (struct voucher){0};
	c->room = 0;
	c->row = row->number;
	if (!fine || is_empty(grid_text(row, C_NUMBER))) {
		find_hint(find_error(c->f, NULL, "exchange-voucher",
				     "The row belongs to no voucher that can be read."),
			  "Hand in the file as it was exported, unchanged.");
		return;
	}
	c->number = kept(c, row, C_NUMBER);
	c->reverses = kept(c, row, C_REVERSES);
	c->v.county = c->b->county;
	c->v.book = c->b->id;
	c->v.month = day_month(month.from);
	c->v.day = kept(c, row, C_DAY);
	c->v.attachments = sheets;
	c->v.kind = text_eq(kind, "冲销") ? VOUCHER_REVERSAL
		    : text_eq(kind, "期初") ? VOUCHER_OPENING
					    : VOUCHER_ORDINARY;
	c->v.source = source_of(c, grid_text(row, C_MONTH), c->number);
}

static void line_add(struct coming *c, const struct sheet_row *row)
{
	if (c->v.line_count == c->room) {
		int more = c->room ? c->room * 2 : 8;
		c->v.lines = arena_grow(c->a, c->v.lines, sizeof *c->v.lines * (size_t)c->room,
					sizeof *c->v.lines * (size_t)more);
		c->room = more;
	}
	c->v.lines[c->v.line_count++] = (struct voucher_line){
	    .summary = kept(c, row, C_SUMMARY),
	    .account = kept(c, row, C_ACCOUNT),
	    .debit = amount(c, row, C_DEBIT),
	    .credit = amount(c, row, C_CREDIT),
	    .receipt = kept(c, row, C_RECEIPT),
	};
}

/* Lines of a voucher follow each other, as they were written. */
static bool vouchers_read(struct coming *c, struct err *e)
{
	struct sheet_row row;
	int got;
	char month[16] = "";
	while ((got = grid_next(&c->g, c->rows, &row, e)) > 0) {
		bool same = c->v.month && text_eq(grid_text(&row, C_NUMBER), c->number) &&
			    text_eq(grid_text(&row, C_MONTH), month_write(c->v.month, month));
		if (!same) {
			if (!gathered(c, e))
				return false;
			arena_reset(c->a);
			voucher_begin(c, &row);
		}
		if (c->v.month)
			line_add(c, &row);
		arena_reset(c->rows);
	}
	return got == 0 && gathered(c, e);
}

static bool sheet_take(struct coming *c, struct arena *a, struct sheet *s, const char *file,
		       struct err *e)
{
	return named_sheet(a, s, "会计科目", file, is_accounts, &c->g, e) && accounts_read(c, e) &&
	       named_sheet(a, s, "记账凭证", file, is_vouchers, &c->g, e) && vouchers_read(c, e);
}

bool exchange_read(struct arena *a, struct db *db, const struct book *b, const char *path,
		   const char *file, const struct ledger_who *who, struct exchange_result *out,
		   struct findings *f, struct err *e)
{
	struct coming c = {.a = arena_new(LIMIT_JOB_ARENA),
			   .rows = arena_new(LIMIT_JOB_ARENA),
			   .db = db,
			   .b = b,
			   .who = who,
			   .out = out,
			   .f = f};
	TXN(t);
	*out = (struct exchange_result){0};
	struct sheet *s = sheet_open(path, e);
	bool ok = s && txn_begin(&t, db, e) && sheet_take(&c, a, s, file, e);
	if (s)
		sheet_close(s);
	arena_free(c.a);
	arena_free(c.rows);
	f->row = 0;
	f->place = NULL;
	if (!ok)
		return false;
	if (f->errors)
		return err_set(e, ERR_REFUSED, "The file was not read in.");
	return txn_commit(&t, e);
}
