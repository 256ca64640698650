/*
 * spend.c - how often an address may do what costs, or what it guesses at: in memory, by the hour.
 *
 * What changes rows is bounded in the database (src/voice/limit.h); this is for pages that only read.
 */
#include "web/web_int.h"

#include <arpa/inet.h>

enum { SPENT_MAX = 20000, HOUR_MS = 3600 * 1000 };

struct spent {
	int64_t since_ms;
	int times;
};

/* IPv6 by its first 64 bits: one house has all of the others. */
static const char *key_of(const struct request *rq, const char *what)
{
	struct in6_addr six;
	const char *address = rq->address;
	char text[INET6_ADDRSTRLEN];
	if (inet_pton(AF_INET6, address, &six) == 1 && !IN6_IS_ADDR_V4MAPPED(&six)) {
		for (int i = 8; i < 16; i++)
			six.s6_addr[i] = 0;
		address = inet_ntop(AF_INET6, &six, text, sizeof text);
	}
	return arena_printf(rq->arena, "%s|%s", what, address ? address : "");
}

/* Under the lock. */
static struct spent *find(struct server *s, const char *key)
{
	struct spent *p = g_hash_table_lookup(s->spent, key);
	if (p && clock_ms() - p->since_ms >= HOUR_MS)
		*p = (struct spent){.since_ms = clock_ms()};
	return p;
}

bool rq_may_spend(const struct request *rq, const char *what, int per_hour)
{
	struct server *s = visit_of(rq)->server;
	const char *key = key_of(rq, what);
	g_mutex_lock(&s->spent_lock);
	const struct spent *p = find(s, key);
	bool may = !p || p->times < per_hour;
	g_mutex_unlock(&s->spent_lock);
	return may;
}

void rq_spend(const struct request *rq, const char *what)
{
	struct server *s = visit_of(rq)->server;
	const char *key = key_of(rq, what);
	g_mutex_lock(&s->spent_lock);
	struct spent *p = find(s, key);
	if (!p) {
		/* a flood from ever new addresses costs the count, not the memory */
		if (g_hash_table_size(s->spent) >= SPENT_MAX)
			g_hash_table_remove_all(s->spent);
		p = g_new0(struct spent, 1);
		p->since_ms = clock_ms();
		g_hash_table_insert(s->spent, g_strdup(key), p);
	}
	p->times++;
	g_mutex_unlock(&s->spent_lock);
}

void spend_start(struct server *s)
{
	s->spent = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

void spend_stop(struct server *s)
{
	g_hash_table_destroy(s->spent);
}
