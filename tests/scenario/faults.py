"""System calls that fail, are slow, or lie about the time, in the real program: tests/faults/faults.c is loaded into it and reads
its rules from a file that is mapped here too, so that a fault begins and ends while the program runs. It does not go together with
a sanitizer: these scenarios run the plain build."""

import contextlib
import mmap
import os
import pathlib
import struct

from loumass import BINARY, ROOT

RULES, RULE, FIRST = 96, struct.Struct("=24s16s64siiiiqq"), 16


def plain():
    """The program without a sanitizer: LOUMASS_BIN when it is that, else build/loumass, which ./test builds."""
    return next(b for b in (BINARY, ROOT / "build" / "loumass") if library(b).exists())


def library(binary):
    return pathlib.Path(binary).parent / "tests/faults/libfaults.so"


class Rule:
    def __init__(self, faults, at):
        self.faults, self.at = faults, at

    def counts(self):
        return RULE.unpack_from(self.faults.map, self.at)[-2:]

    @property
    def seen(self):
        return self.counts()[0]

    @property
    def hits(self):
        return self.counts()[1]


class Faults:
    def __init__(self, directory):
        self.path = pathlib.Path(directory) / "faults"
        self.path.write_bytes(bytes(FIRST + RULES * RULE.size))
        self.path.chmod(0o666)
        with open(self.path, "r+b") as f:
            self.map = mmap.mmap(f.fileno(), 0)
        self.env = {"LD_PRELOAD": str(library(plain())), "LOUMASS_FAULTS": str(self.path)}
        self.free = list(range(RULES))
        self.struck = set()

    @contextlib.contextmanager
    def fail(self, call, error=0, *, role="", about="", skip=0, count=-1, delay=0):
        """While inside: `call` of the processes `loumass ROLE`, about a path or address that holds `about`, fails with `error`
        (or takes `delay` ms longer): `count` times (-1: always) after the first `skip`."""
        number = self.free.pop()
        at = FIRST + number * RULE.size
        # The name goes in last: a rule without one is none.
        whole = RULE.pack(call.encode(), role.encode(), about.encode(), error, delay, skip, count, 0, 0)
        self.map[at + 24 : at + RULE.size] = whole[24:]
        self.map[at : at + 24] = whole[:24]
        try:
            yield Rule(self, at)
        finally:
            self.map[at : at + 24] = bytes(24)
            if Rule(self, at).hits and error:
                self.struck.add(call)
            self.free.append(number)

    def called(self, calls, role, about, do):
        """Those of the calls that processes `loumass ROLE` make while `do` runs; about: what of a call must be about what."""
        with contextlib.ExitStack() as stack:
            rules = {c: stack.enter_context(self.fail(c, role=role, about=about.get(c, ""), count=0)) for c in calls}
            do()
            return [c for c, rule in rules.items() if rule.seen]

    def clock(self, seconds):
        """The processes' clock, so many seconds from the true one."""
        self.map[0:8] = struct.pack("=q", int(seconds * 1_000_000))

    def server_clock(self, seconds):
        """PostgreSQL's."""
        self.map[8:16] = struct.pack("=q", int(seconds * 1_000_000))

    def close(self):
        self.map.close()
        os.unlink(self.path)
