"""What may be published of an exact table: the rule of the study's policy, applied cell by cell."""

from collections.abc import Iterator

from hees.release.tabulation import Tabulation
from hees.store.releases import Count
from hees.study import Study
from hees.study.study import Policy


def protect(study: Study, table: Tabulation) -> Iterator[Count]:
    """The publishable cells of a table: every answer of each group with a large enough base.

    A group whose base for an item is under `policy.totals_only_below` is left out whole. Of the
    rest, counts under `policy.k` become None and others the nearest multiple of `policy.rounding`.
    """
    question = study.questionnaire.questions[table.name.question]
    for group, item in sorted({(group, item) for group, item, _ in table.counts}):
        base = table.counts[group, item, ""]
        if base < study.policy.totals_only_below:
            continue
        for answer in ("", *question.by_code):
            count = published(study.policy, table.counts[group, item, answer])
            yield Count(question.id, table.name.by, group, item, answer, count)


def published(policy: Policy, count: int) -> int | None:
    """A count as it may be shown: None under k, else the nearest multiple (halves go up)."""
    if count < policy.k:
        return None
    return (2 * count + policy.rounding) // (2 * policy.rounding) * policy.rounding
