-- What stopped the last step of an import, until the step is begun again.
create table import_failure (
	county bigint not null,
	batch bigint not null,
	message text not null,
	hint text not null,
	primary key (county, batch)
);
