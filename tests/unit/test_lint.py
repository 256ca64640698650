#!/usr/bin/env python3
"""Each check of tools/lint.py refuses what it is for and lets the right form pass."""
import os
import subprocess
import sys
import tempfile
import unittest

TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools")
sys.path.insert(0, TOOLS)
import lint  # noqa: E402

OWNER = '#pragma once\n/*\n * unit.h - units.\n *\n * Owns:   unit, unit_name,\n *         unit_closure (tables)\n * Memory: none\n */\n'


class Case(unittest.TestCase):
    def messages(self, files, warnings=False, env=None):
        with tempfile.TemporaryDirectory() as root:
            for path, text in files.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as f:
                    f.write(text)
            before = dict(os.environ)
            os.environ.update(env or {})
            try:
                return [str(f) for f in lint.run(root) if warnings or not f.warning]
            finally:
                os.environ.clear()
                os.environ.update(before)

    def refused(self, files, expected, **kw):
        got = self.messages(files, **kw)
        self.assertEqual(len(got), 1, got)
        self.assertIn(expected, got[0])

    def accepted(self, files, **kw):
        self.assertEqual(self.messages(files, **kw), [])

    def sql(self, text):
        return {"src/unit/unit.h": OWNER, "src/unit/unit.c": 'static int x = f(SQL("%s"));\n' % text}

    def test_includes(self):
        self.refused({"src/base/a.c": '\n#include "db/db.h"\n'}, "src/base/a.c:2: base may not include db/db.h")
        self.refused({"src/db/a.c": '#include "text/text.h"\n'}, "peer")
        self.refused({"src/page/a.c": '#include "api/api.h"\n'}, "peer")
        self.refused({"src/auth/a.c": '#include "reg/record.h"\n'}, "above")
        self.refused({"src/audit/a.c": '#include "auth/auth.h"\n'}, "above")
        self.refused({"src/reg/a.c": '#include "text/text_int.h"\n'}, "only")
        self.refused({"src/db/a.c": '#include "db.h"\n'}, "by its path")
        self.refused({"src/misc/a.c": "\n"}, "no rank")
        self.refused({"src/unit/a.c": '#include "audit/audit.h"\n'}, "above")
        self.accepted({"src/auth/a.c": '#include "audit/audit.h"\n#include "unit/unit.h"\n#include <string.h>\n'})
        self.accepted({"src/text/a.c": '#include "text/text_int.h"\n', "src/main.c": '#include "api/api.h"\n'})

    def test_calls(self):
        self.refused({"src/reg/a.c": "void f(void)\n{\n\tg(malloc(3));\n}\n"}, "src/reg/a.c:3: malloc()")
        self.refused({"src/base/a.c": "int x = atoi(s);\n"}, "parse_i64")
        self.refused({"src/base/a.c": "int x = sprintf(s, \"\");\n"}, "snprintf")
        self.accepted({"src/base/a.c": "int x = malloc(3); /* strcpy(a, b) */\n",
                       "src/reg/a.c": 'int x = p->free(q) + zfree(1) + g("malloc(1)") + snprintf(a, 1, "");\n'})

    def test_floats(self):
        self.refused({"src/measure/a.c": "static double x;\n"}, "no floating point")
        self.accepted({"src/sheet/a.c": "static double x;\n", "src/reg/a.c": "/* double */ int doubled;\n"})

    def test_walls(self):
        self.refused({"src/reg/a.c": "int x = sqlite3_step(q);\n"}, "db/ only")
        self.refused({"src/page/a.c": "int x = MHD_queue(q);\n"}, "web/ only")
        self.refused({"src/web/a.c": "int x = zip_open(q);\n"}, "document/ and sheet/ only")
        self.refused({"src/reg/a.c": "#include <opencc.h>\n"}, "text/ only")
        self.accepted({"src/db/a.c": "int x = sqlite3_step(q);\n", "src/reg/a.c": 'int x = g("sqlite3_step"), unzip_x;\n'})

    def test_sizes(self):
        self.refused({"src/base/a.c": "int f(void)\n{\n" + "\tg();\n" * 71 + "}\n"}, "a.c:2: a function of 71 lines")
        self.accepted({"src/base/a.c": "int f(void)\n{\n" + "\tg();\n" * 70 + "}\n"})
        self.refused({"src/base/a.c": "\n" * 1001}, "1001 lines")
        self.assertIn("warning", self.messages({"src/base/a.c": "\n" * 601}, warnings=True)[0])
        self.refused({"src/base/a.h": "\n" * 251}, "a header of 251 lines")
        self.refused({"src/base/a.c": "\n/* %s */\n" % ("x" * 120)}, "a.c:2: 126 columns")
        self.accepted({"src/base/a.c": '\tf("%s");\n' % ("x" * 120)})

    def test_sql_rules(self):
        for text, expected in [
                ("insert or replace into unit (id) values ($1)", "on conflict"),
                ("select id from unit where name=\\\"x\\\"", "double quotes"),
                ("select now()", "no clock"), ("select * from unit", "name the columns"),
                ("select u.* from unit u", "name the columns"),
                ("select ifnull(id,0) from unit", "SQLite alone"), ("select id from unit where x is $1", "is $n"),
                ("select sum(id) from unit", "cast(sum"), ("select id / 2 from unit", "division"),
                ("select id from unit where id=?1", "$1"), ("select id from unit where name like $1", "like"),
                ("select group_concat(id) from unit", "join in C"),
                ("delete from unit where ok = true", "booleans"),
                ("select id from unit where id=$1 limit $3", "gap")]:
            self.refused(self.sql(text), expected)
        self.accepted(self.sql("select cast(coalesce(sum(id),0) as bigint) from unit where name='select * now() / \\\\'"))
        self.accepted({"src/unit/unit.h": OWNER, "src/unit/unit.c":
                       '/* like: escaped by f() */\nint x = f(SQL("select id from unit where name like $1"));\n'})

    def test_sql_across_literals(self):
        self.refused({"src/unit/unit.h": OWNER, "src/unit/unit.c":
                      'int x = f(db, SQL("select id "\n\t"from unit where t=now" "()"), e);\n'}, "unit.c:1: no clock")

    def test_ownership(self):
        mine = {"src/unit/unit.h": OWNER}
        for text in ("select id from unit", "insert into unit (id) values ($1)", "update unit set id=1",
                     "delete from unit", "select 1 from x join unit u on u.id=x.id"):
            got = self.messages(dict(mine, **{"src/web/a.h": "#pragma once\n/* Owns: x (table) */\n",
                                              "src/web/a.c": 'int i = f(SQL("%s"));\n' % text}))
            self.assertEqual(got, ["src/web/a.c:1: table unit belongs to unit/: call its functions"])
        self.refused(dict(mine, **{"src/reg/a.c": 'int i = f(SQL("select id from strange"));\n'}), "no header says")
        self.refused(dict(mine, **{"src/reg/a.c": 'int i = f(SQL("delete from unit_closure where unit=$1"));\n'}), "belongs")
        self.refused(dict(mine, **{"src/reg/a.c": '#define U \\\n\t"delete " \\\n\t"from unit"\nint i = f(SQL(U " where id=1"));\n'}), "belongs")
        self.refused(dict(mine, **{"src/web/a.c": 'int i = f(SQL("select unit from unit_closure"));\n'}), "belongs")
        self.refused(dict(mine, **{"src/web/a.c": 'void f(void) { sqlb_add(b, " join unit u"); }\n'}), "belongs")
        self.accepted(dict(mine, **{"src/reg/a.c": 'int i = f(SQL("select unit from unit_closure"));\n'}))
        self.accepted(dict(mine, **{"src/unit/a.c": 'int i = f(SQL("with recursive t(id) as (select id from unit) '
                                                    'select id from t"));\n'}))
        self.accepted({"src/reg/a.h": "#pragma once\n/*\n * Owns:   r_* (all registers), k (tables)\n */\n",
                       "src/reg/a.c": 'int i = f(SQL("select id from r_reserve join k on 1=1"));\n'})

    def test_schema(self):
        self.refused({"schema/0001_a.sql": "create table t (\n\tid bigint not null\n);\n"}, "0001_a.sql:1: table t")
        self.refused({"src/unit/unit.h": OWNER, "schema/0001_a.sql": "create table unit (\n\tid integer not null\n);\n"},
                     "0001_a.sql:2: type integer")

    def test_catalogue(self):
        code = {"src/reg/a.c": 'int x = err_set(e, ERR_DB, "%s is" " %" PRId64 ".", a, b);\n'}
        po = 'msgid "%s is %ld."\nmsgstr "%s是%ld。"\n'
        strict = {"LINT_PO": "1"}
        self.refused(code, 'not in locale/zh_CN.po: "%s is %ld."', env=strict)
        self.accepted(dict(code, **{"locale/zh_CN.po": po}), env=strict)
        self.accepted(dict(code, **{"locale/zh_CN.po": po.replace("%s是%ld", "%2$ld是%1$s")}), env=strict)
        self.assertIn("arguments", self.messages(dict(code, **{"locale/zh_CN.po": po.replace("%s是%ld", "%s是%d")}),
                                                 warnings=True, env=strict)[0])
        self.refused(dict(code, **{"locale/zh_CN.po": po + "\n" + po}), "entered twice", env=strict)
        for text in ('int x = f(c ? N_("A b") : "");\n', 'int x = find_hint(find_error(f, "a", "b", v), "A b");\n',
                     'int x = tr(lang, "A b");\n'):
            self.refused({"src/reg/a.c": text}, '"A b"', env=strict)
        self.refused({"src/sheet/a.h": '#define X N_("A " \\\n\t"b")\n'}, '"A b"', env=strict)
        self.accepted({"src/reg/a.c": 'int x = err_set(e, ERR_DB, "%s: %" PRId64, a, b);\n'}, env=strict)
        self.refused({"src/page/a.c": 'const struct page p = { .title = "A b" };\n'}, '"A b"', env=strict)
        self.refused({"template/a.html": '<p>{{_ "A b", x }}</p>\n'}, 'a.html:1: not in', env=strict)

    def test_labels(self):
        self.refused({"registers/a.yaml": "label: {zh: 人}\n"}, "zh and en")
        self.accepted({"registers/a.yaml": "label: {zh: 人, en: Person}\n"})

    def test_machine_paths(self):
        self.refused({"docs/a.md": "see /ho" + "me/me/x\n"}, "a.md:1")
        self.accepted({"docs/a.md": "https://a.example/home/x is at home/work/x\n"})

    def test_anchors(self):
        code = {"src/reg/a.c": "static bool save(int x)\n{\n\treturn other(x);\n}\n"}
        self.refused({"docs/walk/a.md": "see `src/reg/a.c : other`\n", **code}, "a.md:1: src/reg/a.c has no other")
        self.refused({"docs/walk/a.md": "\n| `src/reg/b.c : save` |\n", **code}, "a.md:2: there is no file src/reg/b.c")
        self.refused({"ARCHITECTURE.md": "`src/reg/b.c`\n", **code}, "there is no file")
        self.accepted({"docs/walk/a.md": "`src/reg/a.c : save`, `src/reg/a.c`, `a : b`\n", **code})

    def test_command(self):
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(os.path.join(root, "src", "reg"))
            with open(os.path.join(root, "src", "reg", "a.c"), "w", encoding="utf-8") as f:
                f.write('int x = err_hint(e, "Say \\"yes\\".") + system("");\n')
            tool = [sys.executable, os.path.join(TOOLS, "lint.py"), root]
            run = subprocess.run(tool, stdout=subprocess.PIPE, text=True, check=False)
            self.assertEqual(run.returncode, 1)
            self.assertIn("src/reg/a.c:1: system() is banned", run.stdout)
            run = subprocess.run(tool + ["po"], stdout=subprocess.PIPE, text=True, check=False)
            self.assertIn('msgid "Say \\"yes\\"."\nmsgstr ""\n', run.stdout)


if __name__ == "__main__":
    unittest.main()
