"""Long random walks through the tiny study, against a model in plain dictionaries.

The model has a routing rule of its own, written by hand for this study, and knows nothing of
conditions, revisions in the database, or SQL.
"""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hees.store.home import Home
from hees.study import Study
from hees.survey import drafts, entries, receipt_codes, submitting, withdrawal
from hees.survey.drafts import Conflict, FieldGone, LinkEnded, Saved
from hees.survey.receipt_codes import Receipt
from tests import database
from tests.respondent import Respondent

Key = tuple[str, str]

ACTIVITIES = ("research", "training", "other", "none")
MOST_ENTRIES = 3

# What may be given: question → (raw, canonical, valid)
GIVEN: dict[str, list[tuple[Any, Any, bool]]] = {
    "name": [({"name": " A "}, {"name": "A"}, True), ({"id": "aa-1"}, {"id": "aa-1"}, True)],
    "category": [("agency", "agency", True), ("company", "company", True), ("gone", "gone", False)],
    "activities": [
        (["training", "research"], ["research", "training"], True),
        (["research"], ["research"], True),
        (["other", "training"], ["training", "other"], True),
        (["none"], ["none"], True),
        (["none", "research"], ["research", "none"], False),
    ],
    "other_activity": [(" tea ", "tea", True), ("x" * 41, "x" * 41, False)],
    "papers": [("１２", 12, True), ("many", "many", False), (-1, -1, False)],
    "labs": [([{"name": "L|M"}], [{"name": "L|M"}], True), ([{"name": "L"}] * 2, [{"name": "L"}], True)],
    "lab_site": [("a.org", "https://a.org", True), ("nonsense", "nonsense", False)],
    "trainees": [("99", 99, True), ("100", 100, True), (1.5, 1.5, False)],
    "training_note": [("a\r\nb", "a\nb", True)],
    "cost": [("high", "high", True), ("low", "low", True)],
    "time": [("high", "high", True)],
    "cost_note": [("Travel", "Travel", True)],
    "wishes": [(["staff", "money"], ["staff", "money"], True), (["money", "staff", "partners"],) * 2 + (False,)],
    "person": [("Ann", "Ann", True), ("Bo", "Bo", True)],
    "programme_name": [("Summer", "Summer", True), ("冬", "冬", True)],
    "programme_size": [("5", 5, True), ("500", 500, True), ("0", 0, False)],
    "programme_note": [("Big", "Big", True)],
}  # fmt: skip
ROWS = {"cost", "time"}
IN_ENTRIES = {"programme_name", "programme_size", "programme_note"}
REQUIRED = {"name", "category", "other_activity", "programme_name"}
VALID = {(id, repr(value)): valid for id, given in GIVEN.items() for _, value, valid in given}


def key_of(id: str, entry: str = "") -> Key:
    return ("views", id) if id in ROWS else (id, entry)


class Model:
    """What the response should hold, in plain terms."""

    def __init__(self) -> None:
        self.values: dict[Key, Any] = {}
        self.changed: dict[Key, int] = {}
        self.moves = 0
        self.order: list[str] = []
        self.deleted: list[str] = []
        self.status = "draft"
        self.submissions: list[dict[Key, Any]] = []

    def give(self, key: Key, value: Any) -> None:
        if self.values.get(key) != value:
            self.moves += 1
            self.changed[key] = self.moves
        self.values[key] = value

    def asked(self) -> list[tuple[str, Key]]:
        """The questions on the path as (id, key), by hand."""
        has = self.valid
        activities = has("activities") or []
        ids = ["name", "category", "base", "since", "activities"]
        ids += ["other_activity"] if "other" in activities else []
        if "research" in activities:
            ids += ["papers", "labs", *(["lab_site"] if has("labs") else [])]
        if "training" in activities and has("category") != "company":
            ids += ["trainees", *(["training_note"] if (has("trainees") or 0) >= 100 else [])]
        asked = [(id, key_of(id)) for id in ids]
        for entry in self.order:
            asked += [(id, (id, entry)) for id in ("programme_name", "programme_size")]
            if (has("programme_size", entry) or 0) >= 100:
                asked.append(("programme_note", ("programme_note", entry)))
        ids = ["cost", "time", *(["cost_note"] if has("cost") == "high" else [])]
        ids += ["wishes", "share", "consent", "person", "email"]
        return asked + [(id, key_of(id)) for id in ids]

    def valid(self, id: str, entry: str = "") -> Any:
        """A valid answer, as if its question were asked; callers know that it is."""
        value = self.values.get(key_of(id, entry))
        return value if value is not None and VALID[id, repr(value)] else None

    def data(self) -> dict[Key, Any]:
        found = {
            key: self.valid(id, key[1] if id in IN_ENTRIES else "") for id, key in self.asked()
        }
        return {
            key: value for key, value in found.items() if value is not None and key[0] != "person"
        }

    def gaps(self) -> list[Key]:
        return [
            key
            for id, key in self.asked()
            if (self.values.get(key) is None and id in REQUIRED)
            or (self.values.get(key) is not None and not VALID[id, repr(self.values[key])])
        ]


class Editor:
    """One browser tab: what it last saw of each answer."""

    def __init__(self, person: Respondent, model: Model) -> None:
        self.person, self.model = person, model
        self.look()

    def look(self) -> None:
        stored = self.person.draft.stored
        self.revisions = {key: kept.revision for key, kept in stored.items()}
        self.seen = self.model.moves


class Walk(RuleBasedStateMachine):
    home: Home
    study: Study

    @initialize()
    def start(self) -> None:
        self.model = Model()
        person = Respondent.starts(self.home, self.study)
        self.section = self.study.questionnaire.section("programmes")
        self.editors = [Editor(person, self.model), Editor(person.resumes("ja"), self.model)]

    @property
    def person(self) -> Respondent:
        return self.editors[0].person

    is_open = precondition(lambda self: self.model.status in {"draft", "submitted"})
    has_entry = precondition(lambda self: self.model.order)

    # Answering

    @is_open
    @rule(data=st.data(), who=st.sampled_from([0, 1]), mine=st.booleans())
    def answer(self, data: st.DataObject, who: int, mine: bool) -> None:
        id = data.draw(st.sampled_from([one for one in GIVEN if one not in IN_ENTRIES]))
        self.give(who, id, key_of(id), data, mine=mine)

    @is_open
    @has_entry
    @rule(data=st.data(), who=st.sampled_from([0, 1]), mine=st.booleans())
    def answer_in_an_entry(self, data: st.DataObject, who: int, mine: bool) -> None:
        entry = data.draw(st.sampled_from(self.model.order))
        id = data.draw(st.sampled_from(sorted(IN_ENTRIES)))
        self.give(who, id, (id, entry), data, mine=mine)

    def give(self, who: int, id: str, key: Key, data: st.DataObject, *, mine: bool) -> None:
        """Give or clear an answer; after a conflict choose `mine` or the other one."""
        raw, value, _ = data.draw(st.sampled_from([*GIVEN[id], ("", None, True)]))
        raw = None if value is None else raw
        editor, model = self.editors[who], self.model
        elsewhere = model.changed.get(key, 0) > editor.seen
        expected = Conflict if elsewhere and model.values.get(key) != value else Saved
        based_on = editor.revisions.get(key, 0)
        outcome = editor.person.gives(key[0], raw, key[1], based_on=based_on)
        assert isinstance(outcome, expected)
        if isinstance(outcome, Conflict):
            assert (outcome.mine, outcome.theirs) == (value, model.values.get(key))
            if not mine:
                return
            outcome = editor.person.gives(key[0], raw, key[1], based_on=outcome.revision)
            assert isinstance(outcome, Saved)
        assert outcome.value == value
        model.give(key, value)
        editor.look()

    @is_open
    @rule(data=st.data())
    def change_the_branch(self, data: st.DataObject) -> None:
        """Go back to the question that decides most, more often than chance would."""
        self.give(0, "activities", key_of("activities"), data, mine=True)

    @rule(who=st.sampled_from([0, 1]), language=st.sampled_from(["en", "ja"]))
    def look_in_a_language(self, who: int, language: str) -> None:
        before = database.dump(self.home)
        self.editors[who].person.language = language
        self.editors[who].look()
        assert database.dump(self.home) == before

    @rule(language=st.sampled_from(["en", "ja"]))
    def resume(self, language: str) -> None:
        """Another device: nothing is known but the link."""
        self.editors[0] = Editor(self.person.resumes(language), self.model)

    @rule()
    def get_a_new_link(self) -> None:
        language, old = self.person.language, self.person.token
        token = drafts.replace_link(self.home, self.person.id)
        assert drafts.open_link(self.home, old) is None
        self.editors[0] = Editor(Respondent(self.home, token, language), self.model)
        self.editors[1].person.token = token

    # Entries

    @is_open
    @precondition(lambda self: self.model.deleted)
    @rule(data=st.data())
    def answer_in_a_deleted_entry(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self.model.deleted))
        try:
            self.person.gives("programme_name", "Late", entry)
        except FieldGone:
            return
        raise AssertionError("an answer was saved to a deleted entry")

    @is_open
    @rule()
    def add_entry(self) -> None:
        try:
            self.model.order.append(entries.add(self.home, self.person.id, self.section))
        except entries.TooManyEntries:
            assert len(self.model.order) == MOST_ENTRIES

    @is_open
    @has_entry
    @rule(data=st.data())
    def copy_entry(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self.model.order))
        try:
            copied = entries.copy(self.home, self.person.id, self.section, entry, "en")
        except entries.TooManyEntries:
            assert len(self.model.order) == MOST_ENTRIES
            return
        self.model.order.insert(self.model.order.index(entry) + 1, copied)
        for id in IN_ENTRIES:
            self.model.give((id, copied), self.model.values.get((id, entry)))
        self.editors[0].look()

    @is_open
    @has_entry
    @rule(data=st.data(), by=st.sampled_from([-1, 1]))
    def move_entry(self, data: st.DataObject, by: int) -> None:
        order = self.model.order
        entry = data.draw(st.sampled_from(order))
        entries.move(self.home, self.person.id, self.section, entry, by)
        place = order.index(entry)
        other = place + by
        if 0 <= other < len(order):
            order[place], order[other] = order[other], order[place]

    @is_open
    @has_entry
    @rule(data=st.data())
    def delete_entry(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self.model.order))
        entries.delete(self.home, self.person.id, self.section, entry)
        self.model.order.remove(entry)
        self.model.deleted.append(entry)

    @is_open
    @precondition(lambda self: self.model.deleted)
    @rule()
    def undo_the_last_deletion(self) -> None:
        entry = self.model.deleted[-1]
        try:
            entries.restore(self.home, self.person.id, self.section, entry)
        except entries.TooManyEntries:
            assert len(self.model.order) == MOST_ENTRIES
            return
        self.model.deleted.pop()
        others = self.model.order
        now = list(self.person.draft.entries["programmes"])
        assert [one for one in now if one != entry] == others, "the others keep their order"
        self.model.order = now

    # Submitting and leaving

    @is_open
    @rule()
    def submit(self) -> None:
        outcome = self.person.submits()
        gaps = self.model.gaps()
        if gaps:
            assert isinstance(outcome, list)
            assert [gap.field.key for gap in outcome] == gaps
            return
        assert isinstance(outcome, Receipt)
        self.model.status = "submitted"
        snapshot = {**self.model.data(), ("order", ""): list(self.model.order)}
        if not self.model.submissions or self.model.submissions[-1] != snapshot:
            self.model.submissions.append(snapshot)
        assert outcome.number == len(self.model.submissions)

    @is_open
    @rule()
    def complete_and_submit(self) -> None:
        """Give what is missing, so that walks get this far often."""
        for key in self.model.gaps():
            id = key[1] if key[0] == "views" else key[0]
            raw, value, _ = next(one for one in GIVEN[id] if one[2])
            assert isinstance(self.person.gives(key[0], raw, key[1]), Saved)
            self.model.give(key, value)
        self.editors[0].look()
        if not self.model.gaps():
            self.submit()

    @is_open
    @rule()
    def withdraw(self) -> None:
        withdrawal.withdraw(self.home, self.person.id)
        self.model.status = "withdrawn"

    @precondition(lambda self: self.model.status == "withdrawn")
    @rule()
    def reopen(self) -> None:
        withdrawal.reopen(self.home, self.person.id)
        self.model.status = "draft"

    @precondition(lambda self: self.model.status == "withdrawn")
    @rule()
    def answer_while_withdrawn(self) -> None:
        try:
            self.person.gives("papers", 5)
        except LinkEnded:
            return
        raise AssertionError("an answer was saved to a withdrawn response")

    # What must hold at all times

    @invariant()
    def what_is_stored_is_what_was_given(self) -> None:
        draft = drafts.load(self.home, self.person.id)
        given = {key: value for key, value in self.model.values.items() if value is not None}
        assert draft.values == given
        assert list(draft.entries.get("programmes", ())) == self.model.order
        assert len(self.model.order) <= MOST_ENTRIES
        assert draft.response.status == self.model.status

    @invariant()
    def the_path_and_the_data_follow_the_rule(self) -> None:
        draft = self.person.draft
        assert [field.key for field in draft.path.fields] == [key for _, key in self.model.asked()]
        assert submitting.data_of(draft) == self.model.data()
        assert [gap.field.key for gap in submitting.gaps(draft)] == self.model.gaps()

    @invariant()
    def the_study_counts_exactly_what_was_submitted_last(self) -> None:
        counted = database.submitted(self.home, self.person.id)
        if self.model.status == "submitted":
            last = self.model.submissions[-1]
            assert counted == {key: value for key, value in last.items() if key[0] != "order"}
        else:
            assert counted == {}
        receipts = receipt_codes.receipts(self.home, self.person.id)
        assert len(receipts) == len(self.model.submissions)


def test_every_walk_through_the_survey_agrees_with_the_model(home: Home, tiny: Study):
    Walk.home, Walk.study = home, tiny
    run_state_machine_as_test(Walk, settings=settings(max_examples=40, stateful_step_count=40))
