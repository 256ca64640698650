/*
 * bare_list.c - the least that could serve a list page: libmicrohttpd, one prepared query, bytes.
 *
 * Usage: bare_list DIR PORT BODY UNIT SEARCH.  Compiles the list query of people as the page
 * does, takes the text that the engine sees, with its values, and prepares it by itself.  Every
 * request runs it, reads every column of every row and sends the bytes of the file BODY.
 */
#include <microhttpd.h> /* first: db.h has a macro named bind */

#include "base/str.h"
#include "reg/query.h"
#include "site.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static char *seen; /* the newest statement over people, values filled in */

static int note(unsigned kind, void *arg, void *stmt, void *text)
{
	(void)kind;
	(void)arg;
	(void)text;
	char *sql = sqlite3_expanded_sql(stmt);
	if (sql && strncmp(sql, "select t0.id", 12) == 0) {
		sqlite3_free(seen);
		seen = sql;
	} else {
		sqlite3_free(sql);
	}
	return 0;
}

static int watch(sqlite3 *h, char **error, const void *api)
{
	(void)error;
	(void)api;
	return sqlite3_trace_v2(h, SQLITE_TRACE_STMT, note, NULL);
}

struct page {
	sqlite3 *h;
	sqlite3_stmt *list;
	char *body;
	size_t n;
};

static enum MHD_Result serve(void *cls, struct MHD_Connection *c, const char *url, const char *method,
			     const char *version, const char *data, size_t *size, void **state)
{
	struct page *p = cls;
	size_t read = 0;
	(void)url;
	(void)method;
	(void)version;
	(void)data;
	(void)size;
	if (!*state) {
		*state = p;
		return MHD_YES;
	}
	while (sqlite3_step(p->list) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(p->list); i++) {
			const unsigned char *text = sqlite3_column_text(p->list, i);
			read += text ? strlen((const char *)text) : 0;
		}
	sqlite3_reset(p->list);
	struct MHD_Response *r =
		MHD_create_response_from_buffer(p->n, p->body, MHD_RESPMEM_MUST_COPY);
	MHD_add_response_header(r, "Content-Type", "text/html; charset=utf-8");
	enum MHD_Result ok = MHD_queue_response(c, read ? 200 : 500, r);
	MHD_destroy_response(r);
	return ok;
}

static bool body_read(struct page *p, const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return false;
	p->body = base_alloc(4 << 20);
	p->n = fread(p->body, 1, 4 << 20, f);
	return fclose(f) == 0 && p->n > 0;
}

static bool compiled(struct bench *b, const char *dir, int64_t unit, const char *search, struct page *p)
{
	struct query q;
	struct scope all;
	struct record_list rows;
	char path[512];
	scope_all(b->county, &all);
	query_init(&q, reg_find("person"), b->county, &all);
	q.unit = unit;
	q.search = search;
	if (!query_list(b->a, b->db, &q, &rows, &b->e) || !seen)
		return false;
	snprintf(path, sizeof path, "%s/site.db", dir);
	sqlite3_reset_auto_extension();
	fprintf(stderr, "bare_list: %d rows, %s\n", rows.count, seen);
	return sqlite3_open_v2(path, &p->h, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
	       sqlite3_exec(p->h, "pragma cache_size=-8000; pragma mmap_size=1073741824;", NULL, NULL,
			    NULL) == SQLITE_OK &&
	       sqlite3_prepare_v2(p->h, seen, -1, &p->list, NULL) == SQLITE_OK;
}

int main(int argc, char **argv)
{
	struct bench b;
	struct page p = { 0 };
	int64_t port, unit;
	int sig;
	sigset_t set;
	if (argc != 6 || !parse_i64(argv[2], &port) || !parse_i64(argv[4], &unit)) {
		fprintf(stderr, "usage: bare_list DIR PORT BODY UNIT SEARCH\n");
		return 2;
	}
	sqlite3_auto_extension((void (*)(void))(uintptr_t)watch);
	if (!bench_open(&b, argv[1], DB_READ) || !compiled(&b, argv[1], unit, argv[5], &p))
		return bench_failed(&b);
	if (!body_read(&p, argv[3]))
		return 3;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	struct MHD_Daemon *d =
		MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)port, NULL, NULL, serve, &p,
				 MHD_OPTION_END);
	if (!d)
		return 3;
	puts("ready");
	fflush(stdout);
	sigwait(&set, &sig);
	MHD_stop_daemon(d);
	return 0;
}
