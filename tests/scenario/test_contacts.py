"""Contacts over REST and the command line: rules of an address, the list, bulk work, imports and exports, two tenants."""

import csv
import io
import json
import random
import signal
import time

import pytest
from loumass import wait_for

LIST = "/api/contacts"


def create(api, email, expect=201, **fields):
    return api.post(LIST, {"email": email, **fields}, expect)


def fields_of(problem):
    return {e["field"] for e in problem["errors"]}


def upload(api, data, filename="people.csv", expect=201):
    if isinstance(data, str):
        data = data.encode()
    return api.post("/api/imports", data=data, expect=expect, params={"filename": filename},
                    headers={"Content-Type": "text/csv"})


def start(api, job, mapping, expect=202, **more):
    return api.post(f"/api/imports/{job['id']}/start", {"map": mapping, **more}, expect)


def finished(api, job, timeout=120):
    def ended():
        i = api.get(f"/api/imports/{job['id']}")
        return i if i["status"] in ("DONE", "FAILED", "UNDONE") else None
    return wait_for(ended, timeout)


def run_import(api, data, mapping, **more):
    job = upload(api, data)
    start(api, job, mapping, **more)
    done = finished(api, job)
    assert done["status"] == "DONE", done
    return done


def counts(i):
    return {k: i[k] for k in ("rowsRead", "created", "updated", "unchanged", "refused")}


def expected(created=0, updated=0, unchanged=0, refused=0):
    return {"rowsRead": created + updated + unchanged + refused, "created": created, "updated": updated,
            "unchanged": unchanged, "refused": refused}


def refused_rows(api, job):
    return list(csv.reader(io.StringIO(api.get(f"/api/imports/{job['id']}/refused.csv"))))


def by_email(api, email):
    rows = [c for c in api.all(f"{LIST}?search={email}") if c["email"] == email]
    return rows[0] if rows else None


@pytest.fixture
def person(instance):
    """A tenant without contacts."""
    return instance.register()


# -- one contact

def test_create_read_change_delete(person):
    c = create(person, "  Ann.Lee@EXAMPLE.Com ", firstName="Ann", lastName="Lee", tags=["launch", "vip"],
               variables={"company": "Acme", "seats": 3})
    assert c["email"] == "Ann.Lee@example.com"  # trimmed; the local part as typed, the domain in lower case
    assert c["displayName"] == "Ann Lee" and c["status"] == "ACTIVE" and c["engagementRate"] is None
    assert c["tags"] == ["launch", "vip"] and c["variables"] == {"company": "Acme", "seats": 3}
    assert person.get(f"{LIST}/{c['id']}") == c

    p = person.patch(f"{LIST}/{c['id']}", {"firstName": None, "lastName": None, "tags": ["vip"]})
    assert p["firstName"] is None and p["displayName"] == p["email"] and p["tags"] == ["vip"]
    assert p["variables"] == c["variables"] and p["createdAt"] == c["createdAt"] and p["updatedAt"] >= c["updatedAt"]

    person.delete(f"{LIST}/{c['id']}", expect=204)
    person.get(f"{LIST}/{c['id']}", expect=404)
    person.delete(f"{LIST}/{c['id']}", expect=404)


def test_one_contact_per_address(person):
    first = create(person, "joe@example.com")
    create(person, " joe@EXAMPLE.com", expect=409)
    assert "joe@example.com" in create(person, "Joe@example.com", expect=409)["detail"]  # the spelling that is there
    other = create(person, "jo.e@example.com")  # dots are significant
    person.patch(f"{LIST}/{other['id']}", {"email": "joe@example.com"}, expect=409)
    assert person.patch(f"{LIST}/{first['id']}", {"email": "joe@example.com"})["id"] == first["id"]
    assert person.patch(f"{LIST}/{first['id']}", {"email": "JOE@example.com"})["email"] == "JOE@example.com"


@pytest.mark.parametrize("email", ["", "plain", "@example.com", "a@", "a@b@example.com", "a b@example.com", "a@-x.com",
                                   "a..b@example.com", "a" * 65 + "@example.com", "a@" + "x" * 64 + ".com",
                                   "a\r\nBcc: b@example.com", "a@exa\u0001mple.com"])
def test_addresses_are_validated(alice, email):
    assert "email" in fields_of(create(alice, email, expect=422))


def test_other_scripts(person):
    c = create(person, "josé@BÜCHER.example")
    assert c["email"].startswith("josé@") and c["email"].endswith("bücher.example")
    assert create(person, "post@xn--bcher-kva.example")["email"].startswith("post@")


def test_every_wrong_field_is_named(alice):
    problem = create(alice, "fine@example.com", expect=422, tags="launch", variables=[1], firstname="x")
    assert fields_of(problem) == {"tags", "variables", "firstname"}
    problem = create(alice, "nonsense", expect=422, status="MAYBE", lastName="two\nlines", tags=["", "fine"])
    assert fields_of(problem) == {"email", "status", "lastName", "tags"}
    problem = create(alice, "long@example.com", expect=422, firstName="x" * 1000)
    assert fields_of(problem) == {"firstName"}
    assert create(alice, "many@example.com", expect=422, tags=[f"t{n}" for n in range(101)])["errors"]
    assert create(alice, "big@example.com", expect=(413, 422), variables={"x": "y" * 40000})
    r = alice.raw("POST", LIST, data=b'{"email": "nul\\u0000@example.com"}', headers={"Content-Type": "application/json"})
    assert r.status_code in (400, 422)
    r = alice.raw("POST", LIST, data=b'{"email": ', headers={"Content-Type": "application/json"})
    assert r.status_code == 400


# -- the list

@pytest.fixture(scope="module")
def many(instance):
    api = instance.register()
    rows = [{"email": f"p{(n * 37) % 101:03d}@example{n % 3}.org", "firstName": ["Zoë", "adam", None, "Bea"][n % 4],
             "lastName": [f"Last{n % 7}", None][n % 2], "tags": (["even"] if n % 2 == 0 else []) + (["third"] if n % 3 == 0 else []),
             "status": "INACTIVE" if n % 5 == 0 else "ACTIVE"} for n in range(60)]
    api.rows = [api.post(LIST, r, 201) for r in rows]
    create(api, "100%_sure@example.com", firstName="Percy")
    return api


def walk(api, query, limit=7):
    rows, cursor, pages = [], None, 0
    while True:
        page = api.get(f"{LIST}?limit={limit}&{query}" + (f"&cursor={cursor}" if cursor else ""))
        rows += page["data"]
        pages += 1
        cursor = page["page"]["next"]
        if not cursor:
            return rows
        assert len(page["data"]) == limit and pages < 100


@pytest.mark.parametrize("sort", ["createdAt", "email", "name"])
def test_pages_show_each_once_in_order(many, sort):
    up, down = walk(many, f"sort={sort}"), walk(many, f"sort=-{sort}")
    assert len(up) == 61 and len({c["id"] for c in up}) == 61
    assert [c["id"] for c in down] == [c["id"] for c in reversed(up)]
    if sort == "createdAt":
        assert [c["createdAt"] for c in up] == sorted(c["createdAt"] for c in up)
    if sort == "email":
        assert [c["email"] for c in up] == sorted(c["email"] for c in up)


@pytest.fixture(scope="module")
def thousands(instance):
    """Two tenants with a few thousand each, names and addresses in no order, a third without names."""
    apis = [instance.register(), instance.register()]
    shuffled = random.Random(5)
    for api in apis:
        numbers = list(range(3000))
        shuffled.shuffle(numbers)
        lines = [f"u{n * 7919 % 100_003:06d}@host{n % 17}.example,{'' if n % 3 == 0 else 'N' + str(n % 11)},{'' if n % 5 == 0 else 'L' + str(n % 13)}" for n in numbers]
        run_import(api, "Email,First,Last\n" + "\n".join(lines) + "\n", {"email": "Email", "firstName": "First", "lastName": "Last"})
        api.post(f"{LIST}/bulk", {"action": "status", "status": "INACTIVE", "filter": {"search": "@host3."}})
    return apis


@pytest.mark.parametrize("sort", ["createdAt", "-createdAt", "email", "-email", "name", "-name"])
@pytest.mark.parametrize("query", ["", "&status=INACTIVE", "&search=host1"])
def test_every_row_once_over_many_pages(instance, thousands, sort, query):
    mine, other = thousands
    rows = mine.all(f"{LIST}?sort={sort}{query}")
    where = {"": "true", "&status=INACTIVE": "\"status\" = 'INACTIVE'", "&search=host1": "\"email\" LIKE '%%host1%%'"}[query]
    wanted = {r["id"] for r in instance.query(f'SELECT "id" FROM "Contact" WHERE "userId" = %s AND {where}', mine.user["id"])}
    assert len(rows) == len(wanted) > 100 and {r["id"] for r in rows} == wanted
    assert not wanted & {r["id"] for r in other.get(f"{LIST}?limit=200&sort={sort}")["data"]}


def test_filters(many):
    assert len(walk(many, "status=INACTIVE")) == 12
    assert len(walk(many, "tag=even")) == 30
    assert len(walk(many, "tag=even&tag=third")) == 10
    assert len(walk(many, "tag=even&tag=third&status=INACTIVE&sort=email")) == 2
    assert {c["firstName"] for c in walk(many, "search=zoë")} == {"Zoë"}
    assert all(c["email"].endswith("example1.org") for c in walk(many, "search=EXAMPLE1.org", 10))
    assert [c["firstName"] for c in walk(many, "search=100%25_s")] == ["Percy"]  # taken literally, not as a pattern
    assert walk(many, "search=nobody-of-that-name") == []
    named = next(c for c in many.rows if c["firstName"] == "Zoë" and c["lastName"])
    assert named["id"] in {c["id"] for c in walk(many, f"search={named['displayName']}")}


def test_totals_and_bad_questions(many):
    page = many.get(f"{LIST}?limit=1&count=true")
    assert page["total"] == 61 and len(page["data"]) == 1 and page["page"]["next"]
    assert many.get(f"{LIST}?count=true&tag=third")["total"] == 20
    assert "total" not in many.get(LIST)
    for bad in ("limit=201", "limit=0", "limit=x", "sort=colour", "status=MAYBE", "cursor=!!", "cursor=bm9uc2Vuc2U", "colour=red"):
        assert many.raw("GET", f"{LIST}?{bad}").status_code in (400, 422), bad
    cursor = page["page"]["next"]  # of another sort: refused or harmless, never an error of ours
    assert many.raw("GET", f"{LIST}?sort=email&cursor={cursor}").status_code in (200, 400, 422)


def test_tags_and_fields(person):
    create(person, "a@example.com", tags=["x", "y"], variables={"company": "A", "city": "B"})
    create(person, "b@example.com", tags=["x"], variables={"company": "C"})
    assert [(t["tag"], t["count"]) for t in person.get(f"{LIST}/tags")["data"]] == [("x", 2), ("y", 1)]
    assert {(f["name"], f["count"]) for f in person.get(f"{LIST}/fields")["data"]} == {("variables.company", 2), ("variables.city", 1)}


def test_timeline_of_nobody_mailed(alice):
    c = create(alice, "timeline@example.com")
    assert alice.get(f"{LIST}/{c['id']}/timeline")["data"] == []
    alice.get(f"{LIST}/cnosuchcontact000000000000/timeline", expect=404)


# -- many at once

def test_bulk(person):
    ids = [create(person, f"b{n}@example.com", tags=["old"] if n < 5 else [])["id"] for n in range(10)]

    def bulk(**body):
        return person.post(f"{LIST}/bulk", body)["affected"]

    assert bulk(action="tag", tags=["new"], ids=ids[:3]) == 3
    assert bulk(action="tag", tags=["new"], ids=ids[:4]) == 1  # those that have it already are left alone
    assert sorted(person.get(f"{LIST}/{ids[0]}")["tags"]) == ["new", "old"]
    assert bulk(action="untag", tags=["old"], filter={"tags": ["old"]}) == 5
    assert bulk(action="status", status="INACTIVE", filter={"search": "b9@"}) == 1
    assert person.get(f"{LIST}/{ids[9]}")["status"] == "INACTIVE"
    assert bulk(action="delete", filter={"status": "INACTIVE"}) == 1
    assert len(person.all(LIST)) == 9
    for body in ({"action": "delete"}, {"action": "tag", "ids": ids[:1]}, {"action": "status", "ids": ids[:1]},
                 {"action": "explode", "ids": ids[:1]}):
        person.post(f"{LIST}/bulk", body, expect=422)
    assert len(person.all(LIST)) == 9


def test_views(person):
    v = person.post("/api/views", {"name": "Launch", "filter": {"tags": ["launch"], "status": "ACTIVE"}}, 201)
    assert person.get("/api/views")["data"] == [v]
    person.delete(f"/api/views/{v['id']}", expect=204)
    assert person.get("/api/views")["data"] == []


# -- export

def test_export(person):
    create(person, "one@example.com", firstName="=HYPERLINK(\"http://evil\")", lastName='Quote " and, comma', tags=["a", "b"],
           variables={"company": "@SUM(1)", "note": "two\nlines"})
    create(person, "two@example.com", status="INACTIVE")
    r = person.raw("GET", f"{LIST}/export?format=csv")
    assert r.status_code == 200 and "attachment" in r.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(r.content.decode())))
    assert [row["email"] for row in rows] == ["one@example.com", "two@example.com"]
    assert rows[0]["firstName"].startswith("'=HYPERLINK") and rows[0]["lastName"] == 'Quote " and, comma'
    assert not any(cell[:1] in "=+-@\t\r" for row in rows for cell in row.values() if cell)

    lines = [json.loads(x) for x in person.raw("GET", f"{LIST}/export?format=ndjson").content.decode().splitlines()]
    assert [c["email"] for c in lines] == ["one@example.com", "two@example.com"]
    assert lines[0]["firstName"].startswith("=HYPERLINK") and lines[0]["variables"]["note"] == "two\nlines"
    assert "one@" not in person.raw("GET", f"{LIST}/export?format=csv&status=INACTIVE").text


# -- import

PEOPLE = """Email,First,Last,Company
ann@example.com,Ann,Lee,Acme
bob@EXAMPLE.com,Bob,Ray,"Widgets
and more"
not-an-address,Nobody,,
ann@Example.COM,Twin,,
cy@example.com,,,
"""
MAP = {"email": "Email", "firstName": "First", "lastName": "Last", "variables.company": "Company"}


def test_import_from_upload_to_undo(person):
    create(person, "cy@example.com", firstName="Cy", tags=["old"], variables={"city": "Rome"})
    job = upload(person, PEOPLE)
    assert job["status"] == "UPLOADED" and job["filename"] == "people.csv" and job["bytes"] == len(PEOPLE)
    assert job["delimiter"] == "," and job["encoding"] == "UTF-8" and job["columns"] == ["Email", "First", "Last", "Company"]
    assert job["preview"][0] == ["ann@example.com", "Ann", "Lee", "Acme"] and job["preview"][1][3] == "Widgets\nand more"
    assert job["guess"]["email"] == "Email"

    start(person, job, MAP, tags=["launch"], dryRun=True)
    dry = finished(person, job)
    assert dry["dryRun"] and counts(dry) == expected(created=2, updated=1, refused=2), dry
    assert len(person.all(LIST)) == 1  # nothing happened
    start(person, job, MAP, tags=["launch"])
    done = finished(person, job)
    assert counts(done) == counts(dry) and not done["dryRun"] and done["finishedAt"]

    bob = by_email(person, "bob@example.com")
    assert bob["lastName"] == "Ray" and bob["tags"] == ["launch"] and bob["variables"] == {"company": "Widgets\nand more"}
    ann = by_email(person, "ann@example.com")  # of an address that comes twice the first row counts
    assert ann["firstName"] == "Ann" and ann["variables"] == {"company": "Acme"}
    cy = by_email(person, "cy@example.com")
    assert cy["firstName"] == "Cy" and cy["tags"] == ["old", "launch"] and cy["variables"] == {"city": "Rome"}

    refused = refused_rows(person, job)
    text = "\n".join(",".join(r) for r in refused)
    assert "not-an-address" in text and len(refused) == 3  # a header and two rows, with their lines in the file
    assert any("5" in r for r in refused) and any("6" in r for r in refused)

    person.post(f"/api/imports/{job['id']}/undo", expect=(200, 202))
    wait_for(lambda: person.get(f"/api/imports/{job['id']}")["status"] == "UNDONE")
    rest = person.all(LIST)
    assert [c["email"] for c in rest] == ["cy@example.com"] and rest[0]["tags"] == ["old"]
    assert rest[0]["variables"] == {"city": "Rome"}
    person.post(f"/api/imports/{job['id']}/undo", expect=409)
    person.delete(f"/api/imports/{job['id']}", expect=204)
    person.get(f"/api/imports/{job['id']}", expect=404)


def test_import_again_changes_only_what_differs(person):
    first = "Email,First,Company\n" + "".join(f"n{n}@example.com,F{n},C\n" for n in range(20))
    mapping = {"email": "Email", "firstName": "First", "variables.company": "Company"}
    assert counts(run_import(person, first, mapping)) == expected(created=20)
    before = {c["email"]: c for c in person.all(LIST)}
    assert counts(run_import(person, first, mapping)) == expected(unchanged=20)
    assert {c["email"]: c for c in person.all(LIST)} == before  # not even updatedAt
    second = first.replace("F3,", "Three,").replace("n7@example.com,F7,C", "n7@example.com,F7,D") + "new@example.com,N,C\n"
    assert counts(run_import(person, second, mapping, policy="skip")) == expected(created=1, unchanged=20)
    assert by_email(person, "n3@example.com")["firstName"] == "F3"
    assert counts(run_import(person, second, mapping)) == expected(updated=2, unchanged=19)
    assert by_email(person, "n3@example.com")["firstName"] == "Three"
    assert by_email(person, "n7@example.com")["variables"] == {"company": "D"}


def test_import_keeps_what_it_is_not_given(person):
    """Rows that bring a name only must not touch variables, and the other way round."""
    c = create(person, "keep@example.com", firstName="Old", variables={"company": "Acme"}, tags=["t"], status="UNSUBSCRIBED")
    assert counts(run_import(person, "Email,First\nkeep@example.com,New\n", {"email": "Email", "firstName": "First"})) == expected(updated=1)
    k = person.get(f"{LIST}/{c['id']}")
    assert k["firstName"] == "New" and k["variables"] == {"company": "Acme"} and k["tags"] == ["t"]
    assert k["status"] == "UNSUBSCRIBED"  # an import brings nobody back
    run_import(person, "Email,Plan\nkeep@example.com,pro\n", {"email": "Email", "variables.plan": "Plan"})
    k = person.get(f"{LIST}/{c['id']}")
    assert k["firstName"] == "New" and k["variables"] == {"company": "Acme", "plan": "pro"}


def test_rows_of_another_program(instance, person):
    """A Prisma client may have left SQL NULL or JSON null in tags and variables."""
    a, b = create(person, "sqlnull@example.com"), create(person, "jsonnull@example.com")
    instance.query('UPDATE "Contact" SET "tags" = NULL, "variables" = NULL WHERE "id" = %s', a["id"])
    instance.query("UPDATE \"Contact\" SET \"tags\" = 'null', \"variables\" = 'null' WHERE \"id\" = %s", b["id"])
    for c in (a, b):
        got = person.get(f"{LIST}/{c['id']}")
        assert got["tags"] == [] and got["variables"] == {}
    done = run_import(person, "Email,Plan\nsqlnull@example.com,pro\njsonnull@example.com,pro\n",
                      {"email": "Email", "variables.plan": "Plan"}, tags=["x"])
    assert counts(done) == expected(updated=2)
    for c in (a, b):
        got = person.get(f"{LIST}/{c['id']}")
        assert got["tags"] == ["x"] and got["variables"] == {"plan": "pro"}


def test_suppressed_stay_suppressed(person):
    person.post("/api/suppressions", {"email": "gone@example.com"}, 201)
    run_import(person, "Email\ngone@example.com\nhere@example.com\n", {"email": "Email"})
    assert [s["email"] for s in person.get("/api/suppressions")["data"]] == ["gone@example.com"]
    count = person.post("/api/audience/count", {"audience": {"all": True}})
    assert count["count"] == 1 and count["excluded"]["suppressed"] == 1


@pytest.mark.parametrize("name, data, delimiter, encoding", [
    ("semicolons in Windows-1252", "E-Mail;Vorname\njoerg@example.com;Jörg\n".encode("cp1252"), ";", "Windows-1252"),
    ("tabs behind a BOM", "\ufeffE-Mail\tVorname\njoerg@example.com\tJörg\n".encode(), "\t", "UTF-8"),
    ("UTF-16 of a spreadsheet", "E-Mail\tVorname\r\njoerg@example.com\tJörg\r\n".encode("utf-16"), "\t", "UTF-16LE"),
    ("bars, CRLF, quotes", '"E-Mail"|"Vorname"\r\n"joerg@example.com"|"Jörg"\r\n'.encode(), "|", "UTF-8"),
    ("no line end at the end", "E-Mail,Vorname\njoerg@example.com,Jörg".encode(), ",", "UTF-8"),
])
def test_files_as_they_come(instance, name, data, delimiter, encoding):
    api = instance.register()
    job = upload(api, data)
    assert (job["delimiter"], job["encoding"], job["columns"]) == (delimiter, encoding, ["E-Mail", "Vorname"])
    start(api, job, {"email": "E-Mail", "firstName": "Vorname"})
    assert counts(finished(api, job)) == expected(created=1)
    assert by_email(api, "joerg@example.com")["firstName"] == "Jörg"


def test_hostile_files(alice):
    assert alice.raw("POST", "/api/imports", data=b"", headers={"Content-Type": "text/csv"}).status_code in (400, 422)
    wide = ",".join(f"c{n}" for n in range(100_000)) + "\n"
    r = alice.raw("POST", "/api/imports", data=wide.encode(), headers={"Content-Type": "text/csv"})
    assert r.status_code in (400, 413, 422) and "column" in r.text
    done = run_import(alice, b"Email,First\nnul@example.com,a\0b\nok@hostile.example,fine\n" + b"wide@example.com," +
                      b"x" * 70_000 + b"\nshort@hostile.example\n", {"email": "Email", "firstName": "First"})
    assert counts(done) == expected(created=2, refused=2)
    job = upload(alice, 'Email,First\nfirst@hostile.example,"never closed\n' + "x" * (3 << 20))
    start(alice, job, {"email": "Email"})
    end = finished(alice, job)
    assert end["status"] == "FAILED" and end["error"] or end["refused"] >= 1


def test_mapping_is_checked(alice):
    job = upload(alice, "Email,First\nmap@example.com,x\n")
    for bad in ({}, {"firstName": "First"}, {"email": "Nope"}, {"email": "Email", "shoe": "First"}, {"email": "Email", "variables.": "First"}):
        start(alice, job, bad, expect=422)
    start(alice, job, {"email": "Email"}, expect=422, policy="replace")
    start(alice, job, {"email": "Email"})
    finished(alice, job)
    start(alice, job, {"email": "Email"}, expect=409)


# -- the command line

def test_import_and_export_by_command(instance, person, tmp_path):
    f = tmp_path / "people.csv"
    f.write_text(PEOPLE)
    args = ["contacts", "import", f, "--user", person.email, "--map",
            "email=Email,firstName=First,lastName=Last,variables.company=Company", "--tag", "launch"]
    dry = instance.cli_json(*args, "--dry-run")
    assert counts(dry) == expected(created=3, refused=2) and person.all(LIST) == []
    done = instance.cli_json(*args)
    assert counts(done) == expected(created=3, refused=2)
    again = instance.cli(*args)
    assert "refused.csv" in again.stdout + again.stderr
    out = instance.cli("contacts", "export", "--user", person.email).stdout
    assert len(list(csv.DictReader(io.StringIO(out)))) == 3
    lines = instance.cli("contacts", "export", "--user", person.email, "--format", "ndjson").stdout.splitlines()
    assert {json.loads(x)["email"] for x in lines} == {"ann@example.com", "bob@example.com", "cy@example.com"}


def test_exit_statuses(instance, person, tmp_path):
    f = tmp_path / "x.csv"
    f.write_text("Email\na@example.com\n")
    assert instance.cli("contacts", "import", f, "--user", "nobody@example.com", "--map", "email=Email", ok=False).returncode == 3
    assert instance.cli("contacts", "import", f, "--user", person.email, "--map", "email=Nope", ok=False).returncode == 2
    assert instance.cli("contacts", "import", tmp_path / "none.csv", "--user", person.email, "--map", "email=Email",
                        ok=False).returncode in (1, 3)
    assert instance.cli("contacts", "frobnicate", ok=False).returncode == 2


# -- two tenants

def test_tenants_do_not_meet(instance):
    a, b = instance.register(), instance.register()
    c = create(a, "shared@example.com", firstName="Of A")
    mine = create(b, "shared@example.com", firstName="Of B")  # unique per tenant only
    job = upload(a, "Email\nx@example.com\n")
    view = a.post("/api/views", {"name": "v", "filter": {}}, 201)
    for method, path, body in (("GET", f"{LIST}/{c['id']}", None), ("PATCH", f"{LIST}/{c['id']}", {"firstName": "Taken"}),
                               ("DELETE", f"{LIST}/{c['id']}", None), ("GET", f"{LIST}/{c['id']}/timeline", None),
                               ("GET", f"/api/imports/{job['id']}", None), ("DELETE", f"/api/imports/{job['id']}", None),
                               ("POST", f"/api/imports/{job['id']}/start", {"map": {"email": "Email"}}),
                               ("POST", f"/api/imports/{job['id']}/undo", {}), ("GET", f"/api/imports/{job['id']}/refused.csv", None),
                               ("DELETE", f"/api/views/{view['id']}", None)):
        b.call(method, path, body, expect=404)
    for action in ({"action": "delete"}, {"action": "tag", "tags": ["x"]}, {"action": "status", "status": "INACTIVE"}):
        assert b.post(f"{LIST}/bulk", {**action, "ids": [c["id"]]})["affected"] == 0
    assert a.get(f"{LIST}/{c['id']}") == c
    assert [x["id"] for x in b.all(LIST)] == [mine["id"]] and b.get("/api/imports")["data"] == []
    run_import(b, "Email,First\nshared@example.com,New\n", {"email": "Email", "firstName": "First"})
    assert a.get(f"{LIST}/{c['id']}")["firstName"] == "Of A" and b.get(f"{LIST}/{mine['id']}")["firstName"] == "New"
    a.delete(f"/api/imports/{job['id']}", expect=204)


# -- killed on the way

def test_import_survives_kills(fresh):
    """SIGKILL to every process but the database's, its supervisor included, while an import runs: the counts at the end are
    those of one undisturbed run, and each address is there once."""
    random.seed(7)
    p = fresh.up()
    api = fresh.register()
    n = 400_000
    lines = ["Email,First,Company"] + [f"k{i}@example{i % 9}.com,F{i % 100},C{i % 50}" for i in range(n)]
    for i in range(0, n, 1000):  # a broken address and a repetition, here and there
        lines[i + 7] = "broken,x,y"
        lines[i + 900] = lines[1]
    job = upload(api, "\n".join(lines) + "\n")
    start(api, job, {"email": "Email", "firstName": "First", "variables.company": "Company"})
    kills = 0
    for _ in range(4):
        def under_way(least=kills * n // 6):
            i = api.get(f"/api/imports/{job['id']}")
            return i if i["status"] != "RUNNING" or i["created"] > least else None
        if wait_for(under_way, 120, every=0.02)["status"] != "RUNNING":
            break
        time.sleep(random.random() * 0.3)
        fresh.kill(p)
        kills += 1
        p = fresh.up()
    assert kills >= 1
    done = finished(api, job, 300)
    assert counts(done) == expected(created=n - 2 * (n // 1000), refused=2 * (n // 1000)), (kills, done)
    assert fresh.value('SELECT count(*) FROM "Contact" WHERE "userId" = %s', api.user["id"]) == done["created"]
    assert len(refused_rows(api, job)) == done["refused"] + 1
    assert api.post(f"/api/imports/{job['id']}/undo", expect=202)["status"] == "UNDOING"
    # The undo goes on after each kill as well, and its figures are exact.
    kills = 0
    for _ in range(2):
        def half_way(least=(kills + 1) * done["created"] // 8):
            i = api.get(f"/api/imports/{job['id']}")
            return i if i["status"] != "UNDOING" or i["deleted"] > least else None
        if wait_for(half_way, 900, every=0.02)["status"] != "UNDOING":
            break
        fresh.kill(p)
        kills += 1
        p = fresh.up()
    assert kills >= 1
    undone = wait_for(lambda: i if (i := api.get(f"/api/imports/{job['id']}"))["status"] == "UNDONE" else None, 1200)
    assert (undone["deleted"], undone["restored"]) == (done["created"], 0)
    wait_for(lambda: fresh.value('SELECT count(*) FROM "Contact" WHERE "userId" = %s', api.user["id"]) == 0, 120)


@pytest.mark.parametrize("fault", ["import.before_commit=kill@1", "import.after_commit=kill@1", "import.before_commit=kill@2", "import.after_commit=kill@3"])
def test_a_killed_command_is_gone_on_with(fresh, tmp_path, fault):
    """SIGKILL to the importing process around a commit; the server that comes up later ends its work, with exact counts."""
    p = fresh.up()
    api, other = fresh.register(), fresh.register()
    create(other, "n5@example.com", firstName="Other's")
    create(api, "n5@example.com", firstName="Before")
    fresh.stop(p)
    n = 120_000
    f = tmp_path / "people.csv"
    f.write_text("Email,First\n" + "".join(f"n{i}@example.com,F{i}\n" for i in range(n)) + "broken,x\nn7@example.com,again\n")
    args = ["contacts", "import", f, "--user", api.email, "--map", "email=Email,firstName=First", "--tag", "t"]
    fresh.env["LOUMASS_FAULT"] = fault
    assert fresh.cli(*args, ok=False).returncode == -signal.SIGKILL
    del fresh.env["LOUMASS_FAULT"]
    fresh.up()
    job = api.get("/api/imports")["data"][0]
    done = finished(api, job, 240)
    assert done["status"] == "DONE" and counts(done) == expected(created=n - 1, updated=1, refused=2), done
    assert fresh.value('SELECT count(*) FROM "Contact" WHERE "userId" = %s AND "tags" @> \'["t"]\'', api.user["id"]) == n
    assert [r[0] for r in refused_rows(api, job)[1:]] == [str(n + 2), str(n + 3)]
    assert [c["firstName"] for c in other.all(LIST)] == ["Other's"]
    api.post(f"/api/imports/{job['id']}/undo", expect=202)
    api.post(f"/api/imports/{job['id']}/undo", expect=409)
    wait_for(lambda: i if (i := api.get(f"/api/imports/{job['id']}"))["status"] == "UNDONE" else None, 600)
    assert [(c["email"], c["firstName"], c["tags"]) for c in api.all(LIST)] == [("n5@example.com", "Before", [])]


def test_one_import_at_a_time_however_many_run_it(instance, person, tmp_path):
    """The command and the server's own runners race for each file; each row is made once."""
    for k in range(5):
        f = tmp_path / f"{k}.csv"
        f.write_text("Email\n" + "".join(f"race{k}-{i}@example.com\n" for i in range(500)))
        done = instance.cli_json("contacts", "import", f, "--user", person.email, "--map", "email=Email")
        assert counts(done) == expected(created=500), done
    assert person.get(f"{LIST}?count=true&limit=1")["total"] == 2500
