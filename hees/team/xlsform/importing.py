"""Reads an XLSForm as the questionnaire of a study, and lists what it does not understand.

One error and there is no questionnaire: a form is never taken over in part. What only differs a
little (a name made shorter, a default that is not kept) is a note.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hees.study import Kind
from hees.team.text_workbooks import Row, Sheet
from hees.team.xlsform.choice_lists import ChoiceLists, exclusive, other, own_name
from hees.team.xlsform.expressions import NotUnderstood
from hees.team.xlsform.limits import Limits, limits
from hees.team.xlsform.notes import Finding
from hees.team.xlsform.reading import EMPTY, Reading, yes
from hees.team.xlsform.routing import Asked
from hees.team.xlsform.sections import Frame, Sections

METADATA = {
    "start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username",
    "audit", "start-geopoint",
}  # fmt: skip
PLAIN = {
    "text": Kind.TEXT, "string": Kind.TEXT, "integer": Kind.NUMBER, "int": Kind.NUMBER,
    "decimal": Kind.NUMBER,
}  # fmt: skip
CHOOSING = {"select_one": Kind.SINGLE, "select_multiple": Kind.MULTI, "rank": Kind.RANK}
PASSED_OVER = (
    "appearance", "default", "calculation", "read_only", "readonly", "trigger", "parameters",
    "guidance_hint", "repeat_count", "media::image", "media::audio", "media::video", "image",
    "audio", "video",
)  # fmt: skip
"""Columns without a counterpart that do not change what is asked."""

KNOWN_LOOKS = {"", "field-list", "table-list", "multiline", "label", "list-nolabel"}
MOST_OF_A_REPEAT = 200


@dataclass(frozen=True)
class Read:
    """What stood in a form. Sections and lists are tables as the files of a study have them."""

    id: str
    title: dict[str, str]
    languages: dict[str, str]
    sections: list[dict[str, Any]]
    lists: dict[str, dict[str, dict[str, Any]]]
    findings: list[Finding]

    @property
    def errors(self) -> list[Finding]:
        return [one for one in self.findings if one.level == "error"]


def read(sheets: Mapping[str, Sheet]) -> Read:
    """The questionnaire of a form, with everything found on the way."""
    reading = Reading(sheets)
    survey = _Survey(reading)
    if _has_all(reading, sheets):
        survey.lists.read(sheets["choices"])
        survey.read(sheets["survey"])
    return Read(
        reading.id,
        reading.title,
        reading.languages,
        survey.sections.tables,
        survey.lists.tables,
        reading.findings,
    )


def _has_all(reading: Reading, sheets: Mapping[str, Sheet]) -> bool:
    """Whether there are the sheets and columns without which nothing can be read."""
    for name in ("survey", "choices"):
        if name not in sheets:
            reading.error("no_sheet", name, sheet=name)
    headers = {*sheets.get("survey", EMPTY).headers, *(["label"] if reading.languages else [])}
    if missing := {"type", "name", "label"} - headers:
        reading.error("no_column", "survey", 1, columns=", ".join(sorted(missing)))
    return not reading.findings


class _Survey:
    """Reads the rows of the survey sheet one by one."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.lists = ChoiceLists(reading)
        self.sections = Sections(reading)
        self.rows_of: dict[str, int] = {}

    def read(self, sheet: Sheet) -> None:
        for number, row in sheet.rows:
            self._row(number, row)
        for frame in self.sections.frames:
            self.reading.error("not_ended", "survey", frame.row, "type", name=frame.id)
        if not self.sections.tables and not self.reading.findings:
            self.reading.error("no_question", "survey")

    def _row(self, number: int, row: Row) -> None:
        kind = re.sub(r"^(begin|end)[ _]+", r"\1_", row.get("type", "").strip())
        words = re.sub(r"^(select)[ _](one|multiple)\b", r"\1_\2", kind).split()
        frame = self.sections.innermost
        if not words:
            self.reading.error("no_type", "survey", number, "type")
        elif words[0] in {"begin_group", "begin_repeat"}:
            self._begin(number, row, words[0].removeprefix("begin_"))
        elif words[0] in {"end_group", "end_repeat"}:
            self._end(number, words[0].removeprefix("end_"))
        elif words[0] in METADATA:
            self.reading.note("metadata", "survey", number, "type", type=words[0])
        elif words[0] == "note":
            self._intro(number, row)
        elif frame and frame.kind == "scale":
            self._scale_row(frame, number, row, words)
        elif words[0] in CHOOSING or words[0] in PLAIN:
            self._question(number, row, words)
        else:
            self.reading.error("type", "survey", number, "type", type=" ".join(words)[:60])

    # Groups

    def _begin(self, number: int, row: Row, kind: str) -> None:
        if kind == "group" and "table-list" in row.get("appearance", ""):
            self._begin_scale(number, row)
            return
        name = re.sub(r"^(section|entries)\.", "", row.get("name", ""))
        frame = Frame(
            kind,
            number,
            self.reading.legal(name, number) or f"{kind}_{number}",
            self.reading.text(row, "label", number, optional=True) or dict(self.reading.title),
            self.reading.condition(number, row),
        )
        if kind == "repeat":
            self._begin_repeat(frame, row)
        elif self.sections.frames:
            self.reading.note("flattened", "survey", number, "type", name=row.get("name", ""))
        self.sections.frames.append(frame)

    def _begin_repeat(self, frame: Frame, row: Row) -> None:
        given = row.get("hees_max") or row.get("repeat_count", "")
        if given.isascii() and given.isdigit() and 0 < int(given) <= MOST_OF_A_REPEAT:
            frame.most = int(given)
        else:
            self.reading.note("repeat_max", "survey", frame.row, "repeat_count", most=frame.most)
        if self.sections.repeat:
            self.reading.error("nested_repeat", "survey", frame.row, "type")

    def _end(self, number: int, kind: str) -> None:
        frame = self.sections.innermost
        if frame is None or {"scale": "group"}.get(frame.kind, frame.kind) != kind:
            self.reading.error("not_begun", "survey", number, "type", kind=f"end {kind}")
            return
        self.sections.end()
        if frame.kind == "scale":
            self._end_scale(frame)

    def _intro(self, number: int, row: Row) -> None:
        """A note before the first question of a group introduces it; others have no place here."""
        text = self.reading.text(row, "label", number)
        frame = self.sections.innermost
        if frame and not frame.asked and not frame.intro and frame.kind != "scale":
            frame.intro = text
        else:
            self.reading.note("note", "survey", number, "type", name=row.get("name", ""))

    # Questions

    def _question(self, number: int, row: Row, words: list[str]) -> None:
        kind = self._kind(number, row, words[0])
        whole = words[0] != "decimal"
        question = self._common(number, row, kind)
        codes = self._choose(number, question, words) if words[0] in CHOOSING else {}
        if not whole and kind is Kind.NUMBER:
            question["whole"] = False
        self._rules(number, row, question, whole=whole)
        section = self.sections.place(question)
        if "repeat" in section and yes(row.get("hees_title")):
            question["titles"] = True
        if words[-1] == "or_other" and "choices" in question:
            self._or_other(number, question)
            codes = {**codes, "other": "other"}
        name = row.get("name", "")
        self.reading.asked[name] = Asked(question["id"], kind, whole=whole, codes=codes)
        self._pass_over(number, row)

    def _kind(self, number: int, row: Row, named: str) -> Kind:
        """The kind that our own export noted, else what comes nearest to the type."""
        own = row.get("hees_kind", "")
        if own in set(Kind):
            return Kind(own)
        if own:
            self.reading.error("own_kind", "survey", number, "hees_kind", kind=own)
        kind = CHOOSING.get(named) or PLAIN[named]
        several_lines = kind is Kind.TEXT and "multiline" in row.get("appearance", "")
        return Kind.LONG_TEXT if several_lines else kind

    def _common(self, number: int, row: Row, kind: Kind) -> dict[str, Any]:
        """What every question has."""
        id = self.reading.legal(row.get("name", ""), number)
        if not id:
            self.reading.error("no_name", "survey", number, "name")
        self._claim(id, number)
        question: dict[str, Any] = {"id": id, "kind": str(kind)}
        if when := self.reading.condition(number, row):
            question["when"] = when
        question["label"] = self.reading.text(row, "label", number)
        if hint := self.reading.text(row, "hint", number, optional=True):
            question["help"] = hint
        return question | self._own(number, row)

    def _claim(self, id: str, number: int) -> None:
        """Note whose name this is; another question must not have it."""
        if self.rows_of.setdefault(id, number) != number:
            where = self.rows_of[id]
            self.reading.error("name_twice", "survey", number, "name", name=id, row=where)

    def _own(self, number: int, row: Row) -> dict[str, Any]:
        """Whether it is required, and what stands in columns that only our own export writes."""
        found: dict[str, Any] = {
            name: True
            for name, column in (("required", "required"), ("contact", "hees_contact"))
            if yes(row.get(column))
        }
        if country := row.get("hees_country"):
            found["country"] = country
        codes = [code for code in self.reading.languages if f"hees_unit_{code}" in row]
        if codes:
            found["unit"] = {code: row[f"hees_unit_{code}"] for code in codes}
        names = ("supersedes", "bands", "min", "max", "max_chars")
        data = {name: self.reading.data(number, f"hees_{name}", row) for name in names}
        return found | {name: part for name, part in data.items() if part is not None}

    def _choose(self, number: int, question: dict[str, Any], words: list[str]) -> Mapping[str, str]:
        """Give the question its list of choices; the list's codes by their name in the form."""
        listed = words[1] if len(words) > 1 else ""
        if listed not in self.lists.codes:
            self.reading.error("no_list", "survey", number, "type", list=listed)
            return {}
        question["choices"] = own_name(listed)
        return self.lists.codes[listed]

    def _rules(self, number: int, row: Row, question: dict[str, Any], *, whole: bool) -> None:
        text = row.get("constraint")
        if not text:
            return
        try:
            found = limits(text, Kind(question["kind"]), whole=whole)
        except NotUnderstood as error:
            self.reading.error("expression", "survey", number, "constraint", part=str(error))
            found = Limits()
        for name in ("min", "max", "max_chars", "pattern"):
            if (value := getattr(found, name)) is not None:
                question[name] = value
        self.lists.make_exclusive(question.get("choices", ""), found.exclusive)

    def _or_other(self, number: int, question: dict[str, Any]) -> None:
        """`or_other` asks in words what the other answer is."""
        question["choices"] = self.lists.with_other(question["choices"])
        test = "equals" if question["kind"] == Kind.SINGLE else "includes"
        id = f"{question['id'][:34]}_other"
        self._claim(id, number)
        section = self.sections.tables[-1]
        section["questions"].append(
            {
                "id": id,
                "kind": str(Kind.TEXT),
                "when": {"question": question["id"], test: "other"},
                "label": {code: other(code)[1] for code in self.reading.languages},
            }
        )
        self.reading.note("or_other", "survey", number, "type", name=id)

    def _pass_over(self, number: int, row: Row) -> None:
        if row.get("choice_filter"):
            self.reading.error("choice_filter", "survey", number, "choice_filter")
        for column in PASSED_OVER:
            value = row.get(column, "")
            if value and not (column == "appearance" and value in KNOWN_LOOKS):
                self.reading.note("passed_over", "survey", number, column, value=value[:60])

    # Scales

    def _begin_scale(self, number: int, row: Row) -> None:
        question = self._common(number, row, Kind.SCALE)
        if self.sections.repeat:
            self.reading.error("scale_in_repeat", "survey", number, "type")
        frame = Frame("scale", number, question["id"], question["label"], question=question)
        question["items"] = {}
        self.sections.frames.append(frame)

    def _scale_row(self, frame: Frame, number: int, row: Row, words: list[str]) -> None:
        question = frame.question
        if words[0] != "select_one" or len(words) < 2:
            self.reading.error("scale_row", "survey", number, "type", type=" ".join(words)[:60])
            return
        codes = self._choose(number, {}, words)
        listed = own_name(words[1])
        if question.setdefault("choices", listed) != listed:
            self.reading.error("scale_lists", "survey", number, "type", list=listed)
        name = row.get("name", "")
        item = self.reading.legal(name.removeprefix(f"{frame.id}."), number)
        if item in question["items"]:
            self.reading.error("name_twice", "survey", number, "name", name=item, row=frame.row)
        question["items"][item] = self.reading.text(row, "label", number) | exclusive(row)
        if row.get("relevant"):
            self.reading.error("scale_when", "survey", number, "relevant")
        if yes(row.get("required")):
            question["required"] = True
        self.reading.asked[name] = Asked(frame.id, Kind.SCALE, item=item, codes=codes)

    def _end_scale(self, frame: Frame) -> None:
        question = frame.question
        items = question.pop("items")
        if not items or "choices" not in question:
            self.reading.error("empty_scale", "survey", frame.row, "type", name=frame.id)
            return
        question["items"] = self.lists.add(f"{frame.id[:33]}_items", items)
        self.sections.place(question)
