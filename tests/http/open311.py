#!/usr/bin/env python3
"""Open311 GeoReport v2 against the standard's own list of fields, in both formats.

usage: open311.py YANZHEN AREAS.csv AREAS2.csv

FIELDS are those of the specification (wiki.open311.org/GeoReport_v2); XML is read by Python's
parser.  What must not be told is searched for in every reply.
"""
import json
import os
import shutil
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree as ET

from fixture import A, B, COUNTY, D, OTHER_COUNTY, Site
from harness import Server

YANZHEN, AREAS = os.path.abspath(sys.argv[1]), sys.argv[2:4]
SERVICE = ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
REQUEST = ["service_request_id", "status", "status_notes", "service_name", "service_code", "description",
           "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
           "address", "address_id", "zipcode", "lat", "long", "media_url"]
POSTED = ["service_request_id", "service_notice", "account_id"]
PHONE, NAME, TEXT = "13977001234", "赑彧", "村口路灯坏了三个月"


class Test:
    def __init__(self, site, server):
        self.site, self.server, self.passed, self.failures, self.replies = site, server, 0, [], []

    def expect(self, good, what):
        if good:
            self.passed += 1
        else:
            self.failures.append(what)

    def get(self, path, county=COUNTY, want=200, **query):
        if county:
            query["jurisdiction_id"] = county
        got = self.server.ask("GET", "/open311/v2/" + path + "?" + urllib.parse.urlencode(query),
                              headers={"Accept-Language": "zh"})
        self.expect(got.status == want, "%s %s: %d %s" % (path, query, got.status, got.text[:300]))
        self.replies.append(got.text)
        return self.read(path, got)

    @staticmethod
    def read(path, got):
        if path.endswith(".xml"):
            assert got.headers["Content-Type"].startswith("text/xml"), got.headers["Content-Type"]
            return ET.fromstring(got.data)
        assert got.headers["Content-Type"].startswith("application/json"), got.headers["Content-Type"]
        return json.loads(got.text)

    def post(self, status=200, path="requests.json", **fields):
        fields.setdefault("jurisdiction_id", COUNTY)
        got = self.server.post("/open311/v2/" + path, fields, {"Accept-Language": "zh"})
        self.expect(got.status == status, "POST %s: %d %s" % (fields, got.status, got.text[:300]))
        return self.read(path, got) if got.headers["Content-Type"].startswith("application/json") else None

    def errors(self, said, code):
        self.expect(isinstance(said, list) and said and all(set(s) == {"code", "description"} for s in said)
                    and said[0]["code"] == code and said[0]["description"], "errors: %r" % (said,))


def same_in_both(t, path, root, item, fields, **query):
    """The list in JSON and in XML: the same fields with the same texts."""
    as_json, as_xml = t.get(path + ".json", **query), t.get(path + ".xml", **query)
    t.expect(as_xml.tag == root, "%s: root %s" % (path, as_xml.tag))
    rows = list(as_xml)
    t.expect(len(rows) == len(as_json) and all(r.tag == item for r in rows), "%s: %d, %d" % (path, len(rows), len(as_json)))
    for one, row in zip(as_json, rows):
        t.expect(list(one) == fields and [c.tag for c in row] == fields, "%s: fields %s" % (path, list(one)))
        for cell in row:
            value = one[cell.tag]
            text = {True: "true", False: "false", None: ""}.get(value, value) if not isinstance(value, str) else value
            t.expect((cell.text or "") == text, "%s: %s %r %r" % (path, cell.tag, cell.text, value))
    return as_json


def discovery_and_services(t):
    found = t.get("discovery.json", county=None)
    t.expect(found["endpoints"][0]["url"].endswith("/open311/v2") and
             set(found["endpoints"][0]["formats"]) == {"text/xml", "application/json"}, str(found))
    t.expect(t.get("discovery.xml", county=None).find("endpoints/endpoint/specification").text ==
             "http://wiki.open311.org/GeoReport_v2", "discovery")
    services = same_in_both(t, "services", "services", "service", SERVICE)
    codes = {s["service_code"] for s in services}
    t.expect({"works", "environment", "conduct", "other"} <= codes, str(codes))
    one = t.get("services/works.json")
    villages = {v["key"]: v["name"] for v in one["attributes"][0]["values"]}
    t.expect(one["service_code"] == "works" and A in villages and D not in villages, "definition")
    t.expect(t.get("services/works.xml").find("attributes/attribute/values/value/key").text in villages, "xml definition")
    t.errors(t.get("services/nothing.json", want=404), 404)
    t.errors(t.get("services.json", county=None, want=400), 400)
    t.errors(t.get("services.json", county="999999000000", want=404), 404)
    t.errors(t.get("nothing.json", want=404), 404)
    wrong = t.get("services/nothing.xml", want=404)
    t.expect(wrong.tag == "errors" and wrong.find("error/code").text == "404" and wrong.find("error/description").text, "xml error")


def bad_posts(t):
    good = {"service_code": "works", "description": "路面坑洼", "address_id": A}
    for change, code in (({"service_code": ""}, 400), ({"service_code": "nothing"}, 404), ({"description": ""}, 400),
                         ({"address_id": ""}, 400), ({"address_id": D}, 400), ({"address_id": "1"}, 400),
                         ({"address_id": "", "lat": "26.5", "long": "111.8"}, 400),
                         ({"address_id": "", "address_string": "不在本县的地方"}, 400),
                         ({"description": "长" * 4001}, 400), ({"first_name": "名" * 31}, 400),
                         ({"jurisdiction_id": "431181999999"}, 404)):
        t.errors(t.post(status=code, **{**good, **change}), code)
    said = t.post(status=400, **{**good, "address_id": "", "lat": "26.5", "long": "111.8"})
    t.expect("位置" in said[0]["description"], said)
    got = t.server.post("/open311/v2/services.json", {**good, "jurisdiction_id": COUNTY})
    t.expect(got.status == 404, "POST services")
    t.expect(t.site.rows("select count(*) from r_matter")[0][0] == 0, "a refused post leaves nothing")


def a_request_and_its_way(t):
    posted = t.post(service_code="works", description=TEXT + "，电话" + PHONE, address_id=A, first_name="彧", last_name="赑",
                    phone=PHONE, lat="26.5", long="111.8", email="a@example.org")
    t.expect(len(posted) == 1 and list(posted[0]) == POSTED, str(posted))
    ident, notice = posted[0]["service_request_id"], posted[0]["service_notice"]
    row = t.site.rows("select id, unit, text, source, raiser_name, state from r_matter")[0]
    t.expect(row[3:] == ("open311", NAME, "open") and row[2].startswith(TEXT), str(row))
    t.expect(ident not in (str(row[0]), "%x" % row[0]) and ident not in notice and len(ident) == 16, ident)
    t.expect("/voice" in notice, notice)
    # nothing public yet: its own id tells the state, no list knows it, no text is told
    mine = t.get("requests/%s.json" % ident)[0]
    t.expect(list(mine) == REQUEST and mine["status"] == "open" and not mine["description"], str(mine))
    t.expect(t.get("requests.json") == [], "nothing is public before somebody released it")
    t.errors(t.get("requests/%s.json" % ("0" * 16), want=404), 404)
    t.errors(t.get("requests/%d.json" % row[0], want=404), 404)
    t.errors(t.get("requests/%s.json" % ident, county=OTHER_COUNTY, want=404), 404)
    # released by the office, then it is in the list; numbers stay masked
    put = t.site.api(t.server, "county", "GET", "/api/v1/registers/matter/records/%d" % row[0])
    got = t.site.api(t.server, "county", "PUT", "/api/v1/registers/matter/records/%d" % row[0],
                     {"fields": {"public_text": "村口路灯不亮，电话" + PHONE}}, {"If-Match": put.headers["ETag"]})
    t.expect(got.status == 200, got.text[:400])
    day = mine["requested_datetime"][:10]
    listed = same_in_both(t, "requests", "service_requests", "request", REQUEST)
    t.expect([r["service_request_id"] for r in listed] == [ident] and listed[0]["address_id"] == A, str(listed))
    t.expect("村口路灯不亮" in listed[0]["description"], listed[0]["description"])
    for query, count in (({"service_code": "works"}, 1), ({"service_code": "other"}, 0), ({"service_code": "other,works"}, 1),
                         ({"status": "open"}, 1), ({"status": "closed"}, 0), ({"status": "closed,open"}, 1),
                         ({"start_date": day + "T00:00:00+08:00", "end_date": day + "T23:59:59+08:00"}, 1),
                         ({"end_date": "2020-01-01T00:00:00Z"}, 0), ({"page": "2", "page_size": "1"}, 0),
                         ({"service_request_id": ident}, 1), ({"service_request_id": ident + "," + "0" * 16}, 1)):
        t.expect(len(t.get("requests.json", **query)) == count, "filter %s" % query)
    t.errors(t.get("requests.json", start_date="yesterday", want=400), 400)
    t.errors(t.get("requests.json", end_date="2023-02-29", want=400), 400)
    return ident


def conduct_is_not_told(t):
    posted = t.post(service_code="conduct", description="村干部办事拖拉", address_id=B)
    ident = posted[0]["service_request_id"]
    row = t.site.rows("select id, unit from r_matter where kind='conduct'")[0]
    t.expect(str(row[1]) != t.site.unit[B], "conduct is handled above the village")
    t.expect(t.get("requests/%s.json" % ident)[0]["description"] in ("", None), "conduct")
    t.expect(all(r["service_code"] != "conduct" for r in t.get("requests.json")), "conduct in the list")


def the_limits_hold(t):
    """The door is the public page's: the same text once, and a bound for one address."""
    t.errors(t.post(status=409, service_code="works", description=TEXT + "，电话" + PHONE, address_id=A), 409)
    last = 200
    for i in range(40):
        got = t.server.post("/open311/v2/requests.json", {"jurisdiction_id": COUNTY, "service_code": "other", "address_id": A,
                                                          "description": "第%d件不同的事" % i})
        last = got.status
        if last != 200:
            t.errors(json.loads(got.text), 429)
            break
    t.expect(last == 429, "the limit: %d" % last)


def main():
    directory = tempfile.mkdtemp(prefix="yanzhen-open311-")
    site = Site(YANZHEN, AREAS, directory + "/site")
    server = Server([YANZHEN, "serve", site.dir, "--listen", "127.0.0.1:0"], directory, {"YANZHEN_LOG": "error"})
    t = Test(site, server)
    try:
        server.wait_ready()
        discovery_and_services(t)
        bad_posts(t)
        a_request_and_its_way(t)
        conduct_is_not_told(t)
        the_limits_hold(t)
        for text in t.replies:
            for secret in (PHONE, NAME, TEXT, "26.5", "111.8", "a@example.org"):
                t.expect(secret not in text, "told: %s in %s" % (secret, text[:200]))
    finally:
        server.stop()
    site.check()
    shutil.rmtree(directory, ignore_errors=True)
    for failure in t.failures:
        print("FAILED", failure)
    print("%d passed, %d failed" % (t.passed, len(t.failures)))
    return 1 if t.failures else 0


if __name__ == "__main__":
    sys.exit(main())
