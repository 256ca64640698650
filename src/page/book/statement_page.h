#pragma once
/*
 * statement_page.h - statements on the screen and on paper: of a book, of the books of a unit.
 *
 * Memory: in the request's arena.
 */
#include "html/ui.h"
#include "ledger/statement.h"
#include "page/book/book_page.h"

/* What is shown: the two of the rule, the detail, the notes. */
enum sheet_kind_shown { SHEET_BALANCE, SHEET_INCOME, SHEET_DETAIL, SHEET_NOTES, SHEET__COUNT };

/* Either of one book (book.id) or of the unit in view. */
struct statement_ask {
	struct book book;
	struct scope scope;
	enum sheet_kind_shown kind;
	const char *period;
	int from, to;                 /* months of one year */
	const char *who;              /* 编制单位 */
};
bool statement_ask_book(struct request *rq, struct statement_ask *out, struct err *e) MUST_USE;
bool statement_ask_unit(struct request *rq, struct statement_ask *out, struct err *e) MUST_USE;
const char *sheet_kind_label(enum sheet_kind_shown k); /* msgid */
bool statement_load(struct request *rq, const struct statement_ask *ask, struct statement *out,
		    struct err *e) MUST_USE;
bool statement_detail_load(struct request *rq, const struct statement_ask *ask,
			   struct income_detail *out, struct err *e) MUST_USE;
const char *statement_line_name(const struct request *rq, const struct statement_line *line);
/* "/book/<id>/statement/<kind><tail>?period=…" or "/statements<tail>?kind=…&period=…&unit=…". */
const char *statement_href(struct request *rq, const struct statement_ask *ask,
			   enum sheet_kind_shown kind, const char *tail);
/* The account's ledger of the year. */
const char *statement_account_href(struct request *rq, const struct statement_ask *ask,
				   const char *code);

struct statement_row {
	const char *name, *number;
	const char *cells[2];         /* "" unknown */
	const char *href;             /* of the figures, NULL without */
	bool head, sum;
	int depth;
};
struct statement_half {
	const char *label, *heads[2]; /* msgids */
	int count;
	const struct statement_row *rows;
};
struct statement_view {
	struct book_tabs tabs;        /* count 0: of a unit */
	const struct ui_link *kinds;
	int kind_count;
	const char *label, *who, *day, *path, *period, *kind, *document;
	int64_t unit;                 /* 0: of a book */
	const struct ui_option *periods;
	int period_count;
	const char *xlsx, *pdf;       /* NULL: none */
	const struct findings *findings;
	int half_count;
	struct statement_half halves[2];
	/* ---- of a unit ---- */
	int64_t books, open_books;    /* open: the last month asked is not closed */
	const char *levels;           /* "镇 1, 村 12" */
	int64_t missing;              /* villages without a book */
	const char *missing_names;
	int between_count;
	const struct between_row *between;
	const char *const *between_fen;
};
/* Fills in what pages of books and units share; halves from the statement or the detail. */
bool statement_view_make(struct request *rq, const struct statement_ask *ask,
			 struct statement_view *v, struct err *e) MUST_USE;

/* The accounts or books behind one line. */
struct behind_row {
	const char *code, *name, *href;
	const char *cells[3];
};
struct behind_view {
	struct book_tabs tabs;
	const char *back, *kind, *name, *rule, *period;
	const char *heads[3];         /* msgids; "" ends them */
	const char *fens[2], *columns[2];
	int count;
	const struct behind_row *rows;
	bool of_books;
	int link_count;
	const struct ui_link *links;  /* lines that it adds up */
};

struct notes_row {
	const char *code, *name, *opening, *closing, *href;
	int depth;
};
struct notes_part {
	const char *title;
	const char *heads[2];         /* msgids */
	int count;
	const struct notes_row *rows;
};
enum { NOTES_PARTS = 16 };
struct notes_view {
	struct statement_view frame;
	struct msg basis[8];          /* sentences */
	int basis_count;
	int count;
	struct notes_part parts[NOTES_PARTS];
};
bool notes_make(struct request *rq, const struct statement_ask *ask, struct notes_view *v,
		struct err *e) MUST_USE;

struct paper_table;
/* The sheet in the customary layout, always in Chinese. */
bool statement_paper(struct request *rq, const struct statement_ask *ask, struct paper_table *out,
		     struct err *e) MUST_USE;
/* Writes it and replies with the file. */
bool statement_send(struct request *rq, const struct paper_table *t, bool pdf, const char *name,
		    struct err *e) MUST_USE;
