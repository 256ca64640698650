/* person.c - one record, one person: through the register's own door. */
#include "base/id.h"
#include "base/str.h"
#include "demo/demo_int.h"

#include <string.h>

void entry_start(struct place *p, struct entry *en, const char *reg, int64_t unit)
{
	arena_reset(p->row);
	en->place = p;
	en->rec = record_new(p->row, reg_find(reg), p->county, unit);
	findings_init(&en->f, p->row);
}

void entry_put(struct entry *en, const char *field, const char *text)
{
	const struct field_def *f = field_find(en->rec->def, field);
	assert(f);
	if (is_empty(text))
		return;
	struct value *v = &en->rec->v[f->index];
	if (f->type == FIELD_CHOICE) /* always a code here: no other spelling is tried */
		*v = (struct value){ .known = true, .s = text };
	else if (!value_parse(en->place->row, f, text, false, v, &en->f))
		assert(en->f.errors); /* said when it is saved */
}

void entry_id(struct entry *en, const char *field, int64_t id)
{
	*record_value(en->rec, field) = (struct value){ .known = id != 0, .i = id };
}

void entry_day(struct entry *en, const char *field, ymd day)
{
	*record_value(en->rec, field) = (struct value){ .known = day != 0, .i = day };
}

bool entry_save(struct entry *en, int64_t *id, struct err *e)
{
	struct place *p = en->place;
	char text[MSG_TEXT];
	if (!en->f.errors && reg_save(p->row, p->db, en->rec, &p->how, &en->f, e)) {
		if (id)
			*id = en->rec->id;
		return true;
	}
	if (en->f.errors) {
		const struct finding *fi = en->f.first;
		while (fi->severity != FINDING_ERROR)
			fi = fi->next;
		msg_write(&fi->text, LANG_EN, text, sizeof text);
		*e = (struct err){ 0 };
		err_set(e, ERR_CORRUPT, "The demonstration of %s made an entry of %s that is refused: %s",
			p->plan->slug, en->rec->def->name, text);
	}
	return false;
}

ymd birth_lasting(struct lot *l, ymd at)
{
	return lot_day(l, YOUNG_FROM, date_add_years(at, -20));
}

ymd birth_of_age(struct lot *l, ymd at, int low, int high)
{
	int age = low + lot_below(l, high - low + 1);
	return lot_day(l, date_add_years(at, -age - 1), date_add_years(at, -age));
}

static const char *nation_draw(struct place *p)
{
	const struct plan_codes *n = &p->plan->nations;
	int all = 0;
	for (int i = 0; i < n->count; i++)
		all += n->number[i];
	int at = all ? lot_below(&p->lot, all) : 0;
	for (int i = 0; i < n->count; i++) {
		if (at < n->number[i])
			return n->code[i];
		at -= n->number[i];
	}
	return "han";
}

static struct person *person_add(struct place *p)
{
	if (p->person_count == p->person_room) {
		int room = p->person_room ? p->person_room * 2 : 256;
		struct person *people = ARENA_ARRAY(p->a, struct person, room);
		for (int i = 0; i < p->person_count; i++)
			people[i] = p->people[i];
		p->people = people;
		p->person_room = room;
	}
	return &p->people[p->person_count++];
}

/* One in 41 takes a name of the plan's list while it lasts. */
static void name_draw(struct place *p, struct person *who, int sex)
{
	const struct plan_codes *names = &p->plan->names;
	if (p->named < names->count && p->serial >= 17 + 41 * p->named &&
	    (!sex || sex == names->number[p->named])) {
		who->name = names->code[p->named];
		who->sex = names->number[p->named++];
		return;
	}
	who->sex = sex ? sex : lot_below(&p->lot, 3) ? MALE : FEMALE;
	who->name = people_name(p->a, &p->lot, who->sex);
}

static void put_study(struct place *p, struct entry *en, const char *education)
{
	const struct choice_list *list = field_find(en->rec->def, "education")->of;
	bool college = choice_find(list, education)->rank >= choice_find(list, "college")->rank;
	entry_put(en, "education", education);
	if (!college)
		return;
	entry_put(en, "study_mode", lot_below(&p->lot, 3) ? "full_time" : "in_service");
	entry_put(en, "school", people_school(&p->lot));
	entry_put(en, "major", people_major(&p->lot));
}

/* Whether it is a member of the Party. */
static bool put_political(struct place *p, struct entry *en, const struct wish *w)
{
	static const char *const drawn[] = { "masses", "masses", "league", "party_member", "probationary" };
	const char *political = w->political ? w->political : drawn[lot_below(&p->lot, (int)ARRAY_LEN(drawn))];
	int age = date_age(w->birth, p->plan->cutoff);
	if (text_eq(political, "league") && age > 28)
		political = "masses";
	entry_put(en, "political", political);
	bool party = text_eq(political, "party_member");
	if (party)
		entry_day(en, "party_joined",
			  lot_day(&p->lot, date_add_years(w->birth, 19),
				  date_add_years(w->birth, age > 24 ? 20 + (age - 20) / 2 : 20)));
	return party;
}

bool person_make(struct place *p, const struct wish *w, struct person **out, struct err *e)
{
	struct person who = { .unit = w->unit, .kind = w->kind, .young = w->young, .birth = w->birth };
	name_draw(p, &who, w->sex);
	p->serial++;
	struct entry en;
	entry_start(p, &en, "person", w->unit);
	entry_put(&en, "name", who.name);
	entry_put(&en, "sex", who.sex == MALE ? "male" : "female");
	entry_day(&en, "birth", w->birth);
	entry_put(&en, "nation", strstr(who.name, "·") ? "uygur" : nation_draw(p));
	entry_put(&en, "id_number", people_idnum(p->row, p->plan->id_area, w->birth, who.sex, p->serial));
	entry_put(&en, "phone", people_phone(p->row, p->serial + p->plan->seed % 9973));
	put_study(p, &en, w->education);
	who.party = put_political(p, &en, w);
	entry_put(&en, "occupation", w->occupation ? w->occupation : people_occupation(&p->lot));
	if (!entry_save(&en, &who.id, e))
		return false;
	struct person *added = person_add(p);
	*added = who;
	if (out)
		*out = added;
	return true;
}
