"""What may be known of an item's counts in each release, as bounds and linear rules over its cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from hees.release.amounts import Known
from hees.release.population import RESPONSES, SIZE, Shape
from hees.release.protection import Cell, window
from hees.store.basis import Changes
from hees.study.catalogue import TOTAL
from hees.study.study import Policy

INSIDERS = 2
"""How many respondents may put together what they know of themselves."""

UNKNOWN = 10**9
"""More respondents than there can be."""


@dataclass(frozen=True)
class State:
    """One release of an item, as it is (`exact`, `responses`) and as it is shown.

    `withheld`: the breakdowns that the gate left out. `sizes`: how many respondents a (by, group)
    has at least and at most, by the published size of the group and the frame. `sums`: what
    published sums of numbers tell about the counts of bands. `between`: the least and the most
    responses, likewise.
    """

    policy: Policy
    responses: int
    shown_responses: int | None
    changes: Changes
    exact: Mapping[Cell, int]
    shown: Mapping[Cell, int | None]
    withheld: frozenset[str] = frozenset()
    sizes: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    sums: Sequence[Known] = ()
    between: tuple[int, int] = (0, UNKNOWN)

    @property
    def left(self) -> int:
        """How many edited or left since the release before."""
        return self.changes.edited + self.changes.withdrawn


def cell_bounds(shape: Shape, state: State) -> tuple[np.ndarray, np.ndarray]:
    """The least and the largest value of each cell that goes with what is shown of it."""
    low, high = np.zeros(len(shape.column)), np.full(len(shape.column), np.inf)
    for cell, place in shape.column.items():
        by, group, answer = cell
        if cell == RESPONSES:
            least, most = window(state.policy, state.shown_responses)
            low[place], high[place] = max(least, state.between[0]), min(most, state.between[1])
        elif answer == SIZE:
            low[place], high[place] = state.sizes.get((by, group), (0, np.inf))
        elif cell in state.shown:
            low[place], high[place] = window(state.policy, state.shown[cell])
            if not answer:
                low[place] = max(low[place], state.policy.breakdown_base)
        elif _by_rule(state, by):
            high[place] = state.policy.breakdown_base - 1
    return low, high


def _by_rule(state: State, by: str) -> bool:
    """Whether a group that is not shown is known to be too small."""
    if by in state.withheld:
        return False
    return by == TOTAL or state.responses >= state.policy.totals_only_below


Rows = tuple[sparse.csr_array, np.ndarray, np.ndarray]
"""Linear expressions, and the least and the largest value of each."""


def linear_rules(
    shape: Shape, states: Sequence[State], cells: Sequence[np.ndarray]
) -> Iterator[Rows]:
    """How the counts of a release hang together, and with those of the release before."""
    count = len(states)
    zeros = shape.zeros[np.all([shape.zeros @ of == 0 for of in cells], axis=0)]
    positives = shape.positives[np.all([shape.positives @ of >= 0 for of in cells], axis=0)]
    responses = sparse.csr_array(shape.vector({RESPONSES: 1})[None])
    for t, state in enumerate(states):
        here = {t: 1}
        yield at(count, zeros, here), np.zeros(zeros.shape[0]), np.zeros(zeros.shape[0])
        # Who is known may have given several answers, or be in several groups: they count here.
        extra = INSIDERS * (max(len(shape.answers), *map(len, shape.groups.values()), 1) - 1)
        yield _at_least(at(count, positives, here), np.minimum(positives @ cells[t], extra))
        for factors, least, most in state.sums:
            row = sparse.csr_array(shape.vector(factors)[None])
            yield at(count, row, here), np.full(1, least), np.full(1, most)
        if t:
            grown = at(count, responses, {t - 1: -1, t: 1})
            joined = state.policy.batch - state.left - state.changes.withdrawn
            yield _at_least(grown, np.full(1, float(joined)))


def at(count: int, rows: sparse.csr_array, releases: Mapping[int, int]) -> sparse.csr_array:
    """Expressions over one release's cells, as expressions over the cells of all releases."""
    pick = np.zeros((1, count))
    for place, factor in releases.items():
        pick[0, place] = factor
    return sparse.csr_array(sparse.kron(sparse.csr_array(pick), rows, format="csr"))


def _at_least(rows: sparse.csr_array, least: np.ndarray) -> Rows:
    return rows, least, np.full(len(least), np.inf)
