"""Every word that a person can meet exists in every language, with the same blanks to fill in."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from docs.messages import PAGE, families, page, told
from hees.language import (
    LANGUAGES,
    MESSAGES,
    PARTS,
    messages,
    say,
    show_date,
    show_moment,
    show_moment_in,
    show_number,
    show_time,
    show_zone,
)
from hees.release import quotations
from hees.settings import PROJECT
from hees.store.connection import Trouble
from hees.study import Study
from hees.survey import values
from hees.survey.progress import Status
from hees.survey.receipt_codes import Standing
from hees.team import coding_scheme, merge_plan
from hees.team.accounts import ROLES
from hees.web.team import record

SCRIPTS = sorted([*PROJECT.glob("hees/**/*.py"), *PROJECT.glob("pages/*.py")])
SAYING = {"say", "words", "message", "stop_with"}


@cache
def parsed(script: Path) -> ast.Module:
    return ast.parse(script.read_text("utf-8"))


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
        for node in ast.walk(parsed(script)):
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
        for node in ast.walk(parsed(script))
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
    source = (PROJECT / "hees/web/survey/answering.py").read_text("utf-8")
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


# Errors: what happened, what was kept, what to do


ERRORS = {
    f"{name}.{one}": message
    for name, family in families().items()
    for one, message in told(family).items()
}
CAUTIONS = {
    "site.simulated",
    "receipt.changed",
    "importing.same_file",
    "export.page.contact_warning",
    "invitations.note_about",
    "responses.effect.totals_only",
    "questionnaire.translation.waiting",
}
"""What such a box says although nothing failed, or round an error."""

HANDED_ON = {
    "accounts:_told",
    "editions_form:_said",
    "fields:_failed",
    "invitations:said",
    "protection:keeping",
    "response_merge:offer",
    "response_merge:show",
}
"""Boxes that say what a deed left for them; the deed's own text is looked at where it is made."""


@pytest.mark.parametrize("family", families().values(), ids=list(families()))
def test_an_error_says_what_happened_what_was_kept_and_what_to_do(family: dict):
    assert family["when"].endswith(".")
    found = list(told(family).values())
    assert found
    for message in found:
        assert {"happened", "remedy"} <= message.keys() <= PARTS.keys()
        for part in message.values():
            assert part.keys() == set(LANGUAGES)
    lacking = [one for one in found if "kept" not in one]
    assert bool(lacking) == ("without_kept" in family)
    assert lacking in ([], found), "a family says it in every message or in none"
    named = re.findall(r"`([\w.]+)`", family.get("without_kept", ""))
    assert set(named) <= messages().keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_parts_of_an_error_are_whole_sentences(language: str):
    ends = {"en": (".", ":", "?", "}", "…", "-"), "ja": ("。", "}", "：", "…")}[language]
    fragments = [
        f"{key}.{part}"
        for key, message in ERRORS.items()
        for part, text in message.items()
        if not text[language].endswith(ends)
    ]
    assert fragments == []


def boxes(tree: ast.AST) -> Iterator[ast.expr]:
    """What a piece of code says through the doors by which errors come."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and [ast.unparse(one) for one in node.elts[:-1]] == [
            "False"
        ]:
            yield from made_here(node.elts[1])  # how a deed went: (good, text)
        elif isinstance(node, ast.Assign) and "REFUSED" in ast.unparse(node.targets[0]):
            yield from made_here(node.value)
        elif isinstance(node, ast.Call):
            door = ast.unparse(node.func)
            bad = door == "say_once" and any(word.arg == "good" for word in node.keywords)
            place = {"document.message": 2, "_form": 1}.get(door, 0)
            place *= ast.unparse(node.args[0]) == "language" if place else 0
            if bad or place or re.search(r"\bst\.(error|warning)\b", door):
                yield from node.args[place : place + 1]


def made_here(value: ast.expr) -> list[ast.expr]:
    """The text for a later box, if it is made from a key at this very place."""
    return [value] if isinstance(value, ast.Call) and ast.unparse(value.func) == "words" else []


def resolved(said: ast.expr, around: ast.AST) -> list[str]:
    """The keys that an expression may say, followed through the names of its own function."""
    if isinstance(said, ast.Call):
        name = getattr(said.func, "id", None) or getattr(said.func, "attr", "")
        if name in SAYING:
            return resolved(said.args[0], around)
    if isinstance(said, ast.IfExp):
        return resolved(said.body, around) + resolved(said.orelse, around)
    if isinstance(said, ast.Name):
        given = [
            node.value
            for node in ast.walk(around)
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == said.id
        ]
        return [key for one in given for key in resolved(one, around)]
    key = pattern(said)
    return [key] if key and "\\." in key else []


def told_by_helpers(said: ast.expr, module: ast.Module) -> list[str]:
    """The keys of the module's own function that makes a text, such as `note_text(note)`."""
    name = said.func.id if isinstance(said, ast.Call) and isinstance(said.func, ast.Name) else ""
    return [
        key
        for node in module.body
        if isinstance(node, ast.FunctionDef) and node.name == name
        for call in ast.walk(node)
        if isinstance(call, ast.Return) and call.value
        for key in resolved(call.value, node)
    ]


def test_what_is_shown_as_an_error_stands_among_the_errors():
    strange, handed_on, looked_at = [], set(), 0
    for script in SCRIPTS:
        module = parsed(script)
        for function in ast.walk(module):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for said in boxes(function):
                found = resolved(said, function) or told_by_helpers(said, module)
                looked_at += 1
                if not found:
                    handed_on.add(f"{script.stem}:{function.name}")
                for key in found:
                    known = {one for one in messages() if re.fullmatch(key, one)}
                    if not known or known - ERRORS.keys() - CAUTIONS:
                        strange.append(f"{script.stem}:{function.name}: {key}")
    assert strange == []
    assert handed_on == HANDED_ON
    assert looked_at > 60


RAISED = {
    "AccountError": ("accounts.problem",),
    "CannotFreeze": ("editions.problem",),
    "Unreadable": ("sheets", "xlsform.unreadable"),
    "Refused": ("api.error",),
}


def test_what_is_raised_with_a_code_stands_among_the_errors():
    raised = set()
    for script in SCRIPTS:
        for node in ast.walk(parsed(script)):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
            literals = [
                one.value
                for argument in node.args[:2]
                for one in ast.walk(argument)
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            if name in RAISED:
                raised |= {(name, code) for code in literals[:1]}
    assert len(raised) > 30
    unsaid = [
        (name, code)
        for name, code in raised
        if not any(f"{family}.{code}" in ERRORS for family in RAISED[name])
    ]
    assert unsaid == []


@pytest.mark.parametrize(
    ("family", "members"),
    [
        ("coding.refused", coding_scheme.Reason),
        ("quoting.refused", quotations.Reason),
        ("responses.unmergeable", merge_plan.Refusal),
        ("releasing.held", record.HELD),
        ("save", Trouble),
        ("trouble", Trouble),
    ],
)
def test_every_reason_of_a_refusal_stands_among_the_errors(family: str, members: Iterable[str]):
    assert {f"{family}.{member}" for member in members} <= ERRORS.keys()


def test_a_command_that_stops_says_what_happened_what_was_kept_and_what_to_do():
    stops = [
        node
        for script in SCRIPTS
        if script.parent.name == "cli"
        for node in ast.walk(parsed(script))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"stop", "refusing"}
    ]
    assert len(stops) > 15
    for call in stops:
        parts = [ast.unparse(part).strip("f\"'") for part in call.args[:3]]
        assert len(parts) == 3, ast.unparse(call)
        assert all(len(part) > 3 for part in parts), ast.unparse(call)


def test_no_message_stands_in_two_files():
    """The later one would hide the other."""
    names = [
        name
        for path in MESSAGES.glob("*.toml")
        for name in keys_of(tomllib.loads(path.read_text("utf-8")))
    ]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def keys_of(table: dict, before: str = "") -> Iterator[str]:
    for name, part in table.items():
        if isinstance(part, dict):
            is_message = "en" in part or "happened" in part
            yield from [f"{before}{name}"] if is_message else keys_of(part, f"{before}{name}.")


def test_the_page_of_messages_is_up_to_date():
    assert PAGE.read_text("utf-8") == page(), "make messages"


# Dates, times and numbers


def test_a_date_is_written_as_each_language_writes_it():
    assert show_date("2026-11-24T05:03:22+00:00", "en") == "November 24, 2026"
    assert show_date("2026-11-24T05:03:22+00:00", "ja") == "2026年11月24日"


def test_a_moment_is_shown_in_the_readers_zone_which_is_named():
    moment = "2026-11-24T20:03:22+00:00"
    assert show_moment(moment, "ja", "Asia/Tokyo") == "2026年11月25日 05:03（GMT+09:00）"
    assert show_moment(moment, "en", "America/New_York") == "November 24, 2026, 15:03 GMT-05:00"
    assert show_time(moment, "en", "Asia/Tokyo") == "05:03:22"


def test_a_zone_that_is_named_once_is_left_out_of_each_moment():
    moment = "2026-11-24T20:03:22+00:00"
    assert show_moment_in(moment, "en", "America/New_York") == "November 24, 2026, 15:03"
    assert show_moment_in(moment, "ja", "Asia/Tokyo") == "2026年11月25日 05:03"
    assert show_zone("America/New_York", "en") == "Eastern Time"
    assert show_zone("Asia/Tokyo", "ja") == "日本時間"
    assert [show_zone(zone, "ja") for zone in (None, "UTC", "nowhere")] == ["UTC"] * 3


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
