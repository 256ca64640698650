-- Accounts, roles over units, sessions, tokens (src/auth).  A login is unique in the whole
-- site, so these are directory tables with keys of their own.
create table account (
	id bigint not null primary key,
	county bigint not null,
	login text not null unique,
	name text not null,
	lang text not null check (lang in ('zh', 'en')),
	password text not null,
	must_change bigint not null check (must_change in (0, 1)),
	totp_secret text,
	totp_on bigint not null check (totp_on in (0, 1)),
	totp_step bigint not null,
	closed bigint not null check (closed in (0, 1)),
	made_ms bigint not null
);
create index account_by_county on account (county, id);

-- unit 0: the whole site, for the role site only; there may be no unit yet.
create table account_grant (
	account bigint not null references account (id),
	role text not null,
	unit bigint not null,
	from_day bigint not null,
	to_day bigint not null,
	primary key (account, role, unit, from_day)
);
create index account_grant_by_unit on account_grant (unit, account);

-- hash: SHA-256 of the cookie's secret, which is stored nowhere.
create table session (
	hash text not null primary key,
	account bigint not null references account (id),
	csrf text not null,
	address text not null,
	made_ms bigint not null,
	used_ms bigint not null
);
create index session_by_account on session (account, hash);

create table token (
	hash text not null primary key,
	id bigint not null unique,
	account bigint not null references account (id),
	label text not null,
	read_only bigint not null check (read_only in (0, 1)),
	to_day bigint not null,
	made_ms bigint not null
);
create index token_by_account on token (account, id);

create table login_failure (
	id bigint not null primary key,
	login text not null,
	address text not null,
	at_ms bigint not null
);
create index login_failure_by_login on login_failure (login, at_ms);
create index login_failure_by_address on login_failure (address, at_ms);
