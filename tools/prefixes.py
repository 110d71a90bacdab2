#!/usr/bin/env python3
"""File-local functions carry their module's prefix, so that a name in a trace or a profile says where it is: in send/lane.c
`lane_wake`, in core/campaign/campaign_check.c `campaign_check_links` or `campaign_links`; where a public function has that name already,
the folder's stands before it (`cli_campaign_list`). Tests and fuzz targets are left out."""
import pathlib
import re
import sys

SRC = pathlib.Path(__file__).resolve().parents[1] / "src"
DEFINITION = re.compile(r"^(?:\[\[[^\]]*\]\]\s*)?static\s+(?!const\b[^(]*=)(?:[\w\[\]:*,]+\s+)*\**(\w+)\([^;]*$", re.M)
bad = 0
seen = 0
for path in sorted(SRC.rglob("*.c")):
    stem = path.stem
    if "gen" in path.parts or stem.endswith(("_test", "_fuzz")):
        continue
    first = stem.split("_")[0]
    ok = {first, first.rstrip("s"), stem, stem.rstrip("s"), path.parent.name + "_" + first}
    text = path.read_text()
    for m in DEFINITION.finditer(text):
        name = m[1]
        seen += 1
        if not any(name.startswith(p + "_") or name == p for p in ok) and name not in ("main", "__attribute__"):
            print(f"src/{path.relative_to(SRC)}:{text.count(chr(10), 0, m.start()) + 1}: {name} should begin with {first}_")
            bad += 1
if seen < 1000:
    print(f"only {seen} functions were seen: the check is blind")
    bad += 1
sys.exit(bad > 0)
