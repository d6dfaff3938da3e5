"""The front page and the about page: no number without its source, no promise without its rule."""

import re
from dataclasses import replace
from html import escape

import pytest

from hees.findings import reference
from hees.findings.key_figures import key_figures, respondents
from hees.findings.numbers import release_number
from hees.language import say, show_date
from hees.settings import PROJECT, settings
from hees.store import releases
from hees.store.home import Home
from hees.study import Study
from tests import exhibits
from tests.site import visiting

LANGUAGES = ["en", "ja"]


@pytest.fixture
def unreleased(home: Home, study: Study) -> Home:
    """The site on its first day: reference material, and no answer yet."""
    return exhibits.fill(home, PROJECT / "data", study)


# Key figures


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_figure_of_the_shipped_study_has_a_number_a_period_and_a_source(
    released: Home, study: Study, language: str
):
    for where in (study, *study.topics):
        found = key_figures(released, study, where, language)
        assert len(found) == len(where.key_figures) > 0
        for one in found:
            assert re.search(r"\d", one.value)
            assert all((one.label, one.period, one.source))
            assert one.address.startswith("http")


def test_a_series_shows_its_newest_value_and_that_it_is_an_estimate(released: Home, study: Study):
    newest = reference.observations(released)["openalex_joint_works"][-1]
    assert newest.flag == "estimate"
    [shown] = [one for one in key_figures(released, study, study, "en") if "works" in one.after]
    assert shown.value == f"{newest.value:,.0f}"
    assert newest.period in shown.period
    assert say("faces.flag.estimate", "en") in shown.period


@pytest.mark.parametrize(
    ("language", "text"), [("en", "more than 4,000 partnerships"), ("ja", "4,000件超")]
)
def test_a_qualified_number_is_written_as_the_language_writes_it(
    released: Home, study: Study, language: str, text: str
):
    assert text in {one.text for one in key_figures(released, study, study, language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_share_shown_large_has_one_decimal_at_most(released: Home, study: Study, language: str):
    shown = [
        one.value
        for where in (study, *study.topics)
        for one in key_figures(released, study, where, language)
        if one.value.endswith("%")
    ]
    assert any("." in one for one in shown)
    assert all(re.fullmatch(r"\d+(\.\d)?%", one) for one in shown)


def test_the_number_of_respondents_is_the_rounded_one_of_the_release(released: Home, study: Study):
    [release] = releases.all_of(released)
    shown = respondents(study, release, "en", "/about")
    assert int(shown.value) == release.responses
    assert release.responses % study.policy.rounding == 0
    assert shown.period == show_date(release.made_on, "en")


# The front page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_shows_its_numbers_with_their_sources(
    released: Home, study: Study, language: str
):
    with visiting(released, study) as page:
        front = page("home", language)
    assert front.app.title[0].value == study.title[language]
    for one in key_figures(released, study, study, language):
        assert f"<b>{one.value}</b>" in front.html
        assert escape(one.source) in front.html
        assert escape(one.address) in front.html
    [release] = releases.all_of(released)
    assert f"<b>{release.responses}</b>" in front.html
    assert show_date(release.made_on, language) in front.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_the_first_release_the_front_page_says_so(
    unreleased: Home, study: Study, language: str
):
    with visiting(unreleased, study) as page:
        front = page("home", language)
    assert say("home.not_released", language, base=study.policy.batch) in front.text
    assert say("key_figures.organizations", language) not in front.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_of_visitor_finds_a_way_in(released: Home, study: Study, language: str):
    with visiting(released, study) as page:
        front = page("home", language)
    cards = [one.value for one in front.app.subheader]
    visitors = ("organizations", "leaders", "researchers")
    assert cards == [say(f"home.for.{one}", language) for one in visitors]
    labels = {link.proto.label for link in front.app.get("page_link")}
    ways = ("answer", "read", "act", "look_up", "method")
    assert {say(f"home.{one}", language) for one in ways} <= labels


# About


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_of_the_contents_leads_to_a_heading(released: Home, study: Study, language: str):
    with visiting(released, study) as page:
        about = page("about", language)
    links = re.findall(r'href="#(\w+)"', about.html)
    assert links == [one.proto.anchor for one in about.app.header]
    assert "privacy" in links


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_on_the_about_page_are_those_of_the_policy(
    released: Home, study: Study, language: str
):
    changed = study.model_copy(
        update={"policy": study.policy.model_copy(update={"k": 7, "rounding": 3, "batch": 21})}
    )
    with visiting(released, changed) as page:
        about = page("about", language)
    for key, count in (("responses", 7), ("multiple", 3), ("changes", 21), ("responses", 30)):
        assert f"<dd>{say(f'about.{key}', language, count=count)}</dd>" in about.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_citation_names_the_release_and_the_page(released: Home, study: Study, language: str):
    [release] = releases.all_of(released)
    with visiting(released, study) as page:
        [citation] = [one.value for one in page("about", language).app.code]
    assert study.title[language] in citation
    assert show_date(release.made_on, language) in citation
    assert f"/about?lang={language}" in citation


def test_versions_are_listed_the_newest_first(released: Home, study: Study):
    with visiting(released, study) as page:
        about = page("about", "en")
    assert study.questionnaire.version[:12] in about.html
    assert f"<dd>{len(study.questionnaire.questions)}</dd>" in about.html
    listed = re.findall(r'<th scope="row">(.*?)</th>', about.html)
    assert listed == [release_number(one, "en") for one in releases.all_of(released)]


def test_before_the_first_release_the_about_page_cites_without_one(unreleased: Home, study: Study):
    with visiting(unreleased, study) as page:
        about = page("about", "en")
    assert say("about.no_release", "en") in about.html
    assert "Release" not in about.app.code[0].value
    assert "<table>" not in about.html


def test_the_contact_is_shown_only_where_there_is_one(
    released: Home, study: Study, monkeypatch: pytest.MonkeyPatch
):
    with visiting(released, study) as page:
        assert say("about.contact", "en") not in page("about", "en").headings
        reachable = replace(settings(), contact="team@example.org")
        monkeypatch.setattr("hees.web.readers.about.settings", lambda: reachable)
        about = page("about", "en")
    assert about.headings[-1] == say("about.contact", "en")
    assert "team@example.org" in about.text
