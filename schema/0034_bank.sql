-- A statement of a bank account of a book, as the bank gave it.
create table bank_statement (
	county bigint not null,
	id bigint not null,
	book bigint not null,
	account text not null,
	file_name text not null,
	file_hash text not null,
	first_day bigint not null,
	last_day bigint not null,
	actor bigint not null,
	made_ms bigint not null,
	primary key (county, id)
);
create index bank_statement_by_book on bank_statement (county, book, account, id);

-- fen: in is positive.  flow_no: the bank's number of the movement, '' where it gives none.
-- voucher, ord: the posting that it is, 0 while it is open; by: who said so.
create table bank_line (
	county bigint not null,
	book bigint not null,
	account text not null,
	statement bigint not null,
	line bigint not null,
	day bigint not null,
	fen bigint not null,
	balance bigint not null,
	summary text not null,
	party text not null,
	flow_no text not null,
	voucher bigint not null,
	ord bigint not null,
	matched_by bigint not null,
	primary key (county, statement, line)
);
create index bank_line_by_account on bank_line (county, book, account, day, statement, line);
create index bank_line_by_posting on bank_line (county, voucher, ord, statement, line);
