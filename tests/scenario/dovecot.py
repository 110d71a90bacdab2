"""A real mailbox: Dovecot with a mail server in front that hands each message to Dovecot's own delivery agent. Everything listens on
loopback."""

import asyncio
import contextlib
import grp
import imaplib
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

from aiosmtpd.controller import Controller
from loumass import free_port, wait_for

CONFIG = """
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/log
protocols = imap
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{dir}/mail/%u
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={dir}/mail/%u
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


class Mailboxes:
    """Every address has a mailbox: its local part, with the password "secret"."""

    def __init__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
        os.chmod(self.dir, 0o755)
        mail = self.dir / "mail"
        mail.mkdir()
        root = os.getuid() == 0
        account = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
        server = pwd.getpwnam("dovenull") if root else account
        if root:
            shutil.chown(mail, account.pw_uid, account.pw_gid)
        self.imap_port, self.smtp_port = free_port(), free_port()
        self.config = self.dir / "conf"
        self.config.write_text(CONFIG.format(dir=self.dir, port=self.imap_port, uid=account.pw_uid, gid=account.pw_gid,
                                             user=server.pw_name, group=grp.getgrgid(server.pw_gid).gr_name))
        self.process = subprocess.Popen([shutil.which("dovecot", path="/usr/sbin:/usr/bin"), "-F", "-c", self.config],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: self.imap("nobody") is not None)
        self.gate = Controller(self, hostname="127.0.0.1", port=self.smtp_port)
        self.gate.start()

    async def handle_DATA(self, server, session, envelope):
        for to in envelope.rcpt_tos:
            agent = await asyncio.create_subprocess_exec(
                "/usr/lib/dovecot/dovecot-lda", "-c", str(self.config), "-d", to.split("@")[0], "-f", envelope.mail_from,
                stdin=asyncio.subprocess.PIPE)
            await agent.communicate(envelope.content)
            if agent.returncode != 0:
                return "451 4.3.0 the mailbox did not take it"
        return "250 2.0.0 delivered"

    def imap(self, name):
        c = imaplib.IMAP4("127.0.0.1", self.imap_port, timeout=20)
        c.login(name, "secret")
        c.select("INBOX")
        return c

    def close(self):
        with contextlib.suppress(AttributeError):
            self.gate.stop()
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)


@contextlib.contextmanager
def mailboxes():
    m = Mailboxes()
    try:
        yield m
    finally:
        m.close()
