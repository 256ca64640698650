#!/bin/sh
# run.sh - runs the tests of a build and adds up what their runners counted.
#
# usage: run.sh BUILD [SUITE...]     suites: unit golden http conform e2e fault …; all by default
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
python3 "$here/count.py" "$build/meson-logs/testlog.json" "$lint"
