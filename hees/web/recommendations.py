"""Parts of the recommendations page: filters kept in the address, and one recommendation."""

from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from hees.findings.agreement import agreement, told
from hees.findings.evidence import Evidence, evidence, place
from hees.study import Recommendation
from hees.web import context, pages
from hees.web.context import words

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
    asked = st.query_params.get(name, EVERY)
    widget = f"filter-{name}-{context.language()}"
    current = asked if asked in names else EVERY
    if st.session_state.get(widget) != current:
        st.session_state[widget] = current
    picked = st.pills(
        words(f"recommendations.{name}"),
        list(names),
        format_func=names.__getitem__,
        required=True,
        key=widget,
        on_change=lambda: _keep(name, st.session_state[widget]),
    )
    return picked or EVERY


def _keep(name: str, code: str) -> None:
    if code:
        st.query_params[name] = code
    else:
        st.query_params.pop(name, None)


def summary(shown: int) -> None:
    """How many are shown, and all of them to print."""
    with st.container(key="summary", horizontal=True, vertical_alignment="center"):
        total = len(context.study().recommendations)
        st.markdown(words("recommendations.shown", shown=shown, all=total))
        address = f"/recommendations.pdf?lang={context.language()}"
        st.link_button(words("recommendations.print"), address, icon=":material/picture_as_pdf:")
    if not shown:
        st.info(words("recommendations.none"))


def draw(one: Recommendation) -> None:
    """One recommendation with its origin, what it asks of whom, its evidence and the agreement."""
    language = context.language()
    with st.container(key=f"recommendation-{one.id}"):
        st.header(one.title[language], anchor=one.id)
        origin(one)
        st.markdown(one.text[language])
        if one.for_audience:
            st.markdown("\n".join(f"- {line}" for line in _asked(one)))
        st.caption(_about(one))
        _evidence(evidence(context.home(), context.study(), one, language))
        _agreement(one)
        _permalink(one)


def origin(one: Recommendation) -> None:
    """Whether the study has published it, with the source, or the team drafted it."""
    if one.source:
        host = urlsplit(one.source).hostname or one.source
        link = words("recommendations.source", address=host.removeprefix("www."))
        st.markdown(f"**{words('recommendations.published')}** · [{link}]({one.source})")
        st.caption(words("recommendations.published_retold"))
    else:
        st.markdown(f"**{words('recommendations.draft_mark')}**")
        st.caption(words("recommendations.draft"))


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
        if wanted in {EVERY, code} or wanted not in one.audiences
    ]


def _about(one: Recommendation) -> str:
    audiences = [context.choice_label("audience", code) for code in one.audiences]
    named = words("recommendations.for", audiences=words("list_separator").join(audiences))
    if one.theme is None:
        return named
    theme = context.choice_label("theme", one.theme)
    return words("recommendations.about", audiences=named, theme=theme)


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
        f'<a href="{escape(origin.address)}" rel="noreferrer">{escape(origin.name)}</a>'
        if origin.address
        else escape(origin.name)
        for origin in one.origins
    )


def _agreement(one: Recommendation) -> None:
    study = context.study()
    found = agreement(context.home(), study, one.id)
    if found is None:
        return
    st.subheader(words("agreement.title"), anchor=False)
    first, *rest = told(found, study, context.language())
    parts = "".join(f"<span>{escape(line)}</span>" for line in rest)
    number = f"<b>{escape(first)}</b>" if found.share else escape(first)
    st.html(f'<p class="hees-agreement">{number}{parts}</p>')


def _permalink(one: Recommendation) -> None:
    address = f"/recommendations?{urlencode({'lang': context.language()})}#{one.id}"
    label = words("recommendations.permalink")
    st.html(f'<p class="hees-permalink"><a href="{escape(address)}">{escape(label)}</a></p>')
