/*
 * task.c - lists of key tasks, broken down and worked on; packs/<place>/task.yaml:
 *
 *	year         of the list that was carried out by the place's own day
 *	document, running_document   of that list and of the one that runs today
 *	towns        they owe the tasks; the first breaks them down to its villages
 *	office       that leads
 *	tasks        title, measures, goal, evidence, weight
 *	statements   who, role or org_kind (either may be absent), text
 *
 * The running list begins 40 days ago: what is late, returned, given more time is so today.
 */
#include "base/id.h"
#include "base/str.h"
#include "demo/demo_int.h"
#include "demo/reading.h"
#include "duty/task.h"
#include "reg/yaml_tree.h"

enum { VILLAGES = 7, TASKS = 12 };

struct work {
	struct place *p;
	struct lot lot;               /* its own: nothing made later moves */
	struct reading r;
	int64_t plan, office;
	ymd from, to;                 /* given, due */
	bool running;
	int next;                     /* which official comes next, which ending */
};

static ymd day_after(ymd day, int n)
{
	return date_from_days(date_days(day) + n);
}

/* The n-th official of the place, as long as there are any. */
static int64_t official(const struct work *w, int n)
{
	const struct place *p = w->p;
	int all = 0;
	for (int i = 0; i < p->person_count; i++)
		all += p->people[i].kind == OFFICIAL;
	if (!all)
		return 0;
	n %= all;
	for (int i = 0; i < p->person_count; i++)
		if (p->people[i].kind == OFFICIAL && n-- == 0)
			return p->people[i].id;
	return 0;
}

static int64_t secretary(const struct place *p, int64_t unit)
{
	for (int i = 0; i < p->person_count; i++)
		if (p->people[i].unit == unit && p->people[i].kind == SECRETARY)
			return p->people[i].id;
	return 0;
}

static bool plan_make(struct work *w, int year, const char *document, int64_t *out, struct err *e)
{
	struct entry en;
	struct place *p = w->p;
	entry_start(p, &en, "plan", p->unit.id);
	entry_put(&en, "name", arena_printf(p->row, "%d年主导产业发展重点任务清单", year));
	entry_put(&en, "kind", "industry");
	entry_put(&en, "year", arena_printf(p->row, "%d", year));
	entry_put(&en, "document", document);
	entry_day(&en, "started", w->from);
	if (!w->running)
		entry_day(&en, "ended", day_after(w->to, 90));
	return entry_save(&en, out, e);
}

static bool role_make(struct work *w, int64_t task, int64_t unit, const char *role, int64_t person, int64_t org,
		      struct err *e)
{
	struct entry en;
	if (!person && !org)
		return true;
	entry_start(w->p, &en, "task_role", unit);
	entry_id(&en, "task", task);
	entry_put(&en, "role", role);
	if (person)
		entry_id(&en, "person", person);
	if (org)
		entry_id(&en, "org", org);
	entry_day(&en, "started", w->from);
	return entry_save(&en, NULL, e);
}

struct made {
	int64_t unit, parent;
	const char *number, *title;
	int weight, progress;
	ymd due;
};

static bool task_make(struct work *w, const struct reading *t, const struct made *m, int64_t *out, struct err *e)
{
	struct entry en;
	struct place *p = w->p;
	entry_start(p, &en, "task", m->unit);
	entry_id(&en, "plan", w->plan);
	if (m->parent)
		entry_id(&en, "parent", m->parent);
	entry_put(&en, "number", m->number);
	entry_put(&en, "title", m->title);
	entry_put(&en, "measures", plan_word(t, "measures"));
	entry_put(&en, "goal", plan_word(t, "goal"));
	entry_put(&en, "evidence", plan_word(t, "evidence"));
	entry_put(&en, "weight", arena_printf(p->row, "%d", m->weight));
	entry_put(&en, "progress", arena_printf(p->row, "%d", m->progress));
	entry_day(&en, "started", w->from);
	entry_day(&en, "due", m->due);
	return entry_save(&en, out, e);
}

/* ---- steps ---- */

static bool step(struct work *w, int64_t task, const char *text, ymd day,
		 bool (*fn)(struct arena *a, struct db *db, const struct task_step *in, const struct save_how *how,
			    unsigned roles, struct findings *f, struct err *e),
		 struct err *e)
{
	struct place *p = w->p;
	struct findings f;
	struct record *rec;
	findings_init(&f, p->row);
	if (!reg_load(p->row, p->db, reg_find("task"), p->county, task, &p->how.scope, false, &rec, e))
		return false;
	struct task_step in = { .county = p->county, .id = task, .ver = rec->ver, .text = text, .day = day };
	return fn(p->row, p->db, &in, &p->how, ~0u, &f, e);
}

static bool finish(struct work *w, int64_t task, ymd day, struct err *e)
{
	return step(w, task, "已按要求完成，佐证材料已报送。", day, task_report, e) &&
	       step(w, task, NULL, day, task_accept, e);
}

static bool extend(struct work *w, int64_t task, bool grant, struct err *e)
{
	struct place *p = w->p;
	struct findings f;
	struct record *rec;
	struct record_list list;
	struct query q;
	struct path path;
	char id[24];
	findings_init(&f, p->row);
	if (!reg_load(p->row, p->db, reg_find("task"), p->county, task, &p->how.scope, false, &rec, e))
		return false;
	struct task_step in = { .county = p->county, .id = task, .ver = rec->ver, .day = day_after(today(), 30),
				.text = "连续降雨，整地和移栽推迟，申请延期。" };
	if (!task_extension_ask(p->row, p->db, &in, &p->how, &f, e))
		return false;
	if (!grant)
		return true;
	bool there = path_parse(reg_find("task_extension"), "task", &path);
	assert(there);
	query_init(&q, reg_find("task_extension"), p->county, &p->how.scope);
	query_filter(&q, path, OP_EQ, id_text(task, id));
	q.limit = 1;
	if (!query_list(p->row, p->db, &q, &list, e) || !list.count)
		return false;
	in = (struct task_step){ .county = p->county, .extension = list.rows[0]->id,
				 .text = "情况属实，同意延期一次，请抓紧补种。" };
	return task_extension_answer(p->row, p->db, &in, true, &p->how, &f, e);
}

/* One after another, so that every state is there to be seen. */
static bool village_end(struct work *w, int64_t task, struct err *e)
{
	switch (w->next++ % 8) {
	case 0:
	case 1:
		return finish(w, task, day_after(today(), -4), e);
	case 2:
		return step(w, task, "已完成，请予验收。", 0, task_report, e);
	case 3:
		return step(w, task, "基本完成。", 0, task_report, e) &&
		       step(w, task, "佐证材料缺地块清册，面积与上报数不符，核实后重报。", 0, task_return, e);
	case 4:
		return extend(w, task, true, e);
	case 5:
		return extend(w, task, false, e);
	default:
		return true;
	}
}

/* Every second task is late in every third village. */
static bool make_villages(struct work *w, const struct reading *t, const struct made *above, const char *title,
			  int k, struct err *e)
{
	struct unit_list list;
	struct place *p = w->p;
	if (!unit_villages(p->a, p->db, above->unit, 0, &list, e))
		return false;
	for (int i = 0; i < list.count && i < VILLAGES; i++) {
		bool late = k % 2 == 0 && i % 3 == 2;
		struct made m = { .unit = list.units[i].id, .parent = above->parent, .title = title,
				  .weight = 1 + i % 3,
				  .number = arena_printf(p->a, "%s.%d", above->number, i + 1),
				  .progress = 10 * lot_below(&w->lot, 9),
				  .due = late ? day_after(today(), -6 - i) : day_after(today(), 5 + 3 * i) };
		int64_t id, head = secretary(p, m.unit);
		if (!task_make(w, t, &m, &id, e) ||
		    !role_make(w, id, m.unit, "act", head ? head : official(w, i), 0, e) ||
		    (!late && !village_end(w, id, e)))
			return false;
	}
	return true;
}

static bool make_towns(struct work *w, const struct reading *t, int64_t parent, int k, struct err *e)
{
	struct plan_codes towns = { 0 };
	struct place *p = w->p;
	const char *title = arena_strdup(p->a, plan_word(t, "title"));
	plan_codes_of(&w->r, "towns", &towns);
	for (int i = 0; i < towns.count; i++) {
		struct unit town;
		int64_t id;
		if (!unit_by_code(p->a, p->db, towns.code[i], 0, &town, e))
			return false;
		struct made m = { .unit = town.id, .parent = parent, .title = title, .weight = i ? 1 : 2,
				  .number = arena_printf(p->a, "%d.%d", k + 1, i + 1),
				  .progress = w->running ? 20 + 10 * lot_below(&w->lot, 7) : 0,
				  .due = w->running && i == 2 && k == 1 ? day_after(today(), -12) : w->to };
		if (!task_make(w, t, &m, &id, e) ||
		    !role_make(w, id, town.id, "lead", official(w, 2 + 3 * i), 0, e) ||
		    !role_make(w, id, town.id, "act", official(w, 3 + 3 * i + k), 0, e))
			return false;
		if (!w->running) {
			if (!finish(w, id, day_after(w->to, -5 - i), e))
				return false;
			continue;
		}
		m.parent = id;
		if (i == 0 && !make_villages(w, t, &m, title, k, e))
			return false;
		if (i == 3 && k == 3 && !step(w, id, "该镇无此产业，调整到其他乡镇。", 0, task_drop, e))
			return false;
	}
	return true;
}

static bool make_list(struct work *w, int year, const char *document, struct err *e)
{
	struct place *p = w->p;
	if (!plan_make(w, year, document, &w->plan, e))
		return false;
	for (int k = 0; k < TASKS; k++) {
		struct reading t = plan_item(&w->r, "tasks", k);
		int64_t id;
		if (!t.map)
			break;
		struct made m = { .unit = p->unit.id, .title = plan_need(&t, "title"),
				  .number = arena_printf(p->a, "%d", k + 1), .weight = plan_number(&t, "weight"),
				  .due = day_after(w->to, 5) };
		if (!plan_says_ok(&w->r, "task.yaml", e) || !task_make(w, &t, &m, &id, e) ||
		    !role_make(w, id, p->unit.id, "overall", official(w, 0), 0, e) ||
		    !role_make(w, id, p->unit.id, "lead", official(w, 1), w->office, e) ||
		    !make_towns(w, &t, id, k, e) || (!w->running && !finish(w, id, w->to, e)))
			return false;
	}
	return true;
}

static bool make_statements(struct work *w, struct err *e)
{
	for (int i = 0;; i++) {
		struct reading s = plan_item(&w->r, "statements", i);
		struct entry en;
		if (!s.map)
			return plan_says_ok(&w->r, "task.yaml", e);
		entry_start(w->p, &en, "duty_statement", w->p->unit.id);
		entry_put(&en, "who", plan_need(&s, "who"));
		entry_put(&en, "role", plan_word(&s, "role"));
		entry_put(&en, "org_kind", plan_word(&s, "org_kind"));
		entry_put(&en, "text", plan_need(&s, "text"));
		entry_put(&en, "document", plan_word(&w->r, "document"));
		entry_day(&en, "started", w->from);
		if (!entry_save(&en, NULL, e))
			return false;
	}
}

static bool make_office(struct work *w, struct err *e)
{
	struct entry en;
	entry_start(w->p, &en, "org", w->p->unit.id);
	entry_put(&en, "name", plan_need(&w->r, "office"));
	entry_put(&en, "kind", "office");
	return entry_save(&en, &w->office, e);
}

bool make_tasks(struct place *p, struct err *e)
{
	struct work w = { .p = p, .lot = { (uint64_t)p->plan->seed + 41 } };
	if (!plan_area(p->a, p->plan->slug, "task", &w.r, e))
		return false;
	if (!w.r.map)
		return true;
	int year = plan_number(&w.r, "year");
	w.from = date_make(year, 1, 20);
	w.to = date_make(year, 5, 31);
	if (!make_office(&w, e) || !make_statements(&w, e) || !make_list(&w, year, plan_word(&w.r, "document"), e))
		return false;
	w.running = true;
	w.from = day_after(today(), -40);
	w.to = day_after(today(), 45);
	return make_list(&w, (int)(today() / 10000), plan_word(&w.r, "running_document"), e);
}
