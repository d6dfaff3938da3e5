"""The canonical JSON of a submission: the same for the same answers, so that a receipt can prove them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hees.store.responses import Key
from hees.survey.drafts import Draft


@dataclass(frozen=True)
class Content:
    """What a submission says. `questionnaire`: its version; `entries`: of each repeating section."""

    questionnaire: str
    data: dict[Key, Any]
    entries: dict[str, tuple[str, ...]]


def write(draft: Draft, data: Mapping[Key, Any]) -> str:
    """The data of a draft as it is stored: keys sorted, no spaces."""
    body = {
        "questionnaire": draft.response.questionnaire,
        "entries": {
            section.id: draft.entries.get(section.id, ())
            for section in draft.path.sections
            if section.repeat
        },
        "answers": [[*key, value] for key, value in sorted(data.items())],
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(body: str | None) -> Content:
    """What was written; nothing, of no questionnaire, where it has been erased."""
    if body is None:
        return Content("", {}, {})
    found = json.loads(body)
    return Content(
        found["questionnaire"],
        {(question, item): value for question, item, value in found["answers"]},
        {section: tuple(items) for section, items in found["entries"].items()},
    )
