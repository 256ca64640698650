/* statement.c - the lines of a statement and what they come to. */
#include "ledger/statement.h"
#include "base/arena.h"
#include "base/embed.h"
#include "base/str.h"
#include "ledger/ledger_int.h"

#include <string.h>

enum { TERMS_MAX = 24 };

static const char *const kinds[STATEMENT__COUNT] = {"balance", "income"};

const char *statement_kind_code(enum statement_kind k)
{
	return kinds[k];
}

bool statement_kind_parse(const char *text, enum statement_kind *out)
{
	for (int i = 0; i < STATEMENT__COUNT; i++)
		if (text_eq(kinds[i], text)) {
			*out = (enum statement_kind)i;
			return true;
		}
	return false;
}

/* ---- the layout ---- */

/* One word of a rule: [-]101, 113:debit, 513/运转支出, =item, @opening, @debit:*, @credit:311. */
static struct statement_term term_read(struct arena *a, const char *word)
{
	struct statement_term t = {.minus = *word == '-'};
	char *text = arena_strdup(a, word + t.minus);
	t.code = text;
	char *colon = strchr(text, ':'), *slash = strchr(text, '/');
	if (*text == '=') {
		t.kind = TERM_LINE;
		t.code = text + 1;
	} else if (text_eq(text, "@opening")) {
		t.kind = TERM_OPENING;
	} else if (*text == '@') {
		t.kind = has_prefix(text, "@debit:") ? TERM_FLOW_DEBIT : TERM_FLOW_CREDIT;
		t.code = colon + 1;
	} else if (colon) {
		t.kind = text_eq(colon + 1, "debit") ? TERM_DEBIT : TERM_CREDIT;
		*colon = 0;
	} else if (slash) {
		t.kind = TERM_NAMED;
		t.name = slash + 1;
		*slash = 0;
	}
	return t;
}

static void terms_read(struct arena *a, const char *rule, struct statement_line *line)
{
	line->terms = ARENA_ARRAY(a, struct statement_term, TERMS_MAX);
	for (const char *p = rule; *p;) {
		size_t n = strcspn(p, " ");
		assert(line->term_count < TERMS_MAX);
		line->terms[line->term_count++] = term_read(a, arena_strndup(a, p, n));
		p += n + (p[n] == ' ');
	}
}

static enum statement_line_kind line_kind(const char *text)
{
	static const char *const words[] = {"head", "line", "sum", "part", "open"};
	size_t i = 0;
	while (i < ARRAY_LEN(words) && !text_eq(words[i], text))
		i++;
	assert(i < ARRAY_LEN(words));
	return (enum statement_line_kind)i;
}

bool statement_layout(struct arena *a, const char *chart, enum statement_kind kind,
		      struct statement *out, struct err *e)
{
	struct statement s = {.kind = kind};
	struct chart head;
	struct chart_row *rows;
	int count, number = 0;
	if (!embedded_find(arena_printf(a, "packs/chart/statement-%s.csv", chart)))
		return err_set(e, ERR_NOT_FOUND,
			       "There is no layout of statements for the chart of %s; the trial"
			       " balance shows its accounts.", chart);
	if (!chart_head(a, chart, &head, e) ||
	    !chart_rows(a, arena_printf(a, "statement-%s", chart), &count, &rows, e))
		return false;
	s.chart = head.name;
	s.document = head.document;
	s.lines = ARENA_ARRAY(a, struct statement_line, count);
	for (int i = 0; i < count; i++) {
		const char *const *at = rows[i].at;
		if (!text_eq(at[0], kinds[kind]))
			continue;
		struct statement_line *line = &s.lines[s.count++];
		*line = (struct statement_line){
		    .item = at[1],
		    .name = at[2],
		    .right = text_eq(at[3], "right"),
		    .kind = line_kind(at[4]),
		    .mark = at[6],
		    .english = at[7],
		};
		line->number = line->kind == LINE_HEAD ? 0 : ++number;
		terms_read(a, at[5], line);
	}
	findings_init(&s.findings, a);
	*out = s;
	return true;
}

const struct statement_line *statement_line(const struct statement *s, const char *item)
{
	for (int i = 0; i < s->count; i++)
		if (*item && text_eq(s->lines[i].item, item))
			return &s->lines[i];
	return NULL;
}

/* ---- figures ---- */

static const struct statement_fact *fact_find(const struct statement_facts *facts, const char *code,
					      const char *name)
{
	for (int i = 0; i < facts->count; i++)
		if (text_eq(facts->rows[i].code, code) && text_eq(facts->rows[i].name, name))
			return &facts->rows[i];
	return NULL;
}

/* Whether another line takes the flow of that account by its code. */
static bool flow_is_named(const struct statement *s, int kind, const char *code)
{
	for (int i = 0; i < s->count; i++)
		for (int k = 0; k < s->lines[i].term_count; k++) {
			const struct statement_term *t = &s->lines[i].terms[k];
			if ((int)t->kind == kind && text_eq(t->code, code))
				return true;
		}
	return false;
}

static int64_t flow_sum(const struct statement *s, const struct statement_facts *facts,
			const struct statement_term *t)
{
	int64_t sum = 0;
	for (int i = 0; i < facts->flow_count; i++) {
		const struct statement_fact *f = &facts->flows[i];
		bool mine = text_eq(t->code, "*") ? !flow_is_named(s, (int)t->kind, f->code)
						  : text_eq(t->code, f->code);
		if (mine)
			sum += t->kind == TERM_FLOW_DEBIT ? f->debit : f->credit;
	}
	return sum;
}

/* Debit is positive on the assets' side of a balance sheet, credit everywhere else. */
static int64_t term_fen(const struct statement *s, const struct statement_line *line,
			const struct statement_facts *facts, int column,
			const struct statement_term *t)
{
	bool debit_first = s->kind == STATEMENT_BALANCE && !line->right;
	const struct statement_fact *f;
	if (t->kind == TERM_LINE)
		return statement_line(s, t->code)->fen[column];
	if (t->kind == TERM_OPENING)
		return facts->opening;
	if (t->kind == TERM_FLOW_DEBIT || t->kind == TERM_FLOW_CREDIT)
		return flow_sum(s, facts, t);
	f = fact_find(facts, t->code, t->kind == TERM_NAMED ? t->name : "");
	if (!f)
		return 0;
	if (t->kind == TERM_DEBIT)
		return debit_first ? f->debit : -f->debit;
	if (t->kind == TERM_CREDIT)
		return debit_first ? -f->credit : f->credit;
	return debit_first ? f->debit - f->credit : f->credit - f->debit;
}

/* Which sides of an account the lines take in: 1 debit, 2 credit. */
static int sides_taken(const struct statement *s, const char *code)
{
	int sides = 0;
	for (int i = 0; i < s->count; i++)
		for (int k = 0; k < s->lines[i].term_count; k++) {
			const struct statement_term *t = &s->lines[i].terms[k];
			if (s->lines[i].kind == LINE_PART || !text_eq(t->code, code))
				continue;
			sides |= t->kind == TERM_ACCOUNT  ? 3
				 : t->kind == TERM_DEBIT  ? 1
				 : t->kind == TERM_CREDIT ? 2
							  : 0;
		}
	return sides;
}

static void find_left_out(struct statement *s, const struct statement_facts *facts, int column)
{
	char text[32];
	for (int i = 0; facts->known && i < facts->count; i++) {
		const struct statement_fact *f = &facts->rows[i];
		int sides = *f->name ? 3 : sides_taken(s, f->code);
		int64_t debit = sides & 1 ? 0 : f->debit, credit = sides & 2 ? 0 : f->credit;
		if (!debit && !credit)
			continue;
		find_hint(find_error(&s->findings, s->heads[column], "statement-left-out",
				     "Account %s: %s yuan stand on no line of this statement.",
				     f->code, fen_text(debit - credit, text)),
			  "The layout of the statement lacks the account; tell who keeps the program.");
	}
	for (int i = 0; facts->known && i < facts->flow_count; i++) {
		const struct statement_fact *f = &facts->flows[i];
		bool debit = !f->debit || flow_is_named(s, TERM_FLOW_DEBIT, f->code) ||
			     flow_is_named(s, TERM_FLOW_DEBIT, "*");
		bool credit = !f->credit || flow_is_named(s, TERM_FLOW_CREDIT, f->code) ||
			      flow_is_named(s, TERM_FLOW_CREDIT, "*");
		if (!debit || !credit)
			find_error(&s->findings, s->heads[column], "statement-left-out",
				   "Account %s: %s yuan stand on no line of this statement.", f->code,
				   fen_text(f->debit - f->credit, text));
	}
}

/* The year's distribution is not a matter of single months. */
static bool is_asked(const struct statement *s, const struct statement_line *line, int column)
{
	bool year = s->from % 100 == 1 && s->to % 100 == 12;
	return s->kind == STATEMENT_BALANCE || !line->right || year || column == 1;
}

void statement_fill(struct statement *s, const struct statement_facts facts[2])
{
	for (int c = 0; c < 2; c++) {
		for (int i = 0; i < s->count; i++) {
			struct statement_line *line = &s->lines[i];
			line->known[c] = line->kind != LINE_HEAD && facts[c].known &&
					 is_asked(s, line, c);
			line->fen[c] = 0;
			for (int k = 0; facts[c].known && k < line->term_count; k++) {
				int64_t fen = term_fen(s, line, &facts[c], c, &line->terms[k]);
				line->fen[c] += line->terms[k].minus ? -fen : fen;
			}
		}
		find_left_out(s, &facts[c], c);
	}
	int kept = 0, number = 0;
	for (int i = 0; i < s->count; i++) {
		struct statement_line *line = &s->lines[i];
		if (line->kind == LINE_OPEN && !line->fen[0] && !line->fen[1])
			continue;
		line->number = line->kind == LINE_HEAD ? 0 : ++number;
		s->lines[kept++] = *line;
	}
	s->count = kept;
}
