"""The last screen of the survey: what was answered, what is missing, and the way back to each."""

import pytest
from streamlit.testing.v1 import AppTest

from hees.language import say
from hees.store.home import Home, prepare
from hees.web.private_link import PREFIX
from tests import site
from tests.exhibits import STUDY
from tests.respondent import Respondent

NAME, CATEGORY, BASE = (
    STUDY.questionnaire.questions[one] for one in ("org_name", "org_category", "org_base")
)


@pytest.fixture
def review(tmp_path, monkeypatch):
    """Open the review of a response of which nothing but the category was answered."""
    home: Home = prepare(tmp_path / "home")
    person = Respondent.starts(home, STUDY)
    person.answers(org_category="foundation")
    with site.serving(home.folder, monkeypatch) as cookies:
        cookies[f"{PREFIX}{person.id}"] = person.token
        yield lambda language: site.opened("survey", language, d=person.id, s="review")


def given(app: AppTest) -> str:
    return "".join(str(one.body) for one in app.get("html"))


@pytest.mark.parametrize("language", STUDY.languages)
def test_the_review_lists_what_was_answered_and_names_what_is_missing(review, language):
    app = review(language)
    assert CATEGORY.label[language] in given(app)
    assert CATEGORY.by_code["foundation"].label[language] in given(app)
    assert BASE.label[language] not in given(app)
    missing = {one.label for one in app.button if str(one.key).startswith("gap-")}
    assert f"{NAME.label[language]} — {say('review.no_answer', language)}" in missing


def test_each_section_of_the_review_leads_back_to_its_questions(review):
    app = review("en")
    first = STUDY.questionnaire.sections[0]
    app.button(key=f"change-{first.id}").click()
    site.run(app)
    assert app.title[0].value == first.title["en"]
