"""The release on screen: the newest, which pages follow without a reload, or the one asked for.

An open page asks every few seconds whether anything public has changed. It asks a route, so that
nothing on an idle page runs or is drawn; only when the answer differs is the page drawn anew.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict
from html import escape

import streamlit as st

from hees.findings import verdicts
from hees.findings.numbers import release_number
from hees.store import releases
from hees.store.releases import Release
from hees.web import context, filters, markup, pages
from hees.web.api.newest import ADDRESS, newest
from hees.web.context import words
from hees.web.markdown import plain

STILL = {"survey", *pages.TEAM}
"""Pages that are never drawn anew for a release: they hold what someone is writing."""

_component = st.components.v2.component(
    "hees.live", html='<p role="status"></p>', css="live.css", js="live.js"
)


@contextmanager
def followed(page: str) -> Generator[None]:
    """Draw a page in the block, and let the browser watch for anything newer than it shows."""
    if page in STILL:
        yield
        return
    seen = newest()  # before the page reads anything, so that nothing newer is overlooked
    yield
    _component(
        data={"address": ADDRESS, **asdict(seen), "said": _said(seen.release)},
        key="live",
        height=1,
        on_newer_change=lambda: None,
    )


def _said(release: int | None) -> str:
    """What those hear who listen to the page when this release comes."""
    found = releases.one(context.home(), release) if release else None
    if found is None:
        return ""
    number = release_number(found, context.language())
    if pinned := filters.release():
        return words("live.published", number=number, shown=pinned)
    return words("live.shown", number=number)


def release() -> Release | None:
    """What a page is to show: the release that the address names, else the newest, if any."""
    number = filters.release()
    return releases.one(context.home(), number) if number else context.newest_release()


def bar(shown: Release | None, page: str) -> None:
    """Which release a page shows and how it was checked; and that there is a newer one."""
    if (asked := filters.asked("release")) and filters.release() is None:
        text = words("chart.no_such_release", number=plain(asked[:20]))
        st.warning(text, icon=":material/info:")
    if shown is None:
        return
    newest = context.newest_release()
    if newest and newest.number > shown.number:
        _newer(shown, newest, page)
    language = context.language()
    query = f"lang={language}#release-{shown.number}"
    how = markup.link(f"/releases?{query}", words("live.how"), outside=False)
    text = escape(words("live.results", release=verdicts.line(shown, language)))
    st.html(f'<p class="hees-release">{text} <span>{how}</span></p>')


def _newer(shown: Release, newer: Release, page: str) -> None:
    """The notice on a page whose address names a release that is not the newest."""
    here, last = (release_number(one, context.language()) for one in (shown, newer))
    with st.container(key="newer_release", horizontal=True, vertical_alignment="center"):
        st.markdown(words("live.newer", number=here, newest=last))
        there = filters.state() | {"release": ""}
        pages.link(page, words("live.go", newest=last), ":material/update:", **there)
