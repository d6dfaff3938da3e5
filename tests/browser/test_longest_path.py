"""The promise of the intake, end to end, in a browser.

The longest path is filled in Japanese on a phone, with a language switch in each section; the
server is killed in the middle; the private link resumes in another browser; the team's page, open
since before, shows the submission by itself.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hees.language import say
from hees.settings import PROJECT
from hees.store.home import Home
from hees.study import Kind, Question, Study, load
from hees.survey.path import Field, Key, path
from hees.survey.values import normalise
from hees.team import accounts
from tests.browser import respondent
from tests.browser.conftest import DESK, PHONE, Server

pytestmark = pytest.mark.browser

TYPED = {
    Kind.TEXT: "日米交流プログラム",
    Kind.LONG_TEXT: "双方の学生が\n共に学ぶ機会を増やしたい。",
    Kind.NUMBER: "１，２３４",
    Kind.YEAR: "平成１０年",
    Kind.EMAIL: "tanaka＠example.org",
    Kind.URL: "example.org/exchange",
}
FOUND = {"US": "ハーバード", "JP": "京都", None: "ハーバード"}


def test_an_organisation_answers_everything_on_a_phone_and_the_team_sees_it(
    own_server: Server, open_context
):
    study = load(PROJECT / "data")
    home = Home(own_server.home)
    accounts.add(home, "alice", "viewer", password="correct horse battery", email=None)
    phone = open_context(PHONE, "ja").new_page()
    link = respondent.start(phone, own_server.url, "ja")
    walk = Walk(study, phone, own_server.home)
    half = len(study.questionnaire.sections) // 2
    for section in study.questionnaire.sections[:half]:
        walk.answer_section(section.id)
    team = open_context(DESK, "en").new_page()
    sign_in(team, own_server.url)
    expect(team.locator(".st-key-statuses")).to_contain_text("Submitted")
    respondent.settled(team)  # its programs are all there
    own_server.kill()
    own_server.start()

    other = open_context(PHONE, "ja").new_page()
    other.goto(link)
    walk.page = other
    heading = study.questionnaire.sections[half].title["ja"]
    expect(other.locator("h1").last).to_have_text(heading)  # the first open question is there
    for section in study.questionnaire.sections[half:]:
        walk.answer_section(section.id)
    assert walk.asked == set(study.questionnaire.questions), "this was not the longest path"

    expect(team.locator(".st-key-statuses")).to_contain_text("Submitted")
    before = team.locator("[data-testid=stMetricValue]").nth(1).inner_text()
    assert before == "0"
    other.locator(".st-key-submit button").click()
    expect(other.locator(".st-key-receipt")).to_be_visible()
    expect(team.locator("[data-testid=stMetricValue]").nth(1)).to_have_text("1")

    assert submitted(own_server.home) == walk.expected()
    code = other.locator(".st-key-receipt [data-testid=stCode]").inner_text().strip()
    assert_receipt_is_genuine(open_context(DESK, "en").new_page(), own_server.url, code)


class Walk:
    """Goes through the sections, answering every question, and remembers what was answered."""

    def __init__(self, study: Study, page: Page, home: Path) -> None:
        self.study, self.page, self.home = study, page, home
        self.opening = set(opening(study.questionnaire.model_dump()))
        self.values: dict[Key, object] = {}
        self.entries: dict[str, tuple[str, ...]] = {}
        self.asked: set[str] = set()

    def answer_section(self, section_id: str) -> None:
        section = self.study.questionnaire.section(section_id)
        expect(self.page.locator("h1").last).to_have_text(section.title["ja"])
        if section.repeat:
            self.page.locator(".st-key-entry-add button").click()
            expect(self.page.locator("[class*=st-key-entry-tools-]")).to_be_visible()
            self.entries = entries(self.home)
        done: set[Key] = set()
        while field := self.next_field(section_id, done):
            self.answer(field)
            done.add(field.key)
            if len(done) == 1:
                self.look_in_english()
        respondent.settled(self.page)
        self.page.locator(".st-key-next button").click()

    def next_field(self, section_id: str, done: set[Key]) -> Field | None:
        now = path(self.study.questionnaire, self.values, self.entries)
        open_fields = (f for f in now.fields if f.section.id == section_id and f.key not in done)
        return next(open_fields, None)

    def answer(self, field: Field) -> None:
        question = field.question
        self.asked.add(question.id)
        value = self.give(field, question)
        if value is None:  # the register decides which id a name has
            value = wait_for(self.home, field, lambda stored: stored is not None)
            assert "id" in (value[0] if isinstance(value, list) else value)
        wait_for(self.home, field, lambda stored: stored == value)
        self.values[field.key] = value
        respondent.saved(self.page, field, "ja")

    def give(self, field: Field, question: Question) -> object:
        if question.kind in TYPED:
            respondent.type_into(self.page, field, TYPED[question.kind])
            return normalise(question, TYPED[question.kind])
        if question.kind in {Kind.INSTITUTION, Kind.ORGANISATION}:
            respondent.find(self.page, field, FOUND[question.country])
            return None
        if question.kind is Kind.RANK:
            respondent.settled(self.page)
            self.page.locator(f".st-key-field-{question.id}- input").first.click()
            self.page.locator("[role=option]").first.click()
            return [question.choices[0].code]
        if question.kind is Kind.MULTI:
            return self.tick(field, question)
        respondent.choose(self.page, field, 0)
        return question.choices[0].code

    def tick(self, field: Field, question: Question) -> list[str]:
        """Two choices, and every other that opens a branch, as far as allowed."""
        most = int(question.max or len(question.choices))
        chosen = [choice for choice in question.choices if not choice.exclusive][:most]
        others = [choice for choice in chosen[2:] if (question.id, choice.code) in self.opening]
        chosen = [*chosen[:2], *others]
        for count, choice in enumerate(chosen, start=1):
            respondent.choose(self.page, field, question.choices.index(choice))
            expect(respondent.box(self.page, field).locator("input:checked")).to_have_count(count)
            respondent.settled(self.page)
        return [choice.code for choice in chosen]

    def look_in_english(self) -> None:
        """Switching the language there and back changes no byte of the database."""
        respondent.settled(self.page)
        before = content(self.home)
        respondent.switch(self.page, "en")
        respondent.settled(self.page)
        respondent.switch(self.page, "ja")
        respondent.settled(self.page)
        assert content(self.home) == before

    def expected(self) -> dict[Key, object]:
        personal = {q.id for q in self.study.questionnaire.questions.values() if q.contact}
        return {key: value for key, value in self.values.items() if key[0] not in personal}


def opening(part: Any) -> Iterator[tuple[str, str]]:
    """The choices of questions that allow several, which the conditions in a part name."""
    if isinstance(part, dict):
        if question := part.get("question"):
            named = (part.get("includes"), *(part.get("includes_any") or ()))
            yield from ((question, code) for code in named if code)
        part = list(part.values())
    if isinstance(part, list | tuple):
        for one in part:
            yield from opening(one)


def sign_in(page: Page, url: str, name: str = "alice") -> None:
    page.goto(f"{url}/sign-in?lang=en")
    page.fill("#name", name)
    page.fill("#password", "correct horse battery")
    page.locator("form button").click()
    expect(page.locator(".st-key-statuses")).to_be_visible()


def assert_receipt_is_genuine(page: Page, url: str, code: str) -> None:
    page.goto(f"{url}/survey?lang=en")
    page.locator("[data-testid=stExpander] summary").click()
    page.locator("[data-testid=stExpander] input").fill(code.lower().replace("-", " "))
    words = say("verify.genuine", "en", when="", number=1, answers=0).split(":")[0]
    expect(page.locator("[data-testid=stAlert]")).to_contain_text(words)


def rows(home: Path, query: str, values: tuple[str, ...] = ()) -> list[tuple]:
    with sqlite3.connect(f"{(home / 'responses.db').as_uri()}?mode=ro", uri=True) as connection:
        return connection.execute(query, values).fetchall()


def content(home: Path) -> str:
    """Everything in the database, as text."""
    with sqlite3.connect(f"{(home / 'responses.db').as_uri()}?mode=ro", uri=True) as connection:
        return "\n".join(connection.iterdump())


def entries(home: Path) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for section, item in rows(home, "SELECT section, item FROM repeat_item ORDER BY position"):
        found[section] = (*found.get(section, ()), item)
    return found


def wait_for(
    home: Path, field: Field, expected: Callable[[object], bool], response: str = "%"
) -> object:
    """Wait until what is stored for the field is as expected, and return it."""
    table = "contact" if field.question.contact else "answer"
    query = f"SELECT value FROM {table} WHERE question = ? AND item = ? AND response LIKE ?"
    value = None
    for _ in range(600):
        found = rows(home, query, (*field.key, response))
        value = json.loads(found[0][0]) if found else None
        if expected(value):
            return value
        time.sleep(0.05)
    raise AssertionError(f"{field.key} is stored as {value!r}")


def submitted(home: Path) -> dict[Key, object]:
    found = rows(home, "SELECT question, item, value FROM submitted_answer")
    return {(question, item): json.loads(value) for question, item, value in found}
