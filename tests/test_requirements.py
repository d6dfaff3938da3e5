"""What the project rests on: pinned by hash, declared, used, named in the README, and audited."""

import ast
import importlib.util
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType

import httpx
import pytest

from hees.settings import PROJECT

FILES = ("requirements.txt", "requirements-dev.txt", "requirements-setup.txt")

UNIMPORTED = {
    "python-multipart": "Starlette reads forms with it",
    "authlib": "Streamlit's single sign-on",
    "httpx": "Streamlit's single sign-on; the audit",
}
"""Needed by others at run time, and therefore never imported in `hees/`."""

PROGRAMS = {"ruff", "ty", "import-linter", "pytest-xdist"}
"""Used from the command line."""

THROUGH_OTHERS = {
    "starlette": "streamlit",
    "protobuf": "streamlit",
    "websockets": "streamlit",
    "pillow": "streamlit",
    "markdown-it-py": "streamlit",
    "grimp": "import-linter",
}
"""Imported, but not declared: they are part of what the other speaks, in the version that it wants."""


def bare(requirement: str) -> str:
    """The name of a package in a requirement, as indexes write it."""
    return re.split(r"[\[<>=~!; ]", requirement)[0].lower().replace("_", "-")


def declared() -> tuple[set[str], set[str]]:
    """What the site needs, and what only its development needs."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    both = project["dependencies"], project["optional-dependencies"]["dev"]
    site, dev = ({bare(one) for one in part} for part in both)
    return site, dev


def imported(*places: str) -> set[str]:
    """The packages that the modules in these places import."""
    known = packages_distributions()
    modules = {name for place in places for file in PROJECT.glob(place) for name in names(file)}
    outside = modules - sys.stdlib_module_names - {"hees", "tests", "bench", "docs"}
    return {bare(one) for module in outside for one in known[module]}


def names(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name.split(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("name", FILES)
def test_every_requirement_is_one_version_with_its_hashes(name: str):
    text = (PROJECT / name).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[\w.-]+==[\w.+!-]+( ;[^@]+?)?( +--hash=sha256:[0-9a-f]{64})+ *$", line), (
            line
        )


def test_what_is_declared_is_pinned():
    site, dev = declared()
    for needed, name in ((site, "requirements.txt"), (site | dev, "requirements-dev.txt")):
        lines = (PROJECT / name).read_text("utf-8").splitlines()
        assert needed <= {bare(line) for line in lines if "==" in line}, name


def test_what_the_site_imports_is_declared_and_what_is_declared_is_used():
    site, _ = declared()
    found = imported("hees/**/*.py", "pages/*.py", "streamlit_app.py")
    assert found - THROUGH_OTHERS.keys() <= site
    assert site - UNIMPORTED.keys() <= found
    assert not found & UNIMPORTED.keys(), "it is imported by now"


def test_what_development_imports_is_declared_and_what_is_declared_is_used():
    site, dev = declared()
    found = imported("tests/**/*.py", "bench/*.py", "docs/*.py")
    assert found - THROUGH_OTHERS.keys() <= site | dev
    assert dev - PROGRAMS <= found


def test_the_readme_says_what_each_dependency_is_for():
    readme = (PROJECT / "README.md").read_text("utf-8")
    table = readme.split("## What each dependency is for")[1].split("\n\n")[1]
    rows = [row.split("|")[1] for row in table.splitlines()[2:]]
    told = {name.strip() for row in rows for name in row.split(",")}
    site, dev = declared()
    assert told == site | dev


# The audit


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", PROJECT / "docs" / "audit.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def looked_up(audit: ModuleType, reply: Callable, *, strict: bool = False) -> int:
    """How the audit ends when the list of vulnerabilities answers so."""
    with httpx.Client(transport=httpx.MockTransport(reply)) as client:
        return audit.main(client, strict=strict)


def test_the_audit_asks_about_every_pinned_package_and_fails_for_a_vulnerable_one(
    audit: ModuleType, capsys
):
    asked: list[dict] = []

    def answer(request: httpx.Request) -> httpx.Response:
        queries = httpx.Response(200, content=request.content).json()["queries"]
        asked.extend(queries)
        bad = {"vulns": [{"id": "GHSA-0000"}]}
        found = [bad if one["package"]["name"] == "openpyxl" else {} for one in queries]
        return httpx.Response(200, json={"results": found})

    assert looked_up(audit, answer) == 1
    assert "VULNERABLE: openpyxl" in capsys.readouterr().err
    site, dev = declared()
    assert {"uv"} | site | dev <= {one["package"]["name"] for one in asked}
    assert all(one["version"] for one in asked)


def test_an_audit_without_a_finding_passes(audit: ModuleType, capsys):
    def answer(request: httpx.Request) -> httpx.Response:
        queries = httpx.Response(200, content=request.content).json()["queries"]
        return httpx.Response(200, json={"results": [{} for _ in queries]})

    assert looked_up(audit, answer, strict=True) == 0
    assert capsys.readouterr().err == ""


def offline(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no network")


@pytest.mark.parametrize(
    "reply",
    [
        offline,
        lambda request: httpx.Response(503),
        lambda request: httpx.Response(200, text="<html>"),
        lambda request: httpx.Response(200, json={"results": []}),
        lambda request: httpx.Response(200, json={}),
    ],
)
def test_an_audit_that_could_not_look_says_so_loudly(audit: ModuleType, reply, capsys):
    assert looked_up(audit, reply) == 0
    assert "NOT AUDITED" in capsys.readouterr().err
    assert looked_up(audit, reply, strict=True) == 2
