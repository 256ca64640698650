#!/usr/bin/env python3
"""What the documents say is so: links lead somewhere, commands do what is printed under them.

usage: test_docs.py YANZHEN SOURCE

Links: every relative link of a *.md file leads to a file, and its #part to a heading there.

Commands: a ```sh block whose first line is `# tested` is run by `sh -eu`; the blocks of one
document follow each other in one empty folder.  `# tested: status 1` expects that exit status,
`# tested: demo` has a demonstration site in demo-site first.  In the folder stand packs/ (the
unit lists) and build/yanzhen; what leads to a server is not marked.  A ```text block straight
after is what is printed, results before remarks: each of its lines must come, in that order;
… stands for anything.

Prints each failure and, last, "N passed, N failed".
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

LINK = re.compile(r"(?<!`)\[[^\]\[]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
TESTED = re.compile(r"# tested(?:: (?P<how>[\w ]+))?\n")
SKIPPED = {".git", "node_modules", "demo-site", "seeds"}


def documents(source):
    for where, folders, names in os.walk(source):
        folders[:] = sorted(f for f in folders if f not in SKIPPED and not f.startswith("build"))
        for name in sorted(names):
            if name.endswith(".md"):
                yield os.path.relpath(os.path.join(where, name), source)


def read(source, path):
    with open(os.path.join(source, path), encoding="utf-8") as f:
        return f.read()


def anchors(text):
    """The #parts of a document, as the usual hosts name them."""
    text = BLOCK.sub("", text)
    titles = re.findall(r"^#+ +(.*?)\s*$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", t.lower()).replace(" ", "-") for t in titles}


def links(source, path):
    """(passed, failures) over the links of one document."""
    passed, failures = 0, []
    for target in LINK.findall(BLOCK.sub("", read(source, path))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, part = target.partition("#")
        there = os.path.normpath(os.path.join(os.path.dirname(path), name)) if name else path
        if not os.path.exists(os.path.join(source, there)):
            failures.append("%s: the link %s leads nowhere" % (path, target))
        elif part and there.endswith(".md") and part not in anchors(read(source, there)):
            failures.append("%s: %s has no part #%s" % (path, there, part))
        else:
            passed += 1
    return passed, failures


def blocks(text):
    """(how, script, printed, line) of every tested block; printed None when none is shown."""
    found = [(m, m[1], m[2]) for m in BLOCK.finditer(text)]
    for i, (m, kind, body) in enumerate(found):
        tested = TESTED.match(body) if kind == "sh" else None
        if not tested:
            continue
        after = found[i + 1] if i + 1 < len(found) else None
        straight = after and after[1] == "text" and not text[m.end():after[0].start()].strip()
        yield tested["how"] or "", body[tested.end():], after[2] if straight else None, text.count("\n", 0, m.start()) + 1


def difference(expected, printed):
    """The first line that does not come; None when all do."""
    at = 0
    lines = [line.rstrip() for line in printed.split("\n")]
    for want in filter(None, (line.rstrip() for line in expected.split("\n"))):
        pattern = re.compile(".*".join(map(re.escape, want.split("…"))) + "$")
        at = next((i + 1 for i in range(at, len(lines)) if pattern.match(lines[i])), 0)
        if not at:
            return want
    return None


class Commands:
    def __init__(self, yanzhen, source):
        self.yanzhen, self.source = os.path.abspath(yanzhen), os.path.abspath(source)
        self.work = tempfile.mkdtemp(prefix="yz-docs-")
        self.demo = None

    def close(self):
        shutil.rmtree(self.work)

    def folder(self, path):
        where = os.path.join(self.work, path.replace("/", "-"))
        os.makedirs(os.path.join(where, "build"))
        os.symlink(self.yanzhen, os.path.join(where, "build", "yanzhen"))
        os.symlink(os.path.join(self.source, "packs"), os.path.join(where, "packs"))
        return where

    def demo_site(self):
        if not self.demo:
            self.demo = os.path.join(self.work, "demo")
            subprocess.run([self.yanzhen, "demo", self.demo], check=True, stdout=subprocess.DEVNULL)
        return self.demo

    def run(self, where, how, script, expected):
        status = int(how.split()[-1]) if how.startswith("status") else 0
        site = os.path.join(where, "demo-site")
        if how == "demo" and not os.path.exists(site):
            shutil.copytree(self.demo_site(), site)
        env = {**os.environ, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8",
               "PATH": os.path.join(where, "build") + ":" + os.environ["PATH"]}
        done = subprocess.run(["sh", "-eu"], input=script, cwd=where, env=env, text=True, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        said = done.stdout + done.stderr
        if done.returncode != status:
            return "exit status %d, not %d:\n%s" % (done.returncode, status, said)
        missing = difference(expected, said) if expected else None
        return missing and "%r was not printed:\n%s" % (missing, said)


def main(yanzhen, source):
    passed, failures = 0, []
    commands = Commands(yanzhen, source)
    try:
        for path in documents(source):
            good, bad = links(source, path)
            passed, failures = passed + good, failures + bad
            where = None
            for how, script, expected, line in blocks(read(source, path)):
                where = where or commands.folder(path)
                wrong = commands.run(where, how, script, expected)
                if wrong:
                    failures.append("%s:%d: %s" % (path, line, wrong))
                else:
                    passed += 1
    finally:
        commands.close()
    for text in failures:
        print(text)
    print("%d passed, %d failed" % (passed, len(failures)))
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
