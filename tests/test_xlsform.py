"""XLSForm: out and in again without a loss, other tools' forms read, and nothing on an error."""

import random
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from hees.cli import main
from hees.settings import settings as read_settings
from hees.study import Condition, Kind, Questionnaire, Study, load
from hees.study.condition import AllOf, AnyOf, Not
from hees.study.condition import Test as Comparison
from hees.team import text_workbooks
from hees.team.xlsform import exporting, folder, importing, routing, workbook
from hees.team.xlsform.expressions import NotUnderstood
from hees.team.xlsform.limits import Limits, constraint, limits
from hees.team.xlsform.routing import Asked
from tests import studies, xlsforms


@pytest.fixture(params=["shipped", "tiny", "second"])
def any_study(request, study: Study, tiny: Study) -> Study:
    second = Path(__file__).parent / "second_study"
    return {"shipped": study, "tiny": tiny, "second": None}[request.param] or load(second)


# There and back


def test_what_was_exported_is_imported_whole(any_study: Study):
    made = folder.imported(workbook.write(exporting.export(any_study)))
    assert made.errors == ()
    assert made.study
    assert made.study.questionnaire.canonical == any_study.questionnaire.canonical
    bands = [question.bands for question in any_study.questionnaire.questions.values()]
    assert bands == [one.bands for one in made.study.questionnaire.questions.values()]


def test_a_second_export_is_the_same_file(any_study: Study):
    first = workbook.write(exporting.export(any_study))
    made = folder.imported(first)
    assert made.study
    assert workbook.write(exporting.export(made.study)) == first


def test_pyxform_takes_what_we_write_without_a_warning(any_study: Study, tmp_path: Path):
    file = tmp_path / "form.xlsx"
    file.write_bytes(workbook.write(exporting.export(any_study)))
    warnings: list[str] = []
    form = convert(file, warnings=warnings, validate=False)
    assert [one for one in warnings if "ODK Validate" not in one] == []
    for language in any_study.languages:
        assert f"{any_study.language_names[language]} ({language})" in form.xform


def test_each_loss_names_a_question_and_stands_in_the_sheet_of_notes(study: Study):
    form = exporting.export(study)
    known = {*study.questionnaire.questions, *(section.id for section in study.questionnaire), ""}
    assert {loss.question for loss in form.losses} <= known
    lost = {(loss.question, loss.code) for loss in form.losses}
    assert {("org_name", "finder"), ("rec_first", "rank"), ("contact_email", "contact")} <= lost
    assert {("programmes", "repeat"), ("programme_from_us", "bands"), ("", "consent")} <= lost
    notes = text_workbooks.read(workbook.write(form))["notes"]
    assert len(notes.rows) == len(form.losses)
    assert {"question", "en", "ja"} == set(notes.headers)


TEXTS = st.text(st.sampled_from("abあ漢 '\"=+${}<&|\n"), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and "${" not in text
)


@st.composite
def questionnaires(draw) -> Questionnaire:
    """Small ones of every kind that a person might make, with conditions that look back."""
    label = st.fixed_dictionaries({"en": TEXTS, "ja": TEXTS})
    kinds = draw(st.lists(st.sampled_from(list(Kind)), min_size=1, max_size=6))
    questions: list[dict] = []
    for number, kind in enumerate(kinds):
        question: dict = {"id": f"q{number}", "kind": kind, "label": draw(label)}
        if draw(st.booleans()):
            question["required"] = True
        if draw(st.booleans()):
            question["help"] = draw(label)
        if kind in {"single", "multi", "scale", "rank"}:
            question["choices"] = [
                {"code": code, "label": draw(label), "exclusive": code == "c" and kind == "multi"}
                for code in "abc"
            ]
        if kind == "scale":
            question["items"] = [{"code": code, "label": draw(label)} for code in "xy"]
        if kind in {"number", "multi", "rank", "institution"}:
            low, high = sorted(draw(st.tuples(st.integers(1, 9), st.integers(1, 9))))
            question |= draw(st.sampled_from([{}, {"min": low}, {"max": high}]))
        if kind == "number":
            question["whole"] = draw(st.booleans())
        if kind in {"text", "long_text", "email"} and draw(st.booleans()):
            question |= {"max_chars": 77, "pattern": draw(TEXTS.filter(is_pattern))}
        if questions and draw(st.booleans()):
            question["when"] = draw(conditions(questions))
        questions.append(question)
    title = {"en": "T", "ja": "題"}
    return Questionnaire.model_validate(
        {"sections": [{"id": "s", "title": title, "questions": questions}]}
    )


def is_pattern(text: str) -> bool:
    """Whether a text is a regular expression; the loader refuses a study in which one is none."""
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def comparisons(question: dict) -> st.SearchStrategy[Comparison]:
    """The tests that fit a question."""
    id, kind = question["id"], question["kind"]
    item = {"item": "x"} if kind == "scale" else {}
    found = [st.booleans().map(lambda yes: Comparison(question=id, answered=yes, **item))]
    code = st.sampled_from("abc")
    several = st.lists(code, min_size=2, max_size=3, unique=True).map(tuple)
    if kind in {"single", "scale"}:
        found.append(code.map(lambda one: Comparison(question=id, equals=one, **item)))
        found.append(several.map(lambda some: Comparison(question=id, one_of=some, **item)))
    if kind in {"multi", "rank"}:
        found.append(code.map(lambda one: Comparison(question=id, includes=one)))
        found.append(several.map(lambda some: Comparison(question=id, includes_any=some)))
    if kind in {"number", "year"}:
        bound = st.integers(-5, 5).map(float)
        found.append(bound.map(lambda one: Comparison(question=id, at_least=one)))
        found.append(bound.map(lambda one: Comparison(question=id, at_most=one)))
    if kind in {"text", "url"}:
        found.append(TEXTS.map(lambda one: Comparison(question=id, equals=one)))
    return st.one_of(found)


def conditions(questions: list[dict]) -> st.SearchStrategy[Condition]:
    one = st.sampled_from(questions).flatmap(comparisons)
    return st.recursive(
        one,
        lambda part: st.one_of(
            part.map(lambda inner: Not(not_=inner)),
            st.lists(part, min_size=2, max_size=3).map(lambda parts: AllOf(all=tuple(parts))),
            st.lists(part, min_size=2, max_size=3).map(lambda parts: AnyOf(any=tuple(parts))),
        ),
        max_leaves=4,
    )


ANSWERS = {
    "single": "abc", "scale": "abc", "multi": (["a"], ["b", "c"]), "rank": (["a", "b"], ["c"]),
    "number": (-5, 0, 5), "year": (-5, 0, 5), "text": ("a", "="), "url": ("a", "="),
}  # fmt: skip


@settings(max_examples=40)
@given(questionnaires(), st.randoms(use_true_random=False))
def test_any_questionnaire_comes_back_with_the_same_words_rules_and_routing(
    tiny: Study, made: Questionnaire, chance: random.Random
):
    form = exporting.export(tiny.model_copy(update={"choice_lists": {}}), made)
    found = folder.imported(workbook.write(form))
    assert found.errors == ()
    assert found.study
    back = found.study.questionnaire.questions
    for id, question in made.questions.items():
        assert back[id].model_dump(exclude={"when"}) == question.model_dump(exclude={"when"})
        assert same_routing(made, question.when, back[id].when, chance)


def same_routing(
    made: Questionnaire, one: Condition | None, other: Condition | None, chance: random.Random
) -> bool:
    """Whether two conditions hold of the same answers, as far as thirty tries can tell."""
    if one is None or other is None:
        return one is other
    for _ in range(30):
        answers = {
            id: chance.choice([None, *ANSWERS.get(question.kind, ("x",))])
            for id, question in made.questions.items()
        }

        def lookup(question: str, item: str, answers: dict = answers) -> object:
            return answers[question]

        if one.holds(lookup) != other.holds(lookup):
            return False
    return True


# Forms of other tools


def questions(made: folder.Imported) -> dict:
    assert made.errors == ()
    assert made.study
    return made.study.questionnaire.questions


def test_a_usual_form_is_read_with_its_routing_rules_repeat_and_other():
    made = folder.imported(xlsforms.sheets(xlsforms.VISIT))
    found = questions(made)
    assert list(found) == [
        "fullname", "age", "student", "school", "langs", "langs_other", "city", "days",
    ]  # fmt: skip
    assert found["fullname"].required
    assert found["fullname"].help
    assert (found["age"].min, found["age"].max, found["age"].kind) == (18, 119, Kind.NUMBER)
    assert found["student"].when == Comparison(question="age", at_most=39)
    assert found["school"].when == Comparison(question="student", equals="yes")
    assert found["school"].max_chars == 80
    assert found["langs"].max == 2
    assert found["langs_other"].when == Comparison(question="langs", includes="other")
    assert not found["days"].whole
    assert made.study
    trip = made.study.questionnaire.section("trip")
    assert trip.repeat
    assert trip.repeat.title_question == "city"
    assert trip.when == Comparison(question="langs", includes_any=("fr", "en"))
    told = {(note.code, note.row) for note in made.notes}
    assert {("metadata", 2), ("passed_over", 6), ("or_other", 8), ("repeat_max", 10)} <= told


def test_numbers_as_codes_a_table_and_capital_letters_become_ids_and_that_is_told():
    made = folder.imported(xlsforms.sheets(xlsforms.NUMBERED))
    found = questions(made)
    assert [choice.code for choice in found["q1"].choices] == ["c1", "c2"]
    assert found["grid"].kind is Kind.SCALE
    assert found["grid"].when == Comparison(question="q1", one_of=("c1", "c2"))
    assert found["why"].when == Comparison(question="grid", item="heat", equals="c2")
    renamed = {
        note.values["name"]: note.values["own"] for note in made.notes if note.code == "renamed"
    }
    assert renamed == {
        "1": "c1", "2": "c2", "Q1": "q1", "Grid": "grid", "Heat": "heat", "Noise": "noise", "Why": "why",
    }  # fmt: skip


def test_each_error_names_its_place_and_nothing_comes_of_the_form():
    made = folder.imported(xlsforms.sheets(xlsforms.BROKEN))
    assert made.study is None
    assert made.files == {}
    assert {(one.code, one.sheet, one.row, one.column) for one in made.errors} == {
        ("code_twice", "choices", 3, "name"),
        ("type", "survey", 2, "type"),
        ("no_list", "survey", 3, "type"),
        ("expression", "survey", 4, "relevant"),
        ("no_text", "survey", 4, "label"),
        ("expression", "survey", 5, "relevant"),
        ("expression", "survey", 5, "constraint"),
        ("name_twice", "survey", 6, "name"),
        ("not_ended", "survey", 7, "type"),
    }
    for one in made.errors:
        assert one.said("en")
        assert one.said("ja")
        assert str(one.row) in one.where("ja")


def test_what_the_loader_refuses_is_an_error_too():
    form = xlsforms.NUMBERED.replace("How bad?", "  ").replace("深刻さ", "  ")
    assert [one.code for one in folder.imported(xlsforms.sheets(form)).errors]
    single = xlsforms.NUMBERED.replace(
        "| severity  | 2    | High                | 高い              |\n", ""
    )
    made = folder.imported(
        xlsforms.sheets(single.replace("${Heat} = 2", "").replace(" or ${Q1} = 2", ""))
    )
    assert {one.code for one in made.errors} == {"study"}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"type,name\ntext,a\n"])
def test_a_file_that_is_no_workbook_is_refused(data: bytes):
    with pytest.raises(text_workbooks.Unreadable):
        folder.imported(data)


# Expressions

ASKED = {
    "n": Asked("n", Kind.NUMBER),
    "d": Asked("d", Kind.NUMBER, whole=False),
    "m": Asked("m", Kind.MULTI, codes={"a": "a", "b": "b"}),
    "s": Asked("s", Kind.SINGLE, codes={"a": "a", "b": "b"}),
}


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("${n}>3", Comparison(question="n", at_least=4)),
        ("3 <= ${n}", Comparison(question="n", at_least=3)),
        ("${s} != 'a'", Not(not_=Comparison(question="s", equals="a"))),
        ("selected(${s}, “a”)", Comparison(question="s", equals="a")),
        ("string-length(${s}) > 0", Comparison(question="s", answered=True)),
        ("((${n} = 1))", Comparison(question="n", equals=1)),
    ],
)  # fmt: skip
def test_an_expression_is_read(text: str, condition: Condition):
    assert routing.condition(text, ASKED) == condition


@pytest.mark.parametrize(
    "text",
    [
        "", "${x} = 1", "${d} > 3", "${m} = 'a'", "${s} = 'c'", "${n} + 1 = 2", "selected(${n}, '1')",
        "${n} = ${s}", "(${n} = 1", "'a'", "once(${n})", "(" * 3000, "${s} >= 'a'", "count(${m}) > 1",
    ],
)  # fmt: skip
def test_an_expression_without_counterpart_is_never_guessed(text: str):
    with pytest.raises(NotUnderstood):
        routing.condition(text, ASKED)


def test_a_constraint_is_read_as_the_rules_it_states(tiny: Study):
    assert limits(". >= 1 and . < 10", Kind.NUMBER) == Limits(min=1, max=9)
    several = tiny.questionnaire.questions["activities"]
    assert limits(constraint(several), Kind.MULTI) == Limits(exclusive=["none"])
    with pytest.raises(NotUnderstood):
        limits(". >= 1 or . = 0", Kind.NUMBER)
    with pytest.raises(NotUnderstood):
        limits("count-selected(.) >= 1", Kind.TEXT)


# The command


def hees(*arguments: object, study: Path) -> tuple[int, str]:
    read_settings.cache_clear()
    environment = {"HEES_STUDY": str(study)}
    result = CliRunner().invoke(main, [str(one) for one in arguments], env=environment)
    read_settings.cache_clear()
    return result.exit_code, result.output


def test_the_command_exports_and_makes_a_new_study_folder(tmp_path: Path):
    study = studies.write(tmp_path / "study")
    file, output = tmp_path / "form.xlsx", tmp_path / "new"
    code, said = hees("questionnaire", "export", file, study=study)
    assert (code, "rank" in said) == (0, True)
    code, said = hees("questionnaire", "import", file, "--output", output, study=study)
    assert code == 0, said
    assert load(output).questionnaire.version == load(study).questionnaire.version
    code, said = hees("questionnaire", "import", file, "--output", output, study=study)
    assert (code, "is not empty" in said) == (1, True)


def test_the_command_writes_nothing_for_a_form_with_errors(tmp_path: Path):
    study = studies.write(tmp_path / "study")
    file, output = tmp_path / "form.xlsx", tmp_path / "new"
    file.write_bytes(xlsforms.sheets(xlsforms.BROKEN))
    code, said = hees("questionnaire", "import", file, "--output", output, study=study)
    assert code == 1
    assert "survey, row 2, type: The type “geopoint”" in said
    assert "has 9 errors" in said
    assert "Nothing was written." in said
    assert not output.exists()


CELLS = st.sampled_from(
    [
        "",
        "begin group",
        "end repeat",
        "table-list",
        "${",
        "not(",
        "1e9",
        "あ",
        "_",
        "null",
        "rank x",
    ]
)


@settings(max_examples=60)
@given(st.sampled_from([xlsforms.VISIT, xlsforms.NUMBERED]), st.data())
def test_a_form_with_damaged_cells_is_read_or_refused_but_never_breaks(form: str, data):
    sheets = text_workbooks.read(xlsforms.sheets(form))
    for _ in range(2):
        sheet = sheets[data.draw(st.sampled_from(["survey", "choices"]))]
        _, row = data.draw(st.sampled_from(sheet.rows))
        column = data.draw(st.sampled_from(sheet.headers))
        row[column] = data.draw(CELLS)
    made = folder.made(importing.read(sheets))
    assert (made.study is None) == bool(made.errors)
    assert all(one.said("ja") and one.where("en") for one in made.findings)


def test_a_form_in_a_language_that_the_site_does_not_speak_comes_back_too():
    form = xlsforms.NUMBERED.replace("日本語 (ja)", "French")
    made = folder.imported(xlsforms.sheets(form))
    assert made.study
    assert made.study.languages == ("en", "fr")
    again = folder.imported(workbook.write(exporting.export(made.study)))
    assert again.study
    assert again.study.questionnaire == made.study.questionnaire
