"""Messages in doubt that are held until a person decides: by the API, the command line, all or one by one; asked of the mailbox. Two
tenants: neither sees, nor decides about, the other's."""

import imaplib

import pytest
from dovecot import Mailboxes
from loumass import wait_for
from mail import Office, Sink
from test_sequences_engine import Flow, mail_step


class World:
    """Alice and Bob, each with a campaign of 60 of which a few are held: their servers took them and hung up."""

    def __init__(self, kind=Office, n=60):
        self.sinks = [Sink(rot="drop_dot"), Sink(rot="drop_dot")]
        self.office = kind({"LOUMASS_IN_DOUBT": "hold"})
        self.n = n
        self.serve = self.office.spawn("serve")
        self.office.wait_ready(self.serve)
        self.people = [self.office.register(f"{name}@example.com") for name in ("alice", "bob")]

    def campaigns(self, **more):
        made = []
        for api, sink in zip(self.people, self.sinks, strict=True):
            user = api.user["id"]
            self.office.people(user, self.n)
            made.append(self.office.campaign(user, self.office.sender(user, sink.port, **more)))
        self.office.work()
        self.office.wait_sent(*made)
        return made

    def close(self):
        self.office.close()
        for s in self.sinks:
            s.close()


@pytest.fixture
def world():
    w = World()
    try:
        yield w
    finally:
        w.close()


def figures(api, c):
    x = api.get(f"/api/campaigns/{c}")
    [listed] = [k for k in api.get("/api/campaigns")["data"] if k["id"] == c]
    assert listed["stats"] == x["stats"]
    return x["status"], x["stats"]["inDoubt"], x["stats"]["undecided"]


def test_a_campaign_says_that_doubts_are_undecided_and_they_are_sent_again(world):
    (alice, bob), office = world.people, world.office
    a, b = world.campaigns()
    doubts = alice.get(f"/api/campaigns/{a}/doubts?count=true")
    n = doubts["total"]
    assert 0 < n <= 4 and len(doubts["data"]) == n and figures(alice, a) == ("SENT", n, n)
    first = doubts["data"][0]
    assert first["undecided"] and first["resolution"] == "held" and first["cause"] == "connection" and first["status"] == "FAILED" and first["decidedAt"] is None
    r = office.cli("campaign", "list", "--user", "alice@example.com")
    assert f"SENT, {n} undecided" in r.stdout
    assert "campaign doubts" in office.cli("campaign", "show", a, "--user", "alice@example.com").stdout

    # Nobody else's.
    for path in (f"/api/campaigns/{a}/doubts", f"/api/sequences/{a}/doubts"):
        bob.get(path, 404)
        bob.post(path, {"decision": "drop"}, 404)
    ids = [d["id"] for d in doubts["data"]]
    assert bob.post(f"/api/campaigns/{b}/doubts", {"decision": "drop", "ids": ids})["decided"] == 0
    assert figures(alice, a) == ("SENT", n, n)

    # One by its id, twice: the second time changes nothing. Then the rest from the command line.
    assert alice.post(f"/api/campaigns/{a}/doubts", {"decision": "resend", "ids": ids[:1]}) == {"decided": 1, "undecided": n - 1}
    assert alice.post(f"/api/campaigns/{a}/doubts", {"decision": "resend", "ids": ids[:1]}) == {"decided": 0, "undecided": n - 1}
    if n > 1:
        office.wait_sent(a)
        r = office.cli("campaign", "doubts", a, "--resend", "--user", "alice@example.com")
        assert f"{n - 1} will be sent again, 0 undecided" in r.stdout
    wait_for(lambda: office.states(a) == {"SENT": world.n})
    office.wait_sent(a)
    assert figures(alice, a) == ("SENT", n, 0)
    times = world.sinks[0].times()
    held = {d["recipientId"] for d in doubts["data"]}
    assert {r: k for r, k in times.items() if k > 1} == dict.fromkeys(held, 2)  # the server had taken them after all
    office.check_figures(a)
    office.check_once(a, world.sinks[0])
    assert {d["resolution"] for d in alice.get(f"/api/campaigns/{a}/doubts")["data"]} == {"resent"}
    assert alice.get(f"/api/campaigns/{a}/doubts?undecided=true")["data"] == []
    # Bob's wait as before, and nothing of this is in his log.
    assert figures(bob, b)[2] == figures(bob, b)[1] > 0
    mine, his = (office.query('SELECT "action", "actor", "detail" FROM "AuditLog" WHERE "userId" = %s', api.user["id"]) for api in (alice, bob))
    decided = [x for x in mine if "doubts" in x["action"]]
    assert {x["actor"] for x in decided} >= {"session"} and any("resend" in (x["detail"] or "") for x in decided)
    assert not any("resend" in (x["detail"] or "") for x in his)
    assert "recount" not in office.cli("doctor", "--recount", ok=False).stderr


def test_doubts_are_dropped(world):
    (alice, bob), office = world.people, world.office
    a, b = world.campaigns()
    n = figures(alice, a)[2]
    assert alice.post(f"/api/campaigns/{a}/doubts", {"decision": "drop"}) == {"decided": n, "undecided": 0}
    assert alice.post(f"/api/campaigns/{a}/doubts", {"decision": "resend"}) == {"decided": 0, "undecided": 0}  # decided is decided
    assert figures(alice, a) == ("SENT", n, 0)
    assert office.states(a) == {"SENT": world.n - n, "FAILED": n}
    office.check_figures(a)
    assert set(world.sinks[0].times().values()) == {1}
    assert figures(bob, b)[2] > 0
    reasons = office.query('SELECT DISTINCT "failureReason" AS r FROM "Recipient" WHERE "campaignId" = %s AND "status" = \'FAILED\'', a)
    assert reasons == [{"r": "it was in doubt, and a person dropped it"}]
    # What makes no sense is refused with the field.
    for body, field in (({}, "decision"), ({"decision": "perhaps"}, "decision"), ({"decision": "drop", "ids": "x"}, "ids"), ({"decision": "drop", "ids": [1]}, "ids")):
        assert any(e["field"].startswith(field) for e in alice.post(f"/api/campaigns/{a}/doubts", body, 422)["errors"])
    assert office.cli("campaign", "doubts", a, "--drop", "--resend", "--user", "alice@example.com", ok=False).returncode == 2
    alice.get("/api/campaigns/nothing/doubts", 404)
    # A cancelled campaign sends nothing again; its doubts can be dropped.
    office.query('UPDATE "Campaign" SET "cancelledAt" = now() WHERE "id" = %s', b)
    assert "cancelled" in bob.post(f"/api/campaigns/{b}/doubts", {"decision": "resend"}, 409)["detail"]
    assert bob.post(f"/api/campaigns/{b}/doubts", {"decision": "drop"})["undecided"] == 0


def test_the_mailbox_is_asked(world):
    """Those that are among its sent mail are SENT; the others stay undecided."""
    (alice, bob), office = world.people, world.office
    boxes = Mailboxes()
    try:
        a, b = world.campaigns()
        n = figures(alice, a)[2]
        assert "no IMAP mailbox" in alice.post(f"/api/campaigns/{a}/doubts", {"decision": "ask"}, 409)["detail"]
        sender = office.sender_of(a)
        alice.raw("PUT", f"/api/senders/{sender['id']}/mailbox", json={"host": "127.0.0.1", "port": boxes.imap_port, "security": "none", "username": "alice", "secret": "secret"}).raise_for_status()
        doubts = alice.get(f"/api/campaigns/{a}/doubts")["data"]
        box = imaplib.IMAP4("127.0.0.1", boxes.imap_port)
        box.login("alice", "secret")
        assert "no folder of sent mail" in alice.post(f"/api/campaigns/{a}/doubts", {"decision": "ask"}, 409)["detail"]
        box.create("Sent")
        domain = sender["fromEmail"].split("@")[1]
        box.append("Sent", None, None, f"Message-ID: <{doubts[0]['recipientId']}@{domain}>\r\nSubject: Hello\r\n\r\nx\r\n".encode())
        assert alice.post(f"/api/campaigns/{a}/doubts", {"decision": "ask"}) == {"decided": 1, "undecided": n - 1}
        assert alice.post(f"/api/campaigns/{a}/doubts", {"decision": "ask"}) == {"decided": 0, "undecided": n - 1}
        assert figures(alice, a) == ("SENT", n - 1, n - 1)  # what is confirmed is no doubt any more
        assert office.states(a).get("SENT") == world.n - n + 1
        office.check_figures(a)
        assert set(world.sinks[0].times().values()) == {1}
        assert figures(bob, b)[2] > 0
    finally:
        boxes.close()


def test_a_sequences_doubts_are_decided():
    """Whoever waits for a mail in doubt waits for the decision. Sent again, or found among the sent mail, they go on; dropped, they fail and
    it says why; whoever left meanwhile gets nothing."""
    world = World(Flow, 40)
    office = world.office
    boxes = Mailboxes()
    try:
        made = []
        for api, sink in zip(world.people, world.sinks, strict=True):
            user = api.user["id"]
            office.people(user, 40)
            q = office.sequence(user, [mail_step("one", "two"), mail_step("two", None)], senderId=office.sender(user, sink.port))
            office.query('INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId") SELECT \'e\' || "id", %s, "id" FROM "Contact" WHERE "userId" = %s', q, user)
            made.append(q)
        office.work()
        for q in made:
            office.settled(q)
        alice, bob = world.people
        a, b = made
        doubts = alice.get(f"/api/sequences/{a}/doubts")["data"]
        assert len(doubts) >= 3 and all(d["undecided"] for d in doubts)
        sender = office.query('SELECT * FROM "Sender" WHERE "userId" = %s AND "kind" = \'smtp\'', alice.user["id"])[0]
        assert {(d["senderId"], d["senderName"], d["senderEmail"]) for d in doubts} == {(sender["id"], "server", sender["fromEmail"])}
        bob.get(f"/api/sequences/{a}/doubts", 404)
        bob.post(f"/api/sequences/{a}/doubts", {"decision": "resend"}, 404)

        def person(doubt):
            return office.value('SELECT "enrollmentId" FROM "Recipient" WHERE "id" = %s', doubt["recipientId"])

        def state(doubt):
            return office.query('SELECT "status", "currentStep", "failureReason", "exitReason" FROM "SequenceEnrollment" WHERE "id" = %s', person(doubt))[0]
        for d in doubts:  # all wait, and it says for what
            assert (state(d)["status"], state(d)["currentStep"]) == ("ACTIVE", d["stepId"])
            assert [k["text"] for k in alice.get(f"/api/enrollments/{person(d)}/trace")["data"] if k["kind"] == "doubt"] == [
                "Its mail may have gone out unheard: waits for a person's decision"]
        office.check_counters(a)
        left, dropped, *others = doubts

        # One of them leaves meanwhile, by the way a person leaves.
        alice.post(f"/api/enrollments/{person(left)}/stop")
        # One is found among the sent mail.
        alice.raw("PUT", f"/api/senders/{sender['id']}/mailbox", json={"host": "127.0.0.1", "port": boxes.imap_port, "security": "none", "username": "alice", "secret": "secret"}).raise_for_status()
        box = imaplib.IMAP4("127.0.0.1", boxes.imap_port)
        box.login("alice", "secret")
        box.create("Sent")
        found = others.pop()
        box.append("Sent", None, None, f"Message-ID: <{found['recipientId']}@{sender['fromEmail'].split('@')[1]}>\r\nSubject: Hello\r\n\r\nx\r\n".encode())
        assert alice.post(f"/api/sequences/{a}/doubts", {"decision": "ask"})["decided"] == 1
        assert alice.post(f"/api/sequences/{a}/doubts", {"decision": "drop", "ids": [dropped["id"]]})["decided"] == 1
        assert alice.post(f"/api/sequences/{a}/doubts", {"decision": "resend"}) == {"decided": len(others) + 1, "undecided": 0}
        wait_for(lambda: all(state(d)["status"] == "COMPLETED" for d in [found, *others]))
        wait_for(lambda: state(dropped)["status"] == "FAILED")
        assert state(dropped)["failureReason"] == "it was in doubt, and a person dropped it"
        assert state(left)["exitReason"] and office.value('SELECT "status" FROM "Recipient" WHERE "id" = %s', left["recipientId"]) == "FAILED"
        office.settled(a)
        again = {r for r, n in world.sinks[0].times().items() if n > 1}
        assert again == {d["recipientId"] for d in others}
        office.check_counters(a)
        # The others' wait as before.
        held = bob.get(f"/api/sequences/{b}/doubts?undecided=true&count=true")["total"]
        assert held > 0
        name = office.value('SELECT "name" FROM "Sequence" WHERE "id" = %s', b)
        assert f"{held} dropped, 0 undecided" in office.cli("sequence", "doubts", name, "--drop", "--user", "bob@example.com").stdout
    finally:
        boxes.close()
        world.close()
