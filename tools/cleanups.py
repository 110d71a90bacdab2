#!/usr/bin/env python3
"""A variable with a clean-up is begun before the function can be left: `struct buf BUF_AUTO b;` may not be followed by a return
or TRY before `&b` is handed to what begins it. (Compilers do not see it: the clean-up takes an address.) Else say `= {}`."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
wrong = 0
for path in sorted((ROOT / "src").rglob("*.c")):
    lines = path.read_text().split("\n")
    for i, line in enumerate(lines):
        if not re.search(r"_AUTO \w+[,;]", line):
            continue
        for name in re.findall(r"_AUTO (\w+)(?=[,;])", line):
            for j in range(i + 1, len(lines)):
                if lines[j].startswith("}") or re.search(rf"&{name}\b", lines[j]):
                    break
                if re.search(r"\breturn\b|\bTRY\(", lines[j]):
                    print(f"{path.relative_to(ROOT)}:{i + 1}: {name} is cleaned up at line {j + 1} before it is begun")
                    wrong += 1
                    break
sys.exit(wrong > 0)
