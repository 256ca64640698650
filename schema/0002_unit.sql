-- The hierarchy that remembers (src/unit).  Reference tables: small, shared by all counties.
create table unit_kind (
	code text not null primary key,
	zh text not null,
	en text not null,
	level bigint not null,
	is_village bigint not null check (is_village in (0, 1)),
	rank bigint not null
);
insert into unit_kind (code, zh, en, level, is_village, rank) values
	('province', '省（区、市）', 'Province', 1, 0, 10),
	('city', '地级市（州、盟）', 'Prefecture-level city', 2, 0, 20),
	('county', '县（旗）', 'County', 3, 0, 30),
	('county_city', '县级市', 'County-level city', 3, 0, 31),
	('district', '市辖区', 'District', 3, 0, 32),
	('street', '街道', 'Subdistrict', 4, 0, 40),
	('town', '镇', 'Town', 4, 0, 41),
	('township', '乡', 'Township', 4, 0, 42),
	('ethnic_township', '民族乡', 'Ethnic township', 4, 0, 43),
	('village', '村', 'Village', 5, 1, 50),
	('community', '社区', 'Community', 5, 1, 51),
	('virtual_community', '虚拟社区', 'Virtual community', 5, 0, 52),
	('living_area', '生活区', 'Living area', 5, 0, 53),
	('village_group', '村（居）民小组', 'Village group', 6, 0, 60),
	('other', '其他', 'Other', 0, 0, 90);

-- county: the tenant number, never changed: the id of the county unit (levels 1-2: its own).
create table unit (
	id bigint not null primary key,
	county bigint not null,
	level bigint not null check (level between 1 and 6),
	opened bigint not null,
	closed bigint not null
);
create index unit_by_county on unit (county, id);
create index unit_by_level on unit (level, id);

-- Rows hold over [from_day, to_day); the last one ends when the unit closes.
create table unit_code (
	unit bigint not null references unit (id),
	from_day bigint not null,
	to_day bigint not null,
	code text not null,
	primary key (unit, from_day)
);
create unique index unit_code_by_code on unit_code (code, from_day, unit);

-- The kind goes with the name: a county that becomes a city changes both.
create table unit_name (
	unit bigint not null references unit (id),
	from_day bigint not null,
	to_day bigint not null,
	name text not null,
	kind text not null references unit_kind (code),
	primary key (unit, from_day)
);
create index unit_name_by_name on unit_name (name, unit);

create table unit_parent (
	unit bigint not null references unit (id),
	from_day bigint not null,
	to_day bigint not null,
	parent bigint not null references unit (id),
	primary key (unit, from_day)
);
create index unit_parent_by_parent on unit_parent (parent, unit);

-- kind: merge split transfer rename code.  document: the number of the document that ordered it.
create table unit_change (
	id bigint not null primary key,
	kind text not null,
	day bigint not null,
	document text not null,
	actor bigint not null,
	at_ms bigint not null
);

-- role: old (predecessor) or new (successor); of the new ones ord 1 inherits.
create table unit_change_part (
	change bigint not null references unit_change (id),
	role text not null check (role in ('old', 'new')),
	ord bigint not null,
	unit bigint not null references unit (id),
	primary key (change, role, ord)
);
create index unit_change_part_by_unit on unit_change_part (unit, change);

-- Derived, rebuilt in the transaction of a change.
create table unit_closure (
	ancestor bigint not null,
	unit bigint not null,
	from_day bigint not null,
	to_day bigint not null,
	primary key (ancestor, unit, from_day)
);
create index unit_closure_by_unit on unit_closure (unit, ancestor, from_day, to_day);

create table unit_restated (
	ancestor bigint not null,
	unit bigint not null,
	primary key (ancestor, unit)
);
create index unit_restated_by_unit on unit_restated (unit, ancestor);
