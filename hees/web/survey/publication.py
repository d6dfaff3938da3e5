"""After submitting: when and how the answers become public, and what the public sees by now."""

from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

from hees.findings import exhibits
from hees.findings.exhibits import Exhibit
from hees.findings.numbers import release_number
from hees.language import show_date, show_number
from hees.release.listing import AGREES
from hees.store.responses import Key
from hees.study.catalogue import TOTAL
from hees.study.chart import SURVEY_KINDS
from hees.study.condition import Condition
from hees.survey import submitting
from hees.survey.drafts import Draft
from hees.web import context, pages
from hees.web.context import words
from hees.web.readers import exhibit

SHOWN = 2
"""How many charts are enough for an example."""

Answers = Mapping[Key, Any]


def publication(draft: Draft) -> None:
    """The rules of publication as they are for this response, and the newest release."""
    answers = submitting.submitted(context.home(), draft.response.id)
    with st.container(key="publication"):
        st.header(words("publication.title"), anchor=False)
        st.markdown("\n".join(f"- {rule}" for rule in _rules(answers)))
    with st.container(key="public_now"):
        st.header(words("publication.now"), anchor=False)
        _public_now(answers)


def _rules(answers: Answers) -> Iterator[str]:
    """What holds for these answers: whether they count, when, in which form, and until when."""
    study, policy = context.study(), context.study().policy
    left_out = not policy.includes(answers)
    if policy.include and left_out:
        yield words("publication.left_out", questions=_asked(policy.include))
    else:
        yield words("publication.included")
        yield words("publication.when", batch=policy.batch)
    yield words(
        "publication.how",
        k=policy.k,
        rounding=policy.rounding,
        base=policy.breakdown_base,
        few=policy.totals_only_below,
    )
    yield words("publication.checked")
    consent = study.inventory.consent if study.inventory else None
    agreed = any(name == consent and given == AGREES for (name, _), given in answers.items())
    if agreed and not left_out:
        yield words("publication.listed")
    yield words("publication.changing")


def _asked(condition: Condition) -> str:
    """The questions that a condition tests, quoted."""
    questions = context.study().questionnaire.questions
    names = dict.fromkeys(test.question for test in condition.tests())
    labels = (questions[name].label[context.language()] for name in names)
    return words("list_separator").join(words("faces.quoted", name=label) for label in labels)


def _public_now(answers: Answers) -> None:
    """Charts of the newest release on what was asked of this respondent; public numbers only."""
    release, language = context.newest_release(), context.language()
    if release is None:
        text = words("publication.nothing", batch=context.study().policy.batch)
        st.info(text, icon=":material/hourglass_empty:")
        return
    newest = words(
        "publication.newest",
        number=release_number(release, language),
        date=show_date(release.made_on, language),
        responses=show_number(release.responses, language),
    )
    shown = _charts({question for question, _ in answers})
    example = words("publication.yours" if shown else "publication.not_yours")
    st.markdown(words("faces.then", text=newest, next=example))
    for found in shown:
        with st.container(border=True, key=f"public-{found.chart.id}"):
            st.subheader(found.chart.title[language], anchor=False)
            exhibit.draw(found, f"public-{found.chart.id}-{language}")
    pages.link("findings", words("publication.findings"))


def _charts(answered: set[str]) -> list[Exhibit]:
    """The first chart with numbers of each topic on a question that was answered."""
    study, chosen = context.study(), {}
    for chart in study.charts.values():
        topic = study.topic_of.get(chart.id)
        place = topic.id if topic else ""
        if chart.kind not in SURVEY_KINDS or chart.question not in answered or place in chosen:
            continue
        found = exhibits.exhibit(context.home(), study, chart.id, TOTAL)
        if not found.lack:
            chosen[place] = found
    return list(chosen.values())[:SHOWN]
