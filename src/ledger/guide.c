/* guide.c - from answers to a voucher. */
#include "ledger/guide.h"
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/guide_int.h"

#include <string.h>

enum { ALL_MONTHS = 999913, PATH_DEPTH = 3 };

const struct guide_fact guide_common[GUIDE_COMMON] = {
    {.name = "day", .kind = FACT_TEXT, .label = N_("On which day"), .max = 20,
     .hint = N_("The day on which it happened, such as 2024-03-05.")},
    {.name = "what", .kind = FACT_TEXT, .label = N_("In a few words: what for"), .max = 60,
     .hint = N_("Stands in the voucher, such as: greenhouse 2.")},
    {.name = "receipt", .kind = FACT_TEXT, .label = N_("Number of the receipt or invoice"),
     .optional = true, .max = 60},
    {.name = "attachments", .kind = FACT_COUNT, .label = N_("Sheets attached"), .given = "1",
     .min = 0, .max = 999},
};

const struct guide_event *guide_event_at(int i)
{
	if (i < guide_in_count)
		return &guide_in_events[i];
	i -= guide_in_count;
	if (i < guide_out_count)
		return &guide_out_events[i];
	i -= guide_out_count;
	return i < guide_still_count ? &guide_still_events[i] : NULL;
}

const struct guide_event *guide_find(const char *code)
{
	const struct guide_event *ev = NULL;
	for (int i = 0; (ev = guide_event_at(i)); i++)
		if (text_eq(ev->code, code))
			break;
	return ev;
}

const char *guide_answer(const struct guide_answers *all, const char *name)
{
	for (int i = 0; i < all->count; i++)
		if (text_eq(all->rows[i].name, name))
			return all->rows[i].value;
	return "";
}

/* ---- amounts ---- */

static int amount_at(const struct guide_work *w, const char *name)
{
	int i = 0;
	while (i < w->amount_count && !text_eq(w->amounts[i].name, name))
		i++;
	return i;
}

int64_t work_fen(const struct guide_work *w, const char *name)
{
	int i = amount_at(w, name);
	return i < w->amount_count ? w->amounts[i].fen : 0;
}

void work_set(struct guide_work *w, const char *name, int64_t fen)
{
	int i = amount_at(w, name);
	assert(i < GUIDE_AMOUNTS);
	w->amounts[i] = (struct guide_row){.name = name, .fen = fen};
	w->amount_count += i == w->amount_count;
}

int64_t work_count(const struct guide_work *w, const char *name)
{
	int64_t n;
	return parse_i64(guide_answer(w->answers, name), &n) ? n : 0;
}

/* ---- reading the answers ---- */

static void read_amount(struct guide_work *w, const struct guide_fact *fact, const char *value)
{
	int64_t fen;
	if (!fen_parse(value, &fen) || fen < 0 || (fen == 0 && !fact->optional)) {
		find_hint(find_error(w->f, fact->name, "amount-unreadable",
				     "“%s” is not an amount in yuan.", value),
			  "Write digits with at most two decimals, such as 1234.50.");
		return;
	}
	work_set(w, fact->name, fen);
}

static void read_count(struct guide_work *w, const struct guide_fact *fact, const char *value)
{
	int64_t n;
	if (!parse_i64(value, &n) || n < fact->min || n > fact->max)
		find_hint(find_error(w->f, fact->name, "guide-count",
				     "“%s” is not a number from %d to %d.", value, fact->min,
				     fact->max),
			  "Write a whole number.");
}

static void read_choice(struct guide_work *w, const struct guide_fact *fact, const char *value)
{
	for (int i = 0; i < fact->option_count; i++)
		if (text_eq(fact->options[i].value, value))
			return;
	find_hint(find_error(w->f, fact->name, "guide-choice", "“%s” is none of the choices.",
			     value),
		  "Choose one of the list.");
}

/* "王秀英 120.50", divided by blanks, a comma or a tab, as it is pasted from a sheet. */
static bool row_split(struct guide_work *w, const char *line, size_t n, struct guide_row *out)
{
	size_t at = n;
	while (at > 0 && !strchr(" \t;", line[at - 1]) &&
	       !(at >= 3 && memcmp(line + at - 3, "，", 3) == 0) &&
	       !(at >= 3 && memcmp(line + at - 3, "　", 3) == 0))
		at--;
	const char *amount = arena_strndup(w->a, line + at, n - at);
	struct str name = str_trim((struct str){line, at});
	while (name.n >= 3 && memcmp(name.p + name.n - 3, "，", 3) == 0)
		name.n -= 3;
	while (name.n && strchr(",;", name.p[name.n - 1]))
		name.n--;
	name = str_trim(name);
	*out = (struct guide_row){.name = arena_strndup(w->a, name.p, name.n)};
	return name.n > 0 && name.n <= 90 && !memchr(name.p, '/', name.n) &&
	       fen_parse(amount, &out->fen) && out->fen > 0;
}

static void read_list(struct guide_work *w, const struct guide_fact *fact, const char *value)
{
	int64_t total = 0;
	int number = 0;
	w->rows = ARENA_ARRAY(w->a, struct guide_row, GUIDE_ROWS);
	while (*value) {
		size_t n = strcspn(value, "\r\n");
		struct str line = str_trim((struct str){value, n});
		number++;
		if (line.n && w->row_count == GUIDE_ROWS) {
			find_hint(find_error(w->f, fact->name, "guide-rows",
					     "The list has more than %d lines.", GUIDE_ROWS),
				  "Write the rest in a second voucher.");
			return;
		}
		if (line.n && !row_split(w, line.p, line.n, &w->rows[w->row_count]))
			find_hint(find_error(w->f, fact->name, "guide-row",
					     "Line %d is not a name and an amount: “%s”.", number,
					     arena_strndup(w->a, line.p, utf8_floor(line.p,
							   line.n < 60 ? line.n : 60))),
				  "Write the name, a blank and the amount in yuan, one household on each line.");
		else if (line.n)
			total += w->rows[w->row_count++].fen;
		value += n;
		value += value[0] == '\r' && value[1] == '\n' ? 2 : *value != 0;
	}
	work_set(w, fact->name, total);
}

static void read_name(struct guide_work *w, const struct guide_fact *fact, const char *value)
{
	if (strchr(value, '/') || strlen(value) > 90)
		find_hint(find_error(w->f, fact->name, "guide-name",
				     "“%s” cannot be the name of an account.", value),
			  "Write the name of the household, person or firm alone.");
}

static void read_money(struct guide_work *w, const struct guide_fact *fact, const char *value)
{
	const struct book_account *acc = account_find(w->all, value);
	if (!acc || is_empty(acc->money) || acc->has_details)
		find_hint(find_error(w->f, fact->name, "guide-money",
				     "“%s” is no account of cash or bank.", value),
			  "Choose one of the list.");
}

static bool is_wanted(const struct guide_fact *fact, const char *value, struct findings *f)
{
	if (!is_empty(value))
		return true;
	if (!fact->optional)
		find_hint(find_error(f, fact->name, "guide-missing",
				     "This question has no answer yet."),
			  "Fill it in.");
	return false;
}

static void read_fact(struct guide_work *w, const struct guide_fact *fact)
{
	const char *value = guide_answer(w->answers, fact->name);
	if (!is_wanted(fact, value, w->f))
		return;
	switch (fact->kind) {
	case FACT_AMOUNT:
		read_amount(w, fact, value);
		break;
	case FACT_COUNT:
		read_count(w, fact, value);
		break;
	case FACT_CHOICE:
		read_choice(w, fact, value);
		break;
	case FACT_LIST:
		read_list(w, fact, value);
		break;
	case FACT_NAME:
		read_name(w, fact, value);
		break;
	case FACT_MONEY:
		read_money(w, fact, value);
		break;
	case FACT_TEXT:
		break;
	}
}

static void read_facts(struct guide_work *w)
{
	for (int i = 0; i < w->ev->fact_count; i++)
		read_fact(w, &w->ev->facts[i]);
	for (int i = 0; i < GUIDE_COMMON; i++)
		read_fact(w, &guide_common[i]);
}

/* ---- paths ---- */

static const struct guide_fact *fact_named(const struct guide_event *ev, const char *name,
					   size_t n)
{
	for (int i = 0; i < ev->fact_count; i++)
		if (strlen(ev->facts[i].name) == n && strncmp(ev->facts[i].name, name, n) == 0)
			return &ev->facts[i];
	return NULL;
}

static const char *option_account(const struct guide_fact *fact, const char *value)
{
	for (int i = 0; i < fact->option_count; i++)
		if (text_eq(fact->options[i].value, value))
			return fact->options[i].account;
	return "";
}

/* Puts the answers in place of {fact}; "" when one of them is missing. */
static const char *path_fill(struct guide_work *w, const char *path, const char *row, int depth)
{
	const char *out = "";
	assert(depth < PATH_DEPTH);
	while (*path) {
		size_t n = strcspn(path, "{");
		out = arena_printf(w->a, "%s%.*s", out, (int)n, path);
		path += n;
		if (!*path)
			break;
		n = strcspn(++path, "}");
		const struct guide_fact *fact = fact_named(w->ev, path, n);
		assert(fact);
		const char *value = fact->kind == FACT_LIST ? row
							    : guide_answer(w->answers, fact->name);
		if (fact->kind == FACT_CHOICE)
			value = path_fill(w, option_account(fact, value), row, depth + 1);
		if (is_empty(value))
			return "";
		out = arena_printf(w->a, "%s%s", out, value);
		path += n + 1;
	}
	return out;
}

/* ---- the voucher ---- */

const char *account_meaning(const struct book_account *acc, bool credit)
{
	static const char *const means[CLASS__COUNT][2] = {
	    [CLASS_ASSET] = {N_("what the collective has or is owed grows"),
			     N_("what the collective has or is owed shrinks")},
	    [CLASS_LIABILITY] = {N_("what the collective owes shrinks"),
				 N_("what the collective owes grows")},
	    [CLASS_EQUITY] = {N_("the members' common property shrinks"),
			      N_("the members' common property grows")},
	    [CLASS_COST] = {N_("goes into what is being grown or made"),
			    N_("leaves what is being grown or made")},
	    [CLASS_INCOME] = {N_("income of this year shrinks"), N_("income of this year grows")},
	    [CLASS_EXPENSE] = {N_("expense of this year grows"), N_("expense of this year shrinks")},
	};
	if (!is_empty(acc->money))
		return credit ? N_("money goes out") : N_("money comes in");
	if (acc->contra)
		return credit ? N_("wear grows, so what the thing is worth shrinks")
			      : N_("wear is taken off");
	if (acc->two_sided)
		return credit ? N_("the household owes less, or is owed more")
			      : N_("the household owes more, or is owed less");
	return means[acc->class][credit];
}

/* The detail that was chosen on the form for an account that has some; "" none yet. */
static const char *chosen(struct guide_work *w, const struct plan *p, const char *code)
{
	const char *want =
	    guide_answer(w->answers, arena_printf(w->a, "acc.%s", code));
	const struct book_account *acc = account_find(&p->all, want);
	return acc && !acc->has_details && has_prefix(want, code) ? want : "";
}

static bool entry_add(struct guide_work *w, struct guide_draft *d, const struct guide_line *l,
		      const char *path, int64_t fen, const char *who, struct err *e)
{
	const char *code, *wanted = NULL;
	char text[32];
	if (is_empty(path)) { /* an answer is missing; of one that may be, it was not said yet */
		if (!w->f->errors)
			find_hint(find_error(w->f, "money", "guide-missing",
					     "This question has no answer yet."),
				  "Fill it in.");
		return true;
	}
	assert(d->count < VOUCHER_LINES_MAX);
	if (!plan_path(&d->plan, w->db, path, &code, w->f, e))
		return false;
	const struct book_account *acc = account_find(&d->plan.all, code);
	if (!acc)
		return true;
	if (acc->has_details) {
		wanted = code;
		code = chosen(w, &d->plan, code);
		if (is_empty(code)) {
			find_hint(find_error(w->f, arena_printf(w->a, "acc.%s", wanted),
					     "guide-detail", "Account %s %s has details.",
					     acc->code, acc->name),
				  "Choose one of them below.");
			code = "";
		} else {
			acc = account_find(&d->plan.all, code);
		}
	}
	bool credit = l->side == GUIDE_CREDIT;
	const char *what = guide_answer(w->answers, "what");
	const char *paper = guide_answer(w->answers, "document");
	const char *amount = arena_strdup(w->a, fen_text(fen, text));
	const char *receipt = d->count == 0 ? guide_answer(w->answers, "receipt") : "";
	d->entries[d->count] = (struct guide_entry){
	    .code = code,
	    .name = account_full_name(w->a, &d->plan.all, acc),
	    .added = plan_adds(&d->plan, code),
	    .debit = credit ? 0 : fen,
	    .credit = credit ? fen : 0,
	    .why = account_meaning(acc, credit),
	    .choose = wanted,
	};
	d->voucher.lines[d->count++] = (struct voucher_line){
	    .summary = arena_printf(w->a, "%s%s%s%s%s%s%s", tr(LANG_ZH, w->ev->entry),
				    *what ? "：" : "", what, *who ? "，" : "", who,
				    *paper ? "，" : "", paper),
	    .account = code,
	    .debit = credit ? "" : amount,
	    .credit = credit ? amount : "",
	    .receipt = receipt,
	};
	return true;
}

static bool is_per_row(const struct guide_work *w, const char *path)
{
	return strstr(path, "{rows}") && fact_named(w->ev, "rows", 4);
}

static bool entries_add(struct guide_work *w, struct guide_draft *d, struct err *e)
{
	const char *who = guide_answer(w->answers, "who");
	for (int i = 0; i < w->ev->line_count; i++) {
		const struct guide_line *l = &w->ev->lines[i];
		int64_t fen = work_fen(w, l->amount);
		if (is_per_row(w, l->path)) {
			for (int k = 0; k < w->row_count; k++)
				if (!entry_add(w, d, l, path_fill(w, l->path, w->rows[k].name, 0),
					       w->rows[k].fen, w->rows[k].name, e))
					return false;
		} else if (fen > 0 &&
			   !entry_add(w, d, l, path_fill(w, l->path, "", 0), fen, who, e)) {
			return false;
		}
	}
	return true;
}

static void head_make(struct guide_work *w, const struct book *b, struct guide_draft *d)
{
	ymd day = 0;
	struct voucher *v = &d->voucher;
	*v = (struct voucher){
	    .county = b->county,
	    .book = b->id,
	    .day = guide_answer(w->answers, "day"),
	    .attachments = work_count(w, "attachments"),
	    .lines = ARENA_ARRAY(w->a, struct voucher_line, VOUCHER_LINES_MAX),
	};
	if (!is_empty(v->day) && (!date_parse(v->day, false, &day) || day % 100 == 0))
		find_hint(find_error(w->f, "day", "day-unreadable", "“%s” is not a date.", v->day),
			  "Write the day of the voucher, such as 2024-03-05.");
	v->month = day_month(day);
}

/* A balance that would turn over its normal side: more is taken than stands there. */
static bool over_check(struct guide_work *w, const struct book *b, struct guide_draft *d,
		       struct err *e)
{
	for (int i = 0; i < d->count; i++) {
		const struct guide_entry *n = &d->entries[i];
		const struct book_account *acc = account_find(&d->plan.all, n->code);
		int64_t was, side, left;
		if (!acc || acc->two_sided || !is_empty(acc->money) || acc->class > CLASS_COST ||
		    acc->class == CLASS_EQUITY)
			continue;
		if (!balance_before(w->db, b, acc->code, ALL_MONTHS, &was, e))
			return false;
		side = acc->credit_side ? -1 : 1;
		left = side * (was + n->debit - n->credit);
		if (left < 0 && side * (n->debit - n->credit) < 0) {
			char text[32];
			find_hint(find_warning(d->later, NULL, "guide-over",
					       "On %s only %s stands in posted vouchers.", n->name,
					       fen_text(side * was > 0 ? side * was : 0, text)),
				  "Post first what brought it there, or look at the amount and the name.");
		}
	}
	return true;
}

static bool later_check(struct guide_work *w, const struct book *b, struct guide_draft *d,
			struct err *e)
{
	struct voucher_facts facts;
	if (!voucher_facts_load(w->a, w->db, &d->voucher, &facts, e))
		return false;
	facts.accounts = d->plan.all;
	voucher_check(&d->voucher, &facts, d->later);
	return over_check(w, b, d, e);
}

bool guide_build(struct arena *a, struct db *db, const struct book *b,
		 const struct guide_event *ev, const struct guide_answers *answers,
		 struct guide_draft *out, struct findings *f, struct err *e)
{
	struct guide_work w = {.a = a, .db = db, .ev = ev, .answers = answers, .f = f};
	struct guide_draft d = {.later = ARENA_NEW(a, struct findings),
				.entries = ARENA_ARRAY(a, struct guide_entry, VOUCHER_LINES_MAX)};
	assert(!ev->no_voucher);
	findings_init(d.later, a);
	if (!plan_details_begin(a, db, b, &d.plan, e))
		return false;
	w.all = &d.plan.all;
	read_facts(&w);
	if (ev->work)
		ev->work(&w);
	head_make(&w, b, &d);
	if (!entries_add(&w, &d, e))
		return false;
	d.voucher.line_count = d.count;
	if (!f->errors && !later_check(&w, b, &d, e))
		return false;
	*out = d;
	return true;
}

bool guide_make(struct arena *a, struct db *db, const struct book *b,
		const struct guide_event *ev, const struct guide_answers *answers, int64_t id,
		const struct ledger_who *who, int64_t *voucher, struct findings *f, struct err *e)
{
	struct guide_draft d;
	const char *source = arena_printf(a, "guide/%s/%" PRId64, ev->code, id);
	TXN(t);
	if (!txn_begin(&t, db, e) || !voucher_of_source(db, b, source, voucher, e))
		return false;
	if (*voucher)
		return true;
	if (!guide_build(a, db, b, ev, answers, &d, f, e))
		return false;
	if (f->errors)
		return err_set(e, ERR_REFUSED, "The voucher was not made.");
	d.voucher.source = source;
	if (!plan_make_details(&d.plan, db, who, f, e) || !voucher_save(a, db, &d.voucher, who, e) ||
	    !txn_commit(&t, e))
		return false;
	*voucher = d.voucher.id;
	return true;
}

/* ---- the names to choose from ---- */

/* The balances of the details of every account that a path of the event has before {fact}. */
static bool names_of_path(struct arena *a, struct db *db, const struct book *b,
			  const struct book_accounts *all, const char *path, const char *mark,
			  struct guide_names *out, struct err *e)
{
	const char *end = strstr(path, mark), *code = "";
	if (!end || end == path)
		return true;
	while (path < end) {
		size_t n = strcspn(path, "/");
		const char *part = arena_strndup(a, path, n);
		const char *found = NULL;
		for (int i = 0; i < all->count && !found; i++)
			if (text_eq(all->rows[i].parent, code) &&
			    text_eq(*code ? all->rows[i].name : all->rows[i].code, part))
				found = all->rows[i].code;
		if (!found)
			return true;
		code = found;
		path += n + 1;
	}
	for (int i = 0; i < all->count && out->count < GUIDE_ROWS; i++) {
		const struct book_account *acc = &all->rows[i];
		bool known = !text_eq(acc->parent, code) || acc->has_details || acc->closed;
		for (int k = 0; k < out->count && !known; k++)
			known = text_eq(out->rows[k].code, acc->code);
		if (known)
			continue;
		struct guide_name *r = &out->rows[out->count++];
		*r = (struct guide_name){.code = acc->code, .name = acc->name};
		if (!balance_before(db, b, acc->code, ALL_MONTHS, &r->fen, e))
			return false;
	}
	return true;
}

bool guide_names(struct arena *a, struct db *db, const struct book *b,
		 const struct guide_event *ev, const char *fact, struct guide_names *out,
		 struct err *e)
{
	struct book_accounts all;
	const char *mark = arena_printf(a, "{%s}", fact);
	*out = (struct guide_names){.rows = ARENA_ARRAY(a, struct guide_name, GUIDE_ROWS)};
	if (!book_accounts(a, db, b, &all, e))
		return false;
	for (int i = 0; i < ev->line_count; i++)
		if (!names_of_path(a, db, b, &all, ev->lines[i].path, mark, out, e))
			return false;
	for (int i = 0; i < ev->fact_count; i++)
		for (int k = 0; k < ev->facts[i].option_count; k++)
			if (ev->facts[i].options[k].account &&
			    !names_of_path(a, db, b, &all, ev->facts[i].options[k].account, mark, out,
					   e))
				return false;
	return true;
}
