"""What an answer may be, as XLSForm's `constraint`, and back."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hees.study import Kind, Question
from hees.study.questionnaire import NUMBERS
from hees.survey.values import FIRST_YEAR, LAST_YEAR
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
from hees.team.xlsform.routing import beside, number

FORMS = {
    Kind.EMAIL: r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+",
    Kind.URL: r"https?://\S+\.\S+",
}
"""What an e-mail and a web address look like to a tool that knows neither."""

_SELF = Ref("")


@dataclass
class Limits:
    """The rules of a constraint. `exclusive`: the codes, as the form names them."""

    min: float | None = None
    max: float | None = None
    max_chars: int | None = None
    pattern: str | None = None
    exclusive: list[str] = field(default_factory=list)


def constraint(question: Question) -> str:
    """The rules of a question in XPath; "" for none, and for what XPath cannot say."""
    return " and ".join(_rules(question))


def bounds(question: Question) -> tuple[float | None, float | None]:
    """The least and greatest answer; a year has some even when the study names none."""
    if question.kind is Kind.YEAR:
        return question.min or FIRST_YEAR, question.max or LAST_YEAR
    return question.min, question.max


def _rules(question: Question) -> Iterator[str]:
    kind = question.kind
    low, high = bounds(question)
    if kind in NUMBERS | {Kind.MULTI}:
        what = "." if kind in NUMBERS else "count-selected(.)"
        for sign, bound in ((">=", low), ("<=", high)):
            if bound is not None:
                yield f"{what} {sign} {number(bound)}"
    if kind is Kind.MULTI:
        for choice in question.choices:
            if choice.exclusive:
                yield f"not(selected(., {literal(choice.code)}) and count-selected(.) > 1)"
    if kind in {Kind.TEXT, Kind.LONG_TEXT, *FORMS}:
        yield f"string-length(.) <= {question.longest}"
        for form in filter(None, (FORMS.get(kind), question.pattern)):
            yield f"regex(., {literal(form)})"
    if kind is Kind.ORGANISATION:
        yield f"string-length(.) <= {question.longest}"


def limits(text: str, kind: Kind, *, whole: bool = True) -> Limits:
    """The rules that a constraint states for an answer of this kind. Raises NotUnderstood."""
    found = Limits()
    tree = parse(text)
    parts = tree.parts if isinstance(tree, Junction) and tree.operator == "and" else (tree,)
    for part in parts:
        _take(found, part, kind, whole=whole)
    _forget_defaults(found, kind)
    return found


def _take(found: Limits, part: Tree, kind: Kind, *, whole: bool) -> None:
    if isinstance(part, Junction) and part.operator == "and":
        for inner in part.parts:
            _take(found, inner, kind, whole=whole)
    elif isinstance(part, Compare) and isinstance(part.right, Literal):
        _bound(found, part, kind, whole=whole)
    elif isinstance(part, Call) and part.name == "regex" and part.arguments[:1] == (_SELF,):
        _form(found, part, kind)
    elif (code := _alone(part)) is not None and kind is Kind.MULTI:
        found.exclusive.append(code)
    else:
        raise NotUnderstood(part.name if isinstance(part, Call | Ref) else "or")


def _bound(found: Limits, part: Compare, kind: Kind, *, whole: bool) -> None:
    """A least or greatest number, count of choices, or length."""
    right = part.right
    assert isinstance(right, Literal)
    if not isinstance(right.value, float) or part.operator in {"=", "!="}:
        raise NotUnderstood(f"{part.operator} {right.value}")
    counts = _counts(part.left)
    bound = beside(part.operator, right.value, whole=counts != "." or whole)
    low = part.operator.startswith(">")
    fits = {
        ".": kind in NUMBERS,
        "count-selected": kind is Kind.MULTI,
        "string-length": kind not in NUMBERS | {Kind.MULTI, Kind.SINGLE} and not low,
    }
    if not fits.get(counts, False):
        raise NotUnderstood(f"{counts} {part.operator}")
    if counts == "string-length":
        found.max_chars = int(bound)
    elif low:
        found.min = bound
    else:
        found.max = bound


def _counts(left: Tree) -> str:
    if left == _SELF:
        return "."
    if isinstance(left, Call) and left.arguments == (_SELF,):
        return left.name
    raise NotUnderstood(left.name if isinstance(left, Call) else "…")


def _form(found: Limits, part: Call, kind: Kind) -> None:
    form = part.arguments[1] if len(part.arguments) == 2 else None
    if not isinstance(form, Literal) or found.pattern or kind in NUMBERS:
        raise NotUnderstood("regex()")
    if form.value != FORMS.get(kind):
        found.pattern = str(form.value)


def _alone(part: Tree) -> str | None:
    """The code in not(selected(., 'none') and count-selected(.) > 1)."""
    match part:
        case Call(
            "not",
            (
                Junction(
                    "and",
                    (
                        Call("selected", (Ref(""), Literal(code))),
                        Compare(">", Call("count-selected", (Ref(""),)), Literal(1)),
                    ),
                ),
            ),
        ):
            return str(code)
    return None


def _forget_defaults(found: Limits, kind: Kind) -> None:
    """Bounds that hold anyway are not rules of the study."""
    if kind is Kind.YEAR:
        found.min = None if found.min == FIRST_YEAR else found.min
        found.max = None if found.max == LAST_YEAR else found.max
    if found.max_chars == (5000 if kind is Kind.LONG_TEXT else 300):
        found.max_chars = None
