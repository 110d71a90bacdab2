"""Mail servers that break the protocol, or are in a bad mood: each by name, with the outcome that docs/sending.md names. In each
case a second tenant sends to a good server at the same time, and must not notice."""

import pytest
from loumass import free_port, wait_for
from mail import Office, sink

N = 40


@pytest.fixture(scope="module")
def office():
    o = Office()
    try:
        o.work()
        yield o
    finally:
        o.close()


@pytest.fixture(scope="module")
def good():
    with sink() as s:
        yield s


class Case:
    def __init__(self, office, good, rot, **sender):
        self.office, self.good, self.rot, self.more = office, good, rot, sender

    def __enter__(self):
        self.scope = sink(self.rot)
        self.sink = self.scope.__enter__()
        self.bob = self.office.ready_campaign(self.good.port, N, "bob")
        self.alice = self.office.ready_campaign(self.sink.port, N, "alice", **self.more)
        return self

    def __exit__(self, *why):
        try:
            if why[0] is None:  # the other tenant
                self.office.wait_sent(self.bob)
                assert self.office.states(self.bob) == {"SENT": N}
                self.office.check_once(self.bob, self.good)
        finally:
            # Nothing of this case goes on behind the next one's back.
            self.office.query('UPDATE "Campaign" SET "cancelledAt" = now() WHERE "status" = \'SENDING\' AND "id" = %s', self.alice)
            self.scope.__exit__(*why)

    def cancel(self):
        self.office.query('UPDATE "Campaign" SET "cancelledAt" = now() WHERE "id" = %s', self.alice)
        self.office.wait_sent(self.alice)

    def retries(self):
        return self.office.query('SELECT * FROM "SendRetry" WHERE "sourceId" = %s', self.alice)

    def sender(self):
        return self.office.sender_of(self.alice)

    def all_pending(self):
        assert self.office.states(self.alice) == {"PENDING": N}
        assert self.sink.accepted() == []

    def suppressed(self):
        return self.office.value('SELECT count(*) FROM "Suppression" s JOIN "Campaign" c ON c."userId" = s."userId" WHERE c."id" = %s',
                                 self.alice)


@pytest.mark.parametrize("rot", ["silent_first", "drop_mail", "drop_rcpt", "drop_in_data", "421_middle", "multiline", "one_byte", "tarpit"])
def test_everyone_gets_it_once_all_the_same(office, good, rot):
    with Case(office, good, rot) as c:
        office.wait_sent(c.alice)
        assert office.states(c.alice) == {"SENT": N}
        assert set(c.sink.times().values()) == {1} and len(c.sink.times()) == N
        assert office.doubts(c.alice) == {}
        office.check_figures(c.alice)
        assert c.suppressed() == 0


def test_drops_in_the_content(office, good):
    """The server had not all of it, but we had sent the final dot: in doubt, though nothing was accepted."""
    with Case(office, good, "drop_data") as c:
        office.wait_sent(c.alice)
        assert office.states(c.alice) == {"SENT": N}
        office.check_once(c.alice, c.sink)
        office.check_figures(c.alice)


def test_drops_after_the_dot(office, good):
    """Taken and not answered: in doubt, listed, sent again with the same Message-ID."""
    with Case(office, good, "drop_dot") as c:
        office.wait_sent(c.alice)
        assert office.states(c.alice) == {"SENT": N}
        doubts, times = office.doubts(c.alice), c.sink.times()
        assert doubts and set(doubts.values()) == {1}
        assert {r for r, n in times.items() if n > 1} == set(doubts)
        office.check_once(c.alice, c.sink)
        office.check_figures(c.alice)
        causes = office.query('SELECT DISTINCT "cause", "resolution" FROM "InDoubt" WHERE "campaignId" = %s', c.alice)
        assert causes == [{"cause": "connection", "resolution": "resent"}]
        assert office.value('SELECT count(*) FROM "Recipient" WHERE "campaignId" = %s AND "inDoubt"', c.alice) == len(doubts)


@pytest.mark.parametrize("rot,words", [("greeting_421", "come back later"), ("greeting_554", "no service"), ("broken_tls", "")])
def test_a_server_that_will_not_rests(office, good, rot, words):
    security = "starttls" if rot == "broken_tls" else "none"
    with Case(office, good, rot, security=security) as c:
        wait_for(lambda: c.sender()["pausedUntil"])
        assert words in c.sender()["pauseReason"]
        assert c.sender()["status"] == "ACTIVE"
        c.all_pending()
        assert c.retries() == []  # no attempt is used up


@pytest.mark.parametrize("rot", ["silent", "malformed", "endless"])
def test_a_server_that_says_nothing_sensible_costs_no_recipient(office, good, rot):
    with Case(office, good, rot) as c:
        office.wait_sent(c.bob)
        c.all_pending()
        c.cancel()
        assert office.states(c.alice) == {"FAILED": N}
        assert office.query('SELECT DISTINCT "failureReason" FROM "Recipient" WHERE "campaignId" = %s', c.alice) == [{"failureReason": "cancelled"}]
        office.check_figures(c.alice)
        assert c.suppressed() == 0


def test_nobody_listens(office, good):
    user = office.tenant("alice")
    office.people(user, N)
    campaign = office.campaign(user, office.sender(user, free_port()))
    bob = office.ready_campaign(good.port, N, "bob")
    office.wait_sent(bob)
    assert office.states(campaign) in ({}, {"PENDING": N})
    office.query('UPDATE "Campaign" SET "cancelledAt" = now() WHERE "id" = %s', campaign)


def test_greylisting(office, good):
    with Case(office, good, "greylist") as c:
        wait_for(lambda: len(c.retries()) == N)
        assert office.states(c.alice) == {"PENDING": N}
        assert {r["attempts"] for r in c.retries()} == {1}
        assert office.value('SELECT bool_and("dueAt" > now() AT TIME ZONE \'UTC\' + interval \'4 min\') FROM "SendRetry" WHERE "sourceId" = %s', c.alice)
        assert all("greylisted" in r["lastReply"] for r in c.retries())
        office.query('UPDATE "SendRetry" SET "dueAt" = now() AT TIME ZONE \'UTC\' WHERE "sourceId" = %s', c.alice)
        office.wait_sent(c.alice)
        assert office.states(c.alice) == {"SENT": N} and set(c.sink.times().values()) == {1}
        office.check_figures(c.alice)


def test_a_full_mailbox_is_tried_again(office, good):
    with Case(office, good, "full") as c:
        wait_for(lambda: office.states(c.alice).get("SENT") == N - N // 5 and len(c.retries()) == N // 5)
        assert {(r["attempts"], r["lastReply"]) for r in c.retries()} == {(1, "552 5.2.2 mailbox over quota")}
        c.cancel()
        assert office.states(c.alice) == {"SENT": N - N // 5, "FAILED": N // 5}
        assert c.retries() == [] and c.suppressed() == 0
        office.check_figures(c.alice)


def test_the_last_age_ends_the_retries(office, good):
    with Case(office, good, "greylist") as c:
        wait_for(lambda: len(c.retries()) == N)
        office.query('UPDATE "SendRetry" SET "firstTriedAt" = now() AT TIME ZONE \'UTC\' - interval \'5 days\' WHERE "sourceId" = %s', c.alice)
        c.sink.close()  # a new one, that has seen nobody yet
        c.sink.dir.mkdir()
        c.sink.start()
        office.query('UPDATE "SendRetry" SET "dueAt" = now() AT TIME ZONE \'UTC\' WHERE "sourceId" = %s', c.alice)
        office.wait_sent(c.alice)
        assert office.states(c.alice) == {"FAILED": N}
        reasons = office.query('SELECT DISTINCT "failureReason" AS r FROM "Recipient" WHERE "campaignId" = %s', c.alice)
        assert all("gave up after 2 attempts" in r["r"] and "greylisted" in r["r"] for r in reasons)
        assert c.suppressed() == 0
        office.check_figures(c.alice)


@pytest.mark.parametrize("rot,put_off", [("too_many", N // 5), ("domain_throttle", N)])
def test_too_much_at_once_is_later_never_failed(office, good, rot, put_off):
    with sink(rot) as s:
        user = office.tenant("alice")
        office.people(user, N)
        if rot == "domain_throttle":
            office.query('INSERT INTO "Contact" ("id", "userId", "email", "tags", "updatedAt") SELECT %s || \'slow\' || i, %s, '
                         '\'p\' || i || \'@slow.example\', \'["launch"]\', now() FROM generate_series(1, %s) AS i', user, user, N)
        bob = office.ready_campaign(good.port, N, "bob")
        campaign = office.campaign(user, office.sender(user, s.port))
        total = N + (N if rot == "domain_throttle" else 0)
        wait_for(lambda: office.states(campaign).get("SENT") == total - put_off)
        wait_for(lambda: office.value('SELECT count(*) FROM "SendRetry" WHERE "sourceId" = %s', campaign) == put_off)
        assert office.states(campaign) == {"SENT": total - put_off, "PENDING": put_off}
        assert office.value('SELECT max("attempts") FROM "SendRetry" WHERE "sourceId" = %s', campaign) == 0
        office.wait_sent(bob)
        office.query('UPDATE "Campaign" SET "cancelledAt" = now() WHERE "id" = %s', campaign)
        office.wait_sent(campaign)
        office.check_figures(campaign)


@pytest.mark.parametrize("rot,status,suppressed", [("unknown", "BOUNCED", N // 5), ("policy", "FAILED", 0)])
def test_refused_for_good(office, good, rot, status, suppressed):
    with Case(office, good, rot) as c:
        office.wait_sent(c.alice)
        assert office.states(c.alice) == {"SENT": N - N // 5, status: N // 5}
        assert set(c.sink.times().values()) == {1} and len(c.sink.times()) == N - N // 5
        assert c.suppressed() == suppressed
        office.check_figures(c.alice)
        reasons = office.query('SELECT DISTINCT "failureReason" AS r FROM "Recipient" WHERE "campaignId" = %s AND "status" = %s', c.alice, status)
        words = {"unknown": "550 5.1.1 user unknown", "policy": "554 5.7.1 refused by policy"}[rot]
        assert all(words in r["r"] for r in reasons)
        # A second campaign leaves the suppressed out.
        user = office.value('SELECT "userId" FROM "Campaign" WHERE "id" = %s', c.alice)
        again = office.campaign(user, office.sender(user, good.port))
        office.wait_sent(again)
        assert office.stats(again)["recipients"] == N - suppressed


def test_a_log_in_that_is_wanted_pauses_the_sender(office, good):
    with Case(office, good, "log_in") as c:
        wait_for(lambda: c.sender()["status"] == "PAUSED")
        assert "authentication required" in c.sender()["pauseReason"]
        c.all_pending()
        assert c.retries() == []
