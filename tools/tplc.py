#!/usr/bin/env python3
"""Compiles template/*.html to C.

usage: tplc.py compile TEMPLATE.html OUT.c      one template, one function tpl_<name>()
       tplc.py header OUT.h TEMPLATE.html...    the prototypes of all of them
       tplc.py list FOLDER                      the templates, for meson

A template begins with what it shows:
    {# view: struct person_view *v; include: "page/person_view.h" #}
and holds
    {{ expr }}                 the value, escaped for the place it stands in
    {{_ "English" }}           translated; {{_ "%d people", v->n }} with arguments
    {{@ call(args) }}          a call that writes HTML: call(h, args)
    {% C %}                    C, usually control flow: {% for (…) { %} … {% } %}
    {# note #}                 nothing
Escaping follows the context: in text and quoted attributes & < > " ' are escaped; in a link
(href, src, action, formaction, hx-get, hx-post …) the first expression must be a path of this site and
later ones are percent-encoded.  Refused, with file:line: an expression in an unquoted
attribute, a comment or a bare tag; <script>, <style>, style= and on…= (the content security
policy forbids them); text that is not translated.  #line makes the C compiler point here.
"""
import os
import re
import sys

LINKS = {"href", "src", "action", "formaction", "hx-get", "hx-post", "hx-put", "hx-delete"}
SPOKEN = {"title", "alt", "placeholder", "aria-label", "data-confirm", "data-label"}
LETTER = re.compile(r"[A-Za-z\u3400-\u9fff]")


class Mistake(Exception):
    pass


def fail(path, line, text):
    raise Mistake("%s:%d: error: %s" % (path, line, text))


def c_string(text):
    out = []
    for ch in text:
        if ch in '"\\':
            out.append("\\" + ch)
        elif ch == "\n":
            out.append("\\n")
        elif ch == "\t":
            out.append("\\t")
        elif ch == "?":
            out.append("\\?")
        else:
            out.append(ch)
    return '"%s"' % "".join(out)


def code_end(text, start, close, nested):
    """Where `close` stands outside C strings (and, when nested, outside braces)."""
    i, depth, quote = start, 0, None
    while i < len(text):
        ch = text[i]
        if quote:
            if ch == "\\":
                i += 1
            elif ch == quote:
                quote = None
        elif ch in "\"'":
            quote = ch
        elif text.startswith(close, i) and depth == 0:
            return i
        elif nested and ch in "({[":
            depth += 1
        elif nested and ch in ")}]":
            depth -= 1
        i += 1
    return -1


def pieces(path, text):
    """(kind, text, line, alone on its line): kind is "text" or one of { % # and _ @ for the printing forms."""
    i, line = 0, 1
    while i < len(text):
        starts = [text.find(mark, i) for mark in ("{{", "{%", "{#")]
        starts = [s for s in starts if s >= 0]
        at = min(starts) if starts else len(text)
        if at > i:
            yield "text", text[i:at], line, False
            line += text.count("\n", i, at)
        if at == len(text):
            return
        mark = text[at + 1]
        if mark == "#":
            end, close = text.find("#}", at + 2), "#}"
        else:
            close = "}}" if mark == "{" else "%}"
            end = code_end(text, at + 2, close, mark == "{")
        if end < 0:
            fail(path, line, "'{%s' is not closed by '%s'" % (mark, close))
        body = text[at + 2:end]
        kind = mark
        if mark == "{" and body[:1] in ("_", "@") and (body[1:2].isspace() or body[0] == "@"):
            kind, body = body[0], body[1:]
        before = text[text.rfind("\n", 0, at) + 1:at]
        alone = not before.strip() and re.match(r"[ \t]*(\n|\Z)", text[end + 2:]) is not None
        yield kind, body.strip(), line, alone
        line += text.count("\n", at, end + 2)
        i = end + 2


def drop_control_lines(parts):
    """A line that holds nothing but {% %} or {# #} leaves no blank line behind."""
    parts = [list(p) for p in parts]
    for n, (kind, _, _, alone) in enumerate(parts):
        if kind not in "%#" or not alone:
            continue
        if n and parts[n - 1][0] == "text":
            parts[n - 1][1] = parts[n - 1][1].rstrip(" \t")
        if n + 1 < len(parts) and parts[n + 1][0] == "text":
            after = parts[n + 1]
            rest = after[1].lstrip(" \t")
            if rest.startswith("\n"):
                after[1], after[2] = rest[1:], after[2] + 1
    return [(kind, body, line) for kind, body, line, _ in parts]


class Context:
    """Where in the HTML the compiler stands."""

    def __init__(self, path):
        self.path, self.state, self.tag, self.attr = path, "text", "", ""
        self.prefix = False   # something already stands in the attribute's value
        self.keep = 0         # inside <pre> or <textarea>: blanks count

    def open_tag(self, name, line):
        if name in ("script", "style"):
            fail(self.path, line, "<%s> is not allowed in a template: put it into assets/" % name)

    def named(self, line):
        if self.attr == "style" or (self.attr.startswith("on") and len(self.attr) > 3):
            fail(self.path, line, "%s= is not allowed: the content security policy refuses it" % self.attr)

    def feed(self, text, line):
        i = 0
        while i < len(text):
            ch = text[i]
            if ch == "\n":
                line += 1
            if self.state == "text":
                i = self.in_text(text, i, line)
            elif self.state == "comment":
                if text.startswith("-->", i):
                    self.state, i = "text", i + 2
            elif self.state == "name":
                if ch.isalnum() or ch in "-/":
                    self.tag += ch.lower()
                else:
                    self.open_tag(self.tag, line)
                    self.state = "tag"
                    continue
            elif self.state == "tag":
                self.in_tag(ch)
            elif self.state == "attr":
                if ch == "=":
                    self.named(line)
                    self.state = "equals"
                elif ch.isspace() or ch in ">/":
                    self.named(line)
                    self.state = "tag"
                    continue
                else:
                    self.attr += ch.lower()
            elif self.state == "equals":
                if ch in "\"'":
                    self.state, self.prefix, self.value = ch, False, ""
                elif ch.isspace():
                    pass
                else:
                    self.state = "bare"
                    continue
            elif self.state in "\"'":
                self.in_value(ch, line)
            elif self.state == "bare":
                if ch.isspace() or ch == ">":
                    self.state = "tag"
                    continue
            i += 1

    def in_text(self, text, i, line):
        ch = text[i]
        if ch == "&":
            hit = re.match(r"&(#?\w+);", text[i:])
            if hit:
                return i + hit.end() - 1
        if ch != "<":
            if LETTER.match(ch):
                word = re.match(r"[^<{\n]*", text[i:]).group(0).strip()
                fail(self.path, line, 'text is not translated: write {{_ "%s" }}' % word)
            return i
        if text.startswith("<!--", i):
            self.state = "comment"
            return i + 3
        if text.startswith("<!", i):
            fail(self.path, line, "the document's head belongs to the shell")
        self.state, self.tag = "name", ""
        return i

    def in_tag(self, ch):
        if ch == ">":
            self.state = "text"
            if self.tag in ("pre", "textarea"):
                self.keep += 1
            elif self.tag in ("/pre", "/textarea"):
                self.keep -= 1
        elif not ch.isspace() and ch != "/":
            self.state, self.attr = "attr", ch.lower()

    def in_value(self, ch, line):
        if ch == self.state:
            if self.attr in LINKS and self.value.strip().lower().startswith("javascript:"):
                fail(self.path, line, "javascript: is not allowed in a link")
            self.state = "tag"
            return
        self.value += ch
        self.prefix = True
        if self.attr in SPOKEN and LETTER.match(ch):
            fail(self.path, line, '%s="…" is not translated: write %s="{{_ "…" }}"' % (self.attr, self.attr))

    def printer(self, line):
        """The function that prints a value here."""
        if self.state == "text":
            return "html_value"
        if self.state in "\"'":
            if self.attr not in LINKS:
                self.prefix = True
                return "html_value"
            first, self.prefix = not self.prefix, True
            return "html_href" if first else "html_url_value"
        where = {"comment": "a comment", "bare": "an attribute without quotes", "equals":
                 "an attribute without quotes", "attr": "an attribute's name", "name": "a tag's name",
                 "tag": "a tag, outside its attributes"}[self.state]
        fail(self.path, line, "an expression cannot stand in %s" % where)


def squeeze(text):
    """Indentation and blank lines are not sent."""
    return re.sub(r"[ \t]*\n\s*", "\n", text)


def split_call(path, line, body):
    hit = re.match(r"(\w+)\s*\((.*)\)\Z", body, re.S)
    if not hit:
        fail(path, line, "expected {{@ name(arguments) }}")
    return hit.group(1), hit.group(2).strip()


def read_header(path, text):
    hit = re.match(r"\s*\{#(.*?)#\}", text, re.S)
    fields = {}
    for part in (hit.group(1) if hit else "").split(";"):
        if ":" in part:
            name, value = part.split(":", 1)
            fields[name.strip()] = value.strip()
    if "view" not in fields:
        fail(path, 1, 'a template begins with {# view: struct x_view *v; include: "page/x.h" #} or {# view: none #}')
    if fields["view"] == "none":
        return None, []
    view = re.match(r"(?:const\s+)?struct\s+(\w+)\s*\*\s*v\Z", fields["view"])
    if not view:
        fail(path, 1, "the view must read 'struct <name> *v', it reads '%s'" % fields["view"])
    return view.group(1), re.findall(r'"([^"]+)"', fields.get("include", ""))


def stem(path):
    name = os.path.splitext(os.path.basename(path))[0]
    if not re.match(r"[a-z][a-z0-9_]*\Z", name):
        fail(path, 1, "a template's name is made of a-z, 0-9 and _")
    return name


def prototype(path, view):
    return "void tpl_%s(struct html *h%s)" % (stem(path), ", const struct %s *v" % view if view else "")


def statements(path, text):
    """(line, C) for each piece of the template."""
    context = Context(path)
    for kind, body, line in drop_control_lines(pieces(path, text)):
        if kind == "text":
            keep = context.keep
            context.feed(body, line)
            if not keep and not context.keep:
                body = squeeze(body)
            if body:
                yield line, "html_raw_literal(h, %s);" % c_string(body)
        elif kind == "%":
            yield line, body
        elif kind == "@":
            name, args = split_call(path, line, body)
            if context.state in "\"'":
                context.prefix = True
            elif context.state not in ("text", "tag"):
                context.printer(line)
            yield line, "%s(h%s);" % (name, ", " + args if args else "")
        elif kind == "_":
            context.printer(line)
            if not body.startswith('"'):
                fail(path, line, "expected {{_ \"English text\" }}")
            end = code_end(body, 0, ",", True)
            yield line, "%s(h, %s);" % ("html_t" if end < 0 else "html_tf", body)
        elif kind == "{":
            if not body:
                fail(path, line, "{{ }} prints nothing")
            yield line, "%s(h, (%s));" % (context.printer(line), body)
    if context.state != "text":
        fail(path, text.count("\n") + 1, "the template ends inside a tag or comment")


def compile_template(path, out):
    path = os.path.normpath(path)
    text = open(path, encoding="utf-8").read()
    view, includes = read_header(path, text)
    lines = ["/* Generated by tools/tplc.py: do not edit. */", '#include "html/ui.h"', '#include "gen/tpl.h"']
    lines += ['#include "%s"' % name for name in includes]
    lines += ["", prototype(path, view) + ";", prototype(path, view), "{"]
    if view:
        lines.append("\t(void)v;")
    body = list(statements(path, text))
    if not body:
        lines.append("\t(void)h;")
    for line, code in body:
        lines += ['#line %d "%s"' % (line, path), "\t" + code]
    lines += ['#line %d "%s"' % (len(lines) + 2, out), "}", ""]
    write_if_changed(out, "\n".join(lines))


def header(out, paths):
    paths = [os.path.normpath(p) for p in paths]
    folder = os.path.dirname(paths[0])
    if sorted(listing(folder)) != sorted(os.path.basename(p) for p in paths):
        raise Mistake("template/ has other files than when the build was set up: run "
                      "`meson setup --reconfigure .` in the build folder")
    lines = ["#pragma once", "/* Generated by tools/tplc.py: do not edit. */", "struct html;"]
    for path in sorted(paths):
        view, _ = read_header(path, open(path, encoding="utf-8").read())
        if view:
            lines.append("struct %s;" % view)
        lines.append(prototype(path, view) + ";")
    write_if_changed(out, "\n".join(lines) + "\n")


def write_if_changed(path, text):
    if not os.path.exists(path) or open(path, encoding="utf-8").read() != text:
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)


def listing(folder):
    return sorted(n for n in os.listdir(folder) if n.endswith(".html") and not n.startswith("."))


def main(args):
    try:
        if args[:1] == ["compile"] and len(args) == 3:
            compile_template(args[1], args[2])
        elif args[:1] == ["header"] and len(args) >= 3:
            header(args[1], args[2:])
        elif args[:1] == ["list"] and len(args) == 2:
            print("\n".join(listing(args[1])))
        else:
            sys.exit(__doc__)
    except Mistake as mistake:
        sys.exit(str(mistake))


if __name__ == "__main__":
    main(sys.argv[1:])
