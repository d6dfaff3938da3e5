"""The codebook for machines: DDI-Codebook 2.5 (ddialliance.org), as data archives take it."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from hees.language import say
from hees.team.export.codebook import Source, routing
from hees.team.export.missing import Missing
from hees.team.export.tally import Count
from hees.team.export.variables import Group, Measure, Table, Texts, Variable

NAMESPACE = "ddi:codebook:2_5"
_SCHEMA = "http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


def document(source: Source, files: dict[str, str]) -> bytes:
    """The XML document. `files`: the name of each table's file."""
    root = Element(
        "codeBook",
        {
            "xmlns": NAMESPACE,
            "xmlns:xsi": _INSTANCE,
            "xsi:schemaLocation": f"{NAMESPACE} {_SCHEMA}",
            "version": "2.5",
            "xml:lang": source.language,
        },
    )
    _study(root, source)
    for table in source.tables:
        _file(root, table, source.counts[table.name], files[table.name])
    data = SubElement(root, "dataDscr")
    for table in source.tables:
        for group in table.groups:
            _group(data, table, group, source)
    for table in source.tables:
        groups = {place: group for group in table.groups for place in range(group.start, group.end)}
        for place, variable in enumerate(table.variables):
            count = source.counts[table.name][place]
            _variable(data, table, variable, groups.get(place), count, source)
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _study(root: Element, source: Source) -> None:
    described = SubElement(root, "stdyDscr")
    citation = SubElement(described, "citation")
    titles = SubElement(citation, "titlStmt")
    first, *others = [source.language, *(x for x in source.study.languages if x != source.language)]
    _text(titles, "titl", source.study.title[first], first)
    for language in others:
        _text(titles, "parTitl", source.study.title[language], language)
    _text(titles, "IDNo", source.study.id)
    version = SubElement(citation, "verStmt")
    _text(version, "version", source.day).set("date", source.day)
    access = SubElement(described, "dataAccs")
    statement = SubElement(access, "useStmt")
    _text(statement, "restrctn", say("export.private", source.language), source.language)


def _file(root: Element, table: Table, counts: Sequence[Count], name: str) -> None:
    described = SubElement(root, "fileDscr", {"ID": f"F_{table.name}"})
    text = SubElement(described, "fileTxt")
    _text(text, "fileName", name)
    size = SubElement(text, "dimensns")
    _text(size, "caseQnty", str(counts[0].rows))
    _text(size, "varQnty", str(len(table.variables)))


def _group(data: Element, table: Table, group: Group, source: Source) -> None:
    """Several variables of one question belong together."""
    variables = table.variables[group.start : group.end]
    if len(variables) == 1:
        return
    kind = "multipleResp" if variables[0].measure is Measure.FLAG else "grid"
    made = SubElement(
        data,
        "varGrp",
        {
            "ID": f"G_{table.name}.{group.question}.{group.family}",
            "type": kind,
            "name": group.question,
            "var": " ".join(_id(table, one) for one in variables),
        },
    )
    _every(made, "labl", group.newest.question.label.root, source)


def _variable(
    data: Element,
    table: Table,
    variable: Variable,
    group: Group | None,
    count: Count,
    source: Source,
) -> None:
    made = SubElement(
        data,
        "var",
        {
            "ID": _id(table, variable),
            "name": variable.name,
            "files": f"F_{table.name}",
            "intrvl": "contin" if variable.measure is Measure.NUMBER else "discrete",
        },
    )
    _every(made, "labl", variable.label, source)
    if group:
        question = SubElement(made, "qstn")
        _every(question, "qstnLit", group.newest.question.label.root, source)
        if group.newest.question.help:
            _every(question, "ivuInstr", group.newest.question.help.root, source)
    _invalid(made, variable)
    if group:
        for language in source.study.languages:
            _text(made, "universe", routing(source, group.newest, language), language)
    for kind, number in _statistics(variable, count):
        _text(made, "sumStat", number).set("type", kind)
    for number, label, counted, is_missing in _categories(variable, count, source):
        category = SubElement(made, "catgry", {"missing": "Y"} if is_missing else {})
        _text(category, "catValu", str(number))
        _every(category, "labl", label, source)
        _text(category, "catStat", str(counted)).set("type", "freq")
    for version in sorted(one.version for one in group.asked) if group else ():
        _text(SubElement(made, "verStmt"), "version", str(version))
    kind = "character" if variable.measure is Measure.TEXT else "numeric"
    SubElement(made, "varFormat", {"type": kind})


def _invalid(made: Element, variable: Variable) -> None:
    """The numbers that are no value."""
    if variable.measure is Measure.TEXT:
        return
    numbers = [variable.number_of(kind) for kind in Missing]
    numbers += [code.number for code in variable.codes if code.letter]
    invalid = SubElement(made, "invalrng")
    for number in numbers:
        SubElement(invalid, "item", {"VALUE": str(number)})


def _statistics(variable: Variable, count: Count) -> Iterator[tuple[str, str]]:
    valid = count.valid(code.number for code in variable.codes if code.letter)
    yield "vald", str(valid)
    yield "invd", str(count.rows - valid)
    if variable.measure is Measure.NUMBER and valid:
        yield "min", f"{count.least:.15g}"
        yield "max", f"{count.greatest:.15g}"
        yield "mean", f"{count.total / valid:.15g}"


def _categories(
    variable: Variable, count: Count, source: Source
) -> Iterator[tuple[int, Texts, int, bool]]:
    """(number, label, how many, whether it is no value)"""
    for code in variable.codes:
        yield code.number, code.label, count.states.get(code.number, 0), bool(code.letter)
    if variable.measure is not Measure.TEXT:
        for kind in Missing:
            label = {
                language: say(f"export.missing.{kind.key}", language)
                for language in source.study.languages
            }
            yield variable.number_of(kind), label, count.missing(kind), True


def _id(table: Table, variable: Variable) -> str:
    return f"V_{table.name}.{variable.name}"


def _every(parent: Element, tag: str, texts: Texts, source: Source) -> None:
    for language in source.study.languages:
        _text(parent, tag, texts[language], language)


def _text(parent: Element, tag: str, text: str, language: str = "") -> Element:
    made = SubElement(parent, tag, {"xml:lang": language} if language else {})
    made.text = text
    return made
