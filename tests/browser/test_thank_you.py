"""After submitting on a phone: how the answers become public, and what is public by now."""

import re

import pytest
from playwright.sync_api import Page, expect

from hees.language import say
from hees.settings import PROJECT
from hees.store.home import Home
from hees.study import load
from tests.browser import respondent
from tests.browser.conftest import PHONE, Server
from tests.respondent import Respondent
from tests.test_coverage import cells, released

pytestmark = pytest.mark.browser


def test_who_submits_learns_what_is_public_before_and_after_a_release(
    own_server: Server, page: Page
):
    home, study = Home(own_server.home), load(PROJECT / "data")
    phone = page
    phone.set_viewport_size(PHONE)
    person = Respondent.starts(home, study)
    person.answers(
        org_name={"name": "Example Foundation"},
        org_category="foundation",
        org_base="us",
        areas=["research"],
        data_held=["partners"],
        consent_use="yes",
    )
    phone.goto(f"{own_server.url}/r/{person.token}?lang=ja")
    respondent.settled(phone)
    phone.goto(f"{own_server.url}/survey?d={person.id}&s=review&lang=ja")
    phone.locator(".st-key-submit button").click()

    now = phone.locator(".st-key-public_now")
    expect(phone.locator(".st-key-publication")).to_contain_text("集計への反映")
    expect(now).to_contain_text(say("publication.nothing", "ja", batch=study.policy.batch))
    assert_fits(phone)

    counts = cells("data_held", {"": 60, "partners": 30, "funding": None})
    released(home, study, *counts)
    phone.reload()
    chart = study.charts["data_held"]
    for language in ("ja", "en"):
        respondent.switch(phone, language)
        drawn = phone.locator(f".st-key-public-{chart.id}")
        expect(drawn.locator("h3")).to_have_text(chart.title[language])
        expect(drawn.locator(".js-plotly-plot")).to_be_visible()
        expect(drawn).to_contain_text("50%")
        expect(now).not_to_contain_text(re.compile(r"\{|\}"))
        assert_fits(phone)


def assert_fits(page: Page) -> None:
    """Nothing is wider than the phone."""
    respondent.settled(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
