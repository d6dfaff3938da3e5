"""Every way to answer and to leave: what the page calls saved is stored, the rest stays in sight."""

import re
import sqlite3

import pytest
from playwright.sync_api import Page, expect

from hees.language import say
from hees.settings import PROJECT
from hees.study import load
from hees.survey.path import Field
from tests.browser import respondent
from tests.browser.conftest import PHONE, Server
from tests.browser.test_longest_path import rows, wait_for

pytestmark = pytest.mark.browser

STUDY = load(PROJECT / "data")


def field(question_id: str, item: str = "") -> Field:
    questionnaire = STUDY.questionnaire
    return Field(questionnaire.section_of[question_id], questionnaire.questions[question_id], item)


def go(page: Page, section_id: str, language: str = "en") -> None:
    title = STUDY.questionnaire.section(section_id).title[language]
    page.locator(f".st-key-sections [class*=-{section_id}] button").first.click()
    expect(page.locator("h1").last).to_have_text(title)
    respondent.settled(page)


def stored(server: Server, page: Page, at: Field, value: object) -> None:
    """Wait until the response on this page has stored the value."""
    response = re.search(r"[?&]d=(\w+)", page.url)[1]
    wait_for(server.home, at, lambda found: found == value, response)


def test_text_still_being_typed_is_saved_when_the_page_is_left(server, page):
    respondent.begin(page, server)
    since = field("org_since")
    respondent.type_into(page, since, "1998")
    page.get_by_role("link", name="Findings").first.click(delay=80)
    expect(page.locator("h1").last).to_have_text("Findings")
    page.get_by_role("link", name="Survey").first.click()
    expect(respondent.box(page, since).locator("input")).to_have_value("1998")
    stored(server, page, since, 1998)


def test_text_typed_just_before_next_is_saved(server, page):
    respondent.begin(page, server)
    since = field("org_since")
    respondent.box(page, since).locator("input").press_sequentially("2001")
    page.locator(".st-key-next button").click()
    expect(page.locator("h1").last).not_to_have_text("Your organization")
    stored(server, page, since, 2001)


def test_long_text_is_saved_while_it_is_typed(server, page):
    respondent.begin(page, server)
    go(page, "comments")
    works = field("comment_works")
    area = respondent.box(page, works).locator("textarea")
    area.press_sequentially("One line\nand a second")
    stored(server, page, works, "One line\nand a second")
    expect(area).to_be_focused()
    page.wait_for_timeout(6000)  # longer than the field waits for the server to hear it
    respondent.saved(page, works, "en")
    expect(page.get_by_text(say("survey.waiting", "en"))).to_have_count(0)
    area.press_sequentially(", and more")
    stored(server, page, works, "One line\nand a second, and more")
    expect(area).to_have_value("One line\nand a second, and more")


def test_boxes_ticked_faster_than_the_server_answers_all_stay_ticked(server, page):
    respondent.begin(page, server)
    go(page, "areas")
    areas = field("areas")
    boxes = respondent.box(page, areas).locator(".stCheckbox label")
    for position in range(6):
        boxes.nth(position).click()
        page.wait_for_timeout(40)
    stored(server, page, areas, [choice.code for choice in areas.question.choices])
    respondent.settled(page)
    page.locator(".st-key-next button").click()
    expect(page.locator("h1").last).not_to_have_text(
        STUDY.questionnaire.section("areas").title["en"]
    )
    stored(server, page, areas, [choice.code for choice in areas.question.choices])


def test_text_from_an_input_method_is_sent_when_it_is_settled(server, page):
    page.set_viewport_size(PHONE)
    respondent.begin(page, server, "ja")
    go(page, "comments", "ja")
    works = field("comment_works")
    area = respondent.box(page, works).locator("textarea")
    area.focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send(
        "Input.imeSetComposition", {"text": "にほん", "selectionStart": 3, "selectionEnd": 3}
    )
    page.wait_for_timeout(1500)
    assert rows(server.home, "SELECT * FROM answer WHERE value LIKE '%にほん%'") == []
    keyboard.send("Input.insertText", {"text": "日本との交流"})
    stored(server, page, works, "日本との交流")


def test_full_width_and_era_input_is_read_and_shown_as_it_is_stored(server, page):
    page.set_viewport_size(PHONE)
    respondent.begin(page, server, "ja")
    since = field("org_since")
    respondent.type_into(page, since, "令和元年")
    stored(server, page, since, 2019)
    page.locator("h1").click()
    expect(respondent.box(page, since).locator("input")).to_have_value("2019")


def test_what_cannot_be_read_is_kept_and_explained(server, page):
    link = respondent.begin(page, server)
    since = field("org_since")
    respondent.type_into(page, since, "last spring")
    expect(respondent.box(page, since).get_by_text(say("problem.year", "en"))).to_be_visible()
    page.goto(link)
    expect(respondent.box(page, since).locator("input")).to_have_value("last spring")
    expect(respondent.box(page, since).get_by_text(say("problem.year", "en"))).to_be_visible()
    expect(respondent.box(page, since).get_by_text(say("survey.kept_before", "en"))).to_be_visible()


def test_a_failed_save_is_shown_at_the_field_and_can_be_tried_again(server, page):
    respondent.begin(page, server)
    since = field("org_since")
    other = sqlite3.connect(server.home / "responses.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        respondent.type_into(page, since, "1987")
        message = respondent.box(page, since).get_by_text(say("save.busy", "en"))
        expect(message).to_be_visible(timeout=15_000)
        expect(respondent.box(page, since).locator("input")).to_have_value("1987")
        expect(respondent.box(page, since).get_by_text(re.compile(r"Saved \d"))).to_have_count(0)
    finally:
        other.execute("ROLLBACK")
        other.close()
    respondent.box(page, since).get_by_role("button", name=say("survey.retry", "en")).click()
    respondent.saved(page, since, "en")
    stored(server, page, since, 1987)


@pytest.mark.parametrize(("button", "outcome"), [("keep_mine", 2002), ("keep_theirs", 2001)])
def test_two_people_changing_one_answer_see_both_and_choose(
    server, page, open_context, button, outcome
):
    mine, theirs = page, open_context().new_page()
    link = respondent.begin(mine, server)
    theirs.goto(link)
    since = field("org_since")
    respondent.type_into(theirs, since, "2001")
    respondent.saved(theirs, since, "en")
    respondent.type_into(mine, since, "2002")
    conflict = respondent.box(mine, since)
    expect(conflict.get_by_text(say("conflict.title", "en"))).to_be_visible()
    expect(conflict.get_by_text("2001", exact=True)).to_be_visible()
    expect(conflict.get_by_text("2002", exact=True)).to_be_visible()
    stored(server, mine, since, 2001)
    conflict.get_by_role("button", name=say(f"conflict.{button}", "en")).click()
    expect(conflict.get_by_text(say("conflict.title", "en"))).to_have_count(0)
    expect(conflict.locator("input")).to_have_value(str(outcome))
    stored(server, mine, since, outcome)
    respondent.choose(mine, field("org_category"), 0)  # nothing comes back with the next click
    respondent.saved(mine, field("org_category"), "en")
    expect(conflict.get_by_text(say("conflict.title", "en"))).to_have_count(0)
    expect(conflict.locator("input")).to_have_value(str(outcome))


def test_a_change_made_elsewhere_shows_where_nothing_was_changed(server, page, open_context):
    here, there = page, open_context().new_page()
    link = respondent.begin(here, server)
    there.goto(link)
    base, since = field("org_base"), field("org_since")
    respondent.choose(there, base, 1)
    respondent.type_into(there, since, "1990")
    respondent.saved(there, since, "en")
    respondent.choose(here, field("org_category"), 0)  # any rerun brings the news
    expect(
        respondent.box(here, base).locator("[data-testid=stRadioOption]").nth(1).locator("input")
    ).to_be_checked()
    expect(respondent.box(here, since).locator("input")).to_have_value("1990")


def test_two_drafts_in_two_tabs_of_one_browser_stay_two(server, page):
    first, second = page, page.context.new_page()
    respondent.begin(first, server)
    respondent.begin(second, server)
    since = field("org_since")
    respondent.type_into(first, since, "1971")
    respondent.saved(first, since, "en")
    respondent.type_into(second, since, "1972")
    respondent.saved(second, since, "en")
    for tab, year in ((first, "1971"), (second, "1972")):
        tab.reload()
        expect(respondent.box(tab, since).locator("input")).to_have_value(year)
    found = rows(server.home, "SELECT value FROM answer WHERE value IN ('1971', '1972')")
    assert sorted(found) == [("1971",), ("1972",)]


def test_a_page_left_open_while_the_server_is_gone_delivers_what_was_typed(own_server, page):
    respondent.begin(page, own_server)
    go(page, "comments")
    works, needs = field("comment_works"), field("comment_needs")
    respondent.type_into(page, works, "before")
    respondent.saved(page, works, "en")
    own_server.kill()
    page.wait_for_timeout(4000)  # Streamlit notices, and would lock the page
    respondent.type_into(page, needs, "typed while the server was away")
    own_server.start()
    stored(own_server, page, needs, "typed while the server was away")
    stored(own_server, page, works, "before")
    expect(respondent.box(page, needs).locator("textarea")).to_have_value(
        "typed while the server was away"
    )
    respondent.saved(page, needs, "en")


def test_a_failed_save_is_named_on_every_screen_and_stands_in_the_way_of_submitting(server, page):
    respondent.begin(page, server, **respondent.REQUIRED)
    go(page, "organisation")
    other = sqlite3.connect(server.home / "responses.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        respondent.type_into(page, field("org_since"), "1999")
        page.locator(".st-key-next button").click()
        notice = page.get_by_text(say("survey.unsettled", "en"))
        expect(notice).to_be_visible(timeout=20_000)
    finally:
        other.execute("ROLLBACK")
        other.close()
    go_review(page)
    expect(notice).to_have_count(1)  # the screen before shows the same notice until it is gone
    expect(notice).to_be_visible()
    expect(page.locator(".st-key-submit")).to_have_count(0)
    page.locator("[class*=st-key-unsettled-] button").click()
    respondent.box(page, field("org_since")).get_by_role("button", name="Try again").click()
    respondent.saved(page, field("org_since"), "en")
    go_review(page)
    expect(page.locator(".st-key-submit")).to_be_visible()


def test_fast_typing_is_no_conflict_with_oneself(server, page):
    respondent.begin(page, server)
    since = field("org_since")
    for pause in range(330, 480, 15):
        area = respondent.box(page, since).locator("input")
        area.fill("")
        area.press_sequentially("19")
        page.wait_for_timeout(pause)
        area.press_sequentially("87")
        page.keyboard.press("Tab")
        stored(server, page, since, 1987)
        expect(page.get_by_text(say("conflict.title", "en"))).to_have_count(0)


def test_text_typed_just_before_a_reload_comes_back_and_is_saved(server, page):
    respondent.begin(page, server)
    since = field("org_since")
    respondent.box(page, since).locator("input").press_sequentially("1955")
    page.reload()
    expect(respondent.box(page, since).locator("input")).to_have_value("1955")
    stored(server, page, since, 1955)


def test_a_name_typed_into_a_finder_is_kept_when_the_screen_changes(server, page):
    respondent.begin(page, server)
    name = field("org_name")
    respondent.box(page, name).locator("input").press_sequentially("My Own Foundation")
    page.locator(".st-key-next button").click(delay=80)
    expect(page.locator("h1").last).not_to_have_text("Your organization")
    stored(server, page, name, {"name": "My Own Foundation"})


def test_who_answers_goes_on_when_a_colleague_submits(server, page, open_context):
    mine, theirs = page, open_context().new_page()
    link = respondent.begin(mine, server, **respondent.REQUIRED)
    go_review(mine)
    theirs.goto(link)
    expect(theirs.locator("h1")).to_be_visible()
    go(theirs, "comments")
    mine.locator(".st-key-submit button").click()
    expect(mine.locator(".st-key-receipt")).to_be_visible()
    works = field("comment_works")
    respondent.type_into(theirs, works, "still writing")
    respondent.saved(theirs, works, "en")
    expect(theirs.locator("h1").last).to_have_text(
        STUDY.questionnaire.section("comments").title["en"]
    )


def test_a_link_can_be_replaced_and_the_old_one_ends(server, page):
    old = respondent.start(page, server.url, "en")
    go_review(page)
    leave(page, "replace")
    expect(page.locator("h1").last).to_have_text(say("link.title", "en"))
    shown = page.locator(".st-key-private-link textarea")
    expect(shown).to_have_value(re.compile("/r/"))
    new = shown.input_value()
    assert new != old
    page.goto(old)
    expect(page.locator("h1").last).to_have_text(say("link.ended_title", "en"))
    page.goto(new)
    expect(page.locator("h1").last).to_have_text("Your organization")


def test_entries_are_added_copied_moved_deleted_and_brought_back(server, page):
    respondent.begin(page, server)
    go(page, "programmes")
    names = page.locator("[class*=st-key-entry-e] h2")
    for name in ("Alpha", "Beta"):
        page.locator(".st-key-entry-add button").click()
        # The field of the entry before may stand there a moment longer.
        title = page.locator("[class*=st-key-field-programme_name] input").last
        expect(title).to_have_value("")
        title.fill(name)
        expect(names.last).to_contain_text(name)
    page.locator("[class*=st-key-copy-] button").first.click()
    expect(names).to_have_text(["1. Alpha", "2. Alpha", "3. Beta"])
    page.locator("[class*=st-key-entry-tools-]").last.get_by_role(
        "button", name=say("entry.up", "en")
    ).click()
    expect(names).to_have_text(["1. Alpha", "2. Beta", "3. Alpha"])
    page.locator("[class*=st-key-delete-] button").first.click()
    expect(names).to_have_text(["1. Beta", "2. Alpha"])
    page.locator("[class*=st-key-undo-delete-] button").click()
    expect(names).to_have_text(["1. Alpha", "2. Beta", "3. Alpha"])


def test_both_languages_side_by_side_show_the_same_answer(server, page):
    respondent.begin(page, server)
    base = field("org_base")
    respondent.choose(page, base, 1)
    respondent.saved(page, base, "en")
    page.locator(".st-key-side_by_side label").click()
    option = respondent.box(page, base).locator("[data-testid=stRadioOption]").nth(1)
    expect(option).to_contain_text(base.question.choices[1].label["en"])
    expect(option).to_contain_text(base.question.choices[1].label["ja"])
    expect(option.locator("input")).to_be_checked()
    stored(server, page, base, base.question.choices[1].code)


def test_a_response_is_edited_withdrawn_reopened_and_erased_by_its_link(server, page):
    respondent.begin(page, server)
    answer_what_is_required(page)
    page.locator(".st-key-submit button").click()
    first = page.locator(".st-key-receipt [data-testid=stCode]").inner_text()
    page.locator(".st-key-edit button").click()
    go(page, "organisation")
    respondent.type_into(page, field("org_since"), "1950")
    respondent.saved(page, field("org_since"), "en")
    go_review(page)
    page.locator(".st-key-submit button").click()
    expect(page.locator(".st-key-receipt [data-testid=stCode]")).not_to_have_text(first)
    expect(page.locator(".st-key-receipt")).to_contain_text("Submission 2")
    leave(page, "withdraw")
    expect(page.locator("h1").last).to_have_text(say("withdrawn.title", "en"))
    page.locator(".st-key-reopen button").click()
    go_review(page)
    page.locator(".st-key-submit button").click()
    expect(page.locator(".st-key-receipt")).to_be_visible()
    leave(page, "erase")
    expect(page.locator("h1").last).to_have_text(say("erased.title", "en"))


def answer_what_is_required(page: Page) -> None:
    name = field("org_name")
    respondent.find(page, name, "Kyoto")
    respondent.choose(page, field("org_category"), 0)
    respondent.saved(page, field("org_category"), "en")
    respondent.choose(page, field("org_base"), 0)
    respondent.saved(page, field("org_base"), "en")
    go(page, "areas")
    respondent.choose(page, field("areas"), 0)
    respondent.saved(page, field("areas"), "en")
    go(page, "consent")
    respondent.choose(page, field("consent_use"), 0)
    respondent.saved(page, field("consent_use"), "en")
    go_review(page)


def go_review(page: Page) -> None:
    page.locator(".st-key-sections [class*=-review] button").click()
    expect(page.locator("h1").last).to_have_text(say("review.title", "en"))


def leave(page: Page, how: str) -> None:
    respondent.settled(page)  # a tick while the page is still drawn would be undone
    summary = page.locator("summary", has_text=say("leave.title", "en"))
    summary.click()
    page.locator(f".st-key-sure-{how} label").click()
    button = page.locator(f".st-key-leave-{how} button")
    expect(button).to_be_enabled()
    button.click()


def test_submitting_with_gaps_names_each_one_with_a_way_to_it(server, page):
    page.set_viewport_size(PHONE)
    respondent.begin(page, server, "ja")
    page.locator(".st-key-sections [class*=-review] button").click()
    expect(page.locator(".st-key-submit")).to_have_count(0)
    required = [q for q in STUDY.questionnaire.questions.values() if q.required]
    gaps = page.locator("[class*=st-key-gap-] button")
    expect(gaps.first).to_be_visible()
    text = " ".join(gaps.all_inner_texts())
    assert required[0].label["ja"] in text
    gaps.first.click()
    expect(page.locator("h1").last).to_have_text(STUDY.questionnaire.sections[0].title["ja"])
