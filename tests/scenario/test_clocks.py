"""The database's clock is set back and forward by three hours under way (PostgreSQL's own, by tests/faults): what was written ahead holds nothing
longer than it was meant to, leases of living workers are respected, each message goes out once. Every time that is written ahead stands in
docs/clocks.md with its bound. Two tenants throughout."""

import contextlib
import os
import re
import shutil
import tempfile

import pytest
from faults import Faults, plain
from loumass import ROOT, Postgres, wait_for
from mail import Office, Sink

HOURS = 3 * 3600
DOC = (ROOT / "docs/clocks.md").read_text()
LISTED = dict(re.findall(r"^\| `(\w+\.\w+)` \|[^|]*\| ([^|]+) \|$", DOC, re.M))
AGES = set(re.findall(r"`(\w+\.\w+)`", DOC.split("Times that say when something happened")[1]))


@contextlib.contextmanager
def timed(hours=0):
    """An office whose PostgreSQL has a clock that can be set; at first that many hours ahead."""
    d = tempfile.mkdtemp(prefix="faults-", dir="/tmp")
    os.chmod(d, 0o755)
    faults = Faults(d)
    faults.server_clock(hours * 3600)
    faults.clock(hours * 3600)
    o = None
    try:
        o = Office({**faults.env, "PGGSSENCMODE": "disable"}, postgres=Postgres(env=faults.env), binary=plain())
        yield o, faults
    finally:
        if o:
            o.close()
        faults.close()
        shutil.rmtree(d)


def set_clocks(faults, seconds):
    faults.server_clock(seconds)
    faults.clock(seconds)


def ahead(office):
    """How many seconds the server's clock is ahead of ours."""
    return office.value("SELECT extract(epoch FROM clock_timestamp())::float8") - __import__("time").time()


def test_every_time_that_is_written_ahead_is_listed():
    """By its name in the schema: whoever adds one says how long it may hold."""
    schema = (ROOT / "prisma/schema.prisma").read_text()
    named = re.compile(r"(Until|^until|^next\w+|^dueAt|^notBefore|[rR]etryAt|[eE]xpiresAt|^rotateAt|^scheduledAt)$")
    found = {f"{model}.{column}" for model, body in re.findall(r"^model (\w+) \{(.*?)^\}", schema, re.M | re.S)
             for column in re.findall(r"^  (\w+) +DateTime", body, re.M) if named.search(column)}
    assert found - set(LISTED) == set()
    columns = {f"{model}.{column}" for model, body in re.findall(r"^model (\w+) \{(.*?)^\}", schema, re.M | re.S) for column in re.findall(r"^  (\w+) +DateTime", body, re.M)}
    assert (set(LISTED) | AGES) - columns == set()


@pytest.mark.parametrize("start", [3, 0], ids=["put right", "put wrong"])
def test_the_server_clock_goes_back(start):
    """Paced senders, one that rests, retries and leases: all is sent, and nothing waits for the hours."""
    good, sour = Sink(delay=0.05), Sink(rot="greylist")
    try:
        with timed(start) as (office, faults):
            assert abs(ahead(office) - start * 3600) < 60
            worker = office.work()
            campaigns = [office.ready_campaign(good.port, 60, name, perSecond=6) for name in ("alice", "bob")]
            campaigns += [office.ready_campaign(sour.port, 5, name) for name in ("carol", "dave")]
            wait_for(lambda: len(good.accepted()) >= 20)
            wait_for(lambda: office.value('SELECT count(*) FROM "SendRetry"') > 0)
            # A worker dies with its leases; its clock's time is gone when the next one comes.
            office.kill(worker)
            set_clocks(faults, (start - 3) * 3600)
            office.work()
            wait_for(lambda: "clock.back" in office.tail(1 << 30))
            assert office.value('SELECT count(*) FROM "SendRetry" WHERE "dueAt" > clock_timestamp() AT TIME ZONE \'UTC\' + interval \'10 minutes\'') == 0
            office.query('UPDATE "SendRetry" SET "dueAt" = now() AT TIME ZONE \'UTC\'')  # the five minutes of the greylist are over
            office.wait_sent(*campaigns)
            for c in campaigns:
                office.check_figures(c)
            for c in campaigns[:2]:
                assert office.states(c) == {"SENT": 60}
                office.check_once(c, good)
    finally:
        good.close()
        sour.close()


def test_the_server_clock_goes_forward():
    """All leases seem to have run out; their owners are alive, and nobody takes them over."""
    sink = Sink(delay=0.05)
    try:
        with timed() as (office, faults):
            one, two = office.work(data="one"), office.work(data="two")
            wait_for(lambda: office.value('SELECT count(*) FROM "Worker" WHERE "role" = \'send\'') == 2)
            campaigns = [office.ready_campaign(sink.port, 1500, name, maxConnections=4) for name in ("alice", "bob")]
            for hours in (3, 6):
                have = len(sink.accepted())
                wait_for(lambda have=have: len(sink.accepted()) > have + 100)
                set_clocks(faults, hours * 3600)
                wait_for(lambda have=have: len(sink.accepted()) > have + 400)
            office.wait_sent(*campaigns)
            for c in campaigns:
                assert office.states(c) == {"SENT": 1500} and office.doubts(c) == {}
                office.check_once(c, sink)
                office.check_figures(c)
                assert set(sink.times().values()) == {1}
            assert one.poll() is None and two.poll() is None
    finally:
        sink.close()


# Each time as a clock three hours ahead writes it: its purpose from now. {u}: a tenant.
WRITTEN = {
    "Sender.nextFreeAt": "4 seconds", "Sender.pausedUntil": "30 seconds", "Sender.tokenRetryAt": "30 seconds", "Sender.tokenExpiresAt": "1 hour",
    "Sender.tokenLeasedUntil": "45 seconds", "SenderRefusal.nextTryAt": "1 hour", "SendBatch.leasedUntil": "60 seconds", "SendRetry.leasedUntil": "60 seconds",
    "SendRetry.dueAt": "1 minute", "EnrollmentDue.dueAt": "2 days", "SequenceEnrollment.stepStartedAt": "0 seconds", "Import.leasedUntil": "30 seconds",
    "Mailbox.leasedUntil": "120 seconds", "Mailbox.nextCheckAt": "1 minute", "GmailAccount.leasedUntil": "45 seconds", "GmailAccount.expiresAt": "1 hour",
    "TrackingDomain.nextCheckAt": "1 hour", "DkimKey.rotateAt": "7 days", "Signup.nextTryAt": "2 minutes", "AccountRequest.nextTryAt": "2 minutes",
    "AccountRequest.expiresAt": "30 minutes", "OAuthState.expiresAt": "10 minutes", "LoginThrottle.blockedUntil": "30 seconds", "Session.expiresAt": "14 days",
    "Hook.leasedUntil": "60 seconds", "Hook.nextAt": "1 minute", "Hook.oldUntil": "1 day", "HookDelivery.dueAt": "1 minute",
    **dict.fromkeys(sorted(AGES), "0 seconds"),
}


def plant(office, user):
    """A row of each, for one tenant, as the server's clock says."""
    later = {k: f"clock_timestamp() AT TIME ZONE 'UTC' + interval '{v}'" for k, v in WRITTEN.items()}
    now = "clock_timestamp() AT TIME ZONE 'UTC'"

    def put(table, **columns):
        times = {k.split(".")[1]: v for k, v in later.items() if k.startswith(table + ".")}
        names = [*columns, *times]
        office.query(f'INSERT INTO "{table}" ({", ".join(f"{chr(34)}{n}{chr(34)}" for n in names)}) '
                     f'VALUES ({", ".join(["%s"] * len(columns) + list(times.values()))})', *columns.values())
    s, c, q = f"s-{user}", f"c-{user}", f"q-{user}"
    put("Sender", id=s, userId=user, kind="capture", name="x", fromEmail="a@x.example", status="PAUSED")
    office.people(user, 2)
    people = [r["id"] for r in office.query('SELECT "id" FROM "Contact" WHERE "userId" = %s ORDER BY 1', user)]
    office.query(f'INSERT INTO "Campaign" ("id", "userId", "name", "subject", "content", "status", "senderId", "updatedAt") VALUES (%s, %s, \'x\', \'x\', \'x\', \'PAUSED\', %s, {now})', c, user, s)
    office.query(f'INSERT INTO "Recipient" ("id", "campaignId", "contactId", "userId", "senderId", "trackingId") VALUES (%s, %s, %s, %s, %s, %s)', f"r-{user}", c, people[0], user, s, f"t-{user}")
    put("SendSource", id=c, userId=user, campaignId=c, senderId=s)
    put("SenderRefusal", senderId=s, domain="d.example", userId=user, cause="x", reason="x", reply="x")
    office.query(f'INSERT INTO "SenderUsage" ("senderId", "minute", "userId", "granted") VALUES (%s, date_trunc(\'minute\', {now}), %s, 7)', s, user)
    put("SendBatch", id=f"b-{user}", sourceId=c, userId=user, senderId=s, firstId="a", lastId="b", size=1, leasedBy="gone")
    office.query(f'INSERT INTO "SendBatch" ("id", "sourceId", "userId", "senderId", "firstId", "lastId", "size", "notBefore") VALUES (%s, %s, %s, %s, \'a\', \'b\', 1, {now} + interval \'5 seconds\')',
                 f"w-{user}", c, user, s)
    put("SendRetry", recipientId=f"r-{user}", sourceId=c, userId=user, senderId=s, domain="d.example", attempts=1, firstTriedAt="2026-01-01", leasedBy="gone")
    office.query(f'INSERT INTO "Sequence" ("id", "userId", "name", "steps", "status", "updatedAt") VALUES (%s, %s, \'x\', \'[]\', \'PAUSED\', {now})', q, user)
    office.query(f'INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId", "userId", "status") VALUES (%s, %s, %s, %s, \'ACTIVE\')', f"e-{user}", q, people[0], user)
    office.query(f'UPDATE "SequenceEnrollment" SET "stepStartedAt" = {now}, "writes" = "writes" + 1 WHERE "id" = %s', f"e-{user}")
    office.query(f'UPDATE "EnrollmentDue" SET "dueAt" = {later["EnrollmentDue.dueAt"]} WHERE "enrollmentId" = %s', f"e-{user}")
    # One that was begun long ago keeps its hour.
    office.query(f'INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId", "userId", "status") VALUES (%s, %s, %s, %s, \'ACTIVE\')', f"o-{user}", q, people[1], user)
    office.query(f'UPDATE "SequenceEnrollment" SET "stepStartedAt" = {now} - interval \'1 day\', "writes" = "writes" + 1 WHERE "id" = %s', f"o-{user}")
    office.query(f'UPDATE "EnrollmentDue" SET "dueAt" = {now} + interval \'1 day\' WHERE "enrollmentId" = %s', f"o-{user}")
    put("Import", id=f"i-{user}", userId=user, node="nowhere", leasedBy="gone")
    put("Mailbox", id=f"m-{user}", userId=user, senderId=s, enabled=False)
    put("GmailAccount", senderId=s, userId=user, email="a@x.example", subject="1")
    office.query(f'INSERT INTO "TrackingDomain" ("id", "userId", "domain", "updatedAt", "nextCheckAt", "checkedAt") VALUES (%s, %s, %s, {now}, {later["TrackingDomain.nextCheckAt"]}, {now})',
                 f"t-{user}", user, f"t.{user}.example")
    put("DkimKey", id=f"k-{user}", userId=user, domain="x.example", selector="x", algorithm="rsa", privateSealed=b"x", publicKey="x", state="retired")
    put("DomainCheck", userId=user, domain="x.example", result="{}")
    put("Preflight", id=f"p-{user}", userId=user, campaignId=c, version="x", findings="[]")
    office.query(f'INSERT INTO "SignupForm" ("id", "userId", "name", "title", "consentText", "buttonText", "confirmSubject", "confirmText") VALUES (%s, %s, \'x\', \'x\', \'x\', \'x\', \'x\', \'x\')', f"f-{user}", user)
    put("Signup", id=f"g-{user}", userId=user, formId=f"f-{user}", email="a@x.example", consentText="x", status="MAILED")
    office.query(f'INSERT INTO "AccountRequest" ("id", "kind", "email", "status", "createdAt", "nextTryAt", "expiresAt") VALUES (%s, \'reset\', %s, \'MAILED\', {now}, '
                 f'{later["AccountRequest.nextTryAt"]}, {later["AccountRequest.expiresAt"]})', f"a-{user}", f"{user}@x.example")
    office.query(f'INSERT INTO "OAuthState" ("id", "purpose", "browserHash", "nonce", "verifier", "createdAt", "expiresAt") VALUES (%s, \'signin\', \'x\', \'x\', \'x\', {now}, '
                 f'{later["OAuthState.expiresAt"]})', f"h-{user}")
    put("LoginThrottle", key=f"x-{user}", failures=9)
    office.query(f'INSERT INTO "Session" ("id", "userId", "tokenHash", "createdAt", "lastSeenAt", "expiresAt") VALUES (%s, %s, %s, {now}, {now}, {later["Session.expiresAt"]})',
                 f"n-{user}", user, f"x-{user}")
    put("IdempotencyKey", userId=user, key="x", requestHash="x")
    put("Hook", id=f"u-{user}", userId=user, url="https://x.example", events="[]", secretSealed=b"x", active=False)
    put("HookDelivery", userId=user, hookId=f"u-{user}", eventId="x", type="x", at="2026-01-01", key="x", data="{}")
    put("Worker", id=f"w-{user}", role="send", host="nowhere", pid=1, version="x")


def test_nothing_holds_longer_than_its_bound():
    """Everything that docs/clocks.md lists, written by a clock three hours ahead that is then put right."""
    assert {k for k, v in LISTED.items() if v != "as asked"} - set(WRITTEN) == {"SenderUsage.minute", "SendBatch.notBefore", "GmailToken.expiresAt"}
    with timed(3) as (office, faults):
        users = [office.tenant(name) for name in ("alice", "bob")]
        serve = office.spawn("serve")
        office.wait_ready(serve)
        wait_for(lambda: office.value('SELECT count(*) FROM "Setting" WHERE "key" = \'clock\''))
        for user in users:
            plant(office, user)
        before = office.value('SELECT "dueAt" FROM "EnrollmentDue" WHERE "enrollmentId" = %s', f"o-{users[0]}")
        set_clocks(faults, 0)
        wait_for(lambda: "clock.back" in office.tail(1 << 30))
        for name, purpose in WRITTEN.items():
            table, column = name.split(".")
            # Ten seconds: so old may be what was last seen of the clock.
            rows = office.query(f'SELECT "{column}" AS at, "{column}" <= clock_timestamp() AT TIME ZONE \'UTC\' + interval \'{purpose}\' + interval \'12 seconds\' AS good '
                                f'FROM "{table}" WHERE "{column}" IS NOT NULL'
                                + (' AND "enrollmentId" LIKE \'e-%%\'' if table == "EnrollmentDue" else ""))
            assert len(rows) >= 2 and all(r["good"] for r in rows), (name, rows)
            # Nor is what was to hold for a while let go at once.
            if "hour" in purpose or "day" in purpose:
                assert office.value(f'SELECT bool_and("{column}" > clock_timestamp() AT TIME ZONE \'UTC\' + interval \'{purpose}\' - interval \'10 minutes\') FROM "{table}"'
                                    + (' WHERE "enrollmentId" LIKE \'e-%%\'' if table == "EnrollmentDue" else "")), name
        assert office.value('SELECT bool_and("notBefore" <= clock_timestamp() AT TIME ZONE \'UTC\' + interval \'17 seconds\') FROM "SendBatch" WHERE "notBefore" IS NOT NULL')
        assert office.query('SELECT "userId", sum("granted") AS n, bool_and("minute" <= clock_timestamp() AT TIME ZONE \'UTC\') AS past FROM "SenderUsage" GROUP BY 1 ORDER BY 1') == [
            {"userId": u, "n": 7, "past": True} for u in sorted(users)]
        # What was begun by a right clock is left alone.
        assert office.value('SELECT "dueAt" FROM "EnrollmentDue" WHERE "enrollmentId" = %s', f"o-{users[0]}") == before
