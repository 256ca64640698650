#pragma once
/*
 * page_reg.h - what the register pages share: which register, which scope, values as cells.
 *
 * Memory: request arena.
 */
#include "html/ui.h"
#include "reg/query.h"
#include "web/page.h"

/* The register named by the path parameter "reg" and the account's scope in it.  ERR_NOT_FOUND
 * for an unknown name, ERR_DENIED when no role of the account opens it. */
bool page_reg(struct request *rq, bool write, const struct reg_def **def, struct scope *scope,
	      struct err *e) MUST_USE;
/* The record named by "reg" and "id". */
bool page_record(struct request *rq, bool write, const struct reg_def **def, struct scope *scope,
		 struct record **rec, struct err *e) MUST_USE;
/* Mask of the account's roles. */
unsigned page_roles(const struct request *rq);
/* Personal columns are not for viewers: whether the account may not see `f` in the row `r`. */
bool page_hides(const struct request *rq, const struct field_def *f, const struct record *r);

/* A column's value as shown, and where it leads (NULL: nowhere). */
const char *cell_text(struct arena *a, const struct record_list *l, int row,
		      const struct reg_def *def, int column, enum lang lang);
const char *cell_href(struct arena *a, const struct record_list *l, int row,
		      const struct reg_def *def, int column);
/* A row of a list as shown: one cell per column of the definition. */
struct reg_cell {
	const char *text, *href, *label;
	bool number;
	bool keep; /* a date: not broken over lines */
	bool off; /* a flag that says no: its label alone would mislead */
	bool flag;
};
const struct ui_th *page_heads(struct request *rq, const struct reg_def *def);
const struct reg_cell *const *page_cells(struct request *rq, const struct reg_def *def,
					 const struct record_list *l);
/* The foot of a list that was read by `q`, counted up to LIMIT_COUNT, a searched one up to
 * LIMIT_COUNT_SEARCHED. */
bool page_pager(struct request *rq, const struct query *q, const struct record_list *l,
		struct ui_pager *out, struct err *e) MUST_USE;
/* Only where a role allows both reading this register and exporting. */
void page_export_scope(const struct request *rq, const struct reg_def *def, struct scope *out);
/* Fills filters, columns, search, day and boundary from the request's query: q, at, all,
 * boundary, f.<path>, c.<path>, sort, after. */
bool page_query(struct request *rq, const struct reg_def *def, struct query *q,
		struct err *e) MUST_USE;
/* Reads whom a person field names: "… #123", an id, or a name that means exactly one person;
 * anything else is a finding on the field. */
bool page_read_person(struct request *rq, const struct field_def *f, const char *text,
		      struct value *v, struct err *e) MUST_USE;
/* The audit way of saving from a form. */
struct save_how page_how(const struct request *rq, const struct scope *scope);
