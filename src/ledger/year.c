/* year.c - the steps of the year end: how far each has come, and its voucher. */
#include "ledger/year.h"
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/period.h"
#include "ledger/year_int.h"

enum { LINES_MAX = VOUCHER_LINES_MAX };

static const struct {
	const char *code, *title;
	bool asks;
} steps[YEAR__STEPS] = {
    [YEAR_INCOME] = {"income", N_("Close income"), false},
    [YEAR_EXPENSE] = {"expense", N_("Close expense"), false},
    [YEAR_RESULT] = {"result", N_("Carry the result of the year"), false},
    [YEAR_COVER] = {"cover", N_("Make up a loss from the reserve"), true},
    [YEAR_RESERVE] = {"reserve", N_("Set aside the reserve"), false},
    [YEAR_MEMBERS] = {"members", N_("Distribute to members"), true},
    [YEAR_OTHER] = {"other", N_("Other distribution"), true},
    [YEAR_CARRY] = {"carry", N_("Carry what was distributed"), false},
};

const char *year_step_code(enum year_step s)
{
	return steps[s].code;
}

const char *year_step_title(enum year_step s)
{
	return steps[s].title;
}

bool year_step_parse(const char *code, enum year_step *out)
{
	for (int i = 0; i < YEAR__STEPS; i++)
		if (text_eq(steps[i].code, code)) {
			*out = (enum year_step)i;
			return true;
		}
	return false;
}

static const char *source_of(struct arena *a, int year, enum year_step s)
{
	return arena_printf(a, "close/%d/%s", year, steps[s].code);
}

/* ---- balances that a step brings to nil ---- */

struct leaf {
	const char *code;
	int64_t fen;                  /* credit less debit at the end of the year */
};
struct leaves {
	int count;
	struct leaf *rows;
	int64_t total;
};

/* Of the class, or with `root` of the accounts that begin with it; those that are not nil. */
static bool leaves_load(struct arena *a, struct db *db, const struct book *b, int year,
			enum account_class class, const char *root, struct leaves *out,
			struct err *e)
{
	struct book_accounts all;
	if (!book_accounts(a, db, b, &all, e))
		return false;
	*out = (struct leaves){.rows = ARENA_ARRAY(a, struct leaf, all.count + 1)};
	for (int i = 0; i < all.count; i++) {
		const struct book_account *acc = &all.rows[i];
		int64_t fen;
		if (acc->has_details || (root ? !has_prefix(acc->code, root) : acc->class != class))
			continue;
		if (!balance_before(db, b, acc->code, (year + 1) * 100 + 1, &fen, e))
			return false;
		if (!fen)
			continue;
		out->rows[out->count++] = (struct leaf){acc->code, -fen};
		out->total -= fen;
	}
	return true;
}

/* ---- how far each step has come ---- */

struct loading {
	struct arena *a;
	struct db *db;
	const struct book *b;
	int year;
	const struct charter *charter;
	struct year_state *s;
};

static bool charter_known(const struct charter *c)
{
	return c && !is_empty(c->document);
}

static bool is_carried(const struct year_sums *s)
{
	return !s->left_income && !s->left_result;
}

static void waits(struct year_part *p, enum part_state state, const char *why)
{
	p->state = state;
	p->why = why;
}

/* A step without a voucher: what it would move, or why it waits. */
static void part_judge(struct loading *l, enum year_step step, struct year_part *p)
{
	const struct year_sums *s = &l->s->sums;
	const struct year_part *reserve = &l->s->parts[YEAR_RESERVE];
	static const char *const first = N_("First income and expense are closed and the result is carried to 322.");
	p->state = PART_OPEN;
	switch (step) {
	case YEAR_INCOME:
	case YEAR_EXPENSE:
		if (!p->fen)
			waits(p, PART_NOTHING, N_("Nothing is left to close."));
		break;
	case YEAR_RESULT:
		p->fen = s->left_result;
		if (s->left_income)
			waits(p, PART_WAITS, N_("First income and expense are closed."));
		else if (!p->fen)
			waits(p, PART_NOTHING, N_("There is no result left to carry."));
		break;
	case YEAR_COVER:
		if (!is_carried(s))
			waits(p, PART_WAITS, first);
		else if (s->undivided >= 0 || s->reserve_before <= 0)
			waits(p, PART_NOTHING, N_("No loss is left that the reserve could make up."));
		break;
	case YEAR_RESERVE:
		p->fen = l->s->reserve;
		if (!is_carried(s))
			waits(p, PART_WAITS, first);
		else if (s->net + s->carried <= 0)
			waits(p, PART_NOTHING, N_("There is nothing to divide: earlier losses come first."));
		else if (!charter_known(l->charter))
			waits(p, PART_WAITS, N_("The charter's rule for this year is not entered."));
		else if (!p->fen)
			waits(p, PART_NOTHING, N_("By the charter nothing is set aside this year."));
		break;
	case YEAR_MEMBERS:
	case YEAR_OTHER:
		if (!is_carried(s))
			waits(p, PART_WAITS, first);
		else if (s->undivided <= 0)
			waits(p, PART_NOTHING, N_("Nothing is left to divide."));
		else if (reserve->state != PART_POSTED && reserve->state != PART_NOTHING)
			waits(p, PART_WAITS, N_("First the reserve is set aside."));
		else if (step == YEAR_MEMBERS && charter_known(l->charter) && !l->charter->to_members)
			waits(p, PART_NOTHING, N_("The charter distributes nothing to members."));
		break;
	case YEAR_CARRY:
		p->fen = -s->left_allocated;
		if (!s->left_allocated)
			waits(p, PART_NOTHING, N_("Nothing was distributed that is not carried yet."));
		for (int i = YEAR_COVER; i < YEAR_CARRY; i++)
			if (l->s->parts[i].state == PART_DRAFT)
				waits(p, PART_WAITS, N_("First the drafts above are posted."));
		break;
	case YEAR__STEPS:
		break;
	}
	if (p->state == PART_OPEN && l->s->checks->errors)
		waits(p, PART_WAITS, N_("First what the checks say is settled."));
	if (p->state == PART_OPEN && l->s->closed)
		waits(p, PART_NOTHING, N_("The year is closed."));
}

static bool part_load(struct loading *l, enum year_step step, struct err *e)
{
	struct year_part *p = &l->s->parts[step];
	struct voucher v;
	struct leaves left = {0};
	int64_t credit;
	*p = (struct year_part){.asks = steps[step].asks};
	if (!voucher_of_source(l->db, l->b, source_of(l->a, l->year, step), &p->voucher, e))
		return false;
	if (p->voucher) {
		if (!voucher_load(l->a, l->db, l->b->county, p->voucher, &v, e))
			return false;
		p->state = v.posted ? PART_POSTED : PART_DRAFT;
		voucher_sums(&v, &p->fen, &credit);
		return true;
	}
	if (step <= YEAR_EXPENSE) {
		if (!leaves_load(l->a, l->db, l->b, l->year,
				 step == YEAR_INCOME ? CLASS_INCOME : CLASS_EXPENSE, NULL, &left, e))
			return false;
		p->fen = left.count ? left.total : 0;
		if (left.count && !p->fen) /* balances that cancel out are closed all the same */
			p->fen = left.rows[0].fen;
		if (step == YEAR_EXPENSE)
			p->fen = -p->fen;
	}
	part_judge(l, step, p);
	return true;
}

static bool lock_check(struct loading *l, struct err *e)
{
	struct year_state *s = l->s;
	const struct year_part *r = &s->parts[YEAR_RESERVE];
	for (int i = 0; i < YEAR__STEPS; i++)
		if (s->parts[i].state == PART_DRAFT)
			find_hint(find_error(s->lock, NULL, "year-draft",
					     "A voucher of the year end is not posted yet."),
				  "Approve and post it, or drop it.");
	if (s->sums.left_allocated)
		find_hint(find_error(s->lock, NULL, "year-allocated",
				     "What was distributed is not carried to 322-未分配收益 yet."),
			  "Do the last step of the year end.");
	if (r->state == PART_OPEN)
		find_hint(find_error(s->lock, NULL, "year-reserve",
				     "The charter's reserve is not set aside yet."),
			  "Do the step of the reserve.");
	if (r->state == PART_WAITS && is_carried(&s->sums) && !charter_known(l->charter))
		find_hint(find_error(s->lock, NULL, "charter-missing",
				     "The charter's ratio of the reserve is not entered for this year."),
			  "Enter it among the charter rules, with the number of the document; there is no default.");
	return year_nil_check(l->db, l->b, l->year, s->lock, e);
}

bool year_load(struct arena *a, struct db *db, const struct book *b, int year,
	       const struct charter *c, struct year_state *out, struct err *e)
{
	struct year_state s = {.checks = ARENA_NEW(a, struct findings),
			       .charter = ARENA_NEW(a, struct findings),
			       .lock = ARENA_NEW(a, struct findings)};
	struct loading l = {a, db, b, year, c, &s};
	findings_init(s.checks, a);
	findings_init(s.charter, a);
	findings_init(s.lock, a);
	if (!year_sums_load(a, db, b, year, &s.sums, e) || !year_checks(db, b, year, s.checks, e) ||
	    !period_is_closed(db, b, year * 100 + 12, &s.closed, e))
		return false;
	if (charter_known(c))
		s.reserve = year_reserve(&s.sums, c, &s.base, s.charter);
	for (int i = 0; i < YEAR__STEPS; i++)
		if (!part_load(&l, (enum year_step)i, e))
			return false;
	if (!lock_check(&l, e))
		return false;
	*out = s;
	return true;
}

/* ---- vouchers ---- */

struct making {
	struct loading *l;
	struct plan plan;
	struct voucher v;
	const char *summary;
	struct findings *f;
};

static void put(struct making *m, const char *code, int64_t debit)
{
	char text[32];
	const char *amount = arena_strdup(m->l->a, fen_text(debit < 0 ? -debit : debit, text));
	assert(m->v.line_count < LINES_MAX);
	m->v.lines[m->v.line_count++] = (struct voucher_line){
	    .summary = m->summary,
	    .account = code,
	    .debit = debit > 0 ? amount : "",
	    .credit = debit < 0 ? amount : "",
	    .receipt = "",
	};
}

/* The account itself, or where it has details the one of this name. */
static bool put_at(struct making *m, const char *path, const char *detail, int64_t debit,
		   struct err *e)
{
	const char *code;
	struct loading *l = m->l;
	if (!plan_path(&m->plan, l->db, path, &code, m->f, e))
		return false;
	const struct book_account *acc = account_find(&m->plan.all, code);
	if (acc && acc->has_details &&
	    !plan_path(&m->plan, l->db, arena_printf(l->a, "%s/%s", code, detail), &code, m->f, e))
		return false;
	put(m, code, debit);
	return true;
}

/* Brings the leaves to nil against one account. */
static bool put_leaves(struct making *m, const struct leaves *left, const char *path,
		       const char *detail, struct err *e)
{
	if (left->count >= LINES_MAX) {
		find_hint(find_error(m->f, NULL, "year-lines",
				     "More accounts are to be closed than one voucher has lines."),
			  "Close some of them by a voucher written by hand.");
		return true;
	}
	for (int i = 0; i < left->count; i++)
		put(m, left->rows[i].code, left->rows[i].fen);
	return !left->total || put_at(m, path, detail, -left->total, e);
}

static bool put_closing(struct making *m, enum account_class class, struct err *e)
{
	struct loading *l = m->l;
	struct leaves left;
	return leaves_load(l->a, l->db, l->b, l->year, class, NULL, &left, e) &&
	       put_leaves(m, &left, "321", "本年收益", e);
}

static bool put_carry(struct making *m, const char *root, struct err *e)
{
	struct loading *l = m->l;
	struct leaves left;
	return leaves_load(l->a, l->db, l->b, l->year, CLASS_EQUITY, root, &left, e) &&
	       put_leaves(m, &left, "322/未分配收益", "结转", e);
}

/* The amount of a decision, within what there is. */
static int64_t decided(struct making *m, const struct year_decision *said, int64_t most)
{
	int64_t fen = 0;
	char text[32];
	if (!said || is_empty(said->amount) || !fen_parse(said->amount, &fen) || fen <= 0) {
		find_hint(find_error(m->f, "amount", "amount-unreadable",
				     "“%s” is not an amount in yuan.", said ? said->amount : ""),
			  "Write digits with at most two decimals, such as 1234.50.");
		return 0;
	}
	if (fen > most)
		find_hint(find_error(m->f, "amount", "year-most", "There is only %s.",
				     fen_text(most, text)),
			  "Nothing is distributed that was not earned: write at most that.");
	return fen;
}

static void document_check(struct making *m, const struct year_decision *said)
{
	if (!said || is_empty(said->document))
		find_hint(find_error(m->f, "document", "year-document",
				     "The decision has no number."),
			  "Write the number of the resolution or approval.");
	else
		m->summary = arena_printf(m->l->a, "%s（%s）", m->summary, said->document);
}

static bool put_two(struct making *m, const char *debit, const char *debit_detail,
		    const char *credit, const char *credit_detail, int64_t fen, struct err *e)
{
	return !fen || (put_at(m, debit, debit_detail, fen, e) &&
			put_at(m, credit, credit_detail, -fen, e));
}

static bool put_step(struct making *m, enum year_step step, const struct year_decision *said,
		     struct err *e)
{
	const struct year_sums *s = &m->l->s->sums;
	const struct charter *c = m->l->charter;
	int64_t fen = 0, most = s->undivided;
	if (step == YEAR_COVER)
		most = -s->undivided < s->reserve_before ? -s->undivided : s->reserve_before;
	if (steps[step].asks) {
		document_check(m, said);
		fen = decided(m, said, most);
	}
	switch (step) {
	case YEAR_INCOME:
		return put_closing(m, CLASS_INCOME, e);
	case YEAR_EXPENSE:
		return put_closing(m, CLASS_EXPENSE, e);
	case YEAR_RESULT:
		return put_carry(m, "321", e);
	case YEAR_COVER:
		return put_two(m, "311", "弥补亏损", "322/未分配收益", "结转", fen, e);
	case YEAR_RESERVE:
		m->summary = arena_printf(m->l->a, "%s %d.%02d%%（%s）", m->summary,
					  (int)(c->ratio / 100), (int)(c->ratio % 100), c->document);
		return put_two(m, "322/各项分配/提取公积公益金", "结转", "311", "提取公积公益金",
			       m->l->s->reserve, e);
	case YEAR_MEMBERS:
		return put_two(m, "322/各项分配/成员分配", "结转", "211/应付成员分配", "未付", fen, e);
	case YEAR_OTHER:
		return put_two(m, "322/各项分配/其他分配", "结转", "211/应付其他分配", "未付", fen, e);
	case YEAR_CARRY:
		return put_carry(m, "32201", e);
	case YEAR__STEPS:
		break;
	}
	return true;
}

/* What was found is said again where it was asked for. */
static bool may_make(struct loading *l, enum year_step step, struct findings *f, struct err *e)
{
	const struct year_part *p = &l->s->parts[step];
	if (p->voucher)
		return err_set(e, ERR_CONFLICT, "This step has its voucher already.");
	if (p->state == PART_OPEN)
		return true;
	if (l->s->checks->errors && p->state == PART_WAITS) {
		*f = *l->s->checks;
	} else {
		struct finding *fi =
		    find_error(f, NULL, "year-step", "This step cannot be done now.");
		fi->hint = (struct msg){.id = p->why};
	}
	return err_set(e, ERR_REFUSED, "The voucher was not made.");
}

bool year_make(struct arena *a, struct db *db, const struct book *b, int year, enum year_step step,
	       const struct charter *c, const struct year_decision *said,
	       const struct ledger_who *who, int64_t *voucher, struct findings *f, struct err *e)
{
	struct year_state s;
	struct loading l = {a, db, b, year, c, &s};
	struct making m = {.l = &l, .f = f, .summary = tr(LANG_ZH, steps[step].title)};
	TXN(t);
	if (!txn_begin(&t, db, e) || !year_load(a, db, b, year, c, &s, e) ||
	    !may_make(&l, step, f, e) || !plan_details_begin(a, db, b, &m.plan, e))
		return false;
	m.v = (struct voucher){
	    .county = b->county,
	    .book = b->id,
	    .month = year * 100 + 12,
	    .day = arena_printf(a, "%d-12-31", year),
	    .source = source_of(a, year, step),
	    .lines = ARENA_ARRAY(a, struct voucher_line, LINES_MAX),
	};
	if (!put_step(&m, step, said, e))
		return false;
	if (f->errors)
		return err_set(e, ERR_REFUSED, "The voucher was not made.");
	if (!plan_make_details(&m.plan, db, who, f, e) || !voucher_save(a, db, &m.v, who, e) ||
	    !txn_commit(&t, e))
		return false;
	*voucher = m.v.id;
	return true;
}

bool year_lock(struct arena *a, struct db *db, const struct book *b, int year,
	       const struct charter *c, const struct ledger_who *who, struct findings *f,
	       struct err *e)
{
	struct year_state s;
	TXN(t);
	if (!txn_begin(&t, db, e) || !year_load(a, db, b, year, c, &s, e))
		return false;
	if (s.checks->errors || s.lock->errors) {
		*f = s.checks->errors ? *s.checks : *s.lock;
		return err_set(e, ERR_REFUSED, "The year cannot be closed yet.");
	}
	return period_close(a, db, b, year * 100 + 12, who, f, e) && txn_commit(&t, e);
}
