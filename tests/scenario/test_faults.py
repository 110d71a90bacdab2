"""When the machine fails: the disk is full, slow or broken, descriptors, memory, threads or database connections run out, the network
breaks, the clock jumps. What was accepted is kept, what cannot be kept is refused and said, nobody crashes or spins, and all is well
when the trouble is over."""

import concurrent.futures
import contextlib
import errno
import os
import pathlib
import re
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


# -- the slots

def test_what_a_worker_hands_over_reaches_the_disk(office, faults):
    """The slots are made durable while mail goes out; when that fails it is said, and the mail still goes once."""
    sink = Sink(delay=0.01)
    try:
        for error in (0, errno.EIO):
            since = len(office.tail(1 << 30))
            with faults.fail("fsync", error, role="work", about="/send/", count=-1 if error else 0) as rule:
                campaigns = [office.ready_campaign(sink.port, 150, name) for name in ("alice", "bob")]
                office.wait_sent(*campaigns)
                wait_for(lambda rule=rule: rule.seen > 0)
                if error:
                    wait_for(lambda since=since: said(office, since, "cannot be made durable"))
            for c in campaigns:
                assert office.states(c) == {"SENT": 150}
                office.check_once(c, sink)
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
FILES = ("mkdir", "read", "write", "fsync", "rename", "ftruncate", "fallocate", "mmap")  # its own directory's: a lost line of the log is nobody's fault
WALK = [("open", errno.EMFILE), ("mkdir", errno.EACCES), ("read", errno.EIO), ("write", errno.ENOSPC), ("fsync", errno.EIO), ("rename", errno.EIO),
        ("ftruncate", errno.ENOSPC), ("fallocate", errno.ENOSPC), ("mmap", errno.ENOMEM), ("socket", errno.EMFILE), ("bind", errno.EADDRINUSE),
        ("listen", errno.EADDRINUSE), ("epoll", errno.EMFILE), ("eventfd", errno.EMFILE), ("thread", errno.EAGAIN), ("connect", errno.ECONNREFUSED),
        ("epoll_ctl", errno.ENOSPC), ("epoll_wait", errno.EINTR), ("poll", errno.ENOMEM), ("pread", errno.EIO), ("lseek", errno.EIO), ("stat", errno.EACCES),
        ("lstat", errno.EACCES), ("fstat", errno.EIO), ("fstatat", errno.EIO), ("statvfs", errno.EIO), ("access", errno.EACCES), ("chmod", errno.EPERM),
        ("fchmod", errno.EPERM), ("flock", errno.ENOLCK), ("unlink", errno.EACCES), ("unlinkat", errno.EACCES), ("readlink", errno.EACCES),
        ("realpath", errno.EACCES), ("mkdtemp", errno.EACCES), ("mkostemp", errno.EMFILE), ("getcwd", errno.ENOENT), ("fopen", errno.EMFILE),
        ("opendir", errno.EMFILE), ("fdopendir", errno.ENOMEM), ("readdir", errno.EIO), ("close", errno.EIO), ("setsockopt", errno.ENOBUFS),
        ("getsockopt", errno.ENOBUFS), ("getsockname", errno.ENOBUFS), ("shutdown", errno.ENOTCONN), ("gethostname", errno.EPERM),
        ("getaddrinfo", socket.EAI_AGAIN), ("pipe2", errno.EMFILE), ("dup2", errno.EBADF), ("signalfd", errno.EMFILE), ("getrlimit", errno.EPERM),
        ("setrlimit", errno.EPERM), ("sem_init", errno.ENOSYS), ("getrandom", errno.ENOSYS), ("prctl", errno.EPERM), ("recv", errno.ECONNRESET),
        ("recvmsg", errno.ENOMEM), ("send", errno.EPIPE)]
# Of programs that start others.
CHILDREN = [("fork", errno.EAGAIN), ("execv", errno.ENOENT), ("execvp", errno.ENOENT), ("waitpid", errno.ECHILD), ("kill", errno.EPERM), ("setuid", errno.EPERM),
            ("setgid", errno.EPERM), ("setgroups", errno.EPERM), ("setpgid", errno.EPERM), ("setsid", errno.EPERM), ("getpwnam", errno.EIO), ("chown", errno.EPERM), ("fchown", errno.EPERM), ("chdir", errno.ENOENT), ("symlink", errno.EEXIST),
            ("sendfile", errno.EIO)]
# For commands that take seconds: what the other walks do not come to, and what could harm a database.
SOME = [(c, e) for c, e in (*WALK, *CHILDREN) if c in ("mkdtemp", "flock", "fopen", "realpath", "lstat", "fork", "execv", "waitpid", "setuid", "setgid", "setgroups",
                                                       "getpwnam", "chown", "fchown", "chmod", "setsid", "setpgid", "kill", "chdir", "recvmsg")]
FEW = [(c, e) for c, e in SOME if c in ("mkdtemp", "fork", "execv", "waitpid", "chown", "fchown", "chmod")]


def gone_well(returncode, text, what):
    """A reason and a status, or the abort that stands for memory that is out: with words, never by a stray pointer."""
    assert returncode in (0, 1, 2, 3, 4, -signal.SIGABRT) and (returncode == 0 or "loumass: " in text), (what, returncode, text[-1500:])


def walk(apart, role, about, attempt, depth=DEPTH, calls=tuple(WALK)):
    """Every first, second … call of each kind fails once. attempt(what) begins and ends it, and judges how it went."""
    made = apart.called({c for c, _ in calls}, role, about, lambda: attempt("no fault"))
    for call, error in calls:
        for n in range(depth if call in made else 0):
            with apart.fail(call, error, role=role, about=about.get(call, ""), skip=n, count=1) as rule:
                attempt((role, call, n))
            if not rule.hits:
                break


@pytest.mark.parametrize("role", ["serve", "work"])
def test_starting_with_each_call_failing(office, apart, role):
    """It starts all the same, or says why not; and it stops when it is asked to."""
    def attempt(what):
        with neighbour(office, apart, "walk") as i:
            p = i.spawn(role, few_descriptors=True)
            wait_for(lambda: p.poll() is not None or f"{role}.ready" in i.tail(), 60, 0.01)
            gone_well(p.poll() or 0, i.tail(), what)
            if p.poll() is None:
                assert i.stop(p) == 0, (what, i.tail())
    walk(apart, role, dict.fromkeys(FILES, "/walk"), attempt)


@pytest.fixture
def alone(apart):
    """An instance with the private PostgreSQL, and what two tenants have in it; at the end they still have it."""
    with contextlib.closing(Instance(apart.env | {"PGGSSENCMODE": "disable"}, binary=plain())) as i:
        up = i.up()
        people = i.register(name="Alice"), i.register(name="Bob")
        for who in people:
            who.post("/api/contacts", {"email": "ann@example.com"}, 201)
        assert i.stop(up) == 0
        yield i
        up = i.up()
        for who in people:
            assert [c["email"] for c in who.get("/api/contacts")["data"]] == ["ann@example.com"]


def test_up_with_each_call_failing(alone, apart):
    """Its PostgreSQL is never left without its files, started twice or made anew."""
    i = alone

    def start(what):
        mark = len(i.tail(1 << 30))
        p = i.spawn("up")
        wait_for(lambda: p.poll() is not None or "is at http" in i.tail(1 << 30)[mark:], 60, 0.01)
        gone_well(p.poll() or 0, i.tail(1 << 30)[mark:], what)
        assert "pg.init" not in i.tail(1 << 30)[mark:], what
        if p.poll() is None:
            assert i.stop(p) == 0, (what, i.tail())
    walk(apart, "up", {}, start, calls=(*WALK, *CHILDREN) if DEPTH > 1 else SOME)


def test_backups_with_each_call_failing(alone, apart):
    """There is a whole file, or none and a reason."""
    i, target = alone, alone.dir / "walk.backup"
    up = i.up()

    def make(what):
        target.unlink(missing_ok=True)
        r = i.cli("backup", str(target), ok=False)
        gone_well(r.returncode, r.stderr, what)
        assert target.exists() == (r.returncode == 0), (what, r.stderr)

    def verify(what):
        r = i.cli("backup-verify", str(target), ok=False)
        gone_well(r.returncode, r.stderr, what)
    walk(apart, "backup", {}, make, calls=(*WALK, *CHILDREN))
    make("no fault")
    walk(apart, "backup-verify", {}, verify, calls=(*WALK, *CHILDREN) if DEPTH > 1 else FEW)
    assert i.stop(up) == 0


# -- at work, with each call failing now and then

def test_serving_with_each_call_failing(office, faults):
    """Interrupted, refused and broken at any moment: who asks gets an answer, a 503, or a closed connection; what was answered is kept."""
    before, attempts, accepted = opens(office), 0, 0

    def ask_both(k):
        """Of two opens: how many were accepted."""
        good = 0
        for api in (office.alice, office.bob):
            with contextlib.suppress(requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
                r = ask(office, office.opened[api][k % 20])
                assert r.status_code in (200, 503), (r.status_code, r.text)
                good += r.status_code == 200
            with contextlib.suppress(requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
                r = requests.get(office.base + "/api/contacts", headers={"Cookie": f"loumass_session={api.http.cookies['loumass_session']}"}, timeout=60)
                assert r.status_code in (200, 503) and "ann@" not in r.text, (r.status_code, r.text)
        return good

    for call, error in [("epoll_wait", errno.EINTR), ("epoll_ctl", errno.ENOSPC), ("poll", errno.EINTR), ("poll", errno.ENOMEM), ("accept", errno.ECONNABORTED),
                        ("accept", errno.EINTR), ("recv", errno.ECONNRESET), ("recv", errno.EINTR), ("recv", errno.EAGAIN), ("send", errno.EPIPE),
                        ("send", errno.EINTR), ("send", errno.EAGAIN), ("read", errno.EINTR), ("write", errno.EINTR), ("close", errno.EIO),
                        ("setsockopt", errno.ENOBUFS), ("pread", errno.EIO)]:
        with faults.fail(call, error, role="serve", count=20) as rule, concurrent.futures.ThreadPoolExecutor(8) as pool:
            accepted += sum(pool.map(ask_both, range(16)))
            attempts += 32
            assert rule.hits, call
        assert office.server.poll() is None, (call, office.tail())
        wait_for(lambda: requests.get(office.base + "/readyz", timeout=60).status_code == 200)
    wait_for(lambda: opens(office) >= before + accepted)
    assert opens(office) <= before + attempts and accepted > attempts / 2


def test_sending_with_each_call_failing(office, faults):
    sink = Sink()
    try:
        campaigns = []
        for call, error, count in [("epoll_wait", errno.EINTR, 20), ("epoll_ctl", errno.ENOSPC, 2), ("poll", errno.EINTR, 20), ("poll", errno.ENOMEM, 2),
                                   ("recv", errno.EINTR, 20), ("recv", errno.EAGAIN, 20), ("send", errno.EINTR, 20), ("send", errno.EAGAIN, 20),
                                   ("read", errno.EINTR, 20), ("write", errno.EINTR, 20), ("setsockopt", errno.ENOBUFS, 4),
                                   ("getsockopt", errno.ENOBUFS, 2), ("getaddrinfo", socket.EAI_AGAIN, 2)]:
            with faults.fail(call, error, role="work", count=count) as rule:
                campaigns += [office.ready_campaign(sink.port, 50, name) for name in ("carol", "dave")]
                wait_for(lambda: rule.hits >= count, 120)
            assert office.worker.poll() is None, (call, office.tail())
        office.wait_sent(*campaigns)
        for c in campaigns:
            assert office.states(c) == {"SENT": 50}
            office.check_once(c, sink)
            office.check_figures(c)
    finally:
        sink.close()


def test_a_segment_that_cannot_be_removed_is_not_counted_again(office, faults):
    """What was drained and stays on the disk, or cannot be looked at: each open counts once, also when `serve` starts anew."""
    before, good = opens(office), 0
    with faults.fail("unlinkat", errno.EACCES, role="serve") as stays, faults.fail("fstatat", errno.EIO, role="serve", count=4) as unseen, \
            faults.fail("ftruncate", errno.EIO, role="serve", count=2) as uncut:
        for call in ("write", "fsync", "write"):  # each makes a new segment, so that the one before can go
            with faults.fail(call, errno.EIO, role="serve", about="/journal", count=1):
                for api in (office.alice, office.bob):
                    good += ask(office, office.opened[api][0]).status_code == 200
            wait_for(lambda good=good: opens(office) >= before + good)
        requests.get(office.base + "/metrics", timeout=60)
        wait_for(lambda: stays.hits)
    assert office.stop(office.server) == 0
    office.server = office.spawn("serve")
    office.wait_ready(office.server)
    good += ask(office, office.opened[office.alice][1]).status_code == 200
    wait_for(lambda: opens(office) >= before + good)
    assert opens(office) == before + good and good == 7 and unseen.hits and uncut.hits


def test_uploads_and_commands_with_each_call_failing(office, faults):
    """A file that cannot be kept is refused whole; a command says what it could not do."""
    data = b"Email\nann@example.com\n"
    for api in (office.alice, office.bob):
        for call, error in [("mkostemp", errno.EMFILE), ("pread", errno.EIO), ("fsync", errno.EIO)]:
            with faults.fail(call, error, role="serve", count=1) as rule:
                r = api.raw("POST", "/api/imports", data=data, params={"filename": "a.csv"}, headers={"Content-Type": "text/csv"})
                assert r.status_code in (500, 503) and rule.hits, (call, r.status_code, r.text)
        assert not api.get("/api/imports")["data"]
        with faults.fail("lseek", errno.EIO, role="serve", count=1) as rule:
            r = api.raw("POST", "/api/imports", data=data, params={"filename": "a.csv"}, headers={"Content-Type": "text/csv"})
            assert r.status_code == 201 and r.json()["preview"] == [["ann@example.com"]] and rule.hits, r.text
    with faults.fail("statvfs", errno.EIO, role="doctor") as rule:
        r = office.cli("doctor", ok=False)
        gone_well(r.returncode, "loumass: " + r.stdout + r.stderr, "statvfs")
        assert rule.hits
    with faults.fail("getcwd", errno.ENOENT, role="db") as rule:
        r = office.cli("db", "url", "--data", "here", ok=False)
        gone_well(r.returncode, r.stderr, "getcwd")
        assert rule.hits, r


# What only passes a value on, cannot fail as it is called, or fails without anybody's harm; and what has its own tests.
NO_MATTER = {
    "sem_init": "fails for a count beyond SEM_VALUE_MAX only", "symlink": "made once, when the data directory's place is not the database user's to enter",
    "getegid": "cannot fail", "geteuid": "cannot fail", "getpid": "cannot fail", "getppid": "cannot fail", "umask": "cannot fail",
    "munmap": "fails for addresses that were never mapped only", "nanosleep": "sleeps shorter", "usleep": "sleeps shorter", "clock_nanosleep": "sleeps shorter",
    "exit": "no return", "_exit": "no return", "clock_gettime": "lies in test_the_clock_jumps",
    "ioctl": "asks for a terminal's width; without an answer a table is 100 columns wide", "fcntl": "keeps stdout while a pager shows a table; without it there is no pager",
    "shutdown": "after it comes close", "sigaction": "known signals", "sigprocmask": "known signals", "signal": "known signals", "sigpending": "fails for a bad address only", "time": "lies in test_the_clock_jumps",
}
# Under other names than the kernel's, or in two.
ALSO = {"accept4": "accept", "fdatasync": "fsync", "epoll_create1": "epoll", "posix_fallocate": "fallocate", "pwrite": "write", "sendmsg": "send",
        "sendto": "send", "openat": "open", "pthread_create": "thread", "__poll_chk": "poll"}
NOT_THE_KERNELS = {"opendir", "fdopendir", "readdir", "fopen", "getaddrinfo", "getpwnam", "mkdtemp", "mkostemp", "realpath", "sem_init", "waitpid", "execvp", "execv",
                   "gethostname", "usleep", "posix_fallocate", "pthread_create", "__poll_chk", "poll", "fork", "send", "recv", "time"}


def test_each_system_call_of_the_program_was_failed(request, faults, apart):
    """The program's own system calls, from its imports: each is struck by a test of this file, or is named with a reason."""
    numbers = [p.read_text() for p in pathlib.Path("/usr/include").glob("**/asm*/unistd*.h")]
    kernels = set(re.findall(r"__NR3?2?6?4?_?(?:NR_)?(\w+)", "\n".join(numbers)))
    assert {"openat", "epoll_ctl", "fsync"} <= kernels, "the kernel's headers are not there"
    text = subprocess.run(["nm", "-D", "--undefined-only", plain()], capture_output=True, text=True, check=True).stdout
    imports = {re.sub(r"64$", "", line.split()[1].split("@")[0]) for line in text.splitlines()}
    calls = {ALSO.get(c, c) for c in imports if c in kernels | NOT_THE_KERNELS | set(ALSO)} - set(NO_MATTER)
    if os.getuid() != 0:  # nobody else has a user to become, or files to give away
        calls -= {"setuid", "setgid", "setgroups", "getpwnam", "chown", "fchown"}
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] <= 1024:
        calls -= {"setrlimit"}
    struck = faults.struck | apart.struck
    if len([x for x in request.session.items if x.fspath == request.fspath]) > 15:  # the whole file has run, not a part of it
        assert not calls - struck, f"no test fails these: {sorted(calls - struck)}"
    else:
        assert calls


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
