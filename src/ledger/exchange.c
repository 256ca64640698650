/* exchange.c - writes a book as a neutral workbook. */
#include "ledger/exchange.h"
#include "base/arena.h"
#include "base/str.h"
#include "ledger/exchange_int.h"
#include "ledger/ledger_int.h"
#include "ledger/report.h"
#include "sheet/sheet.h"

const char *const exchange_accounts[] = {"科目编码", "科目名称", "上级编码", "类别", "余额方向",
					 "双向",     "备抵",	 "货币资金", "停用", NULL};
const char *const exchange_balances[] = {"科目编码", "科目名称", "期初借方", "期初贷方", "本期借方",
					 "本期贷方", "期末借方", "期末贷方", NULL};
const char *const exchange_vouchers[] = {"会计期间", "凭证号", "凭证日期", "凭证类型", "被冲销凭证",
					 "附件张数", "来源",   "行号",	   "摘要",     "科目编码",
					 "科目名称", "借方",   "贷方",	   "票据号",   NULL};

static void heads(struct sheet_out *o, const char *const *names)
{
	for (int c = 0; names[c]; c++) {
		out_width(o, c + 1, 16);
		out_cell(o, 1, c + 1, OUT_HEAD, names[c]);
	}
	out_freeze(o, 1);
}

static void cells(struct sheet_out *o, int row, const char *const *texts)
{
	for (int c = 0; texts[c]; c++)
		out_cell(o, row, c + 1, OUT_TEXT, texts[c]);
}

static const char *fen(struct arena *a, int64_t v)
{
	char text[32];
	return arena_strdup(a, fen_text(v, text));
}

static void write_head(struct arena *a, struct sheet_out *o, const struct book *b,
		       const struct chart *chart, int from, int to)
{
	const char *const rows[][3] = {
	    {"项目", "内容", NULL},
	    {"单位名称", b->name, NULL},
	    {"账套编号", arena_printf(a, "%" PRId64, b->id), NULL},
	    {"科目制度", b->chart, NULL},
	    {"制度文号", chart->document, NULL},
	    {"启用期间", arena_strdup(a, month_text(b->opened)), NULL},
	    {"开始期间", arena_strdup(a, month_text(from)), NULL},
	    {"结束期间", arena_strdup(a, month_text(to)), NULL},
	    {"金额单位", "人民币元", NULL},
	    {"说明", "参照 GB/T 24589 的思路分表导出；字段由本程序自定，说明见用户手册。", NULL},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		cells(o, (int)i + 1, rows[i]);
}

static void write_accounts(struct arena *a, struct sheet_out *o, const struct book_accounts *all)
{
	out_sheet(o, "会计科目", false);
	heads(o, exchange_accounts);
	for (int i = 0; i < all->count; i++) {
		const struct book_account *acc = &all->rows[i];
		cells(o, i + 2,
		      (const char *[]){acc->code, acc->name, acc->parent,
				       account_class_code(acc->class), acc->credit_side ? "贷" : "借",
				       acc->two_sided ? "1" : "0", acc->contra ? "1" : "0", acc->money,
				       acc->closed ? "1" : "0", NULL});
	}
	(void)a;
}

static void write_balances(struct arena *a, struct sheet_out *o, const struct trial *t)
{
	out_sheet(o, "科目余额", false);
	heads(o, exchange_balances);
	for (int i = 0; i < t->count; i++) {
		const struct trial_row *r = &t->rows[i];
		cells(o, i + 2,
		      (const char *[]){r->account.code, r->account.name, fen(a, r->opening_debit),
				       fen(a, r->opening_credit), fen(a, r->debit), fen(a, r->credit),
				       fen(a, r->closing_debit), fen(a, r->closing_credit), NULL});
	}
}

static const char *kind_word(const char *kind)
{
	return text_eq(kind, "opening") ? "期初" : text_eq(kind, "reversal") ? "冲销" : "记账";
}

static const char *reference(struct arena *a, int month, int64_t number)
{
	return month ? arena_printf(a, "%s-%" PRId64, month_text(month), number) : "";
}

static void write_line(struct arena *a, struct sheet_out *o, int row, struct stmt *q,
		       const struct book_accounts *all)
{
	char day[16];
	const struct book_account *acc = account_find(all, col_peek(q, 9));
	assert(acc);
	cells(o, row,
	      (const char *[]){
		  arena_strdup(a, month_text((int)col_i64(q, 0))),
		  arena_printf(a, "%" PRId64, col_i64(q, 1)),
		  arena_strdup(a, date_iso((ymd)col_i64(q, 2), day)), kind_word(col_peek(q, 3)),
		  reference(a, (int)col_i64(q, 4), col_i64(q, 5)),
		  arena_printf(a, "%" PRId64, col_i64(q, 6)), col_text(q, 7, a),
		  arena_printf(a, "%" PRId64, col_i64(q, 13)), col_text(q, 8, a), acc->code, acc->name,
		  fen(a, col_i64(q, 10)), fen(a, col_i64(q, 11)), col_text(q, 12, a), NULL});
}

static bool write_vouchers(struct db *db, struct sheet_out *o, const struct book *b, int from, int to,
			   const struct book_accounts *all, struct err *e)
{
	int row = 2;
	out_sheet(o, "记账凭证", false);
	heads(o, exchange_vouchers);
	struct stmt *q = db_query(
	    db,
	    SQL("select v.month,v.number,p.day,v.kind,coalesce(o.month,0),coalesce(o.number,0),"
		"v.attachments,v.source,l.summary,p.account,p.debit,p.credit,p.receipt,p.ord"
		" from voucher v join posting p on p.county=v.county and p.voucher=v.id"
		" join voucher_line l on l.county=p.county and l.voucher=p.voucher and l.ord=p.ord"
		" left join voucher o on o.county=v.county and o.id=v.reverses"
		" where v.county=$1 and v.book=$2 and v.month>=$3 and v.month<=$4"
		" order by v.month,v.number,v.id,p.ord"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, (int64_t)from);
	bind(q, 4, (int64_t)to);
	struct arena *line = arena_new(1 << 22);
	while (row <= LIMIT_SHEET_ROWS && db_next(q)) {
		write_line(line, o, row++, q, all);
		arena_reset(line);
	}
	arena_free(line);
	return db_end(q, e) &&
	       (row <= LIMIT_SHEET_ROWS ||
		err_set(e, ERR_TOO_BIG, "The file would have more rows than a sheet can hold."));
}

bool exchange_write(struct arena *a, struct db *db, const struct book *b, int from, int to,
		    const char *path, struct err *e)
{
	struct book_accounts all;
	struct chart chart;
	struct trial t;
	if (!book_accounts(a, db, b, &all, e) || !chart_read(a, b->chart, &chart, e) ||
	    !trial_of_book(a, db, b, from, to, &t, e))
		return false;
	struct sheet_out *o = out_open(path, "账套信息", e);
	if (!o)
		return false;
	write_head(a, o, b, &chart, from, to);
	write_accounts(a, o, &all);
	write_balances(a, o, &t);
	struct err failed = {0};
	bool ok = write_vouchers(db, o, b, from, to, &all, &failed);
	if (!out_close(o, e))
		return false;
	if (!ok)
		*e = failed;
	return ok;
}
