"""A mail server for the journeys: STARTTLS with a certificate nobody vouches for, a log-in, and one line of JSON on its standard
output for each message it takes. Says `{"port": N}` first; ends with its standard input.

    python smtp.py DIRECTORY LOGIN PASSWORD
"""

import json
import pathlib
import random
import ssl
import subprocess
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class Keeper:
    def __init__(self, login, password):
        self.known = (login.encode(), password.encode())

    def knows(self, server, session, envelope, mechanism, data):
        return AuthResult(handled=False, success=(data.login, data.password) == self.known)

    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({"to": envelope.rcpt_tos[0], "text": envelope.content.decode("utf-8", "replace")}), flush=True)
        return "250 2.0.0 kept"


def main(directory, login, password):
    key = pathlib.Path(directory) / "key.pem"
    cert = pathlib.Path(directory) / "cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mail.example", "-keyout",
                    str(key), "-out", str(cert)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    keeper = Keeper(login, password)
    while True:
        # Below the kernel's range for outgoing connections.
        port = random.randrange(10000, 30000)
        controller = Controller(keeper, hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True, auth_required=True,
                                authenticator=keeper.knows, ready_timeout=30)
        try:
            controller.start()
            break
        except OSError:
            continue
    print(json.dumps({"port": port}), flush=True)
    sys.stdin.read()
    controller.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
