/* notice.c - see notice.h. */
#include "remind/remind_int.h"

#include "reg/record.h"

bool notice_add(struct db *db, int64_t county, int64_t account, ymd day, const struct due *d, const char *step,
		int days, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("insert into notice(county,account,day,due_key,due_day,step,days,unit,person,kind,"
				      "title,what,number,href) values($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14) "
				      "on conflict (county,account,day,due_key,step,days) do nothing"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, account);
	bind(q, 3, day);
	bind(q, 4, d->key);
	bind(q, 5, d->due);
	bind(q, 6, step);
	bind(q, 7, days);
	bind(q, 8, d->unit);
	bind(q, 9, d->person);
	bind(q, 10, due_kind_code(d->kind));
	bind(q, 11, d->title);
	bind(q, 12, d->what ? d->what : "");
	bind(q, 13, d->number);
	bind(q, 14, d->href);
	return db_run(q, e);
}

struct raw {
	struct notice_row row;
	int64_t unit;
};

/* A grant may have ended since: what can no longer be read is not shown. */
static bool still_read(struct db *db, const struct account *acc, const struct raw *r, bool *out, struct err *e)
{
	struct scope scope;
	due_scope(acc, r->row.kind, &scope);
	return scope_has(db, &scope, acc->county, r->unit, out, e);
}

bool notices_load(struct arena *a, struct db *db, const struct account *acc, ymd from, int limit,
		  struct notice_list *out, struct err *e)
{
	struct raw *raw = ARENA_ARRAY(a, struct raw, limit + 1);
	int n = 0;
	struct stmt *q = db_query(db,
				  SQL("select day,due_day,step,kind,title,what,number,href,unit from notice "
				      "where county=$1 and account=$2 and day>=$3 "
				      "order by day desc,due_day,due_key,step,days limit $4"),
				  e);
	if (!q)
		return false;
	bind(q, 1, acc->county);
	bind(q, 2, acc->id);
	bind(q, 3, from);
	bind(q, 4, limit + 1);
	while (db_next(q)) {
		struct due d = {.title = col_text(q, 4, a), .what = col_text(q, 5, a), .number = col_i64(q, 6)};
		struct raw *r = &raw[n];
		*r = (struct raw){.unit = col_i64(q, 8)};
		if (!due_kind_parse(col_peek(q, 3), &r->row.kind))
			continue;
		if (!*d.what)
			d.what = NULL;
		r->row.day = (ymd)col_i64(q, 0);
		r->row.due = (ymd)col_i64(q, 1);
		r->row.step = col_text(q, 2, a);
		r->row.title = due_text(a, &d, acc->lang);
		r->row.href = col_text(q, 7, a);
		n++;
	}
	if (!db_end(q, e))
		return false;
	*out = (struct notice_list){.more = n > limit, .rows = ARENA_ARRAY(a, struct notice_row, limit)};
	for (int i = 0; i < n && i < limit; i++) {
		bool reads;
		if (!still_read(db, acc, &raw[i], &reads, e))
			return false;
		if (!reads)
			continue;
		raw[i].row.unit_name = unit_name_now(a, db, raw[i].unit);
		out->rows[out->count++] = raw[i].row;
	}
	return true;
}
