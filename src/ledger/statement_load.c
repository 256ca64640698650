/* statement_load.c - statements of a book and of the books of a unit, with what must agree. */
#include "base/arena.h"
#include "base/str.h"
#include "ledger/statement_int.h"

#include <string.h>

/* Either one book or all in view at or under a unit. */
struct view {
	struct arena *a;
	struct db *db;
	const struct book *book;      /* NULL: of a unit */
	int64_t unit;
	const struct scope *scope;
	struct book_list books;
	int left_out;                 /* books kept then on another chart */
};

static int january(int month)
{
	return month / 100 * 100 + 1;
}

static bool view_trial(const struct view *v, int from, int to, struct trial *out, struct err *e)
{
	return v->book ? trial_of_book(v->a, v->db, v->book, from, to, out, e)
		       : trial_of_unit(v->a, v->db, v->unit, v->scope, from, to, out, e);
}

/* The same books as trial_of_unit(): kept in the last month on the chart in force then. */
static bool view_of_unit(struct view *v, int to, struct chart *chart, struct err *e)
{
	struct book_list all;
	if (!chart_of_month(v->a, to, chart, e) ||
	    !book_list(v->a, v->db, v->unit, v->scope, &all, e))
		return false;
	v->books.rows = ARENA_ARRAY(v->a, struct book, all.count + 1);
	for (int i = 0; i < all.count; i++) {
		const struct book *b = &all.rows[i];
		bool kept = b->opened <= to && (!b->ended || b->ended >= to);
		if (kept && text_eq(b->chart, chart->name))
			v->books.rows[v->books.count++] = *b;
		else
			v->left_out += kept;
	}
	return true;
}

static bool is_profit(const struct book_account *acc)
{
	return acc->class == CLASS_INCOME || acc->class == CLASS_EXPENSE;
}

/* ---- one column ---- */

static void balances_of(const struct view *v, const struct trial *t, bool opening,
			struct statement_facts *facts)
{
	facts->known = true;
	for (int i = 0; i < t->count; i++) {
		const struct trial_row *r = &t->rows[i];
		if (r->depth)
			continue;
		struct statement_fact *f =
		    fact_of(v->a, &facts->rows, &facts->count, r->account.code, "");
		f->debit = opening ? r->opening_debit : r->closing_debit;
		f->credit = opening ? r->opening_credit : r->closing_credit;
	}
}

static bool closing_take_off(const struct view *v, const struct book *b, int from, int to,
			     struct statement_facts *facts, struct err *e)
{
	struct closing_list closing;
	if (!closing_load(v->a, v->db, b, from, to, &closing, e))
		return false;
	for (int i = 0; i < closing.count; i++) {
		const struct closing_row *c = &closing.rows[i];
		struct statement_fact *f =
		    fact_of(v->a, &facts->rows, &facts->count, c->root, "");
		f->debit -= c->debit;
		f->credit -= c->credit;
	}
	return true;
}

/* The turnover of the details of that name, closing left out. */
static bool named_add(const struct view *v, const struct book *b, const struct statement_term *t,
		      int from, int to, struct statement_facts *facts, struct err *e)
{
	struct stmt *q = db_query(
	    v->db,
	    SQL("select cast(coalesce(sum(p.debit),0) as bigint),"
		"cast(coalesce(sum(p.credit),0) as bigint) from book_account c join posting p on"
		" p.county=c.county and p.book=c.book and p.account>=c.code and"
		" p.account<c.code||':' where c.county=$1 and c.book=$2 and c.root=$3 and c.name=$4"
		" and p.month>=$5 and p.month<=$6 and p.voucher not in ("
		"select w.id from voucher w where w.county=$1 and w.book=$2 and w.source>='close/'"
		" and w.source<'close0' union select r.id from voucher w join voucher r on"
		" r.county=w.county and r.reverses=w.id where w.county=$1 and w.book=$2 and"
		" w.source>='close/' and w.source<'close0' union select x.voucher from posting x"
		" join voucher y on y.county=x.county and y.id=x.voucher where x.county=$1 and"
		" x.book=$2 and x.account>='321' and x.account<'321:' and y.kind<>'opening')"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, t->code);
	bind(q, 4, t->name);
	bind(q, 5, (int64_t)from);
	bind(q, 6, (int64_t)to);
	if (db_next(q)) {
		struct statement_fact *f =
		    fact_of(v->a, &facts->rows, &facts->count, t->code, t->name);
		f->debit += col_i64(q, 0);
		f->credit += col_i64(q, 1);
	}
	return db_end(q, e);
}

static bool parts_add(const struct view *v, const struct book *b, const struct statement *s,
		      int from, int to, struct statement_facts *facts, struct err *e)
{
	for (int i = 0; i < s->count; i++)
		for (int k = 0; k < s->lines[i].term_count; k++) {
			const struct statement_term *t = &s->lines[i].terms[k];
			if (t->kind == TERM_NAMED && !named_add(v, b, t, from, to, facts, e))
				return false;
		}
	return true;
}

/* Turnover of income and expense from the months, closing taken off; distribution. */
static bool turnover_of(const struct view *v, const struct statement *s, int from, int to,
			struct statement_facts *facts, struct err *e)
{
	struct trial t;
	if (!view_trial(v, from, to, &t, e))
		return false;
	facts->known = true;
	for (int i = 0; i < t.count; i++) {
		const struct trial_row *r = &t.rows[i];
		if (r->depth)
			continue;
		if (is_profit(&r->account)) {
			struct statement_fact *f =
			    fact_of(v->a, &facts->rows, &facts->count, r->account.code, "");
			f->debit += r->debit;
			f->credit += r->credit;
		}
		if (is_profit(&r->account) || is_retained(r->account.code))
			facts->opening += r->opening_credit - r->opening_debit;
	}
	for (int i = 0; i < v->books.count; i++) {
		const struct book *b = &v->books.rows[i];
		if (!closing_take_off(v, b, from, to, facts, e) ||
		    !flows_add(v->a, v->db, b, from, to, facts, e) ||
		    !parts_add(v, b, s, from, to, facts, e))
			return false;
	}
	return true;
}

/* ---- what must agree ---- */

static void must_equal(struct statement *s, const char *one, int64_t first, const char *other,
		       int64_t second)
{
	char x[32], y[32];
	if (first == second)
		return;
	find_hint(find_error(&s->findings, NULL, "statement-differs",
			     "“%s” is %s yuan, “%s” is %s yuan: they must be equal.", one,
			     fen_text(first, x), other, fen_text(second, y)),
		  "Open both figures down to their vouchers, or run yanzhen check.");
}

static void balance_agrees(struct statement *s)
{
	const struct statement_line *left = statement_line(s, "assets"),
				    *right = statement_line(s, "claims");
	assert(left && right);
	for (int c = 0; c < 2; c++)
		if (left->known[c])
			must_equal(s, left->name, left->fen[c], right->name, right->fen[c]);
}

static int64_t line_fen(const struct statement *s, const char *item, int column)
{
	const struct statement_line *line = statement_line(s, item);
	return line ? line->fen[column] : 0;
}

/* The end of distribution beside the balance sheet of the same day, the beginning beside the
 * one of the year's opening. */
static bool income_agrees(const struct view *v, struct statement *s, int column, struct err *e)
{
	struct statement b;
	const struct statement_line *end = statement_line(s, "year_end");
	assert(end);
	if (!end->known[column])
		return true;
	if (!(v->book ? statement_of_book(v->a, v->db, v->book, STATEMENT_BALANCE, s->to, s->to, &b,
					  e)
		      : statement_of_unit(v->a, v->db, v->unit, v->scope, STATEMENT_BALANCE, s->to,
					  s->to, &b, e)))
		return false;
	must_equal(s, end->name, end->fen[column], statement_line(&b, "retained")->name,
		   line_fen(&b, "retained", 1) + line_fen(&b, "unclosed", 1));
	if (statement_line(&b, "retained")->known[0])
		must_equal(s, statement_line(s, "year_open")->name, line_fen(s, "year_open", column),
			   b.heads[0], line_fen(&b, "retained", 0) + line_fen(&b, "unclosed", 0));
	return true;
}

/* What the reader of a balance sheet should know. */
static void balance_notes(struct statement *s)
{
	const struct statement_line *pending = statement_line(s, "pending");
	if (line_fen(s, "unclosed", 0))
		find_hint(find_warning(&s->findings, NULL, "statement-year-open",
				       "Income and expense of the year before are not closed."),
			  "Close the year before; until then they stand in retained income.");
	if (s->to % 100 == 12 && pending && pending->fen[1])
		find_hint(find_warning(&s->findings, NULL, "statement-pending",
				       "“%s” is not nil at the end of the year.", pending->name),
			  "Decide what is to become of what the stock-take found.");
}

/* ---- statements ---- */

static bool is_taken_over_in_year(const struct book *b, int month)
{
	return book_takeover(b) / 100 == month / 100;
}

static bool balance_fill(const struct view *v, struct statement *s, struct err *e)
{
	struct statement_facts facts[2] = {0};
	struct trial t;
	int first = january(s->to), late = 0;
	for (int i = 0; i < v->books.count; i++)
		late += is_taken_over_in_year(&v->books.rows[i], s->to);
	s->heads[0] = N_("Opening of the year");
	s->heads[1] = N_("End of the period");
	if (v->book && late) {
		s->heads[0] = N_("At the take-over");
		first = month_next(book_takeover(v->book));
	}
	bool before = first > s->to;
	if (!view_trial(v, before ? s->to : first, s->to, &t, e))
		return false;
	balances_of(v, &t, !before, &facts[0]);
	balances_of(v, &t, false, &facts[1]);
	if (!v->book && late) {
		facts[0].known = false;
		find_note(&s->findings, NULL, "statement-opening-unknown",
			  "%d of the books were taken over within the year: the opening of the year"
			  " is not known.", late);
	}
	statement_fill(s, facts);
	balance_agrees(s);
	balance_notes(s);
	return true;
}

static bool income_fill(const struct view *v, struct statement *s, struct err *e)
{
	struct statement_facts facts[2] = {0};
	int year = s->to / 100, late = 0;
	bool whole = s->from == january(s->to) && s->to % 100 == 12;
	for (int i = 0; i < v->books.count; i++)
		late += v->books.rows[i].opened > (year - 1) * 100 + 12;
	s->heads[0] = whole ? N_("This year") : N_("This period");
	s->heads[1] = whole ? N_("Last year") : N_("Year to date");
	if (!turnover_of(v, s, s->from, s->to, &facts[0], e))
		return false;
	if (!whole) {
		if (!turnover_of(v, s, january(s->to), s->to, &facts[1], e))
			return false;
	} else if (!late && v->books.count) {
		if (!turnover_of(v, s, (year - 1) * 100 + 1, (year - 1) * 100 + 12, &facts[1], e))
			return false;
	} else {
		find_note(&s->findings, NULL, "statement-last-year-unknown",
			  "Last year is not known: %d of the books began later.", late);
	}
	statement_fill(s, facts);
	return income_agrees(v, s, whole ? 0 : 1, e);
}

static bool make(const struct view *v, const char *chart, enum statement_kind kind, int from,
		 int to, struct statement *out, struct err *e)
{
	struct statement s;
	assert(month_ok(from) && month_ok(to) && from <= to && from / 100 == to / 100);
	if (!statement_layout(v->a, chart, kind, &s, e))
		return false;
	s.from = from;
	s.to = to;
	s.book_count = v->books.count;
	if (v->left_out)
		find_warning(&s.findings, NULL, "statement-other-chart",
			     "%d books on another chart of accounts are not in the sum.",
			     v->left_out);
	if (!(kind == STATEMENT_BALANCE ? balance_fill(v, &s, e) : income_fill(v, &s, e)))
		return false;
	*out = s;
	return true;
}

bool statement_of_book(struct arena *a, struct db *db, const struct book *b,
		       enum statement_kind kind, int from, int to, struct statement *out,
		       struct err *e)
{
	struct book one = *b;
	struct view v = {.a = a, .db = db, .book = b, .books = {.count = 1, .rows = &one}};
	if (to < book_takeover(b))
		return err_set(e, ERR_INPUT, "This book begins in %s.",
			       month_text(book_takeover(b)));
	return make(&v, b->chart, kind, from, to, out, e);
}

bool statement_of_unit(struct arena *a, struct db *db, int64_t unit, const struct scope *scope,
		       enum statement_kind kind, int from, int to, struct statement *out,
		       struct err *e)
{
	struct view v = {.a = a, .db = db, .unit = unit, .scope = scope};
	struct chart chart;
	return view_of_unit(&v, to, &chart, e) && make(&v, chart.name, kind, from, to, out, e);
}

/* ---- income and expense in detail ---- */

static int64_t positive(const struct book_account *acc, int64_t debit, int64_t credit)
{
	return acc->credit_side ? credit - debit : debit - credit;
}

static bool closing_undo(const struct view *v, const struct book *b, struct income_detail *d,
			 struct err *e)
{
	struct closing_list closing;
	if (!closing_load(v->a, v->db, b, january(d->to), d->to, &closing, e))
		return false;
	for (int i = 0; i < closing.count; i++)
		for (int k = 0; k < d->count; k++) {
			struct income_row *r = &d->rows[k];
			const struct closing_row *c = &closing.rows[i];
			if (!text_eq(r->account.root, c->root) ||
			    !has_prefix(c->account, r->account.code))
				continue;
			int64_t fen = positive(&r->account, c->debit, c->credit);
			r->year -= fen;
			r->month -= c->month >= d->from ? fen : 0;
		}
	return true;
}

static bool detail_make(const struct view *v, int from, int to, struct income_detail *out,
			struct err *e)
{
	struct income_detail d = {.from = from, .to = to, .book_count = v->books.count};
	struct trial t;
	if (!view_trial(v, from, to, &t, e))
		return false;
	d.rows = ARENA_ARRAY(v->a, struct income_row, t.count + 1);
	for (int i = 0; i < t.count; i++) {
		const struct trial_row *r = &t.rows[i];
		if (is_profit(&r->account))
			d.rows[d.count++] = (struct income_row){
			    .account = r->account,
			    .depth = r->depth,
			    .month = positive(&r->account, r->debit, r->credit),
			    .year = positive(&r->account, r->year_debit, r->year_credit),
			};
	}
	for (int i = 0; i < v->books.count; i++)
		if (!closing_undo(v, &v->books.rows[i], &d, e))
			return false;
	for (int i = 0; i < d.count; i++)
		if (d.rows[i].depth == 0) {
			int64_t *sum = d.rows[i].account.class == CLASS_INCOME ? d.income : d.expense;
			sum[0] += d.rows[i].month;
			sum[1] += d.rows[i].year;
		}
	*out = d;
	return true;
}

bool income_detail_of_book(struct arena *a, struct db *db, const struct book *b, int from, int to,
			   struct income_detail *out, struct err *e)
{
	struct book one = *b;
	struct view v = {.a = a, .db = db, .book = b, .books = {.count = 1, .rows = &one}};
	return detail_make(&v, from, to, out, e);
}

bool income_detail_of_unit(struct arena *a, struct db *db, int64_t unit,
			   const struct scope *scope, int from, int to, struct income_detail *out,
			   struct err *e)
{
	struct view v = {.a = a, .db = db, .unit = unit, .scope = scope};
	struct chart chart;
	return view_of_unit(&v, to, &chart, e) && detail_make(&v, from, to, out, e);
}
