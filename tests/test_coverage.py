"""Who answered of those to ask, what the others could change, and what respondents are told of it."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hees.findings import coverage_text, exhibits, reference, wording
from hees.findings.coverage import Bound, Unbounded, coverage
from hees.language import say
from hees.release.frame import frame
from hees.settings import PROJECT
from hees.store import connection, releases
from hees.store.home import Home, prepare
from hees.store.releases import Count
from hees.study import Study
from hees.survey import entries
from hees.web.private_link import PREFIX
from tests import handmade, site
from tests.respondent import Respondent

FRAME = {
    "": {"": 108},
    "country": {"us": 39, "japan": 52},
    "category": {"government": 27, "foundation": 19},
}


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home whose releases these tests make by hand."""
    ready = prepare(tmp_path_factory.mktemp("coverage"))
    yield ready
    connection.release(ready.responses)
    connection.release(ready.public)


def shown(exact: int) -> int | None:
    """A count as it is published."""
    return None if exact < 5 else 5 * ((exact + 2) // 5)


def released(
    home: Home,
    study: Study,
    *counts: Count,
    responses: int = 60,
    frame: Mapping[str, Mapping[str, int]] = FRAME,
) -> int:
    """Publish these counts; the number of the release."""
    number = (releases.newest(home) or 0) + 1
    handmade.publish(
        home, number, "2026-12-03", counts, study=study, responses=responses, frame=frame
    )
    return number


def cells(
    question: str, of: Mapping[str, int | None], by: str = "", group: str = "", item: str = ""
):
    return [Count(question, by, group, item, answer, given) for answer, given in of.items()]


# The frame


def test_the_frame_is_the_directory_by_the_answers_that_its_organisations_would_give(
    public: Home, study: Study
):
    assert frame(public, study) == {}
    reference.fill(public, PROJECT / "data")
    with (PROJECT / "data/reference/intermediaries.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    countries = Counter(row["country"] for row in rows)
    assert frame(public, study) == {
        "": {"": len(rows)},
        "country": {
            "us": countries["US"],
            "japan": countries["JP"],
            "binational": countries["binational"],
            "other": countries["other"],
        },
        "category": Counter(row["category"] for row in rows),
    }


# Bounds


@given(
    listed=st.integers(1, 160),
    answered=st.integers(10, 160),
    gave=st.integers(0, 160),
    missing_gave=st.integers(0, 160),
)
def test_no_answers_of_the_missing_lead_out_of_the_bounds(
    public: Home, study: Study, listed: int, answered: int, gave: int, missing_gave: int
):
    gave = min(gave, answered)
    missing = max(0, listed - answered)
    number = released(
        public,
        study,
        *cells("data_held", {"": shown(answered), "partners": shown(gave)}),
        frame={"": {"": listed}},
    )
    found = coverage(public, exhibits.exhibit(public, study, "data_held", "", number))
    if gave < 5:
        assert found
        assert found.bounds == ()
        return
    assert found
    [bound] = [one for one in found.bounds if one.row == "partners"]
    everybody = max(listed, answered)
    share = 100 * (gave + min(missing_gave, missing)) / everybody
    assert bound.low <= share <= bound.high
    assert bound.exceeded or bound.high - bound.low <= 100 * (missing + 12) / everybody + 2


def test_bounds_of_a_group_are_of_those_listed_in_it(public: Home, study: Study):
    counts = [
        *cells("data_held", {"": 20, "partners": 10, "funding": None}, "category", "foundation"),
        *cells("data_held", {"": 25, "partners": 10, "funding": 5}, "category", "university"),
    ]
    number = released(public, study, *counts)
    found = coverage(public, exhibits.exhibit(public, study, "data_held", "category", number))
    assert found
    assert found.unbounded is None
    assert {one.column for one in found.bounds} == {"foundation"}  # no university is listed
    # Of 19: at least 8 of the 8 to 12; all but the 6 or more of at least 18 who said otherwise.
    assert Bound("partners", "foundation", 8 * 100 // 22, 69, exceeded=True) in found.bounds
    # A hidden count is anything from 0 to 4, so at least 14 said otherwise.
    assert Bound("funding", "foundation", 0, 27, exceeded=True) in found.bounds


def test_the_affirming_points_of_a_scale_are_taken_together(public: Home, study: Study):
    chart = study.charts["obstacles"]
    question = study.questionnaire.questions["obstacles"]
    points: dict[str, int | None] = {"": 60, **dict.fromkeys(question.by_code, 0)}
    first, second = chart.positive
    points |= {first: 20, second: None}
    item = question.items[0].code
    number = released(public, study, *cells("obstacles", points, item=item))
    found = coverage(public, exhibits.exhibit(public, study, "obstacles", "", number))
    assert found
    # 18 to 22 and 0 to 4 of 58 to 62 who answered, of 108: 16.6 % to (108 - 58 + 26) / 108 = 70.4 %
    assert found.bounds == (Bound(item, "", 16, 71, exceeded=False),)


@pytest.mark.parametrize(
    ("chart", "by", "reason"),
    [("exchange_kinds", "", Unbounded.ROUTED), ("data_held", "area", Unbounded.GROUPS)],
)
def test_without_a_known_number_of_organisations_it_is_said_that_there_are_no_bounds(
    public: Home, study: Study, chart: str, by: str, reason: Unbounded
):
    question = study.questionnaire.questions[study.charts[chart].question or ""]
    given = dict.fromkeys(["", *question.by_code], 20)
    number = released(public, study, *cells(question.id, given, by, "research" if by else ""))
    exhibit = exhibits.exhibit(public, study, chart, by, number)
    found = coverage(public, exhibit)
    assert found
    assert found.bounds == ()
    assert found.unbounded is reason
    for language in study.languages:
        assert coverage_text.unbounded(reason, language) in coverage_text.html(
            exhibit, found, language
        )


# Coverage by group


def test_the_groups_say_what_was_released_of_them(public: Home, study: Study):
    counts = cells("org_category", {"": 60, "government": 20, "foundation": None})
    number = released(public, study, *counts, *cells("data_held", {"": 60, "partners": 30}))
    exhibit = exhibits.exhibit(public, study, "data_held", "", number)
    found = coverage(public, exhibit)
    assert found
    told = coverage_text.as_json(exhibit, found, "en")
    by_code = {one["code"]: one for one in told["groups"]["category"]}
    assert (by_code["government"]["answered"], by_code["government"]["listed"]) == (20, 27)
    assert (by_code["foundation"]["answered"], by_code["foundation"]["status"]) == (None, "hidden")
    assert by_code["nonprofit"]["status"] == "absent"
    assert {one["status"] for one in told["groups"]["country"]} == {"absent"}  # withheld
    markup = coverage_text.html(exhibit, found, "en")
    assert '<th scope="row">Foundations</th><td>&lt;5</td><td>19</td>' in markup
    assert '<th scope="row">All</th><td>60</td><td>108</td>' in markup
    assert "International offices of universities" in coverage_text.notes(exhibit, "en")
    assert any("60" in line and "108" in line for line in wording.caption(exhibit, "ja"))


def test_a_study_that_does_not_know_whom_to_ask_says_nothing_of_coverage(
    public: Home, study: Study
):
    number = released(public, study, *cells("data_held", {"": 60, "partners": 30}), frame={})
    exhibit = exhibits.exhibit(public, study, "data_held", "", number)
    assert coverage(public, exhibit) is None
    assert coverage_text.short(exhibit, "en") == coverage_text.notes(exhibit, "en") == ""
    assert all(wording.caption(exhibit, "en"))


def test_the_interface_for_programs_has_the_coverage_too(public: Home, study: Study):
    number = released(public, study, *cells("data_held", {"": 60, "partners": 30}))
    with site.fetching(public, study) as client:
        reply = client.get(f"/api/v1/charts/data_held.json?lang=en&release={number}").json()
    assert reply["coverage"]["bounds"] == [
        {"row_code": "partners", "column_code": "", "low": 25, "high": 76, "exceeded": False}
    ]


# What respondents are told after submitting


@pytest.fixture
def thanked(home: Home, study: Study, monkeypatch: pytest.MonkeyPatch):
    """Submits a response with this consent, and gives the page that follows in a language."""
    reference.fill(home, PROJECT / "data")
    person = Respondent.starts(home, study)
    entry = entries.add(home, person.id, study.questionnaire.section("programmes"))
    with site.serving(home.folder, monkeypatch) as cookies:
        cookies[f"{PREFIX}{person.id}"] = person.token

        def thanked(consent: str, language: str = "en") -> str:
            person.answers(
                org_name={"name": "Example Foundation"},
                org_category="foundation",
                org_base="us",
                areas=["research"],
                data_held=["partners"],
                consent_use=consent,
            )
            person.gives("programme_name", "Summer school", entry)
            person.gives("programme_listed", "yes", entry)
            person.receipt()
            return site.text(site.opened("survey", language, d=person.id))

        yield thanked


def test_before_the_first_release_the_page_says_that_nothing_is_public(thanked, study: Study):
    text = thanked("yes")
    assert "No survey results are public yet" in text
    assert "at least 10" in text
    assert "Counts under 5" in text
    assert "fewer than 30" in text
    assert "Your answers count" in text
    assert say("publication.listed", "en") in text


@pytest.mark.parametrize("language", ["en", "ja"])
def test_who_does_not_agree_reads_that_the_answers_are_left_out(
    thanked, study: Study, language: str
):
    text = thanked("no", language)
    asked = study.questionnaire.questions["consent_use"].label[language]
    [line] = [line for line in text.splitlines() if asked in line]
    assert {"en": "left out", "ja": "一切含めません"}[language] in line
    assert say("publication.listed", language) not in text  # nor is a programme of theirs


def test_the_page_shows_the_newest_release_on_what_was_answered(thanked, home: Home, study: Study):
    released(
        home,
        study,
        *cells("data_held", {"": 60, "partners": 30}),
        *cells("ex_types", {"": 60, "term": 30}),
    )
    text = thanked("yes")
    assert "release 1 of December 3, 2026" in text
    assert study.charts["data_held"].title["en"] in text
    assert study.charts["exchange_kinds"].title["en"] not in text  # was not asked
    assert "No survey results are public yet" not in text
