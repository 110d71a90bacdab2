"""What comes back without our ids, from a real mail system: matched by a quoted link, by the address and the mailbox, or set aside for a person,
who assigns it or lets it go. Every kind from a sent mail to contact, sequence, counters and inbox; tenants see their own."""

import pytest
from loumass import Instance, wait_for
from maildomain import MailDomain
from test_inbound import campaign, contacts, events, received_of, recipients, sender

PEOPLE = ("jo", "ann", "kim", "lee", "max", "eva", "tom", "sue", "pat", "roy")


@pytest.fixture(scope="module")
def domain():
    d = MailDomain(users=("news", "sales", *PEOPLE))
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
    """Two tenants with a mailbox each; both mailed Jo, and only Alice everybody else."""
    alice, bob = instance.register(name="Alice"), instance.register(name="Bob")
    alice.s, bob.s = sender(alice, domain), sender(bob, domain, "sales")
    alice.people = contacts(alice, *(f"{p}@{domain.domain}" for p in PEOPLE))
    bob.people = contacts(bob, f"jo@{domain.domain}")
    alice.c, bob.c = campaign(alice, alice.s, alice.people), campaign(bob, bob.s, bob.people, "Bob's")
    alice.news, bob.news = f"news@{domain.domain}", f"sales@{domain.domain}"
    return alice, bob


def taken(instance, api, n=1, **like):
    """Rows of what was matched that look so."""
    def look():
        rows = instance.query('SELECT * FROM "InboundMessage" WHERE "userId" = %s ORDER BY "createdAt"', api.user["id"])
        found = [r for r in rows if all(r[k] == v for k, v in like.items())]
        return found if len(found) >= n else None
    return wait_for(look)


def report(to, body, *, subject="Undelivered Mail Returned to Sender", original="Subject: Hello"):
    return (f"From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\r\nTo: {to}\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n\r\n"
            f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n{body}\r\n\r\n"
            f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{original}\r\n\r\n--b--\r\n")


def dsn(address, status, words):
    return f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {words}"


def arf(to, original):
    return (f"From: fbl@isp.example\r\nTo: {to}\r\nSubject: complaint\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nA complaint.\r\n\r\n"
            "--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\nUser-Agent: FBL/1\r\n\r\n"
            f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{original}\r\n\r\n--b--\r\n")


def unmatched(api, status="open"):
    return api.get(f"/api/inbox/unmatched?status={status}")["data"]


def test_a_reply_without_threading(instance, domain, office):
    """By who wrote, the mailbox and the time: each tenant's own message, and only the one whose mailbox it came to."""
    alice, bob = office
    domain.write(alice.news, "Yes please, call me.", sender=f"jo@{domain.domain}", subject="Re: Offer")
    row = taken(instance, alice, kind="reply", matchedBy="address")[0]
    assert row["recipientId"] == recipients(instance, alice.c)["jo"]["id"]
    talk = wait_for(lambda: alice.get("/api/replies")["data"])
    assert talk[0]["contact"]["email"] == f"jo@{domain.domain}" and talk[0]["excerpt"] == "Yes please, call me."
    message = alice.get(f"/api/replies/{talk[0]['id']}")["thread"][0]
    assert message["said"].strip() == "Yes please, call me." and message["kind"] == "reply" and message["why"]
    assert bob.get("/api/replies")["data"] == [] and events(instance, recipients(instance, bob.c)["jo"]) == ["SENT"]
    domain.write(bob.news, "And you, too.", sender=f"Jo@{domain.domain.upper()}", subject="Hello")
    assert taken(instance, bob, kind="reply", matchedBy="address")[0]["recipientId"] == recipients(instance, bob.c)["jo"]["id"]


def test_a_bounce_that_names_only_its_recipient(instance, domain, office):
    alice, bob = office
    domain.raw(alice.news, report(alice.news, dsn(f"ann@{domain.domain}", "5.1.1", "550 5.1.1 User unknown")))
    domain.raw(bob.news, report(bob.news, dsn(f"kim@{domain.domain}", "5.1.1", "550 5.1.1 User unknown")))  # not Bob's to say
    row = taken(instance, alice, kind="bounce", matchedBy="address")[0]
    r = recipients(instance, alice.c)
    assert row["bounce"] == "hard" and row["recipientId"] == r["ann"]["id"] and r["ann"]["status"] == "BOUNCED" and r["kim"]["status"] == "SENT"
    assert f"ann@{domain.domain}" in [x["email"] for x in alice.get("/api/suppressions")["data"]]
    there = wait_for(lambda: unmatched(bob))
    assert [(u["kind"], u["bounce"], u["failedAddress"], u["contactId"]) for u in there] == [("bounce", "hard", f"kim@{domain.domain}", None)]
    assert bob.get("/api/suppressions")["data"] == []


def test_a_complaint_cut_down_to_a_link(instance, domain, office):
    """By the id that we signed; another tenant's, and one that was altered, say nothing."""
    alice, bob = office
    r = recipients(instance, alice.c)
    link = f"List-Unsubscribe: <https://mail.shop.example/u/{r['kim']['trackingId']}>"
    domain.raw(bob.news, arf(bob.news, f"From: {alice.news}\r\n{link}"))
    domain.raw(alice.news, arf(alice.news, f"From: {alice.news}\r\n{link[:-12]}=\r\n{link[-12:]}"))
    row = taken(instance, alice, kind="complaint", matchedBy="link")[0]
    assert row["recipientId"] == r["kim"]["id"] and alice.get(f"/api/contacts/{alice.people['kim']}")["status"] == "UNSUBSCRIBED"
    altered = r["lee"]["trackingId"][:-1] + ("0" if r["lee"]["trackingId"][-1] != "0" else "1")
    domain.raw(alice.news, arf(alice.news, f"List-Unsubscribe: <https://mail.shop.example/u/{altered}>"))
    wait_for(lambda: [u for u in unmatched(alice) if u["kind"] == "complaint"])
    wait_for(lambda: [u for u in unmatched(bob) if u["kind"] == "complaint"])
    assert events(instance, recipients(instance, alice.c)["lee"]) == ["SENT"]
    assert instance.query('SELECT 1 FROM "InboundMessage" WHERE "userId" = %s AND "kind" = \'complaint\'', bob.user["id"]) == []


def test_refusals(instance, domain, office):
    """A block suppresses nobody; what is not understood is soft, and is shown with its words."""
    alice, _ = office
    for p, status, words in (("lee", "5.7.25", "550-5.7.25 the address that sends this mail does not have a PTR record 550 5.7.25 refused by policy"),
                             ("max", "5.0.0", "554 Flumox is quarzed")):
        mid = received_of(domain, p, alice.c)["Message-ID"]
        domain.raw(alice.news, report(alice.news, dsn(f"{p}@{domain.domain}", status, words), original=f"Message-ID: {mid}\r\nSubject: Hello"))
    taken(instance, alice, kind="bounce", bounce="block")
    soft = taken(instance, alice, kind="bounce", bounce="soft")[0]
    assert soft["cause"] == "not_understood"
    assert alice.get(f"/api/contacts/{alice.people['lee']}")["status"] == alice.get(f"/api/contacts/{alice.people['max']}")["status"] == "ACTIVE"
    assert {f"{p}@{domain.domain}" for p in ("lee", "max")}.isdisjoint(x["email"] for x in alice.get("/api/suppressions")["data"])
    words = alice.get("/api/replies/not-understood")["data"]
    assert [(w["words"], w["way"], w["count"]) for w in words] == [("flumox is quarzed", "report", 1)]
    assert "flumox is quarzed" in instance.cli("reply", "not-understood", "--user", alice.email).stdout
    assert alice.get("/api/replies/waiting")["notUnderstood"] == 1


def test_what_is_about_somebody_else_is_counted_alone(instance, domain, office):
    """A mailbox is used for other things, too: they are not kept."""
    alice, _ = office
    def count():
        return instance.value('SELECT "unrelated" FROM "Mailbox" WHERE "senderId" = %s', alice.s["id"])
    before, kept = count(), len(unmatched(alice))
    domain.write(alice.news, "About our lunch.", sender="friend@else.example", in_reply_to="<lunch@else.example>")
    domain.write(alice.news, "Buy this.", sender="shop@else.example", subject="Our offers")
    wait_for(lambda: count() == before + 2)
    assert len(unmatched(alice)) == kept


@pytest.fixture(scope="module")
def sequence(instance, domain, office):
    """Four people of Alice's wait three days behind a first mail."""
    alice, _ = office
    steps = [{"id": "e1", "type": "email", "subject": "One {{firstName}}", "content": "<p>x</p>", "position": {"x": 0, "y": 0}, "nextStepId": "d1"},
             {"id": "d1", "type": "delay", "delay": {"days": 3, "hours": 0, "minutes": 0}, "nextStepId": "e2"},
             {"id": "e2", "type": "email", "subject": "Two", "content": "<p>y</p>", "nextStepId": None}]
    q = alice.post("/api/sequences", {"name": "Follow", "steps": steps, "senderId": alice.s["id"]}, 201)
    alice.post(f"/api/sequences/{q['id']}/activate")
    who = [alice.people[p] for p in ("eva", "tom", "sue", "pat")]
    assert alice.post(f"/api/sequences/{q['id']}/enroll", {"contactIds": who})["enrolled"] == 4
    wait_for(lambda: instance.value('SELECT count(*) FROM "Recipient" WHERE "sequenceId" = %s AND "status" = \'SENT\'', q["id"]) == 4)
    return q


def enrolment(instance, q, contact):
    return instance.query('SELECT * FROM "SequenceEnrollment" WHERE "sequenceId" = %s AND "contactId" = %s', q["id"], contact)[0]


def test_a_person_assigns_what_matched_nothing(instance, domain, office, sequence):
    alice, bob = office
    domain.write(alice.news, "It is me, from home.\n\n> One Eva", sender="eva@home.example", subject="Re: One Eva")
    u = wait_for(lambda: next((u for u in unmatched(alice) if u["from"] == "eva@home.example"), None))
    assert u["kind"] == "reply" and u["why"] and u["excerpt"] == "It is me, from home." and u["contactId"] is None
    whole = alice.get(f"/api/inbox/unmatched/{u['id']}")
    assert whole["said"].strip() == "It is me, from home." and "> One Eva" in whole["quoted"]
    path = f"/api/inbox/unmatched/{u['id']}"
    for method, end, body in (("GET", "", None), ("POST", "/assign", {"contactId": bob.people["jo"]}), ("POST", "/dismiss", {})):
        bob.call(method, path + end, body, expect=404)
    assert [e["field"] for e in alice.post(path + "/assign", {}, expect=422)["errors"]] == ["contactId"]
    assert [e["field"] for e in alice.post(path + "/assign", {"contactId": bob.people["jo"]}, expect=422)["errors"]] == ["contactId"]
    assert [e["field"] for e in alice.post(path + "/assign", {"contactId": alice.people["eva"], "campaignId": bob.c["id"]}, expect=422)["errors"]] == ["contactId"]
    done = alice.post(path + "/assign", {"contactId": alice.people["eva"]})
    assert done["status"] == "assigned" and done["recipientId"]
    alice.post(path + "/assign", {"contactId": alice.people["eva"]}, expect=409)
    alice.post(path + "/dismiss", {}, expect=409)
    e = enrolment(instance, sequence, alice.people["eva"])
    assert (e["status"], e["exitReason"]) == ("COMPLETED", "replied")
    talk = next(x for x in alice.get("/api/replies")["data"] if x["contact"]["email"] == f"eva@{domain.domain}")
    assert talk["sequenceId"] == sequence["id"] and talk["excerpt"] == "It is me, from home."
    assert taken(instance, alice, matchedBy="person")[0]["kind"] == "reply"
    # On the command line: a bounce of an address that was forwarded, and one that is let go.
    user = ("--user", alice.email)
    domain.raw(alice.news, report(alice.news, dsn("tom@elsewhere.example", "5.1.1", "550 5.1.1 User unknown")))
    domain.raw(alice.news, report(alice.news, dsn("nobody@elsewhere.example", "5.1.1", "550 5.1.1 User unknown")))
    two = wait_for(lambda: {r["failedAddress"]: r for r in instance.cli_json("reply", "unmatched", *user) if r["kind"] == "bounce"})
    wait_for(lambda: len({r["failedAddress"] for r in instance.cli_json("reply", "unmatched", *user)} & {"tom@elsewhere.example", "nobody@elsewhere.example"}) == 2)
    two = {r["failedAddress"]: r for r in instance.cli_json("reply", "unmatched", *user)}
    assert instance.cli("reply", "assign", two["tom@elsewhere.example"]["id"], "--user", bob.email, "--contact", f"jo@{domain.domain}", ok=False).returncode == 3
    assert "assigned" in instance.cli("reply", "assign", two["tom@elsewhere.example"]["id"], "--contact", f"tom@{domain.domain}", *user).stdout
    assert "dismissed" in instance.cli("reply", "dismiss", two["nobody@elsewhere.example"]["id"], *user).stdout
    assert (enrolment(instance, sequence, alice.people["tom"])["exitReason"]) == "bounced"
    assert f"tom@{domain.domain}" in [x["email"] for x in alice.get("/api/suppressions")["data"]]
    assert "nobody@elsewhere.example" in [u["failedAddress"] for u in unmatched(alice, "dismissed")]


def test_erasure_covers_what_waits(instance, domain, office):
    """A message that matched nothing, and a colleague whom an absence note names: of the tenant that erases, and of no other."""
    alice, bob = office
    for api in (alice, bob):
        domain.write(api.news, "It is only me.", sender="ida@home.example", subject="Re: Hello")
        wait_for(lambda: [u for u in unmatched(api) if u["from"] == "ida@home.example"])  # noqa: B023
    instance.query('INSERT INTO "ContactHold" ("contactId", "userId", "reason", "until", "colleague", "colleagueName") '
                   'VALUES (%s, %s, \'away\', now() + interval \'9 days\', \'ida@home.example\', \'Ida Home\')', alice.people["roy"], alice.user["id"])
    erased = alice.post("/api/privacy/erase", {"email": "ida@home.example"})
    assert {"UnmatchedMessage", "ContactHold.colleague"} <= {r["model"] for r in erased["removed"]}, erased
    assert not [u for u in unmatched(alice) if u["from"] == "ida@home.example"] and [u for u in unmatched(bob) if u["from"] == "ida@home.example"]
    hold = instance.query('SELECT * FROM "ContactHold" WHERE "contactId" = %s', alice.people["roy"])[0]
    assert (hold["colleague"], hold["colleagueName"]) == (None, None) and hold["until"]


def test_unmatched_messages_are_bounded_and_retained(instance, domain, office):
    alice, bob = office
    assert alice.get("/api/inbox-settings") == {"unmatchedDays": 30}
    assert [e["field"] for e in alice.patch("/api/inbox-settings", {"unmatchedDays": 1000}, expect=422)["errors"]] == ["unmatchedDays"]
    instance.query('INSERT INTO "UnmatchedMessage" ("id", "userId", "key", "source", "kind", "receivedAt") '
                   'SELECT \'u\' || g, %s, \'k\' || g, \'imap\', \'reply\', now() - interval \'40 days\' * (g %% 2) - g * interval \'1 second\' '
                   'FROM generate_series(1, 2100) g', bob.user["id"])
    domain.write(bob.news, "Who am I?", sender="who@else.example", subject="Re: Hello")
    wait_for(lambda: any(u["from"] == "who@else.example" for u in unmatched(bob)))
    assert instance.value('SELECT count(*) FROM "UnmatchedMessage" WHERE "userId" = %s AND "status" = \'open\'', bob.user["id"]) <= 2010
    assert bob.get("/api/inbox/unmatched?status=open&count=true")["total"] == 1000 and alice.get("/api/inbox/unmatched?count=true")["total"] < 50
    page = bob.get("/api/inbox/unmatched?limit=2")
    assert [u["id"] for u in bob.get(f"/api/inbox/unmatched?limit=2&cursor={page['page']['next']}")["data"]] != [u["id"] for u in page["data"]]
    assert bob.patch("/api/inbox-settings", {"unmatchedDays": 0}) == {"unmatchedDays": 0}
    domain.write(bob.news, "And I?", sender="other@else.example", subject="Re: Hello")
    marker = domain.write(bob.news, "To Bob again", sender=f"jo@{domain.domain}", subject="Re: Hello")
    assert marker and wait_for(lambda: [x for x in bob.get("/api/replies")["data"] if x["excerpt"] == "To Bob again"])
    assert not any(u["from"] == "other@else.example" for u in unmatched(bob))


def test_the_counters_are_those_of_the_rows(instance, office):
    checked = instance.cli("doctor", "--recount", ok=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
