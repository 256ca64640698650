-- Imports: batches, what their columns mean, staged rows, findings.
-- import_row.staged and .undo are sealed: they hold identity numbers.
create table import_batch (
	county bigint not null,
	id bigint not null,
	unit bigint not null,
	register text not null,
	file_name text not null,
	file_hash text not null,
	sheet bigint not null,
	sheet_name text not null,
	header_row bigint not null,
	state bigint not null,
	actor bigint not null,
	created_ms bigint not null,
	rows bigint not null,
	fresh bigint not null,
	changed bigint not null,
	same bigint not null,
	refused bigint not null,
	done bigint not null,
	progress bigint not null,
	primary key (county, id)
);
create table import_column (
	county bigint not null,
	batch bigint not null,
	col bigint not null,
	heading text not null,
	path text,
	remembered bigint not null,
	primary key (county, batch, col)
);
create table import_memory (
	county bigint not null,
	register text not null,
	heading text not null,
	path text not null,
	primary key (county, register, heading)
);
create table import_row (
	county bigint not null,
	batch bigint not null,
	row_no bigint not null,
	kind bigint not null,
	title text not null,
	record bigint not null,
	staged text,
	diff text,
	undo text,
	primary key (county, batch, row_no)
);
create index import_row_kind on import_row (county, batch, kind, row_no);
create table import_finding (
	county bigint not null,
	batch bigint not null,
	row_no bigint not null,
	seq bigint not null,
	severity bigint not null,
	place text not null,
	col bigint not null,
	field text not null,
	code text not null,
	message text not null,
	hint text not null,
	primary key (county, batch, row_no, seq)
);
create table import_choice (
	county bigint not null,
	batch bigint not null,
	row_no bigint not null,
	field text not null,
	mine bigint not null,
	primary key (county, batch, row_no, field)
);
