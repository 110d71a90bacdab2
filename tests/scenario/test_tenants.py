"""The tenant wall, from outside: every route of the published document that takes an id is asked with another tenant's
ids, and a connection as the application's role sees only what the tenant that is set may see."""

import datetime
import re

import psycopg2
import pytest
from loumass import PASSWORD

TOMORROW = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
# Made anew by asking, whoever asks: these say nothing about the other tenant.
OWN_EFFECTS = {"Tally", "TallyChange", "Session", "IdempotencyKey", "LoginThrottle", "Worker"}


def tenant_tables(instance):
    return [r["t"] for r in instance.query("""SELECT DISTINCT c.relname t FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'userId'
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace ORDER BY 1""")]


def furnish(instance, api):
    """One of everything, and the ids by the word that the routes use for it."""
    uid = api.user["id"]
    contact = api.post("/api/contacts", {"email": "private@example.net", "firstName": "Secret"}, 201)
    sender = api.post("/api/senders", {"kind": "smtp", "name": "S", "fromEmail": "s@example.net", "host": "127.0.0.1", "port": 9,
                                       "security": "none", "auth": "plain", "username": "u", "secret": "the sealed secret"}, 201)
    campaign = api.post("/api/campaigns", {"name": "C", "subject": "S", "content": "<p>x</p>", "senderId": sender["id"], "audience": {"all": True}}, 201)
    attachment = api.post(f"/api/campaigns/{campaign['id']}/attachments?filename=a.txt", data=b"text", expect=201, headers={"Content-Type": "text/plain"})
    job = api.post("/api/imports", data=b"Email\nx@example.net\n", expect=201, headers={"Content-Type": "text/csv"})
    sequence = api.post("/api/sequences", {"name": "Q", "steps": [{"id": "e", "type": "email", "subject": "S", "content": "<p>x</p>", "nextStepId": None}]}, 201)
    view = api.post("/api/views", {"name": "v", "filter": {}}, 201)
    suppression = api.post("/api/suppressions", {"email": "gone@example.net"}, 201)
    key = api.post("/api/api-keys", {"name": "k", "scopes": ["read"]}, 201)
    session = api.get("/api/sessions")["data"][0]
    domain = api.post("/api/domains", {"domain": f"{uid}.test"}, 201)
    topic = api.post("/api/topics", {"name": "Offers"}, 201)
    signup = api.post("/api/forms", {"name": "F", "consentText": "Secret consent"}, 201)
    segment = api.post("/api/segments", {"name": "Secret people", "filter": 'email contains "example"'}, 201)
    tracking = api.post("/api/tracking-domains", {"domain": f"click.{uid}.test"}, 201)
    instance.query('INSERT INTO "Recipient" ("id", "campaignId", "contactId", "status", "sentAt") VALUES (%s, %s, %s, %s, now())', f"r{uid}", campaign["id"], contact["id"], "SENT")
    instance.query('INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId", "status") VALUES (%s, %s, %s, %s)', f"n{uid}", sequence["id"], contact["id"], "PAUSED")
    instance.query('INSERT INTO "EmailEvent" ("id", "recipientId", "type") VALUES (%s, %s, %s)', f"v{uid}", f"r{uid}", "SENT")
    instance.query("""INSERT INTO "Capture" ("id", "userId", "from", "to", "subject", "raw", "bytes") VALUES (%s, %s, 'a', 'b', 's', 'Subject: s\r\n\r\nx', 15)""", f"p{uid}", uid)
    instance.query("""INSERT INTO "Conversation" ("id", "userId", "key", "contactId", "subject") VALUES (%s, %s, 'k', %s, 'Secret')""", f"k{uid}", uid, contact["id"])
    instance.query("""INSERT INTO "ConversationMessage" ("id", "userId", "conversationId", "direction", "from", "to", "text", "at")
        VALUES (%s, %s, %s, 'in', 'a@example.net', 'b@example.net', 'Secret', now())""", f"m{uid}", uid, f"k{uid}")
    instance.query("""INSERT INTO "UnmatchedMessage" ("id", "userId", "key", "source", "kind", "from", "subject", "text", "contactId", "receivedAt")
        VALUES (%s, %s, 'k', 'mailbox', 'reply', 'private@example.net', 'Secret', 'Secret', %s, now())""", f"u{uid}", uid, contact["id"])
    instance.query("""INSERT INTO "ContactHold" ("contactId", "userId", "reason", "words") VALUES (%s, %s, 'asks_to_leave', 'Secret')""", contact["id"], uid)
    endpoint = api.post("/api/webhook-endpoints", {"provider": "mailgun", "secret": "a signing key"}, 201)
    hook = api.post("/api/hooks", {"url": "https://hooks.example.invalid", "events": ["message.complained"]}, 201)
    return {"hooks": hook["id"], "webhook-endpoints": endpoint["id"], "webhooks": "no-such-token", "replies": f"k{uid}", "unmatched": f"u{uid}", "inbox": contact["id"], "contacts": contact["id"], "senders": sender["id"], "campaigns": campaign["id"], "sequences": sequence["id"], "enrollments": f"n{uid}", "aid": attachment["id"], "imports": job["id"], "views": view["id"],
            "suppressions": suppression["id"] if suppression and "id" in suppression else api.get("/api/suppressions")["data"][0]["id"],
            "api-keys": key["id"], "sessions": session["id"], "topics": topic["id"], "forms": signup["id"], "tracking-domains": tracking["id"], "segments": segment["id"], "domains": domain["domain"], "recipients": f"r{uid}", "capture": f"p{uid}"}


def rows_of(instance, user_id):
    """Every row of the tenant's, by table."""
    dump = {}
    for t in tenant_tables(instance):
        if t not in OWN_EFFECTS:
            dump[t] = sorted(r["j"] for r in instance.query(f'SELECT to_jsonb(t)::text j FROM "{t}" t WHERE "userId" = %s', user_id))
    dump["User"] = instance.query('SELECT * FROM "User" WHERE "id" = %s', user_id)
    dump["sessions"] = instance.query('SELECT "id", "tokenHash" FROM "Session" WHERE "userId" = %s ORDER BY "id"', user_id)
    return dump


def routes_with_ids(api):
    document = api.get("/api/openapi.json")
    for path, methods in document["paths"].items():
        if "{" in path:
            for method in methods:
                if method in ("get", "post", "put", "patch", "delete"):
                    yield method.upper(), path, methods[method]


def body_for(operation, document):
    """A body that the route's own table lets in: required fields with a value of their type."""
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]

    def value(s):
        if "enum" in s:
            return s["enum"][0]
        kind = s.get("type")
        kind = kind[0] if isinstance(kind, list) else kind
        return {"string": TOMORROW, "integer": 1, "number": 1, "boolean": True, "array": ["a@example.com"], "object": {"email": "Email"}}.get(kind, {})

    return {name: value(schema["properties"][name]) for name in schema.get("required", [])}


def test_no_route_reaches_anothers_rows(instance, alice, bob):
    ids = furnish(instance, alice)
    mine = furnish(instance, bob)
    document = bob.get("/api/openapi.json")
    before = rows_of(instance, alice.user["id"])
    asked, wrong = 0, []
    for method, path, operation in routes_with_ids(bob):
        parts = path.strip("/").split("/")
        kind = parts[parts.index("{id}") - 1] if "{id}" in parts else parts[1]
        assert kind in ids, f"{path}: say here what id it takes"
        foreign = re.sub(r"\{(\w+)\}", lambda m: ids["aid"] if m[1] == "aid" else ids[kind], path)
        targets = [foreign]
        if "{aid}" in path:  # another's attachment under one's own campaign
            targets.append(re.sub(r"\{(\w+)\}", lambda m: ids["aid"] if m[1] == "aid" else mine[kind], path))
        for target in targets:
            kw = {"json": body_for(operation, document)} if "application/json" in operation.get("requestBody", {}).get("content", {}) else {}
            if "requestBody" in operation and not kw:
                kw = {"data": b"x", "headers": {"Content-Type": "text/plain"}}
                target += "" if kind == "webhooks" else "?filename=a.txt"
            r = bob.raw(method, target, **kw)
            asked += 1
            if r.status_code != 404 or ids[kind] in r.text or "Secret" in r.text:
                wrong.append((method, path, r.status_code, r.text[:200]))
    assert not wrong, "\n".join(map(str, wrong))
    assert asked > 40
    assert rows_of(instance, alice.user["id"]) == before
    alice.get(f"/api/contacts/{ids['contacts']}")


def test_anothers_ids_in_bodies(instance):
    victim, thief = instance.register(), instance.register()
    ids, mine = furnish(instance, victim), furnish(instance, thief)
    before = rows_of(instance, victim.user["id"])
    assert thief.post("/api/contacts/bulk", {"action": "delete", "ids": [ids["contacts"]]})["affected"] == 0
    thief.patch(f"/api/campaigns/{mine['campaigns']}", {"senderId": ids["senders"]}, expect=(404, 409, 422))
    thief.post("/api/campaigns", {"name": "C", "subject": "S", "content": "x", "senderId": ids["senders"]}, expect=(404, 409, 422))
    count = thief.post("/api/audience/count", {"audience": {"contactIds": [ids["contacts"]]}})
    assert count["count"] == 0 and count["sample"] == []
    r = thief.raw("POST", f"/api/campaigns/{mine['campaigns']}/preview", json={"contactId": ids["contacts"]})
    assert r.status_code in (404, 422) and "Secret" not in r.text
    r = thief.raw("POST", f"/api/campaigns/{mine['campaigns']}/test", json={"to": ["x@example.com"], "contactId": ids["contacts"]})
    assert r.status_code in (404, 409, 422) and "Secret" not in r.text
    assert rows_of(instance, victim.user["id"]) == before


def test_lists_and_exports_show_ones_own(instance):
    a, b = instance.register(), instance.register()
    ids = furnish(instance, a)
    uid = a.user["id"]
    paths = [p for p, m in b.get("/api/openapi.json")["paths"].items() if "get" in m and "{" not in p and p.startswith("/api/") and p not in ("/api/openapi.json", "/api/system", "/api/system/google", "/api/system/mail", "/api/system/mail-sender", "/api/tls-check", "/api/privacy/person")]
    assert len(paths) > 12
    for path in paths:
        r = b.raw("GET", path, params={"count": "true"} if path in ("/api/contacts", "/api/campaigns") else None)
        assert r.status_code == (302 if path.startswith("/api/auth/google") else 200), (path, r.status_code, r.text[:300])
        for word in (uid, "private@example.net", *ids.values()):
            assert word not in r.text, (path, word)


def test_the_role_without_a_tenant_sees_nothing(instance, alice, bob):
    furnish(instance, instance.register())
    connection = psycopg2.connect(instance.database_url())
    connection.autocommit = True
    tables = tenant_tables(instance) + ["User"]
    with connection.cursor() as c:
        c.execute("SET ROLE loumass_app")
        seen = 0
        for t in tables:
            try:
                c.execute(f'SELECT count(*) FROM "{t}"')
                seen += 1
                assert c.fetchone()[0] == 0, t
            except psycopg2.errors.InsufficientPrivilege:
                pass
        assert seen > 10
        c.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'loumass_app' AND (rolsuper OR rolbypassrls OR rolcanlogin)")
        assert c.fetchone()[0] == 0
        # With a tenant set: his rows, whatever the query says, and no writing for somebody else.
        c.execute("SELECT set_config('app.user_id', %s, false)", (alice.user["id"],))
        for t in tables:
            if t != "User":
                try:
                    c.execute(f'SELECT count(*) FROM "{t}" WHERE "userId" <> %s', (alice.user["id"],))
                    assert c.fetchone()[0] == 0, t
                except psycopg2.errors.InsufficientPrivilege:
                    pass
        c.execute('SELECT count(*) FROM "User"')
        assert c.fetchone()[0] == 1
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            c.execute('INSERT INTO "Contact" ("id", "userId", "email", "updatedAt") VALUES (\'cforeign\', %s, \'x@example.com\', now())', (bob.user["id"],))
        c.execute('UPDATE "Contact" SET "firstName" = \'Taken\' WHERE "userId" = %s', (bob.user["id"],))
        assert c.rowcount == 0
        for t in ("Credential", "Setting", "_prisma_migrations"):
            try:
                c.execute(f'SELECT count(*) FROM "{t}"')
                assert t == "Credential" and c.fetchone()[0] <= 1, t
            except psycopg2.errors.InsufficientPrivilege:
                pass
    connection.close()


def test_every_table_of_tenants_has_its_policy(instance, alice):
    bare = instance.query("""SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'userId' AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
          AND (NOT c.relrowsecurity OR NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))""")
    assert bare == []
    # Partitions are reached by their own names only by the owner.
    open_partitions = instance.query("""SELECT c.relname FROM pg_class c WHERE c.relispartition AND c.relkind = 'r'
        AND has_table_privilege('loumass_app', c.oid, 'SELECT') AND NOT c.relrowsecurity""")
    assert open_partitions == []


def test_who_is_gone_is_out(instance):
    api = instance.register()
    c = api.post("/api/contacts", {"email": "x@example.com"}, 201)
    api.delete("/api/me", {"password": PASSWORD})
    api.get(f"/api/contacts/{c['id']}", expect=401)
