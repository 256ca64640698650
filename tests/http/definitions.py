"""What registers/*.yaml say, as far as a test needs it to make a row of any register.

The definitions keep one field, choice or head word per line (flow style); that is all this
reads.  Standard library only.
"""
import os
import re

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "registers")


class Register:
    def __init__(self, name):
        self.name, self.fields, self.read, self.write = name, [], [], []
        self.title, self.whole_county, self.valid, self.key = None, False, [], []


def _words(text):
    return [w.strip() for w in text.split(",") if w.strip()]


def _field(line):
    field = {"type": "text"}
    flat = re.sub(r"\{[^{}]*\}", "", line)     # labels and helps
    for key, value in re.findall(r"(\w+):\s*([^,{}\[\]]+)", flat):
        field[key] = value.strip()
    return field


def _register(text):
    name = re.search(r"^register:\s*(\w+)", text, re.M)
    if not name:
        return None
    r = Register(name.group(1))
    fields = re.search(r"^fields:\n(.*?)^\w", text, re.M | re.S)
    for line in re.findall(r"^  - \{(name:.*)\}\s*(?:#.*)?$", fields.group(1), re.M):
        r.fields.append(_field(line))
    head = dict(re.findall(r"^(title|whole_county|valid|key):\s*(.*?)\s*(?:#.*)?$", text, re.M))
    r.title = head.get("title") or r.fields[0]["name"]
    r.whole_county = head.get("whole_county") == "yes"
    r.valid = _words(head.get("valid", "").strip("[]"))
    r.key = _words(head.get("key", "").strip("[]"))
    allow = re.search(r"^allow:.*?read:\s*\[([^\]]*)\].*?write:\s*\[([^\]]*)\]", text, re.M | re.S)
    if allow:
        r.read, r.write = _words(allow.group(1)), _words(allow.group(2))
    return r


def _choices(text):
    """list -> first code"""
    return dict(re.findall(r"^  (\w+):(?:(?!^  \w).)*?- \{code:\s*([\w]+)", text, re.M | re.S))


def read():
    """(registers by name, first code of each list of choices)"""
    registers, choices = {}, {}
    for file in sorted(os.listdir(FOLDER)):
        if not file.endswith(".yaml"):
            continue
        with open(os.path.join(FOLDER, file), encoding="utf-8") as f:
            text = f.read()
        found = _register(text)
        if found:
            registers[found.name] = found
        else:
            choices.update(_choices(text))
    return registers, choices


def in_order(registers):
    """Those that others refer to first."""
    done, out = set(), []

    def visit(name, above):
        if name in done or name in above or name not in registers:
            return
        for field in registers[name].fields:
            visit({"ref": field.get("ref"), "person": "person"}.get(field["type"]), above | {name})
        done.add(name)
        out.append(name)

    for name in sorted(registers):
        visit(name, set())
    return out


def row(register, choices, mark, people, rows):
    """Fields of a row as the API takes them.  mark(field) gives a text that occurs nowhere else,
    `people` two ids, rows[register] the ids of rows already made."""
    out, persons = {}, 0
    for field in register.fields:
        name, kind, needed = field["name"], field["type"], field.get("required") == "yes"
        if kind in ("text", "note"):
            limit = int(field.get("max", 200))
            out[name] = mark(name)[:limit]
        elif kind == "person" and needed:
            out[name] = people[persons % len(people)]
            persons += 1
        elif kind == "ref" and rows.get(field["ref"]):
            out[name] = rows[field["ref"]][0]
        elif not needed:
            continue
        elif kind == "int":
            out[name] = int(field.get("min", 1))
        elif kind == "dec":
            out[name] = field.get("min", "1")
        elif kind == "date":
            out[name] = "2024-02-05"
        elif kind == "flag":
            out[name] = True
        elif kind == "choice":
            out[name] = choices[field["of"]]
    return out


def figures():
    """figure -> registers whose rows it counts or asks about"""
    needs, formulas = {}, {}
    folder = os.path.join(FOLDER, "..", "indicators")
    for file in sorted(os.listdir(folder)):
        with open(os.path.join(folder, file), encoding="utf-8") as f:
            for part in re.split(r"^(?=- )", f.read(), flags=re.M):
                name = re.match(r"- (?:measure|indicator): (\S+)", part)
                if name:
                    needs[name.group(1)] = set(re.findall(r"(?:\bof|\bwith|\bwithout): (\w+)", part))
                    formulas[name.group(1)] = " ".join(re.findall(r"^  formula: (.*)$", part, re.M))
    for name, formula in formulas.items():
        for part in re.findall(r"[a-z_]+\.[a-z_.]+", formula):
            needs[name] |= needs.get(part, set())
    return needs
