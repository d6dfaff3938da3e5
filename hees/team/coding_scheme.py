"""The scheme of codes of a question: codes are added, changed, moved and taken out of use, never deleted."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from hees import clock
from hees.folding import fold
from hees.store import audit
from hees.store import coding as store
from hees.store.coding import Code
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.responses import changing
from hees.study import Study

LONGEST_LABEL, LONGEST_DEFINITION = 80, 600


class Refused(Exception):
    """Nothing was changed; `reason` says why."""

    def __init__(self, reason: "Reason") -> None:
        self.reason = reason
        super().__init__(reason)


class Reason(StrEnum):
    """Why a deed was refused; each has a message."""

    LABEL = "label"  # a language has no label, or one that is too long
    TWICE = "twice"  # another code of the question is called so
    DEFINITION = "definition"  # too long
    UNKNOWN = "unknown"  # a code was retired meanwhile, or is of another question
    CHANGED = "changed"  # the text is no longer what was read
    TAKEN = "taken"  # two others have coded it meanwhile
    FIXED = "fixed"  # both have coded it, so what they gave stays
    SETTLED = "settled"  # the coders do not differ any more


def codes(home: Home, question: str) -> list[Code]:
    """Every code of a question, retired ones too, in order."""
    with reading(home.responses) as connection:
        return store.codes(connection, question)


def active(scheme: Iterable[Code]) -> list[Code]:
    """The codes in use."""
    return [code for code in scheme if code.retired_at is None]


def add_code(
    home: Home,
    study: Study,
    question: str,
    label: Mapping[str, str],
    definition: Mapping[str, str],
    who: str,
) -> str:
    """Add a code to the scheme of a question; its id. Raises Refused."""
    with changing(home) as connection:
        scheme = store.codes(connection, question)
        last = max((code.position for code in scheme), default=0)
        made = Code(f"c{secrets.token_hex(4)}", question, last + 1, label, definition)
        made = _checked(study, scheme, made)
        store.keep_code(connection, made)
        audit.record(connection, who, "code_added", made.id, question=question, label=made.label)
    return made.id


def change_code(
    home: Home,
    study: Study,
    question: str,
    id: str,
    label: Mapping[str, str],
    definition: Mapping[str, str],
    who: str,
) -> None:
    """Change how a code is called and defined; what was coded with it stays. Raises Refused."""
    with changing(home) as connection:
        scheme = store.codes(connection, question)
        before = _of(scheme, id)
        after = _checked(study, scheme, replace(before, label=label, definition=definition))
        if after != before:
            store.keep_code(connection, after)
            audit.record(
                connection, who, "code_changed", id, question=question,
                old=before.label, label=after.label,
            )  # fmt: skip


def retire_code(home: Home, study: Study, question: str, id: str, who: str, *, back: bool) -> None:
    """Take a code out of use, or `back` into use; what was coded with it stays. Raises Refused."""
    with changing(home) as connection:
        scheme = store.codes(connection, question)
        code = _of(scheme, id)
        if (code.retired_at is None) != back:
            changed = replace(code, retired_at=None if back else clock.now())
            store.keep_code(connection, _checked(study, scheme, changed) if back else changed)
            action = "code_restored" if back else "code_retired"
            audit.record(connection, who, action, id, question=question)


def raise_code(home: Home, question: str, id: str, who: str) -> None:
    """Let a code change places with the one in use above it. Raises Refused."""
    with changing(home) as connection:
        scheme = active(store.codes(connection, question))
        place = scheme.index(_of(scheme, id))
        if place:
            above, code = scheme[place - 1], scheme[place]
            store.keep_code(connection, replace(above, position=code.position))
            store.keep_code(connection, replace(code, position=above.position))
            audit.record(connection, who, "code_moved", id, question=question)


def _of(scheme: Iterable[Code], id: str) -> Code:
    for code in scheme:
        if code.id == id:
            return code
    raise Refused(Reason.UNKNOWN)


def _checked(study: Study, scheme: Iterable[Code], code: Code) -> Code:
    """The code with tidy texts, if it may be called so."""
    label = {one: " ".join(code.label.get(one, "").split()) for one in study.languages}
    definition = {one: code.definition.get(one, "").strip() for one in study.languages}
    if not all(0 < len(text) <= LONGEST_LABEL and fold(text) for text in label.values()):
        raise Refused(Reason.LABEL)
    if any(len(text) > LONGEST_DEFINITION for text in definition.values()):
        raise Refused(Reason.DEFINITION)
    for other in active(scheme):
        if other.id != code.id and any(
            fold(text) == fold(other.label.get(language, "")) for language, text in label.items()
        ):
            raise Refused(Reason.TWICE)
    return replace(code, label=label, definition=definition)
