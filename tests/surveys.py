"""Small surveys for the tests of the gate: one question, broken down, and people who answer it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hees.release import gate
from hees.release.gate import Made
from hees.release.protection import published
from hees.store.basis import Changes
from hees.study import Chart, Kind, Question, Questionnaire, Section, Study
from hees.study.chart import Breakdown, ChartKind
from hees.study.questionnaire import Choice
from hees.study.study import Policy
from hees.study.text import Text
from tests.attackers import Insider, Profile, Published, Target, tally

WORDS = Text({"en": "Words", "ja": "ことば"})


def asked(id: str, kind: Kind, codes: str, *, required: bool = False, alone: str = "") -> Question:
    choices = tuple(Choice(code=c, label=WORDS, exclusive=c in alone) for c in codes)
    return Question(id=id, kind=kind, label=WORDS, choices=choices, required=required)


def survey(tiny: Study, policy: Policy, view: Question, *bys: Question) -> Study:
    """A study that publishes one question, broken down by others."""
    questions = (*bys, view)
    chart = Chart(
        id="view",
        kind=ChartKind.BARS,
        title=WORDS,
        definition=WORDS,
        question=view.id,
        by=tuple(f"by_{one.id}" for one in bys),
    )
    breakdowns = [Breakdown(id=f"by_{one.id}", question=one.id, title=WORDS) for one in bys]
    changes = {
        "policy": policy,
        "questionnaire": Questionnaire(
            sections=(Section(id="all", title=WORDS, questions=questions),)
        ),
        "breakdowns": tuple(breakdowns),
        "resource_charts": (chart,),
        "agreement": None,
        "recommendations": (),
        "topics": (),
    }
    # Not `model_copy`, which would copy what the old study has worked out of its parts.
    parts = {name: getattr(tiny, name) for name in Study.model_fields}
    return Study.model_validate(parts | changes)


def policy(batch: int, k: int, rounding: int, base: int, totals: int) -> Policy:
    return Policy(
        batch=batch, k=k, rounding=rounding, breakdown_base=base, totals_only_below=totals
    )


@dataclass
class Life:
    """Respondents over several releases: who answers what now, and what was published."""

    study: Study = field(repr=False)
    now: dict[int, Profile] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    made: list[Made] = field(default_factory=list)
    people: list[dict[int, Profile]] = field(default_factory=list)
    edits: list[set[int]] = field(default_factory=list)
    born: int = 0

    def add(self, *who: Profile) -> None:
        for profile in who:
            self.now[self.born] = profile
            self.born += 1

    def edit(self, person: int, profile: Profile) -> None:
        self.now[person] = profile
        self.touched.add(person)

    def withdraw(self, person: int) -> None:
        del self.now[person]

    @property
    def changes(self) -> Changes:
        before = self.people[-1] if self.people else {}
        kept = before.keys() & self.now.keys()
        return Changes(
            added=len(self.now.keys() - before.keys()),
            edited=len(kept & self.touched),
            withdrawn=len(before.keys() - self.now.keys()),
        )

    @property
    def exact(self) -> Made:
        """What a release would be made of now."""
        counts = tally(self.study, self.now.values())
        return Made(self.study.policy, len(self.now), self.changes, counts)

    def release(self) -> Made | None:
        """Make a release if the rules and the gate allow one."""
        new = self.exact
        if new.changes.total < self.study.policy.batch:
            return None
        try:
            counts, verdict = gate.examine(self.study, self.made, new)
        except gate.Held:
            return None
        shown = {(c.question, c.by, c.group, c.item, c.answer): c.count for c in counts}
        return self.note(replace(new, shown=shown, withheld=frozenset(verdict.withheld)))

    def note(self, made: Made) -> Made:
        """Let a release be the newest."""
        before = self.people[-1] if self.people else {}
        self.made.append(made)
        self.edits.append(self.touched & before.keys() & self.now.keys())
        self.people.append(dict(self.now))
        self.touched = set()
        return made

    @property
    def public(self) -> list[Published]:
        return [
            Published(
                one.policy,
                published(one.policy, one.responses),
                one.changes,
                one.shown,
                one.withheld,
            )
            for one in self.made
        ]

    def insider(self, person: int) -> Insider:
        return Insider(
            tuple(of.get(person) for of in self.people),
            tuple(person in edited for edited in self.edits),
        )

    def value(self, target: Target) -> int:
        """What a target truly is."""

        def at(release: int) -> int:
            return sum(f * self.made[release].exact.get(cell, 0) for cell, f in target.cells)

        return at(target.release) - (0 if target.before is None else at(target.before))


def ones(*people: str | Sequence[str]) -> list[Profile]:
    """Profiles, each the codes given to one question after another; a code is a letter."""
    return [tuple(frozenset(given) for given in person) for person in people]
