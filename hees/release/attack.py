"""The attacker: what can be worked out about small counts from all releases of an item together.

A small count is safe from an onlooker when some solution of the program gives it another value than
the true one, and safe from respondents who subtract themselves when, for every two of them, such a
solution leaves them where they are. So solutions are looked for: cheap ones first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from hees.release.known import INSIDERS, State, at
from hees.release.population import Shape
from hees.release.program import Program

RECENT = 3
"""How many of the newest releases a move of one respondent may begin with."""

SPARE = 6
"""How many moves of one respondent are looked at for a count, of each release."""

PATIENCE = 3
"""How many parties may be left for the whole program when a part of it did not do."""

TRIES = 300
"""How many programs for one count alone; what is not shown to be safe by then is not."""


@dataclass(frozen=True)
class Finding:
    """What an attack found.

    `checked`: how many small counts and changes there are. `narrowest`: a number of values that
    an onlooker must leave to every one of them, at least; None where there are none, or where
    something follows. `told`: the breakdown of a count that follows; None where none does.
    """

    checked: int
    narrowest: int | None
    told: str | None = None


def attack(shape: Shape, states: Sequence[State]) -> Finding:
    """Attack every small count of every release, and every small change.

    A change is that from one release to the next, and from any to the newest.
    """
    program = Program(shape, states)
    targets, when, by = _targets(shape, len(states))
    k = max(state.policy.k for state in states)
    small = np.flatnonzero(np.abs(targets @ program.truth) < k)
    if not len(small):
        return Finding(0, None)
    pool = _Pool(program, targets[small], when[small], len(states))
    for first in range(max(0, len(states) - RECENT), len(states)):
        since = dict.fromkeys(range(first, len(states)), 1)
        pool.move_one(at(len(states), shape.moves, since))
    told = pool.told()
    if told is not None:
        return Finding(len(small), None, by[small[told]])
    return Finding(len(small), pool.narrowest())


def _targets(shape: Shape, count: int) -> tuple[sparse.csr_array, np.ndarray, list[str]]:
    """Each population at each release, and its changes; when they are; their breakdowns."""
    rows, bys = zip(*shape.targets, strict=True)
    here = shape.matrix[list(rows)]
    last = count - 1
    steps = [(t - 1, t) for t in range(1, count)] + [(t, last) for t in range(last - 1)]
    picks: list[Mapping[int, int]] = [{t: 1} for t in range(count)]
    picks += [{earlier: -1, later: 1} for earlier, later in steps]
    matrix = sparse.vstack([at(count, here, pick) for pick in picks], format="csr")
    when = np.repeat([max(pick) for pick in picks], len(rows))
    return sparse.csr_array(matrix), when, [*bys] * len(picks)


class _Pool:
    """What the solutions found so far make of each target, and to whom they leave it uncertain.

    Whom: two respondents of such views, who joined before or at some release nobody says, who both
    joined with the release of the target, or both with the next. Each is called a *party*.
    """

    def __init__(
        self, program: Program, targets: sparse.csr_array, when: np.ndarray, count: int
    ) -> None:
        self._program, self._targets, self._when = program, targets, when
        self._releases = range(count)
        self._truth = targets @ program.truth
        self._low, self._high = self._truth.copy(), self._truth.copy()
        self._pairs = np.triu_indices(len(program.views))
        # For each target, the parties to whom it is certain so far, as bits.
        self._exposed = np.tile(
            np.packbits(np.ones(3 * len(self._pairs[0]), dtype=bool)), (len(self._truth), 1)
        )
        self._draw = np.random.default_rng(0)
        self._weights = np.ones(program.places)
        self._spare: list[tuple[sparse.csr_array, sparse.csr_array]] = []

    def move_one(self, moves: sparse.csr_array) -> None:
        """Try moves of one respondent each; most small counts are shown to be safe by one."""
        moves = moves[self._program.allowed(moves, 0)]
        if not moves.shape[0]:
            return
        steps = sparse.csr_array(self._targets @ moves.T)
        self._low = np.minimum(self._low, self._truth + steps.min(axis=1).toarray().ravel())
        self._high = np.maximum(self._high, self._truth + steps.max(axis=1).toarray().ravel())
        # Those that take no known respondent's place show what they move to be safe from anybody.
        gentle = self._program.allowed(moves, INSIDERS)
        self._exposed[np.unique(sparse.find(steps[:, gentle])[0])] = 0
        self._spare.append((moves[~gentle], sparse.csr_array(steps[:, ~gentle])))

    def told(self) -> int | None:
        """A target that an onlooker or two respondents can work out; None when there is none."""
        self._move_spare()
        for t in self._releases:
            # The counts of the releases next to a target are moved first: a much smaller program.
            near, targets = self._near(t), np.flatnonzero(self._when == t)
            if near != self._releases:
                self._move_together(targets, near)
            told = self._move_all(targets)
            if told is not None:
                return told
        return None

    def _near(self, t: int) -> range:
        """A release with the one before it and the one after."""
        return range(max(0, t - 1), min(len(self._releases), t + 2))

    def _left(self) -> np.ndarray:
        """The targets that are still certain to somebody."""
        return np.flatnonzero(self._exposed.any(axis=1))

    def _move_spare(self) -> None:
        """Look at the moves that take a known respondent's place: they are safe from the others."""
        for moves, steps in self._spare:
            tried: set[int] = set()
            for target in self._left():
                for move in sparse.find(steps[[target]])[1][:SPARE]:
                    if self._exposed[target].any() and move not in tried:
                        tried.add(move)
                        self._add(self._program.truth + moves[[move]].toarray()[0])

    def _move_together(self, targets: np.ndarray, over: range) -> None:
        """For each party, the one that knows most first, move what is still certain to it."""
        stubborn: list[int] = []
        while len(stubborn) < PATIENCE:
            party = self._knows_most(targets, stubborn)
            if party is None:
                return
            if not self._move_for(party, self._certain_to(party, targets), over):
                stubborn.append(party)

    def _move_all(self, targets: np.ndarray) -> int | None:
        """The same to the end, by moving all releases; the first target that cannot be moved."""
        tried = 0
        while (party := self._knows_most(targets, [])) is not None:
            certain = self._certain_to(party, targets)
            if self._move_for(party, certain, self._releases):
                continue
            for target in certain:
                tried += 1
                if tried > TRIES or not self._attack_alone(target, party):
                    return int(target)
        return None

    def _knows_most(self, targets: np.ndarray, but: list[int]) -> int | None:
        """The party to whom most targets are certain; None when there is none."""
        told = np.unpackbits(self._exposed[targets], axis=1).sum(axis=0)
        told[but] = 0
        party = int(told.argmax())
        return party if told[party] else None

    def _certain_to(self, party: int, targets: np.ndarray) -> np.ndarray:
        """Those of the targets that are certain to a party."""
        byte, bit = divmod(party, 8)
        return targets[self._exposed[targets, byte] & (128 >> bit) > 0]

    def _move_for(self, party: int, targets: np.ndarray, over: range) -> bool:
        """Move some targets of one release at once for a party; whether one of them was moved."""
        signs = self._draw.choice([-1.0, 1.0], size=len(targets))
        goal = self._targets[targets].T @ signs
        floor = self._floor(party, int(self._when[targets[0]]))
        for share in (0.5, 0.1, 0.0):
            rise = max(1, round(share * len(targets)))
            solution = self._program.gentlest(goal, rise, self._weights, floor, over)
            if solution is not None:
                self._add(solution)
                self._weights[self._program.taken(solution, INSIDERS)] *= 2
                return True
        return False

    def _floor(self, party: int, t: int) -> np.ndarray:
        """What a party leaves at least of each population, around the release `t`."""
        kind, pair = divmod(party, len(self._pairs[0]))
        one, other = self._pairs[0][pair], self._pairs[1][pair]
        known = self._program.views[one] + self._program.views[other]
        return self._program.floor(known, self._joined(t)[kind])

    def _joined(self, t: int) -> tuple[int, int, int]:
        """The release that each kind of party joined with; 0 where nobody says."""
        return 0, t, t + 1 if t + 1 < len(self._releases) else 0

    def _attack_alone(self, target: int, party: int) -> bool:
        """Look for any solution that moves one target and leaves a party where it is."""
        if not len(self._certain_to(party, np.array([target]))):
            return True
        floor = self._floor(party, int(self._when[target]))
        row = self._targets[[target]].toarray()[0]
        for goal in (row, -row):
            solution = self._program.least(goal, 0.0, floor, self._releases)
            if solution is not None:
                self._add(solution)
                if row @ solution != self._truth[target]:
                    return True
        return False

    def narrowest(self) -> int:
        """A number of values that an onlooker leaves to every target, at least."""
        floor = self._program.floor(np.zeros(0))
        for t in self._releases:
            width = np.where(self._when == t, self._high - self._low, np.inf)
            goal = self._targets[np.flatnonzero(width == width.min())].sum(axis=0)
            for one in (goal, -goal):
                solution = self._program.least(one, 0.5, floor, self._near(t))
                if solution is not None:
                    self._add(solution)
        return int((self._high - self._low).min()) + 1

    def _add(self, solution: np.ndarray) -> None:
        """Learn from a solution."""
        found = self._targets @ solution
        unplaced = self._program.unplaced(solution)[:, *self._pairs]
        for t in self._releases:
            moved = np.flatnonzero((found != self._truth) & (self._when == t))
            if len(moved):
                kinds = [unplaced[joined] for joined in self._joined(t)]
                self._exposed[moved] &= np.packbits(np.concatenate(kinds))
        np.minimum(self._low, found, out=self._low)
        np.maximum(self._high, found, out=self._high)
