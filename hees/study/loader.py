"""Reads a study folder, and refuses a bad one with every problem at once."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from hees.study import reference_checks
from hees.study.chart import Chart, Series, Source
from hees.study.chart_checks import Known, breakdown_problems, chart_problems, series_problems
from hees.study.checks import (
    Problem,
    choice_list,
    missing_translations,
    no_such,
    questionnaire_problems,
)
from hees.study.claim import Claim
from hees.study.claim_checks import claim_problems
from hees.study.questionnaire import Choice, Section
from hees.study.reference import READERS
from hees.study.study import Contradiction, Recommendation, Study
from hees.study.study_checks import (
    amount_problems,
    contradiction_problems,
    recommendation_problems,
    study_problems,
)

DEFINED = ("sources", "series")
"""The reference files that define what the numbers are."""

RESOURCES = "resources"
"""The charts that stand on the resources page and belong to no topic."""


class StudyError(Exception):
    """The study cannot be used. `problems` lists all that is wrong, in file order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def load(folder: Path) -> Study:
    """Load the study in `folder`; raise StudyError when anything in it is wrong."""
    return _Reader(folder).study()


class _Reader:
    """Reads the files one by one, as much of each as can be read, and lists what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def study(self) -> Study:
        header = self._toml("study.toml")
        languages = _strings(header.get("languages"))
        recommendations = self._recommendations()
        lists = self._choice_lists() | {
            "recommendation": tuple(
                Choice(code=item.id, label=item.title) for item in recommendations
            )
        }
        sections = self._sections(lists)
        charts = {
            topic["id"]: self._charts(topic["id"])
            for topic in _tables(header.get("topics")) or ()
            if isinstance(topic.get("id"), str)
        }
        header["topics"] = [
            topic | {"charts": charts.get(topic.get("id"), ())}
            for topic in _tables(header.get("topics")) or ()
        ]
        parts = {
            "resource_charts": self._charts(RESOURCES),
            "sources": self._definitions("sources", Source),
            "series": self._definitions("series", Series),
            "questionnaire": {"sections": [section for _, section in sections]},
            "choice_lists": lists,
            "recommendations": recommendations,
            "contradictions": self._contradictions(),
            "content": self._content(languages),
        }
        study = self._model(Study, "study.toml", {**header, **parts})
        self._check_texts(study, sections, lists, recommendations, languages)
        self._check_questions(header, sections)
        if study:
            self._check_charts(study)
        if self.problems:
            raise StudyError(self.problems)
        return study

    def _check_texts(
        self,
        study: Study | None,
        sections: list[tuple[str, Section]],
        lists: Mapping[str, tuple[Choice, ...]],
        recommendations: tuple[Recommendation, ...],
        languages: tuple[str, ...],
    ) -> None:
        parts: list[tuple[str, str, object]] = [(file, "", section) for file, section in sections]
        parts += [("choices.toml", "", lists), ("recommendations.toml", "", recommendations)]
        if study:
            parts.append(("contradictions.toml", "", study.contradictions))
            names = ("title", "short_title", "countries", "topics", "breakdowns", "resource_charts")
            parts += [("study.toml", name, getattr(study, name)) for name in names]
            parts += [(f"reference/{name}.toml", "", getattr(study, name)) for name in DEFINED]
            for language in set(languages) - study.language_names.keys():
                self._problem("study.toml", "language_names", f"has no name for '{language}'")
        for file, key, part in parts:
            self.problems += missing_translations(file, key, part, languages)

    def _check_questions(
        self, header: Mapping[str, Any], sections: list[tuple[str, Section]]
    ) -> None:
        countries = [country.get("code") for country in _tables(header.get("countries")) or ()]
        self.problems += questionnaire_problems(sections, countries)
        known = {question.id for _, section in sections for question in section.questions}
        for part, question in _table(header.get("monitor")).items():
            if not isinstance(question, str) or question not in known:
                self._problem("study.toml", f"monitor.{part}", f"there is no question '{question}'")

    def _check_charts(self, study: Study) -> None:
        """Charts, series and figures against each other, and against the questions."""
        questions, countries = study.questionnaire.questions, list(study.country)
        rows = self._reference(study)
        figures = [row.id for row in rows["figures"]]
        used = [row.series for row in rows["series"]]
        self.problems += breakdown_problems("study.toml", study.breakdowns, questions, countries)
        self.problems += series_problems(
            "reference/series.toml", study.series, study.sources, used, countries
        )
        known = Known(questions, study.breakdowns, study.series, figures, countries)
        seen: set[str] = set()
        for name, charts in [
            *((topic.id, topic.charts) for topic in study.topics),
            (RESOURCES, study.resource_charts),
        ]:
            file = f"charts/{name}.toml"
            for chart in charts:
                if chart.id in seen:
                    self._problem(file, chart.id, "is the id of another chart too")
                seen.add(chart.id)
                self.problems += chart_problems(file, chart, known)
        self._check_chart_files(study)
        self.problems += study_problems(study, figures)
        self.problems += amount_problems(study)
        self.problems += recommendation_problems(study)
        self.problems += claim_problems(study)
        self.problems += contradiction_problems(study)

    def _check_chart_files(self, study: Study) -> None:
        """A file that belongs to no topic would never be shown."""
        topics = [*study.topic, RESOURCES]
        for path in sorted((self.folder / "charts").glob("*.toml")):
            if path.stem not in topics:
                reason = no_such("topic", path.stem, topics, "study.toml")
                self._problem(f"charts/{path.name}", "file", reason)

    def _reference(self, study: Study) -> dict[str, list[Any]]:
        """The rows of every reference table that can be read."""
        found = {}
        for name in READERS:
            found[name], problems = reference_checks.read(self.folder, name, study)
            self.problems += problems
        return found

    def _problem(self, file: str, key: str, reason: str) -> None:
        self.problems.append(Problem(file, key, reason))

    def _text(self, name: str) -> str | None:
        try:
            return (self.folder / name).read_text("utf-8")
        except FileNotFoundError:
            self._problem(name, "file", "is missing")
        except (UnicodeDecodeError, OSError) as error:
            self._problem(name, "file", f"cannot be read as text in UTF-8: {error}")
        return None

    def _toml(self, name: str) -> dict[str, Any]:
        try:
            return tomllib.loads(self._text(name) or "")
        except tomllib.TOMLDecodeError as error:
            self._problem(name, "file", f"is not TOML: {error}")
        return {}

    def _model(self, model: type[BaseModel], file: str, data: Any, *within: object) -> Any:
        """The data as a model, or None; `within` says where in the file they stand."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for detail in error.errors():
                key = ".".join(str(part) for part in (*within, *detail["loc"]))
                self._problem(file, key, detail["msg"].removeprefix("Value error, "))
        return None

    def _models(self, model: type[BaseModel], file: str, rows: list[dict[str, Any]]) -> list[Any]:
        """Those of the rows that are models, each known by its id."""
        read = [
            self._model(model, file, row, row.get("id", number)) for number, row in enumerate(rows)
        ]
        return [one for one in read if one]

    def _choice_lists(self) -> dict[str, tuple[Choice, ...]]:
        lists = {}
        for name, table in self._toml("choices.toml").items():
            try:
                lists[name] = choice_list(table)
            except (ValidationError, AttributeError):
                reason = 'write one choice a line: code = { en = "…", … }'
                self._problem("choices.toml", name, reason)
        return lists

    def _recommendations(self) -> tuple[Recommendation, ...]:
        name = "recommendations.toml"
        if not (self.folder / name).exists():
            return ()
        rows = _tables(self._toml(name).get("recommendations"))
        if rows is None:
            self._problem(name, "recommendations", "write each one under [[recommendations]]")
        rows = [row | {"claims": self._claims(name, row)} for row in rows or []]
        return tuple(self._models(Recommendation, name, rows))

    def _contradictions(self) -> list[Contradiction]:
        name = "contradictions.toml"
        if not (self.folder / name).exists():
            return []
        rows = _tables(self._toml(name).get("contradictions"))
        if rows is None:
            self._problem(name, "contradictions", "write each one under [[contradictions]]")
        return self._models(Contradiction, name, rows or [])

    def _claims(self, file: str, row: Mapping[str, Any]) -> list[Claim]:
        """Those claims of a recommendation that can be read; a bad one does not take it along."""
        claims = _tables(row.get("claims"))
        if claims is None:
            reason = "write each one under [[recommendations.claims]]"
            self._problem(file, f"{row.get('id', '?')}.claims", reason)
        read = [
            self._model(Claim, file, claim, row.get("id", "?"), "claims", claim.get("id", number))
            for number, claim in enumerate(claims or ())
        ]
        return [one for one in read if one]

    def _definitions(self, name: str, model: type[BaseModel]) -> dict[str, Any]:
        """`reference/<name>.toml` as models by id; an absent file has none."""
        file = f"reference/{name}.toml"
        if not (self.folder / file).exists():
            return {}
        table = self._toml(file)
        read = {key: self._model(model, file, part, key) for key, part in table.items()}
        return {key: one for key, one in read.items() if one}

    def _charts(self, topic: str) -> tuple[Chart, ...]:
        file = f"charts/{topic}.toml"
        if not (self.folder / file).exists():
            return ()
        rows = _tables(self._toml(file).get("charts"))
        if rows is None:
            self._problem(file, "charts", "write each one under [[charts]]")
        return tuple(self._models(Chart, file, rows or []))

    def _sections(self, lists: Mapping[str, tuple[Choice, ...]]) -> list[tuple[str, Section]]:
        """The sections that can be read, each with its file."""
        sections: list[tuple[str, Section]] = []
        for path in sorted((self.folder / "questionnaire").glob("*.toml")):
            name = f"questionnaire/{path.name}"
            table = self._toml(name)
            questions = _tables(table.get("questions"))
            if table and questions is None:
                self._problem(name, "questions", "write each one under [[questions]]")
                continue
            for question in questions or ():
                self._resolve(name, question, lists)
            if table and (section := self._model(Section, name, table)):
                if section.id in {one.id for _, one in sections}:
                    self._problem(name, "id", f"'{section.id}' is used twice")
                sections.append((name, section))
        return sections

    def _resolve(
        self, file: str, question: dict[str, Any], lists: Mapping[str, tuple[Choice, ...]]
    ) -> None:
        """Replace the names of choice lists by the lists."""
        for part in ("choices", "items"):
            name = question.get(part)
            if name is None:
                continue
            known = isinstance(name, str) and name in lists
            if not known:
                key = f"{question.get('id', '?')}.{part}"
                self._problem(file, key, f"there is no choice list '{name}'")
            question[part] = lists[name] if known else ()

    def _content(self, languages: tuple[str, ...]) -> dict[str, dict[str, str]]:
        pages: dict[str, dict[str, str]] = {}
        for path in sorted((self.folder / "content").glob("*.md")):
            page, _, language = path.stem.rpartition(".")
            pages.setdefault(page, {})[language] = self._text(f"content/{path.name}") or ""
        for page, texts in pages.items():
            for language in languages:
                if language not in texts:
                    self._problem(f"content/{page}.{language}.md", "file", "is missing")
        return pages


def _strings(value: object) -> tuple[str, ...]:
    return tuple(part for part in value if isinstance(part, str)) if isinstance(value, list) else ()


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _tables(value: object) -> list[dict[str, Any]] | None:
    """A list of tables, or None for anything else. Nothing at all is an empty list."""
    if value is None:
        return []
    good = isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return value if good else None
