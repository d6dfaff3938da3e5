"""Releases of made-up numbers, published without answers: quick, and the same every time."""

from collections.abc import Iterator
from datetime import date
from zlib import crc32

from hees.findings.cells import grouping
from hees.release.frame import frame
from hees.release.protection import Cell, protect, published
from hees.release.tabulation import tabulate
from hees.store import releases
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.releases import Count, Part, Release, Verdict
from hees.study import Study
from hees.study.catalogue import catalogue


def release(
    home: Home, study: Study, number: int, *, kind: str = "real", withheld: tuple[Part, ...] = ()
) -> None:
    """Publish the release of that number, without the parts that are withheld."""
    gone = {(part.question, part.by, part.item) for part in withheld}
    releases.publish(
        home,
        Release(
            number=number,
            made_on=f"2026-12-{number:02}",
            kind=kind,
            responses=100 + 5 * number,
            questionnaire=study.questionnaire.version,
            policy=study.policy.model_dump(mode="json", exclude={"include"}),
            verdict=Verdict(checked=1200 + number, narrowest=3, withheld=withheld),
            frame={"": {"": 200}},
        ),
        counts=[
            one for one in _counts(study, number) if (one.question, one.by, one.item) not in gone
        ],
    )


def ungated(home: Home, study: Study, day: date) -> int:
    """Publish the stored answers by the rule for cells alone: quick, for tests of what is shown."""
    with reading(home.responses) as connection:
        included, tables = tabulate(connection, study, catalogue(study))
    items: dict[tuple[str, str], dict[Cell, int]] = {}
    for table in tables:
        for (group, item, answer), count in table.counts.items():
            cells = items.setdefault((table.name.question, item), {})
            cells[table.name.by, group, answer] = count
    questions = study.questionnaire.questions
    counts = [
        Count(question, by, group, item, answer, count)
        for (question, item), cells in items.items()
        for (by, group, answer), count in protect(
            study.policy, cells, questions[question].by_code, len(included)
        ).items()
    ]
    number = (releases.newest(home) or 0) + 1
    releases.publish(
        home,
        Release(
            number=number,
            made_on=day.isoformat(),
            kind="simulated",
            responses=published(study.policy, len(included)) or 0,
            questionnaire=study.questionnaire.version,
            policy=study.policy.model_dump(mode="json", exclude={"include"}),
            verdict=Verdict(checked=1240, narrowest=3),
            frame=frame(home, study),
        ),
        counts=counts,
    )
    return number


def _counts(study: Study, number: int) -> Iterator[Count]:
    for name in catalogue(study):
        question = study.questionnaire.questions[name.question]
        groups = grouping(study, name.by)
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
