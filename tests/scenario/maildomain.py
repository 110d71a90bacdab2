"""A mail domain for the inbound scenarios: Postfix takes mail for it and bounces what it cannot deliver, Dovecot gives the
mailboxes out over IMAP. Both from temporary configurations, on loopback, stopped at the end. They need root to change users:
as another user they are started by sudo."""

import contextlib
import email.message
import email.utils
import imaplib
import os
import pathlib
import shutil
import smtplib
import subprocess
import tempfile

from dovecot import configuration
from loumass import free_port, wait_for

AS_ROOT = [] if os.getuid() == 0 else ["sudo", "-n"]
UID = 65534  # nobody's: who owns the mail
SECRET = "a mailbox password"
# Nobody waits: for the disk, for an idle session to hear of a mail, after a wrong password.
QUICK = """
mail_fsync = never
imap_idle_notify_interval = 10s
auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
"""


def run(*args, **kw):
    return subprocess.run([*AS_ROOT, *map(str, args)], check=True, capture_output=True, text=True, **kw)


class MailDomain:
    """users: local parts that have a mailbox at `domain`; every other address there is accepted and bounces later. tokens: an introspection
    endpoint's URL; Dovecot then takes XOAUTH2 as well, and so does Postfix at `submission`, where nobody sends without a log-in."""

    def __init__(self, domain="shop.example", users=("news",), far="gone.example", tokens=None):
        self.domain, self.users, self.far, self.tokens = domain, users, far, tokens
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="maildomain-", dir="/tmp"))
        os.chmod(self.dir, 0o755)
        self.smtp, self.imap, self.imaps, self.submission = free_port(), free_port(), free_port(), free_port()
        self.processes = []
        (self.dir / "mail").mkdir()
        for user in users:
            for part in ("cur", "new", "tmp"):
                (self.dir / "mail" / user / part).mkdir(parents=True)
        run("chown", "-R", UID, self.dir / "mail")
        self.start_dovecot()
        self.start_postfix()

    # -- Dovecot
    def start_dovecot(self):
        d = self.dir / "dovecot"
        d.mkdir(exist_ok=True)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-keyout", d / "key.pem", "-out", d / "cert.pem"], check=True, capture_output=True)
        (d / "users").write_text("".join(f"{u}@{self.domain}:{{PLAIN}}{SECRET}::::::\n" for u in self.users))
        (d / "dovecot.conf").write_text(configuration(
            d, mail=self.dir / "mail", uid=UID, gid=UID, imap=self.imap, imaps=self.imaps, users=d / "users", certificate=d, tokens=self.tokens, more=QUICK))
        self.dovecot = subprocess.Popen([*AS_ROOT, "dovecot", "-F", "-c", str(d / "dovecot.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.dovecot_answers)

    def dovecot_answers(self):
        with contextlib.suppress(imaplib.IMAP4.error):
            m = imaplib.IMAP4("127.0.0.1", self.imap, timeout=5)
            m.login(f"{self.users[0]}@{self.domain}", SECRET)
            m.logout()
            return True

    def kick(self):
        """Ends every IMAP session, as a server does when it is restarted."""
        run("doveadm", "-c", self.dir / "dovecot" / "dovecot.conf", "kick", "*@*")

    def stop_dovecot(self):
        subprocess.run([*AS_ROOT, "dovecot", "-c", str(self.dir / "dovecot" / "dovecot.conf"), "stop"], capture_output=True)
        self.dovecot.wait(30)

    # -- Postfix
    def start_postfix(self):
        p = self.dir / "postfix"
        for part in ("etc", "queue", "data"):
            (p / part).mkdir(parents=True)
        (p / "etc" / "boxes").write_text("".join(f"{u}@{self.domain} {u}/\n" for u in self.users))
        (p / "etc" / "main.cf").write_text(f"""
compatibility_level = 3.6
queue_directory = {p}/queue
data_directory = {p}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {p}/log
maillog_file_prefixes = /tmp
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.{self.domain}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
virtual_mailbox_domains = {self.domain}, {self.far}
virtual_mailbox_base = {self.dir}/mail
virtual_mailbox_maps = texthash:{p}/etc/boxes
virtual_minimum_uid = 100
virtual_uid_maps = static:{UID}
virtual_gid_maps = static:{UID}
recipient_delimiter = +
""")
        services = "\n".join(f"{name} unix {private} - n {wake} {limit} {program}" for name, private, wake, limit, program in (
            ("cleanup", "n", "-", "0", "cleanup"), ("qmgr", "n", "300", "1", "qmgr"), ("rewrite", "-", "-", "-", "trivial-rewrite"),
            ("bounce", "-", "-", "0", "bounce"), ("defer", "-", "-", "0", "bounce"), ("trace", "-", "-", "0", "bounce"),
            ("virtual", "-", "-", "-", "virtual"), ("error", "-", "-", "-", "error"), ("retry", "-", "-", "-", "error"),
            ("flush", "n", "1000?", "0", "flush"), ("showq", "n", "-", "-", "showq"), ("anvil", "-", "-", "1", "anvil"),
            ("proxymap", "-", "-", "-", "proxymap"), ("postlog", "n", "-", "1", "postlogd")))
        services = services.replace("postlog unix", "postlog unix-dgram").replace("virtual unix - -", "virtual unix - n")
        with_login = ("" if not self.tokens else f"127.0.0.1:{self.submission} inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes -o smtpd_sasl_type=dovecot "
                      f"-o smtpd_sasl_path={self.dir}/dovecot/sasl -o smtpd_client_restrictions=permit_sasl_authenticated,reject\n")
        (p / "etc" / "master.cf").write_text(f"127.0.0.1:{self.smtp} inet n - n - - smtpd\n{with_login}{services}\n")
        run("chown", "-R", "root:root", p)
        run("chown", "postfix", p / "data")
        run("postfix", "-c", p / "etc", "start")
        wait_for(self.postfix_answers)

    def postfix_answers(self):
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=5) as s:
            return s.noop()[0] == 250

    def log(self):
        return subprocess.run([*AS_ROOT, "cat", str(self.dir / "postfix" / "log"), str(self.dir / "dovecot" / "log")], capture_output=True, text=True).stdout

    # -- mail
    def mails(self, user="news"):
        """What lies in a mailbox, with its flags, as its owner sees it."""
        m = imaplib.IMAP4("127.0.0.1", self.imap, timeout=20)
        m.login(f"{user}@{self.domain}", SECRET)
        m.select("INBOX", readonly=True)
        found = []
        for uid in m.uid("SEARCH", "ALL")[1][0].split():
            data = m.uid("FETCH", uid, "(FLAGS BODY.PEEK[])")[1]
            found.append((data[0][0].decode(), data[0][1]))
        m.logout()
        return found

    def append(self, user, data, at):
        """A message that lies in a mailbox since then."""
        m = imaplib.IMAP4("127.0.0.1", self.imap, timeout=20)
        m.login(f"{user}@{self.domain}", SECRET)
        assert m.append("INBOX", None, imaplib.Time2Internaldate(at), data)[0] == "OK"
        m.logout()

    def write(self, to, text, *, sender="jo@people.example", subject="Re: hello", in_reply_to=None, references=None, headers=None, message_id=None):
        """A person (or a program) writes to a mailbox, by SMTP."""
        m = email.message.EmailMessage()
        m["From"], m["To"], m["Subject"] = sender, to, subject
        m["Message-ID"] = message_id or email.utils.make_msgid(domain="people.example")
        m["Date"] = email.utils.formatdate()
        if in_reply_to:
            m["In-Reply-To"] = in_reply_to
        if references or in_reply_to:
            m["References"] = references or in_reply_to
        for name, value in (headers or {}).items():
            m[name] = value
        m.set_content(text)
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=20) as s:
            s.send_message(m, sender, [to])
        return m["Message-ID"]

    def raw(self, to, data, sender=""):
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=20) as s:
            s.sendmail(sender, [to], data)

    def close(self):
        self.stop_dovecot()
        subprocess.run([*AS_ROOT, "postfix", "-c", str(self.dir / "postfix" / "etc"), "stop"], capture_output=True)
        subprocess.run([*AS_ROOT, "rm", "-rf", str(self.dir)])
        shutil.rmtree(self.dir, ignore_errors=True)
