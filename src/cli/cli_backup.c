/*
 * cli_backup.c - a site into a file and a folder, and back.
 *
 * FILE is the database, whole.  FILE.d/ is what stands beside it: files/ (the bytes of
 * attachments and of imported sheets), site.conf and the site's own definitions.  The key is in
 * neither: who holds a backup and the key reads every identity number.
 */
#include "base/arena.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/site.h"
#include "reg/file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool backup(struct cli *c, struct err *e);
static bool restore(struct cli *c, struct err *e);

static const struct option backup_options[] = {{.name = "key", .value = 1}, {0}};
const struct command backup_command = {
    .name = "backup",
    .usage = "DIR FILE [--key KEYFILE]",
    .about = N_("Copies a running or stopped site: the database into FILE, files and definitions "
		"into FILE.d, the key where --key says."),
    .options = backup_options,
    .words_min = 2,
    .words_max = 2,
    .run = backup,
};

static const struct option restore_options[] = {{.name = "key", .value = 1}, {0}};
const struct command restore_command = {
    .name = "restore",
    .usage = "FILE DIR --key SECRET.KEY",
    .about = N_("Makes a site from a backup and the key of the site it was taken from."),
    .options = restore_options,
    .words_min = 2,
    .words_max = 2,
    .run = restore,
};

static const char *const folders[] = {"files", "registers", "indicators", "documents"};

static bool file_copy(const char *from, const char *to, struct err *e)
{
	char part[65536];
	FILE *in = fopen(from, "rb");
	int fd = in ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
	FILE *out = fd >= 0 ? fdopen(fd, "wb") : NULL;
	bool ok = in && out;
	for (size_t n; ok && (n = fread(part, 1, sizeof part, in)) > 0;)
		ok = fwrite(part, 1, n, out) == n;
	if (in)
		fclose(in);
	if (out && (fflush(out) != 0 || fsync(fileno(out)) != 0 || fclose(out) != 0))
		ok = false;
	return ok || err_set(e, ERR_FILE, "Cannot copy %s to %s: %s.", from, to, strerror(errno));
}

/* ---- what stands beside the database ---- */

static bool folder_make(const char *path, struct err *e)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST ||
	       err_set(e, ERR_FILE, "Cannot make the folder %s: %s.", path, strerror(errno));
}

/* The regular files of DIR/<folder>; a folder that is not there has none. */
static bool folder_copy(struct cli *c, const char *from, const char *to, const char *folder,
			struct err *e)
{
	GDir *list = g_dir_open(arena_printf(c->arena, "%s/%s", from, folder), 0, NULL);
	bool ok = !list || folder_make(arena_printf(c->arena, "%s/%s", to, folder), e);
	for (const char *name; ok && list && (name = g_dir_read_name(list));) {
		const char *one = arena_printf(c->arena, "%s/%s/%s", from, folder, name);
		if (g_file_test(one, G_FILE_TEST_IS_REGULAR))
			ok = file_copy(one, arena_printf(c->arena, "%s/%s/%s", to, folder, name), e);
	}
	if (list)
		g_dir_close(list);
	return ok;
}

static bool beside_copy(struct cli *c, const char *from, const char *to, struct err *e)
{
	const char *conf = arena_printf(c->arena, "%s/site.conf", from);
	const char *there = arena_printf(c->arena, "%s/site.conf", to);
	bool ok = true;
	if (access(conf, R_OK) == 0) {
		(void)unlink(there); /* that of a new site */
		ok = file_copy(conf, there, e);
	}
	for (size_t i = 0; ok && i < ARRAY_LEN(folders); i++)
		ok = folder_copy(c, from, to, folders[i], e);
	return ok;
}

/* ---- the commands ---- */

static bool is_free(const char *path, struct err *e)
{
	return access(path, F_OK) != 0 ||
	       err_set(e, ERR_CONFLICT, "%s exists already; a backup is a new file.", path);
}

static bool backup(struct cli *c, struct err *e)
{
	const char *dir = c->words[0], *to = c->words[1], *key = cli_option(c, "key");
	const char *from = arena_printf(c->arena, "%s/site.db", dir),
		   *beside = arena_printf(c->arena, "%s.d", to);
	if (!is_free(to, e) || !is_free(beside, e) || (key && !is_free(key, e)))
		return false;
	if (access(from, F_OK) != 0)
		return err_set(e, ERR_NOT_FOUND, "There is no site in %s.", dir);
	struct db *db = db_open(from, DB_READ, e);
	bool ok = db && db_backup(db, to, e);
	db_close(db);
	ok = ok && folder_make(beside, e) && beside_copy(c, dir, beside, e) &&
	     (!key || file_copy(arena_printf(c->arena, "%s/secret.key", dir), key, e));
	if (ok && key)
		cli_say(c, "The backup is in %s and %s, the key in %s.  Keep the key in another place.",
			to, beside, key);
	else if (ok)
		cli_say(c, "The backup is in %s and %s.  Keep %s/secret.key too, in another place.", to,
			beside, dir);
	return ok;
}

static bool restore(struct cli *c, struct err *e)
{
	const char *from = c->words[0], *dir = c->words[1], *key = cli_option(c, "key");
	const char *beside = arena_printf(c->arena, "%s.d", from);
	struct site s;
	if (!key) {
		err_set(e, ERR_INPUT,
			"Identity numbers and phones can only be read with the site's key.");
		return err_hint(e, "Name it with --key SECRET.KEY.");
	}
	struct db *db = db_open(from, DB_READ, e);
	bool ok = db && db_integrity(db, e), has_beside = access(beside, R_OK) == 0;
	db_close(db);
	if (!ok || !site_folder(c, dir, e) ||
	    !file_copy(key, arena_printf(c->arena, "%s/secret.key", dir), e) ||
	    !file_copy(from, arena_printf(c->arena, "%s/site.db", dir), e) ||
	    (has_beside && !beside_copy(c, beside, dir, e)))
		return false;
	if (!has_beside)
		cli_note(c, "There is no %s: attached files and definitions of its own are missing.",
			 beside);
	if (!site_open(&s, c, dir, true, e))
		return false;
	site_close(&s);
	cli_say(c, "The site is in %s.  Serve it with “yanzhen serve %s”.", dir, dir);
	return true;
}
