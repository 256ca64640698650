/* job.c - see job.h. */
#include "job/job.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/log.h"
#include "base/str.h"
#include "measure/shortage.h"
#include "reg/file.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
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

/* An open, locked file; a child made now holds the lock too.  -1: taken, or no such folder. */
static int lock_take(const char *dir, int64_t batch)
{
	char path[4096];
	if ((size_t)snprintf(path, sizeof path, "%s/tmp/job-%" PRId64 ".lock", dir, batch) >= sizeof path)
		return -1;
	int fd = open(path, O_RDWR | O_CREAT, 0600); /* no O_CLOEXEC: the job inherits it */
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

bool job_lock(const char *dir, int64_t batch, struct err *e)
{
	if (lock_take(dir, batch) >= 0) /* kept until the process ends */
		return true;
	err_set(e, ERR_BUSY, "This import is being worked on already.");
	return err_hint(e, N_("Wait until it has ended."));
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
	int lock = lock_take(dir, batch);
	if (lock < 0)
		return err_set(e, ERR_BUSY, "This import is being worked on already.");
	int rc = spawn(argv);
	close(lock);
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

static bool step(struct arena *a, struct db *db, const char *dir, enum job_kind kind,
		 const struct import_batch *b, struct err *e)
{
	struct scope scope;
	if (!scope_of(a, db, b, &scope, e))
		return false;
	if (kind == JOB_STAGE)
		return import_stage(db, b->county, b->id, &scope,
				    arena_printf(a, "%s/files/%s", dir, b->file_hash), NULL, e);
	return import_accept(db, b->county, b->id, &scope, kind == JOB_ACCEPT_GOOD, NULL, e) &&
	       shortage_follow(a, db, b->def, b->county, b->actor, e);
}

/* Where a failed step leaves the batch: good rows already taken over stay taken over. */
static enum batch_state back_to(enum job_kind kind)
{
	return kind == JOB_STAGE ? BATCH_NEW : kind == JOB_ACCEPT ? BATCH_STAGED : BATCH_ACCEPTING;
}

bool job_run(struct arena *a, struct db *db, const char *dir, enum job_kind kind, int64_t county,
	     int64_t batch, struct err *e)
{
	struct import_batch b;
	struct err second = {0};
	if (!import_load(a, db, county, batch, &b, e))
		return false;
	if (step(a, db, dir, kind, &b, e))
		return true;
	/* whoever waits sees why; when even that fails, the batch is as if the job was killed */
	if (import_load(a, db, county, batch, &b, &second) && b.state < BATCH_ACCEPTED &&
	    !import_fail(a, db, county, batch, back_to(kind), e, &second))
		log_error("job", &second);
	return false;
}

/* ---- after a death ---- */

enum { TIDY_MOST = 100 };

static bool interrupted(struct arena *a, struct db *db, const struct import_running *r, struct err *e)
{
	struct err why = {0};
	err_set(&why, ERR_BUSY, "The work was interrupted.");
	err_hint(&why, N_("Start it again: it goes on where it was, and nothing is taken over twice."));
	enum batch_state back = r->state == BATCH_STAGING ? BATCH_NEW
				: r->some_done		  ? BATCH_ACCEPTING
							  : BATCH_STAGED;
	return import_fail(a, db, r->county, r->batch, back, &why, e);
}

bool jobs_tidy(struct arena *a, struct db *db, const char *dir, struct err *e)
{
	struct import_running *list = ARENA_ARRAY(a, struct import_running, TIDY_MOST);
	int count;
	if (!import_running(db, TIDY_MOST, list, &count, e))
		return false;
	for (int i = 0; i < count; i++) {
		int lock = lock_take(dir, list[i].batch);
		if (lock < 0)
			continue; /* alive */
		bool ok = interrupted(a, db, &list[i], e);
		close(lock);
		if (!ok)
			return false;
	}
	return file_sweep(db, dir, e);
}
