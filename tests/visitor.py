"""A visitor of the site's pages, without a browser: the page scripts over a home and a study."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from hees.settings import PROJECT
from hees.store.home import Home
from hees.study import Study
from hees.web import context


@contextmanager
def visiting(home: Home, study: Study) -> Generator[type["Page"]]:
    """While it lasts, pages show this home and this study."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "home", lambda: home)
        patch.setattr(context, "study", lambda: study)
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
