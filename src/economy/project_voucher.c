/* project_voucher.c - what of a project's money is to be booked, and its drafts. */
#include "economy/project_voucher.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "economy/economy_int.h"

#include <stdlib.h>
#include <string.h>

enum { EVENTS = 400, ROWS = 200 };

struct event_work {
	struct arena *a;
	struct db *db;
	const struct account *acc;
	const struct book *book;
	int64_t county;
	struct project_events *out;
	struct err *e;
};

/* The rows of the register whose field holds the id, as far as the account may read them. */
static bool rows_of(struct event_work *w, const char *reg, const char *field, int64_t id, struct record_list *out)
{
	const struct reg_def *def = reg_find(reg);
	struct scope scope;
	struct query q;
	char text[24];
	*out = (struct record_list){ 0 };
	reg_scope(w->acc, def, false, &scope);
	if (scope.count == 0)
		return true;
	query_init(&q, def, w->county, &scope);
	query_filter(&q, (struct path){ .field = field_find(def, field)->index, .sub = -1 }, OP_EQ,
		     arena_strdup(w->a, id_text(id, text)));
	q.limit = ROWS;
	return query_list(w->a, w->db, &q, out, w->e);
}

static bool event_add(struct event_work *w, struct project_event ev)
{
	struct project_events *out = w->out;
	if (!ev.day || !ev.fen)
		return true;
	if (out->count == EVENTS)
		return err_set(w->e, ERR_TOO_BIG, "More than %d entries of one project.", EVENTS);
	out->rows[out->count] = ev;
	struct project_event *row = &out->rows[out->count++];
	return !w->book || voucher_of_source(w->db, w->book, ev.source, &row->voucher, w->e);
}

static const char *source_of(struct event_work *w, int64_t row, const char *more)
{
	return arena_printf(w->a, "project/%" PRId64 "%s", row, more);
}

/* The one invoice behind a payment. */
static bool invoice_of(struct event_work *w, int64_t payment, const char **out)
{
	struct record_list list;
	*out = "";
	if (!rows_of(w, "project_receipt", "payment", payment, &list))
		return false;
	if (list.count == 1)
		*out = economy_text(w->a, list.rows[0], "invoice");
	return true;
}

static bool payments_add(struct event_work *w, int64_t allocation)
{
	struct record_list list;
	if (!rows_of(w, "project_payment", "allocation", allocation, &list))
		return false;
	for (int i = 0; i < list.count; i++) {
		const struct record *r = list.rows[i];
		struct project_event ev = {
			.kind = economy_fen(r, "asset") ? PROJECT_ASSET_PAID : PROJECT_OTHER_PAID,
			.day = economy_day(r, "day"), .fen = economy_fen(r, "amount"),
			.about = economy_text(w->a, r, "payee"), .source = source_of(w, r->id, ""),
		};
		if (!invoice_of(w, r->id, &ev.receipt) || !event_add(w, ev))
			return false;
	}
	return true;
}

static bool allocations_add(struct event_work *w, int64_t project)
{
	struct record_list list;
	if (!rows_of(w, "project_allocation", "project", project, &list))
		return false;
	for (int i = 0; i < list.count; i++) {
		const struct record *r = list.rows[i];
		struct project_event in = {
			.kind = PROJECT_ALLOCATED, .day = economy_day(r, "day"), .fen = economy_fen(r, "amount"),
			.about = economy_text(w->a, r, "number"), .receipt = "", .source = source_of(w, r->id, ""),
		};
		struct project_event back = {
			.kind = PROJECT_RETURNED, .day = economy_day(r, "returned_on"),
			.fen = economy_fen(r, "returned"), .about = in.about, .receipt = "",
			.source = source_of(w, r->id, "/returned"),
		};
		if (!event_add(w, in) || !payments_add(w, r->id) || !event_add(w, back))
			return false;
	}
	return true;
}

static bool acceptances_add(struct event_work *w, int64_t project)
{
	struct record_list list;
	if (!rows_of(w, "acceptance", "project", project, &list))
		return false;
	for (int i = 0; i < list.count; i++) {
		const struct record *r = list.rows[i];
		struct project_event ev = {
			.kind = PROJECT_ACCEPTED, .day = economy_day(r, "held"), .fen = economy_fen(r, "asset"),
			.about = economy_text(w->a, r, "document"), .receipt = "",
			.source = source_of(w, r->id, ""),
		};
		if (!event_add(w, ev))
			return false;
	}
	return true;
}

static int by_day(const void *x, const void *y)
{
	const struct project_event *a = x, *b = y;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return a->kind != b->kind ? (a->kind < b->kind ? -1 : 1) : strcmp(a->source, b->source);
}

bool project_events_load(struct arena *a, struct db *db, const struct account *acc, const struct record *project,
			 const struct book *b, struct project_events *out, struct err *e)
{
	struct event_work w = { .a = a, .db = db, .acc = acc, .book = b, .county = project->county, .out = out,
				.e = e };
	*out = (struct project_events){ .rows = ARENA_ARRAY(a, struct project_event, EVENTS) };
	if (!allocations_add(&w, project->id) || !acceptances_add(&w, project->id))
		return false;
	qsort(out->rows, (size_t)out->count, sizeof *out->rows, by_day);
	return true;
}

bool project_book(struct arena *a, struct db *db, const struct record *project, const struct scope *scope,
		  struct book *out, bool *found, struct err *e)
{
	struct book_list list;
	int count = 0;
	*found = false;
	if (scope->count == 0)
		return true;
	if (!book_list(a, db, project->unit, scope, &list, e))
		return false;
	for (int i = 0; i < list.count; i++)
		if (list.rows[i].unit == project->unit && !list.rows[i].ended &&
		    book_takes_proposals(&list.rows[i]) && ++count == 1)
			*out = list.rows[i];
	*found = count == 1;
	return true;
}

/* ---- drafts ---- */

static void event_lines(struct arena *a, const struct record *project, const struct project_event *ev,
			struct lines *l)
{
	const char *name = economy_text(a, project, "name");
	const char *about = *ev->about ? arena_printf(a, "（%s）", ev->about) : "";
	l->count = 0;
	switch (ev->kind) {
	case PROJECT_ALLOCATED:
		lines_add(l, arena_printf(a, "收到%s项目资金%s", name, about), "102", "", ev->fen, 0);
		lines_add(l, arena_printf(a, "收到%s项目资金%s", name, about), "241", name, 0, ev->fen);
		break;
	case PROJECT_ASSET_PAID:
		lines_add(l, arena_printf(a, "%s项目支出%s", name, about), "153", name, ev->fen, 0);
		lines_add(l, arena_printf(a, "%s项目支出%s", name, about), "102", "", 0, ev->fen);
		break;
	case PROJECT_OTHER_PAID:
		lines_add(l, arena_printf(a, "%s项目未形成资产的支出%s", name, about), "241", name, ev->fen, 0);
		lines_add(l, arena_printf(a, "%s项目未形成资产的支出%s", name, about), "102", "", 0, ev->fen);
		break;
	case PROJECT_ACCEPTED:
		lines_add(l, arena_printf(a, "%s验收转固定资产%s", name, about), "151", "", ev->fen, 0);
		lines_add(l, arena_printf(a, "%s验收转固定资产%s", name, about), "153", name, 0, ev->fen);
		lines_add(l, arena_printf(a, "%s形成资产的项目资金转公积公益金", name), "241", name, ev->fen, 0);
		lines_add(l, arena_printf(a, "%s形成资产的项目资金转公积公益金", name), "311", "", 0, ev->fen);
		break;
	case PROJECT_RETURNED:
		lines_add(l, arena_printf(a, "交回%s未用项目资金%s", name, about), "241", name, ev->fen, 0);
		lines_add(l, arena_printf(a, "交回%s未用项目资金%s", name, about), "102", "", 0, ev->fen);
		break;
	}
	l->rows[0].receipt = ev->receipt;
}

bool project_propose(struct arena *a, struct db *db, const struct book *b, const struct record *project,
		     struct project_events *events, const struct ledger_who *who, struct proposed *out,
		     struct err *e)
{
	struct book_accounts accounts;
	struct lines lines;
	if (!book_takes_proposals(b))
		return true;
	if (!book_accounts(a, db, b, &accounts, e))
		return false;
	for (int i = 0; i < events->count; i++) {
		struct project_event *ev = &events->rows[i];
		enum month_state state;
		if (ev->voucher)
			continue;
		if (!month_state(db, b, ev->day, &state, e))
			return false;
		out->closed += state == MONTH_CLOSED;
		out->outside += state == MONTH_OUTSIDE;
		out->more |= out->made >= PROPOSALS_MAX;
		if (state != MONTH_OPEN || out->made >= PROPOSALS_MAX)
			continue;
		event_lines(a, project, ev, &lines);
		struct draft d = { ev->source, ev->day, &lines };
		if (!draft_save(a, db, b, &accounts, &d, who, &ev->voucher, e))
			return false;
		out->made++;
	}
	return true;
}
