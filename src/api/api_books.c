/* api_books.c - the books in reach, vouchers of a month, a draft written by a program. */
#include "api/api.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "ledger/state.h"
#include "ledger/voucher.h"

#include <jansson.h>

static bool books(struct request *rq, struct html *h, struct err *e);
static bool vouchers(struct request *rq, struct html *h, struct err *e);
static bool one(struct request *rq, struct html *h, struct err *e);
static bool create(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "id", .kind = PARAM_ID},
    {.name = "voucher", .kind = PARAM_ID},
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "month", .kind = PARAM_PERIOD},
    {0},
};
static const struct param post_params[] = {
    {.name = "id", .kind = PARAM_ID},
    {0},
};

const struct page api_books = {
    .path = "/api/v1/books",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = books,
    .api = 1,
    .title = "API",
    .about = "The books at or under the unit in view, and how far each has come.",
};
const struct page api_vouchers = {
    .path = "/api/v1/books/:id/vouchers",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = vouchers,
    .api = 1,
    .title = "API",
    .about = "The vouchers of a book's month, drafts first.",
};
const struct page api_voucher = {
    .path = "/api/v1/books/:id/vouchers/:voucher",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = one,
    .api = 1,
    .title = "API",
    .about = "One voucher with its lines and, while it is a draft, what is wrong with it.",
};
const struct page api_voucher_post = {
    .path = "/api/v1/books/:id/vouchers",
    .method = POST,
    .cap = CAP_BOOK,
    .params = post_params,
    .serve = create,
    .api = 1,
    .title = "API",
    .about = "Saves a draft, whatever is wrong with it; people approve, sign and post it.",
};

/* Within the scope of the capability; not found otherwise, as if there were none. */
static bool book_of(struct request *rq, enum cap cap, struct book *b, struct err *e)
{
	struct scope scope;
	bool inside;
	scope_of_cap(rq->account, cap, &scope);
	if (!book_load(rq->arena, rq->db, rq->county, rq_id(rq, "id"), b, e) ||
	    !scope_has(rq->db, &scope, b->county, b->unit, &inside, e))
		return false;
	return inside || err_set(e, ERR_NOT_FOUND, "There is no such book.");
}

static void month_member(struct json *j, const char *key, int month)
{
	json_kstr(j, key, month ? month_text(month) : NULL);
}

static void fen_member(struct json *j, const char *key, int64_t fen)
{
	char text[32];
	json_kstr(j, key, fen_text(fen, text));
}

static void state_write(struct json *j, const struct book_state *s)
{
	json_open(j, '{');
	json_kid(j, "id", s->book.id);
	json_key(j, "unit");
	json_open(j, '{');
	json_kid(j, "id", s->book.unit);
	json_kstr(j, "name", s->book.unit_name);
	json_close(j, '}');
	json_kid(j, "organisation", s->book.org);
	json_kstr(j, "name", s->book.name);
	json_kstr(j, "chart", s->book.chart);
	month_member(j, "opened", s->book.opened);
	month_member(j, "ended", s->book.ended);
	month_member(j, "closed", s->closed);
	month_member(j, "posted", s->posted);
	json_ki64(j, "months_behind", s->behind);
	json_ki64(j, "drafts", s->drafts);
	json_ki64(j, "to_approve", s->to_approve);
	json_ki64(j, "to_sign", s->to_sign);
	json_ki64(j, "to_post", s->to_post);
	fen_member(j, "cash", s->cash);
	fen_member(j, "bank", s->bank);
	json_close(j, '}');
}

static bool books(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct book_states all;
	(void)h;
	scope_of_cap(rq->account, CAP_BOOK_READ, &scope);
	if (!book_states(rq->arena, rq->db, rq->unit.id, &scope, &all, e))
		return false;
	struct json j = api_reply(rq);
	json_open(&j, '{');
	json_key(&j, "books");
	json_open(&j, '[');
	for (int i = 0; i < all.count; i++)
		state_write(&j, &all.rows[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	return true;
}

static const char *kind_text(enum voucher_kind kind)
{
	return kind == VOUCHER_OPENING ? "opening" : kind == VOUCHER_REVERSAL ? "reversal" : "ordinary";
}

static bool vouchers(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct period p;
	struct voucher_list list;
	(void)h;
	if (!book_of(rq, CAP_BOOK_READ, &b, e))
		return false;
	if (!period_parse(rq_text(rq, "month"), &p) || day_month(p.from) != day_month(p.to))
		return err_set(e, ERR_INPUT, "“%s” is not a month.", rq_text(rq, "month"));
	if (!voucher_list(rq->arena, rq->db, &b, day_month(p.from), &list, e))
		return false;
	struct json j = api_reply(rq);
	json_open(&j, '{');
	json_key(&j, "vouchers");
	json_open(&j, '[');
	for (int i = 0; i < list.count; i++) {
		const struct voucher_row *r = &list.rows[i];
		json_open(&j, '{');
		json_kid(&j, "id", r->id);
		json_ki64(&j, "version", r->ver);
		json_kstr(&j, "kind", kind_text(r->kind));
		json_kstr(&j, "state", r->posted ? "posted" : "draft");
		month_member(&j, "month", r->month);
		json_ki64(&j, "number", r->number);
		json_kstr(&j, "day", r->day);
		json_kstr(&j, "summary", r->summary);
		json_ki64(&j, "attachments", r->attachments);
		fen_member(&j, "amount", r->debit);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	return true;
}

/* ---- one ---- */

static void lines_write(struct json *j, const struct voucher *v)
{
	json_key(j, "lines");
	json_open(j, '[');
	for (int i = 0; i < v->line_count; i++) {
		const struct voucher_line *l = &v->lines[i];
		json_open(j, '{');
		json_kstr(j, "summary", l->summary);
		json_kstr(j, "account", l->account);
		json_kstr(j, "debit", l->debit);
		json_kstr(j, "credit", l->credit);
		json_kstr(j, "receipt", l->receipt);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void findings_write(struct request *rq, struct json *j, const struct findings *f)
{
	json_key(j, "findings");
	json_open(j, '[');
	for (const struct finding *fi = f->first; fi; fi = fi->next) {
		json_open(j, '{');
		json_ki64(j, "line", fi->row);
		json_kstr(j, "field", fi->field);
		json_kstr(j, "code", fi->code);
		json_kstr(j, "text", msg_render(rq->arena, &fi->text, rq->lang));
		json_kstr(j, "hint", fi->hint.id ? msg_render(rq->arena, &fi->hint, rq->lang) : NULL);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static bool reply_one(struct request *rq, const struct voucher *v, struct err *e)
{
	struct voucher_facts facts;
	struct findings f;
	findings_init(&f, rq->arena);
	if (!v->posted && !voucher_facts_load(rq->arena, rq->db, v, &facts, e))
		return false;
	if (!v->posted)
		voucher_check(v, &facts, &f);
	struct json j = api_reply(rq);
	json_open(&j, '{');
	json_kid(&j, "id", v->id);
	json_kid(&j, "book", v->book);
	json_ki64(&j, "version", v->ver);
	json_kstr(&j, "kind", kind_text(v->kind));
	json_kstr(&j, "state", v->posted ? "posted" : "draft");
	month_member(&j, "month", v->month);
	json_ki64(&j, "number", v->number);
	json_kstr(&j, "day", v->day);
	json_ki64(&j, "attachments", v->attachments);
	json_kstr(&j, "source", v->source);
	json_kbool(&j, "approved", v->checker != 0);
	json_kbool(&j, "signed", v->cashier != 0);
	json_kid(&j, "reverses", v->reverses);
	json_kid(&j, "reversed_by", v->reversed_by);
	lines_write(&j, v);
	findings_write(rq, &j, &f);
	json_close(&j, '}');
	return true;
}

static bool one(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct voucher v;
	(void)h;
	if (!book_of(rq, CAP_BOOK_READ, &b, e) ||
	    !voucher_load(rq->arena, rq->db, b.county, rq_id(rq, "voucher"), &v, e))
		return false;
	if (v.book != b.id)
		return err_set(e, ERR_NOT_FOUND, "There is no such voucher.");
	return reply_one(rq, &v, e);
}

/* ---- a draft ---- */

/* A text of the body; "" without one.  Numbers are refused: 0.1 is no amount of money. */
static bool text_member(struct request *rq, json_t *o, const char *key, const char **out,
			struct err *e)
{
	json_t *x = json_object_get(o, key);
	*out = "";
	if (!x || json_is_null(x))
		return true;
	if (!json_is_string(x))
		return err_set(e, ERR_INPUT, "\"%s\" must be a string.", key);
	*out = arena_strdup(rq->arena, json_string_value(x));
	return true;
}

static bool lines_read(struct request *rq, json_t *o, struct voucher *v, struct err *e)
{
	json_t *lines = json_object_get(o, "lines");
	if (!json_is_array(lines))
		return err_set(e, ERR_INPUT, "The body needs a list \"lines\".");
	if (json_array_size(lines) > VOUCHER_LINES_MAX)
		return err_set(e, ERR_REFUSED, "A voucher has at most %d lines.", VOUCHER_LINES_MAX);
	v->lines = ARENA_ARRAY(rq->arena, struct voucher_line, VOUCHER_LINES_MAX);
	for (size_t i = 0; i < json_array_size(lines); i++) {
		json_t *x = json_array_get(lines, i);
		struct voucher_line *l = &v->lines[v->line_count++];
		if (!json_is_object(x))
			return err_set(e, ERR_INPUT, "The body needs a list \"lines\".");
		if (!text_member(rq, x, "summary", &l->summary, e) ||
		    !text_member(rq, x, "account", &l->account, e) ||
		    !text_member(rq, x, "debit", &l->debit, e) ||
		    !text_member(rq, x, "credit", &l->credit, e) ||
		    !text_member(rq, x, "receipt", &l->receipt, e))
			return false;
	}
	return true;
}

static bool voucher_read(struct request *rq, json_t *o, struct voucher *v, struct err *e)
{
	const char *month;
	struct period p;
	json_t *sheets = json_object_get(o, "attachments");
	if (!text_member(rq, o, "month", &month, e) || !text_member(rq, o, "day", &v->day, e) ||
	    !lines_read(rq, o, v, e))
		return false;
	if (!period_parse(month, &p) || day_month(p.from) != day_month(p.to))
		return err_set(e, ERR_INPUT, "“%s” is not a month.", month);
	if (sheets && (!json_is_integer(sheets) || json_integer_value(sheets) < 0))
		return err_set(e, ERR_INPUT, "\"%s\" must be a whole number.", "attachments");
	v->month = day_month(p.from);
	v->attachments = json_integer_value(sheets);
	return true;
}

static bool body_read(struct request *rq, struct voucher *v, struct err *e)
{
	size_t n;
	json_error_t je;
	const char *text = rq_body(rq, &n);
	if (!text)
		return err_set(e, ERR_INPUT, "The request has no JSON body.");
	json_t *o = json_loadb(text, n, JSON_REJECT_DUPLICATES, &je);
	if (!o)
		return err_set(e, ERR_INPUT, "The body is not JSON: line %d, column %d: %s.",
			       je.line, je.column, je.text);
	bool ok = voucher_read(rq, o, v, e);
	json_decref(o);
	return ok;
}

static bool create(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	int64_t id = 0;
	const char *key = rq_header(rq, "Idempotency-Key");
	struct ledger_who who = {.actor = rq->account->id, .origin = api_origin(rq)};
	(void)h;
	if (!book_of(rq, CAP_BOOK, &b, e) || (key && !api_replay(rq, key, &id, e)))
		return false;
	struct voucher v = {.county = b.county, .book = b.id, .source = ""};
	if (id) {
		if (!voucher_load(rq->arena, rq->db, b.county, id, &v, e))
			return false;
	} else if (!body_read(rq, &v, e) || !voucher_save(rq->arena, rq->db, &v, &who, e) ||
		   (key && !api_remember(rq, key, v.id, e))) {
		return false;
	}
	rq->status = 201;
	reply_header(rq, "Location",
		     arena_printf(rq->arena, "/api/v1/books/%" PRId64 "/vouchers/%" PRId64, b.id, v.id));
	return reply_one(rq, &v, e);
}
