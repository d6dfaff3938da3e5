"""Inviting, from the list to the opened link, in a browser."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hees.settings import PROJECT
from hees.store.home import Home
from hees.store.mail_setup import MailSettings
from hees.study import load
from hees.team import accounts
from hees.team.invitations import guests, letters
from tests.browser import respondent
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_accessibility import fits, violations, watch
from tests.browser.test_longest_path import sign_in

pytestmark = pytest.mark.browser

GOOD = "団体名,メールアドレス,氏名,言語,発送回\n京都の財団,kei@example.org,慶 花子,日本語,1\nAnne's Foundation,ann@example.org,,English,1\n"
BAD = GOOD.replace("ann@example.org", "ann at example")


@pytest.fixture
def home(server) -> Home:
    found = Home(server.home)
    for name in ("administrator", "reviewer"):
        accounts.add(found, name, name, password="correct horse battery", email=None)
    return found


def part(page: Page, url: str, address: str) -> None:
    page.goto(f"{url}/team_invitations?{address}")
    expect(page.locator("h1").last).to_be_visible()
    respondent.settled(page)


def look_for(page: Page, url: str, name: str, language: str) -> None:
    """Search the list for somebody, of whom the address tells nothing."""
    part(page, url, f"lang={language}")
    page.locator(f".st-key-search-invitations-{language} input").fill(name)
    expect(page.locator(".st-key-guests .hees-step")).to_have_count(1)
    assert name not in page.url


def choose(page: Page, text: str, file: Path) -> None:
    file.write_bytes(text.encode("cp932"))
    page.locator("input[type=file]").set_input_files(file)


def test_a_list_is_corrected_mailed_by_merge_and_opened_on_a_phone(
    server, home: Home, open_context, tmp_path: Path
):
    page = open_context(DESK, "en").new_page()
    sign_in(page, server.url, "administrator")
    seen = watch(page, server.url)

    part(page, server.url, "view=add&lang=en")
    choose(page, BAD, tmp_path / "list.csv")
    notes = page.locator(".hees-notes tbody tr")
    expect(notes).to_have_count(1)
    expect(notes).to_contain_text("ann at example")
    expect(notes).to_contain_text("3")
    assert page.locator(".st-key-add-list").count() == 0
    assert guests.all_of(home) == []
    # Streamlit's own field for files has a role that axe-core does not like.
    assert [one for one in violations(page) if "stFileUploaderDropzone" not in one] == []
    part(page, server.url, "view=add&lang=en")
    choose(page, GOOD, tmp_path / "list.csv")
    page.locator(".st-key-add-list button").click()
    expect(page.get_by_text("2 people are on the list.")).to_be_visible()
    assert len(guests.all_of(home)) == 2

    part(page, server.url, "view=texts&in=ja&lang=en")
    mail = page.locator(".hees-mail")
    expect(mail).to_contain_text("京都の財団\n慶 花子 様")
    expect(mail).to_contain_text("?lang=ja")
    body = page.locator("[class*=-body] textarea")
    body.fill("お願い {nobody}")
    body.blur()
    page.locator("[class*=-save] button").click()
    alert = page.locator("[data-testid=stAlert]").first
    expect(alert).to_contain_text("{nobody}")
    body.fill("{person} 様\n{link}")
    body.blur()
    expect(mail).to_contain_text("慶 花子 様\nhttp://")
    respondent.settled(page)
    page.locator("[class*=-save] button").click()
    expect(page.get_by_text("The words are saved.")).to_be_visible()
    study = load(PROJECT / "data")
    assert letters.template(home, study, "invitation", "ja").own

    english = letters.template(home, study, "invitation", "en")
    plain = letters.Template(english.subject, "Dear {person},\n{link}")
    letters.save(home, "invitation", "en", plain, "administrator")
    letters.set_options(home, MailSettings("", False, 20, 7), "administrator")
    part(page, server.url, "view=outbox&lang=en")
    assert violations(page) == []
    page.locator(".st-key-export button").click()
    expect(page.locator(".st-key-merge-csv button")).to_be_visible()
    with page.expect_download() as downloading:
        page.locator(".st-key-merge-csv button").click()
    merged = Path(downloading.value.path()).read_text("utf-8-sig")
    rows = {row["E-mail"]: row for row in csv.DictReader(io.StringIO(merged))}
    assert set(rows) == {"kei@example.org", "ann@example.org"}
    link = rows["kei@example.org"]["Link"]
    assert link.startswith(f"{server.url}/r/")
    assert link.endswith("?lang=ja")
    assert link in rows["kei@example.org"]["Text"]
    expect(page.locator(".st-key-export button")).to_be_disabled()
    assert [one for one in seen if "Failed to load resource" not in one] == []

    phone = open_context(PHONE, "ja").new_page()
    phone.goto(link)
    expect(phone.locator(".st-key-next")).to_be_visible()
    expect(phone.locator("html")).to_have_attribute("lang", "ja")
    assert "/r/" not in phone.url
    respondent.settled(phone)
    fits(phone)

    look_for(page, server.url, "kei", "en")
    expect(page.locator(".st-key-guests .hees-step")).to_have_count(1)
    expect(page.locator(".st-key-guests .hees-step")).to_contain_text("Opened")

    respondent.unfold(phone.locator(".st-key-decline_more"))
    phone.locator(".st-key-decline button").click()
    expect(phone.locator(".st-key-declining [data-testid=stAlert]")).to_be_visible()
    reviewer = open_context(PHONE, "ja").new_page()
    sign_in(reviewer, server.url, "reviewer")
    look_for(reviewer, server.url, "kei", "ja")
    expect(reviewer.locator(".st-key-guests .hees-step")).to_contain_text("辞退")
    assert violations(reviewer) == []
    reviewer.locator(".st-key-guests a").click()
    expect(reviewer.locator(".st-key-mark-declined button")).to_have_text("辞退の記録を取り消す")
    assert reviewer.locator(".st-key-link-show").count() == 0
    assert violations(reviewer) == []
    fits(reviewer)
