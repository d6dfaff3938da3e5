"""What a form cannot say for other tools, and what an import met in one."""

from dataclasses import dataclass, field
from typing import Literal

from hees.language import say


@dataclass(frozen=True)
class Loss:
    """Something of a question that tools other than this one will not do.

    `question`: its id, that of a section, or "" for the whole form. `code` has a message.
    """

    question: str
    code: str
    value: object = ""

    def said(self, language: str) -> str:
        return say(f"xlsform.loss.{self.code}", language, value=self.value)


@dataclass(frozen=True)
class Finding:
    """Something that an import met: an error stops it, a note only says what became of it.

    `sheet`, `row` (from 1, the header is 1; 0 for the whole sheet) and `column` (the header's
    words, or "") say where. `code` has a message with these `values`.
    """

    level: Literal["error", "note"]
    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    values: dict[str, object] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """What was found, with where."""
        return say(f"xlsform.finding.{self.code}", language, **self.values)

    def where(self, language: str) -> str:
        """survey, row 12, relevant"""
        parts = [self.sheet]
        if self.row:
            parts.append(say("xlsform.row", language, row=self.row))
        return say("xlsform.place", language).join(filter(None, [*parts, self.column]))
