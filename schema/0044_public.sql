-- What was sent without an account, to bound how much one address sends (src/voice/limit.h); swept
-- after 48 hours.  address: keyed hash.  digest: keyed hash of the text, '' when it does not matter.
create table public_post (
	county bigint not null,
	id bigint not null,
	what text not null,
	unit bigint not null,
	address text not null,
	digest text not null,
	made_ms bigint not null,
	primary key (county, id)
);
create index public_post_by_address on public_post (county, what, address, made_ms, id);
create index public_post_by_unit on public_post (county, what, unit, made_ms, id);
create index public_post_by_time on public_post (made_ms, county, id);
