/* history.c - what changed in a county's hierarchy, for bridges between two days. */
#include "base/arena.h"
#include "base/str.h"
#include "unit/unit.h"

static enum change_kind kind_read(const char *code)
{
	static const char *const codes[] = {[CHANGE_MERGE] = "merge",
					    [CHANGE_SPLIT] = "split",
					    [CHANGE_TRANSFER] = "transfer",
					    [CHANGE_RENAME] = "rename",
					    [CHANGE_CODE] = "code"};
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (text_eq(codes[i], code))
			return (enum change_kind)i;
	assert(!"a kind that change.c writes");
}

static void part_add(struct change_row *row, bool old, int64_t unit, const char *name)
{
	struct change_part *parts = old ? row->old : row->made;
	int *count = old ? &row->old_count : &row->new_count;
	assert(*count < (int)ARRAY_LEN(row->old));
	parts[(*count)++] = (struct change_part){unit, name};
}

bool unit_history(struct arena *a, struct db *db, int64_t county, ymd after, ymd to, int *count,
		  struct change_row **out, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select c.id,c.kind,c.day,c.document,p.role,p.unit,n.name "
				      "from unit u join unit_change_part p on p.unit=u.id "
				      "join unit_change c on c.id=p.change "
				      "join unit_name n on n.unit=p.unit and "
				      "((p.role='old' and n.from_day<c.day and n.to_day>=c.day) or "
				      "(p.role='new' and n.from_day<=c.day and n.to_day>c.day)) "
				      "where u.county=$1 and c.day>$2 and c.day<=$3 "
				      "order by c.day,c.id,p.role,p.ord"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, after);
	bind(q, 3, to);
	int n = 0, cap = 0;
	struct change_row *rows = NULL;
	while (db_next(q)) {
		int64_t id = col_i64(q, 0);
		if (n == 0 || rows[n - 1].id != id) {
			if (n == cap) {
				int more = cap ? 2 * cap : 4;
				rows = arena_grow(a, rows, (size_t)cap * sizeof *rows,
						  (size_t)more * sizeof *rows);
				cap = more;
			}
			rows[n++] = (struct change_row){.id = id,
							.kind = kind_read(col_peek(q, 1)),
							.day = (ymd)col_i64(q, 2),
							.document = col_text(q, 3, a)};
		}
		part_add(&rows[n - 1], text_eq(col_peek(q, 4), "old"), col_i64(q, 5),
			 col_text(q, 6, a));
	}
	if (!db_end(q, e))
		return false;
	*count = n;
	*out = rows;
	return true;
}
