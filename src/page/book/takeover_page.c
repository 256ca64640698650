/* takeover_page.c - /book/:id/takeover: opening balances from a sheet, as drafts of vouchers. */
#include "page/book/takeover_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "ledger/exchange.h"
#include "ledger/opening.h"
#include "page/book/voucher_page.h"
#include "page/page_reg.h"
#include "sheet/sheet.h"
#include "tpl.h"

#include <stdio.h>

enum { CHOICES = 150 /* below LIMIT_PARAMS */ };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool upload(struct request *rq, struct html *h, struct err *e);
static bool choose(struct request *rq, struct html *h, struct err *e);
static bool make(struct request *rq, struct html *h, struct err *e);
static bool empty_sheet(struct request *rq, struct html *h, struct err *e);
static bool export(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},  {.name = "id", .kind = PARAM_ID},
    {.name = "file", .kind = PARAM_FILE},  {.name = "chart", .kind = PARAM_TEXT},
    {.name = "sheet", .kind = PARAM_ID},   {.name = "m.*", .kind = PARAM_TEXT},
    {0},
};

const struct page takeover_page = {
    .path = "/book/:id/takeover",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve,
    .title = N_("Opening balances"),
    .about = "Opening balances of a book from a sheet, looked at before anything is made.",
};
const struct page takeover_upload_page = {
    .path = "/book/:id/takeover",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = upload,
    .title = N_("Opening balances"),
    .about = "Hands in a sheet of opening balances.",
};
const struct page takeover_choose_page = {
    .path = "/book/:id/takeover/choose",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = choose,
    .title = N_("Opening balances"),
    .about = "Says whose codes the sheet has and where old accounts go.",
};
const struct page takeover_make_page = {
    .path = "/book/:id/takeover/make",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = make,
    .title = N_("Opening balances"),
    .about = "Adds the accounts and makes the drafts of the opening vouchers.",
};
const struct page takeover_sheet_page = {
    .path = "/book/:id/takeover/template",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = empty_sheet,
    .title = N_("Opening balances"),
    .about = "An empty sheet of opening balances with the book's accounts.",
};

const struct page book_export_page = {
    .path = "/book/:id/export",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = export,
    .slow = 1,
    .title = N_("Neutral export"),
    .about = "The whole book as a neutral workbook: chart, balances, vouchers.",
};

/* ---- shared with the other pages that take a sheet ---- */

const char *page_file_path(struct request *rq, const char *hash)
{
	return arena_printf(rq->arena, "%s/files/%s", rq->dir, hash);
}

bool page_upload_keep(struct request *rq, const char *field, const char **name, const char **hash,
		      struct err *e)
{
	const struct upload *up = rq_file(rq, field);
	if (!up)
		return err_set(e, ERR_REFUSED, "Choose the sheet to bring in.");
	if (rename(up->path, page_file_path(rq, up->hash)) != 0)
		return err_set(e, ERR_FILE, "The uploaded file could not be stored.");
	*name = up->name;
	*hash = up->hash;
	return true;
}

bool page_refusal(struct request *rq, const char *field, const struct err *why, struct err *e)
{
	if (why->code != ERR_REFUSED && why->code != ERR_TOO_BIG && why->code != ERR_CONFLICT &&
	    why->code != ERR_DENIED) {
		*e = *why;
		return false;
	}
	if (!rq->findings->errors || why->hint.id) {
		struct finding *fi = find_error(rq->findings, field, "refused", "%s",
						msg_render(rq->arena, &why->text, rq->lang));
		if (why->hint.id)
			find_hint(fi, "%s", msg_render(rq->arena, &why->hint, rq->lang));
	}
	rq->status = err_http(why->code);
	return true;
}

/* ---- the page ---- */

static struct opening_ask ask_of(struct request *rq, const struct intake *in)
{
	return (struct opening_ask){
	    .path = page_file_path(rq, in->file_hash),
	    .file = in->file_name,
	    .chart = in->chart,
	    .count = in->count,
	    .choices = in->choices,
	};
}

static const char *state_of(const struct opening_line *l, enum ui_tone *tone)
{
	*tone = UI_PLAIN;
	if (l->state == OPENING_ASKED && l->leaf) {
		*tone = UI_BAD;
		return N_("to be decided");
	}
	if (l->fresh) {
		*tone = UI_INFO;
		return l->state == OPENING_MOVED ? N_("moved and added") : N_("will be added");
	}
	if (l->state == OPENING_MOVED) {
		*tone = UI_INFO;
		return N_("moved by the rule");
	}
	return l->state == OPENING_CHOSEN ? N_("as you decided") : "";
}

static struct takeover_row row_of(struct request *rq, const struct opening_line *l, bool choose_it)
{
	struct takeover_row row = {
	    .old_code = l->old_code,
	    .code = l->code,
	    .name = l->name,
	    .leaf = l->leaf,
	    .note = l->note,
	    .year = page_fen(rq, l->year, true),
	    .debit = page_fen(rq, l->debit, true),
	    .credit = page_fen(rq, l->credit, true),
	    .closing_debit = page_fen(rq, l->closing > 0 ? l->closing : 0, true),
	    .closing_credit = page_fen(rq, l->closing < 0 ? -l->closing : 0, true),
	    .choice = l->choice,
	    .choice_name = choose_it ? arena_printf(rq->arena, "m.%s", l->old_code) : NULL,
	};
	row.state = state_of(l, &row.tone);
	return row;
}

static bool make_options(struct request *rq, const struct book *b, struct takeover_view *v,
			 struct err *e)
{
	struct book_accounts all;
	if (!book_accounts(rq->arena, rq->db, b, &all, e))
		return false;
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, all.count + 1);
	for (int i = 0; i < all.count; i++)
		if (!all.rows[i].has_details && !all.rows[i].closed)
			options[v->option_count++] = (struct ui_option){
			    .value = all.rows[i].code,
			    .label = arena_printf(
				rq->arena, "%s %s", all.rows[i].code,
				account_full_name(rq->arena, &all, &all.rows[i])),
			};
	v->options = options;
	return true;
}

static void make_plan(struct request *rq, const struct opening_plan *p, struct takeover_view *v)
{
	struct takeover_row *rows = ARENA_ARRAY(rq->arena, struct takeover_row, p->count + 1);
	/* what was decided can be decided again as far as one form holds it */
	int asked = CHOICES, again = CHOICES - p->asked;
	for (int i = 0; i < p->count; i++) {
		const struct opening_line *l = &p->lines[i];
		bool may = v->may_book && l->leaf;
		bool choose_it = (may && l->state == OPENING_ASKED && asked-- > 0) ||
				 (may && l->state == OPENING_CHOSEN && again-- > 0);
		rows[i] = row_of(rq, l, choose_it);
	}
	v->rows = rows;
	v->count = p->count;
	v->asked = p->asked;
	v->moved = p->moved;
	v->fresh = p->fresh;
	v->year_debit = page_fen(rq, p->year_debit, false);
	v->year_credit = page_fen(rq, p->year_credit, false);
	v->debit = page_fen(rq, p->debit, false);
	v->credit = page_fen(rq, p->credit, false);
	v->closing_debit = page_fen(rq, p->closing_debit, false);
	v->closing_credit = page_fen(rq, p->closing_credit, false);
}

static bool make_standing(struct request *rq, const struct book *b, struct takeover_view *v,
			  struct err *e)
{
	int64_t first, second;
	if (!voucher_of_source(rq->db, b, "takeover/1", &first, e) ||
	    !voucher_of_source(rq->db, b, "takeover/2", &second, e))
		return false;
	if (first)
		v->first_href = arena_printf(rq->arena, "%s/voucher/%" PRId64, v->vouchers_href, first);
	if (second)
		v->second_href =
		    arena_printf(rq->arena, "%s/voucher/%" PRId64, v->vouchers_href, second);
	return true;
}

/* The sheet under review as it is understood now; a file that is gone or no sheet is said so. */
static bool make_review(struct request *rq, const struct book *b, const struct intake *in,
			struct takeover_view *v, struct err *e)
{
	struct opening_plan plan;
	struct err why = {0};
	struct opening_ask ask = ask_of(rq, in);
	struct findings *seen = ARENA_NEW(rq->arena, struct findings);
	bool refused = rq->findings->errors > 0;
	v->file = in->file_name;
	v->at_ms = in->made_ms;
	v->who = page_account_name(rq, in->actor);
	v->chart = in->chart;
	v->open = true;
	findings_init(seen, rq->arena);
	if (!opening_read(rq->arena, rq->db, b, &ask, &plan, seen, &why)) {
		v->open = false;
		return page_refusal(rq, "file", &why, e);
	}
	make_plan(rq, &plan, v);
	v->ready = v->may_book && !seen->errors;
	if (!refused)
		v->findings = seen;
	return make_options(rq, b, v, e);
}

static bool show(struct request *rq, struct html *h, const struct book *b, struct err *e)
{
	struct intake in;
	struct takeover_view v = {
	    .tabs = page_book_tabs(rq, b),
	    .base = arena_printf(rq->arena, "/book/%" PRId64 "/takeover", b->id),
	    .template_href = arena_printf(rq->arena, "/book/%" PRId64 "/takeover/template", b->id),
	    .vouchers_href = arena_printf(rq->arena, "/book/%" PRId64, b->id),
	    .opened = arena_strdup(rq->arena, month_text(b->opened)),
	    .month = arena_strdup(rq->arena, month_text(book_takeover(b))),
	    .mid_year = b->opened % 100 != 1,
	    .chart = b->chart,
	    .findings = rq->findings,
	};
	if (!page_book_may(rq, b, CAP_BOOK, &v.may_book, e) || !make_standing(rq, b, &v, e) ||
	    !intake_last(rq->arena, rq->db, b->county, INTAKE_OPENING, b->unit, b->id, &in, e))
		return false;
	bool standing = v.first_href || v.second_href;
	if (in.id && !in.done && !standing && !make_review(rq, b, &in, &v, e))
		return false;
	tpl_takeover(h, &v);
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	return page_book(rq, CAP_BOOK_READ, &b, e) && show(rq, h, &b, e);
}

/* ---- handing in ---- */

static bool chart_known(const char *chart)
{
	return text_eq(chart, "2023") || text_eq(chart, "2004");
}

static bool keep(struct request *rq, const struct book *b, struct err *e)
{
	struct opening_plan plan;
	struct ledger_who who = page_book_who(rq);
	struct findings seen;
	struct intake in = {.county = b->county, .unit = b->unit, .book = b->id,
			    .kind = INTAKE_OPENING, .chart = rq_text(rq, "chart")};
	if (!page_upload_keep(rq, "file", &in.file_name, &in.file_hash, e))
		return false;
	if (!chart_known(in.chart))
		return err_set(e, ERR_REFUSED, "Say whose codes the sheet has: of 2004 or of 2023.");
	struct opening_ask ask = ask_of(rq, &in);
	findings_init(&seen, rq->arena);
	return opening_read(rq->arena, rq->db, b, &ask, &plan, &seen, e) &&
	       intake_new(rq->db, &in, &who, e);
}

static bool upload(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct err why = {0};
	if (!page_book(rq, CAP_BOOK, &b, e))
		return false;
	if (!keep(rq, &b, &why)) {
		if (!page_refusal(rq, "file", &why, e))
			return false;
		rq->refuse = true;
		return show(rq, h, &b, e);
	}
	reply_redirect(rq, arena_printf(rq->arena, "/book/%" PRId64 "/takeover", b.id));
	return true;
}

/* The newest sheet of the book, which must be the one the person looked at. */
static bool sheet_seen(struct request *rq, const struct book *b, struct intake *in, struct err *e)
{
	if (!intake_last(rq->arena, rq->db, b->county, INTAKE_OPENING, b->unit, b->id, in, e))
		return false;
	return in->id || err_set(e, ERR_NOT_FOUND, "This sheet was not handed in.");
}

static bool choose(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct intake in;
	const struct rq_pair *pairs;
	const char *chart = rq_text(rq, "chart");
	(void)h;
	if (!page_book(rq, CAP_BOOK, &b, e) || !sheet_seen(rq, &b, &in, e))
		return false;
	if (chart_known(chart) && !text_eq(chart, in.chart) &&
	    !intake_chart(rq->db, &in, chart, e))
		return false;
	int n = rq_prefixed(rq, "m.", &pairs);
	for (int i = 0; i < n; i++)
		if (!intake_choose(rq->db, &in, pairs[i].name, pairs[i].value, e))
			return false;
	reply_redirect(rq, arena_printf(rq->arena, "/book/%" PRId64 "/takeover", b.id));
	return true;
}

/* ---- making the drafts ---- */

static bool make_drafts(struct request *rq, const struct book *b, struct err *e)
{
	struct intake in;
	struct opening_plan plan;
	struct ledger_who who = page_book_who(rq);
	if (!sheet_seen(rq, b, &in, e))
		return false;
	struct opening_ask ask = ask_of(rq, &in);
	return intake_done(rq->db, &in, &who, e) &&
	       opening_make(rq->arena, rq->db, b, &ask, &who, &plan, rq->findings, e);
}

static bool make(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct err why = {0};
	if (!page_book(rq, CAP_BOOK, &b, e))
		return false;
	if (!make_drafts(rq, &b, &why)) {
		if (!page_refusal(rq, NULL, &why, e))
			return false;
		rq->refuse = true;
		return show(rq, h, &b, e);
	}
	reply_flash(rq, N_("The drafts of the opening vouchers were made. Someone else has to approve them."));
	reply_redirect(rq, arena_printf(rq->arena, "/book/%" PRId64 "/takeover", b.id));
	return true;
}

/* ---- the empty sheet ---- */

static const char *const heads_january[] = {"科目编码", "科目名称", "期初余额借方", "期初余额贷方", NULL};
static const char *const heads_mid_year[] = {"科目编码",	 "科目名称",	 "年初余额借方", "年初余额贷方",
					     "本年累计借方", "本年累计贷方", "期末余额借方", "期末余额贷方",
					     NULL};

static bool sheet_write(struct request *rq, const struct book *b, const char *path, struct err *e)
{
	struct book_accounts all;
	bool mid_year = b->opened % 100 != 1;
	const char *const *heads = mid_year ? heads_mid_year : heads_january;
	int columns = mid_year ? 8 : 4;
	if (!book_accounts(rq->arena, rq->db, b, &all, e))
		return false;
	struct sheet_out *o = out_open(path, "科目余额", e);
	if (!o)
		return false;
	out_title(o, 1, columns, arena_printf(rq->arena, "%s科目余额（%s）", b->name,
					      month_text(book_takeover(b))));
	out_line(o, 2, columns, "没有余额的科目留空；明细科目在下面加行，编码以上级科目的编码开头，例如10201；上级科目填明细之和或留空。");
	for (int c = 0; c < columns; c++) {
		out_width(o, c + 1, c == 1 ? 28 : 16);
		out_cell(o, 3, c + 1, OUT_HEAD, heads[c]);
	}
	out_freeze(o, 3);
	for (int i = 0; i < all.count; i++) {
		out_cell(o, 4 + i, 1, OUT_TEXT, all.rows[i].code);
		out_cell(o, 4 + i, 2, OUT_TEXT, all.rows[i].name);
		for (int c = 3; c <= columns; c++)
			out_cell(o, 4 + i, c, OUT_NUMBER, "");
	}
	return out_close(o, e);
}

static bool empty_sheet(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	(void)h;
	const char *path = arena_printf(rq->arena, "%s/tmp/opening-%s.xlsx", rq->dir, rq->id);
	if (!page_book(rq, CAP_BOOK_READ, &b, e) || !sheet_write(rq, &b, path, e))
		return false;
	reply_file(rq, path, arena_printf(rq->arena, "%s科目余额.xlsx", b.name),
		   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	return true;
}

/* All there is, from the opening balances to the month of today. */
static bool export(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	(void)h;
	const char *path = arena_printf(rq->arena, "%s/tmp/exchange-%s.xlsx", rq->dir, rq->id);
	if (!page_book(rq, CAP_BOOK_READ, &b, e) ||
	    !exchange_write(rq->arena, rq->db, &b, book_year_start(&b), day_month(today()), path, e))
		return false;
	reply_file(rq, path, arena_printf(rq->arena, "%s.xlsx", b.name),
		   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	return true;
}
