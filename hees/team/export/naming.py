"""Names of variables: the same for the same question in every version, file and study folder.

A name follows from the question and its part alone, never from what else there is, so that no new
question can rename an old one. It fits the strictest program (Stata: 32 characters), and no two
names differ only in case, since ids have no capitals.
"""

import hashlib
import re

LONGEST = 32

OWN = (
    "response_id",
    "response_status",
    "response_language",
    "response_submitted_on",
    "response_submission",
    "response_version",
    "response_review",
    "entry",
)
"""What each file has beside the answers."""

_RESERVED = {
    *OWN,
    *("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"),  # SPSS
    *("byte", "double", "float", "if", "in", "int", "long", "strl", "using"),  # Stata
}
_STATA_TYPE = re.compile(r"str\d+")


def name(question: str, part: str = "") -> str:
    """`areas`, `areas__research`; where that cannot be a name, its head and a digest of the whole."""
    whole = f"{question}__{part}" if part else question
    if (
        len(whole) <= LONGEST
        and "__" not in question  # else it could be a part of another question
        and whole not in _RESERVED
        and not _STATA_TYPE.fullmatch(whole)
    ):
        return whole
    digest = hashlib.sha256(f"{question}\n{part}".encode()).hexdigest()[:6]
    return f"{whole[: LONGEST - 7].rstrip('_')}_{digest}"


def is_whole(question: str, part: str = "") -> bool:
    """Whether the name says the question and its part in full."""
    return name(question, part) == (f"{question}__{part}" if part else question)
