-- The keys of a row in order: "is this its first key that fits" is one step in the index.
-- Without `key` SQLite walked every key that fits, once per row: minutes in a large county.
drop index search_key_by_row;
create index search_key_by_row on search_key (county, reg, id, key);
