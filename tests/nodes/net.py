"""Hosts without machines: each is a network namespace with one interface, and one process, the hub, carries every packet between
them. It holds packets back (latency), loses some, or drops all between two hosts, in silence, as a dead switch does.

The hub reads and writes raw IP packets (TUN), so it needs no kernel module for queueing or filtering: only root and /dev/net/tun. It is
the only holder of the namespaces besides the processes in them, and ends with its standard input: whatever happens to the test,
nothing of the network stays.

    python net.py NAME…      the hub: one host a name; commands on standard input, one JSON line each, answered by one line
"""

import ctypes
import fcntl
import heapq
import json
import os
import random
import selectors
import struct
import subprocess
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
PREFIX = "10.77.0."


class Network:
    """The hub as a process. Hosts are numbered from 1 by the order of their names."""

    def __init__(self, *names):
        self.names = names
        self.hub = subprocess.Popen([sys.executable, __file__, *names], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        answer = self.hub.stdout.readline()
        if not answer:
            self.hub.wait()
            raise RuntimeError("network namespaces cannot be made: ./test nodes needs root and /dev/net/tun")
        self.namespaces = json.loads(answer)

    def address(self, name):
        return f"{PREFIX}{self.names.index(name) + 1}"

    def inside(self, name):
        """What a command begins with to run on that host. It is replaced by the command: one process, the same id."""
        return ["nsenter", f"--net=/proc/{self.hub.pid}/fd/{self.namespaces[name]}", "--"]

    def link(self, one, other, delay=0.0, loss=0.0, cut=False):
        """From now on, in both directions: seconds each way, the share of packets lost, nothing at all."""
        self.hub.stdin.write(json.dumps([self.names.index(one), self.names.index(other), delay, loss, cut]) + "\n")
        self.hub.stdin.flush()
        assert self.hub.stdout.readline() == "ok\n"

    def cut(self, one, other):
        self.link(one, other, cut=True)

    def heal(self, one, other):
        self.link(one, other)

    def close(self):
        self.hub.stdin.close()
        self.hub.stdout.close()
        self.hub.kill()
        self.hub.wait()


# ------------------------------------------------------------------------------------------------------------------ the hub

def make_host(number, home):
    """A namespace with an interface "wire"; its descriptor and the interface's."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    namespace = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    wire = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    fcntl.ioctl(wire, TUNSETIFF, struct.pack("16sH14x", b"wire", IFF_TUN | IFF_NO_PI))
    for words in ("link set lo up", f"address add {PREFIX}{number}/24 dev wire", "link set wire txqueuelen 10000 up"):
        subprocess.run(["ip", *words.split()], check=True, stdout=sys.stderr)
    if libc.setns(home, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
    return namespace, wire


class Hub:
    def __init__(self, names):
        home = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        made = [make_host(i + 1, home) for i in range(len(names))]
        self.wires = [wire for _, wire in made]
        self.links = {}
        self.held = []  # (when, order, to, packet)
        self.order = 0
        self.chance = random.Random(1)
        print(json.dumps(dict(zip(names, (namespace for namespace, _ in made), strict=True))), flush=True)

    def put(self, to, packet):
        try:
            os.write(self.wires[to], packet)
        except OSError:
            pass  # a full queue loses a packet, as a switch's does

    def carry(self, source):
        for _ in range(64):
            try:
                packet = os.read(self.wires[source], 65536)
            except BlockingIOError:
                return
            if len(packet) < 20 or packet[0] >> 4 != 4 or packet[16:19] != bytes((10, 77, 0)):
                continue
            to = packet[19] - 1
            if not 0 <= to < len(self.wires):
                continue
            delay, loss, cut = self.links.get((source, to), (0, 0, False))
            if cut or (loss and self.chance.random() < loss):
                continue
            if delay:
                self.order += 1
                heapq.heappush(self.held, (time.monotonic() + delay, self.order, to, packet))
            else:
                self.put(to, packet)

    def command(self, line):
        one, other, *how = json.loads(line)
        self.links[one, other] = self.links[other, one] = how
        print("ok", flush=True)

    def run(self):
        s = selectors.DefaultSelector()
        s.register(0, selectors.EVENT_READ, None)
        for i, wire in enumerate(self.wires):
            s.register(wire, selectors.EVENT_READ, i)
        said = b""
        while True:
            wait = max(0, self.held[0][0] - time.monotonic()) if self.held else None
            for key, _ in s.select(wait):
                if key.data is not None:
                    self.carry(key.data)
                    continue
                more = os.read(0, 65536)
                if not more:
                    return
                *lines, said = (said + more).split(b"\n")
                for line in lines:
                    self.command(line)
            now = time.monotonic()
            while self.held and self.held[0][0] <= now:
                _, _, to, packet = heapq.heappop(self.held)
                self.put(to, packet)


if __name__ == "__main__":
    Hub(sys.argv[1:]).run()
