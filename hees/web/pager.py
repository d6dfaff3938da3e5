"""Leafing through a long list: back, where one is, and on. The page number is in the address."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from hees.web import filters
from hees.web.context import words

T = TypeVar("T")


def paged(found: Sequence[T], per_page: int) -> tuple[Sequence[T], int, int]:
    """The part of a list that the address asks for, the number of that page, and the last one's."""
    last = max(1, -(-len(found) // per_page))
    number = filters.number("page", last)
    return found[(number - 1) * per_page : number * per_page], number, last


def turn(to: int) -> None:
    """Write the page into the address; the first page needs no number."""
    st.query_params.from_dict(filters.state(page=str(to) if to > 1 else ""))


def pager(of: str, number: int, last: int, on_turn: Callable[[int], None] = turn) -> None:
    """Draw the buttons, with the words `of` the list; nothing for a single page."""
    if last == 1:
        return
    with st.container(key="turn", horizontal=True, vertical_alignment="center"):
        for name, to in (("before", number - 1), ("next", number + 1)):
            if name == "next":
                st.markdown(words(f"{of}.page", number=number, all=last))
            st.button(
                words(f"{of}.{name}"),
                key=f"turn-{name}",
                disabled=not 1 <= to <= last,
                on_click=on_turn,
                args=(to,),
            )
