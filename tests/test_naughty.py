"""Hostile text in every field, and what every page, file, document and mail makes of it: text.

The fields are those of the questionnaire and of what the team writes; the pages are the site's. A
new page makes a test fail until it has its line in `ADDRESSES`.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest
from defusedxml import ElementTree
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from hees.language import say
from hees.release import listing, quotations
from hees.release.listing import Verdict
from hees.settings import PROJECT, MailServer
from hees.spreadsheet import safe_cell
from hees.store import connection, editions, review
from hees.store.connection import reading
from hees.store.editions import Edition
from hees.store.home import Home, prepare
from hees.store.invitations import Guest
from hees.study import FOUND_KINDS, TYPED_KINDS, Kind, Question
from hees.survey import entries
from hees.survey.path import path
from hees.team import accounts, coding, coding_scheme, reviewing
from hees.team.export.making import Made, make
from hees.team.export.request import Request
from hees.team.export.writers import Format
from hees.team.invitations import guests, letters, post
from hees.team.invitations.letters import Template
from hees.typeset import Chart, FactSheet, FooterLine, KeyFigure, Table, pdf, plain
from hees.web import pages
from hees.web.server import exception_handlers, middleware, routes
from hees.web.team import comments, invitations, questionnaire
from tests import exhibits, handmade, site
from tests.exhibits import STUDY
from tests.naughty import NAUGHTY
from tests.respondent import Respondent
from tests.test_typeset import SVG

HOSTILE = "<img src=x9q onerror=alert(1)>[x9l](javascript:1):red[x9r]$x9m$**x9b**"
TAGGED = re.compile(r"(?<!\\)<img src=x9q|\[x9l\]\(|:red\[x9r\]|\$x9m\$|\*\*x9b")
"""Hostile text that nothing was done about: Markdown and HTML would make something of it."""

FORMULA = "=cmd|' /C calc'!A0"

QUESTIONS = STUDY.questionnaire.questions


def hostile(field: str) -> str:
    """Hostile text that says which field it was typed into."""
    return f"«{field}» {HOSTILE}"


# A home that is full of it


def raw(question: Question) -> Any:
    """Hostile text as somebody would give it to a question, whether it may be given or not."""
    text = hostile(question.id)
    if question.kind is Kind.ORGANISATION:
        return {"name": text}
    return [{"name": text}] if question.kind is Kind.INSTITUTION else text


def chosen(question: Question) -> Any:
    """Choices that open as much as they may."""
    codes = [one.code for one in question.choices if not one.exclusive]
    if question.kind in {Kind.MULTI, Kind.RANK}:
        return codes[: int(question.max or len(codes))]
    return codes[0]


def answers(person: Respondent, given: Callable[[Question], Any]) -> set[str]:
    """Answer whatever is asked, and what is asked then; returns the questions that were."""
    for section in STUDY.questionnaire.sections:
        if section.repeat:
            entries.add(person.home, person.id, section)
    done: set[tuple[str, str]] = set()
    while True:
        draft = person.draft
        fields = path(draft.questionnaire, draft.values, draft.entries).fields
        rest = [field for field in fields if field.key not in done]
        if not rest:
            return {question for question, _ in done}
        for field in rest:
            person.gives(field.question.id, given(field.question), field.item)
            done.add(field.key)


def anything(question: Question) -> Any:
    return raw(question) if question.kind in TYPED_KINDS | FOUND_KINDS else chosen(question)


PLAIN = {Kind.EMAIL: "x9q@example.org", Kind.URL: "example.org", Kind.NUMBER: 3, Kind.YEAR: 1999}


def allowed(question: Question) -> Any:
    """As `anything`, but where a rule would stand in the way of submitting."""
    return PLAIN.get(question.kind, anything(question))


def odd(question: Question) -> Any:
    """What spreadsheets, databases and fonts stumble over, as much of it as there is room for."""
    if question.kind in TYPED_KINDS - PLAIN.keys():
        return "\n".join(NAUGHTY[:-2]) if question.kind is Kind.LONG_TEXT else FORMULA
    if question.kind in FOUND_KINDS:
        many = [{"name": text} for text in ("=1+1", FORMULA)]
        return many[0] if question.kind is Kind.ORGANISATION else many[: int(question.max or 2)]
    return allowed(question)


class Full:
    """A home in which people and the team wrote hostile text wherever they can write."""

    def __init__(self, home: Home, cookies: dict[str, str]) -> None:
        self.home, self.cookies = home, cookies
        self.asked: set[str] = set()

    def fill(self) -> None:
        handmade.publish(self.home, 1, "2026-11-26", [])
        self.draft = Respondent.starts(self.home, STUDY)
        self.asked |= answers(self.draft, anything)
        self.sent = Respondent.starts(self.home, STUDY)
        self.asked |= answers(self.sent, allowed)
        self.sent.receipt()
        self.out = Respondent.starts(self.home, STUDY)
        answers(self.out, allowed)
        self.out.receipt()
        self.odd = Respondent.starts(self.home, STUDY, "ja")
        answers(self.odd, odd)
        self.odd.receipt()
        for role in ("viewer", "reviewer", "administrator"):
            accounts.add(self.home, role, role, password=site.PASSWORD, email=f"{role}@x9q.example")
        self._review()
        self._code()
        self._quote()
        self._list()
        self._invite()
        names = {language: hostile("edition") for language in STUDY.languages}
        edition = Edition("2026-11", 1, names, "2026-11-26", "", "")
        editions.add(self.home, edition, archive({"a.txt": b"a"}))

    def _review(self) -> None:
        seen = reviewing.look(self.home, self.out.id)
        assert seen
        with reading(self.home.responses) as rows:
            now = review.of(rows, self.out.id)
        state = reviewing.State.EXCLUDED
        told = {"reason": "other", "comment": hostile("reason")}
        assert not reviewing.set_state(self.home, self.out.id, state, "reviewer", seen=now, **told)
        for response in (self.sent.id, self.out.id):
            assert not reviewing.add_note(self.home, response, hostile("note"), "reviewer")

    def _code(self) -> None:
        question = next(iter(coding.open_questions(STUDY)))
        label = {language: hostile("code")[:80] for language in STUDY.languages}
        definition = {language: hostile("definition") for language in STUDY.languages}
        id = coding_scheme.add_code(self.home, STUDY, question, label, definition, "reviewer")
        for answer in coding.answers(self.home, question)[:1]:
            for who, given in (("reviewer", [id]), ("administrator", [])):
                coding.give(self.home, question, answer.place, given, who, digest=answer.digest)

    def _quote(self) -> None:
        question = next(iter(coding.open_questions(STUDY)))
        other = [language for language in STUDY.languages if language != "en"]
        id = quotations.mark(
            self.home, STUDY, response=self.sent.id, question=question, item="",
            passage=hostile(question), language="en", topic=next(iter(STUDY.topic)),
            translation={language: hostile("translation") for language in other}, who="reviewer",
        )  # fmt: skip
        [one] = [one for one in quotations.all_of(self.home) if one.id == id]
        seen = quotations.digest(one)
        quotations.approve(self.home, STUDY, id, "administrator", seen=seen)

    def _list(self) -> None:
        for one in listing.pending(self.home, STUDY):
            if one.response == self.sent.id:
                key = (one.response, one.item, Verdict.LISTED, "reviewer")
                assert listing.decide(self.home, STUDY, *key, digest=one.digest)

    def _invite(self) -> None:
        guest = Guest(
            hostile("guest"), hostile("person"), "x9q@example.org", "en", wave=hostile("w")
        )
        [self.guest] = guests.add(self.home, STUDY, [guest], "reviewer")
        words = Template(hostile("subject"), hostile("body") + "\n{link}\n{organisation} {person}")
        for kind in letters.KINDS:
            for language in STUDY.languages:
                assert letters.save(self.home, kind, language, words, "administrator") == []


def archive(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, body in files.items():
            packed.writestr(name, body)
    return made.getvalue()


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Full]:
    home = exhibits.fill(
        prepare(tmp_path_factory.mktemp("naughty") / "home"), PROJECT / "data", STUDY
    )
    with pytest.MonkeyPatch.context() as patch, site.serving(home.folder, patch) as cookies:
        patch.setenv("HEES_BASE_URL", "https://study.example.org")
        one = Full(home, cookies)
        one.fill()
        yield one
    connection.release(home.responses)
    connection.release(home.public)


def test_every_question_was_given_something(full: Full):
    typed = {id for id, one in QUESTIONS.items() if one.kind in TYPED_KINDS | FOUND_KINDS}
    assert typed <= full.asked


# Pages

PARAMETERS = sorted(
    set(
        re.findall(
            r"""(?:asked\(|query_params(?:\.get\(|\.pop\(|\[)|filters\.\w+\()"(\w+)\"""",
            "\n".join(file.read_text("utf-8") for file in (PROJECT / "hees/web").rglob("*.py")),
        )
    )
)
"""Every name that a page reads from its address."""


def addresses(full: Full) -> dict[str, list[dict[str, str]]]:
    """Each page of the site with the addresses under which it shows what people wrote."""
    hers = {"d": full.draft.id}
    sections = [{**hers, "s": one.id} for one in STUDY.questionnaire.sections]
    topic = next(iter(STUDY.topic))
    listed = [one.entry.id for one in listing.programmes(full.home, STUDY) if one.is_listed]
    plain: list[dict[str, str]] = [{}]
    return {
        "home": plain,
        "survey": [*plain, *sections, {**hers, "s": "review"}, {"d": full.sent.id}],
        "findings": [{}, {"topic": topic}],
        "partnerships": [{}, *({"id": one} for one in listed)],
        "resources": plain,
        "recommendations": plain,
        "about": plain,
        "releases": [{}, {"edition": "2026-11"}],
        "team": plain,
        "team_responses": [
            {},
            *({"response": one.id} for one in (full.draft, full.sent, full.out)),
        ],
        "team_comments": [{"view": view} for view in comments.VIEWS],
        "team_invitations": [{"id": full.guest}, *({"view": one} for one in invitations.VIEWS)],
        "team_import": plain,
        "team_export": plain,
        "team_questionnaire": [{"view": view} for view in questionnaire.VIEWS],
        "team_releases": plain,
        "team_protection": plain,
        "team_log": plain,
    }


def test_every_page_has_its_addresses_here(full: Full):
    assert set(addresses(full)) == set(pages.NAMES)


def names_nobody(address: str) -> bool:
    """Whether an address holds nothing that somebody typed."""
    return "«" not in unquote(address)


class Tags(HTMLParser):
    """What a browser would make of our markup: anything but text of the hostile text is an error."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.said = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            assert name not in {"href", "src", "action"} or names_nobody(value or ""), value
            assert not name.startswith("on"), (tag, name)
            assert not (value or "").strip().lower().startswith("javascript:"), (tag, name)
            assert value != "x9q", tag

    def handle_data(self, data: str) -> None:
        self.said += data


def strings(message: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every text in what the server sends to a browser, and where it stands."""
    for field, value in message.ListFields():
        where = f"{at}.{field.name}"
        parts = value if field.is_repeated else [value]
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            parts = [value[key] for key in value]
        for part in parts:
            if isinstance(part, str):
                yield where, part
            elif hasattr(part, "ListFields"):
                yield from strings(part, where)


AS_IT_IS = {
    *(
        "Text.body",
        "TextInput.default",
        "TextArea.default",
        "TextInput.value",
        "TextArea.value",
        "Code.code_text",
        "Selectbox.options",
    ),
    "BidiComponent.json",
}
"""What browsers show as it is, or put into a field."""


ADDRESSES = {".page", ".query_string", ".url"}
"""Where a page link and its like say where they lead."""


def texts(app: AppTest) -> str:
    """All that a page says; fails where hostile text would be more than text."""
    said = []
    for node in app._tree:
        message = getattr(node, "proto", None)
        for where, text in strings(message) if message is not None else ():
            kind = type(message).__name__
            if kind == "Html" and where == ".body":
                said.append(Tags(text).said)
            else:
                assert where not in ADDRESSES or names_nobody(text), text
                raw = TAGGED.search(text) and f"{kind}{where}" not in AS_IT_IS
                assert not raw, f"{kind}{where}: {text[:200]}"
                said.append(text.replace("\\", ""))
    return "\n".join(said)


@pytest.fixture
def team(full: Full) -> Full:
    """Seen by somebody who may see everything, and whose browser has opened the responses."""
    site.sign_in(full.home, full.cookies, "administrator")
    for person in (full.draft, full.sent, full.odd):
        full.cookies[f"hees_r_{person.id}"] = person.token
    return full


WRITTEN = {
    *("reason", "note", "code", "definition", "translation", "guest", "person", "w"),
    *("subject", "body", "edition"),
}
"""What the team wrote, by the names that `hostile` gave it."""


def test_hostile_text_is_text_on_every_page(team: Full):
    said = ""
    for page, found in addresses(team).items():
        language = "ja" if page == "findings" else "en"
        said += "".join(texts(site.opened(page, language, **address)) for address in found)
    typed = {id for id, one in QUESTIONS.items() if one.kind in TYPED_KINDS | FOUND_KINDS}
    assert typed | WRITTEN <= set(re.findall("«(.*?)»", said)), "each was on a page"


@pytest.mark.parametrize("page", pages.NAMES)
def test_hostile_text_in_an_address_is_text_or_nothing(team: Full, page: str):
    assert {"q", "id", "topic", "release", "response", "view", "s", "d"} <= set(PARAMETERS)
    texts(site.opened(page, "en", **dict.fromkeys({*PARAMETERS} - {"lang"}, HOSTILE)))


@pytest.mark.parametrize(
    ("page", "place", "known"),
    [
        ("team_responses", "responses", "«org_name»"),
        ("team_invitations", "invitations", "«person»"),
    ],
)
def test_whom_the_team_searches_for_is_in_no_address(team: Full, page: str, place: str, known: str):
    app = site.opened(page, "en")
    for wanted, shown in ((known, True), ("nobody is called so", False)):
        app.text_input(key=f"search-{place}-en").set_value(wanted)
        said = texts(site.run(app))
        assert ("«org_name»" in said or "«guest»" in said) == shown
        assert wanted not in str(dict(app.query_params))
    app.button(key="filters-clear").click()
    assert "«" in texts(site.run(app))
    assert app.text_input(key=f"search-{place}-en").value == ""


@pytest.mark.parametrize("page", [name for name in pages.TEAM if name != "team_questionnaire"])
def test_no_page_about_people_puts_a_search_into_its_address(team: Full, page: str):
    assert not [one.key for one in site.opened(page, "en").text_input if "filter-" in str(one.key)]


def test_hostile_text_that_is_searched_for_is_text(team: Full):
    for wanted in (HOSTILE, "contact_name", "guest"):
        app = site.opened("team_protection", "en")
        app.text_input(key="person-text").set_value(wanted)
        label = say("protection.find.button", "en")
        [button] = [one for one in app.button if one.label == label]
        button.click()
        assert "«" in texts(site.run(app)), wanted


def test_a_hostile_file_is_told_of_as_text(team: Full):
    book = openpyxl.Workbook()
    book.active.title = "«sheet»<img src=x9q>"
    book.active.append([hostile(f"header{number}") for number in range(4)])
    book.active.append([hostile(f"cell{number}") for number in range(4)])
    packed = io.BytesIO()
    book.save(packed)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    for page, address in (
        ("team_import", {}),
        ("team_invitations", {"view": "add"}),
        ("team_questionnaire", {"view": "files"}),
        ("team_questionnaire", {"view": "translation"}),
    ):
        app = site.opened(page, "en", **address)
        [field] = app.get("file_uploader")
        field.set_value((f"«file» {HOSTILE}.xlsx".replace("/", ""), packed.getvalue(), kind))
        said = texts(site.run(app))
        assert "x9q" in said or page == "team_questionnaire", page


# Files


@pytest.fixture
def client(team: Full) -> TestClient:
    app = Starlette(routes=routes, middleware=middleware, exception_handlers=exception_handlers)
    return TestClient(app, cookies=dict(team.cookies))


def is_formula(cell: object) -> bool:
    lines = re.split(r"[\r\n]", cell) if isinstance(cell, str) else []
    return any(line.lstrip(" \u3000\u00a0").startswith(tuple("=+-@＝＋－＠\t")) for line in lines)


def cells(body: bytes) -> Iterator[object]:
    """Every cell of a workbook, as its program would read it."""
    for sheet in openpyxl.load_workbook(io.BytesIO(body)):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                yield cell.value


def test_the_copy_of_the_answers_holds_hostile_text_as_text(team: Full, client: TestClient):
    typed = {id for id, one in QUESTIONS.items() if one.kind in TYPED_KINDS | FOUND_KINDS}
    said = Tags(client.get(f"/copy/{team.draft.id}.html").text).said
    assert set(re.findall("«(.*?)»", said)) == typed
    assert HOSTILE in said
    body = client.get(f"/copy/{team.odd.id}.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body, newline="")))
    assert FORMULA in body
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if is_formula(cell)]


def test_the_public_interface_gives_hostile_text_as_data(client: TestClient):
    reply = client.get("/api/v1/data/partnerships.json?lang=en")
    assert reply.headers["content-type"] == "application/json"
    assert any("«programme_name»" in str(row) for row in reply.json()["rows"])
    assert "«programme_name»" in str(
        list(cells(client.get("/api/v1/data/partnerships.xlsx").content))
    )
    names = [one["name"] for one in client.get("/api/v1/editions").json()["editions"]]
    assert "«edition»" in str(names)
    for address in (
        f"/api/v1/charts/{HOSTILE}.json",
        f"/api/v1/data/{HOSTILE}.csv",
        f"/api/{HOSTILE}",
    ):
        reply = client.get(address, params={"lang": HOSTILE})
        assert reply.status_code in {400, 404}
        assert reply.headers["content-type"] == "application/json"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.json()["error"]


def stored(made: Made, form: Format, response: str, variable: str) -> object:
    """What the data of an export hold of an answer, read by another program."""
    file = made.data[0]
    if form is Format.CSV:
        rows = csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline=""))
        return next(row[variable] for row in rows if row["response_id"] == response)
    if form is Format.XLSX:
        frame = pd.read_excel(file, dtype=str)
    elif form is Format.PARQUET:
        frame = pq.read_table(file).to_pandas()
    else:
        frame, _ = (pyreadstat.read_sav if form is Format.SAV else pyreadstat.read_dta)(file)
    return frame.set_index("response_id").loc[response, variable]


def is_sound(file: Path) -> bool:
    """Whether a file is what its name says, and nothing in it would be run."""
    body = file.read_bytes()
    if file.suffix == ".xlsx":
        return len(list(cells(body))) > 0
    if file.suffix == ".csv":
        rows = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
        return not any(is_formula(cell) for row in rows for cell in row)
    if file.suffix == ".xml":
        return ElementTree.fromstring(body) is not None
    if file.suffix == ".html":
        return bool(Tags(body.decode()).said)
    return file.suffix != ".pdf" or len(PdfReader(file).pages) > 0


@pytest.mark.parametrize("form", Format)
def test_an_export_is_whole_and_holds_hostile_text_as_data(
    full: Full, tmp_path: Path, form: Format
):
    request = Request(form, "en", contact=True)
    made = make(full.home, STUDY, request, tmp_path, "2026-11-26", lambda step, share: None)
    assert [file.name for file in made.files if not is_sound(file)] == []
    text = next(iter(coding.open_questions(STUDY)))
    given = full.odd.draft.values[text, ""]
    expected = safe_cell(given) if form is Format.CSV else given
    if form is Format.XLSX:  # XML has no room for these two
        expected = expected.translate({0xFFFE: None, 0xFFFF: None})
    assert stored(made, form, full.odd.id, text) == expected
    assert stored(made, form, full.sent.id, text) == hostile(text)


MARKUP = (
    '#panic("x") #read("/etc/passwd") *b* _i_ $x^2$ <label> @ref `raw` \\u{41} // c /* d */ = h'
)


def test_a_document_sets_the_markup_of_its_typesetter_as_text():
    run = plain(MARKUP)
    table = Table(header=(MARKUP, "n"), rows=((MARKUP, "1"),))
    chart = Chart(title=MARKUP, alt=MARKUP, svg=SVG, notes=(MARKUP,), table=table)
    sheet = FactSheet(
        language="en", paper="a4", study=MARKUP, title=MARKUP, date=date(2026, 11, 26),
        intro=(run,), figures=(KeyFigure(value=MARKUP, label=MARKUP),), charts=(chart,),
        footer=(FooterLine(label=MARKUP, text=run),),
    )  # fmt: skip
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf(sheet))).pages)
    bare = re.sub(r"\s", "", said)
    assert bare.count(re.sub(r"\s", "", '#panic("x") #read("/etc/passwd")')) >= 5
    assert "root:" not in said


# Mails

WHOLE = [text for text in NAUGHTY if not re.search("[\ud800-\udfff]", text)]
"""What UTF-8 can hold; the store keeps nothing else."""

SERVER = MailServer("127.0.0.1", "25", "", "", "", "The study <study@example.org>", "none")


@pytest.mark.parametrize("text", WHOLE)
def test_no_name_or_subject_makes_a_mail_anything_but_one_plain_mail(text: str):
    injected = f"{text}\r\nBcc: everybody@example.org\n\n<html>"
    guest = Guest(injected, injected, "ann@example.org", "en")
    words = {"en": Template(injected, f"{injected}\n{{person}}\n{{link}}")}
    options = letters.MailSettings("", False, 60, 7)
    letter = letters.write(words, guest, "https://study.example.org/r/x", ["en"], options)
    mail = post.compose(SERVER, guest, letter, "<id@example.org>")
    head, _, _ = mail.as_bytes().partition(b"\r\n\r\n")
    names = {
        line.partition(b":")[0].lower() for line in head.split(b"\r\n") if line[:1] not in b" \t"
    }
    assert names == {
        b"from", b"to", b"subject", b"date", b"message-id", b"content-type",
        b"content-transfer-encoding", b"mime-version",
    }  # fmt: skip
    read = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert [one.addr_spec for one in read["To"].addresses] == ["ann@example.org"]
    assert read.get_content_type() == "text/plain"
    assert not read.defects
    assert "https://study.example.org/r/x" in read.get_content()
