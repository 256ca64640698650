-- The person of the register that an account belongs to; 0: nobody has said (docs/duty.md).
alter table account add column person bigint not null default 0;
create index account_by_person on account (county, person, id);
