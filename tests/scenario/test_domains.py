"""Tracking domains and who mail comes from: a real name server answers, a real mail server takes the mail, and independent
software (mailauth) reads it back. Two tenants throughout."""

import contextlib
import email
import email.policy
import json
import os
import re
import subprocess

import pytest
import requests
from loumass import ROOT, Instance, wait_for
from mail import sink
from names import Names, proof, txt
from postfix import Postfix

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
    assert made["dnsRecords"][:1] == [{"type": "CNAME", "name": "click.names.test", "value": OUR_HOST, "alternative": False}]
    assert [r["name"] for r in made["dnsRecords"][1:]] == ["_loumass.click.names.test"]
    alice.post("/api/tracking-domains", {"domain": "click.names.test"}, 409)
    bob.post("/api/tracking-domains", {"domain": "click.names.test"}, 409)
    path = f"/api/tracking-domains/{made['id']}"
    bob.get(path, 404)
    bob.post(path + "/verify", {}, 404)
    bob.delete(path, None, 404)
    assert made["id"] not in [d["id"] for d in bob.get("/api/tracking-domains")["data"]]
    # A name that somebody claimed and did not prove is free again after a day.
    instance.query("""UPDATE "TrackingDomain" SET "createdAt" = now() - INTERVAL '25 hours' WHERE "id" = %s""", made["id"])
    taken = bob.post("/api/tracking-domains", {"domain": "click.names.test"}, 201)
    alice.get(path, 404)
    bob.delete(f"/api/tracking-domains/{taken['id']}", None, 204)


def test_a_domain_belongs_to_who_proves_it(alice, bob, names):
    """Another account's claim, proven or not, ends when the owner sets the record with their own label; a stranger cannot end it."""
    names.set(o=[f"cname=click.owner.test,{OUR_HOST}"])
    squat = bob.post("/api/tracking-domains", {"domain": "click.owner.test"}, 201)
    names.set(squat=[proof(squat)])
    assert bob.post(f"/api/tracking-domains/{squat['id']}/verify")["verified"] is True
    r = alice.raw("POST", "/api/tracking-domains", json={"domain": "click.owner.test"})
    assert r.status_code == 409 and "_loumass.click.owner.test" in r.json()["detail"]
    label = re.search(r"loumass=[0-9a-f]{32}", r.json()["detail"])[0]
    assert label not in str(squat["dnsRecords"])  # each account has its own
    alice.post("/api/tracking-domains", {"domain": "click.owner.test"}, 409)
    names.set(squat=[txt("_loumass.click.owner.test", label)])
    mine = alice.post("/api/tracking-domains", {"domain": "click.owner.test"}, 201)
    assert alice.post(f"/api/tracking-domains/{mine['id']}/verify")["verified"] is True
    bob.get(f"/api/tracking-domains/{squat['id']}", 404)
    bob.post("/api/tracking-domains", {"domain": "click.owner.test"}, 409)
    alice.delete(f"/api/tracking-domains/{mine['id']}", None, 204)


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
    seen = alice.post(path)  # it leads here, but whose is it?
    assert seen["verified"] is False and "TXT record" in seen["error"]
    names.set(v=[f"cname=click.verify.test,{OUR_HOST}", txt("_loumass.click.verify.test", "loumass=0123456789abcdef0123456789abcdef")])
    assert alice.post(path)["verified"] is False
    names.set(proof=[proof(made)], v=[f"cname=click.verify.test,{OUR_HOST}"])
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
    made = alice.post("/api/tracking-domains", {"domain": "click.daily.test"}, 201)
    names.set(d=[f"cname=click.daily.test,{OUR_HOST}"], daily=[proof(made)])
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
        names.set(**{domain.split(".")[1]: [proof(made)]})
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


# ---- DKIM, read back by independent software


MAILAUTH = ROOT / "tests" / "mailauth"


@pytest.fixture(scope="module")
def mailauth():
    if not (MAILAUTH / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=MAILAUTH, check=True)

    def read(names, ip, *files):
        out = subprocess.run(["node", "read.mjs", names.server, ip, *map(str, files)], cwd=MAILAUTH, check=True, capture_output=True, text=True).stdout
        return [json.loads(line) for line in out.splitlines()]
    return read


@contextlib.contextmanager
def through_postfix(server):
    """The port to send to: a Postfix before the sink, or, for those who are not root and cannot start one, the sink."""
    if os.getuid() != 0:
        yield server.port
        return
    p = Postfix(server.port)
    try:
        yield p.port
    finally:
        p.close()


def relay(api, port, domain, **more):
    s = api.post("/api/senders", {"kind": "smtp", "name": f"Relay of {domain}", "fromEmail": f"news@{domain}", "fromName": "News", "host": "127.0.0.1", "port": port,
                                  "security": "none", "auth": "none", **more}, 201)
    assert api.post(f"/api/senders/{s['id']}/test")["ok"]
    return s


def item(setup, name):
    return next(i for i in setup["items"] if i["id"] == name)


def key_records(setup):
    return [txt(r["name"], r["value"]) for r in item(setup, "dkim")["records"]]


NEWSLETTER = ("<html><body><p>Hello {{firstName}},</p>" + "<p>Lines  with   blanks,\ttabs and   ends.   </p>\n" * 20 +
              '<p>Gr\u00fc\u00dfe aus K\u00f6ln</p><a href="https://shop.test/a?b=c&amp;d={{email}}">Offer</a></body></html>')


def test_a_domain_in_another_script_is_asked_for_by_its_a_labels(alice, bob, names):
    ours, ascii = "b\u00fccher.test", "xn--bcher-kva.test"
    with sink() as server:
        sender = relay(alice, server.port, ours, dkim=True)
        setup = alice.get(f"/api/domains/{ascii}/setup")
        assert setup["domain"] == ascii and setup["signs"] is True  # its sender, which is written in its own script, is found
        names.set(idn=[f"host-record={ascii},127.0.0.1", f"mx-host={ascii},{ascii},10", txt(ascii, "v=spf1 mx -all"), txt(f"_dmarc.{ascii}", "v=DMARC1; p=reject")])
        checked = alice.post(f"/api/domains/{ascii}/check")
        assert {i["id"]: i["state"] for i in checked["items"]}.items() >= {"dmarc": "ok", "mx": "ok"}.items()
        assert all(r["name"].isascii() for i in checked["items"] for r in i["records"])
        lines = [d for d in alice.get("/api/domains")["data"] if d["domain"] == ascii]
        assert len(lines) == 1 and lines[0]["senders"] == 1 and lines[0]["signs"]  # one line for both ways to write it
        bob.get(f"/api/domains/{ascii}/setup", 404)
        alice.delete(f"/api/domains/{ascii}", None, 409)  # a sender has it
        alice.delete(f"/api/senders/{sender['id']}", expect=204)
        names.set(idn=[])


def test_messages_are_signed_and_verify(instance, alice, bob, names, mailauth):
    alice.delete("/api/domains/nowhere.test", None, 404)
    with sink(keep=True) as server, through_postfix(server) as port:
        sender = relay(alice, port, "one.test", dkim=True)
        setup = alice.get("/api/domains/one.test/setup")
        assert item(setup, "dkim")["state"] == "missing" and setup["keys"] == [] and setup["signs"] is True
        bob.get("/api/domains/one.test/setup", 404)
        bob.post("/api/domains/one.test/dkim", {}, 404)
        made = alice.post("/api/domains/one.test/dkim", {}, 201)
        assert [(k["algorithm"], k["state"]) for k in made["keys"]] == [("rsa-sha256", "waiting"), ("ed25519-sha256", "waiting")]
        alice.post("/api/domains/one.test/dkim", {}, 409)
        names.set(one=[*key_records(made), "host-record=one.test,127.0.0.1", "mx-host=one.test,one.test,10", txt("one.test", "v=spf1 mx ip4:127.0.0.1 -all"),
                       txt("_dmarc.one.test", "v=DMARC1; p=reject; adkim=s; aspf=s")])
        checked = alice.post("/api/domains/one.test/check")
        assert [k["state"] for k in checked["keys"]] == ["active", "active"] and item(checked, "dkim")["state"] == "ok"
        assert {i["id"]: i["state"] for i in checked["items"]}.items() >= {"spf": "ok", "dkim": "ok", "dmarc": "ok", "mx": "ok"}.items()
        # Private keys are sealed, and shown nowhere.
        sealed = instance.query('SELECT "privateSealed", "publicKey" FROM "DkimKey"')
        assert all(b"\x30\x82" not in bytes(r["privateSealed"])[:4] for r in sealed) and "privateSealed" not in str(checked)

        campaign(alice, senderId=sender["id"], content=NEWSLETTER, subject="Gr\u00fc\u00dfe  an  alle")
        c = alice.post("/api/campaigns", {"name": "T", "subject": "Test", "content": NEWSLETTER, "senderId": sender["id"], "audience": {"all": True}}, 201)
        alice.post(f"/api/campaigns/{c['id']}/attachments?filename=big.bin", data=bytes(range(256)) * 400, expect=201, headers={"Content-Type": "application/octet-stream"})
        assert alice.post(f"/api/campaigns/{c['id']}/test", {"to": ["me@one.test"]})["sent"] == 1
        wait_for(lambda: len(list((server.dir / "mail").iterdir())) == 2)
        files = sorted((server.dir / "mail").iterdir())
        for verdict in mailauth(names, "192.0.2.77", *files):  # from an address that SPF does not know
            assert [(d["result"], d["algorithm"], d["domain"], d["canonical"], d["length"]) for d in verdict["dkim"]] == [
                ("pass", "rsa-sha256", "one.test", "relaxed/relaxed", None), ("pass", "ed25519-sha256", "one.test", "relaxed/relaxed", None)]
            assert verdict["dmarc"]["result"] == "pass" and verdict["dmarc"]["policy"] == "reject"
        for f in files:
            signatures = email.message_from_bytes(f.read_bytes()).get_all("DKIM-Signature")
            tags = [dict(re.split(r"\s*=\s*", t.strip(), maxsplit=1) for t in x.split(";")) for x in signatures]
            assert len(tags) == 2 and all("l" not in t and re.sub(r"\s", "", t["h"]).split(":").count("From") == 2 for t in tags)
            assert all({"List-Unsubscribe", "List-Unsubscribe-Post"} <= set(re.sub(r"\s", "", t["h"]).split(":")) for t in tags)
        # An altered body, a second From: seen by both signatures.
        raw = files[0].read_bytes()
        (server.dir / "altered.eml").write_bytes(raw.replace(b"Lines", b"Limes", 1))
        (server.dir / "second.eml").write_bytes(b"From: evil@two.test\r\n" + raw)
        (server.dir / "folded.eml").write_bytes(raw.replace(b"   </p>", b" </p>").replace(b"\r\nTo:", b"\r\nX-Added: on the way\r\nTo:"))
        altered, second, folded = mailauth(names, "192.0.2.77", *(server.dir / f"{n}.eml" for n in ("altered", "second", "folded")))
        assert [d["result"] for d in altered["dkim"]] == ["neutral", "neutral"] or all(d["result"] != "pass" for d in altered["dkim"])
        assert all(d["result"] != "pass" for d in second["dkim"])
        assert [d["result"] for d in folded["dkim"]] == ["pass", "pass"]  # relaxed: added fields do not matter


def test_keys_are_rotated_with_overlap(instance, alice, names, mailauth):
    with sink(keep=True) as server:
        sender = relay(alice, server.port, "turn.test")
        path = f"/api/senders/{sender['id']}"

        def refused():
            c = alice.post("/api/campaigns", {"name": "C", "subject": "S", "content": "<p>x</p>", "audience": {"all": True}, "senderId": sender["id"]}, 201)
            return [e["field"] for e in alice.post(f"/api/campaigns/{c['id']}/send", {}, 422)["errors"]]

        def sends(n):
            campaign(alice, senderId=sender["id"])
            wait_for(lambda: len(list((server.dir / "mail").iterdir())) == n)
            return sorted((server.dir / "mail").iterdir())[-1]

        assert b"DKIM-Signature" not in sends(1).read_bytes()
        assert alice.patch(path, {"dkim": True})["dkim"] is True
        assert refused() == ["dkim_missing"]
        first = alice.post("/api/domains/turn.test/dkim", {}, 201)
        assert refused() == ["dkim_missing"]  # their records are not there yet
        names.set(turn=key_records(first))
        alice.post("/api/domains/turn.test/check")
        old = sends(2)
        following = alice.post("/api/domains/turn.test/dkim", {}, 201)
        fresh = [k["selector"] for k in following["keys"] if k["state"] == "waiting"]
        assert len(fresh) == 2 and len(following["keys"]) == 4
        still = sends(3)
        names.set(turn=key_records(following))
        # Found by itself.
        instance.query("""UPDATE "DkimKey" SET "checkedAt" = now() - INTERVAL '1 hour' WHERE "domain" = 'turn.test'""")
        wait_for(lambda: {k["selector"]: k["state"] for k in alice.post("/api/domains/turn.test/check")["keys"]}.items() >= dict.fromkeys(fresh, "active").items())
        new = sends(4)
        selectors = [[d["selector"] for d in v["dkim"] if d["result"] == "pass"] for v in mailauth(names, "127.0.0.1", old, still, new)]
        assert selectors[0] == selectors[1] and sorted(selectors[2]) == sorted(fresh) and len(selectors[0]) == 2
        keys = alice.get("/api/domains/turn.test/setup")["keys"]
        assert sorted(k["state"] for k in keys) == ["active", "active", "retiring", "retiring"]
        # A week later the old ones go; half a year later the next ones are made.
        instance.query("""UPDATE "DkimKey" SET "rotateAt" = now() - INTERVAL '1 second' WHERE "domain" = 'turn.test'""")
        wait_for(lambda: sorted(k["state"] for k in alice.post("/api/domains/turn.test/check")["keys"]) == ["active", "active", "waiting", "waiting"])
        alice.delete("/api/domains/turn.test/dkim", None, 204)
        assert refused() == ["dkim_missing"]
        alice.patch(path, {"dkim": False})
        assert b"DKIM-Signature" not in sends(5).read_bytes()
