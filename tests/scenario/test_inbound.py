"""Answers, bounces and complaints from a real mail system: Postfix bounces, Dovecot gives out the mailboxes, people answer by
SMTP. Read again, and killed in between, nothing counts twice; nothing in a mailbox is changed; tenants see their own."""

import datetime
import email
import email.policy
import signal
import time

import pytest
from loumass import Instance, wait_for
from mailbox import SECRET, MailDomain

PEOPLE = ("jo", "ann", "kim", "lee")


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


def mailbox(domain, user="news", **more):
    return {"host": "127.0.0.1", "port": domain.imap, "security": "none", "username": f"{user}@{domain.domain}", "secret": SECRET, **more}


def sender(api, domain, user="news", **more):
    s = api.post("/api/senders", {"kind": "smtp", "name": user, "fromEmail": f"{user}@{domain.domain}", "fromName": "The News", "host": "127.0.0.1",
                                  "port": domain.smtp, "security": "none", "auth": "none"}, 201)
    api.call("PUT", f"/api/senders/{s['id']}/mailbox", mailbox(domain, user, **more))
    wait_for(lambda: api.get(f"/api/senders/{s['id']}/mailbox")["checkedAt"])
    return s


def contacts(api, *addresses):
    return {a.split("@")[0]: api.post("/api/contacts", {"email": a, "firstName": a.split("@")[0].title()}, 201)["id"] for a in addresses}


def campaign(api, s, ids, name="Launch"):
    c = api.post("/api/campaigns", {"name": name, "subject": "Hello {{firstName}}", "content": "<p>An offer for {{firstName}}</p>", "senderId": s["id"],
                                    "audience": {"contactIds": list(ids.values())}}, 201)
    api.post(f"/api/campaigns/{c['id']}/send")
    wait_for(lambda: api.get(f"/api/campaigns/{c['id']}")["status"] == "SENT")
    return c


def received(domain, user, subject="Hello"):
    """The newest message of ours in a person's mailbox."""
    def look():
        found = [email.message_from_bytes(raw, policy=email.policy.default) for _, raw in domain.mails(user)]
        return [m for m in found if str(m["Subject"]).startswith(subject)]
    return wait_for(look)[-1]


def recipients(instance, c):
    rows = instance.query('SELECT r.*, c."email" FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" WHERE r."campaignId" = %s', c["id"])
    return {r["email"].split("@")[0]: r for r in rows}


def figures(instance):
    """All that reading again must not change."""
    return {t: instance.query(f'SELECT to_jsonb(t) - \'updatedAt\' AS j FROM "{t}" t ORDER BY 1')
            for t in ("Recipient", "EmailEvent", "Stats", "UserDay", "UserEventType", "Contact", "Suppression", "InboundMessage", "Conversation", "ConversationMessage")}


def events(instance, recipient):
    return sorted(r["type"] for r in instance.query('SELECT "type" FROM "EmailEvent" WHERE "recipientId" = %s', recipient["id"]))


@pytest.fixture(scope="module")
def story(instance, domain):
    """A campaign of Alice's, and what came of it: a bounce, an answer, an absence, a wish to leave."""
    alice, bob = instance.register(name="Alice"), instance.register(name="Bob")
    s, b = sender(alice, domain), sender(bob, domain, "sales")
    people = contacts(alice, *(f"{p}@{domain.domain}" for p in PEOPLE), f"nobody@{domain.far}")
    theirs = contacts(bob, f"jo@{domain.domain}")
    c, cb = campaign(alice, s, people), campaign(bob, b, theirs, "Bob's")
    mids = {p: received(domain, p, f"Hello {p.title()}")["Message-ID"] for p in ("ann", "kim", "lee")}
    jo = {m["From"].addresses[0].username: m["Message-ID"] for m in (email.message_from_bytes(raw, policy=email.policy.default) for _, raw in domain.mails("jo"))}
    mids["jo"], mids["bob"] = jo["news"], jo["sales"]
    news = f"news@{domain.domain}"
    domain.write(news, "Yes, tell me more.\n\nOn Monday, The News wrote:\n> An offer", sender=f"jo@{domain.domain}", in_reply_to=mids["jo"])
    domain.write(news, "I am on holiday.", sender=f"ann@{domain.domain}", in_reply_to=mids["ann"], subject="Out of office", headers={"Auto-Submitted": "auto-replied"})
    domain.write(news, "Please remove me from your list.", sender=f"kim@{domain.domain}", in_reply_to=mids["kim"])
    domain.write(news, "Same subject, about nothing of ours.", sender="stranger@else.example", subject="Re: Hello Lee")
    wait_for(lambda: alice.get("/api/replies")["data"])
    wait_for(lambda: len(instance.query('SELECT 1 FROM "InboundMessage" WHERE "userId" = %s', alice.user["id"])) == 4)
    return {"alice": alice, "bob": bob, "sender": s, "bobs": b, "campaign": c, "bobs campaign": cb, "people": people, "mids": mids}


def test_what_came_back(instance, domain, story):
    alice, c = story["alice"], story["campaign"]
    rows = recipients(instance, c)
    assert {p: r["status"] for p, r in rows.items()} == {"jo": "SENT", "ann": "SENT", "kim": "SENT", "lee": "SENT", "nobody": "BOUNCED"}
    assert events(instance, rows["nobody"]) == ["BOUNCED", "SENT"] and events(instance, rows["jo"]) == ["REPLIED", "SENT"]
    assert events(instance, rows["ann"]) == ["SENT"] and events(instance, rows["lee"]) == ["SENT"]
    stats = instance.query('SELECT * FROM "Stats" WHERE "id" = %s', c["id"])[0]
    assert (stats["sent"], stats["bounced"], stats["replied"], stats["unsubscribed"]) == (4, 1, 1, 1)
    listed = {x["email"]: x["reason"] for x in alice.get("/api/suppressions")["data"]}
    assert listed == {f"nobody@{domain.far}": "bounce", f"kim@{domain.domain}": "unsubscribe"}
    assert alice.get(f"/api/contacts/{story['people']['kim']}")["status"] == "UNSUBSCRIBED"
    assert alice.get(f"/api/contacts/{story['people']['jo']}")["status"] == "ACTIVE"
    kinds = {(r["kind"], r["bounce"], r["code"], r["matchedBy"]) for r in instance.query('SELECT * FROM "InboundMessage" WHERE "userId" = %s', alice.user["id"])}
    assert kinds == {("bounce", "hard", "5.1.1", "header"), ("reply", None, None, "in_reply_to"), ("auto_reply", None, None, "in_reply_to"),
                     ("unsubscribe", None, None, "in_reply_to")}
    bounce = instance.query('SELECT "evidence" FROM "InboundMessage" WHERE "kind" = \'bounce\'')[0]["evidence"]
    assert bounce["rule"] == "rfc3464" and "unknown user" in bounce["words"] and bounce["recipient"] == f"nobody@{domain.far}"


def test_the_counters_are_those_of_the_rows(instance, story):
    checked = instance.cli("doctor", "--recount", ok=False) if "--recount" in instance.cli("doctor", "--help").stdout else None
    assert checked is not None and checked.returncode == 0, checked and checked.stdout + checked.stderr


def test_nothing_in_the_mailbox_is_changed(domain, story):
    mails = domain.mails("news")
    assert len(mails) == 5  # three answers, a stranger's, and the bounce
    assert not any("\\Seen" in flags or "\\Deleted" in flags or "\\Answered" in flags for flags, _ in mails)


def test_the_inbox_answers_in_thread(instance, domain, story):
    alice = story["alice"]
    assert alice.get("/api/replies/counts") == {"open": 1, "unread": 1, "snoozed": 0}
    r = alice.get("/api/replies?status=open")["data"][0]
    assert r["contact"]["email"] == f"jo@{domain.domain}" and r["campaignId"] == story["campaign"]["id"] and r["excerpt"] == "Yes, tell me more."
    thread = alice.get(f"/api/replies/{r['id']}")
    assert [m["direction"] for m in thread["thread"]] == ["in"] and "> An offer" in thread["thread"][0]["text"]
    alice.post(f"/api/replies/{r['id']}/answer", {"text": "  "}, expect=422)
    key = {"Idempotency-Key": "answer-1"}
    answered = alice.post(f"/api/replies/{r['id']}/answer", {"text": "Gladly, on Tuesday.\nÄ", "done": True}, 201, headers=key)
    assert alice.post(f"/api/replies/{r['id']}/answer", {"text": "Gladly, on Tuesday.\nÄ", "done": True}, 201, headers=key)["id"] == answered["id"]
    assert answered["status"] == "done" and not answered["unread"] and answered["thread"][-1]["status"] == "sent"
    got = received(domain, "jo", "Re: hello")
    question = next(email.message_from_bytes(raw, policy=email.policy.default) for _, raw in domain.mails("news") if b"tell me more" in raw)
    assert got["In-Reply-To"] == question["Message-ID"] and story["mids"]["jo"] in got["References"]
    assert got.get_content().split() == ["Gladly,", "on", "Tuesday.", "Ä"] and got["From"].addresses[0].addr_spec == f"news@{domain.domain}"
    assert "List-Unsubscribe" not in got
    # The answer to the answer comes into the same conversation, which is open again; it counts one reply.
    domain.write(f"news@{domain.domain}", "Tuesday is fine.", sender=f"jo@{domain.domain}", in_reply_to=got["Message-ID"], references=f"{got['References']} {got['Message-ID']}")
    again = wait_for(lambda: next((x for x in alice.get("/api/replies")["data"] if x["messages"] == 3), None))
    assert again["id"] == r["id"] and again["status"] == "open" and again["unread"]
    assert instance.value('SELECT "replied" FROM "Stats" WHERE "id" = %s', story["campaign"]["id"]) == 1
    past = "2020-01-01T00:00:00.000Z"
    alice.patch(f"/api/replies/{r['id']}", {"status": "snoozed", "snoozedUntil": past}, expect=422)
    soon = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=3)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert alice.patch(f"/api/replies/{r['id']}", {"status": "snoozed", "snoozedUntil": soon, "unread": False})["status"] == "snoozed"
    assert alice.get("/api/replies/counts")["open"] == 0
    wait_for(lambda: alice.get("/api/replies/counts") == {"open": 1, "unread": 1, "snoozed": 0})


def test_tenants_see_their_own(instance, domain, story):
    alice, bob = story["alice"], story["bob"]
    rid = alice.get("/api/replies")["data"][0]["id"]
    assert bob.get("/api/replies")["data"] == []
    for method, path, body in (("GET", f"/api/replies/{rid}", None), ("PATCH", f"/api/replies/{rid}", {"status": "done"}),
                               ("POST", f"/api/replies/{rid}/answer", {"text": "x"}), ("GET", f"/api/senders/{story['sender']['id']}/mailbox", None),
                               ("PUT", f"/api/senders/{story['sender']['id']}/mailbox", mailbox(domain)), ("POST", f"/api/senders/{story['sender']['id']}/mailbox/test", {})):
        bob.call(method, path, body, expect=404)
    # A report about Alice's message in Bob's mailbox is no report about a message of Bob's.
    domain.write(f"sales@{domain.domain}", "Hello", sender=f"lee@{domain.domain}", in_reply_to=story["mids"]["lee"])
    domain.write(f"sales@{domain.domain}", "To Bob", sender=f"jo@{domain.domain}", in_reply_to=story["mids"]["bob"])
    wait_for(lambda: bob.get("/api/replies")["data"])
    assert [x["excerpt"] for x in bob.get("/api/replies")["data"]] == ["To Bob"]
    assert events(instance, recipients(instance, story["campaign"])["lee"]) == ["SENT"]


def test_reading_again_changes_nothing(instance, domain, story):
    before = figures(instance)
    for change in ('"uidNext" = 1', '"uidValidity" = 4711', '"uidNext" = NULL, "uidValidity" = 1'):
        instance.query(f'UPDATE "Mailbox" SET {change}, "leasedBy" = NULL, "leasedUntil" = NULL, "nextCheckAt" = now(), "checkedAt" = NULL')
        # Its reader finds that the lease is gone, and another look begins at the front.
        wait_for(lambda: instance.value('SELECT bool_and("checkedAt" IS NOT NULL AND "uidNext" >= 3) FROM "Mailbox"'))
    assert figures(instance) == before


def test_the_password_is_seen_nowhere(instance, domain, story):
    shown = story["alice"].get(f"/api/senders/{story['sender']['id']}/mailbox")
    assert shown["hasSecret"] and SECRET not in str(shown)
    assert SECRET not in instance.log.read_text(errors="replace")
    assert all(SECRET not in str(r) for r in instance.query('SELECT to_jsonb(m)::text FROM "Mailbox" m'))
    assert "@people.example" not in instance.log.read_text(errors="replace")


def test_a_mailbox_is_tried(domain, story):
    alice, path = story["alice"], f"/api/senders/{story['sender']['id']}/mailbox"
    assert alice.post(path + "/test") == {"ok": True, "steps": [{"step": "connect", "ok": True, "reply": None}, {"step": "auth", "ok": True, "reply": None},
                                                               {"step": "folder", "ok": True, "reply": f"{len(domain.mails('news'))} messages"}]}
    s = alice.post("/api/senders", {"kind": "smtp", "fromEmail": "x@y.example", "host": "127.0.0.1", "port": domain.smtp, "security": "none"}, 201)
    path = f"/api/senders/{s['id']}/mailbox"
    alice.get(path, expect=404)
    problem = alice.call("PUT", path, {"security": "none", "host": "imap.example.com"}, expect=422)
    assert {e["field"] for e in problem["errors"]} == {"username", "secret", "security"}

    def tried(**more):
        alice.call("PUT", path, mailbox(domain, enabled=False, **more))
        t = alice.post(path + "/test")
        return t["ok"], t["steps"][-1]["step"], t["steps"][-1]["reply"]

    ok, step, words = tried(secret="wrong")
    assert (ok, step) == (False, "auth") and "failed" in words.lower()
    assert tried(secret=SECRET, folder="Nowhere")[:2] == (False, "folder")
    assert tried(secret=SECRET, folder="INBOX", port=9)[:2] == (False, "connect")
    assert tried(port=domain.imaps, security="tls", tlsVerify=True)[:2] == (False, "tls")
    assert tried(port=domain.imaps, security="tls", tlsVerify=False)[:2] == (True, "folder")
    assert tried(port=domain.imap, security="starttls", tlsVerify=False)[:2] == (True, "folder")
    alice.delete(path)
    alice.get(path, expect=404)
