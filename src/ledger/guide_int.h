#pragma once
/*
 * guide_int.h - what the tables of guided entries and their functions share.
 *
 * Memory: in the arena of the work.
 */
#include "ledger/guide.h"
#include "ledger/ledger_int.h"

enum { GUIDE_AMOUNTS = 12, GUIDE_ROWS = 400 };

struct guide_row {
	const char *name;
	int64_t fen;
};
struct guide_work {
	struct arena *a;
	struct db *db;
	const struct guide_event *ev;
	const struct guide_answers *answers;
	const struct book_accounts *all;
	struct findings *f;
	int amount_count;
	struct guide_row amounts[GUIDE_AMOUNTS];
	int row_count;
	struct guide_row *rows;       /* of the FACT_LIST */
};

int64_t work_fen(const struct guide_work *w, const char *name);
void work_set(struct guide_work *w, const char *name, int64_t fen);
int64_t work_count(const struct guide_work *w, const char *name);

/* Each works out amounts from those of the answers; guide_work.c says how. */
void work_rent(struct guide_work *w);
void work_offset(struct guide_work *w);
void work_pass_through(struct guide_work *w);
void work_compensation(struct guide_work *w);
void work_labour_paid(struct guide_work *w);
void work_project_done(struct guide_work *w);
void work_move(struct guide_work *w);

extern const struct guide_event guide_in_events[], guide_out_events[], guide_still_events[];
extern const int guide_in_count, guide_out_count, guide_still_count;
