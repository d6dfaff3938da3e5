"""Every door of the study team: who may see which page, and what no route gives away.

A new page or route makes a test fail until it has its line here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import argon2
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from hees import clock
from hees.language import say
from hees.store import connection
from hees.store.home import Home, prepare
from hees.team import accounts, passwords, signing_in
from hees.web import pages
from hees.web.server import exception_handlers, middleware, routes
from hees.web.sign_in import COOKIE
from tests import database, site, studies

PASSWORD = "correct horse battery"
ROLES = ("viewer", "reviewer", "administrator")

# Page: the roles that see it.
DOORS = {
    "team": ROLES,
    "team_responses": ROLES,
    "team_comments": ROLES,
    "team_export": ROLES,
    "team_questionnaire": ROLES,
    "team_releases": ROLES,
    "team_invitations": ("reviewer", "administrator"),
    "team_import": ("reviewer", "administrator"),
    "team_protection": ("administrator",),
    "team_log": ("administrator",),
}

# Route: what somebody who is not signed in gets, by asking with GET (or POST where it says so).
PUBLIC = 200
OPEN = {
    "/healthz": PUBLIC,
    "/r/{token}": 303,  # to the survey, which says that the link is none
    "/sign-in": PUBLIC,
    "/feed.atom": PUBLIC,
}
CLOSED = {
    "/copy/{response}.{form}": 404,
    "/team/export/{id}": 404,
}
ANYTHING_PUBLIC = (
    *("/api", "/factsheets/", "/recommendations.pdf", "/questionnaire.pdf"),
    *("/editions/", "/releases/"),
)
"""Addresses whose routes read public.db or the study alone; test_public_alone holds them to it."""


@dataclass
class Team:
    """A small site, and somebody before it with or without a session."""

    home: Home
    cookies: dict[str, str]

    def comes(self, who: str) -> None:
        """`who`: nobody, a role, or an account that lost its right: disabled, expired, made up."""
        self.cookies.clear()
        if who == "nobody":
            return
        site.sign_in(self.home, self.cookies, who, PASSWORD)

    def sees(self, page: str) -> bool:
        """Whether the page shows more than its door."""
        app = site.opened(page, "en")
        text = site.text(app)
        closed = say("team.closed", "en") in text
        refused = any(
            say("team.needs_role", "en", role=say(f"team.roles.{role}", "en")) in text
            for role in ROLES
        )
        if closed:
            assert [one.value for one in app.title] == [say("team.title", "en")]
            assert not app.button, "nothing to press before a closed door"
        return not (closed or refused)


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    folder = tmp_path_factory.mktemp("doors")
    home = prepare(folder / "home")
    quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: quick)
        patch.setenv("HEES_STUDY", str(studies.write(folder / "study")))
        for role in ROLES:
            accounts.add(home, role, role, password=PASSWORD, email=None)
        accounts.add(home, "other", "administrator", password=PASSWORD, email=None)
        with site.serving(home.folder, patch) as cookies:
            yield Team(home, cookies)
    connection.release(home.responses)
    connection.release(home.public)


def test_every_team_page_has_its_line_here():
    assert set(DOORS) == set(pages.TEAM)


@pytest.mark.parametrize("who", ["nobody", *ROLES])
@pytest.mark.parametrize("page", DOORS)
def test_a_page_opens_to_its_roles_alone(team: Team, page: str, who: str):
    team.comes(who)
    assert team.sees(page) == (who in DOORS[page])


@pytest.mark.parametrize("page", ["team", "team_log"])
def test_a_session_that_lost_its_right_opens_nothing(
    team: Team, page: str, monkeypatch: pytest.MonkeyPatch
):
    team.comes("other")
    assert team.sees(page)
    later = datetime.now(UTC) + timedelta(days=signing_in.SESSION_DAYS, minutes=1)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: later.isoformat(timespec="seconds"))
        assert not team.sees(page), "an expired session"
    assert team.sees(page)
    accounts.disable(team.home, "other")
    assert not team.sees(page), "the session of a disabled account"
    accounts.enable(team.home, "other")
    assert not team.sees(page), "enabling brings no session back"
    team.cookies[COOKIE] = "made up"
    assert not team.sees(page)


def test_a_role_that_was_taken_away_counts_at_once(team: Team):
    team.comes("other")
    accounts.change_role(team.home, "other", "viewer")
    assert team.sees("team")
    assert not team.sees("team_log")
    accounts.change_role(team.home, "other", "administrator")
    assert team.sees("team_log")


# Routes


def paths() -> list[str]:
    return [one.path for one in routes if isinstance(one, Route | Mount)]


def test_every_route_has_its_line_here():
    unknown = [
        path
        for path in paths()
        if path not in {*OPEN, *CLOSED, "/sign-out"} and not path.startswith(ANYTHING_PUBLIC)
    ]
    assert unknown == []


@pytest.fixture
def client(team: Team) -> TestClient:
    app = Starlette(routes=routes, middleware=middleware, exception_handlers=exception_handlers)
    return TestClient(app, follow_redirects=False)


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("cookie", ["", "made up"])
def test_a_closed_route_gives_a_stranger_nothing(client: TestClient, path: str, cookie: str):
    if path not in paths():
        pytest.skip(f"there is no {path}")
    address = path.format(response="0123456789", form="csv", id="0123456789")
    reply = client.get(address, headers={"cookie": f"{COOKIE}={cookie}"} if cookie else {})
    assert reply.status_code in {CLOSED[path], 401, 403}


@pytest.mark.parametrize("path", OPEN)
def test_an_open_route_answers(client: TestClient, path: str):
    assert client.get(path.format(token="none")).status_code == OPEN[path]


def test_signing_out_without_a_session_does_no_harm(client: TestClient, team: Team):
    before = database.dump(team.home)
    assert client.post("/sign-out").status_code == 303
    assert client.post("/sign-out", headers={"origin": "http://evil.example"}).status_code == 403
    assert database.dump(team.home) == before


# A first password


def test_a_one_time_password_opens_nothing_until_it_is_replaced(client: TestClient, team: Team):
    accounts.add(
        team.home, "new", "administrator", password="first-time-only", email=None, temporary=True
    )
    form = {"name": "new", "password": "first-time-only"}
    reply = client.post("/sign-in?lang=ja", data=form)
    assert reply.status_code == 403
    assert COOKIE not in reply.cookies
    assert say("sign_in.must_change", "ja") in reply.text
    for new, again, status in (
        ("short", "short", 400),
        ("my own long one", "my other long one", 400),
        ("first-time-only", "first-time-only", 400),
        ("my own long one", "my own long one", 303),
    ):
        reply = client.post("/sign-in?change=1", data=form | {"new": new, "again": again})
        assert reply.status_code == status, new
    assert COOKIE in reply.cookies
    assert client.post("/sign-in", data=form).status_code == 401
    assert client.post("/sign-in", data=form | {"password": "my own long one"}).status_code == 303
    accounts.disable(team.home, "new")
