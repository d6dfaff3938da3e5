"""Fills a home with organisations that answer as people do, and never one that holds real answers."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from hees.settings import settings
from hees.simulation import loader, organisation
from hees.simulation.answering import Answers
from hees.simulation.model import Model
from hees.simulation.respondent import Outcome, Respondent
from hees.simulation.steering import Steering
from hees.simulation.writing import Writer
from hees.store import responses
from hees.store.home import Home
from hees.study import Study


class RealDataPresent(Exception):
    """The home holds real responses. Nothing was simulated and nothing was changed."""

    def __init__(self, home: Home, count: int) -> None:
        super().__init__(
            f"{home.folder} holds real responses ({count}), and simulated ones must never mix "
            "with them"
        )


@dataclass(frozen=True)
class Simulated:
    """How many responses stand in which way."""

    submitted: int
    drafts: int
    withdrawn: int


def simulate(
    home: Home,
    study: Study,
    count: int,
    seed: int,
    *,
    report: Callable[[int], None] | None = None,
    steered: Steering | None = None,
) -> Simulated:
    """Let `count` organisations answer; in a fresh home the same seed gives the same answers.

    `report` is called with 1 after each. `steered` is by default read from the study folder.
    Raises RealDataPresent, or StudyError when the study's simulation.toml is wrong.
    """
    model = Model(study, steered or loader.read(settings().study, study))
    first = _claim(home) + 1
    answers = Answers(model, Writer(home, model))
    outcomes: Counter[Outcome] = Counter()
    seeds = Random(seed)  # noqa: S311
    for number in range(first, first + count):
        rng = Random(seeds.getrandbits(64))  # noqa: S311
        who = organisation.draw(model, number, rng)
        outcomes[Respondent(home, answers, who, rng).respond()] += 1
        if report:
            report(1)
    return Simulated(
        submitted=outcomes[Outcome.SUBMITTED],
        drafts=outcomes[Outcome.DRAFT],
        withdrawn=outcomes[Outcome.WITHDRAWN],
    )


def _claim(home: Home) -> int:
    """Mark the home simulated, unless it holds real responses; returns how many it holds."""
    with responses.changing(home) as connection:
        count = responses.count(connection)
        if responses.kind(connection) == "real":
            if count:
                raise RealDataPresent(home, count)
            responses.mark_simulated(connection)
    return count
