/* api_statements.c - statements and trial balances of books. */
#include "api/api.h"
#include "base/arena.h"
#include "base/str.h"
#include "ledger/statement.h"

static bool statement(struct request *rq, struct html *h, struct err *e);
static bool trial(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "id", .kind = PARAM_ID, .required = 1},
    {.name = "kind", .kind = PARAM_TEXT},
    {.name = "period", .kind = PARAM_PERIOD},
    {0},
};

const struct page api_book_statement = {
    .path = "/api/v1/books/:id/statement/:kind",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = statement,
    .api = 1,
    .title = "API",
    .about = "A statement of a book (balance or income): lines with the rule and two columns, in fen.",
};
const struct page api_book_trial = {
    .path = "/api/v1/books/:id/trial",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = trial,
    .api = 1,
    .title = "API",
    .about = "The trial balance of a book with its details, in fen.",
};

/* The book of :id, when it is in scope, and the months asked; its last month without any. */
static bool book_of(struct request *rq, struct book *b, int *from, int *to, struct err *e)
{
	struct scope scope;
	struct period p;
	bool inside;
	const char *period = rq_text(rq, "period");
	scope_of_cap(rq->account, CAP_BOOK_READ, &scope);
	if (!book_load(rq->arena, rq->db, rq->county, rq_id(rq, "id"), b, e) ||
	    !scope_has(rq->db, &scope, b->county, b->unit, &inside, e))
		return false;
	if (!inside)
		return err_set(e, ERR_NOT_FOUND, "There is no such book.");
	if (is_empty(period)) {
		if (!book_last_month(rq->db, b, to, e))
			return false;
		*from = *to;
		return true;
	}
	if (!period_parse(period, &p))
		return err_set(e, ERR_INPUT, "“%s” is not a period.", period);
	*from = day_month(p.from);
	*to = day_month(p.to);
	return true;
}

static void findings_write(struct request *rq, struct json *j, const struct findings *f)
{
	json_key(j, "findings");
	json_open(j, '[');
	for (const struct finding *fi = f->first; fi; fi = fi->next) {
		json_open(j, '{');
		json_kstr(j, "code", fi->code);
		json_kbool(j, "error", fi->severity == FINDING_ERROR);
		json_kstr(j, "text", msg_render(rq->arena, &fi->text, rq->lang));
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void line_write(struct json *j, const struct statement_line *line)
{
	static const char *const columns[] = {"first", "second"};
	json_open(j, '{');
	json_kstr(j, "item", line->item);
	json_kstr(j, "name", line->name);
	json_ki64(j, "line", line->number);
	for (int c = 0; c < 2; c++) {
		if (line->known[c])
			json_ki64(j, columns[c], line->fen[c]);
		else
			json_kstr(j, columns[c], NULL);
	}
	json_close(j, '}');
}

static bool statement(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct statement s;
	enum statement_kind kind;
	int from, to;
	(void)h;
	if (!statement_kind_parse(rq_text(rq, "kind"), &kind))
		return err_set(e, ERR_NOT_FOUND, "There is no statement “%s”.", rq_text(rq, "kind"));
	if (!book_of(rq, &b, &from, &to, e) ||
	    !statement_of_book(rq->arena, rq->db, &b, kind, from, to, &s, e))
		return false;
	struct json j = api_reply(rq);
	json_open(&j, '{');
	json_kid(&j, "book", b.id);
	json_kstr(&j, "kind", statement_kind_code(kind));
	json_kstr(&j, "document", s.document);
	json_ki64(&j, "from", from);
	json_ki64(&j, "to", to);
	json_kstr(&j, "first", tr(rq->lang, s.heads[0]));
	json_kstr(&j, "second", tr(rq->lang, s.heads[1]));
	json_key(&j, "lines");
	json_open(&j, '[');
	for (int i = 0; i < s.count; i++)
		if (s.lines[i].kind != LINE_HEAD)
			line_write(&j, &s.lines[i]);
	json_close(&j, ']');
	findings_write(rq, &j, &s.findings);
	json_close(&j, '}');
	return true;
}

static void row_write(struct json *j, const struct trial_row *r)
{
	json_open(j, '{');
	json_kstr(j, "account", r->account.code);
	json_kstr(j, "name", r->account.name);
	json_ki64(j, "depth", r->depth);
	json_ki64(j, "opening_debit", r->opening_debit);
	json_ki64(j, "opening_credit", r->opening_credit);
	json_ki64(j, "debit", r->debit);
	json_ki64(j, "credit", r->credit);
	json_ki64(j, "year_debit", r->year_debit);
	json_ki64(j, "year_credit", r->year_credit);
	json_ki64(j, "closing_debit", r->closing_debit);
	json_ki64(j, "closing_credit", r->closing_credit);
	json_close(j, '}');
}

static bool trial(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct trial t;
	int from, to;
	(void)h;
	if (!book_of(rq, &b, &from, &to, e) ||
	    !trial_of_book(rq->arena, rq->db, &b, from, to, &t, e))
		return false;
	struct json j = api_reply(rq);
	json_open(&j, '{');
	json_kid(&j, "book", b.id);
	json_ki64(&j, "from", from);
	json_ki64(&j, "to", to);
	json_key(&j, "accounts");
	json_open(&j, '[');
	for (int i = 0; i < t.count; i++)
		row_write(&j, &t.rows[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	return true;
}
