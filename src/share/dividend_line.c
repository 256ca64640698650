/* dividend_line.c - what falls to each holder: worked out from the register, frozen, read. */
#include "base/arena.h"
#include "base/str.h"
#include "share/dividend_int.h"

#include <stdlib.h>
#include <string.h>

static bool class_takes(const struct share_classes *classes, int64_t id)
{
	for (int i = 0; i < classes->count; i++)
		if (classes->rows[i].id == id)
			return classes->rows[i].takes;
	return false;
}

/* Holdings by person and class become lines by person: classes that take part, added up. */
static bool lines_of(struct arena *a, const struct dividend *d, bool exclude,
		     const struct holdings *held, const struct share_classes *classes,
		     struct dividend_lines *out, struct err *e)
{
	bool days = text_eq(d->weighting, "days");
	struct dividend_line *l = NULL;
	out->rows = ARENA_ARRAY(a, struct dividend_line, (size_t)held->count + 1);
	for (int64_t i = 0; i < held->count; i++) {
		const struct holding *h = &held->rows[i];
		int64_t weight = days ? (exclude ? h->free_days : h->days)
				      : (exclude ? h->shares - h->frozen : h->shares);
		if (!h->person || !class_takes(classes, h->class) || (!weight && !h->shares))
			continue;
		if (!l || l->person != h->person) {
			l = &out->rows[out->count++];
			*l = (struct dividend_line){.person = h->person, .name = "", .household = "",
						    .salt = "", .pay = "due", .note = ""};
		}
		l->shares += h->shares;
		l->frozen += h->frozen;
		if (weight < 0 || __builtin_add_overflow(l->weight, weight, &l->weight))
			return err_set(e, ERR_REFUSED, "The share register does not add up.");
	}
	return true;
}

static int by_household(const void *x, const void *y)
{
	const struct dividend_line *a = x, *b = y;
	int order = strcmp(a->household, b->household);
	if (!order)
		order = strcmp(a->name, b->name);
	return order ? order : (a->person > b->person) - (a->person < b->person);
}

static bool divide(struct arena *a, const struct dividend *d, struct dividend_lines *lines, struct err *e)
{
	struct part *parts = ARENA_ARRAY(a, struct part, (size_t)lines->count + 1);
	for (int64_t i = 0; i < lines->count; i++) {
		lines->rows[i].ord = i + 1;
		parts[i] = (struct part){.weight = lines->rows[i].weight, .key = i + 1};
	}
	if (!share_divide(a, d->declared, parts, lines->count, &lines->total, e))
		return false;
	for (int64_t i = 0; i < lines->count; i++) {
		struct dividend_line *l = &lines->rows[i];
		l->base = parts[i].base;
		l->fen = parts[i].fen;
		l->extra = l->fen - l->base;
	}
	return true;
}

bool dividend_plan(struct arena *a, struct db *db, const struct dividend *d, const char *frozen,
		   const struct share_moves *moves, const struct share_people *people,
		   struct dividend_lines *out, struct err *e)
{
	struct holdings held;
	struct share_classes classes;
	struct dividend_lines lines = {0};
	bool days = text_eq(d->weighting, "days");
	if (!holdings_at(a, moves, d->record_day, days ? d->from : 0, days ? d->to : 0, &held, e) ||
	    !share_classes_load(a, db, d->county, d->org, &classes, e) ||
	    !lines_of(a, d, text_eq(frozen, "exclude"), &held, &classes, &lines, e))
		return false;
	for (int64_t i = 0; i < lines.count; i++) {
		struct dividend_line *l = &lines.rows[i];
		const struct share_person *p = share_person_on(people, l->person, d->record_day);
		if (p) {
			l->name = p->name;
			l->household = p->household;
		}
		if (l->frozen && text_eq(frozen, "hold"))
			l->pay = "held";
	}
	if (lines.count)
		qsort(lines.rows, (size_t)lines.count, sizeof *lines.rows, by_household);
	if (!divide(a, d, &lines, e))
		return false;
	*out = lines;
	return true;
}

static bool line_write(struct db *db, const struct dividend *d, const struct dividend_line *l, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("insert into dividend_line (county,dividend,ord,person,name,household,shares,frozen,weight,"
		"base,extra,fen,salt,leaf,pay,batch,batch_before,pay_note) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,"
		"$13,$14,$15,0,0,'')"),
	    e);
	if (!q)
		return false;
	bind(q, 1, d->county);
	bind(q, 2, d->id);
	bind(q, 3, l->ord);
	bind(q, 4, l->person);
	bind(q, 5, l->name);
	bind(q, 6, l->household);
	bind(q, 7, l->shares);
	bind(q, 8, l->frozen);
	bind(q, 9, l->weight);
	bind(q, 10, l->base);
	bind(q, 11, l->extra);
	bind(q, 12, l->fen);
	bind(q, 13, l->salt);
	bind(q, 14, l->leaf);
	bind(q, 15, l->pay);
	return db_run(q, e);
}

bool dividend_lines_write(struct db *db, const struct dividend *d, const struct dividend_lines *lines,
			  struct err *e)
{
	int64_t sum = 0;
	for (int64_t i = 0; i < lines->count; i++) {
		sum += lines->rows[i].fen;
		if (!line_write(db, d, &lines->rows[i], e))
			return false;
	}
	assert(sum == d->declared);
	return true;
}

bool dividend_lines_load(struct arena *a, struct db *db, const struct dividend *d, int64_t ord,
			 struct dividend_lines *out, struct err *e)
{
	struct dividend_lines lines = {.total = d->weight_total};
	lines.rows = ARENA_ARRAY(a, struct dividend_line, (size_t)d->line_count + 1);
	struct stmt *q = db_query(
	    db,
	    SQL("select ord,person,name,household,shares,frozen,weight,base,extra,fen,salt,leaf,pay,batch,"
		"pay_note from dividend_line where county=$1 and dividend=$2 and ($3=0 or ord=$3) order by ord"),
	    e);
	if (!q)
		return false;
	bind(q, 1, d->county);
	bind(q, 2, d->id);
	bind(q, 3, ord);
	while (lines.count < d->line_count && db_next(q))
		lines.rows[lines.count++] = (struct dividend_line){
		    .ord = col_i64(q, 0),
		    .person = col_i64(q, 1),
		    .name = col_text(q, 2, a),
		    .household = col_text(q, 3, a),
		    .shares = col_i64(q, 4),
		    .frozen = col_i64(q, 5),
		    .weight = col_i64(q, 6),
		    .base = col_i64(q, 7),
		    .extra = col_i64(q, 8),
		    .fen = col_i64(q, 9),
		    .salt = col_text(q, 10, a),
		    .leaf = col_i64(q, 11),
		    .pay = col_text(q, 12, a),
		    .batch = col_i64(q, 13),
		    .note = col_text(q, 14, a),
		};
	if (!db_end(q, e))
		return false;
	if (ord && !lines.count)
		return err_set(e, ERR_NOT_FOUND, "There is no such slip.");
	*out = lines;
	return true;
}
