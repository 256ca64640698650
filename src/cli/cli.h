#pragma once
/*
 * cli.h - subcommands: what they are, what they were given, how they speak.
 *
 * A subcommand is a const struct at the top of its file in src/cli/; cli.c lists them.
 * Results go to standard output, everything else to standard error.  Exit status: 0 done,
 * 1 something was found wrong, 2 used wrongly, 3 failed.
 *
 * Memory: everything lives in c->arena until the program ends.
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/findings.h"

enum { CLI_WORDS_MAX = 64, CLI_OPTIONS_MAX = 16 };

struct option {
	const char *name;             /* "unit" for --unit; NULL ends the list */
	unsigned value : 1;           /* takes one */
};

struct cli {
	struct arena *arena;
	enum lang lang;
	const struct command *command;
	const char *words[CLI_WORDS_MAX];  /* after the subcommand, options taken out */
	int word_count;
	const char *given[CLI_OPTIONS_MAX]; /* values by position in command->options; "" for flags */
	int status;                   /* exit status of a run that succeeds: 1 found something wrong */
};

struct command {
	const char *name;
	const char *usage;            /* "DIR --unit CODE" */
	const char *about;            /* msgid: one sentence */
	const struct option *options; /* NULL: none */
	int words_min, words_max;
	bool (*run)(struct cli *c, struct err *e);
};

/* The whole program: gives the exit status. */
int cli_main(int argc, char **argv);

/* NULL when it was not given; "" for a flag that was. */
const char *cli_option(const struct cli *c, const char *name);
bool cli_flag(const struct cli *c, const char *name);

/* A translated line on standard output. */
void cli_say(const struct cli *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* A translated line on standard error. */
void cli_note(const struct cli *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Findings on standard error, one per line: place: sentence (hint). */
void cli_findings(const struct cli *c, const struct findings *f);
/* The whole file, at most `max` bytes. */
bool cli_read_file(struct cli *c, const char *path, size_t max, const char **text, size_t *n,
		   struct err *e) MUST_USE;
/* A progress bar on a terminal, a line every ten percent elsewhere.  `done` of 1000. */
void cli_progress(const struct cli *c, int64_t row, int done);
