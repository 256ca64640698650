#pragma once
/*
 * web_int.h - what the files of web/ share; nobody else includes it.
 *
 * A visit is one request on its way: head (http.c, filter.c, route.c, who.c) -> body (body.c)
 * -> parameters (param.c) -> page (run.c; writer.c for writes and slow pages) -> reply.c.
 * It belongs to the event loop of its connection, except while it is suspended: then it
 * belongs to the writer or to one thread of the slow pool.
 */
#include <microhttpd.h> /* first: it declares the socket call bind(), for which db.h has a macro */

#include "web/page.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "html/html.h"

#include <glib.h>
#include <stdatomic.h>

enum {
	ARENAS_KEPT = 8,        /* arenas an event loop keeps for its next requests */
	IDLE_SECONDS = 60,      /* a kept connection waits this long for its next head */
	BODY_SECONDS = 900,     /* a body must have arrived by then */
	GROUP_MAX = 64,         /* write requests of one commit */
	GROUP_MS = 5,           /* no further request joins a group older than this */
	QUEUE_MAX = 2000,       /* waiting writes; above it requests are refused as busy */
	GZIP_MIN = 1024,        /* bytes; smaller replies are sent as they are */
	FLASH_SECONDS = 60,
	TOUCHED_MAX = 20000,    /* sessions whose last mark is remembered */
	TICK_SECONDS = 20,
	STOP_SECONDS = 30,      /* running requests get this long at a stop */
};

/* A name and value as received, in order: path, query, body. */
struct pair {
	const char *name, *value;
	bool in_path;
	struct pair *next;
};
struct header {
	const char *name, *value;
	struct header *next;
};
struct part {                   /* an uploaded file */
	const char *name;
	struct upload upload;
	struct part *next;
};

struct reply {
	struct buf body, out;   /* the page's html, the shell around it */
	struct buf text;        /* reply_buf() */
	bool has_text;
	const char *redirect;
	struct header *headers; /* last added first */
	struct header *kept;    /* of those, set before the page ran: they outlive an error */
	int file;               /* descriptor, -1: none */
	int64_t file_size;
	const char *file_name;
};

enum stage { STAGE_HEAD, STAGE_BODY, STAGE_AWAY, STAGE_DONE };
enum body_kind { BODY_NONE, BODY_FORM, BODY_MULTIPART, BODY_TEXT };

struct body {
	enum body_kind kind;
	int64_t seen, max;
	bool swallow;                      /* too big, but read so that the sender gets the answer */
	struct buf text;                   /* form and text bodies; the value of one part */
	struct MHD_PostProcessor *parts;
	const char *part_name;             /* of the part now arriving */
	struct part *part;                 /* file now arriving */
	int part_fd;
	void *part_hash;                   /* EVP_MD_CTX */
};

struct visit {
	struct request rq;      /* first: a request given to a page is a visit to web/ */
	struct reply reply;
	struct server *server;
	struct MHD_Connection *connection;
	struct track *track;
	const char *uri;        /* raw, as sent */
	enum stage stage;
	bool close, served, counted;
	int64_t started_us;
	int64_t sql;            /* statements run for it */
	const char *session;    /* the cookie's secret, NULL without a live session */
	bool by_token, read_only;
	struct err e;           /* why it is refused, if it is */
	struct body in;
	struct pair *pairs, **pairs_end;  /* received */
	struct pair *given, **given_end;  /* declared and well-formed */
	struct part *files;
	int pair_count;
};

/* One per thread that serves pages: its connections and spare arenas. */
struct loop {
	struct db *db;          /* reads */
	struct db *writes;      /* of a pool thread, once a slow page wrote */
	struct arena *spare[ARENAS_KEPT];
	int spare_count;
};

/* A connection, watched for late request heads. */
struct track {
	struct track *next, *prev;
	int fd;
	int64_t deadline_ms;    /* monotonic; 0: none */
};

struct server {
	const struct web *w;
	const char *db_path, *tmp;
	struct MHD_Daemon *daemon;
	_Atomic int running;    /* requests between head and reply */
	_Atomic bool stopping;
	GMutex track_lock;
	GCond track_wake;       /* ends the sweeper */
	struct track tracks;    /* ring head */
	GThread *sweeper;
	GThread *ticker;        /* NULL: none */
	GMutex tick_lock;
	GCond tick_wake;        /* ends the ticker */
	struct writer *writer;
	GThreadPool *slow;
	GMutex touch_lock;
	bool closed;            /* under touch_lock: writer and pool take nothing more */
	GHashTable *touched;    /* session -> minute of the last mark */
	GMutex spent_lock;
	GHashTable *spent;      /* what and address -> how often this hour */
};

static inline struct visit *visit_of(const struct request *rq)
{
	return (struct visit *)(uintptr_t)rq;
}

/* http.c */
bool http_start(struct server *s, int listen_fd, struct err *e) MUST_USE;
void http_stop(struct server *s);
struct loop *loop_here(struct server *s);          /* of this thread; opens its connection */
int64_t clock_ms(void);                            /* monotonic */

/* filter.c: what RFC 9112 refuses and libmicrohttpd lets through. */
bool filter_head(struct visit *v, const char *method, const char *version, struct err *e);
bool uri_decode(struct arena *a, const char *p, size_t n, bool plus, const char **out);
bool query_parse(struct visit *v, const char *text, struct err *e);
struct pair *pair_add(struct visit *v, const char *name, const char *value, struct err *e); /* NULL: too many */

/* body.c */
bool body_start(struct visit *v, struct err *e);
bool body_take(struct visit *v, const char *p, size_t n);  /* false: drop the connection */
bool body_end(struct visit *v, struct err *e);

/* route.c: sets rq.page and the path parameters. */
bool route(struct visit *v, struct err *e);
bool page_exists(const struct web *w, const char *path);
bool routes_check(const struct web *w, struct err *e);

/* who.c */
bool identify(struct visit *v, struct db *db, struct err *e);
bool csrf_check(struct visit *v, struct err *e);
bool unit_in_view(struct visit *v, struct db *db, struct err *e);
bool unit_reach(struct visit *v, struct db *db, const char *text, struct unit *out, struct err *e);
const char *cookie(const struct visit *v, const char *name);

/* param.c */
bool params_read(struct visit *v, struct db *db, struct err *e);

/* tick.c */
void tick_start(struct server *s);
void tick_stop(struct server *s);                  /* before the writer's end */

/* run.c */
void run_read(struct visit *v, struct db *db);     /* a GET page, in one read transaction */
void run_alone(struct visit *v, struct db *db);    /* a slow POST: its page opens the transaction */
bool run_write(struct visit *v, struct db *db);    /* inside the group; false: the engine failed */
void draw_error(struct visit *v, struct db *db);
void wipe_reply(struct visit *v);

/* spend.c */
void spend_start(struct server *s);
void spend_stop(struct server *s);

/* reply.c */
enum MHD_Result send_reply(struct visit *v);
enum MHD_Result send_asset(struct visit *v);       /* MHD_NO: it is not an asset's address */

/* writer.c */
bool writer_start(struct server *s, struct err *e) MUST_USE;
void writer_stop(struct server *s);                /* after the last request */
bool writer_put(struct server *s, struct visit *v);
void writer_touch(struct server *s, const char *secret);
/* Runs fn on the writer thread and waits for the commit. */
bool writer_call(struct server *s, bool (*fn)(void *arg, struct db *db, struct err *e), void *arg,
		 struct err *e);
bool slow_start(struct server *s, struct err *e) MUST_USE;
void slow_stop(struct server *s);
bool slow_put(struct server *s, struct visit *v);
