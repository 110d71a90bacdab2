"""Backup, verify, restore, hold: what was there is there again, a damaged or strange file is refused, and a restored copy does not
send by itself."""

import contextlib
import io
import json
import os
import tarfile
import time

import psycopg2
import pytest
from loumass import PASSWORD, Api, Instance, wait_for

PASSPHRASE = "a passphrase of the tests"


@pytest.fixture(scope="module")
def source():
    """An installation with two tenants, mail that was sent, and a campaign under way that waits."""
    i = Instance()
    try:
        i.up()
        i.people = []
        for name in ("Alice", "Bob"):
            api = i.register(name=name)
            for k in range(3):
                api.post("/api/contacts", {"email": f"{name.lower()}{k}@example.com", "tags": ["t"]}, 201)
            api.sender = api.post("/api/senders", {"kind": "capture", "name": "C", "fromEmail": f"{name.lower()}@example.org"}, 201)
            c = api.post("/api/campaigns", {"name": "First", "subject": "S", "content": '<p><a href="https://example.org/">x</a></p>',
                                            "audience": {"tags": ["t"]}, "senderId": api.sender["id"]}, 201)
            api.post(f"/api/campaigns/{c['id']}/send")
            wait_for(lambda: api.get(f"/api/campaigns/{c['id']}")["status"] == "SENT", 60)
            i.people.append(api)
        alice = i.people[0]
        later = alice.post("/api/campaigns", {"name": "Later", "subject": "Later", "content": "<p>x</p>", "audience": {"tags": ["t"]},
                                              "senderId": alice.sender["id"]}, 201)
        # Under way, but its sender rests: its mail is planned and waits.
        i.query('UPDATE "Sender" SET "pausedUntil" = now() + interval \'1 day\' WHERE "id" = %s', alice.sender["id"])
        alice.post(f"/api/campaigns/{later['id']}/send")
        wait_for(lambda: i.value('SELECT "plannedAt" FROM "Campaign" WHERE "id" = %s', later["id"]), 60)
        i.later = later["id"]
        i.plain, i.sealed, i.passfile = i.dir / "plain.backup", i.dir / "sealed.backup", i.dir / "passphrase"
        i.passfile.write_text(PASSPHRASE + "\n")
        i.made = i.cli_json("backup", i.plain)
        i.cli("backup", "--passphrase-file", i.passfile, "--with-secret", i.sealed)
        yield i
    finally:
        i.close()


def test_the_backup_is_whole(source):
    assert source.made["tables"] > 30 and source.made["rows"] > 30 and not source.made["secret"]
    assert oct(source.plain.stat().st_mode & 0o777) == "0o600"
    assert source.cli("backup", source.plain, ok=False).returncode == 1, "a file that is there is not written over"
    got = source.cli_json("backup-verify", source.plain)
    assert got["rows"] == source.made["rows"] and got["checksums"]
    sealed = source.sealed.read_bytes()
    assert b"alice" not in sealed and b"PGDMP" not in sealed and b"manifest" not in sealed
    assert source.cli_json("backup-verify", "--passphrase-file", source.passfile, source.sealed)["secret"]
    r = source.cli("backup", "--with-secret", source.dir / "x", ok=False)
    assert r.returncode == 2 and "passphrase" in r.stderr
    assert not [p for p in os.listdir(source.dir) if p.endswith((".part", ".dump"))]


@pytest.mark.parametrize("which", ["cut", "changed", "other passphrase", "no passphrase", "sealed and cut", "sealed and changed", "something else",
                                   "nothing"])
def test_damaged_files_are_refused(source, which, tmp_path):
    f, args = tmp_path / "f", []
    data = bytearray((source.sealed if "sealed" in which or "passphrase" in which else source.plain).read_bytes())
    if "sealed" in which:
        args = ["--passphrase-file", source.passfile]
    if "cut" in which:
        data = data[:len(data) // 2]
    if "changed" in which:
        at = len(data) // 2
        if which == "changed":
            with tarfile.open(source.plain) as t:
                dump = t.getmember("database.dump")
                at = dump.offset_data + dump.size // 2
        data[at] ^= 0x55
    if which == "other passphrase":
        other = tmp_path / "other"
        other.write_text("not the right passphrase")
        args = ["--passphrase-file", other]
    if which == "something else":
        data = b"Email\na@example.com\n"
    f.write_bytes(data)
    if which == "nothing":
        f.unlink()
    r = source.cli("backup-verify", *args, f, ok=False)
    assert r.returncode in (1, 2, 3) and r.stderr.startswith("loumass: "), (which, r.stdout, r.stderr)
    assert "alice" not in r.stdout + r.stderr


def test_a_changed_row_is_found(source, tmp_path):
    """The checksums look at content, not only at numbers: the manifest of another moment does not fit."""
    second = tmp_path / "second"
    source.query('UPDATE "Contact" SET "firstName" = \'Changed\' WHERE "email" = \'alice0@example.com\'')
    source.cli("backup", second)
    mixed = tmp_path / "mixed"
    with tarfile.open(source.plain) as a, tarfile.open(second) as b, tarfile.open(mixed, "w") as out:
        old, new = (json.load(t.extractfile("manifest.json")) for t in (a, b))
        text = json.dumps({**old, "dumpHash": new["dumpHash"]}).encode()
        for m in b.getmembers():
            if m.name == "manifest.json":
                m.size = len(text)
                out.addfile(m, io.BytesIO(text))
            else:
                out.addfile(m, b.extractfile(m))
    r = source.cli("backup-verify", mixed, ok=False)
    assert r.returncode == 1 and "Contact differs" in r.stderr, r.stderr


def test_restore_holds_its_sending(source):
    copy = Instance(name="restored")
    try:
        said = copy.cli_json("restore", "--passphrase-file", source.passfile, source.sealed)
        assert said["secret"] and (copy.data / "secret.key").read_text() == (source.data / "secret.key").read_text()
        assert copy.cli("restore", source.plain, ok=False).returncode == 1, "a database that holds something is left alone"
        copy.up()
        assert copy.cli_json("migrate", "status")["rowLevelSecurity"]
        for theirs in source.people:
            api = Api(copy.base)
            api.post("/api/auth/login", {"email": theirs.email, "password": PASSWORD})
            # The same sender answers for its sealed secret and links; each sees their own.
            mine = {c["email"] for c in api.all("/api/contacts")}
            assert mine == {c["email"] for c in theirs.all("/api/contacts")} and len(mine) == 3
            api_rows = {c["id"] for c in api.all("/api/campaigns")}
            assert api_rows == {c["id"] for c in theirs.all("/api/campaigns")}
        alice = Api(copy.base)
        alice.post("/api/auth/login", {"email": source.people[0].email, "password": PASSWORD})
        copy.query('UPDATE "Sender" SET "pausedUntil" = NULL')
        assert copy.cli_json("hold")["held"]
        time.sleep(2)  # a worker that would send has had its time
        assert alice.get(f"/api/campaigns/{source.later}")["stats"]["sent"] == 0
        copy.cli("hold", "release")
        wait_for(lambda: alice.get(f"/api/campaigns/{source.later}")["status"] == "SENT", 60)
        assert alice.get(f"/api/campaigns/{source.later}")["stats"]["sent"] == 3
        assert not copy.cli_json("hold")["held"]
        assert copy.cli("hold", "release", ok=False).returncode == 3
    finally:
        copy.close()


def test_release_can_pause_what_was_under_way(source):
    copy = Instance(name="restored")
    try:
        copy.cli("restore", source.plain)
        (copy.data / "secret.key").write_text((source.data / "secret.key").read_text())
        copy.up()
        copy.cli("hold", "release", "--pause-all")
        assert copy.value('SELECT "status" FROM "Campaign" WHERE "id" = %s', source.later) == "PAUSED"
    finally:
        copy.close()


def test_by_itself(fresh):
    """LOUMASS_BACKUP_DIR: `work` makes them, and keeps as many as asked."""
    where = fresh.dir / "backups"
    where.mkdir()
    for day in (1, 2, 3):
        (where / f"loumass-2020010{day}-000000.backup").write_text("old")
    (where / "another file").write_text("not ours")
    fresh.up(env={"LOUMASS_BACKUP_DIR": str(where), "LOUMASS_BACKUP_KEEP": "2"})
    made = wait_for(lambda: [f for f in os.listdir(where) if f.endswith(".backup") and "loumass-2020" not in f], 60)
    wait_for(lambda: fresh.value('SELECT count(*) FROM "Setting" WHERE "key" = \'backup.done\'') == 1, 60)
    left = sorted(os.listdir(where))
    assert left == ["another file", "loumass-20200103-000000.backup", made[0]]
    assert fresh.cli_json("backup-verify", where / made[0])["tables"] > 30


def test_an_extension_that_only_a_superuser_makes(postgres, fresh):
    """pg_stat_statements, which doctor reads: the copy is found whole, and a role that may not make the extension restores it."""
    def admin(sql, database="postgres"):
        with contextlib.closing(psycopg2.connect(postgres.url(database))) as c:
            c.autocommit = True
            c.cursor().execute(sql)
    admin("CREATE ROLE keeper LOGIN CREATEROLE CREATEDB")
    for name in ("first", "second"):
        admin(f"CREATE DATABASE {name} OWNER keeper")
    admin("CREATE EXTENSION pg_stat_statements", "first")
    url = postgres.url("first").replace("postgres@", "keeper@")
    fresh.env["DATABASE_URL"] = url
    fresh.cli("migrate", "deploy")
    for who in ("ann@example.com", "ben@example.com"):
        fresh.query('INSERT INTO "User" ("id", "email", "updatedAt") VALUES (%s, %s, now())', who, who)
    file = fresh.dir / "with-extension.backup"
    made = fresh.cli_json("backup", file)
    assert fresh.cli_json("backup-verify", file)["rows"] == made["rows"]
    fresh.env["DATABASE_URL"] = url.replace("/first", "/second")
    fresh.cli("restore", file)
    assert {r["email"] for r in fresh.query('SELECT "email" FROM "User"')} == {"ann@example.com", "ben@example.com"}
    assert fresh.query("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'") == []
