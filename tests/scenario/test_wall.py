"""The database's own wall between tenants, tried as the application's role: no reference to another tenant's row, and none of the columns that a
tenant has no say in. The list of tables and columns comes from the catalogue, so a new table without the wall fails here."""

import contextlib
import uuid

import psycopg2
import psycopg2.extras
import pytest
from loumass import Instance, Postgres

# Ids that name no row of a tenant's table.
NO_REFERENCE = {"stepId", "firstId", "lastId", "trackingId", "gmailMessageId", "gmailThreadId", "messageId", "historyId", "actorId", "clientId", "accountId", "contentId", "eventId"}
# What no tenant writes, by table; "*": not a single column. Of every table besides: its id, and whose it is.
PROTECTED = {"User": {"id", "email", "isOperator", "createdAt"}, "Credential": "*", "OAuthState": "*", "Session": "*", "Identity": "*", "ApiKey": "*", "AuditLog": "*",
             "TrackingDomain": "*"}
NOT_INSERTED = {"User", "Credential", "OAuthState", "Session", "Identity"}
SYSTEM = {"AccountRequest", "SystemMail", "LoginThrottle", "Setting", "Worker", "_prisma_migrations"}


def tables(instance):
    found = {}
    for r in instance.query("""SELECT c.relname t, a.attname col, format_type(a.atttypid, a.atttypmod) kind, a.attnotnull AND NOT a.atthasdef needed, c.relrowsecurity rls
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace ORDER BY 1, a.attnum"""):
        found.setdefault(r["t"], {})[r["col"]] = r
    return found


def filler(kind):
    return {"integer": 1, "bigint": uuid.uuid4().int >> 66, "boolean": False, "jsonb": "{}", "bytea": b"x", "date": "2026-01-01", "double precision": 1.0}.get(
        kind, "2026-01-01" if kind.startswith("timestamp") else "x" + uuid.uuid4().hex)


@contextlib.contextmanager
def owner(instance):
    """Rows as the schema's owner, without triggers and foreign keys: a row of any table stands alone."""
    connection = psycopg2.connect(instance.database_url())
    connection.autocommit = True
    with connection.cursor() as c:
        c.execute("SET session_replication_role = replica")
        yield c
    connection.close()


def plant(c, columns, table, user):
    """One row of the tenant's, whatever the table needs; its id."""
    row = {col: filler(r["kind"]) for col, r in columns.items() if r["needed"] and col != "userId"}
    if "userId" in columns:
        row["userId"] = user
    names = ", ".join(f'"{n}"' for n in row)
    c.execute(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(["%s"] * len(row))}) ON CONFLICT DO NOTHING', list(row.values()))
    return row.get("id")


@pytest.fixture(scope="module")
def instance():
    """On a cluster whose superuser plants rows that stand alone."""
    pg = Postgres()
    i = Instance(env={"DATABASE_URL": pg.url()})
    try:
        i.up()
        i.alice, i.bob = i.register(name="Alice"), i.register(name="Bob")
        yield i
    finally:
        i.close()
        pg.close()


@pytest.fixture(scope="module")
def alice(instance):
    return instance.alice


@pytest.fixture(scope="module")
def bob(instance):
    return instance.bob


@pytest.fixture(scope="module")
def ground(instance, alice, bob):
    """A row of each of both in every table."""
    all_tables = tables(instance)
    references = instance.query('SELECT * FROM "loumass_references"()')
    parents = {}
    with owner(instance) as c:
        for table, columns in all_tables.items():
            if "userId" in columns:
                parents[table] = plant(c, columns, table, alice.user["id"])
                plant(c, columns, table, bob.user["id"])
    return all_tables, references, parents


def as_tenant(instance, user, text, *args):
    """The error of one statement as the application's role, or None."""
    connection = psycopg2.connect(instance.database_url())
    try:
        with connection.cursor() as c:
            c.execute("SELECT set_config('role', 'loumass_app', true), set_config('app.user_id', %s, true)", (user,))
            c.execute(text, args)
            return None
    except psycopg2.Error as e:
        return e
    finally:
        connection.rollback()
        connection.close()


def test_every_id_is_known(ground):
    """Each column that ends in Id names a row of a tenant's, or is listed here as one that does not."""
    all_tables, references, _ = ground
    known = {(r["child"], r["col"]) for r in references}
    assert len(known) > 40
    unknown = [(t, col) for t, columns in all_tables.items() if t not in SYSTEM for col in columns
               if col.endswith("Id") and col != "userId" and col not in NO_REFERENCE and (t, col) not in known]
    assert not unknown, unknown


def test_no_reference_to_anothers_row(instance, ground, bob):
    all_tables, references, parents = ground
    wrong, tried = [], 0
    for r in references:
        foreign = parents[r["parent"]]
        tried += 1
        for text, args in ((f'INSERT INTO "{r["child"]}" ("userId", "{r["col"]}") VALUES (%s, %s)', (bob.user["id"], foreign)),
                           (f'UPDATE "{r["child"]}" SET "{r["col"]}" = %s WHERE "userId" = %s', (foreign, bob.user["id"]))):
            e = as_tenant(instance, bob.user["id"], text, *args)
            refused = isinstance(e, psycopg2.errors.InsufficientPrivilege) and (f"reference:{r['col']}" in str(e) or "permission denied" in str(e))
            if not refused:
                wrong.append((r["child"], r["col"], text.split()[0], e and f"{type(e).__name__}: {e}"))
    assert not wrong and tried > 40, wrong
    # Its own it may name.
    mine = bob.post("/api/contacts", {"email": "own@example.net"}, 201)["id"]
    topic = bob.post("/api/topics", {"name": "Own"}, 201)["id"]
    assert as_tenant(instance, bob.user["id"], 'INSERT INTO "ContactTopic" ("userId", "contactId", "topicId", "subscribed", "source") VALUES (%s, %s, %s, true, \'x\')',
                     bob.user["id"], mine, topic) is None


def test_columns_that_are_nobodys_to_set(instance, ground, bob):
    all_tables, _, _ = ground
    wrong, tried = [], 0
    for table, columns in all_tables.items():
        if table in SYSTEM:
            for text in (f'SELECT 1 FROM "{table}"', f'DELETE FROM "{table}"', f'INSERT INTO "{table}" DEFAULT VALUES'):
                if not isinstance(as_tenant(instance, bob.user["id"], text), psycopg2.errors.InsufficientPrivilege):
                    wrong.append((table, text))
            continue
        protected = PROTECTED.get(table, set())
        for col, r in columns.items():
            if protected != "*" and col not in protected and col not in ("id", "userId"):
                continue
            tried += 1
            e = as_tenant(instance, bob.user["id"], f'UPDATE "{table}" SET "{col}" = %s', filler(r["kind"]))
            if not isinstance(e, psycopg2.errors.InsufficientPrivilege):
                wrong.append((table, col, e and str(e)))
        if table in NOT_INSERTED and not isinstance(as_tenant(instance, bob.user["id"], f'INSERT INTO "{table}" DEFAULT VALUES'), psycopg2.errors.InsufficientPrivilege):
            wrong.append((table, "insert"))
    assert not wrong and tried > 100, wrong
    e = as_tenant(instance, bob.user["id"], 'INSERT INTO "TrackingDomain" ("id", "userId", "domain", "verified", "updatedAt") VALUES (\'x\', %s, \'x.test\', true, now())', bob.user["id"])
    assert isinstance(e, psycopg2.errors.InsufficientPrivilege)
    assert as_tenant(instance, bob.user["id"], 'UPDATE "User" SET "name" = \'x\'') is None


def test_every_table_has_the_wall(instance):
    without = instance.query("""SELECT c.relname FROM pg_class c JOIN pg_attribute u ON u.attrelid = c.oid AND u.attname = 'userId' AND NOT u.attisdropped
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace AND NOT c.relrowsecurity""")
    assert not without, without


def test_a_table_added_later_gets_its_part(fresh):
    """By the next deploy, without a word in its migration."""
    fresh.up()
    bob = fresh.register()
    fresh.query('CREATE TABLE "Later" ("id" TEXT PRIMARY KEY, "userId" TEXT NOT NULL, "contactId" TEXT REFERENCES "Contact"("id") ON DELETE CASCADE)')
    fresh.query('ALTER TABLE "Later" ENABLE ROW LEVEL SECURITY')
    fresh.query("""CREATE POLICY "tenant" ON "Later" USING ("userId" = (SELECT current_setting('app.user_id', true)))""")
    fresh.cli("migrate", "deploy")
    alice = fresh.register()
    theirs = alice.post("/api/contacts", {"email": "x@example.net"}, 201)["id"]
    mine = bob.post("/api/contacts", {"email": "x@example.net"}, 201)["id"]
    put = 'INSERT INTO "Later" ("id", "userId", "contactId") VALUES (%s, %s, %s)'
    assert isinstance(as_tenant(fresh, bob.user["id"], put, "a", bob.user["id"], theirs), psycopg2.errors.InsufficientPrivilege)
    assert as_tenant(fresh, bob.user["id"], put, "a", bob.user["id"], mine) is None
