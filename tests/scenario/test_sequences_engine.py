"""The sequence engine: what it sends, to whom, in which order; what wakes, ends, holds and moves people; and that no kill, no second
worker and no edit changes any of it. Sequences are written to the database as a Prisma program would; mails go to the capture sender
or a real server. Time passes by moving what is stored into the past, never by waiting."""

import concurrent.futures
import contextlib
import datetime
import email
import email.policy
import hmac
import http.server
import itertools
import json
import os
import random
import re
import subprocess
import threading
import zoneinfo

import psycopg2
import pytest
import requests
from dovecot import mailboxes
from loumass import free_port, wait_for
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

    def pass_time(self, *sequences, days=0, hours=0, minutes=0):
        """Time goes by for these sequences, at one instant: whatever they have stored is so much older."""
        span, some = datetime.timedelta(days=days, hours=hours, minutes=minutes), list(sequences)
        with self.sql() as c:
            c.execute("BEGIN")
            c.execute('UPDATE "SequenceEnrollment" SET "stepStartedAt" = "stepStartedAt" - %s, "enrolledAt" = "enrolledAt" - %s '
                      'WHERE "sequenceId" = ANY (%s)', (span, span, some))
            c.execute('UPDATE "ReceivedEvent" SET "createdAt" = "createdAt" - %s WHERE "contactId" IN '
                      '(SELECT "contactId" FROM "SequenceEnrollment" WHERE "sequenceId" = ANY (%s))', (span, some))
            c.execute('UPDATE "EnrollmentDue" SET "dueAt" = "dueAt" - %s WHERE "sequenceId" = ANY (%s)', (span, some))
            c.execute("COMMIT")

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
        lines = [x for x in o.log.read_text().splitlines() if '"level":"warn"' in x or '"level":"error"' in x]
        unexpected = [x for x in lines if not any(f'"event":"{e}"' in x for e in ("flow.put_off", "flow.held", "flow.batch", "send.sender_paused", "send.in_doubt"))]
        assert unexpected == [], unexpected
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


# ---------------------------------------------------------------------------------------------- the property: an independent model

EVENTS = ["paid", "visited"]


class Draw:
    """A random sequence that ACTIVE accepts."""

    def __init__(self, chance):
        self.chance, self.steps, self.n = chance, {}, 0
        self.main = []
        self.line(self.main, [], chance.randint(3, 7), 0)
        if not any(s["type"] == "email" for s in self.steps.values()):
            self.main.append(self.make("email", [])["id"])
        if self.chance.random() < 0.15 and self.steps[self.main[-1]]["type"] != "goal":  # a circle, with a delay in it
            self.main.append(self.make("delay", [])["id"])
            self.steps[self.main[-1]]["nextStepId"] = self.main[0]
        self.array = self.arrange()
        self.rewrite()

    def make(self, kind, before):
        self.n += 1
        s = {"id": f"{kind}-{self.n}", "type": kind, "position": {"x": 0, "y": 0}}
        c = self.chance
        if kind == "email":
            s |= {"subject": f"Subject {self.n}", "content": "<p>Hello</p>", "replyToThread": bool(before) and c.random() < 0.4}
        elif kind == "delay":
            s["delay"] = c.choice([{"hours": 1}, {"hours": c.randint(1, 30)}, {"days": 1, "hours": 2}])
        elif kind == "condition":
            s["condition"] = {"type": c.choice(["opened", "clicked", "replied", "not_opened", "not_clicked", "not_replied"])}
            if before and c.random() < 0.6:
                s["condition"]["referenceStep"] = c.choice(before)
        elif kind == "wait":
            s["wait"] = {"timeout": {"hours": c.randint(1, 24)}}
            if c.random() < 0.5:
                s["wait"]["event"] = c.choice(EVENTS)
            else:
                s["wait"]["type"] = c.choice(["opened", "clicked", "replied"])
                if before and c.random() < 0.5:
                    s["wait"]["referenceStep"] = c.choice(before)
        elif kind == "split":
            s["split"] = {"percent": c.randint(1, 99)}
        elif kind in ("tag", "untag"):
            s["tags"] = c.sample(["red", "green", "blue"], c.randint(1, 2))
        elif kind == "goal":
            s["goal"] = {"event": c.choice(EVENTS)}
        self.steps[s["id"]] = s
        return s

    def line(self, out, before, length, depth):
        """Steps one after the other; `before`: emails that every way here has passed."""
        before = list(before)
        for i in range(length):
            kinds = ["email"] * 4 + ["delay"] * 3 + ["tag", "untag"]
            if before:
                kinds += ["condition"] * 3 + ["wait"] * 2
            if depth < 2:
                kinds += ["split"]
            if i == length - 1 and i > 0:
                kinds += ["exit"] if depth else ["goal"]
            s = self.make(self.chance.choice(kinds), before)
            out.append(s["id"])
            if s["type"] == "email":
                before.append(s["id"])
            if s["type"] in ("condition", "wait", "split") and depth < 2:
                inner = s[s["type"]]
                for name in ("trueBranch", "falseBranch"):
                    if self.chance.random() < 0.7:
                        inner[name] = []
                        self.line(inner[name], before, self.chance.randint(1, 3), depth + 1)

    def arrange(self):
        """The array: in the order of the line with what follows left out here and there, or in any order with all of it given."""
        line = [self.steps[i] for i in self.main]
        branches = [s for s in self.steps.values() if s["id"] not in self.main]
        shuffled = self.chance.random() < 0.5
        for i, s in enumerate(line):
            if "nextStepId" in s:
                continue
            following = line[i + 1]["id"] if i + 1 < len(line) else None
            if shuffled or self.chance.random() < 0.5 or following is None:
                s["nextStepId"] = following
        if shuffled:
            everything = line + branches
            self.chance.shuffle(everything)
            # The entry is the step that nothing leads to, wherever it stands; in a circle it must come first.
            everything.sort(key=lambda s: s["id"] != self.main[0])
            return everything
        return line + branches


    def rewrite(self):
        """Now and then as other programs write it: branches by their first step, with nextStepId from there on; numbers as text."""
        c = self.chance
        if c.random() < 0.4:
            model = Successors(self.array)
            follows = {s["id"]: model.after(s["id"]) for s in self.array}
            for s in self.array:
                if s["type"] in ("condition", "wait", "split"):
                    inner = s[s["type"]]
                    for name in ("trueBranch", "falseBranch"):
                        branch = inner.get(name) or [follows[s["id"]]]
                        inner[name] = [branch[0]] if branch[0] else []
            for s in self.array:
                s["nextStepId"] = None if s["type"] in ("condition", "wait", "split", "exit", "goal") else follows[s["id"]]
        for s in self.array:
            amount = s.get("delay") or s.get("wait", {}).get("timeout")
            if amount and c.random() < 0.3:
                for k, v in amount.items():
                    amount[k] = c.choice([str(v), f"{v}.0", f" {v} "])


class Successors:
    """Where each step goes on, by the words of docs/sequences.md, "Where a step goes on"."""

    def __init__(self, steps):
        self.by = {s["id"]: s for s in steps}
        self.array = [s["id"] for s in steps]
        self.places = {s["id"]: [] for s in steps}
        for s in steps:
            inner = s.get(s["type"]) if s["type"] in ("condition", "wait", "split") else None
            for name in ("trueBranch", "falseBranch"):
                branch = (inner or {}).get(name) or []
                for i, b in enumerate(branch):
                    self.places[b].append((s["id"], branch, i))

    def after(self, step):
        s = self.by[step]
        if self.places[step]:
            owner, branch, i = self.places[step][0]
            return branch[i + 1] if i + 1 < len(branch) else s.get("nextStepId") or self.after(owner)
        if "nextStepId" in s:
            return s["nextStepId"]
        rest = [x for x in self.array[self.array.index(step) + 1:] if not self.places[x]]
        return rest[0] if rest else None


def span(amount):
    return float(amount.get("days", 0)) * 24 + float(amount.get("hours", 0))


moments = itertools.count()  # what comes before what, within an hour


class Walker(Successors):
    """What one person's way through the steps should be, by the words of docs/sequences.md. Time is in whole hours."""

    def __init__(self, steps, entry, now):
        super().__init__(steps)
        self.status, self.exit, self.enrolled = "ACTIVE", None, next(moments)
        self.go(entry, now)
        self.sent, self.order, self.last = {}, [], None
        self.taken, self.tags = [], set()
        self.seen = {}  # step -> what people did with its mail
        self.events = []  # (moment, name)

    def go(self, step, now):
        self.at, self.since, self.moment = step, now, next(moments)

    def did(self, what, reference):
        mail = reference or self.last
        return what in self.seen.get(mail, set())

    def came(self, event, since):
        return any(name == event and moment > since for moment, name in self.events)

    def end(self, status, reason=None):
        self.status, self.exit = status, reason

    def branch(self, s, taken, now):
        self.taken.append((s["id"], taken))
        inner = s[s["type"]].get("trueBranch" if taken else "falseBranch") or []
        self.go(inner[0] if inner else self.after(s["id"]), now)

    def run(self, now, split):
        if self.status == "ACTIVE":
            for s in self.by.values():
                if s["type"] == "goal" and self.came(s["goal"]["event"], self.enrolled):
                    return self.end("COMPLETED", "goal")
        while self.status == "ACTIVE":
            if self.at is None:
                return self.end("COMPLETED")
            s = self.by[self.at]
            kind = s["type"]
            if kind == "email":
                if s["id"] not in self.sent:
                    self.sent[s["id"]] = now
                    self.order.append(s["id"])
                    self.last = s["id"]
                self.go(self.after(s["id"]), now)
            elif kind == "delay":
                if now < self.since + span(s["delay"]):
                    return None
                self.go(self.after(s["id"]), now)
            elif kind == "condition":
                c = s["condition"]
                did = self.did(c["type"].removeprefix("not_"), c.get("referenceStep"))
                self.branch(s, did != c["type"].startswith("not_"), now)
            elif kind == "wait":
                w = s["wait"]
                came = self.came(w["event"], self.moment) if "event" in w else self.did(w["type"], w.get("referenceStep"))
                if not came and now < self.since + span(w["timeout"]):
                    return None
                self.branch(s, came, now)
            elif kind == "split":
                taken = split(s["id"])
                if taken is None:
                    return None
                self.branch(s, taken, now)
            elif kind in ("tag", "untag"):
                self.tags = self.tags | set(s["tags"]) if kind == "tag" else self.tags - set(s["tags"])
                self.go(self.after(s["id"]), now)
            elif kind == "exit":
                return self.end("COMPLETED", "exit")
            elif kind == "goal":
                return self.end("COMPLETED", "goal")
        return None


class Case:
    """A drawn sequence with its people, and what should become of them."""

    def __init__(self, office, user, chance, people):
        self.office, self.chance = office, chance
        self.draw = Draw(chance)
        self.q = office.sequence(user, self.draw.array, settings={"stopOnReply": False})
        self.walkers = {}
        for _ in range(people):
            c = person(office, user)
            office.enroll(self.q, c)
            self.walkers[c] = Walker(self.draw.array, self.draw.main[0], 0)

    def happen(self, c, known):
        """Something happens to one of the people: people's events on a mail, a machine's, or an event of the tenant's own systems."""
        contact, w = self.chance.choice(list(self.walkers.items()))
        enrollment, sent = known.enrollments[contact], known.mails.get(contact, [])
        what = self.chance.choice(["opened", "clicked", "replied", "machine", "event"])
        if what == "event":
            name = self.chance.choice(EVENTS)
            c.execute('INSERT INTO "ReceivedEvent" ("id", "userId", "event", "contactId", "createdAt") '
                      'VALUES (%s, %s, %s, %s, clock_timestamp())', (f"event{next(numbers)}", enrollment["userId"], name, contact))
            w.events.append((next(moments), name))
        elif not sent:
            return
        else:
            mail = self.chance.choice(sent)
            if what == "machine":
                c.execute('UPDATE "Recipient" SET "openedAt" = now(), "clickedAt" = now() WHERE "id" = %s', (mail["id"],))
                return
            column = {"opened": "openedByPersonAt", "clicked": "clickedByPersonAt", "replied": "repliedAt"}[what]
            c.execute(f'UPDATE "Recipient" SET "{column}" = now() WHERE "id" = %s', (mail["id"],))
            w.seen.setdefault(mail["stepId"], set()).add(what)
        # As the accounting of events does.
        c.execute('UPDATE "EnrollmentDue" SET "dueAt" = least("dueAt", now()) WHERE "enrollmentId" = %s', (enrollment["id"],))

    def compare(self, now, known):
        for contact, w in self.walkers.items():
            e = known.enrollments[contact]
            taken = (e["state"] or {}).get("taken", {})
            # Which way a split sent somebody is the engine's choice; that it is one way, and stays, is what the model asks.
            w.run(now, taken.get)
            trace, mails = known.traces.get(e["id"], []), known.mails.get(contact, [])
            shown = json.dumps(self.draw.array) + "\n" + "\n".join(f"{t['kind']} {t['stepId']} {t['detail']}" for t in trace)
            assert [m["stepId"] for m in mails] == w.order, shown
            assert {m["status"] for m in mails} <= {"SENT"}, shown
            assert [(t["stepId"], t["detail"]["taken"]) for t in trace if t["kind"] == "branched"] == w.taken, shown
            assert (e["status"], e["exitReason"]) == (w.status, w.exit), shown
            if w.status == "ACTIVE":
                assert e["currentStep"] == w.at, shown
            assert set(e["tags"] or []) == w.tags and len(e["tags"] or []) == len(w.tags), shown


class Known:
    """What the database says of everybody."""

    def __init__(self, c):
        def rows(text):
            c.execute(text)
            return [dict(r) for r in c.fetchall()]

        def by(key, some):
            out = {}
            for r in some:
                out.setdefault(r[key], []).append(r)
            return out
        self.enrollments = {r["contactId"]: r for r in rows('SELECT e.*, c."tags" FROM "SequenceEnrollment" e JOIN "Contact" c ON c."id" = e."contactId"')}
        self.mails = by("contactId", rows('SELECT * FROM "Recipient" ORDER BY "sentAt", "id"'))
        self.traces = by("enrollmentId", rows('SELECT * FROM "EnrollmentTrace" ORDER BY "id"'))


FLOW_POINTS = ["flow.after_claim", "flow.before_commit", "flow.after_commit", "send.after_claim", "send.before_commit", "send.after_commit"]


class Crew:
    """Two workers, one of them killed now and then, at random or at a named point."""

    def __init__(self, office, chance):
        self.office, self.chance, self.kills = office, chance, 0
        self.workers = [office.work(), office.work()]

    def disturb(self):
        i = self.chance.randrange(2)
        if self.chance.random() < 0.4:
            kill(self.workers[i])
            self.kills += 1
            self.workers[i] = self.office.work(LOUMASS_FAULT=f"{self.chance.choice(FLOW_POINTS)}=kill@{self.chance.choice([1, 1, 2, 5])}")

    def mend(self):
        for i, w in enumerate(self.workers):
            if w.poll() is not None:
                assert w.returncode == -9, self.office.tail()
                self.kills += 1
                self.workers[i] = self.office.work()

    def stop(self):
        self.mend()
        for w in self.workers:
            assert self.office.stop(w) == 0, self.office.tail()


@pytest.mark.parametrize("seed", [int(os.environ.get("LOUMASS_SEED", "1"))])
def test_any_steps_any_history_any_kill(seed):
    """Random sequences, random histories, two workers that are killed: the same mails, branches, order, tags and ends as the model's."""
    chance = random.Random(seed)
    office = Flow()
    try:
        users = [office.tenant("alice"), office.tenant("bob")]
        for u in users:
            office.capture(u)
        cases = [Case(office, users[i % 2], random.Random(f"{seed} {i}"), 3) for i in range(24)]
        crew = Crew(office, chance)
        now = 0

        def settle():
            def quiet():
                crew.mend()
                c.execute('SELECT 1 FROM "EnrollmentDue" d JOIN "SequenceEnrollment" e ON e."id" = d."enrollmentId" '
                          'LEFT JOIN "Recipient" r ON r."id" = e."waitingRecipientId" '
                          'WHERE d."dueAt" < now() + interval \'4 min\' OR r."status" = \'PENDING\' LIMIT 1')
                return not c.fetchall()
            wait_for(quiet, 60, 0.02)
            known = Known(c)
            for case in cases:
                case.compare(now, known)
            return known
        with office.sql() as c:
            for _ in range(14):
                known = settle()
                crew.disturb()
                paused = chance.random() < 0.5  # what comes is seen at once, or when the sequences go on, at another time
                if paused:
                    c.execute('UPDATE "Sequence" SET "status" = \'PAUSED\', "pausedAt" = now()')
                for case in cases:
                    for _ in range(chance.randint(0, 2)):
                        case.happen(c, known)
                if not paused:
                    settle()
                hours = chance.choice([1, 1, 2, 5, 12, 26])
                now += hours
                office.pass_time(*[case.q for case in cases], hours=hours)
                if paused:
                    c.execute('UPDATE "Sequence" SET "status" = \'ACTIVE\', "resumedAt" = now()')
            settle()
        for case in cases:
            office.check_counters(case.q)
        crew.stop()
        ends = {}
        for c in cases:
            for w in c.walkers.values():
                ends[w.exit or w.status] = ends.get(w.exit or w.status, 0) + 1
        print(f"killed {crew.kills}, ended {ends}")
        assert crew.kills > 2
        # Nobody's mail was planned twice, and no mail is another tenant's.
        assert office.value('SELECT count(*) FROM (SELECT 1 FROM "Recipient" GROUP BY "enrollmentId", "stepId" HAVING count(*) > 1) t') == 0
        assert office.value('SELECT count(*) FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" JOIN "Sequence" q ON q."id" = r."sequenceId" '
                            'JOIN "Sender" s ON s."id" = r."senderId" WHERE c."userId" <> q."userId" OR s."userId" <> q."userId" OR r."userId" <> q."userId"') == 0
    finally:
        office.close()


# ------------------------------------------------------------------------------------------------------------- threads, in a mailbox

def threads(answer):
    """(1 2 3)(4) of RFC 5256 as nested lists."""
    text, out, stack = answer.decode(), [], []
    for word in text.replace("(", " ( ").replace(")", " ) ").split():
        if word == "(":
            stack.append([])
        elif word == ")":
            done = stack.pop()
            (stack[-1] if stack else out).append(done)
        else:
            stack[-1].append(int(word))
    return out


def test_mails_of_a_sequence_are_one_thread_in_a_real_mailbox(office):
    with mailboxes() as post:
        alice, bob = office.tenant("alice"), office.tenant("bob")
        first = office.sender(alice, post.smtp_port, isDefault=True, fromEmail="ann@first.example")
        second = office.sender(alice, post.smtp_port, fromEmail="ann@second.example")
        office.sender(bob, post.smtp_port, fromEmail="bob@third.example")
        reader = person(office, alice, email="reader@people.example", firstName="Zoë")
        other = person(office, bob, email="reader@people.example", firstName="Zoë")
        def steps(subject):
            return [mail_step("one", subject=subject), delay_step("a", days=1), mail_step(
                        "two", subject="Not this one", replyToThread=True, content="<p>Still there?</p><a href='https://example.com/x'>x</a>"),
                    delay_step("b", days=1), mail_step("three", replyToThread=True)]
        q, p = office.sequence(alice, steps("Grüße, {{firstName}}")), office.sequence(bob, steps("Hallo {{firstName}}"))
        office.enroll(q, reader)
        office.enroll(p, other)
        office.settled(q)
        office.settled(p)
        # What the first one said, and who said it, stays, whatever changes afterwards.
        office.query('UPDATE "Contact" SET "firstName" = %s WHERE "id" = %s', "Renamed", reader)
        office.query('UPDATE "Sequence" SET "senderId" = %s WHERE "id" = %s', second, q)
        for _ in range(2):
            office.pass_time(q, p, days=1)
            office.settled(q)
            office.settled(p)
        assert office.enrollment(q, reader)["status"] == "COMPLETED"
        box = post.imap("reader")
        status, found = box.thread("REFERENCES", "UTF-8", "ALL")
        trees = threads(found[0])
        assert status == "OK" and len(trees) == 2, found  # alice's and bob's, three mails each
        assert all(len(t) == 3 and all(isinstance(n, int) for n in t) for t in trees), trees
        for tree in trees:
            mails = [email.message_from_bytes(box.fetch(str(n), "(RFC822)")[1][0][1], policy=email.policy.default) for n in tree]
            assert len({m["From"].addresses[0].addr_spec for m in mails}) == 1
            said = "Grüße, Zoë" if "first" in mails[0]["From"] else "Hallo Zoë"
            assert [m["Subject"] for m in mails] == [said, f"Re: {said}", f"Re: {said}"]
            assert [m["In-Reply-To"] for m in mails] == [None, mails[0]["Message-ID"], mails[1]["Message-ID"]]
        assert {m["senderId"] for m in office.mails(q)} == {first}
        box.logout()


def test_a_mail_that_begins_a_thread_of_its_own_goes_by_the_sequences_sender(office):
    user = office.tenant("alice")
    a, b = office.capture(user, isDefault=True), office.capture(user)
    ann = person(office, user)
    q = office.sequence(user, [mail_step("one"), delay_step("d", hours=1), mail_step("two"), mail_step("three", replyToThread=True)])
    office.enroll(q, ann)
    office.settled(q)
    office.query('UPDATE "Sequence" SET "senderId" = %s WHERE "id" = %s', b, q)
    office.pass_time(q, hours=1)
    office.settled(q)
    mails = office.mails(q)
    assert [m["senderId"] for m in mails] == [a, b, b]
    one, two, three = map(parsed, mails)
    assert [office.value('SELECT "subject" FROM "Capture" WHERE "recipientId" = %s', m["id"]) for m in mails] == [
        "Subject of one", "Subject of two", "Re: Subject of two"]
    assert two["In-Reply-To"] is None and three["In-Reply-To"] == two["Message-ID"] and three["Subject"] == "Re: Subject of two"


# ------------------------------------------------------------------------------------------------- what ends, holds and shifts a way

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.0"}
LINKED = '<p><a href="https://example.com/offer">Offer</a></p><p><a href="{{unsubscribeUrl}}">Leave</a></p>'


def link(mail, what):
    html = parsed(mail).get_body(("html",)).get_content()
    return next(u for u in re.findall(r'(?:href|src)="([^"]+)"', html) if f"/{what}/" in u).replace("&amp;", "&")


@pytest.fixture(scope="module")
def served(office):
    office.wait_ready(office.spawn("serve"))
    return office


def test_a_click_that_came_a_second_before_decides(served):
    office, user = served, served.tenant("alice")
    office.capture(user)
    clicks, opens, nothing = (person(office, user) for _ in range(3))
    q = office.sequence(user, [
        mail_step("one", content=LINKED), delay_step("d", days=1),
        {"id": "c", "type": "condition", "condition": {"type": "clicked", "referenceStep": "one", "trueBranch": ["yes"], "falseBranch": ["no"]},
         "nextStepId": None}, mail_step("yes"), mail_step("no")])
    office.enroll(q, clicks, opens, nothing)
    office.settled(q)
    # Just before its time nothing is decided, whatever has happened.
    office.pass_time(q, hours=23, minutes=59)
    office.query('UPDATE "EnrollmentDue" SET "dueAt" = now() AT TIME ZONE \'UTC\' WHERE "sequenceId" = %s', q)
    office.settled(q)
    assert [m["stepId"] for m in office.mails(q)] == ["one"] * 3
    requests.get(link(office.mails(q, clicks)[0], "t/c"), headers=BROWSER, allow_redirects=False).raise_for_status()
    requests.get(link(office.mails(q, opens)[0], "t/o"), headers=BROWSER).raise_for_status()
    wait_for(lambda: office.value('SELECT count(*) FROM "Recipient" WHERE "sequenceId" = %s AND ("clickedByPersonAt" IS NOT NULL '
                                  'OR "openedByPersonAt" IS NOT NULL)', q) == 2)
    office.pass_time(q, minutes=1)
    office.settled(q)
    for who, way in ((clicks, "yes"), (opens, "no"), (nothing, "no")):
        assert [m["stepId"] for m in office.mails(q, who)] == ["one", way]
        e = office.enrollment(q, who)
        assert [(t["stepId"], t["detail"]["taken"]) for t in office.trace(e["id"]) if t["kind"] == "branched"] == [("c", way == "yes")]
    step = office.query('SELECT * FROM "SequenceStepStats" WHERE "sequenceId" = %s AND "stepId" = %s', q, "c")[0]
    assert (step["entered"], step["passed"], step["waiting"], step["trueTaken"], step["falseTaken"]) == (3, 3, 0, 1, 2)
    office.check_counters(q)


def test_a_wait_ends_with_the_click_it_waits_for(served):
    office, user = served, served.tenant("alice")
    office.capture(user)
    ann, ben = person(office, user), person(office, user)
    q = office.sequence(user, [
        mail_step("one", content=LINKED),
        {"id": "w", "type": "wait", "wait": {"type": "clicked", "timeout": {"days": 3}, "trueBranch": ["came"], "falseBranch": ["late"]},
         "nextStepId": None}, mail_step("came"), mail_step("late")])
    office.enroll(q, ann, ben)
    office.settled(q)
    requests.get(link(office.mails(q, ann)[0], "t/c"), headers=BROWSER, allow_redirects=False).raise_for_status()
    wait_for(lambda: len(office.mails(q, ann)) == 2)
    assert len(office.mails(q, ben)) == 1
    office.pass_time(q, days=3)
    office.settled(q)
    assert [m["stepId"] for m in office.mails(q, ann)] == ["one", "came"]
    assert [m["stepId"] for m in office.mails(q, ben)] == ["one", "late"]


def test_who_unsubscribes_leaves_and_gets_no_mail_that_was_planned(served):
    office, user = served, served.tenant("alice")
    office.capture(user, isDefault=True)
    waits = office.capture(user, status="PAUSED")
    ann, ben = person(office, user), person(office, user)
    q = office.sequence(user, [mail_step("one", content=LINKED), delay_step("d", days=1), mail_step("two")])
    other = office.sequence(user, [mail_step("soon")], senderId=waits)
    office.enroll(q, ann, ben)
    office.enroll(other, ann, ben)
    wait_for(lambda: len(office.mails(other)) == 2 and [m["status"] for m in office.mails(q)] == ["SENT"] * 2)
    requests.post(link(office.mails(q, ann)[0], "u"), data={"List-Unsubscribe": "One-Click"}, headers=BROWSER).raise_for_status()
    wait_for(lambda: office.enrollment(q, ann)["status"] == "COMPLETED")
    assert office.enrollment(q, ann)["exitReason"] == office.enrollment(other, ann)["exitReason"] == "unsubscribed"
    office.query('UPDATE "Sender" SET "status" = \'ACTIVE\' WHERE "id" = %s', waits)
    wait_for(lambda: office.enrollment(q, ben)["currentStep"] == "d" and office.enrollment(q, ben)["phase"])
    office.pass_time(q, days=1)
    office.settled(q)
    wait_for(lambda: all(m["status"] != "PENDING" for m in office.mails(other)))
    assert [m["stepId"] for m in office.mails(q, ann)] == ["one"] and [m["stepId"] for m in office.mails(q, ben)] == ["one", "two"]
    assert [m["status"] for m in office.mails(other, ann)] == ["FAILED"] and [m["status"] for m in office.mails(other, ben)] == ["SENT"]
    for s in (q, other):
        office.settled(s)
        office.check_counters(s)


def test_who_leaves_while_being_moved_is_counted_out_of_the_step_reached(office):
    """The exit waits for the mover, who is the first to bring anybody to this step: its counters are as new as the step."""
    for user in (office.tenant("alice"), office.tenant("bob")):
        office.capture(user, isDefault=True)
        q, ann = office.sequence(user, [delay_step("d", days=1)], status="PAUSED"), person(office, user)
        office.enroll(q, ann)
        e = office.enrollment(q, ann)["id"]
        mover, leaver = (psycopg2.connect(office.database_url()) for _ in range(2))
        with contextlib.closing(mover), contextlib.closing(leaver), concurrent.futures.ThreadPoolExecutor(1) as pool:
            with mover.cursor() as c:
                c.execute('UPDATE "SequenceEnrollment" SET "currentStep" = \'d\', "phase" = \'WAITING\', "writes" = "writes" + 1 WHERE "id" = %s', (e,))
                c.execute('INSERT INTO "SequenceStepStats" ("sequenceId", "stepId", "userId", "entered", "waiting") VALUES (%s, \'d\', %s, 1, 1)', (q, user))
            with leaver.cursor() as c:
                leaving = pool.submit(c.execute, 'SELECT "loumass_enrollment_exit"(ARRAY[%s], \'unsubscribed\', NULL, now() AT TIME ZONE \'UTC\')', (e,))
                blocked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%%loumass_enrollment_exit%%'"
                wait_for(lambda blocked=blocked: office.value(blocked))
                mover.commit()
                leaving.result(60)
                assert c.fetchone()[0] == 1
            leaver.commit()
        assert office.enrollment(q, ann)["exitReason"] == "unsubscribed"
        office.check_counters(q)


def test_who_bounces_leaves_every_sequence_and_others_go_on(office):
    with sink(rot="unknown") as post:  # every fifth address is not known there
        user = office.tenant("alice")
        office.sender(user, post.port)
        people = [person(office, user, email=f"n{i}@people.example") for i in range(1, 11)]
        q = office.sequence(user, [mail_step("one"), delay_step("d", hours=1), mail_step("two")])
        later = office.sequence(user, [delay_step("d", days=1), mail_step("x")])
        office.enroll(later, *people)
        office.enroll(q, *people)
        office.settled(q)
        gone = {c for i, c in enumerate(people, 1) if i % 5 == 0}
        for s in (q, later):
            assert {e["contactId"] for e in office.enrollments(s) if e["exitReason"] == "bounced"} == gone
        office.pass_time(q, hours=1)
        office.settled(q)
        assert {e["contactId"] for e in office.enrollments(q) if e["status"] == "COMPLETED" and not e["exitReason"]} == set(people) - gone
        office.check_counters(q)
        office.check_counters(later)


def test_a_mail_that_is_refused_fails_its_enrolment_with_the_servers_words(office):
    with sink(rot="policy") as post:  # every fifth message is refused
        user = office.tenant("alice")
        office.sender(user, post.port)
        people = [person(office, user, email=f"n{i}@people.example") for i in range(1, 6)]
        q = office.sequence(user, [mail_step("one"), delay_step("d", hours=1), mail_step("two")])
        office.enroll(q, *people)
        office.settled(q)
        failed = [e for e in office.enrollments(q) if e["status"] == "FAILED"]
        assert [e["contactId"] for e in failed] == [people[4]] and "550" in failed[0]["failureReason"] or "554" in failed[0]["failureReason"]
        assert failed[0]["failedAt"]
        office.check_counters(q)


def test_a_sending_window_by_the_contacts_own_clock(office):
    user = office.tenant("alice")
    office.capture(user)
    now = datetime.datetime.now(UTC)
    # Open for two hours around this hour in New York, where it is some other hour of the day in Auckland.
    there = now.astimezone(zoneinfo.ZoneInfo("America/New_York"))
    opens, closes = (there - datetime.timedelta(hours=1)).strftime("%H:%M"), (there + datetime.timedelta(hours=1)).strftime("%H:%M")
    window = {"days": [], "from": opens, "to": closes, "timezone": "America/New_York", "useContactTimezone": True}
    home, away, lost = person(office, user), person(office, user, timezone="Pacific/Auckland"), person(office, user, timezone="Not/AZone")
    q = office.sequence(user, [mail_step("one")], settings={"window": window})
    office.enroll(q, home, away, lost)
    wait_for(lambda: office.enrollment(q, home)["status"] == office.enrollment(q, lost)["status"] == "COMPLETED")
    wait_for(lambda: office.enrollment(q, away)["phase"])
    due = office.value('SELECT "dueAt" FROM "EnrollmentDue" WHERE "enrollmentId" = %s', office.enrollment(q, away)["id"]).replace(tzinfo=UTC)
    assert due > now and due.astimezone(zoneinfo.ZoneInfo("Pacific/Auckland")).strftime("%H:%M") == opens and due - now < datetime.timedelta(days=1, hours=1)
    assert [m["contactId"] for m in office.mails(q)] and away not in {m["contactId"] for m in office.mails(q)}
    assert [t["kind"] for t in office.trace(office.enrollment(q, away)["id"])] == ["window"]
    office.query('UPDATE "Contact" SET "timezone" = %s WHERE "id" = %s', "America/New_York", away)
    office.pass_time(q, days=1)
    office.settled(q)
    assert office.enrollment(q, away)["status"] == "COMPLETED"


def test_what_is_long_overdue_waits_for_a_persons_word(served):
    office = served
    api = office.register()
    user = api.user["id"]
    office.capture(user)
    ann, ben = person(office, user), person(office, user)
    q = office.sequence(user, [delay_step("d", days=1), mail_step("one")], settings={"latenessHours": 24})
    office.enroll(q, ann, ben)
    office.settled(q)
    office.query('UPDATE "Sequence" SET "activatedAt" = now() - interval \'9 days\' WHERE "id" = %s', q)
    with office.sql() as c:  # ann is due an hour ago, ben two days ago
        c.execute("BEGIN")
        for who, hours in ((ann, 25), (ben, 72)):
            e = office.enrollment(q, who)["id"]
            c.execute('UPDATE "SequenceEnrollment" SET "stepStartedAt" = "stepStartedAt" - %s * interval \'1 hour\' WHERE "id" = %s', (hours, e))
            c.execute('UPDATE "EnrollmentDue" SET "dueAt" = "dueAt" - %s * interval \'1 hour\' WHERE "enrollmentId" = %s', (hours, e))
        c.execute("COMMIT")
    wait_for(lambda: office.enrollment(q, ann)["status"] == "COMPLETED")
    assert office.mails(q, ben) == [] and office.enrollment(q, ben)["status"] == "ACTIVE"
    assert api.get(f"/api/sequences/{q}")["overdue"] == 1
    assert office.register().post(f"/api/sequences/{q}/release", {"action": "send"}, expect=404)
    api.post(f"/api/sequences/{q}/release", {"action": "send"})
    wait_for(lambda: office.enrollment(q, ben)["status"] == "COMPLETED")
    assert len(office.mails(q, ben)) == 1


def older(office, q, days):
    """Its planned mails are so much older: their ids say when they were made."""
    with office.sql() as c:
        c.execute("BEGIN")
        past = "left(\"loumass_cuid_floor\"((now() AT TIME ZONE 'UTC' - %s * interval '1 day')::timestamp), 6) || substr({}, 7)"
        for table, columns, own in (("Recipient", ["id"], "sequenceId"), ("SequenceEnrollment", ["waitingRecipientId"], "sequenceId")):
            for column in columns:
                c.execute(f'UPDATE "{table}" SET "{column}" = ' + past.format(f'"{column}"') + f' WHERE "{own}" = %s', (days, q))
        for column in ("firstId", "lastId"):
            c.execute(f'UPDATE "SendBatch" SET "{column}" = ' + past.format(f'"{column}"') + " WHERE split_part(\"sourceId\", ':', 1) = %s", (days, q))
        c.execute("COMMIT")


@pytest.mark.parametrize("action", ["send", "skip", "resume"])
def test_planned_mails_wait_for_a_persons_word_when_nobody_was_there_to_send(action):
    """A copy of last week's database is started: what was planned then asks first. What is planned now goes."""
    office = Flow()
    try:
        worker = office.work()
        office.wait_ready(office.spawn("serve"))
        api, bob = office.register(), office.register()
        user = api.user["id"]
        office.query('UPDATE "Sender" SET "status" = \'PAUSED\' WHERE "userId" = %s', user)
        ann, ben, new = (person(office, user) for _ in range(3))
        steps = [mail_step("one"), delay_step("d", days=1)]
        q, patient = office.sequence(user, steps), office.sequence(user, steps, settings={"latenessHours": 300})
        office.enroll(q, ann, ben)
        office.enroll(patient, ann)
        wait_for(lambda: len(office.mails(q)) == 2 and len(office.mails(patient)) == 1)
        assert office.stop(worker) == 0
        for x in (q, patient):
            older(office, x, 7)
        office.query('UPDATE "Sequence" SET "activatedAt" = now() - interval \'9 days\'')
        office.query('UPDATE "Setting" SET "updatedAt" = "updatedAt" - interval \'7 days\' WHERE "key" = \'sending\'')
        office.query('UPDATE "Sender" SET "status" = \'ACTIVE\' WHERE "userId" = %s', user)
        office.work()
        wait_for(lambda: office.mails(patient)[0]["status"] == "SENT")
        office.enroll(q, new)
        wait_for(lambda: [m["status"] for m in office.mails(q, new)] == ["SENT"])
        assert {m["status"] for m in office.mails(q) if m["contactId"] != new} == {"PENDING"}
        assert api.get(f"/api/sequences/{q}")["overdue"] == 2 and api.get(f"/api/sequences/{patient}")["overdue"] == 0
        assert {s["id"]: s["overdue"] for s in api.get("/api/sequences")["data"]} == {q: 2, patient: 0}
        if action == "resume":
            api.post(f"/api/sequences/{q}/pause")
            api.post(f"/api/sequences/{q}/activate")
        else:
            bob.post(f"/api/sequences/{q}/release", {"action": action}, expect=404)
            assert api.post(f"/api/sequences/{q}/release", {"action": action}) == {"released": 2}
        assert api.get(f"/api/sequences/{q}")["overdue"] == 0
        if action != "skip":
            wait_for(lambda: {m["status"] for m in office.mails(q)} == {"SENT"})
        else:
            assert {office.enrollment(q, c)["exitReason"] for c in (ann, ben)} == {"ended"}
            wait_for(lambda: {m["status"] for m in office.mails(q) if m["contactId"] != new} == {"FAILED"})
        captured = office.query('SELECT "contactId" AS c, count(*) AS n FROM "Capture" WHERE "sequenceId" = %s GROUP BY 1', q)
        assert {r["c"]: r["n"] for r in captured} == ({new: 1} if action == "skip" else {ann: 1, ben: 1, new: 1})
        office.settled(q)
        office.check_counters(q)
    finally:
        office.close()


def test_pausing_and_going_on(office):
    """A paused sequence sends nothing, planned or not; what is resumed goes on where it was."""
    with sink() as post:
        user = office.tenant("alice")
        sender = office.sender(user, post.port, status="PAUSED")
        people = [person(office, user) for _ in range(3)]
        q = office.sequence(user, [mail_step("one"), delay_step("d", hours=1), mail_step("two")])
        office.enroll(q, *people)
        wait_for(lambda: len(office.mails(q)) == 3)  # planned
        office.query('UPDATE "Sequence" SET "status" = \'PAUSED\' WHERE "id" = %s', q)
        office.query('UPDATE "Sender" SET "status" = \'ACTIVE\' WHERE "id" = %s', sender)
        # Another sequence of the same sender shows that the workers pass it by.
        p = office.sequence(user, [mail_step("beside")])
        office.enroll(p, people[0])
        office.settled(p)
        assert [m["status"] for m in office.mails(q)] == ["PENDING"] * 3
        office.query('UPDATE "Sequence" SET "status" = \'ACTIVE\', "resumedAt" = now() WHERE "id" = %s', q)
        office.settled(q)
        assert [m["status"] for m in office.mails(q)] == ["SENT"] * 3 and len(post.accepted()) == 4


def test_an_enrolment_rests_while_its_mail_waits(served):
    office = served
    api = office.register()
    user = api.user["id"]
    sender = office.capture(user, status="PAUSED")
    rests, stops, goes = (person(office, user) for _ in range(3))
    q = office.sequence(user, [mail_step("one"), delay_step("d", hours=1), mail_step("two")], senderId=sender)
    office.enroll(q, rests, stops, goes)
    wait_for(lambda: len(office.mails(q)) == 3)
    ids = {c: office.enrollment(q, c)["id"] for c in (rests, stops, goes)}
    api.post(f"/api/enrollments/{ids[rests]}/pause")
    api.post(f"/api/enrollments/{ids[stops]}/stop")
    assert office.register().post(f"/api/enrollments/{ids[goes]}/stop", expect=404)
    office.query('UPDATE "Sender" SET "status" = \'ACTIVE\' WHERE "id" = %s', sender)
    wait_for(lambda: office.mails(q, goes)[0]["status"] == "SENT" and office.mails(q, stops)[0]["status"] == "FAILED"
             and office.query('SELECT 1 FROM "SendRetry" WHERE "recipientId" = %s AND "leasedBy" IS NULL', office.mails(q, rests)[0]["id"]))
    assert office.mails(q, rests)[0]["status"] == "PENDING"
    api.post(f"/api/enrollments/{ids[rests]}/resume")
    wait_for(lambda: office.mails(q, rests)[0]["status"] == "SENT")
    api.post(f"/api/enrollments/{ids[rests]}/resume", expect=409)
    shown = api.get(f"/api/contacts/{goes}/timeline")["data"]
    assert [(x["type"], x["sequenceName"], x["stepId"], x["subject"]) for x in shown] == [("SENT", "Sequence", "one", "Subject of one")]
    office.settled(q)
    office.check_counters(q)
    kinds = [t["kind"] for t in office.trace(ids[rests])]
    assert kinds == ["planned", "paused", "resumed", "sent", "waiting"], kinds


def test_new_contacts_enter_whoever_writes_them(served):
    office = served
    api, other = office.register(), office.register()
    user = api.user["id"]
    office.capture(user)
    all_, red = (office.sequence(user, [mail_step("welcome")], triggerType="on_signup", settings={"trigger": {"filter": f}} if f else {})
                 for f in (None, {"tags": ["red"]}))
    api.post("/api/contacts", {"email": "one@people.example", "tags": ["red"]})
    api.post("/api/contacts", {"email": "two@people.example"})
    other.post("/api/contacts", {"email": "three@people.example", "tags": ["red"]})
    person(office, user, tags=json.dumps(["red", "blue"]))
    person(office, user, status="UNSUBSCRIBED")
    office.settled(all_)
    office.settled(red)
    assert len(office.mails(all_)) == 3 and len(office.mails(red)) == 2
    assert {e["source"] for e in office.enrollments(all_)} == {"on_signup"}
    office.check_counters(all_)
    # Somebody is deleted while he is under way: he is counted out. Another program does it without a word: the recount finds it.
    slow = office.sequence(user, [delay_step("d", days=1), mail_step("x")])
    gone, taken = person(office, user), person(office, user)
    office.enroll(slow, gone, taken)
    office.settled(slow)
    api.delete(f"/api/contacts/{gone}")
    office.check_counters(slow)
    assert office.cli("doctor", "--recount", "--user", api.email, ok=False).returncode == 0
    office.query('DELETE FROM "Contact" WHERE "id" = %s', taken)
    assert office.cli("doctor", "--recount", "--user", api.email, ok=False).returncode == 1
    office.cli("doctor", "--recount", "--user", api.email, "--fix")
    office.check_counters(slow)
    assert [t["kind"] for t in office.trace(office.enrollments(red)[0]["id"])][0] == "enrolled"


def test_follow_ups_go_before_first_mails(office):
    with sink() as post:
        user = office.tenant("alice")
        sender = office.sender(user, post.port, maxConnections=1)
        q = office.sequence(user, [mail_step("one"), delay_step("d", hours=1), mail_step("two")])
        known = [person(office, user) for _ in range(3)]
        office.enroll(q, *known)
        office.settled(q)
        office.query('UPDATE "Sender" SET "status" = \'PAUSED\' WHERE "id" = %s', sender)
        new = [person(office, user) for _ in range(3)]
        office.enroll(q, *new)
        wait_for(lambda: len(office.mails(q)) == 6)
        office.pass_time(q, hours=1)
        wait_for(lambda: len(office.mails(q)) == 9)
        office.query('UPDATE "Sender" SET "status" = \'ACTIVE\' WHERE "id" = %s', sender)
        office.settled(q)
        step = {m["id"]: m["stepId"] for m in office.mails(q)}
        order = [step[a.id.strip("<>").split("@")[0]] for a in post.accepted()]
        assert order == ["one"] * 3 + ["two"] * 3 + ["one"] * 3


def test_a_large_campaign_makes_no_sequence_wait(office):
    """Thousands of a campaign's mails are in the worker's hands, for a slow server; three of a sequence go out among the next few."""
    with sink(delay=0.01) as post:
        c = office.ready_campaign(post.port, 8000, "alice", maxConnections=1)
        sender = office.sender_of(c)
        user = sender["userId"]
        wait_for(lambda: len(post.accepted()) > 50)
        people = [person(office, user) for _ in range(3)]
        q = office.sequence(user, [mail_step("one")])
        before = len(post.accepted())
        office.enroll(q, *people)
        wait_for(lambda: [m["status"] for m in office.mails(q)] == ["SENT"] * 3)
        mine = {m["id"] for m in office.mails(q)}
        order = [a.id.strip("<>").split("@")[0] for a in post.accepted()]
        last = max(i for i, r in enumerate(order) if r in mine)
        office.query('UPDATE "Campaign" SET "status" = \'PAUSED\' WHERE "id" = %s', c)
        assert last - before < 500, (before, last)
        office.settled(q)
        office.check_counters(q)


def test_steps_another_program_wrote(office):
    """A Prisma program writes the sequence and its enrolments, changes them, and the engine keeps up."""
    user = office.tenant("alice")
    office.capture(user)
    ann, ben = person(office, user), person(office, user)
    q = office.sequence(user, [mail_step("one"), delay_step("d", days=1), mail_step("two")])
    office.enroll(q, ann, ben)
    office.settled(q)
    office.query('UPDATE "SequenceEnrollment" SET "status" = \'PAUSED\' WHERE "sequenceId" = %s AND "contactId" = %s', q, ben)
    office.pass_time(q, days=1)
    office.settled(q)
    assert len(office.mails(q, ann)) == 2 and len(office.mails(q, ben)) == 1
    office.query('UPDATE "SequenceEnrollment" SET "status" = \'ACTIVE\' WHERE "sequenceId" = %s AND "contactId" = %s', q, ben)
    office.settled(q)
    assert len(office.mails(q, ben)) == 2
    # Back to the start: what was sent is not sent again.
    office.query('UPDATE "SequenceEnrollment" SET "status" = \'ACTIVE\', "currentStep" = NULL, "phase" = NULL, "state" = NULL WHERE "contactId" = %s', ben)
    office.settled(q)
    office.pass_time(q, days=1)
    office.settled(q)
    assert len(office.mails(q, ben)) == 2 and office.enrollment(q, ben)["status"] == "COMPLETED"


def test_what_cannot_be_read_stops_nobody_else(office):
    """Another program wrote nonsense: settings count as not given, a row that cannot be moved is put off, and all others go on."""
    alice, bob = office.tenant("alice"), office.tenant("bob")
    office.capture(alice)
    office.capture(bob)
    nonsense = {"latenessHours": "soon", "window": {"days": "all", "from": "9 Uhr", "to": {}}, "stopOnReply": "perhaps", "reentryDays": [],
                "trigger": {"filter": {"tags": "red"}}}
    people = [person(office, alice) for _ in range(3)]
    q = office.sequence(alice, [mail_step("one", content=LINKED), delay_step("d", hours=1), mail_step("two")], settings=nonsense)
    s = office.sequence(alice, [mail_step("one")], settings=nonsense, triggerType="on_signup")
    office.enroll(q, *people)
    person(office, alice)
    office.settled(q)
    office.settled(s)
    assert len(office.mails(q)) == 3 and len(office.mails(s)) == 1
    # One of them stands nowhere, by our own hand, and by a version that no number holds.
    bad = office.enrollment(q, people[0])["id"]
    office.query('UPDATE "SequenceEnrollment" SET "currentStep" = \'nowhere\', "state" = \'{"from": 99999999999}\', "writes" = "writes" + 1 WHERE "id" = %s', bad)
    p = office.sequence(bob, [delay_step("d", hours=1), mail_step("one")])
    hers = person(office, bob)
    office.enroll(p, hers)
    office.settled(p)
    office.pass_time(q, p, hours=1)
    wait_for(lambda: len(office.mails(p)) == 1 and len(office.mails(q)) == 5)
    wait_for(lambda: office.query('SELECT 1 FROM "EnrollmentDue" WHERE "enrollmentId" = %s AND "dueAt" > now() AT TIME ZONE \'UTC\' + interval \'5 min\'', bad)
             or office.enrollment(q, people[0])["status"] != "ACTIVE")


# --------------------------------------------------------------------------------------------------------------- edits, deaths, webhooks

def test_edits_during_a_run_of_ten_thousand():
    """Two workers, 10,000 people, and the steps change under them: nobody gets a mail twice or misses one that he had before him."""
    office = Flow()
    try:
        office.wait_ready(office.spawn("serve"))
        api, other = office.register(), office.register()
        user = api.user["id"]
        office.people(user, 10000)
        old = [mail_step("one", "wait"), delay_step("wait", "two", minutes=0), mail_step("two", "day"), delay_step("day", "three", days=1),
               mail_step("three", None)]
        q = api.post("/api/sequences", {"name": "Long", "triggerType": "manual", "steps": old})["id"]
        workers = [office.work(), office.work()]
        api.post(f"/api/sequences/{q}/activate")
        office.query('INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId") SELECT \'e\' || "id", %s, "id" FROM "Contact" '
                     'WHERE "userId" = %s', q, user)

        def sent(step):
            return office.value('SELECT count(*) FROM "Recipient" WHERE "sequenceId" = %s AND "stepId" = %s AND "status" = \'SENT\'', q, step)
        wait_for(lambda: sent("one") > 1500)
        # The delay where many stand goes, a mail comes in behind the second.
        new = [mail_step("one", "two"), mail_step("two", "extra"), mail_step("extra", "day"), delay_step("day", "three", days=1), mail_step("three", None)]
        api.patch(f"/api/sequences/{q}", {"steps": new, "enrollments": "move"})
        other.patch(f"/api/sequences/{q}", {"steps": old}, expect=404)
        kill(workers[0])
        workers[0] = office.work()
        wait_for(lambda: sent("two") > 6000)
        # And the last delay gets shorter, with a tag before it.
        newer = [*new[:3], {"id": "tag", "type": "tag", "tags": ["seen"], "nextStepId": "day", "position": {"x": 0, "y": 0}},
                 delay_step("day", "three", hours=2), mail_step("three", None)]
        newer[2] = mail_step("extra", "tag")
        api.patch(f"/api/sequences/{q}", {"steps": newer, "enrollments": "move"})
        office.settled(q, 120)
        assert sent("three") == 0
        office.pass_time(q, hours=2)
        office.settled(q, 120)
        states = office.query('SELECT "status", "exitReason", "version", count(*) AS n FROM "SequenceEnrollment" WHERE "sequenceId" = %s GROUP BY 1, 2, 3', q)
        assert [(r["status"], r["exitReason"], r["n"]) for r in states] == [("COMPLETED", None, 10000)], states
        got = office.query('SELECT way, count(*) AS n FROM (SELECT string_agg(r."stepId", \' \' ORDER BY r."sentAt", r."id") AS way FROM "Recipient" r '
                           'WHERE r."sequenceId" = %s GROUP BY r."enrollmentId") t GROUP BY 1', q)
        ways = {r["way"]: r["n"] for r in got}
        # Those who had passed the second mail when the steps changed have no way back to what was put before where they stood.
        assert set(ways) <= {"one two extra three", "one two three"} and sum(ways.values()) == 10000, ways
        assert ways["one two extra three"] > 5000, ways
        office.check_counters(q)
        for w in workers:
            assert office.stop(w) == 0, office.tail()
    finally:
        office.close()


def test_deaths_on_the_wire():
    """Killed before, at and after the final dot: each mail of a sequence is listed when in doubt, sent again under the same Message-ID,
    and its enrolment goes on once."""
    with sink(delay=0.002) as post:
        office = Flow()
        try:
            user = office.tenant("alice")
            office.sender(user, post.port)
            office.people(user, 400)
            q = office.sequence(user, [mail_step("one"), delay_step("d", hours=1), mail_step("two", replyToThread=True)])
            office.query('INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId") SELECT \'e\' || "id", %s, "id" FROM "Contact" '
                         'WHERE "userId" = %s', q, user)
            for round_ in range(2):
                for point in ("send.before_dot", "send.after_intent", "send.after_journal", "send.before_commit", "send.after_commit"):
                    w = office.work(LOUMASS_FAULT=f"{point}=kill@{2 if 'commit' in point else 30}")
                    try:
                        assert w.wait(20) == -9
                    except subprocess.TimeoutExpired:  # all was sent before it came there
                        kill(w)
                last = office.work()
                office.settled(q)
                if round_ == 0:
                    office.stop(last)
                    office.pass_time(q, hours=1)
            assert {e["status"] for e in office.enrollments(q)} == {"COMPLETED"}
            times = post.times()
            doubts = {r["r"]: r["n"] for r in office.query('SELECT "recipientId" AS r, count(*) AS n FROM "InDoubt" WHERE "sequenceId" = %s GROUP BY 1', q)}
            mails = office.mails(q)
            assert len(mails) == 800 and {m["status"] for m in mails} == {"SENT"} and doubts
            assert set(times) == {m["id"] for m in mails}
            assert all(n <= 1 + doubts.get(r, 0) for r, n in times.items())
            for step in ("one", "two"):
                assert office.stats(f"{q}:{step}")["inDoubt"] == sum(doubts.get(m["id"], 0) for m in mails if m["stepId"] == step)
            office.check_counters(q)
        finally:
            office.close()


class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((dict(self.headers), body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        self.end_headers()

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def hook(*answers):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), Hook)
    server.calls, server.answers = [], list(answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def call_step(name, server):
    return {"id": name, "type": "webhook", "webhook": {"url": f"http://127.0.0.1:{server.server_port}/{name}"}, "position": {"x": 0, "y": 0}}


def test_webhooks_are_signed_and_tried_again():
    office = Flow({"LOUMASS_ALLOW_PRIVATE_URLS": "yes"})
    try:
        w = office.work()
        office.wait_ready(office.spawn("serve"))
        with hook(500, 204, 410) as server:
            api, other = office.register(), office.register()
            user = api.user["id"]
            ann = person(office, user)
            q = office.sequence(user, [call_step("first", server), mail_step("one"), call_step("gone", server), mail_step("two")])
            office.enroll(q, ann)
            e = office.enrollment(q, ann)["id"]
            wait_for(lambda: office.value('SELECT "attempts" FROM "EnrollmentDue" WHERE "enrollmentId" = %s', e) == 1)
            assert office.mails(q) == []
            office.pass_time(q, minutes=1)
            # 204 goes on; 410 will not change by asking again, and the enrolment goes on as well.
            wait_for(lambda: office.enrollment(q, ann)["status"] == "COMPLETED")
            assert len(server.calls) == 3 and len(office.mails(q)) == 2
            one, two, three = ((h, json.loads(b)) for h, b in server.calls)
            assert one[1]["id"] == two[1]["id"] != three[1]["id"] and one[0]["Idempotency-Key"] == one[1]["id"]
            assert one[1]["contact"]["id"] == ann and one[1]["sequence"]["id"] == q and one[1]["stepId"] == "first"
            called = [t["detail"] for t in office.trace(e) if t["kind"] == "called"]
            assert [(c["ok"], c["status"], c["attempts"]) for c in called] == [(True, 204, 2), (False, 410, 1)]
            # One tenant's signature is not another's.
            p = office.sequence(other.user["id"], [call_step("his", server), mail_step("one")])
            office.enroll(p, person(office, other.user["id"]))
            office.settled(p)
            keys = [a.get("/api/sequences/webhook-secret")["secret"] for a in (api, other)]
            for headers, body in server.calls:
                stamp, mac = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", headers["Loumass-Signature"]).groups()
                macs = [hmac.new(k.encode(), stamp.encode() + b"." + body, "sha256").hexdigest() for k in keys]
                assert macs.index(mac) == (json.loads(body)["stepId"] == "his")
            # Killed while a call is out: it is called again, with the same id, and its enrolment goes on once.
            kill(w)
            office.work(LOUMASS_FAULT="flow.after_commit=kill@1")
            ben = person(office, user)
            office.enroll(q, ben)
            wait_for(lambda: office.enrollment(q, ben)["phase"] == "begun")
            office.work()
            office.query('UPDATE "EnrollmentDue" SET "dueAt" = now() AT TIME ZONE \'UTC\' WHERE "sequenceId" = %s', q)
            wait_for(lambda: office.enrollment(q, ben)["status"] == "COMPLETED")
            assert len(office.mails(q, ben)) == 2
    finally:
        office.close()


def test_webhooks_call_no_private_address(office):
    with hook() as server:
        user = office.tenant("alice")
        office.capture(user)
        ann = person(office, user)
        inside = call_step("inside", server)
        inside["webhook"]["url"] = inside["webhook"]["url"].replace("http:", "https:")
        q = office.sequence(user, [inside, mail_step("one")])
        office.enroll(q, ann)
        wait_for(lambda: office.enrollment(q, ann)["status"] == "COMPLETED")
        assert server.calls == [] and len(office.mails(q)) == 1
        called = [t["detail"] for t in office.trace(office.enrollment(q, ann)["id"]) if t["kind"] == "called"]
        assert [c["ok"] for c in called] == [False] and called[0]["error"]
