/*
 * income.c - villages by the income of their collectives' books, under a caliber.
 *
 * A village's income is that of the books kept in it; one that was closed adds to the village
 * that followed it.  Books of towns are no village's: they are not counted here.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "economy/caliber.h"
#include "measure/figure_int.h"

/* The village of the list in which the unit stands today; -1: none (a book of a town). */
static bool village_of(struct arena *a, struct db *db, const struct unit_list *villages,
		       int64_t unit, int *out, struct err *e)
{
	struct unit_list path;
	*out = -1;
	for (int i = 0; i < villages->count; i++)
		if (villages->units[i].id == unit)
			*out = i;
	if (*out >= 0)
		return true;
	if (!unit_path(a, db, unit, 0, &path, e))
		return false;
	for (int p = path.count - 1; p >= 0 && *out < 0; p--)
		for (int i = 0; i < villages->count && *out < 0; i++)
			if (villages->units[i].id == path.units[p].id)
				*out = i;
	return true;
}

/* Up to which day: the figure's, or the end of the year before it. */
static ymd income_day(const struct measure_def *md, ymd at)
{
	return md->last_year ? (at / 10000 - 1) * 10000 + 1231 : at;
}

static void unit_judge(struct figure_unit *u, const struct measure_def *md, int64_t bound)
{
	char text[32];
	u->state = !md->bound ? UNIT_COUNTED : u->amount >= bound ? UNIT_MET : UNIT_SHORT;
	msg_set(&u->reasons[u->reason_count++], "%s yuan", fen_text(u->amount, text));
}

/* Villages without a book are not in the list: nothing is known of them. */
static bool villages_take(struct arena *a, struct db *db, const struct measure_def *md,
			  const struct unit_list *villages, const struct incomes *in,
			  int64_t bound, int *count, struct figure_unit **out, struct err *e)
{
	struct figure_unit *all = ARENA_ARRAY(a, struct figure_unit, villages->count + 1);
	for (int i = 0; i < in->count; i++) {
		int at;
		if (!village_of(a, db, villages, in->rows[i].unit, &at, e))
			return false;
		if (at < 0)
			continue;
		all[at].unit = villages->units[at];
		all[at].book = in->rows[i].book;
		all[at].amount += in->rows[i].fen;
	}
	*count = 0;
	*out = all;
	for (int i = 0; i < villages->count; i++)
		if (all[i].book) {
			unit_judge(&all[i], md, bound);
			all[(*count)++] = all[i];
		}
	return true;
}

static bool bound_of(struct arena *a, struct db *db, const struct measure_def *md,
		     const struct figure_ask *ask, int64_t *out, struct err *e)
{
	const char *value, *document;
	bool found;
	*out = 0;
	if (!md->bound)
		return true;
	if (!parameter_value(a, db, ask->county, ask->unit, md->bound->name, ask_day(ask), &value,
			     &document, &found, e))
		return false;
	if (!parse_i64(value, out) || *out > LEDGER_FEN_MAX / 100)
		return err_set(e, ERR_INPUT, "The parameter %s is not an amount in yuan.",
			       md->bound->name);
	*out *= 100;
	return true;
}

bool income_units(struct arena *a, struct db *db, const struct measure_def *md,
		  const struct figure_ask *ask, int *count, struct figure_unit **out,
		  struct err *e)
{
	struct unit_list villages;
	struct caliber c;
	struct incomes in;
	int64_t bound;
	bool found;
	ymd day = income_day(md, ask_day(ask));
	if (!unit_villages(a, db, ask->unit, ask->boundary == AS_WAS ? ask->at : 0, &villages, e) ||
	    !caliber_find(a, db, ask->county, md->caliber, day, &c, &found, e))
		return false;
	if (!found) {
		struct figure_unit *none = ARENA_NEW(a, struct figure_unit);
		*none = (struct figure_unit){.state = UNIT_UNKNOWN, .reason_count = 1};
		msg_set(&none->reasons[0], "no caliber of this income holds on the day");
		*count = unit_load(a, db, ask->unit, 0, &none->unit, e) ? 1 : 0;
		*out = none;
		return *count == 1;
	}
	return bound_of(a, db, md, ask, &bound, e) &&
	       incomes_of_unit(a, db, &c, ask->unit, &ask->scope, day, &in, e) &&
	       villages_take(a, db, md, &villages, &in, bound, count, out, e);
}

/* The caliber is printed beside every number that it makes. */
bool income_words(struct making *m, const struct measure_def *md, const char **out, struct err *e)
{
	struct caliber c;
	bool found;
	char day[16];
	ymd upto = income_day(md, m->base.at);
	if (!caliber_find(m->a, m->db, m->ask->county, md->caliber, upto, &c, &found, e))
		return false;
	for (int lang = 0; lang < LANG__COUNT; lang++) {
		struct msg said;
		msg_set(&said, found ? "%s; January to %s; caliber: %s (%s)"
				     : "%s; January to %s; no caliber holds%s%s",
			label_in(&md->special->filter, (enum lang)lang), date_iso(upto, day),
			found ? c.name : "", found ? c.document : "");
		out[lang] = msg_render(m->a, &said, (enum lang)lang);
	}
	return true;
}
