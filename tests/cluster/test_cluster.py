"""The kill test's promise on a cluster: the primary is killed in mid-campaign, and later replaced as planned. Every recipient is
accepted once, but for those in doubt, which are listed; none is missing; counters, events and the server's record agree."""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "scenario"))

import pytest  # noqa: E402
from loumass import wait_for  # noqa: E402
from mail import Office, Sink  # noqa: E402
from patroni import Cluster  # noqa: E402

RECIPIENTS = 6000


@pytest.fixture(scope="module")
def cluster():
    c = Cluster()
    try:
        yield c
    finally:
        c.close()


class Shared:
    """The module's cluster, which an office does not close."""

    def __init__(self, cluster):
        self.url = cluster.url

    def close(self):
        pass


def kill_primary(cluster):
    cluster.leader().kill()


def switch_over(cluster):
    print(cluster.switchover())


@pytest.mark.parametrize("lose", [kill_primary, switch_over])
def test_nothing_is_lost_when_the_primary_changes(cluster, lose):
    cluster.wait_whole()
    sink = Sink(delay=0.002)
    office = Office(postgres=Shared(cluster))
    try:
        # Slow enough that most of it is still to be sent when the primary goes.
        alice = office.ready_campaign(sink.port, RECIPIENTS, "alice", perSecond=300)
        bob = office.ready_campaign(sink.port, RECIPIENTS // 6, "bob", perSecond=50)
        workers = [office.work(), office.work()]
        serve = office.spawn("serve")
        office.wait_ready(serve)
        wait_for(lambda: len(sink.accepted()) > RECIPIENTS // 10)
        assert office.status(alice) == office.status(bob) == "SENDING"
        before = cluster.leader()
        gone = time.monotonic()
        lose(cluster)
        wait_for(lambda: cluster.leader() not in (None, before), 120)
        wait_for(lambda: office.value("SELECT pg_is_in_recovery()") is False, 120)
        office.query('UPDATE "User" SET "updatedAt" = now()')
        print(f"a write succeeded {time.monotonic() - gone:.1f} s after the primary was lost ({lose.__name__})")
        office.wait_sent(alice, bob)
        for w in workers:
            assert w.poll() is None, office.tail()  # nobody had to start them again
        office.wait_ready(serve)
        for w in workers:
            assert office.stop(w) == 0, office.tail()
        for campaign, n in ((alice, RECIPIENTS), (bob, RECIPIENTS // 6)):
            assert office.states(campaign) == {"SENT": n}
            office.check_once(campaign, sink)
            office.check_figures(campaign)
        times = sink.times()
        ours = office.query('SELECT "id" FROM "Recipient" WHERE "campaignId" IN (%s, %s)', alice, bob)
        assert set(times) == {r["id"] for r in ours}
        doubts = sum(sum(office.doubts(c).values()) for c in (alice, bob))
        print(f"accepted {sum(times.values())}, in doubt {doubts}")
        assert sum(times.values()) <= len(times) + doubts
        assert office.value('SELECT count(*) FROM "Recipient" r JOIN "Campaign" c ON c."id" = r."campaignId" WHERE c."userId" <> r."userId"') == 0
        assert office.value('SELECT count(*) FROM "SendBatch"') == 0
    finally:
        office.close()
        sink.close()
        cluster.revive()
