"""How simulated organisations tend to answer, as data (defaults.toml and a study's simulation.toml).

A weight names a feature of the organisation and how strongly it pushes an answer:

    base            always
    caution         one of the traits, a standard normal number for each organisation
    country=…       1 in that country, else 0; likewise category=…
    question=code   1 once the organisation has given that answer (in the same repeat entry)
    question/item   where it stands on that scale, from -1 to 1

In a feature, "@" stands for the scale item or choice that the weight belongs to. Among items and
choices, "*" stands for all of them.
"""

from pydantic import BaseModel, ConfigDict, Field

from hees.study import Kind

Weights = dict[str, float]
Phrases = dict[str, tuple[str, ...]]
"""By language. In a phrase, {n} is the number of the organisation and {k} that of the entry."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Model):
    """A country that organisations come from, its share, and the share of each language there."""

    country: str
    share: float = Field(gt=0)
    languages: dict[str, float] = Field(min_length=1)


class Behaviour(_Model):
    """Weights of log-odds, save `entries` (log of the mean number of repeat entries)."""

    draft: Weights
    edit: Weights
    withdraw: Weights
    contact: Weights
    entries: Weights
    skip: Weights
    skip_late: float
    skip_kind: dict[Kind, float]


class Tendency(_Model):
    """What pushes the answers to one question.

    `score` moves ordered choices, numbers and years; a single choice with a score is ordered.
    `skip` adds to the log-odds of no answer.
    """

    skip: float = 0
    score: Weights = {}
    items: dict[str, Weights] = {}
    choices: dict[str, Weights] = {}
    median: float | None = Field(default=None, gt=0)
    spread: float = Field(default=1, ge=0)
    years: tuple[int, int] | None = None
    phrases: Phrases = {}


class Steering(_Model):
    """All that shapes the answers. `generic` is the strength of weights that nobody has named.

    `aside` lists codes that stand outside an order ("don't know"). `codes` has weights of a
    code wherever it is a choice. `names` are those of the organisations, by category.
    """

    study: str = ""
    generic: float = Field(ge=0)
    traits: tuple[str, ...]
    behaviour: Behaviour
    places: tuple[Place, ...] = ()
    aside: tuple[str, ...] = ()
    codes: dict[str, Weights] = {}
    questions: dict[str, Tendency] = {}
    names: dict[str, Phrases] = {}
    organisation: Phrases
    institution: Phrases
    person: Phrases
    phrases: Phrases
    nothing: Phrases
