#!/usr/bin/env python3
"""Floors are law: a file under src/ includes only its own folder and lower floors; inside core/ the wings are floors too.
Prints each breach and exits 1."""
import pathlib
import re
import sys

FLOORS = {
    "base": 0, "os": 1, "wire": 2, "db": 3, "http": 3, "smtp": 3, "gmail": 3, "dns": 3, "core": 4,
    "api": 5, "send": 5, "flow": 5, "track": 5, "inbound": 5, "hook": 5, "cli": 5, "ops": 5, "bin": 6,
}
# The wings of core/, lowest first (a test may also use the demo's data from above); docs/decisions/ says why they are cut so.
WINGS = ["ground", "report", "audience", "sender", "account", "content", "form", "campaign", "sequence", "inbound", "hook", "system", "demo"]
NETWORK = {"http", "smtp", "gmail", "dns"}
src = pathlib.Path(__file__).resolve().parents[1] / "src"
bad = 0
seen = 0
for path in sorted([*src.rglob("*.c"), *src.rglob("*.h")]):
    room = path.relative_to(src).parts[0]
    if room not in FLOORS:
        print(f"{path.relative_to(src)}: src/{room} has no floor; give it one in tools/floors.py")
        bad += 1
        continue
    wing = None
    if room == "core":
        wing = path.relative_to(src).parts[1]
        if wing not in WINGS:
            print(f"{path.relative_to(src)}: no wing of core/; put it into one, or add one to tools/floors.py")
            bad += 1
            continue
    for n, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        m = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not m:
            continue
        seen += 1
        to = m[1].split("/")[0]
        where = f"{path.relative_to(src.parent)}:{n}"
        if to not in FLOORS:
            print(f'{where}: "{m[1]}" is not written from src/')
            bad += 1
        elif to != room and FLOORS[to] >= FLOORS[room]:
            print(f"{where}: {room} (floor {FLOORS[room]}) includes {m[1]} (floor {FLOORS[to]})")
            bad += 1
        elif "core" == room and to in NETWORK or room == "db" and to in NETWORK:
            print(f"{where}: {room} and the network never meet ({m[1]})")
            bad += 1
        elif to == "core" and m[1].split("/")[1] not in WINGS:
            print(f"{where}: {m[1]} is in no wing of core/")
            bad += 1
        elif to == room == "core" and not path.stem.endswith("_test") and WINGS.index(m[1].split("/")[1]) > WINGS.index(wing):
            print(f"{where}: the wing {wing} includes {m[1]}, a wing above it")
            bad += 1
if not seen:
    print("no include was read: the check is blind")
    bad += 1
sys.exit(1 if bad else 0)
