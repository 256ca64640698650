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

struct task {
	struct visit *v; /* a write request, or */
	char secret[80]; /* a session to mark as used; "" with no visit: stop */
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

/* The task itself; false when the engine failed. */
static bool task_run(struct writer *w, struct task *task, struct visit **in, int *n, bool *stop)
{
	bool healthy = true;
	if (task->v) {
		in[(*n)++] = task->v;
		healthy = run_write(task->v, w->db);
	} else if (task->secret[0]) {
		touch(w->db, task->secret);
	} else {
		*stop = true;
	}
	base_free(task);
	return healthy;
}

/*
 * Runs requests until the group is complete; gives how many.  After a failure of the engine
 * the group ends, because the transaction may be gone: then the commit says so.
 */
static int group_fill(struct writer *w, struct task *task, struct visit *in[GROUP_MAX], bool *stop)
{
	int n = 0;
	int64_t begun = clock_ms();
	while (task) {
		bool healthy = task_run(w, task, in, &n, stop);
		if (!healthy || *stop || n == GROUP_MAX || clock_ms() - begun >= GROUP_MS)
			return n;
		task = g_async_queue_try_pop(w->queue);
	}
	return n;
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
	struct visit *in[GROUP_MAX];
	struct err e = {0};
	bool ok, stop = false;
	int n = 0;
	{
		TXN(t);
		ok = txn_begin(&t, w->db, &e);
		if (ok) {
			n = group_fill(w, first, in, &stop);
			ok = txn_commit(&t, &e);
		} else {
			if (first->v)
				in[n++] = first->v;
			stop = !first->v && !first->secret[0];
			base_free(first);
		}
	}
	db_idle(w->db);
	for (int i = 0; i < n; i++) {
		if (!ok && in[i]->e.code == ERR_NONE) {
			in[i]->e = e;
			draw_error(in[i], w->db);
		}
		away_done(in[i]);
	}
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

static void put(struct writer *w, struct visit *v, const char *secret)
{
	struct task *task = base_alloc(sizeof *task);
	task->v = v;
	g_strlcpy(task->secret, secret, sizeof task->secret);
	g_async_queue_push(w->queue, task);
}

void writer_stop(struct server *s)
{
	struct writer *w = s->writer;
	put(w, NULL, "");
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
		put(s->writer, NULL, secret);
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
			put(s->writer, v, "");
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
