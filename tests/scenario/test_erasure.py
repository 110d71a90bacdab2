"""Erasure looks for every form of an address: database and data directory are searched after it, whatever coding it had on its way."""

import base64
import quopri
import re
import urllib.parse

import pytest
from loumass import wait_for

ADDRESS = "jo.o+erase@exa-mple.example"


def forms(address):
    """As it is, percent-coded once and twice, quoted-printable, base64 at each of its three places."""
    plain = [address, urllib.parse.quote(address, safe=""), urllib.parse.quote(urllib.parse.quote(address, safe=""), safe=""),
             "".join(f"%{ord(c):02X}" for c in address), quopri.encodestring(address.encode().replace(b"@", b"=40")).decode().replace("=3D40", "=40")]
    return plain, [base64.b64encode(b"x" * k + a.encode() + b"y" * 3).decode() for k in range(3) for a in (address, address.upper())]


def found(data, address):
    """Is it in these bytes? Written without a look at how the program does it: decode whatever can be decoded."""
    text = data.decode("latin-1")
    views = {text, re.sub(r"=\r?\n", "", text)}
    for _ in range(2):
        views |= {urllib.parse.unquote(v, "latin-1") for v in views} | {re.sub(r"=([0-9A-Fa-f]{2})", lambda m: chr(int(m[1], 16)), v) for v in views}
    for run in re.findall(r"[A-Za-z0-9+/_\-\r\n]{16,}", text):
        run = re.sub(r"[\r\n]", "", run).translate(str.maketrans("-_", "+/"))
        for k in range(4):
            piece = run[k:]
            views.add(base64.b64decode(piece[:len(piece) // 4 * 4]).decode("latin-1"))
    return any(address in v.lower() for v in views)


@pytest.mark.parametrize("form", [*forms(ADDRESS)[0], *forms(ADDRESS)[1], ADDRESS.upper()])
def test_each_form_is_known(instance, form):
    assert instance.value('SELECT "loumass_names_address"(%s, %s)', f"before {form} behind", ADDRESS), form
    assert not instance.value('SELECT "loumass_names_address"(%s, %s)', f"before {form} behind", ADDRESS.replace("erase", "other")), form


def test_nothing_is_left_in_database_and_files(fresh):
    """Links, captured mail, an import with its name, preflights, answers kept, webhook errors, the journal: all of one person, in all forms."""
    fresh.up()
    alice, bob = fresh.register(), fresh.register()
    plain, coded = forms(ADDRESS)
    for api in (alice, bob):
        uid = api.user["id"]
        contact = api.post("/api/contacts", {"email": ADDRESS, "firstName": "Jo"}, 201, headers={"Idempotency-Key": "k1"})
        sender = next(s for s in api.get("/api/senders")["data"] if s["kind"] == "capture")
        c = api.post("/api/campaigns", {"name": "C", "subject": "S", "senderId": sender["id"], "audience": {"contactIds": [contact["id"]]},
                                        "content": '<p>Hello</p><a href="https://example.com/p?e={{email}}">Look</a>'}, 201)
        api.post(f"/api/campaigns/{c['id']}/send")
        wait_for(lambda api=api, c=c: api.get(f"/api/campaigns/{c['id']}")["status"] == "SENT")
        for n, form in enumerate([*plain, *coded]):
            fresh.query("""INSERT INTO "Capture" ("id", "userId", "from", "to", "subject", "raw", "bytes") VALUES (%s, %s, 'a', 'b', 's', %s, 15)""",
                        f"cap{n}{uid}", uid, f"Subject: x\r\n\r\n{form}\r\n".encode())
            fresh.query("""INSERT INTO "Preflight" ("id", "userId", "campaignId", "version", "findings", "checkedAt") VALUES (%s, %s, %s, %s, jsonb_build_array(%s::text), now())
                ON CONFLICT DO NOTHING""", f"pre{n}{uid}", uid, c["id"], f"v{n}", form)
        stats = fresh.value('SELECT "id" FROM "Stats" WHERE "userId" = %s LIMIT 1', uid)
        for n, form in enumerate(plain):
            fresh.query('INSERT INTO "LinkStats" ("statsId", "n", "userId", "url") VALUES (%s, %s, %s, %s) ON CONFLICT ("statsId", "n") DO UPDATE SET "url" = excluded."url"',
                        stats, 50 + n, uid, f"https://example.com/?e={form}")
        job = api.post(f"/api/imports?filename={urllib.parse.quote(ADDRESS)}.csv", data=f"Email,Link\nx@example.net,https://x.example/?e={plain[1]}\n".encode(),
                       expect=201, headers={"Content-Type": "text/csv"})
        assert list(fresh.data.rglob(f"*{job['id']}*"))
        api.imported = job["id"]
        # A click through the journal: the drained part of it is not kept.
        raw = fresh.query('SELECT "raw" FROM "Capture" WHERE "userId" = %s AND "recipientId" IS NOT NULL', uid)
        text = quopri.decodestring(bytes(raw[0]["raw"])).decode("utf-8", "replace")
        url = next(u for u in re.findall(r'https?://[^\s"<>]+/t/c/[^\s"<>]+', text))
        from requests import get
        assert get(url.replace("&amp;", "&"), headers={"User-Agent": "Mozilla/5.0"}, allow_redirects=False, timeout=30).status_code in (302, 303, 307)
        wait_for(lambda uid=uid: fresh.value('SELECT count(*) FROM "EmailEvent" WHERE "userId" = %s AND "type" = \'CLICKED\'', uid))
    receipt = alice.post("/api/privacy/erase", {"email": ADDRESS})
    assert receipt["files"] >= 1 and receipt["left"] == [], receipt

    def rows_naming(uid):
        left = []
        for t in [r["t"] for r in fresh.query("""SELECT c.relname t FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'userId'
                WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace""")]:
            for r in fresh.query(f'SELECT * FROM "{t}" WHERE "userId" = %s', uid):
                body = b"\n".join(bytes(v) if isinstance(v, memoryview) else str(v).encode() for v in r.values())
                if found(body, ADDRESS):
                    left.append((t, body[:300]))
        return left
    assert rows_naming(alice.user["id"]) == []
    assert rows_naming(bob.user["id"])  # a neighbour's rows about the same person are theirs
    assert not list(fresh.data.rglob(f"*{alice.imported}*.csv")) and list(fresh.data.rglob(f"*{bob.imported}*"))
    journal = [p for p in (fresh.data / "journal").rglob("*") if p.is_file()]
    assert journal
    wait_for(lambda: not any(found(p.read_bytes(), ADDRESS) for p in journal if p.exists()))
