"""The part of XPath that XLSForms use in `relevant` and `constraint`, as a tree."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LONGEST = 4000
"""So many characters of an expression are read."""

_TOKEN = re.compile(
    r"""\s*(?:\$\{\s*(?P<ref>[\w.\-]+)\s*\}
    | '(?P<single>[^']*)' | "(?P<double>[^"]*)" | ‘(?P<curly>[^’]*)’ | “(?P<curlies>[^”]*)”
    | (?P<number>-?(?:\d+(?:\.\d+)?|\.\d+))
    | (?P<compare><=|>=|!=|=|<|>)
    | (?P<name>[A-Za-z][\w:\-]*)
    | (?P<mark>[.(),]))\s*""",
    re.VERBOSE,
)
_QUOTED = {"single", "double", "curly", "curlies"}


class NotUnderstood(ValueError):
    """The expression says something that has no counterpart here; the text names that part."""


@dataclass(frozen=True)
class Ref:
    """The answer to a question, `${name}`; "" is the answer itself, `.`."""

    name: str


@dataclass(frozen=True)
class Literal:
    value: str | float


@dataclass(frozen=True)
class Call:
    name: str
    arguments: tuple["Tree", ...]


@dataclass(frozen=True)
class Compare:
    operator: str
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True)
class Junction:
    """Two or more parts joined by "and" or by "or"."""

    operator: str
    parts: tuple["Tree", ...]


Tree = Ref | Literal | Call | Compare | Junction


def literal(text: str) -> str:
    """A text as XPath writes it. XPath cannot escape: both kinds of quotes need `concat`."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    parts = [f"'{part}'" for part in text.split("'")]
    return "concat(" + ', "\'", '.join(parts) + ")"


def parse(text: str) -> Tree:
    """The tree of an expression. Raises NotUnderstood."""
    if len(text) > LONGEST:
        raise NotUnderstood(f"{text[:40]}…")
    parser = _Parser(list(_tokens(text)))
    try:
        tree = parser.alternatives()
    except RecursionError as error:
        raise NotUnderstood(f"{text[:40]}…") from error
    if parser.rest:
        raise NotUnderstood(parser.rest[0][1])
    return tree


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise NotUnderstood(text[at : at + 40].strip() or text)
        kind = found.lastgroup or ""
        yield ("text" if kind in _QUOTED else kind), found[kind]
        at = found.end()


class _Parser:
    """Reads tokens from the left; `rest` is what is still to be read."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.rest = tokens

    def alternatives(self) -> Tree:
        return self._joined("or", lambda: self._joined("and", self._comparison))

    def _joined(self, operator: str, part: Callable[[], Tree]) -> Tree:
        parts = [part()]
        while self._take("name", operator):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Junction(operator, tuple(parts))

    def _comparison(self) -> Tree:
        left = self._operand()
        if self.rest and self.rest[0][0] == "compare":
            _, operator = self.rest.pop(0)
            return Compare(operator, left, self._operand())
        return left

    def _operand(self) -> Tree:
        if not self.rest:
            raise NotUnderstood("…")
        kind, text = self.rest.pop(0)
        if kind == "ref":
            return Ref(text)
        if kind == "text":
            return Literal(text)
        if kind == "number":
            return Literal(float(text))
        if kind == "name":
            return self._call(text)
        if (kind, text) == ("mark", "."):
            return Ref("")
        if (kind, text) == ("mark", "("):
            inner = self.alternatives()
            self._must(")")
            return inner
        raise NotUnderstood(text)

    def _call(self, name: str) -> Tree:
        if not self._take("mark", "("):
            raise NotUnderstood(name)
        arguments: list[Tree] = []
        while not self._take("mark", ")"):
            if arguments:
                self._must(",")
            arguments.append(self.alternatives())
        texts = [one.value for one in arguments if isinstance(one, Literal)]
        if name == "concat" and len(texts) == len(arguments):
            return Literal("".join(map(str, texts)))
        return Call(name, tuple(arguments))

    def _take(self, kind: str, text: str) -> bool:
        """Read this token if it is the next one."""
        if self.rest and self.rest[0] == (kind, text):
            self.rest.pop(0)
            return True
        return False

    def _must(self, text: str) -> None:
        if not self._take("mark", text):
            raise NotUnderstood(self.rest[0][1] if self.rest else text)
