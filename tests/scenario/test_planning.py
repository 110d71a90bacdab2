"""A campaign is planned in parts, in turn with others', and cancelled in parts: killed between any two, it goes on there. 26,000 people are
three parts: 2,000 at once, 20,000, and the rest."""

import datetime
import json

import pytest
from loumass import wait_for
from mail import Office, Sink

LARGE = 26_000


@pytest.fixture
def office():
    o = Office()
    o.sink = Sink()
    try:
        yield o
    finally:
        o.close()


def parts(office, campaign):
    """How many identities are looked at, and recipients written, in the parts there are; None: nothing is left to plan."""
    rows = office.query('SELECT "ids", "recipients" FROM "CampaignPlan" WHERE "campaignId" = %s', campaign)
    return (rows[0]["ids"], rows[0]["recipients"]) if rows else None


def resting(office, campaign, rests):
    """Its sender sends nothing meanwhile, so that the plan stands still to be looked at."""
    office.query('UPDATE "Sender" SET "pausedUntil" = ' + ("now() + interval '1 day'" if rests else "NULL") + ' WHERE "id" = %s', office.sender_of(campaign)["id"])


def killed(office, fault):
    w = office.work(LOUMASS_FAULT=fault)
    assert w.wait(120) == -9, office.tail()


def test_parts_take_turns_and_survive_kills(office):
    alice = office.ready_campaign(office.sink.port, LARGE, "alice")
    resting(office, alice, True)
    killed(office, "plan.mid=kill@2")
    assert parts(office, alice) == (2000, 2000) and office.states(alice) == {"PENDING": 2000} and office.stats(alice)["recipients"] == 2000
    # Who comes now has the next turn, though the large one is not done.
    bob = office.ready_campaign(office.sink.port, 3, "bob")
    resting(office, bob, True)
    killed(office, "plan.mid=kill@2")
    assert parts(office, bob) is None and office.states(bob) == {"PENDING": 3} and parts(office, alice) == (2000, 2000)
    # What is planned leaves before the rest is planned: this worker plans nothing.
    resting(office, alice, False)
    resting(office, bob, False)
    w = office.work(LOUMASS_FAULT="plan.mid=fail@1+")
    wait_for(lambda: office.states(alice) == {"SENT": 2000})
    wait_for(lambda: office.status(bob) == "SENT")
    assert office.status(alice) == "SENDING", "it is not over while a part of it is unplanned"
    office.stop(w)
    killed(office, "plan.mid=kill@2")  # one more part, and no further
    assert parts(office, alice)[1] == 22_000
    w = office.work()
    office.wait_sent(alice)
    assert office.stop(w) == 0
    for campaign, n in ((alice, LARGE), (bob, 3)):
        assert office.states(campaign) == {"SENT": n} and parts(office, campaign) is None
        assert office.value('SELECT count(DISTINCT "contactId") FROM "Recipient" WHERE "campaignId" = %s', campaign) == n
        office.check_once(campaign, office.sink)
        office.check_figures(campaign)
    assert office.value('SELECT count(*) FROM "SendBatch"') == 0


def test_one_person_in_many_spellings_gets_one_mail(office):
    """Whose contacts are the same person is known though they are read in parts."""
    user = office.tenant("alice")
    office.people(user, 4500)
    office.query("""INSERT INTO "Contact" ("id", "userId", "email", "updatedAt")
                    SELECT 'd' || "id", "userId", upper(split_part("email", '@', 1)) || '@' || split_part("email", '@', 2), now() FROM "Contact" WHERE "userId" = %s""", user)
    c = office.campaign(user, office.sender(user, office.sink.port))
    other = office.ready_campaign(office.sink.port, 5, "bob")
    w = office.work()
    office.wait_sent(c, other)
    assert office.stop(w) == 0
    assert office.states(c) == {"SENT": 4500} and office.states(other) == {"SENT": 5}
    assert office.value('SELECT count(DISTINCT c."identity") FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" WHERE r."campaignId" = %s', c) == 4500


def test_cancelling_goes_in_parts(office):
    alice, bob = office.ready_campaign(office.sink.port, LARGE, "alice"), office.ready_campaign(office.sink.port, 20, "bob")
    resting(office, alice, True)
    resting(office, bob, True)
    w = office.work()
    wait_for(lambda: office.states(alice) == {"PENDING": LARGE} and office.states(bob) == {"PENDING": 20})
    assert office.stop(w) == 0
    office.query('UPDATE "Campaign" SET "status" = \'PAUSED\', "cancelledAt" = now() WHERE "id" = %s', alice)
    killed(office, "plan.cancel=kill@3")
    assert office.states(alice) == {"PENDING": LARGE - 10_000, "FAILED": 10_000} and office.status(alice) == "PAUSED"
    resting(office, bob, False)
    w = office.work()
    office.wait_sent(alice, bob)
    assert office.stop(w) == 0
    assert office.states(alice) == {"FAILED": LARGE} and office.states(bob) == {"SENT": 20}
    for c in (alice, bob):
        office.check_figures(c)
    assert not office.value('SELECT count(*) FROM "SendBatch"') and not office.value('SELECT count(*) FROM "SendSource"')


def test_cancelled_before_it_is_planned(office):
    alice = office.ready_campaign(office.sink.port, LARGE, "alice")
    bob = office.ready_campaign(office.sink.port, 3, "bob")
    for c in (alice, bob):
        resting(office, c, True)
    killed(office, "plan.mid=kill@3")
    assert parts(office, alice) is not None
    office.query('UPDATE "Campaign" SET "cancelledAt" = now() WHERE "id" = %s', alice)
    resting(office, bob, False)
    w = office.work()
    office.wait_sent(alice, bob)
    assert office.stop(w) == 0
    assert office.states(alice) == {"FAILED": 2000} and parts(office, alice) is None
    office.check_figures(alice)


# ---- Asked of while it is half planned


@pytest.fixture
def people(office):
    """Two people with an account each, over HTTP; nothing is planned or sent yet."""
    office.wait_ready(office.spawn("serve"))
    return [office.register(f"{name}@example.com") for name in ("alice", "bob")]


def half_planned(office, api, n=LARGE, **more):
    """A campaign of n, its first 2,000 planned, by a worker that was then killed."""
    user = api.user["id"]
    office.people(user, n)
    c = office.campaign(user, office.sender(user, office.sink.port), **more)
    resting(office, c, True)
    killed(office, "plan.mid=kill@2")
    assert parts(office, c) is not None
    return c


def progress(api, campaign):
    with api.raw("GET", f"/api/campaigns/{campaign}/progress", stream=True) as r:
        return json.loads(next(line for line in r.iter_lines() if line.startswith(b"data:"))[5:])


def test_what_is_shown_of_half_a_plan(office, people):
    alice, bob = people
    c = half_planned(office, alice)
    p = progress(alice, c)
    assert (p["planning"], p["recipients"], p["pending"], p["eta"]) == (True, 2000, 2000, None)
    assert alice.get(f"/api/campaigns/{c}/forecast")["mails"] == LARGE, "also those who are still to be chosen"
    assert alice.get(f"/api/campaigns/{c}/recipients?count=true")["total"] == 2000
    assert alice.get(f"/api/campaigns/{c}/audience")["count"] == LARGE
    bob.get(f"/api/campaigns/{c}/forecast", expect=404)
    for step in ("pause", "resume"):
        bob.post(f"/api/campaigns/{c}/{step}", {}, 404)
    # Paused, it stands still, and whom it is for can no longer be changed; resumed, it goes on where it was.
    alice.post(f"/api/campaigns/{c}/pause", {})
    problem = alice.patch(f"/api/campaigns/{c}", {"audience": {"tags": ["nobody"]}}, 409)
    assert "recipients have been chosen" in problem["detail"], problem
    w = office.work()
    d = office.campaign(bob.user["id"], office.sender(bob.user["id"], office.sink.port), audience='{"all": true}')
    office.people(bob.user["id"], 3)
    wait_for(lambda: office.status(d) == "SENT" or office.status(d) == "PAUSED")
    assert parts(office, c) == (2000, 2000) and office.states(c) == {"PENDING": 2000}
    alice.post(f"/api/campaigns/{c}/resume", {})
    resting(office, c, False)
    office.wait_sent(c)
    assert office.stop(w) == 0
    p = alice.get(f"/api/campaigns/{c}")["stats"]
    assert (p["recipients"], p["sent"]) == (LARGE, LARGE) and office.states(c) == {"SENT": LARGE}
    office.check_once(c, office.sink)
    office.check_figures(c)


def test_few_among_many_and_none(office, people):
    """Those who are meant are the last to be looked at; of another tenant's audience there is nobody at all."""
    alice, bob = people
    for api in people:
        office.people(api.user["id"], LARGE, domain="'z.example'", tag="other")
    user = alice.user["id"]
    office.query("UPDATE \"Contact\" SET \"tags\" = '[\"launch\"]', \"variables\" = '{\"plan\": \"pro\"}' WHERE \"userId\" = %s AND \"identity\" IN "
                 '(SELECT "identity" FROM "Contact" WHERE "userId" = %s ORDER BY "identity" DESC LIMIT 7)', user, user)
    s = alice.post("/api/segments", {"name": "Pros", "filter": 'plan = "pro"'}, 201)
    tagged = office.campaign(user, office.sender(user, office.sink.port))
    chosen = office.campaign(user, office.sender(user, office.sink.port), audience=json.dumps({"segment": s["id"]}))
    nobody = office.campaign(bob.user["id"], office.sender(bob.user["id"], office.sink.port))
    w = office.work()
    office.wait_sent(tagged, chosen)
    wait_for(lambda: office.status(nobody) == "PAUSED")
    assert office.stop(w) == 0
    for c in (tagged, chosen):
        assert office.states(c) == {"SENT": 7}
        office.check_once(c, office.sink)
        office.check_figures(c)
    # A plan for nobody is no plan: its audience may still be changed, and then it goes.
    assert "nobody" in bob.get(f"/api/campaigns/{nobody}")["pauseReason"] and parts(office, nobody) is None
    bob.patch(f"/api/campaigns/{nobody}", {"audience": {"tags": ["other"]}})
    bob.post(f"/api/campaigns/{nobody}/resume", {})
    w = office.work()
    office.wait_sent(nobody)
    assert office.stop(w) == 0
    assert office.states(nobody) == {"SENT": LARGE}


def test_a_segment_stays_while_a_plan_asks_for_it(office, people):
    alice, bob = people
    s = alice.post("/api/segments", {"name": "Launch", "filter": 'tags has "launch"'}, 201)
    c = half_planned(office, alice, audience=json.dumps({"segment": s["id"]}))
    assert "Launch" in alice.delete(f"/api/segments/{s['id']}", expect=409)["detail"]
    # Another program deletes it all the same: the rest waits for a person, and what is planned stays.
    office.query('DELETE FROM "Segment" WHERE "id" = %s', s["id"])
    w = office.work()
    wait_for(lambda: office.status(c) == "PAUSED")
    assert office.states(c) == {"PENDING": 2000} and "who gets it" in alice.get(f"/api/campaigns/{c}")["pauseReason"]
    office.query('INSERT INTO "Segment" ("id", "userId", "name", "filter", "updatedAt") VALUES (%s, %s, \'Launch\', \'{"field": "tags", "type": "list", "op": "has", "value": "launch"}\', now())',
                 s["id"], alice.user["id"])
    alice.post(f"/api/campaigns/{c}/resume", {})
    resting(office, c, False)
    office.wait_sent(c)
    assert office.stop(w) == 0
    assert office.states(c) == {"SENT": LARGE}
    office.check_figures(c)


def test_by_everybodys_clock_in_parts(office, people):
    """A zone's hour is the same for all of its people, whichever part they are in."""
    alice, bob = people
    zones = ["Asia/Tokyo", "Europe/Paris", "America/Lima"]
    for api, n in ((alice, LARGE), (bob, 4)):
        user = api.user["id"]
        api.patch("/api/me", {"timezone": "Europe/Paris"})
        office.people(user, n)
        office.query('UPDATE "Contact" SET "timezone" = (%s::text[])[1 + hashtext("id") %% 3 * sign(hashtext("id"))::int] WHERE "userId" = %s', zones, user)
    hour = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=3)).strftime("%H:00")
    made = [office.campaign(api.user["id"], office.sender(api.user["id"], office.sink.port), delivery=json.dumps({"at": hour, "passed": "tomorrow"})) for api in people]
    for c in made:
        resting(office, c, True)
    killed(office, "plan.mid=kill@3")
    before = alice.get(f"/api/campaigns/{made[0]}/forecast")
    assert parts(office, made[0]) is not None and before["mails"] == LARGE
    w = office.work()
    wait_for(lambda: not any(parts(office, c) for c in made) and all(office.states(c) for c in made))
    assert office.stop(w) == 0
    for c, n in zip(made, (LARGE, 4), strict=True):
        rows = office.query('SELECT b."zone", count(DISTINCT b."notBefore") AS hours, sum(b."size") AS n FROM "SendBatch" b JOIN "SendSource" s ON s."id" = b."sourceId" '
                            'WHERE s."campaignId" = %s GROUP BY 1', c)
        assert all(r["hours"] == 1 for r in rows) and sum(r["n"] for r in rows) == n, rows
        assert {r["zone"]: r["n"] for r in rows} == {r["zone"]: r["n"] for r in office.query('SELECT "zone", count(*) AS n FROM "Recipient" WHERE "campaignId" = %s GROUP BY 1', c)}
    after = alice.get(f"/api/campaigns/{made[0]}/forecast")
    assert (after["mails"], after["waves"]) == (before["mails"], before["waves"])


def test_two_workers_plan_nobody_twice(office):
    made = [office.ready_campaign(office.sink.port, n, name) for n, name in ((LARGE, "alice"), (LARGE, "bob"), (9, "carol"))]
    workers = [office.work(data=f"node{i}") for i in range(2)]
    office.wait_sent(*made)
    for w in workers:
        assert office.stop(w) == 0
    for c, n in zip(made, (LARGE, LARGE, 9), strict=True):
        assert office.states(c) == {"SENT": n} and office.stats(c)["recipients"] == n
        office.check_once(c, office.sink)
        office.check_figures(c)


def test_recipients_of_another_program_are_planned_at_once(office):
    """Their ids may lie anywhere between ours, so a campaign that has some is not planned in parts."""
    c = office.ready_campaign(office.sink.port, 5000, "alice")
    other = office.ready_campaign(office.sink.port, 4, "bob")
    user = office.value('SELECT "userId" FROM "Campaign" WHERE "id" = %s', c)
    office.query('INSERT INTO "Recipient" ("id", "campaignId", "contactId") SELECT \'c\' || left(md5("id"), 24), %s, "id" FROM "Contact" WHERE "userId" = %s AND "id" LIKE \'%%0\'', c, user)
    w = office.work()
    office.wait_sent(c, other)
    assert office.stop(w) == 0
    assert office.states(c) == {"SENT": 5000} and office.states(other) == {"SENT": 4}
    assert office.value('SELECT count(DISTINCT "contactId") FROM "Recipient" WHERE "campaignId" = %s', c) == 5000
    office.check_once(c, office.sink)


def test_a_count_that_takes_too_long_is_estimated(office):
    """From a sample: of few contacts that is all of them, so the figures are those of a count."""
    office.wait_ready(office.spawn("serve", env={"LOUMASS_FAULT": "audience.count=fail@1+"}))
    alice, bob = office.register("alice@example.com"), office.register("bob@example.com")
    for api, n in ((alice, 12), (bob, 3)):
        for i in range(n):
            api.post("/api/contacts", {"email": f"p{i}@x.example", "tags": ["launch"] if i % 2 else [], **({"status": "INACTIVE"} if i == 1 else {})}, 201)
    alice.post("/api/suppressions", {"email": "p3@x.example"}, 201)
    for api, all_, tagged in ((alice, (10, 1, 1), (4, 1, 1)), (bob, (2, 0, 1), (0, 0, 1))):
        for audience, want in (({"all": True}, all_), ({"tags": ["launch"]}, tagged), ({"filter": 'tags has "launch"'}, tagged)):
            c = api.post("/api/audience/count", {"audience": audience})
            assert (c["count"], c["excluded"]["suppressed"], c["excluded"]["inactive"]) == want and c["estimated"], (audience, c)
    nobody = office.register("carol@example.com").post("/api/audience/count", {"audience": {"all": True}})
    assert (nobody["count"], nobody["estimated"], nobody["sample"]) == (0, True, [])


def test_an_erased_person_is_not_where_a_plan_goes_on(office, people):
    """How far a plan is says an address; when that person is erased it goes on a little before, and mails nobody twice."""
    alice, bob = people
    made = [half_planned(office, api, 3000) for api in people]
    after = 'SELECT "after" FROM "CampaignPlan" WHERE "campaignId" = %s'
    who = office.value(after, made[0])
    assert "@" in who and who == office.value(after, made[1])
    alice.post("/api/privacy/erase", {"email": who})
    assert "@" not in office.value(after, made[0]) and office.value(after, made[1]) == who
    for c in made:
        resting(office, c, False)
    w = office.work()
    office.wait_sent(*made)
    assert office.stop(w) == 0
    for c, n in zip(made, (2999, 3000), strict=True):
        assert office.states(c) == {"SENT": n}
        office.check_once(c, office.sink)
        assert office.value('SELECT count(DISTINCT "contactId") FROM "Recipient" WHERE "campaignId" = %s', c) == n
