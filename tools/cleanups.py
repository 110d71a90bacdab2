#!/usr/bin/env python3
"""What is cleaned up when it goes out of scope must be begun before anything may return: a `struct buf BUF_AUTO b;` or
`struct tenant_tx TENANT_TX_AUTO tx;` with a `return` or TRY() between it and its beginning frees what was never made, and
the compilers do not see it. Prints each such place and exits 1."""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parents[1]
DECLARED = re.compile(r"\b\w+_AUTO\s+\*?(\w+);$")
bad = seen = 0
for path in sorted((root / "src").rglob("*.c")):
    lines = path.read_text(errors="replace").split("\n")
    for i, line in enumerate(lines):
        m = DECLARED.search(line)
        if not m:
            continue
        seen += 1
        begun = re.compile(rf"&{m[1]}\b|\b{m[1]}\s*=")
        for n, later in enumerate(lines[i + 1:], i + 2):
            if begun.search(later) or later.startswith("}"):
                break
            if re.search(r"\breturn\b|\bTRY\(", later):
                print(f"{path.relative_to(root)}:{n}: may return before {m[1]} (line {i + 1}) is begun: declare it right before")
                bad += 1
                break
if seen < 50:
    print("too little was looked at: is the tree complete?")
    bad += 1
sys.exit(bad > 0)
