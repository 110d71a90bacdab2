"""Everybody's own clock: zones that are set, guessed and refused, whoever writes them; campaigns that go out at an hour of each person's day, or
within a window; compared with Python's zoneinfo. Two tenants, neither sees the other's."""

import datetime
import re
import zoneinfo

import pytest
import requests
from loumass import Instance, wait_for

UTC = datetime.timezone.utc
HTML = "<p>Hello</p>"


@pytest.fixture(scope="module")
def office():
    i = Instance()
    try:
        i.up()
        yield i
    finally:
        i.close()


def make(api, email, zone=None, **more):
    return api.post("/api/contacts", {"email": email, **({"timezone": zone} if zone else {}), **more}, 201)


@pytest.mark.parametrize(("given", "hint"), [
    ("Europe/Berln", "Europe/Berlin"), ("Berlin", "Europe/Berlin"), ("America/New York", "America/New_York"), ("Asia/Calcuta", "Asia/Calcutta"), ("Tokio", "Asia/Tokyo")])
def test_an_unknown_zone_is_refused_with_a_hint(office, given, hint):
    api = office.register()
    for answer in (api.post("/api/contacts", {"email": "a@x.example", "timezone": given}, 422),):
        [e] = answer["errors"]
        assert e["field"] == "timezone" and f"did you mean {hint}?" in e["message"], e
    c = make(api, "b@x.example")
    assert api.patch(f"/api/contacts/{c['id']}", {"timezone": given}, 422)["errors"][0]["field"] == "timezone"
    r = office.cli("contacts", "edit", "b@x.example", "--user", api.user["email"], "--timezone", given, ok=False)
    assert r.returncode != 0 and hint in r.stderr + r.stdout


def test_zones_that_are_known(office):
    """Aliases, links, capitals; and nothing that only looks like one."""
    alice, bob = office.register(), office.register()
    for n, (given, kept) in enumerate([("Europe/Berlin", "Europe/Berlin"), ("US/Pacific", "US/Pacific"), ("europe/PARIS", "Europe/Paris"), ("Asia/Katmandu", "Asia/Katmandu"),
                                       ("Etc/GMT+5", "Etc/GMT+5"), ("UTC", "UTC"), ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires")]):
        for api in (alice, bob):
            c = make(api, f"k{n}@x.example", given)
            assert (c["timezone"], c["timezoneSource"]) == (kept, "set")
    for given in ("UTC+3", "+02:00", "CEST5", "../../etc/passwd", "Europe/Berlin\n", "posix/Europe/Berlin", "Europe", "posixrules", "\u200bEurope/Berlin", "zone.tab", "x" * 300):
        assert alice.post("/api/contacts", {"email": "no@x.example", "timezone": given}, 422)["errors"][0]["field"] == "timezone", given


@pytest.mark.parametrize(("variables", "zone", "source"), [
    ({"country": "Germany"}, "Europe/Berlin", "country"), ({"Land": "Österreich"}, "Europe/Vienna", "country"), ({"country_code": "jp"}, "Asia/Tokyo", "country"),
    ({"Pays": "Belgique"}, "Europe/Brussels", "country"), ({"País": "Brasil"}, "America/Sao_Paulo", "country"), ({"Country": "Польша"}, "Europe/Warsaw", "country"),
    ({"phone": "+44 20 7946 0000"}, "Europe/London", "phone"), ({"Mobile": "0049 (0)30 901820"}, "Europe/Berlin", "phone"), ({"phone": "+1 (808) 555-0100"}, "Pacific/Honolulu", "phone"),
    ({"phone": "+1 212 555 0100"}, "America/New_York", "phone"), ({"phone": "+49 30 1", "country": "US"}, "America/New_York", "country"),
    ({"Timezone": "Asia/Kolkata", "country": "US"}, "Asia/Kolkata", "variable"), ({"tz": "EST"}, None, None),
    ({"phone": "030 901820"}, None, None), ({"country": "Atlantis"}, None, None), ({"company": "Germany"}, None, None), ({}, None, None)])
def test_guessed(office, variables, zone, source):
    api = office.register()
    c = make(api, "a@x.example", variables=variables)
    assert (c["timezone"], c["timezoneSource"]) == (zone, source)
    # By another program just the same.
    office.query('INSERT INTO "Contact" ("id", "userId", "email", "variables", "updatedAt") VALUES (%s, %s, \'p@x.example\', %s::jsonb, now())', "p" + c["id"], api.user["id"],
                 __import__("json").dumps(variables))
    p = api.get(f"/api/contacts/p{c['id']}")
    assert (p["timezone"], p["timezoneSource"]) == (zone, source)


def test_a_guess_gives_way_and_what_is_set_stays(office):
    api = office.register()
    c = make(api, "a@x.example", variables={"country": "France"})

    def now(**patch):
        x = api.patch(f"/api/contacts/{c['id']}", patch)
        return x["timezone"], x["timezoneSource"]
    assert now(variables={"country": "Spain"}) == ("Europe/Madrid", "country")
    assert now(timezone="Europe/Madrid") == ("Europe/Madrid", "set")  # confirmed
    assert now(variables={"country": "Japan"}) == ("Europe/Madrid", "set")
    assert now(timezone=None) == ("Asia/Tokyo", "country")
    assert now(firstName="Ann", timezone="Asia/Kolkata") == ("Asia/Kolkata", "set")
    assert now(firstName="Eve") == ("Asia/Kolkata", "set")
    # Another program: a zone it writes is set, also one that nobody knows; that one counts as missing and is shown.
    office.query('UPDATE "Contact" SET "timezone" = \'America/Lima\' WHERE "id" = %s', c["id"])
    assert now(firstName="x") == ("America/Lima", "set")
    office.query('UPDATE "Contact" SET "timezone" = \'Mars/Olympus\' WHERE "id" = %s', c["id"])
    assert now(firstName="y") == ("Mars/Olympus", "unknown")


def test_a_form_takes_it_from_the_browser(office):
    alice, bob = office.register(), office.register()
    for api, zone, kept in ((alice, "Asia/Kathmandu", ("Asia/Kathmandu", "browser")), (bob, "Nowhere/Land", (None, None))):
        form = api.post("/api/forms", {"name": "News", "title": "News", "consentText": "I want it", "captcha": False}, 201)
        page = requests.get(form["url"], timeout=20).text
        assert 'name="timezone"' in page and "resolvedOptions().timeZone" in page and "resolvedOptions().timeZone" in form["snippet"]
        assert requests.post(form["url"], data={"email": "new@x.example", "timezone": zone}, timeout=20).ok
        mail = wait_for(lambda api=api: office.value('SELECT convert_from("raw", \'UTF8\') FROM "Capture" WHERE "userId" = %s', api.user["id"]))
        link = re.search(r"http://\S+/confirm/\w+|http://\S+/c/\w+|http://127[^\s\"<]+", mail.replace("=\r\n", "").replace("=3D", "="))[0]
        requests.post(link, timeout=20)
        c = wait_for(lambda api=api: api.get("/api/contacts")["data"])[0]
        assert (c["timezone"], c["timezoneSource"]) == kept


def expected(zone, start, minutes, passed, days=(), date=None):
    """By Python: the instant at which this zone's mails may leave."""
    z = zoneinfo.ZoneInfo(zone)
    day = date or start.astimezone(z).date()
    at = lambda d: datetime.datetime.combine(d, datetime.time(minutes // 60, minutes % 60), z).astimezone(UTC)  # noqa: E731
    if at(day) < start and passed == "now":
        return start
    while at(day) < start or (days and day.isoweekday() not in days):
        day += datetime.timedelta(days=1)
    return at(day)


ZONES = ["Pacific/Kiritimati", "Asia/Tokyo", "Asia/Kathmandu", "Europe/Berlin", "America/St_Johns", "America/Los_Angeles", "Pacific/Pago_Pago"]


@pytest.mark.parametrize("passed", ["tomorrow", "now"])
def test_at_an_hour_of_everybodys_day(office, passed):
    alice, bob = office.register(), office.register()
    alice.patch("/api/me", {"timezone": "America/Lima"})
    bob.patch("/api/me", {"timezone": "Asia/Tokyo"})
    for api, zones in ((alice, ZONES), (bob, ZONES[:2])):
        for n, z in enumerate(zones):
            make(api, f"p{n}@x.example", z)
        make(api, "none@x.example")
        make(api, "fr@x.example", variables={"country": "FR"})
    office.query('UPDATE "Contact" SET "timezone" = \'No/Where\' WHERE "email" = \'p0@x.example\' AND "userId" = %s', bob.user["id"])
    now = datetime.datetime.now(UTC)
    minutes = ((now.hour * 60 + now.minute) // 30 * 30 + 60) % 1440  # near: some have it behind them, some before
    plan = {"at": f"{minutes // 60:02}:{minutes % 60:02}", "passed": passed}
    for api, home, zones in ((alice, "America/Lima", [*ZONES, "Europe/Paris"]), (bob, "Asia/Tokyo", ["Asia/Tokyo", "Europe/Paris"])):
        c = api.post("/api/campaigns", {"name": "Clock", "subject": "Hi", "content": HTML, "audience": {"all": True}, "delivery": plan}, 201)
        assert c["delivery"] == plan
        count = api.get(f"/api/campaigns/{c['id']}/audience")["zones"]
        assert count == ({"set": 7, "guessed": 1, "missing": 1, "unknown": 0} if api is alice else {"set": 1, "guessed": 1, "missing": 1, "unknown": 1})
        assert api.post("/api/audience/count", {"audience": {"all": True}, "zones": True})["zones"] == count
        assert "zones" in [x["code"] for x in api.post(f"/api/campaigns/{c['id']}/check")["checks"]]
        before = api.get(f"/api/campaigns/{c['id']}/forecast")
        api.post(f"/api/campaigns/{c['id']}/send")
        wait_for(lambda c=c: office.value('SELECT "plannedAt" FROM "Campaign" WHERE "id" = %s', c["id"]))
        start = office.value('SELECT "plannedAt" FROM "Campaign" WHERE "id" = %s', c["id"]).replace(tzinfo=UTC)
        rows = office.query('SELECT b.*, (SELECT count(*) FROM "Recipient" r WHERE r."campaignId" = %s AND coalesce(r."zone", \'\') = b."zone") AS n FROM "SendBatch" b '
                            'WHERE b."userId" = %s', c["id"], api.user["id"])
        found = {r["zone"]: r["notBefore"].replace(tzinfo=UTC) for r in rows}
        want = {z: expected(z or home, start, minutes, passed) for z in [*zones, ""]}
        late = {z: t for z, t in want.items() if t > start + datetime.timedelta(seconds=5)}
        assert {z: t for z, t in found.items() if z in late} == late
        assert all(r["size"] == r["n"] for r in rows)
        wait_for(lambda c=c, late=late, want=want, api=api: api.get(f"/api/campaigns/{c['id']}")["stats"]["sent"] >= len(want) - len(late))
        after = api.get(f"/api/campaigns/{c['id']}/forecast")
        assert len(after["waves"]) == len(set(late.values())) and after["mails"] == sum(w["mails"] for w in after["waves"])
        assert before["mails"] == (9 if api is alice else 4)
        if late:
            assert after["lastMailAt"][:16] == max(late.values()).isoformat()[:16] == before["lastMailAt"][:16]
        # The hour comes: as if it were there.
        office.query('UPDATE "SendBatch" SET "notBefore" = now() AT TIME ZONE \'UTC\' WHERE "userId" = %s', api.user["id"])
        wait_for(lambda c=c, api=api: api.get(f"/api/campaigns/{c['id']}")["status"] == "SENT")
        assert api.get(f"/api/campaigns/{c['id']}")["stats"]["sent"] == (9 if api is alice else 4)


def test_on_a_date_and_on_days(office):
    api = office.register()
    for n, z in enumerate(ZONES):
        make(api, f"p{n}@x.example", z)
    date = (datetime.datetime.now(UTC) + datetime.timedelta(days=30)).date()
    while date.isoweekday() != 6:
        date += datetime.timedelta(days=1)
    c = api.post("/api/campaigns", {"name": "Date", "subject": "Hi", "content": HTML, "audience": {"all": True},
                                    "delivery": {"at": "09:00", "date": date.isoformat(), "window": {"days": [1, 2, 3, 4, 5]}}}, 201)
    s = api.post(f"/api/campaigns/{c['id']}/schedule", {})
    assert s["scheduledAt"] == datetime.datetime.combine(date, datetime.time(9), datetime.timezone(datetime.timedelta(hours=14))).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:00.000Z")
    waves = api.get(f"/api/campaigns/{c['id']}/forecast")["waves"]
    start = datetime.datetime.fromisoformat(s["scheduledAt"].replace("Z", "+00:00"))
    want = sorted(expected(z, start, 540, "tomorrow", (1, 2, 3, 4, 5), date).strftime("%Y-%m-%dT%H:%M:00.000Z") for z in ZONES)
    assert [w["at"] for w in waves] == want  # Monday everywhere
    plain = api.post("/api/campaigns", {"name": "x", "subject": "Hi", "content": HTML, "audience": {"all": True}}, 201)
    assert api.post(f"/api/campaigns/{plain['id']}/schedule", {}, 422)["errors"][0]["field"] == "scheduledAt"


@pytest.mark.parametrize(("delivery", "field"), [
    ({"at": "9"}, "delivery.at"), ({"at": "24:00"}, "delivery.at"), ({"date": "2026-13-01", "at": "09:00"}, "delivery.date"), ({"date": "2027-02-29", "at": "09:00"}, "delivery.date"),
    ({"date": "2027-02-01"}, "delivery.date"), ({"passed": "never"}, "delivery.passed"), ({"timezone": "Europe/Berln"}, "delivery.timezone"), ({"hour": 9}, "delivery"), ([], "delivery"),
    ({"window": {"days": [0]}}, "delivery.window.days"), ({"window": {"days": "1"}}, "delivery.window.days"), ({"window": {"from": "25:00"}}, "delivery.window.from"),
    ({"window": {"timezone": "x"}}, "delivery.window.timezone"), ({"window": {"useContactTimezone": 1}}, "delivery.window.useContactTimezone"), ({"window": {"until": 1}}, "delivery.window")])
def test_what_is_no_delivery(office, delivery, field):
    api = office.register()
    assert field in [e["field"] for e in api.post("/api/campaigns", {"name": "x", "delivery": delivery}, 422)["errors"]]


def test_a_window_that_is_shut_holds_whole_ranges(office):
    """Nothing leaves while it is shut in that zone, whatever is put off; what was planned goes when it opens; a retry waits as well."""
    alice, bob = office.register(), office.register()
    now = datetime.datetime.now(UTC)
    # One zone in which it is open now, one in which it is not.
    for api in (alice, bob):
        make(api, "open@x.example", "Etc/GMT")
        make(api, "shut@x.example", "Etc/GMT+10")
    window = {"from": (now - datetime.timedelta(hours=1)).strftime("%H:%M"), "to": (now + datetime.timedelta(hours=2)).strftime("%H:%M"), "useContactTimezone": True}
    for api in (alice, bob):
        c = api.post("/api/campaigns", {"name": "W", "subject": "Hi", "content": HTML, "audience": {"all": True}, "delivery": {"window": window}}, 201)["id"]
        api.post(f"/api/campaigns/{c}/send")
        wait_for(lambda c=c, api=api: api.get(f"/api/campaigns/{c}")["stats"]["sent"] == 1)
        # Somebody puts the range forward: the window is looked at when it is claimed.
        office.query('UPDATE "SendBatch" SET "notBefore" = NULL WHERE "userId" = %s', api.user["id"])
        later = wait_for(lambda api=api: office.value('SELECT "notBefore" FROM "SendBatch" WHERE "userId" = %s', api.user["id"]))
        opens = datetime.datetime.combine(now.date(), datetime.time.fromisoformat(window["from"]), zoneinfo.ZoneInfo("Etc/GMT+10")).astimezone(UTC)
        assert later.replace(tzinfo=UTC) in (opens, opens - datetime.timedelta(days=1), opens + datetime.timedelta(days=1)) and later.replace(tzinfo=UTC) > now
        assert api.get(f"/api/campaigns/{c}")["stats"]["sent"] == 1
        office.query('UPDATE "Campaign" SET "delivery" = NULL WHERE "id" = %s', c)
        office.query('UPDATE "SendBatch" SET "notBefore" = NULL WHERE "userId" = %s', api.user["id"])
        wait_for(lambda c=c, api=api: api.get(f"/api/campaigns/{c}")["status"] == "SENT")


def step(id, type, **more):
    return {"id": id, "type": type, "position": {"x": 0, "y": 0}, **more}


def mails(delay):
    return [step("one", "email", subject="One", content=HTML), step("wait", "delay", delay=delay), step("two", "email", subject="Two", content=HTML)]


def delay_end(zone, since, delay, holidays=()):
    """By Python, in a delay's order: elapsed (or calendar days), business days, until."""
    z = zoneinfo.ZoneInfo(zone)

    def wall(t, days):
        w = t.astimezone(z).replace(tzinfo=None) + datetime.timedelta(days=days)
        return w.replace(tzinfo=z).astimezone(UTC) if days else t
    off = lambda d: d.isoweekday() > 5 or d.isoformat() in holidays or d.isoformat()[5:] in holidays  # noqa: E731
    days = delay.get("days", 0)
    rest = datetime.timedelta(hours=delay.get("hours", 0), minutes=delay.get("minutes", 0))
    t = (wall(since, days) if delay.get("sameTime") else since + datetime.timedelta(days=days)) + rest
    if "businessDays" in delay:
        n, today = delay["businessDays"], t.astimezone(z).date()
        day = today
        if n or off(day):
            left = n or 1
            while left:
                day += datetime.timedelta(days=1)
                left -= not off(day)
        t = wall(t, (day - today).days)
    if "until" in delay:
        hour, minute = map(int, delay["until"]["time"].split(":"))
        day = t.astimezone(z).date() - datetime.timedelta(days=1)
        while True:
            then = datetime.datetime.combine(day, datetime.time(hour, minute), z).astimezone(UTC)
            free = day.isoformat() in holidays or day.isoformat()[5:] in holidays
            if then >= t and then > since and not free and (not delay["until"].get("days") or day.isoweekday() in delay["until"]["days"]):
                return then
            day += datetime.timedelta(days=1)
    return t


DELAYS = [{"days": 2}, {"days": 1, "sameTime": True}, {"days": 3, "hours": 5, "sameTime": True}, {"businessDays": 2}, {"businessDays": 0}, {"businessDays": 10},
          {"until": {"time": "09:00"}}, {"until": {"days": [2], "time": "09:00"}}, {"until": {"days": [1, 4], "time": "02:30"}}, {"hours": 30, "until": {"days": [3], "time": "00:00"}},
          {"days": 1, "businessDays": 1, "until": {"time": "16:45"}}]
HOLIDAYS = ["2026-12-25", "12-26", "01-01", "2027-03-29"]


@pytest.mark.parametrize("delay", DELAYS, ids=str)
def test_delays_in_the_simulator(office, delay):
    """Around the changes of the clocks, holidays and the date line, as Python reckons."""
    alice, bob = office.register(), office.register()
    bob.patch("/api/me", {"timezone": "Asia/Tokyo"})
    zones = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati"]
    people = {z: make(alice, f"p{n}@x.example", z)["id"] for n, z in enumerate(zones)}
    bare = make(bob, "bare@x.example")["id"]
    starts = ["2026-12-24T22:30:00Z", "2027-03-27T01:30:00Z", "2027-03-13T07:30:00Z", "2026-10-24T00:30:00Z", "2027-04-03T12:00:00Z", "2026-12-31T10:00:00Z"]

    def two(api, ids, start):
        r = api.post("/api/sequences/simulate", {"steps": mails(delay), "settings": {"holidays": HOLIDAYS}, "contactIds": ids, "start": start})
        return {x["contactId"]: [e["at"] for e in x["events"] if e["stepId"] == "two"][0] for x in r["runs"]}
    for start in starts:
        since = datetime.datetime.fromisoformat(start.replace("Z", "+00:00"))
        got = two(alice, list(people.values()), start)
        assert got == {people[z]: delay_end(z, since, delay, HOLIDAYS).strftime("%Y-%m-%dT%H:%M:%S.000Z") for z in zones}, start
        assert two(bob, [bare], start) == {bare: delay_end("Asia/Tokyo", since, delay, HOLIDAYS).strftime("%Y-%m-%dT%H:%M:%S.000Z")}


def test_delays_in_the_engine(office):
    alice, bob = office.register(), office.register()
    for api, zones in ((alice, ["Europe/Berlin", "Pacific/Apia", "Asia/Kolkata"]), (bob, ["America/St_Johns", "No/Where"])):
        ids = {z: make(api, f"{z.replace('/', '.').lower()}@x.example", z if z != "No/Where" else None)["id"] for z in zones}
        office.query('UPDATE "Contact" SET "timezone" = \'No/Where\' WHERE "id" = %s', ids.get("No/Where", ""))
        for n, delay in enumerate(d for d in DELAYS[1:] if d != {"businessDays": 0}):
            q = api.post("/api/sequences", {"name": f"D{n}", "steps": mails(delay), "settings": {"holidays": HOLIDAYS}}, 201)["id"]
            api.post(f"/api/sequences/{q}/activate")
            api.post(f"/api/sequences/{q}/enroll", {"contactIds": list(ids.values())})
            rows = wait_for(lambda q=q: (lambda r: r if len(r) == len(ids) else None)(office.query(
                'SELECT e."contactId", d."dueAt", r."sentAt" FROM "SequenceEnrollment" e JOIN "EnrollmentDue" d ON d."enrollmentId" = e."id" '
                'JOIN "Recipient" r ON r."enrollmentId" = e."id" AND r."status" = \'SENT\' WHERE e."sequenceId" = %s AND e."currentStep" = \'wait\'', q)))
            for r in rows:
                zone = next(z for z, c in ids.items() if c == r["contactId"])
                want = delay_end(zone if zone != "No/Where" else "UTC", r["sentAt"].replace(tzinfo=UTC), delay, HOLIDAYS)
                assert abs(r["dueAt"].replace(tzinfo=UTC) - want) < datetime.timedelta(milliseconds=2), (zone, delay)


@pytest.mark.parametrize(("delay", "field"), [
    ({"businessDays": 1.5}, "delay.businessDays"), ({"businessDays": -1}, "delay.businessDays"), ({"businessDays": "2"}, "delay.businessDays"), ({"businessDays": 1000}, "delay.businessDays"),
    ({"until": "09:00"}, "delay.until"), ({"until": {"time": "9"}}, "delay.until.time"), ({"until": {"days": [8], "time": "09:00"}}, "delay.until.days"), ({"until": {"days": [1]}}, "delay.until.time"),
    ({"until": {"time": "09:00", "zone": "x"}}, "delay.until"), ({"days": 1, "sameTime": "yes"}, "delay.sameTime"), ({"sameTime": True}, "delay"), ({"weeks": 1}, "delay")])
def test_what_is_no_delay(office, delay, field):
    api = office.register()
    errors = api.post("/api/sequences", {"name": "x", "steps": mails(delay)}, 422)["errors"]
    assert any(e["field"] == f"steps[1] (wait).{field}" for e in errors), errors


def test_holidays_are_dates(office):
    api = office.register()
    for bad in (["x"], ["2026-02-30"], "12-25", [1], ["2026-12-25"] * 401):
        assert api.post("/api/sequences", {"name": "x", "steps": [], "settings": {"holidays": bad}}, 422)["errors"][0]["field"] == "settings.holidays", bad
    hint = api.post("/api/sequences", {"name": "x", "steps": [], "settings": {"window": {"timezone": "Europe/Berln"}}}, 422)["errors"][0]
    assert hint["field"] == "settings.window.timezone" and "Europe/Berlin" in hint["message"]


# -- an account's holidays

def test_an_accounts_holidays_hold_delays_and_windows(office):
    """In the simulator: business days, "until" and a window pass over the account's holidays and the sequence's own; another account works on them."""
    alice, bob = office.register(), office.register()
    me = alice.patch("/api/me", {"timezone": "Europe/Berlin", "holidays": ["12-26", "2026-12-25", "12-26"]})["user"]
    assert me["holidays"] == ["12-26", "2026-12-25"]
    bob.patch("/api/me", {"timezone": "Europe/Berlin"})
    window = {"days": [1, 2, 3, 4, 5], "from": "09:00", "to": "17:00"}
    steps = [step("one", "email", subject="One", content=HTML), step("wait", "delay", delay={"businessDays": 1}), step("two", "email", subject="Two", content=HTML)]

    def run(api, settings):
        c = make(api, f"p{len(api.all('/api/contacts'))}@x.example")["id"]
        [r] = api.post("/api/sequences/simulate", {"steps": steps, "settings": settings, "contactIds": [c], "start": "2026-12-24T16:30:00Z"})["runs"]
        return [e["at"] for e in r["events"] if e["stepId"] in ("one", "two") and e["kind"] == "email"]
    # 2026-12-24 is a Thursday, 17:30 in Berlin: the window is shut; the 25th is a holiday, the 26th a Saturday.
    assert run(alice, {"window": window}) == ["2026-12-28T08:00:00.000Z", "2026-12-29T08:00:00.000Z"]
    assert run(alice, {"window": window, "holidays": ["12-28"]}) == ["2026-12-29T08:00:00.000Z", "2026-12-30T08:00:00.000Z"]
    assert run(bob, {"window": window}) == ["2026-12-25T08:00:00.000Z", "2026-12-28T08:00:00.000Z"]
    # Without a window only delays know holidays.
    assert run(alice, {}) == ["2026-12-24T16:30:00.000Z", "2026-12-28T16:30:00.000Z"]
    for bad in (["x"], ["2026-02-30"], ["1-1"]):
        assert alice.patch("/api/me", {"holidays": bad}, 422)["errors"][0]["field"] == "holidays", bad
    assert alice.patch("/api/me", {"timezone": "Europe/Berln"}, 422)["errors"][0]["message"].endswith("did you mean Europe/Berlin?")
    told = office.cli_json("user", "settings", "--user", alice.email, "--holiday", "01-01", "--holiday", "2027-03-29")
    assert told["holidays"] == ["01-01", "2027-03-29"] and alice.get("/api/me")["user"]["holidays"] == told["holidays"]
    assert office.cli_json("user", "settings", "--user", alice.email, "--no-holidays")["holidays"] == [] and bob.get("/api/me")["user"]["holidays"] == []


def test_a_holiday_today_shuts_the_window_until_it_is_none(office):
    """The engine and a campaign: nobody gets mail on a holiday of the account, as the forecast says; taken back, the mail goes out at once."""
    alice, bob = office.register(), office.register()
    today = datetime.datetime.now(UTC).date()
    near = [(today + datetime.timedelta(days=n)).isoformat() for n in range(-1, 2)]
    alice.patch("/api/me", {"timezone": "UTC", "holidays": near})
    window = {"from": "00:00", "to": "24:00"}
    ids = {}
    for api in (alice, bob):
        c = make(api, "p@x.example")["id"]
        q = api.post("/api/sequences", {"name": "W", "steps": [step("one", "email", subject="One", content=HTML)], "settings": {"window": window}}, 201)["id"]
        m = api.post("/api/campaigns", {"name": "C", "subject": "S", "content": HTML, "audience": {"all": True}, "delivery": {"window": window}}, 201)["id"]
        api.post(f"/api/sequences/{q}/activate")
        api.post(f"/api/sequences/{q}/enroll", {"contactIds": [c]})
        api.post(f"/api/campaigns/{m}/send", expect=202)
        ids[api] = (q, m)

    def sent(api):
        return office.value('SELECT count(*) FROM "Recipient" WHERE "userId" = %s AND "status" = \'SENT\'', api.user["id"])
    wait_for(lambda: sent(bob) == 2)
    waits = wait_for(lambda: office.query('SELECT d."dueAt" FROM "EnrollmentDue" d JOIN "SequenceEnrollment" e ON e."id" = d."enrollmentId" '
                                          'WHERE e."sequenceId" = %s AND d."dueAt" > now() AT TIME ZONE \'UTC\'', ids[alice][0]))
    opens = datetime.datetime.combine(today + datetime.timedelta(days=2), datetime.time(), UTC)
    assert waits[0]["dueAt"].replace(tzinfo=UTC) == opens
    forecast = alice.get(f"/api/campaigns/{ids[alice][1]}/forecast")
    assert forecast["waves"][0]["at"] == opens.strftime("%Y-%m-%dT00:00:00.000Z"), forecast
    assert sent(alice) == 0
    alice.patch("/api/me", {"holidays": []})
    wait_for(lambda: alice.get(f"/api/sequences/{ids[alice][0]}")["stats"]["sent"] == 1)


def test_a_sequence_says_whose_zones_are_known(office):
    alice, bob = office.register(), office.register()
    make(alice, "set@x.example", "Asia/Tokyo")
    make(alice, "guess@x.example", variables={"country": "Japan"})
    make(alice, "none@x.example")
    make(bob, "b@x.example", "Asia/Tokyo")
    window = {"from": "09:00", "to": "17:00", "useContactTimezone": True}
    for steps, settings, said in ((mails({"days": 1}), {"window": window}, True), (mails({"businessDays": 1}), {}, True), (mails({"days": 1}), {}, False),
                                  (mails({"days": 1}), {"window": {"from": "09:00", "to": "17:00"}}, False)):
        q = alice.post("/api/sequences", {"name": "Z", "steps": steps, "settings": settings}, 201)["id"]
        checks = {c["code"]: c for c in alice.post(f"/api/sequences/{q}/check")["checks"]}
        assert ("zones" in checks) == said, checks
        if said:
            z = checks["zones"]
            assert z["count"] == 1 and z["level"] == "warning" and "1 set, 1 guessed by country or phone number, 1 missing" in z["message"], z
    q = bob.post("/api/sequences", {"name": "Z", "steps": mails({"days": 1}), "settings": {"window": window}}, 201)["id"]
    [z] = [c for c in bob.post(f"/api/sequences/{q}/check")["checks"] if c["code"] == "zones"]
    assert z["level"] == "info" and "1 set, 0 guessed" in z["message"]
