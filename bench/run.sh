#!/bin/sh
# bench/run.sh BUILD - every benchmark of docs/performance.md, as ratios in one run.
# Needs sqlite3, for the 64 writers wrk, and ledger and hledger to compare with (Debian packages).
# It takes about a quarter of an hour;
# PEOPLE=300000 ROWS=100000 is the size that the budgets speak of.
# Nothing here passes or fails: read the lines against the budgets and the noise.
set -eu
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
people=${PEOPLE:-60000}
rows=${ROWS:-10000}
work=$(mktemp -d "${TMPDIR:-/tmp}/yanzhen-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT

ninja -C "$build" -j "$(nproc)" yanzhen bench/fill bench/save_rate bench/figure_time bench/bare_list \
	bench/gen_people bench/gen_sheet bench/parse_only bench/read_sheet bench/ledger_time >"$work/build.log" ||
	{ cat "$work/build.log"; exit 1; }

# $1 label, the rest a command: user + system CPU seconds, wall seconds, most memory.
timed() {
	label=$1
	shift
	/usr/bin/time -f "$label: %U + %S s CPU, %e s wall, %M KB" -o "$work/time" "$@" >"$work/out" 2>&1 ||
		{ tail -3 "$work/out"; echo "$label: failed"; }
	tail -1 "$work/time"
}

# CPU seconds of the last timed command.
spent() {
	sed -n 's/.*: \([0-9.]*\) + \([0-9.]*\) s CPU.*/\1 \2/p' "$work/time" | awk '{print $1 + $2}'
}

noise() {
	python3 "$here/drive.py" "$build" "$work/site" noise
}

uptime
noise
echo "== a demo site, then $people people"
"$build/yanzhen" demo "$work/site" >/dev/null
cp -r "$work/site" "$work/import"
"$build/bench/fill" "$work/site" "$people"

echo "== figures over one county"
"$build/bench/figure_time" "$work/site"

echo "== saved records"
sqlite3 "$work/site/site.db" "pragma wal_checkpoint(truncate)" >/dev/null
cp -r "$work/site" "$work/bare"
"$build/bench/save_rate" "$work/site" "$work/bare" | tee "$work/save"
bare_us=$(sed -n 's/.*bare \([0-9.]*\) .*/\1/p' "$work/save" | sort -n | head -1)
noise
rm -rf "$work/bare"

echo "== served"
BENCH_TOWN=$(sqlite3 "$work/site/site.db" "select t.id from unit t join unit_code c on c.unit=t.id
 where c.code='431181110000'")
BENCH_COUNTY=$(sqlite3 "$work/site/site.db" "select county from unit where id=$BENCH_TOWN")
BENCH_CODES=$(sqlite3 "$work/site/site.db" "select group_concat(code) from (select c.code from unit_code c
 join unit u on u.id=c.unit where u.level=5 and c.code like '431181%' and u.closed=99991231 limit 100)")
export BENCH_TOWN BENCH_COUNTY BENCH_CODES
python3 "$here/drive.py" "$build" "$work/site"

echo "== books of a county: 500 books, ${POSTINGS:-1000000} postings"
mkdir "$work/books"
"$build/bench/ledger_time" "$work/books" 500 "${POSTINGS:-1000000}"
noise
rm -rf "$work/books"

echo "== import of $rows rows of 20 columns"
"$build/bench/gen_people" "$work/people.xlsx" "$work/import" "$rows"
"$build/bench/gen_people" "$work/tenth.xlsx" "$work/import" "$((rows / 10))"
for round in 1 2 3; do
	timed "parse only" "$build/bench/parse_only" "$work/people.xlsx"
	parse=$(spent)
	timed "src/sheet only" "$build/bench/read_sheet" "$work/people.xlsx"
done
cp -r "$work/import" "$work/import2"
timed "import of a tenth" "$build/yanzhen" import "$work/import2" person "$work/tenth.xlsx" --unit 431181000000
timed "import" "$build/yanzhen" import "$work/import" person "$work/people.xlsx" --unit 431181000000
awk -v all="$(spent)" -v parse="$parse" -v rows="$rows" -v bare="$bare_us" 'BEGIN {
	printf "import: %.0f us CPU a row, %.1fx parsing alone (%.0f us), %.1fx the bare inserts of its rows (%s us);", all * 1e6 / rows, all / parse, parse * 1e6 / rows, all * 1e6 / rows / bare, bare
	print " budget: <= 3x parsing, see docs/decision" }'
noise
uptime
