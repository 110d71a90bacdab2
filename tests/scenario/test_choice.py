"""What people choose: who is suppressed stays so, whatever is imported; topics and coming back are the person's own; the frequency
cap; tracking off. Two tenants throughout."""

import hashlib
import re

import pytest
import requests
from loumass import wait_for

HTML = '<p>Hello {{firstName | default: "there"}} <a href="https://example.com/one">One</a></p><p><a href="{{unsubscribeUrl}}">Leave</a></p>'


def office(api):
    """A capture sender of the tenant's."""
    return api.post("/api/senders", {"kind": "capture", "name": "Office", "fromEmail": "news@example.org", "fromName": "The Office"}, 201)


@pytest.fixture
def person(instance):
    api = instance.register()
    api.sender = office(api)
    return api


def add(api, email, **fields):
    return api.post("/api/contacts", {"email": email, **fields}, 201)


def send(api, name, audience=None, **fields):
    c = api.post("/api/campaigns", {"name": name, "subject": name, "content": HTML, "senderId": api.sender["id"],
                                    "audience": audience or {"all": True}, **fields}, 201)
    api.post(f"/api/campaigns/{c['id']}/send")
    wait_for(lambda: api.get(f"/api/campaigns/{c['id']}")["status"] == "SENT", 60, 0.1)
    return c


def recipients(api, campaign):
    return {r["email"]: r for r in api.all(f"/api/campaigns/{campaign['id']}/recipients")}


def link_of(instance, campaign, email):
    return "/u/" + instance.value('SELECT r."trackingId" FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" '
                                  'WHERE r."campaignId" = %s AND c."email" = %s', campaign["id"], email)


def csv_import(api, text):
    job = api.post("/api/imports", data=text.encode(), expect=201, params={"filename": "p.csv"}, headers={"Content-Type": "text/csv"})
    api.post(f"/api/imports/{job['id']}/start", {"map": {"email": "email"}}, 202)
    return wait_for(lambda: (lambda i: i["status"] == "DONE" and i)(api.get(f"/api/imports/{job['id']}")), 60)


# -- suppression

def test_domains_and_addresses_are_left_out_when_planned(person, instance):
    other = instance.register()
    other.sender = office(other)
    for api in (person, other):
        for email in ("a@one.example", "b@two.example", "c@three.example"):
            add(api, email)
    person.post("/api/suppressions", {"email": "@TWO.example"}, 201)
    person.post("/api/suppressions", {"email": "C@three.example"}, 201)
    assert set(recipients(person, send(person, "x"))) == {"a@one.example"}
    assert len(recipients(other, send(other, "x"))) == 3
    kinds = {s["email"]: s["kind"] for s in person.get("/api/suppressions")["data"]}
    assert kinds == {"@two.example": "domain", "c@three.example": "address"}
    assert [s["kind"] for s in person.get("/api/suppressions?kind=domain&count=true")["data"]] == ["domain"]


def test_deleted_who_had_left_stay_out(person, instance):
    """A contact that had left is deleted, and imported again: no mail. One that had not is as new."""
    gone = add(person, "Gone@example.net", status="UNSUBSCRIBED")
    more = [add(person, f"gone{n}@example.net", status="UNSUBSCRIBED")["id"] for n in range(3)]
    stays = add(person, "fine@example.net")
    person.delete(f"/api/contacts/{gone['id']}", expect=204)
    person.delete(f"/api/contacts/{stays['id']}", expect=204)
    person.post("/api/contacts/bulk", {"action": "delete", "ids": more})
    csv_import(person, "email\nGONE@example.net\ngone0@example.net\ngone1@example.net\ngone2@example.net\nfine@example.net\n")
    c = send(person, "again")
    assert set(recipients(person, c)) == {"fine@example.net"}
    counted = person.get(f"/api/campaigns/{c['id']}/audience")
    assert counted["count"] == 1 and counted["excluded"]["suppressed"] == 4
    rows = person.get("/api/suppressions")["data"]
    assert [(s["email"], s["kind"], s["reason"]) for s in rows] == [(None, "hash", "deleted")] * 4
    # A whole address finds its hash; nobody but the person takes it off again.
    found = person.get("/api/suppressions?search=gone@example.net")["data"]
    assert len(found) == 1 and not person.get("/api/suppressions?search=fine@example.net")["data"]
    assert "only they" in person.delete(f"/api/suppressions/{found[0]['id']}", expect=409)["detail"]
    assert not instance.query('SELECT 1 FROM "Suppression" s WHERE s::text ILIKE %s', "%gone%example.net%")


def test_suppressed_meanwhile_gets_nothing(person, instance):
    """Planned, then suppressed by hash before it is sent: checked again at the moment of sending."""
    add(person, "late@example.net")
    person.patch(f"/api/senders/{person.sender['id']}", {"perHour": 1})
    other = add(person, "first@example.net")
    c = person.post("/api/campaigns", {"name": "slow", "subject": "s", "content": HTML, "senderId": person.sender["id"],
                                       "audience": {"contactIds": [other["id"]]}}, 201)
    person.post(f"/api/campaigns/{c['id']}/send")
    wait_for(lambda: person.get(f"/api/campaigns/{c['id']}")["status"] == "SENT", 60)
    slow = person.post("/api/campaigns", {"name": "slow", "subject": "s", "content": HTML, "senderId": person.sender["id"],
                                          "audience": {"all": True}}, 201)
    person.post(f"/api/campaigns/{slow['id']}/send")
    wait_for(lambda: len(recipients(person, slow)) == 2, 60)
    person.post("/api/suppressions", {"email": "@example.net"}, 201)
    person.patch(f"/api/senders/{person.sender['id']}", {"perHour": None})
    wait_for(lambda: person.get(f"/api/campaigns/{slow['id']}")["status"] == "SENT", 60)
    assert {r["failureReason"] for r in recipients(person, slow).values()} == {"suppressed"}


def test_export_comes_back(person, instance):
    gone = add(person, "gone@example.net", status="UNSUBSCRIBED")
    person.delete(f"/api/contacts/{gone['id']}", expect=204)
    person.post("/api/suppressions", {"email": "x@example.net"}, 201)
    person.post("/api/suppressions", {"email": "@bad.example"}, 201)
    text = person.get("/api/suppressions/export")
    heir = instance.register()
    n = heir.post("/api/suppressions/import", data=text.encode(), headers={"Content-Type": "text/csv"})
    assert n == {"added": 3, "existing": 0, "refused": 0, "encoding": "UTF-8", "refusedLines": []}
    again = heir.get("/api/suppressions/export")
    strip = lambda t: sorted(re.sub(r"\d{4}-\d\d-\d\dT[^,]*", "", line) for line in t.splitlines())  # noqa: E731
    assert strip(again) == strip(text)
    heir.sender = office(heir)
    for email in ("gone@example.net", "y@bad.example", "x@example.net", "ok@example.net"):
        add(heir, email)
    assert set(recipients(heir, send(heir, "x"))) == {"ok@example.net"}


# -- the preference page

def test_topics_by_the_person(person, instance):
    other = instance.register()
    other.post("/api/topics", {"name": "Secret topic"}, 201)
    offers = person.post("/api/topics", {"name": "Offers & more", "description": "At most one a week"}, 201)
    events = person.post("/api/topics", {"name": "Events", "optIn": True}, 201)
    person.post("/api/topics", {"name": "Events"}, 409)
    person.post("/api/topics", {"name": " "}, 422)
    ann = add(person, "ann@example.net")
    add(person, "ben@example.net")
    first = send(person, "first")
    link = link_of(instance, first, "ann@example.net")
    page = person.raw("GET", link)
    assert "Offers &amp; more" in page.text and "At most one a week" in page.text and "Secret topic" not in page.text
    assert "The Office" in page.text and "ann@example.net" not in page.text and "a…@example.net" in page.text
    boxes = re.findall(r'value="(c[^"]+)"( checked)?', page.text)
    assert boxes == [(offers["id"], " checked"), (events["id"], "")]
    german = person.raw("GET", link, headers={"Accept-Language": "de-AT,de;q=0.9"}).text
    assert 'lang="de"' in german and "Alles abbestellen" in german
    # What a scanner may do changes nothing.
    for method in ("GET", "HEAD"):
        for path in ("", "/topics", "/reason", "/back", "?unsubscribe=1"):
            assert person.raw(method, link + path).status_code == 200
    assert not instance.query('SELECT 1 FROM "ContactTopic" WHERE "contactId" = %s', ann["id"])
    assert person.get(f"/api/contacts/{ann['id']}/choices")["topics"][0]["chosen"] is False

    r = person.raw("POST", link + "/topics", data={"topic": [events["id"]]})
    assert r.status_code == 200 and "saved" in r.text
    choices = person.get(f"/api/contacts/{ann['id']}/choices")
    assert [(t["subscribed"], t["chosen"]) for t in choices["topics"]] == [(False, True), (True, True)]
    counts = {t["name"]: (t["wanted"], t["refused"]) for t in person.get("/api/topics")["data"]}
    assert counts == {"Offers & more": (0, 1), "Events": (1, 0)}

    assert set(recipients(person, send(person, "offers", topicId=offers["id"]))) == {"ben@example.net"}
    c = send(person, "events", topicId=events["id"])
    assert set(recipients(person, c)) == {"ann@example.net"}
    assert person.get(f"/api/campaigns/{c['id']}/audience")["excluded"]["unwanted"] == 1
    assert person.get(f"/api/campaigns/{c['id']}")["topicId"] == events["id"]
    assert set(recipients(person, send(person, "all"))) == {"ann@example.net", "ben@example.net"}
    person.post("/api/campaigns", {"name": "x", "subject": "s", "content": "x", "topicId": other.get("/api/topics")["data"][0]["id"]}, 422)


def test_leaving_and_coming_back(person, instance):
    ann = add(person, "ann@example.net")
    c = send(person, "first")
    link = link_of(instance, c, "ann@example.net")
    state = lambda: person.get(f"/api/contacts/{ann['id']}/choices")  # noqa: E731
    left = person.raw("POST", link, data={"unsubscribe": "1"})
    assert left.status_code == 200 and "You are unsubscribed" in left.text and "Too many messages" in left.text
    wait_for(lambda: state()["suppressed"])
    assert person.raw("POST", link + "/reason", data={"reason": "too_often", "words": "Every <day>!"}).status_code == 200
    assert person.raw("POST", link + "/reason", data={"reason": "too_often", "words": "Twice a day"}).status_code == 200
    reasons = person.get("/api/leave-reasons")
    assert reasons["counts"] == [{"reason": "too_often", "n": 1}] and reasons["words"][0]["words"] == "Twice a day"
    # The tenant cannot bring them back, neither by the list nor by the status.
    row = next(s for s in person.get("/api/suppressions")["data"] if s["reason"] == "unsubscribe")
    person.delete(f"/api/suppressions/{row['id']}", expect=409)
    person.patch(f"/api/contacts/{ann['id']}", {"status": "ACTIVE"}, expect=409)
    second = person.post("/api/campaigns", {"name": "second", "subject": "x", "content": HTML, "senderId": person.sender["id"], "audience": {"all": True}}, 201)
    assert "nobody who may be mailed" in person.post(f"/api/campaigns/{second['id']}/send", expect=422)["detail"]
    # The person can.
    page = person.raw("GET", link)
    assert "Subscribe again" in page.text and "/topics" not in page.text
    back = person.raw("POST", link + "/back")
    assert back.status_code == 200 and "Welcome back" in back.text
    now = state()
    assert now["status"] == "ACTIVE" and not now["suppressed"]
    assert set(recipients(person, send(person, "third"))) == {"ann@example.net"}
    # What the tenant put there, the person does not take off.
    person.post("/api/suppressions", {"email": "ann@example.net"}, 201)
    assert "Welcome back" not in person.raw("POST", link + "/back").text and state()["suppressed"]
    # An id that nobody signed brings nobody back.
    instance.query('UPDATE "Recipient" SET "trackingId" = %s WHERE "campaignId" = %s', "made-up-by-somebody", c["id"])
    assert person.raw("POST", "/u/made-up-by-somebody/back").status_code == 404


# -- the frequency cap, tracking off

def test_frequency_cap(person, instance):
    other = instance.register()
    other.sender = office(other)
    for api in (person, other):
        add(api, "ann@example.net")
    assert person.get("/api/policy")["capMessages"] is None
    person.patch("/api/policy", {"capMessages": 0}, expect=422)
    assert person.patch("/api/policy", {"capMessages": 2, "capDays": 3})["capMessages"] == 2
    for api in (person, other):
        api.sent = [recipients(api, send(api, f"n{n}"))["ann@example.net"] for n in range(3)]
    assert [r["status"] for r in person.sent] == ["SENT", "SENT", "FAILED"]
    assert person.sent[2]["failureReason"] == "the frequency cap is reached"
    assert [r["status"] for r in other.sent] == ["SENT"] * 3
    instance.query("""UPDATE "Recipient" SET "sentAt" = "sentAt" - interval '4 days' WHERE "userId" = %s""", person.user["id"])
    assert recipients(person, send(person, "later"))["ann@example.net"]["status"] == "SENT"


def captured(api, email):
    m = next(m for m in api.get("/api/capture")["data"] if m["to"] == email)
    return api.get(f"/api/capture/{m['id']}")["html"]


def test_tracking_off(person, instance):
    ann, _ = add(person, "ann@example.net"), add(person, "ben@example.net")
    before = send(person, "before")
    pixel = link_of(instance, before, "ann@example.net").replace("/u/", "/t/o/") + ".gif"
    assert person.patch(f"/api/contacts/{ann['id']}/choices", {"trackingOff": True})["trackingOff"] is True
    c = send(person, "quiet")
    assert "/t/o/" not in captured(person, "ann@example.net") and "/t/c/" not in captured(person, "ann@example.net")
    assert "/u/" in captured(person, "ann@example.net") and "https://example.com/one" in captured(person, "ann@example.net")
    assert "/t/o/" in captured(person, "ben@example.net") and "/t/c/" in captured(person, "ben@example.net")
    # What they open of older mail is not recorded; what others open is.
    other = link_of(instance, before, "ben@example.net").replace("/u/", "/t/o/") + ".gif"
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.0"}
    assert person.raw("GET", pixel, headers=agent).status_code == 200
    assert person.raw("GET", other, headers=agent).status_code == 200
    wait_for(lambda: person.get(f"/api/campaigns/{before['id']}/analytics")["totals"]["opens"]["people"] == 1)
    assert not instance.query('SELECT 1 FROM "EmailEvent" e JOIN "Recipient" r ON r."id" = e."recipientId" '
                              'WHERE r."contactId" = %s AND e."type" = %s', ann["id"], "OPENED")
    person.patch("/api/policy", {"tracking": False})
    send(person, "nobody")
    assert "/t/" not in captured(person, "ben@example.net")
    assert c["trackingEnabled"]


def sequence(api, name, **fields):
    s = api.post("/api/sequences", {"name": name, "senderId": api.sender["id"], "steps": [
        {"id": "one", "type": "email", "subject": name, "content": HTML}], **fields}, 201)
    api.post(f"/api/sequences/{s['id']}/activate")
    return s


def walked(api, s, *contacts):
    """Enrols them and waits until nobody is under way; gives the mails by address, as they ended."""
    api.post(f"/api/sequences/{s['id']}/enroll", {"contactIds": [c["id"] for c in contacts]})
    wait_for(lambda: all(e["status"] != "ACTIVE" for e in api.all(f"/api/sequences/{s['id']}/enrollments")), 90)
    return {e["email"]: (e["status"], e["exitReason"]) for e in api.all(f"/api/sequences/{s['id']}/enrollments")}


def mailed(api, subject):
    return sorted(m["to"] for m in api.get("/api/capture")["data"] if m["subject"] == subject)


def test_sequences_respect_choices(person, instance):
    """Topics, the cap and tracking off count for a sequence's mails as for a campaign's."""
    other = instance.register()
    other.sender = office(other)
    offers = person.post("/api/topics", {"name": "Offers"}, 201)
    foreign = other.post("/api/topics", {"name": "Offers"}, 201)
    ann, ben = add(person, "ann@example.net"), add(person, "ben@example.net")
    theirs = add(other, "ann@example.net")
    r = person.post("/api/sequences", {"name": "x", "topicId": foreign["id"]}, 422)
    assert r["errors"][0]["field"] == "topicId"
    link = link_of(instance, send(person, "hello"), "ann@example.net")
    assert person.raw("POST", link + "/topics").status_code == 200

    s = sequence(person, "offers", topicId=offers["id"])
    assert person.get(f"/api/sequences/{s['id']}")["topicId"] == offers["id"]
    assert person.get("/api/sequences")["data"][0]["topicId"] == offers["id"]
    copy = person.post(f"/api/sequences/{s['id']}/duplicate", expect=201)
    assert copy["topicId"] == offers["id"]
    assert person.patch(f"/api/sequences/{copy['id']}", {"topicId": None})["topicId"] is None
    walked(person, s, ann, ben)
    walked(other, sequence(other, "offers"), theirs)
    assert mailed(person, "offers") == ["ben@example.net"] and mailed(other, "offers") == ["ann@example.net"]

    # Tracking off: per contact, then per account.
    person.patch(f"/api/contacts/{ann['id']}/choices", {"trackingOff": True})
    walked(person, sequence(person, "quiet"), ann, ben)
    assert "/t/" not in captured(person, "ann@example.net") and "/t/o/" in captured(person, "ben@example.net")
    person.patch("/api/policy", {"tracking": False})
    walked(person, sequence(person, "nobody"), ben)
    assert "/t/" not in captured(person, "ben@example.net")

    # At the cap a sequence waits, where a campaign leaves the person out.
    person.patch("/api/policy", {"capMessages": 4, "capDays": 3})
    late = sequence(person, "later")
    person.post(f"/api/sequences/{late['id']}/enroll", {"contactIds": [ben["id"]]})
    wait_for(lambda: instance.value('SELECT count(*) FROM "SendRetry" t JOIN "Recipient" r ON r."id" = t."recipientId" '
                                    'WHERE r."sequenceId" = %s', late["id"]) == 1, 60)
    assert mailed(person, "later") == []
    assert person.all(f"/api/sequences/{late['id']}/enrollments")[0]["status"] == "ACTIVE"
    person.patch("/api/policy", {"capMessages": None})
    instance.query('UPDATE "SendRetry" SET "dueAt" = now() AT TIME ZONE \'UTC\' WHERE "userId" = %s', person.user["id"])
    wait_for(lambda: mailed(person, "later") == ["ben@example.net"], 60)


# -- double opt-in

def form(api, **fields):
    return api.post("/api/forms", {"name": "Newsletter", "consentText": "I want the <newsletter> once a week.", "senderId": api.sender["id"], **fields}, 201)


def ask(instance, f, email, **fields):
    return requests.post(f"{instance.base}/f/{f['id']}", data={"email": email, **fields}, timeout=30)


def confirmation(api, email):
    """The path of the link in the confirmation that went to an address."""
    m = wait_for(lambda: next((m for m in api.get("/api/capture")["data"] if m["to"] == email and "confirm" in m["subject"].lower()), None))
    text = api.get(f"/api/capture/{m['id']}")["text"]
    return re.search(r"/f/c/\w+", text)[0]


def contacts(api):
    return {c["email"]: c for c in api.all("/api/contacts")}


def test_double_opt_in(person, instance):
    other = instance.register()
    offers = person.post("/api/topics", {"name": "Offers"}, 201)
    secret = other.post("/api/topics", {"name": "Theirs"}, 201)
    person.post("/api/forms", {"name": "x"}, 422)
    person.post("/api/forms", {"name": "x", "consentText": "x", "topicIds": [secret["id"]]}, 422)
    person.post("/api/forms", {"name": "x", "consentText": "x", "redirectUrl": "javascript:alert(1)"}, 422)
    f = form(person, askName=True, tags=["site"], topicIds=[offers["id"]], confirmSubject="Please confirm, {{firstName | default: \"friend\"}}")
    assert f["url"] in f["snippet"] and 'name="website"' in f["snippet"]
    page = requests.get(f["url"], timeout=30)
    assert "I want the &lt;newsletter&gt;" in page.text and "Offers" in page.text and "The Office" in page.text
    nonce = re.search(r"script-src 'nonce-([\w-]+)'", page.headers["Content-Security-Policy"])[1]
    assert re.findall("<script[^>]*>", page.text) == [f'<script nonce="{nonce}">'] and 'name="timezone"' in page.text  # ours alone: it fills in the zone
    # One language, the form's own; without one it is the visitor's.
    german = {"Accept-Language": "de"}
    assert f["language"] == "en" and "A form of" in requests.get(f["url"], headers=german, timeout=30).text
    person.patch(f"/api/forms/{f['id']}", {"language": "xx"}, 422)
    person.patch(f"/api/forms/{f['id']}", {"language": None})
    assert "Ein Formular von" in requests.get(f["url"], headers=german, timeout=30).text
    assert 'lang="en"' in requests.get(f["url"], headers={"Accept-Language": "en"}, timeout=30).text

    assert "Check your mail" in ask(instance, f, "Zoe@Example.NET", first_name="Zoë", topic=[offers["id"], secret["id"]]).text
    link = confirmation(person, "Zoe@example.net")
    assert "Zoe@example.net" not in contacts(person)
    for method in ("GET", "HEAD"):  # scanners may look
        assert requests.request(method, instance.base + link, timeout=30).status_code == 200
    assert "Zoe@example.net" not in contacts(person)
    r = requests.post(instance.base + link, timeout=30)
    assert r.status_code == 200 and "You are signed up" in r.text
    zoe = contacts(person)["Zoe@example.net"]
    assert (zoe["firstName"], zoe["tags"], zoe["status"]) == ("Zoë", ["site"], "ACTIVE")
    choices = person.get(f"/api/contacts/{zoe['id']}/choices")
    assert [(t["name"], t["subscribed"], t["chosen"]) for t in choices["topics"]] == [("Offers", True, True)]
    consent = choices["consents"][0]
    assert consent["text"] == "I want the <newsletter> once a week." and consent["formId"] == f["id"] and consent["source"] == "form"
    assert consent["askedAt"] <= consent["confirmedAt"] and len(consent["ipHash"]) == 32 and "127.0.0.1" not in str(choices)
    # Once.
    assert requests.post(instance.base + link, timeout=30).status_code == 410
    assert requests.get(instance.base + link, timeout=30).status_code == 410
    assert requests.post(instance.base + link[:-1] + ("0" if link[-1] != "0" else "1"), timeout=30).status_code == 404
    assert (person.get(f"/api/forms/{f['id']}")["asked"], person.get(f"/api/forms/{f['id']}")["confirmed"]) == (1, 1)
    assert not instance.query('SELECT 1 FROM "Signup" WHERE "userId" = %s', person.user["id"])
    assert not contacts(other) and other.get(f"/api/forms/{f['id']}", expect=404)


def test_who_left_comes_back_by_a_form(person, instance):
    add(person, "ann@example.net")
    c = send(person, "x")
    person.raw("POST", link_of(instance, c, "ann@example.net"), data={"unsubscribe": "1"})
    wait_for(lambda: person.get("/api/suppressions")["data"])
    person.post("/api/privacy/erase", {"email": "ann@example.net"})
    person.post("/api/suppressions", {"email": "held@example.net"}, 201)
    f = form(person, redirectUrl="https://example.org/thanks")
    for email in ("ann@example.net", "held@example.net"):
        ask(instance, f, email)
        r = requests.post(instance.base + confirmation(person, email), timeout=30, allow_redirects=False)
        assert r.status_code == 303 and r.headers["Location"] == "https://example.org/thanks"
    assert set(recipients(person, send(person, "y"))) == {"ann@example.net"}  # what the tenant put on the list stays


def test_programs_are_kept_out(person, instance):
    f = form(person)
    assert "Check your mail" in ask(instance, f, "bot@example.net", website="http://spam.example").text
    assert ask(instance, f, "no address").status_code == 422
    assert ask(instance, f, "a@example.net\r\nBcc: b@example.net").status_code == 422
    for _ in range(2):
        ask(instance, f, "twice@example.net")
    confirmation(person, "twice@example.net")
    assert instance.value('SELECT count(*) FROM "Signup" WHERE "userId" = %s', person.user["id"]) == 1
    person.patch(f"/api/forms/{f['id']}", {"active": False})
    assert ask(instance, f, "late@example.net").status_code == 410 and requests.get(f["url"], timeout=30).status_code == 410
    codes = {ask(instance, f, "x@example.net").status_code for _ in range(3)}
    assert codes == {410}
    person.patch(f"/api/forms/{f['id']}", {"active": True})
    for n in range(30):
        r = ask(instance, f, f"many{n}@example.net")
        if r.status_code == 429:
            break
    assert r.status_code == 429 and r.headers["Retry-After"]
    assert [m["to"] for m in person.get("/api/capture")["data"]].count("twice@example.net") == 1
    person.delete(f"/api/forms/{f['id']}", expect=204)
    assert requests.get(f["url"], timeout=30).status_code == 404


def test_proof_of_work(fresh):
    """Without the work the form is shown again; with it, once and in time, it is taken. (Of an instance of its own: rates.)"""
    i = fresh
    i.up()
    api = i.register()
    api.sender = office(api)
    f = form(api, captcha=True)
    page = ask(i, f, "eve@example.net").text  # as from a snippet
    assert "<script nonce=" in page and 'value="eve@example.net"' in page
    assert i.value('SELECT count(*) FROM "Signup"') == 0
    challenge, bits = re.search(r'name="challenge" value="([^"]+)"', page)[1], int(re.search(r'name="bits" value="(\d+)"', page)[1])

    def works(n):
        return int.from_bytes(hashlib.sha256(f"{challenge}:{n}".encode()).digest()[:4], "big") >> (32 - bits) == 0
    nonce = next(n for n in range(10_000_000) if works(n))
    wrong = next(n for n in range(10_000_000) if not works(n))
    assert "Check your mail" not in ask(i, f, "eve@example.net", challenge=challenge, nonce=wrong).text
    assert "Check your mail" not in ask(i, f, "eve@example.net", challenge="1" + challenge, nonce=nonce).text
    assert "Check your mail" in ask(i, f, "eve@example.net", challenge=challenge, nonce=nonce).text
    assert i.value('SELECT count(*) FROM "Signup"') == 1


# -- the command line

def cli_forms(person, instance, mine, theirs):
    made = instance.cli_json("form", "create", "--name", "Shop", "--consent", "Yes, write to me.", "--tag", "shop", "--tag", "new", "--topic", "Product news",
                             "--ask-name", "on", *mine)
    assert made == person.get(f"/api/forms/{made['id']}") and made["url"] in requests.get(made["url"], timeout=30).url
    assert (made["tags"], made["askName"], made["captcha"], len(made["topicIds"])) == (["shop", "new"], True, False, 1)
    changed = instance.cli_json("form", "edit", made["id"], "--title", "Our letter", "--captcha", "on", "--redirect", "https://example.org/thanks", *mine)
    assert changed == person.get(f"/api/forms/{made['id']}")
    assert {**made, "title": "Our letter", "captcha": True, "redirectUrl": "https://example.org/thanks", "updatedAt": changed["updatedAt"], "version": made["version"] + 1} == changed
    assert made["id"] in instance.cli("form", "edit", made["id"], "--button", "Go", *mine).stdout
    for wrong, status in ((("--redirect", "javascript:alert(1)"), 2), (("--ask-name", "perhaps"), 2), (("--confirm-text", "{{"), 2), (("--name", ""), 2),
                          (("--sender", "nobody"), 3), (("--topic", "nothing"), 3)):
        assert instance.cli("form", "edit", made["id"], *wrong, *mine, ok=False).returncode == status, wrong
    assert instance.cli("form", "create", "--name", "No consent", *mine, ok=False).returncode == 2
    for args in (("edit", made["id"], "--title", "Taken"), ("delete", made["id"], "--yes")):
        assert instance.cli("form", *args, *theirs, ok=False).returncode == 3
    assert instance.cli("form", "create", "--name", "x", "--consent", "x", "--topic", "Product news", *theirs, ok=False).returncode == 3
    assert instance.cli("form", "delete", made["id"], *mine, ok=False).returncode == 2  # without --yes
    assert person.get(f"/api/forms/{made['id']}")["title"] == "Our letter"
    instance.cli("form", "delete", made["id"], "--yes", *mine)
    person.get(f"/api/forms/{made['id']}", 404)


def test_topics_forms_and_policy_by_command(person, instance):
    other = instance.register()
    mine, theirs = ("--user", person.email), ("--user", other.email)
    made = instance.cli_json("topic", "add", "News", "--description", "Once a month", "--opt-in", *mine)
    assert made["optIn"] and made["description"] == "Once a month"
    assert instance.cli("topic", "add", "News", *mine, ok=False).returncode == 1
    assert instance.cli("topic", "add", " ", *mine, ok=False).returncode == 2
    instance.cli("topic", "rename", "News", "Product news", *mine)
    assert instance.cli_json("topic", "list", *mine) == person.get("/api/topics")["data"]
    assert "Product news" in instance.cli("topic", "list", *mine).stdout
    assert instance.cli_json("topic", "list", *theirs) == []
    for args in (("rename", made["id"], "Taken"), ("delete", "Product news", "--yes")):
        assert instance.cli("topic", *args, *theirs, ok=False).returncode == 3
    assert instance.cli("topic", "delete", "Product news", *mine, ok=False).returncode == 2  # without --yes
    form = person.post("/api/forms", {"name": "Site", "title": "Join", "consentText": "Yes, write to me"}, 201)
    assert instance.cli_json("form", "show", form["id"], *mine) == person.get(f"/api/forms/{form['id']}")
    assert form["url"] in instance.cli("form", "list", *mine).stdout and form["snippet"] in instance.cli("form", "show", form["id"], *mine).stdout
    assert instance.cli_json("form", "list", *theirs) == []
    for word in ("show", "open", "close"):
        assert instance.cli("form", word, form["id"], *theirs, ok=False).returncode == 3
    assert not instance.cli_json("form", "close", form["id"], *mine)["active"]
    assert instance.cli_json("form", "open", form["id"], *mine)["active"]
    cli_forms(person, instance, mine, theirs)
    instance.cli("policy", "set", "--cap", "3", "--cap-days", "5", "--retention-days", "90", "--retention-mode", "strip", "--tracking", "off", *mine)
    got = instance.cli_json("policy", "show", *mine)
    assert got == person.get("/api/policy")
    assert (got["capMessages"], got["capDays"], got["retentionDays"], got["retentionMode"], got["tracking"]) == (3, 5, 90, "strip", False)
    got = instance.cli_json("policy", "set", "--cap", "none", "--retention-days", "forever", *mine)
    assert got["capMessages"] is None and got["retentionDays"] is None and got["capDays"] == 5 and not got["tracking"]
    for wrong in (("--cap", "0"), ("--cap", "many"), ("--retention-days", "4000"), ("--cap-days", "x"), ("--tracking", "perhaps"), ("--retention-mode", "burn")):
        assert instance.cli("policy", "set", *wrong, *mine, ok=False).returncode == 2, wrong
    assert instance.cli_json("policy", "show", *theirs)["tracking"] and "for ever" in instance.cli("policy", "show", *theirs).stdout
    instance.cli("topic", "delete", "Product news", "--yes", *mine)
    assert person.get("/api/topics")["data"] == []
