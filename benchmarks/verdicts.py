#!/usr/bin/env python3
"""Precision and recall of what is judged, on the labelled corpora of tests/corpus: verdicts.py [--floors].

Each part gives figures by name, shares of one. benchmarks/verdicts.json holds what the last release reached: --floors fails below it.
A part is a function in PARTS; those of other readers stand beside these."""
import datetime
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


def readers(*words, text=None):
    """What the readers say: build/src/smtp/verdicts, beside the program."""
    binary = pathlib.Path(os.environ.get("LOUMASS_BIN", str(ROOT / "build/loumass"))).parent / "src/smtp/verdicts"
    out = subprocess.run([binary, *words], check=True, capture_output=True, text=True, input=text).stdout
    return [line.split("\t") for line in out.splitlines()]


def table(path):
    return [line.split("\t") for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]


def ratios(prefix, pairs):
    """Precision and recall of one kind, from (wanted, got) truths."""
    right, said, are = sum(w and g for w, g in pairs), sum(g for _, g in pairs), sum(w for w, _ in pairs)
    return {f"{prefix}.precision": share(right, said) if said else 1.0, f"{prefix}.recall": share(right, are) if are else 1.0}


def messages():
    """What comes back, by kind: tests/corpus/inbound."""
    wanted = table(ROOT / "tests/corpus/inbound.expected")
    got = readers("messages", *[str(ROOT / "tests/corpus/inbound" / w[0]) for w in wanted])
    figures = {}
    for bounce in ("hard", "soft", "block"):
        figures |= ratios(f"messages.{bounce}", [(w[2] == bounce, g[2] == bounce) for w, g in zip(wanted, got)])
    for name, kind in (("complaint", "complaint"), ("reply", "reply"), ("automatic", "auto_reply"), ("leave", "unsubscribe"), ("bounce", "bounce")):
        figures |= ratios(f"messages.{name}", [(w[1] == kind, g[1] == kind) for w, g in zip(wanted, got)])
    said = [(w[9], g[9]) for w, g in zip(wanted, got) if w[9] != "-"]
    figures["messages.said"] = share(sum(w == g for w, g in said), len(said))
    away = [(w[8], g[7]) for w, g in zip(wanted, got) if w[8] not in "-*"]
    # What is no bounce and is called one: each would put an end to mail for somebody who wrote.
    others = [g[1] for w, g in zip(wanted, got) if w[1] not in ("bounce", "delay", "delivered")]
    figures["messages.ordinary"] = 1 - share(others.count("bounce"), len(others))
    figures["messages.away"] = share(sum(w == day(g) for w, g in away), len(away))
    return figures


def day(number):
    return "-" if number == "-" else str(datetime.date(1970, 1, 1) + datetime.timedelta(days=int(number)))


def replies():
    """What servers reply, by what follows: tests/corpus/replies.tsv."""
    follows = {"retry": "later", "throttled": "later", "refused": "failed", "ours": "failed", "blocked": "ours", "sender_pause": "paused"}
    wanted = table(ROOT / "tests/corpus/replies.tsv")
    got = readers("replies", text="".join(f"{w[0]}\t{w[1]}\n" for w in wanted))
    figures = {}
    for kind in ("bounced", "later", "failed", "ours", "paused"):
        figures |= ratios(f"replies.{kind}", [(w[2] == kind, follows.get(g[2], g[2]) == kind) for w, g in zip(wanted, got)])
    return figures


PARTS = [agents, agents_merged, patterns, messages, replies]


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
