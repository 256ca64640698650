/* settle.c - what is due, received, in arrears and held in advance on a day. */
#include "economy/contract.h"

#include "base/str.h"

bool contract_runs(const struct contract *c, ymd at)
{
	return c->started <= at && (!c->expires || at <= c->expires) && (!c->terminated || at < c->terminated);
}

bool contract_day_counts(const struct contract *c, ymd day)
{
	return !c->terminated || day <= c->terminated;
}

void contract_settle(struct contract *c, ymd at)
{
	for (int i = 0; i < c->due_count; i++)
		c->dues[i].received = 0;
	for (int k = 0; k < c->receipt_count; k++) {
		int64_t left = c->receipts[k].day <= at ? c->receipts[k].amount : 0;
		for (int i = 0; i < c->due_count && left > 0; i++) {
			struct contract_due *d = &c->dues[i];
			int64_t open = d->amount - d->received, part = open < left ? open : left;
			if (!text_eq(d->item, c->receipts[k].item) || !contract_day_counts(c, d->day))
				continue;
			d->received += part;
			left -= part;
		}
	}
}

void contract_sums(const struct contract *c, ymd at, struct contract_sums *out)
{
	bool principal = text_eq(c->kind, "investment") || text_eq(c->kind, "loan");
	*out = (struct contract_sums){ 0 };
	for (int i = 0; i < c->due_count; i++) {
		const struct contract_due *d = &c->dues[i];
		bool fee = text_eq(d->item, "rent") || text_eq(d->item, "fee");
		if (principal ? text_eq(d->item, "principal") : fee)
			out->scheduled += d->amount;
		if (!contract_day_counts(c, d->day) || d->day > at)
			continue;
		out->due += d->amount;
		out->received += d->received;
		if (d->day < at && d->received < d->amount) {
			out->arrears += d->amount - d->received;
			if (!out->since)
				out->since = d->day;
		}
	}
	for (int k = 0; k < c->receipt_count; k++)
		out->advance += c->receipts[k].day <= at ? c->receipts[k].amount : 0;
	out->advance -= out->received;
}

bool contract_schedule_short(const struct contract *c, const struct contract_sums *s)
{
	bool whole = !text_eq(c->kind, "investment") && !text_eq(c->kind, "loan");
	return whole && c->amount > 0 && c->due_count > 0 && s->scheduled != c->amount && !c->terminated;
}
