"""What the study team decides about a response: its state, its flags, notes; and its history."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from hees import clock
from hees.store import audit, merges, questionnaires, responses, review, submissions
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.responses import Key, Stored, changing
from hees.store.review import Event, Note, Review, Settled
from hees.store.submissions import Submission
from hees.survey import canonical, drafts
from hees.survey.drafts import Draft
from hees.team.flags import Flag

LONGEST = 2000
"""Characters of a note, or of the comment on a decision."""


class State(StrEnum):
    """What the team thinks of a response. EXCLUDED: it is not in the data, for a reason."""

    RECEIVED = "received"
    ATTENTION = "attention"
    ACCEPTED = "accepted"
    EXCLUDED = "excluded"


class Reason(StrEnum):
    """Why somebody excludes a response. One that was merged has a reason of its own."""

    DUPLICATE = "duplicate"
    INELIGIBLE = "ineligible"
    TEST = "test"
    UNRELIABLE = "unreliable"
    ASKED = "asked"
    OTHER = "other"


class Refusal(StrEnum):
    """Why a decision was not made; nothing was changed."""

    CHANGED = "changed"  # somebody else decided meanwhile, or the response is no longer there
    MERGED = "merged"  # what it was merged into stands for it
    REASON = "reason"  # excluding needs a reason, and "other" a comment
    LONG = "long"  # the comment or note is too long
    EMPTY = "empty"  # there is no text in the note


@dataclass(frozen=True)
class Look:
    """One response as the team reads it, in one transaction.

    `draft`: what is stored now. `submissions`: the oldest first. `into`: what it was merged into.
    """

    draft: Draft
    review: Review
    submissions: list[Submission]
    notes: list[Note]
    events: list[Event]
    into: str | None
    is_counted: bool

    @property
    def is_open(self) -> bool:
        """Whether the team may read the answers: not once they were withdrawn or erased."""
        return self.draft.response.status in {"draft", "submitted"}


def look(home: Home, response: str) -> Look | None:
    """A response with all that the team knows of it; None when there is no such response."""
    with reading(home.responses) as connection:
        if responses.get(connection, response) is None:
            return None
        return Look(
            draft=drafts.read(connection, response),
            review=review.of(connection, response),
            submissions=submissions.of(connection, response),
            notes=review.notes(connection, response),
            events=review.events(connection, response),
            into=next(iter(merges.of(connection, response)), None),
            is_counted=review.is_counted(connection, response),
        )


def as_submitted(home: Home, look: Look, number: int) -> Draft:
    """The response as it was in its submission of that number, without contact data."""
    [submission] = [one for one in look.submissions if one.number == number]
    content = canonical.read(submission.answers)
    questionnaire = look.draft.questionnaire
    if version := content.questionnaire:
        with reading(home.responses) as connection:
            questionnaire = drafts.parse(questionnaires.body(connection, version))
    return replace(
        look.draft,
        questionnaire=questionnaire,
        stored={key: Stored(value, 0) for key, value in content.data.items()},
        entries=content.entries,
    )


def set_state(
    home: Home,
    response: str,
    state: State,
    who: str,
    *,
    seen: Review,
    reason: str = "",
    comment: str = "",
) -> Refusal | None:
    """Decide about a response that was `seen` so, on the audit log; None when it was done.

    Excluding takes it out of the data, any other state brings it back.
    """
    comment = comment.strip()
    if state is State.EXCLUDED and (
        reason not in list(Reason) or (reason == Reason.OTHER and not comment)
    ):
        return Refusal.REASON
    if len(comment) > LONGEST:
        return Refusal.LONG
    with changing(home) as connection:
        found = responses.get(connection, response)
        if found is None or found.status == "erased" or review.of(connection, response) != seen:
            return Refusal.CHANGED
        if merges.of(connection, response):
            return Refusal.MERGED
        reason = reason if state is State.EXCLUDED else ""
        review.put(connection, response, Review(state, reason, comment, who, clock.now()))
        audit.record(
            connection,
            who,
            "response_reviewed",
            response,
            **{"from": seen.state, "to": str(state), "reason": reason},
        )
    return None


def settle(home: Home, response: str, flag: Flag, who: str) -> None:
    """Judge that the evidence of a flag is in order. Other evidence raises the flag again."""
    with changing(home) as connection:
        found = responses.get(connection, response)
        if found is None or found.status == "erased":
            return  # nothing is kept about it any more
        made = Settled(flag.kind, flag.digest, who, clock.now())
        review.settle(connection, response, made)
        audit.record(connection, who, "flag_settled", response, flag=str(flag.kind))


def unsettle(home: Home, response: str, flag: Flag, who: str) -> None:
    """Raise a flag again that somebody settled."""
    with changing(home) as connection:
        review.unsettle(connection, response, flag.kind, flag.digest)
        audit.record(connection, who, "flag_raised", response, flag=str(flag.kind))


def add_note(home: Home, response: str, text: str, who: str) -> Refusal | None:
    """Write a note about a response; None when it was done."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        return Refusal.LONG if text else Refusal.EMPTY
    with changing(home) as connection:
        found = responses.get(connection, response)
        if found is None or found.status == "erased":
            return Refusal.CHANGED
        review.add_note(connection, response, clock.now(), who, text)
        audit.record(connection, who, "note_added", response)
    return None


def delete_note(home: Home, response: str, note: int, who: str) -> None:
    """Delete a note for good."""
    with changing(home) as connection:
        if review.delete_note(connection, response, note):
            audit.record(connection, who, "note_deleted", response)


def contact(home: Home, response: str, who: str) -> dict[Key, Any]:
    """The contact data of a response. That it was read is on the audit log."""
    with changing(home) as connection:
        kept = responses.answers(connection, response, personal=True)
        audit.record(connection, who, "contact_seen", response)
    return {key: one.value for key, one in kept.items() if one.value is not None}
