"""The configurations for reverse proxies that we hand out, in real Caddy and nginx: the installation's own name and a verified
tracking domain are served over TLS, a domain that is verified later without a restart, a stranger's name not at all."""

import contextlib
import pathlib
import re
import shutil
import ssl
import socket
import subprocess
import tempfile

import pytest
from loumass import ROOT, Instance, free_port, wait_for
from names import Names, proof

OWN = "mail.loumass.test"


@pytest.fixture(scope="module")
def names():
    n = Names()
    try:
        n.set(us=[f"host-record={OWN},127.0.0.1", f"cname=click.one.test,{OWN}", f"cname=click.two.test,{OWN}", f"cname=evil.test,{OWN}"])
        yield n
    finally:
        n.close()


@pytest.fixture(scope="module")
def instance(names):
    i = Instance({"LOUMASS_DNS": names.server, "LOUMASS_TRUST_PROXY": "yes", "LOUMASS_URL": f"https://{OWN}"})
    i.names = names
    try:
        i.up()
        yield i
    finally:
        i.close()


@pytest.fixture
def room():
    d = pathlib.Path(tempfile.mkdtemp(prefix="proxy-", dir="/tmp"))
    yield d
    shutil.rmtree(d, ignore_errors=True)


def tenant(instance, name):
    api = instance.register(name=name)
    for cookie in api.http.cookies:
        cookie.secure = False
    return api


def verified(api, domain, names):
    d = api.post("/api/tracking-domains", {"domain": domain}, 201)
    names.set(**{domain.split(".")[1]: [proof(d)]})
    assert api.post(f"/api/tracking-domains/{d['id']}/verify")["verified"] is True
    return f"/api/tracking-domains/{d['id']}"


def get(port, host, path):
    """The status over TLS, with the name in the handshake and in Host; None: no handshake for this name."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with socket.create_connection(("127.0.0.1", port), 20) as raw, context.wrap_socket(raw, server_hostname=host) as s:
            s.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: 203.0.113.9\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while part := s.recv(65536):
                answer += part
        return int(answer.split()[1])
    except (ssl.SSLError, ConnectionResetError):
        return None


@contextlib.contextmanager
def running(command, port):
    def listens():
        assert p.poll() is None, p.communicate()[1].decode()[-3000:]
        return f":{port:04X} " in pathlib.Path("/proc/net/tcp").read_text() + pathlib.Path("/proc/net/tcp6").read_text()
    p = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        wait_for(listens)
        yield
    finally:
        p.terminate()
        p.communicate(timeout=30)


def journey(instance, port, certificate=lambda domain: None):
    alice, bob = tenant(instance, "Alice"), tenant(instance, "Bob")
    first = verified(alice, "click.one.test", instance.names)
    certificate("click.one.test")
    assert get(port, OWN, "/readyz") == 200 and get(port, OWN, "/api/openapi.json") == 200
    wait_for(lambda: get(port, "click.one.test", "/api/openapi.json") == 404)  # known as a tenant's own
    assert get(port, "click.one.test", "/t/o/unknown-but-well-formed.gif") == 404
    assert get(port, "evil.test", "/readyz") is None and get(port, "click.two.test", "/readyz") is None
    second = verified(bob, "click.two.test", instance.names)  # later, with no restart
    certificate("click.two.test")
    wait_for(lambda: get(port, "click.two.test", "/api/openapi.json") == 404)
    alice.delete(first, None, 204)
    bob.delete(second, None, 204)


def test_caddy(instance, room):
    https = free_port()
    text = (ROOT / "deploy" / "proxy" / "Caddyfile").read_text().replace("127.0.0.1:8425", f"127.0.0.1:{instance.port}")
    # The certificates come from Caddy's own authority instead of the world's; the rest is as we hand it out.
    text = re.sub(r"^\{", f"{{\n\tlocal_certs\n\tskip_install_trust\n\tadmin off\n\thttp_port {free_port()}\n\thttps_port {https}\n\tstorage file_system {room}/store", text, count=1, flags=re.M)
    (room / "Caddyfile").write_text(text)
    with running(["caddy", "run", "--config", str(room / "Caddyfile"), "--adapter", "caddyfile"], https):
        journey(instance, https)


def test_nginx(instance, room):
    http, https = free_port(), free_port()
    room.chmod(0o755)
    certs = room / "certs"
    certs.mkdir(mode=0o755)

    def certificate(domain):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={domain}", "-keyout", certs / f"{domain}.key",
                        "-out", certs / f"{domain}.crt"], check=True, capture_output=True)
        (certs / f"{domain}.key").chmod(0o644)
    certificate(OWN)
    text = (ROOT / "deploy" / "proxy" / "nginx.conf").read_text()
    for old, new in (("127.0.0.1:8425", f"127.0.0.1:{instance.port}"), ("/var/lib/loumass-certs", str(certs)), ("/var/www/acme", f"{room}/acme"),
                     ("[::]:80 ", f"[::1]:{http} "), ("[::]:443 ", f"[::1]:{https} "), ("listen 80 ", f"listen 127.0.0.1:{http} "), ("listen 443 ", f"listen 127.0.0.1:{https} ")):
        assert old in text, old
        text = text.replace(old, new)
    temporary = "\n".join(f"{k}_temp_path {room}/{k};" for k in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (room / "nginx.conf").write_text(f"daemon off;\nmaster_process off;\npid {room}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}\n{text}\n}}\n")
    with running([shutil.which("nginx", path="/usr/sbin:/usr/bin"), "-c", str(room / "nginx.conf"), "-p", str(room)], https):
        journey(instance, https, certificate)
        (room / "acme" / ".well-known" / "acme-challenge").mkdir(parents=True)
        (room / "acme" / ".well-known" / "acme-challenge" / "token").write_text("answer")
        fetched = subprocess.run(["curl", "-fsS", "-H", "Host: click.one.test", f"http://127.0.0.1:{http}/.well-known/acme-challenge/token"], check=True, capture_output=True, text=True)
        assert fetched.stdout == "answer"
        moved = subprocess.run(["curl", "-sS", "-o", "/dev/null", "-w", "%{redirect_url}", "-H", "Host: click.one.test", f"http://127.0.0.1:{http}/u/x"], check=True, capture_output=True, text=True)
        assert moved.stdout == "https://click.one.test/u/x"
