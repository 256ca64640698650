-- What is published (src/openness, docs/manual/openness.md).  A sheet is never changed or deleted:
-- it is withdrawn with a reason.  source says what it was computed from, so that it can be proved.

-- code: what is typed from the paper.  takedown: the day from which nothing is shown, 0 never.
-- listed: named on the public list; the others are found by their code alone.
create table disclosure (
	county bigint not null,
	id bigint not null,
	code text not null,
	unit bigint not null,
	unit_name text not null,
	kind text not null check (kind in ('figures', 'briefing', 'book', 'decision', 'persons')),
	source text not null,
	title text not null,
	body text not null,
	as_of bigint not null,
	heads text not null,
	takedown bigint not null,
	listed bigint not null check (listed in (0, 1)),
	revision bigint not null,
	replaces bigint not null,
	hash text not null,
	publisher bigint not null,
	published_ms bigint not null,
	withdrawn_ms bigint not null,
	withdrawn_by bigint not null,
	withdrawn_reason text not null,
	word text not null,
	primary key (county, id)
);
create index disclosure_by_code on disclosure (code, county);
create index disclosure_by_unit on disclosure (county, unit, published_ms, id);

-- cells: the columns of a row, parted by tabs.
create table disclosure_line (
	county bigint not null,
	disclosure bigint not null,
	ord bigint not null,
	cells text not null,
	link text not null,
	primary key (county, disclosure, ord)
);

-- name, phone: sealed, '' when not given.  address: a blind index, to bound how many one may send.
-- entered_by: the account that entered one from paper, 0 the public.
create table objection (
	county bigint not null,
	id bigint not null,
	disclosure bigint not null,
	unit bigint not null,
	receipt text not null,
	text text not null,
	name text not null,
	phone text not null,
	address text not null,
	may_show bigint not null check (may_show in (0, 1)),
	entered_by bigint not null,
	made_ms bigint not null,
	due bigint not null,
	due_document text not null,
	answer text not null,
	answered_by bigint not null,
	answered_ms bigint not null,
	primary key (county, id)
);
create index objection_by_sheet on objection (county, disclosure, id);
create index objection_by_unit on objection (county, unit, answered_ms, id);
create index objection_by_address on objection (county, address, made_ms, id);
