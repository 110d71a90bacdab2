"""People or machines: the rules on labelled patterns, the hidden link on real messages, and history judged again."""

import os
import re
import subprocess
import sys
import time
import urllib.parse

import pytest
import requests
from loumass import ROOT, Instance, wait_for
from signing import click_path

sys.path.insert(0, str(ROOT / "tests/scenario"))
from test_choice import add, captured, link_of, office, send  # noqa: E402

CORPUS = ROOT / "tests/corpus/verdict/patterns.tsv"
AGENTS = ROOT / "tests/corpus/verdict/agents.tsv"
AGENT = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.0"}


@pytest.fixture
def person(instance):
    api = instance.register()
    api.sender = office(api)
    return api


def test_labelled_patterns(instance):
    s = instance.cli_json("verdicts", "score", CORPUS)
    assert s["cases"] >= 300 and s["requests"] > s["cases"]
    assert s["precision"] >= 0.95 and s["recall"] >= 0.9, s
    makers = {line.split("\t")[0].rsplit("-", 1)[0].split("-")[0] for line in CORPUS.read_text().splitlines() if not line.startswith("#")}
    assert {"apple", "gmail", "yahoo", "safelinks", "barracuda", "mimecast", "proofpoint", "outlook", "thunderbird"} <= makers


def test_a_file_of_another_form_is_refused(instance, tmp_path):
    for text in ("x\n", "a\thuman\topen\tsoon\t1\t1.2.3.4\tx\n", "a\tmaybe\topen\t1\t1\t1.2.3.4\tx\n", "a\thuman\tlook\t1\t1\t1.2.3.4\tx\n"):
        f = tmp_path / "f.tsv"
        f.write_text(text)
        assert instance.cli("verdicts", "score", f, ok=False).returncode == 2


def test_labelled_agents(instance, tmp_path):
    s = instance.cli_json("verdicts", "agents", AGENTS)
    assert s["people"] > 1000 and s["programs"] > 1000 and s["patterns"] > 500
    assert s["peopleCalledMachines"] <= 3 and s["programsCalledPeople"] < s["programs"] * 0.05, s
    # The list of now, as a file: the same judgement.
    mine = tmp_path / "agents.txt"
    mine.write_text(instance.cli("verdicts", "agents").stdout)
    again = instance.cli_json("verdicts", "agents", AGENTS, "--agents", mine)
    assert {k: v for k, v in again.items() if k != "nanoseconds"} == {k: v for k, v in s.items() if k != "nanoseconds"}
    mine.write_text("bot\tno pattern\n")
    assert "line 1" in instance.cli("verdicts", "agents", AGENTS, "--agents", mine, ok=False).stderr


def test_the_web_build_merges_the_packages(tmp_path):
    """What the merged list knows more than ours, from the packages as they are installed."""
    if not (ROOT / "web/node_modules/crawler-user-agents").is_dir():
        pytest.skip("the web app's packages are not installed")
    text = subprocess.run(["node", "--import", "tsx", "scripts/agents.ts", "--out", str(tmp_path / "agents.txt")], cwd=ROOT / "web", check=True,
                          capture_output=True, text=True).stdout
    assert "no plain form" in text
    rows = [line.split("\t") for line in (tmp_path / "agents.txt").read_text().splitlines() if line and line[0] not in "#@"]
    assert all(len(r) == 3 for r in rows) and len(rows) > 2000
    names = {r[1] for r in rows}
    assert {"Slack", "Mimecast", "Googlebot", "HeadlessChrome"} <= names


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    """An instance whose list of programs is a file of ours."""
    path = tmp_path_factory.mktemp("agents") / "agents.txt"
    path.write_text("@version first\nbot\tZebra\tzebra\nbrowser\t\tgecko/\n")
    i = Instance(env={"LOUMASS_AGENTS": str(path)})
    try:
        i.up()
        yield i, path
    finally:
        i.close()


def test_a_list_of_ones_own(listed):
    instance, path = listed
    people = [instance.register() for _ in range(2)]
    for api in people:
        api.sender = office(api)
        add(api, "ann@example.net")
        api.c = send(api, "news")
        api.t = link_of(instance, api.c, "ann@example.net").replace("/u/", "")

    def opened(api, agent):
        before = len(events(instance, api.c))
        assert requests.get(f"{instance.base}/t/o/{api.t}.gif", headers={"User-Agent": agent}, timeout=30).status_code == 200
        wait_for(lambda: len(events(instance, api.c)) > before)
        data = events(instance, api.c)[-1]["data"]
        return data["verdict"], data["reason"], data.get("program")

    assert opened(people[0], "Zebra 7 reads mail") == ("machine", "bot", "Zebra")
    assert opened(people[1], AGENT["User-Agent"])[0] == "human"
    named = lambda api: [(p["program"], p["kind"], p["opens"], p["clicks"]) for p in api.get(f"/api/campaigns/{api.c['id']}/analytics")["programs"]]  # noqa: E731
    assert named(people[0]) == [("Zebra", "bot", 1, 0)] and named(people[1]) == []
    assert "Zebra" in instance.cli("campaign", "show", people[0].c["id"], "--user", people[0].email).stdout
    path.write_text("nonsense\n")  # damaged: the list in use stays
    time.sleep(0.01)
    path.write_text("@version second\nbrowser\tZebra Mail\tzebra\nbrowser\t\tgecko/\n")
    wait_for(lambda: opened(people[0], "Zebra 8 reads mail")[0] == "human", timeout=60)
    # Captured messages are not judged again; pretend that this one was really sent.
    instance.query('UPDATE "Sender" SET "kind" = \'smtp\' WHERE "id" = %s', people[0].sender["id"])
    instance.query('UPDATE "Recipient" SET "sentAt" = "sentAt" - INTERVAL \'1 hour\' WHERE "campaignId" = %s', people[0].c["id"])
    done = instance.cli_json("verdicts", "again", "--write", "--user", people[0].email)
    assert done["toPeople"] >= 1
    assert {e["data"].get("program") for e in events(instance, people[0].c)} == {"Zebra Mail"}
    assert [(name, opens) for name, _, opens, _ in named(people[0])] == [("Zebra Mail", len(events(instance, people[0].c)))] and named(people[1]) == []
    assert instance.cli("doctor", "--recount", ok=False).returncode == 0
    assert {e["data"]["verdict"] for e in events(instance, people[1].c)} == {"human"}


def test_a_list_that_is_no_list(tmp_path):
    path = tmp_path / "agents.txt"
    path.write_text("robot\tA\tabc\n")
    out = subprocess.run([os.environ.get("LOUMASS_BIN", str(ROOT / "build/loumass")), "serve"], capture_output=True, text=True, timeout=60,
                         env=os.environ | {"LOUMASS_AGENTS": str(path), "LOUMASS_DATA": str(tmp_path)})
    assert out.returncode != 0 and "line 1" in out.stderr and str(path) in out.stderr


def events(instance, campaign):
    return instance.query('SELECT e."id", e."data" FROM "EmailEvent" e JOIN "Recipient" r ON r."id" = e."recipientId" '
                          'WHERE r."campaignId" = %s AND e."type" IN (\'OPENED\', \'CLICKED\') ORDER BY e."id"', campaign["id"])


def test_the_hidden_link(person, instance):
    for email in ("scanner@example.net", "reader@example.net"):
        add(person, email)
    c = send(person, "news")
    html = captured(person, "scanner@example.net")
    found = re.findall(r'/t/c/[^/"]+/(\d+)_[^/"?]+\?u=([^"&]+)', html)
    assert [n for n, _ in found] == ["1", "0"]
    hidden = re.search(r'<a href="[^"]*/0_[^"]*"[^>]*>', html)[0]
    assert "display:none" in hidden and 'tabindex="-1"' in hidden and 'aria-hidden="true"' in hidden

    def click(email, k):
        n, target = found[k][0], urllib.parse.unquote(found[k][1])
        t = link_of(instance, c, email).replace("/u/", "")
        r = requests.get(instance.base + click_path(instance, t, n, target), headers=AGENT, timeout=30, allow_redirects=False)
        assert r.status_code == 302 and r.headers["Location"] == target

    click("reader@example.net", 0)
    click("scanner@example.net", 0)
    wait_for(lambda: len(events(instance, c)) == 2)
    assert {e["data"]["verdict"] for e in events(instance, c)} == {"human"}
    click("scanner@example.net", 1)  # and what it clicked before is judged again
    wait_for(lambda: len(events(instance, c)) == 3)
    assert sorted((e["data"]["n"], e["data"]["verdict"], e["data"]["reason"]) for e in events(instance, c)) == [
        (0, "machine", "hidden_link"), (1, "human", "browser"), (1, "machine", "hidden_link")]
    report = person.get(f"/api/campaigns/{c['id']}/analytics")
    assert report["totals"]["clicks"]["people"] == 1 and report["totals"]["clicks"]["machines"] == 2
    assert [link["n"] for link in report["links"]] == [1]
    assert instance.cli("doctor", "--recount", "--user", person.email).returncode == 0


def test_history_under_newer_rules(person, instance):
    other = instance.register()
    other.sender = office(other)
    for api in (person, other):
        add(api, "ann@example.net")
        api.c = send(api, "news")
        t = link_of(instance, api.c, "ann@example.net").replace("/u/", "")
        requests.get(f"{instance.base}/t/o/{t}.gif", headers=AGENT, timeout=30)
        wait_for(lambda: len(events(instance, api.c)) == 1)  # noqa: B023
        # As older rules left it: a gateway's request that was taken for a person's, of a message that was really sent.
        instance.query("""UPDATE "EmailEvent" SET "data" = "data" || '{"net": "mimecast"}' WHERE "id" = %s""", events(instance, api.c)[0]["id"])
    instance.query('UPDATE "Sender" SET "kind" = \'smtp\' WHERE "id" IN (%s, %s)', person.sender["id"], other.sender["id"])
    totals = lambda api: api.get(f"/api/campaigns/{api.c['id']}/analytics")["totals"]["opens"]  # noqa: E731
    assert totals(person)["people"] == 1
    dry = instance.cli_json("verdicts", "again", "--user", person.email)
    assert dry["changed"] == 1 and not dry["written"] and totals(person)["people"] == 1
    done = instance.cli_json("verdicts", "again", "--write", "--user", person.email)
    assert (done["changed"], done["toMachines"], done["written"]) == (1, 1, True)
    data = events(instance, person.c)[0]["data"]
    assert (data["verdict"], data["reason"], data["was"]) == ("machine", "scanner_net", "human/browser") and data["rules"] >= 2
    assert totals(person)["people"] == 0 and totals(person)["machines"] == 1
    assert totals(other)["people"] == 1 and "was" not in events(instance, other.c)[0]["data"]
    assert instance.cli_json("verdicts", "again", "--write", "--user", person.email)["changed"] == 0
