"""A person's data: found wherever it stands, handed over whole, deleted to the last byte."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import argon2
import pytest
from streamlit.testing.v1 import AppTest

from hees import clock
from hees.language import say
from hees.store import audit, connection, outbox, persons
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.review import Review
from hees.study import Study
from hees.survey import drafts, withdrawal
from hees.team import (
    accounts,
    log_files,
    merge_plan,
    merging,
    passwords,
    protection,
    retention,
    reviewing,
    signing_in,
)
from hees.team.accounts import AccountError
from hees.team.protection import Held
from tests import database, site, studies
from tests.respondent import Respondent
from tests.test_monitoring import invite

PASSWORD = "correct horse battery"
NAME, MAIL = "Hanako Takahashi-Möller", "hanako@example.org"


@pytest.fixture
def hanako(home: Home, tiny: Study) -> Respondent:
    """Somebody invited, who submitted, changed an answer, and left contact data and a remark."""
    one = Respondent.starts(home, tiny)
    invite(home, "inv1", response=one.id, person=NAME, email=MAIL, organisation="Hanako Office")
    one.answers(name={"name": "Ｈａｎａｋｏ Office"}, category="foundation")
    one.answers(person=NAME, email=MAIL, share="5", consent="yes")
    one.receipt()
    one.answers(activities=["other"], other_activity=f'I, "{NAME}"')
    one.answers(other_activity="nothing")
    return one


def search(home: Home, tiny: Study, text: str) -> dict[str, Held]:
    return {one.id: one for one in protection.find(home, tiny, text, "ann").held}


def log(home: Home) -> list[tuple[str, str, str]]:
    with reading(home.responses) as reader:
        return [(one.who, one.action, one.subject) for one in audit.entries(reader)]


# Finding


def test_a_person_is_found_wherever_the_data_stands(home: Home, tiny: Study, hanako: Respondent):
    other = Respondent.starts(home, tiny)
    other.answers(name={"name": "Somebody else"})
    invite(home, "inv2", email="other@example.org")
    found = search(home, tiny, NAME.upper())
    assert list(found) == [hanako.id]
    assert found[hanako.id].where == {"contact": 1, "answer_event": 2, "invitation": 1}
    by_mail = search(home, tiny, "Hanako@example.ORG")
    assert by_mail[hanako.id].where == {"contact": 1, "invitation": 1}
    assert set(search(home, tiny, "hanako office")[hanako.id].where) == {
        "answer", "answer_event", "invitation", "submission", "submitted_answer"
    }  # fmt: skip
    assert list(search(home, tiny, hanako.id)) == [hanako.id]
    [alone] = search(home, tiny, "other@example").values()
    assert (alone.kind, alone.id) == ("invitation", "inv2")
    for text in ("nobody at all", "%", "' OR 1=1 --"):
        assert search(home, tiny, text) == {}, text


def test_quotes_and_full_width_letters_are_found(home: Home, tiny: Study, hanako: Respondent):
    assert hanako.id in search(home, tiny, 'i, "hanako')
    assert hanako.id in search(home, tiny, "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ")


def test_a_search_is_on_the_log_without_its_words(home: Home, tiny: Study, hanako: Respondent):
    search(home, tiny, MAIL)
    assert log(home) == [("ann", "person_looked_up", "")]
    assert "audit" not in database.tables_with(home, "hanako")


def test_every_table_that_could_hold_a_person_is_searched(home: Home):
    """A table that is passed over has no column for text from people, or is on the list for a reason."""
    with reading(home.responses) as reader:
        searched = {table for table, _ in persons._tables(reader)}
    assert searched >= {
        *("answer", "answer_event", "contact", "submission", "submitted_answer", "invitation"),
        *("outbox", "review", "review_note", "quotation", "account", "listing", "mail_text"),
    }
    assert set(database.tables(home)) - searched <= persons._NO_PERSON


# Handing over


def test_a_copy_for_the_person_holds_all_of_it_and_no_secret(
    home: Home, tiny: Study, hanako: Respondent
):
    held = search(home, tiny, MAIL)[hanako.id]
    package = json.loads(protection.as_json(protection.export(home, tiny, held, "ann")))
    assert {"question": "Your e-mail", "answer": MAIL} in [
        {name: one[name] for name in ("question", "answer")} for one in package["answers"]
    ]
    assert {"contact", "answer_event", "submission", "invitation", "outbox"} <= set(
        package["records"]
    )
    assert [one["new"] for one in package["records"]["answer_event"]][-1] == "nothing"
    text = protection.as_json(package).decode() + protection.as_csv(package).decode()
    for [secret] in database.rows(home, "SELECT token_hash FROM response"):
        assert secret not in text
    for [salt] in database.rows(home, "SELECT salt FROM submission"):
        assert salt not in text
    assert log(home)[-1] == ("ann", "person_exported", hanako.id)


def test_the_copy_as_a_table_is_safe_to_open(home: Home, tiny: Study):
    one = Respondent.starts(home, tiny)
    one.answers(name={"name": "=cmd()"}, other_activity="＝1+1")
    held = search(home, tiny, "cmd()")[one.id]
    table = protection.as_csv(protection.export(home, tiny, held, "ann")).decode("utf-8-sig")
    cells = [line.rsplit(",", 1)[-1].strip('"') for line in table.splitlines()]
    assert not [cell for cell in cells if cell.startswith(("=", "＝"))]


# Deleting


def everywhere(home: Home) -> bytes:
    return database.raw_bytes(home.folder)


def test_deleting_everything_leaves_no_byte(home: Home, tiny: Study, hanako: Respondent):
    connection.forget(home.responses)
    for word in (NAME, MAIL, "Hanako Office"):
        assert word.encode() in everywhere(home)
    drafts.revoke(home, hanako.id)  # deleting does not hang on the link
    held = search(home, tiny, MAIL)[hanako.id]
    protection.delete_all(home, held, "ann")
    for word in (NAME, MAIL, "Hanako", "Ｈａｎａｋｏ", "Takahashi"):
        assert word.encode() not in everywhere(home), word
    assert search(home, tiny, MAIL) == {}
    [status] = database.rows(home, "SELECT status FROM response WHERE id = ?", hanako.id)
    assert status == ("erased",)
    [kept] = database.rows(home, "SELECT country, wave, revoked_at IS NULL FROM invitation")
    assert kept == ("here", "1", 0)
    assert ("ann", "response_erased", hanako.id) in log(home)


def test_deleting_contact_data_leaves_the_answers(home: Home, tiny: Study, hanako: Respondent):
    held = search(home, tiny, MAIL)[hanako.id]
    assert held.has_contact
    protection.delete_contact(home, held, "ann")
    assert MAIL.encode() not in everywhere(home)
    assert hanako.data[("name", "")] == {"name": "Ｈａｎａｋｏ Office"}
    assert drafts.open_link(home, hanako.token) == hanako.id
    assert not search(home, tiny, hanako.id)[hanako.id].has_contact
    assert database.rows(home, "SELECT person, email, organisation FROM invitation") == [
        ("", "", "Hanako Office")
    ]


def test_an_invitation_alone_is_emptied_and_what_waits_is_not_sent(home: Home, tiny: Study):
    invite(home, "inv", person=NAME, email=MAIL)
    database.meddle(home, "UPDATE outbox SET state = 'queued', error = ?", f"550 {MAIL}")
    [held] = search(home, tiny, MAIL).values()
    protection.delete_all(home, held, "ann")
    assert MAIL.encode() not in everywhere(home)
    assert database.rows(home, "SELECT state FROM outbox") == [("cancelled",)]


# Retention


def test_what_the_mail_server_says_of_somebody_deleted_meanwhile_is_not_kept(
    home: Home, tiny: Study
):
    invite(home, "inv", person=NAME, email=MAIL)
    database.meddle(home, "UPDATE outbox SET state = 'sending', sent_at = NULL")
    [held] = search(home, tiny, MAIL).values()
    protection.delete_all(home, held, "ann")
    with connection.writing(home.responses) as writer:
        outbox.settle(writer, 1, "failed", error=f"550 <{MAIL}> unknown")
    assert MAIL.encode() not in everywhere(home)
    assert database.rows(home, "SELECT state FROM outbox") == [("failed",)]


def test_a_comment_on_a_response_that_was_merged_is_deleted_with_it(home: Home, tiny: Study):
    people = [Respondent.starts(home, tiny) for _ in range(2)]
    for one in people:
        one.completes()
        one.answers(consent="yes")
        one.receipt()
    first = people[0].id
    attention = reviewing.State.ATTENTION
    reviewing.set_state(home, first, attention, "ann", seen=Review(), comment=f"ask {NAME}")
    plan = merge_plan.plan(home, tiny, [one.id for one in people])
    merging.merge(home, tiny, plan, {}, plan.offered, "ann")
    held = search(home, tiny, NAME)[first]
    package = protection.export(home, tiny, held, "ann")
    assert package["records"]["merge_source"][0]["comment"] == f"ask {NAME}"
    protection.delete_all(home, held, "ann")
    assert NAME.encode() not in everywhere(home)


def test_what_was_deleted_while_somebody_read_leaves_the_files_with_the_next_write(
    home: Home, tiny: Study, hanako: Respondent, monkeypatch: pytest.MonkeyPatch
):
    """A long reader, such as an export, keeps the write-ahead log from being emptied."""
    monkeypatch.setattr(connection, "BUSY_MS", 100)
    connection.release(home.responses)
    with reading(home.responses) as reader:
        reader.execute("SELECT count(*) FROM answer").fetchone()
        withdrawal.erase(home, hanako.id)
        assert NAME.encode() in everywhere(home)
        Respondent.starts(home, tiny)
    Respondent.starts(home, tiny)
    assert NAME.encode() not in everywhere(home)


def test_nothing_is_deleted_until_a_period_is_set(home: Home, hanako: Respondent):
    assert set(retention.periods(home).values()) == {None}
    before = database.rows(home, "SELECT * FROM contact")
    done = retention.apply(home, "ann")
    assert done
    assert done.total == 0
    assert database.rows(home, "SELECT * FROM contact") == before


@pytest.mark.parametrize("days", [0, -1, 29, 3651])
def test_a_period_too_short_or_long_is_refused(home: Home, days: int):
    with pytest.raises(retention.BadPeriod):
        retention.set_periods(home, {"draft": days}, "ann")
    assert retention.periods(home)["draft"] is None


def test_each_period_deletes_exactly_what_is_older(
    home: Home, tiny: Study, monkeypatch: pytest.MonkeyPatch
):
    def on(day: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: f"{day}T08:00:00+00:00")
        monkeypatch.setattr(clock, "in_days", lambda days: _shifted(day, days))

    on("2026-06-01")
    left, active, left_data, gone = (Respondent.starts(home, tiny) for _ in range(4))
    left.answers(since="1950")
    for one in (left_data, gone):
        one.completes()
        one.answers(email=MAIL)
        one.receipt()
    withdrawal.withdraw(home, gone.id)
    invite(home, "inv", person=NAME, email=MAIL, created_at="2026-06-01T08:00:00+00:00")
    database.meddle(home, "UPDATE response SET expires_at = '2027-06-01T08:00:00+00:00'")
    on("2026-08-20")
    active.answers(since="1950")
    on("2026-09-01")
    rules = dict.fromkeys(("contact", "draft", "withdrawn", "invitation"), 90)
    retention.set_periods(home, rules, "ann")
    seen = retention.plan(home)
    assert {rule: [one.id for one in due] for rule, due in seen.due.items()} == {
        "contact": [left_data.id],
        "draft": [left.id],
        "withdrawn": [gone.id],
        "invitation": ["inv"],
    }
    assert seen.due["draft"][0].since == "2026-06-01"
    assert retention.apply(home, "ann", retention.Plan({})) is None, "not what was seen"
    assert retention.plan(home) == seen
    assert retention.apply(home, "ann", seen) == seen
    assert retention.plan(home).total == 0
    statuses = dict(database.rows(home, "SELECT id, status FROM response"))
    assert statuses == {
        left.id: "erased", active.id: "draft", left_data.id: "submitted", gone.id: "erased"
    }  # fmt: skip
    assert MAIL.encode() not in everywhere(home)
    assert [action for _, action, _ in log(home)].count("retention_set") == 4
    assert log(home)[-1] == ("ann", "retention_applied", "")


def _shifted(day: str, days: int) -> str:
    return f"{date.fromisoformat(day) + timedelta(days=days)}T08:00:00+00:00"


# Accounts, and what stands on the log of them


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)


@pytest.mark.parametrize("name", ["respondent", "program", "visitor", "automatic", "merge"])
def test_no_account_is_called_as_the_log_calls_others(home: Home, quick: None, name: str):
    """What "respondent" does with a link is not logged; an account of that name would be unseen."""
    with pytest.raises(AccountError, match="already"):
        accounts.add(home, name, "administrator", password=PASSWORD, email=None)


def test_the_last_administrator_cannot_be_shut_out(home: Home, quick: None):
    accounts.add(home, "ann", "administrator", password=PASSWORD, email=None)
    for shut in (
        lambda: accounts.disable(home, "ann"),
        lambda: accounts.change_role(home, "ann", "viewer"),
    ):
        with pytest.raises(AccountError, match="last administrator"):
            shut()
    accounts.add(home, "bob", "administrator", password=PASSWORD, email=None)
    accounts.disable(home, "ann")
    with pytest.raises(AccountError, match="last administrator"):
        accounts.change_role(home, "bob", "reviewer")
    accounts.enable(home, "ann")
    accounts.change_role(home, "bob", "reviewer")
    assert [one.account.role for one in accounts.everybody(home)] == ["administrator", "reviewer"]


def test_every_deed_about_accounts_is_on_the_log_and_no_address(home: Home, quick: None):
    accounts.add(home, "ann", "viewer", password=PASSWORD, email=None, who="root")
    assert signing_in.sign_in(home, "ann", "wrong", "192.0.2.77") is None
    assert signing_in.sign_in(home, "secretname", "wrong", "192.0.2.77") is None
    session = signing_in.sign_in(home, "ann", PASSWORD, "192.0.2.77")
    assert session
    signing_in.sign_out(home, session.token)
    signing_in.sign_out(home, "made up")
    accounts.change_role(home, "ann", "reviewer", who="root")
    accounts.change_role(home, "ann", "reviewer", who="root")  # no change, no entry
    accounts.change_password(home, "ann", "another long one", who="root")
    accounts.end_sessions(home, "ann", who="root")
    accounts.disable(home, "ann", who="root")
    accounts.enable(home, "ann", who="root")
    assert log(home) == [
        ("root", "account_added", "ann"),
        ("visitor", "sign_in_refused", "ann"),
        ("visitor", "sign_in_refused", ""),
        ("ann", "signed_in", "ann"),
        ("ann", "signed_out", "ann"),
        ("root", "account_role_changed", "ann"),
        ("root", "account_password_changed", "ann"),
        ("root", "account_sessions_ended", "ann"),
        ("root", "account_disabled", "ann"),
        ("root", "account_enabled", "ann"),
    ]
    for secret in ("192.0.2.77", "secretname"):
        assert "audit" not in database.tables_with(home, secret)


def test_the_log_taken_out_can_be_checked_without_us(home: Home, quick: None):
    accounts.add(home, "ann", "viewer", password=PASSWORD, email=None)
    entries = log_files.taken_out(home, "ann")
    before = audit.START
    for line in log_files.as_lines(entries).decode().splitlines():
        one = json.loads(line)
        parts = ("number", "at", "who", "action", "subject", "detail")
        sealed = json.dumps(
            [before, *(one[part] for part in parts)], ensure_ascii=False, separators=(",", ":")
        )
        before = hashlib.sha256(sealed.encode()).hexdigest()
        assert one["digest"] == before
    assert [one.action for one in entries] == ["account_added", "log_exported"]
    assert log_files.as_csv(entries).count(b"\r\n") == 3


# The pages


@pytest.fixture
def team(
    home: Home, quick: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Home]:
    """The site with the tiny study, for an administrator."""
    for name in ("boss", "other"):
        accounts.add(home, name, "administrator", password=PASSWORD, email=None)
    monkeypatch.setenv("HEES_STUDY", str(studies.write(tmp_path / "study")))
    with site.serving(home.folder, monkeypatch) as cookies:
        site.sign_in(home, cookies, "boss", PASSWORD)
        yield home


def look(app: AppTest, text: str) -> None:
    app.text_input(key="person-text").set_value(text)
    [button] = [one for one in app.button if one.label == say("protection.find.button", "en")]
    button.click()
    site.run(app)


def test_a_persons_data_is_found_and_deleted_on_the_page(team: Home, hanako: Respondent):
    app = site.opened("team_protection", "en")
    look(app, "hanako@")
    assert f"Response {hanako.id}" in site.text(app)
    app.button(key=f"held-response-{hanako.id}-all").click()
    site.run(app)
    assert f"Everything about {hanako.id} is deleted." in [one.value for one in app.success]
    assert MAIL.encode() not in everywhere(team)


DEEDS = {
    "held-response-{id}-all": "team_protection",
    "held-response-{id}-contact": "team_protection",
    "held-response-{id}-export": "team_protection",
    "retention-apply": "team_protection",
    "account-disable": "team_log",
    "account-end": "team_log",
    "account-password": "team_log",
    "log-prepare": "team_log",
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_is_refused_to_whoever_lost_the_role_meanwhile(
    deed: str, team: Home, hanako: Respondent
):
    """The page is open when the role goes; the click comes after."""
    database.meddle(team, "UPDATE invitation SET created_at = '2020-01-01T00:00:00+00:00'")
    retention.set_periods(team, {"invitation": 30}, "boss")
    app = site.opened(DEEDS[deed], "en")
    if "{id}" in deed:
        look(app, MAIL)
    accounts.change_role(team, "boss", "reviewer", who="other")
    before = database.dump(team)
    app.button(key=deed.format(id=hanako.id)).click()
    site.run(app)
    assert database.dump(team) == before
    assert "needs the role of administrator" in site.text(app)


def test_the_log_is_read_filtered_and_turned_on_the_page(team: Home):
    for number in range(60):
        accounts.end_sessions(team, "other", who=f"a{number % 2}")
    app = site.opened("team_log", "ja", who="a1", action="account_sessions_ended")
    assert say("audit.count", "ja", count=30) in site.text(app)
    assert say("audit.action.account_sessions_ended", "ja") in site.text(app)
    app = site.opened("team_log", "en", page="2")
    assert "Page 2 of 2" in site.text(app)
    with reading(team.responses) as reader:
        head = audit.head(reader)
    assert head in "".join(site.markup(app))


def test_an_account_is_added_with_a_password_that_is_shown_once(team: Home):
    app = site.opened("team_log", "en")
    app.text_input(key="account-new-name").set_value("Carol")
    [add] = [one for one in app.button if one.label == say("accounts.add", "en")]
    add.click()
    site.run(app)
    [password] = [one.value for one in app.code]
    with pytest.raises(signing_in.MustChange):
        signing_in.sign_in(team, "carol", password, "there")
    site.run(app)
    assert not app.code
