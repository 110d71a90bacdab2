"""Segments: a filter's answer against an independent model, in random trees over random histories; two tenants; the text form;
campaigns, lists, exports, bulk actions and enrolling by segment; hostile trees and values."""

import csv
import datetime
import io
import json
import random
import secrets

import psycopg2.extras
import pytest
from loumass import wait_for

DAY = datetime.timedelta(days=1)
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def fields_of(problem):
    return {e["field"] for e in problem["errors"]}


def iso(at):
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


# ---- A small history

class World:
    """One tenant's people and what became of their mail, in Python and in the database."""

    def __init__(self, instance, api, draw, people=40):
        self.api, self.user, self.draw = api, api.user["id"], draw
        self.now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
        self.campaigns = [self.id("m") for _ in range(2)]
        self.sequence, self.topic, self.shy = self.id("q"), self.id("t"), self.id("t")
        self.people = [self.person(i) for i in range(people)]
        self.save(instance)

    def id(self, word):
        return f"c{word}{secrets.token_hex(11)}"

    def ago(self, most=60):
        return self.now - self.draw.randint(0, most) * DAY - datetime.timedelta(hours=self.draw.choice([6, 13]), minutes=7)

    def variables(self):
        draw, v = self.draw, {}
        if draw.random() < .7:
            v["plan"] = draw.choice(["pro", "Pro", "free", "trial", 5, ""])
        if draw.random() < .7:
            v["seats"] = draw.choice([1, 3, 10, 10.5, "7", " 12 ", "many", None, True])
        if draw.random() < .6:
            v["trial"] = draw.choice([True, False, "yes", "No", "maybe", 1])
        if draw.random() < .7:
            day = self.now + draw.randint(-20, 20) * DAY
            v["renewal"] = draw.choice([day.strftime("%Y-%m-%d"), iso(day), day.strftime("%Y-%m-%d %H:%M"), "2026-02-30", "soon", 7])
        if draw.random() < .6:
            v["colors"] = draw.choice([["red", "blue"], ["blue"], [], "red", {"red": 1}])
        if draw.random() < .5:
            v["address"] = draw.choice([{"city": "Oslo"}, {"city": "Rome"}, "Oslo"])
        return v

    def person(self, i):
        draw = self.draw
        p = {"id": self.id("c"), "email": f"{draw.choice(['ann', 'bo', 'cy'])}{i}@{draw.choice(['example.com', 'example.org'])}",
             "firstName": draw.choice([None, "Ann", "Bo", "ann-lee"]), "lastName": draw.choice([None, "Lee", ""]),
             "status": draw.choice(["ACTIVE", "ACTIVE", "INACTIVE", "UNSUBSCRIBED"]), "tags": draw.choice([None, [], ["vip"], ["vip", "new"], {"vip": 1}]),
             "variables": draw.choice([None, self.variables(), self.variables(), self.variables()]), "createdAt": self.ago(), "mails": [], "in": None,
             "topics": {t: draw.random() < .5 for t in (self.topic, self.shy) if draw.random() < .4}}
        for _ in range(draw.randint(0, 4)):
            p["mails"].append(self.mail())
        if draw.random() < .5:
            p["in"] = (draw.choice(["ACTIVE", "PAUSED", "COMPLETED", "FAILED"]), draw.choice(["s1", "s2"]))
        return p

    def mail(self):
        draw = self.draw
        of = draw.choice(self.campaigns + [self.sequence])
        m = {"id": self.id("r"), "campaign": of if of != self.sequence else None, "sequence": of if of == self.sequence else None,
             "step": draw.choice(["s1", "s2"]) if of == self.sequence else None, "status": draw.choice(["SENT", "SENT", "SENT", "BOUNCED", "FAILED"]), "events": []}
        m["sentAt"] = self.ago() if m["status"] != "FAILED" else None
        if m["status"] == "BOUNCED":
            m["events"].append(("BOUNCED", self.ago(), None, None))
        if m["status"] == "SENT":
            for _ in range(draw.randint(0, 4)):
                kind = draw.choice(["OPENED", "CLICKED", "REPLIED"])
                verdict = draw.choice(["human", "machine", "unknown"]) if kind != "REPLIED" else None
                m["events"].append((kind, self.ago(), verdict, draw.choice(["https://a.example/1", "https://a.example/2"]) if kind == "CLICKED" else None))
        return m

    def first(self, m, kind, people=False):
        times = [at for k, at, verdict, _ in m["events"] if k == kind and (not people or verdict == "human")]
        return min(times) if times else None

    def save(self, instance):
        with instance.sql() as c:
            put = lambda table, row: c.execute(
                f'INSERT INTO "{table}" ({", ".join(chr(34) + k + chr(34) for k in row)}) VALUES ({", ".join(["%s"] * len(row))})', list(row.values()))
            js = psycopg2.extras.Json
            for i, m in enumerate(self.campaigns):
                put("Campaign", {"id": m, "userId": self.user, "name": f"Campaign {i}", "subject": "s", "content": "c", "status": "SENT", "updatedAt": self.now})
            put("Sequence", {"id": self.sequence, "userId": self.user, "name": "Welcome", "status": "PAUSED", "steps": js([]), "updatedAt": self.now})
            put("Topic", {"id": self.topic, "userId": self.user, "name": "News", "optIn": False})
            put("Topic", {"id": self.shy, "userId": self.user, "name": "Offers", "optIn": True})
            for p in self.people:
                put("Contact", {"id": p["id"], "userId": self.user, "email": p["email"], "firstName": p["firstName"], "lastName": p["lastName"],
                                "status": p["status"], "tags": None if p["tags"] is None else js(p["tags"]),
                                "variables": None if p["variables"] is None else js(p["variables"]), "createdAt": p["createdAt"], "updatedAt": self.now})
                for t, wants in p["topics"].items():
                    put("ContactTopic", {"contactId": p["id"], "topicId": t, "userId": self.user, "subscribed": wants})
                if p["in"]:
                    put("SequenceEnrollment", {"id": self.id("e"), "sequenceId": self.sequence, "contactId": p["id"], "userId": self.user, "status": p["in"][0],
                                               "currentStep": p["in"][1]})
                for m in p["mails"]:
                    put("Recipient", {"id": m["id"], "campaignId": m["campaign"], "sequenceId": m["sequence"], "stepId": m["step"], "contactId": p["id"],
                                      "userId": self.user, "status": m["status"], "sentAt": m["sentAt"], "openedAt": self.first(m, "OPENED"),
                                      "openedByPersonAt": self.first(m, "OPENED", True), "clickedAt": self.first(m, "CLICKED"),
                                      "clickedByPersonAt": self.first(m, "CLICKED", True), "repliedAt": self.first(m, "REPLIED")})
                    for kind, at, verdict, url in m["events"]:
                        data = {k: v for k, v in (("verdict", verdict), ("url", url)) if v}
                        put("EmailEvent", {"id": self.id("v"), "recipientId": m["id"], "userId": self.user, "type": kind, "timestamp": at, "data": js(data)})

    def ids(self, tree):
        return {p["id"] for p in self.people if holds(self, tree, p)}


# ---- The model

def midnight(at):
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def span(text):
    n, unit = text.split()
    return int(n) * datetime.timedelta(**{(unit if unit.endswith("s") else unit + "s"): 1})


def point(world, text):
    """The day (or instant) that a text means: from, to."""
    today = midnight(world.now)
    words = text.split()
    if text in ("today", "tomorrow", "yesterday"):
        day = today + {"today": 0, "tomorrow": 1, "yesterday": -1}[text] * DAY
    elif words[-1] == "ago":
        day = today - span(" ".join(words[:2]))
    elif words[0] == "in":
        day = today + span(" ".join(words[1:]))
    elif words[0] in ("last", "next"):
        step = -1 if words[0] == "last" else 1
        day = today + step * DAY
        while WEEKDAYS[day.weekday()] != words[1]:
            day += step * DAY
    else:
        day = datetime.datetime.strptime(text, "%Y-%m-%d")
    return day, day + DAY


def date_of(v):
    if not isinstance(v, str):
        return None
    for form in ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%d %H:%M"):
        try:
            return datetime.datetime.strptime(v, form).replace(microsecond=0)  # the product reads seconds
        except ValueError:
            pass
    return None


def number_of(v):
    if isinstance(v, bool) or v is None:
        return None
    if isinstance(v, (int, float)):
        return float(v)
    try:
        return float(v) if isinstance(v, str) and v.strip(" ") and v.strip(" ")[-1].isdigit() else None
    except ValueError:
        return None


def boolean_of(v):
    if isinstance(v, bool):
        return v
    return {"true": True, "yes": True, "false": False, "no": False}.get(v.lower()) if isinstance(v, str) else None


def text_of(v):
    if v is None:
        return ""
    if isinstance(v, bool):
        return "true" if v else "false"
    if isinstance(v, (dict, list)):
        return json.dumps(v)
    return str(v)


def raw(p, field):
    if field.startswith("variables."):
        v = p["variables"]
        for name in field[10:].split("."):
            v = v.get(name) if isinstance(v, dict) else None
        return v
    if field == "name":
        return " ".join(x for x in (p["firstName"], p["lastName"]) if x is not None)
    return p.get(field)


def field_holds(world, f, p):
    op, v, want = f["op"], raw(p, f["field"]), f.get("value")
    kind = f.get("type")
    if op in ("set", "not_set"):
        there = v not in (None, "", [], {}) or v is False or v == 0 and not isinstance(v, bool)
        return there == (op == "set")
    if kind == "text":
        s = text_of(v).lower()
        if op in ("is", "is_not"):
            return (s == want.lower()) == (op == "is")
        if op in ("in", "not_in"):
            return (s in [w.lower() for w in want]) == (op == "in")
        if op in ("contains", "not_contains"):
            return (want.lower() in s) == (op == "contains")
        return s.startswith(want.lower()) if op == "starts_with" else s.endswith(want.lower())
    if kind == "number":
        n = number_of(v)
        if op in ("is", "is_not"):
            return (n == want) == (op == "is")
        if op in ("in", "not_in"):
            return (n in want) == (op == "in")
        return n is not None and {"less": n < want, "at_most": n <= want, "more": n > want, "at_least": n >= want}[op] if n is not None else False
    if kind == "boolean":
        return (boolean_of(v) == want) == (op == "is")
    if kind == "list":
        has = isinstance(v, list) and want in v or (isinstance(v, str) and v == want and f["field"] != "tags")
        return has == (op == "has")
    at = v if isinstance(v, datetime.datetime) else date_of(v)
    if at is None:
        return False
    today = midnight(world.now)
    if op in ("next", "last"):
        n = span(want)
        return today <= at < today + n + DAY if op == "next" else today - n <= at < today + DAY
    start, end = point(world, want)
    return {"before": at < start, "after": at >= end, "on": start <= at < end}[op]


def did_holds(world, f, p):
    kind = {"sent": "SENT", "opened": "OPENED", "clicked": "CLICKED", "replied": "REPLIED", "bounced": "BOUNCED"}[f["did"]]
    since = world.now - span(f["within"]) if "within" in f else None
    n = 0
    for m in p["mails"]:
        if "campaign" in f and (m["campaign"] is None or f["campaign"] not in ("any", m["campaign"])):
            continue
        if "sequence" in f and (m["sequence"] is None or f["sequence"] not in ("any", m["sequence"])):
            continue
        if "step" in f and m["step"] != f["step"]:
            continue
        if kind == "SENT":
            n += m["sentAt"] is not None and (since is None or m["sentAt"] >= since)
            continue
        for k, at, verdict, url in m["events"]:
            person = k not in ("OPENED", "CLICKED") or f.get("by") == "anyone" or verdict == "human"
            n += k == kind and person and (since is None or at >= since) and ("link" not in f or url == f["link"])
    return n >= f.get("times", 1)


def holds(world, f, p):
    if "all" in f:
        return all(holds(world, c, p) for c in f["all"])
    if "any" in f:
        return any(holds(world, c, p) for c in f["any"])
    if "none" in f:
        return not any(holds(world, c, p) for c in f["none"])
    if "field" in f:
        return field_holds(world, f, p)
    if "did" in f:
        return did_holds(world, f, p)
    if "sequence" in f:
        states = {"under_way": ("ACTIVE", "PAUSED"), "ever": ("ACTIVE", "PAUSED", "COMPLETED", "FAILED")}.get(f["state"], (f["state"].upper(),))
        return p["in"] is not None and p["in"][0] in states and ("step" not in f or p["in"][1] == f["step"])
    if "topic" in f:
        return p["topics"].get(f["topic"], f["topic"] != world.shy) == (f["op"] == "wants")
    return holds(world, world.segments[f["segment"]], p)


# ---- Random trees

def leaf(world, draw):
    kind = draw.choice(["text"] * 3 + ["number", "boolean", "date", "date", "list", "set", "did", "did", "did", "sequence", "topic", "segment"])
    if kind == "text":
        field = draw.choice(["email", "firstName", "name", "variables.plan", "variables.seats", "variables.address.city", "status"])
        if field == "status":
            return {"field": field, "type": "text", "op": draw.choice(["is", "is_not"]), "value": draw.choice(["ACTIVE", "UNSUBSCRIBED"])}
        op = draw.choice(["is", "is_not", "in", "not_in", "contains", "not_contains", "starts_with", "ends_with"])
        words = ["pro", "PRO", "free", "Ann", "lee", "ann1@example.com", "example", "Oslo", "5", "a"]
        return {"field": field, "type": "text", "op": op, "value": draw.sample(words, 3) if op in ("in", "not_in") else draw.choice(words)}
    if kind == "number":
        op = draw.choice(["is", "is_not", "in", "less", "at_most", "more", "at_least"])
        return {"field": "variables.seats", "type": "number", "op": op, "value": [1, 7, 12] if op == "in" else draw.choice([1, 3, 7, 10.5, -2])}
    if kind == "boolean":
        return {"field": "variables.trial", "type": "boolean", "op": draw.choice(["is", "is_not"]), "value": draw.random() < .5}
    if kind == "date":
        op = draw.choice(["before", "after", "on", "next", "last"])
        value = draw.choice(["14 days", "1 week", "30 days"]) if op in ("next", "last") else draw.choice(
            ["today", "yesterday", "5 days ago", "in 5 days", "last monday", "next friday", (world.now - 3 * DAY).strftime("%Y-%m-%d")])
        return {"field": draw.choice(["createdAt", "variables.renewal"]), "type": "date", "op": op, "value": value}
    if kind == "list":
        field = draw.choice(["tags", "variables.colors"])
        return {"field": field, "type": "list", "op": draw.choice(["has", "lacks"]), "value": draw.choice(["vip", "new"] if field == "tags" else ["red", "blue"])}
    if kind == "set":
        return {"field": draw.choice(["variables.plan", "variables.colors", "variables.address"]), "op": draw.choice(["set", "not_set"])}
    if kind == "did":
        f = {"did": draw.choice(["sent", "opened", "clicked", "replied", "bounced"])}
        f |= draw.choice([{}, {"campaign": draw.choice(world.campaigns)}, {"campaign": "any"}, {"sequence": world.sequence},
                          {"sequence": world.sequence, "step": "s1"}, {"sequence": "any"}])
        if f["did"] == "clicked" and draw.random() < .4:
            f["link"] = "https://a.example/1"
        if draw.random() < .4:
            f["times"] = draw.choice([2, 3])
        if draw.random() < .5:
            f["within"] = draw.choice(["10 days", "3 weeks", "40 days"])
        if f["did"] in ("opened", "clicked") and draw.random() < .4:
            f["by"] = "anyone"
        return f
    if kind == "sequence":
        return {"sequence": world.sequence, "state": draw.choice(["under_way", "active", "paused", "completed", "failed", "ever"])} | draw.choice([{}, {"step": "s1"}])
    if kind == "topic":
        return {"topic": draw.choice([world.topic, world.shy]), "op": draw.choice(["wants", "refuses"])}
    return {"segment": draw.choice(list(world.segments))} if world.segments else leaf(world, draw)


def tree(world, draw, depth=0):
    if depth == 4 or (depth and draw.random() < .5):
        return leaf(world, draw)
    return {draw.choice(["all", "any", "none"]): [tree(world, draw, depth + 1) for _ in range(draw.randint(1, 3))]}


SEED = random.SystemRandom().randrange(10**9)


@pytest.fixture(scope="module")
def worlds(instance, alice, bob):
    draw = random.Random(SEED)
    a, b = World(instance, alice, draw), World(instance, bob, draw)
    for w in (a, b):
        w.segments = {}
        for i in range(4):
            t = tree(w, draw)
            s = w.api.post("/api/segments", {"name": f"S{i}", "filter": t}, 201)
            w.segments[s["id"]] = t
    return a, b


def found(api, f, **more):
    text = f if isinstance(f, str) else json.dumps(f)
    return {c["id"] for c in api.get("/api/contacts", params={"filter": text, "limit": 200, **more})["data"]}


def test_random_trees_over_random_histories(worlds):
    """The product's answer is the model's, in each form and by each way of asking; no tree reaches the other tenant's people."""
    draw = random.Random(SEED + 1)
    for i in range(120):
        world = worlds[i % 2]
        f = tree(world, draw)
        want = world.ids(f)
        said = f"seed {SEED}, tree {i}: {json.dumps(f)}"
        assert found(world.api, f) == want, said
        seen = world.api.post("/api/segments/preview", {"filter": f})
        assert seen["count"] == len(want) and not seen["estimated"], said
        assert {c["id"] for c in seen["sample"]} <= want and len(seen["sample"]) == min(5, len(want)), said
        assert found(world.api, seen["text"]) == want, f"{said}\n{seen['text']}"
        again = world.api.post("/api/segments/preview", {"filter": seen["text"]})
        assert again["filter"] == seen["filter"] and again["text"] == seen["text"], said
        group = next(k for k in f) if next(iter(f)) in ("all", "any", "none") else None
        if group:
            for n, (clause, child) in enumerate(zip(seen["clauses"], f[group])):
                assert clause["path"] == f"filter.{group}[{n}]", said
                alone = world.ids({"none": [child]} if group == "none" else child)
                assert clause["count"] == len(alone), f"{said}\n{clause}"
                assert clause["leaves"] == len(world.ids({group: f[group][:n + 1]})), f"{said}\n{clause}"


def test_why_somebody_is_in_it(worlds):
    draw = random.Random(SEED + 2)
    a, b = worlds
    for i in range(25):
        f = tree(a, draw)
        s = a.api.post("/api/segments", {"name": f"Why {i}", "filter": f}, 201)
        for p in draw.sample(a.people, 4):
            why = a.api.get(f"/api/segments/{s['id']}/contacts/{p['id']}")
            assert why["in"] == holds(a, f, p), f"seed {SEED}: {json.dumps(f)} {p}"
            for clause in why["clauses"]:
                at = f
                for part in clause["path"].replace("]", "").split(".")[1:]:
                    kind, n = part.split("[")
                    at = at[kind][int(n)]
                assert clause["is"] == holds(a, at, p), f"seed {SEED}: {clause} {p}"
        a.api.get(f"/api/segments/{s['id']}/contacts/{b.people[0]['id']}", expect=404)
        b.api.get(f"/api/segments/{s['id']}", expect=404)
        a.api.delete(f"/api/segments/{s['id']}")


def test_another_tenants_things_are_not_there(worlds):
    a, b = worlds
    theirs = [{"did": "opened", "campaign": b.campaigns[0]}, {"did": "sent", "sequence": b.sequence}, {"sequence": b.sequence},
              {"topic": b.topic, "op": "wants"}, {"segment": next(iter(b.segments))}]
    for f in theirs:
        problem = a.api.post("/api/segments", {"name": "x", "filter": {"all": [f]}}, 422)
        assert fields_of(problem) == {"filter.all[0]." + next(k for k in ("campaign", "topic", "segment", "sequence") if k in f)}, problem
    everyone = {c["id"] for c in a.api.all("/api/contacts?filter=everyone")}
    assert everyone == {p["id"] for p in a.people}


# ---- Kept

@pytest.fixture
def api(instance):
    return instance.register()


def test_a_segment_is_kept_changed_and_deleted(api, bob):
    s = api.post("/api/segments", {"name": " Pros ", "description": "They pay", "filter": 'plan = "pro" and not tags has "old"'}, 201)
    assert s["name"] == "Pros" and s["version"] == 1 and s["text"] == 'plan = "pro" and not tags has "old"'
    assert s["filter"] == {"all": [{"field": "variables.plan", "type": "text", "op": "is", "value": "pro"},
                                   {"none": [{"field": "tags", "type": "list", "op": "has", "value": "old"}]}]}
    assert [x["id"] for x in api.get("/api/segments")["data"]] == [s["id"]] and s["id"] not in [x["id"] for x in bob.get("/api/segments")["data"]]
    bob.patch(f"/api/segments/{s['id']}", {"name": "Mine"}, 404)
    bob.delete(f"/api/segments/{s['id']}", expect=404)
    api.post("/api/segments", {"name": "Pros", "filter": "everyone"}, 409)
    t = api.patch(f"/api/segments/{s['id']}", {"filter": {"field": "variables.plan", "op": "set"}}, headers={"If-Match": '"1"'})
    assert t["version"] == 2 and t["text"] == "plan is set" and t["name"] == "Pros"
    api.patch(f"/api/segments/{s['id']}", {"name": "Late"}, 412, headers={"If-Match": '"1"'})
    api.patch(f"/api/segments/{s['id']}", {"name": "Late", "version": 1}, 412)
    api.delete(f"/api/segments/{s['id']}")
    api.get(f"/api/segments/{s['id']}", expect=404)


def test_no_circles(api):
    a = api.post("/api/segments", {"name": "A", "filter": "everyone"}, 201)
    b = api.post("/api/segments", {"name": "B", "filter": 'in segment "A"'}, 201)
    assert b["filter"] == {"segment": a["id"]}  # kept by its id
    c = api.post("/api/segments", {"name": "C", "filter": 'tags has "x" or in segment "B"'}, 201)
    problem = api.patch(f"/api/segments/{a['id']}", {"filter": 'not in segment "C"'}, 422)
    assert fields_of(problem) == {"filter.none[0].segment.any[1].segment.segment"}, problem
    assert fields_of(api.patch(f"/api/segments/{a['id']}", {"filter": {"segment": a["id"]}}, 422)) == {"filter.segment"}
    assert "C" in api.delete(f"/api/segments/{b['id']}", expect=409)["detail"]
    for s in (c, b, a):
        api.delete(f"/api/segments/{s['id']}")


def test_hostile_trees_and_values(api):
    api.post("/api/contacts", {"email": "a@example.com", "variables": {"x": "'; DROP TABLE \"Contact\"; --"}}, 201)
    evil = ["'; DROP TABLE \"Contact\"; --", "$1", "$t", "$v", "($v)[1]", "\\", "%", "_", "{}", "\u202e", "a\nb", "é" * 200, "x') OR true --"]
    for word in evil:
        for f in ({"field": "variables.x", "op": "is", "value": word}, {"field": "email", "op": "contains", "value": word},
                  {"field": "tags", "op": "has", "value": word}, {"did": "clicked", "link": word.replace("\n", " ")}):
            seen = api.post("/api/segments/preview", {"filter": f})
            assert seen["count"] == (1 if f.get("field") == "variables.x" and word == evil[0] else 0), f
            assert api.post("/api/segments/preview", {"filter": seen["text"]})["filter"] == seen["filter"], f
        name = word.replace("\n", " ")[:40]
        api.post("/api/segments/preview", {"filter": {"field": f"variables.{name}", "op": "is_not", "value": 1}}, None)
    deep = {"segment": "x"}
    for _ in range(9):
        deep = {"all": [deep]}
    wide = {"any": [{"field": "variables.a", "op": "is", "value": i} for i in range(101)]}
    for f in (deep, wide, {"all": "x"}, {"all": [None]}, 7, "", None, [], {"field": "email"}, {"field": "variables.a", "op": "less", "value": "1e999"},
              {"field": "variables.a", "op": "is", "value": {"$ne": 1}}, {"did": "opened", "times": 10**18}, {"did": "opened", "within": "-5 days"},
              {"field": "createdAt", "op": "last", "value": "99999999999999999999 days"}, "(" * 5000, 'a = "' + "x" * 70000 + '"', "a = 1 or " * 150):
        problem = api.post("/api/segments/preview", {"filter": f}, (400, 422))
        assert all(e["field"].startswith("filter") for e in problem.get("errors", [])), problem
    full = {"all": [{"any": [{"field": "variables.a", "op": "in", "value": [f"{i}-{k}" for k in range(30)]} for i in range(100)]}]}
    assert api.post("/api/segments/preview", {"filter": full})["count"] == 0
    assert api.get("/api/contacts", params={"filter": "plan ="}, expect=422)["errors"][0]["field"] == "filter"
    assert api.get("/api/contacts", params={"segment": "nope"}, expect=422)["errors"][0]["field"] == "segment.segment"


# ---- Where people are chosen

def people(api, n, **more):
    return [api.post("/api/contacts", {"email": f"p{i}@example.com", "firstName": f"P{i}", "variables": {"n": i}, **more}, 201) for i in range(n)]


def test_lists_exports_and_bulk_actions(api, bob):
    people(api, 12)
    s = api.post("/api/segments", {"name": "High", "filter": "n >= 6"}, 201)
    for path in (f"/api/segments/{s['id']}/contacts", "/api/contacts?segment=High", f"/api/contacts?filter=n%20%3E%3D%206"):
        for sort, want in (("-createdAt", [11, 10, 9, 8, 7, 6]), ("createdAt", [6, 7, 8, 9, 10, 11]), ("email", [10, 11, 6, 7, 8, 9]),
                           ("-email", [9, 8, 7, 6, 11, 10]), ("name", [10, 11, 6, 7, 8, 9])):
            got, cursor = [], None
            while True:
                page = api.get(path, params={"sort": sort, "limit": 4, "count": "true", **({"cursor": cursor} if cursor else {})})
                got += [c["variables"]["n"] for c in page["data"]]
                cursor = page["page"]["next"]
                assert page["total"] == 6
                if not cursor:
                    break
            assert got == want, (path, sort)
    both = api.get("/api/contacts", params={"segment": "High", "filter": "n < 8", "search": "p7"})
    assert [c["variables"]["n"] for c in both["data"]] == [7]
    rows = list(csv.DictReader(io.StringIO(api.get("/api/contacts/export", params={"segment": "High"}))))
    assert [r["email"] for r in rows] == [f"p{i}@example.com" for i in range(6, 12)]
    done = api.post("/api/contacts/bulk", {"action": "tag", "tags": ["high"], "filter": {"segment": "High"}})
    assert done["affected"] == 6
    done = api.post("/api/contacts/bulk", {"action": "untag", "tags": ["high"], "filter": {"filter": 'tags has "high" and n > 9'}})
    assert done["affected"] == 2 and found(api, 'tags has "high"', status="ACTIVE") == found(api, "n >= 6 and n <= 9")
    done = api.post("/api/contacts/bulk", {"action": "delete", "filter": {"filter": {"field": "variables.n", "op": "less", "value": 3}}})
    assert done["affected"] == 3 and len(api.all("/api/contacts")) == 9
    assert bob.get("/api/contacts", params={"segment": s["id"]}, expect=422)


def campaign(api, audience, expect=201):
    return api.post("/api/campaigns", {"name": "C", "subject": "Hi", "content": "<p>Hello</p>", "audience": audience}, expect)


def mailed(api, m):
    return {r["email"] for r in api.all(f"/api/campaigns/{m['id']}/recipients")}


def test_a_campaign_goes_to_a_segment_and_not_to_another(api, bob):
    people(api, 10)
    api.post("/api/senders", {"kind": "capture", "name": "Captured", "fromEmail": "news@example.com"}, 201)
    high = api.post("/api/segments", {"name": "High", "filter": "n >= 4"}, 201)
    low = api.post("/api/segments", {"name": "Top", "filter": "n >= 8"}, 201)
    m = campaign(api, {"segment": "High", "exclude": {"segment": low["id"], "filter": "n = 5"}})
    assert m["audience"]["segment"] == high["id"]  # by its id
    who = api.get(f"/api/campaigns/{m['id']}/audience")
    assert who["count"] == 3 and {c["variables"]["n"] for c in who["sample"]} == {4, 6, 7}
    assert api.post("/api/audience/count", {"audience": {"filter": "n < 3", "contactIds": []}})["count"] == 3
    assert api.post("/api/audience/count", {"audience": {"all": True, "exclude": {"filter": "n < 3"}}})["count"] == 7
    assert fields_of(api.post("/api/audience/count", {"audience": {"filter": "n <"}}, 422)) == {"audience.filter"}
    assert fields_of(campaign(api, {"segment": "Nobody"}, 422)) == {"audience.segment"}
    assert fields_of(campaign(bob, {"segment": high["id"]}, 422)) == {"audience.segment"}
    assert api.get(f"/api/campaigns/{m['id']}/forecast")["mails"] == 3
    api.post(f"/api/campaigns/{m['id']}/check")
    assert api.delete(f"/api/segments/{high['id']}", expect=409)
    # People are chosen when it starts, by what the segment is then.
    api.patch(f"/api/segments/{low['id']}", {"filter": "n >= 7"})
    api.post(f"/api/campaigns/{m['id']}/send")
    wait_for(lambda: api.get(f"/api/campaigns/{m['id']}")["status"] == "SENT", 60)
    assert mailed(api, m) == {"p4@example.com", "p6@example.com"}
    # With tags and others beside it: all of them together.
    api.post("/api/contacts/bulk", {"action": "tag", "tags": ["one"], "filter": {"filter": "n = 1"}})
    m = campaign(api, {"tags": ["one"], "filter": {"all": [{"field": "variables.n", "op": "at_least", "value": 9}]}, "exclude": {"campaignIds": [m["id"]]}})
    assert api.get(f"/api/campaigns/{m['id']}/audience")["count"] == 2
    # Mail is what later segments ask for.
    assert found(api, "was sent any") == found(api, "n = 4 or n = 6")


def test_a_segment_that_is_gone_holds_the_campaign(instance, api):
    people(api, 2)
    api.post("/api/senders", {"kind": "capture", "name": "Captured", "fromEmail": "news@example.com"}, 201)
    s = api.post("/api/segments", {"name": "S", "filter": "n = 1"}, 201)
    m = campaign(api, {"segment": s["id"], "tags": ["x"]})
    instance.query('DELETE FROM "Segment" WHERE "id" = %s', s["id"])
    instance.query("""UPDATE "Campaign" SET "status" = 'SENDING', "startedAt" = now() WHERE "id" = %s""", m["id"])
    held = wait_for(lambda: (c := api.get(f"/api/campaigns/{m['id']}"))["status"] == "PAUSED" and c, 60)
    assert "segment" in held["pauseReason"] and mailed(api, m) == set()


def test_enrolling_by_segment(api):
    people(api, 5)
    api.post("/api/senders", {"kind": "capture", "name": "Captured", "fromEmail": "news@example.com"}, 201)
    api.post("/api/segments", {"name": "High", "filter": "n >= 3"}, 201)
    q = api.post("/api/sequences", {"name": "Q", "steps": [
        {"id": "d", "type": "delay", "delay": {"days": 3, "hours": 0, "minutes": 0}, "nextStepId": "e"},
        {"id": "e", "type": "email", "subject": "S", "content": "<p>Hi</p>", "nextStepId": None}]}, 201)
    api.post(f"/api/sequences/{q['id']}/activate")
    assert api.post(f"/api/sequences/{q['id']}/enroll", {"segment": "High"})["enrolled"] == 2
    assert api.post(f"/api/sequences/{q['id']}/enroll", {"filter": "n = 0 or n = 3"}) == {"enrolled": 1, "already": 1, "excluded": 0, "unknown": 0}
    assert fields_of(api.post(f"/api/sequences/{q['id']}/enroll", {"segment": "None"}, 422)) == {"audience.segment"}
    assert found(api, f'in sequence "{q["id"]}"') == found(api, "n in (0, 3, 4)") == found(api, 'in sequence "Q"')


def test_what_uses_a_segment_is_said(api, bob):
    s = api.post("/api/segments", {"name": "Base", "filter": "everyone"}, 201)
    assert api.get(f"/api/segments/{s['id']}/uses")["data"] == []
    other = api.post("/api/segments", {"name": "Other", "filter": 'in segment "Base"'}, 201)
    m = campaign(api, {"all": True, "exclude": {"segment": "Base"}})
    uses = api.get(f"/api/segments/{s['id']}/uses")["data"]
    assert {(u["kind"], u["id"], u["name"]) for u in uses} == {("segment", other["id"], "Other"), ("campaign", m["id"], "C")}
    bob.get(f"/api/segments/{s['id']}/uses", expect=404)
    why = api.delete(f"/api/segments/{s['id']}", expect=409)["detail"]
    assert "names it" in why


def test_errors_of_a_text_say_where(api):
    def places(text):
        return {e["field"]: e["message"] for e in api.post("/api/segments/preview", {"filter": text}, 422)["errors"]}
    assert places('variables."städte" = "ü" or') == {"filter": places('variables."städte" = "ü" or')["filter"]}
    assert places('variables."städte" = "ü" or')["filter"].startswith("character 28: ")
    assert places('a = 1 and in segment "Nobody"') == {"filter.all[1].segment": 'character 11: there is no segment "Nobody"'}
    assert places('email contains ""') == {"filter.value": "character 1: must not be empty"}
    # A tree has paths alone.
    wrong = api.post("/api/segments/preview", {"filter": {"segment": "Nobody"}}, 422)["errors"]
    assert wrong == [{"field": "filter.segment", "message": 'there is no segment "Nobody"'}]


def test_variables_are_offered_with_their_types(api):
    for i, v in enumerate([{"seats": 3, "plan": "pro", "renewal": "2027-01-01", "trial": True, "colors": ["a"]}, {"seats": "4", "plan": "free"}]):
        api.post("/api/contacts", {"email": f"v{i}@example.com", "variables": v}, 201)
    offered = {v["name"]: v for v in api.get("/api/segments/variables")["data"]}
    assert {n: v["type"] for n, v in offered.items()} == {"variables.seats": "number", "variables.plan": "text", "variables.renewal": "date",
                                                          "variables.trial": "boolean", "variables.colors": "list"}
    assert set(offered["variables.plan"]["values"]) == {"pro", "free"}


def test_the_command_line(instance, api):
    people(api, 6)
    user = ("--user", api.email)
    s = instance.cli_json("segment", "create", "High", "--filter", "n >= 3", *user)
    assert s["text"] == "n >= 3"
    assert [x["name"] for x in instance.cli_json("segment", "list", *user)["data"]] == ["High"]
    assert instance.cli_json("segment", "count", "High", *user)["count"] == 3
    assert instance.cli_json("segment", "count", "--filter", "n < 2", *user)["count"] == 2
    wrong = instance.cli("segment", "create", "Bad", "--filter", "n >=", *user, ok=False)
    assert wrong.returncode == 2 and "character 5" in wrong.stderr
    assert instance.cli_json("segment", "edit", "High", "--filter", "n >= 4", *user)["version"] == 2
    assert "p1@example.com is not in" in instance.cli("segment", "show", "High", "--contact", "p1@example.com", *user).stdout
    assert len(instance.cli_json("contacts", "list", "--segment", "High", *user)["data"]) == 2
    m = instance.cli_json("campaign", "create", "--name", "C", "--subject", "S", "--to", "segment:High", "--filter", "n = 0", "--exclude", "segment:High", *user)
    assert m["audience"] == {"segment": [s["id"]], "filter": m["audience"]["filter"], "exclude": {"segment": [s["id"]]}}
    assert api.get(f"/api/campaigns/{m['id']}/audience")["count"] == 1
    assert instance.cli("segment", "delete", "High", "--yes", *user, ok=False).returncode == 1
    api.delete(f"/api/campaigns/{m['id']}")
    instance.cli("segment", "delete", "High", "--yes", *user)


# ---- Conditions of sequences

def sequence_of(api, filter, name="Q"):
    return api.post("/api/sequences", {"name": name, "steps": [
        {"id": "t", "type": "tag", "tags": ["seen"], "nextStepId": "c"},
        {"id": "c", "type": "condition", "condition": {"type": "filter", "filter": filter, "trueBranch": ["yes"], "falseBranch": ["no"]}, "nextStepId": None},
        {"id": "yes", "type": "tag", "tags": ["yes"], "nextStepId": "e"},
        {"id": "no", "type": "tag", "tags": ["no"], "nextStepId": "e"},
        {"id": "e", "type": "email", "subject": "S", "content": "<p>Hi</p>", "nextStepId": None}]}, 201)


def tagged(api, tag):
    return {c["email"] for c in api.all(f"/api/contacts?tag={tag}")}


def done(api, q):
    return wait_for(lambda: (s := api.get(f"/api/sequences/{q['id']}"))["stats"]["completed"] == s["stats"]["enrolled"] > 0 and s, 60)


def test_a_condition_asks_anything_a_segment_can_say(instance, api):
    other = instance.register()
    for a in (api, other):
        people(a, 4)
        a.post("/api/senders", {"kind": "capture", "name": "Captured", "fromEmail": "news@example.com"}, 201)
    high = api.post("/api/segments", {"name": "High", "filter": "n >= 2"}, 201)
    other.post("/api/segments", {"name": "High", "filter": "n = 0"}, 201)
    # What the step before has done counts, too; the other tenant's segment of the same name is its own.
    q = sequence_of(api, {"all": [{"segment": high["id"]}, {"field": "tags", "op": "has", "value": "seen"}]})
    theirs = sequence_of(other, 'in segment "High" and tags has "seen"')
    for a, s in ((api, q), (other, theirs)):
        a.post(f"/api/sequences/{s['id']}/activate")
        assert a.post(f"/api/sequences/{s['id']}/enroll", {"filter": "everyone"})["enrolled"] == 4
    for a, s in ((api, q), (other, theirs)):
        done(a, s)
    assert tagged(api, "yes") == {"p2@example.com", "p3@example.com"} and tagged(api, "no") == {"p0@example.com", "p1@example.com"}
    assert tagged(other, "yes") == {"p0@example.com"} and len(tagged(other, "no")) == 3
    assert [(u["kind"], u["id"]) for u in api.get(f"/api/segments/{high['id']}/uses")["data"]] == [("sequence", q["id"])]
    api.delete(f"/api/segments/{high['id']}", expect=409)
    # Each decision says what was asked.
    one = next(e for e in api.all(f"/api/sequences/{q['id']}/enrollments") if e["email"] == "p3@example.com")
    story = api.get(f"/api/enrollments/{one['id']}/trace")["data"]
    asked = next(x for x in story if x["kind"] == "branched")["detail"]
    assert asked["type"] == "filter" and asked["taken"] is True and "tags has" in asked["filter"]
    # A dry run asks of the people as they are.
    ids = {c["email"]: c["id"] for c in api.all("/api/contacts")}
    runs = api.post(f"/api/sequences/{q['id']}/simulate", {"contactIds": [ids["p0@example.com"], ids["p3@example.com"]]})["runs"]
    assert [next(e for e in r["events"] if e["kind"] == "condition")["taken"] for r in runs] == [False, True]


def test_a_condition_on_what_is_not_there_is_a_problem_and_no_guess(instance, api):
    people(api, 1)
    api.post("/api/senders", {"kind": "capture", "name": "Captured", "fromEmail": "news@example.com"}, 201)
    q = sequence_of(api, {"segment": "Nobody"})
    problem = next(p for p in api.get(f"/api/sequences/{q['id']}")["problems"] if p["code"] == "filter_gone")
    assert problem["stepId"] == "c" and "there is no segment" in problem["message"]
    api.post(f"/api/sequences/{q['id']}/activate", expect=422)
    wrong = sequence_of(api, "n >", "W")
    assert any(p["code"] == "filter" and p["stepId"] == "c" for p in api.get(f"/api/sequences/{wrong['id']}")["problems"])
    s = api.post("/api/segments", {"name": "Nobody", "filter": "n = 0"}, 201)
    api.post(f"/api/sequences/{q['id']}/activate")
    instance.query('DELETE FROM "Segment" WHERE "id" = %s', s["id"])
    api.post(f"/api/sequences/{q['id']}/enroll", {"filter": "everyone"})
    wait_for(lambda: api.get(f"/api/sequences/{q['id']}")["stuck"] == 1, 60)
    assert tagged(api, "yes") == tagged(api, "no") == set()
