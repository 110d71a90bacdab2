"""The calendar's arithmetic beside Python's own zoneinfo: all zones of the system, random instants from 1900 to 2200 and around every change of
the clocks, wall-clock times that never come or come twice, windows, times of day, business days."""

import datetime
import os
import pathlib
import random
import subprocess
import zoneinfo

import pytest

BIN = pathlib.Path(os.environ.get("LOUMASS_BIN", "build/loumass")).resolve().parent / "tests" / "calendar" / "calendar_lines"
EPOCH = datetime.datetime(1970, 1, 1)
UTC = datetime.timezone.utc
# Half hours and quarters, rules that changed, days that were skipped or doubled, no summer time any more, a summer time that is negative.
NOTED = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati",
         "Pacific/Kwajalein", "America/St_Johns", "Africa/Casablanca", "Europe/Dublin", "Europe/Istanbul", "Europe/Moscow", "America/Sao_Paulo", "Asia/Tehran",
         "Africa/Cairo", "Asia/Pyongyang", "America/Caracas", "Antarctica/Troll", "US/Pacific", "Etc/GMT+12", "America/Godthab", "Asia/Gaza", "UTC"]


def asked(questions):
    text = "".join(" ".join(map(str, q)) + "\n" for q in questions)
    r = subprocess.run([BIN], input=text, capture_output=True, text=True, timeout=120)
    assert r.returncode == 0, r.stderr[-500:]
    return r.stdout.split()


def offset(zone, utc):
    return int((EPOCH + datetime.timedelta(seconds=utc)).replace(tzinfo=UTC).astimezone(zone).utcoffset().total_seconds())


def instant(zone, wall):
    t = (EPOCH + datetime.timedelta(seconds=wall)).replace(tzinfo=zone, fold=0)
    return wall - int(t.utcoffset().total_seconds())


def day_and_time(zone, us):
    wall = us // 1_000_000 + offset(zone, us // 1_000_000)
    return wall // 86400, wall % 86400


def window_next(zone, at, start, end, days):
    today, _ = day_and_time(zone, at)
    for day in range(today - 1, today + 740):
        if days and not days >> ((day + 3) % 7 + 1) & 1:
            continue
        opens = instant(zone, day * 86400 + start * 60) * 1_000_000
        closes = instant(zone, (day + (end <= start)) * 86400 + end * 60) * 1_000_000
        if at < closes and opens < closes:
            return max(at, opens)
    return at


def time_next(zone, at, minutes, days):
    today, _ = day_and_time(zone, at)
    for day in range(today - 1, today + 740):
        then = instant(zone, day * 86400 + minutes * 60) * 1_000_000
        if then >= at and (not days or days >> ((day + 3) % 7 + 1) & 1):
            return then
    return at


def later(zone, at, days, business):
    def move(t, n):
        return t if n == 0 else instant(zone, t // 1_000_000 + offset(zone, t // 1_000_000) + n * 86400) * 1_000_000 + t % 1_000_000
    t = move(at, days)
    if business < 0:
        return t
    today = day = day_and_time(zone, t)[0]
    workday = lambda d: (d + 3) % 7 < 5  # noqa: E731
    if business == 0 and workday(day):
        return t
    left = business or 1
    while left:
        day += 1
        left -= workday(day)
    return move(t, day - today)


def changes(zone, years):
    """Instants at which the offset changes, found by looking."""
    out = []
    t, step = int((datetime.datetime(years[0], 1, 1) - EPOCH).total_seconds()), 86400 * 5
    end = int((datetime.datetime(years[1], 1, 1) - EPOCH).total_seconds())
    before = offset(zone, t)
    while t < end:
        t += step
        here = offset(zone, t)
        if here != before:
            low, high = t - step, t
            while high - low > 1:
                mid = (low + high) // 2
                low, high = (mid, high) if offset(zone, mid) == before else (low, mid)
            out.append(high)
        before = here
    return out


def test_every_zone_knows_its_offsets():
    c = random.Random(1)
    first, last = (int((datetime.datetime(y, 1, 1) - EPOCH).total_seconds()) for y in (1900, 2200))
    names = sorted(n for n in zoneinfo.available_timezones() if n not in ("Factory", "localtime") and not n.startswith(("posix", "right")))
    assert len(names) > 400
    asks, want = [], []
    for n in names:
        zone = zoneinfo.ZoneInfo(n)
        for _ in range(25):
            t = c.randrange(first, last)
            asks += [("o", n, t, 0, 0, 0), ("i", n, t, 0, 0, 0)]
            want += [offset(zone, t), instant(zone, t)]
    wrong = [(q, w, g) for q, w, g in zip(asks, want, asked(asks)) if str(w) != g]
    assert wrong == []


@pytest.mark.parametrize("name", NOTED)
def test_around_every_change_of_the_clocks(name):
    c = random.Random(name)
    zone = zoneinfo.ZoneInfo(name)
    asks, want = [], []
    for at in [*changes(zone, (1995, 2045)), *(c.randrange(10**9, 2 * 10**9) for _ in range(20))]:
        for _ in range(6):
            t = at + c.randrange(-100_000, 100_000)
            us = t * 1_000_000 + c.randrange(1_000_000)
            a, b, days = c.randrange(0, 1440), c.randrange(1, 1441), c.choice([0, 0, 0x3E, 1 << c.randrange(1, 8)])
            n, k = c.randrange(0, 9), c.choice([-1, 0, 1, 2, 5])
            asks += [("o", name, t, 0, 0, 0), ("i", name, t, 0, 0, 0), ("w", name, us, a, b, days), ("t", name, us, a, 0, days), ("d", name, us, n, k, 0)]
            want += [offset(zone, t), instant(zone, t), window_next(zone, us, a, b, days), time_next(zone, us, a, days), later(zone, us, n, k)]
    wrong = [(q, w, g) for q, w, g in zip(asks, want, asked(asks)) if str(w) != g]
    assert wrong == []


def test_a_process_with_another_zone_answers_the_same():
    q = "t Europe/Berlin 1800000000000000 540 0 0\n"
    answers = {subprocess.run([BIN], input=q, capture_output=True, text=True, env={"TZ": tz}, timeout=30).stdout for tz in ("Pacific/Apia", "America/New_York", "nonsense", "")}
    assert len(answers) == 1 and "unknown" not in answers.pop()
