"""Small tables of the team's pages as HTML that reads well, also aloud and on a phone."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st


def table(
    label: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, kind: str = "numbers"
) -> None:
    """A table named `label`; the first cell of each row is its heading. All cells are text.

    `kind`: "numbers" (to the right) or "texts" (to the left).
    """
    st.html(markup(label, head, rows, kind=kind))


def markup(
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
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    classes = " ".join(f"hees-{one}" for one in ("grid", *kind.split()))
    return (
        f'<div class="hees-scroll" role="region" tabindex="0" aria-label="{escape(label)}">'
        f'<table class="{classes}"><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(row: Sequence[str], head: Sequence[str]) -> str:
    """A row; each cell names its column, for a phone, where the cells stand one below the other."""
    first, *others = row
    cells = "".join(
        f'<td data-head="{escape(name)}">{cell}</td>'
        for name, cell in zip(head[1:], others, strict=False)
    )
    return f'<tr><th scope="row">{first}</th>{cells}</tr>'
