"""The `hees` command as its users type it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from hees.cli import main
from hees.language import say
from hees.settings import PROJECT
from hees.store.connection import reading
from hees.store.home import prepare
from hees.store.responses import count
from hees.study import load
from hees.survey import drafts
from hees.team import signing_in
from tests import studies


def hees(
    home: Path, *arguments: str, said: str = "", study: Path = PROJECT / "data"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hees", *arguments],
        input=said,
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"HEES_HOME": str(home), "HEES_STUDY": str(study)},
    )


def test_check_lists_every_mistake_with_its_file_and_fails(tmp_path: Path):
    assert hees(tmp_path, "check").returncode == 0
    bad = studies.write(
        tmp_path / "bad",
        (studies.ABOUT, 'choices = "category"', 'choices = "nowhere"'),
        ("choices.toml", 'money = { en = "Money", ja = "資金" }', 'money = { en = "Money" }'),
    )
    found = hees(tmp_path, "check", study=bad)
    assert found.returncode == 1
    assert f"{studies.ABOUT}: category.choices: there is no choice list 'nowhere'" in found.stderr
    assert "choices.toml: wish.money.label: has no text in 'ja'" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_list_that_is_no_table_is_refused_in_whole_sentences(tmp_path: Path):
    (tmp_path / "codes.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    refused = hees(tmp_path / "home", "register", str(tmp_path / "codes.xls"))
    assert refused.returncode == 1
    assert f"Error: {say('sheets.old_excel', 'en', file='codes.xls')}\n" == refused.stderr


def test_simulated_answers_never_join_real_ones(tmp_path: Path):
    home = prepare(tmp_path / "home")
    drafts.start(home, load(PROJECT / "data"), "en")
    refused = hees(home.folder, "simulate", "3")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    with reading(home.responses) as connection:
        assert count(connection) == 1


def test_an_account_is_added_its_password_changed_and_shut_out(tmp_path: Path):
    add = ("account", "add", "ann", "--password-stdin")
    short = hees(tmp_path, *add, said="short\n")
    assert short.returncode == 1
    assert "12 characters" in short.stderr
    assert hees(tmp_path, *add, said="correct horse battery\n").returncode == 0
    again = hees(tmp_path, *add, said="correct horse battery\n")
    assert again.returncode == 1
    assert "already" in again.stderr
    home = prepare(tmp_path)
    session = signing_in.sign_in(home, "ann", "correct horse battery", "127.0.0.1")
    assert session
    hees(tmp_path, "account", "password", "ann", "--password-stdin", said="another long one\n")
    assert signing_in.signed_in(home, session.token) is None
    assert signing_in.sign_in(home, "ann", "another long one", "127.0.0.1")
    assert hees(tmp_path, "account", "disable", "ann").returncode == 0
    assert signing_in.sign_in(home, "ann", "another long one", "127.0.0.1") is None


def test_a_lost_link_is_replaced_and_a_leaked_one_revoked(tmp_path: Path):
    home = prepare(tmp_path)
    response, old = drafts.start(home, load(PROJECT / "data"), "en")
    printed = hees(tmp_path, "link", "replace", response).stdout.strip()
    new = printed.rpartition("/r/")[2]
    assert drafts.open_link(home, old) is None
    assert drafts.open_link(home, new) == response
    assert hees(tmp_path, "link", "revoke", response).returncode == 0
    assert drafts.open_link(home, new) is None
    assert hees(tmp_path, "link", "revoke", "nobody").returncode == 1


@pytest.mark.parametrize("document", ["README.md", "docs/architecture.md"])
def test_every_command_that_the_documents_name_exists(document: str):
    text = (PROJECT / document).read_text("utf-8")
    named = set(re.findall(r"(?:`|bin/)hees ((?:account |link )?[a-z]+)", text))
    assert named
    for command in sorted(named):
        assert CliRunner().invoke(main, [*command.split(), "--help"]).exit_code == 0, command
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
