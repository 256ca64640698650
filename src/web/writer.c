/*
 * writer.c - the one thread that writes, the one that tends its log, and the pool for slow pages.
 *
 * A group of requests shares one transaction, each in a savepoint of its own.  Whatever
 * arrives while a group is being synced to the disk forms the next one: under load one sync
 * serves many, alone a request waits for nobody.  Nobody is answered before the commit.
 *
 * Copying the log into the database file takes as long as many commits: the tender does it
 * beside the writer, on a connection of its own.
 */
#include "web/web_int.h"

/* Work of the server itself: somebody waits for it. */
struct call {
	bool (*fn)(void *arg, struct db *db, struct err *e);
	void *arg;
	struct err e;
	bool ok, done;   /* done: under lock */
	GMutex lock;
	GCond wake;
};

struct task {
	struct visit *v;   /* a write request, or */
	struct call *call; /* the server's own, or */
	char secret[80];   /* a session to mark as used; "" with neither: stop */
};

/* What shares one commit. */
struct group {
	int n, calls;
	struct visit *in[GROUP_MAX];
	struct call *called[GROUP_MAX];
};

struct writer {
	struct server *server;
	struct db *db;
	GAsyncQueue *queue;
	GThread *thread;
	struct db *tender_db;
	GThread *tender;
	GMutex tender_lock;
	GCond tender_wake;
	bool due, ending;  /* under tender_lock */
	int tended_at;     /* pages of the log when the tender was last woken */
};

static void away_done(struct visit *v)
{
	v->stage = STAGE_DONE;
	MHD_resume_connection(v->connection);
}

static void touch(struct db *db, const char *secret)
{
	struct err e = {0};
	TXN(t);
	if (!txn_begin(&t, db, &e) || !session_touch(db, secret, &e) || !txn_commit(&t, &e))
		log_error("session", &e);
	db_idle(db);
}

static bool call_run(struct call *c, struct db *db)
{
	{
		TXN(t);
		c->ok = txn_begin(&t, db, &c->e) && c->fn(c->arg, db, &c->e);
		db_idle(db);
		c->ok = c->ok && txn_commit(&t, &c->e);
	}
	db_idle(db);
	enum err_code code = c->e.code;
	return c->ok || (code != ERR_DB && code != ERR_CORRUPT && code != ERR_BUSY);
}

/* After the commit. */
static void call_done(struct call *c, bool committed, const struct err *e)
{
	if (c->ok && !committed) {
		c->ok = false;
		c->e = *e;
	}
	g_mutex_lock(&c->lock);
	c->done = true;
	g_cond_signal(&c->wake);
	g_mutex_unlock(&c->lock);
}

/* The task itself; false when the engine failed. */
static bool task_run(struct writer *w, struct task *task, struct group *g, bool *stop)
{
	bool healthy = true;
	if (task->v) {
		g->in[g->n++] = task->v;
		healthy = run_write(task->v, w->db);
	} else if (task->call) {
		g->called[g->calls++] = task->call;
		healthy = call_run(task->call, w->db);
	} else if (task->secret[0]) {
		touch(w->db, task->secret);
	} else {
		*stop = true;
	}
	base_free(task);
	return healthy;
}

/*
 * Runs requests until the group is complete.  After a failure of the engine the group ends,
 * because the transaction may be gone: then the commit says so.
 */
static void group_fill(struct writer *w, struct task *task, struct group *g, bool *stop)
{
	int64_t begun = clock_ms();
	while (task) {
		bool healthy = task_run(w, task, g, stop);
		if (!healthy || *stop || g->n + g->calls == GROUP_MAX || clock_ms() - begun >= GROUP_MS)
			return;
		task = g_async_queue_try_pop(w->queue);
	}
}

/* ---- the log ---- */

static gpointer tender_loop(gpointer arg)
{
	struct writer *w = arg;
	g_mutex_lock(&w->tender_lock);
	while (!w->ending) {
		struct err e = {0};
		if (!w->due) {
			g_cond_wait(&w->tender_wake, &w->tender_lock);
			continue;
		}
		w->due = false;
		g_mutex_unlock(&w->tender_lock);
		if (!db_checkpoint(w->tender_db, &e))
			log_error("checkpoint", &e);
		g_mutex_lock(&w->tender_lock);
	}
	g_mutex_unlock(&w->tender_lock);
	return NULL;
}

/* After a commit; the log begins anew once all of it has been copied. */
static void tend(struct writer *w)
{
	int pages = db_log_pages(w->db);
	if (pages < w->tended_at)
		w->tended_at = 0;
	if (pages - w->tended_at < DB_LOG_PAGES)
		return;
	w->tended_at = pages;
	g_mutex_lock(&w->tender_lock);
	w->due = true;
	g_cond_signal(&w->tender_wake);
	g_mutex_unlock(&w->tender_lock);
}

static void tender_stop(struct writer *w)
{
	g_mutex_lock(&w->tender_lock);
	w->ending = true;
	g_cond_signal(&w->tender_wake);
	g_mutex_unlock(&w->tender_lock);
	g_thread_join(w->tender);
	g_mutex_clear(&w->tender_lock);
	g_cond_clear(&w->tender_wake);
	db_close(w->tender_db);
}

/* ---- the group ---- */

static bool group_run(struct writer *w, struct task *first)
{
	struct group g = {0};
	struct err e = {0};
	bool ok, stop = false;
	{
		TXN(t);
		ok = txn_begin(&t, w->db, &e);
		if (ok) {
			group_fill(w, first, &g, &stop);
			ok = txn_commit(&t, &e);
		} else {
			if (first->v)
				g.in[g.n++] = first->v;
			if (first->call) {
				first->call->ok = true; /* until call_done() says what failed */
				g.called[g.calls++] = first->call;
			}
			stop = !first->v && !first->call && !first->secret[0];
			base_free(first);
		}
	}
	db_idle(w->db);
	for (int i = 0; i < g.n; i++) {
		if (!ok && g.in[i]->e.code == ERR_NONE) {
			g.in[i]->e = e;
			draw_error(g.in[i], w->db);
		}
		away_done(g.in[i]);
	}
	for (int i = 0; i < g.calls; i++)
		call_done(g.called[i], ok, &e);
	return !stop;
}

static gpointer writer_loop(gpointer arg)
{
	struct writer *w = arg;
	while (group_run(w, g_async_queue_pop(w->queue)))
		tend(w);
	return NULL;
}

bool writer_start(struct server *s, struct err *e)
{
	struct writer *w = base_alloc(sizeof *w);
	w->server = s;
	w->db = db_open(s->db_path, DB_WRITE, e);
	w->tender_db = w->db ? db_open(s->db_path, DB_WRITE, e) : NULL;
	if (!w->tender_db) {
		db_close(w->db);
		base_free(w);
		return false;
	}
	db_tended(w->db);
	g_mutex_init(&w->tender_lock);
	g_cond_init(&w->tender_wake);
	w->queue = g_async_queue_new();
	s->writer = w;
	s->touched = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	w->thread = g_thread_new("writer", writer_loop, w);
	w->tender = g_thread_new("tender", tender_loop, w);
	return true;
}

static void put(struct writer *w, struct visit *v, struct call *call, const char *secret)
{
	struct task *task = base_alloc(sizeof *task);
	task->v = v;
	task->call = call;
	g_strlcpy(task->secret, secret, sizeof task->secret);
	g_async_queue_push(w->queue, task);
}

void writer_stop(struct server *s)
{
	struct writer *w = s->writer;
	put(w, NULL, NULL, "");
	g_thread_join(w->thread);
	tender_stop(w);
	g_async_queue_unref(w->queue);
	db_close(w->db);
	base_free(w);
	g_hash_table_destroy(s->touched);
}

/* At most once a minute per session. */
void writer_touch(struct server *s, const char *secret)
{
	int minute = (int)(clock_ms() / 60000) + 1;
	g_mutex_lock(&s->touch_lock);
	bool due = !s->closed &&
		   GPOINTER_TO_INT(g_hash_table_lookup(s->touched, secret)) != minute;
	if (due) {
		if (g_hash_table_size(s->touched) > TOUCHED_MAX)
			g_hash_table_remove_all(s->touched);
		g_hash_table_insert(s->touched, g_strdup(secret), GINT_TO_POINTER(minute));
		put(s->writer, NULL, NULL, secret);
	}
	g_mutex_unlock(&s->touch_lock);
}

/* To the writer or the pool; not once the server has stopped waiting for its requests. */
static bool send_away(struct server *s, struct visit *v, bool slow)
{
	g_mutex_lock(&s->touch_lock);
	bool closed = s->closed;
	bool full = !closed && !slow && g_async_queue_length(s->writer->queue) > QUEUE_MAX;
	if (!closed && !full) {
		v->stage = STAGE_AWAY;
		MHD_suspend_connection(v->connection);
		if (slow)
			g_thread_pool_push(s->slow, v, NULL);
		else
			put(s->writer, v, NULL, "");
	}
	g_mutex_unlock(&s->touch_lock);
	if (closed)
		return err_set(&v->e, ERR_BUSY, "The server is stopping. Try again in a moment.");
	return !full || err_set(&v->e, ERR_BUSY,
				"Too many changes are waiting. Try again in a moment.");
}

bool writer_put(struct server *s, struct visit *v)
{
	return send_away(s, v, false);
}

bool writer_call(struct server *s, bool (*fn)(void *arg, struct db *db, struct err *e), void *arg,
		 struct err *e)
{
	struct call c = {.fn = fn, .arg = arg};
	g_mutex_lock(&s->touch_lock);
	bool closed = s->closed;
	if (!closed)
		put(s->writer, NULL, &c, "");
	g_mutex_unlock(&s->touch_lock);
	if (closed)
		return err_set(e, ERR_BUSY, "The server is stopping. Try again in a moment.");
	g_mutex_lock(&c.lock);
	while (!c.done)
		g_cond_wait(&c.wake, &c.lock);
	g_mutex_unlock(&c.lock);
	g_mutex_clear(&c.lock);
	g_cond_clear(&c.wake);
	if (!c.ok)
		*e = c.e;
	return c.ok;
}

/* ---- slow pages ---- */

static void slow_run(gpointer task, gpointer arg)
{
	struct visit *v = task;
	struct server *s = arg;
	struct loop *l = loop_here(s);
	if (v->rq.method == GET) {
		run_read(v, l->db);
	} else {
		if (!l->writes)
			l->writes = db_open(s->db_path, DB_WRITE, &v->e);
		if (l->writes)
			run_alone(v, l->writes);
		else
			draw_error(v, l->db);
	}
	away_done(v);
}

bool slow_start(struct server *s, struct err *e)
{
	GError *failure = NULL;
	s->slow = g_thread_pool_new(slow_run, s, (int)g_get_num_processors(), TRUE, &failure);
	if (s->slow)
		return true;
	err_set(e, ERR_BUSY, "The server could not start its threads: %s.", failure->message);
	g_error_free(failure);
	return false;
}

void slow_stop(struct server *s)
{
	g_thread_pool_free(s->slow, FALSE, TRUE);
}

bool slow_put(struct server *s, struct visit *v)
{
	return send_away(s, v, true);
}
