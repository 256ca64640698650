#!/usr/bin/env python3
"""Adds up the tests of one or more meson runs.

usage: count.py LINT_STATUS TESTLOG.json...    prints what failed, then "N passed, N failed"
"""
import json
import re
import sys


def count(record):
    """(passed, failed) of one runner."""
    text = record.get("stdout", "") + "\n" + record.get("stderr", "")
    good = record["result"] in ("OK", "EXPECTEDFAIL")
    own = re.findall(r"^(\d+) passed, (\d+) failed", text, re.M)
    if own:
        passed, failed = int(own[-1][0]), int(own[-1][1])
    else:
        passed = sum(int(n) for n in re.findall(r"^\[  PASSED  \] (\d+) test", text, re.M))
        failed = sum(int(n) for n in re.findall(r"^\[  FAILED  \] \[?\w*\]?:? ?(\d+) test", text, re.M))
    if passed + failed == 0:
        passed = 1 if good else 0
    if not good and failed == 0:
        failed = 1
    return passed, failed


def main():
    passed = failed = 0
    if sys.argv[1] == "0":
        passed += 1
    else:
        failed += 1
        print("FAILED: lint (tools/lint.py says why)")
    for log in sys.argv[2:]:
        with open(log, encoding="utf-8") as f:
            for line in f:
                record = json.loads(line)
                if record["result"] == "SKIP":
                    print("SKIPPED: %s" % record["name"])
                    continue
                good, bad = count(record)
                passed, failed = passed + good, failed + bad
                if bad:
                    print("FAILED: %s (%d) in %s" % (record["name"], bad, log))
                    print("\n".join((record.get("stdout", "") + record.get("stderr", "")).splitlines()[-25:]))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


sys.exit(main())
