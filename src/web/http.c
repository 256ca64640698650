/*
 * http.c - libmicrohttpd: connections, requests in their stages, late heads cut off.
 *
 * To replace the HTTP library: this file, filter.c, body.c and the sending half of reply.c.
 */
#include "web/web_int.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 4000, CONNECTION_MEMORY = 64 * 1024, QUIET_SECONDS = 60 };

int64_t clock_ms(void)
{
	return g_get_monotonic_time() / 1000;
}

/* ---- what each thread owns ---- */

static void loop_free(gpointer p)
{
	struct loop *l = p;
	db_close(l->db);
	db_close(l->writes);
	while (l->spare_count > 0)
		arena_free(l->spare[--l->spare_count]);
	base_free(l);
}

static GPrivate here = G_PRIVATE_INIT(loop_free);

/* A server that cannot read its database is of no use: it ends, the supervisor tries again. */
struct loop *loop_here(struct server *s)
{
	struct loop *l = g_private_get(&here);
	if (l)
		return l;
	struct err e = {0};
	l = base_alloc(sizeof *l);
	l->db = db_open(s->db_path, DB_READ, &e);
	if (!l->db) {
		log_error("server", &e);
		abort();
	}
	g_private_set(&here, l);
	return l;
}

static struct arena *arena_take(struct loop *l)
{
	return l->spare_count > 0 ? l->spare[--l->spare_count] : arena_new(LIMIT_REQUEST_ARENA);
}

static void arena_give(struct loop *l, struct arena *a)
{
	if (l->spare_count == ARENAS_KEPT) {
		arena_free(a);
		return;
	}
	arena_reset(a);
	l->spare[l->spare_count++] = a;
}

/* ---- connections ---- */

static void on_connection(void *cls, struct MHD_Connection *connection, void **context,
			  enum MHD_ConnectionNotificationCode code)
{
	struct server *s = cls;
	g_mutex_lock(&s->track_lock);
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		struct track *t = base_alloc(sizeof *t);
		t->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)
			    ->connect_fd;
		t->deadline_ms = clock_ms() + LIMIT_HEAD_SECONDS * 1000;
		t->next = &s->tracks;
		t->prev = s->tracks.prev;
		t->prev->next = t->next->prev = t;
		*context = t;
	} else {
		struct track *t = *context;
		t->prev->next = t->next;
		t->next->prev = t->prev;
		base_free(t);
		*context = NULL;
	}
	g_mutex_unlock(&s->track_lock);
}

static void deadline_set(struct visit *v, int seconds)
{
	g_mutex_lock(&v->server->track_lock);
	v->track->deadline_ms = seconds ? clock_ms() + seconds * 1000 : 0;
	g_mutex_unlock(&v->server->track_lock);
}

/* libmicrohttpd knows idle connections only, not those that dribble one byte a second. */
static gpointer sweep(gpointer arg)
{
	struct server *s = arg;
	g_mutex_lock(&s->track_lock);
	while (!atomic_load(&s->stopping)) {
		int64_t now = clock_ms();
		for (struct track *t = s->tracks.next; t != &s->tracks; t = t->next)
			if (t->deadline_ms && t->deadline_ms < now) {
				shutdown(t->fd, SHUT_RDWR);
				t->deadline_ms = 0;
			}
		g_cond_wait_until(&s->track_wake, &s->track_lock,
				  g_get_monotonic_time() + G_USEC_PER_SEC / 2);
	}
	g_mutex_unlock(&s->track_lock);
	return NULL;
}

/* ---- requests ---- */

static void *on_uri(void *cls, const char *uri, struct MHD_Connection *connection)
{
	struct server *s = cls;
	struct arena *a = arena_take(loop_here(s));
	struct visit *v = ARENA_NEW(a, struct visit);
	v->server = s;
	v->connection = connection;
	v->track =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
	v->uri = arena_strdup(a, uri);
	v->rq.arena = a;
	v->rq.dir = s->w->dir;
	v->rq.reply = &v->reply;
	v->rq.status = 200;
	v->rq.path = v->rq.query = v->rq.address = "";
	v->rq.findings = ARENA_NEW(a, struct findings);
	findings_init(v->rq.findings, a);
	id_text(id_new(), v->rq.id);
	v->pairs_end = &v->pairs;
	v->given_end = &v->given;
	v->reply.file = -1;
	v->in.part_fd = -1;
	buf_init_in(&v->reply.body, a, LIMIT_REPLY);
	buf_init_in(&v->reply.out, a, LIMIT_REPLY);
	buf_init_in(&v->reply.text, a, LIMIT_REPLY);
	return v;
}

/* Behind a trusted proxy the last address of X-Forwarded-For is the one the proxy saw. */
static const char *address_of(struct visit *v)
{
	const char *list = rq_header(&v->rq, "X-Forwarded-For");
	if (v->server->w->trust_proxy && list) {
		const char *last = strrchr(list, ',');
		return arena_strdup(v->rq.arena,
				    g_strstrip(arena_strdup(v->rq.arena, last ? last + 1 : list)));
	}
	char *text = arena_alloc(v->rq.arena, INET6_ADDRSTRLEN);
	const struct sockaddr *sa =
	    MHD_get_connection_info(v->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
	const void *raw =
	    sa->sa_family == AF_INET6
		? (const void *)&((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr
		: (const void *)&((const struct sockaddr_in *)(const void *)sa)->sin_addr;
	return inet_ntop(sa->sa_family, raw, text, INET6_ADDRSTRLEN) ? text : "";
}

static enum MHD_Result refuse(struct visit *v)
{
	draw_error(v, loop_here(v->server)->db);
	v->stage = STAGE_DONE;
	return send_reply(v);
}

/* The head is complete: everything that can be refused without a body is refused here. */
static enum MHD_Result on_head(struct visit *v, const char *method, const char *version)
{
	struct db *db = loop_here(v->server)->db;
	struct err *e = &v->e;
	v->started_us = g_get_monotonic_time();
	atomic_fetch_add(&v->server->running, 1);
	v->counted = true;
	deadline_set(v, BODY_SECONDS);
	v->rq.address = address_of(v);
	bool ok = filter_head(v, method, version, e);
	if (ok && send_asset(v) == MHD_YES) {
		v->stage = STAGE_DONE;
		return MHD_YES;
	}
	int64_t before = db_count(db);
	ok = ok && route(v, e);
	if (v->rq.path[0] && (ok || e->code == ERR_NOT_FOUND)) {
		struct err mine = {0};
		ok = query_parse(v, v->rq.query, ok ? e : &mine) &&
		     identify(v, db, ok ? e : &mine) && ok;
	}
	ok = ok && body_start(v, e);
	db_idle(db);
	v->sql += db_count(db) - before;
	if (!ok && !v->in.swallow) {
		v->close = v->close || rq_header(&v->rq, "Content-Length") ||
			   rq_header(&v->rq, "Transfer-Encoding");
		return refuse(v);
	}
	v->stage = STAGE_BODY;
	return MHD_YES;
}

/* The body is complete: the page runs here, in the pool, or on the writer. */
static enum MHD_Result on_complete(struct visit *v)
{
	struct db *db = loop_here(v->server)->db;
	int64_t before = db_count(db);
	deadline_set(v, 0);
	bool ok = v->e.code == ERR_NONE && body_end(v, &v->e) && csrf_check(v, &v->e) &&
		  unit_in_view(v, db, &v->e) && params_read(v, db, &v->e);
	db_idle(db);
	v->sql += db_count(db) - before;
	if (!ok)
		return refuse(v);
	if (v->rq.page->slow)
		return slow_put(v->server, v) ? MHD_YES : refuse(v);
	if (v->rq.method != GET)
		return writer_put(v->server, v) ? MHD_YES : refuse(v);
	run_read(v, db);
	v->stage = STAGE_DONE;
	return send_reply(v);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url,
				  const char *method, const char *version, const char *data,
				  size_t *n, void **context)
{
	struct visit *v = *context;
	(void)cls;
	(void)connection;
	(void)url;
	switch (v->stage) {
	case STAGE_HEAD:
		return on_head(v, method, version);
	case STAGE_BODY:
		if (*n == 0)
			return on_complete(v);
		if (!body_take(v, data, *n))
			return MHD_NO;
		*n = 0;
		return MHD_YES;
	case STAGE_AWAY:
		return MHD_YES;
	case STAGE_DONE:
		return send_reply(v);
	}
	return MHD_NO;
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **context,
			 enum MHD_RequestTerminationCode code)
{
	struct server *s = cls;
	struct visit *v = *context;
	(void)connection;
	if (!v)
		return;
	if (v->counted) {
		const struct request *rq = &v->rq;
		log_event(
		    "request",
		    "id=%s account=%" PRId64 " path=%s status=%d ms=%" PRId64 " sql=%" PRId64 "%s",
		    rq->id, rq->account ? rq->account->id : 0, rq->page ? rq->page->path : "-",
		    rq->status, (g_get_monotonic_time() - v->started_us) / 1000, v->sql,
		    code == MHD_REQUEST_TERMINATED_COMPLETED_OK ? "" : " cut");
		atomic_fetch_sub(&s->running, 1);
		deadline_set(v, IDLE_SECONDS);
	}
	if (v->reply.file >= 0)
		close(v->reply.file);
	*context = NULL;
	arena_give(loop_here(s), v->rq.arena);
}

/* Addresses are decoded by filter.c, which refuses what it does not understand. */
static size_t leave_escapes(void *cls, struct MHD_Connection *connection, char *text)
{
	(void)cls;
	(void)connection;
	return strlen(text);
}

bool http_start(struct server *s, int listen_fd, struct err *e)
{
	unsigned threads = g_get_num_processors();
	s->tracks.next = s->tracks.prev = &s->tracks;
	spend_start(s);
	s->daemon = MHD_start_daemon(
	    MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, NULL, NULL,
	    on_request, s, MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_THREAD_POOL_SIZE,
	    threads > 1 ? threads : 2, MHD_OPTION_URI_LOG_CALLBACK, on_uri, s,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, s, MHD_OPTION_NOTIFY_CONNECTION,
	    on_connection, s, MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, s,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)QUIET_SECONDS, MHD_OPTION_END);
	if (!s->daemon)
		return err_set(e, ERR_BUSY, "The server could not start its threads: %s.",
			       g_strerror(errno));
	s->sweeper = g_thread_new("sweeper", sweep, s);
	return true;
}

/* Takes no new connections, lets running requests finish, then closes everything. */
void http_stop(struct server *s)
{
	g_mutex_lock(&s->track_lock);
	atomic_store(&s->stopping, true);
	g_cond_signal(&s->track_wake);
	g_mutex_unlock(&s->track_lock);
	g_thread_join(s->sweeper);
	int fd = MHD_quiesce_daemon(s->daemon);
	if (fd >= 0)
		close(fd);
	tick_stop(s);
	for (int waited = 0; atomic_load(&s->running) > 0 && waited < STOP_SECONDS * 100; waited++)
		g_usleep(10 * 1000);
	g_mutex_lock(&s->touch_lock); /* a late body or a kept connection may still bring a request */
	s->closed = true;
	g_mutex_unlock(&s->touch_lock);
	slow_stop(s);
	writer_stop(s);
	MHD_stop_daemon(s->daemon);
	spend_stop(s);
}
