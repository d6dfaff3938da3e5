"""What the monitor tells of the field: each number counted by hand on a small survey."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hees import clock
from hees.language import say
from hees.store.home import Home
from hees.store.responses import add_time, changing
from hees.study import Study
from hees.survey import drafts, withdrawal
from hees.survey.drafts import Spent
from hees.team import accounts, fieldwork
from hees.team.fieldwork import Funnel
from hees.web import context
from hees.web.survey import answering
from tests import database, site, studies
from tests.respondent import Respondent

AT = "2026-11-01T00:00:00+00:00"


def invite(home: Home, id: str, *, response: str | None = None, sent: bool = True, **marks: str):
    """An invitation, by default sent; `marks`: country, wave, opened_at, declined_at …"""
    given = {
        "id": id, "organisation": id, "country": "here", "category": "", "wave": "1",
        "language": "en", "person": "", "email": "", "token_hash": id, "expires_at": AT,
        "response": response, "opened_at": AT if response else None, "created_at": AT,
        "created_by": "ann",
    } | marks  # fmt: skip
    names = ", ".join(given)
    blanks = ", ".join("?" * len(given))
    database.meddle(home, f"INSERT INTO invitation ({names}) VALUES ({blanks})", *given.values())
    if sent:
        database.meddle(
            home,
            """INSERT INTO outbox (batch, invitation, issue, kind, wave, state, queued_at, queued_by)
               VALUES ('b', ?, 1, 'invitation', '1', 'sent', ?, 'ann')""",
            id, AT,
        )  # fmt: skip


def person(home: Home, tiny: Study, *, submits: bool = False, language: str = "en") -> Respondent:
    one = Respondent.starts(home, tiny, language)
    if submits:
        one.completes()
        one.receipt()
    return one


@pytest.fixture
def field(home: Home, tiny: Study) -> Home:
    """Eight on the list: one not invited yet, one revoked, one bounced, one declined, and others."""
    invite(home, "done", response=person(home, tiny, submits=True).id)
    begun = person(home, tiny)
    begun.answers(since="1950")
    invite(home, "begun", response=begun.id, wave="2", country="there")
    invite(home, "opened", response=person(home, tiny).id)
    invite(home, "silent", country="there")
    invite(home, "declined", declined_at=AT, sent=False)
    invite(home, "bounced", bounced_at=AT)
    invite(home, "revoked", revoked_at=AT)
    invite(home, "waiting", sent=False)
    person(home, tiny, submits=True)
    return home


def test_the_funnel_counts_whom_the_invitations_reached(field: Home, tiny: Study):
    found = fieldwork.rates(field, tiny)
    assert found.everybody == Funnel(
        invited=6, bounced=1, opened=3, started=2, submitted=1, declined=1
    )
    assert found.everybody.sought == 5
    assert found.everybody.rate == pytest.approx(1 / 5)
    assert (found.waiting, found.revoked, found.alone) == (1, 1, (1, 1, 1))
    assert list(found.by_country) == ["here", "there"]
    assert found.by_country["here"].rate == pytest.approx(1 / 3)
    assert found.by_country["there"] == Funnel(2, 0, 1, 1, 0, 0)
    assert found.by_wave["2"] == Funnel(1, 0, 1, 1, 0, 0)
    assert list(found.by_category) == [""]


def test_who_withdraws_counts_as_submitted_no_more(home: Home, tiny: Study):
    one = person(home, tiny, submits=True)
    invite(home, "done", response=one.id)
    withdrawal.withdraw(home, one.id)
    found = fieldwork.rates(home, tiny).everybody
    assert (found.started, found.submitted, found.rate) == (1, 0, 0)


def test_without_invitations_there_is_no_rate(home: Home, tiny: Study):
    assert fieldwork.rates(home, tiny).everybody.rate is None


def test_a_draft_stops_in_the_furthest_section_with_an_answer(home: Home, tiny: Study):
    person(home, tiny)
    far = person(home, tiny)
    far.answers(consent="yes", since="1950")
    cleared = person(home, tiny)
    cleared.answers(since="1950", share="5")
    cleared.answers(share=None)
    person(home, tiny, submits=True)
    found = fieldwork.work(home, tiny, clock.today())
    stops = {section: count for section, count in found.stops if count}
    assert stops == {"": 1, "contact": 1, "about": 1}
    assert found.drafts == 3
    assert [section for section, _ in found.stops] == [
        "", *(one.id for one in tiny.questionnaire.sections)
    ]  # fmt: skip


def test_a_draft_is_stale_after_two_weeks_without_an_answer(
    home: Home, tiny: Study, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(clock, "now", lambda: "2026-11-01T08:00:00+00:00")
    early = person(home, tiny)
    early.answers(name={"name": "Early <b>"})
    silent = person(home, tiny)
    monkeypatch.setattr(clock, "now", lambda: "2026-11-05T08:00:00+00:00")
    early.answers(since="1950")
    assert fieldwork.work(home, tiny, "2026-11-14").stale == []
    [one] = fieldwork.work(home, tiny, "2026-11-15").stale
    assert (one.response, one.days, one.section) == (silent.id, 14, "")
    both = fieldwork.work(home, tiny, "2026-12-05").stale
    assert [(one.response, one.days) for one in both] == [(silent.id, 34), (early.id, 30)]
    assert both[1].name == {"name": "Early <b>"}
    assert both[1].last == "2026-11-05"


def test_languages_used_tell_who_switched(home: Home, tiny: Study):
    person(home, tiny, submits=True)
    person(home, tiny, submits=True, language="ja")
    switching = person(home, tiny)
    switching.answers(since="1950")
    switching.resumes("ja").answers(share="5")
    found = fieldwork.work(home, tiny, clock.today()).languages
    assert sorted(found) == [(("en",), 1, 0), (("en", "ja"), 0, 1), (("ja",), 1, 0)]


# Active time


def test_active_minutes_are_the_median_over_responses(home: Home, tiny: Study):
    for seconds in (60, 120, 600):
        one = person(home, tiny)
        with changing(home) as connection:
            add_time(connection, one.id, "about", "2026-11-01", seconds - 10)
            add_time(connection, one.id, "about", "2026-11-02", 10)
    assert fieldwork.work(home, tiny, clock.today()).minutes == [("about", 2.0, 3)]


def test_time_is_noted_with_the_save_and_deleted_with_the_answers(home: Home, tiny: Study):
    one = person(home, tiny)
    question = tiny.questionnaire.questions["since"]
    for raw, spent in (("1950", 20), ("1951", 30)):
        known = one.stored("since").revision
        drafts.save(
            home, one.id, question, "", raw, based_on=known, language="en",
            spent=Spent("about", spent),
        )  # fmt: skip
    [row] = database.rows(home, "SELECT section, day, seconds FROM section_visit")
    assert row == ("about", clock.today(), 50)
    withdrawal.erase(home, one.id)
    assert database.rows(home, "SELECT * FROM section_visit") == []


def test_a_pause_counts_two_minutes_and_time_is_noted_in_steps(
    home: Home, tiny: Study, monkeypatch: pytest.MonkeyPatch
):
    ticks = iter([100.0, 104.0, 112.0, 9_000.0])
    monkeypatch.setattr(answering, "monotonic", lambda: next(ticks))
    monkeypatch.setattr(context, "home", lambda: home)
    one = person(home, tiny)
    session = answering.Session(one.id, last_act=100.0)
    field = next(at for at in one.draft.path.fields if at.question.id == "since")
    for year in ("1950", "1951", "1952", "1953"):
        session.commit(field, year)
    [row] = database.rows(home, "SELECT seconds FROM section_visit")
    assert row == (130,)  # 0, then 4 (kept), 12 → 10, 2 + 120 → 120


# The page


@pytest.fixture
def site_of_tiny(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """The site with the tiny study, for a viewer who is signed in."""
    accounts.add(home, "ann", "viewer", password="correct horse battery", email=None)
    monkeypatch.setenv("HEES_STUDY", str(studies.write(tmp_path / "study")))
    with site.serving(home.folder, monkeypatch) as cookies:
        site.sign_in(home, cookies, "ann")
        yield home


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_says_all_of_it_in_both_languages(site_of_tiny: Home, tiny: Study, language: str):
    invite(site_of_tiny, "one", response=person(site_of_tiny, tiny, submits=True).id)
    invite(site_of_tiny, "two", declined_at=AT)
    app = site.opened("team", language)
    text = site.text(app)
    for key in ("invited.title", "stops.title", "minutes.none", "languages.title", "stale.title"):
        assert say(f"fieldwork.{key}", language) in text
    rates = {one.label: one.value for one in app.metric}
    assert rates[say("fieldwork.rate", language)] == "50.0%"
    app = site.opened("team", language, rate="wave")
    [table] = [one for one in site.markup(app) if say("fieldwork.by.label", language) in one]
    cells = re.findall(r"<t[dh][^>]*>([^<]*)</t", table.partition("<tbody>")[2])
    assert cells == ["1", "50.0%", "2", "0", "1", "1", "1", "1"]


def test_the_heavy_part_is_counted_once_for_all_viewers(
    site_of_tiny: Home, monkeypatch: pytest.MonkeyPatch
):
    counted = []
    work = fieldwork.work
    monkeypatch.setattr(fieldwork, "work", lambda *given: counted.append(1) or work(*given))
    with changing(site_of_tiny) as connection:
        connection.execute("UPDATE account SET disabled = 0")
    for language in ("en", "ja", "en"):
        site.opened("team", language)
    assert len(counted) == 1
    with changing(site_of_tiny) as connection:
        connection.execute("UPDATE account SET disabled = 0")
    site.opened("team", "en")
    assert len(counted) == 2
