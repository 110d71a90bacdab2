"""Nothing leaves that `send` would refuse, whoever starts it; the way out is there for everybody to see; and two who write the
same thing do not overwrite each other."""

import requests
from loumass import wait_for
from test_links import campaign, mail_to, office, sent

LINE = "You can <a href="


def test_the_way_out_is_seen_by_everybody(instance, alice):
    link = '<a href="{{unsubscribeUrl}}">leave</a>'
    cases = {
        "plain": (f"<p>{link}</p>", False),
        "blanks": ('<p><a href=" {{ unsubscribeUrl }} ">leave</a></p>', False),
        "shown": ("<p>{{unsubscribeUrl}}</p>", False),
        "none": ("<p>Hello</p>", True),
        "branch": (f"<p>{{% if variables.vip %}}{link}{{% endif %}}</p>", True),
        "comment": (f"<p>Hello</p><!-- {link} -->", True),
        "outlook": (f"<p>Hello</p><!--[if mso]>{link}<![endif]-->", True),
        "hidden": (f'<p>Hello</p><div style="color:red; DISPLAY : none">{link}</div>', True),
        "tiny": (f'<p>Hello</p><span style="font-size:0px">{link}</span>', True),
        "wordless": ('<p>Hello</p><a href="{{unsubscribeUrl}}"> </a>', True),
        "wrapped": ('<p>Hello</p><a href="http://{{unsubscribeUrl}}">leave</a>', True),
    }
    for name, (html, added) in cases.items():
        c = sent(alice, f"<html><body>{html}</body></html>", {f"out-{name}@a.example": {}}, f"out-{name}")
        assert (LINE in mail_to(alice, f"out-{name}@a.example")) == added, name
        codes = {f["code"] for f in alice.post(f"/api/campaigns/{c['id']}/check", {})["checks"]}
        assert ("no_unsubscribe" in codes) == added, name


def test_a_campaign_that_send_would_refuse_does_not_start(instance, alice, bob):
    def started(c, **columns):
        """As another program would: the row says SENDING."""
        sets = "".join(f', "{k}" = %s' for k in columns)
        instance.query(f'UPDATE "Campaign" SET "status" = \'SENDING\'{sets} WHERE "id" = %s RETURNING "id"', *columns.values(), c["id"])
        wait_for(lambda: alice.get(f"/api/campaigns/{c['id']}")["status"] != "SENDING")
        return alice.get(f"/api/campaigns/{c['id']}")

    for name, columns, words in (("subject", {"subject": "  "}, "The subject is empty."), ("content", {"content": ""}, "There is no text yet."),
                                 ("nobody", {"audience": '{"tags": ["gate-nobody-there"]}'}, "The audience names nobody who may be mailed."),
                                 ("script", {"content": '<a href="javascript:x()">x</a>'}, "runs a script")):
        c = campaign(alice, "<p>Hello</p>", {f"gate-{name}@a.example": {}}, f"gate-{name}")
        got = started(c, **columns)
        assert got["status"] == "PAUSED" and words in got["pauseReason"], (name, got["status"], got["pauseReason"])
        refused = alice.post(f"/api/campaigns/{c['id']}/resume", {}, 422)
        assert words in str(refused["errors"])
    assert instance.value('SELECT count(*) FROM "Recipient" r JOIN "Campaign" c ON c."id" = r."campaignId" WHERE c."name" LIKE \'gate-%%\'') == 0
    alice.post(f"/api/campaigns/{c['id']}/resume", {"anyway": True})  # a script is our judgement
    wait_for(lambda: alice.get(f"/api/campaigns/{c['id']}")["status"] == "SENT")
    assert bob.get("/api/campaigns")["data"] == []


def test_nobody_gets_an_empty_subject(instance, alice):
    c = sent(alice, "<p>Hello</p>", {"with@a.example": {"firstName": "Ada"}, "without@a.example": {}}, "subjects", subject="{{firstName}}")
    rows = {r["email"]: r for r in alice.get(f"/api/campaigns/{c['id']}/recipients")["data"]}
    assert rows["with@a.example"]["status"] == "SENT"
    assert rows["without@a.example"]["status"] == "FAILED" and "The subject is empty for this person" in rows["without@a.example"]["failureReason"]


def test_two_editors(instance, alice, bob):
    c = campaign(alice, "<p>One</p>", {"two@a.example": {}}, "editors")
    path = f"/api/campaigns/{c['id']}"
    r = alice.http.get(instance.base + path)
    etag = r.headers["ETag"]
    assert etag == f'"{r.json()["version"]}"'
    first = alice.http.patch(instance.base + path, json={"subject": "Mine"}, headers={"If-Match": etag})
    assert first.status_code == 200 and first.headers["ETag"] != etag
    late = alice.http.patch(instance.base + path, json={"content": "<p>Theirs</p>"}, headers={"If-Match": etag})
    assert late.status_code == 412 and [e["field"] for e in late.json()["errors"]] == ["subject"]
    assert alice.get(path)["content"] == "<p>One</p>"
    # By the body, too; and what another program wrote counts.
    v = alice.get(path)["version"]
    instance.query('UPDATE "Campaign" SET "content" = %s WHERE "id" = %s RETURNING "id"', "<p>By Prisma</p>", c["id"])
    assert [e["field"] for e in alice.patch(path, {"subject": "x", "version": v}, 412)["errors"]] == ["content"]
    assert alice.patch(path, {"subject": "x", "version": v + 1})["version"] == v + 2
    assert alice.patch(path, {"subject": "x", "version": v + 2})["version"] == v + 2  # nothing changed
    got = alice.get(path)
    assert got["createdAt"] <= got["updatedAt"]
    bob.patch(path, {"subject": "x"}, 404)
    q = alice.post("/api/sequences", {"name": "Two editors", "senderId": office(alice)["id"]}, 201)
    path = f"/api/sequences/{q['id']}"
    assert alice.patch(path, {"name": "A", "revision": q["revision"]})["revision"] == q["revision"] + 1
    assert [e["field"] for e in alice.patch(path, {"name": "B", "revision": q["revision"]}, 412)["errors"]] == ["name"]


def test_two_editors_of_senders_forms_and_topics(instance, alice, bob):
    made = {
        "senders": alice.post("/api/senders", {"kind": "capture", "name": "Two hands", "fromEmail": "hands@a.example"}, 201),
        "forms": alice.post("/api/forms", {"name": "Two hands", "consentText": "Yes"}, 201),
        "topics": alice.post("/api/topics", {"name": "Two hands"}, 201),
    }
    table = {"senders": "Sender", "forms": "SignupForm", "topics": "Topic"}
    for kind, row in made.items():
        path = f"/api/{kind}/{row['id']}"
        seen = row["version"]
        first = alice.http.patch(instance.base + path, json={"name": f"First {kind}"}, headers={"If-Match": f'"{seen}"'})
        assert first.status_code == 200 and first.headers["ETag"] == f'"{first.json()["version"]}"' and first.json()["version"] == seen + 1, kind
        late = alice.http.patch(instance.base + path, json={"name": "Late"}, headers={"If-Match": f'"{seen}"'})
        assert late.status_code == 412 and [e["field"] for e in late.json()["errors"]] == ["name"], kind
        assert alice.patch(path, {"name": "Late", "version": seen}, 412)["errors"]
        assert next(x for x in alice.get(f"/api/{kind}")["data"] if x["id"] == row["id"])["name"] == f"First {kind}"
        # What another program wrote counts; what nobody changed is the same version.
        instance.query(f'UPDATE "{table[kind]}" SET "name" = %s WHERE "id" = %s RETURNING "id"', f"Foreign {kind}", row["id"])
        alice.patch(path, {"name": "Late", "version": seen + 1}, 412)
        assert alice.patch(path, {"name": "Mine", "version": seen + 2})["version"] == seen + 3
        assert alice.patch(path, {"name": "Mine"})["version"] == seen + 3
        assert alice.http.patch(instance.base + path, json={}, headers={"If-Match": "abc"}).status_code == 412
        bob.patch(path, {"name": "Mine", "version": seen + 3}, 404)
    assert requests.patch(instance.base + path, json={}, timeout=30).status_code == 401
