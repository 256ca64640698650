/* id.c - monotonic ids without a database sequence. */
#include "base/id.h"
#include "base/date.h"
#include "base/str.h"

#include <stdatomic.h>
#include <stdio.h>

static const int64_t epoch_ms = 1735689600000; /* 2025-01-01T00:00:00Z */
static int64_t node_bits;
static _Atomic int64_t last_tick; /* ms << 10 | sequence */

void id_node_set(int node)
{
	assert(node >= 0 && node < 4096);
	node_bits = node;
}

int64_t id_new(void)
{
	int64_t ms = now_ms() - epoch_ms;
	int64_t now_tick = (ms > 0 ? ms : 1) << 10;
	int64_t seen = atomic_load(&last_tick), next;
	do {
		next = now_tick > seen ? now_tick : seen + 1;
	} while (!atomic_compare_exchange_weak(&last_tick, &seen, next));
	return next >> 10 << 22 | node_bits << 10 | (next & 1023);
}

bool id_parse(const char *s, int64_t *out)
{
	int64_t v;
	if (!parse_i64(s, &v) || v <= 0)
		return false;
	*out = v;
	return true;
}

const char *id_text(int64_t id, char buf[24])
{
	snprintf(buf, 24, "%" PRId64, id);
	return buf;
}
