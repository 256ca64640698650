/* cli_data.c - sheets into a register and out of it. */
#include "base/limits.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/site.h"
#include "job/job.h"
#include "measure/shortage.h"
#include "reg/import.h"
#include "reg/query.h"

#include <stdio.h>
#include <string.h>

static bool import(struct cli *c, struct err *e);
static bool export(struct cli *c, struct err *e);

static const struct option import_options[] = {
    {.name = "dry-run"},
    {.name = "good-rows"},
    {.name = "remarks", .value = 1},
    {.name = "unit", .value = 1},
    {.name = "as", .value = 1},
    {0},
};
const struct command import_command = {
    .name = "import",
    .usage = "DIR REGISTER FILE [--dry-run] [--good-rows] [--remarks FILE.xlsx] [--unit CODE] [--as USER]",
    .about =
	N_("Takes a sheet into a register: all of it, or with --good-rows what is not refused."),
    .options = import_options,
    .words_min = 3,
    .words_max = 3,
    .run = import,
};

static const struct option export_options[] = {
    {.name = "output", .value = 1},
    {.name = "unit", .value = 1},
    {.name = "as", .value = 1},
    {0},
};
const struct command export_command = {
    .name = "export",
    .usage = "DIR REGISTER -o FILE.xlsx [--unit CODE] [--as USER]",
    .about = N_("Writes a register as a sheet that can be edited and brought back."),
    .options = export_options,
    .words_min = 2,
    .words_max = 2,
    .run = export,
};

struct step {
	const struct cli *c;
	int last;
};

static bool progress(void *arg, int64_t row, int permille)
{
	struct step *s = arg;
	if (permille / 10 != s->last)
		cli_progress(s->c, row, permille);
	s->last = permille / 10;
	return true;
}

static bool scope_read(struct site *s, struct cli *c, const struct unit *unit,
		       const struct reg_def *def, bool write, struct scope *out, int64_t *actor,
		       struct err *e)
{
	struct account *acc;
	*actor = 0;
	if (!site_actor(s, c, &acc, e))
		return false;
	if (acc) {
		reg_scope(acc, def, write, out);
		*actor = acc->id;
	} else {
		scope_all(unit->county, out);
	}
	return true;
}

static bool refused_print(struct site *s, struct cli *c, int64_t county, int64_t batch,
			  struct err *e)
{
	struct import_rows rows = {0};
	do {
		if (!import_rows_load(c->arena, s->db, county, batch, ROW_REFUSED, rows.next,
				      LIMIT_PAGE_ROWS, c->lang, &rows, e))
			return false;
		for (int i = 0; i < rows.count; i++)
			for (int k = 0; k < rows.rows[i].finding_count; k++)
				fprintf(stderr, "%s: %s%s%s\n", rows.rows[i].findings[k].place,
					rows.rows[i].findings[k].text,
					rows.rows[i].findings[k].hint ? " " : "",
					rows.rows[i].findings[k].hint
					    ? rows.rows[i].findings[k].hint
					    : "");
	} while (rows.next != 0);
	return true;
}

static void counts_print(const struct import_batch *b)
{
	printf("rows %" PRId64 " new %" PRId64 " changed %" PRId64 " same %" PRId64
	       " refused %" PRId64,
	       b->rows, b->fresh, b->changed, b->same, b->refused);
	printf(" county %" PRId64 " batch %" PRId64 "\n", b->county, b->id);
}

static bool staged(struct site *s, struct cli *c, const struct reg_def *def, struct import_batch *b,
		   struct scope *scope, struct err *e)
{
	struct unit unit;
	struct step step = {.c = c, .last = -1};
	struct import_progress p = {.fn = progress, .arg = &step};
	struct import_start start = {.def = def, .path = c->words[2], .sheet = -1};
	int64_t batch;
	const char *slash = strrchr(c->words[2], '/');
	start.name = slash ? slash + 1 : c->words[2];
	if (!site_unit(s, c, &unit, e) ||
	    !scope_read(s, c, &unit, def, true, scope, &start.actor, e))
		return false;
	start.county = unit.county;
	start.unit = unit.id;
	return import_new(c->arena, s->db, &start, &batch, e) && job_lock(s->dir, batch, e) &&
	       import_stage(s->db, unit.county, batch, scope, c->words[2], &p, e) &&
	       import_load(c->arena, s->db, unit.county, batch, b, e);
}

static bool standing_note(struct site *s, struct cli *c, const struct import_batch *b,
			  struct err *e)
{
	bool above;
	if (!import_stands_above(c->arena, s->db, b, &above, e))
		return false;
	if (above)
		cli_note(c, "No column names the village: new entries stand at %s itself.",
			 unit_name_now(c->arena, s->db, b->unit));
	return true;
}

/* The sheet again, with what was found written into it. */
static bool remarks_write(struct site *s, struct cli *c, const struct import_batch *b,
			  struct err *e)
{
	const char *path = cli_option(c, "remarks");
	return !path || import_annotate(s->db, b->county, b->id, c->words[2], path, c->lang, e);
}

static bool import_run(struct site *s, struct cli *c, const struct reg_def *def, struct err *e)
{
	struct import_batch b;
	struct scope scope;
	struct step step = {.c = c, .last = -1};
	struct import_progress p = {.fn = progress, .arg = &step};
	if (!staged(s, c, def, &b, &scope, e))
		return false;
	counts_print(&b);
	if (!standing_note(s, c, &b, e) || !remarks_write(s, c, &b, e))
		return false;
	if (b.refused > 0 && !refused_print(s, c, b.county, b.id, e))
		return false;
	c->status = b.refused > 0 ? 1 : 0;
	if (cli_flag(c, "dry-run")) {
		cli_note(c, "Nothing was taken over.");
		return true;
	}
	return import_accept(s->db, b.county, b.id, &scope, cli_flag(c, "good-rows"), &p, e) &&
	       shortage_follow(c->arena, s->db, def, b.county, b.actor, e);
}

static bool export_run(struct site *s, struct cli *c, const struct reg_def *def, struct err *e)
{
	struct unit unit;
	struct scope scope;
	struct query q;
	int64_t actor, rows = 0;
	const char *path = cli_option(c, "output");
	if (!path)
		return err_set(e, ERR_INPUT, "Name the file to write with -o FILE.");
	if (!site_unit(s, c, &unit, e) || !scope_read(s, c, &unit, def, false, &scope, &actor, e))
		return false;
	query_init(&q, def, unit.county, &scope);
	q.unit = unit.id;
	const char *title =
	    is_empty(def->export_title) ? label_in(&def->label, c->lang) : def->export_title;
	if (!export_sheet(s->db, &q, arena_printf(c->arena, "%s%s", unit.name, title), c->lang,
			  path, &rows, e))
		return false;
	cli_note(c, "%d rows were written.", (int)rows);
	return true;
}

static bool with_register(struct cli *c,
			  bool (*run)(struct site *, struct cli *, const struct reg_def *,
				      struct err *),
			  struct err *e)
{
	struct site s;
	if (!site_open(&s, c, c->words[0], false, e))
		return false;
	const struct reg_def *def = reg_find(c->words[1]);
	bool ok = def ? run(&s, c, def, e)
		      : err_set(e, ERR_NOT_FOUND, "There is no register %s.", c->words[1]);
	site_close(&s);
	return ok;
}

static bool import(struct cli *c, struct err *e)
{
	return with_register(c, import_run, e);
}

static bool export(struct cli *c, struct err *e)
{
	return with_register(c, export_run, e);
}
