"""The hosts of a test: one with PostgreSQL, one with PgBouncer in transaction mode, one with the mail server, and workers; an
office whose processes run on them. The test itself reaches PostgreSQL over its socket in the file system, whatever the network does."""

import pathlib
import pwd
import re
import signal
import subprocess
import sys
import time

from loumass import Postgres, wait_for
from mail import HERE, Office, Sink
from net import Network

WORKERS = ("ant", "bee", "cat")
PORT = 8080


class HostPostgres(Postgres):
    def __init__(self, network, host):
        self.network, self.host = network, host
        super().__init__()

    def start(self):
        with open(self.dir / "d" / "pg_hba.conf", "a", encoding="ascii") as f:
            f.write("host all all 10.77.0.0/24 trust\n")
        subprocess.run([*self.network.inside(self.host), *self.as_user, str(self.bin / "pg_ctl"), "-D", str(self.dir / "d"), "-l",
                        str(self.dir / "log"), "-w", "-o", f"-k {self.dir} -p {self.port} -c listen_addresses=* -c max_connections=200",
                        "start"], check=True, cwd="/tmp", stdout=subprocess.DEVNULL)

    def url(self, database="postgres"):
        return f"postgresql:///{database}?host={self.dir}&port={self.port}&user={self.user}"


class HostSink(Sink):
    """The mail server on a host of its own."""

    def __init__(self, network, host, **more):
        self.inside = network.inside(host)
        self.address = network.address(host)
        super().__init__(**more)

    def start(self):
        self.process = subprocess.Popen([*self.inside, sys.executable, str(HERE / "sink.py"), str(self.port), str(self.record),
                                         "--host", self.address, *self.args])
        wait_for(self.listens)

    def listens(self):
        return f":{self.port:04X} " in pathlib.Path(f"/proc/{self.process.pid}/net/tcp").read_text()


class Town(Office):
    """An office of several hosts. `through` is the host that the workers reach the database by: db, or bouncer."""

    def __init__(self, through="db", **sink):
        self.network = Network("db", "bouncer", "mail", *WORKERS)
        self.through = through
        self.sink = self.bouncer = None
        postgres = None
        try:
            postgres = HostPostgres(self.network, "db")
            self.sink = HostSink(self.network, "mail", **sink)
            super().__init__(postgres=postgres)
        except BaseException:
            if self.sink:
                self.sink.close()
            if postgres:
                postgres.close()
            self.network.close()
            raise
        if through == "bouncer":
            try:
                self.start_bouncer()
            except BaseException:
                self.close()
                raise

    def start_bouncer(self):
        ini = self.postgres.dir / "pgbouncer.ini"
        ini.write_text(f"[databases]\n* = host={self.network.address('db')} port={self.postgres.port} user=postgres\n[pgbouncer]\n"
                       "listen_addr = *\nlisten_port = 6432\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\n"
                       "default_pool_size = 40\nmax_client_conn = 500\nignore_startup_parameters = extra_float_digits\n", encoding="ascii")
        with open(self.postgres.dir / "bouncer.log", "ab") as log:
            # No runuser here: it would stay between us and what is to be killed at the end.
            who = pwd.getpwnam("postgres")
            enter, *rest = self.network.inside("bouncer")
            self.bouncer = subprocess.Popen([enter, f"--setuid={who.pw_uid}", f"--setgid={who.pw_gid}", *rest, "/usr/sbin/pgbouncer", str(ini)],
                                            stdout=log, stderr=log, cwd="/tmp")
        wait_for(lambda: f":{6432:04X} " in pathlib.Path(f"/proc/{self.bouncer.pid}/net/tcp").read_text())

    def on(self, host, role="work", env=None):
        """`loumass ROLE` on that host, with a data directory of its own."""
        port = 6432 if self.through == "bouncer" else self.postgres.port
        env = {**self.env, "LOUMASS_DATA": str(self.dir / host), "LOUMASS_LISTEN": f"{self.network.address(host)}:{PORT}",
               "DATABASE_URL": f"postgresql://postgres@{self.network.address(self.through)}:{port}/postgres", **(env or {})}
        with open(self.dir / f"log-{host}", "ab") as log:
            p = subprocess.Popen([*self.network.inside(host), str(self.binary), role], env=env, stdout=log, stderr=log,
                                 stdin=subprocess.DEVNULL, start_new_session=True)
        self.processes.append(p)
        return p

    def campaign_of(self, n, name, **sender):
        return self.ready_campaign(self.sink.port, n, name, host=self.sink.address, **sender)

    def ready(self, host):
        """What `serve` on that host says of itself, asked from the mail server's."""
        r = subprocess.run([*self.network.inside("mail"), "curl", "-s", "-m", "5", "-o", "/dev/null", "-w", "%{http_code}",
                            f"http://{self.network.address(host)}:{PORT}/readyz"], capture_output=True, text=True)
        return r.stdout == "200"

    def cut_off(self, host):
        """From the database, by whichever way it goes there."""
        self.network.cut(host, self.through)

    def heal(self, host):
        self.network.heal(host, self.through)

    def held(self, worker):
        """Ranges and retries leased by that process, by the name its slots have."""
        return self.value('SELECT (SELECT count(*) FROM "SendBatch" b WHERE b."leasedBy" = %s AND b."leasedUntil" > now() AT TIME ZONE \'UTC\') + '
                          '(SELECT count(*) FROM "SendRetry" r WHERE r."leasedBy" = %s AND r."leasedUntil" > now() AT TIME ZONE \'UTC\')',
                          worker, worker)

    def name_of(self, process):
        return wait_for(lambda: self.value('SELECT "id" FROM "Worker" WHERE "role" = \'send\' AND "pid" = %s', process.pid))

    def log_of(self, host):
        return (self.dir / f"log-{host}").read_text(errors="replace")

    def end(self, *processes):
        for p in processes:
            assert p.poll() is None, self.logs()  # nobody had to start it again
        for p in processes:
            assert self.stop(p, 120) == 0, self.logs()

    def logs(self):
        return "\n".join(f"--- {p.name}\n{p.read_text(errors='replace')[-3000:]}" for p in sorted(self.dir.glob("log-*")))

    def check(self, **campaigns):
        """The kill test's promise, for each campaign and its number of recipients."""
        for campaign, n in campaigns.items():
            assert self.states(campaign) == {"SENT": n}
            self.check_once(campaign, self.sink)
            self.check_figures(campaign)
        times = self.sink.times()
        ours = {r["id"] for r in self.query('SELECT "id" FROM "Recipient" WHERE "campaignId" = ANY (%s)', list(campaigns))}
        assert set(times) == ours
        doubts = sum(sum(self.doubts(c).values()) for c in campaigns)
        print(f"accepted {sum(times.values())}, twice {sum(n > 1 for n in times.values())}, in doubt {doubts}")
        assert sum(times.values()) <= len(times) + doubts
        assert self.value('SELECT count(*) FROM "Recipient" r JOIN "Campaign" c ON c."id" = r."campaignId" WHERE c."userId" <> r."userId"') == 0
        assert self.value('SELECT count(*) FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" WHERE c."userId" <> r."userId"') == 0
        for table in ("SendBatch", "SendRetry", "SendSource"):
            assert self.value(f'SELECT count(*) FROM "{table}"') == 0, table
        for log in self.dir.glob("log-*"):
            wrong = re.search(r"ERROR: AddressSanitizer|ERROR: LeakSanitizer|runtime error:", log.read_text(errors="replace"))
            assert not wrong, self.logs()

    def close(self):
        try:
            for p in self.processes:
                if p.poll() is None:
                    p.send_signal(signal.SIGKILL)
                    p.wait()
            if self.bouncer:
                self.bouncer.kill()
                self.bouncer.wait()
            self.sink.close()
        finally:
            try:
                super().close()
            finally:
                self.network.close()


def clock():
    """Seconds since it was asked for."""
    began = time.monotonic()
    return lambda: time.monotonic() - began
