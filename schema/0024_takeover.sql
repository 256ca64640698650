-- Sheets that were handed in for the books and are under review (src/ledger, docs/ledger.md).

-- kind: opening balances of one book, old books of many (book 0), a bank's statement.
-- The file is read anew at every step: nothing of it is kept here but what a person said.
create table intake (
	county bigint not null,
	id bigint not null,
	kind text not null check (kind in ('opening', 'migrate')),
	unit bigint not null,
	book bigint not null,
	file_name text not null,
	file_hash text not null,
	chart text not null,
	state text not null check (state in ('open', 'done')),
	actor bigint not null,
	made_ms bigint not null,
	primary key (county, id)
);
create index intake_by_book on intake (county, book, kind, id);

-- Where an old account goes that the map leaves to a person.
create table intake_choice (
	county bigint not null,
	intake bigint not null,
	old text not null,
	account text not null,
	primary key (county, intake, old)
);
