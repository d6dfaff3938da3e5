"""Claims under recommendations: their public grades, as of a release and all releases before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, partial

from hees.findings import grades, measured, turning
from hees.findings.grades import Evaluation, Grade
from hees.findings.measured import Cells
from hees.findings.same import Same
from hees.findings.turning import Turning
from hees.store import releases
from hees.store.home import Home
from hees.store.releases import Release
from hees.study import Recommendation, Study
from hees.study.catalogue import TOTAL, grouping
from hees.study.claim import Claim, Statistic


@dataclass(frozen=True)
class Change:
    """A dated line of a claim's history; `before` is None for its first grade."""

    release: Release
    before: Grade | None
    after: Grade


@dataclass(frozen=True)
class Public:
    """The grade that is shown: it changes when two releases in a row have found another.

    `confirmed`: some grade was found twice in a row; until then the first one is provisional.
    `pending`: what the last release alone found, where that is another grade.
    """

    grade: Grade
    confirmed: bool
    pending: Grade | None
    history: tuple[Change, ...]


def public(found: Sequence[tuple[Release, Grade]]) -> Public:
    """The public grade after releases in order, at least one."""
    (first, shown), *later = found
    history, confirmed, previous = [Change(first, None, shown)], False, shown
    for release, grade in later:
        if grade == previous:
            confirmed = True
            if grade != shown:
                history.append(Change(release, shown, grade))
                shown = grade
        previous = grade
    return Public(shown, confirmed, previous if previous != shown else None, tuple(history))


@dataclass(frozen=True)
class Standing:
    """A claim as of a release: what this release alone finds (`now`), and the public grade.

    `before`: the earlier release of a trend. `turning`: what would change what is found.
    """

    claim: Claim
    release: Release
    now: Evaluation
    public: Public
    turning: Turning
    before: Release | None = None


def standings(
    home: Home, study: Study, recommendation: Recommendation, release: int | None = None
) -> tuple[Standing, ...]:
    """The claims under a recommendation as of a release, by default the newest; none before it."""
    found = all_standings(home, study, release)
    return tuple(found[claim.id] for claim in recommendation.claims if claim.id in found)


def all_standings(home: Home, study: Study, release: int | None = None) -> dict[str, Standing]:
    """Every claim of the study by id, as of a release; none before the first."""
    number = release if release is not None else releases.newest(home)
    return dict(_standings(home, Same(study), number)) if number and study.claims else {}


@lru_cache(maxsize=64)
def _standings(home: Home, same: Same, number: int) -> tuple[tuple[str, Standing], ...]:
    """Releases never change, so what was found of one can be kept."""
    numbers = range(1, number + 1)
    made = [_release(home, one) for one in numbers]
    found = [_found(home, same, one) for one in numbers]
    latest = _cells(home, same, number)
    result = []
    for place, claim in enumerate(same.study.claims):
        before = _earlier(home, same, claim, latest)
        standing = Standing(
            claim,
            latest.release,
            found[-1][place],
            public([(one, of[place].grade) for one, of in zip(made, found, strict=True)]),
            turning.turning(claim, latest, found[-1][place], _again(same.study, claim, before)),
            before.release if before else None,
        )
        result.append((claim.id, standing))
    return tuple(result)


@lru_cache(maxsize=4096)
def _found(home: Home, same: Same, number: int) -> tuple[Evaluation, ...]:
    """What a release alone finds of each claim."""
    now = _cells(home, same, number)
    return tuple(
        _again(same.study, claim, _earlier(home, same, claim, now))(now)
        for claim in same.study.claims
    )


def _again(study: Study, claim: Claim, before: Cells | None) -> Callable[[Cells], Evaluation]:
    """How to grade a claim from the cells of a release."""
    question = study.questionnaire.questions[claim.question]
    return partial(grades.grade, claim, question, before=before, independent=_apart(study, claim))


def _apart(study: Study, claim: Claim) -> bool:
    """Whether a difference is between groups of which an organisation can be in one only."""
    asked = grouping(study, claim.by)
    if asked is None or claim.against is None or claim.against.group is None:
        return False
    return not study.questionnaire.several(asked)


def _earlier(home: Home, same: Same, claim: Claim, now: Cells) -> Cells | None:
    """The newest release that is old enough for a trend to compare with."""
    if claim.statistic is not Statistic.TREND:
        return None
    latest = date.fromisoformat(now.release.made_on) - timedelta(days=claim.days)
    for number in range(now.release.number - 1, 0, -1):
        if date.fromisoformat(_release(home, number).made_on) <= latest:
            return _cells(home, same, number)
    return None


@lru_cache(maxsize=4096)
def _release(home: Home, number: int) -> Release:
    release = releases.one(home, number)
    assert release
    return release


@lru_cache(maxsize=64)
def _cells(home: Home, same: Same, number: int) -> Cells:
    """The tables of a release that claims need."""
    breakdowns = {one.id: one.question for one in same.study.breakdowns}
    names = {(claim.question, claim.by) for claim in same.study.claims}
    names |= {(question, TOTAL) for question in breakdowns.values()}
    counts = [one for name in sorted(names) for one in releases.counts(home, number, *name)]
    return measured.cells(_release(home, number), counts, breakdowns)
