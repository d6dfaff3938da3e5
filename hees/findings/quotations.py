"""What respondents let the study quote, as readers see it: the passage, and whose words it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from hees.language import say
from hees.store import quoted as store
from hees.store import releases
from hees.store.home import Home
from hees.store.quoted import Published
from hees.study import Study
from hees.study.catalogue import TOTAL


@dataclass(frozen=True)
class Quoted:
    """A quotation in the reader's language. `translation` is "" where there is none.

    `source`: the respondent's name, or what may be said of it without.
    """

    id: str
    passage: str
    language: str
    translation: str
    source: str


def quoted(home: Home, study: Study, topic: str, language: str) -> list[tuple[str, list[Quoted]]]:
    """(what was asked, what was said) about a topic, "" for none in particular, by question."""
    found = [one for one in store.published(home) if one.topic == topic]
    shown = _categories(home, study, found)
    questions = study.questionnaire.questions
    return [
        (
            question.label[language],
            [_quoted(study, one, shown, language) for one in found if one.question == id],
        )
        for id, question in questions.items()
        if any(one.question == id for one in found)
    ]


def _categories(home: Home, study: Study, found: Iterable[Published]) -> set[str]:
    """The categories that the newest release shows with enough respondents, if any is needed."""
    newest = releases.newest(home)
    if newest is None or not any(one.category for one in found):
        return set()
    counts = releases.counts(home, newest, study.monitor.category, TOTAL)
    return {one.answer for one in counts if one.count is not None and one.count >= study.policy.k}


def _quoted(study: Study, one: Published, shown: set[str], language: str) -> Quoted:
    translation = one.translation.get(language, "") if language != one.language else ""
    category = one.category if one.category in shown else ""
    source = source_of(study, one.named, category, language)
    return Quoted(one.id, one.passage, one.language, translation, source)


def source_of(study: Study, names: Mapping[str, str], category: str, language: str) -> str:
    """Whose words they are: a name, a category, or just an organisation."""
    if names:
        return names.get(language) or next(iter(names.values()))
    choice = study.questionnaire.questions[study.monitor.category].by_code.get(category)
    if choice:
        return say("quoted.category", language, category=choice.label[language])
    return say("quoted.unnamed", language)


def block(study: Study, found: list[tuple[str, list[Quoted]]], language: str) -> str:
    """The quotations as HTML; every text from people is escaped."""
    return "".join(
        f'<section class="hees-quotations"><p class="hees-asked">{escape(asked)}</p>'
        f"{''.join(_figure(study, one, language) for one in said)}</section>"
        for asked, said in found
    )


def _figure(study: Study, one: Quoted, language: str) -> str:
    """A quotation with its translation and its source; each text says in which language it is."""
    parts = [f'<blockquote lang="{escape(one.language)}">{_lines(one.passage)}</blockquote>']
    notes = [escape(one.source)]
    if one.translation:
        name = study.language_names.get(one.language, one.language)
        parts.insert(0, f"<blockquote>{_lines(one.translation)}</blockquote>")
        parts[1] = (
            f"<details><summary>{escape(say('quoted.original', language, name=name))}</summary>"
            f"{parts[1]}</details>"
        )
        notes.append(escape(say("quoted.translated", language)))
    notes.append(escape(say("quoted.permission", language)))
    separator = " · "
    caption = f"<figcaption>{separator.join(notes)}</figcaption>"
    return f'<figure id="{escape(one.id)}">{parts[0]}{caption}{"".join(parts[1:])}</figure>'


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines() if line.strip())
