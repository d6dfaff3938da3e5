"""How far respondents agree with a recommendation, of released counts alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from hees.findings.exhibits import Lack
from hees.findings.numbers import PER_CENT, release_number, show
from hees.findings.table import Cell, per_cent
from hees.language import say, show_date, show_number
from hees.store import releases
from hees.store.home import Home
from hees.store.releases import Release
from hees.study import Choice, Question, Study
from hees.study.catalogue import TOTAL


@dataclass(frozen=True)
class Share:
    """Several answers as one share of a base, in whole per cent; `partial` where some are hidden."""

    value: int
    partial: bool = False

    def told(self, language: str) -> str:
        number = show(Cell(self.value), language, k=0, unit_text=PER_CENT)
        return say("chart.about", language, number=number) if self.partial else number


def together(counts: Sequence[int | None], base: int | None) -> Share | None:
    """Several released counts as one share; None where all of them are hidden."""
    known = [count for count in counts if count is not None]
    if not base or not known:
        return None
    return Share(per_cent(sum(known), base), partial=len(known) < len(counts))


@dataclass(frozen=True)
class Agreement:
    """How many respondents of a release chose one of the affirmative `points`.

    `share` is None where their counts are all hidden; `lack` says why there is no base at all.
    """

    points: tuple[Choice, ...] = ()
    share: Share | None = None
    base: int | None = None
    release: Release | None = None
    lack: Lack | None = None


def agreement(
    home: Home, study: Study, recommendation: str, release: int | None = None
) -> Agreement | None:
    """The agreement in a release, by default the newest; None when the study does not ask for it."""
    question = study.questionnaire.questions.get(study.agreement or "")
    if question is None or recommendation not in question.item_by_code:
        return None
    number = release if release is not None else releases.newest(home)
    if number is None:
        return Agreement(lack=Lack.NO_RELEASE)
    of = releases.one(home, number)
    counts = {
        one.answer: one.count
        for one in releases.counts(home, number, question.id, TOTAL)
        if one.item == recommendation
    }
    if not counts.get(""):
        return Agreement(release=of, lack=Lack.WITHHELD)
    points = affirmative(question)
    share = together([counts.get(point.code) for point in points], counts[""])
    return Agreement(points, share, counts[""], of)


def affirmative(question: Question) -> tuple[Choice, ...]:
    """The points of a scale of agreement above its middle."""
    return question.choices[(len(question.choices) + 1) // 2 :]


def told(found: Agreement, study: Study, language: str) -> list[str]:
    """An agreement in words: the share, then what stands behind it; or why there is none."""
    release = found.release
    if release is None:
        return [say("agreement.no_release", language)]
    if found.lack:
        least = release.policy.get("breakdown_base", study.policy.breakdown_base)
        return [
            say(
                "agreement.withheld", language, base=least, number=release_number(release, language)
            )
        ]
    basis = say(
        "agreement.basis",
        language,
        base=show_number(found.base or 0, language),
        number=release_number(release, language),
        date=show_date(release.made_on, language),
        rounding=release.policy.get("rounding", study.policy.rounding),
    )
    if found.share is None:
        return [say("agreement.hidden", language), basis]
    points = quoted([point.label[language] for point in found.points], language)
    share = found.share.told(language)
    said = [say("agreement.share", language, points=points, share=share)]
    if found.share.partial:
        k = release.policy.get("k", study.policy.k)
        said.append(say("agreement.partial", language, k=k))
    return [*said, basis]


def quoted(labels: Sequence[str], language: str) -> str:
    """“Somewhat agree” or “Agree”"""
    marked = [say("faces.quoted", language, name=label) for label in labels]
    return say("faces.or", language).join(marked)
