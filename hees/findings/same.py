"""A study as a part of what a cache keeps things under."""

from dataclasses import dataclass

from hees.study import Study


@dataclass(frozen=True)
class Same:
    """A study as a key of a cache: the same object, not an equal one."""

    study: Study

    def __hash__(self) -> int:
        return id(self.study)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.study is self.study
