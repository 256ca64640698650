#!/usr/bin/env python3
"""Many write at once, two change the same row, and processes die: nothing acknowledged is lost.

usage: crash.py YANZHEN AREAS.csv AREAS2.csv    YANZHEN_SEED fixes the random moments
"""
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from fixture import A, Site, villages
from harness import Server, multipart, until

YANZHEN, AREAS = os.path.abspath(sys.argv[1]), sys.argv[2:4]
SEED = int(os.environ.get("YANZHEN_SEED", "20240105"))
SERVER_DEATHS, IMPORT_DEATHS, JOB_DEATHS, SHEET_ROWS = 12, 12, 4, 150
WRITERS, ROWS_EACH = 64, 3
STAGING, STAGED, ACCEPTING, ACCEPTED = 1, 2, 3, 4
FAILED, PASSED = [], []


def expect(good, what):
    (PASSED if good else FAILED).append(what)


def serve(site, top, limit=None):
    command = [YANZHEN, "serve", site.dir, "--listen", "127.0.0.1:0"]
    if limit:
        command = ["sh", "-c", 'trap "" XFSZ; ulimit -f %d; exec "$0" "$@"' % limit, *command]
    return Server(command, top)


def two_savers(site, server, v):
    """The second of two who opened the same row is told who was first."""
    row = "/reg/person/" + v.ids["person"][0]
    first = site.page(server, "county", "POST", row + "/save", {"ver": "1", "f.school": "甲校"})
    second = site.page(server, "clerk_a", "POST", row + "/save", {"ver": "1", "f.school": "乙校"})
    expect(first.status == 303, "the first save: %d" % first.status)
    expect(second.status == 409 and "county" in second.text, "the second save: %d %s" % (second.status, second.text[-400:]))
    school = site.rows("select school,ver from r_person where id=%s" % v.ids["person"][0])
    expect(school == [("甲校", 2)], "after two savers: %s" % school)
    blind = site.page(server, "clerk_a", "POST", row + "/save", {"ver": "0", "f.school": "丙校"})
    expect(blind.status == 409 and "database" not in blind.text.lower() and "数据库" not in blind.text,
           "a form without a version: %d %s" % (blind.status, blind.text[-400:]))


def write(site, server, name, made):
    try:
        answer = site.api(server, "clerk_a", "POST", "/api/v1/registers/person/records",
                          {"unit": A, "fields": {"name": name, "sex": "male", "birth": "1990-01"}})
    except OSError:     # the server died under it
        made[name] = 0
    except Exception:   # pylint: disable=broad-except  # half an answer
        made[name] = 0
    else:
        made[name] = answer.status


def whole(site, names):
    """Rows of these names: each with its audit row, its search keys, once."""
    found = site.rows("select p.name,p.county,p.id,(select count(*) from audit a where a.county=p.county and"
                      " a.subject='person' and a.record=p.id and a.action in ('create','import')),(select count(*) from search_key k"
                      " where k.county=p.county and k.reg='person' and k.id=p.id) from r_person p")
    mine = {row[0]: row for row in found if row[0] in names}
    expect(len(mine) == len([row for row in found if row[0] in names]), "a row was made twice")
    expect(all(row[3] == 1 and row[4] > 0 for row in mine.values()),
           "half rows: %s" % [row for row in mine.values() if row[3] != 1 or not row[4]][:5])
    return set(mine)


def many_writers(site, server):
    made, threads = {}, []
    for i in range(WRITERS):
        names = ["众%d人%d" % (i, k) for k in range(ROWS_EACH)]
        threads.append(threading.Thread(target=lambda mine=names: [write(site, server, n, made) for n in mine]))
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    refused = {name: status for name, status in made.items() if status != 201}
    expect(not refused, "of %d writers at once: %s" % (WRITERS, refused))
    expect(whole(site, made) == set(made), "rows of %d writers are missing" % WRITERS)


def server_deaths(site, server, chance):
    acknowledged, all_names = set(), set()
    for round_ in range(SERVER_DEATHS):
        made, stop = {}, threading.Event()

        def keep_writing(worker, made=made, stop=stop, round_=round_):
            for k in range(1000):
                if stop.is_set():
                    return
                write(site, server, "险%d员%d号%d" % (round_, worker, k), made)
        threads = [threading.Thread(target=keep_writing, args=(worker,)) for worker in range(6)]
        for t in threads:
            t.start()
        time.sleep(0.02 + chance.random() * 0.25)
        os.kill(server.child(), signal.SIGKILL)
        stop.set()
        for t in threads:
            t.join()
        server.wait_ready(20)
        acknowledged |= {name for name, status in made.items() if status == 201}
        all_names |= set(made)
        kept = whole(site, all_names)
        expect(acknowledged <= kept, "death %d lost %s" % (round_, sorted(acknowledged - kept)[:5]))
        if round_ % 4 == 0:
            site.check()
    expect(acknowledged, "nothing was saved between the deaths")


def finish(site, path):
    """Continues what an interrupted import left, as the server's wizard does."""
    name = os.path.basename(path)
    for _ in range(6):
        batch = site.rows("select county,id,state from import_batch where file_name=? or file_hash=?", name, name)
        if not batch:
            site.run("import", site.dir, "person", path, "--unit", A)
            continue
        county, ident, state = batch[-1]
        if state == ACCEPTED:
            return
        site.run("job", site.dir, "accept" if state in (STAGED, ACCEPTING) else "stage", str(county), str(ident))
    raise AssertionError("the import %s cannot be finished: %s" % (name, batch))


def import_deaths(site, chance):
    took = 0.0
    for round_ in range(IMPORT_DEATHS + 1):
        path = "%s/files/sheet%d.csv" % (site.dir, round_)
        names = {"册%d号%d" % (round_, i) for i in range(SHEET_ROWS)}
        with open(path, "w", encoding="utf-8") as f:
            f.write("姓名,性别,出生日期,备注,所在村\n" + "".join("%s,男,1980-03-04,第%d册,%s\n" % (n, round_, A)
                                                              for n in sorted(names)))
        started = time.time()
        process = subprocess.Popen([YANZHEN, "import", site.dir, "person", path, "--unit", A],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if round_ == 0:     # undisturbed: how long it takes
            process.wait()
            took = time.time() - started
        else:
            try:
                process.wait(timeout=took * chance.random())
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        finish(site, path)
        got = site.rows("select name,sex,birth,note from r_person where name like ?", "册%d号%%" % round_)
        expect(sorted(got) == sorted((n, "male", 19800304, "第%d册" % round_) for n in names),
               "import %d ended with %d rows" % (round_, len(got)))
    site.check()


def job_of(server):
    """The process that works on an import for this server, once there is one."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid, encoding="utf-8", errors="replace") as f:
                parent = int(f.read().rsplit(")", 1)[1].split()[1])
            with open("/proc/%s/cmdline" % pid, "rb") as f:
                words = f.read().split(b"\0")
        except OSError:
            continue
        if parent == server.child() and b"job" in words:
            return int(pid)
    return None


def step_killed(site, server, where, step, moment):
    """Asks for a step of an import and kills its process; True when it was there to be killed."""
    asked = threading.Thread(target=site.page, args=(server, "clerk_a", "POST", where + "/" + step, {"good": "1"}))
    asked.start()
    job, deadline = None, time.monotonic() + 20
    while job is None and asked.is_alive() and time.monotonic() < deadline:
        job = job_of(server)
    if job:
        time.sleep(moment)
        try:
            os.kill(job, signal.SIGKILL)
        except ProcessLookupError:
            job = None
    asked.join()
    return job is not None


def job_deaths(site, top, chance):
    """The process of an import dies under the server: the page says so, and it goes on from there."""
    server = serve(site, top)
    killed, names = 0, set()
    for round_ in range(JOB_DEATHS):
        mine = {"工%d号%d" % (round_, i) for i in range(SHEET_ROWS * 4)}
        sheet = "姓名,性别,出生日期,备注,所在村\n" + "".join("%s,男,1980-03-04,工,%s\n" % (n, A) for n in sorted(mine))
        body, kind = multipart({"home": site.unit[A]}, {"file": ("工%d.csv" % round_, sheet.encode())})
        got = site.page(server, "clerk_a", "POST", "/import/upload/person?unit=" + A, body=body, kind=kind)
        where = got.headers["Location"].split("?")[0]
        batch = int(where.rsplit("/", 1)[1])

        def state(batch=batch):
            return site.rows("select state from import_batch where id=?", batch)[0][0]
        for step, running, after in (("stage", STAGING, STAGED), ("accept", ACCEPTING, ACCEPTED)):
            if step_killed(site, server, where, step, 0.2 * chance.random()):
                until(lambda: state() != running or site.rows("select 1 from import_failure where batch=?", batch),
                      "the server to see that the job died")
                killed += 1
            for _ in range(20):
                if state() == after:
                    break
                expect(site.page(server, "clerk_a", "GET", where).status == 200, "the page of a dead job")
                site.page(server, "clerk_a", "POST", where + "/" + step, {"good": "1"})
                until(lambda: state() != running or site.rows("select 1 from import_failure where batch=?", batch),
                      "the step to end")
            expect(state() == after, "after %s: state %d" % (step, state()))
        names |= mine
        expect(whole(site, names) == names, "a killed job lost rows")
    expect(killed > 0, "no job was there to be killed")
    expect(server.stop() == 0, "the server did not stop cleanly")
    site.check()


def full_disk(site, top):
    """No room to grow: a clear sentence, nothing half-saved, and all is well again with room."""
    size = max(os.path.getsize(site.dir + "/" + f) for f in os.listdir(site.dir) if f.startswith("site.db"))
    server = serve(site, top, limit=size // 512 + 8)
    made = {}
    note = "满" * 1200
    last = None
    for i in range(200):
        last = site.api(server, "clerk_a", "POST", "/api/v1/registers/person/records",
                        {"unit": A, "fields": {"name": "末%d" % i, "sex": "male", "note": note}})
        made["末%d" % i] = last.status
        if last.status != 201:
            break
    expect(last.status in (500, 503, 507), "a full disk answers %d" % last.status)
    expect("title" in last.text, "a full disk says %s" % last.text[:300])
    server.process.terminate()
    server.process.wait(timeout=40)
    server.process.stdout.close()
    saved = {name for name, status in made.items() if status == 201}
    expect(whole(site, made) == saved, "a full disk lost or half-saved rows")
    site.check()


def broken_file(site):
    """A damaged database is said to be so, by check and by serve."""
    path = site.dir + "/site.db"
    site.rows("pragma wal_checkpoint(truncate)")
    with open(path, "r+b") as f:
        f.seek(0)
        f.write(b"\x00" * 100)
    for command in (["check", site.dir], ["serve", site.dir, "--listen", "127.0.0.1:0"]):
        got = site.run(*command, expect=None)
        expect(got.returncode not in (0, 2) and "yanzhen:" in got.stderr and got.returncode > 0,
               "%s of a broken file: %d %s" % (command[0], got.returncode, got.stderr[-300:]))


def main():
    top = tempfile.mkdtemp(prefix="yanzhen-crash-")
    chance = random.Random(SEED)
    server = None
    try:
        site = Site(YANZHEN, AREAS, top + "/site")
        server = serve(site, top)
        v = villages()[0]
        site.plant(server, v, "county")
        two_savers(site, server, v)
        many_writers(site, server)
        server_deaths(site, server, chance)
        expect(server.stop() == 0, "the server did not stop cleanly")
        site.check()
        import_deaths(site, chance)
        job_deaths(site, top, chance)
        full_disk(site, top)
        broken_file(site)
        for what in FAILED:
            print("FAILED " + what)
        print("%d passed, %d failed (seed %d)" % (len(PASSED), len(FAILED), SEED))
        return 1 if FAILED else 0
    finally:
        if server and server.process.poll() is None:
            server.process.kill()
        shutil.rmtree(top, ignore_errors=True)


sys.exit(main())
