"""What a start loads, and what is compressed once: nobody waits for what the first page does not need."""

import subprocess
import sys

import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from hees import cli
from hees.web import packing
from hees.web.packing import Packing

HEAVY = {"numpy", "openpyxl", "pandas", "pyarrow", "pyreadstat", "scipy", "xlsxwriter"}
PROGRAM = "const words = 'again and again';\n" * 1000
FOR_GOOD = {"Cache-Control": "public, immutable, max-age=31536000"}


def loaded(statement: str) -> set[str]:
    """What a new Python has loaded after a statement."""
    code = f"import sys\n{statement}\nsys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


def test_the_server_loads_nothing_that_only_files_and_releases_need():
    assert not loaded("import hees.web.server") & HEAVY


def test_the_list_of_commands_loads_neither_the_study_nor_the_site():
    found = loaded("from hees.cli import main; main(['--help'], standalone_mode=False)")
    assert not found & (HEAVY | {"streamlit", "pydantic", "hees.study", "sqlite_utils"})


def test_sqlite_utils_without_pandas_hides_pandas_from_nobody_else():
    assert "pandas" in loaded("import hees.store.home, pandas")


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_a_listed_command_is_there(name: str):
    done = CliRunner().invoke(cli.main, [name, "--help"])
    assert done.exit_code == 0
    assert done.output.startswith(f"Usage: main {name} ")


def test_every_command_is_listed_and_no_other_is_known():
    listed = CliRunner().invoke(cli.main, ["--help"]).output
    for name, (_, line) in cli.COMMANDS.items():
        assert f"  {name} " in listed
        assert line in " ".join(listed.split())
    assert CliRunner().invoke(cli.main, ["nothing"]).exit_code == 2


@pytest.fixture
def compressions(monkeypatch) -> list[str]:
    """The paths that were compressed."""
    done: list[str] = []

    class Counting(packing.GZipMiddleware):
        async def __call__(self, scope, receive, send):
            done.append(scope["path"])
            await super().__call__(scope, receive, send)

    monkeypatch.setattr(packing, "GZipMiddleware", Counting)
    return done


async def program(request: Request) -> Response:
    headers = {"X-Host": request.headers["host"], "ETag": '"one"'}
    if request.headers.get("if-none-match") == '"one"':
        return Response(status_code=304, headers=headers)
    kept = {} if request.url.path.endswith("index.js") else FOR_GOOD
    return Response(PROGRAM, headers=headers | kept, media_type="text/javascript")


@pytest.fixture
def client(compressions) -> TestClient:
    app = Starlette(routes=[Route("/static/{name}", program)])
    return TestClient(Packing(app))


def test_a_program_is_compressed_once_and_its_headers_are_of_each_who_asks(client, compressions):
    first, again = (
        client.get("/static/chart.js", headers={"Host": host}) for host in ("one.test", "two.test")
    )
    assert compressions == ["/static/chart.js"]
    assert first.text == again.text == PROGRAM
    assert first.headers["content-encoding"] == again.headers["content-encoding"] == "gzip"
    assert again.headers["x-host"] == "two.test"
    assert int(again.headers["content-length"]) < len(PROGRAM) / 10


def test_who_has_a_program_already_or_takes_none_compressed_gets_what_is_right(client):
    client.get("/static/chart.js")
    known = client.get("/static/chart.js", headers={"If-None-Match": '"one"'})
    assert (known.status_code, known.content) == (304, b"")
    plain = client.get("/static/chart.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == PROGRAM


def test_what_may_change_is_compressed_anew(client, compressions):
    for _ in range(2):
        assert client.get("/static/index.js").text == PROGRAM
    assert len(compressions) == 2
