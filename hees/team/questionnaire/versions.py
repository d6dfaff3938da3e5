"""The versions of the questionnaire that respondents met, and the one in the study folder."""

from dataclasses import dataclass

from hees.store import questionnaires
from hees.store.connection import reading
from hees.store.home import Home
from hees.study import Questionnaire, Study


@dataclass(frozen=True)
class Version:
    """`first_used`: ISO date, or "" while no respondent has met it. `responses`: on it now."""

    questionnaire: Questionnaire
    first_used: str
    responses: int
    present: bool

    @property
    def id(self) -> str:
        """The head of its hash, short enough to read and long enough to differ."""
        return self.questionnaire.version[:12]


def versions(home: Home, study: Study) -> list[Version]:
    """Every version, the oldest first. The study folder's present one is always among them, last."""
    present = study.questionnaire
    with reading(home.responses) as connection:
        stored = questionnaires.versions(connection)
    found = [
        Version(
            Questionnaire.model_validate_json(one.body),
            one.first_used,
            one.responses,
            present=False,
        )
        for one in stored
        if one.version != present.version
    ]
    used = next((one for one in stored if one.version == present.version), None)
    day, responses = (used.first_used, used.responses) if used else ("", 0)
    return [*found, Version(present, day, responses, present=True)]
