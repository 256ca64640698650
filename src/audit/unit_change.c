/* unit_change.c - the log's side of unit_change_apply(): unit/ asks, audit/ writes. */
#include "audit/audit.h"
#include "unit/unit.h"

bool unit_change_log(struct db *db, const struct unit_change_log *log, struct err *e)
{
	return audit_write(db, &(struct audit_entry){
		.county = log->county, .actor = log->actor, .action = log->action, .subject = "unit",
		.record = log->record, .origin = log->actor ? "form" : "program",
		.reason = log->document, .before = log->before, .after = log->after }, e);
}
