#pragma once
/*
 * books.h - sheets as offices send them: title, who fills it in, heads of two rows, notes at the
 * foot.  Each is written, read, saved, exported, and is the same again.
 */
#include "base/str.h"
#include "reg/import.h"
#include "sheet/sheet.h"

enum { COLUMNS = 16, ROWS = 3, FACTS = 8 };

struct book {
	const char *reg, *title, *note;
	const char *heads[COLUMNS];
	const char *rows[ROWS][COLUMNS];
	/* of the row whose name is in the first of them: "path=text as shown" */
	const char *name, *facts[FACTS];
	int first, last; /* merged above these columns */
	const char *group;
};

static char *path_in(const char *name)
{
	return arena_printf(site.a, "%s/%s", site.dir, name);
}

/* Title, who fills it in, heads of two rows, the rows, a sum, a note, signatures. */
static int write_book(const struct book *b)
{
	int count = 0, rows = 0;
	struct sheet_out *o = out_open(path_in("in.xlsx"), "Sheet1", &site.e);
	assert_non_null(o);
	while (count < COLUMNS && b->heads[count])
		count++;
	out_title(o, 1, count, b->title);
	out_line(o, 2, count, "填报单位（盖章）：羊角塘镇        填报时间：2023年12月");
	if (b->group)
		out_group(o, 3, b->first, b->last, b->group);
	for (int c = 0; c < count; c++)
		out_cell(o, 4, c + 1, OUT_HEAD, b->heads[c]);
	for (; rows < ROWS && b->rows[rows][0]; rows++)
		for (int c = 0; c < count; c++)
			if (b->rows[rows][c])
				out_cell(o, 5 + rows, c + 1, OUT_TEXT, b->rows[rows][c]);
	out_cell(o, 5 + rows, 1, OUT_TEXT, "合计");
	out_cell(o, 5 + rows, 3, OUT_TEXT, arena_printf(site.a, "%d人", rows));
	out_line(o, 6 + rows, count, b->note);
	out_line(o, 7 + rows, count, "审核人：                填表人：");
	assert_true(fine(out_close(o, &site.e)));
	return rows;
}

static struct import_batch staged(const char *reg, const char *file)
{
	struct scope all;
	struct import_batch b;
	struct import_rows rows;
	int64_t batch;
	struct import_start st = { .county = site.county, .unit = site.town, .def = reg_find(reg),
				   .path = path_in(file), .name = "表.xlsx", .sheet = -1 };
	scope_all(site.county, &all);
	assert_true(fine(import_new(site.a, site.db, &st, &batch, &site.e)) &&
		    fine(import_stage(site.db, site.county, batch, &all, st.path, NULL, &site.e)) &&
		    fine(import_load(site.a, site.db, site.county, batch, &b, &site.e)) &&
		    fine(import_rows_load(site.a, site.db, site.county, batch, ROW_REFUSED, 0, 50, LANG_ZH, &rows,
					  &site.e)));
	for (int i = 0; i < rows.count; i++)
		for (int k = 0; k < rows.rows[i].finding_count; k++)
			print_message("%s %s: %s\n", reg, rows.rows[i].findings[k].place,
				      rows.rows[i].findings[k].text);
	return b;
}

static struct record *row_named(const struct reg_def *def, const char *name, struct record_list *list)
{
	struct query q;
	struct scope all;
	scope_all(site.county, &all);
	query_init(&q, def, site.county, &all);
	q.unit = site.town;
	q.limit = 50;
	assert_true(fine(query_list(site.a, site.db, &q, list, &site.e)));
	for (int i = 0; i < list->count; i++)
		if (text_eq(record_title(site.a, list->rows[i], LANG_ZH), name))
			return list->rows[i];
	fail_msg("%s has no row named %s", def->name, name);
	return NULL;
}

/* The value at a path as shown; of a person by loading it. */
static const char *shown(struct record *r, const char *path)
{
	struct path p;
	struct record *person;
	struct scope all;
	assert_true(path_parse(r->def, path, &p));
	if (p.sub == -1)
		return value_text(site.a, path_field(r->def, p), &r->v[p.field], LANG_ZH);
	scope_all(site.county, &all);
	assert_true(fine(reg_load(site.a, site.db, reg_find("person"), site.county, r->v[p.field].i, &all, false,
				  &person, &site.e)));
	return value_text(site.a, path_field(r->def, p), &person->v[p.sub], LANG_ZH);
}

static void facts_are(const struct book *b)
{
	struct record_list list;
	struct record *r = row_named(reg_find(b->reg), b->name, &list);
	for (int i = 0; i < FACTS && b->facts[i]; i++) {
		const char *cut = strchr(b->facts[i], '=');
		assert_string_equal(shown(r, arena_strndup(site.a, b->facts[i], (size_t)(cut - b->facts[i]))),
				    cut + 1);
	}
}

static void comes_back(const struct book *b, int rows)
{
	struct query q;
	struct scope all;
	int64_t written;
	scope_all(site.county, &all);
	query_init(&q, reg_find(b->reg), site.county, &all);
	q.unit = site.town;
	q.reveal = true;
	assert_true(fine(export_sheet(site.db, &q, b->title, LANG_ZH, path_in("out.xlsx"), &written, &site.e)));
	assert_int_equal(written, rows);
	struct import_batch batch = staged(b->reg, "out.xlsx");
	assert_int_equal(batch.rows, rows);
	assert_int_equal(batch.same, rows);
	assert_int_equal(batch.refused, 0);
}

static void books_are_read_and_come_back(const struct book *books, size_t count)
{
	struct scope all;
	scope_all(site.county, &all);
	for (size_t i = 0; i < count; i++) {
		const struct book *b = &books[i];
		int rows = write_book(b);
		struct import_batch batch = staged(b->reg, "in.xlsx");
		if (batch.fresh != rows || batch.refused)
			print_message("%s: %d new, %d refused\n", b->reg, (int)batch.fresh, (int)batch.refused);
		assert_int_equal(batch.header_row, 4);
		assert_int_equal(batch.fresh, rows);
		assert_int_equal(batch.refused, 0);
		assert_true(fine(import_accept(site.db, site.county, batch.id, &all, false, NULL, &site.e)));
		facts_are(b);
		comes_back(b, rows);
	}
}
