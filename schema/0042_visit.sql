-- Which edits of visits have arrived from phones (src/duty, docs/manual/visits.md): an edit that
-- arrives again is answered as the first time.  client: the id the phone gave the visit; edit: its
-- count there, from 1.  No content is kept here.

create table visit_sent (
	county bigint not null,
	account bigint not null,
	client text not null,
	edit bigint not null,
	visit bigint not null,
	outcome text not null,
	primary key (county, account, client, edit)
);
create index visit_sent_by_visit on visit_sent (county, visit, client, edit);
