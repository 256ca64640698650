-- Drafts are few among the vouchers: the board of all books counts them (src/ledger/state.c).
create index voucher_draft on voucher (county, book, id) where state = 'draft';
