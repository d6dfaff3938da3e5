"""The routing drawn: sections from top to bottom, a row a question, a line from what is answered to what it opens.

Each question that decides something has a lane of its own at the left, so that lines never lie on
each other; lanes are used again further down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from hees.language import say
from hees.study import Question, Questionnaire, Section
from hees.team.questionnaire.outline import numbers
from hees.team.questionnaire.routing import Edge, Path, edges
from hees.team.routing_words import said
from hees.typeset import letters

WIDTH = 760
ROW, SECTION, CLAUSE = 26, 46, 17
"""Heights in pixels of a question's row, a section's heading, and the condition under either."""

LANE, LEFT, TEXT = 15, 16, 26
"""Breadth of a lane, of the margin before the first, and from the last to the text."""

APART = 5
"""Between the line to a question and the line from it, in pixels."""

TURN = 8
LETTER = 7.3
"""Radius of a line's corners, and the breadth of a letter in pixels, a little too wide."""

STYLE = """
svg { --ink: #1d2321; --quiet: #5a615d; --line: #a9a398; --accent: #1f4b43; --paper: #fdfcfa; --band: #f3f0ea; }
@media (prefers-color-scheme: dark) {
  svg { --ink: #e9e6df; --quiet: #a5aea8; --line: #68736c; --accent: #8fc7b9; --paper: #151918; --band: #1f2523; }
}
text { font: 14px "IBM Plex Sans", "Hiragino Sans", "Yu Gothic", "Noto Sans CJK JP", system-ui, sans-serif; fill: var(--ink); }
.section { font-weight: 600; }
.number, .clause { fill: var(--quiet); }
.clause { font-size: 12px; }
.band { fill: var(--band); }
path { fill: none; stroke: var(--line); stroke-width: 1.4; }
path.head, circle { fill: var(--line); stroke: none; }
path.on { stroke: var(--accent); stroke-width: 2.4; }
path.on.head, circle.on { fill: var(--accent); stroke: none; }
text.on { fill: var(--accent); font-weight: 600; }
.off { opacity: .38; }
"""


@dataclass(frozen=True)
class Row:
    """A line of the drawing. `y`: the middle of its text, in pixels."""

    part: Section | Question
    y: int
    is_section: bool


def svg(questionnaire: Questionnaire, language: str, chosen: str = "") -> str:
    """The graph; the way to and from the question `chosen` stands out, other sections are closed."""
    return _Drawing(questionnaire, language, chosen).svg()


class _Drawing:
    def __init__(self, questionnaire: Questionnaire, language: str, chosen: str) -> None:
        self.questionnaire, self.language, self.chosen = questionnaire, language, chosen
        self.numbers = numbers(questionnaire)
        self.path = Path.of(questionnaire, chosen) if chosen else None
        self.open = self._open()
        self.rows, self.height = self._laid_out()
        self.place = {(row.is_section, row.part.id): row.y for row in self.rows}
        self.edges = [
            edge
            for edge in edges(questionnaire)
            if {(False, edge.source), (edge.is_section, edge.target)} <= self.place.keys()
        ]
        self.lanes = lanes(self._reaches())
        self.text = LEFT + LANE * (max(self.lanes.values(), default=-1) + 1) + TEXT

    def svg(self) -> str:
        lit = self.path.edges if self.path else set()
        weak = "".join(self._edge(edge, "") for edge in self.edges if edge not in lit)
        parts = [
            *(self._row(row) for row in self.rows),
            f'<g class="off">{weak}</g>' if self.path else weak,
            *(self._edge(edge, "on") for edge in self.edges if edge in lit),
        ]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{self.height}" '
            f'viewBox="0 0 {WIDTH} {self.height}" lang="{self.language}">'
            f"<style>{STYLE}</style>{''.join(parts)}</svg>"
        )

    def _open(self) -> set[str]:
        """The sections whose questions are shown: all, or those on the way of the question chosen."""
        if self.path is None:
            return {section.id for section in self.questionnaire}
        concerned = {self.chosen, *(edge.source for edge in self.path.edges)}
        concerned |= {edge.target for edge in self.path.edges if not edge.is_section}
        return {self.questionnaire.section_of[id].id for id in concerned}

    def _laid_out(self) -> tuple[list[Row], int]:
        rows, y = [], 8
        for section in self.questionnaire:
            rows.append(Row(section, y + SECTION // 2, is_section=True))
            y += SECTION + (CLAUSE if section.when else 0)
            for question in section.questions if section.id in self.open else ():
                rows.append(Row(question, y + ROW // 2, is_section=False))
                y += ROW + (CLAUSE if question.when else 0)
            y += 6
        return rows, y + 8

    def _reaches(self) -> dict[str, tuple[int, int]]:
        """From where to where the lane of each source goes."""
        found: dict[str, tuple[int, int]] = {}
        for edge in self.edges:
            start = self.place[False, edge.source]
            _, end = found.get(edge.source, (start, start))
            found[edge.source] = start, max(end, self.place[edge.is_section, edge.target])
        return found

    def _row(self, row: Row) -> str:
        part, weak = row.part, self._weak(row)
        label = part.title if isinstance(part, Section) else part.label
        text = self._text(row, self._cut(label[self.language], 1.08 if row.is_section else 1), weak)
        if part.when is None:
            return text
        clause = said(self.questionnaire, part.when, self.language, self._named)
        when = say("questionnaire.routing.when", self.language, clause=clause)
        x = self.text if row.is_section else self.text + 34
        y = row.y + CLAUSE + 4
        return f'{text}<text class="clause{weak}" x="{x}" y="{y}">{self._cut(when, 0.88)}</text>'

    def _text(self, row: Row, label: str, weak: str) -> str:
        if row.is_section:
            height = 34 + (CLAUSE if row.part.when else 0)
            band = (
                f'<rect class="band" x="{self.text - 10}" y="{row.y - 17}" '
                f'width="{WIDTH - self.text + 10}" height="{height}" rx="4"/>'
            )
            x, y = self.text, row.y + 5
            return f'{band}<text class="section{weak}" x="{x}" y="{y}">{label}</text>'
        on = " on" if row.part.id == self.chosen else ""
        y = row.y + 5
        return (
            f'<text class="number{weak}" x="{self.text + 22}" y="{y}" text-anchor="end">'
            f"{self.numbers[row.part.id]}</text>"
            f'<text class="{(on + weak).strip()}" x="{self.text + 34}" y="{y}">{label}</text>'
        )

    def _weak(self, row: Row) -> str:
        """Rows that have nothing to do with the chosen question stand back."""
        if self.path is None or row.part.id == self.chosen:
            return ""
        if row.is_section:
            concerned = self.questionnaire.section_of[self.chosen].id == row.part.id
            ends = {edge.target for edge in self.path.edges if edge.is_section}
        else:
            concerned = any(edge.source == row.part.id for edge in self.path.edges)
            ends = {edge.target for edge in self.path.edges if not edge.is_section}
        return "" if concerned or row.part.id in ends else " off"

    def _edge(self, edge: Edge, state: str) -> str:
        """The line with its dot and its arrow."""
        start = self.place[False, edge.source]
        end = self.place[edge.is_section, edge.target]
        start += APART if any(edge.source == one.target for one in self.edges) else 0
        end -= APART if edge.target in self.lanes and not edge.is_section else 0
        lane, to = LEFT + LANE * self.lanes[edge.source], self.text - 12
        line = (
            f"M {to - 4} {start} H {lane + TURN} Q {lane} {start} {lane} {start + TURN} "
            f"V {end - TURN} Q {lane} {end} {lane + TURN} {end} H {to - 5}"
        )
        head = f"M {to - 6} {end - 4} L {to + 1} {end} L {to - 6} {end + 4} Z"
        return (
            f'<path class="{state}" d="{line}"/><path class="head {state}" d="{head}"/>'
            f'<circle class="{state}" cx="{to - 3}" cy="{start}" r="4"/>'
        )

    def _named(self, question: Question) -> str:
        return say("paper.named", self.language, number=self.numbers[question.id])

    def _cut(self, text: str, size: float) -> str:
        """As much of a text as fits into a row, escaped."""
        room = (WIDTH - self.text - 40) / (LETTER * size)
        kept, breadth = "", 0
        for letter in text:
            breadth += letters(letter)
            if breadth > room:
                return f"{escape(kept.rstrip())}…"
            kept += letter
        return escape(kept)


def lanes(reaches: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """A lane for each line from a top to a bottom, so that no two in a lane meet; 0 is outermost.

    The longest lines are outermost, so that short ones do not cross them.
    """
    taken: list[list[tuple[int, int]]] = []
    found: dict[str, int] = {}
    for source, (top, bottom) in sorted(reaches.items(), key=lambda one: one[1][0] - one[1][1]):
        free = (
            number
            for number, others in enumerate(taken)
            if all(bottom < above or top > below for above, below in others)
        )
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((top, bottom))
        found[source] = lane
    return found
