"""Tenants, people, senders and campaigns for the sending scenarios, made straight in the database as a Prisma program would, and
the mail server they are sent to."""

import collections
import contextlib
import itertools
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import shutil

from loumass import Instance, Postgres, free_port, wait_for

HERE = pathlib.Path(__file__).parent
numbers = itertools.count(1)
HTML = ('<html><body><p>Hello {{firstName}} of {{variables.company}}</p><a href="https://example.com/offer">Look</a>' +
        "<p>Lorem ipsum dolor sit amet, consectetur adipiscing elit.</p>" * 20 + "</body></html>")

Accepted = collections.namedtuple("Accepted", "at to id bytes")


class Sink:
    """sink.py as a process; `accepted` is its own record."""

    def __init__(self, rot="", delay=0.0, keep=False):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="sink-", dir="/tmp"))
        self.record = self.dir / "record"
        self.port = free_port()
        self.args = ["--rot", rot, "--delay", str(delay)]
        if keep:
            (self.dir / "mail").mkdir()
            self.args += ["--keep", str(self.dir / "mail")]
        self.start()

    def start(self):
        self.process = subprocess.Popen([sys.executable, str(HERE / "sink.py"), str(self.port), str(self.record), *self.args])
        wait_for(self.listens)

    def listens(self):
        return f":{self.port:04X} " in pathlib.Path("/proc/net/tcp").read_text()

    def accepted(self):
        if not self.record.exists():
            return []
        rows = []
        for line in self.record.read_text().splitlines():
            at, to, message_id, size = line.split()
            rows.append(Accepted(float(at), to, message_id, int(size)))
        return rows

    def times(self):
        """How often each recipient (by the id in its Message-ID) was accepted."""
        return collections.Counter(a.id.strip("<>").split("@")[0] for a in self.accepted())

    def mails(self):
        return [p.read_bytes() for p in sorted((self.dir / "mail").iterdir())]

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)


@contextlib.contextmanager
def sink(*args, **kw):
    s = Sink(*args, **kw)
    try:
        yield s
    finally:
        s.close()


class Office(Instance):
    """A migrated database and any number of `work` processes on it."""

    def __init__(self, env=None, postgres=None, **more):
        self.postgres = postgres or Postgres()
        super().__init__({"DATABASE_URL": self.postgres.url(), "LOUMASS_SECRET": "one secret for all the nodes of an office",
                          **(env or {})}, name="office", **more)
        self.cli("migrate", "deploy")

    def work(self, data=None, **env):
        if data:
            env["LOUMASS_DATA"] = str(self.dir / data)
        return self.spawn("work", env=env)

    def close(self):
        try:
            super().close()
        finally:
            self.postgres.close()

    # -- what a tenant has
    def tenant(self, name="tenant"):
        user = f"{name}{next(numbers)}"
        self.query('INSERT INTO "User" ("id", "email", "updatedAt") VALUES (%s, %s, now())', user, f"{user}@example.com")
        return user

    def people(self, user, n, domain="'d' || i %% 20 || '.example'", tag="launch"):
        self.query(
            'INSERT INTO "Contact" ("id", "userId", "email", "firstName", "tags", "variables", "updatedAt") '
            f"SELECT %s || lpad(i::text, 8, '0'), %s, 'p' || i || '@' || {domain}, 'First' || i, to_jsonb(ARRAY[%s]), "
            "jsonb_build_object('company', 'Co & <' || i || '>'), now() FROM generate_series(1, %s) AS i",
            user, user, tag, n)

    def sender(self, user, port, **more):
        columns = {"id": f"sender{next(numbers)}", "userId": user, "kind": "smtp", "name": "server", "fromEmail": f"news@{user}.example",
                   "fromName": "News", "host": "127.0.0.1", "port": port, "security": "none", "auth": "none", "status": "ACTIVE",
                   **more}
        names = ", ".join(f'"{c}"' for c in columns)
        self.query(f'INSERT INTO "Sender" ({names}) VALUES ({", ".join(["%s"] * len(columns))})', *columns.values())
        return columns["id"]

    def campaign(self, user, sender, status="SENDING", audience='{"tags": ["launch"]}', **more):
        columns = {"id": f"campaign{next(numbers)}", "userId": user, "name": "Launch", "subject": "Hello {{firstName}}", "content": HTML,
                   "status": status, "senderId": sender, "audience": audience, **more}
        names = ", ".join(f'"{c}"' for c in columns)
        self.query(f'INSERT INTO "Campaign" ({names}, "updatedAt") VALUES ({", ".join(["%s"] * len(columns))}, now())',
                   *columns.values())
        return columns["id"]

    def ready_campaign(self, port, n, name="tenant", **sender):
        user = self.tenant(name)
        self.people(user, n)
        return self.campaign(user, self.sender(user, port, **sender))

    # -- what became of it
    def status(self, campaign):
        return self.value('SELECT "status" FROM "Campaign" WHERE "id" = %s', campaign)

    def wait_sent(self, *campaigns, timeout=240):
        wait_for(lambda: all(self.status(c) == "SENT" for c in campaigns), timeout, 0.2)

    def stats(self, campaign):
        return self.query('SELECT * FROM "Stats" WHERE "id" = %s', campaign)[0]

    def states(self, campaign):
        rows = self.query('SELECT "status", count(*) AS n FROM "Recipient" WHERE "campaignId" = %s GROUP BY 1', campaign)
        return {r["status"]: r["n"] for r in rows}

    def doubts(self, campaign):
        rows = self.query('SELECT "recipientId" AS r, count(*) AS n FROM "InDoubt" WHERE "campaignId" = %s AND "resolution" <> \'confirmed\' GROUP BY 1', campaign)
        return {r["r"]: r["n"] for r in rows}

    def sender_of(self, campaign):
        return self.query('SELECT s.* FROM "Sender" s JOIN "Campaign" c ON c."senderId" = s."id" WHERE c."id" = %s', campaign)[0]

    def check_figures(self, campaign):
        """Counters = recipients = events."""
        states, stats = self.states(campaign), self.stats(campaign)
        assert stats["recipients"] == sum(states.values())
        for column, status in (("sent", "SENT"), ("failed", "FAILED"), ("bounced", "BOUNCED")):
            assert stats[column] == states.get(status, 0), (column, stats, states)
        assert stats["inDoubt"] == sum(self.doubts(campaign).values())
        events = self.query('SELECT e."type", count(*) AS n, count(DISTINCT e."recipientId") AS r FROM "EmailEvent" e '
                            'JOIN "Recipient" r ON r."id" = e."recipientId" WHERE r."campaignId" = %s GROUP BY 1', campaign)
        counted = {e["type"]: e["n"] for e in events}
        assert all(e["n"] == e["r"] for e in events), events
        assert counted.get("SENT", 0) == states.get("SENT", 0)
        assert counted.get("BOUNCED", 0) == states.get("BOUNCED", 0)
        for table, column in (("StatsHour", "sent"), ("DomainStats", "sent")):
            total = self.value(f'SELECT coalesce(sum("{column}"), 0)::int FROM "{table}" WHERE "statsId" = %s', campaign)
            assert total == states.get("SENT", 0), (table, total)

    def check_once(self, campaign, sink):
        """Each SENT recipient was accepted once, and once more for each time it was in doubt at most; no other was, unless in doubt."""
        times, doubts = sink.times(), self.doubts(campaign)
        for r in self.query('SELECT "id", "status" FROM "Recipient" WHERE "campaignId" = %s', campaign):
            n, allowed = times.get(r["id"], 0), 1 + doubts.get(r["id"], 0)
            if r["status"] == "SENT":
                assert 1 <= n <= allowed, (r, n, allowed)
            else:
                assert n <= allowed - 1, (r, n, allowed)


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait()
