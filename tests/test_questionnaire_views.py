"""The team's views of the questionnaire: routing, translation, versions, and the pages themselves."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from hees.cli import main
from hees.language import say
from hees.settings import settings
from hees.store import questionnaires
from hees.store.home import Home, prepare
from hees.store.responses import changing
from hees.study import Condition, Questionnaire, Study
from hees.study.condition import AllOf, AnyOf, Not
from hees.study.condition import Test as Comparison
from hees.team import accounts
from hees.team.questionnaire import drawing, translation, translation_book
from hees.team.questionnaire.comparison import What, compare, pieces
from hees.team.questionnaire.outline import matches, numbers, rules
from hees.team.questionnaire.routing import Path as Way
from hees.team.questionnaire.routing import edges
from hees.team.questionnaire.translation import State
from hees.team.questionnaire.versions import versions
from hees.team.routing_words import said
from tests import site, studies

LANGUAGES = ["en", "ja"]


def changed(tmp_path: Path, *changes: studies.Change) -> Study:
    return studies.tiny(tmp_path / "changed", *changes)


# Conditions in words

CONDITIONS: list[tuple[Condition, str, str]] = [
    (Comparison(question="category", equals="company"),
     "“Category” is “Company”", "「区分」が「会社」である"),
    (Not(not_=Comparison(question="category", one_of=("agency", "company"))),
     "“Category” is not “Agency” or “Company”", "「区分」が「機関」または「会社」のいずれでもない"),
    (Comparison(question="activities", includes_any=("research", "training")),
     "“Activities” includes “Research” or “Training”", "「活動」で「研究」または「研修」を選択した"),
    (Comparison(question="views", item="cost", equals="high"),
     "“Do you agree?”, row “It costs too much” is “Agree”", "「賛成ですか」の「費用が高い」が「賛成」である"),
    (Comparison(question="papers", at_least=1000), "“Papers” is 1,000 or more", "「論文数」が1,000以上である"),
    (Comparison(question="since", at_most=1999), "“Since” is 1999 or less", "「設立年」が1999以下である"),
    (Not(not_=Comparison(question="base", answered=True)),
     "“Base” is not answered", "「所在地」に回答がない"),
    (Not(not_=AllOf(all=(Comparison(question="base", answered=True),
                         AnyOf(any=(Comparison(question="base", equals="here"),
                                    Comparison(question="base", equals="there")))))),
     "“Base” is not answered, or (“Base” is not “Here”, and “Base” is not “There”)",
     "「所在地」に回答がない、または（「所在地」が「こちら」ではない、かつ「所在地」が「あちら」ではない）"),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "en", "ja"), CONDITIONS)
def test_a_condition_is_said_in_words(tiny: Study, condition: Condition, en: str, ja: str):
    assert said(tiny, condition, "en") == en
    assert said(tiny.questionnaire, condition, "ja") == ja


def test_every_condition_of_the_shipped_study_can_be_said(study: Study):
    for section in study.questionnaire:
        for part in (section, *section.questions):
            for language in LANGUAGES:
                assert part.when is None or said(study, part.when, language)


# Outline


def test_a_search_finds_words_in_both_languages_ids_and_codes(tiny: Study):
    def found(searched: str) -> list[str]:
        return [
            question.id
            for section in tiny.questionnaire
            for question in section.questions
            if matches(section, question, searched)
        ]

    assert found("foundation") == ["category"]
    assert found("財団 区分") == ["category"]
    assert found("lab_site") == ["lab_site"]
    assert found("ＳＨＡＲＥ") == ["share"]
    assert found("nowhere") == []


def test_rules_are_said_in_words(tiny: Study):
    asked = tiny.questionnaire.questions
    assert rules(asked["other_activity"], "en") == ["required", "at most 40 characters"]
    assert rules(asked["since"], "ja") == ["1850以上", "2035以下"]
    assert rules(asked["activities"], "en") == ["excludes all others: None of these"]


# Routing


def test_there_is_an_edge_for_each_question_in_each_condition(any_study: Study):
    expected = {
        (test.question, part.id)
        for section in any_study.questionnaire
        for part in (section, *section.questions)
        if part.when
        for test in part.when.tests()
    }
    assert {(edge.source, edge.target) for edge in edges(any_study.questionnaire)} == expected


@pytest.fixture(params=["shipped", "tiny"])
def any_study(request, study: Study, tiny: Study) -> Study:
    return {"shipped": study, "tiny": tiny}[request.param]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_drawing_has_every_question_and_every_edge(any_study: Study, language: str):
    questionnaire = any_study.questionnaire
    svg = ElementTree.fromstring(drawing.svg(questionnaire, language))
    parts = [(one.tag.rpartition("}")[2], one) for one in svg.iter()]
    shown = [one.text or "" for tag, one in parts if tag == "text"]
    for number in numbers(questionnaire).values():
        assert str(number) in shown
    assert all(any(section.title[language] in one for one in shown) for section in questionnaire)
    arrows = [one for tag, one in parts if tag == "path" and "head" in one.get("class", "")]
    assert len(arrows) == len(edges(questionnaire))


def test_the_way_of_one_question_stands_out(study: Study):
    way = Way.of(study.questionnaire, "data_terms")
    assert [edge.source for edge in way.before] == ["data_held", "data_share"]
    assert way.after == ()
    opened = {edge.target for edge in Way.of(study.questionnaire, "areas").after}
    assert {"exchanges", "research", "branch_campuses"} <= opened
    svg = drawing.svg(study.questionnaire, "en", "data_terms")
    assert svg.count('class="head on"') == 2


@given(st.dictionaries(st.text(max_size=3), st.tuples(st.integers(0, 9), st.integers(0, 9)).map(
    lambda ends: (min(ends), max(ends))), max_size=12))  # fmt: skip
def test_no_two_lines_meet_in_a_lane(reaches: dict[str, tuple[int, int]]):
    found = drawing.lanes(reaches)
    assert found.keys() == reaches.keys()
    for one in reaches:
        for other in reaches:
            if one != other and found[one] == found[other]:
                (top, bottom), (above, below) = reaches[one], reaches[other]
                assert bottom < above or top > below


# Versions and translation


def keep(home: Home, study: Study, day: str) -> None:
    """As if a respondent had met this study's questionnaire on a day."""
    questionnaire = study.questionnaire
    with changing(home) as connection:
        questionnaires.keep(connection, questionnaire.version, questionnaire.canonical, day)


BASE_EN = (studies.ABOUT, 'en = "Base", ja', 'en = "Where?", ja')
BASE_BOTH = (studies.ABOUT, 'en = "Base", ja = "所在地"', 'en = "Where?", ja = "本拠地"')


def test_a_text_is_stale_when_only_the_other_language_was_changed(
    home: Home, tiny: Study, tmp_path: Path
):
    keep(home, tiny, "2026-01-01")
    now = changed(tmp_path, BASE_EN)
    lines = {line.key: line for line in translation.lines(now, versions(home, now))}
    assert lines["base.label"].stale == ("ja",)
    assert lines["base.label"].state is State.STALE
    assert lines["name.label"].state is State.GOOD


def test_it_is_good_again_once_the_translator_has_caught_up(
    home: Home, tiny: Study, tmp_path: Path
):
    keep(home, tiny, "2026-01-01")
    keep(home, changed(tmp_path / "1", BASE_EN), "2026-02-01")
    now = changed(tmp_path / "2", BASE_BOTH)
    assert {line.state for line in translation.lines(now, versions(home, now))} == {State.GOOD}


def test_a_text_without_one_language_is_missing(home: Home, tiny: Study):
    body = tiny.questionnaire.model_dump(mode="json", by_alias=True)
    del body["sections"][0]["questions"][2]["label"]["ja"]
    half = tiny.model_copy(update={"questionnaire": Questionnaire.model_validate(body)})
    lines = {line.key: line for line in translation.lines(half, versions(home, half))}
    assert lines["base.label"].missing == ("ja",)
    assert lines["base.label"].state is State.MISSING


def test_a_list_that_several_questions_use_is_translated_once(study: Study, home: Home):
    lines = translation.lines(study, versions(home, study))
    keys = [line.key for line in lines]
    assert len(keys) == len(set(keys))
    assert keys.count("choices.area.research") == 1


def test_a_workbook_that_comes_back_says_what_it_would_change(tiny: Study, home: Home):
    lines = translation.lines(tiny, versions(home, tiny))
    book = translation_book.write(lines, tiny.languages, "ja")
    assert translation_book.changes(book, lines, tiny.languages) == ([], [])
    rows = [{"key": "base.label", "ja": "本拠地"}, {"key": "gone.label", "en": "Gone"}]
    changes, unknown = translation.proposed(lines, rows, tiny.languages)
    assert [(one.key, one.language, one.before, one.after) for one in changes] == [
        ("base.label", "ja", "所在地", "本拠地")
    ]
    assert unknown == ["gone.label"]


def test_versions_are_told_apart_by_day_and_use(home: Home, tiny: Study, tmp_path: Path):
    old = changed(tmp_path, BASE_EN)
    keep(home, old, "2026-01-01")
    found = versions(home, tiny)
    assert [(one.first_used, one.responses, one.present) for one in found] == [
        ("2026-01-01", 0, False), ("", 0, True),
    ]  # fmt: skip
    assert found[0].questionnaire == old.questionnaire


# Differences


def test_each_kind_of_difference_is_found_and_says_what_it_means(tiny: Study, tmp_path: Path):
    new = changed(
        tmp_path,
        BASE_EN,
        (studies.ABOUT, 'kind = "year"\nmin = 1850', 'kind = "year"\nmin = 1900'),
        (studies.ABOUT, '{ question = "activities", includes = "other" }',
         '{ question = "activities", includes = "none" }'),
        ("choices.toml", 'company = { en = "Company", ja = "会社" }', 'firm = { en = "Firm", ja = "企業" }'),
        (studies.TRAINING, '{ question = "category", equals = "company" }',
         '{ question = "category", equals = "firm" }'),
        (studies.RESEARCH, 'id = "papers"\nkind = "number"\nmin = 0\nmax = 1000',
         'id = "articles"\nkind = "number"\nsupersedes = { question = "papers", how = "same" }'),
        (studies.CONTACT, 'kind = "single"\nchoices = "yes_no"', 'kind = "text"'),
        (studies.VIEWS, 'title = { en = "Views", ja = "ご意見" }', 'title = { en = "Opinions", ja = "ご意見" }'),
    )  # fmt: skip
    found = compare(tiny.questionnaire, new.questionnaire)
    what = {change.id: set(change.what) for change in found.questions}
    assert what == {
        "base": {What.WORDING},
        "since": {What.RULES},
        "other_activity": {What.ROUTING},
        "category": {What.CHOICES},
        "articles": {What.ADDED},
        "papers": {What.REMOVED},
        "consent": {What.KIND, What.CHOICES},
    }
    means = {change.id: dict(change.means) for change in found.questions}
    assert means["articles"] == {"supersedes_same": "papers"}
    assert means["papers"] == {"replaced": "articles"}
    assert means["category"] == {"choices_added": "firm", "choices_removed": "company"}
    assert means["consent"] == {"kind": ""}
    assert {one.id: set(one.what) for one in found.sections} == {
        "views": {What.WORDING},
        "training": {What.ROUTING},
    }
    for change in found.questions:
        for code, ids in change.means:
            for language in LANGUAGES:
                assert say(f"questionnaire.means.{code}", language, what=ids)


def test_the_same_versions_have_no_difference(study: Study):
    assert not compare(study.questionnaire, study.questionnaire)


def test_a_question_that_stands_elsewhere_was_moved(tiny: Study):
    body = tiny.questionnaire.model_dump(mode="json", by_alias=True)
    questions = body["sections"][0]["questions"]
    questions.insert(0, questions.pop(3))
    found = compare(tiny.questionnaire, Questionnaire.model_validate(body))
    assert [(one.id, one.what) for one in found.questions] == [("since", (What.MOVED,))]


@given(st.text(max_size=30), st.text(max_size=30))
def test_the_pieces_of_two_texts_make_both_again(old: str, new: str):
    found = pieces(old, new)
    assert "".join(one.text for one in found if one.kind != "new") == old
    assert "".join(one.text for one in found if one.kind != "old") == new


# The pages


@pytest.fixture
def opens(home: Home, tiny: Study, study: Study, tmp_path: Path, monkeypatch):
    """Open a view of the page as a viewer, in a home where an older version was used."""
    old = tiny.model_copy(update={"questionnaire": study.questionnaire})
    body = old.questionnaire.model_dump(mode="json", by_alias=True)
    body["sections"][0]["questions"][0]["label"]["en"] = "What is it called <b>now</b>?"
    older = old.model_copy(update={"questionnaire": Questionnaire.model_validate(body)})
    keep(home, older, "2026-01-01")
    accounts.add(home, "alice", "viewer", password="correct horse battery", email=None)
    with site.serving(home.folder, monkeypatch) as cookies:
        site.sign_in(home, cookies, "alice")
        yield lambda language, **address: site.opened("team_questionnaire", language, **address)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_view_shows_what_it_is_for(opens, study: Study, language: str):
    questions = site.text(opens(language))
    assert all(one.label["ja"] in questions for one in study.questionnaire.questions.values())
    routing = site.text(opens(language, view="routing", question="data_terms"))
    assert say("questionnaire.routing.opened_by", language) in routing
    assert study.questionnaire.questions["data_share"].label[language] in routing
    translations = site.text(opens(language, view="translation", state="waiting"))
    assert say("questionnaire.translation.is_stale", language) in translations
    assert "org_category" not in translations
    differing = site.text(opens(language, view="versions"))
    assert say("questionnaire.means.wording", language) in differing
    files = site.text(opens(language, view="files"))
    assert say("xlsform.loss.finder", language) in files


def test_what_a_version_says_is_text_and_no_markup(opens):
    page = opens("en", view="versions")
    assert not any("<b>now</b>" in one for one in site.markup(page))
    assert any("&lt;" in one for one in site.markup(page))


def test_a_search_leaves_only_what_matches(opens):
    found = site.text(opens("ja", q="COIL"))
    assert "vx_types" in found
    assert "org_since" not in found


# The command


def test_the_command_lists_what_needs_a_translator(tiny: Study, tmp_path: Path):
    home = prepare(tmp_path / "home")
    keep(home, tiny, "2026-01-01")
    study = studies.write(tmp_path / "study", BASE_EN)
    settings.cache_clear()
    environment = {"HEES_STUDY": str(study), "HEES_HOME": str(home.folder)}
    book = tmp_path / "texts.xlsx"
    arguments = ["questionnaire", "translation", "--output", str(book)]
    result = CliRunner().invoke(main, arguments, env=environment)
    again = CliRunner().invoke(main, ["questionnaire", "translation", str(book)], env=environment)
    settings.cache_clear()
    assert result.exit_code == 0, result.output
    assert "base.label: stale: ja" in result.output
    assert re.search(r"^1 of \d+ texts need a translator", result.output, re.MULTILINE)
    assert "0 texts would change" in again.output
