"""Campaigns through the real program into a real mail server: who gets it, once, in what form, at what pace. Two tenants."""

import email
import email.policy
import json
import re

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


def test_the_message(office):
    with sink(keep=True) as s:
        campaign = office.ready_campaign(s.port, 3)
        office.wait_sent(campaign)
        rows = {r["id"]: r for r in office.query('SELECT * FROM "Recipient" WHERE "campaignId" = %s', campaign)}
        assert len(s.mails()) == 3
        for raw in s.mails():
            m = email.message_from_bytes(raw, policy=email.policy.default)
            recipient = rows[m["Message-ID"].strip("<>").split("@")[0]]
            number = re.search(r"p(\d+)@", m["To"]).group(1)
            assert m["Subject"] == f"Hello First{number}"
            assert m["From"].addresses[0].display_name == "News"
            assert f"/u/{recipient['trackingId']}" in m["List-Unsubscribe"]
            assert m["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            html = m.get_body(("html",)).get_content()
            assert f"Hello First{number} of Co &amp; &lt;{number}&gt;" in html
            assert f"/t/c/{recipient['trackingId']}/1-" in html and f"/t/o/{recipient['trackingId']}.gif" in html
            assert f"Hello First{number} of Co & <{number}>" in m.get_body(("plain",)).get_content()
            assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_several_workers_share_a_campaign():
    with sink() as s:
        office = Office()
        try:
            for i in range(3):
                office.work(data=f"node{i % 2}")  # two of them on one data directory
            a = office.ready_campaign(s.port, 12000, "alice", maxConnections=6)
            b = office.ready_campaign(s.port, 3000, "bob", maxConnections=6)
            office.wait_sent(a, b)
            assert office.states(a) == {"SENT": 12000} and office.states(b) == {"SENT": 3000}
            assert set(s.times().values()) == {1} and len(s.times()) == 15000
            for c in (a, b):
                office.check_figures(c)
            for p in office.processes:
                assert office.stop(p) == 0
        finally:
            office.close()


def test_a_large_campaign_does_not_delay_a_small_one(office, mail_server):
    large = office.ready_campaign(mail_server.port, 30000, "alice", perSecond=500)
    wait_for(lambda: office.states(large).get("SENT", 0) > 0)
    small = office.ready_campaign(mail_server.port, 3, "bob")
    office.wait_sent(small)
    assert office.status(large) == "SENDING"
    office.query('UPDATE "Campaign" SET "cancelledAt" = now() WHERE "id" = %s', large)
    office.wait_sent(large)
    office.check_figures(large)


def test_scheduled_by_another_program(office, mail_server):
    user = office.tenant()
    office.people(user, 5)
    sender = office.sender(user, mail_server.port)
    later = office.campaign(user, sender, status="SCHEDULED", scheduledAt="2999-01-01")
    soon = office.campaign(user, sender, status="SCHEDULED", scheduledAt="2020-01-01")
    office.wait_sent(soon)
    assert office.states(soon) == {"SENT": 5}
    assert office.status(later) == "SCHEDULED" and office.states(later) == {}


def test_recipients_that_another_program_wrote(office, mail_server):
    """A Prisma client with the nine-model contract: its own Recipient rows, no audience."""
    user = office.tenant()
    office.people(user, 40)
    campaign = office.campaign(user, office.sender(user, mail_server.port), status="DRAFT", audience=None)
    office.query('INSERT INTO "Recipient" ("id", "campaignId", "contactId", "trackingId") SELECT \'foreign-\' || "id", %s, "id", '
                 'CASE WHEN "id" LIKE \'%%1\' THEN \'mine-\' || "id" END FROM "Contact" WHERE "userId" = %s LIMIT 30', campaign, user)
    office.query('UPDATE "Campaign" SET "status" = \'SENDING\' WHERE "id" = %s', campaign)
    office.wait_sent(campaign)
    assert office.states(campaign) == {"SENT": 30}
    assert set(mail_server.times().values()) == {1} and len(mail_server.times()) == 30
    assert office.value('SELECT count(*) FROM "Recipient" WHERE "campaignId" = %s AND "trackingId" IS NULL', campaign) == 0
    assert office.value('SELECT count(*) FROM "Recipient" WHERE "campaignId" = %s AND "userId" = %s', campaign, user) == 30
    office.check_figures(campaign)


def test_pause_resume_cancel(office):
    with sink(delay=0.02) as s:
        campaign = office.ready_campaign(s.port, 5000)
        wait_for(lambda: len(s.accepted()) > 50)
        office.query('UPDATE "Campaign" SET "status" = \'PAUSED\' WHERE "id" = %s', campaign)
        wait_for(lambda: office.value('SELECT count(*) FROM "SendBatch" WHERE "sourceId" = %s AND "leasedBy" IS NOT NULL', campaign) == 0)
        sent = office.states(campaign)["SENT"]
        assert sent == len(s.accepted()) < 5000
        office.query('UPDATE "Campaign" SET "status" = \'SENDING\' WHERE "id" = %s', campaign)
        wait_for(lambda: len(s.accepted()) > sent + 50)
        office.query('UPDATE "Campaign" SET "cancelledAt" = now() WHERE "id" = %s', campaign)
        office.wait_sent(campaign)
        states = office.states(campaign)
        assert states["SENT"] == len(s.accepted()) == len(s.times()) and states["SENT"] + states["FAILED"] == 5000
        office.check_once(campaign, s)
        office.check_figures(campaign)


def test_a_paused_sender_holds_its_campaigns(office, mail_server):
    campaign = office.ready_campaign(mail_server.port, 20, status="PAUSED")
    other = office.ready_campaign(mail_server.port, 20, "bob")
    office.wait_sent(other)
    assert office.states(campaign) in ({}, {"PENDING": 20})
    office.query('UPDATE "Sender" SET "status" = \'ACTIVE\' WHERE "id" = %s', office.sender_of(campaign)["id"])
    office.wait_sent(campaign)
    assert office.states(campaign) == {"SENT": 20}


@pytest.mark.parametrize("column", ["perHour", "perDay"])
def test_quotas(office, mail_server, column):
    campaign = office.ready_campaign(mail_server.port, 200, **{column: 70})
    other = office.ready_campaign(mail_server.port, 50, "bob")
    wait_for(lambda: office.states(campaign).get("SENT") == 70)
    office.wait_sent(other)
    assert office.states(campaign) == {"SENT": 70, "PENDING": 130}
    # An hour (or a day) goes by.
    back = {"perHour": "61 min", "perDay": "25 hours"}[column]
    sender = office.sender_of(campaign)["id"]
    office.query(f'UPDATE "SenderUsage" SET "minute" = "minute" - interval \'{back}\' WHERE "senderId" = %s', sender)
    wait_for(lambda: office.states(campaign).get("SENT") == 140)
    office.query(f'UPDATE "Sender" SET "{column}" = NULL WHERE "id" = %s', sender)
    office.wait_sent(campaign)
    assert office.states(campaign) == {"SENT": 200}
    office.check_figures(campaign)


def test_no_faster_than_its_pace():
    """Two workers share perSecond: any span of the server's own record holds at most the pace and one grant per worker."""
    with sink() as s:
        office = Office()
        try:
            office.work(), office.work()
            campaign = office.ready_campaign(s.port, 150, perSecond=20)
            office.wait_sent(campaign)
            at = sorted(a.at for a in s.accepted())
            assert len(at) == 150
            assert at[-1] - at[0] > (150 - 80) / 20
        finally:
            office.close()


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


def test_drains_on_sigterm():
    with sink(delay=0.05) as s:
        office = Office()
        try:
            first = office.work()
            campaign = office.ready_campaign(s.port, 2000)
            wait_for(lambda: len(s.accepted()) > 100)
            assert office.stop(first) == 0
            # What was on the wire is accounted for, the rest is handed back, nobody is in doubt.
            assert office.states(campaign)["SENT"] == len(s.accepted()) < 2000
            assert office.value('SELECT count(*) FROM "SendBatch" WHERE "leasedBy" IS NOT NULL') == 0
            office.work()
            office.wait_sent(campaign)
            assert office.states(campaign) == {"SENT": 2000}
            assert set(s.times().values()) == {1} and office.doubts(campaign) == {}
        finally:
            office.close()


def test_a_campaign_that_cannot_be_compiled_waits_for_a_person(office, mail_server):
    user = office.tenant()
    office.people(user, 5)
    campaign = office.campaign(user, office.sender(user, mail_server.port), content="<p>Hello {{#if}} nobody</p>")
    wait_for(lambda: office.status(campaign) == "PAUSED")
    assert office.value('SELECT "pauseReason" FROM "Campaign" WHERE "id" = %s', campaign)
    assert office.states(campaign) == {"PENDING": 5}
    office.query('UPDATE "Campaign" SET "content" = \'<p>Hello</p>\', "status" = \'SENDING\', "updatedAt" = now() WHERE "id" = %s', campaign)
    office.wait_sent(campaign)
    assert office.states(campaign) == {"SENT": 5}


def test_nobody_in_the_audience_is_sent_at_once(office, mail_server):
    user = office.tenant()
    campaign = office.campaign(user, office.sender(user, mail_server.port))
    office.wait_sent(campaign)
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
