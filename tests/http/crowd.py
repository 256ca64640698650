#!/usr/bin/env python3
"""Fifty people at once on the demo county: no error, no lost edit.

usage: crowd.py YANZHEN        YANZHEN_FACTS=1 prints how many requests, how long they took

Thirty clerks (two to a village), ten people of the town and ten of the public work at the same
time on the same visits, matters and tasks.  Every edit that was accepted is found at the end, or
its writer was told of the conflict at once.  Accounts and sessions are written straight into the
database, as in fixture.py; everything else goes through the program.
"""
import json
import os
import shutil
import sys
import tempfile
import threading
import time
import urllib.parse

from fixture import COUNTY, FOREVER, TOWN, Site
from harness import Server

YANZHEN = os.path.abspath(sys.argv[1])
VILLAGES, TOWNSPEOPLE, PUBLIC, ROUNDS = 15, 10, 10, 3
BOARDS = ["/", "/todo", "/plans", "/visits", "/cadence", "/calendar", "/figures", "/reg/matter", "/reg/task"]
FINE = {200, 201, 303}
TOLD = {409, 412}                # somebody was faster, and the writer is told


class Demo(Site):
    """The demonstration site with accounts for the crowd."""

    def __init__(self, directory):  # pylint: disable=super-init-not-called
        self.yanzhen, self.dir = YANZHEN, directory
        self.tokens, self.readers, self.sessions, self.csrf, self.account, self.unit = {}, {}, {}, {}, {}, {}
        self.run("demo", directory)
        self._hire()
        self._let_in()

    def _hire(self):
        db = self.database()
        county = db.execute("select unit from unit_code where code=?", (COUNTY,)).fetchone()[0]
        town = db.execute("select unit from unit_code where code=?", (TOWN,)).fetchone()[0]
        self.villages = [code for (code,) in db.execute(
            "select c.code from unit_code c join unit_parent p on p.unit=c.unit where p.parent=? and c.to_day>=? "
            "and p.to_day>=? order by c.code limit ?", (town, FOREVER, FOREVER, VILLAGES))]
        unit = {code: i for code, i in db.execute("select code,unit from unit_code where to_day>=?", (FOREVER,))}
        people = [("clerk%02d" % i, "clerk", unit[self.villages[i // 2]]) for i in range(2 * VILLAGES)]
        people += [("town%02d" % i, "organiser", town) for i in range(TOWNSPEOPLE)] + [("head", "organiser", county)]
        db.execute("begin immediate")
        for number, (login, role, where) in enumerate(people):
            db.execute("insert into account(id,county,login,name,lang,password,must_change,totp_on,totp_step,closed,made_ms) "
                       "values(?,?,?,?,'zh','-',0,0,0,0,0)", (7000 + number, county, login, login))
            db.execute("insert into account_grant(account,role,unit,from_day,to_day) values(?,?,?,20200101,?)",
                       (7000 + number, role, where, FOREVER))
        db.execute("commit")
        db.close()


class Crowd:
    def __init__(self, site, server):
        self.site, self.server, self.lock = site, server, threading.Lock()
        self.failures, self.passed, self.times = [], 0, []
        self.visits, self.matters, self.tasks = {}, {}, {}      # village -> id
        self.texts, self.accepted, self.versions = {}, {}, {}   # what has to be found
        self.people, self.raised, self.told = [], 0, 0

    def expect(self, good, what):
        if good:
            self.passed += 1
        else:
            self.failures.append(what)

    def timed(self, what, answer):
        began = time.monotonic()
        got = answer()
        with self.lock:
            self.times.append(time.monotonic() - began)
            if got.status not in FINE | TOLD:
                self.failures.append("%s: %d %s" % (what, got.status, got.text[-300:]))
            self.told += got.status in TOLD
        return got

    def page(self, login, method, path, fields=None):
        return self.timed("%s %s %s" % (login, method, path),
                          lambda: self.site.page(self.server, login, method, path, fields))

    def api(self, login, method, path, body=None, headers=None):
        return self.timed("%s %s %s" % (login, method, path),
                          lambda: self.site.api(self.server, login, method, path, body, headers))

    # ---- before ----

    def prepare(self):
        """One visit, one matter and one task of each village, for all to work on."""
        make = self.site.make
        head = lambda register, unit, **fields: make(self.server, "head", register, unit, fields)
        for name in ("per_hour", "per_day", "address_day", "unit_day"):
            head("parameter", COUNTY, name="voice." + name, value="100000", valid_from="2020-01-01", document="试验")
        plan = head("plan", TOWN, name="众人同时办理的重点任务", year=2026, started="2026-01-05")
        for code in self.site.villages:
            who = head("person", code, name="众" + code[-3:], sex="male", birth="1990-01")
            self.visits[code] = head("visit", code, visited="2026-11-02", visitor=who, said="初访")
            self.tasks[code] = head("task", code, plan=plan, title="试" + code, weight=1, started="2026-01-05",
                                    due="2026-12-31", evidence="验收单", progress=0)
            got = self.raise_matter(code, "最初的一件")
            self.matters[code] = None if got is None else str(
                self.site.rows("select id from r_matter order by id desc limit 1")[0][0])
        for kind, rows in (("matter", self.matters), ("task", self.tasks)):
            for ident in rows.values():
                self.versions[kind, ident] = self.stored(kind, ident)[0]

    def stored(self, kind, ident):
        return self.site.rows("select ver from r_%s where id=?" % kind, int(ident))[0]

    def raise_matter(self, code, text):
        fields = {"jurisdiction_id": COUNTY, "service_code": "works", "address_id": code, "description": text + code}
        got = self.timed("open311", lambda: self.server.post("/open311/v2/requests.json", fields))
        if got.status != 200:
            return None
        with self.lock:
            self.raised += 1
        return json.loads(got.text)[0]["service_request_id"]

    # ---- a day's work ----

    def edit_visit(self, login, code, field, was, text):
        """Says what the form said when it was opened; gives what it says now."""
        base = {"visited": "2026-11-02", "place": "u" + self.site.unit[code], "visitor": "", "others": "", "purpose": "",
                "said": "初访", "found": "", "helped": ""}
        base["visitor"] = "#" + str(self.site.rows("select visitor from r_visit where id=?", int(self.visits[code]))[0][0])
        base[field] = was
        form = {**base, field: text, **{"b." + key: value for key, value in base.items()}}
        got = self.page(login, "POST", "/visit/" + self.visits[code], form)
        if got.status != 303:
            return was
        with self.lock:
            self.texts[code, field, login] = text
        return text

    def edit_record(self, login, kind, ident, field, value):
        """Reads the version, writes by it; a conflict was said."""
        path = "/api/v1/registers/%s/records/%s" % (kind, ident)
        tag = self.api(login, "GET", path).headers["ETag"]
        got = self.api(login, "PUT", path, {"fields": {field: value}}, {"If-Match": tag})
        if got.status == 200:
            with self.lock:
                self.accepted.setdefault((kind, ident, field), []).append((json.loads(got.text)["version"], value))

    def report_progress(self, login, code, per_cent):
        ident = self.tasks[code]
        ver = self.stored("task", ident)[0]
        got = self.page(login, "POST", "/task/%s/step" % ident, {"ver": ver, "step": "progress", "per_cent": per_cent})
        if got.status == 303:
            with self.lock:
                self.accepted.setdefault(("task", ident, "progress"), []).append((ver + 1, per_cent))

    def clerk(self, i):
        login, code = "clerk%02d" % i, self.site.villages[i // 2]
        field, said = ("said", "初访") if i % 2 else ("found", "")
        for turn in range(ROUNDS):
            self.page(login, "GET", BOARDS[(i + turn) % len(BOARDS)])
            said = self.edit_visit(login, code, field, said, "%s第%d次" % (login, turn))
            self.report_progress(login, code, turn * 20 + i % 2 * 10 + 5)
            self.edit_record(login, "matter", self.matters[code], "public_text", "%s第%d次公开" % (login, turn))
            name = "人%02d次%d" % (i, turn)
            if self.api(login, "POST", "/api/v1/registers/person/records",
                        {"unit": code, "fields": {"name": name, "sex": "male", "birth": "1991-02"}}).status == 201:
                with self.lock:
                    self.people.append(name)
        self.edit_visit(login, code, "helped", "", login + "帮办")    # both clerks, the same field, from the same start

    def townsperson(self, i):
        login = "town%02d" % i
        for turn in range(ROUNDS):
            for board in BOARDS:
                self.page(login, "GET", board)
            code = self.site.villages[(i + turn) % VILLAGES]
            self.edit_record(login, "matter", self.matters[code], "public_text", "%s第%d次公开" % (login, turn))
            self.page(login, "GET", "/task/" + self.tasks[code])

    def passer_by(self, i):
        for turn in range(ROUNDS):
            self.raise_matter(self.site.villages[(i * ROUNDS + turn) % VILLAGES], "路人%d第%d件" % (i, turn))
            self.timed("list", lambda: self.server.ask("GET", "/open311/v2/requests.json?" + urllib.parse.urlencode(
                {"jurisdiction_id": COUNTY, "page_size": 50})))
            self.timed("public", lambda: self.server.ask("GET", "/public"))

    def work(self):
        jobs = [(self.clerk, i) for i in range(2 * VILLAGES)] + [(self.townsperson, i) for i in range(TOWNSPEOPLE)] + [
            (self.passer_by, i) for i in range(PUBLIC)]
        broken = []

        def run(job, i):
            try:
                job(i)
            except Exception as why:  # pylint: disable=broad-except
                broken.append("%s %d: %r" % (job.__name__, i, why))
        threads = [threading.Thread(target=run, args=job) for job in jobs]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.failures += broken
        return len(threads)

    # ---- after ----

    def nothing_lost(self):
        for (kind, ident, field), edits in self.accepted.items():
            versions = sorted(v for v, _ in edits)
            first = self.versions[kind, ident]
            self.expect(versions == list(range(first + 1, first + 1 + len(edits))), "%s %s: %s after %d" % (kind, ident, versions, first))
            ver, value = self.site.rows("select ver,%s from r_%s where id=?" % (field, kind), int(ident))[0]
            self.expect(ver == versions[-1] and value == max(edits)[1], "%s %s: %r %r" % (kind, ident, (ver, value), max(edits)))
        kept = " ".join(str(row) for row in self.site.rows("select * from r_visit_conflict"))
        for (code, field, login), text in self.texts.items():
            now = self.site.rows("select %s from r_visit where id=?" % field, int(self.visits[code]))[0][0]
            self.expect(now == text or (field == "helped" and text in kept), "visit of %s: %s by %s is %r" % (code, text, login, now))
        for name in self.people:
            self.expect(self.site.rows("select count(*) from r_person where name=?", name)[0][0] == 1, "person " + name)
        found = self.site.rows("select count(*) from r_matter where source='open311'")[0][0]
        self.expect(found == self.raised, "matters: %d of %d" % (found, self.raised))


def main():
    directory = tempfile.mkdtemp(prefix="yanzhen-crowd-")
    site = Demo(directory + "/site")
    server = Server([YANZHEN, "serve", site.dir, "--listen", "127.0.0.1:0"], directory, {"YANZHEN_LOG": "error"})
    crowd = Crowd(site, server)
    try:
        server.wait_ready()
        crowd.prepare()
        crowd.times.clear()
        began = time.monotonic()
        people = crowd.work()
        took = time.monotonic() - began
        crowd.expect(people == 50, "%d people" % people)
        crowd.nothing_lost()
    finally:
        server.stop()
    site.check()
    crowd.passed += 1
    if os.environ.get("YANZHEN_FACTS"):
        times = sorted(crowd.times)
        print("%d requests by %d people in %.1f s; p50 %.0f ms, p99 %.0f ms, most %.0f ms; %d told of a conflict; load %s" % (
            len(times), people, took, times[len(times) // 2] * 1e3, times[len(times) * 99 // 100] * 1e3, times[-1] * 1e3,
            crowd.told, os.getloadavg()))
    shutil.rmtree(directory, ignore_errors=True)
    for failure in crowd.failures[:40]:
        print("FAILED", failure)
    print("%d passed, %d failed" % (crowd.passed, len(crowd.failures)))
    return 1 if crowd.failures else 0


if __name__ == "__main__":
    sys.exit(main())
