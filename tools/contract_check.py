#!/usr/bin/env python3
"""prisma/schema.prisma must keep every line of the nine published models (tests/prisma/contract.prisma), in its own model,
with nothing changed: type, nullability, default, unique, index, relation. Additions are free. Exits 1 and names a breach."""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parents[1]


def models(path):
    text = re.sub(r"//.*", "", path.read_text())
    return {name: {" ".join(line.split()) for line in body.splitlines() if line.strip()}
            for name, body in re.findall(r"model (\w+) \{(.*?)\n\}", text, re.S)}


contract, ours = models(root / "tests/prisma/contract.prisma"), models(root / "prisma/schema.prisma")
bad = [f"{m}: lost `{line}`" for m, lines in contract.items() for line in sorted(lines - ours.get(m, set()))]
for m, lines in contract.items():
    for line in ours.get(m, set()) - lines:
        word = line.split()
        if line.startswith("@@unique"):
            columns = set(re.findall(r"\w+", line.split("[")[1]))
            if columns <= {x.split()[0] for x in lines}:
                bad.append(f"{m}: a unique index over contract columns alone: {line}")
        elif not line.startswith("@@") and not (word[1].endswith(("?", "[]")) or "@default" in line):
            bad.append(f"{m}: `{line}` is required, so the contract's clients could not create rows")
if len(contract) != 9:
    bad.append(f"the contract has {len(contract)} models, not nine")
print("\n".join(bad))
sys.exit(1 if bad else 0)
