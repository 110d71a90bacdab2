"""One client that takes more than its share pays for it alone: connections are counted by network, of IPv6 by /64, and a request that takes more memory
than one may have ends with an error that names it."""

import concurrent.futures
import contextlib
import os
import subprocess
import sys

from loumass import Instance, wait_for

# Opens N connections from an address, says of each whether the server took it (it answers), and holds them until its input ends.
CLIENT = """
import socket, sys
source, port, n = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
held, taken = [], 0
for i in range(n):
    s = socket.socket(socket.AF_INET6)
    s.settimeout(20)
    s.bind((source, 0))
    s.connect(("2001:db8:1:2::1", port))
    s.sendall(b"GET /healthz HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
    try:
        taken += s.recv(100).startswith(b"HTTP/1.1 200")
        held.append(s)
    except OSError:
        pass
print(taken, flush=True)
sys.stdin.read()
"""
ADDRESSES = ("2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")


@contextlib.contextmanager
def network(port):
    """A network of its own with a server in it: `loumass serve` without a database is enough, it answers /healthz."""
    i = Instance({"LOUMASS_LISTEN": f"[2001:db8:1:2::1]:{port}", "LOUMASS_HTTP_PER_IP": "8", "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
                  "LOUMASS_SECRET": "a secret of sixteen bytes and more"})
    script = "ip link set lo up && " + " && ".join(f"ip addr add {a}/128 dev lo" for a in ADDRESSES) + f" && exec {i.binary} serve"
    unshare = ["unshare", "-n"] if os.getuid() == 0 else ["unshare", "-rn"]
    with open(i.log, "ab") as log:
        server = subprocess.Popen([*unshare, "sh", "-c", script], env=i.env, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
    i.processes.append(server)

    def client(source, n):
        inside = ["nsenter", f"--net=/proc/{server.pid}/ns/net"] if os.getuid() == 0 else ["nsenter", f"--target={server.pid}", "--user", "--net", "--preserve-credentials"]
        return subprocess.Popen([*inside, sys.executable, "-c", CLIENT, source, str(port), str(n)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def listens():
        p = client(ADDRESSES[0], 1)
        return p.communicate("")[0].strip() == "1"
    try:
        wait_for(listens, 60)
        yield client
    finally:
        i.close()


def test_connections_are_counted_by_the_network():
    """Three addresses of one /64 share one limit; a neighbour in another /64 has its own; what is given back can be had again."""
    with network(18425) as client:
        def taken(p):
            return int(p.stdout.readline())
        clients = []
        try:
            for source, n, want in ((ADDRESSES[0], 5, 5), (ADDRESSES[1], 5, 3), (ADDRESSES[2], 0, 0), (ADDRESSES[3], 9, 8)):
                clients.append(client(source, n))
                assert taken(clients[-1]) == want, source
            other = client("2001:db8:1:2:ffff::9", 3)  # the same /64, far from the others
            clients.append(other)
            assert taken(other) == 0
            clients[0].communicate("")

            def again():
                p = client(ADDRESSES[1], 5)
                clients.append(p)
                n = taken(p)
                p.communicate("")
                return n == 5
            wait_for(again)
        finally:
            for p in clients:
                p.kill()
                p.wait()
                p.stdout.close()
                p.stdin.close()


def test_a_request_past_its_memory_ends_alone():
    """It gets an error, the log names its route; the process and the neighbours' requests go on."""
    i = Instance({"LOUMASS_FAULT": "api.ceiling=fail@20"})
    try:
        i.up()
        serve = i.value('SELECT "pid" FROM "Worker" WHERE "role" = \'serve\'')
        people = [i.register(), i.register()]
        for n, api in enumerate(people):
            api.post("/api/contacts", {"email": f"p{n}@x.example"}, 201)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = [f.result() for f in [pool.submit(people[n % 2].raw, "GET", "/api/contacts") for n in range(40)]]
        codes = [r.status_code for r in answers]
        assert (codes.count(413), codes.count(200)) == (1, 39), codes
        [refused] = [r for r in answers if r.status_code == 413]
        assert "memory" in refused.json()["detail"] and "x.example" not in refused.text
        assert "/api/contacts has taken more than 1 MB" in i.tail(1 << 30)
        for n, api in enumerate(people):
            assert [c["email"] for c in api.get("/api/contacts")["data"]] == [f"p{n}@x.example"]
        assert i.value('SELECT "pid" FROM "Worker" WHERE "role" = \'serve\'') == serve
    finally:
        i.close()
