"""What in a passage may name somebody: found as well as rules can, for a person who then decides."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from hees.folding import fold
from hees.store import register_names
from hees.store.home import Home
from hees.study import Study


class Hint(StrEnum):
    """What a part of a passage may be."""

    ORGANISATION = "organisation"
    PLACE = "place"
    PERSON = "person"
    CONTACT = "contact"
    NAME = "name"  # a capitalised word or a quoted one, of whatever it may be


@dataclass(frozen=True, order=True)
class Suspect:
    """A part of a text, from `start` up to before `end`, that may name somebody or something."""

    start: int
    end: int
    hint: Hint


_KANJI = r"[\u4e00-\u9fff々]"
_RULES = (
    (Hint.CONTACT, r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    (Hint.CONTACT, r"(?:https?://|www\.)\S+"),
    (Hint.CONTACT, r"\+?\d[\d\s()-]{7,}\d"),
    (Hint.PERSON, r"\b(?:Mr|Ms|Mrs|Dr|Prof|Professor|President|Dean|Director)\.?\s+[A-Z]\w+"),
    (Hint.PERSON, rf"(?:{_KANJI}{{1,5}}|[ァ-ヶー]{{2,}})(?:さん|氏|様|先生|教授|学長|理事長|部長|課長|係長)"),
    (Hint.PLACE, rf"{_KANJI}{{1,3}}[都道府県市区町村](?!内|民|立|営)"),
    (Hint.ORGANISATION, rf"(?:{_KANJI}|[ァ-ヶー]){{2,}}(?:大学院|大学|学園|高専|財団|協会|機構|会社|研究所)"),
    (Hint.NAME, r"(?:[A-Z][\w.&-]+)(?:\s+(?:of|and|the|for|de)\s+[A-Z][\w.&-]+|\s+[A-Z][\w.&-]+)+"),
    (Hint.NAME, r"(?<=[a-z,;:] )[A-Z][\w-]+"),
    (Hint.NAME, r"「[^」]{2,40}」"),
)  # fmt: skip


def suspects(home: Home, study: Study, text: str) -> list[Suspect]:
    """The parts of a text that a person should look at, in order; none overlap."""
    found = [*_register(home, study, text), *_rules(text)]
    order = list(Hint)
    kept: list[Suspect] = []
    for one in sorted(found, key=lambda one: (order.index(one.hint), one.start - one.end)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept)


def names(text: str, name: str) -> bool:
    """Whether a text contains a name, however either is written; words count as wholes."""
    return any(True for _ in _places(_Folded(text), "".join(fold(name))))


class _Folded:
    """A text without case, width and punctuation, and where each character of it came from."""

    def __init__(self, text: str) -> None:
        self.text = text
        parts = [("".join(fold(letter)), place) for place, letter in enumerate(text)]
        self.folded = "".join(part for part, _ in parts)
        self.origin = [place for part, place in parts for _ in part]

    def is_word(self, start: int, end: int) -> bool:
        """Whether no Latin letter or digit goes on before or after a part of the text."""
        before, after = self.text[max(0, start - 1) : start], self.text[end : end + 1]
        goes_on_before = _is_latin(before) and _is_latin(self.text[start])
        goes_on_after = _is_latin(after) and _is_latin(self.text[end - 1])
        return not (goes_on_before or goes_on_after)


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _places(folded: _Folded, wanted: str) -> Iterator[tuple[int, int]]:
    """Where a folded name stands in the text itself."""
    start = folded.folded.find(wanted) if wanted else -1
    while start >= 0:
        first, last = folded.origin[start], folded.origin[start + len(wanted) - 1] + 1
        if folded.is_word(first, last):
            yield first, last
        start = folded.folded.find(wanted, start + 1)


def _register(home: Home, study: Study, text: str) -> Iterator[Suspect]:
    folded = _Folded(text)
    countries = [name for one in study.countries for name in one.name.root.values()]
    places = ["".join(fold(name)) for name in (*countries, *register_names.places(home))]
    for hint, wanted in (
        (Hint.ORGANISATION, register_names.names_in(home, folded.folded)),
        (Hint.PLACE, [one for one in places if one in folded.folded]),
    ):
        for one in wanted:
            yield from (Suspect(start, end, hint) for start, end in _places(folded, one))


def _rules(text: str) -> Iterable[Suspect]:
    for hint, rule in _RULES:
        yield from (Suspect(*match.span(), hint) for match in re.finditer(rule, text))
