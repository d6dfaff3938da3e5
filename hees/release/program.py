"""An integer program of all that may be known of an item's counts, over all releases.

It holds every published number with its rounding, how counts add up, that a release follows the
one before it by joining, editing and leaving, and how many edited or left. The true counts solve
it. Solver: HiGHS, by `scipy.optimize.milp`.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from hees.release.known import INSIDERS, UNKNOWN, State, at, cell_bounds, linear_rules
from hees.release.population import RESPONSES, Shape

SECONDS = 10.0
"""How long one program may take."""


class Impossible(Exception):
    """The true counts break what the attacker takes for certain: a mistake in this code."""


class Program:
    """Counts of every release, one release after another, and what binds them.

    `truth`: the true counts. `people`: how many populations there are at each release; `places`:
    with their changes from each release to the next. `views`: those of the shape's that some
    respondent has.
    """

    def __init__(self, shape: Shape, states: Sequence[State]) -> None:
        count = len(states)
        cells = [shape.vector({**state.exact, RESPONSES: state.responses}) for state in states]
        here = [at(count, shape.matrix, {t: 1}) for t in range(count)]
        steps = [at(count, shape.matrix, {t - 1: -1, t: 1}) for t in range(1, count)]
        rules, least, most = zip(*linear_rules(shape, states, cells), strict=True)
        low, high = zip(*(cell_bounds(shape, state) for state in states), strict=True)
        self.truth = np.concatenate(cells)
        self.people, self.places = shape.matrix.shape[0], shape.matrix.shape[0] * (2 * count - 1)
        self._width, self._releases, self._times = len(shape.column), count, 2 * count - 1
        self._low, self._high = np.concatenate(low), np.concatenate(high)
        self._responses = shape.column[RESPONSES]
        self._low[self._responses] = max(self._low[self._responses], states[0].policy.batch)
        self._rows = sparse.vstack([*here, *steps, *rules], format="csr")
        self._least = np.concatenate(least)
        self._most = np.concatenate([np.full(self.places, np.inf), *most])
        self._now = self._rows @ self.truth
        left = [float(state.left) for state in states[1:]]
        self._left = np.repeat([0.0] * count + left, self.people)
        self._at_once = np.array([INSIDERS if one.changes.edited else 1 for one in states[1:]])
        # Who edits stays among those who responded.
        withdrawn = [float(state.changes.withdrawn) for state in states[1:]]
        self._left[count * self.people + len(shape.attacked) :: self.people] = withdrawn
        self._room = self._now[: self.places] + self._left
        self.views = self._present(*shape.views, count)
        self.part = cache(self._part)
        if not self._holds(self.truth, self._everywhere(INSIDERS)):
            raise Impossible

    def _present(self, views: np.ndarray, sure: np.ndarray, count: int) -> np.ndarray:
        """Those views of which all sure populations had somebody at one release."""
        at_release = self._room.reshape(-1, self.people)[:count, : views.shape[1]]
        lacking = sure @ (at_release == 0).T
        return views[~lacking.all(axis=1)].astype(float)

    def floor(self, known: np.ndarray, joined: int = 0) -> np.ndarray:
        """The least number of each population, and of each change of it, of which some are known.

        `known`: how many respondents, of each population (the first ones), whose places are known.
        They all joined with the release `joined`; where that is 0, nobody says when, and at most
        one with each, unless some may have edited then.
        """
        known = np.tile(np.pad(known, (0, self.people - len(known))), (self._times, 1))
        steps = known[self._releases :]
        if joined:
            known[:joined] = 0
            steps[np.arange(1, len(steps) + 1) != joined] = 0
        else:
            np.minimum(steps, self._at_once[:, None], out=steps)
        return np.minimum(self._room, known.ravel()) - self._left

    def _everywhere(self, known: int) -> np.ndarray:
        """The floor with so many known respondents in every population, and every change at once."""
        return np.minimum(self._room, known) - self._left

    def allowed(self, moves: sparse.csr_array, known: int) -> np.ndarray:
        """Which moves away from the truth are solutions that leave so many known respondents."""
        floor = self._everywhere(known)
        steps = sparse.vstack([self._rows, sparse.eye(len(self.truth))], format="csr") @ moves.T
        now = np.concatenate([self._now, self.truth])
        least = np.concatenate([floor, self._least, self._low]) - now
        most = np.concatenate([self._most, self._high]) - now
        row, move, step = sparse.find(steps)
        allowed = np.ones(moves.shape[0], dtype=bool)
        allowed[move[(step < least[row]) | (step > most[row])]] = False
        return allowed

    def taken(self, solution: np.ndarray, known: int) -> np.ndarray:
        """The populations, and changes, in which it has no room for so many known respondents."""
        floor = self._everywhere(known)
        return (self._rows @ solution)[: self.places] < floor

    def unplaced(self, solution: np.ndarray) -> np.ndarray:
        """Whether a solution has no place left for two respondents of such views.

        Shape (releases, views, views), by the release that both joined with, as in `floor`.
        """
        width = self.views.shape[1]
        one, two = (
            self.taken(solution, known).reshape(self._times, -1)[:, :width]
            for known in (1, INSIDERS)
        )
        here, steps = slice(self._releases), slice(self._releases, None)
        at_once = np.any(two[steps][self._at_once == INSIDERS], axis=0)
        some = np.any(one[here], axis=0) | np.any(one[steps], axis=0)
        found = [self._pairs(some, np.any(two[here], axis=0) | at_once)]
        for joined in range(1, self._releases):
            times = [*range(joined, self._releases), self._releases + joined - 1]
            found.append(self._pairs(np.any(one[times], axis=0), np.any(two[times], axis=0)))
        return np.array(found)

    def _pairs(self, one: np.ndarray, two: np.ndarray) -> np.ndarray:
        """(views, views): whether a view has a population of `one`, or both have one of `two`."""
        alone = self.views @ one > 0
        shared = self.views[:, two]
        return alone[:, None] | alone[None, :] | (shared @ shared.T > 0)

    def responses(self) -> list[tuple[int, int]]:
        """The least and the most responses that each release can have had."""
        everybody, floor = range(self._releases), self.floor(np.zeros(0))
        found = []
        for t in everybody:
            place = t * self._width + self._responses
            goal = np.zeros(len(self.truth))
            goal[place] = 1
            low = self.least(goal, 0.0, floor, everybody)
            high = self.least(-goal, 0.0, floor, everybody)
            if low is None or high is None:
                found.append((0, UNKNOWN))
            else:
                found.append((int(low[place]), int(high[place])))
        return found

    def least(
        self, goal: np.ndarray, gap: float, floor: np.ndarray, over: range
    ) -> np.ndarray | None:
        """A solution within `gap` of the one that makes `goal` least; None if not found in time.

        Only the counts of the releases `over` are moved away from the truth.
        """
        columns, rows, matrix, fixed = self.part(over)
        least = np.concatenate([floor, self._least])[rows] - fixed
        rules = LinearConstraint(matrix, least, self._most[rows] - fixed)
        bounds = Bounds(self._low[columns], self._high[columns])
        return self._solve(goal[columns], gap, bounds, [rules], floor, columns)

    def gentlest(
        self, goal: np.ndarray, rise: float, weights: np.ndarray, floor: np.ndarray, over: range
    ) -> np.ndarray | None:
        """A solution with `goal` raised by `rise` that takes few known respondents' places.

        `weights`: how much each place matters, beyond those that `floor` keeps.
        """
        columns, rows, matrix, fixed = self.part(over)
        all_ = self._everywhere(INSIDERS)
        places = rows[rows < self.places]
        beside = sparse.eye(len(rows), len(places), format="csr")
        rules = LinearConstraint(
            sparse.hstack([matrix, beside], format="csr"),
            np.concatenate([all_, self._least])[rows] - fixed,
            self._most[rows] - fixed,
        )
        raised = LinearConstraint(
            np.concatenate([goal[columns], np.zeros(len(places))])[None],
            goal[columns] @ self.truth[columns] + rise,
        )
        bounds = Bounds(
            np.concatenate([self._low[columns], np.zeros(len(places))]),
            np.concatenate([self._high[columns], (all_ - floor)[places]]),
        )
        cost = np.concatenate([np.zeros(len(columns)), weights[places]])
        return self._solve(cost, 0.3, bounds, [rules, raised], floor, columns)

    def _part(self, over: range) -> tuple[np.ndarray, np.ndarray, sparse.csr_array, np.ndarray]:
        """The program over some releases: its columns, its rows, and what the others add to them."""
        columns = np.arange(over.start * self._width, over.stop * self._width)
        matrix = self._rows[:, columns]
        rows = np.flatnonzero(np.diff(matrix.indptr))
        matrix = matrix[rows]
        return columns, rows, matrix, self._now[rows] - matrix @ self.truth[columns]

    def _solve(
        self,
        cost: np.ndarray,
        gap: float,
        bounds: Bounds,
        rules: list[LinearConstraint],
        floor: np.ndarray,
        columns: np.ndarray,
    ) -> np.ndarray | None:
        whole = np.zeros(len(cost))
        whole[: len(columns)] = 1
        options = {"time_limit": SECONDS, "mip_rel_gap": gap}
        result = milp(cost, integrality=whole, bounds=bounds, constraints=rules, options=options)
        if result.x is None:
            return None
        solution = self.truth.copy()
        solution[columns] = np.round(result.x[: len(columns)])
        return solution if self._holds(solution, floor) else None

    def _holds(self, solution: np.ndarray, floor: np.ndarray) -> bool:
        rows = self._rows @ solution
        return bool(
            np.all(solution >= self._low)
            and np.all(solution <= self._high)
            and np.all(rows >= np.concatenate([floor, self._least]))
            and np.all(rows <= self._most)
        )
