"""What an answer is: typed input made canonical, and what is wrong with it if anything.

The one place where a validation rule lives: the form, imports and the API all call `problem`.
An answer that breaks a rule is still kept in the draft, so that nothing typed is lost.
"""

import math
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

LONGEST_NUMBER = 15
"""Digits of a number: as many as are exact wherever the data may go."""

_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_NOT_OLD_FORMS = re.compile("[^\uf900-\ufaff\U0002f800-\U0002fa1f]+")
"""Composition would replace old forms of characters, which matter to who bears them in a name."""

_NUMBER = re.compile(r"-?(\d{1,15}|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(\.\d{1,6})?")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_BARE_HOST = re.compile(r"[\w-]+(\.[\w-]+)+([/?#]\S*)?")
_ERA_YEAR = re.compile(rf"({'|'.join(ERAS)})(元|[1-9]\d?)年?")


@dataclass(frozen=True)
class Problem:
    """What is wrong with an answer: a code with a message in every language, and its numbers."""

    code: str
    limit: int | float | None = None


def normalise(question: Question, raw: Any) -> Any:
    """Make `raw` canonical: JSON data, or None for no answer. What cannot be read stays as it is."""
    value = _NORMALISERS[question.kind](question, _storable(raw))
    return None if value in ("", [], {}, None) else value


def _storable(raw: Any) -> Any:
    """The same data as JSON in UTF-8 can hold it."""
    if isinstance(raw, str):
        return raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(raw, list | tuple):
        return [_storable(part) for part in raw]
    if isinstance(raw, dict):
        return {_storable(str(name)): _storable(part) for name, part in raw.items()}
    if isinstance(raw, float) and not math.isfinite(raw):
        return str(raw)
    return raw


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
    if not isinstance(raw, list):
        return raw
    order = [choice.code for choice in question.choices]
    return sorted(_once(raw), key=lambda code: order.index(code) if code in order else len(order))


def _ranked(question: Question, raw: Any) -> Any:
    return _once(raw) if isinstance(raw, list) else raw


def _once(parts: list[Any]) -> list[Any]:
    """Each part once, in the order given."""
    found: list[Any] = []
    for part in parts:
        if part not in found:
            found.append(part)
    return found


def _composed(text: str) -> str:
    return _NOT_OLD_FORMS.sub(lambda part: unicodedata.normalize("NFC", part[0]), text)


def _line(question: Question, raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw
    return _CONTROL.sub("", _BREAK.sub(" ", _composed(raw)).replace("\t", " ")).strip()


def _lines(question: Question, raw: Any) -> Any:
    """Keep spaces at the end: the writer may be in the middle of a sentence."""
    if not isinstance(raw, str):
        return raw
    text = _CONTROL.sub("", _BREAK.sub("\n", _composed(raw)))
    return text if text.strip() else ""


def _plain(raw: str) -> str:
    """Full-width to half-width on one line, without what cannot be seen."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", raw))
    return _CONTROL.sub(" ", _BREAK.sub(" ", text)).strip()


def _number(question: Question, raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw
    if len(raw.strip()) > 1 and any(unicodedata.category(letter) == "No" for letter in raw):
        return _line(question, raw)  # a raised 2 or a ½ would be read as one more digit
    text = _plain(raw).replace("\N{MINUS SIGN}", "-")
    digits = re.sub("[, ]", "", text)
    if not _NUMBER.fullmatch(text) or len(re.sub(r"\D", "", text)) > LONGEST_NUMBER:
        return _plain(raw)
    number = float(digits)
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
    return f"https://{text}" if _BARE_HOST.fullmatch(text) else text


def _found_one(question: Question, raw: Any) -> Any:
    if not isinstance(raw, dict):
        return raw
    if isinstance(raw.get("id"), str) and raw["id"]:
        return {"id": raw["id"]}
    if not isinstance(raw.get("name"), str):
        return raw
    name = _line(question, raw["name"])
    return {"name": name} if name else None


def _found_many(question: Question, raw: Any) -> Any:
    if not isinstance(raw, list):
        return raw
    return _once([found for one in raw if (found := _found_one(question, one))])


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
    if not isinstance(value, list) or any(_one_choice(question, code) for code in value):
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
        good = good and not re.search(r"\s", value)
    except ValueError:
        good = False
    return _text(question, value) if good else Problem("url")


def _a_found(question: Question, value: Any) -> Problem | None:
    if not isinstance(value, dict) or not ({"id", "name"} & value.keys()):
        return Problem("text")
    return _text(question, value.get("id", value.get("name")))


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
