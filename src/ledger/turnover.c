/* turnover.c - what moved on each account of each book in a year so far, from kept balances. */
#include "base/arena.h"
#include "base/str.h"
#include "ledger/ledger_int.h"
#include "ledger/report.h"

#include <string.h>

enum { ROWS_MAX = 400000 };

/* One question for each unit of the scope; where rows meet, they are added up. */
struct sums {
	struct arena *a;
	struct db *db;
	int64_t unit, top;
	int first, last;              /* months */
	ymd upto;
	struct turnovers *out;
	int room;
};

static struct turnover_row *row_at(struct sums *s, struct stmt *q)
{
	struct turnovers *t = s->out;
	int64_t book = col_i64(q, 0);
	const char *account = col_peek(q, 3);
	int low = 0, high = t->count;
	while (low < high) {
		int mid = low + (high - low) / 2;
		const struct turnover_row *r = &t->rows[mid];
		int order = r->book < book ? -1 : r->book > book ? 1 : strcmp(r->account, account);
		if (order == 0)
			return &t->rows[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (t->count == s->room) {
		int room = s->room ? s->room * 2 : 256;
		struct turnover_row *rows = ARENA_ARRAY(s->a, struct turnover_row, room);
		if (t->count)
			memcpy(rows, t->rows, sizeof *rows * (size_t)t->count);
		t->rows = rows;
		s->room = room;
	}
	struct turnover_row *r = &t->rows[low];
	memmove(r + 1, r, sizeof *r * (size_t)(t->count - low));
	t->count++;
	*r = (struct turnover_row){
	    .book = book,
	    .unit = col_i64(q, 1),
	    .chart = col_text(q, 2, s->a),
	    .account = col_text(q, 3, s->a),
	};
	return r;
}

static bool take(struct sums *s, struct stmt *q, int sign, struct err *e)
{
	while (s->out->count < ROWS_MAX && db_next(q)) {
		struct turnover_row *r = row_at(s, q);
		r->debit += sign * col_i64(q, 4);
		r->credit += sign * col_i64(q, 5);
	}
	return db_end(q, e);
}

static bool months_add(struct sums *s, struct err *e)
{
	struct stmt *q = db_query(
	    s->db,
	    SQL("select b.id,b.unit,b.chart,m.account,cast(sum(m.debit) as bigint),"
		"cast(sum(m.credit) as bigint) from unit_restated r"
		" join unit_restated s on s.unit=r.unit join book b on b.unit=r.unit"
		" join balance m on m.county=b.county and m.book=b.id and m.month>=$3 and"
		" m.month<=$4 and m.month>=b.opened where r.ancestor=$1 and s.ancestor=$2"
		" group by b.id,b.unit,b.chart,m.account order by b.id,m.account"),
	    e);
	if (!q)
		return false;
	bind(q, 1, s->unit);
	bind(q, 2, s->top);
	bind(q, 3, (int64_t)s->first);
	bind(q, 4, (int64_t)s->last);
	return take(s, q, 1, e);
}

/* The days of a month that is not over yet. */
static bool days_add(struct sums *s, struct err *e)
{
	struct stmt *q = db_query(
	    s->db,
	    SQL("select b.id,b.unit,b.chart,p.account,cast(sum(p.debit) as bigint),"
		"cast(sum(p.credit) as bigint) from unit_restated r"
		" join unit_restated s on s.unit=r.unit join book b on b.unit=r.unit"
		" join posting p on p.county=b.county and p.book=b.id and p.month=$3 and"
		" p.day<=$4 and p.month>=b.opened where r.ancestor=$1 and s.ancestor=$2"
		" group by b.id,b.unit,b.chart,p.account order by b.id,p.account"),
	    e);
	if (!q)
		return false;
	bind(q, 1, s->unit);
	bind(q, 2, s->top);
	bind(q, 3, (int64_t)day_month(s->upto));
	bind(q, 4, (int64_t)s->upto);
	return take(s, q, 1, e);
}

static bool closing_take_off(struct sums *s, struct err *e)
{
	const char *from = arena_printf(s->a, "close/%d/", s->upto / 10000);
	struct stmt *q = db_query(
	    s->db,
	    SQL("select b.id,b.unit,b.chart,p.account,cast(sum(p.debit) as bigint),"
		"cast(sum(p.credit) as bigint) from unit_restated r"
		" join unit_restated s on s.unit=r.unit join book b on b.unit=r.unit"
		" join voucher v on v.county=b.county and v.book=b.id and v.source>$3 and"
		" v.source<$4 and v.state='posted'"
		" join posting p on p.county=v.county and p.voucher=v.id and p.day<=$5"
		" where r.ancestor=$1 and s.ancestor=$2"
		" group by b.id,b.unit,b.chart,p.account order by b.id,p.account"),
	    e);
	if (!q)
		return false;
	bind(q, 1, s->unit);
	bind(q, 2, s->top);
	bind(q, 3, from);
	bind(q, 4, arena_printf(s->a, "%s~", from));
	bind(q, 5, (int64_t)s->upto);
	return take(s, q, -1, e);
}

bool turnover_of_unit(struct arena *a, struct db *db, int64_t unit, const struct scope *scope,
		      ymd upto, struct turnovers *out, struct err *e)
{
	int month = day_month(upto);
	bool over = upto >= today() || day_month(date_from_days(date_days(upto) + 1)) != month;
	struct sums s = {.a = a,
			 .db = db,
			 .unit = unit,
			 .first = upto / 10000 * 100 + 1,
			 .last = over ? month : month_before(month),
			 .upto = upto,
			 .out = out};
	*out = (struct turnovers){0};
	for (int i = 0; i < scope->count; i++) {
		s.top = scope->units[i];
		if (!months_add(&s, e) || (!over && !days_add(&s, e)) || !closing_take_off(&s, e))
			return false;
	}
	return true;
}
