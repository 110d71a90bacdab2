"""Fixtures of the scenarios. `instance` is a running `loumass up` shared by a module; `alice` and `bob` are two tenants."""

import pytest
from loumass import Instance, Postgres


@pytest.fixture(scope="module")
def instance():
    i = Instance()
    try:
        i.up()
        yield i
    finally:
        i.close()


@pytest.fixture(scope="module")
def alice(instance):
    return instance.register(name="Alice")


@pytest.fixture(scope="module")
def bob(instance):
    return instance.register(name="Bob")


@pytest.fixture
def fresh():
    """An instance of the test's own, not started."""
    i = Instance()
    try:
        yield i
    finally:
        i.close()


@pytest.fixture
def postgres():
    p = Postgres()
    try:
        yield p
    finally:
        p.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test shows the end of its instance's log."""
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed:
        for name in ("instance", "fresh"):
            i = item.funcargs.get(name)
            if isinstance(i, Instance):
                report.sections.append((f"log of {name}", i.tail()))
