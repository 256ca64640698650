/* entitlement.c - who is due which benefit: see entitlement.h. */
#include "measure/entitlement.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "measure/measure_int.h"

#include <stdlib.h>
#include <string.h>

enum { PEOPLE_MAX = 50000, RULES_MAX = 500, LINES_MAX = 36 };

/* ---- months served ---- */

int month_of(ymd d)
{
	return d / 10000 * 12 + d / 100 % 100 - 1;
}

ymd month_day(int month)
{
	return month / 12 * 10000 + (month % 12 + 1) * 100 + 1;
}

static int bit_of(int month)
{
	int bit = month - TENURE_FROM;
	return bit < 0 ? 0 : bit > TENURE_MONTHS ? TENURE_MONTHS : bit;
}

void tenure_add(struct tenure *t, ymd started, ymd ended)
{
	int to = ended ? bit_of(month_of(ended)) : TENURE_MONTHS;
	for (int i = bit_of(month_of(started)); i < to; i++)
		t->bits[i / 64] |= (uint64_t)1 << i % 64;
}

bool tenure_in(const struct tenure *t, int month)
{
	int i = bit_of(month);
	return i < TENURE_MONTHS && t->bits[i / 64] >> i % 64 & 1;
}

int tenure_before(const struct tenure *t, int month)
{
	int n = 0, to = bit_of(month);
	for (int i = 0; i < to / 64; i++)
		n += __builtin_popcountll(t->bits[i]);
	if (to % 64)
		n += __builtin_popcountll(t->bits[to / 64] & (((uint64_t)1 << to % 64) - 1));
	return n;
}

/* ---- rules ---- */

/* Which posts count; codes of the list benefit_posts, in its order. */
enum group { GROUP_HEAD, GROUP_COMMITTEE, GROUP_VILLAGE, GROUP__COUNT };
static const char *const groups[] = { "head", "committee", "village" };

struct rule {
	int64_t id, unit;
	const struct choice *kind;
	enum group group;
	bool former, by_years, once;
	int years, age;      /* age 0: any */
	int64_t amount, max; /* max 0: none */
	ymd from, to;
	const char *document;
};

struct someone {
	int64_t id, unit;
	const char *name, *unit_name;
	ymd birth, latest; /* start of the last post */
	struct tenure tenure[GROUP__COUNT];
};

struct work {
	struct arena *a;
	struct db *db;
	const struct entitlement_ask *ask;
	const struct reg_def *post, *def;
	int rule_count, birth_column;
	struct rule *rules;
	size_t people, room;
	struct someone *someone;
	struct unit_list path; /* of path_unit */
	int64_t path_unit;
};

static const struct value *value_of(const struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	assert(f);
	return &rec->v[f->index];
}

static int64_t number_of(const struct record *rec, const char *field)
{
	const struct value *v = value_of(rec, field);
	return v->known ? v->i : 0;
}

static bool has_code(const struct record *rec, const char *field, const char *code)
{
	const struct value *v = value_of(rec, field);
	return v->known && text_eq(v->s, code);
}

static bool rule_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
		      struct err *e)
{
	struct work *w = arg;
	(void)row;
	(void)subs;
	if (w->rule_count == RULES_MAX)
		return err_set(e, ERR_TOO_BIG, "More than %d benefit rules are entered.", RULES_MAX);
	int64_t to = number_of(rec, "valid_to");
	struct rule *r = &w->rules[w->rule_count++];
	*r = (struct rule){
		.id = rec->id, .unit = rec->unit, .former = has_code(rec, "standing", "former"),
		.kind = choice_find(field_find(rec->def, "kind")->of, value_of(rec, "kind")->s),
		.by_years = has_code(rec, "per", "month_year"), .once = has_code(rec, "per", "year"),
		.years = (int)number_of(rec, "years"), .age = (int)number_of(rec, "age"),
		.amount = number_of(rec, "amount"), .max = number_of(rec, "amount_max"),
		.from = (ymd)number_of(rec, "valid_from"), .to = to ? (ymd)to : DATE_OPEN,
		.document = arena_strdup(w->a, value_of(rec, "document")->s),
	};
	while (r->group + 1 < GROUP__COUNT && !has_code(rec, "posts", groups[r->group]))
		r->group++;
	return true;
}

static bool rules_load(struct work *w, struct err *e)
{
	struct scope all;
	struct query q;
	scope_all(w->ask->county, &all); /* what stands above its reader holds for them, too */
	query_init(&q, w->def, w->ask->county, &all);
	w->rules = ARENA_ARRAY(w->a, struct rule, RULES_MAX);
	return query_each(w->db, &q, rule_take, w, e);
}

/* ---- people and their posts ---- */

static bool is_village_post(const struct record *rec)
{
	static const char *const others[] = { "first_secretary", "team_member", "town_leader",
					      "town_cadre",      "expert",      "other" };
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (has_code(rec, "kind", others[i]))
			return false;
	return true;
}

static bool post_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
		      struct err *e)
{
	struct work *w = arg;
	(void)row;
	if (!is_village_post(rec))
		return true;
	int64_t person = number_of(rec, "person");
	ymd started = (ymd)number_of(rec, "started"), ended = (ymd)number_of(rec, "ended");
	if (w->people == PEOPLE_MAX)
		return err_set(e, ERR_TOO_BIG, "More than %d people; choose a town.", PEOPLE_MAX);
	if (w->people == w->room) {
		size_t room = w->room ? w->room * 2 : 64;
		w->someone = arena_grow(w->a, w->someone, w->people * sizeof *w->someone, room * sizeof *w->someone);
		w->room = room;
	}
	struct someone *s = &w->someone[w->people++];
	*s = (struct someone){ .id = person, .unit = rec->unit, .latest = started,
			       .name = arena_strdup(w->a, value_of(rec, "person")->s),
			       .unit_name = arena_strdup(w->a, rec->unit_name) };
	if (w->birth_column >= 0 && subs[w->birth_column].known)
		s->birth = (ymd)subs[w->birth_column].i;
	bool head = has_code(rec, "kind", "secretary") || has_code(rec, "kind", "director");
	if (head)
		tenure_add(&s->tenure[GROUP_HEAD], started, ended);
	if (head || number_of(rec, "committee"))
		tenure_add(&s->tenure[GROUP_COMMITTEE], started, ended);
	tenure_add(&s->tenure[GROUP_VILLAGE], started, ended);
	return true;
}

static int by_person(const void *x, const void *y)
{
	const struct someone *a = x, *b = y;
	if (a->id != b->id)
		return a->id > b->id ? 1 : -1;
	return (a->latest > b->latest) - (a->latest < b->latest);
}

static int by_place(const void *x, const void *y)
{
	const struct someone *a = x, *b = y;
	if (a->unit != b->unit)
		return a->unit > b->unit ? 1 : -1;
	return (a->id > b->id) - (a->id < b->id);
}

/* Posts of one person become one; the last post gives the unit. */
static void people_join(struct work *w)
{
	size_t n = 0;
	qsort(w->someone, w->people, sizeof *w->someone, by_person);
	for (size_t i = 0; i < w->people; i++) {
		struct someone *last = n ? &w->someone[n - 1] : NULL, *next = &w->someone[i];
		if (last && last->id == next->id) {
			for (int g = 0; g < GROUP__COUNT; g++)
				for (size_t k = 0; k < ARRAY_LEN(next->tenure[g].bits); k++)
					next->tenure[g].bits[k] |= last->tenure[g].bits[k];
			*last = *next;
		} else {
			w->someone[n++] = *next;
		}
	}
	w->people = n;
	qsort(w->someone, w->people, sizeof *w->someone, by_place);
}

static bool people_load(struct work *w, struct err *e)
{
	struct query q;
	struct path birth;
	bool there = path_parse(w->post, "person.birth", &birth);
	assert(there);
	w->birth_column = -1;
	for (int i = 0; i < w->post->column_count; i++)
		if (w->post->columns[i].path.field == birth.field && w->post->columns[i].path.sub == birth.sub)
			w->birth_column = i;
	query_init(&q, w->post, w->ask->county, &w->ask->scope);
	q.unit = w->ask->unit;
	scope_all(w->ask->county, &q.personal); /* ages decide, wherever the person is registered */
	if (!query_each(w->db, &q, post_take, w, e))
		return false;
	if (w->people)
		people_join(w);
	return true;
}

/* ---- one person, one kind ---- */

/* How far down the way to the person's unit the rule stands; -1: not on it. */
static int depth_of(const struct work *w, const struct rule *r)
{
	for (int i = w->path.count - 1; i >= 0; i--)
		if (w->path.units[i].id == r->unit)
			return i;
	return -1;
}

static int64_t amount_of(const struct rule *r, int years)
{
	int64_t amount = r->by_years ? r->amount * years : r->amount;
	return r->max && amount > r->max ? r->max : amount;
}

static bool meets(const struct rule *r, const struct someone *s, int month, bool *unknown)
{
	const struct tenure *t = &s->tenure[r->group];
	int served = tenure_before(t, month);
	bool standing = r->former ? !tenure_in(&s->tenure[GROUP_VILLAGE], month) && served > 0
				  : tenure_in(t, month);
	if (!standing || served / 12 < r->years)
		return false;
	if (r->age && !s->birth)
		*unknown = true;
	return !r->age || (s->birth && date_age(s->birth, month_day(month)) >= r->age);
}

static const struct rule *rule_of(const struct work *w, const struct someone *s, const struct choice *kind,
				  int month, bool *unknown)
{
	const struct rule *best = NULL;
	int nearest = -1;
	ymd day = month_day(month);
	for (int i = 0; i < w->rule_count; i++) {
		const struct rule *r = &w->rules[i];
		if (r->kind == kind && day >= r->from && day < r->to && depth_of(w, r) > nearest)
			nearest = depth_of(w, r);
	}
	int64_t most = -1;
	for (int i = 0; nearest >= 0 && i < w->rule_count; i++) {
		const struct rule *r = &w->rules[i];
		if (r->kind != kind || day < r->from || day >= r->to || depth_of(w, r) != nearest ||
		    !meets(r, s, month, unknown))
			continue;
		int64_t amount = amount_of(r, tenure_before(&s->tenure[r->group], month) / 12);
		if (amount > most) {
			most = amount;
			best = r;
		}
	}
	return best;
}

static void line_add(struct work *w, struct entitlement *t, const struct rule *r, int month, int years)
{
	int64_t each = amount_of(r, years);
	struct benefit_line *last = t->line_count ? &t->lines[t->line_count - 1] : NULL;
	t->amount += each;
	t->rule = r->id;
	if (last && last->rule == r->id && last->each == each && last->years == years &&
	    last->last == month - 1 && !r->once) {
		last->last = month;
		return;
	}
	if (!t->lines)
		t->lines = ARENA_ARRAY(w->a, struct benefit_line, LINES_MAX);
	assert(t->line_count < LINES_MAX);
	t->lines[t->line_count++] = (struct benefit_line){
		.first = month, .last = month, .rule = r->id, .years = years, .rate = r->amount, .each = each,
		.by_years = r->by_years, .once = r->once, .document = r->document,
	};
}

/* From the beginning of the year, because what is paid once a year may have been due before. */
static bool kind_compute(struct work *w, const struct someone *s, const struct choice *kind,
			 struct entitlement *t, bool *unknown)
{
	int first = month_of(w->ask->from), last = month_of(w->ask->to), year_done = -1;
	*t = (struct entitlement){ .person = s->id, .unit = s->unit, .name = s->name, .unit_name = s->unit_name,
				   .kind = kind, .months = tenure_before(&s->tenure[GROUP_VILLAGE], last + 1) };
	for (int m = first / 12 * 12; m <= last; m++) {
		bool doubt = false;
		const struct rule *r = rule_of(w, s, kind, m, &doubt);
		if (m >= first && doubt)
			*unknown = true;
		if (!r || (r->once && year_done == m / 12))
			continue;
		if (r->once)
			year_done = m / 12;
		if (m >= first)
			line_add(w, t, r, m, tenure_before(&s->tenure[r->group], m) / 12);
	}
	return t->line_count > 0;
}

static bool person_compute(struct work *w, const struct someone *s, struct entitlement_list *out,
			   struct err *e)
{
	const struct choice_list *kinds = field_find(w->def, "kind")->of;
	bool unknown = false;
	if (s->unit != w->path_unit) {
		if (!unit_path(w->a, w->db, s->unit, 0, &w->path, e))
			return false;
		w->path_unit = s->unit;
	}
	for (int k = 0; k < kinds->count; k++)
		if (kind_compute(w, s, &kinds->choices[k], &out->rows[out->count], &unknown))
			out->count++;
	if (unknown)
		out->unknown[out->unknown_count++] = s->name;
	return true;
}

bool entitlements_load(struct arena *a, struct db *db, const struct entitlement_ask *ask,
		       struct entitlement_list *out, struct err *e)
{
	struct work *w = ARENA_NEW(a, struct work);
	*w = (struct work){ .a = a, .db = db, .ask = ask, .post = reg_find("post"), .def = reg_find("benefit_rule") };
	assert(w->post && w->def);
	if (month_of(ask->to) - month_of(ask->from) >= LINES_MAX)
		return err_set(e, ERR_INPUT, "The period is longer than %d months.", LINES_MAX);
	*out = (struct entitlement_list){ 0 };
	if (!rules_load(w, e))
		return false;
	out->rule_count = w->rule_count;
	if (w->rule_count == 0)
		return true;
	if (!people_load(w, e))
		return false;
	size_t kinds = (size_t)field_find(w->def, "kind")->of->count;
	out->rows = ARENA_ARRAY(a, struct entitlement, w->people * kinds + 1);
	out->unknown = ARENA_ARRAY(a, const char *, w->people + 1);
	for (size_t i = 0; i < w->people; i++)
		if (!person_compute(w, &w->someone[i], out, e))
			return false;
	return true;
}

/* ---- words ---- */

const char *yuan_text(struct arena *a, int64_t hundredths)
{
	char text[32];
	return arena_strdup(a, dec_text((struct dec){ .v = hundredths, .scale = 2 }, text));
}

static const char *line_words(struct arena *a, const struct benefit_line *l, enum lang lang)
{
	char from[16], to[16];
	struct msg m;
	int months = l->last - l->first + 1;
	date_iso(month_day(l->first) / 100 * 100, from);
	date_iso(month_day(l->last) / 100 * 100, to);
	const char *all = yuan_text(a, l->each * months);
	if (l->once)
		msg_set(&m, "%s: once a year %s yuan", from, all);
	else if (l->by_years && l->rate * l->years != l->each)
		msg_set(&m, "%s to %s: %d years served, at most %s yuan × %d months = %s yuan", from, to, l->years,
			yuan_text(a, l->each), months, all);
	else if (l->by_years)
		msg_set(&m, "%s to %s: %d years served × %s yuan × %d months = %s yuan", from, to, l->years,
			yuan_text(a, l->rate), months, all);
	else
		msg_set(&m, "%s to %s: %d years served, %s yuan × %d months = %s yuan", from, to, l->years,
			yuan_text(a, l->each), months, all);
	return msg_render(a, &m, lang);
}

const char *entitlement_working(struct arena *a, const struct entitlement *t, enum lang lang)
{
	struct buf *out = buf_in(a, 1 << 16);
	for (int i = 0; i < t->line_count; i++) {
		const struct benefit_line *l = &t->lines[i];
		buf_puts(out, i ? (lang == LANG_ZH ? "；" : "; ") : "");
		buf_puts(out, line_words(a, l, lang));
		buf_puts(out, lang == LANG_ZH ? "（" : " (");
		buf_puts(out, l->document);
		buf_puts(out, lang == LANG_ZH ? "）" : ")");
	}
	return buf_str(out);
}
