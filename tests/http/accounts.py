#!/usr/bin/env python3
"""Set-up, accounts, delegation, attachments and saved filters, as a browser would ask for them.

usage: accounts.py YANZHEN UNITS.csv [-- CASE...]
"""
import html
import os
import re
import subprocess
import sys
import urllib.parse

from harness import Server, multipart, run

YANZHEN, UNITS = sys.argv[1], sys.argv[2]
COUNTY, TOWN, OTHER_TOWN = "431181000000", "431181110000", "431181105000"
FIRST, SECOND = "First-Pass-1", "Second-Pass-2"


def command(*words):
    done = subprocess.run([YANZHEN, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def make(directory):
    site = os.path.join(directory, "site")
    said = command("init", site)
    command("unit", site, "load", UNITS)
    server = Server([YANZHEN, "serve", site, "--listen", "127.0.0.1:0"], directory)
    server.wait_ready()
    server.site = site
    server.token = re.search(r"token=([0-9a-f]{64})", said).group(1)
    return server


class Browser:
    """Keeps the session's cookie and the form token of the last page."""

    def __init__(self, server):
        self.server, self.cookie, self.csrf = server, {"lang": "en"}, ""

    def headers(self):
        return {"Cookie": "; ".join("%s=%s" % c for c in self.cookie.items()), "Accept-Language": "en"}

    def take(self, answer):
        self.cookie.update(answer.cookies())
        found = re.search(r"name=['\"]csrf['\"] value=['\"]([0-9a-f]+)", answer.data.decode("utf-8", "replace"))
        if found:
            self.csrf = found.group(1)
        return answer

    def get(self, path):
        return self.take(self.server.ask("GET", path, headers=self.headers()))

    def post(self, path, **fields):
        return self.take(self.server.post(path, {"csrf": self.csrf, **fields}, self.headers()))

    def upload(self, path, name, data):
        body, kind = multipart({"csrf": self.csrf}, {"file": (name, data)})
        return self.take(self.server.ask("POST", path, body, {**self.headers(), "Content-Type": kind}))

    def sign_in(self, login, password):
        self.cookie, self.csrf = {"lang": "en"}, ""
        self.get("/sign-in")
        answer = self.post("/sign-in", login=login, password=password)
        assert answer.status == 303, (login, answer.status, answer.text[-1500:])
        self.get("/account")
        return self


def said(answer):
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.text))


def set_up(server):
    b = Browser(server)
    assert b.get("/setup?token=" + server.token).status == 200
    answer = b.post("/setup", token=server.token, login="root", name="站长", password=FIRST, again=FIRST)
    assert answer.status == 303, said(answer)
    b.get("/account")
    return b


def unit_id(b, code):
    """The number of a unit in the form for a new account."""
    name = {COUNTY: "祁阳市", TOWN: "羊角塘镇", OTHER_TOWN: "肖家镇"}[code]
    page = b.get("/accounts/new").text
    return re.search(r"<option value=['\"](\d+)['\"][^>]*>%s<" % name, page).group(1)


def new_account(b, login, role, code, password=FIRST):
    answer = b.post("/accounts/new", login=login, name="名 " + login, password=password, role=role,
                    over=unit_id(b, code), **{"from": "2024-01-01"})
    return answer


def ready(server, b, login, role, code):
    """An account that has changed its first password, signed in."""
    answer = new_account(b, login, role, code)
    assert answer.status == 303, (answer.status, said(answer)[-900:])
    own = Browser(server).sign_in(login, FIRST)
    answer = own.post("/account/password", old=FIRST, password=SECOND, again=SECOND)
    assert answer.status == 303, said(answer)
    assert own.get("/").status == 200
    own.number = answer_id(b, login)
    return own


def answer_id(b, login):
    return re.search(r"/accounts/(\d+)['\"]>%s<" % re.escape(login), b.get("/accounts").text).group(1)


# ---- cases ----

def fresh_site_is_set_up_once(server):
    b = Browser(server)
    answer = b.get("/")
    while answer.status == 303:
        answer = b.get(answer.headers["Location"])
    assert "nobody has an account yet" in said(answer), said(answer)
    wrong = b.post("/setup", token="0" * 64, login="x1", name="x", password=FIRST, again=FIRST)
    assert wrong.status == 403, wrong.status
    b.get("/setup?token=" + server.token)
    weak = b.post("/setup", token=server.token, login="root", name="r", password="weak", again="weak")
    assert weak.status == 422 and "too simple" in said(weak), weak.status
    b = set_up(server)
    assert "root" in b.get("/accounts").text
    assert not os.path.exists(os.path.join(server.site, "setup.token"))
    assert Browser(server).get("/setup?token=" + server.token).status == 404
    assert Browser(server).post("/setup", token=server.token, login="second", name="s", password=FIRST,
                                again=FIRST).status == 404


def first_password_opens_nothing_else(server):
    root = set_up(server)
    assert new_account(root, "clerk", "clerk", TOWN).status == 303
    b = Browser(server).sign_in("clerk", FIRST)
    for path in ("/", "/search", "/reg/person", "/why"):
        answer = b.get(path)
        assert answer.status == 303 and answer.headers["Location"] == "/account", (path, answer.status)
    assert b.post("/accounts/new", login="zz").status == 403
    assert "present password is not right" in said(b.post("/account/password", old="Wrong-Pass-9", password=SECOND,
                                                          again=SECOND))
    assert b.post("/account/password", old=FIRST, password=FIRST, again=FIRST).status == 422
    assert b.post("/account/password", old=FIRST, password=SECOND, again=SECOND).status == 303
    assert b.get("/").status == 200


def township_manages_only_its_own(server):
    root = set_up(server)
    county = ready(server, root, "county", "admin", COUNTY)
    town = ready(server, county, "town", "admin", TOWN)
    other = ready(server, county, "other", "clerk", OTHER_TOWN)
    mine = ready(server, town, "mine", "clerk", TOWN)
    page = said(town.get("/accounts"))
    assert "mine" in page and "other" not in page and "county" not in page and "root" not in page, page
    assert town.get("/accounts/" + other.number).status == 404
    assert town.get("/accounts/" + county.number).status == 404
    assert town.post("/accounts/%s/password" % other.number, password=FIRST).status == 404
    assert town.post("/accounts/%s/close" % other.number).status == 404
    # no role above or beside, and never the site's
    over = unit_id(county, OTHER_TOWN)
    answer = town.post("/accounts/new", login="sneak", name="s", password=FIRST, role="clerk", over=over,
                       **{"from": "2024-01-01"})
    assert answer.status == 404, answer.status
    answer = town.post("/accounts/new", login="sneak", name="s", password=FIRST, role="site",
                       over=unit_id(town, TOWN), **{"from": "2024-01-01"})
    assert answer.status == 422 and "not yours to give" in said(answer), answer.status
    # once the account also holds something outside, it may be seen and not changed
    assert county.post("/accounts/%s/grant" % mine.number, role="viewer", over=over, **{"from": "2024-01-01"}).status == 303
    assert town.get("/accounts/" + mine.number).status == 200
    assert town.post("/accounts/%s/password" % mine.number, password=FIRST).status == 403
    assert county.post("/accounts/%s/grant/end" % mine.number, role="viewer", of=over).status == 303
    assert town.post("/accounts/%s/password" % mine.number, password=FIRST).status == 303
    assert mine.get("/").status == 303  # its session has ended
    assert town.post("/accounts/%s/close" % town.number).status == 403  # nobody manages the own account
    assert town.post("/accounts/%s/close" % mine.number).status == 303
    b = Browser(server)
    b.get("/sign-in")
    assert b.post("/sign-in", login="mine", password=FIRST).status == 401


def own_account(server):
    root = set_up(server)
    assert root.post("/account", name="新名字", language="en").status == 303
    assert "新名字" in root.get("/account").text
    assert root.post("/account", name="", language="en").status == 400
    answer = root.post("/account/token", label="pad", until="")
    token = re.search(r"yz_[0-9a-f]+", answer.text).group(0)
    assert token not in root.get("/account").text and "pad" in root.get("/account").text
    end = re.search(r"/account/token/(\d+)/end", root.get("/account").text).group(1)
    assert root.post("/account/token/%s/end" % end).status == 303
    assert "pad" not in said(root.get("/account"))
    answer = root.post("/account/totp/start")
    assert "<svg" in answer.text and re.search(r">[A-Z2-7]{32}<", answer.text), said(answer)
    secret = re.search(r">([A-Z2-7]{32})<", answer.text).group(1)
    answer = root.post("/account/totp/confirm", secret=secret, code="000000")
    assert answer.status == 400 and secret in answer.text
    answer = root.post("/account/totp/confirm", secret=secret, code=totp(secret))
    assert answer.status == 303, said(answer)
    assert root.post("/account/totp/off", old="Wrong-Pass-9").status == 422
    assert root.post("/account/totp/off", old=FIRST).status == 303


def totp(secret):
    """RFC 6238 from the standard library: a second opinion."""
    import base64
    import hashlib
    import hmac
    import struct
    import time
    now = int(os.environ.get("YANZHEN_NOW", "0")) // 1000 or int(time.time())
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", now // 30), hashlib.sha1).digest()
    at = mac[-1] & 15
    return "%06d" % ((struct.unpack(">I", mac[at:at + 4])[0] & 0x7fffffff) % 1000000)


def why_and_audit(server):
    root = set_up(server)
    county = ready(server, root, "county", "admin", COUNTY)
    clerk = ready(server, county, "clerk", "clerk", TOWN)
    page = said(clerk.get("/why?register=person"))
    assert "Open to the village clerk of" in page, page
    page = said(clerk.get("/why?account=" + county.number))
    assert clerk.get("/why?account=" + county.number).status == 404
    page = said(county.get("/why?register=person&account=" + clerk.number))
    assert "Closed; the role of" in page or "Open to" in page, page
    page = said(county.get("/audit"))
    assert "grant" in page and "clerk" in page, page
    assert "unbroken" in said(county.get("/audit/check"))
    assert "No change fits" in said(county.get("/audit?action=grant&subject=unit"))
    assert "No change fits" not in said(county.get("/audit?action=grant&actor=county"))
    assert "No change fits" in said(county.get("/audit?to=2020-01-01"))
    assert clerk.get("/audit").status == 403
    town = ready(server, county, "town", "admin", TOWN)
    assert town.get("/audit").status == 403  # rows carry no unit
    assert root.get("/audit").status == 200


def files_follow_their_entry(server):
    root = set_up(server)
    county = ready(server, root, "county", "admin", COUNTY)
    clerk = ready(server, county, "clerk", "clerk", TOWN)
    other = ready(server, county, "other", "clerk", OTHER_TOWN)
    viewer = ready(server, county, "viewer", "viewer", TOWN)
    home = re.search(r"<option value=['\"](\d+)['\"]", clerk.get("/reg/person/new").text).group(1)
    answer = clerk.post("/reg/person/new/save", home=home, ver="0",
                        **{"f.name": "王建国", "f.sex": "male", "f.birth": "1990-01-02"})
    assert answer.status == 303, (answer.status, said(answer)[-1500:])
    at = answer.headers["Location"].split("?")[0]
    clerk.get(at)
    data = os.urandom(3000)
    assert clerk.upload(at + "/file", "合同 1.bin", data).status == 303
    page = clerk.get(at).text
    link = re.search(re.escape(at) + r"/file/\d+", page).group(0)
    got = clerk.get(link)
    assert got.status == 200 and got.data == data
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert other.get(link).status == 404  # cannot see the entry, so not its file
    assert viewer.get(link).status == 404  # sees no personal columns
    assert other.post(link + "/delete").status == 404
    assert clerk.upload(at + "/file", "empty", b"").status == 422
    assert clerk.post(link + "/delete").status == 303
    assert clerk.get(link).status == 404 and link not in clerk.get(at).text
    assert "unbroken" in said(county.get("/audit/check"))


if __name__ == "__main__":
    sys.argv[1:2] = []
    sys.exit(run([fresh_site_is_set_up_once, first_password_opens_nothing_else, township_manages_only_its_own,
                  own_account, why_and_audit, files_follow_their_entry], make))
