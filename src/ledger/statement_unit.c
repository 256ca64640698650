/* statement_unit.c - what stands between the books of a unit; the last month that has postings. */
#include "base/arena.h"
#include "base/str.h"
#include "ledger/statement_int.h"

/* Receivables, payables and stakes on a detail named as another book in view. */
static bool between_of(struct arena *a, struct db *db, const struct book *b,
		       const struct book_list *books, int to, struct between_list *list,
		       struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select c.code,c.name,o.id,cast(sum(case when (m.month<$3 and m.month%100=0) or"
		" m.month>$3 then m.debit-m.credit else 0 end) as bigint) from book_account c"
		" join book o on o.county=c.county and o.name=c.name and o.id<>c.book"
		" join balance m on m.county=c.county and m.book=c.book and m.account>=c.code and"
		" m.account<c.code||':' where c.county=$1 and c.book=$2 and m.month<=$4"
		" and c.class in ('asset','liability','equity') group by c.code,c.name,o.id"
		" order by c.code,o.id"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, (int64_t)(to / 100 * 100));
	bind(q, 4, (int64_t)to);
	while (list->count < BETWEEN_MAX && db_next(q)) {
		int64_t other = col_i64(q, 2), fen = col_i64(q, 3);
		for (int i = 0; fen && i < books->count; i++)
			if (books->rows[i].id == other)
				list->rows[list->count++] = (struct between_row){
				    .book = b->name,
				    .book_id = b->id,
				    .other = books->rows[i].name,
				    .account = col_text(q, 0, a),
				    .name = col_text(q, 1, a),
				    .debit = fen > 0 ? fen : 0,
				    .credit = fen < 0 ? -fen : 0,
				};
	}
	return db_end(q, e);
}

bool statement_between(struct arena *a, struct db *db, int64_t unit, const struct scope *scope,
		       int to, struct between_list *out, struct err *e)
{
	struct between_list list = {.rows = ARENA_ARRAY(a, struct between_row, BETWEEN_MAX)};
	struct book_list books;
	if (!book_list(a, db, unit, scope, &books, e))
		return false;
	for (int i = 0; i < books.count; i++)
		if (!between_of(a, db, &books.rows[i], &books, to, &list, e))
			return false;
	*out = list;
	return true;
}

bool book_last_month(struct db *db, const struct book *b, int *out, struct err *e)
{
	int64_t month;
	if (!ledger_i64(db,
			SQL("select coalesce(max(month),0) from balance where county=$1 and book=$2"
			    " and month%100<>0"),
			(int64_t[]){b->county, b->id}, 2, &month, e))
		return false;
	int takeover = book_takeover(b);
	*out = (int)month > takeover ? (int)month : takeover;
	return true;
}
