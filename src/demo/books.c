/*
 * books.c - packs/<place>/books.yaml: collective organisations, their books, what counts as income.
 *
 *	year, chart       the year that is kept, on which chart; the books end with it
 *	under, kind       units whose villages keep a book; of which kind (all when absent)
 *	without           villages that keep none
 *	strong, others    operating income of a village: how many strong ones; from, to in yuan
 *	subsidy           subsidies of a village, from, to in yuan
 *	running           villages with a book of today, on the newest chart, of this year
 *	people            accounts: accountant, checker, cashier
 *	running_people    the same of the running books
 *	calibers, bands   what the county's document counts, and the bands it draws
 *
 * Income is never written down: it is what the vouchers add up to.
 */
#include "base/str.h"
#include "demo/books.h"
#include "demo/reading.h"
#include "ledger/period.h"

struct range {
	int from, to, number;
};
struct books {
	struct place *place;
	struct reading plan;
	int year;
	const char *chart, *kind;
	struct plan_codes without, running;
	struct range strong, others, subsidy;
	struct ledger_who maker, checker, cashier;
	struct ledger_who running_maker, running_checker, running_cashier;
};

static struct range range_of(const struct reading *plan, const char *key)
{
	struct reading r = plan_part(plan, key);
	return (struct range){.from = plan_number(&r, "from"),
			      .to = plan_number(&r, "to"),
			      .number = plan_number(&r, "number")};
}

static int64_t in_range(struct lot *l, const struct range *r)
{
	return ((int64_t)r->from + lot_below(l, r->to - r->from)) * 100 + lot_below(l, 100);
}

static bool person_of(struct books *b, const struct reading *people, const char *key,
		      struct ledger_who *out, struct err *e)
{
	struct account acc;
	if (!account_by_login(b->place->a, b->place->db, plan_need(people, key), &acc, e))
		return false;
	*out = (struct ledger_who){.actor = acc.id, .origin = "demo"};
	return true;
}

static bool has_code(const struct plan_codes *codes, const struct unit *unit)
{
	for (int i = 0; i < codes->count; i++)
		if (text_eq(codes->code[i], unit->code))
			return true;
	return false;
}

/* ---- what counts ---- */

static const struct {
	const char *kind, *chart, *account, *counts, *note;
} counted[] = {
    {"operating", "rule_2004", "501", "counts", "经营收入"},
    {"operating", "rule_2004", "511", "counts", "发包及上交收入"},
    {"operating", "rule_2004", "561", "counts", "投资收益"},
    {"operating", "rule_2004", "522", "left_out", "财政补助不计"},
    {"operating", "rule_2023", "501", "counts", "经营收入"},
    {"operating", "rule_2023", "502", "counts", "投资收益"},
    {"operating", "rule_2023", "503", "left_out", "财政补助不计"},
    {"collective", "rule_2004", "501", "counts", "经营收入"},
    {"collective", "rule_2004", "511", "counts", "发包及上交收入"},
    {"collective", "rule_2004", "561", "counts", "投资收益"},
    {"collective", "rule_2004", "522", "counts", "补助收入"},
    {"collective", "rule_2004", "531", "counts", "其他收入"},
    {"collective", "rule_2023", "501", "counts", "经营收入"},
    {"collective", "rule_2023", "502", "counts", "投资收益"},
    {"collective", "rule_2023", "503", "counts", "补助收入"},
    {"collective", "rule_2023", "504", "counts", "其他收入"},
};

static bool lines_make(struct place *p, const char *kind, int64_t caliber, struct err *e)
{
	for (size_t i = 0; i < ARRAY_LEN(counted); i++) {
		struct entry en;
		if (!text_eq(counted[i].kind, kind))
			continue;
		entry_start(p, &en, "caliber_line", p->unit.id);
		entry_id(&en, "caliber", caliber);
		entry_put(&en, "chart", counted[i].chart);
		entry_put(&en, "account", counted[i].account);
		entry_put(&en, "counts", counted[i].counts);
		entry_put(&en, "note", counted[i].note);
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

static bool calibers_make(struct books *b, struct err *e)
{
	static const char *const fields[] = {"kind", "name", "basis", "taken", "document"};
	struct place *p = b->place;
	for (int i = 0;; i++) {
		struct reading item = plan_item(&b->plan, "calibers", i);
		struct entry en;
		int64_t id;
		if (!item.map)
			return true;
		entry_start(p, &en, "caliber", p->unit.id);
		for (size_t k = 0; k < ARRAY_LEN(fields); k++)
			entry_put(&en, fields[k], plan_need(&item, fields[k]));
		entry_day(&en, "valid_from", plan_day(&item, "from"));
		if (!entry_save(&en, &id, e) || !lines_make(p, plan_need(&item, "kind"), id, e))
			return false;
	}
}

static bool bands_make(struct books *b, struct err *e)
{
	struct place *p = b->place;
	struct reading first = plan_item(&b->plan, "calibers", 0);
	for (int i = 0;; i++) {
		struct reading item = plan_item(&b->plan, "bands", i);
		struct entry en;
		if (!item.map)
			return true;
		entry_start(p, &en, "income_band", p->unit.id);
		entry_put(&en, "name", plan_need(&item, "name"));
		entry_put(&en, "kind", plan_need(&item, "kind"));
		entry_put(&en, "at_least", plan_need(&item, "at_least"));
		entry_put(&en, "document", plan_need(&first, "document"));
		entry_day(&en, "valid_from", plan_day(&first, "from"));
		if (!entry_save(&en, NULL, e))
			return false;
	}
}

/* ---- books ---- */

static bool book_start(struct books *b, struct keeper *k, const struct unit *unit, int64_t org,
		       const char *chart, int opened, struct err *e)
{
	struct place *p = b->place;
	struct findings f;
	*k = (struct keeper){
	    .place = p,
	    .maker = b->maker,
	    .checker = b->checker,
	    .cashier = b->cashier,
	    .book = {.county = p->county,
		     .unit = unit->id,
		     .org = org,
		     .name = arena_printf(p->a, "%s股份经济合作社", short_name(p->a, unit->name)),
		     .chart = chart,
		     .opened = opened},
	};
	findings_init(&f, p->a);
	return book_make(p->a, p->db, &k->book, &k->maker, &f, e) &&
	       book_open(k, opened / 100, e);
}

static bool org_make(struct books *b, const struct unit *unit, int64_t *out, struct err *e)
{
	struct place *p = b->place;
	struct entry en;
	entry_start(p, &en, "org", unit->id);
	entry_put(&en, "name", arena_printf(p->row, "%s股份经济合作社", short_name(p->row, unit->name)));
	entry_put(&en, "kind", "collective");
	entry_day(&en, "founded", unit->opened);
	return entry_save(&en, out, e);
}

static bool past_make(struct books *b, const struct unit *unit, int64_t org, bool strong,
		      struct err *e)
{
	struct keeper k;
	struct lot *l = &b->place->lot;
	struct year_plan plan = {
	    .year = b->year,
	    .income = in_range(l, strong ? &b->strong : &b->others),
	    .subsidy = in_range(l, &b->subsidy),
	    .until = b->year * 10000 + 1231,
	};
	int first = b->year * 100 + 1, last = b->year * 100 + 12;
	return book_start(b, &k, unit, org, b->chart, first, e) && book_year(&k, &plan, e) &&
	       book_close_year(&k, b->year, e) &&
	       book_close_months(&k, book_takeover(&k.book), last, e) &&
	       book_end(b->place->a, b->place->db, &k.book, last, &k.maker, e);
}

/* Whoever signs in finds something to do: a draft that is wrong, and one that waits. */
static bool drafts_make(struct keeper *k, struct err *e)
{
	static const struct {
		const char *summary, *debit, *credit, *owed, *paid;
	} drafts[] = {{"收村部门面房租金", "102", "501", "2400.00", "2400.00"},
		      {"购办公用品", "513", "101", "126.50", "125.60"}};
	struct place *p = k->place;
	char day[16];
	for (size_t i = 0; i < ARRAY_LEN(drafts); i++) {
		struct voucher_line lines[] = {
		    {drafts[i].summary, drafts[i].debit, drafts[i].owed, "", ""},
		    {drafts[i].summary, drafts[i].credit, "", drafts[i].paid, ""},
		};
		struct voucher v = {.county = k->book.county,
				    .book = k->book.id,
				    .month = day_month(today()),
				    .day = date_iso(today(), day),
				    .attachments = 1,
				    .line_count = 2,
				    .lines = lines};
		arena_reset(p->row);
		if (!voucher_save(p->row, p->db, &v, &k->maker, e))
			return false;
	}
	return true;
}

/* The book of this year, as far as it has come: months before the last one are closed. */
static bool running_make(struct books *b, const struct unit *unit, int64_t org, struct err *e)
{
	struct keeper k;
	struct year_plan plan = {
	    .year = today() / 10000,
	    .income = in_range(&b->place->lot, &b->others),
	    .subsidy = in_range(&b->place->lot, &b->subsidy),
	    .until = today(),
	};
	int last = month_before(month_before(day_month(today())));
	struct books own = *b;
	own.maker = b->running_maker;
	own.checker = b->running_checker;
	own.cashier = b->running_cashier;
	return book_start(&own, &k, unit, org, "2023", plan.year * 100 + 1, e) &&
	       book_year(&k, &plan, e) &&
	       book_close_months(&k, book_takeover(&k.book), last, e) && drafts_make(&k, e);
}

static bool village_make(struct books *b, const struct unit *unit, bool strong, struct err *e)
{
	int64_t org;
	return org_make(b, unit, &org, e) && past_make(b, unit, org, strong, e) &&
	       (!has_code(&b->running, unit) || running_make(b, unit, org, e));
}

static bool villages_make(struct books *b, struct err *e)
{
	struct plan_codes under = {0};
	struct village *villages;
	int count, strong = b->strong.number;
	plan_codes_of(&b->plan, "under", &under);
	if (!villages_of(b->place, &under, &count, &villages, e))
		return false;
	for (int i = 0; i < count; i++) {
		const struct unit *unit = &villages[i].unit;
		if ((b->kind && !text_eq(unit->kind, b->kind)) || has_code(&b->without, unit))
			continue;
		if (!village_make(b, unit, strong-- > 0, e))
			return false;
	}
	return true;
}

bool make_books(struct place *p, struct err *e)
{
	struct books b = {.place = p};
	if (!plan_area(p->a, p->plan->slug, "books", &b.plan, e))
		return false;
	if (!b.plan.map)
		return true;
	struct reading people = plan_part(&b.plan, "people");
	b.year = plan_number(&b.plan, "year");
	b.chart = plan_need(&b.plan, "chart");
	b.kind = plan_word(&b.plan, "kind");
	plan_codes_of(&b.plan, "without", &b.without);
	plan_codes_of(&b.plan, "running", &b.running);
	b.strong = range_of(&b.plan, "strong");
	b.others = range_of(&b.plan, "others");
	b.subsidy = range_of(&b.plan, "subsidy");
	if (b.running.count) {
		struct reading own = plan_part(&b.plan, "running_people");
		if (!person_of(&b, &own, "accountant", &b.running_maker, e) ||
		    !person_of(&b, &own, "checker", &b.running_checker, e) ||
		    !person_of(&b, &own, "cashier", &b.running_cashier, e))
			return false;
	}
	return person_of(&b, &people, "accountant", &b.maker, e) &&
	       person_of(&b, &people, "checker", &b.checker, e) &&
	       person_of(&b, &people, "cashier", &b.cashier, e) && calibers_make(&b, e) &&
	       bands_make(&b, e) && villages_make(&b, e) && plan_says_ok(&b.plan, "books.yaml", e);
}
