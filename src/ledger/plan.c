/* plan.c - details found by name or planned with the next free code. */
#include "ledger/plan.h"
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/ledger_int.h"

#include <stdio.h>
#include <string.h>

bool plan_details_begin(struct arena *a, struct db *db, const struct book *b, struct plan *out,
		struct err *e)
{
	struct book_accounts all;
	if (!book_accounts(a, db, b, &all, e))
		return false;
	*out = (struct plan){.a = a,
			     .book = b,
			     .all = {.count = all.count},
			     .details = ARENA_ARRAY(a, struct plan_detail, PLAN_MAX)};
	out->all.rows = ARENA_ARRAY(a, struct book_account, all.count + PLAN_MAX);
	memcpy(out->all.rows, all.rows, sizeof *all.rows * (size_t)all.count);
	return true;
}

bool plan_adds(const struct plan *p, const char *code)
{
	for (int i = 0; i < p->count; i++)
		if (text_eq(p->details[i].code, code))
			return true;
	return false;
}

/* An account with entries of its own can have no details. */
static bool has_postings(struct db *db, const struct book *b, const char *code, bool *out,
			 struct err *e)
{
	struct stmt *q = db_query(
	    db, SQL("select 1 from posting where county=$1 and book=$2 and account=$3 limit 1"), e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, code);
	*out = db_next(q);
	return db_end(q, e);
}

/* As many digits behind the parent's code as its other details have; without any, two for
 * kinds and three for persons and firms. */
static size_t width_below(const struct plan *p, const char *parent)
{
	size_t width = 0;
	for (int i = 0; i < p->all.count; i++)
		if (text_eq(p->all.rows[i].parent, parent))
			width = strlen(p->all.rows[i].code) - strlen(parent);
	if (width)
		return width;
	return text_eq(parent, "113") || text_eq(parent, "112") || strlen(parent) > 3 ? 3 : 2;
}

/* Neither the beginning of another code nor begun by that of a sibling. */
static bool is_free(const struct plan *p, const char *parent, const char *code)
{
	for (int i = 0; i < p->all.count; i++) {
		const struct book_account *acc = &p->all.rows[i];
		if (has_prefix(acc->code, code) ||
		    (has_prefix(code, acc->code) && text_eq(acc->parent, parent)))
			return false;
	}
	return true;
}

/* The code behind the highest in use; NULL when all are. */
static const char *next_code(const struct plan *p, const char *parent)
{
	size_t width = width_below(p, parent);
	int64_t last = 0, limit = 1;
	for (size_t i = 0; i < width && i < 9; i++)
		limit *= 10;
	for (int i = 0; i < p->all.count; i++) {
		const struct book_account *acc = &p->all.rows[i];
		int64_t n;
		if (text_eq(acc->parent, parent) && parse_i64(acc->code + strlen(parent), &n) &&
		    n > last)
			last = n;
	}
	for (int64_t n = last + 1; n < limit; n++) {
		const char *code =
		    arena_printf(p->a, "%s%0*" PRId64, parent, (int)width, n);
		if (is_free(p, parent, code))
			return code;
	}
	return NULL;
}

static void insert(struct plan *p, const struct book_account *acc)
{
	int at = p->all.count++;
	for (; at > 0 && strcmp(p->all.rows[at - 1].code, acc->code) > 0; at--)
		p->all.rows[at] = p->all.rows[at - 1];
	p->all.rows[at] = *acc;
}

static bool add(struct plan *p, const char *parent, const char *name, const char **code,
		struct findings *f)
{
	const char *next = p->count < PLAN_MAX ? next_code(p, parent) : NULL;
	*code = "";
	if (!next) {
		find_hint(find_error(f, NULL, "plan-full", "Account %s has no code left for “%s”.",
				     parent, name),
			  "Close details that are no longer used, or add one with a longer code.");
		return true;
	}
	for (int i = 0; i < p->all.count; i++)
		if (text_eq(p->all.rows[i].code, parent))
			p->all.rows[i].has_details = true;
	struct book_account made = *account_find(&p->all, parent);
	made.parent = arena_strdup(p->a, parent);
	made.code = next;
	made.name = arena_strdup(p->a, name);
	made.has_details = made.closed = false;
	p->details[p->count++] =
	    (struct plan_detail){.parent = made.parent, .code = made.code, .name = made.name};
	insert(p, &made);
	*code = next;
	return true;
}

static const struct book_account *detail_named(const struct plan *p, const char *parent,
					       const char *name)
{
	for (int i = 0; i < p->all.count; i++)
		if (text_eq(p->all.rows[i].parent, parent) && text_eq(p->all.rows[i].name, name))
			return &p->all.rows[i];
	return NULL;
}

bool plan_path(struct plan *p, struct db *db, const char *path, const char **code,
	       struct findings *f, struct err *e)
{
	size_t n = strcspn(path, "/");
	*code = arena_strndup(p->a, path, n);
	if (!account_find(&p->all, *code)) {
		find_hint(find_error(f, NULL, "account-unknown",
				     "There is no account %s in this book.", *code),
			  "Choose an account of the book.");
		*code = "";
		return true;
	}
	while (path[n] == '/' && **code) {
		path += n + 1;
		n = strcspn(path, "/");
		const char *name = arena_strndup(p->a, path, n);
		const struct book_account *up = account_find(&p->all, *code);
		const struct book_account *found = detail_named(p, *code, name);
		bool used = false;
		if (found) {
			*code = found->code;
			continue;
		}
		if (!up->has_details && !plan_adds(p, *code) &&
		    !has_postings(db, p->book, *code, &used, e))
			return false;
		if (used)
			return true;
		if (!add(p, *code, name, code, f))
			return false;
	}
	return true;
}

bool plan_make_details(struct plan *p, struct db *db, const struct ledger_who *who, struct findings *f,
		struct err *e)
{
	for (int i = 0; i < p->count; i++) {
		const struct plan_detail *d = &p->details[i];
		if (!book_account_add(p->a, db, p->book, d->parent, d->code, d->name, who, f, e))
			return false;
	}
	return true;
}
