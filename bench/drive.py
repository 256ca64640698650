#!/usr/bin/env python3
"""Measures a served site: start, idle memory, list page against a bare handler, 64 writers.

usage: drive.py BUILD SITE [start|lists|writers|noise]...
"""
import http.client
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "http"))
from harness import Server, ask

BUILD, SITE = sys.argv[1], sys.argv[2]
PARTS = sys.argv[3:] or ["start", "lists", "writers"]
PASSWORD = "Yanzhen-demo-2026"
ROUNDS, REQUESTS = 5, 40
PATIENCE = 120  # seconds for one reply: a busy machine is slow, not wrong
SPELL = 5       # seconds of requests at most in one round; fewer than REQUESTS then count
SEARCHES = ["", "jian", "欧阳"]


def cpu_ns(pid):
    """CPU time of all threads of a process."""
    total = 0
    for task in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/schedstat" % (pid, task), encoding="ascii") as f:
            total += int(f.read().split()[0])
    return total


def pss_kb(pid):
    with open("/proc/%d/smaps_rollup" % pid, encoding="ascii") as f:
        return int(re.search(r"^Pss:\s+(\d+)", f.read(), re.M).group(1))


def serve(directory):
    return Server([os.path.join(BUILD, "yanzhen"), "serve", SITE, "--listen", "127.0.0.1:0"], directory)


def starts(directory):
    """From exec to the first complete reply, milliseconds."""
    took = []
    for _ in range(9):
        begun = time.monotonic()
        server = serve(directory)
        server.wait_ready()
        took.append((time.monotonic() - begun) * 1e3)
        server.stop()
    took.sort()
    print("start: %.0f ms to the first reply (%.0f-%.0f); budget < 200" % (took[4], took[0], took[-1]))


def sign_in(server, login):
    page = server.ask("GET", "/sign-in")
    csrf = re.search(r"name=['\"]csrf['\"] value=['\"]([0-9a-f]*)", page.text)
    cookies = page.cookies()
    answer = server.post("/sign-in", {"csrf": csrf.group(1) if csrf else "", "login": login, "password": PASSWORD},
                         {"Cookie": "; ".join("%s=%s" % c for c in cookies.items())})
    if answer.status != 303:
        raise RuntimeError("sign-in: %d %s" % (answer.status, answer.text[-400:]))
    cookies.update(answer.cookies())
    cookie = "; ".join("%s=%s" % c for c in cookies.items())
    page = server.ask("GET", "/account", headers={"Cookie": cookie}).text
    return cookie, re.search(r"name=['\"]csrf['\"] value=['\"]([0-9a-f]+)", page).group(1)


def load(port, pid, path, headers):
    """CPU microseconds of the server per request on one kept connection; the body."""
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    body = b""
    begun = counted = 0
    until = time.monotonic() + SPELL
    for i in range(REQUESTS + 2):
        if i == 2:
            begun = cpu_ns(pid)
        elif i > 4 and time.monotonic() > until:
            break
        counted += i >= 2
        c.request("GET", path, headers=headers)
        answer = c.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError("%s: %d" % (path, answer.status))
    c.close()
    return (cpu_ns(pid) - begun) / 1e3 / counted, body


def free_port():

    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def lists(server, directory, cookie, unit, what):
    for search in SEARCHES:
        path = "/reg/person?" + urllib.parse.urlencode({"unit": unit, "q": search})
        ours, bare, ratio = [], [], []
        _, body = load(server.port, server.child(), path, {"Cookie": cookie})
        file = os.path.join(directory, "body")
        with open(file, "wb") as f:
            f.write(body)
        port = free_port()
        p = subprocess.Popen([os.path.join(BUILD, "bench", "bare_list"), SITE, str(port), file, str(unit), search],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if p.stdout.readline() != b"ready\n":
            raise RuntimeError("bare_list did not start")
        for _ in range(ROUNDS):
            ours.append(load(server.port, server.child(), path, {"Cookie": cookie})[0])
            bare.append(load(port, p.pid, "/", {})[0])
            ratio.append(ours[-1] / bare[-1])
        p.send_signal(signal.SIGTERM)
        p.wait()
        print("list: people of %s, search '%s': ours %.0f us CPU, bare %.0f us, ratio %.2f (%.2f-%.2f), %d bytes; budget <= 2"
              % (what, search, statistics.median(ours), statistics.median(bare), statistics.median(ratio),
                 min(ratio), max(ratio), len(body)))


def writers(server, cookie, csrf, codes):
    if not shutil.which("wrk"):
        print("save_64: not measured, wrk is not installed")
        return
    env = {**os.environ, "BENCH_COOKIE": cookie, "BENCH_CSRF": csrf, "BENCH_UNITS": ",".join(codes)}
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "post.lua")
    for _ in range(3):
        begun, wall = cpu_ns(server.child()), time.monotonic()
        done = subprocess.run(["wrk", "-t1", "-c64", "-d5s", "-s", script, "http://127.0.0.1:%d" % server.port],
                              env=env, capture_output=True, text=True, check=True, timeout=PATIENCE)
        cpu, wall = cpu_ns(server.child()) - begun, time.monotonic() - wall
        line = [x for x in done.stdout.splitlines() if x.startswith(("save_64", "4", "5"))]
        count = int(re.search(r"save_64: (\d+) requests", done.stdout).group(1))
        print("\n".join(line) + "; server %.0f us CPU a request, %.0f%% of one core; budget: 0 refused, p99 < 50 ms"
              % (cpu / 1e3 / max(count, 1), cpu / 1e7 / wall))


def noise():
    """The same work nine times: how far apart its CPU times lie is what no number here can beat."""
    took = []
    for _ in range(9):
        begun = time.process_time()
        sum(i * i for i in range(400000))
        took.append((time.process_time() - begun) * 1e3)
    took.sort()
    print("noise: %.1f ms CPU for the same work (%.1f-%.1f), load average %.1f"
          % (took[4], took[0], took[-1], os.getloadavg()[0]))


def main():
    if "noise" in PARTS:
        noise()
        return
    with tempfile.TemporaryDirectory() as directory:
        if "start" in PARTS:
            starts(directory)
        server = serve(directory)
        server.wait_ready()
        try:
            time.sleep(1)
            kb = [pss_kb(server.process.pid), pss_kb(server.child())]
            print("idle memory: %.1f + %.1f MB (PSS, supervisor + server); budget < 64" % (kb[0] / 1024, kb[1] / 1024))
            cookie, csrf = sign_in(server, "qiyang")
            if "lists" in PARTS:
                lists(server, directory, cookie, os.environ["BENCH_COUNTY"], "the county")
                lists(server, directory, cookie, os.environ["BENCH_TOWN"], "a town")
            if "writers" in PARTS:
                writers(server, cookie, csrf, os.environ["BENCH_CODES"].split(","))
            kb = [pss_kb(server.process.pid), pss_kb(server.child())]
            print("memory after the load: %.1f + %.1f MB" % (kb[0] / 1024, kb[1] / 1024))
        finally:
            server.stop()


main()
