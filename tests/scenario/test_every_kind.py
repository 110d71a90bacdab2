"""Every kind of message that comes back, end to end: a mail of a sequence by Postfix, what came of it read from Dovecot, and what follows for the
contact, the enrollment, the counters and the inbox. Two tenants mail the same people; the other's stay as they are."""

import datetime
import email as mail
import email.policy as policy
import zoneinfo

import pytest
from loumass import Instance, wait_for
from maildomain import MailDomain
from test_came_back import arf, dsn, report, taken
from test_inbound import contacts, received, sender

KINDS = ("hard", "soft", "block", "odd", "spam", "yes", "auto", "away", "bis", "gone", "maybe", "list", "rule", "apple", "stay")
STEPS = [{"id": "e1", "type": "email", "subject": "One {{firstName}}", "content": "<p>x</p>", "position": {"x": 0, "y": 0}, "nextStepId": "d1"},
         {"id": "d1", "type": "delay", "delay": {"days": 3, "hours": 0, "minutes": 0}, "nextStepId": "e2"},
         {"id": "e2", "type": "email", "subject": "Two {{firstName}}", "content": "<p>y</p>", "nextStepId": None}]


@pytest.fixture(scope="module")
def domain():
    d = MailDomain(users=("news", "sales", *KINDS))
    try:
        yield d
    finally:
        d.close()


@pytest.fixture(scope="module")
def instance():
    i = Instance({"LOUMASS_INBOUND_POLL": "1s"})
    try:
        i.up()
        yield i
    finally:
        i.close()


@pytest.fixture(scope="module")
def office(instance, domain):
    alice, bob = instance.register(name="Alice"), instance.register(name="Bob")
    for api, user in ((alice, "news"), (bob, "sales")):
        api.s = sender(api, domain, user)
        api.to = f"{user}@{domain.domain}"
        api.people = contacts(api, *(f"{p}@{domain.domain}" for p in KINDS))
        if api is alice:
            api.patch(f"/api/contacts/{api.people['away']}", {"timezone": "Pacific/Auckland"})
        api.q = api.post("/api/sequences", {"name": "Follow", "steps": STEPS, "senderId": api.s["id"]}, 201)
        api.post(f"/api/sequences/{api.q['id']}/activate")
        assert api.post(f"/api/sequences/{api.q['id']}/enroll", {"contactIds": list(api.people.values())})["enrolled"] == len(KINDS)
    for api in (alice, bob):
        wait_for(lambda: instance.value('SELECT count(*) FROM "Recipient" WHERE "sequenceId" = %s AND "status" = \'SENT\'', api.q["id"]) == len(KINDS))  # noqa: B023
    return alice, bob


def mid(instance, api, who):
    r = instance.query('SELECT r.* FROM "Recipient" r WHERE r."sequenceId" = %s AND r."contactId" = %s', api.q["id"], api.people[who])[0]
    return r


def enrollment(instance, api, who):
    return instance.query('SELECT * FROM "SequenceEnrollment" WHERE "sequenceId" = %s AND "contactId" = %s', api.q["id"], api.people[who])[0]


def state(instance, api, who):
    """(recipient, enrollment, why it ended, contact, suppressed)"""
    e, c = enrollment(instance, api, who), api.get(f"/api/contacts/{api.people[who]}")
    gone = instance.value('SELECT count(*) FROM "Suppression" WHERE "userId" = %s AND "email" = %s', api.user["id"], c["email"])
    return mid(instance, api, who)["status"], e["status"], e["exitReason"], c["status"], gone == 1


GOES_ON = ("SENT", "ACTIVE", None, "ACTIVE", False)


def message_id(domain, instance, api, who):
    """Of this tenant's mail in the person's mailbox."""
    user = api.to.split("@")[0]

    def look():
        found = (mail.message_from_bytes(raw, policy=policy.default) for _, raw in domain.mails(who))
        return next((m["Message-ID"] for m in found if m["From"].addresses[0].username == user and str(m["Subject"]).startswith("One")), None)
    return wait_for(look)


def bounced(domain, instance, api, who, status, words):
    original = f"Message-ID: {message_id(domain, instance, api, who)}\r\nSubject: One"
    domain.raw(api.to, report(api.to, dsn(f"{who}@{domain.domain}", status, words), original=original))


def answers(domain, instance, api, who, text, **more):
    more.setdefault("subject", f"Re: One {who.title()}")
    domain.write(api.to, text, sender=f"{who}@{domain.domain}", in_reply_to=message_id(domain, instance, api, who), **more)


def timeline(api, who):
    return api.get(f"/api/contacts/{api.people[who]}/timeline")["data"]


def test_reports(instance, domain, office):
    """A hard bounce ends it; soft, block and what is not understood do not; each is counted, none is a conversation."""
    alice, bob = office
    bounced(domain, instance, alice, "hard", "5.1.1", "550 5.1.1 <hard@shop.example>: Recipient address rejected: User unknown in virtual mailbox table")
    bounced(domain, instance, alice, "soft", "5.2.2", "552 5.2.2 Mailbox full")
    bounced(domain, instance, alice, "block", "5.7.1", "554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org")
    bounced(domain, instance, alice, "odd", "5.0.0", "550 Flumox <odd@shop.example> is quarzed at mx7.shop.example, ticket 4711-99887766")
    taken(instance, alice, 4, kind="bounce")
    assert state(instance, alice, "hard") == ("BOUNCED", "COMPLETED", "bounced", "ACTIVE", True)
    for who in ("soft", "block", "odd"):
        assert state(instance, alice, who) == ("BOUNCED", "ACTIVE", None, "ACTIVE", False), who
    assert {r["bounce"]: r["cause"] for r in taken(instance, alice, 4, kind="bounce") if r["bounce"] != "soft"} == {"hard": "no_mailbox", "block": "listed"}
    assert {r["cause"] for r in taken(instance, alice, 2, bounce="soft")} == {"full", "not_understood"}
    assert alice.get("/api/replies")["data"] == []
    assert all(state(instance, bob, who) == GOES_ON for who in ("hard", "soft", "block", "odd"))


def test_what_is_not_understood_is_shown(instance, domain, office):
    """Its words without addresses, hosts and numbers, once however often: to the tenant its own, to the operator all, in doctor too."""
    alice, bob = office
    row = alice.get("/api/replies/not-understood")["data"]
    assert [(r["way"], r["count"]) for r in row] == [("report", 1)]
    assert "flumox" in row[0]["words"] and "quarzed" in row[0]["words"] and not {"odd@", "shop.example", "4711"} & set(row[0]["words"].split())
    assert "4711" not in row[0]["words"] and "odd@" not in row[0]["words"] and "mx7" not in row[0]["words"]
    assert bob.get("/api/replies/not-understood")["data"] == []
    bounced(domain, instance, bob, "odd", "5.0.0", "550 Flumox <odd@shop.example> is quarzed at mx8.shop.example, ticket 4712-11223344")
    wait_for(lambda: bob.get("/api/replies/not-understood")["data"])
    assert bob.get("/api/replies/not-understood")["data"][0]["words"] == row[0]["words"]
    user = ("--user", alice.email)
    assert "flumox" in instance.cli("reply", "not-understood", *user).stdout
    doctor = instance.cli_json("doctor")
    assert [(r["words"], r["count"]) for r in doctor["notUnderstood"]] == [(row[0]["words"], 2)]
    assert next(f for f in doctor["findings"] if f["code"] == "notUnderstood")["level"] == "warning"
    assert "flumox" in instance.cli("doctor", ok=False).stdout
    instance.cli("user", "operator", alice.email)
    assert [(r["words"], r["count"]) for r in alice.get("/api/system")["notUnderstood"]] == [(row[0]["words"], 2)]
    bob.get("/api/system", expect=403)


def test_a_complaint(instance, domain, office):
    alice, bob = office
    r = mid(instance, alice, "spam")
    domain.raw(alice.to, arf(alice.to, f"From: {alice.to}\r\nList-Unsubscribe: <https://mail.shop.example/u/{r['trackingId']}>"))
    taken(instance, alice, kind="complaint")
    assert state(instance, alice, "spam") == ("SENT", "COMPLETED", "complained", "UNSUBSCRIBED", True) or \
        state(instance, alice, "spam")[1:] == ("COMPLETED", "unsubscribed", "UNSUBSCRIBED", True)
    assert state(instance, bob, "spam") == GOES_ON


def test_answers(instance, domain, office):
    """A person's answer ends the sequence, through a list or a redirecting rule too; an automatic one does not."""
    alice, bob = office
    answers(domain, instance, alice, "yes", "Yes, call me.\n\nOn Monday, News wrote:\n> x")
    answers(domain, instance, alice, "list", "We all agree.", headers={"List-Id": "<team.shop.example>", "List-Post": "<mailto:team@shop.example>", "Precedence": "list"})
    answers(domain, instance, alice, "rule", "Forwarded by a rule, written by me.", headers={"X-MS-Exchange-Inbox-Rules-Loop": "rule@shop.example"})
    answers(domain, instance, alice, "auto", "I am travelling.", subject="Automatic reply: One Auto")
    taken(instance, alice, 3, kind="reply")
    taken(instance, alice, kind="auto_reply")
    for who in ("yes", "list", "rule"):
        assert state(instance, alice, who) == ("SENT", "COMPLETED", "replied", "ACTIVE", False), who
    assert state(instance, alice, "auto") == GOES_ON
    talks = {t["contact"]["email"].split("@")[0]: t for t in alice.get("/api/replies")["data"]}
    assert set(talks) == {"yes", "list", "rule"} and talks["yes"]["excerpt"] == "Yes, call me."
    thread = alice.get(f"/api/replies/{talks['yes']['id']}")["thread"]
    assert thread[0]["kind"] == "reply" and thread[0]["why"] and thread[0]["quoted"].startswith("On Monday")
    assert all(state(instance, bob, who) == GOES_ON for who in ("yes", "list", "rule", "auto")) and bob.get("/api/replies")["data"] == []


def working_morning(day, zone):
    while day.isoweekday() > 5:
        day += datetime.timedelta(days=1)
    at = datetime.datetime.combine(day, datetime.time(9), zoneinfo.ZoneInfo(zone))
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M")


def test_an_absence_with_an_end(instance, domain, office):
    """The sequence waits until the next working morning of the person's; trace, timeline and inbox say so; the colleague is proposed."""
    alice, bob = office
    back = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=12)).date()
    last = back - datetime.timedelta(days=1)
    answers(domain, instance, alice, "away", f"I am away and will be back on {back.day} {back:%B} {back.year}. Please write to Kim Lee (kim.lee@shop.example).",
            headers={"Auto-Submitted": "auto-replied"})
    answers(domain, instance, alice, "bis", f"Ich bin bis einschließlich {last.day}.{last.month}.{last.year} nicht im Büro.", subject="Abwesenheitsnotiz: One Bis")
    taken(instance, alice, 3, kind="auto_reply")
    holds = {h["contact"]["email"].split("@")[0]: h for h in alice.get("/api/inbox/holds")["data"]}
    assert set(holds) == {"away", "bis"} and all(h["reason"] == "away" for h in holds.values())
    assert holds["away"]["until"][:16] == working_morning(back, "Pacific/Auckland")
    assert holds["bis"]["until"][:16] == working_morning(back, "UTC")
    assert (holds["away"]["colleague"], holds["away"]["colleagueName"], holds["away"]["colleagueKnown"]) == ("kim.lee@shop.example", "Kim Lee", False)
    assert instance.value('SELECT count(*) FROM "Contact" WHERE "userId" = %s AND "email" = \'kim.lee@shop.example\'', alice.user["id"]) == 0
    e = enrollment(instance, alice, "away")
    trace = alice.get(f"/api/enrollments/{e['id']}/trace")["data"]
    assert [t for t in trace if t["kind"] == "held"], trace
    assert any("held" in str(t) or "away" in str(t) for t in timeline(alice, "away")), timeline(alice, "away")
    # Its time comes while they are away: nothing is sent. When they are back, it is.
    for who in ("auto", "away"):
        four_days_later(instance, enrollment(instance, alice, who)["id"])
    received(domain, "auto", "Two")
    assert mails_of(domain, "away", "Two") == 0
    assert alice.get("/api/replies/waiting")["away"] == 2
    bob.call("DELETE", f"/api/inbox/holds/{alice.people['away']}", expect=404)
    alice.delete(f"/api/inbox/holds/{alice.people['away']}")
    received(domain, "away", "Two")
    assert bob.get("/api/inbox/holds")["data"] == [] and state(instance, bob, "away") == GOES_ON


def four_days_later(instance, e):
    """For one person: what they wait for began four days earlier."""
    instance.query('UPDATE "SequenceEnrollment" SET "stepStartedAt" = "stepStartedAt" - interval \'4 days\', "enrolledAt" = "enrolledAt" - interval \'4 days\' '
                   'WHERE "id" = %s', e)
    instance.query('UPDATE "EnrollmentDue" SET "dueAt" = now() AT TIME ZONE \'UTC\' WHERE "enrollmentId" = %s', e)


def mails_of(domain, who, subject):
    return sum(str(mail.message_from_bytes(raw, policy=policy.default)["Subject"]).startswith(subject) for _, raw in domain.mails(who))


def test_wishes_to_leave(instance, domain, office):
    """A sure one unsubscribes, Apple Mail's button too; a doubtful one stands in the inbox, holds the sequence, and a person decides."""
    alice, bob = office
    again = [STEPS[0], STEPS[1], STEPS[2] | {"subject": "Again {{firstName}}"}]
    loose = alice.post("/api/sequences", {"name": "Goes on", "steps": again, "senderId": alice.s["id"], "settings": {"stopOnReply": False}}, 201)
    alice.post(f"/api/sequences/{loose['id']}/activate")
    assert alice.post(f"/api/sequences/{loose['id']}/enroll", {"contactIds": [alice.people[p] for p in ("maybe", "stay", "auto")]})["enrolled"] == 3
    wait_for(lambda: instance.value('SELECT count(*) FROM "Recipient" WHERE "sequenceId" = %s AND "status" = \'SENT\'', loose["id"]) == 3)
    answers(domain, instance, alice, "gone", "Please take me off your list, thank you.")
    domain.write(alice.to, "Apple Mail sent this email to unsubscribe from the message list “news”.", sender=f"apple@{domain.domain}",
                 subject="unsubscribe", in_reply_to=message_id(domain, instance, alice, "apple"))
    answers(domain, instance, alice, "maybe", "How do I unsubscribe, if I want to some day?")
    answers(domain, instance, alice, "stay", "Maybe unsubscribe my colleague from this.")
    taken(instance, alice, 2, kind="unsubscribe")
    for who in ("gone", "apple"):
        assert state(instance, alice, who)[1:] == ("COMPLETED", "unsubscribed", "UNSUBSCRIBED", True), (who, state(instance, alice, who))
    asks = wait_for(lambda: (t := {x["contact"]["email"].split("@")[0]: x for x in alice.get("/api/replies?asksToLeave=true")["data"] if x["asksToLeave"]}) and len(t) == 2 and t)
    assert set(asks) == {"maybe", "stay"}
    assert {h["reason"] for h in alice.get("/api/inbox/holds")["data"] if h["contact"]["email"].split("@")[0] in asks} == {"asks_to_leave"}
    for who in asks:
        assert state(instance, alice, who) == ("SENT", "COMPLETED", "replied", "ACTIVE", False)
        e = instance.query('SELECT * FROM "SequenceEnrollment" WHERE "sequenceId" = %s AND "contactId" = %s', loose["id"], alice.people[who])[0]
        assert e["status"] == "ACTIVE"  # it does not end by an answer, so it is held
        assert [t for t in alice.get(f"/api/enrollments/{e['id']}/trace")["data"] if t["kind"] == "held"]
        four_days_later(instance, e["id"])
    four_days_later(instance, instance.query('SELECT "id" FROM "SequenceEnrollment" WHERE "sequenceId" = %s AND "contactId" = %s', loose["id"], alice.people["auto"])[0]["id"])
    received(domain, "auto", "Again Auto")
    assert mails_of(domain, "maybe", "Again") == mails_of(domain, "stay", "Again") == 0
    bob.post(f"/api/replies/{asks['maybe']['id']}/leave", {"leave": True}, expect=404)
    alice.post(f"/api/replies/{asks['maybe']['id']}/leave", {"leave": True})
    alice.post(f"/api/replies/{asks['stay']['id']}/leave", {"leave": False})
    received(domain, "stay", "Again Stay")
    assert mails_of(domain, "maybe", "Again") == 0
    assert state(instance, alice, "maybe")[3:] == ("UNSUBSCRIBED", True) and state(instance, alice, "stay")[3:] == ("ACTIVE", False)
    assert all(state(instance, bob, who) == GOES_ON for who in ("gone", "apple", "maybe", "stay"))


def test_the_counters(instance, office):
    alice, bob = office
    figures = {api: api.get(f"/api/sequences/{api.q['id']}/analytics")["totals"] for api in (alice, bob)}
    assert figures[alice]["bounced"] == 4 and figures[bob]["bounced"] == 1, figures
    checked = instance.cli("doctor", "--recount", ok=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
