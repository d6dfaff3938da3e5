"""The files of a study folder, read one by one: as much of each as can be, and what is wrong with it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from hees.study.chart import Chart
from hees.study.claim import Claim
from hees.study.problem import Problem
from hees.study.questionnaire import Choice, Section
from hees.study.study import Contradiction, Recommendation
from hees.study.text import Text


class StudyFolder:
    """Reads a study folder; `problems` gathers what is wrong. A file that must be there and is not is a problem too."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def problem(self, file: str, key: str, reason: str) -> None:
        """Note what is wrong with a key of a file (relative to the folder)."""
        self.problems.append(Problem(file, key, reason))

    def text(self, name: str) -> str | None:
        """A file as text, or None."""
        try:
            return (self.path / name).read_text("utf-8")
        except FileNotFoundError:
            self.problem(name, "file", "is missing")
        except (UnicodeDecodeError, OSError) as error:
            self.problem(name, "file", f"cannot be read as text in UTF-8: {error}")
        return None

    def toml(self, name: str) -> dict[str, Any]:
        """A file as a table; an empty one when it cannot be read."""
        try:
            return tomllib.loads(self.text(name) or "")
        except tomllib.TOMLDecodeError as error:
            self.problem(name, "file", f"is not TOML: {error}")
        return {}

    def model(self, model: type[BaseModel], file: str, data: Any, *within: object) -> Any:
        """The data as a model, or None; `within` says where in the file they stand."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for detail in error.errors():
                key = ".".join(str(part) for part in (*within, *detail["loc"]))
                self.problem(file, key, detail["msg"].removeprefix("Value error, "))
        return None

    def models(self, model: type[BaseModel], file: str, rows: list[dict[str, Any]]) -> list[Any]:
        """Those of the rows that are models, each known by its id."""
        read = [
            self.model(model, file, row, row.get("id", number)) for number, row in enumerate(rows)
        ]
        return [one for one in read if one]

    def choice_lists(self) -> dict[str, tuple[Choice, ...]]:
        """Those lists of choices.toml that can be read."""
        lists = {}
        for name, table in self.toml("choices.toml").items():
            try:
                lists[name] = _choice_list(table)
            except (ValidationError, AttributeError):
                reason = 'write one choice a line: code = { en = "…", … }'
                self.problem("choices.toml", name, reason)
        return lists

    def recommendations(self) -> tuple[Recommendation, ...]:
        """Those that can be read; none without the file."""
        name = "recommendations.toml"
        if not (self.path / name).exists():
            return ()
        rows = tables(self.toml(name).get("recommendations"))
        if rows is None:
            self.problem(name, "recommendations", "write each one under [[recommendations]]")
        rows = [row | {"claims": self._claims(name, row)} for row in rows or []]
        return tuple(self.models(Recommendation, name, rows))

    def contradictions(self) -> list[Contradiction]:
        """Those that can be read; none without the file."""
        name = "contradictions.toml"
        if not (self.path / name).exists():
            return []
        rows = tables(self.toml(name).get("contradictions"))
        if rows is None:
            self.problem(name, "contradictions", "write each one under [[contradictions]]")
        return self.models(Contradiction, name, rows or [])

    def _claims(self, file: str, row: Mapping[str, Any]) -> list[Claim]:
        """Those claims of a recommendation that can be read; a bad one does not take it along."""
        claims = tables(row.get("claims"))
        if claims is None:
            reason = "write each one under [[recommendations.claims]]"
            self.problem(file, f"{row.get('id', '?')}.claims", reason)
        read = [
            self.model(Claim, file, claim, row.get("id", "?"), "claims", claim.get("id", number))
            for number, claim in enumerate(claims or ())
        ]
        return [one for one in read if one]

    def definitions(self, name: str, model: type[BaseModel]) -> dict[str, Any]:
        """`reference/<name>.toml` as models by id; an absent file has none."""
        file = f"reference/{name}.toml"
        if not (self.path / file).exists():
            return {}
        table = self.toml(file)
        read = {key: self.model(model, file, part, key) for key, part in table.items()}
        return {key: one for key, one in read.items() if one}

    def charts(self, topic: str) -> tuple[Chart, ...]:
        """Those charts of a topic that can be read; none without its file."""
        file = f"charts/{topic}.toml"
        if not (self.path / file).exists():
            return ()
        rows = tables(self.toml(file).get("charts"))
        if rows is None:
            self.problem(file, "charts", "write each one under [[charts]]")
        return tuple(self.models(Chart, file, rows or []))

    def sections(self, lists: Mapping[str, tuple[Choice, ...]]) -> list[tuple[str, Section]]:
        """The sections that can be read, each with its file."""
        sections: list[tuple[str, Section]] = []
        for path in sorted((self.path / "questionnaire").glob("*.toml")):
            name = f"questionnaire/{path.name}"
            table = self.toml(name)
            questions = tables(table.get("questions"))
            if table and questions is None:
                self.problem(name, "questions", "write each one under [[questions]]")
                continue
            for question in questions or ():
                self._resolve(name, question, lists)
            if table and (section := self.model(Section, name, table)):
                if section.id in {one.id for _, one in sections}:
                    self.problem(name, "id", f"'{section.id}' is used twice")
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
                self.problem(file, key, f"there is no choice list '{name}'")
            question[part] = lists[name] if known else ()

    def content(self, languages: tuple[str, ...]) -> dict[str, dict[str, str]]:
        """The Markdown of each page, by page and language."""
        pages: dict[str, dict[str, str]] = {}
        for path in sorted((self.path / "content").glob("*.md")):
            page, _, language = path.stem.rpartition(".")
            pages.setdefault(page, {})[language] = self.text(f"content/{path.name}") or ""
        for page, texts in pages.items():
            for language in languages:
                if language not in texts:
                    self.problem(f"content/{page}.{language}.md", "file", "is missing")
        return pages


def _choice_list(table: Mapping[str, Mapping[str, object]]) -> tuple[Choice, ...]:
    """Turn `[area] research = { en = "…", ja = "…" }` into choices, in file order."""
    return tuple(
        Choice(
            code=code,
            exclusive=bool(row.get("exclusive", False)),
            label=Text({key: str(part) for key, part in row.items() if key != "exclusive"}),
        )
        for code, row in table.items()
    )


def strings(value: object) -> tuple[str, ...]:
    """The strings of a list; none of anything else."""
    return tuple(part for part in value if isinstance(part, str)) if isinstance(value, list) else ()


def table(value: object) -> dict[str, Any]:
    """A table, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def tables(value: object) -> list[dict[str, Any]] | None:
    """A list of tables, or None for anything else. Nothing at all is an empty list."""
    if value is None:
        return []
    good = isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return value if good else None
