"""What people with bad intentions, and programs with bad luck, send: a clear error or safe output, and a server that is well
afterwards. Nothing of it, nor any address or secret, is in the log."""

import email
import email.policy
import gzip
import json
import secrets
import socket
import time

import pytest
import requests
from loumass import PASSWORD, Api, wait_for

SECRET = "smtp-secret-" + secrets.token_hex(6)


@pytest.fixture
def person(instance):
    api = instance.register(f"hostile.{secrets.token_hex(4)}@secret-place.example")
    api.sender = next(s for s in api.get("/api/senders")["data"] if s["kind"] == "capture")
    return api


@pytest.fixture(autouse=True)
def server_stays_well(instance, alice):
    yield
    assert requests.get(instance.base + "/healthz", timeout=30).status_code == 200
    assert alice.get("/api/me")["user"]["id"] == alice.user["id"]
    text = instance.log.read_text(errors="replace")
    assert "up.died" not in text, text[-4000:]


def campaign(api, expect=201, **fields):
    body = {"name": "Hostile", "subject": "Hello", "content": "<p>Hello</p>", "senderId": api.sender["id"], "audience": {"all": True}, **fields}
    return api.post("/api/campaigns", body, expect)


def send(api, c):
    api.post(f"/api/campaigns/{c['id']}/send", {}, 202)
    wait_for(lambda: api.get(f"/api/campaigns/{c['id']}")["status"] == "SENT", 90)
    rows = [r for r in api.all("/api/capture") if r["campaignId"] == c["id"]]
    return [email.message_from_bytes(api.raw("GET", f"/api/capture/{r['id']}/raw").content, policy=email.policy.default) for r in rows]


def html_of(message):
    return message.get_body(("html",)).get_content()


# -- what goes into a message

def test_no_line_break_makes_a_header(person):
    for body in ({"email": "a@example.com", "firstName": "x\r\nBcc: victim@example.com"}, {"email": "a@example.com\r\nBcc: v@example.com"},
                 {"email": "a@example.com", "lastName": "x\nSubject: y"}, {"email": "a@example.com", "tags": ["a\r\nb"]}):
        person.post("/api/contacts", body, 422)
    for field in ("subject", "name", "fromName", "preheader"):
        r = person.raw("POST", "/api/campaigns", json={"name": "n", "subject": "s", "content": "c", field: "x\r\nBcc: victim@example.com"})
        assert r.status_code in (201, 422), (field, r.text)
        if r.status_code == 201:
            assert "\r" not in r.json()[field] and "\n" not in r.json()[field], field
    person.post("/api/campaigns", {"name": "n", "subject": "s", "content": "c", "replyTo": "a@example.com\r\nBcc: v@example.com"}, 422)
    person.post("/api/senders", {"kind": "smtp", "name": "s", "fromEmail": "a@example.com\r\nBcc: v@example.com", "host": "h", "port": 25}, 422)
    person.post("/api/senders", {"kind": "smtp", "name": "s", "fromEmail": "a@example.com", "host": "h\r\nMAIL FROM:<x>", "port": 25}, 422)


def test_variables_cannot_break_headers_or_html(instance, person):
    """Values that another program wrote past our checks, and variables, which may hold anything."""
    evil = "x\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script>"
    c = person.post("/api/contacts", {"email": "reader@example.com", "firstName": "R", "variables": {"company": evil, "url": "javascript:alert(1)", "n": 7}}, 201)
    instance.query('UPDATE "Contact" SET "lastName" = %s WHERE "id" = %s', evil, c["id"])
    made = campaign(person, subject="For {{variables.company}} {{lastName}}", fromName="Me",
                    content='<p title="{{variables.company}}">{{variables.company}} {{lastName}} {{variables.n}}</p><a href="{{variables.url}}">go</a>'
                            '<img alt=\'{{variables.company}}\' src="https://example.com/x.png">')
    message = send(person, made)[0]
    assert message["Bcc"] is None and message["To"].addresses[0].addr_spec == "reader@example.com"
    assert len(message.get_all("Subject")) == 1 and "\n" not in message["Subject"]
    html = html_of(message)
    assert "<script" not in html and "&lt;script&gt;" in html and 'href="javascript:' not in html


def test_formulas_of_names_are_text_in_exports(person):
    person.post("/api/contacts", {"email": "f@example.com", "firstName": "=cmd|' /C calc'!A0"}, 201)
    assert ",'=cmd" in person.raw("GET", "/api/contacts/export").text.replace('"', "")


@pytest.mark.parametrize("text", ["Hello {{firstName", "{{", "{{#if x}}never closed", "{{/if}}", "{{firstName | default: \"open}}", "{% if a %}b",
                                  "{{" * 5000, "{{ " + "a." * 3000 + "b }}", "}}", "{{firstName | nosuchfilter}}", "{{constructor}}", "{{__proto__}}"])
def test_broken_templates_are_said_or_harmless(person, text):
    person.post("/api/contacts", {"email": "t@example.com"}, 201)
    r = person.raw("POST", "/api/campaigns", json={"name": "n", "subject": text[:900], "content": f"<p>{text}</p>", "senderId": person.sender["id"], "audience": {"all": True}})
    assert r.status_code in (201, 422), r.text[:300]
    if r.status_code == 422:
        return
    c = r.json()
    preview = person.raw("POST", f"/api/campaigns/{c['id']}/preview", json={})
    assert preview.status_code in (200, 409, 422), preview.text[:300]
    checks = person.post(f"/api/campaigns/{c['id']}/check", {})["checks"]
    sent = person.raw("POST", f"/api/campaigns/{c['id']}/send", json={})
    if any(k["level"] == "error" for k in checks):
        assert sent.status_code in (409, 422), (checks, sent.text[:300])
    else:
        assert sent.status_code == 202


def test_ten_megabytes_of_template(person):
    person.post("/api/contacts", {"email": "big@example.com", "firstName": "Big"}, 201)
    size = (10 << 20) - 200
    c = campaign(person, content="<p>{{firstName}}</p>" + "<b>lorem ipsum dolor sit amet</b>\n" * (size // 35))
    assert person.get(f"/api/campaigns/{c['id']}")["content"].startswith("<p>{{firstName}}")
    message = send(person, c)
    assert not message or "<p>Big</p>" in html_of(message[0])
    r = person.raw("POST", "/api/campaigns", json={"name": "n", "subject": "s", "content": "x" * (11 << 20)})
    assert r.status_code in (413, 422)
    assert person.raw("POST", "/api/campaigns", json={"name": "n", "subject": "s" * 2000, "content": "x"}).status_code == 422


def test_html_nested_without_end(person):
    person.post("/api/contacts", {"email": "deep@example.com"}, 201)
    c = campaign(person, content="<div>" * 100_000 + "<a href='https://example.com/'" * 1000)
    assert person.raw("POST", f"/api/campaigns/{c['id']}/preview", json={}).status_code in (200, 422)


def test_a_bomb_stays_packed(person):
    """Attachments are carried, never opened: a megabyte that would unpack to a gigabyte is a megabyte."""
    person.post("/api/contacts", {"email": "bomb@example.com"}, 201)
    c = campaign(person)
    bomb = gzip.compress(bytes(1 << 30), 9)
    a = person.post(f"/api/campaigns/{c['id']}/attachments?filename=bomb.gz", data=bomb, expect=201, headers={"Content-Type": "application/gzip"})
    assert a["bytes"] == len(bomb)
    parts = list(send(person, c)[0].iter_attachments())
    assert len(parts) == 1 and parts[0].get_content() == bomb
    # Nor is a request body unpacked.
    r = person.raw("POST", "/api/contacts", data=bomb, headers={"Content-Type": "application/json", "Content-Encoding": "gzip"})
    assert r.status_code in (400, 413, 415)


def test_names_of_attachments(person):
    c = campaign(person)
    for name in ("..%2F..%2Fetc%2Fpasswd", "a%0D%0ABcc:%20v@example.com", "%22;%20x=%22y", "x" * 400):
        r = person.raw("POST", f"/api/campaigns/{c['id']}/attachments?filename={name}", data=b"x", headers={"Content-Type": "text/plain"})
        assert r.status_code in (201, 400, 422), r.text
        if r.status_code == 201:
            d = person.raw("GET", f"/api/campaigns/{c['id']}/attachments/{r.json()['id']}")
            assert "\n" not in r.json()["filename"] and "Bcc" not in d.headers
    assert person.raw("POST", f"/api/campaigns/{c['id']}/attachments?filename=big", data=bytes(17 << 20)).status_code in (413, 422)


# -- what comes in over HTTP

def test_bodies_too_large(person):
    assert person.raw("POST", "/api/contacts", data=b'{"email": "' + b"a" * (2 << 20) + b'"}', headers={"Content-Type": "application/json"}).status_code in (400, 413)
    assert person.raw("POST", "/api/auth/login", json={"email": "a@example.com", "password": "x" * 100_000}).status_code in (401, 413, 422)


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 50_000, b'{"variables":' + b'{"a":' * 200 + b"1" + b"}" * 201, b"\xff\xfe{}", b'{"email": "\\ud800@x.com"}',
                                  b"nul", b'{"email": 1e999}', b'{"email": "a@example.com"} trailing', b'{"email": "a\x00b@example.com"}', b'"text"', b"[]",
                                  b"{" + b",".join(b'"k%d":1' % n for n in range(30_000)) + b"}"])
def test_json_that_is_none_of_ours(person, body):
    r = person.raw("POST", "/api/contacts", data=body, headers={"Content-Type": "application/json"})
    assert r.status_code in (400, 413, 422), (r.status_code, r.text[:200])
    assert r.headers["Content-Type"].startswith("application/problem+json") and r.json()["status"] == r.status_code


def talk(instance, data, seconds=5):
    """Bytes as they are; what comes back until the server closes or is silent."""
    with socket.create_connection(("127.0.0.1", instance.port), 10) as s:
        s.settimeout(seconds)
        got = b""
        try:
            s.sendall(data)
            while len(got) < 1 << 16:
                more = s.recv(65536)
                if not more:
                    break
                got += more
        except (TimeoutError, ConnectionError):
            pass
        return got


@pytest.mark.parametrize("data", [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 1000, bytes(5000),
    b"GET /api/me HTTP/1.1\r\nHost: x\r\n" + b"X: " + b"a" * 100_000 + b"\r\n\r\n", b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /api/me HTTP/1.1\r\nHost: x\r\n" + b"".join(b"H%d: v\r\n" % n for n in range(5000)) + b"\r\n",
    b"POST /api/contacts HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", b"POST /api/contacts HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST /api/contacts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", b"POST /api/contacts HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"GET /api/contacts/%00%ff%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"GET /../../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"GET /t/o/%0d%0aX-Evil:1.gif HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /api/me HTTP/1.1\r\nHost: x\r\nCookie: loumass_session=" + b"=;" * 5000 + b"\r\nConnection: close\r\n\r\n",
], ids=range(17))
def test_malformed_http(instance, data):
    got = talk(instance, data, 2)
    assert b"root:" not in got and b"X-Evil" not in got.split(b"\r\n\r\n")[0]
    assert not got or got.startswith(b"HTTP/1.") or got.startswith(b"\x15\x03"), got[:200]
    assert not got.startswith(b"HTTP/1.1 5") or b" 501 " in got[:16] or b" 505 " in got[:16], got[:300]


def test_many_slow_clients_do_not_stop_it(instance, alice):
    slow = [socket.create_connection(("127.0.0.1", instance.port), 10) for _ in range(300)]
    try:
        for s in slow:
            s.sendall(b"POST /api/contacts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{")
        assert alice.get("/api/me", timeout=30)["user"]["id"] == alice.user["id"]
    finally:
        for s in slow:
            s.close()


def test_methods_and_paths(person):
    assert person.raw("PUT", "/api/contacts").status_code == 405 and "POST" in person.raw("PUT", "/api/contacts").headers["Allow"]
    assert person.raw("TRACE", "/api/contacts").status_code in (400, 404, 405, 501)
    for path in ("/api/nothing", "/api/contacts/" + "x" * 5000, "/api/contacts/'; DROP TABLE \"User\"; --", "/api//contacts", "/api/contacts/%2e%2e"):
        r = person.raw("GET", path)
        assert r.status_code in (400, 404, 414), (path[:40], r.status_code)
    assert person.raw("GET", "/api/contacts?search=" + "%25" * 200).status_code in (200, 400, 422)
    assert person.raw("GET", "/api/contacts?search=%00").status_code in (200, 400, 422)
    assert person.raw("GET", "/api/contacts?search=%ff").status_code in (400, 422)
    assert person.get("/api/contacts", params={"search": "' OR 1=1 --"})["data"] == []


def test_no_open_redirect(instance):
    for path in ("/t/c/cxxxxxxxxxxxxxxxxxxxxxxxx00000000000000000000/1-aaaaaaaaaaaa?u=https%3A%2F%2Fevil.example", "/t/c/x/1-x?u=//evil.example", "/t/c//?u=https://evil.example",
                 "//evil.example/%2e%2e", "/t/c/x/1-x?u=javascript:alert(1)"):
        r = requests.get(instance.base + path, allow_redirects=False, timeout=30)
        assert r.status_code in (400, 404) and "Location" not in r.headers, (path, r.status_code)


# -- the log

def test_the_log_holds_no_address_and_no_secret(fresh):
    """All that is typed here must not be in the log, however loud it is."""
    fresh.up(env={"LOUMASS_LOG": "debug"})
    mark = "zq" + secrets.token_hex(5)
    api = fresh.register(f"owner.{mark}@place-{mark}.example")
    Api(fresh.base).raw("POST", "/api/auth/login", json={"email": api.email, "password": f"wrong {mark}"})
    Api(fresh.base).raw("POST", "/api/auth/register", json={"email": f"bad {mark}", "password": PASSWORD})
    token = api.http.cookies["loumass_session"]
    key = api.post("/api/api-keys", {"name": "k", "scopes": ["read"]}, 201)["key"]
    Api(fresh.base, key).get("/api/contacts")
    Api(fresh.base, "lm_" + mark).raw("GET", "/api/contacts")
    api.post("/api/contacts", {"email": f"contact.{mark}@{mark}.example", "firstName": mark}, 201)
    api.post("/api/contacts", {"email": f"nonsense {mark}"}, 422)
    api.post("/api/imports", data=f"Email\nfile.{mark}@{mark}.example\nbad {mark}\n".encode(), expect=201, headers={"Content-Type": "text/csv"})
    job = api.get("/api/imports")["data"][0]
    api.post(f"/api/imports/{job['id']}/start", {"map": {"email": "Email"}}, 202)
    wait_for(lambda: api.get(f"/api/imports/{job['id']}")["status"] == "DONE")
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    sender = api.post("/api/senders", {"kind": "smtp", "name": "S", "fromEmail": f"from.{mark}@{mark}.example", "host": "127.0.0.1", "port": closed.getsockname()[1],
                                       "security": "none", "auth": "plain", "username": f"user-{mark}", "secret": f"{SECRET}-{mark}"}, 201)
    api.post(f"/api/senders/{sender['id']}/test")
    capture = next(s for s in api.get("/api/senders")["data"] if s["kind"] == "capture")
    c = api.post("/api/campaigns", {"name": mark, "subject": mark, "content": f"<p>{mark}</p>", "senderId": capture["id"], "audience": {"all": True}}, 201)
    api.post(f"/api/campaigns/{c['id']}/send", {}, 202)
    wait_for(lambda: api.get(f"/api/campaigns/{c['id']}")["status"] == "SENT", 90)
    api.get("/api/contacts", params={"search": mark})
    requests.get(fresh.base + f"/t/o/{mark}.gif", timeout=30)
    time.sleep(0.5)
    log = fresh.log.read_text(errors="replace")
    for word in (mark, PASSWORD, SECRET, token, key, "argon2id"):
        lines = [line for line in log.splitlines() if word in line]
        assert not lines, lines[:3]
    assert json.loads(next(line for line in log.splitlines() if line.startswith("{")))["level"]
