"""What every page and route needs: the study, the home and the reader's language."""

from functools import cache

import streamlit as st

from hees.findings import reference
from hees.language import LANGUAGES, say
from hees.release import particulars
from hees.settings import settings
from hees.store import releases
from hees.store.home import Home, prepare
from hees.store.releases import Release
from hees.study import Study, load
from hees.survey import finder
from hees.team.importing import batches

LANGUAGE_COOKIE = "hees_lang"


@cache
def study() -> Study:
    """The study folder, loaded once a process. Raises StudyError."""
    return load(settings().study)


@cache
def home() -> Home:
    """The databases, brought up to date once a process. Raises StoreUnavailable."""
    ready = prepare(settings().home)
    finder.fill(ready, settings().study, study().languages)
    reference.fill(ready, settings().study)
    particulars.sync(ready, study())
    batches.sync(ready)
    return ready


def newest_release() -> Release | None:
    """The newest release as of now; None before the first."""
    number = releases.newest(home())
    return releases.one(home(), number) if number else None


def languages() -> list[str]:
    """The languages of the study that the interface speaks, the default first."""
    return [language for language in study().languages if language in LANGUAGES]


def best_language(wanted: str | None) -> str:
    """The first language of an Accept-Language header or locale that the site has."""
    for part in (wanted or "").replace("_", "-").split(","):
        code = part.split(";")[0].strip().split("-")[0].lower()
        if code in languages():
            return code
    return languages()[0]


def preferred_language(asked: str | None, cookies: dict[str, str], browser: str | None) -> str:
    """The language that the address asks for, else the one chosen before, else the browser's."""
    for code in (asked, cookies.get(LANGUAGE_COOKIE)):
        if code in languages():
            return code
    return best_language(browser)


def language() -> str:
    """The language on screen."""
    return st.session_state.get("lang") or languages()[0]


def words(key: str, /, **values: object) -> str:
    """A message in the language on screen."""
    return say(key, language(), **values)


def choice_label(choices: str, code: str) -> str:
    """The label of a code in one of the study's choice lists; the code itself when unknown."""
    for choice in study().choice_lists.get(choices, ()):
        if choice.code == code:
            return choice.label[language()]
    return code


def labels(question: str) -> dict[str, str]:
    """The label of each choice of a question in the language on screen, by its code."""
    choices = study().questionnaire.questions[question].choices
    return {choice.code: choice.label[language()] for choice in choices}


def country_name(code: str) -> str:
    """A country of the study by name; other codes have messages of their own."""
    country = study().country.get(code)
    return country.name[language()] if country else words(f"directory.in.{code}")
