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
        if self.chance.random() < 0.15:  # a circle, with a delay in it
            self.main.append(self.make("delay", [])["id"])
            self.steps[self.main[-1]]["nextStepId"] = self.main[0]
        self.array = self.arrange()

    def make(self, kind, before):
        self.n += 1
        s = {"id": f"{kind}-{self.n}", "type": kind, "position": {"x": 0, "y": 0}}
        c = self.chance
        if kind == "email":
            s |= {"subject": f"Subject {self.n}", "content": "<p>Hello</p>", "replyToThread": c.random() < 0.4}
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


def span(amount):
    return amount.get("days", 0) * 24 + amount.get("hours", 0)


moments = itertools.count()  # what comes before what, within an hour


class Walker:
    """What one person's way through the steps should be, by the words of docs/sequences.md. Time is in whole hours."""

    def __init__(self, steps, entry, now):
        self.by = {s["id"]: s for s in steps}
        self.array = [s["id"] for s in steps]
        self.owner = {}
        for s in steps:
            for name in ("trueBranch", "falseBranch"):
                branch = s.get(s["type"], {}).get(name, []) if isinstance(s.get(s["type"]), dict) else []
                for i, b in enumerate(branch):
                    self.owner[b] = (s["id"], branch, i)
        self.status, self.exit, self.enrolled = "ACTIVE", None, next(moments)
        self.go(entry, now)
        self.sent, self.order, self.last = {}, [], None
        self.taken, self.tags = [], set()
        self.seen = {}  # step -> what people did with its mail
        self.events = []  # (moment, name)

    def after(self, step):
        if step in self.owner:
            owner, branch, i = self.owner[step]
            return branch[i + 1] if i + 1 < len(branch) else self.after(owner)
        s = self.by[step]
        if "nextStepId" in s:
            return s["nextStepId"]
        rest = [x for x in self.array[self.array.index(step) + 1:] if x not in self.owner]
        return rest[0] if rest else None

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
