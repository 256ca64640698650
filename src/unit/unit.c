/* unit.c - read units as of a day. */
#include "unit/unit.h"
#include "unit/unit_int.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

enum { PATH_MAX_UNITS = 16, FIND_SCAN = 2000 };

/* $1 is the day.  A closed unit keeps its last name, code and parent: `to_day=closed`. */
#define UNIT_SELECT                                                                                \
	"select u.id,u.county,coalesce(p.parent,0),u.level,n.kind,coalesce(c.code,''),n.name,"     \
	"u.opened,u.closed,k.is_village from unit u "                                              \
	"join unit_name n on n.unit=u.id and n.from_day<=$1 "                                      \
	"and (n.to_day>$1 or n.to_day=u.closed) "                                                  \
	"join unit_kind k on k.code=n.kind "                                                       \
	"left join unit_parent p on p.unit=u.id and p.from_day<=$1 "                               \
	"and (p.to_day>$1 or p.to_day=u.closed) "                                                  \
	"left join unit_code c on c.unit=u.id and c.from_day<=$1 "                                 \
	"and (c.to_day>$1 or c.to_day=u.closed) "

static ymd day_or_today(ymd at)
{
	return at ? at : today();
}

static void unit_row(struct stmt *q, struct arena *a, struct unit *out)
{
	*out = (struct unit){
		.id = col_i64(q, 0), .county = col_i64(q, 1), .parent = col_i64(q, 2),
		.level = (int)col_i64(q, 3), .kind = col_text(q, 4, a), .code = col_text(q, 5, a),
		.name = col_text(q, 6, a), .opened = (ymd)col_i64(q, 7), .closed = (ymd)col_i64(q, 8),
		.is_village = col_i64(q, 9) != 0,
	};
}

static bool one(struct stmt *q, struct arena *a, struct unit *out, bool *found, struct err *e)
{
	struct unit u;
	*found = db_next(q);
	if (*found)
		unit_row(q, a, &u);
	if (!db_end(q, e))
		return false;
	if (*found)
		*out = u;
	return true;
}

static bool many(struct stmt *q, struct arena *a, struct unit_list *out, struct err *e)
{
	struct unit_list list = { 0 };
	size_t cap = 0, size = sizeof(struct unit);
	while (db_next(q)) {
		size_t n = (size_t)list.count;
		if (n == cap) {
			cap = cap ? cap * 2 : 32;
			list.units = arena_grow(a, list.units, n * size, cap * size);
		}
		unit_row(q, a, &list.units[list.count++]);
	}
	if (!db_end(q, e))
		return false;
	*out = list;
	return true;
}

bool unit_load(struct arena *a, struct db *db, int64_t id, ymd at, struct unit *out, struct err *e)
{
	bool found;
	struct stmt *q = db_query(db, SQL(UNIT_SELECT "where u.id=$2"), e);
	if (!q)
		return false;
	bind(q, 1, day_or_today(at));
	bind(q, 2, id);
	if (!one(q, a, out, &found, e))
		return false;
	return found || err_set(e, ERR_NOT_FOUND, "There is no such unit on that day.");
}

bool unit_by_code(struct arena *a, struct db *db, const char *code, ymd at, struct unit *out,
		  struct err *e)
{
	bool found;
	struct stmt *q = db_query(db, SQL(UNIT_SELECT "where c.code=$2 and c.to_day>$1"), e);
	if (!q)
		return false;
	bind(q, 1, day_or_today(at));
	bind(q, 2, code);
	if (!one(q, a, out, &found, e))
		return false;
	return found || err_set(e, ERR_NOT_FOUND, "There is no unit with the code %s.", code);
}

/* A closed unit's path is the one of its last day. */
bool unit_path(struct arena *a, struct db *db, int64_t id, ymd at, struct unit_list *out,
	       struct err *e)
{
	struct unit up[PATH_MAX_UNITS] = { 0 };
	int n = PATH_MAX_UNITS;
	at = day_or_today(at);
	while (id && n > 0) {
		struct unit *u = &up[--n];
		if (!unit_load(a, db, id, at, u, e))
			return false;
		if (at >= u->closed)
			at = date_from_days(date_days(u->closed) - 1);
		id = u->parent;
	}
	struct unit_list list = { .count = PATH_MAX_UNITS - n };
	list.units = ARENA_ARRAY(a, struct unit, list.count);
	memcpy(list.units, up + n, sizeof(struct unit) * (size_t)list.count);
	*out = list;
	return true;
}

bool unit_children(struct arena *a, struct db *db, int64_t id, ymd at, struct unit_list *out,
		   struct err *e)
{
	struct stmt *q = db_query(db, SQL(UNIT_SELECT "where p.parent=$2 and p.to_day>$1 "
						      "order by coalesce(c.code,''),u.id"), e);
	if (!q)
		return false;
	bind(q, 1, day_or_today(at));
	bind(q, 2, id);
	return many(q, a, out, e);
}

bool unit_counties(struct arena *a, struct db *db, int *count, const int64_t **out, struct err *e)
{
	int room = 16, n = 0;
	int64_t *ids = ARENA_ARRAY(a, int64_t, room);
	struct stmt *q = db_query(db, SQL("select id from unit where level=$1 and closed=$2 order by id"), e);
	if (!q)
		return false;
	bind(q, 1, LEVEL_COUNTY);
	bind(q, 2, DATE_OPEN);
	while (db_next(q)) {
		if (n == room) {
			ids = arena_grow(a, ids, sizeof *ids * (size_t)room, sizeof *ids * (size_t)room * 2);
			room *= 2;
		}
		ids[n++] = col_i64(q, 0);
	}
	*count = n;
	*out = ids;
	return db_end(q, e);
}

bool unit_villages(struct arena *a, struct db *db, int64_t id, ymd at, struct unit_list *out,
		   struct err *e)
{
	struct stmt *q = db_query(db, SQL(UNIT_SELECT "join unit_closure x on x.unit=u.id "
						      "and x.from_day<=$1 and x.to_day>$1 "
						      "where x.ancestor=$2 and k.is_village=1 and u.closed>$1 "
						      "order by coalesce(c.code,''),u.id"), e);
	if (!q)
		return false;
	bind(q, 1, day_or_today(at));
	bind(q, 2, id);
	return many(q, a, out, e);
}

bool unit_standing(struct arena *a, struct db *db, int64_t id, int level, ymd from, ymd to, struct unit_list *out,
		   struct err *e)
{
	struct stmt *q = db_query(db, SQL(UNIT_SELECT "join unit_restated x on x.unit=u.id and x.ancestor=$2 "
						      "where u.level=$3 and u.opened<=$1 and u.closed>$4 "
						      "order by coalesce(c.code,''),u.id"), e);
	if (!q)
		return false;
	bind(q, 1, (int64_t)to);
	bind(q, 2, id);
	bind(q, 3, (int64_t)level);
	bind(q, 4, (int64_t)from);
	return many(q, a, out, e);
}

bool unit_lines(struct arena *a, struct db *db, int64_t id, int *count, struct unit_line **out, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select r.unit,r.ancestor from unit_restated r "
					  "join unit_restated x on x.unit=r.unit and x.ancestor=$1 "
					  "order by r.unit,r.ancestor"), e);
	struct unit_line *rows = NULL;
	size_t n = 0, cap = 0;
	if (!q)
		return false;
	bind(q, 1, id);
	while (db_next(q)) {
		if (n == cap) {
			cap = cap ? cap * 2 : 256;
			rows = arena_grow(a, rows, n * sizeof *rows, cap * sizeof *rows);
		}
		rows[n++] = (struct unit_line){ .unit = col_i64(q, 0), .ancestor = col_i64(q, 1) };
	}
	if (!db_end(q, e))
		return false;
	*count = (int)n;
	*out = rows;
	return true;
}

/* %text% with the pattern's own characters escaped. */
static char *like_pattern(struct arena *a, const char *text)
{
	struct buf b;
	buf_init(&b, 4096);
	buf_putc(&b, '%');
	for (; *text; text++) {
		if (*text == '%' || *text == '_' || *text == '\\')
			buf_putc(&b, '\\');
		buf_putc(&b, *text);
	}
	buf_putc(&b, '%');
	char *pattern = arena_strdup(a, buf_str(&b));
	buf_done(&b);
	return pattern;
}

static bool find_exact(struct arena *a, struct db *db, int64_t within, const char *text,
		       struct unit_list *out, struct err *e)
{
	struct stmt *q = db_query(db, SQL(UNIT_SELECT
					  "where u.id in (select unit from unit_name where name=$2 "
					  "union select unit from unit_code where code=$2) "
					  "and u.closed>$1 and (n.name=$2 or c.code=$2) and exists "
					  "(select 1 from unit_restated r where r.ancestor=$3 "
					  "and r.unit=u.id) order by coalesce(c.code,''),u.id"), e);
	if (!q)
		return false;
	bind(q, 1, today());
	bind(q, 2, text);
	bind(q, 3, within);
	return many(q, a, out, e);
}

/* like: like_pattern() escapes what is typed; the subtree bounds the rows looked at. */
static bool find_like(struct arena *a, struct db *db, int64_t within, const char *text,
		      struct unit_list *out, struct err *e)
{
	struct stmt *q = db_query(db, SQL(UNIT_SELECT
					  "join unit_restated r on r.unit=u.id and r.ancestor=$3 "
					  "where u.closed>$1 and (n.name like $2 escape '\\' "
					  "or c.code like $4) order by coalesce(c.code,''),u.id "
					  "limit $5"), e);
	if (!q)
		return false;
	bind(q, 1, today());
	bind(q, 2, like_pattern(a, text));
	bind(q, 3, within);
	/* Part of a code, only when the text is a number. */
	bind(q, 4, strspn(text, "0123456789") == strlen(text) ? arena_printf(a, "%s%%", text) : "");
	bind(q, 5, FIND_SCAN);
	return many(q, a, out, e);
}

/* 0: the same body spelled otherwise; 1: begins with the text; 2: contains it. */
static int match_rank(struct arena *a, const struct unit *u, const char *text)
{
	if (text_eq(name_stem(a, u->name), name_stem(a, text)))
		return 0;
	return has_prefix(u->name, text) || has_prefix(u->code, text) ? 1 : 2;
}

bool unit_find(struct arena *a, struct db *db, int64_t within, const char *text, int limit,
	       struct unit_list *out, struct err *e)
{
	assert(limit > 0);
	struct str s = str_trim(str_c(text));
	char *wanted = arena_strndup(a, s.p, s.n);
	struct unit_list hits = { 0 }, list = { 0 };
	if (!s.n) {
		*out = list;
		return true;
	}
	if (!find_exact(a, db, within, wanted, &hits, e))
		return false;
	if (hits.count) {
		hits.count = hits.count < limit ? hits.count : limit;
		*out = hits;
		return true;
	}
	if (!find_like(a, db, within, name_stem(a, wanted), &hits, e))
		return false;
	list.units = ARENA_ARRAY(a, struct unit, limit);
	for (int rank = 0; rank <= 2; rank++)
		for (int i = 0; i < hits.count && list.count < limit; i++)
			if (match_rank(a, &hits.units[i], wanted) == rank)
				list.units[list.count++] = hits.units[i];
	*out = list;
	return true;
}

bool unit_is_under(struct db *db, int64_t unit, int64_t ancestor, bool *out, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select 1 from unit_restated where ancestor=$1 and unit=$2"), e);
	if (!q)
		return false;
	bind(q, 1, ancestor);
	bind(q, 2, unit);
	bool found = db_next(q);
	if (!db_end(q, e))
		return false;
	*out = found;
	return true;
}

const char *unit_name_now(struct arena *a, struct db *db, int64_t id)
{
	struct err ignored = { 0 };
	struct unit u = { 0 };
	return unit_load(a, db, id, 0, &u, &ignored) ? u.name : "";
}
