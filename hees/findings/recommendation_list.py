"""All recommendations in print, each with its origin, its evidence and the agreement."""

from hees import typeset
from hees.findings import base, claim_words
from hees.findings.agreement import agreement, told
from hees.findings.claims import standings
from hees.findings.evidence import Evidence, evidence, place
from hees.findings.origins import host
from hees.findings.printing import Printer, closing, day, release_of
from hees.findings.running_text import paragraphs
from hees.language import say
from hees.store.releases import Release
from hees.study import Recommendation, Study
from hees.typeset import Paragraph, RecommendationList, Run, plain


def printed(printer: Printer, release: int | None = None) -> bytes:
    """The list as PDF, as of a release; by default the newest."""
    return typeset.pdf(recommendation_list(printer, release))


def recommendation_list(printer: Printer, number: int | None = None) -> RecommendationList:
    """What stands on the printed list of all recommendations, all of it from one release."""
    study, language = printer.study, printer.language
    release = release_of(printer.home, number)
    title = say("recommendations.pdf_title", language)
    return RecommendationList(
        language=language,
        paper=printer.paper,
        study=study.title[language],
        title=title,
        date=day(printer.home, release),
        standfirst=paragraphs(study.content.get("recommendations", {}).get(language, "")),
        contents=say("recommendations.contents", language),
        evidence=say("recommendations.evidence", language),
        claims=say("claims.title", language),
        grades=_grades(study, language),
        items=tuple(
            _item(printer, place, one, release)
            for place, one in enumerate(study.recommendations, start=1)
        ),
        footer=tuple(closing(printer, title, printer.address("recommendations"), release)),
    )


def _item(
    printer: Printer, place: int, one: Recommendation, release: Release | None
) -> typeset.Recommendation:
    home, study, language = printer.home, printer.study, printer.language
    of = release.number if release else None
    found = agreement(home, study, one.id, of)
    return typeset.Recommendation(
        number=str(place),
        title=one.title[language],
        audiences=audiences(study, one, language),
        text=(*paragraphs(one.text[language]), *_asked(study, one, language)),
        origin=_origin(one, language),
        evidence=tuple(_line(printer, line) for line in evidence(home, study, one, language, of)),
        claims=tuple(
            plain(claim_words.paragraph(found, study, language))
            for found in standings(home, study, one, of)
        ),
        agreement=base.text(told(found, study, language), language) if found else "",
    )


def _grades(study: Study, language: str) -> tuple[Paragraph, ...]:
    """What the grades of claims mean, and what they do not; nothing where there are no claims."""
    if not study.claims:
        return ()
    meanings = [
        say("claims.line", language, grade=grade, words=name, text=meaning)
        for grade, name, meaning in claim_words.meanings(language)
    ]
    said = [say(f"claims.{key}", language) for key in ("people", "computed", "twice")]
    return (plain(base.text(said, language)), plain(base.text(meanings, language)))


def audiences(study: Study, one: Recommendation, language: str) -> str:
    """For whom a recommendation is, and its theme."""
    names = [study.label("audience", code, language) for code in one.audiences]
    listed = say("list_separator", language).join(names)
    text = say("recommendations.for", language, audiences=listed)
    if one.theme is None:
        return text
    theme = study.label("theme", one.theme, language)
    return say("recommendations.about", language, audiences=text, theme=theme)


def _asked(study: Study, one: Recommendation, language: str) -> list[Paragraph]:
    return [
        plain(
            say(
                "recommendations.asks",
                language,
                audience=study.label("audience", code, language),
                text=text[language],
            )
        )
        for code, text in one.for_audience.items()
    ]


def _origin(one: Recommendation, language: str) -> Paragraph:
    mark, note = origin(one, language)
    text = say("recommendations.origin", language, mark=mark, note=note)
    if one.source is None:
        return plain(text)
    source = say("recommendations.source", language, address=host(one.source))
    return (Run(text=f"{text} "), Run(text=source, link=one.source))


def origin(one: Recommendation, language: str) -> tuple[str, str]:
    """Whether the study has published it or the team drafted it, and what that means."""
    if one.source:
        return say("recommendations.published", language), say("recommendations.retold", language)
    return say("recommendations.draft", language), say("recommendations.asked", language)


def _line(printer: Printer, found: Evidence) -> Paragraph:
    """The chart, linked to its page; what it shows; and where the numbers come from."""
    language = printer.language
    page, state = place(printer.study, found.chart)
    title = Run(text=found.chart.title[language], link=printer.address(page, **state))
    separator = say("list_separator", language)
    parts = [title, Run(text=say("recommendations.shows", language, statement=found.statement))]
    for position, origin in enumerate(found.origins):
        parts.append(Run(text=separator if position else say("recommendations.from", language)))
        parts.append(Run(text=origin.name, link=origin.address or None))
    return tuple(parts)
