"""Campaigns over REST and the command line: written, checked, looked at, tried, sent into the captured mail, moved from state to
state; two tenants throughout. What arrives at a real mail server is test_delivery.py's."""

import csv
import datetime
import email
import email.policy
import io
import json
import re

import pytest
from loumass import wait_for

PIXEL = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
HTML = """<html><body><h1>Hello {{firstName | default: "there"}}</h1>
<p>News for {{variables.company}}: <a href="https://shop.example/offer">the offer</a></p></body></html>"""


@pytest.fixture(scope="module")
def people(alice):
    rows = [
        {"email": "ada@one.example", "firstName": "Ada", "lastName": "Byron", "tags": ["launch"], "variables": {"company": "Engines"}},
        {"email": "grace@two.example", "firstName": "Grace", "tags": ["launch", "vip"], "variables": {"company": "Navy <&>"}},
        {"email": "zoë@bücher.example", "firstName": "Zoë", "tags": ["launch"], "variables": {}},
        {"email": "gone@one.example", "tags": ["launch"], "status": "UNSUBSCRIBED"},
        {"email": "idle@one.example", "tags": ["launch"], "status": "INACTIVE"},
        {"email": "bad@one.example", "tags": ["launch"]},
        {"email": "other@one.example", "tags": ["other"]},
    ]
    made = [alice.post("/api/contacts", row, 201) for row in rows]
    alice.post("/api/suppressions", {"email": "bad@one.example"}, 201)
    return made


@pytest.fixture
def draft(alice, people):
    return alice.post("/api/campaigns", {"name": "Launch", "subject": "Hello {{firstName}}", "content": HTML,
                                         "audience": {"tags": ["launch"]}}, 201)


def sent(api, campaign):
    api.post(f"/api/campaigns/{campaign['id']}/send", {}, 202)
    wait_for(lambda: api.get(f"/api/campaigns/{campaign['id']}")["status"] == "SENT")
    return api.get(f"/api/campaigns/{campaign['id']}")


def mail_of(api, campaign, to):
    found = [m for m in api.all(f"/api/capture?campaignId={campaign['id']}") if to in m["to"]]
    assert len(found) == 1, found
    raw = api.raw("GET", f"/api/capture/{found[0]['id']}/raw").content
    return api.get(f"/api/capture/{found[0]['id']}"), email.message_from_bytes(raw, policy=email.policy.default)


# ---- Writing

def test_crud(alice, bob, draft):
    id = draft["id"]
    assert draft["status"] == "DRAFT" and draft["trackingEnabled"] is True and draft["contentFormat"] == "html"
    assert set(draft["stats"]) >= {"recipients", "sent", "openedPeople", "inDoubt"}
    now = alice.patch(f"/api/campaigns/{id}", {"preheader": "Look", "replyTo": "answers@one.example", "design": {"type": "doc"},
                                               "textContent": "Plain {{firstName}}", "trackingEnabled": False})
    assert now["preheader"] == "Look" and now["design"] == {"type": "doc"} and now["subject"] == draft["subject"]
    now = alice.patch(f"/api/campaigns/{id}", {"preheader": None, "textContent": None, "design": None})
    assert now["preheader"] is None and now["design"] is None
    for path in (f"/api/campaigns/{id}", f"/api/campaigns/{id}/recipients", f"/api/campaigns/{id}/attachments",
                 f"/api/campaigns/{id}/audience", f"/api/campaigns/{id}/progress", f"/api/campaigns/{id}/recipients/export"):
        bob.get(path, 404)
    for step in ("send", "pause", "resume", "cancel", "unschedule", "duplicate", "check", "preview"):
        bob.post(f"/api/campaigns/{id}/{step}", {}, 404)
    bob.patch(f"/api/campaigns/{id}", {"name": "Mine"}, 404)
    bob.delete(f"/api/campaigns/{id}", None, 404)
    alice.delete(f"/api/campaigns/{id}", None, 204)
    alice.get(f"/api/campaigns/{id}", 404)


def test_refusals_name_the_field(alice, bob):
    def fields(body):
        return {e["field"] for e in alice.post("/api/campaigns", body, 422)["errors"]}
    assert fields({}) == {"name"}
    assert fields({"name": "x", "colour": "red"}) == {"colour"}
    assert fields({"name": "x\r\nBcc: y", "subject": "a\nb", "replyTo": "nobody", "contentFormat": "pdf"}) == {
        "name", "subject", "replyTo", "contentFormat"}
    assert fields({"name": "x", "audience": {"tag": ["a"]}}) == {"audience"}
    assert fields({"name": "x", "audience": {"tags": "a"}}) == {"audience.tags"}
    assert fields({"name": "x", "audience": {"all": "yes"}}) == {"audience.all"}
    sender = bob.get("/api/senders")["data"][0]["id"]
    assert fields({"name": "x", "senderId": sender}) == {"senderId"}


def test_list_sorts_and_turns_pages(instance):
    api = instance.register(name="Lister")
    for i in range(7):
        api.post("/api/campaigns", {"name": f"C{(i * 3) % 7}", "subject": "50% off_" if i == 2 else "S"}, 201)
    for sort in ("name", "-name", "createdAt", "-createdAt", "updatedAt", "-updatedAt"):
        seen, cursor = [], None
        while True:
            page = api.get(f"/api/campaigns?limit=3&sort={sort}&count=true" + (f"&cursor={cursor}" if cursor else ""))
            assert page["total"] == 7
            seen += page["data"]
            cursor = page["page"]["next"]
            if not cursor:
                break
        keys = [c[sort.lstrip("-")] for c in seen]
        assert len({c["id"] for c in seen}) == 7 and keys == sorted(keys, reverse=sort.startswith("-")), (sort, keys)
        assert all("content" not in c for c in seen)
    assert len(api.get("/api/campaigns?search=0%25%20off_")["data"]) == 1
    assert len(api.get("/api/campaigns?search=%25")["data"]) == 1
    assert api.get("/api/campaigns?status=SENT")["data"] == []
    api.get("/api/campaigns?sort=color", 400)


def test_duplicate_takes_the_attachments_along(alice, draft):
    alice.call("POST", f"/api/campaigns/{draft['id']}/attachments?filename=a.txt", data=b"hello",
               headers={"Content-Type": "application/octet-stream"})
    copy = alice.post(f"/api/campaigns/{draft['id']}/duplicate", {}, 201)
    assert copy["name"] == "Copy of Launch" and copy["content"] == draft["content"] and copy["audience"] == draft["audience"]
    assert [a["filename"] for a in alice.get(f"/api/campaigns/{copy['id']}/attachments")["data"]] == ["a.txt"]
    assert alice.post(f"/api/campaigns/{draft['id']}/duplicate", {"name": "Named"}, 201)["name"] == "Named"


def test_idempotency(alice):
    headers = {"Idempotency-Key": "once-only"}
    a = alice.post("/api/campaigns", {"name": "Once"}, 201, headers=headers)
    b = alice.post("/api/campaigns", {"name": "Once"}, 201, headers=headers)
    assert a["id"] == b["id"]


# ---- Looking

def test_audience(alice, bob, people, draft):
    answer = alice.get(f"/api/campaigns/{draft['id']}/audience")
    assert answer["count"] == 3
    assert answer["excluded"] == {"suppressed": 1, "unwanted": 0, "unsubscribed": 1, "inactive": 1, "duplicate": 0}
    assert {c["email"] for c in answer["sample"]} == {"ada@one.example", "grace@two.example", "zoë@bücher.example"}

    def count(audience):
        return alice.post("/api/audience/count", {"audience": audience})["count"]
    ids = {c["email"]: c["id"] for c in people}
    assert count({"all": True}) == 4
    assert count({}) == 0
    assert count({"tags": ["launch", "vip"], "match": "all"}) == 1
    assert count({"tags": ["launch"], "exclude": {"tags": ["vip"]}}) == 2
    assert count({"contactIds": [ids["other@one.example"], ids["ada@one.example"]]}) == 2
    assert count({"all": True, "exclude": {"contactIds": [ids["ada@one.example"]]}}) == 3
    assert count({"filter": {"search": "grace"}}) == 1
    assert count({"filter": {"status": "ACTIVE"}}) == 4
    assert bob.post("/api/audience/count", {"audience": {"contactIds": list(ids.values())}})["count"] == 0
    alice.post("/api/audience/count", {"audience": {"match": "some"}}, 422)


def test_preview(alice, bob, people, draft):
    path = f"/api/campaigns/{draft['id']}/preview"
    grace = next(c for c in people if c["firstName"] == "Grace")
    seen = alice.post(path, {"contactId": grace["id"]})
    assert seen["subject"] == "Hello Grace" and "Navy &lt;&amp;&gt;" in seen["html"] and "grace@two.example" in seen["to"]
    assert "https://shop.example/offer" in seen["html"] and "/t/c/" not in seen["html"] and seen["bytes"] > 500
    assert "nsubscribe" in seen["html"] and "the offer" in seen["text"]
    seen = alice.post(path, {"contact": {"email": "x@y.example", "firstName": "<script>alert(1)</script>"}, "subject": "Dear {{firstName}}"})
    assert "<script>" not in seen["html"] and seen["subject"] == "Dear <script>alert(1)</script>"
    assert {"code": "missing_value", "message": "variables.company has no value for this person"} in seen["warnings"]
    seen = alice.post(path, {"content": "Only {{firstName}}", "contentFormat": "text", "contactId": grace["id"]})
    assert seen["html"] is None and seen["text"].startswith("Only Grace")
    wrong = alice.post(path, {"content": "<p>\n<b>{{firstName</b></p>"}, 422)
    assert wrong["errors"][0]["field"] == "content" and "line 2" in wrong["errors"][0]["message"]
    alice.post(path, {"contactId": "c" + "x" * 24}, 404)
    stranger = bob.post("/api/contacts", {"email": "s@s.example"}, 201)
    alice.post(path, {"contactId": stranger["id"]}, 404)


def test_checks(alice, draft):
    path = f"/api/campaigns/{draft['id']}"

    def checks(**change):
        if change:
            alice.patch(path, change)
        return {c["code"]: c for c in alice.post(path + "/check", {})["checks"]}
    got = checks()
    assert got["capture"]["level"] == "info" and "no_unsubscribe" in got and "no_text" in got
    assert got["missing_value"]["count"] == 1 and got["missing_value"]["contacts"][0]["email"] == "zoë@bücher.example"
    got = checks(content="""<p>{{nonsense}} {{variables.company | default: "you"}} <a href="javascript:x()">x</a>
        <a href="/relative">y</a><img src="https://a.example/x.png"><img src="cid:nowhere"></p>""" + "x" * 110_000)
    assert got["unknown_field"]["level"] == "warning" and got["default_used"]["level"] == "info"
    assert got["script_link"]["level"] == "error" and got["script_link"]["overridable"] and "line 1" in got["script_link"]["message"]
    assert got["relative_link"]["count"] == 1 and got["relative_link"]["named"] == ["/relative"]
    assert got["no_alt"]["count"] == 2 and "too_large" in got and got["missing_image"]["level"] == "error"
    assert got["missing_image"]["named"] == ["cid:nowhere"] and got["unknown_field"]["named"] == ["{{nonsense}}"]
    got = checks(content="{% if firstName %}never closed", subject=" ", audience=None)
    assert got["template_error"]["level"] == "error" and "line 1" in got["template_error"]["message"]
    assert "empty_subject" in got and "no_audience" in got
    got = checks(content="", audience={"tags": ["nobody has this"]})
    assert "empty_content" in got and "empty_audience" in got
    # What is an error there is refused here.
    refused = alice.post(path + "/send", {}, 422)
    assert {e["field"] for e in refused["errors"]} >= {"subject", "content"}


def test_test_send_goes_to_the_captured_mail(alice, people, draft):
    path = f"/api/campaigns/{draft['id']}/test"
    grace = next(c for c in people if c["firstName"] == "Grace")
    assert alice.post(path, {"to": ["me@here.example", "you@there.example"], "contactId": grace["id"]}) == {"sent": 2}
    shown, message = mail_of(alice, draft, "me@here.example")
    assert message["Subject"] == "Hello Grace" and shown["recipientId"] is None and "/t/c/" not in shown["html"]
    assert "gif" not in shown["html"]
    assert alice.get(f"/api/campaigns/{draft['id']}")["stats"]["recipients"] == 0
    alice.post(path, {"to": []}, 422)
    alice.post(path, {"to": ["not an address"]}, 422)
    alice.post(path, {"to": [f"p{i}@x.example" for i in range(6)]}, 422)


# ---- Sending

def test_sent_into_the_captured_mail(alice, bob, instance, draft):
    alice.patch(f"/api/campaigns/{draft['id']}", {"fromName": "Älice & Co", "replyTo": "answers@one.example"})
    done = sent(alice, draft)
    assert done["stats"]["recipients"] == done["stats"]["sent"] == 3 and done["stats"]["pending"] == 0 and done["sentAt"]
    shown, message = mail_of(alice, draft, "grace@two.example")
    assert message["Subject"] == "Hello Grace" and message["Reply-To"] == "answers@one.example"
    assert message["From"].addresses[0].display_name == "Älice & Co"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and message["List-Unsubscribe"].startswith("<http")
    assert message["Message-ID"].startswith(f"<{shown['recipientId']}@")
    assert {p.get_content_type() for p in message.walk()} >= {"multipart/alternative", "text/plain", "text/html"}
    raw = alice.raw("GET", f"/api/capture/{shown['id']}/raw").content
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998 and b"\n" not in raw.replace(b"\r\n", b"")
    assert {h["name"] for h in shown["headers"]} >= {"From", "To", "Subject", "Content-Type"}
    link = re.search(r'href="(http[^"]*/t/c/[^"]*)"', shown["html"])[1].replace("&amp;", "&")
    assert alice.raw("GET", link[len(instance.base):]).headers["Location"] == "https://shop.example/offer"
    bob.get(f"/api/capture/{shown['id']}", 404)
    bob.get(f"/api/capture/{shown['id']}/raw", 404)
    assert bob.get(f"/api/capture?campaignId={draft['id']}")["data"] == []

    path = f"/api/campaigns/{draft['id']}/recipients"
    rows = alice.get(path + "?count=true")
    assert rows["total"] == 3 and {r["status"] for r in rows["data"]} == {"SENT"} and all(r["events"] >= 1 for r in rows["data"])
    assert len(alice.get(path + "?status=PENDING")["data"]) == 0 and len(alice.get(path + "?search=GRACE")["data"]) == 1
    wait_for(lambda: len(alice.get(path + "?engaged=clicked")["data"]) + len(alice.get(path + "?engaged=not_clicked")["data"]) == 3)
    table = list(csv.DictReader(io.StringIO(alice.raw("GET", path + "/export").content.decode())))
    assert {r["email"] for r in table} == {"ada@one.example", "grace@two.example", "zoë@bücher.example"}


def test_edits_after_sending_are_refused(alice, draft):
    sent(alice, draft)
    path = f"/api/campaigns/{draft['id']}"
    refused = alice.patch(path, {"subject": "Other"}, 409)
    assert "has been sent" in refused["detail"]
    assert alice.patch(path, {"name": "New name"})["name"] == "New name"
    for step in ("send", "pause", "resume", "cancel", "unschedule"):
        alice.post(f"{path}/{step}", {}, 409)
    alice.call("POST", path + "/attachments?filename=a.txt", data=b"x", expect=409)
    alice.delete(path, None, 204)


def test_schedule(alice, draft):
    path = f"/api/campaigns/{draft['id']}"
    at = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert alice.post(path + "/schedule", {"scheduledAt": "2020-01-01T00:00:00Z"}, 422)["errors"][0]["field"] == "scheduledAt"
    alice.post(path + "/schedule", {}, 422)
    now = alice.post(path + "/schedule", {"scheduledAt": at})
    assert now["status"] == "SCHEDULED" and now["scheduledAt"] == at and now["senderId"]
    assert alice.patch(path, {"subject": "Still editable"})["status"] == "SCHEDULED"
    alice.post(path + "/pause", {}, 409)
    assert alice.post(path + "/unschedule")["scheduledAt"] is None
    soon = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=1)).isoformat()
    alice.post(path + "/schedule", {"scheduledAt": soon})
    wait_for(lambda: alice.get(path)["status"] == "SENT")


def test_pause_resume_cancel_and_progress(instance):
    api = instance.register(name="Pauser")
    sender = api.get("/api/senders")["data"][0]
    api.patch(f"/api/senders/{sender['id']}", {"perSecond": 5})
    for i in range(60):
        api.post("/api/contacts", {"email": f"p{i}@x.example"}, 201)
    c = api.post("/api/campaigns", {"name": "Slow", "subject": "S", "content": "<p>x</p>", "audience": {"all": True}}, 201)
    path = f"/api/campaigns/{c['id']}"
    assert api.post(path + "/send", {}, 202)["status"] == "SENDING"
    wait_for(lambda: api.get(path)["stats"]["sent"] > 0)
    assert "being sent" in api.patch(path, {"content": "y"}, 409)["detail"]
    api.delete(path, None, 409)
    events = api.raw("GET", path + "/progress", stream=True)
    assert events.headers["Content-Type"].startswith("text/event-stream")
    lines = events.iter_lines(decode_unicode=True)
    data = json.loads(next(line for line in lines if line.startswith("data:"))[5:])
    assert data["status"] == "SENDING" and data["recipients"] == 60 and data["pending"] == 60 - data["sent"]
    events.close()
    assert api.post(path + "/pause")["status"] == "PAUSED"
    assert api.patch(path, {"content": "<p>mended</p>"})["status"] == "PAUSED"
    api.patch(path, {"audience": {"tags": ["other"]}}, 409)
    assert api.post(path + "/resume")["status"] == "SENDING"
    assert api.post(path + "/cancel")["cancelledAt"]
    wait_for(lambda: api.get(path)["status"] == "SENT")
    stats = api.get(path)["stats"]
    assert stats["failed"] > 0 and stats["sent"] + stats["failed"] == 60 and stats["pending"] == 0
    failed = api.get(path + "/recipients?status=FAILED")["data"]
    assert all(r["failureReason"] == "cancelled" for r in failed)


# ---- Attachments

def test_attachments(alice, bob, draft):
    path = f"/api/campaigns/{draft['id']}/attachments"

    def add(name, data, inline=False, expect=201):
        return alice.call("POST", path, data=data, expect=expect, params={"filename": name, **({"inline": "true"} if inline else {})})
    image = add("../../etc/pic.gif", PIXEL, inline=True)
    assert image["contentType"] == "image/gif" and image["filename"] == "pic.gif" and image["contentId"]
    assert add("übersicht.pdf", b"%PDF-1.7 x")["contentType"] == "application/pdf"
    assert add('a"b\r\nc.txt', b"text")["filename"] == "a_b__c.txt"
    add("virus.exe", b"MZ", expect=422)
    add("empty.txt", b"", expect=422)
    add("page.html", b"<p>", inline=True, expect=422)
    add("big.bin", b"\0" * (15 << 20), expect=413)
    assert len(alice.get(path)["data"]) == 3
    got = alice.raw("GET", f"{path}/{image['id']}")
    assert got.content == PIXEL and got.headers["Content-Type"] == "image/gif" and "sandbox" in got.headers["Content-Security-Policy"]
    bob.get(f"{path}/{image['id']}", 404)
    bob.delete(f"{path}/{image['id']}", None, 404)
    alice.patch(f"/api/campaigns/{draft['id']}", {"content": f'<p>Hi <img alt="x" src="cid:{image["contentId"]}"></p>'})
    sent(alice, draft)
    shown, message = mail_of(alice, draft, "ada@one.example")
    names = {p.get_filename(): p for p in message.walk() if p.get_filename()}
    assert set(names) == {"pic.gif", "übersicht.pdf", "a_b__c.txt"}
    assert names["pic.gif"]["Content-ID"] == f"<{image['contentId']}>" and names["pic.gif"].get_content() == PIXEL
    assert {a["filename"] for a in shown["attachments"]} == set(names)
    alice.delete(f"{path}/{image['id']}", None, 409)


# ---- Captured mail

def test_captured_mail_is_found_and_deleted(instance):
    api = instance.register(name="Catcher")
    c = api.post("/api/campaigns", {"name": "T", "subject": "Äpfel & 50%", "content": "<p>x</p>"}, 201)
    for i in range(5):
        api.post(f"/api/campaigns/{c['id']}/test", {"to": [f"t{i}@x.example"]})
    assert api.get("/api/capture?count=true&limit=2")["total"] == 5
    assert len(api.all("/api/capture?search=50%25")) == 5 and len(api.all("/api/capture?search=T3@X")) == 1
    first = api.get("/api/capture")["data"][0]
    api.delete(f"/api/capture/{first['id']}", None, 204)
    api.delete(f"/api/capture/{first['id']}", None, 404)
    assert api.delete("/api/capture")["removed"] == 4
    assert api.get("/api/capture")["data"] == []


# ---- The command line

def test_command_line(instance, alice, people, tmp_path):
    page = tmp_path / "mail.html"
    page.write_text(HTML)
    user = ("--user", alice.email)
    made = instance.cli_json("campaign", "create", *user, "--name", "Launch", "--subject", 'Hello {{firstName | default: "there"}}',
                             "--html", page, "--to", "tag:launch", "--exclude", "tag:vip", "--sender", "capture")
    assert made["audience"] == {"tags": ["launch"], "exclude": {"tags": ["vip"]}} and made["content"] == HTML
    id = made["id"]
    checks = instance.cli_json("campaign", "check", id, *user)
    assert "capture" in {c["code"] for c in checks}
    assert instance.cli_json("campaign", "test", id, *user, "--to", "me@here.example") == {"sent": 1}
    end = instance.cli_json("campaign", "send", id, *user, "--watch")
    assert end["status"] == "SENT" and end["sent"] == 2
    assert instance.cli_json("campaign", "show", id, *user)["stats"]["sent"] == 2
    assert "Launch" in instance.cli("campaign", "show", id, *user).stdout
    assert id in instance.cli("campaign", "list", *user).stdout
    assert instance.cli("campaign", "pause", id, *user, ok=False).returncode == 1
    assert instance.cli("campaign", "show", "c" * 25, *user, ok=False).returncode == 3
    assert instance.cli("campaign", "create", *user, "--name", "x", "--to", "whom?", ok=False).returncode == 2
    assert instance.cli("campaign", "create", *user, "--name", "x", "--sender", "nope", ok=False).returncode == 3
    people_audience = instance.cli_json("campaign", "create", *user, "--name", "x", "--to", "ada@one.example", "--to", "status:INACTIVE")
    assert len(people_audience["audience"]["contactIds"]) == 1 and people_audience["audience"]["filter"] == {"status": "INACTIVE"}
    instance.cli("campaign", "delete", people_audience["id"], *user)
    instance.cli("campaign", "delete", id, *user)
    alice.get(f"/api/campaigns/{id}", 404)


# ---- Seeds

def test_small_seed(instance):
    first = instance.cli_json("seed")
    again = instance.cli_json("seed")
    assert first["made"] and not again["made"] and first["email"] == "test@example.com"
    users = instance.query('SELECT "id", "name" FROM "User" WHERE "email" = %s', "test@example.com")
    assert [u["name"] for u in users] == ["Test User"]
    sequences = instance.query('SELECT "name", "steps" FROM "Sequence" WHERE "userId" = %s', users[0]["id"])
    assert [s["name"] for s in sequences] == ["Welcome Series"]
    email_step, delay = sequences[0]["steps"]
    assert (email_step["id"], email_step["type"], email_step["subject"]) == ("email-1", "email", "Welcome!")
    assert (delay["id"], delay["type"], delay["delay"]) == ("delay-1", "delay", {"days": 1, "hours": 0, "minutes": 0})
    contacts = instance.query('SELECT "email", "firstName", "lastName" FROM "Contact" WHERE "userId" = %s', users[0]["id"])
    assert contacts == [{"email": "contact1@example.com", "firstName": "John", "lastName": "Doe"}]


def test_demo_seed_and_its_figures_agree(instance):
    first = instance.cli_json("seed", "--demo")
    again = instance.cli_json("seed", "--demo")
    assert first["made"] and not again["made"] and first["contacts"] > 2000 and first["events"] > 10_000
    counted = instance.cli("doctor", "--recount", "--user", first["email"], ok=False)
    assert counted.returncode == 0, counted.stdout + counted.stderr
    user = instance.value('SELECT "id" FROM "User" WHERE "email" = %s', first["email"])
    statuses = {r["status"] for r in instance.query('SELECT DISTINCT "status" FROM "Campaign" WHERE "userId" = %s', user)}
    assert statuses == {"DRAFT", "SCHEDULED", "SENT"}
    assert instance.value('SELECT count(*) FROM "Sequence" WHERE "userId" = %s AND "status" = \'ACTIVE\'', user) == 1
    assert instance.value('SELECT count(*) FROM "Capture" WHERE "userId" = %s', user) > 10
    late = instance.value('SELECT count(*) FROM "EmailEvent" e JOIN "Recipient" r ON r."id" = e."recipientId" WHERE r."userId" = %s '
                          'AND (e."timestamp" > now() AT TIME ZONE \'UTC\' OR e."timestamp" < r."sentAt" - interval \'1 second\')', user)
    assert late == 0
    assert instance.value('SELECT count(*) FROM "Contact" WHERE "userId" = %s AND "email" NOT LIKE \'%%.example\'', user) == 0
