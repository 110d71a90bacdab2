"""A campaign that follows up on another: each person gets it in the thread of the mail they had, by the sender that sent it; over SMTP into
real headers, over Gmail into its threads. Two tenants, neither sees the other's."""

import email
import email.policy

import pytest
from loumass import Instance, wait_for
from mail import sink
from test_gmail import World

HTML = "<p>Hello {{firstName}}</p><a href='https://example.com/x'>Look</a>"


@pytest.fixture(scope="module")
def office():
    i = Instance()
    try:
        i.up()
        yield i
    finally:
        i.close()


def smtp(api, port, name):
    return api.post("/api/senders", {"kind": "smtp", "name": name, "fromEmail": f"{name}@{name}.example", "fromName": name, "host": "127.0.0.1", "port": port,
                                     "security": "none", "auth": "none"}, 201)


def people(api, names, tag):
    return {n: api.post("/api/contacts", {"email": f"{n}@people.example", "firstName": n.title(), "tags": [tag]}, 201)["id"] for n in names}


def run(api, **fields):
    c = api.post("/api/campaigns", {"name": "Any", "content": HTML, **fields}, 201)["id"]
    api.post(f"/api/campaigns/{c}/send")
    wait_for(lambda: api.get(f"/api/campaigns/{c}")["status"] == "SENT")
    return c


def by_person(mails, *campaigns):
    """The messages of these campaigns, by person, in their order."""
    read = [email.message_from_bytes(m, policy=email.policy.default) for m in mails]
    out = {}
    for c in campaigns:
        for m in read:
            if c in str(m["List-Id"]):
                out.setdefault(m["To"].addresses[0].username, []).append(m)
    return out


def test_over_smtp_each_in_their_own_thread(office):
    alice, bob = office.register(name="Alice"), office.register(name="Bob")
    with sink(keep=True) as s:
        one, two = smtp(alice, s.port, "one"), smtp(alice, s.port, "two")
        ids = people(alice, ("ann", "ben", "cyd", "dan"), "first")
        theirs = people(bob, ("ann", "eve"), "first")
        first = run(alice, subject="Hello {{firstName}}", senderIds=[one["id"], two["id"]], audience={"tags": ["first"]})
        bobs = run(bob, subject="Bob's", senderId=smtp(bob, s.port, "bob")["id"], audience={"tags": ["first"]})
        # Meanwhile a name changes, a sender moves to another domain, and somebody is new.
        alice.patch(f"/api/contacts/{ids['ann']}", {"firstName": "Anna"})
        for sender in (one, two):
            alice.patch(f"/api/senders/{sender['id']}", {"fromEmail": "moved@elsewhere.example"})
        people(alice, ("new",), "first")
        assert "replyToCampaignId" in alice.post("/api/campaigns", {"name": "x", "replyToCampaignId": bobs}, 422)["errors"][0]["field"]
        draft = alice.post("/api/campaigns", {"name": "Follow", "content": HTML, "senderId": two["id"], "replyToCampaignId": first, "audience": {"tags": ["first"]}}, 201)
        assert (draft["replyToCampaignId"], draft["replyElse"], draft["gmailThreadId"]) == (first, "new", None)
        assert "itself" in alice.call("PATCH", f"/api/campaigns/{draft['id']}", {"replyToCampaignId": draft["id"]}, 422)["errors"][0]["message"]
        count = alice.get(f"/api/campaigns/{draft['id']}/audience")
        assert (count["count"], count["threads"]) == (5, {"inThread": 4, "without": 1})
        assert alice.post("/api/audience/count", {"audience": {"tags": ["first"]}, "replyToCampaignId": first})["threads"] == count["threads"]
        found = {c["code"]: c for c in alice.post(f"/api/campaigns/{draft['id']}/check")["checks"]}
        assert found["without_thread"]["count"] == 1 and "empty_subject" not in found
        assert alice.post(f"/api/campaigns/{draft['id']}/preview", {"contactId": ids["ben"]})["subject"] == "Re: Hello Ben"
        alice.post(f"/api/campaigns/{draft['id']}/send")
        wait_for(lambda: alice.get(f"/api/campaigns/{draft['id']}")["status"] == "SENT")
        third = run(alice, subject="Not this one", replyToCampaignId=draft["id"], replyElse="skip", audience={"tags": ["first"]})
        threads = by_person(s.mails(), first, draft["id"], third)
        assert sorted(threads) == ["ann", "ben", "cyd", "dan", "new"]
        for who, mails in threads.items():
            if who == "new":  # a mail of their own, which the third one answers
                assert [m["Subject"] for m in mails] == ["Hello New", "Re: Hello New"]
                assert mails[0]["In-Reply-To"] is None and mails[1]["In-Reply-To"] == mails[0]["Message-ID"]
                continue
            a, b, c = mails
            subject = f"Hello {who.title()}"
            assert (a["Subject"], b["Subject"], c["Subject"]) == (subject, f"Re: {subject}", f"Re: {subject}")
            assert (b["In-Reply-To"], b["References"]) == (a["Message-ID"], a["Message-ID"])
            assert (c["In-Reply-To"], c["References"].split()) == (b["Message-ID"], [a["Message-ID"], b["Message-ID"]])
        rows = office.query('SELECT "contactId", "senderId", "campaignId" FROM "Recipient" WHERE "userId" = %s', alice.user["id"])
        for c in set(ids.values()):
            assert len({r["senderId"] for r in rows if r["contactId"] == c}) == 1
        assert all("In-Reply-To" not in m for m in by_person(s.mails(), bobs)["ann"])
        assert len(theirs) == 2


def test_who_had_none_may_be_left_out(office):
    alice, bob = office.register(), office.register()
    with sink(keep=True) as s:
        for api, n in ((alice, "one"), (bob, "two")):
            box = smtp(api, s.port, n)
            people(api, (f"{n}-a", f"{n}-b"), "first")
            first = run(api, subject="Hello", senderId=box["id"], audience={"tags": ["first"]})
            people(api, (f"{n}-c",), "first")
            follow = run(api, subject="", replyToCampaignId=first, replyElse="skip", audience={"tags": ["first"]})
            assert sorted(by_person(s.mails(), follow)) == [f"{n}-a", f"{n}-b"]
            assert api.get(f"/api/campaigns/{follow}")["stats"]["recipients"] == 2
            # What it follows up on is gone: it is not sent as an ordinary campaign.
            c = api.post("/api/campaigns", {"name": "Late", "subject": "Hi", "content": HTML, "replyToCampaignId": first, "audience": {"tags": ["first"]}}, 201)["id"]
            api.delete(f"/api/campaigns/{first}")
            assert "reply_gone" in [x["code"] for x in api.post(f"/api/campaigns/{c}/check")["checks"]]
            assert "reply_gone" in [e["field"] for e in api.post(f"/api/campaigns/{c}/send", expect=422)["errors"]]


def test_from_the_command_line(office):
    alice = office.register()
    people(alice, ("cli",), "first")
    first = run(alice, subject="Hello {{firstName}}", audience={"tags": ["first"]})
    (office.dir / "m.html").write_text("<p>Again</p>")
    made = office.cli_json("campaign", "create", "--user", alice.user["email"], "--name", "Follow", "--html", office.dir / "m.html", "--to", "tag:first", "--follow-up", first)
    assert made["replyToCampaignId"] == first
    office.cli("campaign", "send", made["id"], "--user", alice.user["email"])
    wait_for(lambda: alice.get(f"/api/campaigns/{made['id']}")["status"] == "SENT")
    raw = office.value('SELECT convert_from("raw", \'UTF8\') FROM "Capture" WHERE "campaignId" = %s', made["id"])
    before = office.value('SELECT "id" FROM "Recipient" WHERE "campaignId" = %s', first)
    assert "Subject: Re: Hello Cli" in raw and f"In-Reply-To: <{before}@" in raw


def test_in_gmails_threads():
    """By replyToCampaignId, and by a thread's id that another program wrote; several mailboxes keep their people."""
    w = World()
    try:
        w.instance.up()
        alice, bob = w.person(name="Alice"), w.person(name="Bob")
        mona, nils, olga = (w.mailbox(a, f"{n}@gmail.example") for a, n in ((alice, "mona"), (alice, "nils"), (bob, "olga")))
        people(alice, [f"p{i}" for i in range(6)], "first")
        people(bob, ("q1", "q2"), "first")
        first = run(alice, subject="Hello {{firstName}}", senderIds=[mona["id"], nils["id"]], audience={"tags": ["first"]})
        bobs = run(bob, subject="Bob's {{firstName}}", senderId=olga["id"], audience={"tags": ["first"]})
        before = {r["contactId"]: r for r in w.recipients(first) + w.recipients(bobs)}
        people(alice, ("late",), "first")
        one = run(alice, subject="Ignored", replyToCampaignId=first, senderId=nils["id"], audience={"tags": ["first"]})
        thread = next(r["gmailThreadId"] for r in w.recipients(bobs))
        two = bob.post("/api/campaigns", {"name": "By thread", "subject": "Ignored", "content": HTML, "audience": {"tags": ["first"]}}, 201)["id"]
        w.instance.query('UPDATE "Campaign" SET "gmailThreadId" = %s, "status" = \'SENDING\' WHERE "id" = %s', thread, two)
        w.wait_sent(two)
        foreign = alice.post("/api/campaigns", {"name": "x", "subject": "x", "content": HTML, "gmailThreadId": thread, "audience": {"tags": ["first"]}}, 201)
        assert foreign["gmailThreadId"] == thread  # another tenant's is no thread of hers
        assert alice.get(f"/api/campaigns/{foreign['id']}/audience")["threads"] == {"inThread": 0, "without": 7}
        assert "thread_unknown" in [x["code"] for x in alice.post(f"/api/campaigns/{foreign['id']}/check")["checks"]]
        mails = {who: {m["X-Loumass-Id"]: (t, m) for t, m, _ in w.google.sent(who).values()} for who in ("mona@gmail.example", "nils@gmail.example", "olga@gmail.example")}
        box = {mona["id"]: "mona@gmail.example", nils["id"]: "nils@gmail.example", olga["id"]: "olga@gmail.example"}
        for r in w.recipients(one) + w.recipients(two):
            t, m = mails[box[r["senderId"]]][r["id"]]
            if r["contactId"] not in before:
                assert m["In-Reply-To"] is None and not str(m["Subject"]).startswith("Re:")
                continue
            old = before[r["contactId"]]
            first_mail = mails[box[old["senderId"]]][old["id"]][1]
            assert r["senderId"] == old["senderId"] and r["gmailThreadId"] == t == old["gmailThreadId"]
            assert m["In-Reply-To"] == m["References"] == first_mail["Message-ID"] and m["Subject"] == f"Re: {first_mail['Subject']}"
    finally:
        w.close()
