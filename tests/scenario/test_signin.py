"""Signing in while strangers guess: who is held up, who is not, and for how long a session lasts."""

import datetime

import pytest
import requests
from loumass import PASSWORD, Api, Instance


def log_in(instance, email, password, device=None, client=None, **kw):
    """One try from a browser that has only this device's cookie, and from this address."""
    headers = {"Origin": instance.env["LOUMASS_URL"]} | ({"X-Forwarded-For": client} if client else {}) | kw
    cookies = {"loumass_device": device} if device else {}
    return requests.post(instance.base + "/api/auth/login", json={"email": email, "password": password}, headers=headers, cookies=cookies, timeout=60)


def guess(instance, email, times, **kw):
    return [log_in(instance, email, f"wrong guess {n}", **kw).status_code for n in range(times)]


@pytest.fixture
def proxied(fresh):
    fresh.up(env={"LOUMASS_TRUST_PROXY": "yes"})
    return fresh


def test_the_owner_gets_through_while_strangers_guess(proxied):
    alice, bob = proxied.register(), proxied.register()
    device = log_in(proxied, alice.email, PASSWORD, client="192.0.2.1").cookies["loumass_device"]
    foreign = log_in(proxied, bob.email, PASSWORD, client="192.0.2.2").cookies["loumass_device"]
    assert 429 in guess(proxied, alice.email, 8, client="192.0.2.1")
    # From many places: now nobody who is not known gets to try, wherever from.
    assert 429 in [c for n in range(60) for c in guess(proxied, alice.email, 1, client=f"198.51.100.{n}")]
    assert log_in(proxied, alice.email, PASSWORD, client="203.0.113.9").status_code == 429
    assert log_in(proxied, alice.email, PASSWORD, client="192.0.2.1").status_code == 429
    for client in ("192.0.2.1", "203.0.113.9"):
        assert log_in(proxied, alice.email, PASSWORD, device=device, client=client).status_code == 200
    # The device of another account, or an altered one, is a stranger's.
    for strange in (foreign, device[:-1] + ("0" if device[-1] != "0" else "1"), device + "~" + foreign[:20]):
        r = log_in(proxied, alice.email, PASSWORD, device=strange, client="203.0.113.9")
        assert r.status_code == (200 if strange.startswith(device) else 429), strange
    # A device that guesses is held up itself, alone.
    assert 429 in guess(proxied, alice.email, 8, device=device, client="192.0.2.3")
    other = log_in(proxied, bob.email, PASSWORD, device=foreign, client="192.0.2.2")
    assert other.status_code == 200


def test_the_bucket_of_a_network_does_not_hold_up_a_known_device(proxied):
    alice = proxied.register()
    device = log_in(proxied, alice.email, PASSWORD, client="192.0.2.1").cookies["loumass_device"]
    codes = [log_in(proxied, f"nobody{n}@example.com", "x", client="192.0.2.1").status_code for n in range(120)]
    assert 429 in codes
    assert log_in(proxied, alice.email, PASSWORD, device=device, client="192.0.2.1").status_code == 200


def test_an_ipv6_network_is_one_client(proxied):
    """A /64 is one customer's: another address of it is the same guesser; another /64 is not."""
    alice, bob = proxied.register(), proxied.register()
    codes = [c for n in range(8) for c in guess(proxied, alice.email, 1, client=f"2001:db8:1:2::{n + 1:x}")]
    assert codes[:5] == [401] * 5 and codes[-1] == 429
    assert log_in(proxied, alice.email, PASSWORD, client="2001:db8:1:2:aaaa::1").status_code == 429
    assert log_in(proxied, alice.email, PASSWORD, client="2001:db8:1:3::1").status_code == 200
    assert log_in(proxied, bob.email, PASSWORD, client="2001:db8:1:2::1").status_code == 200
    # The tries of all its addresses are taken from one bucket.
    assert 429 in [log_in(proxied, f"n{n}@example.com", "x", client=f"2001:db8:9:9::{n:x}").status_code for n in range(120)]


@pytest.mark.parametrize("ask", ["password", "delete"])
def test_guessing_the_current_password_is_throttled(fresh, ask):
    fresh.up()
    alice, bob = fresh.register(), fresh.register()

    def tries(api, password):
        if ask == "password":
            return api.raw("POST", "/api/me/password", json={"current": password, "next": "another long password"})
        return api.raw("DELETE", "/api/me", json={"password": password})

    answers = [tries(alice, f"wrong guess {n}") for n in range(8)]
    assert [r.status_code for r in answers[:5]] == [422] * 5 and answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert tries(alice, PASSWORD).status_code == 429
    alice.get("/api/me")
    assert tries(bob, PASSWORD).status_code in (200, 204)
    fresh.query('UPDATE "LoginThrottle" SET "blockedUntil" = NULL')
    assert tries(alice, PASSWORD).status_code in (200, 204)


@pytest.mark.parametrize("password, taken", [("äöüßäöü", False), ("äöüßäöüß", True), ("Password1", False), ("iloveyou1", False), ("12345678", False), ("zzzzzzzz", False),
                                             ("kurz und", True), ("x" * 900 + "ü", True)])
def test_passwords_by_characters_and_by_the_list(instance, password, taken):
    api = instance.register()
    r = api.raw("POST", "/api/me/password", json={"current": PASSWORD, "next": password})
    assert r.status_code == (204 if taken else 422), r.text
    if taken:
        assert log_in(instance, api.email, password).status_code == 200
    else:
        assert {e["field"] for e in r.json()["errors"]} == {"next"}


def test_a_session_that_is_used_lives_for_two_weeks_more(instance):
    """From when it was begun, and again from when it was last used; another's as before."""
    used, idle = instance.register(), instance.register()

    def left(api):
        return instance.value('SELECT extract(epoch FROM min("expiresAt") - now() AT TIME ZONE \'UTC\')::float8 / 86400 FROM "Session" WHERE "userId" = %s', api.user["id"])
    assert 13.9 < left(used) <= 14 and 13.9 < left(idle) <= 14
    for api in (used, idle):
        instance.query('UPDATE "Session" SET "lastSeenAt" = now() AT TIME ZONE \'UTC\' - interval \'10 minutes\', "expiresAt" = now() AT TIME ZONE \'UTC\' + interval \'1 day\' WHERE "userId" = %s',
                       api.user["id"])
    from loumass import wait_for
    wait_for(lambda: used.raw("GET", "/api/me").status_code == 200 and left(used) > 13.9)
    assert left(idle) < 1.1
    used.get("/api/me")


def test_a_session_ends_however_busy_it_is(instance):
    """Sixty days after it began, though it was used a moment ago; another's stays."""
    old, young = instance.register(), instance.register()
    began = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) - datetime.timedelta(days=60, minutes=5)
    mine = old.user["id"]
    instance.query('UPDATE "Session" SET "createdAt" = %s, "lastSeenAt" = now(), "expiresAt" = now() + interval \'14 days\' WHERE "userId" = %s', began, mine)
    second = Api(instance.base)
    second.post("/api/auth/login", {"email": old.email, "password": PASSWORD})
    other = Api(instance.base)  # what was remembered of the first is forgotten with time; another process never knew
    other.http.cookies.update(old.http.cookies)
    from loumass import wait_for
    wait_for(lambda: other.raw("GET", "/api/me").status_code == 401)
    assert len(second.get("/api/sessions")["data"]) == 1
    young.get("/api/me")


def test_behind_https():
    """Cookies that no other host can set, and browsers told to come by https alone, on our own name only; plain http keeps working without."""
    i = Instance(env={"LOUMASS_URL": "https://mail.example.com"})
    try:
        i.up()
        own = {"Host": "mail.example.com", "Origin": "https://mail.example.com"}
        r = requests.post(i.base + "/api/auth/register", json={"email": "a@example.com", "password": PASSWORD}, headers=own, timeout=30)
        names = {c.split("=")[0] for c in r.raw.headers.getlist("Set-Cookie")}
        assert names == {"__Host-loumass_session", "__Host-loumass_device"}, names
        for c in r.raw.headers.getlist("Set-Cookie"):
            assert "Secure" in c and "Path=/;" in c and "Domain" not in c and "HttpOnly" in c
        value = r.raw.headers.getlist("Set-Cookie")[0].split("=", 1)[1].split(";")[0]
        for name, status in (("__Host-loumass_session", 200), ("loumass_session", 401)):
            assert requests.get(i.base + "/api/me", headers=own | {"Cookie": f"{name}={value}"}, timeout=30).status_code == status
        assert "max-age=" in r.headers["Strict-Transport-Security"]
        assert "max-age=" in requests.get(i.base + "/", headers=own, timeout=30).headers["Strict-Transport-Security"]
        assert "Strict-Transport-Security" not in requests.get(i.base + "/healthz", headers={"Host": "click.tenant.example"}, timeout=30).headers
    finally:
        i.close()


def test_plain_http_says_nothing_of_https(instance, alice):
    r = log_in(instance, alice.email, PASSWORD)
    assert "Strict-Transport-Security" not in r.headers and {c.name for c in r.cookies} == {"loumass_session", "loumass_device"}
    assert not any(c.secure for c in r.cookies)
