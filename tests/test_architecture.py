"""What the documents say of the code is so: its layers, who imports whom, the places that they name."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest

from hees.settings import PROJECT
from hees.store.connection import reading
from hees.store.home import prepare

ARCHITECTURE = PROJECT / "docs/architecture.md"
DOCUMENTS = [ARCHITECTURE, PROJECT / "README.md", PROJECT / "CONTRIBUTING.md"]
DOCUMENTS += [PROJECT / "docs/security.md"]

BOTH_DATABASES = {
    "backups",
    "connection",
    "health",
    "home",
    "integrity",
    "schema",
    "since",
    "steps",
}
"""Modules of the store that are about the files themselves, whatever stands in them."""

MADE_BY_OTHERS = {".streamlit/secrets.toml"}
"""Places that a document names and that each installation makes for itself."""

Layers = list[set[str]]


@cache
def text_of(document: Path) -> str:
    return document.read_text("utf-8")


@cache
def contracts() -> dict[str, dict]:
    table = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    return {one["name"]: one for one in table["tool"]["importlinter"]["contracts"]}


@cache
def imports() -> dict[str, set[str]]:
    """The packages, and modules beside them, that each imports."""
    graph = grimp.build_graph("hees", cache_dir=None)
    found: dict[str, set[str]] = defaultdict(set)
    for module in graph.modules:
        for other in graph.find_modules_directly_imported_by(module):
            one, two = (".".join(name.split(".")[:2]) for name in (module, other))
            if one != two and two != "hees":
                found[one].add(two)
    return found


def layers_drawn() -> Layers:
    """The diagram of the page: a line a layer, the highest first."""
    [diagram] = re.findall(r"```\n(hees\.cli\n.*?)```", text_of(ARCHITECTURE), re.DOTALL)
    return [set(line.split(" | ")) for line in diagram.strip().splitlines()]


def layers_checked() -> Layers:
    contract = contracts()["Packages only import those below them"]
    layers = [{f"hees.{name}" for name in line.split(" | ")} for line in contract["layers"]]
    return [layer for layer in layers if layer != {"hees.__main__"}]


def test_the_diagram_is_what_is_checked():
    assert layers_drawn() == layers_checked()
    assert contracts()["Packages only import those below them"]["exhaustive"]


def test_every_part_of_the_package_is_in_the_diagram():
    folder = PROJECT / "hees"
    parts = {path.parent.name for path in folder.glob("*/__init__.py")}
    parts |= {path.stem for path in folder.glob("*.py") if not path.stem.startswith("__")}
    assert set.union(*layers_drawn()) == {f"hees.{name}" for name in parts}


def test_the_table_says_who_imports_whom():
    small = layers_drawn()[-1]
    rows = re.findall(r"^\| (`hees\..*?) \| (.*?) \|$", text_of(ARCHITECTURE), re.MULTILINE)
    said = {
        package: {f"hees.{name}" for name in re.findall(r"`(\w+)`", imported)}
        for packages, imported in rows
        for package in re.findall(r"`(hees\.\w+)`", packages)
    }
    packages = set.union(*layers_drawn()[:-1])
    assert said == {package: imports()[package] - small for package in packages}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_place_that_a_document_names_is_there(document: Path):
    text = text_of(document)
    named = set(re.findall(r"`([\w.*<>/-]*/[\w.*<>/-]+|hees\.[a-z_.]+)`", text))
    places = [name for name in named - MADE_BY_OTHERS if is_place(name)]
    assert places or document.name == "CONTRIBUTING.md"
    assert [name for name in places if not exists(name)] == []
    linked = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [name for name in linked if not (document.parent / name).exists()] == []


def is_place(name: str) -> bool:
    """Whether a name is one of ours: in a folder of the repository, or a module."""
    first = name.split("/")[0]
    return name.startswith("hees.") or ((PROJECT / first).is_dir() and first != "")


def exists(name: str) -> bool:
    """A path, perhaps with a part that stands for any; or a module, perhaps with a name in it."""
    if not name.startswith("hees."):
        return any(PROJECT.glob(re.sub("<.*?>", "*", name).rstrip("/")))
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        path = PROJECT.joinpath(*parts[:end])
        if path.is_dir() or path.with_suffix(".py").exists():
            return end == len(parts) or parts[end] in names_in(path.with_suffix(".py"))
    return False


def names_in(path: Path) -> set[str]:
    """The functions, classes, methods and constants of a module."""
    tree = ast.walk(ast.parse(path.read_text("utf-8")))
    return {
        name
        for node in tree
        for name in (getattr(node, "name", None), getattr(node, "id", None))
        if isinstance(name, str)
    }


def test_every_function_that_the_page_names_with_its_module_is_in_it():
    named = re.findall(r"`(\w+)\.(\w+)(?:\([^`]*\))?`\s\(`([\w/]+\.py)`", text_of(ARCHITECTURE))
    assert len(named) > 8
    assert [one for one in named if one[1] not in names_in(PROJECT / one[2])] == []


def test_every_module_of_the_workplace_is_there():
    table = text_of(ARCHITECTURE).partition("| page | domain |")[2].partition("\n\n")[0]
    cells = [row.split(" | ")[1] for row in table.splitlines()[2:]]
    modules = [name for cell in cells for name in re.findall(r"`(\w+)/?`", cell)]
    assert len(modules) > 10
    team = PROJECT / "hees/team"
    assert [one for one in modules if not list(team.glob(f"{one}*"))] == []


def python_files(*but: str) -> Iterator[Path]:
    for folder in ("hees", "pages"):
        for path in (PROJECT / folder).rglob("*.py"):
            if not any(path.is_relative_to(PROJECT / one) for one in but):
                yield path


def test_only_the_store_speaks_sql():
    speaking = {"execute", "executemany", "executescript", "create_function", "row_factory"}
    for path in python_files("hees/store"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute):
                assert node.attr not in speaking, path
            if isinstance(node, ast.ImportFrom) and node.module == "sqlite3":
                assert [one.name for one in node.names] == ["Connection"], path


def test_findings_may_import_only_what_public_db_is_read_with(tmp_path: Path):
    """Each module of the store with a table of responses.db is one that findings cannot import."""
    contract = contracts()["Findings cannot reach the exact answers"]
    closed = {name.removeprefix("hees.store.") for name in contract["forbidden_modules"]}
    home = prepare(tmp_path / "home")
    tables = []
    for path in (home.responses, home.public):
        with reading(path) as connection:
            rows = connection.execute("SELECT name FROM sqlite_master WHERE type != 'index'")
            tables.append({row[0] for row in rows.fetchall()})
    exact = "|".join(tables[0] - tables[1])
    for path in (PROJECT / "hees/store").glob("*.py"):
        if path.stem not in closed | BOTH_DATABASES:
            text = path.read_text("utf-8")
            assert not re.search(rf"(FROM|JOIN|INTO|UPDATE) ({exact})\b", text), path.stem
            assert "home.responses" not in text, path.stem
