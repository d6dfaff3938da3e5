"""Who stands behind a chart's numbers, and the rule that protects them."""

from collections.abc import Iterable
from functools import reduce

from hees.findings.exhibits import Exhibit, table_by
from hees.findings.table import Line
from hees.language import say, show_number
from hees.study import Kind, Question, Study
from hees.study.catalogue import grouping
from hees.study.chart import ChartKind
from hees.study.condition import Condition


def rule(exhibit: Exhibit, name: str) -> int:
    """A number of the publication policy that the exhibit's release was made under."""
    if exhibit.release and name in exhibit.release.policy:
        return int(exhibit.release.policy[name])
    return int(getattr(exhibit.study.policy, name))


def smallest_count(exhibit: Exhibit) -> int:
    """The smallest count of respondents that is shown."""
    return rule(exhibit, "k")


def smallest_base(exhibit: Exhibit) -> int:
    """The fewest respondents of whom anything is shown."""
    return rule(exhibit, "breakdown_base")


def lacking(exhibit: Exhibit, language: str) -> str:
    """Why there are no numbers; "" when there are."""
    if exhibit.lack is None:
        return ""
    return say(
        f"lack.{exhibit.lack}",
        language,
        base=smallest_base(exhibit),
        batch=rule(exhibit, "batch"),
        few=rule(exhibit, "totals_only_below"),
    )


def text(sentences: Iterable[str], language: str) -> str:
    """Sentences one after another; empty ones are left out."""
    said = [one for one in sentences if one]
    if not said:
        return ""
    return reduce(lambda text, one: say("faces.then", language, text=text, next=one), said)


def counted(study: Study, asked: Question | None, language: str) -> list[str]:
    """Which responses are counted for a question (None: for several), and how: one sentence each."""
    sentences = [say("faces.made.counted", language)]
    if study.policy.include:
        sentences.append(_included(study, study.policy.include, language))
    if asked is None:
        return [*sentences, say("faces.rounded_sum", language)]
    section = study.questionnaire.section_of[asked.id]
    if section.when or asked.when:
        sentences.append(say("faces.made.routed", language))
    if section.repeat:
        key = "faces.made.added" if asked.bands else "faces.made.once"
        sentences.append(say(key, language))
    if asked.kind is Kind.MULTI:
        sentences.append(say("faces.several", language))
    return sentences


def _included(study: Study, condition: Condition, language: str) -> str:
    """The questions on whose answers it depends whether a response is published."""
    questions = study.questionnaire.questions
    names = dict.fromkeys(test.question for test in condition.tests())
    asked = [say("faces.quoted", language, name=questions[one].label[language]) for one in names]
    listed = say("list_separator", language).join(asked)
    return say("faces.made.included", language, questions=listed)


def question(exhibit: Exhibit) -> Question | None:
    """The question whose answers a survey chart shows."""
    return exhibit.study.questionnaire.questions.get(exhibit.chart.question or "")


def groups_question(exhibit: Exhibit) -> Question | None:
    """The question whose answers are the groups of a survey chart; None for a total."""
    study = exhibit.study
    name = grouping(study, table_by(study, exhibit.chart, exhibit.by))
    return study.questionnaire.questions[name] if name else None


def several_each(exhibit: Exhibit, asked: Question | None) -> bool:
    """Whether an organization can count under several answers of a question."""
    return asked is not None and exhibit.study.questionnaire.several(asked.id)


def respondents(exhibit: Exhibit, language: str) -> str:
    """The number of respondents, of each group where there are groups: one sentence."""
    lines = exhibit.table.columns
    if exhibit.chart.kind is ChartKind.SCALE:
        return say("faces.respondents", language, counts=_range(exhibit.table.rows, language))
    if len(lines) == 1 and not lines[0].code:
        return say("faces.respondents", language, counts=count(lines[0], language))
    separator = say("list_separator", language)
    counts = separator.join(f"{line.label[language]} {count(line, language)}" for line in lines)
    return say("faces.respondents", language, counts=counts)


def count(line: Line, language: str) -> str:
    """n = 190"""
    return say("faces.n", language, n=show_number(line.base or 0, language))


def _range(rows: Iterable[Line], language: str) -> str:
    bases = [row.base for row in rows if row.base]
    low, high = min(bases), max(bases)
    if low == high:
        return say("faces.n", language, n=show_number(low, language))
    return say(
        "faces.n_range", language, low=show_number(low, language), high=show_number(high, language)
    )


def own(exhibit: Exhibit, language: str) -> str:
    """The study as the source of its own numbers; simulated answers are called so."""
    title = exhibit.study.title[language]
    real = exhibit.release is None or exhibit.release.kind == "real"
    return title if real else say("chart.of_simulation", language, study=title)
