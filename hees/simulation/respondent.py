"""One simulated organisation at its keyboard: it goes through the survey as a person would.

Every answer takes the way of the page: one field on the path at a time, saved before the next.
"""

from collections.abc import Mapping
from enum import StrEnum
from random import Random
from typing import Any

from hees.simulation.answering import Answers
from hees.simulation.model import Ask, Situation
from hees.simulation.organisation import Organisation, number_of_entries
from hees.store.home import Home
from hees.store.responses import Key, Stored
from hees.study import Kind, Section
from hees.survey import drafts, entries, submitting, withdrawal
from hees.survey.drafts import Draft, Saved
from hees.survey.path import Field, Path, path
from hees.survey.receipt_codes import Receipt

WHO = "simulator"

COPIES = 0.25
"""Share of repeat entries, from the second on, that begin as a copy of the one before."""

CHANGED = 0.4
"""Share of the answers of a copied entry that are given anew."""

ATTEMPTS = 3
"""How often an organisation mends what stands in the way of submitting before it gives up."""


class Outcome(StrEnum):
    """How a response stands in the end."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class Respondent:
    """`who` answers the study's questionnaire in `home`, its whims drawn from `rng`."""

    def __init__(self, home: Home, answers: Answers, who: Organisation, rng: Random) -> None:
        self.home, self.answers, self.who, self.rng = home, answers, who, rng
        self.study = answers.model.study
        self.response, _ = drafts.start(home, self.study, who.language)

    def respond(self) -> Outcome:
        """Answer as far as this organisation gets, then submit, edit or withdraw as it does."""
        for position, section in enumerate(self.study.questionnaire):
            share = 1 if self.who.stops_at is None else self.who.stops_at - position
            if share > 0:
                self._fill(section, min(share, 1))
        if self.who.stops_at is not None or not self._submit():
            return Outcome.DRAFT
        if self.who.edits:
            self._edit()
        if self.who.withdraws:
            withdrawal.withdraw(self.home, self.response)
            return Outcome.WITHDRAWN
        return Outcome.SUBMITTED

    def _fill(self, section: Section, share: float) -> None:
        """Answer a section, or the first `share` of it, if it is on the path."""
        draft = self._load()
        if section.id not in {one.id for one in draft.path.sections}:
            return
        if section.repeat is None:
            self._fill_screen(draft, section, share)
            return
        situation = Situation(self.who.features, draft.values)
        count = number_of_entries(self.answers.model, situation, section.repeat.max, self.rng)
        entry = ""
        for place in range(1, count + 1):
            if (left := share * count - place + 1) > 0:
                entry = self._new_entry(section, entry)
                self._fill_screen(self._load(), section, left, entry, place)

    def _new_entry(self, section: Section, before: str) -> str:
        if before and self.rng.random() < COPIES:
            language = self.who.language
            copied = entries.copy(self.home, self.response, section, before, language, WHO)
            assert copied, "nobody else deletes its entries"
            return copied
        return entries.add(self.home, self.response, section)

    def _fill_screen(
        self, draft: Draft, section: Section, share: float, entry: str = "", place: int = 0
    ) -> None:
        """Answer one screen from the top, following the path as the answers change it."""
        values, route = dict(draft.values), draft.path
        seen: set[Key] = set()
        left_open: dict[str, bool] = {}
        while field := _next(route, section, entry, seen, share):
            seen.add(field.key)
            ask = self._ask(field, values, place)
            if self._keeps(field, values) or self._leaves_open(ask, left_open):
                continue
            values[field.key] = self._save(draft, field, self.answers.draw(ask, self.who))
            if field.question.id in self.answers.model.routing:
                route = path(draft.questionnaire, _given(values), draft.entries)

    def _ask(self, field: Field, values: Mapping[Key, Any], place: int = 0) -> Ask:
        item = field.item if field.question.kind is Kind.SCALE else ""
        situation = Situation(self.who.features, values, field.entry, place)
        return Ask(field.question, item, situation, self.rng)

    def _keeps(self, field: Field, values: Mapping[Key, Any]) -> bool:
        """Whether the answer of a copied entry stays; its title never does."""
        repeat = field.section.repeat
        if field.key not in values or (repeat and repeat.title_question == field.question.id):
            return False
        return self.rng.random() > CHANGED

    def _leaves_open(self, ask: Ask, left_open: dict[str, bool]) -> bool:
        """A scale is passed over as a whole, or row by row."""
        if not ask.item:
            return self.answers.leaves_open(ask, self.who)
        scale = ask.question.id
        if scale not in left_open:
            whole = Ask(ask.question, "", ask.situation, self.rng)
            left_open[scale] = self.answers.leaves_open(whole, self.who)
        return left_open[scale] or self.answers.leaves_open(ask, self.who)

    def _load(self) -> Draft:
        return drafts.load(self.home, self.response)

    def _save(self, draft: Draft, field: Field, raw: Any) -> Any:
        """Save as the page does; returns what is stored then."""
        saved = drafts.save(
            self.home,
            self.response,
            field.question,
            field.item,
            raw,
            based_on=draft.stored.get(field.key, Stored(None, 0)).revision,
            language=self.who.language,
            who=WHO,
        )
        return saved.value if isinstance(saved, Saved) else saved.theirs

    def _submit(self) -> bool:
        """Submit; mend what stands in the way, as the page asks for it."""
        for _ in range(ATTEMPTS):
            result = submitting.submit(self.home, self.response, self.who.language)
            if isinstance(result, Receipt):
                return True
            draft = self._load()
            for gap in result:
                self._save(draft, gap.field, self._redraw(draft, gap.field))
        return False

    def _edit(self) -> None:
        """Return to the link, change up to three answers and submit again."""
        for _ in range(self.rng.randint(1, 3)):
            draft = self._load()
            answered = [field for field in draft.path.fields if field.key in draft.path.data]
            for field in self.rng.sample(answered, min(1, len(answered))):
                if (raw := self._redraw(draft, field)) is not None:
                    self._save(draft, field, raw)
        self._submit()

    def _redraw(self, draft: Draft, field: Field) -> Any:
        order = draft.entries.get(field.section.id, ())
        place = order.index(field.entry) + 1 if field.entry else 0
        return self.answers.draw(self._ask(field, draft.values, place), self.who)


def _next(route: Path, section: Section, entry: str, seen: set[Key], share: float) -> Field | None:
    """The first field of the screen that was not seen, unless `share` of them were."""
    fields = route.of(section, entry)
    if len(seen) >= share * len(fields):
        return None
    return next((field for field in fields if field.key not in seen), None)


def _given(values: Mapping[Key, Any]) -> dict[Key, Any]:
    return {key: value for key, value in values.items() if value is not None}
