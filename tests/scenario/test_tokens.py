"""Senders that log in with access tokens which are fetched for them: Postfix and Dovecot ask an endpoint about each token, another gives
them out (RFC 6749 sections 4.4 and 6). Tokens that end, a server that is away or says no; two tenants."""

import email
import email.policy
import http.server
import json
import threading
import urllib.parse

import pytest
from loumass import Api, Instance, free_port, wait_for
from maildomain import MailDomain


class Server:
    """Gives tokens to the clients it knows, and tells mail servers (RFC 7662) whose a token is."""

    def __init__(self):
        self.clients, self.refresh, self.good = {}, {}, {}  # id: (secret, user); refresh token: (client, user); access token: user
        self.asked, self.away, self.life = [], False, 3600
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, status, body):
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                user = server.good.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
                self.answer(200, {"active": bool(user), **({"username": user} if user else {})})

            def do_POST(self):
                form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                self.answer(*server.grant(form))

            def log_message(self, *args):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def grant(self, form):
        self.asked.append(form)
        if self.away:
            return 503, {}
        n = len(self.asked)
        if form["grant_type"] == "refresh_token":
            client, user = self.refresh.pop(form["refresh_token"], (None, None))
            if client != form["client_id"]:
                return 400, {"error": "invalid_grant"}
            self.refresh[f"refresh-{n}"] = (client, user)  # each is good once
            more = {"refresh_token": f"refresh-{n}"}
        else:
            secret, user = self.clients.get(form["client_id"], (None, None))
            if secret != form.get("client_secret"):
                return 401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 17"}
            more = {}
        self.good = {t: u for t, u in self.good.items() if u != user}  # the last one of a person is the only one
        self.good[f"access-{n}"] = user
        return 200, {"token_type": "Bearer", "access_token": f"access-{n}", "expires_in": self.life, **more}


@pytest.fixture(scope="module")
def server():
    s = Server()
    yield s
    s.http.shutdown()
    s.http.server_close()


@pytest.fixture(scope="module")
def domain(server):
    d = MailDomain(domain="token.example", users=("news", "sales", "jo"), tokens=server.url)
    yield d
    d.close()


@pytest.fixture(scope="module")
def instance():
    i = Instance({"LOUMASS_INBOUND_POLL": "1s", "LOUMASS_ALLOW_PRIVATE_URLS": "yes"})
    try:
        i.up()
        yield i
    finally:
        i.close()


def login(domain, server, user, **more):
    return {"kind": "smtp", "name": user, "fromEmail": f"{user}@{domain.domain}", "host": "127.0.0.1", "port": domain.submission, "security": "none",
            "username": f"{user}@{domain.domain}", "auth": "xoauth2", "tokenUrl": f"{server.url}/token", "clientId": f"app-{user}",
            "clientSecret": "a client's secret", "scope": "https://mail.example/.default", **more}


def know(server, domain, user, secret="a client's secret"):
    server.clients[f"app-{user}"] = (secret, f"{user}@{domain.domain}")


def send(api, s, subject):
    people = api.all("/api/contacts")
    who = people[0] if people else api.post("/api/contacts", {"email": "jo@token.example", "firstName": "Jo"}, 201)
    c = api.post("/api/campaigns", {"name": subject, "subject": subject, "content": "<p>Hello</p>", "senderId": s["id"], "audience": {"contactIds": [who["id"]]}}, 201)
    api.post(f"/api/campaigns/{c['id']}/send")
    return c


def sent(api, c):
    wait_for(lambda: api.get(f"/api/campaigns/{c['id']}")["stats"]["sent"] == 1, 90)


def ends(instance, s, when):
    instance.query(f"UPDATE \"Sender\" SET \"tokenExpiresAt\" = now() AT TIME ZONE 'UTC' + interval '{when}' WHERE \"id\" = %s", s["id"])


def test_what_is_needed(instance, domain, server):
    api = instance.register()
    for wrong, field in (({"clientId": None}, "clientId"), ({"clientSecret": None}, "clientSecret"), ({"tokenUrl": "ftp://x.example/"}, "tokenUrl"),
                         ({"tokenUrl": "https://user@x.example/"}, "tokenUrl"), ({"auth": "plain", "secret": "x"}, "tokenUrl"), ({"scope": "a\nb"}, "scope"),
                         ({"clientSecret": "a\nb"}, "clientSecret"), ({"tokenUrl": None}, "secret")):
        told = api.post("/api/senders", login(domain, server, "news", **wrong), 422)
        assert field in {e["field"] for e in told["errors"]}, (wrong, told)
    s = api.post("/api/senders", login(domain, server, "news", auth=None), 201)
    assert s["auth"] == "xoauth2" and s["hasClientSecret"] and not s["hasRefreshToken"] and not s["hasSecret"]
    # A secret that was meant for one address goes to no other.
    told = api.patch(f"/api/senders/{s['id']}", {"tokenUrl": "https://thief.example/token"}, 422)
    assert {e["field"] for e in told["errors"]} == {"clientSecret"}
    plain = api.patch(f"/api/senders/{s['id']}", {"tokenUrl": None, "auth": "none"})
    assert (plain["clientId"], plain["scope"], plain["hasClientSecret"]) == (None, None, False)


def test_a_password_goes_to_no_other_server(instance):
    api = instance.register()
    s = api.post("/api/senders", {"kind": "smtp", "fromEmail": "a@token.example", "host": "smtp.token.example", "username": "a", "secret": "a password"}, 201)
    path = f"/api/senders/{s['id']}"
    api.call("PUT", f"{path}/mailbox", {"host": "imap.token.example", "username": "a", "secret": "a password"})
    for method, at, host in (("PATCH", path, "smtp.thief.example"), ("PUT", f"{path}/mailbox", "imap.thief.example")):
        told = api.call(method, at, {"host": host}, expect=422)
        assert {e["field"] for e in told["errors"]} == {"secret"}
        assert api.call(method, at, {"host": host.replace("thief", "token").upper(), "port": 2525})["hasSecret"]
        assert api.call(method, at, {"host": host, "secret": "another password"})["hasSecret"]
    assert api.patch(path, {"host": "smtp.token.example", "auth": "none"})["hasSecret"] is False


def test_sending_and_reading(instance, domain, server):
    know(server, domain, "news")
    alice, bob = instance.register(), instance.register()
    s = alice.post("/api/senders", login(domain, server, "news"), 201)
    path = f"/api/senders/{s['id']}"
    assert alice.post(f"{path}/test")["ok"], alice.post(f"{path}/test")
    assert server.asked[-1] == {"grant_type": "client_credentials", "scope": "https://mail.example/.default", "client_id": "app-news", "client_secret": "a client's secret"}
    now = alice.get(path)
    assert now["status"] == "ACTIVE" and now["tokenExpiresAt"] and now["tokenError"] is None and "secret" not in json.dumps(now).replace("hasClientSecret", "").replace("hasSecret", "")
    asked = len(server.asked)
    sent(alice, send(alice, s, "First"))
    assert len(server.asked) == asked  # one token for many
    # The mailbox needs no secret of its own.
    alice.call("PUT", f"{path}/mailbox", {"host": "127.0.0.1", "port": domain.imap, "security": "none", "auth": "xoauth2"})
    assert alice.post(f"{path}/mailbox/test")["ok"]
    wait_for(lambda: alice.get(f"{path}/mailbox")["checkedAt"])

    def ours(subject):
        mails = (email.message_from_bytes(raw, policy=email.policy.default) for _, raw in domain.mails("jo"))
        return next((m["Message-ID"] for m in mails if m["Subject"] == subject), None)
    domain.write("news@token.example", "One.", sender="jo@token.example", in_reply_to=wait_for(lambda: ours("First")))
    wait_for(lambda: [x["excerpt"] for x in alice.get("/api/replies")["data"]] == ["One."])
    # It ends soon: another is fetched before, and used by both, connections that are open or not.
    ends(instance, s, "2 seconds")
    wait_for(lambda: len(server.asked) > asked)
    domain.kick()
    sent(alice, send(alice, s, "Second"))
    domain.write("news@token.example", "Two.", sender="jo@token.example", in_reply_to=wait_for(lambda: ours("Second")))
    wait_for(lambda: len(alice.get("/api/replies")["data"]) == 2, 90)
    # What is secret is nowhere in clear; what is Alice's is not Bob's.
    dump = json.dumps([dict(r) for r in instance.query('SELECT to_jsonb(s)::text AS j FROM "Sender" s')]) + instance.log.read_text(errors="replace")
    assert not [w for w in ("a client's secret", "access-") if w in dump]
    export = alice.raw("GET", "/api/me/export").text
    assert "Sealed" not in export and "app-news" in export
    for method, body in (("GET", None), ("PATCH", {"clientSecret": "x"})):
        bob.call(method, path, body, expect=404)
    assert bob.get("/api/replies")["data"] == [] and all(x["tokenUrl"] is None for x in bob.get("/api/senders")["data"])


def test_away_and_refused(instance, domain, server):
    """While no token can be had, nothing is sent and nothing fails; when the server says no, a person is told why."""
    know(server, domain, "sales")
    carol = instance.register()
    s = carol.post("/api/senders", login(domain, server, "sales"), 201)
    path = f"/api/senders/{s['id']}"
    assert carol.post(f"{path}/test")["ok"]
    server.away = True
    ends(instance, s, "-1 second")
    c = send(carol, s, "Later")
    wait_for(lambda: "503" in (carol.get(path)["tokenError"] or ""))
    assert carol.get(path)["status"] == "ACTIVE" and carol.get(f"/api/campaigns/{c['id']}")["stats"]["sent"] == 0
    assert "503" in carol.post(f"{path}/test")["steps"][-1]["reply"]
    told = carol.get("/api/overview")["attention"]
    assert any(x["code"] == "sender_token" and "503" in x["message"] for x in told)
    found = {x["code"]: x for x in json.loads(instance.cli("doctor", "--json", ok=False).stdout)["findings"]}
    assert found["tokens"]["level"] == "warning"
    server.away = False
    sent(carol, c)
    assert carol.get(path)["tokenError"] is None
    know(server, domain, "sales", "another secret")
    ends(instance, s, "-1 second")
    c = send(carol, s, "With another secret")
    told = wait_for(lambda: (lambda x: x if x["status"] == "PAUSED" else None)(carol.get(path)))
    assert "invalid_client (AADSTS7000215: Invalid client secret provided.)" in told["pauseReason"] and "Trace" not in told["pauseReason"]
    assert carol.get(f"/api/campaigns/{c['id']}")["stats"] | {"sent": 0, "failed": 0} == carol.get(f"/api/campaigns/{c['id']}")["stats"]
    carol.patch(path, {"clientSecret": "another secret"})
    carol.post(f"{path}/resume")
    sent(carol, c)


def test_by_a_refresh_token(instance, domain, server):
    """Each refresh token is good once: the one that comes with an access token is kept."""
    server.refresh["the first"] = ("app-x", "sales@token.example")
    dora = instance.register()
    made = instance.cli_json("sender", "add", "--user", dora.email, "--from", "sales@token.example", "--host", "127.0.0.1", "--port", domain.submission,
                             "--security", "none", "--username", "sales@token.example", "--auth", "xoauth2", "--token-url", f"{server.url}/token",
                             "--client-id", "app-x", "--refresh-token", "--test", stdin="\nthe first\n")
    assert made["hasRefreshToken"] and not made["hasClientSecret"] and made["status"] == "ACTIVE"
    mailbox = ("sender", "mailbox", made["id"], "--user", dora.email, "--host", "127.0.0.1", "--port", domain.imap, "--security", "none", "--xoauth2", "--test")
    assert "ok" in instance.cli(*mailbox).stdout and dora.get(f"/api/senders/{made['id']}/mailbox")["hasSecret"] is False
    for subject in ("By the second", "By the third"):
        asked = len(server.asked)
        ends(instance, made, "1 second")
        wait_for(lambda n=asked: len(server.asked) > n)
        sent(dora, send(dora, made, subject))
    # A restored copy that is held leaves the refresh token to the original.
    instance.query("INSERT INTO \"Setting\" (\"key\", \"value\", \"updatedAt\") VALUES ('held', '2026-01-01T00:00:00.000Z restored from a test', now())")
    ends(instance, made, "-1 second")
    asked = len(server.asked)
    told = dora.post(f"/api/senders/{made['id']}/test")["steps"][-1]
    assert told["step"] == "auth" and "restored copy" in told["reply"] and len(server.asked) == asked
    instance.query("DELETE FROM \"Setting\" WHERE \"key\" = 'held'")
    assert dora.post(f"/api/senders/{made['id']}/test")["ok"]
    forms = [f for f in server.asked if f["client_id"] == "app-x"]
    assert len({f["refresh_token"] for f in forms}) == len(forms) >= 3 and all("client_secret" not in f for f in forms)


def test_two_ask_once(instance, domain, server):
    """Many who need a token at once fetch one."""
    know(server, domain, "news")
    api = instance.register()
    s = api.post("/api/senders", login(domain, server, "news"), 201)
    asked = len(server.asked)
    key = api.post("/api/api-keys", {"name": "four", "scopes": ["senders:write"]}, 201)["key"]
    threads = [threading.Thread(target=lambda: Api(instance.base, key).post(f"/api/senders/{s['id']}/test")) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(server.asked) == asked + 1


def test_not_to_the_private_network(server):
    """Where users are strangers, their token endpoint is on the public internet."""
    i = Instance({})
    try:
        i.up()
        api = i.register()
        s = api.post("/api/senders", {"kind": "smtp", "name": "x", "fromEmail": "x@token.example", "host": "127.0.0.1", "port": free_port(), "security": "none",
                                      "username": "x", "tokenUrl": f"{server.url}/token", "clientId": "x", "clientSecret": "x"}, 201)
        asked = len(server.asked)
        told = api.post(f"/api/senders/{s['id']}/test")
        assert not told["ok"] and told["steps"][-1]["step"] == "auth" and len(server.asked) == asked
        assert "https" in told["steps"][-1]["reply"] or "public" in told["steps"][-1]["reply"]
    finally:
        i.close()
