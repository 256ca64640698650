#!/usr/bin/env python3
"""The public's door on a real site: limits, question, honeypot, token, hostile inputs, pictures.

usage: public.py YANZHEN AREAS.csv
"""
import os
import re
import sqlite3
import struct
import subprocess
import sys
import tempfile
import urllib.parse
import zlib

from harness import Server, multipart, until

YANZHEN, AREAS = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
FAILED, DONE = [], [0]
DIGITS = "零一二三四五六七八九"
NOW = 1704067200000     # 2024-01-01: the clock of the site stands still, so tokens are made by restarts


def expect(true, what):
    DONE[0] += 1
    if not true:
        FAILED.append(what)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png():
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 3, 2, 8, 2, 0, 0, 0)) +
            chunk(b"tEXt", b"GPS\x0026.5N 119.3E") + chunk(b"IDAT", zlib.compress(bytes(20))) + chunk(b"IEND", b""))


class Door:
    """The form of one village, and the token of when it was drawn."""

    def __init__(self, server, unit):
        self.server, self.unit = server, unit
        self.draw()

    def draw(self, page=None):
        page = page or self.server.ask("GET", "/voice/raise?unit=" + self.unit).text
        self.token = re.search(r"name='token' value=\"([^\"]+)", page)[1]
        return page

    def fields(self, text, **more):
        return {"unit": self.unit, "text": text, "kind": "works", "token": self.token, "link": "", "reply": "",
                "raiser_name": "", "raiser_phone": "", **more}

    def send(self, text, **more):
        return self.server.post("/voice/raise", self.fields(text, **more))

    def picture(self, text, data, name="a.jpg"):
        body, kind = multipart(self.fields(text), {"picture": (name, data)})
        return self.server.ask("POST", "/voice/raise", body, {"Content-Type": kind})


def code_of(answer):
    found = re.search(r'class="code">([^<]+)', answer.text)
    return found and found[1].replace("-", "")


def question(page):
    found = re.search("([%s])加([%s])等于几" % (DIGITS, DIGITS), page)
    return found and str(DIGITS.index(found[1]) + DIGITS.index(found[2]))


def rows(site, sql, *values):
    db = sqlite3.connect(site + "/site.db")
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def floods(door, site):
    """Ten thousand posts leave the limit; a neighbour behind the same address gets through."""
    before = rows(site, "select count(*) from r_matter")[0][0]
    status = [door.send("刷屏第%d次" % i).status for i in range(400)]
    taken = rows(site, "select count(*) from r_matter")[0][0] - before
    expect(taken == 5 and status.count(200) == 5, "400 posts leave %d matters" % taken)
    asked = door.send("水渠堵了，田里没水")
    expect(asked.status == 422 and "水渠堵了" in asked.text, "above the limit the text is drawn again")
    reply = question(asked.text)
    expect(reply is not None, "a question is asked")
    token = re.search(r"name='token' value=\"([^\"]+)", asked.text)[1]
    door.later(token)
    again = door.send("水渠堵了，田里没水", reply="99")
    expect(again.status == 422 and not code_of(again), "a wrong answer is none")
    got = door.send("水渠堵了，田里没水", reply=reply)
    expect(got.status == 200 and code_of(got), "the right answer lets a neighbour through")


def hostile(door, site):
    for text in ("", " ", "x" * 1001):
        got = door.send(text)
        expect(got.status == 422 and not code_of(got), "refused: %r" % text[:10])
    expect("x" * 1001 in door.send("x" * 1001).text, "a text that is too long is not lost")
    expect(door.send("蜜罐", link="http://spam").status == 422, "the honeypot")
    expect(door.server.post("/voice/raise", door.fields("无令牌", token="")).status == 422, "no token")
    expect(door.server.post("/voice/raise", door.fields("假令牌", token="1.ff")).status == 422, "a token of another")
    expect(door.server.post("/voice/raise", {**door.fields("村"), "unit": "431181000000"}).status == 404, "no village")
    bad = door.server.ask("POST", "/voice/raise", urllib.parse.urlencode(door.fields("跨站")),
                          {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site"})
    expect(bad.status == 403, "another site's form")
    got = door.send("<script>alert(1)</script> 电话13812345678 \" onload=x")
    code = code_of(got)
    expect(got.status == 200 and code, "hostile text is only text")
    page = door.server.ask("GET", "/voice/m/" + code)
    expect("<script>alert" not in page.text and "&lt;script&gt;" in page.text, "and it is escaped")
    for name, value in (("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store")):
        expect(page.headers[name] == value, "%s of a secret address" % name)
    expect("noindex" in page.headers["X-Robots-Tag"], "not found by search engines")
    village = door.server.ask("GET", "/voice?unit=" + door.unit)
    expect("13812345678" not in village.text and "alert(1)" not in village.text, "nothing is public before it is released")
    log = door.server.log_text()
    expect(code not in log and code[:5] + "-" + code[5:] not in log, "no code in the log")
    expect(not [r for r in rows(site, "select * from r_matter") if code in str(r)], "no code in the rows")
    expect(len(village.data) < 30000 and len(page.data) < 30000 and len(got.data) < 30000, "small pages")
    same = door.send("<script>alert(1)</script> 电话13812345678 \" onload=x")
    expect(same.status == 409 and not code_of(same), "the same twice is one, and its code is not given again")
    return code


def pictures(door, site):
    for data in (b"GIF89a" + bytes(60), b"<svg onload=alert(1)>", b"\xff\xd8\xff" + bytes(40), b"PK\3\4" + bytes(60), b"x"):
        got = door.picture("图片不是图片", data)
        expect(got.status == 422 and "不是能识别的图片" in got.text and "图片不是图片" in got.text, "no picture: %r" % data[:6])
    big = door.picture("太大", b"\xff\xd8\xff" + bytes(9 << 20))
    expect(big.status == 413, "a picture that is too big: %d" % big.status)
    before = rows(site, "select count(*) from attachment")[0][0]
    got = door.picture("塌方照片", png(), "../../../etc/passwd.png")
    expect(got.status == 200 and code_of(got), "a picture")
    found = rows(site, "select name,hash from attachment")
    expect(len(found) == before + 1 and found[-1][0] == "picture.png", "it is attached under a name of ours")
    path = [os.path.join(top, f) for top, _, files in os.walk(site + "/files") for f in files if f.startswith(found[-1][1][:8])
            or found[-1][1] in os.path.join(top, f)]
    with open(path[0], "rb") as f:
        expect(b"119.3E" not in f.read(), "without its place")
    until(lambda: not os.listdir(site + "/tmp"), "nothing is left in tmp", 20)


def words(door, code):
    page = door.server.ask("GET", "/voice/m/" + code.lower())
    door.draw(page.text)
    got = door.server.post("/voice/m/" + code, {"do": "confirm", "token": door.token, "link": "", "text": ""})
    expect(got.status in (409, 422), "what is open cannot be confirmed: %d" % got.status)
    got = door.server.post("/voice/m/" + code, {"do": "add", "token": door.token, "link": "", "text": ""})
    expect(got.status == 422, "nothing to add")
    got = door.server.post("/voice/m/" + code, {"do": "add", "token": door.token, "link": "", "text": "补充：五组"})
    expect(got.status == 303 and "补充：五组" in door.server.ask("GET", "/voice/m/" + code).text, "a word is added")
    wrong = [door.server.ask("GET", "/voice/m/AAAAAAAA%02d" % i).status for i in range(22, 99)]
    expect(set(wrong) == {404}, "wrong codes: %r" % set(wrong))
    wrong = [door.server.ask("GET", "/voice/m/BBBBBBBB%02d" % i).status for i in range(22, 60)]
    expect(wrong[-1] == 429, "guessing ends: %r" % wrong[-1])


class Sites:
    """One site; the server is started again when its clock has to go on."""

    def __init__(self, site, unit):
        self.site, self.now, self.server = site, NOW, None
        self.door = None
        self.unit = unit
        self.on(0)

    def on(self, seconds):
        if self.server:
            self.server.stop()
        self.now += seconds * 1000
        self.server = Server([YANZHEN, "serve", self.site, "--listen", "127.0.0.1:0"], self.site,
                             {"YANZHEN_NOW": str(self.now)})
        self.server.wait_ready()
        if self.door:
            self.door.server = self.server


def main():
    with tempfile.TemporaryDirectory(prefix="yanzhen-public-") as top:
        site = top + "/site"
        subprocess.run([YANZHEN, "init", site], check=True, capture_output=True)
        subprocess.run([YANZHEN, "unit", site, "load", AREAS], check=True, capture_output=True)
        unit = rows(site, "select c.code from unit_code c join unit u on u.id=c.unit where u.level=5 order by c.code limit 1")[0][0]
        s = Sites(site, unit)
        s.door = Door(s.server, unit)

        def later(token):
            s.door.token = token
            s.on(10)
        s.door.later = later
        fast = s.door.send("太快")
        expect(fast.status == 422 and "太快" in fast.text, "too fast")
        s.on(10)
        code = hostile(s.door, site)
        pictures(s.door, site)
        words(s.door, code)
        s.on(7200)
        s.door.draw()
        s.on(10)
        floods(s.door, site)
        s.server.stop()
        check = subprocess.run([YANZHEN, "check", site], capture_output=True, text=True, check=False)
        expect(check.returncode == 0, "yanzhen check: " + check.stdout[-300:])
    for line in FAILED:
        print("FAILED", line)
    print("%d passed, %d failed" % (DONE[0] - len(FAILED), len(FAILED)))
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
