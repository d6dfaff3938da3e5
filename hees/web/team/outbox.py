"""The outbox: who would get a mail now, putting it in or handing it over, and what became of each."""

from collections import Counter
from collections.abc import Sequence
from html import escape

import streamlit as st

from hees.findings import workbook
from hees.language import show_moment, show_number
from hees.settings import settings
from hees.spreadsheet import csv_bytes
from hees.store.invitations import Invitation
from hees.store.outbox import Batch, Mail
from hees.team.invitations import guests, letters, links, mailing, post
from hees.team.invitations.letters import KINDS
from hees.team.invitations.mailing import Merged, Plan
from hees.team.invitations.sending import NOT_READY
from hees.team.roles import Role
from hees.web import context, filters
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.survey.start import site
from hees.web.team import door
from hees.web.team.invitations import SAID, say_once
from hees.web.team.mail_texts import problem_text

LISTED = 100
"""How many people of a plan the page lists."""

FILE = "mail_merge"
"""Where the session keeps the file that was made last: its name, and its bytes by format."""

COLUMNS = ("email", "person", "organisation", "language", "country", "category", "wave")


def show() -> None:
    """Who would get a mail, the two ways to send it, and the outbox itself."""
    st.header(words("invitations.outbox.title"), anchor=False)
    _how()
    with st.container(horizontal=True, key="plan"):
        kind, wave = _kind(), _wave()
    try:
        plan = mailing.plan(context.home(), context.study(), kind, wave)
    except links.KeyUnusable as error:
        st.error(words("invitations.key_unusable", reason=plain(str(error))))
        return
    _plan(plan, kind)
    _deeds(plan, kind, wave)
    _file()
    _followed()


def _unset() -> list[str]:
    return post.unset(settings().mail)


def _how() -> None:
    """Whether mails go out from here, or what is missing for it."""
    if _unset():
        names = words("list_separator").join(f"`{name}`" for name in _unset())
        st.info(words("invitations.outbox.no_server", names=names), icon=":material/outgoing_mail:")
        return
    per_minute = letters.options(context.home()).per_minute
    server, sender = plain(settings().mail.host), plain(settings().mail.sender)
    text = words("invitations.outbox.server", server=server, sender=sender, count=per_minute)
    st.caption(text)


def _kind() -> str:
    names = {"" if kind == KINDS[0] else kind: words(f"invitations.kind.{kind}") for kind in KINDS}
    label, key = words("invitations.facts.kind"), f"plan-kind-{context.language()}"
    return filters.buttons(st.segmented_control, "kind", label, names, key) or KINDS[0]


def _wave() -> str:
    waves = sorted({one.guest.wave for one in guests.all_of(context.home())})
    return filters.choice("wave", words("invitations.field.wave"), waves, str)


def _plan(plan: Plan, kind: str) -> None:
    """The dry run: who would get the mail, and who would not and why."""
    language = context.language()
    to, without = (show_number(len(some), language) for some in (plan.to, plan.without))
    st.markdown(words(f"invitations.outbox.plan_{kind}", to=to, without=without))
    for code, problem in plan.problems:
        spoken = context.study().language_names[code]
        text = words("invitations.outbox.problem", language=spoken, text=problem_text(problem))
        st.error(text, icon=":material/error:")
    if plan.to:
        with st.expander(words("invitations.outbox.who", count=len(plan.to))):
            _people(plan.to)
    if plan.without:
        with st.expander(words("invitations.outbox.who_not", count=len(plan.without))):
            counted = Counter(reason for _, reason in plan.without).most_common()
            lines = [
                f"{escape(words(f'invitations.obstacle.{reason}'))} ({count})"
                for reason, count in counted
            ]
            st.html(f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>")


def _people(found: Sequence[Invitation]) -> None:
    rows = "".join(
        f'<tr><th scope="row">{escape(one.guest.organisation)}</th>'
        f"<td>{escape(one.guest.person)}</td><td>{escape(one.guest.email)}</td>"
        f"<td>{escape(context.study().language_names.get(one.guest.language, ''))}</td></tr>"
        for one in found[:LISTED]
    )
    names = ("organisation", "person", "email", "language")
    head = "".join(
        f'<th scope="col">{escape(words(f"invitations.field.{name}"))}</th>' for name in names
    )
    label = escape(words("invitations.outbox.who", count=len(found)))
    st.html(
        f'<div class="hees-releases hees-mails" role="region" tabindex="0" aria-label="{label}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    if len(found) > LISTED:
        st.caption(words("invitations.outbox.more", shown=LISTED, all=len(found)))


def _deeds(plan: Plan, kind: str, wave: str) -> None:
    """Putting the mails in, and handing them over as a file."""
    ready = bool(plan.to) and not plan.problems
    with st.container(horizontal=True, key="outbox_deeds"):
        st.button(
            words("invitations.outbox.queue", count=len(plan.to)),
            type="primary",
            key="queue",
            disabled=not ready or bool(_unset()),
            on_click=_queue,
            args=(kind, wave),
        )
        st.button(
            words("invitations.outbox.export", count=len(plan.to)),
            key="export",
            disabled=not ready,
            on_click=_export,
            args=(kind, wave),
        )
    st.caption(words("invitations.outbox.export_explain", site=plain(site())))


def _queue(kind: str, wave: str) -> None:
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    try:
        count = mailing.queue(context.home(), context.study(), kind, wave, account.name)
    except (mailing.NotReady, links.KeyUnusable):
        say_once(words("invitations.outbox.not_put"), good=False)
        return
    say_once(words("invitations.outbox.put", count=count))


def _export(kind: str, wave: str) -> None:
    """Make the mail-merge file and note that these mails are handed over."""
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    home, study = context.home(), context.study()
    try:
        rows = mailing.hand_over(home, study, kind, wave, site(), account.name)
    except (mailing.NotReady, links.KeyUnusable):
        say_once(words("invitations.outbox.not_put"), good=False)
        return
    header = [words(f"invitations.field.{name}") for name in COLUMNS]
    header += [words(f"invitations.outbox.{name}") for name in ("link", "subject", "body")]
    cells = [_merged(row) for row in rows]
    title = words("invitations.outbox.file_title")
    book = workbook.xlsx([workbook.Sheet(title, header, cells)], title)
    st.session_state[FILE] = {
        "csv": (csv_bytes(header, cells), "text/csv"),
        "xlsx": (book, workbook.MEDIA_TYPE),
    }
    say_once(words("invitations.outbox.handed_over", count=len(rows)))


def _merged(row: Merged) -> list[str]:
    guest = row.invitation.guest
    link = f"{row.link}?lang={guest.language}"
    return [*(getattr(guest, name) for name in COLUMNS), link, row.letter.subject, row.letter.body]


def _file() -> None:
    """The mail-merge file that was made last, to download."""
    made = st.session_state.get(FILE)
    if not made:
        return
    with st.container(horizontal=True, key="merge_file"):
        for form, (body, media_type) in made.items():
            st.download_button(
                words("invitations.outbox.download", form=form.upper()),
                body,
                f"mail-merge.{form}",
                media_type,
                icon=":material/download:",
                key=f"merge-{form}",
                on_click="ignore",
            )


@st.fragment(run_every=3)
def _followed() -> None:
    """The outbox as it stands, drawn again every few seconds."""
    if SAID in st.session_state:  # a deed in this part alone changes the rest of the page too
        st.rerun()
    if door.acting(Role.REVIEWER) is None:  # signed out or shut out since the page was drawn
        st.rerun()
    found = mailing.overview(context.home())
    st.subheader(words("invitations.outbox.state"), anchor=False)
    if not found.batches:
        st.caption(words("invitations.outbox.empty"))
        return
    if found.trouble and found.queued:
        lacking = found.trouble == NOT_READY
        key = "invitations.outbox.not_ready" if lacking else "invitations.outbox.trouble"
        text = words(key, reason=plain(found.trouble))
        st.error(text, icon=":material/error:")
    for mail, one in found.uncertain:
        _uncertain(mail, one)
    with st.container(key="batches", gap=None):
        for batch in found.batches:
            _batch(batch)
    if found.failed:
        with st.expander(words("invitations.outbox.failed", count=len(found.failed))):
            lines = "".join(
                f"<li>{escape(one.guest.organisation)} ({escape(one.guest.email)}): "
                f"{escape(mail.error)}</li>"
                for mail, one in found.failed
            )
            st.html(f"<ul>{lines}</ul>")


def _uncertain(mail: Mail, one: Invitation) -> None:
    """A mail of which nobody knows whether it was sent: a person decides."""
    with st.container(key=f"uncertain-{mail.id}", border=True):
        guest = one.guest
        st.markdown(
            words(
                "invitations.outbox.uncertain",
                organisation=plain(guest.organisation),
                email=plain(guest.email),
                id=plain(mail.message_id or ""),
            )
        )
        with st.container(horizontal=True):
            for name, arrived in (("arrived", True), ("again", False)):
                st.button(
                    words(f"invitations.outbox.{name}"),
                    key=f"decide-{mail.id}-{name}",
                    on_click=_decide,
                    args=(mail.id, arrived),
                )


def _decide(id: int, arrived: bool) -> None:
    if account := door.acting(Role.ADMINISTRATOR):
        mailing.decide(context.home(), id, account.name, arrived=arrived)


def _batch(batch: Batch) -> None:
    """What was put in or handed over in one go, and taking back what is still here."""
    language = context.language()
    at = show_moment(batch.queued_at, language, st.context.timezone)
    kind = words(f"invitations.kind.{batch.kind}")
    head = words("invitations.outbox.batch", kind=kind, at=at, who=batch.queued_by)
    states = words("list_separator").join(
        f"{words(f'invitations.state.{state}')} {show_number(count, language)}"
        for state, count in sorted(batch.states.items())
    )
    with st.container(key=f"batch-{batch.id}", horizontal=True, vertical_alignment="center"):
        st.html(f"<p><b>{escape(head)}</b><br>{escape(states)}</p>")
        for state in ("queued", "handed_over"):
            if state in batch.states:
                st.button(
                    words(f"invitations.outbox.take_back_{state}"),
                    key=f"take-back-{batch.id}",
                    on_click=_take_back,
                    args=(batch.id,),
                )


def _take_back(batch: str) -> None:
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    count = mailing.cancel(context.home(), batch, account.name)
    say_once(words("invitations.outbox.taken_back", count=count))
