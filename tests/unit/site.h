#pragma once
/*
 * site.h - a small site in a temporary folder for tests of reg and what stands above it:
 * the five counties' units, the built-in definitions, no people.
 */
#include "auth/auth.h"
#include "base/arena.h"
#include "base/embed.h"
#include "db/migrate.h"
#include "reg/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct test_site {
	struct arena *process, *a;
	struct db *db;
	struct err e;
	char dir[64];
	int64_t county, town; /* 祁阳市, 羊角塘镇 */
};

static struct test_site site;

__attribute__((unused)) static int64_t unit_of(const char *code)
{
	struct unit u;
	assert_true(unit_by_code(site.a, site.db, code, 0, &u, &site.e));
	return u.id;
}

/* Prints what went wrong, so that a failing assert can be read. */
__attribute__((unused)) static bool fine(bool ok)
{
	char text[600];
	if (!ok) {
		msg_write(&site.e.text, LANG_EN, text, sizeof text);
		fprintf(stderr, "%s:%d: %s\n", site.e.file, site.e.line, text);
	}
	return ok;
}

__attribute__((unused)) static int site_up(void **state)
{
	(void)state;
	static struct reg_set set;
	struct findings f;
	const char *migration;
	int added;
	char path[128];
	setenv("YANZHEN_NOW", "1704067200000", 0); /* 2024-01-01 08:00 in China */
	site = (struct test_site){.process = arena_new(64 << 20), .a = arena_new(512 << 20)};
	snprintf(site.dir, sizeof site.dir, "/tmp/yz-test-XXXXXX");
	assert_non_null(mkdtemp(site.dir));
	snprintf(path, sizeof path, "%s/secret.key", site.dir);
	assert_true(fine(seal_open(path, true, &site.e)));
	snprintf(path, sizeof path, "%s/site.db", site.dir);
	site.db = db_open(path, DB_CREATE, &site.e);
	assert_true(fine(site.db != NULL) && fine(db_migrate(site.db, &site.e)));
	findings_init(&f, site.a);
	assert_true(reg_set_read(site.process, NULL, &set, &f));
	reg_set_use(&set);
	assert_true(fine(reg_diff(site.a, site.db, true, &migration, &f, &site.e)));
	for (size_t i = embedded_from("packs/areas/"); i < embedded_count; i++) {
		const struct embedded *file = &embedded_files[i];
		if (strncmp(file->path, "packs/areas/", 12) != 0)
			break;
		assert_true(fine(units_load_csv(site.db, file->data, file->size, 20200101, &added,
						&f, &site.e)));
	}
	site.county = unit_of("431181000000");
	site.town = unit_of("431181110000");
	return 0;
}

static int site_down(void **state)
{
	(void)state;
	char command[128];
	db_close(site.db);
	arena_free(site.a);
	static const char *const names[] = {"site.db",	  "site.db-wal", "site.db-shm",
					    "secret.key", "in.xlsx",	 "out.xlsx"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(command, sizeof command, "%s/%s", site.dir, names[i]);
		(void)unlink(command);
	}
	(void)rmdir(site.dir);
	return 0;
}

/* A value of a record, from text as a person types it. */
__attribute__((unused)) static void put(struct record *r, const char *field, const char *text)
{
	struct findings f;
	const struct field_def *fd = field_find(r->def, field);
	findings_init(&f, site.a);
	assert_non_null(fd);
	assert_true(value_parse(site.a, fd, text, false, &r->v[fd->index], &f));
}

__attribute__((unused)) static struct save_how by_program(void)
{
	struct save_how how = {.origin = "test"};
	scope_all(site.county, &how.scope);
	return how;
}

__attribute__((unused)) static bool said(bool ok, const struct findings *f)
{
	char text[600];
	for (const struct finding *fi = f->first; !ok && fi; fi = fi->next) {
		msg_write(&fi->text, LANG_EN, text, sizeof text);
		fprintf(stderr, "%s %s: %s\n", fi->place ? fi->place : "",
			fi->field ? fi->field : "", text);
	}
	return fine(ok);
}

__attribute__((unused)) static int64_t add_person(const char *unit, const char *name,
						  const char *birth, const char *education,
						  const char *idnum)
{
	struct findings f;
	struct save_how how = by_program();
	struct record *r = record_new(site.a, reg_find("person"), site.county, unit_of(unit));
	findings_init(&f, site.a);
	put(r, "name", name);
	put(r, "sex", "男");
	put(r, "birth", birth);
	put(r, "education", education);
	put(r, "id_number", idnum);
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	return r->id;
}

__attribute__((unused)) static int64_t add_reserve(const char *unit, int64_t person,
						   const char *joined)
{
	struct findings f;
	struct save_how how = by_program();
	struct record *r = record_new(site.a, reg_find("reserve"), site.county, unit_of(unit));
	findings_init(&f, site.a);
	*record_value(r, "person") = (struct value){.known = true, .i = person};
	put(r, "joined", joined);
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	return r->id;
}
