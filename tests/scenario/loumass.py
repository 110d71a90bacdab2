"""The real program for the scenarios: an instance with its own data directory and private PostgreSQL, an API client, the
command line, and direct SQL. Nothing of ours is mocked. Everything listens on loopback and is stopped at the end."""

import collections
import contextlib
import json
import os
import pathlib
import random
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import psycopg2
import psycopg2.extras
import requests

import contract

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("LOUMASS_BIN", ROOT / "build" / "loumass"))
PASSWORD = "correct horse battery"
OTHER_PG = os.environ.get("LOUMASS_TEST_PG_BIN")  # a directory of PostgreSQL's programs: every instance runs on that


_reserved = collections.deque(maxlen=400)


def heed_interrupts():
    """Who is started in the background by a shell ignores SIGINT, and so do its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def free_port():
    """Below the kernel's range for outgoing connections, so that no client of ours takes it before its server does; and for a while no
    other test of this machine gets it, though its server has not begun to listen: a name in the abstract namespace says so."""
    while True:
        port = random.randint(10000, 32000)
        claim = socket.socket(socket.AF_UNIX)
        with socket.socket() as s:
            try:
                claim.bind(f"\0loumass-test-port-{port}")
                s.bind(("127.0.0.1", port))
            except OSError:
                claim.close()
                continue
        if len(_reserved) == _reserved.maxlen:
            _reserved.popleft().close()
        _reserved.append(claim)
        return port


def wait_for(what, timeout=60.0, every=0.05):
    """Polls `what` until it returns something true, and returns that. The time-out is a bound against hanging only."""
    end = time.monotonic() + timeout
    last = None
    while time.monotonic() < end:
        try:
            value = what()
            if value:
                return value
            last = value
        except (requests.RequestException, psycopg2.Error, OSError) as e:
            last = e
        time.sleep(every)
    raise AssertionError(f"gave up after {timeout:.0f} s waiting for {getattr(what, '__name__', what)}; last: {last!r}")


class Api:
    """One signed-in person (or API key) over HTTP. Methods return the decoded body and assert the status."""

    def __init__(self, base, token=None, binary=BINARY):
        self.base, self.binary, self.patient = base, binary, True
        self.http = requests.Session()
        self.http.headers["Origin"] = base
        if token:
            self.http.headers["Authorization"] = f"Bearer {token}"

    def raw(self, method, path, **kw):
        kw.setdefault("timeout", 60)
        kw.setdefault("allow_redirects", False)
        r = self.http.request(method, self.base + path, **kw)
        while self.patient and path.startswith("/api/auth/") and r.status_code == 429 and "too many requests" in r.text:
            time.sleep(int(r.headers["Retry-After"]))  # all tests come from one address, which may knock so often; guessing has another text
            r = self.http.request(method, self.base + path, **kw)
        if not kw.get("stream"):
            wrong = contract.of_binary(self.binary).check(method, path, r.status_code, r.headers.get("Content-Type"), r.content)
            assert wrong is None, wrong
        return r

    def call(self, method, path, body=None, expect=None, **kw):
        if body is not None:
            kw["json"] = body
        r = self.raw(method, path, **kw)
        wanted = (expect,) if isinstance(expect, int) else expect or range(200, 300)
        assert r.status_code in wanted, f"{method} {path}: {r.status_code} {r.text[:2000]}"
        if "json" in r.headers.get("Content-Type", ""):
            return r.json()
        return r.text if r.content else None

    def get(self, path, expect=None, **kw):
        return self.call("GET", path, None, expect, **kw)

    def post(self, path, body=None, expect=None, **kw):
        return self.call("POST", path, {} if body is None and "data" not in kw else body, expect, **kw)

    def patch(self, path, body, expect=None, **kw):
        return self.call("PATCH", path, body, expect, **kw)

    def delete(self, path, body=None, expect=None, **kw):
        return self.call("DELETE", path, body, expect, **kw)

    def all(self, path):
        """Every row of a list, following the cursors."""
        rows, cursor = [], None
        while True:
            join = "&" if "?" in path else "?"
            page = self.get(f"{path}{join}limit=200" + (f"&cursor={cursor}" if cursor else ""))
            rows += page["data"]
            cursor = page["page"]["next"]
            if not cursor:
                return rows


class Instance:
    """A data directory and the processes that run on it."""

    def __init__(self, env=None, name="loumass", binary=BINARY):
        self.binary = binary
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir="/tmp"))
        os.chmod(self.dir, 0o755)
        self.data = self.dir / "data"
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("LOUMASS_") and k != "DATABASE_URL"},
            "LOUMASS_DATA": str(self.data),
            "LOUMASS_LISTEN": f"127.0.0.1:{self.port}",
            "LOUMASS_URL": self.base,
            "LOUMASS_REGISTRATION": "open",
            # What strangers may not: mail servers of the tests are on loopback, and some ask a lot.
            "LOUMASS_MAIL_HOSTS": "any",
            "LOUMASS_TENANT_RATE": "0",
            "LOUMASS_LOG": "info",
            **({"LOUMASS_PG_BIN": OTHER_PG} if OTHER_PG else {}),
            "LOUMASS_DNS": "127.0.0.1:1",  # nobody answers there: no scenario asks the world
            "ASAN_OPTIONS": "detect_leaks=1:abort_on_error=1:disable_coredump=1",
            "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1:abort_on_error=1",
            **(env or {}),
        }
        self.log = self.dir / "log"
        self.processes = []

    # -- processes
    def spawn(self, *args, env=None, few_descriptors=False):
        """Starts `loumass ARGS…` in the background; its log is appended to the instance's log. few_descriptors: it begins with a low limit that it may raise."""
        limited = ["prlimit", "--nofile=1024:"] if few_descriptors else []
        with open(self.log, "ab") as log:
            p = subprocess.Popen([*limited, str(self.binary), *args], env={**self.env, **(env or {})}, stdout=log, stderr=log,
                                 stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=heed_interrupts)
        self.processes.append(p)
        return p

    def up(self, *args, env=None):
        p = self.spawn("up", *args, env=env)
        self.wait_ready(p)
        return p

    def wait_ready(self, process=None):
        def ready():
            if process and process.poll() is not None:
                raise AssertionError(f"loumass exited with {process.returncode}:\n{self.tail()}")
            return requests.get(self.base + "/readyz", timeout=5).status_code == 200
        wait_for(ready, 120)

    def stop(self, process, timeout=60):
        """SIGTERM, and the exit status."""
        if process.poll() is None:
            process.terminate()
        return process.wait(timeout)

    def kill(self, process):
        """SIGKILL to the supervisor and its roles (the private PostgreSQL stays, to be adopted); returns when they are gone."""
        def children(pid):
            path = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
            return [int(c) for c in path.read_text().split()] if path.exists() else []

        def ours(pid):
            """Alive, or still closing its files: the command line is gone before they are."""
            try:
                name, rest = pathlib.Path(f"/proc/{pid}/stat").read_text().split("(", 1)[1].rsplit(")", 1)
            except (FileNotFoundError, ProcessLookupError):
                return False
            return name == self.binary.name[:15] and rest.split()[0] not in "ZX"
        roles = [c for c in children(process.pid) if ours(c)]
        for pid in [process.pid, *roles]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        wait_for(lambda: not any(ours(pid) for pid in roles), 30)

    def tail(self, n=6000):
        return self.log.read_text(errors="replace")[-n:] if self.log.exists() else ""

    def cli(self, *args, ok=True, stdin=None, timeout=120):
        r = subprocess.run([str(self.binary), *map(str, args)], env=self.env, capture_output=True, text=True, input=stdin,
                           timeout=timeout)
        if ok:
            assert r.returncode == 0, f"loumass {' '.join(map(str, args))}: {r.returncode}\n{r.stdout}\n{r.stderr}"
        return r

    def cli_json(self, *args, **kw):
        return json.loads(self.cli(*args, "--json", **kw).stdout)

    # -- people
    def register(self, email=None, name="Test Person"):
        api = Api(self.base, binary=self.binary)
        email = email or f"person-{secrets.token_hex(4)}@example.com"
        if not api.post("/api/auth/register", {"email": email, "password": PASSWORD, "name": name}, 202)["signedIn"]:
            self.cli("user", "verify", email)  # as if they had followed the link in the mail
            api.post("/api/auth/login", {"email": email, "password": PASSWORD})
        for cookie in api.http.cookies:  # of an instance behind https, which the tests reach by http
            cookie.secure = False
        api.user = api.get("/api/me")["user"]
        api.email = email
        return api

    # -- the database, as its owner (whom row-level security does not restrict)
    def database_url(self):
        if self.env.get("DATABASE_URL"):
            return self.env["DATABASE_URL"]
        return self.cli("db", "url").stdout.strip()

    @contextlib.contextmanager
    def sql(self):
        connection = psycopg2.connect(self.database_url())
        connection.autocommit = True
        try:
            with connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
                cursor.execute("SET timezone = 'UTC'")
                yield cursor
        finally:
            connection.close()

    def query(self, text, *args):
        with self.sql() as c:
            c.execute(text, args)
            return [dict(r) for r in c.fetchall()] if c.description else []

    def value(self, text, *args):
        rows = self.query(text, *args)
        return next(iter(rows[0].values())) if rows else None

    def close(self):
        for p in self.processes:
            if p.poll() is None:
                p.terminate()
        for p in self.processes:
            try:
                p.wait(60)
            except subprocess.TimeoutExpired:
                p.kill()
                p.wait()
        self.kill_leftovers()
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        shutil.rmtree(self.dir, ignore_errors=True)
        # The last: a request worker waited for another server.
        for sign in ("ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "runtime error:", "WARNING: ThreadSanitizer", "patience.misplaced"):
            assert sign not in text, text[max(0, text.index(sign) - 500):][:6000]

    def kill_leftovers(self):
        """A private PostgreSQL whose supervisor was killed by the test."""
        pid_file = self.data / "pg" / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError, ValueError, ProcessLookupError, IndexError):
            pid = int(pid_file.read_text().split()[0])
            os.kill(pid, signal.SIGQUIT)
            for _ in range(100):
                os.kill(pid, 0)
                time.sleep(0.05)


class Postgres:
    """A cluster of the test's own, for DATABASE_URL: it can be stopped, killed and started again."""

    def __init__(self, bin_dir=None, env=None):
        self.env = {**os.environ, **(env or {})}
        self.bin = pathlib.Path(bin_dir or OTHER_PG) if bin_dir or OTHER_PG else sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        self.user = "postgres"
        self.port = free_port()
        if self.as_user:
            shutil.chown(self.dir, "postgres")
        self.run("initdb", "-D", self.dir / "d", "-U", self.user, "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8")
        self.start()

    def run(self, tool, *args, check=True):
        return subprocess.run([*self.as_user, str(self.bin / tool), *map(str, args)], check=check, cwd="/tmp", env=self.env,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self):
        # A crashed server may still be letting go of its socket and shared memory: try again for a while.
        for _ in range(40):
            r = self.run("pg_ctl", "-D", self.dir / "d", "-l", self.dir / "log", "-w", "-o",
                         f"-k {self.dir} -p {self.port} -c listen_addresses=127.0.0.1 -c max_connections=200", "start",
                         check=False)
            if r.returncode == 0:
                return
            time.sleep(0.25)
        raise AssertionError((self.dir / "log").read_text()[-3000:])

    def stop(self, mode="fast"):
        self.run("pg_ctl", "-D", self.dir / "d", "-m", mode, "-w", "stop", check=False)

    def kill(self):
        """SIGKILL to the postmaster and every backend. Stopped first, it makes no further one that would outlive it with its memory."""
        pid = int((self.dir / "d" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGSTOP)
        children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
        for p in [pid, *map(int, children)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(p, signal.SIGKILL)

    def url(self, database="postgres"):
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/{database}"

    def close(self):
        self.stop("immediate")
        shutil.rmtree(self.dir, ignore_errors=True)
