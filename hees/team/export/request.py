"""What is wanted of an export. Apart from the making of it, which loads far more than a page needs."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from hees.team.export.format import Format


@dataclass(frozen=True)
class Request:
    """What is wanted. `long`: a row for each answer, instead of one for each response.

    `numbers`: of codes, where the format cannot hold both them and their labels. `drafts`: also
    responses that were not submitted. `contact`: a file of personal data too.
    """

    format: Format
    language: str
    long: bool = False
    numbers: bool = False
    drafts: bool = False
    contact: bool = False

    @property
    def text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> "Request":
        found: dict[str, Any] = json.loads(text)
        return cls(Format(found.pop("format")), **found)
