#!/usr/bin/env python3
"""A soak: campaigns, opens and clicks, API work, imports and sequences without a pause for MINUTES, beside slow clients and workers that
are restarted. Every few seconds the memory and the descriptors of each process are read; after a warm-up they must stay flat.
./test soak [MINUTES]; one JSON line at the end."""

import json
import os
import pathlib
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/scenario"))
import requests  # noqa: E402
from loumass import Instance, wait_for  # noqa: E402
from mail import Sink  # noqa: E402
from test_tracking import HTML  # noqa: E402

GROWTH_MB = 12  # of a process between the first and the last third of the time after warm-up, medians
GROWTH_SHARE = 0.10  # or this share of what it had, if that is more
GROWTH_FDS = 8
PEOPLE = 400


def children(pid):
    path = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
    return [int(c) for c in path.read_text().split()] if path.exists() else []


def sample(up):
    """Of each role: megabytes resident and open descriptors."""
    out = {}
    for pid in [up.pid, *children(up.pid)]:
        try:
            words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if not words[0].endswith(b"loumass"):
                continue
            status = pathlib.Path(f"/proc/{pid}/status").read_text()
            rss = int(next(x for x in status.splitlines() if x.startswith("VmRSS")).split()[1]) / 1024
            out[words[1].decode()] = (pid, rss, len(os.listdir(f"/proc/{pid}/fd")))
        except (OSError, StopIteration, IndexError):
            continue
    return out


class Load:
    """Threads that do one thing again and again until told to stop; the first that fails ends the soak."""

    def __init__(self):
        self.stop = threading.Event()
        self.failure, self.done, self.threads = None, {}, []

    def start(self, name, work):
        def run():
            while not self.stop.is_set():
                try:
                    work()
                    self.done[name] = self.done.get(name, 0) + 1
                except Exception as e:
                    self.failure = self.failure or f"{name}: {type(e).__name__}: {e}"[:2000]
                    self.stop.set()
        t = threading.Thread(target=run, name=name)
        self.threads.append(t)
        t.start()

    def end(self):
        self.stop.set()
        for t in self.threads:
            t.join(180)


def tenant(instance, sink, name):
    api = instance.register(name=name)
    with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as f:
        f.write("Email,First\n" + "".join(f"{name}{k}@example{k % 7}.com,First{k}\n" for k in range(PEOPLE)))
    instance.cli("contacts", "import", f.name, "--user", api.email, "--map", "email=Email,firstName=First")
    os.unlink(f.name)
    api.smtp = api.post("/api/senders", {"kind": "smtp", "name": "Sink", "fromEmail": f"news@{name}.example", "host": "127.0.0.1",
                                         "port": sink.port, "security": "none", "auth": "none"}, 201)
    api.post(f"/api/senders/{api.smtp['id']}/test")
    return api


def begin(instance, api, load, name):
    """What a tenant's people and their readers do all the time."""
    tracking = []

    def campaign():
        c = api.post("/api/campaigns", {"name": "Soak", "subject": "Hello {{firstName}}", "content": HTML, "senderId": api.smtp["id"],
                                        "audience": {"all": True}}, 201)
        api.post(f"/api/campaigns/{c['id']}/send", {}, 202)
        wait_for(lambda: api.get(f"/api/campaigns/{c['id']}")["status"] == "SENT", 300, 0.2)
        tracking[:] = [r["trackingId"] for r in instance.query('SELECT "trackingId" FROM "Recipient" WHERE "campaignId" = %s', c["id"])]

    def opens():
        if not tracking:
            time.sleep(0.2)
            return
        with requests.Session() as s:
            for _ in range(50):
                assert s.get(f"{instance.base}/t/o/{random.choice(tracking)}.gif", timeout=60).status_code == 200
        time.sleep(0.1)

    def look():
        for path in ("/api/contacts?limit=50", "/api/overview", "/api/campaigns", "/api/sequences", "/api/me"):
            assert api.raw("GET", path).status_code in (200, 429)
        r = api.raw("POST", "/api/contacts", json={"email": f"new{random.random()}@example.com"})
        assert r.status_code in (201, 429), r.text
        if r.status_code == 201:
            assert api.raw("DELETE", f"/api/contacts/{r.json()['id']}").status_code in (200, 204, 429)
        assert api.raw("POST", "/api/contacts", json={"email": "none"}).status_code in (422, 429)
        time.sleep(0.2)

    def rude():
        with socket.create_connection(("127.0.0.1", instance.port), 60) as s:
            s.sendall(random.choice([b"GET /api/me HT", b"\x16\x03\x01", b"POST /api/contacts HTTP/1.1\r\nContent-Length: 100\r\n\r\n{", b""]))
            time.sleep(0.3)

    for what in (campaign, opens, look, rude):
        load.start(f"{name}.{what.__name__}", what)


def verdict(samples):
    """Growth of each role between the first and the last third after the warm-up (a third of all)."""
    out, bad = {}, []
    for role in sorted({r for _, s in samples for r in s}):
        rows = [(s[role][1], s[role][2]) for _, s in samples[len(samples) // 3:] if role in s]
        third = max(1, len(rows) // 3)
        first, last = rows[:third], rows[-third:]
        (mb0, fd0), (mb1, fd1) = (tuple(statistics.median(c) for c in zip(*part)) for part in (first, last))
        pids = len({s[role][0] for _, s in samples if role in s})
        out[role] = {"mb": [round(mb0, 1), round(mb1, 1)], "fds": [fd0, fd1], "peak_mb": round(max(m for m, _ in rows), 1), "processes": pids}
        if mb1 - mb0 > max(GROWTH_MB, GROWTH_SHARE * mb0):
            bad.append(f"{role} grew by {mb1 - mb0:.1f} MB")
        if fd1 - fd0 > GROWTH_FDS:
            bad.append(f"{role} has {fd1 - fd0:.0f} descriptors more")
        if pids > 1:
            bad.append(f"{role} died and was started again")
    return out, bad


def settled(instance):
    """What doctor says when all that was begun is done and drained; its last word when that does not come."""
    last = []

    def well():
        last[:] = [instance.cli("doctor", "--recount", "--json", ok=False, timeout=300)]
        return last[0].returncode == 0
    try:
        wait_for(well, 180, 2)
    except AssertionError:
        pass
    return last[0]


def main():
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    sink, instance, load, samples = Sink(), Instance({"LOUMASS_LOG": "warn"}, name="soak"), Load(), []
    try:
        up = instance.up()
        for name in ("alice", "bob"):
            begin(instance, tenant(instance, sink, name), load, name)
        start = time.monotonic()
        said = 0
        while time.monotonic() - start < minutes * 60 and not load.stop.is_set():
            load.stop.wait(min(5, minutes * 60 / 30))
            samples.append((time.monotonic() - start, sample(up)))
            if samples[-1][0] - said > 60:
                said = samples[-1][0]
                print(f"{said / 60:.0f} min", {r: f"{v[1]:.0f} MB {v[2]} fds" for r, v in samples[-1][1].items()}, load.done, file=sys.stderr, flush=True)
        load.end()
        roles, bad = verdict(samples)
        if load.failure:
            bad.append(load.failure)
        sent, events = instance.value('SELECT count(*) FROM "Recipient" WHERE "status" = \'SENT\''), instance.value('SELECT count(*) FROM "EmailEvent"')
        doctor = settled(instance)
        if doctor.returncode != 0:
            bad.append("counters and events differ, or doctor has found something: " + doctor.stdout[-1500:])
        print(json.dumps({"minutes": round(samples[-1][0] / 60, 1), "roles": roles, "rounds": load.done, "sent": sent, "events": events,
                          "doctor": doctor.returncode, "bounds": {"mb": GROWTH_MB, "share": GROWTH_SHARE, "fds": GROWTH_FDS}, "failures": bad}))
        if instance.stop(up) != 0:
            bad.append("loumass up ended badly")
        if bad:
            print(instance.tail(), file=sys.stderr)
        return 1 if bad else 0
    finally:
        load.end()
        instance.close()
        sink.close()


if __name__ == "__main__":
    sys.exit(main())
