-- Files attached to records (src/reg/file.c): the bytes stand in DIR/files/<hash>, once each.
create table attachment (
	county bigint not null,
	id bigint not null,
	register text not null,
	record bigint not null,
	name text not null,
	size bigint not null,
	hash text not null,
	actor bigint not null,
	created_ms bigint not null,
	primary key (county, id)
);
create index attachment_by_record on attachment (county, register, record, id);
create index attachment_by_hash on attachment (hash);
