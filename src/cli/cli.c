/* cli.c - from argv to a subcommand and to an exit status. */
#include "cli/cli.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/limits.h"
#include "base/str.h"
#include "cli/commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct command *const commands[] = {
    &init_command,    &demo_command,   &serve_command,  &user_command,	  &unit_command,    &import_command,
    &export_command,  &figure_command, &document_command, &check_command,   &reg_command,
    &explain_command, &backup_command, &restore_command,  &version_command, &openapi_command, &routes_command,
    &job_command,     &book_command,   &daily_command,
};

static enum lang language(void)
{
	const char *says = getenv("LC_ALL");
	if (is_empty(says))
		says = getenv("LANG");
	return says && has_prefix(says, "zh") ? LANG_ZH : LANG_EN;
}

static void print(FILE *to, enum lang lang, const char *fmt, va_list ap) PRINTF_LIKE(3, 0);
static void print(FILE *to, enum lang lang, const char *fmt, va_list ap)
{
	struct msg m;
	char text[1024];
	msg_vset(&m, fmt, ap);
	msg_write(&m, lang, text, sizeof text);
	fprintf(to, "%s\n", text);
}

void cli_say(const struct cli *c, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	print(stdout, c->lang, fmt, ap);
	va_end(ap);
}

void cli_note(const struct cli *c, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	print(stderr, c->lang, fmt, ap);
	va_end(ap);
}

void cli_findings(const struct cli *c, const struct findings *f)
{
	for (const struct finding *fi = f->first; fi; fi = fi->next) {
		const char *where = fi->place ? fi->place : fi->field;
		const char *hint = fi->hint.id ? msg_render(c->arena, &fi->hint, c->lang) : "";
		fprintf(stderr, "%s%s%s%s%s\n", where ? where : "", where ? ": " : "",
			msg_render(c->arena, &fi->text, c->lang), *hint ? " " : "", hint);
	}
	int kept = f->kept, all = f->errors + f->warnings + f->notes;
	if (all > kept)
		cli_note(c, "… and %d more.", all - kept);
}

bool cli_read_file(struct cli *c, const char *path, size_t max, const char **text, size_t *n,
		   struct err *e)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return err_set(e, ERR_FILE, "Cannot read %s: %s.", path, strerror(errno));
	char *p = arena_alloc(c->arena, max + 2);
	*n = fread(p, 1, max + 1, f);
	fclose(f);
	if (*n > max)
		return err_set(e, ERR_TOO_BIG, "%s is larger than %zu KB.", path, max >> 10);
	*text = p;
	return true;
}

void cli_progress(const struct cli *c, int64_t row, int done)
{
	char number[24];
	static const char bar[] = "########################################";
	if (isatty(STDERR_FILENO)) {
		int filled = done * 40 / 1000;
		fprintf(stderr, "\r[%-40.*s] %3d%% %" PRId64 "%s", filled, bar, done / 10, row,
			done >= 1000 ? "\n" : "");
	} else if (done % 100 == 0) {
		cli_note(c, "%d%%, row %s", done / 10, id_text(row, number));
	}
}

const char *cli_option(const struct cli *c, const char *name)
{
	const struct option *o = c->command->options;
	for (int i = 0; o && o[i].name; i++)
		if (text_eq(o[i].name, name))
			return c->given[i];
	return NULL;
}

bool cli_flag(const struct cli *c, const char *name)
{
	return cli_option(c, name) != NULL;
}

static const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (text_eq(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static bool option_take(struct cli *c, int argc, char **argv, int *at, struct err *e)
{
	const char *word = argv[*at];
	const char *name = word[1] == '-' ? word + 2 : text_eq(word, "-o") ? "output" : word + 1;
	size_t n = strcspn(name, "=");
	const struct option *o = c->command->options;
	for (int i = 0; o && o[i].name; i++) {
		if (strlen(o[i].name) != n || strncmp(o[i].name, name, n) != 0)
			continue;
		if (!o[i].value)
			c->given[i] = "";
		else if (name[n] == '=')
			c->given[i] = name + n + 1;
		else if (*at + 1 < argc)
			c->given[i] = argv[++*at];
		else
			return err_set(e, ERR_INPUT, "The option --%s needs a value.", o[i].name);
		return true;
	}
	err_set(e, ERR_INPUT, "There is no option %s here.", word);
	return err_hint(e, "“yanzhen %s --help” lists them.", c->command->name);
}

static bool words_take(struct cli *c, int argc, char **argv, bool *help, struct err *e)
{
	bool only_words = false;
	for (int i = 0; i < argc; i++) {
		const char *word = argv[i];
		if (!only_words && text_eq(word, "--")) {
			only_words = true;
		} else if (!only_words && (text_eq(word, "--help") || text_eq(word, "-h"))) {
			*help = true;
			return true;
		} else if (!only_words && word[0] == '-' && word[1]) {
			if (!option_take(c, argc, argv, &i, e))
				return false;
		} else if (c->word_count < CLI_WORDS_MAX) {
			c->words[c->word_count++] = word;
		}
	}
	if (c->word_count >= c->command->words_min && c->word_count <= c->command->words_max)
		return true;
	err_set(e, ERR_INPUT, "Usage: yanzhen %s %s", c->command->name, c->command->usage);
	return err_hint(e, "“yanzhen %s --help” says more.", c->command->name);
}

static void help_all(enum lang lang)
{
	printf("%s\n\n",
	       tr(lang, N_("Yanzhen: record once where the work happens; every list, figure and "
			   "report is an answer from those records.")));
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		printf("  yanzhen %-8s %s\n", commands[i]->name, tr(lang, commands[i]->about));
	printf("\n%s\n", tr(lang, N_("“yanzhen COMMAND --help” shows how a command is used.")));
}

static int failed(enum lang lang, const struct err *e)
{
	char text[1024], hint[1024];
	msg_write(&e->text, lang, text, sizeof text);
	msg_write(&e->hint, lang, hint, sizeof hint);
	fprintf(stderr, "yanzhen: %s%s%s\n", text, *hint ? " " : "", hint);
	return err_exit(e->code);
}

int cli_main(int argc, char **argv)
{
	struct err e = {0};
	struct cli c = {.lang = language()};
	if (argc < 2 || text_eq(argv[1], "--help") || text_eq(argv[1], "-h") ||
	    text_eq(argv[1], "help")) {
		help_all(c.lang);
		return argc < 2 ? 2 : 0;
	}
	c.command = command_find(text_eq(argv[1], "--version") ? "version" : argv[1]);
	if (!c.command) {
		const char *names[ARRAY_LEN(commands)];
		for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
			assert(commands[i]);
			names[i] = commands[i]->name;
		}
		const char *near = nearest(argv[1], names, ARRAY_LEN(names));
		err_set(&e, ERR_INPUT, "There is no command %s.", argv[1]);
		if (near)
			err_hint(&e, "Did you mean “yanzhen %s”?", near);
		else
			err_hint(&e, "“yanzhen --help” lists the commands.");
		return failed(c.lang, &e);
	}
	c.arena = arena_new(LIMIT_JOB_ARENA);
	bool help = false, ok = words_take(&c, argc - 2, argv + 2, &help, &e);
	if (ok && help)
		printf("yanzhen %s %s\n\n%s\n", c.command->name, c.command->usage,
		       tr(c.lang, c.command->about));
	else if (ok)
		ok = c.command->run(&c, &e);
	fflush(stdout);
	int status = ok ? c.status : failed(c.lang, &e);
	arena_free(c.arena);
	return status;
}
