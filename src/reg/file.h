#pragma once
/*
 * file.h - files attached to records and vouchers.  Whoever may read the record may read its files,
 * whoever may change it may add and delete them.
 *
 * The bytes stand in DIR/files/<SHA-256>, once for each content; the sheets of imports stand
 * there too.  Bytes that no attachment and no import names any more are removed.
 *
 * Owns:   attachment (table)
 * Memory: everything returned lives in the arena passed in.
 */
#include "reg/record.h"

struct attachment {
	int64_t id, size, created_ms; /* size in bytes */
	const char *name, *hash, *actor_name;
};
struct attachment_list {
	int count;
	struct attachment *rows;
};
struct attachment_new {
	const char *path, *name, *hash; /* a finished upload; its SHA-256 as hex */
	int64_t size;
	const char *dir;                /* of the site */
	int64_t actor;
};

/* What a file is attached to: a record, or another thing that a subject names ("voucher"). */
struct file_of {
	int64_t county;
	const char *subject;
	int64_t record;
};
struct file_of file_of(const struct record *rec);

/* Oldest first, at most 200.  `of` was loaded within the reader's scope. */
bool file_list(struct arena *a, struct db *db, struct file_of of, struct attachment_list *out,
	       struct err *e) MUST_USE;
/* Moves the upload into DIR/files.  ERR_TOO_BIG above LIMIT_ATTACHMENT, ERR_REFUSED for an
 * empty file and past 200 files. */
bool file_add(struct db *db, struct file_of of, const struct attachment_new *n,
	      struct err *e) MUST_USE;
/* ERR_NOT_FOUND when the record has no such file, ERR_FILE when its bytes are gone. */
bool file_open_path(struct arena *a, struct db *db, const char *dir, struct file_of of,
		    int64_t id, struct attachment *out, const char **path, struct err *e) MUST_USE;
/* `hash`: the bytes' name, for file_release() once the change is committed; may be NULL. */
bool file_delete(struct arena *a, struct db *db, struct file_of of, int64_t id,
		 int64_t actor, const char **hash, struct err *e) MUST_USE;
/* With a deleted record go its attachments. */
bool file_delete_all(struct db *db, struct file_of of, struct err *e) MUST_USE;
/* Removes the bytes from DIR/files when nothing names them. */
bool file_release(struct db *db, const char *dir, const char *hash, struct err *e) MUST_USE;
/* Removes all bytes that nothing names and that are older than an hour (an upload is named
 * soon after it is stored). */
bool file_sweep(struct db *db, const char *dir, struct err *e) MUST_USE;
/* Bytes that nothing names are a warning, named ones that are not there an error. */
bool file_check(struct arena *a, struct db *db, const char *dir, struct findings *f,
		struct err *e) MUST_USE;
