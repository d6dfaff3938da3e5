"""The measurements can be run, and their document is made of what they printed. Nothing is timed here."""

from importlib import import_module

import pytest

from bench import run


@pytest.mark.parametrize("name", run.PARTS)
def test_a_part_can_be_imported_and_says_what_it_compares(name: str):
    assert callable(import_module(f"bench.{name}").main)
    assert len(run.prose(name).split("\n\n")) > 1
    assert "Run: " not in run.prose(name)


def test_the_document_is_what_the_parts_say_and_printed_last():
    assert run.DOCUMENT.read_text("utf-8") == run.document(), "run: python -m bench.run --write"


def test_each_part_with_a_result_is_in_the_document(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "RESULTS", tmp_path)
    (tmp_path / "save.txt").write_text("2026-11-26, 2 cores\npython -m bench.save\n\nratio 1.6\n")
    made = run.document()
    assert "## A save against a raw upsert\n" in made
    assert "`python -m bench.save` (2026-11-26, 2 cores)\n\n```\nratio 1.6\n```\n" in made
    assert "## Exports" not in made


def test_a_part_that_does_not_end_well_keeps_its_last_result(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "RESULTS", tmp_path)
    monkeypatch.setitem(run.PARTS, "nowhere", run.Part("Nowhere"))
    (tmp_path / "nowhere.txt").write_text("the last")
    assert not run.measure("nowhere")
    assert (tmp_path / "nowhere.txt").read_text() == "the last"
