"""PostgreSQL as a cluster, as Debian packages it: three nodes under Patroni, one etcd, all on loopback in a scratch directory."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

import requests

from loumass import free_port, wait_for

BIN = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]


class Node:
    def __init__(self, cluster, name):
        self.cluster, self.name = cluster, name
        self.dir = cluster.dir / name
        self.port, self.rest = free_port(), free_port()
        self.process = None
        cluster.make(self.dir)
        self.config = self.dir / "patroni.yml"
        # YAML reads JSON.
        self.config.write_text(json.dumps({
            "scope": "loumass", "name": name,
            "restapi": {"listen": f"127.0.0.1:{self.rest}", "connect_address": f"127.0.0.1:{self.rest}"},
            "etcd3": {"host": f"127.0.0.1:{cluster.etcd_port}"},
            "bootstrap": {
                "dcs": {"ttl": 20, "loop_wait": 2, "retry_timeout": 5, "synchronous_mode": True, "maximum_lag_on_failover": 1048576,
                        "postgresql": {"use_pg_rewind": True, "use_slots": True,
                                       "parameters": {"max_connections": 200, "wal_log_hints": "on"}}},
                "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, {"auth": "trust"}, "data-checksums"],
            },
            "postgresql": {
                "listen": f"127.0.0.1:{self.port}", "connect_address": f"127.0.0.1:{self.port}",
                "data_dir": str(self.dir / "data"), "bin_dir": str(BIN), "pgpass": str(self.dir / "pgpass"),
                "parameters": {"unix_socket_directories": str(self.dir)},
                "pg_hba": ["local all all trust", "host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"],
                "authentication": {"superuser": {"username": "postgres"}, "replication": {"username": "replicator", "password": "r"},
                                   "rewind": {"username": "postgres"}},
            },
        }))

    def start(self):
        self.process = self.cluster.spawn(self.dir / "log", "patroni", self.config)

    def kill(self):
        """SIGKILL to Patroni, the postmaster and each of its processes: the machine is gone."""
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(FileNotFoundError, IndexError):
            pid = int((self.dir / "data" / "postmaster.pid").read_text().split()[0])
            children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
            for p in [pid, *map(int, children)]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(p, signal.SIGKILL)

    def tail(self):
        return (self.dir / "log").read_text(errors="replace")[-3000:]


class Cluster:
    def __init__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="cluster-", dir="/tmp"))
        self.user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
        self.nodes = []
        self.etcd = None
        try:
            if self.user:
                shutil.chown(self.dir, "postgres", "postgres")
            self.etcd_port, peer = free_port(), free_port()
            self.etcd = self.spawn(self.dir / "etcd.log", "etcd", "--data-dir", self.dir / "etcd", "--name", "one",
                                   "--listen-client-urls", f"http://127.0.0.1:{self.etcd_port}",
                                   "--advertise-client-urls", f"http://127.0.0.1:{self.etcd_port}",
                                   "--listen-peer-urls", f"http://127.0.0.1:{peer}",
                                   "--initial-advertise-peer-urls", f"http://127.0.0.1:{peer}", "--initial-cluster", f"one=http://127.0.0.1:{peer}")
            wait_for(lambda: requests.get(f"http://127.0.0.1:{self.etcd_port}/health", timeout=5).ok)
            self.nodes = [Node(self, f"node{i}") for i in (1, 2, 3)]
            for node in self.nodes:
                node.start()
            self.wait_whole()
        except BaseException:
            for node in self.nodes:
                if node.process:
                    print(node.name, node.tail())
            self.close()
            raise

    def make(self, path):
        path.mkdir(mode=0o700)
        if self.user:
            shutil.chown(path, "postgres", "postgres")

    def spawn(self, log, *args):
        with open(log, "ab") as out:
            return subprocess.Popen([*map(str, args)], stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=self.dir, start_new_session=True,
                                    env={"PATH": f"{BIN}:/usr/bin:/bin", "HOME": str(self.dir), "LANG": "C.UTF-8"}, **self.user)

    def members(self):
        """Name → (role, state), as the first node that answers sees them."""
        for node in self.nodes:
            with contextlib.suppress(requests.RequestException):
                rows = requests.get(f"http://127.0.0.1:{node.rest}/cluster", timeout=5).json()["members"]
                return {m["name"]: (m["role"], m["state"]) for m in rows}
        return {}

    def wait_whole(self):
        """One leader, one synchronous standby, one more replica: from here on a lost primary loses no commit."""
        def whole():
            rows = list(self.members().values())
            return sorted(role for role, _ in rows) == ["leader", "replica", "sync_standby"] and all(
                state in ("running", "streaming") for _, state in rows)
        wait_for(whole, 180, 0.25)

    def revive(self):
        """What was killed joins again, as a replica."""
        for node in self.nodes:
            if node.process.poll() is not None:
                node.start()
        self.wait_whole()

    def leader(self):
        return next((n for n in self.nodes if self.members().get(n.name, ("",))[0] == "leader"), None)

    def switchover(self):
        return subprocess.run(["patronictl", "-c", str(self.nodes[0].config), "switchover", "--force"], check=True, capture_output=True,
                              text=True, env={"PATH": "/usr/bin:/bin", "HOME": str(self.dir), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}).stdout

    def url(self):
        hosts = ",".join(f"127.0.0.1:{n.port}" for n in self.nodes)
        return f"postgresql://postgres@{hosts}/postgres?target_session_attrs=read-write"

    def close(self):
        for node in self.nodes:
            if node.process:
                node.kill()
        if self.etcd:
            self.etcd.kill()
            self.etcd.wait()
        shutil.rmtree(self.dir, ignore_errors=True)
