"""Checks that the claims under recommendations can be graded from the study's released tables."""

from collections import Counter
from collections.abc import Iterator
from string import Formatter

from hees.study.claim import PLACEHOLDERS, Claim, Side, Statistic
from hees.study.problem import Problem, no_such
from hees.study.questionnaire import Kind, Question
from hees.study.study import Study

FILE = "recommendations.toml"
COUNTED = {Kind.SINGLE, Kind.MULTI, Kind.SCALE}


def claim_problems(study: Study) -> Iterator[Problem]:
    """What is wrong with any claim, with the recommendation and the claim that it is in."""
    claims = [(one.id, claim) for one in study.recommendations for claim in one.claims]
    used = Counter(claim.id for _, claim in claims)
    for recommendation, claim in claims:
        key = f"{recommendation}.claims.{claim.id}"
        if used[claim.id] > 1:
            yield Problem(FILE, f"{key}.id", "is the id of another claim too")
        for part, reason in _problems(study, claim):
            yield Problem(FILE, f"{key}.{part}", reason)


def _problems(study: Study, claim: Claim) -> Iterator[tuple[str, str]]:
    """(part, reason) of each problem of a claim."""
    yield from _placeholder_problems(claim)
    questions = study.questionnaire.questions
    question = questions.get(claim.question)
    if question is None:
        yield "question", no_such("question", claim.question, questions, "questionnaire/")
        return
    if not (question.kind in COUNTED or question.bands) or question.contact:
        kinds = ", ".join(sorted(COUNTED))
        what = "contact data" if question.contact else f"of kind {question.kind}"
        yield "question", f"needs a question of kind {kinds}, and '{question.id}' is {what}"
        return
    yield from _side_problems(study, claim.first, question, "")
    if claim.second:
        if claim.second == claim.first:
            yield "against", "is the same as what it is compared with"
        yield from _side_problems(study, claim.second, question, "against.")
    if claim.statistic is Statistic.RANK:
        yield from _rank_problems(claim, question)


def _side_problems(
    study: Study, side: Side, question: Question, prefix: str
) -> Iterator[tuple[str, str]]:
    for code in side.answers:
        if code not in question.by_code:
            where = f"the choices of '{question.id}'"
            yield f"{prefix}answers", no_such("code", code, question.by_code, where)
    if len(set(side.answers)) < len(side.answers):
        yield f"{prefix}answers", "names a code twice"
    if len(side.answers) > 1 and study.questionnaire.several(question.id):
        reason = f"name one code: respondents may give several to '{question.id}'"
        yield f"{prefix}answers", reason
    if question.kind is Kind.SCALE and side.item not in question.item_by_code:
        where = f"the items of '{question.id}'"
        yield f"{prefix}item", no_such("item", side.item, question.item_by_code, where)
    if question.kind is not Kind.SCALE and side.item:
        yield f"{prefix}item", f"only a scale has items, and '{question.id}' is none"
    yield from _group_problems(study, side, prefix)


def _group_problems(study: Study, side: Side, prefix: str) -> Iterator[tuple[str, str]]:
    if not side.by:
        if side.group:
            yield f"{prefix}group", "name in 'by' what the group is one of"
        return
    breakdown = study.breakdown.get(side.by)
    if breakdown is None:
        yield "by", no_such("breakdown", side.by, study.breakdown, "study.toml")
        return
    asked = study.questionnaire.questions.get(breakdown.question)
    if asked and side.group not in asked.by_code:
        where = f"the choices of '{asked.id}'"
        yield f"{prefix}group", no_such("group", side.group, asked.by_code, where)


def _rank_problems(claim: Claim, question: Question) -> Iterator[tuple[str, str]]:
    if question.kind is Kind.SINGLE:
        yield "statistic", "a rank needs a question of kind multi or scale"
    several = question.items if question.kind is Kind.SCALE else question.choices
    if claim.top and claim.top >= len(several):
        yield "top", f"must be under {len(several)}, the number there are"


def _placeholder_problems(claim: Claim) -> Iterator[tuple[str, str]]:
    allowed = PLACEHOLDERS[claim.statistic]
    for part, text, known in (("text", claim.text, ()), ("finding", claim.finding, allowed)):
        for language in text:
            try:
                parts = list(Formatter().parse(text[language]))
            except ValueError as error:
                yield part, f"has a brace astray in '{language}': {error}"
                continue
            named = {name for _, name, *_ in parts if name is not None}
            for name in sorted(named - set(known)):
                names = ", ".join(f"{{{one}}}" for one in known) or "none"
                yield part, f"has the placeholder {{{name}}} in '{language}': it may have {names}"
            if known and not named:
                yield part, f"has no number in '{language}': name one of {', '.join(known)}"
