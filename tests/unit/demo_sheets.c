/* demo_sheets.c - a list of any register, exported as its county lays it out, comes back the same. */

enum { SHEET_ROWS = 400 };

/* The county or town of the demonstration that has some rows, but not too many to read here. */
static int64_t unit_with_rows(const struct reg_def *def, int64_t *county, int64_t *rows)
{
	static const char *const units[] = { YJT, "431181000000", JIANGKOU, "340803000000", "350924000000",
					     "611026000000", "431181110235" };
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		struct query q;
		struct scope all;
		*county = county_of(units[i]);
		scope_all(*county, &all);
		query_init(&q, def, *county, &all);
		q.unit = unit_of(units[i]);
		assert_true(fine(query_count(site.a, site.db, &q, SHEET_ROWS + 1, rows, &site.e)));
		if (*rows > 0 && *rows <= SHEET_ROWS)
			return q.unit;
	}
	return 0;
}

static bool comes_back(const struct reg_def *def, int64_t county, int64_t unit, int64_t rows)
{
	struct query q;
	struct scope all;
	struct import_batch b;
	struct import_rows list;
	int64_t written, batch;
	char *path = arena_printf(site.a, "%s/%s.xlsx", site.dir, def->name);
	scope_all(county, &all);
	query_init(&q, def, county, &all);
	q.unit = unit;
	assert_true(fine(export_sheet(site.db, &q, def->export_title, LANG_ZH, path, &written, &site.e)));
	assert_int_equal(written, rows);
	struct import_start st = { .county = county, .unit = unit, .def = def, .path = path, .name = "表.xlsx",
				   .sheet = -1 };
	assert_true(fine(import_new(site.a, site.db, &st, &batch, &site.e)) &&
		    fine(import_stage(site.db, county, batch, &all, path, NULL, &site.e)) &&
		    fine(import_load(site.a, site.db, county, batch, &b, &site.e)));
	bool same = b.rows == rows && b.same == rows;
	if (!same)
		print_message("%s: %d rows, %d new, %d changed, %d same, %d refused\n", def->name, (int)rows,
			      (int)b.fresh, (int)b.changed, (int)b.same, (int)b.refused);
	static const enum row_kind kinds[] = { ROW_REFUSED, ROW_CHANGE, ROW_NEW };
	for (size_t k = 0; !same && k < ARRAY_LEN(kinds); k++) {
		assert_true(fine(import_rows_load(site.a, site.db, county, batch, kinds[k], 0, 2, LANG_ZH, &list,
						  &site.e)));
		for (int i = 0; i < list.count; i++) {
			for (int d = 0; d < list.rows[i].diff_count; d++)
				print_message("  %s: %s -> %s\n", list.rows[i].diffs[d].field,
					      list.rows[i].diffs[d].before, list.rows[i].diffs[d].after);
			for (int f = 0; f < list.rows[i].finding_count; f++)
				print_message("  %s: %s\n", list.rows[i].findings[f].place,
					      list.rows[i].findings[f].text);
		}
	}
	return same;
}

static void every_register_comes_back_the_same(void **state)
{
	(void)state;
	const struct reg_set *all = reg_all();
	int tried = 0, failed = 0;
	for (int i = 0; i < all->count; i++) {
		int64_t county, rows, unit = unit_with_rows(all->regs[i], &county, &rows);
		/* a visit has no name by which a sheet could say whom a companion went with */
		if (!unit || strcmp(all->regs[i]->name, "visit_person") == 0)
			continue;
		tried++;
		failed += !comes_back(all->regs[i], county, unit, rows);
	}
	print_message("%d of %d registers with rows came back\n", tried - failed, tried);
	assert_true(tried >= 45);
	assert_int_equal(failed, 0);
}
