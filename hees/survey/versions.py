"""Moving a draft to a newer questionnaire, once its respondent has seen what changed."""

from hees import clock
from hees.store import questionnaires, responses
from hees.store.home import Home
from hees.store.responses import Stored, changing
from hees.study import Difference, Question, Questionnaire, Study, difference
from hees.survey import drafts
from hees.survey.drafts import Draft
from hees.survey.values import normalise


def pending(study: Study, draft: Draft) -> Difference | None:
    """What the study's questionnaire changes for this draft, or None when it is current."""
    if draft.response.questionnaire == study.questionnaire.version:
        return None
    return difference(draft.questionnaire, study.questionnaire)


def adopt(home: Home, study: Study, response_id: str, language: str) -> None:
    """Move the draft to the current questionnaire.

    Stored answers are all kept; those to a question that a new one supersedes comparably are
    copied to the new id. The answer to a question that became personal joins the contact data.
    """
    questionnaire = study.questionnaire
    with changing(home) as connection:
        response = drafts.require_open(connection, response_id)
        before = drafts.parse(questionnaires.body(connection, response.questionnaire))
        questionnaires.keep(
            connection, questionnaire.version, questionnaire.canonical, clock.today()
        )
        stored = drafts.stored_answers(connection, response_id, before)
        for question in questionnaire.questions.values():
            if question.contact:
                responses.make_personal(connection, response_id, question.id)
            for item, value in _carried(question, before, stored):
                if (question.id, item) not in stored:
                    drafts.write(
                        connection, response_id, question, item, None, value, language, "version"
                    )
        responses.set_version(connection, response_id, questionnaire.version)


def _carried(
    question: Question, before: Questionnaire, stored: dict[responses.Key, Stored]
) -> list[tuple[str, object]]:
    """The answers to the superseded question, recoded for this one. Contact data stays that."""
    old = question.supersedes
    asked = before.questions.get(old.question) if old else None
    if not old or old.how == "not_comparable" or not asked or asked.contact != question.contact:
        return []
    return [
        (item, normalise(question, _recode(kept.value, old.codes)))
        for (id, item), kept in stored.items()
        if id == old.question and kept.value is not None
    ]


def _recode(value: object, codes: dict[str, str]) -> object:
    if isinstance(value, list):
        return [codes.get(code, code) if isinstance(code, str) else code for code in value]
    return codes.get(value, value) if isinstance(value, str) else value
