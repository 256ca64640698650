/* bank_page.c - /book/:id/bank: statements of the bank, matched to the books, reconciled. */
#include "page/book/bank_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "ledger/bank.h"
#include "page/book/takeover_page.h"
#include "page/book/voucher_page.h"
#include "tpl.h"

#include <stdio.h>
#include <string.h>

enum { CHOICES = 100 /* below LIMIT_PARAMS */, MATCHED = 100 };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool print(struct request *rq, struct html *h, struct err *e);
static bool upload(struct request *rq, struct html *h, struct err *e);
static bool match(struct request *rq, struct html *h, struct err *e);
static bool undo(struct request *rq, struct html *h, struct err *e);
static bool drop(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},      {.name = "id", .kind = PARAM_ID},
    {.name = "account", .kind = PARAM_TEXT},   {.name = "day", .kind = PARAM_DATE},
    {.name = "file", .kind = PARAM_FILE},      {.name = "m.*", .kind = PARAM_TEXT},
    {.name = "statement", .kind = PARAM_ID},   {.name = "line", .kind = PARAM_INT},
    {0},
};

#define BANK_PAGE(name, where, how, need, fn, what)                                                \
	const struct page name = {                                                                 \
	    .path = "/book/:id/bank" where,                                                        \
	    .method = how,                                                                         \
	    .cap = need,                                                                           \
	    .params = params,                                                                      \
	    .serve = fn,                                                                           \
	    .title = N_("Bank check"),                                                                   \
	    .about = what,                                                                         \
	}
BANK_PAGE(bank_page, "", GET, CAP_BOOK_READ, serve,
	  "The bank's statement against the books: open on both sides, reconciled or not.");
BANK_PAGE(bank_print_page, "/print", GET, CAP_BOOK_READ, print,
	  "The reconciliation of a bank account on paper.");
BANK_PAGE(bank_upload_page, "", POST, CAP_CASH, upload, "Hands in a statement of the bank.");
BANK_PAGE(bank_match_page, "/match", POST, CAP_CASH, match,
	  "Says which postings the bank's lines are.");
BANK_PAGE(bank_undo_page, "/undo", POST, CAP_CASH, undo, "Takes a match back.");
BANK_PAGE(bank_drop_page, "/drop", POST, CAP_CASH, drop, "Takes a statement back.");

static const char *day_of(struct request *rq, ymd day)
{
	char text[16];
	return arena_strdup(rq->arena, date_iso(day, text));
}

/* ---- account and day in view ---- */

struct view {
	struct book b;
	struct book_accounts all;
	const struct book_account *acc;   /* NULL: the book has no bank account */
	ymd day;
};

static bool is_bank(const struct book_account *acc)
{
	return text_eq(acc->money, "bank") && !acc->has_details;
}

static bool view_load(struct request *rq, enum cap cap, struct view *v, struct err *e)
{
	const char *asked = rq_text(rq, "account");
	if (!page_book(rq, cap, &v->b, e) ||
	    !book_accounts(rq->arena, rq->db, &v->b, &v->all, e))
		return false;
	for (int i = 0; i < v->all.count; i++) {
		const struct book_account *acc = &v->all.rows[i];
		if (is_bank(acc) && (!v->acc || text_eq(acc->code, asked)))
			v->acc = acc;
	}
	v->day = rq_date(rq, "day");
	if (!v->day || v->day % 100 == 0)
		v->day = today();
	return true;
}

static const char *here(struct request *rq, const struct view *v)
{
	return arena_printf(rq->arena, "/book/%" PRId64 "/bank?account=%s&day=%s", v->b.id,
			    v->acc ? v->acc->code : "", day_of(rq, v->day));
}

/* ---- rows ---- */

static const char *side(struct request *rq, int64_t fen, bool in)
{
	return (fen > 0) == in ? page_fen(rq, fen > 0 ? fen : -fen, true) : "";
}

static struct bank_item posting_item(struct request *rq, const struct book *b,
				     const struct bank_posting *p)
{
	return (struct bank_item){
	    .day = day_of(rq, p->day),
	    .text = p->summary,
	    .party = "",
	    .serial = p->receipt,
	    .in = side(rq, p->fen, true),
	    .out = side(rq, p->fen, false),
	    .href = arena_printf(rq->arena, "/book/%" PRId64 "/voucher/%" PRId64, b->id, p->voucher),
	    .number = arena_printf(rq->arena, "%s 记-%" PRId64, month_text(p->month), p->number),
	};
}

static struct bank_item line_item(struct request *rq, const struct bank_line *l)
{
	return (struct bank_item){
	    .day = day_of(rq, l->day),
	    .text = l->summary,
	    .party = l->party,
	    .serial = l->serial,
	    .in = side(rq, l->fen, true),
	    .out = side(rq, l->fen, false),
	    .statement = l->statement,
	    .line = l->line,
	};
}

static void make_choice(struct request *rq, const struct bank_line *l, struct bank_item *item)
{
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, BANK_CANDIDATES);
	for (int i = 0; i < l->candidate_count; i++) {
		const struct bank_posting *p = l->candidates[i];
		options[item->option_count++] = (struct ui_option){
		    .value = arena_printf(rq->arena, "%" PRId64 ".%" PRId64, p->voucher, p->ord),
		    .label = arena_printf(rq->arena, "%s 记-%" PRId64 " %s", day_of(rq, p->day),
					  p->number, p->summary),
		};
	}
	item->options = options;
	item->value = l->proposed ? options[0].value : "";
	item->name = arena_printf(rq->arena, "m.%" PRId64 ".%" PRId64, l->statement, l->line);
}

static void make_lines(struct request *rq, const struct bank_state *s, struct bank_view *v)
{
	struct bank_item *rows = ARENA_ARRAY(rq->arena, struct bank_item, s->line_count + 1);
	int choices = 0;
	for (int i = 0; i < s->line_count; i++) {
		rows[i] = line_item(rq, &s->lines[i]);
		if (v->may_cash && s->lines[i].candidate_count && choices++ < CHOICES)
			make_choice(rq, &s->lines[i], &rows[i]);
		v->proposals = v->proposals || rows[i].name;
	}
	v->lines = rows;
	v->line_count = s->line_count;
}

static bool make_matched(struct request *rq, const struct view *w, struct bank_view *v,
			 struct err *e)
{
	struct bank_line *lines;
	int count;
	if (!bank_matched(rq->arena, rq->db, &w->b, w->acc->code, 0, w->day, &count, &lines, e))
		return false;
	v->matched_count = count < MATCHED ? count : MATCHED;
	struct bank_item *rows = ARENA_ARRAY(rq->arena, struct bank_item, v->matched_count + 1);
	for (int i = 0; i < v->matched_count; i++) {
		struct bank_item posting = posting_item(rq, &w->b, &lines[i].match);
		rows[i] = line_item(rq, &lines[i]);
		rows[i].href = posting.href;
		rows[i].number = posting.number;
	}
	v->matched = rows;
	return true;
}

static bool make_statements(struct request *rq, const struct view *w, struct bank_view *v,
			    struct err *e)
{
	struct bank_statements list;
	if (!bank_statements(rq->arena, rq->db, &w->b, w->acc->code, &list, e))
		return false;
	struct bank_sheet_row *rows = ARENA_ARRAY(rq->arena, struct bank_sheet_row, list.count + 1);
	for (int i = 0; i < list.count; i++)
		rows[i] = (struct bank_sheet_row){
		    .id = list.rows[i].id,
		    .file = list.rows[i].file_name,
		    .from = day_of(rq, list.rows[i].first_day),
		    .to = day_of(rq, list.rows[i].last_day),
		    .who = page_account_name(rq, list.rows[i].actor),
		    .lines = list.rows[i].lines,
		    .matched = list.rows[i].matched,
		};
	v->statements = rows;
	v->statement_count = list.count;
	return true;
}

static void make_sums(struct request *rq, const struct bank_state *s, struct bank_view *v)
{
	v->kept = s->kept;
	v->covered = s->covered;
	v->reconciled = s->reconciled;
	v->more = s->more;
	v->last_day = day_of(rq, s->last_day);
	v->book_fen = page_fen(rq, s->book_fen, false);
	v->bank_fen = page_fen(rq, s->bank_fen, false);
	v->bank_in = page_fen(rq, s->bank_in, false);
	v->bank_out = page_fen(rq, s->bank_out, false);
	v->book_in = page_fen(rq, s->book_in, false);
	v->book_out = page_fen(rq, s->book_out, false);
	v->book_after = page_fen(rq, s->book_after, false);
	v->bank_after = page_fen(rq, s->bank_after, false);
	v->difference = page_fen(rq, s->book_after - s->bank_after, false);
}

static bool make_state(struct request *rq, const struct view *w, struct bank_view *v, struct err *e)
{
	struct bank_state s;
	if (!bank_state(rq->arena, rq->db, &w->b, w->acc->code, w->day, &s, e) ||
	    !bank_propose(rq->arena, rq->db, &w->b, w->acc->code, &s, e))
		return false;
	make_sums(rq, &s, v);
	make_lines(rq, &s, v);
	struct bank_item *rows = ARENA_ARRAY(rq->arena, struct bank_item, s.posting_count + 1);
	for (int i = 0; i < s.posting_count; i++)
		rows[i] = posting_item(rq, &w->b, &s.postings[i]);
	v->postings = rows;
	v->posting_count = s.posting_count;
	return make_matched(rq, w, v, e) && make_statements(rq, w, v, e);
}

static bool make_view(struct request *rq, const struct view *w, struct bank_view *v, struct err *e)
{
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, w->all.count + 1);
	*v = (struct bank_view){
	    .tabs = page_book_tabs(rq, &w->b),
	    .base = arena_printf(rq->arena, "/book/%" PRId64 "/bank", w->b.id),
	    .book = w->b.name,
	    .account = w->acc ? w->acc->code : "",
	    .account_name = w->acc ? account_full_name(rq->arena, &w->all, w->acc) : "",
	    .day = day_of(rq, w->day),
	    .home_href = here(rq, w),
	    .accounts = options,
	    .findings = rq->findings,
	};
	v->print_href = arena_printf(rq->arena, "%s/print?account=%s&day=%s", v->base, v->account, v->day);
	for (int i = 0; i < w->all.count; i++)
		if (is_bank(&w->all.rows[i]))
			options[v->account_count++] = (struct ui_option){
			    .value = w->all.rows[i].code,
			    .label = arena_printf(rq->arena, "%s %s", w->all.rows[i].code,
						  account_full_name(rq->arena, &w->all,
								    &w->all.rows[i])),
			};
	return page_book_may(rq, &w->b, CAP_CASH, &v->may_cash, e) &&
	       (!w->acc || make_state(rq, w, v, e));
}

static bool show(struct request *rq, struct html *h, const struct view *w, struct err *e)
{
	struct bank_view v;
	if (!make_view(rq, w, &v, e))
		return false;
	tpl_bank(h, &v);
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct view w = {0};
	return view_load(rq, CAP_BOOK_READ, &w, e) && show(rq, h, &w, e);
}

static bool print(struct request *rq, struct html *h, struct err *e)
{
	struct view w = {0};
	struct bank_view v;
	if (!view_load(rq, CAP_BOOK_READ, &w, e) || !make_view(rq, &w, &v, e))
		return false;
	tpl_bank_print(h, &v);
	return true;
}

/* ---- acts ---- */

/* Shows the page again with what was refused, or goes back to it. */
static bool answer(struct request *rq, struct html *h, const struct view *w, bool ok,
		   const struct err *why, const char *flash, struct err *e)
{
	if (!ok) {
		if (!page_refusal(rq, "file", why, e))
			return false;
		rq->refuse = true;
		return show(rq, h, w, e);
	}
	reply_flash(rq, flash);
	reply_redirect(rq, here(rq, w));
	return true;
}

static bool keep(struct request *rq, const struct view *w, struct err *e)
{
	const char *name, *hash;
	int64_t statement;
	struct ledger_who who = page_book_who(rq);
	if (!w->acc)
		return err_set(e, ERR_REFUSED, "This book has no bank account.");
	return page_upload_keep(rq, "file", &name, &hash, e) &&
	       bank_keep(rq->arena, rq->db, &w->b, w->acc->code, page_file_path(rq, hash), name,
			 hash, &who, &statement, rq->findings, e);
}

static bool upload(struct request *rq, struct html *h, struct err *e)
{
	struct view w = {0};
	struct err why = {0};
	if (!view_load(rq, CAP_CASH, &w, e))
		return false;
	return answer(rq, h, &w, keep(rq, &w, &why), &why, N_("The statement was taken."), e);
}

/* m.<statement>.<line> = <voucher>.<ord>, or "" for not yet. */
static bool match_one(struct request *rq, const struct view *w, const struct rq_pair *pair,
		      struct err *e)
{
	struct ledger_who who = page_book_who(rq);
	char *statement = arena_strdup(rq->arena, pair->name),
	     *voucher = arena_strdup(rq->arena, pair->value), *line, *ord;
	int64_t n[4];
	if (is_empty(pair->value))
		return true;
	line = strchr(statement, '.');
	ord = strchr(voucher, '.');
	if (line)
		*line++ = 0;
	if (ord)
		*ord++ = 0;
	if (!line || !ord || !parse_i64(statement, &n[0]) || !parse_i64(line, &n[1]) ||
	    !parse_i64(voucher, &n[2]) || !parse_i64(ord, &n[3]))
		return err_set(e, ERR_INPUT, "“%s” does not name a line and a posting.", pair->value);
	return bank_match(rq->db, &w->b, w->acc->code, n[0], n[1], n[2], n[3], &who, e);
}

static bool match_all(struct request *rq, const struct view *w, struct err *e)
{
	const struct rq_pair *pairs;
	int n = rq_prefixed(rq, "m.", &pairs);
	for (int i = 0; i < n && w->acc; i++)
		if (!match_one(rq, w, &pairs[i], e))
			return false;
	return true;
}

static bool match(struct request *rq, struct html *h, struct err *e)
{
	struct view w = {0};
	struct err why = {0};
	if (!view_load(rq, CAP_CASH, &w, e))
		return false;
	return answer(rq, h, &w, match_all(rq, &w, &why), &why, N_("The lines were matched."), e);
}

static bool undo(struct request *rq, struct html *h, struct err *e)
{
	struct view w = {0};
	struct err why = {0};
	struct ledger_who who = page_book_who(rq);
	if (!view_load(rq, CAP_CASH, &w, e))
		return false;
	return answer(rq, h, &w,
		      bank_unmatch(rq->db, &w.b, rq_id(rq, "statement"), rq_int(rq, "line"), &who, &why),
		      &why, N_("The match was taken back."), e);
}

static bool drop(struct request *rq, struct html *h, struct err *e)
{
	struct view w = {0};
	struct err why = {0};
	struct ledger_who who = page_book_who(rq);
	if (!view_load(rq, CAP_CASH, &w, e))
		return false;
	return answer(rq, h, &w, bank_drop(rq->db, &w.b, rq_id(rq, "statement"), &who, &why), &why,
		      N_("The statement was taken back."), e);
}
