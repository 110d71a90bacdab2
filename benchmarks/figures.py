#!/usr/bin/env python3
"""Performance as ratios against a limit or a peer, both taken in the same run on the same machine. One JSON line a figure:
{"figure", "ours", "peer", "unit", "ratio", "target", "met", "peer_is", "command"}. Sizes shrink with --quick."""

import argparse
import asyncio
import contextlib
import csv
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/scenario"))
os.environ.setdefault("LOUMASS_BIN", str(ROOT / "build/loumass"))
from loumass import Api, Instance, Postgres, free_port, wait_for  # noqa: E402

FIGURES = {}
quick = False


def figure(f):
    FIGURES[f.__name__] = f
    return f


def size(full, small):
    return small if quick else full


def report(name, ours, peer, unit, target, peer_is, higher_is_better=True, **more):
    ratio = ours / peer if peer else None
    met = None if ratio is None or target is None else (ratio >= target if higher_is_better else ratio <= target)
    print(json.dumps({"figure": name, "ours": round(ours, 2), "peer": round(peer, 2) if peer else None, "unit": unit,
                      "ratio": round(ratio, 3) if ratio else None, "target": target, "met": met, "peer_is": peer_is,
                      **{"command": f"./bench {name.split('.')[0]}" + (" --quick" if quick else ""), **more}}), flush=True)


@contextlib.contextmanager
def running(env=None):
    i = Instance({"LOUMASS_LOG": "warn", **(env or {})}, name="loumass-bench")
    try:
        i.up()
        yield i
    finally:
        i.close()


def tool(*names):
    for name in names:
        for where in ("/usr/sbin", "/usr/bin", "/usr/lib/postfix/sbin", *map(str, sorted(
                pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))):
            if pathlib.Path(where, name).exists():
                return str(pathlib.Path(where, name))
    raise SystemExit(f"{names[0]} is not installed (tools/packages/bench.txt)")


@contextlib.contextmanager
def sink(address="127.0.0.1", prefix=()):
    port = free_port()
    p = subprocess.Popen([*prefix, tool("smtp-sink"), "-c", "-u", "nobody", f"{address}:{port}", "1000"],
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    try:
        yield port
    finally:
        p.terminate()
        p.wait()


def contacts(instance, api, n):
    """n contacts, through the product's own import."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as f:
        write_csv(f, n)
    instance.cli("contacts", "import", f.name, "--user", api.email, "--map",
                 "email=Email,firstName=First,lastName=Last,variables.company=Company", timeout=900)
    os.unlink(f.name)


def write_csv(f, n):
    w = csv.writer(f)
    w.writerow(["Email", "First", "Last", "Company"])
    for k in range(n):
        w.writerow([f"person{k}@example{k % 50}.com", f"First{k % 1000}", f"Last{k % 977}", f"Company {k % 5000}"])


HTML = ("<html><body><h1>Hello {{firstName | default: \"there\"}}</h1><p>News for {{variables.company}}. "
        "<a href=\"https://example.com/a\">One</a> <a href=\"https://example.com/b\">Two</a> "
        "<a href=\"https://example.com/c?x=1\">Three</a></p>" + "<p>" + "Lorem ipsum dolor sit amet consectetur. " * 45 +
        "</p><p><a href=\"{{unsubscribeUrl}}\">Unsubscribe</a></p></body></html>")


def campaign(api, sender):
    return api.post("/api/campaigns", {"name": "Bench", "subject": "Hello {{firstName | default: \"there\"}}",
                                       "content": HTML, "senderId": sender["id"], "audience": {"all": True}})


def smtp_sender(api, host, port, connections):
    s = api.post("/api/senders", {"kind": "smtp", "name": "Sink", "fromEmail": "news@example.org", "host": host,
                                  "port": port, "security": "none", "auth": "none", "maxConnections": connections})
    api.post(f"/api/senders/{s['id']}/test")
    return s


def send_all(instance, api, c, n):
    """Messages a second between the first and the last that was accounted for, and the peak memory of `work`."""
    peak = [0]
    stop = threading.Event()

    def watch():
        while not stop.is_set():
            for line in subprocess.run(["ps", "-eo", "rss,args"], capture_output=True, text=True).stdout.splitlines():
                if f"{os.environ['LOUMASS_BIN']} work" in line:
                    peak[0] = max(peak[0], int(line.split()[0]))
            stop.wait(0.25)

    t = threading.Thread(target=watch)
    t.start()
    api.post(f"/api/campaigns/{c['id']}/send")
    wait_for(lambda: api.get(f"/api/campaigns/{c['id']}")["status"] == "SENT", 3600, 0.25)
    stop.set()
    t.join()
    row = instance.query('SELECT count(*) n, extract(epoch FROM max("sentAt") - min("sentAt"))::float8 s FROM "Recipient" '
                         'WHERE "campaignId" = %s AND "status" = \'SENT\'', c["id"])[0]
    assert row["n"] == n, f"{row['n']} of {n} sent"
    return row["n"] / max(row["s"], 0.001), peak[0] / 1024


def smtp_source(host, port, sessions, n, prefix=()):
    start = time.monotonic()
    subprocess.run([*prefix, tool("smtp-source"), "-d", "-s", str(sessions), "-m", str(n), "-l", "5000",
                    "-f", "news@example.org", "-t", "someone@example.com", f"{host}:{port}"], check=True)
    return n / (time.monotonic() - start)


@figure
def send_local():
    """A personalised, tracked campaign, accounted for in PostgreSQL, against smtp-source -d into the same sink."""
    n, sessions = size(200_000, 30_000), 10
    with running() as i, sink() as port:
        api = i.register()
        contacts(i, api, n)
        peers = [smtp_source("127.0.0.1", port, sessions, size(100_000, 20_000)) for _ in range(3)]
        ours, rss = send_all(i, api, campaign(api, smtp_sender(api, "127.0.0.1", port, sessions)), n)
        peers += [smtp_source("127.0.0.1", port, sessions, size(100_000, 20_000)) for _ in range(2)]
    report("send_local", ours, statistics.median(peers), "messages/s", 0.8, "smtp-source -d, 10 sessions, 5 kB", work_peak_mib=round(rss, 1))


@figure
def send_memory():
    """Peak memory of `work` over a campaign of a million recipients."""
    n = size(1_000_000, 100_000)
    with running() as i, sink() as port:
        api = i.register()
        contacts(i, api, n)
        rate, rss = send_all(i, api, campaign(api, smtp_sender(api, "127.0.0.1", port, 10)), n)
    report("send_memory", rss, 64, "MiB", 1.0, "64 MiB", higher_is_better=False, recipients=n, rate=round(rate))


@contextlib.contextmanager
def sink_far_away():
    """A sink behind 20 ms of round trip, and how: a network namespace with netem, or a delaying relay where the kernel has none."""
    name = "lmbench"
    ip = ["ip", "netns", "exec", name]
    lines = (f"ip netns add {name}", f"ip link add lmb0 type veth peer name lmb1 netns {name}",
             "ip addr add 10.231.7.1/24 dev lmb0", "ip link set lmb0 up", f"ip -n {name} addr add 10.231.7.2/24 dev lmb1",
             f"ip -n {name} link set lmb1 up", f"ip -n {name} link set lo up",
             "tc qdisc add dev lmb0 root netem delay 10ms limit 100000", f"tc -n {name} qdisc add dev lmb1 root netem delay 10ms limit 100000")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        if all(subprocess.run(line.split(), **quiet).returncode == 0 for line in lines):
            with sink("10.231.7.2", ip) as port:
                yield "10.231.7.2", port, "netem"
            return
    finally:
        subprocess.run(["ip", "netns", "del", name], **quiet)
    with sink() as port:
        near = free_port()
        relay = subprocess.Popen([sys.executable, str(ROOT / "benchmarks/delay.py"), str(near), str(port), "0.01"])
        time.sleep(0.7)
        try:
            yield "127.0.0.1", near, "relay"
        finally:
            relay.terminate()
            relay.wait()


@figure
def send_20ms():
    """The same with 20 ms of network between, 50 sessions."""
    n, sessions = size(40_000, 10_000), 50
    with running() as i, sink_far_away() as (host, port, how):
        api = i.register()
        contacts(i, api, n)
        peer = smtp_source(host, port, sessions, size(10_000, 3_000))
        ours, _ = send_all(i, api, campaign(api, smtp_sender(api, host, port, sessions)), n)
    report("send_20ms", ours, peer, "messages/s", 2.5, "smtp-source -d, 50 sessions, 20 ms round trip", network=how)


def wrk(url, connections=64, seconds=10):
    out = subprocess.run(["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", url], capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in out, out
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])


@contextlib.contextmanager
def nginx_gif():
    port = free_port()
    with tempfile.TemporaryDirectory() as d:
        conf = pathlib.Path(d, "nginx.conf")
        conf.write_text(f"worker_processes 2; daemon off; pid {d}/pid; error_log /dev/null; events {{ worker_connections 4096; }}\n"
                        f"http {{ access_log off; keepalive_requests 1000000; client_body_temp_path {d}/b; proxy_temp_path {d}/p; "
                        f"fastcgi_temp_path {d}/f; uwsgi_temp_path {d}/u; scgi_temp_path {d}/s; "
                        f"server {{ listen 127.0.0.1:{port}; location / {{ empty_gif; }} }} }}\n")
        p = subprocess.Popen([tool("nginx"), "-c", conf], stderr=subprocess.DEVNULL)
        time.sleep(0.7)
        try:
            yield f"http://127.0.0.1:{port}/x.gif"
        finally:
            p.terminate()
            p.wait()


def small_campaign(i, api, n=1000):
    """A sent campaign into the capture sender: its recipients have tracking ids."""
    contacts(i, api, n)
    sender = next(s for s in api.get("/api/senders")["data"] if s["kind"] == "capture")
    c = campaign(api, sender)
    api.post(f"/api/campaigns/{c['id']}/send")
    wait_for(lambda: api.get(f"/api/campaigns/{c['id']}")["status"] == "SENT", 300, 0.25)
    return c


@figure
def opens():
    """Opens accepted durably over HTTP against nginx serving an empty GIF; then their way into PostgreSQL against COPY."""
    with running() as i, nginx_gif() as gif:
        api = i.register()
        c = small_campaign(i, api)
        tracking = i.value('SELECT "trackingId" FROM "Recipient" WHERE "campaignId" = %s LIMIT 1', c["id"])
        peer = [wrk(gif, 256, size(10, 4))]
        before = i.value('SELECT count(*) FROM "EmailEvent"')
        began = time.monotonic()
        ours = [wrk(f"{i.base}/t/o/{tracking}.gif", 256, size(10, 4))]
        peer.append(wrk(gif, 256, size(10, 4)))
        ours.append(wrk(f"{i.base}/t/o/{tracking}.gif", 256, size(10, 4)))
        report("opens.accepted", statistics.median(ours), statistics.median(peer), "requests/s", 0.5, "nginx empty_gif, 256 connections, keep-alive")

        # The drain has been running beside the load; what is left of the backlog shows its own speed.
        left = i.value('SELECT count(*) FROM "EmailEvent"') - before
        t0, c0 = time.monotonic(), left
        last, still = left, time.monotonic()
        while time.monotonic() - still < 3:
            time.sleep(0.5)
            now = i.value('SELECT count(*) FROM "EmailEvent"') - before
            if now != last:
                last, still = now, time.monotonic()
        drained = (last - c0) / max(still - t0, 0.001)
        report("opens.drained", drained, copy_events(i), "events/s", 0.6, "binary COPY of 1,000 a transaction into \"EmailEvent\", one connection",
               events=last, seconds=round(still - began, 1))


def copy_events(i):
    """Binary COPY in transactions of 1,000 rows into "EmailEvent" with its indexes and foreign key, one connection."""
    import io
    import struct
    import psycopg2
    rid, user = i.query('SELECT r."id", r."userId" FROM "Recipient" r LIMIT 1')[0].values()
    stamp = int((time.time() - 946684800) * 1e6)
    db = psycopg2.connect(i.database_url())
    cursor = db.cursor()
    rows, batches = 1000, size(200, 60)
    prefix = "c" + base36(int(time.time() * 1000), 8)

    def field(b):
        return struct.pack("!i", len(b)) + b

    payloads = []
    for b in range(batches):
        out = io.BytesIO(b"")
        out.write(b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0))
        for k in range(rows):
            ident = prefix + base36(b * rows + k, 6) + "bench00000"
            out.write(struct.pack("!h", 7) + field(ident.encode()) + field(rid.encode()) + field(b"OPENED") +
                      field(struct.pack("!q", stamp)) + field(b"\x01" + b'{"verdict":"human"}') + field(b"Mozilla/5.0 bench") + field(user.encode()))
        out.write(struct.pack("!h", -1))
        payloads.append(out.getvalue())
    t = time.monotonic()
    for p in payloads:
        cursor.copy_expert('COPY "EmailEvent" ("id", "recipientId", "type", "timestamp", "data", "userAgent", "userId") FROM STDIN (FORMAT binary)', io.BytesIO(p))
        db.commit()
    rate = rows * batches / (time.monotonic() - t)
    cursor.execute('DELETE FROM "EmailEvent" WHERE "id" LIKE %s', (prefix + "%bench00000",))
    db.commit()
    db.close()
    return rate


def base36(v, width):
    out = ""
    for _ in range(width):
        v, d = divmod(v, 36)
        out = "0123456789abcdefghijklmnopqrstuvwxyz"[d] + out
    return out


@figure
def contact_import():
    """A CSV parsed, validated, de-duplicated into "Contact" against a bare one-stream COPY of the same rows."""
    n = size(1_000_000, 100_000)
    with running() as i:
        api = i.register()
        with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False, dir="/tmp") as f:
            write_csv(f, n)
        t = time.monotonic()
        i.cli("contacts", "import", f.name, "--user", api.email, "--map",
              "email=Email,firstName=First,lastName=Last,variables.company=Company", timeout=1800)
        ours = n / (time.monotonic() - t)
        os.unlink(f.name)
        other = i.register().user["id"]
        rows = tempfile.NamedTemporaryFile(suffix=".copy", delete=False, dir="/tmp").name
        with i.sql() as cur:
            with open(rows, "w") as out:
                cur.copy_expert(f"""COPY (SELECT "id" || 'x', '{other}', "email", "firstName", "lastName", "tags", "variables", "status",
                    "createdAt", "updatedAt" FROM "Contact" WHERE "userId" <> '{other}') TO STDOUT""", out)
            t = time.monotonic()
            with open(rows) as src:
                cur.copy_expert('COPY "Contact" ("id", "userId", "email", "firstName", "lastName", "tags", "variables", "status", "createdAt", "updatedAt") FROM STDIN', src)
            peer = n / (time.monotonic() - t)
        os.unlink(rows)
    report("contact_import", ours, peer, "rows/s", 0.7, "COPY of the same rows into the same table with its indexes, one stream", rows=n)


def pgbench(i, script, clients=16, seconds=8):
    with tempfile.NamedTemporaryFile("w", suffix=".sql", delete=False) as f:
        f.write(script)
    os.chmod(f.name, 0o644)
    out = subprocess.run([tool("pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds), "-f", f.name, i.database_url()],
                         capture_output=True, text=True)
    os.unlink(f.name)
    assert out.returncode == 0, out.stderr
    return float(re.search(r"tps = ([\d.]+)", out.stdout)[1])


@figure
def contact_list():
    """50 contacts out of 100,000 by status over HTTP with an API key against pgbench running the same SQL prepared."""
    n = 100_000
    with running() as i:
        api = i.register()
        contacts(i, api, n)
        i.query("ANALYZE")
        key = api.post("/api/api-keys", {"name": "bench", "scopes": ["read"]})["key"]
        sql = ('SELECT "id", "email", "firstName", "lastName", "tags", "variables", "status", "sentCount", "engagedCount", "createdAt", "updatedAt" '
               f'FROM "Contact" WHERE "userId" = \'{api.user["id"]}\' AND "status" = \'ACTIVE\' ORDER BY "id" DESC LIMIT 50;')
        lua = tempfile.NamedTemporaryFile("w", suffix=".lua", delete=False)
        lua.write(f'wrk.headers["Authorization"] = "Bearer {key}"\n')
        lua.close()
        peers, ours = [], []
        for _ in range(3):
            peers.append(pgbench(i, sql, seconds=size(8, 4)))
            out = subprocess.run(["wrk", "-t2", "-c16", f"-d{size(8, 4)}s", "-s", lua.name, f"{i.base}/api/contacts?status=ACTIVE&limit=50"],
                                 capture_output=True, text=True, check=True).stdout
            assert "Non-2xx" not in out, out
            ours.append(float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]))
        os.unlink(lua.name)
    report("contact_list", statistics.median(ours), statistics.median(peers), "lists/s", 0.6, "pgbench -M prepared, 16 clients, the same SQL")


@figure
def campaign_start():
    """Planning a campaign of a million recipients against the bare INSERT … SELECT of the same rows."""
    n = size(1_000_000, 100_000)
    with running() as i:
        api = i.register()
        contacts(i, api, n)
        sender = api.post("/api/senders", {"kind": "smtp", "name": "Nowhere", "fromEmail": "a@example.org", "host": "127.0.0.1",
                                           "port": 9, "security": "none", "auth": "none"})
        i.query('UPDATE "Sender" SET "status" = \'ACTIVE\', "pausedUntil" = now() + interval \'1 day\' WHERE "id" = %s', sender["id"])
        c = campaign(api, sender)
        t = time.monotonic()
        api.post(f"/api/campaigns/{c['id']}/send")
        wait_for(lambda: i.value('SELECT "plannedAt" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "CampaignPlan" p WHERE p."campaignId" = c."id") FROM "Campaign" c WHERE c."id" = %s', c["id"]), 1800, 0.05)
        ours = n / (time.monotonic() - t)
        other = campaign(api, sender)
        t = time.monotonic()
        i.query("""INSERT INTO "Recipient" ("id", "campaignId", "contactId", "userId", "sendKey", "trackingId", "senderId")
                   SELECT "id" || 'b', %s, "id", "userId", 'b:' || "id", "id" || 't', %s FROM "Contact" WHERE "userId" = %s AND "status" = 'ACTIVE'""",
                other["id"], sender["id"], api.user["id"])
        peer = n / (time.monotonic() - t)
    report("campaign_start", ours, peer, "recipients/s", 0.5, "bare INSERT … SELECT into the same table", recipients=n)


def people_due(i, user, n, name):
    """A sequence, still paused, with n people whose delay is over: the condition behind it sends each to one of two further delays."""
    steps = [{"id": "one", "type": "email", "subject": "One", "content": "<p>One</p>"},
             {"id": "delay", "type": "delay", "delay": {"days": 1}},
             {"id": "opened", "type": "condition", "nextStepId": None,
              "condition": {"type": "opened", "referenceStep": "one", "trueBranch": ["yes"], "falseBranch": ["no"]}},
             {"id": "yes", "type": "delay", "delay": {"days": 30}}, {"id": "no", "type": "delay", "delay": {"days": 30}}]
    i.query("""INSERT INTO "Sequence" ("id", "userId", "name", "status", "steps", "activatedAt", "updatedAt")
               VALUES (%s, %s, %s, 'PAUSED', %s, now(), now())""", name, user, name, json.dumps(steps))
    i.query("""INSERT INTO "Recipient" ("id", "sequenceId", "contactId", "userId", "status", "sentAt", "stepId", "openedByPersonAt", "sendKey")
               SELECT %s || r."id", %s, r."id", %s, 'SENT', now() - interval '2 days', 'one', CASE WHEN random() < 0.5 THEN now() END, %s || r."id"
               FROM (SELECT "id" FROM "Contact" WHERE "userId" = %s LIMIT %s) r""", name, name, user, name, user, n)
    i.query("""INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId", "userId", "enrolledAt", "version", "currentStep", "phase",
                   "stepStartedAt", "lastRecipientId", "state")
               SELECT %s || 'e' || r."contactId", %s, r."contactId", %s, now() - interval '2 days', 1, 'delay', 'arrived', now() - interval '2 days',
                      r."id", jsonb_build_object('sent', jsonb_build_object('one', r."id"))
               FROM "Recipient" r WHERE r."sequenceId" = %s""", name, name, user, name)


BARE_BATCH = """
WITH due AS MATERIALIZED (
    SELECT d."enrollmentId" AS "id" FROM "EnrollmentDue" d WHERE d."sequenceId" = %(q)s AND d."dueAt" <= now() AT TIME ZONE 'UTC'
    ORDER BY d."dueAt" LIMIT 1000 FOR UPDATE SKIP LOCKED
), moved AS (
    UPDATE "SequenceEnrollment" e
    SET "currentStep" = CASE WHEN r."openedByPersonAt" IS NULL THEN 'no' ELSE 'yes' END, "stepStartedAt" = now(), "phase" = 'arrived',
        "state" = jsonb_set(e."state", '{taken}', jsonb_build_object('opened', r."openedByPersonAt" IS NOT NULL))
    FROM due, "Recipient" r WHERE e."id" = due."id" AND r."id" = e."lastRecipientId" RETURNING e."id", e."userId", e."currentStep"
), queued AS (
    UPDATE "EnrollmentDue" d SET "dueAt" = now() + interval '30 days' FROM due WHERE d."enrollmentId" = due."id"
), traced AS (
    INSERT INTO "EnrollmentTrace" ("id", "enrollmentId", "userId", "sequenceId", "run", "stepId", "at", "kind", "detail")
    SELECT 'c' || k.n || substr(md5(m."id"), 1, 23), m."id", m."userId", %(q)s, 1, m."currentStep", now(), k.kind, '{"until": "2026-01-01T00:00:00.000Z"}'
    FROM moved m, (VALUES (1, 'branched'), (2, 'waiting')) AS k (n, kind)
), counted AS (
    INSERT INTO "SequenceStepStats" AS s ("sequenceId", "stepId", "userId", "entered")
    SELECT %(q)s, m."currentStep", min(m."userId"), count(*) FROM moved m GROUP BY 2
    ON CONFLICT ("sequenceId", "stepId") DO UPDATE SET "entered" = s."entered" + EXCLUDED."entered"
)
SELECT count(*) AS n FROM moved"""


def memory_of(what):
    lines = subprocess.run(["ps", "-eo", "rss,args"], capture_output=True, text=True).stdout.splitlines()
    return max((int(x.split()[0]) / 1024 for x in lines if f"{os.environ['LOUMASS_BIN']} {what}" in x), default=0)


@figure
def sequences_due():
    """A million enrolments due at once, a small sequence beside them: steps a second, memory, and how long the small one waits."""
    n = size(1_000_000, 60_000)
    with running() as i:
        api = i.register()
        contacts(i, api, n)
        people_due(i, api.user["id"], n, "bare")
        people_due(i, api.user["id"], n, "ours")
        i.query("ANALYZE")
        small = api.post("/api/sequences", {"name": "Small", "triggerType": "manual",
                                            "steps": [{"id": "m", "type": "email", "subject": "Hello", "content": "<p>Hello</p>"}]})["id"]
        api.post(f"/api/sequences/{small}/activate")
        waits, memory = [], []

        def beside(k):
            t = time.monotonic()
            i.query('INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId") SELECT \'small\' || %s || "id", %s, "id" FROM "Contact" '
                    'ORDER BY "id" OFFSET %s LIMIT 3', k, small, 3 * k)
            wait_for(lambda: i.value('SELECT count(*) FROM "Recipient" WHERE "sequenceId" = %s AND "status" = \'SENT\'', small) == 3 * (k + 1), 300)
            waits.append(time.monotonic() - t)

        t = time.monotonic()
        i.query('UPDATE "Sequence" SET "status" = \'ACTIVE\', "resumedAt" = now() WHERE "id" = \'ours\'')
        left = 'SELECT count(*) FROM (SELECT 1 FROM "EnrollmentDue" WHERE "sequenceId" = %s AND "dueAt" <= now() AT TIME ZONE \'UTC\' LIMIT 1) t'
        for k in range(10_000):
            if k < 5:
                beside(k)
            memory.append(memory_of("work"))
            if not i.value(left, "ours"):
                break
            time.sleep(0.05)
        ours = 2 * n / (time.monotonic() - t)
        with i.sql() as c:
            t = time.monotonic()
            while True:
                c.execute(BARE_BATCH, {"q": "bare"})
                if not c.fetchone()["n"]:
                    break
            peer = 2 * n / (time.monotonic() - t)
    report("sequences_due", ours, peer, "steps/s", 0.4, "one SQL statement a batch of 1,000 that moves the same rows", enrollments=n)
    report("sequences_due.small", max(waits), 5, "s", 1.0, "five seconds: the longest wait of a three-person sequence beside it",
           higher_is_better=False, waits=[round(w, 2) for w in waits])
    report("sequences_due.memory", max(memory), max(memory[:3]) + 30, "MB", 1.0, "its memory at the start, and 30 MB", higher_is_better=False)


@figure
def dashboard():
    """A campaign's report at many events against the same report at few: counters, not counting."""
    with running() as i:
        api = i.register()
        c = small_campaign(i, api)

        def latency():
            samples = []
            for _ in range(200):
                t = time.monotonic()
                api.get(f"/api/campaigns/{c['id']}/analytics")
                api.get("/api/overview")
                samples.append(time.monotonic() - t)
            return statistics.median(samples) * 1000

        few = latency()
        n = size(10_000_000, 500_000)
        i.query("""INSERT INTO "EmailEvent" ("id", "recipientId", "type", "timestamp", "userId")
                   SELECT loumass_cuid_floor((now() AT TIME ZONE 'UTC')::timestamp) || lpad(to_hex(g), 16, '0'), r."id", 'OPENED', now() AT TIME ZONE 'UTC', r."userId"
                   FROM (SELECT "id", "userId" FROM "Recipient" WHERE "campaignId" = %s LIMIT 1) r, generate_series(1, %s) g""", c["id"], n)
        i.query("ANALYZE")
        many = latency()
    report("dashboard", many, few, "ms", 1.3, "the same two requests before the events were there", higher_is_better=False, events=n)


@figure
def verdicts():
    """What is judged, on the labelled corpora: people and programs, messages that came back; the limit is the last release's figure."""
    import verdicts as judged
    for name, value, floor in judged.measure():
        report(f"verdicts.{name}", value, floor, "share", 1, "the last release's figure")
    s = judged.loumass("verdicts", "agents", str(ROOT / "tests/corpus/verdict/agents.tsv"))
    report("verdicts.agent", s["nanoseconds"], 20000, "ns", 1, "20 µs for one judgement of an agent", higher_is_better=False, patterns=s["patterns"])


@figure
def web_first_load():
    """What a new visitor loads for the first screen, and when it takes typing, as Chromium measures it: the median of some loads with an
    empty cache."""
    with running({"LOUMASS_WEB": str(ROOT / "web/dist")}) as i:
        p = subprocess.run(["npm", "run", "--silent", "first-load"], cwd=ROOT / "web", capture_output=True, text=True, timeout=300, check=True,
                           env=os.environ | {"LOUMASS_E2E_URL": i.base, "LOUMASS_E2E_RUNS": str(size(9, 5))})
    m = json.loads(p.stdout)
    report("web_first_load.script", m["scriptBytes"] / 1000, 250, "kB", 1.0, "250 kB of compressed script over the wire",
           higher_is_better=False, all_kB=round(m["allBytes"] / 1000), requests=m["requests"])
    report("web_first_load.interactive", m["interactiveMs"], 1000, "ms", 1.0, "a second until the first field takes typing",
           higher_is_better=False, first_paint_ms=m["firstContentfulPaintMs"], script_ms=m["scriptMs"])


@figure
def layouts():
    """What one core, two cores, a database apart and two workers carry, and what a mail and an open cost each role."""
    import layouts as plans
    from mail import Office
    plans.run(sys.modules[__name__], Instance, Office)


aged = [3_000_000]  # what ./bench age was told: its size, then the routes it takes alone


@figure
def age():
    """Every list, page and dashboard and the rates of the product, at 0 and with a past of three million messages."""
    import age as past
    past.run(sys.modules[__name__], size(int(aged[0]), 60_000), aged[1:])


def main():
    global quick, aged
    p = argparse.ArgumentParser(prog="./bench", description=__doc__)
    p.add_argument("figures", nargs="*", metavar="FIGURE", help="of: " + ", ".join(FIGURES))
    p.add_argument("--quick", action="store_true", help="small sizes: minutes, not an hour")
    a = p.parse_args()
    quick = a.quick
    if a.figures[:1] == ["age"]:  # ./bench age [MAILS] [ROUTE…]
        words = a.figures[1:]
        aged = ([int(words.pop(0))] if words and words[0].isdigit() else aged[:1]) + words
        a.figures = ["age"]
    unknown = [f for f in a.figures if f not in FIGURES]
    if unknown:
        p.error(f"no figure is named {unknown[0]}; there are: {', '.join(FIGURES)}")
    failed = 0
    for name in a.figures or FIGURES:
        try:
            FIGURES[name]()
        except Exception as e:  # one broken figure must not hide the others
            failed += 1
            print(json.dumps({"figure": name, "error": f"{type(e).__name__}: {e}"[:800]}), flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
