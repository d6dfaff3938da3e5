"""Groups and repeats of an XLSForm as sections: one for each outer group, and for each repeat."""

from dataclasses import dataclass, field
from typing import Any

from hees.study import Condition, Kind
from hees.study.condition import AllOf
from hees.team.xlsform.reading import Reading

MOST_ENTRIES = 50
"""How many entries a repeat takes whose form names no number."""


@dataclass
class Frame:
    """An open group, repeat or scale. `asked`: whether a question in it has a section already."""

    kind: str
    row: int
    id: str
    title: dict[str, str]
    when: Condition | None = None
    intro: dict[str, str] = field(default_factory=dict)
    asked: bool = False
    most: int = MOST_ENTRIES
    question: dict[str, Any] = field(default_factory=dict)


class Sections:
    """`frames`: what is open, the outermost first. `tables`: the sections so far."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.frames: list[Frame] = []
        self.tables: list[dict[str, Any]] = []
        self._current: dict[str, Any] | None = None
        self._owner: Frame | None = None

    @property
    def innermost(self) -> Frame | None:
        return self.frames[-1] if self.frames else None

    @property
    def repeat(self) -> Frame | None:
        """The repeat that is open, if one is."""
        return next((one for one in self.frames if one.kind == "repeat"), None)

    def place(self, question: dict[str, Any]) -> dict[str, Any]:
        """Put a question into its section, with the conditions of groups inside it; returns that."""
        section = self._section()
        start = self.frames.index(self._owner) + 1 if self._owner in self.frames else 0
        inner = [frame.when for frame in self.frames[start:]]
        if when := _all([*inner, question.get("when")]):
            question["when"] = when
        section["questions"].append(question)
        return section

    def end(self) -> Frame:
        """Close what is innermost. A repeat then gets the question that names its entries."""
        frame = self.frames.pop()
        if frame.kind == "repeat":
            if self._current is None or self._owner is not frame:
                self.reading.error("empty_repeat", "survey", frame.row, "type", name=frame.id)
            else:
                self._name_entries(self._current, frame)
            self._current = None
        elif not self.frames:
            self._current = None
        return frame

    def _section(self) -> dict[str, Any]:
        """The section that the next question belongs to, begun where there is none yet."""
        owner = self.repeat or (self.frames[0] if self.frames else None)
        if self._current is not None and self._owner is owner:
            return self._current
        self._current, self._owner = self._begun(owner), owner
        self.tables.append(self._current)
        for frame in self.frames:
            frame.asked = True
        return self._current

    def _begun(self, owner: Frame | None) -> dict[str, Any]:
        """A new section. It is named after the outer group if that has none yet."""
        outer = self.frames[0] if self.frames else None
        named = outer if outer and not outer.asked else owner
        section: dict[str, Any] = {
            "id": self._free(named.id if named else "questions"),
            "title": named.title if named else dict(self.reading.title),
        }
        if named and named.intro:
            section["intro"] = named.intro
        path = self.frames[: self.frames.index(owner) + 1] if owner else []
        if when := _all([frame.when for frame in path]):
            section["when"] = when
        if owner and owner.kind == "repeat":
            section["repeat"] = {"max": owner.most, "entry": owner.title}
        return section | {"questions": []}

    def _free(self, wanted: str) -> str:
        taken = {section["id"] for section in self.tables}
        number, id = 1, wanted
        while id in taken:
            number += 1
            id = f"{wanted[:36]}_{number}"
        return id

    def _name_entries(self, section: dict[str, Any], repeat: Frame) -> None:
        """The question marked for it names an entry, else the first of text."""
        marked = [one for one in section["questions"] if one.pop("titles", False)]
        texts = [one for one in section["questions"] if one["kind"] == Kind.TEXT]
        if not marked and not texts:
            self.reading.error("no_title_question", "survey", repeat.row, "type", name=repeat.id)
            return
        section["repeat"]["title_question"] = (marked or texts)[0]["id"]


def _all(conditions: list[Condition | None]) -> Condition | None:
    """All of the conditions as one; None for none."""
    found: list[Condition] = [one for one in conditions if one is not None]
    if len(found) < 2:
        return found[0] if found else None
    return AllOf(all=tuple(found))
