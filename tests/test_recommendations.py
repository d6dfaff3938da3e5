"""Recommendations: whose they are, for whom, on what evidence, and how far respondents agree."""

import re
from html import escape
from pathlib import Path

import pytest

from hees.findings import wording
from hees.findings.agreement import agreement, together, told
from hees.findings.evidence import evidence, place
from hees.findings.exhibits import Lack, exhibit
from hees.language import say
from hees.settings import PROJECT
from hees.store import releases
from hees.store.home import Home
from hees.store.releases import Count, Release, Verdict
from hees.study import Recommendation, Study, StudyError, Text, load
from tests import exhibits, studies
from tests.site import visiting

LANGUAGES = ["en", "ja"]
SHIPPED = load(PROJECT / "data").recommendations

DRAFT = """
[[recommendations]]
id = "share_data"
title = { en = "Share data", ja = "データの共有" }
text = { en = "Share.", ja = "共有する。" }
audiences = ["leaders"]
theme = "data"
"""
THEMES = '[theme]\ndata = { en = "Data", ja = "データ" }\n'
AUDIENCES = '[audience]\nleaders = { en = "Leaders", ja = "指導者" }\n'


@pytest.fixture
def unreleased(home: Home, study: Study) -> Home:
    return exhibits.fill(home, PROJECT / "data", study)


def named(id: str) -> Recommendation:
    return next(one for one in SHIPPED if one.id == id)


# The study folder


def written(folder: Path, recommendations: str, themes: str = THEMES) -> Path:
    studies.write(folder)
    (folder / "recommendations.toml").write_text(recommendations, "utf-8")
    with (folder / "choices.toml").open("a", encoding="utf-8") as choices:
        choices.write(themes + AUDIENCES)
    return folder


def test_a_theme_of_the_list_is_taken(tmp_path: Path):
    [one] = load(written(tmp_path, DRAFT)).recommendations
    assert one.theme == "data"


@pytest.mark.parametrize("themes", [THEMES.replace("data =", "money ="), ""])
def test_an_unknown_theme_is_refused(tmp_path: Path, themes: str):
    with pytest.raises(StudyError, match=r"share_data\.theme: there is no theme 'data'"):
        load(written(tmp_path, DRAFT, themes))


def test_a_published_recommendation_is_not_reworded_for_an_audience(tmp_path: Path):
    published = DRAFT + 'source = "https://example.org/"\n'
    reworded = '[recommendations.for_audience]\nleaders = { en = "Do.", ja = "する。" }\n'
    assert load(written(tmp_path / "good", published)).recommendations[0].source
    with pytest.raises(StudyError, match="not reworded"):
        load(written(tmp_path / "bad", published + reworded))


def test_a_draft_speaks_only_to_its_own_audiences(tmp_path: Path):
    others = '[recommendations.for_audience]\nministers = { en = "Do.", ja = "する。" }\n'
    with pytest.raises(StudyError, match="ministers"):
        load(written(tmp_path, DRAFT + others))


def test_a_text_for_an_audience_exists_in_every_language(tmp_path: Path):
    half = '[recommendations.for_audience]\nleaders = { en = "Do." }\n'
    with pytest.raises(StudyError, match="no text in 'ja'"):
        load(written(tmp_path, DRAFT + half))


def test_the_shipped_recommendations_use_known_audiences_and_have_evidence(study: Study):
    audiences = {choice.code for choice in study.choice_lists["audience"]}
    for one in study.recommendations:
        assert set(one.audiences) <= audiences
        assert one.theme
        assert one.evidence


# Evidence


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", [one.id for one in SHIPPED])
def test_every_number_of_a_statement_is_one_of_its_chart(
    released: Home, study: Study, id: str, language: str
):
    for line in evidence(released, study, named(id), language):
        found = exhibit(released, study, line.chart.id)
        if found.lack:
            assert not line.has_numbers
            assert not re.search(r"\d", line.statement)
            continue
        grid = wording.grid(found, language)
        known = " ".join([*grid.header, *(cell for row in grid.rows for cell in row)])
        if line.chart.kind == "scale":  # shares of several points together
            known += " ".join(
                f" {share.value}%"
                for row in found.table.rows
                for counts in [
                    [found.table.cell(row, column).count
                     for column in found.table.columns if column.code in line.chart.positive]
                ]
                if (share := together(counts, row.base))
            )  # fmt: skip
        numbers = re.findall(r"\d[\d,.]*\d|\d", line.statement)
        assert numbers
        assert [one for one in numbers if one not in known] == []
        assert line.origins


def test_the_evidence_leads_to_the_page_that_shows_the_chart(study: Study):
    for one in study.recommendations:
        for id in one.evidence:
            page, state = place(study, study.charts[id])
            if page == "findings":
                assert study.topic_of[id].id == state["topic"]
                assert state["chart"] == id
            else:
                assert state["chart"] == id
                assert id in {chart.id for chart in study.resource_charts}


def test_a_chart_without_numbers_says_why(unreleased: Home, study: Study):
    [line, *_] = evidence(unreleased, study, named("high_impact"), "en")
    assert line.statement == say("evidence.no_release", "en")
    assert not line.has_numbers


# Agreement


def test_agreement_is_made_of_released_counts(released: Home, study: Study):
    counts = {
        (one.item, one.answer): one.count
        for one in releases.counts(released, 1, study.agreement or "", "")
    }
    for one in study.recommendations:
        found = agreement(released, study, one.id)
        assert found
        assert found.base
        assert found.base == counts[one.id, ""]
        assert found.base % study.policy.rounding == 0
        assert [point.code for point in found.points] == ["a4", "a5"]
        known = [counts[one.id, "a4"], counts[one.id, "a5"]]
        assert all(count is None or count % study.policy.rounding == 0 for count in known)
        assert found.share == together(known, found.base)


def test_before_the_first_release_there_is_no_agreement(unreleased: Home, study: Study):
    found = agreement(unreleased, study, "coordination")
    assert found
    assert found.lack is Lack.NO_RELEASE
    assert told(found, study, "en") == [say("agreement.no_release", "en")]


def publish(home: Home, study: Study, **counts: int | None) -> None:
    """Release the answers to one recommendation."""
    cells = [
        Count(study.agreement or "", "", "", "coordination", "" if code == "base" else code, count)
        for code, count in counts.items()
    ]
    policy = study.policy.model_dump(mode="json", exclude={"include"})
    releases.publish(
        home,
        Release(
            number=1,
            made_on="2026-12-03",
            kind="real",
            responses=40,
            questionnaire="q",
            policy=policy,
            verdict=Verdict(),
            frame={},
        ),
        counts=cells,
    )


def test_a_hidden_count_makes_the_share_a_bound(home: Home, study: Study):
    publish(home, study, base=40, a1=10, a2=None, a3=None, a4=20, a5=None)
    found = agreement(home, study, "coordination")
    assert found
    assert found.share
    assert (found.share.value, found.share.partial) == (50, True)
    assert say("chart.about", "en", number="50%") in told(found, study, "en")[0]


def test_no_share_is_told_where_all_its_counts_are_hidden(home: Home, study: Study):
    publish(home, study, base=40, a1=40, a2=None, a3=None, a4=None, a5=None)
    found = agreement(home, study, "coordination")
    assert found
    assert found.share is None
    assert told(found, study, "ja")[0] == say("agreement.hidden", "ja")


def test_a_withheld_question_is_told_with_the_rule(home: Home, study: Study):
    publish(home, study)
    found = agreement(home, study, "coordination")
    assert found
    assert found.lack is Lack.WITHHELD
    assert f"fewer than {study.policy.breakdown_base} " in told(found, study, "en")[0]


def test_shares_never_exceed_the_whole():
    """Counts are rounded one by one, so that two of them can add up to more than their base."""
    share = together([25, 25], 45)
    assert share
    assert share.value == 100


# The page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_recommendation_has_its_source_or_is_marked_as_a_draft(
    released: Home, study: Study, language: str
):
    with visiting(released, study) as page:
        shown = page("recommendations", language)
    assert shown.headings == [one.title[language] for one in study.recommendations]
    marks = re.findall(r'<p class="hees-origin( draft)?"><b>(.*?)</b>(.*?)</p>', shown.html)
    assert len(marks) == len(study.recommendations)
    for one, (draft, mark, rest) in zip(study.recommendations, marks, strict=True):
        if one.source:
            assert (draft, mark) == ("", say("recommendations.published", language))
            assert f'href="{one.source}"' in rest
        else:
            assert (draft, mark) == (" draft", say("recommendations.draft", language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_filters_stand_in_the_address_by_code(released: Home, study: Study, language: str):
    with visiting(released, study) as page:
        shown = page("recommendations", language, audience="businesses")
        wanted = [one for one in study.recommendations if "businesses" in one.audiences]
        assert shown.headings == [one.title[language] for one in wanted]
        assert re.findall(r'<li><a href="#(\w+)"', shown.html) == [one.id for one in wanted]
        shown.choose(say("recommendations.theme", language), "support")
        assert shown.headings == [one.title[language] for one in wanted if one.theme == "support"]
        assert shown.address["audience"] == "businesses"
        assert shown.address["theme"] == "support"
        shown.choose(say("recommendations.audience", language), "")
        assert "audience" not in shown.address
        both = [one for one in study.recommendations if one.theme == "support"]
        assert shown.headings == [one.title[language] for one in both]


def test_an_unknown_filter_leaves_nothing_out(released: Home, study: Study):
    with visiting(released, study) as page:
        shown = page("recommendations", "en", audience="martians", theme="<b>")
    assert len(shown.headings) == len(study.recommendations)


def test_an_empty_selection_says_so(released: Home, study: Study):
    with visiting(released, study) as page:
        shown = page("recommendations", "en", audience="businesses", theme="research")
    assert shown.headings == []
    assert say("recommendations.none", "en") in shown.text


def test_a_reader_sees_what_a_draft_asks_of_them_alone(released: Home, study: Study):
    asked = named("internships").for_audience
    with visiting(released, study) as page:
        everyone = page("recommendations", "ja").text
        businesses = page("recommendations", "ja", audience="businesses").text
    assert all(text["ja"] in everyone for text in asked.values())
    assert asked["businesses"]["ja"] in businesses
    assert asked["institutions"]["ja"] not in businesses


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_agreement_and_evidence_of_the_release(
    released: Home, study: Study, language: str
):
    with visiting(released, study) as page:
        shown = page("recommendations", language)
    for one in study.recommendations:
        found = agreement(released, study, one.id)
        assert found
        assert found.share
        assert f"<b>{found.share.told(language)}</b>" in shown.html
        for line in evidence(released, study, one, language):
            assert escape(line.statement) in shown.html
    assert say("agreement.no_release", language) not in shown.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_the_first_release_the_page_says_so(unreleased: Home, study: Study, language: str):
    with visiting(unreleased, study) as page:
        shown = page("recommendations", language)
    count = shown.text.count(say("agreement.no_release", language))
    assert count == len(study.recommendations)
    assert not re.search(r"\d%</b>", shown.html)


def test_text_of_the_study_stays_text(released: Home, study: Study):
    """A statement is drawn as HTML, so that a label with markup must not become any."""
    hostile = "<script>alert(1)</script>"
    chart = study.charts["research_security"]
    one = named("security_guide").model_copy(
        update={"title": Text({"en": "T", "ja": "T"}), "source": f"https://example.org/{hostile}"}
    )
    changed = study.model_copy(update={"recommendations": (one,)})
    assert chart.id in one.evidence
    with visiting(released, changed) as page:
        assert hostile not in page("recommendations", "en").html
