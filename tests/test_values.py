"""What an answer is: typed input made canonical, and the rules that it must keep."""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hees.store.home import Home
from hees.study import FOUND_KINDS, TYPED_KINDS, Kind, Question, Study
from hees.survey.drafts import Saved
from hees.survey.values import choose, normalise, problem
from tests.naughty import NAUGHTY
from tests.respondent import Respondent

CODES = ("research", "training", "other", "none")
TEXT = st.text(st.characters()) | st.sampled_from(NAUGHTY)
"""Any text at all, lone surrogates too."""

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT | st.sampled_from(CODES),
    lambda part: st.lists(part, max_size=4) | st.dictionaries(TEXT | st.sampled_from(["id", "name"]), part, max_size=3),
    max_leaves=8,
)  # fmt: skip


def ask(kind: str, **more: Any) -> Question:
    """A question of a kind, with the choices of CODES where it needs some."""
    choices = [{"code": code, "label": {"en": code}, "exclusive": code == "none"} for code in CODES]
    body = {"id": "q", "kind": kind, "label": {"en": "?"}}
    if kind in {"single", "multi", "rank", "scale"}:
        body["choices"] = choices
    return Question.model_validate(body | more)


def kinds(which: set[Kind]) -> Any:
    return pytest.mark.parametrize("kind", sorted(which))


# Every kind


@kinds(set(Kind))
@given(raw=JSON)
@example(raw=[["research"]])
@example(raw=[{"id": "x"}, "research"])
@example(raw={"id": {"name": "x"}})
@example(raw=[{"name": "\ud800"}])
@example(raw="１２３\x00")
@example(raw="1" + ",000" * 110)
def test_anything_sent_is_read_and_judged_without_a_traceback(kind: Kind, raw: Any):
    question = ask(kind)
    value = normalise(question, raw)
    problem(question, value)
    json.dumps(value, ensure_ascii=False).encode()


@kinds(set(Kind))
@given(raw=JSON)
def test_a_canonical_answer_stays_as_it_is(kind: Kind, raw: Any):
    question = ask(kind)
    once = normalise(question, raw)
    assert normalise(question, once) == once


@kinds(set(Kind))
@pytest.mark.parametrize("raw", [None, "", [], {}])
def test_nothing_is_no_answer_and_breaks_no_rule(kind: Kind, raw: Any):
    assert normalise(ask(kind), raw) is None
    assert problem(ask(kind), None) is None


@kinds(TYPED_KINDS)
@pytest.mark.parametrize("raw", [" ", "\u3000", "\n", "\x00", "\t \r\n"])
def test_text_without_a_character_is_no_answer(kind: Kind, raw: str):
    assert normalise(ask(kind), raw) is None


@given(raw=st.floats(allow_nan=True, allow_infinity=True))
def test_only_numbers_that_json_knows_are_valid_numbers(raw: float):
    question = ask("number", whole=False)
    value = normalise(question, raw)
    if problem(question, value) is None:
        json.dumps(value, allow_nan=False)


# Text


def visible(text: str, form: str) -> str:
    """What a reader sees of a text: no spaces, controls or invisible characters."""
    return "".join(
        letter
        for letter in unicodedata.normalize(form, text)
        if unicodedata.category(letter)[0] not in "CZ"
    )


@kinds({Kind.TEXT, Kind.LONG_TEXT})
@given(raw=TEXT)
def test_text_keeps_every_visible_character(kind: Kind, raw: str):
    value = normalise(ask(kind), raw) or ""
    mended = raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert visible(value, "NFC").replace("�", "") == visible(mended, "NFC").replace("�", "")


@kinds({Kind.EMAIL, Kind.URL, Kind.NUMBER, Kind.YEAR})
@pytest.mark.parametrize("raw", NAUGHTY)
def test_what_cannot_be_read_is_kept_for_the_person_to_mend(kind: Kind, raw: str):
    question = ask(kind)
    value = normalise(question, raw)
    if isinstance(value, str):
        kept = visible(value.removeprefix("https://"), "NFKC").replace("�", "")
        mended = raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        assert kept == visible(mended.removeprefix("https://"), "NFKC").replace("�", "")
        if kind in {Kind.NUMBER, Kind.YEAR}:
            assert problem(question, value)


@pytest.mark.parametrize("name", ["神田", "福祉", "塚本", "都留", "祥子"])
def test_old_forms_of_characters_in_names_are_kept(name: str):
    """Compatibility ideographs are another shape of a name to its bearer."""
    old = name.translate(str.maketrans("神福塚都祥", "\ufa19\ufa1b\ufa10\ufa26\ufa1a"))
    assert old != name
    assert normalise(ask("text"), old) == old


@given(raw=TEXT)
def test_a_line_has_no_line_break_and_no_control_character(raw: str):
    value = normalise(ask("text"), raw) or ""
    assert len(value.splitlines()) <= 1
    assert not any(unicodedata.category(letter) == "Cc" for letter in value)


@kinds(TYPED_KINDS)
@given(raw=st.text(st.characters(categories=["Cc", "L", "Nd"])))
def test_no_stored_text_holds_a_nul(kind: Kind, raw: str):
    assert "\x00" not in str(normalise(ask(kind), raw))


def test_a_long_answer_keeps_its_lines_and_the_space_after_the_last_word():
    assert normalise(ask("long_text"), "one\r\n\r\n  two\rthree ") == "one\n\n  two\nthree "


def test_a_word_is_not_glued_to_the_next_one():
    """A vertical tab is what some word processors put for a line break."""
    for kind in ("text", "long_text"):
        assert normalise(ask(kind), "one\x0btwo\x0cthree").split() == ["one", "two", "three"]


def test_too_long_a_text_is_told_its_limit_and_kept():
    question = ask("text", max_chars=3)
    assert normalise(question, "四文字だ") == "四文字だ"
    wrong = problem(question, "四文字だ")
    assert wrong
    assert (wrong.code, wrong.limit) == ("too_long", 3)
    assert problem(question, "三文字") is None


def test_a_pattern_must_match_the_whole_text():
    question = ask("text", pattern=r"[A-Z]{3}")
    assert problem(question, "ABC") is None
    assert problem(question, "ABCD")
    assert problem(question, "ABC\n")


# Numbers and years


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12), ("0", 0), ("-3", -3), ("12.5", 12.5), ("007", 7), ("12.0", 12),
        ("１２", 12), ("１２．５", 12.5), ("－３", -3), ("−3", -3), ("⑫", 12),
        ("1,234", 1234), ("1,234,567.5", 1234567.5), ("１，２３４", 1234), ("1 234", 1234),
        ("12　", 12), ("\u200b12\u200b", 12), ("\ufeff12", 12),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_type_it(typed: str, number: float):
    value = normalise(ask("number"), typed)
    assert value == number
    assert type(value) is type(number)


@pytest.mark.parametrize(
    "typed", ["3、4", "10 12", "1,5", "1,2,3", "3-4", "12人", "約20", "１０²", "1½", "--1"]
)
def test_two_numbers_are_never_read_as_one(typed: str):
    """What is not plainly one number is kept as typed, with a hint, and never joined silently."""
    value = normalise(ask("number"), typed)
    assert isinstance(value, str)
    assert problem(ask("number"), value)


@given(number=st.integers(-(10**14), 10**14))
def test_a_grouped_number_is_the_number(number: int):
    assert normalise(ask("number"), f"{number:,}") == number
    wide = f"{number:,}".translate(str.maketrans("0123456789,-", "０１２３４５６７８９，－"))
    assert normalise(ask("number"), wide) == number


@given(number=st.integers(0, 10**40))
def test_a_number_too_long_to_be_exact_is_never_rounded_silently(number: int):
    for typed in (str(number), f"{number:,}", f"{number:,}".replace(",", " ")):
        value = normalise(ask("number"), typed)
        assert value == number or isinstance(value, str)


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("1998", 1998), ("１９９８", 1998), ("1998年", 1998), ("1998 年", 1998), (" 1998　", 1998),
        ("平成10年", 1998), ("平成１０年", 1998), ("平成 10", 1998), ("平成元年", 1989),
        ("令和元年", 2019), ("令和6", 2024), ("昭和64年", 1989), ("大正15年", 1926),
        ("明治元年", 1868), ("㍻10年", 1998),
    ],
)  # fmt: skip
def test_a_year_is_read_in_either_calendar(typed: str, year: int):
    assert normalise(ask("year"), typed) == year


@pytest.mark.parametrize(
    "typed", ["98", "19980", "1998年度から", "平成", "平成0年", "元年", "MCMXCVIII"]
)
def test_what_is_no_year_is_kept_as_typed_with_a_hint(typed: str):
    value = normalise(ask("year"), typed)
    assert value == typed
    assert problem(ask("year"), value) == problem(ask("year"), "x")


@given(bound=st.integers(-50, 50), answer=st.integers(-60, 60))
def test_the_bounds_of_a_number_are_inclusive(bound: int, answer: int):
    least, most = ask("number", min=bound), ask("number", max=bound)
    assert (problem(least, answer) is None) is (answer >= bound)
    assert (problem(most, answer) is None) is (answer <= bound)


def test_a_fraction_is_no_whole_number_and_true_is_no_number():
    assert problem(ask("number"), 1.5)
    assert problem(ask("number", whole=False), 1.5) is None
    assert problem(ask("number"), True)
    assert problem(ask("year"), True)


# Addresses


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("email", " name@example.org ", "name@example.org"),
        ("email", "ｎａｍｅ＠ｅｘａｍｐｌｅ．ｏｒｇ", "name@example.org"),
        ("email", "name@example.org\u200b", "name@example.org"),
        ("url", "example.org", "https://example.org"),
        ("url", "www.example.ac.jp/intl?lang=ja", "https://www.example.ac.jp/intl?lang=ja"),
        ("url", "HTTP://Example.org", "HTTP://Example.org"),
        ("url", "https://大学.jp/研究", "https://大学.jp/研究"),
        ("url", "ｈｔｔｐｓ：／／ｅｘａｍｐｌｅ．ｏｒｇ", "https://example.org"),
    ],
)
def test_an_address_is_read_as_people_type_it(kind: str, typed: str, value: str):
    assert normalise(ask(kind), typed) == value
    assert problem(ask(kind), value) is None


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("email", "name"), ("email", "name@example"), ("email", "a@b@example.org"),
        ("email", "a b@example.org"), ("email", "a@example.org, b@example.org"),
        ("email", "name@example.org\nBcc: x@example.org"),
        ("url", "javascript:alert(1)"), ("url", "data:text/html,x"), ("url", "https://"),
        ("url", "http://[::1"), ("url", "ftp://example.org"), ("url", "two words"),
        ("url", "javascript:alert(1)//.example.org"), ("url", "https://exa mple.org"),
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(kind: str, typed: str):
    assert problem(ask(kind), normalise(ask(kind), typed))


# Choices

SETS = st.lists(st.sampled_from(CODES), unique=True)


@given(raw=st.lists(st.sampled_from(CODES)))
def test_several_choices_are_stored_once_each_in_list_order(raw: list[str]):
    assert normalise(ask("multi"), raw) == ([code for code in CODES if code in raw] or None)


@given(raw=st.lists(st.sampled_from(CODES)))
def test_a_ranking_keeps_the_order_of_the_person(raw: list[str]):
    assert normalise(ask("rank"), raw) == (list(dict.fromkeys(raw)) or None)


@given(before=SETS, after=SETS)
def test_an_exclusive_choice_never_stands_with_others(before: list[str], after: list[str]):
    question = ask("multi")
    before = choose(question, [], before)
    chosen = choose(question, before, after)
    assert problem(question, normalise(question, chosen)) is None
    assert set(chosen) <= set(after)


@given(before=SETS, code=st.sampled_from(CODES))
def test_the_newest_tick_wins(before: list[str], code: str):
    question = ask("multi")
    before = choose(question, [], before)
    after = set(before) ^ {code}
    chosen = choose(question, before, after)
    if code in before:
        assert chosen == [one for one in before if one != code]
    else:
        assert code in chosen
        alone = code == "none" or before == ["none"]
        assert set(chosen) == ({code} if alone else after)


def test_unknown_and_too_many_choices_are_told_apart():
    question = ask("multi", min=2, max=2)
    codes = [
        ["research", "gone"],
        ["research"],
        ["research", "training", "other"],
        ["none", "other"],
    ]
    found = [problem(question, value) for value in codes]
    assert [(one.code, one.limit) for one in found if one] == [
        ("unknown_choice", None), ("too_few", 2), ("too_many", 2), ("exclusive", None),
    ]  # fmt: skip


# Organisations


@given(names=st.lists(TEXT, max_size=4))
def test_names_typed_freely_are_kept_apart(names: list[str]):
    question = ask("institution")
    value = normalise(question, [{"name": name} for name in names]) or []
    lines = [normalise(ask("text"), name) for name in names]
    assert [one["name"] for one in value] == list(dict.fromkeys(filter(None, lines)))


def test_a_chosen_organisation_is_stored_by_its_id_alone():
    found = {"id": "aa-1", "name": "Old name", "label": "x"}
    assert normalise(ask("organisation"), found) == {"id": "aa-1"}
    assert normalise(ask("institution"), [found, found, {"name": " Free "}]) == [
        {"id": "aa-1"},
        {"name": "Free"},
    ]


@kinds(FOUND_KINDS)
def test_an_organisation_without_id_or_name_is_refused(kind: Kind):
    one = {"place": "x"} if kind is Kind.ORGANISATION else [{"id": 5}]
    assert problem(ask(kind), one)


# Through the database and back

FIELDS = {
    Kind.TEXT: "other_activity", Kind.LONG_TEXT: "cost_note", Kind.NUMBER: "share",
    Kind.YEAR: "since", Kind.EMAIL: "email", Kind.URL: "lab_site",
    Kind.ORGANISATION: "name", Kind.INSTITUTION: "labs",
}  # fmt: skip


@kinds(set(FIELDS))
def test_naughty_text_survives_the_database_in_every_kind_of_field(kind: Kind, person: Respondent):
    id = FIELDS[kind]
    for text in NAUGHTY:
        raw = {"name": text} if kind is Kind.ORGANISATION else text
        raw = [{"name": text}, {"name": "Other"}] if kind is Kind.INSTITUTION else raw
        saved = person.gives(id, raw)
        assert isinstance(saved, Saved)
        assert saved.value == normalise(person.question(id), raw)
        assert person.stored(id).value == saved.value


@given(raw=JSON)
def test_whatever_is_saved_comes_back_as_it_was_acknowledged(raw: Any, home: Home, tiny: Study):
    somebody = Respondent.starts(home, tiny)
    for question in tiny.questionnaire.questions.values():
        item = question.items[0].code if question.items else ""
        saved = somebody.gives(question.id, raw, item)
        assert isinstance(saved, Saved)
        assert somebody.stored(question.id, item).value == saved.value


SEPARATORS = st.text("|,;\"'、\n\r\t\\/ aB大", min_size=1)


@given(names=st.lists(SEPARATORS, min_size=1, max_size=3, unique=True), codes=SETS)
def test_separators_in_names_never_split_or_join_answers(
    names: list[str], codes: list[str], home: Home, tiny: Study
):
    somebody = Respondent.starts(home, tiny)
    somebody.answers(activities=codes, labs=[{"name": name} for name in names])
    again = somebody.resumes("ja")
    lines = [normalise(ask("text"), name) for name in names]
    assert again.stored("activities").value == ([code for code in CODES if code in codes] or None)
    labs = again.stored("labs").value or []
    assert [one["name"] for one in labs] == list(dict.fromkeys(filter(None, lines)))
