#!/usr/bin/env python3
"""Prepares every statement on SQLite and on a running PostgreSQL; called by sql_both.sh.

usage: sql_both.py --socket FOLDER --psql PROGRAM [--log FILE]...
"""
import argparse
import os
import re
import sqlite3
import subprocess
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "tools"))
import lint  # noqa: E402

# Maintenance of the one engine that has files; the other engine's part of db/ will have its own.
ENGINE_ONLY = re.compile(r"(?:pragma|vacuum)\b", re.I)
# Tables with a county column that are not kept by county, and why (docs/decision/0002-portable-sql.md).
SHARED = {
    "unit": "reference: the hierarchy is read by every county and small",
    "account": "directory: signing in finds it by login, before any county is known",
}
DDL = re.compile(r"(?:create (?:unique )?(?:table|index)|alter table|drop (?:table|index))\b", re.I)


class Statement:
    def __init__(self, text, place):
        self.text = " ".join(text.split()).rstrip("; ")
        self.place = place


def script_statements(text, place):
    """The statements of a script with their lines; `--` comments are left out."""
    text = re.sub(r"--[^\n]*", "", text)
    line, start = 1, 0
    for m in re.finditer(r";|\Z", text):
        piece = text[start:m.start()]
        lead = len(piece) - len(piece.lstrip())
        if piece.strip():
            at = line + piece[:lead].count("\n")
            yield Statement(piece, "%s:%d" % (place, at) if place.endswith(".sql") else place)
        line += text[start:m.end()].count("\n")
        start = m.end()


def schema():
    folder = os.path.join(ROOT, "schema")
    for name in sorted(os.listdir(folder)):
        if name.endswith(".sql"):
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                yield from script_statements(f.read(), "schema/" + name)


def common(ddl):
    """Back from what db_dialect() made of a script for SQLite."""
    text = re.sub(r"\)\s*strict$", ")", ddl.text)
    text = re.sub(r"\binteger\b", "bigint", re.sub(r"\bblob\b", "bytea", text))
    return Statement(text, ddl.place)


def literal_statements(tree, broken):
    """SQL("…") of the sources, literals joined and macros of literals opened."""
    macros = dict(lint.FORMAT_MACROS)
    for src in tree.sources:
        macros.update(src.macros)
    for src in tree.sources:
        for _, line, args in src.calls({"SQL"}):
            place = "%s:%d" % (src.path, line)
            if src.path == "src/db/sql.h":  # the definition of SQL() itself
                continue
            known = dict(macros, **src.macros)
            unknown = [t[1] for t in args[0] if t[0] != "string" and t[1] not in known]
            texts = lint.literals(args[0], known)
            if unknown or len(texts) != 1 or len(args) != 1:
                broken.append("%s: not a literal: %s" % (place, " ".join(unknown)))
            else:
                yield Statement(texts[0][0], place)


def logged(paths):
    """Statements and tables that programs composed, each once."""
    for path in paths:
        with open(path, encoding="utf-8") as f:
            for number, line in enumerate(f, 1):
                place = "%s:%d" % (os.path.basename(path), number)
                if line.startswith("script: "):
                    yield from map(common, script_statements(line[8:], place))
                elif line.strip() and not line.startswith("drop table"):  # a test makes one anew
                    yield Statement(line, place)


def created(statement):
    m = re.match(r"create (?:unique )?(?:table|index)(?: if not exists)? (\w+)", statement.text)
    return m[1] if m else None


def gather(paths, broken):
    """(tables, statements, skipped): no text twice."""
    tables, statements, seen, names, skipped = [], [], set(), set(), 0
    tree = lint.Tree(ROOT)
    for s in list(schema()) + list(literal_statements(tree, broken)) + list(logged(paths)):
        if s.text in seen:
            continue
        seen.add(s.text)
        if ENGINE_ONLY.match(s.text):
            skipped += 1
        elif DDL.match(s.text):
            if created(s) is None or created(s) not in names:
                tables.append(s)
            names.add(created(s))
        else:
            statements.append(s)
    return tables, statements, skipped


# ---- SQLite ----

def lite(ddl):
    text = re.sub(r"\bbytea\b", "blob", re.sub(r"\bbigint\b", "integer", ddl))
    return text + " strict" if text.startswith("create table") else text


def try_sqlite(tables, statements):
    db = sqlite3.connect(":memory:")
    failed = {}
    for s in tables:
        try:
            db.execute(lite(s.text))
        except sqlite3.Error as error:
            failed[s] = str(error)
    for s in statements:
        numbers = dict.fromkeys(re.findall(r"\$(\d+)", s.text))
        try:
            db.execute("explain " + s.text, numbers).fetchall()
        except sqlite3.Error as error:
            failed[s] = str(error)
    return failed


# ---- PostgreSQL ----

def partitioned(ddl):
    """Tables of a county become partitioned by it: no key may then leave it out."""
    name = created(Statement(ddl, ""))
    if not ddl.startswith("create table") or name in SHARED or not re.search(r"[(,]\s*county\s+bigint\b", ddl):
        return ddl
    parts = " ".join("create table %s_part%d partition of %s for values with (modulus 2, remainder %d);"
                     % (name, i, name, i) for i in range(2))
    return "%s partition by hash (county); %s" % (ddl, parts)


def try_postgresql(tables, statements, options):
    script, line_of = ["\\set VERBOSITY terse"], {}
    for number, s in enumerate(tables + statements):
        text = partitioned(s.text) if number < len(tables) else "prepare s%d as %s" % (number, s.text)
        script.append(text + ";")
        line_of[len(script)] = s
    run = subprocess.run([options.psql, "-h", options.socket, "-U", "postgres", "-X", "-q", "-f", "-", "postgres"],
                         input="\n".join(script) + "\n", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                         check=False, env=dict(os.environ, LC_ALL="C.UTF-8", PGOPTIONS="-c client_min_messages=warning"))
    failed, understood = {}, run.returncode == 0
    for m in re.finditer(r"^psql:<stdin>:(\d+): (?:ERROR|FATAL): +(.*)$", run.stdout, re.M):
        failed.setdefault(line_of[int(m[1])], m[2])
    if not understood or re.search(r"connection .*failed|server closed", run.stdout):
        sys.exit("psql failed:\n" + run.stdout)
    return failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", required=True)
    parser.add_argument("--psql", required=True)
    parser.add_argument("--log", action="append", default=[])
    options = parser.parse_args()
    broken = []
    tables, statements, skipped = gather(options.log, broken)
    results = [("SQLite", try_sqlite(tables, statements)),
               ("PostgreSQL", try_postgresql(tables, statements, options))]
    for message in broken:
        print(message)
    failures = 0
    for s in tables + statements:
        problems = [(engine, failed[s]) for engine, failed in results if s in failed]
        failures += bool(problems)
        for engine, problem in problems:
            print("%s: %s: %s\n\t%s" % (s.place, engine, problem, s.text))
    print("%d tables and indexes, %d statements; %d of one engine only were skipped"
          % (len(tables), len(statements), skipped))
    failures += len(broken)
    print("%d passed, %d failed" % (len(tables) + len(statements) + len(broken) - failures, failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
