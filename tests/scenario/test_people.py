"""People at the edges: two spellings of one address that are written at the same moment, wherever they come from; two tenants."""

import threading

import pytest
from loumass import wait_for
from test_contacts import LIST, finished, start, upload

TIMES = 200


@pytest.fixture(scope="module")
def two(instance):
    return instance.register(), instance.register()


def spellings(n):
    return [(f"Kim{n}@Three.example", f"kIM{n}@three.EXAMPLE"), (f"jörg{n}@bücher.example", f"JÖRG{n}@xn--bcher-kva.example")][n % 2]


def at_once(*calls):
    """Runs them side by side, each from its first line."""
    gate = threading.Barrier(len(calls))
    failures = []

    def run(call):
        gate.wait()
        try:
            call()
        except Exception as e:
            failures.append(e)
    threads = [threading.Thread(target=run, args=(c,)) for c in calls]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not failures, failures


def test_two_spellings_at_once_are_one_contact(two):
    """200 times, by two requests: one is made, the other answered 409 with how the address is written."""
    mine, other = two
    for n in range(TIMES):
        answers = []
        at_once(*(lambda s=s: answers.append(mine.post("/api/contacts", {"email": s}, expect=(201, 409))) for s in spellings(n)))
        assert sorted("id" in a for a in answers) == [False, True], answers
    assert len(mine.all(LIST)) == TIMES and mine.get("/api/contacts/doubles")["data"] == []
    assert other.all(LIST) == []


def test_an_import_and_others_at_once_are_one_contact(instance):
    """200 people, imported by two files in two spellings while requests write a third: each is one contact when both have ended."""
    mine, other = instance.register(), instance.register()
    people = [(f"Eva{n}@three.example", f"eva{n}@Three.example", f"EVA{n}@THREE.example") for n in range(TIMES)]
    jobs = [upload(mine, "email,firstName\n" + "".join(f"{p[k]},F{k}\n" for p in people)) for k in range(2)]
    seen = []
    at_once(*(lambda j=j: start(mine, j, {"email": "email", "firstName": "firstName"}) for j in jobs),
            lambda: seen.extend(mine.post("/api/contacts", {"email": p[2]}, expect=(201, 409)) for p in people))
    done = [finished(mine, j) for j in jobs]
    assert all(j["status"] == "DONE" and j["refused"] == 0 for j in done), done
    assert len(mine.all(LIST)) == TIMES and mine.get("/api/contacts/doubles")["data"] == []
    made = sum("id" in a for a in seen)
    assert made + sum(j["created"] for j in done) == TIMES, (made, done)
    # Who was answered 201 is that contact still.
    ids = {c["id"] for c in mine.all(LIST)}
    assert all(a["id"] in ids for a in seen if "id" in a)
    assert other.all(LIST) == []


# -- two editors of one contact

def test_two_editors_of_one_contact(instance, two):
    """Who saw an older version writes nothing and is told what changed, whoever changed it: a person, a bulk action, an import, another program."""
    mine, other = two
    c = mine.post("/api/contacts", {"email": "editors@three.example", "firstName": "Kim", "variables": {"a": 1}}, 201)
    path = f"/api/contacts/{c['id']}"
    r = mine.http.get(instance.base + path)
    assert r.headers["ETag"] == f'"{c["version"]}"' and r.json()["version"] == c["version"] == 1
    first = mine.http.patch(instance.base + path, json={"firstName": "Kay"}, headers={"If-Match": r.headers["ETag"]})
    assert first.status_code == 200 and first.headers["ETag"] == '"2"' and first.json()["version"] == 2
    late = mine.http.patch(instance.base + path, json={"lastName": "Late"}, headers={"If-Match": r.headers["ETag"]})
    assert late.status_code == 412 and [e["field"] for e in late.json()["errors"]] == ["firstName"]
    assert mine.get(path)["lastName"] is None
    assert mine.patch(path, {"firstName": "Kay"})["version"] == 2  # nothing changed

    def told(changed, *fields):
        seen = mine.get(path)["version"]
        changed()
        assert sorted(e["field"] for e in mine.patch(path, {"lastName": "Late", "version": seen}, 412)["errors"]) == sorted(fields)
        assert mine.patch(path, {"lastName": f"At {seen}", "version": mine.get(path)["version"]})["lastName"] == f"At {seen}"
    told(lambda: mine.post("/api/contacts/bulk", {"action": "tag", "ids": [c["id"]], "tags": ["vip"]}), "tags")
    told(lambda: mine.post("/api/contacts/bulk", {"action": "status", "ids": [c["id"]], "status": "INACTIVE"}), "status")
    told(lambda: instance.query('UPDATE "Contact" SET "variables" = \'{"country": "Japan"}\' WHERE "id" = %s RETURNING "id"', c["id"]), "variables")
    told(lambda: finished(mine, start(mine, upload(mine, "email,f,tz\nEditors@three.example,New,Europe/Paris\n"),
                                      {"email": "email", "firstName": "f", "timezone": "tz"})), "firstName", "timezone")
    told(lambda: instance.cli_json("contacts", "edit", c["id"], "--user", mine.email, "--set", "plan=pro", "--tag", "new"), "tags", "variables")
    assert mine.get(path)["tags"] == ["vip", "new"] and mine.get(path)["variables"] == {"country": "Japan", "plan": "pro"}
    # The figures that change with every mail are nobody's edit.
    seen = mine.get(path)["version"]
    instance.query('UPDATE "Contact" SET "sentCount" = 5, "lastEngagedAt" = now() WHERE "id" = %s RETURNING "id"', c["id"])
    got = mine.get(path)
    assert got["version"] == seen and got["createdAt"] <= got["updatedAt"]
    assert next(x for x in mine.all(LIST) if x["id"] == c["id"])["version"] == seen
    assert mine.http.patch(instance.base + path, json={}, headers={"If-Match": "abc"}).status_code == 412
    other.patch(path, {"firstName": "x", "version": seen}, 404)


def test_edits_at_once_are_all_kept(two):
    """Without a version: each writes what it names, over what the others wrote at the same moment."""
    mine, _ = two
    for n in range(20):
        path = f"/api/contacts/{mine.post('/api/contacts', {'email': f'once{n}@three.example'}, 201)['id']}"
        patches = [{"firstName": "F"}, {"lastName": "L"}, {"tags": ["t"]}, {"variables": {"v": 1}}, {"timezone": "Asia/Tokyo"}]
        at_once(*(lambda p=p: mine.patch(path, p) for p in patches))
        got = mine.get(path)
        for p in patches:
            assert got.items() >= p.items(), (n, got)


# -- who failed

def test_who_failed_is_found(instance):
    """`state=failed` of a sequence's people, whoever made them fail, with the count; nobody else's."""
    mine, other = instance.register(), instance.register()
    steps = [{"id": "wait", "type": "delay", "delay": {"days": 3}, "position": {"x": 0, "y": 0}, "nextStepId": "mail"},
             {"id": "mail", "type": "email", "subject": "S", "content": "<p>Hello</p>", "position": {"x": 0, "y": 90}, "nextStepId": None}]
    ids = {}
    for api in (mine, other):
        q = api.post("/api/sequences", {"name": "S", "steps": steps}, 201)["id"]
        api.post(f"/api/sequences/{q}/activate")
        people = [api.post("/api/contacts", {"email": f"f{n}@x.example"}, 201)["id"] for n in range(3)]
        assert api.post(f"/api/sequences/{q}/enroll", {"contactIds": people})["enrolled"] == 3
        ids[api] = (q, people)
    q, people = ids[mine]
    listed = f"/api/sequences/{q}/enrollments?state=failed&count=true"
    none = mine.get(listed)
    assert none["total"] == 0 and none["data"] == []
    instance.query('UPDATE "SequenceEnrollment" SET "status" = \'FAILED\' WHERE "sequenceId" = %s AND "contactId" = ANY (%s) RETURNING "id"', q, people[:2])
    got = mine.get(listed)
    assert got["total"] == 2 and {e["contactId"] for e in got["data"]} == set(people[:2])
    assert {e["status"] for e in got["data"]} == {"FAILED"} and mine.get(f"/api/sequences/{q}")["stats"]["failed"] == 2
    assert [e["contactId"] for e in mine.all(f"/api/sequences/{q}/enrollments?status=ACTIVE")] == [people[2]]
    [said] = [a for a in mine.get("/api/overview")["attention"] if a["code"] == "sequence_failed"]
    assert "2 people failed" in str(said)
    assert other.get(f"/api/sequences/{ids[other][0]}/enrollments?state=failed")["data"] == []
    other.get(f"/api/sequences/{q}/enrollments?state=failed", 404)
    mine.get(f"/api/sequences/{q}/enrollments?state=fallen", 400)
