#!/usr/bin/env python3
"""Runs clang's static analyser over src/ with the build's own flags.

usage: analyse.py BUILD [FILE...]     all of src/ by default; two files at a time

Each warning fails its file.  A warning that cannot happen is answered in the code by an
assert() that says why, never here.  The last line is "N passed, N failed".
"""
import concurrent.futures
import json
import os
import shlex
import shutil
import subprocess
import sys

# Where a function has more paths than this, the rest are left: four times as fast as the default.
LIMITS = ["-Xclang", "-analyzer-config", "-Xclang", "max-nodes=60000"]
OFF = ["security.insecureAPI.DeprecatedOrUnsafeBufferHandling"]


def commands(build, only):
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as f:
        for entry in json.load(f):
            path = os.path.relpath(os.path.join(entry["directory"], entry["file"]), os.path.dirname(build))
            if path.startswith("src/") and (not only or path in only):
                flags = [a for a in shlex.split(entry["command"]) if a.startswith(("-I", "-D", "-std"))]
                yield path, entry["directory"], entry["file"], [a for a in flags if "FORTIFY" not in a]


def analyse(clang, job):
    path, directory, file, flags = job
    off = [x for name in OFF for x in ("-Xclang", "-analyzer-disable-checker=" + name)]
    run = subprocess.run([clang, "--analyze", "-w", "--analyzer-output", "text", *LIMITS, *off, *flags, file, "-o", os.devnull],
                         cwd=directory, capture_output=True, text=True, check=False)
    return path, run.returncode == 0 and "warning:" not in run.stderr, run.stderr


def main():
    build = os.path.abspath(sys.argv[1])
    clang = shutil.which("clang-14") or shutil.which("clang")
    if not clang:
        print("clang is not installed")
        return 77
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for path, good, text in pool.map(lambda job: analyse(clang, job), commands(build, set(sys.argv[2:]))):
            passed, failed = passed + good, failed + (not good)
            if not good:
                print("%s:\n%s" % (path, text))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


sys.exit(main())
