"""Conditions as XLSForm's `relevant`, and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hees.study import Condition, Kind
from hees.study.condition import AllOf, AnyOf, Not, Test
from hees.study.questionnaire import NUMBERS
from hees.team.xlsform.expressions import (
    Call,
    Compare,
    Junction,
    Literal,
    NotUnderstood,
    Ref,
    Tree,
    literal,
    parse,
)

SEVERAL = {Kind.MULTI, Kind.RANK}
ONE = {Kind.SINGLE, Kind.SCALE}
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


@dataclass(frozen=True)
class Asked:
    """A question that conditions may name. `codes`: its choices, as the form names them → our codes."""

    question: str
    kind: Kind
    item: str = ""
    whole: bool = True
    codes: Mapping[str, str] = field(default_factory=dict)


def node(question: str, item: str = "") -> str:
    """The name of a question in the form; the rows of a scale have names of their own."""
    return f"{question}.{item}" if item else question


def relevant(condition: Condition | None) -> str:
    """The condition in XPath; "" for none."""
    return _written(condition) if condition else ""


def _written(condition: Condition, *, inner: bool = False) -> str:
    if isinstance(condition, Not):
        return f"not({_written(condition.not_)})"
    if isinstance(condition, Test):
        parts, joint = _tests(condition), " or "
    else:
        several = condition.all if isinstance(condition, AllOf) else condition.any
        parts = [_written(part, inner=len(several) > 1) for part in several]
        joint = " and " if isinstance(condition, AllOf) else " or "
    text = joint.join(parts)
    return f"({text})" if inner and len(parts) > 1 else text


def _tests(test: Test) -> list[str]:
    """The comparisons of which one must hold."""
    [operator] = test.operators()
    value, ref = getattr(test, operator), f"${{{node(test.question, test.item)}}}"
    if operator in {"includes", "includes_any"}:
        codes = [value] if operator == "includes" else value
        return [f"selected({ref}, {literal(code)})" for code in codes]
    if operator in {"equals", "one_of"}:
        values = [value] if operator == "equals" else value
        return [f"{ref} = {_value(one)}" for one in values]
    if operator == "answered":
        return [f"{ref} {'!=' if value else '='} ''"]
    return [f"{ref} {'>=' if operator == 'at_least' else '<='} {_value(value)}"]


def _value(value: str | float) -> str:
    return literal(value) if isinstance(value, str) else number(value)


def number(value: float) -> str:
    """12, 0.5: never with an exponent, which XPath does not read."""
    if value == int(value):
        return str(int(value))
    return f"{value:.15f}".rstrip("0")


def condition(text: str, asked: Mapping[str, Asked]) -> Condition:
    """The condition that a `relevant` states of questions asked before. Raises NotUnderstood."""
    return _Reader(asked).read(parse(text))


class _Reader:
    def __init__(self, asked: Mapping[str, Asked]) -> None:
        self.asked = asked
        self.kinds = {(one.question, one.item): one.kind for one in asked.values()}

    def read(self, tree: Tree) -> Condition:
        if isinstance(tree, Junction):
            return self._joined(tree)
        if isinstance(tree, Compare):
            return self._compared(tree)
        if isinstance(tree, Call):
            if tree.name == "not" and len(tree.arguments) == 1:
                return Not(not_=self.read(tree.arguments[0]))
            if tree.name == "selected" and len(tree.arguments) == 2:
                return self._selected(*tree.arguments)
            raise NotUnderstood(f"{tree.name}()")
        raise NotUnderstood(f"${{{tree.name}}}" if isinstance(tree, Ref) else str(tree.value))

    def _joined(self, tree: Junction) -> Condition:
        parts = tuple(self.read(part) for part in tree.parts)
        if tree.operator == "and":
            return AllOf(all=parts)
        return self._one_of_several(parts) or AnyOf(any=parts)

    def _one_of_several(self, parts: tuple[Condition, ...]) -> Test | None:
        """Several codes of one question as a single test."""
        tests = [part for part in parts if isinstance(part, Test)]
        if len(tests) < len(parts) or len({(one.question, one.item) for one in tests}) > 1:
            return None
        first = tests[0]
        equal = [one.equals for one in tests if isinstance(one.equals, str)]
        if len(equal) == len(tests) and self.kinds[first.question, first.item] in ONE:
            return Test(question=first.question, item=first.item, one_of=tuple(equal))
        included = [one.includes for one in tests if one.includes]
        if len(included) == len(tests):
            return Test(question=first.question, includes_any=tuple(included))
        return None

    def _selected(self, left: Tree, right: Tree) -> Test:
        at = self._named(left)
        if not isinstance(right, Literal) or at.kind not in SEVERAL | ONE:
            raise NotUnderstood("selected()")
        code = self._code(at, right)
        if at.kind in SEVERAL:
            return Test(question=at.question, includes=code)
        return Test(question=at.question, item=at.item, equals=code)

    def _compared(self, tree: Compare) -> Condition:
        operator, left, right = tree.operator, tree.left, tree.right
        if isinstance(left, Literal):
            operator, left, right = _TURNED[operator], right, left
        if not isinstance(right, Literal):
            raise NotUnderstood(operator)
        if isinstance(left, Call):
            return self._counted(operator, left, right)
        at = self._named(left)
        if right.value == "" and operator in {"=", "!="}:
            return Test(question=at.question, item=at.item, answered=operator == "!=")
        if operator in {"=", "!="}:
            test = Test(question=at.question, item=at.item, equals=self._equal(at, right))
            return test if operator == "=" else Not(not_=test)
        return self._bounded(at, operator, right)

    def _counted(self, operator: str, left: Call, right: Literal) -> Test:
        """string-length(${a}) > 0 and its kind ask whether there is an answer."""
        asks = (operator, right.value) in {(">", 0), (">=", 1), ("!=", 0)}
        if left.name not in {"string-length", "count-selected"} or not asks:
            raise NotUnderstood(f"{left.name}()")
        at = self._named(*left.arguments[:1])
        return Test(question=at.question, item=at.item, answered=True)

    def _bounded(self, at: Asked, operator: str, right: Literal) -> Test:
        bound = right.value
        if at.kind not in NUMBERS or not isinstance(bound, float):
            raise NotUnderstood(f"${{{node(at.question, at.item)}}} {operator}")
        bound = beside(operator, bound, whole=at.whole)
        if operator.startswith(">"):
            return Test(question=at.question, at_least=bound)
        return Test(question=at.question, at_most=bound)

    def _equal(self, at: Asked, right: Literal) -> str | float:
        if at.kind in ONE:
            return self._code(at, right)
        if at.kind in NUMBERS and isinstance(right.value, float):
            return int(right.value) if right.value == int(right.value) else right.value
        if at.kind in SEVERAL | NUMBERS or not isinstance(right.value, str):
            raise NotUnderstood(f"${{{node(at.question, at.item)}}} =")
        return right.value

    def _named(self, tree: Tree | None = None) -> Asked:
        if not isinstance(tree, Ref) or tree.name not in self.asked:
            raise NotUnderstood(f"${{{tree.name}}}" if isinstance(tree, Ref) else "()")
        return self.asked[tree.name]

    def _code(self, at: Asked, right: Literal) -> str:
        name = right.value if isinstance(right.value, str) else number(right.value)
        if name not in at.codes:
            raise NotUnderstood(f"'{name}'")
        return at.codes[name]


def beside(operator: str, bound: float, *, whole: bool) -> float:
    """The inclusive bound of "more than" or "less than", which only whole numbers have."""
    if operator in {">=", "<="}:
        return bound
    if not whole or bound != int(bound):
        raise NotUnderstood(f"{operator} {number(bound)}")
    return bound + 1 if operator == ">" else bound - 1
