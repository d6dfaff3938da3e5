"""Releases without the gate, quick to make: of made-up numbers, of made-up answers, of stored ones."""

from collections.abc import Iterable, Iterator
from datetime import date
from random import Random
from zlib import crc32

import numpy as np

from hees.findings import cells as findings
from hees.release.columns import Columns, encode, pack
from hees.release.frame import frame as frame_of
from hees.release.protection import Cell, protect, published
from hees.release.tabulation import Tabulation, count, tabulate
from hees.settings import PROJECT
from hees.store import releases
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.releases import Count, Frame, Part, Release, Verdict
from hees.study import Kind, Question, Study, load
from hees.study.catalogue import TableName, catalogue, grouping

SHIPPED = load(PROJECT / "data")
POLICY = SHIPPED.policy.model_dump(mode="json", exclude={"include"})

Respondent = dict[str, list[tuple[str, object]]]
"""(item, value) of the answers to each question."""


def publish(
    home: Home,
    number: int,
    day: str,
    counts: Iterable[Count],
    *,
    study: Study = SHIPPED,
    kind: str = "real",
    responses: int = 100,
    verdict: Verdict = Verdict(),  # noqa: B008
    frame: Frame | None = None,
) -> None:
    """Make counts public as the release of that number."""
    releases.publish(
        home,
        Release(
            number=number,
            made_on=day,
            kind=kind,
            responses=responses,
            questionnaire=study.questionnaire.version,
            policy=study.policy.model_dump(mode="json", exclude={"include"}),
            verdict=verdict,
            frame={"": {"": 110}} if frame is None else frame,
        ),
        counts=counts,
    )


def release(
    home: Home, study: Study, number: int, *, kind: str = "real", withheld: tuple[Part, ...] = ()
) -> None:
    """Publish the release of that number, without the parts that are withheld."""
    gone = {(part.question, part.by, part.item) for part in withheld}
    publish(
        home,
        number,
        f"2026-12-{number:02}",
        [one for one in _counts(study, number) if (one.question, one.by, one.item) not in gone],
        study=study,
        kind=kind,
        responses=100 + 5 * number,
        verdict=Verdict(checked=1200 + number, narrowest=3, withheld=withheld),
        frame={"": {"": 200}},
    )


def ungated(home: Home, study: Study, day: date) -> int:
    """Publish the stored answers by the rule for cells alone: quick, for tests of what is shown."""
    with reading(home.responses) as connection:
        included, tables = tabulate(connection, study, catalogue(study))
    number = (releases.newest(home) or 0) + 1
    publish(
        home,
        number,
        day.isoformat(),
        _protected(study, tables, len(included)),
        study=study,
        kind="simulated",
        responses=published(study.policy, len(included)) or 0,
        verdict=Verdict(checked=1240, narrowest=3),
        frame=frame_of(home, study),
    )
    return number


def _protected(study: Study, tables: Iterable[Tabulation], responses: int) -> list[Count]:
    """What the rule for cells leaves of exact tables."""
    items: dict[tuple[str, str], dict[Cell, int]] = {}
    for table in tables:
        for (group, item, answer), number in table.counts.items():
            cells = items.setdefault((table.name.question, item), {})
            cells[table.name.by, group, answer] = number
    questions = study.questionnaire.questions
    return [
        Count(question, by, group, item, answer, number)
        for (question, item), cells in items.items()
        for (by, group, answer), number in protect(
            study.policy, cells, questions[question].by_code, responses
        ).items()
    ]


def _counts(study: Study, number: int) -> Iterator[Count]:
    for name in catalogue(study):
        question = study.questionnaire.questions[name.question]
        groups = findings.grouping(study, name.by)
        for group in groups.by_code if groups else ("",):
            for item in question.item_by_code or ("",):
                part = (name.question, name.by, group, item)
                yield Count(*part, "", 100 + 5 * number if group else 100)
                for answer in question.by_code:
                    yield Count(*part, answer, _some(number, *part, answer))


def _some(number: int, *cell: str) -> int | None:
    """A number that a release may hold: a hidden one, or a multiple of five; often as before."""
    drawn = crc32("|".join(cell).encode())
    moved = number if drawn % 3 == 0 else 0
    steps = (drawn // 7) % 15 + moved
    return 5 * steps if steps else None


def _answers(question: Question, draw: Random) -> list[tuple[str, object]]:
    """(item, value) of a respondent's answers to a question."""
    codes = list(question.by_code)
    if question.kind is Kind.MULTI:
        return [("", draw.sample(codes, draw.randint(1, 3)))]
    return [(item, draw.choice(codes)) for item in question.item_by_code or ("",)]


def counted(study: Study, respondents: list[Respondent]) -> list[Count]:
    """What a release would publish of answers that arrived in this order, but for the gate."""
    names = sorted(
        {TableName(one.question, by) for one in study.claims for by in ("", one.by)}
        | {TableName(one.question, "") for one in study.breakdowns}
    )
    everybody = pack(np.ones((1, len(respondents)), dtype=bool))
    needed = {q for name in names for q in (name.question, grouping(study, name.by)) if q}
    columns = {
        name: encode(
            study.questionnaire.questions[name],
            [(place, *one) for place, of in enumerate(respondents) for one in of[name]],
            len(respondents),
        )
        for name in needed
    }
    tables = count(study, names, Columns(everybody, columns))
    return _protected(study, tables, len(respondents))


def respondents(study: Study, number: int) -> list[Respondent]:
    draw = Random(4)
    needed = {one.question for one in study.claims} | {one.question for one in study.breakdowns}
    questions = [study.questionnaire.questions[name] for name in sorted(needed)]
    return [{one.id: _answers(one, draw) for one in questions} for _ in range(number)]
