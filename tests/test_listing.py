"""Programmes of the survey in the public inventory: agreed by their respondents, checked by the team."""

import pytest

from hees.findings import inventory, reference
from hees.findings.inventory import Wanted
from hees.release import listing
from hees.release.listing import Verdict
from hees.settings import PROJECT
from hees.store.home import Home
from hees.study import Study
from hees.survey import entries, finder, withdrawal
from hees.team import accounts
from tests import database, site, studies
from tests.respondent import Respondent

QUESTIONS = """
[[questions]]
id = "kind"
kind = "single"
choices = "activity"
label = { en = "Kind", ja = "種類" }

[[questions]]
id = "partners"
kind = "institution"
max = 5
label = { en = "Partners", ja = "連携先" }

[[questions]]
id = "programme_fields"
kind = "multi"
choices = "wish"
label = { en = "Fields", ja = "分野" }

[[questions]]
id = "began"
kind = "year"
min = 1850
max = 2035
label = { en = "Began", ja = "開始年" }

[[questions]]
id = "standing"
kind = "single"
choices = "base"
label = { en = "Status", ja = "状況" }

[[questions]]
id = "may_list"
kind = "single"
choices = "yes_no"
label = { en = "May we list it?", ja = "掲載してよいですか" }
"""

INVENTORY = """
[inventory]
name = "programme_name"
activity = "kind"
institutions = ["partners"]
fields = "programme_fields"
status = "standing"
start = "began"
consent = "may_list"

[monitor]
"""

WHY = 'label = { en = "Why so large?", ja = "規模の理由" }\n'
INCLUDE = 'totals_only_below = 30\ninclude = { question = "consent", equals = "yes" }'

FULL = {
    "programme_name": "Summer school",
    "kind": "training",
    "partners": [{"id": "jp-doshisha"}, {"name": "A college of our own"}],
    "programme_fields": ["money"],
    "began": 1999,
    "standing": "here",
    "programme_size": 4321,
    "programme_note": "Nobody must read this",
    "may_list": "yes",
}


@pytest.fixture(scope="module")
def asking(tmp_path_factory) -> Study:
    """The tiny study with programmes that may be listed."""
    return studies.tiny(
        tmp_path_factory.mktemp("asking"),
        (studies.PROGRAMMES, WHY, WHY + QUESTIONS),
        ("study.toml", "\n[monitor]\n", INVENTORY),
        ("study.toml", "totals_only_below = 30", INCLUDE),
    )


@pytest.fixture
def filled(home: Home, study: Study) -> Home:
    finder.fill(home, PROJECT / "data", study.languages)
    reference.fill(home, PROJECT / "data")
    return home


class Organisation(Respondent):
    """A respondent with one programme."""

    programme: str

    def describes(self, study: Study, **changed: object) -> "Organisation":
        """Answer all that is needed, and everything about a programme; then submit."""
        self.completes()
        self.answers(consent="yes")
        self.programme = entries.add(self.home, self.id, study.questionnaire.section("programmes"))
        self.changes(**(FULL | changed))
        return self

    def changes(self, **answers: object) -> None:
        for question, value in answers.items():
            self.gives(question, value, self.programme)
        self.receipt()


@pytest.fixture
def organisation(filled: Home, asking: Study) -> Organisation:
    """One that agrees to everything."""
    return Organisation.starts(filled, asking).describes(asking)


def public(home: Home) -> list:
    """What readers see of the survey's programmes."""
    return [one for one in reference.partnerships(home) if one.origin == "survey"]


def decide(home: Home, study: Study, verdict: Verdict = Verdict.LISTED) -> bool:
    [one] = listing.programmes(home, study)
    return listing.decide(home, study, one.response, one.item, verdict, "alice", digest=one.digest)


def test_an_agreed_programme_waits_and_nobody_else_sees_it(filled, asking, organisation):
    [one] = listing.pending(filled, asking)
    assert (one.response, one.item) == (organisation.id, organisation.programme)
    listing.sync(filled, asking)
    assert public(filled) == []


def test_a_listed_programme_is_public_with_what_may_be_told_and_nothing_else(
    filled, asking, organisation
):
    assert decide(filled, asking)
    assert listing.pending(filled, asking) == []
    [one] = public(filled)
    told = one.model_dump(exclude={"id"})
    assert told == {
        "name": {"en": "Summer school", "ja": "Summer school"},
        "activity": "training",
        "institutions": ("jp-doshisha",),
        "named": ("A college of our own",),
        "fields": ("money",),
        "levels": (),
        "status": "here",
        "start": 1999,
        "end": None,
        "note": {"en": "", "ja": ""},
        "source": "",
        "origin": "survey",
        "organisation": "The Tiny Foundation",
    }
    everything = filled.public.read_bytes() + filled.public.with_name("public.db-wal").read_bytes()
    for secret in (organisation.id, organisation.programme, "Nobody must"):
        assert secret.encode() not in everything


def test_a_listed_programme_is_found_like_any_other(filled, asking, organisation):
    decide(filled, asking)
    [one] = public(filled)
    for text in ("summer", "Tiny Foundation", "同志社", "college of our own"):
        assert one in inventory.find(filled, Wanted(), text), text
    assert one in inventory.find(filled, Wanted(region="JP-26"))


def test_the_respondent_is_named_in_all_languages(filled, asking):
    organisation = Organisation.starts(filled, asking).describes(asking)
    organisation.answers(name={"id": "jp-doshisha"})
    organisation.receipt()
    decide(filled, asking)
    assert public(filled)[0].organisation == "Doshisha University / 同志社大学"


@pytest.mark.parametrize("answer", ["no", None])
def test_without_agreement_there_is_nothing_to_decide(filled, asking, answer):
    Organisation.starts(filled, asking).describes(asking, may_list=answer)
    assert listing.programmes(filled, asking) == []


def test_who_is_left_out_of_what_is_published_is_not_listed_either(filled, asking, organisation):
    decide(filled, asking)
    organisation.answers(consent="no")
    organisation.receipt()
    listing.sync(filled, asking)
    assert listing.programmes(filled, asking) == []
    assert public(filled) == []


def test_a_draft_is_not_listed(filled, asking):
    started = Organisation.starts(filled, asking)
    started.completes()
    started.programme = entries.add(filled, started.id, asking.questionnaire.section("programmes"))
    for question, value in FULL.items():
        started.gives(question, value, started.programme)
    assert listing.programmes(filled, asking) == []


def test_a_declined_programme_neither_waits_nor_shows(filled, asking, organisation):
    decide(filled, asking, Verdict.DECLINED)
    assert listing.pending(filled, asking) == []
    assert public(filled) == []


@pytest.mark.parametrize(
    "changed", [{"programme_name": "Winter school"}, {"began": 2001}, {"partners": []}]
)
def test_a_changed_programme_is_off_the_list_until_it_is_decided_again(
    filled, asking, organisation, changed
):
    decide(filled, asking)
    [before] = public(filled)
    organisation.changes(**changed)
    listing.sync(filled, asking)
    assert public(filled) == []
    assert len(listing.pending(filled, asking)) == 1
    decide(filled, asking)
    [after] = public(filled)
    assert after.id == before.id, "its address lasts"
    assert after != before


def test_what_is_never_published_may_change_without_a_new_decision(filled, asking, organisation):
    decide(filled, asking)
    before = public(filled)
    organisation.changes(programme_size=17)
    listing.sync(filled, asking)
    assert public(filled) == before


def test_an_answer_that_is_not_submitted_changes_nothing(filled, asking, organisation):
    decide(filled, asking)
    before = public(filled)
    organisation.gives("programme_name", "Not yet", organisation.programme)
    listing.sync(filled, asking)
    assert public(filled) == before


def test_agreement_taken_back_takes_the_programme_out(filled, asking, organisation):
    decide(filled, asking)
    organisation.changes(may_list="no")
    listing.sync(filled, asking)
    assert public(filled) == []


@pytest.mark.parametrize("leave", [withdrawal.withdraw, withdrawal.erase])
def test_who_leaves_the_study_leaves_the_list(filled, asking, organisation, leave):
    decide(filled, asking)
    [listed] = public(filled)
    name = listed.name["en"].encode()
    assert name in b"".join(path.read_bytes() for path in filled.folder.glob("public.db*"))
    leave(filled, organisation.id)
    listing.sync(filled, asking)
    assert public(filled) == []
    assert name not in b"".join(path.read_bytes() for path in filled.folder.glob("public.db*"))
    assert listing.programmes(filled, asking) == []


def test_erasing_leaves_no_trace_of_a_decision(filled, asking, organisation):
    decide(filled, asking)
    withdrawal.erase(filled, organisation.id)
    assert database.rows(filled, "SELECT * FROM listing") == []


def test_a_decision_about_something_else_than_was_seen_is_refused(filled, asking, organisation):
    [seen] = listing.pending(filled, asking)
    organisation.changes(programme_name="Something else")
    decided = listing.decide(
        filled, asking, seen.response, seen.item, Verdict.LISTED, "alice", digest=seen.digest
    )
    assert not decided
    assert public(filled) == []
    assert len(listing.pending(filled, asking)) == 1


def test_a_decision_can_be_turned(filled, asking, organisation):
    decide(filled, asking)
    decide(filled, asking, Verdict.DECLINED)
    assert public(filled) == []
    [one] = listing.programmes(filled, asking)
    assert one.decision
    assert (one.decision.who, one.decision.decision) == ("alice", "declined")


def test_what_the_study_folder_lists_stays(filled, asking, organisation):
    imported = [one for one in reference.partnerships(filled) if one.origin == "imported"]
    decide(filled, asking)
    reference.fill(filled, PROJECT / "data")
    assert [one for one in reference.partnerships(filled) if one.origin == "imported"] == imported
    assert len(public(filled)) == 1


def test_a_study_without_an_inventory_has_nothing_to_list(home, tiny, person):
    person.completes()
    person.receipt()
    listing.sync(home, tiny)
    assert listing.programmes(home, tiny) == []


# On the team's page


@pytest.fixture
def team(filled, study, monkeypatch):
    """The team's page with the shipped study, where one programme waits."""
    respondent = Respondent.starts(filled, study)
    respondent.answers(
        org_name={"name": "A *bold* <b>foundation</b>"},
        org_category="foundation",
        org_base="us",
        areas=["exchanges"],
        consent_use="yes",
    )
    programme = entries.add(filled, respondent.id, study.questionnaire.section("programmes"))
    for question, value in {"programme_name": "Bridge", "programme_listed": "yes"}.items():
        respondent.gives(question, value, programme)
    respondent.receipt()
    for role in accounts.ROLES:
        accounts.add(filled, role, role, password="correct horse battery", email=None)

    with site.serving(filled.folder, monkeypatch) as cookies:

        def signed_in(role: str, language: str = "en"):
            site.sign_in(filled, cookies, role)
            return site.opened("team", language)

        yield signed_in


def test_only_those_who_may_decide_see_what_waits(team):
    assert "Bridge" not in site.text(team("viewer"))
    assert "Bridge" in site.text(team("reviewer"))
    assert "Bridge" in site.text(team("administrator", "ja"))


def test_a_reviewer_lists_a_programme_and_takes_it_off_again(team, filled, study):
    app = team("reviewer")
    button(app, "listed").click()
    site.run(app)
    [one] = public(filled)
    assert one.organisation == "A *bold* <b>foundation</b>"
    assert "Nothing waits for a decision." in site.text(app)
    for language in ("en", "ja"):
        page = site.opened("partnerships", language, id=one.id)
        assert page.title[0].value == "Bridge"
        assert "A *bold* <b>foundation</b>" in site.text(page)
        assert "Bridge" in site.text(site.opened("partnerships", language, q="bold found"))
    button(app, "declined").click()
    site.run(app)
    assert public(filled) == []
    [programme] = listing.programmes(filled, study)
    assert programme.decision
    assert programme.decision.who == "reviewer"


def test_somebody_whose_account_was_disabled_meanwhile_decides_nothing(team, filled):
    app = team("reviewer")
    accounts.disable(filled, "reviewer")
    button(app, "listed").click()
    site.run(app)
    assert public(filled) == []


def button(app, verdict: str):
    [found] = [one for one in app.button if (one.key or "").endswith(f"-{verdict}")]
    return found
