"""Files of contacts as other programs export them, and damaged ones: what is guessed, what becomes of them, what comes back; two tenants."""

import csv
import io
import json
import pathlib
import random

import pytest
from loumass import wait_for
from test_contacts import LIST, by_email, counts, create, expected, finished, refused_rows, run_import, start, upload

EXPORTS = pathlib.Path(__file__).parent / "exports"


@pytest.fixture(scope="module")
def tenants(instance):
    return [instance.register() for _ in range(3)]


def emptied(instance, api):
    for table in ("Contact", "Suppression", "Import"):
        instance.query(f'DELETE FROM "{table}" WHERE "userId" = %s', api.user["id"])
    return api


@pytest.fixture
def person(instance, tenants):
    """A tenant without contacts."""
    return emptied(instance, tenants[0])


@pytest.fixture
def second(instance, tenants):
    return emptied(instance, tenants[1])


@pytest.fixture
def other(instance, tenants):
    """Another tenant with a contact of the same address, whom nothing may reach."""
    api = emptied(instance, tenants[2])
    create(api, "ana@two.example", firstName="Other's")
    before = api.all(LIST)
    yield api
    assert api.all(LIST) == before and api.get("/api/suppressions")["data"] == [] and api.get("/api/imports")["data"] == []


def suppressed(api):
    return {s["email"]: s["reason"] for s in api.all("/api/suppressions")}


def sources(api):
    return {s["email"]: s["source"] for s in api.all("/api/suppressions")}


def take(api, data, **more):
    """Uploads, tries and imports as guessed; the upload and the end."""
    job = upload(api, data, **({"filename": more.pop("filename")} if "filename" in more else {}))
    start(api, job, job["guess"], dryRun=True, **more)
    dry = finished(api, job)
    assert dry["status"] == "DONE" and dry["dryRun"], dry
    start(api, job, job["guess"], **more)
    done = finished(api, job)
    assert done["status"] == "DONE", done
    assert counts(done) == counts(dry) and done["suppressed"] == dry["suppressed"], (dry, done)
    return job, done


def people(api):
    return {c["email"]: c for c in api.all(LIST)}


# -- what people chose

def test_statuses_and_tags(person, other):
    job, done = take(person, 'Email Address,First Name,Status,Tags\nana@two.example,Ana,subscribed,"VIP, Spring"\n'
                             "bo@two.example,Bo,unsubscribed,\ncy@two.example,Cy,cleaned,VIP\n")
    assert job["guess"] == {"email": "Email Address", "firstName": "First Name", "status": "Status", "tags": "Tags"}
    assert job["consent"] == ["Status"] and done["warnings"] == [] and done["suppressed"] == 2
    p = people(person)
    assert {e: c["status"] for e, c in p.items()} == {"ana@two.example": "ACTIVE", "bo@two.example": "UNSUBSCRIBED", "cy@two.example": "INACTIVE"}
    assert p["ana@two.example"]["tags"] == ["VIP", "Spring"] and p["cy@two.example"]["tags"] == ["VIP"]
    assert suppressed(person) == {"bo@two.example": "unsubscribe", "cy@two.example": "bounce"}
    assert sources(person)["bo@two.example"] == "opted out before the import (Status: unsubscribed)"
    assert person.post("/api/audience/count", {"audience": {"all": True}})["count"] == 1


def test_an_opt_out_column(person, other):
    data = "mail,opt_out\nlee@two.example,yes\nnoa@two.example,no\n"
    job = upload(person, data)
    start(person, job, {"email": "mail"}, dryRun=True)
    dry = finished(person, job)
    assert dry["warnings"] == ["opt_out"] and dry["suppressed"] == 0
    start(person, job, {"email": "mail", "variables.optOut": "opt_out"}, dryRun=True)  # a variable stops nobody either
    assert finished(person, job)["warnings"] == ["opt_out"]
    take(person, data)
    assert suppressed(person) == {"lee@two.example": "unsubscribe"} and "opted out before" in sources(person)["lee@two.example"]
    assert {e: c["status"] for e, c in people(person).items()} == {"lee@two.example": "UNSUBSCRIBED", "noa@two.example": "ACTIVE"}


@pytest.mark.parametrize("value", ["yes", "TRUE", "1", "ja", "Oui", "sí", "sì", "tak", "sim", "да", "はい", "x", "2025-03-01 10:00:00", "opted out",
                                   "user request"])
def test_words_for_yes(person, value):
    take(person, f"email,unsubscribed\na@two.example,{value}\nb@two.example,0\n")
    assert suppressed(person) == {"a@two.example": "unsubscribe"}


@pytest.mark.parametrize("header, value, reason", [
    ("Abgemeldet am", "01.03.2025", "unsubscribe"), ("désabonné", "oui", "unsubscribe"), ("Fecha de baja", "2025-01-02", "unsubscribe"),
    ("Disiscritto", "sì", "unsubscribe"), ("Uitgeschreven", "ja", "unsubscribe"), ("wypisany", "tak", "unsubscribe"),
    ("Descadastrado", "sim", "unsubscribe"), ("отписан", "да", "unsubscribe"), ("配信停止", "はい", "unsubscribe"),
    ("Status", "abgemeldet", "unsubscribe"), ("statut", "désinscrit", "unsubscribe"), ("Estado", "dado de baja", "unsubscribe"),
    ("Stato", "disiscritto", "unsubscribe"), ("ステータス", "配信停止", "unsubscribe"), ("статус", "отписался", "unsubscribe"),
    ("EMAIL_BLACKLISTED", "true", "unsubscribe"), ("Hard bounced", "1", "bounce"), ("Spam reports", "1", "complaint"),
    ("Newsletter", "nein", "unsubscribe"), ("Accepts Email Marketing", "no", "unsubscribe"), ("Einwilligung", "nein", "unsubscribe"),
    # Off, shut out, taken back, "no …": what says the opposite of consent in the words of consent.
    ("Email disabled", "true", "unsubscribe"), ("Excluded from campaigns", "1", "unsubscribe"), ("deactivated", "02.02.2024", "unsubscribe"),
    ("Kein Newsletter", "ja", "unsubscribe"), ("Gesperrt", "x", "unsubscribe"), ("Consent withdrawn", "2024-02-01", "unsubscribe"),
    ("Widerruf der Einwilligung", "01.02.2024", "unsubscribe"), ("Retrait du consentement", "oui", "unsubscribe"), ("Consenso revocato", "sì", "unsubscribe"),
    ("Zgoda wycofana", "tak", "unsubscribe"), ("согласие отозвано", "да", "unsubscribe"), ("同意撤回", "はい", "unsubscribe"),
    ("Not subscribed", "yes", "unsubscribe"), ("Geen nieuwsbrief", "ja", "unsubscribe"), ("Email Suppressions", "HARD_BOUNCE", "bounce"),
    ("Email Suppressions", "SPAM_COMPLAINT", "complaint"), ("Status", "junk", "complaint"),
])
def test_columns_of_consent(person, header, value, reason):
    job, _ = take(person, f"email,{header}\nout@two.example,{value}\n")
    assert suppressed(person) == {"out@two.example": reason}, job["guess"]


@pytest.mark.parametrize("header, value", [("Point de retrait", "Paris"), ("Sperrgut", "ja"), ("Withdrawal", "200.00"), ("Payment declined", "yes"),
                                           ("Widerruf", "nein"), ("Newsletter", "ja"), ("Consent", "granted"), ("Email disabled", "false"),
                                           ("Kein Newsletter", "nein"), ("deactivated", "0")])
def test_columns_of_other_things_stop_nobody(person, header, value):
    job, _ = take(person, f"email,{header}\nin@two.example,{value}\n")
    assert suppressed(person) == {} and [c["status"] for c in people(person).values()] == ["ACTIVE"], job["guess"]


def test_no_import_brings_anybody_back(person, other):
    gone = create(person, "gone@two.example", status="UNSUBSCRIBED")
    create(person, "rest@two.example", status="INACTIVE")
    create(person, "left@two.example")
    person.post("/api/suppressions", {"email": "left@two.example"}, 201)
    data = "email,status\ngone@two.example,subscribed\nrest@two.example,active\nleft@two.example,unsubscribed\n"
    take(person, data)
    assert {e: c["status"] for e, c in people(person).items()} == {
        "gone@two.example": "UNSUBSCRIBED", "rest@two.example": "INACTIVE", "left@two.example": "UNSUBSCRIBED"}
    assert suppressed(person) == {"left@two.example": "manual"}  # the first reason stays
    assert person.get(f"{LIST}/{gone['id']}")["status"] == "UNSUBSCRIBED"


def test_choices_hold_where_the_row_does_not(person, other):
    """Skipped contacts, later rows of the same address, rows that are refused for something else."""
    create(person, "old@two.example", firstName="Old")
    data = ("email,firstName,status\nold@two.example,New,unsubscribed\ntwice@two.example,A,subscribed\ntwice@two.example,B,unsubscribed\n"
            f"wrong@two.example,{'x' * 300},complained\n")
    job, done = take(person, data, policy="skip")
    assert counts(done) == expected(created=1, updated=1, refused=2)
    p = people(person)
    assert p["old@two.example"]["firstName"] == "Old" and p["old@two.example"]["status"] == "UNSUBSCRIBED"
    assert p["twice@two.example"]["firstName"] == "A" and p["twice@two.example"]["status"] == "UNSUBSCRIBED"
    assert suppressed(person) == {"old@two.example": "unsubscribe", "twice@two.example": "unsubscribe", "wrong@two.example": "complaint"}
    assert "taken over" in refused_rows(person, job)[1][1]


def test_an_unknown_status_is_refused(person):
    job = upload(person, "email,state\na@two.example,subscribed\nb@two.example,purple\n")
    start(person, job, {"email": "email", "status": "state"})
    assert counts(finished(person, job)) == expected(created=1, refused=1)
    assert "purple" in refused_rows(person, job)[1][1]


def test_undo_takes_back_what_the_import_suppressed(instance, person, other):
    create(person, "was@two.example", firstName="Was")
    job, _ = take(person, "email,status\nwas@two.example,unsubscribed\nown@two.example,unsubscribed\nnew@two.example,bounced\n")
    assert len(suppressed(person)) == 3
    # One of them is put on the list again by somebody else: from then on it is theirs.
    instance.query('INSERT INTO "Suppression" ("id", "userId", "email", "reason") VALUES (%s, %s, %s, \'unsubscribe\') ON CONFLICT DO NOTHING',
                   "x" + job["id"][1:], person.user["id"], "own@two.example")
    person.post(f"/api/imports/{job['id']}/undo", expect=202)
    wait_for(lambda: person.get(f"/api/imports/{job['id']}")["status"] == "UNDONE")
    assert suppressed(person) == {"own@two.example": "unsubscribe"}
    assert {e: c["status"] for e, c in people(person).items()} == {"was@two.example": "ACTIVE"}


# -- exports of other programs

def exports():
    for f in sorted(EXPORTS.glob("*.json")):
        for case in json.loads(f.read_text()):
            yield pytest.param(case, id=case["name"])


@pytest.mark.parametrize("case", exports())
def test_exports(person, other, case):
    """Each: the export as the program writes it, what is guessed, and what becomes of its people."""
    api = person
    job, done = take(api, case["file"].encode(case.get("encoding", "utf-8")), filename=case.get("filename", "people.csv"))
    for target, column in case["guess"].items():
        assert job["guess"].get(target) == column, job["guess"]
    p = people(api)
    got = {e: [c["status"], c["firstName"], c["lastName"], c["tags"]] for e, c in p.items()}
    assert got == case["people"], got
    assert suppressed(api) == case.get("suppressed", {})
    for email, variables in case.get("variables", {}).items():
        assert {k: p[email]["variables"].get(k) for k in variables} == variables, p[email]["variables"]
    assert counts(done)["refused"] == case.get("refused", 0) and done["warnings"] == []


# -- damaged files

def test_encodings(instance, person, other):
    cases = [
        ("Windows-1251", "email,имя\nivan@two.example,Иван\nolga@two.example,Ольга\n", "cp1251", {"ivan@two.example": "Иван", "olga@two.example": "Ольга"}),
        ("Shift_JIS", "メール,名\na@two.example,太郎\nb@two.example,花子\n", "cp932", {"a@two.example": "太郎", "b@two.example": "花子"}),
        ("GBK", "邮箱,名字\na@two.example,小明\nb@two.example,李娜\n", "gbk", {"a@two.example": "小明", "b@two.example": "李娜"}),
        ("ISO-8859-2", "e-mail,imię\na@two.example,Łukasz Żak\nb@two.example,Małgorzata Świątek\n", "iso-8859-2",
         {"a@two.example": "Łukasz Żak", "b@two.example": "Małgorzata Świątek"}),
        ("UTF-16LE", "email,vorname\na@two.example,Jörg\n", "utf-16-le", {"a@two.example": "Jörg"}),
        ("UTF-16BE", "email,vorname\na@two.example,Jörg\n", "utf-16-be", {"a@two.example": "Jörg"}),
        ("Windows-1252", "email,vorname\na@two.example,Jörg\n", "cp1252", {"a@two.example": "Jörg"}),
        ("EUC-KR", "이메일,이름\na@two.example,김철수\nb@two.example,이영희\n", "cp949", {"a@two.example": "김철수", "b@two.example": "이영희"}),
        ("Big5", "電郵,姓名\na@two.example,陳大文\nb@two.example,林美玲\n", "big5", {"a@two.example": "陳大文", "b@two.example": "林美玲"}),
        # Few letters, again and again.
        ("Big5", "email,名字\n" + "".join(f"p{n}@two.example,王小明測試\n" for n in range(3)), "big5", {f"p{n}@two.example": "王小明測試" for n in range(3)}),
        ("EUC-KR", "email,이름\n" + "".join(f"p{n}@two.example,김철수\n" for n in range(3)), "cp949", {f"p{n}@two.example": "김철수" for n in range(3)}),
        ("GBK", "email,名字\n" + "".join(f"p{n}@two.example,王小明测试\n" for n in range(3)), "gbk", {f"p{n}@two.example": "王小明测试" for n in range(3)}),
        ("ISO-8859-2", "email;imię\n" + "".join(f"p{n}@two.example;Łódź Żółć\n" for n in range(3)), "iso-8859-2", {f"p{n}@two.example": "Łódź Żółć" for n in range(3)}),
        ("Windows-1250", "email;imię\n" + "".join(f"p{n}@two.example;Łukasz Żółć\n" for n in range(3)), "cp1250", {f"p{n}@two.example": "Łukasz Żółć" for n in range(3)}),
        ("Windows-1252", "email;prénom\na@two.example;Zoé\nb@two.example;¿Qué? £20, 3 m³, «x» ½¼\n", "cp1252", {"a@two.example": "Zoé", "b@two.example": "¿Qué? £20, 3 m³, «x» ½¼"}),
    ]
    for name, text, codec, names in cases:
        api = emptied(instance, person)
        job, _ = take(api, text.encode(codec))
        assert job["encoding"] == name and {e: c["firstName"] for e, c in people(api).items()} == names, (name, job)


def test_an_encoding_that_is_chosen(person, other):
    data = "email,имя\nivan@two.example,Иван\n".encode("koi8-r")
    job = upload(person, data)
    wrong = person.call("PATCH", f"/api/imports/{job['id']}", {"encoding": "klingon"}, expect=422)
    assert wrong["errors"][0]["field"] == "encoding"
    again = person.call("PATCH", f"/api/imports/{job['id']}", {"encoding": "koi8-r"}, expect=200)
    assert again["encoding"] == "KOI8-R" and again["columns"] == ["email", "имя"] and again["preview"] == [["ivan@two.example", "Иван"]]
    start(person, job, again["guess"])
    finished(person, job)
    assert people(person)["ivan@two.example"]["firstName"] == "Иван"
    person.call("PATCH", f"/api/imports/{job['id']}", {"encoding": "utf-8"}, expect=409)
    other.call("PATCH", f"/api/imports/{job['id']}", {"encoding": "utf-8"}, expect=404)
    # At the upload, and at the start, too.
    up = person.post("/api/imports", data=data, expect=201, params={"filename": "x.csv", "encoding": "koi8-r"}, headers={"Content-Type": "text/csv"})
    assert up["columns"] == ["email", "имя"]
    late = upload(person, data)
    start(person, late, {"email": "email", "variables.имя": "имя"}, encoding="koi8-r")
    assert finished(person, late)["encoding"] == "KOI8-R"


def test_one_bad_byte_spoils_one_row(person, other):
    rows = [f"p{i}@two.example,Żaneta\n".encode() for i in range(100)]
    rows[3] = b"p3@two.example,J\xf6rg\n"
    job, done = take(person, b"email,firstName\n" + b"".join(rows))
    assert job["encoding"] == "UTF-8" and counts(done) == expected(created=99, refused=1)
    assert refused_rows(person, job)[1][0] == "5" and by_email(person, "p99@two.example")["firstName"] == "Żaneta"


@pytest.mark.parametrize("name, data, guess, n, refused", [
    ("sep=", "sep=;\r\nemail;firstName\r\nana@two.example;Ana\r\nbo@two.example;Bo\r\n", {"email": "email", "firstName": "firstName"}, 2, []),
    ("no header", "ana@two.example\nbo@two.example\ncy@two.example\n", {"email": "Column 1"}, 3, []),
    ("no header, names", "Ana Lee,ana@two.example\nBo Ray,bo@two.example\n", {"email": "Column 2"}, 2, []),
    ("two marks", "\ufeff\ufeffemail,firstName\nana@two.example,Ana\n", {"email": "email", "firstName": "firstName"}, 1, []),
    ("blanks before quotes", 'email, "First name"\nana@two.example, "Lee, Ana" \n', {"email": "email", "firstName": "First name"}, 1, []),
    ("CR", "email,firstName\rana@two.example,Ana\rbo@two.example,Bo\r", {"email": "email", "firstName": "firstName"}, 2, []),
    ("surplus", "email,firstName\nana@two.example,Ana\nbo@two.example,Bo,Oslo,7\ncy@two.example,Cy,,\n", {"email": "email"}, 2, ["3"]),
    ("a quote that never closes", 'email,firstName\nana@two.example,Ana\nbo@two.example,"Bo\ncy@two.example,Cy\n', {"email": "email"}, 1, ["3", "4"]),
    ("two phones", "email;Phone 1;Phone 2\nana@two.example;111;222\n",
     {"email": "email", "variables.phone1": "Phone 1", "variables.phone2": "Phone 2"}, 1, []),
    ("two names of another script", "email,電話1,電話2,電話\nana@two.example,1,2,3\n",
     {"email": "email", "variables.電話1": "電話1", "variables.電話2": "電話2", "variables.phone": "電話"}, 1, []),
    ("the same name twice", "email,Note,Note,note!\nana@two.example,1,2,3\n",
     {"email": "email", "variables.note": "Note", "variables.note2": "Note (2)", "variables.note3": "note!"}, 1, []),
    ("the column is found by its values", "kontakt,x\nana@two.example,1\nbo@two.example,2\n", {"email": "kontakt"}, 2, []),
])
def test_damaged_files(person, name, data, guess, n, refused):
    api = person
    job, done = take(api, data)
    assert guess.items() <= job["guess"].items(), job["guess"]
    assert len(people(api)) == n and [r[0] for r in refused_rows(api, job)[1:]] == refused


def test_two_columns_never_fold_into_one(person):
    job, _ = take(person, "email;Telefon 1;Telefon 2;Telefon-1;名前1;名前2\nana@two.example;a;b;c;d;e\n")
    assert sorted(people(person)["ana@two.example"]["variables"].values()) == ["a", "b", "c", "d", "e"]
    assert len(job["guess"]) == 6


def test_addresses_in_brackets_and_names(person, other):
    job, done = take(person, 'E-mail 1 - Value\n"Ana Lee <ana@two.example>"\nmailto:bo@two.example\n"<cy@two.example>"\n'
                             '"""Ray, Di"" <di@two.example>"\n"ed@two.example; fy@two.example"\n')
    assert counts(done) == expected(created=4, refused=1)
    assert {e: (c["firstName"], c["lastName"]) for e, c in people(person).items()} == {
        "ana@two.example": ("Ana", "Lee"), "bo@two.example": (None, None), "cy@two.example": (None, None), "di@two.example": ("Di", "Ray")}
    assert "more than one address" in refused_rows(person, job)[1][1]


def test_whole_names(person):
    take(person, 'Full name,email\n"Lee, Ana",a@two.example\nJo van Dam,b@two.example\nMadonna,c@two.example\n山田 太郎,d@two.example\n'
                 '"Bo Ray, Jr.",e@two.example\n')
    assert {e[0]: (c["firstName"], c["lastName"]) for e, c in people(person).items()} == {
        "a": ("Ana", "Lee"), "b": ("Jo", "van Dam"), "c": ("Madonna", None), "d": ("太郎", "山田"), "e": ("Bo", "Ray, Jr.")}


def test_refused_rows_can_be_imported_again(person):
    job, done = take(person, 'email,First name,Note\nbroken,Ana,"a, ""b"""\nbo@two.example,Bo,x\n')
    assert counts(done) == expected(created=1, refused=1)
    text = person.get(f"/api/imports/{job['id']}/refused.csv")
    assert text.splitlines()[0] == "line,reason,email,First name,Note"
    again, done = take(person, text.replace("broken", "ana@two.example"))
    assert again["guess"] == {"email": "email", "firstName": "First name", "variables.note": "Note"}
    assert counts(done) == expected(created=1) and people(person)["ana@two.example"]["variables"] == {"note": 'a, "b"'}


@pytest.mark.parametrize("data, words", [
    (b"PK\x03\x04\x14\x00\x06\x00", "CSV UTF-8"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "CSV UTF-8"), (b"%PDF-1.7\n", "PDF"),
    (b"\x1f\x8b\x08\x00", "gzip"), (b"<html><body>", "web page"), (b"BEGIN:VCARD\nVERSION:3.0\n", "vCard"),
])
def test_what_is_no_csv_is_said(person, data, words):
    r = upload(person, data, expect=422)
    assert r["errors"][0]["field"] == "file" and words in r["errors"][0]["message"]


# -- lists of addresses that must not be mailed

def suppress(api, data, expect=200, **params):
    return api.post("/api/suppressions/import", data=data if isinstance(data, bytes) else data.encode(), expect=expect, params=params,
                    headers={"Content-Type": "text/csv"})


@pytest.mark.parametrize("name, data, wanted", [
    ("one a line", "a@two.example\n*@three.example\n@Four.example\n# a note\n", {"a@two.example": "import", "@three.example": "import", "@four.example": "import"}),
    ("quotes", '"a@two.example"\r\n"Bo Ray <b@two.example>"\r\n', {"a@two.example": "import", "b@two.example": "import"}),
    ("semicolons, a header, reasons", "Name;E-Mail;Grund\nAna;a@two.example;bounced\nBo;b@two.example;spam\nCy;c@two.example;abgemeldet\n",
     {"a@two.example": "bounce", "b@two.example": "complaint", "c@two.example": "unsubscribe"}),
    ("tabs in UTF-16", "email\treason\na@two.example\tHard bounce\n".encode("utf-16"), {"a@two.example": "bounce"}),
    ("an export of SendGrid", "status,reason,email,created\n5.1.1,550 unknown,a@two.example,1700000000\n", {"a@two.example": "import"}),
    ("the address is found by its values", "x,kontakt\n1,a@two.example\n2,b@two.example\n", {"a@two.example": "import", "b@two.example": "import"}),
])
def test_lists_of_suppressions(person, other, name, data, wanted):
    n = suppress(person, data)
    assert suppressed(person) == wanted and (n["added"], n["refused"]) == (len(wanted), 0)


def test_lines_of_a_list_come_back(instance, person, other, tmp_path):
    n = suppress(person, 'a@two.example\nnot one\n"b@two\n')
    assert n["added"] == 1 and n["refused"] == 2
    assert [(x["line"], x["text"]) for x in n["refusedLines"]] == [(2, "not one"), (3, '"b@two')] and n["refusedLines"][0]["reason"]
    assert suppress(person, "x@two.example", expect=422, encoding="klingon")["errors"][0]["field"] == "encoding"
    f = tmp_path / "list.txt"
    f.write_bytes("grüße@two.example\nno address\n".encode("cp1252"))
    said = instance.cli("suppressions", "import", f, "--user", person.email, "--encoding", "windows-1252").stdout
    assert "line 2: no address" in said and "grüße@two.example" in suppressed(person)


def test_an_export_of_the_list_comes_back(person, second, other):
    suppress(person, '=a@two.example,bounce,2025-01-01T00:00:00Z,"said: ""no, thanks"""\n*@three.example\n')
    text = person.get("/api/suppressions/export")
    suppress(second, text)
    assert suppressed(second) == suppressed(person) == {"=a@two.example": "bounce", "@three.example": "import"}
    assert sources(second)["=a@two.example"] == 'said: "no, thanks"'
    assert not any(cell[:1] in "=+-@" and cell for row in csv.reader(io.StringIO(text)) for cell in row)


# -- by command

def test_the_command_shows_what_it_will_do(instance, person, other, tmp_path):
    f = tmp_path / "people.csv"
    f.write_bytes("email;имя;opt_out\nana@two.example;Анна;\nbo@two.example;Борис;yes\n".encode("koi8-r"))
    args = ("contacts", "import", f, "--user", person.email, "--encoding", "koi8-r")
    said = instance.cli(*args, "--dry-run").stdout
    assert "encoding KOI8-R, delimiter ;, with a header" in said and "1 suppressed" in said
    assert "optOut" in said and "opt_out" in said and "warning" not in said
    warned = instance.cli(*args, "--dry-run", "--map", "email=email,firstName=имя").stdout
    assert 'warning: column "opt_out"' in warned and people(person) == {}
    done = instance.cli_json(*args, "--map", "email=email,firstName=имя", "--map", "optOut=opt_out")
    assert done["suppressed"] == 1 and done["encoding"] == "KOI8-R"
    assert people(person)["ana@two.example"]["firstName"] == "Анна" and suppressed(person) == {"bo@two.example": "unsubscribe"}
    assert instance.cli(*args, "--encoding", "klingon", ok=False).returncode == 2
    (tmp_path / "mc.csv").write_text("Email Address,Tag A,Tag B\nana@two.example,x,y\n")
    instance.cli("contacts", "import", tmp_path / "mc.csv", "--user", person.email, "--map", "email=Email Address,tags=Tag A,tags=Tag B")
    assert people(person)["ana@two.example"]["tags"] == ["x", "y"]


# -- numbers

def test_numbers_keep_their_digits(instance, person, other):
    big = "90071992547409931"
    raw = person.raw("POST", LIST, data=f'{{"email":"j@two.example","variables":{{"order":{big},"price":1.10,"deep":[{{"n":12345678901234567890.5}}]}}}}',
                     headers={"Content-Type": "application/json"})
    assert raw.status_code == 201 and f'"order": {big}' in raw.text and "1.10" in raw.text and "12345678901234567890.5" in raw.text
    take(person, f"email,order\nana@two.example,{big}\n")
    assert people(person)["ana@two.example"]["variables"] == {"order": big}
    text = person.get("/api/contacts/export")
    assert f'""order"": {big}' in text and f'""order"": ""{big}""' in text and "1.10" in text
    c = by_email(person, "j@two.example")
    person.raw("PATCH", f"{LIST}/{c['id']}", data=f'{{"variables":{{"order":{big}}}}}', headers={"Content-Type": "application/json"})
    assert f'"order": {big}' in person.raw("GET", f"{LIST}/{c['id']}").text
    for body, words in (('{"email":"a@b.example","email":"c@d.example"}', '"email" twice'), ('{"email":"a@b.example","variables":{"x":{"a":1,"a":2}}}', "variables.x"),
                        ('{"email":"a@b.example","variables":{"n":1e400}}', "1e400")):
        r = person.raw("POST", LIST, data=body, headers={"Content-Type": "application/json"})
        assert r.status_code == 400 and words in r.json()["detail"], r.text


# -- time zones

@pytest.mark.parametrize("header", ["Timezone", "TIME_ZONE", "tz", "Zeitzone", "Fuseau horaire", "Zona horaria", "Fuso orario", "Tijdzone", "Strefa czasowa", "Fuso horário",
                                    "Часовой пояс", "タイムゾーン", "时区"])
def test_a_column_of_zones_is_found(person, other, header):
    job, done = take(person, f"Email,{header}\na@two.example,Europe/Vienna\nb@two.example,\n")
    assert job["guess"]["timezone"] == header, job["guess"]
    assert {e: (c["timezone"], c["timezoneSource"]) for e, c in people(person).items()} == {"a@two.example": ("Europe/Vienna", "set"), "b@two.example": (None, None)}


def test_zones_of_a_file(person, other):
    """What is no zone refuses its row with a hint; other ways to write one are understood; a file's zone replaces a guess; an undo brings the old one back."""
    create(person, "was@two.example", variables={"country": "Japan"})
    create(person, "set@two.example", timezone="Asia/Tokyo")
    job, done = take(person, "email,timezone\nwas@two.example,europe/berlin\nset@two.example,America/New York\nhub@two.example,america_slash_sao_paulo\n"
                             "bad@two.example,Europe/Berln\nnone@two.example,+02:00\nkeep@two.example,\n")
    assert counts(done) == expected(created=2, updated=2, refused=2)
    rows = {r[2]: r[1] for r in refused_rows(person, job)}
    assert "did you mean Europe/Berlin?" in rows["bad@two.example"] and "is not a time zone" in rows["none@two.example"]
    zones = {e: (c["timezone"], c["timezoneSource"]) for e, c in people(person).items()}
    assert zones == {"was@two.example": ("Europe/Berlin", "set"), "set@two.example": ("America/New_York", "set"), "hub@two.example": ("America/Sao_Paulo", "set"),
                     "keep@two.example": (None, None)}
    assert counts(take(person, "email,timezone\nwas@two.example,Europe/Berlin\nset@two.example,\n")[1]) == expected(unchanged=2)
    person.post(f"/api/imports/{job['id']}/undo", expect=202)
    wait_for(lambda: person.get(f"/api/imports/{job['id']}")["status"] == "UNDONE")
    zones = {e: (c["timezone"], c["timezoneSource"]) for e, c in people(person).items()}
    assert zones == {"was@two.example": ("Asia/Tokyo", "country"), "set@two.example": ("Asia/Tokyo", "set")}
    # Offsets say no zone: they stay a variable.
    assert "timezone" not in upload(person, "email,timezone\na@two.example,+02:00\n")["guess"]


# -- the round trip

def random_text(r, lines=True):
    pieces = ["=1+1", "+49 30", "-5", "@x", "'", "''=x", "'=y", '"', '""', ",", ";", "|", "\\", '\\"', "ä", "名", "💌", " ", "a", "B7", "\t", "{", "}", "[", "]", ":::"]
    if lines:
        pieces += ["\n", "\r\n", "\r"]
    return "".join(r.choice(pieces) for _ in range(r.randrange(1, 8)))


def random_value(r, depth=0):
    kinds = [lambda: random_text(r), lambda: r.choice([True, False]), lambda: None, lambda: r.randrange(-10**6, 10**6), lambda: r.choice([0.1, 1.5, -2.25]),
             lambda: "", lambda: r.choice([10**17 + 7, -(2**62)])]
    if depth < 3:
        kinds += [lambda: [random_value(r, depth + 1) for _ in range(r.randrange(3))],
                  lambda: {random_text(r)[:20]: random_value(r, depth + 1) for _ in range(r.randrange(3))}]
    return r.choice(kinds)()


def test_the_round_trip_is_the_identity(instance, person, second, other):
    """Contacts with every kind of value: what is exported, imported into an empty account and exported again has the same bytes."""
    r = random.Random(20)
    a, b = person, second
    for n in range(250):
        local = r.choice(["p", "=p", "+p", "-p", "'p", "'=p"]) + str(n)
        names = {k: t for k in ("firstName", "lastName") if (t := random_text(r, lines=False).replace("\t", "").strip())}
        tags = [t for _ in range(r.randrange(4)) if (t := random_text(r, lines=False).replace("\t", "").strip()) and not t.startswith("* ")]
        zone = {"timezone": r.choice(["Europe/Berlin", "Asia/Kolkata", "America/Argentina/Buenos_Aires"])} if r.random() < 0.4 else {}
        create(a, f"{local}@two.example", **zone, status=r.choice(["ACTIVE", "INACTIVE", "UNSUBSCRIBED"]), tags=list(dict.fromkeys(tags)), **names,
               variables={k: random_value(r) for _ in range(r.randrange(4)) if (k := random_text(r)[:20])})
    # Zones that are guessed, of a browser, and of another program that writes what is none.
    create(a, "guess@two.example", variables={"country": "Japan"})
    for email, zone, source in (("form@two.example", "Asia/Tokyo", "browser"), ("mars@two.example", "Mars/Phobos", None)):
        c = create(a, email)
        instance.query('UPDATE "Contact" SET "timezone" = %s, "timezoneSource" = %s WHERE "id" = %s', zone, source, c["id"])
    first = a.raw("GET", "/api/contacts/export").content
    job, done = take(b, first)
    zones = {c["email"]: (c["timezone"], c["timezoneSource"]) for c in b.all(LIST)}
    assert zones["guess@two.example"] == ("Asia/Tokyo", "country") and zones["form@two.example"] == ("Asia/Tokyo", "browser")
    assert zones["mars@two.example"] == ("Mars/Phobos", "unknown")
    assert counts(done) == expected(created=253), refused_rows(b, job)
    second = b.raw("GET", "/api/contacts/export").content
    for x, y in zip(csv.reader(io.StringIO(first.decode())), csv.reader(io.StringIO(second.decode()))):
        assert x == y
    assert first == second
    # Into the account it came from it changes nothing.
    job, done = take(a, first)
    assert counts(done) == expected(unchanged=253) and a.raw("GET", "/api/contacts/export").content == first
    # No cell of it begins a formula.
    for row in csv.reader(io.StringIO(first.decode())):
        assert not any(cell[:1] in "=+-@\t\r\n" and cell for cell in row)
