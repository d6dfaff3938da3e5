"""Reads a study folder, and refuses a bad one with every problem at once."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from hees.study import reference
from hees.study.chart import Chart, Series, Source
from hees.study.chart_checks import Known, breakdown_problems, chart_problems, series_problems
from hees.study.checks import Problem, choice_list, missing_translations, questionnaire_problems
from hees.study.questionnaire import Choice, Section
from hees.study.study import Recommendation, Study

DEFINED = ("sources", "series")
"""The reference files that define what the numbers are."""


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
            "resource_charts": self._charts("resources"),
            "sources": self._definitions("sources", Source),
            "series": self._definitions("series", Series),
            "questionnaire": {"sections": [section for _, section in sections]},
            "choice_lists": lists,
            "recommendations": recommendations,
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
        questions = study.questionnaire.questions
        figures = [row["id"] for row in self._reference("figures", study)]
        used = [row["series"] for row in self._reference("series", study)]
        for name in ("glossary", "intermediaries", "partnerships"):
            self._reference(name, study)
        countries = [country.code for country in study.countries]
        self.problems += breakdown_problems(study.breakdowns, questions, countries)
        self.problems += series_problems("reference/series.toml", study.series, study.sources, used)
        known = Known(questions, study.breakdowns, study.series, figures)
        seen: set[str] = set()
        for name, charts in [
            *((topic.id, topic.charts) for topic in study.topics),
            ("resources", study.resource_charts),
        ]:
            file = f"charts/{name}.toml"
            for chart in charts:
                if chart.id in seen:
                    self._problem(file, chart.id, "is the id of another chart too")
                seen.add(chart.id)
                self.problems += chart_problems(file, chart, known)
        self._check_key_figures(study, figures)
        for recommendation in study.recommendations:
            for chart_id in recommendation.evidence:
                if chart_id not in study.charts:
                    key = f"{recommendation.id}.evidence"
                    self._problem("recommendations.toml", key, f"there is no chart '{chart_id}'")
        self._check_themes(study)

    def _check_themes(self, study: Study) -> None:
        themes = {choice.code for choice in study.choice_lists.get("theme", ())}
        for one in study.recommendations:
            if one.theme is not None and one.theme not in themes:
                reason = f"there is no theme '{one.theme}' in choices.toml"
                self._problem("recommendations.toml", f"{one.id}.theme", reason)

    def _check_key_figures(self, study: Study, figures: list[str]) -> None:
        for where in (study, *study.topics):
            for one in where.key_figures:
                if one.figure not in figures and one.series not in study.series:
                    name = one.figure or one.series
                    key = f"{where.id}.key_figures"
                    self._problem("study.toml", key, f"there is no figure or series '{name}'")

    def _reference(self, name: str, study: Study) -> list[reference.Row]:
        """The rows of a reference table, each tried, so that a bad one is named by its line."""
        file = f"reference/{name}.csv"
        try:
            rows = reference.rows(self.folder, name)
        except (UnicodeDecodeError, OSError) as error:
            self._problem(file, "file", f"cannot be read as CSV in UTF-8: {error}")
            return []
        good = []
        for line, row in enumerate(rows, start=2):
            try:
                model = reference.READERS[name](row)
            except (ValidationError, KeyError, AttributeError, TypeError) as error:
                reason = str(error).splitlines()
                self._problem(file, f"line {line}", " ".join(part.strip() for part in reason[:3]))
                continue
            source = getattr(model, "source", "")
            if name == "figures" and source not in study.sources:
                self._problem(file, f"line {line}", f"there is no source '{source}'")
            self.problems += missing_translations(file, f"line {line}", model, study.languages)
            good.append(row)
        return good

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

    def _model(self, model: type[BaseModel], file: str, data: Any) -> Any:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for detail in error.errors():
                key = ".".join(str(part) for part in detail["loc"])
                self._problem(file, key, detail["msg"])
        return None

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
        read = [self._model(Recommendation, name, row) for row in rows or ()]
        return tuple(item for item in read if item)

    def _definitions(self, name: str, model: type[BaseModel]) -> dict[str, Any]:
        """`reference/<name>.toml` as models by id; an absent file has none."""
        file = f"reference/{name}.toml"
        if not (self.folder / file).exists():
            return {}
        read = {key: self._model(model, file, part) for key, part in self._toml(file).items()}
        return {key: one for key, one in read.items() if one}

    def _charts(self, topic: str) -> tuple[Chart, ...]:
        file = f"charts/{topic}.toml"
        if not (self.folder / file).exists():
            return ()
        rows = _tables(self._toml(file).get("charts"))
        if rows is None:
            self._problem(file, "charts", "write each one under [[charts]]")
        read = [self._model(Chart, file, row) for row in rows or ()]
        return tuple(chart for chart in read if chart)

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
