-- Turnover of all books of a county on one chart, by first-level account and month (yyyy00: of the
-- year), kept in the transaction of the posting.  side: of two-sided accounts, by how much the sum
-- of the details that stand in debit grew in the month; the credit side is the rest.
create table county_balance (
	county bigint not null,
	chart text not null,
	root text not null,
	month bigint not null,
	debit bigint not null,
	credit bigint not null,
	side bigint not null,
	primary key (county, chart, root, month)
);
insert into county_balance (county, chart, root, month, debit, credit, side)
select m.county, b.chart, a.root, m.month, cast(sum(m.debit) as bigint), cast(sum(m.credit) as bigint), 0
from balance m join book b on b.county = m.county and b.id = m.book
join book_account a on a.county = m.county and a.book = m.book and a.code = m.account
group by m.county, b.chart, a.root, m.month;
update county_balance set side = (
	select cast(coalesce(sum(case when r.after > 0 then r.after else 0 end
		- case when r.after - r.change > 0 then r.after - r.change else 0 end), 0) as bigint)
	from (select m.county, b.chart, a.root, m.month, m.debit - m.credit as change,
		sum(m.debit - m.credit) over (partition by m.county, m.book, m.account order by m.month) as after
		from balance m join book b on b.county = m.county and b.id = m.book
		join book_account a on a.county = m.county and a.book = m.book and a.code = m.account
		where m.month % 100 <> 0 and a.two_sided = 1) r
	where r.county = county_balance.county and r.chart = county_balance.chart
	and r.root = county_balance.root and (r.month = county_balance.month
		or (county_balance.month % 100 = 0 and r.month / 100 = county_balance.month / 100)));
