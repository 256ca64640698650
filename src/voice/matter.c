/* matter.c - raising a matter: who handles it, by when, and the code to follow it by. */
#include "voice/matter_int.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/matters.h"
#include "reg/workday.h"

#include <ctype.h>
#include <sodium.h>
#include <string.h>

enum { TITLE_MAX = 30, DAYS_MAX = 250 };

/* ---- small things the files share ---- */

const struct reg_def *matter_def(void)
{
	const struct reg_def *def = reg_find("matter");
	assert(def);
	return def;
}

void value_set_text(struct record *r, const char *field, const char *text)
{
	*record_value(r, field) = (struct value){.known = !is_empty(text), .s = text};
}

void value_set(struct record *r, const char *field, int64_t v)
{
	*record_value(r, field) = (struct value){.known = v != 0, .i = v};
}

struct save_how matter_how(const struct save_how *how, int64_t county)
{
	struct save_how whole = *how;
	scope_all(county, &whole.scope);
	return whole;
}

bool label_set(struct arena *a, struct db *db, struct record *r, struct err *e)
{
	int64_t label;
	(void)a;
	if (!matter_label_of(db, r->county, r->unit, r->state, today(), &label, e))
		return false;
	value_set(r, "status", label);
	return true;
}

bool matter_parameter(struct arena *a, struct db *db, int64_t county, int64_t unit, const char *name, ymd at,
		      int64_t max, int64_t *out, struct err *e)
{
	const char *value, *document;
	struct record *here = record_new(a, matter_def(), county, unit);
	struct check_in in = {.arena = a, .db = db, .rec = here, .today = today(), .e = e};
	if (!reg_parameter(&in, name, at, &value, &document))
		return false;
	if (!value || !parse_i64(value, out) || *out < 0 || *out > max)
		*out = max;
	return true;
}

bool step_save(struct arena *a, struct db *db, const struct matter *m, const char *what,
	       const struct matter_word *w, const struct save_how *how, struct err *e)
{
	const struct reg_def *def = reg_find("matter_step");
	struct save_how whole = matter_how(how, m->county);
	struct findings f;
	assert(def);
	findings_init(&f, a);
	struct record *r = record_new(a, def, m->county, m->unit);
	value_set(r, "matter", m->id);
	value_set(r, "happened", w->day ? w->day : today());
	value_set_text(r, "what", what);
	value_set_text(r, "text", w->text);
	*record_value(r, "open") = (struct value){.known = true, .i = w->open};
	return reg_save(a, db, r, &whole, &f, e);
}

/* ---- codes ---- */

static const char letters[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

static void code_make(char out[MATTER_CODE + 2])
{
	int ready = sodium_init(), n = 0;
	assert(ready >= 0);
	for (int i = 0; i < MATTER_CODE; i++) {
		if (i == MATTER_CODE / 2)
			out[n++] = '-';
		out[n++] = letters[randombytes_uniform(sizeof letters - 1)];
	}
	out[n] = 0;
}

char *code_hash(struct arena *a, const char *typed)
{
	char clean[MATTER_CODE + 1];
	int n = 0;
	for (; typed && *typed; typed++) {
		char c = (char)toupper((unsigned char)*typed);
		if (c == '-' || c == ' ')
			continue;
		if (n == MATTER_CODE || !strchr(letters, c))
			return NULL;
		clean[n++] = c;
	}
	clean[n] = 0;
	/* one index for all counties: whoever types a code does not say where */
	return n == MATTER_CODE ? blind_index(a, 0, arena_printf(a, "matter %s", clean)) : NULL;
}

static bool code_save(struct arena *a, struct db *db, int64_t county, int64_t matter, const char **code,
		      struct err *e)
{
	char made[MATTER_CODE + 2];
	code_make(made);
	struct stmt *q = db_query(
	    db, SQL("insert into matter_code(county,hash,matter,made_ms) values($1,$2,$3,$4)"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, code_hash(a, made));
	bind(q, 3, matter);
	bind(q, 4, now_ms());
	*code = arena_strdup(a, made);
	return db_run(q, e);
}

/* ---- who handles it ---- */

struct handling {
	int64_t unit, person, days;
};

static int place_in(const struct unit_list *path, int64_t unit)
{
	for (int i = 0; i < path->count; i++)
		if (path->units[i].id == unit)
			return i;
	return -1;
}

/* Of the nearest unit; of these the one for the kind; of these the newest. */
static const struct matter_rule *rule_of(const struct matter_rules *rules, const struct unit_list *path,
					 const char *kind)
{
	const struct matter_rule *best = NULL;
	int best_rank = -1;
	for (int i = 0; i < rules->count; i++) {
		const struct matter_rule *r = &rules->rows[i];
		int at = place_in(path, r->unit), rank = at * 2 + !is_empty(r->kind);
		bool fits = at >= 0 && (is_empty(r->kind) || text_eq(r->kind, kind)) &&
			    (!r->handler || place_in(path, r->handler) >= 0);
		if (!fits || rank < best_rank)
			continue;
		best = r;
		best_rank = rank;
	}
	return best;
}

static int level_of(const char *code)
{
	if (text_eq(code, "county"))
		return LEVEL_COUNTY;
	return text_eq(code, "town") ? LEVEL_TOWN : LEVEL_VILLAGE;
}

/* The index in the path: the place itself unless a rule or the kind says otherwise. */
static int start_of(const struct unit_list *path, const struct matter_rule *rule, const char *kind)
{
	int at = path->count - 1;
	if (rule && rule->handler)
		at = place_in(path, rule->handler);
	while (rule && !rule->handler && at > 0 && path->units[at].level > level_of(rule->level))
		at--;
	while (text_eq(kind, "conduct") && at > 0 && path->units[at].level >= LEVEL_VILLAGE)
		at--;
	return at;
}

bool matter_lift(struct arena *a, struct db *db, int64_t county, const struct unit_list *path, int from,
		 int64_t person, int *out, struct err *e)
{
	struct matter_ids barred;
	bool clear = true;
	*out = from;
	if (person == 0)
		return true;
	if (!matter_barred(a, db, county, person, today(), &barred, e))
		return false;
	for (; *out >= 0 && path->units[*out].level >= LEVEL_COUNTY; --*out) {
		if (!matter_clear_of(db, path->units[*out].id, &barred, &clear, e))
			return false;
		if (clear)
			return true;
	}
	*out = -1;
	return true;
}

static bool handling_find(struct arena *a, struct db *db, const struct matter_new *in, ymd raised,
			  struct handling *out, struct findings *f, struct err *e)
{
	struct unit_list path;
	struct matter_rules rules;
	int at;
	if (!unit_path(a, db, in->place, 0, &path, e) ||
	    !matter_rules_load(a, db, in->county, raised, &rules, e))
		return false;
	const struct matter_rule *rule = rule_of(&rules, &path, in->kind);
	int start = start_of(&path, rule, in->kind);
	if (!matter_lift(a, db, in->county, &path, start, in->about, &at, e))
		return false;
	if (at < 0) {
		find_hint(find_error(f, "about", "matter-county", "This person's post or account covers the whole county: nobody here may handle it."),
			  "Hand it to the county's commission for discipline inspection and supervision, or call 12388.");
		return true;
	}
	out->unit = path.units[at].id;
	out->person = rule && at == start && rule->person != in->about ? rule->person : 0;
	if (rule) {
		out->days = rule->days;
		return true;
	}
	return matter_parameter(a, db, in->county, in->place, "matter.days", raised, DAYS_MAX, &out->days, e);
}

/* ---- raising ---- */

/* The beginning of the text, to its first stop. */
static const char *title_of(struct arena *a, const char *text)
{
	static const char *const stops[] = {"。", "！", "？", "；", "\n", "\r"};
	size_t n = strlen(text), i = 0, len;
	for (size_t k = 0; k < ARRAY_LEN(stops); k++) {
		const char *at = strstr(text, stops[k]);
		if (at && at > text && (size_t)(at - text) < n)
			n = (size_t)(at - text);
	}
	for (int count = 0; i < n && count < TITLE_MAX; count++) {
		(void)utf8_get(text + i, n - i, &len);
		i += len;
	}
	return i < n ? arena_printf(a, "%s…", arena_strndup(a, text, i)) : arena_strndup(a, text, i);
}

/* Rows that the sender points to must be the sender's to see. */
static bool refs_check(struct arena *a, struct db *db, const struct matter_new *in, const struct save_how *how,
		       struct findings *f, struct err *e)
{
	const struct {
		const char *field;
		int64_t id;
	} refs[] = {{"household", in->household}, {"meeting", in->meeting}, {"visit", in->visit}};
	for (size_t i = 0; i < ARRAY_LEN(refs); i++) {
		const struct field_def *fd = field_find(matter_def(), refs[i].field);
		struct record *there;
		struct err why = {0};
		assert(fd);
		if (!refs[i].id ||
		    reg_load(a, db, fd->ref, in->county, refs[i].id, &how->scope, false, &there, &why))
			continue;
		if (why.code != ERR_NOT_FOUND) {
			*e = why;
			return false;
		}
		find_error(f, refs[i].field, "ref-elsewhere", "There is no such entry, or it is not yours to see.");
	}
	return true;
}

static bool may_raise(struct arena *a, struct db *db, const struct matter_new *in, const struct save_how *how,
		      struct findings *f, struct err *e)
{
	bool inside;
	if (!scope_has(db, &how->scope, in->county, in->place, &inside, e))
		return false;
	if (!inside) {
		err_set(e, ERR_DENIED, "%s is not among the units you may write for.",
			unit_name_now(a, db, in->place));
		return err_hint(e, "Ask the administrator of that unit, or choose your own unit.");
	}
	if (is_empty(in->text))
		find_hint(find_error(f, "text", "required", "The text is missing."), "Say what it is about.");
	if (in->id) {
		struct record *there;
		struct err none = {0};
		struct scope all;
		scope_all(in->county, &all);
		if (reg_load(a, db, matter_def(), in->county, in->id, &all, false, &there, &none))
			return err_set(e, ERR_CONFLICT, "This matter has been raised already.");
	}
	return refs_check(a, db, in, how, f, e);
}

static struct record *record_of(struct arena *a, const struct matter_new *in, const struct handling *to, ymd raised,
				ymd due)
{
	struct record *r = record_new(a, matter_def(), in->county, to->unit);
	const char *text = arena_strdup(a, in->text);
	r->id = in->id;
	r->state = matter_state_code(MATTER_OPEN);
	value_set(r, "place", in->place);
	value_set_text(r, "kind", in->kind);
	value_set_text(r, "source", in->source);
	value_set_text(r, "title", is_empty(in->title) ? title_of(a, text) : in->title);
	value_set_text(r, "text", text);
	value_set(r, "raised", raised);
	value_set(r, "due", due);
	value_set(r, "raiser", in->raiser);
	value_set_text(r, "raiser_name", in->raiser_name);
	value_set_text(r, "raiser_phone", in->raiser_phone);
	value_set(r, "about", in->about);
	value_set(r, "base", in->base);
	value_set(r, "household", in->household);
	value_set(r, "meeting", in->meeting);
	value_set(r, "visit", in->visit);
	value_set(r, "responsible", to->person);
	*record_value(r, "reopened") = (struct value){.known = true};
	return r;
}

bool matter_raise(struct arena *a, struct db *db, const struct matter_new *in, const struct save_how *how,
		  struct matter_raised *out, struct findings *f, struct err *e)
{
	ymd raised = in->raised ? in->raised : today();
	struct save_how whole = matter_how(how, in->county);
	struct handling to = {0};
	struct workdays *days;
	struct matter m = {.county = in->county};
	TXN(t);
	if (!txn_begin(&t, db, e) || !may_raise(a, db, in, how, f, e) ||
	    !handling_find(a, db, in, raised, &to, f, e) || !workdays_load(a, db, in->county, &days, e))
		return false;
	if (f->errors)
		return err_set(e, ERR_REFUSED, "The matter was not taken up.");
	*out = (struct matter_raised){.unit = to.unit, .code = "", .unit_name = unit_name_now(a, db, to.unit),
				      .due = workday_add(days, raised, (int)to.days)};
	struct record *r = record_of(a, in, &to, raised, out->due);
	if (!label_set(a, db, r, e) || !reg_save(a, db, r, &whole, f, e))
		return false;
	out->id = m.id = r->id;
	m.unit = to.unit;
	struct matter_word first = {.day = raised, .open = true};
	return step_save(a, db, &m, "raise", &first, how, e) &&
	       (in->no_code || code_save(a, db, in->county, r->id, &out->code, e)) && txn_commit(&t, e);
}
