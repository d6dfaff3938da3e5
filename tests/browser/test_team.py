"""The study team's page: closed to others, also on a fresh server, and live for the team."""

import pytest
from playwright.sync_api import expect

from hees.settings import PROJECT
from hees.simulation.simulator import simulate
from hees.store.connection import release
from hees.store.home import prepare
from hees.study import load
from hees.survey import finder
from hees.team import accounts
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
        for id in ("org_category", "areas", "obstacles", "programme_us"):
            label = study.questionnaire.questions[id].label["en"]
            choose_question(page, label)
            expect(page.locator(".js-plotly-plot")).to_be_visible()
            chart = page.locator("[aria-label*='Bar chart'], [alt*='Bar chart']").first
            expect(chart).to_have_attribute("aria-label", lambda_text(label))
    finally:
        server.stop()
