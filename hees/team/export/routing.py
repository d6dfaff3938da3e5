"""Routing conditions made quick to ask of a hundred thousand responses, in the words of `Condition`."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AnySet
from typing import Any

from hees.store.responses import Key
from hees.study import Condition
from hees.study.condition import OPERATORS, AllOf, AnyOf, Not, Test

Data = Mapping[Key, Any]
Holds = Callable[[Data, str], bool]
"""Whether a condition holds for the data of a response, and of one entry of it ("" for none)."""


def compiled(condition: Condition, own: AnySet[str] = frozenset()) -> Holds:
    """The condition as a function. Questions in `own` are looked up in the entry."""
    if isinstance(condition, AllOf):
        parts = [compiled(part, own) for part in condition.all]
        return lambda data, entry: all(part(data, entry) for part in parts)
    if isinstance(condition, AnyOf):
        parts = [compiled(part, own) for part in condition.any]
        return lambda data, entry: any(part(data, entry) for part in parts)
    if isinstance(condition, Not):
        inner = compiled(condition.not_, own)
        return lambda data, entry: not inner(data, entry)
    return _test(condition, own)


def _test(test: Test, own: AnySet[str]) -> Holds:
    [operator] = test.operators()
    passes, expected = OPERATORS[operator], getattr(test, operator)
    question, item, of_entry = test.question, test.item, test.question in own
    for_none = operator == "answered"

    def holds(data: Data, entry: str) -> bool:
        answer = data.get((question, entry if of_entry else item))
        return passes(answer, expected) if answer is not None or for_none else False

    return holds
