"""People at the edges: two spellings of one address that are written at the same moment, wherever they come from; two tenants."""

import threading

import pytest
from loumass import wait_for
from test_contacts import LIST, finished, start, upload

TIMES = 200


@pytest.fixture(scope="module")
def two(instance):
    return instance.register(), instance.register()


def spellings(n):
    return [(f"Kim{n}@Three.example", f"kIM{n}@three.EXAMPLE"), (f"jörg{n}@bücher.example", f"JÖRG{n}@xn--bcher-kva.example")][n % 2]


def at_once(*calls):
    """Runs them side by side, each from its first line."""
    gate = threading.Barrier(len(calls))
    failures = []

    def run(call):
        gate.wait()
        try:
            call()
        except Exception as e:
            failures.append(e)
    threads = [threading.Thread(target=run, args=(c,)) for c in calls]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not failures, failures


def test_two_spellings_at_once_are_one_contact(two):
    """200 times, by two requests: one is made, the other answered 409 with how the address is written."""
    mine, other = two
    for n in range(TIMES):
        answers = []
        at_once(*(lambda s=s: answers.append(mine.post("/api/contacts", {"email": s}, expect=(201, 409))) for s in spellings(n)))
        assert sorted("id" in a for a in answers) == [False, True], answers
    assert len(mine.all(LIST)) == TIMES and mine.get("/api/contacts/doubles")["data"] == []
    assert other.all(LIST) == []


def test_an_import_and_others_at_once_are_one_contact(instance):
    """200 people, imported by two files in two spellings while requests write a third: each is one contact when both have ended."""
    mine, other = instance.register(), instance.register()
    people = [(f"Eva{n}@three.example", f"eva{n}@Three.example", f"EVA{n}@THREE.example") for n in range(TIMES)]
    jobs = [upload(mine, "email,firstName\n" + "".join(f"{p[k]},F{k}\n" for p in people)) for k in range(2)]
    seen = []
    at_once(*(lambda j=j: start(mine, j, {"email": "email", "firstName": "firstName"}) for j in jobs),
            lambda: seen.extend(mine.post("/api/contacts", {"email": p[2]}, expect=(201, 409)) for p in people))
    done = [finished(mine, j) for j in jobs]
    assert all(j["status"] == "DONE" and j["refused"] == 0 for j in done), done
    assert len(mine.all(LIST)) == TIMES and mine.get("/api/contacts/doubles")["data"] == []
    made = sum("id" in a for a in seen)
    assert made + sum(j["created"] for j in done) == TIMES, (made, done)
    # Who was answered 201 is that contact still.
    ids = {c["id"] for c in mine.all(LIST)}
    assert all(a["id"] in ids for a in seen if "id" in a)
    assert other.all(LIST) == []
