/*
 * checks_voice.c - named checks of matters: the original stays, the states say the truth, and
 * nobody gets into hands what is about them.
 *
 * A row that points to a matter shows its title, so it stands at the matter's unit or above it.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/matters.h"
#include "reg/record.h"
#include "reg/reg_int.h"

static const struct value *of(const struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	assert(f); /* the resolver refuses a check whose `needs` are not there */
	const struct value *v = &rec->v[f->index];
	return v->known ? v : NULL;
}

static const struct value *known(const struct check_in *in, const char *field)
{
	return of(in->rec, field);
}

static bool changed(const struct check_in *in, const char *field)
{
	const struct field_def *f = field_find(in->rec->def, field);
	return !in->old || !value_eq(f, &in->rec->v[f->index], &in->old->v[f->index]);
}

static bool is_in(const char *state, const char *const *list)
{
	for (; *list; list++)
		if (text_eq(state, *list))
			return true;
	return false;
}

/* ---- what stays ---- */

static void matter_kept(const struct check_in *in, struct findings *out)
{
	static const char *const kept[] = {"text", "raised", "due", "about", "raiser_name", "raiser_phone", NULL};
	const struct value *times = known(in, "reopened"), *before = in->old ? of(in->old, "reopened") : NULL;
	for (int i = 0; in->old && kept[i]; i++)
		if (of(in->old, kept[i]) && changed(in, kept[i]))
			find_hint(find_error(out, kept[i], "matter-kept",
					     "What was said when the matter was raised is not changed afterwards."),
				  "Write a note at the matter, or a public text beside the original.");
	int64_t is = times ? times->i : 0, was = before ? before->i : 0;
	bool reopens = in->old && text_eq(in->rec->state, "open") && !text_eq(in->old->state, "open");
	if (is != was && !(reopens && is == was + 1))
		find_error(out, "reopened", "matter-reopened", "The program counts how often a matter is reopened.");
}

static void matter_stays(const struct check_in *in, struct findings *out)
{
	if (in->leaving)
		find_hint(find_error(out, NULL, "matter-stays", "What a villager raised is not deleted."),
			  "Decline it with a reason, or merge it into the one it repeats.");
}

/* ---- days ---- */

static void matter_days(const struct check_in *in, struct findings *out)
{
	static const char *const days[] = {"raised", "answered", "claimed", "closed", NULL};
	const struct value *raised = known(in, "raised"), *due = known(in, "due");
	for (int i = 0; days[i]; i++) {
		const struct value *day = known(in, days[i]);
		if (!day || !changed(in, days[i]))
			continue;
		if (day->i > in->today)
			find_hint(find_error(out, days[i], "matter-ahead", "This day has not come yet."),
				  "Correct the day; if it is right, the clock of this computer is wrong.");
		else if (raised && day->i < raised->i)
			find_error(out, days[i], "matter-order", "This day is before the matter was raised.");
	}
	if (due && raised && due->i < raised->i)
		find_error(out, "due", "matter-order", "This day is before the matter was raised.");
}

/* ---- states ---- */

static void needs(const struct check_in *in, const char *field, struct findings *out)
{
	if (!known(in, field))
		find_hint(find_error(out, field, "matter-state", "A matter in this state has this filled in."),
			  "Take the step at the page of the matter.");
}

static void bars(const struct check_in *in, const char *field, struct findings *out)
{
	if (known(in, field) && changed(in, field))
		find_hint(find_error(out, field, "matter-state", "A matter in this state does not have this yet."),
			  "Take the step at the page of the matter.");
}

static void matter_state(const struct check_in *in, struct findings *out)
{
	static const char *const claimed[] = {"claimed", "confirmed", "silent", NULL};
	static const char *const closed[] = {"declined", "confirmed", "silent", "merged", NULL};
	const char *state = in->rec->state;
	if (is_in(state, claimed)) {
		needs(in, "claimed", out);
		needs(in, "answer", out);
	} else {
		bars(in, "claimed", out);
	}
	if (is_in(state, closed))
		needs(in, "closed", out);
	else
		bars(in, "closed", out);
	if (text_eq(state, "waiting"))
		needs(in, "waiting", out);
	if (text_eq(state, "declined"))
		needs(in, "reason", out);
	if (text_eq(state, "confirmed"))
		needs(in, "heard", out);
	if (text_eq(state, "silent"))
		bars(in, "heard", out);
}

/* ---- who must not have it ---- */

static void about_barred(const struct check_in *in, int64_t person, struct findings *out)
{
	struct matter_ids barred;
	bool clear;
	if (!matter_barred(in->arena, in->db, in->rec->county, person, in->today, &barred, in->e) ||
	    !matter_clear_of(in->db, in->rec->unit, &barred, &clear, in->e) || clear)
		return;
	find_hint(find_error(out, "unit", "matter-about",
			     "The person it is about holds a post or an account at this unit, or above it."),
		  "It is handled above every unit of that person.");
}

static void matter_about(const struct check_in *in, struct findings *out)
{
	const struct value *about = known(in, "about"), *responsible = known(in, "responsible"),
			   *kind = known(in, "kind"), *place = known(in, "place");
	struct unit unit;
	bool under = true;
	if (about && responsible && about->i == responsible->i)
		find_hint(find_error(out, "responsible", "matter-own", "Nobody answers for a matter about himself."),
			  "Choose another person, above the unit of the one it is about.");
	if (in->rec->unit == 0 || !unit_load(in->arena, in->db, in->rec->unit, 0, &unit, in->e))
		return;
	if (kind && text_eq(kind->s, "conduct") && unit.level >= LEVEL_VILLAGE)
		find_hint(find_error(out, "unit", "matter-conduct",
				     "A matter about the conduct of cadres is handled above the village."),
			  "Enter it on the page for new matters: the program passes it on by itself.");
	if (place && !unit_is_under(in->db, place->i, unit.id, &under, in->e))
		return;
	if (!under)
		find_hint(find_error(out, "unit", "matter-place",
				     "The unit that handles it is not the village it is about, nor above it."),
			  "Choose the village, its town or the county.");
	if (about)
		about_barred(in, about->i, out);
}

/* ---- rows that point here ---- */

/* Whether row `id` of a register stands at `unit` or above it. */
static bool stands_above(const struct check_in *in, const char *reg, int64_t id, int64_t unit, bool *out)
{
	struct scope all;
	struct record *r;
	scope_all(in->rec->county, &all);
	return reg_load(in->arena, in->db, reg_find(reg), in->rec->county, id, &all, false, &r, in->e) &&
	       unit_is_under(in->db, unit, r->unit, out, in->e);
}

static void matter_moved(const struct check_in *in, struct findings *out)
{
	static const char *const regs[] = {"matter_step", "matter_recheck", "matter", NULL};
	bool fits = true;
	if (!in->old || in->old->unit == in->rec->unit)
		return;
	for (int r = 0; regs[r]; r++) {
		struct matter_ids ids;
		if (!matter_ids_behind(in->arena, in->db, in->rec->county, in->rec->id, regs[r], &ids, in->e))
			return;
		for (int i = 0; i < ids.count && fits; i++)
			if (!stands_above(in, regs[r], ids.ids[i], in->rec->unit, &fits))
				return;
	}
	if (!fits)
		find_hint(find_error(out, "unit", "matter-moved",
				     "What was written about the matter would stay behind, where others read it."),
			  "Hand it on at the page of the matter: all of it goes along.");
}

static void matter_merge(const struct check_in *in, struct findings *out)
{
	const struct value *into = known(in, "same_as");
	bool merged = text_eq(in->rec->state, "merged"), above = true;
	struct scope all;
	struct record *r;
	if (merged != (into != NULL)) {
		find_error(out, "same_as", "matter-merge", "A merged matter, and no other, names the one it went into.");
		return;
	}
	if (!into || !changed(in, "same_as"))
		return;
	scope_all(in->rec->county, &all);
	if (!reg_load(in->arena, in->db, in->rec->def, in->rec->county, into->i, &all, false, &r, in->e))
		return;
	if (r->id == in->rec->id || text_eq(r->state, "merged"))
		find_hint(find_error(out, "same_as", "matter-merge-again", "It would be merged into itself or into one that is merged."),
			  "Choose the matter that is still followed up.");
	if (unit_is_under(in->db, r->unit, in->rec->unit, &above, in->e) && !above)
		find_hint(find_error(out, "same_as", "matter-merge-above",
				     "The other matter is handled above this one, where not everybody sees it."),
			  "Hand this one on to the same unit first.");
}

static void matter_label(const struct check_in *in, struct findings *out)
{
	const struct value *label = known(in, "status");
	struct scope all;
	struct record *r;
	if (!label || (!changed(in, "status") && text_eq(in->old->state, in->rec->state)))
		return;
	scope_all(in->rec->county, &all);
	if (!reg_load(in->arena, in->db, reg_find("matter_status"), in->rec->county, label->i, &all, false, &r, in->e))
		return;
	const struct value *state = of(r, "state_of");
	if (state && !text_eq(state->s, in->rec->state))
		find_hint(find_error(out, "status", "matter-label", "This label belongs to another state."),
			  "Choose one of the state that the matter is in.");
}

/* The matter that a step or a re-check is of; NULL when there is none or the query failed. */
static struct record *matter_of(const struct check_in *in)
{
	const struct value *id = known(in, "matter");
	struct scope all;
	struct record *r;
	struct err ignored = {0};
	scope_all(in->rec->county, &all);
	if (!id || !reg_load(in->arena, in->db, reg_find("matter"), in->rec->county, id->i, &all, false, &r, &ignored))
		return NULL;
	return r;
}

static void of_matter(const struct check_in *in, const struct record *m, struct findings *out)
{
	bool above = true;
	if (!unit_is_under(in->db, m->unit, in->rec->unit, &above, in->e))
		return;
	if (!above || (!in->old && in->rec->unit != m->unit))
		find_hint(find_error(out, "unit", "matter-elsewhere", "It stands where the matter is handled, nowhere else."),
			  "Write it at the page of the matter.");
}

static void matter_step(const struct check_in *in, struct findings *out)
{
	static const char *const kept[] = {"matter", "happened", "what", "text", NULL};
	static const struct {
		const char *what, *state;
	} moves[] = {{"claim", "claimed"},   {"decline", "declined"}, {"confirm", "confirmed"},
		     {"silence", "silent"}, {"merge", "merged"},     {"wait", "waiting"}};
	const struct record *m = matter_of(in);
	const struct value *what = known(in, "what"), *day = known(in, "happened");
	if (in->leaving) {
		find_error(out, NULL, "matter-stays", "What happened to a matter is not deleted.");
		return;
	}
	for (int i = 0; in->old && kept[i]; i++)
		if (changed(in, kept[i]))
			find_hint(find_error(out, kept[i], "matter-step-kept", "What happened to a matter is not changed afterwards."),
				  "Add another step that says what was wrong.");
	if (!m)
		return;
	of_matter(in, m, out);
	for (size_t i = 0; !in->old && what && i < ARRAY_LEN(moves); i++)
		if (text_eq(what->s, moves[i].what) && !text_eq(m->state, moves[i].state))
			find_hint(find_error(out, "what", "matter-step-state", "The matter is not in the state that this step leads to."),
				  "Take the step at the page of the matter.");
	if (!in->old && day && day->i > in->today)
		find_error(out, "happened", "matter-ahead", "This day has not come yet.");
}

static void matter_recheck(const struct check_in *in, struct findings *out)
{
	const struct value *result = known(in, "result"), *checked = known(in, "checked");
	const struct record *m = matter_of(in);
	if (result && !checked)
		find_error(out, "checked", "recheck-day", "The day of the visit is missing.");
	if (checked && changed(in, "checked") && checked->i > in->today)
		find_error(out, "checked", "matter-ahead", "This day has not come yet.");
	if (!m)
		return;
	of_matter(in, m, out);
	if (result && changed(in, "result") && text_eq(result->s, "unsolved") && !text_eq(m->state, "open"))
		find_hint(find_error(out, "result", "recheck-reopens", "A matter that is not solved is opened again with this result."),
			  "Enter the result on the board of matters.");
}

static void matter_route(const struct check_in *in, struct findings *out)
{
	const struct value *level = known(in, "level"), *handler = known(in, "handler");
	bool above = false, under = false;
	if ((level != NULL) == (handler != NULL)) {
		find_error(out, "handler", "route-who", "Say either the level or the unit that handles it.");
		return;
	}
	if (!handler || !in->rec->unit)
		return;
	if (!unit_is_under(in->db, in->rec->unit, handler->i, &above, in->e) ||
	    !unit_is_under(in->db, handler->i, in->rec->unit, &under, in->e))
		return;
	if (!above && !under)
		find_hint(find_error(out, "handler", "route-unit", "Only a unit above the village can handle what is raised there."),
			  "Choose the village, its town or the county.");
}

const struct check_def matter_kept_check = {
	.name = "matter_kept",
	.fn = matter_kept,
	.about = "The original, its day and deadline are not changed; reopenings are counted.",
	.needs = { "text", "raised", "due", "about", "raiser_name", "reopened" },
};
const struct check_def matter_stays_check = {
	.name = "matter_stays", .fn = matter_stays, .about = "A matter is not deleted.", .at_delete = true,
};
const struct check_def matter_days_check = {
	.name = "matter_days",
	.fn = matter_days,
	.about = "No day is ahead or before the matter was raised.",
	.needs = { "raised", "answered", "claimed", "closed", "due" },
};
const struct check_def matter_state_check = {
	.name = "matter_state",
	.fn = matter_state,
	.about = "Each state has its facts, and no other's.",
	.needs = { "claimed", "answer", "closed", "waiting", "reason", "heard" },
};
const struct check_def matter_about_check = {
	.name = "matter_about",
	.fn = matter_about,
	.about = "Out of reach of whom it is about; conduct above the village.",
	.needs = { "about", "responsible", "kind", "place" },
};
const struct check_def matter_moved_check = {
	.name = "matter_moved", .fn = matter_moved, .about = "Nothing about it stays behind when it moves.",
};
const struct check_def matter_merge_check = {
	.name = "matter_merge",
	.fn = matter_merge,
	.about = "Merged into one that is followed up and not handled above it.",
	.needs = { "same_as" },
};
const struct check_def matter_label_check = {
	.name = "matter_label", .fn = matter_label, .about = "The label is of its state.", .needs = { "status" },
};
const struct check_def matter_step_check = {
	.name = "matter_step",
	.fn = matter_step,
	.about = "Stands where the matter does; is not changed or deleted.",
	.at_delete = true,
	.needs = { "matter", "happened", "what", "text" },
};
const struct check_def matter_recheck_check = {
	.name = "matter_recheck",
	.fn = matter_recheck,
	.about = "Stands where the matter does; not solved opens it again.",
	.needs = { "matter", "checked", "result" },
};
const struct check_def matter_route_check = {
	.name = "matter_route",
	.fn = matter_route,
	.about = "Either a level or a unit above the places.",
	.needs = { "level", "handler" },
};
