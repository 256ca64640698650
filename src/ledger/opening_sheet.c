/* opening_sheet.c - reads a sheet of balances as village offices keep it. */
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/opening_int.h"
#include "text/text.h"

#include <string.h>

static bool holds(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strstr(text, *words))
			return true;
	return false;
}

#define HOLDS(text, ...) holds((text), (const char *const[]){__VA_ARGS__, NULL})

static int group_of(const char *head)
{
	if (HOLDS(head, "累计", "本年发生", "本年借", "本年贷"))
		return GROUP_TURNOVER;
	if (HOLDS(head, "年初"))
		return GROUP_YEAR;
	if (HOLDS(head, "期末", "年末", "月末"))
		return GROUP_END;
	if (HOLDS(head, "本期", "本月", "发生"))
		return -1;
	return HOLDS(head, "期初", "月初", "启用", "建账", "余额", "借", "贷", "金额") ? GROUP_START
											: -1;
}

static void column_set(int *to, int column)
{
	if (!*to)
		*to = column;
}

void balance_columns(const struct grid *g, struct balance_columns *out)
{
	*out = (struct balance_columns){0};
	for (int c = g->first; c && c <= g->last; c++) {
		const char *head = g->heads[c];
		if (!head)
			continue;
		if (HOLDS(head, "编码", "代码", "编号", "科目号")) {
			column_set(&out->code, c);
			continue;
		}
		if (HOLDS(head, "科目") && !HOLDS(head, "借", "贷", "余额", "方向", "级")) {
			column_set(&out->name, c);
			continue;
		}
		if (text_eq(head, "村") || HOLDS(head, "村名", "单位", "所属村", "所在村", "账套", "组织名称")) {
			column_set(&out->unit, c);
			continue;
		}
		int group = group_of(head);
		if (HOLDS(head, "方向"))
			column_set(group < 0 ? &out->side : &out->direction[group], c);
		else if (group >= 0)
			column_set(HOLDS(head, "借")   ? &out->debit[group]
				   : HOLDS(head, "贷") ? &out->credit[group]
						       : &out->amount[group],
				   c);
		else if (text_eq(head, "名称"))
			column_set(&out->name, c);
	}
}

bool is_balance_head(const struct grid *g)
{
	struct balance_columns c;
	balance_columns(g, &c);
	for (int i = 0; i < GROUP__COUNT; i++)
		if (c.code && (c.amount[i] || (c.debit[i] && c.credit[i])))
			return true;
	return false;
}

const char *code_plain(struct arena *a, const char *text)
{
	if (strlen(text) > 60)
		return "";
	char *out = arena_strdup(a, text_normal(a, text));
	size_t n = 0;
	for (const char *p = out; *p; p++) {
		if (strchr(".-_ /", *p))
			continue;
		if (*p < '0' || *p > '9')
			return "";
		out[n++] = *p;
	}
	out[n] = 0;
	return n <= 20 ? out : "";
}

static void amounts_read(const struct grid *g, const struct balance_columns *c,
			 const struct sheet_row *row, struct balance_row *r, struct findings *f)
{
	for (int i = 0; i < GROUP__COUNT; i++) {
		const char *side = grid_text(row, c->direction[i] ? c->direction[i] : c->side);
		int64_t plain = grid_fen(g, row, c->amount[i], f);
		r->at[i].debit = grid_fen(g, row, c->debit[i], f);
		r->at[i].credit = grid_fen(g, row, c->credit[i], f);
		if (has_prefix(side, "借"))
			r->at[i].debit += plain;
		else if (has_prefix(side, "贷"))
			r->at[i].credit += plain;
		else
			r->at[i].plain = plain;
	}
}

static bool has_amount(const struct balance_row *r)
{
	for (int i = 0; i < GROUP__COUNT; i++)
		if (r->at[i].debit || r->at[i].credit || r->at[i].plain)
			return true;
	return false;
}

/* A number of an account that Excel keeps as a number has lost its last zero. */
static void code_check(const struct grid *g, const struct balance_columns *c,
		       const struct sheet_row *row, const char *code, struct findings *f)
{
	const struct cell *cell = row_cell(row, c->code);
	grid_at(g, f, c->code, row->number);
	if (cell && cell->kind == CELL_NUMBER && strchr(cell->text, '.'))
		find_hint(find_error(f, "code", "opening-code-number",
				     "The code %s is kept as a number: a zero at its end is lost.",
				     cell->text),
			  "Format the column as text in the sheet and type the codes again.");
	else if (!*code)
		find_hint(find_error(f, "code", "opening-code", "“%s” is not the code of an account.",
				     cell ? cell->text : ""),
			  "Write digits, such as 10201, or leave the line out.");
}

/* Sums and notes at the foot are no accounts. */
static bool is_sum(const char *code, const char *name)
{
	return HOLDS(code, "合计", "总计", "小计") || HOLDS(name, "合计", "总计", "小计");
}

void balance_row_add(struct arena *a, struct balance_rows *out, const struct balance_row *r)
{
	if (out->count == out->room) {
		int more = out->room ? out->room * 2 : 64;
		out->rows = arena_grow(a, out->rows, sizeof *r * (size_t)out->room,
				       sizeof *r * (size_t)more);
		out->room = more;
	}
	out->rows[out->count++] = *r;
}

static void row_read(struct arena *a, const struct grid *g, const struct balance_columns *c,
		     const struct sheet_row *row, struct balance_rows *out, struct findings *f)
{
	const char *raw = grid_text(row, c->code), *name = grid_text(row, c->name);
	struct balance_row r = {.row = row->number};
	/* a sum may stand in any column before the amounts */
	for (int i = 0; i < row->count && row->cells[i].column <= (c->name ? c->name : c->code); i++)
		if (is_sum(row->cells[i].text ? row->cells[i].text : "", ""))
			return;
	if (is_sum(raw, name))
		return;
	bool coded = *code_plain(a, raw) != 0;
	int before = f->errors;
	if (coded || is_empty(raw))
		amounts_read(g, c, row, &r, f);
	if (!coded && f->errors == before && !has_amount(&r) &&
	    (is_empty(raw) || strspn(raw, "0123456789") == 0))
		return; /* a note, a class of accounts, an empty line */
	r.code = code_plain(a, raw);
	code_check(g, c, row, r.code, f);
	if (!*r.code)
		return;
	r.name = grid_short(a, name);
	r.unit = grid_short(a, grid_text(row, c->unit));
	r.place = grid_place(g, a, c->code, row->number);
	balance_row_add(a, out, &r);
}

bool balance_rows_read(struct arena *a, struct grid *g, struct balance_rows *out,
		       struct findings *f, struct err *e)
{
	struct balance_columns c;
	struct sheet_row row;
	int got;
	balance_columns(g, &c);
	for (int i = 0; i < GROUP__COUNT; i++)
		out->has[i] = out->has[i] || c.amount[i] || c.debit[i] || c.credit[i];
	struct arena *cells = arena_new(LIMIT_JOB_ARENA);
	while ((got = grid_next(g, cells, &row, e)) > 0) {
		if (out->count >= OPENING_ROWS_MAX) {
			err_set(e, ERR_TOO_BIG, "The sheet has more than %d accounts.",
				OPENING_ROWS_MAX);
			got = -1;
			break;
		}
		row_read(a, g, &c, &row, out, f);
		if (g->next >= g->ahead_count)
			arena_reset(cells);
	}
	arena_free(cells);
	f->row = 0;
	f->place = NULL;
	return got == 0;
}
