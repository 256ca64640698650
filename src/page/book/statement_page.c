/* statement_page.c - the statements of a book; the accounts behind each of their lines. */
#include "page/book/statement_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "tpl.h"

enum { PERIODS_MAX = 400 };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool serve_line(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "id", .kind = PARAM_ID},
    {.name = "kind", .kind = PARAM_TEXT},
    {.name = "item", .kind = PARAM_TEXT},
    {.name = "period", .kind = PARAM_PERIOD},
    {0},
};

const struct page statement_page = {
    .path = "/book/:id/statement/:kind",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve,
    .title = N_("Statements"),
    .about = "A statement of a book: balance sheet, income, detail or notes.",
};
const struct page statement_line_page = {
    .path = "/book/:id/statement/:kind/line/:item",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve_line,
    .title = N_("Statements"),
    .about = "The accounts behind a line of a statement.",
};

static const struct {
	const char *code, *label;
} kinds[SHEET__COUNT] = {
    [SHEET_BALANCE] = {"balance", N_("Balance sheet")},
    [SHEET_INCOME] = {"income", N_("Income and its distribution")},
    [SHEET_DETAIL] = {"detail", N_("Income and expense in detail")},
    [SHEET_NOTES] = {"notes", N_("Notes to the statements")},
};

const char *sheet_kind_label(enum sheet_kind_shown k)
{
	return kinds[k].label;
}

/* ---- what is asked for ---- */

static bool kind_read(struct request *rq, struct statement_ask *ask, struct err *e)
{
	const char *text = rq_text(rq, "kind");
	for (int i = 0; i < SHEET__COUNT; i++)
		if (text_eq(kinds[i].code, text)) {
			ask->kind = (enum sheet_kind_shown)i;
			return true;
		}
	return err_set(e, ERR_NOT_FOUND, "There is no statement “%s”.", text);
}

static bool period_read(struct request *rq, struct statement_ask *ask, int last, struct err *e)
{
	const char *text = rq_text(rq, "period");
	struct period p;
	ask->period = is_empty(text) ? arena_strdup(rq->arena, month_text(last)) : text;
	if (!period_parse(ask->period, &p))
		return err_set(e, ERR_INPUT, "“%s” is not a period.", ask->period);
	ask->from = day_month(p.from);
	ask->to = day_month(p.to);
	return true;
}

bool statement_ask_book(struct request *rq, struct statement_ask *out, struct err *e)
{
	struct statement_ask ask = {0};
	int last;
	if (!page_book(rq, CAP_BOOK_READ, &ask.book, e) || !kind_read(rq, &ask, e) ||
	    !book_last_month(rq->db, &ask.book, &last, e) || !period_read(rq, &ask, last, e))
		return false;
	if (ask.to < book_takeover(&ask.book))
		return err_set(e, ERR_INPUT, "This book begins in %s.",
			       month_text(book_takeover(&ask.book)));
	ask.who = ask.book.name;
	*out = ask;
	return true;
}

bool statement_ask_unit(struct request *rq, struct statement_ask *out, struct err *e)
{
	struct statement_ask ask = {0};
	if (!rq->unit.id)
		return err_set(e, ERR_NOT_FOUND, "Choose a unit.");
	scope_of_cap(rq->account, CAP_BOOK_READ, &ask.scope);
	if (is_empty(rq_text(rq, "kind")))
		ask.kind = SHEET_BALANCE;
	else if (!kind_read(rq, &ask, e))
		return false;
	if (ask.kind == SHEET_NOTES)
		return err_set(e, ERR_NOT_FOUND, "Notes are of one book.");
	if (!period_read(rq, &ask, month_before(day_month(today())), e))
		return false;
	ask.who = rq->unit.name;
	*out = ask;
	return true;
}

bool statement_load(struct request *rq, const struct statement_ask *ask, struct statement *out,
		    struct err *e)
{
	enum statement_kind kind = ask->kind == SHEET_INCOME ? STATEMENT_INCOME : STATEMENT_BALANCE;
	return ask->book.id ? statement_of_book(rq->arena, rq->db, &ask->book, kind, ask->from,
						ask->to, out, e)
			    : statement_of_unit(rq->arena, rq->db, rq->unit.id, &ask->scope, kind,
						ask->from, ask->to, out, e);
}

bool statement_detail_load(struct request *rq, const struct statement_ask *ask,
			   struct income_detail *out, struct err *e)
{
	return ask->book.id ? income_detail_of_book(rq->arena, rq->db, &ask->book, ask->from,
						    ask->to, out, e)
			    : income_detail_of_unit(rq->arena, rq->db, rq->unit.id, &ask->scope,
						    ask->from, ask->to, out, e);
}

const char *statement_line_name(const struct request *rq, const struct statement_line *line)
{
	return rq->lang == LANG_ZH ? line->name : line->english;
}

const char *statement_href(struct request *rq, const struct statement_ask *ask,
			   enum sheet_kind_shown kind, const char *tail)
{
	if (ask->book.id)
		return arena_printf(rq->arena, "/book/%" PRId64 "/statement/%s%s?period=%s",
				    ask->book.id, kinds[kind].code, tail, ask->period);
	return arena_printf(rq->arena, "/statements%s?kind=%s&period=%s&unit=%" PRId64, tail,
			    kinds[kind].code, ask->period, rq->unit.id);
}

const char *statement_account_href(struct request *rq, const struct statement_ask *ask,
				   const char *code)
{
	return arena_printf(rq->arena, "/book/%" PRId64 "/account/%s?period=%d", ask->book.id, code,
			    ask->to / 100);
}

/* ---- the view ---- */

static const char *cell(struct request *rq, const struct statement_line *line, int c)
{
	return line->known[c] ? page_fen(rq, line->fen[c], false) : "";
}

static bool halves_of_statement(struct request *rq, const struct statement_ask *ask,
				struct statement_view *v, struct err *e)
{
	struct statement *s = ARENA_NEW(rq->arena, struct statement);
	if (!statement_load(rq, ask, s, e))
		return false;
	v->findings = &s->findings;
	v->document = s->document;
	bool two = ask->kind == SHEET_BALANCE;
	v->half_count = two ? 2 : 1;
	for (int half = 0; half < v->half_count; half++) {
		struct statement_row *rows = ARENA_ARRAY(rq->arena, struct statement_row, s->count);
		int n = 0;
		for (int i = 0; i < s->count; i++) {
			const struct statement_line *line = &s->lines[i];
			if (two && line->right != (half == 1))
				continue;
			rows[n++] = (struct statement_row){
			    .name = statement_line_name(rq, line),
			    .number = line->number ? arena_printf(rq->arena, "%d", line->number) : "",
			    .cells = {cell(rq, line, 0), cell(rq, line, 1)},
			    .href = line->kind == LINE_HEAD
					? NULL
					: statement_href(rq, ask, ask->kind,
							 arena_printf(rq->arena,
								      ask->book.id ? "/line/%s"
										   : "/line",
								      line->item)),
			    .head = line->kind == LINE_HEAD,
			    .sum = line->kind == LINE_SUM,
			    .depth = line->kind == LINE_PART,
			};
			if (rows[n - 1].href && !ask->book.id)
				rows[n - 1].href = arena_printf(rq->arena, "%s&item=%s",
								rows[n - 1].href, line->item);
		}
		v->halves[half] = (struct statement_half){
		    .label = !two ? N_("Income and its distribution")
			     : half ? N_("Liabilities and equity")
				    : N_("Assets"),
		    .heads = {s->heads[0], s->heads[1]},
		    .count = n,
		    .rows = rows,
		};
	}
	return true;
}

static bool halves_of_detail(struct request *rq, const struct statement_ask *ask,
			     struct statement_view *v, struct err *e)
{
	struct income_detail d;
	if (!statement_detail_load(rq, ask, &d, e))
		return false;
	v->half_count = 2;
	for (int half = 0; half < 2; half++) {
		struct statement_row *rows = ARENA_ARRAY(rq->arena, struct statement_row, d.count + 1);
		const int64_t *sums = half ? d.expense : d.income;
		int n = 0;
		for (int i = 0; i < d.count; i++) {
			const struct income_row *r = &d.rows[i];
			if ((r->account.class == CLASS_EXPENSE) != (half == 1))
				continue;
			rows[n++] = (struct statement_row){
			    .name = r->account.name,
			    .number = r->account.code,
			    .cells = {page_fen(rq, r->month, false), page_fen(rq, r->year, false)},
			    .href = ask->book.id ? statement_account_href(
						       rq, ask, r->account.code)
						 : NULL,
			    .depth = r->depth,
			};
		}
		rows[n++] = (struct statement_row){
		    .name = tr(rq->lang, N_("Total")),
		    .number = "",
		    .cells = {page_fen(rq, sums[0], false), page_fen(rq, sums[1], false)},
		    .sum = true,
		};
		v->halves[half] = (struct statement_half){
		    .label = half ? N_("Expense") : N_("Income"),
		    .heads = {N_("This period"), N_("Year to date")},
		    .count = n,
		    .rows = rows,
		};
	}
	return true;
}

/* Months and years to choose from, newest first. */
static void periods_make(struct request *rq, const struct statement_ask *ask, int first, int last,
			 struct statement_view *v)
{
	struct ui_option *out = ARENA_ARRAY(rq->arena, struct ui_option, PERIODS_MAX);
	int n = 0;
	bool seen = false;
	for (int month = last; month >= first && n < PERIODS_MAX - 2; month = month_before(month)) {
		const char *year = arena_printf(rq->arena, "%d", month / 100);
		const char *name = arena_strdup(rq->arena, month_text(month));
		if (month == last || month % 100 == 12) {
			out[n++] = (struct ui_option){.value = year, .label = year};
			seen |= text_eq(year, ask->period);
		}
		out[n++] = (struct ui_option){.value = name, .label = name};
		seen |= text_eq(name, ask->period);
	}
	if (!seen)
		out[n++] = (struct ui_option){.value = ask->period, .label = ask->period};
	v->periods = out;
	v->period_count = n;
}

static void kinds_make(struct request *rq, const struct statement_ask *ask,
		       struct statement_view *v)
{
	struct ui_link *links = ARENA_ARRAY(rq->arena, struct ui_link, SHEET__COUNT);
	int count = ask->book.id ? SHEET__COUNT : SHEET_NOTES;
	for (int i = 0; i < count; i++)
		links[i] = (struct ui_link){
		    .label = tr(rq->lang, kinds[i].label),
		    .href = statement_href(rq, ask, (enum sheet_kind_shown)i, ""),
		    .current = i == (int)ask->kind,
		};
	v->kinds = links;
	v->kind_count = count;
}

bool statement_view_make(struct request *rq, const struct statement_ask *ask,
			 struct statement_view *v, struct err *e)
{
	char day[32];
	int first = 202401, last = day_month(today());
	*v = (struct statement_view){
	    .label = kinds[ask->kind].label,
	    .who = ask->who,
	    .period = ask->period,
	    .kind = kinds[ask->kind].code,
	    .path = rq->path,
	    .unit = ask->book.id ? 0 : rq->unit.id,
	};
	ymd end = date_from_days(date_days(month_next(ask->to) * 100 + 1) - 1);
	v->day = arena_strdup(rq->arena,
			      rq->lang == LANG_ZH ? date_zh(end, day) : date_iso(end, day));
	if (ask->book.id) {
		v->tabs = page_book_tabs(rq, &ask->book);
		first = book_takeover(&ask->book);
		if (!book_last_month(rq->db, &ask->book, &last, e))
			return false;
	}
	periods_make(rq, ask, first, last, v);
	kinds_make(rq, ask, v);
	if (ask->kind == SHEET_NOTES)
		return true;
	v->xlsx = statement_href(rq, ask, ask->kind, "/xlsx");
	v->pdf = statement_href(rq, ask, ask->kind, "/pdf");
	return ask->kind == SHEET_DETAIL ? halves_of_detail(rq, ask, v, e)
					 : halves_of_statement(rq, ask, v, e);
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct statement_ask ask;
	if (!statement_ask_book(rq, &ask, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", ask.book.name,
				 tr(rq->lang, kinds[ask.kind].label));
	if (ask.kind == SHEET_NOTES) {
		struct notes_view *n = ARENA_NEW(rq->arena, struct notes_view);
		if (!notes_make(rq, &ask, n, e))
			return false;
		tpl_statement_notes(h, n);
		return true;
	}
	struct statement_view v;
	if (!statement_view_make(rq, &ask, &v, e))
		return false;
	tpl_statement(h, &v);
	return true;
}

/* ---- behind a line ---- */

static bool takes(const struct statement_line *line, const struct book_account *acc)
{
	for (int i = 0; i < line->term_count; i++) {
		const struct statement_term *t = &line->terms[i];
		bool root = text_eq(t->code, acc->root);
		if (t->kind == TERM_NAMED ? root && text_eq(t->name, acc->name)
		    : t->kind == TERM_LINE ? false
		    : t->kind == TERM_ACCOUNT || t->kind == TERM_DEBIT || t->kind == TERM_CREDIT
			? root
			: text_eq(acc->root, "321") || text_eq(acc->root, "322"))
			return true;
	}
	return false;
}

static void links_make(struct request *rq, const struct statement_ask *ask,
		       const struct statement *s, const struct statement_line *line,
		       struct behind_view *v)
{
	struct ui_link *links = ARENA_ARRAY(rq->arena, struct ui_link, line->term_count + 1);
	for (int i = 0; i < line->term_count; i++) {
		const struct statement_term *t = &line->terms[i];
		const struct statement_line *of =
		    t->kind == TERM_LINE ? statement_line(s, t->code) : NULL;
		if (of)
			links[v->link_count++] = (struct ui_link){
			    .label = arena_printf(rq->arena, "%s %s  %s", t->minus ? "−" : "+",
						  statement_line_name(rq, of),
						  page_fen(rq, of->fen[ask->kind == SHEET_BALANCE],
							   false)),
			    .href = statement_href(rq, ask, ask->kind,
						   arena_printf(rq->arena, "/line/%s", of->item)),
			};
	}
	v->links = links;
}

/* The accounts of the line with opening, turnover and end of the year up to the last month. */
static bool accounts_make(struct request *rq, const struct statement_ask *ask,
			  const struct statement_line *line, struct behind_view *v, struct err *e)
{
	struct trial t;
	int from = ask->to / 100 * 100 + 1;
	if (!trial_of_book(rq->arena, rq->db, &ask->book, from, ask->to, &t, e))
		return false;
	struct behind_row *rows = ARENA_ARRAY(rq->arena, struct behind_row, t.count + 1);
	for (int i = 0; i < t.count; i++) {
		const struct trial_row *r = &t.rows[i];
		if (!takes(line, &r->account))
			continue;
		rows[v->count++] = (struct behind_row){
		    .code = r->account.code,
		    .name = r->account.name,
		    .href = statement_account_href(rq, ask, r->account.code),
		    .cells = {page_fen(rq, r->opening_debit - r->opening_credit, false),
			      page_fen(rq, r->debit - r->credit, false),
			      page_fen(rq, r->closing_debit - r->closing_credit, false)},
		};
	}
	v->rows = rows;
	v->heads[0] = N_("Opening");
	v->heads[1] = N_("Change");
	v->heads[2] = N_("Balance");
	return true;
}

static bool serve_line(struct request *rq, struct html *h, struct err *e)
{
	struct statement_ask ask;
	struct statement s;
	if (!statement_ask_book(rq, &ask, e))
		return false;
	if (ask.kind > SHEET_INCOME)
		return err_set(e, ERR_NOT_FOUND, "There is no statement “%s”.", rq_text(rq, "kind"));
	if (!statement_load(rq, &ask, &s, e))
		return false;
	const struct statement_line *line = statement_line(&s, rq_text(rq, "item"));
	if (!line)
		return err_set(e, ERR_NOT_FOUND, "This statement has no such line.");
	struct behind_view v = {
	    .tabs = page_book_tabs(rq, &ask.book),
	    .back = statement_href(rq, &ask, ask.kind, ""),
	    .kind = kinds[ask.kind].label,
	    .name = statement_line_name(rq, line),
	    .period = ask.period,
	    .fens = {cell(rq, line, 0), cell(rq, line, 1)},
	    .columns = {s.heads[0], s.heads[1]},
	};
	links_make(rq, &ask, &s, line, &v);
	if (!accounts_make(rq, &ask, line, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", ask.book.name, v.name);
	tpl_statement_line(h, &v);
	return true;
}
