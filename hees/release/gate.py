"""The gate: what of a release may be published, judged against every release before it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from hees.release.amounts import told
from hees.release.attack import Finding, attack
from hees.release.population import shape
from hees.release.program import Impossible, State
from hees.release.protection import Cell, protect, published, window
from hees.store.basis import Changes, Exact
from hees.store.releases import Count, Frame, Part, Verdict
from hees.study import Study
from hees.study.catalogue import TOTAL, catalogue, grouping
from hees.study.study import Policy


class Held(Exception):
    """The release may not be published. `reason` is a code; `part` says where, if anywhere."""

    def __init__(self, reason: str, part: Part | None = None) -> None:
        self.reason, self.part = reason, part
        where = f" ({part.question}, {part.item or 'no item'})" if part else ""
        super().__init__(f"{reason}{where}")


N = TypeVar("N", int, int | None)

Item = tuple[str, str]
"""(question, item); an item of "" where the question has none."""


@dataclass(frozen=True)
class Made:
    """One release as the gate knows it: exact, and (a past one) as it was published.

    `amounts`: the published sum of numbers of each (question, by, group).
    """

    policy: Policy
    responses: int
    changes: Changes
    exact: Mapping[Exact, int]
    shown: Mapping[Exact, int | None] = field(default_factory=dict)
    withheld: frozenset[Part] = frozenset()
    frame: Frame = field(default_factory=dict)
    amounts: Mapping[tuple[str, str, str], float] = field(default_factory=dict)

    @cached_property
    def exact_of(self) -> dict[Item, dict[Cell, int]]:
        """The exact counts, item by item."""
        return _by_item(self.exact)

    @cached_property
    def shown_of(self) -> dict[Item, dict[Cell, int | None]]:
        """The published counts, item by item."""
        return _by_item(self.shown)


def _by_item(cells: Mapping[Exact, N]) -> dict[Item, dict[Cell, N]]:
    found: dict[Item, dict[Cell, N]] = {}
    for (question, by, group, item, answer), count in cells.items():
        found.setdefault((question, item), {})[by, group, answer] = count
    return found


def examine(study: Study, past: Sequence[Made], new: Made) -> tuple[list[Count], Verdict]:
    """What of the release `new` may be published after those of the `past`, and the verdict.

    Each item of each question is attacked with all its tables in all releases. Where something
    follows, the breakdown that tells it is withheld, then others, then the whole item.
    `new.shown` and `new.withheld` are not read. Raises Held when even that does not help.
    """
    new = replace(new, shown={}, withheld=frozenset())
    made = [*past, new]
    counts: list[Count] = []
    withheld: list[Part] = []
    findings: list[Finding] = []
    for of in _items(study, made):
        (question, item), (shown, dropped, finding) = of, _item(study, made, of)
        new.shown_of[of] = shown
        counts += [Count(question, by, g, item, a, count) for (by, g, a), count in shown.items()]
        withheld += [Part(question, by, item) for by in dropped]
        findings.append(finding)
    widths = [one.narrowest for one in findings if one.narrowest is not None]
    checked = sum(one.checked for one in findings)
    return counts, Verdict(checked, min(widths, default=None), tuple(sorted(withheld)))


def withstands(study: Study, past: Sequence[Made], new: Made, question: str) -> bool:
    """Whether nothing follows of a question's counts once `new` is published just as it says."""
    made = [*past, new]
    bys = _bys(study, question, made)
    states = [_state(study, one, bys, (question, "")) for one in made]
    known = {cell for state in states for cell in (*state.exact, *state.shown)}
    try:
        return attack(shape(study, question, bys, known), states).told is None
    except Impossible:
        return False


def _item(
    study: Study, made: Sequence[Made], of: Item
) -> tuple[dict[Cell, int | None], list[str], Finding]:
    """What may be shown of one item, the breakdowns that are withheld, and what was found."""
    question, item = of
    bys = _bys(study, question, made)
    *past, new = [_state(study, one, bys, of) for one in made]
    known = {cell for state in (*past, new) for cell in (*state.exact, *state.shown)}
    form = shape(study, question, bys, known)
    rule = protect(new.policy, new.exact, form.answers, new.responses)
    dropped: list[str] = []
    while True:
        shown = {cell: count for cell, count in rule.items() if cell[0] not in dropped}
        candidate = replace(new, shown=shown, withheld=frozenset(dropped))
        try:
            finding = attack(form, [*past, candidate])
        except Impossible as error:
            raise Held("impossible", Part(question, TOTAL, item)) from error
        if finding.told is None:
            return shown, dropped, finding
        left = [by for by in (*bys, TOTAL) if by in {cell[0] for cell in shown}]
        if not left:
            raise Held("past", Part(question, TOTAL, item))
        # A total that follows from a breakdown is kept, and the breakdown is not.
        dropped.append(finding.told if finding.told and finding.told in left else left[0])


def _items(study: Study, made: Iterable[Made]) -> list[Item]:
    """Every item that was ever counted, of the questions that the study still asks.

    The questions of the breakdowns come first: the sizes of their groups bound what follows.
    """
    asked = study.questionnaire.questions
    sizes = {breakdown.question for breakdown in study.breakdowns}
    found = {item for one in made for item in one.exact_of if item[0] in asked}
    return sorted(found, key=lambda of: (of[0] not in sizes, of))


def _bys(study: Study, question: str, made: Iterable[Made]) -> tuple[str, ...]:
    """The breakdowns of a question: those of the catalogue, and those that were shown before."""
    now = [name.by for name in catalogue(study) if name.question == question]
    before = sorted({cell[1] for one in made for cell in one.shown if cell[0] == question})
    known = {breakdown.id for breakdown in study.breakdowns}
    bys = [by for by in dict.fromkeys([*now, *before]) if by != TOTAL]
    return tuple(by for by in bys if by in now or by in known)


def _state(study: Study, made: Made, bys: Iterable[str], of: Item) -> State:
    """What a release says of one item."""
    exact = made.exact_of.get(of, {})
    sums = {
        (by, g): total for (question, by, g), total in made.amounts.items() if question == of[0]
    }
    return State(
        policy=made.policy,
        responses=made.responses,
        shown_responses=published(made.policy, made.responses),
        changes=made.changes,
        exact=exact,
        shown=made.shown_of.get(of, {}),
        withheld=frozenset(part.by for part in made.withheld if (part.question, part.item) == of),
        most=dict(_most(study, made, bys, exact)),
        sums=tuple(told(study.questionnaire.questions[of[0]], sums)) if sums else (),
    )


def _most(
    study: Study, made: Made, bys: Iterable[str], exact: Mapping[Cell, int]
) -> Iterator[tuple[tuple[str, str], int]]:
    """How many respondents a group can have at most: by its published size, and by the frame."""
    for by in bys:
        sizes = made.shown_of.get((grouping(study, by) or "", ""), {})
        for group in {group for other, group, _ in exact if other == by}:
            most = [made.frame.get(by, {}).get(group)]
            if (TOTAL, "", group) in sizes:
                most.append(window(made.policy, sizes[TOTAL, "", group])[1])
            known = [one for one in most if one is not None and one >= exact[by, group, ""]]
            if known:
                yield (by, group), min(known)
