"""Whether what is stored is what was written: the files, the audit log, the receipts, the releases.

Nothing is written, so that a read-only copy can be checked as well. The findings are for whoever
runs the server, and in English as all of the command is.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection

from hees.store import audit, editions, integrity, merges, releases, responses, review, submissions
from hees.store.connection import StoreUnavailable, inspecting
from hees.store.home import Home
from hees.store.review import Review
from hees.store.submissions import Submission
from hees.survey import canonical, receipt_codes
from hees.team import edition_log

RESTORE = "Restore both databases from the newest backup in which this check passes."
CHANGED = "Somebody or something changed the file past HEES; find out who could write to it."
SHOWN = 5
"""So many names of what is wrong are listed; the rest is a number."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `problem` says what is wrong and what to do; "" if nothing."""

    name: str
    problem: str = ""


def verify(home: Home, head: str = "") -> Iterator[Check]:
    """Check everything in both databases but the inside of the editions' files.

    `head`: a digest of the audit log that was noted elsewhere and must occur in it.
    """
    for path, inside in ((home.responses, _responses), (home.public, _public)):
        try:
            with inspecting(path) as connection:
                yield from _file(path.name, connection)
                yield from inside(connection, head)
        except StoreUnavailable as error:
            yield Check(f"{path.name}: can be read", f"{error}. {RESTORE}")
    yield from _noted(home)


def _file(name: str, connection: Connection) -> Iterator[Check]:
    found = integrity.damage(connection)
    yield Check(f"{name}: structure", f"{found}. {RESTORE}" if found else "")
    orphans = integrity.orphans(connection)
    yield Check(
        f"{name}: references", f"broken in {', '.join(orphans)}. {RESTORE}" if orphans else ""
    )
    rules = integrity.changed_rules(connection, name)
    yield Check(
        f"{name}: its rules are those it was made with",
        f"not {_listed(rules)}. {CHANGED} {RESTORE}" if rules else "",
    )


def _responses(connection: Connection, head: str) -> Iterator[Check]:
    broken = audit.broken(connection)
    entries = audit.count(connection)
    wrong = f"entry {broken} is not as it was written, or is missing. {CHANGED} {RESTORE}"
    yield Check(f"audit log: {entries} entries are sealed one to the next", wrong if broken else "")
    if head:
        known = head == audit.START or audit.has(connection, head)
        lost = (
            f"there is no entry with the digest {head}: entries were cut off. {CHANGED} {RESTORE}"
        )
        yield Check("audit log: holds the digest given", "" if known else lost)
    yield from _receipts(connection)
    if integrity.has_table(connection, "review"):
        strange = _strange_reviews(connection)
        yield Check(
            "reviews: each is what the audit log says last",
            f"not of the responses {_listed(strange)}. {CHANGED} {RESTORE}" if strange else "",
        )


def _strange_reviews(connection: Connection) -> list[str]:
    """The responses that are in or out of the data otherwise than by what was decided last."""
    decided: dict[str, str] = {}
    merged: dict[str, list[str]] = {}
    for entry in audit.entries(connection):
        if entry.action == "response_reviewed":
            decided[entry.subject] = json.loads(entry.detail)["to"]
        elif entry.action == "responses_merged":
            merged[entry.subject] = json.loads(entry.detail)["sources"]
        elif entry.action == "merge_undone":
            merged.pop(entry.subject, None)
    for sources in merged.values():
        decided |= dict.fromkeys(sources, merges.REASON)
    now = {
        response: merges.REASON if one.reason == merges.REASON else one.state
        for response, one in review.all_of(connection).items()
    }
    untouched = Review().state
    return sorted(
        response
        for response in decided.keys() | now.keys()
        if now.get(response, untouched) != decided.get(response, untouched)
        and (found := responses.get(connection, response))
        and found.status != "erased"
    )


def _receipts(connection: Connection) -> Iterator[Check]:
    number, altered = 0, []
    newest: dict[str, Submission] = {}
    for submission in submissions.all_of(connection):
        number += 1
        newest[submission.response] = submission
        if not receipt_codes.is_genuine(submission):
            altered.append(submission.code)
    yield Check(
        f"receipts: {number} codes fit the submitted answers",
        f"not {_listed(altered)}. {CHANGED} {RESTORE}" if altered else "",
    )
    changed = [one.response for one in newest.values() if not _is_data(connection, one)]
    changed += [one for one in submissions.with_data(connection) if one not in newest]
    yield Check(
        "data: the answers that are counted are those of the receipts",
        f"not in the responses {_listed(changed)}. {CHANGED} {RESTORE}" if changed else "",
    )


def _is_data(connection: Connection, submission: Submission) -> bool:
    """Whether the response's part of the data is what it submitted last; none when it left."""
    response = responses.get(connection, submission.response)
    data = submissions.data_of(connection, submission.response)
    if response is None or response.status != "submitted" or submission.answers is None:
        return not data
    submitted = canonical.read(submission.answers).data
    return data == {key: responses.to_json(value) for key, value in submitted.items()}


def _public(connection: Connection, _head: str) -> Iterator[Check]:
    number = releases.count_of(connection)
    altered = [str(one) for one in releases.altered(connection)]
    yield Check(
        f"releases: {number} hold what their digest says",
        f"not {_listed(altered)}. {CHANGED} {RESTORE}" if altered else "",
    )


def _noted(home: Home) -> Iterator[Check]:
    """Releases and editions' files against what the audit log noted when they were made."""
    published: dict[str, str] = {}
    noted: dict[str, str | None] = {}
    try:
        with inspecting(home.responses) as connection:
            for entry in audit.entries(connection):
                if entry.action == releases.PUBLISHED:
                    published[entry.subject] = json.loads(entry.detail)["digest"]
                elif entry.action == edition_log.FROZEN:
                    noted[entry.subject] = json.loads(entry.detail).get("package")
        with inspecting(home.public) as connection:
            digests = releases.digests(connection)
            kept = {
                id: edition_log.digest(package) for id, _, package in editions.packages(connection)
            }
    except StoreUnavailable:
        return  # said already
    other = [
        number for number, digest in published.items() if digests.get(int(number), digest) != digest
    ]
    yield Check(
        f"releases: {len(published)} are those that the audit log noted",
        f"not {_listed(other)}. {CHANGED} {RESTORE}" if other else "",
    )
    wrong = [id for id, digest in noted.items() if kept.get(id) != digest]
    yield Check(
        f"editions: {len(noted)} have the files that the audit log noted",
        f"not {_listed(wrong)}. {CHANGED} {RESTORE}" if wrong else "",
    )


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
