"""Accounts over REST and the command line: signing in and out, throttling, sessions, API keys and scopes, idempotency,
the Origin check, export, and deletion that says what it removed."""

import json
import secrets
import threading

import pytest
from loumass import PASSWORD, Api, wait_for


@pytest.fixture
def person(instance):
    return instance.register()


def signed_in(instance, email, password=PASSWORD, expect=200):
    api = Api(instance.base)
    api.post("/api/auth/login", {"email": email, "password": password}, expect)
    return api


def fields_of(problem):
    return {e["field"] for e in problem["errors"]}


def key(api, *scopes):
    made = api.post("/api/api-keys", {"name": "test", "scopes": list(scopes)}, 201)
    return Api(api.base, made["key"]), made


# -- signing in and out

def test_register_log_in_and_out(instance):
    email = f"Ann-{secrets.token_hex(3)}@EXAMPLE.com"
    api = instance.register(email, "Ann")
    assert api.user["email"] == email.lower() and api.user["name"] == "Ann"
    assert api.get("/api/me")["user"] == api.user
    cookie = next(c for c in api.http.cookies if c.name == "loumass_session")
    assert cookie.has_nonstandard_attr("HttpOnly") and cookie.get_nonstandard_attr("SameSite") == "Lax" and not cookie.secure
    stolen = cookie.value
    assert api.get("/api/config")["signedIn"] is True
    api.post("/api/auth/logout", expect=204)
    assert api.get("/api/config")["signedIn"] is False
    api.get("/api/me", expect=401)
    late = Api(instance.base)
    late.http.cookies.set("loumass_session", stolen)
    assert late.get("/api/config")["signedIn"] is False
    late.get("/api/me", expect=401)  # the session itself has ended, not only the browser's cookie
    again = signed_in(instance, f" {email.upper()} ")
    assert again.get("/api/me")["user"]["id"] == api.user["id"]
    instance.cli("user", "add", email, "--password-stdin", stdin=PASSWORD + "\n", ok=False)


@pytest.mark.parametrize("body, fields", [
    ({"email": "nonsense", "password": PASSWORD}, {"email"}),
    ({"email": "new@example.com", "password": "short"}, {"password"}),
    ({"email": "new@example.com", "password": "Iloveyou1"}, {"password"}),
    ({"email": "new@example.com"}, {"password"}),
    ({"email": "same.as.mine@example.com", "password": "same.as.mine@example.com"}, {"password"}),
    ({"email": "new@example.com", "password": PASSWORD, "isOperator": True}, {"isOperator"}),
])
def test_registration_says_what_is_wrong(instance, body, fields):
    assert fields_of(Api(instance.base).post("/api/auth/register", body, 422)) == fields


def test_one_answer_for_every_failure(instance, person):
    a = Api(instance.base).raw("POST", "/api/auth/login", json={"email": person.email, "password": "wrong password"})
    b = Api(instance.base).raw("POST", "/api/auth/login", json={"email": "nobody@example.com", "password": "wrong password"})
    assert a.status_code == b.status_code == 401 and a.json() == b.json()
    assert "Set-Cookie" not in a.headers


def test_guessing_is_throttled(fresh):
    fresh.up()
    victim = fresh.register()
    other = fresh.register()
    answers = [fresh_login(fresh, victim.email, f"guess number {n}") for n in range(8)]
    assert [r.status_code for r in answers[:5]] == [401] * 5 and answers[-1].status_code == 429, [r.status_code for r in answers]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert fresh_login(fresh, victim.email, PASSWORD).status_code == 429  # nor does the right one help while it lasts
    assert fresh_login(fresh, other.email, PASSWORD).status_code == 200  # others are not shut out with them
    victim.get("/api/me")  # nor is who is in already
    fresh.query('UPDATE "LoginThrottle" SET "blockedUntil" = NULL')
    assert fresh_login(fresh, victim.email, PASSWORD).status_code == 200
    assert not fresh.value('SELECT count(*) FROM "LoginThrottle" WHERE "key" ILIKE %s', f"%{victim.email}%")


def fresh_login(instance, email, password):
    return Api(instance.base).raw("POST", "/api/auth/login", json={"email": email, "password": password})


def test_passwords_are_argon2id_and_tokens_hashed(instance, person):
    stored = instance.value('SELECT "passwordHash" FROM "Credential" WHERE "userId" = %s', person.user["id"])
    assert stored.startswith("$argon2id$")
    token = person.http.cookies["loumass_session"]
    _, made = key(person, "read")
    dump = json.dumps(instance.query('SELECT * FROM "Session"') + instance.query('SELECT * FROM "ApiKey"'), default=str)
    assert token not in dump and made["key"] not in dump and "127.0.0.1" not in dump


def test_change_of_password_ends_other_sessions(instance, person):
    elsewhere = signed_in(instance, person.email)
    assert fields_of(person.post("/api/me/password", {"current": "not my password", "next": "another long password"}, 422)) == {"current"}
    assert fields_of(person.post("/api/me/password", {"current": PASSWORD, "next": "short"}, 422)) == {"next"}
    elsewhere.get("/api/me")
    person.post("/api/me/password", {"current": PASSWORD, "next": "another long password"}, 204)
    person.get("/api/me")
    elsewhere.get("/api/me", expect=401)
    signed_in(instance, person.email, expect=401)
    signed_in(instance, person.email, "another long password")


def test_particulars(person):
    u = person.patch("/api/me", {"name": "Änne", "timezone": "Europe/Berlin", "locale": "de-DE"})["user"]
    assert (u["name"], u["timezone"], u["locale"]) == ("Änne", "Europe/Berlin", "de-DE")
    assert person.patch("/api/me", {"timezone": None})["user"]["timezone"] is None
    assert person.get("/api/me")["user"]["name"] == "Änne"
    assert fields_of(person.patch("/api/me", {"isOperator": True}, 422)) == {"isOperator"}
    assert fields_of(person.patch("/api/me", {"name": "a\r\nb"}, 422)) == {"name"}


def test_sessions(instance, person):
    phone = signed_in(instance, person.email)
    laptop = signed_in(instance, person.email)
    rows = person.get("/api/sessions")["data"]
    assert len(rows) == 3 and [r["current"] for r in rows].count(True) == 1
    mine = next(r for r in phone.get("/api/sessions")["data"] if r["current"])
    person.delete(f"/api/sessions/{mine['id']}", expect=204)
    phone.get("/api/me", expect=401)
    laptop.get("/api/me")
    person.delete("/api/sessions", expect=204)
    laptop.get("/api/me", expect=401)
    assert len(person.get("/api/sessions")["data"]) == 1
    assert "token" not in json.dumps(person.get("/api/sessions")).lower()


def test_only_the_first_is_operator(instance, alice, bob, person):
    assert instance.value('SELECT count(*) FROM "User" WHERE "isOperator"') == 1
    first = instance.value('SELECT "id" FROM "User" ORDER BY "id" LIMIT 1')
    api = next(a for a in (alice, bob, person) if a.user["id"] != first)
    api.get("/api/system", expect=403)


# -- API keys

def test_a_key_does_what_it_may(instance, person):
    reader, made = key(person, "read")
    assert made["key"].startswith("lm_") and made["key"].startswith(made["prefix"]) and made["scopes"] == ["read"]
    reader.get("/api/contacts")
    for method, path, body in (("POST", "/api/contacts", {"email": "a@example.com"}), ("POST", "/api/contacts/bulk", {"action": "delete", "filter": {}}),
                               ("POST", "/api/campaigns", {"name": "x"}), ("POST", "/api/senders", {"kind": "capture"}), ("GET", "/api/sessions", None),
                               ("GET", "/api/api-keys", None), ("POST", "/api/api-keys", {"name": "more", "scopes": ["send"]}), ("DELETE", "/api/me", {"password": PASSWORD}),
                               ("POST", "/api/me/password", {"current": PASSWORD, "next": "another long password"}), ("GET", "/api/me/export", None), ("GET", "/api/system", None)):
        reader.call(method, path, body, expect=403)
    writer, _ = key(person, "contacts:write")
    c = writer.post("/api/contacts", {"email": "by-key@example.com"}, 201)
    assert person.get(f"/api/contacts/{c['id']}")["email"] == "by-key@example.com"
    writer.post("/api/campaigns", {"name": "x", "subject": "s", "content": "c"}, 403)
    listed = person.get("/api/api-keys")["data"]
    assert len(listed) == 2 and not any("key" in k for k in listed) and next(k for k in listed if k["id"] == made["id"])["lastUsedAt"]
    person.delete(f"/api/api-keys/{made['id']}", expect=204)
    reader.get("/api/contacts", expect=401)
    writer.get("/api/contacts")


def test_keys_are_checked(instance, person):
    assert fields_of(person.post("/api/api-keys", {"name": "x", "scopes": ["everything"]}, 422)) == {"scopes"}
    assert fields_of(person.post("/api/api-keys", {"name": "", "scopes": ["read"]}, 422)) == {"name"}
    assert person.post("/api/api-keys", {"name": "x", "scopes": ["account"]}, 422)
    for bad in ("lm_", "lm_nonsense", "x" * 5000, ""):
        assert Api(instance.base, bad or " ").raw("GET", "/api/me").status_code in (401, 431), bad[:20]
    r = Api(instance.base).raw("GET", "/api/me", headers={"Authorization": "Basic YTpi"})
    assert r.status_code == 401 and r.headers["WWW-Authenticate"].startswith("Bearer")
    # A key beside a good cookie: the key counts, not the cookie.
    person.get("/api/me", expect=401, headers={"Authorization": "Bearer lm_nonsense"})


# -- cookies and other sites

def test_other_sites_are_refused(person):
    for origin in ("https://evil.example", "null", person.base + ".evil.example", "http://evil.example:80"):
        person.post("/api/contacts", {"email": "csrf@example.com"}, 403, headers={"Origin": origin})
        person.delete("/api/me", {"password": PASSWORD}, 403, headers={"Origin": origin})
    r = person.raw("POST", "/api/contacts", json={"email": "csrf@example.com"}, headers={"Origin": None, "Sec-Fetch-Site": "cross-site"})
    assert r.status_code == 403
    assert person.all("/api/contacts") == []
    person.get("/api/contacts", headers={"Origin": "https://evil.example"})  # reading is safe: no CORS header lets it be read
    assert "Access-Control-Allow-Origin" not in person.raw("GET", "/api/contacts", headers={"Origin": "https://evil.example"}).headers
    bearer, _ = key(person, "contacts:write")
    bearer.post("/api/contacts", {"email": "program@example.com"}, 201, headers={"Origin": "https://evil.example"})


def test_forms_of_other_sites_are_no_json(person):
    r = person.raw("POST", "/api/contacts", data='{"email": "form@example.com"}', headers={"Content-Type": "text/plain"})
    assert r.status_code == 415


# -- idempotency

def test_the_same_request_twice_is_done_once(person):
    h = {"Idempotency-Key": secrets.token_hex(8)}
    one = person.raw("POST", "/api/contacts", json={"email": "once@example.com"}, headers=h)
    two = person.raw("POST", "/api/contacts", json={"email": "once@example.com"}, headers=h)
    assert one.status_code == two.status_code == 201 and one.json() == two.json()
    assert two.headers["Idempotent-Replayed"] == "true" and "Idempotent-Replayed" not in one.headers
    assert fields_of(person.post("/api/contacts", {"email": "two@example.com"}, 422, headers=h)) == {"Idempotency-Key"}
    assert len(person.all("/api/contacts")) == 1


def test_a_failure_frees_the_key(person):
    h = {"Idempotency-Key": "again"}
    person.post("/api/contacts", {"email": "nonsense"}, 422, headers=h)
    person.post("/api/contacts", {"email": "sense@example.com"}, 201, headers=h)


def test_keys_of_two_people_do_not_meet(alice, bob):
    h = {"Idempotency-Key": "shared"}
    a = alice.post("/api/contacts", {"email": "idem@example.com"}, 201, headers=h)
    b = bob.post("/api/contacts", {"email": "idem@example.com"}, 201, headers=h)
    assert a["id"] != b["id"]


def test_the_same_request_at_once_is_done_once(instance, person):
    token = key(person, "contacts:write")[1]["key"]
    h, answers = {"Idempotency-Key": "race"}, []

    def ask():
        answers.append(Api(instance.base, token).raw("POST", "/api/contacts", json={"email": "race@example.com"}, headers=h))

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert {r.status_code for r in answers} <= {201, 409} and len({r.json()["id"] for r in answers if r.status_code == 201}) == 1
    assert all("still running" in r.json()["detail"] for r in answers if r.status_code == 409)  # not: there is one already
    assert len(person.all("/api/contacts")) == 1


# -- leaving

def furnish(instance, api):
    """A bit of everything that belongs to an account."""
    contacts = [api.post("/api/contacts", {"email": f"c{n}@example.net"}, 201) for n in range(3)]
    sender = api.get("/api/senders")["data"][0]
    campaign = api.post("/api/campaigns", {"name": "C", "subject": "S", "content": "<p>x</p>", "senderId": sender["id"], "audience": {"all": True}}, 201)
    api.post("/api/suppressions", {"email": "gone@example.net"}, 201)
    api.post("/api/views", {"name": "v", "filter": {}}, 201)
    api.post("/api/imports", data=b"Email\nx@example.net\n", expect=201, headers={"Content-Type": "text/csv"})
    key(api, "read")
    uid = api.user["id"]
    instance.query('INSERT INTO "Sequence" ("id", "userId", "name", "steps", "updatedAt") VALUES (%s, %s, %s, %s, now())', f"q{uid}", uid, "Q", "[]")
    instance.query('INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId") VALUES (%s, %s, %s)', f"e{uid}", f"q{uid}", contacts[0]["id"])
    for n, c in enumerate(contacts):
        instance.query('INSERT INTO "Recipient" ("id", "campaignId", "contactId", "status", "sentAt") VALUES (%s, %s, %s, %s, now())',
                       f"r{n}{uid}", campaign["id"], c["id"], "SENT")
        instance.query('INSERT INTO "EmailEvent" ("id", "recipientId", "type") VALUES (%s, %s, %s)', f"v{n}{uid}", f"r{n}{uid}", "SENT")
    return {"contacts": 3, "campaigns": 1, "sequences": 1, "enrollments": 1, "recipients": 3, "events": 3, "suppressions": 1, "imports": 1, "apiKeys": 1}


def tables_with(instance, user_id):
    """Rows of every table that name the user, by table."""
    tables = instance.query("""SELECT c.relname t, a.attname a FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace AND a.attname IN ('userId', 'id')
          AND NOT a.attisdropped""")
    found = {}
    for row in tables:
        n = instance.value(f'SELECT count(*) FROM "{row["t"]}" WHERE "{row["a"]}"::text LIKE %s', f"%{user_id}")
        if n:
            found[row["t"]] = found.get(row["t"], 0) + n
    return found


def test_deletion_removes_every_row_and_says_so(instance):
    api, neighbour = instance.register(), instance.register()
    wanted = furnish(instance, api)
    furnish(instance, neighbour)
    # The work process folds what changed into the counters: count when it has.
    changes = 'SELECT count(*) FROM "TallyChange" WHERE "userId" = %s'
    wait_for(lambda: instance.value(changes, neighbour.user["id"]) == 0)
    theirs = tables_with(instance, neighbour.user["id"])
    elsewhere = signed_in(instance, api.email)
    assert fields_of(api.delete("/api/me", {"password": "not my password"}, 422)) == {"password"}
    removed = api.delete("/api/me", {"password": PASSWORD})["removed"]
    assert {k: removed[k] for k in wanted} == wanted and removed["sessions"] == 2 and removed["senders"] >= 1, removed
    api.get("/api/me", expect=401)
    elsewhere.get("/api/me", expect=401)
    signed_in(instance, api.email, expect=401)
    assert tables_with(instance, api.user["id"]) == {}
    assert tables_with(instance, neighbour.user["id"]) == theirs
    instance.register(api.email)  # the address is free again


def test_export_holds_everything_and_no_secrets(instance):
    api, neighbour = instance.register(), instance.register()
    furnish(instance, api)
    furnish(instance, neighbour)
    secret = "not-for-export-" + secrets.token_hex(4)
    api.post("/api/senders", {"kind": "smtp", "name": "S", "fromEmail": "s@example.net", "host": "127.0.0.1", "port": 2525,
                              "security": "none", "auth": "plain", "username": "u", "secret": secret}, 201)
    r = api.raw("GET", "/api/me/export")
    rows = [json.loads(line) for line in r.text.splitlines()]
    models = {row["model"] for row in rows}
    assert {"User", "Contact", "Campaign", "Recipient", "EmailEvent", "Suppression", "Sender", "Import", "ContactView", "ApiKey"} <= models
    assert len([row for row in rows if row["model"] == "Contact"]) == 3
    assert all(row["row"].get("userId", api.user["id"]) == api.user["id"] for row in rows)
    assert neighbour.user["id"] not in r.text and secret not in r.text
    for word in ("passwordHash", "tokenHash", "keyHash", "secretSealed", "argon2id", api.http.cookies["loumass_session"]):
        assert word not in r.text, word


def test_accounts_by_command(instance):
    email = f"cli-{secrets.token_hex(3)}@example.com"
    instance.cli("user", "add", email, "--password-stdin", stdin=PASSWORD + "\n")
    assert instance.cli("user", "add", email, "--password-stdin", stdin=PASSWORD + "\n", ok=False).returncode == 1
    assert instance.cli("user", "add", "short@example.com", "--password-stdin", stdin="short\n", ok=False).returncode == 2
    api = signed_in(instance, email)
    assert email in instance.cli("user", "list").stdout
    instance.cli("user", "passwd", email, "--password-stdin", stdin="another long password\n")
    signed_in(instance, email, "another long password")
    instance.cli("user", "delete", email, "--yes")
    signed_in(instance, email, "another long password", expect=401)
    assert instance.cli("user", "delete", email, "--yes", ok=False).returncode == 3
    assert api


def test_registration_can_be_closed(fresh):
    fresh.env["LOUMASS_REGISTRATION"] = "closed"
    fresh.up()
    api = Api(fresh.base)
    assert api.get("/api/config")["registration"] == "closed"
    api.post("/api/auth/register", {"email": "a@example.com", "password": PASSWORD}, 403)
    assert fresh.value('SELECT count(*) FROM "User"') == 0
