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
#include "reg/yaml_tree.h"

#include <string.h>

/* Reads one map of a pack. */
struct reading {
	struct arena *a;
	const struct ynode *map;
	struct findings *f;
};

static struct reading part(const struct reading *r, const char *key)
{
	struct reading sub = { .a = r->a, .map = ymap_get(r->map, key), .f = r->f };
	if (!sub.map || sub.map->kind != Y_MAP) {
		DEF_ERROR(r->f, r->map->pos, "demo-part", "%s is missing.", key);
		sub.map = r->map;
	}
	return sub;
}

static const char *word(const struct reading *r, const char *key)
{
	return ytext(ymap_get(r->map, key), key, r->f);
}

static const char *need(const struct reading *r, const char *key)
{
	const char *text = word(r, key);
	if (is_empty(text))
		DEF_ERROR(r->f, r->map->pos, "demo-part", "%s is missing.", key);
	return text ? text : "";
}

static int number(const struct reading *r, const char *key)
{
	return yint(ymap_get(r->map, key), key, 0, 999999999, 0, r->f);
}

static ymd day(const struct reading *r, const char *key)
{
	ymd d = 0;
	const char *text = need(r, key);
	if (!is_empty(text) && !date_parse(text, false, &d))
		DEF_ERROR(r->f, r->map->pos, "demo-day", "%s is not a day.", text);
	return d;
}

/* A list of codes, or a map from codes to numbers. */
static void codes(const struct reading *r, const char *key, struct plan_codes *out)
{
	const struct ynode *n = ymap_get(r->map, key);
	for (int i = 0; n && n->kind != Y_TEXT && i < n->count && i < PLAN_LIST; i++) {
		bool map = n->kind == Y_MAP;
		out->code[i] = map ? n->keys[i]->text : n->items[i]->text;
		out->number[i] = map ? yint(n->items[i], key, 0, 999, 0, r->f) : 0;
		out->count++;
	}
}

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
		.kind = need(r, "kind"), .education = word(r, "education"), .document = need(r, "document"),
		.number = number(r, "number"), .young = number(r, "young"), .age = number(r, "age"),
		.from = day(r, "from"),
	};
}

static void parameter(const struct reading *r, struct plan *p, int i)
{
	p->parameters[i] = (struct plan_parameter){
		.name = need(r, "name"), .value = need(r, "value"), .document = need(r, "document"),
		.from = day(r, "from"),
	};
}

static void account(const struct reading *r, struct plan *p, int i)
{
	p->accounts[i] = (struct plan_account){
		.login = need(r, "login"), .role = need(r, "role"), .unit = need(r, "unit"),
	};
}

static void read_people(const struct reading *r, struct plan *p)
{
	struct reading c = part(r, "committees"), t = part(r, "town"), s = part(r, "reserves");
	codes(&c, "under", &p->committees.under);
	p->committees.elected = day(&c, "elected");
	p->committees.members = number(&c, "members");
	p->committees.young = number(&c, "young");
	p->committees.both = number(&c, "both");
	p->town.leaders = number(&t, "leaders");
	p->town.cadres = number(&t, "cadres");
	p->town.young_cadres = number(&t, "young_cadres");
	codes(&s, "under", &p->reserves.under);
	codes(&s, "villages", &p->reserves.villages);
	codes(&s, "weak", &p->reserves.weak);
	p->reserves.number = number(&s, "number");
	p->reserves.young_college = number(&s, "young_college");
	p->reserves.left = number(&s, "left");
	p->reserves.from = day(&s, "from");
	p->reserves.to = day(&s, "to");
	p->reserves.source = word(&s, "source");
	p->reserves.level = word(&s, "level");
}

static void read_mentoring(const struct reading *r, struct plan *p)
{
	struct reading m = part(r, "mentoring");
	p->mentoring.from = day(&m, "from");
	p->mentoring.to = day(&m, "to");
	p->mentoring.town_mentors = number(&m, "town_mentors");
	p->mentoring.secretary_mentors = number(&m, "secretary_mentors");
	p->mentoring.reserves = number(&m, "reserves");
	p->mentoring.members = number(&m, "members");
	p->mentoring.secretaries = number(&m, "secretaries");
	p->mentoring.young_cadres = number(&m, "young_cadres");
	p->mentoring.second = number(&m, "second");
	p->mentoring.silent = number(&m, "silent");
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
			.slug = arena_strndup(a, slug, strcspn(slug, "/")), .unit = need(&r, "unit"),
			.id_area = need(&r, "id_area"), .cutoff = day(&r, "cutoff"), .seed = number(&r, "seed"),
		};
		codes(&r, "nations", &p->nations);
		codes(&r, "names", &p->names);
		read_people(&r, p);
		read_mentoring(&r, p);
		p->requirement_count = items(&r, "requirements", p, requirement);
		p->parameter_count = items(&r, "parameters", p, parameter);
		p->account_count = items(&r, "accounts", p, account);
	}
	if (!f.errors)
		return true;
	char text[MSG_TEXT];
	msg_write(&f.first->text, LANG_EN, text, sizeof text);
	return err_set(e, ERR_CORRUPT, "The demonstration's plan %s is wrong: %s",
		       f.first->place ? f.first->place : file->path, text);
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
