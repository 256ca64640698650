/*
 * statement_paper.c - statements, trial balance and account ledger as XLSX and PDF in the
 * customary layout.  Official papers: they are always in Chinese.
 */
#include "page/book/statement_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "document/paper.h"
#include "sheet/sheet.h"

#include <string.h>

static bool serve_xlsx(struct request *rq, struct html *h, struct err *e);
static bool serve_pdf(struct request *rq, struct html *h, struct err *e);
static bool serve_trial(struct request *rq, struct html *h, struct err *e);
static bool serve_account(struct request *rq, struct html *h, struct err *e);

static const char trial_title[] = "科目余额表";

static const struct param params[] = {
    {.name = "id", .kind = PARAM_ID},
    {.name = "kind", .kind = PARAM_TEXT},
    {.name = "period", .kind = PARAM_PERIOD},
    {0},
};
static const struct param account_params[] = {
    {.name = "id", .kind = PARAM_ID},
    {.name = "code", .kind = PARAM_TEXT},
    {.name = "period", .kind = PARAM_PERIOD},
    {0},
};

const struct page statement_xlsx_page = {
    .path = "/book/:id/statement/:kind/xlsx",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve_xlsx,
    .slow = 1,
    .title = N_("Statements"),
    .about = "A statement of a book as XLSX in the customary layout.",
};
const struct page statement_pdf_page = {
    .path = "/book/:id/statement/:kind/pdf",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve_pdf,
    .slow = 1,
    .title = N_("Statements"),
    .about = "A statement of a book as PDF in the customary layout.",
};
const struct page trial_xlsx_page = {
    .path = "/book/:id/trial/xlsx",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve_trial,
    .slow = 1,
    .title = N_("Trial balance"),
    .about = "The trial balance of a book with details as XLSX.",
};
const struct page account_xlsx_page = {
    .path = "/book/:id/account/:code/xlsx",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = account_params,
    .serve = serve_account,
    .slow = 1,
    .title = N_("Account ledger"),
    .about = "The ledger of an account or detail as XLSX.",
};

/* ---- the sheet ---- */

static const char *fen(struct request *rq, int64_t v)
{
	char text[32];
	return arena_strdup(rq->arena, fen_text(v, text));
}

static const char *head_zh(const char *msgid)
{
	return tr(LANG_ZH, msgid);
}

static void cells_of_line(struct request *rq, const struct statement_line *line, const char **cells)
{
	cells[0] = line->kind == LINE_PART ? arena_printf(rq->arena, "    %s", line->name) : line->name;
	cells[1] = line->number ? arena_printf(rq->arena, "%d", line->number) : "";
	for (int c = 0; c < 2; c++)
		cells[2 + c] = line->known[c] ? fen(rq, line->fen[c]) : "";
}

/* Assets on the left, liabilities and equity on the right. */
static void paper_balance(struct request *rq, const struct statement *s, struct paper_table *t)
{
	static const int shares[] = {26, 5, 16, 16, 24, 5, 16, 16};
	const char **heads = ARENA_ARRAY(rq->arena, const char *, 8);
	const char **cells = ARENA_ARRAY(rq->arena, const char *, s->count * 8);
	bool *bold = ARENA_ARRAY(rq->arena, bool, s->count);
	int at[2] = {0, 0};
	for (int i = 0; i < s->count; i++) {
		const struct statement_line *line = &s->lines[i];
		int side = line->right ? 1 : 0, row = at[side]++;
		cells_of_line(rq, line, &cells[(ptrdiff_t)row * 8 + (ptrdiff_t)side * 4]);
	}
	t->row_count = at[0] > at[1] ? at[0] : at[1];
	/* both totals stand on the last row */
	for (int side = 0; side < 2; side++)
		if (at[side] < t->row_count) {
			const char **last = &cells[(ptrdiff_t)(at[side] - 1) * 8 + (ptrdiff_t)side * 4];
			const char **foot = &cells[(ptrdiff_t)(t->row_count - 1) * 8 + (ptrdiff_t)side * 4];
			memcpy(foot, last, 4 * sizeof *last);
			memset(last, 0, 4 * sizeof *last);
		}
	bold[t->row_count - 1] = true;
	for (int side = 0; side < 2; side++) {
		heads[4 * side] = side ? "负债和所有者权益" : "资产";
		heads[4 * side + 1] = "行次";
		heads[4 * side + 2] = head_zh(s->heads[0]);
		heads[4 * side + 3] = head_zh(s->heads[1]);
	}
	t->column_count = 8;
	t->heads = heads;
	t->shares = shares;
	t->cells = cells;
	t->bold = bold;
	t->right = 0xCC | 0x22;
	t->tight = true;
}

static void paper_lines(struct request *rq, const char *first, const char *heads_in[2], int count,
			struct paper_table *t, const char **cells, const bool *bold)
{
	static const int shares[] = {40, 10, 25, 25};
	const char **heads = ARENA_ARRAY(rq->arena, const char *, 4);
	heads[0] = "项目";
	heads[1] = first;
	heads[2] = head_zh(heads_in[0]);
	heads[3] = head_zh(heads_in[1]);
	t->column_count = 4;
	t->heads = heads;
	t->shares = shares;
	t->row_count = count;
	t->cells = cells;
	t->bold = bold;
	t->right = 0xC | 0x2;
	t->upright = true;
}

static void paper_income(struct request *rq, const struct statement *s, struct paper_table *t)
{
	const char **cells = ARENA_ARRAY(rq->arena, const char *, s->count * 4);
	bool *bold = ARENA_ARRAY(rq->arena, bool, s->count);
	const char *heads[2] = {s->heads[0], s->heads[1]};
	for (int i = 0; i < s->count; i++) {
		cells_of_line(rq, &s->lines[i], &cells[(ptrdiff_t)i * 4]);
		bold[i] = s->lines[i].kind == LINE_SUM;
	}
	paper_lines(rq, "行次", heads, s->count, t, cells, bold);
}

static void paper_detail(struct request *rq, const struct income_detail *d, struct paper_table *t)
{
	const char *heads[2] = {N_("This period"), N_("Year to date")};
	const char **cells = ARENA_ARRAY(rq->arena, const char *, (d->count + 4) * 4);
	bool *bold = ARENA_ARRAY(rq->arena, bool, d->count + 4);
	int n = 0;
	for (int half = 0; half < 2; half++) {
		const int64_t *sums = half ? d->expense : d->income;
		for (int i = 0; i < d->count; i++) {
			const struct income_row *r = &d->rows[i];
			if ((r->account.class == CLASS_EXPENSE) != (half == 1))
				continue;
			const char **c = &cells[(ptrdiff_t)n * 4];
			c[0] = arena_printf(rq->arena, "%*s%s", 4 * r->depth, "", r->account.name);
			c[1] = r->account.code;
			c[2] = fen(rq, r->month);
			c[3] = fen(rq, r->year);
			n++;
		}
		const char **c = &cells[(ptrdiff_t)n * 4];
		c[0] = half ? "支出合计" : "收入合计";
		c[1] = "";
		c[2] = fen(rq, sums[0]);
		c[3] = fen(rq, sums[1]);
		bold[n++] = true;
	}
	const char **c = &cells[(ptrdiff_t)n * 4];
	c[0] = "收支差额";
	c[1] = "";
	c[2] = fen(rq, d->income[0] - d->expense[0]);
	c[3] = fen(rq, d->income[1] - d->expense[1]);
	bold[n++] = true;
	paper_lines(rq, "科目编码", heads, n, t, cells, bold);
}

/* 编制单位 on the left, the day (or the months) in the middle, the unit on the right. */
static void frame(struct request *rq, const struct statement_ask *ask, bool of_day,
		  struct paper_table *t)
{
	char day[32];
	ymd end = date_from_days(date_days(month_next(ask->to) * 100 + 1) - 1);
	t->under[0] = arena_printf(rq->arena, "编制单位：%s", ask->who);
	if (of_day)
		t->under[1] = arena_strdup(rq->arena, date_zh(end, day));
	else if (ask->from == ask->to)
		t->under[1] = arena_printf(rq->arena, "%d年%d月", ask->to / 100, ask->to % 100);
	else if (ask->from % 100 == 1 && ask->to % 100 == 12)
		t->under[1] = arena_printf(rq->arena, "%d年度", ask->to / 100);
	else
		t->under[1] = arena_printf(rq->arena, "%d年%d—%d月", ask->to / 100, ask->from % 100,
					   ask->to % 100);
	t->under[2] = "单位：元";
	t->foot = "单位负责人：                    会计主管：                    制表人：";
}

bool statement_paper(struct request *rq, const struct statement_ask *ask, struct paper_table *out,
		     struct err *e)
{
	static const char *const titles[] = {"资产负债表", "收益及收益分配表", "收支明细表"};
	struct paper_table t = {0};
	struct statement s;
	struct income_detail d;
	if (ask->kind == SHEET_NOTES)
		return err_set(e, ERR_NOT_FOUND, "The notes are printed from their page.");
	if (ask->kind == SHEET_DETAIL ? !statement_detail_load(rq, ask, &d, e)
				      : !statement_load(rq, ask, &s, e))
		return false;
	if (ask->kind == SHEET_DETAIL)
		paper_detail(rq, &d, &t);
	else if (ask->kind == SHEET_INCOME)
		paper_income(rq, &s, &t);
	else
		paper_balance(rq, &s, &t);
	t.title = titles[ask->kind];
	frame(rq, ask, ask->kind == SHEET_BALANCE, &t);
	/* a sheet that does not agree says so on paper too */
	if (ask->kind != SHEET_DETAIL && s.findings.errors) {
		char text[400];
		msg_write(&s.findings.first->text, LANG_ZH, text, sizeof text);
		t.foot = arena_printf(rq->arena, "注意：%s    %s", text, t.foot);
	}
	*out = t;
	return true;
}

/* ---- files ---- */

static bool write_xlsx(const struct paper_table *t, const char *path, struct err *e)
{
	struct sheet_out *o = out_open(path, t->title, e);
	int n = t->column_count;
	if (!o)
		return false;
	for (int c = 0; c < n; c++)
		out_width(o, c + 1, t->right >> c & 1 ? (t->shares[c] > 10 ? 16 : 6) : 30);
	out_title(o, 1, n, t->title);
	out_line(o, 2, n, t->under[0]);
	out_line(o, 3, n, t->under[1]);
	out_line(o, 4, n, t->under[2]);
	for (int c = 0; c < n; c++)
		out_cell(o, 5, c + 1, OUT_HEAD, t->heads[c]);
	out_freeze(o, 5);
	for (int i = 0; i < t->row_count; i++)
		for (int c = 0; c < n; c++) {
			const char *text = t->cells[(ptrdiff_t)i * n + c];
			bool money = (t->right >> c & 1) && t->shares[c] > 10;
			bool number = (t->right >> c & 1) && !money;
			out_cell(o, i + 6, c + 1,
				 money ? OUT_MONEY : number ? OUT_NUMBER : OUT_TEXT, text ? text : "");
		}
	out_line(o, t->row_count + 6, n, t->foot);
	return out_close(o, e);
}

bool statement_send(struct request *rq, const struct paper_table *t, bool pdf, const char *name,
		    struct err *e)
{
	const char *path = arena_printf(rq->arena, "%s/tmp/statement-%s.%s", rq->dir, rq->id,
					pdf ? "pdf" : "xlsx");
	if (!(pdf ? paper_table_pdf(t, path, e) : write_xlsx(t, path, e)))
		return false;
	reply_file(rq, path, arena_printf(rq->arena, "%s.%s", name, pdf ? "pdf" : "xlsx"),
		   pdf ? "application/pdf"
		       : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	return true;
}

static bool send_statement(struct request *rq, bool pdf, struct err *e)
{
	struct statement_ask ask;
	struct paper_table t;
	return statement_ask_book(rq, &ask, e) && statement_paper(rq, &ask, &t, e) &&
	       statement_send(rq, &t, pdf,
			      arena_printf(rq->arena, "%s %s %s", ask.who, t.title, ask.period), e);
}

static bool serve_xlsx(struct request *rq, struct html *h, struct err *e)
{
	(void)h;
	return send_statement(rq, false, e);
}

static bool serve_pdf(struct request *rq, struct html *h, struct err *e)
{
	(void)h;
	return send_statement(rq, true, e);
}

/* ---- trial balance and account ledger ---- */

static void trial_cells(struct request *rq, const struct trial_row *r, const char *code,
			const char *name, const char **cells)
{
	const int64_t sums[] = {r->opening_debit, r->opening_credit, r->debit,	       r->credit,
				r->year_debit,	  r->year_credit,    r->closing_debit, r->closing_credit};
	cells[0] = code;
	cells[1] = arena_printf(rq->arena, "%*s%s", 2 * r->depth, "", name);
	for (size_t i = 0; i < ARRAY_LEN(sums); i++)
		cells[2 + i] = sums[i] ? fen(rq, sums[i]) : "";
}

static bool serve_trial(struct request *rq, struct html *h, struct err *e)
{
	static const char *const heads[] = {"科目编码", "科目名称", "期初借方", "期初贷方", "本期借方",
					    "本期贷方", "本年借方", "本年贷方", "期末借方", "期末贷方"};
	static const int shares[] = {10, 24, 14, 14, 14, 14, 14, 14, 14, 14};
	struct statement_ask ask = {.period = rq_text(rq, "period")};
	struct trial t;
	(void)h;
	if (!page_book(rq, CAP_BOOK_READ, &ask.book, e) ||
	    !page_book_period(rq, &ask.book, ask.period, &ask.from, &ask.to, e))
		return false;
	if (is_empty(ask.period))
		ask.period = page_book_months(rq, ask.from, ask.to);
	ask.who = ask.book.name;
	if (!trial_of_book(rq->arena, rq->db, &ask.book, ask.from, ask.to, &t, e))
		return false;
	const char **cells = ARENA_ARRAY(rq->arena, const char *, (t.count + 1) * 10);
	for (int i = 0; i < t.count; i++)
		trial_cells(rq, &t.rows[i], t.rows[i].account.code, t.rows[i].account.name,
			    &cells[(ptrdiff_t)i * 10]);
	trial_cells(rq, &t.total, "", "合计", &cells[(ptrdiff_t)t.count * 10]);
	struct paper_table out = {.title = trial_title, .column_count = 10, .row_count = t.count + 1,
				  .heads = heads, .shares = shares, .cells = cells, .right = 0x3FC};
	frame(rq, &ask, false, &out);
	return statement_send(rq, &out, false,
			      arena_printf(rq->arena, "%s 科目余额表 %s", ask.who, ask.period), e);
}

static void entry_cells(struct request *rq, const struct ledger_entry *en, const char **cells)
{
	cells[0] = arena_strdup(rq->arena, date_iso(en->day, (char[16]){0}));
	cells[1] = arena_printf(rq->arena, "%s-%d", month_text(en->month), (int)en->number);
	cells[2] = en->summary;
	cells[3] = en->account;
	cells[4] = en->debit ? fen(rq, en->debit) : "";
	cells[5] = en->credit ? fen(rq, en->credit) : "";
	cells[6] = en->balance < 0 ? "贷" : en->balance ? "借" : "平";
	cells[7] = fen(rq, en->balance < 0 ? -en->balance : en->balance);
}

static bool serve_account(struct request *rq, struct html *h, struct err *e)
{
	static const char *const heads[] = {"日期", "凭证号", "摘要",	 "科目",
					    "借方", "贷方",   "方向", "余额"};
	static const int shares[] = {12, 12, 40, 14, 16, 16, 6, 16};
	struct statement_ask ask = {0};
	struct account_ledger led;
	(void)h;
	if (!page_book(rq, CAP_BOOK_READ, &ask.book, e) ||
	    !page_book_period(rq, &ask.book, rq_text(rq, "period"), &ask.from, &ask.to, e) ||
	    !account_ledger(rq->arena, rq->db, &ask.book, rq_text(rq, "code"), ask.from, ask.to,
			    &led, e))
		return false;
	if (led.more)
		return err_set(e, ERR_TOO_BIG, "The account has too many entries for one sheet.");
	ask.who = ask.book.name;
	const char **cells = ARENA_ARRAY(rq->arena, const char *, (led.count + 2) * 8);
	struct ledger_entry first = {.summary = "期初余额", .account = "", .balance = led.opening};
	struct ledger_entry end = {.summary = "本期合计", .account = "", .debit = led.debit,
				   .credit = led.credit, .balance = led.closing};
	entry_cells(rq, &first, cells);
	for (int i = 0; i < led.count; i++)
		entry_cells(rq, &led.rows[i], &cells[(ptrdiff_t)(i + 1) * 8]);
	entry_cells(rq, &end, &cells[(ptrdiff_t)(led.count + 1) * 8]);
	cells[1] = cells[(ptrdiff_t)(led.count + 1) * 8 + 1] = "";
	struct paper_table out = {
	    .title = arena_printf(rq->arena, "%s %s 明细账", led.account.code, led.account.name),
	    .column_count = 8, .row_count = led.count + 2, .heads = heads, .shares = shares,
	    .cells = cells, .right = 0xB0};
	frame(rq, &ask, false, &out);
	return statement_send(rq, &out, false,
			      arena_printf(rq->arena, "%s %s", ask.who, out.title), e);
}
