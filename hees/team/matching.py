"""Matching names from a file to the institutions of the register, with a score from 0 to 100.

A match is certain at CERTAIN or more when no other institution comes close. From DOUBTFUL on a
person decides. Below it the name stays text.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz, process

from hees.store import name_forms, register, register_index
from hees.store.home import Home
from hees.store.register import Entry
from hees.team import likeness

CERTAIN = 95
DOUBTFUL = 70
CLEAR = 4
"""How much better than the next institution a certain match is at least."""

OFFERED = 8
_LOOKED_AT = 60
"""How many names are scored closely for one that is looked for."""


class Grade(StrEnum):
    """How sure a match is."""

    CERTAIN = "certain"
    DOUBT = "doubt"
    UNMATCHED = "unmatched"


@dataclass(frozen=True)
class Candidate:
    """An institution that may be meant. `by`: the name of it that is most alike."""

    entry: Entry
    score: int
    by: str


@dataclass(frozen=True)
class Match:
    """What a name may mean, the best first; `grade` says whether the best is it."""

    name: str
    grade: Grade
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class _Name:
    entry: int
    text: str
    key: str
    words: tuple[str, ...]
    place: frozenset[str]


class Index:
    """All names of some institutions, prepared for matching."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = list(entries)
        self._number = {entry.id: number for number, entry in enumerate(self.entries)}
        self.names: list[_Name] = []
        self._exact: defaultdict[str, list[int]] = defaultdict(list)
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        self._by_pair: defaultdict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            place = frozenset(name_forms.latin(entry.place))
            for text in dict.fromkeys([*entry.names.values(), *entry.aliases]):
                self._add(number, text, place)
        often = Counter(word for name in self.names for word in set(name.words))
        self._rarity = {
            word: math.log((len(self.names) + 1) / count) for word, count in often.items()
        }
        self._vocabulary = [word for word in often if len(word) > 3]

    def _add(self, entry: int, text: str, place: frozenset[str]) -> None:
        japanese = name_forms.is_japanese(text)
        key = name_forms.key(text)
        words = () if japanese else tuple(key.split())
        number = len(self.names)
        self.names.append(_Name(entry, text, key, words, place))
        self._exact[key].append(number)
        for word in {*words, *map(name_forms.romanised, words)}:
            self._by_word[word].append(number)
        if japanese:
            for pair in set(register_index.pairs(key)):
                self._by_pair[pair].append(number)

    @property
    def ids(self) -> Collection[str]:
        return self._number.keys()

    def name(self, id: str, language: str) -> str:
        """The name of an institution in a language, or the nearest there is."""
        names_of = self.entries[self._number[id]].names
        return names_of.get(language) or next(iter(names_of.values()))

    def match(self, name: str, country: str | None = None) -> Match:
        """What a name may mean, among the institutions of one country or of all."""
        best: dict[int, tuple[float, str]] = {}
        for part in name_forms.parts(name):
            for number, score in self._scored(part):
                known = self.names[number]
                if country and self.entries[known.entry].country != country:
                    continue
                if score > best.get(known.entry, (0.0, ""))[0]:
                    best[known.entry] = score, known.text
        ranked = sorted(best.items(), key=lambda one: (-int(one[1][0]), *self._fame(one[0])))
        found = tuple(
            Candidate(self.entries[entry], int(score), text)
            for entry, (score, text) in ranked[:OFFERED]
            if score >= DOUBTFUL
        )
        return Match(name, _grade(found), found)

    def _fame(self, number: int) -> tuple[int, str]:
        """Orders what scores alike: institutions of many names are the ones that are meant more."""
        return -len(self.entries[number].aliases), self.entries[number].id

    def _scored(self, text: str) -> Iterable[tuple[int, float]]:
        if name_forms.is_japanese(text):
            key = name_forms.japanese(text)
            near = self._near(register_index.pairs(key), self._by_pair, key)
            return [(number, likeness.japanese(key, self.names[number].key)) for number in near]
        words = tuple(name_forms.latin(text))
        key = " ".join(words)
        near = self._near(self._spellings(words), self._by_word, key)
        return [(number, self._latin_score(words, self.names[number])) for number in near]

    def _latin_score(self, words: tuple[str, ...], known: _Name) -> float:
        if words == known.words:
            return likeness.same(known.text, known.key)
        return likeness.latin(words, known.words, known.place, self._weight)

    def _near(self, parts: Iterable[str], where: dict[str, list[int]], key: str) -> list[int]:
        """The names that share most with what is looked for, rare parts counting more."""
        shared: defaultdict[int, float] = defaultdict(float)
        for part in set(parts):
            numbers = where.get(part, [])
            if not numbers or (len(numbers) > 4000 and shared):
                continue
            weight = math.log((len(self.names) + 1) / len(numbers)) + 0.1
            for number in numbers:
                shared[number] += weight
        for number in shared:
            shared[number] -= 0.02 * abs(len(self.names[number].key) - len(key))
        near = sorted(shared, key=shared.__getitem__, reverse=True)[:_LOOKED_AT]
        return [*self._exact.get(key, []), *near]

    def _spellings(self, words: Sequence[str]) -> list[str]:
        """The words, and for a word that no name has those spelled like it."""
        words = [word if word in self._by_word else name_forms.romanised(word) for word in words]
        known = [word for word in words if word in self._by_word]
        for word in words:
            if word not in self._by_word and len(word) > 3:
                alike = process.extract(
                    word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=80, limit=5
                )
                known = [one for one, _, _ in alike] + known
        return known

    def _weight(self, word: str) -> float:
        """How much a word tells: rare ones more, those that many institutions share little."""
        weight = self._rarity.get(word, 8.0)
        return max(0.6, weight * (0.5 if word in name_forms.GENERIC else 1))


def _grade(found: Sequence[Candidate]) -> Grade:
    if not found:
        return Grade.UNMATCHED
    second = found[1].score if len(found) > 1 else 0
    sure = found[0].score >= CERTAIN and found[0].score - second >= CLEAR
    return Grade.CERTAIN if sure else Grade.DOUBT


def index(home: Home) -> Index:
    """The institutions of the register, prepared once for each state of it."""
    return _index(home, register.state(home))


@lru_cache(maxsize=2)
def _index(home: Home, state: tuple[str, ...]) -> Index:
    return Index(register.everything(home, kinds=["institution"]))
