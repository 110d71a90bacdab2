"""Senders over REST and the command line: settings checked by field, secrets that never come back, tests against a real server,
the default, pauses; two tenants throughout."""

import base64
import email
import email.policy
import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from loumass import free_port

SECRET = "correct horse battery staple"


class Server:
    """A mail server that wants a log-in and keeps what it accepts."""

    def __init__(self):
        self.mails = []
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, auth_require_tls=False, auth_required=True,
                                     authenticator=self.knows, ready_timeout=30)
        self.controller.start()

    def knows(self, server, session, envelope, mechanism, data):
        return AuthResult(handled=False, success=(data.login, data.password) == (b"alice", SECRET.encode()))

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(envelope)
        return "250 2.0.0 kept"


@pytest.fixture
def server():
    s = Server()
    yield s
    s.controller.stop()


def smtp(port, **more):
    return {"kind": "smtp", "name": "Relay", "fromEmail": "news@one.example", "host": "127.0.0.1", "port": port, "security": "none",
            "auth": "plain", "username": "alice", "secret": SECRET, **more}


def test_every_account_has_a_capture_sender(instance):
    api = instance.register(name="New")
    senders = api.get("/api/senders")["data"]
    assert [(s["kind"], s["status"], s["isDefault"]) for s in senders] == [("capture", "ACTIVE", True)]
    assert senders[0]["fromEmail"] == api.email and senders[0]["hasSecret"] is False


def test_refusals_name_the_field(alice):
    def fields(**body):
        return {e["field"] for e in alice.post("/api/senders", body, 422)["errors"]}
    assert fields() == {"kind", "fromEmail"}
    assert fields(kind="carrier pigeon", fromEmail="a@b.example") == {"kind"}
    assert fields(kind="smtp", fromEmail="nobody") == {"fromEmail", "host"}
    assert fields(kind="smtp", fromEmail="a@b.example", host="smtp://x y") == {"host"}
    assert fields(kind="smtp", fromEmail="a@b.example", host="x.example", port=70000, security="ssl", auth="magic", perSecond=0,
                  maxConnections=5000, fromName="a\r\nBcc: b") == {"port", "security", "auth", "perSecond", "maxConnections", "fromName",
                                                                    "username", "secret"}
    assert fields(kind="smtp", fromEmail="a@b.example", host="x.example", auth="plain") == {"username", "secret"}
    assert fields(kind="smtp", fromEmail="a@b.example", host="x.example", auth="plain", username="u", secret="s",
                  security="none") == {"security"}
    assert fields(kind="capture", fromEmail="a@b.example", colour="red") == {"colour"}


def test_secrets_never_come_back(alice, instance, server):
    made = alice.post("/api/senders", smtp(server.port), 201)
    text = str(made) + str(alice.get("/api/senders")) + str(alice.get(f"/api/senders/{made['id']}"))
    assert made["hasSecret"] is True and SECRET not in text and "secretSealed" not in text
    sealed = bytes(instance.value('SELECT "secretSealed" FROM "Sender" WHERE "id" = %s', made["id"]))
    assert SECRET.encode() not in sealed and base64.b64encode(SECRET.encode()) not in sealed
    assert SECRET not in instance.log.read_text(errors="replace")
    assert alice.patch(f"/api/senders/{made['id']}", {"auth": "none", "secret": None, "username": None})["hasSecret"] is False
    alice.delete(f"/api/senders/{made['id']}", None, 204)


def test_connection_test(alice, bob, server):
    made = alice.post("/api/senders", smtp(server.port), 201)
    path = f"/api/senders/{made['id']}"
    assert made["status"] == "UNVERIFIED" and made["verifiedAt"] is None
    bob.post(path + "/test", {}, 404)
    tried = alice.post(path + "/test")
    assert tried["ok"] and [s["step"] for s in tried["steps"]] == ["connect", "auth", "mail"] and not server.mails
    now = alice.get(path)
    assert now["status"] == "ACTIVE" and now["verifiedAt"]
    assert alice.patch(path, {"perHour": 100})["status"] == "ACTIVE"
    assert alice.patch(path, {"secret": "wrong"})["status"] == "UNVERIFIED"
    tried = alice.post(path + "/test")
    assert not tried["ok"] and tried["steps"][-1]["step"] == "auth" and "invalid" in tried["steps"][-1]["reply"]
    assert alice.get(path)["status"] == "UNVERIFIED"
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        alice.patch(path, {"port": nobody.getsockname()[1]})
        tried = alice.post(path + "/test")
    assert not tried["ok"] and tried["steps"] == [{"step": "connect", "ok": False, "reply": tried["steps"][0]["reply"]}]
    capture = next(s for s in alice.get("/api/senders")["data"] if s["kind"] == "capture")
    assert alice.post(f"/api/senders/{capture['id']}/test")["ok"]
    alice.delete(path, None, 204)


def test_default_pause_and_delete(instance, server):
    api = instance.register(name="Owner")
    capture = api.get("/api/senders")["data"][0]
    relay = api.post("/api/senders", smtp(server.port, isDefault=True), 201)
    assert [(s["id"], s["isDefault"]) for s in api.get("/api/senders")["data"]] == [(relay["id"], True), (capture["id"], False)]
    api.patch(f"/api/senders/{relay['id']}", {"isDefault": False}, 409)
    api.patch(f"/api/senders/{relay['id']}", {"kind": "capture"}, 409)
    assert api.post(f"/api/senders/{relay['id']}/pause")["status"] == "PAUSED"
    api.post("/api/contacts", {"email": "p@x.example"}, 201)
    c = api.post("/api/campaigns", {"name": "C", "subject": "S", "content": "<p>x</p>", "audience": {"all": True}}, 201)
    assert "paused" in api.post(f"/api/campaigns/{c['id']}/send", {}, 409)["detail"]
    assert api.post(f"/api/senders/{relay['id']}/resume")["status"] == "ACTIVE"
    api.post(f"/api/campaigns/{c['id']}/schedule", {"scheduledAt": "2027-11-01T00:00:00Z"})
    assert 'the campaign "C" uses this sender' in api.delete(f"/api/senders/{relay['id']}", None, 409)["detail"]
    api.post(f"/api/campaigns/{c['id']}/unschedule")
    assert 'the draft "C" uses this sender' in api.delete(f"/api/senders/{relay['id']}", None, 409)["detail"]
    api.patch(f"/api/campaigns/{c['id']}", {"senderId": capture["id"]})
    q = api.post("/api/sequences", {"name": "Q", "senderId": relay["id"], "steps": []}, 201)
    assert 'the sequence "Q" uses this sender' in api.delete(f"/api/senders/{relay['id']}", None, 409)["detail"]
    other = instance.register(name="Other")
    other.delete(f"/api/senders/{relay['id']}", None, 404)
    api.delete(f"/api/sequences/{q['id']}", None, 204)
    api.delete(f"/api/senders/{relay['id']}", None, 204)
    assert api.get("/api/senders")["data"][0]["isDefault"] is True


def test_the_first_real_sender_becomes_the_default(instance, server):
    api, other = instance.register(name="First"), instance.register(name="Second")
    capture = api.get("/api/senders")["data"][0]
    relay = api.post("/api/senders", smtp(server.port), 201)
    assert relay["isDefault"] is True
    second = api.post("/api/senders", smtp(server.port, name="Second"), 201)
    assert [s["id"] for s in api.get("/api/senders")["data"] if s["isDefault"]] == [relay["id"]] and second["isDefault"] is False
    # Who says that it shall not be is believed.
    assert other.post("/api/senders", smtp(server.port, isDefault=False), 201)["isDefault"] is False
    assert other.get("/api/senders")["data"][0]["kind"] == "capture" and capture["kind"] == "capture"


def test_an_untested_sender_is_tested_when_it_is_needed(instance, server):
    api = instance.register(name="Hasty")
    api.post("/api/contacts", {"email": "grüße@bücher.example", "firstName": "Zoë", "variables": {"nick": "Z\r\nBcc: x@y.example"}}, 201)
    relay = api.post("/api/senders", smtp(server.port, fromName="Grüße, \"Relay\""), 201)
    c = api.post("/api/campaigns", {"name": "C", "subject": "Hallo {{firstName}} {{nick}} – {{variables.none | default: \"süß\"}}",
                                    "content": "<p>Hallo {{firstName}}</p>", "senderId": relay["id"], "audience": {"all": True}}, 201)
    api.patch(f"/api/senders/{relay['id']}", {"secret": "wrong"})
    assert "failed its test at auth" in api.post(f"/api/campaigns/{c['id']}/send", {}, 409)["detail"]
    api.patch(f"/api/senders/{relay['id']}", {"secret": SECRET})
    assert api.post(f"/api/campaigns/{c['id']}/test", {"to": ["me@here.example"]}) == {"sent": 1}
    assert api.get(f"/api/senders/{relay['id']}")["usage"] == {"hour": 1, "day": 1}
    message = email.message_from_bytes(server.mails[0].content, policy=email.policy.default)
    assert message["To"].addresses[0].addr_spec == "me@here.example" and message["Bcc"] is None
    assert message["From"].addresses[0].display_name == "Grüße, \"Relay\"" and message["Subject"].endswith("süß")
    assert server.mails[0].mail_from == "news@one.example" and message["Message-ID"] and message["Date"]


def test_command_line(instance, server):
    api = instance.register(name="Shell")
    user = ("--user", api.email)
    made = instance.cli_json("sender", "add", *user, "--name", "Relay", "--from", "n@one.example", "--host", "127.0.0.1", "--port", server.port,
                             "--security", "none", "--username", "alice", "--password-stdin", "--per-hour", 100, "--test", stdin=SECRET + "\n")
    assert made["status"] == "ACTIVE" and made["perHour"] == 100 and made["hasSecret"] is True
    assert {s["kind"] for s in instance.cli_json("sender", "list", *user)} == {"smtp", "capture"}
    assert instance.cli_json("sender", "pause", "relay", *user)["status"] == "PAUSED"
    assert instance.cli_json("sender", "resume", made["id"], *user)["status"] == "ACTIVE"
    assert instance.cli_json("sender", "test", "smtp", *user)["ok"]
    assert instance.cli("sender", "test", "nope", *user, ok=False).returncode == 3
    instance.cli("sender", "delete", "smtp", *user)
    assert SECRET not in instance.cli("sender", "list", *user).stdout
