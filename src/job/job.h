#pragma once
/*
 * job.h - long work in a process of its own, so that the server stays quick and a crash of
 * either leaves the other alone.
 *
 * A job is one step of an import batch.  Its progress and its end are in the batch
 * (reg/import.h); a job that is killed leaves the batch resumable, and starting the step
 * again continues it.  While a step runs, its process holds a lock, so that whoever looks can
 * tell a slow one from a dead one.  The sheet of a batch is DIR/files/<its hash>.
 */
#include "reg/import.h"

/* word on the command line */
#define JOB_KINDS(X)                                                                               \
	X(JOB_STAGE, "stage")                                                                      \
	X(JOB_ACCEPT, "accept")                                                                    \
	X(JOB_ACCEPT_GOOD, "accept-good") /* leaves refused rows aside */

enum job_kind {
#define X(id, word) id,
	JOB_KINDS(X)
#undef X
	JOB__COUNT
};

bool job_parse(const char *word, enum job_kind *out) MUST_USE;

/* The lock of a batch, until the process ends; for steps that run in the process itself.
 * ERR_BUSY when another process holds it. */
bool job_lock(const char *dir, int64_t batch, struct err *e) MUST_USE;

/* Starts `yanzhen job DIR KIND COUNTY BATCH` and returns at once; whoever is the parent reaps
 * it.  ERR_BUSY when no process could be made, or the batch has one. */
bool job_start(const char *dir, enum job_kind kind, int64_t county, int64_t batch, struct err *e) MUST_USE;

/* The job itself, in its own process: as the account that made the batch, within its scope. */
bool job_run(struct arena *a, struct db *db, const char *dir, enum job_kind kind, int64_t county, int64_t batch,
	     struct err *e) MUST_USE;

/* Says of every batch whose process is dead that it was interrupted, and makes it ready to be
 * started again; removes stored bytes that nothing names (reg/file.h).  `db`: a writer outside a transaction. */
bool jobs_tidy(struct arena *a, struct db *db, const char *dir, struct err *e) MUST_USE;
