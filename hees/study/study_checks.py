"""Checks that study.toml and recommendations.toml name only what the study has."""

from collections.abc import Collection, Iterator

from hees.study.checks import Problem, condition_problems, no_such
from hees.study.questionnaire import Kind
from hees.study.study import Study

STUDY, RECOMMENDATIONS = "study.toml", "recommendations.toml"
QUESTIONS = "questionnaire/"


def study_problems(study: Study, figures: Collection[str]) -> Iterator[Problem]:
    """What is wrong with the names in study.toml; `figures` are the ids of figures.csv."""
    yield from _key_figure_problems(study, figures)
    questions = study.questionnaire.questions
    for key, name in _questions_named(study):
        if name not in questions:
            yield Problem(STUDY, key, no_such("question", name, questions, QUESTIONS))
    scale = questions.get(study.agreement or "")
    if scale and scale.kind is not Kind.SCALE:
        reason = f"needs a question of kind scale, and '{scale.id}' is of kind {scale.kind}"
        yield Problem(STUDY, "agreement", reason)
    places = study.questionnaire.section_of
    asked = {name: (places[name], question) for name, question in questions.items()}
    include = study.policy.include
    yield from condition_problems(STUDY, "policy.include", include, asked, None, set(questions))


def _questions_named(study: Study) -> Iterator[tuple[str, str]]:
    """Each question that study.toml names for one purpose, with its key."""
    if study.agreement is not None:
        yield "agreement", study.agreement
    if study.inventory:
        for part, value in study.inventory:
            names = value if isinstance(value, tuple) else (value,)
            yield from ((f"inventory.{part}", name) for name in names)


def _key_figure_problems(study: Study, figures: Collection[str]) -> Iterator[Problem]:
    places = [("key_figures", study.key_figures)]
    places += [(f"topics.{topic.id}.key_figures", topic.key_figures) for topic in study.topics]
    for key, named in places:
        for one in named:
            if one.figure is not None and one.figure not in figures:
                reason = no_such("figure", one.figure, figures, "reference/figures.csv")
                yield Problem(STUDY, key, reason)
            if one.series is not None and one.series not in study.series:
                reason = no_such("series", one.series, study.series, "reference/series.toml")
                yield Problem(STUDY, key, reason)


def amount_problems(study: Study) -> Iterator[Problem]:
    """Sums are of one number question each, never negative, by groups that share nobody."""
    questions, seen = study.questionnaire.questions, set()
    for chart in study.charts.values():
        question = questions.get(chart.question or "")
        if not chart.amounts or question is None:
            continue
        topic = study.topic_of.get(chart.id)
        file, key = f"charts/{topic.id if topic else 'resources'}.toml", f"{chart.id}.amounts"
        least = -1 if question.min is None else question.min
        if question.kind is not Kind.NUMBER or not question.bands or least < 0:
            reason = f"need a number with bands and a min of 0 or more, not '{question.id}'"
            yield Problem(file, key, reason)
        if question.id in seen:
            yield Problem(file, key, f"of '{question.id}' are shown by another chart already")
        seen.add(question.id)
        for by in chart.by:
            asked = study.breakdown[by].question if by in study.breakdown else ""
            if asked in questions and study.questionnaire.several(asked):
                reason = f"need groups that share nobody, and an organization can be in several of '{by}'"
                yield Problem(file, key, reason)


def recommendation_problems(study: Study) -> Iterator[Problem]:
    """Recommendations name charts, and codes of the lists of audiences and themes."""
    for one in study.recommendations:
        named = [
            ("evidence", "chart", one.evidence, list(study.charts), "charts/"),
            ("audiences", "audience", one.audiences, _codes(study, "audience"), "choices.toml"),
            ("theme", "theme", [one.theme] if one.theme else [], _codes(study, "theme"),
             "choices.toml"),
        ]  # fmt: skip
        for part, what, names, known, where in named:
            for name in names:
                if name not in known:
                    reason = no_such(what, name, known, where)
                    yield Problem(RECOMMENDATIONS, f"{one.id}.{part}", reason)


def _codes(study: Study, choices: str) -> list[str]:
    return [choice.code for choice in study.choice_lists.get(choices, ())]
