/* cli_book.c - the books of a site: list, make, trial balance, statements, journal for hledger. */
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/site.h"
#include "ledger/period.h"
#include "ledger/exchange.h"
#include "ledger/voucher.h"
#include "ledger/statement.h"
#include "reg/record.h"

#include <stdio.h>
#include <string.h>

static bool run(struct cli *c, struct err *e);

enum { JOURNAL_MAX = 256 << 20 };

static const struct option options[] = {
    {.name = "unit", .value = 1}, {.name = "as", .value = 1},	  {.name = "org", .value = 1},
    {.name = "from", .value = 1}, {.name = "period", .value = 1}, {.name = "kind", .value = 1},
    {.name = "file", .value = 1}, {0},
};
const struct command book_command = {
    .name = "book",
    .usage = "DIR ACTION …\n"
	     "  DIR list [--unit CODE] [--as USER]\n"
	     "  DIR make --org ID --from MONTH [--unit CODE]\n"
	     "  DIR trial [BOOK] --period P [--unit CODE] [--as USER]\n"
	     "  DIR statement [BOOK] --kind balance|income --period P [--unit CODE] [--as USER]\n"
	     "  DIR journal BOOK --period P [--unit CODE] [--as USER]\n"
	     "  DIR vouchers BOOK --period P [--unit CODE] [--as USER]\n"
	     "  DIR export BOOK --period P --file FILE [--unit CODE] [--as USER]\n"
	     "  DIR import BOOK --file FILE [--unit CODE]\n"
	     "  DIR months BOOK [--unit CODE] [--as USER]",
    .about = N_("Books of village collectives: lists and makes them; trial balance and statements of a "
		"book or of all books of a unit; vouchers, months; journal for hledger; neutral "
		"export and import."),
    .options = options,
    .words_min = 2,
    .words_max = 3,
    .run = run,
};

struct ask {
	struct site *s;
	struct cli *c;
	struct unit unit;
	struct scope scope;           /* the whole county, or what --as may read */
	struct period period;
};

static bool list(struct ask *ask, struct err *e)
{
	struct book_list books;
	char id[24];
	if (!book_list(ask->c->arena, ask->s->db, ask->unit.id, &ask->scope, &books, e))
		return false;
	for (int i = 0; i < books.count; i++)
		printf("%s\t%s\t%s\t%s\n", id_text(books.rows[i].id, id), books.rows[i].unit_name,
		       books.rows[i].name, month_text(books.rows[i].opened));
	return true;
}

/* The book takes name and unit of the organisation. */
static bool make(struct ask *ask, struct err *e)
{
	struct cli *c = ask->c;
	const char *org = cli_option(c, "org"), *from = cli_option(c, "from");
	const struct ledger_who who = {.origin = "command line"};
	struct book b = {.county = ask->unit.county, .chart = "2023"};
	struct record *rec;
	struct findings f;
	struct period month;
	char id[24];
	findings_init(&f, c->arena);
	if (!org || !id_parse(org, &b.org))
		return err_set(e, ERR_INPUT, "Name the organisation by its number with --org ID.");
	if (!from || !period_parse(from, &month))
		return err_set(e, ERR_INPUT, "“%s” is not a period.", from ? from : "");
	if (!reg_load(c->arena, ask->s->db, reg_find("org"), b.county, b.org, &ask->scope, false,
		      &rec, e))
		return false;
	if (!text_eq(record_value(rec, "kind")->s, "collective"))
		return err_set(e, ERR_REFUSED,
			       "Only a collective economic organisation keeps such a book.");
	b.unit = rec->unit;
	b.name = record_value(rec, "name")->s;
	b.opened = day_month(month.from);
	bool ok = book_make(c->arena, ask->s->db, &b, &who, &f, e);
	cli_findings(c, &f);
	if (ok)
		puts(id_text(b.id, id));
	return ok;
}

/* The book of the third word, when it is one of those in view. */
static bool chosen(struct ask *ask, struct book *out, struct err *e)
{
	struct book_list books;
	int64_t id;
	if (!id_parse(ask->c->words[2], &id))
		return err_set(e, ERR_INPUT, "“%s” is not the number of a book.", ask->c->words[2]);
	if (!book_list(ask->c->arena, ask->s->db, ask->unit.id, &ask->scope, &books, e))
		return false;
	for (int i = 0; i < books.count; i++)
		if (books.rows[i].id == id) {
			*out = books.rows[i];
			return true;
		}
	return err_set(e, ERR_NOT_FOUND, "There is no such book.");
}

static bool period_read(struct ask *ask, struct err *e)
{
	const char *text = cli_option(ask->c, "period");
	return (text && period_parse(text, &ask->period)) ||
	       err_set(e, ERR_INPUT, "“%s” is not a period.", text ? text : "");
}

static void row_print(const char *code, const char *name, const struct trial_row *r)
{
	const int64_t columns[] = {r->opening_debit, r->opening_credit, r->debit,
				   r->credit,	     r->closing_debit,	r->closing_credit};
	char text[32];
	printf("%s\t%s", code, name);
	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		printf("\t%s", fen_text(columns[i], text));
	printf("\n");
}

static bool trial(struct ask *ask, struct err *e)
{
	struct trial t;
	struct book b;
	if (!period_read(ask, e))
		return false;
	int from = day_month(ask->period.from), to = day_month(ask->period.to);
	if (ask->c->word_count > 2
		? !chosen(ask, &b, e) ||
		      !trial_of_book(ask->c->arena, ask->s->db, &b, from, to, &t, e)
		: !trial_of_unit(ask->c->arena, ask->s->db, ask->unit.id, &ask->scope, from, to, &t,
				 e))
		return false;
	for (int i = 0; i < t.count; i++)
		row_print(t.rows[i].account.code, t.rows[i].account.name, &t.rows[i]);
	row_print("", tr(ask->c->lang, N_("Total")), &t.total);
	return true;
}

static void findings_print(struct ask *ask, const struct findings *f)
{
	for (const struct finding *fi = f->first; fi; fi = fi->next)
		fprintf(stderr, "%s\n", msg_render(ask->c->arena, &fi->text, ask->c->lang));
}

/* Line, name and the two columns; a figure that the books do not say is "-". */
static bool statement(struct ask *ask, struct err *e)
{
	struct statement s;
	struct book b;
	enum statement_kind kind;
	const char *word = cli_option(ask->c, "kind");
	if (!word || !statement_kind_parse(word, &kind))
		return err_set(e, ERR_INPUT, "Name the statement with --kind balance or --kind income.");
	if (!period_read(ask, e))
		return false;
	int from = day_month(ask->period.from), to = day_month(ask->period.to);
	if (ask->c->word_count > 2
		? !chosen(ask, &b, e) ||
		      !statement_of_book(ask->c->arena, ask->s->db, &b, kind, from, to, &s, e)
		: !statement_of_unit(ask->c->arena, ask->s->db, ask->unit.id, &ask->scope, kind, from,
				     to, &s, e))
		return false;
	printf("\t\t%s\t%s\n", tr(ask->c->lang, s.heads[0]), tr(ask->c->lang, s.heads[1]));
	for (int i = 0; i < s.count; i++) {
		const struct statement_line *l = &s.lines[i];
		char text[2][32];
		if (l->kind != LINE_HEAD)
			printf("%d\t%s\t%s\t%s\n", l->number, l->name,
			       l->known[0] ? fen_text(l->fen[0], text[0]) : "-",
			       l->known[1] ? fen_text(l->fen[1], text[1]) : "-");
	}
	findings_print(ask, &s.findings);
	return true;
}

static bool journal(struct ask *ask, struct err *e)
{
	struct book b;
	struct buf out;
	if (ask->c->word_count < 3)
		return err_set(e, ERR_INPUT, "Name the book: yanzhen book DIR journal BOOK.");
	if (!period_read(ask, e) || !chosen(ask, &b, e))
		return false;
	buf_init(&out, JOURNAL_MAX);
	bool ok = journal_write(ask->c->arena, ask->s->db, &b, day_month(ask->period.from),
				day_month(ask->period.to), &out, e);
	if (ok)
		fputs(buf_str(&out), stdout);
	buf_done(&out);
	return ok;
}

/* number or 0, id, day, amount, attachments, state, summary: of each month of the period */
static bool vouchers(struct ask *ask, struct err *e)
{
	struct book b;
	struct voucher_list list;
	char id[24], text[32];
	if (ask->c->word_count < 3)
		return err_set(e, ERR_INPUT, "Name the book: yanzhen book DIR vouchers BOOK.");
	if (!period_read(ask, e) || !chosen(ask, &b, e))
		return false;
	int to = day_month(ask->period.to);
	for (int month = day_month(ask->period.from); month <= to; month = month_next(month)) {
		if (!voucher_list(ask->c->arena, ask->s->db, &b, month, &list, e))
			return false;
		for (int i = 0; i < list.count; i++) {
			const struct voucher_row *r = &list.rows[i];
			printf("%s\t%" PRId64 "\t%s\t%s\t%s\t%" PRId64 "\t%s\t%s\n",
			       month_text(month), r->number, id_text(r->id, id), r->day,
			       fen_text(r->debit, text), r->attachments,
			       r->posted ? "posted" : "draft", r->summary);
		}
	}
	return true;
}

static bool months(struct ask *ask, struct err *e)
{
	struct book b;
	struct book_months all;
	if (ask->c->word_count < 3)
		return err_set(e, ERR_INPUT, "Name the book: yanzhen book DIR months BOOK.");
	if (!chosen(ask, &b, e) || !book_months(ask->c->arena, ask->s->db, &b, &all, e))
		return false;
	for (int i = 0; i < all.count; i++)
		printf("%s\t%s\t%" PRId64 "\t%" PRId64 "\n", month_text(all.rows[i].month),
		       all.rows[i].closed ? "closed" : "open", all.rows[i].last_number,
		       all.rows[i].drafts);
	return true;
}

static bool export(struct ask *ask, struct err *e)
{
	struct book b;
	const char *file = cli_option(ask->c, "file");
	if (ask->c->word_count < 3 || !file)
		return err_set(e, ERR_INPUT, "Name the book and the file: yanzhen book DIR export BOOK --file FILE.");
	return period_read(ask, e) && chosen(ask, &b, e) &&
	       exchange_write(ask->c->arena, ask->s->db, &b, day_month(ask->period.from),
			      day_month(ask->period.to), file, e);
}

static bool import(struct ask *ask, struct err *e)
{
	struct book b;
	struct findings f;
	struct exchange_result r;
	const struct ledger_who who = {.origin = "command line"};
	const char *file = cli_option(ask->c, "file");
	findings_init(&f, ask->c->arena);
	if (ask->c->word_count < 3 || !file)
		return err_set(e, ERR_INPUT, "Name the book and the file: yanzhen book DIR import BOOK --file FILE.");
	if (!chosen(ask, &b, e))
		return false;
	const char *slash = strrchr(file, '/');
	bool ok = exchange_read(ask->c->arena, ask->s->db, &b, file, slash ? slash + 1 : file, &who, &r,
				&f, e);
	cli_findings(ask->c, &f);
	if (ok)
		printf("%d\t%d\t%d\t%d\n", r.accounts, r.drafts, r.there, r.waiting);
	return ok;
}

static bool act(struct ask *ask, struct err *e)
{
	static const struct {
		const char *word;
		bool (*run)(struct ask *, struct err *);
	} actions[] = {{"list", list}, {"make", make}, {"trial", trial}, {"journal", journal},
		       {"vouchers", vouchers}, {"months", months}, {"statement", statement},
		       {"export", export}, {"import", import}};
	struct account *acc;
	if (!site_unit(ask->s, ask->c, &ask->unit, e) || !site_actor(ask->s, ask->c, &acc, e))
		return false;
	if (acc)
		scope_of_cap(acc, CAP_BOOK_READ, &ask->scope);
	else
		scope_all(ask->unit.level < LEVEL_COUNTY ? ask->unit.id : ask->unit.county,
			  &ask->scope);
	for (size_t i = 0; i < ARRAY_LEN(actions); i++)
		if (text_eq(ask->c->words[1], actions[i].word)) {
			if (acc && (actions[i].run == make || actions[i].run == import))
				return err_set(e, ERR_INPUT,
					       "A book is made by the site's owner, without --as.");
			return actions[i].run(ask, e);
		}
	err_set(e, ERR_INPUT, "There is no action %s.", ask->c->words[1]);
	return err_hint(e, "There are list, make, trial, statement, journal, vouchers, months, export "
			   "and import.");
}

static bool run(struct cli *c, struct err *e)
{
	struct site s;
	struct ask ask = {.s = &s, .c = c};
	if (!site_open(&s, c, c->words[0], false, e))
		return false;
	bool ok = act(&ask, e);
	site_close(&s);
	return ok;
}
