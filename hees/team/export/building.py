"""Builds the tables of an export: one list of variables for all versions of the questionnaire that were used.

The order is that of the newest questionnaire; a question that it lacks stays where it stood.
"""

from collections.abc import Iterator, Mapping, Sequence

from hees.language import say
from hees.study import Kind, Question, Section
from hees.team.export import naming
from hees.team.export.variables import (
    FAMILY,
    MAIN,
    STATES,
    STATUSES,
    Asked,
    Code,
    Family,
    Group,
    Measure,
    Table,
    Texts,
    Used,
    Variable,
    in_order,
    numbered,
)


def tables(
    versions: Sequence[Used], languages: Sequence[str], longest: Mapping[str, int]
) -> list[Table]:
    """The tables of all versions, the newest last. `longest`: parts of answers without a limit."""
    order = in_order([[*used.questionnaire.questions] for used in reversed(versions)])
    asked = [(id, _asked(versions, id)) for id in order]
    asked = [(id, all_of) for id, all_of in asked if not all_of[-1].question.contact]
    sections = in_order(
        [
            [section.id for section in used.questionnaire if section.repeat]
            for used in reversed(versions)
        ]
    )
    found = []
    for section in ["", *sections]:
        builder = _Builder(_own(versions, languages, repeated=bool(section)), languages, longest)
        for _, all_of in asked:
            builder.add([one for one in all_of if _repeated(one.section) == section])
        found.append(builder.table(section, _titles(versions, section)))
    return found


def personal(versions: Sequence[Used]) -> list[Question]:
    """The contact questions, as asked last, in order."""
    order = in_order([[*used.questionnaire.questions] for used in reversed(versions)])
    newest = [_asked(versions, id)[-1].question for id in order]
    return [question for question in newest if question.contact]


def _own(versions: Sequence[Used], languages: Sequence[str], *, repeated: bool) -> list[Variable]:
    """What a file has beside the answers."""

    def said(key: str, **values: object) -> Texts:
        return {language: say(key, language, **values) for language in languages}

    def coded(codes: Sequence[str], key: str) -> tuple[Code, ...]:
        return tuple(
            Code(number, code, said(f"{key}.{code}")) for number, code in enumerate(codes, start=1)
        )

    def own(name: str, measure: Measure, **more: object) -> Variable:
        return Variable(name, measure, said(f"export.own.{name}"), **more)  # ty: ignore[invalid-argument-type]

    identity = own("response_id", Measure.TEXT, bytes=32)
    if repeated:
        return [identity, own("entry", Measure.NUMBER)]
    used = tuple(
        Code(
            one.number, one.id, dict.fromkeys(languages, f"{one.first_used} {one.id[:12]}".strip())
        )
        for one in versions
    )
    return [
        identity,
        own("response_status", Measure.CODES, codes=coded(STATUSES, "team.statuses")),
        own("response_language", Measure.TEXT, bytes=8),
        own("response_submitted_on", Measure.TEXT, bytes=10),
        own("response_submission", Measure.NUMBER),
        own("response_version", Measure.CODES, codes=used),
        own("response_review", Measure.CODES, codes=coded(STATES, "export.review")),
    ]


def _titles(versions: Sequence[Used], section: str) -> Texts:
    for used in reversed(versions):
        for one in used.questionnaire:
            if one.id == section:
                return one.title.root
    return {}


def _repeated(section: Section) -> str:
    return section.id if section.repeat else ""


def _asked(versions: Sequence[Used], id: str) -> list[Asked]:
    return [
        Asked(used.number, used.questionnaire.questions[id], used.questionnaire.section_of[id])
        for used in versions
        if id in used.questionnaire.questions
    ]


class _Builder:
    """Gathers the variables of one table, question by question."""

    def __init__(
        self, own: list[Variable], languages: Sequence[str], longest: Mapping[str, int]
    ) -> None:
        self.variables = own
        self.groups: list[Group] = []
        self.languages = languages
        self.longest = longest

    def table(self, section: str, title: Texts) -> Table:
        name = f"{section}_entries" if section == MAIN else section or MAIN
        return Table(name, section, tuple(self.variables), tuple(self.groups), title)

    def add(self, asked: Sequence[Asked]) -> None:
        """The variables of a question. If its kind ever changed, each kind has its own."""
        in_order_of_use = sorted(asked, key=lambda one: one.version)
        families = dict.fromkeys(FAMILY[one.question.kind] for one in in_order_of_use)
        for place, family in enumerate(families):
            of = tuple(one for one in asked if FAMILY[one.question.kind] is family)
            start = len(self.variables)
            self.variables += _FAMILIES[family](self, of, "" if place == 0 else f"as_{family}")
            end = len(self.variables)
            self.groups.append(Group(of[-1].question.id, family, start, end, of))

    def one(self, of: Sequence[Asked], suffix: str) -> Iterator[Variable]:
        yield self._coded(of, suffix)

    def several(self, of: Sequence[Asked], suffix: str) -> Iterator[Variable]:
        flags = tuple(
            Code(value, key, self._said(f"export.{key}"))
            for value, key in ((0, "not_chosen"), (1, "chosen"))
        )
        for _, choice, _ in numbered(of):
            part = _joined(suffix, choice.code)
            yield self._variable(of, part, Measure.FLAG, choice.label.root, codes=flags)

    def matrix(self, of: Sequence[Asked], suffix: str) -> Iterator[Variable]:
        items = {item.code: item for one in of for item in one.question.items}
        for code in in_order([[item.code for item in one.question.items] for one in reversed(of)]):
            yield self._coded(of, _joined(suffix, code), items[code].label.root)

    def rank(self, of: Sequence[Asked], suffix: str) -> Iterator[Variable]:
        for place in range(1, self._places(of) + 1):
            label = self._said("export.rank", place=place)
            yield self._coded(of, _joined(suffix, f"rank{place}"), label)

    def number(self, of: Sequence[Asked], suffix: str) -> Iterator[Variable]:
        questions = [one.question for one in of]
        lowest = [1600 if q.kind is Kind.YEAR and q.min is None else q.min for q in questions]
        yield self._variable(
            of,
            suffix,
            Measure.NUMBER,
            whole=all(question.whole for question in questions),
            negative=any(low is None or low < 0 for low in lowest),
        )

    def text(self, of: Sequence[Asked], suffix: str) -> Iterator[Variable]:
        yield self._variable(of, suffix, Measure.TEXT)

    def found(self, of: Sequence[Asked], suffix: str) -> Iterator[Variable]:
        for part in ("id", "name"):
            label = self._said(f"export.found_{part}")
            yield self._variable(of, _joined(suffix, part), Measure.TEXT, label)

    def found_several(self, of: Sequence[Asked], suffix: str) -> Iterator[Variable]:
        for place in range(1, self._places(of) + 1):
            for part in ("id", "name"):
                label = self._said(f"export.found_{part}_of", place=place)
                yield self._variable(of, _joined(suffix, f"{part}{place}"), Measure.TEXT, label)

    def _coded(self, of: Sequence[Asked], part: str, of_part: Texts | None = None) -> Variable:
        codes = tuple(
            Code(number, choice.code, choice.label.root, letter)
            for number, choice, letter in numbered(of)
        )
        return self._variable(of, part, Measure.CODES, of_part, codes=codes)

    def _variable(
        self,
        of: Sequence[Asked],
        part: str,
        measure: Measure,
        of_part: Texts | None = None,
        **more: object,
    ) -> Variable:
        """A variable of a question, or of the part of it that is called `of_part`."""
        question = of[-1].question
        return Variable(
            naming.name(question.id, part),
            measure,
            self._part(of, of_part) if of_part else question.label.root,
            question.id,
            part,
            of_part or {},
            **more,  # ty: ignore[invalid-argument-type]
        )

    def _places(self, of: Sequence[Asked]) -> int:
        """How many places an answer can have, in any version."""
        questions = [one.question for one in of]
        limits = [question.max or len(question.choices) or 0 for question in questions]
        return max(*map(int, limits), self.longest.get(questions[-1].id, 0), 1)

    def _part(self, of: Sequence[Asked], part: Texts) -> Texts:
        """The label of a part: the part first, so that shortening leaves it."""
        question = of[-1].question
        return {
            language: say(
                "export.part", language, part=part[language], question=question.label[language]
            )
            for language in self.languages
        }

    def _said(self, key: str, **values: object) -> Texts:
        return {language: say(key, language, **values) for language in self.languages}


_FAMILIES = {family: getattr(_Builder, family.value) for family in Family}


def _joined(suffix: str, part: str) -> str:
    return f"{suffix}_{part}" if suffix else part
