/* rent.c - what of a contract is booked on which day, and on which accounts. */
#include "economy/rent_int.h"

#include "base/arena.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* ---- accounts ---- */

static const char *receivable(const struct contract *c)
{
	return text_eq(c->side, "member") ? "113" : "112";
}

/* Root and hint of what a due is credited to. */
struct credited {
	const char *root, *hint;
	bool income;                  /* spread over the years it is for */
};

static struct credited credited_of(const struct contract *c, const struct contract_due *d)
{
	static const struct {
		const char *kind;
		struct credited to;
	} kinds[] = {
		{ "lease", { "501", "租", true } },        { "contracting", { "501", "发包", true } },
		{ "service", { "501", "服务", true } },    { "investment", { "502", "投资", true } },
		{ "loan", { "504", "利息", true } },       { "pass_through", { "211", "代收", false } },
	};
	if (text_eq(d->item, "deposit"))
		return (struct credited){ "211", "押金", false };
	if (text_eq(d->item, "principal"))
		return (struct credited){ "141", "", false };
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (text_eq(c->kind, kinds[i].kind))
			return kinds[i].to;
	return (struct credited){ "504", "", true };
}

/* The principal of a loan stands on 112 or 113 since it was paid out. */
static bool is_lent(const struct contract *c, const char *item)
{
	return text_eq(c->kind, "loan") && text_eq(item, "principal");
}

static const char *item_label(const char *item)
{
	const struct choice *choice = choice_find(choice_list_find("contract_item"), item);
	return choice ? choice->label.zh : item;
}

/* ---- the years a due is for ---- */

static bool whole_months(ymd from, ymd to)
{
	ymd next = date_from_days(date_days(to) + 1);
	return from % 100 == 1 && next % 100 == 1;
}

static int64_t months_of(ymd from, ymd to)
{
	ymd next = date_from_days(date_days(to) + 1);
	return (next / 10000 - from / 10000) * 12 + (next / 100 % 100 - from / 100 % 100);
}

int64_t rent_earned(const struct contract_due *d, int year)
{
	ymd from = d->covers_from, to = d->covers_to;
	if (!from || !to || to < from || year >= to / 10000)
		return d->amount;
	if (year < from / 10000)
		return 0;
	ymd end = (ymd)(year * 10000 + 1231);
	bool months = whole_months(from, to);
	int64_t all = months ? months_of(from, to) : date_days(to) - date_days(from) + 1;
	int64_t part = months ? months_of(from, end) : date_days(end) - date_days(from) + 1;
	/* amounts of at most 10^12 fen over at most 10^5 days */
	return d->amount / all * part + d->amount % all * part / all;
}

/* ---- lines ---- */

struct item_sums {
	int64_t due, received;
};

/* Of an item strictly before the day. */
static struct item_sums sums_before(const struct contract *c, const char *item, ymd day)
{
	struct item_sums s = { 0 };
	for (int i = 0; i < c->due_count; i++)
		if (text_eq(c->dues[i].item, item) && c->dues[i].day < day && contract_day_counts(c, c->dues[i].day))
			s.due += c->dues[i].amount;
	for (int i = 0; i < c->receipt_count; i++)
		if (text_eq(c->receipts[i].item, item) && c->receipts[i].day < day)
			s.received += c->receipts[i].amount;
	return s;
}

static void due_lines(struct arena *a, const struct contract *c, const struct contract_due *d, struct lines *out)
{
	struct credited to = credited_of(c, d);
	struct item_sums s = sums_before(c, d->item, d->day);
	int64_t held = s.received > s.due ? s.received - s.due : 0;
	if (is_lent(c, d->item))
		return;
	if (held > d->amount)
		held = d->amount;
	int64_t earned = to.income ? rent_earned(d, d->day / 10000) : d->amount;
	int64_t kept = held - (d->amount - earned); /* out of what is held in advance, or (less than 0) into it */
	const char *text = arena_printf(a, "应收%s：%s", item_label(d->item), c->name);
	lines_add(out, text, receivable(c), c->party, d->amount - held, 0);
	lines_add(out, arena_printf(a, "冲预收%s：%s", item_label(d->item), c->name), "211", "预收", kept > 0 ? kept : 0, 0);
	lines_add(out, text, to.root, to.hint, 0, earned);
	lines_add(out, arena_printf(a, "以后年度%s：%s", item_label(d->item), c->name), "211", "预收", 0,
		  kept < 0 ? -kept : 0);
}

static void release_lines(struct arena *a, const struct contract *c, const struct contract_due *d, int year,
			  struct lines *out)
{
	struct credited to = credited_of(c, d);
	int64_t part = to.income ? rent_earned(d, year) - rent_earned(d, year - 1) : 0;
	const char *text = arena_printf(a, "预收转%d年收入：%s", year, c->name);
	lines_add(out, text, "211", "预收", part, 0);
	lines_add(out, text, to.root, to.hint, 0, part);
}

/* Whether a due is on the books, or will be before this day's receipts are. */
static bool is_accrued(const struct contract *c, const struct rent_events *all, int due, ymd day)
{
	if (c->dues[due].day <= day)
		return true;
	for (int i = 0; i < all->count; i++) {
		const struct rent_event *ev = &all->rows[i];
		if (ev->kind == RENT_DUE && ev->voucher && ev->first <= due && due < ev->first + ev->count)
			return true;
	}
	return false;
}

static void receipt_lines(struct arena *a, const struct contract *c, const struct rent_events *all, int index,
			  const char *money, struct lines *out)
{
	const struct contract_receipt *r = &c->receipts[index];
	int64_t open = 0;
	for (int i = 0; i < c->due_count; i++)
		if (text_eq(c->dues[i].item, r->item) && contract_day_counts(c, c->dues[i].day) &&
		    is_accrued(c, all, i, r->day))
			open += c->dues[i].amount;
	for (int i = 0; i < index; i++)
		if (text_eq(c->receipts[i].item, r->item))
			open -= c->receipts[i].amount;
	if (open < 0)
		open = 0;
	if (open > r->amount || is_lent(c, r->item))
		open = r->amount;
	const char *text = arena_printf(a, "收%s：%s", item_label(r->item), c->name);
	lines_add(out, text, money, "", r->amount, 0);
	out->rows[out->count - 1].receipt = r->receipt;
	lines_add(out, text, receivable(c), c->party, 0, open);
	lines_add(out, arena_printf(a, "预收%s：%s", item_label(r->item), c->name), "211", "预收", 0, r->amount - open);
}

void rent_lines(struct arena *a, const struct contract *c, const struct rent_events *all, int index,
		const char *money, struct lines *out)
{
	const struct rent_event *ev = &all->rows[index];
	out->count = 0;
	if (ev->kind == RENT_RECEIPT) {
		receipt_lines(a, c, all, ev->first, money, out);
		return;
	}
	for (int i = ev->first; i < ev->first + ev->count; i++) {
		if (ev->kind == RENT_DUE)
			due_lines(a, c, &c->dues[i], out);
		else
			release_lines(a, c, &c->dues[i], ev->year, out);
	}
}

/* ---- events ---- */

static int by_day(const void *x, const void *y)
{
	const struct rent_event *a = x, *b = y;
	if (a->day != b->day)
		return a->day > b->day ? 1 : -1;
	if (a->kind != b->kind)
		return a->kind > b->kind ? 1 : -1;
	return a->first != b->first ? (a->first > b->first) - (a->first < b->first) : a->year - b->year;
}

static int last_year(const struct contract *c, int first, int count)
{
	int year = 0;
	for (int i = first; i < first + count; i++)
		if (credited_of(c, &c->dues[i]).income && c->dues[i].covers_to / 10000 > year)
			year = c->dues[i].covers_to / 10000;
	return year;
}

/* The day of the release: the end of the year, or of what it is for. */
static ymd release_day(const struct contract *c, int first, int count, int year)
{
	ymd day = 0;
	for (int i = first; i < first + count; i++)
		if (c->dues[i].covers_to > day)
			day = c->dues[i].covers_to;
	ymd end = (ymd)(year * 10000 + 1231);
	return day < end ? day : end;
}

static void due_events(struct arena *a, const struct contract *c, ymd until, struct rent_events *out)
{
	int count;
	for (int i = 0; i < c->due_count && c->dues[i].day <= until; i += count) {
		ymd day = c->dues[i].day;
		for (count = 1; i + count < c->due_count && c->dues[i + count].day == day; count++)
			;
		if (!contract_day_counts(c, day))
			continue;
		out->rows[out->count++] = (struct rent_event){
			.kind = RENT_DUE, .day = day, .first = i, .count = count,
			.source = arena_printf(a, "rent/%" PRId64 "/%d", c->id, (int)day),
		};
		for (int year = day / 10000 + 1; year <= last_year(c, i, count); year++) {
			ymd at = release_day(c, i, count, year);
			if (at <= until && contract_day_counts(c, at))
				out->rows[out->count++] = (struct rent_event){
					.kind = RENT_RELEASE, .day = at, .first = i, .count = count, .year = year,
					.source = arena_printf(a, "rent/%" PRId64 "/%d/%d", c->id, (int)day, year),
				};
		}
	}
}

void rent_events_make(struct arena *a, const struct contract *c, ymd until, struct rent_events *out)
{
	int room = c->receipt_count;
	for (int i = 0; i < c->due_count; i++) {
		int later = c->dues[i].covers_to / 10000 - c->dues[i].day / 10000;
		room += 1 + (later > 0 ? later : 0);
	}
	*out = (struct rent_events){ .rows = ARENA_ARRAY(a, struct rent_event, room + 1) };
	due_events(a, c, until, out);
	for (int i = 0; i < c->receipt_count; i++)
		if (c->receipts[i].day <= until)
			out->rows[out->count++] = (struct rent_event){
				.kind = RENT_RECEIPT, .day = c->receipts[i].day, .first = i, .count = 1,
				.source = arena_printf(a, "receipt/%" PRId64, c->receipts[i].id),
			};
	assert(out->count <= room);
	if (out->count)
		qsort(out->rows, (size_t)out->count, sizeof *out->rows, by_day);
}
