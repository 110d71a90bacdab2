#!/usr/bin/env python3
"""Precision and recall of what is judged, on the labelled corpora of tests/corpus: verdicts.py [--floors].

Each part gives figures by name, shares of one. benchmarks/verdicts.json holds what the last release reached: --floors fails below it.
A part is a function in PARTS; those of other readers stand beside these."""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLOORS = ROOT / "benchmarks/verdicts.json"


def loumass(*words, agents_file=""):
    binary = os.environ.get("LOUMASS_BIN", str(ROOT / "build/loumass"))
    # Without a file, the list in the program: what it says does not depend on whether the web part was built.
    env = os.environ | {"LOUMASS_WEB": str(ROOT / "tests"), "LOUMASS_AGENTS": str(agents_file)}
    return json.loads(subprocess.run([binary, *words, "--json"], check=True, capture_output=True, text=True, env=env).stdout)


def share(n, of):
    return n / of if of else 0.0


def agents(agents_file="", prefix=""):
    """Who asks, by the User-Agent alone, under the list in the program."""
    s = loumass("verdicts", "agents", str(ROOT / "tests/corpus/verdict/agents.tsv"), agents_file=agents_file)
    people = s["people"] - s["peopleCalledMachines"] - s["peopleUnknown"]
    programs = s["programs"] - s["programsCalledPeople"] - s["programsUnknown"]
    return {f"{prefix}people.precision": share(people, people + s["programsCalledPeople"]), f"{prefix}people.recall": share(people, s["people"]),
            f"{prefix}programs.precision": share(programs, programs + s["peopleCalledMachines"]),
            f"{prefix}programs.recall": share(programs, s["programs"]),
            f"{prefix}agents.known": 1 - share(s["peopleUnknown"] + s["programsUnknown"], s["people"] + s["programs"])}


def agents_merged():
    """The same under the list that the web part's build merges, where it was built."""
    merged = ROOT / "web/agents.txt"
    return agents(merged, "merged.") if merged.exists() else {}


def patterns():
    """Whole messages: agents, networks, times and links together."""
    s = loumass("verdicts", "score", str(ROOT / "tests/corpus/verdict/patterns.tsv"))
    return {"patterns.precision": s["precision"], "patterns.recall": s["recall"]}


PARTS = [agents, agents_merged, patterns]


def measure():
    """(name, figure, floor) of every part."""
    floors = json.loads(FLOORS.read_text())
    return [(name, value, floors[name]) for part in PARTS for name, value in part().items()]


def main():
    low = 0
    for name, value, floor in measure():
        under = value < floor
        low += under
        print(f"{'LOW ' if under else ''}{name}: {value:.4f} (floor {floor:.4f})")
    sys.exit(1 if low and "--floors" in sys.argv else 0)


if __name__ == "__main__":
    main()
