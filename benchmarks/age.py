"""The product with a past: its figures on a fresh database, then, in the same instance, behind millions of messages long since sent
(age.sql). A list, page or dashboard is measured by what PostgreSQL spends on one request in the tenant's role (pg_stat_statements: planning
and execution), searched with a hit and without one; sending, importing and enrolling by their rates."""

import contextlib
import csv
import os
import pathlib
import statistics
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
LIMIT_MS = 5
CALLS = 9  # of each route: more than the five that PostgreSQL plans for their own values
STEPS = [{"id": "d", "type": "delay", "delay": {"days": 9}}, {"id": "m", "type": "email", "subject": "Hello", "content": "<p>Hello</p>"}]

# name: path. {c}: a campaign, {q}: a sequence, {p}: a contact, {r}: a recipient, {w}: a conversation.
ROUTES = {
    "contacts": "/api/contacts",
    "contacts.active": "/api/contacts?status=ACTIVE",
    "contacts.inactive": "/api/contacts?status=INACTIVE",
    "contacts.by_name": "/api/contacts?sort=name",
    "contacts.by_email": "/api/contacts?sort=-email",
    "contacts.count": "/api/contacts?count=true",
    "contacts.count_active": "/api/contacts?count=true&status=ACTIVE",
    "contacts.tag": "/api/contacts?tag=t7",
    "contacts.tag_count": "/api/contacts?tag=t7&count=true",
    "contacts.tag_missing": "/api/contacts?tag=nobody",
    "contacts.tag_by_name": "/api/contacts?tag=t7&sort=name",
    "contacts.search": "/api/contacts?search=person77",
    "contacts.search_name": "/api/contacts?search=last97",
    "contacts.search_missing": "/api/contacts?search=qwxzv",
    "contacts.search_address": "/api/contacts?search=nobody%40nowhere.example",
    "contacts.search_missing_by_name": "/api/contacts?search=qwxzv&sort=name",
    "contacts.tags": "/api/contacts/tags",
    "contacts.fields": "/api/contacts/fields",
    "contacts.one": "/api/contacts/{p}",
    "contacts.timeline": "/api/contacts/{p}/timeline",
    "contacts.enrollments": "/api/contacts/{p}/enrollments",
    "contacts.choices": "/api/contacts/{p}/choices",
    "campaigns": "/api/campaigns",
    "campaigns.search_missing": "/api/campaigns?search=qwxzv",
    "campaigns.one": "/api/campaigns/{c}",
    "campaigns.progress": "/api/campaigns/{c}/progress",
    "campaigns.analytics": "/api/campaigns/{c}/analytics",
    "recipients": "/api/campaigns/{c}/recipients",
    "recipients.count": "/api/campaigns/{c}/recipients?count=true",
    "recipients.sent": "/api/campaigns/{c}/recipients?status=SENT",
    "recipients.failed": "/api/campaigns/{c}/recipients?status=FAILED",
    "recipients.pending_count": "/api/campaigns/{c}/recipients?status=PENDING&count=true",
    "recipients.opened": "/api/campaigns/{c}/recipients?engaged=opened",
    "recipients.opened_count": "/api/campaigns/{c}/recipients?engaged=opened&count=true",
    "recipients.replied": "/api/campaigns/{c}/recipients?engaged=replied",
    "recipients.unsubscribed": "/api/campaigns/{c}/recipients?engaged=unsubscribed",
    "recipients.in_doubt": "/api/campaigns/{c}/recipients?engaged=in_doubt",
    "recipients.search": "/api/campaigns/{c}/recipients?search=person77",
    "recipients.search_missing": "/api/campaigns/{c}/recipients?search=qwxzv",
    "recipients.events": "/api/recipients/{r}/events",
    "overview": "/api/overview",
    "engagement": "/api/engagement",
    "engagement.week": "/api/engagement?from={week}",
    "sequences": "/api/sequences",
    "sequences.one": "/api/sequences/{q}",
    "sequences.analytics": "/api/sequences/{q}/analytics",
    "enrollments": "/api/sequences/{q}/enrollments",
    "enrollments.completed": "/api/sequences/{q}/enrollments?status=COMPLETED",
    "enrollments.active": "/api/sequences/{q}/enrollments?status=ACTIVE",
    "enrollments.count": "/api/sequences/{q}/enrollments?count=true",
    "enrollments.exit_reason": "/api/sequences/{q}/enrollments?exitReason=replied",
    "enrollments.search_missing": "/api/sequences/{q}/enrollments?search=qwxzv",
    "suppressions": "/api/suppressions",
    "suppressions.count": "/api/suppressions?count=true",
    "suppressions.reason": "/api/suppressions?reason=complaint",
    "suppressions.reason_count": "/api/suppressions?reason=complaint&count=true",
    "suppressions.search_missing": "/api/suppressions?search=qwxzv",
    "suppressions.domains": "/api/suppressions?kind=domain",
    "topics": "/api/topics",
    "replies": "/api/replies",
    "replies.open": "/api/replies?status=open",
    "replies.snoozed": "/api/replies?status=snoozed",
    "replies.search_missing": "/api/replies?search=qwxzv",
    "replies.of_campaign": "/api/replies?campaignId={c}",
    "replies.counts": "/api/replies/counts",
    "inbox.unmatched": "/api/inbox/unmatched",
    "senders": "/api/senders",
    "forms": "/api/forms",
    "imports": "/api/imports",
    "leave_reasons": "/api/leave-reasons",
}


SETTINGS = {"shared_preload_libraries": "pg_stat_statements", "pg_stat_statements.track_planning": "on", "jit": "off", "random_page_cost": "1.1",
            "shared_buffers": "1GB", "maintenance_work_mem": "512MB", "work_mem": "32MB", "max_wal_size": "4GB", "wal_compression": "on"}


def database(f, held):
    """A server that counts what each statement costs, set as the product sets its own; rows are put in by its superuser."""
    pg = held.enter_context(contextlib.closing(f.Postgres()))
    with open(pg.dir / "d/postgresql.conf", "a") as conf:
        conf.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
    pg.stop()
    pg.start()
    return pg


def spent(cursor):
    cursor.execute("""SELECT coalesce(sum(total_exec_time + total_plan_time), 0)::float8 AS ms FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
                      WHERE r.rolname = 'loumass_app' OR s.query ILIKE '%"ApiKey"%'""")
    return cursor.fetchone()["ms"]


def routes(i, api, known, wanted):
    """{name: (median, worst) milliseconds of PostgreSQL a request}"""
    out = {}
    with i.sql() as c:
        for name, path in ROUTES.items():
            if wanted and not any(name.startswith(w) for w in wanted):
                continue
            took = []
            for _ in range(CALLS):
                c.execute("SELECT pg_stat_statements_reset()")
                r = api.raw("GET", path.format(**known), timeout=120)
                assert r.status_code == 200, f"{path}: {r.status_code} {r.text[:300]}"
                took.append(spent(c))
            out[name] = statistics.median(took), max(took[1:])
    return out


def known_ids(i, user):
    def one(sql):
        return i.value(sql, user) or "none"
    return {"c": one('SELECT "id" FROM "Campaign" WHERE "userId" = %s AND "status" = \'SENT\' ORDER BY "id" LIMIT 1'),
            "q": one('SELECT "id" FROM "Sequence" WHERE "userId" = %s ORDER BY "id" DESC LIMIT 1'),
            "p": one('SELECT "contactId" FROM "Recipient" WHERE "userId" = %s ORDER BY "id" DESC LIMIT 1'),
            "r": one('SELECT "id" FROM "Recipient" WHERE "userId" = %s ORDER BY "id" LIMIT 1'),
            "week": time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime(time.time() - 7 * 86400))}


def rates(f, i, api, sender, n, tag):
    """Contacts imported, mails sent and people enrolled a second, all of `n` new people."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as rows:
        w = csv.writer(rows)
        w.writerow(["Email", "First", "Last", "Company"])
        w.writerows([f"{tag}{k}@example{k % 50}.com", f"First{k % 1000}", f"Last{k % 977}", f"Company {k % 5000}"] for k in range(n))
    t = time.monotonic()
    i.cli("contacts", "import", rows.name, "--user", api.email, "--tag", tag, "--map", "email=Email,firstName=First,lastName=Last,variables.company=Company", timeout=900)
    imported = n / (time.monotonic() - t)
    os.unlink(rows.name)
    c = api.post("/api/campaigns", {"name": "Bench", "subject": "Hello {{firstName | default: \"there\"}}", "content": f.HTML, "senderId": sender["id"],
                                    "audience": {"tags": [tag]}})
    sent, _ = f.send_all(i, api, c, n)
    q = api.post("/api/sequences", {"name": tag, "triggerType": "manual", "senderId": sender["id"], "steps": STEPS})["id"]
    api.post(f"/api/sequences/{q}/activate")
    t = time.monotonic()
    api.post(f"/api/sequences/{q}/enroll", {"tag": tag}, timeout=900)
    f.wait_for(lambda: i.value('SELECT count(*) FROM "SequenceEnrollment" WHERE "sequenceId" = %s', q) == n, 900, 0.05)
    return {"import": imported, "send": sent, "enroll": n / (time.monotonic() - t)}


def age(i, n, big, small):
    text = (HERE / "age.sql").read_text().replace("{n}", str(n)).replace("{big}", big).replace("{small}", small)
    with i.sql() as c:
        c.execute(text)
        c.execute("VACUUM (ANALYZE)")


def run(f, n, wanted):
    """f: figures.py. n: mails of the past; wanted: names of routes, or how they begin; none: all, and the rates."""
    some = max(1000, n // 100)
    with contextlib.ExitStack() as held:
        pg = database(f, held)
        i = held.enter_context(contextlib.closing(f.Instance({"LOUMASS_LOG": "warn", "DATABASE_URL": pg.url()}, name="loumass-age")))
        port = held.enter_context(f.sink())
        i.up()
        i.query("CREATE EXTENSION pg_stat_statements")
        tenants = {"big": i.register(), "small": i.register()}
        senders = {k: f.smtp_sender(api, "127.0.0.1", port, 10) for k, api in tenants.items()}
        before = rates(f, i, tenants["big"], senders["big"], some, "young") if not wanted else {}
        before_small = rates(f, i, tenants["small"], senders["small"], 50, "small") if not wanted else {}
        i.query("ANALYZE")
        young = routes(i, tenants["big"], known_ids(i, tenants["big"].user["id"]), wanted) if not wanted else {}
        t = time.monotonic()
        age(i, n, tenants["big"].user["id"], tenants["small"].user["id"])
        built = time.monotonic() - t
        more = {"mails": n, "built_s": round(built)}
        for who, api in tenants.items():
            for name, (median, worst) in routes(i, api, known_ids(i, api.user["id"]), wanted).items():
                f.report(f"age.{who}.{name}", median, LIMIT_MS, "ms", 1.0, f"{LIMIT_MS} ms of PostgreSQL a request", higher_is_better=False,
                         worst=round(worst, 2), fresh=round(young.get(name, (0, 0))[0], 2), command=command(n, f"{name}"), **more)
        if wanted:
            return
        after = rates(f, i, tenants["big"], senders["big"], some, "aged")
        after_small = rates(f, i, tenants["small"], senders["small"], 50, "aged")
        for who, a, b in (("big", after, before), ("small", after_small, before_small)):
            for name, rate in a.items():
                f.report(f"age.{who}.{name}", rate, b[name], "rows/s", 0.9 if who == "big" else None, "the same in the same instance before its past", command=command(n, ""), **more)


def command(n, name):
    return f"./bench age {n} {name}".strip()
