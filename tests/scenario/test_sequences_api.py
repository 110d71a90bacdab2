"""Sequences over REST and the command line: drafts and their problems, versions, people in and out, trials, events, two tenants."""

import datetime
import json
import random
import re
from email import message_from_string, policy

import pytest
from loumass import wait_for
from test_sequences_engine import EVENTS, Draw, Walker, span

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

def test_check_names_who_lacks_a_field(me, instance):
    """Before it starts: which fields of its mails are empty, for how many of those it lets in, and for whom."""
    other = instance.register()
    people(other, 3)
    people(me, 2, tags=["new"])
    me.post("/api/contacts", {"email": "nameless@example.com", "tags": ["new"]}, 201)
    me.post("/api/contacts", {"email": "elsewhere@example.com", "firstName": "Eli", "variables": {"company": "X"}}, 201)
    steps = [email("a", content="<p>Hello {{firstName}} of {{variables.company}}</p>")]

    def found(q):
        return {(c["code"], c.get("count")): c for c in me.post(f"{LIST}/{q['id']}/check")["checks"]}
    tagged = found(create(me, steps, triggerType="on_signup", settings={"trigger": {"filter": {"tags": ["new"]}}}))
    assert [c["email"] for c in tagged["missing_value", 1]["contacts"]] == ["nameless@example.com"]
    assert "1 of 3" in tagged["missing_value", 1]["message"] and "company" in tagged["unknown_field", 3]["message"]
    everybody = found(create(me, steps))
    assert ("missing_value", 1) in everybody and ("missing_value", 3) in everybody


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
    ([email("a", "w"), {"id": "w", "type": "wait", "wait": {"event": "x", "timeout": {"days": 0}}}], "w", "wait.timeout"),
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


NOT_UNDERSTOOD = [({}, "delay"), ({"weeks": 2}, "delay"), ({"days": "two"}, "delay.days"), ({"days": 1, "hours": [2]}, "delay.hours"),
                  ({"days": None}, "delay"), ({"hours": "1e3"}, "delay.hours"), ({"hours": True}, "delay.hours")]


@pytest.mark.parametrize("amount,field", NOT_UNDERSTOOD)
def test_a_delay_that_nobody_can_make_sense_of_is_refused(alice, bob, amount, field):
    steps = [email("a", "d"), {"id": "d", "type": "delay", "delay": amount, "position": {"x": 0, "y": 0}, "nextStepId": None}]
    refused = create(alice, steps, expect=422)
    assert [e["field"] for e in refused["errors"]] == [f"steps[1] (d).{field}"]
    wait = {"id": "w", "type": "wait", "wait": {"event": "x", "timeout": amount}, "position": {"x": 0, "y": 0}, "nextStepId": None}
    assert create(alice, [email("a", "w"), wait], expect=422)["errors"]
    q = create(bob, [email("a")])
    bob.patch(f"{LIST}/{q['id']}", {"steps": steps}, expect=422)
    assert bob.get(f"{LIST}/{q['id']}")["steps"] == q["steps"]


def test_numbers_as_text_and_fractions_count_and_a_delay_of_zero_is_a_warning(alice, bob):
    for me, amount in ((alice, {"days": "1", "hours": 0.5}), (bob, {"days": " 1.0 ", "minutes": "30"})):
        assert create(me, [email("a", "d"), delay("d", None, **amount)])["problems"] == []
    found = create(alice, [email("a", "d"), delay("d", None, days=0)])["problems"]
    assert [(p["level"], p["code"], p["stepId"]) for p in found] == [("warning", "delay_zero", "d")]


SETTINGS = [
    ("reentry", "sometimes"), ("reentryDays", -1), ("reentryDays", 1.5), ("stopOnReply", "yes"), ("latenessHours", 9000), ("latenessHours", 0), ("unknown", 1),
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


# -- versions and edits

def edited(steps, **changes):
    return [{**s, **changes.get(s["id"], {})} for s in steps]


def test_diff(me):
    q = create(me)
    same = me.post(f"{LIST}/{q['id']}/diff", {"steps": [dict(reversed(s.items()), position={"x": 9, "y": 9}) for s in WELCOME]})
    assert same == {"added": [], "removed": [], "changed": [], "moved": [], "people": [], "skips": []}
    after = [email("e1", "d1", subject="New"), delay("d1", "c1", days=3), condition("c1", yes=["e2", "e4"], of="e1"), email("e2"), email("e4")]
    d = me.post(f"{LIST}/{q['id']}/diff", {"steps": after})
    assert d["added"] == ["e4"] and d["removed"] == [{"stepId": "e3", "people": 0}]
    assert {c["stepId"]: c["fields"] for c in d["changed"]} == {"e1": ["subject"], "d1": ["delay"], "c1": ["condition"]}
    assert {c["stepId"] for c in d["moved"]} == {"c1", "e2"}
    me.post(f"{LIST}/{q['id']}/diff", {"steps": [{"id": "x"}, {"id": "x"}]}, 422)
    assert me.get(f"{LIST}/{q['id']}")["steps"] == q["steps"]


def at_step(api, q, step, n):
    """Waits until n are at that step."""
    return wait_for(lambda: len(r := api.all(f"{LIST}/{q['id']}/enrollments?step={step}")) == n and r)


@pytest.mark.parametrize("choice", ["keep", "move", "end"])
def test_an_edit_makes_a_version(me, choice):
    q = active(me)
    assert [(v["version"], v["people"]) for v in me.get(f"{LIST}/{q['id']}/versions")["data"]] == [(1, 0)]
    ids = [c["id"] for c in people(me, 3)]
    assert me.post(f"{LIST}/{q['id']}/enroll", {"contactIds": ids}) == {"enrolled": 3, "already": 0, "excluded": 0, "unknown": 0}
    at_step(me, q, "d1", 3)
    broken = edited(WELCOME, e1={"subject": ""})
    assert "steps[0] (e1).subject" in fields_of(me.patch(f"{LIST}/{q['id']}", {"steps": broken}, expect=422))
    assert me.patch(f"{LIST}/{q['id']}", {"steps": WELCOME, "name": "Same"})["version"] == 1
    new = edited(WELCOME, d1={"delay": {"days": 4, "hours": 0, "minutes": 0}})
    d = me.post(f"{LIST}/{q['id']}/diff", {"steps": new})
    assert d["changed"] == [{"stepId": "d1", "people": 3, "fields": ["delay"]}] and d["people"] == [{"stepId": "d1", "people": 3}]
    changed = me.patch(f"{LIST}/{q['id']}", {"steps": new, "enrollments": choice})
    assert changed["version"] == 2 and changed["steps"] == new
    people_in = {v["version"]: v["people"] for v in me.get(f"{LIST}/{q['id']}/versions")["data"]}
    assert people_in == {"keep": {1: 3, 2: 0}, "move": {1: 0, 2: 3}, "end": {1: 0, 2: 0}}[choice]
    assert me.get(f"{LIST}/{q['id']}/versions?limit=1")["data"][0]["steps"] == new
    assert [v["version"] for v in me.all(f"{LIST}/{q['id']}/versions")] == [2, 1]
    rows = me.all(f"{LIST}/{q['id']}/enrollments")
    if choice == "end":
        assert {(r["status"], r["exitReason"]) for r in rows} == {("COMPLETED", "edited")}
    else:
        assert {(r["status"], r["version"]) for r in rows} == {("ACTIVE", 1 if choice == "keep" else 2)}
    assert me.get(f"{LIST}/{q['id']}/analytics")["totals"]["exits"]["other"] == (3 if choice == "end" else 0)


def test_steps_by_another_program(instance, me):
    """A Prisma client writes the contract's columns only."""
    contact = people(me, 1)[0]
    instance.query('INSERT INTO "Sequence" ("id", "userId", "name", "status", "steps", "updatedAt") VALUES (%s, %s, %s, %s, %s, now())',
                   "cprisma1" + me.user["id"][8:], me.user["id"], "Theirs", "ACTIVE", json.dumps(WELCOME))
    q = me.get(LIST)["data"][0]
    assert me.get(f"{LIST}/{q['id']}")["problems"] == [] and q["version"] == 1 and q["settings"] == {}
    assert me.post(f"{LIST}/{q['id']}/enroll", {"contactIds": [contact["id"]]})["enrolled"] == 1
    at_step(me, q, "d1", 1)
    me.post(f"{LIST}/{q['id']}/pause")
    instance.query('UPDATE "Sequence" SET "steps" = %s WHERE "id" = %s', json.dumps(WELCOME[:1]), q["id"])
    me.post(f"{LIST}/{q['id']}/activate", expect=422)  # e1 leads to a step that is gone
    instance.query('UPDATE "Sequence" SET "steps" = %s WHERE "id" = %s', json.dumps([email("e1")]), q["id"])
    assert me.post(f"{LIST}/{q['id']}/activate")["version"] == 2
    assert [v["version"] for v in me.all(f"{LIST}/{q['id']}/versions")] == [2, 1]
    instance.query('UPDATE "Sequence" SET "steps" = %s, "settings" = %s WHERE "id" = %s', '{"not": "steps"}', '{"latenessHours": "soon"}', q["id"])
    assert me.get(f"{LIST}/{q['id']}")["problems"][0]["field"] == "steps" and me.get(LIST)["data"][0]["stepCount"] == 0


# -- people

def test_who_is_let_in(me, bob):
    q = active(me)
    url = f"{LIST}/{q['id']}/enroll"
    tagged = people(me, 3, "t", tags=["launch"])
    loose = people(me, 4, "l")
    gone = me.post("/api/contacts", {"email": "gone@example.com", "status": "UNSUBSCRIBED", "tags": ["launch"]}, 201)
    me.post("/api/suppressions", {"email": loose[0]["email"]}, 201)
    foreign = bob.post("/api/contacts", {"email": "foreign@example.com"}, 201)
    assert me.post(url, {"tag": "launch"}) == {"enrolled": 3, "already": 0, "excluded": 1, "unknown": 0}
    assert me.post(url, {"contactIds": [tagged[0]["id"], loose[1]["id"], foreign["id"], "cnobody"]}) == {"enrolled": 1, "already": 1, "excluded": 0, "unknown": 2}
    assert me.post(url, {"emails": [f" {loose[2]['email'].upper()}", loose[2]["email"], "nobody@example.com", "not an address", foreign["email"],
                                    gone["email"]]}) == {"enrolled": 1, "already": 0, "excluded": 1, "unknown": 4}
    assert me.post(url, {"filter": {"search": "l3@"}})["enrolled"] == 1
    assert me.post(url, {"filter": {}}) == {"enrolled": 0, "already": 6, "excluded": 2, "unknown": 0}
    me.post(url, {}, 422)
    me.post(url, {"tag": "a", "emails": []}, 422)
    me.post(url, {"filter": {"moon": 1}}, 422)
    me.post(url, {"contactIds": ["c"] * 10001}, 422)
    bob.post(url, {"filter": {}}, 404)
    draft = create(me)
    assert "DRAFT" in me.post(f"{LIST}/{draft['id']}/enroll", {"filter": {}}, 409)["detail"]
    assert me.post(f"{LIST}/{draft['id']}/enroll", {"emails": []}, 409)


def test_enrolments_are_listed_paused_and_stopped(me):
    q = active(me, [email("e1", "d1"), delay("d1", "w1", minutes=1), {"id": "w1", "type": "wait", "name": "The order", "wait": {"event": "ordered", "timeout": {"days": 2}}}])
    ids = [c["id"] for c in people(me, 5)]
    me.post(f"{LIST}/{q['id']}/enroll", {"contactIds": ids})
    rows = at_step(me, q, "d1", 5)
    assert {(r["status"], r["waitingFor"], r["stepName"], r["version"], r["run"], r["source"]) for r in rows} == {("ACTIVE", "time", "1 minute", 1, 1, "api")}
    assert all(r["dueAt"] for r in rows) and {r["contactId"] for r in rows} == set(ids)
    page = me.get(f"{LIST}/{q['id']}/enrollments?limit=2&count=true")
    assert page["total"] == 5 and len(page["data"]) == 2 and page["page"]["next"]
    assert [r["email"] for r in me.all(f"{LIST}/{q['id']}/enrollments?search=p3@")] == ["p3@example.com"]
    one, other = rows[0], rows[1]
    assert me.get(f"/api/enrollments/{one['id']}") == {**one, "sequenceName": "Welcome"}
    assert [(r["id"], r["sequenceName"]) for r in me.all(f"/api/contacts/{one['contactId']}/enrollments")] == [(one["id"], "Welcome")]
    paused = me.post(f"/api/enrollments/{one['id']}/pause")
    assert paused["status"] == "PAUSED" and paused["pausedAt"] and paused["dueAt"] is None and paused["waitingFor"] is None
    me.post(f"/api/enrollments/{one['id']}/pause", expect=409)
    assert [r["id"] for r in me.all(f"{LIST}/{q['id']}/enrollments?status=PAUSED")] == [one["id"]]
    assert me.post(f"/api/enrollments/{one['id']}/resume")["status"] == "ACTIVE"
    stopped = me.post(f"/api/enrollments/{other['id']}/stop")
    assert (stopped["status"], stopped["exitReason"]) == ("COMPLETED", "ended") and stopped["completedAt"]
    me.post(f"/api/enrollments/{other['id']}/stop", expect=409)
    assert [r["id"] for r in me.all(f"{LIST}/{q['id']}/enrollments?exitReason=ended")] == [other["id"]]
    story = me.all(f"/api/enrollments/{other['id']}/trace")
    assert [s["kind"] for s in story] == ["enrolled", "planned", "sent", "waiting", "exited"]
    assert story[2]["text"] == "“Subject of e1” was sent" and story[3]["stepName"] == "1 minute" and story[3]["text"].startswith("Waits until 20")
    assert [s["id"] for s in story] == sorted(s["id"] for s in story)
    figures = me.get(f"{LIST}/{q['id']}/analytics")
    assert figures["totals"] | {"exits": None} == {"enrolled": 5, "active": 4, "completed": 0, "paused": 0, "failed": 0, "exits": None, "averageHoursToComplete": None,
                                                   "sent": 5, "openedPeople": 0, "openedMachines": 0, "clickedPeople": 0, "replied": 0, "bounced": 0}
    assert figures["totals"]["exits"]["other"] == 1
    assert [(s["stepId"], s["type"], s["name"], s["entered"], s["passed"], s["waiting"]) for s in figures["steps"]] == [
        ("e1", "email", "Subject of e1", 5, 5, 0), ("d1", "delay", "1 minute", 5, 0, 4), ("w1", "wait", "The order", 0, 0, 0)]
    assert me.get(f"{LIST}/{q['id']}")["stats"] == {"enrolled": 5, "active": 4, "completed": 0, "paused": 0, "failed": 0, "sent": 5, "openedPeople": 0,
                                                    "clickedPeople": 0, "replied": 0, "bounced": 0}


def test_events(instance, me, bob):
    wait = {"id": "w1", "type": "wait", "wait": {"event": "ordered", "timeout": {"days": 2}, "trueBranch": ["e2"]}, "nextStepId": None}
    q = active(me, [email("e1", "w1"), wait, email("e2")], triggerType="on_event", settings={"trigger": {"event": "signed_up", "filter": {"tags": ["vip"]}}})
    other = active(me, [email("e1")], triggerType="on_event", settings={"trigger": {"event": "something"}})
    active(bob, [email("e1")], triggerType="on_event", settings={"trigger": {"event": "signed_up"}})
    vip = me.post("/api/contacts", {"email": "vip@example.com", "tags": ["vip"]}, 201)
    plain = me.post("/api/contacts", {"email": "plain@example.com"}, 201)
    first = me.post("/api/events", {"event": "signed_up", "email": "vip@EXAMPLE.com", "key": "k1", "data": {"plan": "pro"}})
    assert first["enrolled"] == [q["id"]] and not first["repeated"]
    assert me.post("/api/events", {"event": "signed_up", "email": "vip@example.com", "key": "k1"}) == {"id": first["id"], "repeated": True, "enrolled": [], "woken": 0}
    assert me.post("/api/events", {"event": "signed_up", "contactId": plain["id"], "key": "k2"})["enrolled"] == []
    assert me.post("/api/events", {"event": "signed_up", "contactId": vip["id"]})["enrolled"] == []  # in already
    row = at_step(me, q, "w1", 1)[0]
    assert row["waitingFor"] == "event" and row["source"] == "on_event"
    assert me.post("/api/events", {"event": "ordered", "contactId": vip["id"]})["woken"] == 1
    wait_for(lambda: me.get(f"/api/enrollments/{row['id']}")["status"] == "COMPLETED")
    texts = [s["text"] for s in me.all(f"/api/enrollments/{row['id']}/trace")]
    assert texts[0] == "Entered by an event" and "wait for ordered: it came" in texts and texts[-1] == "Came to the end"
    assert me.all(f"{LIST}/{other['id']}/enrollments") == []
    assert instance.value('SELECT "data" FROM "ReceivedEvent" WHERE "id" = %s', first["id"]) == {"plan": "pro"}
    for body, fields in (({"event": "x", "email": "nobody@example.com"}, {"email"}), ({"event": "x"}, {"email"}), ({"event": "", "email": "vip@example.com"}, {"event"}),
                         ({"event": "x" * 101, "email": "vip@example.com"}, {"event"}), ({"event": "x", "email": "a", "contactId": vip["id"]}, {"email"}),
                         ({"event": "x", "email": "vip@example.com", "data": "y" * 17000}, {"data"}), ({"event": "x", "email": "@@"}, {"email"})):
        assert fields_of(me.post("/api/events", body, 422)) == fields, body
    assert fields_of(bob.post("/api/events", {"event": "x", "contactId": vip["id"]}, 422)) == {"contactId"}
    # The same key in another tenant is another event.
    bob.post("/api/contacts", {"email": "b@example.com"}, 201)
    assert not bob.post("/api/events", {"event": "x", "email": "b@example.com", "key": "k1"})["repeated"]


def test_who_is_deleted_is_counted_out(me):
    q = active(me, triggerType="on_signup")
    a, b, c = people(me, 3)
    job = me.post("/api/imports", data=b"Email\nimported@example.com\n", expect=201, headers={"Content-Type": "text/csv"})
    at_step(me, q, "d1", 3)
    me.post(f"{LIST}/{q['id']}/pause")  # so that the imported one gets no mail before he is taken back
    me.post(f"/api/imports/{job['id']}/start", {"map": {"email": "Email"}}, 202)
    wait_for(lambda: me.get(f"/api/imports/{job['id']}")["status"] == "DONE")
    assert me.post(f"{LIST}/{q['id']}/enroll", {"emails": ["imported@example.com"]})["enrolled"] == 1
    assert me.get(f"{LIST}/{q['id']}")["stats"]["active"] == 4
    me.post(f"/api/imports/{job['id']}/undo")
    wait_for(lambda: me.get(f"/api/imports/{job['id']}")["status"] == "UNDONE")
    me.delete(f"/api/contacts/{a['id']}", expect=204)
    me.post("/api/contacts/bulk", {"action": "delete", "ids": [b["id"]]})
    me.post("/api/privacy/erase", {"email": c["email"]})
    figures = me.get(f"{LIST}/{q['id']}/analytics")
    assert figures["totals"]["active"] == 0 and figures["totals"]["enrolled"] == figures["totals"]["exits"]["other"] == 4
    assert {s["stepId"]: s["waiting"] for s in figures["steps"]}["d1"] == 0
    assert me.all(f"{LIST}/{q['id']}/enrollments") == []


def test_new_contacts_enter_on_signup(me):
    q = active(me, triggerType="on_signup", settings={"trigger": {"filter": {"tags": ["news"]}}})
    people(me, 2, "n", tags=["news"])
    people(me, 1, "o")
    rows = at_step(me, q, "d1", 2)
    assert {r["source"] for r in rows} == {"on_signup"} and {r["email"] for r in rows} == {"n0@example.com", "n1@example.com"}


def test_two_tenants(me, bob):
    q = active(me)
    me.post(f"{LIST}/{q['id']}/enroll", {"contactIds": [c["id"] for c in people(me, 1)]})
    row = at_step(me, q, "d1", 1)[0]
    for path in ("", "/export", "/versions", "/analytics", "/enrollments"):
        bob.get(f"{LIST}/{q['id']}{path}", expect=404)
    for path, body in (("/activate", {}), ("/pause", {}), ("/duplicate", {}), ("/release", {"action": "send"}), ("/diff", {"steps": []}), ("/enroll", {"filter": {}})):
        bob.post(f"{LIST}/{q['id']}{path}", body, 404)
    for path in ("pause", "resume", "stop"):
        bob.post(f"/api/enrollments/{row['id']}/{path}", expect=404)
    bob.get(f"/api/enrollments/{row['id']}", expect=404)
    bob.get(f"/api/enrollments/{row['id']}/trace", expect=404)
    bob.patch(f"{LIST}/{q['id']}", {"name": "x"}, expect=404)
    bob.delete(f"{LIST}/{q['id']}", expect=404)
    assert q["id"] not in json.dumps(bob.get(f"{LIST}?limit=200"))


def test_overdue_people_wait_for_a_word(instance, me):
    q = active(me)
    me.post(f"{LIST}/{q['id']}/enroll", {"contactIds": [c["id"] for c in people(me, 4)]})
    at_step(me, q, "d1", 4)
    late = """UPDATE "EnrollmentDue" SET "dueAt" = now() - interval '3 days' WHERE "sequenceId" = %s"""
    old = """UPDATE "Sequence" SET "activatedAt" = now() - interval '9 days', "resumedAt" = NULL WHERE "id" = %s"""
    instance.query(old, q["id"])
    instance.query(late, q["id"])
    assert me.get(f"{LIST}/{q['id']}")["overdue"] == 4 and me.get(LIST)["data"][0]["overdue"] == 4
    me.post(f"{LIST}/{q['id']}/release", {"action": "dance"}, 422)
    assert me.post(f"{LIST}/{q['id']}/release", {"action": "send"}) == {"released": 4}
    assert me.get(f"{LIST}/{q['id']}")["overdue"] == 0
    at_step(me, q, "d1", 4)
    instance.query(old, q["id"])
    instance.query(late, q["id"])
    assert me.post(f"{LIST}/{q['id']}/release", {"action": "skip"}) == {"released": 4}
    assert {r["exitReason"] for r in me.all(f"{LIST}/{q['id']}/enrollments")} == {"ended"}


# -- trials

START = "2026-12-01T10:00:00.000Z"


def hour(at):
    a, b = (datetime.datetime.fromisoformat(x.replace("Z", "+00:00")) for x in (START, at))
    return (b - a).total_seconds() / 3600


def trial(api, q, contacts, **more):
    body = {"contactIds": [c["id"] for c in contacts], "start": START, **more}
    return api.post(f"{LIST}/{q['id']}/simulate", body) if isinstance(q, dict) else api.post(f"{LIST}/simulate", {"steps": q, **body})


def test_a_trial_shows_what_would_be_sent_and_stores_nothing(instance, me):
    q = create(me)
    contacts = people(me, 2, variables={"company": "Acme"})
    before = {t: instance.value(f'SELECT count(*) FROM "{t}"') for t in ("SequenceEnrollment", "Recipient", "Capture", "EnrollmentTrace", "SequenceVersion")}
    runs = trial(me, q, contacts, behaviour={"steps": {"e1": "opens"}}, render=True)["runs"]
    assert [r["email"] for r in runs] == ["p0@example.com", "p1@example.com"]
    assert [(e["kind"], e["stepId"], hour(e["at"])) for e in runs[0]["events"]] == [
        ("email", "e1", 0), ("delay", "d1", 0), ("condition", "c1", 48), ("email", "e2", 48), ("end", None, 48)]
    e1, d1, c1, e2, _ = runs[0]["events"]
    assert e1["subject"] == "Subject of e1" and "Hello P0, this is e1" in e1["html"] and "Hello P0, this is e1" in e1["text"] and e1["inThread"] is False
    assert "nsubscribe" in e1["html"] and hour(d1["until"]) == 48 and c1["taken"] is True and "Hello P1" in runs[1]["events"][0]["html"]
    assert runs[0]["ended"] == {"at": c1["at"], "reason": "completed"}
    other = trial(me, q, contacts[:1])["runs"][0]["events"]
    assert [e["stepId"] for e in other] == ["e1", "d1", "c1", "e3", None] and "html" not in other[0] and other[2]["taken"] is False
    assert other[3]["subject"] == "Re: Subject of e1" and other[3]["inThread"] is True
    assert {t: instance.value(f'SELECT count(*) FROM "{t}"') for t in before} == before
    assert me.get(f"{LIST}/{q['id']}") == q


def test_a_trial_and_the_real_thing_write_the_same_mail(me):
    steps = [email("e1", "e2", subject="For {{firstName}} of {{variables.company | default: \"you\"}}", content="<p>Dear {{firstName}},</p><p>it's “here” &amp; now</p>"),
             email("e2", replyToThread=True, subject="unused"), ]
    q = active(me, steps, trackingEnabled=False)
    contact = people(me, 1)[0]
    run = trial(me, q, [contact], render=True)["runs"][0]
    me.post(f"{LIST}/{q['id']}/enroll", {"contactIds": [contact["id"]]})
    sent = wait_for(lambda: len(r := me.all("/api/capture")) == 2 and r)
    for event, mail in zip(run["events"], sorted(sent, key=lambda m: m["subject"].startswith("Re:"))):
        real = message_from_string(me.get(f"/api/capture/{mail['id']}/raw"), policy=policy.default)
        def plain(text):
            return re.sub(r"https?://[^\"\s<>]+", "URL", text.replace("\r\n", "\n")).strip()
        assert event["subject"] == real["Subject"] == mail["subject"]
        assert plain(event["html"]) == plain(real.get_body(("html",)).get_content())
        assert plain(event["text"]) == plain(real.get_body(("plain",)).get_content())


@pytest.mark.parametrize("seed", range(12))
def test_a_trial_follows_the_model(me, seed):
    """Random steps and behaviours, against the independent model of the engine's own test."""
    chance = random.Random(seed)
    contact = people(me, 1)[0]
    for _ in range(12):
        draw = Draw(chance)
        emails = [s["id"] for s in draw.array if s["type"] == "email"]
        does = {e: chance.choice(["nothing", "opens", "clicks", "replies"]) for e in emails}
        events = chance.sample(EVENTS, chance.randint(0, 2))
        run = trial(me, draw.array, [contact], settings={"stopOnReply": False}, behaviour={"steps": does, "events": events})["runs"][0]

        class Trial(Walker):
            def came(self, event, since):
                return since != self.enrolled and event in events

        w, now = Trial(draw.array, draw.main[0], 0), 0
        w.seen = {e: {"nothing": set(), "opens": {"opened"}, "clicks": {"opened", "clicked"}, "replies": {"opened", "replied"}}[d] for e, d in does.items()}
        splits = {}
        for e in run["events"]:
            if e["kind"] == "split":
                splits[e["stepId"]] = e["taken"]
        for _ in range(400):
            w.run(now, splits.get)
            if w.status != "ACTIVE":
                break
            s = w.by[w.at]
            now = w.since + span(s["delay"] if s["type"] == "delay" else s["wait"]["timeout"])
        shown = json.dumps([draw.array, run, does, events])
        assert [(e["stepId"], hour(e["at"])) for e in run["events"] if e["kind"] == "email" and "again" not in e["detail"]] == [(s, w.sent[s]) for s in w.order], shown
        taken = [(e["stepId"], e["taken"]) for e in run["events"] if "taken" in e]
        if w.status == "ACTIVE":
            assert run["ended"]["reason"] == "endless", shown
            n = min(len(taken), len(w.taken))
            assert taken[:n] == w.taken[:n], shown
        else:
            assert taken == w.taken and run["ended"]["reason"] == (w.exit or "completed"), shown
            assert hour(run["ended"]["at"]) == now, shown


def test_trials_end_where_people_leave(me):
    q = create(me, settings={"window": {"days": [3], "from": "09:00", "to": "10:00", "timezone": "Europe/Berlin"}})
    contact = people(me, 1)[0]
    run = trial(me, q, [contact], behaviour={"default": "replies"})["runs"][0]
    assert run["ended"] == {"at": "2026-12-02T08:00:00.000Z", "reason": "replied"}  # Wednesday, nine in Berlin
    assert run["events"][0]["at"] == "2026-12-02T08:00:00.000Z" and run["events"][0]["detail"] == {"waitedSince": START}
    away = me.post("/api/contacts", {"email": "away@example.com", "status": "INACTIVE"}, 201)
    me.post("/api/suppressions", {"email": contact["email"]}, 201)
    assert [r["ended"]["reason"] for r in trial(me, q, [away, contact])["runs"]] == ["inactive", "suppressed"]
    drawn = trial(me, [email("e", "x", subject="")], [away])  # a draft can be tried, and says what is missing
    assert {p["field"] for p in drawn["problems"]} == {"steps[0] (e).subject", "steps[0] (e).nextStepId"}


@pytest.mark.parametrize("body,field", [({"contactIds": []}, "contactIds"), ({"contactIds": ["c"] * 21}, "contactIds"), ({"contactIds": ["cnobody"]}, "contactIds"),
                                        ({"behaviour": {"default": "sleeps"}}, "behaviour.default"), ({"behaviour": {"steps": {"nope": "opens"}}}, "behaviour.steps"),
                                        ({"behaviour": {"steps": {"e1": "sleeps"}}}, "behaviour.steps"), ({"behaviour": {"events": 5}}, "behaviour.events"),
                                        ({"settings": {"window": 5}}, "settings.window"), ({"start": "soon"}, "start"), ({"steps": [{"id": "a"}, {"id": "a"}]}, "steps[1].id")])
def test_what_a_trial_refuses(alice, bob, body, field):
    q = create(alice)
    mine = alice.post("/api/contacts", {"email": f"t{random.randrange(10**9)}@example.com"}, 201)
    assert field in fields_of(alice.post(f"{LIST}/{q['id']}/simulate", {"contactIds": [mine["id"]], **body}, 422))
    theirs = bob.post("/api/contacts", {"email": f"t{random.randrange(10**9)}@example.com"}, 201)
    assert fields_of(alice.post(f"{LIST}/{q['id']}/simulate", {"contactIds": [theirs["id"]]}, 422)) == {"contactIds"}
    bob.post(f"{LIST}/{q['id']}/simulate", {"contactIds": [theirs["id"]]}, 404)


# -- the command line

def test_commands(instance, me, tmp_path):
    def run(command, *words, ok=True):
        return instance.cli("sequence", command, *words, "--user", me.email, ok=ok)

    def told(command, *words):
        return instance.cli_json("sequence", command, *words, "--user", me.email)

    q = create(me, name="The Series")
    people(me, 3, "c", tags=["trial"])
    assert [s["id"] for s in told("list")] == [q["id"]] and "The Series" in run("list", "--status", "DRAFT").stdout
    assert told("show", "the series")["sequence"]["steps"] == q["steps"]
    assert "e1" in run("show", q["id"]).stdout
    assert run("show", "nothing", ok=False).returncode == 3
    file = tmp_path / "series.json"
    run("export", q["id"], "--output", file)
    assert json.loads(file.read_text()) == me.get(f"{LIST}/{q['id']}/export") == json.loads(run("export", q["id"]).stdout)
    made = run("import", file).stdout.strip()
    assert me.get(f"{LIST}/{made}")["steps"] == q["steps"]
    assert run("show", "The Series", ok=False).returncode == 1  # two have the name
    me.delete(f"{LIST}/{made}")
    assert "no problems: 5 steps" in instance.cli("sequence", "validate", file).stdout
    bad = instance.cli("sequence", "validate", "-", stdin=json.dumps([email("a", "x")]), ok=False)
    assert bad.returncode == 1 and "steps[0] (a).nextStepId" in bad.stdout
    assert instance.cli("sequence", "validate", "-", stdin="{", ok=False).returncode == 2
    shown = run("simulate", "The Series", "--contact", "c0@example.com", "--does", "opens", "--does", "e1=nothing", "--start", START, "--render").stdout
    assert "2026-12-01 10:00  email     Subject of e1" in shown and "2026-12-03 10:00  condition opened Subject of e1: no" in shown
    assert "Re: Subject of e1  (in the thread)" in shown and "| Hello C0, this is e1" in shown and "2026-12-03 10:00  completed" in shown
    assert told("simulate", file, "--contact", "c0@example.com", "--start", START)["runs"][0]["ended"]["reason"] == "completed"
    assert run("simulate", q["id"], "--contact", "nobody@example.com", ok=False).returncode == 3
    assert run("enroll", q["id"], "--tag", "trial", ok=False).returncode == 1  # a draft
    assert "The Series is ACTIVE" in run("activate", q["id"]).stdout
    assert run("enroll", q["id"], ok=False).returncode == 2
    assert "1 enrolled, 0 were in already" in run("enroll", q["id"], "--contact", "c0@example.com").stdout
    csv = tmp_path / "people.csv"
    csv.write_text("Name;E-Mail\nAnn;c0@example.com\nBob;C1@EXAMPLE.com\nNo;nobody@example.com\n")
    assert told("enroll", q["id"], "--csv", csv) == {"enrolled": 0, "already": 1, "excluded": 0, "unknown": 2}
    csv.write_text("c1@example.com\nnobody@example.com\n")
    assert told("enroll", q["id"], "--csv", csv) == {"enrolled": 1, "already": 0, "excluded": 0, "unknown": 1}
    assert told("enroll", q["id"], "--all")["enrolled"] == 1
    at_step(me, q, "d1", 3)
    texts = run("trace", q["id"], "c1@example.com").stdout
    assert "Entered\n" in texts and "“Subject of e1” was sent" in texts
    assert [s["kind"] for s in told("trace", q["id"], "c1@example.com")] == ["enrolled", "planned", "sent", "waiting"]
    assert run("trace", q["id"], "nobody@example.com", ok=False).returncode == 3
    assert "is PAUSED" in run("pause", q["id"]).stdout
    assert run("release", q["id"], ok=False).returncode == 2
    assert "0 released" in run("release", q["id"], "--send").stdout
    broken = create(me, [email("a", "x", subject="")], name="Broken")
    refused = run("activate", broken["id"], ok=False)
    assert refused.returncode == 2 and "steps[0] (a).subject" in refused.stdout + refused.stderr
    other = instance.register()
    assert instance.cli("sequence", "show", q["id"], "--user", other.email, ok=False).returncode == 3


# -- what a new installation shows

def test_seeds(instance):
    made = instance.cli_json("seed")
    small = instance.cli_json("sequence", "list", "--user", made["email"])
    assert [(q["name"], q["status"], q["stepCount"]) for q in small] == [("Welcome Series", "DRAFT", 2)]
    shown = instance.cli_json("sequence", "show", "Welcome Series", "--user", made["email"])["sequence"]
    assert [(s["type"], s.get("subject"), s.get("delay")) for s in shown["steps"]] == [("email", "Welcome!", None), ("delay", None, {"days": 1, "hours": 0, "minutes": 0})]
    assert shown["problems"] == []
    demo = instance.cli_json("seed", "--demo")
    rows = instance.cli_json("sequence", "list", "--user", demo["email"])
    assert [(q["name"], q["status"]) for q in rows] == [("Outreach to agencies", "DRAFT"), ("Welcome to the trial", "ACTIVE")]
    running = instance.cli_json("sequence", "show", rows[1]["id"], "--user", demo["email"])
    q, t, steps = running["sequence"], running["analytics"]["totals"], {s["stepId"]: s for s in running["analytics"]["steps"]}
    assert q["problems"] == [] and q["overdue"] == 0
    assert t["enrolled"] == t["active"] + t["paused"] + t["completed"] + t["failed"] + t["exits"]["other"] > 300
    assert min(t["active"], t["paused"], t["completed"], t["exits"]["other"], t["openedPeople"], t["clickedPeople"]) > 0
    assert 119 < t["averageHoursToComplete"] < 121
    assert steps["email-1"]["sent"] == steps["email-1"]["entered"] == t["enrolled"]
    assert steps["condition-1"]["trueTaken"] == steps["email-2"]["sent"] > 0 and steps["condition-1"]["falseTaken"] == steps["email-3"]["sent"] > 0
    assert steps["delay-1"]["waiting"] + steps["delay-2"]["waiting"] == t["active"] + t["paused"]
    # A branch was taken for what the contact did.
    assert instance.query("""SELECT e."id" FROM "SequenceEnrollment" e JOIN "Recipient" r ON r."enrollmentId" = e."id" AND r."stepId" = 'email-1'
        WHERE e."sequenceId" = %s AND (e."state" #> '{taken,condition-1}')::bool <> (r."openedByPersonAt" < e."enrolledAt" + interval '2 days 1 minute')""", q["id"]) == []
    done = instance.query("""SELECT c."email" FROM "SequenceEnrollment" e JOIN "Contact" c ON c."id" = e."contactId"
        WHERE e."sequenceId" = %s AND e."status" = 'COMPLETED' AND e."exitReason" IS NULL LIMIT 1""", q["id"])[0]["email"]
    kinds = [(s["kind"], s["text"]) for s in instance.cli_json("sequence", "trace", q["id"], done, "--user", demo["email"])]
    assert [k for k, _ in kinds] == ["enrolled", "planned", "sent", "waiting", "branched", "planned", "sent", "waiting", "completed"], kinds
    assert kinds[-1][1] == "Came to the end" and kinds[4][1].startswith("opened Welcome to Meridian")
    # The engine goes on with them.
    one = instance.value("""UPDATE "EnrollmentDue" SET "dueAt" = now() AT TIME ZONE 'UTC' WHERE "enrollmentId" = (SELECT "id" FROM "SequenceEnrollment"
        WHERE "sequenceId" = %s AND "status" = 'ACTIVE' AND "currentStep" = 'delay-1' LIMIT 1) RETURNING "enrollmentId" """, q["id"])
    wait_for(lambda: instance.value("""SELECT "dueAt" > now() AT TIME ZONE 'UTC' FROM "EnrollmentDue" WHERE "enrollmentId" = %s""", one))
    assert instance.value('SELECT "status" FROM "SequenceEnrollment" WHERE "id" = %s', one) == "ACTIVE"
