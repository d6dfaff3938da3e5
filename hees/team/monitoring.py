"""What the study team watches: exact counts of responses and of the answers to any question."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from hees.store import counted, monitor, responses
from hees.store.connection import reading
from hees.store.home import Home
from hees.study import Choice, Kind, Question, Study

NEWEST = 10
BINS = 8


@dataclass(frozen=True)
class Overview:
    """Counts of responses. `by_category` and `by_country` count those in the data, by code.

    `left_out`: submitted, but not in the data: excluded, or merged into another response.
    """

    statuses: dict[str, int]
    left_out: int
    by_category: dict[str, int]
    by_country: dict[str, int]
    by_day: list[tuple[str, int, int]]
    newest: list[tuple[str, str, int, Any]]


@dataclass(frozen=True)
class Distribution:
    """Answers to one question: `rows` are (item code, answer, count); answers are codes or names.

    `respondents` answered at least in part, out of `submitted` responses.
    """

    question: Question
    rows: list[tuple[str, str, int]]
    respondents: int
    submitted: int


def revision(home: Home) -> int:
    """The one row that moves with every committed change: cheap to ask often."""
    with reading(home.responses) as connection:
        return responses.revision(connection)


def overview(home: Home, study: Study) -> Overview:
    """All counts in one read transaction, so that they belong together."""
    with reading(home.responses) as connection:
        statuses = monitor.by_status(connection)
        return Overview(
            statuses=statuses,
            left_out=statuses.get("submitted", 0) - counted.count(connection),
            by_category=_counts(counted.values(connection, study.monitor.category)),
            by_country=_counts(counted.values(connection, study.monitor.country)),
            by_day=monitor.by_day(connection),
            newest=monitor.newest(connection, study.monitor.name, NEWEST),
        )


def distribution(home: Home, question: Question) -> Distribution:
    """Count the answers to a question over all submitted responses.

    Every choice is listed, also those that nobody chose. Numbers are counted in bands.
    """
    with reading(home.responses) as connection:
        values = counted.values(connection, question.id)
        respondents = counted.respondents(connection, question.id)
        submitted = counted.count(connection)
    return Distribution(question, _rows(question, values), respondents, submitted)


def _rows(question: Question, values: list[tuple[str, Any, int]]) -> list[tuple[str, str, int]]:
    if question.kind in {Kind.NUMBER, Kind.YEAR}:
        return [("", band, count) for band, count in _bands(values)]
    if question.kind is Kind.SCALE:
        found = {(item, value): count for item, value, count in values}
        return [
            (item.code, choice.code, found.get((item.code, choice.code), 0))
            for item in question.items
            for choice in question.choices
        ]
    counts = _counts(values)
    if question.choices:
        codes = _codes(question.choices, counts)
        return [("", code, counts.get(code, 0)) for code in codes]
    return [("", answer, count) for answer, count in counts.items()]


def _codes(choices: tuple[Choice, ...], counts: dict[str, int]) -> list[str]:
    """The choices in order, then codes that only an earlier questionnaire had."""
    known = [choice.code for choice in choices]
    return known + sorted(counts.keys() - set(known))


def _counts(values: list[tuple[str, Any, int]]) -> dict[str, int]:
    """Count single answers; one with several parts counts for each, most frequent first."""
    counts: Counter[str] = Counter()
    for _, value, count in values:
        for part in value if isinstance(value, list) else [value]:
            counts[_name(part)] += count
    return dict(counts.most_common())


def _name(part: Any) -> str:
    if isinstance(part, dict):
        return str(part.get("id") or part.get("name"))
    return str(part)


def _bands(values: list[tuple[str, Any, int]]) -> list[tuple[str, int]]:
    """Equal bands with whole bounds; few distinct numbers stand for themselves."""
    numbers = Counter[float]()
    for _, value, count in values:
        if isinstance(value, int | float):
            numbers[value] += count
    if len(numbers) <= BINS:
        return [(f"{number:g}", count) for number, count in sorted(numbers.items())]
    low, high = min(numbers), max(numbers)
    width = max(1, -(-int(high - low + 1) // BINS))
    bands: Counter[int] = Counter()
    for number, count in numbers.items():
        bands[int((number - low) // width)] += count
    first = int(low)
    return [
        (f"{first + band * width}–{first + (band + 1) * width - 1}", bands[band])
        for band in range(max(bands) + 1)
    ]
