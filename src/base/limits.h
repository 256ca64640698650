#pragma once
/*
 * limits.h - every maximum of the program, in one table.
 *
 * Each growing thing is born with one of these.  The admin page prints them.
 */
#define LIMITS(X)                                                                                  \
	X(LIMIT_REQUEST_ARENA, 64 << 20, "memory of one request, bytes")                         \
	X(LIMIT_JOB_ARENA, 256 << 20, "memory of one job, bytes")                                \
	X(LIMIT_BODY, 1 << 20, "body of a form or API request, bytes")                           \
	X(LIMIT_UPLOAD, 64 << 20, "uploaded file, bytes")                                        \
	X(LIMIT_REPLY, 32 << 20, "page or API reply held in memory, bytes")                      \
	X(LIMIT_PARAMS, 2600, "parameters of one request (a voucher has up to 500 lines of five)")  \
	X(LIMIT_HEAD_SECONDS, 10, "time for a request head to arrive, seconds")                    \
	X(LIMIT_PAGE_ROWS, 200, "rows of one list page")                                           \
	X(LIMIT_COUNT, 1000, "exact count of a list; above it the page says 1,000+")               \
	X(LIMIT_COUNT_SEARCHED, 100, "exact count of a searched list; above it the page says 100+") \
	X(LIMIT_SEARCH_RESULTS, 50, "results of one search")                                       \
	X(LIMIT_SHEET_ROWS, 1048576, "rows of one sheet")                                          \
	X(LIMIT_SHEET_COLUMNS, 200, "columns of one sheet that are read")                          \
	X(LIMIT_CELL, 32768, "text of one cell, bytes")                                            \
	X(LIMIT_SHEET_UNPACKED, 1 << 30, "unpacked size of one workbook, bytes")                 \
	X(LIMIT_SHEET_RATIO, 200, "unpacked to packed ratio of one workbook part")                 \
	X(LIMIT_SHARED_STRINGS, 4000000, "shared strings of one workbook")                         \
	X(LIMIT_SHARED_BYTES, 256LL << 20, "shared strings of one workbook, bytes")                \
	X(LIMIT_SHEET_MERGES, 100000, "merged ranges of one sheet")                                \
	X(LIMIT_XLS, 32LL << 20, "an old .xls file, which is read into memory, bytes")             \
	X(LIMIT_FINDINGS, 1000, "findings kept for one form or batch page")                        \
	X(LIMIT_DEF_FIELDS, 64, "fields of one register")                                          \
	X(LIMIT_DEFS, 256, "registers of one site")                                                \
	X(LIMIT_DEF_BYTES, 1 << 20, "one definition file, bytes")                                  \
	X(LIMIT_DEF_DEPTH, 16, "nesting of one definition file")                                   \
	X(LIMIT_INDICATORS, 512, "indicators and measures of one site")                            \
	X(LIMIT_GRANTS, 32, "grants of one account")                                               \
	X(LIMIT_ATTACHMENT, 20 << 20, "one attachment, bytes")

enum limit {
#define X(name, value, about) name = (value),
	LIMITS(X)
#undef X
};
