#!/usr/bin/env python3
"""Says what a reviewer would otherwise have to remember.

usage: lint.py [ROOT]        all checks; prints file:line: message, exit 1 when there is an error
       lint.py [ROOT] po     texts without a translation, ready to append to locale/zh_CN.po

Checked in src/: the order of the modules, banned calls, floating point, sizes, which module may
reach which library, which module may name which table in SQL, the portable subset of SQL, and
that every text a person sees has a translation.  Checked everywhere: paths of one machine;
in the newcomers' documents: that each `file : name` they point to is there.

To add a check: write a function that takes a Tree (or a Source) and yields Finding; add it to
CHECKS; add a case that fails to tests/unit/test_lint.py.
"""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import embed  # noqa: E402  (the reader of the catalogue)

RANKS = {"base": 0, "db": 1, "sheet": 1, "text": 1, "html": 1, "unit": 2, "audit": 3, "auth": 4,
         "reg": 5, "ledger": 5, "share": 6, "economy": 6, "duty": 6, "voice": 6, "assess": 6, "measure": 7,
         "document": 8, "request": 8, "job": 9, "openness": 9, "remind": 10, "web": 10, "page": 11, "api": 11, "demo": 11,
         "cli": 12, "main": 13}
MEMORY = {"malloc", "calloc", "realloc", "reallocarray", "free", "strdup", "strndup", "asprintf", "vasprintf"}
BANNED = {"strcpy": "snprintf or an arena copy", "strcat": "struct buf", "sprintf": "snprintf",
          "vsprintf": "vsnprintf", "gets": "getline in base", "atoi": "parse_i64()", "atol": "parse_i64()",
          "atoll": "parse_i64()", "atof": "dec_parse()", "strtok": "struct str", "system": "posix_spawn",
          "popen": "posix_spawn", "alloca": "the arena", "longjmp": "struct err", "setjmp": "struct err"}
FLOAT_MODULES = {"sheet", "html", "document", "demo"}  # cells, chart and page geometry
WALLS = [  # prefix of a library's names and headers -> modules that may use it
    (re.compile(r"\bsqlite3_\w+|<sqlite3\.h>"), "SQLite", {"db"}),
    (re.compile(r"\bPQ[a-z]\w+|<libpq-fe\.h>"), "libpq", {"db"}),
    (re.compile(r"\bXML_[A-Z]\w+|<expat\.h>"), "expat", {"sheet", "document"}),
    (re.compile(r"\bzip_\w+|<zip\.h>"), "libzip", {"sheet", "document"}),
    (re.compile(r"\b(?:lxw|workbook|worksheet)_\w+|<xlsxwriter\.h>"), "libxlsxwriter", {"sheet", "document"}),
    (re.compile(r"\bfreexl_\w+|<freexl\.h>"), "freexl", {"sheet"}),
    (re.compile(r"\bMHD_\w+|<microhttpd\.h>"), "libmicrohttpd", {"web"}),
    (re.compile(r"\bopencc_(?:open|convert|close)\w*|<opencc(?:/opencc)?\.h>"), "OpenCC", {"text"}),
    (re.compile(r"\b(?:pango|cairo)_\w+|<(?:pango|cairo)"), "Pango and Cairo", {"html", "document"}),
    (re.compile(r"\bcurl_\w+|<curl/curl\.h>"), "libcurl", {"remind"}),
    (re.compile(r"\bical(?:component|property|time|timezone|value)_\w+|<libical/ical\.h>"), "libical", {"remind"}),
]
# Tables that others than their owner may read: the hierarchy, which every scoped query joins
# (auth asks it for the reach of a grant), who did what in the log, and the settings of the site.
READERS = {"dividend": {"reg"},  # the day up to which a dividend has counted shares
           "unit_closure": {"reg", "auth"}, "unit_restated": {"reg", "auth", "ledger", "openness"},
           "unit": {"reg", "auth", "cli"},
           "unit_name": {"reg", "ledger"}, "unit_parent": {"reg"}, "account": {"audit", "reg"}, "site_setting": set(RANKS)}
ANCHORED = ("docs/walk/", "docs/first-change.md", "docs/decision/", "ARCHITECTURE.md")
FILE_WARN, FILE_MAX, HEADER_MAX, FUNCTION_MAX = 600, 1000, 250, 70
COLUMNS, COLUMNS_MAX = 100, 120  # the aim, and where it stops

# Calls whose argument (from 0) is a text for a person.
SPOKEN = {"N_": 0, "T": 0, "err_set": 2, "err_hint": 1, "find_error": 3, "find_warning": 3,
          "find_note": 3, "find_hint": 1, "msg_set": 1, "tr": 1, "reply_flash": 1}
FORMAT_MACROS = {"PRId64": "ld", "PRIu64": "lu", "PRId32": "d", "PRIu32": "u", "PRIx64": "lx"}
TEXT_FILES = (".c", ".h", ".py", ".sh", ".md", ".yaml", ".yml", ".sql", ".html", ".js", ".css", ".po",
              ".build", ".txt", ".csv", ".t")
SKIPPED = {".git", "build", "node_modules", "demo-site", "__pycache__"}
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/[\w.]|\bfarm-\w")


class Finding:
    def __init__(self, path, line, text, warning=False):
        self.path, self.line, self.text, self.warning = path, line, text, warning

    def __str__(self):
        return "%s:%d: %s%s" % (self.path, self.line, "warning: " if self.warning else "", self.text)


TOKEN = re.compile(r"""
    (?P<comment>/\*.*?\*/|//[^\n]*)
  | (?P<string>"(?:[^"\\\n]|\\.)*")
  | (?P<char>'(?:[^'\\\n]|\\.)+')
  | (?P<word>[A-Za-z_]\w*)
  | (?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
  | (?P<space>(?:\s|\\\n)+)
  | (?P<punct>->|.)
""", re.S | re.X)


class Source:
    """A C file: its text, its tokens (no comments, no blanks) and its text without comments."""

    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding="utf-8") as f:
            self.text = f.read()
        parts = path.split("/")
        self.module = "main" if parts[-1] == "main.c" and len(parts) == 2 else parts[1]
        self.tokens, self.comments, code, line = [], [], [], 1
        for m in TOKEN.finditer(self.text):
            kind, text = m.lastgroup, m.group()
            if kind == "comment":
                self.comments.append((line, text))
                code.append("\n" * text.count("\n") or " ")
            else:
                code.append(text if kind != "string" else '"%s"' % ("_" * (len(text) - 2)))
                if kind != "space":
                    self.tokens.append((kind, text, line))
            line += text.count("\n")
        self.code = "".join(code)  # strings blanked
        self.macros = {m[1]: "".join(map(unquote, re.findall(r'"(?:[^"\\\n]|\\.)*"', m[2]))) for m in re.finditer(
            r'^#define[ \t]+(\w+)((?:\s*\\?\s*"(?:[^"\\\n]|\\.)*")+)[ \t]*$', self.text, re.M)}

    def line_at(self, offset):
        return self.code.count("\n", 0, offset) + 1

    def calls(self, names):
        """(name, line, arguments) of every call; an argument is a list of tokens."""
        tokens = self.tokens
        for i, (kind, text, line) in enumerate(tokens[:-1]):
            if kind == "word" and text in names and tokens[i + 1][1] == "(":
                if i and tokens[i - 1][1] in (".", "->"):
                    continue
                args, depth = [[]], 0
                for token in tokens[i + 1:]:
                    depth += token[1] in "([{" and token[0] == "punct"
                    depth -= token[1] in ")]}" and token[0] == "punct"
                    if depth == 0:
                        break
                    if token[1] == "," and depth == 1:
                        args.append([])
                    elif not (token[1] == "(" and depth == 1 and not args[0] and len(args) == 1):
                        args[-1].append(token)
                yield text, line, args


def unquote(literal):
    """The value of a C string literal."""
    simple = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
    raw = re.sub(r"\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|.)",
                 lambda m: chr(int(m[1][1:], 16)) if m[1][0] == "x" and len(m[1]) > 1 else
                 chr(int(m[1], 8)) if m[1].isdigit() and m[1] != "0" else simple.get(m[1], m[1]),
                 literal[1:-1])
    if any(0x80 <= ord(c) < 0x100 for c in raw) and "\\x" in literal:
        try:
            return raw.encode("latin-1").decode("utf-8")
        except UnicodeError:
            pass
    return raw


def literals(tokens, macros=FORMAT_MACROS):
    """Runs of adjacent literals (and PRId64 …) among tokens: (text, line) each."""
    runs, current, line = [], None, 0
    for kind, text, at in tokens:
        piece = unquote(text) if kind == "string" else macros.get(text)
        if piece is None:
            if current is not None:
                runs.append((current, line))
            current = None
        elif current is None:
            current, line = piece, at
        else:
            current += piece
    if current is not None:
        runs.append((current, line))
    return runs


class Tree:
    def __init__(self, root):
        self.root = root
        self.sources = [Source(root, p) for p in self.files("src") if p.endswith((".c", ".h"))]

    def files(self, folder=""):
        for where, dirs, names in os.walk(os.path.join(self.root, folder)):
            dirs[:] = sorted(d for d in dirs if d not in SKIPPED and not d.startswith("build"))
            for name in sorted(names):
                yield os.path.relpath(os.path.join(where, name), self.root)

    def read(self, path):
        with open(os.path.join(self.root, path), encoding="utf-8", errors="replace") as f:
            return f.read()


# ---- one source at a time ----

def check_includes(src):
    mine = RANKS.get(src.module)
    if mine is None:
        yield Finding(src.path, 1, "module %s has no rank: add it to RANKS in tools/lint.py" % src.module)
        return
    for m in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*"([^"]*)"', src.text, re.M):
        line, name = src.text.count("\n", 0, m.start()) + 1, m[1]
        module = name.split("/")[0]
        if "/" not in name:
            if not name.startswith("tpl"):  # generated from template/
                yield Finding(src.path, line, 'include "%s" by its path from src/: "module/x.h"' % name)
        elif module not in RANKS:
            yield Finding(src.path, line, 'include "%s": no such module' % name)
        elif module != src.module and RANKS[module] > mine:
            yield Finding(src.path, line, "%s may not include %s, which stands above it" % (src.module, name))
        elif module != src.module and RANKS[module] == mine:
            yield Finding(src.path, line, "%s may not include its peer %s" % (src.module, name))
        elif module != src.module and name.endswith("_int.h"):
            yield Finding(src.path, line, "%s is for %s/ only" % (name, module))


def check_calls(src):
    for name, line, _ in src.calls(set(BANNED) | MEMORY):
        if name in BANNED:
            yield Finding(src.path, line, "%s() is banned: use %s" % (name, BANNED[name]))
        elif src.module != "base":
            yield Finding(src.path, line, "%s() only in base/: memory lives in arenas" % name)


def check_floats(src):
    if src.module in FLOAT_MODULES:
        return
    for kind, text, line in src.tokens:
        if kind == "word" and text in ("double", "float"):
            yield Finding(src.path, line, "no floating point here (%s): use int64_t or struct dec" % text)


def check_walls(src):
    for pattern, library, modules in WALLS:
        if src.module in modules:
            continue
        for m in pattern.finditer(src.code):
            yield Finding(src.path, src.line_at(m.start()), "%s: %s is reached through %s only"
                          % (m.group(), library, " and ".join(sorted(x + "/" for x in modules))))


def check_sizes(src):
    lines = src.text.split("\n")
    count = len(lines) - 1
    if count > FILE_MAX:
        yield Finding(src.path, count, "%d lines: split it (at most %d)" % (count, FILE_MAX))
    elif count > FILE_WARN:
        yield Finding(src.path, count, "%d lines: more than %d" % (count, FILE_WARN), warning=True)
    if src.path.endswith(".h") and count > HEADER_MAX:
        yield Finding(src.path, count, "a header of %d lines (at most %d)" % (count, HEADER_MAX))
    start, wide = 0, []
    for number, line in enumerate(lines, 1):
        # A sentence for a person stays in one piece, so that it can be searched for.
        columns = len(re.sub(r'"[^"]{40,}"', '""', line).expandtabs(8))
        if columns > COLUMNS_MAX:
            yield Finding(src.path, number, "%d columns (at most %d)" % (columns, COLUMNS_MAX))
        elif columns > COLUMNS:
            wide.append(number)
        if line == "{":
            start = number
        elif line == "}" and start:
            if number - start - 1 > FUNCTION_MAX:
                yield Finding(src.path, start, "a function of %d lines (at most %d)"
                              % (number - start - 1, FUNCTION_MAX))
            start = 0
    if wide:
        yield Finding(src.path, wide[0], "%d lines of more than %d columns" % (len(wide), COLUMNS), warning=True)


# ---- SQL ----

SQL_CALLS = {"SQL": 0, "sqlb_add": 1}
SQL_RULES = [
    (r"\binsert\s+or\b", "no `insert or …`: use `on conflict (key) do update`"),
    (r"(?<!or )\breplace\s+into\b", "no `replace into`: use `on conflict (key) do update`"),
    (r'"', "no double quotes in SQL: names are plain words, texts are parameters"),
    (r"\bnow\s*\(|\bcurrent_(?:date|time|timestamp)\b|\bstrftime\s*\(|\b(?:date|datetime|julianday|unixepoch)\s*\(",
     "no clock and no date functions in SQL: bind now_ms() or a yyyymmdd"),
    (r"\bjson\w*\s*\(|->", "no JSON in SQL"),
    (r"\b(?:group_concat|string_agg)\s*\(", "no text aggregates in SQL: join in C"),
    (r"\b(?:ifnull|iif|printf|instr|total|last_insert_rowid|changes|random|typeof|hex|glob)\s*\(",
     "a function of SQLite alone: use coalesce, case … or C"),
    (r"\bglob\b|\bregexp\b|\bcollate\b|\bilike\b", "operators that engines do not share"),
    (r"\browid\b|\bautoincrement\b|\bserial\b", "ids are made in C"),
    (r"\bselect\s+(?:distinct\s+)?(?:\w+\.)?\*", "name the columns: no `select *`"),
    (r"\b(?:true|false|boolean)\b", "no booleans: 0 and 1"),
    (r"\bis\s+(?:not\s+)?\$\d", "`is $n` is SQLite's alone: compare with = and bind a value"),
    (r"\bon\s+delete\b", "no cascades: delete in C"),
    (r"\b(?:full|natural|right)\s+(?:outer\s+)?join\b|\blateral\b", "only inner and left joins"),
    (r"(?<!')\s/\s", "no division in SQL: engines differ; divide in C"),
    (r"\?\d*(?=[\s,)]|$)", "parameters are $1 … $n"),
]
SQL_RULES = [(re.compile(pattern), text) for pattern, text in SQL_RULES]
SQL_TABLE = re.compile(r"\b(?:(?:into|update|table(?:\s+if\s+not\s+exists)?)\s+([a-z_]\w*)|"
                       r"(?:from|join)\s+([a-z_]\w*)\b(?!\s*\())")


def sql_texts(src):
    """(text, line, whole): whole for SQL("…"), not for the pieces given to sqlb_add()."""
    for name, line, args in src.calls(SQL_CALLS):
        at = SQL_CALLS[name]
        if len(args) > at:
            for text, where in literals(args[at], dict(FORMAT_MACROS, **src.macros)):
                yield text, where, name == "SQL"


def has_note(src, word, line):
    return any(word in text and at - 1 <= line <= at + text.count("\n") + 6 for at, text in src.comments)


def check_sql(src):
    for text, line, whole in sql_texts(src):
        low = re.sub(r"'[^']*'", "''", text.lower())
        for pattern, message in SQL_RULES:
            if pattern.search(low):
                yield Finding(src.path, line, message)
        numbers = {int(n) for n in re.findall(r"\$(\d+)", low)}
        if whole and numbers != set(range(1, len(numbers) + 1)):
            yield Finding(src.path, line, "parameters have a gap: PostgreSQL cannot type the missing one")
        if re.search(r"\blike\b", low) and not has_note(src, "like", line):
            yield Finding(src.path, line, "`like` needs a comment that says how the pattern is escaped and indexed")
        if re.search(r"\bsum\s*\(", low) and not re.search(r"\bcast\s*\(\s*(?:coalesce\s*\(\s*)?sum\s*\(|over\s*\(", low):
            yield Finding(src.path, line, "sum() is numeric on PostgreSQL: cast(sum(x) as bigint)")


def owners(tree):
    """table -> module, from the `Owns:` lines at the head of headers; r_* stands for all r_…"""
    owned = {}
    for src in tree.sources:
        if not src.path.endswith(".h"):
            continue
        for at, comment in src.comments:
            m = re.search(r"\bOwns:(.*?)(?=\n\s*\*\s*(?:[A-Z][\w ]*:|\n|/)|\n\s*\*/|\Z|\*/)", comment, re.S)
            if not m:
                continue
            text = re.sub(r"\([^)]*\)", " ", m[1].split(";")[0].replace("*/", " "))
            for name in re.findall(r"[a-z][a-z0-9_]*\*?", re.sub(r"\n\s*\*(?!/)", " ", text)):
                if name != "nothing":
                    owned[name] = src.module
    return owned


def owner_of(owned, table):
    if table in owned:
        return owned[table]
    for name, module in owned.items():
        if name.endswith("*") and table.startswith(name[:-1]):
            return module
    return None


def check_ownership(tree):
    owned = owners(tree)
    for src in tree.sources:
        for text, line, _ in sql_texts(src):
            low = re.sub(r"'[^']*'", "''", text.lower())
            local = set(re.findall(r"(?:\bwith(?:\s+recursive)?|,)\s+([a-z_]\w*)(?:\s*\([^()]*\))?\s+as\s*\(", low))
            for table in sorted({a or b for a, b in SQL_TABLE.findall(low)} - local - {"select", "set", "sqlite_master"}):
                owner = owner_of(owned, table)
                read = not re.search(r"\b(?:into|update|delete\s+from)\s+%s\b" % table, low)
                if owner is None:
                    yield Finding(src.path, line, "table %s: no header says `Owns: … %s`" % (table, table))
                elif owner != src.module and not (read and src.module in READERS.get(table, ())):
                    yield Finding(src.path, line, "table %s belongs to %s/: call its functions" % (table, owner))


def check_schema(tree):
    """Every created table has an owner; types of the common dialect; the end of a table on its own line."""
    owned = owners(tree)
    for path in tree.files("schema"):
        if not path.endswith(".sql"):
            continue
        for number, line in enumerate(tree.read(path).split("\n"), 1):
            code = line.split("--")[0].lower()
            m = re.match(r"\s*create table (\w+)", code)
            if m and owner_of(owned, m[1]) is None:
                yield Finding(path, number, "table %s: no header says `Owns: … %s`" % (m[1], m[1]))
            m = re.match(r"\t(\w+)\s+(integer|int|blob|varchar|char|real|float|double|numeric|boolean|date|"
                         r"timestamp|json|jsonb|uuid|serial)\b", code)
            if m:
                yield Finding(path, number, "type %s: only bigint, text and bytea" % m[2])
            if re.search(r"\)\s*(strict|without rowid)", code):
                yield Finding(path, number, "the common dialect: the engine's words are added by db_dialect()")


# ---- texts for people ----

def is_sentence(text):
    """False for "", "%s" and the like, which have no words."""
    return re.search(r"[A-Za-z]", re.sub(r"%[-+ 0#\d.*$]*(?:ll|[hlzj])?[a-zA-Z]", "", text)) is not None


def spoken(tree):
    """(msgid, path, line) of every text that a person sees."""
    for src in tree.sources:
        for name, line, args in src.calls(SPOKEN):
            at = SPOKEN[name]
            for text, where in literals(args[at]) if len(args) > at else []:
                if is_sentence(text):
                    yield text, src.path, where
        if src.module in ("page", "api", "web"):
            for i, token in enumerate(src.tokens[:-3]):
                if token[1] == "." and src.tokens[i + 1][1] == "title" and src.tokens[i + 2][1] == "=":
                    for text, where in literals(src.tokens[i + 3:i + 4]):
                        yield text, src.path, where
    for path in tree.files("template"):
        if path.endswith(".html"):
            text = tree.read(path)
            for m in re.finditer(r'\{\{_\s*("(?:[^"\\\n]|\\.)*")|\bT\(\s*("(?:[^"\\\n]|\\.)*")\s*\)|'
                                 r'\bN_\(\s*("(?:[^"\\\n]|\\.)*")\s*\)', text):
                yield unquote(m[1] or m[2] or m[3]), path, text.count("\n", 0, m.start()) + 1


def conversions(text):
    """The conversions of a format by argument: "%2$s %1$d" gives {1: "d", 2: "s"}."""
    out, following = {}, 1
    for position, kind in re.findall(r"%(?:(\d+)\$)?[-+ 0#]*[\d*]*(?:\.[\d*]+)?((?:ll|[hlzj])?[a-zA-Z%])", text):
        if kind != "%":
            out[int(position) if position else following] = kind
            following += not position
    return out


def catalogue(tree):
    path = os.path.join(tree.root, "locale", "zh_CN.po")
    return embed.read_po(path) if os.path.exists(path) else {}


def check_catalogue(tree):
    known, told = catalogue(tree), set()
    strict = os.environ.get("LINT_PO") != "0"
    for text, path, line in spoken(tree):
        if text not in known and text not in told and strict:
            told.add(text)
            yield Finding(path, line, "not in locale/zh_CN.po: %s" % po_string(text))
    for msgid, text in known.items():
        given = conversions(msgid)
        if any(given.get(n) != kind for n, kind in conversions(text).items()):
            yield Finding("locale/zh_CN.po", po_line(tree, msgid), "the translation of %s uses other arguments"
                          % po_string(msgid), warning=True)


def check_po(tree):
    """No entry twice (embed.py would silently take the last), none fuzzy."""
    path, seen = "locale/zh_CN.po", {}
    if not os.path.exists(os.path.join(tree.root, path)):
        return
    for number, line in enumerate(tree.read(path).split("\n"), 1):
        if line.startswith("#,") and "fuzzy" in line:
            yield Finding(path, number, "a fuzzy entry is not shown: confirm or remove it")
        if line.startswith("msgid ") and line != 'msgid ""':
            if line in seen:
                yield Finding(path, number, "entered twice, first in line %d: %s" % (seen[line], line[6:]))
            seen.setdefault(line, number)


def po_string(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")


def po_line(tree, msgid):
    at = tree.read("locale/zh_CN.po").find("msgid " + po_string(msgid))
    return tree.read("locale/zh_CN.po").count("\n", 0, at) + 1 if at >= 0 else 1


def check_labels(tree):
    """Labels of definition files in both languages."""
    for folder in ("registers", "indicators", "documents", "packs"):
        for path in tree.files(folder):
            if path.endswith((".yaml", ".yml")):
                for number, line in enumerate(tree.read(path).split("\n"), 1):
                    for label in re.findall(r"\{[^{}]*\bzh:[^{}]*\}|\{[^{}]*\ben:[^{}]*\}", line.split(" #")[0]):
                        if not ("zh:" in label and "en:" in label):
                            yield Finding(path, number, "a label needs zh and en: %s" % label)


def check_machine_paths(tree):
    for path in tree.files():
        if path.endswith(TEXT_FILES) and path not in ("tools/lint.py", "tests/unit/test_lint.py"):
            for number, line in enumerate(tree.read(path).split("\n"), 1):
                if MACHINE.search(line):
                    yield Finding(path, number, "a path of one machine: %s" % MACHINE.search(line).group())


def check_anchors(tree):
    """`src/x/y.c : name` in the newcomers' documents names something that stands there."""
    for path in tree.files():
        if not path.endswith(".md") or not path.startswith(ANCHORED):
            continue
        for number, line in enumerate(tree.read(path).split("\n"), 1):
            for name, what in re.findall(r"`([\w.-]+(?:/[\w.-]+)+)(?: : (\w+))?`", line):
                if not os.path.isfile(os.path.join(tree.root, name)):
                    if what or name.startswith(("src/", "tests/", "tools/", "docs/")) and "." in name:
                        yield Finding(path, number, "there is no file %s" % name)
                elif what and not re.search(r"^[^\s/*].*\b%s\b" % what, tree.read(name), re.M):
                    yield Finding(path, number, "%s has no %s" % (name, what))


SOURCE_CHECKS = [check_includes, check_calls, check_floats, check_walls, check_sizes, check_sql]
CHECKS = [check_ownership, check_schema, check_catalogue, check_po, check_labels, check_machine_paths, check_anchors]


def run(root):
    tree = Tree(root)
    for src in tree.sources:
        for check in SOURCE_CHECKS:
            yield from check(src)
    for check in CHECKS:
        yield from check(tree)


def missing(root):
    tree = Tree(root)
    known = catalogue(tree)
    return {text: (path, line) for text, path, line in reversed(list(spoken(tree))) if text not in known}


def main(argv):
    args = argv[1:]
    want_po = args[-1:] == ["po"]
    args = args[:-1] if want_po else args
    if len(args) > 1 or args[:1] in (["-h"], ["--help"]):
        sys.exit(__doc__)
    root = args[0] if args else os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if want_po:
        absent = missing(root)
        for text, (path, line) in sorted(absent.items(), key=lambda item: item[1]):
            print('#: %s:%d\nmsgid %s\nmsgstr ""\n' % (path, line, po_string(text)))
        return 1 if absent else 0
    findings = list(run(root))
    for finding in findings:
        print(finding)
    errors = sum(not f.warning for f in findings)
    print("%d errors, %d warnings" % (errors, len(findings) - errors))
    return 1 if errors else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv))
    except BrokenPipeError:
        sys.exit(1)
