"""The private link: hard to guess, kept as a hash alone, and at an end when it should be."""

import base64
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from hees import clock
from hees.store.home import Home
from hees.study import Study
from hees.survey import drafts, entries, links, withdrawal
from hees.survey.drafts import LinkEnded
from tests import database
from tests.respondent import Respondent


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Move the clock."""

    def at(more: int) -> str:
        moment = datetime.now(UTC) + timedelta(days=days + more)
        return moment.isoformat(timespec="seconds")

    monkeypatch.setattr(clock, "now", lambda: at(0))
    monkeypatch.setattr(clock, "in_days", at)


def test_a_token_has_128_bits_or_more_and_fits_an_address():
    tokens = [links.new_token() for _ in range(2000)]
    assert len(set(tokens)) == len(tokens)
    for token in tokens:
        assert len(base64.urlsafe_b64decode(token)) * 8 >= 128
        assert token.replace("-", "").replace("_", "").isalnum()


def test_every_bit_of_a_token_is_random():
    """A fixed part would shorten the secret."""
    tokens = [base64.urlsafe_b64decode(links.new_token()) for _ in range(200)]
    for place in range(len(tokens[0]) * 8):
        bits = {token[place // 8] >> (place % 8) & 1 for token in tokens}
        assert bits == {0, 1}


def test_the_token_is_in_no_byte_of_the_database_files(home: Home, person: Respondent):
    person.completes()
    person.receipt()
    stored = database.raw_bytes(home.folder)
    assert links.token_hash(person.token).encode() in stored
    assert person.token.encode() not in stored
    assert base64.urlsafe_b64decode(person.token) not in stored


@pytest.mark.parametrize(
    "guess",
    [
        lambda token, id: "",
        lambda token, id: token[:-1],
        lambda token, id: token + "=",
        lambda token, id: token.swapcase(),
        lambda token, id: f" {token}",
        lambda token, id: f"{token}\x00",
        lambda token, id: links.token_hash(token),
        lambda token, id: id,
        lambda token, id: "%",
        lambda token, id: "' OR 1=1 --",
        lambda token, id: "\ud800",
        lambda token, id: "Ａ" * 32,
    ],
)
def test_a_guessed_token_opens_nothing(
    guess: Callable[[str, str], str], home: Home, person: Respondent
):
    assert drafts.open_link(home, person.token) == person.id
    assert drafts.open_link(home, guess(person.token, person.id)) is None


def test_no_response_can_be_without_a_token_or_share_one(home: Home, tiny: Study):
    for _ in range(2):
        Respondent.starts(home, tiny)
    with pytest.raises(sqlite3.IntegrityError):
        database.meddle(home, "UPDATE response SET token_hash = NULL")
    with pytest.raises(sqlite3.IntegrityError):
        database.meddle(home, "UPDATE response SET token_hash = 'same'")


def test_a_link_works_on_its_last_day_and_not_after_it(
    home: Home, tiny: Study, person: Respondent, monkeypatch: pytest.MonkeyPatch
):
    later(monkeypatch, tiny.link_days - 1)
    assert drafts.open_link(home, person.token) == person.id
    later(monkeypatch, tiny.link_days + 1)
    assert drafts.open_link(home, person.token) is None


def revoked(person: Respondent, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts.revoke(person.home, person.id)


def expired(person: Respondent, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, 1000)


ENDS = pytest.mark.parametrize("end", [revoked, expired])


@ENDS
def test_nothing_can_be_changed_through_a_link_that_has_ended(
    end, home: Home, person: Respondent, monkeypatch: pytest.MonkeyPatch
):
    """Also not from a page that was open before it ended."""
    person.completes()
    section = person.draft.questionnaire.section("programmes")
    entry = entries.add(home, person.id, section)
    other = entries.add(home, person.id, section)
    end(person, monkeypatch)
    before = database.dump(home)
    assert drafts.open_link(home, person.token) is None
    for change in (
        lambda: person.gives("papers", 1),
        lambda: person.gives("email", "ann@example.org"),
        person.submits,
        lambda: withdrawal.withdraw(home, person.id),
        lambda: entries.add(home, person.id, section),
        lambda: entries.copy(home, person.id, section, entry, "en"),
        lambda: entries.move(home, person.id, section, other, -1),
        lambda: entries.delete(home, person.id, section, entry),
        lambda: entries.restore(home, person.id, section, entry),
    ):
        with pytest.raises(LinkEnded):
            change()
    assert database.dump(home) == before


@ENDS
def test_a_withdrawn_response_does_not_come_back_through_a_link_that_has_ended(
    end, home: Home, person: Respondent, monkeypatch: pytest.MonkeyPatch
):
    withdrawal.withdraw(home, person.id)
    end(person, monkeypatch)
    with pytest.raises(LinkEnded):
        withdrawal.reopen(home, person.id)
    assert person.draft.response.status == "withdrawn"


def nothing(person: Respondent, monkeypatch: pytest.MonkeyPatch) -> None:
    """The link still works; it may have reached somebody whom it should not."""


@pytest.mark.parametrize("end", [nothing, revoked, expired])
def test_a_new_link_opens_the_same_answers_and_the_old_one_ends(
    end, home: Home, person: Respondent, monkeypatch: pytest.MonkeyPatch
):
    """Also after the old one has expired: that is when people ask for a new one."""
    person.answers(papers=3)
    end(person, monkeypatch)
    token = drafts.replace_link(home, person.id)
    assert drafts.open_link(home, person.token) is None
    assert drafts.open_link(home, token) == person.id
    again = Respondent(home, token)
    again.answers(papers=4)
    assert again.draft.values["papers", ""] == 4


def test_ending_one_link_leaves_the_others_open(home: Home, tiny: Study, person: Respondent):
    other = Respondent.starts(home, tiny)
    drafts.revoke(home, person.id)
    assert drafts.open_link(home, other.token) == other.id


def test_an_unknown_response_is_a_link_that_has_ended(home: Home, person: Respondent):
    with pytest.raises(LinkEnded):
        drafts.load(home, "0000000000")
    with pytest.raises(LinkEnded):
        drafts.load(home, "")
