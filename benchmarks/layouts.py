"""What the layouts of docs/operating.md carry: the whole product held to one core and to two, the database on a core of its own, and
two workers beside it. For each: mails and opens a second, and the processor time that one of each costs every role, from which the
next limit follows. The load (smtp-sink, wrk) has the cores that are left; so it wants four."""

import contextlib
import os
import pathlib
import subprocess
import time

TICK = os.sysconf("SC_CLK_TCK")


def stat(pid):
    """Name, parent, and seconds of processor time, with those of children that have ended."""
    text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    rest = text[text.rindex(")") + 2:].split()
    return text[text.index("(") + 1:text.rindex(")")], int(rest[1]), sum(map(int, rest[11:15])) / TICK


def processes():
    out = {}
    for p in pathlib.Path("/proc").iterdir():
        if p.name.isdigit():
            with contextlib.suppress(OSError, ValueError):
                out[int(p.name)] = stat(p.name)
    return out


def descendants(roots):
    """Of these processes: pid to (role, seconds, MB of its own)."""
    every, out, grown = processes(), {}, True
    inside = set(roots)
    while grown:
        grown = {p for p, (_, parent, _) in every.items() if parent in inside and p not in inside}
        inside |= grown
    for pid in inside & every.keys():
        with contextlib.suppress(OSError):
            words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            role = words[1].decode() if words[0].endswith(b"loumass") and len(words) > 1 else "database" if every[pid][0] == "postgres" else "other"
            smaps = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            pss = next(int(x.split()[1]) for x in smaps if x.startswith("Pss:")) / 1024
            out[pid] = role, every[pid][2], pss
    return out


@contextlib.contextmanager
def on(cores):
    """What is started inside runs on these cores; this program goes back to where it was."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def totals(roots):
    seconds, memory = {}, 0
    for role, s, mb in descendants(roots).values():
        seconds[role] = seconds.get(role, 0) + s
        memory += mb
    return seconds, memory


def costs(before, after, n):
    """Microseconds of processor time each, by role; what rounds to none is left out."""
    each = {role: round((s - before.get(role, 0)) / n * 1e6) for role, s in after.items()}
    return {role: us for role, us in each.items() if us > 0}


def measure(b, i, roots, cores, name, first):
    """b: figures.py's parts; roots: the layout's processes. Returns its figures."""
    n = b.size(150_000, 20_000)
    load = sorted(os.sched_getaffinity(0) - set(cores)) or sorted(os.sched_getaffinity(0))
    api = i.register()
    b.contacts(i, api, n)
    with on(load), b.sink() as port:
        sender = b.smtp_sender(api, "127.0.0.1", port, 20)
        before, _ = totals(roots)
        mails, _ = b.send_all(i, api, b.campaign(api, sender), n)
        after, memory = totals(roots)
        mail_us = costs(before, after, n)
        ids = [r["trackingId"] for r in i.query('SELECT "trackingId" FROM "Recipient" LIMIT 2000')]
        script = i.dir / "opens.lua"
        script.write_text("local ids = {" + ",".join(f'"{t}"' for t in ids) + "}\nlocal k = 0\n"
                          'request = function() k = k % #ids + 1; return wrk.format("GET", "/t/o/" .. ids[k] .. ".gif") end\n')
        had = i.value('SELECT count(*) FROM "EmailEvent" WHERE "type" = \'OPENED\'')
        before, _ = totals(roots)
        seconds = b.size(20, 5)
        out = subprocess.run(["wrk", "-t1", "-c64", f"-d{seconds}s", "-s", str(script), i.base], capture_output=True, text=True, check=True).stdout
        assert "Non-2xx" not in out, out
        accepted = int(b.re.search(r"(\d+) requests in", out)[1])
        # Until the last has come into the database: what is accepted and not yet counted would cost nothing here.
        b.wait_for(lambda: i.value('SELECT count(*) FROM "EmailEvent" WHERE "type" = \'OPENED\'') >= had + accepted, 900, 1)
        after, _ = totals(roots)
        open_us = costs(before, after, accepted)
    cores_word = f"{len(cores)} core" + "s" * (len(cores) > 1)
    peer_is = "the whole product on one core"
    for what, ours, us in (("mails", mails, mail_us), ("opens", accepted / seconds, open_us)):
        b.report(f"layouts.{name}.{what}", ours, first.setdefault(what, ours), f"{what}/s", None, peer_is, cores=cores_word, cpu_us=us,
                 memory_mib=round(memory))


def run(b, instance, office):
    all_cores = sorted(os.sched_getaffinity(0))
    if len(all_cores) < 4:
        raise SystemExit("layouts wants four cores: two or three for the product, the others for the load on it")
    a, c, d, _ = all_cores[:4]
    first = {}
    for name, cores in (("one_core", [a]), ("two_cores", [a, c])):
        with contextlib.closing(instance({"LOUMASS_LOG": "warn"})) as i:
            with on(cores):
                up = i.up()
            postmaster = int((i.data / "pg/data/postmaster.pid").read_text().split()[0])
            measure(b, i, [up.pid, postmaster], cores, name, first)
    for name, workers in (("database_apart", [[c]]), ("two_workers", [[c], [d]])):
        with on([a]):
            o = office({"LOUMASS_LOG": "warn"})
        with contextlib.closing(o):
            postmaster = int((o.postgres.dir / "d/postmaster.pid").read_text().split()[0])
            roots = [postmaster]
            with on([c]):
                serve = o.spawn("serve")
            o.wait_ready(serve)
            roots.append(serve.pid)
            for k, where in enumerate(workers):
                with on(where):
                    roots.append(o.work(data=f"worker{k}").pid)
            time.sleep(1)
            measure(b, o, roots, [a, c, *(w for where in workers[1:] for w in where)], name, first)
