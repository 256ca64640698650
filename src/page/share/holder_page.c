/* holder_page.c - one holder: movements, dividends, and where the money goes. */
#include "page/share/share_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "html/ui.h"
#include "reg/record.h"
#include "tpl.h"

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool save(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "id", .kind = PARAM_ID},
    {.name = "person", .kind = PARAM_ID},
    {.name = "bank", .kind = PARAM_TEXT},
    {.name = "number", .kind = PARAM_TEXT},
    {0},
};

const struct page holder_page = {
    .path = "/book/:id/shares/:person",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve,
    .title = N_("Shares of one holder"),
    .about = "The movements and dividends of one holder, and the bank account, masked.",
};
const struct page holder_save_page = {
    .path = "/book/:id/shares/:person",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = save,
    .title = N_("Shares of one holder"),
    .about = "Saves the bank account of one holder.",
};

static const char *kind_word(struct request *rq, enum share_move_kind kind)
{
	const struct field_def *f = field_find(reg_find("share_movement"), "kind");
	return label_in(&f->of->choices[kind].label, rq->lang);
}

/* What the movement does to this person; 0 for a freeze, which says so by its kind. */
static int64_t change_of(const struct share_move *m, int64_t person)
{
	if (m->kind == MOVE_FREEZE || m->kind == MOVE_UNFREEZE)
		return 0;
	return (m->receiver == person ? m->shares : 0) - (m->holder == person ? m->shares : 0);
}

static void make_moves(struct request *rq, const struct share_moves *moves, const struct share_classes *classes,
		       const struct share_people *people, int64_t person, struct holder_view *v)
{
	struct holder_move *rows = ARENA_ARRAY(rq->arena, struct holder_move, (size_t)moves->count + 1);
	int64_t sum = 0;
	for (int64_t i = 0; i < moves->count; i++) {
		const struct share_move *m = &moves->rows[i];
		int64_t change = change_of(m, person), other = m->holder == person ? m->receiver : m->holder;
		const struct share_person *who = other ? share_person_on(people, other, m->day) : NULL;
		struct holder_move *r = &rows[v->move_count++];
		sum += change;
		*r = (struct holder_move){
		    .day = page_day(rq, m->day),
		    .kind = kind_word(rq, m->kind),
		    .change = arena_printf(rq->arena, "%s%s", change > 0 ? "+" : "",
					   page_shares(rq, change ? change : m->shares)),
		    .after = page_shares(rq, sum),
		    .other = who ? who->name : "",
		    .class = "",
		    .number = m->number,
		    .document = m->document,
		    .href = arena_printf(rq->arena, "/reg/share_movement/%" PRId64, m->id),
		};
		for (int c = 0; c < classes->count; c++)
			if (classes->rows[c].id == m->class)
				r->class = classes->rows[c].name;
	}
	v->moves = rows;
}

static bool make_lines(struct request *rq, const struct book *b, int64_t person, struct holder_view *v,
		       struct err *e)
{
	struct dividend_list list;
	if (!dividend_list(rq->arena, rq->db, b, &list, e))
		return false;
	struct holder_line *rows = ARENA_ARRAY(rq->arena, struct holder_line, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		const struct dividend *d = &list.rows[i];
		struct dividend_lines lines;
		if (!d->line_count || d->state == DIVIDEND_WITHDRAWN)
			continue;
		if (!dividend_lines_load(rq->arena, rq->db, d, 0, &lines, e))
			return false;
		for (int64_t l = 0; l < lines.count; l++)
			if (lines.rows[l].person == person)
				rows[v->line_count++] = (struct holder_line){
				    .year = arena_printf(rq->arena, "%d", d->year),
				    .name = d->name,
				    .fen = page_fen(rq, lines.rows[l].fen, false),
				    .pay = page_pay_word(lines.rows[l].pay),
				    .href = arena_printf(rq->arena, "%s/slip/%" PRId64,
							 page_dividend_href(rq, d), lines.rows[l].ord),
				};
	}
	v->lines = rows;
	return true;
}

static bool draw(struct request *rq, struct html *h, const struct book *b, struct err *e)
{
	int64_t person = rq_id(rq, "person");
	struct share_people people;
	struct share_classes classes;
	struct share_moves moves;
	struct member_account *accounts;
	int count;
	if (!share_people_load(rq->arena, rq->db, b->county, b->org, &people, e) ||
	    !share_classes_load(rq->arena, rq->db, b->county, b->org, &classes, e) ||
	    !share_moves_load(rq->arena, rq->db, b->county, b->org, today(), person, true, &moves, e) ||
	    !member_accounts_load(rq->arena, rq->db, b, person, &count, &accounts, e))
		return false;
	const struct share_person *who = share_person_on(&people, person, today());
	if (!who)
		return err_set(e, ERR_NOT_FOUND, "There is no such entry, or it is not yours to see.");
	struct holder_view v = {
	    .tabs = page_book_tabs(rq, b),
	    .name = who->name,
	    .household = who->household,
	    .admitted = page_day(rq, who->admitted),
	    .ended = page_day(rq, who->ended),
	    .rights_until = page_day(rq, who->rights_until),
	    .bank = count ? accounts[0].bank : "",
	    .number = count ? member_account_mask(rq->arena, accounts[0].number) : "",
	    .action = arena_printf(rq->arena, "/book/%" PRId64 "/shares/%" PRId64, b->id, person),
	    .findings = rq->findings,
	};
	make_moves(rq, &moves, &classes, &people, person, &v);
	if (!make_lines(rq, b, person, &v, e) || !page_book_may(rq, b, CAP_BOOK, &v.may_book, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", b->name, who->name);
	tpl_holder(h, &v);
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	return page_book(rq, CAP_BOOK_READ, &b, e) && draw(rq, h, &b, e);
}

static bool save(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct share_people people;
	struct err why = {0};
	struct ledger_who who = page_book_who(rq);
	struct member_account acc = {.person = rq_id(rq, "person"), .bank = rq_text(rq, "bank"),
				     .number = rq_text(rq, "number")};
	if (!page_book(rq, CAP_BOOK, &b, e) ||
	    !share_people_load(rq->arena, rq->db, b.county, b.org, &people, e))
		return false;
	if (!share_person_on(&people, acc.person, today()))
		return err_set(e, ERR_NOT_FOUND, "There is no such entry, or it is not yours to see.");
	if (!member_account_save(rq->arena, rq->db, &b, &acc, &who, rq->findings, &why)) {
		if (why.code != ERR_REFUSED) {
			*e = why;
			return false;
		}
		rq->refuse = true;
		rq->status = err_http(ERR_REFUSED);
		return draw(rq, h, &b, e);
	}
	reply_flash(rq, N_("The bank account was saved."));
	reply_redirect(rq, arena_printf(rq->arena, "/book/%" PRId64 "/shares/%" PRId64, b.id, acc.person));
	return true;
}
