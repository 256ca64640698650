/* chart_page.c - the accounts of a book: details added under them, closed and opened again. */
#include "page/book/book_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "tpl.h"

#include <string.h>

static bool show(struct request *rq, struct html *h, struct err *e);
static bool add(struct request *rq, struct html *h, struct err *e);
static bool shut(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},   {.name = "id", .kind = PARAM_ID},
    {.name = "parent", .kind = PARAM_TEXT}, {.name = "code", .kind = PARAM_TEXT},
    {.name = "name", .kind = PARAM_TEXT},   {.name = "closed", .kind = PARAM_FLAG},
    {0},
};

const struct page chart_page = {
    .path = "/book/:id/accounts",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = show,
    .title = N_("Accounts of the book"),
    .about = "The chart of a book with its details.",
};
const struct page chart_add_page = {
    .path = "/book/:id/accounts",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = add,
    .title = N_("Accounts of the book"),
    .about = "Adds a detail under an account.",
};
const struct page chart_close_page = {
    .path = "/book/:id/account/:code/close",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = shut,
    .title = N_("Accounts of the book"),
    .about = "Closes an account without a balance, or opens it again.",
};

static const char *const classes[CLASS__COUNT] = {
    [CLASS_ASSET] = N_("Assets"),   [CLASS_LIABILITY] = N_("Liabilities"),
    [CLASS_EQUITY] = N_("Equity"),  [CLASS_COST] = N_("Costs"),
    [CLASS_INCOME] = N_("Income"), [CLASS_EXPENSE] = N_("Expense"),
};

static int depth_of(const struct book_accounts *all, const struct book_account *acc)
{
	int n = 0;
	while (!is_empty(acc->parent) && (acc = account_find(all, acc->parent)))
		n++;
	return n;
}

static struct chart_row row_of(struct request *rq, const struct book *b,
			       const struct book_accounts *all, const struct book_account *acc)
{
	return (struct chart_row){
	    .code = acc->code,
	    .name = acc->name,
	    .class = classes[acc->class],
	    .side = acc->two_sided     ? N_("both sides")
		    : acc->credit_side ? N_("Credit")
				       : N_("Debit"),
	    .href = arena_printf(rq->arena, "/book/%" PRId64 "/account/%s", b->id, acc->code),
	    .close_action =
		arena_printf(rq->arena, "/book/%" PRId64 "/account/%s/close", b->id, acc->code),
	    .depth = depth_of(all, acc),
	    .closed = acc->closed,
	    .has_details = acc->has_details,
	};
}

static bool draw(struct request *rq, struct html *h, const struct book *b, const struct err *why,
		 struct err *e)
{
	struct book_accounts all;
	struct chart_view v = {
	    .tabs = page_book_tabs(rq, b),
	    .action = arena_printf(rq->arena, "/book/%" PRId64 "/accounts", b->id),
	    .parent = rq_text(rq, "parent"),
	    .code = rq_text(rq, "code"),
	    .name = rq_text(rq, "name"),
	    .chart = b->chart,
	    .findings = rq->findings,
	    .wrong = why ? msg_render(rq->arena, &why->text, rq->lang) : NULL,
	    .wrong_hint = why && why->hint.id ? msg_render(rq->arena, &why->hint, rq->lang) : NULL,
	};
	if (!book_accounts(rq->arena, rq->db, b, &all, e) ||
	    !page_book_may(rq, b, CAP_BOOK, &v.may_book, e))
		return false;
	struct chart_row *rows = ARENA_ARRAY(rq->arena, struct chart_row, all.count + 1);
	for (int i = 0; i < all.count; i++)
		rows[i] = row_of(rq, b, &all, &all.rows[i]);
	v.rows = rows;
	v.count = all.count;
	tpl_chart(h, &v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	return page_book(rq, CAP_BOOK_READ, &b, e) && draw(rq, h, &b, NULL, e);
}

static bool finish(struct request *rq, struct html *h, const struct book *b, bool ok,
		   const char *flash, const struct err *why, struct err *e)
{
	if (ok) {
		reply_flash(rq, flash);
		reply_redirect(rq, arena_printf(rq->arena, "/book/%" PRId64 "/accounts", b->id));
		return true;
	}
	if (err_http(why->code) >= 500) {
		*e = *why;
		return false;
	}
	rq->refuse = true;
	rq->status = err_http(why->code);
	return draw(rq, h, b, why, e);
}

/* "211 应付款" and "211" name the same account. */
static const char *code_of(struct request *rq, const char *text)
{
	struct str s = str_trim(str_c(text));
	return arena_strndup(rq->arena, s.p, strcspn(arena_strndup(rq->arena, s.p, s.n), " "));
}

static bool add(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct ledger_who who = page_book_who(rq);
	struct err why = {0};
	if (!page_book(rq, CAP_BOOK, &b, e))
		return false;
	struct str name = str_trim(str_c(rq_text(rq, "name")));
	bool ok = book_account_add(rq->arena, rq->db, &b, code_of(rq, rq_text(rq, "parent")),
				   code_of(rq, rq_text(rq, "code")),
				   arena_strndup(rq->arena, name.p, name.n), &who, rq->findings, &why);
	return finish(rq, h, &b, ok, N_("The account was added."), &why, e);
}

static bool shut(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct ledger_who who = page_book_who(rq);
	struct err why = {0};
	bool closes = rq_flag(rq, "closed");
	if (!page_book(rq, CAP_BOOK, &b, e))
		return false;
	bool ok = book_account_close(rq->db, &b, rq_text(rq, "code"), closes, &who, &why);
	return finish(rq, h, &b, ok,
		      closes ? N_("The account was closed.") : N_("The account was opened again."),
		      &why, e);
}
