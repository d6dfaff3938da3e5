"""Settling the answers that two people coded differently."""

from collections.abc import Mapping

import streamlit as st

from hees.team import coding, coding_scheme
from hees.team.coding import Answer, Standing
from hees.web import context
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team import comments

SHOWN = 10
"""How many differences are shown at once."""


def show(question: str) -> None:
    """What two coders gave each answer on which they differ, and the choice of what stands."""
    found = coding.answers(context.home(), question)
    names = comments.names(coding_scheme.codes(context.home(), question))
    st.markdown(words("coding.reconcile_explain"))
    different = [one for one in found if one.standing is Standing.DIFFERENT]
    if different:
        st.caption(words("coding.differences", count=len(different)))
    else:
        st.caption(words("coding.no_differences"))
    for answer in different[:SHOWN]:
        _difference(question, answer, names)
    settled = [one for one in found if one.standing is Standing.RECONCILED]
    if settled:
        with st.expander(words("coding.settled", count=len(settled)), key="reconciled"):
            for answer in settled:
                _said(answer, names)


def _difference(question: str, answer: Answer, names: Mapping[str, str]) -> None:
    key = "-".join(("reconcile", *filter(None, answer.place)))
    with st.container(key=key, gap="small"):
        _said(answer, names)
        given = [code for code in names if any(code in one.codes for one in answer.codings)]
        others = [code for code in names if code not in given]
        stands = [code for code in given if all(code in one.codes for one in answer.codings)]
        # Streamlit knows a choice by its label, so another language is another field.
        field = f"{key}-codes-{context.language()}"
        st.pills(
            words("coding.stands"),
            [*given, *others],
            format_func=lambda code: plain(names[code]),
            selection_mode="multi",
            default=stands,
            key=field,
        )
        st.button(
            words("coding.settle"), key=f"{key}-settle", on_click=_settle,
            args=(question, answer, field),
        )  # fmt: skip


def _said(answer: Answer, names: Mapping[str, str]) -> None:
    """The text, what each coder gave it, and what was settled."""
    st.html(comments.text(answer.text))
    lines = [
        words("coding.gave", who=one.who, codes=comments.listed(one.codes, dict(names)))
        for one in answer.codings
    ]
    if answer.final:
        codes = comments.listed(answer.final.codes, dict(names))
        lines.append(words("coding.settled_by", who=answer.final.who, codes=codes))
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))


def _settle(question: str, answer: Answer, field: str) -> None:
    chosen = set(st.session_state[field] or ())
    comments.act(
        lambda who: coding.reconcile(
            context.home(), question, answer.place, chosen, who, digest=answer.digest
        )
    )
