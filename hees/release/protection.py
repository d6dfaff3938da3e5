"""What may be published of exact counts, cell by cell: the rule of the study's policy."""

from collections.abc import Iterable, Mapping

from hees.study.catalogue import TOTAL
from hees.study.study import Policy

Cell = tuple[str, str, str]
"""(by, group, answer) of a count of one question's item; an answer of "" is the base."""


def protect(
    policy: Policy, exact: Mapping[Cell, int], answers: Iterable[str], responses: int
) -> dict[Cell, int | None]:
    """The publishable cells of an item, of a release of so many responses.

    Below `policy.totals_only_below` responses no table is broken down. A group with fewer than
    `policy.breakdown_base` respondents is left out whole. Of the rest, every answer is given.
    """
    groups = sorted({(by, group) for by, group, _ in exact})
    return {
        (by, group, answer): published(policy, exact.get((by, group, answer), 0))
        for by, group in groups
        if (by == TOTAL or responses >= policy.totals_only_below)
        and exact.get((by, group, ""), 0) >= policy.breakdown_base
        for answer in ("", *answers)
    }


def published(policy: Policy, count: int) -> int | None:
    """A count as it may be shown: None under k, else the nearest multiple (halves go up)."""
    if count < policy.k:
        return None
    return (2 * count + policy.rounding) // (2 * policy.rounding) * policy.rounding


def window(policy: Policy, shown: int | None) -> tuple[int, int]:
    """The least and the largest count that would be shown so: what a reader knows."""
    if shown is None:
        return 0, policy.k - 1
    low = shown - policy.rounding // 2
    return max(low, policy.k), shown + (policy.rounding - 1) // 2
