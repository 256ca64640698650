/*
 * test_visit.c - visits: the sheet a county sends, what is refused, which pairings are served, and
 * that no edit of two people is lost.
 *
 * Of the merge it is known from outside what must hold: a text that somebody wrote stands in the
 * visit, waits as a conflict, or was replaced by somebody who had seen it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "books.h"
#include "duty/visit.h"
#include "reg/visits.h"

#define XINLONG "431181110200"
#define BAITANG "431181110202"
#define TOWN "431181110000"

static struct findings f;

static struct record *record_of(const char *reg, const char *unit)
{
	return record_new(site.a, reg_find(reg), site.county, unit_of(unit));
}

static void put_id(struct record *r, const char *field, int64_t id)
{
	*record_value(r, field) = (struct value){ .known = id != 0, .i = id };
}

/* Saves it; the code of the first error, "" when it was saved. */
static const char *refused(struct record *r)
{
	struct save_how how = by_program();
	site.e = (struct err){ 0 };
	findings_init(&f, site.a);
	if (reg_save(site.a, site.db, r, &how, &f, &site.e))
		return "";
	assert_int_equal(site.e.code, ERR_REFUSED);
	site.e = (struct err){ 0 };
	for (const struct finding *fi = f.first; fi; fi = fi->next)
		if (fi->severity == FINDING_ERROR)
			return fi->code;
	return "?";
}

static int64_t person_of(const char *unit, const char *name)
{
	return add_person(unit, name, "1970-01-01", "senior", "");
}

static int64_t household_of(const char *unit, int64_t head)
{
	struct record *r = record_of("household", unit);
	put_id(r, "head", head);
	put(r, "kind", "一般户");
	assert_string_equal(refused(r), "");
	return r->id;
}

static int64_t pairing_of(const char *unit, const char *kind, int64_t helper, int64_t household, const char *from,
			  const char *to)
{
	struct record *r = record_of("pairing", unit);
	put(r, "kind", kind);
	put_id(r, "helper", helper);
	put_id(r, "household", household);
	put(r, "visits", "3");
	put(r, "started", from);
	put(r, "ended", to);
	assert_string_equal(refused(r), "");
	return r->id;
}

static struct record *visit_at(const char *unit, const char *day, int64_t visitor, int64_t household)
{
	struct record *r = record_of("visit", unit);
	put(r, "visited", day);
	put_id(r, "visitor", visitor);
	put_id(r, "household", household);
	return r;
}

static void went_too(const struct record *visit, const char *unit, int64_t person)
{
	struct record *r = record_of("visit_person", unit);
	put_id(r, "visit", visit->id);
	put_id(r, "person", person);
	assert_string_equal(refused(r), "");
}

static int64_t rows(struct sql sql, int64_t id)
{
	struct stmt *q = db_query(site.db, sql, &site.e);
	assert_non_null(q);
	bind(q, 1, site.county);
	bind(q, 2, id);
	assert_true(db_next(q));
	int64_t n = col_i64(q, 0);
	assert_true(db_end(q, &site.e));
	return n;
}

/* ---- sheets and checks ---- */

static const struct book books[] = {
	{ .reg = "visit", .title = "羊角塘镇包村联户走访台账（2023年四季度）",
	  .note = "说明：1.每次走访填一行。2.走访全村的不填户主。", .group = "走访情况", .first = 5, .last = 8,
	  .heads = { "序号", "所在村", "走访人", "走访日期", "户主", "走访类型", "谈话内容", "存在问题", "帮办实事" },
	  .rows = { { "1", "新龙村", "于走访", "2023年11月6日", "单户主", "入户走访", "谈了冬种。", "水渠渗漏", "联系水管员" },
		    { "2", "白塘", "白走访", "2023.11.7", NULL, "政策宣传", "宣讲养老政策。", NULL, NULL },
		    { "3", "白塘", "白走访", "2023/11/8", NULL, NULL, "看望老党员", NULL, NULL } },
	  .name = "于走访",
	  .facts = { "visited=2023-11-06", "household=单户主", "purpose=走村入户", "said=谈了冬种。", "found=水渠渗漏",
		     "helped=联系水管员" } },
};

static void sheets_are_read_and_come_back(void **state)
{
	(void)state;
	(void)person_of(XINLONG, "于走访");
	(void)person_of(BAITANG, "白走访");
	(void)household_of(XINLONG, person_of(XINLONG, "单户主"));
	books_are_read_and_come_back(books, ARRAY_LEN(books));
}

static void what_cannot_be_is_refused(void **state)
{
	(void)state;
	int64_t a = person_of(TOWN, "甲走访"), b = person_of(TOWN, "乙走访"), head = person_of(XINLONG, "丙户主");
	int64_t here = household_of(XINLONG, head), there = household_of(BAITANG, person_of(BAITANG, "丁户主"));
	assert_string_equal(refused(visit_at(XINLONG, "2024-01-02", a, here)), "visit-future"); /* today is 2024-01-01 */
	assert_string_equal(refused(visit_at(XINLONG, "2023-12", a, here)), "visit-day");
	assert_string_equal(refused(visit_at(XINLONG, "2023-12-01", a, there)), "visit-household");
	assert_string_equal(refused(visit_at(XINLONG, "2023-12-01", head, here)), "visit-self");
	assert_string_equal(refused(visit_at("431181000000", "2023-12-01", a, 0)), "visit-unit");
	struct record *v = visit_at(XINLONG, "2024-01-01", a, here);
	assert_string_equal(refused(v), "");
	assert_string_equal(refused(visit_at(XINLONG, "2024-01-01", a, here)), "visit-twice");
	went_too(v, XINLONG, b);
	assert_string_equal(refused(visit_at(XINLONG, "2024-01-01", b, here)), "visit-twice");
	assert_string_equal(refused(visit_at(XINLONG, "2024-01-01", b, 0)), ""); /* the village: another visit */
	struct record *w = record_of("visit_person", XINLONG);
	put_id(w, "visit", v->id);
	put_id(w, "person", a);
	assert_string_equal(refused(w), "visit-company");
	v->unit = unit_of(BAITANG);
	put_id(v, "household", 0);
	assert_string_equal(refused(v), "visit-moves");
	struct value value;
	findings_init(&f, site.a);
	assert_false(value_parse(site.a, field_find(v->def, "visited"), "2023-02-30", false, &value, &f));
}

/* ---- which pairings are served ---- */

static int served(int64_t visit, int64_t pairing)
{
	struct visits_ask ask = { .county = site.county, .from = 20200101, .to = 20240101, .visit = visit,
				  .pairing = pairing };
	struct visit_served_list list;
	scope_all(site.county, &ask.pairings);
	scope_all(site.county, &ask.visits);
	assert_true(fine(visits_serving(site.a, site.db, &ask, &list, &site.e)));
	return list.count;
}

static void one_visit_serves_all_it_fits(void **state)
{
	(void)state;
	int64_t a = person_of(TOWN, "戊走访"), b = person_of(TOWN, "己走访");
	int64_t h = household_of(XINLONG, person_of(XINLONG, "庚户主"));
	int64_t home = pairing_of(XINLONG, "党员联户", a, h, "2023-01-01", "2023-10"); /* to the end of October */
	int64_t village = pairing_of(XINLONG, "乡镇领导包村", a, 0, "2023-01-01", "");
	int64_t town = pairing_of(TOWN, "县领导包乡镇", b, 0, "2023-06-15", "2023-09-01");
	int64_t other = pairing_of(BAITANG, "乡镇领导包村", a, 0, "2023-01-01", "");
	struct record *v = visit_at(XINLONG, "2023-10-31", a, h);
	assert_string_equal(refused(v), "");
	assert_int_equal(served(v->id, 0), 2); /* the household and its village */
	assert_int_equal(served(v->id, home) + served(v->id, village), 2);
	assert_int_equal(served(v->id, other), 0);
	v = visit_at(XINLONG, "2023-11-01", a, h); /* the pairing with the household is over */
	assert_string_equal(refused(v), "");
	assert_int_equal(served(v->id, 0), 1);
	went_too(v, XINLONG, b);
	assert_int_equal(served(v->id, town), 0); /* ended on 1 September, which no longer counts */
	v = visit_at(XINLONG, "2023-08-31", a, 0);
	assert_string_equal(refused(v), "");
	assert_int_equal(served(v->id, 0), 1); /* the village, not the household in it */
	went_too(v, XINLONG, b);
	assert_int_equal(served(v->id, 0), 2);
	assert_int_equal(served(v->id, town), 1);
	/* who reads only the village is not told about the town's pairing */
	struct visits_ask ask = { .county = site.county, .from = 20230101, .to = 20240101, .visit = v->id };
	struct visit_served_list list;
	ask.pairings = ask.visits = (struct scope){ .count = 1, .units = { unit_of(XINLONG) } };
	assert_true(fine(visits_serving(site.a, site.db, &ask, &list, &site.e)));
	assert_int_equal(list.count, 1);
	assert_true(list.rows[0].pairing == village);
	ask.visits.units[0] = unit_of(BAITANG);
	assert_true(fine(visits_serving(site.a, site.db, &ask, &list, &site.e)));
	assert_int_equal(list.count, 0);
	ymd from, to, last;
	quarter_of(20231231, &from, &to);
	assert_int_equal(from, 20231001);
	assert_int_equal(to, 20231231);
	quarter_of(20240229, &from, &to);
	assert_int_equal(from, 20240101);
	assert_int_equal(to, 20240331);
	ask = (struct visits_ask){ .county = site.county, .from = 20230101, .to = 20240101 };
	scope_all(site.county, &ask.pairings);
	scope_all(site.county, &ask.visits);
	assert_true(fine(visits_serving(site.a, site.db, &ask, &list, &site.e)));
	assert_int_equal(visits_of(&list, village, 20230901, 20231231, &last), 2);
	assert_int_equal(last, 20231101);
	assert_int_equal(visits_of(&list, other, 20230101, 20231231, &last), 0);
	assert_int_equal(last, 0);
}

/* ---- the merge ---- */

static uint64_t seed = 20240101;

static int below(int n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int)(seed % (uint64_t)n);
}

enum { TEXTS = 3, EDITS = 8 };
static const char *const texts[TEXTS] = { "said", "found", "helped" };

struct text {
	const char *text[TEXTS];
};

static struct text read_visit(int64_t id)
{
	struct scope all;
	struct record *r;
	struct text s;
	scope_all(site.county, &all);
	assert_true(fine(reg_load(site.a, site.db, reg_find("visit"), site.county, id, &all, true, &r, &site.e)));
	for (int i = 0; i < TEXTS; i++) {
		const struct value *v = record_value(r, texts[i]);
		s.text[i] = v->known ? v->s : "";
	}
	return s;
}

static struct visit_edit edit_of(int64_t visit, int64_t visitor, const struct text *began, const struct text *wrote)
{
	struct visit_edit in = { .county = site.county, .unit = unit_of(XINLONG), .visit = visit, .client = "",
				 .writer = "某人" };
	findings_init(&f, site.a);
	assert_true(visit_edit_set(site.a, &in, "visited", visit ? "2023-12-05" : "", "2023-12-05", &f));
	in.wrote[1] = (struct value){ .known = true, .i = visitor };
	in.began[1] = visit ? in.wrote[1] : (struct value){ 0 };
	for (int i = 0; i < TEXTS; i++)
		assert_true(visit_edit_set(site.a, &in, texts[i], began->text[i], wrote->text[i], &f));
	return in;
}

static struct visit_result put_edit(const struct visit_edit *in)
{
	struct save_how how = by_program();
	struct visit_result r;
	how.actor = 7;
	site.e = (struct err){ 0 };
	findings_init(&f, site.a);
	assert_true(said(visit_put(site.a, site.db, in, &how, &f, &r, &site.e), &f));
	return r;
}

static bool waits(int64_t visit, const char *field, const char *text)
{
	struct stmt *q = db_query(site.db,
				  SQL("select count(*) from r_visit_conflict where county=$1 and visit=$2 and field=$3"
				      " and coalesce(ours,'')=$4 and settled is null"),
				  &site.e);
	bind(q, 1, site.county);
	bind(q, 2, visit);
	bind(q, 3, field);
	bind(q, 4, text);
	assert_true(db_next(q));
	bool there = col_i64(q, 0) == 1;
	assert_true(db_end(q, &site.e));
	return there;
}

/* Each edit begins from some earlier state that its writer saw, and writes texts nobody else writes. */
static void no_edit_is_lost(void **state)
{
	(void)state;
	static const struct text nothing = { { "", "", "" } };
	for (int round = 0, made = 0; round < 60; round++) {
		struct text seen[EDITS + 1] = { { { "甲", "乙", "" } } }, wrote[EDITS], began[EDITS];
		int64_t who = person_of(TOWN, arena_printf(site.a, "走访人%d", round));
		struct visit_edit first = edit_of(0, who, &nothing, &seen[0]);
		int64_t visit = put_edit(&first).visit;
		for (int n = 0; n < EDITS; n++) {
			began[n] = wrote[n] = seen[below(n + 1)];
			for (int i = 0; i < TEXTS; i++)
				if (below(3) == 0)
					wrote[n].text[i] = arena_printf(site.a, "w%d", ++made);
			struct visit_edit e = edit_of(visit, who, &began[n], &wrote[n]);
			(void)put_edit(&e);
			seen[n + 1] = read_visit(visit);
		}
		for (int n = 0; n < EDITS; n++)
			for (int i = 0; i < TEXTS; i++) {
				const char *text = wrote[n].text[i];
				bool kept = text_eq(text, began[n].text[i]) || text_eq(seen[EDITS].text[i], text) ||
					    waits(visit, texts[i], text);
				for (int later = n + 1; later < EDITS && !kept; later++)
					kept = text_eq(began[later].text[i], text) && !text_eq(wrote[later].text[i], text);
				assert_true(kept);
			}
	}
	assert_true(rows(SQL("select count(*) from r_visit_conflict where county=$1 and id<>$2"), 0) > 20);
}

/* Whoever changes different fields may come in either order. */
static void order_does_not_matter_apart(void **state)
{
	(void)state;
	static const struct text nothing = { { "", "", "" } }, base = { { "一", "二", "三" } };
	for (int mask = 0; mask < 64; mask++) {
		struct text a = base, b = base, end[2];
		for (int i = 0; i < TEXTS; i++) {
			if (mask >> i & 1)
				a.text[i] = "甲改";
			else if (mask >> (i + 3) & 1)
				b.text[i] = "";
		}
		for (int turn = 0; turn < 2; turn++) {
			int64_t who = person_of(TOWN, arena_printf(site.a, "先后%d%d", mask, turn));
			struct visit_edit first = edit_of(0, who, &nothing, &base);
			int64_t visit = put_edit(&first).visit;
			struct visit_edit x = edit_of(visit, who, &base, turn ? &b : &a),
					  y = edit_of(visit, who, &base, turn ? &a : &b);
			(void)put_edit(&x);
			assert_int_equal(put_edit(&y).conflicts, 0);
			end[turn] = read_visit(visit);
		}
		for (int i = 0; i < TEXTS; i++) {
			const char *want = mask >> i & 1 ? "甲改" : mask >> (i + 3) & 1 ? "" : base.text[i];
			assert_string_equal(end[0].text[i], want);
			assert_string_equal(end[1].text[i], want);
		}
	}
}

/* ---- the same visit, and phones ---- */

static void entered_twice_is_one(void **state)
{
	(void)state;
	static const struct text nothing = { { "", "", "" } };
	const struct text a = { { "甲说", "", "" } }, b = { { "乙说", "问题", "" } };
	int64_t one = person_of(TOWN, "壬走访"), two = person_of(TOWN, "癸走访"), three = person_of(TOWN, "子走访");
	struct visit_edit x = edit_of(0, one, &nothing, &a), y = edit_of(0, two, &nothing, &b),
			  z = edit_of(0, three, &nothing, &b);
	x.people_wrote = (struct visit_people){ 1, { two } };
	y.client = "phone-2";
	y.edit = 1;
	struct visit_result r = put_edit(&x);
	assert_true(r.is_new && r.outcome == VISIT_SAVED);
	struct visit_result s = put_edit(&y); /* the second went along: one visit, told differently */
	assert_true(s.visit == r.visit && s.outcome == VISIT_CONFLICT && s.conflicts == 1);
	assert_string_equal(read_visit(r.visit).text[0], "甲说");
	assert_string_equal(read_visit(r.visit).text[1], "问题");
	assert_true(waits(r.visit, "said", "乙说"));
	assert_true(put_edit(&z).visit != r.visit); /* nobody in common */
	/* what arrives again is answered as before and changes nothing */
	int64_t audit = rows(SQL("select count(*) from audit where county=$1 and $2=$2"), 0);
	for (int i = 0; i < 3; i++) {
		struct visit_result again = put_edit(&y);
		assert_true(again.visit == r.visit && again.outcome == VISIT_CONFLICT);
	}
	y.edit = 3;
	assert_true(put_edit(&y).visit == r.visit);
	y.edit = 2; /* late: a newer one of the phone is here */
	struct text old = { { "旧的", "", "" } };
	struct visit_edit late = edit_of(0, two, &nothing, &old);
	late.client = y.client;
	late.edit = 2;
	assert_true(put_edit(&late).outcome == VISIT_SAME);
	assert_int_equal(rows(SQL("select count(*) from audit where county=$1 and $2=$2"), 0), audit);
	assert_int_equal(rows(SQL("select count(*) from r_visit_conflict where county=$1 and visit=$2"), r.visit), 1);
	/* an account that may not write there learns nothing */
	struct save_how how = by_program();
	how.scope = (struct scope){ .count = 1, .units = { unit_of(BAITANG) } };
	findings_init(&f, site.a);
	assert_false(visit_put(site.a, site.db, &x, &how, &f, &r, &site.e));
	assert_int_equal(site.e.code, ERR_DENIED);
	site.e = (struct err){ 0 };
}

static int64_t told(int64_t visit, int64_t who, const char *ours)
{
	static const struct text nothing = { { "", "", "" } };
	struct text a = { { "", "", "" } }, b = { { ours, "", "" } };
	a.text[0] = "先写";
	struct visit_edit x = edit_of(visit, who, &nothing, &a);
	visit = put_edit(&x).visit;
	struct visit_edit y = edit_of(visit, who, &nothing, &b);
	assert_int_equal(put_edit(&y).conflicts, 1);
	return rows(SQL("select max(id) from r_visit_conflict where county=$1 and visit=$2"), visit);
}

static void a_person_settles(void **state)
{
	(void)state;
	struct save_how how = by_program();
	int64_t who = person_of(TOWN, "丑走访"), conflict = told(0, who, "后写"), failed = 0;
	int64_t visit = rows(SQL("select visit from r_visit_conflict where county=$1 and id=$2"), conflict);
	findings_init(&f, site.a);
	assert_false(visit_settle(site.a, site.db, site.county, conflict, "maybe", &how, &f, &site.e));
	site.e = (struct err){ 0 };
	for (;; failed++) { /* at whatever step the disk fails, both or neither */
		findings_init(&f, site.a);
		db_fail_at(failed + 1);
		bool ok = visit_settle(site.a, site.db, site.county, conflict, "both", &how, &f, &site.e);
		db_fail_at(0);
		if (ok)
			break;
		site.e = (struct err){ 0 };
		assert_string_equal(read_visit(visit).text[0], "先写");
		assert_true(waits(visit, "said", "后写"));
		assert_true(failed < 500);
	}
	assert_true(failed > 5);
	assert_string_equal(read_visit(visit).text[0], "先写\n后写");
	findings_init(&f, site.a);
	assert_false(visit_settle(site.a, site.db, site.county, conflict, "theirs", &how, &f, &site.e));
	assert_int_equal(site.e.code, ERR_CONFLICT); /* somebody was first */
	site.e = (struct err){ 0 };
	conflict = told(0, person_of(TOWN, "寅走访"), "后写");
	struct scope all;
	struct record *c;
	scope_all(site.county, &all);
	assert_true(reg_load(site.a, site.db, reg_find("visit_conflict"), site.county, conflict, &all, true, &c, &site.e));
	put(c, "chosen", "采用后来内容"); /* past the page, without the visit */
	put(c, "settled", "2024-01-01");
	assert_string_equal(refused(c), "visit-settled");
	struct due_list dues;
	assert_true(fine(visit_dues(site.a, site.db, site.county, unit_of(XINLONG), &all, 20240101, 200, &dues, &site.e)));
	assert_true(dues.count > 0 && dues.rows[0].kind == DUE_CONFLICT);
}

static void a_failing_step_leaves_nothing(void **state)
{
	(void)state;
	static const struct text nothing = { { "", "", "" } };
	const struct text a = { { "说", "问题", "帮办" } };
	struct save_how how = by_program();
	struct visit_result r;
	int64_t who = person_of(TOWN, "卯走访"), with = person_of(TOWN, "辰走访"), failed = 0;
	struct visit_edit in = edit_of(0, who, &nothing, &a);
	in.people_wrote = (struct visit_people){ 1, { with } };
	in.client = "phone-9";
	in.edit = 1;
	struct sql there = SQL("select count(*) from r_visit where county=$1 and visitor=$2"),
		   sent = SQL("select count(*) from visit_sent where county=$1 and client='phone-9' and edit<>$2");
	for (;; failed++) {
		findings_init(&f, site.a);
		db_fail_at(failed + 1);
		bool ok = visit_put(site.a, site.db, &in, &how, &f, &r, &site.e);
		db_fail_at(0);
		if (ok)
			break;
		site.e = (struct err){ 0 };
		assert_int_equal(rows(there, who), 0);
		assert_int_equal(rows(sent, 0), 0);
		assert_true(failed < 500);
	}
	assert_true(failed > 10);
	assert_int_equal(rows(there, who), 1);
	assert_int_equal(rows(sent, 0), 1);
	assert_int_equal(rows(SQL("select count(*) from r_visit_person where county=$1 and visit=$2"), r.visit), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sheets_are_read_and_come_back),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(one_visit_serves_all_it_fits),
		cmocka_unit_test(no_edit_is_lost),
		cmocka_unit_test(order_does_not_matter_apart),
		cmocka_unit_test(entered_twice_is_one),
		cmocka_unit_test(a_person_settles),
		cmocka_unit_test(a_failing_step_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
