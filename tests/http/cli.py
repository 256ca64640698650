#!/usr/bin/env python3
"""The command line on a real site: make, load, look, serve, back up, restore.

usage: cli.py YANZHEN AREAS.csv
"""
import os
import sqlite3
import subprocess
import sys
import tempfile

from harness import Server

YANZHEN, AREAS = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
TOWN, COUNTY, NEIGHBOUR = "431181110000", "431181000000", "431181001000"
FAILED = []
COUNT = 0


def run(*words, lang="C.UTF-8"):
    return subprocess.run([YANZHEN, *words], capture_output=True, text=True, check=False,
                          env={**os.environ, "LANG": lang, "LC_ALL": ""})


def expect(words, status, said="", stream="stdout", lang="C.UTF-8"):
    """One command; its exit status and a part of what it says."""
    global COUNT
    COUNT += 1
    got = run(*words, lang=lang)
    if got.returncode != status or said not in getattr(got, stream):
        FAILED.append("%s: %d %r %r" % (" ".join(words), got.returncode, got.stdout[-300:], got.stderr[-300:]))
    return got


def main():
    with tempfile.TemporaryDirectory(prefix="yanzhen-cli-") as top:
        site, site2, password = top + "/site", top + "/other", top + "/password"
        with open(password, "w", encoding="utf-8") as f:
            f.write("Goose-2024\n")
        expect(["--help"], 0, "yanzhen serve")
        expect(["figure", "--help"], 0, "--unit CODE")
        expect(["version"], 0, "yanzhen ")
        expect(["unti"], 2, "Did you mean “yanzhen unit”", "stderr")
        expect(["unti"], 2, "没有命令 unti", "stderr", lang="zh_CN.UTF-8")
        expect(["figure", site], 2, "Usage", "stderr")
        expect(["check", site, "--frob"], 2, "--frob", "stderr")
        expect(["check", site], 1, "yanzhen init", "stderr")
        expect(["init", site], 0, "/setup?token=")
        expect(["init", site], 1, "already", "stderr")
        if os.stat(site + "/secret.key").st_mode & 0o077 or os.stat(site + "/site.db").st_mode & 0o077:
            FAILED.append("the key or the database can be read by others")
        expect(["init", site2, "--login", "root", "--password-file", password], 0)
        expect(["unit", site, "list"], 1, "no units", "stderr")
        expect(["unit", site, "load", AREAS], 0, "units are new")
        expect(["unit", site, "load", AREAS], 0, "0 units are new")
        expect(["unit", site, "list", "--unit", TOWN], 0, TOWN)
        expect(["unit", site, "rename", TOWN, "--name", "新镇", "--document", "1"], 0, "--apply")
        expect(["unit", site, "list", "--unit", TOWN], 0, "羊角塘镇")
        expect(["user", site, "add", "li", "--password-file", password, "--unit", TOWN], 0)
        expect(["user", site, "grant", "li", "--role", "organiser", "--unit", TOWN], 0)
        expect(["user", site, "grant", "li", "--role", "king", "--unit", TOWN], 2, "organiser", "stderr")
        expect(["user", site, "list", "--unit", TOWN], 0, "li\t")
        expect(["figure", site, "reserve.total", "--unit", TOWN], 0, "0\n")
        expect(["figure", site, "reserve.totl", "--unit", TOWN], 1, "reserve.total", "stderr")
        expect(["explain", site, "register", "reserve"], 0, "create table r_reserve")
        expect(["explain", site, "register", "reserv"], 1, "Did you mean reserve", "stderr")
        sheet = top + "/reserve.csv"
        with open(sheet, "w", encoding="utf-8") as f:
            f.write("姓名,性别,出生年月,学历,入库日期,村（社区）\n王建国,男,1995-03,大专,2024-01-05,宝塔街社区委员会\n")
        expect(["import", site, "reserve", sheet, "--unit", NEIGHBOUR, "--dry-run"], 0, "rows 1 new 1")
        expect(["figure", site, "reserve.total", "--unit", NEIGHBOUR], 0, "0\n")
        expect(["import", site, "reserve", sheet, "--unit", NEIGHBOUR], 0, "rows 1 new 1")
        other = top + "/other.csv"
        with open(other, "w", encoding="utf-8") as f:
            f.write("姓名,性别,出生年月,学历,入库日期,村（社区）\n李秀英,女,1990-03,大专,2024-01-05,龙山社区委员会\n")
        batch = expect(["import", site, "reserve", other, "--unit", NEIGHBOUR, "--dry-run"], 0, "new 1").stdout.split()
        expect(["job", site, "accept", batch[-3], batch[-1]], 0)
        expect(["figure", site, "reserve.total", "--unit", NEIGHBOUR], 0, "2\n")
        expect(["import", site, "reserve", sheet, "--unit", NEIGHBOUR], 0, "new 0 changed 0 same 1")
        expect(["figure", site, "reserve.total", "--unit", NEIGHBOUR, "--records"], 0, "王建国")
        expect(["figure", site, "reserve.total", "--unit", NEIGHBOUR, "--json"], 0, '"value":"2"')
        # an account of one town neither sees nor changes the other
        hidden = run("figure", site, "reserve.total", "--unit", NEIGHBOUR, "--as", "li", "--records")
        if "王建国" in hidden.stdout or hidden.stdout[:1] in "12":
            FAILED.append("figure --as shows another town: " + hidden.stdout)
        expect(["export", site, "reserve", "-o", top + "/out.xlsx", "--unit", NEIGHBOUR], 0, "2 rows", "stderr")
        expect(["export", site, "reserve", "-o", top + "/none.xlsx", "--unit", NEIGHBOUR, "--as", "li"], 0, "0 rows",
               "stderr")
        expect(["reg", site, "check"], 0)
        expect(["reg", site, "diff"], 0)
        orgs = top + "/orgs.csv"
        with open(orgs, "w", encoding="utf-8") as f:
            f.write("组织名称,组织类型,所在村\n龙山经济合作社,村集体经济组织,龙山社区委员会\n")
        expect(["import", site, "org", orgs, "--unit", NEIGHBOUR], 0, "new 1")
        org = sqlite3.connect(site + "/site.db").execute("select id from r_org").fetchall()[0][0]
        expect(["book", site, "make", "--org", "7", "--from", "2024-01", "--unit", NEIGHBOUR], 1)
        expect(["book", site, "make", "--org", str(org), "--from", "2023-05", "--unit", NEIGHBOUR], 1, "in force",
               "stderr")
        book = expect(["book", site, "make", "--org", str(org), "--from", "2024-01", "--unit", NEIGHBOUR],
                      0).stdout.strip()
        expect(["book", site, "list", "--unit", NEIGHBOUR], 0, book + "\t龙山社区委员会\t龙山经济合作社\t2024-01")
        expect(["book", site, "trial", book, "--period", "2024-01", "--unit", NEIGHBOUR], 0, "0.00")
        expect(["book", site, "trial", "--period", "2024", "--unit", NEIGHBOUR], 0, "0.00")
        expect(["book", site, "journal", book, "--period", "2024", "--unit", NEIGHBOUR], 0, "")
        expect(["book", site, "journal", book, "--period", "2024", "--unit", NEIGHBOUR, "--as", "li"], 1, "no such book",
               "stderr")
        expect(["check", site], 0, "All is well")
        with open(site + "/registers/mine.yaml", "w", encoding="utf-8") as f:
            f.write("register: mine\nlabl: x\n")
        expect(["check", site], 1, "mine.yaml:2", "stderr")
        os.unlink(site + "/registers/mine.yaml")
        with open(site + "/files/stray", "w", encoding="utf-8") as f:
            f.write("bytes")
        os.utime(site + "/files/stray", (0, 0))
        expect(["check", site], 0, "belong to nothing", "stderr")
        expect(["backup", site, top + "/backup", "--key", top + "/kept.key"], 0)
        expect(["backup", site, top + "/backup"], 1, "already", "stderr")
        expect(["restore", top + "/backup", top + "/again"], 2, "--key", "stderr")
        expect(["restore", top + "/backup", top + "/again", "--key", top + "/kept.key"], 0)
        if not os.path.exists(top + "/again/files/stray"):
            FAILED.append("restore: the files are missing")
        expect(["check", top + "/again"], 0, "All is well")
        expect(["serve", site, "--listen", "nonsense"], 2, "ADDRESS:PORT", "stderr")
        server = Server([YANZHEN, "serve", site, "--listen", "127.0.0.1:0"], top)
        answer = server.ask("GET", "/no/such/page", headers={"Accept-Language": "zh"})
        if answer.status != 404 or "此网址没有页面" not in answer.text:
            FAILED.append("serve: %d %s" % (answer.status, answer.text[-300:]))
        if server.stop() != 0:
            FAILED.append("serve did not stop cleanly")
    for line in FAILED:
        print("FAILED", line)
    print("%d passed, %d failed" % (COUNT + 3 - len(FAILED), len(FAILED)))
    return 1 if FAILED else 0


sys.exit(main())
