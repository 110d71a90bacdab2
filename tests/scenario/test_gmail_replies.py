"""Answers that come into Gmail's mailboxes, read through its history: into the inbox, once, also after the history has been lost; and
answered from there, in thread."""

import base64
import email
import email.message
import email.policy

import pytest
import requests
from loumass import wait_for
from test_gmail import World

MONA, NILS = "mona@gmail.example", "nils@gmail.example"


@pytest.fixture(scope="module")
def world():
    w = World()
    w.instance.env["LOUMASS_INBOUND_POLL"] = "1s"
    try:
        w.instance.up()
        yield w
    finally:
        w.close()


def arrive(world, who, to_answer, text, thread=None, **headers):
    """A message comes into a person's Gmail mailbox."""
    m = email.message.EmailMessage(policy=email.policy.SMTP)
    m["From"], m["To"], m["Subject"] = headers.pop("by", to_answer["To"]), who, f"Re: {to_answer['Subject']}"
    m["Message-ID"] = headers.pop("message_id", f"<{abs(hash(text))}@people.example>")
    for name, value in headers.items():
        m[name.replace("_", "-")] = value
    m.set_content(text)
    world.google.mailbox(who)  # makes its reader's token
    r = requests.post(f"http://127.0.0.1:{world.google.inner}/gmail/v1/users/me/messages/import",
                      headers={"Authorization": f"Bearer {world.google.reader[who]}"},
                      json={"raw": base64.urlsafe_b64encode(m.as_bytes()).decode(), "labelIds": ["INBOX", "UNREAD"], **({"threadId": thread} if thread else {})}, timeout=30)
    assert r.ok, r.text
    return r.json()


def test_answers_in_gmail(world):
    alice, bob = world.person(name="Alice"), world.person(name="Bob")
    sender, other = world.mailbox(alice, MONA), world.mailbox(bob, NILS)
    c, d = world.campaign(alice, sender, 4), world.campaign(bob, other, 1)
    world.wait_sent(c), world.wait_sent(d)
    wait_for(lambda: world.instance.value('SELECT count(*) FROM "Mailbox" WHERE "historyId" IS NOT NULL AND "error" IS NULL') == 2)
    assert alice.get(f"/api/senders/{sender['id']}/mailbox")["kind"] == "gmail"
    sent = {m["X-Loumass-Id"]: (thread, m) for thread, m, _ in world.google.sent(MONA).values()}
    rows = sorted(world.recipients(c), key=lambda r: r["id"])
    (t1, one), (t2, two), (t3, three), (_, four) = (sent[r["id"]] for r in rows)
    arrive(world, MONA, one, "By its Message-ID.", In_Reply_To=one["Message-ID"], References=one["Message-ID"])
    arrive(world, MONA, two, "By the thread alone.", thread=t2)
    arrive(world, MONA, three, "Away.", thread=t3, In_Reply_To=three["Message-ID"], Auto_Submitted="auto-replied")
    arrive(world, MONA, four, "By who wrote, and where to.")
    arrive(world, MONA, three, "Nothing of ours, but the subject.", by="stranger@people.example", message_id="<stranger@people.example>")
    said = wait_for(lambda: {x["excerpt"]: x for x in alice.get("/api/replies")["data"]} if len(alice.get("/api/replies")["data"]) == 3 else None)
    assert set(said) == {"By its Message-ID.", "By the thread alone.", "By who wrote, and where to."}
    how = {r["recipientId"]: (r["kind"], r["matchedBy"]) for r in world.instance.query('SELECT * FROM "InboundMessage"')}
    assert wait_for(lambda: {r["recipientId"]: (r["kind"], r["matchedBy"]) for r in world.instance.query('SELECT * FROM "InboundMessage"')} == {
        rows[0]["id"]: ("reply", "in_reply_to"), rows[1]["id"]: ("reply", "thread"), rows[2]["id"]: ("auto_reply", "in_reply_to"),
        rows[3]["id"]: ("reply", "address")}), how
    assert [u["from"] for u in wait_for(lambda: alice.all("/api/inbox/unmatched"))] == ["stranger@people.example"]
    assert bob.all("/api/inbox/unmatched") == []
    assert bob.get("/api/replies")["data"] == []
    # From the inbox, in the same thread.
    answered = alice.post(f"/api/replies/{said['By its Message-ID.']['id']}/answer", {"text": "Thank you."}, 201)
    assert answered["thread"][-1]["status"] == "sent"
    thread, mine, _ = next(m for m in world.google.sent(MONA).values() if str(m[1]["Subject"]).startswith("Re: "))
    assert thread == t1 and one["Message-ID"] in mine["References"]


def test_a_lost_history_changes_nothing(world):
    def figures():
        return [world.instance.query(f'SELECT to_jsonb(t) - \'updatedAt\' AS j FROM "{t}" t ORDER BY 1') for t in ("EmailEvent", "InboundMessage", "ConversationMessage", "Stats")]
    before = figures()
    # Too old a history, and the beginning of it: either way what was read is read again.
    for history in ("1", "999999999999"):
        world.instance.query('UPDATE "Mailbox" SET "historyId" = %s, "checkedAt" = NULL, "nextCheckAt" = now()', history)
        wait_for(lambda history=history: world.instance.value('SELECT bool_and("checkedAt" IS NOT NULL AND "historyId" <> %s) FROM "Mailbox"', history))
    assert figures() == before
    log = world.instance.log.read_text(errors="replace")
    assert not any(token in log for token in world.google.tokens()) and "@people.example" not in log


def test_an_answer_between_connecting_and_the_first_reading(world):
    """What arrives after the consent is taken by the first look, however late that is; what was there before is not."""
    alice, bob = world.person(name="Alice"), world.person(name="Bob")
    boxes = {}
    for api, who in ((alice, "olga@gmail.example"), (bob, "pia@gmail.example")):
        boxes[who] = world.mailbox(api, who)
        wait_for(lambda who=who: world.instance.value('SELECT "checkedAt" FROM "Mailbox" WHERE "senderId" = %s', boxes[who]["id"]))
        c = world.campaign(api, boxes[who], 1)
        world.wait_sent(c)
        thread, mail, _ = next(iter(world.google.sent(who).values()))
        world.instance.query('UPDATE "Mailbox" SET "enabled" = false, "leasedBy" = NULL WHERE "senderId" = %s', boxes[who]["id"])
        arrive(world, who, mail, f"Early, to {who}", In_Reply_To=mail["Message-ID"])
    # As if Alice's had been connected before the answer and Bob's an hour after it, and neither been read yet.
    for who, since in (("olga@gmail.example", "-1"), ("pia@gmail.example", "+1")):
        world.instance.query('UPDATE "Mailbox" SET "historyId" = NULL, "checkedAt" = NULL, "enabled" = true, "nextCheckAt" = now() AT TIME ZONE \'UTC\', '
                             '"since" = now() AT TIME ZONE \'UTC\' + make_interval(hours => %s) WHERE "senderId" = %s', int(since), boxes[who]["id"])
        wait_for(lambda who=who: world.instance.value('SELECT "checkedAt" FROM "Mailbox" WHERE "senderId" = %s', boxes[who]["id"]))
    assert [x["excerpt"] for x in alice.get("/api/replies")["data"]] == ["Early, to olga@gmail.example"]
    assert bob.get("/api/replies")["data"] == []


def grow_old(i, sequence):
    """As if what waits had been planned ten minutes ago, and the mailbox been read two minutes ago: an id holds its time."""
    for r in i.query('SELECT "id", "loumass_cuid_floor"((now() AT TIME ZONE \'UTC\' - interval \'10 minutes\')::timestamp) AS then FROM "Recipient" WHERE "sequenceId" = %s AND "status" = \'PENDING\'', sequence):
        new = r["then"][:9] + r["id"][9:]
        i.query('UPDATE "SendBatch" SET "firstId" = least("firstId", %s) WHERE %s BETWEEN "firstId" AND "lastId"', new, r["id"])
        for table, column in (("Recipient", "id"), ("SequenceEnrollment", "waitingRecipientId")):
            i.query(f'UPDATE "{table}" SET "{column}" = %s WHERE "{column}" = %s', new, r["id"])
        i.query('UPDATE "SequenceEnrollment" SET "state" = replace("state"::text, %s, %s)::jsonb WHERE "waitingRecipientId" = %s', r["id"], new, new)
    i.query('UPDATE "Mailbox" SET "checkedAt" = now() AT TIME ZONE \'UTC\' - interval \'2 minutes\'')


def test_an_answer_that_nobody_has_read_yet_stops_the_next_mail():
    """The mailbox is looked into once an hour, and the follow-up is due now: it is read first."""
    w = World()
    w.instance.env["LOUMASS_INBOUND_POLL"] = "1h"
    try:
        i = w.instance
        i.up()
        alice, bob = w.person(name="Alice"), w.person(name="Bob")
        boxes = {MONA: w.mailbox(alice, MONA), NILS: w.mailbox(bob, NILS)}
        wait_for(lambda: i.value('SELECT count(*) FROM "Mailbox" WHERE "historyId" IS NOT NULL AND "leasedBy" IS NULL') == 2)
        steps = [{"id": "one", "type": "email", "subject": "Hello", "content": "<p>Words</p>"}, {"id": "wait", "type": "delay", "delay": {"hours": 5}},
                 {"id": "two", "type": "email", "subject": "Again", "content": "<p>Words</p>", "replyToThread": True}]
        asks = [*steps[:2], {"id": "asked", "type": "condition", "condition": {"type": "replied", "trueBranch": ["yes"], "falseBranch": ["no"]}},
                *({"id": x, "type": "email", "subject": x, "content": "<p>Words</p>"} for x in ("yes", "no"))]
        ids = {}
        for api, who, people, way, stop in ((alice, MONA, ("ann", "ben"), steps, True), (bob, NILS, ("lee",), steps, True), (alice, MONA, ("eve", "flo"), asks, False)):
            q = api.post("/api/sequences", {"name": "Follow", "steps": way, "senderId": boxes[who]["id"], "settings": {"stopOnReply": stop}}, 201)["id"]
            api.post(f"/api/sequences/{q}/activate")
            for p in people:
                ids[p] = api.post("/api/contacts", {"email": f"{p}@people.example"}, 201)["id"]
            api.post(f"/api/sequences/{q}/enroll", {"contactIds": [ids[p] for p in people]})

        def mails():
            rows = i.query('SELECT "contactId", "stepId", "status" FROM "Recipient" ORDER BY "id"')
            return {p: [(r["stepId"], r["status"]) for r in rows if r["contactId"] == c] for p, c in ids.items()}
        wait_for(lambda: i.value('SELECT count(*) FROM "SequenceEnrollment" WHERE "currentStep" = \'wait\'') == 5)
        for p in ("ann", "eve"):
            first = next(m for _, m, _ in w.google.sent(MONA).values() if f"{p}@" in str(m["To"]))
            arrive(w, MONA, first, f"No, thank you, says {p}.", In_Reply_To=first["Message-ID"])
        assert i.value('SELECT count(*) FROM "InboundMessage"') == 0
        i.query('UPDATE "SequenceEnrollment" SET "stepStartedAt" = "stepStartedAt" - interval \'5 hours\'')
        i.query('UPDATE "EnrollmentDue" SET "dueAt" = "dueAt" - interval \'5 hours\'')
        wait_for(lambda: mails()["ben"][1:] == [("two", "SENT")] and mails()["lee"][1:] == [("two", "SENT")])
        wait_for(lambda: mails()["ann"][1:] in ([], [("two", "FAILED")]))
        assert i.value('SELECT "exitReason" FROM "SequenceEnrollment" WHERE "contactId" = %s', ids["ann"]) == "replied"
        assert sum("ann@" in str(m["To"]) for _, m, _ in w.google.sent(MONA).values()) == 1
        # And a condition knows of it.
        wait_for(lambda: mails()["eve"][1:] == [("yes", "SENT")] and mails()["flo"][1:] == [("no", "SENT")])
        assert len(alice.get("/api/replies")["data"]) == 2 and bob.get("/api/replies")["data"] == []

        # A follow-up that waits for its sender's quota looks again before it goes.
        sender = f"/api/senders/{boxes[MONA]['id']}"
        q = alice.post("/api/sequences", {"name": "Put off", "steps": steps, "senderId": boxes[MONA]["id"]}, 201)["id"]
        alice.post(f"/api/sequences/{q}/activate")
        for p in ("gil", "hal"):
            ids[p] = alice.post("/api/contacts", {"email": f"{p}@people.example"}, 201)["id"]
        alice.post(f"/api/sequences/{q}/enroll", {"contactIds": [ids["gil"], ids["hal"]]})
        wait_for(lambda: i.value('SELECT count(*) FROM "SequenceEnrollment" WHERE "currentStep" = \'wait\' AND "sequenceId" = %s', q) == 2)
        alice.patch(sender, {"perHour": 1})
        i.query('UPDATE "SequenceEnrollment" SET "stepStartedAt" = "stepStartedAt" - interval \'5 hours\' WHERE "sequenceId" = %s', q)
        i.query('UPDATE "EnrollmentDue" SET "dueAt" = "dueAt" - interval \'5 hours\' WHERE "enrollmentId" IN (SELECT "id" FROM "SequenceEnrollment" WHERE "sequenceId" = %s)', q)
        wait_for(lambda: i.value('SELECT count(*) FROM "Recipient" WHERE "sequenceId" = %s AND "status" = \'PENDING\'', q) == 2)
        wait_for(lambda: i.value('SELECT count(*) FROM "Mailbox" WHERE "leasedBy" IS NULL') == 2)
        grow_old(i, q)
        first = next(m for _, m, _ in w.google.sent(MONA).values() if "gil@" in str(m["To"]))
        arrive(w, MONA, first, "No, thank you, says gil.", In_Reply_To=first["Message-ID"])
        alice.patch(sender, {"perHour": None})
        wait_for(lambda: ("two", "SENT") in mails()["hal"])
        wait_for(lambda: ("two", "FAILED") in mails()["gil"])
        assert i.value('SELECT "exitReason" FROM "SequenceEnrollment" WHERE "contactId" = %s', ids["gil"]) == "replied"
        assert sum("gil@" in str(m["To"]) for _, m, _ in w.google.sent(MONA).values()) == 1
    finally:
        w.close()
