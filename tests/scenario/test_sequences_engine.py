"""The sequence engine: what it sends, to whom, in which order; what wakes, ends, holds and moves people; and that no kill, no second
worker and no edit changes any of it. Sequences are written to the database as a Prisma program would; mails go to the capture sender
or a real server. Time passes by moving what is stored into the past, never by waiting."""

import contextlib
import datetime
import email
import email.policy
import itertools
import json
import os
import random
import secrets
import subprocess
import time

import pytest
from loumass import wait_for
from mail import Office, kill, numbers, sink

UTC = datetime.timezone.utc


def mail_step(name, next_step=..., subject=None, **more):
    s = {"id": name, "type": "email", "subject": subject or f"Subject of {name}", "content": f"<p>Content of {name}</p>",
         "position": {"x": 0, "y": 0}, **more}
    if next_step is not ...:
        s["nextStepId"] = next_step
    return s


def delay_step(name, next_step=..., **amount):
    s = {"id": name, "type": "delay", "delay": amount or {"minutes": 0}, "position": {"x": 0, "y": 0}}
    if next_step is not ...:
        s["nextStepId"] = next_step
    return s


class Flow(Office):
    """An office with sequences."""

    def capture(self, user, **more):
        return self.sender(user, None, kind="capture", **more)

    def sequence(self, user, steps, status="ACTIVE", settings=None, **more):
        q = f"sequence{next(numbers):06d}"
        columns = {"id": q, "userId": user, "name": "Sequence", "status": status, "steps": json.dumps(steps),
                   "settings": json.dumps(settings or {}), **more}
        names = ", ".join(f'"{c}"' for c in columns)
        self.query(f'INSERT INTO "Sequence" ({names}, "updatedAt", "activatedAt") VALUES ({", ".join(["%s"] * len(columns))}, now(), now())',
                   *columns.values())
        return q

    def enroll(self, q, *contacts):
        for c in contacts:
            self.query('INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId") VALUES (%s, %s, %s)',
                       f"enrollment{next(numbers):08d}", q, c)

    def enrollments(self, q):
        return self.query('SELECT * FROM "SequenceEnrollment" WHERE "sequenceId" = %s ORDER BY "contactId"', q)

    def enrollment(self, q, contact):
        return self.query('SELECT * FROM "SequenceEnrollment" WHERE "sequenceId" = %s AND "contactId" = %s', q, contact)[0]

    def trace(self, enrollment):
        return self.query('SELECT * FROM "EnrollmentTrace" WHERE "enrollmentId" = %s ORDER BY "id"', enrollment)

    def mails(self, q, contact=None):
        return self.query('SELECT r.*, (SELECT c."raw" FROM "Capture" c WHERE c."recipientId" = r."id") AS raw FROM "Recipient" r '
                          'WHERE r."sequenceId" = %s AND (%s::text IS NULL OR r."contactId" = %s) ORDER BY r."sentAt", r."id"', q, contact, contact)

    def settled(self, q, timeout=60):
        """Nobody moves any more: all have ended, or sleep for longer than this test lasts."""
        def quiet():
            return not self.query('SELECT 1 FROM "EnrollmentDue" d JOIN "SequenceEnrollment" e ON e."id" = d."enrollmentId" '
                                  'LEFT JOIN "Recipient" r ON r."id" = e."waitingRecipientId" '
                                  'WHERE e."sequenceId" = %s AND (d."dueAt" < now() AT TIME ZONE \'UTC\' + interval \'20 s\' OR r."status" = \'PENDING\')'
                                  ' LIMIT 1', q)
        wait_for(quiet, timeout)

    def pass_time(self, q, days=0, hours=0, minutes=0):
        """Time goes by for a sequence: whatever it has stored is so much older."""
        span = datetime.timedelta(days=days, hours=hours, minutes=minutes)
        with self.sql() as c:
            c.execute('UPDATE "SequenceEnrollment" SET "stepStartedAt" = "stepStartedAt" - %s, "enrolledAt" = "enrolledAt" - %s WHERE "sequenceId" = %s',
                      (span, span, q))
            c.execute('UPDATE "EnrollmentDue" d SET "dueAt" = d."dueAt" - %s WHERE d."sequenceId" = %s', (span, q))

    def check_counters(self, q):
        rows = self.enrollments(q)
        stats = self.query('SELECT * FROM "SequenceStats" WHERE "sequenceId" = %s', q)[0]
        n = lambda f: sum(1 for r in rows if f(r))
        assert stats["active"] == n(lambda r: r["status"] == "ACTIVE")
        assert stats["paused"] == n(lambda r: r["status"] == "PAUSED")
        assert stats["failed"] == n(lambda r: r["status"] == "FAILED")
        assert stats["completed"] == n(lambda r: r["status"] == "COMPLETED" and not r["exitReason"])
        for reason in ("replied", "unsubscribed", "bounced", "complained", "goal"):
            assert stats[reason] == n(lambda r: r["exitReason"] == reason), reason
        for s in self.query('SELECT * FROM "SequenceStepStats" WHERE "sequenceId" = %s', q):
            assert s["waiting"] == n(lambda r: r["status"] in ("ACTIVE", "PAUSED") and r["currentStep"] == s["stepId"] and r["phase"]), s
            entered = self.value('SELECT count(*) FROM "Stats" WHERE "id" = %s', f"{q}:{s['stepId']}")
            if entered:
                stat = self.stats(f"{q}:{s['stepId']}")
                sent = self.query('SELECT "status", count(*) AS n FROM "Recipient" WHERE "sequenceId" = %s AND "stepId" = %s GROUP BY 1', q, s["stepId"])
                counted = {r["status"]: r["n"] for r in sent}
                assert stat["recipients"] == sum(counted.values()) and stat["sent"] == counted.get("SENT", 0)
        # The queue holds those who are under way, and only those.
        queue = {r["enrollmentId"] for r in self.query('SELECT "enrollmentId" FROM "EnrollmentDue" WHERE "sequenceId" = %s', q)}
        assert queue == {r["id"] for r in rows if r["status"] == "ACTIVE"}


@pytest.fixture(scope="module")
def office():
    o = Flow()
    try:
        o.work()
        yield o
    finally:
        o.close()


def person(office, user, **more):
    c = f"{user}c{next(numbers):05d}"
    columns = {"id": c, "userId": user, "email": f"{c}@people.example", "firstName": "Ann", **more}
    names = ", ".join(f'"{k}"' for k in columns)
    office.query(f'INSERT INTO "Contact" ({names}, "updatedAt") VALUES ({", ".join(["%s"] * len(columns))}, now())', *columns.values())
    return c


def parsed(mail):
    return email.message_from_bytes(bytes(mail["raw"]), policy=email.policy.default)


def test_three_mails_and_two_delays(office):
    user = office.tenant("alice")
    office.capture(user)
    ann = person(office, user)
    q = office.sequence(user, [mail_step("one", subject="Hello {{firstName}}"), delay_step("d1", days=2),
                               mail_step("two", replyToThread=True), delay_step("d2", hours=3), mail_step("three", replyToThread=True)])
    office.enroll(q, ann)
    office.settled(q)
    e = office.enrollment(q, ann)
    assert e["status"] == "ACTIVE" and e["currentStep"] == "d1"
    assert len(office.mails(q)) == 1
    office.pass_time(q, days=2)
    office.settled(q)
    assert [m["stepId"] for m in office.mails(q)] == ["one", "two"]
    office.pass_time(q, hours=2, minutes=59)
    office.settled(q)
    assert len(office.mails(q)) == 2
    office.pass_time(q, minutes=1)
    office.settled(q)
    e = office.enrollment(q, ann)
    assert e["status"] == "COMPLETED" and e["exitReason"] is None and e["currentStep"] is None
    mails = [parsed(m) for m in office.mails(q)]
    assert [m["Subject"] for m in mails] == ["Hello Ann", "Re: Hello Ann", "Re: Hello Ann"]
    ids = [m["Message-ID"] for m in mails]
    assert mails[0]["In-Reply-To"] is None
    assert mails[1]["In-Reply-To"] == ids[0] and mails[1]["References"].split() == ids[:1]
    assert mails[2]["In-Reply-To"] == ids[1] and mails[2]["References"].split() == ids[:2]
    office.check_counters(q)
    print([(t["kind"], t["stepId"], t["detail"]) for t in office.trace(e["id"])])
