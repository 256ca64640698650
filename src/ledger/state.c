/* state.c - how far every book in view has come. */
#include "ledger/state.h"

#include "base/arena.h"
#include "base/str.h"
#include "ledger/ledger_int.h"

enum { BOOKS_MAX = 20000 };

/* Finished months after the last closed one; the take-over month is closed too. */
static int months_behind(const struct book_state *s)
{
	int n = 0, last = month_before(day_month(today()));
	if (s->book.ended && s->book.ended < last)
		last = s->book.ended;
	int month = s->closed ? month_next(s->closed) : book_takeover(&s->book);
	for (; month <= last; month = month_next(month))
		n++;
	return n;
}

static void state_read(struct arena *a, struct stmt *q, struct book_state *out)
{
	*out = (struct book_state){
	    .book = {.county = col_i64(q, 0),
		     .id = col_i64(q, 1),
		     .unit = col_i64(q, 2),
		     .org = col_i64(q, 3),
		     .name = col_text(q, 4, a),
		     .chart = col_text(q, 5, a),
		     .opened = (int)col_i64(q, 6),
		     .ended = (int)col_i64(q, 7),
		     .unit_name = col_text(q, 8, a)},
	    .closed = (int)col_i64(q, 9),
	    .posted = (int)col_i64(q, 10),
	    .drafts = col_i64(q, 11),
	    .to_approve = col_i64(q, 12),
	    .to_sign = col_i64(q, 13),
	    .to_post = col_i64(q, 14),
	    .cash = col_i64(q, 15),
	    .bank = col_i64(q, 16),
	};
	out->behind = months_behind(out);
}

/*
 * What a draft waits for is told without checking it: it is said to wait for approval also
 * while it is wrong.  Cash and bank are the turnovers of all years (month yyyy00).
 */
#define STATE_COLUMNS                                                                              \
	"select b.county,b.id,b.unit,b.org,b.name,b.chart,b.opened,b.ended,"                       \
	"coalesce((select n.name from unit_name n where n.unit=b.unit and n.from_day<=$3 and"      \
	" n.to_day>$3),''),"                                                                       \
	"(select coalesce(max(p.month),0) from book_period p where p.county=b.county and"          \
	" p.book=b.id and p.state='closed'),"                                                      \
	"(select coalesce(max(p.month),0) from book_period p where p.county=b.county and"          \
	" p.book=b.id and p.last_number>0),"                                                       \
	"(select count(*) from voucher v where v.county=b.county and v.book=b.id and"              \
	" v.state='draft'),"                                                                       \
	"(select count(*) from voucher v where v.county=b.county and v.book=b.id and"              \
	" v.state='draft' and v.checker=0),"                                                       \
	"(select count(*) from voucher v where v.county=b.county and v.book=b.id and"              \
	" v.state='draft' and v.cashier=0 and exists (select 1 from voucher_line l"                \
	" join book_account c on c.county=b.county and c.book=b.id and c.code=l.account"           \
	" where l.county=v.county and l.voucher=v.id and c.money<>'')),"                           \
	"(select count(*) from voucher v where v.county=b.county and v.book=b.id and"              \
	" v.state='draft' and v.checker<>0 and (v.cashier<>0 or not exists (select 1 from"         \
	" voucher_line l join book_account c on c.county=b.county and c.book=b.id and"             \
	" c.code=l.account where l.county=v.county and l.voucher=v.id and c.money<>''))),"         \
	"(select cast(coalesce(sum(y.debit-y.credit),0) as bigint) from book_account c"            \
	" join balance y on y.county=c.county and y.book=c.book and y.account=c.code and"          \
	" y.month%100=0 where c.county=b.county and c.book=b.id and c.money='cash'),"              \
	"(select cast(coalesce(sum(y.debit-y.credit),0) as bigint) from book_account c"            \
	" join balance y on y.county=c.county and y.book=c.book and y.account=c.code and"          \
	" y.month%100=0 where c.county=b.county and c.book=b.id and c.money='bank')"

static bool states_under(struct arena *a, struct db *db, int64_t unit, int64_t top,
			 struct book_states *out, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL(STATE_COLUMNS " from unit_restated r"
				      " join unit_restated s on s.unit=r.unit join book b on b.unit=r.unit"
				      " where r.ancestor=$1 and s.ancestor=$2"
				      " order by b.unit,b.county,b.id"),
				  e);
	if (!q)
		return false;
	bind(q, 1, unit);
	bind(q, 2, top);
	bind(q, 3, (int64_t)today());
	int room = out->count;
	while (out->count < BOOKS_MAX && db_next(q)) {
		if (out->count >= room) {
			int more = room ? room * 2 : 32;
			out->rows = arena_grow(a, out->rows, sizeof *out->rows * (size_t)room,
					       sizeof *out->rows * (size_t)more);
			room = more;
		}
		state_read(a, q, &out->rows[out->count++]);
	}
	return db_end(q, e);
}

/* The units of a scope do not overlap: auth has shrunk them. */
bool book_states(struct arena *a, struct db *db, int64_t unit, const struct scope *scope,
		 struct book_states *out, struct err *e)
{
	struct book_states list = {0};
	for (int i = 0; i < scope->count; i++)
		if (!states_under(a, db, unit, scope->units[i], &list, e))
			return false;
	*out = list;
	return true;
}

bool book_state(struct arena *a, struct db *db, const struct book *b, struct book_state *out,
		struct err *e)
{
	bool there = false;
	struct stmt *q =
	    db_query(db, SQL(STATE_COLUMNS " from book b where b.county=$1 and b.id=$2"), e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, (int64_t)today());
	if (db_next(q)) {
		state_read(a, q, out);
		there = true;
	}
	if (!db_end(q, e))
		return false;
	return there || err_set(e, ERR_NOT_FOUND, "There is no such book.");
}
