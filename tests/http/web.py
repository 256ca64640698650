#!/usr/bin/env python3
"""The HTTP layer itself: filter, limits, forms, uploads, the writer, restart.

usage: web.py SERVER [-- CASE...]     SERVER is the program built from server.c
"""
import gzip
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time

from harness import Server, multipart, read_all, run, until

HOST = b"Host: localhost\r\n"


def status(said):
    return int(said.split(b" ", 2)[1]) if said.startswith(b"HTTP/") else None


def refuses(server, data, want=400):
    """One refused request, and nothing behind it is read as another."""
    said = server.raw(data + b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n", timeout=15)
    assert status(said) == want, (data[:60], said[:120])
    assert said.count(b"HTTP/1.") == 1, (data[:60], said[:400])


def malformed_heads(server):
    post = b"POST /echo HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"
    refuses(server, post + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nn=123")
    refuses(server, post + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nn=123")
    refuses(server, post + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
    assert b" 200 " not in server.raw(post + b"Content-Length: +5\r\n\r\nn=123")  # the library refuses this one
    refuses(server, post + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")
    refuses(server, b"GET / HTTP/1.1\r\n" + HOST + b"X-Bad : 1\r\n\r\n")
    refuses(server, b"GET / HTTP/1.1\r\n" + HOST + b"X-Bad: a\x01b\r\n\r\n")
    refuses(server, b"GET / HTTP/1.1\r\n\r\n")
    refuses(server, b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n")
    refuses(server, b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n")
    refuses(server, b"BREW / HTTP/1.1\r\n" + HOST + b"\r\n", 405)
    refuses(server, b"GET /%zz HTTP/1.1\r\n" + HOST + b"\r\n")
    refuses(server, b"GET /a%00b HTTP/1.1\r\n" + HOST + b"\r\n")
    refuses(server, b"GET /%ff HTTP/1.1\r\n" + HOST + b"\r\n")


def late_heads_are_cut(server):
    """A head that dribbles is cut; others are served meanwhile."""
    began = time.monotonic()
    slow = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    slow.sendall(b"GET / HTTP/1.1\r\nX: ")
    cut = None
    while time.monotonic() - began < 14 and cut is None:
        try:
            slow.sendall(b"a")
            slow.settimeout(0.5)
            if slow.recv(1000) == b"":
                cut = time.monotonic() - began
        except socket.timeout:
            pass
        except OSError:
            cut = time.monotonic() - began
        assert server.ask("GET", "/").status == 200
    slow.close()
    assert cut is not None and 9 < cut < 13, cut


def routes(server):
    assert server.ask("GET", "/nothing").status == 404
    assert server.ask("POST", "/count").status == 405
    assert server.ask("GET", "/add").status == 405
    assert server.ask("GET", "/echo/%E9%9B%81").lines()["name"] == "雁"
    assert "lang=" in server.ask("GET", "/echo/fixed").text
    assert server.ask("GET", "/echo/a/b").status == 404
    # a path parameter cannot be replaced by the query
    assert server.ask("GET", "/echo/path?name=query").lines()["name"] == "path"
    head = server.ask("HEAD", "/big")
    assert head.status == 200 and head.data == b"" and int(head.headers["Content-Length"]) > 40000


def parameters(server):
    asked = server.ask("GET", "/echo?text=%E7%8E%8B%20%26&n=-12&day=2024-05-03&flag=on&f.b=2&f.a=1&undeclared=x")
    got = asked.lines()
    assert (got["text"], got["n"], got["day"], got["flag"]) == ("王 &amp;", "-12", "20240503", "1"), got
    assert (got["b"], got["a"], got["undeclared"]) == ("2", "1", "")
    assert asked.text.index("b=2") < asked.text.index("a=1")
    assert server.post("/echo", {"note": "a\r\nb"}).text.count("note=a\nb\n") == 1
    for bad, code in (("n=1x", "param-int"), ("day=2024-02-30", "param-date"), ("flag=maybe", "param-flag"),
                      ("text=" + "a" * 21, "param-long"), ("text=a%01", "param-text")):
        answer = server.ask("GET", "/echo?" + bad)
        assert answer.status == 400 and code in answer.lines(), (bad, answer.text)
    assert server.ask("GET", "/echo?text=%ff").status == 400
    assert server.post("/add", {"text": "a"}).lines()["param-required"] == "id"
    assert server.post("/echo", {"f.%d" % i: "1" for i in range(2600)}).status == 200
    assert server.post("/echo", {"f.%d" % i: "1" for i in range(2601)}).status == 413


def headers(server):
    answer = server.ask("GET", "/")
    assert answer.text.startswith("<shell>lang=zh")
    for name, part in (("Content-Security-Policy", "default-src 'self'"), ("X-Content-Type-Options", "nosniff"),
                       ("Referrer-Policy", "same-origin"), ("Cache-Control", "no-store"),
                       ("Content-Type", "text/html; charset=utf-8")):
        assert part in answer.headers[name], name
    assert server.ask("GET", "/", headers={"Accept-Language": "en-US,en;q=0.9,zh;q=0.8"}).text.count("lang=en")
    assert server.ask("GET", "/", headers={"Accept-Language": "zh-CN,en"}).text.count("lang=zh")
    chosen = server.ask("GET", "/?lang=en")
    assert "lang=en" in chosen.text and chosen.cookies()["lang"] == "en"
    assert "lang=en" in server.ask("GET", "/", headers={"Cookie": "a=1; lang=en"}).text
    plain = server.ask("GET", "/big")
    packed = server.ask("GET", "/big", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and len(packed.data) < len(plain.data) / 10
    assert gzip.decompress(packed.data) == plain.data and "&lt;b&gt;" in plain.text
    sent = server.ask("GET", "/file")
    assert sent.data == b"contents" and "UTF-8''%E5%90%8D%E5%8D%95.txt" in sent.headers["Content-Disposition"]
    assert server.ask("GET", "/api/v1/thing", headers={"If-None-Match": '"v1"'}).status == 304


def assets(server):
    assert server.ask("GET", "/assets/0000000000000000/app.css").status == 404
    assert server.ask("GET", "/assets/../site.db").status == 404


def bodies(server):
    json = {"Content-Type": "application/json"}
    assert server.ask("POST", "/api/v1/thing", '{"a": 1}', json).text == '{"a": 1}'
    assert server.ask("POST", "/echo", "{}", json).status == 400
    assert server.ask("POST", "/api/v1/thing", b'"\xff"', json).status == 400
    assert server.ask("POST", "/add", "id=1&text=" + "a" * 1100000,
                      {"Content-Type": "application/x-www-form-urlencoded"}).status == 413
    chunk = b"5\r\nn=123\r\n" + b"0\r\n\r\n"
    said = server.raw(b"POST /echo HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"
                      b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)
    assert status(said) == 200 and b"n=123" in said


def uploads(server):
    data = os.urandom(3000000)
    body, kind = multipart({"text": "雁"}, {"file": ("C:\\dir\\台账.xlsx", data)})
    answer = server.ask("POST", "/upload", body, {"Content-Type": kind})
    got = answer.lines()
    assert got["hash"] == hashlib.sha256(data).hexdigest() and got["size"] == str(len(data)), answer.text
    assert got["stored"] == "yes" and got["text"] == "雁" and got["name"].endswith("台账.xlsx")
    assert "dir" not in got["name"]
    time.sleep(0.1)
    assert os.listdir(os.path.join(server.directory, "tmp")) == []
    big = server.raw(b"POST /upload HTTP/1.1\r\n" + HOST + b"Content-Type: " + kind.encode() +
                     b"\r\nContent-Length: 200000000\r\n\r\n")
    assert status(big) == 413
    body, kind = multipart({}, {"text": ("a", b"x" * 2000000)})
    assert server.ask("POST", "/echo", body, {"Content-Type": kind}).status == 413


def writes(server):
    answer = server.post("/add", {"id": 1, "text": "a"})
    assert answer.status == 303 and answer.headers["Location"] == "/count"
    assert server.ask("GET", "/count").lines() == {"count": "1", "sum": "1"}
    flash = "flash=" + answer.cookies()["flash"]
    shown = server.ask("GET", "/", headers={"Cookie": flash})
    assert "flash=Saved." in shown.text and shown.cookies()["flash"] == ""
    # refused after writing: undone; refuse without an error: undone, page shown, flash kept
    assert server.post("/add", {"id": 2, "text": "fail"}).status == 422
    assert server.post("/add", {"id": 3, "text": "again"}).status == 200
    assert server.post("/add", {"id": 1, "text": "twice"}).status == 409
    assert server.ask("GET", "/count").lines()["count"] == "1"
    assert server.post("/add", {"id": 9, "text": "x"}, {"Sec-Fetch-Site": "cross-site"}).status == 403


def many_writers(server):
    """64 at once: every acknowledged row is there, every other one is not."""
    done, lock = [], threading.Lock()

    def write(k):
        for i in range(10):
            n = 1 + k * 10 + i
            text = "fail" if i == 5 else "row"
            if server.post("/add", {"id": n, "text": text}).status == 303:
                with lock:
                    done.append(n)

    threads = [threading.Thread(target=write, args=(k,)) for k in range(64)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(done) == 64 * 9, len(done)
    assert server.ask("GET", "/count").lines() == {"count": str(len(done)), "sum": str(sum(done))}


def slow_pages_leave_the_loops_free(server):
    order = []

    def slow():
        server.ask("GET", "/slow?ms=1500")
        order.append("slow")

    threads = [threading.Thread(target=slow) for _ in range(2)]
    for t in threads:
        t.start()
    time.sleep(0.1)
    assert server.ask("GET", "/count").status == 200
    order.append("quick")
    for t in threads:
        t.join()
    assert order[0] == "quick", order


def stop_finishes_running_requests(server):
    answers = []
    t = threading.Thread(target=lambda: answers.append(server.ask("GET", "/slow?ms=800")))
    t.start()
    time.sleep(0.3)
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    try:
        refused = server.ask("GET", "/", timeout=2).status
    except OSError:
        refused = True
    t.join()
    assert refused is True, refused
    assert answers and answers[0].status == 200 and "slow=done" in answers[0].text
    assert server.process.wait(timeout=10) == 0


def killed_server_comes_back(server):
    """kill -9 under writes: a new child takes over, nothing acknowledged is lost."""
    done, stop = [], threading.Event()

    def write(k):
        n = k * 100000
        while not stop.is_set():
            n += 1
            try:
                if server.post("/add", {"id": n, "text": "row"}).status == 303:
                    done.append(n)
            except OSError:
                time.sleep(0.01)

    server.wait_ready()
    threads = [threading.Thread(target=write, args=(k,)) for k in range(1, 9)]
    for t in threads:
        t.start()
    for _ in range(5):
        time.sleep(0.3)
        old = server.child()
        os.kill(old, signal.SIGKILL)
        # The dying child may answer once more: wait for its successor, then for an answer.
        until(lambda old=old: server.child() != old, "a new child after kill -9")
        server.wait_ready()
    stop.set()
    for t in threads:
        t.join()
    assert len(done) > 50, len(done)
    for n in done:
        assert server.ask("GET", "/note/%d" % n).lines()["found"] == "yes", n


def crash_costs_one_request(server):
    try:
        server.ask("GET", "/crash")
        raise AssertionError("the crash was answered")
    except OSError:
        pass
    except Exception as why:  # pylint: disable=broad-except
        assert "RemoteDisconnected" in type(why).__name__, why
    server.wait_ready()
    assert "ended by signal 6" in server.log_text()


def signed_in(server):
    """Session cookie, CSRF, capability, unit in view; the same sentence for every wrong sign-in."""
    assert server.ask("GET", "/me?unit=1").headers["Location"] == "/sign-in?next=%2Fme%3Funit%3D1"
    wrong = server.post("/sign-in", {"login": "clerk", "password": "wrong"})
    nobody = server.post("/sign-in", {"login": "nobody", "password": "wrong"})
    assert wrong.status == nobody.status == 401 and wrong.text == nobody.text
    answer = server.post("/sign-in", {"login": "clerk", "password": "Goose-2024"})
    assert answer.status == 303 and answer.headers["Location"] == "/me", answer.text
    line = answer.headers["Set-Cookie"]
    assert line.startswith("yz=") and "HttpOnly" in line and "SameSite=Lax" in line and "Secure" not in line
    jar = {"Cookie": "yz=" + answer.cookies()["yz"]}
    me = server.ask("GET", "/me", headers=jar).lines()
    assert me["login"] == "clerk" and me["unit"] == "羊角塘镇" and int(me["county"]) > 0, me
    assert server.ask("GET", "/me?unit=431181110000", headers=jar).lines()["unit"] == "羊角塘镇"
    # the neighbour town and the county above are as if they did not exist
    for code in ("431181111000", "431181000000", "999999999999", "7", "x"):
        assert server.ask("GET", "/me?unit=" + code, headers=jar).status == 404, code
    assert server.ask("GET", "/site", headers=jar).status == 403
    for csrf in ({}, {"csrf": ""}, {"csrf": "0" * 32}):
        assert server.post("/me", csrf, jar).status == 403, csrf
        assert server.post("/add", {"id": 5, **csrf}, jar).status == 403, csrf
    assert server.post("/me", {"csrf": me["csrf"]}, jar).status == 200
    assert server.post("/me", {}, {**jar, "X-CSRF-Token": me["csrf"]}).status == 200
    assert server.ask("GET", "/count").lines()["count"] == "0"
    stale = server.ask("GET", "/me", headers={"Cookie": "yz=" + "0" * 64})
    assert stale.status == 303 and stale.cookies()["yz"] == ""
    assert server.ask("GET", "/api/v1/thing", headers={"Authorization": "Bearer nonsense"}).status == 401


def log_has_one_line_per_request(server):
    server.ask("GET", "/note/7?id=secret")
    server.post("/add", {"id": 1, "text": "王建国"})
    time.sleep(0.1)
    lines = [x for x in server.log_text().splitlines() if '"request"' in x]
    assert len(lines) == 2 and "path=/note/:id status=200" in lines[0], lines
    assert "王建国" not in server.log_text() and "secret" not in server.log_text()


CASES = [malformed_heads, routes, signed_in, parameters, headers, assets, bodies, uploads, writes, many_writers,
         slow_pages_leave_the_loops_free, stop_finishes_running_requests, killed_server_comes_back,
         crash_costs_one_request, log_has_one_line_per_request, late_heads_are_cut]


def make(directory):
    subprocess.run([sys.argv[1], "make", directory], check=True)
    return Server([sys.argv[1], "serve", directory], directory)


if __name__ == "__main__":
    sys.exit(run(CASES, make))
