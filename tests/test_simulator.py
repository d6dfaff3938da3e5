"""Simulated organisations answer as people do, reproducibly, and never beside real answers."""

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import correlation, mean

import pytest

from hees.settings import PROJECT
from hees.simulation import checks, loader
from hees.simulation.simulator import RealDataPresent, Simulated, simulate
from hees.store import connection
from hees.store.home import Home, prepare
from hees.study import Kind, Study, StudyError
from hees.survey import drafts, finder
from hees.survey.drafts import Draft
from hees.survey.values import problem
from tests import database

COUNT = 60


@pytest.fixture(scope="module")
def filled(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple]:
    """A home in which COUNT organisations have answered the shipped study."""
    home = prepare(tmp_path_factory.mktemp("simulated") / "home")
    finder.fill(home, PROJECT / "data", study.languages)
    yield home, simulate(home, study, COUNT, seed=8)
    connection.release(home.responses)
    connection.release(home.public)


def read_all(home: Home, status: str = "%") -> list[Draft]:
    found = database.rows(home, "SELECT id FROM response WHERE status LIKE ?", status)
    return [drafts.load(home, id) for [id] in found]


def answers(home: Home) -> Counter:
    """All responses, with the order of an entry instead of its random id."""

    def without_ids(draft: Draft) -> tuple:
        order = {
            entry: str(position)
            for entries in draft.entries.values()
            for position, entry in enumerate(entries)
        }
        told = sorted(
            (question, order.get(item, item), json.dumps(value))
            for (question, item), value in draft.values.items()
        )
        data = database.submitted(home, draft.response.id)
        return draft.response.status, draft.response.language, len(data), tuple(told)

    return Counter(without_ids(draft) for draft in read_all(home))


def simulate_elsewhere(folder: Path, hash_seed: str) -> subprocess.Popen:
    """Run the command in a process of its own."""
    environment = os.environ | {"HEES_HOME": str(folder), "PYTHONHASHSEED": hash_seed}
    environment.pop("HEES_STUDY", None)
    command = [sys.executable, "-m", "hees", "simulate", "6", "--seed", "5"]
    return subprocess.Popen(command, env=environment, cwd=PROJECT, stderr=subprocess.DEVNULL)


def test_the_same_seed_gives_the_same_answers_whatever_the_hash_seed(tmp_path):
    folders = {hash_seed: tmp_path / hash_seed for hash_seed in ("1", "2")}
    running = [simulate_elsewhere(folder, hash_seed) for hash_seed, folder in folders.items()]
    assert [process.wait() for process in running] == [0, 0]
    first, second = (answers(Home(folder)) for folder in folders.values())
    assert first == second


def test_another_seed_gives_other_answers(tiny, tmp_path):
    first, again, other = (prepare(tmp_path / name) for name in ("first", "again", "other"))
    for home, seed in ((first, 1), (again, 1), (other, 2)):
        simulate(home, tiny, 4, seed)
    assert answers(first) == answers(again) != answers(other)


def test_nothing_is_simulated_where_somebody_real_has_begun(home, tiny, person):
    before = database.dump(home)
    with pytest.raises(RealDataPresent, match="1"):
        simulate(home, tiny, 3, seed=1)
    assert database.dump(home) == before


def test_a_home_is_marked_simulated_and_may_be_filled_further(home, tiny):
    told: list[int] = []
    simulate(home, tiny, 3, seed=1, report=told.append)
    assert database.rows(home, "SELECT kind FROM state") == [("simulated",)]
    simulate(home, tiny, 2, seed=2)
    assert sum(told) == 3
    assert len(read_all(home)) == 5


def test_every_submitted_answer_is_valid_and_on_the_path(filled):
    home, _ = filled
    for draft in read_all(home, "submitted"):
        data = database.submitted(home, draft.response.id)
        assert data
        assert data.keys() <= draft.path.keys
        for (question, _), value in data.items():
            assert problem(draft.questionnaire.questions[question], value) is None


def test_any_study_can_be_simulated(home, tiny):
    done = simulate(home, tiny, 30, seed=1)
    assert done.submitted > 10
    told = {key[0] for draft in read_all(home) for key in draft.values}
    assert told == set(tiny.questionnaire.questions)


def test_some_break_off_some_return_and_some_withdraw(filled):
    home, done = filled
    statuses = Counter(draft.response.status for draft in read_all(home))
    assert done == Simulated(statuses["submitted"], statuses["draft"], statuses["withdrawn"])
    assert 0.05 < done.drafts / COUNT < 0.4
    [[edits]] = database.rows(home, "SELECT count(*) FROM submission WHERE number > 1")
    assert 0 < edits < COUNT / 4
    assert len({len(draft.values) for draft in read_all(home, "draft")}) > 5


def test_both_languages_are_used_and_answers_are_written_in_them(filled):
    home, _ = filled
    languages = Counter(draft.response.language for draft in read_all(home, "submitted"))
    assert min(languages["en"], languages["ja"]) > COUNT / 5
    for draft in read_all(home, "submitted"):
        name = draft.values["org_name", ""]["name"]
        assert ("Simulated" if draft.response.language == "en" else "模擬") in name


def test_questions_are_left_open_late_ones_and_numbers_more_often(filled, study):
    home, _ = filled
    asked, answered = defaultdict(int), defaultdict(int)
    first, last = study.questionnaire.sections[0], study.questionnaire.section("data")
    for draft in read_all(home, "submitted"):
        for field in draft.path.fields:
            groups = {field.section.id, field.question.kind}
            for group in groups if not field.question.required else ():
                asked[group] += 1
                answered[group] += field.key in draft.path.data
    rate = {group: answered[group] / asked[group] for group in asked}
    assert 1 > rate[first.id] > rate[last.id] > 0.5
    assert 1 > rate[Kind.SINGLE] > rate[Kind.NUMBER] > rate[Kind.LONG_TEXT] > 0.2


def test_answers_of_an_organisation_hang_together(filled):
    home, _ = filled
    values = [draft.path.data for draft in read_all(home, "submitted")]
    level = {f"i{step}": step for step in range(1, 6)} | {f"a{step}": step for step in range(1, 6)}

    def levels(one: tuple[str, str], among: list) -> list[int]:
        return [level[data[one]] for data in among]

    virtual, coil = ("priorities", "virtual"), ("rec_agree", "coil_mobility")
    both = [data for data in values if virtual in data and coil in data]
    assert correlation(levels(virtual, both), levels(coil, both)) > 0.3

    rated = [data for data in values if virtual in data]
    active = [data for data in rated if "virtual_exchange" in data["areas", ""]]
    idle = [data for data in rated if data not in active]
    assert mean(levels(virtual, active)) - mean(levels(virtual, idle)) > 0.7


def test_entries_have_names_and_institutions_of_the_register(filled):
    home, _ = filled
    counts, institutions = Counter(), []
    for draft in read_all(home, "submitted"):
        entries = draft.entries.get("programmes", ())
        counts[len(entries)] += 1
        names = [draft.values["programme_name", entry] for entry in entries]
        assert len(set(names)) == len(names)
        institutions += [
            one for entry in entries for one in draft.values.get(("programme_us", entry), ())
        ]
    assert set(counts) <= set(range(6))
    assert len(counts) > 3
    listed = finder.chosen_ids(institutions)
    assert listed
    assert finder.names(home, institutions).keys() == listed
    assert any("name" in one for one in institutions)


def test_contact_data_is_made_up_and_stays_out_of_the_data(filled):
    home, _ = filled
    emails = database.rows(home, "SELECT value FROM contact WHERE question = 'contact_email'")
    assert emails
    assert all(value.endswith('@example.org"') for [value] in emails)
    assert database.tables_with(home, "@example.org") == {"contact"}


def test_the_shipped_steering_names_only_what_the_study_has(study):
    shipped = loader.read(PROJECT / "data", study)
    assert shipped.study == study.id
    assert shipped.questions


def test_a_mistake_in_the_steering_is_named(tiny, tmp_path):
    text = 'study = "tiny"\n[questions.base.choices]\nnowhere = { "category=shop" = 1 }\n'
    (tmp_path / checks.FILE).write_text(text, "utf-8")
    with pytest.raises(StudyError) as refused:
        loader.read(tmp_path, tiny)
    assert len(refused.value.problems) == 2
    assert "nowhere" in str(refused.value)
    assert "category=shop" in str(refused.value)
