"""`hees send`: what is in the outbox goes to the mail server."""

import click

from hees.cli.common import stop, stop_with, the_home, the_study
from hees.settings import settings
from hees.store import outbox, responses
from hees.store.connection import reading
from hees.store.home import Home
from hees.study import Study
from hees.team.invitations import post, sending
from hees.team.invitations.links import KeyUnusable


@click.command("send")
@click.option("--dry-run", is_flag=True, help="Only list who would get what.")
@click.option("--limit", type=click.IntRange(1), default=100_000, help="At most so many mails.")
def send(dry_run: bool, limit: int) -> None:
    """Send the mails of the outbox by the SMTP server of HEES_SMTP_HOST. Safe to run again.

    Mails of which nobody knows whether they arrived are left for a person to decide.
    """
    study = the_study()
    home = the_home(study)
    try:
        if dry_run:
            _dry_run(home, study, limit)
        else:
            _send(home, study, limit)
    except KeyUnusable as error:
        stop_with("invitations.key_unusable", reason=error)


def _dry_run(home: Home, study: Study, limit: int) -> None:
    """One line a mail: what would become of it, to whom, kind, language, subject."""
    for one in sending.dry_run(home, study)[:limit]:
        fate = f"cancel ({one.obstacle})" if one.obstacle else "send"
        if not one.obstacle and not one.is_ready:
            fate = "hold (the words of the mail lack something)"
        guest = one.invitation.guest
        facts = (fate, guest.email, guest.organisation, one.mail.kind, guest.language)
        click.echo("\t".join((*facts, one.letter.subject)))


def _send(home: Home, study: Study, limit: int) -> None:
    if unset := post.unset(settings().mail):
        stop(
            f"There is no mail server to send by: {', '.join(unset)} missing or wrong.",
            "Nothing was sent; the mails stay in the outbox.",
            "Set these and send again.",
        )
    with reading(home.responses) as connection:
        if responses.kind(connection) == "simulated":
            stop(
                "This home holds simulated answers.",
                "Nothing was sent.",
                "Send from the home of the real ones (set HEES_HOME).",
            )
    sender = sending.Sender(home, study, settings().mail)
    try:
        sending.send_all(sender, limit)
    finally:
        sender.close()
        with reading(home.responses) as connection:
            waiting = outbox.count(connection, "queued")
        click.echo(f"{sender.sent} sent, {waiting} still wait.")
    if sender.trouble == sending.NOT_READY:
        stop_with("invitations.outbox.not_ready")
    if sender.trouble:
        stop(
            f"Mails cannot be sent: {sender.trouble}.",
            "The rest stays in the outbox.",
            "See to the mail server or its settings, then send again.",
        )


COMMANDS = (send,)
