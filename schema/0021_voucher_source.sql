-- What a voucher was proposed from (docs/money.md); '' for one written by hand.
alter table voucher add column source text not null default '';
create index voucher_by_source on voucher (county, book, source, id);
