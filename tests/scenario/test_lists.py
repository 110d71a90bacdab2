"""Lists, pages and what they count: kept by difference whoever writes, found by the tenant's own rows."""

import itertools
import secrets

import pytest
from loumass import wait_for


def people(api, n, tag, tags=None):
    return [api.post("/api/contacts", {"email": f"{tag}{k}@{tag}.example", "firstName": tag.title(), "tags": tags(k) if tags else []})["id"] for k in range(n)]


def tags_of(api):
    return {t["tag"]: t["count"] for t in api.get("/api/contacts/tags")["data"]}


def totals(api):
    count = lambda query: api.get(f"/api/contacts?limit=1&count=true{query}")["total"]  # noqa: E731
    return {s: count(f"&status={s}") for s in ("ACTIVE", "INACTIVE", "UNSUBSCRIBED")} | {"all": count("")}


def recounted(instance, api):
    return instance.cli("doctor", "--recount", "--user", api.email, ok=False)


def test_counts_follow_whoever_writes(instance):
    me, other = instance.register(), instance.register()
    mine = people(me, 6, "ann", lambda k: ["all", f"t{k % 2}"])
    people(other, 2, "bob", lambda k: ["all"])
    assert totals(me) == {"ACTIVE": 6, "INACTIVE": 0, "UNSUBSCRIBED": 0, "all": 6} and tags_of(me) == {"all": 6, "t0": 3, "t1": 3}
    # Another program: a status, tags of every form, a new contact, one that goes.
    instance.query('UPDATE "Contact" SET "status" = \'UNSUBSCRIBED\' WHERE "id" = ANY (%s)', mine[:2])
    instance.query('UPDATE "Contact" SET "tags" = \'["t1", "new", "new"]\' WHERE "id" = %s', mine[0])
    instance.query('UPDATE "Contact" SET "tags" = NULL WHERE "id" = %s', mine[1])
    instance.query('UPDATE "Contact" SET "tags" = \'{"no": "array"}\' WHERE "id" = %s', mine[2])
    long = "x" * 3000
    instance.query('INSERT INTO "Contact" ("id", "userId", "email", "tags", "updatedAt") VALUES (%s, %s, \'prisma@ann.example\', %s, now())', "c" + secrets.token_hex(12),
                   me.user["id"], f'["all", "{long}"]')
    instance.query('DELETE FROM "Contact" WHERE "id" = %s', mine[3])
    assert totals(me) == {"ACTIVE": 4, "INACTIVE": 0, "UNSUBSCRIBED": 2, "all": 6}
    assert tags_of(me) == {"all": 3, "t0": 1, "t1": 2, "new": 1, "x" * 200: 1}
    assert totals(other)["all"] == 2 and tags_of(other) == {"all": 2}
    for tag, n in (("all", 3), ("new", 1), ("t1", 2), ("nobody", 0)):
        for sort in ("-createdAt", "createdAt", "email", "-email", "name", "-name"):
            page = me.get(f"/api/contacts?tag={tag}&sort={sort}&count=true")
            assert page["total"] == len(page["data"]) == n
    assert len(me.get("/api/contacts?tag=all&tag=t1")["data"]) == 1
    assert me.get("/api/overview")["contacts"] == {"total": 6, "active": 4}
    assert recounted(instance, me).returncode == 0
    # What is added up counts the same.
    wait_for(lambda: instance.value('SELECT count(*) FROM "TallyChange" WHERE "userId" = %s', me.user["id"]) == 0)
    assert totals(me) == {"ACTIVE": 4, "INACTIVE": 0, "UNSUBSCRIBED": 2, "all": 6} and tags_of(me)["all"] == 3
    # A counter that is wrong is found, and mended.
    instance.query('UPDATE "Tally" SET "n" = "n" + 5 WHERE "userId" = %s AND "kind" = \'status\' AND "key" = \'ACTIVE\'', me.user["id"])
    instance.query('DELETE FROM "ContactTag" WHERE "userId" = %s AND "tag" = \'new\'', me.user["id"])
    assert recounted(instance, me).returncode != 0
    assert instance.cli("doctor", "--recount", "--fix", "--user", me.email, ok=False).returncode == 0
    assert totals(me)["ACTIVE"] == 4 and tags_of(me)["new"] == 1 and recounted(instance, me).returncode == 0


def test_suppressions_and_topics_are_counted(instance):
    me, other = instance.register(), instance.register()
    for email in ("one@x.example", "two@x.example", "@y.example"):
        me.post("/api/suppressions", {"email": email})
    other.post("/api/suppressions", {"email": "one@x.example"})
    count = lambda api, query="": api.get(f"/api/suppressions?limit=1&count=true{query}")["total"]  # noqa: E731
    assert (count(me), count(me, "&kind=domain"), count(me, "&kind=address"), count(other)) == (3, 1, 2, 1)
    instance.query('UPDATE "Suppression" SET "reason" = \'bounce\' WHERE "userId" = %s AND "email" = \'one@x.example\'', me.user["id"])
    assert count(me, "&reason=bounce") == 1 == len(me.get("/api/suppressions?reason=bounce")["data"])
    instance.query('DELETE FROM "Suppression" WHERE "userId" = %s AND "email" LIKE \'@%%\'', me.user["id"])
    assert (count(me), count(me, "&kind=domain"), count(other)) == (2, 0, 1)

    topic = me.post("/api/topics", {"name": "News"})["id"]
    ids = people(me, 3, "cat")
    for k, c in enumerate(ids):
        instance.query('INSERT INTO "ContactTopic" ("contactId", "topicId", "userId", "subscribed") VALUES (%s, %s, %s, %s)', c, topic, me.user["id"], k > 0)
    shown = lambda: next((t["wanted"], t["refused"]) for t in me.get("/api/topics")["data"] if t["id"] == topic)  # noqa: E731
    assert shown() == (2, 1)
    instance.query('UPDATE "ContactTopic" SET "subscribed" = false WHERE "contactId" = %s', ids[1])
    assert shown() == (1, 2)
    me.delete(f"/api/contacts/{ids[2]}", None, 204)
    assert shown() == (0, 2) and recounted(instance, me).returncode == 0


def test_an_account_that_goes_leaves_no_counts(instance):
    me = instance.register()
    people(me, 3, "dan", lambda k: ["gone"])
    instance.query('DELETE FROM "User" WHERE "id" = %s', me.user["id"])
    for table in ("Tally", "TallyChange", "ContactTag"):
        assert instance.value(f'SELECT count(*) FROM "{table}" WHERE "userId" = %s', me.user["id"]) == 0


STATUSES = ("PENDING", "SENT", "FAILED", "BOUNCED")


def is_engaged(k):
    """What recipient k did, by its number."""
    return {"opened": k % 3 == 0, "clicked": k % 6 == 0, "replied": k % 7 == 0, "unsubscribed": k % 11 == 0, "machines": k % 3 != 0 and k % 5 == 0,
            "in_doubt": k % 13 == 0, "not_opened": k % 3 != 0, "not_clicked": k % 6 != 0}


@pytest.fixture(scope="module")
def mailed(instance):
    """A campaign of 60, in all states, of `me`; another of `other` that nothing may show."""
    out = {}
    for who in ("me", "other"):
        api = out[who] = instance.register()
        ids = people(api, 60, who)
        c = out[who + ".campaign"] = api.post("/api/campaigns", {"name": "C", "subject": "S", "content": "<p>x</p>"})["id"]
        out[who + ".recipients"] = {}
        for k, contact in enumerate(ids):
            rid = f"c{who}{k:04d}".ljust(25, "0")
            e = is_engaged(k)
            at = lambda on: "2026-01-01" if on else None  # noqa: E731
            instance.query('INSERT INTO "Recipient" ("id", "campaignId", "contactId", "status", "openedAt", "openedByPersonAt", "clickedByPersonAt", "repliedAt", "unsubscribedAt", '
                           '"inDoubt") VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)', rid, c, contact, STATUSES[k % 4], at(e["opened"] or e["machines"]), at(e["opened"]),
                           at(e["clicked"]), at(e["replied"]), at(e["unsubscribed"]), e["in_doubt"])
            out[who + ".recipients"][k] = rid
    return out


def test_recipients_by_every_filter(mailed):
    me, path = mailed["me"], f"/api/campaigns/{mailed['me.campaign']}/recipients"
    for status, engaged in itertools.product((None, *STATUSES), (None, *is_engaged(0))):
        wanted = [r for k, r in mailed["me.recipients"].items() if (status is None or STATUSES[k % 4] == status) and (engaged is None or is_engaged(k)[engaged])]
        query = (f"&status={status}" if status else "") + (f"&engaged={engaged}" if engaged else "")
        shown, cursor = [], ""
        while True:
            page = me.get(f"{path}?limit=7&count=true{query}{cursor}")
            shown += [r["id"] for r in page["data"]]
            assert page["total"] == len(wanted), query
            if not page["page"]["next"]:
                break
            cursor = f"&cursor={page['page']['next']}"
        assert shown == wanted, query
        assert [r["id"] for r in me.get(f"{path}?limit=200&search=ME{query}")["data"]] == wanted
    assert me.get(f"{path}?search=nobody&count=true") | {"page": None} == {"data": [], "page": None, "total": 0}
    mailed["other"].get(path, 404)


def test_enrollments_by_every_filter(instance, mailed):
    me = mailed["me"]
    q = me.post("/api/sequences", {"name": "Q", "steps": [{"id": "m", "type": "email", "subject": "Hello", "content": "<p>Hello</p>"}]})["id"]
    states = ("ACTIVE", "COMPLETED", "PAUSED", "FAILED")
    contacts = [r["contactId"] for r in me.all(f"/api/campaigns/{mailed['me.campaign']}/recipients")]
    for k, c in enumerate(contacts):
        instance.query('INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId", "status", "currentStep", "exitReason") VALUES (%s, %s, %s, %s, %s, %s)',
                       f"cenr{k:04d}".ljust(25, "0"), q, c, states[k % 4], "m" if k % 2 else None, "replied" if k % 10 == 1 else None)
    shown = lambda query: [e["id"] for e in me.all(f"/api/sequences/{q}/enrollments?{query}")]  # noqa: E731
    every = [f"cenr{k:04d}".ljust(25, "0") for k in range(60)]
    assert [e["id"] for e in me.all(f"/api/sequences/{q}/enrollments")] == every[::-1]
    for s in states:
        assert shown(f"status={s}") == [e for k, e in enumerate(every) if states[k % 4] == s][::-1]
    assert shown("exitReason=replied") == [e for k, e in enumerate(every) if k % 10 == 1][::-1]
    page = me.get(f"/api/sequences/{q}/enrollments?status=PAUSED&count=true&limit=4")
    assert page["total"] == 15 and len(page["data"]) == 4
    assert shown("search=me1")[-1] == every[1] and shown("search=nobody") == []
    mailed["other"].get(f"/api/sequences/{q}/enrollments", 404)
