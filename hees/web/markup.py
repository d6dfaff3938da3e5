"""Small pieces of HTML for `st.html`, with every text in them escaped."""

from collections.abc import Iterable
from html import escape


def link(address: str, label: str, *, outside: bool = True) -> str:
    """A link; one that leads outside says so to the browser."""
    rel = ' target="_blank" rel="noopener noreferrer"' if outside else ""
    return f'<a href="{escape(address)}"{rel}>{escape(label)}</a>'


def spoken(text: str, language: str) -> str:
    """A text in another language than the page's, to be read as such."""
    return f'<span lang="{language}">{escape(text)}</span>'


def heard(text: str) -> str:
    """A text for those who hear the page."""
    return f'<span class="hees-heard">{escape(text)}</span>'


def paragraph(*parts: str, kind: str) -> str:
    """A line of parts that are markup already."""
    return f'<p class="hees-{kind}">{"".join(parts)}</p>' if any(parts) else ""


def bullets(parts: Iterable[str], kind: str) -> str:
    """A list of parts that are markup already."""
    items = "".join(f"<li>{part}</li>" for part in parts)
    return f'<ul class="hees-{kind}">{items}</ul>'


def contents(sections: Iterable[tuple[str, str]], label: str) -> str:
    """Links to the sections of a page, each an anchor with its heading; `label` for those who hear it."""
    items = "".join(
        f'<li><a href="#{escape(one)}">{escape(head)}</a></li>' for one, head in sections
    )
    return f'<nav class="hees-contents" aria-label="{escape(label)}"><ul>{items}</ul></nav>'


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Headings with what belongs to each, which is markup already; empty ones are left out."""
    parts = (f"<dt>{escape(head)}</dt><dd>{body}</dd>" for head, body in rows if body)
    return f'<dl class="hees-list">{"".join(parts)}</dl>'


def folded(title: str, body: str) -> str:
    """Markup that opens at a click on its title."""
    return f'<details class="hees-more"><summary>{escape(title)}</summary>{body}</details>'


def count(text: str) -> str:
    """How many were found, also for those who hear the page, whenever it changes."""
    return f'<p role="status" class="hees-count">{escape(text)}</p>'


def table(label: str, heads: Iterable[str], body: str, *, box: str, kind: str = "") -> str:
    """A table that scrolls by itself, with the keyboard too; `body`: its rows, which are markup.

    `box` and `kind`: the classes around it and of it, without their "hees-".
    """
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    of_its_own = f' class="{_classes(kind)}"' if kind else ""
    return (
        f'<div class="{_classes(box)}" role="region" tabindex="0" aria-label="{escape(label)}">'
        f"<table{of_its_own}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def row(first: str, cells: Iterable[str]) -> str:
    """A row of a table, of parts that are markup already; the first is its heading."""
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _classes(names: str) -> str:
    return " ".join(f"hees-{one}" for one in names.split())
