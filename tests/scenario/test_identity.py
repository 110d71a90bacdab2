"""One person is one contact, whatever the spelling; who leaves stays away, whatever was deleted since. Two tenants throughout."""
import re

import pytest
from loumass import wait_for

HTML = '<p>Hello {{firstName}}</p><a href="https://a.example/">x</a> <a href="{{unsubscribeUrl}}">leave</a>'
SPELLINGS = {
    "case": ("max@three.example", "Max@Three.example"),
    "domain": ("x@bücher.example", "X@xn--bcher-kva.example"),
    "form": ("jos\u00e9@a.example", "JOSE\u0301@a.example"),
    "sharp": ("straße@a.example", "STRASSE@a.example"),
    "ends": ("ann@a.example", "\u200b\u00a0Ann@a.example\u00a0"),
}


def tenant(instance):
    api = instance.register()
    api.sender = api.post("/api/senders", {"kind": "capture", "name": "Office", "fromEmail": "news@example.org", "fromName": "The Office"}, 201)
    return api


@pytest.fixture
def two(instance):
    return tenant(instance), tenant(instance)


def add(api, email, **fields):
    return api.post("/api/contacts", {"email": email, **fields}, 201)


def send(api, audience=None, expect=202):
    c = api.post("/api/campaigns", {"name": "News", "subject": "News", "content": HTML, "senderId": api.sender["id"],
                                    "audience": audience or {"all": True}}, 201)
    api.post(f"/api/campaigns/{c['id']}/send", expect=expect)
    if expect == 202:
        wait_for(lambda: api.get(f"/api/campaigns/{c['id']}")["status"] == "SENT", 60, 0.1)
    return c


def got(api, campaign):
    return sorted(r["email"] for r in api.all(f"/api/campaigns/{campaign['id']}/recipients"))


def link_of(instance, campaign, email):
    return "/u/" + instance.value('SELECT r."trackingId" FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" '
                                  'WHERE r."campaignId" = %s AND c."email" = %s', campaign["id"], email)


def contact(api, email):
    return next(c for c in api.all("/api/contacts") if c["email"] == email)


def by_prisma(instance, like, email, **columns):
    """A contact that another program writes, in the account of another contact."""
    names = "".join(f', "{k}"' for k in columns)
    return instance.value(f'INSERT INTO "Contact" ("id", "userId", "email", "updatedAt"{names}) SELECT \'c\' || substr(md5(random()::text), 1, 24), '
                          f'"userId", %s, now(){"".join(", %s" for _ in columns)} FROM "Contact" WHERE "id" = %s RETURNING "id"', email, *columns.values(), like)


# -- one key

@pytest.mark.parametrize("kind", SPELLINGS)
def test_a_person_is_one_contact_however_they_are_written(two, instance, kind):
    first, again = SPELLINGS[kind]
    for api in two:
        c = add(api, first, firstName="A")
        assert "already" in api.post("/api/contacts", {"email": again}, expect=409)["detail"]
        other = add(api, "other@a.example")
        api.patch(f"/api/contacts/{other['id']}", {"email": again}, expect=409)
        # An import finds the same contact, and keeps the address as it stood.
        job = api.post("/api/imports", data=f"email,firstName\n{again},B\n".encode(), expect=201, params={"filename": "p.csv"},
                       headers={"Content-Type": "text/csv"})
        api.post(f"/api/imports/{job['id']}/start", {"map": {"email": "email", "firstName": "firstName"}}, 202)
        done = wait_for(lambda a=api, j=job: (lambda i: i["status"] == "DONE" and i)(a.get(f"/api/imports/{j['id']}")), 60)
        assert (done["created"], done["updated"]) == (0, 1)
        now = api.get(f"/api/contacts/{c['id']}")
        assert (now["email"], now["firstName"]) == (first, "B")


@pytest.mark.parametrize("kind", SPELLINGS)
def test_a_suppression_holds_for_every_spelling(two, instance, kind):
    me, neighbour = two
    first, again = SPELLINGS[kind]
    for api in two:
        add(api, first)
        add(api, "stays@b.example")
    me.post("/api/suppressions", {"email": again}, 201)
    me.post("/api/suppressions", {"email": first}, 409)
    assert contact(me, first)["suppressed"] == "manual" and contact(neighbour, first)["suppressed"] is None
    assert got(me, send(me)) == ["stays@b.example"]
    assert got(neighbour, send(neighbour)) == sorted([first, "stays@b.example"])


def test_a_suppressed_domain_holds_in_both_forms(two, instance):
    me, neighbour = two
    for n, (entry, address) in enumerate((("@bücher.example", "a@xn--bcher-kva.example"), ("@xn--strae-oqa.example", "b@straße.example"))):
        for api in two:
            add(api, address)
        me.post("/api/suppressions", {"email": entry}, 201)
        assert contact(me, address)["suppressed"] == "manual"
    me.post("/api/campaigns", {"name": "x", "subject": "x", "content": HTML, "audience": {"all": True}}, 201)
    send(me, expect=422)
    assert len(got(neighbour, send(neighbour))) == 2


@pytest.mark.parametrize("email, name", [("m\u200bax@a.example", "U+200B ZERO WIDTH SPACE"), ("m\u202eax@a.example", "U+202E RIGHT-TO-LEFT OVERRIDE"),
                                         ("max\u00a0@a.example", "U+00A0 NO-BREAK SPACE"), ("max@a\u00ad.example", "U+00AD SOFT HYPHEN"),
                                         ("m\tax@a.example", "U+0009 CHARACTER TABULATION")])
def test_what_no_eye_sees_is_refused_by_name(two, email, name):
    for api in two:
        refused = api.post("/api/contacts", {"email": email}, expect=422)
        assert [(e["field"], name in e["message"]) for e in refused["errors"]] == [("email", True)]
        assert name in api.post("/api/suppressions", {"email": email}, expect=422)["detail"]


def test_doubles_get_one_mail_and_merge_into_one(two, instance):
    me, neighbour = two
    for api in two:
        api.kept = add(api, "Kim@one.example", tags=["a"], variables={"city": "Bonn", "old": 1})
        add(api, "lee@one.example")
    twin = by_prisma(instance, me.kept["id"], "kim@one.example", tags='["b", "a"]', variables='{"city": "Köln", "plan": "pro"}', firstName="Kim")
    first = send(me)
    assert len(got(me, first)) == 2 and me.get(f"/api/campaigns/{first['id']}/audience")["excluded"]["duplicate"] == 1
    doubles = me.get("/api/contacts/doubles")["data"]
    assert [sorted(c["email"] for c in d["contacts"]) for d in doubles] == [["Kim@one.example", "kim@one.example"]]
    assert neighbour.get("/api/contacts/doubles")["data"] == []
    neighbour.post(f"/api/contacts/{me.kept['id']}/merge", {}, expect=404)
    neighbour.post(f"/api/contacts/{neighbour.kept['id']}/merge", {"ids": [twin]}, expect=422)
    # Who left under one spelling left.
    assert "/u/" in (link := link_of(instance, first, got(me, first)[0]))
    instance.query('UPDATE "Contact" SET "status" = \'UNSUBSCRIBED\', "unsubscribedAt" = now() WHERE "id" = %s', twin)
    assert contact(me, "Kim@one.example")["suppressed"] == "unsubscribe"
    me.patch(f"/api/contacts/{me.kept['id']}", {"status": "ACTIVE"}, expect=409)
    merged = me.post(f"/api/contacts/{me.kept['id']}/merge", {})
    assert (merged["id"], merged["email"], merged["status"], merged["firstName"]) == (me.kept["id"], "Kim@one.example", "UNSUBSCRIBED", "Kim")
    assert merged["tags"] == ["a", "b"] and merged["variables"] == {"city": "Bonn", "old": 1, "plan": "pro"}
    me.get(f"/api/contacts/{twin}", expect=404)
    assert me.get("/api/contacts/doubles")["data"] == []
    assert any(x["campaignId"] == first["id"] for x in me.get(f"/api/contacts/{me.kept['id']}/timeline")["data"])
    assert got(me, send(me)) == ["lee@one.example"] and link
    me.post(f"/api/contacts/{me.kept['id']}/merge", {}, expect=409)


def test_a_merge_keeps_enrollments_messages_and_figures(two, instance):
    me, neighbour = two
    steps = [{"id": "m", "type": "email", "subject": "Hi", "content": HTML, "nextStepId": "d"}, {"id": "d", "type": "delay", "delay": {"days": 3}}]
    for api in two:
        api.q = api.post("/api/sequences", {"name": "Q", "steps": steps, "senderId": api.sender["id"]}, 201)
        api.post(f"/api/sequences/{api.q['id']}/activate")
        api.kim = add(api, "kim@one.example")
    one = by_prisma(instance, me.kim["id"], "KIM@one.example")
    user = instance.value('SELECT "userId" FROM "Contact" WHERE "id" = %s', one)
    # Another program enrolls both; both are mailed.
    for who in (me.kim["id"], one):
        instance.query('INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId") VALUES (\'c\' || substr(md5(random()::text), 1, 24), %s, %s)',
                       me.q["id"], who)
    sent = lambda: instance.value('SELECT count(*) FROM "Recipient" WHERE "userId" = %s AND "status" = \'SENT\'', user)  # noqa: E731
    wait_for(lambda: sent() == 2, 60)
    neighbour.post(f"/api/sequences/{neighbour.q['id']}/enroll", {"contactIds": [neighbour.kim["id"]]})
    assert instance.cli_json("contacts", "doubles", "--user", me.user["email"])["data"][0]["contacts"]
    instance.cli("contacts", "merge", "--all", "--yes", "--user", me.user["email"])
    left = instance.query('SELECT "id", "sentCount" FROM "Contact" WHERE "userId" = %s', user)
    assert [c["sentCount"] for c in left] == [2]
    rows = instance.query('SELECT "status", "contactId" FROM "SequenceEnrollment" WHERE "userId" = %s', user)
    assert [(r["status"], r["contactId"]) for r in rows] == [("ACTIVE", left[0]["id"])]
    assert sent() == 2 and instance.value('SELECT count(DISTINCT "contactId") FROM "Recipient" WHERE "userId" = %s', user) == 1
    assert instance.value('SELECT count(*) FROM "EmailEvent" e JOIN "Recipient" r ON r."id" = e."recipientId" WHERE r."contactId" = %s AND e."type" = \'SENT\'', left[0]["id"]) == 2
    assert neighbour.get(f"/api/contacts/{neighbour.kim['id']}")["id"]


# -- leaving

GONE = {
    "campaign": lambda api, c, who: api.delete(f"/api/campaigns/{c['id']}", expect=204),
    "contact": lambda api, c, who: api.delete(f"/api/contacts/{who}", expect=204),
    "contact and campaign": lambda api, c, who: (api.delete(f"/api/campaigns/{c['id']}", expect=204), api.delete(f"/api/contacts/{who}", expect=204)),
    "person": lambda api, c, who: api.post("/api/privacy/erase", {"email": "kim@one.example"}),
}


def stopped(api, other):
    """Kim gets nothing any more: neither shown as getting mail nor mailed."""
    c = next((c for c in api.all("/api/contacts") if c["email"].lower() == "kim@one.example"), None)
    return c is None or c["suppressed"] is not None


@pytest.mark.parametrize("what", ["campaign", "contact", "contact and campaign"])
@pytest.mark.parametrize("again", [False, True])
def test_a_link_stops_mail_whatever_was_deleted_since(two, instance, what, again):
    me, neighbour = two
    for api in two:
        api.kim = add(api, "Kim@one.example")["id"]
        add(api, "lee@one.example")
        api.c = send(api)
    link = link_of(instance, me.c, "Kim@one.example")
    GONE[what](me, me.c, me.kim)
    if again and what != "campaign":
        add(me, "kim@one.example")
    page = me.raw("GET", link)
    assert page.status_code == 200
    left = me.raw("POST", link, data={"List-Unsubscribe": "One-Click"})
    assert left.status_code == 200 and "You are unsubscribed" in left.text
    wait_for(lambda: instance.value('SELECT count(*) FROM "Suppression" s JOIN "Campaign" c ON c."userId" = s."userId" WHERE c."id" = %s', neighbour.c["id"]) == 0
             and any(s["reason"] == "unsubscribe" for s in me.get("/api/suppressions")["data"]), 60)
    if not again and what != "campaign":
        add(me, "KIM@one.example")
    k = next(c for c in me.all("/api/contacts") if c["email"].lower() == "kim@one.example")
    assert k["suppressed"] == "unsubscribe"
    me.patch(f"/api/contacts/{k['id']}", {"status": "ACTIVE"}, expect=409)
    assert me.raw("POST", "/api/contacts/bulk", json={"action": "status", "status": "ACTIVE", "ids": [k["id"]]}).status_code == 409
    assert instance.cli("contacts", "edit", k["id"], "--status", "ACTIVE", "--user", me.user["email"], ok=False).returncode != 0
    assert got(me, send(me)) == ["lee@one.example"]
    assert len(got(neighbour, send(neighbour))) == 2
    # They alone come back, by the same link.
    assert "Welcome back" in me.raw("POST", link + "/back").text
    assert len(got(me, send(me))) == 2


def test_a_contact_that_another_program_deletes_is_remembered(two, instance):
    me, _ = two
    kim = add(me, "kim@one.example")["id"]
    add(me, "lee@one.example")
    c = send(me)
    link = link_of(instance, c, "kim@one.example")
    instance.query('DELETE FROM "Contact" WHERE "id" = %s', kim)
    wait_for(lambda: instance.value('SELECT "identity" IS NULL AND "hash" IS NOT NULL FROM "ContactGone" WHERE "contactId" = %s', kim), 60)
    assert me.raw("POST", link, data={}).status_code == 200
    wait_for(lambda: any(s["reason"] == "unsubscribe" and s["email"] is None for s in me.get("/api/suppressions")["data"]), 60)
    add(me, "KIM@one.example")
    assert got(me, send(me)) == ["lee@one.example"]


def test_an_erased_person_stays_suppressed_and_is_named_nowhere(two, instance):
    me, neighbour = two
    for api in two:
        api.kim = add(api, "Kim@Bücher.example")
        by_prisma(instance, api.kim["id"], "kim@xn--bcher-kva.example")
        add(api, "lee@one.example")
        api.c = send(api)
    mail = got(me, me.c)[0]
    link = link_of(instance, me.c, mail)
    done = me.post("/api/privacy/erase", {"email": "KIM@bücher.example"})
    assert {"model": "Contact", "rows": 2} in done["removed"]
    assert done["left"] == []
    assert me.raw("POST", link, data={}).status_code == 200
    assert [s["reason"] for s in me.get("/api/suppressions")["data"]] == ["erased"]
    again = add(me, "kim@bücher.example")
    assert me.get(f"/api/contacts/{again['id']}")["suppressed"] in ("erased", "unsubscribe")
    assert got(me, send(me)) == ["lee@one.example"]
    assert len(got(neighbour, send(neighbour))) == 2


def test_a_link_of_nobody_claims_nothing(two):
    for api in two:
        page = api.raw("POST", "/u/made-up-by-somebody", data={})
        assert page.status_code == 404 and not re.search("You are unsubscribed", page.text)


def test_the_account_goes_with_all_of_it(instance):
    me = tenant(instance)
    add(me, "kim@one.example")
    send(me)
    user = instance.value('SELECT "id" FROM "User" WHERE "email" = %s', me.user["email"])
    instance.query('DELETE FROM "User" WHERE "id" = %s', user)
    assert instance.value('SELECT (SELECT count(*) FROM "RecipientGone" WHERE "userId" = %s) + (SELECT count(*) FROM "ContactGone" WHERE "userId" = %s)', user, user) == 0
