/* chart.c - the charts built into the program: packs/chart. */
#include "base/arena.h"
#include "base/embed.h"
#include "base/str.h"
#include "ledger/ledger_int.h"

#include <string.h>

enum { COLUMNS_MAX = CHART_COLUMNS, ROWS_MAX = 400 };

static const char *const classes[CLASS__COUNT] = {"asset", "liability", "equity",
						  "cost",  "income",	"expense"};

static int csv_read(struct arena *a, const struct embedded *file, struct chart_row *rows)
{
	const char *p = strchr(file->data, '\n'), *end = file->data + file->size;
	int count = 0;
	for (p = p ? p + 1 : end; p < end && count < ROWS_MAX; count++) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		stop = stop ? stop : end;
		struct chart_row *r = &rows[count];
		for (int i = 0; i < COLUMNS_MAX; i++) {
			const char *comma = memchr(p, ',', (size_t)(stop - p));
			bool last = i == COLUMNS_MAX - 1 || !comma;
			const char *to = last ? stop : comma;
			r->at[i] = arena_strndup(a, p, (size_t)(to - p));
			p = last ? stop : comma + 1;
		}
		p = stop + (stop < end);
	}
	return count;
}

bool chart_rows(struct arena *a, const char *name, int *count, struct chart_row **rows,
		struct err *e)
{
	const struct embedded *file =
	    embedded_find(arena_printf(a, "packs/chart/%s.csv", name));
	if (!file)
		return err_set(e, ERR_NOT_FOUND, "There is no chart of accounts “%s”.", name);
	*rows = ARENA_ARRAY(a, struct chart_row, ROWS_MAX);
	*count = csv_read(a, file, *rows);
	return true;
}

static enum account_class class_of(const char *text)
{
	int i = 0;
	while (i < CLASS__COUNT && !text_eq(classes[i], text))
		i++;
	assert(i < CLASS__COUNT);
	return (enum account_class)i;
}

const char *account_class_code(enum account_class c)
{
	return classes[c];
}

bool account_class_parse(const char *text, enum account_class *out)
{
	for (int i = 0; i < CLASS__COUNT; i++)
		if (text_eq(classes[i], text)) {
			*out = (enum account_class)i;
			return true;
		}
	return false;
}

bool chart_head(struct arena *a, const char *name, struct chart *out, struct err *e)
{
	int count;
	struct chart_row *rows;
	if (!chart_rows(a, "charts", &count, &rows, e))
		return false;
	for (int i = 0; i < count; i++)
		if (text_eq(rows[i].at[0], name)) {
			out->name = rows[i].at[0];
			out->document = rows[i].at[1];
			return date_parse(rows[i].at[2], false, &out->since) ||
			       err_set(e, ERR_CORRUPT, "“%s” is not a date.", rows[i].at[2]);
		}
	return err_set(e, ERR_NOT_FOUND, "There is no chart of accounts “%s”.", name);
}

bool chart_read(struct arena *a, const char *name, struct chart *out, struct err *e)
{
	struct chart chart = {0};
	int count;
	struct chart_row *rows;
	if (!chart_head(a, name, &chart, e) || !chart_rows(a, name, &count, &rows, e))
		return false;
	chart.accounts.rows = ARENA_ARRAY(a, struct book_account, count);
	chart.accounts.count = count;
	for (int i = 0; i < count; i++) {
		const char *const *at = rows[i].at;
		chart.accounts.rows[i] = (struct book_account){
		    .code = at[0],
		    .parent = at[1],
		    .root = is_empty(at[1]) ? at[0] : at[1],
		    .name = at[2],
		    .class = class_of(at[3]),
		    .credit_side = text_eq(at[4], "credit"),
		    .two_sided = text_eq(at[5], "1"),
		    .contra = text_eq(at[6], "1"),
		    .money = at[7],
		};
	}
	*out = chart;
	return true;
}

bool chart_of_month(struct arena *a, int month, struct chart *out, struct err *e)
{
	int count;
	struct chart_row *rows;
	const char *name = NULL;
	ymd newest = 0;
	if (!chart_rows(a, "charts", &count, &rows, e))
		return false;
	for (int i = 0; i < count; i++) {
		ymd since;
		if (!date_parse(rows[i].at[2], false, &since))
			return err_set(e, ERR_CORRUPT, "“%s” is not a date.", rows[i].at[2]);
		if (day_month(since) <= month && since > newest) {
			newest = since;
			name = rows[i].at[0];
		}
	}
	return name ? chart_read(a, name, out, e)
		    : err_set(e, ERR_NOT_FOUND, "No chart of accounts was in force in %s.",
			      month_text(month));
}

bool chart_moves(struct arena *a, const char *old_chart, int *count, struct chart_move **out,
		 struct err *e)
{
	struct chart_row *rows;
	if (!chart_rows(a, arena_printf(a, "from-%s", old_chart), count, &rows, e))
		return false;
	*out = ARENA_ARRAY(a, struct chart_move, *count);
	for (int i = 0; i < *count; i++) {
		const char *const *at = rows[i].at;
		struct chart_move *m = &(*out)[i];
		*m = (struct chart_move){.old_code = at[0],
					 .old_name = at[1],
					 .code = at[2],
					 .state = at[3],
					 .note = at[5]};
		if (!date_parse(at[4], false, &m->since))
			return err_set(e, ERR_CORRUPT, "“%s” is not a date.", at[4]);
	}
	return true;
}
