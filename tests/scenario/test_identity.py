"""Tracking domains and who mail comes from: a real name server answers, a real mail server takes the mail, and independent
software (mailauth) reads it back. Two tenants throughout."""

import email
import email.policy
import re

import pytest
import requests
from loumass import Instance, wait_for
from names import Names

OUR_HOST = "mail.loumass.test"


@pytest.fixture(scope="module")
def names():
    n = Names()
    try:
        n.set(us=[f"host-record={OUR_HOST},127.0.0.1"])
        yield n
    finally:
        n.close()


@pytest.fixture(scope="module")
def instance(names):
    i = Instance({"LOUMASS_DNS": names.server})
    i.env["LOUMASS_URL"] = f"http://{OUR_HOST}:{i.port}"
    try:
        i.up()
        yield i
    finally:
        i.close()


# ---- Tracking domains


def test_names_are_checked(alice, bob, instance):
    def field(domain):
        return [e["field"] for e in alice.post("/api/tracking-domains", {"domain": domain}, 422)["errors"]]
    assert field("") == field("no dots") == field("localhost") == field("192.0.2.7") == field(OUR_HOST) == field("a b.test") == ["domain"]
    made = alice.post("/api/tracking-domains", {"domain": "Click.Names.TEST"}, 201)
    assert made["domain"] == "click.names.test" and made["verified"] is False and made["found"] is None and made["checkedAt"] is None
    assert made["dnsRecords"] == [{"type": "CNAME", "name": "click.names.test", "value": OUR_HOST, "alternative": False}]
    alice.post("/api/tracking-domains", {"domain": "click.names.test"}, 409)
    bob.post("/api/tracking-domains", {"domain": "click.names.test"}, 409)
    path = f"/api/tracking-domains/{made['id']}"
    bob.get(path, 404)
    bob.post(path + "/verify", {}, 404)
    bob.delete(path, None, 404)
    assert made["id"] not in [d["id"] for d in bob.get("/api/tracking-domains")["data"]]
    # A name that somebody claimed and never pointed here is free again after a week.
    instance.query("""UPDATE "TrackingDomain" SET "createdAt" = now() - INTERVAL '8 days' WHERE "id" = %s""", made["id"])
    taken = bob.post("/api/tracking-domains", {"domain": "click.names.test"}, 201)
    alice.get(path, 404)
    bob.delete(f"/api/tracking-domains/{taken['id']}", None, 204)


def test_what_is_found_stands_beside_what_is_expected(alice, names):
    made = alice.post("/api/tracking-domains", {"domain": "click.verify.test"}, 201)
    path = f"/api/tracking-domains/{made['id']}/verify"
    seen = alice.post(path)
    assert seen["verified"] is False and seen["found"] == [] and "no record for click.verify.test" in seen["error"]
    names.set(v=["host-record=other.test,192.0.2.9", "cname=click.verify.test,other.test"])
    seen = alice.post(path)
    assert seen["verified"] is False and seen["found"] == [{"type": "CNAME", "value": "other.test"}, {"type": "A", "value": "192.0.2.9"}]
    assert "points to other.test, not to mail.loumass.test" in seen["error"]
    names.set(v=[f"cname=click.verify.test,{OUR_HOST}"])
    seen = alice.post(path)
    assert seen["verified"] is True and seen["error"] is None and {"type": "CNAME", "value": OUR_HOST} in seen["found"]
    # An address instead of a CNAME does as well, when all addresses are ours.
    names.set(v=["host-record=click.verify.test,127.0.0.1"])
    seen = alice.post(path)
    assert seen["verified"] is True and {"type": "A", "name": "click.verify.test", "value": "127.0.0.1", "alternative": True} in seen["dnsRecords"]
    names.set(v=["host-record=click.verify.test,127.0.0.1", "host-record=click.verify.test,192.0.2.9"])
    assert alice.post(path)["verified"] is False
    # A name server that does not answer changes nothing.
    names.set(v=["host-record=click.verify.test,127.0.0.1"])
    assert alice.post(path)["verified"] is True
    names.stop()
    seen = alice.post(path)
    assert seen["verified"] is True and "could not be asked" in seen["error"]
    names.start()
    alice.delete(f"/api/tracking-domains/{made['id']}", None, 204)


def test_checked_daily_by_itself(alice, instance, names):
    names.set(d=[f"cname=click.daily.test,{OUR_HOST}"])
    made = alice.post("/api/tracking-domains", {"domain": "click.daily.test"}, 201)
    path = f"/api/tracking-domains/{made['id']}"

    def due():
        instance.query("""UPDATE "TrackingDomain" SET "nextCheckAt" = now() - INTERVAL '1 second', "checkedAt" = NULL WHERE "id" = %s""", made["id"])
        return wait_for(lambda: (lambda d: d["checkedAt"] and d)(alice.get(path)))

    assert due()["verified"] is True
    hours = instance.value('SELECT extract(epoch FROM "nextCheckAt" - "checkedAt") / 3600 FROM "TrackingDomain" WHERE "id" = %s', made["id"])
    assert round(float(hours)) == 24
    names.set(d=["host-record=click.daily.test,192.0.2.1"])
    assert [due()["verified"] for _ in range(3)] == [True, True, False]  # three wrong answers in a row
    alice.delete(path, None, 204)


# ---- What is served there


def campaign(api, **more):
    api.post("/api/contacts", {"email": "reader@people.test", "firstName": "Rea"}, (201, 409))
    c = api.post("/api/campaigns", {"name": "C", "subject": "Hello", "content": '<p>Hi <a href="https://shop.test/offer">offer</a></p>',
                                    "audience": {"all": True}, **more}, 201)
    api.post(f"/api/campaigns/{c['id']}/send")
    wait_for(lambda: api.get(f"/api/campaigns/{c['id']}")["status"] == "SENT")
    return c


def captured(instance, campaign_id):
    return email.message_from_bytes(bytes(instance.value('SELECT "raw" FROM "Capture" WHERE "campaignId" = %s', campaign_id)),
                                    policy=email.policy.default)


def links(message):
    """The open, click and unsubscribe addresses of a message."""
    html = message.get_body(("html",)).get_content().replace("&amp;", "&")
    return [re.search(f"http://[^/]+/{p}", html).group(0) for p in (r"t/o/\w+\.gif", r't/c/[^"]+', r"u/\w+")]


def on_host(instance, host, url, method="GET", **kw):
    path = "/" + url.split("/", 3)[3]
    return requests.request(method, instance.base + path, headers={"Host": host}, allow_redirects=False, timeout=30, **kw)


def test_links_use_it_at_once_and_for_this_tenant_alone(instance, alice, bob, names):
    names.set(s=[f"cname=click.one.test,{OUR_HOST}", f"cname=click.two.test,{OUR_HOST}"])
    before = links(captured(instance, campaign(alice)["id"]))
    assert all(u.startswith(f"http://{OUR_HOST}:{instance.port}/") for u in before)
    ids = {}
    for api, domain in ((alice, "click.one.test"), (bob, "click.two.test")):
        made = api.post("/api/tracking-domains", {"domain": domain}, 201)
        assert api.post(f"/api/tracking-domains/{made['id']}/verify")["verified"] is True
        ids[domain] = made["id"]
    mine, others = campaign(alice), campaign(bob)
    one, two = links(captured(instance, mine["id"])), links(captured(instance, others["id"]))
    assert all(u.startswith(f"http://click.one.test:{instance.port}/") for u in one)
    assert all(u.startswith(f"http://click.two.test:{instance.port}/") for u in two)

    host = f"Click.One.test:{instance.port}"
    wait_for(lambda: on_host(instance, host, "http://x/").status_code == 404)  # the web app is not there
    assert on_host(instance, host, "http://x/api/openapi.json").status_code == 404
    assert on_host(instance, OUR_HOST, "http://x/api/openapi.json").status_code == 200
    assert [on_host(instance, host, u).status_code for u in one] == [200, 302, 200]
    assert on_host(instance, host, one[1]).headers["Location"] == "https://shop.test/offer"
    assert [on_host(instance, host, u).status_code for u in before] == [200, 302, 200]  # older links of the same tenant
    # Bob's are not there: neither his pixel, nor his link, nor his page; and nothing is counted.
    assert [on_host(instance, host, u).status_code for u in two] == [404, 404, 404]
    assert on_host(instance, host, two[2], "POST", data={"List-Unsubscribe": "One-Click"}).status_code == 404
    assert on_host(instance, host, "http://x/t/o/" + "z" * 20 + ".gif").status_code == 404
    rows = """SELECT count(*) FROM "EmailEvent" e JOIN "Recipient" r ON r."id" = e."recipientId" WHERE r."campaignId" = %s AND e."type" IN ('OPENED', 'CLICKED')"""
    wait_for(lambda: instance.value(rows, mine["id"]) >= 2)
    assert instance.value(rows, others["id"]) == 0
    # On the installation's own name all are served.
    assert [on_host(instance, OUR_HOST, u).status_code for u in two] == [200, 302, 200]

    # What a proxy asks before it gets a certificate.
    def tls(domain):
        return requests.get(instance.base + "/api/tls-check", params={"domain": domain}, timeout=30).status_code
    assert [tls("click.one.test"), tls("CLICK.two.test"), tls(OUR_HOST), tls("evil.test"), tls("")] == [200, 200, 200, 404, 404]
    assert requests.get(instance.base + "/api/tls-check", timeout=30).status_code == 404
    for api, domain in ((alice, "click.one.test"), (bob, "click.two.test")):
        api.delete(f"/api/tracking-domains/{ids[domain]}", None, 204)
    assert tls("click.one.test") == 404
    wait_for(lambda: on_host(instance, "click.one.test", two[0]).status_code == 200)  # nobody's any more
