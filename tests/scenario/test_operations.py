"""What an operator relies on: doctor and its exit status, the System page's data, /metrics with the alerts and the dashboard that
read it."""

import json
import re
import shutil
import subprocess

import psycopg2
import pytest
import requests
from loumass import ROOT, wait_for

DEPLOY = ROOT / "deploy"


@pytest.fixture(scope="module")
def operator(instance):
    """The first account of an installation is its operator's."""
    api = instance.register(name="Operator")
    instance.query('UPDATE "User" SET "isOperator" = ("id" = %s)', api.user["id"])
    return api


@pytest.fixture(scope="module")
def person(instance, operator):
    return instance.register(name="Person")


def alone(instance, statement):
    """A statement that takes no transaction around it."""
    c = psycopg2.connect(instance.database_url())
    try:
        c.autocommit = True
        c.cursor().execute(statement)
    finally:
        c.close()


def metrics(instance):
    text = requests.get(instance.base + "/metrics", timeout=10).text
    return {m[1]: float(m[2]) for m in re.finditer(r"^([a-z_]+(?:\{[^}]*\})?) (\S+)$", text, re.M)}


def test_doctor_finds_all_well(instance, operator):
    wait_for(lambda: metrics(instance).get("loumass_workers", 0) >= 2, 30)
    d = instance.cli_json("doctor")
    codes = {f["code"]: f for f in d["findings"]}
    assert {"database", "migrations", "rowLevelSecurity", "clock", "connections", "disk", "journal", "workers", "partitions", "senders"} <= set(codes)
    assert d["errors"] == 0 and codes["migrations"]["level"] == "ok" and codes["rowLevelSecurity"]["remedy"] is None


def test_doctor_says_what_is_wrong(instance, operator):
    """Each thing made wrong is found, with a remedy, and the exit status tells."""
    user = operator.user["id"]
    try:
        instance.query("INSERT INTO \"Setting\" (\"key\", \"value\", \"updatedAt\") VALUES ('held', '2026-01-01T00:00:00.000Z restored from a test', now())")
        for k in range(2):
            operator.post("/api/contacts", {"email": f"same{k}@example.com", "firstName": "Same"}, 201)
        with pytest.raises(psycopg2.Error):  # doubles: the index stays behind, invalid
            alone(instance, 'CREATE UNIQUE INDEX CONCURRENTLY odd_index ON "Contact" ("firstName")')
        instance.query("""INSERT INTO "Sender" ("id", "userId", "kind", "name", "fromEmail", "status", "updatedAt")
                          VALUES ('odd-sender', %s, 'capture', 'Odd', 'odd@example.com', 'PAUSED', now())""", user)
        r = instance.cli("doctor", "--json", ok=False)
        codes = {f["code"]: f for f in json.loads(r.stdout)["findings"]}
        assert r.returncode == 1
        assert codes["indexes"]["level"] == "error" and "REINDEX" in codes["indexes"]["remedy"]
        assert codes["senders"]["level"] == codes["held"]["level"] == "warning"
        assert "restored from a test" in codes["held"]["message"]
        assert metrics(instance)['loumass_finding{code="indexes"}'] == 2
        alone(instance, "DROP INDEX CONCURRENTLY odd_index")
        assert instance.cli("doctor", ok=False).returncode == 0, "warnings alone are no failure"
        assert instance.cli("doctor", "--strict", ok=False).returncode == 1
    finally:
        instance.query("DELETE FROM \"Setting\" WHERE \"key\" = 'held'")
        alone(instance, "DROP INDEX CONCURRENTLY IF EXISTS odd_index")
        instance.query('DELETE FROM "Sender" WHERE "id" = \'odd-sender\'')


def test_only_the_operator(instance, operator, person):
    person.get("/api/system", expect=403)
    person.post("/api/system/release", {}, expect=403)
    instance.query("INSERT INTO \"Setting\" (\"key\", \"value\", \"updatedAt\") VALUES ('held', '2026-01-01T00:00:00.000Z restored from a test', now())")
    assert operator.get("/api/system")["held"] == "restored from a test"
    operator.post("/api/system/release", {}, 204)
    assert operator.get("/api/system")["held"] is None
    operator.post("/api/system/release", {}, 404)
    assert "example.com" not in json.dumps(operator.get("/api/system")), "no tenant's address"


def test_alerts_and_dashboard_read_what_is_there(instance):
    """Every metric that the rules and the dashboard name is one that /metrics gives."""
    there = {name.split("{")[0] for name in metrics(instance)}
    texts = [(DEPLOY / "prometheus/loumass.rules.yml").read_text()]
    dashboard = json.loads((DEPLOY / "grafana/loumass.json").read_text())
    texts += [t["expr"] for p in dashboard["panels"] for t in p["targets"]]
    named = {m for text in texts for m in re.findall(r"\bloumass_[a-z_]+", text)}
    assert len(named) > 10 and named <= there, named - there
    codes = set(re.findall(r'code="(\w+)"', texts[0])) - {"backup", "replica"}  # there only where they are asked for
    assert all(f'loumass_finding{{code="{c}"}}' in metrics(instance) for c in codes)


def test_alert_rules():
    """Prometheus's own tool runs the rules' tests."""
    tool = shutil.which("promtool")
    assert tool, "promtool is missing (package prometheus)"
    r = subprocess.run([tool, "test", "rules", "loumass.rules.test.yml"], cwd=DEPLOY / "prometheus", capture_output=True, text=True)
    assert r.returncode == 0, r.stdout + r.stderr
