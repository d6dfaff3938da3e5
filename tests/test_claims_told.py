"""Claims in words, on the page, in print and over HTTP: no number that their release does not have."""

import re
from collections.abc import Iterator
from html import escape
from itertools import product
from math import ceil, floor, hypot
from pathlib import Path
from string import Formatter

import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient

from hees.findings import claim_words, grades, measured
from hees.findings.claims import Standing, all_standings
from hees.findings.grades import LADDER, Grade, Why
from hees.findings.intervals import Known, critical, wilson
from hees.language import say
from hees.release.protection import published
from hees.store import releases
from hees.store.home import Home, prepare
from hees.store.releases import Part
from hees.study import Study, Text
from hees.study.claim import Claim, Statistic
from tests import handmade
from tests.handmade import SHIPPED, counted, publish, respondents
from tests.site import fetching, visiting
from tests.test_intervals import exact

LANGUAGES = ["en", "ja"]


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Four simulated releases of the shipped study, the last 400 days after the first."""
    home = prepare(tmp_path_factory.mktemp("several"))
    arrived = respondents(SHIPPED, 104)
    for number, (size, day) in enumerate(
        [(26, "2025-10-01"), (52, "2026-01-01"), (78, "2026-07-01"), (104, "2026-11-05")], start=1
    ):
        counts = counted(SHIPPED, arrived[:size])
        responses = published(SHIPPED.policy, size) or 0
        frame = {"": {"": 110}, "country": {"us": 45, "japan": 45}}
        publish(home, number, day, counts, kind="simulated", responses=responses, frame=frame)
    return home


Exact = tuple[float, float, float, float, float]
"""A share for exact numbers: itself, its likely limits, its certain limits."""


def _each(known: Known) -> Iterator[Exact]:
    """The limits for each pair of numbers that a share may stand for, by the formulas."""
    for one in exact(known):
        given_it, base = one.count[0], one.base[0]
        listed = max(one.population, base) if one.population else None
        point = given_it / base
        worst = (given_it / listed, (given_it + listed - base) / listed) if listed else (0, 1)
        low, high = wilson(given_it, base, listed, critical())
        yield point, max(low, worst[0]), min(high, worst[1]), *worst


def _limits(found: Standing, *, independent: bool) -> set[int]:
    """Limits in whole per cent, outward, over every number that the released cells allow."""
    first, second = found.now.first, found.now.second
    if first is None or found.now.bounds is None:
        return set()
    if second is None:
        each = list(_each(first.known))
    else:
        pairs = product(_each(first.known), _each(second.known))
        each = [_minus(one, other, independent=independent) for one, other in pairs]
    lows = (min(one[1] for one in each), min(one[3] for one in each))
    highs = (max(one[2] for one in each), max(one[4] for one in each))
    return {abs(floor(100 * low + 1e-9)) for low in lows} | {
        abs(ceil(100 * high - 1e-9)) for high in highs
    }


def _minus(one: Exact, other: Exact, *, independent: bool) -> Exact:
    below, above = (one[0] - one[1], other[2] - other[0]), (one[2] - one[0], other[0] - other[1])
    join = (lambda pair: hypot(*pair)) if independent else sum
    point, worst = one[0] - other[0], (one[3] - other[4], one[4] - other[3])
    return point, max(point - join(below), worst[0]), min(point + join(above), worst[1]), *worst


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_every_number_told_is_of_its_release_or_follows_from_it(
    several: Home, study: Study, number: int, language: str
):
    made = releases.one(several, number)
    assert made
    for found in all_standings(several, study, number).values():
        claim, before = found.claim, found.before or made
        words = "".join(part for part, *_ in Formatter().parse(claim.finding[language]))
        known = set(_numbers(words)) | {claim.minimum_base, claim.days, 95}
        known |= {size for groups in made.frame.values() for size in groups.values()}
        known |= {one for of in (made, before) for one in _numbers(f"{of.number} {of.made_on}")}
        known |= set(range(1, 12)) if claim.statistic is Statistic.RANK else set()  # places
        sides = [one for of in (made, before) for one in _sides(several, of.number, claim)]
        shares = {min(100, round(100 * given_it / base)) for given_it, base in sides}
        known |= shares | {abs(one - other) for one in shares for other in shares}
        known |= {base for _, base in sides}
        known |= _limits(found, independent=claim.statistic is Statistic.DIFFERENCE)
        finding = claim_words.finding(found, language)
        told = finding + claim_words.basis(found, study, language)
        assert set(_numbers(told)) <= known, (claim.id, told)


def _numbers(text: str) -> list[int]:
    return [int(part.replace(",", "")) for part in re.findall(r"\d[\d,]*\d|\d", text)]


def _sides(home: Home, number: int, claim: Claim) -> Iterator[tuple[int, int]]:
    """(count, base) of each share of a claim, read from the public database."""
    for side in (claim.first, claim.second):
        if side is None:
            continue
        found = {
            one.answer: one.count
            for one in releases.counts(home, number, side.question, side.by)
            if (one.group, one.item) == (side.group, side.item)
        }
        if found.get(""):
            yield sum(found[answer] or 0 for answer in side.answers), found[""] or 0


@pytest.mark.parametrize("number", [2, 3, 4])
def test_what_would_change_a_grade_is_true_and_the_nearest(
    several: Home, study: Study, number: int
):
    """Regraded from a release that differs in this one count, and from one a step nearer."""
    tried = 0
    for found in all_standings(several, study, number).values():
        if found.claim.statistic is not Statistic.SHARE or found.now.grade not in LADDER:
            continue
        question = study.questionnaire.questions[found.claim.question]
        first, place = found.now.first, LADDER.index(found.now.grade)
        assert first
        now = sum(size or 0 for size in first.counts)
        base = _cells_of(several, study, number)
        for turn in (found.turning.up, found.turning.down):
            if turn is None:
                continue
            tried += 1
            step = 1 if turn.count > now else -1
            found_at = {
                size: grades.grade(
                    found.claim, question, base.changed(found.claim.first, (size - now) // 5)
                ).grade
                for size in (turn.count, turn.count - 5 * step)
            }
            assert found_at[turn.count] is turn.grade is not found.now.grade
            passed = LADDER.index(found_at[turn.count - 5 * step])
            better = LADDER.index(turn.grade) > place
            assert passed <= place if better else passed >= place
    assert tried > 2


def _cells_of(home: Home, study: Study, number: int) -> measured.Cells:
    made = releases.one(home, number)
    assert made
    breakdowns = {one.id: one.question for one in study.breakdowns}
    return measured.cells(made, releases.all_counts(home, number), breakdowns)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verb_follows_the_grade(language: str):
    said = {say(f"claims.verb.{key}", language, claim="…") for key in ("A", "B", "C_for", "C_open", "C_against", "D", "I", "W")}  # fmt: skip
    assert len(said) == 8


# Where they are shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_each_claim_with_its_grade_and_history(
    several: Home, study: Study, language: str
):
    with visiting(several, study) as page:
        shown = page("recommendations", language)
    for found in all_standings(several, study).values():
        grade = found.public.grade
        name = say(f"claims.grade.{grade}", language)
        texts = [claim_words.sentence(found, language), claim_words.finding(found, language)]
        texts += claim_words.turning(found, study, language) + claim_words.history(found, language)
        assert all(escape(text) in shown.html for text in texts)
        assert f"<b>{grade}</b>{escape(name)}" in shown.html
    simulated = say("chart.simulated", language, number=4)
    assert shown.html.count(simulated) >= len(study.claims)
    assert say("claims.people", language) in shown.text
    for grade in Grade:
        assert escape(say(f"claims.meaning.{grade}", language)) in shown.html


def test_an_earlier_release_is_shown_as_it_was(several: Home, study: Study):
    with visiting(several, study) as page:
        shown = page("recommendations", "en", release="1")
    for found in all_standings(several, study, 1).values():
        assert escape(claim_words.sentence(found, "en")) in shown.html
    assert shown.html.count(say("claims.unconfirmed", "en")) == len(study.claims)


def test_before_the_first_release_the_page_says_so(home: Home, study: Study):
    with visiting(home, study) as page:
        shown = page("recommendations", "ja")
    graded = [one for one in study.recommendations if one.claims]
    assert shown.text.count(say("claims.no_release", "ja")) == len(graded)
    assert '<p class="hees-claim-text">' not in shown.html


def test_hostile_text_of_a_claim_stays_text(several: Home, study: Study):
    hostile = "<script>alert(1)</script>"
    both = Text({"en": hostile, "ja": hostile})
    one = study.recommendations[0]
    changed = tuple(
        claim.model_copy(update={"text": both, "finding": both}) for claim in one.claims
    )
    other = study.model_copy(
        update={"recommendations": (one.model_copy(update={"claims": changed}),)}
    )
    with visiting(several, other) as page:
        shown = page("recommendations", "en")
    assert hostile not in shown.html
    assert escape(hostile) in shown.html


@pytest.fixture
def site(several: Home, study: Study) -> Iterator[TestClient]:
    with fetching(several, study) as client:
        yield client


def test_the_interface_gives_every_claim_of_a_release(site: TestClient, study: Study):
    found = site.get("/api/v1/claims?lang=ja&release=2").json()
    assert found["release"]["number"] == 2
    assert [one["id"] for one in found["claims"]] == [one.id for one in study.claims]
    assert {one["grade"] for one in found["grades"]} == set(Grade)
    assert all(one["history"][0]["before"] is None for one in found["claims"])
    assert site.get("/api/v1/claims").json()["release"]["number"] == 4
    assert site.get("/api/v1/claims?release=99").status_code == 400
    assert "/api/v1/claims" in site.get("/api/v1/openapi.json").json()["paths"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_printed_recommendations_have_the_claims(
    site: TestClient, several: Home, study: Study, language: str, tmp_path: Path
):
    printed = tmp_path / "printed.pdf"
    printed.write_bytes(site.get(f"/recommendations.pdf?lang={language}&release=3").content)
    text = "".join("".join(page.extract_text() for page in PdfReader(printed).pages).split())
    heading = "".join(say("claims.title", language).split())
    assert text.count(heading) == len([one for one in study.recommendations if one.claims])
    for found in all_standings(several, study, 3).values():
        label = claim_words.label(found.public.grade, language)
        beginning = claim_words.paragraph(found, study, language)[:24]
        assert label in beginning
        assert "".join(beginning.split()) in text


def test_made_up_releases_of_the_whole_catalogue_are_graded(home: Home, study: Study):
    """Also those whose numbers fit no survey."""
    handmade.release(home, study, 1)
    handmade.release(home, study, 2, withheld=(Part("obstacles", "", "funding"),))
    found = all_standings(home, study)
    assert len(found) == len(study.claims)
    assert found["funding_serious"].now.why is Why.GATE
