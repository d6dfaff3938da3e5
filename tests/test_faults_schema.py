"""Databases of another version: an older one is brought up to date with its answers, a newer one is left alone."""

from pathlib import Path

import pytest

from hees.store import connection, health
from hees.store.home import prepare
from hees.study import Study
from hees.team.verifying import verify
from tests import database, earlier
from tests.respondent import COMPLETE, Respondent


@pytest.mark.parametrize("steps", range(1, len(earlier.STEPS)))
def test_a_home_of_each_earlier_version_is_brought_up_to_date_with_its_answers(
    steps: int, tmp_path: Path, tiny: Study
):
    with database.hasty():
        old = earlier.home(tmp_path / "old", steps)
        token = earlier.answered(old, tiny, **COMPLETE, share=12)
        fresh = prepare(tmp_path / "fresh")
        home = prepare(old.folder)
        assert database.shape(home) == database.shape(fresh)
        person = Respondent(home, token)
        assert {key[0]: value for key, value in person.draft.values.items()} == COMPLETE | {
            "share": 12
        }
        person.answers(share=13)
        person.receipt()
    assert [check for check in verify(home) if check.problem] == []
    assert health.trouble(home) is None
    for one in (home, fresh):
        for path in (one.responses, one.public):
            connection.release(path)
