-- To-dos, escalation, notices and what is sent (src/remind, docs/manual/todo.md).

-- day: the last day whose run was finished, 0 none.  since: steps whose day is before it are never
-- taken.  held: the day that waits for somebody to say that the clock is right, 0 none.
create table remind_run (
	county bigint not null primary key,
	day bigint not null,
	since bigint not null,
	held bigint not null,
	ended_ms bigint not null
);

-- A step of the chain that was taken; a deadline that was moved is another due.
-- supervise: the supervised to-do it opened, 0 none.  met: the day it was found done.
create table remind_step (
	county bigint not null,
	due_key text not null,
	due_day bigint not null,
	step text not null,
	days bigint not null,
	day bigint not null,
	unit bigint not null,
	kind text not null,
	title text not null,
	what text not null,
	number bigint not null,
	href text not null,
	supervise bigint not null,
	met bigint not null,
	primary key (county, due_key, due_day, step, days)
);
create index remind_step_by_supervise on remind_step (county, supervise, due_key);
create index remind_step_by_day on remind_step (county, day, unit, due_key);

-- What an account was told.  Nothing says whether it was read.
-- days: those of the step, so that two reminders of one due are two.
create table notice (
	county bigint not null,
	account bigint not null,
	day bigint not null,
	due_key text not null,
	due_day bigint not null,
	step text not null,
	days bigint not null,
	unit bigint not null,
	person bigint not null,
	kind text not null,
	title text not null,
	what text not null,
	number bigint not null,
	href text not null,
	primary key (county, account, day, due_key, step, days)
);

-- Where a person wants the digest: sealed.
create table remind_mail (
	county bigint not null,
	account bigint not null,
	address text not null,
	set_ms bigint not null,
	primary key (county, account)
);

-- Robots of group chats; url and secret are sealed, mask is what may be shown of the address.
create table robot (
	county bigint not null,
	id bigint not null,
	unit bigint not null,
	kind text not null check (kind in ('wecom', 'dingtalk')),
	name text not null,
	url text not null,
	mask text not null,
	secret text not null,
	made_by bigint not null,
	made_ms bigint not null,
	closed bigint not null check (closed in (0, 1)),
	primary key (county, id)
);
create index robot_by_unit on robot (county, unit, id);

-- To be sent after the commit.  target: an account or a robot; one message a day for each.
create table outbox (
	county bigint not null,
	channel text not null check (channel in ('mail', 'robot')),
	target bigint not null,
	day bigint not null,
	unit bigint not null,
	state text not null check (state in ('waiting', 'sent', 'failed')),
	subject text not null,
	body text not null,
	tries bigint not null,
	next_ms bigint not null,
	error text not null,
	made_ms bigint not null,
	done_ms bigint not null,
	primary key (county, channel, target, day)
);
create index outbox_by_state on outbox (state, next_ms, county, channel, target, day);

-- Calendar addresses: SHA-256 of the secret, which is stored nowhere.
create table calendar_feed (
	hash text not null primary key,
	account bigint not null,
	made_ms bigint not null
);
create index calendar_feed_by_account on calendar_feed (account, hash);
