"""What changed between two versions of a questionnaire, as a respondent would ask."""

from dataclasses import dataclass

from hees.study.questionnaire import Question, Questionnaire


@dataclass(frozen=True)
class Difference:
    """Questions of `new` that `old` lacks, of `old` that `new` lacks, and reworded or recoded ones."""

    added: tuple[Question, ...]
    removed: tuple[Question, ...]
    changed: tuple[Question, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def difference(old: Questionnaire, new: Questionnaire) -> Difference:
    """Compare two versions question by question, in questionnaire order."""
    before, after = old.questions, new.questions
    return Difference(
        added=tuple(question for id, question in after.items() if id not in before),
        removed=tuple(question for id, question in before.items() if id not in after),
        changed=tuple(
            question for id, question in after.items() if id in before and before[id] != question
        ),
    )
