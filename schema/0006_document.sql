-- Issued documents (src/document): what was printed, from which values, rules and records.
-- Rows are only ever inserted; the hash covers all of them.
create table document_run (
	county bigint not null,
	id bigint not null,
	template text not null,
	title_zh text not null,
	title_en text not null,
	unit bigint not null,
	unit_code text not null,
	unit_name text not null,
	period text not null,
	at bigint not null,
	lang text not null check (lang in ('zh', 'en')),
	office text not null,
	number bigint not null,
	issued_ms bigint not null,
	actor bigint not null,
	issuer text not null,
	text text not null,
	hash text not null,
	primary key (county, id)
);
create unique index document_run_number on document_run (county, template, unit, number);
create index document_run_unit on document_run (county, unit, id);

-- One row for each figure in the text, in its order; value is null when it was unknown.
create table document_figure (
	county bigint not null,
	run bigint not null,
	seq bigint not null,
	name text not null,
	style text not null,
	printed text not null,
	value bigint,
	scale bigint not null,
	reason text not null,
	revision text not null,
	primary key (county, run, seq)
);

-- Parameters, measures and records are kept once for each indicator: under the first seq.
create table document_parameter (
	county bigint not null,
	run bigint not null,
	seq bigint not null,
	pos bigint not null,
	name text not null,
	value text not null,
	document text not null,
	primary key (county, run, seq, pos)
);

create table document_measure (
	county bigint not null,
	run bigint not null,
	seq bigint not null,
	input bigint not null,
	measure text not null,
	numerator bigint not null,
	value bigint not null,
	register text not null,
	filter_zh text not null,
	filter_en text not null,
	primary key (county, run, seq, input)
);

-- The records (register '': the units, ver is their state) behind a measure.
create table document_input (
	county bigint not null,
	run bigint not null,
	seq bigint not null,
	input bigint not null,
	record bigint not null,
	ver bigint not null,
	unit bigint not null,
	title text not null,
	primary key (county, run, seq, input, record)
);
