"""Google for the scenarios: the emulator from npm behind a thin proxy (tests/google/front.mjs) that does what the emulator lacks,
each a process of its own on loopback; and a browser's way through its pages."""

import base64
import email
import email.policy
import json
import pathlib
import shutil
import signal
import subprocess
import tempfile
from urllib.parse import parse_qs, urlsplit

import requests
from loumass import ROOT, free_port, wait_for

HERE = ROOT / "tests" / "google"
CLIENT = {"client_id": "1234.apps.googleusercontent.com", "client_secret": "GOCSPX-the-clients-own-secret"}


class Google:
    def __init__(self, redirect, people=("mona@gmail.example",)):
        if not (HERE / "node_modules").is_dir():
            subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=HERE, check=True)
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="google-", dir="/tmp"))
        self.port, self.inner = free_port(), free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.seed = json.dumps({
            "users": [{"email": p, "name": p.split("@")[0].title()} for p in people],
            "oauth_clients": [{**CLIENT, "name": "Loumass", "redirect_uris": [f"{redirect}/api/auth/google/callback"]}],
        })
        self.processes = {}
        self.start_emulator()
        self.processes["front"] = subprocess.Popen(["node", str(HERE / "front.mjs"), str(self.port), str(self.inner)])
        wait_for(lambda: requests.get(self.base + "/__front", timeout=5).ok)

    def env(self):
        return {"LOUMASS_GOOGLE_ISSUER": self.base, "LOUMASS_GOOGLE_GMAIL": self.base,
                "LOUMASS_GOOGLE_CLIENT_ID": CLIENT["client_id"], "LOUMASS_GOOGLE_CLIENT_SECRET": CLIENT["client_secret"]}

    def start_emulator(self):
        self.processes["emulator"] = subprocess.Popen(
            ["node", str(HERE / "emulator.mjs"), str(self.inner), self.base, str(self.dir / "state.json"), self.seed])
        wait_for(lambda: requests.get(f"http://127.0.0.1:{self.inner}/.well-known/openid-configuration", timeout=5).ok)

    def stop_emulator(self):
        self.processes["emulator"].send_signal(signal.SIGTERM)
        assert self.processes["emulator"].wait(30) == 0

    def front(self, **order):
        return requests.post(self.base + "/__front", json=order, timeout=30).json()

    def fault(self, *faults):
        self.front(faults=list(faults))

    def counts(self):
        return requests.get(self.base + "/__front", timeout=30).json()["counts"]

    def tokens(self):
        return requests.get(self.base + "/__front", timeout=30).json()["given"]

    # -- the person's way
    def consent(self, url, who):
        """What a browser does on Google's page: the address it is sent back to."""
        page = requests.get(url, timeout=30)
        assert page.status_code == 200, page.text
        fields = {k: v[0] for k, v in parse_qs(urlsplit(url).query).items()}
        r = requests.post(self.base + "/o/oauth2/v2/auth/callback", data={**fields, "email": who}, allow_redirects=False, timeout=30)
        assert r.status_code == 302, r.text
        return r.headers["Location"]

    # -- the mailbox, as its owner sees it
    def mailbox(self, who):
        """Everything in it, read past the proxy: {gmail id: (thread id, message, labels)}."""
        if not hasattr(self, "reader"):
            self.reader = {}
        if who not in self.reader:
            inner = f"http://127.0.0.1:{self.inner}"
            r = requests.post(inner + "/o/oauth2/v2/auth/callback", data={"email": who, "redirect_uri": "http://x/", "scope": "x",
                              "client_id": CLIENT["client_id"]}, allow_redirects=False, timeout=30)
            code = parse_qs(urlsplit(r.headers["Location"]).query)["code"][0]
            t = requests.post(inner + "/oauth2/token", data={"grant_type": "authorization_code", "code": code, **CLIENT}, timeout=30).json()
            self.reader[who] = t["access_token"]
        headers = {"Authorization": f"Bearer {self.reader[who]}"}
        base = f"http://127.0.0.1:{self.inner}/gmail/v1/users/me/messages"
        found, page = {}, None
        while True:
            r = requests.get(base, params={"maxResults": 500, **({"pageToken": page} if page else {})}, headers=headers, timeout=60).json()
            for m in r.get("messages", []):
                whole = requests.get(f"{base}/{m['id']}", params={"format": "raw"}, headers=headers, timeout=60).json()
                raw = base64.urlsafe_b64decode(whole["raw"] + "==")
                found[m["id"]] = (m["threadId"], email.message_from_bytes(raw, policy=email.policy.default), whole["labelIds"])
            page = r.get("nextPageToken")
            if not page:
                return found

    def sent(self, who):
        return {i: m for i, m in self.mailbox(who).items() if "SENT" in m[2]}

    def close(self):
        for p in self.processes.values():
            if p.poll() is None:
                p.kill()
            p.wait()
        shutil.rmtree(self.dir, ignore_errors=True)


def sign_in(google, api, who):
    """Signs a fresh `Api` in by Google; returns where the browser ended."""
    r = api.raw("GET", "/api/auth/google", params={"returnTo": "/contacts"})
    assert r.status_code == 302, r.text
    back = google.consent(r.headers["Location"], who)
    r = api.http.get(back, allow_redirects=False, timeout=60)
    assert r.status_code == 302, r.text
    return r.headers["Location"]


def connect(google, api, who, **body):
    """Connects a mailbox as a sender; returns where the browser ended."""
    url = api.post("/api/google/connect", {"returnTo": "/senders", **body})["url"]
    r = api.http.get(google.consent(url, who), allow_redirects=False, timeout=60)
    assert r.status_code == 302, r.text
    return r.headers["Location"]
