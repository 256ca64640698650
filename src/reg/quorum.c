/* quorum.c - rules of meetings, and the exact test of one. */
#include "reg/quorum.h"

#include "base/arena.h"
#include "base/embed.h"
#include "base/str.h"

#include <string.h>

enum { COLUMNS_MAX = 16 };

int64_t fraction_need(const struct fraction *f, int64_t n)
{
	int64_t product = f->num * n;
	assert(f->den > 0 && n >= 0);
	return f->more ? product / f->den + 1 : (product + f->den - 1) / f->den;
}

static void words(struct quorum_test *out, const struct fraction *f, int64_t due, int64_t present)
{
	int all = (int)due, here = (int)present, need = (int)out->attend_need, num = (int)f->num,
	    den = (int)f->den;
	if (!num)
		msg_set(&out->attend, "Entitled %d, present %d; no number is set for those who must come.", all,
			here);
	else if (f->more && out->quorum)
		msg_set(&out->attend, "Entitled %d, present %d ≥ %d (more than %d/%d): a quorum.", all, here,
			need, num, den);
	else if (f->more)
		msg_set(&out->attend, "Entitled %d, present %d < %d (more than %d/%d): not a quorum.", all,
			here, need, num, den);
	else if (out->quorum)
		msg_set(&out->attend, "Entitled %d, present %d ≥ %d (at least %d/%d): a quorum.", all, here,
			need, num, den);
	else
		msg_set(&out->attend, "Entitled %d, present %d < %d (at least %d/%d): not a quorum.", all,
			here, need, num, den);
}

void quorum_test(const struct quorum_rule *r, int64_t due, int64_t present, int64_t agreed,
		 struct quorum_test *out)
{
	const struct fraction *at = &r->attend, *ps = &r->pass;
	*out = (struct quorum_test){
	    .attend_need = at->num ? fraction_need(at, due) : 0,
	    .pass_base = r->pass_of_all ? due : present,
	};
	out->pass_need = fraction_need(ps, out->pass_base);
	out->quorum = present >= out->attend_need && present > 0;
	out->passed = out->quorum && agreed >= out->pass_need;
	words(out, at, due, present);
	int agree = (int)agreed, need = (int)out->pass_need, base = (int)out->pass_base;
	if (!out->quorum)
		return;
	if (ps->more && out->passed)
		msg_set(&out->pass, "Agreed %d ≥ %d (more than %d/%d of %d): passed.", agree, need,
			(int)ps->num, (int)ps->den, base);
	else if (ps->more)
		msg_set(&out->pass, "Agreed %d < %d (more than %d/%d of %d): not passed.", agree, need,
			(int)ps->num, (int)ps->den, base);
	else if (out->passed)
		msg_set(&out->pass, "Agreed %d ≥ %d (at least %d/%d of %d): passed.", agree, need,
			(int)ps->num, (int)ps->den, base);
	else
		msg_set(&out->pass, "Agreed %d < %d (at least %d/%d of %d): not passed.", agree, need,
			(int)ps->num, (int)ps->den, base);
}

/* ---- what is built in ---- */

/* Fields of the line at *p, which moves to the next line; false at the end.  The files have no
 * quotes, which a test sees to. */
static bool line_next(struct arena *a, const char **p, const char *end, const char **field)
{
	if (*p >= end)
		return false;
	const char *stop = memchr(*p, '\n', (size_t)(end - *p));
	stop = stop ? stop : end;
	for (int i = 0; i < COLUMNS_MAX; i++) {
		const char *comma = memchr(*p, ',', (size_t)(stop - *p));
		const char *to = comma ? comma : stop;
		field[i] = arena_strndup(a, *p, (size_t)(to - *p));
		*p = comma ? comma + 1 : stop;
	}
	*p = stop + (stop < end);
	return true;
}

static int64_t number(const char *text)
{
	int64_t n = 0;
	bool fine = parse_i64(text, &n);
	assert(fine); /* ours */
	return n;
}

static ymd day(const char *text, ymd other)
{
	ymd d = other;
	bool fine = is_empty(text) || date_parse(text, false, &d);
	assert(fine);
	return d;
}

static void built_in_rule(struct arena *a, const char *body, const char *counted, ymd at,
			  struct quorum_rule *out, bool *found)
{
	const struct embedded *file = embedded_find("packs/law/quorum.csv");
	const char *f[COLUMNS_MAX];
	assert(file);
	const char *p = file->data, *end = p + file->size;
	bool head = line_next(a, &p, end, f);
	assert(head);
	while (line_next(a, &p, end, f)) {
		ymd from = day(f[12], 0), to = day(f[13], DATE_OPEN);
		if (!text_eq(f[0], body) || !text_eq(f[1], counted) || at < from || at >= to)
			continue;
		*found = true;
		*out = (struct quorum_rule){
		    .body = f[0], .counted = f[1],
		    .attend = {number(f[2]), number(f[3]), number(f[4]) != 0},
		    .pass = {number(f[5]), number(f[6]), number(f[7]) != 0},
		    .pass_of_all = text_eq(f[8], "all"), .notice_days = number(f[9]),
		    .law = f[10], .article = f[11], .from = from, .to = to,
		};
	}
}

static void built_in_bar(struct arena *a, const char *body, const char *matter, ymd at,
			 struct quorum_bar *out)
{
	const struct embedded *file = embedded_find("packs/law/quorum_bar.csv");
	const char *f[COLUMNS_MAX];
	assert(file);
	const char *p = file->data, *end = p + file->size;
	bool head = line_next(a, &p, end, f);
	assert(head);
	while (line_next(a, &p, end, f))
		if (text_eq(f[0], body) && text_eq(f[1], matter) && at >= day(f[4], 0) &&
		    at < day(f[5], DATE_OPEN))
			*out = (struct quorum_bar){.law = f[2], .article = f[3]};
}

/* ---- a site's own ---- */

bool quorum_rule_find(struct arena *a, struct db *db, int64_t county, int64_t unit, const char *body,
		      const char *counted, ymd at, struct quorum_rule *out, bool *found,
		      struct err *e)
{
	*found = false;
	struct stmt *q = db_query(
	    db,
	    SQL("select r.id, r.attend_num, r.attend_den, coalesce(r.attend_more,0), r.pass_num, "
		"r.pass_den, coalesce(r.pass_more,0), r.pass_of, coalesce(r.notice_days,0), r.law, "
		"coalesce(r.article,''), r.valid_from, coalesce(r.valid_to,99991231), (select count(*) "
		"from unit_restated y where y.unit=r.unit) as depth from r_quorum_rule r join "
		"unit_restated x on x.ancestor=r.unit where r.county=$1 and x.unit=$2 and r.body=$3 and "
		"r.counted=$4 and r.valid_from<=$5 and (r.valid_to is null or r.valid_to>$5) order by "
		"depth desc, r.valid_from desc, r.id limit 1"),
	    e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, unit);
	bind(q, 3, body);
	bind(q, 4, counted);
	bind(q, 5, (int64_t)at);
	if (db_next(q)) {
		*found = true;
		*out = (struct quorum_rule){
		    .body = body, .counted = counted, .row = col_i64(q, 0),
		    .attend = {col_i64(q, 1), col_i64(q, 2), col_i64(q, 3) != 0},
		    .pass = {col_i64(q, 4), col_i64(q, 5), col_i64(q, 6) != 0},
		    .pass_of_all = text_eq(col_text(q, 7, a), "all"), .notice_days = col_i64(q, 8),
		    .law = col_text(q, 9, a), .article = col_text(q, 10, a),
		    .from = (ymd)col_i64(q, 11), .to = (ymd)col_i64(q, 12),
		};
	}
	if (!db_end(q, e))
		return false;
	if (!*found)
		built_in_rule(a, body, counted, at, out, found);
	return true;
}

bool quorum_bar_find(struct arena *a, struct db *db, int64_t county, int64_t unit, const char *body,
		     const char *matter, ymd at, struct quorum_bar *out, struct err *e)
{
	*out = (struct quorum_bar){0};
	struct stmt *q = db_query(
	    db,
	    SQL("select r.law, coalesce(r.article,'') from r_quorum_bar r join unit_restated x on "
		"x.ancestor=r.unit where r.county=$1 and x.unit=$2 and r.body=$3 and r.matter=$4 and "
		"r.valid_from<=$5 and (r.valid_to is null or r.valid_to>$5) order by r.id limit 1"),
	    e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, unit);
	bind(q, 3, body);
	bind(q, 4, matter);
	bind(q, 5, (int64_t)at);
	if (db_next(q))
		*out = (struct quorum_bar){.law = col_text(q, 0, a), .article = col_text(q, 1, a)};
	if (!db_end(q, e))
		return false;
	if (!out->law)
		built_in_bar(a, body, matter, at, out);
	return true;
}
