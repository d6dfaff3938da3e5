"""The reference material: from the study folder into `public.db` as it is, and back."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from hees.store import reference as store
from hees.store.home import Home
from hees.store.reference import Item
from hees.study import reference as material
from hees.study.questionnaire import Model
from hees.study.reference import Actor, Figure, Observation, Partnership, Term

MODELS: dict[str, type[Model]] = {
    "series": Observation,
    "figures": Figure,
    "glossary": Term,
    "intermediaries": Actor,
    "partnerships": Partnership,
}
IMPORTED = "study"
"""The origin of what comes from the study folder."""


def fill(home: Home, study_folder: Path) -> None:
    """Load every reference table that changed since it was last loaded."""
    for kind in MODELS:
        rows = material.rows(study_folder, kind)
        models = [material.READERS[kind](row) for row in rows]
        put(home, kind, models, origin=IMPORTED)


def put(home: Home, kind: str, models: Sequence[Model], *, origin: str) -> bool:
    """Replace the rows of a kind that came from `origin`; True if they differ from before."""
    items = [Item(_id(model, number), model.model_dump_json(), _words(model))
             for number, model in enumerate(models)]  # fmt: skip
    digest = hashlib.sha256("\n".join(item.body for item in items).encode()).hexdigest()
    return store.load(home, kind, digest, items, origin=origin)


def _id(model: Any, number: int) -> str:
    return getattr(model, "id", None) or f"{number:06}"


def _words(model: Any) -> str:
    """What a reader may type to find it: its names and notes in all languages."""
    if isinstance(model, Actor):
        return " ".join([*model.names.values(), *model.aliases, *model.note.root.values()])
    if isinstance(model, Partnership):
        named = (*model.named, model.organisation)
        return " ".join([*model.name.root.values(), *named, *model.note.root.values()])
    if isinstance(model, Term):
        return " ".join([*model.term.root.values(), *model.definition.root.values()])
    return ""


def figures(home: Home) -> dict[str, Figure]:
    """Every published figure by id."""
    return {one.id: one for one in _all(home, "figures")}


def glossary(home: Home) -> tuple[Term, ...]:
    """The terms of the glossary, in the order of its file."""
    return _all(home, "glossary")


def actors(home: Home) -> tuple[Actor, ...]:
    """The organisations of the directory, in the order of its file."""
    return _all(home, "intermediaries")


def partnerships(home: Home) -> tuple[Partnership, ...]:
    """The partnerships of the inventory, from files and from the survey."""
    return _all(home, "partnerships")


def observations(home: Home) -> dict[str, tuple[Observation, ...]]:
    """The values of every series in the order of their years."""
    series: dict[str, list[Observation]] = {}
    for one in _all(home, "series"):
        series.setdefault(one.series, []).append(one)
    return {name: tuple(sorted(of, key=lambda one: one.year)) for name, of in series.items()}


def search(home: Home, kind: str, text: str) -> list[str]:
    """The ids of what is found by every word of `text`; for actors, partnerships and terms."""
    return store.search(home, kind, text)


def _all(home: Home, kind: str) -> tuple[Any, ...]:
    return _read(home, kind, store.state(home))


@lru_cache(maxsize=32)
def _read(home: Home, kind: str, state: tuple[str, ...]) -> tuple[Any, ...]:
    """Read once for each state of the database, which `state` names."""
    model = MODELS[kind]
    return tuple(model.model_validate_json(body) for body in store.bodies(home, kind))
