#!/usr/bin/env python3
"""Prints docs/schema.md from a database that all migrations have made, and from the comments of prisma/schema.prisma.
--check compares it with the file that is there."""
import contextlib
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from plan_guard import ROOT, Scratch  # noqa: E402

CONTRACT = ["User", "Sequence", "Contact", "Campaign", "SequenceEnrollment", "Recipient", "EmailEvent", "TrackingDomain", "GmailToken"]
COLUMNS = """select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
 where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped order by c.relname, a.attnum"""
KEYS = """select k.conrelid::regclass::text, k.confrelid::regclass::text, k.contype,
       (select array_agg(a.attname::text order by x.n) from unnest(k.conkey) with ordinality x(c, n) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.c)
  from pg_constraint k join pg_class c on c.oid = k.conrelid
 where k.contype in ('p', 'f') and k.connamespace = 'public'::regnamespace and not c.relispartition and k.conparentid = 0 order by 1, 2, k.conname"""
TYPES = {"timestamp without time zone": "timestamp", "timestamp(3) without time zone": "timestamp", "double precision": "float", "character varying": "text"}


def read():
    with Scratch() as scratch:
        scratch.made = []
        name = scratch.database("fresh")
        with contextlib.closing(scratch.connect(name)) as c, c.cursor() as q:
            q.execute(COLUMNS)
            columns = {}
            for table, column, kind, needed in q.fetchall():
                columns.setdefault(table, []).append((column, re.sub(r"\W+", "_", TYPES.get(kind, kind).replace("[]", "_list")).strip("_"), needed))
            q.execute(KEYS)
            keys = q.fetchall()
    return columns, [(a.strip('"'), b.strip('"'), kind, cols) for a, b, kind, cols in ((a, b or "", kind, cols) for a, b, kind, cols in keys)]


def page():
    about = {m[2]: m[1] for m in re.finditer(r"/// (.*)\nmodel (\w+) \{", (ROOT / "prisma/schema.prisma").read_text())}
    columns, keys = read()
    primary = {(table, col) for table, _, kind, cols in keys if kind == "p" for col in cols}
    foreign = {}
    for table, to, kind, cols in keys:
        if kind == "f":
            foreign.setdefault((table, to), cols)
    missing = sorted(t for t in columns if t not in about and not t.startswith("_"))
    out = ["# The data model", "",
           "Nine tables are a published contract: their names, columns and meaning stay, and any program may read and write them, for example with Prisma",
           "([prisma/schema.prisma](../prisma/schema.prisma)). The other tables belong to LOUMASS and may change with a release. Row-level security gives each",
           "account its own rows of every table ([security.md](security.md)). Printed from a migrated database by `tools/schema_doc.py`.", "",
           "## The contract", "", "```mermaid", "erDiagram"]
    for (table, to), cols in sorted(foreign.items()):
        if table in CONTRACT and to in CONTRACT:
            needed = all(n for c, _, n in columns[table] if c in cols)
            out.append(f'  {to} {"||" if needed else "|o"}--o{{ {table} : "{cols[-1]}"')
    for table in CONTRACT:
        out.append(f"  {table} {{")
        out += [f"    {kind} {col}{' PK' if (table, col) in primary else ''}" for col, kind, _ in columns[table]]
        out.append("  }")
    out += ["```", ""]
    for table in CONTRACT:
        out.append(f"- **{table}**: {about.get(table, '')}")
    out += ["", "## The tables of LOUMASS", "", "| table | what it holds | columns | refers to |", "|---|---|---|---|"]
    for table in sorted(t for t in columns if t not in CONTRACT and not t.startswith("_")):
        refers = ", ".join(sorted({to for (a, to) in foreign if a == table and to != table}))
        names = ", ".join(f"`{c}`" for c, _, _ in columns[table])
        out.append(f"| {table} | {about.get(table, '')} | {names} | {refers} |")
    return "\n".join(out) + "\n", missing


text, missing = page()
for table in missing:
    print(f"prisma/schema.prisma: model {table} has no comment (/// …) that says what it holds", file=sys.stderr)
if "--check" in sys.argv:
    stale = (ROOT / "docs/schema.md").read_text() != text
    if stale:
        print("docs/schema.md is not what the database gives: tools/schema_doc.py > docs/schema.md", file=sys.stderr)
    sys.exit(stale or bool(missing))
sys.stdout.write(text)
sys.exit(bool(missing))
