/*
 * plan.c - packs/<place>/demo.yaml: how many people of which kind a place has.
 *
 *	unit         the place, by code; unit codes may only name units at or under its county
 *	cutoff       the day on which ages are meant: end of the period of the place's briefing
 *	seed         of the generator; id_area: six digits that are the code of no place
 *	nations      code: weight; names: given to some of the people beside those drawn, with
 *	             their sex (1 male, 2 female); one with · is a Uygur name
 *	committees   under: towns; elected: day; members: people; young: of them; both: secretaries
 *	             who are also director (one person, two posts)
 *	town         people of the town's own offices
 *	reserves     number: in the pool on the cut-off day; young_college: of them; left: who were
 *	             in it before; villages: code: number where a village has another number;
 *	             weak: villages with nobody young and well educated
 *	mentoring    who teaches (town_mentors, secretary_mentors) and who is taught (the rest);
 *	             second: of them with two mentors; silent: pairs without a log in the last quarter
 *	requirements rows of the register, for each of the units that reserves are under
 *	parameters, accounts   rows of the register for the place; sign-ins
 *
 * The files are the program's own: a mistake in one is ERR_CORRUPT with its place.
 */
#include "base/embed.h"
#include "base/str.h"
#include "demo/demo_int.h"
#include "demo/reading.h"
#include "reg/yaml_tree.h"

#include <string.h>

/* The items of a list of maps, through `take`. */
static int items(const struct reading *r, const char *key, struct plan *p,
		 void (*take)(const struct reading *item, struct plan *p, int i))
{
	const struct ynode *n = ymap_get(r->map, key);
	int count = 0;
	for (int i = 0; n && n->kind == Y_LIST && i < n->count && i < PLAN_LIST; i++) {
		struct reading item = { .a = r->a, .map = n->items[i], .f = r->f };
		take(&item, p, count++);
	}
	return count;
}

static void requirement(const struct reading *r, struct plan *p, int i)
{
	p->requirements[i] = (struct plan_requirement){
		.kind = plan_need(r, "kind"), .education = plan_word(r, "education"), .document = plan_need(r,
		"document"),
		.number = plan_number(r, "number"), .young = plan_number(r, "young"), .age = plan_number(r, "age"),
		.from = plan_day(r, "from"),
	};
}

static void parameter(const struct reading *r, struct plan *p, int i)
{
	p->parameters[i] = (struct plan_parameter){
		.name = plan_need(r, "name"), .value = plan_need(r, "value"), .document = plan_need(r, "document"),
		.from = plan_day(r, "from"),
	};
}

static void account(const struct reading *r, struct plan *p, int i)
{
	p->accounts[i] = (struct plan_account){
		.login = plan_need(r, "login"), .role = plan_need(r, "role"), .unit = plan_need(r, "unit"),
	};
}

static void read_people(const struct reading *r, struct plan *p)
{
	struct reading c = plan_part(r, "committees"), t = plan_part(r, "town"), s = plan_part(r, "reserves");
	plan_codes_of(&c, "under", &p->committees.under);
	p->committees.elected = plan_day(&c, "elected");
	p->committees.members = plan_number(&c, "members");
	p->committees.young = plan_number(&c, "young");
	p->committees.both = plan_number(&c, "both");
	p->town.leaders = plan_number(&t, "leaders");
	p->town.cadres = plan_number(&t, "cadres");
	p->town.young_cadres = plan_number(&t, "young_cadres");
	plan_codes_of(&s, "under", &p->reserves.under);
	plan_codes_of(&s, "villages", &p->reserves.villages);
	plan_codes_of(&s, "weak", &p->reserves.weak);
	p->reserves.number = plan_number(&s, "number");
	p->reserves.young_college = plan_number(&s, "young_college");
	p->reserves.left = plan_number(&s, "left");
	p->reserves.from = plan_day(&s, "from");
	p->reserves.to = plan_day(&s, "to");
	p->reserves.source = plan_word(&s, "source");
	p->reserves.level = plan_word(&s, "level");
}

static void read_mentoring(const struct reading *r, struct plan *p)
{
	struct reading m = plan_part(r, "mentoring");
	p->mentoring.from = plan_day(&m, "from");
	p->mentoring.to = plan_day(&m, "to");
	p->mentoring.town_mentors = plan_number(&m, "town_mentors");
	p->mentoring.secretary_mentors = plan_number(&m, "secretary_mentors");
	p->mentoring.reserves = plan_number(&m, "reserves");
	p->mentoring.members = plan_number(&m, "members");
	p->mentoring.secretaries = plan_number(&m, "secretaries");
	p->mentoring.young_cadres = plan_number(&m, "young_cadres");
	p->mentoring.second = plan_number(&m, "second");
	p->mentoring.silent = plan_number(&m, "silent");
}

static bool plan_read(struct arena *a, const struct embedded *file, struct plan *p, struct err *e)
{
	struct findings f;
	findings_init(&f, a);
	struct reading r = { .a = a, .f = &f };
	r.map = yaml_tree(a, file->path, file->data, file->size, &f);
	const char *slug = file->path + strlen("packs/");
	if (r.map) {
		*p = (struct plan){
			.slug = arena_strndup(a, slug, strcspn(slug, "/")), .unit = plan_need(&r, "unit"),
			.id_area = plan_need(&r, "id_area"), .cutoff = plan_day(&r, "cutoff"), .seed = plan_number(&r,
		"seed"),
		};
		plan_codes_of(&r, "nations", &p->nations);
		plan_codes_of(&r, "names", &p->names);
		read_people(&r, p);
		read_mentoring(&r, p);
		p->requirement_count = items(&r, "requirements", p, requirement);
		p->parameter_count = items(&r, "parameters", p, parameter);
		p->account_count = items(&r, "accounts", p, account);
	}
	return plan_says_ok(&r, file->path, e);
}

bool plans_read(struct arena *a, int *count, struct plan **out, struct err *e)
{
	static const char name[] = "/demo.yaml";
	struct plan *plans = ARENA_ARRAY(a, struct plan, PLAN_LIST);
	int n = 0;
	for (size_t i = embedded_from("packs/"); i < embedded_count; i++) {
		const struct embedded *file = &embedded_files[i];
		size_t length = strlen(file->path);
		if (!has_prefix(file->path, "packs/"))
			break;
		if (length <= strlen(name) || !text_eq(file->path + length - strlen(name), name))
			continue;
		assert(n < PLAN_LIST);
		if (!plan_read(a, file, &plans[n++], e))
			return false;
	}
	*count = n;
	*out = plans;
	return true;
}
