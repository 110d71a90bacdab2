"""Reports from a streaming replica of the real PostgreSQL: they arrive there, are never older than allowed, never hide from a person what
was just changed, and come from the primary when the replica is away. Two tenants throughout."""

import contextlib
import json
import pathlib
import re
import secrets
import shutil
import subprocess
import tempfile

import psycopg2
import pytest
import requests
from loumass import Instance, Postgres, free_port, wait_for

SECRET = "s" * 40


class Replica(Postgres):
    def __init__(self, primary):
        self.bin, self.as_user, self.user = primary.bin, primary.as_user, primary.user
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="replica-", dir="/tmp"))
        self.env = primary.env
        self.port = free_port()
        if self.as_user:
            shutil.chown(self.dir, "postgres")
        # A copy of the stopped primary, for pg_basebackup is not there for every major.
        primary.stop()
        subprocess.run([*self.as_user, "cp", "-a", primary.dir / "d", self.dir / "d"], check=True)
        with open(primary.dir / "d/postgresql.auto.conf", "a") as f:
            f.write("wal_keep_size = '512MB'\n")
        with open(self.dir / "d/postgresql.auto.conf", "a") as f:
            f.write(f"primary_conninfo = 'host=127.0.0.1 port={primary.port} user={self.user}'\n")
        subprocess.run([*self.as_user, "touch", self.dir / "d/standby.signal"], check=True)
        primary.start()
        self.start()


def ask(url, text, *args):
    with contextlib.closing(psycopg2.connect(url)) as c:
        c.autocommit = True
        with c.cursor() as cursor:
            cursor.execute(text, args)
            return cursor.fetchall()[0][0] if cursor.description else None


@pytest.fixture(scope="module")
def primary():
    p = Postgres()
    try:
        yield p
    finally:
        p.close()


@pytest.fixture(scope="module")
def replica(primary):
    p = Replica(primary)
    try:
        yield p
    finally:
        p.close()


@contextlib.contextmanager
def serving(primary, replica, **env):
    i = Instance({"DATABASE_URL": primary.url(), "DATABASE_REPLICA_URL": replica.url(), "LOUMASS_SECRET": SECRET, **env})
    try:
        i.cli("migrate", "deploy")
        i.wait_ready(i.spawn("serve"))
        yield i
    finally:
        i.close()


@pytest.fixture(scope="module")
def instance(primary, replica):
    """Where a report may be an hour old, so that what comes from the replica can be told from what does not."""
    with serving(primary, replica, LOUMASS_REPLICA_MAX_LAG="1h") as i:
        yield i


def metrics(instance):
    text = requests.get(instance.base + "/metrics", timeout=30).text
    return {m[1]: float(m[2]) for m in re.finditer(r"^loumass_([a-z_]+) (\S+)$", text, re.M)}


def wait_fit(instance, fit=1):
    wait_for(lambda: metrics(instance)["replica_fit"] == fit)


def wait_replayed(primary, replica):
    at = ask(primary.url(), "SELECT pg_current_wal_lsn()")
    wait_for(lambda: ask(replica.url(), "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", at))


@contextlib.contextmanager
def paused(primary, replica):
    """Within this the replica stays as it is."""
    wait_replayed(primary, replica)
    ask(replica.url(), "SELECT pg_wal_replay_pause()")
    wait_for(lambda: ask(replica.url(), "SELECT pg_get_wal_replay_pause_state()") == "paused")
    try:
        yield
    finally:
        ask(replica.url(), "SELECT pg_wal_replay_resume()")


def people(instance, api, n):
    """By SQL, so that the program knows nothing of it."""
    instance.query('INSERT INTO "Contact" ("id", "userId", "email", "updatedAt") SELECT %s || i, %s, i || %s, now() FROM generate_series(1, %s) i',
                   f"p{secrets.token_hex(6)}-", api.user["id"], f"@{secrets.token_hex(4)}.example", n)


def campaign(instance, api):
    made = f"c{secrets.token_hex(8)}"
    instance.query("""INSERT INTO "Campaign" ("id", "userId", "name", "subject", "content", "updatedAt") VALUES (%s, %s, 'A', 'A', 'A', now())""",
                   made, api.user["id"])
    instance.query("""INSERT INTO "Stats" ("id", "userId", "campaignId", "sent") VALUES (%s, %s, %s, 7)""", made, api.user["id"], made)
    return made


def total(api):
    return api.get("/api/overview")["contacts"]["total"]


def sent(api, made):
    return api.get(f"/api/campaigns/{made}/analytics")["totals"]["sent"]


def test_reports_are_read_there(instance, primary, replica):
    alice, bob = instance.register(name="Alice"), instance.register(name="Bob")
    people(instance, alice, 2)
    people(instance, bob, 3)
    old = campaign(instance, alice)
    wait_fit(instance)
    with paused(primary, replica):
        before = metrics(instance)["replica_reads_total"]
        people(instance, alice, 10)
        people(instance, bob, 20)
        instance.query('UPDATE "Stats" SET "sent" = 8 WHERE "id" = %s', old)
        assert (total(alice), total(bob)) == (2, 3), "as the replica has it, each tenant his own"
        assert sent(alice, old) == 7
        bob.get(f"/api/campaigns/{old}/analytics", expect=404)
        for path in ("/api/engagement", f"/api/campaigns/{old}/recipients/export"):
            alice.get(path)
        assert metrics(instance)["replica_reads_total"] >= before + 10
        assert ask(replica.url(), "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'loumass serve'") > 0
        assert alice.get("/api/contacts?count=true")["total"] == 12, "what is no report comes from the primary"

        # Made a moment ago, not there yet: it is found all the same.
        assert sent(alice, campaign(instance, alice)) == 7
        # Who changes something sees it; the other still has what the replica has.
        alice.post("/api/contacts", {"email": "new@example.com"}, 201)
        assert (total(alice), total(bob)) == (13, 3)
    wait_replayed(primary, replica)
    assert total(bob) == 23
    text = instance.log.read_text()
    assert "replica.read" in text and "db.bug" not in text and "replica.away" not in text


def test_too_far_behind(instance, primary, replica):
    """Past the bound the primary is read, and the operator is told."""
    with serving(primary, replica, LOUMASS_REPLICA_MAX_LAG="3s") as strict:
        bob = strict.register(name="Bob")
        people(strict, bob, 1)
        wait_replayed(primary, replica)
        wait_fit(strict)
        assert total(bob) == 1
        with paused(primary, replica):
            people(strict, bob, 4)
            wait_for(lambda: total(bob) == 5)
            wait_fit(strict, 0)
            assert metrics(strict)["replica_lag_seconds"] >= 3
            finding = {f["code"]: f for f in strict.cli_json("doctor")["findings"]}["replica"]
            assert finding["level"] == "warning" and "too far behind" in finding["message"] and finding["remedy"]
        wait_fit(strict)
        assert total(bob) == 5


def test_replica_goes_and_comes_back(instance, primary, replica):
    alice, bob = instance.register(name="Alice"), instance.register(name="Bob")
    people(instance, alice, 2)
    wait_replayed(primary, replica)
    wait_fit(instance)
    assert (total(alice), total(bob)) == (2, 0)
    replica.kill()
    people(instance, alice, 1)
    assert (total(alice), total(bob)) == (3, 0), "at once, whoever has noticed"
    wait_fit(instance, 0)
    assert "replica_lag_seconds" not in metrics(instance)
    assert 'loumass_finding{code="replica"} 1' in requests.get(instance.base + "/metrics", timeout=30).text
    assert requests.get(instance.base + "/readyz", timeout=30).status_code == 200
    replica.start()
    wait_fit(instance)
    before = metrics(instance)["replica_reads_total"]
    assert (total(alice), total(bob)) == (3, 0)
    assert metrics(instance)["replica_reads_total"] > before


def test_what_is_no_replica_is_not_read(instance, primary, replica):
    """The primary itself, a user whom row-level security would not hold, another database: each is told from a replica."""
    ask(primary.url(), "CREATE ROLE reader LOGIN")
    ask(primary.url(), "GRANT pg_read_all_data TO reader")
    ask(primary.url(), "CREATE DATABASE other")
    wait_replayed(primary, replica)
    good = instance.env["DATABASE_REPLICA_URL"]
    try:
        for url, why in ((good, "Reports are read from the replica, "), (primary.url(), "it is no replica"),
                         (replica.url("other"), "a replica of something else"), (good.replace("postgres@", "reader@"), "loumass_app"),
                         ("postgresql://postgres@127.0.0.1:1/postgres", "does not answer")):
            instance.env["DATABASE_REPLICA_URL"] = url
            found = {f["code"]: f for f in json.loads(instance.cli("doctor", "--json", ok=False).stdout)["findings"]}["replica"]
            assert why in found["message"] and (found["level"] == "ok") == (url == good), found
        assert "(hidden)" in instance.cli("config", "show").stdout and "127.0.0.1:1/" not in instance.cli("config", "show").stdout
        instance.env["DATABASE_REPLICA_URL"] = "postgresql://[nonsense"
        r = instance.cli("doctor", ok=False)
        assert r.returncode != 0 and "DATABASE_REPLICA_URL" in r.stderr
    finally:
        instance.env["DATABASE_REPLICA_URL"] = good
