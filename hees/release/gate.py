"""The gate: what of a release may be published, judged against every release before it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from hees.release.amounts import told
from hees.release.attack import Finding, attack
from hees.release.known import UNKNOWN, State
from hees.release.population import SIZE, shape
from hees.release.program import Impossible, Program
from hees.release.protection import Cell, protect, published, window
from hees.store.basis import Changes, Exact
from hees.store.releases import Count, Frame, Part, Verdict
from hees.study import Study
from hees.study.catalogue import ACROSS, TOTAL, grouping
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
    between: tuple[int, int] = (0, UNKNOWN)
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
    made = _counted(study, [*past, replace(new, shown={}, withheld=frozenset())])
    new = made[-1]
    withheld: list[Part] = []
    findings: list[Finding] = []
    for of in _items(study, made):
        shown, dropped, finding = _item_or_sizes(study, made, of, withheld)
        new.shown_of[of] = shown
        withheld += [Part(of[0], by, of[1]) for by in dropped]
        findings.append(finding)
    counts = [
        Count(question, by, group, item, answer, count)
        for (question, item), shown in new.shown_of.items()
        for (by, group, answer), count in shown.items()
    ]
    widths = [one.narrowest for one in findings if one.narrowest is not None]
    checked = sum(one.checked for one in findings)
    return counts, Verdict(checked, min(widths, default=None), tuple(sorted(withheld)))


def _counted(study: Study, made: Sequence[Made]) -> list[Made]:
    """The releases, each with what the sizes of groups tell about the number of its responses."""
    sizes = [(breakdown.question, "") for breakdown in study.breakdowns]
    for of in sizes:
        *past, new = _states(study, made, of)
        form = shape(study, of[0], (), _known([*past, new]))
        shown = protect(new.policy, new.exact, form.answers, new.responses)
        try:
            told = Program(form, [*past, replace(new, shown=shown)]).responses()
        except Impossible as error:
            raise Held("impossible", Part(of[0], TOTAL, of[1])) from error
        made = [
            replace(one, between=(max(one.between[0], low), min(one.between[1], high)))
            for one, (low, high) in zip(made, told, strict=True)
        ]
    return list(made)


def withstands(study: Study, past: Sequence[Made], new: Made, question: str) -> bool:
    """Whether nothing follows of a question's counts once `new` is published just as it says."""
    try:
        states = _states(study, _counted(study, [*past, new]), (question, ""))
        return _attack(study, (question, ""), states).told is None
    except Held:
        return False


def _item_or_sizes(
    study: Study, made: Sequence[Made], of: Item, withheld: list[Part]
) -> tuple[dict[Cell, int | None], list[str], Finding]:
    """As `_item`; where the past follows, the sizes of groups are withheld, one after another.

    What was decided with them stays safe without them.
    """
    shown_of = made[-1].shown_of
    sizes = [(breakdown.question, "") for breakdown in study.breakdowns]
    while True:
        try:
            return _item(study, made, of)
        except Held as held:
            known = [one for one in sizes if one != of and shown_of.get(one)]
            if held.reason != "past" or not known:
                raise
            shown_of[known[0]] = {}
            withheld.append(Part(known[0][0], TOTAL, ""))


def _item(
    study: Study, made: Sequence[Made], of: Item
) -> tuple[dict[Cell, int | None], list[str], Finding]:
    """What may be shown of one item, the breakdowns that are withheld, and what was found."""
    *past, new = _states(study, made, of)
    answers = shape(study, of[0], (), _known([*past, new])).answers
    rule = protect(new.policy, new.exact, answers, new.responses)
    every = sorted({by for by, _, _ in new.exact}, reverse=True)  # the total last
    dropped: list[str] = []
    while True:
        shown = {cell: count for cell, count in rule.items() if cell[0] not in dropped}
        candidate = replace(new, shown=shown, withheld=frozenset(dropped))
        if not shown and not any(state.shown for state in past):
            return shown, dropped, Finding(0, None)
        finding = _attack(study, of, [*past, candidate])
        if finding.told is None:
            return shown, dropped, finding
        if dropped == every:
            raise Held("past", Part(of[0], TOTAL, of[1]))
        left = [by for by in every if by in {by for by, _, _ in shown}]
        # A total that follows from a breakdown is kept, and the breakdown is not. Where nothing is
        # shown, that a group is too small by the rule must not be known either.
        drop = finding.told if finding.told and finding.told in left else next(iter(left), None)
        dropped = every if drop is None else [one for one in every if one in {*dropped, drop}]


def _attack(study: Study, of: Item, states: Sequence[State]) -> Finding:
    """Attack an item under the breakdowns of which anything is or was shown."""
    known = _known(states)
    bys = {by for state in states for by in _tells(state)}
    try:
        return attack(shape(study, of[0], tuple(sorted(bys)), known), states)
    except Impossible as error:
        raise Held("impossible", Part(of[0], TOTAL, of[1])) from error


def _tells(state: State) -> set[str]:
    """The breakdowns of which a release shows something, or shows by the rule that it is small."""
    shown = {by for by, _, _ in state.shown}
    if state.responses >= state.policy.totals_only_below:
        shown |= {by for by, _, _ in state.exact} - state.withheld
    return shown - {TOTAL}


def _known(states: Iterable[State]) -> set[Cell]:
    return {cell for state in states for cell in (*state.exact, *state.shown)}


def _items(study: Study, made: Iterable[Made]) -> list[Item]:
    """Every item that was ever counted, of the questions that the study still asks.

    The questions of the breakdowns come first: the sizes of their groups bound what follows.
    """
    asked = study.questionnaire.questions
    sizes = {breakdown.question for breakdown in study.breakdowns}
    found = {item for one in made for item in one.exact_of if item[0] in asked}
    return sorted(found, key=lambda of: (of[0] not in sizes, of))


def _states(study: Study, made: Sequence[Made], of: Item) -> list[State]:
    """What each release says of one item, by the breakdowns that the study knows."""
    bys = {cell[0] for one in made for cell in one.exact_of.get(of, {})} - {TOTAL}
    known = {breakdown.id for breakdown in study.breakdowns}
    bys = sorted(by for by in bys if by in known or by.startswith(ACROSS))
    return [_state(study, one, bys, of) for one in made]


def _state(study: Study, made: Made, bys: Iterable[str], of: Item) -> State:
    """What a release says of one item."""
    exact = _exact(study, made, bys, of)
    sums = {
        (by, g): total for (question, by, g), total in made.amounts.items() if question == of[0]
    }
    return State(
        policy=made.policy,
        responses=made.responses,
        shown_responses=published(made.policy, made.responses),
        between=made.between,
        changes=made.changes,
        exact=exact,
        shown=made.shown_of.get(of, {}),
        withheld=frozenset(part.by for part in made.withheld if (part.question, part.item) == of),
        sizes=dict(_sizes(study, made, exact)),
        sums=tuple(told(study.questionnaire.questions[of[0]], sums)) if sums else (),
    )


def _exact(study: Study, made: Made, bys: Iterable[str], of: Item) -> dict[Cell, int]:
    """The exact counts of an item, with the sizes of the groups."""
    exact = made.exact_of.get(of, {})
    found = dict(exact)
    for by in bys:
        sizes = made.exact_of.get((grouping(study, by) or "", ""), {})
        for group in {group for other, group, _ in exact if other == by}:
            found[by, group, SIZE] = sizes.get((TOTAL, "", group), exact[by, group, ""])
    return found


def _sizes(
    study: Study, made: Made, exact: Mapping[Cell, int]
) -> Iterator[tuple[tuple[str, str], tuple[int, int]]]:
    """How many respondents a group has at least and at most: by its published size and the frame."""
    for (by, group, answer), size in exact.items():
        if answer == SIZE:
            shown = made.shown_of.get((grouping(study, by) or "", ""), {})
            place = (TOTAL, "", group)
            low, high = window(made.policy, shown[place]) if place in shown else (0, UNKNOWN)
            # Where more than are listed responded, the list bounds nothing.
            listed = made.frame.get(by, {}).get(group, UNKNOWN)
            yield (by, group), (low, min(high, listed) if listed >= size else high)
