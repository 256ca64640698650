/*
 * book_year.c - a year of a village's books: what comes in and goes out, by hand of three people.
 *
 * The amounts are parts of the year's operating income; the entries are those of any village
 * that leases land and a workshop, sells from its greenhouses and holds a share in a firm.
 */
#include "base/str.h"
#include "demo/books.h"
#include "ledger/period.h"
#include "ledger/report.h"

enum { LINES = 40 };

/* The same things have other numbers on the two charts. */
struct codes {
	const char *chart, *rent, *sales, *costs, *shares, *subsidy, *running, *welfare, *retained;
};
static const struct codes charts[] = {
    {"2004", "511", "501", "502", "561", "522", "541", "551", "322"},
    {"2023", "501", "501", "511", "502", "503", "513", "514", "32202"},
};

static const struct codes *codes_of(const struct keeper *k)
{
	return text_eq(k->book.chart, charts[0].chart) ? &charts[0] : &charts[1];
}

/* ---- one voucher ---- */

static const char *amount(struct arena *a, int64_t fen)
{
	char text[32];
	return arena_strdup(a, fen_text(fen, text));
}

static bool entry_finish(struct keeper *k, struct voucher *v, struct err *e)
{
	struct place *p = k->place;
	struct voucher_facts facts;
	struct findings f;
	char text[MSG_TEXT];
	findings_init(&f, p->row);
	bool ok = voucher_facts_load(p->row, p->db, v, &facts, e);
	if (ok && voucher_moves_money(v, &facts.accounts))
		ok = voucher_sign(p->row, p->db, v->county, v->id, v->ver++, &k->cashier, &f, e);
	ok = ok && voucher_approve(p->row, p->db, v->county, v->id, v->ver++, &k->checker, &f, e) &&
	     voucher_post(p->row, p->db, v->county, v->id, v->ver, &k->maker, &f, e);
	if (ok || !f.errors)
		return ok;
	msg_write(&f.first->text, LANG_EN, text, sizeof text);
	*e = (struct err){0};
	return err_set(e, ERR_CORRUPT, "The demonstration of %s made a voucher that is refused: %s",
		       p->plan->slug, text);
}

bool book_entry(struct keeper *k, ymd day, const char *source, const char *summary,
		const struct side *sides, int count, struct err *e)
{
	struct place *p = k->place;
	struct voucher_line lines[LINES];
	char text[16];
	assert(count <= LINES);
	arena_reset(p->row);
	for (int i = 0; i < count; i++)
		lines[i] = (struct voucher_line){
		    .summary = summary,
		    .account = sides[i].account,
		    .debit = sides[i].fen > 0 ? amount(p->row, sides[i].fen) : "",
		    .credit = sides[i].fen < 0 ? amount(p->row, -sides[i].fen) : "",
		    .receipt = "",
		};
	struct voucher v = {
	    .county = k->book.county,
	    .book = k->book.id,
	    .kind = day_month(day) < k->book.opened ? VOUCHER_OPENING : VOUCHER_ORDINARY,
	    .month = day_month(day),
	    .day = date_iso(day, text),
	    .attachments = 1,
	    .source = source,
	    .line_count = count,
	    .lines = lines,
	};
	return voucher_save(p->row, p->db, &v, &k->maker, e) && entry_finish(k, &v, e);
}

/* ---- a year ---- */

bool book_open(struct keeper *k, int year, struct err *e)
{
	int64_t bank = 8000000 + lot_below(&k->place->lot, 4000000);
	int64_t buildings = 30000000 + lot_below(&k->place->lot, 30000000);
	int64_t worn = buildings / 5, capital = buildings / 2;
	int64_t kept = 1000000 + lot_below(&k->place->lot, 3000000);
	const struct side sides[] = {
	    {"101", 50000},
	    {"102", bank},
	    {"151", buildings},
	    {"152", -worn},
	    {"301", -capital},
	    {codes_of(k)->retained, -kept},
	    {"311", -(50000 + bank + buildings - worn - capital - kept)},
	};
	return book_entry(k, (year - 1) * 10000 + 1231, "takeover/1", "期初余额", sides,
			  (int)ARRAY_LEN(sides), e);
}

bool book_year(struct keeper *k, const struct year_plan *plan, struct err *e)
{
	const struct codes *c = codes_of(k);
	int64_t x = plan->income, due = x / 10, lease = x * 3 / 10, sold = x * 35 / 100,
		second = x * 15 / 100, shares = x - due - lease - sold - second;
	const struct {
		int day; /* month and day */
		const char *summary, *debit, *credit;
		int64_t fen;
	} events[] = {
	    {320, "收本年厂房租金", "102", c->rent, lease},
	    {410, "应收水面承包费", "112", c->rent, due},
	    {520, "支付大棚菌包款", c->costs, "102", sold / 2},
	    {625, "收扶持壮大村级集体经济补助", "102", c->subsidy, plan->subsidy},
	    {630, "上半年办公、水电等运转支出", c->running, "102", x / 25},
	    {815, "销售大棚产品", "102", c->sales, sold},
	    {920, "收本年土地发包费", "102", c->rent, second},
	    {1015, "慰问老人、路灯电费", c->welfare, "102", x / 50},
	    {1028, "收入股企业本年分红", "102", c->shares, shares},
	    {1120, "收回水面承包费", "102", "112", due},
	    {1220, "下半年办公、水电等运转支出", c->running, "102", x / 25},
	    {1230, "计提本年厂房折旧", c->costs, "152", x / 20},
	};
	for (size_t i = 0; i < ARRAY_LEN(events); i++) {
		ymd day = plan->year * 10000 + events[i].day;
		const struct side sides[] = {{events[i].debit, events[i].fen},
					     {events[i].credit, -events[i].fen}};
		if (events[i].fen && day <= plan->until &&
		    !book_entry(k, day, NULL, events[i].summary, sides, 2, e))
			return false;
	}
	return true;
}

/* The lines that bring the accounts of a class to nil. */
static int nil_lines(const struct trial *t, enum account_class class, struct side *sides)
{
	int count = 0;
	int64_t sum = 0;
	for (int i = 0; i < t->count; i++) {
		const struct trial_row *r = &t->rows[i];
		int64_t fen = r->closing_credit - r->closing_debit;
		if (r->account.class != class || r->account.has_details || !fen)
			continue;
		assert(count < LINES - 1);
		sides[count++] = (struct side){r->account.code, fen};
		sum += fen;
	}
	if (count)
		sides[count++] = (struct side){"321", -sum};
	return count;
}

bool book_close_year(struct keeper *k, int year, struct err *e)
{
	static const struct {
		enum account_class class;
		const char *step, *summary;
	} steps[] = {{CLASS_INCOME, "income", "结转本年收入"}, {CLASS_EXPENSE, "expense", "结转本年支出"}};
	struct place *p = k->place;
	struct side sides[LINES];
	struct trial t;
	int month = year * 100 + 12;
	ymd day = month * 100 + 31;
	if (!trial_of_book(p->a, p->db, &k->book, month, month, &t, e))
		return false;
	int64_t net = 0;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		int count = nil_lines(&t, steps[i].class, sides);
		if (!count)
			continue;
		net -= sides[count - 1].fen;
		if (!book_entry(k, day, arena_printf(p->a, "close/%d/%s", year, steps[i].step),
				steps[i].summary, sides, count, e))
			return false;
	}
	const struct side last[] = {{"321", net}, {codes_of(k)->retained, -net}};
	return !net || book_entry(k, day, arena_printf(p->a, "close/%d/result", year), "结转本年收益",
				  last, 2, e);
}

bool book_close_months(struct keeper *k, int first, int last, struct err *e)
{
	struct place *p = k->place;
	for (int m = first; m <= last; m = month_next(m)) {
		struct findings f;
		arena_reset(p->row);
		findings_init(&f, p->row);
		if (!period_close(p->row, p->db, &k->book, m, &k->checker, &f, e))
			return false;
	}
	return true;
}
