/*
 * ledger_follow.c - books that follow each other on a new chart; turnover without closing.
 * Included by test_ledger.c.
 */

static struct book book_on(const char *chart, int opened)
{
	struct book b = book;
	b.id = 0;
	b.ended = 0;
	b.chart = chart;
	b.opened = opened;
	fresh();
	if (!book_make(a, db, &b, &maker, &f, &e))
		b.id = 0;
	return b;
}

/* 财会〔2004〕12号 until 2023, 财会〔2023〕14号 after: one organisation, two books, no overlap. */
static void books_follow_each_other(void **state)
{
	(void)state;
	struct trial t;
	struct scope scope;
	struct book running;
	book.org = 7;
	book = book_on("2004", 202311);
	assert_true(book.id);
	posted("2023-10-31", "102 +1000; 301 -1000");
	posted("2023-11-20", "102 +300; 511 -300"); /* 发包及上交收入 on the old chart */
	posted("2023-12-31", "511 +300; 322 -300");
	assert_int_equal(book_on("2023", 202401).id, 0);
	assert_string_equal(f.first->code, "book-twice");
	fresh();
	assert_false(book_end(a, db, &book, 202312, &maker, &e));
	assert_int_equal(e.code, ERR_REFUSED);
	for (int m = 202310; m <= 202312; m = month_next(m)) {
		fresh();
		assert_true(fine(period_close(a, db, &book, m, &checker, &f, &e)));
	}
	fresh();
	assert_true(fine(book_end(a, db, &book, 202312, &maker, &e)));
	assert_string_equal(wrong("2024-01-05", "102 +1; 501 -1"), "month-after-book");
	struct book old = book;
	assert_int_equal(book_on("2004", 202401).id, 0);
	assert_int_equal(book_on("2023", 202312).id, 0);
	book = book_on("2023", 202401);
	assert_true(book.id);
	assert_true(book_of_org(a, db, book.county, 7, &running, &e));
	assert_int_equal(running.id, book.id);
	posted("2023-12-31", "102 +1300; 301 -1000; 32202 -300");
	scope_all(unit_of("340803000000"), &scope);
	assert_true(fine(trial_of_unit(a, db, old.unit, &scope, 202311, 202311, &t, &e)));
	assert_int_equal(t.book_count, 1);
	assert_int_equal(row_of(&t, "102")->closing_debit, 130000);
	assert_int_equal(row_of(&t, "511")->closing_credit, 30000);
	/* the money moved on with the balances: it is not counted twice */
	assert_true(fine(trial_of_unit(a, db, old.unit, &scope, 202401, 202401, &t, &e)));
	assert_int_equal(row_of(&t, "102")->closing_debit, 130000);
	all_well();
}

static const struct turnover_row *turned(const struct turnovers *t, const char *account)
{
	for (int i = 0; i < t->count; i++)
		if (text_eq(t->rows[i].account, account))
			return &t->rows[i];
	return NULL;
}

static int64_t net_of(ymd upto, const char *account)
{
	struct turnovers t;
	struct scope scope;
	scope_all(unit_of("340803000000"), &scope);
	assert_true(fine(turnover_of_unit(a, db, book.unit, &scope, upto, &t, &e)));
	const struct turnover_row *r = turned(&t, account);
	return r ? r->credit - r->debit : 0;
}

static void closing_is_no_turnover(void **state)
{
	(void)state;
	a_small_year();
	assert_int_equal(net_of(20240131, "501"), 1200000);
	assert_int_equal(net_of(20240315, "501"), 1200000);  /* the day before the sale */
	assert_int_equal(net_of(20240316, "501"), 3233333);
	assert_int_equal(net_of(20240316, "511"), -850050);
	assert_int_equal(net_of(20241231, "501"), 3303333);
	assert_int_equal(net_of(20241231, "102"), -7828283); /* less the opening 50,000.00 */
	struct voucher close = draft("2024-12-31", "501 +33033.33; 321 -33033.33");
	close.source = "close/2024/income";
	assert_true(save(&close) && fine(finish(&close)));
	assert_int_equal(net_of(20241231, "501"), 3303333);
	assert_int_equal(net_of(20241231, "321"), 0);
	int64_t standing;
	assert_true(voucher_of_source(db, &book, "close/2024/income", &standing, &e));
	assert_int_equal(standing, close.id);
	/* taken back: it stands no more, and neither of the two is turnover */
	struct voucher red;
	fresh();
	assert_true(fine(voucher_reverse(a, db, close.county, close.id, 20241231, &maker, &red, &e)));
	assert_true(fine(finish(&red)));
	assert_int_equal(net_of(20241231, "501"), 3303333);
	assert_true(voucher_of_source(db, &book, "close/2024/income", &standing, &e));
	assert_int_equal(standing, 0);
	all_well();
}
