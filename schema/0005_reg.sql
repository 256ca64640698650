-- The register engine (src/reg).  The tables r_<name> are made from registers/*.yaml.

-- What finds a row by part of a name, pinyin or initials; written with the row.
create table search_key (
	county bigint not null,
	key text not null,
	reg text not null,
	id bigint not null,
	primary key (county, reg, key, id)
);
-- "Is this the first key of its row that fits" is one step in this index.
create index search_key_by_row on search_key (county, reg, id, key);

-- The columns each register has in this database, for `yanzhen reg diff`.
create table reg_schema (
	register text not null primary key,
	hash text not null,
	columns text not null,
	applied_ms bigint not null
);
