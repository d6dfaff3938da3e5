"""Before the first question: who should answer, the private link, and a link that does not work."""

from urllib.parse import quote

import streamlit as st

from hees.language import show_date
from hees.settings import settings
from hees.survey import drafts, readable, receipt_codes, throttle
from hees.survey.drafts import Draft
from hees.web import context, private_link, prose
from hees.web.addresses import site
from hees.web.context import words
from hees.web.copy_link import copy_link
from hees.web.markdown import plain
from hees.web.survey.current import forget_response, may_open
from hees.web.survey.typed import heard, typed


def start_screen() -> None:
    """Who should answer, and the button that makes a private link."""
    if token := st.session_state.get("new_token"):
        _link_screen(token)
        return
    prose.title(words("survey.title"))
    prose.prose("survey_intro")
    has_drafts = _own_drafts()
    if st.session_state.pop("start_refused", False):
        st.warning(words("survey.start_refused"))
    st.button(
        words("survey.start"),
        type="secondary" if has_drafts else "primary",
        on_click=_start,
        key="start",
    )
    st.caption(words("survey.have_link"))
    st.html(
        f'<p class="hees-links"><a href="/questionnaire.pdf?lang={context.language()}">'
        f"{words('paper.read_first')}</a></p>"
    )
    _receipt_check()


def _start() -> None:
    if not throttle.allows(context.home(), "start", st.context.ip_address or ""):
        st.session_state["start_refused"] = True
        return
    _, token = drafts.start(context.home(), context.study(), context.language())
    st.session_state["new_token"] = token


def _own_drafts() -> bool:
    """Offer the responses whose links this browser has opened before; True when there are any."""
    found = False
    for name in st.context.cookies:
        response = name.removeprefix(private_link.PREFIX)
        if response != name and may_open(response):
            draft = drafts.load(context.home(), response)
            if draft.response.status == "erased":
                continue
            found = True
            with st.container(border=True, key=f"own-{response}"):
                st.markdown(words("survey.own", name=_organisation(draft)))
                st.button(
                    words("survey.continue"),
                    key=f"continue-{response}",
                    type="primary",
                    on_click=_open,
                    args=(response,),
                )
    return found


def _open(response: str) -> None:
    st.session_state["response"] = response


def _organisation(draft: Draft) -> str:
    """What the respondent's organisation is called, or words for a nameless one."""
    key = (context.study().monitor.name, "")
    for line in readable.lines(context.home(), draft, context.language()):
        if line.field.key == key and line.answer:
            return plain(line.answer)
    return words("survey.unnamed")


def _link_screen(token: str) -> None:
    """The private link, before the first question: to copy, to mail, to open."""
    prose.title(words("link.title"))
    st.markdown(words("link.explain", days=context.study().link_days))
    show_link(token)
    st.html(
        f'<a class="hees-button" href="/r/{quote(token)}?lang={context.language()}">'
        f"{words('link.begin')}</a>"
    )


def show_link(token: str) -> None:
    """A private link in full, with a button to copy it, and a way to mail it to oneself."""
    link = f"{site()}/r/{token}?lang={context.language()}"
    copy_link(link, key="private-link")
    _mail_link(link)


def _mail_link(link: str) -> None:
    study = context.study()
    subject = words("link.mail_subject", study=study.title[context.language()])
    body = words("link.mail_body", link=link, study=study.title[context.language()])
    st.html(
        f'<p><a href="mailto:?subject={quote(subject)}&amp;body={quote(body)}">'
        f"{words('link.mail')}</a></p>"
    )


def ended_screen() -> None:
    """For a link that does not work. It does not say why: that would tell a guesser something."""
    prose.title(words("link.ended_title"))
    st.markdown(words("link.ended"))
    if settings().contact:
        st.markdown(words("link.contact", address=settings().contact))
    st.button(words("link.start_over"), on_click=forget_response, key="start-over")


def _receipt_check() -> None:
    """Anyone with a receipt can ask whether what is stored is what was submitted."""
    with st.expander(words("verify.title")):
        sent = heard("verify")
        typed(
            words("verify.code"),
            sent.text if sent else "",
            key="verify",
            language=context.language(),
            placeholder="XXXX-XXXX-XXXX-XXXX",
        )
        if sent and sent.text.strip():
            verdict = receipt_codes.verify(context.home(), sent.text)
            if verdict is None:
                st.error(words("verify.unknown"))
                return
            when = show_date(verdict.receipt.submitted_at, context.language(), st.context.timezone)
            st.info(
                words(
                    f"verify.{verdict.standing}",
                    when=when,
                    number=verdict.receipt.number,
                    answers=verdict.receipt.answers,
                )
            )
