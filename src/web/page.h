#pragma once
/*
 * page.h - a screen, a request, a reply.
 *
 * A page is a const struct at the top of its file in src/page/ (or a resource in src/api/);
 * pages.c and api.c list them.  A GET page loads, then prints; it runs on a read
 * connection inside one read transaction.  A POST runs on the writer thread inside a
 * savepoint: returning true keeps its writes, false (e set) or rq->refuse undoes them; the
 * reply is sent only after the commit that holds them.
 *
 * Memory: everything of a request lives in rq->arena.
 */
#include "auth/auth.h"
#include "base/findings.h"

struct html;
struct request;

enum method { GET, POST, PUT, DELETE };

enum param_kind {
	PARAM_TEXT,     /* one line, <= max code points (default 200) */
	PARAM_NOTE,     /* several lines */
	PARAM_INT,
	PARAM_ID,
	PARAM_DATE,
	PARAM_PERIOD,
	PARAM_UNIT,     /* id or 12-digit code of a unit the account can reach */
	PARAM_FLAG,
	PARAM_FILE,     /* an upload: rq_file() */
};

struct param {
	const char *name;   /* NULL ends the list; "f.*" takes every name that starts with "f." */
	enum param_kind kind;
	unsigned required : 1;
	int max;            /* of a file: bytes, 0 LIMIT_UPLOAD */
};

struct page {
	const char *path;             /* "/reg/:reg/:id"; ":x" matches one segment */
	enum method method;
	enum cap cap;                 /* CAP_FORBIDDEN stops the program at start */
	const struct param *params;   /* declared ones only; path parameters included */
	/* GET pages of the API also get html; they write JSON by rq_json(). */
	bool (*serve)(struct request *rq, struct html *h, struct err *e);
	unsigned slow : 1;            /* runs in the pool, off the event loop; a slow POST gets a write
	                                 connection outside any transaction: it opens its own
	                                 (sign-in, which hashes and counts failures) */
	unsigned api : 1;             /* JSON errors, token accepted, no CSRF for tokens */
	unsigned plain : 1;           /* no shell around the html */
	const char *title;            /* msgid */
	const char *about;            /* one English sentence: site map, OpenAPI */
};

struct request {
	struct arena *arena;
	struct db *db;                /* read connection for GET, the writer's for the others */
	const struct page *page;
	enum method method;
	enum lang lang;
	const struct account *account;  /* NULL on public pages without a session */
	int64_t county;               /* of the unit in view */
	struct unit unit;             /* the unit in view: ?unit=, else the account's first grant */
	const char *csrf;
	const char *path, *query;     /* as asked, decoded path, raw query */
	const char *dir;              /* the site's folder: tmp/, files/ */
	const char *address;          /* of the client */
	char id[24];                  /* request id, for logs */
	struct findings *findings;    /* of this request; shown by forms */
	/* ---- the reply ---- */
	int status;                   /* 200 unless set */
	const char *title;            /* overrides page->title */
	const char *content_type;     /* NULL: text/html */
	bool refuse;                  /* undo the writes although serve() succeeds (form shown again) */
	struct reply *reply;          /* web's own */
};

/* Parameters: "" / 0 / false when absent. */
const char *rq_text(const struct request *rq, const char *name);
bool rq_has(const struct request *rq, const char *name);
int64_t rq_int(const struct request *rq, const char *name);
int64_t rq_id(const struct request *rq, const char *name);
ymd rq_date(const struct request *rq, const char *name);
bool rq_flag(const struct request *rq, const char *name);
/* All values whose name starts with `prefix`, in order: name without the prefix. */
struct rq_pair {
	const char *name, *value;
};
int rq_prefixed(const struct request *rq, const char *prefix, const struct rq_pair **out);
struct upload {
	const char *path;             /* temporary file; gone at the end of the request unless moved */
	const char *name, *hash;      /* name as sent (last part only), SHA-256 hex */
	int64_t size;
};
const struct upload *rq_file(const struct request *rq, const char *name); /* NULL: none */
/* The JSON body of an API request as text, NULL when there was none; jansson reads it. */
const char *rq_body(const struct request *rq, size_t *n);
const char *rq_header(const struct request *rq, const char *name);        /* NULL: none */
/* The msgid that the previous page left with reply_flash(), once; NULL: none.  For the shell. */
const char *rq_flash(struct request *rq);
/* "https://host" as the client addressed the site; for papers that lead back here. */
const char *rq_origin(const struct request *rq);
/* Of the server. */
const struct remind_conf *rq_remind(const struct request *rq);
/* The secret of the live session's cookie, NULL without one. */
const char *rq_session(const struct request *rq);

/*
 * How often an address may do what costs much or is guessed at, by the hour and in memory:
 * ask, and count what was done.  `what` names the bound.
 */
bool rq_may_spend(const struct request *rq, const char *what, int per_hour);
void rq_spend(const struct request *rq, const char *what);

/* ---- replies other than the page itself ---- */
void reply_redirect(struct request *rq, const char *url);                 /* 303, within the site */
void reply_flash(struct request *rq, const char *msgid);                  /* shown on the next page */
void reply_file(struct request *rq, const char *path, const char *name, const char *mime); /* streamed, deleted after */
void reply_keep_file(struct request *rq, const char *path, const char *name, const char *mime);
void reply_header(struct request *rq, const char *name, const char *value);
void reply_cookie(struct request *rq, const char *name, const char *value, int max_age_s);
/* A buffer for JSON or other text; sets the content type. */
struct buf *reply_buf(struct request *rq, const char *content_type);

/* ---- the server ---- */
struct nav_group;
struct remind_conf;
/* What the thread beside the requests works with. */
struct tick {
	struct db *db;                /* reads */
	const _Atomic bool *stopping; /* the server wants to end */
	/* Runs fn on the writer thread, in a transaction of its own, and waits for its commit. */
	bool (*write)(struct tick *t, bool (*fn)(void *arg, struct db *db, struct err *e), void *arg,
		      struct err *e);
};
struct web {
	const char *dir;              /* the site */
	const char *address;          /* "127.0.0.1" */
	int port;                     /* 0: a free one, named on standard output */
	bool trust_proxy;             /* site.conf trust_proxy=yes: X-Forwarded-* are believed */
	const struct page *const *pages;     /* NULL-terminated: page/pages.c and api/api.c joined */
	const struct remind_conf *remind;    /* site.conf: what is sent, and when */
	/* Called every TICK_SECONDS in a thread of its own; NULL: nothing is done beside requests. */
	void (*tick)(const struct web *w, struct tick *t);
	/* Draws the shell around a page; page/shell.c. */
	void (*shell)(struct request *rq, struct html *h, struct buf *body, struct html *out);
	/*
	 * Draws an error page or JSON error; e is what refused the request and rq->findings say
	 * more.  rq->page is NULL when no page was found: rq->path tells API addresses.
	 */
	void (*error)(struct request *rq, const struct err *e, struct html *out);
};
/*
 * Serves until SIGTERM/SIGINT; finishes running requests.  Supervises the server process: one
 * that dies is started again.  The caller holds no database connection and no threads.
 */
bool web_serve(const struct web *w, struct err *e) MUST_USE;
