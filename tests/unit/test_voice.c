/* test_voice.c - matters: who handles them, who must not see them, how they move. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "books.h"

#include "auth/manage.h"
#include "base/id.h"
#include "measure/measure.h"
#include "reg/workday.h"
#include "voice/recheck.h"

#define VILLAGE "431181110200"
#define OTHER "431181110201"

static int up(void **state)
{
	struct findings f;
	if (site_up(state) != 0)
		return -1;
	findings_init(&f, site.a);
	return measures_read(site.process, NULL, &f) ? 0 : -1;
}

static struct matter_new plain(const char *kind, const char *text)
{
	return (struct matter_new){.county = site.county, .place = unit_of(VILLAGE), .kind = kind,
				   .source = "paper", .text = text, .raised = 20231106};
}

/* Raises it, or gives the code of the first finding. */
static const char *raise(const struct matter_new *in, struct matter_raised *out)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	site.e = (struct err){0};
	if (matter_raise(site.a, site.db, in, &how, out, &f, &site.e)) {
		assert_int_equal(f.errors, 0);
		return "";
	}
	assert_true(f.first != NULL || fine(false));
	return f.first->code;
}

static int64_t add_post(int64_t person, const char *unit, const char *kind)
{
	struct findings f;
	struct save_how how = by_program();
	struct record *r = record_new(site.a, reg_find("post"), site.county, unit_of(unit));
	char id[24];
	findings_init(&f, site.a);
	put(r, "person", id_text(person, id));
	put(r, "kind", kind);
	put(r, "committee", "no");
	put(r, "started", "2021-01-01");
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	return r->id;
}

static void a_matter_goes_to_who_handles_it(void **state)
{
	(void)state;
	struct matter_raised out;
	struct matter_new in = plain("works", "三组的水渠垮了二十米。电话13812345678，请来看看。");
	struct workdays *days;
	assert_string_equal(raise(&in, &out), "");
	assert_int_equal(out.unit, unit_of(VILLAGE));
	assert_int_equal((int)strlen(out.code), MATTER_CODE + 1);
	assert_true(fine(workdays_load(site.a, site.db, site.county, &days, &site.e)));
	assert_int_equal(workdays_between(days, 20231106, out.due), 15);
	struct matter m, kept;
	assert_true(fine(matter_by_code(site.a, site.db, out.code, &m, &kept, &site.e)));
	assert_int_equal(m.id, out.id);
	assert_string_equal(m.title, "三组的水渠垮了二十米");
	assert_string_equal(m.text, in.text);
	assert_int_equal(m.state, MATTER_OPEN);
	struct matter_steps steps;
	assert_true(fine(matter_steps(site.a, site.db, &m, true, &steps, &site.e)));
	assert_int_equal(steps.count, 1);
	assert_string_equal(steps.rows[0].what, "raise");
}

static void conduct_goes_above_the_village(void **state)
{
	(void)state;
	struct matter_raised out;
	struct matter_new in = plain("conduct", "村里分低保不公道。");
	assert_string_equal(raise(&in, &out), "");
	assert_int_equal(out.unit, site.town);
}

static void nobody_gets_what_is_about_him(void **state)
{
	(void)state;
	struct matter_raised out;
	struct matter_new in = plain("finance", "门面房租金没有上账。");
	in.about = add_person(VILLAGE, "王会计", "1970-01-01", "高中", "");
	assert_string_equal(raise(&in, &out), "");
	assert_int_equal(out.unit, unit_of(VILLAGE)); /* holds no post */
	(void)add_post(in.about, VILLAGE, "会计");
	assert_string_equal(raise(&in, &out), "");
	assert_int_equal(out.unit, site.town);
	in.about = add_person(VILLAGE, "李主任", "1970-02-01", "高中", "");
	(void)add_post(in.about, "431181110000", "其他");
	assert_string_equal(raise(&in, &out), "");
	assert_int_equal(out.unit, site.county);
	in.about = add_person(VILLAGE, "周局长", "1970-03-01", "高中", "");
	(void)add_post(in.about, "431181000000", "其他");
	assert_string_equal(raise(&in, &out), "matter-county");
}

/* ---- steps ---- */

/* What the contract says (docs/duty.md), written down a second time: verb -> state after, -1 refused. */
static int model(enum matter_state s, enum matter_verb v)
{
	bool open = s == MATTER_OPEN, waiting = s == MATTER_WAITING;
	switch (v) {
	case MATTER_DO_NOTE:
		return s == MATTER_MERGED ? -1 : (int)s;
	case MATTER_DO_ANSWER:
	case MATTER_DO_REMIND:
		return open || waiting ? (int)s : -1;
	case MATTER_DO_WORD:
		return s == MATTER_MERGED ? -1 : waiting ? MATTER_OPEN : (int)s;
	case MATTER_DO_WAIT:
		return open ? MATTER_WAITING : -1;
	case MATTER_DO_RESUME:
		return waiting ? MATTER_OPEN : -1;
	case MATTER_DO_CLAIM:
		return open ? MATTER_CLAIMED : -1;
	case MATTER_DO_DECLINE:
		return open ? MATTER_DECLINED : -1;
	case MATTER_DO_CONFIRM:
		return s == MATTER_CLAIMED ? MATTER_CONFIRMED : -1;
	case MATTER_DO_SILENCE:
		return s == MATTER_CLAIMED ? MATTER_SILENT : -1;
	case MATTER_DO_REOPEN:
		return s == MATTER_CLAIMED || s == MATTER_CONFIRMED || s == MATTER_SILENT || s == MATTER_DECLINED
			       ? MATTER_OPEN : -1;
	case MATTER_DO_UNSOLVED:
		return s == MATTER_CLAIMED || s == MATTER_CONFIRMED || s == MATTER_SILENT ? MATTER_OPEN : -1;
	case MATTER_DO__COUNT:
		break;
	}
	return -1;
}

static bool act_by(struct matter *m, enum matter_verb v, const char *text, const struct save_how *how)
{
	struct findings f;
	struct matter_word w = {.text = text, .heard = "spoken"};
	findings_init(&f, site.a);
	site.e = (struct err){0};
	return matter_act(site.a, site.db, m, v, &w, how, &f, &site.e);
}

static bool act(struct matter *m, enum matter_verb v, const char *text)
{
	struct save_how how = by_program();
	return act_by(m, v, text, &how);
}

static struct matter raised_now(const char *kind, const char *text)
{
	struct matter_raised out;
	struct matter_new in = plain(kind, text);
	struct save_how all = by_program();
	struct matter m;
	assert_string_equal(raise(&in, &out), "");
	assert_true(fine(matter_load(site.a, site.db, site.county, out.id, &all.scope, &m, &site.e)));
	return m;
}

static int steps_of(const struct matter *m)
{
	struct matter_steps steps;
	assert_true(fine(matter_steps(site.a, site.db, m, false, &steps, &site.e)));
	return steps.count;
}

static void any_order_of_steps_keeps_to_the_table(void **state)
{
	(void)state;
	uint64_t lot = 20231106;
	for (int round = 0; round < 12; round++) {
		struct matter m = raised_now("works", "路灯不亮。");
		int said = 1, reopened = 0;
		for (int i = 0; i < 25; i++) {
			lot = lot * 6364136223846793005u + 1442695040888963407u;
			enum matter_verb v = (enum matter_verb)((lot >> 33) % MATTER_DO__COUNT);
			int want = model(m.state, v);
			enum matter_state before = m.state;
			bool ok = act(&m, v, "已经去看过了。");
			assert_int_equal(ok, want >= 0);
			assert_int_equal(m.state, ok ? want : (int)before);
			if (!ok)
				assert_int_equal(site.e.code, ERR_CONFLICT);
			said += ok;
			reopened += ok && v == MATTER_DO_REOPEN;
			assert_int_equal(m.reopened, reopened);
			bool closed = m.state == MATTER_CONFIRMED || m.state == MATTER_SILENT || m.state == MATTER_DECLINED;
			assert_int_equal(m.closed != 0, closed);
		}
		assert_int_equal(steps_of(&m), said);
	}
}

static void steps_need_words(void **state)
{
	(void)state;
	struct matter m = raised_now("works", "桥面有个洞。");
	assert_false(act(&m, MATTER_DO_CLAIM, ""));
	assert_int_equal(site.e.code, ERR_REFUSED);
	assert_false(act(&m, MATTER_DO_DECLINE, ""));
	assert_int_equal(m.state, MATTER_OPEN);
	assert_int_equal(steps_of(&m), 1);
}

static void two_officials_close_one_matter(void **state)
{
	(void)state;
	struct matter first = raised_now("works", "井盖丢了。"), second = first;
	assert_true(fine(act(&first, MATTER_DO_CLAIM, "换了新的。")));
	assert_false(act(&second, MATTER_DO_DECLINE, "不归村里管。"));
	assert_int_equal(site.e.code, ERR_CONFLICT);
	assert_int_equal(steps_of(&first), 2);
}

static void a_step_is_whole_or_not_at_all(void **state)
{
	(void)state;
	struct matter m = raised_now("works", "水管漏水。");
	for (int n = 1;; n++) {
		struct matter try = m, now;
		struct save_how how = by_program();
		struct err e = {0};
		db_fail_at(n);
		bool ok = act(&try, MATTER_DO_CLAIM, "修好了。");
		db_fail_at(0);
		db_idle(site.db);
		assert_true(matter_load(site.a, site.db, site.county, m.id, &how.scope, &now, &e));
		bool moved = now.state == MATTER_CLAIMED;
		assert_int_equal(steps_of(&now), moved ? 2 : 1);
		if (ok) {
			assert_true(moved && n > 5);
			break;
		}
		if (moved) /* only reading it again failed */
			break;
	}
}

/* ---- what stays, and who sees ---- */

static const char *save_says(struct record *r)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	site.e = (struct err){0};
	return reg_save(site.a, site.db, r, &how, &f, &site.e) ? "" : f.first ? f.first->code : "?";
}

static void the_original_stays(void **state)
{
	(void)state;
	struct matter m = raised_now("works", "原话原样。");
	put(m.rec, "text", "改过的话。");
	assert_string_equal(save_says(m.rec), "matter-kept");
	m = raised_now("works", "原话原样。");
	put(m.rec, "due", "2024-12-31");
	assert_string_equal(save_says(m.rec), "matter-kept");
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	m = raised_now("works", "张三欠我钱。");
	assert_true(fine(matter_redact(site.a, site.db, &m, "有一笔欠款待调解。", &how, &f, &site.e)));
	assert_string_equal(m.text, "张三欠我钱。");
	assert_string_equal(m.public_text, "有一笔欠款待调解。");
	assert_false(reg_delete(site.a, site.db, m.rec, &how, &f, &site.e));
	site.e = (struct err){0};
}

static int64_t seen(const struct reg_def *def, const struct scope *scope, const char *text)
{
	struct query q;
	int64_t n;
	query_init(&q, def, site.county, scope);
	q.search = text;
	assert_true(fine(query_count(site.a, site.db, &q, 9999, &n, &site.e)));
	return n;
}

static void whom_it_is_about_does_not_see_it(void **state)
{
	(void)state;
	struct scope village = {.count = 1, .units = {unit_of(VILLAGE)}};
	struct save_how how = by_program();
	struct matter_raised out;
	struct matter_new in = plain("finance", "孙会计把集体的钱存在自己名下。");
	struct matter m;
	struct findings f;
	struct matter_list list;
	struct due_list dues;
	findings_init(&f, site.a);
	in.about = add_person(VILLAGE, "孙会计", "1971-01-01", "高中", "");
	(void)add_post(in.about, VILLAGE, "会计");
	int64_t rows = seen(reg_find("matter"), &village, NULL), steps = seen(reg_find("matter_step"), &village, NULL);
	assert_string_equal(raise(&in, &out), "");
	assert_int_equal(seen(reg_find("matter"), &village, NULL), rows);
	assert_int_equal(seen(reg_find("matter_step"), &village, NULL), steps);
	assert_int_equal(seen(reg_find("matter"), &village, "孙会计"), 0);
	assert_false(matter_load(site.a, site.db, site.county, out.id, &village, &m, &site.e));
	site.e = (struct err){0};
	assert_true(fine(matter_unanswered(site.a, site.db, site.county, in.place, &village, 20240101, 500, &list, &site.e)));
	for (int i = 0; i < list.count; i++)
		assert_true(list.rows[i].id != out.id);
	assert_true(fine(matter_dues(site.a, site.db, site.county, site.county, &village, 20240101, 200, &dues, &site.e)));
	for (int i = 0; i < dues.count; i++)
		assert_null(strstr(dues.rows[i].title, "孙会计"));
	/* nor does a later edit bring it to that person */
	assert_true(fine(matter_load(site.a, site.db, site.county, out.id, &how.scope, &m, &site.e)));
	assert_false(matter_move(site.a, site.db, &m, in.place, 0, "请村里处理。", &how, &f, &site.e));
	assert_string_equal(f.first->code, "matter-about");
	findings_init(&f, site.a);
	site.e = (struct err){0};
	assert_false(matter_move(site.a, site.db, &m, m.unit, in.about, "由本人说明。", &how, &f, &site.e));
	assert_string_equal(f.first->code, "matter-own");
	site.e = (struct err){0};
	/* made public by mistake, it is not listed */
	findings_init(&f, site.a);
	assert_true(fine(matter_redact(site.a, site.db, &m, "集体资金存放问题。", &how, &f, &site.e)));
	assert_true(fine(matter_public_list(site.a, site.db, site.county, in.place, 200, &list, &site.e)));
	for (int i = 0; i < list.count; i++)
		assert_true(list.rows[i].id != out.id);
}

static void who_rises_later_does_not_see_it_either(void **state)
{
	(void)state;
	struct save_how how = by_program();
	struct matter_raised out;
	struct matter_new in = plain("finance", "钱委员代领补贴。");
	struct matter m;
	int silent, lifted;
	in.about = add_person(VILLAGE, "钱委员", "1972-01-01", "高中", "");
	assert_string_equal(raise(&in, &out), "");
	assert_int_equal(out.unit, in.place);
	(void)add_post(in.about, VILLAGE, "村委");
	assert_true(fine(matter_quiet(site.a, site.db, site.county, today(), &silent, &lifted, &site.e)));
	assert_true(lifted >= 1);
	assert_true(fine(matter_load(site.a, site.db, site.county, out.id, &how.scope, &m, &site.e)));
	assert_int_equal(m.unit, site.town);
	struct scope village = {.count = 1, .units = {in.place}};
	assert_int_equal(seen(reg_find("matter_step"), &village, "钱委员"), 0);
}

/* ---- silence, doubles, re-checks ---- */

static void silence_is_an_outcome_of_its_own(void **state)
{
	(void)state;
	struct save_how how = by_program();
	struct matter m = raised_now("works", "垃圾没人清。");
	struct matter_word w = {.text = "清完了。", .day = 20231110};
	struct findings f;
	int silent, lifted;
	findings_init(&f, site.a);
	assert_true(fine(matter_act(site.a, site.db, &m, MATTER_DO_CLAIM, &w, &how, &f, &site.e)));
	assert_true(fine(matter_quiet(site.a, site.db, site.county, 20231210, &silent, &lifted, &site.e)));
	assert_true(fine(matter_load(site.a, site.db, site.county, m.id, &how.scope, &m, &site.e)));
	assert_int_equal(m.state, MATTER_CLAIMED); /* thirty days: the last is still his */
	assert_true(fine(matter_quiet(site.a, site.db, site.county, 20231211, &silent, &lifted, &site.e)));
	assert_true(fine(matter_load(site.a, site.db, site.county, m.id, &how.scope, &m, &site.e)));
	assert_int_equal(m.state, MATTER_SILENT);
	assert_string_equal(m.heard, "");
	assert_true(fine(act(&m, MATTER_DO_REOPEN, "又堆起来了。")));
	assert_int_equal(m.reopened, 1);
}

static void doubles_are_found_and_merged(void **state)
{
	(void)state;
	struct save_how how = by_program();
	struct matter_raised one, two;
	struct matter_new in = plain("utilities", "五组水塔夜里溢水，请派人检修阀门。");
	struct matter m, kept;
	struct matter_like *likes;
	struct findings f;
	int count;
	bool counted;
	findings_init(&f, site.a);
	assert_string_equal(raise(&in, &one), "");
	in.text = "五组的水塔一到夜里就溢水，要检修阀门！";
	assert_string_equal(raise(&in, &two), "");
	in.text = "买化肥补贴怎么申请？";
	assert_string_equal(raise(&in, &(struct matter_raised){0}), "");
	assert_true(fine(matter_load(site.a, site.db, site.county, two.id, &how.scope, &m, &site.e)));
	assert_true(fine(matter_alike(site.a, site.db, &m, &how.scope, 5, &count, &likes, &site.e)));
	assert_int_equal(count, 1);
	assert_int_equal(likes[0].m.id, one.id);
	assert_true(fine(matter_merge(site.a, site.db, &m, &likes[0].m, &how, &f, &site.e)));
	assert_true(fine(matter_by_code(site.a, site.db, two.code, &m, &kept, &site.e)));
	assert_int_equal(m.state, MATTER_MERGED);
	assert_int_equal(kept.id, one.id);
	assert_true(fine(matter_support(site.a, site.db, &kept, 0, "10.0.0.1", &counted, &site.e)) && counted);
	assert_true(fine(matter_support(site.a, site.db, &kept, 0, "10.0.0.1", &counted, &site.e)) && !counted);
	assert_true(fine(matter_unmerge(site.a, site.db, &m, &how, &f, &site.e)));
	assert_int_equal(m.state, MATTER_OPEN);
}

static void what_is_not_solved_is_opened_again(void **state)
{
	(void)state;
	struct save_how how = by_program();
	struct recheck_list list;
	struct matter m;
	struct findings f;
	struct matter_word w = {.text = "办好了。", .day = 20231205};
	for (int i = 0; i < 11; i++) {
		findings_init(&f, site.a);
		m = raised_now("environment", "沟渠淤塞。");
		assert_true(fine(matter_act(site.a, site.db, &m, MATTER_DO_CLAIM, &w, &how, &f, &site.e)));
	}
	assert_true(fine(recheck_draw(site.a, site.db, site.county, 20240101, &site.e)));
	assert_true(fine(recheck_draw(site.a, site.db, site.county, 20240101, &site.e)));
	assert_true(fine(recheck_list(site.a, site.db, site.county, unit_of(VILLAGE), &how.scope, 50, &list, &site.e)));
	int drawn = 0;
	for (int i = 0; i < list.count; i++)
		drawn += list.rows[i].month == 20231200;
	assert_int_equal(drawn, 2); /* a tenth of eleven, rounded up; drawn once */
	findings_init(&f, site.a);
	assert_true(fine(recheck_result(site.a, site.db, site.county, list.rows[0].id, "unsolved", "沟里还是满的。", &how,
					&f, &site.e)));
	assert_true(fine(matter_load(site.a, site.db, site.county, list.rows[0].matter, &how.scope, &m, &site.e)));
	assert_int_equal(m.state, MATTER_OPEN);
	assert_int_equal(m.reopened, 0); /* not by the villager */
}

/* ---- the sheet of a town; the median ---- */

static const struct book books[] = {
	{ .reg = "matter", .title = "羊角塘镇群众诉求办理台账（2023年）",
	  .note = "填表说明：1.反映内容按群众原话填写。2.办结的填写办理情况。",
	  .group = "群众反映情况", .first = 3, .last = 7,
	  .heads = { "序号", "所在村", "反映时间", "姓名", "联系电话", "问题类别", "诉求事项", "反映的主要问题", "收集方式", "办理情况",
		     "答复时间", "满意度" },
	  .rows = { { "1", "新龙村", "2023年3月6日", "邓菊秀", "13900001234", "道路", "八组机耕路塌方", "八组机耕路塌了一段，农机进不去。",
		      "入户", "已铺砂石，可以通车。", "2023.3.15", "满意" },
		    { "2", "白塘", "2023.4.11", NULL, NULL, "环境卫生", "垃圾桶不够", "赶圩后没有地方丢垃圾。", "夜谈", NULL, NULL, NULL },
		    { "3", "新龙村", "2023/5/9", "王保田", NULL, "安全饮水", "自来水有泥", "下雨后水里有泥。", "来电", "已清洗水池。",
		      "2023-5-12", "基本满意" } },
	  .name = "八组机耕路塌方",
	  .facts = { "kind=基础设施", "source=走访入户", "raised=2023-03-06", "answered=2023-03-15",
		     "text=八组机耕路塌了一段，农机进不去。", "answer=已铺砂石，可以通车。", "word=满意" } },
};

static void a_ledger_is_read_and_comes_back(void **state)
{
	(void)state;
	books_are_read_and_come_back(books, ARRAY_LEN(books));
}

static int by_days(const void *x, const void *y)
{
	const int *a = x, *b = y;
	return *a - *b;
}

static void the_median_is_that_of_the_matters(void **state)
{
	(void)state;
	static const char *const units[] = {"431181000000", "431181110000", VILLAGE};
	struct workdays *days;
	assert_true(fine(workdays_load(site.a, site.db, site.county, &days, &site.e)));
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		int all[500], n = 0;
		struct stmt *q = db_query(site.db, SQL("select m.raised, m.answered from r_matter m join unit_restated x "
						       "on x.unit=m.unit where x.ancestor=$1 and m.answered>20230101"),
					  &site.e);
		assert_non_null(q);
		bind(q, 1, unit_of(units[i]));
		while (db_next(q) && n < 500)
			all[n++] = workdays_between(days, (ymd)col_i64(q, 0), (ymd)col_i64(q, 1));
		assert_true(fine(db_end(q, &site.e)) && n > 10 && n < 500);
		qsort(all, (size_t)n, sizeof all[0], by_days);
		int twice = all[(n - 1) / 2] + all[n / 2];
		struct figure_ask ask = {.indicator = indicator_find("matter.answer_days"), .county = site.county,
					 .unit = unit_of(units[i]), .at = 20240101};
		struct figure fig;
		scope_all(site.county, &ask.scope);
		assert_true(fine(figure_compute(site.a, site.db, &ask, &fig, &site.e)));
		assert_string_equal(figure_text(site.a, &fig, LANG_ZH),
				    arena_printf(site.a, "%d.%d", twice / 2, twice % 2 * 5));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* first: it counts every row that is exported */
		cmocka_unit_test(a_ledger_is_read_and_comes_back),
		cmocka_unit_test(a_matter_goes_to_who_handles_it),
		cmocka_unit_test(conduct_goes_above_the_village),
		cmocka_unit_test(nobody_gets_what_is_about_him),
		cmocka_unit_test(any_order_of_steps_keeps_to_the_table),
		cmocka_unit_test(steps_need_words),
		cmocka_unit_test(two_officials_close_one_matter),
		cmocka_unit_test(a_step_is_whole_or_not_at_all),
		cmocka_unit_test(the_original_stays),
		cmocka_unit_test(whom_it_is_about_does_not_see_it),
		cmocka_unit_test(who_rises_later_does_not_see_it_either),
		cmocka_unit_test(silence_is_an_outcome_of_its_own),
		cmocka_unit_test(doubles_are_found_and_merged),
		cmocka_unit_test(what_is_not_solved_is_opened_again),
		cmocka_unit_test(the_median_is_that_of_the_matters),
	};
	return cmocka_run_group_tests(tests, up, site_down);
}
