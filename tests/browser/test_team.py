"""The study team's page: closed to others, also on a fresh server, and live for the team."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from hees.settings import PROJECT
from hees.simulation.simulator import simulate
from hees.store.connection import release
from hees.store.home import prepare
from hees.study import load
from hees.survey import finder
from hees.team import accounts, monitoring
from tests.browser import respondent
from tests.browser.conftest import DESK, Server
from tests.browser.test_longest_path import sign_in

pytestmark = pytest.mark.browser


def test_a_fresh_server_asked_for_the_team_page_first_shows_nothing_of_it(own_server, page):
    page.goto(f"{own_server.url}/team")
    expect(page.locator("a.hees-button")).to_be_visible()
    expect(page.locator("nav, [data-testid=stTopNav], header").first).to_be_visible()
    assert page.locator(".st-key-statuses").count() == 0
    page.context.add_cookies([{"name": "hees_team", "value": "guess", "url": own_server.url}])
    page.goto(f"{own_server.url}/team")
    expect(page.locator("a.hees-button")).to_be_visible()
    assert page.locator(".st-key-statuses").count() == 0


def test_every_question_has_a_chart_whose_numbers_are_those_of_its_table(tmp_path, open_context):
    study = load(PROJECT / "data")
    home = prepare(tmp_path / "home")
    finder.fill(home, PROJECT / "data", study.languages)
    simulate(home, study, 40, seed=7)
    accounts.add(home, "alice", "viewer", password="correct horse battery", email=None)
    release(home.responses)
    release(home.public)
    server = Server(home.folder).start()
    try:
        page = open_context(DESK, "en").new_page()
        sign_in(page, server.url)
        expect(page.locator("[data-testid=stAlert]").first).to_contain_text("simulated")
        for id in ("areas", "programme_us", "obstacles", "org_category", "comment_works"):
            question = study.questionnaire.questions[id]
            choose_question(page, question.label["en"])
            counted = {count for _, _, count in monitoring.distribution(home, question).rows}
            assert numbers_in(page.locator(".hees-grid").last) >= counted
            chart = page.locator(".js-plotly-plot").last
            expect(chart).to_be_visible()
            drawn = numbers_in(chart)
            assert {count for count in counted if count} - {0} <= drawn | {0}, id
    finally:
        server.stop()


def choose_question(page: Page, label: str) -> None:
    box = page.locator("[class*=st-key-question-] input")
    respondent.settled(page)  # drawing again closes a list
    respondent.open_list(box)
    box.fill(label)
    expect(page.locator("[role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(box).to_have_value(label)
    expect(page.get_by_text("submitted responses answered")).to_be_visible()
    respondent.settled(page)
    page.wait_for_timeout(500)  # the chart is drawn by the browser after the run


def numbers_in(place: Locator) -> set[int]:
    """The whole numbers that are written in a table or a chart."""
    return {int(number) for number in re.findall(r"(?<![\d.])\d+(?![\d.%])", place.inner_text())}
