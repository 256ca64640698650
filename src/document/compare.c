/*
 * compare.c - why the numbers of an issued document differ from today's records.
 *
 * Each figure is asked again for the same unit and day.  Where its value differs, the records
 * behind it then and now are laid side by side, and each that came, left or changed is given
 * its cause.
 */
#include "base/arena.h"
#include "base/str.h"
#include "document/document_int.h"

#include <stdlib.h>
#include <string.h>

enum { CAUSES_MAX = ARRAY_LEN(((struct figure_change *)0)->causes), MOVED_MAX = 16 };

/* A record behind a measure, then or now. */
struct item {
	int64_t record, ver, unit, created_ms, updated_ms;
	const char *title;
};

struct items {
	int count, cap;
	struct item *list;
};

struct compare {
	struct arena *arena;
	struct db *db;
	const struct document *doc;
	const struct scope *scope;
	enum lang lang;
	int64_t county;
	struct figure_ask ask;
	struct figure_change *change;
	bool rule;                    /* formula or parameters differ: they may explain a record */
	int moved_count;
	struct {
		int64_t unit;
		bool in;
		int records;
	} moved[MOVED_MAX];           /* units that came or left by a unit change */
};

/* ---- causes ---- */

static void cause_add(struct compare *c, enum change_cause cause, int64_t record,
		      const struct msg *m)
{
	struct figure_change *ch = c->change;
	if (ch->cause_count == CAUSES_MAX) {
		ch->more++;
		return;
	}
	int i = ch->cause_count++;
	ch->causes[i].cause = cause;
	ch->causes[i].record = record;
	ch->causes[i].text = msg_render(c->arena, m, c->lang);
}

static void moved_add(struct compare *c, int64_t unit, bool in)
{
	int i = 0;
	while (i < c->moved_count && (c->moved[i].unit != unit || c->moved[i].in != in))
		i++;
	if (i == MOVED_MAX) {
		c->change->more++;
		return;
	}
	if (i == c->moved_count) {
		c->moved[i].unit = unit;
		c->moved[i].in = in;
		c->moved[i].records = 0;
		c->moved_count++;
	}
	c->moved[i].records++;
}

static void moved_say(struct compare *c)
{
	struct msg m;
	for (int i = 0; i < c->moved_count; i++) {
		const char *name = unit_name_now(c->arena, c->db, c->moved[i].unit);
		if (c->moved[i].in)
			msg_set(&m, "%s came in by a unit change: %d records", name,
				c->moved[i].records);
		else
			msg_set(&m, "%s left by a unit change: %d records", name,
				c->moved[i].records);
		cause_add(c, CAUSE_BOUNDARY, 0, &m);
	}
	c->moved_count = 0;
}

/* ---- the two lists ---- */

static struct item *item_add(struct arena *a, struct items *l)
{
	if (l->count == l->cap) {
		int cap = l->cap ? l->cap * 2 : 64;
		l->list = arena_grow(a, l->list, sizeof l->list[0] * (size_t)l->cap,
				     sizeof l->list[0] * (size_t)cap);
		l->cap = cap;
	}
	struct item *it = &l->list[l->count++];
	*it = (struct item){ 0 };
	return it;
}

static bool then_load(struct compare *c, int seq, int input, struct items *out, struct err *e)
{
	struct stmt *q = db_query(
		c->db,
		SQL("select record,ver,unit,title from document_input where county=$1 and run=$2"
		    " and seq=$3 and input=$4 order by record"),
		e);
	if (!q)
		return false;
	bind(q, 1, c->county);
	bind(q, 2, c->doc->run);
	bind(q, 3, seq);
	bind(q, 4, input);
	while (db_next(q)) {
		struct item *it = item_add(c->arena, out);
		*it = (struct item){ .record = col_i64(q, 0),
				     .ver = col_i64(q, 1),
				     .unit = col_i64(q, 2),
				     .title = col_text(q, 3, c->arena) };
	}
	return db_end(q, e);
}

struct gather {
	struct compare *c;
	struct items *out;
};

static bool now_add(void *arg, struct arena *row, const struct record *rec,
		    const struct value *subs, struct err *e)
{
	struct gather *g = arg;
	(void)subs;
	(void)e;
	const char *title = record_title(row, rec, g->c->lang);
	*item_add(g->c->arena, g->out) = (struct item){
		.record = rec->id,
		.ver = rec->ver,
		.unit = rec->unit,
		.created_ms = rec->created_ms,
		.updated_ms = rec->updated_ms,
		.title = arena_strdup(g->c->arena, title),
	};
	return true;
}

static int by_record(const void *x, const void *y)
{
	const struct item *a = x, *b = y;
	return (a->record > b->record) - (a->record < b->record);
}

static bool now_load(struct compare *c, int input, struct items *out, struct err *e)
{
	struct query q;
	struct gather g = { .c = c, .out = out };
	if (!figure_records(c->arena, c->db, &c->ask, input, &q, e) ||
	    !query_each(c->db, &q, now_add, &g, e))
		return false;
	if (out->count)
		qsort(out->list, (size_t)out->count, sizeof out->list[0], by_record);
	return true;
}

/* ---- one record ---- */

/* Is the unit under the document's on that day (0: today, restated)? */
static bool under_then(struct compare *c, int64_t unit, ymd day, bool *out, struct err *e)
{
	struct unit_list path;
	struct err why = { 0 };
	*out = false;
	if (!unit_path(c->arena, c->db, unit, day, &path, &why)) {
		if (why.code == ERR_NOT_FOUND)
			return true; /* it did not exist yet */
		*e = why;
		return false;
	}
	for (int i = 0; i < path.count; i++)
		*out = *out || path.units[i].id == c->doc->unit.id;
	return true;
}

/* Counts now and did not then. */
static bool came(struct compare *c, const struct item *it, struct err *e)
{
	char day[16];
	struct msg m;
	if (it->created_ms > c->doc->issued_ms) {
		msg_set(&m, "%s (entered %s)", it->title,
			date_iso(date_of_ms(it->created_ms), day));
		cause_add(c, CAUSE_LATE, it->record, &m);
		return true;
	}
	bool under;
	if (!under_then(c, it->unit, date_of_ms(c->doc->issued_ms), &under, e))
		return false;
	if (!under) {
		moved_add(c, it->unit, true);
	} else if (it->updated_ms > c->doc->issued_ms) {
		msg_set(&m, "%s (corrected %s: counts now)", it->title,
			date_iso(date_of_ms(it->updated_ms), day));
		cause_add(c, CAUSE_CORRECTION, it->record, &m);
	} else if (!c->rule) { /* what it refers to, such as the person, was corrected */
		msg_set(&m, "%s (corrected: counts now)", it->title);
		cause_add(c, CAUSE_CORRECTION, it->record, &m);
	}
	return true;
}

/* Counted then and does not now.  The frozen title is shown: the record itself may have
 * left the asker's scope. */
static bool left(struct compare *c, const struct reg_def *def, const struct item *it, struct err *e)
{
	struct record *rec;
	struct err why = { 0 };
	struct msg m;
	struct scope all;
	bool under;
	scope_all(c->county, &all);
	if (!reg_load(c->arena, c->db, def, c->county, it->record, &all, false, &rec, &why)) {
		if (why.code != ERR_NOT_FOUND) {
			*e = why;
			return false;
		}
		msg_set(&m, "%s (deleted)", it->title);
		cause_add(c, CAUSE_DELETED, it->record, &m);
		return true;
	}
	if (!unit_is_under(c->db, rec->unit, c->doc->unit.id, &under, e))
		return false;
	if (!under && rec->unit == it->unit) {
		moved_add(c, it->unit, false);
	} else if (rec->ver != it->ver || !c->rule) {
		msg_set(&m, "%s (corrected: no longer counts)", it->title);
		cause_add(c, CAUSE_CORRECTION, it->record, &m);
	}
	return true;
}

/* ---- one measure ---- */

static void changed_say(struct compare *c, const struct item *then, const struct item *now)
{
	struct msg m;
	char day[16];
	if (then->ver == now->ver)
		return;
	msg_set(&m, "%s (corrected %s)", now->title, date_iso(date_of_ms(now->updated_ms), day));
	cause_add(c, CAUSE_CORRECTION, now->record, &m);
}

static bool records_compare(struct compare *c, int seq, int input, struct err *e)
{
	struct items then = { 0 }, now = { 0 };
	struct query q;
	if (!figure_records(c->arena, c->db, &c->ask, input, &q, e) ||
	    !then_load(c, seq, input, &then, e) || !now_load(c, input, &now, e))
		return false;
	int i = 0, k = 0, moves = 0;
	while (i < then.count || k < now.count) {
		int order = i == then.count  ? 1
			    : k == now.count ? -1
					     : by_record(&then.list[i], &now.list[k]);
		if (order < 0 && !left(c, q.def, &then.list[i], e))
			return false;
		if (order > 0 && !came(c, &now.list[k], e))
			return false;
		moves += order != 0;
		i += order <= 0;
		k += order >= 0;
	}
	/* the same records give another number: their own values changed */
	for (i = 0; moves == 0 && i < then.count; i++)
		changed_say(c, &then.list[i], &now.list[i]);
	return true;
}

/* Measures that count units froze each unit's state as its version. */
static const char *state_word(int64_t state)
{
	static const char *const words[] = {
		[UNIT_COUNTED] = N_("counted"), [UNIT_SHORT] = N_("short"),
		[UNIT_WEAK] = N_("weak"),	[UNIT_MET] = N_("met"),
		[UNIT_UNKNOWN] = N_("unknown"),
	};
	return state >= 0 && state < (int64_t)ARRAY_LEN(words) ? words[state] : words[UNIT_UNKNOWN];
}

static bool units_compare(struct compare *c, int seq, int input, struct err *e)
{
	struct items then = { 0 }, now = { 0 };
	struct figure_unit *units;
	int count;
	if (!then_load(c, seq, input, &then, e) ||
	    !figure_units(c->arena, c->db, &c->ask, input, &count, &units, e))
		return false;
	for (int i = 0; i < count; i++)
		*item_add(c->arena, &now) = (struct item){ .record = units[i].unit.id,
							   .ver = units[i].state,
							   .title = units[i].unit.name };
	if (now.count)
		qsort(now.list, (size_t)now.count, sizeof now.list[0], by_record);
	int i = 0, k = 0;
	while (i < then.count || k < now.count) {
		int order = i == then.count  ? 1
			    : k == now.count ? -1
					     : by_record(&then.list[i], &now.list[k]);
		struct msg m = { 0 };
		if (order < 0)
			msg_set(&m, "%s left by a unit change", then.list[i].title);
		else if (order > 0)
			msg_set(&m, "%s came in by a unit change", now.list[k].title);
		if (order != 0) {
			cause_add(c, CAUSE_BOUNDARY, 0, &m);
		} else if (then.list[i].ver != now.list[k].ver) {
			msg_set(&m, "%s: %s, was %s", now.list[k].title,
				tr(c->lang, state_word(now.list[k].ver)),
				tr(c->lang, state_word(then.list[i].ver)));
			cause_add(c, c->rule ? CAUSE_RULE : CAUSE_CORRECTION, 0, &m);
		}
		i += order <= 0;
		k += order >= 0;
	}
	return true;
}

/* ---- one figure ---- */

static void rules_compare(struct compare *c, const struct document_figure *then,
			  const struct figure *now)
{
	struct msg m;
	if (!text_eq(then->revision, now->indicator->revision)) {
		msg_set(&m, "The formula changed: revision %s, was %s", now->indicator->revision,
			then->revision);
		cause_add(c, CAUSE_RULE, 0, &m);
		c->rule = true;
	}
	for (int i = 0; i < now->parameter_count; i++) {
		const char *name = now->parameters[i].name, *before = NULL;
		for (int k = 0; k < then->figure.parameter_count; k++)
			if (text_eq(then->figure.parameters[k].name, name))
				before = then->figure.parameters[k].value;
		if (!before || text_eq(before, now->parameters[i].value))
			continue;
		msg_set(&m, "The parameter %s is %s, was %s", name, now->parameters[i].value,
			before);
		cause_add(c, CAUSE_RULE, 0, &m);
		c->rule = true;
	}
}

static bool inputs_compare(struct compare *c, int seq, const struct figure *then,
			   const struct figure *now, struct err *e)
{
	for (int i = 0; i < now->input_count && i < then->input_count; i++) {
		if (!text_eq(now->inputs[i].measure, then->inputs[i].measure))
			continue; /* the formula is another: said above */
		bool ok = input_counts_units(now->indicator, i) ? units_compare(c, seq, i, e) :
								  records_compare(c, seq, i, e);
		if (!ok)
			return false;
		moved_say(c);
	}
	return true;
}

static bool same_value(const struct figure *a, const struct figure *b)
{
	return a->known == b->known && (!a->known || dec_compare(a->value, b->value) == 0);
}

static bool figure_gone(struct compare *c, const struct document_figure *f)
{
	struct msg m;
	msg_set(&m, "The indicator %s no longer exists", f->name);
	c->change->after = "—";
	cause_add(c, CAUSE_RULE, 0, &m);
	return true;
}

/* *differs false: nothing to say. */
static bool figure_compare(struct compare *c, int seq, bool *differs, struct err *e)
{
	const struct document_figure *f = &c->doc->figures[seq];
	struct figure now;
	*differs = true;
	*c->change =
		(struct figure_change){ .figure = seq,
					.before = print_figure(c->arena, &f->figure, STYLE_EXACT) };
	c->rule = false;
	c->ask = document_figure_ask(c->doc, c->county, c->scope, f);
	if (!c->ask.indicator)
		return figure_gone(c, f);
	if (!figure_compute(c->arena, c->db, &c->ask, &now, e))
		return false;
	*differs = !same_value(&f->figure, &now);
	if (!*differs)
		return true;
	c->change->after = print_figure(c->arena, &now, STYLE_EXACT);
	rules_compare(c, f, &now);
	return inputs_compare(c, seq, &f->figure, &now, e);
}

bool document_compare(struct arena *a, struct db *db, const struct document *issued,
		      const struct scope *scope, enum lang lang, int *count,
		      struct figure_change **out, struct err *e)
{
	struct figure_change *list = ARENA_ARRAY(a, struct figure_change, issued->figure_count + 1);
	struct compare c = { .arena = a, .db = db, .doc = issued, .scope = scope, .lang = lang,
			     .county = issued->unit.county };
	int n = 0;
	bool may;
	assert(issued->run);
	TXN(t);
	if (!txn_begin(&t, db, e) || !scope_has(db, scope, c.county, issued->unit.id, &may, e))
		return false;
	if (!may)
		return err_set(e, ERR_NOT_FOUND, "There is no such document.");
	for (int i = 0; i < issued->figure_count; i++) {
		bool differs;
		c.change = &list[n];
		if (figure_first(issued, i) != i)
			continue;
		if (!figure_compare(&c, i, &differs, e))
			return false;
		n += differs;
	}
	if (!txn_commit(&t, e))
		return false;
	*count = n;
	*out = list;
	return true;
}
