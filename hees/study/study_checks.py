"""Checks of what needs the whole study: names in study.toml, sums, recommendations, contradictions."""

from collections.abc import Collection, Iterator

from hees.study.problem import Problem, no_such
from hees.study.questionnaire import Kind
from hees.study.questionnaire_checks import condition_problems
from hees.study.study import Study

STUDY, RECOMMENDATIONS = "study.toml", "recommendations.toml"
CONTRADICTIONS = "contradictions.toml"
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
    yield from _quotation_problems(study)
    places = study.questionnaire.section_of
    asked = {name: (places[name], question) for name, question in questions.items()}
    include = study.policy.include
    yield from condition_problems(STUDY, "policy.include", include, asked, None, set(questions))


def _questions_named(study: Study) -> Iterator[tuple[str, str]]:
    """Each question that study.toml names for one purpose, with its key."""
    if study.agreement is not None:
        yield "agreement", study.agreement
    if study.quotations is not None:
        yield "quotations.question", study.quotations.question
    if study.inventory:
        for part, value in study.inventory:
            names = value if isinstance(value, tuple) else (value,)
            yield from ((f"inventory.{part}", name) for name in names)


def _quotation_problems(study: Study) -> Iterator[Problem]:
    """Permission to quote is asked for by a single choice among known codes."""
    asked = study.quotations
    question = study.questionnaire.questions.get(asked.question) if asked else None
    if asked is None or question is None:
        return
    if question.kind is not Kind.SINGLE or study.questionnaire.section_of[question.id].repeat:
        reason = f"needs a question of kind single that is asked once, and '{question.id}' is not"
        yield Problem(STUDY, "quotations.question", reason)
    for key, code in (("with_name", asked.with_name), ("without_name", asked.without_name)):
        if code is not None and code not in question.by_code:
            reason = no_such("choice", code, question.by_code, f"the choices of '{question.id}'")
            yield Problem(STUDY, f"quotations.{key}", reason)


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


def contradiction_problems(study: Study) -> Iterator[Problem]:
    """Contradictions are told apart by id and look at answers that one response can give."""
    places, seen = study.questionnaire.section_of, set()
    repeats = {section.id: section for section in study.questionnaire if section.repeat}
    asked = {
        name: (places[name], question) for name, question in study.questionnaire.questions.items()
    }
    for one in study.contradictions:
        if one.id in seen:
            yield Problem(CONTRADICTIONS, one.id, "is the id of another contradiction too")
        seen.add(one.id)
        if one.entry is not None and one.entry not in repeats:
            reason = no_such("repeating section", one.entry, repeats, QUESTIONS)
            yield Problem(CONTRADICTIONS, f"{one.id}.entry", reason)
        key, section = f"{one.id}.when", repeats.get(one.entry or "")
        yield from condition_problems(CONTRADICTIONS, key, one.when, asked, section, set(asked))


def _codes(study: Study, choices: str) -> list[str]:
    return [choice.code for choice in study.choice_lists.get(choices, ())]
