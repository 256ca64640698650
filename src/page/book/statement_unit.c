/* statement_unit.c - statements of all books in view at or under a unit, and who is not in them. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "document/paper.h"
#include "ledger/period.h"
#include "page/book/statement_page.h"
#include "tpl.h"

enum { NAMES_SHOWN = 20 };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool serve_line(struct request *rq, struct html *h, struct err *e);
static bool serve_xlsx(struct request *rq, struct html *h, struct err *e);
static bool serve_pdf(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "kind", .kind = PARAM_TEXT},
    {.name = "item", .kind = PARAM_TEXT},
    {.name = "period", .kind = PARAM_PERIOD},
    {0},
};

const struct page statements_page = {
    .path = "/statements",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve,
    .slow = 1,
    .title = N_("Statements of the collectives"),
    .about = "A statement summed over the books at or under the unit in view.",
};
const struct page statements_line_page = {
    .path = "/statements/line",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve_line,
    .slow = 1,
    .title = N_("Statements of the collectives"),
    .about = "What each book gives to a line of the sum.",
};
const struct page statements_xlsx_page = {
    .path = "/statements/xlsx",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve_xlsx,
    .slow = 1,
    .title = N_("Statements of the collectives"),
    .about = "The sum of the books as XLSX.",
};
const struct page statements_pdf_page = {
    .path = "/statements/pdf",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve_pdf,
    .slow = 1,
    .title = N_("Statements of the collectives"),
    .about = "The sum of the books as PDF.",
};

/* ---- who is in the sum, and who is not ---- */

static bool has_book(const struct book_list *books, int64_t unit)
{
	for (int i = 0; i < books->count; i++)
		if (books->rows[i].unit == unit)
			return true;
	return false;
}

static bool missing_make(struct request *rq, const struct book_list *books,
			 struct statement_view *v, struct err *e)
{
	struct unit_list villages;
	const char *names = "";
	if (!unit_villages(rq->arena, rq->db, rq->unit.id, 0, &villages, e))
		return false;
	for (int i = 0; i < villages.count; i++) {
		if (has_book(books, villages.units[i].id))
			continue;
		if (v->missing++ < NAMES_SHOWN)
			names = arena_printf(rq->arena, "%s%s%s", names, *names ? "、" : "",
					     villages.units[i].name);
	}
	v->missing_names = v->missing > NAMES_SHOWN ? arena_printf(rq->arena, "%s…", names) : names;
	return true;
}

/* Books by the level of their unit: one of a township is no sum of its villages. */
static bool levels_make(struct request *rq, const struct statement_ask *ask,
			const struct book_list *books, struct statement_view *v, struct err *e)
{
	static const char *const labels[] = {N_("county"), N_("town"), N_("village"), N_("group")};
	int count[ARRAY_LEN(labels)] = {0};
	const char *text = "";
	for (int i = 0; i < books->count; i++) {
		struct unit u;
		bool closed;
		if (books->rows[i].opened > ask->to ||
		    (books->rows[i].ended && books->rows[i].ended < ask->to))
			continue;
		v->books++;
		if (!unit_load(rq->arena, rq->db, books->rows[i].unit, 0, &u, e) ||
		    !period_is_closed(rq->db, &books->rows[i], ask->to, &closed, e))
			return false;
		int level = u.level < LEVEL_COUNTY ? 0 : u.level - LEVEL_COUNTY;
		count[level < (int)ARRAY_LEN(labels) ? level : (int)ARRAY_LEN(labels) - 1]++;
		v->open_books += !closed;
	}
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (count[i])
			text = arena_printf(rq->arena, "%s%s%s %d", text, *text ? ", " : "",
					    tr(rq->lang, labels[i]), count[i]);
	v->levels = text;
	return true;
}

static bool between_make(struct request *rq, const struct statement_ask *ask,
			 struct statement_view *v, struct err *e)
{
	struct between_list list;
	if (!statement_between(rq->arena, rq->db, rq->unit.id, &ask->scope, ask->to, &list, e))
		return false;
	const char **fen = ARENA_ARRAY(rq->arena, const char *, list.count * 2 + 1);
	for (int i = 0; i < list.count; i++) {
		fen[2 * i] = page_fen(rq, list.rows[i].debit, true);
		fen[2 * i + 1] = page_fen(rq, list.rows[i].credit, true);
	}
	v->between = list.rows;
	v->between_count = list.count;
	v->between_fen = fen;
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct statement_ask ask;
	struct statement_view v;
	struct book_list books;
	if (!statement_ask_unit(rq, &ask, e) || !statement_view_make(rq, &ask, &v, e) ||
	    !book_list(rq->arena, rq->db, rq->unit.id, &ask.scope, &books, e) ||
	    !missing_make(rq, &books, &v, e) || !levels_make(rq, &ask, &books, &v, e) ||
	    !between_make(rq, &ask, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", rq->unit.name,
				 tr(rq->lang, sheet_kind_label(ask.kind)));
	tpl_statement(h, &v);
	return true;
}

/* ---- what each book gives ---- */

static bool book_row(struct request *rq, const struct statement_ask *ask, const struct book *b,
		     const char *item, struct behind_row *row, struct err *e)
{
	struct statement_ask one = *ask;
	struct statement s;
	one.book = *b;
	*row = (struct behind_row){
	    .code = "",
	    .name = b->name,
	    .cells = {"—", "—", ""},
	    .href = statement_href(rq, &one, ask->kind, arena_printf(rq->arena, "/line/%s", item)),
	};
	if (!statement_load(rq, &one, &s, e))
		return false;
	const struct statement_line *line = statement_line(&s, item);
	for (int c = 0; line && c < 2; c++)
		if (line->known[c])
			row->cells[c] = page_fen(rq, line->fen[c], false);
	return true;
}

/* Of the books in the sum: kept in the month asked, on its chart. */
static int rows_make(struct request *rq, const struct statement_ask *ask, const char *chart,
		     const struct book_list *books, const char *item, struct behind_row *rows,
		     struct err *e)
{
	int n = 0;
	for (int i = 0; i < books->count; i++) {
		const struct book *b = &books->rows[i];
		bool kept = b->opened <= ask->to && (!b->ended || b->ended >= ask->to);
		if (kept && text_eq(b->chart, chart) && !book_row(rq, ask, b, item, &rows[n++], e))
			return -1;
	}
	return n;
}

static bool serve_line(struct request *rq, struct html *h, struct err *e)
{
	struct statement_ask ask;
	struct statement s;
	struct book_list books;
	if (!statement_ask_unit(rq, &ask, e))
		return false;
	if (ask.kind > SHEET_INCOME)
		return err_set(e, ERR_NOT_FOUND, "This statement has no such line.");
	if (!statement_load(rq, &ask, &s, e) ||
	    !book_list(rq->arena, rq->db, rq->unit.id, &ask.scope, &books, e))
		return false;
	const struct statement_line *line = statement_line(&s, rq_text(rq, "item"));
	if (!line)
		return err_set(e, ERR_NOT_FOUND, "This statement has no such line.");
	struct behind_row *rows = ARENA_ARRAY(rq->arena, struct behind_row, books.count + 1);
	int count = rows_make(rq, &ask, s.chart, &books, line->item, rows, e);
	if (count < 0)
		return false;
	struct behind_view v = {
	    .back = statement_href(rq, &ask, ask.kind, ""),
	    .kind = sheet_kind_label(ask.kind),
	    .name = statement_line_name(rq, line),
	    .period = ask.period,
	    .columns = {s.heads[0], s.heads[1]},
	    .heads = {s.heads[0], s.heads[1], NULL},
	    .count = count,
	    .rows = rows,
	    .of_books = true,
	};
	for (int c = 0; c < 2; c++)
		v.fens[c] = line->known[c] ? page_fen(rq, line->fen[c], false) : "";
	rq->title = arena_printf(rq->arena, "%s · %s", rq->unit.name, v.name);
	tpl_statement_line(h, &v);
	return true;
}

/* ---- files ---- */

static bool send(struct request *rq, bool pdf, struct err *e)
{
	struct statement_ask ask;
	struct book_list books;
	struct paper_table t;
	if (!statement_ask_unit(rq, &ask, e) || !statement_paper(rq, &ask, &t, e) ||
	    !book_list(rq->arena, rq->db, rq->unit.id, &ask.scope, &books, e))
		return false;
	t.title = arena_printf(rq->arena, "%s（汇总）", t.title);
	t.foot = arena_printf(rq->arena, "汇总账套%d个；单位之间往来未抵销。    %s", books.count, t.foot);
	return statement_send(rq, &t, pdf,
			      arena_printf(rq->arena, "%s %s %s", ask.who, t.title, ask.period), e);
}

static bool serve_xlsx(struct request *rq, struct html *h, struct err *e)
{
	(void)h;
	return send(rq, false, e);
}

static bool serve_pdf(struct request *rq, struct html *h, struct err *e)
{
	(void)h;
	return send(rq, true, e);
}
