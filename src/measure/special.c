/*
 * special.c - measures that count units, which no register's rows are.
 *
 * To add one: 1. a function that lists the units with their states; 2. a line in the
 * table; 3. a measure in indicators/ with `special: NAME` and quantity units.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/figure_int.h"
#include "measure/resident.h"
#include "measure/shortage.h"

static bool villages(struct arena *a, struct db *db, const struct measure_def *md,
		     const struct figure_ask *ask, int *count,
		     struct figure_unit **out, struct err *e)
{
	(void)md;
	struct unit_list list;
	if (!unit_villages(a, db, ask->unit, ask->boundary == AS_WAS ? ask->at : 0, &list, e))
		return false;
	struct figure_unit *units = ARENA_ARRAY(a, struct figure_unit, list.count + 1);
	for (int i = 0; i < list.count; i++)
		units[i] = (struct figure_unit){.unit = list.units[i], .state = UNIT_COUNTED};
	*count = list.count;
	*out = units;
	return true;
}

static bool shortages(struct arena *a, struct db *db, const struct measure_def *md,
		     const struct figure_ask *ask, int *count,
		      struct figure_unit **out, struct err *e)
{
	(void)md;
	struct shortage_list list;
	if (!shortage_load(a, db, ask, &list, e))
		return false;
	struct figure_unit *units = ARENA_ARRAY(a, struct figure_unit, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		const struct shortage *s = &list.rows[i];
		units[i] = (struct figure_unit){
		    .unit = s->unit, .state = s->state, .reason_count = s->reason_count};
		for (int r = 0; r < s->reason_count; r++)
			units[i].reasons[r] = s->reasons[r];
	}
	*count = list.count;
	*out = units;
	return true;
}

/* How many pairings of a kind that binds a leader stand in each village, as group rows. */
static bool leaders(struct arena *a, struct db *db, const struct figure_ask *ask,
		    struct group_list *out, struct err *e)
{
	const struct reg_def *def = reg_find("pairing");
	struct path kind;
	bool there = def && path_parse(def, "kind", &kind);
	assert(there);
	struct query q;
	query_init(&q, def, ask->county, &ask->scope);
	q.unit = ask->unit;
	q.boundary = ask->boundary;
	q.at = ask->at ? ask->at : today();
	query_filter(&q, kind, OP_IN, "standing_village,town_leader_village");
	struct aggregate g = {.kind = AGG_ROWS, .group = GROUP_LEVEL, .level = LEVEL_VILLAGE};
	return query_aggregate(a, db, &q, &g, out, e);
}

static bool led_villages(struct arena *a, struct db *db, const struct measure_def *md,
		     const struct figure_ask *ask, int *count,
			 struct figure_unit **out, struct err *e)
{
	struct group_list led;
	if (!villages(a, db, md, ask, count, out, e) || !leaders(a, db, ask, &led, e))
		return false;
	for (int i = 0; i < *count; i++) {
		struct figure_unit *u = &(*out)[i];
		u->state = UNIT_SHORT;
		for (int k = 0; k < led.count; k++) {
			int64_t village;
			if (id_parse(led.rows[k].key, &village) && village == u->unit.id)
				u->state = UNIT_MET;
		}
		if (u->state == UNIT_SHORT)
			msg_set(&u->reasons[u->reason_count++], "no leader is paired with it");
	}
	return true;
}

/* Villages with a first secretary, and the days in the village of the month so far. */
static bool secretaries(struct arena *a, struct db *db, const struct measure_def *md,
		     const struct figure_ask *ask, int *count,
			struct figure_unit **out, struct err *e)
{
	(void)md;
	struct resident_ask in = {.county = ask->county,
				  .unit = ask->unit,
				  .posts = ask->scope,
				  .leaves = ask->scope,
				  .appraisals = ask->scope,
				  .at = ask->at ? ask->at : today()};
	struct resident *list;
	int n;
	if (!residents_load(a, db, &in, &n, &list, e))
		return false;
	struct figure_unit *units = ARENA_ARRAY(a, struct figure_unit, n + 1);
	for (int i = 0; i < n; i++) {
		const struct resident_month *m = &list[i].months[RESIDENT_MONTHS - 1];
		struct figure_unit *u = &units[i];
		*u = (struct figure_unit){.state = UNIT_COUNTED, .amount = resident_days(m)};
		if (!unit_load(a, db, list[i].unit, 0, &u->unit, e))
			return false;
		msg_set(&u->reasons[u->reason_count++], "%d of %d days in the village",
			resident_days(m), m->term);
	}
	*count = n;
	*out = units;
	return true;
}

static bool is_counted(const struct figure_unit *u)
{
	return u->state == UNIT_COUNTED;
}

static bool is_short(const struct figure_unit *u)
{
	return u->state == UNIT_SHORT;
}

static bool is_weak(const struct figure_unit *u)
{
	return u->state == UNIT_WEAK;
}

static bool is_met(const struct figure_unit *u)
{
	return u->state == UNIT_MET;
}

/* Bands of working days to the first answer; each number of days falls into one. */
static bool within_3(const struct figure_unit *u)
{
	return u->amount <= 3;
}

static bool within_7(const struct figure_unit *u)
{
	return u->amount > 3 && u->amount <= 7;
}

static bool within_15(const struct figure_unit *u)
{
	return u->amount > 7 && u->amount <= 15;
}

static bool within_30(const struct figure_unit *u)
{
	return u->amount > 15 && u->amount <= 30;
}

static bool beyond_30(const struct figure_unit *u)
{
	return u->amount > 30;
}

static const struct special specials[] = {
    {"villages", villages, is_counted, {"所辖村（社区）", "villages at or under the unit"}, false, false, false, false, false},
    {"villages_short",
     shortages,
     is_short,
     {"后备力量人数少于要求的村（社区）", "villages with fewer reserves than required"}, false, false, false, false, false},
    {"villages_weak",
     shortages,
     is_weak,
     {"人数够、但年轻高学历后备力量少于要求的村（社区）",
      "villages with enough reserves but too few young and educated ones"}, false, false, false, false, false},
    {"villages_met",
     shortages,
     is_met,
     {"后备力量达到要求的村（社区）", "villages that meet their requirement"}, false, false, false, false, false},
    {"secretary_days",
     secretaries,
     is_counted,
     {"驻村第一书记本月至统计日的驻村天数",
      "days in the village of first secretaries, this month up to the day"},
     true, false, false, false, false},
    {"villages_without_leader",
     led_villages,
     is_short,
     {"没有乡镇领导、常委包联的村（社区）",
      "villages without a leader of the town or the standing committee"}, false, false, false, false, false},
    {.name = "cadence_kept",
     .units = cadence_kept_units,
     .counts = is_counted,
     .filter = {"统计日前12个月内已落实的频次要求（按周期）",
		"periods of cadence rules kept, of the twelve months up to the day"},
     .sums = true},
    {.name = "cadence_missed",
     .units = cadence_missed_units,
     .counts = is_counted,
     .filter = {"统计日前12个月内到期未落实的频次要求（按周期，不含免计）",
		"periods of cadence rules missed, not excused, of the twelve months up to the day"},
     .sums = true},
    {.name = "cadence_asked",
     .units = cadence_asked_units,
     .counts = is_counted,
     .filter = {"统计日前12个月内已落实与未落实的频次要求（按周期，不含免计）",
		"periods of cadence rules kept or missed, of the twelve months up to the day"},
     .sums = true},
    {.name = "pairings_unvisited",
     .units = visit_due_units,
     .counts = is_short,
     .filter = {"约定了走访次数、本季度至统计日没有走访的结对",
		"pairings with agreed visits and none this quarter up to the day"},
     .sums = true},
    {.name = "task_weight",
     .units = task_units,
     .counts = is_counted,
     .filter = {"统计日有效清单中最上层任务的权重", "weight of the tasks on top, in lists that hold"},
     .sums = true},
    {.name = "task_points",
     .units = task_units,
     .counts = is_counted,
     .filter = {"统计日有效清单中最上层任务的权重与完成进度之积",
		"weight by what is reached, of the tasks on top"},
     .sums = true},
    {.name = "tasks_late",
     .units = task_units,
     .counts = is_counted,
     .filter = {"统计日未上报完成且已超期一个工作日以上的任务",
		"tasks that are open and late by a working day or more"},
     .sums = true},
    {.name = "villages_income",
     .units = income_units,
     .counts = is_met,
     .filter = {"集体收入（不含年终结转）不少于下限的村（社区）",
		"villages whose income, closing left out, is at least the bound"},
     .income = true,
     .bounded = true},
    {.name = "villages_books",
     .units = income_units,
     .counts = is_counted,
     .filter = {"当年账上有发生额的村（社区）", "villages with entries in their books of the year"},
     .income = true},
    {.name = "income",
     .units = income_units,
     .counts = is_counted,
     .filter = {"村级集体收入（不含年终结转）合计",
		"income of village collectives, closing left out"},
     .sums = true,
     .income = true},
    {.name = "answers",
     .units = answer_units,
     .counts = is_counted,
     .filter = {"统计日前一年内首次答复的事项", "matters first answered in the year up to the day"},
     .items = true},
    {.name = "answer_median",
     .units = answer_units,
     .counts = is_counted,
     .filter = {"统计日前一年内首次答复的事项，自反映日起的工作日数", "working days from raising to the first answer, of matters answered in the year up to the day"},
     .items = true,
     .median = true},
    {.name = "answers_3",
     .units = answer_units,
     .counts = within_3,
     .filter = {"3个工作日内答复（统计日前一年内首次答复的）", "first answered within 3 working days, in the year up to the day"},
     .items = true},
    {.name = "answers_7",
     .units = answer_units,
     .counts = within_7,
     .filter = {"4至7个工作日答复（统计日前一年内首次答复的）", "first answered in 4 to 7 working days, in the year up to the day"},
     .items = true},
    {.name = "answers_15",
     .units = answer_units,
     .counts = within_15,
     .filter = {"8至15个工作日答复（统计日前一年内首次答复的）", "first answered in 8 to 15 working days, in the year up to the day"},
     .items = true},
    {.name = "answers_30",
     .units = answer_units,
     .counts = within_30,
     .filter = {"16至30个工作日答复（统计日前一年内首次答复的）", "first answered in 16 to 30 working days, in the year up to the day"},
     .items = true},
    {.name = "answers_more",
     .units = answer_units,
     .counts = beyond_30,
     .filter = {"超过30个工作日答复（统计日前一年内首次答复的）", "first answered after more than 30 working days, in the year up to the day"},
     .items = true},
};

const struct special *special_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(specials); i++)
		if (text_eq(specials[i].name, name))
			return &specials[i];
	return NULL;
}

const char *special_nearest(const char *name)
{
	const char *names[ARRAY_LEN(specials)];
	for (size_t i = 0; i < ARRAY_LEN(specials); i++)
		names[i] = specials[i].name;
	return nearest(name, names, ARRAY_LEN(specials));
}
