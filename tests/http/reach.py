#!/usr/bin/env python3
"""What an account may not reach, tried by writing: rows of its own that point elsewhere, forms that
leave out what the page would have sent, numbers that no field takes.

usage: reach.py YANZHEN AREAS.csv AREAS2.csv
"""
import os
import re
import sys
import tempfile
import shutil

from fixture import A, B, TOWN, Site, villages
from harness import Server

YANZHEN, AREAS = os.path.abspath(sys.argv[1]), sys.argv[2:4]


class World:
    def __init__(self, directory):
        self.site = Site(YANZHEN, AREAS, directory + "/site")
        self.server = Server([YANZHEN, "serve", self.site.dir, "--listen", "127.0.0.1:0"], directory)
        self.server.wait_ready()
        self.a, self.b = villages()[:2]
        for v in (self.a, self.b):
            self.site.plant(self.server, v, "county")

    def get(self, login, path):
        return self.site.page(self.server, login, "GET", path)

    def post(self, login, path, **fields):
        return self.site.page(self.server, login, "POST", path,
                              {k.replace("__", "."): v for k, v in fields.items()})

    def new(self, login, register, unit, **fields):
        """Saves a row by its form; gives the row's path."""
        said = self.post(login, "/reg/%s/new/save?unit=%s" % (register, unit), home=self.site.unit[unit],
                         **{"f." + k: v for k, v in fields.items()})
        assert said.status == 303, (register, said.status, said.text[-3000:])
        return said.headers["Location"]

    def number(self, sql, *values):
        return self.site.rows(sql, *values)[0][0]


def names_only(w):
    """Whoever enters somebody of another village learns the name and no birth date."""
    who, birth, note = w.a.names[1], w.a.birth[1], w.a.texts["note"]
    row = w.new("clerk_b", "post", B, person=who, kind="director", committee="1", started="2024-01-05")
    w.new("clerk_b", "reserve", B, person=who, level="town", joined="2024-01-05")
    unit = w.site.unit[B]
    for path in ("/reg/post?unit=" + B, "/reg/reserve?unit=" + B, "/unit/" + unit, row,
                 "/figure/reserve.total?unit=" + B, "/search?q=" + "qijing", "/benefits?unit=" + B):
        said = w.get("clerk_b", path)
        assert said.status == 200, (path, said.status)
        assert birth not in said.text, path
    listed = w.get("clerk_b", "/reg/post?unit=" + B).text
    assert who in listed and "＊" in listed, "the name is shown, the birth date marked as not told"
    for path, value in (("birth.from", birth), ("birth.to", birth), ("note", note),
                        ("native_place", w.a.texts["native"])):
        text = w.get("clerk_b", "/reg/post?unit=%s&f.person.%s=%s" % (B, path, value)).text
        assert who not in text, "found by a column that is not told: " + path
    for login in ("clerk_b", "mixed"):      # neither by the order, nor by the mark of the next page
        text = w.get(login, "/reg/post?unit=%s&sort=person.birth" % (B if login == "clerk_b" else TOWN)).text
        assert birth.replace("-", "") not in text and w.b.birth[0] not in (text if login == "mixed" else ""), login
    # who may read the person still sees it all
    for path in ("/reg/post?unit=%s&f.person.birth.from=%s&f.person.birth.to=%s" % (TOWN, birth, birth), row):
        said = w.get("town", path)
        assert who in said.text and birth in said.text, path
    assert w.b.birth[1] in w.get("clerk_b", "/reg/post?unit=" + B).text


def uninvited_party(w):
    """Nobody reads an agreement by calling themselves a party of it."""
    alliance, text = w.a.ids["alliance"][0], w.a.texts["alliance.agreement"]
    assert w.get("clerk_b", "/alliance/" + alliance).status == 404
    w.new("clerk_b", "alliance_share", B, alliance=alliance, party="自称参与方", contribution="funds", parts="0")
    said = w.get("clerk_b", "/alliance/" + alliance)
    assert text not in said.text and w.a.texts["alliance.industry"] not in said.text, "a draft's text"
    assert text in w.get("clerk_a", "/alliance/" + alliance).text
    db = w.site.database()
    db.execute("update r_alliance set state='in_force',parts=(select sum(parts) from r_alliance_share where alliance=?)"
               " where id=?", (alliance, alliance))
    db.execute("delete from r_alliance_share where party='自称参与方'")
    db.close()
    said = w.post("clerk_b", "/reg/alliance_share/new/save?unit=" + B, home=w.site.unit[B], f__alliance=alliance,
                  f__party="迟到参与方", f__contribution="funds", f__parts="0")
    assert said.status == 422, "joined an agreement in force: %d" % said.status
    assert w.get("clerk_b", "/alliance/" + alliance).status == 404


def forms_without_a_version(w):
    """A form that does not say what it was made from changes nothing, and no SQL is shown."""
    pairing, person = w.b.ids["pairing"][0], w.b.ids["person"][0]
    for version in (None, "0", "-1"):
        given = {} if version is None else {"ver": version}
        said = w.post("clerk_b", "/pairings/%s/hand-over" % pairing, day="2026-05-01", successor=w.b.names[1], **given)
        assert said.status == 409 and "r_pairing" not in said.text, (version, said.status)
    request = w.new("clerk_b", "data_request", B, person="%s #%s" % (w.b.names[0], person), kind="delete",
                    received="2024-01-05", asked_by="self").rsplit("/", 1)[1]
    for given in ({}, {"ver": "0"}, {"ver": "7"}):
        said = w.post("clerk_b", "/person/%s/erase" % person, request=request, reason="档案", **given)
        assert said.status == 409 and "r_person" not in said.text, (given, said.status)
    assert w.number("select count(*) from r_person where id=? and note is not null", int(person)) == 1


def days_that_are_months(w):
    """A hand-over or division dated by a month would let both the old and the new hold through it."""
    pairing = w.b.ids["pairing"][0]
    said = w.post("clerk_b", "/pairings/%s/hand-over" % pairing, day="2026-05", successor=w.a.names[1], ver="1")
    assert said.status == 422, said.status
    said = w.post("clerk_b", "/duties?unit=" + B, day="2026-05", decided="2026-05-01",
                  d__overall=w.b.ids["person"][1])
    assert said.status == 422, said.status


def hours_beyond_the_field(w):
    """The tick list sets hours itself: they are held to the field's bounds all the same."""
    row, where = w.b.ids["trainee"][0], "/training/class/" + w.b.ids["training_class"][0]
    before = w.site.rows("select ver,hours from r_trainee where id=?", int(row))
    for hours in ("9223372036854775807", "100000"):
        said = w.post("clerk_b", where + "/attend", shown=row + ":0:0", hours=hours, **{"t." + row: "1"})
        assert said.status == 422, (hours, said.status)
    assert w.site.rows("select ver,hours from r_trainee where id=?", int(row)) == before


def benefit_entered_elsewhere(w):
    """Who has the benefit by another village's row is not proposed again, and stops nobody else."""
    w.site.rows("delete from r_benefit")
    w.site.rows("delete from r_benefit_rule")
    w.new("county", "benefit_rule", TOWN, kind="pension", posts="village", standing="serving", years="0",
          amount="100", per="month", valid_from="2020-01-01", document="文〔2020〕1号")
    who = w.a.ids["person"][1]
    rule = str(w.number("select max(id) from r_benefit_rule"))
    w.new("town", "benefit", A, person="%s #%s" % (w.a.names[1], who), kind="pension", rule=rule, years="3",
          period_from="2024-01-01", period_to="2024-03-31", amount="300", working="甲", due="2024-03-31")
    w.new("town", "post", B, person="%s #%s" % (w.a.names[1], who), kind="director", committee="1",
          started="2023-01-05")
    said = w.post("town", "/benefits/propose?unit=" + B, period="2024-Q1")
    assert said.status == 303, (said.status, re.sub(r"<[^>]+>", " ", said.text)[-600:])
    assert w.number("select count(*) from r_benefit where person=? and period_from=20240101", int(who)) == 1
    assert w.number("select count(*) from r_benefit where unit=?", int(w.site.unit[B])) > 0


def redirects_are_ascii(w):
    """What was typed goes back into an address encoded."""
    away = w.b.ids["away_talent"][0]
    said = w.post("clerk_b", "/talent/visits/save?unit=" + B, happened="2024-02-01", way="visit", festival="春节",
                  by="%s #%s" % (w.b.names[1], w.b.ids["person"][1]), **{"v." + away: "1"})
    assert said.status == 303, said.status
    assert said.headers["Location"].isascii(), said.headers["Location"]


CASES = [names_only, uninvited_party, forms_without_a_version, days_that_are_months, hours_beyond_the_field,
         redirects_are_ascii, benefit_entered_elsewhere]


def main():
    directory, failed = tempfile.mkdtemp(prefix="yanzhen-reach-"), 0
    world = World(directory)
    for case in CASES:
        try:
            case(world)
        except AssertionError as why:
            failed += 1
            print("FAILED %s: %s" % (case.__name__, why))
    assert world.server.stop() == 0, "the server did not stop cleanly"
    world.site.check()
    shutil.rmtree(directory, ignore_errors=True)
    print("%d passed, %d failed" % (len(CASES) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
