"""What a decision would change in the tables of a release, shown before it is made."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

import streamlit as st

from hees.findings import cells
from hees.language import show_number
from hees.release.effect import Change, Crossing, Effect
from hees.store.basis import Changes
from hees.web import context, markup
from hees.web.context import words
from hees.web.team import grid, record


def show(found: Effect) -> None:
    """The effect in numbers: responses, the next release, limits that are crossed, every count."""
    st.subheader(words("responses.effect.title"), anchor=False)
    if not found.is_published:
        st.info(words("responses.effect.unpublished"))
        return
    st.html(
        markup.facts(
            [
                (words("responses.effect.responses"), escape(_step(found.before, found.after))),
                (
                    words("responses.effect.waiting"),
                    escape(_from_to(_parts(found.waiting), _parts(found.would_wait))),
                ),
            ]
        )
    )
    if found.would_wait.withdrawn > found.waiting.withdrawn:
        st.info(words("responses.effect.withdrawal"))
    if found.would_wait.merged:
        st.caption(words("releasing.merged"))
    if found.totals_only:
        least = context.study().policy.totals_only_below
        st.warning(words("responses.effect.totals_only", count=least))
    _crossings(found.crossings)
    _every(found.changes)


def _parts(changes: Changes) -> str:
    return words(
        "responses.effect.waiting_parts",
        total=changes.total,
        added=changes.added,
        edited=changes.edited,
        withdrawn=changes.withdrawn,
    )


def _number(number: int) -> str:
    return show_number(number, context.language())


def _step(before: int, after: int) -> str:
    return _from_to(_number(before), _number(after))


def _from_to(before: str, after: str) -> str:
    return words("responses.effect.from_to", before=before, after=after)


def _crossings(changes: Sequence[Change]) -> None:
    """The counts that would appear or disappear."""
    if not changes:
        st.caption(words("responses.effect.no_crossings"))
        return
    st.markdown(f"**{words('responses.effect.crossings')}**")
    lines = []
    for change in changes:
        policy = context.study().policy
        of_group = change.crossing in {Crossing.GROUP_LOST, Crossing.GROUP_GAINED}
        limit = policy.breakdown_base if of_group else policy.k
        told = words(
            "responses.effect.crossing",
            place=_place(change),
            step=_step(change.before, change.after),
            what=words(f"responses.effect.{change.crossing}", count=limit),
        )
        title = escape(record.title(change.table.question))
        lines.append(f"{title}<small>{escape(told)}</small>")
    st.html(markup.bullets(lines, kind="crossings"))


def _place(change: Change) -> str:
    """Where in its table a count stands."""
    table = change.table
    key = table.question, table.by, change.group, change.item, change.answer
    names = cells.names(context.study(), key, context.language())
    return " · ".join(
        part for part in (names["by"], names["group"], names["item"], names["answer"]) if part
    )


def _every(changes: Sequence[Change]) -> None:
    """All counts that change, table by table, folded."""
    if not changes:
        st.caption(words("responses.effect.no_cells"))
        return
    head = [words(f"responses.effect.{one}") for one in ("place", "before", "after")]
    body = ""
    for question, of in groupby(changes, key=lambda change: change.table.question):
        name = escape(record.title(question))
        body += f'<tr><th scope="rowgroup" colspan="3">{name}</th></tr>'
        body += "".join(
            f'<tr><th scope="row">{escape(_place(change))}</th>'
            f"<td>{_number(change.before)}</td><td>{_number(change.after)}</td></tr>"
            for change in of
        )
    label = words("responses.effect.cells", count=len(changes))
    with st.expander(label, key="effect_cells"):
        st.html(grid.framed(label, head, body, kind="beside"))
