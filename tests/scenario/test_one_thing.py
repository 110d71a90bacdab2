"""Everything we sign, seal or hand out proves one thing for one account, and nothing elsewhere (the table in docs/security.md)."""

import secrets

import requests
from loumass import PASSWORD, Api
from test_registration import account, house, link  # noqa: F401 (a fixture)


def bearer(base, token):
    return requests.get(f"{base}/api/me", headers={"Authorization": f"Bearer {token}"}, timeout=30).status_code


def with_cookie(base, name, value):
    return requests.get(f"{base}/api/me", headers={"Cookie": f"{name}={value}"}, timeout=30).status_code


def test_tokens_are_good_for_one_thing(house):  # noqa: F811
    ann, bob = account(house), account(house)
    base = house.base
    session = ann.http.cookies["loumass_session"]
    device = next(c.value for c in ann.http.cookies if "device" in c.name)
    key = ann.post("/api/api-keys", {"name": "k", "scopes": ["read"]}, 201)["key"]
    assert with_cookie(base, "loumass_session", session) == 200 and bearer(base, key) in (200, 403)
    # Sessions, keys and devices.
    assert bearer(base, session) == bearer(base, device) == bearer(base, f"lm_{session}") == 401
    assert with_cookie(base, "loumass_session", key) == with_cookie(base, "loumass_session", device) == 401
    for altered in (session[:-1] + ("A" if session[-1] != "A" else "B"), session + "A", session.swapcase(), ""):
        assert with_cookie(base, "loumass_session", altered) == 401
    # Links by mail: each kind at every other kind's door.
    Api(base).post("/api/auth/forgot", {"email": ann.email}, 204)
    reset = link(house, ann.email, "reset")
    unconfirmed = f"late-{secrets.token_hex(4)}@example.com"
    Api(base).post("/api/auth/register", {"email": unconfirmed, "password": PASSWORD}, 202)
    verify = link(house, unconfirmed, "verify")
    ann.post("/api/me/address", {"email": f"moved-{secrets.token_hex(4)}@example.com", "password": PASSWORD}, 204)
    for token in (reset, session, key, device, secrets.token_urlsafe(32)):
        assert Api(base).raw("POST", "/api/auth/verify", json={"token": token, "password": PASSWORD}).status_code in (404, 422)
        assert Api(base).raw("POST", "/api/auth/confirm-address", json={"token": token}).status_code in (404, 422)
    for token in (verify, session, key, device, secrets.token_urlsafe(32)):
        assert Api(base).raw("POST", "/api/auth/reset", json={"token": token, "password": "another long password"}).status_code in (404, 422)
    for token in (reset, verify):
        assert bearer(base, token) == with_cookie(base, "loumass_session", token) == 401
    # Nothing of that was used up, and each works where it belongs, once.
    assert ann.get("/api/me")["user"]["email"] == ann.email
    Api(base).post("/api/auth/verify", {"token": verify, "password": PASSWORD})
    assert Api(base).raw("POST", "/api/auth/verify", json={"token": verify, "password": PASSWORD}).status_code == 404
    Api(base).post("/api/auth/reset", {"token": reset, "password": "another long password"}, 204)
    assert Api(base).raw("POST", "/api/auth/reset", json={"token": reset, "password": "a third long password"}).status_code == 404
    assert with_cookie(base, "loumass_session", session) == 401  # ended by the new password
    # A provider's address at another provider, another account's, altered.
    url = bob.post("/api/webhook-endpoints", {"provider": "postmark", "secret": "user:password"}, 201)["url"]
    token = url.rsplit("/", 1)[1]
    assert requests.post(url, data=b"{}", timeout=30).status_code == 401
    for other in (f"{base}/api/webhooks/mailgun/{token}", f"{base}/api/webhooks/ses/{token}", url[:-1] + ("A" if url[-1] != "A" else "B")):
        assert requests.post(other, data=b"{}", timeout=30).status_code == 404, other


def test_a_sealed_secret_opens_in_its_row_only(instance, alice, bob):
    """As the database's owner, who could move it: another account's sealed password in one's own row is no password."""
    made = {api: api.post("/api/senders", {"kind": "smtp", "name": "S", "fromEmail": "a@example.com", "host": "127.0.0.1", "port": 9, "security": "none",
                                           "auth": "plain", "username": "u", "secret": f"secret of {n}"}, 201)["id"] for n, api in enumerate((alice, bob))}
    opened = alice.raw("POST", f"/api/senders/{made[alice]}/test", json={}).json()
    assert opened["ok"] is False and opened["steps"][0]["step"] == "connect"  # it opens; nobody answers there
    instance.query('UPDATE "Sender" SET "secretSealed" = (SELECT "secretSealed" FROM "Sender" WHERE "id" = %s) WHERE "id" = %s', made[bob], made[alice])
    r = alice.raw("POST", f"/api/senders/{made[alice]}/test", json={})
    assert r.status_code != 200 or (r.json()["ok"] is False and r.json()["steps"][0]["step"] != "connect"), r.text
    assert "secret of" not in r.text
