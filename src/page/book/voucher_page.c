/* voucher_page.c - one voucher: its lines and what is wrong, its parts, and who may do them. */
#include "page/book/voucher_page.h"

#include "audit/audit.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/file.h"
#include "page/estate/estate_page.h"
#include "tpl.h"

enum { EVENTS = 50 };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool print(struct request *rq, struct html *h, struct err *e);
static bool approve(struct request *rq, struct html *h, struct err *e);
static bool sign(struct request *rq, struct html *h, struct err *e);
static bool post(struct request *rq, struct html *h, struct err *e);
static bool drop(struct request *rq, struct html *h, struct err *e);
static bool reverse(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},    {.name = "id", .kind = PARAM_ID},
    {.name = "voucher", .kind = PARAM_ID},   {.name = "ver", .kind = PARAM_INT},
    {.name = "day", .kind = PARAM_TEXT},     {0},
};

#define STEP(id, word, need, fn, what)                                                             \
	const struct page id = {                                                                   \
	    .path = "/book/:id/voucher/:voucher/" word,                                            \
	    .method = POST,                                                                        \
	    .cap = need,                                                                           \
	    .params = params,                                                                      \
	    .serve = fn,                                                                           \
	    .title = N_("Voucher"),                                                                \
	    .about = what,                                                                         \
	}

const struct page voucher_page = {
    .path = "/book/:id/voucher/:voucher",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = show,
    .title = N_("Voucher"),
    .about = "One voucher: its lines, what is wrong with it, who has to do what next.",
};
const struct page voucher_print_page = {
    .path = "/book/:id/voucher/:voucher/print",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = print,
    .title = N_("Voucher"),
    .about = "One voucher on half a sheet of paper.",
};
STEP(voucher_approve_page, "approve", CAP_BOOK, approve, "The checker approves a draft.");
STEP(voucher_sign_page, "sign", CAP_CASH, sign, "The cashier signs a draft that moves money.");
STEP(voucher_post_page, "post", CAP_BOOK, post, "Posts an approved draft.");
STEP(voucher_drop_page, "drop", CAP_BOOK, drop, "Drops a draft.");
STEP(voucher_reverse_page, "reverse", CAP_BOOK, reverse,
     "Makes the draft of the opposite of a posted voucher.");

/* What is known of the voucher in view. */
struct seen {
	struct book b;
	struct voucher v;
	struct voucher_facts facts;
	struct findings f;
	bool money, may_book, may_cash;
};

/* ---- its parts ---- */

static const char *approve_why(const struct request *rq, const struct seen *s)
{
	if (!s->may_book)
		return N_("Your account does not keep this book: its checker approves.");
	if (rq->account->id == s->v.maker)
		return N_("You wrote this voucher: someone else has to approve it.");
	if (rq->account->id == s->v.cashier)
		return N_("You signed it as the cashier: someone else has to approve it.");
	return s->f.errors ? N_("What is wrong has to be put right first.") : NULL;
}

static const char *sign_why(const struct request *rq, const struct seen *s)
{
	if (!s->money)
		return N_("It moves neither cash nor bank money: no signature is needed.");
	if (!s->may_cash)
		return N_("Only the cashier signs.");
	if (rq->account->id == s->v.maker)
		return N_("You wrote this voucher: another cashier has to sign it.");
	if (rq->account->id == s->v.checker)
		return N_("You approved this voucher: another cashier has to sign it.");
	return s->f.errors ? N_("What is wrong has to be put right first.") : NULL;
}

static const char *post_why(const struct request *rq, const struct seen *s)
{
	if (!s->may_book)
		return N_("Your account does not keep this book: its accountant posts.");
	if (s->f.errors)
		return N_("What is wrong has to be put right first.");
	if (!s->v.checker)
		return N_("Nobody has approved it yet.");
	if (s->money && !s->v.cashier)
		return N_("The cashier has not signed it yet.");
	return rq->account->id == s->v.cashier ? N_("You signed it as the cashier: someone else posts it.")
					       : NULL;
}

static struct voucher_part part_of(struct request *rq, const struct seen *s, const char *label,
				   int64_t by, const char *word, const char *button, const char *why)
{
	struct voucher_part p = {.label = label, .who = page_account_name(rq, by), .button = button};
	if (by || s->v.posted)
		return p;
	p.why = why;
	if (!why)
		p.action = arena_printf(rq->arena, "%s/%s", page_voucher_href(rq, &s->v), word);
	return p;
}

static void make_parts(struct request *rq, const struct seen *s, struct voucher_view *v)
{
	struct voucher_part *parts = ARENA_ARRAY(rq->arena, struct voucher_part, 4);
	const struct voucher *w = &s->v;
	parts[0] = part_of(rq, s, N_("Written by"), w->maker, "", NULL, N_("Made by the program."));
	parts[1] = part_of(rq, s, N_("Approved by"), w->checker, "approve", N_("Approve"),
			   approve_why(rq, s));
	parts[2] = part_of(rq, s, N_("Signed by the cashier"), w->cashier, "sign",
			   N_("Sign as the cashier"), sign_why(rq, s));
	if (w->posted && !w->cashier)
		parts[2].why = N_("It moves neither cash nor bank money: no signature is needed.");
	parts[3] = part_of(rq, s, N_("Posted by"), w->poster, "post", N_("Post the voucher"),
			   post_why(rq, s));
	v->parts = parts;
	v->part_count = 4;
}

/* ---- its lines ---- */

static const char *amount_shown(struct request *rq, const char *typed)
{
	int64_t fen;
	return !is_empty(typed) && fen_parse(typed, &fen) ? page_fen(rq, fen, true) : typed;
}

const struct voucher_row_view *page_voucher_rows(struct request *rq, const struct voucher *v,
						 const struct book_accounts *all)
{
	struct voucher_row_view *rows =
	    ARENA_ARRAY(rq->arena, struct voucher_row_view, v->line_count + 1);
	for (int i = 0; i < v->line_count; i++) {
		const struct voucher_line *l = &v->lines[i];
		const struct book_account *acc = account_find(all, l->account);
		rows[i] = (struct voucher_row_view){
		    .row = i + 1,
		    .summary = l->summary,
		    .account = acc ? arena_printf(rq->arena, "%s %s", acc->code,
						  account_full_name(rq->arena, all, acc))
				   : l->account,
		    .debit = amount_shown(rq, l->debit),
		    .credit = amount_shown(rq, l->credit),
		    .receipt = l->receipt,
		};
		if (acc)
			rows[i].account_href = arena_printf(
			    rq->arena, "/book/%" PRId64 "/account/%s?period=%s", v->book, acc->code,
			    month_text(v->month));
	}
	return rows;
}

static bool make_events(struct request *rq, const struct seen *s, struct voucher_view *v,
			struct err *e)
{
	struct audit_list list;
	if (!audit_load(rq->arena, rq->db, s->b.county, "voucher", s->v.id, 0, EVENTS, &list, e))
		return false;
	struct voucher_event *events = ARENA_ARRAY(rq->arena, struct voucher_event, list.count + 1);
	for (int i = 0; i < list.count; i++)
		events[i] = (struct voucher_event){.at_ms = list.rows[i].at_ms,
						   .who = list.rows[i].actor_name,
						   .what = list.rows[i].action};
	v->events = events;
	v->event_count = list.count;
	return true;
}

static const char *other_href(struct request *rq, const struct seen *s, int64_t id)
{
	return id ? arena_printf(rq->arena, "/book/%" PRId64 "/voucher/%" PRId64, s->b.id, id)
		  : NULL;
}

static const char *no_change(const struct seen *s)
{
	const struct voucher *v = &s->v;
	if (!s->may_book)
		return N_("Your account reads this book and does not keep it.");
	if (s->b.ended)
		return N_("This book has ended: what is wrong is put right in the one that follows.");
	if (!v->posted)
		return NULL;
	if (v->kind == VOUCHER_REVERSAL)
		return N_("A reversal is not itself reversed. Write the right voucher anew.");
	return v->reversed_by ? N_("There is already a reversal of this voucher.") : NULL;
}

static bool look(struct request *rq, struct seen *s, struct err *e)
{
	findings_init(&s->f, rq->arena);
	if (!voucher_facts_load(rq->arena, rq->db, &s->v, &s->facts, e) ||
	    !page_book_may(rq, &s->b, CAP_BOOK, &s->may_book, e) ||
	    !page_book_may(rq, &s->b, CAP_CASH, &s->may_cash, e))
		return false;
	if (!s->v.posted)
		voucher_check(&s->v, &s->facts, &s->f);
	s->money = voucher_moves_money(&s->v, &s->facts.accounts);
	return true;
}

static bool make_view(struct request *rq, struct seen *s, const struct err *why,
		      struct voucher_view *out, struct err *e)
{
	const struct voucher *w = &s->v;
	int64_t debit, credit;
	char day[16];
	if (!look(rq, s, e))
		return false;
	voucher_sums(w, &debit, &credit);
	struct voucher_view v = {
	    .tabs = page_book_tabs(rq, &s->b),
	    .href = page_voucher_href(rq, w),
	    .number = page_voucher_number(rq, w->posted, w->number),
	    .month = arena_strdup(rq->arena, month_text(w->month)),
	    .day = w->day,
	    .debit = page_fen(rq, debit, false),
	    .credit = page_fen(rq, credit, false),
	    .balanced = debit == credit,
	    .source = w->source,
	    .source_href = estate_source_href(rq->arena, &s->b, w->source),
	    .posted = w->posted,
	    .ver = w->ver,
	    .sheets = w->attachments,
	    .wrong = why ? msg_render(rq->arena, &why->text, rq->lang) : NULL,
	    .wrong_hint = why && why->hint.id ? msg_render(rq->arena, &why->hint, rq->lang) : NULL,
	    .reverses_href = other_href(rq, s, w->reverses),
	    .reversed_href = other_href(rq, s, w->reversed_by),
	    .findings = &s->f,
	    .line_count = w->line_count,
	    .lines = page_voucher_rows(rq, w, &s->facts.accounts),
	    .may_book = s->may_book,
	    .why_no_change = no_change(s),
	    .may_reverse = w->posted && !no_change(s),
	    .today = arena_strdup(rq->arena, date_iso(today(), day)),
	};
	v.next = page_voucher_next(w, s->money, s->f.errors, &v.tone);
	make_parts(rq, s, &v);
	if (!make_events(rq, s, &v, e) ||
	    !file_list(rq->arena, rq->db, page_voucher_files(w), &v.files, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s %s %s", s->b.name, tr(rq->lang, N_("Voucher")),
				 v.month, v.number);
	*out = v;
	return true;
}

static bool draw(struct request *rq, struct html *h, struct seen *s, const struct err *why,
		 struct err *e)
{
	struct voucher_view v;
	if (!make_view(rq, s, why, &v, e))
		return false;
	tpl_voucher(h, &v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct seen *s = ARENA_NEW(rq->arena, struct seen);
	return page_voucher(rq, CAP_BOOK_READ, &s->b, &s->v, e) && draw(rq, h, s, NULL, e);
}

static bool print(struct request *rq, struct html *h, struct err *e)
{
	struct seen *s = ARENA_NEW(rq->arena, struct seen);
	struct voucher_view v;
	if (!page_voucher(rq, CAP_BOOK_READ, &s->b, &s->v, e) || !make_view(rq, s, NULL, &v, e))
		return false;
	v.book = s->b.name;
	tpl_voucher_print(h, &v);
	return true;
}

/* ---- steps ---- */

/* What was refused is said above the voucher as it stands now. */
static bool refused(struct request *rq, struct html *h, struct seen *s, const struct err *why,
		    struct err *e)
{
	if (err_http(why->code) >= 500) {
		*e = *why;
		return false;
	}
	rq->refuse = true;
	rq->status = err_http(why->code);
	return voucher_load(rq->arena, rq->db, s->b.county, s->v.id, &s->v, e) &&
	       draw(rq, h, s, why, e);
}

typedef bool (*step_fn)(struct arena *, struct db *, int64_t, int64_t, int64_t,
			const struct ledger_who *, struct findings *, struct err *);

static bool step(struct request *rq, struct html *h, enum cap cap, step_fn fn, const char *flash,
		 struct err *e)
{
	struct seen *s = ARENA_NEW(rq->arena, struct seen);
	struct ledger_who who = page_book_who(rq);
	struct findings f;
	struct err why = {0};
	findings_init(&f, rq->arena);
	if (!page_voucher(rq, cap, &s->b, &s->v, e))
		return false;
	if (!fn(rq->arena, rq->db, s->b.county, s->v.id, rq_int(rq, "ver"), &who, &f, &why))
		return refused(rq, h, s, &why, e);
	reply_flash(rq, flash);
	reply_redirect(rq, page_voucher_href(rq, &s->v));
	return true;
}

static bool approve(struct request *rq, struct html *h, struct err *e)
{
	return step(rq, h, CAP_BOOK, voucher_approve, N_("The voucher was approved."), e);
}

static bool sign(struct request *rq, struct html *h, struct err *e)
{
	return step(rq, h, CAP_CASH, voucher_sign, N_("The voucher was signed."), e);
}

static bool post(struct request *rq, struct html *h, struct err *e)
{
	return step(rq, h, CAP_BOOK, voucher_post, N_("The voucher was posted."), e);
}

static bool drop(struct request *rq, struct html *h, struct err *e)
{
	struct seen *s = ARENA_NEW(rq->arena, struct seen);
	struct ledger_who who = page_book_who(rq);
	struct err why = {0};
	if (!page_voucher(rq, CAP_BOOK, &s->b, &s->v, e))
		return false;
	if (!voucher_drop(rq->arena, rq->db, s->b.county, s->v.id, rq_int(rq, "ver"), &who, &why))
		return refused(rq, h, s, &why, e);
	if (!file_delete_all(rq->db, page_voucher_files(&s->v), e))
		return false;
	reply_flash(rq, N_("The draft was dropped."));
	reply_redirect(rq, arena_printf(rq->arena, "/book/%" PRId64 "/vouchers?month=%s", s->b.id,
					month_text(s->v.month)));
	return true;
}

static bool reverse(struct request *rq, struct html *h, struct err *e)
{
	struct seen *s = ARENA_NEW(rq->arena, struct seen);
	struct ledger_who who = page_book_who(rq);
	struct voucher made;
	struct err why = {0};
	ymd day;
	if (!page_voucher(rq, CAP_BOOK, &s->b, &s->v, e))
		return false;
	if (!date_parse(rq_text(rq, "day"), false, &day) || day % 100 == 0) {
		err_set(&why, ERR_REFUSED, "“%s” is not a date.", rq_text(rq, "day"));
		return refused(rq, h, s, &why, e);
	}
	if (!voucher_reverse(rq->arena, rq->db, s->b.county, s->v.id, day, &who, &made, &why))
		return refused(rq, h, s, &why, e);
	reply_flash(rq, N_("The draft of the reversal was made: it is approved and posted like any other."));
	reply_redirect(rq, page_voucher_href(rq, &made));
	return true;
}
