"""Reads a study folder, and refuses a bad one with every problem at once."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from hees.study.checks import Problem, choice_list, missing_translations, questionnaire_problems
from hees.study.questionnaire import Choice, Questionnaire, Section
from hees.study.study import Recommendation, Study


class StudyError(Exception):
    """The study cannot be used. `problems` lists all that is wrong, in file order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def load(folder: Path) -> Study:
    """Load the study in `folder`; raise StudyError when anything in it is wrong."""
    return _Reader(folder).study()


class _Reader:
    """Reads the files one by one and keeps a list of what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def study(self) -> Study:
        header = self._toml("study.toml")
        languages = tuple(header.get("languages", ()))
        recommendations = self._recommendations()
        lists = self._choice_lists() | {
            "recommendation": tuple(
                Choice(code=item.id, label=item.title) for item in recommendations
            )
        }
        files, sections = self._sections(lists)
        self._stop_if_broken()
        parts = {
            "questionnaire": Questionnaire(sections=tuple(sections)),
            "choice_lists": lists,
            "recommendations": recommendations,
            "content": self._content(languages),
        }
        study = self._model(Study, "study.toml", {**header, **parts})
        self._stop_if_broken()
        self._check(study, files)
        self._stop_if_broken()
        return study

    def _check(self, study: Study, files: dict[str, str]) -> None:
        countries = [country.code for country in study.countries]
        self.problems += questionnaire_problems(files, study.questionnaire, countries)
        for section in study.questionnaire:
            self.problems += missing_translations(files[section.id], "", section, study.languages)
        for name in ("title", "short_title", "countries", "topics"):
            value = getattr(study, name)
            self.problems += missing_translations("study.toml", name, value, study.languages)
        self.problems += missing_translations(
            "choices.toml", "", study.choice_lists, study.languages
        )
        self.problems += missing_translations(
            "recommendations.toml", "", study.recommendations, study.languages
        )
        for language in study.languages:
            if language not in study.language_names:
                reason = f"has no name for '{language}'"
                self.problems.append(Problem("study.toml", "language_names", reason))
        for part, question in study.monitor.model_dump().items():
            if question not in study.questionnaire.questions:
                reason = f"there is no question '{question}'"
                self.problems.append(Problem("study.toml", f"monitor.{part}", reason))

    def _toml(self, name: str) -> dict[str, Any]:
        try:
            return tomllib.loads((self.folder / name).read_text("utf-8"))
        except FileNotFoundError:
            self.problems.append(Problem(name, "file", "is missing"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.problems.append(Problem(name, "file", f"is not TOML in UTF-8: {error}"))
        return {}

    def _model(self, model: type[BaseModel], file: str, data: Mapping[str, Any]) -> Any:
        try:
            return model(**data)
        except ValidationError as error:
            for detail in error.errors():
                key = ".".join(str(part) for part in detail["loc"])
                self.problems.append(Problem(file, key, detail["msg"]))
        return None

    def _choice_lists(self) -> dict[str, tuple[Choice, ...]]:
        lists = {}
        for name, table in self._toml("choices.toml").items():
            try:
                lists[name] = choice_list(name, table)
            except (ValidationError, AttributeError) as error:
                reason = f'write code = {{ en = "…", … }} ({type(error).__name__})'
                self.problems.append(Problem("choices.toml", name, reason))
        return lists

    def _recommendations(self) -> tuple[Recommendation, ...]:
        if not (self.folder / "recommendations.toml").exists():
            return ()
        rows = self._toml("recommendations.toml").get("recommendations", [])
        read = [self._model(Recommendation, "recommendations.toml", row) for row in rows]
        return tuple(item for item in read if item)

    def _sections(
        self, lists: Mapping[str, tuple[Choice, ...]]
    ) -> tuple[dict[str, str], list[Section]]:
        files: dict[str, str] = {}
        sections: list[Section] = []
        for path in sorted((self.folder / "questionnaire").glob("*.toml")):
            name = f"questionnaire/{path.name}"
            table = self._toml(name)
            for question in table.get("questions", []):
                self._resolve(name, question, lists)
            if table and (section := self._model(Section, name, table)):
                if section.id in files:
                    self.problems.append(Problem(name, "id", f"'{section.id}' is used twice"))
                files[section.id] = name
                sections.append(section)
        if not sections and not self.problems:
            self.problems.append(Problem("questionnaire", "file", "there is no section"))
        return files, sections

    def _resolve(
        self, file: str, question: dict[str, Any], lists: Mapping[str, tuple[Choice, ...]]
    ) -> None:
        """Replace the names of choice lists by the lists."""
        for part in ("choices", "items"):
            name = question.get(part)
            if name is None:
                continue
            if name not in lists:
                key = f"{question.get('id', '?')}.{part}"
                self.problems.append(Problem(file, key, f"there is no choice list '{name}'"))
            question[part] = lists.get(name, ())

    def _content(self, languages: tuple[str, ...]) -> dict[str, dict[str, str]]:
        pages: dict[str, dict[str, str]] = {}
        for path in sorted((self.folder / "content").glob("*.md")):
            page, _, language = path.stem.rpartition(".")
            pages.setdefault(page, {})[language] = path.read_text("utf-8")
        for page, texts in pages.items():
            for language in languages:
                if language not in texts:
                    file = f"content/{page}.{language}.md"
                    self.problems.append(Problem(file, "file", "is missing"))
        return pages

    def _stop_if_broken(self) -> None:
        if self.problems:
            raise StudyError(self.problems)
