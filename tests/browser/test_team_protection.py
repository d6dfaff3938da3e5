"""An administrator finds a person's data, hands it over and deletes it: no file holds it afterwards."""

import json

import pytest
from playwright.sync_api import Page, expect

from hees.settings import PROJECT
from hees.store.connection import release
from hees.store.home import prepare
from hees.study import load
from hees.survey import drafts, finder
from hees.team import accounts
from tests.browser import respondent
from tests.browser.conftest import DESK, PHONE, Server
from tests.browser.test_longest_path import sign_in
from tests.database import raw_bytes
from tests.respondent import Respondent
from tests.test_monitoring import invite

pytestmark = pytest.mark.browser

MAIL, PERSON = "hanako.takahashi@example.org", "Hanako Takahashi"
PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory):
    """A served home in which one person answered and left contact data; and an administrator."""
    study = load(PROJECT / "data")
    home = prepare(tmp_path_factory.mktemp("site") / "home")
    finder.fill(home, PROJECT / "data", study.languages)
    person = Respondent.starts(home, study)
    person.answers(org_name={"name": "Takahashi Office"}, contact_name=PERSON, contact_email=MAIL)
    invite(home, "inv", response=person.id, person=PERSON, email=MAIL, country="japan")
    accounts.add(home, "alice", "administrator", password=PASSWORD, email=None)
    release(home.responses)
    release(home.public)
    server = Server(home.folder).start()
    yield server, home, person
    server.stop()


def opened(open_context, server: Server, size: dict[str, int], language: str) -> Page:
    page = open_context(size, language).new_page()
    sign_in(page, server.url)
    return page


def test_a_persons_data_is_found_handed_over_and_gone_to_the_last_byte(site, open_context):
    server, home, person = site
    page = opened(open_context, server, PHONE, "ja")
    page.goto(f"{server.url}/team_protection?lang=ja")
    field = page.get_by_label("メールアドレス、氏名、団体名、または回答ID")
    field.fill("ＨＡＮＡＫＯ．takahashi")
    page.get_by_role("button", name="検索").click()
    place = page.locator(f".st-key-held-response-{person.id}")
    expect(place).to_contain_text("連絡先（1件）")
    respondent.settled(page)
    place.get_by_role("button", name="本人への開示用データを準備").click()
    with page.expect_download() as given:
        place.get_by_role("button", name="JSONをダウンロード").click()
    copy = json.loads(given.value.path().read_text("utf-8"))
    assert MAIL in json.dumps(copy["records"]["contact"])
    assert raw_bytes(home.folder).count(MAIL.encode()) > 1
    place.get_by_role("button", name="すべて削除").click()
    page.get_by_role("button", name="完全に削除する").click()
    expect(page.get_by_text(f"{person.id} に関するデータをすべて削除しました。")).to_be_visible()
    expect(place).to_have_count(0)
    for word in (MAIL, PERSON, "Takahashi Office"):
        assert word.encode() not in raw_bytes(home.folder), word
    assert drafts.load(home, person.id).response.status == "erased"
    release(home.responses)


def test_a_new_colleague_replaces_the_one_time_password_and_is_on_the_log(site, open_context):
    server, _, _ = site
    boss = opened(open_context, server, DESK, "en")
    boss.goto(f"{server.url}/team_log?lang=en")
    respondent.settled(boss)
    boss.locator(".st-key-account-new-name input").fill("bob")
    boss.get_by_role("button", name="Add an account").click()
    once = boss.locator(".st-key-account_password code")
    expect(once).to_be_visible()
    password = once.inner_text().strip()

    bob = open_context(DESK, "en").new_page()
    bob.goto(f"{server.url}/sign-in?lang=en")
    bob.fill("#name", "bob")
    bob.fill("#password", password)
    bob.get_by_role("button", name="Sign in").click()
    expect(bob.get_by_role("alert")).to_contain_text("first sign-in only")
    bob.fill("#name", "bob")
    bob.fill("#password", password)
    bob.fill("#new", "quite another one")
    bob.fill("#again", "quite another one")
    bob.get_by_role("button", name="Change password and sign in").click()
    expect(bob.get_by_text("Signed in as bob (viewer)")).to_be_visible()

    boss.goto(f"{server.url}/team_log?lang=en&who=bob")
    log = boss.get_by_role("region", name="Log")
    expect(log).to_contain_text("Password changed")
    expect(log).to_contain_text("Signed in")
    assert password not in boss.content()
    respondent.settled(boss)
    boss.get_by_role("button", name="Prepare the files").click()
    with boss.expect_download() as given:
        boss.get_by_role("button", name="Download as JSON lines").click()
    lines = [json.loads(line) for line in given.value.path().read_text("utf-8").splitlines()]
    assert [one["number"] for one in lines] == list(range(1, len(lines) + 1))
    assert lines[-1]["action"] == "log_exported"
