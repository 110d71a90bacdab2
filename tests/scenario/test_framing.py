"""Requests that are framed wrongly (src/wire/http_frame_cases.h), to the program itself and through real nginx and Caddy: one answer,
the connection closed, and nobody ever gets the answer to somebody else's request."""

import codecs
import contextlib
import pathlib
import re
import shutil
import socket
import tempfile

import pytest
from loumass import ROOT, Instance, free_port
from test_proxies import running

CASES = [(int(status), codecs.escape_decode(text.encode())[0])
         for status, text in re.findall(r'^FRAME_CASE\((\d+), "(.*)"\)$', (ROOT / "src" / "wire" / "http_frame_cases.h").read_text(), re.M)]
HEAD = re.compile(rb"HTTP/1\.[01] (\d{3})[^\r\n]*\r\n")
# Smuggled, this one would be answered with 401; the honest ones with 200.
PREY = b"GET /api/me HTTP/1.1\r\nHost: a\r\n\r\n"
HONEST = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def instance():
    i = Instance({"LOUMASS_TRUST_PROXY": "yes"})
    try:
        i.up()
        yield i
    finally:
        i.close()


def talk(port, data, pieces=False):
    """Sends the bytes, and gives all that comes back until the other side closes; None: it did not."""
    with socket.create_connection(("127.0.0.1", port), 30) as s:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        got = b""
        with contextlib.suppress(ConnectionError, BrokenPipeError):
            for part in ([data[i:i + 1] for i in range(len(data))] if pieces else [data]):
                s.sendall(part)
        try:
            while part := s.recv(65536):
                got += part
        except ConnectionResetError:
            pass
        except TimeoutError:
            return None
        return got


@pytest.mark.parametrize("pieces", [False, True], ids=["at once", "byte by byte"])
def test_malformed_requests_are_refused_once(instance, pieces):
    """The paths are rewritten to ours, so that each is refused for its form alone."""
    assert len(CASES) >= 150
    for status, data in CASES:
        data = data.replace(b"/x/pixel", b"/healthz").replace(b"/x/echo", b"/api/auth/login")
        got = talk(instance.port, data, pieces)
        assert got is not None, (data, "not closed")
        heads = HEAD.findall(got)
        assert heads == [str(status).encode()], (data, got)
        head, body = got.split(b"\r\n\r\n", 1)
        assert b"\r\nConnection: close" in head and b'"status":%d' % status in body, (data, got)
        assert int(re.search(rb"Content-Length: (\d+)", head)[1]) == len(body), (data, got)


def test_what_comes_before_and_after(instance):
    """A good request before it is answered, one after it is not heard."""
    good = b"GET /api/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n"
    for status, data in CASES[::7]:
        got = talk(instance.port, good + data.replace(b"/x/pixel", b"/healthz").replace(b"/x/echo", b"/api/auth/login") + PREY)
        assert got and HEAD.findall(got) == [b"200", str(status).encode()], (data, got and got[-400:])


@contextlib.contextmanager
def nginx(instance, room, port):
    room.chmod(0o755)
    temporary = "\n".join(f"{k}_temp_path {room}/{k};" for k in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (room / "nginx.conf").write_text(f"""daemon off;\nmaster_process off;\npid {room}/pid;\nerror_log stderr crit;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}
        upstream app {{ server 127.0.0.1:{instance.port}; keepalive 1; }}
        server {{ listen 127.0.0.1:{port}; ignore_invalid_headers off; underscores_in_headers on;
            location / {{ proxy_pass http://app; proxy_http_version 1.1; proxy_request_buffering off; proxy_set_header Connection ""; proxy_set_header Host $host; }} }} }}\n""")
    with running([shutil.which("nginx", path="/usr/sbin:/usr/bin"), "-c", str(room / "nginx.conf"), "-p", str(room)], port):
        yield


@contextlib.contextmanager
def caddy(instance, room, port):
    (room / "Caddyfile").write_text(f"""{{\n\tadmin off\n\tauto_https off\n\tstorage file_system {room}/store\n}}
http://:{port} {{\n\treverse_proxy 127.0.0.1:{instance.port} {{\n\t\tflush_interval -1\n\t}}\n}}\n""")
    with running(["caddy", "run", "--config", str(room / "Caddyfile"), "--adapter", "caddyfile"], port):
        yield


@pytest.mark.parametrize("proxy", [nginx, caddy], ids=["nginx", "caddy"])
def test_nothing_is_smuggled_through(instance, proxy):
    """Each malformed request with another behind it, through a proxy that keeps its connections to us: whoever comes next gets the
    answer to their own request."""
    room = pathlib.Path(tempfile.mkdtemp(prefix="framing-", dir="/tmp"))
    port = free_port()
    try:
        with proxy(instance, room, port):
            assert HEAD.findall(talk(port, HONEST)) == [b"200"]
            for _, data in CASES:
                for tail in (PREY, b"0\r\n\r\n" + PREY):
                    with socket.create_connection(("127.0.0.1", port), 30) as s:
                        with contextlib.suppress(OSError):
                            s.sendall(data.replace(b"/x/pixel", b"/healthz").replace(b"/x/echo", b"/api/auth/login") + tail)
                            s.settimeout(0.05)  # long enough for the proxy to pass on what it passes on; nothing depends on it
                            s.recv(65536)
                for _ in range(2):
                    assert HEAD.findall(talk(port, HONEST)) == [b"200"], data
    finally:
        shutil.rmtree(room, ignore_errors=True)
