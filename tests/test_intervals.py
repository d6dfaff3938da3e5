"""Limits of released shares: certain ones by trying all answers, likely ones by exact chances."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise, product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hees.findings.intervals import Known, critical, difference, share, wilson


def test_wilson_and_newcombe_give_the_published_examples():
    """Newcombe 1998: 81 of 263; and 56 of 70 against 48 of 80, his method 10."""
    assert wilson(81, 263, None, critical()) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    first, second = Known((56, 56), (70, 70)), Known((48, 48), (80, 80))
    found = difference(first, second, critical(), independent=True)
    assert found.likely == pytest.approx((0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize(("population", "base"), [(40, 20), (60, 45), (120, 30)])
def test_likely_limits_hold_the_truth_95_times_in_100(population: int, base: int):
    """The exact chance, by the hypergeometric distribution, on average over all true shares."""
    covered = []
    for true in range(population + 1):
        chances = (
            comb(true, given) * comb(population - true, base - given) / comb(population, base)
            for given in range(base + 1)
            if _between(Fraction(true, population), Known((given, given), (base, base), population))
        )
        covered.append(sum(chances))
    assert 0.94 <= sum(covered) / len(covered) <= 0.98


def _between(truth: Fraction, known: Known) -> bool:
    low, high = share(known, critical()).likely
    return low <= truth <= high


@st.composite
def known(draw: st.DrawFn, listed: st.SearchStrategy[int | None] | None = None) -> Known:
    """A share as it may be known: a released count of a released base."""
    least = draw(st.integers(8, 60))
    fewest = draw(st.integers(0, least))
    base, counted = (least, least + draw(st.integers(0, 4))), draw(st.integers(0, 4))
    population = draw(st.none() | st.integers(base[0], 140) if listed is None else listed)
    return Known((fewest, fewest + counted), base, population)


def exact(one: Known) -> Iterator[Known]:
    """Every pair of numbers that it may stand for."""
    for counted in range(one.count[0], one.count[1] + 1):
        for base in range(one.base[0], one.base[1] + 1):
            if counted <= base:
                yield Known((counted, counted), (base, base), one.population)


@given(one=known())
def test_no_number_that_rounding_allows_has_limits_beyond_those_given(one: Known):
    """The ends are enough: nothing between them reaches further."""
    found = share(one, critical())
    every = [share(each, critical()) for each in exact(one)]
    for part in ("point", "likely", "certain"):
        low, high = getattr(found, part)
        assert low == pytest.approx(float(min(getattr(each, part)[0] for each in every)))
        assert high == pytest.approx(float(max(getattr(each, part)[1] for each in every)))


@given(first=known(), second=known(), independent=st.booleans())
def test_the_same_for_differences(first: Known, second: Known, independent: bool):
    found = difference(first, second, critical(), independent=independent)
    for one, other in product(list(exact(first))[::3], list(exact(second))[::3]):
        each = difference(one, other, critical(), independent=independent)
        for part in ("point", "likely", "certain"):
            low, high = getattr(found, part)
            assert low <= getattr(each, part)[0] + Fraction(1, 10**9)
            assert high >= getattr(each, part)[1] - Fraction(1, 10**9)


@given(one=known(), other=known(), independent=st.booleans())
def test_certain_limits_contain_likely_ones_and_these_the_point(
    one: Known, other: Known, independent: bool
):
    for found in (
        share(one, critical()),
        difference(one, other, critical(), independent=independent),
    ):
        chain = (found.certain, found.likely, found.point)
        for (low, high), (inner_low, inner_high) in pairwise(chain):
            assert low <= inner_low + Fraction(1, 10**9)
            assert high >= inner_high - Fraction(1, 10**9)


@given(data=st.data())
def test_certain_limits_are_those_of_all_that_the_others_could_say(data: st.DataObject):
    """By trying: each of the missing says yes, says no, or turns out not to be asked."""
    listed = data.draw(st.integers(5, 16))
    base = data.draw(st.integers(1, listed))
    given_it = data.draw(st.integers(0, base))
    missing = listed - base
    shares = [
        Fraction(given_it + yes, base + yes + no)
        for yes in range(missing + 1)
        for no in range(missing + 1 - yes)
    ]
    found = share(Known((given_it, given_it), (base, base), listed), critical())
    assert found.certain == (min(shares), max(shares))
