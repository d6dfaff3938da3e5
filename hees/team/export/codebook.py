"""The codebook: what each variable is, who was asked, and how many gave which answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hees.language import say, show_date, show_number
from hees.study import Question, Study, difference
from hees.team import routing_words
from hees.team.export.missing import Missing
from hees.team.export.tally import Count
from hees.team.export.variables import (
    Asked,
    Family,
    Group,
    Measure,
    Table,
    Used,
    Variable,
    numbered,
)
from hees.typeset.codebook import Chapter, Entry, Grid


@dataclass(frozen=True)
class Codebook:
    """All of it, in one language for what explains; questions are in every language."""

    title: str
    intro: tuple[str, ...]
    missing: Grid
    chapters: tuple[Chapter, ...]
    history: Grid


@dataclass(frozen=True)
class Source:
    """What a codebook is made of. `counts`: by table, of each variable; `rows` by table."""

    study: Study
    versions: Sequence[Used]
    tables: Sequence[Table]
    counts: Mapping[str, Sequence[Count]]
    language: str
    day: str


def codebook(source: Source) -> Codebook:
    """The codebook of an export."""
    language = source.language
    rows = source.counts[source.tables[0].name][0].rows
    return Codebook(
        title=say("export.codebook.title", language),
        intro=(
            say(
                "export.codebook.about",
                language,
                study=source.study.title[language],
                date=show_date(source.day, language),
                rows=show_number(rows, language),
            ),
            say("export.codebook.names", language),
            say("export.private", language),
        ),
        missing=_missing(language),
        chapters=tuple(_chapters(source)),
        history=_history(source),
    )


def _missing(language: str) -> Grid:
    """What stands for no value in each program."""
    rows = [
        (
            say(f"export.missing.{kind.key}", language),
            say(f"export.missing_why.{kind.key}", language),
            str(int(kind)),
            f".{kind.letter}",
        )
        for kind in Missing
    ]
    return Grid(_head(language, "missing", "meaning", "spss", "stata"), tuple(rows))


def _head(language: str, *names: str) -> tuple[str, ...]:
    return tuple(say(f"export.codebook.{name}", language) for name in names)


def _chapters(source: Source) -> Iterator[Chapter]:
    """Sections in the order of the newest questionnaire, each with its questions."""
    for table in source.tables:
        if own := [one for one in table.variables if not one.question]:
            title = say("export.codebook.own", source.language, table=table.name)
            yield Chapter(title, (_own_entry(source, table, own),))
        titles: dict[str, list[Group]] = {}
        for group in table.groups:
            titles.setdefault(group.newest.section.title[source.language], []).append(group)
        for title, groups in titles.items():
            yield Chapter(title, tuple(_entry(source, table, group) for group in groups))


def _own_entry(source: Source, table: Table, own: Sequence[Variable]) -> Entry:
    rows = [(one.name, one.label[source.language], _values(one, source.language)) for one in own]
    grid = Grid(_head(source.language, "variable", "label", "values"), tuple(rows))
    return Entry(f"{table.name}-own", "", (), (), (), (grid,))


def _values(variable: Variable, language: str) -> str:
    joint = say("list_separator", language)
    return joint.join(f"{code.number} = {code.label[language]}" for code in variable.codes)


def _entry(source: Source, table: Table, group: Group) -> Entry:
    question = group.newest.question
    variables = table.variables[group.start : group.end]
    counts = source.counts[table.name][group.start : group.end]
    names = [variable.name for variable in variables]
    languages = source.study.languages
    return Entry(
        id=f"{table.name}-{question.id}-{group.family}",
        names=names[0] if len(names) == 1 else f"{names[0]} … {names[-1]}",
        wording=tuple((lang, question.label[lang]) for lang in languages),
        help=tuple((lang, question.help[lang]) for lang in languages) if question.help else (),
        facts=tuple(_facts(source, group)),
        grids=tuple(_grids(source, group, variables, counts)),
    )


def _facts(source: Source, group: Group) -> Iterator[tuple[str, str]]:
    language, asked = source.language, group.newest
    question = asked.question

    def fact(name: str, text: str) -> tuple[str, str]:
        return say(f"export.codebook.{name}", language), text

    yield fact("kind", say(f"export.kind.{question.kind}", language))
    yield fact("routing", routing(source, asked, language))
    if bounds := _bounds(question, language):
        yield fact("bounds", bounds)
    if question.required:
        yield fact("required", say("export.codebook.yes", language))
    numbers = sorted(one.version for one in group.asked)
    yield fact("versions", say("list_separator", language).join(map(str, numbers)))
    if old := question.supersedes:
        how = say(f"export.supersedes.{old.how}", language, question=old.question)
        yield fact("replaces", how)
    if changes := _changes(group):
        text = say("export.codebook.changed_in", language, versions=", ".join(changes))
        yield fact("changes", text)


def routing(source: Source, asked: Asked, language: str) -> str:
    """Who was asked, in words."""
    questionnaire = next(
        used.questionnaire for used in source.versions if used.number == asked.version
    )
    conditions = [one for one in (asked.section.when, asked.question.when) if one]
    clauses = [routing_words.said(questionnaire, one, language) for one in conditions]
    if not clauses:
        return say("export.codebook.everyone", language)
    return say("export.codebook.if", language, clause=say("routing.and", language).join(clauses))


def _bounds(question: Question, language: str) -> str:
    if question.min is None and question.max is None:
        return ""
    low, high = ("" if one is None else f"{one:g}" for one in (question.min, question.max))
    return say("export.codebook.range", language, min=low, max=high)


def _changes(group: Group) -> list[str]:
    """The versions in which the question was not as in the one before."""
    asked = sorted(group.asked, key=lambda one: one.version)
    return [
        str(later.version)
        for earlier, later in pairwise(asked)
        if earlier.question != later.question
    ]


def _grids(
    source: Source, group: Group, variables: Sequence[Variable], counts: Sequence[Count]
) -> Iterator[Grid]:
    language = source.language
    if group.family is Family.ONE:
        yield _codes(source, group, counts[0])
    elif group.family in {Family.MATRIX, Family.RANK}:
        yield _codes(source, group, None)
        yield _crossed(variables, counts, language)
    yield _bases(group, variables, counts, language)


def _codes(source: Source, group: Group, count: Count | None) -> Grid:
    """The numbers, codes and labels; with how often each was given where it is one variable."""
    language = source.language
    header = (
        *_head(language, "number", "stata", "code"),
        *(source.study.language_names.get(lang, lang) for lang in source.study.languages),
        *(_head(language, "count") if count else ()),
    )
    rows = []
    for number, choice, letter in numbered(group.asked):
        labels = [choice.label[lang] for lang in source.study.languages]
        given = [_count(count.states.get(number, 0), language)] if count else []
        stata = f".{letter}" if letter else str(number)
        rows.append((str(number), stata, choice.code, *labels, *given))
    return Grid(header, tuple(rows))


def _crossed(variables: Sequence[Variable], counts: Sequence[Count], language: str) -> Grid:
    """How often each code was given in each row of a matrix or place of a ranking."""
    numbers = [code.number for code in variables[0].codes]
    rows = [
        (one.name, *(_count(of.states.get(number, 0), language) for number in numbers))
        for one, of in zip(variables, counts, strict=True)
    ]
    return Grid((*_head(language, "variable"), *(f"= {number}" for number in numbers)), tuple(rows))


def _bases(
    group: Group, variables: Sequence[Variable], counts: Sequence[Count], language: str
) -> Grid:
    """Of each variable: its part, how many were asked and answered, and why others have no value."""
    with_part = len(variables) > 1
    extra = {Family.SEVERAL: ("chosen",), Family.NUMBER: ("least", "mean", "greatest")}
    names = extra.get(group.family, ())
    header = (
        *_head(language, "variable"),
        *(_head(language, "label") if with_part else ()),
        *_head(language, "asked", "valid", *names),
        *(say(f"export.missing.{kind.key}", language) for kind in Missing),
    )
    rows = []
    for variable, count in zip(variables, counts, strict=True):
        lacking = [code.number for code in variable.codes if code.letter]
        shown = [count.base, count.valid(lacking), *_extra(variable, count)]
        shown += [count.missing(kind) for kind in Missing]
        part = [variable.of_part.get(language, "")] if with_part else []
        cells = [_figure(variable, number, language) for number in shown]
        rows.append((variable.name, *part, *cells))
    return Grid(header, tuple(rows))


def _extra(variable: Variable, count: Count) -> list[float | None]:
    if variable.measure is Measure.FLAG:
        return [count.states.get(1, 0)]
    if variable.measure is not Measure.NUMBER:
        return []
    valid = count.valid()
    if not valid:
        return [None, None, None]
    return [count.least, round(count.total / valid, 2), count.greatest]


def _figure(variable: Variable, number: float | None, language: str) -> str:
    """A count or a number; years and other whole numbers below 10,000 are not grouped."""
    if number is None:
        return say("chart.absent", language)
    if variable.measure is Measure.NUMBER and abs(number) < 10_000:
        return f"{number:g}"
    return _count(number, language)


def _count(number: float, language: str) -> str:
    """As `show_number`, which takes its time, but for small whole numbers."""
    return (
        str(number)
        if isinstance(number, int) and 0 <= number < 1000
        else show_number(number, language)
    )


def _history(source: Source) -> Grid:
    """Every version with what it changed."""
    language = source.language
    in_order = sorted(source.versions, key=lambda used: used.number)
    rows = []
    for before, used in zip([None, *in_order], in_order, strict=False):
        changes = ""
        if before:
            found = difference(before.questionnaire, used.questionnaire)
            parts = [
                say(f"export.history.{name}", language, questions=", ".join(one.id for one in of))
                for name in ("added", "removed", "changed")
                if (of := getattr(found, name))
            ]
            parts += [say("export.history.sections", language)] if found.sections else []
            changes = say("export.history.joint", language).join(parts)
        day = show_date(used.first_used, language) if used.first_used else ""
        rows.append((str(used.number), day, used.id[:12], changes))
    return Grid(_head(language, "version", "first_used", "id", "changes"), tuple(rows))
