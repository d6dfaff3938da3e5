"""Two significant digits: how exactly amounts are published."""

from math import floor, log10


def two_digits(number: float) -> float:
    """A number that is not negative, to two significant digits; halves go up."""
    if number <= 0:
        return 0.0
    unit = 10.0 ** (floor(log10(number)) - 1)
    return _times(floor(number / unit + 0.5), unit)


def reach(shown: float) -> tuple[float, float]:
    """The least and the largest number that is shown so, the largest included."""
    if shown <= 0:
        return 0.0, 0.0
    unit = 10.0 ** (floor(log10(shown)) - 1)
    below = unit / 10 if floor(shown / unit + 0.5) == 10 else unit
    return shown - below / 2, shown + unit / 2


def _times(count: int, unit: float) -> float:
    """A whole multiple of a power of ten, without the dust of binary fractions."""
    return float(count * unit) if unit >= 1 else count / round(1 / unit)
