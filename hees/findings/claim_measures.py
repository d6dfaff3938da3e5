"""What a claim measures in words: its shares, what tells two apart, and the rule it is held to."""

from hees.findings import base
from hees.findings.agreement import quoted
from hees.language import say, show_number
from hees.study import Study
from hees.study.claim import Claim, Side, Statistic


def apart(study: Study, claim: Claim, side: Side, language: str) -> str:
    """What tells a side of a difference from the other: its group, its item or its answers."""
    against = claim.against
    if against and against.group is not None:
        return _quoted(_group(study, side, language), language)
    if against and against.item is not None:
        return _quoted(_item(study, side, language), language)
    return _answers(study, side, language)


def _quoted(name: str, language: str) -> str:
    return say("faces.quoted", language, name=name)


def _group(study: Study, side: Side, language: str) -> str:
    question = study.questionnaire.questions[study.breakdown[side.by].question]
    return question.by_code[side.group].label[language]


def _item(study: Study, side: Side, language: str) -> str:
    return study.questionnaire.questions[side.question].item_by_code[side.item].label[language]


def _answers(study: Study, side: Side, language: str) -> str:
    codes = study.questionnaire.questions[side.question].by_code
    return quoted([codes[code].label[language] for code in side.answers], language)


def per_cent(number: int, language: str) -> str:
    """40%"""
    return say("claims.basis.per_cent", language, number=show_number(number, language))


def points(number: int, language: str) -> str:
    """+12 percentage points"""
    size = show_number(abs(number), language)
    if number:
        size = say(
            "claims.basis.minus" if number < 0 else "claims.basis.plus", language, number=size
        )
    return say("claims.basis.points", language, number=size)


def rule(claim: Claim, study: Study, language: str) -> str:
    """What exactly is compared with what, and how many must have answered."""
    least = say("claims.rule.base", language, base=show_number(claim.minimum_base, language))
    return base.text([_compared(claim, study, language), least], language)


def _compared(claim: Claim, study: Study, language: str) -> str:
    measure = _measure(claim, study, language)
    if claim.statistic is Statistic.RANK:
        key = "first" if claim.top == 1 else "top"
        return say(f"claims.rule.{key}", language, measure=measure, top=claim.top)
    threshold = claim.threshold or 0
    share = claim.statistic is Statistic.SHARE
    value = per_cent(threshold, language) if share else points(threshold, language)
    return say(f"claims.rule.{claim.comparator}", language, measure=measure, value=value)


def _measure(claim: Claim, study: Study, language: str) -> str:
    """The share, or the difference of two."""
    side = claim.first
    text = say(
        "claims.measure.share",
        language,
        answers=_answers(study, side, language),
        question=study.questionnaire.questions[side.question].label[language],
    )
    if side.item:
        text = say("claims.measure.item", language, measure=text, item=_item(study, side, language))
    if side.by:
        group = _group(study, side, language)
        text = say("claims.measure.group", language, measure=text, group=group)
    if claim.second:
        other = apart(study, claim, claim.second, language)
        return say("claims.measure.against", language, measure=text, other=other)
    if claim.statistic is Statistic.TREND:
        return say("claims.measure.before", language, measure=text, days=claim.days)
    return text
