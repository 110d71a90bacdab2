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


def is_modern():
    """From 2.4 on (Debian 13) the settings have other names."""
    said = subprocess.run([shutil.which("dovecot", path="/usr/sbin:/usr/bin"), "--version"], capture_output=True, text=True).stdout
    return tuple(int(n) for n in said.split()[0].split(".")[:2]) >= (2, 4)


def configuration(dir, *, mail, uid, gid, imap, imaps=0, password=None, users=None, certificate=None, tokens=None, more=""):
    """dovecot.conf: IMAP on loopback. mail: the folder of all mailboxes, each named after its local part. Who may log in: everybody with one
    password, or those of a passwd file; with tokens, an introspection endpoint's URL, by XOAUTH2 as well, also at the socket `sasl`."""
    new = is_modern()
    box = f"{mail}/%{{user | username}}" if new else f"{mail}/%n"
    lines = ["dovecot_config_version = 2.4.0", "dovecot_storage_version = 2.4.0"] if new else []
    lines += [f"base_dir = {dir}/run", f"state_dir = {dir}/state", f"log_path = {dir}/log", "protocols = imap", "listen = 127.0.0.1",
              f"auth_mechanisms = plain login{' xoauth2' if tokens else ''}", f"mail_uid = {uid}", f"mail_gid = {gid}", "first_valid_uid = 1",
              f"ssl = {'yes' if certificate else 'no'}"]
    if certificate:
        lines += [f"ssl_{kind} = {path}" for kind, path in (("server_cert_file", f"{certificate}/cert.pem"), ("server_key_file", f"{certificate}/key.pem"))] if new else [
            f"ssl_{kind} = <{path}" for kind, path in (("cert", f"{certificate}/cert.pem"), ("key", f"{certificate}/key.pem"))]
    lines += ["auth_allow_cleartext = yes", "mail_driver = maildir", f"mail_path = {box}"] if new else ["disable_plaintext_auth = no", f"mail_location = maildir:{box}"]
    if tokens:
        asked = ["introspection_mode = auth", f"introspection_url = {tokens}", "username_attribute = username", "active_attribute = active", "active_value = true"]
        if new:
            lines += ["oauth2 {", *asked, "}", "passdb oauth2 {", "mechanisms_filter = xoauth2", "}"]
        else:
            pathlib.Path(dir, "oauth2").write_text("\n".join([*asked, ""]))
            lines += ["passdb {", "driver = oauth2", "mechanisms = xoauth2", f"args = {dir}/oauth2", "}"]
        lines += ["service auth {", f"unix_listener {dir}/sasl {{", "mode = 0666", "}", "}"]
    if new:
        lines += ["passdb passwd-file {", f"passwd_file_path = {users}", "}"] if users else ["passdb static {", f"password = {password}", "}"]
        lines += ["userdb static {", "fields {", f"uid = {uid}", f"gid = {gid}", f"home = {box}", "}", "}"]
    else:
        lines += ["passdb {", *(["driver = passwd-file", f"args = {users}"] if users else ["driver = static", f"args = password={password}"]), "}"]
        lines += ["userdb {", "driver = static", f"args = uid={uid} gid={gid} home={box}", "}"]
    lines += ["service imap-login {", "inet_listener imap {", f"port = {imap}", "}", "inet_listener imaps {", f"port = {imaps}", *(["ssl = yes"] if imaps else []), "}", "}"]
    return "\n".join([*lines, more, ""])


# Without a user of its own.
OURS = """
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
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
        self.config.write_text(configuration(self.dir, mail=mail, uid=account.pw_uid, gid=account.pw_gid, imap=self.imap_port, password="secret", more=OURS.format(
            user=server.pw_name, group=grp.getgrgid(server.pw_gid).gr_name)))
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
