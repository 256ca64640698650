-- The append-only hash chain of every change, one chain per county (src/audit).
create table audit (
	county bigint not null,
	seq bigint not null,
	at_ms bigint not null,
	actor bigint not null,
	action text not null,
	subject text not null,
	record bigint not null,
	origin text not null,
	reason text,
	before_json text,
	after_json text,
	hash text not null,
	primary key (county, seq)
);
create index audit_by_record on audit (county, subject, record, seq);

-- The newest row of each chain; algorithm is fixed with its first row.
create table audit_head (
	county bigint not null primary key,
	seq bigint not null,
	hash text not null,
	algorithm text not null check (algorithm in ('sha256', 'sm3'))
);
