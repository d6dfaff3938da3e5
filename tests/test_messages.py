"""Every word that a person can meet exists in every language, with the same blanks to fill in."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from hees.language import LANGUAGES, messages, say, show_date, show_moment, show_number, show_time
from hees.settings import PROJECT
from hees.store.connection import Trouble
from hees.study import Study
from hees.survey import values
from hees.survey.progress import Status
from hees.survey.submitting import Standing
from hees.team.accounts import ROLES

SCRIPTS = sorted([*PROJECT.glob("hees/**/*.py"), *PROJECT.glob("pages/*.py")])
SAYING = {"say", "words", "message"}


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", messages())
def test_a_message_has_text_with_the_same_blanks_in_every_language(key: str):
    message = messages()[key]
    assert set(message) == set(LANGUAGES)
    assert all(text.strip() for text in message.values())
    assert len({frozenset(blanks(text)) for text in message.values()}) == 1
    assert "" not in blanks(message["en"]), "a blank needs a name"


def test_the_interface_speaks_all_languages_of_the_shipped_study(study: Study):
    assert set(study.languages) <= set(LANGUAGES)


# Keys that the code uses


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Each call in the code that turns a key into words, with where it stands."""
    for script in SCRIPTS:
        for node in ast.walk(ast.parse(script.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
                if name in SAYING:
                    yield f"{script.relative_to(PROJECT)}:{node.lineno}", node


def pattern(part: ast.expr) -> str | None:
    """A key as a regular expression: f"nav.{name}" may be any nav.…; None for a mere variable."""
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        return re.escape(part.value)
    if isinstance(part, ast.JoinedStr):
        return "".join(
            re.escape(piece.value) if isinstance(piece, ast.Constant) else r"\w+"
            for piece in part.values
        )
    return None


def keys(call: ast.Call) -> list[str]:
    """The keys among a call's first two arguments, both branches of an `a if b else c` included."""
    parts: list[ast.expr] = []
    for argument in call.args[:3]:
        inner = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
        parts += inner
    found = [pattern(part) for part in parts]
    return [one for one in found if one and ("\\." in one or one in {"list_separator"})]


def test_every_key_in_the_code_has_a_message():
    used = [(where, key) for where, call in calls() for key in keys(call)]
    assert len(used) > 80
    unknown = [
        f"{where}: {key}"
        for where, key in used
        if not any(re.fullmatch(key, known) for known in messages())
    ]
    assert unknown == []


def test_every_message_gets_what_its_blanks_want():
    """`words("survey.saved", time=…)` must name all the blanks, or the page breaks."""
    wrong = []
    for where, call in calls():
        given = {keyword.arg for keyword in call.keywords}
        for key in keys(call):
            known = key.replace("\\", "")
            missing = blanks(messages()[known]["en"]) - given if known in messages() else set()
            if missing and None not in given:
                wrong.append(f"{where}: {known} wants {missing}")
    assert wrong == []


def test_every_message_is_used_somewhere():
    """A message that nothing says is one that nobody keeps right."""
    text = "\n".join(path.read_text("utf-8") for path in SCRIPTS)
    literals = {
        pattern(node)
        for script in SCRIPTS
        for node in ast.walk(ast.parse(script.read_text("utf-8")))
        if isinstance(node, ast.Constant | ast.JoinedStr)
    } - {None}
    unused = [
        key
        for key in messages()
        if f'"{key}"' not in text
        and not any(re.fullmatch(one, key) for one in literals if "\\w" in one and "\\." in one)
    ]
    assert unused == []


# Families of keys that the code builds from a code


@pytest.mark.parametrize("family", ["save", "trouble"])
def test_every_trouble_of_the_store_can_be_said(family: str):
    assert {f"{family}.{trouble}" for trouble in Trouble} <= messages().keys()


def test_every_other_failed_save_can_be_said():
    source = (PROJECT / "hees/web/answering.py").read_text("utf-8")
    named = set(re.findall(r'"(save\.\w+)"', source))
    assert named
    assert named <= messages().keys()


def test_every_problem_of_an_answer_can_be_said():
    """The codes are read from the one module that hands them out, and from submitting."""
    codes = set()
    for module in (values.__file__, Path(values.__file__).parent / "submitting.py"):
        for node in ast.walk(ast.parse(Path(module).read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem":
                codes |= {
                    one.value
                    for one in ast.walk(node.args[0])
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    assert {"required", "unknown_choice", "too_long"} <= codes
    assert codes == {key.partition(".")[2] for key in messages() if key.startswith("problem.")}


@pytest.mark.parametrize(
    ("family", "members"),
    [
        ("status", list(Status)),
        ("verify", list(Standing)),
        ("team.roles", ROLES),
        ("team.statuses", ("draft", "submitted", "withdrawn", "erased")),
        ("changes", ("added", "changed", "removed")),
        ("conflict", ("mine", "theirs", "keep_mine", "keep_theirs")),
        ("leave", [f"{one}{part}" for one in ("delete_contact", "withdraw", "erase")
                   for part in ("", "_explain", "_sure", "_done")]),
    ],
)  # fmt: skip
def test_every_member_of_a_closed_set_can_be_said(family: str, members: list[str]):
    assert {f"{family}.{member}" for member in members} <= messages().keys()


# Dates, times and numbers


def test_a_date_is_written_as_each_language_writes_it():
    assert show_date("2026-11-24T05:03:22+00:00", "en") == "November 24, 2026"
    assert show_date("2026-11-24T05:03:22+00:00", "ja") == "2026年11月24日"


def test_a_moment_is_shown_in_the_readers_zone_which_is_named():
    moment = "2026-11-24T20:03:22+00:00"
    assert show_moment(moment, "ja", "Asia/Tokyo") == "2026年11月25日 05:03（GMT+09:00）"
    assert show_moment(moment, "en", "America/New_York") == "November 24, 2026, 15:03 GMT-05:00"
    assert show_time(moment, "en", "Asia/Tokyo") == "05:03:22"


ZONES = [
    None,
    "",
    "Mars/Olympus",
    "../../etc/passwd",
    "\x00",
    "\ud800",
    "America",
    "A" * 300,
    "UTC",
]


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_that_a_browser_makes_up_is_read_as_utc(zone: str | None):
    assert show_time("2026-11-24T05:03:22+00:00", "ja", zone) == "05:03:22"


def test_numbers_are_grouped():
    assert show_number(1234567, "ja") == "1,234,567"


def test_a_blank_may_have_the_name_of_an_argument():
    text = say("invitations.outbox.problem", "en", language="Français", text="…")
    assert text.startswith("Français: …")


def test_a_message_fills_in_what_people_typed_as_it_is():
    """Braces in a name are text, not another blank."""
    for language in LANGUAGES:
        assert "{0} {name}" in say("survey.own", language, name="{0} {name}")
