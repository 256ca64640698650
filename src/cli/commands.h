#pragma once
/*
 * commands.h - every subcommand.  To add one: a const struct command at the top of a file in
 * src/cli/, its name here and in the table of cli.c.
 */
#include "cli/cli.h"

extern const struct command init_command, serve_command, backup_command, restore_command,
	version_command, openapi_command, routes_command;                                          /* cli_site.c */
extern const struct command user_command;                        /* cli_user.c */
extern const struct command book_command;                        /* cli_book.c */
extern const struct command unit_command;                        /* cli_unit.c */
extern const struct command reg_command, explain_command;        /* cli_reg.c */
extern const struct command import_command, export_command;      /* cli_data.c */
extern const struct command figure_command, document_command;     /* cli_figure.c */
extern const struct command check_command;                       /* cli_check.c */
extern const struct command job_command;                         /* cli_job.c */
extern const struct command daily_command;                       /* cli_daily.c */
extern const struct command demo_command;                        /* cli_demo.c */

/* cli_burden.c: `explain burden`, without DIR of what is built in. */
bool burden_explain(struct cli *c, const char *dir, struct err *e);
