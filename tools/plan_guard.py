#!/usr/bin/env python3
"""The plans of all queries under statistics that a database comes to have: fresh (nothing was ever analyzed), aged (all mail sent, one
tenant of thousands beside 300 of ten), stale (as aged, analyzed when it was nearly empty). Each query is planned generically, in its tenant's
role with row-level security in force, and refused where its plan

  - scans a table whose rows grow from end to end (sequentially, or an index without a condition), or
  - reads such a table through an index that knows no tenant, campaign or row (by status, by time), and so other tenants' rows.

What may do so stands in tools/plans/allowed.txt with its reason: "query: reason". A line that is no longer needed is an error.
Usage: tools/plan_guard.py [query …]   prints the plans' faults; with --show also the plans."""
import contextlib
import json
import pathlib
import re
import subprocess
import sys
import hashlib

import psycopg2

ROOT = pathlib.Path(__file__).resolve().parents[1]
HERE = ROOT / "tools" / "plans"
GROWS = {"Recipient", "EmailEvent", "EmailEvent_default", "Contact", "SequenceEnrollment", "EnrollmentTrace", "Suppression"}
# Begin with nothing that belongs to a tenant.
FOREIGN = {"Recipient_status_idx", "Recipient_sentAt_idx", "SequenceEnrollment_status_idx", "SequenceEnrollment_currentStep_idx",
           "EmailEvent_timestamp_idx", "EmailEvent_default_timestamp_idx"}
CONTACTS = 8000
KEPT = 12  # databases of other states of the tree, kept for other checkouts on this machine
BIG = "u00000000"


def queries():
    """From the generated C, as it is sent: name, SQL, types of the parameters, is it a tenant's."""
    for path in sorted((ROOT / "src/db/gen").glob("*_q.c")):
        text = path.read_text()
        kinds = {}
        for m in re.finditer(r"static const struct db_field (\w+)_params\[\] = \{\n(.*?)\n\};", text, re.S):
            kinds[m[1]] = [int(n) for n in re.findall(r'\{ "[^"]+", \w+, \w+, \w+, (\d+),', m[2])]
        for m in re.finditer(r"static const struct db_query (\w+)_query = \{\n\t\.name = \"(\w+)\",\n\t\.sql =\n((?:\t\t\".*\"\n?)*\t\t\".*\"),\n", text):
            sql = "".join(json.loads(s) for s in re.findall(r'"(?:\\.|[^"\\])*"', m[3]))
            yield m[2], sql, kinds.get(m[1], []), not path.name.startswith("sys_")


def nodes(plan):
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def limited(plan, under=False):
    """Each node with whether a LIMIT above it, with nothing that reads all in between, may end it early."""
    yield plan, under
    kind = plan["Node Type"]
    here = kind == "Limit" or under and kind not in ("Sort", "Aggregate", "Hash", "HashAggregate", "WindowAgg", "Materialize", "SetOp")
    for below in plan.get("Plans", []):
        yield from limited(below, here)


def faults(plan):
    for node, early in limited(plan):
        table = node.get("Relation Name")
        index = node.get("Index Name")
        kind = node["Node Type"]
        if kind == "Bitmap Index Scan" and index in FOREIGN:
            yield f"reads through {index}"
        if table is None or re.sub(r"_[0-9a-z]+$", "", table) not in GROWS and table not in GROWS:
            continue
        if kind == "Seq Scan":
            if early and "Filter" not in node:
                continue
            yield f"scans {table}"
        elif kind in ("Index Scan", "Index Only Scan"):
            if index in FOREIGN and not (early and "Index Cond" not in node and "Filter" not in node):
                yield f"reads {table} through {index}"
            elif "Index Cond" not in node and not early:
                yield f"reads all of {table} through {index}"


class Scratch:
    """The scratch server of tools/sqlgen.sh, kept running while this runs."""

    def __enter__(self):
        self.server = subprocess.Popen([str(ROOT / "tools/sqlgen.sh"), "--url"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.server.stdout.readline().strip()
        assert self.url, "the scratch server did not start"
        return self

    def __exit__(self, *_):
        self.server.communicate("\n")

    def connect(self, name):
        c = psycopg2.connect(re.sub(r"dbname=\S+", f"dbname={name}", self.url))
        c.autocommit = True
        return c

    def database(self, kind):
        """The schema, filled as `kind` says; kept until the migrations or the rows change."""
        schema = "".join(f.read_text() for f in sorted((ROOT / "prisma/migrations").glob("*/migration.sql")))
        name = "g_" + hashlib.sha256((schema + kind + str(CONTACTS) + (HERE / "aged.sql").read_text()).encode()).hexdigest()[:16]
        with contextlib.closing(self.connect("postgres")) as c, c.cursor() as q:
            q.execute("select datname from pg_database where datname like 'g\\_%%' order by oid")
            known = [row[0] for row in q.fetchall()]
            if name in known:
                return name
            for old in [k for k in known if k not in self.made][:-KEPT]:
                q.execute(f'drop database if exists "{old}" with (force)')
            q.execute(f'create database "{name}"')
        with contextlib.closing(self.connect(name)) as c, c.cursor() as q:
            q.execute(schema)
        with contextlib.closing(self.connect(name)) as c, c.cursor() as q:
            q.execute("""do $$ begin create role loumass_app nologin; exception when duplicate_object then null; end $$;
                         grant usage on schema public to loumass_app; grant all on all tables in schema public to loumass_app""")
        if kind == "fresh":
            return name
        fill = (HERE / "aged.sql").read_text()
        with contextlib.closing(self.connect(name)) as c, c.cursor() as q:
            if kind == "stale":
                for size in ("10", str(CONTACTS)):
                    if size != "10":
                        q.execute('TRUNCATE "User" CASCADE; DROP TABLE "size"')
                    q.execute(fill.replace(":n", size))
                    if size == "10":
                        q.execute("analyze")
            else:
                q.execute(fill.replace(":n", str(CONTACTS)))
                q.execute("analyze")
        return name

    made = []


def look(scratch, database, wanted, show):
    """{query: {fault}} on one database."""
    found = {}
    with contextlib.closing(scratch.connect(database)) as c, c.cursor() as q:
        q.execute("set plan_cache_mode = force_generic_plan; set jit = off")
        for name, sql, types, tenant in queries():
            if wanted and name not in wanted or name.startswith("seed_"):  # the demo's: made a moment before, once
                continue
            if not re.match(r"\s*(with|select|insert|update|delete)\b", sql, re.I):
                continue
            names = []
            for oid in types:
                q.execute("select format_type(%s, null)", (oid,))
                names.append(q.fetchone()[0])
            q.execute("begin")
            try:
                if tenant:
                    q.execute("set local role loumass_app")
                    q.execute("select set_config('app.user_id', %s, true)", (BIG,))
                q.execute("prepare guarded" + (f"({', '.join(names)})" if names else "") + " as " + sql)
                nulls = ", ".join(["null"] * len(names))
                q.execute(f"explain (format json) execute guarded{'(' + nulls + ')' if names else ''}")
                plan = q.fetchone()[0][0]["Plan"]
            except psycopg2.Error as e:
                if re.search(r'relation "(stage|recount)', str(e)):  # tables of one session, made by the query before
                    q.execute("rollback")
                    continue
                found.setdefault(name, set()).add(f"cannot be planned: {str(e).splitlines()[0]}")
                q.execute("rollback")
                continue
            q.execute("rollback")
            q.execute("deallocate all")
            if show:
                print(json.dumps({"query": name, "database": database, "plan": plan}, indent=1))
            bad = set(faults(plan))
            if bad:
                found.setdefault(name, set()).update(bad)
    return found


def main():
    words = [w for w in sys.argv[1:] if not w.startswith("--")]
    show = "--show" in sys.argv
    allowed = {}
    for line in (HERE / "allowed.txt").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, reason = line.partition(":")
            assert reason.strip(), f"tools/plans/allowed.txt: {name} gives no reason"
            allowed[name.strip()] = reason.strip()
    wrong = 0
    seen = set()
    with Scratch() as scratch:
        names = {}
        for kind in ("fresh", "aged", "stale"):
            names[kind] = scratch.database(kind)
            Scratch.made.append(names[kind])
        total = {}
        for kind, database in names.items():
            if kind == "fresh" and not words:
                # Nothing is there yet, so scans are right; what it must not do is fail to plan.
                bad = {k: {x for x in v if x.startswith("cannot")} for k, v in look(scratch, database, words, show).items()}
            else:
                bad = look(scratch, database, words, show)
            for name, what in bad.items():
                for fault in what:
                    total.setdefault((name, fault), []).append(kind)
        for (name, fault), kinds in sorted(total.items()):
            seen.add(name)
            if name in allowed:
                continue
            print(f"{name}: {fault} ({', '.join(kinds)})")
            wrong += 1
    for name in sorted(set(allowed) - seen if not words else []):
        print(f"tools/plans/allowed.txt: {name} needs no exception any more")
        wrong += 1
    known = sum(1 for _ in queries())
    if known < 300:
        print(f"only {known} queries were read: the guard is blind")
        wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
