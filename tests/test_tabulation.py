"""The exact counts behind a release are what somebody with a tally sheet would find."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hees.release.columns import pack, together
from hees.release.tabulation import tabulate
from hees.store.home import Home
from hees.study import Kind, Question, Questionnaire, Section, Study
from hees.study.catalogue import ACROSS, TOTAL, TableName
from hees.study.condition import Test as Comparison
from hees.study.questionnaire import Band, Choice, Repeat
from hees.study.text import Text

WORDS = Text({"en": "Words", "ja": "ことば"})
LISTS = (Kind.MULTI, Kind.RANK)
BANDS = (Band(below=10, label=WORDS), Band(below=100, label=WORDS), Band(label=WORDS))

Person = dict[tuple[str, str], Any]
"""The submitted answers of one organisation, by question and item (or entry of a repeated section)."""


def named(letter: str, count: int) -> tuple[Choice, ...]:
    return tuple(Choice(code=f"{letter}{number}", label=WORDS) for number in range(count))


@st.composite
def studies(draw: st.DrawFn, tiny: Study) -> Study:
    """A study of a few choice questions, some asked once for each programme; not all may be included."""

    def question(name: str) -> Question:
        kind = draw(st.sampled_from([Kind.SINGLE, Kind.SCALE, Kind.NUMBER, *LISTS]))
        return Question(
            id=name,
            kind=kind,
            label=WORDS,
            choices=() if kind is Kind.NUMBER else named("c", draw(st.integers(1, 10))),
            items=named("i", draw(st.integers(1, 3))) if kind is Kind.SCALE else (),
            bands=BANDS if kind is Kind.NUMBER else (),
        )

    def programme(name: str) -> Question:
        kind = draw(st.sampled_from([Kind.SINGLE, Kind.MULTI, Kind.NUMBER]))
        if kind is Kind.NUMBER:
            return Question(id=name, kind=kind, label=WORDS, bands=BANDS)
        return Question(id=name, kind=kind, label=WORDS, choices=named("c", 3))

    once = tuple(question(f"q{number}") for number in range(draw(st.integers(1, 3))))
    several = (Question(id="title", kind=Kind.TEXT, label=WORDS), programme("p0"), programme("p1"))
    repeat = Repeat(title_question="title", max=3, entry=WORDS)
    questionnaire = Questionnaire(
        sections=(
            Section(id="once", title=WORDS, questions=once),
            Section(id="programmes", title=WORDS, questions=several, repeat=repeat),
        )
    )
    item = once[0].items[0].code if once[0].items else ""
    asked = Comparison(question=once[0].id, item=item, answered=True)
    policy = tiny.policy.model_copy(update={"include": draw(st.none() | st.just(asked))})
    return tiny.model_copy(update={"questionnaire": questionnaire, "policy": policy})


def counted(study: Study) -> list[Question]:
    return [one for one in study.questionnaire.questions.values() if one.answers]


@st.composite
def answers(draw: st.DrawFn, study: Study) -> Person:
    """What one organisation submitted: any question may be missing, a code may be one of an older version."""
    person: Person = {}
    for question in counted(study):
        code = st.sampled_from([*question.by_code, "gone"])
        value = st.lists(code, unique=True) if question.kind in LISTS else code
        if question.kind is Kind.NUMBER:
            value = st.sampled_from([0, 1, 9, 9.5, 10, 50, 99, 100, 5000])
        repeated = study.questionnaire.section_of[question.id].repeat
        items = [*question.item_by_code] or (["e0", "e1", "e2"] if repeated else [""])
        given = draw(st.dictionaries(st.sampled_from(items), value))
        person |= {(question.id, item): one for item, one in given.items()}
    return person


def codes(question: Question, item: str, person: Person) -> set[str] | None:
    """By hand: the codes of the question that the organisation gave anywhere, or None."""
    found = [
        value if isinstance(value, list) else [value]
        for (of, at), value in person.items()
        if of == question.id and (at == item or not question.items)
    ]
    if not found:
        return None
    given = [one for value in found for one in value]
    if question.bands:
        small, middle, large = (band.code for band in question.answers)
        return {small if sum(given) < 10 else middle if sum(given) < 100 else large}
    return {code for code in given if code in question.by_code}


def by_hand(people: list[Person], question: Question, by: Question | None) -> dict:
    table: dict[tuple[str, str, str], int] = {}
    for person in people:
        groups = {""} if by is None else set() if by.items else codes(by, "", person) or set()
        for item in [*question.item_by_code] or [""]:
            given = codes(question, item, person)
            for group in groups if given is not None else ():
                for answer in ("", *(given or ())):
                    table[group, item, answer] = table.get((group, item, answer), 0) + 1
    return table


def store(connection: sqlite3.Connection, number: int, status: str, person: Person) -> str:
    response = f"response {number}"
    connection.execute(
        "INSERT INTO response (id, token_hash, questionnaire, status, language, created_at,"
        " expires_at) VALUES (?, ?, 'v', ?, 'en', '2026-12-01', '2027-12-01')",
        (response, response, status),
    )
    connection.executemany(
        "INSERT INTO submitted_answer (question, item, response, value) VALUES (?, ?, ?, ?)",
        [
            (question, item, response, json.dumps(value))
            for (question, item), value in person.items()
        ],
    )
    return response


@given(data=st.data())
def test_every_table_is_what_counting_by_hand_gives(home: Home, tiny: Study, data: st.DataObject):
    study = data.draw(studies(tiny))
    kinds = data.draw(st.lists(st.tuples(answers(study), st.integers(1, 40)), max_size=6))
    people = [person for person, times in kinds for _ in range(times)]
    left = data.draw(st.sets(st.integers(0, len(people)), max_size=5))
    names = [
        TableName(question.id, by)
        for question in counted(study)
        for by in (TOTAL, *(f"{ACROSS}{other.id}" for other in counted(study)))
    ]
    with closing(sqlite3.connect(home.responses, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("INSERT INTO questionnaire_version VALUES ('v', '{}', '2026-12-01')")
        included = {}
        for number, person in enumerate(people):
            gone = number in left
            response = store(connection, number, "withdrawn" if gone else "submitted", person)
            condition = study.policy.include
            if not gone and (condition is None or (condition.question, condition.item) in person):
                included[response] = person
        found, tables = tabulate(connection, study, names)
        connection.execute("ROLLBACK")
    assert found == included.keys()
    assert [table.name for table in tables] == names
    questions = study.questionnaire.questions
    for name, table in zip(names, tables, strict=True):
        by = questions[name.by.removeprefix(ACROSS)] if name.by else None
        assert dict(table.counts) == by_hand([*included.values()], questions[name.question], by)


@pytest.mark.parametrize("responses", [0, 1, 63, 64, 65, 600_000])
def test_no_response_is_lost_between_words_and_blocks(responses: int):
    rng = np.random.default_rng(responses)
    ones, others = rng.random((3, responses)) < 0.5, rng.random((2, responses)) < 0.5
    expected = [[int((one & other).sum()) for other in others] for one in ones]
    assert together(pack(ones), pack(others)).tolist() == expected
