"""Fixtures that the tests share: a fresh home, the shipped study, and a tiny one."""

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import argon2
import pytest
from hypothesis import HealthCheck, settings

from hees.settings import PROJECT
from hees.store import connection
from hees.store.home import Home, prepare
from hees.study import Study, load
from hees.team import passwords
from tests import exhibits, studies
from tests.respondent import Respondent

# `steady` tries the same examples in every run; `pytest --hypothesis-profile=searching` new ones.
_SHARED = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}
settings.register_profile("steady", derandomize=True, database=None, **_SHARED)
settings.register_profile("searching", max_examples=1000, **_SHARED)
settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    """Files in their order, of which the browser's, that take longest, are the first."""
    config.option.loadscopereorder = False


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Hashing is slow on purpose; the tests check who hashes, not how long it takes."""
    quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: quick)
        yield


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A fresh home that nobody has answered in."""
    ready = prepare(tmp_path / "home")
    yield ready
    connection.release(ready.responses)
    connection.release(ready.public)


@pytest.fixture(scope="session")
def study() -> Study:
    """The study that the repository ships."""
    return load(PROJECT / "data")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A study of a few questions of every kind, independent of the shipped one."""
    return studies.tiny(tmp_path_factory.mktemp("tiny"))


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder of that name, made by the first test process that needs it, for all of them.

    `make` fills it, and has let go of its files when it returns.
    """
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # which the workers share
    folder, unfinished = base / name, base / f"{name}-{os.getpid()}"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            make(unfinished)
            unfinished.rename(folder)
    return folder


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home of the shipped study with 150 simulated organisations and one release. Only read it."""
    ready = Home(once(tmp_path_factory, "released", exhibits.released))
    yield ready
    connection.release(ready.responses)
    connection.release(ready.public)


@pytest.fixture
def person(home: Home, tiny: Study) -> Respondent:
    """Somebody who has just started to answer the tiny study."""
    return Respondent.starts(home, tiny)
