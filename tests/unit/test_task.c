/* test_task.c - key tasks: adding up, checks, steps, breaking down, handing over, what is late, sheets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "base/str.h"
#include "duty/task.h"
#include "reg/import.h"

#define TOWN "431181110000"
#define XINLONG "431181110200"
#define BAITANG "431181110202"

/* ---- adding up ---- */

enum { MOST = 24 };

struct dice {
	uint64_t s;
};

static int below(struct dice *d, int n)
{
	d->s = d->s * 6364136223846793005u + 1442695040888963407u;
	return (int)((d->s >> 33) % (uint64_t)n);
}

/* The sentence of task.h, written down a second time: by recursion over the list of rows. */
static int reached(const struct task_node *rows, int n, int i)
{
	int64_t sum = 0, weight = 0;
	if (rows[i].state == TASK_DONE)
		return 10000;
	for (int k = 0; k < n; k++) {
		if (rows[k].parent != rows[i].id || rows[k].state == TASK_DROPPED)
			continue;
		sum += (int64_t)rows[k].weight * reached(rows, n, k);
		weight += rows[k].weight;
	}
	if (!weight)
		return rows[i].own * 100;
	int64_t whole = sum / weight, rest = sum % weight;
	return (int)(whole + (2 * rest >= weight));
}

static int random_tree(struct dice *d, struct task_node *rows)
{
	int n = 1 + below(d, MOST);
	for (int i = 0; i < n; i++) {
		int up = i && below(d, 4) ? below(d, i) : -1;
		rows[i] = (struct task_node){ .id = 100 + 7 * i, .parent = up < 0 ? 0 : rows[up].id,
					      .title = "t", .number = below(d, 2) ? "" : i % 2 ? "10" : "9",
					      .state = (enum task_state)(below(d, 6) > 3 ? below(d, 4) : 0),
					      .weight = 1 + below(d, 1000), .own = below(d, 101),
					      .due = 20240101 + below(d, 28) };
	}
	return n;
}

static void random_trees_add_up_as_by_hand(void **state)
{
	(void)state;
	struct dice d = { 5 };
	struct arena *a = arena_new(4 << 20);
	for (int round = 0; round < 3000; round++, arena_reset(a)) {
		struct task_node rows[MOST], shuffled[MOST];
		struct task_tree t;
		int n = random_tree(&d, rows);
		memcpy(shuffled, rows, sizeof rows);
		for (int i = n - 1; i > 0; i--) {
			int k = below(&d, i + 1);
			struct task_node x = shuffled[i];
			shuffled[i] = shuffled[k];
			shuffled[k] = x;
		}
		task_tree_make(a, n, shuffled, &t);
		assert_int_equal(t.count, n);
		int64_t sum = 0, weight = 0;
		for (int i = 0; i < n; i++)
			for (int k = 0; k < n; k++) {
				if (t.rows[k].id != rows[i].id)
					continue;
				assert_int_equal(t.rows[k].reached, reached(rows, n, i));
				assert_int_equal(t.rows[k].above >= 0, rows[i].parent != 0);
				assert_true(t.rows[k].above < k);
				assert_true(!rows[i].parent || t.rows[t.rows[k].above].id == rows[i].parent);
				if (!rows[i].parent && rows[i].state != TASK_DROPPED) {
					sum += (int64_t)rows[i].weight * t.rows[k].reached;
					weight += rows[i].weight;
				}
			}
		assert_int_equal(t.weight, weight);
		assert_int_equal(t.reached, weight ? (sum * 2 + weight) / (weight * 2) : 0);
	}
	arena_free(a);
}

/* Whatever points where: every row is there once, and it ends. */
static void a_loop_of_rows_is_cut(void **state)
{
	(void)state;
	struct dice d = { 11 };
	struct arena *a = arena_new(4 << 20);
	for (int round = 0; round < 2000; round++, arena_reset(a)) {
		struct task_node rows[MOST];
		struct task_tree t;
		int n = random_tree(&d, rows), seen = 0;
		for (int i = 0; i < n; i++)
			rows[i].parent = below(&d, 3) ? 100 + 7 * below(&d, n) : 0;
		task_tree_make(a, n, rows, &t);
		for (int i = 0; i < t.count; i++) {
			assert_true(t.rows[i].reached >= 0 && t.rows[i].reached <= 10000);
			assert_true(t.rows[i].above < i && t.rows[i].depth <= TASK_DEPTH);
			for (int k = 0; k < i; k++)
				assert_true(t.rows[k].id != t.rows[i].id);
			seen++;
		}
		assert_int_equal(seen, n);
	}
	arena_free(a);
}

/* ---- records ---- */

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
	struct findings f;
	struct save_how how = by_program();
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

static int64_t plan_of(const char *name)
{
	struct record *r = record_of("plan", "431181000000");
	put(r, "name", name);
	put(r, "kind", "annual");
	put(r, "year", "2023");
	put(r, "started", "2023-01-10");
	assert_string_equal(refused(r), "");
	return r->id;
}

static struct record *task_of(int64_t plan, int64_t parent, const char *unit, const char *title, const char *due)
{
	struct record *r = record_of("task", unit);
	put_id(r, "plan", plan);
	put_id(r, "parent", parent);
	put(r, "title", title);
	put(r, "weight", "1");
	put(r, "progress", "0");
	put(r, "started", "2023-02-01");
	put(r, "due", due);
	return r;
}

static int64_t saved(struct record *r)
{
	assert_string_equal(refused(r), "");
	return r->id;
}

static const char *role(int64_t task, const char *unit, const char *code, int64_t person)
{
	struct record *r = record_of("task_role", unit);
	put_id(r, "task", task);
	put(r, "role", code);
	put_id(r, "person", person);
	put(r, "started", "2023-02-01");
	return refused(r);
}

static struct record *load(const char *reg, int64_t id)
{
	struct scope all;
	struct record *r;
	scope_all(site.county, &all);
	assert_true(fine(reg_load(site.a, site.db, reg_find(reg), site.county, id, &all, false, &r, &site.e)));
	return r;
}

static int64_t number(struct sql sql, int64_t x)
{
	struct stmt *q = db_query(site.db, sql, &site.e);
	assert_true(fine(q != NULL));
	bind(q, 1, site.county);
	bind(q, 2, x);
	int64_t n = db_next(q) ? col_i64(q, 0) : -1;
	assert_true(fine(db_end(q, &site.e)));
	return n;
}

static void checks_refuse_what_cannot_be(void **state)
{
	(void)state;
	int64_t plan = plan_of("清单甲"), other = plan_of("清单乙");
	struct record *top = task_of(plan, 0, "431181000000", "总任务", "2023-12-31");
	int64_t t = saved(top), mid = saved(task_of(plan, t, TOWN, "镇任务", "2023-11-30")),
		leaf = saved(task_of(plan, mid, XINLONG, "村任务", "2023-10-31"));
	/* loops: itself, and one further down */
	put_id(top, "parent", t);
	assert_string_equal(refused(top), "task-loop");
	put_id(top, "parent", leaf);
	assert_string_equal(refused(top), "task-loop");
	/* another list, another town, a unit above */
	assert_string_equal(refused(task_of(other, mid, XINLONG, "别的清单", "2023-10-31")), "task-plan");
	assert_string_equal(refused(task_of(plan, mid, "431181101000", "别的镇", "2023-10-31")), "task-unit");
	assert_string_equal(refused(task_of(plan, leaf, TOWN, "倒过来", "2023-10-31")), "task-unit");
	/* days: none such, a month alone, before it was given */
	struct record *r = task_of(plan, mid, BAITANG, "日子", "2023-10-31");
	put_id(r, "due", 20230231);
	assert_string_equal(refused(r), "date-form");
	put(r, "due", "2023-10");
	assert_string_equal(refused(r), "task-day");
	put(r, "due", "2023-01-31");
	assert_string_equal(refused(r), "task-due");
	put(r, "due", "2023-10-31");
	put(r, "weight", "1");
	put_id(r, "weight", 1001);
	assert_string_equal(refused(r), "number-range");
	/* a role is somebody's; overall charge is a person's; not twice */
	int64_t who = add_person(XINLONG, "田一", "1980-01-01", "senior", "");
	assert_string_equal(role(leaf, XINLONG, "act", 0), "task-role-party");
	assert_string_equal(role(leaf, XINLONG, "act", who), "");
	assert_string_equal(role(leaf, XINLONG, "act", who), "task-role-twice");
	assert_string_equal(role(leaf, TOWN, "lead", who), "task-unit");
}

/* A task stays due where it was, once the day it was entered on is over. */
static void a_due_day_moves_by_an_extension_only(void **state)
{
	(void)state;
	int64_t plan = plan_of("清单丙");
	int64_t t = saved(task_of(plan, 0, XINLONG, "修路", "2023-12-20"));
	struct findings f;
	struct save_how how = by_program();
	struct stmt *q = db_query(site.db, SQL("update r_task set created_ms=0 where county=$1 and id=$2"), &site.e);
	bind(q, 1, site.county);
	bind(q, 2, t);
	assert_true(fine(db_run(q, &site.e)));
	struct record *r = load("task", t);
	put(r, "due", "2024-02-01");
	assert_string_equal(refused(r), "task-due-moved");
	findings_init(&f, site.a);
	struct task_step in = { .county = site.county, .id = t, .ver = 1, .day = 20231220, .text = "下雨" };
	assert_false(task_extension_ask(site.a, site.db, &in, &how, &f, &site.e)); /* not after the old day */
	site.e = (struct err){ 0 };
	in.day = 20240201;
	findings_init(&f, site.a);
	assert_true(said(task_extension_ask(site.a, site.db, &in, &how, &f, &site.e), &f));
	assert_false(task_extension_ask(site.a, site.db, &in, &how, &f, &site.e)); /* one at a time */
	site.e = (struct err){ 0 };
	in.extension = number(SQL("select id from r_task_extension where county=$1 and task=$2"), t);
	findings_init(&f, site.a);
	assert_true(said(task_extension_answer(site.a, site.db, &in, true, &how, &f, &site.e), &f));
	r = load("task", t);
	assert_int_equal(record_value(r, "due")->i, 20240201);
	assert_int_equal(record_value(r, "first_due")->i, 20231220);
	assert_false(task_extension_answer(site.a, site.db, &in, false, &how, &f, &site.e)); /* answered */
	assert_int_equal(site.e.code, ERR_CONFLICT);
	site.e = (struct err){ 0 };
}

/* ---- steps ---- */

static struct save_how by_unit(const char *unit)
{
	return (struct save_how){ .origin = "test", .scope = { .count = 1, .units = { unit_of(unit) } } };
}

static const unsigned CLERK = ROLE_BIT(ROLE_CLERK), ORGANISER = ROLE_BIT(ROLE_ORGANISER);

static void who_gave_it_judges(void **state)
{
	(void)state;
	int64_t plan = plan_of("清单丁"), mid = saved(task_of(plan, 0, TOWN, "镇任务", "2023-12-31")),
		leaf = saved(task_of(plan, mid, XINLONG, "村任务", "2023-12-31"));
	struct save_how village = by_unit(XINLONG), town = by_unit(TOWN), county = by_unit("431181000000");
	struct findings f;
	struct task_step in = { .county = site.county, .id = leaf, .ver = 1 };
	findings_init(&f, site.a);
	assert_false(task_report(site.a, site.db, &in, &village, CLERK, &f, &site.e)); /* what was reached? */
	assert_int_equal(site.e.code, ERR_REFUSED);
	site.e = (struct err){ 0 };
	in.text = "修好了";
	findings_init(&f, site.a);
	assert_true(said(task_report(site.a, site.db, &in, &village, CLERK, &f, &site.e), &f));
	in.ver = 2;
	/* the village does not accept its own, whatever its role */
	assert_false(task_accept(site.a, site.db, &in, &village, ORGANISER, &f, &site.e));
	assert_int_equal(site.e.code, ERR_DENIED);
	site.e = (struct err){ 0 };
	in.text = "没有照片";
	assert_true(said(task_return(site.a, site.db, &in, &town, ORGANISER, &f, &site.e), &f));
	assert_string_equal(load("task", leaf)->state, "open");
	in.ver = 3;
	assert_true(said(task_report(site.a, site.db, &in, &village, CLERK, &f, &site.e), &f));
	/* two officials close it at once: the second is told, and nothing of it is kept */
	in.ver = 4;
	assert_true(said(task_accept(site.a, site.db, &in, &town, ORGANISER, &f, &site.e), &f));
	assert_false(task_accept(site.a, site.db, &in, &county, ORGANISER, &f, &site.e));
	assert_int_equal(site.e.code, ERR_CONFLICT);
	site.e = (struct err){ 0 };
	assert_int_equal(load("task", leaf)->ver, 5);
	assert_int_equal(record_value(load("task", leaf), "finished")->i, 20240101);
	/* the town's own is judged by the county, and needs somebody in charge */
	in = (struct task_step){ .county = site.county, .id = mid, .ver = 1, .text = "全镇完成" };
	findings_init(&f, site.a);
	assert_false(task_report(site.a, site.db, &in, &town, ORGANISER, &f, &site.e));
	assert_string_equal(f.first->code, "task-nobody");
	site.e = (struct err){ 0 };
	assert_string_equal(role(mid, TOWN, "lead", add_person(XINLONG, "田二", "1980-01-01", "senior", "")), "");
	findings_init(&f, site.a);
	assert_true(said(task_report(site.a, site.db, &in, &town, ORGANISER, &f, &site.e), &f));
	in.ver = 2;
	assert_false(task_accept(site.a, site.db, &in, &town, ORGANISER, &f, &site.e));
	assert_int_equal(site.e.code, ERR_DENIED);
	site.e = (struct err){ 0 };
	assert_true(said(task_accept(site.a, site.db, &in, &county, ORGANISER, &f, &site.e), &f));
}

/* A village sees the names of what stands above its own task, and no row of it. */
static void names_upward_and_nothing_more(void **state)
{
	(void)state;
	int64_t plan = plan_of("清单戊"), top = saved(task_of(plan, 0, "431181000000", "县任务", "2023-12-31")),
		mid = saved(task_of(plan, top, TOWN, "镇任务戊", "2023-12-31")),
		leaf = saved(task_of(plan, mid, XINLONG, "村任务戊", "2023-12-31"));
	struct save_how village = by_unit(XINLONG), elsewhere = by_unit(BAITANG);
	struct task_above *above;
	int n;
	assert_true(fine(task_chain(site.a, site.db, site.county, leaf, &village.scope, &n, &above, &site.e)));
	assert_int_equal(n, 2);
	assert_string_equal(above[0].title, "县任务");
	assert_string_equal(above[1].title, "镇任务戊");
	assert_false(above[0].mine || above[1].mine);
	assert_true(fine(task_chain(site.a, site.db, site.county, leaf, &elsewhere.scope, &n, &above, &site.e)));
	assert_int_equal(n, 0);
	struct task_ask ask = { .county = site.county, .unit = unit_of(TOWN), .scope = village.scope, .plan = plan,
				.at = 20231201 };
	struct task_tree t;
	assert_true(fine(task_tree_load(site.a, site.db, &ask, &t, &site.e)));
	assert_int_equal(t.count, 1);
	assert_true(t.rows[0].id == leaf && t.rows[0].above < 0);
}

/* ---- whatever step fails, nothing is half done ---- */

static int64_t rows_written(void)
{
	return number(SQL("select count(*) from audit where county=$1 and $2=$2"), 0);
}

static void breaking_down_is_all_or_nothing(void **state)
{
	(void)state;
	int64_t plan = plan_of("清单己"), mid = saved(task_of(plan, 0, TOWN, "镇任务己", "2023-12-31")), failed = 0;
	int64_t who = add_person(XINLONG, "田三", "1980-01-01", "senior", "");
	struct task_part parts[] = { { unit_of(XINLONG), 2, who }, { unit_of(BAITANG), 1, 0 } };
	struct task_break in = { .county = site.county, .id = mid, .ver = 1, .started = 20230301, .due = 20231130,
				 .count = 2, .parts = parts };
	struct save_how how = by_program();
	struct findings f;
	struct sql children = SQL("select count(*) from r_task where county=$1 and parent=$2");
	int64_t written = rows_written();
	for (;; failed++) {
		findings_init(&f, site.a);
		db_fail_at(failed + 1);
		bool ok = task_break_down(site.a, site.db, &in, &how, &f, &site.e);
		db_fail_at(0);
		if (ok)
			break;
		site.e = (struct err){ 0 };
		assert_int_equal(number(children, mid), 0);
		assert_int_equal(rows_written(), written);
		assert_true(failed < 500);
	}
	assert_true(failed > 10);
	assert_int_equal(number(children, mid), 2);
	assert_int_equal(rows_written(), written + 3);
	/* one unit twice is one unit too many: the whole is refused */
	parts[1].unit = unit_of(XINLONG);
	in.title = "再分一次";
	findings_init(&f, site.a);
	assert_false(task_break_down(site.a, site.db, &in, &how, &f, &site.e));
	site.e = (struct err){ 0 };
	assert_int_equal(number(children, mid), 2);
}

static void a_post_changes_hands_at_once(void **state)
{
	(void)state;
	int64_t plan = plan_of("清单庚"), a = saved(task_of(plan, 0, XINLONG, "庚一", "2023-12-31")),
		b = saved(task_of(plan, 0, BAITANG, "庚二", "2023-12-31")), failed = 0;
	int64_t from = add_person(XINLONG, "田四", "1980-01-01", "senior", ""),
		to = add_person(XINLONG, "田五", "1981-01-01", "senior", "");
	assert_string_equal(role(a, XINLONG, "act", from), "");
	assert_string_equal(role(a, XINLONG, "lead", from), "");
	assert_string_equal(role(b, BAITANG, "act", from), "");
	assert_string_equal(role(b, BAITANG, "act", to), "");
	struct save_how how = by_program();
	struct findings f;
	struct task_pass in = { .county = site.county, .from = from, .to = to, .day = 20230901, .document = "镇发1号" };
	struct task_role_row *rows;
	int count;
	struct sql running = SQL("select count(*) from r_task_role where county=$1 and person=$2 and ended is null");
	findings_init(&f, site.a);
	in.day = 20230201; /* the day they began */
	assert_false(task_hand_over(site.a, site.db, &in, &how, &f, &count, &rows, &site.e));
	site.e = (struct err){ 0 };
	in.day = 20230901;
	int64_t written = rows_written();
	for (;; failed++) {
		findings_init(&f, site.a);
		db_fail_at(failed + 1);
		bool ok = task_hand_over(site.a, site.db, &in, &how, &f, &count, &rows, &site.e);
		db_fail_at(0);
		if (ok)
			break;
		site.e = (struct err){ 0 };
		assert_int_equal(number(running, from), 3);
		assert_int_equal(rows_written(), written);
		assert_true(failed < 800);
	}
	assert_int_equal(count, 3);
	assert_int_equal(number(running, from), 0);
	assert_int_equal(number(running, to), 3); /* what they had, and the two that passed */
	findings_init(&f, site.a);
	assert_false(task_hand_over(site.a, site.db, &in, &how, &f, &count, &rows, &site.e)); /* nothing is left */
	site.e = (struct err){ 0 };
}

/* ---- late ---- */

/* 2023-12-22 was a Friday; to Monday 25 December one working day, to New Year's Day 2024 five. */
static void late_is_counted_in_working_days(void **state)
{
	(void)state;
	int64_t plan = plan_of("清单辛"), t = saved(task_of(plan, 0, XINLONG, "迟", "2023-12-22"));
	int64_t who = add_person(XINLONG, "田六", "1980-01-01", "senior", "");
	static const struct {
		ymd at;
		int late;
	} days[] = { { 20231222, 0 }, { 20231223, 0 }, { 20231224, 0 }, { 20231225, 1 }, { 20231229, 5 }, { 20240101, 5 } };
	struct save_how village = by_unit(XINLONG);
	struct due_list dues;
	assert_string_equal(role(t, XINLONG, "lead", who), "");
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		struct task_ask ask = { .county = site.county, .unit = unit_of(XINLONG), .scope = village.scope,
					.plan = plan, .at = days[i].at };
		struct task_tree tree;
		assert_true(fine(task_tree_load(site.a, site.db, &ask, &tree, &site.e)));
		assert_int_equal(tree.count, 1);
		assert_int_equal(tree.rows[0].late, days[i].late);
	}
	assert_true(fine(task_dues(site.a, site.db, site.county, unit_of(XINLONG), &village.scope, 20231001, 50, &dues,
				   &site.e)));
	for (int i = 0; i < dues.count; i++)
		assert_true(dues.rows[i].due <= 20231130); /* 60 days ahead, not further */
	assert_true(fine(task_dues(site.a, site.db, site.county, unit_of(XINLONG), &village.scope, 20231225, 500, &dues,
				   &site.e)));
	bool there = false;
	for (int i = 0; i < dues.count; i++)
		if (text_eq(dues.rows[i].title, "迟")) {
			there = true;
			assert_true(dues.rows[i].person == who && dues.rows[i].due == 20231222);
		}
	assert_true(there);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_trees_add_up_as_by_hand),
		cmocka_unit_test(a_loop_of_rows_is_cut),
		cmocka_unit_test(checks_refuse_what_cannot_be),
		cmocka_unit_test(a_due_day_moves_by_an_extension_only),
		cmocka_unit_test(who_gave_it_judges),
		cmocka_unit_test(names_upward_and_nothing_more),
		cmocka_unit_test(breaking_down_is_all_or_nothing),
		cmocka_unit_test(a_post_changes_hands_at_once),
		cmocka_unit_test(late_is_counted_in_working_days),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
