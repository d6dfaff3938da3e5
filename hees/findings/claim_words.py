"""A claim in words: the sentence with its verb, what stands behind it, what would change its grade."""

from collections.abc import Iterator
from math import ceil, floor

from hees.findings import base
from hees.findings.claim_measures import apart, per_cent, points
from hees.findings.claims import Standing
from hees.findings.grades import Evaluation, Grade, Leaning, Why
from hees.findings.intervals import Limits
from hees.findings.measured import Measured
from hees.findings.printing import named
from hees.findings.turning import Turn
from hees.language import say, show_number
from hees.study import Study
from hees.study.claim import Claim, Comparator, Statistic

PER_CENT = 100


def sentence(found: Standing, language: str) -> str:
    """The claim with the verb that its public grade allows."""
    grade = found.public.grade
    key = str(grade)
    if grade is Grade.C:
        key = f"C_{found.now.leaning or Leaning.OPEN}"
    return say(f"claims.verb.{key}", language, claim=found.claim.text[language])


def finding(found: Standing, language: str) -> str:
    """The sentence with the numbers of the release, or why it has none."""
    claim, now = found.claim, found.now
    if now.why or now.first is None:
        why = now.why or Why.UNPUBLISHED
        return say(f"claims.why.{why}", language, base=claim.minimum_base, days=claim.days)
    text = claim.finding[language].format(**_numbers(claim, now, language))
    return text[:1].upper() + text[1:]


def _numbers(claim: Claim, now: Evaluation, language: str) -> dict[str, str]:
    """The computed numbers by the placeholders of the claim's statistic."""
    first, second = _told(now.first, language), _told(now.second, language)
    if claim.statistic is Statistic.SHARE:
        return {"share": first}
    if claim.statistic is Statistic.RANK:
        return {"share": first, "place": show_number(now.place or 0, language)}
    names = ("now", "before") if claim.statistic is Statistic.TREND else ("first", "second")
    difference = points(_whole(now.first) - _whole(now.second), language)
    return {names[0]: first, names[1]: second, "difference": difference}


def _told(one: Measured | None, language: str) -> str:
    return one.share.told(language) if one and one.share else ""


def _whole(one: Measured | None) -> int:
    return one.share.value if one and one.share else 0


def basis(found: Standing, study: Study, language: str) -> str:
    """Who stands behind it, and the limits among all; "" where the release has no base."""
    now = found.now
    if now.first is None:
        return ""
    population = now.first.known.population
    key = "listed" if population and not now.second else "unlisted"
    listed = show_number(population or 0, language)
    said = [
        say(f"claims.basis.{key}", language, counts=_counts(found, study, language), listed=listed)
    ]
    if not population and found.release.frame.get("", {}).get(""):
        said.append(say("claims.basis.exceeded", language))
    if now.bounds:
        said.append(_limits("likely", found.claim, now.bounds.likely, language))
        if population:
            said.append(_limits("certain", found.claim, now.bounds.certain, language))
    return base.text(said, language)


def _counts(found: Standing, study: Study, language: str) -> str:
    """n = 60, of each side where there are two."""
    now = found.now
    assert now.first
    if now.second is None:
        return say("claims.basis.n", language, n=show_number(now.first.base, language))
    sides = _sides(found, study, language)
    parts = [
        say("claims.basis.of", language, side=side, n=show_number(one.base, language))
        for side, one in zip(sides, (now.first, now.second), strict=True)
    ]
    return say("list_separator", language).join(parts)


def _sides(found: Standing, study: Study, language: str) -> tuple[str, str]:
    """What tells the two shares of a claim apart."""
    claim = found.claim
    if claim.statistic is Statistic.TREND:
        return named(found.release, language), named(found.before or found.release, language)
    assert claim.second
    return apart(study, claim, claim.first, language), apart(study, claim, claim.second, language)


def _limits(name: str, claim: Claim, limits: Limits, language: str) -> str:
    """Limits in whole per cent or points, rounded outward."""
    low, high = floor(PER_CENT * limits[0]), ceil(PER_CENT * limits[1])
    show = per_cent if claim.statistic is Statistic.SHARE else points
    return say(f"claims.basis.{name}", language, low=show(low, language), high=show(high, language))


def turning(found: Standing, study: Study, language: str) -> list[str]:
    """What would bring another grade than the one that the release alone finds."""
    return list(_turning(found, study, language))


def _turning(found: Standing, study: Study, language: str) -> Iterator[str]:
    claim, now, turn = found.claim, found.now, found.turning
    if found.public.pending and now.leaning:
        yield say("claims.turn.of_release", language, grade=now.grade)
    if now.why is Why.BASE and now.first:
        alone = claim.statistic is Statistic.SHARE
        n, least = show_number(now.first.base, language), show_number(turn.base or 0, language)
        yield say(f"claims.turn.{'base' if alone else 'each'}", language, base=least, n=n)
    elif now.why is Why.EARLIER:
        yield say("claims.turn.earlier", language, days=claim.days)
    elif now.why or now.first is None:
        yield say("claims.turn.withheld", language)
    else:
        falls = claim.comparator is Comparator.LESS_THAN
        if turn.up:
            yield _turn(found, study, turn.up, language, at_most=falls)
        elif now.grade is not Grade.A and now.first.known.population:
            yield say("claims.turn.none", language, n=show_number(now.first.base, language))
        if turn.down:
            yield _turn(found, study, turn.down, language, at_most=not falls)
        if turn.more and turn.more_grade:
            more = show_number(turn.more, language)
            yield say("claims.turn.more", language, grade=turn.more_grade, more=more)


def _turn(found: Standing, study: Study, turn: Turn, language: str, *, at_most: bool) -> str:
    first = found.now.first
    assert first
    text = say(
        "claims.turn.at_most" if at_most else "claims.turn.at_least",
        language,
        grade=turn.grade,
        count=show_number(turn.count, language),
        now=show_number(sum(count or 0 for count in first.counts), language),
        n=show_number(first.base, language),
    )
    if found.now.second is None:
        return text
    side, _ = _sides(found, study, language)
    return say("claims.turn.of", language, side=side, turn=text)


def history(found: Standing, language: str) -> list[str]:
    """A dated line for each change of the public grade, the newest first."""
    return [
        say(
            "claims.history.change" if one.before else "claims.history.first",
            language,
            release=named(one.release, language),
            before=one.before,
            after=one.after,
        )
        for one in reversed(found.public.history)
    ]


def notes(found: Standing, language: str) -> list[str]:
    """Whether the public grade is provisional, and what the release alone finds instead."""
    said = []
    if not found.public.confirmed:
        said.append(say("claims.unconfirmed", language))
    if found.public.pending:
        release = named(found.release, language)
        said.append(say("claims.pending", language, release=release, grade=found.public.pending))
    return said


def label(grade: Grade, language: str) -> str:
    """A grade in a word or two."""
    return say(f"claims.grade.{grade}", language)


def meanings(language: str) -> list[tuple[Grade, str, str]]:
    """Every grade with its short name and its meaning."""
    return [(one, label(one, language), say(f"claims.meaning.{one}", language)) for one in Grade]


def paragraph(found: Standing, study: Study, language: str) -> str:
    """All that a list needs to say of a claim, in one paragraph."""
    said = [sentence(found, language), finding(found, language), basis(found, study, language)]
    text = base.text([*said, *notes(found, language)], language)
    grade = found.public.grade
    return say("claims.line", language, grade=grade, words=label(grade, language), text=text)
