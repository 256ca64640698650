#pragma once
/*
 * xls_int.h - results of formulas in an old workbook, which FreeXL does not tell.
 */
#include "sheet/sheet_int.h"

struct xls_formula {
	int sheet, row, column; /* sheet as FreeXL counts them; from 1 */
	enum cell_kind kind;	/* EMPTY, TEXT, NUMBER, FLAG; ERROR: also a text that cannot be read */
	double number;
	const char *text;
};
struct xls_formulas {
	size_t count, cap;
	struct xls_formula *rows; /* as they stand in the file */
};
/* None when the file is not a BIFF8 workbook.  Lives in `a`. */
void xls_formulas_read(struct arena *a, const char *path, struct xls_formulas *out);
