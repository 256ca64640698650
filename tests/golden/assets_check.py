#!/usr/bin/env python3
"""The assets use nothing that Chromium 86 lacks, and nothing from another host.

usage: assets_check.py SOURCE-ASSETS BUILT-ASSETS
Our own files may use none of it; of the npm files, what is listed in TOLERATED was read and does
no harm there (one rule that an old browser skips).
"""
import os
import re
import sys

CSS = {r":has\(": 105, r":is\(": 88, r":where\(": 88, r"color-mix\(": 111, r"\boklch\(": 111, r"\blab\(": 111,
       r"\blight-dark\(": 123, r"@layer\b": 99, r"@container\b": 105, r"@scope\b": 118,
       r"@starting-style\b": 117, r"(?<![-\w])inset\s*:": 87, r"(?<![-\w])aspect-ratio\s*:": 88,
       r"(?<![-\w])accent-color\s*:": 93, r"\b\d+d?[sl]?vh\b(?<=[dsl]vh)": 108, r"\bsubgrid\b": 117,
       r"(?<![-\w])(?:translate|rotate|scale)\s*:": 104, r"text-wrap\s*:": 114,
       r"(?<![-\w])(?:margin|padding|inset)-(?:inline|block)\s*:": 87, r"[{;]\s*&": 112,
       r"\([^()]*\d\s*[<>]=?\s*width|\(width\s*[<>]": 104, r":user-invalid": 119}
JS = {r"(?<![\w.])\.at\(|\)\.at\(|\]\.at\(": 92,
      r"structuredClone\(": 98, r"Object\.hasOwn\(": 93, r"\.findLast\(": 97, r"\bstatic\s*\{": 94, r"\.toSorted\(|\.toReversed\(": 110, r"Array\.fromAsync": 121,
      r"crypto\.randomUUID": 92, r"\.showPicker\(": 99, r"with\s*\{\s*type": 123}
TOLERATED = {("tabler.min.css", r":has\("), ("tabler.min.css", r"(?<![-\w])inset\s*:"),
             ("tabler.min.css", r"(?<![-\w])aspect-ratio\s*:"), ("tabler.min.css", r"text-wrap\s*:")}
HOST = re.compile(r"""(?:url\(\s*['"]?|@import\s+['"]?|src\s*=\s*['"]|fetch\(\s*['"])(?:https?:)?//""")


def main(folders):
    wrong, seen = [], 0
    for folder in folders:
        for name in sorted(os.listdir(folder)):
            kind = os.path.splitext(name)[1]
            if kind not in (".css", ".js"):
                continue
            seen += 1
            text = open(os.path.join(folder, name), encoding="utf-8").read()
            text = re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.S)
            for pattern, since in (CSS if kind == ".css" else JS).items():
                for hit in re.finditer(pattern, text):
                    if (name, pattern) not in TOLERATED:
                        wrong.append("%s:%d: '%s' needs Chromium %s; 86 must do"
                                     % (name, text.count("\n", 0, hit.start()) + 1, hit.group(), since))
                        break
            if HOST.search(text):
                wrong.append("%s: loads from another host: %s" % (name, HOST.search(text).group()))
    if seen < 4:
        wrong.append("only %d style and script files were found" % seen)
    sys.exit("\n".join(wrong) or 0)


main(sys.argv[1:])
