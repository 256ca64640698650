-- Filters of a list that an account keeps under a name.
create table saved_filter (
	county bigint not null,
	id bigint not null,
	account bigint not null,
	register text not null,
	name text not null,
	query text not null,
	primary key (county, id)
);
create index saved_filter_account on saved_filter (county, account, register, name, id);
