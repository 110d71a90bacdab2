"""The first hour with the program, and the hours without its database: no command makes an installation by accident, the
address that is announced is ours, `serve` takes what people do while the database is away."""

import json
import pathlib
import signal
import socket
import subprocess
import time

import pytest
import requests

from loumass import Instance, Postgres, wait_for


@pytest.fixture
def bare():
    i = Instance(name="loumass-first")
    yield i
    i.close()


def test_no_command_makes_a_database_by_accident(bare):
    for words in (["user", "add", "a@one.example"], ["user", "list"], ["doctor"], ["contact", "list"], ["campaign", "list"],
                  ["migrate", "status"], ["backup", "/tmp/never.backup"], ["hold"]):
        r = bare.cli(*words, ok=False, stdin="")
        if r.returncode == 2:
            continue  # a word that this command line does not have
        assert r.returncode == 3, (words, r.stderr)
        assert str(bare.data) in r.stderr and "loumass up" in r.stderr and "--data" in r.stderr
        assert not bare.data.exists(), words


def test_what_creates_creates(bare):
    bare.cli("migrate", "deploy")
    assert (bare.data / "pg" / "data" / "PG_VERSION").exists()
    assert bare.cli("migrate", "status").returncode == 0
    bare.cli("seed")
    assert "test@example.com" in bare.cli("user", "list").stdout


def test_a_command_without_the_secret_of_a_shared_database_makes_none(bare):
    pg = Postgres()
    try:
        r = bare.cli("user", "list", "--database-url", pg.url(), ok=False)
        assert r.returncode == 3 and "secret.key" in r.stderr, r.stderr
        assert not bare.data.exists()
    finally:
        pg.close()


def test_up_never_announces_an_address_that_another_program_serves(bare):
    other = subprocess.Popen(["python3", "-m", "http.server", str(bare.port), "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, cwd="/tmp")
    try:
        wait_for(lambda: socket.create_connection(("127.0.0.1", bare.port), 1))
        r = bare.cli("up", ok=False)
        assert r.returncode == 1
        assert str(bare.port) in r.stderr and "LOUMASS_LISTEN" in r.stderr and "another program" in r.stderr
        assert "is at http" not in r.stdout
        assert not bare.data.exists()
    finally:
        other.kill()
        other.wait()


@pytest.mark.parametrize("after", [0.0, 0.2, 0.6, 1.5, 3.0])
def test_up_ends_at_once_whenever_it_is_told(bare, after):
    """While initdb runs, while PostgreSQL starts, while migrations run, while it serves."""
    p = bare.spawn("up", "--demo")
    time.sleep(after)  # where it then is does not matter: it must end from everywhere
    p.send_signal(signal.SIGINT)
    # -2: before it had taken its signals
    assert p.wait(30) in (0, -signal.SIGINT), bare.tail()
    p = bare.up()
    assert bare.stop(p) == 0


def test_a_database_that_does_not_start_says_why_in_its_own_words(bare):
    assert bare.stop(bare.up()) == 0
    conf = bare.data / "pg" / "data" / "postgresql.auto.conf"
    conf.write_text("shared_buffers = 'quite a lot'\n")
    r = bare.cli("up", ok=False)
    assert r.returncode == 4 and "shared_buffers" in r.stderr, r.stderr


def test_errors_of_files_keep_their_cause(bare):
    assert bare.stop(bare.up()) == 0
    bare.cli("user", "add", "a@one.example", "--password-stdin", stdin="correct horse battery\n", ok=False)
    r = bare.cli("up", "--data", "/proc/nothing", ok=False)
    assert "No such file or directory" in r.stderr and "/proc/nothing" in r.stderr
    file = bare.dir / "a-file"
    file.write_text("")
    r = bare.cli("up", "--data", file, ok=False)
    assert str(file) in r.stderr and "Not a directory" in r.stderr


def test_serve_without_the_database(bare):
    """Listens at once, takes opens and opt-outs of both tenants into the journal, says no at /readyz, ends at once."""
    pg = Postgres()
    bare.env["DATABASE_URL"] = pg.url()
    try:
        p = bare.up()
        tenants = [bare.register(), bare.register()]
        open_urls = []
        for t in tenants:
            t.post("/api/contacts", {"email": "kim@people.example", "firstName": "Kim"}, 201)
            sender = t.all("/api/senders")[0]
            c = t.post("/api/campaigns", {"name": "Hello", "subject": "Hello", "content": "<p>Hello</p>", "senderId": sender["id"], "audience": {"all": True}}, 201)
            t.post(f"/api/campaigns/{c['id']}/send")
            mail = wait_for(lambda t=t: t.all("/api/capture"))[0]
            html = t.get(f"/api/capture/{mail['id']}")["html"]
            open_urls.append(html.split('src="')[-1].split('"')[0])
            t.campaign = c["id"]
        assert bare.stop(p) == 0
        pg.stop()

        serve = bare.spawn("serve")
        wait_for(lambda: requests.get(bare.base + "/healthz", timeout=5).status_code == 200)
        ready = requests.get(bare.base + "/readyz", timeout=15)
        assert ready.status_code == 503
        assert requests.get(bare.base + "/api/campaigns", timeout=15).status_code == 503
        person = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
        for url in open_urls:
            assert requests.get(url, headers=person, timeout=15).status_code == 200
        assert bare.stop(serve, 20) == 0

        # `up` waits for it in so many words, serves meanwhile, and ends at once, too.
        up = bare.spawn("up")
        wait_for(lambda: f"waiting for the database at 127.0.0.1:{pg.port}" in bare.tail())
        wait_for(lambda: requests.get(bare.base + "/healthz", timeout=5).status_code == 200)
        assert bare.stop(up, 30) == 0

        up = bare.spawn("up")
        wait_for(lambda: requests.get(bare.base + "/healthz", timeout=5).status_code == 200)
        pg.start()
        bare.wait_ready(up)
        for t in tenants:
            wait_for(lambda t=t: t.get(f"/api/campaigns/{t.campaign}/analytics")["totals"]["opens"]["total"] == 1)
        assert bare.stop(up) == 0
    finally:
        pg.close()


def test_readyz_says_no_on_a_full_disk(bare):
    """A small file system of its own under the data directory."""
    small = bare.dir / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m,mode=755", "tmpfs", str(small)], capture_output=True).returncode:
        pytest.skip("mounting needs root")
    pg = Postgres()
    bare.env.update(DATABASE_URL=pg.url(), LOUMASS_DATA=str(small / "data"))
    bare.data = small / "data"
    try:
        p = bare.up()
        filler = small / "filler"
        with open(filler, "wb") as f:
            try:
                while True:
                    f.write(bytes(1 << 20))
            except OSError:
                pass
        wait_for(lambda: "disk full" in requests.get(bare.base + "/readyz", timeout=5).text)
        filler.unlink()
        bare.wait_ready(p)
        assert bare.stop(p) == 0
    finally:
        subprocess.run(["umount", "-l", str(small)], check=False)
        pg.close()


def test_version_and_licenses_say_what_the_program_is(bare):
    about = json.loads(bare.cli("version", "--json").stdout)
    assert about["version"] == (pathlib.Path(__file__).resolve().parents[2] / "VERSION").read_text().strip() and about["commit"]
    licenses = bare.cli_json("licenses")
    assert licenses["license"] == "Apache-2.0"
    assert {"libpq", "libmicrohttpd", "libsodium"} <= {row["soname"] for row in licenses["libraries"]}
