#!/usr/bin/env python3
"""Functions that nothing calls, not even a test: they go. Told from the objects of a build directory (build when
not named) and the words of the sources; generated code, tests and fuzz targets are left out."""
import collections
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build")
KEPT = {  # with why
    "db_system_copy": "the SQL generator calls it for a COPY of a system query",
    "db_system_stream": "the SQL generator calls it for a streamed system query",
}


def is_test(name):
    return name.endswith(("_test", "_fuzz")) or name.startswith("testing")


defined, used, n = {}, set(), 0
for path in sorted([*BUILD.glob("src/**/*.o"), *BUILD.glob("loumass.p/*.o")]):
    name = path.name.removesuffix(".c.o")
    if is_test(name) or name in ("replay", "starve"):
        continue
    n += 1
    for line in subprocess.run(["nm", path], capture_output=True, text=True, check=True).stdout.splitlines():
        kind, symbol = line.split()[-2:]
        if kind == "U":
            used.add(symbol)
        elif kind == "T" and "gen" not in name:
            defined[symbol] = name
words = collections.Counter()
for path in (ROOT / "src").rglob("*.[ch]"):
    words.update(re.findall(r"\w+", path.read_text()))
bad = 0
for symbol, where in sorted(defined.items()):
    # once where it is defined, once in its header
    if symbol not in used and words[symbol] <= 2 and symbol not in KEPT and symbol != "main" and "test" not in symbol:
        print(f"{where}.c: {symbol}: nothing calls it")
        bad += 1
if n < 200:
    print(f"only {n} objects were found in {BUILD}: build first")
sys.exit(bad > 0 or n < 200)
