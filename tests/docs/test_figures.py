#!/usr/bin/env python3
"""docs/manual/figures.md says what the definitions say: every indicator with its caliber.

usage: test_figures.py YANZHEN SOURCE

When it fails: `make figures`, read the difference, commit both.
"""
import difflib
import os
import re
import subprocess
import sys


def declared(source):
    """The names in indicators/*.yaml, read without the program."""
    names = set()
    folder = os.path.join(source, "indicators")
    for file in os.listdir(folder):
        if file.endswith(".yaml"):
            with open(os.path.join(folder, file), encoding="utf-8") as f:
                names |= set(re.findall(r"^- (?:measure|indicator|parameter): (\S+)", f.read(), re.M))
    return names


def main():
    yanzhen, source = sys.argv[1:3]
    with open(os.path.join(source, "docs", "manual", "figures.md"), encoding="utf-8") as f:
        page = f.read()
    made = subprocess.run([yanzhen, "explain", "figures"], check=True, capture_output=True, text=True,
                          encoding="utf-8").stdout
    wrong = list(difflib.unified_diff(page.splitlines(), made.splitlines(), "docs/manual/figures.md",
                                      "yanzhen explain figures", n=0, lineterm=""))[:20]
    if wrong:
        wrong.append("The page is stale: make figures")
    for half in page.split("\n## ")[1:]:
        listed = re.findall(r"^\| `([\w.]+)` \|", half, re.M)
        wrong += ["%s is not in the page" % name for name in sorted(declared(source) - set(listed))]
        wrong += ["%s is in the page twice" % name for name in sorted(set(listed)) if listed.count(name) > 1]
        wrong += ["no caliber: " + line for line in half.splitlines()
                  if line.startswith("| `") and re.search(r"\|\s*\|", line)]
    print("\n".join(wrong))
    print("%d passed, %d failed" % (not wrong, bool(wrong)))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
