"""A respondent who answers through the same doors as the pages do."""

from typing import Any

from hees.store.home import Home
from hees.store.responses import Stored
from hees.study import Question, Study
from hees.survey import drafts, submitting
from hees.survey.drafts import Conflict, Draft, Saved
from hees.survey.receipt_codes import Receipt
from hees.survey.submitting import Gap

COMPLETE = {"name": {"name": "The Tiny Foundation"}, "category": "foundation"}
"""The least that the tiny study wants before it may be submitted."""


class Respondent:
    """Holds the private link and nothing else, so that every look is a fresh one at the database."""

    def __init__(self, home: Home, token: str, language: str = "en") -> None:
        self.home, self.token, self.language = home, token, language
        opened = drafts.open_link(home, token)
        assert opened is not None
        self.id = opened

    @classmethod
    def starts(cls, home: Home, study: Study, language: str = "en") -> "Respondent":
        _, token = drafts.start(home, study, language)
        return cls(home, token, language)

    def resumes(self, language: str) -> "Respondent":
        """The same person on another device, in another language."""
        return Respondent(self.home, self.token, language)

    @property
    def draft(self) -> Draft:
        return drafts.load(self.home, self.id)

    def question(self, id: str) -> Question:
        return self.draft.questionnaire.questions[id]

    def stored(self, question: str, item: str = "") -> Stored:
        return self.draft.stored.get((question, item), Stored(None, 0))

    def gives(
        self, question: str, raw: Any, item: str = "", *, based_on: int | None = None
    ) -> Saved | Conflict:
        """Answer; without `based_on`, on the basis of what is stored now."""
        draft = self.draft
        known = draft.stored.get((question, item), Stored(None, 0))
        return drafts.save(
            self.home,
            self.id,
            draft.questionnaire.questions[question],
            item,
            raw,
            based_on=known.revision if based_on is None else based_on,
            language=self.language,
        )

    def answers(self, **answers: Any) -> None:
        for question, raw in answers.items():
            assert isinstance(self.gives(question, raw), Saved)

    def completes(self) -> None:
        self.answers(**COMPLETE)

    def submits(self) -> Receipt | list[Gap]:
        return submitting.submit(self.home, self.id, self.language)

    def receipt(self) -> Receipt:
        """Submit what must be complete by now."""
        receipt = self.submits()
        assert isinstance(receipt, Receipt), receipt
        return receipt

    @property
    def data(self) -> dict[tuple[str, str], Any]:
        return submitting.data_of(self.draft)
