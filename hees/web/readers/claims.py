"""Claims on the page of the recommendations: each with its grade, and what the grades mean."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from hees.findings import claim_measures, claim_words
from hees.findings.claims import Standing, standings
from hees.findings.grades import Grade
from hees.findings.printing import named
from hees.store.releases import Release
from hees.study import Recommendation
from hees.web import context, markup
from hees.web.context import words


def legend() -> None:
    """What a grade is and is not, and what each means."""
    if not context.study().claims:
        return
    with st.container(key="grades"):
        st.caption(words("claims.people"))
        rows = [
            (badge(grade), escape(meaning))
            for grade, _, meaning in claim_words.meanings(context.language())
        ]
        entries = "".join(f"<dt>{mark}</dt><dd>{meaning}</dd>" for mark, meaning in rows)
        said = "".join(
            markup.paragraph(escape(words(f"claims.{key}")), kind="note")
            for key in ("computed", "twice")
        )
        st.html(
            markup.folded(
                words("claims.grades_title"), f'<dl class="hees-grades">{entries}</dl>{said}'
            )
        )


def draw(recommendation: Recommendation, release: Release | None) -> None:
    """The claims under a recommendation as of a release; or that there is none yet."""
    if not recommendation.claims:
        return
    st.subheader(words("claims.title"), anchor=False)
    if release is None:
        st.caption(words("claims.no_release"))
        return
    found = standings(context.home(), context.study(), recommendation, release.number)
    st.html("".join(_claim(one) for one in found))


def _claim(found: Standing) -> str:
    study, language = context.study(), context.language()
    text = escape(claim_words.sentence(found, language))
    said = [claim_words.finding(found, language), claim_words.basis(found, study, language)]
    lines = "<br>".join(escape(line) for line in (*said, named(found.release, language)) if line)
    notes = [escape(line) for line in claim_words.notes(found, language)]
    parts = [
        f'<p class="hees-claim-text">{badge(found.public.grade, provisional=not found.public.confirmed)}{text}</p>',
        f'<p class="hees-claim-basis">{lines}</p>',
        markup.paragraph("<br>".join(notes), kind="claim-basis"),
        markup.folded(words("claims.details"), _details(found)),
    ]
    return f'<div class="hees-claim">{"".join(parts)}</div>'


def badge(grade: Grade, *, provisional: bool = False) -> str:
    """A grade as a letter and in words; heard as one."""
    name = claim_words.label(grade, context.language())
    if provisional:
        name = words("faces.noted", text=name, note=words("claims.provisional"))
    heard = markup.heard(words("claims.badge", grade=grade, words=name))
    seen = f'<span aria-hidden="true"><b>{grade}</b>{escape(name)}</span>'
    return f'<span class="hees-grade grade-{grade.lower()}">{heard}{seen}</span>'


def _details(found: Standing) -> str:
    study, language = context.study(), context.language()
    rows = [
        ("rule", [claim_measures.rule(found.claim, study, language)]),
        ("turn", claim_words.turning(found, study, language)),
        ("history", claim_words.history(found, language)),
    ]
    parts = (
        f"<dt>{escape(words(f'claims.{key}.title'))}</dt><dd>{_lines(lines)}</dd>"
        for key, lines in rows
    )
    return f'<dl class="hees-making">{"".join(parts)}</dl>'


def _lines(lines: Iterable[str]) -> str:
    return "<br>".join(escape(line) for line in lines)
