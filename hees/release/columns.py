"""Coded columns: the answers of all responses to a question, one bit for each response and answer.

How many gave two answers together is then one AND and a count of the set bits, for 64 responses at
a time; a million responses to a question with eight choices take a megabyte.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hees.study import Question

Bits = NDArray[np.uint64]
"""(…, words): each response has the same bit of the same word in every row; spare bits are 0."""

BASE = ""
"""The answer of everyone who answered at all; the first of a column, before the codes."""

_BITS = 64
_BLOCK = 4096
"""Words that are counted at a time, so that intermediate results stay in the processor's cache."""


@dataclass(frozen=True)
class Column:
    """One question: `bits` has the shape (items, answers, words), `answers` is BASE and the codes.

    A question that is no matrix has the one item "". A response may have several answers to an item.
    """

    items: tuple[str, ...]
    answers: tuple[str, ...]
    bits: Bits

    @property
    def groups(self) -> tuple[tuple[str, ...], Bits]:
        """The codes, and who gave each (codes, words): the groups of a breakdown. A matrix has none."""
        if self.items != ("",):
            return (), self.bits[0, :0]
        return self.answers[1:], self.bits[0, 1:]


@dataclass(frozen=True)
class Columns:
    """Columns by question over the same responses; `everybody` (1, words) has each of their bits set."""

    everybody: Bits
    of: Mapping[str, Column]


def encode(question: Question, answers: Iterable[tuple[int, str, Any]], responses: int) -> Column:
    """The column of a question from (response's number, item, code or list of codes).

    All answers of a response to an item count together, so the entries of a repeated section
    become one. A value that is no code of the question counts for the base only. The numbers of a
    question with bands are added up for each response, and their sum counts in its band.
    """
    if question.bands:
        answers = _banded(question, answers)
    place = {answer: row for row, answer in enumerate((BASE, *question.by_code))}
    found = {item: ([], []) for item in question.item_by_code or ("",)}
    for response, item, value in answers:
        rows, of = found.setdefault(item if question.items else "", ([], []))
        given = value if isinstance(value, list) else [value]
        for row in (place[BASE], *(place[code] for code in given if code in place)):
            rows.append(row)
            of.append(response)
    marks = np.zeros((len(found), len(place), responses), dtype=bool)
    for number, (rows, of) in enumerate(found.values()):
        marks[number, rows, of] = True
    return Column(tuple(found), tuple(place), pack(marks))


def _banded(
    question: Question, answers: Iterable[tuple[int, str, Any]]
) -> Iterator[tuple[int, str, str]]:
    """The band of each response's number."""
    sums: dict[int, float] = {}
    for response, _, value in answers:
        sums[response] = sums.get(response, 0) + value
    for response, total in sums.items():
        yield response, "", question.band_of(total)


def pack(marks: NDArray[np.bool_]) -> Bits:
    """The bits of marks of the shape (…, responses)."""
    packed = np.packbits(marks, axis=-1)
    words = -(-marks.shape[-1] // _BITS)
    padded = np.zeros((*packed.shape[:-1], words * _BITS // 8), dtype=np.uint8)
    padded[..., : packed.shape[-1]] = packed
    return padded.view(np.uint64)


def together(ones: Bits, others: Bits) -> NDArray[np.int64]:
    """For each row of `ones` (n, words) and of `others` (m, words), in how many responses both are set."""
    counts = np.zeros((len(ones), len(others)), dtype=np.int64)
    for start in range(0, ones.shape[-1], _BLOCK):
        block = slice(start, start + _BLOCK)
        both = ones[:, None, block] & others[None, :, block]
        counts += np.bitwise_count(both).sum(axis=-1, dtype=np.int64)
    return counts
