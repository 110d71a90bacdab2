"""What Postfix refuses in the session in words that no table knows: the contact stays as it is, the operator sees the words. Two tenants mail the
same people; what the other's server said is nobody else's."""

import pytest
from loumass import Instance, wait_for
from maildomain import MailDomain, run
from test_inbound import campaign, contacts, sender

ODD = "Flumox is quarzed at mx7.shop.example, ticket 4711-99887766"


@pytest.fixture(scope="module")
def domain():
    d = MailDomain(users=("news", "sales", "jo", "odd", "gone"))
    etc = d.dir / "postfix" / "etc"
    (etc / "refused").write_text(f"odd@{d.domain} 550 5.0.0 {ODD}\ngone@{d.domain} 550 5.1.1 User unknown\n")
    run("postconf", "-c", etc, "-e", f"smtpd_recipient_restrictions = check_recipient_access texthash:{etc}/refused")
    run("postfix", "-c", etc, "reload")
    try:
        yield d
    finally:
        d.close()


@pytest.fixture(scope="module")
def instance():
    i = Instance({"LOUMASS_INBOUND_POLL": "1s"})
    try:
        i.up()
        yield i
    finally:
        i.close()


@pytest.fixture(scope="module")
def office(instance, domain):
    alice, bob = instance.register(name="Alice"), instance.register(name="Bob")
    alice.s, bob.s = sender(alice, domain), sender(bob, domain, "sales")
    alice.people = contacts(alice, *(f"{p}@{domain.domain}" for p in ("jo", "odd", "gone")))
    bob.people = contacts(bob, f"jo@{domain.domain}")
    alice.c, bob.c = campaign(alice, alice.s, alice.people), campaign(bob, bob.s, bob.people, "Bob's")
    return alice, bob


def state(instance, api, who):
    r = instance.query('SELECT * FROM "Recipient" WHERE "campaignId" = %s AND "contactId" = %s', api.c["id"], api.people[who])[0]
    suppressed = {x["email"].split("@")[0] for x in api.get("/api/suppressions")["data"]}
    return r["status"], api.get(f"/api/contacts/{api.people[who]}")["status"], who in suppressed


def test_nobody_is_suppressed_for_words_that_nobody_knows(instance, office):
    alice, bob = office
    assert state(instance, alice, "jo") == ("SENT", "ACTIVE", False)
    assert state(instance, alice, "odd") == ("FAILED", "ACTIVE", False)
    assert state(instance, alice, "gone") == ("BOUNCED", "ACTIVE", True)
    assert state(instance, bob, "jo") == ("SENT", "ACTIVE", False)


def test_the_words_are_shown_to_the_operator(instance, office):
    """In the inbox, by API and CLI, in doctor and on the System page: once, without addresses, hosts and numbers; known refusals are not there."""
    alice, bob = office
    rows = wait_for(lambda: alice.get("/api/replies/not-understood")["data"])
    assert [(r["way"], r["count"]) for r in rows] == [("session", 1)]
    words = rows[0]["words"]
    assert "flumox is quarzed" in words and "4711" not in words and "mx7" not in words and "odd@" not in words and "unknown" not in words
    assert alice.get("/api/replies/waiting")["notUnderstood"] == 1
    assert bob.get("/api/replies/not-understood")["data"] == [] and bob.get("/api/replies/waiting")["notUnderstood"] == 0
    assert "flumox is quarzed" in instance.cli("reply", "not-understood", "--user", alice.email).stdout
    assert "flumox" not in instance.cli("reply", "not-understood", "--user", bob.email).stdout
    doctor = instance.cli_json("doctor")
    assert [(r["words"], r["count"]) for r in doctor["notUnderstood"]] == [(words, 1)]
    assert "flumox" in instance.cli("doctor", ok=False).stdout
    instance.cli("user", "operator", alice.email)
    assert [r["words"] for r in alice.get("/api/system")["notUnderstood"]] == [words]
    bob.get("/api/system", expect=403)


def test_the_timeline_names_the_cause(instance, office):
    """By name, so that the app says it in its own language; words that nobody knows have none and stand as the server said them."""
    alice, bob = office
    gone, odd = (alice.get(f"/api/contacts/{alice.people[p]}/timeline")["data"] for p in ("gone", "odd"))
    assert next(e for e in gone if e["type"] == "BOUNCED")["cause"] == "no_mailbox"
    refused = next(e for e in odd if e["type"] == "FAILED")
    assert refused["cause"] is None and "quarzed" in refused["reason"]
    bob.get(f"/api/contacts/{alice.people['gone']}/timeline", expect=404)


def test_another_mail_with_the_same_words_is_counted(instance, domain, office):
    alice, _ = office
    campaign(alice, alice.s, {"odd": alice.people["odd"]}, "Again")
    wait_for(lambda: [r["count"] for r in alice.get("/api/replies/not-understood")["data"]] == [2])
    assert alice.get(f"/api/contacts/{alice.people['odd']}")["status"] == "ACTIVE"
