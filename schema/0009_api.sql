-- What an Idempotency-Key already made, so that a repeated request makes nothing twice.
create table api_reply (
	county bigint not null,
	account bigint not null,
	idempotency_key text not null,
	record bigint not null,
	digest text not null,
	at_ms bigint not null,
	primary key (county, account, idempotency_key)
);
