"""What is exported: the responses as they stand in one read transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection

from hees.store import exports, questionnaires
from hees.store.exports import Row
from hees.study import FOUND_KINDS, Study
from hees.survey import canonical, drafts, submitting
from hees.team.export.rows import Given
from hees.team.export.variables import Used


def versions(connection: Connection, study: Study) -> list[Used]:
    """Every questionnaire that was used, in the order of use, and the study's own as the last."""
    found = [
        Used(number, one.version, one.first_used, drafts.parse(one.body))
        for number, one in enumerate(questionnaires.versions(connection), start=1)
    ]
    current = study.questionnaire
    used = next((one for one in found if one.id == current.version), None)
    if used:
        return [*(one for one in found if one is not used), used]
    return [*found, Used(len(found) + 1, current.version, "", current)]


def longest(connection: Connection, used: list[Used]) -> dict[str, int]:
    """The most organisations in an answer, for questions that have no limit."""
    ids = {
        question.id
        for one in used
        for question in one.questionnaire.questions.values()
        if question.kind in FOUND_KINDS and question.max is None
    }
    return {id: exports.longest(connection, id) for id in ids}


@dataclass(frozen=True)
class Responses:
    """The responses of one transaction; `with_drafts`: also those that were not submitted."""

    connection: Connection
    with_drafts: bool

    def __len__(self) -> int:
        return exports.count(self.connection, with_drafts=self.with_drafts)

    def __iter__(self) -> Iterator[Given]:
        for row in exports.submitted(self.connection):
            yield _submitted(row)
        if self.with_drafts:
            for row in exports.drafts(self.connection):
                yield self._draft(row)

    def _draft(self, row: Row) -> Given:
        draft = drafts.read(self.connection, row.id)
        data = submitting.data_of(draft)
        return Given(row, draft.response.questionnaire, data, draft.entries)


def _submitted(row: Row) -> Given:
    content = canonical.read(row.answers)
    return Given(row, content.questionnaire, content.data, content.entries)
