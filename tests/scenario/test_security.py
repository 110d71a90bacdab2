"""What a browser and a stranger on the wire may try: headers, cookies, fixation, traversal, redirects, requests that we are asked to make.
docs/security.md says where each point is met; the wall between tenants has test_tenants.py, hostile content test_hostile.py."""

import concurrent.futures
import contextlib
import http.server
import json
import secrets
import socket
import threading
import urllib.parse

import pytest
import requests
from loumass import PASSWORD, Api, Instance, wait_for


@pytest.fixture(scope="module")
def web(tmp_path_factory):
    """An instance that serves a small web app, with a secret file beside the app's directory."""
    place = tmp_path_factory.mktemp("web")
    app = place / "dist"
    (app / "assets").mkdir(parents=True)
    (app / "index.html").write_text("<!doctype html><title>app</title>")
    (app / "assets" / "a-12345678.js").write_text("1")
    (place / "secret.txt").write_text("TOP SECRET")
    for p in (place, app, app / "assets", *place.parents):
        if str(p).startswith("/tmp/pytest") or p in (place, app, app / "assets"):
            p.chmod(0o755)
    i = Instance(env={"LOUMASS_WEB": str(app)})
    try:
        i.up()
        i.alice, i.bob = i.register(name="Alice"), i.register(name="Bob")
        yield i
    finally:
        i.close()


def test_pages_are_locked_down(web):
    r = requests.get(web.base + "/", timeout=10)
    csp = r.headers["Content-Security-Policy"]
    for part in ("default-src 'self'", "object-src 'none'", "base-uri", "frame-ancestors 'none'"):
        assert part in csp, csp
    script = next(p for p in csp.split(";") if p.strip().startswith(("script-src", "default-src")))
    assert "unsafe" not in script
    assert r.headers["X-Frame-Options"] == "DENY" and r.headers["X-Content-Type-Options"] == "nosniff"
    assert r.headers["Referrer-Policy"] == "same-origin" and r.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert r.headers["Cache-Control"] == "no-cache"
    assert "immutable" in requests.get(web.base + "/assets/a-12345678.js", timeout=10).headers["Cache-Control"]
    api = web.alice.raw("GET", "/api/me")
    assert api.headers["Cache-Control"] == "no-store" and api.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in api.headers
    assert "Server" not in r.headers and "X-Powered-By" not in r.headers


@pytest.mark.parametrize("path", ["/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/assets/%2e%2e/%2e%2e/secret.txt", "/..%2fsecret.txt",
                                  "/assets/..%5c..%5csecret.txt", "//etc/passwd", "/assets//../..//secret.txt", "/%00/secret.txt", "/....//secret.txt"])
def test_no_way_out_of_the_app(web, path):
    with socket.create_connection(("127.0.0.1", web.port), 10) as s:
        s.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while piece := s.recv(65536):
            answer += piece
    assert b"TOP SECRET" not in answer and b"root:" not in answer
    assert answer.split(b" ", 2)[1] in (b"200", b"301", b"400", b"404"), answer[:200]


def test_a_session_is_made_at_log_in(web):
    """A cookie planted before is not taken over; each log-in makes another; logging out ends it on the server."""
    planted = secrets.token_urlsafe(32)
    api = Api(web.base)
    api.http.cookies.set("loumass_session", planted, domain="127.0.0.1", path="/")
    r = api.raw("POST", "/api/auth/login", json={"email": web.alice.email, "password": PASSWORD})
    first = r.cookies["loumass_session"]
    assert r.status_code == 200 and first != planted
    again = Api(web.base)
    r = again.raw("POST", "/api/auth/login", json={"email": web.alice.email, "password": PASSWORD})
    second = r.cookies["loumass_session"]
    assert second not in (first, planted)
    old = {"Cookie": f"loumass_session={second}", "Origin": web.base}
    assert requests.get(web.base + "/api/me", headers=old, timeout=10).status_code == 200
    again.post("/api/auth/logout", expect=204)
    assert requests.get(web.base + "/api/me", headers=old, timeout=10).status_code == 401
    assert requests.get(web.base + "/api/me", headers={"Cookie": f"loumass_session={planted}"}, timeout=10).status_code == 401


def test_the_cookie_is_secure_behind_https():
    i = Instance(env={"LOUMASS_URL": "https://mail.example.com"})
    try:
        i.up()
        r = requests.post(i.base + "/api/auth/register", timeout=20, headers={"Origin": "https://mail.example.com"},
                          json={"email": "a@example.com", "password": PASSWORD})
        assert r.status_code == 202, r.text
        cookie = r.headers["Set-Cookie"]
        assert cookie.startswith("__Host-loumass_session=") and "Domain" not in cookie
        assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    finally:
        i.close()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1.evil.example", ""])
def test_other_origins_change_nothing(web, origin):
    cookies = web.alice.http.cookies.get_dict()
    for method, path in (("POST", "/api/contacts"), ("PATCH", "/api/me"), ("DELETE", "/api/capture")):
        r = requests.request(method, web.base + path, cookies=cookies, json={"email": "forged@example.com"}, headers={"Origin": origin}, timeout=10)
        assert r.status_code == 403, (method, path, origin, r.status_code)
    assert not web.alice.get("/api/contacts?search=forged")["data"]


class Spy(http.server.BaseHTTPRequestHandler):
    asked = []

    def do_POST(self):
        Spy.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def spy():
    s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Spy)
    threading.Thread(target=s.serve_forever, daemon=True).start()
    yield s.server_address[1]
    s.shutdown()


def test_no_request_into_the_private_network(web, spy):
    """A sequence's webhook to this machine, by number, name or another writing of it, is not called; its enrolment says so and goes on."""
    hosts = ["127.0.0.1", "localhost", "[::1]", "0x7f000001", "2130706433", "0.0.0.0", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1"]
    contact = web.alice.post("/api/contacts", {"email": "hook@example.com"}, 201)
    sender = next(s for s in web.alice.get("/api/senders")["data"] if s["kind"] == "capture")
    started = 0
    for host in hosts:
        url = f"https://{host}:{spy}/hook?{urllib.parse.quote(host)}"
        body = {"name": host, "senderId": sender["id"], "steps": [
            {"id": "h", "type": "webhook", "webhook": {"url": url}, "position": {"x": 0, "y": 0}, "nextStepId": "e"},
            {"id": "e", "type": "email", "subject": f"after {host}", "content": "<p>x</p>", "position": {"x": 0, "y": 0}, "nextStepId": None}]}
        s = web.alice.post("/api/sequences", body, 201)
        r = web.alice.raw("POST", f"/api/sequences/{s['id']}/activate")
        assert r.status_code in (200, 422), r.text  # refused by its looks, or later by where it leads
        if r.status_code == 200:
            started += 1
            web.alice.post(f"/api/sequences/{s['id']}/enroll", {"contactIds": [contact["id"]]})
    assert started
    called = 'SELECT "detail" FROM "EnrollmentTrace" WHERE "userId" = %s AND "kind" = \'called\''
    wait_for(lambda: len(web.query(called, web.alice.user["id"])) == started, 60)
    assert not any(row["detail"]["ok"] for row in web.query(called, web.alice.user["id"]))
    assert Spy.asked == [], Spy.asked


def test_log_in_answers_alike(web):
    """Whether the account exists is not said: same status, same words, and the same work (an unknown one's password is hashed too)."""
    known = requests.post(web.base + "/api/auth/login", json={"email": web.bob.email, "password": "wrong password"}, headers={"Origin": web.base}, timeout=10)
    unknown = requests.post(web.base + "/api/auth/login", json={"email": "nobody@example.com", "password": "wrong password"}, headers={"Origin": web.base},
                            timeout=10)
    assert known.status_code == unknown.status_code == 401 and known.json() == unknown.json()


def test_links_lead_only_where_the_mail_said(web):
    for path in ("/t/c/x/1-y?u=https%3A%2F%2Fevil.example", "/api/auth/google?next=https://evil.example", "//evil.example/%2f..", "/\\evil.example"):
        r = requests.get(web.base + path, allow_redirects=False, timeout=10)
        assert "evil.example" not in r.headers.get("Location", ""), (path, r.status_code, r.headers.get("Location"))


def refused(ask):
    """A bucket fills up again meanwhile, so many ask at once."""
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        return [r for r in pool.map(lambda _: ask(), range(200)) if r.status_code == 429]


def limited(ask):
    r = wait_for(lambda: refused(ask))[0]
    return int(r.headers["Retry-After"]) >= 1 and r.json()["status"] == 429


def test_a_client_and_a_key_are_slowed_down(fresh):
    """Too many sign-ins of one client, too many requests of one key: 429 with Retry-After. Other keys and who is in go on; so does the key, later."""
    fresh.up(env={"LOUMASS_API_RATE": "1"})
    alice, bob = fresh.register(name="Alice"), fresh.register(name="Bob")
    keys = [Api(fresh.base, p.post("/api/api-keys", {"name": "k", "scopes": ["read"]}, 201)["key"]) for p in (alice, alice, bob)]

    assert limited(lambda: requests.get(fresh.base + "/api/contacts", headers=keys[0].http.headers, timeout=60))
    for other in (keys[1], keys[2], alice, bob):
        other.get("/api/contacts")
    wait_for(lambda: keys[0].raw("GET", "/api/contacts").status_code == 200)
    assert limited(lambda: requests.post(fresh.base + "/api/auth/login", json={}, timeout=60, headers={"Origin": fresh.base}))
    alice.get("/api/me")
    wait_for(lambda: Api(fresh.base).raw("POST", "/api/auth/login", json={"email": bob.email, "password": PASSWORD}).status_code == 200)


def test_a_tenant_is_slowed_down(fresh):
    """All that its people and keys ask together counts; another tenant on the same server does not notice."""
    fresh.up(env={"LOUMASS_TENANT_RATE": "2"})
    alice, bob = fresh.register(name="Alice"), fresh.register(name="Bob")
    keys = [Api(fresh.base, alice.post("/api/api-keys", {"name": "k", "scopes": ["read"]}, 201)["key"]) for _ in range(2)]
    assert limited(lambda: requests.get(fresh.base + "/api/contacts", headers=keys[0].http.headers, timeout=60))
    assert limited(lambda: requests.get(fresh.base + "/api/contacts", cookies=alice.http.cookies, timeout=60))
    for _ in range(5):
        assert bob.raw("GET", "/api/contacts").status_code == 200
    for who in (keys[1], alice):
        wait_for(lambda who=who: who.raw("GET", "/api/contacts").status_code == 200)


@pytest.mark.parametrize("env,public", [({"LOUMASS_MAIL_HOSTS": "auto"}, True), ({"LOUMASS_MAIL_HOSTS": "public", "LOUMASS_REGISTRATION": "closed"}, True),
                                        ({"LOUMASS_MAIL_HOSTS": "auto", "LOUMASS_REGISTRATION": "closed"}, False)], ids=["strangers", "public", "closed"])
def test_mail_servers_in_the_private_network(fresh, env, public):
    """Where strangers may register, a sender's or a mailbox's server is not on loopback or in the private network: nothing is connected,
    neither for a test, a test mail nor a campaign; where they may not, it may be."""
    spy, asked = socket.create_server(("127.0.0.1", 0)), []

    def greet():
        with contextlib.suppress(OSError):
            while True:
                c = spy.accept()[0]
                asked.append(1)
                c.close()

    threading.Thread(target=greet, daemon=True).start()
    port = spy.getsockname()[1]
    try:
        up = fresh.up()
        people = [fresh.register(name=n) for n in ("Alice", "Bob")]
        assert fresh.stop(up) == 0
        fresh.up(env=env)
        for api, host in zip(people, ("127.0.0.1", "localhost"), strict=True):
            server = {"host": host, "port": port, "security": "none"}
            sender = api.post("/api/senders", {"kind": "smtp", "name": "s", "fromEmail": "a@example.com", "auth": "none", **server}, 201)["id"]
            api.call("PUT", f"/api/senders/{sender}/mailbox", {"username": "a", "secret": "b", **server})
            for kind in ("test", "mailbox/test"):
                r = api.post(f"/api/senders/{sender}/{kind}")
                assert not r["ok"] and ("private network" in json.dumps(r)) == public, r
            api.post(f"/api/senders/{sender}/resume")
            contact = api.post("/api/contacts", {"email": f"{api.user['id']}@example.com", "firstName": "A"}, 201)
            c = api.post("/api/campaigns", {"name": "c", "subject": "Hello", "content": "<p>Hello</p>", "senderId": sender,
                                            "audience": {"contactIds": [contact["id"]]}}, 201)
            api.post(f"/api/campaigns/{c['id']}/send")
            if public:  # paused, with the reason, instead of trying again and again
                now = wait_for(lambda api=api, sender=sender: [x for x in [api.get(f"/api/senders/{sender}")] if x["status"] == "PAUSED"])[0]
                assert "private network" in now["pauseReason"], now
            else:
                before = len(asked)
                wait_for(lambda before=before: len(asked) > before)
        assert bool(asked) == (not public)
    finally:
        spy.close()
