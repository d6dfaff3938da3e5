"""After submitting: the receipt, copies to keep, the ways back in and out, and what is public."""

from urllib.parse import quote

import streamlit as st

from hees.language import show_moment
from hees.survey import receipt_codes, submitting
from hees.survey.drafts import Draft
from hees.web import context, prose
from hees.web.context import words
from hees.web.survey.current import REVIEW
from hees.web.survey.leaving import leaving
from hees.web.survey.publication import publication


def receipt_screen(draft: Draft) -> None:
    """Proof of what was submitted, copies to keep, and the ways back in and out."""
    language, response = context.language(), draft.response.id
    receipt = receipt_codes.receipts(context.home(), response)[-1]
    prose.title(words("receipt.title"))
    st.markdown(words("receipt.thanks"))
    with st.container(border=True, key="receipt"):
        moment = show_moment(receipt.submitted_at, language, st.context.timezone)
        st.markdown(words("receipt.submitted", when=moment))
        st.caption(words("receipt.revision", number=receipt.number))
        st.code(receipt_codes.show_code(receipt.code), language=None)
        st.caption(words("receipt.explain"))
    query = f"?lang={language}&amp;zone={quote(st.context.timezone or 'UTC')}"
    st.html(
        f'<p class="hees-links"><a href="/copy/{response}.html{query}" target="_blank">'
        f'{words("receipt.print")}</a> <a href="/copy/{response}.csv{query}">'
        f"{words('receipt.csv')}</a></p>"
    )
    if submitting.changed_since_submission(context.home(), draft):
        st.warning(words("receipt.changed"), icon=":material/edit:")
    st.button(words("receipt.edit"), key="edit", on_click=_edit)
    leaving(draft)
    publication(draft)


def _edit() -> None:
    st.session_state["editing"] = True
    st.query_params["s"] = REVIEW
