/* migrate_page.c - /books/migrate: a town's old books into the books of all its villages. */
#include "page/book/migrate_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "ledger/migrate_books.h"
#include "page/book/takeover_page.h"
#include "page/book/voucher_page.h"
#include "tpl.h"

enum { CHOICES = 150 /* below LIMIT_PARAMS */ };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool upload(struct request *rq, struct html *h, struct err *e);
static bool choose(struct request *rq, struct html *h, struct err *e);
static bool make(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "file", .kind = PARAM_FILE},
    {.name = "chart", .kind = PARAM_TEXT},
    {.name = "m.*", .kind = PARAM_TEXT},
    {0},
};

/* Big workbooks are read twice: all of it beside the event loop, in transactions of its own. */
#define MIGRATE_PAGE(id, where, how, fn, what)                                                     \
	const struct page id = {                                                                   \
	    .path = "/books/migrate" where,                                                        \
	    .method = how,                                                                         \
	    .cap = CAP_BOOK,                                                                       \
	    .params = params,                                                                      \
	    .serve = fn,                                                                           \
	    .slow = 1,                                                                             \
	    .title = N_("Bring in old books"),                                                     \
	    .about = what,                                                                         \
	}
MIGRATE_PAGE(migrate_page, "", GET, serve,
	     "Old balances and vouchers of several villages from one workbook, looked at first.");
MIGRATE_PAGE(migrate_upload_page, "", POST, upload, "Hands in a workbook of old books.");
MIGRATE_PAGE(migrate_choose_page, "/choose", POST, choose,
	     "Says whose codes the workbook has and where old accounts go.");
MIGRATE_PAGE(migrate_make_page, "/make", POST, make,
	     "Makes the drafts of the books without errors.");

static const char *here(struct request *rq)
{
	return arena_printf(rq->arena, "/books/migrate?unit=%" PRId64, rq->unit.id);
}

/* The books at or under the unit in view that the account may write. */
static bool books_load(struct request *rq, struct book_list *out, struct err *e)
{
	struct scope scope;
	scope_of_cap(rq->account, CAP_BOOK, &scope);
	return book_list(rq->arena, rq->db, rq->unit.id, &scope, out, e);
}

/* The sheet in view is this account's own: others may keep other books under the same unit. */
static bool intake_mine(struct request *rq, struct intake *in, struct err *e)
{
	if (!intake_last(rq->arena, rq->db, rq->county, INTAKE_MIGRATE, rq->unit.id, 0, in, e))
		return false;
	if (in->id && in->actor != rq->account->id)
		*in = (struct intake){0};
	return true;
}

static struct opening_ask ask_of(struct request *rq, const struct intake *in)
{
	return (struct opening_ask){
	    .path = page_file_path(rq, in->file_hash),
	    .file = in->file_name,
	    .chart = in->chart,
	    .count = in->count,
	    .choices = in->choices,
	};
}

/* ---- the page ---- */

static void make_rows(struct request *rq, const struct migrate_review *r, struct migrate_view *v)
{
	struct migrate_row *rows = ARENA_ARRAY(rq->arena, struct migrate_row, r->count + 1);
	for (int i = 0; i < r->count; i++) {
		const struct migrate_book *b = &r->books[i];
		bool fits = b->found && !b->errors &&
			    (b->vouchers || (b->has_balances && !b->balances_there));
		if (!b->found)
			continue;
		v->ready += fits;
		rows[v->count++] = (struct migrate_row){
		    .href = arena_printf(rq->arena, "/book/%" PRId64, b->b.id),
		    .name = b->b.name,
		    .unit = b->b.unit_name,
		    .tone = b->errors ? UI_BAD : UI_GOOD,
		    .state = b->errors ? N_("refused") : fits ? N_("fits") : N_("brought in already"),
		    .accounts = b->accounts,
		    .fresh = b->fresh,
		    .asked = b->asked,
		    .vouchers = b->vouchers,
		    .there = b->there + b->balances_there,
		    .errors = b->errors,
		    .lines = b->lines,
		};
	}
	v->rows = rows;
	v->stray = r->stray;
}

static bool make_asks(struct request *rq, const struct migrate_review *r, struct migrate_view *v,
		      struct err *e)
{
	struct chart chart;
	struct migrate_ask_row *rows = ARENA_ARRAY(rq->arena, struct migrate_ask_row, CHOICES);
	if (!chart_read(rq->arena, "2023", &chart, e))
		return false;
	for (int i = 0; i < r->ask_count && i < CHOICES; i++)
		rows[v->ask_count++] = (struct migrate_ask_row){
		    .code = r->asks[i].old_code,
		    .name = r->asks[i].name,
		    .note = r->asks[i].note,
		    .choice = r->asks[i].choice,
		    .input = arena_printf(rq->arena, "m.%s", r->asks[i].old_code),
		};
	struct ui_option *options =
	    ARENA_ARRAY(rq->arena, struct ui_option, chart.accounts.count + 1);
	for (int i = 0; i < chart.accounts.count; i++) {
		const struct book_account *acc = &chart.accounts.rows[i];
		options[v->option_count++] = (struct ui_option){
		    .value = acc->code,
		    .label = arena_printf(rq->arena, "%s %s", acc->code, acc->name)};
	}
	v->asks = rows;
	v->options = options;
	return true;
}

static bool make_review(struct request *rq, const struct intake *in, struct migrate_view *v,
			struct err *e)
{
	struct book_list books;
	struct migrate_review r;
	struct err why = {0};
	struct opening_ask ask = ask_of(rq, in);
	struct findings *seen = ARENA_NEW(rq->arena, struct findings);
	v->file = in->file_name;
	v->at_ms = in->made_ms;
	v->who = page_account_name(rq, in->actor);
	v->chart = in->chart;
	v->done = in->done;
	findings_init(seen, rq->arena);
	if (!books_load(rq, &books, e))
		return false;
	if (!migrate_review(rq->arena, rq->db, &books, &ask, &r, seen, &why))
		return page_refusal(rq, "file", &why, e);
	v->open = true;
	if (!rq->findings->errors)
		v->findings = seen;
	make_rows(rq, &r, v);
	return make_asks(rq, &r, v, e);
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct intake in;
	struct migrate_view v = {
	    .unit = rq->unit.name,
	    .unit_id = arena_printf(rq->arena, "%" PRId64, rq->unit.id),
	    .chart = "2004",
	    .findings = rq->findings,
	};
	if (!intake_mine(rq, &in, e) || (in.id && !make_review(rq, &in, &v, e)))
		return false;
	tpl_migrate(h, &v);
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	return show(rq, h, e);
}

/* ---- acts ---- */

static bool chart_known(const char *chart)
{
	return text_eq(chart, "2023") || text_eq(chart, "2004");
}

static bool keep(struct request *rq, struct err *e)
{
	struct book_list books;
	struct migrate_review r;
	struct findings seen;
	struct ledger_who who = page_book_who(rq);
	struct intake in = {.county = rq->county, .unit = rq->unit.id, .kind = INTAKE_MIGRATE,
			    .chart = rq_text(rq, "chart")};
	if (!page_upload_keep(rq, "file", &in.file_name, &in.file_hash, e) || !books_load(rq, &books, e))
		return false;
	if (!chart_known(in.chart))
		return err_set(e, ERR_REFUSED, "Say whose codes the sheet has: of 2004 or of 2023.");
	if (!books.count)
		return err_set(e, ERR_REFUSED, "There is no book here that your account keeps.");
	struct opening_ask ask = ask_of(rq, &in);
	findings_init(&seen, rq->arena);
	return migrate_review(rq->arena, rq->db, &books, &ask, &r, &seen, e) &&
	       intake_new(rq->db, &in, &who, e);
}

static bool answer(struct request *rq, struct html *h, bool ok, const struct err *why,
		   const char *flash, struct err *e)
{
	if (!ok)
		return page_refusal(rq, "file", why, e) && show(rq, h, e);
	if (flash)
		reply_flash(rq, flash);
	reply_redirect(rq, here(rq));
	return true;
}

static bool upload(struct request *rq, struct html *h, struct err *e)
{
	struct err why = {0};
	return answer(rq, h, keep(rq, &why), &why, NULL, e);
}

static bool choices_keep(struct request *rq, struct err *e)
{
	struct intake in;
	const struct rq_pair *pairs;
	const char *chart = rq_text(rq, "chart");
	TXN(t);
	if (!txn_begin(&t, rq->db, e) || !intake_mine(rq, &in, e))
		return false;
	if (!in.id)
		return err_set(e, ERR_NOT_FOUND, "This sheet was not handed in.");
	if (chart_known(chart) && !text_eq(chart, in.chart) && !intake_chart(rq->db, &in, chart, e))
		return false;
	int n = rq_prefixed(rq, "m.", &pairs);
	for (int i = 0; i < n; i++)
		if (!intake_choose(rq->db, &in, pairs[i].name, pairs[i].value, e))
			return false;
	return txn_commit(&t, e);
}

static bool choose(struct request *rq, struct html *h, struct err *e)
{
	struct err why = {0};
	return answer(rq, h, choices_keep(rq, &why), &why, NULL, e);
}

static bool drafts_make(struct request *rq, struct err *e)
{
	struct book_list books;
	struct migrate_review r;
	struct intake in;
	struct findings seen;
	struct ledger_who who = page_book_who(rq);
	TXN(t);
	if (!txn_begin(&t, rq->db, e) || !intake_mine(rq, &in, e))
		return false;
	if (!in.id)
		return err_set(e, ERR_NOT_FOUND, "This sheet was not handed in.");
	struct opening_ask ask = ask_of(rq, &in);
	findings_init(&seen, rq->arena);
	return books_load(rq, &books, e) && intake_done(rq->db, &in, &who, e) &&
	       migrate_make(rq->arena, rq->db, &books, &ask, &who, &r, &seen, e) && txn_commit(&t, e);
}

static bool make(struct request *rq, struct html *h, struct err *e)
{
	struct err why = {0};
	return answer(rq, h, drafts_make(rq, &why), &why,
		      N_("The drafts were made. Others approve, sign and post them in each book."), e);
}
