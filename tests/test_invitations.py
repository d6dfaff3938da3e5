"""Invitations: the list, the links, and mails that go out once, to those who should get them."""

import importlib
import os
import signal
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from hees.settings import MailServer, Settings, settings
from hees.spreadsheet import csv_bytes
from hees.store import audit, invitations, mail_setup, outbox
from hees.store.connection import reading, writing
from hees.store.home import Home
from hees.store.invitations import Guest, Invitation
from hees.store.mail_setup import MailSettings
from hees.store.outbox import Mail
from hees.study import Study
from hees.survey import drafts, links, withdrawal
from hees.team import sheets
from hees.team.invitations import checking, guests, letters, mailing, post, sending
from hees.team.invitations import links as private_links
from hees.team.invitations.checking import Note
from hees.team.invitations.letters import Template
from hees.team.invitations.standing import Obstacle, Standing, standing
from tests import mail_server, site, studies
from tests.mail_server import Post
from tests.respondent import Respondent

ANN = Guest("Anne's Foundation", "Ann", "ann@example.org", "en", "here", "agency", "1")
KEI = Guest("京都の財団", "慶", "kei@example.org", "ja", wave="2")
TEXT = Template("To {organisation}", "Dear {person},\n{link}\n")


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A public address and a contact, as a server in the field has."""
    own = replace(settings(), base_url="https://hees.example", contact="help@example.org")
    for module in (letters, post, sending):
        monkeypatch.setattr(module, "settings", lambda: own)
    return own


@pytest.fixture
def ready(home: Home, tiny: Study) -> Home:
    """A home whose mails have words, and go out fast."""
    for kind in letters.KINDS:
        for language in tiny.languages:
            assert letters.save(home, kind, language, TEXT, "ann") == []
    letters.set_options(home, MailSettings("", False, 60_000, 7), "ann")
    return home


@pytest.fixture
def server():
    with mail_server.running() as one:
        yield one


def one(home: Home, id: str) -> Invitation:
    with reading(home.responses) as connection:
        found = invitations.one(connection, id)
    assert found
    return found


def token(home: Home, id: str) -> str:
    return private_links.token(private_links.key(home), id, one(home, id).issue)


def mails(home: Home) -> list[Mail]:
    """Every mail, in the order in which they were put in."""
    with reading(home.responses) as connection:
        states = ("queued", "sending", "sent", "handed_over", "failed", "uncertain", "cancelled")
        found = [mail for state in states for mail in outbox.in_state(connection, state)]
    return sorted(found, key=lambda mail: mail.id)


def states(home: Home) -> list[str]:
    return [mail.state for mail in mails(home)]


def add(home: Home, study: Study, *people: Guest) -> list[str]:
    return guests.add(home, study, people, "ann")


def many(count: int) -> list[Guest]:
    return [replace(ANN, email=f"p{number}@example.org", organisation=f"O{number}")
            for number in range(count)]  # fmt: skip


def send(home: Home, study: Study, server: MailServer) -> sending.Sender:
    sender = sending.Sender(home, study, server)
    sending.send_all(sender, 1000)
    sender.close()
    return sender


def a_week_later(home: Home) -> None:
    """As if what was mailed so far had been mailed long ago."""
    with writing(home.responses) as connection:
        connection.execute("UPDATE outbox SET sent_at = '2020-01-01T00:00:00+00:00'")


# The link


def test_the_first_opening_makes_a_response_and_later_ones_open_it(home: Home, tiny: Study):
    [id] = add(home, tiny, ANN)
    given = token(home, id)
    assert drafts.open_link(home, given) is None
    response = private_links.open_link(home, tiny, given, "ja")
    assert response
    assert drafts.open_link(home, given) == response == one(home, id).response
    assert private_links.open_link(home, tiny, given, "en") == response
    assert standing(one(home, id)) is Standing.OPENED


def test_the_database_holds_no_secret_and_the_key_is_for_its_owner_alone(home: Home, tiny: Study):
    [id] = add(home, tiny, ANN)
    given, file = token(home, id), home.folder / private_links.KEY_FILE
    assert len(given) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    private_links.open_link(home, tiny, given, "en")
    stored = b"".join(path.read_bytes() for path in home.folder.glob("responses.db*"))
    assert given.encode() not in stored
    assert file.read_bytes() not in stored


def test_a_new_link_ends_the_old_one_and_keeps_the_answers(home: Home, tiny: Study):
    [id] = add(home, tiny, ANN)
    old = token(home, id)
    private_links.open_link(home, tiny, old, "en")
    person = Respondent(home, old)
    person.completes()
    new = private_links.reissue(home, tiny, id, "ann")
    assert drafts.open_link(home, old) is None
    assert private_links.open_link(home, tiny, old, "en") is None
    assert Respondent(home, new).data == person.data
    assert new == token(home, id)


def test_who_deletes_everything_is_deleted_from_the_list_of_the_invited_too(
    home: Home, tiny: Study
):
    [id] = add(home, tiny, *many(1))
    response = private_links.open_link(home, tiny, token(home, id), "en")
    before = one(home, id).guest
    assert before.email
    withdrawal.erase(home, response)
    for secret in (before.email, before.person, before.organisation):
        assert secret.encode() not in home.responses.read_bytes()
    assert one(home, id).guest.email == ""


def test_a_revoked_link_opens_nothing_before_and_after_its_first_opening(home: Home, tiny: Study):
    ids = add(home, tiny, ANN, KEI)
    given = [token(home, id) for id in ids]
    private_links.open_link(home, tiny, given[0], "en")
    for id in ids:
        private_links.revoke(home, id, "ann")
    for secret in given:
        assert drafts.open_link(home, secret) is None
        assert private_links.open_link(home, tiny, secret, "en") is None
    assert standing(one(home, ids[1])) is Standing.REVOKED


def test_without_its_key_a_link_still_opens_but_cannot_be_mailed_again(ready: Home, tiny: Study):
    [id] = add(ready, tiny, ANN)
    given = token(ready, id)
    (ready.folder / private_links.KEY_FILE).unlink()
    assert private_links.open_link(ready, tiny, given, "en")
    assert mailing.plan(ready, tiny, "invitation").without[0][1] is Obstacle.LINK_UNKNOWN
    private_links.reissue(ready, tiny, id, "ann")
    assert mailing.plan(ready, tiny, "invitation").to


def test_a_link_that_the_respondent_replaced_is_not_brought_back_by_a_mail(
    ready: Home, tiny: Study
):
    [id] = add(ready, tiny, ANN)
    given = token(ready, id)
    response = private_links.open_link(ready, tiny, given, "en")
    assert response
    drafts.replace_link(ready, response)
    assert private_links.open_link(ready, tiny, given, "en") is None
    assert mailing.plan(ready, tiny, "invitation").without[0][1] is Obstacle.LINK_UNKNOWN


def test_a_damaged_key_is_named_and_not_replaced(home: Home, tiny: Study):
    file = home.folder / private_links.KEY_FILE
    file.write_text("damaged")
    with pytest.raises(private_links.KeyUnusable, match=str(file)):
        add(home, tiny, ANN)
    assert file.read_text() == "damaged"


# The list


def read(home: Home, study: Study, *lines: tuple[str, ...]) -> checking.Reading:
    found = sheets.read("list.csv", csv_bytes(lines[0], lines[1:]))
    return checking.read(study, guests.all_of(home), found)


def test_a_list_is_read_by_its_headings_in_any_language(home: Home, tiny: Study):
    found = read(
        home, tiny,
        ("メールアドレス", "団体名", "ご覧ください", "言語", "国", "区分", "発送回"),
        ("ｋｅｉ＠example.org", "京都の財団", "x", "英語", "こちら", "Foundation", ""),
        ("ann@example.org", "Anne’s\nFoundation", "x", "ja", "", "", "2"),
    )  # fmt: skip
    assert found.notes == (Note("warning", "unused", "", 1, "", "ご覧ください"),)
    assert found.guests == (
        Guest("京都の財団", "", "kei@example.org", "en", "here", "foundation", "1"),
        Guest("Anne’s Foundation", "", "ann@example.org", "ja", "", "", "2"),
    )


def test_each_planted_error_is_reported_where_it_is_and_nothing_else(home: Home, tiny: Study):
    add(home, tiny, ANN)
    found = read(
        home, tiny,
        ("Organization", "E-mail", "Language", "Country", "Category"),
        ("First", "first@example.org", "en", "here", "agency"),
        ("", "second@example.org", "", "", ""),
        ("Third", "third..one@example.org", "", "", ""),
        ("Fourth", "FIRST@example.org", "", "", ""),
        ("Fifth", "fifth@example.org", "Latin", "Atlantis", "circus"),
        ("Somebody new", "Ann@Example.org", "", "", ""),
        ("Anne's foundation", "other@example.org", "", "", ""),
    )  # fmt: skip
    assert [(note.level, note.code, note.row, note.column) for note in found.notes] == [
        ("error", "missing", 3, "organisation"),
        ("error", "email", 4, "email"),
        ("error", "twice", 5, "email"),
        ("error", "no_language", 6, "language"),
        ("error", "no_country", 6, "country"),
        ("error", "no_category", 6, "category"),
        ("left_out", "listed", 7, "email"),
        ("warning", "same_organisation", 8, "organisation"),
    ]
    without = read(home, tiny, ("Organization", "Telephone"), ("First", "1"))
    assert [(note.code, note.column) for note in without.notes] == [("no_column", "email")]


def test_who_came_onto_the_list_meanwhile_stops_the_whole_file(home: Home, tiny: Study):
    add(home, tiny, ANN)
    with pytest.raises(guests.ListChanged):
        add(home, tiny, KEI, replace(ANN, email="ANN@example.org"))
    assert len(guests.all_of(home)) == 1


# The words


@pytest.mark.parametrize(
    ("subject", "body", "codes"),
    [
        ("Hello", "no link", ["no_link"]),
        ("", "{link}", ["no_subject"]),
        ("Hello", "{link} {nobody} {person.__class__}", ["unknown", "unknown"]),
        ("{link}", "{link}", ["link_in_subject"]),
    ],
)
def test_words_that_would_not_do_are_refused_with_what_is_wrong(
    home: Home, subject: str, body: str, codes: list[str]
):
    found = letters.save(home, "invitation", "en", Template(subject, body), "ann")
    assert [problem.code for problem in found] == codes
    with reading(home.responses) as connection:
        assert mail_setup.text(connection, "invitation", "en") is None


def test_a_name_cannot_begin_a_header_or_bring_in_a_placeholder(server: Post):
    guest = replace(ANN, person="A\r\nBcc: x@example.org", organisation="{link} \r\nX-Evil: 1")
    letter = letters.write(
        {"en": TEXT}, guest, "https://h/r/T", ["en"], MailSettings("", False, 1, 1)
    )
    assert letter.subject == "To {link} X-Evil: 1"
    sent = post.compose(server.settings, guest, letter, "<1@example.org>")
    assert set(sent.keys()) == {"From", "To", "Subject", "Date", "Message-ID", "Reply-To",
                                "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}  # fmt: skip
    assert b"\nBcc" not in sent.as_bytes()
    assert b"\nX-Evil" not in sent.as_bytes()


def test_a_mail_in_both_languages_begins_with_that_of_the_person(tiny: Study):
    options = MailSettings("2027-03-31", True, 1, 1)
    words = {"en": Template("Hello", "By {deadline}: {link}"),
             "ja": Template("こんにちは", "{deadline}まで：{link}")}  # fmt: skip
    letter = letters.write(words, KEI, "L", letters.languages_of(tiny, KEI, options), options)
    assert letter.subject == "こんにちは / Hello"
    first, _, second = letter.body.splitlines()[::2]
    assert (first, second) == ("2027年3月31日まで：L?lang=ja", "By March 31, 2027: L?lang=en")


def test_the_shipped_words_are_whole_in_every_language(home: Home, study: Study):
    options = MailSettings("2027-03-31", False, 1, 1)
    for kind in letters.KINDS:
        for found in letters.templates(home, study, kind).values():
            assert letters.missing(found, options) == []


def test_nothing_is_put_in_while_the_words_lack_something(home: Home, tiny: Study):
    add(home, tiny, ANN)
    with pytest.raises(mailing.NotReady):
        mailing.queue(home, tiny, "invitation", "", "ann")
    assert mails(home) == []


# Sending


def test_an_invitation_arrives_once_with_a_link_that_opens(ready: Home, tiny: Study, server: Post):
    add(ready, tiny, ANN, KEI)
    assert mailing.queue(ready, tiny, "invitation", "2", "ann") == 1
    assert mailing.queue(ready, tiny, "invitation", "", "ann") == 1
    assert mailing.queue(ready, tiny, "invitation", "", "ann") == 0
    send(ready, tiny, server.settings)
    send(ready, tiny, server.settings)
    assert server.addresses() == ["kei@example.org", "ann@example.org"]
    mail = server.taken[0]
    assert mail["Subject"] == "To 京都の財団"
    assert mail["Reply-To"] == "help@example.org"
    [link] = [line for line in mail.get_content().splitlines() if line.startswith("https://")]
    assert link.endswith("?lang=ja")
    secret = link.removeprefix("https://hees.example/r/").removesuffix("?lang=ja")
    assert private_links.open_link(ready, tiny, secret, "ja")


def test_a_reminder_goes_to_nobody_who_submitted_declined_or_was_just_written_to(
    ready: Home, tiny: Study, server: Post
):
    ids = add(ready, tiny, *many(5))
    mailing.queue(ready, tiny, "invitation", "", "ann")
    send(ready, tiny, server.settings)
    assert mailing.plan(ready, tiny, "reminder").to == ()  # too soon
    a_week_later(ready)
    for id in ids[:2]:
        private_links.open_link(ready, tiny, token(ready, id), "en")
    person = Respondent(ready, token(ready, ids[0]))
    person.completes()
    person.receipt()
    guests.mark(ready, ids[2], "declined", "ann")
    guests.mark(ready, ids[3], "bounced", "ann")
    plan = mailing.plan(ready, tiny, "reminder")
    assert [one.id for one in plan.to] == [ids[1], ids[4]]
    # Somebody submits between the queueing and the sending.
    mailing.queue(ready, tiny, "reminder", "", "ann")
    late = Respondent(ready, token(ready, ids[1]))
    late.completes()
    late.receipt()
    server.taken.clear()
    send(ready, tiny, server.settings)
    assert server.addresses() == ["p4@example.org"]
    assert [(mail.state, mail.error) for mail in mails(ready)[5:]] == [
        ("cancelled", "submitted"),
        ("sent", ""),
    ]
    with writing(ready.responses) as connection:
        connection.execute("UPDATE outbox SET sent_at = '2020-01-01T00:00:00+00:00'")
    private_links.reissue(ready, tiny, ids[4], "ann")
    assert [one.id for one in mailing.plan(ready, tiny, "invitation").to] == [ids[4]]


def test_what_the_server_says_decides_what_becomes_of_a_mail(
    ready: Home, tiny: Study, server: Post
):
    ids = add(ready, tiny, *many(4))
    server.behaves |= {
        "p0@example.org": "550 no such person",
        "p1@example.org": "451 later",
        "p2@example.org": "drop",
    }
    mailing.queue(ready, tiny, "invitation", "", "ann")
    send(ready, tiny, server.settings)
    assert states(ready) == ["failed", "queued", "uncertain", "sent"]
    assert standing(one(ready, ids[0])) is Standing.BOUNCED
    assert mails(ready)[0].error == "550 no such person"
    for _ in range(4):
        with writing(ready.responses) as connection:
            connection.execute("UPDATE outbox SET due = 0")
        send(ready, tiny, server.settings)
    assert states(ready) == ["failed", "failed", "uncertain", "sent"]
    assert mails(ready)[1].attempts == 5
    assert standing(one(ready, ids[1])) is not Standing.BOUNCED
    # A person decides about the uncertain one; it goes out under the same number.
    server.behaves.clear()
    mailing.decide(ready, mails(ready)[2].id, "ann", arrived=False)
    send(ready, tiny, server.settings)
    assert states(ready)[2] == "sent"
    assert server.read[0]["Message-ID"] == server.taken[-1]["Message-ID"]


def test_a_server_that_cannot_be_reached_costs_no_mail_an_attempt(ready: Home, tiny: Study):
    with mail_server.running() as gone:
        settings_of_it = gone.settings
    add(ready, tiny, ANN)
    mailing.queue(ready, tiny, "invitation", "", "ann")
    sender = send(ready, tiny, settings_of_it)
    assert "ConnectionRefused" in sender.trouble
    assert [(mail.state, mail.attempts) for mail in mails(ready)] == [("queued", 0)]
    assert mailing.overview(ready).trouble == sender.trouble


def test_two_senders_at_once_send_nothing_twice(ready: Home, tiny: Study, server: Post):
    add(ready, tiny, *many(30))
    mailing.queue(ready, tiny, "invitation", "", "ann")
    senders = [threading.Thread(target=send, args=(ready, tiny, server.settings)) for _ in range(4)]
    for thread in senders:
        thread.start()
    for thread in senders:
        thread.join()
    send(ready, tiny, server.settings)
    assert sorted(server.addresses()) == sorted(guest.email for guest in many(30))


def test_no_more_mails_go_out_in_a_minute_than_set(ready: Home, tiny: Study, server: Post):
    letters.set_options(ready, MailSettings("", False, 20, 7), "ann")
    add(ready, tiny, *many(2))
    mailing.queue(ready, tiny, "invitation", "", "ann")
    sender = sending.Sender(ready, tiny, server.settings)
    assert sender.turn() == 0
    pause = sender.turn()
    sender.close()
    assert pause == pytest.approx(3, abs=0.5)
    assert len(server.taken) == 1


def command(home: Home, study: Path, server: Post, *options: str) -> subprocess.Popen[str]:
    """`hees send` in a process of its own."""
    mail = server.settings
    return subprocess.Popen(
        [sys.executable, "-m", "hees", "send", *options],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ
        | {
            "HEES_HOME": str(home.folder),
            "HEES_STUDY": str(study),
            "HEES_BASE_URL": "https://hees.example",
            "HEES_SMTP_HOST": mail.host,
            "HEES_SMTP_PORT": mail.port,
            "HEES_SMTP_FROM": mail.sender,
            "HEES_SMTP_SECURITY": mail.security,
        },
    )


def test_a_sender_that_is_killed_leaves_one_mail_to_be_decided_and_the_rest_goes_on(
    ready: Home, tiny: Study, server: Post, tmp_path: Path
):
    study = studies.write(tmp_path / "study")
    add(ready, tiny, *many(3))
    server.behaves["p0@example.org"] = "hang"
    mailing.queue(ready, tiny, "invitation", "", "ann")
    listed, _ = command(ready, study, server, "--dry-run").communicate()
    assert listed.splitlines()[0] == "send\tp0@example.org\tO0\tinvitation\ten\tTo O0"
    assert server.read == []
    process = command(ready, study, server)
    assert server.came.wait(60)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert states(ready) == ["sending", "queued", "queued"]
    server.go_on.set()
    said, _ = command(ready, study, server).communicate()
    assert said == "2 sent, 0 still wait.\n"
    assert states(ready) == ["uncertain", "sent", "sent"]
    assert len(server.read) == 3
    mailing.decide(ready, mails(ready)[0].id, "ann", arrived=True)
    assert mailing.plan(ready, tiny, "invitation").to == ()


def test_a_demonstration_sends_nothing(ready: Home, tiny: Study, server: Post):
    add(ready, tiny, ANN)
    mailing.queue(ready, tiny, "invitation", "", "ann")
    with writing(ready.responses) as connection:
        connection.execute("UPDATE state SET kind = 'simulated'")
    send(ready, tiny, server.settings)
    assert states(ready) == ["queued"]


# Without a mail server


def test_a_mail_merge_counts_as_mailed_until_it_is_taken_back(ready: Home, tiny: Study):
    [id] = add(ready, tiny, ANN)
    [row] = mailing.hand_over(ready, tiny, "invitation", "", "https://hees.example", "ann")
    assert row.link == f"https://hees.example/r/{token(ready, id)}"
    assert row.letter.subject == "To Anne's Foundation"
    assert standing(one(ready, id)) is Standing.INVITED
    assert mailing.hand_over(ready, tiny, "invitation", "", "https://h", "ann") == []
    assert mailing.cancel(ready, mails(ready)[0].batch, "ann") == 1
    assert standing(one(ready, id)) is Standing.LISTED
    assert len(mailing.hand_over(ready, tiny, "invitation", "", "https://h", "ann")) == 1


def test_a_corrected_address_has_not_bounced(home: Home, tiny: Study):
    [id] = add(home, tiny, ANN)
    guests.mark(home, id, "bounced", "ann")
    guests.change(home, id, replace(ANN, email="new@example.org"), "ann")
    assert one(home, id).bounced_at is None
    add(home, tiny, KEI)
    with pytest.raises(guests.ListChanged):
        guests.change(home, id, replace(ANN, email="KEI@example.org"), "ann")


def test_an_open_outbox_shows_nothing_more_to_somebody_shut_out(
    ready: Home, tiny: Study, monkeypatch: pytest.MonkeyPatch
):
    """A part of the page that is drawn by itself asks again who is looking."""
    with site.serving(ready.folder, monkeypatch):
        assert "Sign in" in site.text(site.opened("team_invitations", "en", view="outbox"))
        page = importlib.import_module("hees.web.team.outbox_state")
        monkeypatch.setattr(page.st, "rerun", lambda: pytest.fail("asked to draw the page again"))
        with pytest.raises(pytest.fail.Exception, match="again"):
            page.follow.__wrapped__()


def test_the_log_says_what_was_done_and_names_nobody(ready: Home, tiny: Study):
    [id] = add(ready, tiny, ANN)
    add(ready, tiny, KEI, replace(KEI, email="other@example.org"))
    guests.mark(ready, id, "declined", "ann")
    guests.mark(ready, id, "declined", "ann", on=False)
    mailing.hand_over(ready, tiny, "invitation", "", "https://h", "ann")
    private_links.show(ready, id, "ann")
    private_links.reissue(ready, tiny, id, "ann")
    private_links.revoke(ready, id, "ann")
    with reading(ready.responses) as connection:
        entries = list(audit.entries(connection))
        assert audit.broken(connection) is None
    acts = [entry.action for entry in entries if entry.action.startswith(("invit", "mails"))]
    assert acts == [
        "invitation_added", "invitations_imported", "invitation_marked", "invitation_unmarked",
        "mails_exported", "invitation_link_shown", "invitation_reissued", "invitation_revoked",
    ]  # fmt: skip
    said = " ".join(entry.detail + entry.subject for entry in entries)
    assert not any(text in said for text in ("@", ANN.organisation, ANN.person, links.new_id()))
