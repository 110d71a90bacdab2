"""A Postfix of the scenario's own, which relays all it takes to another port. Postfix has to be started by root."""

import os
import pathlib
import shutil
import subprocess
import tempfile

from loumass import free_port, wait_for

SERVICES = """127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
postlog unix-dgram n - n - 1 postlogd
"""
SETTINGS = """compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
maillog_file = {dir}/log/mail
maillog_file_prefixes = {dir}/log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
myhostname = relay.test
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
relayhost = [127.0.0.1]:{to}
default_transport = smtp
alias_maps =
alias_database =
"""


class Postfix:
    def __init__(self, to):
        assert os.getuid() == 0
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="postfix-", dir="/tmp"))
        self.dir.chmod(0o755)
        self.port = free_port()
        for name in ("queue", "data", "log", "conf"):
            (self.dir / name).mkdir(mode=0o755)
        shutil.chown(self.dir / "data", "postfix")
        (self.dir / "conf" / "main.cf").write_text(SETTINGS.format(dir=self.dir, to=to))
        (self.dir / "conf" / "master.cf").write_text(SERVICES.format(port=self.port))
        self.run("start")
        wait_for(self.listens)

    def run(self, word):
        r = subprocess.run(["/usr/sbin/postfix", "-c", str(self.dir / "conf"), word], capture_output=True, text=True, timeout=60)
        assert r.returncode == 0, r.stdout + r.stderr + "".join(p.read_text() for p in (self.dir / "log").iterdir())

    def listens(self):
        return f":{self.port:04X} " in pathlib.Path("/proc/net/tcp").read_text()

    def close(self):
        self.run("stop")
        shutil.rmtree(self.dir, ignore_errors=True)
