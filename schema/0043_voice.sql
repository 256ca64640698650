-- What follows a matter beside its registers (src/voice/matter.h): the villagers' codes, and who
-- said "me too".  Codes and senders are kept as keyed hashes only.

-- hash: of the code that was shown once.  A matter that was merged keeps its own.
create table matter_code (
	county bigint not null,
	hash text not null,
	matter bigint not null,
	made_ms bigint not null,
	primary key (county, hash)
);
create index matter_code_by_matter on matter_code (county, matter, hash);

-- who: of a person of the register or of an address; each counts once.
create table matter_support (
	county bigint not null,
	matter bigint not null,
	who text not null,
	made_ms bigint not null,
	primary key (county, matter, who)
);
