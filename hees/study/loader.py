"""Loads a study folder, and refuses a bad one with every problem at once."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hees.study import reference_checks
from hees.study.chart import Chart, Series, Source
from hees.study.chart_checks import Known, breakdown_problems, chart_problems, series_problems
from hees.study.claim_checks import claim_problems
from hees.study.folder import StudyFolder, strings, table, tables
from hees.study.geo_checks import geo_problems
from hees.study.problem import Problem, no_such
from hees.study.questionnaire import Choice, Section
from hees.study.questionnaire_checks import questionnaire_problems
from hees.study.reference import READERS
from hees.study.study import Recommendation, Study
from hees.study.study_checks import (
    amount_problems,
    contradiction_problems,
    recommendation_problems,
    study_problems,
)
from hees.study.translation_checks import missing_translations

DEFINED = ("sources", "series")
"""The reference files that define what the numbers are."""

RESOURCES = "resources"
"""The charts that stand on the resources page and belong to no topic."""

Sections = Sequence[tuple[str, Section]]
"""The sections that could be read, each with its file."""


class StudyError(Exception):
    """The study cannot be used. `problems` lists all that is wrong, in file order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def load(path: Path) -> Study:
    """Load the study in the folder `path`; raise StudyError when anything in it is wrong."""
    folder = StudyFolder(path)
    header = folder.toml("study.toml")
    languages = strings(header.get("languages"))
    recommendations = folder.recommendations()
    lists = folder.choice_lists()
    lists["recommendation"] = tuple(
        Choice(code=item.id, label=item.title) for item in recommendations
    )
    sections = folder.sections(lists)
    parts = {
        "topics": _topics(folder, header),
        "resource_charts": folder.charts(RESOURCES),
        "sources": folder.definitions("sources", Source),
        "series": folder.definitions("series", Series),
        "questionnaire": {"sections": [section for _, section in sections]},
        "choice_lists": lists,
        "recommendations": recommendations,
        "contradictions": folder.contradictions(),
        "content": folder.content(languages),
    }
    study = folder.model(Study, "study.toml", {**header, **parts})
    problems = [
        *folder.problems,
        *_text_problems(study, sections, lists, recommendations, languages),
        *_question_problems(header, sections),
        *(_whole_problems(path, study) if study else ()),
    ]
    if problems:
        raise StudyError(problems)
    return study


def _topics(folder: StudyFolder, header: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The topics of study.toml, each with its charts."""
    found = []
    for topic in tables(header.get("topics")) or ():
        id = topic.get("id")
        found.append(topic | {"charts": folder.charts(id) if isinstance(id, str) else ()})
    return found


def _text_problems(
    study: Study | None,
    sections: Sections,
    lists: Mapping[str, tuple[Choice, ...]],
    recommendations: tuple[Recommendation, ...],
    languages: tuple[str, ...],
) -> Iterator[Problem]:
    """Texts that lack a language, also of a study that could be read only in part."""
    parts: list[tuple[str, str, object]] = [(file, "", section) for file, section in sections]
    parts += [("choices.toml", "", lists), ("recommendations.toml", "", recommendations)]
    if study:
        parts.append(("contradictions.toml", "", study.contradictions))
        names = ("title", "short_title", "countries", "topics", "breakdowns", "resource_charts")
        parts += [("study.toml", name, getattr(study, name)) for name in names]
        parts += [(f"reference/{name}.toml", "", getattr(study, name)) for name in DEFINED]
        for language in set(languages) - study.language_names.keys():
            yield Problem("study.toml", "language_names", f"has no name for '{language}'")
    for file, key, part in parts:
        yield from missing_translations(file, key, part, languages)


def _question_problems(header: Mapping[str, Any], sections: Sections) -> Iterator[Problem]:
    """What is wrong with the questions, and with those that the monitor names."""
    countries = [country.get("code") for country in tables(header.get("countries")) or ()]
    yield from questionnaire_problems(sections, countries)
    known = {question.id for _, section in sections for question in section.questions}
    for part, question in table(header.get("monitor")).items():
        if not isinstance(question, str) or question not in known:
            yield Problem("study.toml", f"monitor.{part}", f"there is no question '{question}'")


def _whole_problems(path: Path, study: Study) -> Iterator[Problem]:
    """What only a study that could be read as a whole can get wrong: its parts name each other."""
    rows: dict[str, list[Any]] = {}
    for name in READERS:
        rows[name], problems = reference_checks.read(path, name, study)
        yield from problems
    figures = [row.id for row in rows["figures"]]
    used = [row.series for row in rows["series"]]
    questions, countries = study.questionnaire.questions, list(study.country)
    yield from breakdown_problems("study.toml", study.breakdowns, questions, countries)
    file = "reference/series.toml"
    yield from series_problems(file, study.series, study.sources, used, countries)
    known = Known(questions, study.breakdowns, study.series, figures, countries)
    yield from _chart_problems(study, known)
    yield from _chart_file_problems(path, study)
    yield from study_problems(study, figures)
    yield from amount_problems(study)
    yield from recommendation_problems(study)
    yield from claim_problems(study)
    yield from contradiction_problems(study)
    yield from geo_problems(path, study.languages)


def _chart_problems(study: Study, known: Known) -> Iterator[Problem]:
    """Charts against the questions, series and figures, and against each other."""
    seen: set[str] = set()
    charts: list[tuple[str, Sequence[Chart]]] = [(one.id, one.charts) for one in study.topics]
    for name, of_file in [*charts, (RESOURCES, study.resource_charts)]:
        file = f"charts/{name}.toml"
        for chart in of_file:
            if chart.id in seen:
                yield Problem(file, chart.id, "is the id of another chart too")
            seen.add(chart.id)
            yield from chart_problems(file, chart, known)


def _chart_file_problems(path: Path, study: Study) -> Iterator[Problem]:
    """A file that belongs to no topic would never be shown."""
    topics = [*study.topic, RESOURCES]
    for file in sorted((path / "charts").glob("*.toml")):
        if file.stem not in topics:
            yield Problem(
                f"charts/{file.name}", "file", no_such("topic", file.stem, topics, "study.toml")
            )
