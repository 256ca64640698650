-- The books of village collectives (src/ledger, docs/ledger.md).  Money is fen, months are yyyymm.

-- org: the collective organisation, an id the ledger does not look into.
create table book (
	county bigint not null,
	id bigint not null,
	unit bigint not null,
	org bigint not null,
	name text not null,
	chart text not null,
	opened bigint not null,
	primary key (county, id)
);
create unique index book_by_org on book (county, org);
create index book_by_unit on book (county, unit, id);

-- parent: '' at the first level, whose code is then the root of all below.
-- side: of the normal balance.  money: cash, bank or ''.
create table book_account (
	county bigint not null,
	book bigint not null,
	code text not null,
	parent text not null,
	root text not null,
	name text not null,
	class text not null check (class in ('asset', 'liability', 'equity', 'cost', 'income', 'expense')),
	side text not null check (side in ('debit', 'credit')),
	two_sided bigint not null check (two_sided in (0, 1)),
	contra bigint not null check (contra in (0, 1)),
	money text not null check (money in ('', 'cash', 'bank')),
	closed bigint not null check (closed in (0, 1)),
	primary key (county, book, code)
);

-- A month without a row is open and has given no number.  seal: of the balances, while closed.
create table book_period (
	county bigint not null,
	book bigint not null,
	month bigint not null,
	state text not null check (state in ('open', 'closed')),
	last_number bigint not null,
	seal text not null,
	primary key (county, book, month)
);

-- day_text: as typed.  number 0: not posted.  maker … poster: accounts, 0 for not yet.
-- reverses: the voucher that this one takes back; unique, so that it happens once.
create table voucher (
	county bigint not null,
	id bigint not null,
	book bigint not null,
	kind text not null check (kind in ('ordinary', 'opening', 'reversal')),
	state text not null check (state in ('draft', 'posted')),
	month bigint not null,
	number bigint not null,
	day_text text not null,
	attachments bigint not null,
	maker bigint not null,
	checker bigint not null,
	cashier bigint not null,
	poster bigint not null,
	reverses bigint,
	ver bigint not null,
	made_ms bigint not null,
	posted_ms bigint not null,
	primary key (county, id)
);
create unique index voucher_once on voucher (county, reverses);
create index voucher_by_month on voucher (county, book, month, number, id);

-- A line as it was typed.
create table voucher_line (
	county bigint not null,
	voucher bigint not null,
	ord bigint not null,
	summary text not null,
	account text not null,
	debit text not null,
	credit text not null,
	receipt text not null,
	primary key (county, voucher, ord)
);

create table posting (
	county bigint not null,
	voucher bigint not null,
	ord bigint not null,
	book bigint not null,
	account text not null,
	month bigint not null,
	day bigint not null,
	debit bigint not null,
	credit bigint not null,
	receipt text not null,
	primary key (county, voucher, ord)
);
create index posting_by_account on posting (county, book, account, day, voucher, ord);
create index posting_by_receipt on posting (county, book, receipt, voucher, ord);

-- Turnover of an account in a month; month yyyy00: of the year.
create table balance (
	county bigint not null,
	book bigint not null,
	account text not null,
	month bigint not null,
	debit bigint not null,
	credit bigint not null,
	primary key (county, book, account, month)
);
