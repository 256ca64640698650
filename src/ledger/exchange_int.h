#pragma once
/*
 * exchange_int.h - the fields of the neutral workbook, written and read.
 *
 * Memory: none.
 */
extern const char *const exchange_accounts[], *const exchange_balances[],
    *const exchange_vouchers[];
