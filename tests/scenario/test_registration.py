"""Accounts by mail: registering, confirming, a forgotten password, another address. What the answer says is the same whoever the address belongs
to; the mail says more. Installations begin with system mail captured, for the operator to see."""

import re
import secrets
from email import message_from_bytes, policy

import pytest
from loumass import PASSWORD, Api, Instance, wait_for
from mail import sink

OTHER = "another long password"


@pytest.fixture(scope="module")
def house():
    i = Instance()
    try:
        i.up()
        i.operator = i.register("operator@example.com", "Operator")
        yield i
    finally:
        i.close()


def fresh_address():
    return f"new-{secrets.token_hex(4)}@example.com"


def mails(i, to, kind=None):
    return [m for m in i.operator.get("/api/system/mail")["data"] if m["to"] == to and (kind is None or m["kind"] == kind)]


def link(i, to, kind, n=1):
    """The token of the newest of n such mails."""
    found = wait_for(lambda: (m := mails(i, to, kind)) and len(m) >= n and m)
    assert found[0]["status"] == "CAPTURED"
    return re.search(r"#token=([\w-]+)", found[0]["text"])[1]


def ask(i, email, password=PASSWORD, **more):
    return Api(i.base).raw("POST", "/api/auth/register", json={"email": email, "password": password, **more})


def account(i):
    """One that came by its mail."""
    email = fresh_address()
    assert ask(i, email, name="Ann").status_code == 202
    api = Api(i.base)
    assert api.post("/api/auth/verify", {"token": link(i, email, "verify"), "password": PASSWORD})["signedIn"]
    api.email, api.user = email, api.get("/api/me")["user"]
    return api


def log_in(i, email, password, expect=200):
    api = Api(i.base)
    api.post("/api/auth/login", {"email": email, "password": password}, expect)
    return api


def test_the_answer_does_not_say_who_has_an_account(house):
    taken, free = account(house).email, fresh_address()
    a, b, c = ask(house, taken), ask(house, free), ask(house, taken.upper())
    assert a.status_code == b.status_code == c.status_code == 202 and a.content == b.content == c.content
    assert "Set-Cookie" not in a.headers and "Set-Cookie" not in b.headers
    assert sorted(a.headers) == sorted(b.headers)
    # The same is stored of both: it is decided later.
    rows = house.query('SELECT "email", "kind", "passwordHash" IS NOT NULL p, "accountId" FROM "AccountRequest" WHERE "email" IN (%s, %s)', taken, free)
    assert {(r["kind"], r["p"], r["accountId"]) for r in rows} == {("register", True, None)} and len(rows) == 3
    wait_for(lambda: mails(house, taken, "exists") and mails(house, free, "verify"))
    assert not any("#token" in m["text"] for m in mails(house, taken, "exists"))
    # The password that a stranger chose for it opens nothing.
    log_in(house, taken, OTHER, 401)
    forgotten = [Api(house.base).raw("POST", "/api/auth/forgot", json={"email": e}) for e in (taken, fresh_address())]
    assert {r.status_code for r in forgotten} == {204} and forgotten[0].content == forgotten[1].content


def test_an_address_is_confirmed_before_anything(house):
    email = fresh_address()
    assert ask(house, email).json() == {"signedIn": False}
    assert house.value('SELECT count(*) FROM "User" WHERE "email" = %s', email) == 0
    log_in(house, email, PASSWORD, 401)
    token = link(house, email, "verify")
    stranger = Api(house.base)
    stranger.post("/api/auth/verify", {"token": token, "password": "not the password"}, 422)
    stranger.post("/api/auth/verify", {"token": token[:-1] + ("A" if token[-1] != "A" else "B"), "password": PASSWORD}, 404)
    assert house.value('SELECT count(*) FROM "User" WHERE "email" = %s', email) == 0
    api = Api(house.base)
    api.post("/api/auth/verify", {"token": token, "password": PASSWORD})
    assert api.get("/api/me")["user"]["email"] == email and not api.get("/api/me")["user"]["isOperator"]
    stranger.post("/api/auth/verify", {"token": token, "password": PASSWORD}, 404)  # once
    log_in(house, email, PASSWORD)
    assert token not in house.log.read_text() and email not in house.log.read_text()


def test_somebody_elses_registration_is_not_confirmed_by_a_click(house):
    """Two register one address, with passwords of their own: each link asks for its own, and the other is over then."""
    email = fresh_address()
    ask(house, email, "the thief's password")
    theirs = link(house, email, "verify")
    ask(house, email, PASSWORD)
    mine = link(house, email, "verify", 2)
    assert mine != theirs
    Api(house.base).post("/api/auth/verify", {"token": theirs, "password": PASSWORD}, 422)
    Api(house.base).post("/api/auth/verify", {"token": mine, "password": PASSWORD})
    Api(house.base).post("/api/auth/verify", {"token": theirs, "password": "the thief's password"}, 404)
    log_in(house, email, "the thief's password", 401)


def test_a_link_ends_after_a_day_and_guesses_at_it_are_counted(house):
    email = fresh_address()
    ask(house, email)
    token = link(house, email, "verify")
    codes = [Api(house.base).raw("POST", "/api/auth/verify", json={"token": token, "password": f"wrong guess {n}"}).status_code for n in range(8)]
    assert codes[:5] == [422] * 5 and codes[-1] == 429
    house.query('UPDATE "LoginThrottle" SET "blockedUntil" = NULL')
    house.query('UPDATE "AccountRequest" SET "expiresAt" = now() AT TIME ZONE \'UTC\' - interval \'1 second\' WHERE "email" = %s', email)
    Api(house.base).post("/api/auth/verify", {"token": token, "password": PASSWORD}, 404)


def test_a_forgotten_password(house):
    alice, bob = account(house), account(house)
    elsewhere = log_in(house, alice.email, PASSWORD)
    Api(house.base).post("/api/auth/forgot", {"email": alice.email}, 204)
    token = link(house, alice.email, "reset")
    visitor = Api(house.base)
    assert visitor.raw("POST", "/api/auth/reset", json={"token": token, "password": "password1"}).status_code == 422
    visitor.post("/api/auth/reset", {"token": token, "password": OTHER}, 204)
    visitor.post("/api/auth/reset", {"token": token, "password": "a third long password"}, 404)  # once
    for old in (alice, elsewhere):
        old.get("/api/me", expect=401)
    log_in(house, alice.email, PASSWORD, 401)
    log_in(house, alice.email, OTHER)
    bob.get("/api/me")
    log_in(house, bob.email, PASSWORD)
    wait_for(lambda: mails(house, alice.email, "notice-password"))
    assert not mails(house, bob.email, "notice-password")
    # Half an hour, and no longer.
    Api(house.base).post("/api/auth/forgot", {"email": bob.email}, 204)
    late = link(house, bob.email, "reset")
    left = house.value('SELECT extract(epoch FROM "expiresAt" - now() AT TIME ZONE \'UTC\')::float8 FROM "AccountRequest" WHERE "email" = %s AND "kind" = \'forgot\'', bob.email)
    assert 0 < left <= 1800
    house.query('UPDATE "AccountRequest" SET "expiresAt" = now() AT TIME ZONE \'UTC\' WHERE "email" = %s', bob.email)
    Api(house.base).post("/api/auth/reset", {"token": late, "password": OTHER}, 404)
    assert house.query('SELECT 1 FROM "AuditLog" WHERE "userId" = %s AND "action" = \'POST /api/auth/reset\'', alice.user["id"])


def test_who_is_shut_out_by_strangers_comes_in_by_mail(house):
    alice = account(house)
    codes = [Api(house.base).raw("POST", "/api/auth/login", json={"email": alice.email, "password": f"wrong {n}"}).status_code for n in range(8)]
    assert codes[-1] == 429
    Api(house.base).post("/api/auth/forgot", {"email": alice.email}, 204)
    browser = Api(house.base)
    browser.post("/api/auth/reset", {"token": link(house, alice.email, "reset"), "password": OTHER}, 204)
    browser.post("/api/auth/login", {"email": alice.email, "password": OTHER})


def test_mails_to_one_address_are_few(house):
    email = account(house).email
    for _ in range(8):
        Api(house.base).post("/api/auth/forgot", {"email": email}, 204)
    wait_for(lambda: not house.value('SELECT count(*) FROM "AccountRequest" WHERE "email" = %s AND "status" = \'WAITING\'', email))
    assert len(mails(house, email, "reset")) == 5


def test_another_address_is_confirmed_by_both(house):
    alice, bob = account(house), account(house)
    new = fresh_address()
    alice.post("/api/me/address", {"email": new, "password": "not my password"}, 422)
    assert alice.raw("POST", "/api/me/address", json={"email": "nonsense", "password": PASSWORD}).status_code == 422
    alice.post("/api/me/address", {"email": new, "password": PASSWORD}, 204)
    tokens = {"new": link(house, new, "address-new"), "old": link(house, alice.email, "address-old")}
    for side, done in (("new", False), ("new", False), ("old", True)):
        assert Api(house.base).post("/api/auth/confirm-address", {"token": tokens[side]}) == {"confirmed": side, "done": done}
        assert alice.get("/api/me")["user"]["email"] == (new if done else alice.email)
    Api(house.base).post("/api/auth/confirm-address", {"token": tokens["new"]}, 404)
    log_in(house, alice.email, PASSWORD, 401)
    log_in(house, new, PASSWORD)
    wait_for(lambda: mails(house, alice.email, "notice-address"))
    # To an address that has an account: the same answer, and no way to it.
    before = alice.raw("POST", "/api/me/address", json={"email": bob.email, "password": PASSWORD})
    assert before.status_code == 204
    wait_for(lambda: mails(house, bob.email, "exists"))
    assert not mails(house, bob.email, "address-new")
    assert log_in(house, bob.email, PASSWORD).get("/api/me")["user"]["id"] == bob.user["id"]


def test_mails_are_in_the_accounts_language(house):
    german, english = fresh_address(), fresh_address()
    ask(house, german, locale="de-CH")
    Api(house.base).raw("POST", "/api/auth/register", json={"email": english, "password": PASSWORD}, headers={"Accept-Language": "en-GB"})
    link(house, german, "verify")
    link(house, english, "verify")
    assert mails(house, german)[0]["subject"] == "Bestätigen Sie Ihre Adresse" and mails(house, english)[0]["subject"] == "Confirm your address"


def test_only_operators_see_system_mail(house):
    bob = account(house)
    for method, path in (("GET", "/api/system/mail"), ("GET", "/api/system/mail-sender"), ("PUT", "/api/system/mail-sender")):
        assert bob.raw(method, path, json={"senderId": None} if method == "PUT" else None).status_code == 403
    sender = bob.get("/api/senders")["data"][0]["id"]
    assert house.operator.raw("PUT", "/api/system/mail-sender", json={"senderId": sender}).status_code == 422  # another's sender
    # Sealed: a copy of the database opens nobody's account.
    email = fresh_address()
    ask(house, email)
    token = link(house, email, "verify")
    assert not house.value('SELECT count(*) FROM "SystemMail" t WHERE position(%s IN t::text) > 0 OR position(%s IN t::text) > 0', token, token.encode().hex())
    assert not house.value('SELECT count(*) FROM "AccountRequest" t WHERE position(%s IN t::text) > 0', token)


def test_system_mail_goes_out_by_an_operators_sender(fresh):
    """Text and HTML over SMTP; what a server refuses is tried again; by the command line as by the API."""
    fresh.up()
    fresh.operator = fresh.register("ops@example.com")
    bob = fresh.register("bob@example.com")
    with sink(keep=True) as server:
        s = fresh.operator.post("/api/senders", {"kind": "smtp", "name": "relay", "fromEmail": "system@example.com", "host": "127.0.0.1", "port": server.port,
                                                 "security": "none", "auth": "none"}, 201)
        assert fresh.operator.call("PUT", "/api/system/mail-sender", {"senderId": s["id"]}) == {"senderId": s["id"]}
        Api(fresh.base).post("/api/auth/forgot", {"email": bob.email}, 204)
        message = message_from_bytes(wait_for(server.mails)[0], policy=policy.default)
        kinds = {p.get_content_type(): p.get_content() for p in message.walk() if not p.is_multipart()}
        assert set(kinds) == {"text/plain", "text/html"}
        tokens = {re.search(r"#token=([\w-]+)", text)[1] for text in kinds.values()}
        assert len(tokens) == 1 and "List-Unsubscribe" not in message and "/t/" not in kinds["text/html"]
        wait_for(lambda: mails(fresh, bob.email, "reset"))
        assert mails(fresh, bob.email, "reset")[0] | {"text": None} == mails(fresh, bob.email, "reset")[0] and mails(fresh, bob.email)[0]["status"] == "SENT"
        Api(fresh.base).post("/api/auth/reset", {"token": tokens.pop(), "password": OTHER}, 204)
    fresh.cli("system", "sender", "capture")
    assert fresh.operator.get("/api/system/mail-sender") == {"senderId": None}
    assert fresh.cli("system", "sender", "relay", "--user", "bob@example.com", ok=False).returncode != 0
    fresh.cli("system", "sender", "relay", "--user", "ops@example.com")
    assert fresh.cli_json("system", "sender")["senderId"] == s["id"]


def test_by_the_command_line(house):
    email, new = fresh_address(), fresh_address()
    assert house.cli("user", "verify", email, ok=False).returncode == 3
    ask(house, email)
    house.cli("user", "verify", email)
    log_in(house, email, PASSWORD)
    url = house.cli("user", "reset", email, "--link").stdout.strip()
    Api(house.base).post("/api/auth/reset", {"token": url.split("#token=")[1], "password": OTHER}, 204)
    log_in(house, email, OTHER)
    house.cli("user", "reset", email)
    assert link(house, email, "reset") in house.cli("system", "mail", "--text").stdout
    house.cli("user", "address", email, new)
    log_in(house, new, OTHER)
    assert house.cli("user", "address", new, "operator@example.com", ok=False).returncode == 1


def test_the_first_account_needs_no_mail(fresh):
    """Who sets an installation up has nobody to get a mail from; accounts of before, and of `user add`, are as they are."""
    fresh.up()
    api = Api(fresh.base)
    assert api.post("/api/auth/register", {"email": "first@example.com", "password": PASSWORD}, 202) == {"signedIn": True}
    assert api.get("/api/me")["user"]["isOperator"] is True
    fresh.cli("user", "add", "second@example.com", "--password-stdin", stdin=PASSWORD + "\n")
    log_in(fresh, "second@example.com", PASSWORD)
    fresh.query('INSERT INTO "User" ("id", "email", "updatedAt") VALUES (\'cprisma\', \'Third@example.com\', now())')
    url = fresh.cli("user", "reset", "Third@example.com", "--link").stdout
    Api(fresh.base).post("/api/auth/reset", {"token": url.strip().split("#token=")[1], "password": OTHER}, 204)
    log_in(fresh, "Third@example.com", OTHER)
