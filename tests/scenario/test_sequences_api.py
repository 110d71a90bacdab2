"""Sequences over REST and the command line: drafts and their problems, versions, people in and out, trials, events, two tenants."""

import json

import pytest

LIST = "/api/sequences"


def email(id, next=None, **more):
    return {"id": id, "type": "email", "subject": f"Subject of {id}", "content": f"<p>Hello {{{{firstName}}}}, this is {id}</p>",
            "position": {"x": 0, "y": 0}, "nextStepId": next, **more}


def delay(id, next=None, days=0, hours=0, minutes=0):
    return {"id": id, "type": "delay", "delay": {"days": days, "hours": hours, "minutes": minutes}, "nextStepId": next}


def condition(id, kind="opened", yes=(), no=(), next=None, of=None):
    c = {"type": kind, "trueBranch": list(yes), "falseBranch": list(no)}
    return {"id": id, "type": "condition", "condition": {**c, **({"referenceStep": of} if of else {})}, "nextStepId": next}


WELCOME = [email("e1", "d1"), delay("d1", "c1", days=2), condition("c1", yes=["e2"], no=["e3"], of="e1"),
           email("e2"), email("e3", replyToThread=True)]


def create(api, steps=WELCOME, expect=201, **more):
    return api.post(LIST, {"name": "Welcome", "steps": steps, **more}, expect)


def active(api, steps=WELCOME, **more):
    q = create(api, steps, **more)
    return api.post(f"{LIST}/{q['id']}/activate")


def fields_of(problem):
    return {e["field"] for e in problem["errors"]}


def people(api, n, word="p", **more):
    return [api.post("/api/contacts", {"email": f"{word}{i}@example.com", "firstName": f"{word.title()}{i}", **more}, 201) for i in range(n)]


@pytest.fixture
def me(instance):
    """A tenant without anything but its capture sender."""
    return instance.register()


# -- rows

def test_create_read_change_delete(me):
    q = create(me, description=" About ", triggerType="on_signup", settings={"stopOnReply": False, "reentryDays": None})
    assert (q["name"], q["description"], q["status"], q["triggerType"], q["version"]) == ("Welcome", "About", "DRAFT", "on_signup", 1)
    assert q["settings"] == {"stopOnReply": False} and q["problems"] == [] and q["stepCount"] == 5
    assert q["steps"] == json.loads(json.dumps(WELCOME)) and set(q["stats"].values()) == {0}
    assert me.get(f"{LIST}/{q['id']}") == q
    changed = me.patch(f"{LIST}/{q['id']}", {"name": "Other", "description": None, "settings": None, "trackingEnabled": False})
    assert (changed["name"], changed["description"], changed["settings"], changed["trackingEnabled"]) == ("Other", None, {}, False)
    assert changed["steps"] == q["steps"] and changed["version"] == 1
    copy = me.post(f"{LIST}/{q['id']}/duplicate", {}, 201)
    assert copy["name"] == "Copy of Other" and copy["steps"] == q["steps"] and copy["id"] != q["id"]
    assert me.post(f"{LIST}/{q['id']}/duplicate", {"name": "Mine"}, 201)["name"] == "Mine"
    me.delete(f"{LIST}/{q['id']}", expect=204)
    me.get(f"{LIST}/{q['id']}", expect=404)


def test_list(me):
    ids = [create(me, name=f"S{i:02}")["id"] for i in range(5)]
    me.post(f"{LIST}/{ids[3]}/activate")
    page = me.get(f"{LIST}?sort=name&limit=2&count=true")
    assert [q["name"] for q in page["data"]] == ["S00", "S01"] and page["total"] == 5 and "steps" not in page["data"][0]
    assert page["data"][0]["stepCount"] == 5
    rest = me.get(f"{LIST}?sort=name&limit=200&cursor={page['page']['next']}")
    assert [q["name"] for q in rest["data"]] == ["S02", "S03", "S04"] and rest["page"]["next"] is None
    assert [q["name"] for q in me.all(LIST)] == ["S04", "S03", "S02", "S01", "S00"]
    assert [q["id"] for q in me.all(f"{LIST}?status=ACTIVE")] == [ids[3]]
    assert [q["name"] for q in me.all(f"{LIST}?search=s01")] == ["S01"]
    assert me.all(f"{LIST}?search=100%25") == []


PROBLEMS = [  # steps, step, field
    ([], None, "steps"),
    ([delay("d", days=1)], None, "steps"),
    ([email("a", "nowhere")], "a", "nextStepId"),
    ([email("a", None), email("b")], "b", "(b)"),
    ([email("a", "d"), delay("d", "a", days=-1)], "d", "delay.days"),
    ([email("a", "d"), delay("d", None, days=365)], "d", "delay"),
    ([email("a", subject="")], "a", "subject"),
    ([email("a", content=" ")], "a", "content"),
    ([email("a", content="{{#nope}}")], "a", "content"),
    ([email("a", "b"), email("b", "a")], "b", "nextStepId"),
    ([email("a", "c"), condition("c", "liked")], "c", "condition.type"),
    ([email("a", "c"), condition("c", yes=["x"])], "c", "condition.trueBranch"),
    ([email("a", "c"), condition("c", of="x")], "c", "condition.referenceStep"),
    ([condition("c", yes=["a"], no=["b"]), email("a"), email("b")], "c", "condition.referenceStep"),
    ([email("a", "c"), condition("c", yes=["b"], next="k"), email("b"), condition("k", of="b")], "k", "condition.referenceStep"),
    ([{"id": "a", "type": "pigeon"}, email("b")], "a", "type"),
    ([email("a", "w"), {"id": "w", "type": "webhook", "webhook": {"url": "ftp://x"}}], "w", "webhook.url"),
    ([email("a", "w"), {"id": "w", "type": "wait", "wait": {"event": "x", "timeout": {}}}], "w", "wait.timeout"),
    ([email("a", "s"), {"id": "s", "type": "split", "split": {"percent": 100}}], "s", "split.percent"),
    ([email("a", "t"), {"id": "t", "type": "tag", "tags": []}], "t", "tags"),
    ([email("a", "g"), {"id": "g", "type": "goal", "goal": {}}], "g", "goal.event"),
    ([email("a", replyToThread=True)], "a", "replyToThread"),
]


@pytest.mark.parametrize("steps,step,field", PROBLEMS)
def test_problems_are_named_and_keep_it_a_draft(instance, alice, steps, step, field):
    found = alice.post(f"{LIST}/validate", {"steps": steps})["problems"]
    assert any(p["stepId"] == step and field in p["field"] and p["message"] for p in found), found
    q = create(alice, steps)  # a draft may hold them
    assert q["problems"] == found
    refused = alice.post(f"{LIST}/{q['id']}/activate", expect=422)
    assert {e["field"] for e in refused["errors"]} == {p["field"] for p in found}
    assert alice.get(f"{LIST}/{q['id']}")["status"] == "DRAFT"


@pytest.mark.parametrize("steps", ["x", {"a": 1}, [1], [{"type": "email"}], [{"id": "", "type": "email"}], [email("a"), email("a")], [email("x" * 65)],
                                   [email(f"e{i}") for i in range(501)]])
def test_what_is_no_graph_is_refused(alice, steps):
    create(alice, steps, expect=(400, 422))


SETTINGS = [
    ("reentry", "sometimes"), ("reentryDays", -1), ("reentryDays", 1.5), ("stopOnReply", "yes"), ("latenessHours", 9000), ("unknown", 1),
    ("window", {"days": [0]}), ("window", {"days": []}), ("window", {"from": "9"}), ("window", {"to": "25:00"}), ("window", {"timezone": "Moon/Base"}),
    ("window", {"nights": True}), ("trigger", {"event": 5}), ("trigger", {"filter": {"tags": "x"}}), ("trigger", {"filter": {"match": "some"}}), ("window", 5),
]


@pytest.mark.parametrize("name,value", SETTINGS)
def test_settings_are_checked(alice, name, value):
    problem = create(alice, settings={name: value}, expect=422)
    assert all(f.startswith("settings") for f in fields_of(problem)), problem


def test_settings_are_kept(alice):
    given = {"reentry": "after_completed", "reentryDays": 30, "stopOnReply": True, "stopCompanyOnReply": False, "latenessHours": 12,
             "window": {"days": [1, 2, 5], "from": "09:00", "to": "24:00", "timezone": "Europe/Berlin", "useContactTimezone": True},
             "trigger": {"event": "signed_up", "filter": {"tags": ["a", "b"], "match": "all", "status": "ACTIVE"}}}
    assert create(alice, settings=given)["settings"] == given


def test_other_fields_are_checked(alice, bob):
    assert fields_of(create(alice, name="", expect=422)) == {"name"}
    assert fields_of(create(alice, name="a\nb", expect=422)) == {"name"}
    assert fields_of(create(alice, triggerType="moon", expect=422)) == {"triggerType"}
    theirs = bob.get("/api/senders")["data"][0]["id"]
    assert fields_of(create(alice, senderId=theirs, expect=422)) == {"senderId"}
    q = create(alice, triggerType="on_event")
    assert [p["field"] for p in q["problems"]] == ["settings.trigger.event"]
    assert fields_of(alice.post(f"{LIST}/{q['id']}/activate", expect=422)) == {"settings.trigger.event"}


def test_status(me):
    q = active(me)
    assert q["status"] == "ACTIVE" and q["activatedAt"] and not q["resumedAt"]
    assert "ACTIVE" in me.post(f"{LIST}/{q['id']}/activate", expect=409)["detail"]
    me.delete(f"{LIST}/{q['id']}", expect=409)
    paused = me.post(f"{LIST}/{q['id']}/pause")
    assert paused["status"] == "PAUSED" and paused["pausedAt"]
    me.post(f"{LIST}/{q['id']}/pause", expect=409)
    again = me.post(f"{LIST}/{q['id']}/activate")
    assert again["activatedAt"] == q["activatedAt"] and again["resumedAt"] and not again["pausedAt"] and again["version"] == 1
    me.post(f"{LIST}/{q['id']}/pause")
    me.delete(f"{LIST}/{q['id']}", expect=204)


def test_templates_can_be_activated(me):
    found = me.get(f"{LIST}/templates")["data"]
    assert [t["id"] for t in found] == ["welcome-series", "outreach", "re-engagement", "onboarding"]
    for t in found:
        q = me.post(LIST, {k: t[k] for k in ("name", "description", "triggerType", "steps", "settings")}, 201)
        assert q["problems"] == [] and q["settings"] == t["settings"], t["id"]
        assert me.post(f"{LIST}/{q['id']}/activate")["status"] == "ACTIVE"


def test_export_and_import(me, bob):
    q = create(me, description="d", triggerType="on_event", settings={"trigger": {"event": "x"}}, trackingEnabled=False)
    file = me.get(f"{LIST}/{q['id']}/export")
    assert file["format"] == "loumass.sequence" and file["formatVersion"] == 1
    other = bob.post(f"{LIST}/import", file, 201)
    assert other["id"] != q["id"] and other["status"] == "DRAFT"
    assert bob.get(f"{LIST}/{other['id']}/export") == file
    assert fields_of(bob.post(f"{LIST}/import", {**file, "format": "x"}, 422)) == {"format"}
    assert fields_of(bob.post(f"{LIST}/import", {**file, "formatVersion": 2}, 422)) == {"formatVersion"}
    bob.post(f"{LIST}/import", {**file, "steps": [{"type": "email"}]}, 422)
    bob.post(f"{LIST}/import", {k: file[k] for k in ("format", "formatVersion", "name")}, 422)
