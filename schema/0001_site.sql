-- The site itself: which schema files were applied, and settings that belong to no county.
create table site_setting (
	name text not null primary key,
	value text not null
);
