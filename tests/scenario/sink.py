"""A mail server for the scenarios, in a process of its own. It writes one line for each message it has accepted, and only then
says 250: `<time> <recipient> <Message-ID> <bytes>`. With --rot it is rotten in a named way; what each way is, stands at its function.

    python sink.py PORT RECORD [--rot NAME] [--delay SECONDS] [--keep DIR] [--cert FILE] [--host ADDRESS]
"""

import argparse
import asyncio
import os
import re
import ssl
import time

ID = re.compile(rb"^message-id:\s*(\S+)", re.I | re.M)


class Server:
    def __init__(self, args):
        self.record = os.open(args.record, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o644)
        self.rot = args.rot
        self.delay = args.delay
        self.keep = args.keep
        self.starttls = args.rot == "broken_tls"
        self.connections = 0
        self.tried = set()
        self.kept = 0

    def accept(self, sender, rcpt, data):
        found = ID.search(data[: 64 << 10])
        os.write(self.record, b"%.6f %s %s %d\n" % (time.time(), rcpt.encode(), found.group(1) if found else b"-", len(data)))
        if self.keep:
            self.kept += 1
            with open(os.path.join(self.keep, f"{self.kept:06d}.eml"), "wb") as f:
                f.write(data)


class Session(asyncio.Protocol):
    def __init__(self, server):
        self.s = server
        self.rot = server.rot
        self.buf = b""
        self.data = None
        self.rcpt = self.sender = ""
        self.messages = 0
        self.busy = None
        self.nonsense = False

    # -- plumbing
    def connection_made(self, transport):
        self.t = transport
        self.s.connections += 1
        self.n = self.s.connections
        if self.rot == "silent":  # the greeting never comes
            return
        if self.rot == "silent_first" and self.n <= 3:
            return
        if self.rot == "greeting_421":
            self.say("421 4.3.2 busy, come back later")
            self.t.close()
            return
        if self.rot == "greeting_554":
            self.say("554 no service for you")
            self.t.close()
            return
        if self.rot == "malformed":  # words that are no SMTP
            self.t.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return
        if self.rot == "endless":
            self.t.write(b"220-" + b"x" * (1 << 20))
            return
        self.say("220-sink.example\r\n220-is here\r\n220 ESMTP" if self.rot == "multiline" else "220 sink.example ESMTP")

    def say(self, text):
        out = text.encode() + b"\r\n"
        if self.rot == "one_byte":
            for i in range(len(out)):
                self.t.write(out[i : i + 1])
        elif self.rot == "tarpit":
            loop = asyncio.get_running_loop()
            loop.call_later(0.5, self.t.write, out)
        else:
            self.t.write(out)

    def data_received(self, more):
        if self.nonsense:  # answers the handshake with what is no TLS at all
            self.t.write(b"this is no TLS at all\r\n")
            self.t.close()
            return
        self.buf += more
        if self.busy is None:
            self.run()

    def later(self):
        self.busy = None
        self.run()

    def run(self):
        while self.busy is None and not self.t.is_closing():
            if self.data is not None:
                if self.data.startswith(b".\r\n") or (not self.data and self.buf.startswith(b".\r\n")):
                    end, skip = 0, 3
                else:
                    end, skip = self.buf.find(b"\r\n.\r\n"), 5
                    if end < 0:
                        if self.rot == "drop_data" and self.n <= 4:  # in the content
                            self.t.abort()
                        return
                    end += 2
                    skip = 3
                body, self.buf = self.buf[:end], self.buf[end + skip :]
                self.data = None
                self.dot(body)
                continue
            line, sep, rest = self.buf.partition(b"\r\n")
            if not sep:
                return
            self.buf = rest
            self.command(line.decode("utf-8", "replace"))

    # -- the conversation
    def command(self, line):
        verb = line.split(" ", 1)[0].upper()
        if verb == "EHLO":
            self.say("250-sink.example\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-PIPELINING\r\n" +
                     ("250-STARTTLS\r\n" if self.s.starttls else "") + "250 SIZE 41943040")
        elif verb == "STARTTLS":
            self.say("220 go ahead")
            self.nonsense = True
        elif verb == "MAIL":
            self.mail(line)
        elif verb == "RCPT":
            self.rcpt_to(re.search(r"<(.*?)>", line).group(1))
        elif verb == "DATA":
            if self.rcpt:
                self.data = b""
                if self.rot == "drop_in_data" and self.n <= 4:
                    self.t.abort()
                    return
                hasty = self.rot == "early_250" and self.rcpt.endswith("hasty.example")  # before the content could have come
                self.say("354 go on\r\n250 queued already" if hasty else "354 go on")
            else:
                self.say("503 no recipient")
        elif verb == "RSET":
            self.rcpt = self.sender = ""
            self.say("250 ok")
        elif verb == "QUIT":
            self.say("221 bye")
            self.t.close()
        elif verb == "NOOP":
            self.say("250 ok")
        else:
            self.say("500 what?")

    def mail(self, line):
        self.sender = ""
        if self.rot == "mute_mail" and self.n <= 4:  # says nothing more
            self.busy = True
            return
        if self.rot == "drop_mail" and self.n <= 4:  # hangs up at MAIL
            self.t.abort()
        elif self.rot == "421_middle" and self.messages >= 3:  # three messages a connection, then 421
            self.say("421 4.7.0 too many messages in this session")
            self.t.close()
        elif self.rot == "log_in":
            self.say("530 5.7.0 authentication required")
        else:
            self.sender = line
            self.say("250 ok")

    def rcpt_to(self, rcpt):
        if not self.sender:
            self.say("503 no sender")
            return
        number = int(re.search(r"\d+", rcpt).group(0)) if re.search(r"\d+", rcpt) else 0
        if self.rot == "mute_rcpt" and self.n <= 4:
            self.busy = True
            return
        if self.rot == "drop_rcpt" and self.n <= 4:  # hangs up at RCPT
            self.t.abort()
            return
        if self.rot == "greylist" and rcpt not in self.s.tried:  # each recipient's first try
            self.s.tried.add(rcpt)
            self.say("450 4.2.0 greylisted, try again later")
            return
        if self.rot == "too_many" and rcpt not in self.s.tried and number % 5 == 0:
            self.s.tried.add(rcpt)
            self.say("452 4.5.3 too many recipients")
            return
        if self.rot == "unknown" and number % 5 == 0:
            self.say("550 5.1.1 user unknown")
            return
        if self.rot == "full" and number % 5 == 0:
            self.say("552 5.2.2 mailbox over quota")
            return
        if self.rot == "no_ptr" and rcpt.endswith("strict.example"):  # whoever is written to: it is the sender's fault
            self.say("550 5.7.25 Your host needs a reverse DNS (PTR) record")
            return
        if self.rot == "domain_throttle" and rcpt.endswith("slow.example"):
            self.say("451 4.7.1 too many messages from you, slow down")
            return
        self.rcpt = rcpt
        self.say("250-fine\r\n250 ok" if self.rot == "multiline" else "250 ok")

    def dot(self, body):
        if self.rot == "policy" and int(re.search(r"\d+", self.rcpt).group(0)) % 5 == 0:
            self.say("554 5.7.1 refused by policy")
            self.rcpt = ""
            return
        self.busy = True
        rcpt, self.rcpt = self.rcpt, ""
        if self.s.delay:
            asyncio.get_running_loop().call_later(self.s.delay, self.take, rcpt, body)
        else:
            self.take(rcpt, body)

    def take(self, rcpt, body):
        if self.t.is_closing():
            return
        self.s.accept(self.sender, rcpt, body)
        self.messages += 1
        self.busy = None
        if self.rot == "mute_dot" and self.n <= 4:  # takes the message and never says so
            self.busy = True
            return
        if self.rot == "drop_dot" and self.n <= 4:  # takes the message and hangs up without a word
            self.t.abort()
            return
        self.say("250-2.0.0 Ok\r\n250 2.0.0 queued" if self.rot == "multiline" else "250 2.0.0 Ok: queued")
        if self.buf:
            self.run()


async def main(args):
    server = Server(args)
    context = None
    if args.cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(args.cert)
    listener = await asyncio.get_running_loop().create_server(lambda: Session(server), args.host, args.port, backlog=512, ssl=context)
    async with listener:
        await listener.serve_forever()


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("port", type=int)
    p.add_argument("record")
    p.add_argument("--rot", default="")
    p.add_argument("--delay", type=float, default=0)
    p.add_argument("--keep")
    p.add_argument("--cert")
    p.add_argument("--host", default="127.0.0.1")
    asyncio.run(main(p.parse_args()))
