"""Starts a server on a free port and talks to it, politely (ask) or not (raw).

Used by the runners of this folder; standard library only.
"""
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse


def until(true, what, seconds=60):
    """Waits for a condition; the deadline is only there so that a broken program ends the test."""
    for _ in range(seconds * 50):
        if true():
            return
        time.sleep(0.02)
    raise AssertionError("in vain: " + what)


class Server:
    """A server process on a directory of its own; `command` gets the directory appended."""

    def __init__(self, command, directory, env=None):
        self.directory = directory
        self.log = open(os.path.join(directory, "server.log"), "ab")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log,
                                        env={**os.environ, **(env or {})})
        line = self.process.stdout.readline().decode()
        found = re.search(r":(\d+)/", line)
        if not found:
            raise RuntimeError("the server did not start: %r\n%s" % (line, self.log_text()))
        self.port = int(found.group(1))

    def log_text(self):
        with open(os.path.join(self.directory, "server.log"), encoding="utf-8") as f:
            return f.read()

    def child(self):
        """The pid of the server process under the supervisor."""
        return int(re.findall(r"ready pid=(\d+)", self.log_text())[-1])

    def wait_ready(self, seconds=60):
        for _ in range(seconds * 50):
            try:
                if self.ask("GET", "/").status:
                    return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("the server does not answer")

    def ask(self, method, path, body=None, headers=None, timeout=20):
        return ask(self.port, method, path, body, headers, timeout)

    def post(self, path, fields, headers=None):
        return self.ask("POST", path, urllib.parse.urlencode(fields),
                        {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})})

    def raw(self, data, timeout=20):
        """Sends bytes, reads until the server closes; gives everything it said."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as s:
            s.sendall(data)
            return read_all(s)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=40)
        self.process.stdout.close()
        self.log.close()
        return code


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.data = response.read()

    @property
    def text(self):
        return self.data.decode()

    def lines(self):
        return dict(line.split("=", 1) for line in self.text.splitlines() if "=" in line)

    def cookies(self):
        """name -> value of the cookies that were set."""
        found = {}
        for line in self.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            found[name] = value
        return found


def ask(port, method, path, body=None, headers=None, timeout=20):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body, headers or {})
        return Answer(connection.getresponse())
    finally:
        connection.close()


def read_all(s):
    said = b""
    while True:
        try:
            part = s.recv(65536)
        except ConnectionResetError:
            return said
        if not part:
            return said
        said += part


def multipart(fields, files):
    """Body and content type; files: name -> (file name, bytes)."""
    edge = "----yanzhen-test-edge"
    out = b""
    for name, value in fields.items():
        out += ("--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n" % (edge, name, value)).encode()
    for name, (file_name, data) in files.items():
        out += ("--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
                "Content-Type: application/octet-stream\r\n\r\n" % (edge, name, file_name)).encode()
        out += data + b"\r\n"
    return out + ("--%s--\r\n" % edge).encode(), "multipart/form-data; boundary=" + edge


def run(cases, make):
    """Runs every case with a fresh `make()` server; prints the runner's last line."""
    passed = failed = 0
    only = sys.argv[3:]
    for case in cases:
        if only and case.__name__ not in only:
            continue
        directory = tempfile.mkdtemp(prefix="yanzhen-http-")
        server = None
        try:
            server = make(directory)
            case(server)
            if server.stop() != 0:
                raise AssertionError("the server did not stop cleanly")
            passed += 1
        except Exception as why:  # pylint: disable=broad-except
            failed += 1
            print("FAILED %s: %s: %s" % (case.__name__, type(why).__name__, why))
            if server:
                print(server.log_text()[-2000:] if not server.log.closed else "")
                server.process.kill() if server.process.poll() is None else None
        finally:
            shutil.rmtree(directory, ignore_errors=True)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0
