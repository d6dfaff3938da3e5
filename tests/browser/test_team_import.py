"""A reviewer imports an agency's list: columns corrected, a doubt settled, listed in public, and undone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from hees.language import say
from tests.browser import respondent
from tests.browser.conftest import DESK, PHONE, with_team
from tests.browser.test_longest_path import sign_in

pytestmark = pytest.mark.browser

LIST = """海外協定一覧（国際課）

大学名,相手校,担当,種別,開始
東京大学,University of Wisconsin-Madisn,架空の試験用連携,交換留学,平成10年度
京都大学,Harvard Univ.,もう一つの試験用連携,共同研究,2001
"""
SOURCE = "試験機構"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("import") / "home"
    running = with_team(folder, alice="reviewer", vera="viewer")
    yield running
    running.stop()


def test_a_list_in_shift_jis_is_corrected_imported_seen_in_public_and_undone(server, open_context):
    context = open_context(DESK, "ja")
    page = context.new_page()
    sign_in(page, server.url)
    give(page, server.url, "ja", LIST.encode("cp932"))
    expect(page.get_by_text("Shift_JIS")).to_be_visible()
    expect(page.locator(".st-key-import_now button")).to_be_disabled()

    column(page, "担当", say("importing.part.name", "ja", spoken="日本語"))
    doubt = page.locator(".st-key-import_doubts .stRadio")
    expect(doubt).to_have_count(1)
    doubt.get_by_text("ウィスコンシン大学マディソン校").first.click()
    expect(doubt).to_have_count(0)
    respondent.settled(page)

    another(page, "Harvard Univ.", "マサチューセッツ工科", "us-mit")

    page.locator(".st-key-import_now button").click()
    expect(page.get_by_text(say("importing.done", "ja", count=2))).to_be_visible()
    expect(page.locator("[class*=st-key-import-batch-]")).to_have_count(1)

    public = context.new_page()
    public.goto(f"{server.url}/partnerships?lang=ja&q=架空の試験用連携")
    expect(public.locator("[class*=st-key-partnership-]")).to_have_count(1)
    public.get_by_role("link", name="架空の試験用連携").click()
    expect(public.locator(".hees-list")).to_contain_text("1998")
    expect(public.locator(".hees-list")).to_contain_text(SOURCE)
    expect(public.locator(".hees-list")).to_contain_text("ウィスコンシン大学マディソン校")

    respondent.switch(page, "en")
    page.get_by_role("button", name=say("importing.undo", "en")).click()
    page.get_by_role("button", name=say("importing.undo_sure", "en", count=2)).click()
    expect(page.get_by_text(say("importing.undone", "en"))).to_be_visible()
    public.goto(f"{server.url}/partnerships?lang=ja&q=架空の試験用連携")
    expect(public.get_by_text(say("partnerships.none", "ja"))).to_be_visible()


def test_errors_are_told_at_their_places_on_a_phone_and_the_doubt_is_remembered(
    server, open_context
):
    page = open_context(PHONE, "en").new_page()
    sign_in(page, server.url)
    wrong = LIST.replace("2001", "いつか").replace("交換留学", "<img src=x>")
    give(page, server.url, "en", wrong.encode("euc_jp"))
    notes = page.locator(".hees-import-notes")
    expect(notes).to_contain_text(
        say("importing.at_column", "en", row=5, letter="E", header="開始")
    )
    expect(notes).to_contain_text("<img src=x>")
    expect(page.locator(".st-key-import_doubts")).to_have_count(0)  # settled by the test before
    expect(page.locator(".st-key-import_now button")).to_be_disabled()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]


def test_what_is_no_table_is_refused_with_what_to_do_and_viewers_do_not_enter(server, open_context):
    page = open_context(DESK, "en").new_page()
    sign_in(page, server.url)
    give(page, server.url, "en", b"\xd0\xcf\x11\xe0" + b"\x00" * 100, settled=False)
    expect(page.get_by_text(re.compile("password"))).to_be_visible()
    viewer = open_context(DESK, "en").new_page()
    sign_in(viewer, server.url, "vera")
    viewer.goto(f"{server.url}/team_import?lang=en")
    role = say("team.roles.reviewer", "en")
    expect(viewer.get_by_text(say("team.needs_role", "en", role=role))).to_be_visible()
    assert viewer.locator(".st-key-import_file_field").count() == 0


def give(page: Page, url: str, language: str, body: bytes, *, settled: bool = True) -> None:
    """Open the page, name the source and choose a file."""
    page.goto(f"{url}/team_import?lang={language}")
    source = page.locator("[class*=st-key-import-source] input")
    expect(source).to_be_visible()
    respondent.settled(page)
    source.fill(SOURCE)
    page.keyboard.press("Enter")
    respondent.settled(page)
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": body}
    page.set_input_files(".st-key-import_file_field input[type=file]", [file])
    if settled:
        expect(page.locator(".st-key-import_now")).to_be_visible()
        respondent.settled(page)


def another(page: Page, name: str, text: str, id: str) -> None:
    """Give a name of the file another institution than it was matched to."""
    box = page.locator(".st-key-import_another")
    respondent.unfold(box)
    pick(page, box, name)
    box.locator("[data-testid=stTextInput] input").fill(text)
    box.locator(f".st-key-import-take-{id} button").click()
    respondent.settled(page)
    page.locator(".st-key-import_all_names summary").click()
    expect(page.locator(".st-key-import_all_names")).to_contain_text("マサチューセッツ工科大学")


def column(page: Page, header: str, part: str) -> None:
    """Say what a column holds."""
    row = page.locator("[class*=st-key-import-column-]").filter(has_text=header).last
    respondent.settled(page)
    pick(page, row, part)


def pick(page: Page, place: Locator, name: str) -> None:
    """Choose in the list at a place."""
    field = place.locator("[data-testid=stSelectbox] input")
    field.click()
    field.fill(name)
    page.get_by_role("option", name=name, exact=True).click()
    respondent.settled(page)
