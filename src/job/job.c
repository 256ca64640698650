/* job.c - see job.h. */
#include "job/job.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"

#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

static const char *const words[JOB__COUNT] = {
#define X(id, word) [id] = (word),
    JOB_KINDS(X)
#undef X
};

bool job_parse(const char *word, enum job_kind *out)
{
	for (int i = 0; i < JOB__COUNT; i++)
		if (text_eq(word, words[i])) {
			*out = (enum job_kind)i;
			return true;
		}
	return false;
}

/* The server blocks the signals it waits for; a job must not inherit that. */
static int spawn(char *const argv[])
{
	posix_spawnattr_t attr;
	sigset_t none, usual;
	pid_t pid;
	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &usual);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	int rc = posix_spawn(&pid, "/proc/self/exe", NULL, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	return rc;
}

bool job_start(const char *dir, enum job_kind kind, int64_t county, int64_t batch, struct err *e)
{
	char county_text[24], batch_text[24], name[] = "yanzhen", job[] = "job", kind_text[24],
					      path[4096];
	id_text(county, county_text);
	id_text(batch, batch_text);
	size_t n = strlen(dir);
	if (n >= sizeof path)
		return err_set(e, ERR_INPUT, "The name of the folder is too long.");
	memcpy(path, dir, n + 1);
	memcpy(kind_text, words[kind], strlen(words[kind]) + 1);
	char *argv[] = {name, job, path, kind_text, county_text, batch_text, NULL};
	int rc = spawn(argv);
	return rc == 0 || err_set(e, ERR_BUSY, "The work could not be started: %s.", strerror(rc));
}

static bool scope_of(struct arena *a, struct db *db, const struct import_batch *b,
		     struct scope *out, struct err *e)
{
	if (b->actor == 0) {
		scope_all(b->county, out);
		return true;
	}
	struct account acc;
	if (!account_load(a, db, b->actor, &acc, e))
		return false;
	reg_scope(&acc, b->def, true, out);
	return true;
}

bool job_run(struct arena *a, struct db *db, const char *dir, enum job_kind kind, int64_t county,
	     int64_t batch, struct err *e)
{
	struct import_batch b;
	struct scope scope;
	if (!import_load(a, db, county, batch, &b, e) || !scope_of(a, db, &b, &scope, e))
		return false;
	if (kind == JOB_STAGE)
		return import_stage(db, county, batch, &scope,
				    arena_printf(a, "%s/files/%s", dir, b.file_hash), NULL, e);
	return import_accept(db, county, batch, &scope, kind == JOB_ACCEPT_GOOD, NULL, e);
}
