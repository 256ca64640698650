#pragma once
/* remind_int.h - what the files of remind/ share; nobody else includes it. */
#include "base/arena.h"
#include "base/str.h"
#include "remind/escalate.h"
#include "remind/notice.h"
#include "remind/outbox.h"
#include "remind/todo.h"

enum { DUES_MAX = 5000 };              /* of each kind in one run */

typedef bool dues_fn(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		     ymd at, int limit, struct due_list *out, struct err *e);

/* Rows in the making. */
struct dues {
	struct arena *a;
	int count, room, limit;
	bool more;
	struct due *rows;
};
void dues_add(struct dues *d, const struct due *due);
/* By due day, those without last; then by key. */
void dues_done(struct dues *d, struct due_list *out);
int due_order(const struct due *x, const struct due *y);

/* The register that rows of the kind are about; NULL: books. */
const char *due_register(enum due_kind k);
/* "Money due: 东山茶园租赁", "Vouchers to approve: 3" */
const char *due_text(struct arena *a, const struct due *d, enum lang lang);
/* The same where others read it: titles that may name a person give way to the kind. */
const char *due_text_plain(struct arena *a, enum due_kind kind, const char *title, const char *unit_name,
			   enum lang lang);

/* Messages of the day for those who want them, in the transaction that ends a run. */
bool outbox_fill(struct arena *a, struct db *db, int64_t county, ymd at, const char *site_url, int *made,
		 struct err *e) MUST_USE;
