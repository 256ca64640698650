#pragma once
/*
 * migrate.h - brings a database to the schema built into the program.
 *
 * The embedded schema/NNNN_name.sql files are applied in order, each in a transaction of
 * its own, and remembered with their hash.  An applied file never changes: a correction
 * is a new file.
 *
 * Owns:   schema_applied, site_setting (tables)
 */
#include "db/db.h"

/*
 * Applies what is missing; run twice it changes nothing.  ERR_CORRUPT when an applied file
 * differs from the program's, ERR_REFUSED when the database was written by a newer program.
 * `db` is a writer outside any transaction.
 */
bool db_migrate(struct db *db, struct err *e) MUST_USE;
