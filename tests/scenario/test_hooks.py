"""Webhooks: other programs are told what happens, signed, in order, at least once, and no tenant hears of another's."""

import contextlib
import datetime
import http.server
import json
import pathlib
import subprocess
import threading
import time

import pytest
from loumass import Api, Instance, free_port, wait_for

LIBRARY = pathlib.Path(__file__).resolve().parents[1] / "webhooks"


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        call = {"path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()}, "body": body, "json": json.loads(body)}
        answer = self.server.answer(call)
        self.server.calls.append({**call, "answered": answer})
        self.send_response(answer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def receiver(answer=lambda call: 204):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), Receiver)
    server.calls, server.answer, server.url = [], answer, f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def instance():
    i = Instance({"LOUMASS_ALLOW_PRIVATE_URLS": "yes"})
    try:
        i.up()
        yield i
    finally:
        i.close()


@pytest.fixture(scope="module")
def verify():
    if not (LIBRARY / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=LIBRARY, check=True)

    def check(secret, *calls):
        lines = "".join(json.dumps({"secret": secret, "headers": c["headers"], "body": c["body"]}) + "\n" for c in calls)
        return subprocess.run(["node", "verify.mjs"], cwd=LIBRARY, input=lines, check=True, capture_output=True, text=True).stdout.splitlines()
    return check


def types(server):
    return [c["json"]["type"] for c in list(server.calls)]


def of(server, kind):
    return [c for c in list(server.calls) if c["json"]["type"] == kind]


def contact(api, email, **more):
    return api.post("/api/contacts", {"email": email, **more}, 201)


def told(server, kind, n=1):
    wait_for(lambda: len(of(server, kind)) >= n)
    return of(server, kind)


def test_what_happens_is_told_signed_and_to_its_tenant_alone(instance, alice, bob, verify):
    with receiver() as mine, receiver() as theirs:
        hook = alice.post("/api/hooks", {"url": mine.url + "/in", "events": ["*"], "description": "our CRM"}, 201)
        other = bob.post("/api/hooks", {"url": theirs.url, "events": ["contact.*", "campaign.sent"]}, 201)
        assert hook["secret"].startswith("whsec_") and "secret" not in alice.get(f"/api/hooks/{hook['id']}")
        ann = contact(alice, "ann@told.example", firstName="Ann", variables={"plan": "pro"})
        ben = contact(bob, "ben@told.example")
        alice.patch(f"/api/contacts/{ann['id']}", {"tags": ["vip"]})
        c = alice.post("/api/campaigns", {"name": "News", "subject": "Hi {{firstName}}", "content": "<p>Hello</p>", "audience": {"all": True}}, 201)
        alice.post(f"/api/campaigns/{c['id']}/send")
        told(mine, "campaign.sent")
        alice.patch(f"/api/contacts/{ann['id']}", {"status": "UNSUBSCRIBED"})
        alice.post("/api/suppressions", {"email": "no@told.example"}, 201)
        for kind in ("contact.created", "contact.updated", "message.sent", "campaign.started", "campaign.sent", "contact.unsubscribed", "suppression.created"):
            told(mine, kind)
        sent = of(mine, "message.sent")[0]["json"]["data"]
        assert sent["campaignId"] == c["id"] and sent["contact"]["email"] == "ann@told.example" and sent["contact"]["variables"] == {"plan": "pro"}
        assert of(mine, "contact.updated")[0]["json"]["data"]["changed"] == ["tags"]
        assert of(mine, "suppression.created")[0]["json"]["data"]["email"] == "no@told.example"
        assert {c["path"] for c in mine.calls} == {"/in"}
        assert set(verify(hook["secret"], *mine.calls)) == {"ok"}
        assert "ok" not in verify(other["secret"], *mine.calls)
        alice.delete(f"/api/contacts/{ann['id']}")
        assert told(mine, "contact.deleted")[0]["json"]["data"]["contact"] == {"id": ann["id"]}
        # Bob's hears of Bob's alone, and only of what it wants.
        told(theirs, "contact.created")
        assert types(theirs) == ["contact.created"] and theirs.calls[0]["json"]["data"]["contact"]["id"] == ben["id"]
        for path in ("", "/secret", "/deliveries"):
            bob.get(f"/api/hooks/{hook['id']}{path}", expect=404)
        for path in ("/test", "/rotate"):
            bob.post(f"/api/hooks/{hook['id']}{path}", {}, 404)
        bob.post(f"/api/hooks/{hook['id']}/replay", {"since": "2026-01-01T00:00:00Z"}, 404)
        bob.patch(f"/api/hooks/{hook['id']}", {"active": False}, 404)
        bob.delete(f"/api/hooks/{hook['id']}", expect=404)
        log = alice.all(f"/api/hooks/{hook['id']}/deliveries")
        wait_for(lambda: not alice.get(f"/api/hooks/{hook['id']}/deliveries?status=pending")["data"])
        assert len({d["eventId"] for d in log}) == len(log) and {d["type"] for d in log} >= {"message.sent", "contact.deleted"}
        one = alice.get(f"/api/hooks/{hook['id']}/deliveries/{log[-1]['id']}")
        assert one["status"] == "delivered" and one["answer"] == 204 and one["body"]["type"] == log[-1]["type"]
        alice.delete(f"/api/hooks/{hook['id']}")
        bob.delete(f"/api/hooks/{other['id']}")


def test_what_another_program_writes_is_told(instance, alice, bob):
    with receiver() as server:
        hook = alice.post("/api/hooks", {"url": server.url, "events": ["contact.created", "message.*", "reply.received"]}, 201)
        ann = contact(alice, "ann@direct.example")
        ben = contact(bob, "ben@direct.example")
        for api, who, name in ((alice, ann, "a"), (bob, ben, "b")):
            c = api.post("/api/campaigns", {"name": "Direct", "subject": "s", "content": "<p>x</p>"}, 201)
            instance.query('INSERT INTO "Recipient" ("id", "campaignId", "contactId", "status", "sentAt") VALUES (%s, %s, %s, %s, now())',
                           f"hr{name}", c["id"], who["id"], "SENT")
            for kind in ("OPENED", "REPLIED"):
                instance.query('INSERT INTO "EmailEvent" ("id", "recipientId", "type", "data") VALUES (%s, %s, %s, %s)',
                               f"he{name}{kind}", f"hr{name}", kind, json.dumps({"verdict": "human"}))
        assert told(server, "message.opened")[0]["json"]["data"]["detail"] == {"verdict": "human"}
        assert told(server, "reply.received")[0]["headers"]["webhook-id"] == "evt_heaREPLIED"
        assert {c["json"]["data"]["contact"]["id"] for c in server.calls} == {ann["id"]}
        alice.delete(f"/api/hooks/{hook['id']}")


def test_a_failing_receiver_gets_all_of_it_later_in_order(instance, alice, bob):
    down = threading.Event()
    down.set()
    with receiver(lambda call: 503 if down.is_set() else 200) as server, receiver() as well:
        hook = alice.post("/api/hooks", {"url": server.url, "events": ["contact.*"]}, 201)
        fine = alice.post("/api/hooks", {"url": well.url, "events": ["contact.*"]}, 201)
        people = [contact(alice, f"{n}@later.example") for n in range(5)]
        for n in range(3):
            for p in people:
                alice.patch(f"/api/contacts/{p['id']}", {"firstName": f"N{n}"})
        told(well, "contact.updated", 15)  # the other one does not wait for it
        wait_for(lambda: alice.get(f"/api/hooks/{hook['id']}")["failures"] >= 3)
        h = alice.get(f"/api/hooks/{hook['id']}")
        assert h["lastError"] == "it answered 503" and h["nextAt"] and h["failingSince"] and h["active"]
        assert [x for x in bob.get("/api/hooks")["data"] if x["id"] == h["id"]] == []
        down.clear()
        instance.query('UPDATE "HookDelivery" SET "dueAt" = now() - interval \'1 minute\' WHERE "hookId" = %s', hook["id"])
        alice.post(f"/api/hooks/{hook['id']}/test", {}, 202)  # wakes it
        wait_for(lambda: alice.get(f"/api/hooks/{hook['id']}")["waiting"] == 0)
        taken = [c for c in server.calls if c["answered"] == 200]
        for p in people:
            mine = [c["json"] for c in taken if c["json"]["data"].get("contact", {}).get("id") == p["id"]]
            assert [m["type"] for m in mine] == ["contact.created"] + 3 * ["contact.updated"]
            assert [m["timestamp"] for m in mine] == sorted(m["timestamp"] for m in mine)
        ids = [c["headers"]["webhook-id"] for c in taken]
        assert len(ids) == len(set(ids)) == 21
        assert alice.get(f"/api/hooks/{hook['id']}")["failures"] == 0
        # Once more, with the same ids.
        n = alice.post(f"/api/hooks/{hook['id']}/replay", {"since": "2026-01-01T00:00:00Z", "status": "delivered"})["deliveries"]
        assert n == 21
        wait_for(lambda: len([c for c in server.calls if c["answered"] == 200]) == 42)
        assert {c["headers"]["webhook-id"] for c in server.calls} == set(ids)
        for x in (hook, fine):
            alice.delete(f"/api/hooks/{x['id']}")


def test_one_contact_that_is_refused_holds_no_other(instance, alice, bob):
    with receiver(lambda call: 422 if call["json"]["data"]["contact"].get("email") == "bad@poison.example" else 200) as server:
        hook = alice.post("/api/hooks", {"url": server.url, "events": ["contact.created"]}, 201)
        contact(alice, "bad@poison.example")
        contact(bob, "bad@poison.example")
        for n in range(6):
            contact(alice, f"{n}@poison.example")
        wait_for(lambda: len({c["json"]["data"]["contact"]["email"] for c in server.calls if c["answered"] == 200}) == 6)
        waiting = alice.get(f"/api/hooks/{hook['id']}/deliveries?status=pending")["data"]
        assert len(waiting) == 1 and waiting[0]["answer"] == 422 and waiting[0]["nextAt"]
        # Tried for three days; then it is given up, and said so.
        instance.query('UPDATE "HookDelivery" SET "attempts" = 10, "dueAt" = now() - interval \'1 minute\' WHERE "id" = %s', waiting[0]["id"])
        wait_for(lambda: alice.get(f"/api/hooks/{hook['id']}/deliveries?status=failed")["data"])
        alice.delete(f"/api/hooks/{hook['id']}")


def test_who_answers_gone_or_fails_for_days_is_paused(instance, alice, bob):
    with receiver(lambda call: 410) as server:
        hook = alice.post("/api/hooks", {"url": server.url, "events": ["contact.created"]}, 201)
        keep = bob.post("/api/hooks", {"url": server.url, "events": ["message.sent"]}, 201)
        contact(alice, "gone@gone.example")
        h = wait_for(lambda: (lambda h: h if not h["active"] else None)(alice.get(f"/api/hooks/{hook['id']}")))
        assert "410" in h["pausedReason"]
        assert bob.get(f"/api/hooks/{keep['id']}")["active"]
        server.answer = lambda call: 500
        h = alice.patch(f"/api/hooks/{hook['id']}", {"active": True, "version": h["version"]})
        assert h["active"] and h["pausedReason"] is None
        contact(alice, "again@gone.example")
        wait_for(lambda: alice.get(f"/api/hooks/{hook['id']}")["failures"] >= 1)
        instance.query('UPDATE "Hook" SET "failingSince" = now() - interval \'4 days\', "nextAt" = NULL WHERE "id" = %s', hook["id"])
        instance.query('UPDATE "HookDelivery" SET "dueAt" = now() - interval \'1 minute\' WHERE "hookId" = %s AND "status" = \'pending\'', hook["id"])
        h = wait_for(lambda: (lambda h: h if not h["active"] else None)(alice.get(f"/api/hooks/{hook['id']}")))
        assert h["pausedReason"].startswith("No call was taken for three days")
        before = alice.get(f"/api/hooks/{hook['id']}")["waiting"]
        contact(alice, "unheard@gone.example")  # paused: nothing is written for it
        assert alice.get(f"/api/hooks/{hook['id']}")["waiting"] == before
        for api, x in ((alice, hook), (bob, keep)):
            api.delete(f"/api/hooks/{x['id']}")


def test_a_silent_receiver_slows_nobody_else(instance, alice, bob):
    release = threading.Event()
    with receiver(lambda call: (release.wait(30), 200)[1]) as silent, receiver() as quick:
        slow = [alice.post("/api/hooks", {"url": silent.url, "events": ["contact.created"]}, 201) for _ in range(6)]
        fine = bob.post("/api/hooks", {"url": quick.url, "events": ["contact.created"]}, 201)
        contact(alice, "held@slow.example")
        wait_for(lambda: instance.value('SELECT count(*) FROM "Hook" WHERE "leasedUntil" > now() AT TIME ZONE \'UTC\'') >= 2)
        for n in range(20):
            contact(bob, f"{n}@quick.example")
        told(quick, "contact.created", 20)
        assert not release.is_set()
        # Of one account two calls at a time, however many webhooks it has.
        assert instance.value('SELECT count(*) FROM "Hook" WHERE "userId" = %s AND "leasedUntil" > now() AT TIME ZONE \'UTC\'', alice.user["id"]) <= 2
        release.set()
        wait_for(lambda: len(silent.calls) >= 6)
        for x in slow:
            alice.delete(f"/api/hooks/{x['id']}")
        bob.delete(f"/api/hooks/{fine['id']}")


def test_secrets_overlap_while_they_change(instance, alice, bob, verify):
    with receiver() as server:
        hook = alice.post("/api/hooks", {"url": server.url, "events": ["contact.created"]}, 201)
        fresh = alice.post(f"/api/hooks/{hook['id']}/rotate", {"overlapHours": 2})
        assert fresh["secret"] != hook["secret"] and fresh["oldSecretUntil"]
        assert alice.get(f"/api/hooks/{hook['id']}/secret") == {"secret": fresh["secret"]}
        contact(alice, "one@rotate.example")
        told(server, "contact.created")
        assert verify(hook["secret"], server.calls[0]) == verify(fresh["secret"], server.calls[0]) == ["ok"]
        last = alice.post(f"/api/hooks/{hook['id']}/rotate", {"overlapHours": 0})
        contact(alice, "two@rotate.example")
        told(server, "contact.created", 2)
        assert verify(last["secret"], server.calls[1]) == ["ok"] and verify(fresh["secret"], server.calls[1]) != ["ok"]
        held = instance.query('SELECT * FROM "Hook" WHERE "id" = %s', hook["id"])[0]
        assert last["secret"].encode() not in bytes(held["secretSealed"])
        alice.delete(f"/api/hooks/{hook['id']}")


def test_bad_webhooks_are_refused_by_field(instance, alice, bob):
    def wrong(body, *fields):
        assert {e["field"] for e in alice.post("/api/hooks", body, 422)["errors"]} == set(fields)

    wrong({}, "url", "events")
    wrong({"url": "ftp://x.example", "events": ["*"]}, "url")
    wrong({"url": "https://u:p@x.example", "events": ["*"]}, "url")
    wrong({"url": "https://x.example", "events": ["message.sent", "mail.sent", "mess.*", ""]}, "events[1]", "events[2]", "events[3]")
    wrong({"url": "https://x.example", "events": []}, "events")
    wrong({"url": "https://x.example/" + 2000 * "a", "events": ["*"]}, "url")
    made = [alice.post("/api/hooks", {"url": f"https://x.example/{n}", "events": ["message.complained"]}, 201) for n in range(20)]
    alice.post("/api/hooks", {"url": "https://x.example/21", "events": ["*"]}, 409)
    bob.delete("/api/hooks/" + bob.post("/api/hooks", {"url": "https://x.example", "events": ["*"]}, 201)["id"])
    assert alice.patch(f"/api/hooks/{made[0]['id']}", {"description": "x", "version": 99}, 412)
    alice.post(f"/api/hooks/{made[0]['id']}/rotate", {"overlapHours": 169}, 422)
    alice.post(f"/api/hooks/{made[0]['id']}/replay", {"since": "2026-02-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}, 422)
    alice.get(f"/api/hooks/{made[0]['id']}/deliveries/x", expect=404)
    limited = Api(instance.base, alice.post("/api/api-keys", {"name": "k", "scopes": ["read", "contacts:write"]}, 201)["key"])
    limited.post("/api/hooks", {"url": "https://x.example", "events": ["*"]}, 403)
    limited.get(f"/api/hooks/{made[0]['id']}/secret", expect=403)
    assert len(limited.get("/api/hooks")["data"]) == 20
    for x in made:
        alice.delete(f"/api/hooks/{x['id']}")


def test_private_addresses_are_not_called(fresh):
    fresh.up()
    api, other = fresh.register(), fresh.register()
    assert {e["field"] for e in api.post("/api/hooks", {"url": "http://example.com", "events": ["*"]}, 422)["errors"]} == {"url"}
    with receiver() as server:
        hook = api.post("/api/hooks", {"url": server.url.replace("http", "https"), "events": ["contact.created"]}, 201)
        other.post("/api/hooks", {"url": "https://example.invalid", "events": ["message.sent"]}, 201)
        contact(api, "x@private.example")
        wait_for(lambda: api.get(f"/api/hooks/{hook['id']}")["failures"] >= 1)
        assert server.calls == []
        assert "public" in api.get(f"/api/hooks/{hook['id']}")["lastError"]


def test_kills_lose_nothing(fresh):
    fresh.env["LOUMASS_ALLOW_PRIVATE_URLS"] = "yes"
    process = fresh.up()
    api, other = fresh.register(), fresh.register()
    with receiver(lambda call: (time.sleep(0.005), 200)[1]) as server:
        api.post("/api/hooks", {"url": server.url, "events": ["contact.created"]}, 201)
        ids = [f"kill{n:05}" for n in range(600)]
        fresh.query('INSERT INTO "Contact" ("id", "userId", "email", "updatedAt") SELECT x, %s, x || \'@kill.example\', now() FROM unnest(%s::text[]) x',
                    api.user["id"], ids)
        contact(other, "other@kill.example")
        for n in (50, 200, 350):
            wait_for(lambda: len(server.calls) >= n)  # noqa: B023
            fresh.kill(process)
            fresh.query('UPDATE "Hook" SET "leasedUntil" = NULL')  # a minute has gone by
            process = fresh.up()
        wait_for(lambda: {c["json"]["data"]["contact"]["id"] for c in list(server.calls)} == set(ids))
        again = len(server.calls) - len({c["headers"]["webhook-id"] for c in server.calls})
        assert again <= 3 * 100 * 2  # what a turn had in hand


def test_in_the_terminal(instance, alice, bob):
    with receiver() as server:
        mine = ("--user", alice.email)
        made = instance.cli_json("hook", "create", server.url, "--event", "contact.*", "--event", "message.sent", *mine)
        assert made["events"] == ["contact.*", "message.sent"] and made["secret"].startswith("whsec_")
        assert instance.cli_json("hook", "secret", server.url, *mine)["secret"] == made["secret"]
        assert server.url in instance.cli("hook", "list", *mine).stdout
        assert server.url not in instance.cli("hook", "list", "--user", bob.email).stdout
        instance.cli("hook", "test", made["id"], *mine)
        told(server, "test")
        assert instance.cli_json("hook", "deliveries", made["id"], *mine)["data"][0]["type"] == "test"
        assert instance.cli_json("hook", "edit", made["id"], "--pause", *mine)["active"] is False
        assert instance.cli_json("hook", "edit", made["id"], "--resume", "--event", "*", *mine)["events"] == ["*"]
        today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
        assert instance.cli_json("hook", "replay", made["id"], "--since", today, *mine)["deliveries"] == 1
        assert instance.cli_json("hook", "rotate", made["id"], *mine)["secret"] != made["secret"]
        instance.cli("hook", "delete", made["id"], "--yes", *mine)
