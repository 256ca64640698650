/* dividend_act.c - the steps of a dividend: each says why it cannot be, above the dividend. */
#include "page/share/share_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"

#include <string.h>

static bool publish(struct request *rq, struct html *h, struct err *e);
static bool resolve(struct request *rq, struct html *h, struct err *e);
static bool declare(struct request *rq, struct html *h, struct err *e);
static bool pay(struct request *rq, struct html *h, struct err *e);
static bool undo(struct request *rq, struct html *h, struct err *e);
static bool release(struct request *rq, struct html *h, struct err *e);
static bool withdraw(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},     {.name = "id", .kind = PARAM_ID},
    {.name = "dividend", .kind = PARAM_ID},   {.name = "ver", .kind = PARAM_INT},
    {.name = "day", .kind = PARAM_TEXT},      {.name = "document", .kind = PARAM_TEXT, .max = 120},
    {.name = "assembly", .kind = PARAM_TEXT}, {.name = "all", .kind = PARAM_TEXT},
    {.name = "present", .kind = PARAM_TEXT},  {.name = "for", .kind = PARAM_TEXT},
    {.name = "money", .kind = PARAM_TEXT},    {.name = "kind", .kind = PARAM_TEXT},
    {.name = "reason", .kind = PARAM_TEXT},   {.name = "number", .kind = PARAM_INT},
    {.name = "o.*", .kind = PARAM_FLAG},      {0},
};

#define STEP(id, word, fn, what)                                                                   \
	const struct page id = {                                                                   \
	    .path = "/book/:id/dividend/:dividend/" word,                                          \
	    .method = POST,                                                                        \
	    .cap = CAP_BOOK,                                                                       \
	    .params = params,                                                                      \
	    .serve = fn,                                                                           \
	    .title = N_("Dividend"),                                                               \
	    .about = what,                                                                         \
	}

STEP(dividend_publish_page, "publish", publish, "Lays the plan open: the lines and slips are fixed.");
STEP(dividend_resolve_page, "resolve", resolve, "Enters what the assembly decided.");
STEP(dividend_declare_page, "declare", declare, "Proposes the voucher of the declaration.");
STEP(dividend_pay_page, "pay", pay, "Makes a bank list or a cash sheet, or enters what came back.");
STEP(dividend_undo_page, "undo", undo, "Puts a payment back whose voucher is gone.");
STEP(dividend_release_page, "release", release, "What was held back for frozen shares is due now.");
STEP(dividend_withdraw_page, "withdraw", withdraw, "Takes the dividend back.");

struct acting {
	struct book b;
	struct dividend d;
	struct ledger_who who;
	struct err why;
	ymd day;
};

static bool begin(struct request *rq, struct acting *act, struct err *e)
{
	*act = (struct acting){.who = page_book_who(rq)};
	if (!page_dividend(rq, CAP_BOOK, &act->b, &act->d, e))
		return false;
	if (!is_empty(rq_text(rq, "reason")))
		act->who.reason = rq_text(rq, "reason");
	if (!date_parse(rq_text(rq, "day"), false, &act->day) || act->day % 100 == 0)
		act->day = 0;
	if (rq_has(rq, "ver"))
		act->d.ver = rq_int(rq, "ver");
	return true;
}

static bool end(struct request *rq, struct html *h, struct acting *act, bool ok, const char *flash,
		struct err *e)
{
	if (ok) {
		reply_flash(rq, flash);
		reply_redirect(rq, page_dividend_href(rq, &act->d));
		return true;
	}
	if (err_http(act->why.code) >= 500) {
		*e = act->why;
		return false;
	}
	rq->refuse = true;
	rq->status = err_http(act->why.code);
	return page_dividend_draw(rq, h, &act->b, &act->d, &act->why, rq->findings, e);
}

static bool publish(struct request *rq, struct html *h, struct err *e)
{
	struct acting act;
	return begin(rq, &act, e) &&
	       end(rq, h, &act,
		   dividend_publish(rq->arena, rq->db, &act.b, &act.d, &act.who, rq->findings, &act.why),
		   N_("The plan is open to view; lines and slips are fixed."), e);
}

static int64_t count_of(struct request *rq, const char *name)
{
	int64_t n = 0;
	return parse_i64(rq_text(rq, name), &n) && n >= 0 && n < 100000000 ? n : 0;
}

static bool resolve(struct request *rq, struct html *h, struct err *e)
{
	struct acting act;
	if (!begin(rq, &act, e))
		return false;
	act.d.document = rq_text(rq, "document");
	if (!date_parse(rq_text(rq, "assembly"), false, &act.d.assembly))
		act.d.assembly = 0;
	act.d.members_all = count_of(rq, "all");
	act.d.members_present = count_of(rq, "present");
	act.d.members_for = count_of(rq, "for");
	return end(rq, h, &act,
		   dividend_resolve(rq->arena, rq->db, &act.b, &act.d, &act.who, rq->findings, &act.why),
		   N_("The resolution was entered. Now propose its voucher."), e);
}

static bool declare(struct request *rq, struct html *h, struct err *e)
{
	struct acting act;
	int64_t voucher;
	if (!begin(rq, &act, e))
		return false;
	return end(rq, h, &act,
		   (act.day || err_set(&act.why, ERR_REFUSED, "“%s” is not a date.", rq_text(rq, "day"))) &&
		       pay_declare(rq->arena, rq->db, &act.b, &act.d, act.day, &act.who, &voucher, &act.why),
		   N_("The draft voucher was made: it is approved and posted like any other."), e);
}

static bool pay(struct request *rq, struct html *h, struct err *e)
{
	struct acting act;
	struct pay_batch made;
	const struct rq_pair *ticks;
	const char *kind = rq_text(rq, "kind"), *money = rq_text(rq, "money");
	int count = rq_prefixed(rq, "o.", &ticks), n = 0;
	int64_t *ords = ARENA_ARRAY(rq->arena, int64_t, count + 1);
	if (!begin(rq, &act, e))
		return false;
	for (int i = 0; i < count; i++)
		n += id_parse(ticks[i].name, &ords[n]);
	bool ok = text_eq(kind, "return")
		      ? pay_return(rq->arena, rq->db, &act.b, &act.d, money, act.day, ords, n, &act.who, &made,
				   &act.why)
		      : pay_send(rq->arena, rq->db, &act.b, &act.d, text_eq(kind, "cash") ? PAY_CASH : PAY_BANK,
				 money, act.day, ords, n, &act.who, &made, &act.why);
	return end(rq, h, &act, ok, N_("The draft voucher was made: it is approved and posted like any other."), e);
}

static bool undo(struct request *rq, struct html *h, struct err *e)
{
	struct acting act;
	return begin(rq, &act, e) &&
	       end(rq, h, &act,
		   pay_undo(rq->arena, rq->db, &act.b, &act.d, rq_int(rq, "number"), &act.who, &act.why),
		   N_("The payment was taken back."), e);
}

static bool release_all(struct request *rq, struct acting *act)
{
	const struct rq_pair *ticks;
	int count = rq_prefixed(rq, "o.", &ticks);
	for (int i = 0; i < count; i++) {
		int64_t ord;
		if (id_parse(ticks[i].name, &ord) &&
		    !pay_release(rq->arena, rq->db, &act->d, ord, &act->who, &act->why))
			return false;
	}
	return count > 0 || err_set(&act->why, ERR_REFUSED, "Nobody is ticked.");
}

static bool release(struct request *rq, struct html *h, struct err *e)
{
	struct acting act;
	return begin(rq, &act, e) &&
	       end(rq, h, &act, release_all(rq, &act), N_("What was held back is due now."), e);
}

static bool withdraw(struct request *rq, struct html *h, struct err *e)
{
	struct acting act;
	return begin(rq, &act, e) &&
	       end(rq, h, &act, dividend_withdraw(rq->arena, rq->db, &act.b, &act.d, &act.who, &act.why),
		   N_("The dividend was taken back."), e);
}
