#!/bin/sh
# sql_both.sh - prepares every SQL statement of the program on SQLite and on PostgreSQL.
#
# usage: sql_both.sh [--log FILE]... [--run PROGRAM]...
#   The statements are those written as SQL("…") in src/, plus those composed at run time:
#   FILE is what a program wrote under YANZHEN_SQL_LOG=FILE (statements and the tables of
#   registers, one per line); PROGRAM is run here under such a log.
#
# PostgreSQL (Debian's package) runs as a private cluster on a Unix socket in a temporary folder
# and is gone at exit.  Tables with a county column are partitioned by it, so that PostgreSQL
# itself refuses any key without it.  The last line is "N passed, N failed".
set -eu

here=$(cd "$(dirname "$0")" && pwd)
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$bin" ]; then
	echo "PostgreSQL is not installed: apt-get install postgresql" >&2
	exit 77
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/sql-both-XXXXXX")
as=
if [ "$(id -u)" = 0 ]; then
	chown postgres "$work"
	as="runuser -u postgres --"
fi
stop() {
	if [ -f "$work/cluster/postmaster.pid" ]; then
		$as "$bin/pg_ctl" -D "$work/cluster" -m immediate -w stop >/dev/null 2>&1 || true
	fi
	rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

logs=
while [ $# -gt 0 ]; do
	case $1 in
	--log)
		logs="$logs --log $2"
		;;
	--run)
		if ! YANZHEN_SQL_LOG="$work/statements" "$2" >"$work/output" 2>&1; then
			cat "$work/output" >&2
			echo "$2 failed" >&2
			exit 1
		fi
		;;
	*)
		sed -n '2,8p' "$0" >&2
		exit 2
		;;
	esac
	shift 2
done
if [ -f "$work/statements" ]; then
	logs="$logs --log $work/statements"
fi

cd "$work"
$as "$bin/initdb" -D "$work/cluster" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$work/initdb.log" 2>&1 ||
	{ cat "$work/initdb.log" >&2; exit 3; }
$as "$bin/pg_ctl" -D "$work/cluster" -l "$work/cluster/log" -w start \
	-o "-c listen_addresses='' -c unix_socket_directories='$work' -c fsync=off -c shared_buffers=16MB" \
	>/dev/null || { cat "$work/cluster/log" >&2; exit 3; }

# shellcheck disable=SC2086  # a list of options
python3 "$here/sql_both.py" --socket "$work" --psql "$bin/psql" $logs
