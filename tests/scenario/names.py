"""A name server for the scenarios: dnsmasq from the distribution, answering for test zones out of what a test sets."""

import pathlib
import shutil
import socket
import struct
import subprocess
import tempfile

from loumass import free_port, wait_for

DNSMASQ = shutil.which("dnsmasq", path="/usr/sbin:/usr/bin:/sbin:/bin")


class Names:
    def __init__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="names-", dir="/tmp"))
        self.dir.chmod(0o755)
        self.port = free_port()
        self.server = f"127.0.0.1:{self.port}"
        self.lines = {}
        self.process = None
        self.start()

    def start(self):
        self.stop()
        conf = self.dir / "dnsmasq.conf"
        conf.write_text("\n".join([
            f"port={self.port}", "listen-address=127.0.0.1", "bind-interfaces", "no-resolv", "no-hosts", "keep-in-foreground",
            "local=/#/", "user=root" if pathlib.Path("/").owner() == "root" and shutil.os.getuid() == 0 else "", "pid-file=",
            *(line for lines in self.lines.values() for line in lines)]) + "\n")
        wait_for(lambda: self.begin(conf))

    def begin(self, conf):
        """False: the port of the one before is not free yet."""
        self.process = subprocess.Popen([DNSMASQ, "-C", str(conf), "--log-facility=/dev/null"], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE)
        while self.process.poll() is None:
            try:
                return self.answers()
            except OSError:
                continue
        text = self.process.stderr.read().decode()
        assert "in use" in text, text
        return False

    def answers(self):
        """Asks for one name; any answer will do."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(0.5)
            s.sendto(struct.pack(">6H", 7, 256, 1, 0, 0, 0) + b"\1x\4test\0\0\1\0\1", ("127.0.0.1", self.port))
            return len(s.recv(512)) >= 12

    def set(self, **records):
        """Each keyword is a group of configuration lines, replaced as a whole: names.set(click=["cname=a.test,b.test"])."""
        self.lines.update(records)
        self.start()

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def close(self):
        self.stop()
        shutil.rmtree(self.dir, ignore_errors=True)


def txt(name, value):
    """A TXT record of any length, in strings of 255 bytes."""
    parts = [value[i:i + 250] for i in range(0, len(value), 250)]
    return f"txt-record={name}," + ",".join(f'"{p}"' for p in parts)


def proof(made):
    """The record by which an account proves that a tracking domain is its own, as dnsmasq takes it."""
    return next(txt(r["name"], r["value"]) for r in made["dnsRecords"] if r["type"] == "TXT")
