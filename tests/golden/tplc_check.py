#!/usr/bin/env python3
"""What tools/tplc.py prints for a template, and what it refuses.

usage: tplc_check.py TPLC.py
"""
import os
import subprocess
import sys
import tempfile

HEAD = '{# view: struct x *v; include: "x.h" #}\n'

PRINTS = [
    ("<p>{{ v->a }}</p>", ['html_value(h, (v->a));']),
    ('<p>{{_ "One" }}</p>', ['html_t(h, "One");']),
    ('<p>{{_ "%d of %d", v->a, f(v->b, 1) }}</p>', ['html_tf(h, "%d of %d", v->a, f(v->b, 1));']),
    ('{{@ ui_badge(UI_BAD, "}}") }}', ['ui_badge(h, UI_BAD, "}}");']),
    ("{{@ ui_x(&(struct y){ .a = (struct z){ 1 }}) }}", ["ui_x(h, &(struct y){ .a = (struct z){ 1 }});"]),
    ('<a href="{{ v->self }}">{{ v->n }}</a>', ["html_href(h, (v->self));", "html_value(h, (v->n));"]),
    ('<a href="/p/{{ v->id }}?q={{ v->q }}">{{ v->n }}</a>',
     ["html_url_value(h, (v->id));", "html_url_value(h, (v->q));", "html_value(h, (v->n));"]),
    ('<input value="{{ v->q }}" title="{{_ "Find" }}">', ["html_value(h, (v->q));", 'html_t(h, "Find");']),
    ("{% if (v->a) { %}\n<br>\n{% } %}\n", ["if (v->a) {", 'html_raw_literal(h, "<br>\\n");', "}"]),
    ("<pre>\n  {{ v->a }}\n  </pre>", ['html_raw_literal(h, "<pre>\\n  ");']),
    ("&nbsp;&#39; 1–2 / <b>·</b>", ['html_raw_literal(h, "&nbsp;&#39; 1–2 / <b>·</b>");']),
]
REFUSES = [
    ("<p>Hello</p>", "x.html:2: error: text is not translated: write {{_ \"Hello\" }}"),
    ("<p>\n村</p>", "x.html:3: error: text is not translated"),
    ('<i title="Find">', "title=\"…\" is not translated"),
    ("<a href={{ v->x }}>", "an expression cannot stand in an attribute without quotes"),
    ("<a {{ v->x }}>", "cannot stand in a tag"),
    ("<!-- {{ v->x }} -->", "cannot stand in a comment"),
    ("<script>x</script>", "<script> is not allowed"),
    ('<p style="color:red">', "style= is not allowed"),
    ('<p onclick="x()">', "onclick= is not allowed"),
    ('<a href="javascript:x()">', "javascript: is not allowed"),
    ("<p>{{ v->x </p>", "'{{' is not closed"),
    ("<p", "the template ends inside a tag"),
    ("{{@ ui_x }}", "expected {{@ name(arguments) }}"),
]


def run(tplc, folder, text):
    path, out = os.path.join(folder, "x.html"), os.path.join(folder, "x.c")
    open(path, "w", encoding="utf-8").write(text)
    done = subprocess.run([sys.executable, tplc, "compile", path, out], capture_output=True, text=True)
    return done, open(out, encoding="utf-8").read() if done.returncode == 0 else ""


def main(tplc):
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for text, wanted in PRINTS:
            done, c = run(tplc, folder, HEAD + text)
            wrong += ["%r: no %r\n%s%s" % (text, w, done.stderr, c) for w in wanted if "\t%s\n" % w not in c]
        for text, wanted in REFUSES:
            done, _ = run(tplc, folder, HEAD + text)
            if done.returncode == 0 or wanted not in done.stderr:
                wrong.append("%r: should be refused with %r, said %r" % (text, wanted, done.stderr))
        done, _ = run(tplc, folder, "<p></p>")
        if "a template begins with" not in done.stderr:
            wrong.append("a template without a view is accepted")
        _, c = run(tplc, folder, HEAD + "<p>\n{{ v->vilage }}</p>")
        if '#line 3 "%s"' % os.path.join(folder, "x.html") not in c:
            wrong.append("#line does not point into the template\n" + c)
    sys.exit("\n".join(wrong) or 0)


main(sys.argv[1])
