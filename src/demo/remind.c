/* remind.c - the chain of escalation of a place: packs/<slug>/remind.yaml; then the run of the day. */
#include "demo/demo_int.h"
#include "demo/reading.h"
#include "remind/escalate.h"

bool make_escalation(struct place *p, struct err *e)
{
	struct reading r;
	if (!plan_area(p->a, p->plan->slug, "remind", &r, e))
		return false;
	if (!r.map)
		return true;
	const char *document = plan_need(&r, "document");
	ymd started = plan_day(&r, "started");
	for (int i = 0;; i++) {
		struct entry en;
		struct reading rule = plan_item(&r, "rules", i);
		if (!rule.map)
			break;
		const char *days = plan_need(&rule, "days");
		entry_start(p, &en, "escalation_rule", p->unit.id);
		entry_put(&en, "applies", plan_need(&rule, "applies"));
		entry_put(&en, "days", days);
		entry_put(&en, "step", plan_need(&rule, "step"));
		entry_put(&en, "document", document);
		entry_day(&en, "started", started);
		if (!plan_says_ok(&r, "remind.yaml", e) || !entry_save(&en, NULL, e))
			return false;
	}
	return plan_says_ok(&r, "remind.yaml", e);
}

struct direct {
	struct remind_writer writer; /* first */
	struct db *db;
};

static bool direct_run(struct remind_writer *w, bool (*fn)(void *arg, struct db *db, struct err *e), void *arg,
		       struct err *e)
{
	struct direct *d = (struct direct *)w;
	TXN(t);
	return txn_begin(&t, d->db, e) && fn(arg, d->db, e) && txn_commit(&t, e);
}

bool run_day(struct arena *a, struct db *db, struct err *e)
{
	struct direct d = {{direct_run}, db};
	const int64_t *counties;
	int count;
	if (!remind_counties(a, db, &count, &counties, e))
		return false;
	for (int i = 0; i < count; i++) {
		struct run_report r;
		struct run_ask ask = {.county = counties[i], .at = today()};
		struct arena *own = arena_new(LIMIT_JOB_ARENA);
		bool ok = remind_daily(own, db, &d.writer, &ask, &r, e);
		arena_free(own);
		if (!ok)
			return false;
	}
	return true;
}
