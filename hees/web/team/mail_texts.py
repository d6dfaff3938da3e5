"""The words of the mails in each language, as they would arrive, and how mails go out."""

from datetime import date
from html import escape

import streamlit as st

from hees import clock
from hees.store.invitations import Guest
from hees.store.mail_setup import MailSettings
from hees.team.invitations import guests, letters, mailing
from hees.team.invitations.letters import KINDS, Problem, Template
from hees.team.roles import Role
from hees.web import context, filters
from hees.web.addresses import site
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team import door
from hees.web.team.invitations import say_once

HIDDEN = "•" * 12
"""What stands in a preview where the link's secret would be."""


def show() -> None:
    """The words on one side, what becomes of them on the other; below, how mails go out."""
    st.header(words("invitations.texts.title"), anchor=False)
    st.markdown(words("invitations.texts.explain"))
    with st.container(horizontal=True, key="which_text"):
        kind, language = choose_kind("mail"), _language()
    with st.container(key="mail_text"):
        left, right = st.columns(2, gap="large")
        with left:
            draft = _editor(kind, language)
        with right:
            _preview(kind, language, draft)
    _options()


def choose_kind(place: str) -> str:
    """The kind of mail that the address names, with buttons to choose another; `place` on the page."""
    names = {"" if kind == KINDS[0] else kind: words(f"invitations.kind.{kind}") for kind in KINDS}
    label, key = words("invitations.facts.kind"), f"{place}-kind-{context.language()}"
    return filters.buttons(st.segmented_control, "kind", label, names, key) or KINDS[0]


def _language() -> str:
    """The language of the mail, at first the one on screen."""
    study = context.study()
    names = {code: study.language_names[code] for code in study.languages}
    asked = filters.asked("in", list(names)) or context.language()
    key = f"mail-language-{context.language()}"
    if st.session_state.get(key) != asked:
        st.session_state[key] = asked
    st.segmented_control(
        words("invitations.field.language"),
        list(names),
        format_func=names.__getitem__,
        required=True,
        key=key,
        on_change=lambda: st.query_params.update({"in": st.session_state[key]}),
    )
    return asked


def _editor(kind: str, language: str) -> Template:
    """The fields of a template with what is wrong with them; what they hold."""
    kept = letters.template(context.home(), context.study(), kind, language)
    key = f"mail-{kind}-{language}"
    subject = st.text_input(
        words("invitations.texts.subject"),
        kept.subject,
        max_chars=letters.LONGEST_SUBJECT,
        key=f"{key}-subject",
    )
    body = st.text_area(words("invitations.texts.body"), kept.body, height=560, key=f"{key}-body")
    draft = Template(subject or "", body or "")
    for problem in letters.missing(draft, letters.options(context.home())):
        st.warning(problem_text(problem), icon=":material/warning:")
    if (draft.subject, draft.body) != (kept.subject, kept.body):
        st.caption(words("invitations.texts.unsaved"))
    with st.container(horizontal=True, key="text_deeds"):
        st.button(
            words("invitations.texts.save"),
            type="primary",
            key=f"{key}-save",
            on_click=_save,
            args=(kind, language),
        )
        if kept.own:
            st.button(
                words("invitations.texts.restore"),
                key=f"{key}-restore",
                on_click=_restore,
                args=(kind, language),
            )
    return draft


def problem_text(problem: Problem) -> str:
    """What is wrong with the words of a mail, as Markdown."""
    return words(f"invitations.problem.{problem.code}", name=plain(problem.name))


def _save(kind: str, language: str) -> None:
    """Keep what the fields hold now, if whoever clicked may still do so."""
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    key = f"mail-{kind}-{language}"
    new = Template(st.session_state[f"{key}-subject"] or "", st.session_state[f"{key}-body"] or "")
    found = letters.save(context.home(), kind, language, new, account.name)
    if found:
        reasons = " ".join(problem_text(problem) for problem in found)
        say_once(words("invitations.texts.not_saved", reasons=reasons), good=False)
    else:
        say_once(words("invitations.texts.saved"))


def _restore(kind: str, language: str) -> None:
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    letters.restore(context.home(), kind, language, account.name)
    shipped = letters.template(context.home(), context.study(), kind, language)
    st.session_state[f"mail-{kind}-{language}-subject"] = shipped.subject
    st.session_state[f"mail-{kind}-{language}-body"] = shipped.body
    say_once(words("invitations.texts.restored"))


def _preview(kind: str, language: str, draft: Template) -> None:
    """The mail to somebody on the list, as it would arrive, without the secret of the link."""
    home, study = context.home(), context.study()
    wanted = st.text_input(
        words("invitations.texts.preview_for"),
        key=f"preview-for-{context.language()}",
        type="search",
        placeholder=words("invitations.placeholder"),
        live="400ms",
    )
    guest = _example(wanted or "", language)
    options = letters.options(home)
    found = letters.templates(home, study, kind) | {language: draft}
    others = [code for code in study.languages if code != language]
    languages = [language, *others] if options.every_language else [language]
    link = mailing.address(site(), HIDDEN)
    letter = letters.write(found, guest, link, languages, options)
    to = f"{guest.person or guest.organisation} <{guest.email}>"
    st.html(
        f'<div class="hees-mail" lang="{language}">'
        f"<p><b>{escape(words('invitations.texts.to'))}</b> {escape(to)}</p>"
        f"<p><b>{escape(words('invitations.texts.subject'))}</b> {escape(letter.subject)}</p>"
        f"<div>{escape(letter.body)}</div></div>"
    )
    st.caption(words("invitations.texts.hidden"))


def _example(wanted: str, language: str) -> Guest:
    """Who the preview is for: the first on the list that fits, or somebody made up."""
    for guest in (one.guest for one in guests.all_of(context.home())):
        text = f"{guest.organisation} {guest.person} {guest.email}".casefold()
        if all(word in text for word in wanted.casefold().split()) and (
            wanted or guest.language == language
        ):
            return guest
    return Guest(words("invitations.texts.example"), "", "person@example.org", language)


def _options() -> None:
    """How mails go out."""
    language, now = context.language(), letters.options(context.home())
    st.header(words("invitations.options.title"), anchor=False)
    with st.form(f"mail-options-{language}"):
        left, right = st.columns(2)
        with left:
            deadline = st.text_input(
                words("invitations.options.deadline"),
                now.deadline,
                max_chars=10,
                placeholder="2027-03-31",
                key=f"deadline-{language}",
            )
            per_minute = st.number_input(
                words("invitations.options.per_minute"),
                1,
                600,
                now.per_minute,
                key=f"per-minute-{language}",
            )
        with right:
            rest = st.number_input(
                words("invitations.options.rest"), 1, 90, now.rest, key=f"rest-{language}"
            )
            every = st.checkbox(
                words("invitations.options.every_language"),
                now.every_language,
                key=f"every-{language}",
            )
        sent = st.form_submit_button(words("invitations.options.save"))
    if sent and _kept(MailSettings((deadline or "").strip(), every, per_minute, rest)):
        st.rerun()


def _kept(new: MailSettings) -> bool:
    """Keep how mails go out, unless the deadline is no day to come."""
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return False
    try:
        good = not new.deadline or date.fromisoformat(new.deadline).isoformat() >= clock.today()
    except ValueError:
        good = False
    if not good:
        st.error(words("invitations.options.no_day"), icon=":material/error:")
        return False
    letters.set_options(context.home(), new, account.name)
    say_once(words("invitations.options.saved"))
    return True
