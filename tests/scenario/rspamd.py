"""rspamd from the distribution, with its own rules and our name server, for as long as a test needs it."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

import requests
from loumass import free_port, wait_for


class Rspamd:
    def __init__(self, names):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="rspamd-", dir="/tmp"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        local = self.dir / "local" / "local.d"
        local.mkdir(parents=True)
        for name, text in {
            "worker-normal.inc": f'bind_socket = "127.0.0.1:{self.port}"; count = 1;',
            "worker-proxy.inc": "enabled = false;",
            "worker-controller.inc": f'bind_socket = "127.0.0.1:{free_port()}";',
            "logging.inc": f'type = "file"; filename = "{self.dir}/log";',
            "options.inc": f'dns {{ nameserver = ["{names.server}"]; timeout = 1s; retransmits = 2; }} disable_hyperscan = true;',
        }.items():
            (local / name).write_text(text + "\n")
        places = {"RUNDIR": self.dir, "DBDIR": self.dir, "LOGDIR": self.dir, "LOCAL_CONFDIR": self.dir / "local"}
        self.process = subprocess.Popen([shutil.which("rspamd"), "-f", "-i", "-c", "/etc/rspamd/rspamd.conf", *(f"--var={k}={v}" for k, v in places.items())],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            wait_for(self.answers, 300)  # it compiles thousands of patterns first: a minute and more on a busy machine
        except BaseException:
            self.close()
            raise

    def answers(self):
        assert self.process.poll() is None, (self.dir / "log").read_text()[-2000:]
        return requests.get(self.url + "/ping", timeout=5).status_code == 200

    def score(self, file, **envelope):
        """What rspamc says: its score and the symbols behind it."""
        args = [f"--{k.replace('_', '-')}={v}" for k, v in envelope.items()]
        out = subprocess.run(["rspamc", "-h", f"127.0.0.1:{self.port}", *args, str(file)], check=True, capture_output=True, text=True, timeout=60).stdout
        line = next(x for x in out.splitlines() if x.startswith("Score:"))
        return float(line.split()[1]), out

    def close(self):
        os.killpg(self.process.pid, signal.SIGKILL)  # it keeps nothing, and takes long over its goodbyes
        self.process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)
