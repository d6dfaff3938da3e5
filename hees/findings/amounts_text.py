"""Released totals and means of numbers in words: below the chart, and how they were made."""

from hees.findings import base
from hees.findings.exhibits import Exhibit
from hees.findings.table import Line
from hees.language import say, show_number


def amounts(exhibit: Exhibit, language: str) -> str:
    """Total and mean of all or of each group, and whose are left out; "" for charts without them."""
    if not exhibit.chart.amounts or exhibit.lack:
        return ""
    lines = exhibit.table.columns
    shown = [line for line in lines if line.total is not None]
    if not shown:
        return say("faces.amounts.none", language)
    if not shown[0].code:
        values = _values(shown[0], unit_of(exhibit, language), language)
        return say("faces.amounts.all", language, **values)
    groups = say("faces.amounts.between", language).join(
        say(
            "faces.amounts.group",
            language,
            group=line.label[language],
            **_values(line, "", language),
        )
        for line in shown
    )
    sentences = [say("faces.amounts.groups", language, groups=groups)]
    if unit := unit_of(exhibit, language):
        sentences.append(say("faces.amounts.unit", language, unit=unit))
    if left := [line.label[language] for line in lines if line.total is None]:
        names = say("list_separator", language).join(left)
        sentences.append(say("faces.amounts.some", language, names=names))
    return base.text(sentences, language)


def _values(line: Line, unit: str, language: str) -> dict[str, str]:
    """The total and the mean of a group: about 4,300 people per academic year."""
    values = {"total": line.total or 0, "mean": line.mean or 0}
    return {name: _about(value, unit, language) for name, value in values.items()}


def _about(number: float, unit: str, language: str) -> str:
    text = show_number(number, language)
    if unit:
        text = say("chart.number_unit", language, number=text, unit=unit)
    return say("chart.about", language, number=text)


def unit_of(exhibit: Exhibit, language: str) -> str:
    """What is added up; "" where the question does not say."""
    asked = base.question(exhibit)
    return asked.unit[language] if asked and asked.unit else ""


def rule(exhibit: Exhibit, language: str) -> str:
    """When a total is published, and how the mean is made."""
    names = ("contributors", "p_percent", "beyond_two")
    values = {name: base.rule(exhibit, name) for name in names}
    return say("faces.amounts.rule", language, **values)
