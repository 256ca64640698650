"""A site for the system tests: two counties' real units, accounts of every role, rows in four
villages.  Each village's rows hold texts that occur nowhere else (marks), so that a reply that
should not know them can be searched for them.  Standard library only.

Secrets and the second way in (sessions, API tokens) are written straight into the database,
as src/auth keeps them: SHA-256 of the secret.  Everything else goes through the program.
"""
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import time
import urllib.parse

import definitions
from harness import multipart

COUNTY, TOWN, A, B = "431181000000", "431181110000", "431181110200", "431181110202"
C = "431181112261"                                  # another town of the county
OTHER_COUNTY, D = "520621000000", "520621001001"    # another county
FOREVER = 99991231
DEFINED, CHOICES = definitions.read()
REGISTERS = definitions.in_order(DEFINED)
# Rows of a county only, or of a unit above the one they are about: none is planted in a village.
OF_COUNTY = ["caliber", "caliber_line", "income_band", "calendar_day", "cadence_excuse"]
CATALOGUES = ["course"]     # the county's own lists, which everyone chooses from
# What a check or a rule between fields asks of a row that is filled in by type alone:
# register -> fields of the village `v` (None: left empty).
SPECIAL = {
    "contract": lambda v: {"resource": None},
    "trainee": lambda v: {"certificate": None},
    "charter": lambda v: {"org": v.ids["org"][-1]},
    "pairing": lambda v: {"helper": v.ids["person"][0], "helper_org": None, "base": None, "successor": None},
    "collective_member": lambda v: {"org": v.ids["org"][-1], "person": v.ids["person"][0], "ended": None,
                                    "end_reason": None, "rights_until": None},
    "share_class": lambda v: {"org": v.ids["org"][-1]},
    "share_rule": lambda v: {"org": v.ids["org"][-1]},
    "fund": lambda v: {"amount": "1000"},
    "project_allocation": lambda v: {"amount": "500"},
    "project_commitment": lambda v: {"amount": "400"},
    "project_payment": lambda v: {"amount": "300"},
    "project_receipt": lambda v: {"amount": "200"},
    "share_movement": lambda v: {"org": v.ids["org"][-1], "kind": "grant", "holder": None, "reverses": None,
                                 "receiver": v.ids["person"][0], "shares": "10"},
    "star_band": lambda v: {"least": 5000},
    "star_rating": lambda v: {"points": 0, "stars": None},
    "cadence_rule": lambda v: {"event": "meeting", "meeting_kind": "advance", "pairing_kind": None, "activity_kind": None,
                               "each": "village", "post_kind": None, "period": "month", "first_day": None,
                               "last_day": None, "weekday": None, "started": "2024-01-05", "ended": None},
    "matter": lambda v: {"place": None, "about": None, "same_as": None, "status": None, "due": None, "answered": None,
                         "claimed": None, "closed": None, "heard": None, "reopened": None, "raised": "2024-03-01",
                         "public_text": None},   # what has one is for everybody: public.py
    "matter_route": lambda v: {"handler": None, "level": "village"},
    "matter_recheck": lambda v: {"result": None, "checked": None},
    "meeting": lambda v: {"kind": "night_talk", "status": "held", "reason": None},
    "task_extension": lambda v: {"until": "2024-03-05"},
    "task_role": lambda v: {"person": v.ids["person"][0]},
    "visit": lambda v: {"base": None, "household": None},
    "visit_person": lambda v: {"person": v.ids["person"][0]},
}
PASSWORD = "Goose-2024-flock"
# login -> grants (role, unit code)
ACCOUNTS = {
    "root": [("site", None)],
    "county": [("organiser", COUNTY)],
    "town": [("organiser", TOWN)],
    "admin": [("admin", TOWN)],
    "leader": [("leader", TOWN)],
    "clerk_a": [("clerk", A)],
    "clerk_b": [("clerk", B)],
    "viewer_a": [("viewer", A)],
    "viewer_town": [("viewer", TOWN)],
    "mixed": [("clerk", A), ("viewer", TOWN)],
    "other": [("organiser", OTHER_COUNTY)],
    "accountant_a": [("accountant", A)],
    "cashier_a": [("cashier", A)],
    "nobody": [],
}


def id_number(area, birth, serial):
    """A well-formed identity number (GB 11643)."""
    body = "%s%s%03d" % (area, birth, serial)
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights)) % 11]


class Village:
    """What is planted in one village: its marks, and the rows' ids once they were made."""

    def __init__(self, code, letter, family, serial):
        self.code, self.letter = code, letter
        self.names = [family + "赑彧", family + "犇璟"]
        self.birth = ["1993-0%d-17" % serial, "1971-0%d-23" % serial]
        self.numbers = [id_number("431181", self.birth[i].replace("-", ""), 510 + 2 * serial) for i in (0, 1)]
        self.phones = ["1397700%d%d31" % (serial, i) for i in (0, 1)]
        self.texts = {what: "mark%s%s%d" % (letter, what, 7000 + serial)
                      for what in ("note", "orgnote", "document", "native", "occupation", "org", "duties", "plan", "measures", "content",
                                   "todo", "reserve", "sheet", "file", "collective", "voucher", "paper", "objection")}
        self.ids = {}   # register -> [ids]
        self.hidden = []    # those of its texts that are `personal`

    def marks(self):
        """What only who may read this village's rows may see.  People are named through the
        county (whole_county), so names alone are left out; ids of rows are kept in."""
        texts = list(self.texts.values()) + self.numbers + self.phones + self.birth
        texts += [masked(n) for n in self.numbers] + [p[:3] + "****" + p[-4:] for p in self.phones]
        return texts + [i for reg, ids in self.ids.items() if reg not in CATALOGUES for i in ids]

    def personal(self):
        """Of those, what a viewer of the village may not see either: `personal: yes` in person.yaml."""
        return self.birth + [self.texts["note"], self.texts["native"]] + self.numbers + self.phones + self.hidden

    def mark(self, register, field):
        """A text for a field; the title of a row that the whole county may name is no secret."""
        text = "mark%s%s%s" % (self.letter, register.name, field)
        text = text.replace("_", "")
        if not (register.whole_county and register.title == field):
            self.texts[register.name + "." + field] = text
        if any(f["name"] == field and f.get("personal") == "yes" for f in register.fields):
            self.hidden.append(text)
        return text


def masked(number):
    return number[:6] + "********" + number[-4:]


def villages():
    return [Village(A, "A", "钭", 1), Village(B, "B", "逄", 2), Village(C, "C", "郏", 3), Village(D, "D", "亓", 4)]


class Site:
    def __init__(self, yanzhen, areas, directory):
        """Makes the site's folder `directory`: units of the csv files `areas`, accounts."""
        self.yanzhen, self.dir = yanzhen, directory
        self.tokens, self.readers, self.sessions, self.csrf, self.account, self.unit = {}, {}, {}, {}, {}, {}
        password = directory + ".password"
        with open(password, "w", encoding="utf-8") as f:
            f.write(PASSWORD + "\n")
        self.run("init", directory, "--login", "root", "--password-file", password)
        for path in areas:
            self.run("unit", directory, "load", path)
        for login, grants in ACCOUNTS.items():
            if login != "root":
                where = grants[0][1] if grants else COUNTY
                self.run("user", directory, "add", login, "--password-file", password, "--unit", where)
            for role, unit in grants:
                if unit:
                    self.run("user", directory, "grant", login, "--role", role, "--unit", unit)
        self._let_in()

    def run(self, *words, expect=0):
        got = subprocess.run([self.yanzhen, *words], capture_output=True, text=True, check=False,
                             env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""})
        if expect is not None and got.returncode != expect:
            raise AssertionError("%s: %d %s %s" % (" ".join(words), got.returncode, got.stdout[-500:],
                                                   got.stderr[-500:]))
        return got

    def check(self):
        """`yanzhen check` finds nothing."""
        self.run("check", self.dir)

    def database(self):
        db = sqlite3.connect(self.dir + "/site.db", timeout=20)
        db.isolation_level = None
        return db

    def rows(self, sql, *values):
        db = self.database()
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def _let_in(self):
        db, now = self.database(), int(time.time() * 1000)
        db.execute("begin immediate")
        db.execute("update account set must_change=0")
        for number, (login, ident) in enumerate(db.execute("select login,id from account order by id").fetchall()):
            self.account[login] = ident
            self.sessions[login] = hashlib.sha256(("session" + login).encode()).hexdigest()
            self.csrf[login] = hashlib.md5(login.encode()).hexdigest()
            db.execute("insert into session(hash,account,csrf,address,made_ms,used_ms) values(?,?,?,?,?,?)",
                       (hashlib.sha256(self.sessions[login].encode()).hexdigest(), ident, self.csrf[login],
                        "127.0.0.1", now, now + 3600 * 1000))
            for read_only, kept in ((0, self.tokens), (1, self.readers)):
                kept[login] = "yz_" + hashlib.sha256(("%s%d" % (login, read_only)).encode()).hexdigest()
                db.execute("insert into token(hash,id,account,label,read_only,to_day,made_ms) values(?,?,?,?,?,?,?)",
                           (hashlib.sha256(kept[login].encode()).hexdigest(), number * 2 + read_only + 1, ident,
                            "test", read_only, FOREVER, now))
        for code, ident in db.execute("select code,unit from unit_code where to_day>=?", (FOREVER,)):
            self.unit[code] = str(ident)
        db.execute("commit")
        db.close()

    # ---- over HTTP ----

    def page(self, server, login, method, path, fields=None, body=None, kind=None, headers=None):
        """A page as a browser asks for it: the session's cookie, the form's token."""
        given = {"Accept-Language": "zh"}
        if login:
            given["Cookie"] = "yz=" + self.sessions[login]
        if method != "GET":
            if body is None:
                body, kind = urllib.parse.urlencode(fields or {}), "application/x-www-form-urlencoded"
            given["Content-Type"] = kind
            if login:
                given["X-CSRF-Token"] = self.csrf[login]
        return server.ask(method, path, body, {**given, **(headers or {})})

    def api(self, server, login, method, path, body=None, headers=None, read_only=False):
        given = {"Accept-Language": "zh"}
        if login:
            given["Authorization"] = "Bearer " + (self.readers if read_only else self.tokens)[login]
        if body is not None:
            given["Content-Type"] = "application/json"
            body = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return server.ask(method, path, body, {**given, **(headers or {})})

    def make(self, server, login, register, unit, fields):
        """A new row through the API; gives its id."""
        got = self.api(server, login, "POST", "/api/v1/registers/%s/records" % register,
                       {"unit": unit, "fields": fields})
        if got.status != 201:
            raise AssertionError("new %s: %d %s" % (register, got.status, got.text[:800]))
        return json.loads(got.text)["id"]

    def plant(self, server, v, login):
        """The rows of village `v`, made by an organiser above it."""
        def make(register, unit=v.code, **fields):
            v.ids.setdefault(register, []).append(self.make(server, login, register, unit, fields))
            return v.ids[register][-1]
        for i in (0, 1):
            make("person", name=v.names[i], sex="male", birth=v.birth[i], nation="han", education="bachelor",
                 native_place=v.texts["native"], id_number=v.numbers[i], phone=v.phones[i], political="party_member",
                 occupation=v.texts["occupation"], note=v.texts["note"])
        young, old = v.ids["person"]
        org = make("org", name=v.texts["org"], kind="party_branch", leader=old, note=v.texts["orgnote"])
        make("post", person=old, org=org, kind="secretary", committee=True, duties=v.texts["duties"],
             started="2021-01-05")
        make("reserve", person=young, level="town", joined="2024-01-05", plan=v.texts["plan"],
             note=v.texts["reserve"])
        pair = make("mentor_pair", mentor=old, mentee=young, kind="old_leads_new", started="2024-02-01",
                    plan=v.texts["plan"], measures=v.texts["measures"])
        make("mentor_log", pair=pair, happened="2024-03-01", content=v.texts["content"])
        make("supervise", kind="other", content=v.texts["todo"], opened="2024-03-01")
        make("requirement", unit_kind="village", number=2, valid_from="2023-01-01", document=v.texts["document"])
        self.plant_book(server, v, login, make("org", name=v.texts["collective"], kind="collective"))
        self.plant_import(server, v, login)
        self.plant_file(server, v, login)
        self.plant_document(server, v, login)
        self.plant_sheet(server, v, login)
        make("parameter", name="test.%s" % v.letter, value="1", valid_from="2023-01-01", document=v.texts["document"])
        for name in REGISTERS:
            if name in OF_COUNTY:
                v.ids[name] = []
            elif name not in v.ids:
                register = DEFINED[name]
                fields = definitions.row(register, CHOICES, lambda field, r=register: v.mark(r, field),
                                         [old, young], v.ids)
                fields.update(SPECIAL.get(name, lambda v: {})(v))
                make(name, **{key: value for key, value in fields.items() if value is not None})

    def plant_book(self, server, v, login, org):
        """The book of the village's collective with one draft."""
        got = self.page(server, login, "POST", "/books/new?unit=" + v.code, {"org": org, "month": "2024-01"})
        found = re.search(r"/book/([0-9]+)", got.headers.get("Location") or "")
        if not found:
            raise AssertionError("book: %d %s" % (got.status, got.text[-600:]))
        v.ids["book"] = [found.group(1)]
        got = self.page(server, login, "POST", "/book/%s/new" % v.ids["book"][0], {
            "month": "2024-01", "day": "2024-01-05", "sheets": "1", "l.0.summary": v.texts["voucher"],
            "l.0.account": "101", "l.0.debit": "100", "l.1.summary": v.texts["voucher"], "l.1.account": "501",
            "l.1.credit": "100"})
        found = re.search(r"/voucher/([0-9]+)", got.headers.get("Location") or "")
        if not found:
            raise AssertionError("voucher: %d %s" % (got.status, got.text[-600:]))
        v.ids["voucher"] = [found.group(1)]
        where = "/book/%s/voucher/%s" % (v.ids["book"][0], found.group(1))
        body, kind = multipart({}, {"file": ("%s.txt" % v.texts["paper"], v.texts["paper"].encode())})
        got = self.page(server, login, "POST", where + "/file", body=body, kind=kind)
        found = re.search(where + "/file/([0-9]+)", self.page(server, login, "GET", where).text)
        if got.status != 303 or not found:
            raise AssertionError("paper: %d %s" % (got.status, got.text[-600:]))
        v.paper = found.group(1)
        got = self.page(server, login, "POST", "/book/%s/dividend/save" % v.ids["book"][0], {
            "dividend": "0", "ver": "0", "year": "2023", "name": v.texts["voucher"], "declared": "100",
            "record_day": "2023-12-31", "weighting": "shares", "viewed": "2024-01-05"})
        found = re.search(r"/dividend/([0-9]+)", got.headers.get("Location") or "")
        if not found:
            raise AssertionError("dividend: %d %s" % (got.status, got.text[-600:]))
        v.ids["dividend"] = [found.group(1)]

    def plant_import(self, server, v, login):
        """An import into the village that waits to be taken over."""
        sheet = "姓名,性别,出生日期,职业,备注,所在村\n%s,男,1988-05-06,%s,%s,%s\n" % (
            v.names[0][0] + "焱", v.texts["sheet"], v.texts["sheet"], v.code)
        body, kind = multipart({"home": self.unit[v.code]}, {"file": ("rows.csv", sheet.encode())})
        got = self.page(server, login, "POST", "/import/upload/person?unit=" + v.code, body=body, kind=kind)
        if got.status != 303:
            raise AssertionError("upload: %d %s" % (got.status, got.text[-600:]))
        where = got.headers["Location"].split("?")[0]
        v.ids["import"] = [where.rsplit("/", 1)[1]]
        got = self.page(server, login, "POST", where + "/stage?unit=" + v.code)
        if got.status != 303:
            raise AssertionError("stage: %d %s" % (got.status, got.text[-600:]))

    def plant_file(self, server, v, login):
        """A file attached to the first person."""
        row = "/reg/person/" + v.ids["person"][0]
        body, kind = multipart({}, {"file": ("%s.txt" % v.texts["file"], v.texts["file"].encode())})
        got = self.page(server, login, "POST", row + "/file", body=body, kind=kind)
        found = re.search(row + "/file/([0-9]+)", self.page(server, login, "GET", row).text)
        if got.status != 303 or not found:
            raise AssertionError("attach: %d %s" % (got.status, got.text[-600:]))
        v.file = found.group(1)

    def plant_document(self, server, v, login):
        """An issued briefing of the village."""
        got = self.page(server, login, "POST", "/document/issue?unit=" + v.code,
                        {"template": "people-briefing", "period": "2024"})
        found = re.search(r"/document/([0-9]+)", got.headers.get("Location") or "")
        if not found:
            raise AssertionError("issue: %d %s" % (got.status, got.text[-600:]))
        v.ids["document"] = [found.group(1)]

    def plant_sheet(self, server, v, login):
        """A published sheet, found by its code alone, and an objection to it that was handed in on paper."""
        got = self.page(server, login, "POST", "/disclosures/new?unit=" + v.code,
                        {"kind": "figures", "n.reserve.total": "1", "title": "后备力量"})
        found = re.search(r"/disclosure/([0-9]+)", got.headers.get("Location") or "")
        if not found:
            raise AssertionError("publish: %d %s" % (got.status, got.text[-600:]))
        v.ids["disclosure"] = [found.group(1)]
        v.code_of_sheet = self.rows("select code from disclosure where id=?", int(found.group(1)))[0][0]
        got = self.page(server, login, "POST", "/disclosure/%s/objection" % found.group(1),
                        {"text": v.texts["objection"], "name": v.texts["objection"]})
        found = re.search(r"/objection/([0-9]+)", got.headers.get("Location") or "")
        if not found:
            raise AssertionError("objection: %d %s" % (got.status, got.text[-600:]))
        v.ids["objection"] = [found.group(1)]
