"""A full story on a real server: no secret and nobody's data on its log, in its addresses, or on the audit log."""

import logging
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

import pytest
from websockets.sync.client import connect

from hees.settings import settings
from hees.store.connection import release
from hees.store.home import Home, prepare
from hees.store.invitations import Guest
from hees.store.mail_setup import MailSettings
from hees.team import accounts, protection, reviewing
from hees.team.export import jobs
from hees.team.export.format import Format
from hees.team.export.request import Request
from hees.team.invitations import guests, letters, mailing, post, sending
from hees.team.invitations.letters import Template
from hees.web import pages
from hees.web.sign_in import COOKIE
from tests import database, mail_server
from tests.browser.conftest import Server
from tests.exhibits import STUDY
from tests.mail_server import Post
from tests.respondent import Respondent
from tests.site import PASSWORD
from tests.test_hostile import Reply, ask, opened, sends, sign_in

PERSON, MAIL = "Zebulon Quagmire", "zebulon@quagmire.example"
PERSONAL = {"zebulon", "quagmire"}
SMTP_PASSWORD = "smtp-password-of-the-study"
WRONG = "wrong-password-of-somebody"
"""Each would be found on a log: nothing else that is written there is like it."""

ANSWERS = {
    "org_name": {"name": f"{PERSON} Foundation"},
    "org_category": "foundation",
    "org_base": "us",
    "areas": ["research"],
    "consent_use": "yes",
    "comment_works": f"{PERSON} works well.",
    "contact_name": PERSON,
    "contact_email": MAIL,
}


@dataclass
class Story:
    """What came of it: everything that was written, every address that was given, every secret."""

    site: Server
    secrets: set[str] = field(default_factory=lambda: {PASSWORD, SMTP_PASSWORD, WRONG})
    addresses: set[str] = field(default_factory=set)

    @property
    def home(self) -> Home:
        return Home(self.site.home)

    @property
    def log(self) -> str:
        """All that the server and its processes wrote."""
        exported = (self.site.home / "exports").glob("*/log")
        files = [self.site.log, *exported]
        return "\n".join(file.read_text("utf-8", "replace") for file in files)

    def ask(self, path: str, method: str = "GET", body: object = None, **headers: str) -> Reply:
        reply = ask(self.site, path, method, body, **headers)
        self.addresses.add(reply.headers.get("Location", ""))
        self.addresses |= set(re.findall(rb'(?:href|src|action)="(.*?)"', reply.body))
        return reply

    # The story

    def respond(self) -> None:
        """Somebody opens a private link, answers, submits, comes back, looks at the copy."""
        self.person = person = Respondent.starts(self.home, STUDY)
        self.secrets.add(person.token)
        person.answers(**ANSWERS)
        person.receipt()
        cookie = f"hees_r_{person.id}"
        assert self.ask(f"/r/{person.token}?lang=en").status == 303
        assert self.ask(f"/r/{person.token[:-1]}x?lang=en").status == 303
        for form in ("html", "csv"):
            reply = self.ask(f"/copy/{person.id}.{form}", Cookie=f"{cookie}={person.token}")
            assert PERSON.encode() in reply.body
        for section in ("", "review", STUDY.questionnaire.sections[-1].id):
            query = f"lang=en&d={person.id}&s={section}"
            with opened(self.site, "survey", query, **{cookie: person.token}):
                pass

    def work(self) -> None:
        """The team signs in, wrongly first, and looks at every page."""
        for name, password in (("alice", WRONG), (PERSON, PASSWORD), (MAIL, WRONG)):
            assert sign_in(self.site, name, password).status == 401
        reply = sign_in(self.site, "alice")
        self.session = reply.cookies[COOKIE].split(";")[0]
        self.secrets |= {self.session, reply.cookies[COOKIE].split(";")[0]}
        for page in pages.TEAM:
            with opened(self.site, page, **{COOKIE: self.session}):
                pass
        query = f"lang=en&response={self.person.id}"
        with opened(self.site, "team_responses", query, **{COOKIE: self.session}):
            pass
        with opened(self.site, "team_import", **{COOKIE: self.session}) as session:
            assert sends(self.site, session) == 204
        assert not reviewing.add_note(self.home, self.person.id, f"Called {PERSON}", "alice")
        assert reviewing.contact(self.home, self.person.id, "alice")
        found = protection.find(self.home, STUDY, PERSON, "alice")
        for held in found.held:
            protection.export(self.home, STUDY, held, "alice")

    def invite(self, post_office: Post) -> None:
        """An invitation goes out by the server, and its link is opened."""
        guest = Guest(f"{PERSON} & Co.", PERSON, MAIL, "en")
        guests.add(self.home, STUDY, [guest], "alice")
        words = Template("To {person}", "{person}, {link}")
        for language in STUDY.languages:
            assert letters.save(self.home, "invitation", language, words, "alice") == []
        letters.set_options(self.home, MailSettings("", False, 60_000, 7), "alice")
        assert mailing.queue(self.home, STUDY, "invitation", "", "alice") == 1
        assert post_office.came.wait(60), self.log
        [mail] = post_office.read
        [token] = re.findall(r"/r/([\w-]+)", mail.get_content())
        self.secrets |= {token, (self.site.home / "invitation.key").read_text("ascii").strip()}
        assert post_office.passwords == [SMTP_PASSWORD]
        assert self.ask(f"/r/{token}?lang=en").status == 303

    def export(self) -> None:
        """Everything is exported, contact data too, and fetched."""
        request = Request(Format.CSV, "en", contact=True)
        id = jobs.start(self.home, "alice", request)
        until = time.monotonic() + 60
        while (job := jobs.one(self.home, id)) and not job.archive and time.monotonic() < until:
            time.sleep(0.2)
        assert self.ask(f"/team/export/{id}", Cookie=f"{COOKIE}={self.session}").status == 200

    def break_things(self) -> None:
        """What nobody should send, and answers that were damaged on the disk."""
        with connect(f"ws://127.0.0.1:{self.site.port}/_stcore/stream") as socket:
            socket.send(f"\x0a{PERSON} {MAIL}".encode())
        form = f"name={PERSON}&password={WRONG}".encode()
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        assert self.ask("/sign-in", "POST", form, **kind).status == 400
        self.ask(f"/api/{PERSON.replace(' ', '%20')}", Cookie=f"{COOKIE}={WRONG}")
        database.meddle(self.home, "UPDATE submission SET submitted_at = ?", PERSON)
        cookie = {f"hees_r_{self.person.id}": self.person.token}
        header = "; ".join(f"{name}={value}" for name, value in cookie.items())
        assert self.ask(f"/copy/{self.person.id}.html", Cookie=header).status == 500
        query = f"lang=en&response={self.person.id}"
        with opened(self.site, "team_responses", query, **{COOKIE: self.session}):
            pass


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    home = prepare(tmp_path_factory.mktemp("story") / "home")
    accounts.add(home, "alice", "administrator", password=PASSWORD, email=None)
    with mail_server.running() as post_office, pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "HEES_SMTP_HOST": "127.0.0.1",
            "HEES_SMTP_PORT": str(post_office.server_address[1]),
            "HEES_SMTP_USER": "study",
            "HEES_SMTP_PASSWORD": SMTP_PASSWORD,
            "HEES_SMTP_FROM": "The study <study@example.org>",
            "HEES_SMTP_SECURITY": "none",
            "HEES_BASE_URL": "https://study.example.org",
            "STREAMLIT_LOGGER_LEVEL": "debug",
        }.items():
            patch.setenv(name, value)
        told = Story(Server(home.folder).start())
        told.respond()
        told.work()
        told.invite(post_office)
        told.export()
        told.break_things()
        yield told
        told.site.stop()
    release(home.responses)
    release(home.public)


def found_in(text: str, wanted: set[str]) -> set[str]:
    return {one for one in wanted if one.casefold() in text.casefold()}


def test_the_log_tells_what_happened(story: Story):
    """So that the tests below look at something: it is verbose, and an error is on it."""
    assert "Beginning script thread" in story.log
    assert len(re.findall(r"error [0-9a-f]{8}\nTraceback", story.log)) >= 2


def test_no_secret_is_on_the_log(story: Story):
    assert found_in(story.log, story.secrets) == set()


def test_nobodys_data_are_on_the_log(story: Story):
    assert found_in(story.log, PERSONAL) == set()


def test_nobodys_data_and_no_secret_are_on_the_audit_log(story: Story):
    rows = database.rows(story.home, "SELECT * FROM audit")
    text = "\n".join(map(str, rows))
    assert "contact_exported" in text
    assert "sign_in_refused" in text
    assert found_in(text, story.secrets | PERSONAL) == set()


def test_no_address_names_anybody_or_holds_a_secret(story: Story):
    given = "\n".join(
        unquote(one if isinstance(one, str) else one.decode()) for one in story.addresses
    )
    assert f"/survey?d={story.person.id}" in given
    assert found_in(given, story.secrets | PERSONAL) == set()


@pytest.mark.parametrize("verb", ["AUTH", "MAIL"])
def test_what_a_mail_server_says_is_not_on_the_log(
    verb: str, home: Home, tiny, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """It may say the password or the address back."""
    own = replace(settings(), base_url="https://study.example.org")
    for module in (letters, post, sending):
        monkeypatch.setattr(module, "settings", lambda: own)
    with mail_server.running() as server:
        server.behaves[verb] = f"535 no: {SMTP_PASSWORD} {MAIL}"
        guests.add(home, tiny, [Guest(PERSON, PERSON, MAIL, "en")], "alice")
        for language in tiny.languages:
            letters.save(home, "invitation", language, Template("To you", "{link}"), "alice")
        assert mailing.queue(home, tiny, "invitation", "", "alice") == 1
        account = replace(server.settings, user="study", password=SMTP_PASSWORD)
        with caplog.at_level(logging.DEBUG):
            sending.send_all(sending.Sender(home, tiny, account), 1)
    assert "mails cannot be sent: 535" in caplog.text
    assert found_in(caplog.text, {SMTP_PASSWORD} | PERSONAL) == set()
