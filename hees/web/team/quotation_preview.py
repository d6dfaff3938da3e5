"""A quotation as readers would see it, with its history, and the words in it that may name somebody."""

from collections.abc import Callable
from html import escape

import streamlit as st

from hees.findings import quotations as findings
from hees.language import show_date
from hees.release import naming
from hees.release.naming import Hint
from hees.store.quotations import Quotation
from hees.web import context, markup
from hees.web.context import words
from hees.web.markdown import plain


def preview(one: Quotation, show: Callable[[str], str] = escape) -> str:
    """A quotation as readers would see it, and its history; `show` makes its texts into markup."""
    study, language = context.study(), context.language()
    parts = [f'<blockquote lang="{escape(one.language)}">{_lines(show(one.passage))}</blockquote>']
    parts += [
        f'<blockquote lang="{escape(to)}" class="hees-translation">{_lines(show(text))}</blockquote>'
        for to, text in one.translation.items()
    ]
    topic = study.topic[one.topic].title[language] if one.topic in study.topic else ""
    source = findings.source_of(study, one.named, one.category, language)
    place = topic or words("quoting.no_topic")
    said = " · ".join(escape(text) for text in (source, place, *_history(one)))
    return f'<figure class="hees-quoted">{"".join(parts)}<figcaption>{said}</figcaption></figure>'


def hints(one: Quotation) -> None:
    """The words of the passage and its translations that may name somebody, by kind."""
    found: dict[Hint, list[str]] = {}
    for text in (one.passage, *one.translation.values()):
        for part in naming.suspects(context.home(), context.study(), text):
            said = text[part.start : part.end]
            if said not in found.setdefault(part.hint, []):
                found[part.hint].append(said)
    rows = [
        (words(f"quoting.hint.{hint}"), escape(words("list_separator").join(found[hint])))
        for hint in Hint
        if hint in found
    ]
    st.caption(words("quoting.check" if rows else "quoting.check_none"))
    if rows:
        st.html(markup.facts(rows))
    if one.category:
        study = context.study()
        choice = study.questionnaire.questions[study.monitor.category].by_code.get(one.category)
        label = choice.label[context.language()] if choice else one.category
        st.caption(plain(words("quoting.alone", category=label, k=study.policy.k)))


def marked(text: str) -> str:
    """A text with what may name somebody marked in it."""
    done, position = "", 0
    for part in naming.suspects(context.home(), context.study(), text):
        done += escape(text[position : part.start])
        done += f"<mark>{escape(text[part.start : part.end])}</mark>"
        position = part.end
    return done + escape(text[position:])


def _lines(markup_of_text: str) -> str:
    return markup_of_text.replace("\n", "<br>")


def _history(one: Quotation) -> list[str]:
    language = context.language()
    marked = words("quoting.marked_by", who=one.marked_by, day=show_date(one.marked_on, language))
    if not one.decided_on:
        return [marked]
    day = show_date(one.decided_on, language)
    if one.state == "fallen":
        return [marked, words("quoting.fell", day=day)]
    state = words(f"quoting.state.{one.state}")
    return [marked, words("quoting.decided_by", state=state, who=one.decided_by, day=day)]
