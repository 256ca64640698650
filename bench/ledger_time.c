/*
 * ledger_time.c - the books of a county: trial balance, proof, posting, beside bare SQLite; the
 * same postings in Ledger and hledger.
 *
 * Usage: ledger_time DIR [BOOKS [POSTINGS]].  DIR must not hold a site: a database is made in it
 * with BOOKS books (500) and POSTINGS postings (1,000,000) of one year on some 40 accounts each.
 * Every ratio is of one run; medians with the lowest and highest round.
 */
#include "base/embed.h"
#include "base/findings.h"
#include "base/str.h"
#include "db/migrate.h"
#include "ledger/balance.h"
#include "ledger/report.h"
#include "ledger/voucher.h"
#include "site.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROUNDS = 7, VOUCHERS = 400, TOOL_BOOKS = 10, LINES = 4, MAKER = 11, CHECKER = 12 };

static struct bench b;
static const char *dir;
static struct book *books;
static int book_count;
static struct findings f;

static void must(bool ok)
{
	char text[600];
	if (ok)
		return;
	for (const struct finding *fi = f.first; fi; fi = fi->next) {
		msg_write(&fi->text, LANG_EN, text, sizeof text);
		fprintf(stderr, "%s\n", text);
	}
	exit(bench_failed(&b));
}

static void sql(sqlite3 *h, const char *text)
{
	if (sqlite3_exec(h, text, NULL, NULL, NULL) != SQLITE_OK) {
		fprintf(stderr, "bare: %s: %s\n", text, sqlite3_errmsg(h));
		exit(3);
	}
}

static sqlite3 *bare_open(const char *name)
{
	char path[512];
	sqlite3 *h;
	snprintf(path, sizeof path, "%s/%s", dir, name);
	if (sqlite3_open_v2(path, &h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		exit(3);
	sql(h, "pragma foreign_keys=on; pragma cache_size=-32000; pragma mmap_size=1073741824;"
	       "pragma journal_mode=wal; pragma synchronous=full;");
	return h;
}

static int by_size(const void *x, const void *y)
{
	double a = *(const double *)x, c = *(const double *)y;
	return (a > c) - (a < c);
}

static void line(const char *what, double *rounds, const char *unit, const char *budget)
{
	qsort(rounds, ROUNDS, sizeof *rounds, by_size);
	printf("%s: %.2f%s (%.2f-%.2f)%s\n", what, rounds[ROUNDS / 2], unit, rounds[0],
	       rounds[ROUNDS - 1], budget);
}

/* ---- the county ---- */

static const struct ledger_who maker = {.actor = MAKER, .origin = "bench"},
			       checker = {.actor = CHECKER, .origin = "bench"};

static void details(struct book *k)
{
	static const char *const wanted[][3] = {
	    {"113", "11301", "一户"},	 {"113", "11302", "二户"},     {"113", "11303", "三户"},
	    {"513", "51301", "运转支出"}, {"513", "51302", "干部报酬"},
	};
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		must(book_account_add(b.a, b.db, k, wanted[i][0], wanted[i][1], wanted[i][2], &maker, &f,
				      &b.e));
}

static void books_make(int count)
{
	const struct embedded *areas = embedded_find("packs/areas/hn-qiyang.csv");
	struct unit county;
	struct unit_list villages;
	int added;
	TXN(t);
	must(txn_begin(&t, b.db, &b.e) &&
	     units_load_csv(b.db, areas->data, areas->size, 20200101, &added, &f, &b.e) &&
	     unit_by_code(b.process, b.db, BENCH_COUNTY, 0, &county, &b.e) &&
	     unit_villages(b.process, b.db, county.id, 0, &villages, &b.e));
	b.county = county.id;
	books = ARENA_ARRAY(b.process, struct book, count);
	for (book_count = 0; book_count < count; book_count++) {
		books[book_count] = (struct book){
		    .county = county.id,
		    .unit = villages.units[book_count % villages.count].id,
		    .org = book_count + 1,
		    .name = arena_printf(b.process, "第%d社", book_count + 1),
		    .chart = "2023",
		    .opened = 202401,
		};
		must(book_make(b.a, b.db, &books[book_count], &maker, &f, &b.e));
		details(&books[book_count]);
		arena_reset(b.a);
		findings_init(&f, b.process);
	}
	must(txn_commit(&t, &b.e));
}

static uint64_t seed = 7;

static int lot(int n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int)((seed >> 33) % (uint64_t)n);
}

static const char *const codes[] = {
    "101", "102", "111", "112", "11301", "11302", "11303", "121", "131", "132", "133", "134", "141",
    "151", "152", "153", "154",	  "161",   "162",   "171", "181", "201", "211", "212", "213", "214",
    "221", "231", "241", "301",	  "311",   "32202", "401", "501", "502", "503", "504", "511", "512",
    "51301", "51302", "514", "515", "521"};

/* Written directly, as posting would have left them; the sums by the schema's own statement. */
static void postings_fill(int64_t wanted)
{
	sqlite3 *h = bare_open("site.db");
	sqlite3_stmt *v, *l, *p;
	sqlite3_prepare_v2(h, "insert into voucher (county,id,book,kind,state,month,number,day_text,attachments,"
			      "maker,checker,cashier,poster,ver,made_ms,posted_ms) values (?1,?2,?3,'ordinary',"
			      "'posted',?4,?5,?6,1,11,12,13,11,4,1,1)", -1, &v, NULL);
	sqlite3_prepare_v2(h, "insert into voucher_line values (?1,?2,?3,'事项',?4,?5,?6,'')", -1, &l, NULL);
	sqlite3_prepare_v2(h, "insert into posting values (?1,?2,?3,?4,?5,?6,?7,?8,?9,'')", -1, &p, NULL);
	sql(h, "begin immediate");
	int64_t id = 1;
	for (int64_t n = 0; n < wanted; id++) {
		int64_t each = wanted / LINES / book_count;
		const struct book *k = &books[(id - 1) / each % book_count];
		int64_t number = (id - 1) % each;
		int month = 202401 + (int)(number * 12 / each), day = month * 100 + 1 + lot(28);
		int64_t fen[LINES] = {1 + lot(900000), 1 + lot(900000), 0, 0};
		char text[16];
		fen[2] = -(fen[0] / 2);
		fen[3] = -(fen[0] + fen[1] + fen[2]);
		snprintf(text, sizeof text, "%d-%02d-%02d", day / 10000, day / 100 % 100, day % 100);
		sqlite3_bind_int64(v, 1, k->county);
		sqlite3_bind_int64(v, 2, id);
		sqlite3_bind_int64(v, 3, k->id);
		sqlite3_bind_int64(v, 4, month);
		sqlite3_bind_int64(v, 5, number + 1);
		sqlite3_bind_text(v, 6, text, -1, SQLITE_TRANSIENT);
		if (sqlite3_step(v) != SQLITE_DONE)
			exit(3);
		sqlite3_reset(v);
		for (int i = 0; i < LINES; i++, n++) {
			const char *code = codes[lot((int)ARRAY_LEN(codes))];
			int64_t debit = fen[i] > 0 ? fen[i] : 0, credit = fen[i] < 0 ? -fen[i] : 0;
			char money[2][32];
			sqlite3_bind_int64(l, 1, k->county);
			sqlite3_bind_int64(l, 2, id);
			sqlite3_bind_int64(l, 3, i + 1);
			sqlite3_bind_text(l, 4, code, -1, SQLITE_STATIC);
			sqlite3_bind_text(l, 5, debit ? fen_text(debit, money[0]) : "", -1, SQLITE_TRANSIENT);
			sqlite3_bind_text(l, 6, credit ? fen_text(credit, money[1]) : "", -1, SQLITE_TRANSIENT);
			sqlite3_step(l);
			sqlite3_reset(l);
			const int64_t at[] = {k->county, id, i + 1, k->id, 0, month, day, debit, credit};
			for (int c = 0; c < 9; c++)
				sqlite3_bind_int64(p, c + 1, at[c]);
			sqlite3_bind_text(p, 5, code, -1, SQLITE_STATIC);
			if (sqlite3_step(p) != SQLITE_DONE)
				exit(3);
			sqlite3_reset(p);
		}
	}
	sqlite3_finalize(v);
	sqlite3_finalize(l);
	sqlite3_finalize(p);
	sql(h, "insert into balance select county,book,account,month,sum(debit),sum(credit) from posting"
	       " group by county,book,account,month");
	sql(h, "insert into balance select county,book,account,month/100*100,sum(debit),sum(credit)"
	       " from balance group by county,book,account,month/100");
	sql(h, "drop table county_balance");
	sql(h, db_dialect(b.a, embedded_find("schema/0025_statement.sql")->data));
	sql(h, "commit; pragma wal_checkpoint(truncate)");
	sqlite3_close(h);
}

/* ---- trial balance and proof ---- */

static void trial_time(void)
{
	double cpu[ROUNDS], wall[ROUNDS];
	struct scope scope;
	struct trial t;
	scope_all(b.county, &scope);
	for (int i = 0; i < ROUNDS; i++) {
		int64_t c = cpu_us(), w = wall_us();
		must(trial_of_unit(b.a, b.db, b.county, &scope, 202401, 202406 + i % 6, &t, &b.e));
		cpu[i] = (double)(cpu_us() - c) / 1e3;
		wall[i] = (double)(wall_us() - w) / 1e3;
		arena_reset(b.a);
	}
	printf("county: %d books, %d accounts\n", t.book_count, t.count);
	line("county trial balance, CPU", cpu, " ms", "; budget < 5");
	line("county trial balance, wall", wall, " ms", "; budget < 5");
}

/* Every balance of every book made again from its postings and compared with the kept one. */
static void proof_time(int64_t postings)
{
	double ratio[ROUNDS], ours[ROUNDS], bare[ROUNDS];
	sqlite3 *h = bare_open("site.db");
	sqlite3_stmt *s;
	sqlite3_prepare_v2(h, "select account,month,sum(debit),sum(credit) from posting where county=?1 and book=?2"
			      " group by account,month order by account,month", -1, &s, NULL);
	for (int i = 0; i < ROUNDS; i++) {
		int64_t c = cpu_us(), sum = 0;
		for (int k = 0; k < book_count; k++) {
			sqlite3_bind_int64(s, 1, books[k].county);
			sqlite3_bind_int64(s, 2, books[k].id);
			while (sqlite3_step(s) == SQLITE_ROW)
				sum += sqlite3_column_int64(s, 2) - sqlite3_column_int64(s, 3);
			sqlite3_reset(s);
		}
		bare[i] = (double)(cpu_us() - c) / 1e3;
		c = cpu_us();
		for (int k = 0; k < book_count; k++)
			must(balance_check(b.db, &books[k], 0, &f, &b.e));
		ours[i] = (double)(cpu_us() - c) / 1e3;
		ratio[i] = ours[i] / bare[i];
		if (sum || f.errors)
			exit(3);
	}
	sqlite3_finalize(s);
	sqlite3_close(h);
	printf("rebuilt from %lld postings and compared with what is kept:\n", (long long)postings);
	line("  bare SQL", bare, " ms CPU", "");
	line("  ours", ours, " ms CPU", "");
	line("  ratio", ratio, "", "; budget <= 1.5");
}

/* ---- posting ---- */

static void drafts_make(struct voucher *v)
{
	TXN(t);
	must(txn_begin(&t, b.db, &b.e));
	for (int i = 0; i < VOUCHERS; i++) {
		struct book *k = &books[i % book_count];
		struct voucher_line *l = ARENA_ARRAY(b.process, struct voucher_line, 3);
		l[0] = (struct voucher_line){"折旧", "511", "120.50", "", ""};
		l[1] = (struct voucher_line){"折旧", "514", "79.50", "", ""};
		l[2] = (struct voucher_line){"折旧", "152", "", "200.00", ""};
		v[i] = (struct voucher){.county = k->county, .book = k->id, .month = 202412,
					.day = "2024-12-31", .line_count = 3, .lines = l};
		must(voucher_save(b.a, b.db, &v[i], &maker, &b.e) &&
		     voucher_approve(b.a, b.db, v[i].county, v[i].id, v[i].ver, &checker, &f, &b.e));
		v[i].ver++;
		arena_reset(b.a);
		findings_init(&f, b.process);
	}
	must(txn_commit(&t, &b.e));
}

/* The rows of one posted voucher, written into a copy of the database as it was before. */
static const char *const bare_sql[] = {
    "update voucher set state='posted',number=?5,poster=11,posted_ms=1,ver=ver+1 where county=?1 and id=?2",
    "insert into book_period values (?1,?3,?4,'open',?5,'') on conflict(county,book,month) do update set last_number=?5",
    "insert into posting values (?1,?2,?6,?3,?7,?4,20241231,?8,?9,'')",
    "insert into balance values (?1,?3,?7,?4,?8,?9) on conflict do update set debit=debit+?8,credit=credit+?9",
    "insert into balance values (?1,?3,?7,202400,?8,?9) on conflict do update set debit=debit+?8,credit=credit+?9",
    "insert into county_balance values (?1,'2023',?7,?4,?8,?9,0) on conflict do update set debit=debit+?8,credit=credit+?9",
    "insert into county_balance values (?1,'2023',?7,202400,?8,?9,0) on conflict do update set debit=debit+?8,credit=credit+?9",
};
enum { PER_VOUCHER = 2, STATEMENTS = 7 };

struct bare {
	sqlite3 *h;
	sqlite3_stmt *s[STATEMENTS], *audit, *head;
};

static void bare_step(sqlite3 *h, sqlite3_stmt *s)
{
	if (sqlite3_step(s) != SQLITE_DONE) {
		fprintf(stderr, "bare: %s\n", sqlite3_errmsg(h));
		exit(3);
	}
	sqlite3_reset(s);
}

static void bare_post(struct bare *k, const struct voucher *v, int64_t number, sqlite3_value **audit, int columns)
{
	static const char *const accounts[] = {"511", "514", "152"};
	static const int64_t fen[][2] = {{12050, 0}, {7950, 0}, {0, 20000}};
	sql(k->h, "begin immediate");
	for (int i = 0; i < STATEMENTS; i++)
		for (int n = 0; n < (i < PER_VOUCHER ? 1 : 3); n++) {
			const int64_t at[] = {v->county, v->id, v->book, v->month, number, n + 1, 0, fen[n][0], fen[n][1]};
			for (int c = 0; c < 9 && c < sqlite3_bind_parameter_count(k->s[i]); c++)
				sqlite3_bind_int64(k->s[i], c + 1, at[c]);
			if (i >= PER_VOUCHER)
				sqlite3_bind_text(k->s[i], 7, accounts[n], -1, SQLITE_STATIC);
			bare_step(k->h, k->s[i]);
		}
	for (int c = 0; c < columns; c++)
		sqlite3_bind_value(k->audit, c + 1, audit[c]);
	bare_step(k->h, k->audit);
	sqlite3_bind_value(k->head, 1, audit[1]);
	sqlite3_bind_value(k->head, 2, audit[columns - 1]);
	sqlite3_bind_int64(k->head, 3, v->county);
	bare_step(k->h, k->head);
	sql(k->h, "commit");
}

static int audit_read(int64_t county, sqlite3_value *(*rows)[24])
{
	sqlite3 *h = bare_open("site.db");
	sqlite3_stmt *s;
	int n = 0, columns;
	sqlite3_prepare_v2(h, "select * from audit where county=?1 and action='post' order by seq", -1, &s, NULL);
	sqlite3_bind_int64(s, 1, county);
	columns = sqlite3_column_count(s);
	while (n < VOUCHERS && sqlite3_step(s) == SQLITE_ROW) {
		for (int c = 0; c < columns; c++)
			rows[n][c] = sqlite3_value_dup(sqlite3_column_value(s, c));
		n++;
	}
	sqlite3_finalize(s);
	sqlite3_close(h);
	return columns;
}

static struct bare bare_begin(int columns)
{
	struct bare k = {.h = bare_open("bare.db")};
	char text[200] = "insert into audit values (?";
	for (int i = 0; i < STATEMENTS; i++)
		if (sqlite3_prepare_v2(k.h, bare_sql[i], -1, &k.s[i], NULL) != SQLITE_OK) {
			fprintf(stderr, "bare: %s\n", sqlite3_errmsg(k.h));
			exit(3);
		}
	for (int i = 1; i < columns; i++)
		strcat(text, ",?");
	strcat(text, ")");
	sqlite3_prepare_v2(k.h, text, -1, &k.audit, NULL);
	sqlite3_prepare_v2(k.h, "update audit_head set seq=?1,hash=?2 where county=?3", -1, &k.head, NULL);
	return k;
}

/* Every voucher in a commit of its own; in each round ours, then the bare rows of the same. */
static void post_time(void)
{
	static struct voucher v[VOUCHERS];
	static sqlite3_value *audit[VOUCHERS][24];
	char copy[512];
	enum { EACH = VOUCHERS / ROUNDS };
	double cpu[ROUNDS], wall[ROUNDS], own[ROUNDS];
	struct bare k = {0};
	drafts_make(v);
	snprintf(copy, sizeof copy, "%s/bare.db", dir);
	must(db_backup(b.db, copy, &b.e));
	for (int r = 0; r < ROUNDS; r++) {
		int64_t c = cpu_us(), w = wall_us();
		for (int i = r * EACH; i < (r + 1) * EACH; i++) {
			must(voucher_post(b.a, b.db, v[i].county, v[i].id, v[i].ver, &maker, &f, &b.e));
			arena_reset(b.a);
			findings_init(&f, b.process);
		}
		int64_t ours_cpu = cpu_us() - c, ours_wall = wall_us() - w;
		int columns = audit_read(b.county, audit);
		k = r ? k : bare_begin(columns);
		c = cpu_us();
		w = wall_us();
		for (int i = r * EACH; i < (r + 1) * EACH; i++)
			bare_post(&k, &v[i], 1000000 + i, audit[i], columns);
		cpu[r] = 100.0 * (double)(cpu_us() - c) / (double)ours_cpu;
		wall[r] = 100.0 * (double)(wall_us() - w) / (double)ours_wall;
		own[r] = (double)ours_wall / EACH / 1e3;
	}
	line("posting of a voucher with 3 lines, durable: ours", own, " ms wall", "");
	line("  rate against bare commits of the same rows, wall", wall, " %", "; budget >= 60 %");
	line("  the same by CPU", cpu, " %", "");
}

/* ---- Ledger and hledger ---- */

static void journals_write(const char *path)
{
	FILE *out = fopen(path, "w");
	for (int i = 0; i < TOOL_BOOKS && i < book_count; i++) {
		struct buf text;
		buf_init(&text, 256 << 20);
		must(journal_write(b.a, b.db, &books[i], 202401, 202412, &text, &b.e));
		if (fwrite(text.p, 1, text.n, out) != text.n || fputc('\n', out) == EOF)
			exit(3);
		buf_done(&text);
		arena_reset(b.a);
	}
	fclose(out);
}

/* Lines "… CODE NAME<separator>CNY AMOUNT"; the number of accounts that differ from `sums`. */
static int differ(FILE *p, int64_t *sums, int *compared)
{
	char text[512];
	int wrong = 0;
	while (fgets(text, sizeof text, p)) {
		char *amount = strstr(text, "CNY "), *code, *end;
		int64_t fen;
		if (!amount)
			continue;
		end = amount + 4 + strspn(amount + 4, "-0123456789.,");
		*end = 0;
		amount[-1] = 0;
		code = strrchr(text, ':');
		code = code ? code + 1 : text + (*text == '"');
		code[strcspn(code, " ")] = 0;
		bool found = false;
		for (size_t i = 0; i < ARRAY_LEN(codes); i++)
			if (text_eq(codes[i], code)) {
				found = true;
				wrong += !fen_parse(amount + 4, &fen) || fen != sums[i];
			}
		wrong += !found;
		++*compared;
	}
	return wrong;
}

static void tool_time(const char *name, const char *command, int64_t *sums, double own)
{
	int compared = 0;
	int64_t w = wall_us();
	FILE *p = popen(command, "r");
	int wrong = p ? differ(p, sums, &compared) : -1;
	if (!p || pclose(p) != 0)
		printf("%s: not measured, it failed\n", name);
	else
		printf("%s: %.0f ms for its balances (ours %.1f ms from the postings: 1/%.0f); %d accounts compared, %d differ\n",
		       name, (double)(wall_us() - w) / 1e3, own, (double)(wall_us() - w) / 1e3 / own, compared, wrong);
}

static void tools_time(void)
{
	char path[512], command[800];
	int64_t sums[ARRAY_LEN(codes)] = {0};
	struct trial t;
	snprintf(path, sizeof path, "%s/journal", dir);
	journals_write(path);
	for (int i = 0; i < TOOL_BOOKS && i < book_count; i++) {
		must(trial_of_book(b.a, b.db, &books[i], 202401, 202412, &t, &b.e));
		for (int r = 0; r < t.count; r++)
			for (size_t k = 0; k < ARRAY_LEN(codes); k++)
				if (text_eq(codes[k], t.rows[r].account.code))
					sums[k] += t.rows[r].closing_debit - t.rows[r].closing_credit;
	}
	int64_t w = wall_us();
	for (int i = 0; i < TOOL_BOOKS && i < book_count; i++)
		must(balance_check(b.db, &books[i], 0, &f, &b.e));
	double own = (double)(wall_us() - w) / 1e3;
	printf("journal of %d books:\n", TOOL_BOOKS < book_count ? TOOL_BOOKS : book_count);
	snprintf(command, sizeof command, "LC_ALL=C.UTF-8 ledger -f %s balance --flat --no-total"
		 " --format '%%(account)\\t%%(amount)\\n'", path);
	tool_time("  ledger", command, sums, own);
	snprintf(command, sizeof command, "LC_ALL=C.UTF-8 hledger -f %s balance --flat -N -O csv", path);
	tool_time("  hledger", command, sums, own);
}

int main(int argc, char **argv)
{
	int64_t count = 500, postings = 1000000;
	char path[512];
	if (argc < 2 || (argc > 2 && !parse_i64(argv[2], &count)) ||
	    (argc > 3 && !parse_i64(argv[3], &postings)) || count < 1 || postings < count * LINES) {
		fprintf(stderr, "usage: ledger_time DIR [BOOKS [POSTINGS]]\n");
		return 2;
	}
	dir = argv[1];
	setenv("YANZHEN_NOW", "1736467200000", 1); /* 2025-01-10 */
	b = (struct bench){.process = arena_new(256 << 20), .a = arena_new(512 << 20)};
	findings_init(&f, b.process);
	snprintf(path, sizeof path, "%s/site.db", dir);
	if (access(path, F_OK) == 0) {
		fprintf(stderr, "%s is there already\n", path);
		return 2;
	}
	b.db = db_open(path, DB_CREATE, &b.e);
	must(b.db && db_migrate(b.db, &b.e));
	books_make((int)count);
	db_close(b.db);
	postings_fill(postings / LINES / count * LINES * count);
	b.db = db_open(path, DB_WRITE, &b.e);
	must(b.db);
	trial_time();
	proof_time(postings);
	post_time();
	tools_time();
	bench_close(&b);
	return 0;
}
