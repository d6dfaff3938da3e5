"""What the inputs of one screen share: the draft, the session, keys and words."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from hees.language import show_time
from hees.store.responses import Stored
from hees.study import Text
from hees.survey.drafts import Conflict, Draft, Saved
from hees.survey.path import Field
from hees.survey.values import problem
from hees.web import context
from hees.web.context import words
from hees.web.survey.answering import ChangedElsewhere, Failed, Session


@dataclass(frozen=True)
class Form:
    """One screen being drawn: the draft as read, the session, and whether both languages show."""

    draft: Draft
    session: Session
    side_by_side: bool

    def key(self, at: Field, part: str = "") -> str:
        """The widget's key. It names the response, so that no answer reaches another one."""
        return f"a-{self.draft.response.id}-{at.question.id}-{at.item}-{part}"

    def choice_key(self, at: Field, part: str = "") -> str:
        """The key of a widget that offers labels. Streamlit knows a choice by its label, so

        another language is another widget: else a label would come back as the answer.
        """
        return self.key(at, f"{part}-{context.language()}-{self.side_by_side:d}")

    def stored(self, at: Field) -> Stored:
        return self.draft.stored.get(at.key, Stored(None, 0))

    def shown(self, at: Field) -> Any:
        """What the field shows: what is stored, or what the person gave and could not save."""
        note = self.session.notes.get(at.key)
        if isinstance(note, Failed):
            return note.raw
        return note.mine if isinstance(note, Conflict) else self.stored(at).value

    def languages(self) -> list[str]:
        """The language on screen, and behind it the other ones when side by side."""
        first = context.language()
        others = [other for other in context.languages() if other != first]
        return [first, *others] if self.side_by_side else [first]

    def text(self, text: Text) -> str:
        """A text in every language that is shown."""
        return " / ".join(text[language] for language in self.languages())

    def note(self, at: Field) -> str:
        """The line under an answer: that it is kept, when it was saved, or changed elsewhere."""
        note = self.session.notes.get(at.key)
        valid = problem(at.question, self.stored(at).value) is None
        if isinstance(note, Saved):
            at_time = show_time(note.at, context.language(), st.context.timezone)
            return words("survey.saved" if valid else "survey.kept", time=at_time)
        if isinstance(note, ChangedElsewhere):
            return words("survey.changed_elsewhere")
        return "" if valid or note else words("survey.kept_before")
