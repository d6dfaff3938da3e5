"""One respondent's session with one response: what was seen, what was saved, what went wrong.

The database is the truth. This only remembers which revision of each answer the person saw, so
that a save can tell a conflict, and what to say beside each field.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import streamlit as st

from hees.store.connection import StoreUnavailable
from hees.store.responses import Key, Stored
from hees.study import Section
from hees.survey import drafts
from hees.survey.drafts import AnswerTooLarge, Conflict, FieldGone, LinkEnded, Saved, Spent
from hees.survey.path import Field
from hees.survey.values import normalise
from hees.web import context

log = logging.getLogger("hees")

PAUSE, STEP = 120, 10
"""Seconds: a longer gap between two answers is a pause; active time is noted in steps."""


@dataclass(frozen=True)
class Failed:
    """A save that did not happen: `raw` is what the person gave. `reason` names a message."""

    raw: Any
    based_on: int
    reason: str


@dataclass(frozen=True)
class ChangedElsewhere:
    """Another tab or a colleague changed the answer, and it is shown here now."""


Note = Saved | Conflict | Failed | ChangedElsewhere


@dataclass
class Session:
    """`seen`: each answer as the person saw it. `notes`: what to say beside each field."""

    response: str
    seen: dict[Key, Stored] = field(default_factory=dict)
    notes: dict[Key, Note] = field(default_factory=dict)
    last_saved: str = ""
    own: dict[Key, int] = field(default_factory=dict)
    """The revision of this session's own last save of each answer."""

    rejected: dict[Key, object] = field(default_factory=dict)
    """What a typed field had sent when the person kept the other answer in a conflict."""

    active: float = 0
    """Active seconds that no save has noted yet."""

    last_act: float = field(default_factory=monotonic)
    searching: dict[Key, tuple[Field, list[Any], str]] = field(default_factory=dict)
    """Finders on screen: the field, what is chosen, and the key of the search field."""

    reread: bool = False
    """An answer was saved while the page was being drawn, so what is drawn is out of date."""
    deleted: tuple[str, str] | None = None
    """(section, entry) of the entry deleted last, while its deletion can be undone."""

    def commit(self, at: Field, raw: Any, based_on: int | None = None) -> None:
        """Save what the person gave, and note the outcome beside the field."""
        if based_on is None:
            based_on = self.seen.get(at.key, Stored(None, 0)).revision
        # Text sent before the answer to the text before it had arrived is based on that one.
        based_on = max(based_on, self.own.get(at.key, 0))
        self._tick()
        try:
            outcome = drafts.save(
                context.home(),
                self.response,
                at.question,
                at.item,
                raw,
                based_on=based_on,
                language=context.language(),
                spent=self._spent(at.section.id),
            )
        except (StoreUnavailable, AnswerTooLarge, FieldGone, LinkEnded) as error:
            self.notes[at.key] = Failed(raw, based_on, _reason(error))
            return
        self.notes[at.key] = outcome
        if isinstance(outcome, Saved):
            self.seen[at.key] = Stored(outcome.value, outcome.revision)
            self.own[at.key] = outcome.revision
            self.last_saved = outcome.at
            self.active %= STEP

    def _tick(self) -> None:
        """Count the time since the last answer as active, up to PAUSE."""
        now = monotonic()
        self.active += min(now - self.last_act, PAUSE)
        self.last_act = now

    def _spent(self, section: str) -> Spent | None:
        """The active time to note with a save, in whole steps."""
        seconds = int(self.active // STEP) * STEP
        return Spent(section, seconds) if seconds else None

    def keep_mine(self, at: Field) -> None:
        """Settle a conflict: what this person gave replaces the other answer."""
        conflict = self.notes[at.key]
        assert isinstance(conflict, Conflict)
        self.seen[at.key] = Stored(conflict.theirs, conflict.revision)
        self.commit(at, conflict.mine, conflict.revision)

    def keep_theirs(self, at: Field) -> None:
        """Settle a conflict: the stored answer stays, and is read afresh at the next drawing."""
        self.notes.pop(at.key, None)
        self.seen.pop(at.key, None)

    def retry(self, at: Field) -> None:
        """Try a failed save again."""
        failed = self.notes[at.key]
        assert isinstance(failed, Failed)
        self.commit(at, failed.raw, failed.based_on)

    def unsettled(self, key: Key) -> bool:
        """True while the field shows something that is not what is stored."""
        return isinstance(self.notes.get(key), Conflict | Failed)

    def unsettled_fields(self, fields: Iterable[Field]) -> list[Field]:
        """Those whose shown answer is not what is stored: a failed save or an open conflict."""
        return [at for at in fields if self.unsettled(at.key)]

    def lost_entries(self, section: Section, living: Iterable[str]) -> set[str]:
        """Entries that a colleague deleted while something was being answered in them here."""
        questions = {question.id for question in section.questions}
        return {
            item
            for (question, item), note in self.notes.items()
            if question in questions and item not in living and isinstance(note, Failed)
        }

    def reconcile(self, at: Field, stored: Stored, shown: Any, *, drawn: bool) -> bool:
        """Compare what a choice shows with what is stored; True when it must show the latter.

        `drawn` is False when the choice was not on screen before.
        """
        seen = self.seen.get(at.key)
        if self.unsettled(at.key):
            return not drawn
        if drawn and seen is not None:
            if stored.revision <= seen.revision or normalise(at.question, shown) != seen.value:
                return False
            self.notes[at.key] = ChangedElsewhere()
        self.seen[at.key] = stored
        return True


def _reason(error: Exception) -> str:
    log.warning("an answer was not saved: %s", type(error).__name__)
    if isinstance(error, StoreUnavailable):
        return f"save.{error.trouble}"
    return {AnswerTooLarge: "save.too_large", FieldGone: "save.gone"}.get(
        type(error), "save.link_ended"
    )


def session(response: str) -> Session:
    """The session with this response in this tab."""
    key = f"answering_{response}"
    if key not in st.session_state:
        st.session_state[key] = Session(response)
    return st.session_state[key]
