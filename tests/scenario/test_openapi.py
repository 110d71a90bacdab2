"""A generator drives every route of the OpenAPI document: fitting, odd and broken paths, queries and bodies. Nothing may answer
with a 5xx, and no answer may differ from its description (Api.raw holds each against it). Two tenants play: the second one's
ids are among the first one's inputs, and at the end the second one's rows are what they were."""

import json
import random

import contract
import pytest
from loumass import BINARY

ROUNDS = 40
DOCUMENT = contract.of_binary(BINARY).document
# Left out: what ends the player's own session or account, and event streams, which do not end.
LEFT_OUT = {("DELETE", "/api/me"), ("POST", "/api/auth/logout"), ("POST", "/api/me/password"), ("POST", "/api/auth/register"),
            ("POST", "/api/auth/login"), ("POST", "/api/auth/demo"), ("DELETE", "/api/sessions"), ("DELETE", "/api/sessions/{id}")}
TEXTS = ["", "a", "Hello {{firstName}}", "{{", "{% if x %}", "<script>alert(1)</script>", "\r\nBcc: x@example.com", "ä€😀", "\u0000", "x" * 5000,
         "a@example.com", "not an address", "null", "-1", "2026-13-45", "2027-01-02T03:04:05Z", "' OR 1=1 --", "%00", "../../etc/passwd", "*"]
HOSTS = ["127.0.0.1", "", "x" * 300, "127.0.0.1:99999"]
STEPS = [{"id": "a", "type": "email", "subject": "S", "content": "<p>x</p>", "nextStepId": "d"},
         {"id": "d", "type": "delay", "delay": {"days": 3}, "nextStepId": None}]
NUMBERS = [0, 1, -1, 2, 50, 200, 201, 10**6, 2**31, 2**53, 2**63, 1.5, -0.0, 1e300]


class Maker:
    def __init__(self, seed, ids):
        self.r = random.Random(seed)
        self.ids = ids    # all
        self.of = {}      # by the collection's path
        self.tame = False # this request is to fit its description

    def resolve(self, s):
        while "$ref" in s:
            s = DOCUMENT["components"]["schemas"][s["$ref"].rsplit("/", 1)[1]]
        return s

    def text(self, name):
        low = (name or "").lower()
        if self.tame:
            return self.tame_text(low)
        if low in ("host", "imaphost", "server", "domain"):
            return self.r.choice(HOSTS)  # never a name that leads off this machine
        if "url" in low or low in ("endpoint", "callback"):
            return self.r.choice(["http://127.0.0.1:9/x", "ftp://127.0.0.1/", "javascript:1", "", "http://[::1", "x" * 5000])
        if low.endswith("id") or low.endswith("ids"):
            return self.r.choice(self.ids + TEXTS[:6])
        if "mail" in low or low in ("to", "replyto"):
            return self.r.choice([f"g{self.r.randrange(999)}@example.com", *TEXTS])
        return self.r.choice(TEXTS)

    def tame_text(self, low):
        if low == "host":
            return "127.0.0.1"
        if "mail" in low or low in ("to", "replyto"):
            return f"g{self.r.randrange(9999)}@example.com"
        if low.endswith("id") or low.endswith("ids"):
            return self.r.choice(self.ids)
        if "url" in low:
            return "http://127.0.0.1:9/x"
        if low.endswith("at"):
            return "2031-01-02T03:04:05Z"
        return self.r.choice(["Hello", "launch", "Hello {{firstName}}", "ä€😀"])

    def value(self, schema, name=None, depth=0):
        schema = self.resolve(schema)
        if self.tame and name == "steps":
            return STEPS
        if not self.tame and (self.r.random() < 0.06 or depth > 5):  # of the wrong kind
            return self.r.choice([None, True, [], {}, "x", 7, [[]], {"a": {"b": []}}])
        if "enum" in schema and self.r.random() < 0.9:
            return self.r.choice(schema["enum"])
        kind = schema.get("type")
        kind = self.r.choice(kind) if isinstance(kind, list) else kind
        if kind == "object":
            props = schema.get("properties", {})
            need = set(schema.get("required", []))
            out = {k: self.value(v, k, depth + 1) for k, v in props.items()
                   if self.r.random() < (1 if k in need and self.tame else 0.97 if k in need else 0.15 if self.tame else 0.5)}
            if not self.tame and self.r.random() < 0.05:
                out[self.r.choice(["unknown", "", "__proto__", "x" * 300])] = 1
            return out
        if kind == "array":
            return [self.value(schema.get("items", {}), name, depth + 1) for _ in range(self.r.choice([0, 1, 1, 2, 5]))]
        if kind == "integer":
            ends = [schema.get("minimum", 1), schema.get("maximum", 10)]
            return self.r.choice(ends if self.tame else NUMBERS + ends)
        if kind == "number":
            return self.r.choice(NUMBERS)
        if kind == "boolean":
            return self.r.random() < 0.5
        if kind == "string":
            return self.text(name)
        return {} if self.tame else self.r.choice([None, {}, [], "x", {"tags": ["a"]}, {"all": True}, {"a": 1}])

    def request(self, path, operation):
        self.tame = self.r.random() < 0.5
        collection = path.split("/{")[0]
        for piece in path.split("/"):
            if piece.startswith("{"):
                known = self.of.get(collection) or self.ids
                path = path.replace(piece, self.r.choice(known if self.tame else [*known, *self.ids, "x", "%00", "..%2f..", "c" * 25, "1"]), 1)
        query = []
        for p in operation.get("parameters", []):
            if p["in"] == "query" and self.r.random() < (0.5 if not self.tame else 0 if p["name"] == "cursor" else 1 if p.get("required") else 0.15):
                v = self.value(p["schema"], p["name"])
                query += [(p["name"], str(x)) for x in (v if isinstance(v, list) else [v])]
        kw = {"params": query}
        body = operation.get("requestBody")
        if body:
            kind, described = next(iter(body["content"].items()))
            if kind == "application/json":
                text = json.dumps(self.value(described["schema"]), allow_nan=False)
                if not self.tame and self.r.random() < 0.05:
                    text = text[:self.r.randrange(len(text) + 1)] + self.r.choice(["", "}", "\x01"])
                kw["data"] = text.encode()
                kw["headers"] = {"Content-Type": "application/json"}
            else:
                kw["data"] = self.r.choice([b"", b"Email\na@example.com\n", b"\x00\xff" * 50, b"GIF89a", b"a,b\n\"x"])
                kw["headers"] = {"Content-Type": self.r.choice(["text/csv", "application/octet-stream", "image/png"])}
        return path, kw


def operations():
    for path, methods in sorted(DOCUMENT["paths"].items()):
        for method, operation in sorted(methods.items()):
            streams = "text/event-stream" in operation.get("responses", {}).get("200", {}).get("content", {})
            if path.startswith("/api/") and (method.upper(), path) not in LEFT_OUT and not streams:
                yield method.upper(), path, operation


def furnish(api, n, running=False):
    """A few rows of each kind; gives their ids."""
    ids = [api.post("/api/contacts", {"email": f"c{i}@example.com", "tags": ["t"]}, 201)["id"] for i in range(n)]
    ids.append(api.post("/api/senders", {"kind": "capture", "name": "C", "fromEmail": "s@example.com"}, 201)["id"])
    ids.append(api.post("/api/campaigns", {"name": "N", "subject": "S", "content": "<p>x</p>", "audience": {"all": True}}, 201)["id"])
    ids.append(api.post("/api/suppressions", {"email": "gone@example.com"}, 201)["id"])
    if "/api/sequences" in DOCUMENT["paths"]:
        ids.append(api.post("/api/sequences", {"name": "Q", "steps": STEPS}, 201)["id"])
        if running:  # and so writing by itself
            api.post(f"/api/sequences/{ids[-1]}/activate")
            api.post(f"/api/sequences/{ids[-1]}/enroll", {"contactIds": ids[:n]})
    return ids


def snapshot(api):
    return {p: api.all(p) for p in ("/api/contacts", "/api/senders", "/api/campaigns", "/api/suppressions")}


@pytest.fixture(scope="module")
def pairs(instance):
    """Made before the generator uses up what a client may sign in."""
    return {seed: (instance.register(name="Alice"), instance.register(name="Bob")) for seed in (1, 2)}


@pytest.mark.parametrize("seed", [1, 2])
def test_every_route(pairs, seed):
    alice, bob = pairs[seed]
    ids = furnish(alice, 3, running=True)
    theirs = furnish(bob, 2)
    before = snapshot(bob)
    alice.patient = False  # "too many requests" is an answer, too
    maker = Maker(seed, ids + theirs)
    seen = {}
    for _ in range(ROUNDS):
        for path in {p.split("/{")[0] for _, p, _ in operations() if "/{" in p}:
            if path in DOCUMENT["paths"] and "get" in DOCUMENT["paths"][path]:
                maker.of[path] = [row["id"] for row in alice.get(path)["data"] if "id" in row]
        maker.of["/api/enrollments"] = [e["id"] for q in maker.of.get("/api/sequences", []) for e in alice.get(f"/api/sequences/{q}/enrollments")["data"]]
        for method, path, operation in operations():
            at, kw = maker.request(path, operation)
            r = alice.raw(method, at, **kw)
            assert r.status_code < 500 or r.status_code == 503 and "Retry-After" in r.headers, \
                f"{method} {at} {kw}: {r.status_code} {r.text[:1000]}"
            assert r.status_code != 401, f"{method} {at} ended the session"
            seen.setdefault((method, path), set()).add(r.status_code // 100)
    assert snapshot(bob) == before
    good = [k for k, v in seen.items() if 2 in v]
    assert len(good) > len(seen) * 0.5, f"the generator reaches too little: {sorted(set(seen) - set(good))}"
