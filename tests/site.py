"""The site as a visitor meets it, without a browser: its pages, and what it serves over HTTP.

`serving` sets a home as an operator does, by the environment; `visiting` and `fetching` put one in
place, with any study.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from re import sub
from typing import Any

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from hees.settings import PROJECT, settings
from hees.store.home import Home
from hees.study import Study
from hees.team import signing_in
from hees.web import context
from hees.web.server import exception_handlers, middleware, routes
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


@contextmanager
def showing(home: Home, study: Study) -> Iterator[None]:
    """While it lasts, all pages and routes show this home and this study."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "home", lambda: home)
        patch.setattr(context, "study", lambda: study)
        yield


@contextmanager
def fetching(home: Home, study: Study) -> Iterator[TestClient]:
    """Somebody who asks for addresses of the site; an error in it is a reply, as for visitors."""
    app = Starlette(routes=routes, middleware=middleware, exception_handlers=exception_handlers)
    with showing(home, study):
        yield TestClient(app, raise_server_exceptions=False)


@contextmanager
def visiting(home: Home, study: Study) -> Iterator[type["Page"]]:
    """Somebody who opens pages: `page("about", "en")`."""
    with showing(home, study):
        yield Page


class Page:
    """One page as a visitor meets it."""

    def __init__(self, name: str, language: str, **address: str) -> None:
        self.app = AppTest.from_file(str(PROJECT / "hees/web/site.py"), default_timeout=60)
        self.app.query_params["lang"] = language
        self.app.run()
        if name != "home":
            self.app.switch_page(str(PROJECT / f"pages/{name}.py"))
            for key, value in {"lang": language, **address}.items():
                self.app.query_params[key] = value
            self.app.run()
        assert not self.app.exception, self.app.exception

    @property
    def address(self) -> dict[str, str]:
        """The parameters of the address, one value each."""
        return {
            name: value[0] if isinstance(value, list) else value
            for name, value in self.app.query_params.items()
        }

    @property
    def headings(self) -> list[str]:
        return [one.value for one in self.app.header]

    @property
    def html(self) -> str:
        """All that the page draws as HTML."""
        drawn: list[Any] = list(self.app.get("html"))
        return "\n".join(str(one.body) for one in drawn)

    @property
    def text(self) -> str:
        """All that the page says in Markdown."""
        parts = (*self.app.markdown, *self.app.caption, *self.app.info)
        return "\n".join(str(one.value) for one in parts)

    def choose(self, label: str, value: str) -> None:
        """Click a choice among several buttons."""
        fields: list[Any] = list(self.app.get("button_group"))
        [field] = [one for one in fields if one.label == label]
        field.set_value(value).run()
        assert not self.app.exception
