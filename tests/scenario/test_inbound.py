"""Answers, bounces and complaints from a real mail system: Postfix bounces, Dovecot gives out the mailboxes, people answer by
SMTP. Read again, and killed in between, nothing counts twice; nothing in a mailbox is changed; tenants see their own."""

import base64
import datetime
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import signal
import socket
import subprocess
import threading

import pytest
import requests
from loumass import Instance, free_port, wait_for
from mail import Office
from maildomain import SECRET, MailDomain

PEOPLE = ("jo", "ann", "kim", "lee")


@pytest.fixture(scope="module")
def domain():
    d = MailDomain(users=("news", "sales", "kills", "early", "late", "busy", *PEOPLE))
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


def received_of(domain, user, c):
    """A campaign's message in a person's mailbox."""
    def look():
        mails = (email.message_from_bytes(raw, policy=email.policy.default) for _, raw in domain.mails(user))
        return next((m for m in mails if c["id"] in str(m["List-Id"])), None)
    return wait_for(look)


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


class Tokens(http.server.BaseHTTPRequestHandler):
    """Which access tokens are good, as a server's introspection endpoint says it (RFC 7662)."""

    good = {}

    def do_GET(self):
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        body = json.dumps({"active": token in self.good, **({"username": self.good[token]} if token in self.good else {})}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def test_a_mailbox_by_xoauth2(instance):
    """Dovecot asks an endpoint about the token. One that ends shows at the mailbox in the server's words; a new one is read with again,
    and what had arrived meanwhile is taken."""
    tokens = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tokens)
    threading.Thread(target=tokens.serve_forever, daemon=True).start()
    domain = MailDomain(domain="token.example", users=("news", "jo"), tokens=f"http://127.0.0.1:{tokens.server_port}/")
    try:
        Tokens.good = {"the first access token": "news@token.example"}
        alice, bob = instance.register(), instance.register()
        s = sender(alice, domain, auth="xoauth2", secret="the first access token")
        path = f"/api/senders/{s['id']}/mailbox"
        assert alice.post(path + "/test")["ok"]
        bob.get(path, expect=404)
        c = campaign(alice, s, contacts(alice, "jo@token.example"))
        ours = received_of(domain, "jo", c)["Message-ID"]
        domain.write("news@token.example", "One.", sender="jo@token.example", in_reply_to=ours)
        wait_for(lambda: [x["excerpt"] for x in alice.get("/api/replies")["data"]] == ["One."])
        # The token ends, and then the session: who comes again is refused.
        Tokens.good = {"the second access token": "news@token.example"}
        domain.kick()
        domain.write("news@token.example", "Two.", sender="jo@token.example", in_reply_to=ours)
        wait_for(lambda: "authenticat" in (alice.get(path)["error"] or "").lower(), 120)
        tried = alice.post(path + "/test")
        assert not tried["ok"] and tried["steps"][-1]["step"] == "auth"
        alice.call("PUT", path, {"secret": "the second access token"})
        wait_for(lambda: [x["excerpt"] for x in alice.get("/api/replies")["data"]] == ["Two."], 120)
        assert alice.get(path)["error"] is None and alice.get("/api/replies")["data"][0]["messages"] == 2
        log = instance.log.read_text(errors="replace")
        assert "access token" not in log and bob.get("/api/replies")["data"] == []
    finally:
        domain.close()
        tokens.shutdown()
        tokens.server_close()


def test_tagged_addresses_match_what_says_nothing_else(instance, domain):
    """Reply-To and the envelope name the recipient: a bounce that says nothing of ours, and an answer without threading headers, are
    matched by the address they come to. Another campaign's Reply-To stays as it was set; another tenant's mailbox takes no such tag."""
    alice, bob = instance.register(), instance.register()
    s, b = sender(alice, domain), sender(bob, domain, "sales")
    assert not s["replyTags"] and alice.get(f"/api/senders/{s['id']}")["hasMailbox"]
    plain = campaign(bob, b, contacts(bob, f"lee@{domain.domain}"), "Plain")
    assert "Reply-To" not in received_of(domain, "lee", plain)
    said = instance.cli("sender", "reply-tags", s["id"], "on", "--user", alice.user["email"]).stdout
    assert "marks Reply-To" in said and alice.get(f"/api/senders/{s['id']}")["replyTags"]
    too_long = alice.patch(f"/api/senders/{s['id']}", {"fromEmail": "n" * 39 + f"@{domain.domain}"}, expect=422)
    assert [e["field"] for e in too_long["errors"]] == ["replyTags"]
    people = contacts(alice, f"ann@{domain.domain}", f"kim@{domain.domain}")
    c = campaign(alice, s, people, "Tagged")
    rows = recipients(instance, c)
    tags = {n: f"news+{rows[n]['id']}@{domain.domain}" for n in rows}
    for n in rows:
        got = received_of(domain, n, c)
        assert got["Reply-To"] == tags[n] and got["Return-Path"] == f"<{tags[n]}>" and got["From"].addresses[0].addr_spec == f"news@{domain.domain}"
    silent = ("From: MAILER-DAEMON@mx.example\r\nTo: undisclosed-recipients:;\r\nSubject: failure notice\r\n\r\n"
              "Hi. This is the qmail-send program at mx.example.\r\nI'm afraid I wasn't able to deliver your message.\r\n\r\n"
              "<somebody@else.example>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n")
    domain.raw(f"sales+{rows['ann']['id']}@{domain.domain}", silent)  # Bob's mailbox, Alice's recipient
    domain.raw(tags["ann"], silent)
    domain.write(tags["kim"], "Call me.", sender=f"kim@{domain.domain}", subject="Your mail")
    wait_for(lambda: len(instance.query('SELECT 1 FROM "InboundMessage" WHERE "userId" = %s', alice.user["id"])) == 2)
    found = {(r["kind"], r["bounce"], r["matchedBy"], r["recipientId"]) for r in instance.query('SELECT * FROM "InboundMessage" WHERE "userId" = %s', alice.user["id"])}
    assert found == {("bounce", "hard", "recipient", rows["ann"]["id"]), ("reply", None, "recipient", rows["kim"]["id"])}
    assert [x["email"] for x in alice.get("/api/suppressions")["data"]] == [f"ann@{domain.domain}"]
    # A real bounce goes to the tag, too; and a Reply-To of the campaign's own is left alone.
    far = contacts(alice, f"nobody@{domain.far}")
    back = campaign(alice, s, far, "Back")
    wait_for(lambda: recipients(instance, back)["nobody"]["status"] == "BOUNCED")
    tag = f"news+{recipients(instance, back)['nobody']['id']}@{domain.domain}"
    assert any(tag.encode() in raw.split(b"\r\n\r\n")[0] for _, raw in domain.mails("news"))
    own = alice.post("/api/campaigns", {"name": "Own", "subject": "Own", "content": "<p>x</p>", "senderId": s["id"], "replyTo": "desk@else.example",
                                        "audience": {"contactIds": [people["kim"]]}}, 201)
    alice.post(f"/api/campaigns/{own['id']}/send")
    got = received_of(domain, "kim", own)
    assert got["Reply-To"] == "desk@else.example" and got["Return-Path"].startswith("<news+")
    marker = domain.write(f"sales@{domain.domain}", "To Bob", sender=f"lee@{domain.domain}", in_reply_to=received_of(domain, "lee", plain)["Message-ID"])
    assert marker and wait_for(lambda: bob.get("/api/replies")["data"])
    assert [r["kind"] for r in instance.query('SELECT "kind" FROM "InboundMessage" WHERE "userId" = %s', bob.user["id"])] == ["reply"]


def test_killed_in_between_nothing_is_lost_or_doubled(domain):
    """Workers die before and after their commits; the next one goes on. Twelve bounces and twelve answers, each counted once."""
    office = Office({"LOUMASS_INBOUND_POLL": "1s"})
    try:
        office.spawn("serve")
        office.wait_ready()
        worker = office.work()
        alice = office.register()
        s = sender(alice, domain, "kills")
        path = f"/api/senders/{s['id']}/mailbox"
        alice.call("PUT", path, {"enabled": False})
        c = campaign(alice, s, contacts(alice, *(f"k{i}@{domain.far}" for i in range(12))))
        rows = recipients(office, c)
        office.stop(worker)
        for r in rows.values():
            domain.write(f"kills@{domain.domain}", "An answer", in_reply_to=f"<{r['id']}@{domain.domain}>")
        wait_for(lambda: len(domain.mails("kills")) == 24)
        alice.call("PUT", path, {"enabled": True})
        deaths = 0
        for point in ("before_commit=kill@1", "after_commit=kill@1", "after_commit=kill@3", "before_commit=kill@4", "before_commit=kill@2"):
            # The dead worker's lease has run out.
            office.query('UPDATE "Mailbox" SET "leasedUntil" = NULL, "nextCheckAt" = now()')
            worker = office.work(LOUMASS_FAULT=f"inbound.{point}")
            deaths += worker.wait(60) == -signal.SIGKILL
        assert deaths == 5
        taken = office.value('SELECT count(*) FROM "InboundMessage"')
        assert 0 < taken < 24
        office.query('UPDATE "Mailbox" SET "leasedUntil" = NULL, "nextCheckAt" = now()')
        worker, other = office.work(), office.work(data="other")
        wait_for(lambda: office.value('SELECT count(*) FROM "InboundMessage"') == 24)
        wait_for(lambda: office.value('SELECT "uidNext" FROM "Mailbox"') == 25)
        assert all(events(office, r) == ["BOUNCED", "REPLIED", "SENT"] for r in rows.values())
        stats = office.stats(c["id"])
        assert (stats["sent"], stats["bounced"], stats["replied"]) == (0, 12, 12)
        assert office.value('SELECT count(*) FROM "Conversation"') == 12 == office.value('SELECT count(*) FROM "ConversationMessage"')
        assert office.stop(worker) == 0 and office.stop(other) == 0
        assert office.cli("doctor", "--recount", ok=False).returncode == 0
    finally:
        office.close()


def test_an_answer_ends_a_sequence(instance, domain, story):
    """Lee answers and leaves; Kim's program answers, which is no answer; Bob's sequence with the same people goes on."""
    carol = instance.register(name="Carol")
    s = sender(carol, domain, "sales")
    people = contacts(carol, f"lee@{domain.domain}", f"kim@{domain.domain}", f"lost@{domain.far}")
    steps = [{"id": "e1", "type": "email", "subject": "One {{firstName}}", "content": "<p>x</p>", "position": {"x": 0, "y": 0}, "nextStepId": "d1"},
             {"id": "d1", "type": "delay", "delay": {"days": 3, "hours": 0, "minutes": 0}, "nextStepId": "e2"},
             {"id": "e2", "type": "email", "subject": "Two", "content": "<p>y</p>", "replyToThread": True, "nextStepId": None}]
    q = carol.post("/api/sequences", {"name": "Follow", "steps": steps, "senderId": s["id"]}, 201)
    carol.post(f"/api/sequences/{q['id']}/activate")
    assert carol.post(f"/api/sequences/{q['id']}/enroll", {"contactIds": list(people.values())})["enrolled"] == 3

    def states():
        rows = instance.query('SELECT c."email", e."status", e."exitReason" FROM "SequenceEnrollment" e JOIN "Contact" c ON c."id" = e."contactId" WHERE e."sequenceId" = %s', q["id"])
        return {r["email"].split("@")[0]: (r["status"], r["exitReason"]) for r in rows}

    mids = {p: received(domain, p, f"One {p.title()}")["Message-ID"] for p in ("lee", "kim")}
    to = f"sales@{domain.domain}"
    domain.write(to, "Back on Monday.", sender=f"kim@{domain.domain}", in_reply_to=mids["kim"], headers={"Auto-Submitted": "auto-replied"})
    domain.write(to, "I am in.", sender=f"lee@{domain.domain}", in_reply_to=mids["lee"])
    wait_for(lambda: states()["lee"][0] != "ACTIVE" and states()["lost"][0] != "ACTIVE")
    assert states()["kim"] == ("ACTIVE", None)
    assert states()["lee"][1] == "replied" and states()["lost"][1] == "bounced"
    talk = carol.get("/api/replies")["data"]
    assert [(x["sequenceId"], x["sequenceName"], x["excerpt"]) for x in talk] == [(q["id"], "Follow", "I am in.")]


def test_the_command_line(instance, domain, story):
    user = ("--user", story["alice"].email)
    shown = instance.cli_json("sender", "mailbox", "news", "--test", *user)
    assert shown["username"] == f"news@{domain.domain}" and shown["hasSecret"] and SECRET not in str(shown)
    wrong = instance.cli("sender", "mailbox", "news", "--password", "--test", *user, stdin="wrong\n", ok=False)
    assert wrong.returncode == 1 and "auth" in wrong.stdout and "FAILED" in wrong.stdout
    assert "read" in instance.cli("sender", "mailbox", "news", "--password", "--test", *user, stdin=f"{SECRET}\n").stdout
    assert instance.cli("sender", "mailbox", "sales", *user, ok=False).returncode != 0


def test_the_inbox_on_the_command_line(instance, domain, story):
    alice, user, other = story["alice"], ("--user", story["alice"].email), ("--user", story["bob"].email)
    rows = instance.cli_json("reply", "list", "--sender", "news", *user)
    assert rows == alice.get(f"/api/replies?senderId={story['sender']['id']}")["data"] and rows
    r = rows[0]
    assert r["contact"]["email"] in instance.cli("reply", "list", "--contact", r["contact"]["email"], "--search", "Hello", *user).stdout
    assert instance.cli_json("reply", "list", "--campaign", "c" * 25, *user) == []
    assert instance.cli_json("reply", "show", r["id"], *user) == alice.get(f"/api/replies/{r['id']}")
    for wrong in (("list", "--status", "lost"), ("set", r["id"]), ("set", r["id"], "--status", "snoozed", "--until", "soon"), ("answer", r["id"]),
                  ("answer", r["id"], "--text", " "), ("set", r["id"], "--unread", "maybe")):
        assert instance.cli("reply", *wrong, *user, ok=False).returncode == 2, wrong
    for words in (("show", r["id"]), ("answer", r["id"], "--text", "x"), ("set", r["id"], "--status", "done")):
        assert instance.cli("reply", *words, *other, ok=False).returncode == 3
    assert "is open" in instance.cli("reply", "set", r["id"], "--status", "open", "--unread", "off", *user).stdout
    answered = instance.cli_json("reply", "answer", r["id"], "--file", "-", "--done", *user, stdin="Typed in a terminal.\nBye\n")
    assert answered["status"] == "done" and answered["thread"][-1]["status"] == "sent"
    assert "Typed in a terminal." in instance.cli("reply", "show", r["id"], *user).stdout
    wait_for(lambda: [raw for _, raw in domain.mails(r["contact"]["email"].split("@")[0]) if b"Typed in a terminal." in raw])


# ---- Providers' webhooks

class Signer:
    """Keys as the providers have them, and a server that stands for Amazon SNS."""

    def __init__(self, folder):
        self.dir = folder
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.asked = []
        for name in ("sns", "forger"):
            self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=sns.amazonaws.com", "-keyout", f"{name}.key", "-out", f"{name}.pem")
            self.openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", f"{name}.ec")
        signer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                signer.asked.append(self.path)
                body = (signer.dir / "sns.pem").read_bytes() if self.path.endswith(".pem") else b"<ok/>"
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def openssl(self, *args, data=None):
        return subprocess.run(["openssl", *map(str, args)], cwd=self.dir, input=data, check=True, capture_output=True).stdout

    def sign(self, key, text, digest="sha256"):
        return base64.b64encode(self.openssl("dgst", f"-{digest}", "-sign", key, data=text.encode())).decode()

    def sns(self, message, kind="Notification", key="sns.key", version="2", topic="arn:aws:sns:eu-west-1:1:mail", **more):
        m = {"Type": kind, "MessageId": "m1", "TopicArn": topic, "Message": message if isinstance(message, str) else json.dumps(message),
             "Timestamp": "2026-11-23T09:14:02.000Z", "SignatureVersion": version, "SigningCertURL": f"{self.origin}/SimpleNotificationService.pem", **more}
        names = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type") if kind == "Notification" else \
            ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
        m["Signature"] = self.sign(key, "".join(f"{n}\n{m[n]}\n" for n in names if n in m), "sha256" if version == "2" else "sha1")
        return json.dumps(m)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    s = Signer(tmp_path_factory.mktemp("signer"))
    yield s
    s.close()


@pytest.fixture(scope="module")
def reported(signer):
    """An installation whose mail a provider sent: Alice's and Bob's."""
    i = Instance({"LOUMASS_SNS": signer.origin})
    try:
        i.up()
        yield i
    finally:
        i.close()


def sent_mail(instance, api, *addresses):
    """A campaign of the tenant's, sent; the recipients by the local part."""
    people = contacts(api, *addresses)
    s = api.get("/api/senders")["data"][0]
    return recipients(instance, campaign(api, s, people, f"to {addresses[0]}"))


def post(instance, url, body, **headers):
    return requests.post(url, data=body, headers={"Content-Type": "text/plain", **headers}, timeout=30)


def test_amazon_ses(reported, signer):
    alice = reported.register()
    r = sent_mail(reported, alice, "ses-a@far.example", "ses-b@far.example", "ses-c@far.example")
    made = alice.post("/api/webhook-endpoints", {"provider": "ses"}, 201)
    url = made["url"]
    assert url.startswith(f"{reported.base}/api/webhooks/ses/wh_") and "url" not in alice.get("/api/webhook-endpoints")["data"][0]
    confirm = dict(kind="SubscriptionConfirmation", Token="t", SubscribeURL=f"{signer.origin}/?Action=ConfirmSubscription")
    assert post(reported, url, signer.sns("hello", key="forger.key", **confirm)).status_code == 401 and not any("Confirm" in p for p in signer.asked)
    elsewhere = signer.sns("hello", **{**confirm, "SubscribeURL": "http://127.0.0.1:9/?Action=ConfirmSubscription"})
    assert post(reported, url, elsewhere).status_code == 401
    assert post(reported, url, signer.sns("hello", **confirm)).status_code == 200 and any("Confirm" in p for p in signer.asked)
    assert alice.get("/api/webhook-endpoints")["data"][0]["topic"] == "arn:aws:sns:eu-west-1:1:mail"

    def mail(name):
        return {"messageId": "0102", "headers": [{"name": "X-Loumass-Id", "value": r[name]["id"]}]}

    bounce = {"notificationType": "Bounce", "mail": mail("ses-a"), "bounce": {"bounceType": "Permanent", "bounceSubType": "General", "feedbackId": "f1",
              "timestamp": "2026-11-23T09:14:02.000Z", "bouncedRecipients": [{"emailAddress": "ses-a@far.example", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 unknown"}]}}
    complaint = {"eventType": "Complaint", "mail": mail("ses-b"), "complaint": {"feedbackId": "f2", "timestamp": "2026-11-23T09:14:02.000Z",
                 "complaintFeedbackType": "abuse", "complainedRecipients": [{"emailAddress": "ses-b@far.example"}]}}
    delivery = {"notificationType": "Delivery", "mail": mail("ses-c"), "delivery": {"timestamp": "2026-11-23T09:14:02.000Z", "recipients": ["ses-c@far.example"], "smtpResponse": "250 ok"}}
    for forged in (signer.sns(bounce, key="forger.key"), signer.sns(bounce).replace("ses-a@", "ses-b@"), signer.sns(bounce, topic="arn:aws:sns:eu-west-1:2:other"),
                   signer.sns(bounce, SigningCertURL="https://evil.example/SimpleNotificationService.pem")):
        assert post(reported, url, forged).status_code == 401
    assert post(reported, url, "{}").status_code == 422
    assert alice.get("/api/suppressions")["data"] == []
    for version, what in (("1", bounce), ("2", complaint), ("2", delivery)):
        assert post(reported, url, signer.sns(what, version=version)).json() == {"events": 1, "applied": 1}
        assert post(reported, url, signer.sns(what, version=version)).json() == {"events": 1, "applied": 0}
    assert {x["email"]: x["reason"] for x in alice.get("/api/suppressions")["data"]} == {"ses-a@far.example": "bounce", "ses-b@far.example": "complaint"}
    assert [events(reported, r[n]) for n in ("ses-a", "ses-b", "ses-c")] == [["BOUNCED", "SENT"], ["COMPLAINED", "SENT"], ["DELIVERED", "SENT"]]
    assert reported.cli("doctor", "--recount", ok=False).returncode == 0


def test_the_others(reported, signer):
    alice, bob = reported.register(), reported.register()
    r = sent_mail(reported, alice, "pm@far.example", "sg@far.example", "mg@far.example", "no@far.example")
    theirs = sent_mail(reported, bob, "pm@far.example")
    for body in ({"provider": "postmark", "secret": "no colon"}, {"provider": "sendgrid", "secret": "AAAA"}, {"provider": "mailgun"}, {"provider": "ses", "secret": "x"}):
        assert alice.post("/api/webhook-endpoints", body, expect=422)["errors"][0]["field"] == "secret"
    key = base64.b64encode(signer.openssl("ec", "-in", "sns.ec", "-pubout", "-outform", "DER")).decode()
    urls = {p: alice.post("/api/webhook-endpoints", {"provider": p, "secret": s}, 201)["url"] for p, s in
            (("postmark", "user:pass"), ("sendgrid", key), ("mailgun", "signing key"))}
    # Postmark names an address only: the last message to it, of this tenant.
    pm = json.dumps({"RecordType": "SpamComplaint", "ID": 42, "Email": "pm@far.example", "BouncedAt": "2099-01-01T00:00:00Z"})
    basic = {"Authorization": "Basic " + base64.b64encode(b"user:pass").decode()}
    assert post(reported, urls["postmark"], pm).status_code == 401
    assert post(reported, urls["postmark"], pm, Authorization="Basic " + base64.b64encode(b"user:past").decode()).status_code == 401
    assert [post(reported, urls["postmark"], pm, **basic).json()["applied"] for _ in range(2)] == [1, 0]
    # SendGrid: several at once; one about nobody of ours.
    sg = json.dumps([{"email": "sg@far.example", "timestamp": 1795425242, "event": "bounce", "type": "bounce", "status": "5.1.1", "reason": "unknown user",
                      "smtp-id": f"<{r['sg']['id']}@x>", "sg_event_id": "1"}, {"email": "sg@far.example", "event": "open", "sg_event_id": "2"},
                     {"email": "stranger@far.example", "event": "spamreport", "sg_event_id": "3"}])
    head = {"X-Twilio-Email-Event-Webhook-Timestamp": "1795425242", "X-Twilio-Email-Event-Webhook-Signature": signer.sign("sns.ec", "1795425242" + sg)}
    forged = {**head, "X-Twilio-Email-Event-Webhook-Signature": signer.sign("forger.ec", "1795425242" + sg)}
    assert post(reported, urls["sendgrid"], sg, **forged).status_code == 401 and post(reported, urls["sendgrid"], sg + " ", **head).status_code == 401
    assert [post(reported, urls["sendgrid"], sg, **head).json() for _ in range(2)] == [{"events": 2, "applied": 1}, {"events": 2, "applied": 0}]

    def mailgun(secret="signing key", **data):
        mac = hmac.new(secret.encode(), b"1795425242" + b"a token", hashlib.sha256).hexdigest()
        return json.dumps({"signature": {"timestamp": "1795425242", "token": "a token", "signature": mac}, "event-data": data})

    mg = dict(event="unsubscribed", id="e1", recipient="mg@far.example", timestamp=1795425242.5, message={"headers": {"message-id": f"{r['mg']['id']}@x"}})
    assert post(reported, urls["mailgun"], mailgun("another key", **mg)).status_code == 401
    assert [post(reported, urls["mailgun"], mailgun(**mg)).json()["applied"] for _ in range(2)] == [1, 0]
    assert {x["email"]: x["reason"] for x in alice.get("/api/suppressions")["data"]} == {"pm@far.example": "complaint", "sg@far.example": "bounce", "mg@far.example": "unsubscribe"}
    assert events(reported, r["no"]) == ["SENT"] and events(reported, theirs["pm"]) == ["SENT"] and bob.get("/api/suppressions")["data"] == []
    # The same by the command line.
    mine = ("--user", alice.email)
    made = reported.cli_json("webhook", "create", "mailgun", "--name", "second", *mine, stdin="by hand\n")
    assert made["name"] == "second" and post(reported, made["url"], mailgun("by hand", **mg)).json()["applied"] == 0
    turned = reported.cli_json("webhook", "rotate", "second", *mine)
    assert turned["id"] == made["id"] and post(reported, made["url"], mailgun("by hand", **mg)).status_code == 404
    assert reported.cli_json("webhook", "rotate", made["id"], "--new-secret", "--keep-address", *mine, stdin="by foot\n")["url"] is None
    assert post(reported, turned["url"], mailgun("by hand", **mg)).status_code == 401
    assert post(reported, turned["url"], mailgun("by foot", **mg)).status_code == 200
    assert {x["name"] for x in reported.cli_json("webhook", "list", *mine)} == {"postmark", "sendgrid", "mailgun", "second"}
    shown = reported.cli("webhook", "list", *mine).stdout
    assert "second" in shown and "by foot" not in shown and "wh_" not in shown
    assert reported.cli_json("webhook", "list", "--user", bob.email) == []
    for words, status in ((("rotate", "second", "--user", bob.email), 3), (("delete", made["id"], "--user", bob.email), 3),
                          (("rotate", "second", "--keep-address", *mine), 2), (("create", "pigeon", *mine), 2), (("create", "mailgun", *mine), 2)):
        assert reported.cli("webhook", *words, ok=False).returncode == status, words
    reported.cli("webhook", "delete", "second", *mine)
    assert post(reported, turned["url"], mailgun("by foot", **mg)).status_code == 404
    # Rotated: the old address is gone; a new secret is the one that counts, with the address kept.
    e = next(x for x in alice.get("/api/webhook-endpoints")["data"] if x["provider"] == "mailgun")
    path = f"/api/webhook-endpoints/{e['id']}/rotate"
    bob.post(path, {}, expect=404)
    assert alice.post(path, {"keepAddress": True}, expect=422)["errors"][0]["field"] == "keepAddress"
    old, made = urls["mailgun"], alice.post(path, {})
    urls["mailgun"] = made["url"]
    assert (made["id"], made["received"]) == (e["id"], e["received"]) and made["url"] != old
    assert post(reported, old, mailgun(**mg)).status_code == 404 and post(reported, made["url"], mailgun(**mg)).json()["applied"] == 0
    assert alice.post(path, {"secret": "signing key 2", "keepAddress": True})["url"] is None
    assert post(reported, made["url"], mailgun(**mg)).status_code == 401
    assert post(reported, made["url"], mailgun("signing key 2", **mg)).status_code == 200
    wrong = urls["mailgun"][:-4] + "aaaa"
    assert post(reported, wrong, mailgun(**mg)).status_code == 404
    assert post(reported, urls["mailgun"].replace("/mailgun/", "/postmark/"), pm, **basic).status_code == 404
    e = next(x for x in alice.get("/api/webhook-endpoints")["data"] if x["provider"] == "mailgun")
    assert bob.delete(f"/api/webhook-endpoints/{e['id']}", expect=404) and alice.delete(f"/api/webhook-endpoints/{e['id']}") is None
    assert post(reported, urls["mailgun"], mailgun("signing key 2", **mg)).status_code == 404
    log = reported.log.read_text(errors="replace")
    assert not any(s in log for s in ("signing key", "user:pass", "wh_", "far.example"))
    assert reported.cli("doctor", "--recount", ok=False).returncode == 0


def test_reports_about_deleted_messages_still_stop_mail(reported, signer):
    alice, bob = reported.register(), reported.register()
    r = sent_mail(reported, alice, "Spam@far.example", "hard@far.example", "stop@far.example", "fine@far.example")
    sent_mail(reported, bob, "spam@far.example", "hard@far.example", "stop@far.example")
    url = alice.post("/api/webhook-endpoints", {"provider": "mailgun", "secret": "k"}, 201)["url"]
    alice.delete(f"/api/contacts/{r['hard']['contactId']}", expect=204)
    for c in alice.all("/api/campaigns"):
        alice.delete(f"/api/campaigns/{c['id']}", expect=204)

    def report(who, **event):
        mac = hmac.new(b"k", b"1t", hashlib.sha256).hexdigest()
        data = {"id": who, "recipient": f"{who.lower()}@far.example", "message": {"headers": {"message-id": f"{r[who]['id']}@x"}}, **event}
        body = {"signature": {"timestamp": "1", "token": "t", "signature": mac}, "event-data": data}
        assert post(reported, url, json.dumps(body)).json()["applied"] == 1

    report("Spam", event="complained")
    report("stop", event="unsubscribed")
    report("hard", event="failed", severity="permanent", **{"delivery-status": {"bounce-code": "5.1.1", "message": "no such user"}})
    hard = alice.post("/api/contacts", {"email": "HARD@far.example"}, 201)
    assert {c["email"]: (c["status"], c["suppressed"]) for c in alice.all("/api/contacts")} == {
        "Spam@far.example": ("UNSUBSCRIBED", "complaint"), "stop@far.example": ("UNSUBSCRIBED", "unsubscribe"),
        "HARD@far.example": ("ACTIVE", "bounce"), "fine@far.example": ("ACTIVE", None)}
    assert hard["suppressed"] == "bounce"
    assert [c["suppressed"] for c in bob.all("/api/contacts")] == [None] * 3


def test_soft_bounces_suppress_by_a_rule(reported, signer):
    alice = reported.register()
    alice.patch("/api/bounce-settings", {"softBounces": 2})
    url = alice.post("/api/webhook-endpoints", {"provider": "mailgun", "secret": "k"}, 201)["url"]
    people = contacts(alice, "full@far.example")
    s = alice.get("/api/senders")["data"][0]

    def bounce(n, code):
        r = recipients(reported, campaign(alice, s, people, f"soft {n}"))["full"]
        mac = hmac.new(b"k", b"1t", hashlib.sha256).hexdigest()
        data = {"event": "failed", "severity": "permanent", "id": f"s{n}", "recipient": "full@far.example", "delivery-status": {"bounce-code": code, "message": "no"},
                "message": {"headers": {"message-id": f"{r['id']}@x"}}}
        assert post(reported, url, json.dumps({"signature": {"timestamp": "1", "token": "t", "signature": mac}, "event-data": data})).json()["applied"] == 1
        assert events(reported, r) == ["BOUNCED", "SENT"]
        return alice.get("/api/suppressions")["data"]

    assert bounce(1, "5.7.1") == []  # a block says nothing about the address
    assert bounce(2, "5.2.2") == []
    assert [x["reason"] for x in bounce(3, "5.2.2")] == ["bounce"]


def test_too_many_complaints_pause_a_campaign(reported, signer):
    alice, bob = reported.register(), reported.register()
    assert alice.patch("/api/bounce-settings", {"guardAfter": 4, "complaintRate": 0.2, "bounceRate": None})["bounceRate"] is None
    assert {e["field"] for e in alice.patch("/api/bounce-settings", {"bounceRate": 2, "softBounces": 0}, expect=422)["errors"]} == {"bounceRate", "softBounces"}
    assert bob.get("/api/bounce-settings") == {"bounceRate": 0.08, "complaintRate": 0.003, "guardAfter": 50, "softBounces": 3, "softBounceDays": 30}
    url = alice.post("/api/webhook-endpoints", {"provider": "mailgun", "secret": "k"}, 201)["url"]
    people = contacts(alice, *(f"g{i}@far.example" for i in range(12)))
    s = alice.get("/api/senders")["data"][0]
    c = alice.post("/api/campaigns", {"name": "Guarded", "subject": "S", "content": "x", "senderId": s["id"], "audience": {"contactIds": list(people.values())}}, 201)
    alice.patch(f"/api/senders/{s['id']}", {"perHour": 6})
    alice.post(f"/api/campaigns/{c['id']}/send")
    wait_for(lambda: len([r for r in recipients(reported, c).values() if r["status"] == "SENT"]) >= 5)
    for n, r in enumerate([r for r in recipients(reported, c).values() if r["status"] == "SENT"][:3]):
        mac = hmac.new(b"k", b"1t", hashlib.sha256).hexdigest()
        body = {"signature": {"timestamp": "1", "token": "t", "signature": mac},
                "event-data": {"event": "complained", "id": f"c{n}", "recipient": r["email"], "message": {"headers": {"message-id": f"{r['id']}@x"}}}}
        assert post(reported, url, json.dumps(body)).json()["applied"] == 1
    paused = wait_for(lambda: next((x for x in [alice.get(f"/api/campaigns/{c['id']}")] if x["status"] == "PAUSED"), None))
    assert "complaints" in paused["pauseReason"]
    # The way on: a person's decision, which is not taken back.
    alice.patch(f"/api/senders/{s['id']}", {"perHour": None})
    alice.post(f"/api/campaigns/{c['id']}/resume")
    wait_for(lambda: alice.get(f"/api/campaigns/{c['id']}")["status"] == "SENT")


def test_an_answer_between_connecting_and_the_first_reading(instance, domain):
    """A mailbox is connected and read for the first time later: what arrived in between is taken, what was there before is not."""
    ids = []
    for user, person in (("early", "ann"), ("late", "kim")):
        api = instance.register(name=user)
        s = api.post("/api/senders", {"kind": "smtp", "name": user, "fromEmail": f"{user}@{domain.domain}", "host": "127.0.0.1",
                                      "port": domain.smtp, "security": "none", "auth": "none"}, 201)
        c = campaign(api, s, contacts(api, f"{person}@{domain.domain}", f"jo@{domain.domain}"), "Early")
        before, after = (received_of(domain, p, c)["Message-ID"] for p in ("jo", person))
        hour_ago = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
        old = f"From: jo@{domain.domain}\r\nTo: {user}@{domain.domain}\r\nSubject: Re: Hello\r\nMessage-ID: <old-{user}@x.example>\r\nIn-Reply-To: {before}\r\n\r\nLong ago.\r\n"
        domain.append(user, old.encode(), hour_ago)
        api.call("PUT", f"/api/senders/{s['id']}/mailbox", mailbox(domain, user, enabled=False))
        domain.write(f"{user}@{domain.domain}", "Before anybody looked.", sender=f"{person}@{domain.domain}", in_reply_to=after)
        wait_for(lambda user=user: any(b"Before anybody looked." in raw for _, raw in domain.mails(user)))
        api.call("PUT", f"/api/senders/{s['id']}/mailbox", mailbox(domain, user, enabled=True))
        ids.append((api, person))
    for api, person in ids:
        said = wait_for(lambda api=api: api.get("/api/replies")["data"])
        assert [x["excerpt"] for x in said] == ["Before anybody looked."], person
        assert instance.value('SELECT count(*) FROM "InboundMessage" WHERE "userId" = %s', api.user["id"]) == 1


class Between:
    """Stands between a reader and an IMAP server: `then` runs once, before the search that follows the fetching of a message."""

    def __init__(self, port):
        self.to, self.then, self.fetched = port, None, False
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, far = self.server.accept()[0], socket.create_connection(("127.0.0.1", self.to))
            except OSError:
                return
            for ends in ((near, far, True), (far, near, False)):
                threading.Thread(target=self.pass_on, args=ends, daemon=True).start()

    def pass_on(self, source, to, asks):
        try:
            while data := source.recv(65536):
                if asks and b"UID FETCH" in data:
                    self.fetched = True
                if asks and b"UID SEARCH" in data and self.fetched and self.then:
                    then, self.then = self.then, None
                    then()
                to.sendall(data)
        except OSError:
            pass
        for end in (source, to):
            end.close()

    def close(self):
        self.server.close()


def test_an_answer_while_another_is_read(instance, domain):
    """The server announces it with the answer to a search that does not show it yet, and never again."""
    api, far = instance.register(name="Busy"), Between(domain.imap)
    try:
        s = sender(api, domain, "busy", port=far.port)
        c = campaign(api, s, contacts(api, f"ann@{domain.domain}", f"kim@{domain.domain}"), "Busy")
        mids = {p: received_of(domain, p, c)["Message-ID"] for p in ("ann", "kim")}

        def arrives():
            domain.write(f"busy@{domain.domain}", "The second.", sender=f"kim@{domain.domain}", in_reply_to=mids["kim"])
            wait_for(lambda: any(b"The second." in raw for _, raw in domain.mails("busy")))

        far.fetched, far.then = False, arrives
        domain.write(f"busy@{domain.domain}", "The first.", sender=f"ann@{domain.domain}", in_reply_to=mids["ann"])
        wait_for(lambda: sorted(x["excerpt"] for x in api.get("/api/replies")["data"]) == ["The first.", "The second."])
        assert far.then is None
    finally:
        far.close()
