"""What other programs write: sequences, steps, places and statuses by plain SQL, as a Prisma client does, with the contract's columns only. Steps
with errors hold their sequence, and nobody else's; edits, moves and statuses take effect; nobody gets a mail twice."""

import datetime
import json

import pytest
import requests
from loumass import wait_for
from mail import numbers, sink
from test_sequences_engine import UTC, Flow, delay_step, mail_step, older, person

M1 = {"id": "m1", "type": "email", "subject": "One", "content": "<p>One</p>", "nextStepId": "d1", "position": {"x": 0, "y": 0}}
D1 = {"id": "d1", "type": "delay", "delay": {"days": 0, "hours": 0, "minutes": 1}, "nextStepId": "m2", "position": {"x": 0, "y": 100}}
M2 = {"id": "m2", "type": "email", "subject": "Two", "content": "<p>Two</p>", "nextStepId": None, "position": {"x": 0, "y": 200}}
GOOD = [M1, D1, M2]


def without(step, *keys):
    return {k: v for k, v in step.items() if k not in keys}


def branching(**condition):
    q = {"id": "q", "type": "condition", "condition": {"type": "opened", "trueBranch": ["m2"], "falseBranch": [], **condition}, "nextStepId": None,
         "position": {"x": 0, "y": 100}}
    return [{**M1, "nextStepId": "q"}, q, M2]


BROKEN = {  # name: steps, what the first problem's field must hold
    "words for numbers": ([M1, {**D1, "delay": {"days": "two", "hours": 0, "minutes": 0}}, M2], "d1).delay.days"),
    "empty text for a number": ([M1, {**D1, "delay": {"days": "", "hours": 0, "minutes": 0}}, M2], "d1).delay.days"),
    "NaN as text": ([M1, {**D1, "delay": {"hours": "NaN"}}, M2], "d1).delay.hours"),
    "negative": ([M1, {**D1, "delay": {"hours": -1}}, M2], "d1).delay.hours"),
    "huge": ([M1, {**D1, "delay": {"hours": 1e30}}, M2], "d1).delay.hours"),
    "no time": ([M1, {**D1, "delay": {}}, M2], "d1).delay"),
    "weeks": ([M1, {**D1, "delay": {"weeks": 2}}, M2], "d1).delay"),
    "delay as a number": ([M1, {**D1, "delay": 60}, M2], "d1).delay"),
    "no delay": ([M1, without(D1, "delay"), M2], "d1).delay"),
    "no content": ([M1, D1, without(M2, "content")], "m2).content"),
    "blank content": ([M1, D1, {**M2, "content": " \n"}], "m2).content"),
    "content as a list": ([M1, D1, {**M2, "content": ["Two"]}], "m2).content"),
    "no subject": ([M1, D1, without(M2, "subject")], "m2).subject"),
    "unknown type": ([M1, {**D1, "type": "sms"}, M2], "d1).type"),
    "type as a number": ([M1, {**D1, "type": 7}, M2], "d1).type"),
    "no type": ([M1, without(D1, "type"), M2], "d1).type"),
    "dangling": ([M1, {**D1, "nextStepId": "m9"}, M2], "d1).nextStepId"),
    "next as a number": ([M1, {**D1, "nextStepId": 2}, M2], "d1).nextStepId"),
    "next as a step": ([M1, {**D1, "nextStepId": M2}, M2], "d1).nextStepId"),
    "circle": ([M1, {**D1, "delay": {"minutes": 0}}, {**M2, "nextStepId": "m1"}], "nextStepId"),
    "id missing": ([M1, D1, without(M2, "id")], "steps[2].id"),
    "id a number": ([M1, D1, {**M2, "id": 2}], "steps[2].id"),
    "id twice": ([M1, D1, {**M2, "id": "m1"}], "steps[2].id"),
    "condition without a type": (branching(type=None), "q).condition.type"),
    "condition of a type nobody knows": (branching(type="smiled"), "q).condition.type"),
    "branch that names nothing": (branching(trueBranch=["m7"]), "q).condition.trueBranch"),
    "branch as text": (branching(trueBranch="m2"), "q).condition.trueBranch"),
    "branch of objects": (branching(trueBranch=[M2]), "q).condition.trueBranch"),
    "reference that is no email": (branching(referenceStep="q"), "q).condition.referenceStep"),
    "condition as a list": ([{**M1, "nextStepId": "q"}, {**branching()[1], "condition": []}, M2], "q).condition"),
    "an object": ({"steps": GOOD}, "steps"),
    "text": ("m1", "steps"),
    "null": (None, "steps"),
    "nothing": ([], "steps"),
    "a null in it": ([M1, None, M2], "steps[1]"),
    "a list in it": ([M1, [D1], M2], "steps[1]"),
    "too many": ([{**M1, "id": f"m{i}", "nextStepId": None} for i in range(600)], "steps"),
    "deep": (json.loads("[" * 70 + "]" * 70), "steps"),
}


class Foreign(Flow):
    def write(self, user, steps, **more):
        """As a Prisma client does: the contract's columns."""
        q = f"foreign{next(numbers):06d}"
        columns = {"id": q, "userId": user, "name": q, "status": "ACTIVE", **more}
        names = ", ".join(f'"{c}"' for c in columns)
        self.query(f'INSERT INTO "Sequence" ({names}, "steps", "updatedAt") VALUES ({", ".join(["%s"] * len(columns))}, %s::jsonb, now())',
                   *columns.values(), json.dumps(steps))
        return q

    def rewrite(self, q, steps):
        self.query('UPDATE "Sequence" SET "steps" = %s::jsonb, "updatedAt" = now() WHERE "id" = %s', json.dumps(steps), q)

    def looked(self, *sequences):
        wait_for(lambda: not self.query('SELECT 1 FROM "Sequence" WHERE "id" = ANY (%s) AND "stepsState" = \'new\'', list(sequences)))

    def steps_of(self, q, contact):
        return [m["stepId"] for m in self.mails(q, contact) if m["status"] == "SENT"]


@pytest.fixture(scope="module")
def office():
    o = Foreign()
    try:
        o.work()
        o.wait_ready(o.spawn("serve"))
        yield o
    finally:
        o.close()


@pytest.fixture
def two(office):
    """Two tenants with a sender each."""
    apis = [office.register(), office.register()]
    for api in apis:
        office.query('DELETE FROM "Sender" WHERE "userId" = %s', api.user["id"])
        office.capture(api.user["id"])
    return apis


def test_steps_with_errors_hold_their_sequence_and_nobody_else(office, two):
    alice, bob = (api.user["id"] for api in two)
    held = {}
    for name, (steps, field) in BROKEN.items():
        held[name] = office.write(alice, steps)
        office.enroll(held[name], person(office, alice))
    good, ben = office.write(bob, GOOD), person(office, bob)
    own, ann = office.write(alice, GOOD), person(office, alice)
    office.enroll(good, ben)
    office.enroll(own, ann)
    office.looked(*held.values(), good, own)
    for q in (good, own):
        office.settled(q)
        office.pass_time(q, minutes=1)
        office.settled(q)
    assert office.steps_of(good, ben) == office.steps_of(own, ann) == ["m1", "m2"]
    listed = {q["id"]: q for q in two[0].all("/api/sequences")}
    for name, (steps, field) in BROKEN.items():
        q = held[name]
        shown = two[0].get(f"/api/sequences/{q}")
        assert shown["held"] and shown["heldAt"] and listed[q]["held"] and listed[q]["heldReason"] == shown["heldReason"], name
        assert any(p["level"] == "error" and field in p["field"] and p["message"] for p in shown["problems"]), (name, shown["problems"])
        e = office.enrollments(q)[0]
        assert (e["status"], e["phase"], office.mails(q)) == ("ACTIVE", None, []), name
        two[1].get(f"/api/sequences/{q}", expect=404)
    assert not listed[own]["held"] and listed[own]["heldReason"] is None and not any(q["held"] for q in two[1].all("/api/sequences"))
    attention = [x for x in two[0].get("/api/overview")["attention"] if x["code"] == "sequence_held"]
    assert attention and all(x["level"] == "error" for x in attention)
    assert not [x for x in two[1].get("/api/overview")["attention"] if x["code"].startswith("sequence_")]
    waiting = two[0].get(f"/api/sequences/{held['circle']}/enrollments?state=held&count=true")
    assert waiting["total"] == 1 and two[0].get(f"/api/sequences/{own}/enrollments?state=held")["data"] == []
    said = json.dumps(office.cli_json("doctor", ok=None))
    assert f"{len(held)} active sequences are held" in said
    assert f"loumass_sequences_held {len(held)}\n" in requests.get(f"{office.base}/metrics").text
    # Right steps, and it goes on by itself; each mail once.
    for q in held.values():
        office.rewrite(q, GOOD)
    for q in held.values():
        office.settled(q)
    office.pass_time(*held.values(), minutes=1)
    for name, q in held.items():
        office.settled(q)
        assert [m["stepId"] for m in office.mails(q)] == ["m1", "m2"], name
        assert office.enrollments(q)[0]["status"] == "COMPLETED"
        assert two[0].get(f"/api/sequences/{q}")["held"] is False
        office.check_counters(q)


def test_mails_that_are_planned_wait_while_their_sequence_is_held(office, two):
    with sink() as post:
        user = two[0].user["id"]
        office.query('DELETE FROM "Sender" WHERE "userId" = %s', user)
        sender = office.sender(user, post.port, status="PAUSED")
        q, beside = office.write(user, GOOD), office.write(user, [{**M1, "id": "beside", "nextStepId": None}])
        ann, ben = person(office, user), person(office, user)
        office.enroll(q, ann)
        wait_for(lambda: office.mails(q))
        office.rewrite(q, [M1, {**D1, "delay": {"days": "soon"}}, M2])
        office.looked(q)
        office.query('UPDATE "Sender" SET "status" = \'ACTIVE\' WHERE "id" = %s', sender)
        office.enroll(beside, ben)
        office.settled(beside)
        assert [m["status"] for m in office.mails(q)] == ["PENDING"] and len(post.accepted()) == 1
        office.rewrite(q, GOOD)
        office.settled(q)
        assert office.steps_of(q, ann) == ["m1"] and len(post.accepted()) == 2
        assert two[0].get(f"/api/sequences/{q}")["version"] == 1  # what was held never was a version


def test_the_api_refuses_what_would_hold_and_mends_what_is_held(office, two):
    api = two[0]
    user = api.user["id"]
    q, ann = office.write(user, [M1, {**D1, "type": "sms"}, M2]), person(office, user)
    office.enroll(q, ann)
    office.looked(q)
    assert api.patch(f"/api/sequences/{q}", {"steps": [M1, D1, without(M2, "content")]}, expect=422)["errors"][0]["field"] == "steps[2] (m2).content"
    assert api.patch(f"/api/sequences/{q}", {"name": "Renamed"})["held"]
    mended = api.patch(f"/api/sequences/{q}", {"steps": GOOD})
    assert (mended["held"], mended["version"], mended["problems"]) == (False, 1, [])
    office.settled(q)
    office.pass_time(q, minutes=1)
    office.settled(q)
    assert office.steps_of(q, ann) == ["m1", "m2"]


def test_numbers_as_text_and_fractions_are_kept_to_the_minute(office, two):
    for api, delay, minutes in ((two[0], {"days": "1", "hours": 0.5}, 24 * 60 + 30), (two[1], {"days": 0, "hours": "0.5", "minutes": None}, 30)):
        user = api.user["id"]
        q, ann = office.write(user, [M1, {**D1, "delay": delay}, M2]), person(office, user)
        office.enroll(q, ann)
        office.settled(q)
        office.pass_time(q, minutes=minutes - 1)
        office.settled(q)
        assert office.steps_of(q, ann) == ["m1"]
        office.pass_time(q, minutes=1)
        office.settled(q)
        assert office.steps_of(q, ann) == ["m1", "m2"]


def test_branches_by_first_step_join(office, two):
    steps = [{"id": "q", "type": "condition", "condition": {"type": "opened", "referenceStep": "m1", "trueBranch": ["a"], "falseBranch": ["c"]}},
             *({"id": i, "type": "email", "subject": i, "content": f"<p>{i}</p>"} for i in ("m1", "a", "b", "c", "joined"))]
    follows = {"m1": "w", "w": "q", "a": "b", "b": "joined", "c": "joined"}
    steps.append({"id": "w", "type": "delay", "delay": {"hours": "1"}})
    steps = [{**s, "nextStepId": follows.get(s["id"]), "position": {"x": 0, "y": 0}} for s in steps]
    for api in two:
        user = api.user["id"]
        q = office.write(user, steps)
        ann, ben = person(office, user), person(office, user)
        office.enroll(q, ann, ben)
        office.settled(q)
        office.query('UPDATE "Recipient" SET "openedByPersonAt" = now() WHERE "contactId" = %s', ann)
        office.pass_time(q, hours=1)
        office.settled(q)
        assert office.steps_of(q, ann) == ["m1", "a", "b", "joined"] and office.steps_of(q, ben) == ["m1", "c", "joined"]
        office.check_counters(q)


def test_an_edit_by_another_program_is_a_version(office, two):
    """People inside keep theirs; who enters later, and who has not begun, gets the new one; shown is what is run."""
    for api in two:
        user = api.user["id"]
        q = office.write(user, GOOD)
        ann, ben, cleo = (person(office, user) for _ in range(3))
        office.enroll(q, ann)
        office.settled(q)
        office.query('UPDATE "Sequence" SET "status" = \'PAUSED\' WHERE "id" = %s', q)
        api.post(f"/api/sequences/{q}/enroll", {"contactIds": [ben]})
        other = [{**M1, "id": "n1", "subject": "New", "nextStepId": None}]
        office.rewrite(q, other)
        office.query('UPDATE "Sequence" SET "status" = \'ACTIVE\' WHERE "id" = %s', q)
        office.enroll(q, cleo)
        office.looked(q)
        office.settled(q)
        office.pass_time(q, minutes=1)
        office.settled(q)
        assert office.steps_of(q, ann) == ["m1", "m2"] and office.steps_of(q, ben) == office.steps_of(q, cleo) == ["n1"]
        shown = api.get(f"/api/sequences/{q}")
        assert shown["version"] == 2 and shown["steps"] == other and shown["activatedAt"] and shown["resumedAt"] and shown["pausedAt"] is None
        assert [v["steps"] for v in api.get(f"/api/sequences/{q}/versions")["data"]] == [other, GOOD]
        office.check_counters(q)


def test_a_place_by_another_program_is_taken(office, two):
    for api in two:
        user = api.user["id"]
        q = office.write(user, [{**M1, "nextStepId": "d1"}, {**D1, "delay": {"days": 9}}, M2])
        ann, ben, cleo = (person(office, user) for _ in range(3))
        office.enroll(q, ann, ben, cleo)
        office.settled(q)
        move = 'UPDATE "SequenceEnrollment" SET "currentStep" = %s WHERE "contactId" = %s'
        office.query(move, "m2", ann)
        office.query(move, "m1", ben)  # it had that one: it goes on, nothing is sent twice
        office.query(move, "nowhere", cleo)
        wait_for(lambda: office.enrollment(q, ann)["status"] == "COMPLETED" and office.enrollment(q, cleo)["problem"])
        office.settled(q)
        assert office.steps_of(q, ann) == ["m1", "m2"] and office.steps_of(q, ben) == ["m1"] and office.enrollment(q, ben)["currentStep"] == "d1"
        stuck = api.get(f"/api/sequences/{q}/enrollments?state=stuck")["data"]
        assert [(e["contactId"], e["currentStep"]) for e in stuck] == [(cleo, "nowhere")] and "nowhere" in stuck[0]["problem"]
        assert api.get(f"/api/sequences/{q}")["stuck"] == 1 and office.steps_of(q, cleo) == ["m1"]
        assert [x["code"] for x in api.get("/api/overview")["attention"]] == ["sequence_stuck"]
        assert [t["text"] for t in api.get(f"/api/enrollments/{stuck[0]['id']}/trace")["data"]][-1] == "By another program: moved to “nowhere”"
        office.check_counters(q)
        office.query(move, "m2", cleo)
        wait_for(lambda: office.enrollment(q, cleo)["status"] == "COMPLETED")
        assert office.steps_of(q, cleo) == ["m1", "m2"] and api.get(f"/api/sequences/{q}")["stuck"] == 0
        office.check_counters(q)


def test_a_status_by_another_program_is_obeyed_and_counted(office, two):
    for api in two:
        user = api.user["id"]
        q = office.write(user, GOOD)
        who = {s: person(office, user) for s in ("PAUSED", "COMPLETED", "FAILED", "ACTIVE")}
        office.enroll(q, *who.values())
        office.settled(q)
        for status in ("PAUSED", "COMPLETED", "FAILED"):
            office.query('UPDATE "SequenceEnrollment" SET "status" = %s WHERE "contactId" = %s', status, who[status])
        office.check_counters(q)
        office.pass_time(q, minutes=1)
        office.settled(q)
        assert {s: office.steps_of(q, c) for s, c in who.items()} == {s: ["m1"] + ["m2"] * (s == "ACTIVE") for s in who}
        assert api.get(f"/api/sequences/{q}")["stats"] | {"sent": 0} == {"enrolled": 4, "active": 0, "completed": 2, "paused": 1, "failed": 1, "sent": 0,
                                                                         "openedPeople": 0, "clickedPeople": 0, "replied": 0, "bounced": 0}
        for status in ("PAUSED", "FAILED"):
            office.query('UPDATE "SequenceEnrollment" SET "status" = \'ACTIVE\' WHERE "contactId" = %s', who[status])
        office.settled(q)
        office.pass_time(q, minutes=1)
        office.settled(q)
        assert office.steps_of(q, who["PAUSED"]) == office.steps_of(q, who["FAILED"]) == ["m1", "m2"]
        office.check_counters(q)


def test_a_changed_window_reaches_those_who_wait_for_it(office, two):
    now = datetime.datetime.now(UTC)
    shut = {"days": [], "from": (now + datetime.timedelta(hours=3)).strftime("%H:%M"), "to": (now + datetime.timedelta(hours=5)).strftime("%H:%M"),
            "timezone": "UTC"}
    for api in two:
        user = api.user["id"]
        q = office.sequence(user, [mail_step("one")], settings={"window": shut})
        ann = person(office, user)
        office.enroll(q, ann)
        wait_for(lambda: office.enrollment(q, ann)["phase"])
        assert office.mails(q) == []
        api.patch(f"/api/sequences/{q}", {"settings": {"window": None}})
        wait_for(lambda: office.steps_of(q, ann) == ["one"])


@pytest.mark.parametrize("longer", [False, True])
def test_a_pause_longer_than_the_lateness_holds_as_an_outage_does(office, two, longer):
    for api in two:
        user = api.user["id"]
        q = office.sequence(user, [delay_step("d", days=1), mail_step("one")], settings={"latenessHours": 24})
        ann = person(office, user)
        office.enroll(q, ann)
        office.settled(q)
        office.query('UPDATE "Sequence" SET "activatedAt" = now() - interval \'9 days\' WHERE "id" = %s', q)
        api.post(f"/api/sequences/{q}/pause")
        hours = 72 if longer else 40
        office.pass_time(q, hours=hours)
        office.query('UPDATE "Sequence" SET "pausedAt" = "pausedAt" - %s * interval \'1 hour\' WHERE "id" = %s', hours if longer else 10, q)
        api.post(f"/api/sequences/{q}/activate")
        if longer:
            assert api.get(f"/api/sequences/{q}")["overdue"] == 1 and office.mails(q) == []
            assert [e["contactId"] for e in api.get(f"/api/sequences/{q}/enrollments?state=overdue")["data"]] == [ann]
            assert "sequence_overdue" in [x["code"] for x in api.get("/api/overview")["attention"]]
            api.post(f"/api/sequences/{q}/release", {"action": "send"})
        wait_for(lambda: office.steps_of(q, ann) == ["one"])
        assert api.get(f"/api/sequences/{q}")["overdue"] == 0


PERFORMANCE = """
SELECT s.name, COUNT(se.id) as enrollments, COUNT(CASE WHEN se.status = 'COMPLETED' THEN 1 END) as completed,
  AVG(EXTRACT(EPOCH FROM (se."completedAt" - se."enrolledAt"))/3600) as avg_hours_to_complete
FROM "Sequence" s LEFT JOIN "SequenceEnrollment" se ON s.id = se."sequenceId" WHERE s."userId" = %s GROUP BY s.id, s.name ORDER BY s.id"""
ENGAGEMENT = """
SELECT ee.type, COUNT(*) as event_count, COUNT(DISTINCT r."contactId") as unique_contacts
FROM "EmailEvent" ee JOIN "Recipient" r ON ee."recipientId" = r.id JOIN "Campaign" c ON r."campaignId" = c.id
WHERE c."userId" = %s GROUP BY ee.type ORDER BY ee.type"""


def test_the_documents_queries_have_their_exact_figures(office, two):
    with sink() as post:
        for api in two:
            user = api.user["id"]
            q, never = office.write(user, [M1, D1, M2]), office.write(user, GOOD, status="DRAFT")
            ann, ben, cleo = (person(office, user) for _ in range(3))
            office.enroll(q, ann, ben, cleo)
            office.settled(q)
            office.pass_time(q, hours=5)
            office.settled(q)
            office.query('UPDATE "SequenceEnrollment" SET "exitReason" = \'replied\' WHERE "contactId" = %s', ben)
            office.query('UPDATE "SequenceEnrollment" SET "status" = \'ACTIVE\' WHERE "contactId" = %s', cleo)
            c = f"campaign{next(numbers):06d}"
            office.query('INSERT INTO "Campaign" ("id", "userId", "name", "subject", "content", "status", "updatedAt") '
                         "VALUES (%s, %s, 'C', 'S', '<p>c</p>', 'SENT', now())", c, user)
            for i, (who, kinds) in enumerate(((ann, ["SENT", "OPENED", "OPENED"]), (ben, ["SENT", "BOUNCED"]), (ann, ["SENT", "CLICKED"]))):
                office.query('INSERT INTO "Recipient" ("id", "campaignId", "contactId", "status") VALUES (%s, %s, %s, \'SENT\')', f"{c}r{i}", c, who)
                for k, kind in enumerate(kinds):
                    office.query('INSERT INTO "EmailEvent" ("id", "recipientId", "type") VALUES (%s, %s, %s)', f"{c}e{i}{k}", f"{c}r{i}", kind)
            literal = office.query(PERFORMANCE, user)
            assert [r["enrollments"] for r in literal] == [3, 0]
            shown = api.get("/api/reports/sequence-performance")["data"]
            assert [(r["name"], r["enrollments"], r["completed"]) for r in shown] == [(r["name"], r["enrollments"], r["completed"]) for r in literal]
            for a, b in zip(shown, literal):
                assert a["avgHoursToComplete"] == (None if b["avg_hours_to_complete"] is None else pytest.approx(float(b["avg_hours_to_complete"]), 1e-9))
            assert shown[0]["avgHoursToComplete"] > 4
            assert [(r["type"], r["count"], r["uniqueContacts"]) for r in api.get("/api/reports/email-engagement")["data"]] == \
                [(r["type"], r["event_count"], r["unique_contacts"]) for r in office.query(ENGAGEMENT, user)] == \
                [("BOUNCED", 1, 1), ("CLICKED", 1, 1), ("OPENED", 2, 1), ("SENT", 3, 2)]
            assert never in {r["id"] for r in shown}


def test_reordering_says_who_skips_a_mail(office, two):
    for api in two:
        user = api.user["id"]
        steps = [mail_step("a", "d"), delay_step("d", "b", days=3), mail_step("b", "c"), mail_step("c", None)]
        q = office.sequence(user, steps)
        office.enroll(q, person(office, user), person(office, user))
        office.settled(q)
        earlier = [mail_step("a", "b"), mail_step("b", "d"), delay_step("d", "c", days=3), mail_step("c", None)]
        found = api.post(f"/api/sequences/{q}/diff", {"steps": earlier})
        assert found["skips"] == [{"stepId": "d", "emailId": "b", "people": 2}]
        assert api.post(f"/api/sequences/{q}/diff", {"steps": steps})["skips"] == []
