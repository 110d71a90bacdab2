"""Opens, clicks and unsubscribes over real HTTP: what was answered is in the database exactly once, whoever was killed;
nothing is redirected that we did not sign; looking at the unsubscribe page changes nothing; tenants stay apart."""

import asyncio
import os
import random
import re
import signal
import urllib.parse

import pytest
import requests
from loumass import Instance, wait_for
from signing import click_path, link_id

EVENTS = int(os.environ.get("LOUMASS_TEST_TRACK_EVENTS", "50000"))
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.0"
HTML = ('<html><body><p>Hello {{firstName | default: "there"}}</p><p><a href="https://example.com/one?a=1&amp;b=2">One</a> '
        '<a href="https://example.com/two">Two</a> <a href="https://example.com/three#x">Three</a></p>'
        '<p><a href="{{unsubscribeUrl}}">Unsubscribe</a></p></body></html>')


def send_campaign(api, n, name):
    """A campaign to n new contacts through the capture sender, sent. Returns it with its messages' addresses."""
    for k in range(n):
        api.post("/api/contacts", {"email": f"{name}-{k}@example{k % 7}.com", "firstName": f"F{k}", "tags": [name]}, 201)
    senders = [s for s in api.get("/api/senders")["data"] if s["kind"] == "capture"]
    sender = senders[0] if senders else api.post("/api/senders", {"kind": "capture", "name": "Capture",
                                                                   "fromEmail": "news@example.org"}, 201)
    c = api.post("/api/campaigns", {"name": name, "subject": "Hello", "content": HTML, "senderId": sender["id"],
                                    "fromName": "News & Co", "audience": {"tags": [name]}}, 201)
    api.post(f"/api/campaigns/{c['id']}/send")
    wait_for(lambda: api.get(f"/api/campaigns/{c['id']}")["status"] == "SENT", 120, 0.25)
    return c


def tracking_ids(instance, campaign):
    rows = instance.query('SELECT "trackingId" FROM "Recipient" WHERE "campaignId" = %s ORDER BY "id"', campaign["id"])
    return [r["trackingId"] for r in rows]


def links_of(api):
    """The links of a captured message: number and target, the same for each recipient of the campaign."""
    message = api.get("/api/capture?limit=1")["data"][0]
    html = api.get(f"/api/capture/{message['id']}")["html"]
    found = re.findall(r'/t/c/[^/"]+/(\d+)_[^/"?]+\?u=([^"&]+)', html)
    assert len(found) >= 3, html
    return [(int(n), urllib.parse.unquote(u)) for n, u in found[:3]]


class Load:
    """Keep-alive connections that ask for one path after the other, and remember which were answered."""

    def __init__(self, port, jobs):
        self.port, self.jobs = port, jobs
        self.answered, self.doubtful, self.refused = set(), set(), 0

    async def one(self, reader, writer, number, path, want):
        writer.write(f"GET {path} HTTP/1.1\r\nHost: t\r\nUser-Agent: {BROWSER} n/{number}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = int(re.search(r"content-length: (\d+)", head, re.I)[1])
        await reader.readexactly(length)
        status = int(head[9:12])
        if status == want:
            self.answered.add(number)
        else:
            assert status == 503, head
            self.refused += 1

    async def connection(self):
        writer = None
        while self.jobs:
            number, path, want = self.jobs.pop()
            try:
                if writer is None:
                    reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                await asyncio.wait_for(self.one(reader, writer, number, path, want), 30)
            except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
                self.doubtful.add(number)  # perhaps accepted, never answered: may or may not be there
                if writer:
                    writer.close()
                writer = None
                await asyncio.sleep(0.02)
        if writer:
            writer.close()

    async def run(self, connections=64):
        await asyncio.gather(*(self.connection() for _ in range(connections)))


@pytest.fixture
def apart(postgres):
    """`serve` and `work` as processes of their own on a PostgreSQL that can be stopped."""
    i = Instance({"DATABASE_URL": postgres.url(), "LOUMASS_REGISTRATION": "open"})
    try:
        i.cli("migrate", "deploy")
        yield i
    finally:
        i.close()


def test_nothing_answered_is_lost_or_doubled(apart, postgres):
    i = apart
    state = {"serve": i.spawn("serve")}
    i.wait_ready(state["serve"])
    work = i.spawn("work")
    api, other = i.register(name="Ann"), i.register(name="Bob")
    campaigns = [(api, send_campaign(api, 40, "ann")), (other, send_campaign(other, 40, "bob"))]
    paths = []
    for who, c in campaigns:
        links = links_of(who)
        for t in tracking_ids(i, c):
            paths.append((f"/t/o/{t}.gif", 200))
            paths += [(click_path(i, t, *link), 302) for link in links]
    rng = random.Random(7)
    jobs = [(n, *rng.choice(paths)) for n in range(EVENTS)]
    load = Load(i.port, jobs)

    async def trouble():
        """The database goes and comes back, in both ways; `serve` is killed and started again."""
        acts = [lambda: postgres.stop(), lambda: kill_serve(), lambda: postgres.start(), lambda: kill_serve(),
                lambda: postgres.kill(), lambda: postgres.start(), lambda: kill_serve()]
        for n, act in enumerate(acts):
            while len(load.jobs) > EVENTS * (len(acts) - n) / (len(acts) + 1):
                await asyncio.sleep(0.02)
            await asyncio.to_thread(act)

    def kill_serve():
        os.killpg(state["serve"].pid, signal.SIGKILL)
        state["serve"].wait()
        state["serve"] = i.spawn("serve")

    async def both():
        await asyncio.gather(load.run(), trouble())

    asyncio.run(both())
    i.wait_ready(state["serve"])
    assert len(load.answered) > EVENTS // 4, (len(load.answered), len(load.doubtful), load.refused)

    marked = f"{BROWSER} n/%"
    count = 'SELECT count(*) FROM "EmailEvent" WHERE "userAgent" LIKE %s'
    wait_for(lambda: i.value(count, marked) >= len(load.answered), 120, 0.25)
    rows = i.query('SELECT "userAgent", count(*) AS n FROM "EmailEvent" WHERE "userAgent" LIKE %s GROUP BY 1', marked)
    seen = {int(r["userAgent"].rsplit("/", 1)[1]): r["n"] for r in rows}
    assert not [n for n, times in seen.items() if times != 1]
    assert not load.answered - seen.keys()
    assert not seen.keys() - load.answered - load.doubtful

    # Counters say what the events say, per tenant.
    for who, c in campaigns:
        totals = who.get(f"/api/campaigns/{c['id']}/analytics")["totals"]
        for kind, type_ in (("opens", "OPENED"), ("clicks", "CLICKED")):
            assert totals[kind]["total"] == i.value(
                'SELECT count(*) FROM "EmailEvent" e JOIN "Recipient" r ON r."id" = e."recipientId" '
                'WHERE r."campaignId" = %s AND e."type" = %s', c["id"], type_)
    i.cli("doctor", "--recount")
    assert i.stop(state["serve"]) == 0
    assert i.stop(work) == 0


def test_unsubscribing_needs_no_database(apart, postgres):
    i = apart
    serve, work = i.spawn("serve"), i.spawn("work")
    i.wait_ready(serve)
    api, other = i.register(name="Ann"), i.register(name="Bob")
    mine, theirs = tracking_ids(i, send_campaign(api, 2, "ann")), tracking_ids(i, send_campaign(other, 1, "bob"))
    postgres.stop()
    page = requests.get(f"{i.base}/u/{mine[0]}", timeout=60)
    assert page.status_code == 200 and "this sender" in page.text
    for t in (mine[0], theirs[0]):
        assert requests.post(f"{i.base}/u/{t}", data={"List-Unsubscribe": "One-Click"}, timeout=60).status_code == 200
    os.killpg(serve.pid, signal.SIGKILL)
    serve.wait()
    postgres.start()
    # `work` finds what the dead process left, also when no `serve` comes back.
    left = 'SELECT count(*) FROM "Contact" WHERE "status" = \'UNSUBSCRIBED\''
    wait_for(lambda: i.value(left) == 2, 60, 0.25)
    assert i.value('SELECT count(*) FROM "Suppression" WHERE "reason" = \'unsubscribe\'') == 2
    assert i.value('SELECT count(*) FROM "Recipient" WHERE "unsubscribedAt" IS NOT NULL') == 2
    assert i.stop(work) == 0


@pytest.fixture(scope="module")
def sent(instance, alice, bob):
    a, b = send_campaign(alice, 6, "alice"), send_campaign(bob, 3, "bob")
    return {"a": a, "b": b, "ids": tracking_ids(instance, a), "other": tracking_ids(instance, b), "links": links_of(alice)}


def get(instance, path, method="GET", agent=BROWSER, **kw):
    return requests.request(method, instance.base + path, allow_redirects=False, headers={"User-Agent": agent}, timeout=30, **kw)


def events(instance, tracking, type_):
    return instance.query('SELECT e."data" FROM "EmailEvent" e JOIN "Recipient" r ON r."id" = e."recipientId" '
                          'WHERE r."trackingId" = %s AND e."type" = %s ORDER BY e."id"', tracking, type_)


def test_open_and_click(instance, alice, bob, sent):
    t = sent["ids"][0]
    r = get(instance, f"/t/o/{t}.gif")
    assert r.status_code == 200 and r.headers["Content-Type"] == "image/gif" and len(r.content) == 43
    assert "no-store" in r.headers["Cache-Control"]
    for link in sent["links"][:2]:
        r = get(instance, click_path(instance, t, *link))
        assert r.status_code == 302 and r.headers["Location"] == link[1]
    assert get(instance, click_path(instance, t, *sent["links"][0]), "HEAD").status_code == 302
    wait_for(lambda: len(events(instance, t, "CLICKED")) == 3)
    verdicts = [(e["data"]["verdict"], e["data"]["reason"]) for e in events(instance, t, "CLICKED")]
    assert verdicts == [("human", "browser"), ("human", "browser"), ("machine", "head")]
    totals = alice.get(f"/api/campaigns/{sent['a']['id']}/analytics")["totals"]
    assert totals["opens"]["people"] == 1 and totals["clicks"]["people"] == 2 and totals["clicks"]["machines"] == 1
    recipient = instance.value('SELECT "id" FROM "Recipient" WHERE "trackingId" = %s', t)
    shown = alice.get(f"/api/recipients/{recipient}/events")["data"]
    assert {e["type"] for e in shown} >= {"OPENED", "CLICKED"}
    # The other tenant sees none of it.
    bob.get(f"/api/recipients/{recipient}/events", 404)
    bob.get(f"/api/campaigns/{sent['a']['id']}/analytics", 404)
    assert bob.get(f"/api/campaigns/{sent['b']['id']}/analytics")["totals"]["opens"]["total"] == 0
    hashes = instance.query('SELECT DISTINCT "ipAddress" FROM "EmailEvent" WHERE "ipAddress" IS NOT NULL')
    assert hashes and all(re.fullmatch("[0-9a-f]{32}", h["ipAddress"]) for h in hashes)


@pytest.mark.parametrize("agent,verdict,reason", [
    ("Mozilla/5.0", "machine", "apple_proxy"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0",
     "machine", "google_prefetch"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246", "human", "browser"),
    ("Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", "human", "gmail_proxy"),
    ("BarracudaCentral", "machine", "scanner"),
    ("curl/8.0", "machine", "library"),
    ("Mozilla/5.0 SeznamEmailProxy/2.0.174", "human", "image_proxy"),
    ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "machine", "preview"),
])
def test_verdicts(instance, sent, agent, verdict, reason):
    t = sent["ids"][1]
    before = len(events(instance, t, "OPENED"))
    assert get(instance, f"/t/o/{t}.gif", agent=agent).status_code == 200
    wait_for(lambda: len(events(instance, t, "OPENED")) == before + 1)
    data = events(instance, t, "OPENED")[-1]["data"]
    assert (data["verdict"], data["reason"]) == (verdict, reason)


def test_no_open_redirect(instance, sent):
    t, (n, target) = sent["ids"][2], sent["links"][0]
    link = link_id(instance, t, n, target)
    evil = urllib.parse.quote("https://evil.example/", safe="")
    good = urllib.parse.quote(target, safe="")
    for path in (f"/t/c/{t}/{link}?u={evil}", f"/t/c/{t}/{link}", f"/t/c/{t}/{link}?u=", f"/t/c/{t}/{link[:-1]}?u={good}",
                 f"/t/c/{t}/9{link}?u={good}", f"/t/c/{t}?u={good}", f"/t/c/{t}/{link}?u={evil}&u={good}",
                 f"/t/c/{t}/{link}?u=javascript%3Aalert(1)", f"/t/c/{t}/{link}?u={good}%0d%0aSet-Cookie%3a%20x",
                 "/t/c/", "/t/o/", "/t/o/x.gif", "/t/o/..%2f..%2fetc.gif"):
        r = get(instance, path)
        assert r.status_code == 404 and "Location" not in r.headers and "Set-Cookie" not in r.headers, path
    assert get(instance, f"/t/o/{t}.gif", "POST").status_code == 405
    assert get(instance, f"/t/c/{t}/{link}?u={good}", "DELETE").status_code == 405


def test_unsubscribe_page(instance, alice, sent):
    t = sent["ids"][3]

    def state():
        return instance.query('SELECT c."status", r."unsubscribedAt", (SELECT count(*) FROM "Suppression" s '
                              'WHERE s."userId" = c."userId" AND s."email" = lower(c."email")) AS suppressed '
                              'FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" WHERE r."trackingId" = %s', t)[0]

    page = get(instance, f"/u/{t}")
    assert page.status_code == 200 and "text/html" in page.headers["Content-Type"]
    assert "News &amp; Co" in page.text and "<script" not in page.text and 'lang="en"' in page.text
    assert not re.search(r'(?:src|href)\s*=', page.text)  # nothing is loaded
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert get(instance, f"/u/{t}", "HEAD").status_code == 200
    before = state()
    assert before == {"status": "ACTIVE", "unsubscribedAt": None, "suppressed": 0}
    # RFC 8058: no cookie, no redirect, one POST.
    r = get(instance, f"/u/{t}", "POST", agent="", data={"List-Unsubscribe": "One-Click"})
    assert r.status_code == 200
    wait_for(lambda: state()["unsubscribedAt"])
    assert state()["status"] == "UNSUBSCRIBED" and state()["suppressed"] == 1
    first = state()
    assert get(instance, f"/u/{t}", "POST", data={"unsubscribe": "1"}).status_code == 200  # again: the same
    totals = alice.get(f"/api/campaigns/{sent['a']['id']}/analytics")["totals"]
    assert totals["unsubscribed"] == 1 and state() == first
    row = next(s for s in alice.get("/api/suppressions")["data"] if s["reason"] == "unsubscribe")
    assert row["source"] == "one-click"
    assert get(instance, "/u/x", "POST").status_code == 404


def test_one_click_as_a_multipart_form(instance, bob, sent):
    """RFC 8058, section 3.2: multipart/form-data is the other way to send it."""
    t = sent["other"][1]
    r = get(instance, f"/u/{t}", "POST", agent="", files={"List-Unsubscribe": (None, "One-Click")})
    assert r.status_code == 200
    wait_for(lambda: instance.value('SELECT "unsubscribedAt" FROM "Recipient" WHERE "trackingId" = %s', t))
    assert {s["source"] for s in bob.get("/api/suppressions")["data"]} == {"one-click"}


def test_button_unsubscribes(instance, bob, sent):
    t = sent["other"][0]
    r = get(instance, f"/u/{t}", "POST", data={"unsubscribe": "1"})
    assert r.status_code == 200 and "unsubscribed" in r.text
    wait_for(lambda: [s for s in bob.get("/api/suppressions")["data"] if s["source"] == "page"])


def test_suppressions(alice, bob):
    s = alice.post("/api/suppressions", {"email": " Somebody@Example.NET "}, 201)
    assert s["email"] == "somebody@example.net" and s["reason"] == "manual"
    alice.post("/api/suppressions", {"email": "somebody@example.net"}, 409)
    alice.post("/api/suppressions", {"email": "nonsense"}, 422)
    assert not [x for x in bob.get("/api/suppressions")["data"] if x["id"] == s["id"]]
    bob.delete(f"/api/suppressions/{s['id']}", expect=404)
    alice.delete(f"/api/suppressions/{s['id']}", expect=204)
    n = alice.post("/api/suppressions/import", data="a@x.example\nA@x.example\n# no\n@y.example\nbad\n".encode(),
                   headers={"Content-Type": "text/plain"})
    assert (n["added"], n["existing"], n["refused"]) == (2, 1, 1)
    text = alice.get("/api/suppressions/export")
    assert "a@x.example,import" in text and text.startswith("email,")


def test_reports_agree(instance, alice, sent):
    assert {e["type"] for e in alice.get("/api/engagement")["data"]} >= {"SENT", "OPENED", "CLICKED"}
    rows = {r["type"]: r for r in alice.get("/api/engagement")["data"]}
    for type_, row in rows.items():
        want = instance.query('SELECT count(*) AS n, count(DISTINCT r."contactId") AS c FROM "EmailEvent" e JOIN "Recipient" r '
                              'ON r."id" = e."recipientId" WHERE r."userId" = %s AND e."type" = %s', alice.user["id"], type_)[0]
        assert (row["count"], row["uniqueContacts"]) == (want["n"], want["c"])
    spans = alice.get("/api/engagement?from=2000-01-01T00:00:00Z")["data"]
    assert {r["type"]: r["count"] for r in spans} == {t: r["count"] for t, r in rows.items()}
    o = alice.get("/api/overview")
    assert len(o["days"]) == 30 and o["days"][-1]["sent"] == o["week"]["sent"] and o["contacts"]["total"] >= 6
    instance.cli("doctor", "--recount")
    instance.query('UPDATE "Stats" SET "opensPeople" = "opensPeople" + 5 WHERE "id" = %s', sent["a"]["id"])
    assert instance.cli("doctor", "--recount", ok=False).returncode == 1
    instance.cli("doctor", "--recount", "--fix")
    instance.cli("doctor", "--recount")


def test_what_happened_stays_counted_when_people_are_deleted(instance):
    """Who is deleted before the mail goes is no recipient; what was sent, opened and answered stays in the figures, and they are proven all the same."""
    alice, bob = instance.register(), instance.register()
    sent = {api: send_campaign(api, 5, name) for api, name in ((alice, "alice"), (bob, "bob"))}
    for api in (alice, bob):
        for t in tracking_ids(instance, sent[api]):
            assert requests.get(f"{instance.base}/t/o/{t}.gif", timeout=30, headers={"User-Agent": "Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/128.0"}).ok
        wait_for(lambda api=api: api.get(f"/api/campaigns/{sent[api]['id']}/analytics")["totals"]["opens"]["total"] == 5, 60, 0.25)
    figures = {api: api.get(f"/api/campaigns/{sent[api]['id']}/analytics")["totals"] for api in (alice, bob)}
    # A second campaign, whose sender has nothing left for this hour.
    sender = alice.get("/api/senders")["data"][0]
    alice.patch(f"/api/senders/{sender['id']}", {"perHour": 5})
    waiting = alice.post("/api/campaigns", {"name": "Second", "subject": "Hello", "content": HTML, "senderId": sender["id"], "audience": {"tags": ["alice"]}}, 201)
    alice.post(f"/api/campaigns/{waiting['id']}/send")
    recipients = lambda: alice.get(f"/api/campaigns/{waiting['id']}/analytics")["totals"]["recipients"]  # noqa: E731
    wait_for(lambda: recipients() == 5, 60, 0.25)
    people = alice.get("/api/contacts?limit=50")["data"]
    alice.raw("DELETE", f"/api/contacts/{people[0]['id']}").raise_for_status()
    alice.post("/api/contacts/bulk", {"action": "delete", "ids": [people[1]["id"]]})
    assert recipients() == 3
    alice.patch(f"/api/senders/{sender['id']}", {"perHour": None})
    wait_for(lambda: alice.get(f"/api/campaigns/{waiting['id']}")["status"] == "SENT", 120, 0.25)
    after = alice.get(f"/api/campaigns/{waiting['id']}/analytics")["totals"]
    assert (after["recipients"], after["sent"], after["pending"]) == (3, 3, 0)
    for api in (alice, bob):
        assert api.get(f"/api/campaigns/{sent[api]['id']}/analytics")["totals"] == figures[api]
        assert instance.cli("doctor", "--recount", "--user", api.email, ok=False).returncode == 0
    # A counter that says less than the rows is found all the same; so is too much where nobody was deleted.
    instance.query('UPDATE "Stats" SET "sent" = "sent" - 3 WHERE "id" = %s', sent[alice]["id"])
    instance.query('UPDATE "Stats" SET "sent" = "sent" + 1 WHERE "id" = %s', sent[bob]["id"])
    for api in (alice, bob):
        assert instance.cli("doctor", "--recount", "--user", api.email, ok=False).returncode == 1
        instance.cli("doctor", "--recount", "--user", api.email, "--fix")
        assert instance.cli("doctor", "--recount", "--user", api.email, ok=False).returncode == 0
    # A deleted campaign leaves what it did in the account's figures, and they stay proven.
    bob.raw("DELETE", f"/api/campaigns/{sent[bob]['id']}").raise_for_status()
    assert instance.cli("doctor", "--recount", "--user", bob.email, ok=False).returncode == 0
