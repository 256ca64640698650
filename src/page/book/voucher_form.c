/*
 * voucher_form.c - writing and changing a draft: saved whatever is wrong with it.
 *
 * The rows are a fixed number that grows by a button, so that it works without script.  What
 * was typed is never lost: not by a text too long, not by someone who saved meanwhile.
 */
#include "page/book/voucher_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "ledger/period.h"
#include "tpl.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_FIRST = 6, ROWS_MORE = 6, ROWS_MAX = 500, TEXT_MAX = 1000 };

static bool show_new(struct request *rq, struct html *h, struct err *e);
static bool save_new(struct request *rq, struct html *h, struct err *e);
static bool show_edit(struct request *rq, struct html *h, struct err *e);
static bool save_edit(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "id", .kind = PARAM_ID},
    {.name = "voucher", .kind = PARAM_ID},
    {.name = "ver", .kind = PARAM_INT},
    {.name = "month", .kind = PARAM_TEXT, .max = TEXT_MAX},
    {.name = "day", .kind = PARAM_TEXT, .max = TEXT_MAX},
    {.name = "sheets", .kind = PARAM_TEXT, .max = TEXT_MAX},
    {.name = "l.*", .kind = PARAM_TEXT, .max = TEXT_MAX},
    {.name = "more", .kind = PARAM_FLAG},
    {0},
};

const struct page voucher_new_page = {
    .path = "/book/:id/new",
    .method = GET,
    .cap = CAP_BOOK,
    .params = params,
    .serve = show_new,
    .title = N_("New voucher"),
    .about = "The form for a new voucher.",
};
const struct page voucher_new_post = {
    .path = "/book/:id/new",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = save_new,
    .title = N_("New voucher"),
    .about = "Saves a new draft, whatever is wrong with it.",
};
const struct page voucher_edit_page = {
    .path = "/book/:id/voucher/:voucher/edit",
    .method = GET,
    .cap = CAP_BOOK,
    .params = params,
    .serve = show_edit,
    .title = N_("Change the draft"),
    .about = "The form for a draft.",
};
const struct page voucher_edit_post = {
    .path = "/book/:id/voucher/:voucher/edit",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = save_edit,
    .title = N_("Change the draft"),
    .about = "Saves a draft, whatever is wrong with it.",
};

/* What is on the form. */
struct typed {
	struct book b;
	struct book_accounts accounts;
	struct voucher v;             /* with the lines, empty ones too */
	const char *month, *sheets;   /* as typed */
	int rows;                     /* to show */
	const struct err *why;        /* of a save that was refused */
	struct voucher now;           /* id 0: not asked; what it says meanwhile */
	bool gone;
};

/* ---- reading what was typed ---- */

/*
 * "101", "101 库存现金", "库存现金" and "银行存款-农商行" all name an account; what names none
 * or more than one is kept as typed, and the voucher says that there is none.
 */
static const char *account_read(struct request *rq, const struct book_accounts *all,
				const char *text)
{
	struct str s = str_trim(str_c(text));
	const char *typed = arena_strndup(rq->arena, s.p, s.n);
	const struct book_account *found = NULL;
	int hits = 0;
	size_t digits = strspn(typed, "0123456789");
	const char *code = arena_strndup(rq->arena, typed, digits);
	if (digits && (typed[digits] == 0 || typed[digits] == ' ') && account_find(all, code))
		return code;
	for (int i = 0; i < all->count; i++) {
		const struct book_account *acc = &all->rows[i];
		if (acc->closed || acc->has_details)
			continue;
		if (text_eq(acc->name, typed) ||
		    text_eq(account_full_name(rq->arena, all, acc), typed)) {
			found = acc;
			hits++;
		}
	}
	return hits == 1 ? found->code : typed;
}

static void line_put(struct request *rq, struct typed *t, const char *field, int row,
		     const char *value)
{
	struct voucher_line *l = &t->v.lines[row];
	struct str s = str_trim(str_c(value));
	const char *text = arena_strndup(rq->arena, s.p, s.n);
	if (text_eq(field, "summary"))
		l->summary = text;
	else if (text_eq(field, "account"))
		l->account = account_read(rq, &t->accounts, text);
	else if (text_eq(field, "debit"))
		l->debit = text;
	else if (text_eq(field, "credit"))
		l->credit = text;
	else if (text_eq(field, "receipt"))
		l->receipt = text;
}

/* Names are l.<row>.<field>. */
static void lines_read(struct request *rq, struct typed *t)
{
	const struct rq_pair *pairs;
	int n = rq_prefixed(rq, "l.", &pairs);
	t->v.lines = ARENA_ARRAY(rq->arena, struct voucher_line, ROWS_MAX);
	t->v.line_count = 0;
	for (int i = 0; i < ROWS_MAX; i++)
		t->v.lines[i] = (struct voucher_line){"", "", "", "", ""};
	for (int i = 0; i < n; i++) {
		char *end;
		long row = strtol(pairs[i].name, &end, 10);
		if (end == pairs[i].name || *end != '.' || row < 0 || row >= ROWS_MAX)
			continue;
		line_put(rq, t, end + 1, (int)row, pairs[i].value);
		if (row >= t->v.line_count)
			t->v.line_count = (int)row + 1;
	}
	t->rows = t->v.line_count;
}

static bool line_blank(const struct voucher_line *l)
{
	return !*l->summary && !*l->account && !*l->debit && !*l->credit && !*l->receipt;
}

/* Rows left empty on the form are no lines. */
static void lines_close_up(struct voucher *v)
{
	int n = 0;
	for (int i = 0; i < v->line_count; i++)
		if (!line_blank(&v->lines[i]))
			v->lines[n++] = v->lines[i];
	v->line_count = n;
}

static void head_read(struct request *rq, struct typed *t)
{
	struct period p;
	int64_t sheets = 0;
	t->month = rq_text(rq, "month");
	t->sheets = rq_text(rq, "sheets");
	t->v.day = rq_text(rq, "day");
	t->v.ver = rq_int(rq, "ver");
	if (period_parse(t->month, &p))
		t->v.month = day_month(p.from);
	else
		find_error(rq->findings, "month", "month-missing", "Choose the month.");
	if (*t->sheets && (!parse_i64(t->sheets, &sheets) || sheets < 0 || sheets > 9999))
		find_hint(find_error(rq->findings, "sheets", "sheets-unreadable",
				     "“%s” is not a number of sheets.", t->sheets),
			  "Count the sheets of paper attached and write the number.");
	t->v.attachments = sheets;
}

/* ---- showing ---- */

static void make_inputs(struct request *rq, const struct typed *t, struct voucher_form_view *v)
{
	struct voucher_input *rows = ARENA_ARRAY(rq->arena, struct voucher_input, t->rows + 1);
	static const struct voucher_line none = {"", "", "", "", ""};
	for (int i = 0; i < t->rows; i++) {
		const struct voucher_line *l = i < t->v.line_count ? &t->v.lines[i] : &none;
		const struct book_account *acc = account_find(&t->accounts, l->account);
		rows[i] = (struct voucher_input){
		    .row = i + 1,
		    .summary = l->summary,
		    .account = acc ? arena_printf(rq->arena, "%s %s", acc->code,
						  account_full_name(rq->arena, &t->accounts, acc))
				   : l->account,
		    .debit = l->debit,
		    .credit = l->credit,
		    .receipt = l->receipt,
		    .summary_name = arena_printf(rq->arena, "l.%d.summary", i),
		    .account_name = arena_printf(rq->arena, "l.%d.account", i),
		    .debit_name = arena_printf(rq->arena, "l.%d.debit", i),
		    .credit_name = arena_printf(rq->arena, "l.%d.credit", i),
		    .receipt_name = arena_printf(rq->arena, "l.%d.receipt", i),
		};
	}
	v->lines = rows;
	v->line_count = t->rows;
}

/* Accounts that take entries: without details, not closed. */
static void make_accounts(struct request *rq, const struct typed *t, struct voucher_form_view *v)
{
	const char **list = ARENA_ARRAY(rq->arena, const char *, t->accounts.count + 1);
	for (int i = 0; i < t->accounts.count; i++) {
		const struct book_account *acc = &t->accounts.rows[i];
		if (!acc->has_details && !acc->closed)
			list[v->account_count++] =
			    arena_printf(rq->arena, "%s %s", acc->code,
					 account_full_name(rq->arena, &t->accounts, acc));
	}
	v->accounts = list;
}

static void make_now(struct request *rq, const struct typed *t, struct voucher_form_view *v)
{
	if (!t->now.id)
		return;
	v->conflict = true;
	v->ver = t->now.ver;
	v->now_by = page_account_name(rq, t->now.maker);
	v->now = page_voucher_rows(rq, &t->now, &t->accounts);
	v->now_count = t->now.line_count;
}

static bool draw(struct request *rq, struct html *h, struct typed *t, struct err *e)
{
	struct voucher_form_view v = {
	    .tabs = page_book_tabs(rq, &t->b),
	    .action = t->v.id ? arena_printf(rq->arena, "%s/edit", page_voucher_href(rq, &t->v))
			      : arena_printf(rq->arena, "/book/%" PRId64 "/new", t->b.id),
	    .cancel = t->v.id ? page_voucher_href(rq, &t->v)
			      : arena_printf(rq->arena, "/book/%" PRId64 "/vouchers?month=%s",
					     t->b.id, t->month),
	    .month = t->month,
	    .day = t->v.day,
	    .sheets = t->sheets,
	    .ver = t->v.ver,
	    .wrong = t->why ? msg_render(rq->arena, &t->why->text, rq->lang) : NULL,
	    .wrong_hint = t->why && t->why->hint.id ? msg_render(rq->arena, &t->why->hint, rq->lang)
						    : NULL,
	    .gone = t->gone,
	    .findings = rq->findings,
	    .locked = t->v.kind == VOUCHER_REVERSAL,
	};
	if (!page_open_months(rq, &t->b, t->v.month, &v.month_count, &v.months, e))
		return false;
	v.shut = !v.month_count;
	make_inputs(rq, t, &v);
	make_accounts(rq, t, &v);
	make_now(rq, t, &v);
	tpl_voucher_form(h, &v);
	return true;
}

static bool load_accounts(struct request *rq, struct typed *t, struct err *e)
{
	return book_accounts(rq->arena, rq->db, &t->b, &t->accounts, e);
}

static bool show_new(struct request *rq, struct html *h, struct err *e)
{
	struct typed *t = ARENA_NEW(rq->arena, struct typed);
	struct period p;
	if (!page_book(rq, CAP_BOOK, &t->b, e) || !load_accounts(rq, t, e))
		return false;
	t->v = (struct voucher){.county = t->b.county, .book = t->b.id, .day = ""};
	if (period_parse(rq_text(rq, "month"), &p))
		t->v.month = day_month(p.from);
	if (t->v.month < t->b.opened)
		t->v.month = day_month(today()) < t->b.opened ? t->b.opened : day_month(today());
	t->month = arena_strdup(rq->arena, month_text(t->v.month));
	t->sheets = "";
	t->rows = ROWS_FIRST;
	return draw(rq, h, t, e);
}

/* A form holds so many rows; longer ones are made by the program (payments, migration). */
static bool fits_form(const struct voucher *v, struct err *e)
{
	if (v->line_count <= ROWS_MAX || v->kind == VOUCHER_REVERSAL)
		return true;
	err_set(e, ERR_REFUSED, "A voucher of more than %d lines is not changed by hand.",
		(int)ROWS_MAX);
	return err_hint(e, "Drop the draft and have it made anew where it came from.");
}

static bool show_edit(struct request *rq, struct html *h, struct err *e)
{
	struct typed *t = ARENA_NEW(rq->arena, struct typed);
	if (!page_voucher(rq, CAP_BOOK, &t->b, &t->v, e) || !fits_form(&t->v, e) ||
	    !load_accounts(rq, t, e))
		return false;
	if (t->v.posted) {
		err_set(e, ERR_REFUSED, "A posted voucher is never changed.");
		return err_hint(e, "Reverse it and write the right one.");
	}
	t->month = arena_strdup(rq->arena, month_text(t->v.month));
	t->sheets = arena_printf(rq->arena, "%" PRId64, t->v.attachments);
	t->rows = t->v.line_count + (t->v.kind == VOUCHER_REVERSAL ? 0 : 2);
	t->rows = t->rows > ROWS_MAX && t->v.kind != VOUCHER_REVERSAL ? ROWS_MAX : t->rows;
	return draw(rq, h, t, e);
}

/* ---- saving ---- */

/* The form again with what was typed, and why it was not saved. */
static bool again(struct request *rq, struct html *h, struct typed *t, struct err *e)
{
	rq->refuse = true;
	rq->status = t->why ? err_http(t->why->code) : rq->findings->errors ? 422 : 200;
	if (t->rows < ROWS_FIRST && t->v.kind != VOUCHER_REVERSAL)
		t->rows = ROWS_FIRST;
	return draw(rq, h, t, e);
}

/* Saved by someone else, or dropped, since the form was opened. */
static bool meanwhile(struct request *rq, struct html *h, struct typed *t, struct err *why,
		      struct err *e)
{
	struct err gone = {0};
	if (err_http(why->code) >= 500) {
		*e = *why;
		return false;
	}
	t->why = why;
	if (why->code == ERR_CONFLICT &&
	    !voucher_load(rq->arena, rq->db, t->b.county, t->v.id, &t->now, &gone)) {
		if (gone.code != ERR_NOT_FOUND) {
			*e = gone;
			return false;
		}
		t->gone = true;
		t->v.id = t->v.ver = 0;
	}
	return again(rq, h, t, e);
}

static bool save(struct request *rq, struct html *h, struct typed *t, struct err *e)
{
	struct ledger_who who = page_book_who(rq);
	struct err why = {0};
	int rows = t->rows;
	if (rq_flag(rq, "more")) {
		t->rows = rows + ROWS_MORE > ROWS_MAX ? ROWS_MAX : rows + ROWS_MORE;
		findings_init(rq->findings, rq->arena);
		return again(rq, h, t, e);
	}
	if (rq->findings->errors)
		return again(rq, h, t, e);
	lines_close_up(&t->v);
	if (!voucher_save(rq->arena, rq->db, &t->v, &who, &why))
		return meanwhile(rq, h, t, &why, e);
	reply_flash(rq, N_("The draft was saved."));
	reply_redirect(rq, page_voucher_href(rq, &t->v));
	return true;
}

static bool save_new(struct request *rq, struct html *h, struct err *e)
{
	struct typed *t = ARENA_NEW(rq->arena, struct typed);
	if (!page_book(rq, CAP_BOOK, &t->b, e) || !load_accounts(rq, t, e))
		return false;
	t->v = (struct voucher){.county = t->b.county, .book = t->b.id, .source = ""};
	lines_read(rq, t);
	head_read(rq, t);
	return save(rq, h, t, e);
}

/* A draft that was dropped meanwhile is not found: what was typed becomes a new one. */
static bool save_edit(struct request *rq, struct html *h, struct err *e)
{
	struct typed *t = ARENA_NEW(rq->arena, struct typed);
	struct err gone = {0};
	if (!page_book(rq, CAP_BOOK, &t->b, e) || !load_accounts(rq, t, e))
		return false;
	if (!voucher_load(rq->arena, rq->db, t->b.county, rq_id(rq, "voucher"), &t->v, &gone)) {
		if (gone.code != ERR_NOT_FOUND) {
			*e = gone;
			return false;
		}
		t->gone = true;
		t->v = (struct voucher){.county = t->b.county, .book = t->b.id, .source = ""};
	} else if (t->v.book != t->b.id) {
		return err_set(e, ERR_NOT_FOUND, "There is no such voucher.");
	} else if (!fits_form(&t->v, e)) {
		return false;
	}
	if (t->v.kind != VOUCHER_REVERSAL)
		lines_read(rq, t);
	else
		t->rows = t->v.line_count;
	head_read(rq, t);
	if (!t->gone)
		return save(rq, h, t, e);
	t->v.ver = 0;
	return again(rq, h, t, e);
}
