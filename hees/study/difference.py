"""What changed between two versions of a questionnaire, as a respondent would ask."""

from dataclasses import dataclass

from hees.study.questionnaire import Question, Questionnaire, Section


@dataclass(frozen=True)
class Difference:
    """Questions of `new` that `old` lacks, of `old` that `new` lacks, and reworded or recoded ones.

    `sections` are those of `new` with another title, introduction, condition, repeat or order.
    """

    added: tuple[Question, ...]
    removed: tuple[Question, ...]
    changed: tuple[Question, ...]
    sections: tuple[Section, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.sections)


def difference(old: Questionnaire, new: Questionnaire) -> Difference:
    """Compare two versions question by question, in questionnaire order."""
    before, after = old.questions, new.questions
    frames = [_frame(section) for section in old]
    moved = _moved([section.id for section in old], [section.id for section in new])
    return Difference(
        added=tuple(question for id, question in after.items() if id not in before),
        removed=tuple(question for id, question in before.items() if id not in after),
        changed=tuple(
            question
            for id, question in after.items()
            if id in before and before[id].model_dump() != question.model_dump()
        ),
        sections=tuple(
            section for section in new if _frame(section) not in frames or section.id in moved
        ),
    )


def _frame(section: Section) -> object:
    """A section without the wording of its questions."""
    ids = tuple(question.id for question in section.questions)
    return section.id, section.title, section.intro, section.when, section.repeat, ids


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Ids that stand at another place among those that both lists have."""
    old = [id for id in before if id in after]
    new = [id for id in after if id in before]
    return {mine for mine, theirs in zip(new, old, strict=True) if mine != theirs}
