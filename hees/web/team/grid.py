"""Small tables of the team's pages as HTML that reads well, also aloud and on a phone."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from hees.language import show_moment_in, show_zone
from hees.web import context, markup


def table(
    label: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, kind: str = "numbers"
) -> None:
    """A table named `label`; the first cell of each row is its heading. All cells are text.

    `kind`: "numbers" (to the right) or "texts" (to the left).
    """
    st.html(html(label, head, rows, kind=kind))


def html(
    label: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    kind: str = "numbers",
    ready: bool = False,
) -> str:
    """The same as HTML, to be put inside other markup. `ready`: the cells are HTML already."""
    body = "".join(_row(row if ready else [escape(cell) for cell in row], head) for row in rows)
    return framed(label, head, body, kind=f"{kind} stacked" if "texts" in kind else kind)


def framed(label: str, head: Sequence[str], body: str, *, kind: str) -> str:
    """A table as HTML whose rows are HTML already. `kind`: its classes, without their "hees-"."""
    return markup.table(label, head, body, box="scroll", kind=f"grid {kind}")


def moment(at: str) -> str:
    """An ISO time in a column whose heading is `in_zone`."""
    return show_moment_in(at, context.language(), st.context.timezone)


def in_zone(head: str) -> str:
    """The heading of a column of times, with the reader's zone, which is named here alone."""
    zone = show_zone(st.context.timezone, context.language())
    return context.words("team.in_zone", head=head, zone=zone)


def _row(row: Sequence[str], head: Sequence[str]) -> str:
    """A row; each cell names its column, for a phone, where the cells stand one below the other."""
    first, *others = row
    cells = "".join(
        f'<td data-head="{escape(name)}">{cell}</td>'
        for name, cell in zip(head[1:], others, strict=False)
    )
    return f'<tr><th scope="row">{first}</th>{cells}</tr>'
