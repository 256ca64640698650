#!/usr/bin/env python3
"""What is due is told: the daily run, e-mail to a real SMTP conversation, a robot of a group chat.

usage: remind.py YANZHEN UNITS.csv [-- CASE...]

Both servers are on the loopback.  The mail is read with Python's own parser.
"""
import email
import email.policy
import http.server
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import threading

from harness import Server, run

YANZHEN, UNITS = sys.argv[1], sys.argv[2]
COUNTY, VILLAGE = "431181000000", "431181110200"
PASSWORD = "Remind-Pass-1"
NOW = 1704067200000  # 2024-01-01 08:00 in China, a Monday and a holiday
LATER = {**os.environ, "LC_ALL": "C"}  # ids are made of the moment: a clock that stands gives one twice
ENV = {**os.environ, "YANZHEN_NOW": str(NOW), "LC_ALL": "C"}


class Smtp(threading.Thread):
    """Speaks just enough of RFC 5321; the first `refuse` messages are answered with 451."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port, self.mails, self.refuse = self.socket.getsockname()[1], [], 0
        self.start()

    def run(self):
        while True:
            connection, _ = self.socket.accept()
            with connection, connection.makefile("rb") as lines:
                def say(text):
                    connection.sendall(text.encode() + b"\r\n")
                say("220 test")
                while line := lines.readline():
                    word = line.split()[0].upper()
                    if word in (b"EHLO", b"HELO"):
                        say("250 test")
                    elif word == b"DATA":
                        say("354 go")
                        body = b""
                        while (part := lines.readline()) != b".\r\n":
                            body += part
                        if self.refuse:
                            self.refuse -= 1
                            say("451 later")
                        else:
                            self.mails.append(body)
                            say("250 taken")
                    elif word == b"QUIT":
                        say("221 bye")
                        break
                    else:
                        say("250 ok")


class Hook(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        said = self.said = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                said.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
                answer = b'{"errcode":0,"errmsg":"ok"}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass
        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.start()

    def run(self):
        self.server.serve_forever()


def command(*words, env=None):
    done = subprocess.run([YANZHEN, *words], capture_output=True, text=True, check=False, env=env or ENV)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def post(server, path, cookie, **fields):
    page = server.ask("GET", "/account", headers={"Cookie": cookie} if cookie else {})
    if cookie:
        fields["csrf"] = re.search(rb"name=['\"]csrf['\"] value=['\"]([0-9a-f]+)", page.data)[1].decode()
    return server.post(path, fields, {"Cookie": cookie} if cookie else {})


def sign_in(server, login):
    page = server.ask("GET", "/sign-in")
    cookies = page.cookies()
    token = re.search(rb"name=['\"]csrf['\"] value=['\"]([0-9a-f]+)", page.data)
    answer = server.post("/sign-in", {"login": login, "password": PASSWORD, **({"csrf": token[1].decode()} if token else {})},
                         {"Cookie": "; ".join("%s=%s" % c for c in cookies.items())})
    return "yz=" + answer.cookies()["yz"]


def plant(site):
    """A supervised to-do due on Wednesday 2024-01-03; two working days before is Friday 2023-12-29."""
    db = sqlite3.connect(os.path.join(site, "site.db"))
    county, = db.execute("select unit from unit_code where code=?", (COUNTY,)).fetchone()
    village, = db.execute("select unit from unit_code where code=?", (VILLAGE,)).fetchone()
    db.execute("insert into r_supervise(county,id,unit,ver,state,created_ms,updated_ms,kind,content,opened,due) "
               "values(?,71,?,1,'open',1,1,'other','补齐台账资料',20231220,20240103)", (county, village))
    db.execute("insert into r_escalation_rule(county,id,unit,ver,state,created_ms,updated_ms,applies,days,step,document,"
               "started) values(?,72,?,1,'',1,1,'supervise',-2,'remind','测试',20200101)", (county, county))
    db.commit()
    db.close()
    return village


def make(directory):
    smtp, hook = Smtp(), Hook()
    site, secret = os.path.join(directory, "site"), os.path.join(directory, "password")
    with open(secret, "w", encoding="utf-8") as f:
        f.write(PASSWORD)
    command("init", site, "--login", "root", "--password-file", secret, env=LATER)
    command("unit", site, "load", UNITS, env=LATER)
    for login, role, unit in (("clerk", "clerk", VILLAGE), ("keeper", "admin", COUNTY)):
        command("user", site, "add", login, "--name", login, "--password-file", secret, "--unit", COUNTY,
                env=LATER)
        command("user", site, "grant", login, "--role", role, "--unit", unit, "--from", "2020-01-01",
                env=LATER)
    with open(os.path.join(site, "site.conf"), "w", encoding="utf-8") as f:
        f.write("daily_hour=off\nsmtp_url=smtp://127.0.0.1:%d\nsmtp_tls=no\nsmtp_from=yz@example.cn\n"
                "hook_hosts=127.0.0.1:%d\nsite_url=https://yz.example.cn\n" % (smtp.port, hook.port))
    village = plant(site)
    db = sqlite3.connect(os.path.join(site, "site.db"))
    db.execute("update account set must_change=0")
    db.commit()
    db.close()
    server = Server([YANZHEN, "serve", site, "--listen", "127.0.0.1:0"], directory, {"YANZHEN_NOW": str(NOW)})
    server.wait_ready()
    answer = post(server, "/account/mail", sign_in(server, "clerk"), mail="clerk@example.cn")
    assert answer.status == 303, (answer.status, answer.data[-2000:])
    answer = post(server, "/reminders/robot", sign_in(server, "keeper"), name="村务群", kind="dingtalk", over=str(village),
                  url="http://127.0.0.1:%d/robot/send?access_token=hidden9876" % hook.port, secret="SECtest")
    assert answer.status == 303, (answer.status, answer.data[-2000:])
    answer = post(server, "/reminders/robot", sign_in(server, "keeper"), name="x", kind="dingtalk", over=str(village),
                  url="http://169.254.169.254/robot/send?access_token=1", secret="")
    assert answer.status == 400, answer.status
    server.site, server.smtp, server.hook = site, smtp, hook
    return server


def expect(true, what):
    if not true:
        raise AssertionError(what)


def told_once(server):
    site, smtp, hook = server.site, server.smtp, server.hook
    said = command("daily", site)
    expect("1 steps taken" in said and "2 messages to send" in said, said)
    expect(len(smtp.mails) == 1 and len(hook.said) == 1, (smtp.mails, hook.said, said))
    mail = email.message_from_bytes(smtp.mails[0], policy=email.policy.default)
    text = mail.get_content()
    expect(mail["To"] == "clerk@example.cn" and mail["From"] == "yz@example.cn", str(mail))
    expect("雁阵" in mail["Subject"] and "1" in mail["Subject"], mail["Subject"])
    expect("补齐台账资料" in text and "2024-01-03" in text and "https://yz.example.cn/todo" in text, text)
    path, body = hook.said[0]
    expect(re.search(r"access_token=hidden9876&timestamp=%d&sign=[\w%%]+" % NOW, path), path)
    expect(body["msgtype"] == "text" and "到期提醒1项" in body["text"]["content"], body)
    command("daily", site)
    command("daily", site, "--go-on")
    expect(len(smtp.mails) == 1 and len(hook.said) == 1, "sent twice")
    page = server.ask("GET", "/reminders", headers={"Cookie": sign_in(server, "keeper")}).data.decode()
    expect("9876" in page and "hidden9876" not in page, "the secret address is on the page")
    with open(os.path.join(site, "site.db"), "rb") as f:
        expect(b"hidden9876" not in f.read(), "the secret address is in the database")
    notices = server.ask("GET", "/notices", headers={"Cookie": sign_in(server, "clerk")}).data.decode()
    expect("补齐台账资料" in notices, "no notice")


def tried_again(server):
    site, smtp = server.site, server.smtp
    smtp.refuse = 1
    said = command("daily", site)
    expect("1 to be tried again" in said and not smtp.mails, said)
    ENV["YANZHEN_NOW"] = str(NOW + 3600 * 1000)
    said = command("daily", site)
    ENV["YANZHEN_NOW"] = str(NOW)
    expect(len(smtp.mails) == 1, said)


def clock_jumps(server):
    site, smtp = server.site, server.smtp
    command("daily", site)
    for days, held in ((-3, True), (60, True), (20, False)):
        ENV["YANZHEN_NOW"] = str(NOW + days * 86400000)
        done = subprocess.run([YANZHEN, "daily", site], capture_output=True, text=True, check=False, env=ENV)
        ENV["YANZHEN_NOW"] = str(NOW)
        expect(("Nothing was sent" in done.stderr) == held and (done.returncode == 1) == held, (days, done))
    expect(len(smtp.mails) == 1, "a jump of the clock sent mail")


if __name__ == "__main__":
    sys.argv[1:2] = []
    sys.exit(run([told_once, tried_again, clock_jumps], make))
