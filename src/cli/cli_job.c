/* cli_job.c - the process side of job/job.h; the server starts it. */
#include "base/id.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/site.h"
#include "job/job.h"

static bool run(struct cli *c, struct err *e);

const struct command job_command = {
    .name = "job",
    .usage = "DIR stage|accept|accept-good COUNTY BATCH",
    .about = N_("Runs or continues one step of an import; the server does this by itself."),
    .words_min = 4,
    .words_max = 4,
    .run = run,
};

static bool run(struct cli *c, struct err *e)
{
	struct site s;
	enum job_kind kind;
	int64_t county, batch;
	if (!job_parse(c->words[1], &kind) || !id_parse(c->words[2], &county) ||
	    !id_parse(c->words[3], &batch))
		return err_set(e, ERR_INPUT, "Usage: yanzhen %s %s", c->command->name,
			       c->command->usage);
	if (!site_open(&s, c, c->words[0], false, e))
		return false;
	bool ok = job_run(c->arena, s.db, s.dir, kind, county, batch, e);
	site_close(&s);
	return ok;
}
