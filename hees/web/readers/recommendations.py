"""Parts of the recommendations page: filters kept in the address, and one recommendation."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import streamlit as st

from hees.findings import base
from hees.findings.agreement import agreement, quoted, told
from hees.findings.evidence import Evidence, evidence, place
from hees.findings.origins import host
from hees.findings.recommendation_list import audiences, origin
from hees.store.releases import Release
from hees.study import Recommendation
from hees.web import context, filters, markup, pages
from hees.web.context import words
from hees.web.readers import claims

EVERY = ""
"""The filter that leaves nothing out; it is not written into the address."""


def chosen() -> list[Recommendation]:
    """Draw the filters; the recommendations that they leave."""
    study = context.study()
    with st.container(key="filters"):
        audience = _filter("audience")
        theme = _filter("theme")
    return [
        one
        for one in study.recommendations
        if audience in {EVERY, *one.audiences} and theme in {EVERY, one.theme}
    ]


def _filter(name: str) -> str:
    """A choice among the codes of a list; the address holds it by code and is the truth."""
    used = {
        code
        for one in context.study().recommendations
        for code in (one.audiences if name == "audience" else (one.theme,))
    }
    codes = [one.code for one in context.study().choice_lists.get(name, ()) if one.code in used]
    names = {EVERY: words("recommendations.all")}
    names |= {code: context.choice_label(name, code) for code in codes}
    key = f"chosen-{name}-{context.language()}"
    return filters.buttons(st.pills, name, words(f"recommendations.{name}"), names, key)


def summary(shown: int) -> None:
    """How many are shown, and all of them to print."""
    with st.container(key="summary", horizontal=True, vertical_alignment="center"):
        total = len(context.study().recommendations)
        st.markdown(words("recommendations.shown", shown=shown, all=total))
        address = f"/recommendations.pdf?{filters.printing()}"
        st.link_button(words("recommendations.print"), address, icon=":material/picture_as_pdf:")
    if not shown:
        st.info(words("recommendations.none"))


def contents(shown: Sequence[Recommendation]) -> None:
    """What is recommended, each a link to its place; for one alone there is none."""
    if len(shown) > 1:
        listed = [(one.id, one.title[context.language()]) for one in shown]
        with st.container(key="listed"):
            st.html(markup.contents(listed, words("recommendations.contents")))


def draw(one: Recommendation, release: Release | None) -> None:
    """One recommendation: what it says to whom, its evidence, and beside it the agreement."""
    language, number = context.language(), release.number if release else None
    with st.container(key=f"recommendation-{one.id}"):
        st.header(one.title[language], anchor=one.id)
        says, agree = st.columns([5, 2], gap="large")
        with says, st.container(key=f"says-{one.id}"):
            st.html(_origin(one))
            st.markdown(one.text[language])
            if asked := _asked(one):
                st.markdown("\n".join(f"- {line}" for line in asked))
            st.caption(audiences(context.study(), one, language))
            _evidence(evidence(context.home(), context.study(), one, language, number))
            claims.draw(one, release)
        with agree:
            _agreement(one, number)
        st.html(_permalink(one))


def _origin(one: Recommendation) -> str:
    """The mark of a published recommendation with its source, or that of a draft."""
    mark, note = origin(one, context.language())
    if one.source is None:
        return f'<p class="hees-origin draft"><b>{escape(mark)}</b>{escape(note)}</p>'
    link = markup.link(one.source, words("recommendations.source", address=host(one.source)))
    return f'<p class="hees-origin"><b>{escape(mark)}</b>{escape(note)} {link}</p>'


def _asked(one: Recommendation) -> list[str]:
    """What a draft asks of each audience, or of the one that the reader chose."""
    wanted = st.query_params.get("audience", EVERY)
    return [
        words(
            "recommendations.asks",
            audience=f"**{context.choice_label('audience', code)}**",
            text=text[context.language()],
        )
        for code, text in one.for_audience.items()
        if wanted == code or wanted not in one.audiences
    ]


def _evidence(found: list[Evidence]) -> None:
    """Each chart that bears on it, linked to its page, with what it shows and its source."""
    if not found:
        return
    st.subheader(words("recommendations.evidence"), anchor=False)
    for one in found:
        page, state = place(context.study(), one.chart)
        pages.link(page, one.chart.title[context.language()], ":material/bar_chart:", **state)
        st.html(
            f'<p class="hees-statement">{escape(one.statement)}<small>{_origins(one)}</small></p>'
        )


def _origins(one: Evidence) -> str:
    return words("list_separator").join(
        markup.link(source.address, source.name) if source.address else escape(source.name)
        for source in one.origins
    )


def _agreement(one: Recommendation, release: int | None) -> None:
    """The share that agrees, large, with what stands behind it; or why it is not shown."""
    study, language = context.study(), context.language()
    found = agreement(context.home(), study, one.id, release)
    if found is None:
        return
    st.subheader(words("agreement.title"), anchor=False)
    if found.share is None:
        st.caption(base.text(told(found, study, language), language))
        return
    points = quoted([point.label[language] for point in found.points], language)
    st.html(
        f'<dl class="hees-key"><div><dt>{escape(points)}</dt>'
        f'<dd class="hees-key-number"><b>{escape(found.share.told(language))}</b></dd>'
        f'<dd class="hees-key-source">{escape(base.text(told(found, study, language)[1:], language))}</dd></div></dl>'
    )


def _permalink(one: Recommendation) -> str:
    address = f"/recommendations?{urlencode({'lang': context.language()})}#{one.id}"
    link = markup.link(address, words("recommendations.permalink"), outside=False)
    return f'<p class="hees-permalink">{link}</p>'
