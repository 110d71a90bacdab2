"""When the machine fails: the disk is full, slow or broken, descriptors, memory, threads or database connections run out, the network
breaks, the clock jumps. What was accepted is kept, what cannot be kept is refused and said, nobody crashes or spins, and all is well
when the trouble is over."""

import concurrent.futures
import contextlib
import errno
import os
import pathlib
import resource
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import psycopg2
import pytest
import requests
from faults import Faults, plain
from loumass import ROOT, Instance, wait_for
from mail import Office, Sink
from test_tracking import send_campaign, tracking_ids

ROOM = [("write", errno.ENOSPC), ("write", errno.EIO), ("fsync", errno.EIO), ("write", errno.EDQUOT)]


@contextlib.contextmanager
def ruled():
    d = tempfile.mkdtemp(prefix="faults-", dir="/tmp")
    os.chmod(d, 0o755)
    f = Faults(d)
    try:
        yield f
    finally:
        f.close()
        shutil.rmtree(d)


@pytest.fixture(scope="module")
def faults():
    with ruled() as f:
        yield f


@pytest.fixture(scope="module")
def apart():
    """Faults of other processes than the office's own."""
    with ruled() as f:
        yield f


@contextlib.contextmanager
def neighbour(office, apart, name):
    """Another node of the office, with a data directory of its own."""
    i = Instance({**office.env, **apart.env, "LOUMASS_DATA": str(office.dir / name)}, binary=office.binary)
    i.env["LOUMASS_LISTEN"] = f"127.0.0.1:{i.port}"
    try:
        yield i
    finally:
        i.close()
        shutil.rmtree(office.dir / name, ignore_errors=True)


@pytest.fixture(scope="module")
def office(faults):
    """A database, `serve` and `work`, with two tenants who each have sent a campaign."""
    # The Kerberos library, which libpq asks before it connects, is not ours to mend: it crashes without memory.
    o = Office({**faults.env, "LOUMASS_HTTP_PER_IP": "0", "PGGSSENCMODE": "disable"}, binary=plain())
    try:
        o.server = o.spawn("serve")
        o.wait_ready(o.server)
        o.worker = o.work()
        o.alice, o.bob = o.register(name="Alice"), o.register(name="Bob")
        o.opened = {api: tracking_ids(o, send_campaign(api, 20, name)) for api, name in ((o.alice, "a"), (o.bob, "b"))}
        yield o
    finally:
        o.close()


@pytest.fixture(autouse=True)
def both_stay(request):
    """No process of the shared office dies of anything here."""
    yield
    if "office" in request.fixturenames:
        o = request.getfixturevalue("office")
        assert o.server.poll() is None and o.worker.poll() is None, o.tail()
        assert o.alice.get("/api/me")["user"]["id"] == o.alice.user["id"]


def opens(o):
    return o.value('SELECT count(*) FROM "EmailEvent" WHERE "type" = \'OPENED\'')


def ask(o, tracking):
    return requests.get(f"{o.base}/t/o/{tracking}.gif", timeout=60)


def said(o, since, word):
    return word in o.log.read_text(errors="replace")[since:]


# -- the journal's disk

@pytest.mark.parametrize("call,error", ROOM, ids=lambda x: errno.errorcode.get(x, x))
def test_no_open_is_accepted_that_is_not_on_disk(office, faults, call, error):
    before, since = opens(office), len(office.tail(1 << 30))
    good = refused = 0
    for api in (office.alice, office.bob):
        with faults.fail(call, error, role="serve", about="/journal") as rule:
            for t in office.opened[api][:5]:
                r = ask(office, t)
                assert r.status_code == 503 and r.headers["Retry-After"], r.status_code
                refused += 1
            assert rule.hits >= 5
        for t in office.opened[api][5:10]:
            r = ask(office, t)
            assert r.status_code == 200, "it takes them again by itself"
            good += 1
    wait_for(lambda: opens(office) >= before + good)
    assert opens(office) <= before + good + refused
    assert said(office, since, "journal"), office.tail()


def test_one_failed_write_is_nobodys_trouble(office, faults):
    """The journal goes on in a new file."""
    before = opens(office)
    for call in ("write", "fsync"):
        with faults.fail(call, errno.EIO, role="serve", about="/journal", count=1) as rule:
            assert ask(office, office.opened[office.alice][0]).status_code == 200 and rule.hits == 1
    wait_for(lambda: opens(office) == before + 2)


def test_slow_disk(office, faults):
    """A disk that takes a fifth of a second to be sure: opens that come together wait for it together."""
    before = opens(office)
    with faults.fail("fsync", role="serve", about="/journal", delay=200) as rule, concurrent.futures.ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(lambda k: ask(office, office.opened[office.alice if k % 2 else office.bob][k % 20]).status_code, range(200)))
        assert set(answers) == {200} and 1 <= rule.hits < 100, rule.hits
    wait_for(lambda: opens(office) == before + 200)


@pytest.mark.skipif(os.getuid() != 0, reason="mounting needs root; the same disk is full by other means above")
def test_disk_full(office, apart):
    """A real one: 24 MB that something else fills up, under a second `serve` and `work` of the same office."""
    place = office.dir / "small"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m,mode=755", "tmpfs", str(place)], check=True)
    try:
        with neighbour(office, apart, "small/data") as small:
            server = small.spawn("serve")
            small.wait_ready(server)
            rubbish = os.open(place / "rubbish", os.O_WRONLY | os.O_CREAT)
            with contextlib.suppress(OSError):
                while True:
                    os.write(rubbish, bytes(4096))
            os.close(rubbish)
            before = opens(office)
            # The journal's present file may have some room left in its last page.
            wait_for(lambda: ask(small, office.opened[office.alice][0]).status_code == 503, every=0)
            # A worker that finds no room for its slots says so instead of being killed where it would write to them.
            late = small.spawn("work")
            assert late.wait(60) == 1 and "no room for the send slots" in small.tail(), small.tail()
            (place / "rubbish").unlink()
            wait_for(lambda: ask(small, office.opened[office.alice][0]).status_code == 200)
            wait_for(lambda: opens(office) > before)
            assert small.stop(server) == 0
    finally:
        wait_for(lambda: subprocess.run(["umount", str(place)]).returncode == 0)


def test_a_backup_without_room(office, faults):
    target = office.dir / "full.backup"
    for call, error in (("write", errno.ENOSPC), ("fsync", errno.EIO), ("rename", errno.EIO)):
        with faults.fail(call, error, role="backup", about="full.backup") as rule:
            r = office.cli("backup", str(target), ok=False)
            assert r.returncode == 1 and rule.hits and r.stderr.strip(), (call, r)
        assert not list(office.dir.glob("full.backup*")), call
    office.cli("backup", str(target))
    assert target.stat().st_size > 1000
    target.unlink()


# -- descriptors and connections

def test_out_of_descriptors(office, faults):
    """Who cannot be taken waits; the server neither spins nor stops."""
    since = len(office.tail(1 << 30))
    with faults.fail("accept", errno.EMFILE, role="serve") as rule:
        waiting = socket.create_connection(("127.0.0.1", office.port), 60)
        waiting.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        wait_for(lambda: rule.hits >= 3)
        time.sleep(1)
        assert rule.hits < 200, "it spins"
    waiting.settimeout(60)
    assert waiting.recv(100).startswith(b"HTTP/1.1 200")
    waiting.close()
    assert said(office, since, "http.full")
    with faults.fail("open", errno.EMFILE, role="serve", about="/journal"):
        assert ask(office, office.opened[office.bob][0]).status_code in (200, 503)
    assert ask(office, office.opened[office.bob][0]).status_code == 200


def rss(pid):
    return int(next(x for x in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("VmRSS")).split()[1]) / 1024


def test_ten_thousand_idle_connections(office):
    """As many as this machine's limit on descriptors lets the test open; each may cost some kilobytes, and nobody else notices them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    n = min(10_000, hard - 1000)
    print(f"{n} connections")
    before, idle = rss(office.server.pid), []
    try:
        for k in range(n):
            s = socket.socket()
            s.bind((f"127.0.{k % 50}.{1 + k % 200}", 0))
            s.settimeout(60)
            s.connect(("127.0.0.1", office.port))
            idle.append(s)
        def held():
            text = requests.get(office.base + "/metrics", timeout=60).text
            return float(next(x for x in text.splitlines() if x.startswith("loumass_http_connections ")).split()[1]) >= n
        wait_for(held)
        assert office.alice.get("/api/contacts")["data"] and ask(office, office.opened[office.bob][1]).status_code == 200
        assert rss(office.server.pid) - before < n * 12 / 1024, "more than 12 kB each"
    finally:
        for s in idle:
            s.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_slowloris(office):
    """Heads and bodies that come a byte at a time, on many connections: others do not wait for them. With LOUMASS_PATIENT set the test
    goes on until each has been cut, which takes HTTP_HEADER_SECONDS."""
    slow = []
    try:
        for k in range(600):
            s = socket.create_connection(("127.0.0.1", office.port), 60)
            s.sendall(b"POST /api/contacts HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{" if k % 2 else b"GET /api/me HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            s.setblocking(False)
            slow.append(s)
        alive, rounds = set(slow), 0

        def all_cut():
            nonlocal rounds
            rounds += 1
            for s in list(alive):
                try:
                    s.send(b"a")
                    if not s.recv(1000):
                        alive.discard(s)
                except BlockingIOError:
                    pass
                except OSError:
                    alive.discard(s)
            assert office.bob.get("/api/me")["user"]["id"] == office.bob.user["id"]
            assert ask(office, office.opened[office.bob][2]).status_code == 200
            return not alive or (rounds == 6 and "LOUMASS_PATIENT" not in os.environ)
        wait_for(all_cut, 200, 0.3)
    finally:
        for s in slow:
            s.close()


def test_postgres_out_of_connections(office):
    """Somebody else has them all: 503 with Retry-After, and readyz says no; then all is as before, and the mail that waited goes out."""
    name = f"full-{secrets.token_hex(3)}"
    hog = [psycopg2.connect(office.database_url())]
    hog[0].autocommit = True
    try:
        def full():
            with hog[0].cursor() as c:
                c.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'loumass%%'")
            with contextlib.suppress(psycopg2.OperationalError):
                while True:
                    hog.append(psycopg2.connect(office.database_url()))
            # A backend that was ended a moment late leaves a place that somebody may take.
            r, other = (who.raw("GET", "/api/contacts") for who in (office.alice, office.bob))
            return [r] if r.status_code == other.status_code == 503 else None
        r = wait_for(full)[0]
        assert int(r.headers["Retry-After"]) > 0 and r.json()["status"] == 503
        wait_for(lambda: requests.get(office.base + "/readyz", timeout=60).status_code == 503)
        assert requests.get(office.base + "/healthz", timeout=60).status_code == 200
        assert ask(office, office.opened[office.alice][2]).status_code == 200, "opens are taken without a database"
    finally:
        for c in hog:
            c.close()
    wait_for(lambda: office.alice.raw("GET", "/api/contacts").status_code == 200)
    send_campaign(office.bob, 5, name)


# -- the network

def test_connections_that_break(office, faults):
    """To the mail server and to the database, at any moment of a conversation, reading, writing and connecting."""
    sink = Sink()
    try:
        mail, base = f"inet:127.0.0.1:{sink.port}:", f"inet:127.0.0.1:{office.postgres.port}:"
        campaigns = []
        walk = [("connect", errno.ETIMEDOUT, mail, 0), ("connect", errno.ECONNREFUSED, mail, 0), ("connect", errno.ENETUNREACH, mail, 0),
                ("recv", errno.ECONNRESET, mail, 3), ("send", errno.EPIPE, mail, 3), ("socket", errno.EMFILE, "", 1),
                ("recv", errno.ECONNRESET, base, 40), ("send", errno.EPIPE, base, 40), ("connect", errno.ECONNREFUSED, base, 0)]
        for call, error, about, skip in walk:
            with faults.fail(call, error, role="work", about=about, skip=skip, count=1) as rule:
                c = office.ready_campaign(sink.port, 100)
                campaigns.append(c)
                if about == mail:  # others may have no need to connect anew
                    wait_for(lambda: rule.hits, 60)
                wait_for(lambda: office.status(c) == "SENT" or rule.hits, 120)
        office.wait_sent(*campaigns)
        for c in campaigns:
            assert office.states(c) == {"SENT": 100}
            office.check_once(c, sink)
            office.check_figures(c)
    finally:
        sink.close()


# -- the clock

def test_the_clock_jumps(office, faults):
    """Hours forward and back under way, as after a wrong NTP: each message once, sessions hold, opens are counted."""
    sink = Sink(delay=0.01)
    before = opens(office)
    try:
        c = office.ready_campaign(sink.port, 600)
        for hours in (3, -3, 26, 0):
            have = len(sink.accepted())
            faults.clock(hours * 3600)
            wait_for(lambda: len(sink.accepted()) > have or office.status(c) == "SENT")
            assert ask(office, office.opened[office.alice][3]).status_code == 200
            assert office.alice.get("/api/me")["user"]["id"] == office.alice.user["id"]
        office.wait_sent(c)
        assert office.states(c) == {"SENT": 600}
        office.check_once(c, sink)
        office.check_figures(c)
        wait_for(lambda: opens(office) == before + 4)
    finally:
        faults.clock(0)
        sink.close()


# -- starting, with each call in turn failing

DEPTH = int(os.environ.get("LOUMASS_FAULT_DEPTH", "1"))  # 40 walks all of them
WALK = [("open", errno.EMFILE), ("mkdir", errno.EACCES), ("read", errno.EIO), ("write", errno.ENOSPC), ("fsync", errno.EIO), ("rename", errno.EIO),
        ("ftruncate", errno.ENOSPC), ("fallocate", errno.ENOSPC), ("mmap", errno.ENOMEM), ("socket", errno.EMFILE), ("bind", errno.EADDRINUSE),
        ("listen", errno.EADDRINUSE), ("epoll", errno.EMFILE), ("eventfd", errno.EMFILE), ("thread", errno.EAGAIN), ("connect", errno.ECONNREFUSED)]


def gone_well(returncode, text, what):
    """A reason and a status, or the abort that stands for memory that is out: with words, never by a stray pointer."""
    assert returncode in (0, 1, 2, -signal.SIGABRT) and (returncode == 0 or "loumass: " in text), (what, returncode, text[-1500:])


@pytest.mark.parametrize("role", ["serve", "work"])
def test_starting_with_each_call_failing(office, apart, role):
    """Every first, second … call that a start makes, of each kind: it starts all the same, or says why not."""
    for call, error in WALK:
        # Of files, its own directory's: a lost line of the log is nobody's fault.
        about = "/walk" if call in ("mkdir", "read", "write", "fsync", "rename", "ftruncate", "fallocate", "mmap") else ""
        for n in range(DEPTH):
            with neighbour(office, apart, "walk") as i:
                with apart.fail(call, error, about=about, skip=n, count=1) as rule:
                    p = i.spawn(role)
                    wait_for(lambda: p.poll() is not None or f"{role}.ready" in i.tail(), 60, 0.01)
                    gone_well(p.poll() or 0, i.tail(), (call, n))
                    hit = rule.hits
                if p.poll() is None:
                    assert i.stop(p) == 0, (call, n, i.tail())
            if not hit:
                break


# -- memory

@pytest.mark.parametrize("command", [["api", "openapi"], ["verdicts", "score", str(ROOT / "tests/corpus/verdict/patterns.tsv")], ["config", "docs"]],
                         ids=lambda c: c[0])
def test_commands_without_memory(apart, fresh, command):
    """Each allocation in turn is refused to a command (forty of them; LOUMASS_FAULT_DEPTH=40: many)."""
    fresh.binary, fresh.env = plain(), fresh.env | apart.env
    with apart.fail("malloc", errno.ENOMEM, count=0) as rule:
        whole, total = fresh.cli(*command).stdout, rule.seen
    assert total > 5
    died = 0
    for n in sorted({*range(min(total, 10)), *(k * total // (40 * DEPTH) for k in range(40 * DEPTH))}):
        with apart.fail("malloc", errno.ENOMEM, skip=n, count=1):
            r = fresh.cli(*command, ok=False)
        gone_well(r.returncode, r.stderr, ("malloc", n))
        died += r.returncode != 0
        assert r.returncode != 0 or r.stdout == whole, "what is cut short is no success"
    assert died > 2


def test_a_server_without_memory(office, apart):
    """It ends with words, and what it had accepted until then is counted by the next one in its place."""
    before, accepted = opens(office), 0
    with neighbour(office, apart, "memory") as i:
        for n in range(2 + 2 * DEPTH):
            p = i.spawn("serve")
            i.wait_ready(p)
            with apart.fail("malloc", errno.ENOMEM, skip=7 * n * n, count=1):
                for k in range(100):
                    try:
                        accepted += ask(i, office.opened[office.alice][k % 20]).status_code == 200
                        requests.get(i.base + "/api/me", timeout=60)
                    except requests.ConnectionError:
                        break
                if p.poll() is None:
                    p.terminate()
                # Refused to a thread of somebody else's code, it may be nobody's end.
                gone_well(p.wait(60), i.tail(), n)
        p = i.spawn("serve")
        i.wait_ready(p)
        wait_for(lambda: opens(office) >= before + accepted)
        assert accepted
        assert i.stop(p) == 0
