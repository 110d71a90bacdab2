#!/usr/bin/env python3
"""A subquery that locks rows runs once only where it cannot be run again for each row of a join: in a MATERIALIZED CTE, or as a scalar
("= (SELECT … LIMIT 1 FOR UPDATE SKIP LOCKED)"). Elsewhere a claim of one may claim all, and hand out the first."""
import glob
import re
import sys

ALLOWED = re.compile(r"(AS MATERIALIZED|=|LATERAL)\s*$")  # LATERAL: in a SELECT, which changes no row it looks at
bad = 0
for path in sorted(glob.glob("sql/q/*/*.sql")):
    text = re.sub(r"--[^\n]*", lambda m: " " * len(m.group()), open(path, encoding="utf-8").read())
    for lock in re.finditer(r"FOR (NO KEY )?UPDATE(\s+OF\s+\w+)?(\s+SKIP LOCKED)?\s*\)", text):
        depth, at = 1, lock.end() - 2
        while depth and at > 0:
            depth += {")": 1, "(": -1}.get(text[at], 0)
            at -= 1
        if depth == 0 and not ALLOWED.search(text[: at + 1]):
            print(f"{path}:{text.count(chr(10), 0, lock.start()) + 1}: lock in a MATERIALIZED CTE (see tools/claims.py)")
            bad = 1
sys.exit(bad)
