"""The team's page of releases: what waits, what holds the next one, and exact beside released."""

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from hees.language import say
from hees.release import side_by_side, standing
from hees.release.side_by_side import Fate
from hees.release.standing import Hold, Standing
from hees.simulation.simulator import simulate
from hees.store import attempts, basis, connection, releases
from hees.store.attempts import Attempt, Task
from hees.store.basis import Basis, Changes
from hees.store.connection import reading, writing
from hees.store.home import Home
from hees.store.releases import Part, Release, Verdict
from hees.study import Study
from hees.study.catalogue import TableName
from hees.study.study import Policy
from hees.team import accounts
from tests import database, handmade, site

PASSWORD = "correct horse battery"
LANGUAGES = ["en", "ja"]
Opens = Callable[..., AppTest]


@pytest.fixture(scope="module")
def filled(released: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A copy of a home with one release, in which a few organisations answered since."""
    folder = tmp_path_factory.mktemp("team")
    for path in (released.responses, released.public):
        connection.forget(path)
        shutil.copy(path, folder / path.name)
    return Home(folder)


@pytest.fixture
def own(filled: Home, tmp_path: Path) -> Iterator[Home]:
    """The same for one test alone."""
    home = Home(Path(shutil.copytree(filled.folder, tmp_path / "own")))
    yield home
    connection.release(home.responses)
    connection.release(home.public)


@pytest.fixture
def team(own: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opens]:
    """Opens the page of releases, signed in with a role."""
    with writing(own.responses) as writer:
        attempts.lease(writer, "a server", time.time(), 600)
    for role in accounts.ROLES:
        accounts.add(own, role, role, password=PASSWORD, email=None)
    with site.serving(own.folder, monkeypatch) as cookies:

        def opened(role: str, language: str = "en", **address: str) -> AppTest:
            cookies.clear()
            if role:
                site.sign_in(own, cookies, role)
            return site.opened("team_releases", language, **address)

        yield opened


def note(home: Home, outcome: str, **detail: object) -> None:
    with writing(home.responses) as writer:
        attempts.note(
            writer, at="2026-12-04T10:00:00+00:00", outcome=outcome, release=None, detail=detail
        )
        attempts.begin(writer, "some", "2026-12-04T10:00:00+00:00")
        attempts.end(writer, "2026-12-04T10:00:00+00:00")


def task(home: Home) -> Task:
    with reading(home.responses) as reader:
        return attempts.task(reader)


def told(app: AppTest) -> str:
    """The boxes that say what holds the release."""
    return "\n".join(box.value for kind in ("info", "warning") for box in app.get(kind))


def cells(app: AppTest, label: str) -> list[list[str]]:
    """The rows of the table in the region of that name."""
    [table] = [one for one in site.markup(app) if f'aria-label="{label}"' in one]
    body = table.partition("<tbody>")[2]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.split("</tr>")]
    return [row for row in rows if row]


def buttons(app: AppTest) -> list[str]:
    return [one.key for one in app.button]


# Who may see it, and do what


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_sees_it_without_a_sign_in(team: Opens, language: str):
    app = team("", language)
    assert say("team.closed", language) in site.text(app)
    assert len(app.metric) == 0
    assert say("releasing.next", language) not in site.text(app)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", accounts.ROLES)
def test_every_member_sees_it_and_only_administrators_may_release(
    team: Opens, role: str, language: str
):
    app = team(role, language)
    assert say("releasing.next", language) in site.text(app)
    assert ("release_now" in buttons(app)) == (role == "administrator")


def test_an_administrator_asks_for_a_release_once_there_are_enough_changes(
    team: Opens, own: Home, study: Study
):
    app = team("administrator")
    assert app.button(key="release_now").disabled
    simulate(own, study, 25, seed=11)
    app = team("administrator")
    app.button(key="release_now").click()
    site.run(app)
    assert task(own).asked_by == "administrator"
    assert "administrator asked for a release" in told(app)
    assert app.button(key="release_now").disabled


def test_somebody_whose_account_was_disabled_meanwhile_releases_nothing(
    team: Opens, own: Home, study: Study
):
    simulate(own, study, 25, seed=11)
    app = team("administrator")
    accounts.change_role(own, "reviewer", "administrator")  # the last one cannot be disabled
    accounts.disable(own, "administrator")
    app.button(key="release_now").click()
    site.run(app)
    assert task(own).asked_by is None


def test_without_a_server_that_makes_releases_none_can_be_asked_for(
    team: Opens, own: Home, study: Study
):
    simulate(own, study, 25, seed=11)
    with writing(own.responses) as writer:
        attempts.end_lease(writer, "a server")
    app = team("administrator")
    assert "HEES_RELEASE=off" in told(app)
    assert app.button(key="release_now").disabled
    assert not standing.ask(own, study, "administrator")


# What waits and what holds it


def test_the_page_counts_what_was_added_and_withdrawn_since_the_last_release(
    team: Opens, own: Home, study: Study
):
    before = {one.label: one.value for one in team("viewer").metric}
    assert before == {
        "Added": "0", "Changed": "0", "Withdrawn": "0", "In all": "0", "Needed, at least": "10",
    }  # fmt: skip
    [[agreed]] = database.rows(
        own,
        """SELECT min(response) FROM submitted_answer JOIN response ON id = response
           WHERE question = 'consent_use' AND value = '"yes"' AND status = 'submitted'""",
    )
    database.meddle(own, "UPDATE response SET status = 'withdrawn' WHERE id = ?", agreed)
    database.meddle(own, "UPDATE state SET revision = revision + 1")
    after = {one.label: one.value for one in team("viewer").metric}
    assert (after["Withdrawn"], after["In all"]) == ("1", "1")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("outcome", "detail", "key"),
    [
        ("held", {"reason": "past", "part": {"question": "areas", "by": "", "item": ""}}, "past"),
        ("held", {"reason": "policy_lowered", "part": None}, "policy_lowered"),
        ("held", {"reason": "of_tomorrow"}, "other"),
        ("failed", {"reason": "crashed", "error": "1a2b3c4d", "seconds": 3}, "crashed"),
        ("failed", {"reason": "timeout", "error": "1a2b3c4d", "seconds": 3}, "timeout"),
    ],
)
def test_what_held_the_last_attempt_is_told_with_what_to_do(
    team: Opens, own: Home, language: str, outcome: str, detail: dict, key: str
):
    note(own, outcome, **detail)
    text = told(team("viewer", language)).replace("\\", "")
    opening = say(f"releasing.{outcome}.{key}", language, part="¦", reason="¦", error="¦", time="¦")
    assert opening.split("¦")[0] in text
    for named in ("error", "reason"):
        if key in {"crashed", "timeout", "other"} and named in detail and key != detail[named]:
            assert str(detail[named]) in text


CHANGES = {few: Changes(few, 0, 0) for few in (9, 10)}
AT = "2026-12-04T10:00:00+00:00"


@pytest.mark.parametrize(
    ("count", "outcome", "running", "asked", "watched", "holds"),
    [
        (9, "published", False, None, True, [Hold.FEW]),
        (10, "published", False, None, True, [Hold.ENOUGH]),
        (10, "published", False, "ann", True, [Hold.ASKED]),
        (10, "held", False, None, True, [Hold.HELD]),
        (9, "held", False, None, True, [Hold.FEW, Hold.HELD]),
        (10, "failed", False, None, True, [Hold.FAILED]),
        (10, "held", True, None, True, [Hold.RUNNING]),
        (10, "", False, None, False, [Hold.UNWATCHED, Hold.ENOUGH]),
    ],
)  # fmt: skip
def test_all_that_holds_the_next_release_is_named(
    count: int, outcome: str, running: bool, asked: str, watched: bool, holds: list[Hold]
):
    now = Standing(
        CHANGES[count],
        batch=10,
        task=Task(asked, "some", AT, None if running else AT),
        tried=(Attempt(1, AT, outcome, None, {}),) if outcome else (),
        is_watched=watched,
    )
    assert list(now.holds) == holds
    assert now.may_be_asked_for == (count == 10 and watched and not running and asked is None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_history_tells_every_attempt(team: Opens, own: Home, language: str):
    note(own, "failed", reason="crashed", error="1a2b3c4d", seconds=3)
    rows = cells(team("viewer", language), say("releasing.history.title", language))
    with reading(own.responses) as reader:
        [_, first] = attempts.newest(reader)
    assert len(rows) == 2
    assert "1a2b3c4d" in rows[0][2]
    assert rows[1][1:3] == ["1", say("releasing.outcome.published", language)]
    assert rows[1][3] == f"{first.detail['checked']:,}"


# Exact beside released


def recount(home: Home) -> dict[tuple[str, str], int]:
    """By base and answer: who answered `ex_direction` and may be published, counted by SQL alone."""
    rows = database.rows(
        home,
        """SELECT base.value, given.value, count(*) FROM submitted_answer AS given
           JOIN submitted_answer AS base USING (response)
           JOIN submitted_answer AS consent USING (response)
           JOIN response ON id = response AND status = 'submitted'
           WHERE given.question = 'ex_direction' AND base.question = 'org_base'
             AND consent.question = 'consent_use' AND consent.value = '"yes"'
           GROUP BY base.value, given.value""",
    )
    return {(json.loads(base), json.loads(given)): count for base, given, count in rows}


def test_exact_counts_follow_the_answers_and_those_of_the_release_stay(own: Home, study: Study):
    [release] = releases.all_of(own)
    table = TableName("ex_direction", "country")
    before = recount(own)
    assert len(before) > 5
    lines = side_by_side.lines(own, study, table, "", release)
    found = {(line.group, line.answer): line for line in lines}
    assert {cell: (found[cell].now, found[cell].then) for cell in before} == {
        cell: (count, count) for cell, count in before.items()
    }
    simulate(own, study, 60, seed=11)
    after = recount(own)
    assert after != before
    for line in side_by_side.lines(own, study, table, "", release):
        if line.answer:
            cell = line.group, line.answer
            assert (line.now, line.then) == (after.get(cell, 0), before.get(cell, 0))
            assert cell not in found or line.fate == found[cell].fate


def test_what_the_public_sees_is_what_the_release_holds(own: Home, study: Study):
    [release] = releases.all_of(own)
    for table in (TableName("areas", ""), TableName("vx_types", "country")):
        public = {
            (one.group, one.answer): one.count
            for one in releases.counts(own, 1, table.question, table.by)
        }
        lines = side_by_side.lines(own, study, table, "", release)
        seen = [line for line in lines if line.fate in {Fate.SHOWN, Fate.HIDDEN}]
        assert {(line.group, line.answer): line.released for line in seen} == public
        assert all((line.fate is Fate.HIDDEN) == (line.released is None) for line in seen)


def test_a_count_that_is_not_public_says_why(home: Home, study: Study):
    table, parts = TableName("vx_types", "country"), (Part("vx_types", "country", ""),)
    simulate(home, study, 60, seed=11)

    def fates(name: TableName, release: int | None) -> set[Fate]:
        shown = releases.one(home, release) if release else None
        return {line.fate for line in side_by_side.lines(home, study, name, "", shown)}

    assert fates(TableName("vx_types", ""), None) == {Fate.NONE}
    handmade.release(home, study, 1, withheld=parts)
    assert fates(table, 1) == {Fate.GATE}
    publish(home, study.policy.model_copy(update={"breakdown_base": 1000}))
    for responses, fate in ((20, Fate.TOTALS), (45, Fate.SMALL)):
        with writing(home.responses) as writer:
            basis.keep(writer, Basis(2, AT, responses, Changes(0, 0, 0)), {}, [])
        assert fates(table, 2) == {fate}


def publish(home: Home, policy: Policy) -> None:
    """A second release, which shows nothing."""
    releases.publish(
        home,
        Release(
            number=2,
            made_on="2026-12-05",
            kind="simulated",
            responses=45,
            questionnaire="",
            policy=policy.model_dump(mode="json", exclude={"include"}),
            verdict=Verdict(),
            frame={},
        ),
        counts=[],
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_that_the_address_names_stands_on_the_page(
    team: Opens, own: Home, study: Study, language: str
):
    [release] = releases.all_of(own)
    item = next(iter(study.questionnaire.questions["obstacles"].item_by_code))
    app = team("viewer", language, table="obstacles", by="country", item=item)
    lines = side_by_side.lines(own, study, TableName("obstacles", "country"), item, release)
    rows = cells(app, say("releasing.beside.title", language))
    rows = [row for row in rows if len(row) > 1]  # the others name the groups
    assert [row[1:3] for row in rows] == [[str(line.now), str(line.then)] for line in lines]
