"""Campaigns that another program wrote into the database, sent by `work`: who gets it, and who must not wait for whom."""

import email
import email.policy
import json

import pytest
from loumass import wait_for
from mail import Office, sink


@pytest.fixture(scope="module")
def office():
    o = Office()
    try:
        o.work()
        yield o
    finally:
        o.close()


@pytest.fixture
def mail_server():
    with sink() as s:
        yield s


def test_everyone_of_the_audience_once(office, mail_server):
    alice, bob = office.tenant("alice"), office.tenant("bob")
    for user in (alice, bob):
        office.people(user, 2500)
    office.query('INSERT INTO "Contact" ("id", "userId", "email", "status", "tags", "updatedAt") VALUES '
                 "(%s, %s, 'gone@x.example', 'UNSUBSCRIBED', '[\"launch\"]', now()), (%s, %s, 'idle@x.example', 'INACTIVE', '[\"launch\"]', now()), "
                 "(%s, %s, 'Bad@Blocked.Example', 'ACTIVE', '[\"launch\"]', now()), (%s, %s, 'other@x.example', 'ACTIVE', '[\"other\"]', now())",
                 *sum(([alice + s, alice] for s in "abcd"), []))
    office.query('INSERT INTO "Suppression" ("id", "userId", "email", "reason") VALUES (%s, %s, %s, %s), (%s, %s, %s, %s)',
                 alice + "1", alice, "p7@d7.example", "manual", alice + "2", alice, "@blocked.example", "manual")
    audience = json.dumps({"tags": ["launch"], "exclude": {"contactIds": [f"{alice}00000009"]}})
    a = office.campaign(alice, office.sender(alice, mail_server.port), audience=audience)
    b = office.campaign(bob, office.sender(bob, mail_server.port))
    office.wait_sent(a, b)
    assert office.states(a) == {"SENT": 2498} and office.states(b) == {"SENT": 2500}
    assert set(mail_server.times().values()) == {1} and len(mail_server.times()) == 4998
    to = [m.to for m in mail_server.accepted()]
    assert to.count("p7@d7.example") == 1 and to.count("p9@d9.example") == 1  # Bob's
    assert not {"gone@x.example", "idle@x.example", "other@x.example", "Bad@blocked.example"} & set(to)
    for c in (a, b):
        office.check_figures(c)
        assert office.doubts(c) == {}
    assert office.value('SELECT count(*) FROM "Recipient" r JOIN "Campaign" c ON c."id" = r."campaignId" WHERE c."userId" <> r."userId"') == 0
    assert office.value('SELECT sum("sentCount")::int FROM "Contact" WHERE "userId" = %s', alice) == 2498


def test_a_large_campaign_does_not_delay_a_small_one(office, mail_server):
    large = office.ready_campaign(mail_server.port, 30000, "alice", perSecond=500)
    wait_for(lambda: office.states(large).get("SENT", 0) > 0)
    small = office.ready_campaign(mail_server.port, 3, "bob")
    office.wait_sent(small)
    assert office.status(large) == "SENDING"
    office.query('UPDATE "Campaign" SET "cancelledAt" = now() WHERE "id" = %s', large)
    office.wait_sent(large)
    office.check_figures(large)


def test_a_paused_sender_holds_its_campaigns(office, mail_server):
    campaign = office.ready_campaign(mail_server.port, 20, status="PAUSED")
    other = office.ready_campaign(mail_server.port, 20, "bob")
    office.wait_sent(other)
    assert office.states(campaign) in ({}, {"PENDING": 20})
    office.query('UPDATE "Sender" SET "status" = \'ACTIVE\' WHERE "id" = %s', office.sender_of(campaign)["id"])
    office.wait_sent(campaign)
    assert office.states(campaign) == {"SENT": 20}


def test_captured_mail_needs_no_network(office):
    user, bob = office.tenant(), office.tenant("bob")
    office.people(user, 3000), office.people(bob, 10)
    a = office.campaign(user, office.sender(user, None, kind="capture"))
    b = office.campaign(bob, office.sender(bob, None, kind="capture"))
    office.wait_sent(a, b)
    assert office.states(a) == {"SENT": 3000}
    assert office.value('SELECT count(DISTINCT "recipientId") FROM "Capture" WHERE "userId" = %s', user) == 3000
    assert office.value('SELECT count(*) FROM "Capture" WHERE "userId" = %s', bob) == 10
    one = office.query('SELECT * FROM "Capture" WHERE "userId" = %s LIMIT 1', user)[0]
    assert one["subject"].startswith("Hello First") and b"List-Unsubscribe" in bytes(one["raw"])
    office.check_figures(a)


def test_a_campaign_that_cannot_be_compiled_waits_for_a_person(office, mail_server):
    user = office.tenant()
    office.people(user, 5)
    campaign = office.campaign(user, office.sender(user, mail_server.port), content="<p>Hello {{#if}} nobody</p>")
    wait_for(lambda: office.status(campaign) == "PAUSED")
    assert office.value('SELECT "pauseReason" FROM "Campaign" WHERE "id" = %s', campaign)
    assert office.states(campaign) == {}, "nobody is planned before it can be sent"
    office.query('UPDATE "Campaign" SET "content" = \'<p>Hello</p>\', "status" = \'SENDING\', "updatedAt" = now() WHERE "id" = %s', campaign)
    office.wait_sent(campaign)
    assert office.states(campaign) == {"SENT": 5}


def test_nobody_in_the_audience_waits_for_a_person(office, mail_server):
    user = office.tenant()
    campaign = office.campaign(user, office.sender(user, mail_server.port))
    wait_for(lambda: office.status(campaign) == "PAUSED")
    assert "nobody who may be mailed" in office.value('SELECT "pauseReason" FROM "Campaign" WHERE "id" = %s', campaign)
    assert office.states(campaign) == {}


def test_hostile_contacts(office):
    """Line breaks and markup in what people are called stay what they are."""
    with sink(keep=True) as s:
        user = office.tenant()
        office.query('INSERT INTO "Contact" ("id", "userId", "email", "firstName", "tags", "variables", "updatedAt") VALUES '
                     "(%s, %s, 'a@x.example', %s, '[\"launch\"]', %s, now()), (%s, %s, %s, 'B', '[\"launch\"]', NULL, now()), "
                     "(%s, %s, 'no address', 'C', '[\"launch\"]', NULL, now())",
                     user + "a", user, "Eve\r\nBcc: all@x.example", '{"company": "<script>alert(1)</script>"}', user + "b", user,
                     "b@x.example>\r\nRCPT TO:<c@x.example", user + "c", user)
        campaign = office.campaign(user, office.sender(user, s.port))
        office.wait_sent(campaign)
        assert office.states(campaign) == {"SENT": 1, "FAILED": 2}
        assert [m.to for m in s.accepted()] == ["a@x.example"]
        m = email.message_from_bytes(s.mails()[0], policy=email.policy.default)
        assert m["Bcc"] is None and "Bcc" in m["Subject"]
        assert "<script>" not in m.get_body(("html",)).get_content()
        office.check_figures(campaign)


def test_people_who_are_deleted_while_a_campaign_is_planned_are_left_out():
    with sink() as s:
        office = Office()
        try:
            alice, bob = (office.ready_campaign(s.port, 200, name) for name in ("alice", "bob"))
            gone = 'DELETE FROM "Contact" WHERE "userId" = (SELECT "userId" FROM "Campaign" WHERE "id" = %s) AND "email" LIKE \'p1_@%%\''
            blocked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name LIKE 'loumass%%'"
            with office.sql() as c:
                c.execute("BEGIN")
                c.execute(gone, (alice,))
                office.work()
                wait_for(lambda: office.value(blocked))  # the plan has found them, and waits to know whether they stay
                c.execute("COMMIT")
            office.wait_sent(alice, bob)
            assert office.states(alice) == {"SENT": 190} and office.states(bob) == {"SENT": 200}
            for c in (alice, bob):
                office.check_once(c, s)
                office.check_figures(c)
            assert "plan.failed" not in office.tail(100000)
        finally:
            office.close()


def test_refused_because_of_us_nobody_fails(office):
    """A server that wants a reverse DNS name refuses whoever is written to: its domain rests, the others go on, and so does it once it is fixed."""
    alice, bob = office.tenant("alice"), office.tenant("bob")
    half = "CASE WHEN i %% 2 = 0 THEN 'strict.example' ELSE 'easy.example' END"
    with sink("no_ptr") as strict, sink() as fine:
        for user in (alice, bob):
            office.people(user, 20, domain=half)
        sender = office.sender(alice, strict.port, maxConnections=1)
        a, b = office.campaign(alice, sender), office.campaign(bob, office.sender(bob, fine.port))
        office.wait_sent(b)
        wait_for(lambda: office.states(a) == {"SENT": 10, "PENDING": 10})
        row = wait_for(lambda: office.query('SELECT * FROM "SenderRefusal" WHERE "senderId" = %s', sender))[0]
        assert row["domain"] == "strict.example" and row["cause"] == "no_ptr" and row["userId"] == alice
        assert "reverse DNS" in row["reason"] and "provider" in row["advice"] and "PTR" in row["reply"]
        assert office.value('SELECT count(*) FROM "Suppression" WHERE "userId" = %s', alice) == 0
        assert office.value('SELECT count(*) FROM "EmailEvent" WHERE "userId" = %s AND "type" = \'BOUNCED\'', alice) == 0
        assert office.value('SELECT count(*) FROM "SenderRefusal" WHERE "userId" = %s', bob) == 0
        assert office.value('SELECT max("attempts") FROM "SendRetry" WHERE "userId" = %s', alice) == 0
        office.query('UPDATE "Sender" SET "port" = %s, "updatedAt" = now() WHERE "id" = %s', fine.port, sender)
        office.query('UPDATE "SendRetry" SET "dueAt" = now() AT TIME ZONE \'UTC\' WHERE "userId" = %s', alice)
        office.wait_sent(a)
        assert office.states(a) == {"SENT": 20}


def test_accepted_before_it_was_sent(office):
    """A 250 beside the 354 is no acceptance: such a message is in doubt, and the others are sent."""
    user = office.tenant("alice")
    half = "CASE WHEN i %% 4 = 0 THEN 'hasty.example' ELSE 'easy.example' END"
    with sink("early_250") as hasty:
        office.people(user, 8, domain=half)
        c = office.campaign(user, office.sender(user, hasty.port, maxConnections=1))
        wait_for(lambda: office.value('SELECT count(DISTINCT "recipientId") FROM "InDoubt" d JOIN "Recipient" r ON r."id" = d."recipientId" WHERE r."userId" = %s', user) == 2)
        wait_for(lambda: office.states(c).get("SENT") == 6)
        sent = office.value('SELECT count(*) FROM "Recipient" r JOIN "Contact" k ON k."id" = r."contactId" WHERE r."userId" = %s AND k."email" LIKE \'%%hasty%%\' AND r."status" = \'SENT\'', user)
        assert sent == 0
        office.query('UPDATE "Campaign" SET "cancelledAt" = now() WHERE "id" = %s', c)
