/* tick.c - the thread beside the requests: what the site does by itself, such as the daily run. */
#include "web/web_int.h"

struct ticking {
	struct tick tick; /* first: what is handed out is this */
	struct server *server;
};

static bool tick_write(struct tick *t, bool (*fn)(void *arg, struct db *db, struct err *e), void *arg,
		       struct err *e)
{
	struct ticking *own = (struct ticking *)t;
	return writer_call(own->server, fn, arg, e);
}

static gpointer tick_loop(gpointer arg)
{
	struct server *s = arg;
	struct err e = {0};
	struct ticking own = {.tick = {.stopping = &s->stopping, .write = tick_write}, .server = s};
	own.tick.db = db_open(s->db_path, DB_READ, &e);
	if (!own.tick.db) {
		log_error("tick", &e);
		return NULL;
	}
	g_mutex_lock(&s->tick_lock);
	while (!atomic_load(&s->stopping)) {
		g_mutex_unlock(&s->tick_lock);
		s->w->tick(s->w, &own.tick);
		db_idle(own.tick.db);
		g_mutex_lock(&s->tick_lock);
		if (!atomic_load(&s->stopping))
			g_cond_wait_until(&s->tick_wake, &s->tick_lock,
					  g_get_monotonic_time() + TICK_SECONDS * G_USEC_PER_SEC);
	}
	g_mutex_unlock(&s->tick_lock);
	db_close(own.tick.db);
	return NULL;
}

void tick_start(struct server *s)
{
	if (s->w->tick)
		s->ticker = g_thread_new("ticker", tick_loop, s);
}

/* `stopping` is set. */
void tick_stop(struct server *s)
{
	if (!s->ticker)
		return;
	g_mutex_lock(&s->tick_lock);
	g_cond_signal(&s->tick_wake);
	g_mutex_unlock(&s->tick_lock);
	g_thread_join(s->ticker);
	s->ticker = NULL;
}
