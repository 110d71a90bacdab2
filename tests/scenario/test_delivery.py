"""Campaigns from the API to a mail server: what arrives, how much at a time, what pauses, ends and starts them, and who shares the
work. Two tenants send in every case; each message is compared with the server's own record."""

import datetime
import email
import email.policy
import email.utils
import html.parser
import os
import re
import signal

import pytest
import requests
from loumass import wait_for
from mail import Office, sink

PICTURE = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
CONTENT = """<html><body>
<h1>Hello {{firstName | default: "there"}}</h1>
<p>News for {{variables.company}}, with <b>ümlauts</b>, a € and a line
.that begins with a dot.</p>
<p><a href="https://shop.example/a?x=1&amp;y=2">The offer</a> or <a href="https://shop.example/{{variables.path}}">yours</a></p>
<p><a href="{{unsubscribeUrl}}">Unsubscribe</a></p>
</body></html>"""


@pytest.fixture(scope="module")
def office():
    o = Office({"LOUMASS_REGISTRATION": "open"})
    try:
        o.wait_ready(o.spawn("serve"))
        o.work()
        yield o
    finally:
        o.close()


class Tenant:
    """A person with contacts and a verified sender, over the API."""

    def __init__(self, office, port, name, **sender):
        self.office, self.name = office, name
        self.api = office.register(name=name)
        self.sender = self.api.post("/api/senders", {
            "kind": "smtp", "name": "Server", "fromEmail": f"news@{name}.example", "fromName": f"{name} – News", "host": "127.0.0.1",
            "port": port, "security": "none", "auth": "none", **sender})
        tried = self.api.post(f"/api/senders/{self.sender['id']}/test")
        assert tried["ok"], tried

    def contact(self, address, **more):
        return self.api.post("/api/contacts", {"email": address, **more})

    def contacts(self, n):
        self.office.people(self.api.user["id"], n)

    def campaign(self, **more):
        return self.api.post("/api/campaigns", {
            "name": "Launch", "subject": "Grüße, {{firstName | default: \"friend\"}}", "content": CONTENT, "senderId": self.sender["id"],
            "audience": {"all": True}, **more})["id"]

    def send(self, **more):
        c = self.campaign(**more)
        self.api.post(f"/api/campaigns/{c}/send")
        return c

    def received(self, s):
        """Whatever came from this tenant, by recipient."""
        found = {}
        for raw in s.mails():
            m = email.message_from_bytes(raw, policy=email.policy.default)
            if f"@{self.name}.example" in m["From"]:
                found[m["To"].addresses[0].addr_spec] = (m, raw)
        return found


class Tags(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.links, self.images, self.scripts = [], [], 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "a":
            self.links.append(a["href"])
        if tag == "img":
            self.images.append(a["src"])
        self.scripts += tag == "script"


def bodies(m):
    return (m.get_body(("plain",)).get_content(), m.get_body(("html",)).get_content())


def check_wire(raw):
    """RFC 5322 and 5321: CRLF everywhere, no line beyond 998, headers in ASCII."""
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    raw.split(b"\r\n\r\n", 1)[0].decode("ascii")


@pytest.fixture
def post(office):
    with sink(keep=True) as s:
        yield s


@pytest.fixture
def alice(office, post):
    return Tenant(office, post.port, "alice")


@pytest.fixture
def bob(office, post):
    return Tenant(office, post.port, "bob")


def finished(office, s, *campaigns):
    office.wait_sent(*campaigns)
    for c in campaigns:
        office.check_figures(c)
        office.check_once(c, s)


def test_what_arrives(office, post, alice, bob):
    alice.contact("zoe@exämple.com", firstName="Zoë", lastName='von "Q"', variables={"company": "Müller & <Söhne>", "path": "a b"})
    alice.contact("evil@example.com", firstName="X", variables={"company": "<script>alert(1)</script>", "path": "../x?q=1#f"})
    # The API refuses line breaks in names; another program may write them.
    office.query('UPDATE "Contact" SET "firstName" = %s WHERE "email" = \'evil@example.com\'', "X\r\nBcc: all@example.com")
    alice.contact("plain@example.com")
    bob.contact("plain@example.com", firstName="Bobs")
    a, b = alice.send(), bob.send()
    finished(office, post, a, b)
    got = alice.received(post)
    assert len(got) == 3 and len(bob.received(post)) == 1
    assert len({m["Message-ID"] for m, _ in got.values()}) == 3
    for m, raw in got.values():
        check_wire(raw)
        assert not m.defects and m.get_content_type() == "multipart/alternative" and m["MIME-Version"] == "1.0"
        assert m["From"].addresses[0].addr_spec == "news@alice.example" and m["From"].addresses[0].display_name == "alice – News"
        assert len(m["To"].addresses) == 1 and m["Bcc"] is None
        assert m["Message-ID"].endswith("@alice.example>")
        assert abs((m["Date"].datetime - datetime.datetime.now(datetime.timezone.utc)).total_seconds()) < 3600
        assert m["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert re.fullmatch(rf"<{office.base}/u/\w+>", m["List-Unsubscribe"].split(",")[-1].strip())
        assert m["Feedback-ID"]
        text, page = bodies(m)
        tags = Tags(page)
        assert tags.scripts == 0 and "ümlauts" in page and "ümlauts" in text and "\n.that begins" in page.replace("\r", "")
        assert len([i for i in tags.images if i.startswith(f"{office.base}/t/o/")]) == 1
        assert len([link for link in tags.links if link.startswith(f"{office.base}/t/c/")]) == 3  # one of them hidden
        assert any(link.startswith(f"{office.base}/u/") for link in tags.links)
    zoe, evil, plain = (next(m for to, (m, _) in got.items() if to.startswith(name)) for name in ("zoe", "evil", "plain"))
    assert zoe["Subject"] == "Grüße, Zoë" and zoe["To"].addresses[0].display_name == 'Zoë von "Q"'
    assert plain["Subject"] == "Grüße, friend" and "Hello there" in bodies(plain)[0]
    assert "Müller & <Söhne>" in bodies(zoe)[0] and "Müller &amp; &lt;Söhne&gt;" in bodies(zoe)[1]
    assert "<script>alert(1)" in bodies(evil)[0] and "\n" not in evil["Subject"]
    assert bodies(next(iter(bob.received(post).values()))[0])[0].count("Hello Bobs") == 1

    # The links lead where they should, for this recipient, and count.
    where = [requests.get(link, allow_redirects=False, timeout=30).headers["Location"] for link in Tags(bodies(zoe)[1]).links if "/t/c/" in link and "/0_" not in link]
    assert where == ["https://shop.example/a?x=1&y=2", "https://shop.example/a%20b"]
    recipient = office.value('SELECT r."id" FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" WHERE r."campaignId" = %s AND c."email" LIKE \'zoe@%%\'', a)
    wait_for(lambda: office.value('SELECT count(*) FROM "EmailEvent" WHERE "recipientId" = %s AND "type" = \'CLICKED\'', recipient) == 2)

    # One click ends it (RFC 8058), for this sender only, and the next campaign leaves them out.
    url = plain["List-Unsubscribe"].split(",")[-1].strip(" <>")
    assert requests.post(url, data={"List-Unsubscribe": "One-Click"}, timeout=30).status_code == 200
    wait_for(lambda: office.value('SELECT "status" FROM "Contact" WHERE "userId" = %s AND "email" = \'plain@example.com\'', alice.api.user["id"]) == "UNSUBSCRIBED")
    a, b = alice.send(), bob.send()
    finished(office, post, a, b)
    assert office.states(a) == {"SENT": 2} and office.states(b) == {"SENT": 1}


def test_without_tracking_links_are_untouched(office, post, alice, bob):
    alice.contact("one@example.com", firstName="One", variables={"path": "p"})
    bob.contact("one@example.com", firstName="One", variables={"path": "p"})
    a, b = alice.send(trackingEnabled=False), bob.send()
    finished(office, post, a, b)
    m, raw = alice.received(post)["one@example.com"]
    check_wire(raw)
    tags = Tags(bodies(m)[1])
    assert tags.links[:2] == ["https://shop.example/a?x=1&y=2", "https://shop.example/p"] and tags.images == []
    assert b"/t/o/" not in raw and b"/t/c/" not in raw and m["List-Unsubscribe"]
    assert len(Tags(bodies(bob.received(post)["one@example.com"][0])[1]).images) == 1


def test_attachments_and_inline_images(office, post, alice, bob):
    data = os.urandom(100_000)
    for t in (alice, bob):
        t.contact("one@example.com")
    a = alice.campaign(content='<p>See</p><img src="cid:logo">')
    up = alice.api.raw("POST", f"/api/campaigns/{a}/attachments", params={"filename": "Prüfung.bin"}, data=data)
    assert up.status_code == 201, up.text
    inline = alice.api.raw("POST", f"/api/campaigns/{a}/attachments", params={"filename": "logo.gif", "inline": "true"}, data=PICTURE).json()
    alice.api.patch(f"/api/campaigns/{a}", {"content": f'<p>See</p><img src="cid:{inline["contentId"]}">'})
    bob.api.raw("GET", f"/api/campaigns/{a}/attachments").status_code == 404
    alice.api.post(f"/api/campaigns/{a}/send")
    b = bob.send()
    finished(office, post, a, b)
    m, raw = alice.received(post)["one@example.com"]
    check_wire(raw)
    parts = {p.get_filename(): p for p in m.walk() if p.get_filename()}
    assert parts["Prüfung.bin"].get_content() == data and parts["Prüfung.bin"].get_content_disposition() == "attachment"
    assert parts["logo.gif"].get_content() == PICTURE and parts["logo.gif"]["Content-ID"] == f"<{inline['contentId']}>"
    assert f"cid:{inline['contentId']}" in bodies(m)[1]
    assert [p for p in bob.received(post)["one@example.com"][0].walk() if p.get_filename()] == []


def test_a_test_message_goes_to_the_given_address_only(office, post, alice, bob):
    alice.contact("one@example.com", firstName="One")
    bob.contact("one@example.com")
    c = alice.campaign()
    assert alice.api.post(f"/api/campaigns/{c}/test", {"to": ["me@example.com"]})["sent"] == 1
    finished(office, post, bob.send())
    assert list(alice.received(post)) == ["me@example.com"]
    assert office.states(c) == {} and alice.api.get(f"/api/campaigns/{c}")["status"] == "DRAFT"


def test_per_second(office, post, bob):
    alice = Tenant(office, post.port, "alice", perSecond=20)
    for t in (alice, bob):
        t.contacts(100)
    finished(office, post, alice.send(), bob.send())
    times = sorted(a.at for a in post.accepted() if "@alice.example" in a.id)
    assert len(times) == 100 and times[-1] - times[0] >= 4.0  # five seconds' worth, less the first moment's


@pytest.mark.parametrize("quota,back", [("perHour", "61 minutes"), ("perDay", "25 hours")])
def test_rolling_quotas(office, post, bob, quota, back):
    alice = Tenant(office, post.port, "alice", **{quota: 10})
    for t in (alice, bob):
        t.contacts(25)
    a, b = alice.send(), bob.send()
    finished(office, post, b)
    for sent in (10, 20, 25):
        wait_for(lambda: office.states(a).get("SENT", 0) >= sent)
        granted = office.value('SELECT sum("granted")::int FROM "SenderUsage" WHERE "senderId" = %s', alice.sender["id"])
        assert office.states(a)["SENT"] == sent == granted
        usage = alice.api.get(f"/api/senders/{alice.sender['id']}")["usage"]
        assert usage["hour" if quota == "perHour" else "day"] == (sent - 1) % 10 + 1
        office.query(f'UPDATE "SenderUsage" SET "minute" = "minute" - interval \'{back}\' WHERE "senderId" = %s', alice.sender["id"])
    finished(office, post, a)


def test_pause_and_resume(office, bob):
    with sink(delay=0.02) as slow:
        alice = Tenant(office, slow.port, "alice", maxConnections=1)
        for t in (alice, bob):
            t.contacts(300)
        a, b = alice.send(), bob.send()
        wait_for(lambda: len(slow.accepted()) > 20)
        alice.api.post(f"/api/campaigns/{a}/pause")
        wait_for(lambda: office.value('SELECT count(*) FROM "SendBatch" WHERE "sourceId" = %s AND "leasedBy" IS NOT NULL', a) == 0)
        stopped = len(slow.accepted())
        assert stopped < 300 and office.states(a) == {"SENT": stopped, "PENDING": 300 - stopped}
        office.wait_sent(b)
        assert len(slow.accepted()) == stopped and office.status(a) == "PAUSED"
        # Whoever is suppressed meanwhile gets nothing; whoever unsubscribed neither.
        left = office.query('SELECT c."email", c."id" FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" WHERE r."campaignId" = %s '
                            'AND r."status" = \'PENDING\' LIMIT 2', a)
        alice.api.post("/api/suppressions", {"email": left[0]["email"]})
        office.query('UPDATE "Contact" SET "status" = \'UNSUBSCRIBED\' WHERE "id" = %s', left[1]["id"])
        alice.api.post(f"/api/campaigns/{a}/resume")
        finished(office, slow, a)
        assert office.states(a) == {"SENT": 298, "FAILED": 2}
        reasons = office.query('SELECT DISTINCT "failureReason" AS r FROM "Recipient" WHERE "campaignId" = %s AND "status" = \'FAILED\'', a)
        assert {r["r"] for r in reasons} == {"suppressed", "unsubscribed"}
        assert not {left[0]["email"], left[1]["email"]} & {x.to for x in slow.accepted()}


def test_cancel(office, bob):
    with sink(delay=0.02) as slow:
        alice = Tenant(office, slow.port, "alice", maxConnections=1)
        for t in (alice, bob):
            t.contacts(200)
        a, b = alice.send(), bob.send()
        wait_for(lambda: len(slow.accepted()) > 10)
        assert alice.api.patch(f"/api/campaigns/{a}", {"subject": "Changed"}, expect=409)["detail"]
        bob.api.post(f"/api/campaigns/{a}/cancel", expect=404)
        alice.api.post(f"/api/campaigns/{a}/cancel")
        finished(office, slow, a)
        states = office.states(a)
        assert states["SENT"] == len(slow.accepted()) < 200 and states["FAILED"] == 200 - states["SENT"]
        office.wait_sent(b)
        assert office.states(b) == {"SENT": 200}


def test_schedule(office, post, alice, bob):
    for t in (alice, bob):
        t.contacts(20)
    now = datetime.datetime.now(datetime.timezone.utc)
    a, b, later = alice.campaign(), bob.campaign(), bob.campaign()
    alice.api.post(f"/api/campaigns/{a}/schedule", {"scheduledAt": (now + datetime.timedelta(seconds=3)).isoformat().replace("+00:00", "Z")})
    bob.api.post(f"/api/campaigns/{later}/schedule", {"scheduledAt": (now + datetime.timedelta(hours=1)).isoformat().replace("+00:00", "Z")})
    assert office.status(a) == "SCHEDULED"
    # As another program would, by the contract's columns alone.
    office.query('UPDATE "Campaign" SET "status" = \'SCHEDULED\', "scheduledAt" = now() AT TIME ZONE \'UTC\' WHERE "id" = %s', b)
    finished(office, post, a, b)
    first = min(x.at for x in post.accepted() if "@alice.example" in x.id)
    assert first >= now.timestamp() + 2.9
    assert office.status(later) == "SCHEDULED" and office.states(later) == {}


def test_recipients_that_another_program_wrote(office, post, alice, bob):
    """Recipient rows with the contract's columns only, a campaign without audience or sender: the default sender sends it."""
    for t in (alice, bob):
        t.contacts(10)
        user = t.api.user["id"]
        office.query('UPDATE "Sender" SET "isDefault" = ("id" = %s) WHERE "userId" = %s', t.sender["id"], user)
        office.query('INSERT INTO "Campaign" ("id", "userId", "name", "subject", "content", "updatedAt") VALUES (%s, %s, \'P\', \'Hi\', \'<p>Hi</p>\', now())',
                     "p" + user, user)
        office.query('INSERT INTO "Recipient" ("id", "campaignId", "contactId") SELECT \'q\' || c."id", %s, c."id" FROM "Contact" c WHERE c."userId" = %s LIMIT 7',
                     "p" + user, user)
        office.query('UPDATE "Campaign" SET "status" = \'SENDING\' WHERE "id" = %s', "p" + user)
    campaigns = ["p" + t.api.user["id"] for t in (alice, bob)]
    finished(office, post, *campaigns)
    assert all(office.states(c) == {"SENT": 7} for c in campaigns)


def test_who_is_left_out(office, post, alice, bob):
    for t in (alice, bob):
        t.contacts(6)
    user = alice.api.user["id"]
    office.query('UPDATE "Contact" SET "status" = \'UNSUBSCRIBED\' WHERE "userId" = %s AND "email" LIKE \'p1@%%\'', user)
    office.query('UPDATE "Contact" SET "status" = \'INACTIVE\' WHERE "userId" = %s AND "email" LIKE \'p2@%%\'', user)
    alice.api.post("/api/suppressions", {"email": "P3@D3.example"})
    finished(office, post, alice.send(), bob.send())
    assert sorted(to[:2] for to in alice.received(post)) == ["p4", "p5", "p6"]
    assert len(bob.received(post)) == 6


def test_a_single_bounce_is_suppressed(office, alice, bob):
    """The only one of its batch, one tenant after the other."""
    with sink(rot="unknown") as strict:  # every fifth address is not known there
        for t in (alice, bob):
            user = office.tenant("single")
            office.people(user, 6)
            c = office.campaign(user, office.sender(user, strict.port))
            office.wait_sent(c)
            assert office.states(c) == {"SENT": 5, "BOUNCED": 1}
            rows = office.query('SELECT "email", "reason" FROM "Suppression" WHERE "userId" = %s', user)
            assert rows == [{"email": "p5@d5.example", "reason": "bounce"}], (t, rows)


def test_several_workers_share_a_campaign(post):
    """Two on one data directory, two on directories of their own; one is told to end in the middle and finishes what it has."""
    o = Office({"LOUMASS_SECRET": "one secret for all of the nodes, as documented"})
    try:
        a, b = o.ready_campaign(post.port, 6000, "alice"), o.ready_campaign(post.port, 3000, "bob")
        workers = [o.work(), o.work(), o.work(data="second"), o.work(data="third")]
        wait_for(lambda: len(post.accepted()) > 1000, every=0.01)
        assert o.stop(workers[0]) == 0
        workers[2].send_signal(signal.SIGTERM)
        o.wait_sent(a, b)
        assert workers[2].wait(60) == 0
        for c, n in ((a, 6000), (b, 3000)):
            assert o.states(c) == {"SENT": n} and o.doubts(c) == {}
            o.check_figures(c)
        assert set(post.times().values()) == {1} and len(post.times()) == 9000
        assert all(o.stop(w) == 0 for w in workers)
        assert o.value('SELECT count(*) FROM "Worker" WHERE "role" = \'send\'') == 0
    finally:
        o.close()


def test_a_claim_takes_one_range(office, post, bob):
    """Whatever the planner takes the table of ranges for: statistics of the moment when it held one row made a claim lease them all, and
    what nobody had in hand waited for the lease to end, in doubt."""
    with sink(delay=0.05) as slow:
        alice = Tenant(office, slow.port, "alice", maxConnections=1)
        alice.contacts(50)
        a = alice.send()
        wait_for(lambda: slow.accepted())
        alice.api.post(f"/api/campaigns/{a}/pause")
        wait_for(lambda: office.value('SELECT count(*) FROM "SendBatch" WHERE "leasedBy" IS NOT NULL') == 0)
        assert office.value('SELECT count(*) FROM "SendBatch"') == 1
        office.query('VACUUM ANALYZE "SendBatch"')
        bob.contacts(4500)
        b = bob.send()
        office.wait_sent(b)
        assert office.doubts(b) == {} and office.value('SELECT sum("takeovers") FROM "SendBatch"') == 0
        alice.api.post(f"/api/campaigns/{a}/resume")
        finished(office, slow, a)
        finished(office, post, b)


def more_senders(t, port, n, **limits):
    made = [t.api.post("/api/senders", {"kind": "smtp", "name": f"Box {i}", "fromEmail": f"box{i}@{t.name}.example", "host": "127.0.0.1",
                                        "port": port, "security": "none", "auth": "none", **limits}) for i in range(n)]
    assert all(t.api.post(f"/api/senders/{s['id']}/test")["ok"] for s in made)
    return made


def shares(office, campaign):
    rows = office.query('SELECT "senderId" AS s, count(*) AS n FROM "Recipient" WHERE "campaignId" = %s GROUP BY 1', campaign)
    return {r["s"]: r["n"] for r in rows}


def test_several_senders_share_a_campaign(post):
    o = Office({"LOUMASS_REGISTRATION": "open"})
    try:
        o.wait_ready(o.spawn("serve"))
        worker = o.work()
        alice, bob = Tenant(o, post.port, "alice"), Tenant(o, post.port, "bob")
        for t in (alice, bob):
            t.contacts(4000)
        small = more_senders(alice, post.port, 1, perDay=2000)[0]["id"]
        large = more_senders(alice, post.port, 1, perDay=6000, fromEmail="large@alice.example")[0]["id"]
        theirs = more_senders(bob, post.port, 2)
        team = [small, large]
        # What is refused, and what is remembered.
        for ids in ([small, theirs[0]["id"]], [small, small], [1, 2], [f"c{i:024}" for i in range(21)]):
            r = alice.api.post("/api/campaigns", {"name": "x", "senderIds": ids}, 422)
            assert r["errors"][0]["field"].startswith("senderIds"), r
        alice.api.post("/api/campaigns", {"name": "x", "senderIds": team, "senderId": large}, 422)
        alice.api.post("/api/campaigns", {"name": "x", "senderIds": "all of them"}, 422)
        c = alice.api.post("/api/campaigns", {"name": "x", "senderIds": team}, 201)
        assert c["senderIds"] == team and c["senderId"] == small
        assert alice.api.patch(f"/api/campaigns/{c['id']}", {"senderId": small, "senderIds": None})["senderIds"] is None
        assert alice.api.patch(f"/api/campaigns/{c['id']}", {"senderId": small, "senderIds": team})["senderIds"] == team
        assert alice.api.patch(f"/api/campaigns/{c['id']}", {"senderIds": [large]})["senderIds"] is None
        assert alice.api.post(f"/api/campaigns/{c['id']}/duplicate", expect=201)["senderId"] == large

        first = alice.api.post("/api/campaigns", {
            "name": "First", "subject": "First", "content": CONTENT, "senderIds": team, "audience": {"all": True}}, 201)["id"]
        forecast = alice.api.get(f"/api/campaigns/{first}/forecast")
        assert forecast["mails"] == 4000 and forecast["lastMailAt"]
        b = bob.api.post("/api/campaigns", {
            "name": "Theirs", "subject": "Theirs", "content": CONTENT, "senderIds": [s["id"] for s in theirs],
            "audience": {"all": True}}, 201)["id"]
        for t, campaign in ((alice, first), (bob, b)):
            t.api.post(f"/api/campaigns/{campaign}/send")
        # A worker dies in the middle; another goes on.
        wait_for(lambda: len(post.accepted()) > 1500, 60, 0.01)
        o.kill(worker)
        o.work()
        o.wait_sent(first, b)
        for campaign in (first, b):
            o.check_figures(campaign)
        assert set(post.times().values()) == {1} or o.doubts(first) or o.doubts(b)
        got = shares(o, first)
        report = alice.api.get(f"/api/campaigns/{first}/analytics")["senders"]
        assert {s["senderId"]: (s["recipients"], s["sent"]) for s in report} == {s: (n, n) for s, n in got.items()}
        assert bob.api.get(f"/api/campaigns/{first}/analytics", expect=404)["status"] == 404
        shown = o.cli("campaign", "show", first, "--user", alice.api.email).stdout
        assert any(row.split()[:2] == [str(got[large])] * 2 and "large@alice.example" in row for row in shown.splitlines()), shown
        assert set(got) == set(team) and 800 < got[small] < 1200, got  # a quarter: 2,000 of 8,000 a day
        assert all(1700 < n < 2300 for n in shares(o, b).values())
        froms = {a for mail in post.mails() for a in (b"box0@alice.example", b"large@alice.example") if a in mail}
        assert len(froms) == 2  # each in its own name

        # Who was mailed by one keeps it, whatever the order; a paused sender's share waits, the others' goes on.
        kept = {r["contactId"]: r["senderId"] for r in o.query('SELECT "contactId", "senderId" FROM "Recipient" WHERE "campaignId" = %s', first)}
        o.query('UPDATE "SenderUsage" SET "minute" = "minute" - interval \'2 days\'')
        again = alice.api.post("/api/campaigns", {"name": "Again", "subject": "Again", "content": CONTENT, "senderIds": team[::-1],
                                                  "audience": {"all": True}}, 201)["id"]
        alice.api.patch(f"/api/senders/{small}", {"perSecond": 20})  # so that it is not done before it is paused
        alice.api.post(f"/api/campaigns/{again}/send")
        wait_for(lambda: o.value('SELECT "plannedAt" FROM "Campaign" WHERE "id" = %s', again))
        alice.api.post(f"/api/senders/{small}/pause")
        wait_for(lambda: o.value('SELECT count(*) FROM "Recipient" WHERE "campaignId" = %s AND "senderId" = %s AND "status" = \'PENDING\'',
                                 again, large) == 0, 60)
        assert alice.api.delete(f"/api/senders/{large}", expect=409)["status"] == 409
        alice.api.patch(f"/api/senders/{small}", {"perSecond": None})
        alice.api.post(f"/api/senders/{small}/resume")
        o.wait_sent(again)
        assert {r["contactId"]: r["senderId"]
                for r in o.query('SELECT "contactId", "senderId" FROM "Recipient" WHERE "campaignId" = %s', again)} == kept
        assert o.doubts(again) == {}
        o.check_figures(again)
        assert o.value('SELECT count(*) FROM "SendSource"') == 0

        # Cancelled while each of its sources has something to do.
        stopped = alice.api.post("/api/campaigns", {"name": "Stopped", "subject": "x", "content": CONTENT, "senderIds": team,
                                                    "audience": {"all": True}}, 201)["id"]
        for s in team:
            alice.api.patch(f"/api/senders/{s}", {"perSecond": 5})
        alice.api.post(f"/api/campaigns/{stopped}/send")
        wait_for(lambda: o.states(stopped).get("SENT", 0) > 3)
        alice.api.post(f"/api/campaigns/{stopped}/cancel")
        o.wait_sent(stopped)
        o.check_figures(stopped)
        assert o.value('SELECT count(*) FROM "SendSource"') == 0
    finally:
        o.close()


def test_sigterm_finishes_what_is_on_the_wire(post):
    o = Office()
    try:
        with sink(delay=0.3) as slow:
            a, b = o.ready_campaign(slow.port, 400, "alice"), o.ready_campaign(post.port, 400, "bob")
            w = o.work()
            wait_for(lambda: len(slow.accepted()) > 10)
            assert o.stop(w) == 0
            # Everything that the server took is known; nothing is in doubt, nothing is leased.
            assert o.states(a).get("SENT", 0) == len(slow.accepted()) < 400 and o.doubts(a) == {}
            assert o.value('SELECT count(*) FROM "SendBatch" WHERE "leasedBy" IS NOT NULL') == 0
            o.work()
            o.wait_sent(a, b)
            assert set(slow.times().values()) == {1} and len(slow.times()) == 400
            o.check_figures(a)
            o.check_figures(b)
    finally:
        o.close()


@pytest.mark.parametrize("rot", ["log_in", "greeting_554", "greeting_421", "silent"])
def test_a_single_message_that_a_server_will_not_have(office, bob, rot):
    """The last of a range is handed back once, whatever ended its connection."""
    with sink() as fine, sink(rot) as rotten:
        users = [office.tenant("alice") for _ in range(3)]
        campaigns = []
        for user in users:
            office.people(user, 1)
            campaigns.append(office.campaign(user, office.sender(user, rotten.port, maxConnections=1)))
        bob.contacts(50)
        b = bob.send()
        if rot == "log_in":
            wait_for(lambda: all(office.sender_of(c)["status"] == "PAUSED" for c in campaigns))
        elif rot != "silent":
            wait_for(lambda: all(office.sender_of(c)["pausedUntil"] for c in campaigns))
        office.wait_sent(b)
        if rot != "silent":
            wait_for(lambda: office.value('SELECT count(*) FROM "SendBatch" WHERE "sourceId" = ANY (%s) AND "leasedBy" IS NOT NULL', campaigns) == 0)
        assert all(office.states(c) == {"PENDING": 1} for c in campaigns)
        # The person mends the server's settings, and it goes out.
        office.query('UPDATE "Sender" SET "port" = %s, "status" = \'ACTIVE\', "pausedUntil" = NULL, "updatedAt" = now() WHERE "userId" = ANY (%s)', fine.port, users)
        if rot != "silent":  # that connection still waits for its greeting
            finished(office, fine, *campaigns)
            assert all(office.states(c) == {"SENT": 1} for c in campaigns)
        office.query('UPDATE "Campaign" SET "cancelledAt" = now() WHERE "status" = \'SENDING\' AND "id" = ANY (%s)', campaigns)


@pytest.mark.parametrize("rot", ["silent_first", "mute_mail", "mute_rcpt", "mute_dot"])
def test_servers_that_fall_silent(post, rot):
    """A wait has an end (one second here): before the final dot it costs nothing, after it the message is in doubt and sent again."""
    o = Office({"LOUMASS_SMTP_TIMEOUT": "1s"})
    try:
        with sink(rot) as mute:
            a, b = o.ready_campaign(mute.port, 40, "alice"), o.ready_campaign(post.port, 40, "bob")
            o.work()
            o.wait_sent(a, b)
            doubts, times = o.doubts(a), mute.times()
            assert o.states(a) == o.states(b) == {"SENT": 40} and len(times) == 40
            assert {r for r, n in times.items() if n > 1} == set(doubts)
            assert bool(doubts) == (rot == "mute_dot")
            o.check_once(a, mute)
            o.check_figures(a)
            o.check_figures(b)
    finally:
        o.close()
