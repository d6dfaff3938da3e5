"""Releases of made-up answers that were counted as real ones are, but for the gate: quick to make."""

from collections.abc import Iterable
from random import Random

import numpy as np

from hees.release.columns import Columns, encode, pack
from hees.release.protection import protect
from hees.release.tabulation import count
from hees.settings import PROJECT
from hees.store import releases
from hees.store.home import Home
from hees.store.releases import Count, Frame, Release, Verdict
from hees.study import Kind, Question, Study, load
from hees.study.catalogue import TableName, grouping

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
    kind: str = "real",
    responses: int = 100,
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
            questionnaire="q",
            policy=POLICY,
            verdict=Verdict(),
            frame={"": {"": 110}} if frame is None else frame,
        ),
        counts=counts,
    )


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
    found: dict[tuple[str, str], dict[tuple[str, str, str], int]] = {}
    for table in count(study, names, Columns(everybody, columns)):
        for (group, item, answer), number in table.counts.items():
            part = found.setdefault((table.name.question, item), {})
            part[table.name.by, group, answer] = number
    return [
        Count(question, by, group, item, answer, number)
        for (question, item), of in found.items()
        for (by, group, answer), number in protect(
            study.policy, of, study.questionnaire.questions[question].by_code, len(respondents)
        ).items()
    ]


def respondents(study: Study, number: int) -> list[Respondent]:
    draw = Random(4)
    needed = {one.question for one in study.claims} | {one.question for one in study.breakdowns}
    questions = [study.questionnaire.questions[name] for name in sorted(needed)]
    return [{one.id: _answers(one, draw) for one in questions} for _ in range(number)]
