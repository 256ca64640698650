/*
 * income_page.c - income by caliber, with the caliber's name beside every number.
 *
 * Of a book: each account with what it adds, and those that the caliber does not name.  Of a
 * unit: its villages in bands.
 */
#include "page/book/income_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "economy/caliber.h"
#include "reg/query.h"
#include "tpl.h"

static bool serve_board(struct request *rq, struct html *h, struct err *e);
static bool serve_book(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "id", .kind = PARAM_ID},
    {.name = "day", .kind = PARAM_DATE},
    {0},
};

const struct page income_page = {
    .path = "/income",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve_board,
    .title = N_("Income of the collectives"),
    .about = "Income of the villages' collectives by caliber and band, from their books.",
};
const struct page book_income_page = {
    .path = "/book/:id/income",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve_book,
    .title = N_("Income by caliber"),
    .about = "The accounts that a caliber counts as income of a book, and those it does not.",
};

static const char *const kinds[] = {"operating", "collective", "net"};

static ymd day_asked(const struct request *rq)
{
	ymd d = rq_date(rq, "day");
	return d ? d : today();
}

static const char *word(const struct request *rq, const char *list, const char *code)
{
	const struct choice_list *l = choice_list_find(list);
	const struct choice *c = l ? choice_find(l, code) : NULL;
	return c ? label_in(&c->label, rq->lang) : "";
}

static const char *day_text(struct request *rq, ymd day)
{
	char text[16];
	return arena_strdup(rq->arena, date_iso(day, text));
}

/* ---- a book ---- */

static struct income_line line_of(struct request *rq, const struct book *b,
				  const struct book_accounts *all, const struct turnover_row *r,
				  const struct caliber_line *l, ymd day)
{
	const struct book_account *acc = account_find(all, r->account);
	return (struct income_line){
	    .account = acc ? account_full_name(rq->arena, all, acc) : r->account,
	    .href = arena_printf(rq->arena, "/book/%" PRId64 "/account/%s?period=%d", b->id,
				 r->account, day / 10000),
	    .note = l ? l->note : "",
	    .debit = page_fen(rq, r->debit, true),
	    .credit = page_fen(rq, r->credit, true),
	    .amount = l && l->counts ? page_fen(rq, r->credit - r->debit, false) : "",
	    .counts = l && l->counts,
	    .unnamed = !l,
	};
}

/* Income and expense that the caliber does not name is shown, not dropped. */
static bool is_shown(const struct book_accounts *all, const struct turnover_row *r,
		     const struct caliber_line *l)
{
	const struct book_account *acc = account_find(all, r->account);
	return l || !acc || acc->class == CLASS_INCOME || acc->class == CLASS_EXPENSE;
}

static bool part_make(struct request *rq, const struct book *b, const struct book_accounts *all,
		      const struct turnovers *t, const char *kind, ymd day, struct income_part *out,
		      struct err *e)
{
	struct caliber c;
	bool found;
	int64_t sum = 0;
	if (!caliber_find(rq->arena, rq->db, b->county, kind, day, &c, &found, e))
		return false;
	*out = (struct income_part){.kind = word(rq, "caliber_kind", kind), .known = found};
	if (!found)
		return true;
	struct income_line *lines = ARENA_ARRAY(rq->arena, struct income_line, t->count + 1);
	for (int i = 0; i < t->count; i++) {
		const struct turnover_row *r = &t->rows[i];
		if (r->book != b->id)
			continue;
		const struct caliber_line *l = caliber_decides(&c, r->chart, r->account);
		if (!is_shown(all, r, l))
			continue;
		lines[out->count++] = line_of(rq, b, all, r, l, day);
		sum += l && l->counts ? r->credit - r->debit : 0;
	}
	out->name = c.name;
	out->document = c.document;
	out->basis = word(rq, "caliber_basis", c.basis);
	out->taken = word(rq, "caliber_taken", c.taken);
	out->total = page_fen(rq, sum, false);
	out->lines = lines;
	return true;
}

static bool serve_book(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct book_accounts all;
	struct turnovers t;
	struct scope scope;
	ymd day = day_asked(rq);
	scope_of_cap(rq->account, CAP_BOOK_READ, &scope);
	if (!page_book(rq, CAP_BOOK_READ, &b, e) ||
	    !book_accounts(rq->arena, rq->db, &b, &all, e) ||
	    !turnover_of_unit(rq->arena, rq->db, b.unit, &scope, day, &t, e))
		return false;
	struct income_part *parts = ARENA_ARRAY(rq->arena, struct income_part, ARRAY_LEN(kinds));
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (!part_make(rq, &b, &all, &t, kinds[i], day, &parts[i], e))
			return false;
	struct income_view v = {
	    .tabs = page_book_tabs(rq, &b),
	    .day = day_text(rq, day),
	    .path = rq->path,
	    .count = (int)ARRAY_LEN(kinds),
	    .parts = parts,
	};
	tpl_book_income(h, &v);
	return true;
}

/* ---- a unit ---- */

struct board {
	struct request *rq;
	struct scope scope;
	ymd day;
	struct book_list books;
	struct caliber calibers[2];   /* operating, collective */
	bool found[2];
	struct incomes incomes[2];
	struct income_bands bands;
};

static int64_t income_of(const struct board *b, int kind, int64_t book)
{
	for (int i = 0; i < b->incomes[kind].count; i++)
		if (b->incomes[kind].rows[i].book == book)
			return b->incomes[kind].rows[i].fen;
	return 0;
}

static bool has_turnover(const struct board *b, int64_t book)
{
	for (int k = 0; k < 2; k++)
		for (int i = 0; i < b->incomes[k].count; i++)
			if (b->incomes[k].rows[i].book == book)
				return true;
	return false;
}

static bool board_load(struct board *b, struct err *e)
{
	struct request *rq = b->rq;
	scope_of_cap(rq->account, CAP_BOOK_READ, &b->scope);
	if (!book_list(rq->arena, rq->db, rq->unit.id, &b->scope, &b->books, e) ||
	    !income_bands(rq->arena, rq->db, rq->county, kinds[0], b->day, &b->bands, e))
		return false;
	for (int k = 0; k < 2; k++) {
		if (!caliber_find(rq->arena, rq->db, rq->county, kinds[k], b->day, &b->calibers[k],
				  &b->found[k], e))
			return false;
		if (b->found[k] &&
		    !incomes_of_unit(rq->arena, rq->db, &b->calibers[k], rq->unit.id, &b->scope,
				     b->day, &b->incomes[k], e))
			return false;
	}
	return true;
}

/* The highest band that the amount reaches; -1: none. */
static int band_of(const struct board *b, int64_t fen)
{
	int at = -1;
	for (int i = 0; i < b->bands.count; i++)
		if (fen >= b->bands.rows[i].at_least)
			at = i;
	return at;
}

static const char *caliber_name(const struct board *b, int kind)
{
	const struct caliber *c = &b->calibers[kind];
	return b->found[kind] ? arena_printf(b->rq->arena, "%s（%s）", c->name, c->document) : "";
}

static void rows_make(const struct board *b, struct income_board *v, struct income_band_sum *sums)
{
	struct request *rq = b->rq;
	struct income_village *rows = ARENA_ARRAY(rq->arena, struct income_village, b->books.count + 1);
	int64_t totals[2] = {0};
	for (int i = 0; i < b->books.count; i++) {
		const struct book *k = &b->books.rows[i];
		if (!has_turnover(b, k->id)) {
			v->without += !k->ended;
			continue;
		}
		int64_t fen[2] = {income_of(b, 0, k->id), income_of(b, 1, k->id)};
		int band = b->found[0] ? band_of(b, fen[0]) : -1;
		totals[0] += fen[0];
		totals[1] += fen[1];
		if (band >= 0)
			sums[band].villages++;
		rows[v->count++] = (struct income_village){
		    .unit = k->unit_name,
		    .href = arena_printf(rq->arena, "/book/%" PRId64 "/income?day=%s", k->id, v->day),
		    .operating = b->found[0] ? page_fen(rq, fen[0], false) : "—",
		    .collective = b->found[1] ? page_fen(rq, fen[1], false) : "—",
		    .band = band >= 0 ? b->bands.rows[band].name : "",
		};
	}
	v->villages = rows;
	v->operating = b->found[0] ? page_fen(rq, totals[0], false) : "—";
	v->collective = b->found[1] ? page_fen(rq, totals[1], false) : "—";
}

static bool serve_board(struct request *rq, struct html *h, struct err *e)
{
	struct board b = {.rq = rq, .day = day_asked(rq)};
	if (!board_load(&b, e))
		return false;
	struct income_band_sum *sums = ARENA_ARRAY(rq->arena, struct income_band_sum, b.bands.count + 1);
	for (int i = 0; i < b.bands.count; i++)
		sums[i] = (struct income_band_sum){
		    .name = b.bands.rows[i].name,
		    .from = page_fen(rq, b.bands.rows[i].at_least, false),
		    .document = b.bands.rows[i].document,
		};
	struct income_board v = {
	    .day = day_text(rq, b.day),
	    .unit = arena_printf(rq->arena, "%" PRId64, rq->unit.id),
	    .operating_name = caliber_name(&b, 0),
	    .collective_name = caliber_name(&b, 1),
	    .band_count = b.bands.count,
	    .bands = sums,
	};
	rows_make(&b, &v, sums);
	tpl_income(h, &v);
	return true;
}
