/*
 * statement_flow.c - what closing did, and what moved retained income.
 *
 * A closing voucher moves income and expense into 321 or retained income on to itself; in the
 * statement of income it never happened.  What else touches 321 and 322 is distribution: its
 * other side says which.
 */
#include "base/arena.h"
#include "base/str.h"
#include "ledger/statement_int.h"

enum { FACTS_ROOM = 64, CLOSING_ROOM = 64 };

bool is_retained(const char *root)
{
	return text_eq(root, "321") || text_eq(root, "322");
}

struct statement_fact *fact_of(struct arena *a, struct statement_fact **rows, int *count,
			       const char *code, const char *name)
{
	for (int i = 0; i < *count; i++)
		if (text_eq((*rows)[i].code, code) && text_eq((*rows)[i].name, name))
			return &(*rows)[i];
	if (*count % FACTS_ROOM == 0) {
		size_t size = sizeof **rows;
		*rows = arena_grow(a, *rows, size * (size_t)*count,
				   size * (size_t)(*count + FACTS_ROOM));
	}
	(*rows)[*count] = (struct statement_fact){.code = code, .name = name};
	return &(*rows)[(*count)++];
}

bool closing_load(struct arena *a, struct db *db, const struct book *b, int from, int to,
		  struct closing_list *out, struct err *e)
{
	struct closing_list list = {0};
	struct stmt *q = db_query(
	    db,
	    SQL("select p.account,c.root,p.month,cast(sum(p.debit) as bigint),"
		"cast(sum(p.credit) as bigint) from posting p join book_account c on"
		" c.county=p.county and c.book=p.book and c.code=p.account"
		" where p.county=$1 and p.book=$2 and p.month>=$3 and p.month<=$4"
		" and c.class in ('income','expense') and p.voucher in ("
		"select v.id from voucher v where v.county=$1 and v.book=$2 and v.source>='close/'"
		" and v.source<'close0' union select r.id from voucher v join voucher r on"
		" r.county=v.county and r.reverses=v.id where v.county=$1 and v.book=$2 and"
		" v.source>='close/' and v.source<'close0' union select x.voucher from posting x"
		" join voucher y on y.county=x.county and y.id=x.voucher where x.county=$1 and"
		" x.book=$2 and x.account>='321' and x.account<'321:' and y.kind<>'opening')"
		" group by p.account,c.root,p.month order by p.account,p.month"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, (int64_t)from);
	bind(q, 4, (int64_t)to);
	while (db_next(q)) {
		if (list.count % CLOSING_ROOM == 0) {
			size_t size = sizeof *list.rows;
			list.rows = arena_grow(a, list.rows, size * (size_t)list.count,
					       size * (size_t)(list.count + CLOSING_ROOM));
		}
		list.rows[list.count++] = (struct closing_row){
		    .account = col_text(q, 0, a),
		    .root = col_text(q, 1, a),
		    .month = (int)col_i64(q, 2),
		    .debit = col_i64(q, 3),
		    .credit = col_i64(q, 4),
		};
	}
	if (!db_end(q, e))
		return false;
	*out = list;
	return true;
}

/* ---- distribution ---- */

struct flow_line {
	int64_t voucher, debit, credit;
	const char *root;
	bool profit, opening, closing; /* profit: income or expense */
};

static bool lines_load(struct arena *a, struct db *db, const struct book *b, int from, int to,
		       int *count, struct flow_line **out, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select p.voucher,p.debit,p.credit,c.root,"
		"case when c.class in ('income','expense') then 1 else 0 end,"
		"case when v.kind='opening' or (o.kind='opening' and o.month>=$3) then 1 else 0 end,"
		"case when (v.source>='close/' and v.source<'close0') or"
		" (o.source>='close/' and o.source<'close0') then 1 else 0 end"
		" from posting p join voucher v on v.county=p.county and v.id=p.voucher"
		" left join voucher o on o.county=v.county and o.id=v.reverses"
		" join book_account c on c.county=p.county and c.book=p.book and c.code=p.account"
		" where p.county=$1 and p.book=$2 and p.month>=$3 and p.month<=$4 and p.voucher in ("
		"select x.voucher from posting x where x.county=$1 and x.book=$2 and"
		" x.account>='321' and x.account<'322:' union select w.id from voucher w where"
		" w.county=$1 and w.book=$2 and w.source>='close/' and w.source<'close0' union"
		" select r.id from voucher w join voucher r on r.county=w.county and"
		" r.reverses=w.id where w.county=$1 and w.book=$2 and w.source>='close/' and"
		" w.source<'close0') order by p.voucher,p.ord"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, (int64_t)from);
	bind(q, 4, (int64_t)to);
	int n = 0;
	struct flow_line *rows = NULL;
	while (db_next(q)) {
		if (n % CLOSING_ROOM == 0)
			rows = arena_grow(a, rows, sizeof *rows * (size_t)n,
					  sizeof *rows * (size_t)(n + CLOSING_ROOM));
		rows[n++] = (struct flow_line){
		    .voucher = col_i64(q, 0),
		    .debit = col_i64(q, 1),
		    .credit = col_i64(q, 2),
		    .root = col_text(q, 3, a),
		    .profit = col_i64(q, 4) != 0,
		    .opening = col_i64(q, 5) != 0,
		    .closing = col_i64(q, 6) != 0,
		};
	}
	*count = n;
	*out = rows;
	return db_end(q, e);
}

/* The lines of one voucher.  Reversals are red in the same column, so they take back. */
static void voucher_add(struct arena *a, const struct flow_line *rows, int count,
			struct statement_facts *facts)
{
	bool closing = rows[0].closing;
	for (int i = 0; i < count; i++)
		closing |= text_eq(rows[i].root, "321");
	for (int i = 0; i < count; i++) {
		const struct flow_line *l = &rows[i];
		if (l->opening) {
			facts->opening += is_retained(l->root) ? l->credit - l->debit : 0;
			continue;
		}
		if (is_retained(l->root) || (closing && l->profit))
			continue;
		struct statement_fact *f =
		    fact_of(a, &facts->flows, &facts->flow_count, l->root, "");
		f->debit += l->debit;
		f->credit += l->credit;
	}
}

bool flows_add(struct arena *a, struct db *db, const struct book *b, int from, int to,
	       struct statement_facts *facts, struct err *e)
{
	int count;
	struct flow_line *rows;
	if (!lines_load(a, db, b, from, to, &count, &rows, e))
		return false;
	for (int i = 0; i < count;) {
		int n = 1;
		while (i + n < count && rows[i + n].voucher == rows[i].voucher)
			n++;
		voucher_add(a, &rows[i], n, facts);
		i += n;
	}
	return true;
}
