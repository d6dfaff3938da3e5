"""The outbox: who would get a mail now, and putting mails in or handing them over."""

from collections import Counter
from collections.abc import Sequence
from html import escape

import streamlit as st

from hees.findings import workbook
from hees.language import show_number
from hees.settings import settings
from hees.spreadsheet import csv_bytes
from hees.store.invitations import Invitation
from hees.team.invitations import guests, letters, links, mailing, post
from hees.team.invitations.mailing import Merged, Plan
from hees.team.roles import Role
from hees.web import context, filters, markup
from hees.web.addresses import site
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team import door, outbox_state
from hees.web.team.invitations import say_once
from hees.web.team.mail_texts import choose_kind, problem_text

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
        kind, wave = choose_kind("plan"), _wave()
    try:
        plan = mailing.plan(context.home(), context.study(), kind, wave)
    except links.KeyUnusable as error:
        st.error(words("invitations.key_unusable", reason=plain(str(error))))
        return
    _plan(plan, kind)
    _deeds(plan, kind, wave)
    _file()
    outbox_state.follow()


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
    spoken = context.study().language_names
    cells = [
        (one.organisation, one.person, one.email, spoken.get(one.language, ""))
        for one in (invitation.guest for invitation in found[:LISTED])
    ]
    rows = "".join(markup.row(escape(first), map(escape, rest)) for first, *rest in cells)
    names = ("organisation", "person", "email", "language")
    heads = [words(f"invitations.field.{name}") for name in names]
    label = words("invitations.outbox.who", count=len(found))
    st.html(markup.table(label, heads, rows, box="releases mails"))
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
