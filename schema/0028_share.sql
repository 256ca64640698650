-- Dividends of collectives (src/share).  Money is fen; shares are hundredths; days are yyyymmdd.

-- state: what people decided; whether it is booked and paid is read from vouchers and lines.
-- weighting: shares or days.  rule_*: the charter's rule as it was when the plan was published.
-- weight_total: the sum of the lines'.  votes_rule: "2/3 2/3 10", quorum, votes of all, days.  root, root_fen: of the proof of all slips.
create table dividend (
	county bigint not null,
	id bigint not null,
	book bigint not null,
	org bigint not null,
	unit bigint not null,
	year bigint not null,
	name text not null,
	state text not null check (state in ('draft', 'published', 'resolved', 'withdrawn')),
	declared bigint not null,
	record_day bigint not null,
	period_from bigint not null,
	period_to bigint not null,
	weighting text not null check (weighting in ('shares', 'days')),
	frozen text not null check (frozen in ('hold', 'pay', 'exclude')),
	document text not null,
	rule_document text not null,
	payable text not null,
	viewed_day bigint not null,
	assembly_day bigint not null,
	members_all bigint not null,
	members_present bigint not null,
	members_for bigint not null,
	line_count bigint not null,
	weight_total bigint not null,
	votes_rule text not null,
	root text not null,
	reason text not null,
	ver bigint not null,
	made_ms bigint not null,
	primary key (county, id)
);
create index dividend_by_book on dividend (county, book, year, id);
create index dividend_by_org on dividend (county, org, record_day, id);

-- What falls to a holder.  fen = base + extra; extra: 1 for those who got a fen of the remainder.
-- pay: due, held (frozen), sent (bank list, cash sheet), returned.  batch: of the payment that holds it.
create table dividend_line (
	county bigint not null,
	dividend bigint not null,
	ord bigint not null,
	person bigint not null,
	name text not null,
	household text not null,
	shares bigint not null,
	frozen bigint not null,
	weight bigint not null,
	base bigint not null,
	extra bigint not null,
	fen bigint not null,
	salt text not null,
	leaf bigint not null,
	pay text not null check (pay in ('due', 'held', 'sent', 'returned')),
	batch bigint not null,
	batch_before bigint not null,
	pay_note text not null,
	primary key (county, dividend, ord)
);
create index dividend_line_by_person on dividend_line (county, person, dividend, ord);

-- A payment: a list for the bank, a sheet signed for cash, or what the bank gave back.
create table dividend_batch (
	county bigint not null,
	dividend bigint not null,
	number bigint not null,
	kind text not null check (kind in ('bank', 'cash', 'return')),
	day bigint not null,
	line_count bigint not null,
	fen bigint not null,
	undone bigint not null check (undone in (0, 1)),
	primary key (county, dividend, number)
);

-- Where a member is paid; sealed.
create table member_account (
	county bigint not null,
	org bigint not null,
	person bigint not null,
	bank text not null,
	number text not null,
	primary key (county, org, person)
);
