"""The routing as a drawing, and the same in words."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape

import streamlit as st

from hees.study import Question, Questionnaire
from hees.team.questionnaire import drawing
from hees.team.questionnaire.outline import numbers
from hees.team.questionnaire.routing import Edge, Path, edges
from hees.team.routing_words import said
from hees.web import context, filters
from hees.web.context import words


def show(questionnaire: Questionnaire) -> None:
    """A question to choose, what opens it and what it opens, and the drawing of all routing."""
    found = edges(questionnaire)
    st.markdown(words("questionnaire.routing.explain"))
    if not found:
        st.info(words("questionnaire.routing.none"))
        return
    teller = _Teller(questionnaire)
    chosen = filters.choice(
        "question",
        words("questionnaire.routing.question"),
        list(questionnaire.questions),
        teller.named,
        other=words("questionnaire.routing.all"),
    )
    if chosen:
        st.html(teller.way(Path.of(questionnaire, chosen)))
    st.html(_picture(questionnaire, found, chosen))
    with st.expander(words("questionnaire.routing.in_words")):
        st.html(teller.listing(found))


def _picture(questionnaire: Questionnaire, found: Sequence[Edge], chosen: str) -> str:
    language = context.language()
    svg = drawing.svg(questionnaire, language, chosen)
    deciding = len({edge.source for edge in found})
    alt = words(
        "questionnaire.routing.alt",
        questions=len(questionnaire.questions),
        deciding=deciding,
        opened=len({(edge.is_section, edge.target) for edge in found}),
    )
    source = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    return (
        f'<div class="hees-scroll hees-routing" role="region" tabindex="0" aria-label="{escape(alt)}">'
        f'<img src="{source}" width="{drawing.WIDTH}" alt="{escape(alt)}"></div>'
    )


class _Teller:
    """Says edges in the language on screen."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.numbers = numbers(questionnaire)

    def named(self, id: str) -> str:
        """8. In which areas …?"""
        label = self.questionnaire.questions[id].label[context.language()]
        return f"{self.numbers[id]}. {label}"

    def way(self, path: Path) -> str:
        """What opens the question chosen, and what it opens."""
        return (
            f"{self._part('opened_by', path.before, 'always')}"
            f"{self._part('opens', path.after, 'nothing')}"
        )

    def listing(self, found: Sequence[Edge]) -> str:
        """Every condition once, whatever number of questions it looks at."""
        targets = {(edge.is_section, edge.target): edge for edge in found}
        return self._list(list(targets.values()))

    def _part(self, name: str, found: Sequence[Edge], none: str) -> str:
        head = escape(words(f"questionnaire.routing.{name}"))
        targets = {(edge.is_section, edge.target): edge for edge in found}
        body = self._list(list(targets.values()))
        nothing = f"<p>{escape(words(f'questionnaire.routing.{none}'))}</p>"
        return f'<h3 class="hees-way">{head}</h3>{body if found else nothing}'

    def _list(self, found: Sequence[Edge]) -> str:
        items = "".join(f"<li>{self._said(edge)}</li>" for edge in found)
        return f'<ul class="hees-edges">{items}</ul>'

    def _said(self, edge: Edge) -> str:
        language = context.language()
        if edge.is_section:
            title = self.questionnaire.section(edge.target).title[language]
            target = words("questionnaire.routing.section", title=title)
        else:
            target = self.named(edge.target)
        clause = said(self.questionnaire, edge.condition, language, self._number_and_label)
        when = words("questionnaire.routing.when", clause=clause)
        return f"<b>{escape(target)}</b><br>{escape(when)}"

    def _number_and_label(self, question: Question) -> str:
        return words("paper.named", number=self.numbers[question.id])
