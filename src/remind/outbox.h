#pragma once
/*
 * outbox.h - digests by e-mail and to robots of group chats, sent after the commit, at least once.
 *
 * A message is written in the transaction of the run that makes it and sent by whoever tends the
 * site: claimed for some minutes, sent without holding the writer, marked.  One that fails is
 * tried again with growing pauses, and given up after OUTBOX_TRIES with its last error kept.
 *
 * Owns:     outbox, robot, remind_mail (tables)
 * Memory:   everything returned lives in the arena passed in
 * See also: escalate.h, docs/manual/todo.md
 */
#include "remind/escalate.h"

/* Lines of site.conf. */
struct remind_conf {
	int hour;                      /* of the daily run, -1: the server does not run it */
	const char *site_url;          /* "https://yz.example.gov.cn", "" none: messages carry no links */
	const char *smtp_url;          /* "smtps://mail.example.cn:465"; "" none */
	const char *smtp_user, *smtp_password, *smtp_from;
	bool smtp_plain;               /* smtp_tls=no: a server on the own machine without TLS */
	const char *hook_hosts;        /* further hosts for robots, "127.0.0.1:8099,gw.example" */
};

enum { OUTBOX_TRIES = 8 };
struct outbox_report {
	int sent, failed, waiting;     /* waiting: will be tried again */
};
/* Sends what is due by now; `stop` (may be NULL) ends it early. */
bool outbox_send(struct arena *a, struct db *read, struct remind_writer *w, const struct remind_conf *conf,
		 const _Atomic bool *stop, struct outbox_report *out, struct err *e) MUST_USE;
struct outbox_row {
	const char *channel, *state, *error, *to; /* to: login or robot's name */
	ymd day;
	int tries;
	int64_t target, next_ms, done_ms;
};
struct outbox_list {
	int count;
	struct outbox_row *rows;       /* newest first */
};
/* Of accounts and robots of the units in the scope. */
bool outbox_load(struct arena *a, struct db *db, int64_t county, const struct scope *scope, int limit,
		 struct outbox_list *out, struct err *e) MUST_USE;
/* Tries again now what was given up. */
bool outbox_retry(struct db *db, int64_t county, const char *channel, int64_t target, ymd day, int64_t actor,
		  struct err *e) MUST_USE;

/* ---- e-mail addresses ---- */
/* "" ends it.  ERR_INPUT when it is no address. */
bool mail_set(struct arena *a, struct db *db, const struct account *acc, const char *address,
	      struct err *e) MUST_USE;
/* "" none. */
bool mail_get(struct arena *a, struct db *db, int64_t account, const char **out, struct err *e) MUST_USE;

/* ---- robots ---- */
struct robot_row {
	int64_t id, unit;
	const char *kind, *name, *mask, *unit_name;
	bool has_secret;
};
struct robot_list {
	int count;
	struct robot_row *rows;        /* by unit and id */
};
struct robot_new {
	int64_t county, unit, actor;
	const char *kind, *name, *url, *secret; /* secret: 钉钉 only, may be "" */
};
bool robot_list(struct arena *a, struct db *db, int64_t county, const struct scope *scope,
		struct robot_list *out, struct err *e) MUST_USE;
/* ERR_INPUT when the address is not one of the vendor's or of a host the site allows. */
bool robot_add(struct arena *a, struct db *db, const struct robot_new *n, const char *hook_hosts,
	       struct err *e) MUST_USE;
bool robot_end(struct db *db, int64_t county, int64_t id, int64_t actor, struct err *e) MUST_USE;
