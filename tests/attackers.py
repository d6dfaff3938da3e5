"""Attackers of releases, written apart from the gate's own: over whole people instead of over counts.

A *profile* is all that one respondent answers. One attacker lists every possible number of
respondents of each profile; the other puts an integer program over them. Both know what a careful
onlooker knows: the published cells and how they are made, what was withheld, which questions
everybody must answer, how many edited or left between two releases, and perhaps some respondents.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, product

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from hees.store.basis import Changes, Exact
from hees.store.releases import Part
from hees.study import Kind, Study
from hees.study.catalogue import TOTAL, catalogue, grouping
from hees.study.study import Policy

Profile = tuple[frozenset[str], ...]
"""The codes given to each question, in the order of the study; none for a question left out."""

Course = tuple[Profile | None, ...]
"""One respondent's profile in each release; None where it is not in it."""


@dataclass(frozen=True)
class Published:
    """One release as the public has it; `responses` is the number as it is shown."""

    policy: Policy
    responses: int | None
    changes: Changes
    shown: Mapping[Exact, int | None]
    withheld: frozenset[Part] = frozenset()


@dataclass(frozen=True)
class Insider:
    """A respondent whom the attacker knows: the profile in each release, and when it was edited."""

    course: Course
    edited: tuple[bool, ...]


@dataclass(frozen=True)
class Target:
    """A sum of cells of one release, or (`before`) its change since an earlier one."""

    cells: tuple[tuple[Exact, int], ...]
    release: int
    before: int | None = None


def profiles(study: Study) -> list[Profile]:
    """Everything that one respondent can answer."""
    ways = []
    for question in study.questionnaire.questions.values():
        codes = [*question.by_code]
        if question.kind is Kind.SINGLE:
            one = [frozenset({code}) for code in codes]
        else:
            alone = {choice.code for choice in question.choices if choice.exclusive}
            several = (s for n in range(1, len(codes) + 1) for s in combinations(codes, n))
            one = [frozenset(s) for s in several if len(s) == 1 or not alone & {*s}]
        ways.append(one if question.required else [frozenset(), *one])
    return [*product(*ways)]


def cells(study: Study, profile: Profile) -> Iterator[Exact]:
    """The cells in which one respondent counts."""
    given = dict(zip(study.questionnaire.questions, profile, strict=True))
    for name in catalogue(study):
        by = grouping(study, name.by)
        groups = given[by] if by else {TOTAL}
        for group in groups if given[name.question] else ():
            for answer in ("", *given[name.question]):
                yield name.question, name.by, group, "", answer


def tally(study: Study, people: Iterable[Profile]) -> Counter[Exact]:
    """The exact counts of some respondents."""
    return Counter(cell for profile in people for cell in cells(study, profile))


def targets(study: Study, releases: int) -> list[Target]:
    """All that must stay uncertain where it is small, at each release and between any two.

    Those who did not say something are counted too: where they are none, a group is unanimous.
    How many responses there are tells of no answer: the base of what everybody must answer is none.
    """
    sums = []
    for name in catalogue(study):
        answers = study.questionnaire.questions[name.question].by_code
        by = grouping(study, name.by)
        asked = study.questionnaire.questions[by] if by else None
        crowds = [{(name.by, g): 1} for g in (asked.by_code if asked else [TOTAL])]
        if asked and asked.kind is not Kind.SINGLE:
            crowds += [{(TOTAL, TOTAL): 1, of: -1} for crowd in crowds for of in crowd]
        for crowd in crowds:
            base = {(name.question, *of, "", ""): factor for of, factor in crowd.items()}
            if by or not study.questionnaire.questions[name.question].required:
                sums.append(base)
            for answer in answers:
                said = {(name.question, *of, "", answer): n for of, n in crowd.items()}
                sums += [said, base | {cell: -n for cell, n in said.items()}]
    fixed = [tuple(one.items()) for one in sums]
    found = [Target(one, release) for release in range(releases) for one in fixed]
    pairs = combinations(range(releases), 2)
    return found + [Target(one, later, before) for before, later in pairs for one in fixed]


@dataclass(frozen=True)
class Known:
    """What is known of one release: bounds of cells, and of the number of responses."""

    least: Mapping[Exact, int]
    most: Mapping[Exact, int]
    responses: tuple[int, int]


FAR = 10_000


def known(study: Study, release: Published, *, first: bool) -> Known:
    """What the published cells say, to somebody who knows the rules."""
    policy = release.policy
    parts = {(cell[0], cell[1]) for cell in release.shown}
    few, many = _counts_shown_as(policy, release.responses)
    if first:
        few = max(few, policy.batch)
    if any(by != TOTAL for _, by in parts):
        few = max(few, policy.totals_only_below)
    least, most = {}, {}
    for name in catalogue(study):
        by = grouping(study, name.by)
        for group in study.questionnaire.questions[by].by_code if by else [TOTAL]:
            base = (name.question, name.by, group, "", "")
            if base in release.shown:
                for answer in ("", *study.questionnaire.questions[name.question].by_code):
                    cell = (*base[:4], answer)
                    least[cell], most[cell] = _counts_shown_as(policy, release.shown[cell])
                least[base] = max(least[base], policy.breakdown_base)
            elif Part(name.question, name.by, "") not in release.withheld and (
                name.by == TOTAL or few >= policy.totals_only_below
            ):
                most[base] = policy.breakdown_base - 1
    return Known(least, most, (few, many))


@cache
def _rounded(k: int, rounding: int) -> dict[int | None, tuple[int, int]]:
    """Of each published number the first and the last count that is published so."""
    found: dict[int | None, tuple[int, int]] = {}
    for count in range(300):
        shown = None if count < k else int(count / rounding + 0.5) * rounding
        found[shown] = (found.get(shown, (count, count))[0], count)
    return found


def _counts_shown_as(policy: Policy, shown: int | None) -> tuple[int, int]:
    return _rounded(policy.k, policy.rounding)[shown]


# ------------------------------------------------------------------------------- brute force


class Enumeration:
    """Every way in which one or two releases may have come about, one a row.

    `courses`: a profile in each release; `ways` (rows, courses): how many respondents took each.
    """

    def __init__(self, study: Study, releases: Sequence[Published]) -> None:
        self._study = study
        self._each = profiles(study)
        self._cells = {
            cell: place
            for place, cell in enumerate({c for p in self._each for c in cells(study, p)})
        }
        self._counts = np.zeros((len(self._each), len(self._cells)), dtype=int)
        for row, profile in enumerate(self._each):
            for cell in cells(study, profile):
                self._counts[row, self._cells[cell]] += 1
        facts = [known(study, one, first=not t) for t, one in enumerate(releases)]
        start = self._possible(facts[0])
        size = len(self._each)
        if len(releases) == 1:
            self.courses: list[tuple[Course, bool]] = [((p,), False) for p in self._each]
            self.ways = start
            return
        policy, changes = releases[1].policy, releases[1].changes
        self.courses = [((p, p), False) for p in self._each]
        self.courses += [((p, q), True) for p, q in product(self._each, repeat=2)]
        self.courses += [((p, None), False) for p in self._each]
        self.courses += [((None, p), False) for p in self._each]
        need = max(0, policy.batch - changes.edited - changes.withdrawn)
        moved = _compositions(changes.edited, size * size)
        gone = _compositions(changes.withdrawn, size)
        end = self._possible(facts[1])
        rows = [np.zeros((0, len(self.courses)), dtype=int)]
        for edits, leaves in product(moved, gone):
            table = edits.reshape(size, size)
            stays = start - table.sum(axis=1) - leaves
            for stay in stays[(stays >= 0).all(axis=1)]:
                joined = end - (stay + table.sum(axis=0))
                joined = joined[(joined >= 0).all(axis=1) & (joined.sum(axis=1) >= need)]
                fixed = np.concatenate([stay, edits, leaves])
                rows.append(np.hstack([np.tile(fixed, (len(joined), 1)), joined]))
        self.ways = np.vstack(rows)

    def _possible(self, fact: Known) -> np.ndarray:
        """Numbers of respondents of each profile that go with what is known of a release."""
        few, many = fact.responses
        each = np.vstack([_compositions(n, len(self._each)) for n in range(few, many + 1)])
        counted = each @ self._counts
        keep = np.ones(len(each), dtype=bool)
        for cell, low in fact.least.items():
            if cell in self._cells:
                keep &= counted[:, self._cells[cell]] >= low
            else:
                keep &= low <= 0
        for cell, high in fact.most.items():
            if cell in self._cells:
                keep &= counted[:, self._cells[cell]] <= high
        return each[keep]

    def room(self, insiders: Sequence[Insider]) -> np.ndarray:
        """Whether each row has room for these respondents."""
        wanted = Counter((one.course, one.edited[-1]) for one in insiders)
        keep = np.ones(len(self.ways), dtype=bool)
        for course, count in wanted.items():
            keep &= self.ways[:, self.courses.index(course)] >= count
        return keep

    def row(self, target: Target) -> np.ndarray:
        """How much a respondent of each course adds to a target."""
        factors = dict(target.cells)

        def part(profile: Profile | None) -> int:
            return (
                sum(factors.get(cell, 0) for cell in cells(self._study, profile)) if profile else 0
            )

        return np.array(
            [
                part(course[target.release])
                - (0 if target.before is None else part(course[target.before]))
                for course, _ in self.courses
            ]
        )


@cache
def _compositions(total: int, parts: int) -> np.ndarray:
    """Every way to write a number as a sum of so many, in order: (ways, parts)."""
    if parts == 1:
        return np.array([[total]])
    return np.vstack(
        [
            np.hstack([np.full((len(rest), 1), first), rest])
            for first in range(total + 1)
            for rest in [_compositions(total - first, parts - 1)]
        ]
    )


# ------------------------------------------------------------------------------- integer program


@dataclass
class Program:
    """An integer program over how many respondents of each profile there are in each release.

    Between two releases, some of each profile edited, left or joined. Respondents who are known are
    taken out of it, and added to every count.
    """

    study: Study
    releases: Sequence[Published]
    insiders: Sequence[Insider] = ()
    solutions: list[np.ndarray] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._each = profiles(self.study)
        size, times = len(self._each), len(self.releases)
        self._size, self._times = size, times
        self._place = {profile: number for number, profile in enumerate(self._each)}
        names = {c for p in self._each for c in cells(self.study, p)}
        self._cells = {cell: number for number, cell in enumerate(sorted(names))}
        self._counts = np.zeros((len(self._cells), size))
        for row, profile in enumerate(self._each):
            for cell in cells(self.study, profile):
                self._counts[self._cells[cell], row] += 1
        self._own = np.zeros((times, size))
        for one in self.insiders:
            for t, profile in enumerate(one.course):
                if profile is not None:
                    self._own[t, self._place[profile]] += 1
        self.width = size * times + 4 * size * (times - 1)
        rows, low, high = [], [], []
        for t, release in enumerate(self.releases):
            fact = known(self.study, release, first=not t)
            here = self._people(t)
            own = self._counts @ self._own[t]
            for cell, place in self._cells.items():
                if cell in fact.least or cell in fact.most:
                    rows.append(self._counts[place] @ here)
                    low.append(fact.least.get(cell, 0) - own[place])
                    high.append(fact.most.get(cell, FAR) - own[place])
            rows.append(here.sum(axis=0))
            low.append(fact.responses[0] - self._own[t].sum())
            high.append(fact.responses[1] - self._own[t].sum())
            if t:
                self._step(t, release, rows, low, high)
        self._rules = LinearConstraint(sparse.csr_array(np.array(rows)), low, high)

    def _people(self, t: int) -> np.ndarray:
        return self._block(t * self._size)

    def _block(self, start: int) -> np.ndarray:
        block = np.zeros((self._size, self.width))
        block[:, start : start + self._size] = np.eye(self._size)
        return block

    def _step(self, t: int, release: Published, rows: list, low: list, high: list) -> None:
        start = self._size * (self._times + 4 * (t - 1))
        out, into, gone, joined = (self._block(start + n * self._size) for n in range(4))
        before, now = self._people(t - 1), self._people(t)

        def add(row: np.ndarray, least: float, most: float) -> None:
            rows.append(row)
            low.append(least)
            high.append(most)

        for place in range(self._size):
            add((before - out - gone + into + joined - now)[place], 0, 0)
            add((before - out - gone)[place], 0, FAR)
        changes = release.changes
        edited = changes.edited - sum(one.edited[t] for one in self.insiders)
        left = sum(one.course[t - 1] is not None and one.course[t] is None for one in self.insiders)
        came = sum(one.course[t - 1] is None and one.course[t] is not None for one in self.insiders)
        withdrawn = changes.withdrawn - left
        add(out.sum(axis=0), edited, edited)
        add(into.sum(axis=0), edited, edited)
        add(gone.sum(axis=0), withdrawn, withdrawn)
        needed = release.policy.batch - changes.edited - changes.withdrawn - came
        add(joined.sum(axis=0), max(0, needed), FAR)

    def _row(self, target: Target) -> tuple[np.ndarray, float]:
        """A target over the variables, and what the known respondents add to it."""
        row, own = np.zeros(self.width), 0.0
        for release, sign in ((target.release, 1), (target.before, -1)):
            if release is None:
                continue
            for cell, factor in target.cells:
                if cell in self._cells:
                    counts = self._counts[self._cells[cell]]
                    row += sign * factor * (counts @ self._people(release))
                    own += sign * factor * float(counts @ self._own[release])
        return row, own

    def bounds(self, target: Target) -> tuple[int, int]:
        """The least and the largest value that a target can have."""
        row, own = self._row(target)
        least, most = self._least(row), self._least(-row)
        return round(row @ least + own), round(row @ most + own)

    def tells(self, target: Target, truth: int) -> bool:
        """Whether a target can only be the truth."""
        row, own = self._row(target)
        if any(round(row @ one + own) != truth for one in self.solutions):
            return False
        return all(round(row @ self._least(goal) + own) == truth for goal in (row, -row))

    def _least(self, goal: np.ndarray) -> np.ndarray:
        bounds = Bounds(np.zeros(self.width), np.full(self.width, FAR))
        result = milp(
            goal, integrality=np.ones(self.width), bounds=bounds, constraints=[self._rules]
        )
        assert result.x is not None, result.message
        solution = np.round(result.x)
        self.solutions.append(solution)
        return solution
