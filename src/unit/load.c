/* load.c - add units from a code,name,parent,level list. */
#include "unit/unit_int.h"
#include "base/arena.h"
#include "base/findings.h"
#include "base/id.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

enum { UNITS_MAX = 1000000, BATCH_ARENA = 1 << 30 };

struct area {
	int row, level;
	const char *code, *name, *parent;
	int64_t id, parent_id, county;
	int parent_level;
	bool known;
};

struct list {
	struct arena *a;
	struct db *db;
	struct findings *f;
	ymd from;
	struct area *areas;
	struct area **by_code;
	size_t count;
};

/* Next field of a comma-separated line; quotes as in RFC 4180.  Moves *at past the comma. */
static char *field(struct arena *a, const char **at, const char *end)
{
	char *out = arena_alloc(a, (size_t)(end - *at) + 1);
	size_t n = 0;
	bool quoted = *at < end && **at == '"';
	for (*at += quoted; *at < end; ++*at) {
		if (quoted && **at == '"') {
			if (*at + 1 == end || (*at)[1] != '"') {
				quoted = false;
				continue;
			}
			++*at;
		} else if (!quoted && **at == ',') {
			break;
		}
		out[n++] = **at;
	}
	*at += *at < end;
	struct str s = str_trim((struct str){ out, n });
	return arena_strndup(a, s.p, s.n);
}

static bool is_code(const char *s)
{
	return strlen(s) == 12 && strspn(s, "0123456789") == 12;
}

static void line_read(struct list *l, int row, const char *at, const char *end)
{
	struct area *r = &l->areas[l->count];
	int64_t level;
	*r = (struct area){ .row = row };
	r->code = field(l->a, &at, end);
	r->name = field(l->a, &at, end);
	r->parent = field(l->a, &at, end);
	const char *level_text = field(l->a, &at, end);
	l->f->row = row;
	int errors = l->f->errors;
	if (!is_code(r->code))
		find_hint(find_error(l->f, "code", "unit-code", "The code \"%s\" is not 12 digits.", r->code),
			  "Write the code of the statistics bureau with all 12 digits.");
	if (is_empty(r->name) || !utf8_ok(r->name, strlen(r->name)))
		find_hint(find_error(l->f, "name", "unit-name", "The unit has no readable name."),
			  "Write the name; save the file as UTF-8.");
	if (!parse_i64(level_text, &level) || level < LEVEL_PROVINCE || level > LEVEL_GROUP)
		find_hint(find_error(l->f, "level", "unit-level", "The level \"%s\" is not 1 to 6.", level_text),
			  "1 is a province, 2 a city, 3 a county, 4 a township, 5 a village, 6 a group.");
	if (l->f->errors > errors)
		return;
	r->level = (int)level;
	l->count++;
}

static bool lines_read(struct list *l, const char *text, size_t n)
{
	size_t lines = 1;
	for (size_t i = 0; i < n; i++)
		lines += text[i] == '\n';
	if (lines > UNITS_MAX) {
		find_error(l->f, NULL, "unit-file", "The list has more than %d lines.", UNITS_MAX);
		return false;
	}
	l->areas = ARENA_ARRAY(l->a, struct area, lines);
	const char *end = text + n;
	if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		text += 3;
	for (int row = 1; text < end; row++) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		stop = stop ? stop : end;
		struct str s = str_trim((struct str){ text, (size_t)(stop - text) });
		if (row == 1 && !str_is(s, "code,name,parent,level")) {
			l->f->row = row;
			find_hint(find_error(l->f, NULL, "unit-file", "The first line is not the heading."),
				  "The first line must read: code,name,parent,level");
			return false;
		}
		if (row > 1 && s.n)
			line_read(l, row, s.p, s.p + s.n);
		text = stop + 1;
	}
	return true;
}

static int by_level(const void *a, const void *b)
{
	const struct area *x = a, *y = b;
	return x->level != y->level ? x->level - y->level : x->row - y->row;
}

static int by_code(const void *a, const void *b)
{
	const struct area *const *x = a, *const *y = b;
	return strcmp((*x)->code, (*y)->code);
}

static struct area *area_find(const struct list *l, const char *code)
{
	struct area key = { .code = code }, *p = &key;
	if (!l->count)
		return NULL;
	struct area **hit = bsearch(&p, l->by_code, l->count, sizeof *l->by_code, by_code);
	return hit ? *hit : NULL;
}

static void areas_sort(struct list *l)
{
	if (!l->count)
		return;
	qsort(l->areas, l->count, sizeof *l->areas, by_level);
	l->by_code = ARENA_ARRAY(l->a, struct area *, l->count);
	for (size_t i = 0; i < l->count; i++)
		l->by_code[i] = &l->areas[i];
	qsort(l->by_code, l->count, sizeof *l->by_code, by_code);
	for (size_t i = 1; i < l->count; i++)
		if (text_eq(l->by_code[i]->code, l->by_code[i - 1]->code)) {
			l->f->row = l->by_code[i]->row;
			find_hint(find_error(l->f, "code", "unit-code-twice",
					     "The code %s stands twice in the list.", l->by_code[i]->code),
				  "Keep the line that is right and remove the other.");
		}
}

/* The unit of a code, from the list (already placed: lower levels come first) or the site. */
static bool parent_find(struct list *l, const char *code, struct area *out, bool *found, struct err *e)
{
	const struct area *r = area_find(l, code);
	*found = true;
	if (r) {
		*out = *r;
		return true;
	}
	struct err missing = { 0 };
	struct unit u;
	if (unit_by_code(l->a, l->db, code, l->from, &u, &missing)) {
		*out = (struct area){ .id = u.id, .county = u.county, .level = u.level };
		return true;
	}
	*found = false;
	if (missing.code == ERR_NOT_FOUND)
		return true;
	*e = missing;
	return false;
}

static void place(struct area *r, const struct area *parent)
{
	r->id = id_new();
	r->parent_id = parent ? parent->id : 0;
	r->county = parent && r->level > LEVEL_COUNTY ? parent->county : r->id;
}

/* Already there: it must be the same unit, else someone has to enter a change. */
static bool known_check(struct list *l, struct area *r, const struct unit *u, struct err *e)
{
	struct unit parent = { .code = "" };
	if (u->parent && !unit_load(l->a, l->db, u->parent, l->from, &parent, e))
		return false;
	r->known = true;
	r->id = u->id;
	r->county = u->county;
	if (!text_eq(u->name, r->name) || u->level != r->level || !text_eq(parent.code, r->parent))
		find_hint(find_error(l->f, "code", "unit-differs",
				     "The code %s already belongs to %s, which has another name, parent or level.",
				     r->code, u->name),
			  "Enter a rename, transfer or merge with its document number instead.");
	return true;
}

static bool area_place(struct list *l, struct area *r, struct err *e)
{
	struct err missing = { 0 };
	struct unit u;
	l->f->row = r->row;
	if (unit_by_code(l->a, l->db, r->code, l->from, &u, &missing))
		return known_check(l, r, &u, e);
	if (missing.code != ERR_NOT_FOUND) {
		*e = missing;
		return false;
	}
	if (r->level == LEVEL_PROVINCE && is_empty(r->parent)) {
		place(r, NULL);
		return true;
	}
	struct area parent;
	bool found;
	if (!parent_find(l, r->parent, &parent, &found, e))
		return false;
	if (!found)
		find_hint(find_error(l->f, "parent", "unit-parent", "There is no unit with the code %s for %s to stand under.",
				     r->parent, r->name),
			  "Add the parent to the list, or load it first.");
	else if (!level_fits(r->level, parent.level))
		find_hint(find_error(l->f, "level", "unit-level-parent", "%s of level %d cannot stand under a unit of level %d.",
				     r->name, r->level, parent.level),
			  "Correct the level or the parent.");
	else if (parent.id)
		place(r, &parent);
	return true;
}

static bool unit_insert(struct db *db, const struct area *r, ymd from, struct err *e)
{
	struct stmt *q = db_query(db, SQL("insert into unit(id,county,level,opened,closed) "
					  "values($1,$2,$3,$4,$5)"), e);
	if (!q)
		return false;
	bind(q, 1, r->id);
	bind(q, 2, r->county);
	bind(q, 3, r->level);
	bind(q, 4, from);
	bind(q, 5, DATE_OPEN);
	return db_run(q, e) && code_open(db, r->id, from, r->code, e) &&
	       name_open(db, r->id, from, r->name, kind_of_name(r->name, r->level), e) &&
	       (!r->parent_id || parent_open(db, r->id, from, r->parent_id, e));
}

static int by_number(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static bool counties_rebuild(struct list *l, struct err *e)
{
	int64_t *counties = ARENA_ARRAY(l->a, int64_t, l->count + 1);
	size_t n = 0;
	for (size_t i = 0; i < l->count; i++)
		if (!l->areas[i].known)
			counties[n++] = l->areas[i].county;
	qsort(counties, n, sizeof *counties, by_number);
	for (size_t i = 0; i < n; i++)
		if ((i == 0 || counties[i] != counties[i - 1]) && !derived_rebuild(l->db, counties[i], e))
			return false;
	return true;
}

static bool load(struct list *l, const char *text, size_t n, int *added, struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, l->db, e))
		return false;
	if (!lines_read(l, text, n))
		return true;
	areas_sort(l);
	for (size_t i = 0; i < l->count; i++)
		if (!area_place(l, &l->areas[i], e))
			return false;
	l->f->row = 0;
	if (l->f->errors)
		return true;
	for (size_t i = 0; i < l->count; i++) {
		if (l->areas[i].known)
			continue;
		if (!unit_insert(l->db, &l->areas[i], l->from, e))
			return false;
		++*added;
	}
	return counties_rebuild(l, e) && txn_commit(&t, e);
}

bool units_load_csv(struct db *db, const char *text, size_t n, ymd from, int *added,
		    struct findings *f, struct err *e)
{
	assert(date_ok(from) && from % 100 && !f->errors);
	struct arena *a = arena_new(BATCH_ARENA);
	struct list l = { .a = a, .db = db, .f = f, .from = from };
	int made = 0;
	bool ok = load(&l, text, n, &made, e);
	arena_free(a);
	if (ok)
		*added = made;
	return ok;
}
