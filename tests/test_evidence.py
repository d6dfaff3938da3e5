"""The evidence page speaks of tests that there are."""

import ast
import tomllib

import pytest

from hees.settings import PROJECT

PROMISES = tomllib.loads((PROJECT / "docs" / "evidence.toml").read_text("utf-8"))["promise"]


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise["text"][:40])
def test_each_promise_names_tests_that_there_are(promise: dict):
    assert promise["tests"]
    for test in promise["tests"]:
        path, name = test.split("::")
        tree = ast.parse((PROJECT / path).read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
