"""The kill test's promise on several hosts whose network fails: every recipient is accepted once, but for those in doubt, which are
listed; none is missing; counters, events and the server's record agree; nobody has to start anything again. Two tenants each."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "scenario"))

import pytest  # noqa: E402
from hosts import WORKERS, Town, clock  # noqa: E402
from loumass import wait_for  # noqa: E402
from mail import kill  # noqa: E402

PATIENCE = 300  # a bound against hanging only
DOUBTS = 'SELECT count(*) FROM "InDoubt"'
FAKETIME = next((str(p) for p in pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), "")


@pytest.fixture(params=["db", "bouncer"])
def town(request):
    t = Town(request.param, delay=0.02)
    try:
        yield t
    except BaseException:
        print(t.logs())
        raise
    finally:
        t.close()


def begin(town, n=4000, **sender):
    """Two tenants' campaigns, workers on each host, some of it sent."""
    alice, bob = town.campaign_of(n, "alice", **sender), town.campaign_of(n // 4, "bob", **sender)
    workers = [town.on(host) for host in WORKERS]
    wait_for(lambda: len(town.sink.accepted()) > n // 20, PATIENCE)
    return {alice: n, bob: n // 4}, workers


def holder(town, workers):
    """The host and the process of a worker that holds claims, and its name."""
    names = [town.name_of(w) for w in workers]
    k = wait_for(lambda: [k for k, name in enumerate(names) if town.held(name)], every=0.02)[0]
    return WORKERS[k], workers[k], names[k]


def test_latency_and_loss_on_the_way_to_the_database(town):
    for host in WORKERS:
        town.network.link(host, town.through, delay=0.02, loss=0.02)
    serve = town.on("mail", "serve")
    town.network.link("mail", town.through, delay=0.02, loss=0.02)
    took = clock()
    campaigns, workers = begin(town)
    wait_for(lambda: town.ready("mail"), PATIENCE)
    town.wait_sent(*campaigns, timeout=PATIENCE)
    print(f"sent in {took():.0f} s with 40 ms a round trip and 2 % of the packets lost each way")
    town.end(*workers, serve)
    town.check(**campaigns)


def test_a_worker_cut_off_from_the_database_while_it_holds_claims(town):
    campaigns, workers = begin(town, 8000)
    host, _, lost = holder(town, workers)
    town.cut_off(host)
    took = clock()
    assert town.held(lost)
    wait_for(lambda: not town.held(lost), PATIENCE)
    print(f"its leases ended {took():.0f} s after the cut")
    town.wait_sent(*campaigns, timeout=PATIENCE)
    print(f"the others had sent all {took():.0f} s after the cut")
    town.heal(host)
    took = clock()
    # It wakes, accounts for what it had sent, and takes part again.
    more = town.campaign_of(1000, "carol")
    wait_for(lambda: town.value('SELECT count(*) FROM "Worker" WHERE "id" = %s AND "lastSeenAt" > now() AT TIME ZONE \'UTC\' - '
                                "interval '10 s'", lost), PATIENCE)
    print(f"it was back {took():.0f} s after the cable was mended")
    town.wait_sent(more, timeout=PATIENCE)
    town.end(*workers)
    town.check(**campaigns, **{more: 1000})


def test_a_worker_cut_off_from_the_mail_server(town):
    """What it had on the wire is in doubt when its time is up; what it could not begin it tries again or gives back."""
    alice, bob = town.campaign_of(4000, "alice"), town.campaign_of(1000, "bob")
    workers = [town.on(host, env={"LOUMASS_SMTP_TIMEOUT": "15s"}) for host in WORKERS]
    wait_for(lambda: len(town.sink.accepted()) > 200, PATIENCE)
    host, _, lost = holder(town, workers)
    town.network.cut(host, "mail")
    wait_for(lambda: not town.query('SELECT 1 FROM "SendBatch" WHERE "leasedBy" IS DISTINCT FROM %s', lost), PATIENCE)
    print(f"the others have nothing left; cut off, it holds {town.held(lost)} ranges and retries, in doubt {town.value(DOUBTS)}")
    town.network.heal(host, "mail")
    took = clock()
    town.wait_sent(alice, bob, timeout=600)
    print(f"all was sent {took():.0f} s after the cable was mended")
    town.end(*workers)
    town.check(**{alice: 4000, bob: 1000})


def test_a_node_destroyed_while_it_was_cut_off(town):
    """From everything; and it never comes back, nor does its disk."""
    campaigns, workers = begin(town)
    host, process, lost = holder(town, workers)
    town.cut_off(host)
    town.network.cut(host, "mail")
    kill(process)
    took = clock()
    wait_for(lambda: not town.held(lost), PATIENCE)
    print(f"its leases ended {took():.0f} s after its death")
    town.wait_sent(*campaigns, timeout=PATIENCE)
    print(f"the others had sent all {took():.0f} s after its death")
    town.end(*(w for w in workers if w is not process))
    town.check(**campaigns)


def test_clocks_that_differ(town):
    """Ten minutes ahead, ten behind, and right: nothing begins early, nothing is sent twice, what is written down is right."""
    n = 2000
    alice, bob = (town.campaign_of(n, name) for name in ("alice", "bob"))
    later = 'UPDATE "Campaign" SET "status" = \'SCHEDULED\', "scheduledAt" = now() AT TIME ZONE \'UTC\' + interval \'20 s\' WHERE "id" = %s'
    town.query(later, bob)
    fake = {"LD_PRELOAD": FAKETIME, "DONT_FAKE_MONOTONIC": "1"}
    workers = [town.on(WORKERS[0], env={**fake, "FAKETIME": "+600"}), town.on(WORKERS[1], env={**fake, "FAKETIME": "-600"}), town.on(WORKERS[2])]
    serve = town.on("mail", "serve", env={**fake, "FAKETIME": "+600"})
    wait_for(lambda: town.ready("mail"), PATIENCE)
    town.wait_sent(alice, bob, timeout=PATIENCE)
    for host in (*WORKERS[:2], "mail"):
        assert "clock.apart" in town.log_of(host)
    assert "clock.apart" not in town.log_of(WORKERS[2])
    due = town.value('SELECT extract(epoch FROM "scheduledAt")::float8 FROM "Campaign" WHERE "id" = %s', bob)
    bobs = {r["id"] for r in town.query('SELECT "id" FROM "Recipient" WHERE "campaignId" = %s', bob)}
    first = min(a.at for a in town.sink.accepted() if a.id.strip("<>").split("@")[0] in bobs)
    print(f"the scheduled campaign's first mail was accepted {first - due:.1f} s after its time")
    assert first >= due
    began, ended = (f(a.at for a in town.sink.accepted()) for f in (min, max))
    written = town.query('SELECT extract(epoch FROM min("sentAt"))::float8 AS first, extract(epoch FROM max("sentAt"))::float8 AS last '
                         'FROM "Recipient"')[0]
    assert began - 60 < written["first"] and written["last"] < ended + 60
    town.end(*workers, serve)
    town.check(**{alice: n, bob: n})
