#!/bin/sh
# run.sh - runs the tests of a build and adds up what their runners counted.
#
# usage: run.sh BUILD [SUITE...]     suites: unit golden http conform e2e static …; all by default
#
# SAN=BUILD runs the unit tests of a sanitizer build as well.
#
# A runner is a test() of meson.  One that prints "N passed, N failed" (or cmocka's summary) is
# counted by that, any other one as one test.  The last line is "N passed, N failed".
set -u

build=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
suites=
for suite in "$@"; do
	suites="$suites --suite $suite"
done

python3 "$here/../tools/lint.py"
lint=$?

# shellcheck disable=SC2086  # a list of options
meson test -C "$build" --no-rebuild --num-processes "$(nproc)" --timeout-multiplier 4 $suites
set -- "$build/meson-logs/testlog.json"
if [ -n "${SAN:-}" ]; then
	ARENA_HARD=1 ASAN_OPTIONS=detect_leaks=0 meson test -C "$SAN" --no-rebuild \
		--num-processes "$(nproc)" --timeout-multiplier 8 --suite unit
	set -- "$@" "$SAN/meson-logs/testlog.json"
fi
python3 "$here/count.py" "$lint" "$@"
