"""The list of all responses on the team's page: search, filters, order, and a link to each."""

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlencode

import streamlit as st

from hees.language import show_date, show_number
from hees.store import reference
from hees.store.register import Entry
from hees.survey import finder
from hees.team import monitoring, response_list
from hees.team.flags import FlagKind
from hees.team.response_list import FLAGGED, UNFLAGGED, Order, Row, Wanted
from hees.team.reviewing import State
from hees.web import context, filters, markup, pages
from hees.web.context import words
from hees.web.pager import paged, pager
from hees.web.team import grid

PER_PAGE = 25
FILTERS = ("state", "flag", "status", "country", "category", "language")
ONE = ("response", "merge")
"""What the address has besides on the pages of one response."""

STATUSES = ("draft", "submitted", "withdrawn", "erased")


def asked() -> str:
    """The id of the response that the address names, or ""."""
    return filters.asked("response")


def all_rows() -> list[Row]:
    """Every response as of now; computed once for each change of the answers or the register."""
    home = context.home()
    state = monitoring.revision(home), reference.state(home)
    return _rows(str(home.folder), context.study().questionnaire.version, state)


@st.cache_resource(max_entries=3, show_spinner=False)
def _rows(folder: str, version: str, state: object) -> list[Row]:
    return response_list.rows(context.home(), context.study())


def show() -> None:
    """The list as the address asks for it."""
    st.markdown(words("responses.lead"))
    rows = all_rows()
    if not rows:
        st.info(words("responses.empty"))
        return
    wanted, order = _asked_for()
    found = response_list.select(rows, wanted)
    names = titles(found)
    found = response_list.ordered(found, order, names)
    language = context.language()
    count, every = show_number(len(found), language), show_number(len(rows), language)
    st.html(markup.count(words("responses.count", count=count, all=every)))
    filters.clear_button(FILTERS, "responses")
    if not found:
        st.info(words("responses.none"))
        return
    part, number, last = paged(found, PER_PAGE)
    st.html(_table(part, names))
    pager("responses", number, last)


def titles(rows: Sequence[Row]) -> dict[str, str]:
    """What each response is called: its organisation in the language on screen, or ""."""
    entries = finder.names(context.home(), [row.organisation for row in rows])
    return {row.id: title(row, entries) for row in rows}


def title(row: Row, entries: Mapping[str, Entry]) -> str:
    """What one response is called; `entries`: the register's, for the organisation that it names."""
    if row.organisation is None:
        return ""
    return finder.name_of(row.organisation, entries, context.language())


def link(id: str, label: str) -> str:
    """A link to a response that keeps what the list is asked for, as markup."""
    kept = {name: value for name, value in filters.state(response=id).items() if name not in ONE}
    return markup.link(f"team_responses?{urlencode(kept | {'response': id})}", label, outside=False)


def back() -> None:
    """The way from a response to the list as it was."""
    state = filters.state(**dict.fromkeys(ONE, ""))
    state.pop("lang", None)
    with st.container(key="back"):
        pages.link("team_responses", words("responses.back"), ":material/arrow_back:", **state)


def chip(state: str) -> str:
    """The state of a review as markup."""
    return f'<span class="hees-state {state}">{escape(words(f"responses.states.{state}"))}</span>'


def labels(question: str, codes: Sequence[str]) -> str:
    """Codes of a question in words."""
    known = context.study().questionnaire.questions[question].by_code
    names = [known[c].label[context.language()] if c in known else c for c in codes]
    return words("list_separator").join(names)


def _asked_for() -> tuple[Wanted, Order]:
    """The fields by which to look for responses, and what they ask for."""
    study = context.study()
    with st.container(key="responses_find"):
        left, middle, right = st.columns([2, 1, 1])
        with left:
            label, placeholder = words("responses.search"), words("responses.placeholder")
            text = filters.private_search("responses", label, placeholder)
        with middle:
            states = {state.value: words(f"responses.states.{state}") for state in State}
            state = _choice("state", states)
        with right:
            flag = _choice("flag", _flags())
        more = any(filters.asked(name) for name in (*FILTERS[2:], "order"))
        with st.expander(words("filters.more"), expanded=more, key="more_filters"):
            columns = st.columns(3)
            with columns[0]:
                status = _choice("status", {s: words(f"team.statuses.{s}") for s in STATUSES})
                country = _choice("country", context.labels(study.monitor.country))
            with columns[1]:
                language = _choice("language", dict(study.language_names))
                category = _choice("category", context.labels(study.monitor.category))
            with columns[2]:
                first, *others = Order
                names = {order.value: words(f"responses.orders.{order}") for order in others}
                default = words(f"responses.orders.{first}")
                order = filters.choice(
                    "order", words("responses.order"), list(names), names.__getitem__, default
                )
    wanted = Wanted(text, state, status, flag, country, category, language)
    return wanted, Order(order) if order else first


def _choice(name: str, names: Mapping[str, str]) -> str:
    return filters.choice(name, words(f"responses.{name}"), list(names), names.__getitem__)


def _flags() -> dict[str, str]:
    both = {code: words(f"responses.flagged.{code}") for code in (FLAGGED, UNFLAGGED)}
    return both | {kind.value: words(f"responses.flag_names.{kind}") for kind in FlagKind}


def _table(rows: Sequence[Row], names: Mapping[str, str]) -> str:
    columns = ("organisation", "status", "state", "flags", "submitted")
    heads = [words("responses.flag" if one == "flags" else f"responses.{one}") for one in columns]
    body = "".join(_row(row, names[row.id], heads) for row in rows)
    return grid.framed(words("nav.team_responses"), heads, body, kind="responses")


def _row(row: Row, name: str, heads: Sequence[str]) -> str:
    study, language = context.study(), context.language()
    known = [
        labels(study.monitor.category, row.categories),
        labels(study.monitor.country, row.countries),
        row.id,
    ]
    small = " · ".join(escape(part) for part in known if part)
    raised = words("list_separator").join(
        words(f"responses.flag_names.{kind}")
        for kind in dict.fromkeys(flag.kind for flag in row.flags)
    )
    zone = st.context.timezone
    when = row.received.submitted_at
    cells = [
        escape(words(f"team.statuses.{row.received.status}")),
        chip(row.review.state),
        escape(raised),
        escape(show_date(when, language, zone) if when else words("responses.not_submitted")),
    ]
    data = "".join(
        f'<td data-head="{escape(head)}">{cell}</td>'
        for head, cell in zip(heads[1:], cells, strict=True)
    )
    first = f"{link(row.id, name or words('responses.unnamed'))}<small>{small}</small>"
    return f'<tr><th scope="row">{first}</th>{data}</tr>'
