/* cli_check.c - everything that must always hold. */
#include "audit/audit.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/site.h"
#include "document/document.h"
#include "openness/openness.h"
#include "ledger/balance.h"
#include "reg/file.h"

static bool run(struct cli *c, struct err *e);

const struct command check_command = {
    .name = "check",
    .usage = "DIR",
    .about = N_(
	"Verifies everything that must always hold; exit status 1 says that something does not."),
    .words_min = 1,
    .words_max = 1,
    .run = run,
};

static bool tables_agree(struct site *s, struct cli *c, struct findings *f, struct err *e)
{
	const char *migration = "";
	struct err mine = {0};
	bool ok = reg_diff(c->arena, s->db, false, &migration, f, &mine);
	if (!ok && mine.code != ERR_REFUSED) {
		*e = mine;
		return false;
	}
	if (!is_empty(migration))
		find_error(f, NULL, "tables-differ",
			   "The tables differ from the definitions of the registers.");
	return true;
}

static bool run(struct cli *c, struct err *e)
{
	struct site s;
	struct findings f;
	findings_init(&f, c->arena);
	if (!site_open(&s, c, c->words[0], true, e))
		return false;
	bool ok = db_integrity(s.db, e) && units_check(c->arena, s.db, &f, e) &&
		  audit_check(c->arena, s.db, &f, e) && documents_check(c->arena, s.db, &f, e) &&
		  disclosures_check(c->arena, s.db, &f, e) &&
		  ledger_check(c->arena, s.db, &f, e) &&
		  tables_agree(&s, c, &f, e) && file_check(c->arena, s.db, s.dir, &f, e);
	site_close(&s);
	if (!ok)
		return false;
	cli_findings(c, &f);
	if (f.errors) {
		cli_note(c, "%d things are wrong.", f.errors);
		c->status = 1;
	} else {
		cli_say(c, "All is well: the database, the units, the audit chain, the issued "
			   "documents, the books and the tables agree.");
	}
	return true;
}
