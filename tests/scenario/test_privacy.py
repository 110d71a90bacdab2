"""People's rights: everything about a person in one file, erasure that leaves nothing, events no longer than wanted, and a log
of what was done that shows when somebody changed it. Two tenants throughout."""

import json
import os
import sys

import psycopg2
import pytest
import requests
from loumass import PASSWORD, wait_for

sys.path.insert(0, os.path.dirname(__file__))
from test_choice import add, csv_import, link_of, office, recipients, send  # noqa: E402

WHO = "Wilhelmine.Mustermann@example.net"
AGENT = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.0"}


@pytest.fixture(scope="module")
def operator(instance):
    """The first account, which is signed in at once: those after it sign in, whichever test runs first."""
    return instance.register()


@pytest.fixture
def person(instance, operator):
    api = instance.register()
    api.sender = office(api)
    return api


def live_a_life(instance, api, who=WHO):
    """A contact with a history: imported, mailed, opened, clicked, left, complained about in a view."""
    csv_import(api, f"email\n{who}\nsomebody.else@example.net\n")
    c = send(api, "history")
    t = link_of(instance, c, who).replace("/u/", "")
    assert requests.get(f"{instance.base}/t/o/{t}.gif", headers=AGENT, timeout=30).status_code == 200
    requests.post(f"{instance.base}/u/{t}", data={"unsubscribe": "1"}, timeout=30)
    wait_for(lambda: api.get("/api/suppressions")["data"])
    requests.post(f"{instance.base}/u/{t}/reason", data={"reason": "other", "words": "x"}, timeout=30)
    api.post("/api/views", {"name": "about", "filter": {"search": who}}, 201)
    api.post("/api/contacts", {"email": "third@example.net"}, 201, headers={"Idempotency-Key": "k-" + who})
    return c, t


def dump(instance):
    """Each row of each table, as text; without pg_dump, which refuses servers that are newer than itself."""
    tables = instance.query("SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'")
    return "\n".join(r["row"] for t in tables for r in instance.query(f'SELECT t::text AS row FROM {t["name"]} t'))


def test_everything_in_one_file(person, instance):
    who = "Ludmilla.Doe@example.net"
    other = instance.register()
    other.sender = office(other)
    add(other, who, firstName="Somebody elses")
    live_a_life(instance, person, who)
    got = person.raw("GET", "/api/privacy/person", params={"email": who.lower()})
    assert got.status_code == 200 and "attachment" in got.headers["Content-Disposition"]
    first, *records = [json.loads(line) for line in got.text.splitlines()]
    assert first["row"]["email"] == who.lower()
    models = [r["model"] for r in records]
    assert {"Contact", "Recipient", "EmailEvent", "Suppression", "Capture", "LeaveReason"} <= set(models)
    assert len(models) == len({(r["model"], json.dumps(r["row"], sort_keys=True)) for r in records})
    assert all(r["row"]["userId"] == person.user["id"] for r in records)
    assert "Somebody elses" not in got.text and "somebody.else@" not in got.text
    by_cli = instance.cli("privacy", "export", who, "--user", person.email).stdout.splitlines()
    assert len(by_cli) == len(models) + 1
    person.get("/api/privacy/person?email=nonsense", expect=422)
    key = person.post("/api/api-keys", {"name": "k", "scopes": ["read", "contacts:write"]}, 201)
    asked = requests.get(f"{instance.base}/api/privacy/person?email={who}", headers={"Authorization": f"Bearer {key['key']}"}, timeout=30)
    assert asked.status_code == 403


def test_erased_is_nowhere(instance):
    """Another tenant's person of the same address stays; after both are erased the dump names them nowhere."""
    person, other = instance.register(), instance.register()
    for api in (person, other):
        api.sender = office(api)
    live_a_life(instance, person)
    add(other, WHO)
    send(other, "theirs")
    kept = person.post("/api/campaigns", {"name": "x", "subject": f"About {WHO}", "content": "x"}, 201)
    receipt = person.post("/api/privacy/erase", {"email": WHO})
    removed = {r["model"]: r["rows"] for r in receipt["removed"]}
    assert removed["Contact"] == 1 and removed["Recipient"] == 1 and removed["EmailEvent"] == 2 and removed["Capture"] == 1
    assert removed["ContactView"] == 1 and removed["Suppression"] == 1 and receipt["files"] >= 1
    assert receipt["left"] == [{"model": "Campaign", "rows": 1}]  # a text somebody wrote: said, not touched
    person.delete(f"/api/campaigns/{kept['id']}", expect=204)
    assert len(other.get(f"/api/contacts?search={WHO}")["data"]) == 1
    files = [p for p in (instance.data / "imports").iterdir() if WHO.lower().encode() in p.read_bytes().lower()]
    assert not files
    # The other tenant's goes by the command line. A dump names the person nowhere, in whatever case.
    assert instance.cli("privacy", "erase", WHO, "--user", other.email, ok=False).returncode == 2
    out = instance.cli_json("privacy", "erase", WHO, "--yes", "--user", other.email)
    assert out["left"] == []
    text = dump(instance)
    name = WHO.split("@")[0]
    assert name.lower() not in text.lower() and name.encode().hex() not in text and name.lower().encode().hex() not in text
    assert "somebody.else@example.net" in text  # the dump is whole
    assert name.lower() not in instance.log.read_text().lower()
    # Imported again by both, mailed by none; an erased person's own row is not to be taken off.
    for api in (person, other):
        csv_import(api, f"email\n{WHO}\nfresh@example.net\n")
        assert WHO not in recipients(api, send(api, "again"))
        row = next(s for s in api.get(f"/api/suppressions?search={WHO}")["data"])
        assert row["email"] is None and row["reason"] == "erased"
        api.delete(f"/api/suppressions/{row['id']}", expect=409)


def test_retention(person, instance):
    other = instance.register()
    other.sender = office(other)
    for api in (person, other):
        for n in range(3):
            add(api, f"p{n}@example.net")
        api.campaign = send(api, "old")
    opened = link_of(instance, person.campaign, "p0@example.net").replace("/u/", "/t/o/") + ".gif"
    assert requests.get(instance.base + opened, headers=AGENT, timeout=30).status_code == 200
    wait_for(lambda: person.get(f"/api/campaigns/{person.campaign['id']}/analytics")["totals"]["opens"]["people"] == 1)
    instance.query("""UPDATE "EmailEvent" SET "timestamp" = "timestamp" - interval '40 days' WHERE "userId" IN (%s, %s)""",
                   person.user["id"], other.user["id"])
    person.patch("/api/policy", {"retentionDays": 0}, expect=422)
    person.patch("/api/policy", {"retentionDays": 30, "retentionMode": "strip"})
    count = 'SELECT count(*) FROM "EmailEvent" WHERE "userId" = %s'
    instance.cli("privacy", "retention")
    assert instance.value(count, person.user["id"]) == 4
    assert instance.value(count + ' AND ("userAgent" IS NOT NULL OR "ipAddress" IS NOT NULL)', person.user["id"]) == 0
    person.patch("/api/policy", {"retentionMode": "drop"})
    instance.query('UPDATE "MailPolicy" SET "retainedFrom" = NULL')
    instance.cli("privacy", "retention")
    assert instance.value(count, person.user["id"]) == 0 and instance.value(count, other.user["id"]) == 3
    totals = person.get(f"/api/campaigns/{person.campaign['id']}/analytics")["totals"]
    assert totals["opens"]["people"] == 1 and totals["sent"] == 3  # counters remember
    assert person.get("/api/policy")["retainedFrom"] is not None
    counted = instance.cli("doctor", "--recount", "--user", person.email, ok=False)
    assert counted.returncode == 3 and "policy" in counted.stderr  # they remember more than the events do


def test_retention_goes_on_where_it_was(person, instance):
    """In pieces, many of one instant among them; what comes late is found by the day's whole look."""
    other = instance.register()
    other.sender = office(other)
    for api in (person, other):
        add(api, "p@example.net")
        api.recipient = instance.value('SELECT "id" FROM "Recipient" WHERE "campaignId" = %s', send(api, "old")["id"])
    events = """INSERT INTO "EmailEvent" ("id", "recipientId", "type", "timestamp", "userAgent", "data")
                SELECT 'c' || substr(md5(random()::text || i), 1, 24), %s, 'OPENED', now() - interval '1 day' * %s, 'Agent', '{"net": "1"}' FROM generate_series(1, %s) i"""
    left = 'SELECT count(*) FROM "EmailEvent" WHERE "userId" = %s AND "userAgent" IS NOT NULL'
    for api in (person, other):
        instance.query(events, api.recipient, 40, 12_000)
        instance.query(events, api.recipient, 3, 7)
    person.patch("/api/policy", {"retentionDays": 30, "retentionMode": "strip"})
    instance.cli("privacy", "retention")
    assert instance.value(left, person.user["id"]) == 7 and instance.value(left, other.user["id"]) == 12_007
    instance.query(events, person.recipient, 60, 5)
    instance.query('UPDATE "MailPolicy" SET "retainedFrom" = "retainedFrom" - interval \'25 hours\' WHERE "userId" = %s', person.user["id"])
    instance.cli("privacy", "retention")
    assert instance.value(left, person.user["id"]) == 7 and instance.value(left, other.user["id"]) == 12_007


def test_whole_months_go(person, instance):
    """A partition goes when every tenant with events there wants them dropped, and not before."""
    other = instance.register()
    other.sender = office(other)
    instance.query("""SELECT "loumass_event_partitions"('2026-01-01', 0)""")
    part = 'to_regclass(\'"EmailEvent_2026_01"\')'
    for api in (person, other):
        add(api, "a@example.net")
        c = send(api, "x")
        r = instance.value('SELECT "id" FROM "Recipient" WHERE "campaignId" = %s', c["id"])
        instance.query("""INSERT INTO "EmailEvent" ("id", "recipientId", "type", "timestamp")
                          VALUES ("loumass_cuid_floor"('2026-01-10') || substr(md5(random()::text), 1, 16), %s, 'OPENED', '2026-01-10')""", r)
    inside = 'SELECT count(*) FROM "EmailEvent_2026_01"'
    assert instance.value(inside) == 2
    person.patch("/api/policy", {"retentionDays": 60})
    instance.cli("privacy", "retention")
    assert instance.value(f"SELECT {part}") and instance.value(inside) == 1
    other.patch("/api/policy", {"retentionDays": 60})
    instance.cli("privacy", "retention")
    assert instance.value(f"SELECT {part}") is None


def test_ip_is_a_hash_that_changes_daily(person, instance):
    add(person, "a@example.net")
    c = send(person, "x")
    t = link_of(instance, c, "a@example.net").replace("/u/", "/t/o/") + ".gif"
    for _ in range(2):
        requests.get(instance.base + t, headers=AGENT, timeout=30)
    wait_for(lambda: len(instance.query('SELECT 1 FROM "EmailEvent" WHERE "userId" = %s AND "type" = \'OPENED\'', person.user["id"])) == 2)
    hashes = {r["ipAddress"] for r in instance.query('SELECT "ipAddress" FROM "EmailEvent" WHERE "userId" = %s AND "type" = \'OPENED\'', person.user["id"])}
    assert len(hashes) == 1 and "127.0.0.1" not in str(hashes) and len(hashes.pop()) == 32


# -- the audit log

def test_audit_log(person, instance):
    other = instance.register()
    key = person.post("/api/api-keys", {"name": "robot", "scopes": ["read", "contacts:write"]}, 201)
    robot = {"Authorization": f"Bearer {key['key']}"}
    c = add(person, "secret.name@example.net")
    requests.patch(f"{instance.base}/api/contacts/{c['id']}", json={"firstName": "Ann"}, headers=robot, timeout=30).raise_for_status()
    person.get("/api/contacts")
    person.post("/api/contacts", {"email": "nonsense"}, 422)  # refused: not done
    person.get("/api/suppressions/export")
    instance.cli("contacts", "export", "--user", person.email)
    draft = instance.cli_json("campaign", "create", "--name", "Secret name", "--to", "all", "--user", person.email)["id"]
    instance.cli("campaign", "edit", draft, "--name", "Secret name two", "--user", person.email)
    for words in (["contacts", "list"], ["campaign", "show", draft], ["campaign", "list"], ["campaign", "check", draft], ["sender", "list"], ["policy", "show"],
                  ["domain", "setup", "example.com"], ["topic", "list"], ["form", "list"], ["webhook", "list"], ["capture", "list"], ["sequence", "list"]):
        instance.cli(*words, "--user", person.email, ok=False)  # they only read
    rows = person.get("/api/audit")["data"]
    told = [(r["actor"], r["action"], r["target"], r["detail"]) for r in reversed(rows)]
    assert told[-6:] == [("session", "POST /api/contacts", c["id"], "email"), ("key", "PATCH /api/contacts/:id", c["id"], "firstName"),
                         ("session", "GET /api/suppressions/export", None, None), ("cli", "contact export", None, None),
                         ("cli", "campaign create", None, "name, to"), ("cli", "campaign edit", draft, "name")]
    assert next(r for r in rows if r["actor"] == "key")["who"] == "robot"
    assert [r["seq"] for r in rows] == list(range(len(rows), 0, -1))
    assert "secret.name" not in json.dumps(rows) and "Secret name" not in json.dumps(rows)
    assert [r["seq"] for r in person.all("/api/audit?actor=session")] == [r["seq"] for r in rows if r["actor"] == "session"]
    assert not [r for r in other.get("/api/audit")["data"] if r["target"] == c["id"]]
    assert requests.get(f"{instance.base}/api/audit", headers=robot, timeout=30).status_code == 403
    proof = person.get("/api/audit/verify")
    assert proof == {"entries": len(rows), "head": rows[0]["hash"], "intact": True, "brokenAt": None, "why": None}
    assert instance.cli("audit", "verify", "--user", person.email, "--head", proof["head"]).returncode == 0


@pytest.mark.parametrize("tamper,at", [
    ("""UPDATE "AuditLog" SET "action" = 'GET /' WHERE "userId" = %s AND "seq" = 2""", 2),
    ("""UPDATE "AuditLog" SET "actorId" = NULL WHERE "userId" = %s AND "seq" = 3""", 3),
    ("""DELETE FROM "AuditLog" WHERE "userId" = %s AND "seq" = 2""", 2),
    ("""DELETE FROM "AuditLog" WHERE "userId" = %s AND "seq" = 4""", 4),
    ("""DELETE FROM "AuditLog" WHERE "userId" = %s""", 1),
])
def test_tampering_shows(instance, tamper, at):
    api, other = instance.register(), instance.register()
    for n in range(4):
        add(api, f"p{n}@example.net")
        add(other, f"p{n}@example.net")
    # Neither a tenant nor the owner changes a row by a statement.
    with pytest.raises(psycopg2.Error):
        instance.query(tamper, api.user["id"])
    instance.query('ALTER TABLE "AuditLog" DISABLE TRIGGER "AuditLog_only_added"')
    try:
        instance.query(tamper, api.user["id"])
    finally:
        instance.query('ALTER TABLE "AuditLog" ENABLE TRIGGER "AuditLog_only_added"')
    proof = api.get("/api/audit/verify")
    assert not proof["intact"] and proof["brokenAt"] == at and proof["why"]
    r = instance.cli("audit", "verify", "--user", api.email, ok=False)
    assert r.returncode == 1 and f"entry {at}" in r.stderr
    assert other.get("/api/audit/verify")["intact"]
    # The account goes, and its log with it.
    api.delete("/api/me", {"password": PASSWORD}, expect=(200, 204))
    assert instance.value('SELECT count(*) FROM "AuditLog" WHERE "userId" = %s', api.user["id"]) == 0


def test_many_at_once_make_one_chain(person, instance):
    import concurrent.futures
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: add(person, f"q{n}@example.net"), range(40)))
    proof = person.get("/api/audit/verify")
    assert proof["intact"] and proof["entries"] >= 40


# -- signing in and out

def test_signing_in_and_out_is_written_down(person, instance):
    other = instance.register()
    before = other.get("/api/audit")["data"]
    login = {"email": person.email, "password": PASSWORD}
    for _ in range(2):
        assert requests.post(f"{instance.base}/api/auth/login", json={**login, "password": "wrong " + PASSWORD}, timeout=30).status_code == 401
    s = requests.Session()
    s.headers["Origin"] = instance.base
    s.post(f"{instance.base}/api/auth/login", json=login, timeout=30).raise_for_status()
    new = "another " + PASSWORD
    s.post(f"{instance.base}/api/me/password", json={"current": PASSWORD, "next": new}, timeout=30).raise_for_status()
    s.post(f"{instance.base}/api/auth/logout", timeout=30).raise_for_status()
    s.post(f"{instance.base}/api/auth/logout", timeout=30).raise_for_status()  # nobody signs out
    s.post(f"{instance.base}/api/auth/login", json={**login, "password": new}, timeout=30).raise_for_status()
    rows = s.get(f"{instance.base}/api/audit", timeout=30).json()["data"]
    told = [(r["actor"], r["action"], r["detail"]) for r in rows[:4]]
    assert told == [("session", "POST /api/auth/login", "email, password"), ("session", "POST /api/auth/logout", None),
                    ("session", "POST /api/me/password", "current, next"),
                    ("session", "POST /api/auth/login", "failed before from the same place: 2")]
    assert rows[-1]["action"] == "POST /api/auth/login" and person.email not in json.dumps(rows) and PASSWORD not in json.dumps(rows)
    assert s.get(f"{instance.base}/api/audit/verify", timeout=30).json()["intact"]
    assert other.get("/api/audit")["data"] == before


# -- sequences

def test_erased_people_stay_out_of_sequences(person, instance):
    """Erased, imported again: a sequence takes nobody in by hand or by an event, and what enters as a new contact gets no mail."""
    other = instance.register()
    other.sender = office(other)
    who = "gone.for.good@example.net"
    add(person, who)
    person.post("/api/privacy/erase", {"email": who})
    step = [{"id": "e1", "type": "email", "subject": "Hello", "content": "<p>Hello</p>", "position": {"x": 0, "y": 0}, "nextStepId": None}]
    for api in (person, other):
        api.by = {}
        for kind, settings in (("on_signup", {}), ("manual", {}), ("on_event", {"trigger": {"event": "bought"}})):
            q = api.post("/api/sequences", {"name": kind, "steps": step, "triggerType": kind, "settings": settings}, 201)
            api.by[kind] = api.post(f"/api/sequences/{q['id']}/activate")["id"]
        csv_import(api, f"email\n{who}\nfresh@example.net\n")
        done = api.post(f"/api/sequences/{api.by['manual']}/enroll", {"emails": [who, "fresh@example.net"]})
        assert done["excluded"] == (api is person) and done["enrolled"] == 1 + (api is other)
        assert len(api.post("/api/events", {"event": "bought", "email": who})["enrolled"]) == (api is other)
        row = wait_for(lambda: next((e for e in api.all(f"/api/sequences/{api.by['on_signup']}/enrollments") if e["email"] == who and e["status"] != "ACTIVE"), None), 60)
        assert row["exitReason"] == ("suppressed" if api is person else None), row
    planned = 'SELECT count(*) FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" WHERE c."userId" = %s AND c."email" = %s'
    wait_for(lambda: instance.value(planned, other.user["id"], who) == 3, 60)
    assert instance.value(planned, person.user["id"], who) == 0
    cli = instance.cli_json("sequence", "enroll", person.by["manual"], "--contact", who, "--user", person.email)
    assert cli["excluded"] == 1 and cli["enrolled"] == 0
