/* content.c - the table of a sheet, made from the records: once to freeze it, again to prove it. */
#include "openness/openness_int.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "document/document.h"
#include "ledger/report.h"
#include "ledger/statement.h"
#include "measure/measure.h"
#include "reg/quorum.h"
#include "reg/query.h"

#include <string.h>

/* Papers of the wall are in Chinese, as briefings are. */
static void head(struct disclosure *d, const char *text)
{
	assert(d->columns < DISCLOSURE_COLUMNS);
	d->heads[d->columns++] = text;
}

static struct disclosure_line *line(struct disclosure *d)
{
	return d->count < DISCLOSURE_LINES ? &d->lines[d->count++] : NULL;
}

static bool too_long(struct err *e)
{
	err_set(e, ERR_TOO_BIG, "A sheet has at most %d rows.", DISCLOSURE_LINES);
	return err_hint(e, "Publish it in parts: by village, or by kind.");
}

static bool unreadable(struct err *e)
{
	return err_set(e, ERR_INPUT, "What is to be published cannot be found from this.");
}

/* The next word of `*p` before `stop`; NULL at the end. */
static const char *word(struct arena *a, const char **p, char stop)
{
	while (**p == stop)
		++*p;
	size_t n = 0;
	while ((*p)[n] && (*p)[n] != stop)
		n++;
	if (!n)
		return NULL;
	const char *out = arena_strndup(a, *p, n);
	*p += n;
	return out;
}

/* ---- figures ---- */

static bool figure_line(struct arena *a, struct db *db, struct disclosure *d, const char *name, struct err *e)
{
	struct figure_ask ask = {.indicator = indicator_find(name), .county = d->county, .unit = d->unit,
				 .at = d->as_of};
	struct figure fig;
	char day[16];
	if (!ask.indicator)
		return unreadable(e);
	scope_all(d->county, &ask.scope);
	if (!figure_compute(a, db, &ask, &fig, e))
		return false;
	struct disclosure_line *l = line(d);
	if (!l)
		return too_long(e);
	*l = (struct disclosure_line){
	    .cells = {label_in(&ask.indicator->label, LANG_ZH), figure_text(a, &fig, LANG_ZH),
		      label_in(&ask.indicator->about, LANG_ZH)},
	    .link = arena_printf(a, "/figure/%s?unit=%" PRId64 "&at=%s", name, d->unit, date_iso(d->as_of, day)),
	};
	return true;
}

static bool figures_fill(struct arena *a, struct db *db, struct disclosure *d, struct err *e)
{
	const char *p = d->source, *name;
	head(d, "指标");
	head(d, "数值");
	head(d, "口径");
	while ((name = word(a, &p, ',')))
		if (!figure_line(a, db, d, name, e))
			return false;
	return true;
}

static bool briefing_fill(struct arena *a, struct db *db, struct disclosure *d, struct err *e)
{
	struct document doc;
	struct scope all;
	int64_t run;
	scope_all(d->county, &all);
	if (!id_parse(d->source, &run))
		return unreadable(e);
	if (!document_load(a, db, d->county, run, &all, &doc, e))
		return false;
	if (doc.unit.id != d->unit)
		return err_set(e, ERR_NOT_FOUND, "There is no such briefing of this unit.");
	d->as_of = doc.at;
	head(d, "指标");
	head(d, "数值");
	for (int i = 0; i < doc.figure_count; i++) {
		const struct document_figure *f = &doc.figures[i];
		struct disclosure_line *l = line(d);
		if (!l)
			return too_long(e);
		l->cells[0] = f->figure.indicator ? label_in(&f->figure.indicator->label, LANG_ZH) : f->name;
		l->cells[1] = f->printed;
		l->link = arena_printf(a, "/figure/%s?unit=%" PRId64, f->name, d->unit);
	}
	return true;
}

/* ---- books ---- */

static const char *sided(struct arena *a, int64_t debit, int64_t credit)
{
	char text[32];
	int64_t n = debit - credit;
	if (n == 0)
		return "平";
	return arena_printf(a, "%s %s", n > 0 ? "借" : "贷", fen_text(n > 0 ? n : -n, text));
}

static const char *fen(struct arena *a, int64_t n)
{
	char text[32];
	return arena_strdup(a, fen_text(n, text));
}

static bool trial_fill(struct arena *a, struct db *db, struct disclosure *d, const struct book *b, int from,
		       int to, struct err *e)
{
	static const char *const heads[] = {"科目代码", "科目名称", "期初余额", "本期借方", "本期贷方", "期末余额"};
	struct trial t;
	if (!trial_of_book(a, db, b, from, to, &t, e))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		head(d, heads[i]);
	for (int i = 0; i < t.count; i++) {
		const struct trial_row *r = &t.rows[i];
		if (r->depth)
			continue; /* details name debtors */
		struct disclosure_line *l = line(d);
		if (!l)
			return too_long(e);
		*l = (struct disclosure_line){
		    .cells = {r->account.code, r->account.name, sided(a, r->opening_debit, r->opening_credit),
			      fen(a, r->debit), fen(a, r->credit), sided(a, r->closing_debit, r->closing_credit)},
		    .link = arena_printf(a, "/book/%" PRId64 "/account/%s", b->id, r->account.code),
		};
	}
	return true;
}

/* Balance sheet, or income and its distribution: the lines of the customary sheet. */
static bool statement_lines(struct arena *a, struct db *db, struct disclosure *d, const struct book *b,
			    enum statement_kind kind, int from, int to, struct err *e)
{
	struct statement s;
	if (!statement_of_book(a, db, b, kind, from, to, &s, e))
		return false;
	head(d, "项目");
	head(d, "行次");
	head(d, tr(LANG_ZH, s.heads[0]));
	head(d, tr(LANG_ZH, s.heads[1]));
	for (int i = 0; i < s.count; i++) {
		const struct statement_line *from_line = &s.lines[i];
		struct disclosure_line *l = line(d);
		if (!l)
			return too_long(e);
		bool words = from_line->kind == LINE_HEAD;
		l->cells[0] = from_line->name;
		l->cells[1] = words ? "" : arena_printf(a, "%d", from_line->number);
		for (int c = 0; c < 2; c++)
			l->cells[2 + c] = words ? "" : from_line->known[c] ? fen(a, from_line->fen[c]) : "—";
		l->link = arena_printf(a, "/book/%" PRId64, b->id);
	}
	return true;
}

/* Income and expense by account of the first level; details may name people. */
static bool detail_lines(struct arena *a, struct db *db, struct disclosure *d, const struct book *b, int from,
			 int to, struct err *e)
{
	static const char *const sums[] = {"收入合计", "支出合计"};
	struct income_detail t;
	if (!income_detail_of_book(a, db, b, from, to, &t, e))
		return false;
	head(d, "项目");
	head(d, "本期");
	head(d, "本年累计");
	for (int i = 0; i < t.count; i++) {
		const struct income_row *r = &t.rows[i];
		struct disclosure_line *l = r->depth ? NULL : line(d);
		if (r->depth)
			continue;
		if (!l)
			return too_long(e);
		*l = (struct disclosure_line){
		    .cells = {r->account.name, fen(a, r->month), fen(a, r->year)},
		    .link = arena_printf(a, "/book/%" PRId64 "/account/%s", b->id, r->account.code),
		};
	}
	for (int k = 0; k < 2 && t.count; k++) {
		struct disclosure_line *l = line(d);
		if (!l)
			return too_long(e);
		l->cells[0] = sums[k];
		l->cells[1] = fen(a, k ? t.expense[0] : t.income[0]);
		l->cells[2] = fen(a, k ? t.expense[1] : t.income[1]);
	}
	return true;
}

static bool book_fill(struct arena *a, struct db *db, struct disclosure *d, struct err *e)
{
	const char *p = d->source, *kind = word(a, &p, ' '), *id = word(a, &p, ' '), *from = word(a, &p, ' '),
		   *to = word(a, &p, ' ');
	int64_t book, first, last;
	struct book b;
	if (!kind || !id || !from || !to || !id_parse(id, &book) || !parse_i64(from, &first) ||
	    !parse_i64(to, &last) || !month_ok((int)first) || !month_ok((int)last) || first > last)
		return unreadable(e);
	if (!book_load(a, db, d->county, book, &b, e))
		return false;
	if (b.unit != d->unit)
		return err_set(e, ERR_NOT_FOUND, "There is no such book of this unit.");
	if (text_eq(kind, "trial"))
		return trial_fill(a, db, d, &b, (int)first, (int)last, e);
	if (text_eq(kind, "balance"))
		return statement_lines(a, db, d, &b, STATEMENT_BALANCE, (int)first, (int)last, e);
	if (text_eq(kind, "income"))
		return statement_lines(a, db, d, &b, STATEMENT_INCOME, (int)first, (int)last, e);
	if (text_eq(kind, "detail"))
		return detail_lines(a, db, d, &b, (int)first, (int)last, e);
	return unreadable(e);
}

/* ---- a decision ---- */

static const char *shown(struct arena *a, const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return value_text(a, f, &r->v[f->index], LANG_ZH);
}

static bool step_line(struct arena *a, struct db *db, struct disclosure *d, struct record *r, struct err *e)
{
	const struct value *due = record_value(r, "due"), *present = record_value(r, "present"),
			   *agreed = record_value(r, "agreed"), *counted = record_value(r, "counted");
	struct quorum_rule rule;
	struct quorum_test t;
	const char *test = "";
	bool found = false;
	if (due->known && present->known && agreed->known) {
		if (!quorum_rule_find(a, db, r->county, r->unit, record_value(r, "body")->s,
				      counted->known ? counted->s : "persons", (ymd)record_value(r, "held")->i,
				      &rule, &found, e))
			return false;
		if (found) {
			quorum_test(&rule, due->i, present->i, agreed->i, &t);
			test = arena_printf(a, "%s%s", msg_render(a, &t.attend, LANG_ZH),
					    msg_render(a, &t.pass, LANG_ZH));
		}
	}
	struct disclosure_line *l = line(d);
	if (!l)
		return too_long(e);
	*l = (struct disclosure_line){
	    .cells = {shown(a, r, "stage"), shown(a, r, "body"), shown(a, r, "held"), test,
		      shown(a, r, "result")},
	    .link = arena_printf(a, "/reg/decision_step/%" PRId64, r->id),
	};
	return true;
}

static struct path path_of(const struct reg_def *def, const char *text)
{
	struct path p;
	bool there = path_parse(def, text, &p);
	assert(there);
	return p;
}

static bool decision_fill(struct arena *a, struct db *db, struct disclosure *d, struct err *e)
{
	static const char *const heads[] = {"步骤", "会议组织", "时间", "人数", "结果"};
	static const char *const facts[] = {"title", "matter", "origin", "amount", "content", "result"};
	const struct reg_def *def = reg_find("decision"), *steps = reg_find("decision_step");
	struct scope all;
	struct record *r;
	struct record_list list;
	struct query q;
	int64_t id;
	char text[24];
	scope_all(d->county, &all);
	if (!id_parse(d->source, &id))
		return unreadable(e);
	if (!reg_load(a, db, def, d->county, id, &all, false, &r, e))
		return false;
	if (r->unit != d->unit)
		return err_set(e, ERR_NOT_FOUND, "There is no such matter of this unit.");
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		head(d, heads[i]);
	for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
		const char *said = shown(a, r, facts[i]);
		struct disclosure_line *l = is_empty(said) ? NULL : line(d);
		if (l)
			*l = (struct disclosure_line){
			    .cells = {label_in(&field_find(def, facts[i])->label, LANG_ZH), said, "", "", ""},
			    .link = arena_printf(a, "/decision/%" PRId64, id),
			};
	}
	query_init(&q, steps, d->county, &all);
	query_filter(&q, path_of(steps, "decision"), OP_EQ, id_text(id, text));
	q.sort = path_of(steps, "held");
	q.sort_given = true;
	q.limit = 100;
	if (!query_list(a, db, &q, &list, e))
		return false;
	for (int i = 0; i < list.count; i++)
		if (!step_line(a, db, d, list.rows[i], e))
			return false;
	return true;
}

/* ---- lists of persons ---- */

char *mask_name(struct arena *a, const char *name)
{
	size_t n = strlen(name), count = utf8_count(name), first = 0;
	if (count == 0)
		return arena_strdup(a, "");
	(void)utf8_get(name, n, &first);
	if (count < 3)
		return arena_printf(a, "%.*s*", (int)first, name);
	size_t last = utf8_floor(name, n - 1);
	return arena_printf(a, "%.*s%s%s", (int)first, name, count == 3 ? "*" : "**", name + last);
}

bool disclosure_field_open(const struct field_def *f)
{
	return !f->personal && (f->type == FIELD_CHOICE || f->type == FIELD_DATE || f->type == FIELD_INT ||
				f->type == FIELD_DEC || f->type == FIELD_FLAG);
}

struct persons {
	struct arena *a;
	struct disclosure *d;
	const struct field_def *who;
	int count;
	const struct field_def *fields[DISCLOSURE_COLUMNS];
};

static bool person_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			struct err *e)
{
	struct persons *p = arg;
	(void)row;
	(void)subs;
	const struct value *who = &rec->v[p->who->index];
	struct disclosure_line *l = line(p->d);
	if (!l)
		return too_long(e);
	l->cells[0] = mask_name(p->a, who->known && who->s ? who->s : "");
	l->cells[1] = arena_strdup(p->a, rec->unit_name ? rec->unit_name : "");
	for (int i = 0; i < p->count; i++)
		l->cells[2 + i] = arena_strdup(p->a, value_text(p->a, p->fields[i],
								&rec->v[p->fields[i]->index], LANG_ZH));
	l->link = arena_printf(p->a, "/reg/%s/%" PRId64, rec->def->name, rec->id);
	return true;
}

/* Masked here, before anything is kept: what is frozen never held a whole name. */
static bool persons_fill(struct arena *a, struct db *db, struct disclosure *d, struct err *e)
{
	const char *p = d->source, *reg = word(a, &p, ' '), *fields = word(a, &p, ' '), *name;
	const struct reg_def *def = reg ? reg_find(reg) : NULL;
	struct persons w = {.a = a, .d = d, .who = def ? field_find(def, "person") : NULL};
	struct scope all;
	struct query q;
	if (!w.who)
		return unreadable(e);
	head(d, "姓名");
	head(d, "村（社区）");
	while (fields && (name = word(a, &fields, ','))) {
		const struct field_def *f = field_find(def, name);
		if (!f || !disclosure_field_open(f) || d->columns == DISCLOSURE_COLUMNS)
			return unreadable(e);
		w.fields[w.count++] = f;
		head(d, label_in(&f->label, LANG_ZH));
	}
	scope_all(d->county, &all);
	query_init(&q, def, d->county, &all);
	q.unit = d->unit;
	q.at = d->as_of;
	return query_each(db, &q, person_take, &w, e);
}

bool disclosure_fill(struct arena *a, struct db *db, struct disclosure *d, struct err *e)
{
	static bool (*const fills[DISCLOSE__COUNT])(struct arena *, struct db *, struct disclosure *,
						    struct err *) = {
	    [DISCLOSE_FIGURES] = figures_fill,	 [DISCLOSE_BRIEFING] = briefing_fill,
	    [DISCLOSE_BOOK] = book_fill,	 [DISCLOSE_DECISION] = decision_fill,
	    [DISCLOSE_PERSONS] = persons_fill,
	};
	d->columns = d->count = 0;
	d->lines = ARENA_ARRAY(a, struct disclosure_line, DISCLOSURE_LINES);
	return fills[d->kind](a, db, d, e);
}
