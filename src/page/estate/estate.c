/* estate.c - what the pages of contracts and assets share. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/estate/estate_page.h"
#include "page/page_reg.h"

#include <string.h>

const char *estate_source_href(struct arena *a, const struct book *b, const char *source)
{
	const char *rest = strchr(source, '/');
	int64_t n;
	if (!rest)
		return NULL;
	const char *end = strchr(++rest, '/');
	const char *first = end ? arena_strndup(a, rest, (size_t)(end - rest)) : rest;
	if (!parse_i64(first, &n))
		return NULL;
	if (has_prefix(source, "rent/"))
		return arena_printf(a, "/contract/%" PRId64, n);
	if (has_prefix(source, "receipt/"))
		return arena_printf(a, "/reg/contract_receipt/%" PRId64, n);
	if (has_prefix(source, "depreciation/") && month_ok((int)n))
		return arena_printf(a, "/book/%" PRId64 "/depreciation?period=%s", b->id, month_text((int)n));
	return NULL;
}

const char *estate_label(struct request *rq, const char *list, const char *code)
{
	const struct choice *c = choice_find(choice_list_find(list), code);
	return c ? label_in(&c->label, rq->lang) : "";
}

const char *estate_day(struct request *rq, ymd day)
{
	char text[16];
	return arena_strdup(rq->arena, date_iso(day, text));
}

bool estate_scope(struct request *rq, const char *reg, struct scope *out, struct err *e)
{
	reg_scope(rq->account, reg_find(reg), false, out);
	if (out->count && rq->unit.id)
		return true;
	err_set(e, ERR_DENIED, "Your account may not read this register.");
	return err_hint(e, N_("Ask the administrator of your unit."));
}

bool estate_books(struct request *rq, struct book_list *out, struct err *e)
{
	struct scope scope;
	bool inside;
	scope_of_cap(rq->account, CAP_BOOK, &scope);
	if (!scope_has(rq->db, &scope, rq->county, rq->unit.id, &inside, e))
		return false;
	if (!inside)
		return err_set(e, ERR_DENIED, "Your account keeps no books of this unit.");
	return book_list(rq->arena, rq->db, rq->unit.id, &scope, out, e);
}

bool estate_voucher(struct request *rq, const struct book *b, int64_t voucher, struct estate_voucher *out,
		    struct err *e)
{
	struct voucher v;
	bool may;
	*out = (struct estate_voucher){ .state = N_("not booked"), .tone = UI_WARN };
	if (!voucher)
		return true;
	if (!voucher_load(rq->arena, rq->db, rq->county, voucher, &v, e) ||
	    !page_book_may(rq, b, CAP_BOOK_READ, &may, e))
		return false;
	*out = (struct estate_voucher){
		.href = may ? arena_printf(rq->arena, "/book/%" PRId64 "/voucher/%" PRId64, b->id, voucher) : NULL,
		.state = v.posted ? N_("posted") : N_("draft"),
		.tone = v.posted ? UI_GOOD : UI_INFO,
	};
	return true;
}

const char *estate_proposed(const struct proposed *p)
{
	if (p->more)
		return N_("200 drafts were made; propose again for the rest.");
	if (p->made && p->closed)
		return N_("Drafts were made. For closed months none can be: reopen the month, or write the voucher by hand.");
	if (p->made)
		return N_("Drafts were made. They wait for approval under Vouchers of the book.");
	if (p->closed)
		return N_("No draft was made: the month is closed.");
	if (p->outside)
		return N_("No draft was made: the book is not kept in that month. What was before stands in its opening balances.");
	return N_("There was nothing to propose.");
}
