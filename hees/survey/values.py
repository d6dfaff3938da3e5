"""What an answer is: typed input made canonical, and what is wrong with it if anything.

The one place where a validation rule lives: the form, imports and the API all call `problem`.
An answer that breaks a rule is still kept in the draft, so that nothing typed is lost.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from hees.study import Kind, Question

FIRST_YEAR, LAST_YEAR = 1600, 2100
ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
"""The year before the first of each era, so that 平成10 is 1988 + 10."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_ERA_YEAR = re.compile(rf"({'|'.join(ERAS)})(元|\d{{1,2}})年?")


@dataclass(frozen=True)
class Problem:
    """What is wrong with an answer: a code with a message in every language, and its numbers."""

    code: str
    limit: int | float | None = None


def normalise(question: Question, raw: Any) -> Any:
    """Make `raw` canonical: JSON data, or None for no answer. What cannot be read stays as it is."""
    if isinstance(raw, str):
        raw = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", raw)
    value = _NORMALISERS[question.kind](question, raw)
    return None if value in ("", [], {}, None) else value


def problem(question: Question, value: Any) -> Problem | None:
    """The first rule that a stored answer breaks, or None. No answer breaks no rule here."""
    return None if value is None else _RULES[question.kind](question, value)


def choose(question: Question, before: Iterable[str], after: Iterable[str]) -> list[str]:
    """Resolve a new choice against exclusive ones ("none of these"), in list order."""
    old, new = set(before), set(after)
    exclusive = {choice.code for choice in question.choices if choice.exclusive}
    if added := (new - old) & exclusive:
        new = {min(added)}
    elif new - old:
        new -= exclusive
    return [choice.code for choice in question.choices if choice.code in new]


# Canonical forms


def _code(question: Question, raw: Any) -> Any:
    return raw


def _codes_in_order(question: Question, raw: Any) -> Any:
    if not isinstance(raw, list | tuple):
        return raw
    order = {choice.code: position for position, choice in enumerate(question.choices)}
    return sorted(dict.fromkeys(raw), key=lambda code: order.get(code, len(order)))


def _ranked(question: Question, raw: Any) -> Any:
    return list(dict.fromkeys(raw)) if isinstance(raw, list | tuple) else raw


def _line(question: Question, raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw
    text = unicodedata.normalize("NFC", raw)
    return _CONTROL.sub("", re.sub(r"[\r\n\t\u2028\u2029]+", " ", text)).strip()


def _lines(question: Question, raw: Any) -> Any:
    """Keep spaces at the end: the writer may be in the middle of a sentence."""
    if not isinstance(raw, str):
        return raw
    text = unicodedata.normalize("NFC", raw).replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", text)
    return text if text.strip() else ""


def _plain(raw: str) -> str:
    """Full-width to half-width, without spaces at the ends."""
    return unicodedata.normalize("NFKC", raw).strip()


def _number(question: Question, raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw
    text = re.sub(r"[,\s、_]", "", _plain(raw)).replace("\N{MINUS SIGN}", "-")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", text):
        return _plain(raw)
    number = float(text)
    return int(number) if number == int(number) else number


def _year(question: Question, raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw
    text = _plain(raw)
    if era := _ERA_YEAR.fullmatch(text.replace(" ", "")):
        return ERAS[era[1]] + (1 if era[2] == "元" else int(era[2]))
    digits = text.removesuffix("年").strip()
    return int(digits) if re.fullmatch(r"\d{4}", digits) else text


def _email(question: Question, raw: Any) -> Any:
    return _plain(raw) if isinstance(raw, str) else raw


def _url(question: Question, raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw
    text = _plain(raw)
    bare = re.fullmatch(r"[\w-]+(\.[\w-]+)+([/?#].*)?", text)
    return f"https://{text}" if bare else text


def _found_one(question: Question, raw: Any) -> Any:
    if not isinstance(raw, dict):
        return raw
    if raw.get("id"):
        return {"id": raw["id"]}
    name = _line(question, raw.get("name", ""))
    return {"name": name} if name else None


def _found_many(question: Question, raw: Any) -> Any:
    if not isinstance(raw, list | tuple):
        return raw
    found: list[Any] = []
    for one in raw:
        entry = _found_one(question, one)
        if entry and entry not in found:
            found.append(entry)
    return found


_NORMALISERS: dict[Kind, Callable[[Question, Any], Any]] = {
    Kind.SINGLE: _code,
    Kind.SCALE: _code,
    Kind.MULTI: _codes_in_order,
    Kind.RANK: _ranked,
    Kind.TEXT: _line,
    Kind.LONG_TEXT: _lines,
    Kind.NUMBER: _number,
    Kind.YEAR: _year,
    Kind.EMAIL: _email,
    Kind.URL: _url,
    Kind.INSTITUTION: _found_many,
    Kind.ORGANISATION: _found_one,
}


# Rules


def _one_choice(question: Question, value: Any) -> Problem | None:
    known = isinstance(value, str) and value in question.by_code
    return None if known else Problem("unknown_choice")


def _several_choices(question: Question, value: Any) -> Problem | None:
    if not isinstance(value, list) or any(code not in question.by_code for code in value):
        return Problem("unknown_choice")
    if len(value) > 1 and any(question.by_code[code].exclusive for code in value):
        return Problem("exclusive")
    return _size(question, len(value))


def _size(question: Question, size: int) -> Problem | None:
    if question.min is not None and size < question.min:
        return Problem("too_few", int(question.min))
    if question.max is not None and size > question.max:
        return Problem("too_many", int(question.max))
    return None


def _text(question: Question, value: Any) -> Problem | None:
    if not isinstance(value, str):
        return Problem("text")
    if len(value) > question.longest:
        return Problem("too_long", question.longest)
    if question.pattern and not re.fullmatch(question.pattern, value):
        return Problem("pattern")
    return None


def _a_number(question: Question, value: Any) -> Problem | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Problem("whole_number" if question.whole else "number")
    if question.whole and not isinstance(value, int):
        return Problem("whole_number")
    return _bounds(question.min, question.max, value)


def _a_year(question: Question, value: Any) -> Problem | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return Problem("year")
    return _bounds(question.min or FIRST_YEAR, question.max or LAST_YEAR, value)


def _bounds(low: float | None, high: float | None, value: float) -> Problem | None:
    if low is not None and value < low:
        return Problem("at_least", _tidy(low))
    if high is not None and value > high:
        return Problem("at_most", _tidy(high))
    return None


def _tidy(number: float) -> int | float:
    return int(number) if number == int(number) else number


def _an_email(question: Question, value: Any) -> Problem | None:
    if not isinstance(value, str) or not _EMAIL.fullmatch(value):
        return Problem("email")
    return _text(question, value)


def _a_url(question: Question, value: Any) -> Problem | None:
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
        good = parts and parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    except ValueError:
        good = False
    return _text(question, value) if good else Problem("url")


def _a_found(question: Question, value: Any) -> Problem | None:
    if not isinstance(value, dict) or not ({"id", "name"} & value.keys()):
        return Problem("text")
    return _text(question, value.get("name") or value.get("id"))


def _several_found(question: Question, value: Any) -> Problem | None:
    if not isinstance(value, list):
        return Problem("text")
    wrong = (found for one in value if (found := _a_found(question, one)))
    return next(wrong, None) or _size(question, len(value))


_RULES: dict[Kind, Callable[[Question, Any], Problem | None]] = {
    Kind.SINGLE: _one_choice,
    Kind.SCALE: _one_choice,
    Kind.MULTI: _several_choices,
    Kind.RANK: _several_choices,
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _a_number,
    Kind.YEAR: _a_year,
    Kind.EMAIL: _an_email,
    Kind.URL: _a_url,
    Kind.INSTITUTION: _several_found,
    Kind.ORGANISATION: _a_found,
}
