"""What is looked at before a campaign goes out, and what stops it: a real name server, a web server with broken pages, rspamd;
the set-up page and the ramp of new senders. Two tenants throughout."""

import json
import http.server
import threading

import pytest
from loumass import Instance, free_port, wait_for
from mail import sink
from names import Names, proof, txt
from rspamd import Rspamd

OUR_HOST = "mail.loumass.test"


class Pages(http.server.BaseHTTPRequestHandler):
    asked = []

    def do_GET(self):
        Pages.asked.append(self.path)
        status = int(self.path.strip("/").split("/")[0].split(".")[0] or 200)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/404")
        body = b"x" * (900 << 10) if "big" in self.path else b"page"
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def pages():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def names():
    n = Names()
    try:
        n.set(us=[f"host-record={OUR_HOST},127.0.0.1", "host-record=shop.test,127.0.0.1",
                  "host-record=listed.test,127.0.0.1", "host-record=listed.test.dbl.test,127.0.1.2", "host-record=shop.test.dbl.test,127.255.255.254"],
              good=["host-record=good.test,127.0.0.1", "mx-host=good.test,good.test,10", txt("good.test", "v=spf1 mx -all"), txt("_dmarc.good.test", "v=DMARC1; p=none")])
        yield n
    finally:
        n.close()


@pytest.fixture(scope="module")
def instance(names):
    i = Instance({"LOUMASS_DNS": names.server, "LOUMASS_ALLOW_PRIVATE_URLS": "yes", "LOUMASS_BLOCKLISTS": "dbl.test", "LOUMASS_WARMUP_EVERY": "1s"})
    i.env["LOUMASS_URL"] = f"https://{OUR_HOST}:{i.port}"
    try:
        i.up()
        yield i
    finally:
        i.close()


@pytest.fixture(scope="module")
def server():
    with sink(keep=True) as s:
        yield s


def sign_in(instance, name):
    """The public address is https here: the cookie has to be told to travel over loopback."""
    api = instance.register(name=name)
    for cookie in api.http.cookies:
        cookie.secure = False
    return api


@pytest.fixture(scope="module")
def alice(instance):
    return sign_in(instance, "Alice")


@pytest.fixture(scope="module")
def bob(instance):
    return sign_in(instance, "Bob")


def relay(api, port, domain, **more):
    s = api.post("/api/senders", {"kind": "smtp", "name": f"Relay of {domain}", "fromEmail": f"news@{domain}", "host": "127.0.0.1", "port": port,
                                  "security": "none", "auth": "none", **more}, 201)
    assert api.post(f"/api/senders/{s['id']}/test")["ok"]
    return s


def draft(api, **more):
    api.post("/api/contacts", {"email": "reader@people.test", "firstName": "Rea"}, (201, 409))
    return api.post("/api/campaigns", {"name": "C", "subject": "Hello", "content": "<p>Hello there</p>", "audience": {"all": True}, **more}, 201)


def checks(api, c):
    return {x["code"]: x for x in api.post(f"/api/campaigns/{c['id']}/check")["checks"]}


def levels(api, c):
    return {k: v["level"] for k, v in checks(api, c).items()}


def test_links_and_images(alice, bob, server, pages):
    sender = relay(alice, server.port, "good.test")
    html = (f'<p><a href="{pages}/200">ok</a> <a href="{pages}/404">gone</a> <a href="{pages}/302">moved to nothing</a> <a href="{pages}/500">down</a>'
            f'<a href="http://no-such-page.loumass.net/">nowhere</a> <a href="http://unknown.example/">example</a><a href="https://x.test/{{{{email}}}}">each</a>'
            f'<a href="http://listed.test:1/">listed</a><img src="{pages}/404.png" alt="a"><img src="{pages}/200.big1.png" alt="b"><img src="{pages}/200.big2.png" alt="b"></p>')
    c = draft(alice, content=html, senderId=sender["id"])
    found = checks(alice, c)
    assert {k: found[k]["level"] for k in ("broken_link", "broken_image", "listed_link", "silent_link", "unknown_host", "heavy_images")} == {
        "broken_link": "error", "broken_image": "error", "listed_link": "error", "silent_link": "warning", "unknown_host": "warning", "heavy_images": "warning"}
    assert found["broken_link"]["count"] == 3 and "/404" in found["broken_link"]["message"] and found["broken_image"]["count"] == 1
    assert "listed.test" in found["listed_link"]["message"] and found["listed_link"]["count"] == 1
    # What is named stands beside the English sentence, for other languages to use.
    assert found["broken_link"]["named"] == [f"{pages}/404"] and found["listed_link"]["named"] == ["http://listed.test:1/"]
    # Red ones stop it, here and on the command line; what stops it is said.
    refused = alice.post(f"/api/campaigns/{c['id']}/send", {}, 422)
    assert {e["field"] for e in refused["errors"]} == {"broken_link", "broken_image", "listed_link"}
    assert alice.post(f"/api/campaigns/{c['id']}/schedule", {"scheduledAt": "2027-11-01T00:00:00Z"}, 422)
    assert alice.get(f"/api/campaigns/{c['id']}")["status"] == "DRAFT"
    bob.post(f"/api/campaigns/{c['id']}/check", {}, 404)
    # Asked once for a version: the send above and this look ask nobody.
    before = len(Pages.asked)
    assert checks(alice, c) == found and len(Pages.asked) == before
    alice.patch(f"/api/campaigns/{c['id']}", {"content": f'<p><a href="{pages}/200">ok</a></p>'})
    assert not {"broken_link", "silent_link", "listed_link"} & set(checks(alice, c)) and len(Pages.asked) == before + 1
    alice.post(f"/api/campaigns/{c['id']}/send")
    wait_for(lambda: alice.get(f"/api/campaigns/{c['id']}")["status"] == "SENT")
    # Text mails, too.
    c = draft(alice, content=f"Look at {pages}/404, please.", contentFormat="text", senderId=sender["id"])
    assert levels(alice, c)["broken_link"] == "error"


def test_private_addresses_are_not_asked(names, pages):
    """Where private networks are not allowed, a tenant cannot make the server look into one."""
    i = Instance({"LOUMASS_DNS": names.server})
    try:
        i.up()
        api = i.register()
        before = len(Pages.asked)
        c = draft(api, content=f'<p><a href="{pages}/404">x</a> <a href="http://127.0.0.1:{i.port}/readyz">y</a></p>')
        found = checks(api, c)
        assert "broken_link" not in found and len(Pages.asked) == before
        assert found["private_link"]["level"] == "warning" and found["private_link"]["count"] == 2
    finally:
        i.close()


def test_authentication(alice, names, server):
    def found(domain, **more):
        sender = relay(alice, server.port, domain, **more)
        return levels(alice, draft(alice, senderId=sender["id"]))
    good = found("good.test")
    assert not {"no_spf", "no_dmarc", "no_mx", "from_domain_unknown", "auth_unchecked", "unsubscribe_not_https"} & set(good) and good["dkim_unseen"] == "info"
    assert found("nowhere.loumass.net")["from_domain_unknown"] == "error"
    names.set(bare=["host-record=bare.test,127.0.0.1"], strict=["mx-host=strict.test,good.test,1", txt("_dmarc.strict.test", "v=DMARC1; p=reject")],
              upper=["mx-host=news.upper.test,good.test,1", txt("_dmarc.upper.test", "v=DMARC1; p=none; sp=quarantine"), txt("news.upper.test", "v=spf1 -all")])
    bare = found("bare.test")
    about = checks(alice, draft(alice, senderId=relay(alice, server.port, "bare.test")["id"]))
    assert about["no_spf"]["named"] == about["no_dmarc"]["named"] == ["bare.test"]
    assert bare["no_spf"] == bare["no_dmarc"] == "warning"
    assert found("strict.test")["dmarc_fails"] == "error"
    assert found("news.upper.test")["dmarc_strict"] == "warning"
    assert found("good.test", dkim=True)["dkim_missing"] == "error"
    names.stop()
    assert found("dark.test")["auth_unchecked"] == "info"
    names.start()


def test_audience_and_forecast(instance, alice, server):
    sender = relay(alice, server.port, "good.test", perDay=1)
    ids = [alice.post("/api/contacts", {"email": e, "tags": ["twice"]}, 201)["id"] for e in ("one@twin.test", "two@twin.test", "three@twin.test")]
    instance.query("""UPDATE "Contact" SET "email" = 'ONE@twin.test' WHERE "id" = %s""", ids[1])
    c = draft(alice, audience={"tags": ["twice"]}, senderId=sender["id"], content="<p>Dear {{firstName}}</p>")
    found = checks(alice, c)
    assert found["duplicates"]["count"] == 1 and "one mail" in found["duplicates"]["message"] and [x["email"] for x in found["duplicates"]["contacts"]] == ["ONE@twin.test"]
    assert found["unknown_field"]["count"] == 3 and "days" not in found["forecast"]["message"] and found["forecast"]["level"] == "warning"
    assert found["unknown_field"]["named"] == ["{{firstName}}"] and found["forecast"]["named"] == [sender["name"]]
    assert found["forecast"]["seconds"] == 86400 and found["forecast"]["count"] == 2 and found["duplicates"]["seconds"] is None
    instance.query("""UPDATE "Sender" SET "perDay" = NULL WHERE "id" = %s""", sender["id"])
    assert "forecast" not in checks(alice, c)


def test_the_set_up_of_a_domain(instance, alice, bob, names, server):
    def look(api=alice):
        return {i["id"]: i for i in api.post("/api/domains/set.test/check")["items"]}
    relay(alice, server.port, "set.test")
    assert [d for d in alice.get("/api/domains")["data"] if d["domain"] == "set.test"][0]["state"] is None
    bob.post("/api/domains/set.test/check", {}, 404)
    bare = look()
    assert {k: v["state"] for k, v in bare.items()} == {"spf": "missing", "dkim": "warning", "dmarc": "missing", "mx": "wrong", "ptr": "ok"}
    assert bare["spf"]["records"] == [{"type": "TXT", "name": "set.test", "value": "v=spf1 mx ~all"}] and all(v["why"] for v in bare.values())
    assert bare["dmarc"]["records"][0]["name"] == "_dmarc.set.test" and "does not know this domain" in bare["mx"]["message"]
    names.set(set=["mx-host=set.test,mx.set.test,5", "host-record=mx.set.test,127.0.0.1", txt("set.test", "v=spf1 include:other.test -all"), txt("set.test", "unrelated"),
                   txt("_dmarc.set.test", "v=DMARC1; p=maybe"), "ptr-record=1.0.0.127.in-addr.arpa,mx.set.test"])
    half = look()
    assert {k: v["state"] for k, v in half.items()} == {"spf": "warning", "dkim": "warning", "dmarc": "wrong", "mx": "ok", "ptr": "ok"}
    assert half["spf"]["records"][0]["value"] == "v=spf1 include:other.test mx -all" and half["spf"]["found"] == ["v=spf1 include:other.test -all"]
    names.set(set=[txt("set.test", "v=spf1 +all"), txt("_dmarc.test", "v=DMARC1; p=quarantine"), "mx-host=set.test,mx.set.test,5"])
    assert look()["spf"]["state"] == "wrong"
    names.set(set=[txt("set.test", "v=spf1 mx -all"), txt("set.test", "v=spf1 a -all")])
    assert "several" in look()["spf"]["message"]
    assert [d for d in alice.get("/api/domains")["data"] if d["domain"] == "set.test"][0]["state"] == "wrong"
    names.stop()
    assert {v["state"] for v in look().values()} <= {"unknown", "warning"}
    names.start()
    # Before there is a sender; and gone again.
    assert bob.post("/api/domains", {"domain": "Later.TEST"}, 201)["domain"] == "later.test"
    assert [e["field"] for e in bob.post("/api/domains", {"domain": "no"}, 422)["errors"]] == ["domain"]
    bob.delete("/api/domains/later.test", None, 204)
    bob.get("/api/domains/later.test/setup", 404)
    alice.delete("/api/domains/set.test", None, 409)
    r = instance.cli("domain", "setup", "set.test", "--user", alice.email)
    assert "spf" in r.stdout and "dmarc" in r.stdout
    made = instance.cli_json("dkim", "make", "set.test", "--user", alice.email)
    assert [k["state"] for k in made] == ["waiting", "waiting"] and made[0]["recordValue"].startswith("v=DKIM1; k=rsa; p=")
    assert instance.cli("dkim", "list", "set.test", "--user", bob.email, ok=False).returncode == 3
    instance.cli("dkim", "delete", "set.test", "--user", alice.email)


def test_tracking_domains_on_the_command_line(instance, alice, bob, names):
    names.set(cli=[f"cname=click.cli.test,{OUR_HOST}"])
    made = instance.cli_json("domain", "add", "click.cli.test", "--user", alice.email)
    assert made["dnsRecords"][0]["value"] == OUR_HOST
    names.set(proof=[proof(made)])
    assert instance.cli_json("domain", "list", "--user", bob.email) == []
    assert instance.cli("domain", "verify", "click.cli.test", "--user", bob.email, ok=False).returncode == 3
    assert instance.cli_json("domain", "verify", "click.cli.test", "--user", alice.email)["verified"] is True
    instance.cli("domain", "delete", "click.cli.test", "--user", alice.email)
    assert instance.cli_json("domain", "list", "--user", alice.email) == []


def test_a_new_sender_warms_up(instance, alice, server):
    def day(n, **stats):
        """As if 24 hours had gone by, with this much sent, bounced and complained of."""
        instance.query('DELETE FROM "SenderUsage" WHERE "senderId" = %s', sender["id"])
        instance.query('INSERT INTO "SenderUsage" ("senderId", "minute", "userId", "granted") VALUES (%s, now(), %s, %s)', sender["id"], alice.user["id"], n)
        instance.query("""UPDATE "Sender" SET "warmupStepAt" = now() - INTERVAL '25 hours' WHERE "id" = %s""", sender["id"])

    def state():
        return alice.get(path)
    sender = relay(alice, server.port, "good.test", warmupTarget=20, warmupStart=4)
    path = f"/api/senders/{sender['id']}"
    assert sender["warmupLimit"] == 4 and sender["warmupStartedAt"]
    for i in range(7):
        alice.post("/api/contacts", {"email": f"w{i}@people.test", "tags": ["warm"]}, 201)
    c = draft(alice, audience={"tags": ["warm"]}, senderId=sender["id"])
    assert "it is warming up" in checks(alice, c)["forecast"]["message"]
    alice.post(f"/api/campaigns/{c['id']}/send")
    sent = """SELECT count(*) FROM "Recipient" WHERE "campaignId" = %s AND "status" = 'SENT'"""
    wait_for(lambda: instance.value(sent, c["id"]) == 4)
    wait_for(lambda: alice.get(path)["usage"]["day"] == 4)
    assert instance.value(sent, c["id"]) == 4 and alice.get(f"/api/campaigns/{c['id']}")["status"] == "SENDING"
    day(4)
    wait_for(lambda: state()["warmupLimit"] == 6)
    assert "Grew" in state()["warmupNote"]
    instance.query('DELETE FROM "SenderUsage" WHERE "senderId" = %s', sender["id"])  # the next day: the rest goes out
    wait_for(lambda: instance.value(sent, c["id"]) == 7)
    wait_for(lambda: alice.get(f"/api/campaigns/{c['id']}")["status"] == "SENT")
    # Bounces and complaints: halved at once, whatever the time of day, and not below its start.
    recipients = [r["id"] for r in instance.query('SELECT "id" FROM "Recipient" WHERE "campaignId" = %s ORDER BY "id"', c["id"])]
    alice.patch(path, {"warmupTarget": 1000, "warmupStart": 10})
    instance.query('UPDATE "Sender" SET "warmupLimit" = 64 WHERE "id" = %s', sender["id"])
    for i, r in enumerate(recipients[:3]):
        instance.query("""INSERT INTO "EmailEvent" ("id", "recipientId", "type") VALUES (%s, %s, 'COMPLAINED')""", r[:9] + f"{i:016d}", r)
    wait_for(lambda: state()["warmupLimit"] == 32)
    assert "complained" in state()["warmupNote"]
    day(10)
    wait_for(lambda: state()["warmupLimit"] == 16)
    ended = alice.patch(path, {"warmupTarget": None})
    assert ended["warmupLimit"] is None and ended["warmupStart"] is None
    said = instance.cli_json("sender", "warmup", sender["id"], "300", "--start", "30", "--user", alice.email)
    assert (said["warmupLimit"], said["warmupTarget"]) == (30, 300)
    assert [e["field"] for e in alice.patch(path, {"warmupTarget": 0}, 422)["errors"]] == ["warmupTarget"]


def test_the_spam_filter(instance, names, server):
    """The demo's campaign, signed and sent as it would be, is no spam to rspamd; and what is spam is stopped."""
    spam = Rspamd(names)
    i = Instance({"LOUMASS_DNS": names.server, "LOUMASS_RSPAMD": spam.url, "LOUMASS_ALLOW_PRIVATE_URLS": "yes", "LOUMASS_BLOCKLISTS": "none"})
    try:
        i.env["LOUMASS_URL"] = f"https://{OUR_HOST}"
        i.cli("seed", "--demo")
        i.up()
        demo = sign_in(i, "Somebody")
        content = i.query("""SELECT "subject", "content", "preheader", "contentFormat" FROM "Campaign" c JOIN "User" u ON u."id" = c."userId"
                             WHERE u."email" LIKE 'demo@%%' ORDER BY length(c."content") DESC LIMIT 1""")[0]
        sender = relay(demo, server.port, "good.test", fromName="The Gardeners", dkim=True)
        made = demo.post("/api/domains/good.test/dkim", {}, 201)
        names.set(keys=[txt(k["recordName"], k["recordValue"]) for k in made["keys"]] + ["ptr-record=10.2.0.192.in-addr.arpa,mail.good.test", "host-record=mail.good.test,192.0.2.10"],
                  good=["host-record=good.test,192.0.2.10", "mx-host=good.test,mail.good.test,10", txt("good.test", "v=spf1 ip4:192.0.2.10 -all"), txt("_dmarc.good.test", "v=DMARC1; p=reject")])
        assert [k["state"] for k in demo.post("/api/domains/good.test/check")["keys"]] == ["active", "active"]
        c = draft(demo, senderId=sender["id"], **{k: v for k, v in content.items() if v})
        found = checks(demo, c)
        assert found["spam_score"]["level"] == "info" and found["spam_score"]["score"] < 4 and found["spam_score"]["mail"] is None, found["spam_score"]
        before = len(list((server.dir / "mail").iterdir()))
        demo.post(f"/api/campaigns/{c['id']}/send")
        wait_for(lambda: len(list((server.dir / "mail").iterdir())) == before + 1)
        score, why = spam.score(sorted((server.dir / "mail").iterdir())[-1], ip="192.0.2.10", hostname="mail.good.test", helo="mail.good.test", **{"from": "news@good.test", "rcpt": "reader@people.test"})
        assert score < 2, why
        assert "R_DKIM_ALLOW" in why and "R_SPF_ALLOW" in why and "DMARC_POLICY_ALLOW" in why
        gtube = draft(demo, senderId=sender["id"], content="<p>XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X</p>")
        refused = checks(demo, gtube)["spam"]
        assert refused["level"] == "error" and refused["score"] >= refused["junkFrom"] > 0, refused
        assert [e["field"] for e in demo.post(f"/api/campaigns/{gtube['id']}/send", {}, 422)["errors"]] == ["spam"]
        spam.close()
        quiet = draft(demo, senderId=sender["id"], content="<p>No filter any more</p>")
        assert levels(demo, quiet)["spam_unchecked"] == "info"
    finally:
        i.close()
        if spam.process.poll() is None:
            spam.close()


def test_sequences_are_looked_at_too(instance, alice, bob, server, pages):
    sender = relay(alice, server.port, "good.test")
    steps = [{"id": "one", "type": "email", "name": "Welcome", "subject": "Hello", "content": f'<p>Hi <a href="{pages}/404">x</a></p>', "nextStepId": "two"},
             {"id": "two", "type": "email", "subject": "Again", "content": f'<p>Once more <a href="{pages}/200">y</a> <a href="javascript:alert(1)">z</a></p>', "nextStepId": None}]
    q = alice.post("/api/sequences", {"name": "S", "steps": steps, "senderId": sender["id"]}, 201)
    found = {x["code"]: x for x in alice.post(f"/api/sequences/{q['id']}/check")["checks"]}
    assert found["broken_link"]["level"] == "error" and (found["script_link"]["mail"], found["script_link"]["named"]) == ("two", ["javascript:alert(1)"]) and "no_spf" not in found
    assert {e["field"] for e in alice.post(f"/api/sequences/{q['id']}/activate", {}, 422)["errors"]} == {"broken_link", "script_link"}
    bob.post(f"/api/sequences/{q['id']}/check", {}, 404)
    told = instance.cli("sequence", "check", q["id"], "--user", alice.email, "--json", ok=False)
    assert json.loads(told.stdout) == alice.post(f"/api/sequences/{q['id']}/check")["checks"]
    said = instance.cli("sequence", "check", q["id"], "--user", alice.email, ok=False)
    assert said.returncode == 1 and "error    1 link leads to nothing" in said.stdout
    for s in steps:
        s["content"] = f'<p>Hi <a href="{pages}/200">x</a></p>'
    alice.patch(f"/api/sequences/{q['id']}", {"steps": steps})
    assert alice.post(f"/api/sequences/{q['id']}/activate")["status"] == "ACTIVE"
