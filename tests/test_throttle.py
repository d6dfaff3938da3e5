"""What one address may do within a quarter of an hour, over HTTP and by itself."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from hees.store.accounts import WINDOW_SECONDS
from hees.store.home import Home
from hees.study import Study
from hees.survey import throttle
from hees.web import context, server
from tests import database
from tests.respondent import Respondent


@pytest.fixture
def client(home: Home, tiny: Study, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(context, "home", lambda: home)
    monkeypatch.setattr(context, "study", lambda: tiny)
    monkeypatch.setitem(throttle.MOST, "link", 3)
    return TestClient(
        Starlette(routes=server.routes, middleware=server.middleware), follow_redirects=False
    )


def test_an_address_that_tries_many_links_is_told_to_wait_and_good_links_still_open(
    client: TestClient, home: Home, tiny: Study
):
    person = Respondent.starts(home, tiny)
    assert [client.get(f"/r/guess{n}").status_code for n in range(5)] == [303] * 3 + [429] * 2
    assert "15 minutes" in client.get("/r/guess").text
    assert client.get(f"/r/{person.token}").headers["location"].startswith(f"/survey?d={person.id}")
    assert database.rows(home, "SELECT who FROM sign_in_failure") == [("link:testclient",)] * 3


def test_the_limit_is_for_each_deed_and_address_and_passes(
    home: Home, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(throttle.MOST, "start", 2)
    assert [throttle.allows(home, "start", "192.0.2.1") for _ in range(3)] == [True, True, False]
    assert throttle.allows(home, "link", "192.0.2.1")
    assert throttle.allows(home, "start", "192.0.2.2")
    assert throttle.allows(home, "start", "")
    later = throttle.time.time() + WINDOW_SECONDS + 1
    monkeypatch.setattr(throttle.time, "time", lambda: later)
    assert throttle.allows(home, "start", "192.0.2.1")
