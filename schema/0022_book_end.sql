-- An organisation's books follow each other, one for each chart; ended: the last month kept in
-- this one, 0 while it is the running one.
drop index book_by_org;
create unique index book_by_org on book (county, org, chart);
alter table book add column ended bigint not null default 0;
