/*
 * share.c - packs/<place>/share.yaml: members, shares and a dividend of one collective.
 *
 *	village      whose collective it is; it keeps a book (books.yaml)
 *	members      people in the roll; every `household` of them one household
 *	founded      the day of the reform: roll, classes, grants
 *	document     what confirmed it
 *	reserve      the charter's ratio, in percent
 *	dividend     yuan that last year's income gives; with `accountant`, `checker`, `cashier`
 *
 * Every member has one population share, every other one labour shares too; one has died and
 * passed them on.  The dividend is laid open, resolved, booked and paid in the weeks before
 * today; early in a year, while last year's books are open, its plan stays a draft.
 */
#include "base/str.h"
#include "demo/demo_int.h"
#include "demo/reading.h"
#include "share/pay.h"

enum { MEMBERS_MAX = 200, VIEWED = 35, ASSEMBLY = 20, PAID = 15 };

struct shares {
	struct place *p;
	struct reading plan;
	struct unit village;
	struct book book;
	ymd founded;
	const char *document;
	int members, household, number;
	int64_t people[MEMBERS_MAX], population, labour;
	struct ledger_who maker, checker, cashier;
};

static ymd earlier(int days)
{
	return date_from_days(date_days(today()) - days);
}

/* ---- the collective, its rules and people ---- */

static bool book_find(struct shares *s, struct err *e)
{
	struct scope all;
	struct book_list list;
	scope_all(s->p->county, &all);
	if (!unit_by_code(s->p->a, s->p->db, plan_need(&s->plan, "village"), 0, &s->village, e) ||
	    !book_list(s->p->a, s->p->db, s->village.id, &all, &list, e))
		return false;
	for (int i = 0; i < list.count; i++)
		if (!list.rows[i].ended)
			s->book = list.rows[i];
	return true;
}

static bool rules_make(struct shares *s, struct err *e)
{
	struct entry en;
	entry_start(s->p, &en, "charter", s->village.id);
	entry_id(&en, "org", s->book.org);
	entry_put(&en, "reserve_ratio", plan_need(&s->plan, "reserve"));
	entry_put(&en, "reserve_base", "after_loss");
	entry_put(&en, "member_rule", "shares");
	entry_day(&en, "valid_from", s->founded);
	entry_put(&en, "document", s->document);
	if (!entry_save(&en, NULL, e))
		return false;
	entry_start(s->p, &en, "share_rule", s->village.id);
	entry_id(&en, "org", s->book.org);
	entry_day(&en, "since", s->founded);
	entry_put(&en, "document", s->document);
	entry_put(&en, "notice", "10");
	entry_put(&en, "quorum", "2");
	entry_put(&en, "quorum_of", "3");
	entry_put(&en, "votes", "2");
	entry_put(&en, "votes_of", "3");
	entry_put(&en, "frozen", "hold");
	entry_put(&en, "subsidy", "0");
	return entry_save(&en, NULL, e);
}

static bool class_make(struct shares *s, const char *name, const char *kind, const char *takes, int64_t *id,
		       struct err *e)
{
	struct entry en;
	entry_start(s->p, &en, "share_class", s->village.id);
	entry_id(&en, "org", s->book.org);
	entry_put(&en, "name", name);
	entry_put(&en, "kind", kind);
	entry_put(&en, "takes", takes);
	entry_day(&en, "since", s->founded);
	entry_put(&en, "document", s->document);
	return entry_save(&en, id, e);
}

static bool member_make(struct shares *s, int i, const char *head, struct err *e)
{
	struct entry en;
	bool died = i == 1;
	entry_start(s->p, &en, "collective_member", s->village.id);
	entry_id(&en, "person", s->people[i]);
	entry_id(&en, "org", s->book.org);
	entry_put(&en, "standing", "member");
	entry_put(&en, "household", head);
	entry_day(&en, "admitted", s->founded);
	entry_put(&en, "ground", "reform");
	entry_put(&en, "confirmed", "reform");
	entry_put(&en, "document", s->document);
	if (died) {
		entry_day(&en, "ended", date_add_years(s->founded, 2));
		entry_put(&en, "end_reason", "died");
	}
	return entry_save(&en, NULL, e);
}

static bool members_make(struct shares *s, struct err *e)
{
	const char *head = "";
	for (int i = 0; i < s->members; i++) {
		struct person *who;
		bool first = i % s->household == 0;
		struct wish w = {
		    .unit = s->village.id,
		    .kind = VILLAGER,
		    .birth = birth_of_age(&s->p->lot, s->founded, first ? 38 : 20, first ? 70 : 66),
		    .education = "junior",
		    .political = "masses",
		    .occupation = "务农",
		};
		if (!person_make(s->p, &w, &who, e))
			return false;
		s->people[i] = who->id;
		if (first)
			head = who->name;
		if (!member_make(s, i, head, e))
			return false;
	}
	return true;
}

/* ---- movements ---- */

static bool move_make(struct shares *s, ymd day, const char *kind, int64_t class, int64_t from, int64_t to,
		      const char *count, struct err *e)
{
	struct entry en;
	entry_start(s->p, &en, "share_movement", s->village.id);
	entry_id(&en, "org", s->book.org);
	entry_put(&en, "number", arena_printf(s->p->row, "%d-%03d", day / 10000, ++s->number));
	entry_day(&en, "happened", day);
	entry_put(&en, "kind", kind);
	entry_id(&en, "class", class);
	if (from)
		entry_id(&en, "holder", from);
	if (to)
		entry_id(&en, "receiver", to);
	entry_put(&en, "shares", count);
	entry_put(&en, "document", s->document);
	return entry_save(&en, NULL, e);
}

static bool moves_make(struct shares *s, struct err *e)
{
	static const char *const years[] = {"0.5", "1", "1.5", "2"};
	for (int i = 0; i < s->members; i++) {
		if (!move_make(s, s->founded, "grant", s->population, 0, s->people[i], "1", e) ||
		    (i % 2 == 0 && !move_make(s, s->founded, "grant", s->labour, 0, s->people[i],
					      years[lot_below(&s->p->lot, (int)ARRAY_LEN(years))], e)))
			return false;
	}
	/* the share of the one who died goes to the head of the household */
	return move_make(s, date_add_years(s->founded, 2), "inherit", s->population, s->people[1], s->people[0], "1",
			 e);
}

/* ---- the dividend ---- */

static bool who_of(struct shares *s, const struct reading *r, const char *key, struct ledger_who *out,
		   struct err *e)
{
	struct account acc;
	if (!account_by_login(s->p->a, s->p->db, plan_need(r, key), &acc, e))
		return false;
	*out = (struct ledger_who){.actor = acc.id, .origin = "demo"};
	return true;
}

static bool post(struct shares *s, int64_t id, bool money, struct err *e)
{
	struct place *p = s->p;
	struct voucher v;
	struct findings f;
	findings_init(&f, p->a);
	return voucher_load(p->a, p->db, p->county, id, &v, e) &&
	       (!money || voucher_sign(p->a, p->db, p->county, id, v.ver++, &s->cashier, &f, e)) &&
	       voucher_approve(p->a, p->db, p->county, id, v.ver++, &s->checker, &f, e) &&
	       voucher_post(p->a, p->db, p->county, id, v.ver++, &s->maker, &f, e);
}

static bool accounts_of(struct shares *s, struct err *e)
{
	for (int i = 0; i < s->members; i += 2) {
		struct findings f;
		struct member_account acc = {
		    .person = s->people[i],
		    .bank = "农村商业银行",
		    .number = arena_printf(s->p->a, "62299900%08d", 10000000 + lot_below(&s->p->lot, 89999999)),
		};
		findings_init(&f, s->p->a);
		if (!member_account_save(s->p->a, s->p->db, &s->book, &acc, &s->maker, &f, e))
			return false;
	}
	return true;
}

static bool dividend_go(struct shares *s, struct dividend *d, struct err *e)
{
	struct place *p = s->p;
	struct findings f;
	struct pay_batch batch;
	int64_t voucher;
	findings_init(&f, p->a);
	if (!dividend_publish(p->a, p->db, &s->book, d, &s->maker, &f, e))
		return false;
	d->assembly = earlier(ASSEMBLY);
	d->document = arena_printf(p->a, "成员大会决议〔%d〕1号（演示）", d->assembly / 10000);
	d->members_all = s->members - 1;
	d->members_present = s->members - 4;
	d->members_for = s->members - 5;
	return dividend_resolve(p->a, p->db, &s->book, d, &s->maker, &f, e) &&
	       pay_declare(p->a, p->db, &s->book, d, d->assembly, &s->maker, &voucher, e) &&
	       post(s, voucher, false, e) &&
	       pay_send(p->a, p->db, &s->book, d, PAY_BANK, "102", earlier(PAID), NULL, 0, &s->maker, &batch, e) &&
	       post(s, batch.voucher, true, e);
}

static bool dividend_make(struct shares *s, struct err *e)
{
	struct reading r = plan_part(&s->plan, "dividend");
	int year = today() / 10000 - 1;
	struct dividend d = {
	    .county = s->book.county,
	    .book = s->book.id,
	    .org = s->book.org,
	    .unit = s->book.unit,
	    .year = year,
	    .name = arena_printf(s->p->a, "%d年度成员分红", year),
	    .declared = (int64_t)plan_number(&r, "yuan") * 100,
	    .record_day = year * 10000 + 1231,
	    .weighting = "shares",
	    .frozen = "hold",
	    .document = "",
	    .payable = "211",
	    .viewed = earlier(VIEWED),
	};
	if (!who_of(s, &r, "accountant", &s->maker, e) || !who_of(s, &r, "checker", &s->checker, e) ||
	    !who_of(s, &r, "cashier", &s->cashier, e) ||
	    !dividend_save(s->p->a, s->p->db, &d, &s->maker, e) || !accounts_of(s, e))
		return false;
	return earlier(VIEWED) / 10000 == year || today() % 10000 < 401 || dividend_go(s, &d, e);
}

bool make_shares(struct place *p, struct err *e)
{
	struct shares s = {.p = p};
	if (!plan_area(p->a, p->plan->slug, "share", &s.plan, e))
		return false;
	if (!s.plan.map)
		return true;
	s.founded = plan_day(&s.plan, "founded");
	s.document = plan_need(&s.plan, "document");
	s.members = plan_number(&s.plan, "members");
	s.household = plan_number(&s.plan, "household");
	assert(s.members <= MEMBERS_MAX && s.household > 1);
	return book_find(&s, e) && rules_make(&s, e) && class_make(&s, "人口股", "population", "1", &s.population, e) &&
	       class_make(&s, "农龄股", "labour_age", "1", &s.labour, e) && members_make(&s, e) &&
	       moves_make(&s, e) && dividend_make(&s, e) && plan_says_ok(&s.plan, "share.yaml", e);
}
