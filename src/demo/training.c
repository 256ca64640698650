/*
 * training.c - classes and who came, teachers, requests, degree studies, advisers.
 *
 * packs/<place>/training.yaml:
 *
 *	courses      name, subject, target, hours
 *	teachers     number, from: the day the pool was made
 *	classes      number, name, kind, target, from, days, hours, place; course: its number in
 *	             the list above, from 1; who: the people who take part (secretary, committee,
 *	             reserve, any, first_secretary); attended: how many (absent: all of them),
 *	             absent: how many did not come; certified: 1 when certificates were given
 *	untrained    reserves who are in no class
 *	requests     topic, target, people, asked; class: the class that gathered it, from 1
 *	studies      number, school, programme, level, from
 *	advisers     number, solved (together), from
 *	stations     name, industry; services: how many records of help
 *
 * Whoever takes part is taken in turn, so that a group is covered before anyone comes twice.
 */
#include "base/str.h"
#include "demo/demo_int.h"
#include "demo/reading.h"
#include "reg/query.h"

enum who { WHO_SECRETARY, WHO_COMMITTEE, WHO_RESERVE, WHO_ANY, WHO_FIRST, WHO__COUNT };
enum { CLASS_MAX = 60, COURSE_MAX = 40 };

struct taker {
	int64_t person, unit;
};

struct group {
	int count, next;
	struct taker *people;
};

struct school {
	struct place *place;
	struct reading r;
	int64_t courses[COURSE_MAX + 1], classes[CLASS_MAX + 1]; /* from 1 */
	int64_t teacher;                                         /* one of the pool */
	struct group groups[WHO__COUNT];
};

#define ONE_OF(l, table) ((table)[lot_below((l), (int)ARRAY_LEN(table))])

static const char *digits(struct place *p, int n)
{
	return n ? arena_printf(p->row, "%d", n) : NULL;
}

/* ---- who takes part ---- */

static bool takes_part(enum kind kind, enum who who)
{
	switch (who) {
	case WHO_SECRETARY:
		return kind == SECRETARY;
	case WHO_COMMITTEE:
		return kind == SECRETARY || kind == MEMBER;
	case WHO_RESERVE:
		return kind == RESERVE;
	case WHO_ANY:
		return kind == SECRETARY || kind == MEMBER || kind == RESERVE;
	case WHO_FIRST:
	case WHO__COUNT:
		break;
	}
	return false;
}

static void group_make(struct school *s, enum who who, int untrained)
{
	struct place *p = s->place;
	struct group *g = &s->groups[who];
	int reserves = 0;
	for (int i = 0; i < p->person_count; i++)
		reserves += p->people[i].kind == RESERVE;
	g->people = ARENA_ARRAY(p->a, struct taker, p->person_count + 1);
	for (int i = 0; i < p->person_count; i++) {
		const struct person *one = &p->people[i];
		if (one->kind == RESERVE && reserves-- <= untrained)
			continue;
		if (takes_part(one->kind, who))
			g->people[g->count++] = (struct taker){ one->id, one->unit };
	}
}

/* First secretaries stand in the register of posts only. */
static bool group_first(struct school *s, struct err *e)
{
	struct place *p = s->place;
	const struct reg_def *def = reg_find("post");
	struct group *g = &s->groups[WHO_FIRST];
	struct query q;
	struct record_list list;
	struct path kind;
	bool there = path_parse(def, "kind", &kind);
	assert(there);
	query_init(&q, def, p->county, &p->how.scope);
	q.unit = p->unit.id;
	query_filter(&q, kind, OP_EQ, "first_secretary");
	q.limit = 100;
	if (!query_list(p->a, p->db, &q, &list, e))
		return false;
	g->people = ARENA_ARRAY(p->a, struct taker, list.count + 1);
	for (int i = 0; i < list.count; i++)
		g->people[g->count++] =
			(struct taker){ record_value(list.rows[i], "person")->i, list.rows[i]->unit };
	return true;
}

static struct group *group_of(struct school *s, const char *word)
{
	static const char *const words[] = {
		[WHO_SECRETARY] = "secretary", [WHO_COMMITTEE] = "committee", [WHO_RESERVE] = "reserve",
		[WHO_ANY] = "any", [WHO_FIRST] = "first_secretary",
	};
	for (int i = 0; i < WHO__COUNT; i++)
		if (text_eq(words[i], word))
			return &s->groups[i];
	assert(!"a group of the plan");
	return NULL;
}

/* ---- courses and teachers ---- */

static bool courses_make(struct school *s, struct err *e)
{
	struct reading c;
	struct place *p = s->place;
	for (int i = 0; (c = plan_item(&s->r, "courses", i)).map; i++) {
		struct entry en;
		assert(i < COURSE_MAX);
		entry_start(p, &en, "course", p->unit.id);
		entry_put(&en, "name", plan_need(&c, "name"));
		entry_put(&en, "subject", plan_need(&c, "subject"));
		entry_put(&en, "target", plan_word(&c, "target"));
		entry_put(&en, "hours", digits(p, plan_number(&c, "hours")));
		entry_id(&en, "teacher", s->teacher);
		if (!entry_save(&en, &s->courses[i + 1], e))
			return false;
	}
	return true;
}

static bool teachers_make(struct school *s, struct err *e)
{
	static const char *const kinds[] = { "member", "local_talent", "party_school", "agriculture",
					     "official", "specialist", "local_talent", "elder" };
	static const char *const fields[] = { "茶叶种植与加工", "食用菌栽培", "林下种植", "果树管理", "党务实务",
					      "基层治理与矛盾调解", "集体经济经营管理", "电商直播", "畜禽养殖与防疫",
					      "党的创新理论宣讲" };
	struct place *p = s->place;
	struct reading t = plan_part(&s->r, "teachers");
	int number = plan_number(&t, "number");
	ymd from = plan_day(&t, "from");
	const struct group *g = &s->groups[WHO_ANY];
	assert(number <= g->count);
	for (int i = 0; i < number; i++) {
		struct entry en;
		const struct taker *who = &g->people[g->count - 1 - i];
		entry_start(p, &en, "teacher", who->unit);
		entry_id(&en, "person", who->person);
		entry_put(&en, "kind", kinds[i % (int)ARRAY_LEN(kinds)]);
		entry_put(&en, "speciality", ONE_OF(&p->lot, fields));
		entry_day(&en, "joined", from);
		if (!entry_save(&en, i == 2 ? &s->teacher : NULL, e))
			return false;
	}
	return true;
}

/* ---- classes ---- */

struct class {
	int64_t id;
	const char *number;
	ymd from;
	int hours, certificates;
	bool certified;
};

static bool trainee_make(struct school *s, struct class *c, const struct taker *who, bool came, struct err *e)
{
	struct place *p = s->place;
	struct entry en;
	bool passed = came && lot_below(&p->lot, 24) != 0;
	entry_start(p, &en, "trainee", who->unit);
	entry_id(&en, "class", c->id);
	entry_id(&en, "person", who->person);
	entry_day(&en, "enrolled", date_from_days(date_days(c->from) - 3 - lot_below(&p->lot, 7)));
	if (came) {
		entry_day(&en, "attended", c->from);
		entry_put(&en, "hours", digits(p, c->hours));
		entry_put(&en, "passed", passed ? "1" : "0");
		if (passed && c->certified)
			entry_put(&en, "certificate",
				  arena_printf(p->row, "%s-%03d", c->number, ++c->certificates));
	} else {
		entry_put(&en, "absence", lot_below(&p->lot, 5) ? "leave" : "absent");
	}
	return entry_save(&en, NULL, e);
}

static bool trainees_make(struct school *s, struct class *c, const struct reading *r, struct err *e)
{
	struct group *g = group_of(s, plan_need(r, "who"));
	int attended = plan_number(r, "attended"), absent = plan_number(r, "absent");
	if (!attended)
		attended = g->count - absent;
	assert(attended + absent <= g->count);
	for (int i = 0; i < attended + absent; i++) {
		const struct taker *who = &g->people[g->next];
		g->next = (g->next + 1) % g->count;
		if (!trainee_make(s, c, who, i < attended, e))
			return false;
	}
	return true;
}

static bool class_make(struct school *s, int i, const struct reading *r, struct err *e)
{
	struct place *p = s->place;
	struct class c = { .number = plan_need(r, "number"), .from = plan_day(r, "from"),
			   .hours = plan_number(r, "hours"), .certified = plan_number(r, "certified") };
	const struct group *g = group_of(s, plan_need(r, "who"));
	int days = plan_number(r, "days"), course = plan_number(r, "course"), attended = plan_number(r, "attended");
	struct entry en;
	if (g->count == 0) /* nobody of that group is here: no class was held for it */
		return true;
	entry_start(p, &en, "training_class", p->unit.id);
	entry_put(&en, "number", c.number);
	entry_put(&en, "name", plan_need(r, "name"));
	entry_put(&en, "kind", plan_need(r, "kind"));
	entry_put(&en, "target", plan_need(r, "target"));
	entry_put(&en, "organiser", plan_word(r, "organiser"));
	entry_id(&en, "course", s->courses[course]);
	entry_id(&en, "teacher", s->teacher);
	entry_put(&en, "place", plan_word(r, "place"));
	entry_day(&en, "started", c.from);
	entry_day(&en, "ended", date_from_days(date_days(c.from) + (days ? days - 1 : 0)));
	entry_put(&en, "hours", digits(p, c.hours));
	entry_put(&en, "planned", digits(p, attended ? (attended + plan_number(r, "absent") + 9) / 10 * 10 : g->count));
	if (!entry_save(&en, &c.id, e))
		return false;
	s->classes[i + 1] = c.id;
	return trainees_make(s, &c, r, e);
}

static bool classes_make(struct school *s, struct err *e)
{
	struct reading c;
	for (int i = 0; (c = plan_item(&s->r, "classes", i)).map; i++) {
		assert(i < CLASS_MAX);
		if (!class_make(s, i, &c, e))
			return false;
	}
	return true;
}

/* ---- requests, studies ---- */

static bool requests_make(struct school *s, struct err *e)
{
	struct place *p = s->place;
	struct reading r;
	struct village *villages;
	int count;
	if (!villages_of(p, &p->plan->committees.under, &count, &villages, e))
		return false;
	for (int i = 0; (r = plan_item(&s->r, "requests", i)).map; i++) {
		int64_t class = s->classes[plan_number(&r, "class")];
		struct entry en;
		entry_start(p, &en, "training_request", villages[i * 5 % count].unit.id);
		entry_put(&en, "topic", plan_need(&r, "topic"));
		entry_put(&en, "target", plan_word(&r, "target"));
		entry_put(&en, "people", digits(p, plan_number(&r, "people")));
		entry_id(&en, "course", s->courses[plan_number(&r, "course")]);
		entry_day(&en, "asked", plan_day(&r, "asked"));
		entry_id(&en, "class", class);
		if (class)
			en.rec->state = "gathered";
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

static bool studies_make(struct school *s, struct err *e)
{
	struct place *p = s->place;
	struct reading r = { .a = s->r.a, .f = s->r.f };
	for (int k = 0; (r = plan_item(&s->r, "studies", k)).map; k++) {
		struct group *g = group_of(s, k % 2 ? "committee" : "reserve");
		int number = plan_number(&r, "number");
		assert(number <= g->count);
		for (int i = 0; i < number; i++) {
			struct entry en;
			const struct taker *who = &g->people[(g->count - 1 - 2 * i + g->count) % g->count];
			entry_start(p, &en, "degree_study", who->unit);
			entry_id(&en, "person", who->person);
			entry_put(&en, "school", plan_need(&r, "school"));
			entry_put(&en, "programme", plan_need(&r, "programme"));
			entry_put(&en, "level", plan_need(&r, "level"));
			entry_day(&en, "started", plan_day(&r, "from"));
			if (!entry_save(&en, NULL, e))
				return false;
		}
	}
	return true;
}

/* ---- advisers, stations ---- */

static bool adviser_make(struct place *p, int64_t unit, int solved, ymd from, struct err *e)
{
	static const char *const fields[] = { "茶叶", "食用菌", "林下种植", "高品质水果", "畜禽养殖", "中药材", "电商直播",
					      "农机维修" };
	struct wish w = {
		.unit = unit, .kind = VILLAGER, .political = "party_member",
		.education = lot_below(&p->lot, 4) ? "junior" : "senior",
		.birth = birth_of_age(&p->lot, p->plan->cutoff, 26, 66),
	};
	struct person *who;
	struct entry en;
	if (!person_make(p, &w, &who, e))
		return false;
	entry_start(p, &en, "adviser", unit);
	entry_id(&en, "person", who->id);
	entry_put(&en, "speciality", ONE_OF(&p->lot, fields));
	entry_day(&en, "started", from);
	entry_put(&en, "solved", arena_printf(p->row, "%d", solved));
	return entry_save(&en, NULL, e);
}

/* Spread evenly over all villages of the place, and so are the problems they solved. */
static bool advisers_make(struct school *s, struct err *e)
{
	struct place *p = s->place;
	struct reading r = plan_item(&s->r, "advisers", 0);
	struct unit_list villages;
	if (!r.map)
		return true;
	int number = plan_number(&r, "number"), solved = plan_number(&r, "solved");
	if (!unit_villages(p->a, p->db, p->unit.id, 0, &villages, e))
		return false;
	for (int i = 0; i < number; i++) {
		const struct unit *unit = &villages.units[i % villages.count];
		int share = solved / number + (i < solved % number);
		if (!adviser_make(p, unit->id, share, plan_day(&r, "from"), e))
			return false;
	}
	return true;
}

static bool services_make(struct school *s, int64_t station, int64_t unit, int64_t person, int number,
			  struct err *e)
{
	static const char *const asked[][2] = {
		{ "茶园小绿叶蝉怎样防治", "挂黄板、放天敌，夏茶前不打药。" },
		{ "菌棒出菇后发黄", "降温通风，停水两天再喷雾。" },
		{ "黄精苗烂根", "开沟排水，用多菌灵灌根一次。" },
		{ "葡萄转色慢", "疏叶透光，补一次磷酸二氢钾。" },
		{ "红薯怎样窖藏", "入窖前晾晒两天，保持十二摄氏度。" },
	};
	struct place *p = s->place;
	for (int i = 0; i < number; i++) {
		const char *const *words = asked[(size_t)lot_below(&p->lot, (int)ARRAY_LEN(asked))];
		ymd day = lot_day(&p->lot, date_add_years(p->plan->cutoff, -1), p->plan->cutoff);
		struct entry en;
		entry_start(p, &en, "tech_service", unit);
		entry_put(&en, "problem", words[0]);
		entry_id(&en, "station", station);
		entry_id(&en, "specialist", person);
		entry_day(&en, "asked", day);
		entry_put(&en, "on_site", "1");
		entry_day(&en, "answered", day);
		entry_put(&en, "answer", words[1]);
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

static bool stations_make(struct school *s, struct err *e)
{
	struct place *p = s->place;
	struct reading r;
	const struct group *g = &s->groups[WHO_ANY];
	for (int i = 0; (r = plan_item(&s->r, "stations", i)).map; i++) {
		const struct taker *who = &g->people[i * 7 % g->count];
		struct entry en;
		int64_t id;
		entry_start(p, &en, "tech_station", who->unit);
		entry_put(&en, "name", plan_need(&r, "name"));
		entry_put(&en, "industry", plan_need(&r, "industry"));
		entry_id(&en, "specialist", who->person);
		entry_day(&en, "founded", plan_day(&r, "from"));
		if (!entry_save(&en, &id, e) ||
		    !services_make(s, id, who->unit, who->person, plan_number(&r, "services"), e))
			return false;
	}
	return true;
}

bool make_training(struct place *p, struct err *e)
{
	struct school s = { .place = p };
	if (!plan_area(p->a, p->plan->slug, "training", &s.r, e))
		return false;
	if (!s.r.map)
		return true;
	int untrained = plan_number(&s.r, "untrained");
	for (int who = 0; who < WHO_FIRST; who++)
		group_make(&s, (enum who)who, untrained);
	return group_first(&s, e) && teachers_make(&s, e) && courses_make(&s, e) && classes_make(&s, e) &&
	       requests_make(&s, e) && studies_make(&s, e) && stations_make(&s, e) && advisers_make(&s, e) &&
	       plan_says_ok(&s.r, "training.yaml", e);
}
