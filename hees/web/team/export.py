"""The export page: what is wanted, how far it is, and what is ready to be saved."""

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import Any

import streamlit as st

from hees.language import show_number, show_time
from hees.store import exports
from hees.store.accounts import Account
from hees.store.connection import reading
from hees.team import roles
from hees.team.export import jobs
from hees.team.export.jobs import Job, State
from hees.team.export.request import Request
from hees.team.export.writers import CODED, Format
from hees.team.roles import Role
from hees.web import context
from hees.web.context import words
from hees.web.sign_in import COOKIE
from hees.web.team import door

STEPS = ("reading", "files", "codebook", "packing")


def intro() -> None:
    """What the page is for, and how many responses there are."""
    with reading(context.home().responses) as connection:
        submitted = exports.count(connection, with_drafts=False)
        drafts = exports.count(connection, with_drafts=True) - submitted
    st.markdown(words("export.page.intro"))
    counts = {
        name: show_number(count, context.language())
        for name, count in (("submitted", submitted), ("drafts", drafts))
    }
    st.caption(words("export.page.counts", **counts))


def choices(account: Account) -> Request:
    """The fields of the request. Personal data is offered to administrators alone."""
    language = context.language()
    with st.container(key="export_choices", gap="medium"):
        with st.container(key="export_format"):
            form = Format(_buttons("format", [str(one) for one in Format]))
            st.caption(words(f"export.page.about_format.{form}"))
        layout = _buttons("layout", ["wide", "long"])
        values = (
            "labels"
            if form in CODED or layout == "long"
            else _buttons("values", ["labels", "numbers"])
        )
        wanted = _buttons(
            "language", context.languages(), context.study().language_names.get, language
        )
        which = _buttons("which", ["submitted", "with_drafts"])
        contact = roles.reaches(account.role, Role.ADMINISTRATOR) and st.checkbox(
            words("export.page.contact"), key=f"export-contact-{language}"
        )
        if contact:
            st.warning(words("export.page.contact_warning"))
    return Request(
        form,
        wanted,
        long=layout == "long",
        numbers=values == "numbers",
        drafts=which == "with_drafts",
        contact=bool(contact),
    )


def _buttons(
    name: str, codes: list[str], show: Callable[[str], Any] | None = None, default: str = ""
) -> str:
    """A row of buttons of which one is chosen. A choice survives a change of language."""
    key, kept = f"export-{name}-{context.language()}", st.session_state.get(f"export_{name}")
    current = kept if kept in codes else default or codes[0]
    if st.session_state.get(key) not in codes:
        st.session_state[key] = current
    label = show or (lambda code: words(f"export.page.{name}_{code}"))
    chosen = st.segmented_control(
        words(f"export.page.{name}"), codes, format_func=label, required=True, key=key
    )
    st.session_state[f"export_{name}"] = chosen or current
    return chosen or current


def begin(request: Request) -> None:
    """The button that has the export made."""
    st.button(
        words("export.page.begin"),
        type="primary",
        key="export-begin",
        on_click=_begin,
        args=(request,),
    )
    if problem := st.session_state.pop("export_problem", ""):
        st.error(words(f"export.refused.{problem}"))


def _begin(request: Request) -> None:
    account = door.acting(Role.ADMINISTRATOR if request.contact else Role.VIEWER)
    if account is None:
        st.session_state["export_problem"] = "role"
        return
    try:
        jobs.start(context.home(), account.name, request)
    except jobs.TooMany:
        st.session_state["export_problem"] = "too_many"


def made(account: Account) -> None:
    """What is being made and what is ready; looks again by itself while something is being made."""
    found = jobs.of(context.home(), account.name)
    if not found:
        return
    st.header(words("export.page.made"), anchor=False)
    running = any(job.state is State.RUNNING for job in found)
    st.fragment(_list, run_every=1.0 if running else None)(account)


def _list(account: Account) -> None:
    found = jobs.of(context.home(), account.name)
    running = {job.id for job in found if job.state is State.RUNNING}
    before = st.session_state.get("export_running", set())
    st.session_state["export_running"] = running
    if before - running:
        st.rerun()  # the last one is ready: the page need not look again by itself
    for job in found:
        with st.container(key=f"export-job-{job.id}", gap="small"):
            st.html(f'<p class="hees-export-name">{escape(described(job.request))}</p>')
            _SHOWN[job.state](job)


def described(request: Request) -> str:
    """SPSS · A row for each response · English · Submitted"""
    names = context.study().language_names
    parts = [
        words(f"export.page.format_{request.format}"),
        words(f"export.page.layout_{'long' if request.long else 'wide'}"),
        *([words("export.page.values_numbers")] if request.numbers else []),
        names.get(request.language, request.language),
        words(f"export.page.which_{'with_drafts' if request.drafts else 'submitted'}"),
        *([words("export.page.with_contact")] if request.contact else []),
    ]
    return " · ".join(parts)


def _running(job: Job) -> None:
    place = STEPS.index(job.step)
    share = (job.share * 0.8) if place == 0 else 0.8 + 0.05 * place
    st.progress(min(share, 1.0), text=words(f"export.page.step_{job.step}"))
    _end(job, "cancel")


def _ready(job: Job) -> None:
    if job.archive is None:
        return
    language = context.language()
    size = show_number(round(job.archive.stat().st_size / 1_000_000, 1), language)
    until = show_time(
        datetime.fromtimestamp(job.until, UTC).isoformat(), language, st.context.timezone
    )
    with st.container(horizontal=True, vertical_alignment="center", key=f"export-ready-{job.id}"):
        if COOKIE in st.context.cookies:
            st.html(
                f'<a class="hees-button" href="/team/export/{job.id}?lang={language}" download>'
                f"{escape(words('export.page.download', size=size))}</a>",
                width="content",
            )
        else:  # signed in elsewhere: the route cannot know it
            st.download_button(
                words("export.page.download", size=size),
                job.archive.read_bytes,
                jobs.name(job),
                "application/zip",
                key=f"export-save-{job.id}",
                on_click="ignore",
            )
        _end(job, "delete")
    st.caption(words("export.page.until", time=until[:5]))


def _failed(job: Job) -> None:
    st.error(words("export.page.failed", id=job.error))
    _end(job, "delete")


_SHOWN = {State.RUNNING: _running, State.READY: _ready, State.FAILED: _failed}


def _end(job: Job, name: str) -> None:
    st.button(
        words(f"export.page.{name}"), key=f"export-end-{job.id}", on_click=_cancel, args=(job,)
    )


def _cancel(job: Job) -> None:
    account = door.acting(Role.VIEWER)
    if account and account.name == job.who:
        jobs.cancel(context.home(), job.id)
