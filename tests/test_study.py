"""The study as data: what loads, what is refused and why, and what makes a version."""

import re
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from hees.settings import PROJECT
from hees.study import Condition, Kind, Questionnaire, Study, StudyError, difference, load
from tests import studies
from tests.studies import ABOUT, CONTACT, PROGRAMMES, RESEARCH, TRAINING, VIEWS, tiny, write

# The shipped study


def test_the_shipped_study_loads_in_both_languages(study: Study):
    assert study.languages == ("en", "ja")
    assert {country.code for country in study.countries} == {"US", "JP"}


def test_every_page_that_the_site_draws_has_its_prose(study: Study):
    scripts = [*PROJECT.glob("pages/*.py"), *PROJECT.glob("hees/web/**/*.py")]
    drawn = {
        name
        for script in scripts
        for name in re.findall(r'\bprose\("(\w+)"\)', script.read_text("utf-8"))
    }
    assert drawn
    assert drawn <= study.content.keys()


def test_no_country_of_the_shipped_study_is_named_in_the_code():
    """A second study is a new data folder and nothing else."""
    folder = PROJECT / "hees"
    files = [path for ending in ("py", "toml", "css", "js") for path in folder.rglob(f"*.{ending}")]
    assert len(files) > 20
    hits = [
        f"{path.relative_to(PROJECT)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if re.search("Japan|日本|日米|USJP", line)
    ]
    assert hits == []


def test_the_tiny_study_of_the_tests_has_every_kind_of_question(tiny: Study):
    assert {question.kind for question in tiny.questionnaire.questions.values()} == set(Kind)


# Refusing a bad study

TYPO = 'question = "actvities", includes = "other"'
SCALE = 'kind = "scale"\nchoices = "agreement"\nitems = "statement"\nwhen'

MISTAKES = {
    # what: (file, text, mistaken text, key, part of the reason)
    "a condition names no question": (
        ABOUT, 'question = "activities", includes = "other"', TYPO,
        "other_activity.when", "no question 'actvities'",
    ),
    "a condition looks ahead": (
        RESEARCH, 'question = "labs", answered = true', 'question = "share", at_least = 1',
        "lab_site.when", "'share' is asked here or later",
    ),
    "a condition looks at its own question": (
        ABOUT, 'kind = "organisation"', 'kind = "organisation"\nwhen = { question = "name", answered = true }',
        "name.when", "'name' is asked here or later",
    ),
    "a condition looks into a repeat from outside": (
        VIEWS, 'kind = "rank"', 'kind = "rank"\nwhen = { question = "programme_size", at_least = 5 }',
        "wishes.when", "once an entry of 'programmes'",
    ),
    "a condition names no choice": (
        VIEWS, 'equals = "high"', 'equals = "highest"',
        "cost_note.when", "'views' has no choice 'highest'",
    ),
    "an operator does not fit": (
        RESEARCH, 'includes = "research"', 'equals = "research"',
        "when", "'equals' does not fit 'activities'",
    ),
    "a translation is missing": (
        ABOUT, '{ en = "Base", ja = "所在地" }', '{ en = "Base" }',
        "questions.base.label", "no text in 'ja'",
    ),
    "a translation is blank": (
        RESEARCH, 'ja = "論文数"', 'ja = "  "',
        "questions.papers.label", "no text in 'ja'",
    ),
    "a choice is not translated": (
        "choices.toml", '{ en = "Foundation", ja = "財団" }', '{ ja = "財団" }',
        "category.foundation.label", "no text in 'en'",
    ),
    "a language is not the study's": (
        ABOUT, 'ja = "設立年"', 'ja = "設立年", fr = "Depuis"',
        "questions.since.label", "text in 'fr'",
    ),
    "a choice list is unknown": (
        VIEWS, 'choices = "wish"', 'choices = "wishlist"',
        "wishes.choices", "no choice list 'wishlist'",
    ),
    "an id is used twice": (
        CONTACT, 'id = "email"', 'id = "papers"', "papers", "the id of another question",
    ),
    "a section id is used twice": (CONTACT, 'id = "contact"', 'id = "about"', "id", "'about' is"),
    "a file is not TOML": (TRAINING, "at_least = 100", "at_least = = 100", "file", "not TOML"),
    "a scale stands in a repeat": (
        PROGRAMMES, 'kind = "text"\nwhen', SCALE, "programme_note.kind", "repeating section",
    ),
    "contact data stands in a repeat": (
        PROGRAMMES, 'kind = "number"', 'kind = "number"\ncontact = true',
        "programme_size.contact", "repeating section",
    ),
    "an entry is named by a number": (
        PROGRAMMES, 'title_question = "programme_name"', 'title_question = "programme_size"',
        "repeat.title_question", "'programme_size' is not a text question",
    ),
    "the least is above the most": (ABOUT, "min = 1850", "min = 2050", "since.min", "greater than max"),
    "a pattern is broken": (
        CONTACT, 'kind = "text"', 'kind = "text"\npattern = "("', "person.pattern", "not a regular expression",
    ),
    "a country is unknown": (
        RESEARCH, 'kind = "institution"', 'kind = "institution"\ncountry = "ZZ"',
        "labs.country", "'ZZ' is not a country",
    ),
    "a kind is unknown": (CONTACT, 'kind = "email"', 'kind = "mail"', "questions.2.kind", "'email'"),
    "a key is misspelt": (
        ABOUT, "max_chars = 40", "max_char = 40", "questions.5.max_char", "not permitted",
    ),
    "the team counts by an unknown question": (
        "study.toml", 'category = "category"', 'category = "sort"',
        "monitor.category", "no question 'sort'",
    ),
    "a language has no name": (
        "study.toml", ', ja = "日本語" }', " }", "language_names", "no name for 'ja'",
    ),
    "a superseded question is still asked": (
        VIEWS, 'unit = { en = "%", ja = "％" }', 'supersedes = { question = "papers", how = "same" }',
        "share.supersedes", "'papers' is still asked",
    ),
    "codes are recoded without a recode": (
        ABOUT, 'choices = "base"', 'choices = "base"\nsupersedes = { question = "old", how = "same", codes = { a = "b" } }',
        "base.supersedes.codes", "only to it",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", MISTAKES)
def test_a_bad_study_is_refused_with_file_key_and_reason(what: str, tmp_path: Path):
    file, old, new, key, reason = MISTAKES[what]
    with pytest.raises(StudyError) as refused:
        tiny(tmp_path, (file, old, new))
    found = [problem for problem in refused.value.problems if problem.file == file]
    assert any(key in problem.key and reason in problem.reason for problem in found), found


def test_a_bad_study_is_refused_with_all_problems_at_once(tmp_path: Path):
    """The study team mends a study in one go, not one mistake after another."""
    together = [
        "a condition names no question",
        "a condition looks ahead",
        "a condition names no choice",
        "a translation is missing",
        "a language is not the study's",
        "a choice list is unknown",
        "an id is used twice",
        "a file is not TOML",
        "a scale stands in a repeat",
        "the team counts by an unknown question",
    ]
    with pytest.raises(StudyError) as refused:
        tiny(tmp_path, *(MISTAKES[what][:3] for what in together))
    message = str(refused.value)
    missing = [what for what in together if MISTAKES[what][4] not in message]
    assert missing == []


@pytest.mark.parametrize("file", ["study.toml", "choices.toml"])
def test_a_missing_file_is_named(file: str, tmp_path: Path):
    write(tmp_path)
    (tmp_path / file).unlink()
    with pytest.raises(StudyError, match=f"{file}: file: is missing"):
        load(tmp_path)


def test_a_page_that_lacks_a_language_is_named(tmp_path: Path):
    write(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "about.en.md").write_text("About", "utf-8")
    with pytest.raises(StudyError, match=r"content/about\.ja\.md"):
        load(tmp_path)


def test_a_page_that_is_not_utf8_is_named(tmp_path: Path):
    write(tmp_path)
    (tmp_path / "content").mkdir()
    for language in ("en", "ja"):
        (tmp_path / "content" / f"about.{language}.md").write_bytes("研究".encode("shift_jis"))
    with pytest.raises(StudyError, match=r"content/about\.en\.md"):
        load(tmp_path)


OUTLINE = '{"features": [{"properties": {"code": "AA-1", "name_en": "North"}, "geometry": null}]}'


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("AA.geojson", OUTLINE, "AA-1: has no text in 'ja'"),
        ("AA.geojson", '{"features": [{"properties": {}}]}', "is not GeoJSON"),
        ("areas.toml", '[north]\nname = { en = "North" }', "north.name: has no text in 'ja'"),
        ("areas.toml", "north = 1", "is not a table of areas"),
    ],
)
def test_an_outline_or_area_without_all_its_names_is_named(
    file: str, text: str, reason: str, tmp_path: Path
):
    write(tmp_path)
    (tmp_path / "geo").mkdir()
    (tmp_path / "geo" / file).write_text(text, "utf-8")
    with pytest.raises(StudyError, match=f"geo/{re.escape(file)}: .*{re.escape(reason)}"):
        load(tmp_path)


VALUES = ("1", '"x"', "[]", "{}", "[1]", '["a", "b"]', "true", "1979-05-27", "{ en = 1 }", "nan")


@settings(max_examples=300)
@given(data=st.data())
def test_a_mangled_study_gives_a_list_of_problems_and_never_a_traceback(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
):
    folder = write(tmp_path_factory.mktemp("mangled"))
    name = data.draw(st.sampled_from(sorted(studies.FILES)))
    lines = studies.FILES[name].splitlines()
    where = data.draw(st.sampled_from([i for i, line in enumerate(lines) if line.strip()]))
    if lines[where].startswith("["):
        lines[where] = lines[where].replace("[[", "[").replace("]]", "]")
    else:
        left = lines[where].partition(" = ")[0]
        lines[where] = f"{left} = {data.draw(st.sampled_from(VALUES))}"
    (folder / name).write_text("\n".join(lines), "utf-8")
    with suppress(StudyError):
        assert isinstance(load(folder), Study)


ONE_BRACKET = """
[recommendations]
id = "share_data"
title = { en = "Share data", ja = "データの共有" }
text = { en = "Share.", ja = "共有する。" }
audiences = ["all"]
"""


def test_a_list_written_as_one_table_is_refused_like_any_other_mistake(tmp_path: Path):
    """`[questions]` for `[[questions]]` is the easiest slip to make in TOML."""
    write(tmp_path)
    (tmp_path / "recommendations.toml").write_text(ONE_BRACKET, "utf-8")
    (tmp_path / CONTACT).write_text(
        'id = "contact"\ntitle = { en = "C", ja = "連" }\n[questions]\nid = "consent"\n', "utf-8"
    )
    with pytest.raises(StudyError) as refused:
        load(tmp_path)
    assert {"recommendations.toml", CONTACT} <= {one.file for one in refused.value.problems}


# Versions


def test_the_version_does_not_depend_on_the_layout_of_the_files(tiny: Study, tmp_path: Path):
    folder = write(
        tmp_path,
        (ABOUT, 'id = "base"\nkind = "single"', '# Where.\nkind = "single"\n  id   =   "base"'),
        (ABOUT, 'label = { en = "Base", ja = "所在地" }', '[questions.label]\nen = "Base"\nja = """所在地"""'),
        (CONTACT, 'kind = "text"\ncontact = true', "contact = true\n\nkind = 'text'\nrequired = false"),
    )  # fmt: skip
    (folder / VIEWS).rename(folder / "questionnaire" / "55-opinions.toml")
    assert load(folder).questionnaire.version == tiny.questionnaire.version


def test_the_version_does_not_depend_on_which_language_is_written_first(
    tiny: Study, tmp_path: Path
):
    swapped = studies.tiny(
        tmp_path, (ABOUT, '{ en = "Base", ja = "所在地" }', '{ ja = "所在地", en = "Base" }')
    )
    assert swapped.questionnaire.version == tiny.questionnaire.version


@pytest.mark.parametrize(
    "change",
    [
        (ABOUT, 'ja = "所在地"', 'ja = "所在地　"'),
        ("choices.toml", 'en = "Money"', 'en = "Funds"'),
        ("choices.toml", 'money = { en = "Money", ja = "資金" }\n', ""),
        (RESEARCH, "max = 1000", "max = 1001"),
        (TRAINING, "at_least = 100", "at_least = 10"),
        (PROGRAMMES, "max = 3\nentry", "max = 5\nentry"),
        (CONTACT, 'kind = "email"\ncontact = true', 'kind = "email"'),
    ],
)
def test_a_change_of_wording_routing_or_coding_is_another_version(
    change: studies.Change, tiny: Study, tmp_path: Path
):
    assert studies.tiny(tmp_path, change).questionnaire.version != tiny.questionnaire.version


@pytest.mark.parametrize("which", ["tiny", "study"])
def test_a_stored_version_reads_back_as_the_same_questionnaire(
    which: str, request: pytest.FixtureRequest
):
    questionnaire = request.getfixturevalue(which).questionnaire
    stored = Questionnaire.model_validate_json(questionnaire.canonical)
    assert stored.model_dump() == questionnaire.model_dump()
    assert stored.version == questionnaire.version


def test_equal_texts_have_equal_hashes(tiny: Study, tmp_path: Path):
    """Or sets and caches would take one text for two."""
    swapped = studies.tiny(
        tmp_path, (ABOUT, '{ en = "Base", ja = "所在地" }', '{ ja = "所在地", en = "Base" }')
    )
    here, there = (one.questionnaire.questions["base"].label for one in (tiny, swapped))
    assert here == there
    assert hash(here) == hash(there)


# Conditions

CODES = st.sampled_from(["a", "b", "c"])
ANSWERS = st.none() | CODES | st.integers(-5, 5) | st.lists(CODES, unique=True)


def condition(**body: object) -> Condition:
    return TypeAdapter(Condition).validate_python(body)


def holds(body: dict, answer: object) -> bool:
    return condition(**body).holds(lambda question, item: answer)


ONE_TEST = st.one_of(
    st.builds(lambda code: {"question": "q", "equals": code}, CODES | st.integers(-5, 5)),
    st.builds(lambda codes: {"question": "q", "one_of": codes}, st.lists(CODES, min_size=1)),
    st.builds(lambda bound: {"question": "q", "at_least": bound}, st.integers(-5, 5)),
    st.builds(lambda bound: {"question": "q", "at_most": bound}, st.integers(-5, 5)),
    st.builds(lambda expected: {"question": "q", "answered": expected}, st.booleans()),
)
TREE = st.recursive(
    ONE_TEST,
    lambda part: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(part, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(part, min_size=1, max_size=3)),
        st.builds(lambda inner: {"not": inner}, part),
    ),
    max_leaves=6,
)


@given(test=ONE_TEST)
def test_no_answer_passes_no_test_but_the_one_for_no_answer(test: dict):
    assert holds(test, None) is (test.get("answered") is False)


@given(answer=ANSWERS, code=CODES | st.integers(-5, 5))
def test_equals_holds_for_the_same_answer_only(answer: object, code: object):
    assert holds({"question": "q", "equals": code}, answer) is (answer == code)


@given(answer=CODES, codes=st.lists(CODES, min_size=1))
def test_one_of_is_any_equals(answer: str, codes: list[str]):
    single = [holds({"question": "q", "equals": code}, answer) for code in codes]
    assert holds({"question": "q", "one_of": codes}, answer) is any(single)


@given(answer=st.lists(CODES, unique=True), codes=st.lists(CODES, min_size=1))
def test_includes_any_is_any_includes(answer: list[str], codes: list[str]):
    single = [holds({"question": "q", "includes": code}, answer) for code in codes]
    assert single == [code in answer for code in codes]
    assert holds({"question": "q", "includes_any": codes}, answer) is any(single)


@given(answer=st.integers(-9, 9) | st.floats(-9, 9), bound=st.integers(-5, 5))
def test_bounds_are_inclusive_and_leave_no_number_out(answer: float, bound: int):
    at_least = holds({"question": "q", "at_least": bound}, answer)
    at_most = holds({"question": "q", "at_most": bound}, answer)
    assert at_least or at_most
    assert (at_least and at_most) is (answer == bound)
    assert at_least is (answer >= bound)


@given(parts=st.lists(TREE, min_size=1, max_size=3), answer=ANSWERS)
def test_all_any_and_not_keep_the_laws_of_logic(parts: list[dict], answer: object):
    each = [holds(part, answer) for part in parts]
    assert holds({"all": parts}, answer) is all(each)
    assert holds({"any": parts}, answer) is any(each)
    assert holds({"not": {"all": parts}}, answer) is not all(each)


@given(tree=TREE, answer=ANSWERS)
def test_a_stored_condition_means_what_the_written_one_meant(tree: dict, answer: object):
    adapter = TypeAdapter(Condition)
    written = condition(**tree)
    stored = adapter.validate_json(adapter.dump_json(written, exclude_defaults=True, by_alias=True))
    assert stored.holds(lambda *_: answer) is written.holds(lambda *_: answer)


# Differences


def test_a_version_does_not_differ_from_itself(tiny: Study):
    assert not difference(tiny.questionnaire, tiny.questionnaire)


def test_a_difference_names_what_is_new_gone_and_reworded_in_order(tiny: Study, tmp_path: Path):
    after = studies.tiny(
        tmp_path,
        (ABOUT, 'id = "since"', 'id = "since_year"'),
        (ABOUT, 'en = "Base"', 'en = "Your base"'),
        (VIEWS, 'id = "share"', 'id = "portion"'),
        ("choices.toml", 'en = "Money"', 'en = "Funds"'),
    )
    found = difference(tiny.questionnaire, after.questionnaire)
    assert [question.id for question in found.added] == ["since_year", "portion"]
    assert [question.id for question in found.removed] == ["since", "share"]
    assert [question.id for question in found.changed] == ["base", "wishes"]


def test_the_difference_of_any_two_versions_is_its_own_reverse(tmp_path_factory):
    versions = [
        studies.tiny(tmp_path_factory.mktemp("version"), *changes).questionnaire
        for changes in (
            [],
            [(ABOUT, 'id = "since"', 'id = "since_year"')],
            [(VIEWS, 'id = "share"', 'id = "portion"'), (ABOUT, 'en = "Base"', 'en = "Home"')],
        )
    ]
    for old, new in pairwise(versions):
        forth, back = difference(old, new), difference(new, old)
        assert forth.added == back.removed
        assert forth.removed == back.added
        assert [one.id for one in forth.changed] == [one.id for one in back.changed]
