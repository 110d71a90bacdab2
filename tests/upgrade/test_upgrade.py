"""An upgrade without a stop: the last release is at work for two tenants; the new program migrates the database under it, runs beside it,
and stays when it is stopped. Everybody is accepted once, the figures agree, and what the old one began the new one ends."""

import email
import email.policy
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "scenario"))

import pytest  # noqa: E402
import requests  # noqa: E402
from loumass import Api, Instance, wait_for  # noqa: E402
from mail import Sink  # noqa: E402
from test_sequences_engine import Flow  # noqa: E402

OLD = pathlib.Path(os.environ["LOUMASS_OLD_BIN"])
PEOPLE = {"alice": 1200, "bob": 400}
LATER = 60  # of each tenant's, who enter the sequence when the new program is there
CONTENT = '<html><body><p>Hello {{firstName | default: "there"}}</p><p><a href="https://shop.example/offer">The offer</a></p></body></html>'


def mail_step(name, following, **more):
    return {"id": name, "type": "email", "subject": f"Subject of {name}", "content": CONTENT.replace("Hello", name), "position": {"x": 0, "y": 0},
            "nextStepId": following, **more}


STEPS = [mail_step("first", "pause"), {"id": "pause", "type": "delay", "delay": {"days": 2, "hours": 0, "minutes": 0}, "nextStepId": "opened"},
         {"id": "opened", "type": "condition", "nextStepId": None,
          "condition": {"type": "clicked", "referenceStep": "first", "trueBranch": ["thanks"], "falseBranch": ["again"]}},
         mail_step("thanks", None), mail_step("again", None, replyToThread=True)]


class Tenant:
    """A person who works through the API of the last release, and later through the new one's, in the same session."""

    def __init__(self, office, server, name, per_second):
        self.office, self.name, self.n = office, name, PEOPLE[name]
        self.api = office.register(f"{name}@{name}.example", name)
        self.user = self.api.user["id"]
        office.people(self.user, self.n)
        self.sender = self.api.post("/api/senders", {
            "kind": "smtp", "name": "Server", "fromEmail": f"news@{name}.example", "fromName": name, "host": "127.0.0.1", "port": server.port,
            "security": "none", "auth": "none", "perSecond": per_second}, 201)["id"]
        assert self.api.post(f"/api/senders/{self.sender}/test")["ok"]
        self.campaigns, self.ids = [], sorted(c["id"] for c in self.api.all("/api/contacts"))

    def moves(self, instance):
        cookies = self.api.http.cookies
        self.api = Api(instance.base, binary=instance.binary)
        self.api.http.cookies.update(cookies)

    def send(self):
        c = self.api.post("/api/campaigns", {"name": "News", "subject": "Hello {{firstName}}", "content": CONTENT, "senderId": self.sender,
                                             "audience": {"all": True}}, 201)["id"]
        self.api.post(f"/api/campaigns/{c}/send")
        wait_for(lambda: self.api.get(f"/api/campaigns/{c}/analytics")["totals"]["recipients"] == self.n)
        self.campaigns.append(c)

    def begin_sequence(self):
        q = self.api.post("/api/sequences", {"name": "Welcome", "steps": STEPS, "senderId": self.sender}, 201)["id"]
        self.api.post(f"/api/sequences/{q}/activate")
        self.sequence = q

    def enroll(self, ids):
        assert self.api.post(f"/api/sequences/{self.sequence}/enroll", {"contactIds": ids})["enrolled"] == len(ids)

    def looks(self):
        """What a person opens in a day's work answers, and shows what is there."""
        assert self.api.get("/api/contacts?count=true")["total"] == self.n
        assert {c["id"] for c in self.api.all("/api/campaigns")} == set(self.campaigns)
        for c in self.campaigns:
            assert self.api.get(f"/api/campaigns/{c}/analytics")["totals"]["recipients"] == self.n
        for path in ("/api/overview", "/api/senders", f"/api/sequences/{self.sequence}", f"/api/sequences/{self.sequence}/analytics",
                     f"/api/sequences/{self.sequence}/enrollments", "/api/engagement", "/api/suppressions", "/api/me"):
            self.api.get(path)

    def sees_nothing_of(self, other):
        for path in (f"/api/campaigns/{other.campaigns[0]}", f"/api/sequences/{other.sequence}", f"/api/contacts/{other.ids[0]}", f"/api/senders/{other.sender}"):
            self.api.get(path, expect=404)


def link_in(server, domain, wanted):
    """Somebody's link in a mail that was accepted: (its path, the address)."""
    for raw in server.mails():
        m = email.message_from_bytes(raw, policy=email.policy.default)
        text = m.get_body(("html",)).get_content()
        found = re.search(r'href="http://[^/"]+(/t/c/[^"]+)"', text)
        if found and f"@{domain}" in m["From"] and wanted in text:
            return found[1].replace("&amp;", "&"), m["To"].addresses[0].addr_spec
    return None


@pytest.fixture
def server():
    s = Sink(keep=True)
    yield s
    s.close()


@pytest.fixture
def office():
    """The last release, on a database of its own."""
    o = Flow({"LOUMASS_REGISTRATION": "open"}, binary=OLD)
    yield o
    o.close()


@pytest.fixture
def new(office):
    """A node of the new program beside it, not started."""
    i = Instance({"DATABASE_URL": office.env["DATABASE_URL"], "LOUMASS_SECRET": office.env["LOUMASS_SECRET"]}, name="new")
    yield i
    i.close()


def applied(office):
    return office.value('SELECT count(*) FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL')


def test_upgrade_without_a_stop(office, new, server):
    before = applied(office)
    old_serve, old_work = office.spawn("serve"), office.work()
    office.wait_ready(old_serve)
    office.cli("seed")
    alice, bob = Tenant(office, server, "alice", 40), Tenant(office, server, "bob", 15)
    for t in (alice, bob):
        t.send()
        t.begin_sequence()
        t.enroll(t.ids[:-LATER])
    wait_for(lambda: len(server.accepted()) > 100)
    clicked = {t: wait_for(lambda t=t: link_in(server, f"{t.name}.example", "first")) for t in (alice, bob)}
    assert office.query('SELECT DISTINCT "leasedBy" FROM "SendBatch" WHERE "leasedBy" IS NOT NULL')

    # The schema first, under the running old one.
    new.cli("migrate", "deploy")
    assert applied(office) > before, "the last release has all migrations already: it proves nothing"
    assert new.cli("migrate", "status").returncode == 0
    done = len(server.accepted())
    assert all(office.status(c) == "SENDING" for t in (alice, bob) for c in t.campaigns), "too fast to be caught in the middle"
    wait_for(lambda: len(server.accepted()) > done + 50)
    for t, other in ((alice, bob), (bob, alice)):
        t.looks()
        t.sees_nothing_of(other)
    # An old node that starts again, by chance or because it must, finds its way.
    assert office.stop(old_serve) == office.stop(old_work) == 0, office.tail()
    old_serve, old_work = office.spawn("serve"), office.work()
    office.wait_ready(old_serve)

    # Side by side.
    done = len(server.accepted())
    wait_for(lambda: len(server.accepted()) > done + 50)
    old_nodes = {r["leasedBy"] for r in office.query('SELECT DISTINCT "leasedBy" FROM "SendBatch" WHERE "leasedBy" IS NOT NULL')}
    new_serve, new_work = new.spawn("serve"), new.spawn("work")
    new.wait_ready(new_serve)
    for t in (alice, bob):
        t.looks()
        t.moves(new)
        t.looks()
        t.enroll(t.ids[-LATER:])
        t.send()
    for t, other in ((alice, bob), (bob, alice)):
        t.sees_nothing_of(other)
        t.moves(office)
        t.looks()
        t.moves(new)
    nodes = 'SELECT DISTINCT "leasedBy" FROM "SendBatch" WHERE "leasedBy" IS NOT NULL'
    wait_for(lambda: {r["leasedBy"] for r in office.query(nodes)} - old_nodes, 120)
    assert len(requests.get(new.base + "/api/openapi.json", timeout=30).json()["paths"]) > 100
    # A link of the old one's mail leads where it led, whoever answers.
    for t, base in ((alice, new.base), (bob, office.base)):
        r = requests.get(base + clicked[t][0], allow_redirects=False, timeout=30, headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0"})
        assert r.status_code in (302, 303) and r.headers["Location"] == "https://shop.example/offer", (r.status_code, r.text)

    # The old one goes; what it had in hand goes on.
    assert office.stop(old_work) == 0 and office.stop(old_serve) == 0, office.tail()
    for t in (alice, bob):
        wait_for(lambda t=t: all(office.status(c) == "SENT" for c in t.campaigns), 300, 0.2)
        office.settled(t.sequence, 240)
    clicks = 'SELECT count(*) FROM "EmailEvent" WHERE "type" = \'CLICKED\' AND "userId" = %s'
    for t in (alice, bob):
        wait_for(lambda t=t: office.value(clicks, t.user) == 1)
    office.pass_time(alice.sequence, bob.sequence, days=2, minutes=1)
    for t in (alice, bob):
        office.settled(t.sequence, 240)
        wait_for(lambda t=t: {e["status"] for e in office.enrollments(t.sequence)} == {"COMPLETED"}, 120)

    times = server.times()
    for t in (alice, bob):
        t.looks()
        for c in t.campaigns:
            assert office.states(c) == {"SENT": t.n} and not office.doubts(c)
            office.check_once(c, server)
            office.check_figures(c)
        mails = office.mails(t.sequence)
        by_step = {s: sum(m["stepId"] == s for m in mails) for s in ("first", "thanks", "again")}
        assert by_step["first"] == t.n and by_step["thanks"] + by_step["again"] == t.n, by_step
        assert all(m["status"] == "SENT" and times[m["id"]] == 1 for m in mails)
        office.check_counters(t.sequence)
    ours = {r["id"] for r in office.query('SELECT "id" FROM "Recipient" WHERE "userId" IN (%s, %s)', alice.user, bob.user)}
    assert {r for r, n in times.items() if n > 1} == set() and ours <= set(times)
    assert office.value('SELECT count(*) FROM "Recipient" r JOIN "Campaign" c ON c."id" = r."campaignId" WHERE c."userId" <> r."userId"') == 0
    assert office.value('SELECT count(*) FROM "SendBatch"') == 0
    # Nothing is left to do or to mend.
    assert new.cli("migrate", "status").returncode == 0
    recount = new.cli("doctor", "--recount", ok=False)
    assert recount.returncode == 0, recount.stdout
    for i in (office, new):
        text = i.log.read_text()
        assert '"event":"db.bug"' not in text and '"level":"error"' not in text, [x for x in text.splitlines() if "error" in x][:5]
    assert new.stop(new_work) == 0 and new.stop(new_serve) == 0
