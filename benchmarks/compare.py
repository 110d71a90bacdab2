#!/usr/bin/env python3
"""Keeps what ./bench measures and shows it beside the last time. `figures.py … | compare.py keep` passes the lines on, stamped with date,
machine and commit, adds them to results/runs.jsonl, and ends with a table; alone it prints the table of what is kept.
Two runs are compared only when the figure, its sizes (--quick or not) and the machine are the same."""

import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
RUNS = HERE / "results/runs.jsonl"
COLUMNS = ("figure", "measured", "limit or peer", "ratio", "target", "last ratio", "change", "command")


def machine():
    model = next((x.split(":", 1)[1].strip() for x in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if x.lower().startswith(("model name", "hardware"))), os.uname().machine)
    return f"{len(os.sched_getaffinity(0))} cores, {model}"


def stamp():
    def git(*words):
        return subprocess.run(["git", *words], cwd=HERE, capture_output=True, text=True).stdout.strip()
    changed = "+" if git("status", "--porcelain", "--untracked-files=no", "--", "../src", "../sql", "../web/src") else ""
    return {"date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), "machine": machine(),
            "commit": git("rev-parse", "--short", "HEAD") + changed}


def kept():
    return [json.loads(line) for line in RUNS.read_text().splitlines()] if RUNS.exists() else []


def alike(a, b):
    return all(a.get(k) == b.get(k) for k in ("figure", "machine", "command"))


def number(v):
    return "-" if v is None else f"{v:,.0f}" if abs(v) >= 1000 else f"{v:g}"


def row(r, before):
    last = next((b for b in reversed(before) if alike(r, b) and b.get("ratio")), None)
    change = f"{(r['ratio'] / last['ratio'] - 1) * 100:+.0f}%" if last and r.get("ratio") else "-"
    met = {True: " ok", False: " MISSED", None: ""}[r.get("met")]
    return (r["figure"], f"{number(r['ours'])} {r['unit']}", f"{number(r['peer'])} ({r['peer_is']})", number(r["ratio"]), number(r["target"]) + met,
            number(last["ratio"]) if last else "-", change, r["command"])


def table(rows):
    widths = [max(len(r[i]) for r in [COLUMNS, *rows]) for i in range(len(COLUMNS))]
    for r in [COLUMNS, *rows]:
        print("  ".join(cell.ljust(w) for cell, w in zip(r, widths)).rstrip())


def show():
    runs, newest = kept(), {}
    for n, r in enumerate(runs):
        if r["machine"] == machine():
            newest[r["figure"], r["command"]] = n
    if not newest:
        sys.exit("no run of this machine is kept: ./bench first")
    table([row(runs[n], runs[:n]) for n in newest.values()])


def keep():
    before, mark, new = kept(), stamp(), []
    for line in sys.stdin:
        r = json.loads(line)
        if "error" not in r:
            r |= mark
            new.append(r)
            with open(RUNS, "a") as f:
                f.write(json.dumps(r) + "\n")
        print(json.dumps(r), flush=True)
    if new:
        print()
        table([row(r, before) for r in new])


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("what", nargs="?", choices=["keep", "show"], default="show")
    keep() if p.parse_args().what == "keep" else show()
