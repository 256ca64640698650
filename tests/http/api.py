#!/usr/bin/env python3
"""The API against its own contract, and what its callers rely on.

usage: api.py YANZHEN AREAS.csv AREAS2.csv

Every request and reply of this test is held against `yanzhen openapi` (a validator of the part
of JSON Schema it uses stands below), and every operation of the contract must have been asked.
"""
import json
import os
import re
import shutil
import sys
import tempfile
import urllib.parse

from fixture import A, B, COUNTY, REGISTERS, TOWN, Site, villages
from harness import Server

YANZHEN, AREAS = os.path.abspath(sys.argv[1]), sys.argv[2:4]
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
KNOWN = {"$ref", "type", "required", "properties", "additionalProperties", "items", "enum", "pattern", "minimum",
         "maximum", "maxLength", "format", "title", "description"}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def validate(root, schema, value, where="$"):
    """What is wrong with `value`, as sentences; a keyword this validator does not know is wrong."""
    if "$ref" in schema:
        return validate(root, root["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], value, where)
    wrong = ["%s: keyword %s" % (where, k) for k in set(schema) - KNOWN]
    types = schema.get("type")
    if types and not any(is_type(value, t) for t in ([types] if isinstance(types, str) else types)):
        return wrong + ["%s: %r is not %s" % (where, value, types)]
    if "enum" in schema and value not in schema["enum"]:
        wrong.append("%s: %r is not one of %s" % (where, value, schema["enum"]))
    if isinstance(value, str):
        if not re.search(schema.get("pattern", ""), value) or len(value) > schema.get("maxLength", len(value)):
            wrong.append("%s: %r does not fit" % (where, value))
        if schema.get("format") == "date" and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            wrong.append("%s: %r is no date" % (where, value))
    if is_type(value, "integer") and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        wrong.append("%s: %r is out of range" % (where, value))
    if isinstance(value, dict):
        wrong += ["%s: no %s" % (where, k) for k in schema.get("required", []) if k not in value]
        for key, member in value.items():
            inner = schema.get("properties", {}).get(key, schema.get("additionalProperties", {}))
            if inner is False:
                wrong.append("%s: %s is not in the contract" % (where, key))
            else:
                wrong += validate(root, inner, member, "%s.%s" % (where, key))
    if isinstance(value, list):
        for i, member in enumerate(value):
            wrong += validate(root, schema.get("items", {}), member, "%s[%d]" % (where, i))
    return wrong


class Caller:
    def __init__(self, site, server):
        self.site, self.server, self.failures, self.passed, self.asked = site, server, [], 0, set()
        self.root = json.loads(site.run("openapi", site.dir).stdout)
        self.patterns = [(re.compile("^" + re.sub(r"\{[^}]*\}", "[^/]+", path) + "$"), path)
                         for path in sorted(self.root["paths"], key=lambda p: p.count("{"))]

    def expect(self, good, what):
        if good:
            self.passed += 1
        else:
            self.failures.append(what)

    def operation(self, method, path):
        for pattern, name in self.patterns:
            if pattern.match(path) and method.lower() in self.root["paths"][name]:
                self.asked.add((method.lower(), name))
                return self.root["paths"][name][method.lower()]
        return None

    def ask(self, method, path, status, body=None, headers=None, login="county", read_only=False):
        """One call, held against the contract; gives the answer with .json."""
        answer = self.site.api(self.server, login, method, path, body, headers, read_only)
        where = "%s %s -> %d %s" % (method, path, answer.status, answer.text[:300])
        self.expect(answer.status == status, "%s, not %d" % (where, status))
        operation = self.operation(method, path.split("?")[0])
        responses = operation["responses"] if operation else {"default": {"content": {"application/problem+json": {
            "schema": {"$ref": "#/components/schemas/Problem"}}}}}
        said = responses.get(str(answer.status), responses["default"]).get("content")
        answer.json = json.loads(answer.text) if answer.text else None
        if said:
            (kind, media), = said.items()
            wrong = validate(self.root, media["schema"], answer.json)
            self.expect(not wrong, "%s: against the contract: %s" % (where, wrong[:3]))
            self.expect(answer.headers["Content-Type"].startswith(kind), "%s: is %s" % (where,
                                                                                  answer.headers["Content-Type"]))
        else:
            self.expect(answer.json is None, where + ": a reply where the contract has none")
        if operation and isinstance(body, dict) and answer.status < 300:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            self.expect(not validate(self.root, schema, body), "%s took a body against the contract" % where)
        return answer


def row_of(v, reg):
    """A row of the village; where only the county has rows, one that is nobody's."""
    return v.ids[reg][0] if v.ids[reg] else "1"


def reading(c, v):
    c.ask("GET", "/api/v1", 200)
    c.ask("GET", "/api/v1/openapi.json", 200, login=None)
    c.ask("GET", "/api/v1/registers", 200)
    units = c.ask("GET", "/api/v1/units?parent=" + TOWN, 200).json["units"]
    c.expect(A in [u["code"] for u in units] and COUNTY not in [u["code"] for u in units], "units of the town")
    c.expect(c.ask("GET", "/api/v1/units/" + A, 200).json["id"] == c.site.unit[A], "a unit by code")
    c.ask("GET", "/api/v1/units/999999999999", 404)
    c.ask("GET", "/api/v1/people", 200)
    c.ask("GET", "/api/v1/people/" + v.ids["person"][0], 200)
    c.ask("GET", "/api/v1/people/1", 404)
    for reg in REGISTERS:
        c.ask("GET", "/api/v1/registers/%s/records" % reg, 200)
        c.ask("GET", "/api/v1/registers/%s/records/%s" % (reg, row_of(v, reg)), 200 if v.ids[reg] else 404)
    c.ask("GET", "/api/v1/registers/nothing/records", 404)
    for figure in c.ask("GET", "/api/v1/figures", 200).json["figures"]:
        c.ask("GET", "/api/v1/figures/%s?unit=%s" % (figure["name"], TOWN), 200)
    c.ask("GET", "/api/v1/figures/reserve.total/records?unit=" + TOWN, 200)
    c.ask("GET", "/api/v1/figures/reserve.totl", 404)
    hits = c.ask("GET", "/api/v1/search?q=" + urllib.parse.quote(v.names[0]), 200).json["hits"]
    c.expect(v.ids["person"][0] in [h["id"] for h in hits], "search finds a person by name")


def paging(c):
    """Pages by cursor: every row once, in order, at every size."""
    for register, sort in (("person", ""), ("person", "&sort=-birth"), ("org", "&sort=name"), ("post", "&sort=id")):
        path = "/api/v1/registers/%s/records?%s" % (register, sort)
        whole = [r["id"] for r in c.ask("GET", path + "&limit=100", 200).json["records"]]
        for size in (1, 2, 3):
            got, after = [], ""
            while after is not None and len(got) < 100:
                page = c.ask("GET", "%s&limit=%d%s" % (path, size, after and "&after=" + urllib.parse.quote(after)),
                             200).json
                got, after = got + [r["id"] for r in page["records"]], page["next"]
            c.expect(got == whole, "%s by %d: %s, not %s" % (path, size, got, whole))
    c.ask("GET", "/api/v1/registers/person/records?limit=-1", 400)
    c.ask("GET", "/api/v1/registers/person/records?sort=nothing", 400)
    c.ask("GET", "/api/v1/registers/person/records?f.nothing=1", 400)


def writing(c, v):
    person = {"unit": A, "fields": {"name": "闻人雨", "sex": "female", "birth": "1990-02"}}
    path = "/api/v1/registers/person/records"
    made = c.ask("POST", path, 201, person, {"Idempotency-Key": "key-1"})
    row = made.headers["Location"]
    c.expect(row == path + "/" + made.json["id"], "Location is %s" % row)
    again = c.ask("POST", path, 201, person, {"Idempotency-Key": "key-1"})
    c.expect(again.json["id"] == made.json["id"], "the repeated request made another row")
    c.expect(c.site.rows("select count(*) from r_person where name='闻人雨'")[0][0] == 1, "a repeat made a row")
    c.ask("POST", path, 422, {**person, "fields": {**person["fields"], "name": "闻人雪"}}, {"Idempotency-Key": "key-1"})
    tag = c.ask("GET", row, 200).headers["ETag"]
    c.ask("PUT", row, 412, {"fields": {"school": "x"}})
    c.ask("PUT", row, 412, {"fields": {"school": "x"}}, {"If-Match": '"77"'})
    changed = c.ask("PUT", row, 200, {"fields": {"school": "永州职院"}}, {"If-Match": tag})
    c.expect(changed.headers["ETag"] != tag and changed.json["fields"]["birth"] == "1990-02", "a change of one field")
    c.ask("PUT", row, 412, {"fields": {"school": "y"}}, {"If-Match": tag})
    c.ask("DELETE", row, 412, headers={"If-Match": tag})
    c.ask("PUT", row, 403, {"fields": {"school": "y"}}, {"If-Match": "*"}, read_only=True)
    c.ask("POST", path, 403, person, read_only=True)
    c.ask("DELETE", row, 403, headers={"If-Match": "*"}, read_only=True)
    c.ask("DELETE", row, 404, headers={"If-Match": "*"}, login="clerk_b")
    c.ask("GET", row, 404, login="clerk_b")
    c.ask("POST", path, 403, {**person, "unit": B}, login="clerk_a")
    c.ask("DELETE", row, 204, headers={"If-Match": changed.headers["ETag"]})
    c.ask("GET", row, 404)
    for reg in REGISTERS:    # what others point to cannot go; every operation of every register is asked
        c.ask("PUT", "/api/v1/registers/%s/records/%s" % (reg, row_of(v, reg)), 412 if v.ids[reg] else 404, {"fields": {}})
        c.ask("DELETE", "/api/v1/registers/%s/records/%s" % (reg, row_of(v, reg)), 412 if v.ids[reg] else 404)
        c.ask("POST", "/api/v1/registers/%s/records" % reg, 422, {"unit": A, "fields": {}})
    c.ask("DELETE", path + "/" + v.ids["person"][0], 422, headers={"If-Match": "*"})
    task = "/api/v1/registers/task/records/" + v.ids["task"][0]    # a step of a state, by the same checks as on the page
    steps = lambda want, step, login="county", **fields: c.ask(
        "PUT", task, want, {"fields": fields, "transition": step}, {"If-Match": c.ask("GET", task, 200).headers["ETag"]}, login=login)
    steps(409, "accept", finished="2024-03-01")
    steps(409, "no_such_step")
    done = steps(200, "report", login="clerk_a", result="已建成")
    c.expect(done.json["state"] == "reported", "reported: %s" % done.json["state"])
    steps(403, "accept", login="clerk_a", finished="2024-03-01")


def books(c, v):
    """A program reads the books in reach and writes a draft, however wrong, once."""
    book, path = v.ids["book"][0], "/api/v1/books/%s/vouchers" % v.ids["book"][0]
    mine = [b for b in c.ask("GET", "/api/v1/books?unit=" + A, 200).json["books"] if b["id"] == book]
    c.expect([(b["opened"], b["closed"], b["drafts"], b["to_sign"], b["cash"]) for b in mine] ==
             [("2024-01", None, 1, 1, "0.00")], "the state of a book: %s" % mine)
    c.ask("GET", path + "?month=2024-13", 400)
    c.ask("GET", "/api/v1/books/1/vouchers?month=2024-01", 404)
    for what in ("trial", "statement/balance"):
        c.ask("GET", "/api/v1/books/%s/%s?period=2024-01" % (book, what), 200)
        c.ask("GET", "/api/v1/books/1/%s?period=2024-01" % what, 404)
        c.ask("GET", "/api/v1/books/%s/%s?period=2024-01" % (book, what), 404, login="clerk_b")
    c.ask("GET", path + "/1", 404)
    draft = {"month": "2024-01", "day": "2024-01-09", "attachments": 2, "lines": [
        {"summary": "卖茶", "account": "102", "debit": "12.5"}, {"summary": "卖茶", "account": "501", "credit": "12"}]}
    key = {"Idempotency-Key": "voucher-1"}
    made = c.ask("POST", path, 201, draft, headers=key).json
    c.expect([f["code"] for f in made["findings"]] == ["voucher-unbalanced"], "what is wrong: %s" % made)
    c.expect(c.ask("POST", path, 201, draft, headers=key).json["id"] == made["id"], "a repeat made another voucher")
    c.ask("POST", path, 422, dict(draft, attachments=3), headers=key)
    one = c.ask("GET", path + "/" + made["id"], 200).json
    c.expect((one["lines"][0]["debit"], one["attachments"], one["state"]) == ("12.5", 2, "draft"), "the draft: %s" % one)
    listed = c.ask("GET", path + "?month=2024-01", 200).json["vouchers"]
    c.expect(sorted(x["id"] for x in listed) == sorted(v.ids["voucher"] + [made["id"]]), "vouchers: %s" % listed)
    for wrong in ({}, {"month": "2024-01", "day": ""}, dict(draft, month="x"), dict(draft, attachments=-1),
                  dict(draft, lines=[{"debit": 0.1}]), dict(draft, lines=["x"]), dict(draft, day=3)):
        c.ask("POST", path, 400, wrong)
    c.ask("POST", path, 422, dict(draft, lines=[{"account": "102"}] * 4001))


def refusals(c):
    path = "/api/v1/registers/person/records"
    for body in ("", "{", "[]", "null", '{"fields":[]}', '{"fields":{"name":"a","name":"b"}}', '{"fields":{}} x',
                 '{"unit":1,"fields":{}}', '{"unit":"x","fields":{}}', '{"fields":{"name":{}}}',
                 '{"fields":{"name":1.5}}', '{"fields":{"name":[]}}', b"\xff\xfe", "[" * 3000):
        c.ask("POST", path, 400, body)
    near = c.ask("POST", path, 400, {"fields": {"nam": "甲"}})
    c.expect("name" in near.json.get("detail", ""), "no suggestion for a wrong field: %s" % near.text)
    bad = c.ask("POST", path, 422, {"unit": A, "fields": {"name": "甲", "sex": "robot", "birth": "1990-13"}})
    c.expect({f["field"] for f in bad.json["findings"]} == {"sex", "birth"}, "findings: %s" % bad.text[:500])
    for fields in ({"name": True, "sex": 3}, {"name": "甲", "sex": "male", "birth": 19900101000}):
        c.ask("POST", path, 422, {"unit": A, "fields": fields})
    big = c.ask("POST", path, 413, '{"fields":{"note":"%s"}}' % ("x" * (3 << 19)))
    c.expect(big.json["title"], "no sentence for a body that is too big")
    c.ask("GET", "/api/v1/nothing", 404)
    c.ask("POST", "/api/v1/units", 405, {})
    for header in ("Bearer x", "Bearer yz_" + "0" * 64, "Bearer "):
        c.ask("GET", "/api/v1/people", 401, login=None, headers={"Authorization": header})


def main():
    top = tempfile.mkdtemp(prefix="yanzhen-api-")
    try:
        site = Site(YANZHEN, AREAS, top + "/site")
        server = Server([YANZHEN, "serve", site.dir, "--listen", "127.0.0.1:0"], top)
        planted = villages()[:2]
        for v in planted:
            site.plant(server, v, "county")
        c = Caller(site, server)
        reading(c, planted[0])
        paging(c)
        writing(c, planted[0])
        books(c, planted[0])
        refusals(c)
        every = {(method, path) for path, item in c.root["paths"].items() for method in item}
        c.expect(c.asked == every, "never asked: %s" % sorted(every - c.asked))
        c.expect(server.stop() == 0, "the server did not stop cleanly")
        site.check()
        for what in c.failures:
            print("FAILED " + what)
        print("%d passed, %d failed" % (c.passed, len(c.failures)))
        return 1 if c.failures else 0
    finally:
        shutil.rmtree(top, ignore_errors=True)


sys.exit(main())
