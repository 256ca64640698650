/*
 * matter_act.c - the steps of a matter: each moves the row and writes the step, or neither.
 *
 * To add one: 1. a verb in matter.h; 2. a line in the table below; 3. where it changes the state,
 * transitions in registers/matter.yaml, and the facts of the state in src/reg/checks_voice.c.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/matters.h"
#include "voice/matter_int.h"
#include "voice/recheck.h"

enum { SILENCE_MAX = 366, QUIET_MAX = 5000 };

#define AT(state) (1u << (state))
#define ANY_BUT_MERGED (AT(MATTER__STATES) - 1 - AT(MATTER_MERGED))

struct verb {
	const char *step;                 /* code of matter_act */
	unsigned from;                    /* states it may be taken in */
	bool silent;                      /* nothing need be said */
	const char *into[MATTER__STATES]; /* transition by present state; NULL: stays */
};

static const struct verb verbs[MATTER_DO__COUNT] = {
    [MATTER_DO_NOTE] = {"note", ANY_BUT_MERGED, false, {0}},
    [MATTER_DO_ANSWER] = {"answer", AT(MATTER_OPEN) | AT(MATTER_WAITING), false, {0}},
    [MATTER_DO_WORD] = {"word", ANY_BUT_MERGED, false, {[MATTER_WAITING] = "resume"}},
    [MATTER_DO_WAIT] = {"wait", AT(MATTER_OPEN), false, {[MATTER_OPEN] = "wait"}},
    [MATTER_DO_RESUME] = {"resume", AT(MATTER_WAITING), true, {[MATTER_WAITING] = "resume"}},
    [MATTER_DO_CLAIM] = {"claim", AT(MATTER_OPEN), false, {[MATTER_OPEN] = "claim"}},
    [MATTER_DO_DECLINE] = {"decline", AT(MATTER_OPEN), false, {[MATTER_OPEN] = "decline"}},
    [MATTER_DO_CONFIRM] = {"confirm", AT(MATTER_CLAIMED), true, {[MATTER_CLAIMED] = "confirm"}},
    [MATTER_DO_REOPEN] = {"reopen",
			  AT(MATTER_CLAIMED) | AT(MATTER_CONFIRMED) | AT(MATTER_SILENT) | AT(MATTER_DECLINED),
			  false,
			  {[MATTER_CLAIMED] = "reopen_claimed",
			   [MATTER_CONFIRMED] = "reopen_confirmed",
			   [MATTER_SILENT] = "reopen_silent",
			   [MATTER_DECLINED] = "reopen_declined"}},
    [MATTER_DO_REMIND] = {"remind", AT(MATTER_OPEN) | AT(MATTER_WAITING), false, {0}},
    [MATTER_DO_UNSOLVED] = {"recheck",
			    AT(MATTER_CLAIMED) | AT(MATTER_CONFIRMED) | AT(MATTER_SILENT),
			    false,
			    {[MATTER_CLAIMED] = "reopen_claimed",
			     [MATTER_CONFIRMED] = "reopen_confirmed",
			     [MATTER_SILENT] = "reopen_silent"}},
    [MATTER_DO_SILENCE] = {"silence", AT(MATTER_CLAIMED), true, {[MATTER_CLAIMED] = "silence"}},
};

bool matter_may(const struct matter *m, enum matter_verb v)
{
	return (verbs[v].from & AT(m->state)) != 0;
}

/* ---- what each step leaves in the row ---- */

static void answered_on(struct record *r, ymd day)
{
	if (!record_value(r, "answered")->known)
		value_set(r, "answered", day);
}

static void reopen(struct record *r, const struct matter *m, const struct matter_word *w, bool by_villager)
{
	static const char *const gone[] = {"claimed", "closed", "heard", "reason"};
	for (size_t i = 0; i < ARRAY_LEN(gone); i++)
		*record_value(r, gone[i]) = (struct value){0};
	if (!by_villager)
		return;
	*record_value(r, "reopened") = (struct value){.known = true, .i = m->reopened + 1};
	value_set_text(r, "word", w->text);
}

static void leave(struct record *r, enum matter_verb v, const struct matter *m, const struct matter_word *w, ymd day)
{
	switch (v) {
	case MATTER_DO_ANSWER:
		value_set_text(r, "answer", w->text);
		answered_on(r, day);
		break;
	case MATTER_DO_WORD:
		value_set_text(r, "word", w->text);
		*record_value(r, "waiting") = (struct value){0};
		break;
	case MATTER_DO_WAIT:
		value_set_text(r, "waiting", w->text);
		break;
	case MATTER_DO_RESUME:
		*record_value(r, "waiting") = (struct value){0};
		break;
	case MATTER_DO_CLAIM:
		value_set_text(r, "answer", w->text);
		value_set(r, "claimed", day);
		answered_on(r, day);
		break;
	case MATTER_DO_DECLINE:
		value_set_text(r, "reason", w->text);
		value_set(r, "closed", day);
		answered_on(r, day);
		break;
	case MATTER_DO_CONFIRM:
		value_set_text(r, "heard", w->heard);
		value_set(r, "closed", day);
		if (!is_empty(w->text))
			value_set_text(r, "word", w->text);
		break;
	case MATTER_DO_SILENCE:
		value_set(r, "closed", day);
		break;
	case MATTER_DO_REOPEN:
	case MATTER_DO_UNSOLVED:
		reopen(r, m, w, v == MATTER_DO_REOPEN);
		break;
	case MATTER_DO_NOTE:
	case MATTER_DO_REMIND:
	case MATTER_DO__COUNT:
		break;
	}
}

static bool say_check(const struct matter *m, enum matter_verb v, const struct matter_word *w, ymd day,
		      struct findings *f, struct err *e)
{
	if (!matter_may(m, v)) {
		err_set(e, ERR_CONFLICT, "This step is not possible any more: the matter has moved on meanwhile.");
		return err_hint(e, "Open the matter again and read what happened.");
	}
	if (!verbs[v].silent && is_empty(w->text))
		find_hint(find_error(f, "text", "matter-word", "Say it in words: without them nobody can follow what was done."),
			  "Write a sentence or two that the villager understands.");
	if (w->text && utf8_count(w->text) > MATTER_TEXT)
		find_error(f, "text", "text-long", "The text has %zu characters; %d are allowed.",
			   utf8_count(w->text), (int)MATTER_TEXT);
	if (v == MATTER_DO_CONFIRM && is_empty(w->heard))
		find_hint(find_error(f, "heard", "matter-heard", "It is not said how the villager confirmed it."),
			  "Choose paper, in person or telephone; it is counted apart from codes.");
	if (day > today())
		find_hint(find_error(f, "day", "matter-ahead", "This day has not come yet."),
			  "Correct the day; if it is right, the clock of this computer is wrong.");
	if (day < m->raised)
		find_error(f, "day", "matter-order", "This day is before the matter was raised.");
	return !f->errors || err_set(e, ERR_REFUSED, "Nothing was saved: %d things are wrong.", f->errors);
}

static bool row_save(struct arena *a, struct db *db, struct record *r, const char *transition,
		     const struct save_how *how, struct findings *f, struct err *e)
{
	if (!transition)
		return reg_save(a, db, r, how, f, e);
	const char *before = r->state;
	for (int i = 0; i < r->def->transition_count; i++)
		if (text_eq(r->def->transitions[i].code, transition))
			r->state = r->def->transitions[i].to->code;
	bool ok = label_set(a, db, r, e);
	r->state = before;
	return ok && reg_transit(a, db, r, transition, how, ROLE_BIT(ROLE_SITE), f, e);
}

/* Reads it again, so that the next step begins where this one ended. */
static bool again(struct arena *a, struct db *db, struct matter *m, struct err *e)
{
	struct scope all;
	scope_all(m->county, &all);
	return matter_load(a, db, m->county, m->id, &all, m, e);
}

static bool within(struct db *db, const struct matter *m, const struct save_how *how, struct err *e)
{
	bool inside;
	if (!scope_has(db, &how->scope, m->county, m->unit, &inside, e))
		return false;
	return inside || err_set(e, ERR_NOT_FOUND, "There is no such entry, or it is not yours to change.");
}

bool matter_act(struct arena *a, struct db *db, struct matter *m, enum matter_verb v, const struct matter_word *w,
		const struct save_how *how, struct findings *f, struct err *e)
{
	struct matter_word said = *w;
	said.day = w->day ? w->day : today();
	TXN(t);
	if (!txn_begin(&t, db, e) || !within(db, m, how, e) || !say_check(m, v, w, said.day, f, e))
		return false;
	struct record *r = record_copy(a, m->rec);
	leave(r, v, m, w, said.day);
	if (!row_save(a, db, r, verbs[v].into[m->state], how, f, e) ||
	    !step_save(a, db, m, verbs[v].step, &said, how, e) || !txn_commit(&t, e))
		return false;
	return again(a, db, m, e);
}

/* ---- text for the public ---- */

bool matter_redact(struct arena *a, struct db *db, struct matter *m, const char *public_text,
		   const struct save_how *how, struct findings *f, struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, db, e) || !within(db, m, how, e))
		return false;
	struct record *r = record_copy(a, m->rec);
	value_set_text(r, "public_text", public_text);
	struct matter_word w = {.text = public_text, .day = today()};
	return reg_save(a, db, r, how, f, e) && step_save(a, db, m, "redact", &w, how, e) &&
	       txn_commit(&t, e) && again(a, db, m, e);
}

/* ---- handing on ---- */

/* Rows that point to the matter: those that stand elsewhere come to `unit`. */
static bool rows_put(struct arena *a, struct db *db, const struct matter *m, const char *reg, int64_t unit,
		     const struct save_how *how, struct findings *f, struct err *e)
{
	struct matter_ids ids;
	if (!matter_ids_behind(a, db, m->county, m->id, reg, &ids, e))
		return false;
	for (int i = 0; i < ids.count; i++) {
		struct record *r;
		if (!reg_load(a, db, reg_find(reg), m->county, ids.ids[i], &how->scope, false, &r, e))
			return false;
		r->unit = unit;
		if (!reg_save(a, db, r, how, f, e))
			return false;
	}
	return true;
}

/* Those merged into it, each with what points to it in turn. */
static bool merged_put(struct arena *a, struct db *db, const struct matter *m, int64_t unit,
		       const struct save_how *how, struct findings *f, struct err *e)
{
	struct matter_ids ids;
	if (!matter_ids_behind(a, db, m->county, m->id, "matter", &ids, e))
		return false;
	for (int i = 0; i < ids.count; i++) {
		struct matter one;
		if (!matter_load(a, db, m->county, ids.ids[i], &how->scope, &one, e) ||
		    !matter_put(a, db, &one, unit, one.responsible, how, f, e))
			return false;
	}
	return true;
}

static bool followers_put(struct arena *a, struct db *db, const struct matter *m, int64_t unit,
			  const struct save_how *how, struct findings *f, struct err *e)
{
	return rows_put(a, db, m, "matter_step", unit, how, f, e) &&
	       rows_put(a, db, m, "matter_recheck", unit, how, f, e) && merged_put(a, db, m, unit, how, f, e);
}

/* What points to a matter never stands below it: upwards it goes first, downwards it follows. */
bool matter_put(struct arena *a, struct db *db, struct matter *m, int64_t unit, int64_t responsible,
		const struct save_how *how, struct findings *f, struct err *e)
{
	bool up = false;
	struct save_how whole = matter_how(how, m->county);
	if (!unit_is_under(db, m->unit, unit, &up, e))
		return false;
	if (up && !followers_put(a, db, m, unit, &whole, f, e))
		return false;
	struct record *r = record_copy(a, m->rec);
	r->unit = unit;
	value_set(r, "responsible", responsible);
	if (!label_set(a, db, r, e) || !reg_save(a, db, r, &whole, f, e))
		return false;
	m->unit = unit;
	return up || followers_put(a, db, m, unit, &whole, f, e);
}

bool matter_move(struct arena *a, struct db *db, struct matter *m, int64_t unit, int64_t responsible,
		 const char *text, const struct save_how *how, struct findings *f, struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, db, e) || !within(db, m, how, e))
		return false;
	if (m->state != MATTER_OPEN && m->state != MATTER_WAITING) {
		err_set(e, ERR_CONFLICT, "This step is not possible any more: the matter has moved on meanwhile.");
		return err_hint(e, "Open the matter again and read what happened.");
	}
	if (is_empty(text)) {
		find_hint(find_error(f, "text", "matter-word", "Say it in words: without them nobody can follow what was done."),
			  "Write a sentence or two that the villager understands.");
		return err_set(e, ERR_REFUSED, "Nothing was saved: %d things are wrong.", f->errors);
	}
	struct matter_word w = {.text = text, .day = today()};
	return matter_put(a, db, m, unit, responsible, how, f, e) && step_save(a, db, m, "move", &w, how, e) &&
	       txn_commit(&t, e) && again(a, db, m, e);
}

/* ---- me too ---- */

bool matter_support(struct arena *a, struct db *db, const struct matter *m, int64_t person, const char *address,
		    bool *counted, struct err *e)
{
	char id[24];
	*counted = false;
	const char *who = person ? arena_printf(a, "person %s", id_text(person, id))
				 : arena_printf(a, "address %s", address ? address : "");
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q = db_query(db,
				  SQL("insert into matter_support(county,matter,who,made_ms) values($1,$2,$3,$4) "
				      "on conflict do nothing"),
				  e);
	if (!q)
		return false;
	bind(q, 1, m->county);
	bind(q, 2, m->id);
	bind(q, 3, blind_index(a, m->county, who));
	bind(q, 4, now_ms());
	if (!db_run(q, e))
		return false;
	bool fresh = db_changes(db) == 1;
	if (!txn_commit(&t, e))
		return false;
	*counted = fresh;
	return true;
}

/* ---- doubles ---- */

bool matter_merge(struct arena *a, struct db *db, struct matter *m, const struct matter *into,
		  const struct save_how *how, struct findings *f, struct err *e)
{
	struct save_how whole = matter_how(how, m->county);
	TXN(t);
	if (!txn_begin(&t, db, e) || !within(db, m, how, e) || !within(db, into, how, e))
		return false;
	if (m->state != MATTER_OPEN) {
		err_set(e, ERR_CONFLICT, "This step is not possible any more: the matter has moved on meanwhile.");
		return err_hint(e, "Open the matter again and read what happened.");
	}
	if (m->unit != into->unit && (!matter_put(a, db, m, into->unit, 0, how, f, e) || !again(a, db, m, e)))
		return false;
	struct record *r = record_copy(a, m->rec);
	value_set(r, "same_as", into->id);
	value_set(r, "closed", today());
	struct matter_word w = {.text = into->title, .day = today()}, there = {.text = m->title, .day = today()};
	return row_save(a, db, r, "merge", &whole, f, e) && step_save(a, db, m, "merge", &w, how, e) &&
	       step_save(a, db, into, "joined", &there, how, e) && txn_commit(&t, e) && again(a, db, m, e);
}

bool matter_unmerge(struct arena *a, struct db *db, struct matter *m, const struct save_how *how,
		    struct findings *f, struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, db, e) || !within(db, m, how, e))
		return false;
	struct record *r = record_copy(a, m->rec);
	*record_value(r, "same_as") = (struct value){0};
	*record_value(r, "closed") = (struct value){0};
	struct matter_word w = {.day = today()};
	return row_save(a, db, r, "unmerge", how, f, e) && step_save(a, db, m, "unmerge", &w, how, e) &&
	       txn_commit(&t, e) && again(a, db, m, e);
}

/* ---- the daily run ---- */

static bool fall_silent(struct arena *a, struct db *db, int64_t county, int64_t id, ymd at, bool *done, struct err *e)
{
	struct save_how how = {.origin = "daily run"};
	struct matter m;
	struct findings f;
	int64_t days;
	scope_all(county, &how.scope);
	findings_init(&f, a);
	if (!matter_load(a, db, county, id, &how.scope, &m, e) ||
	    !matter_parameter(a, db, county, m.place, "matter.silence_days", m.claimed, SILENCE_MAX, &days, e))
		return false;
	*done = date_days(m.claimed) + (int32_t)days < date_days(at);
	struct matter_word w = {.day = at};
	return !*done || matter_act(a, db, &m, MATTER_DO_SILENCE, &w, &how, &f, e);
}

static bool lift(struct arena *a, struct db *db, int64_t county, int64_t id, bool *done, struct err *e)
{
	struct save_how how = {.origin = "daily run"};
	struct matter m;
	struct findings f;
	struct unit_list path;
	int at;
	*done = false;
	scope_all(county, &how.scope);
	findings_init(&f, a);
	if (!matter_load(a, db, county, id, &how.scope, &m, e) || !unit_path(a, db, m.unit, 0, &path, e) ||
	    !matter_lift(a, db, county, &path, path.count - 1, m.about, &at, e))
		return false;
	if (at < 0 || at == path.count - 1) /* nobody is above the whole county: it stays */
		return true;
	struct matter_word w = {.day = today()};
	TXN(t);
	*done = true;
	return txn_begin(&t, db, e) && matter_put(a, db, &m, path.units[at].id, 0, &how, &f, e) &&
	       step_save(a, db, &m, "move", &w, &how, e) && txn_commit(&t, e);
}

bool matter_quiet(struct arena *a, struct db *db, int64_t county, ymd at, int *silent, int *lifted, struct err *e)
{
	struct matter_ids claimed, about;
	bool done;
	*silent = *lifted = 0;
	if (!matter_ids_claimed(a, db, county, at, QUIET_MAX, &claimed, e) ||
	    !matter_ids_about(a, db, county, &about, e))
		return false;
	for (int i = 0; i < claimed.count; i++) {
		if (!fall_silent(a, db, county, claimed.ids[i], at, &done, e))
			return false;
		*silent += done;
	}
	for (int i = 0; i < about.count; i++) {
		if (!lift(a, db, county, about.ids[i], &done, e))
			return false;
		*lifted += done;
	}
	return recheck_draw(a, db, county, at, e);
}
