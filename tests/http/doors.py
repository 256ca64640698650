#!/usr/bin/env python3
"""A user of one village cannot reach another village's row by any door.

usage: doors.py YANZHEN AREAS.csv AREAS2.csv GOLDEN

Walks every address of `yanzhen routes` as every role, for the rows of every village.  An address
that this test does not know fails it: add it to FILLS with what it takes.  GOLDEN
(tests/golden/routes.txt) holds method, path and capability of each, so that a review sees every
change of reach; write it anew with YANZHEN_GOLDEN=write.
"""
import html
import http.client
import io
import json
import os
import re
import shutil
import sys
import tempfile
import urllib.parse
import zipfile

import definitions
from fixture import ACCOUNTS, COUNTY, DEFINED, OTHER_COUNTY, REGISTERS, TOWN, Site, villages
from harness import Answer, Server, multipart

YANZHEN, AREAS, GOLDEN = os.path.abspath(sys.argv[1]), sys.argv[2:4], sys.argv[4]
READS = {   # the villages whose rows an account may read; all others do not exist for it
    "root": "", "county": "ABC", "town": "AB", "admin": "", "leader": "AB", "clerk_a": "A", "clerk_b": "B",
    "viewer_a": "A", "viewer_town": "AB", "mixed": "AB", "other": "D", "nobody": "", None: "",
    "accountant_a": "A", "cashier_a": "A",
}
KEEPERS = {"accountant_a": "accountant", "cashier_a": "cashier"}     # whose role opens few registers
PERSONAL = {"viewer_a": "", "viewer_town": "", "mixed": "A"}    # of those, with personal columns
WRITES = {"county": "ABC", "town": "AB", "clerk_a": "A", "clerk_b": "B", "mixed": "A", "other": "D", "accountant_a": "A"}
ROLE_CAPS = {   # src/auth/role.c, written down a second time on purpose
    "site": "site units accounts audit",
    "admin": "read accounts audit",
    "organiser": "read write import export reveal issue parameters units book-read book",
    "leader": "read export reveal audit book-read",
    "clerk": "read write import export reveal book-read book",
    "viewer": "read",
    "accountant": "read write import export book-read book",
    "cashier": "read book-read cash",
}
CLERK_WRITES = [name for name in REGISTERS if "clerk" in DEFINED[name].write]
NO_VIEWER = [name for name in REGISTERS if "viewer" not in DEFINED[name].read]
CLOSED = (403, 404)
FIGURES = definitions.figures()
# Every account asks for these; of the rest of the registers, which take the same ways through the
# same code, each is asked for by the clerk of A and by three kinds of reach in turn.
KNOWN = {None, "book", "person", "org", "post", "reserve", "mentor_pair", "mentor_log", "supervise", "requirement", "parameter",
         "import", "account", "document", "units"}
SOME = ("town", "viewer_a", "mixed", "other", "accountant_a", "cashier_a", None)
WRITING = re.compile(r"/edit|/enrol|/hand-over|/break-down")     # forms that open to whom saving is open
REVEALS = re.compile("/reveal$|^/person/[0-9]+/(rights|copy)$")


class Ask:
    """One request: what it sends, and the village it is about (None: none in particular)."""

    def __init__(self, path, about=None, fields=None, body=None, files=None, headers=None, reg=None, shut=False, alien=False,
                 turn=None):
        self.path, self.about, self.fields, self.body, self.files = path, about, fields, body, files
        self.headers, self.reg, self.turn = headers or {}, reg, turn
        self.alien = alien  # names two rows that do not belong together
        self.shut = shut    # would do something: asked only by whom it is closed to

    def sent(self):
        """Everything the person said: what the reply may say back."""
        return urllib.parse.unquote_plus(self.path) + " " + " ".join(map(str, (self.fields or {}).values())) + str(
            self.body or "") + str(self.files or "")


def rows_of(v, regs=REGISTERS):
    return [(reg, ident) for reg in regs for ident in v.ids.get(reg, [])]


def each_row(pattern, **more):
    def fill(w):
        return [Ask(pattern.replace(":reg", reg).replace(":id", ident), v, reg=reg, **more)
                for v in w.villages for reg, ident in rows_of(v)]
    return fill


def each_list(pattern):
    def fill(w):
        asks = [Ask(pattern.replace(":reg", reg), reg=reg) for reg in REGISTERS]
        asks += [Ask("%s?all=1&limit=100" % pattern.replace(":reg", reg), reg=reg) for reg in REGISTERS]
        for v in w.villages:
            unit = w.site.unit[v.code]
            asks += [Ask("%s?unit=%s" % (pattern.replace(":reg", reg), where), v, reg=reg)
                     for reg in ("person", "reserve") for where in (unit, v.code)]
            said = {"person": [("f.id_number", v.numbers[0]), ("f.native_place", v.texts["native"]),
                               ("f.birth.from", v.birth[0]), ("q", v.names[0]), ("q", v.numbers[0]), ("f.unit", unit)],
                    "reserve": [("f.person.id_number", v.numbers[0]), ("f.person", v.ids["person"][0]),
                                ("f.person.unit", unit), ("q", v.names[0])],
                    "org": [("q", v.texts["org"]), ("f.leader", v.ids["person"][1])]}
            for reg, pairs in said.items():
                asks += [Ask("%s?all=1&%s" % (pattern.replace(":reg", reg), urllib.parse.urlencode([pair])), reg=reg)
                         for pair in pairs]
        return asks
    return fill


def classes(tail, reg="training_class", **more):
    """The class each village holds; its people for what is saved there."""
    return lambda w: [Ask("/training/class/%s%s" % (ident, tail), v, reg=reg, **more)
                      for v in w.villages for ident in v.ids["training_class"]]


def books(tail, **more):
    """A page of each village's book; `:voucher` in the tail is its draft."""
    return lambda w: [Ask("/book/%s%s" % (v.ids["book"][0], tail.replace(":voucher", v.ids["voucher"][0]).replace(
        ":at", v.paper)), v, reg="book", **more) for v in w.villages]


def dividends(tail, **more):
    """A dividend of each village's book, a draft."""
    return lambda w: [Ask("/book/%s/dividend/%s%s" % (v.ids["book"][0], v.ids["dividend"][0], tail), v, reg="book",
                          **more) for v in w.villages]


def holders(tail="", **more):
    """A holder of shares of each village's collective."""
    return lambda w: [Ask("/book/%s/shares/%s%s" % (v.ids["book"][0], v.ids["person"][0], tail), v, reg="book",
                          **more) for v in w.villages]


def foreign_dividend(w):
    """Another village's dividend, or its member, under a book of one's own."""
    return [Ask("/book/%s/%s" % (v.ids["book"][0], tail), x, reg="book", alien=True)
            for v in w.villages for x in w.villages if x is not v
            for tail in ("dividend/" + x.ids["dividend"][0], "shares/" + x.ids["person"][0])]
def estate(reg, tail, **more):
    """The page of each village's contract or asset."""
    return lambda w: [Ask("/%s/%s%s" % (reg.replace("_card", ""), i, tail), v, reg=reg, **more)
                      for v in w.villages for i in v.ids[reg]]


def api_books(tail, **more):
    return lambda w: [Ask("/api/v1/books/%s/vouchers%s" % (
        v.ids["book"][0], tail.replace(":voucher", v.ids["voucher"][0])), v, reg="book", **more) for v in w.villages]


def foreign_voucher(w):
    """Another village's voucher under a book of one's own."""
    return [Ask("/book/%s/voucher/%s" % (v.ids["book"][0], x.ids["voucher"][0]), x, reg="book", alien=True)
            for v in w.villages for x in w.villages if x is not v]


def foreign_paper(w):
    """Another village's paper under a voucher of one's own, and under one's own book."""
    return [Ask("/book/%s/voucher/%s/file/%s" % (v.ids["book"][0], voucher, x.paper), x, reg="book", alien=True)
            for v in w.villages for x in w.villages if x is not v for voucher in (v.ids["voucher"][0], x.ids["voucher"][0])]


def steps(tail, **more):
    """A step of each village's voucher, asked under its own book and under every other."""
    def fill(w):
        fields = dict({"ver": "1", "day": "2024-01-31", "month": "2024-01"}, **more.pop("fields", {}))
        return books("/voucher/:voucher" + tail, fields={**fields, "ver": "999"}, **more)(w) + [
            Ask("/book/%s/voucher/%s%s" % (v.ids["book"][0], x.ids["voucher"][0], tail.replace(":at", x.paper)), x,
                reg="book", alien=True, fields=fields, **more)
            for v in w.villages for x in w.villages if x is not v
            # a voucher of another county is one that was dropped meanwhile: the form is shown again
            if tail != "/edit" or "D" not in v.letter + x.letter]
    return fill


def sheets(tail="", **more):
    """The published sheet of each village."""
    return lambda w: [Ask("/disclosure/%s%s" % (v.ids["disclosure"][0], tail), v, reg="openness_notice", **more)
                      for v in w.villages]


def objections(tail="", **more):
    """The objection to it."""
    return lambda w: [Ask("/objection/%s%s" % (v.ids["objection"][0], tail), v, reg="openness_notice", **more)
                      for v in w.villages]


def plain(*paths):
    return lambda w: [Ask(path) for path in paths]


def night_talk(tail, **more):
    """Meetings of the fixture are night talks; whoever opens one reads matters, too."""
    return lambda w: [Ask("/night-talk/%s%s" % (i, tail), v, reg="matter", **more)
                      for v in w.villages for i in v.ids["meeting"]]


def with_unit(path, extra="", reg=None):
    """The page alone, and for each village by id and code."""
    def fill(w):
        return [Ask(path + ("?" + extra if extra else ""), reg=reg)] + [
            Ask("%s?unit=%s%s" % (path, unit, "&" + extra if extra else ""), v, reg=reg)
            for v in w.villages for unit in (w.site.unit[v.code], v.code)]
    return fill


def searches(path):
    def fill(w):
        return [Ask("%s?%s" % (path, urllib.parse.urlencode({"q": q}))) for v in w.villages
                for q in (v.names[0], v.names[0][0], "yu", "pangbinyu", "byy", v.numbers[0], v.numbers[0][-4:],
                          v.phones[0], v.texts["org"], v.texts["todo"], v.birth[0], v.ids["person"][0])]
    return fill


def new_rows(w):
    return [Ask("/api/v1/registers/%s/records" % reg, v, reg=reg,
                body={"unit": v.code, "fields": {} if reg != "person" else {"name": "", "sex": "male"}})
            for v in w.villages for reg in REGISTERS]


def new_forms(w):
    """Saving under /new for each village's unit, as the form does."""
    return [Ask("/reg/%s/new/save" % reg, v, reg=reg, fields={"home": w.site.unit[v.code], "f.name": ""})
            for v in w.villages for reg in REGISTERS]


def figure_names(w):
    """The first two of each family, so that every register and both kinds of input are asked."""
    names, taken = [], {}
    for f in json.loads(w.get("county", "/api/v1/figures").text)["figures"]:
        family = f["name"].split(".")[0]
        taken[family] = taken.get(family, 0) + 1
        if taken[family] <= 2 or f["name"].endswith("villages_short"):
            names.append(f["name"])
    return names


def figures(pattern, extra=""):
    """Each figure by accounts in turn: one and the same code answers for all of them."""
    def fill(w):
        return [Ask("%s?unit=%s%s" % (pattern.replace(":name", name), unit, extra), v, turn=turn)
                for turn, name in enumerate(w.figures)
                for v, unit in [(v, w.site.unit[v.code]) for v in w.villages] + [(None, TOWN)]]
    return fill


def papers(path):
    """A file that takes its time: the page alone, and for each village by its code."""
    return lambda w: [Ask(path)] + [Ask("%s?unit=%s" % (path, v.code), v) for v in w.villages]


def batches(tail, **more):
    """A batch of each village, the unit in view being the account's own or that village."""
    def fill(w):
        return [Ask("/import/%s%s%s" % (v.ids["import"][0], tail, unit), v, reg="import", **more)
                for v in w.villages for unit in (("", "?unit=" + v.code) if not tail else ("",))]
    return fill


CLERKS = {"A": "clerk_a", "B": "clerk_b", "D": "other"}


def accounts(tail, **more):
    """The account of each village's clerk (or county's organiser)."""
    def fill(w):
        return [Ask("/accounts/%s%s" % (w.site.account[CLERKS[v.letter]], tail), v, reg="account", **more)
                for v in w.villages if v.letter in CLERKS]
    return fill


def documents(tail, **more):
    return lambda w: [Ask("/document/%s%s" % (v.ids["document"][0], tail), v, reg="document", **more)
                      for v in w.villages]


def drafts(tail):
    return lambda w: [Ask("/document/new/people-briefing%s?period=2024&unit=%s" % (tail, v.code), v, reg="document")
                      for v in w.villages]


def files_of(tail, **more):
    return lambda w: [Ask("/reg/person/%s/file%s" % (v.ids["person"][0], tail.replace(":at", v.file)), v, reg="person",
                          **more) for v in w.villages]


def people(tail, **more):
    return lambda w: [Ask("/person/%s%s" % (ident, tail), v, reg="person", **more)
                      for v in w.villages for ident in v.ids["person"]]


def pairings(tail, **more):
    return lambda w: [Ask("/pairings/%s/hand-over%s" % (ident, tail), v, reg="pairing", **more)
                      for v in w.villages for ident in v.ids["pairing"]]


def foreign_file(w):
    """Another village's file under a row of one's own: the row's id must not open it."""
    return [Ask("/reg/person/%s/file/%s" % (v.ids["person"][0], x.file), x, reg="person", alien=True)
            for v in w.villages for x in w.villages if x is not v]


def own(tail):
    """What an account does to itself: nothing that would do it here."""
    return lambda w: [Ask("/account" + tail, fields={"label": "", "code": "000000", "password": ""})]


def uploads(w):
    sheet = {"file": ("rows.csv", "姓名,性别\n甲乙,男\n".encode())}
    return [Ask("/import/upload/%s?unit=%s" % (reg, v.code), v, reg="import", files=sheet, shut=True,
                fields={"home": w.site.unit[v.code]}) for v in w.villages for reg in ("person", "reserve")]


STALE = {"If-Match": '"999"'}
def filters(w):
    """Another register's filter, and the id of a filter that is nobody's."""
    return [Ask("/reg/%s/filter" % reg, reg=reg, fields={"name": "", "query": "q=x"}) for reg in REGISTERS]


FILLS = {
    ("GET", "/open311/v2/:what"): lambda w: [
        Ask("/open311/v2/%s.json?jurisdiction_id=%s" % (what, county)) for what in ("discovery", "services", "requests")
        for county in (COUNTY, OTHER_COUNTY)],
    ("POST", "/open311/v2/:what"): plain("/open311/v2/requests.json", "/open311/v2/requests.xml"),
    ("GET", "/open311/v2/services/:id"): plain("/open311/v2/services/works.json?jurisdiction_id=%s" % COUNTY),
    ("GET", "/open311/v2/requests/:id"): lambda w: [
        Ask("/open311/v2/requests/%s.json?jurisdiction_id=%s" % (i, COUNTY)) for v in w.villages for i in v.ids["matter"]],
    ("GET", "/matters"): with_unit("/matters", reg="matter"),
    ("GET", "/matter/new"): with_unit("/matter/new"),
    ("POST", "/matter/new"): plain("/matter/new"),
    ("GET", "/matter/:id"): lambda w: [Ask("/matter/%s" % ident, v, reg="matter")
                                       for v in w.villages for ident in v.ids["matter"]],
    ("POST", "/matter/:id"): lambda w: [Ask("/matter/%s" % ident, v, reg="matter", shut=True, fields={"do": ""})
                                        for v in w.villages for ident in v.ids["matter"]],
    ("POST", "/matters/recheck/:id"): lambda w: [
        Ask("/matters/recheck/%s" % ident, v, reg="matter_recheck", shut=True, fields={"result": ""})
        for v in w.villages for ident in v.ids["matter_recheck"]],
    ("GET", "/calendar"): with_unit("/calendar"),
    ("GET", "/meetings"): with_unit("/meetings"),
    ("GET", "/meeting/:id"): lambda w: [Ask("/meeting/" + i, v, reg="meeting") for v in w.villages for i in v.ids["meeting"]],
    ("GET", "/meeting/:id/print"): lambda w: [Ask("/meeting/%s/print" % i, v, reg="meeting")
                                              for v in w.villages for i in v.ids["meeting"]],
    ("POST", "/meeting/:id/step"): lambda w: [
        Ask("/meeting/%s/step" % i, v, reg="meeting", shut=True, fields={"step": "cancel", "text": "x"})
        for v in w.villages for i in v.ids["meeting"]],
    ("POST", "/meeting/:id/people"): lambda w: [
        Ask("/meeting/%s/people" % i, v, reg="meeting", shut=True, fields={"p.1": "present"})
        for v in w.villages for i in v.ids["meeting"]],
    ("POST", "/meeting/:id/task"): lambda w: [
        Ask("/meeting/%s/task" % i, v, reg="meeting", shut=True, fields={"item": "1"})
        for v in w.villages for i in v.ids["meeting"]],
    ("GET", "/cadence"): with_unit("/cadence"),
    ("GET", "/cadence/export"): with_unit("/cadence/export"),
    ("GET", "/cadence/:rule"): lambda w: [Ask("/cadence/" + i, v, reg="cadence_rule")
                                          for v in w.villages for i in v.ids["cadence_rule"]],
    ("GET", "/calendar/new"): plain("/calendar/new"),     # the county's alone, whatever unit is in view
    ("POST", "/calendar/new"): plain("/calendar/new"),
    ("POST", "/reg/:reg/filter"): filters,
    ("POST", "/reg/:reg/filter/:id/drop"): lambda w: [
        Ask("/reg/%s/filter/1/drop" % reg, reg=reg, shut=True) for reg in REGISTERS],
    ("GET", "/"): with_unit("/"),
    ("GET", "/todo"): with_unit("/todo"),
    ("GET", "/notices"): with_unit("/notices"),
    ("GET", "/todo/supervised/:id"): lambda w: [
        Ask("/todo/supervised/" + i, v, reg="supervise") for v in w.villages for i in v.ids.get("supervise", [])],
    ("GET", "/todo/:file"): lambda w: [Ask("/todo/%s.ics" % ("0" * 64), reg="account")],
    ("GET", "/reminders"): with_unit("/reminders", reg="account"),
    ("POST", "/reminders/robot"): lambda w: [Ask("/reminders/robot", fields={"name": "x"}, reg="account", shut=True)],
    ("POST", "/reminders/robot/:id/end"): lambda w: [Ask("/reminders/robot/1/end", fields={}, reg="account", shut=True)],
    ("POST", "/reminders/again"): lambda w: [Ask("/reminders/again", fields={}, reg="account", shut=True)],
    ("POST", "/reminders/go-on"): lambda w: [Ask("/reminders/go-on", fields={}, reg="account", shut=True)],
    ("POST", "/account/mail"): lambda w: [Ask("/account/mail", fields={"mail": ""})],
    ("POST", "/account/calendar"): lambda w: [Ask("/account/calendar", fields={}, reg="account", shut=True)],
    ("POST", "/account/calendar/end"): lambda w: [Ask("/account/calendar/end", fields={})],
    ("POST", "/accounts/:id/person"): accounts("/person", shut=True),
    ("GET", "/figures"): with_unit("/figures"),
    ("GET", "/figure/:name"): lambda w: figures("/figure/:name")(w) + figures("/figure/:name", "&boundary=was")(w)[:3],
    ("GET", "/figure/:name/export"): figures("/figure/:name/export", "&input=0"),
    ("GET", "/import"): with_unit("/import"),
    ("GET", "/import/new/:reg"): with_unit("/import/new/person"),
    ("GET", "/import/template/:reg"): lambda w: [Ask("/import/template/" + r, reg="import") for r in CLERK_WRITES[:5]],
    ("POST", "/import/upload/:reg"): uploads,
    ("GET", "/import/:id"): lambda w: batches("")(w) + [
        Ask("/import/%s?kind=%s" % (v.ids["import"][0], kind), v, reg="import")
        for v in w.villages for kind in ("new", "changed", "same", "refused", "0", "1", "2")],
    ("GET", "/import/:id/state"): batches("/state"),
    ("GET", "/import/:id/annotated"): batches("/annotated"),
    ("POST", "/import/:id/map"): batches("/map", fields={"c.1": "name"}, shut=True),
    ("POST", "/import/:id/stage"): batches("/stage", shut=True),
    ("POST", "/import/:id/choose"): batches("/choose", shut=True),
    ("POST", "/import/:id/accept"): batches("/accept", fields={"good": "1"}, shut=True),
    ("POST", "/import/:id/undo"): batches("/undo", shut=True),
    ("GET", "/accounts"): with_unit("/accounts"),
    ("GET", "/accounts/new"): with_unit("/accounts/new"),
    ("POST", "/accounts/new"): plain("/accounts/new"),
    ("GET", "/accounts/:id"): accounts(""),
    ("POST", "/accounts/:id/grant"): accounts("/grant", fields={"role": "clerk", "over": TOWN}, shut=True),
    ("POST", "/accounts/:id/grant/end"): accounts("/grant/end", fields={"role": "clerk", "over": TOWN}, shut=True),
    ("POST", "/accounts/:id/password"): accounts("/password", fields={"password": "Goose-stolen-1"}, shut=True),
    ("POST", "/accounts/:id/totp/off"): accounts("/totp/off", shut=True),
    ("POST", "/accounts/:id/close"): accounts("/close", shut=True),
    ("GET", "/account"): plain("/account"),
    ("POST", "/account"): own(""),
    ("POST", "/account/password"): own("/password"),
    ("POST", "/account/totp/start"): lambda w: [Ask("/account/totp/start", shut=True)],
    ("POST", "/account/totp/confirm"): own("/totp/confirm"),
    ("POST", "/account/totp/off"): own("/totp/off"),
    ("POST", "/account/token"): own("/token"),
    ("POST", "/account/token/:token/end"): lambda w: [Ask("/account/token/1/end", shut=True)],
    ("GET", "/audit"): lambda w: with_unit("/audit")(w) + [Ask("/audit?subject=" + r) for r in ("person", "reserve")],
    ("GET", "/audit/check"): plain("/audit/check"),
    ("GET", "/why"): lambda w: with_unit("/why")(w) + [
        Ask("/why?unit=%s&register=person&account=%s" % (v.code, w.site.account["clerk_b"])) for v in w.villages],
    ("GET", "/setup"): plain("/setup", "/setup?token=" + "0" * 64),
    ("POST", "/setup"): plain("/setup"),
    ("GET", "/documents"): with_unit("/documents"),
    ("GET", "/document/new/:template"): drafts(""),
    ("GET", "/document/new/:template/:form"): lambda w: drafts("/html")(w) + drafts("/docx")(w)[:2],
    ("POST", "/document/issue"): lambda w: [
        Ask("/document/issue?unit=" + v.code, v, reg="document", shut=True,
            fields={"template": "people-briefing", "period": "2024"}) for v in w.villages],
    ("GET", "/document/:id"): documents(""),
    ("GET", "/document/:id/pdf"): lambda w: documents("/pdf")(w)[:2],
    ("GET", "/document/:id/docx"): documents("/docx"),
    ("GET", "/document/:id/html"): documents("/html"),
    ("POST", "/document/:id/reissue"): documents("/reissue", shut=True),
    ("POST", "/reg/:reg/:id/file"): files_of("", files={"file": ("x.txt", b"x")}, shut=True),
    ("GET", "/reg/:reg/:id/file/:at"): lambda w: files_of("/:at")(w) + foreign_file(w),
    ("POST", "/reg/:reg/:id/file/:at/delete"): files_of("/:at/delete", shut=True),
    ("GET", "/people/pick"): lambda w: [
        Ask("/people/pick?" + urllib.parse.urlencode({"f.person": q})) for v in w.villages
        for q in (v.names[0], v.names[0][0], "yu", v.numbers[0], v.phones[0], v.birth[0], v.ids["person"][0])],
    ("GET", "/person/:id/print"): people("/print"),
    ("GET", "/person/:id/rights"): people("/rights"),
    ("POST", "/person/:id/copy"): lambda w: [a for form in ("page", "xlsx", "json") for a in people(
        "/copy", fields={"form": form, "reason": "test"})(w)],
    ("POST", "/person/:id/erase"): people("/erase", fields={"request": "1", "reason": "test"}, shut=True),
    ("GET", "/mentors"): with_unit("/mentors"),
    ("GET", "/plans"): with_unit("/plans", reg="task"),
    ("GET", "/plan/:id"): lambda w: [Ask("/plan/" + i, v, reg="task") for v in w.villages for i in v.ids["plan"]],
    ("GET", "/plan/:id/notice"): lambda w: [Ask("/plan/%s/notice" % i, v, reg="task", shut=True)
                                            for v in w.villages for i in v.ids["plan"]],
    ("GET", "/plan/:id/notice/pdf"): lambda w: [Ask("/plan/%s/notice/pdf" % i, v, reg="task", shut=True)
                                                for v in w.villages for i in v.ids["plan"]],
    ("GET", "/task/:id"): lambda w: [Ask("/task/" + i, v, reg="task") for v in w.villages for i in v.ids["task"]],
    ("POST", "/task/:id/step"): lambda w: [
        Ask("/task/%s/step" % i, v, reg="task", shut=True, fields={"ver": "999", "step": "report", "text": "x"})
        for v in w.villages for i in v.ids["task"]],
    ("GET", "/task/:id/break-down"): lambda w: [Ask("/task/%s/break-down" % i, v, reg="task")
                                                for v in w.villages for i in v.ids["task"]],
    ("POST", "/task/:id/break-down"): lambda w: [
        Ask("/task/%s/break-down" % i, v, reg="task", shut=True, fields={"ver": "999", "title": "x"})
        for v in w.villages for i in v.ids["task"]],
    ("GET", "/tasks/hand-over"): with_unit("/tasks/hand-over", reg="task_role"),
    ("POST", "/tasks/hand-over"): lambda w: [
        Ask("/tasks/hand-over", shut=True, fields={"from": "x", "successor": "y", "day": "2024-03-01"})],
    ("GET", "/projects"): with_unit("/projects", reg="project"),
    ("GET", "/project/:id"): lambda w: [Ask("/project/" + i, v, reg="project")
                                        for v in w.villages for i in v.ids["project"]],
    ("POST", "/project/:id/propose"): lambda w: [Ask("/project/%s/propose" % i, v, reg="project", shut=True)
                                                 for v in w.villages for i in v.ids["project"]],
    ("GET", "/cooperatives"): with_unit("/cooperatives", reg="cooperative"),
    ("GET", "/decisions"): with_unit("/decisions", reg="decision"),
    ("GET", "/credit"): with_unit("/credit", reg="credit_application"),
    ("GET", "/credit/stars/:id"): lambda w: [Ask("/credit/stars/" + i, v, reg="star_rating")
                                             for v in w.villages for i in v.ids["star_rating"]],
    ("GET", "/openness"): with_unit("/openness", reg="openness_notice"),
    ("GET", "/disclosures"): with_unit("/disclosures", reg="openness_notice"),
    ("GET", "/disclosures/new"): lambda w: [
        Ask("/disclosures/new?unit=%s&kind=%s" % (v.code, kind), v, reg="openness_notice", shut=True)
        for v in w.villages for kind in ("figures", "briefing", "book", "decision", "persons")],
    ("POST", "/disclosures/new"): lambda w: [
        Ask("/disclosures/new?unit=" + v.code, v, fields={"kind": "figures", "n.reserve.total": "1", "title": "x"},
            reg="openness_notice", shut=True) for v in w.villages],
    ("GET", "/disclosure/:id"): sheets(),
    ("GET", "/disclosure/:id/paper"): sheets("/paper"),
    ("POST", "/disclosure/:id/withdraw"): sheets("/withdraw", fields={"reason": "test"}, shut=True),
    ("POST", "/disclosure/:id/explain"): sheets("/explain", fields={"word": "test"}, shut=True),
    ("POST", "/disclosure/:id/objection"): sheets("/objection", fields={"text": "test"}, shut=True),
    ("GET", "/objections"): with_unit("/objections", reg="openness_notice"),
    ("GET", "/objection/:id"): objections(),
    ("POST", "/objection/:id/answer"): objections("/answer", fields={"answer": "test"}, shut=True),
    ("GET", "/voice"): lambda w: [Ask("/voice")] + [Ask("/voice?unit=" + v.code) for v in w.villages],
    ("GET", "/voice/raise"): lambda w: [Ask("/voice/raise?unit=" + v.code) for v in w.villages],
    ("POST", "/voice/raise"): plain("/voice/raise"),
    ("GET", "/voice/m/:code"): plain("/voice/m/K7MQ29XWRT"),
    ("POST", "/voice/m/:code"): plain("/voice/m/K7MQ29XWRT"),
    ("GET", "/voice/support"): plain("/voice/support"),
    ("POST", "/voice/support"): plain("/voice/support"),
    ("GET", "/voice/poster"): with_unit("/voice/poster", reg="matter"),
    ("GET", "/voice/slip"): with_unit("/voice/slip", reg="matter"),
    ("GET", "/night-talks"): with_unit("/night-talks", reg="meeting"),
    ("POST", "/night-talks"): plain("/night-talks"),
    ("GET", "/night-talk/:id"): night_talk(""),
    ("GET", "/night-talk/:id/notice"): night_talk("/notice"),
    ("GET", "/night-talk/:id/sheet"): night_talk("/sheet"),
    ("POST", "/night-talk/:id"): night_talk("", shut=True),
    ("GET", "/public"): lambda w: [Ask("/public")] + [Ask("/public?unit=" + v.code) for v in w.villages],
    ("GET", "/public/:code"): lambda w: [Ask("/public/K7MQ29XWRT")] + [
        Ask("/public/%s%s" % (v.code_of_sheet, tail)) for v in w.villages for tail in ("", "?check=1", "?receipt=AAAAAAAA")],
    ("POST", "/public/:code/objection"): plain("/public/K7MQ29XWRT/objection"),
    ("GET", "/decision/:id"): lambda w: [Ask("/decision/" + i, v, reg="decision")
                                         for v in w.villages for i in v.ids["decision"]],
    ("GET", "/decision/:id/sheet"): lambda w: [Ask("/decision/%s/sheet" % i, v, reg="decision")
                                               for v in w.villages for i in v.ids["decision"]],
    ("GET", "/talent"): with_unit("/talent"),
    ("GET", "/visits"): with_unit("/visits", reg="visit"),
    ("GET", "/visits/conflicts"): with_unit("/visits/conflicts", reg="visit_conflict"),
    ("POST", "/visits/conflicts"): lambda w: [
        Ask("/visits/conflicts", v, fields={"conflict": ident, "chosen": "theirs"}, reg="visit_conflict", shut=True)
        for v in w.villages for ident in v.ids.get("visit_conflict", [])],
    ("GET", "/visit/new"): with_unit("/visit/new", reg="visit"),
    ("POST", "/visit/new"): plain("/visit/new"),
    ("GET", "/visit/phone"): plain("/visit/phone"),
    ("GET", "/sw.js"): plain("/sw.js"),
    ("GET", "/visits/kit"): with_unit("/visits/kit", reg="visit"),
    ("POST", "/visits/sync"): lambda w: [Ask("/visits/sync", body={"account": "1", "items": []})],
    ("GET", "/visit/:id"): lambda w: [
        Ask("/visit/" + ident, v, reg="visit") for v in w.villages for ident in v.ids.get("visit", [])],
    ("POST", "/visit/:id"): lambda w: [
        Ask("/visit/" + ident, v, fields={"b.visited": "2024-01-05", "visited": "2024-01-05"}, reg="visit", shut=True)
        for v in w.villages for ident in v.ids.get("visit", [])],
    ("GET", "/talent/visits"): with_unit("/talent/visits", reg="talent_contact"),
    ("GET", "/talent/visits/file/:as"): lambda w: with_unit("/talent/visits/file/xlsx", reg="talent_contact")(w) +
        with_unit("/talent/visits/file/pdf", reg="talent_contact")(w),
    ("POST", "/talent/visits/save"): lambda w: [
        Ask("/talent/visits/save?unit=" + v.code, v, reg="talent_contact", shut=True) for v in w.villages],
    ("GET", "/members"): with_unit("/members", reg="development"),
    ("GET", "/benefits"): with_unit("/benefits", "period=2024", reg="benefit"),
    ("POST", "/benefits/propose"): lambda w: [
        Ask("/benefits/propose?period=2024&unit=" + v.code, v, reg="benefit", shut=True) for v in w.villages],
    ("POST", "/benefits/pay"): lambda w: [
        Ask("/benefits/pay?period=2024&paid=2024-03-01&unit=" + v.code, v, reg="benefit", shut=True)
        for v in w.villages],
    ("GET", "/training"): with_unit("/training"),
    ("GET", "/training/coverage"): lambda w: [
        ask for group in ("secretary", "committee", "reserve", "first_secretary")
        for ask in with_unit("/training/coverage", "group=" + group)(w)],
    ("GET", "/training/ask"): with_unit("/training/ask"),
    ("POST", "/training/ask"): lambda w: [
        Ask("/training/ask", v, reg="training_request", shut=True,
            fields={"home": w.site.unit[v.code], "topic": "x"}) for v in w.villages],
    ("GET", "/training/class/:id"): classes(""),
    ("GET", "/training/class/:id/sheet"): classes("/sheet"),
    ("GET", "/training/class/:id/certificates"): classes("/certificates"),
    ("GET", "/training/certificate/:id"): lambda w: [
        Ask("/training/certificate/" + ident, v, reg="trainee") for v in w.villages for ident in v.ids["trainee"]],
    ("GET", "/training/class/:id/enrol"): lambda w: classes("/enrol")(w) + [
        ask for group in ("secretary", "reserve") for ask in classes("/enrol?group=" + group)(w)],
    ("POST", "/training/class/:id/enrol"): classes("/enrol", shut=True, fields={"people": ""}),
    ("POST", "/training/class/:id/attend"): classes("/attend", shut=True, fields={"shown": ""}),
    ("POST", "/training/class/:id/gather"): classes("/gather", shut=True),
    ("POST", "/training/class/:id/certify"): classes("/certify", shut=True),
    ("GET", "/pairings"): with_unit("/pairings"),
    ("GET", "/pairings/:id/hand-over"): pairings(""),
    ("POST", "/pairings/:id/hand-over"): pairings("", fields={"ver": "999", "day": "2024-03-01", "successor": "x"}),
    ("GET", "/residents"): lambda w: [Ask("/residents")] + [
        Ask("/residents?unit=" + v.code, v, reg="leave") for v in w.villages],
    ("GET", "/chain"): with_unit("/chain"),
    ("GET", "/org/:id"): lambda w: [Ask("/org/" + i, v, reg="org") for v in w.villages for i in v.ids["org"]],
    ("GET", "/alliance/:id"): lambda w: [Ask("/alliance/" + i, v, reg="alliance")
                                         for v in w.villages for i in v.ids["alliance"]],
    ("GET", "/duties"): with_unit("/duties"),
    ("POST", "/duties"): lambda w: [Ask("/duties?unit=" + v.code, v, reg="duty_assignment", shut=True,
                                        fields={"d.overall": v.ids["person"][1], "day": "2024-03-01",
                                                "decided": "2024-03-01"}) for v in w.villages],
    ("GET", "/duties/notice"): with_unit("/duties/notice"),
    ("GET", "/duties/notice/pdf"): lambda w: with_unit("/duties/notice/pdf")(w)[:3],
    ("GET", "/shortage"): with_unit("/shortage"),
    ("POST", "/shortage/supervise"): lambda w: [
        Ask("/shortage/supervise?unit=" + v.code, v, reg="supervise", shut=True) for v in w.villages],
    ("GET", "/units"): with_unit("/units"),
    ("GET", "/unit/:id"): lambda w: [Ask("/unit/" + w.site.unit[v.code], v) for v in w.villages],
    ("GET", "/units/change"): lambda w: [Ask("/units/change?kind=rename&unit=" + v.code, v, reg="units")
                                         for v in w.villages],
    ("POST", "/units/change"): lambda w: [
        Ask("/units/change?unit=" + v.code, v, reg="units", shut=True,
            fields={"kind": "rename", "n.0": "x", "unit": v.code, "apply": "1"}) for v in w.villages],
    ("GET", "/sign-in"): plain("/sign-in"),
    ("POST", "/sign-in"): plain("/sign-in"),
    ("POST", "/sign-out"): lambda w: [],     # last of all, by leave()
    ("GET", "/search"): searches("/search"),
    ("GET", "/reg/:reg"): each_list("/reg/:reg"),
    ("GET", "/reg/:reg/export"): each_list("/reg/:reg/export"),
    ("GET", "/reg/:reg/new"): lambda w: [Ask("/reg/%s/new" % r, reg=r) for r in REGISTERS] + [
        Ask("/reg/%s/new?unit=%s" % (r, v.code), v, reg=r) for r in REGISTERS for v in w.villages],
    ("GET", "/reg/:reg/:id"): each_row("/reg/:reg/:id"),
    ("POST", "/reg/:reg/:id/reveal"): each_row("/reg/:reg/:id/reveal", fields={"reason": "test"}),
    ("GET", "/reg/:reg/:id/edit"): each_row("/reg/:reg/:id/edit"),
    ("POST", "/reg/:reg/:id/save"): lambda w: each_row(
        "/reg/:reg/:id/save", fields={"ver": "999", "f.note": "taken"})(w) + new_forms(w),
    ("POST", "/reg/:reg/:id/step"): each_row("/reg/:reg/:id/step", fields={"ver": "999", "step": "close"}),
    ("POST", "/reg/:reg/:id/delete"): each_row("/reg/:reg/:id/delete", fields={"ver": "999"}),
    ("GET", "/books"): with_unit("/books"),
    ("GET", "/books/new"): with_unit("/books/new"),
    ("POST", "/books/new"): lambda w: [Ask("/books/new?unit=" + v.code, v, reg="book", shut=True, fields={
        "org": v.ids["org"][-1], "month": "2024-01"}) for v in w.villages],
    ("GET", "/contracts"): with_unit("/contracts", reg="contract"),
    ("POST", "/contracts/propose"): lambda w: [
        Ask("/contracts/propose?unit=" + v.code, v, reg="contract", shut=True) for v in w.villages],
    ("GET", "/contract/:id"): estate("contract", ""),
    ("POST", "/contract/:id/receive"): estate("contract", "/receive", fields={"amount": "x"}, shut=True),
    ("POST", "/contract/:id/propose"): estate("contract", "/propose", shut=True),
    ("GET", "/assets"): with_unit("/assets", reg="asset_card"),
    ("POST", "/assets/propose"): lambda w: [
        Ask("/assets/propose?unit=" + v.code, v, reg="asset_card", shut=True) for v in w.villages],
    ("GET", "/asset/:id"): estate("asset_card", ""),
    ("GET", "/book/:id/depreciation"): books("/depreciation?period=2024-01"),
    ("POST", "/book/:id/depreciation/propose"): books("/depreciation/propose", fields={"period": "2024-01"}, shut=True),
    ("GET", "/income"): with_unit("/income", "day=2024-06-30"),
    ("GET", "/book/:id/income"): books("/income?day=2024-06-30"),
    ("GET", "/book/:id"): books(""),
    ("GET", "/book/:id/shares"): books("/shares?day=2024-01-31"),
    ("GET", "/book/:id/shares/file/xlsx"): books("/shares/file/xlsx"),
    ("GET", "/book/:id/shares/:person"): holders(),
    ("POST", "/book/:id/shares/:person"): holders(fields={"bank": "x", "number": "letters"}, shut=True),
    ("GET", "/book/:id/dividend"): books("/dividend"),
    ("GET", "/book/:id/dividend/new"): books("/dividend/new"),
    ("POST", "/book/:id/dividend/save"): books("/dividend/save", fields={"year": "x"}, shut=True),
    ("GET", "/book/:id/dividend/unpaid"): books("/dividend/unpaid"),
    ("GET", "/book/:id/dividend/:dividend"): lambda w: dividends("")(w) + foreign_dividend(w),
    ("POST", "/book/:id/dividend/:dividend/publish"): dividends("/publish", fields={"ver": "999"}, shut=True),
    ("POST", "/book/:id/dividend/:dividend/resolve"): dividends("/resolve", fields={"ver": "999"}, shut=True),
    ("POST", "/book/:id/dividend/:dividend/declare"): dividends("/declare", fields={"day": "2024-01-31"}, shut=True),
    ("POST", "/book/:id/dividend/:dividend/pay"): dividends("/pay", fields={"kind": "bank", "money": "102"}, shut=True),
    ("POST", "/book/:id/dividend/:dividend/undo"): dividends("/undo", fields={"number": "1"}, shut=True),
    ("POST", "/book/:id/dividend/:dividend/release"): dividends("/release", shut=True),
    ("POST", "/book/:id/dividend/:dividend/withdraw"): dividends("/withdraw", shut=True),
    ("GET", "/book/:id/dividend/:dividend/slip/:ord"): dividends("/slip/1", shut=True),
    ("GET", "/book/:id/dividend/:dividend/slips"): dividends("/slips", shut=True),
    ("GET", "/book/:id/dividend/:dividend/plan.xlsx"): dividends("/plan.xlsx", shut=True),
    ("GET", "/book/:id/dividend/:dividend/proof.xlsx"): dividends("/proof.xlsx", shut=True),
    ("POST", "/book/:id/dividend/:dividend/payment"): dividends("/payment", fields={"number": "1"}, shut=True),
    ("GET", "/book/:id/guide"): books("/guide"),
    ("GET", "/book/:id/guide/:event"): books("/guide/rent"),
    ("POST", "/book/:id/guide/:event"): books("/guide/rent", fields={"f.amount": "x"}),
    ("GET", "/book/:id/year"): books("/year"),
    ("GET", "/book/:id/year/:year"): books("/year/2024"),
    ("POST", "/book/:id/year/:year/:step"): books("/year/2024/members", fields={"amount": "x"}),
    ("GET", "/book/:id/takeover"): books("/takeover"),
    ("POST", "/book/:id/takeover"): books("/takeover", files={"file": ("x.txt", b"x")}, fields={"chart": "2023"}, shut=True),
    ("POST", "/book/:id/takeover/choose"): books("/takeover/choose", fields={"chart": "2023"}, shut=True),
    ("POST", "/book/:id/takeover/make"): books("/takeover/make", shut=True),
    ("GET", "/book/:id/takeover/template"): books("/takeover/template"),
    ("GET", "/book/:id/export"): books("/export"),
    ("GET", "/books/migrate"): with_unit("/books/migrate"),
    ("POST", "/books/migrate"): plain("/books/migrate"),
    ("POST", "/books/migrate/choose"): plain("/books/migrate/choose"),
    ("POST", "/books/migrate/make"): plain("/books/migrate/make"),
    ("GET", "/book/:id/bank"): books("/bank?day=2024-01-31"),
    ("GET", "/book/:id/bank/print"): books("/bank/print?day=2024-01-31"),
    ("POST", "/book/:id/bank"): books("/bank", files={"file": ("x.txt", b"x")}, shut=True),
    ("POST", "/book/:id/bank/match"): books("/bank/match", fields={"m.1.1": "1.1"}, shut=True),
    ("POST", "/book/:id/bank/undo"): books("/bank/undo", fields={"statement": "1", "line": "1"}, shut=True),
    ("POST", "/book/:id/bank/drop"): books("/bank/drop", fields={"statement": "1"}, shut=True),
    ("GET", "/book/:id/vouchers"): books("/vouchers?month=2024-01"),
    ("GET", "/book/:id/voucher/:voucher"): lambda w: books("/voucher/:voucher")(w) + foreign_voucher(w),
    ("GET", "/book/:id/voucher/:voucher/print"): books("/voucher/:voucher/print"),
    ("GET", "/book/:id/voucher/:voucher/edit"): books("/voucher/:voucher/edit"),
    ("POST", "/book/:id/voucher/:voucher/edit"): steps("/edit"),
    ("POST", "/book/:id/voucher/:voucher/approve"): steps("/approve"),
    ("POST", "/book/:id/voucher/:voucher/sign"): steps("/sign"),
    ("POST", "/book/:id/voucher/:voucher/post"): steps("/post"),
    ("POST", "/book/:id/voucher/:voucher/drop"): steps("/drop"),
    ("POST", "/book/:id/voucher/:voucher/reverse"): steps("/reverse"),
    ("POST", "/book/:id/voucher/:voucher/file"): steps("/file", files={"file": ("x.txt", b"x")}, shut=True),
    ("GET", "/book/:id/voucher/:voucher/file/:at"): lambda w: books("/voucher/:voucher/file/:at")(w) + foreign_paper(w),
    ("POST", "/book/:id/voucher/:voucher/file/:at/delete"): steps("/file/:at/delete", shut=True),
    ("GET", "/book/:id/new"): books("/new"),
    ("POST", "/book/:id/new"): books("/new", fields={"month": "", "day": "2024-01-05"}),
    ("GET", "/book/:id/month/:month"): books("/month/2024-01"),
    ("POST", "/book/:id/month/:month/close"): books("/month/2024-01/close"),
    ("POST", "/book/:id/month/:month/reopen"): books("/month/2024-01/reopen", fields={"reason": "test"}),
    ("GET", "/book/:id/trial"): books("/trial?period=2024-01"),
    ("GET", "/book/:id/account/:code"): books("/account/101?period=2024"),
    ("GET", "/book/:id/trial/xlsx"): books("/trial/xlsx?period=2024-01"),
    ("GET", "/book/:id/account/:code/xlsx"): books("/account/101/xlsx?period=2024"),
    ("GET", "/book/:id/statement/:kind"): lambda w: [
        a for kind in ("balance", "income", "detail", "notes") for a in books("/statement/%s?period=2024-01" % kind)(w)],
    ("GET", "/book/:id/statement/:kind/line/:item"): books("/statement/balance/line/money?period=2024-01"),
    ("GET", "/book/:id/statement/:kind/xlsx"): books("/statement/income/xlsx?period=2024"),
    ("GET", "/book/:id/statement/:kind/pdf"): books("/statement/balance/pdf?period=2024-01"),
    ("GET", "/statements"): with_unit("/statements"),
    ("GET", "/statements/line"): with_unit("/statements/line", "kind=balance&item=money&period=2024-01"),
    ("GET", "/statements/xlsx"): papers("/statements/xlsx"),
    ("GET", "/statements/pdf"): papers("/statements/pdf"),
    ("GET", "/api/v1/books/:id/statement/:kind"): lambda w: [
        Ask("/api/v1/books/%s/statement/balance?period=2024-01" % v.ids["book"][0], v, reg="book") for v in w.villages],
    ("GET", "/api/v1/books/:id/trial"): lambda w: [
        Ask("/api/v1/books/%s/trial?period=2024-01" % v.ids["book"][0], v, reg="book") for v in w.villages],
    ("GET", "/book/:id/account/:code/pdf"): books("/account/101/pdf?period=2024"),
    ("POST", "/book/:id/account/:code/close"): books("/account/101/close", fields={"closed": "1"}, shut=True),
    ("GET", "/book/:id/cash"): books("/cash"),
    ("GET", "/book/:id/accounts"): books("/accounts"),
    ("POST", "/book/:id/accounts"): books("/accounts", fields={"parent": "102", "code": "9", "name": "x"}),
    ("GET", "/api/v1/books"): with_unit("/api/v1/books"),
    ("GET", "/api/v1/books/:id/vouchers"): api_books("?month=2024-01"),
    ("POST", "/api/v1/books/:id/vouchers"): api_books("", body={"month": "none", "day": "", "lines": []}),
    ("GET", "/api/v1/books/:id/vouchers/:voucher"): api_books("/:voucher"),
    ("GET", "/api/v1"): with_unit("/api/v1"),
    ("GET", "/api/v1/openapi.json"): plain("/api/v1/openapi.json"),
    ("GET", "/api/v1/units"): lambda w: [Ask("/api/v1/units")] + [
        Ask("/api/v1/units?parent=" + v.code, v) for v in w.villages],
    ("GET", "/api/v1/units/:id"): lambda w: [
        Ask("/api/v1/units/" + unit, v) for v in w.villages for unit in (v.code, w.site.unit[v.code])],
    ("GET", "/api/v1/people"): lambda w: each_list("/api/v1/people")(w)[:1] + [
        Ask("/api/v1/people?unit=" + v.code, v, reg="person") for v in w.villages],
    ("GET", "/api/v1/people/:id"): lambda w: [
        Ask("/api/v1/people/" + ident, v, reg="person") for v in w.villages for ident in v.ids["person"]],
    ("GET", "/api/v1/registers"): plain("/api/v1/registers"),
    ("GET", "/api/v1/registers/:reg/records"): each_list("/api/v1/registers/:reg/records"),
    ("GET", "/api/v1/registers/:reg/records/:id"): each_row("/api/v1/registers/:reg/records/:id"),
    ("POST", "/api/v1/registers/:reg/records"): new_rows,
    ("PUT", "/api/v1/registers/:reg/records/:id"): each_row(
        "/api/v1/registers/:reg/records/:id", body={"fields": {"note": "taken"}}, headers=STALE),
    ("DELETE", "/api/v1/registers/:reg/records/:id"): each_row("/api/v1/registers/:reg/records/:id", headers=STALE),
    ("GET", "/api/v1/figures"): plain("/api/v1/figures"),
    ("GET", "/api/v1/figures/:name"): figures("/api/v1/figures/:name"),
    ("GET", "/api/v1/figures/:name/records"): figures("/api/v1/figures/:name/records", "&input=0"),
    ("GET", "/api/v1/search"): searches("/api/v1/search"),
}


class Marks:
    """Texts looked for in one go: by their first letters, then among those of that length there."""
    HEAD = 5

    def __init__(self, texts):
        self.heads = {}     # first letters -> length -> texts
        for text in texts:
            self.heads.setdefault(text[:self.HEAD], {}).setdefault(len(text), set()).add(text)

    def within(self, text):
        found = set()
        for head, lengths in self.heads.items():
            at = text.find(head)
            while at >= 0:
                for length, marks in lengths.items():
                    if text[at:at + length] in marks:
                        found.add(text[at:at + length])
                at = text.find(head, at + 1)
        return sorted(found)


class Walk:
    def __init__(self, site, server, planted):
        self.site, self.server, self.villages = site, server, planted
        self.marks = {login: Marks(self.hidden(login)) for login in READS}
        self.line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.failures, self.kinds, self.passed = [], set(), 0
        self.figures = figure_names(self)

    # ---- asking ----

    def get(self, login, path):
        return self.send(login, "GET", Ask(path))

    def send(self, login, method, ask):
        is_api, headers, body = ask.path.startswith("/api/"), {"Accept-Language": "zh", **ask.headers}, None
        if is_api:
            if login:
                headers["Authorization"] = "Bearer " + self.site.tokens[login]
            if ask.body is not None:
                body, headers["Content-Type"] = json.dumps(ask.body), "application/json"
        else:
            if login:
                headers["Cookie"] = "yz=" + self.site.sessions[login]
            if method != "GET":
                body, headers["Content-Type"] = (multipart(ask.fields or {}, ask.files) if ask.files else (
                    urllib.parse.urlencode(ask.fields or {}), "application/x-www-form-urlencoded"))
                if login:
                    headers["X-CSRF-Token"] = self.site.csrf[login]
        try:
            self.line.request(method, ask.path, body, headers)
            return Answer(self.line.getresponse())
        except (http.client.HTTPException, ConnectionError):
            self.line.close()
            self.line.request(method, ask.path, body, headers)
            return Answer(self.line.getresponse())

    # ---- judging ----

    def expect(self, good, what):
        if good:
            self.passed += 1
        else:
            kind = re.sub(r"[0-9]{6,}|%[0-9A-F]{2}", "…", what)
            self.failures.append("" if kind in self.kinds else what)
            self.kinds.add(kind)

    def hidden(self, login):
        """What no reply to this account may hold."""
        texts = []
        for v in self.villages:
            if login == "admin" and v.letter in "AB":   # issued papers of its units are open to it
                texts += [mark for mark in v.marks() if mark not in v.ids["document"]]
            elif v.letter not in READS[login]:
                texts += v.marks()
            elif v.letter not in PERSONAL.get(login, v.letter):
                texts += v.personal()
        return texts

    def knows(self, answer):
        """The reply as text; a sheet unpacked."""
        if answer.data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(answer.data)) as z:
                return " ".join(z.read(n).decode("utf-8", "replace") for n in z.namelist())
        return html.unescape(answer.data.decode("utf-8", "replace"))

    def leaks(self, login, ask, answer):
        found = self.marks[login].within(self.knows(answer))
        return [mark for mark in found if mark not in ask.sent()]

    def judge(self, login, method, cap, ask):
        if ask.shut and login and self.can(login, cap) and (not ask.about or self.reaches(login, method, ask)):
            return
        answer = self.send(login, method, ask)
        where = "%s %s %s -> %d" % (login, method, ask.path, answer.status)
        leaks = self.leaks(login, ask, answer)
        self.expect(not leaks, "%s: LEAKS %s" % (where, leaks[:4]))
        self.expect(answer.status < 500, "%s: %s" % (where, answer.data[-300:] if answer.status >= 500 else ""))
        if cap == "public":
            return
        if not login:
            self.expect(answer.status == 401 or answer.headers.get("Location", "").startswith("/sign-in"),
                        where + ": open without an account")
        elif not self.can(login, cap):
            self.expect(answer.status in CLOSED, where + ": open without the capability " + cap)
        elif ask.alien:
            self.expect(answer.status in CLOSED, where + ": open under a row it does not belong to")
        elif ask.about and not self.reaches(login, method, ask):
            self.expect(answer.status in CLOSED, where + ": open although out of reach")
        elif ask.about and self.role_opens(login, method, ask):
            self.expect(answer.status not in CLOSED, "%s: closed although in reach: %s" % (where, self.knows(answer)[-200:]))

    def can(self, login, cap):
        return cap == "signed-in" or any(cap in ROLE_CAPS[role].split() for role, _ in ACCOUNTS[login])

    def reaches(self, login, method, ask):
        reach = WRITES.get(login, "") if method != "GET" or WRITING.search(ask.path) else READS[login]
        if ask.reg == "book":
            reach = {"leader": "AB"}.get(login, WRITES.get(login, "")) if method == "GET" else WRITES.get(login, "")
            reach = {"cashier_a": "A"}.get(login, reach)
            return ask.about.letter in reach and not (WRITING.search(ask.path) and login == "leader")
        if not ask.reg:     # a page about a unit: whoever has a post over it
            reach = {"admin": "AB", "root": "ABCD"}.get(login, READS[login])
        if ask.reg == "document":
            reach = READS[login] if method == "GET" else {"county": "ABC", "town": "AB", "other": "D"}.get(login, "")
        if ask.reg == "supervise" and method != "GET":
            reach = {"county": "ABC", "town": "AB", "other": "D"}.get(login, "")
        if ask.reg == "units":
            reach = {"county": "ABC", "town": "AB", "other": "D", "root": "ABCD"}.get(login, "")
        if ask.reg == "account":
            reach = {"admin": "AB", "root": "ABCD"}.get(login, "")
        if ask.path.startswith("/objection/"):     # names of villagers: for who answers
            reach = WRITES.get(login, "")
        if ask.reg == "import":
            reach = WRITES.get(login, "")
            if "?unit=" not in ask.path and login == "mixed":
                return ask.about.letter in "A"
        if REVEALS.search(ask.path):
            reach = {"leader": "AB"}.get(login, WRITES.get(login, ""))
        if "/new" in ask.path and method == "GET" and login == "mixed":
            reach = "AB"    # the form opens for a unit in view; saving there does not
        return ask.about.letter in reach

    def role_opens(self, login, method, ask):
        if login == "admin" and not ask.reg or ask.path.startswith("/audit"):
            return False    # figures are not an administrator's; the chain is for who covers the county
        if ask.reg == "book":
            return True
        if ask.path.startswith("/objections"):
            return login in ("county", "town", "other")     # who answers them; others as the page says
        if login in KEEPERS:
            writes = method != "GET" or WRITING.search(ask.path) or "/new" in ask.path
            return ask.reg in DEFINED and not REVEALS.search(ask.path) and KEEPERS[login] in (
                DEFINED[ask.reg].write if writes else DEFINED[ask.reg].read)
        if "/file" in ask.path and (login in ("viewer_a", "viewer_town") or
                                    (login == "mixed" and ask.about.letter == "B")):
            return False
        if ask.reg in NO_VIEWER and login in ("viewer_a", "viewer_town"):
            return False
        figure = re.search(r"/figures?/([a-z0-9_.]+)", ask.path)
        if figure and "viewer" in login and FIGURES[figure.group(1)] & set(NO_VIEWER):
            return False
        if login == "mixed" and ask.about.letter == "B" and (ask.reg in NO_VIEWER or method != "GET"):
            return False
        if REVEALS.search(ask.path) or ask.reg in ("import", "account", "document", "units"):
            return True
        writes = method != "GET" or WRITING.search(ask.path) or "/new" in ask.path
        if not writes or login not in ("clerk_a", "clerk_b", "mixed"):
            return login not in ("root", "admin", "nobody") or not ask.reg
        return ask.reg in CLERK_WRITES and (login != "mixed" or ask.about.letter == "A")


def routes(yanzhen):
    import subprocess
    text = subprocess.run([yanzhen, "routes"], capture_output=True, text=True, check=True).stdout
    return [line.split("\t")[:3] for line in text.splitlines()]


def golden(w, listed):
    text = "".join("%-6s %-44s %s\n" % tuple(route) for route in listed)
    if os.environ.get("YANZHEN_GOLDEN"):
        with open(GOLDEN, "w", encoding="utf-8") as f:
            f.write(text)
    with open(GOLDEN, encoding="utf-8") as f:
        was = f.read()
    changed = sorted(set(text.splitlines()) ^ set(was.splitlines()))
    w.expect(text == was, "the addresses differ from tests/golden/routes.txt: %s" % changed)


def contents(site):
    """Every row of every register, as it is stored."""
    return {reg: site.rows("select * from r_%s order by county,id" % reg) for reg in REGISTERS}


def asking(ask):
    """The accounts that ask: all of them, or the clerk of A and some of the others in turn."""
    if ask.turn is not None:
        others = [login for login in READS if login != "clerk_a"]
        return ["clerk_a"] + [others[(ask.turn * 4 + i) % len(others)] for i in range(4)]
    if ask.reg in KNOWN:
        return list(READS)
    at = REGISTERS.index(ask.reg) if ask.reg in REGISTERS else 0
    return ["clerk_a"] + [SOME[(at * 3 + i) % len(SOME)] for i in range(3)]


def walk(w, listed):
    before = contents(w.site)
    for method, path, cap in listed:
        fill = FILLS.get((method, path))
        w.expect(fill is not None, "%s %s is not known to this test: add it to FILLS" % (method, path))
        asks, asked = fill(w) if fill else [], set()
        for ask in asks:
            for login in asking(ask):
                w.judge(login, method, cap, ask)
                asked.add(login)
        for login in READS:
            for ask in asks if login not in asked else ():  # no account passes by a door
                if ask.reg == asks[0].reg:
                    w.judge(login, method, cap, ask)
    after = contents(w.site)
    for reg in REGISTERS:
        w.expect(before[reg] == after[reg], "the walk changed rows of " + reg)


# ---- doors with a trick ----

def lists(w):
    """The rows of a list are those in reach: all of them, no others; nor are others counted."""
    for login, letters in READS.items():
        if not login or login in ("root", "admin", "nobody"):
            continue
        for reg in REGISTERS:
            if reg in NO_VIEWER and "viewer" in login or login in KEEPERS and KEEPERS[login] not in DEFINED[reg].read:
                continue
            seen = json.loads(w.get(login, "/api/v1/registers/%s/records?limit=100" % reg).text)["records"]
            letters_here = "A" if login == "mixed" and reg in NO_VIEWER else letters
            own = [i for v in w.villages if v.letter in letters_here for i in v.ids[reg]]
            w.expect(sorted(r["id"] for r in seen) == sorted(own), "%s sees %s of %s" % (login, seen, reg))


def cursors(w):
    """A cursor made by who sees more shows no more to who sees less; broken ones are refused."""
    for reg in REGISTERS:
        path = "/api/v1/registers/%s/records?limit=1&sort=-id" % reg
        cursor = json.loads(w.get("county", path).text).get("next")
        while cursor:
            ask = Ask("%s&after=%s" % (path, urllib.parse.quote(cursor)))
            answer = w.send("clerk_a", "GET", ask)
            w.expect(answer.status == 200 and not w.leaks("clerk_a", ask, answer),
                     "%s after the county's cursor: %s" % (reg, answer.text[:300]))
            cursor = json.loads(w.get("county", ask.path).text).get("next")
    for broken in ("x", "1", "AAAA", "%00", "..", "9" * 400):
        answer = w.get("clerk_a", "/api/v1/registers/person/records?after=" + broken)
        w.expect(answer.status in (200, 400, 422), "cursor %s: %d" % (broken, answer.status))


def by_reference(w):
    """A row of A cannot be made to point at B's row of a register that is closed to A."""
    a, b = w.villages[:2]
    for unit, pair in ((a, b.ids["mentor_pair"][0]), (b, a.ids["mentor_pair"][0])):
        ask = Ask("/api/v1/registers/mentor_log/records", body={
            "unit": unit.code, "fields": {"pair": pair, "happened": "2024-05-01", "content": "x"}})
        answer = w.send("clerk_a", "POST", ask)
        w.expect(answer.status in (400, 403, 404, 422), "a log of a pair elsewhere: %d %s" % (
            answer.status, answer.text[:300]))
        w.expect(not w.leaks("clerk_a", ask, answer), "a log of a pair elsewhere leaks %s" % answer.text[:300])


def moves(w):
    """A row cannot be pushed into, nor pulled out of, another village."""
    a, b = w.villages[:2]
    for reg, ident, unit in [("person", b.ids["person"][0], a), ("person", a.ids["person"][0], b),
                             ("reserve", b.ids["reserve"][0], a), ("reserve", a.ids["reserve"][0], b)]:
        put = Ask("/api/v1/registers/%s/records/%s" % (reg, ident), body={"unit": unit.code, "fields": {}},
                  headers={"If-Match": "*"})
        save = Ask("/reg/%s/%s/save" % (reg, ident), fields={"ver": "1", "home": w.site.unit[unit.code]})
        for login, method, ask in (("clerk_a", "PUT", put), ("clerk_a", "POST", save),
                                   ("mixed", "PUT", put), ("mixed", "POST", save)):
            answer = w.send(login, method, ask)
            w.expect(answer.status in (403, 404, 422), "%s moves %s: %d %s" % (login, ask.path, answer.status,
                                                                         answer.text[:200]))


def personal(w):
    """What a viewer may not see can be neither filtered by nor sorted by nor searched for."""
    a = w.villages[0]
    for path in ("birth", "birth.from", "birth.to", "native_place", "party_joined", "note", "id_number", "phone"):
        for base in ("/api/v1/registers/person/records?f.%s=%s", "/reg/person?all=1&f.%s=%s",
                     "/api/v1/registers/reserve/records?f.person.%s=%s", "/reg/reserve?all=1&f.person.%s=%s"):
            value = {"native_place": a.texts["native"], "note": a.texts["note"], "id_number": a.numbers[0],
                     "phone": a.phones[0]}.get(path, a.birth[0])
            answer = w.get("viewer_a", base % (path, urllib.parse.quote(value)))
            w.expect(answer.status in (400, 403, 422), "a viewer filters by %s: %d" % (base % (path, value),
                                                                                      answer.status))
    for base in ("/api/v1/registers/person/records?sort=%s", "/reg/person?all=1&sort=%s",
                 "/api/v1/registers/person/records?sort=-%s"):
        for path in ("birth", "native_place", "party_joined"):
            answer = w.get("viewer_a", base % path)
            w.expect(answer.status in (400, 403, 422), "a viewer sorts by %s: %d" % (base % path, answer.status))


def numbers_only_revealed(w):
    """In clear nothing but the answer to a reveal, which leaves an audit row."""
    a = w.villages[0]
    count = "select count(*) from audit where action='reveal' and record=%s" % a.ids["person"][0]
    before = w.site.rows(count)[0][0]
    for path in ("/reg/person/" + a.ids["person"][0], "/api/v1/people/" + a.ids["person"][0],
                 "/reg/person/%s/edit" % a.ids["person"][0], "/reg/person?all=1", "/reg/person/export?all=1"):
        for login in ("clerk_a", "county"):
            w.expect(a.numbers[0] not in w.knows(w.get(login, path)), "%s shows a number in clear on %s" % (login, path))
    answer = w.send("clerk_a", "POST", Ask("/reg/person/%s/reveal" % a.ids["person"][0], fields={"reason": "test"}))
    w.expect(answer.status == 200 and a.numbers[0] in answer.text, "reveal: %d" % answer.status)
    w.expect(w.site.rows(count)[0][0] == before + 1, "a reveal left no audit row")


def forged(w):
    """Neither a form without the session's token nor a cookie that is no session opens anything."""
    a = w.villages[0]
    path = "/reg/person/%s/delete" % a.ids["person"][0]
    for headers in ({}, {"X-CSRF-Token": w.site.csrf["clerk_b"]}, {"X-CSRF-Token": ""}):
        answer = w.server.ask("POST", path, "ver=1", {"Cookie": "yz=" + w.site.sessions["clerk_a"],
                                                      "Content-Type": "application/x-www-form-urlencoded", **headers})
        w.expect(answer.status == 403, "a forged form: %d" % answer.status)
    for cookie in ("yz=" + "0" * 64, "yz=", "yz='; --", "yz=" + w.site.tokens["clerk_a"]):
        answer = w.server.ask("GET", "/reg/person", headers={"Cookie": cookie})
        w.expect(answer.status in (303, 401), "cookie %s: %d" % (cookie, answer.status))
    answer = w.server.ask("GET", "/reg/person", headers={"Authorization": "Bearer " + w.site.tokens["clerk_a"]})
    w.expect(answer.status in (303, 401), "a token opened a page: %d" % answer.status)


def leave(w):
    answer = w.send("clerk_b", "POST", Ask("/sign-out"))
    w.expect(answer.status == 303, "sign-out: %d" % answer.status)
    answer = w.get("clerk_b", "/reg/person")
    w.expect(answer.status in (303, 401), "open after sign-out: %d" % answer.status)


def main():
    top = tempfile.mkdtemp(prefix="yanzhen-doors-")
    try:
        site = Site(YANZHEN, AREAS, top + "/site")
        server = Server([YANZHEN, "serve", site.dir, "--listen", "127.0.0.1:0"], top,
                        {"YANZHEN_SQL_LOG": os.environ.get("YANZHEN_SQL_LOG", top + "/sql")})
        planted = villages()
        for v in planted:
            site.plant(server, v, "other" if v.letter == "D" else "county")
        w, listed = Walk(site, server, planted), routes(YANZHEN)
        golden(w, listed)
        walk(w, listed)
        for trick in (lists, cursors, by_reference, moves, personal, numbers_only_revealed, forged, leave):
            trick(w)
        w.line.close()
        w.expect(server.stop() == 0, "the server did not stop cleanly")
        site.check()
        for what in w.failures:
            if what:
                print("FAILED " + what)
        print("%d passed, %d failed" % (w.passed, len(w.failures)))
        return 1 if w.failures else 0
    finally:
        shutil.rmtree(top, ignore_errors=True)


sys.exit(main())
