"""Answers in own words: two coders, their agreement, and a quotation from the mark to its end."""

import re

import pytest
from playwright.sync_api import Page, expect

from hees.settings import PROJECT
from hees.store.connection import release
from hees.store.home import prepare
from hees.study import load
from hees.survey import receipt_codes
from hees.team import accounts, coding, coding_scheme
from tests.browser import respondent
from tests.browser.conftest import DESK, PHONE, Server
from tests.respondent import Respondent

pytestmark = pytest.mark.browser

QUESTION = "comment_works"
TEXTS = (
    "Alumni help.",
    "修了生が相談に乗っています。",
    "Alumni & funding.",
    "特になし",
    "Steady funding.",
)
ALUMNI, FUNDING = "1", "2"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Five organisations that wrote something, two codes, two reviewers and an administrator."""
    study = load(PROJECT / "data")
    home = prepare(tmp_path_factory.mktemp("comments") / "home")
    written = [organisation(home, study, text) for text in TEXTS]
    for label in ({"en": "Alumni", "ja": "修了生"}, {"en": "Funding", "ja": "資金"}):
        coding_scheme.add_code(home, study, QUESTION, label, {}, "rita")
    for name, role in (("rita", "reviewer"), ("ryo", "reviewer"), ("anna", "administrator")):
        accounts.add(home, name, role, password="correct horse battery", email=None)
    release(home.responses)
    release(home.public)
    server = Server(home.folder).start()
    yield server, home, written
    server.stop()


def organisation(home, study, text: str) -> Respondent:
    """One that answers as little as it may, writes `text`, and may be quoted by name."""
    one = Respondent.starts(home, study)
    one.answers(org_name={"name": "The <b>Open</b> Society"})
    for _ in range(40):
        gaps = one.submits()
        if not isinstance(gaps, list):
            break
        for gap in gaps:
            question = gap.field.question
            first = question.choices[0].code if question.choices else "Something"
            one.gives(question.id, [first] if question.kind == "multi" else first, gap.field.item)
    one.answers(consent_use="yes", comment_works=text, consent_quote="named")
    one.receipt()
    return one


def enter(open_context, server: Server, name: str, view: str, viewport=DESK) -> Page:
    page = open_context(viewport, "en").new_page()
    page.goto(f"{server.url}/sign-in?lang=en")
    page.fill("#name", name)
    page.fill("#password", "correct horse battery")
    page.locator("form button").click()
    expect(page.locator(".st-key-signed-in")).to_be_visible()
    return look(page, server, view)


def look(page: Page, server: Server, view: str, language: str = "en") -> Page:
    page.goto(f"{server.url}/team_comments?lang={language}&view={view}")
    expect(page.locator("[data-testid=stButtonGroup]").last).to_be_visible()
    respondent.settled(page)
    return page


def code(page: Page, given: dict[str, str]) -> None:
    """Code every text by keys: those of its codes, then Enter."""
    for done in range(len(TEXTS)):
        expect(page.get_by_text(f"{done} of {len(TEXTS)} coded by you")).to_be_visible()
        text = page.locator(".hees-own-words").inner_text()
        for key in given[text]:
            page.keyboard.press(key)
            chosen = page.locator(".st-key-coding-codes button").nth(int(key) - 1)
            expect(chosen).to_contain_text("✓")
            respondent.settled(page)
        page.keyboard.press("Enter")
    expect(page.get_by_text("You have coded every text")).to_be_visible()


def test_two_coders_code_five_texts_differ_once_and_settle_it(site, open_context):
    server, home, _ = site
    given = dict(zip(TEXTS, (ALUMNI, ALUMNI, ALUMNI + FUNDING, "", FUNDING), strict=True))
    rita = enter(open_context, server, "rita", "code")
    code(rita, given)
    ryo = enter(open_context, server, "ryo", "code")
    expect(ryo.get_by_text("rita")).to_have_count(0)
    code(ryo, given | {TEXTS[2]: ALUMNI})
    look(ryo, server, "")
    rows = ryo.locator(".hees-codes").last.locator("tbody tr")
    # Alumni: 3 both, 2 neither. Funding: 1 both, 1 by rita alone, 3 neither: (4/5-14/25)/(1-14/25)
    expect(rows.nth(0)).to_contain_text(re.compile(r"Alumni\s*100%\s*60%\s*1\.00"))
    expect(rows.nth(1)).to_contain_text(re.compile(r"Funding\s*80%\s*30%\s*0\.55"))
    expect(ryo.get_by_text("Mean kappa over the 2 codes: 0.77.")).to_be_visible()
    expect(ryo.get_by_text("1 on which two people differ")).to_be_visible()
    look(ryo, server, "reconcile")
    expect(ryo.locator(".hees-own-words")).to_have_text(TEXTS[2])
    ryo.locator("[class*=st-key-reconcile-] button", has_text="Funding").click()
    respondent.settled(ryo)
    ryo.get_by_role("button", name="Settle", exact=True).click()
    expect(ryo.get_by_text("There is no difference to settle.")).to_be_visible()
    look(ryo, server, "", "ja")
    expect(ryo.locator(".hees-codes").first).to_contain_text(re.compile(r"資金\s*2\s*40\.0%"))
    found = coding.shares(coding.answers(home, QUESTION))
    assert (found.base, sorted(found.counts.values())) == (5, [2, 3])


def test_a_quotation_is_marked_approved_by_another_read_by_all_and_gone_when_consent_ends(
    site, open_context
):
    server, _, written = site
    rita = enter(open_context, server, "rita", "quotations")
    source = rita.locator("[class*=st-key-source-]", has_text=TEXTS[2]).first
    source.get_by_role("button", name="Mark a passage").click()
    source.locator("[class*=st-key-q-text-] textarea").fill("Alumni & fun")
    source.locator("[class*=st-key-q-to-] textarea").fill("修了生と資金です。")
    source.get_by_role("button", name="Propose for approval").click()
    expect(rita.get_by_text("Proposed.")).to_be_visible()
    expect(rita.get_by_role("button", name="Approve and publish")).to_have_count(0)
    anna = enter(open_context, server, "anna", "quotations")
    expect(anna.get_by_role("button", name="Approve and publish")).to_be_disabled()
    anna.locator("[class*=st-key-read-] label").click()
    approve = anna.get_by_role("button", name="Approve and publish")
    expect(approve).to_be_enabled()
    respondent.settled(anna)
    approve.click()
    expect(anna.get_by_text("Nothing waits for approval.")).to_be_visible()
    reader = open_context(PHONE, "ja").new_page()
    for language, said in (("en", "Quoted with permission"), ("ja", "調査チームによる翻訳")):
        reader.goto(f"{server.url}/findings?lang={language}")
        quotation = reader.locator(".hees-quotations figure")
        expect(quotation.locator("blockquote[lang=en]")).to_have_text("Alumni & fun")
        expect(quotation).to_contain_text("The <b>Open</b> Society")
        expect(quotation).to_contain_text(said)
    wide = "() => document.documentElement.scrollWidth <= innerWidth"
    assert reader.evaluate(wide)
    one = written[2]
    one.answers(consent_quote="no")
    assert isinstance(one.submits(), receipt_codes.Receipt)
    expect(reader.locator(".hees-quotations")).to_have_count(0)
    look(anna, server, "quotations", "ja")
    expect(anna.get_by_text("掲載中の引用はありません。")).to_be_visible()
