"""What a node may have sent when it is lost: what it had announced and not reported, and that is little. Two tenants everywhere."""

import signal
import time

import pytest
from loumass import wait_for
from mail import Office, Sink, kill

END_LEASES = ('UPDATE "SendBatch" SET "leasedUntil" = now() AT TIME ZONE \'UTC\' - interval \'1 s\' WHERE "leasedBy" = %s',
              'UPDATE "SendRetry" SET "leasedUntil" = now() AT TIME ZONE \'UTC\' - interval \'1 s\' WHERE "leasedBy" = %s')


def end_leases(office, owner):
    for q in END_LEASES:
        office.query(q, owner)


def owners(office):
    rows = office.query('SELECT DISTINCT "leasedBy" AS o FROM "SendBatch" WHERE "leasedBy" IS NOT NULL UNION SELECT "leasedBy" FROM "SendRetry" WHERE "leasedBy" IS NOT NULL')
    return [r["o"] for r in rows]


def check(office, sink, campaigns):
    for c, n in campaigns.items():
        assert office.states(c) == {"SENT": n}
        office.check_once(c, sink)
        office.check_figures(c)


def into_retries(office):
    """All that is planned, as if it had been put off once."""
    office.query('INSERT INTO "SendRetry" ("recipientId", "sourceId", "userId", "senderId", "domain", "dueAt", "attempts", "firstTriedAt") '
                 'SELECT r."id", r."campaignId", r."userId", c."senderId", \'d.example\', now() AT TIME ZONE \'UTC\', 1, now() AT TIME ZONE \'UTC\' '
                 'FROM "Recipient" r JOIN "Campaign" c ON c."id" = r."campaignId"')
    office.query('DELETE FROM "SendBatch"')


@pytest.mark.parametrize("retries", [False, True], ids=["ranges", "retries"])
def test_a_node_lost_in_mid_campaign_leaves_tens_in_doubt(retries):
    """With 8,000 and 2,000 to send. In doubt are only mails that it had announced; doubled, only such as it had sent."""
    sink = Sink(delay=0.02)
    office = Office()
    try:
        sizes = (3000, 800) if retries else (8000, 2000)
        more = {"maxConnections": 4, **({"pausedUntil": "2100-01-01"} if retries else {})}
        alice, bob = office.ready_campaign(sink.port, sizes[0], "alice", **more), office.ready_campaign(sink.port, sizes[1], "bob", **more)
        campaigns = {alice: sizes[0], bob: sizes[1]}
        lost = office.work(data="lost-node")
        if retries:
            wait_for(lambda: office.value('SELECT count(*) FROM "Recipient"') == sum(sizes))
            into_retries(office)
            office.query('UPDATE "Sender" SET "pausedUntil" = NULL')
        wait_for(lambda: len(sink.accepted()) > 600)
        kill(lost)
        before = sink.times()
        [owner] = owners(office)
        end_leases(office, owner)
        office.work(data="other-node")
        office.wait_sent(*campaigns)
        check(office, sink, campaigns)
        doubts = {**office.doubts(alice), **office.doubts(bob)}
        twice = {r for r, n in sink.times().items() if n > 1}
        print(f"accepted before {sum(before.values())}, in doubt {len(doubts)}, twice {len(twice)}")
        assert 0 < len(doubts) < 300 and twice <= set(doubts) and twice <= set(before)
        assert {r["cause"] for r in office.query('SELECT DISTINCT "cause" FROM "InDoubt"')} == {"lease"}
    finally:
        office.close()
        sink.close()


def test_a_node_that_restarts_knows_exactly():
    """Its slots tell what was on the wire: at most what its connections had."""
    sink = Sink(delay=0.02)
    office = Office()
    try:
        alice, bob = office.ready_campaign(sink.port, 3000, "alice", maxConnections=4), office.ready_campaign(sink.port, 1000, "bob", maxConnections=4)
        w = office.work()
        wait_for(lambda: len(sink.accepted()) > 600)
        kill(w)
        office.work()
        office.wait_sent(alice, bob)
        check(office, sink, {alice: 3000, bob: 1000})
        doubts = len(office.doubts(alice)) + len(office.doubts(bob))
        assert doubts <= 2 * 4 * 4, doubts
    finally:
        office.close()
        sink.close()


def test_a_node_that_stood_still_beyond_its_lease_begins_nothing():
    """SIGSTOP; the others take over and send all; it wakes: of what it had in hand nothing goes out but what was past its final dot."""
    sink = Sink(delay=0.05)
    office = Office()
    try:
        alice, bob = office.ready_campaign(sink.port, 2000, "alice", maxConnections=2), office.ready_campaign(sink.port, 500, "bob", maxConnections=2)
        still = office.work(data="still")
        wait_for(lambda: len(sink.accepted()) > 100)
        still.send_signal(signal.SIGSTOP)
        stopped_at = time.monotonic()
        time.sleep(0.5)  # what was on the wire is accepted by now
        before = sink.times()
        [owner] = owners(office)
        wait_for(lambda: owner in owners(office))
        end_leases(office, owner)
        office.work(data="other")
        office.wait_sent(alice, bob)
        after = sink.times()
        wait = 61 - (time.monotonic() - stopped_at)  # its own clock must say so, too
        time.sleep(max(0, wait))
        still.send_signal(signal.SIGCONT)
        more = office.ready_campaign(sink.port, 200, "carol")
        office.wait_sent(more)
        time.sleep(1)
        # Not one more mail of what it had: the others have sent all of it.
        mine = {r["id"] for r in office.query('SELECT "id" FROM "Recipient" WHERE "campaignId" = ANY (%s)', [alice, bob])}
        assert {r: n for r, n in sink.times().items() if r in mine} == dict(after)
        check(office, sink, {alice: 2000, bob: 500, more: 200})
        doubts = len(office.doubts(alice)) + len(office.doubts(bob))
        print(f"in doubt {doubts}, twice {sum(n > 1 for n in after.values())}, accepted before {sum(before.values())}")
        assert doubts < 200
        assert office.stop(still) == 0
    finally:
        office.close()
        sink.close()


def test_what_is_only_captured_is_never_in_doubt():
    office = Office()
    try:
        alice, bob = office.ready_campaign(1, 3000, "alice", kind="capture"), office.ready_campaign(1, 1000, "bob", kind="capture")
        lost = office.work(data="lost-node")
        wait_for(lambda: office.value('SELECT count(*) FROM "Capture"') > 300)
        kill(lost)
        for owner in owners(office):
            end_leases(office, owner)
        office.work(data="other-node")
        office.wait_sent(alice, bob)
        for c, n in {alice: 3000, bob: 1000}.items():
            assert office.states(c) == {"SENT": n}
            office.check_figures(c)
            assert office.value('SELECT count(*) FROM "Capture" WHERE "campaignId" = %s', c) == n
        assert office.value('SELECT count(*) FROM "InDoubt"') == 0
    finally:
        office.close()


def test_a_worker_of_an_older_version_is_believed_less():
    """It announces nothing: all that it was granted is in doubt, as it was then."""
    sink = Sink(delay=0.02)
    office = Office()
    try:
        alice, bob = office.ready_campaign(sink.port, 900, "alice"), office.ready_campaign(sink.port, 100, "bob")
        lost = office.work(data="lost-node")
        wait_for(lambda: len(sink.accepted()) > 100)
        kill(lost)
        left = office.states(alice)["PENDING"]
        [owner] = owners(office)
        office.query('UPDATE "SendBatch" SET "announced" = NULL, "announcedTo" = NULL, "announcedBy" = NULL')
        end_leases(office, owner)
        office.work(data="other-node")
        office.wait_sent(alice, bob)
        assert len(office.doubts(alice)) == left
        check(office, sink, {alice: 900, bob: 100})
    finally:
        office.close()
        sink.close()
