#pragma once
/* remind_int.h - what the files of remind/ share; nobody else includes it. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "remind/escalate.h"
#include "remind/notice.h"
#include "remind/outbox.h"
#include "remind/todo.h"

struct robot {
	int64_t county, id, unit;
	const char *kind, *url, *secret; /* in clear */
};
/* Whether messages may go there: the vendor's host, or one that the site allows; *open: that the
 * site names it, so that it may be plain HTTP and within the own network. */
bool robot_url_ok(const char *kind, const char *url, const char *hook_hosts, bool *open);
/* The address with the sign of the moment, where the robot has a secret. */
const char *robot_signed_url(struct arena *a, const struct robot *r, int64_t at_ms);
/* Both give false with why in e->text when it was not taken. */
bool robot_send(struct arena *a, const struct robot *r, const char *text, const char *hook_hosts,
		const _Atomic bool *stop, struct err *e) MUST_USE;
struct mail {
	const char *to, *subject, *body, *id; /* id: of the message, stable over retries */
};
bool mail_send(struct arena *a, const struct mail *m, const struct remind_conf *conf, const _Atomic bool *stop,
	       struct err *e) MUST_USE;
/* The message as it goes over the line (RFC 5322). */
const char *mail_text(struct arena *a, const struct mail *m, const char *from, int64_t at_ms);
/* "name@host" and nothing that could end a header. */
bool mail_address_ok(const char *text);

enum { DUES_MAX = 5000 };              /* of each kind in one run */

static inline struct buf *remind_buf(struct arena *a, size_t max)
{
	struct buf *b = ARENA_NEW(a, struct buf);
	buf_init_in(b, a, max);
	return b;
}

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

bool notice_add(struct db *db, int64_t county, int64_t account, ymd day, const struct due *d, const char *step,
		int days, struct err *e) MUST_USE;
/* Messages of the day for those who want them, in the transaction that ends a run. */
bool outbox_fill(struct arena *a, struct db *db, int64_t county, ymd at, const struct remind_conf *conf, int *made,
		 struct err *e) MUST_USE;
