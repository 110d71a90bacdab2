"""Google, played by its emulator behind a thin proxy: signing in, connecting mailboxes, sending through Gmail's API, and everything that
goes wrong there. What arrived is read in the mailbox itself."""

import collections
import contextlib
import datetime
import json
import os
import pathlib
import random
import subprocess
import tarfile
import time

import pytest
import requests
from google import CLIENT, Google, connect, sign_in
from loumass import PASSWORD, Api, Instance, wait_for
from mail import HTML, Office, kill

PEOPLE = ["mona@gmail.example", "nils@gmail.example", "olga@gmail.example", "pia@gmail.example", "quin@gmail.example",
          "rosa@gmail.example", "sven@gmail.example", "tara@gmail.example"]
SEND = "/gmail/v1/users/me/messages/send"


class World:
    """An instance and its Google."""

    def __init__(self, instance=None):
        self.instance = instance or Instance()
        self.google = Google(self.instance.base, PEOPLE)
        self.instance.env.update(self.google.env())

    def person(self, **kw):
        return self.instance.register(**kw)

    def mailbox(self, api, who, **limits):
        """A connected mailbox of this tenant's, in a hurry."""
        assert connect(self.google, api, who).endswith("/senders?google=connected")
        sender = next(s for s in api.all("/api/senders") if s["fromEmail"] == who)
        return api.patch(f"/api/senders/{sender['id']}", {"perSecond": 500, "maxConnections": 4, **limits})

    def campaign(self, api, sender, n, name="Launch"):
        tag = f"t{random.randrange(10**9)}"
        uid = api.user["id"]
        self.instance.query(
            'INSERT INTO "Contact" ("id", "userId", "email", "firstName", "tags", "variables", "updatedAt") '
            "SELECT %s || lpad(i::text, 6, '0'), %s, 'p' || i || '-' || %s || '@people.example', 'First' || i, to_jsonb(ARRAY[%s]), "
            "jsonb_build_object('company', 'Co'), now() FROM generate_series(1, %s) AS i", tag, uid, tag, tag, n)
        c = api.post("/api/campaigns", {"name": name, "subject": "Hello {{firstName}}", "content": HTML, "senderId": sender["id"],
                                        "audience": {"tags": [tag]}}, 201)
        api.post(f"/api/campaigns/{c['id']}/send")
        return c["id"]

    def recipients(self, campaign):
        return self.instance.query('SELECT * FROM "Recipient" WHERE "campaignId" = %s', campaign)

    def states(self, campaign):
        return dict(collections.Counter(r["status"] for r in self.recipients(campaign)))

    def hurry(self, campaign):
        """What was put off is due now."""
        self.instance.query('UPDATE "SendRetry" SET "dueAt" = now() AT TIME ZONE \'UTC\' WHERE "sourceId" = %s AND "leasedBy" IS NULL', campaign)

    def wait_sent(self, campaign, timeout=120):
        wait_for(lambda: self.instance.value('SELECT "status" FROM "Campaign" WHERE "id" = %s', campaign) == "SENT", timeout, 0.1)

    def check_once(self, campaign, who):
        """Every SENT recipient's mail is in the mailbox exactly once, as the rows say; nobody else's is."""
        mails = self.google.sent(who)
        by_id = collections.defaultdict(list)
        for gmail_id, (thread, message, _) in mails.items():
            by_id[message["X-Loumass-Id"]].append((gmail_id, thread, message["Message-ID"]))
        for r in self.recipients(campaign):
            found = by_id[r["id"]]
            if r["status"] != "SENT":
                assert found == [], r
                continue
            assert len(found) == 1, (r["id"], found)
            gmail_id, thread, message_id = found[0]
            assert (r["gmailMessageId"], r["gmailThreadId"]) == (gmail_id, thread)
            assert (r["messageId"] or f"<{r['id']}@gmail.example>") == message_id

    def close(self):
        self.instance.close()
        self.google.close()


@pytest.fixture(scope="module")
def world():
    w = World()
    try:
        w.instance.up()
        yield w
    finally:
        w.close()


def test_signing_in(world):
    i, g = world.instance, world.google
    assert Api(i.base).get("/api/config")["google"] is True
    one = Api(i.base)
    assert sign_in(g, one, "mona@gmail.example") == i.base + "/contacts"
    me = one.get("/api/me")["user"]
    assert me["email"] == "mona@gmail.example" and me["name"] == "Mona"
    again = Api(i.base)
    sign_in(g, again, "mona@gmail.example")
    assert again.get("/api/me")["user"]["id"] == me["id"]
    # An account with the same, verified address is the same person's.
    nils = world.person(email="nils@gmail.example")
    by_google = Api(i.base)
    sign_in(g, by_google, "nils@gmail.example")
    assert by_google.get("/api/me")["user"]["id"] == nils.user["id"] != me["id"]
    assert {s["kind"] for s in by_google.all("/api/senders")} == {"capture"}


def test_signing_in_is_not_fooled(world):
    i, g = world.instance, world.google

    def ends(back, browser):
        r = browser.http.get(back, allow_redirects=False, timeout=60)
        assert r.status_code == 302
        assert "loumass_session" not in r.headers.get("Set-Cookie", "")
        return r.headers["Location"].rsplit("google=", 1)[1]

    def begin(browser):
        return browser.raw("GET", "/api/auth/google").headers["Location"]

    victim, thief = Api(i.base), Api(i.base)
    back = g.consent(begin(victim), "olga@gmail.example")
    begin(thief)  # has a cookie, of another attempt
    assert ends(back, thief) == "again"
    assert ends(back, victim) == "again"  # a state is good once
    assert ends(i.base + "/api/auth/google/callback?state=made-up&code=x", thief) == "again"
    assert ends(g.consent(begin(victim), "olga@gmail.example").replace("code=", "error=access_denied&xcode=").replace("&xcode=", "&scope="), victim) == "denied"
    # The token must be Google's: the emulator's own are signed by a secret that everybody knows.
    at = g.consent(begin(victim), "olga@gmail.example")
    g.fault({"path": "/oauth2/v3/certs", "times": 1, "status": 200, "body": {"keys": []}})
    assert ends(at, victim) in ("again", "no-account")
    assert victim.raw("GET", "/api/me").status_code == 401
    # It leads back into the app and nowhere else.
    r = victim.raw("GET", "/api/auth/google", params={"returnTo": "//evil.example/"})
    r = victim.http.get(g.consent(r.headers["Location"], "olga@gmail.example"), allow_redirects=False)
    assert r.headers["Location"] == i.base + "/"
    assert "HttpOnly" in r.headers["Set-Cookie"]


def test_a_campaign_by_gmail(world):
    alice, bob = world.person(name="Alice"), world.person(name="Bob")
    assert connect(world.google, alice, "mona@gmail.example").endswith("/senders?google=connected")
    sender = next(s for s in alice.all("/api/senders") if s["kind"] == "gmail")
    assert (sender["perSecond"], sender["perDay"], sender["status"], sender["fromEmail"]) == (1, 500, "ACTIVE", "mona@gmail.example")
    box = world.mailbox(alice, "mona@gmail.example")
    assert box["id"] == sender["id"]  # the same mailbox again is the same sender
    assert alice.post(f"/api/senders/{box['id']}/test")["ok"] is True
    other = world.mailbox(bob, "nils@gmail.example")
    assert [m["email"] for m in bob.get("/api/google")["mailboxes"]] == ["nils@gmail.example"]
    bob.post(f"/api/senders/{box['id']}/disconnect", expect=404)
    bob.post("/api/google/connect", {"senderId": box["id"]}, expect=404)
    a, b = world.campaign(alice, box, 40), world.campaign(bob, other, 10)
    world.wait_sent(a)
    world.wait_sent(b)
    assert world.states(a) == {"SENT": 40} and world.states(b) == {"SENT": 10}
    world.check_once(a, "mona@gmail.example")
    world.check_once(b, "nils@gmail.example")
    _, mail, _ = next(m for m in world.google.sent("mona@gmail.example").values() if "p7-" in m[1]["To"])
    assert mail["Subject"] == "Hello First7" and mail["List-Unsubscribe-Post"] and "multipart" in mail["Content-Type"]
    assert alice.post(f"/api/campaigns/{a}/test", {"to": ["me@example.com"]})["sent"] == 1
    assert any("me@example.com" in m[1]["To"] for m in world.google.sent("mona@gmail.example").values())
    # A second mailbox of the same person's keeps its tokens beside the contract's one row a user.
    more = world.mailbox(alice, "olga@gmail.example")
    c = world.campaign(alice, more, 3)
    world.wait_sent(c)
    world.check_once(c, "olga@gmail.example")


@pytest.mark.parametrize("fault", [
    {"status": 429, "headers": {"Retry-After": "1"}, "times": 2, "body": {"error": {"code": 429, "message": "Too many", "errors": [{"reason": "rateLimitExceeded"}]}}},
    {"status": 403, "times": 2, "body": {"error": {"code": 403, "message": "Rate Limit Exceeded", "errors": [{"reason": "rateLimitExceeded"}]}}},
    {"status": 403, "times": 1, "body": {"error": {"code": 403, "message": "User Rate Limit Exceeded", "errors": [{"reason": "userRateLimitExceeded"}]}}},
    {"status": 401, "times": 1, "body": {"error": {"code": 401, "message": "Invalid Credentials", "errors": [{"reason": "authError"}]}}},
    {"cut": "after", "times": 2, "skip": 3},
    {"cut": "before", "times": 2},
], ids=["429", "rate", "user-rate", "401", "cut-after", "cut-before"])
def test_a_failure_is_a_later_mail(world, fault):
    api = world.person()
    box = world.mailbox(api, "pia@gmail.example")
    world.google.fault({"path": SEND, "method": "POST", **fault})
    c = world.campaign(api, box, 12)
    wait_for(lambda: (world.hurry(c), world.google.front()["faults"] == 0)[1])
    wait_for(lambda: (world.hurry(c), world.states(c) == {"SENT": 12})[1])
    world.wait_sent(c)
    assert world.states(c) == {"SENT": 12}
    world.check_once(c, "pia@gmail.example")
    doubts = world.instance.query('SELECT "resolution" FROM "InDoubt" WHERE "campaignId" = %s', c)
    if fault.get("cut") == "after":
        assert [d["resolution"] for d in doubts] == ["confirmed"] * 2
    sender = api.get(f"/api/senders/{box['id']}")
    assert sender["status"] == "ACTIVE" and sender["pausedUntil"] is None
    api.delete(f"/api/senders/{box['id']}")


def test_a_server_error_is_asked_about(world):
    """500: the message went out all the same. It is put off, found in the mailbox, and not sent again."""
    api = world.person()
    box = world.mailbox(api, "quin@gmail.example")
    world.google.front(rewrite=True)  # and Gmail has written its own Message-ID
    try:
        c = world.campaign(api, box, 3)
        world.google.fault({"path": SEND, "method": "POST", "times": 1, "status": 500, "body": {"error": {"code": 500, "message": "Backend Error", "errors": [{"reason": "backendError"}]}}})
        wait_for(lambda: world.instance.value('SELECT count(*) FROM "SendRetry" t JOIN "Recipient" r ON r."id" = t."recipientId" WHERE r."campaignId" = %s', c))
        world.hurry(c)
        world.wait_sent(c)
        world.check_once(c, "quin@gmail.example")
        assert all(r["messageId"].endswith("@mail.gmail.com>") for r in world.recipients(c))
        # The same with a cut: found by our own header, for our Message-ID is gone.
        world.google.fault({"path": SEND, "method": "POST", "cut": "after", "times": 1})
        d = world.campaign(api, box, 3)
        wait_for(lambda: (world.hurry(d), world.states(d) == {"SENT": 3})[1])
        world.wait_sent(d)
        world.check_once(d, "quin@gmail.example")
        assert [x["resolution"] for x in world.instance.query('SELECT "resolution" FROM "InDoubt" WHERE "campaignId" = %s', d)] == ["confirmed"]
    finally:
        world.google.front(rewrite=False)


@pytest.mark.parametrize("rewrite", [False, True])
def test_a_sequence_is_one_thread_a_contact(world, rewrite):
    """Also when Gmail writes Message-IDs of its own: a follow-up names those that went out."""
    world.google.front(rewrite=rewrite)
    try:
        one_thread_a_contact(world, "nils@gmail.example" if rewrite else "olga@gmail.example", rewrite)
    finally:
        world.google.front(rewrite=False)


def one_thread_a_contact(world, who, rewritten):
    api, i = world.person(), world.instance
    box = world.mailbox(api, who)
    uid = api.user["id"]

    def mail(name, subject, **more):
        return {"id": name, "type": "email", "subject": subject, "content": "<p>Words</p>", "position": {"x": 0, "y": 0}, **more}

    def delay(name):
        return {"id": name, "type": "delay", "delay": {"minutes": 0}, "position": {"x": 0, "y": 0}}
    steps = [mail("one", "Hello {{firstName}}"), delay("a"), mail("two", "", replyToThread=True), delay("b"), mail("three", "", replyToThread=True)]
    i.query('INSERT INTO "Sequence" ("id", "userId", "name", "status", "steps", "senderId", "updatedAt", "activatedAt") '
            "VALUES (%s, %s, 'Q', 'ACTIVE', %s, %s, now(), now())", f"q{uid}", uid, json.dumps(steps), box["id"])
    i.query('INSERT INTO "Contact" ("id", "userId", "email", "firstName", "updatedAt") '
            "SELECT 'k' || i || %s, %s, 'k' || i || '@people.example', 'First' || i, now() FROM generate_series(1, 4) AS i", uid, uid)
    i.query('INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId") SELECT \'e\' || "id", %s, "id" FROM "Contact" WHERE "userId" = %s',
            f"q{uid}", uid)
    wait_for(lambda: i.value('SELECT count(*) FROM "SequenceEnrollment" WHERE "sequenceId" = %s AND "status" = \'COMPLETED\'', f"q{uid}") == 4)
    threads = collections.defaultdict(list)
    for thread, message, _ in world.google.sent(who).values():
        if uid in message["Feedback-ID"] and message["To"].addresses[0].addr_spec[0] == "k":
            threads[thread].append(message)
    assert len(threads) == 4
    sent_as = {r["id"]: r["messageId"] for r in i.query('SELECT "id", "messageId" FROM "Recipient" WHERE "sequenceId" = %s', f"q{uid}")}
    assert all(bool(m) == rewritten for m in sent_as.values())
    for mails in threads.values():
        assert len(mails) == 3 and len({m["To"] for m in mails}) == 1
        assert sorted((m["In-Reply-To"] or "") for m in mails)[0] == ""
        assert {m["In-Reply-To"] for m in mails if m["In-Reply-To"]} < {m["Message-ID"] for m in mails}
        assert all(set(m["References"].split()) < {x["Message-ID"] for x in mails} for m in mails if m["References"])
        assert sum(m["Subject"].startswith("Re: Hello First") for m in mails) == 2
    rows = i.query('SELECT "gmailThreadId" FROM "Recipient" WHERE "sequenceId" = %s', f"q{uid}")
    assert {r["gmailThreadId"] for r in rows} == set(threads)


def test_refusals(world):
    """An address that Gmail does not take is the recipient's failure; a door that is closed pauses the mailbox; a full day lets it rest."""
    api = world.person()
    box = world.mailbox(api, "rosa@gmail.example", maxConnections=1)
    world.google.fault({"path": SEND, "method": "POST", "times": 1, "status": 400, "body": {"error": {"code": 400, "message": "Invalid To header", "errors": [{"reason": "invalidArgument"}]}}})
    c = world.campaign(api, box, 5)
    world.wait_sent(c)
    assert world.states(c) == {"SENT": 4, "BOUNCED": 1}
    world.check_once(c, "rosa@gmail.example")
    world.google.fault({"path": SEND, "method": "POST", "status": 403, "body": {"error": {"code": 403, "message": "Daily Limit Exceeded", "errors": [{"reason": "dailyLimitExceeded"}]}}})
    d = world.campaign(api, box, 5)
    rests = wait_for(lambda: (s := api.get(f"/api/senders/{box['id']}"))["pausedUntil"] and s)
    assert rests["status"] == "ACTIVE" and "Daily Limit" in rests["pauseReason"] and rests["pauseCause"] == "rate"
    assert world.states(d) == {"PENDING": 5}
    world.google.fault({"path": SEND, "method": "POST", "status": 403, "body": {"error": {"code": 403, "message": "Gmail apps are disabled", "errors": [{"reason": "domainPolicy"}]}}})
    api.post(f"/api/senders/{box['id']}/resume")
    paused = wait_for(lambda: (s := api.get(f"/api/senders/{box['id']}"))["status"] == "PAUSED" and s)
    assert "Gmail apps are disabled" in paused["pauseReason"]
    assert world.states(d) == {"PENDING": 5}
    world.google.fault()
    api.post(f"/api/senders/{box['id']}/resume")
    world.wait_sent(d)
    world.check_once(d, "rosa@gmail.example")


def test_gmail_refuses_the_sender(world):
    """A refusal because of us fails and suppresses nobody: the mailbox rests with the reason and what to do, and goes on by itself when it is fixed."""
    api, other = world.person(), world.person()
    box, fine = world.mailbox(api, "sven@gmail.example", maxConnections=1), world.mailbox(other, "tara@gmail.example")
    words = "The message does not pass authentication (SPF and DKIM both fail)"
    world.google.fault({"path": SEND, "method": "POST", "status": 403, "body": {"error": {"code": 403, "message": words, "errors": [{"reason": "forbidden"}]}}})
    c = world.campaign(api, box, 3)
    rests = wait_for(lambda: (s := api.get(f"/api/senders/{box['id']}"))["pausedUntil"] and s)
    assert (rests["status"], rests["pauseCause"]) == ("ACTIVE", "spf")
    assert words in rests["pauseReply"] and "SPF record" in rests["pauseReason"] and words in rests["pauseReason"]
    assert world.states(c) == {"PENDING": 3} and api.get("/api/suppressions")["data"] == []
    assert other.get(f"/api/senders/{fine['id']}")["pausedUntil"] is None
    world.google.fault()
    d = world.campaign(other, fine, 2)
    world.wait_sent(d)
    api.post(f"/api/senders/{box['id']}/resume")
    world.wait_sent(c)
    world.check_once(c, "sven@gmail.example")
    world.check_once(d, "tara@gmail.example")


def test_a_daily_quota_of_ours(world):
    api = world.person()
    box = world.mailbox(api, "rosa@gmail.example", perDay=7)
    c = world.campaign(api, box, 10)
    wait_for(lambda: world.states(c).get("SENT") == 7)
    # The other three leave when there is room again: a day after the first.
    f = api.get(f"/api/campaigns/{c}/forecast")
    hours = (datetime.datetime.fromisoformat(f["lastMailAt"]) - datetime.datetime.fromisoformat(f["startsAt"])).total_seconds() / 3600
    assert (f["mails"], f["limitedBy"], f["senderId"]) == (3, "perDay", box["id"]) and 23.9 < hours < 24.1
    world.person().get(f"/api/campaigns/{c}/forecast", expect=404)
    api.patch(f"/api/senders/{box['id']}", {"perDay": 10})
    world.wait_sent(c)
    world.check_once(c, "rosa@gmail.example")


def test_tokens_end(world):
    """In the middle of a campaign: expired ones are refreshed, once; taken back, the sender is paused, says so, and nobody fails."""
    api, i, g = world.person(), world.instance, world.google
    box = world.mailbox(api, "sven@gmail.example", perSecond=20)
    c = world.campaign(api, box, 120)
    wait_for(lambda: world.states(c).get("SENT", 0) > 5)
    before = g.counts().get("POST /oauth2/token", 0)
    g.front(expire=True)
    wait_for(lambda: g.counts()["POST /oauth2/token"] > before)
    # About to end: asked for in time, by one worker alone.
    i.query('UPDATE "GmailToken" SET "expiresAt" = now() AT TIME ZONE \'UTC\' + interval \'30 s\' WHERE "userId" = %s', api.user["id"])
    wait_for(lambda: g.counts()["POST /oauth2/token"] > before + 1)
    wait_for(lambda: world.states(c).get("SENT", 0) > 30)
    api.patch(f"/api/senders/{box['id']}", {"perSecond": 1})  # so that it is not done before it is paused
    g.fault({"path": "/oauth2/token", "status": 400, "body": {"error": "invalid_grant"}})
    g.front(expire=True)
    paused = wait_for(lambda: (s := api.get(f"/api/senders/{box['id']}"))["status"] == "PAUSED" and s)
    assert "connect it again" in paused["pauseReason"]
    assert any(a["code"] == "sender_paused" and "connect it again" in a["message"] for a in api.get("/api/overview")["attention"])
    time.sleep(0.3)
    assert set(world.states(c)) == {"SENT", "PENDING"}
    g.fault()
    assert connect(g, api, "tara@gmail.example", senderId=box["id"]).endswith("google=other-mailbox")
    api.patch(f"/api/senders/{box['id']}", {"perSecond": 20})
    assert connect(g, api, "sven@gmail.example", senderId=box["id"]).endswith("google=connected")
    world.wait_sent(c)
    assert world.states(c) == {"SENT": 120}
    world.check_once(c, "sven@gmail.example")
    # Disconnected: gone here and at Google.
    token = i.value('SELECT "accessToken" FROM "GmailToken" WHERE "userId" = %s', api.user["id"])
    assert token
    api.post(f"/api/senders/{box['id']}/disconnect", expect=204)
    assert g.counts()["POST /oauth2/revoke"] >= 1
    assert i.value('SELECT count(*) FROM "GmailToken" WHERE "userId" = %s', api.user["id"]) == 0
    s = api.get(f"/api/senders/{box['id']}")
    assert s["status"] == "PAUSED" and "disconnected" in s["pauseReason"]


def test_google_is_away_for_a_while(world):
    api = world.person()
    box = world.mailbox(api, "tara@gmail.example", perSecond=20)
    c = world.campaign(api, box, 60)
    wait_for(lambda: world.states(c).get("SENT", 0) > 5)
    world.google.stop_emulator()
    time.sleep(0.5)
    world.google.start_emulator()
    world.wait_sent(c)
    assert world.states(c) == {"SENT": 60}
    world.check_once(c, "tara@gmail.example")


def test_clients(world):
    """Whose OAuth client it is: the operator's, by configuration, or a person's own."""
    alice, bob = world.person(), world.person()
    secret = "GOCSPX-a-persons-own-secret"
    g = alice.get("/api/google")["client"]
    assert (g["clientId"], g["source"]) == (CLIENT["client_id"], "configuration")
    assert g["redirectUri"] == world.instance.base + "/api/auth/google/callback"
    bad = alice.call("PUT", "/api/google/client", {"clientId": "a\nb", "clientSecret": " "}, 422)
    assert [e["field"] for e in bad["errors"]] == ["clientSecret"]  # a blank one is none
    bad = alice.call("PUT", "/api/google/client", {"clientId": "a\nb", "clientSecret": "c\nd"}, 422)
    assert {e["field"] for e in bad["errors"]} == {"clientId", "clientSecret"}
    mine = alice.call("PUT", "/api/google/client", {"clientId": "mine", "clientSecret": secret})
    assert mine["client"]["source"] == "own" and secret not in str(mine)
    assert "client_id=mine&" in alice.post("/api/google/connect")["url"]
    assert bob.get("/api/google")["client"]["source"] == "configuration"
    alice.delete("/api/google/client", expect=204)
    assert alice.get("/api/google")["client"]["source"] == "configuration"
    alice.call("GET", "/api/system/google", expect=403)
    operator = world.instance.cli_json("google", "show")
    assert operator["source"] == "configuration"
    assert world.instance.cli("google", "set", "--id", "x", ok=False, stdin="y\n").returncode != 0


def test_the_operator_sets_a_client(fresh):
    """Not by the configuration: in the web app, or by the command. Without one there is no Google."""
    google = Google(fresh.base, ["mona@gmail.example"])
    try:
        fresh.env.update({k: v for k, v in google.env().items() if "CLIENT" not in k}, LOUMASS_REGISTRATION="closed")
        fresh.up()
        nobody = Api(fresh.base)
        assert nobody.get("/api/config")["google"] is False
        assert nobody.raw("GET", "/api/auth/google").headers["Location"].endswith("/signin?google=not-set-up")
        out = fresh.cli("google", "set", "--id", CLIENT["client_id"], stdin=CLIENT["client_secret"] + "\n")
        assert CLIENT["client_secret"] not in out.stdout + out.stderr
        assert fresh.cli_json("google", "show")["source"] == "settings"
        assert CLIENT["client_secret"] not in str(fresh.query('SELECT * FROM "Setting"'))
        # The first one in becomes the operator, though registration is closed; the second finds no account.
        mona = Api(fresh.base)
        sign_in(google, mona, "mona@gmail.example")
        assert mona.get("/api/me")["user"]["isOperator"] is True
        assert mona.get("/api/system/google") == {"clientId": CLIENT["client_id"], "source": "settings", "redirectUri": fresh.base + "/api/auth/google/callback"}
        mona.delete("/api/system/google", expect=204)
        mona.post("/api/google/connect", expect=404)
        mona.call("PUT", "/api/system/google", {"clientId": CLIENT["client_id"], "clientSecret": "wrong"})
        assert connect(google, mona, "mona@gmail.example").endswith("/senders?google=denied")
        mona.call("PUT", "/api/system/google", {"clientId": CLIENT["client_id"], "clientSecret": CLIENT["client_secret"]})
        assert connect(google, mona, "mona@gmail.example").endswith("/senders?google=connected")
        fresh.query('UPDATE "User" SET "email" = \'other@example.com\'')
        fresh.query('DELETE FROM "Identity"')
        assert sign_in(google, Api(fresh.base), "mona@gmail.example").endswith("/signin?google=no-account")
    finally:
        google.close()


def test_no_secret_leaks(world):
    """After all of the above: no token and no secret in the log, in the database in clear, or in any answer."""
    i = world.instance
    secrets = [CLIENT["client_secret"], "GOCSPX-a-persons-own-secret", *world.google.tokens()]
    assert len(secrets) > 10
    log = i.log.read_text(errors="replace")
    dump = "\n".join(str(r["j"]) for t in i.query("SELECT relname t FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace")
                     for r in i.query(f'SELECT to_jsonb(t)::text j FROM "{t["t"]}" t'))
    assert "GmailToken" in i.tail(10**9) or '"refreshToken"' in dump
    for s in [*secrets, "google_refresh_"]:
        assert s not in log and s not in dump, s[:14]
    api = Api(i.base)
    sign_in(world.google, api, "mona@gmail.example")
    for path in ("/api/senders", "/api/google", "/api/me"):
        assert not any(s in api.raw("GET", path).text for s in secrets)


def test_no_secret_in_a_backup(world, tmp_path):
    """Not sealed by a passphrase, as it is by default: no password, no token, no key stands in it in clear, nor as bytes in hex."""
    i, api = world.instance, world.person()
    world.mailbox(api, "mona@gmail.example")
    secrets = {"an smtp password": "sm", "an imap password": "im", "a webhook's signing key": "wh", "GOCSPX-in-a-backup": "client"}
    smtp, imap, hook, client = secrets
    s = api.post("/api/senders", {"kind": "smtp", "fromEmail": "a@b.example", "host": "127.0.0.1", "port": 9, "security": "none", "username": "u", "secret": smtp}, 201)
    api.call("PUT", f"/api/senders/{s['id']}/mailbox", {"host": "127.0.0.1", "port": 9, "security": "none", "username": "u", "secret": imap, "enabled": False})
    address = api.post("/api/webhook-endpoints", {"provider": "mailgun", "secret": hook}, 201)["url"]
    key = api.post("/api/api-keys", {"name": "k", "scopes": ["read"]}, 201)["key"]
    api.call("PUT", "/api/google/client", {"clientId": "mine", "clientSecret": client})
    i.cli("backup", tmp_path / "plain")
    found = b""
    with tarfile.open(tmp_path / "plain") as t:
        t.extractall(tmp_path / "out")
    tools = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pg_restore"))[-1]
    for f in (tmp_path / "out").rglob("*"):
        if f.is_file():
            found += f.read_bytes()
    dump = subprocess.run([tools, "-f", "-", tmp_path / "out" / "database.dump"], check=True, capture_output=True, timeout=120).stdout
    assert b"mona@gmail.example" in dump and s["id"].encode() in dump  # it can be read
    found += dump
    assert world.google.tokens() and b"GmailToken" in dump
    for secret in (*secrets, address.rsplit("/", 1)[1], key, PASSWORD, CLIENT["client_secret"], "google_refresh_", *world.google.tokens()):
        assert secret.encode() not in found and secret.encode().hex().encode() not in found, secret[:14]
    api.delete("/api/google/client", expect=204)


def test_nothing_is_lost_or_sent_twice():
    """Workers are killed again and again at the points that hurt; Gmail is asked about what was on its way."""
    world = World(Office())
    try:
        i, chance = world.instance, random.Random(5)
        i.wait_ready(i.spawn("serve"))
        api = world.person()
        box = world.mailbox(api, "pia@gmail.example", perSecond=50, perDay=100000)
        c = world.campaign(api, box, 200)
        points = ["send.before_dot", "send.after_intent", "send.after_reply", "send.after_journal", "send.before_commit", "send.after_commit"]
        killed = 0
        for point in points * 2:
            w = i.work(LOUMASS_FAULT=f"{point}=kill@{chance.choice([1, 2])}")
            wait_for(lambda w=w: w.poll() is not None or world.states(c) == {"SENT": 200})
            killed += w.poll() == -9
            i.stop(w)
        assert killed > 8
        w = i.work()
        world.wait_sent(c)
        assert i.stop(w) == 0
        assert world.states(c) == {"SENT": 200}
        world.check_once(c, "pia@gmail.example")
        doubts = [r["resolution"] for r in i.query('SELECT "resolution" FROM "InDoubt" WHERE "campaignId" = %s', c)]
        assert "confirmed" in doubts  # it had gone out, and was not sent again
        # What Gmail has confirmed is no doubt any more: only what was sent again counts as one.
        assert i.value('SELECT "inDoubt" FROM "Stats" WHERE "id" = %s', c) == len([d for d in doubts if d != "confirmed"])
        assert i.cli("doctor", "--recount", ok=False).returncode == 0
    finally:
        world.close()


def test_nothing_is_lost_or_sent_twice_at_random_moments():
    """`work`, `serve` and PostgreSQL die by SIGKILL at moments that a seed decides; LOUMASS_GMAIL_KILLS makes it longer (default 16).
    Gmail knows what went out, so nothing is sent twice: not even what was on the wire unanswered."""
    world = World(Office())
    try:
        i, chance, kills = world.instance, random.Random(11), int(os.environ.get("LOUMASS_GMAIL_KILLS", "16"))
        serve = i.spawn("serve")
        i.wait_ready(serve)
        api, other = world.person(), world.person()
        box, theirs = (world.mailbox(a, who, perSecond=50, perDay=100000) for a, who in ((api, "pia@gmail.example"), (other, "tara@gmail.example")))
        rounds, done = [], collections.Counter()
        workers = [i.work(), i.work()]

        def revive():
            nonlocal serve
            for k, w in enumerate(workers):
                if w.poll() is not None:
                    assert w.returncode in (-9, 1), i.tail()  # 1: there was no database when it started
                    workers[k] = i.work()
            if serve.poll() is not None:
                serve = i.spawn("serve")

        def more():
            """Campaigns of both tenants, so that there is something to die in."""
            def answers():
                revive()
                with contextlib.suppress(requests.RequestException):
                    return requests.get(i.base + "/readyz", timeout=5).ok
            wait_for(answers)
            rounds.append((world.campaign(api, box, 60), world.campaign(other, theirs, 20)))

        def busy():
            return any(world.instance.value('SELECT "status" FROM "Campaign" WHERE "id" = %s', c) != "SENT" for c in rounds[-1])

        more()
        while done.total() < kills:
            time.sleep(chance.uniform(0.05, 0.6))
            what = chance.choices(["work", "serve", "postgres"], [5, 1, 1])[0] if done["postgres"] and done["serve"] else ["postgres", "serve"][bool(done["postgres"])]
            if what == "postgres":
                i.postgres.kill()
                time.sleep(chance.uniform(0, 0.5))
                i.postgres.start()
            else:
                kill(serve if what == "serve" else chance.choice(workers))
            done[what] += 1
            revive()
            wait_for(lambda: i.query("SELECT 1"))
            if done.total() < kills and not busy():
                more()
        campaigns = [c for pair in rounds for c in pair]

        def all_sent():
            revive()
            for c in campaigns:
                world.hurry(c)
            return not any(set(world.states(c)) - {"SENT"} for c in campaigns)
        wait_for(all_sent, 240, 0.3)
        for w in workers:
            assert i.stop(w) == 0, i.tail()
        assert set(done) == {"work", "serve", "postgres"}
        for mine, yours in rounds:
            assert (world.states(mine), world.states(yours)) == ({"SENT": 60}, {"SENT": 20})
            world.check_once(mine, "pia@gmail.example")
            world.check_once(yours, "tara@gmail.example")
        mails = sum(len(world.google.sent(who)) for who in ("pia@gmail.example", "tara@gmail.example"))
        assert mails == 80 * len(rounds)
        assert i.cli("doctor", "--recount", ok=False).returncode == 0
    finally:
        world.close()
