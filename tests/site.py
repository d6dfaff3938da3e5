"""The pages of the site as a visitor meets them, without a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from re import sub

import streamlit as st
from streamlit.testing.v1 import AppTest

from hees.settings import PROJECT, settings
from hees.store.home import Home
from hees.team import signing_in
from hees.web import context
from hees.web.sign_in import COOKIE

PASSWORD = "correct horse battery"
"""Of accounts that tests make for the study team."""

ADDRESS = "http://127.0.0.1:8501/"


@contextmanager
def serving(home: Path, monkeypatch) -> Iterator[dict[str, str]]:
    """The site with its databases in `home`; yields the visitor's cookies, to put some in."""
    caches = (settings, context.study, context.home)
    cookies: dict[str, str] = {}
    monkeypatch.setenv("HEES_HOME", str(home))
    monkeypatch.setattr(type(st.context), "cookies", property(lambda self: cookies))
    for one in caches:
        one.cache_clear()
    yield cookies
    for one in caches:
        one.cache_clear()


def sign_in(home: Home, cookies: dict[str, str], name: str, password: str = PASSWORD) -> None:
    """Make the visitor with these cookies the team member of that account."""
    session = signing_in.sign_in(home, name, password, "here")
    assert session
    cookies[COOKIE] = session.token


def opened(script: str, language: str, **address: str) -> AppTest:
    """A page as first opened at an address."""
    app = AppTest.from_file(PROJECT / "hees" / "web" / "site.py", default_timeout=60)
    app.context = {"url": ADDRESS}
    app.switch_page(str(PROJECT / "pages" / f"{script}.py"))
    for name, value in {"lang": language, **address}.items():
        app.query_params[name] = value
    return run(app)


def run(app: AppTest) -> AppTest:
    """Run the page; it must not fail."""
    app.run()
    assert [one.value for one in app.exception] == []
    return app


def text(app: AppTest) -> str:
    """What is written on the page: headings, prose, links and our own markup, without its tags."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "page_link")
    parts = [str(one.value) for kind in kinds for one in app.get(kind)]
    parts += [unescape(sub(r"<[^>]+>", " ", one)) for one in markup(app)]
    return "\n".join(part.replace("\\", "") for part in parts)


def markup(app: AppTest) -> list[str]:
    """Our own markup on the page, without the style sheet."""
    return [
        one.value for one in app.get("html") if "<style" not in one.value and "{" not in one.value
    ]
