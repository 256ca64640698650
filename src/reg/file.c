/* file.c - see file.h. */
#include "reg/file.h"

#include "audit/audit.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"

#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FILES_MAX = 200, SWEEP_AGE = 3600 };

struct file_of file_of(const struct record *rec)
{
	return (struct file_of){
	    .county = rec->county, .subject = rec->def->name, .record = rec->id};
}

bool file_list(struct arena *a, struct db *db, struct file_of of, struct attachment_list *out,
	       struct err *e)
{
	struct attachment_list list = {.rows = ARENA_ARRAY(a, struct attachment, FILES_MAX)};
	struct stmt *q = db_query(
	    db,
	    SQL("select f.id,f.size,f.created_ms,f.name,f.hash,coalesce(a.name,'') "
		"from attachment f left join account a on a.id=f.actor "
		"where f.county=$1 and f.register=$2 and f.record=$3 order by f.id limit $4"),
	    e);
	if (!q)
		return false;
	bind(q, 1, of.county);
	bind(q, 2, of.subject);
	bind(q, 3, of.record);
	bind(q, 4, FILES_MAX);
	while (db_next(q))
		list.rows[list.count++] = (struct attachment){
		    .id = col_i64(q, 0),
		    .size = col_i64(q, 1),
		    .created_ms = col_i64(q, 2),
		    .name = col_text(q, 3, a),
		    .hash = col_text(q, 4, a),
		    .actor_name = col_text(q, 5, a),
		};
	if (!db_end(q, e))
		return false;
	*out = list;
	return true;
}

static bool audit(struct db *db, struct file_of of, int64_t actor, const char *action,
		  const char *name, const char *hash, struct err *e)
{
	struct buf b;
	struct json j;
	buf_init(&b, 8192);
	json_init(&j, &b);
	json_open(&j, '{');
	json_kstr(&j, "file", name);
	json_kstr(&j, "hash", hash);
	json_close(&j, '}');
	bool adds = text_eq(action, "attach");
	bool ok = audit_write(db,
			      &(struct audit_entry){.county = of.county,
						    .actor = actor,
						    .action = action,
						    .subject = of.subject,
						    .record = of.record,
						    .origin = "form",
						    .reason = name,
						    .before = adds ? NULL : buf_str(&b),
						    .after = adds ? buf_str(&b) : NULL},
			      e);
	buf_done(&b);
	return ok;
}

static bool row_add(struct db *db, struct file_of of, const struct attachment_new *n,
		    struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("insert into attachment(county,id,register,record,name,size,"
				      "hash,actor,created_ms) values($1,$2,$3,$4,$5,$6,$7,$8,$9)"),
				  e);
	if (!q)
		return false;
	bind(q, 1, of.county);
	bind(q, 2, id_new());
	bind(q, 3, of.subject);
	bind(q, 4, of.record);
	bind(q, 5, n->name);
	bind(q, 6, n->size);
	bind(q, 7, n->hash);
	bind(q, 8, n->actor);
	bind(q, 9, now_ms());
	return db_run(q, e);
}

/* Equal bytes have equal names: a file that is there already is the same one. */
static bool bytes_keep(const struct attachment_new *n, struct err *e)
{
	char to[4096];
	snprintf(to, sizeof to, "%s/files/%s", n->dir, n->hash);
	if (access(to, R_OK) == 0 || link(n->path, to) == 0 || errno == EEXIST)
		return true;
	return err_set(e, ERR_FILE, "The file cannot be stored: %s.", strerror(errno));
}

static bool is_full(struct db *db, struct file_of of, bool *out, struct err *e)
{
	struct stmt *q = db_query(
	    db, SQL("select count(*) from attachment where county=$1 and register=$2 and record=$3"),
	    e);
	if (!q)
		return false;
	bind(q, 1, of.county);
	bind(q, 2, of.subject);
	bind(q, 3, of.record);
	*out = db_next(q) && col_i64(q, 0) >= FILES_MAX;
	return db_end(q, e);
}

bool file_add(struct db *db, struct file_of of, const struct attachment_new *n,
	      struct err *e)
{
	bool full;
	if (n->size > LIMIT_ATTACHMENT)
		return err_set(e, ERR_TOO_BIG, "The file is larger than %d MB.",
			       LIMIT_ATTACHMENT >> 20);
	if (n->size == 0)
		return err_set(e, ERR_REFUSED, "The file is empty.");
	if (!is_full(db, of, &full, e))
		return false;
	if (full)
		return err_set(e, ERR_REFUSED, "An entry can hold at most %d files.",
			       (int)FILES_MAX);
	TXN(t);
	return txn_begin(&t, db, e) && bytes_keep(n, e) && row_add(db, of, n, e) &&
	       audit(db, of, n->actor, "attach", n->name, n->hash, e) && txn_commit(&t, e);
}

static bool find(struct arena *a, struct db *db, struct file_of of, int64_t id,
		 struct attachment *out, struct err *e)
{
	struct attachment_list list;
	if (!file_list(a, db, of, &list, e))
		return false;
	for (int i = 0; i < list.count; i++)
		if (list.rows[i].id == id) {
			*out = list.rows[i];
			return true;
		}
	return err_set(e, ERR_NOT_FOUND, "There is no such file.");
}

bool file_open_path(struct arena *a, struct db *db, const char *dir, struct file_of of,
		    int64_t id, struct attachment *out, const char **path, struct err *e)
{
	struct attachment found;
	if (!find(a, db, of, id, &found, e))
		return false;
	const char *at = arena_printf(a, "%s/files/%s", dir, found.hash);
	if (access(at, R_OK) != 0) {
		err_set(e, ERR_FILE, "The file %s is missing from the site's folder.", found.name);
		return err_hint(e, "Restore it from the backup of the site.");
	}
	*out = found;
	*path = at;
	return true;
}

bool file_delete(struct arena *a, struct db *db, struct file_of of, int64_t id,
		 int64_t actor, const char **hash, struct err *e)
{
	struct attachment found;
	TXN(t);
	if (!txn_begin(&t, db, e) || !find(a, db, of, id, &found, e))
		return false;
	struct stmt *q = db_query(db, SQL("delete from attachment where county=$1 and id=$2"), e);
	if (!q)
		return false;
	bind(q, 1, of.county);
	bind(q, 2, id);
	if (hash)
		*hash = found.hash;
	return db_run(q, e) && audit(db, of, actor, "detach", found.name, found.hash, e) &&
	       txn_commit(&t, e);
}

bool file_delete_all(struct db *db, struct file_of of, struct err *e)
{
	struct stmt *q = db_query(
	    db, SQL("delete from attachment where county=$1 and register=$2 and record=$3"), e);
	if (!q)
		return false;
	bind(q, 1, of.county);
	bind(q, 2, of.subject);
	bind(q, 3, of.record);
	return db_run(q, e);
}

/* ---- bytes that nothing names ---- */

static bool is_named(struct db *db, const char *hash, bool *out, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select 1 from attachment where hash=$1 union all"
				      " select 1 from import_batch where file_hash=$1"),
				  e);
	if (!q)
		return false;
	bind(q, 1, hash);
	*out = false;
	while (db_next(q))
		*out = true;
	return db_end(q, e);
}

bool file_release(struct db *db, const char *dir, const char *hash, struct err *e)
{
	char path[4096];
	bool named;
	TXN(t); /* nobody stores the same bytes meanwhile */
	if (!txn_begin(&t, db, e) || !is_named(db, hash, &named, e))
		return false;
	snprintf(path, sizeof path, "%s/files/%s", dir, hash);
	if (!named && unlink(path) != 0 && errno != ENOENT)
		return err_set(e, ERR_FILE, "The file cannot be removed: %s.", strerror(errno));
	return txn_commit(&t, e);
}

static bool is_old(const char *dir, const char *name)
{
	char path[4096];
	struct stat st;
	snprintf(path, sizeof path, "%s/files/%s", dir, name);
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_mtime < time(NULL) - SWEEP_AGE;
}

/* Names of the bytes that nothing names, joined by blanks; `count` of them. */
static bool unnamed(struct db *db, const char *dir, struct buf *out, int *count, struct err *e)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/files", dir);
	GDir *list = g_dir_open(path, 0, NULL);
	bool ok = true, named;
	*count = 0;
	for (const char *name; ok && list && (name = g_dir_read_name(list));) {
		if (!is_old(dir, name))
			continue;
		ok = is_named(db, name, &named, e);
		if (ok && !named) {
			buf_printf(out, "%s ", name);
			++*count;
		}
	}
	if (list)
		g_dir_close(list);
	return ok;
}

bool file_sweep(struct db *db, const char *dir, struct err *e)
{
	struct buf names;
	int count;
	buf_init(&names, 16 << 20);
	bool ok = unnamed(db, dir, &names, &count, e);
	char *save = NULL, *text = g_strdup(buf_str(&names));
	buf_done(&names);
	for (char *one = strtok_r(text, " ", &save); ok && one; one = strtok_r(NULL, " ", &save))
		ok = file_release(db, dir, one, e);
	g_free(text);
	return ok;
}

bool file_check(struct arena *a, struct db *db, const char *dir, struct findings *f, struct err *e)
{
	struct buf names;
	int count;
	buf_init(&names, 16 << 20);
	bool ok = unnamed(db, dir, &names, &count, e);
	buf_done(&names);
	if (!ok)
		return false;
	if (count)
		find_hint(find_warning(f, NULL, "file-unnamed",
				       "%d files in %s/files belong to nothing.", count, dir),
			  "They are removed when the server starts.");
	struct stmt *q =
	    db_query(db, SQL("select hash,name,register from attachment order by county,id"), e);
	if (!q)
		return false;
	while (db_next(q)) {
		const char *path = arena_printf(a, "%s/files/%s", dir, col_peek(q, 0));
		if (access(path, R_OK) == 0)
			continue;
		find_hint(find_error(f, NULL, "file-missing",
				     "The file %s, attached to an entry of %s, is missing.",
				     col_peek(q, 1), col_peek(q, 2)),
			  "Restore it from the backup of the site.");
	}
	return db_end(q, e);
}
