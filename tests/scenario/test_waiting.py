"""Requests that wait for other servers run beside the request workers, few at a time of one account: whoever asks a silent server
again and again is in nobody's way. No times are asserted, only a ratio."""

import socket
import statistics
import threading
import time

import pytest
import requests
from loumass import Api, free_port, wait_for

AT_ONCE = 4  # WAITS_PER_TENANT


class Silent:
    """A server that accepts and never says a word; it knows which connections are open, and in what order they ended."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listener.getsockname()[1]
        self.open, self.ended, self.most, self.made = {}, [], 0, 0
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                s, _ = self.listener.accept()
            except OSError:
                return
            self.made += 1
            self.open[self.made] = s
            self.most = max(self.most, len(self.open))
            threading.Thread(target=self.watch, args=(self.made, s), daemon=True).start()

    def watch(self, n, s):
        try:
            while s.recv(1000):
                pass
        except OSError:
            pass
        self.ended.append(n)
        self.open.pop(n, None)
        s.close()

    def close(self):
        self.listener.close()


@pytest.fixture
def silent():
    s = Silent()
    yield s
    s.close()


def sender(api, port, name="Silent"):
    return api.post("/api/senders", {"kind": "smtp", "name": name, "fromEmail": "a@example.com", "host": "127.0.0.1", "port": port, "security": "none", "auth": "none"}, 201)


def again(api):
    """The same account, on a connection of its own."""
    other = Api(api.base, binary=api.binary)
    other.http.cookies.update(api.http.cookies)
    return other


def median_of(api, n=60):
    took = []
    for _ in range(n):
        begin = time.monotonic()
        api.get("/api/contacts")
        took.append(time.monotonic() - begin)
    return statistics.median(took)


def test_a_neighbour_notices_nothing(instance, alice, bob, silent):
    """Twenty loops of sender tests of one account against a server that is silent."""
    path = f"/api/senders/{sender(alice, silent.port)['id']}/test"
    own = sender(bob, silent.port)
    before = median_of(bob)
    stop, answers = threading.Event(), []

    def loop():
        api = again(alice)
        while not stop.is_set():
            r = api.http.post(api.base + path, json={}, timeout=120)
            answers.append((r.status_code, r.headers.get("Retry-After")))
            if r.status_code == 429:
                stop.wait(0.2)  # ruder than asked to be
    loops = [threading.Thread(target=loop, daemon=True) for _ in range(20)]
    for t in loops:
        t.start()
    try:
        wait_for(lambda: len(silent.open) == AT_ONCE and len([a for a in answers if a[0] == 429]) > 20)
        for _ in range(20):
            assert requests.get(instance.base + "/readyz", timeout=60).status_code == 200
        during = median_of(bob)
        # Without a pool of their own, the tests hold all workers for as long as the server is silent: 20 s, not milliseconds.
        assert during < 50 * before, (before, during)
        assert silent.most == AT_ONCE
        # The neighbour may wait, too.
        mine = again(bob)
        waiting = threading.Thread(target=lambda: mine.raw("POST", f"/api/senders/{own['id']}/test", json={}, timeout=120), daemon=True)
        waiting.start()
        wait_for(lambda: silent.most == AT_ONCE + 1)
    finally:
        stop.set()
    assert all(after and int(after) > 0 for status, after in answers if status == 429)
    assert {status for status, _ in answers} <= {200, 429}
    silent.listener.close()
    for s in list(silent.open.values()):
        s.shutdown(socket.SHUT_RDWR)
    for t in [*loops, waiting]:
        t.join(120)
        assert not t.is_alive()


def test_who_goes_away_ends_the_call(instance, alice, silent):
    """Two that stay, then two that go: these end first. Afterwards the account may wait for as many again."""
    s = sender(alice, silent.port)
    cookie = "; ".join(f"{c.name}={c.value}" for c in alice.http.cookies)

    def ask():
        before = silent.made
        c = socket.create_connection(("127.0.0.1", instance.port), 30)
        c.sendall(f"POST /api/senders/{s['id']}/test HTTP/1.1\r\nHost: 127.0.0.1:{instance.port}\r\nOrigin: {instance.base}\r\nCookie: {cookie}\r\n"
                  "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}".encode())
        wait_for(lambda: silent.made == before + 1)
        return c
    stay = [ask(), ask()]
    go = [ask(), ask()]
    assert alice.raw("POST", f"/api/senders/{s['id']}/test", json={}).status_code == 429
    for c in go:
        c.close()
    wait_for(lambda: len(silent.ended) >= 2)
    assert sorted(silent.ended[:2]) == [3, 4]
    more = [ask(), ask()]
    for c in [*stay, *more]:
        c.close()
    wait_for(lambda: not silent.open)


def test_every_kind_of_waiting(instance, alice, bob, silent):
    """Whatever asks other servers is counted: with four calls open, each further kind is 429 for this account, and none for another."""
    s = sender(alice, silent.port)
    calls = [("POST", f"/api/senders/{s['id']}/test"), ("POST", "/api/domains/example.com/check"), ("GET", "/api/domains/example.com/setup"),
             ("POST", f"/api/senders/{s['id']}/mailbox/test"), ("POST", "/api/campaigns/none/check"), ("POST", "/api/sequences/none/check"),
             ("POST", "/api/tracking-domains/none/verify"), ("POST", "/api/google/connect"), ("POST", "/api/senders/none/disconnect")]
    for api in (alice, bob):
        api.post("/api/contacts", {"email": "reader@example.com"}, 201)
    untested = {api: api.post("/api/campaigns", {"name": "n", "subject": "s", "content": "<p>c</p>", "senderId": who["id"], "audience": {"all": True}}, 201)["id"]
                for api, who in ((alice, s), (bob, sender(bob, free_port())))}
    held = []

    def hold():
        held.append(again(alice).raw("POST", f"/api/senders/{s['id']}/test", json={}, timeout=120).status_code)
    threads = [threading.Thread(target=hold, daemon=True) for _ in range(AT_ONCE)]
    for t in threads:
        t.start()
    wait_for(lambda: len(silent.open) == AT_ONCE)
    for method, path in calls:
        kw = {} if method == "GET" else {"json": {}}
        r = alice.raw(method, path, **kw)
        assert r.status_code == 429 and int(r.headers["Retry-After"]) > 0, (method, path, r.status_code, r.text)
        assert bob.raw(method, path, **kw).status_code != 429, (method, path)
    # A campaign whose sender was never tested tests it when it is sent: only then does the request wait.
    for api, status in ((alice, 429), (bob, 409)):
        r = api.raw("POST", f"/api/campaigns/{untested[api]}/send", json={})
        assert r.status_code == status, r.text
        assert api.get(f"/api/campaigns/{untested[api]}")["status"] == "DRAFT"
    for c in list(silent.open.values()):
        c.shutdown(socket.SHUT_RDWR)
    for t in threads:
        t.join(120)
    assert held == [200] * AT_ONCE
    assert "patience.misplaced" not in instance.log.read_text(errors="replace")


def test_a_list_ends_with_whoever_asked(instance, alice, bob):
    """Its statement waits for a lock, as one does that reads for long; the client goes away, and it is cancelled though the lock still holds.
    A neighbour's, who waits on, is answered. A write is not cancelled."""
    waiting = 'SELECT "query" FROM pg_stat_activity WHERE "datname" = current_database() AND "wait_event_type" = \'Lock\''
    ask = lambda api, line, body="": (f"{line} HTTP/1.1\r\nHost: x\r\nOrigin: {api.base}\r\nContent-Type: application/json\r\n"  # noqa: E731
                                      f"Cookie: {'; '.join(f'{c.name}={c.value}' for c in api.http.cookies)}\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode()
    address = ("127.0.0.1", int(alice.base.rsplit(":", 1)[1]))
    with instance.sql() as q:
        q.execute('BEGIN; LOCK TABLE "Contact" IN ACCESS EXCLUSIVE MODE')
        answers = []
        patient = threading.Thread(target=lambda: answers.append(bob.get("/api/contacts?search=nobody&count=true")["total"]))
        patient.start()
        wait_for(lambda: len(instance.query(waiting)) == 1)
        leaver, writer = socket.create_connection(address), socket.create_connection(address)
        leaver.sendall(ask(alice, "GET /api/contacts?search=someone"))
        wait_for(lambda: len(instance.query(waiting)) == 2)
        writer.sendall(ask(alice, "POST /api/contacts", '{"email": "kept@example.com"}'))
        wait_for(lambda: len(instance.query(waiting)) == 3)
        leaver.close()
        writer.close()
        wait_for(lambda: len(instance.query(waiting)) == 2)
        assert patient.is_alive()
        q.execute("ROLLBACK")
    patient.join()
    assert answers == [0]
    wait_for(lambda: instance.value('SELECT count(*) FROM "Contact" WHERE "email" = \'kept@example.com\''))
    assert alice.get("/api/contacts?search=kept&count=true")["total"] == 1 and bob.get("/api/contacts?search=kept&count=true")["total"] == 0
