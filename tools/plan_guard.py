#!/usr/bin/env python3
"""The plans of all queries under statistics that a database comes to have: fresh (nothing was ever analyzed), aged (all mail sent, one
tenant of thousands beside 300 of ten), stale (as aged, analyzed when it was nearly empty). Each query is planned generically, in its tenant's
role with row-level security in force; one that the product plans for its values (plan: custom) is also planned for those, of the large tenant
and of a small one, without its optional parameters, with each of them, and with all. It is refused where a plan

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
BIG, SMALL = "u00000000", "u00000007"


def queries():
    """From the generated C, as it is sent: name, SQL, the parameters (name, may it be NULL, type), is it a tenant's, is it planned for its values."""
    for path in sorted((ROOT / "src/db/gen").glob("*_q.c")):
        text = path.read_text()
        kinds = {}
        for m in re.finditer(r"static const struct db_field (\w+)_params\[\] = \{\n(.*?)\n\};", text, re.S):
            kinds[m[1]] = [(p, null == "true", int(n)) for p, null, n in re.findall(r'\{ "([^"]+)", \w+, \w+, (\w+), (\d+),', m[2])]
        for m in re.finditer(r"static const struct db_query (\w+)_query = \{\n\t\.name = \"(\w+)\",\n\t\.sql =\n((?:\t\t\".*\"\n?)*\t\t\".*\"),\n((?:\t\..*\n)*)", text):
            sql = "".join(json.loads(s) for s in re.findall(r'"(?:\\.|[^"\\])*"', m[3]))
            yield m[2], sql, kinds.get(m[1], []), not path.name.startswith("sys_"), ".custom = true" in m[4]


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


def value(query, name, kind, tenant):
    """One that such a parameter may have, as a literal."""
    known = {"tenant": tenant, "user_id": tenant, "campaign_id": f"k{tenant}1", "sequence_id": f"q{tenant}1", "tag": "t7", "tags": "{t7}", "search": "%qwxzv%",
             "engaged": "replied" if "rare" in query else "opened", "state": "stuck",
             "status": "FAILED" if query.startswith("recipient") else "COMPLETED" if query.startswith("enrollment") else "ACTIVE"}
    plain = {"boolean": "true", "jsonb": '{"all": true}', "json": "{}", "text": "c", "text[]": "{c}"}
    given = known.get(name) or plain.get(kind) or ("2026-01-01" if kind.startswith("timestamp") else "{}" if kind.endswith("[]") else "50")
    return "'" + given + "'"


def wanted_values(query, params, names, custom):
    """The lists of parameters to plan with: NULLs for the generic plan; of one that is planned for its values also those."""
    yield False, BIG, ["null"] * len(names)
    optional = [i for i, (_, null, _) in enumerate(params) if null]
    for tenant in (BIG, SMALL) if custom else ():
        for given in [[], optional, *([i] for i in optional)]:
            yield True, tenant, ["null" if null and i not in given else value(query, p, names[i], tenant) for i, (p, null, _) in enumerate(params)]


def plans(q, query, sql, params, tenant, custom):
    names = []
    for _, _, oid in params:
        q.execute("select format_type(%s, null)", (oid,))
        names.append(q.fetchone()[0])
    for one, user, given in wanted_values(query, params, names, custom):
        q.execute("begin")
        q.execute("set local plan_cache_mode = " + ("force_custom_plan" if one else "force_generic_plan"))
        if tenant:
            q.execute("set local role loumass_app")
            q.execute("select set_config('app.user_id', %s, true)", (user,))
        q.execute("prepare guarded" + (f"({', '.join(names)})" if names else "") + " as " + sql)
        q.execute(f"explain (format json) execute guarded{'(' + ', '.join(given) + ')' if names else ''}")
        yield q.fetchone()[0][0]["Plan"], one and user == BIG
        q.execute("rollback")
        q.execute("deallocate all")


def look(scratch, database, wanted, show):
    """{query: {fault}} on one database."""
    found = {}
    with contextlib.closing(scratch.connect(database)) as c, c.cursor() as q:
        q.execute("set jit = off")
        for name, sql, params, tenant, custom in queries():
            if wanted and name not in wanted or name.startswith("seed_"):  # the demo's: made a moment before, once
                continue
            if not re.match(r"\s*(with|select|insert|update|delete)\b", sql, re.I):
                continue
            try:
                for plan, big in plans(q, name, sql, params, tenant, custom):
                    if show:
                        print(json.dumps({"query": name, "database": database, "plan": plan}, indent=1))
                    # Nearly all rows here are the large tenant's: for its values to read them one after another is no worse than by an index.
                    bad = {f for f in faults(plan) if not (big and f.startswith("scans"))}
                    if bad:
                        found.setdefault(name, set()).update(bad)
            except psycopg2.Error as e:
                q.execute("rollback")
                if not re.search(r'relation "(stage|recount)', str(e)):  # tables of one session, made by the query before
                    found.setdefault(name, set()).add(f"cannot be planned: {str(e).splitlines()[0]}")
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
