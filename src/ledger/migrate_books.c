/* migrate_books.c - a workbook of old books: which village, which vouchers, what fits. */
#include "ledger/migrate_books.h"
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/opening_int.h"
#include "ledger/voucher.h"
#include "text/text.h"

#include <glib.h>
#include <string.h>

enum { ASKS_MAX = 2000, VOUCHERS_MAX = 200000 };

struct voucher_columns {
	int unit, number, day, summary, account, debit, credit, sheets;
};

/* What is kept of a book while its rows come by. */
struct keeping {
	struct balance_rows rows;
	struct opening_plan plan;
	struct book_accounts all;
	const char *place;
};

struct migration {
	struct arena *a, *one;        /* of the run; of the voucher being gathered */
	struct db *db;
	const struct opening_ask *ask;
	const struct ledger_who *who; /* NULL: only looked at */
	struct migrate_review *out;
	struct keeping *kept;         /* beside out->books */
	struct findings *f;
	int move_count;
	struct chart_move *moves;
	GHashTable *seen;             /* voucher_key() of those that came by */
	/* the voucher being gathered */
	struct grid g;
	struct voucher_columns c;
	int book, row, room, month, before; /* book -1: none; before: errors before it */
	const char *number, *said;
	struct voucher v;
};

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void columns_find(const struct grid *g, struct voucher_columns *c)
{
	*c = (struct voucher_columns){
	    .unit = grid_column(g, WORDS("村名", "所属村", "所在村", "单位", "账套", "组织名称")),
	    .number = grid_column(g, WORDS("凭证号", "凭证编号", "凭证字号", "字号")),
	    .day = grid_column(g, WORDS("日期")),
	    .summary = grid_column(g, WORDS("摘要")),
	    .account = grid_column(g, WORDS("科目编码", "科目代码", "科目编号", "科目")),
	    .debit = grid_column(g, WORDS("借方")),
	    .credit = grid_column(g, WORDS("贷方")),
	    .sheets = grid_column(g, WORDS("附件", "附单据")),
	};
	if (!c->unit)
		c->unit = grid_column_is(g, WORDS("村"));
}

static bool is_voucher_head(const struct grid *g)
{
	struct voucher_columns c;
	columns_find(g, &c);
	return c.number && c.day && c.account && c.debit && c.credit;
}

/* ---- which book ---- */

static int book_named(struct migration *m, const char *text, bool part, int *matches)
{
	int found = -1;
	*matches = 0;
	for (int i = 0; i < m->out->count; i++) {
		const struct book *b = &m->out->books[i].b;
		const char *unit = b->unit_name ? b->unit_name : "";
		bool same = text_eq(text, b->name) || text_eq(text, unit) ||
			    (part && ((*unit && strstr(text, unit)) || strstr(text, b->name)));
		if (same) {
			found = i;
			++*matches;
		}
	}
	return found;
}

/* By the column, else by the sheet's name; a name that is nobody's or several's is refused. */
static int book_find(struct migration *m, const struct grid *g, const char *text, int column, int row)
{
	int matches;
	bool by_sheet = is_empty(text);
	const char *name = by_sheet ? (is_empty(g->name) ? g->file : g->name) : text;
	int found = book_named(m, name, by_sheet, &matches);
	if (matches == 1)
		return found;
	grid_at(g, m->f, column, row);
	m->out->stray++;
	if (matches)
		find_hint(find_error(m->f, "unit", "migrate-several",
				     "“%s” is the name of several villages or books.", name),
			  "Write the full name of the book.");
	else
		find_hint(find_error(m->f, "unit", "migrate-unknown",
				     "There is no book of “%s” that your account keeps.", name),
			  "Correct the name of the village, or have its book made first.");
	return -1;
}

/* ---- balances ---- */

static void rows_share(struct migration *m, const struct grid *g, const struct balance_rows *all,
		       int column, bool *in_sheet)
{
	const char *last = NULL;
	int book = -1;
	for (int i = 0; i < all->count; i++) {
		const struct balance_row *row = &all->rows[i];
		if (!last || !text_eq(last, row->unit))
			book = book_find(m, g, row->unit, column, row->row);
		last = row->unit;
		if (book < 0)
			continue;
		struct keeping *k = &m->kept[book];
		in_sheet[book] = true;
		m->out->books[book].found = m->out->books[book].has_balances = true;
		if (!k->place)
			k->place = row->place;
		for (int c = 0; c < GROUP__COUNT; c++)
			k->rows.has[c] = k->rows.has[c] || all->has[c];
		balance_row_add(m->a, &k->rows, row);
	}
}

static bool balances_read(struct migration *m, struct grid *g, struct err *e)
{
	struct balance_rows all = {0};
	struct balance_columns c;
	int before = m->f->errors;
	balance_columns(g, &c);
	if (!balance_rows_read(m->a, g, &all, m->f, e))
		return false;
	int broken = m->f->errors - before;
	bool *in_sheet = ARENA_ARRAY(m->a, bool, m->out->count + 1);
	rows_share(m, g, &all, c.unit, in_sheet);
	/* a row that cannot be read may be anybody's of this sheet */
	for (int i = 0; i < m->out->count && broken; i++)
		m->out->books[i].errors += in_sheet[i] ? broken : 0;
	m->out->stray += broken;
	return true;
}

static void ask_add(struct migration *m, const struct opening_line *l)
{
	struct migrate_review *r = m->out;
	for (int i = 0; i < r->ask_count; i++)
		if (text_eq(r->asks[i].old_code, l->old_code))
			return;
	if (r->ask_count < ASKS_MAX)
		r->asks[r->ask_count++] = (struct migrate_ask_line){
		    .old_code = l->old_code, .name = l->name, .note = l->note, .choice = l->choice};
}

static bool plan_make(struct migration *m, int i, struct err *e)
{
	struct migrate_book *b = &m->out->books[i];
	struct keeping *k = &m->kept[i];
	struct findings standing;
	int before = m->f->errors;
	if (!book_accounts(m->a, m->db, &b->b, &k->all, e) ||
	    !opening_plan(m->a, m->db, &b->b, &k->rows, m->ask, k->place, &k->plan, m->f, e))
		return false;
	findings_init(&standing, m->a);
	if (!opening_standing(m->db, &b->b, &k->plan, &standing, e))
		return false;
	b->balances_there = k->plan.first || k->plan.second;
	if (standing.errors && !b->balances_there)
		find_hint(find_error(m->f, NULL, "month-closed", "The month %s is closed.",
				     month_text(book_takeover(&b->b))),
			  "Have it reopened before opening balances are brought in.");
	b->errors += m->f->errors - before;
	b->accounts = k->plan.count;
	b->fresh = k->plan.fresh;
	b->asked = k->plan.asked;
	for (int l = 0; l < k->plan.count; l++)
		if (k->plan.lines[l].leaf && (k->plan.lines[l].state == OPENING_ASKED ||
					      k->plan.lines[l].state == OPENING_CHOSEN))
			ask_add(m, &k->plan.lines[l]);
	return true;
}

/* ---- vouchers ---- */

/* The account of this book for a code of the sheet; NULL: none. */
static const char *account_of(struct migration *m, const char *text)
{
	const struct keeping *k = &m->kept[m->book];
	size_t digits = strspn(text, "0123456789.-");
	const char *old = code_plain(m->one, arena_strndup(m->one, text, digits));
	for (int i = 0; i < k->plan.count; i++)
		if (text_eq(k->plan.lines[i].old_code, old) && k->plan.lines[i].leaf &&
		    *k->plan.lines[i].code)
			return k->plan.lines[i].code;
	const char *code = old;
	for (int i = 0; i < m->move_count; i++)
		if (has_prefix(old, m->moves[i].old_code))
			code = text_eq(m->moves[i].state, "moved")
				   ? arena_printf(m->one, "%s%s", m->moves[i].code,
						  old + strlen(m->moves[i].old_code))
				   : "";
	const struct book_account *acc = account_find(&k->all, code);
	for (int i = 0; i < k->plan.count; i++) /* details that will be added */
		if (*code && !text_eq(k->plan.lines[i].code, code) &&
		    has_prefix(k->plan.lines[i].code, code))
			return NULL;
	return acc && !acc->has_details && !acc->closed ? acc->code : NULL;
}

static void line_check(struct migration *m, const struct sheet_row *row, struct voucher_line *l,
		       int64_t debit, int64_t credit)
{
	const char *text = grid_short(m->one, grid_text(row, m->c.account));
	l->account = account_of(m, text);
	if (!l->account) { /* places are made only where something is said: rows are many */
		grid_at(&m->g, m->f, m->c.account, row->number);
		find_hint(find_error(m->f, "account", "account-unknown",
				     "There is no account %s in this book.", text),
			  "Add it to the sheet of balances, with the balance 0 if it has none; an account "
			  "with details takes no entries.");
		l->account = "";
	}
	bool one_side = (debit != 0) != (credit != 0);
	if (one_side && debit >= 0 && credit >= 0)
		return;
	grid_at(&m->g, m->f, debit ? m->c.debit : m->c.credit, row->number);
	if (!one_side)
		find_hint(find_error(m->f, "amount", "amount-both",
				     "The line has no amount, or one on both sides."),
			  "Write either the debit or the credit.");
	else
		find_hint(find_error(m->f, "amount", "amount-negative",
				     "Red amounts come from reversing a voucher only."),
			  "Write the amount on the other side.");
}

static void line_add(struct migration *m, const struct sheet_row *row)
{
	char text[32];
	int64_t debit = grid_fen(&m->g, row, m->c.debit, m->f),
		credit = grid_fen(&m->g, row, m->c.credit, m->f);
	if (m->v.line_count == m->room) {
		int more = m->room ? m->room * 2 : 8;
		m->v.lines = arena_grow(m->one, m->v.lines, sizeof *m->v.lines * (size_t)m->room,
					sizeof *m->v.lines * (size_t)more);
		m->room = more;
	}
	struct voucher_line *l = &m->v.lines[m->v.line_count++];
	*l = (struct voucher_line){
	    .summary = grid_short(m->one, grid_text(row, m->c.summary)),
	    .debit = debit ? arena_strdup(m->one, fen_text(debit, text)) : "",
	    .credit = credit ? arena_strdup(m->one, fen_text(credit, text)) : "",
	    .receipt = arena_printf(m->one, "旧账%s %s", month_text(m->month), m->number),
	};
	if (is_empty(l->summary) && m->v.line_count > 1)
		l->summary = m->v.lines[0].summary;
	if (m->v.line_count <= VOUCHER_LINES_MAX)
		line_check(m, row, l, debit, credit);
}

/* FNV-1a of book, month and number: a table of a million vouchers is one word for each. */
static uint64_t voucher_key(const struct migration *m)
{
	uint64_t h = 0xcbf29ce484222325;
	for (const char *p = arena_printf(m->one, "%d %d %s", m->book, m->month, m->number); *p; p++)
		h = (h ^ (unsigned char)*p) * 0x100000001b3;
	return h;
}

static void whole_check(struct migration *m)
{
	int64_t debit, credit;
	char d[32], c[32], diff[32];
	const struct book *b = &m->out->books[m->book].b;
	bool twice = !g_hash_table_add(m->seen, (gpointer)(uintptr_t)voucher_key(m));
	voucher_sums(&m->v, &debit, &credit);
	if (!twice && debit == credit && m->v.line_count >= 2 &&
	    m->v.line_count <= VOUCHER_LINES_MAX && m->month >= b->opened &&
	    m->month <= day_month(today()))
		return;
	grid_at(&m->g, m->f, m->c.number, m->row);
	if (debit != credit)
		find_hint(find_error(m->f, NULL, "voucher-unbalanced",
				     "Debits of %s and credits of %s differ by %s.", fen_text(debit, d),
				     fen_text(credit, c),
				     fen_text(debit > credit ? debit - credit : credit - debit, diff)),
			  "Find the line with the wrong amount or side.");
	if (m->v.line_count < 2 || m->v.line_count > VOUCHER_LINES_MAX)
		find_hint(find_error(m->f, NULL, "voucher-lines", "A voucher has at least two lines."),
			  "Write where the money came from and where it went.");
	if (m->month < b->opened || m->month > day_month(today()))
		find_hint(find_error(m->f, "day", "month-before-book",
				     "The book begins in %s; this month is not kept here.",
				     month_text(b->opened)),
			  "Leave the voucher out: what was before is in the opening balances.");
	if (twice)
		find_hint(find_error(m->f, NULL, "migrate-twice",
				     "The voucher %s of %s stands in two places.", m->number,
				     month_text(m->month)),
			  "Put its lines one beneath the other, or correct a number.");
}

static bool gathered(struct migration *m, struct err *e)
{
	int64_t standing;
	if (m->book < 0)
		return true;
	struct migrate_book *b = &m->out->books[m->book];
	whole_check(m);
	if (!m->who)
		b->errors += m->f->errors - m->before;
	if (!voucher_of_source(m->db, &b->b, m->v.source, &standing, e))
		return false;
	if (standing) {
		b->there++;
		return true;
	}
	b->vouchers++;
	if (!m->who || b->errors)
		return true;
	m->out->made_vouchers++;
	return voucher_save(m->one, m->db, &m->v, m->who, e);
}

/* The rows of a voucher stand together; number, day and village may stand on the first only. */
static bool voucher_begin(struct migration *m, const struct sheet_row *row, const char *number,
			  const char *day, const char *unit)
{
	ymd d = 0;
	int64_t sheets = 0;
	arena_reset(m->one);
	m->v = (struct voucher){0};
	m->room = 0;
	m->row = row->number;
	m->before = m->f->errors;
	int book = book_find(m, &m->g, unit, m->c.unit, row->number);
	if (book < 0) {
		m->book = -1;
		return false;
	}
	if (!date_parse(day, true, &d) || d % 100 == 0 || is_empty(number)) {
		grid_at(&m->g, m->f, m->c.day, row->number);
		find_hint(find_error(m->f, "day", "day-unreadable", "“%s” is not a date.", day),
			  "Write the day of the voucher, such as 2024-03-05, and its number.");
		if (!m->who)
			m->out->books[book].errors++;
		m->book = -1;
		return false;
	}
	char iso[16];
	m->book = book;
	m->out->books[book].found = true;
	m->month = day_month(d);
	m->number = arena_strdup(m->one, number);
	m->said = arena_strdup(m->one, unit);
	(void)!parse_i64(grid_text(row, m->c.sheets), &sheets);
	m->v.county = m->out->books[book].b.county;
	m->v.book = m->out->books[book].b.id;
	m->v.month = m->month;
	m->v.day = arena_strdup(m->one, date_iso(d, iso));
	m->v.attachments = sheets > 0 && sheets < 1000 ? sheets : 0;
	m->v.source = arena_printf(m->one, "migrate/%d/%s", m->month, number);
	return true;
}

static bool voucher_row(struct migration *m, const struct sheet_row *row, struct arena *cells,
			struct err *e)
{
	const char *number = grid_short(cells, grid_text(row, m->c.number)),
		   *day = grid_short(cells, grid_text(row, m->c.day)),
		   *unit = grid_short(cells, grid_text(row, m->c.unit));
	bool money = !is_empty(grid_text(row, m->c.debit)) || !is_empty(grid_text(row, m->c.credit));
	if (is_empty(grid_text(row, m->c.account)) || strstr(number, "合计") || strstr(day, "合计"))
		return true; /* sums and notes */
	bool same = m->book >= 0 && (is_empty(number) || text_eq(number, m->number)) &&
		    (is_empty(unit) || text_eq(unit, m->said));
	ymd d;
	if (same && !is_empty(day))
		same = date_parse(day, true, &d) && day_month(d) == m->month;
	if (!same) {
		if (!gathered(m, e))
			return false;
		if (!voucher_begin(m, row, number, day, unit))
			return true;
	}
	if (money || !is_empty(grid_text(row, m->c.account)))
		line_add(m, row);
	m->out->books[m->book].lines++;
	return true;
}

static bool vouchers_read(struct migration *m, struct err *e)
{
	struct sheet_row row;
	int got;
	struct arena *cells = arena_new(LIMIT_JOB_ARENA);
	m->book = -1;
	columns_find(&m->g, &m->c);
	while ((got = grid_next(&m->g, cells, &row, e)) > 0) {
		if (g_hash_table_size(m->seen) > VOUCHERS_MAX) {
			err_set(e, ERR_TOO_BIG, "The workbook has more than %d vouchers.", VOUCHERS_MAX);
			got = -1;
		}
		if (got < 0 || !voucher_row(m, &row, cells, e)) {
			got = -1;
			break;
		}
		arena_reset(cells);
	}
	arena_free(cells);
	return got == 0 && gathered(m, e);
}

/* ---- the workbook ---- */

/* What a sheet is for: its vouchers when `vouchers`, else its balances; other sheets are left. */
static bool sheets_read(struct migration *m, struct sheet *s, bool vouchers, int *used, struct err *e)
{
	for (int i = 0; i < sheet_count(s); i++) {
		if (sheet_info(s, i).hidden)
			continue;
		if (!grid_open(&m->g, m->a, s, i, m->ask->file, is_voucher_head, e))
			return false;
		bool is_vouchers = m->g.row != 0;
		if (!is_vouchers && !grid_open(&m->g, m->a, s, i, m->ask->file, is_balance_head, e))
			return false;
		*used += m->g.row != 0;
		if (!m->g.row || is_vouchers != vouchers)
			continue;
		if (vouchers ? !vouchers_read(m, e) : !balances_read(m, &m->g, e))
			return false;
	}
	m->f->row = 0;
	m->f->place = NULL;
	return true;
}

static bool openings_write(struct migration *m, struct err *e)
{
	for (int i = 0; i < m->out->count; i++) {
		struct migrate_book *b = &m->out->books[i];
		struct keeping *k = &m->kept[i];
		if (!b->found || b->errors)
			continue;
		m->out->made_books++;
		if (b->has_balances && !b->balances_there &&
		    !opening_write(m->a, m->db, &b->b, &k->plan, m->ask->file, m->who, m->f, e))
			return false;
		if (!book_accounts(m->a, m->db, &b->b, &k->all, e))
			return false;
	}
	return true;
}

static bool look(struct migration *m, struct sheet *s, struct err *e)
{
	int used = 0;
	if (!sheets_read(m, s, false, &used, e))
		return false;
	for (int i = 0; i < m->out->count; i++)
		if (m->out->books[i].has_balances
			? !plan_make(m, i, e)
			: !book_accounts(m->a, m->db, &m->out->books[i].b, &m->kept[i].all, e))
			return false;
	if (used)
		return sheets_read(m, s, true, &used, e);
	err_set(e, ERR_REFUSED, "%s has neither a sheet of balances nor one of vouchers.", m->ask->file);
	return err_hint(e, "A sheet of balances has 科目编码, 科目名称 and 余额; one of vouchers 凭证号, 日期, "
			   "摘要, 科目编码, 借方 and 贷方.");
}

/* The second time round only what is made is counted; what is wrong was said the first time. */
static bool write_all(struct migration *m, struct sheet *s, const struct ledger_who *who,
		      struct err *e)
{
	struct findings said = *m->f;
	int used = 0;
	m->who = who;
	g_hash_table_remove_all(m->seen);
	for (int i = 0; i < m->out->count; i++)
		m->out->books[i].vouchers = m->out->books[i].there = 0;
	findings_init(m->f, m->a);
	if (!openings_write(m, e) || !sheets_read(m, s, true, &used, e))
		return false;
	*m->f = said;
	return m->out->made_books > 0 ||
	       err_set(e, ERR_REFUSED, "Nothing was made: every book has something wrong.");
}

static bool run(struct arena *a, struct db *db, const struct book_list *books,
		const struct opening_ask *ask, const struct ledger_who *who,
		struct migrate_review *out, struct findings *f, struct err *e)
{
	*out = (struct migrate_review){.count = books->count};
	out->books = ARENA_ARRAY(a, struct migrate_book, books->count + 1);
	out->asks = ARENA_ARRAY(a, struct migrate_ask_line, ASKS_MAX);
	for (int i = 0; i < books->count; i++)
		out->books[i].b = books->rows[i];
	struct migration m = {.a = a, .db = db, .ask = ask, .out = out, .f = f};
	m.kept = ARENA_ARRAY(a, struct keeping, books->count + 1);
	if (!text_eq(ask->chart, "2023") && !chart_moves(a, ask->chart, &m.move_count, &m.moves, e))
		return false;
	struct sheet *s = sheet_open(ask->path, e);
	if (!s)
		return false;
	m.one = arena_new(LIMIT_JOB_ARENA);
	m.seen = g_hash_table_new(NULL, NULL);
	bool ok = look(&m, s, e) && (!who || write_all(&m, s, who, e));
	g_hash_table_destroy(m.seen);
	arena_free(m.one);
	sheet_close(s);
	return ok;
}

bool migrate_review(struct arena *a, struct db *db, const struct book_list *books,
		    const struct opening_ask *ask, struct migrate_review *out,
		    struct findings *f, struct err *e)
{
	return run(a, db, books, ask, NULL, out, f, e);
}

bool migrate_make(struct arena *a, struct db *db, const struct book_list *books,
		  const struct opening_ask *ask, const struct ledger_who *who,
		  struct migrate_review *out, struct findings *f, struct err *e)
{
	TXN(t);
	return txn_begin(&t, db, e) && run(a, db, books, ask, who, out, f, e) && txn_commit(&t, e);
}
