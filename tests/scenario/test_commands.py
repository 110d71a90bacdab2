"""The command line beside the API: what one writes the other reads; two tenants, and neither touches the other's."""

import json
import re

import pytest
import requests
from loumass import wait_for
from test_sequences_api import WELCOME, at_step, create, delay, email, people

LIST = "/api/sequences"


@pytest.fixture
def two(instance):
    """Two tenants; each with what runs a command for them."""
    class Tenant:
        def __init__(self):
            self.api = instance.register()

        def run(self, *words, ok=True, **more):
            return instance.cli(*words, "--user", self.api.email, ok=ok, **more)

        def told(self, *words, **more):
            return instance.cli_json(*words, "--user", self.api.email, **more)

        def status(self, *words, **more):
            return self.run(*words, ok=False, **more).returncode
    return Tenant(), Tenant()


def test_no_option_hides_a_setting(instance):
    """A command's option with a setting's name would be taken for the setting: `--data` is a directory."""
    def helped(*words):
        return instance.cli(*words, "--help").stdout
    groups = re.findall(r"^  ([a-z-]+)", instance.cli("help").stdout, re.MULTILINE)
    commands = [(g, *c) for g in groups for c in (zip(re.findall(r"^  ([a-z-]+)  ", helped(g), re.MULTILINE)) if "<command>" in helped(g) else [()])]
    settings = set(re.findall(r"--([a-z-]+)", helped("up").split("Settings as flags")[1]))
    assert len(commands) > 100 and {"data", "listen"} <= settings
    for words in commands:
        own = set(re.findall(r"^  --([a-z-]+)", re.split("Settings as flags|The settings are", helped(*words))[0], re.MULTILINE))
        assert "help" in own and own & settings == ({"demo"} if words == ("seed",) else set()), (words, own & settings)  # `seed --demo` means both


def test_sequences_are_written(instance, two, tmp_path):
    a, b = two
    steps, settings = tmp_path / "steps.json", tmp_path / "settings.json"
    steps.write_text(json.dumps(WELCOME))
    settings.write_text(json.dumps({"stopOnReply": False}))
    topic = a.told("topic", "add", "Product news")
    made = a.told("sequence", "create", "--name", "Trial", "--description", "For trials", "--steps", steps, "--settings", settings, "--trigger", "on_signup",
                  "--topic", "Product news", "--tracking", "off")
    assert made == a.api.get(f"{LIST}/{made['id']}") and made["steps"] == WELCOME and made["settings"] == {"stopOnReply": False}
    assert (made["triggerType"], made["trackingEnabled"], made["topicId"], made["status"]) == ("on_signup", False, topic["id"], "DRAFT")
    assert "steps: " in a.run("sequence", "create", "--name", "Empty").stdout  # what still stands in the way
    for wrong in (("--name", "x", "--trigger", "often"), ("--name", "x", "--steps", settings), ("--name", "x", "--tracking", "maybe"), ("--name", ""), ()):
        assert a.status("sequence", "create", *wrong) == 2, wrong
    for wrong in (("--topic", "Nothing"), ("--sender", "nobody"), ("--template", "nothing"), ("--steps", tmp_path / "none.json")):
        assert a.status("sequence", "create", "--name", "x", *wrong) in (1, 3), wrong
    template = instance.cli_json("sequence", "templates")
    assert [t["id"] for t in template] == [t["id"] for t in a.api.get(f"{LIST}/templates")["data"]]
    german = instance.cli_json("sequence", "templates", "--language", "de")
    assert german == a.api.get(f"{LIST}/templates?language=de")["data"] and german[0]["name"] == "Willkommensreihe"
    assert a.told("sequence", "create", "--name", "Auf Deutsch", "--template", german[0]["id"], "--language", "de")["steps"] == german[0]["steps"]
    a.api.get(f"{LIST}/templates?language=fr", expect=400)
    assert instance.cli("sequence", "templates", "--language", "fr", ok=False).returncode == 2
    from_it = a.told("sequence", "create", "--name", "By template", "--template", template[0]["id"])
    assert from_it["steps"] == template[0]["steps"] and from_it["triggerType"] == template[0]["triggerType"]
    # A change while people are under way: they stay, or take the new steps.
    a.run("sequence", "edit", "Trial", "--trigger", "manual", "--topic", "none")
    assert a.api.get(f"{LIST}/{made['id']}")["topicId"] is None
    people(a.api, 1)
    a.run("sequence", "activate", "Trial")
    a.run("sequence", "enroll", "Trial", "--all")
    at_step(a.api, made, "d1", 1)
    exported = a.api.get(f"{LIST}/{made['id']}/export")
    exported["steps"][1] = delay("d1", "c1", days=9)
    steps.write_text(json.dumps(exported))
    moved = a.told("sequence", "edit", "Trial", "--steps", steps, "--people", "move")
    assert moved["version"] == 2 and a.told("enrollment", "list", "Trial")[0]["version"] == 2
    assert a.status("sequence", "edit", "Trial", "--people", "sometimes") == 2
    copy = a.told("sequence", "duplicate", "Trial", "--name", "Second")
    assert copy["status"] == "DRAFT" and copy["steps"] == moved["steps"]
    assert a.status("sequence", "delete", "Trial") == 2 and a.status("sequence", "delete", "Trial", "--yes") == 1  # active
    assert "deleted" in a.run("sequence", "delete", "Second", "--yes").stdout and a.status("sequence", "show", "Second") == 3
    for words in (("edit", made["id"], "--name", "Taken"), ("duplicate", made["id"]), ("delete", made["id"], "--yes")):
        assert b.status("sequence", *words) == 3
    assert b.status("sequence", "create", "--name", "x", "--topic", topic["id"]) == 3


def test_people_in_sequences(two):
    a, b = two
    q = create(a.api, [email("e1", "d1"), delay("d1", days=2)], name="Series", settings={"trigger": {"event": "signed up"}}, triggerType="on_event")
    people(a.api, 2, "s")
    people(b.api, 1, "s")
    a.run("sequence", "activate", "Series")
    assert "entered 1 sequences" in a.run("event", "signed up", "s0@example.com", "--key", "k1", "--payload", '{"plan": "pro"}').stdout
    assert a.told("event", "signed up", "s0@example.com", "--key", "k1")["repeated"] is True
    assert a.told("event", "signed up", "s1@example.com")["enrolled"] == [q["id"]]
    assert a.status("event", "signed up", "s1@example.com", "--payload", "{") == 2 and a.status("event", "signed up", "nobody@example.com") == 3
    assert b.told("event", "signed up", "s0@example.com")["enrolled"] == []
    at_step(a.api, q, "d1", 2)
    rows = a.told("enrollment", "list", "Series", "--status", "ACTIVE", "--step", "d1")
    assert rows == a.api.get(f"{LIST}/{q['id']}/enrollments")["data"] and {r["email"] for r in rows} == {"s0@example.com", "s1@example.com"}
    assert "s0@example.com" in a.run("enrollment", "list", "Series", "--search", "s0").stdout
    assert "is PAUSED in Series" in a.run("enrollment", "pause", "Series", "s0@example.com").stdout
    assert a.status("enrollment", "pause", "Series", "s0@example.com") == 1
    assert a.told("enrollment", "resume", "Series", "s0@example.com")["status"] == "ACTIVE"
    stopped = a.told("enrollment", "stop", "Series", "s0@example.com")
    assert (stopped["status"], stopped["exitReason"]) == ("COMPLETED", "ended")
    assert [r["email"] for r in a.told("enrollment", "list", "Series", "--exit", "ended")] == ["s0@example.com"]
    assert a.status("enrollment", "list", "Series", "--status", "ASLEEP") == 2
    shown = a.run("contacts", "show", "s0@example.com").stdout
    assert "s0@example.com  ACTIVE" in shown and "Series" in shown and "ended" in shown
    told = a.told("contacts", "show", "s1@example.com")
    assert told["contact"]["email"] == "s1@example.com" and [e["sequenceId"] for e in told["enrollments"]] == [q["id"]]
    for words in (("list", q["id"]), ("pause", q["id"], "s1@example.com"), ("resume", q["id"], "s1@example.com"), ("stop", q["id"], "s1@example.com")):
        assert b.status("enrollment", *words) == 3
    assert b.told("contacts", "show", "s0@example.com")["enrollments"] == []


def test_contacts_are_changed(two, tmp_path):
    a, b = two
    made = a.api.post("/api/contacts", {"email": "ann@example.com", "tags": ["trial", "old"], "variables": {"plan": "free", "seats": 3, "city": "Rome"}}, 201)
    b.api.post("/api/contacts", {"email": "ann@example.com", "firstName": "Other"}, 201)
    now = a.told("contacts", "edit", "ann@example.com", "--first-name", "Ann", "--tag", "customer", "--tag", "old", "--untag", "trial", "--set", "plan=pro = best", "--set", "city=")
    assert now == a.api.get(f"/api/contacts/{made['id']}")
    assert (now["firstName"], now["tags"], now["variables"]) == ("Ann", ["old", "customer"], {"plan": "pro = best", "seats": 3})
    assert a.told("contacts", "edit", made["id"], "--status", "INACTIVE")["status"] == "INACTIVE"
    assert a.told("contacts", "edit", made["id"], "--email", "anna@example.com")["tags"] == ["old", "customer"]
    for wrong in (("--status", "ASLEEP"), ("--email", "none"), ("--set", "plan"), ("--set", "a=1", "--set", "a=2")):
        assert a.status("contacts", "edit", made["id"], *wrong) == 2, wrong
    assert b.status("contacts", "edit", made["id"], "--first-name", "Taken") == 3 and b.status("contacts", "show", made["id"]) == 3
    file = tmp_path / "more.csv"
    file.write_text("Email,First\nanna@example.com,Anna\nbea@example.com,Bea\n")
    a.run("contacts", "import", file, "--map", "email=Email,firstName=First")
    job = a.told("contacts", "imports")[0]
    assert (job["created"], job["updated"]) == (1, 1) and "more.csv" in a.run("contacts", "imports").stdout
    assert b.told("contacts", "imports") == [] and b.status("contacts", "undo", job["id"]) == 3
    assert a.told("contacts", "undo", job["id"]) == {"deleted": 1, "restored": 1}
    assert [(c["email"], c["firstName"]) for c in a.api.all("/api/contacts")] == [("anna@example.com", "Ann")]
    assert a.status("contacts", "undo", job["id"]) == 1


def test_keys(instance, two):
    a, b = two
    made = a.told("key", "create", "crm", "--scope", "read", "--scope", "contacts:write")
    headers = {"Authorization": f"Bearer {made['key']}"}
    assert requests.get(f"{instance.base}/api/me", headers=headers, timeout=30).json()["user"]["email"] == a.api.email
    assert requests.post(f"{instance.base}/api/contacts", headers=headers, json={"email": "by-key@example.com"}, timeout=30).status_code == 201
    assert requests.post(f"{instance.base}/api/campaigns", headers=headers, json={"name": "x"}, timeout=30).status_code == 403
    rows = a.told("key", "list")
    assert [(r["id"], r["name"], r["scopes"]) for r in rows] == [(made["id"], "crm", ["read", "contacts:write"])] and "key" not in rows[0]
    assert "contacts:write" in a.run("key", "list").stdout and made["key"] not in a.run("key", "list").stdout
    for wrong in (("create", "x"), ("create", "x", "--scope", "everything"), ("create", "", "--scope", "read")):
        assert a.status("key", *wrong) == 2, wrong
    assert b.told("key", "list") == [] and b.status("key", "delete", made["id"]) == 3
    a.run("key", "delete", made["id"])
    wait_for(lambda: requests.get(f"{instance.base}/api/me", headers=headers, timeout=30).status_code == 401)
    assert made["key"] not in json.dumps(a.told("audit", "list")) and "key create" in a.run("audit", "list").stdout


def test_suppressions(two):
    a, b = two
    a.run("suppressions", "add", "no@example.com", "@never.example")
    rows = a.told("suppressions", "list")
    assert rows == a.api.get("/api/suppressions")["data"] and [r["email"] for r in rows] == ["@never.example", "no@example.com"]
    assert [r["email"] for r in a.told("suppressions", "list", "--search", "never")] == ["@never.example"]
    assert a.told("suppressions", "list", "--reason", "bounce") == [] and a.status("suppressions", "list", "--reason", "mood") == 2
    assert "manual" in a.run("suppressions", "list").stdout and b.told("suppressions", "list") == []
    for what in ("no@example.com", rows[0]["id"]):
        assert b.status("suppressions", "delete", what) == 3
    assert "may be mailed again" in a.run("suppressions", "delete", "NO@example.com").stdout
    assert a.told("suppressions", "delete", rows[0]["id"]) == {"deleted": rows[0]["id"]}
    assert a.told("suppressions", "list") == [] and a.status("suppressions", "delete", "no@example.com") == 3


def test_who_got_a_campaign(two):
    a, b = two
    people(a.api, 2, "r")
    topic = a.told("topic", "add", "News")
    c = a.told("campaign", "create", "--name", "Launch", "--subject", "Hello", "--text", "-", "--to", "all", "--topic", "News", stdin="Hello\n")
    assert c["topicId"] == topic["id"] and a.status("campaign", "edit", c["id"], "--topic", "Nothing") == 3
    assert a.told("campaign", "edit", c["id"], "--topic", "none")["topicId"] is None
    a.run("campaign", "send", c["id"], "--watch")
    rows = a.told("campaign", "recipients", c["id"], "--status", "SENT")
    assert rows == a.api.get(f"/api/campaigns/{c['id']}/recipients")["data"] and {r["email"] for r in rows} == {"r0@example.com", "r1@example.com"}
    assert "r0@example.com" in a.run("campaign", "recipients", c["id"], "--search", "r0", "--engaged", "not_opened").stdout
    assert a.told("campaign", "recipients", c["id"], "--engaged", "clicked") == []
    for wrong in (("--status", "LOST"), ("--engaged", "sometimes"), ("--limit", "0")):
        assert a.status("campaign", "recipients", c["id"], *wrong) == 2, wrong
    assert b.status("campaign", "recipients", c["id"]) == 3
