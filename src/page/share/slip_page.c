/* slip_page.c - slips of members, the list laid open, files for bank, cash and proof. */
#include "page/share/share_page.h"

#include "audit/audit.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "sheet/sheet.h"
#include "tpl.h"

#include <string.h>

enum { SLIPS = 2000 };

static bool serve_one(struct request *rq, struct html *h, struct err *e);
static bool serve_all(struct request *rq, struct html *h, struct err *e);
static bool serve_plan(struct request *rq, struct html *h, struct err *e);
static bool serve_proof(struct request *rq, struct html *h, struct err *e);
static bool serve_payment(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},   {.name = "id", .kind = PARAM_ID},
    {.name = "dividend", .kind = PARAM_ID}, {.name = "ord", .kind = PARAM_ID},
    {.name = "number", .kind = PARAM_INT},  {0},
};

#define READ(id, word, fn, off, name, what)                                                        \
	const struct page id = {                                                                   \
	    .path = "/book/:id/dividend/:dividend/" word,                                          \
	    .method = GET,                                                                         \
	    .cap = CAP_BOOK_READ,                                                                  \
	    .params = params,                                                                      \
	    .serve = fn,                                                                           \
	    .slow = off,                                                                           \
	    .title = name,                                                                         \
	    .about = what,                                                                         \
	}

READ(slip_page, "slip/:ord", serve_one, 0, N_("Slip"), "What one member gets, to be checked with a calculator.");
READ(slips_page, "slips", serve_all, 1, N_("Slips"), "All slips of a dividend, for printing.");
READ(dividend_plan_file, "plan.xlsx", serve_plan, 1, N_("List laid open"), "The list of a dividend as an XLSX file.");
READ(dividend_proof_file, "proof.xlsx", serve_proof, 1, N_("Codes of all slips"),
     "The codes of all slips, which tie them to the sum, without names.");
const struct page dividend_payment_file = {
    .path = "/book/:id/dividend/:dividend/payment",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = serve_payment,
    .title = N_("Payment list"),
    .about = "The list of a payment for the bank or for signatures; account numbers in clear, audited.",
};

static const char mime[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/* ---- slips ---- */

/* Yuan from fen without separators, as it is typed into a calculator. */
static const char *plain(struct request *rq, int64_t fen)
{
	char text[32];
	return arena_strdup(rq->arena, fen_text(fen, text));
}

/* declared x weight / total in yuan with six decimals, cut off: what a calculator shows. */
static const char *exact_of(struct request *rq, const struct dividend *d, const struct dividend_line *l)
{
	uint64_t total = (uint64_t)d->weight_total;
	wide units = (wide)(uint64_t)d->declared * (uint64_t)l->weight;
	int64_t whole = (int64_t)(units / total), more = (int64_t)(units % total * 10000 / total);
	return arena_printf(rq->arena, "%s%04d", plain(rq, whole), (int)more);
}

static struct slip slip_of(struct request *rq, const struct dividend *d, const struct dividend_line *l)
{
	return (struct slip){
	    .ord = arena_printf(rq->arena, "%" PRId64, l->ord),
	    .name = l->name,
	    .household = l->household,
	    .shares = page_shares(rq, l->shares),
	    .weight = page_shares(rq, l->weight),
	    .total = page_shares(rq, d->weight_total),
	    .declared = plain(rq, d->declared),
	    .exact = exact_of(rq, d, l),
	    .base = plain(rq, l->base),
	    .extra = plain(rq, l->extra),
	    .fen = plain(rq, l->fen),
	    .salt = l->salt,
	    .days = text_eq(d->weighting, "days"),
	    .has_extra = l->extra != 0,
	    .text = arena_printf(rq->arena, "%" PRId64 "|%" PRId64 "|%" PRId64 "|%" PRId64 "|%s", d->id, l->ord,
				 l->weight, l->fen, l->salt),
	};
}

static struct slips_view head_of(struct request *rq, const struct book *b, const struct dividend *d,
				 const struct dividend_lines *lines)
{
	int64_t extra = 0;
	for (int64_t i = 0; i < lines->count; i++)
		extra += lines->rows[i].extra;
	return (struct slips_view){
	    .org = b->name,
	    .title = d->name,
	    .back = page_dividend_href(rq, d),
	    .year = arena_printf(rq->arena, "%d", d->year),
	    .record_day = page_day(rq, d->record_day),
	    .document = d->document,
	    .root = d->root,
	    .extra_count = arena_printf(rq->arena, "%" PRId64, extra),
	};
}

static bool load_lines(struct request *rq, enum cap cap, struct book *b, struct dividend *d,
		       struct dividend_lines *lines, struct err *e)
{
	if (!page_dividend(rq, cap, b, d, e))
		return false;
	if (!d->line_count) {
		err_set(e, ERR_NOT_FOUND, "There are no slips before the plan is laid open.");
		return false;
	}
	return dividend_lines_load(rq->arena, rq->db, d, 0, lines, e);
}

static bool serve_one(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct dividend d;
	struct dividend_lines lines;
	struct proof p;
	int64_t ord = rq_id(rq, "ord");
	if (!load_lines(rq, CAP_BOOK_READ, &b, &d, &lines, e) ||
	    !proof_of(rq->arena, d.id, &lines, ord, &p, e))
		return false;
	struct slips_view v = head_of(rq, &b, &d, &lines);
	struct slip s = slip_of(rq, &d, &lines.rows[ord - 1]);
	struct slip_step *steps = ARENA_ARRAY(rq->arena, struct slip_step, p.count + 1);
	for (int i = 0; i < p.count; i++)
		steps[i] = (struct slip_step){.hash = arena_strdup(rq->arena, p.steps[i].hash),
					      .fen = arena_printf(rq->arena, "%" PRId64, p.steps[i].fen),
					      .side = p.steps[i].left ? N_("left") : N_("right")};
	s.steps = steps;
	s.step_count = p.count;
	s.leaf = arena_strdup(rq->arena, p.leaf);
	s.last = true;
	v.rows = &s;
	v.count = 1;
	rq->title = arena_printf(rq->arena, "%s · %s", d.name, s.name);
	tpl_slips(h, &v);
	return true;
}

static bool serve_all(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct dividend d;
	struct dividend_lines lines;
	const char **leaves;
	if (!load_lines(rq, CAP_BOOK_READ, &b, &d, &lines, e))
		return false;
	if (lines.count > SLIPS)
		return err_set(e, ERR_TOO_BIG, "More than %d slips are not shown on one page.", SLIPS);
	struct slips_view v = head_of(rq, &b, &d, &lines);
	struct slip *rows = ARENA_ARRAY(rq->arena, struct slip, (size_t)lines.count + 1);
	proof_leaves(rq->arena, d.id, &lines, &leaves);
	for (int64_t i = 0; i < lines.count; i++) {
		rows[i] = slip_of(rq, &d, &lines.rows[i]);
		rows[i].leaf = leaves[lines.rows[i].leaf - 1];
	}
	v.rows = rows;
	v.count = (int)lines.count;
	tpl_slips(h, &v);
	return true;
}

/* ---- files ---- */

static struct sheet_out *sheet_begin(struct request *rq, const char *path, const char *title,
				     const char *const *heads, int columns, struct err *e)
{
	struct sheet_out *o = out_open(path, "1", e);
	if (!o)
		return NULL;
	for (int c = 0; c < columns; c++)
		out_width(o, c + 1, c ? 18 : 6);
	out_title(o, 1, columns, title);
	for (int c = 0; c < columns; c++)
		out_cell(o, 2, c + 1, OUT_HEAD, tr(rq->lang, heads[c]));
	out_freeze(o, 2);
	return o;
}

static bool file_end(struct request *rq, struct sheet_out *o, const char *path, const char *name,
		     struct err *e)
{
	if (!out_close(o, e))
		return false;
	reply_file(rq, path, arena_printf(rq->arena, "%s.xlsx", name), mime);
	return true;
}

static bool serve_plan(struct request *rq, struct html *h, struct err *e)
{
	static const char *const heads[] = {N_("No."), N_("Household"), N_("Name"), N_("Number of shares"),
					    N_("Counted"), N_("Yuan")};
	struct book b;
	struct dividend d;
	struct dividend_lines lines;
	int columns = (int)ARRAY_LEN(heads), row = 3;
	const char *path = arena_printf(rq->arena, "%s/tmp/plan-%s.xlsx", rq->dir, rq->id);
	(void)h;
	if (!load_lines(rq, CAP_BOOK_READ, &b, &d, &lines, e))
		return false;
	struct sheet_out *o = sheet_begin(rq, path, arena_printf(rq->arena, "%s %s", b.name, d.name), heads,
					  columns, e);
	if (!o)
		return false;
	for (int64_t i = 0; i < lines.count; i++, row++) {
		const struct dividend_line *l = &lines.rows[i];
		const char *cells[] = {arena_printf(rq->arena, "%" PRId64, l->ord), l->household, l->name,
				       page_shares(rq, l->shares), page_shares(rq, l->weight), plain(rq, l->fen)};
		for (int c = 0; c < columns; c++)
			out_cell(o, row, c + 1, c == 1 || c == 2 ? OUT_TEXT : OUT_NUMBER, cells[c]);
	}
	const char *last[] = {"", "", tr(rq->lang, N_("Total")), "", page_shares(rq, d.weight_total),
			      plain(rq, d.declared)};
	for (int c = 0; c < columns; c++)
		out_cell(o, row, c + 1, c < 4 ? OUT_TEXT : OUT_NUMBER, last[c]);
	out_line(o, row + 1, columns, arena_printf(rq->arena, "%s %s", tr(rq->lang, N_("Code of the whole:")), d.root));
	return file_end(rq, o, path, arena_printf(rq->arena, "%s %s", d.name, tr(rq->lang, N_("List laid open"))), e);
}

static bool serve_proof(struct request *rq, struct html *h, struct err *e)
{
	static const char *const heads[] = {N_("No."), N_("Code of a slip")};
	struct book b;
	struct dividend d;
	struct dividend_lines lines;
	const char **leaves, *path = arena_printf(rq->arena, "%s/tmp/proof-%s.xlsx", rq->dir, rq->id);
	(void)h;
	if (!load_lines(rq, CAP_BOOK_READ, &b, &d, &lines, e))
		return false;
	proof_leaves(rq->arena, d.id, &lines, &leaves);
	struct sheet_out *o = sheet_begin(rq, path,
					  arena_printf(rq->arena, "%s %s %s", d.name, plain(rq, d.declared), d.root),
					  heads, 2, e);
	if (!o)
		return false;
	for (int64_t i = 0; i < lines.count; i++) {
		out_cell(o, (int)i + 3, 1, OUT_NUMBER, arena_printf(rq->arena, "%" PRId64, i + 1));
		out_cell(o, (int)i + 3, 2, OUT_TEXT, leaves[i]);
	}
	return file_end(rq, o, path, arena_printf(rq->arena, "%s %s", d.name, tr(rq->lang, N_("Codes of all slips"))),
			e);
}

static const struct member_account *account_of(const struct member_account *all, int count, int64_t person)
{
	for (int i = 0; i < count; i++)
		if (all[i].person == person)
			return &all[i];
	return NULL;
}

static bool payment_audit(struct request *rq, const struct dividend *d, int64_t number, struct err *e)
{
	struct audit_entry en = {
	    .county = d->county,
	    .actor = rq->account->id,
	    .action = "export",
	    .subject = "dividend",
	    .record = d->id,
	    .origin = "form",
	    .after = arena_printf(rq->arena, "{\"payment\":%" PRId64 "}", number),
	};
	return audit_write(rq->db, &en, e);
}

static void payment_rows(struct request *rq, struct sheet_out *o, const struct dividend_lines *lines,
			 const struct member_account *accounts, int account_count, int64_t number)
{
	int64_t sum = 0;
	int row = 3;
	for (int64_t i = 0; i < lines->count; i++) {
		const struct dividend_line *l = &lines->rows[i];
		if (l->batch != number)
			continue;
		const struct member_account *acc = account_of(accounts, account_count, l->person);
		const char *cells[] = {arena_printf(rq->arena, "%d", row - 2), l->name, l->household,
				       acc ? acc->bank : "", acc ? acc->number : "", plain(rq, l->fen), ""};
		for (int c = 0; c < (int)ARRAY_LEN(cells); c++)
			out_cell(o, row, c + 1, c == 0 || c == 5 ? OUT_NUMBER : OUT_TEXT, cells[c]);
		sum += l->fen;
		row++;
	}
	const char *last[] = {"", tr(rq->lang, N_("Total")), "", "", "", plain(rq, sum), ""};
	for (int c = 0; c < (int)ARRAY_LEN(last); c++)
		out_cell(o, row, c + 1, c == 5 ? OUT_NUMBER : OUT_TEXT, last[c]);
}

static bool serve_payment(struct request *rq, struct html *h, struct err *e)
{
	static const char *const heads[] = {N_("No."),	 N_("Name"), N_("Household"), N_("Bank"),
					    N_("Account number"), N_("Yuan"), N_("Signature of the holder")};
	struct book b;
	struct dividend d;
	struct dividend_lines lines;
	struct member_account *accounts;
	int count;
	const char *path = arena_printf(rq->arena, "%s/tmp/pay-%s.xlsx", rq->dir, rq->id);
	(void)h;
	if (!load_lines(rq, CAP_BOOK, &b, &d, &lines, e) ||
	    !member_accounts_load(rq->arena, rq->db, &b, 0, &count, &accounts, e) ||
	    !payment_audit(rq, &d, rq_int(rq, "number"), e))
		return false;
	struct sheet_out *o = sheet_begin(rq, path, arena_printf(rq->arena, "%s %s", b.name, d.name), heads,
					  (int)ARRAY_LEN(heads), e);
	if (!o)
		return false;
	payment_rows(rq, o, &lines, accounts, count, rq_int(rq, "number"));
	return file_end(rq, o, path,
			arena_printf(rq->arena, "%s %s %" PRId64, d.name, tr(rq->lang, N_("Payment list")),
				     rq_int(rq, "number")),
			e);
}
