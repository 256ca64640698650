#!/usr/bin/env python3
"""Files that mean harm, sent through the import page: each gets a sentence, nothing is saved.

usage: hostile.py YANZHEN AREAS.csv AREAS2.csv

After each file the server is alive and small, and no row, batch or file is left half-made;
at the end `yanzhen check` finds nothing.
"""
import html
import io
import os
import re
import shutil
import socket
import sys
import tempfile
import zipfile

from fixture import A, B, C, Site
from harness import Server, multipart, read_all

YANZHEN, AREAS = os.path.abspath(sys.argv[1]), sys.argv[2:4]
MEMORY = 400 << 20      # of the server, whatever it is sent
HEAD = "姓名,性别,出生日期,职业,备注,所在村\n"
TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
         '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>')
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="'
        + OFFICE + '/%s" Target="%s"/></Relationships>')
BOOK = ('<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="' + OFFICE +
        '"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>')


def book(sheet, head="<?xml version='1.0'?>"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", TYPES)
        z.writestr("_rels/.rels", RELS % ("officeDocument", "xl/workbook.xml"))
        z.writestr("xl/workbook.xml", BOOK)
        z.writestr("xl/_rels/workbook.xml.rels", RELS % ("worksheet", "worksheets/sheet1.xml"))
        z.writestr("xl/worksheets/sheet1.xml", head + (
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s'
            "</sheetData></worksheet>") % sheet)
    return out.getvalue()


def cells(*texts):
    return "".join('<c t="inlineStr"><is><t>%s</t></is></c>' % t for t in texts)


def rows(*lines):
    return "".join('<row r="%d">%s</row>' % (i + 1, line) for i, line in enumerate(lines))


NAMES = ("姓名", "性别", "出生日期", "所在村")
GOOD = book(rows(cells(*NAMES), cells("亓官一", "男", "1988-05-06", A)))
BOMB = book(rows(cells(*NAMES)) + "<row r='2'><c t='inlineStr'><is><t>" + " " * (300 << 20) + "</t></is></c></row>")
LAUGHS = ("<!DOCTYPE l [<!ENTITY a 'ha'>" + "".join(
    "<!ENTITY %s '%s'>" % (chr(98 + i), ("&%s;" % chr(97 + i)) * 20) for i in range(8)) + "]>")
OUTSIDE = "<!DOCTYPE x [<!ENTITY secret SYSTEM 'file:///etc/passwd'>]>"
CASES = {   # file name -> bytes, what the sentence says
    "zip炸弹.xlsx": (BOMB, "解压后过大"),
    "xml炸弹.xlsx": (book(rows(cells("&i;")), LAUGHS), "文档类型声明"),
    "xml炸弹.xls": (("<?xml version='1.0'?>" + LAUGHS + "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>"
                     "<Worksheet><Table><Row><Cell><Data>&i;</Data></Cell></Row></Table></Worksheet></Workbook>").encode(), "文档类型声明"),
    "外部实体.xlsx": (book(rows(cells(*NAMES), cells("&secret;", "男", "1988-05-06", A)), OUTSIDE), "文档类型声明"),
    "半个.xlsx": (GOOD[:len(GOOD) // 2], "已损坏或不完整"),
    "只有头.xlsx": (b"PK\3\4" + b"\0" * 50, "已损坏或不完整"),
    "空的.xlsx": (b"", "文件是空的"),
    "空的.csv": (b"", "文件是空的"),
    "图片.xlsx": (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "这是图片"),
    "程序.xls": (b"MZ" + os.urandom(2000), "这是程序文件"),
    "文档.docx": (b"PK\5\6" + b"\0" * 18, "不是表格文件"),
    "乱码.csv": (bytes(range(128, 256)) * 40, "没有找到"),
    "零.csv": (HEAD.encode() + b"\0\0\0,\0\n", "既不是表格"),
    "一行.csv": (b"a" * (8 << 20), "超过 32768 字节"),
    "引号.csv": (HEAD.encode() + b'"' + "甲".encode() * 100000, "超过 32768 字节"),
    "没有表头.csv": ("甲,乙\n丙,丁\n".encode(), "没有找到"),
    "宽.xlsx": (book(rows("".join('<c r="XFD1" t="inlineStr"><is><t>x</t></is></c>' for _ in range(16384)))), "没有找到"),
    "行号.xlsx": (book('<row r="99999999999"><c><v>1</c></row>'), "超过 1048576 行"),
    "深.xls": (b"<html>" + b"<div>" * 100000, "里面没有表格"),
}


def memory(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as f:
        return int(re.search(r"RssAnon:\s+(\d+)", f.read()).group(1)) * 1024


class Hostile:
    def __init__(self, site, server):
        self.site, self.server, self.passed, self.failed = site, server, 0, 0

    def expect(self, good, what):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED " + what)

    def send(self, name, data, register="person", unit=A, login="clerk_a"):
        body, kind = multipart({"home": self.site.unit[unit]}, {"file": (name, data)})
        return self.site.page(self.server, login, "POST", "/import/upload/%s?unit=%s" % (register, unit),
                              body=body, kind=kind)

    def follow(self, answer):
        """The page after the upload, and after staging it when it was taken."""
        where = answer.headers.get("Location", "").split("?")[0]
        if not re.fullmatch(r"/import/[0-9]+", where):
            return answer.text
        self.site.page(self.server, "clerk_a", "POST", where + "/stage")
        for _ in range(1000):
            state = self.site.page(self.server, "clerk_a", "GET", where + "/state")
            if "progress" not in state.text:
                break
        return self.site.page(self.server, "clerk_a", "GET", where).text

    def people(self):
        return self.site.rows("select count(*),coalesce(sum(ver),0) from r_person")[0]

    def each(self):
        before, child = self.people(), self.server.child()
        for name, (data, says) in CASES.items():
            answer = self.send(name, data)
            text = html.unescape(self.follow(answer) if answer.status == 303 else answer.text)
            self.expect(answer.status < 500, "%s: %d" % (name, answer.status))
            self.expect(says in text, "%s: not “%s” but %s" % (name, says, re.sub(r"<[^>]*>|\s+", " ", text)[-400:]))
            self.expect("root:x:" not in text and "hahaha" not in text, name + ": an entity was opened")
            self.expect(self.people() == before, name + ": rows changed")
            self.expect(self.server.child() == child, name + ": the server died")
            self.expect(memory(child) < MEMORY, "%s: %d MB" % (name, memory(child) >> 20))

    def formulas(self):
        """A formula is never computed: without a kept value the cell is empty, and the row is refused."""
        sheet = book(rows(cells(*NAMES), '<c><f>1+1</f></c>' + cells("男", "1988-05-06", A)) + rows())
        text = self.follow(self.send("公式.xlsx", sheet))
        self.expect("亓" not in text and "公式" in text, "a formula without a value: %s" % text[-300:])

    def aliens(self):
        """Another village's sheet: by its unit, by rows that name it, by a row's hidden key."""
        self.expect(self.send("x.csv", (HEAD + "甲,男,1988-05-06,,,%s\n" % B).encode(), unit=B).status in (403, 404),
                    "an upload into another village")
        for village in (B, C):
            text = html.unescape(self.follow(self.send(
                "行.csv", (HEAD + "亓官二,男,1988-05-06,,,%s\n" % village).encode())))
            self.expect("亓官二" in text and self.site.rows("select count(*) from r_person where name='亓官二'")[0][0] == 0,
                        "a row of another village was taken")

    def large(self):
        """More than an upload may be is refused while it is being sent."""
        raw = b"x" * (1 << 20)
        head = ("POST /import/upload/person HTTP/1.1\r\nHost: x\r\nCookie: yz=%s\r\nX-CSRF-Token: %s\r\n"
                "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n" % (
                    self.site.sessions["clerk_a"], self.site.csrf["clerk_a"], 200 << 20)).encode()
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=20) as s:
            s.sendall(head)
            try:
                for _ in range(200):
                    s.sendall(raw)
            except OSError:
                pass
            got = b""
            try:
                got = read_all(s)
            except OSError:
                pass
        self.expect(b" 413 " in got[:20] or not got, "200 MB: %r" % got[:60])
        self.expect(self.server.ask("GET", "/sign-in").status == 200, "no answer after 200 MB")


def main():
    top = tempfile.mkdtemp(prefix="yanzhen-hostile-")
    try:
        site = Site(YANZHEN, AREAS, top + "/site")
        server = Server([YANZHEN, "serve", site.dir, "--listen", "127.0.0.1:0"], top)
        server.wait_ready()
        h = Hostile(site, server)
        for step in (h.each, h.formulas, h.aliens, h.large):
            step()
        h.expect(server.stop() == 0, "the server did not stop cleanly")
        site.check()
        print("%d passed, %d failed" % (h.passed, h.failed))
        return 1 if h.failed else 0
    finally:
        shutil.rmtree(top, ignore_errors=True)


sys.exit(main())
